//! A whole server and a client that does what it likes. Each request is answered once and without a fault of the
//! server; in the end the server has the client's texts, and says of each what a server says that has just opened it.
//!
//! The input, a line for each thing the client does; the first letter says what, the bytes after it where and how,
//! and what is left of the line is text. The first line is what the client is able to do.
#![no_main]

use fcls_fuzz::client::Client;
use fcls_fuzz::model::{self, Encoding};
use fcls_fuzz::{Line, show};
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

const URIS: [&str; 5] = [
    "file:///fuzz/s.yaml",
    "file:///fuzz/f.yml",
    "file:///fuzz/a%20b/%E4%B8%AD/template.yaml",
    "untitled:Untitled-1",
    "file:///fuzz/s.yml",
];

const SAMPLES: [&str; 8] = [
    "",
    include_str!("../../examples/hello-fc3/s.yaml"),
    include_str!("../../examples/legacy-fc/s.yaml"),
    include_str!("../../examples/midway-f/f.yml"),
    include_str!("../../examples/with-mistakes/s.yaml"),
    include_str!("../../examples/with-mistakes/f.yml"),
    include_str!("../../examples/shop-fc3/s.yaml"),
    "edition: 3.0.0\nname: a\nvars: &v\n  x: '😀'\n  y: ${vars.x}\nresources:\n  f: &f\n    component: fc3\n    props:\n      <<: *v\n",
];

const OF_DOCUMENTS: [&str; 21] = [
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
    "diagnostic",
];

const SETTINGS: [&str; 10] = [
    r#"{"fcls": {}}"#,
    r#"{"fcls": {"language": "zh"}}"#,
    r#"{"fcls": {"diagnostics": {"enable": false}}}"#,
    r#"{"fcls": {"diagnostics": {"severity": {"FC1": "hint", "all": "off"}}}}"#,
    r#"{"fcls": {"semanticTokens": false, "inlayHints": {"ratio": false}}}"#,
    r#"{"language": "en"}"#,
    "null",
    r#"{"fcls": 7}"#,
    r#"{"fcls": {"diagnostics": {"ignore": ["required", 1, null]}, "cloud": {"drift": "never", "x": 1}}}"#,
    r#"{"fcls": {"diagnostics": {"ignoreIn": {"**/s.yaml": ["all"], "[": ["x"]}}}}"#,
];

/// A document as the client has it.
#[derive(Default)]
struct Open {
    text: String,
    version: i64,
    /// The id and the numbers of the last semantic tokens.
    tokens: Option<(String, Vec<Value>)>,
}

struct Session {
    client: Client,
    encoding: Encoding,
    asks_settings: bool,
    pulls: bool,
    open: BTreeMap<usize, Open>,
    greeting: Value,
    settings: Value,
    last: Option<(u64, usize, &'static str)>,
    ids: Vec<u64>,
}

fn greeting(line: &mut Line<'_>) -> (Value, Encoding, bool, bool) {
    let (encoding, name) = *line.pick(&[
        (Encoding::Utf16, "utf-16"),
        (Encoding::Utf8, "utf-8"),
        (Encoding::Utf32, "utf-32"),
        (Encoding::Utf16, "utf-7"),
    ]);
    let mut yes = || line.below(2) == 0;
    let (pulls, asks) = (yes(), yes());
    let mut text = json!({
        "completion": {"completionItem": {"snippetSupport": yes(), "insertReplaceSupport": yes(),
            "documentationFormat": ["markdown"], "labelDetailsSupport": true},
            "completionList": {"itemDefaults": if yes() { json!(["editRange", "insertTextFormat"]) } else { json!([]) }}},
        "hover": {"contentFormat": if yes() { json!(["markdown"]) } else { json!(["plaintext"]) }},
        "documentSymbol": {"hierarchicalDocumentSymbolSupport": yes()},
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}, "dataSupport": true,
            "resolveSupport": {"properties": if yes() { json!(["edit"]) } else { json!([]) }},
            "disabledSupport": yes()},
        "foldingRange": {"lineFoldingOnly": yes()}, "selectionRange": {}, "inlayHint": {},
        "rename": {"prepareSupport": true}, "publishDiagnostics": {"relatedInformation": yes()},
        "semanticTokens": {"requests": {"range": true, "full": {"delta": true}}, "formats": ["relative"],
            "tokenTypes": ["namespace", "variable", "property", "function", "operator", "string", "label"],
            "tokenModifiers": ["declaration"]},
    });
    if pulls {
        text["diagnostic"] = json!({});
    }
    let capabilities = json!({"general": {"positionEncodings": [name]}, "textDocument": text, "workspace": {
        "configuration": asks, "diagnostics": {"refreshSupport": true}, "semanticTokens": {"refreshSupport": true},
        "workspaceEdit": {"documentChanges": yes(), "resourceOperations": ["create"]}}});
    let locale = if yes() { "en" } else { "zh-cn" };
    let greeting = json!({"processId": null, "rootUri": null, "capabilities": capabilities, "locale": locale,
        "initializationOptions": {"trusted": false}});
    (greeting, encoding, asks, pulls)
}

