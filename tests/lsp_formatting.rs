//! Formatting as an editor asks for it.

mod client;

use client::Client;
use serde_json::{Value, json};

const URI: &str = "file:///w/s.yaml";

const FILE: &str = "edition: 3.0.0
name:   demo
access: default
vars:
    name:   \"名前😀\"   # who
resources:
  hello:
    component: fc3
    props: {region: cn-hangzhou ,runtime: nodejs20}
";

fn start() -> Client {
    let mut client = Client::start(json!({}), "en");
    client.open(URI, FILE);
    client
}

fn ask(client: &mut Client, method: &str, more: Value) -> Value {
    let mut params = json!({"textDocument": {"uri": URI}, "options": {"tabSize": 4, "insertSpaces": true}});
    params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    client.request(&format!("textDocument/{method}"), params)
}

/// `text` with the edits of an answer, whose columns are UTF-16.
fn edited(text: &str, edits: &Value) -> String {
    let mut lines: Vec<Vec<u16>> =
        text.split_inclusive('\n').map(|line| line.encode_utf16().collect()).collect();
    for edit in edits.as_array().unwrap().iter().rev() {
        let at = |end: &str, part: &str| edit["range"][end][part].as_u64().unwrap() as usize;
        assert_eq!(at("start", "line"), at("end", "line"), "small edits");
        let columns = at("start", "character")..at("end", "character");
        let new: Vec<u16> = edit["newText"].as_str().unwrap().encode_utf16().collect();
        lines[at("start", "line")].splice(columns, new);
    }
    String::from_utf16(&lines.concat()).unwrap()
}

#[test]
fn it_is_offered() {
    let client = start();
    let offered = &client.capabilities["capabilities"];
    assert_eq!(offered["documentFormattingProvider"], true);
    assert_eq!(offered["documentRangeFormattingProvider"], true);
    let on_type = json!({"firstTriggerCharacter": "\n", "moreTriggerCharacter": ["-"]});
    assert_eq!(offered["documentOnTypeFormattingProvider"], on_type);
    client.stop();
}

#[test]
fn a_document_and_a_part_are_laid_out() {
    let mut client = start();
    let edits = ask(&mut client, "formatting", json!({}));
    let expected = FILE
        .replace("name:   ", "name: ")
        .replace("    name", "  name")
        .replace("cn-hangzhou ,runtime", "cn-hangzhou, runtime");
    assert_eq!(edited(FILE, &edits), expected);
    let range = json!({"start": {"line": 1, "character": 0}, "end": {"line": 2, "character": 0}});
    let edits = ask(&mut client, "rangeFormatting", json!({"range": range}));
    assert_eq!(edited(FILE, &edits), FILE.replace("name:   demo", "name: demo"));
    client.stop();
}

#[test]
fn a_new_line_is_indented() {
    let mut client = start();
    let at = json!({"line": 7, "character": 0});
    client.change(URI, json!([{"range": {"start": at, "end": at}, "text": "\n"}]));
    let edits = ask(&mut client, "onTypeFormatting", json!({"position": at, "ch": "\n"}));
    assert_eq!(edits, json!([{"range": {"start": at, "end": at}, "newText": "    "}]));
    client.stop();
}

#[test]
fn what_is_damaged_or_not_ours_gets_no_edits() {
    let mut client = Client::start(json!({}), "en");
    client.open(URI, &format!("{FILE}  x: [\n"));
    assert_eq!(ask(&mut client, "formatting", json!({})), Value::Null);
    client.open("file:///w/compose.yaml", "services:\n      web:   {}\n");
    let other = json!({"textDocument": {"uri": "file:///w/compose.yaml"}});
    assert_eq!(ask(&mut client, "formatting", other), Value::Null);
    client.stop();
}
