//! The cloud from an editor: commands over the protocol alone, against the emulator.

mod client;
mod cloud_session;

use cloud_session::{FILE, Session, capabilities};
use fcls::emulator::Settings;
use serde_json::{Value, json};

#[test]
fn a_function_is_deployed_after_a_yes_and_not_twice() {
    let mut session = Session::start(capabilities(), json!({}), Settings::default());
    let outcome = session.deploy();
    assert_eq!(outcome["outcome"], "done", "{outcome}");
    let asked = session.questions("window/showMessageRequest");
    let question = asked[0]["message"].as_str().unwrap();
    for part in ["account 1234567890123456", "emulator at", "cn-hangzhou", "hello", "to be created"] {
        assert!(question.contains(part), "{part} is missing: {question}");
    }
    let changed = session.changes();
    let again = session.deploy();
    assert_eq!(again["outcome"], "nothing", "{again}");
    assert_eq!(session.changes(), changed);
    session.client.stop();
}

#[test]
fn nothing_is_changed_without_a_yes() {
    let mut session = Session::start(capabilities(), json!({}), Settings::default());
    for answer in [Value::Null, json!({"title": "Cancel"})] {
        session.answer("window/showMessageRequest", vec![answer]);
        let outcome = session.run("fcls.deploy", json!({}));
        assert_eq!(outcome["outcome"], "cancelled", "{outcome}");
    }
    assert_eq!(session.changes(), [""; 0]);
    session.client.stop();
}

#[test]
fn a_client_without_dialogs_is_told_the_command_line() {
    let mut session = Session::start(json!({}), json!({}), Settings::default());
    let outcome = session.run("fcls.deploy", json!({"resource": "hello"}));
    assert_eq!(outcome["outcome"], "refused");
    let line = outcome["details"]["commandLine"].as_str().unwrap();
    assert!(line.starts_with("fcls deploy ") && line.ends_with(" hello --target emulator"), "{line}");
    assert_eq!(session.changes(), [""; 0]);
    session.client.stop();
}

/// Eglot asks, though it does not announce it, and writes the first choice into the minibuffer.
#[test]
fn eglot_can_ask_and_enter_changes_nothing() {
    let mut session = Session::start_as("Eglot", json!({}), json!({}), Settings::default());
    session.answer("window/showMessageRequest", vec![json!({"title": "Cancel"})]);
    assert_eq!(session.run("fcls.deploy", json!({"resource": "hello"}))["outcome"], "cancelled");
    assert_eq!(session.questions("window/showMessageRequest")[0]["actions"][0]["title"], "Cancel");
    assert_eq!(session.changes(), [""; 0]);
    session.client.stop();
}

#[test]
fn an_untrusted_workspace_asks_nobody() {
    let mut session = Session::start(capabilities(), json!({"trusted": false}), Settings::default());
    for command in
        ["fcls.plan", "fcls.deploy", "fcls.pull", "fcls.adopt", "fcls.invoke", "fcls.signIn.status"]
    {
        assert_eq!(session.run(command, json!({}))["outcome"], "refused", "{command}");
    }
    assert!(session.emulator.journal().is_empty());
    session.client.stop();
}

#[test]
fn a_buffer_that_is_not_saved_is_not_deployed() {
    let mut session = Session::start(capabilities(), json!({}), Settings::default());
    let uri = session.uri.clone();
    session.client.change(&uri, json!([{"text": FILE.replace("timeout: 10", "timeout: 11")}]));
    let outcome = session.deploy();
    assert_eq!(outcome["outcome"], "cancelled", "{outcome}");
    let asked = session.questions("window/showMessageRequest");
    assert!(asked[0]["message"].as_str().unwrap().contains("not saved"), "{asked:?}");
    assert!(session.emulator.journal().is_empty());
    session.client.stop();
}