impl Session {
    fn position(&self, line: &mut Line<'_>, document: usize) -> (u32, u32) {
        const ODD: [u32; 12] = [0, 1, 2, 3, 5, 8, 13, 40, 1000, 0x7fff_ffff, 0xffff_fffe, u32::MAX];
        let lines = self.open.get(&document).map_or(1, |open| open.text.split('\n').count());
        match line.below(4) {
            0 => (*line.pick(&ODD), *line.pick(&ODD)),
            _ => ((line.below(256) * (lines + 1) / 256) as u32, line.below(256) as u32 % 90),
        }
    }

    fn open(&mut self, line: &mut Line<'_>) {
        let document = line.below(URIS.len());
        let sample = *line.pick(&SAMPLES);
        let (before, text) = (line.below(3), line.text());
        let text = match before {
            0 => format!("{text}{sample}"),
            1 => format!("{sample}{text}"),
            _ => sample.replace('\n', "\r\n") + &text,
        };
        let version = line.below(200) as i64 - 20;
        let item = json!({"uri": URIS[document], "languageId": "yaml", "version": version, "text": text});
        self.client.notify("textDocument/didOpen", json!({"textDocument": item}));
        self.open.insert(document, Open { text, version, tokens: None });
    }

    fn change(&mut self, line: &mut Line<'_>) {
        let document = line.below(URIS.len());
        let count = 1 + line.below(3);
        let kinds: Vec<_> = (0..count)
            .map(|_| (line.below(8), self.position(line, document), self.position(line, document)))
            .collect();
        let backwards = line.below(10) == 9;
        let text = line.text();
        let mut changes = Vec::new();
        let mut model = self.open.get(&document).map(|open| open.text.clone()).unwrap_or_default();
        for (kind, from, to) in kinds {
            let to = if kind == 3 {
                to
            } else if kind < 3 {
                from
            } else {
                (from.0, from.1.saturating_add(to.1 % 8))
            };
            if kind == 7 {
                model = text.clone();
                changes.push(json!({"text": text}));
                continue;
            }
            model::replace(&mut model, from, to, &text, self.encoding);
            let place = |(line, character)| json!({"line": line, "character": character});
            changes.push(json!({"range": {"start": place(from), "end": place(to)}, "text": text}));
        }
        let version =
            self.open.get(&document).map_or(1, |open| open.version) + if backwards { -3 } else { 1 };
        let named = json!({"uri": URIS[document], "version": version});
        self.client
            .notify("textDocument/didChange", json!({"textDocument": named, "contentChanges": changes}));
        if let Some(open) = self.open.get_mut(&document) {
            (open.text, open.version) = (model, version);
        }
    }

    fn params(&self, line: &mut Line<'_>, document: usize, method: &str) -> Value {
        let place = |(line, character)| json!({"line": line, "character": character});
        let (from, to) = (place(self.position(line, document)), place(self.position(line, document)));
        let kinds = ["", "refactor", "quickfix", "source", "refactor.rewrite", "source.fixAll"];
        let mut params = json!({"textDocument": {"uri": URIS[document]}});
        let more = match method {
            "semanticTokens/full"
            | "documentSymbol"
            | "foldingRange"
            | "codeLens"
            | "documentLink"
            | "diagnostic" => {
                json!({})
            }
            "semanticTokens/full/delta" => {
                let tokens = self.open.get(&document).and_then(|open| open.tokens.as_ref());
                json!({"previousResultId": tokens.map_or("none", |(id, _)| id)})
            }
            "semanticTokens/range" | "inlayHint" => json!({"range": {"start": from, "end": to}}),
            "selectionRange" => json!({"positions": [from, to]}),
            "formatting" => {
                json!({"options": {"tabSize": line.below(9), "insertSpaces": line.below(2) == 0}})
            }
            "rangeFormatting" => {
                json!({"range": {"start": from, "end": to}, "options": {"tabSize": 2, "insertSpaces": true}})
            }
            "onTypeFormatting" => {
                json!({"position": from, "ch": line.pick(&["\n", "-"]), "options": {"tabSize": 2, "insertSpaces": true}})
            }
            "codeAction" => match *line.pick(&kinds) {
                "" => json!({"range": {"start": from, "end": to}, "context": {"diagnostics": []}}),
                kind => {
                    json!({"range": {"start": from, "end": to}, "context": {"diagnostics": [], "only": [kind]}})
                }
            },
            "references" => json!({"position": from, "context": {"includeDeclaration": line.below(2) == 0}}),
            "rename" => json!({"position": from, "newName": line.text()}),
            _ => json!({"position": from}),
        };
        for (key, value) in more.as_object().expect("an object") {
            params[key] = value.clone();
        }
        params
    }

