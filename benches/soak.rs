//! A long session: edits and requests of all kinds over 200 documents of mixed kinds. Prints the memory of the server
//! at each tenth, with all documents back at the text they began with. Fails when it grew by 5 % or more after 50,000
//! edits, or when at the end a document's text, diagnostics or outline are not what a server
//! says that has just opened it.
//!
//! `cargo bench --bench soak`, or `cargo bench --bench soak -- 5000` for fewer than 100,000 edits (also
//! `FCLS_SOAK_EDITS`); `FCLS_BIN` names another program.

mod wire;

use serde_json::{Value, json};
use std::time::Instant;
use wire::Wire;

const DOCUMENTS: usize = 200;
const EDITS: usize = 100_000;

/// A document does not stray further than so many edits from its first text.
const FAR: usize = 40;

/// After so many edits all that is kept of each document is there, there was a time when many answers were made at once,
/// and memory is compared with what it was then. (What was free once stays with the server, in pieces: of 30 MB a third.
/// What is in use does not grow, from the first thousands of edits on.)
const WARM: usize = 50_000;

/// Growth that is too much, in parts of 1000.
const GROWTH: u64 = 50;

/// What is typed.
const PIECES: [&str; 26] = [
    "a",
    "x: 1",
    "\n",
    "\n      ",
    ": ",
    "- ",
    "'",
    "\"",
    "[",
    "]",
    "{",
    "}",
    "#",
    "\t",
    "&a ",
    "*a",
    "<<: *a\n",
    "${vars.",
    "}",
    "中",
    "😀",
    "\r\n",
    "|\n",
    "memorySize: 512\n",
    "---\n",
    "- name: b\n",
];

/// Splitmix64, so that a run can be repeated.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % bound.max(1) as u64) as usize
    }

    fn pick<'l, T>(&mut self, list: &'l [T]) -> &'l T {
        &list[self.below(list.len())]
    }
}

struct Document {
    uri: String,
    base: String,
    text: String,
    version: i64,
    edits: usize,
    tokens: Value,
}

fn fc3(index: usize) -> String {
    let mut text = format!(
        "edition: 3.0.0\nname: app-{index}\naccess: default\nvars:\n  region: cn-hangzhou\n  mem: {}\n  base: &base\n    \
         timeout: 60\ntemplate:\n  shared:\n    memorySize: ${{vars.mem}}\nresources:\n",
        512 + index
    );
    for n in 0..2 + index % 12 {
        text += &format!(
            "  fn{n}:\n    component: fc3\n    extend:\n      name: shared\n    props:\n      <<: *base\n      region: \
             ${{vars.region}}\n      functionName: fn-{n}-{index}\n      runtime: {}\n      handler: index.handler\n      \
             code: ./code\n      cpu: 0.5\n      diskSize: 512\n      environmentVariables: {{A: '中文', B: \
             \"${{resources.fn0.output.functionArn}}\"}}\n      triggers:\n        - triggerName: t\n          triggerType: \
             timer\n          triggerConfig:\n            cronExpression: '0 0 {} * * *'\n            enable: true\n",
            ["nodejs20", "python3.10", "nodejs99"][n % 3],
            n % 25
        );
    }
    text
}

fn legacy(index: usize) -> String {
    let mut text = String::from("edition: 1.0.0\nname: old\nservices:\n");
    for n in 0..1 + index % 6 {
        text += &format!(
            "  s{n}:\n    component: fc\n    props:\n      region: cn-hangzhou\n      service:\n        name: s{index}\n      \
             function:\n        name: f{n}\n        runtime: nodejs14\n        handler: index.handler\n        codeUri: ./\n        \
             memorySize: 128\n      triggers:\n        - name: http\n          type: http\n          config:\n            authType: \
             anonymous\n            methods: [GET]\n"
        );
    }
    text
}

fn f_yml(index: usize) -> String {
    let cloud = ["aliyun", "tencent"][index % 2];
    let mut text = format!("service: s{index}\nprovider:\n  name: {cloud}\n  memorySize: 512\nfunctions:\n");
    for n in 0..1 + index % 10 {
        text += &format!(
            "  f{n}:\n    handler: index.f{n}\n    events:\n      - http:\n          path: /f{n}/*\n          method: [get, \
             post]\n      - timer:\n          type: cron\n          value: 0 0 {n} * * *\n"
        );
    }
    text + "aggregation:\n  all:\n    functions: [f0]\n"
}

fn documents() -> Vec<Document> {
    let make = |index: usize| {
        let (name, base) = match index % 8 {
            0..=3 => ("s.yaml", fc3(index)),
            4 => ("s.yaml", legacy(index)),
            5 => ("f.yml", f_yml(index)),
            // Half-typed, with a conflict, with other ends of lines, and not ours at all.
            6 if index % 16 == 6 => ("s.yaml", fc3(index).replace("    props:", "    props: [")),
            6 => ("f.yml", f_yml(index).replace('\n', "\r\n")),
            _ if index % 16 == 7 => {
                ("s.yaml", format!("<<<<<<< a\n{}=======\n{}>>>>>>> b\n", fc3(1), fc3(2)))
            }
            _ => {
                ("compose.yaml", format!("services:\n  web:\n    image: x:{index}\n    ports: [\"80:80\"]\n"))
            }
        };
        let uri = format!("file:///soak/{index}/{name}");
        Document { uri, text: base.clone(), base, version: 1, edits: 0, tokens: "0".into() }
    };
    (0..DOCUMENTS).map(make).collect()
}

