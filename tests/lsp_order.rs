//! Order and liveness: whatever the load, edits are applied in the order of their arrival, every
//! request is answered for the text it was asked about, and nothing blocks for good.

mod client;

use client::Client;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const URI: &str = "file:///w/s.yaml";

fn insert(line: u32, character: u32, text: &str) -> Value {
    let at = json!({"line": line, "character": character});
    json!([{"range": {"start": at, "end": at}, "text": text}])
}

fn completion(line: u32, character: u32) -> Value {
    json!({"textDocument": {"uri": URI}, "position": {"line": line, "character": character}})
}

/// What the server believes the text to be.
fn view(client: &mut Client) -> (i64, String) {
    let view = client.request("fcls/viewText", json!({"uri": URI}));
    (view["version"].as_i64().unwrap(), view["text"].as_str().unwrap().to_string())
}

#[test]
fn a_thousand_edits_among_requests_arrive_in_order() {
    let mut client = Client::start(json!({}), "en");
    client.open(URI, "");
    let mut expected = String::new();
    let mut asked = Vec::new();
    for i in 0..1000 {
        // Every edit goes to the front, so any swap of two leaves another text.
        let piece = format!("{i}\n");
        let version = client.change(URI, insert(0, 0, &piece));
        expected.insert_str(0, &piece);
        asked.push((client.ask("fcls/viewText", json!({"uri": URI})), version, expected.len()));
        if i % 7 == 0 {
            client.ask("textDocument/completion", completion(0, 1));
            client.ask("textDocument/documentSymbol", json!({"textDocument": {"uri": URI}}));
        }
    }
    for (id, version, len) in asked {
        let view = client.response(id)["result"].take();
        assert_eq!(view["version"], version);
        assert_eq!(view["text"].as_str().map(str::len), Some(len));
    }
    assert_eq!(view(&mut client), (1001, expected));
    client.stop();
}

#[test]
fn a_burst_passes_while_the_client_leaves_questions_open() {
    let mut client = Client::spawn();
    client.silent = true;
    client.initialize(json!({"workspace": {"configuration": true}}), "en", Value::Null);
    client.open(URI, "");
    for i in 0..4000 {
        if i % 10 == 0 {
            // Each makes the server ask for the settings, and none is answered.
            client.notify("workspace/didChangeConfiguration", json!({"settings": null}));
        } else {
            client.change(URI, insert(0, 0, "x"));
        }
    }
    let (version, text) = view(&mut client);
    assert_eq!((version, text.len()), (3601, 3600));
    assert!(!client.questions.is_empty());
    client.stop();
}

#[test]
fn typing_gets_an_answer_per_stroke_in_order() {
    let mut client = Client::start(json!({}), "en");
    client.open(URI, "edition: 3.0.0\n\n");
    let start = Instant::now();
    let mut asked = Vec::new();
    for i in 0..200 {
        let version = client.change(URI, insert(1, i, "a"));
        asked.push((client.ask("textDocument/completion", completion(1, i + 1)), version));
        asked.push((client.ask("fcls/viewText", json!({"uri": URI})), version));
        std::thread::sleep(Duration::from_millis(5));
    }
    for (id, version) in asked {
        let response = client.response(id);
        assert!(response.get("error").is_none(), "{response}");
        if let Some(seen) = response["result"].get("version") {
            assert_eq!(*seen, version);
        }
    }
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    client.stop();
}

#[test]
fn more_open_requests_than_any_queue_holds_are_all_answered() {
    let mut client = Client::start(json!({}), "en");
    client.open(URI, "a: 1\n");
    let ids: Vec<i64> = (0..2000).map(|_| client.ask("textDocument/completion", completion(0, 1))).collect();
    for id in ids {
        assert!(client.response(id).get("error").is_none());
    }
    client.stop();
}

#[test]
fn every_request_is_answered_once_cancelled_or_not() {
    let mut client = Client::start(json!({}), "en");
    client.open(URI, &"a: 1\n".repeat(20_000));
    let mut ids = Vec::new();
    for _ in 0..300 {
        let id = client.ask("textDocument/documentSymbol", json!({"textDocument": {"uri": URI}}));
        client.notify("$/cancelRequest", json!({"id": id}));
        ids.push(id);
    }
    for id in ids {
        let response = client.response(id);
        let code = response["error"]["code"].as_i64();
        assert!(code == Some(-32800) || response.get("result").is_some(), "{response}");
    }
    // Cancelling what is unknown or done is no error.
    client.notify("$/cancelRequest", json!({"id": 99_999}));
    client.stop();
}

#[test]
fn edits_are_clamped_and_unknown_documents_ignored() {
    for (encoding, emoji) in [("utf-8", 4), ("utf-16", 2), ("utf-32", 1)] {
        let mut client = Client::start(json!({"general": {"positionEncodings": [encoding]}}), "en");
        client.change("file:///w/other.yaml", insert(0, 0, "x"));
        client.open(URI, "😀: 中\n");
        client.change(URI, insert(0, emoji, "k"));
        client.change(URI, insert(0, 9999, "!"));
        client.change(URI, insert(9999, 9999, "end"));
        assert_eq!(view(&mut client), (4, "😀k: 中!\nend".to_string()));
        client.change(URI, json!([{"text": "whole"}]));
        assert_eq!(view(&mut client).1, "whole");
        client.notify("textDocument/didClose", json!({"textDocument": {"uri": URI}}));
        assert_eq!(client.request("fcls/viewText", json!({"uri": URI})), Value::Null);
        client.stop();
    }
}

#[test]
fn a_script_that_closes_at_once_still_gets_its_answers() {
    let mut client = Client::start(json!({}), "en");
    client.open(URI, "a: 1\n");
    let ids: Vec<i64> = (0..50).map(|_| client.ask("fcls/viewText", json!({"uri": URI}))).collect();
    client.close();
    for id in ids {
        assert_eq!(client.response(id)["result"]["text"], "a: 1\n");
    }
    assert_eq!(client.wait().code(), Some(1));
}

#[test]
fn a_client_that_writes_without_reading_does_not_block_the_reader() {
    // Far more answers than a pipe holds, none of them read until all requests are written.
    use std::io::Write;
    use std::process::{Command, Stdio};
    let mut child = Command::new(env!("CARGO_BIN_EXE_fcls"))
        .arg("lsp")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut send = |message: Value| {
        let body = message.to_string();
        write!(input, "Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
    };
    send(json!({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {"capabilities": {}}}));
    for id in 1..=20_000 {
        send(json!({"jsonrpc": "2.0", "id": id, "method": "fcls/nothing"}));
    }
    let mut answers = 0;
    client::read(std::io::BufReader::new(child.stdout.take().unwrap()), |_| {
        answers += 1;
        answers <= 20_000
    });
    assert_eq!(answers, 20_001);
    child.kill().unwrap();
    child.wait().unwrap();
}