    fn request(&mut self, line: &mut Line<'_>) {
        let which = line.below(OF_DOCUMENTS.len() + 4);
        let document = line.below(URIS.len());
        let (method, params) = match OF_DOCUMENTS.get(which) {
            Some(method) => (*method, self.params(line, document, method)),
            None => match which - OF_DOCUMENTS.len() {
                0 => ("workspace/symbol", json!({"query": line.text()})),
                1 => ("fcls/graph", json!({"uri": URIS[document]})),
                2 => ("fcls/planDocument", json!({"uri": line.text()})),
                _ => ("workspace/executeCommand", json!({"command": line.text(), "arguments": []})),
            },
        };
        let name =
            if which < OF_DOCUMENTS.len() { format!("textDocument/{method}") } else { method.to_string() };
        // Nothing may go to a network, not even by accident.
        if method == "workspace/executeCommand"
            && params["command"].as_str().is_some_and(|c| c.starts_with("fcls."))
        {
            return;
        }
        let id = self.client.ask(&name, params);
        self.ids.push(id);
        self.last = Some((id, document, method));
        if method.starts_with("semanticTokens/full") {
            self.tokens(id, document);
        }
    }

    /// Keeps the tokens as a client does.
    fn tokens(&mut self, id: u64, document: usize) {
        let mut answer = self.client.answer(id);
        let result = answer["result"].take();
        let Some(open) = self.open.get_mut(&document) else {
            assert!(result.is_null() && answer.get("error").is_none(), "{answer}");
            return;
        };
        let Some(id) = result["resultId"].as_str().map(String::from) else {
            open.tokens = None;
            return;
        };
        if let Some(data) = result["data"].as_array() {
            open.tokens = Some((id, data.clone()));
            return;
        }
        let (last, data) = open.tokens.as_mut().expect("a difference to something");
        let edits = result["edits"].as_array().expect("edits");
        // From the end, so that the places of the others hold.
        let mut edits: Vec<_> = edits.iter().collect();
        edits.sort_by_key(|edit| std::cmp::Reverse(edit["start"].as_u64()));
        for edit in edits {
            let start = edit["start"].as_u64().expect("a start") as usize;
            let end = start + edit["deleteCount"].as_u64().expect("a count") as usize;
            data.splice(start..end, edit["data"].as_array().cloned().unwrap_or_default());
        }
        *last = id;
    }

    /// Asks for what an answer left for later.
    fn resolve(&mut self, line: &mut Line<'_>) {
        let Some((id, _, method)) = self.last.take() else { return };
        let resolver = match method {
            "completion" => "completionItem/resolve",
            "codeAction" => "codeAction/resolve",
            "codeLens" => "codeLens/resolve",
            _ => return,
        };
        let answer = self.client.answer(id);
        let items = answer.pointer("/result/items").or(answer.get("result")).and_then(Value::as_array);
        if let Some(items) = items.filter(|items| !items.is_empty()) {
            let item = line.pick(items).clone();
            if line.below(2) == 0 {
                self.change(line);
            }
            self.client.ask(resolver, item);
        }
    }

    fn step(&mut self, line: &mut Line<'_>) {
        const LETTERS: &[u8] = b"orchxsgwfzdt";
        let letter = line.below(256) as u8;
        let known = LETTERS.contains(&letter);
        match if known { letter } else { LETTERS[usize::from(letter) % LETTERS.len()] } {
            b'o' => self.open(line),
            b'c' => self.change(line),
            b'r' | b'h' => self.request(line),
            b'z' => self.resolve(line),
            b'x' => {
                let document = line.below(URIS.len());
                self.open.remove(&document);
                self.client.notify("textDocument/didClose", json!({"textDocument": {"uri": URIS[document]}}));
            }
            b's' => {
                let document = json!({"uri": URIS[line.below(URIS.len())]});
                self.client.notify("textDocument/didSave", json!({"textDocument": document}));
            }
            b'g' => {
                let settings: Value = serde_json::from_str::<Value>(*line.pick(&SETTINGS)).expect("JSON");
                if !settings.is_null() {
                    self.settings = settings.clone();
                }
                self.client.settings = self.settings.clone();
                let sent = if self.asks_settings { Value::Null } else { settings };
                self.client.notify("workspace/didChangeConfiguration", json!({"settings": sent}));
            }
            b'f' => {
                let change = json!({"uri": line.pick(&URIS), "type": 1 + line.below(3)});
                self.client.notify("workspace/didChangeWatchedFiles", json!({"changes": [change]}));
            }
            b'd' => {
                let back = 1 + line.below(4);
                if let Some(id) = self.ids.len().checked_sub(back).map(|at| self.ids[at]) {
                    self.client.cancel(id);
                }
            }
            b't' => self
                .client
                .notify("$/setTrace", json!({"value": line.pick(&["off", "messages", "verbose", "x"])})),
            _ => self.client.all(),
        }
    }

