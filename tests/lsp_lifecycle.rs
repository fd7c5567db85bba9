//! How a session begins and ends, and what the server makes of messages that are none.

mod client;

use client::Client;
use serde_json::{Value, json};

const URI: &str = "file:///w/s.yaml";

#[test]
fn shutdown_and_exit_end_with_zero() {
    Client::start(json!({}), "en").stop();
}

#[test]
fn exit_without_shutdown_ends_with_one() {
    let mut client = Client::start(json!({}), "en");
    client.notify("exit", Value::Null);
    assert_eq!(client.wait().code(), Some(1));
}

#[test]
fn exit_before_initialize_ends_with_one() {
    let mut client = Client::spawn();
    client.notify("exit", Value::Null);
    assert_eq!(client.wait().code(), Some(1));
}

#[test]
fn a_closed_pipe_ends_with_one() {
    let mut client = Client::start(json!({}), "en");
    client.close();
    assert_eq!(client.wait().code(), Some(1));
}

#[test]
fn shutdown_and_exit_in_one_breath() {
    let mut client = Client::start(json!({}), "en");
    let id = client.ask("shutdown", Value::Null);
    client.notify("exit", Value::Null);
    assert_eq!(client.response(id)["result"], Value::Null);
    assert_eq!(client.wait().code(), Some(0));
}

#[test]
fn what_comes_before_initialize_or_after_shutdown_is_refused() {
    let mut client = Client::spawn();
    let place = json!({"textDocument": {"uri": URI}, "position": {"line": 0, "character": 0}});
    assert_eq!(client.error_of("textDocument/hover", place.clone()), -32002);
    assert_eq!(client.error_of("shutdown", Value::Null), -32002);
    client.initialize(json!({}), "en", Value::Null);
    assert_eq!(client.error_of("initialize", json!({"capabilities": {}})), -32600);
    client.request("shutdown", Value::Null);
    assert_eq!(client.error_of("textDocument/hover", place), -32600);
    client.notify("exit", Value::Null);
    assert_eq!(client.wait().code(), Some(0));
}

#[test]
fn what_is_no_message_is_answered_and_survived() {
    let mut client = Client::start(json!({}), "en");
    client.raw(b"Content-Length: 5\r\n\r\n{\"a\":");
    assert_eq!(client.stray()["error"]["code"], -32700);
    client.raw(b"Content-Length: 2\r\n\r\n[]");
    assert_eq!(client.stray()["error"]["code"], -32600);
    client.raw(b"Content-Length: 3\r\n\r\n\xff\xfe\x00");
    assert_eq!(client.stray()["error"]["code"], -32700);
    client.raw(b"Nonsense: 1\r\n\r\n");
    assert_eq!(client.stray()["error"]["code"], -32700);
    assert_eq!(client.error_of("fcls/nothing", json!({})), -32601);
    assert_eq!(client.error_of("textDocument/hover", json!({"position": 1})), -32602);
    client.notify("fcls/nothing", json!({}));
    client.notify("$/nothing", json!({}));
    client.notify("textDocument/didChange", json!({"textDocument": 1}));
    client.stop();
}

#[test]
fn the_offer_fits_the_client() {
    let old = Client::start(json!({}), "en").capabilities.clone();
    assert_eq!(old["capabilities"]["positionEncoding"], "utf-16");
    assert_eq!(old["capabilities"]["textDocumentSync"]["change"], 2);
    assert!(old["capabilities"].get("diagnosticProvider").is_none());
    let deaf = Client::start(json!({"textDocument": {"diagnostic": {}}}), "en").capabilities.clone();
    assert!(deaf["capabilities"].get("diagnosticProvider").is_none(), "it cannot be told to ask again");
    for name in ["diagnostics", "diagnostic"] {
        let refresh = json!({name: {"refreshSupport": true}});
        let able = json!({"textDocument": {"diagnostic": {}}, "workspace": refresh});
        let able = Client::start(able, "en").capabilities.clone();
        assert!(able["capabilities"].get("diagnosticProvider").is_some(), "{name}");
    }
    let new = Client::start(
        json!({"general": {"positionEncodings": ["utf-16", "utf-8"]}, "textDocument": {"diagnostic": {}},
            "workspace": {"diagnostics": {"refreshSupport": true}}}),
        "en",
    )
    .capabilities
    .clone();
    assert_eq!(new["capabilities"]["positionEncoding"], "utf-8");
    assert_eq!(new["capabilities"]["diagnosticProvider"]["interFileDependencies"], false);
    assert_eq!(new["serverInfo"]["name"], "fcls");
}

#[test]
fn settings_are_asked_for_and_unknown_ones_named_once() {
    let mut client = Client::spawn();
    client.settings = json!({"langauge": "zh"});
    let capabilities =
        json!({"workspace": {"configuration": true, "didChangeWatchedFiles": {"dynamicRegistration": true}}});
    client.initialize(capabilities, "en", Value::Null);
    let log = client.notification("window/showMessage", |_| true);
    assert_eq!(log["message"], "fcls.langauge: unknown setting; did you mean `language`?");
    let asked: Vec<&str> = client.questions.iter().filter_map(|q| q["method"].as_str()).collect();
    assert!(asked.contains(&"workspace/configuration"), "{asked:?}");
    client.settings = json!({"langauge": "zh", "fast": true});
    client.notify("workspace/didChangeConfiguration", json!({"settings": null}));
    let log = client.notification("window/showMessage", |_| true);
    assert_eq!(log["message"], "fcls.fast: unknown setting; there are: language, diagnostics");
    assert!(client.questions.iter().any(|q| q["method"] == "client/registerCapability"));
    client.stop();
}

#[cfg(target_os = "linux")]
#[test]
fn the_death_of_the_editor_is_noticed() {
    let mut editor = std::process::Command::new("sleep").arg("60").spawn().unwrap();
    let mut client = Client::spawn();
    client.request("initialize", json!({"processId": editor.id(), "capabilities": {}}));
    editor.kill().unwrap();
    editor.wait().unwrap();
    assert_eq!(client.wait().code(), Some(1));
}
