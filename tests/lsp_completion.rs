//! Completion over the protocol: what an editor of today and one of long ago are sent.

mod client;

use client::Client;
use serde_json::{Value, json};

const FILE: &str = "edition: 3.0.0\nname: t\nresources:\n  f:\n    component: fc3\n    props:\n      region: ${env('')}\n      me\n      code: ./co/x\n";

fn ask(client: &mut Client, uri: &str, line: u32, character: u32) -> Value {
    let place = json!({"textDocument": {"uri": uri}, "position": {"line": line, "character": character}});
    client.request("textDocument/completion", place)
}

fn item(list: &Value, label: &str) -> Value {
    let found = list["items"].as_array().and_then(|items| items.iter().find(|item| item["label"] == label));
    found.unwrap_or_else(|| panic!("no {label} in {list}")).clone()
}

struct Session {
    client: Client,
    uri: String,
    _folder: tempfile::TempDir,
}

fn start(completion: Value) -> Session {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("code")).unwrap();
    std::fs::write(folder.path().join(".env"), "STAGE=its-value\n").unwrap();
    std::fs::create_dir(folder.path().join(".s")).unwrap();
    std::fs::write(folder.path().join(".s/access.yaml"), "work:\n  AccountID: '1'\n").unwrap();
    let home = folder.path().display().to_string();
    let mut client = Client::spawn_in(&[("HOME", home.as_str()), ("OUTER_NAME", "its-value")]);
    client.initialize(json!({"textDocument": {"completion": completion}}), "en", json!({}));
    let uri = format!("file://{home}/s.yaml");
    client.open(&uri, FILE);
    Session { client, uri, _folder: folder }
}

fn today() -> Value {
    json!({
        "completionItem": {"snippetSupport": true, "insertReplaceSupport": true, "labelDetailsSupport": true,
            "commitCharactersSupport": true, "preselectSupport": true, "deprecatedSupport": true,
            "tagSupport": {"valueSet": [1]}, "documentationFormat": ["markdown"],
            "insertTextModeSupport": {"valueSet": [1, 2]}},
        "completionList": {"itemDefaults": ["editRange", "insertTextFormat", "insertTextMode"]},
    })
}

#[test]
fn an_editor_of_today_shares_ranges_and_resolves_documentation() {
    let mut session = start(today());
    let (client, uri) = (&mut session.client, session.uri.as_str());
    let list = ask(client, uri, 7, 8);
    let defaults = &list["itemDefaults"];
    assert_eq!(defaults["editRange"]["start"], json!({"line": 7, "character": 6}), "{defaults}");
    assert_eq!((&defaults["insertTextFormat"], &defaults["insertTextMode"]), (&json!(2), &json!(1)));
    let memory = item(&list, "memorySize");
    assert_eq!(memory["textEditText"], "memorySize: ${1:512}");
    assert!(memory.get("documentation").is_none() && memory.get("textEdit").is_none(), "{memory}");
    let resolved = client.request("completionItem/resolve", memory.clone());
    let documentation = resolved["documentation"]["value"].as_str().unwrap();
    assert!(documentation.contains("Memory"), "{documentation}");
    let mut rest = resolved.clone();
    rest.as_object_mut().unwrap().remove("documentation");
    assert_eq!(rest, memory, "nothing else changes");
    // The rest of a path stays in insert mode.
    let list = ask(client, uri, 8, 16);
    let edit = item(&list, "code/")["textEdit"].clone();
    let (insert, replace) = (&edit["insert"]["end"]["character"], &edit["replace"]["end"]["character"]);
    assert_eq!((insert, replace), (&json!(16), &json!(18)), "{list}");
    session.client.stop();
}

#[test]
fn an_editor_of_long_ago_gets_plain_edits() {
    let mut session = start(json!({}));
    let list = ask(&mut session.client, &session.uri, 7, 8);
    assert!(list.get("itemDefaults").is_none(), "{list}");
    let triggers = item(&list, "triggers");
    let text = triggers["textEdit"]["newText"].as_str().unwrap();
    assert!(text.starts_with("triggers:\n        - triggerName: ") && !text.contains("${"), "{text}");
    session.client.stop();
}

#[test]
fn names_from_around_the_file_come_without_their_values() {
    let mut session = start(today());
    let (client, uri) = (&mut session.client, session.uri.as_str());
    let list = ask(client, uri, 6, 21);
    item(&list, "STAGE");
    item(&list, "OUTER_NAME");
    assert!(!list.to_string().contains("its-value"), "{list}");
    client.change(uri, json!([{"text": "edition: 3.0.0\nname: t\naccess: \n"}]));
    item(&ask(client, uri, 2, 8), "work");
    session.client.stop();
}