    /// What a server says of a document, apart from ids.
    fn said(client: &mut Client, uri: &str) -> Vec<(&'static str, Value)> {
        let named = json!({"textDocument": {"uri": uri}});
        let whole = json!({"start": {"line": 0, "character": 0}, "end": {"line": 100_000, "character": 0}});
        let asks = [
            ("diagnostic", named.clone()),
            ("documentSymbol", named.clone()),
            ("foldingRange", named.clone()),
            ("codeLens", named.clone()),
            ("documentLink", named.clone()),
            ("semanticTokens/full", named.clone()),
            ("inlayHint", json!({"textDocument": {"uri": uri}, "range": whole})),
            (
                "formatting",
                json!({"textDocument": {"uri": uri}, "options": {"tabSize": 2, "insertSpaces": true}}),
            ),
        ];
        let named = asks.iter().map(|(method, params)| (format!("textDocument/{method}"), params.clone()));
        let answers = client.requests(named.collect()).into_iter().map(|mut answer| {
            if let Some(answer) = answer.as_object_mut() {
                answer.remove("resultId");
            }
            answer
        });
        asks.iter().map(|(method, _)| *method).zip(answers).collect()
    }

    fn finish(mut self) {
        self.client.all();
        let start = Instant::now();
        let late = || start.elapsed() > Duration::from_secs(5);
        for (document, open) in std::mem::take(&mut self.open) {
            let uri = URIS[document];
            let view = self.client.request("fcls/viewText", json!({"uri": uri}));
            assert_eq!(view["text"], open.text, "the text of {uri}");
            assert_eq!(view["version"], open.version, "{uri}");
            let mut fresh = Client::start(self.greeting.clone(), self.settings.clone());
            if !self.asks_settings {
                fresh.notify("workspace/didChangeConfiguration", json!({"settings": self.settings}));
            }
            let item = json!({"uri": uri, "languageId": "yaml", "version": open.version, "text": open.text});
            fresh.notify("textDocument/didOpen", json!({"textDocument": item}));
            // Answers to questions for settings are on their way: again, until it is too late.
            loop {
                let (here, there) = (Self::said(&mut self.client, uri), Self::said(&mut fresh, uri));
                let pushed = self.client.pushed.get(uri).cloned().unwrap_or_else(|| json!([]));
                let fine = here == there && (self.pulls || pushed == here[0].1["items"]);
                if fine {
                    break;
                }
                if late() {
                    for ((method, here), (_, there)) in here.iter().zip(&there) {
                        assert_eq!(
                            here, there,
                            "{method} of {uri}, here and of a server that just began:\n{}",
                            open.text
                        );
                    }
                    assert_eq!(pushed, here[0].1["items"], "pushed of {uri}");
                }
                self.client.pump(Duration::from_millis(5));
                fresh.pump(Duration::from_millis(1));
            }
            if let Some((id, _)) = &open.tokens {
                let params = json!({"textDocument": {"uri": uri}, "previousResultId": id});
                let id = self.client.ask("textDocument/semanticTokens/full/delta", params);
                self.open.insert(document, open);
                self.tokens(id, document);
                let kept = self.open[&document].tokens.as_ref().map(|(_, data)| data.clone());
                let whole = self
                    .client
                    .request("textDocument/semanticTokens/full", json!({"textDocument": {"uri": uri}}));
                assert_eq!(
                    kept.map(Value::from),
                    whole.get("data").cloned(),
                    "tokens of {uri} by differences"
                );
                self.open.remove(&document);
            }
            fresh.stop();
        }
        self.client.stop();
    }
}

fuzz_target!(|input: &[u8]| {
    show(|| String::from_utf8_lossy(input).into_owned());
    let mut lines = input.split(|byte| *byte == b'\n');
    let (greeting, encoding, asks_settings, pulls) = greeting(&mut Line(lines.next().unwrap_or_default()));
    let settings = json!({"fcls": {}});
    let mut session = Session {
        client: Client::start(greeting.clone(), settings.clone()),
        encoding,
        asks_settings,
        pulls,
        open: BTreeMap::new(),
        greeting,
        settings,
        last: None,
        ids: Vec::new(),
    };
    for line in lines.filter(|line| !line.is_empty()).take(60) {
        session.step(&mut Line(line));
    }
    session.finish();
});
