//! The client's end of a language server in a process of its own, for programs that measure it.
#![allow(dead_code, reason = "each program uses a part of it")]

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// How long an answer may take before the program gives up.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A running server.
pub struct Wire {
    child: Child,
    input: ChildStdin,
    /// Bodies of messages, each with the moment of its last byte.
    frames: Receiver<(Instant, Vec<u8>)>,
    id: u64,
}

impl Wire {
    /// Starts `FCLS_BIN`, or the program that was built along, and greets it as a client that can everything.
    pub fn start() -> Wire {
        let program = std::env::var("FCLS_BIN").unwrap_or_else(|_| env!("CARGO_BIN_EXE_fcls").to_string());
        let mut child = Command::new(&program);
        child.arg("lsp").env("HOME", "/nonexistent").stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = child.spawn().unwrap_or_else(|error| panic!("{program} does not start: {error}"));
        let input = child.stdin.take().expect("piped");
        let mut output = BufReader::with_capacity(1 << 20, child.stdout.take().expect("piped"));
        let (sender, frames) = channel();
        std::thread::spawn(move || {
            while let Some(frame) = frame(&mut output) {
                if sender.send((Instant::now(), frame)).is_err() {
                    return;
                }
            }
        });
        let mut wire = Wire { child, input, frames, id: 0 };
        let abilities = json!({"general": {"positionEncodings": ["utf-16"]},
            "workspace": {"diagnostics": {"refreshSupport": true}, "workspaceEdit": {"documentChanges": true}},
            "textDocument": {"diagnostic": {}, "documentSymbol": {"hierarchicalDocumentSymbolSupport": true},
                "foldingRange": {}, "selectionRange": {}, "inlayHint": {}, "hover": {"contentFormat": ["markdown"]},
                "rename": {"prepareSupport": true},
                "completion": {"completionItem": {"snippetSupport": true, "documentationFormat": ["markdown"]}},
                "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}, "dataSupport": true,
                    "disabledSupport": true, "resolveSupport": {"properties": ["edit"]}},
                "semanticTokens": {"requests": {"range": true, "full": {"delta": true}}, "formats": ["relative"],
                    "tokenTypes": ["namespace", "variable", "property", "function", "operator", "string", "label"],
                    "tokenModifiers": ["declaration"]}}});
        wire.request(
            "initialize",
            json!({"processId": null, "rootUri": null, "capabilities": abilities, "locale": "en"}),
        );
        wire.notify("initialized", json!({}));
        wire
    }

    /// The id of the process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{body}", body.len()).expect("the server reads");
    }

    /// Sends a notification.
    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Opens a document.
    pub fn open(&mut self, uri: &str, text: &str) {
        let document = json!({"uri": uri, "languageId": "yaml", "version": 1, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": document}));
    }

    /// Sends a request; its id.
    pub fn ask(&mut self, method: &str, params: Value) -> u64 {
        self.id += 1;
        let mut message = json!({"jsonrpc": "2.0", "id": self.id, "method": method});
        if !params.is_null() {
            message["params"] = params;
        }
        self.send(&message);
        self.id
    }

    /// The whole answer to `id` and when it was there.
    pub fn answer(&mut self, id: u64) -> (Instant, Vec<u8>) {
        self.answer_in_time(id).expect("an answer in time")
    }

    /// The same; none when it takes too long. Questions of the server get null, all else is passed over.
    pub fn answer_in_time(&mut self, id: u64) -> Option<(Instant, Vec<u8>)> {
        let begin = format!(r#"{{"jsonrpc":"2.0","id":{id},"#);
        let end = format!(r#","id":{id}}}"#);
        loop {
            let (moment, frame) = self.frames.recv_timeout(PATIENCE).ok()?;
            let question = frame.starts_with(br#"{"jsonrpc":"2.0","method":"#);
            if !question && (frame.starts_with(begin.as_bytes()) || frame.ends_with(end.as_bytes())) {
                return Some((moment, frame));
            }
            if question {
                let message: Value = serde_json::from_slice(&frame).expect("JSON");
                if let Some(id) = message.get("id") {
                    let answer = json!({"jsonrpc": "2.0", "id": id, "result": null});
                    self.send(&answer);
                }
            }
        }
    }

    /// How long a request took, and its answer.
    pub fn request(&mut self, method: &str, params: Value) -> (Duration, Vec<u8>) {
        let start = Instant::now();
        let id = self.ask(method, params);
        let (moment, answer) = self.answer(id);
        (moment - start, answer)
    }

    /// The result of a request; an error that is a fault of the server ends the program.
    pub fn result(&mut self, method: &str, params: Value) -> Value {
        let (_, answer) = self.request(method, params);
        let mut answer: Value = serde_json::from_slice(&answer).expect("JSON");
        assert_ne!(answer["error"]["code"], -32603, "{method}: {answer}");
        answer["result"].take()
    }

    /// The diagnostics of a document.
    pub fn diagnostics(&mut self, uri: &str) -> Value {
        self.result("textDocument/diagnostic", json!({"textDocument": {"uri": uri}}))["items"].take()
    }

    /// Ends a server that does not answer.
    pub fn kill(mut self) {
        self.child.kill().and_then(|()| self.child.wait()).expect("a child");
    }

    /// Says goodbye.
    pub fn stop(mut self) {
        self.request("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        let status = self.child.wait().expect("a child");
        assert_eq!(status.code(), Some(0));
    }
}

fn frame(output: &mut impl BufRead) -> Option<Vec<u8>> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("Content-Length:") {
            length = value.trim().parse().expect("a length");
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body).ok()?;
    Some(body)
}