/// Line and column in UTF-16.
fn position(text: &str, at: usize) -> Value {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    // A lone \r ends a line as well; the texts have it before \n alone, or where an edit tore the two apart.
    let line = lines_before(text, at);
    let start = text[..at]
        .rfind('\r')
        .map_or(start, |end| start.max(if text[end + 1..].starts_with('\n') { start } else { end + 1 }));
    json!({"line": line, "character": text[start.min(at)..at].encode_utf16().count()})
}

fn lines_before(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let ends = |index: &usize| match bytes[*index] {
        b'\n' => true,
        b'\r' => bytes.get(index + 1) != Some(&b'\n'),
        _ => false,
    };
    (0..at).filter(ends).count()
}

fn boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) || (at > 0 && text[..at].ends_with('\r') && text[at..].starts_with('\n'))
    {
        at -= 1;
    }
    at
}

fn change(wire: &mut Wire, document: &mut Document, changes: Value) {
    document.version += 1;
    let named = json!({"uri": document.uri, "version": document.version});
    wire.notify("textDocument/didChange", json!({"textDocument": named, "contentChanges": changes}));
}

fn back(wire: &mut Wire, document: &mut Document) {
    document.text = document.base.clone();
    document.edits = 0;
    let whole = json!([{"text": document.base}]);
    change(wire, document, whole);
}

fn edit(wire: &mut Wire, document: &mut Document, random: &mut Random) {
    if document.edits == FAR {
        return back(wire, document);
    }
    document.edits += 1;
    let from = boundary(&document.text, random.below(document.text.len() + 1));
    let far = if random.below(10) == 0 { 200 } else { 4 };
    let piece = if random.below(3) == 0 { "" } else { random.pick(&PIECES) };
    let to = if piece.is_empty() || random.below(4) == 0 { from + random.below(far) } else { from };
    let to = boundary(&document.text, to.min(document.text.len())).max(from);
    let range = json!({"start": position(&document.text, from), "end": position(&document.text, to)});
    document.text.replace_range(from..to, piece);
    change(wire, document, json!([{"range": range, "text": piece}]));
}

const REQUESTS: [&str; 23] = [
    "diagnostic",
    "completion",
    "hover",
    "documentSymbol",
    "semanticTokens/full",
    "semanticTokens/full/delta",
    "semanticTokens/range",
    "foldingRange",
    "selectionRange",
    "inlayHint",
    "formatting",
    "rangeFormatting",
    "onTypeFormatting",
    "codeAction",
    "codeLens",
    "definition",
    "references",
    "documentHighlight",
    "prepareRename",
    "rename",
    "documentLink",
    "graph",
    "symbol",
];

/// One request, and what belongs to its answer.
fn ask(wire: &mut Wire, document: &mut Document, random: &mut Random, method: &str) {
    let uri = &document.uri;
    let mut place =
        || position(&document.text, boundary(&document.text, random.below(document.text.len() + 1)));
    let (at, to) = (place(), place());
    let options = json!({"tabSize": 2, "insertSpaces": true});
    let range = json!({"start": at, "end": to});
    let mut params = json!({"textDocument": {"uri": uri}, "position": at});
    match method {
        "graph" => {
            wire.result("fcls/graph", json!({"uri": uri}));
            return;
        }
        "symbol" => {
            wire.result("workspace/symbol", json!({"query": "fn"}));
            return;
        }
        "semanticTokens/range" | "inlayHint" => params["range"] = range,
        "semanticTokens/full/delta" => params["previousResultId"] = document.tokens.clone(),
        "selectionRange" => params["positions"] = json!([at, to]),
        "formatting" => params["options"] = options,
        "rangeFormatting" => (params["options"], params["range"]) = (options, range),
        "onTypeFormatting" => (params["options"], params["ch"]) = (options, "\n".into()),
        "codeAction" => {
            params["range"] = range;
            params["context"] = match random.below(2) {
                0 => json!({"diagnostics": []}),
                _ => json!({"diagnostics": [], "only": ["refactor"]}),
            };
        }
        "references" => params["context"] = json!({"includeDeclaration": true}),
        "rename" => params["newName"] = "other".into(),
        _ => {}
    }
    let method = format!("textDocument/{method}");
    // Some are asked for in vain.
    if random.below(20) == 0 {
        let id = wire.ask(&method, params);
        wire.notify("$/cancelRequest", json!({"id": id}));
        wire.answer(id);
        return;
    }
    let result = wire.result(&method, params);
    if let Some(id) = result.get("resultId").filter(|_| method.contains("Tokens")) {
        document.tokens = id.clone();
    }
    let (items, resolver) = match method.as_str() {
        "textDocument/completion" => (&result["items"], "completionItem/resolve"),
        "textDocument/codeAction" => (&result, "codeAction/resolve"),
        "textDocument/codeLens" => (&result, "codeLens/resolve"),
        _ => return,
    };
    if let Some(items) = items.as_array().filter(|items| !items.is_empty()) {
        wire.result(resolver, random.pick(items).clone());
    }
}

