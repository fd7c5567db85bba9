//! What a request costs over the wire right after a keystroke in a long file, from the last byte that is
//! written to the last byte of the answer. Prints percentiles in microseconds; run with
//! `cargo bench --bench session`.

use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

const URI: &str = "file:///p/s.yaml";

fn source(lines: usize) -> String {
    let mut text =
        String::from("edition: 3.0.0\nname: bench\nvars:\n  region: cn-hangzhou\n  mem: 1024\nresources:\n");
    for index in 0..lines / 18 {
        write!(
            text,
            "  fn{index}:\n    component: fc3\n    props:\n      region: ${{vars.region}}\n      functionName: fn-{index}\n      \
             runtime: nodejs20\n      handler: index.handler\n      code: ./code\n      memorySize: ${{vars.mem}}\n      \
             cpu: 0.5\n      diskSize: 512\n      environmentVariables:\n        STAGE: dev\n        \
             URL: ${{resources.fn0.output.url}}\n      triggers:\n        - triggerName: web\n          \
             triggerType: http\n          triggerConfig: {{authType: anonymous, methods: [GET]}}\n"
        )
        .expect("write");
    }
    text
}

struct Session {
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    id: u64,
}

impl Session {
    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{body}", body.len()).expect("the server reads");
        self.input.flush().expect("the server reads");
    }

    fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    fn frame(&mut self) -> Vec<u8> {
        let mut length = 0;
        loop {
            let mut line = String::new();
            self.output.read_line(&mut line).expect("the server writes");
            if line.trim().is_empty() {
                break;
            }
            if let Some(value) = line.strip_prefix("Content-Length:") {
                length = value.trim().parse().expect("a length");
            }
        }
        let mut body = vec![0; length];
        self.output.read_exact(&mut body).expect("the server writes");
        body
    }

    /// The answer and how long it took.
    fn request(&mut self, method: &str, params: Value) -> (Duration, Vec<u8>) {
        self.id += 1;
        let begin = format!(r#"{{"jsonrpc":"2.0","id":{},"#, self.id);
        let other = format!(r#","id":{}}}"#, self.id);
        let start = Instant::now();
        self.send(&json!({"jsonrpc": "2.0", "id": self.id, "method": method, "params": params}));
        loop {
            let body = self.frame();
            if body.starts_with(begin.as_bytes()) || body.ends_with(other.as_bytes()) {
                return (start.elapsed(), body);
            }
        }
    }
}

fn print(name: &str, mut times: Vec<Duration>, bytes: usize) {
    times.sort();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_micros();
    println!("  {name:28} p50 {:7}  p99 {:7}  max {:7} µs, {bytes} bytes", at(0.5), at(0.99), at(1.0));
}

fn main() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_fcls"));
    child.arg("lsp").stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = child.spawn().expect("fcls starts");
    let input = child.stdin.take().expect("piped");
    let output = BufReader::with_capacity(1 << 20, child.stdout.take().expect("piped"));
    let mut session = Session { input, output, id: 0 };
    let abilities = json!({"general": {"positionEncodings": ["utf-16"]}, "textDocument": {
        "diagnostic": {}, "documentSymbol": {"hierarchicalDocumentSymbolSupport": true}, "foldingRange": {},
        "selectionRange": {}, "inlayHint": {}, "hover": {"contentFormat": ["markdown"]},
        "semanticTokens": {"requests": {"range": true, "full": {"delta": true}}, "formats": ["relative"],
            "tokenTypes": ["namespace", "variable", "property", "function", "operator", "string"],
            "tokenModifiers": ["declaration"]}}});
    session.request("initialize", json!({"processId": null, "rootUri": null, "capabilities": abilities}));
    session.notify("initialized", json!({}));
    let text = source(20_000);
    let lines = text.lines().count();
    println!("{lines} lines, {} bytes", text.len());
    let document = json!({"uri": URI, "languageId": "yaml", "version": 1, "text": text});
    session.notify("textDocument/didOpen", json!({"textDocument": document}));
    let line = text.lines().take(lines / 2).enumerate().filter(|(_, line)| line.contains("handler:")).last();
    let line = line.expect("a handler").0;
    let of_document = json!({"textDocument": {"uri": URI}});
    let at = |character: u32| json!({"textDocument": {"uri": URI}, "position": {"line": line, "character": character}});
    let range =
        json!({"start": {"line": line - 40, "character": 0}, "end": {"line": line + 40, "character": 0}});
    let ranged = json!({"textDocument": {"uri": URI}, "range": range});
    let mut previous = String::from("0");
    let mut all: Vec<(&str, Vec<Duration>, usize)> = Vec::new();
    for round in 0..200u64 {
        let asks = [
            ("textDocument/documentSymbol", of_document.clone()),
            (
                "textDocument/semanticTokens/full/delta",
                json!({"textDocument": {"uri": URI}, "previousResultId": previous}),
            ),
            ("textDocument/hover", at(8)),
            (
                "textDocument/hover",
                json!({"textDocument": {"uri": URI}, "position": {"line": line + 2, "character": 25}}),
            ),
            ("textDocument/inlayHint", ranged.clone()),
            ("textDocument/semanticTokens/range", ranged.clone()),
            (
                "textDocument/selectionRange",
                json!({"textDocument": {"uri": URI}, "positions": [{"line": line, "character": 18}]}),
            ),
            ("textDocument/foldingRange", of_document.clone()),
            ("textDocument/completion", at(6)),
            (
                "textDocument/formatting",
                json!({"textDocument": {"uri": URI}, "options": {"tabSize": 2, "insertSpaces": true}}),
            ),
            (
                "textDocument/codeAction",
                json!({"textDocument": {"uri": URI}, "range": {"start": {"line": line, "character": 18},
                    "end": {"line": line, "character": 18}}, "context": {"diagnostics": []}}),
            ),
            (
                "textDocument/definition",
                json!({"textDocument": {"uri": URI}, "position": {"line": line + 2, "character": 28}}),
            ),
        ];
        for (index, (method, params)) in asks.into_iter().enumerate() {
            // Each right after a keystroke of its own.
            let place = json!({"line": line, "character": 18});
            let end = json!({"line": line, "character": if index % 2 == 0 { 18 } else { 19 }});
            let text = if index % 2 == 0 { "x" } else { "" };
            let changes = json!([{"range": {"start": place, "end": end}, "text": text}]);
            let version = 2 + round * 100 + index as u64;
            let document = json!({"uri": URI, "version": version});
            session.notify(
                "textDocument/didChange",
                json!({"textDocument": document, "contentChanges": changes}),
            );
            let (time, answer) = session.request(method, params);
            if method.ends_with("delta") {
                let answer: Value = serde_json::from_slice(&answer).expect("JSON");
                previous = answer["result"]["resultId"].as_str().unwrap_or_default().to_string();
            }
            if all.len() <= index {
                all.push((method, Vec::new(), 0));
            }
            let (_, times, bytes) = &mut all[index];
            *bytes = answer.len();
            // The first round reads everything for the first time.
            if round > 0 {
                times.push(time);
            }
        }
    }
    for (method, times, bytes) in all {
        print(method, times, bytes);
    }
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    status
        .lines()
        .filter(|line| line.starts_with("VmHWM") || line.starts_with("VmRSS"))
        .for_each(|line| println!("  {line}"));
    child.kill().and_then(|()| child.wait()).expect("it ends");
}
