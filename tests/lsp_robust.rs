//! Nothing a client sends may end the server: random edits at impossible places, messages with parts
//! of the wrong shape, names that are no URIs.

mod client;

use client::Client;
use serde_json::{Value, json};

const URI: &str = "file:///w/s.yaml";

/// A small generator with a fixed seed: failures must repeat.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.roll(list.len())]
    }

    fn position(&mut self) -> Value {
        let numbers = [0, 1, 2, 3, 5, 8, 13, 40, 1000, u32::MAX];
        json!({"line": self.pick(&numbers), "character": self.pick(&numbers)})
    }
}

fn params(method: &str, dice: &mut Dice) -> Value {
    let document = json!({"uri": URI, "version": dice.roll(9), "languageId": "yaml", "text": "a: [1,\n😀"});
    let range = json!({"start": dice.position(), "end": dice.position()});
    let pieces =
        ["", "a", "\n", "\r\n", ": ", "- ", "${", "}", "'", "\"", "中", "😀", "\t", "&a", "*a", "{", "#"];
    let text = dice.pick(&pieces);
    match method {
        "textDocument/didChange" => {
            json!({"textDocument": document, "contentChanges": [{"range": range, "text": text}]})
        }
        "textDocument/codeAction" => {
            json!({"textDocument": document, "range": range, "context": {"diagnostics": [], "only": ["source"]}})
        }
        "completionItem/resolve" => {
            json!({"label": "x", "data": {"answer": dice.roll(9), "item": dice.roll(99)}})
        }
        "workspace/didChangeConfiguration" => json!({"settings": {"fcls": {"language": text}}}),
        "workspace/didChangeWatchedFiles" => json!({"changes": [{"uri": URI, "type": 1}]}),
        _ => json!({"textDocument": document, "position": dice.position(), "range": range}),
    }
}

/// Puts something else in the place of one part.
fn damage(value: &mut Value, dice: &mut Dice) {
    match value {
        Value::Object(object) if !object.is_empty() && dice.roll(4) > 0 => {
            let at = dice.roll(object.len());
            if let Some(part) = object.values_mut().nth(at) {
                damage(part, dice);
            }
        }
        Value::Array(array) if !array.is_empty() && dice.roll(4) > 0 => {
            let at = dice.roll(array.len());
            damage(&mut array[at], dice);
        }
        other => {
            let others =
                [json!(null), json!(-1), json!(1e300), json!("x y"), json!([]), json!({}), json!([[]])];
            *other = dice.pick(&others).clone();
        }
    }
}

#[test]
fn damaged_messages_are_survived() {
    const METHODS: [&str; 14] = [
        "textDocument/didOpen",
        "textDocument/didChange",
        "textDocument/didChange",
        "textDocument/didChange",
        "textDocument/didSave",
        "textDocument/didClose",
        "textDocument/completion",
        "completionItem/resolve",
        "textDocument/hover",
        "textDocument/documentSymbol",
        "textDocument/codeAction",
        "textDocument/diagnostic",
        "workspace/didChangeConfiguration",
        "workspace/didChangeWatchedFiles",
    ];
    let capabilities = json!({"textDocument": {
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}}}});
    let mut client = Client::start(capabilities, "zh");
    let mut dice = Dice(1);
    let mut asked = Vec::new();
    for _ in 0..5000 {
        let method = *dice.pick(&METHODS);
        let mut params = params(method, &mut dice);
        if dice.roll(3) == 0 {
            damage(&mut params, &mut dice);
        }
        // Requests and notifications are mixed up now and then.
        let notification = method.contains("/did") != (dice.roll(20) == 0);
        if notification {
            client.notify(method, params);
        } else {
            asked.push(client.ask(method, params));
        }
    }
    for id in asked {
        let response = client.response(id);
        assert_ne!(response["error"]["code"], -32603, "{response}");
    }
    client.stop();
}

#[test]
fn names_that_are_no_uris_are_understood() {
    let mut client = Client::spawn();
    let greeting =
        json!({"capabilities": {}, "rootUri": "file:///a b", "workspaceFolders": [{"uri": "^", "name": ""}]});
    client.request("initialize", greeting);
    for uri in ["file:///w/[id]/s.yaml", "file:///w/a b/中.yaml", "untitled:Untitled-1"] {
        client.open(uri, "a: 1\n");
        let view = client.request(
            "fcls/viewText",
            json!({"uri": uri.replace('[', "%5B").replace(']', "%5D")
            .replace(' ', "%20").replace('中', "%E4%B8%AD")}),
        );
        assert_eq!(view["text"], "a: 1\n", "{uri}");
    }
    client.stop();
}

#[test]
fn a_text_far_larger_than_a_frame_buffer_arrives_whole() {
    let mut client = Client::start(json!({}), "en");
    let text = "key: \"中文😀\"\n".repeat(200_000);
    client.open(URI, &text);
    let at = json!({"line": 199_999, "character": 5});
    client.change(URI, json!([{"range": {"start": at, "end": at}, "text": "!"}]));
    let view = client.request("fcls/viewText", json!({"uri": URI}));
    let seen = view["text"].as_str().unwrap();
    assert_eq!(seen.len(), text.len() + 1);
    assert!(seen.ends_with("key: !\"中文😀\"\n"));
    client.stop();
}