/// The memory of the server, in KB, with every document at its first text and asked about: what it has taken
/// (`RssAnon`), which is judged, and what is resident in all. The rest are pages of the program's file, which come as
/// code runs for the first time, and which the system drops when it likes.
fn memory(wire: &mut Wire, documents: &mut [Document]) -> (u64, u64) {
    let mut random = Random(7);
    for document in documents.iter_mut() {
        back(wire, document);
        for method in &REQUESTS[..15] {
            ask(wire, document, &mut random, method);
        }
    }
    let status = std::fs::read_to_string(format!("/proc/{}/status", wire.pid())).expect("Linux");
    let number = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name)).expect("a line");
        line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).expect("a number")
    };
    (number("RssAnon:"), number("VmRSS:"))
}

fn main() {
    let count = std::env::args().skip(1).find_map(|word| word.parse().ok());
    let count =
        count.or_else(|| std::env::var("FCLS_SOAK_EDITS").ok()?.parse().ok()).unwrap_or(EDITS).max(100) / 10
            * 10;
    let mut random = Random(2026);
    let mut documents = documents();
    let mut wire = Wire::start();
    for document in &documents {
        wire.open(&document.uri, &document.text);
    }
    let (start, mut first, mut last, mut requests) = (Instant::now(), 0, 0, 0);
    for step in 1..=count {
        let document = &mut documents[random.below(DOCUMENTS)];
        edit(&mut wire, document, &mut random);
        for _ in 0..random.below(4) {
            let method = *random.pick(&REQUESTS);
            ask(&mut wire, document, &mut random, method);
            requests += 1;
        }
        match random.below(1000) {
            0..10 => {
                wire.notify("textDocument/didClose", json!({"textDocument": {"uri": document.uri}}));
                wire.open(&document.uri, &document.text);
                document.version = 1;
            }
            10..20 => wire.notify("textDocument/didSave", json!({"textDocument": {"uri": document.uri}})),
            20..23 => {
                let language = *random.pick(&["en", "zh"]);
                wire.notify(
                    "workspace/didChangeConfiguration",
                    json!({"settings": {"fcls": {"language": language}}}),
                );
            }
            23..26 => {
                let changes = json!([{"uri": "file:///soak/code", "type": 1}]);
                wire.notify("workspace/didChangeWatchedFiles", json!({"changes": changes}));
            }
            _ => {}
        }
        if step % (count / 10) == 0 {
            let warm = first == 0 && step >= WARM;
            if warm || step == count {
                // While the texts are what the edits made of them, and both times memory is judged.
                compare(&mut wire, &documents);
            }
            let resident;
            (last, resident) = memory(&mut wire, &mut documents);
            if warm {
                first = last;
            }
            let seconds = start.elapsed().as_secs();
            println!(
                "{step:7} edits, {requests:7} requests, {seconds:5} s: {last} KB, {resident} KB resident"
            );
        }
    }
    wire.stop();
    if count <= WARM {
        return println!("too few edits to judge memory by");
    }
    let grown = last.saturating_sub(first) * 1000 / first;
    println!(
        "after warm-up {first} KB, at the end {last} KB of its own: {}.{} % more",
        grown / 10,
        grown % 10
    );
    if grown >= GROWTH {
        println!("the server grew");
        std::process::exit(1);
    }
}

fn compare(wire: &mut Wire, documents: &[Document]) {
    let settings = json!({"settings": {"fcls": {"language": "en"}}});
    let mut fresh = Wire::start();
    wire.notify("workspace/didChangeConfiguration", settings.clone());
    fresh.notify("workspace/didChangeConfiguration", settings);
    let mut wrong = 0;
    for Document { uri, text, .. } in documents {
        fresh.open(uri, text);
        let view = wire.result("fcls/viewText", json!({"uri": uri}));
        let mut same = view["text"] == text.as_str();
        let of = json!({"textDocument": {"uri": uri}});
        same &= wire.diagnostics(uri) == fresh.diagnostics(uri);
        for method in ["documentSymbol", "foldingRange", "codeLens", "documentLink"] {
            let method = format!("textDocument/{method}");
            same &= wire.result(&method, of.clone()) == fresh.result(&method, of.clone());
        }
        if !same {
            wrong += 1;
            println!("{uri} is not what a server says that has just opened it:\n{text}");
        }
    }
    fresh.stop();
    if wrong > 0 {
        println!("{wrong} documents differ");
        std::process::exit(1);
    }
    println!("{} documents are what a server says that has just opened them", documents.len());
}