#[test]
fn deploy_actions_are_never_made_by_a_client_itself() {
    let mut session = Session::start(capabilities(), json!({}), Settings::default());
    let uri = session.uri.clone();
    let mut kinds = |context: Value| {
        let place = json!({"line": 5, "character": 0});
        let params = json!({"textDocument": {"uri": uri}, "range": {"start": place, "end": place}, "context": context});
        let actions = session.client.request("textDocument/codeAction", params);
        assert!(!actions.to_string().contains("whole file"), "a line is that of its function: {actions}");
        let kinds =
            actions.as_array().unwrap().iter().map(|action| action["kind"].as_str().unwrap().to_string());
        kinds.filter(|kind| kind.starts_with("source.fcls")).collect::<Vec<_>>()
    };
    assert!(kinds(json!({"diagnostics": [], "triggerKind": 1})).contains(&"source.fcls.deploy".to_string()));
    assert_eq!(kinds(json!({"diagnostics": [], "only": ["source.fcls.plan"]})), ["source.fcls.plan"]);
    for context in [
        json!({"diagnostics": [], "triggerKind": 2}),
        json!({"diagnostics": [], "only": ["source"]}),
        json!({"diagnostics": [], "only": ["source.fixAll"]}),
        json!({"diagnostics": [], "only": ["source.fixAll.fcls"], "triggerKind": 1}),
    ] {
        assert_eq!(kinds(context.clone()), [""; 0], "{context}");
    }
    session.client.stop();
}

#[test]
fn drift_is_shown_where_it_is_and_the_live_value_can_be_taken() {
    let cloud = json!({"target": "emulator", "enabled": true, "drift": "onSave"});
    let mut session = Session::start(capabilities(), json!({ "cloud": cloud }), Settings::default());
    assert_eq!(session.deploy()["outcome"], "done");
    session.write(&FILE.replace("memorySize: 512", "memorySize: 1024"));
    let uri = session.uri.clone();
    session.client.notify("textDocument/didSave", json!({"textDocument": {"uri": uri}}));
    let found = session.client.notification("textDocument/publishDiagnostics", |params| {
        params["diagnostics"].as_array().unwrap().iter().any(|found| found["source"] == "fcls-cloud")
    });
    let all = found["diagnostics"].as_array().unwrap();
    let drift = all.iter().find(|found| found["source"] == "fcls-cloud").unwrap();
    assert_eq!(drift["message"], "memorySize: live 512, file 1024");
    assert_eq!(drift["range"]["start"], json!({"line": 12, "character": 18}));
    let params =
        json!({"textDocument": {"uri": uri}, "range": drift["range"], "context": {"diagnostics": []}});
    let actions = session.client.request("textDocument/codeAction", params);
    let titles: Vec<&str> =
        actions.as_array().unwrap().iter().map(|it| it["title"].as_str().unwrap()).collect();
    assert!(titles.contains(&"Take the live value 512"), "{titles:?}");
    assert!(titles.contains(&"Deploy `memorySize` alone"), "{titles:?}");
    session.client.stop();
}

#[test]
fn a_value_that_functions_share_is_not_overwritten_for_one_of_them() {
    let cloud = json!({"target": "emulator", "enabled": true, "drift": "onSave"});
    let mut session = Session::start(capabilities(), json!({ "cloud": cloud }), Settings::default());
    let shared = FILE
        .replace("resources:\n", "x: &size\n  memorySize: 512\n\nresources:\n")
        .replace("      memorySize: 512\n", "      <<: *size\n");
    session.write(&shared);
    assert_eq!(session.deploy()["outcome"], "done");
    session.write(&shared.replace("memorySize: 512", "memorySize: 1024"));
    let uri = session.uri.clone();
    session.client.notify("textDocument/didSave", json!({"textDocument": {"uri": uri}}));
    let found = session.client.notification("textDocument/publishDiagnostics", |params| {
        params["diagnostics"].to_string().contains("memorySize: live 512, file 1024")
    });
    let all = found["diagnostics"].as_array().unwrap();
    let drift = all.iter().find(|found| found["source"] == "fcls-cloud").unwrap();
    let params =
        json!({"textDocument": {"uri": uri}, "range": drift["range"], "context": {"diagnostics": []}});
    let actions = session.client.request("textDocument/codeAction", params);
    assert!(!actions.to_string().contains("Take the live value"), "{actions}");
    session.client.stop();
}

#[test]
fn a_pull_keeps_comments() {
    let mut session = Session::start(capabilities(), json!({}), Settings::default());
    assert_eq!(session.deploy()["outcome"], "done");
    session.write(&FILE.replace("timeout: 10", "timeout: 99"));
    session.answer("workspace/applyEdit", vec![json!({"applied": true})]);
    let outcome = session.run("fcls.pull", json!({}));
    assert_eq!(outcome["outcome"], "done", "{outcome}");
    let edits = session.questions("workspace/applyEdit");
    let edits = edits[0]["edit"]["documentChanges"][0]["edits"].clone();
    assert_eq!(edits.as_array().unwrap().len(), 1, "{edits}");
    assert_eq!(edits[0]["newText"], "      timeout: 10\n");
    session.client.stop();
}

