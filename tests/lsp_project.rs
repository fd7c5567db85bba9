//! The project's `fcls.toml` in an editor, and timers under the mouse.

mod client;

use client::Client;
use serde_json::{Value, json};

const TEXT: &str = "edition: 3.0.0
resources:
  a:
    component: fc3
    props:
      region: cn-hangzhou
      functionName: a
      runtime: nodejs20
      handler: index.handler
      timeout: 0
      triggers:
        - triggerName: daily
          triggerType: timer
          triggerConfig:
            enable: true
            cronExpression: CRON_TZ=Asia/Shanghai 0 30 9 * * *
";

fn uri(path: &std::path::Path) -> String {
    format!("file://{}", path.display())
}

fn open(client: &mut Client, uri: &str) {
    let document = json!({"uri": uri, "languageId": "yaml", "version": 1, "text": TEXT});
    client.notify("textDocument/didOpen", json!({"textDocument": document}));
}

/// Codes and severities of what is pushed next for `uri`.
fn pushed(client: &mut Client, uri: &str) -> Vec<(String, u64)> {
    let params = client.notification("textDocument/publishDiagnostics", |params| params["uri"] == uri);
    let one = |d: &Value| (d["code"].as_str().unwrap().to_string(), d["severity"].as_u64().unwrap());
    params["diagnostics"].as_array().unwrap().iter().map(one).collect()
}

#[test]
fn the_projects_file_says_what_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    std::fs::write(
        root.join("fcls.toml"),
        "language = 'zh'\n[diagnostics.severity]\ntimeout-range = 'hint'\n[diagnostics]\nignore = ['FC2', 'FC5']\n",
    )
    .unwrap();
    std::fs::create_dir(root.join("old")).unwrap();
    let mut client = Client::spawn();
    let watch = json!({"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": true}}});
    client.initialize_in(uri(root).into(), watch, "en", Value::Null);
    let file = uri(&root.join("s.yaml"));
    open(&mut client, &file);
    let params = client.notification("textDocument/publishDiagnostics", |params| params["uri"] == *file);
    assert_eq!(params["diagnostics"][0]["code"], "FC107");
    assert_eq!(params["diagnostics"][0]["severity"], 3);
    assert!(params["diagnostics"][0]["message"].as_str().unwrap().contains("必须"), "{params}");
    assert_eq!(params["diagnostics"].as_array().unwrap().len(), 1);
    // A change of the file is noticed, and a slip in it told.
    std::fs::write(root.join("fcls.toml"), "[diagnostics]\nignroe = ['FC2']\nignore = ['FC2', 'FC5']\n")
        .unwrap();
    let change = json!({"uri": uri(&root.join("fcls.toml")), "type": 2});
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": [change]}));
    assert_eq!(pushed(&mut client, &file), [("FC107".to_string(), 1)]);
    let told = client.notification("window/showMessage", |_| true);
    let told = told["message"].as_str().unwrap();
    assert!(told.ends_with("diagnostics.ignroe: unknown setting; did you mean `ignore`?"), "{told}");
    client.stop();
}

#[test]
fn a_timer_tells_when_it_runs() {
    let mut client = Client::start(json!({}), "en");
    open(&mut client, "file:///w/s.yaml");
    let line = TEXT.lines().position(|line| line.contains("cronExpression")).unwrap();
    let position = json!({"line": line, "character": 40});
    let hover = client.request(
        "textDocument/hover",
        json!({"textDocument": {"uri": "file:///w/s.yaml"}, "position": position}),
    );
    let card = hover["contents"]["value"].as_str().unwrap();
    assert!(card.starts_with("At 09:30 · time zone **Asia/Shanghai**\n\nNext runs:\n\n- 20"), "{card}");
    assert_eq!(card.matches(" 09:30:00 CST").count(), 5, "{card}");
    client.stop();
}