#[test]
fn a_live_function_is_adopted_by_command_and_by_completion() {
    let cloud = json!({"target": "emulator", "enabled": true});
    let mut session = Session::start(capabilities(), json!({ "cloud": cloud }), Settings::default());
    assert_eq!(session.deploy()["outcome"], "done");
    let other =
        FILE.replace("  hello: # stays", "  other:").replace("functionName: hello", "functionName: other");
    session.write(&other);
    session.answer("workspace/applyEdit", vec![json!({"applied": true})]);
    let outcome = session.run("fcls.adopt", json!({"name": "hello"}));
    assert_eq!(outcome["outcome"], "done", "{outcome}");
    let edit = session.questions("workspace/applyEdit")[0]["edit"]["documentChanges"][0]["edits"][0].clone();
    let text = edit["newText"].as_str().unwrap();
    assert!(text.contains("hello:\n    component: fc3\n") && text.contains("memorySize: 512"), "{text}");
    // Below `resources:` it is offered as soon as the list has come.
    let with_key = format!("{other}  h\n");
    session.write(&with_key);
    let uri = session.uri.clone();
    session.client.notify("textDocument/didSave", json!({"textDocument": {"uri": uri}}));
    let line = with_key.lines().count() - 1;
    let place = json!({"textDocument": {"uri": uri}, "position": {"line": line, "character": 3}});
    let mut offered = Value::Null;
    for _ in 0..200 {
        let list = session.client.request("textDocument/completion", place.clone());
        let mut items = list["items"].as_array().cloned().unwrap_or_default().into_iter();
        if let Some(found) = items.find(|item| item["label"] == "hello") {
            offered = found;
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    assert!(offered.to_string().contains("memorySize: 512"), "{offered}");
    session.client.stop();
}

#[test]
fn the_name_of_a_protected_function_is_typed() {
    let cloud = json!({"target": "emulator", "protected": ["hel*"]});
    let mut session = Session::start(capabilities(), json!({ "cloud": cloud }), Settings::default());
    assert_eq!(session.deploy()["outcome"], "refused");
    session.answer("window/showMessageRequest", vec![json!({"title": "Deploy"})]);
    assert_eq!(session.run("fcls.deploy", json!({"confirm": "hallo"}))["outcome"], "refused");
    assert_eq!(session.changes(), [""; 0]);
    session.answer("window/showMessageRequest", vec![json!({"title": "Deploy"})]);
    assert_eq!(session.run("fcls.deploy", json!({"confirm": "hello"}))["outcome"], "done");
    session.client.stop();
}

/// The question stays open: that is where a person stops it, and where others must not wait.
#[test]
fn a_deploy_is_cancelled_while_it_asks_and_holds_nobody_up() {
    let mut session = Session::start(capabilities(), json!({}), Settings::default());
    session.client.silent = true;
    let uri = session.uri.clone();
    let command = json!({"command": "fcls.deploy", "arguments": [{"uri": uri}], "workDoneToken": "t"});
    let deploy = session.client.ask("workspace/executeCommand", command);
    session
        .client
        .notification("$/progress", |params| params["value"]["message"] == "waiting for the confirmation");
    let place = json!({"textDocument": {"uri": uri}, "position": {"line": 11, "character": 8}});
    assert!(session.client.request("textDocument/hover", place).is_object());
    session.client.notify("window/workDoneProgress/cancel", json!({"token": "t"}));
    let outcome = session.client.response(deploy)["result"].take();
    assert_eq!(outcome["outcome"], "cancelled", "{outcome}");
    session.client.notification("$/progress", |params| params["value"]["kind"] == "end");
    assert_eq!(session.changes(), [""; 0]);
    session.client.stop();
}

#[test]
fn secrets_are_in_no_message() {
    let mut session = Session::start(capabilities(), json!({}), Settings::default());
    let text = FILE.replace(
        "      code: ./code\n",
        "      code: ./code\n      environmentVariables:\n        DB_PASSWORD: hunter2hunter2\n        PLAIN: visible-value\n",
    );
    session.write(&text);
    session.answer("window/showDocument", vec![json!({"success": true})]);
    let mut said = session.run("fcls.plan", json!({})).to_string();
    let shown = session.questions("window/showDocument");
    let paper = shown[0]["uri"].as_str().unwrap().strip_prefix("file://").unwrap().to_string();
    said.push_str(&std::fs::read_to_string(&paper).unwrap());
    let deployed = session.deploy();
    assert_eq!(deployed["outcome"], "done", "{deployed}");
    said.push_str(&format!("{deployed}{}", session.client.heard()));
    assert!(!said.contains("hunter2hunter2") && !said.contains("visible-value"), "{said}");
    // Values that are no secrets are shown to who has asked for them.
    let cloud = json!({"target": "emulator", "showEnvironment": true});
    session
        .client
        .notify("workspace/didChangeConfiguration", json!({"settings": {"fcls": {"cloud": cloud}}}));
    session.write(&text.replace("visible-value", "other-value"));
    let planned = session.run("fcls.plan", json!({})).to_string();
    assert!(planned.contains("other-value") && !planned.contains("hunter2hunter2"), "{planned}");
    session.client.stop();
    assert!(!std::path::Path::new(&paper).exists(), "{paper} was left behind");
}

#[test]
fn a_function_is_called_and_a_version_published() {
    let mut session = Session::start(capabilities(), json!({}), Settings::default());
    assert_eq!(session.deploy()["outcome"], "done");
    let answer = session.run("fcls.invoke", json!({"payload": "{}"}));
    assert_eq!(answer["outcome"], "done", "{answer}");
    assert_eq!(session.run("fcls.publish", json!({}))["outcome"], "cancelled");
    session.answer("window/showMessageRequest", vec![json!({"title": "Publish"})]);
    let published = session.run("fcls.publish", json!({"description": "first"}));
    assert_eq!(published["details"]["versionId"], "1", "{published}");
    let status = session.run("fcls.signIn.status", json!({}));
    assert_eq!(status["details"]["account"], "1234567890123456", "{status}");
    assert_eq!(
        session.run("fcls.target.select", json!({"target": "emulator"}))["details"]["target"],
        "emulator"
    );
    session.client.stop();
}

#[test]
fn lenses_have_numbers_when_the_cloud_may_be_read() {
    let cloud = json!({"target": "emulator", "enabled": true});
    let mut session = Session::start(capabilities(), json!({ "cloud": cloud }), Settings::default());
    assert_eq!(session.deploy()["outcome"], "done");
    session.write(&FILE.replace("memorySize: 512", "memorySize: 1024"));
    let lenses =
        session.client.request("textDocument/codeLens", json!({"textDocument": {"uri": session.uri}}));
    let lazy = lenses.as_array().unwrap().iter().find(|lens| lens["command"].is_null()).unwrap().clone();
    let lens = session.client.request("codeLens/resolve", lazy);
    assert_eq!(lens["command"]["title"], "Update config (1)");
    session.client.stop();
}

#[test]
fn lenses_are_refreshed_when_their_numbers_are_known() {
    let cloud = json!({"target": "emulator", "enabled": true});
    let mut can = capabilities();
    can["workspace"]["codeLens"] = json!({"refreshSupport": true});
    let mut session = Session::start(can, json!({ "cloud": cloud }), Settings::default());
    assert_eq!(session.deploy()["outcome"], "done");
    session.write(&FILE.replace("memorySize: 512", "memorySize: 1024"));
    let titles = |session: &mut Session| -> Vec<String> {
        let params = json!({"textDocument": {"uri": session.uri}});
        let lenses = session.client.request("textDocument/codeLens", params);
        let lenses = lenses.as_array().unwrap().iter();
        lenses.map(|lens| lens["command"]["title"].as_str().expect("no lens is lazy").to_string()).collect()
    };
    let begun = session.questions("workspace/codeLens/refresh").len();
    assert!(titles(&mut session).contains(&"Update config".to_string()));
    for _ in 0..100 {
        if titles(&mut session).contains(&"Update config (1)".to_string()) {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert!(titles(&mut session).contains(&"Update config (1)".to_string()));
    assert!(session.questions("workspace/codeLens/refresh").len() > begun);
    // What is known is not looked for again.
    let calls = session.emulator.journal().len();
    titles(&mut session);
    assert_eq!(session.emulator.journal().len(), calls);
    session.client.stop();
}

#[test]
fn one_look_tells_of_all_functions() {
    let cloud = json!({"target": "emulator", "enabled": true});
    let mut can = capabilities();
    can["workspace"]["codeLens"] = json!({"refreshSupport": true});
    let mut session = Session::start(can, json!({ "cloud": cloud }), Settings::default());
    let second = FILE[FILE.find("  hello:").unwrap()..].replace("hello", "other");
    session.write(&format!("{FILE}{second}"));
    let lenses = json!({"textDocument": {"uri": session.uri}});
    session.client.request("textDocument/codeLens", lenses.clone());
    session.client.request("textDocument/codeLens", lenses.clone());
    for _ in 0..100 {
        let answer = session.client.request("textDocument/codeLens", lenses.clone()).to_string();
        if answer.matches("Update config (").count() == 2 {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    std::thread::sleep(std::time::Duration::from_millis(300));
    session.client.request("textDocument/codeLens", lenses);
    for name in ["hello", "other"] {
        let path = format!("/functions/{name}");
        let journal = session.emulator.journal();
        let asked = journal.iter().filter(|entry| entry.path.ends_with(&path)).count();
        assert_eq!(asked, 1, "{name}: {journal:?}");
    }
    session.client.stop();
}

#[test]
fn what_is_live_is_told_with_versions_where_the_cloud_may_be_read() {
    let cloud = json!({"target": "emulator", "enabled": true});
    let mut session = Session::start(capabilities(), json!({"cloud": cloud}), Settings::default());
    let live = |session: &mut Session| {
        let answer = session.client.request("fcls/liveFunctions", json!({"uri": session.uri}));
        answer["functions"][0].clone()
    };
    assert_eq!(live(&mut session)["state"], "absent");
    session.deploy();
    session.answer("window/showMessageRequest", vec![json!({"title": "Publish"})]);
    session.run("fcls.publish", json!({"resource": "hello", "description": "first"}));
    let function = live(&mut session);
    assert_eq!([&function["resource"], &function["state"]], ["hello", "live"], "{function}");
    assert_eq!(function["versions"][0]["description"], "first", "{function}");
    session.client.stop();

    let mut session = Session::start(capabilities(), json!({}), Settings::default());
    let answer = session.client.request("fcls/liveFunctions", json!({"uri": session.uri}));
    assert_eq!(answer, Value::Null);
    assert_eq!(session.emulator.journal().len(), 0);
    session.client.stop();
}

#[test]
fn two_deploys_of_one_function_wait_for_each_other_and_nobody_else_waits() {
    let slow = Settings { slow: 600, ..Settings::default() };
    let mut session = Session::start(capabilities(), json!({}), slow);
    let yes = json!({"title": "Deploy"});
    session.answer("window/showMessageRequest", vec![yes.clone(), yes]);
    let uri = session.uri.clone();
    let mut begin = |token: &str| {
        let command = json!({"command": "fcls.deploy", "arguments": [{"uri": uri}], "workDoneToken": token});
        session.client.ask("workspace/executeCommand", command)
    };
    let both = [begin("a"), begin("b")];
    let place = json!({"textDocument": {"uri": uri}, "position": {"line": 11, "character": 8}});
    assert!(session.client.request("textDocument/completion", place).is_object());
    let mut ends: Vec<String> = Vec::new();
    for id in both {
        let outcome = session.client.response(id)["result"].take();
        ends.push(outcome["outcome"].as_str().unwrap().to_string());
    }
    ends.sort();
    assert_eq!(ends, ["done", "nothing"]);
    let made = session.emulator.journal().into_iter().filter(|entry| entry.action == "CreateFunction");
    assert_eq!(made.count(), 1);
    session.client.stop();
}

#[test]
fn what_is_in_the_way_is_marked_until_its_line_is_edited() {
    let mut session = Session::start(capabilities(), json!({}), Settings::default());
    session.write(&FILE.replace("./code", "./nowhere"));
    let outcome = session.deploy();
    assert_eq!(outcome["outcome"], "refused", "{outcome}");
    let of_the_cloud = |params: &Value| {
        let all = params["diagnostics"].as_array().cloned().unwrap_or_default();
        all.into_iter().filter(|found| found["source"] == "fcls-cloud").collect::<Vec<_>>()
    };
    let marked = session
        .client
        .notification("textDocument/publishDiagnostics", |params| !of_the_cloud(params).is_empty());
    assert_eq!(of_the_cloud(&marked)[0]["range"]["start"]["line"], 16);
    let end = json!({"line": 16, "character": 100});
    let uri = session.uri.clone();
    let version = session.client.change(&uri, json!([{"range": {"start": end, "end": end}, "text": "x"}]));
    let after = session.client.notification("textDocument/publishDiagnostics", |params| {
        params["version"].as_i64() >= Some(version)
    });
    assert!(of_the_cloud(&after).is_empty(), "{after}");
    session.client.stop();
}
