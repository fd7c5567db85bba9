//! What goes wrong between an editor and the cloud: a deploy that is cancelled at each of its stages, a call that
//! fails in the middle, a server that dies, and what may stand in no message, trace or log.

mod client;
mod cloud_session;

use cloud_session::{FILE, Session, capabilities};
use fcls::emulator::{Fault, Settings};
use serde_json::{Value, json};

/// The file with a trigger, so that a deploy has two calls.
fn with_trigger() -> String {
    format!(
        "{FILE}      triggers:\n        - triggerName: web\n          triggerType: http\n          triggerConfig:\n            authType: anonymous\n            methods: [GET]\n"
    )
}

fn fault(action: &str) -> Fault {
    Fault { action: Some(action.into()), ..Fault::default() }
}

fn of_the_cloud(params: &Value) -> Vec<Value> {
    let all = params["diagnostics"].as_array().cloned().unwrap_or_default();
    all.into_iter().filter(|found| found["source"] == "fcls-cloud").collect()
}

/// Begins a deploy, cancels it when its progress says `stage`, and gives its outcome. `answers` are those to the
/// questions; without one they stay open.
fn cancelled_at(session: &mut Session, stage: &str, answers: &[&str]) -> Value {
    session.client.silent = answers.is_empty();
    session.answer(
        "window/showMessageRequest",
        answers.iter().map(|answer| json!({ "title": answer })).collect(),
    );
    let command =
        json!({"command": "fcls.deploy", "arguments": [{"uri": session.uri}], "workDoneToken": "t"});
    let deploy = session.client.ask("workspace/executeCommand", command);
    session.client.notification("$/progress", |params| {
        params["value"]["message"].as_str().is_some_and(|message| message.contains(stage))
    });
    session.client.notify("window/workDoneProgress/cancel", json!({"token": "t"}));
    let outcome = session.client.response(deploy)["result"].take();
    session.client.notification("$/progress", |params| params["value"]["kind"] == "end");
    session.client.silent = false;
    outcome
}

#[test]
fn a_deploy_is_cancelled_before_it_changes_anything() {
    let slow = |action: &str| vec![Fault { delay_ms: Some(400), ..fault(action) }];
    let mut session = Session::start(capabilities(), json!({}), Settings::default());
    for (stage, action) in [
        ("credentials", "GetCallerIdentity"),
        ("reading the live functions", "GetFunction"),
        ("waiting for", "-"),
    ] {
        session.emulator.set_faults(slow(action));
        let outcome = cancelled_at(&mut session, stage, &[]);
        assert_eq!(outcome["outcome"], "cancelled", "{stage}: {outcome}");
        assert_eq!(outcome["message"], "Cancelled; nothing was changed.", "{stage}");
        assert_eq!(session.changes(), [""; 0], "{stage}");
    }
    // And nothing of it is in the way of the next one.
    session.emulator.set_faults(Vec::new());
    assert_eq!(session.deploy()["outcome"], "done");
    session.client.stop();
}

#[test]
fn a_deploy_is_cancelled_while_it_waits_for_the_buffer_to_be_saved() {
    let mut session = Session::start(capabilities(), json!({}), Settings::default());
    let uri = session.uri.clone();
    session.client.change(&uri, json!([{"text": FILE.replace("timeout: 10", "timeout: 11")}]));
    session.client.silent = true;
    let command = json!({"command": "fcls.deploy", "arguments": [{"uri": uri}], "workDoneToken": "t"});
    let deploy = session.client.ask("workspace/executeCommand", command);
    session.client.question("window/showMessageRequest");
    session.client.notify("window/workDoneProgress/cancel", json!({"token": "t"}));
    assert_eq!(session.client.response(deploy)["result"]["outcome"], "cancelled");
    assert!(session.emulator.journal().is_empty());
    session.client.stop();
}

#[test]
fn a_deploy_is_cancelled_between_two_calls_and_says_what_was_done() {
    let mut session = Session::start(capabilities(), json!({}), Settings::default());
    session.write(&with_trigger());
    session.emulator.set_faults(vec![Fault { delay_ms: Some(400), ..fault("CreateFunction") }]);
    let outcome = cancelled_at(&mut session, "hello: CreateFunction", &["Deploy"]);
    assert_eq!(outcome["outcome"], "cancelled", "{outcome}");
    let text = outcome["message"].as_str().unwrap();
    assert!(text.contains("CreateFunction") && text.contains("CreateTrigger"), "{text}");
    assert_eq!(session.changes().len(), 1, "the trigger was made all the same");
    // The rest of it is what the next one does.
    assert_eq!(session.deploy()["outcome"], "done");
    assert_eq!(session.changes().len(), 2);
    session.client.stop();
}

#[test]
fn the_second_of_two_deploys_is_cancelled_while_it_waits() {
    let mut session = Session::start(capabilities(), json!({}), Settings::default());
    session.emulator.set_faults(vec![Fault { delay_ms: Some(800), ..fault("CreateFunction") }]);
    session.answer("window/showMessageRequest", vec![json!({"title": "Deploy"})]);
    let command = |token: &str| json!({"command": "fcls.deploy", "arguments": [{}], "workDoneToken": token});
    let begin = |session: &mut Session, token: &str| {
        let mut command = command(token);
        command["arguments"][0]["uri"] = session.uri.clone().into();
        session.client.ask("workspace/executeCommand", command)
    };
    let first = begin(&mut session, "a");
    session.client.notification("$/progress", |params| {
        params["value"]["message"].as_str().is_some_and(|message| message.contains("CreateFunction"))
    });
    let second = begin(&mut session, "b");
    session.client.notification("$/progress", |params| {
        params["token"] == "b" && params["value"]["message"] == "waiting for another deploy of hello"
    });
    session.client.notify("window/workDoneProgress/cancel", json!({"token": "b"}));
    assert_eq!(session.client.response(second)["result"]["outcome"], "cancelled");
    assert_eq!(session.client.response(first)["result"]["outcome"], "done");
    session.client.stop();
}

#[test]
fn every_other_command_is_cancelled_while_it_waits_for_the_cloud() {
    let mut session = Session::start(capabilities(), json!({}), Settings::default());
    assert_eq!(session.deploy()["outcome"], "done");
    let before = session.changes();
    for (command, action) in [
        ("fcls.plan", "GetFunction"),
        ("fcls.pull", "GetFunction"),
        ("fcls.adopt", "ListFunctions"),
        ("fcls.publish", "GetCallerIdentity"),
        ("fcls.signIn.status", "GetCallerIdentity"),
    ] {
        session.emulator.set_faults(vec![Fault { delay_ms: Some(500), ..fault(action) }]);
        let params =
            json!({"command": command, "arguments": [{"uri": session.uri}], "workDoneToken": command});
        let id = session.client.ask("workspace/executeCommand", params);
        session.client.notification("$/progress", |params| {
            params["token"] == command && params["value"]["kind"] == "begin"
        });
        session.client.notify("window/workDoneProgress/cancel", json!({ "token": command }));
        let outcome = session.client.response(id)["result"].take();
        assert_eq!(outcome["outcome"], "cancelled", "{command}: {outcome}");
    }
    assert_eq!(session.changes(), before);
    assert_eq!(session.questions("workspace/applyEdit").len(), 0);
    session.client.stop();
}

#[test]
fn a_request_to_cancel_the_command_itself_stops_it_too() {
    let mut session = Session::start(capabilities(), json!({}), Settings::default());
    session.client.silent = true;
    let command =
        json!({"command": "fcls.deploy", "arguments": [{"uri": session.uri}], "workDoneToken": "t"});
    let deploy = session.client.ask("workspace/executeCommand", command);
    session.client.question("window/showMessageRequest");
    session.client.notify("$/cancelRequest", json!({ "id": deploy }));
    assert_eq!(session.client.response(deploy)["error"]["code"], -32800);
    session.client.notification("$/progress", |params| params["value"]["kind"] == "end");
    assert_eq!(session.changes(), [""; 0]);
    session.client.stop();
}

#[test]
fn a_refused_value_is_marked_where_it_stands_and_what_was_done_is_said() {
    let mut session = Session::start(capabilities(), json!({}), Settings::default());
    session.write(&with_trigger());
    let refusal = Fault {
        status: Some(400),
        code: Some("InvalidArgument".into()),
        message: Some("methods is invalid".into()),
        ..fault("CreateTrigger")
    };
    session.emulator.set_faults(vec![refusal]);
    let outcome = session.deploy();
    assert_eq!(outcome["outcome"], "failed", "{outcome}");
    let text = outcome["message"].as_str().unwrap();
    assert!(text.contains("CreateFunction") && text.contains("methods is invalid"), "{text}");
    let marked = session
        .client
        .notification("textDocument/publishDiagnostics", |params| !of_the_cloud(params).is_empty());
    let mark = of_the_cloud(&marked)[0].clone();
    let line = mark["range"]["start"]["line"].as_u64().unwrap() as usize;
    let text = with_trigger();
    assert!(text.lines().nth(line).unwrap().trim_start().starts_with("methods:"), "line {line}: {mark}");
    assert!(mark["message"].as_str().unwrap().contains("methods is invalid"), "{mark}");
    // The next one does the rest, and takes the mark back.
    assert_eq!(session.deploy()["outcome"], "done");
    session.client.notification("textDocument/publishDiagnostics", |params| of_the_cloud(params).is_empty());
    session.client.stop();
}

#[test]
fn a_busy_service_is_asked_again() {
    let mut session = Session::start(capabilities(), json!({}), Settings::default());
    let busy = Fault {
        status: Some(429),
        code: Some("Throttling".into()),
        headers: [("x-acs-retry-after".to_string(), "20".to_string())].into(),
        ..fault("CreateFunction")
    };
    session.emulator.set_faults(vec![busy]);
    assert_eq!(session.deploy()["outcome"], "done");
    assert_eq!(session.changes().len(), 2);
    session.client.stop();
}

#[test]
fn triggers_that_only_the_cloud_has_are_drift_on_the_name_of_the_function() {
    let cloud = json!({"target": "emulator", "enabled": true, "drift": "onSave"});
    let mut session = Session::start(capabilities(), json!({ "cloud": cloud }), Settings::default());
    session.write(&with_trigger());
    assert_eq!(session.deploy()["outcome"], "done");
    session.write(FILE);
    let uri = session.uri.clone();
    session.client.notify("textDocument/didSave", json!({"textDocument": {"uri": uri}}));
    let found = session
        .client
        .notification("textDocument/publishDiagnostics", |params| !of_the_cloud(params).is_empty());
    let drift = of_the_cloud(&found)[0].clone();
    let message = drift["message"].as_str().unwrap();
    assert!(
        message.starts_with("live but not in the file: triggers") && message.contains("web"),
        "{message}"
    );
    assert_eq!(drift["severity"], 3);
    assert_eq!(drift["range"]["start"]["line"], 5, "the key of the function: {drift}");
    session.client.stop();
}

#[test]
fn the_whole_difference_is_shown_before_the_yes() {
    let mut options = json!({"virtualDocuments": true, "input": true, "clipboard": true, "trusted": true});
    options["cloud"] = json!({"target": "emulator"});
    let mut session = Session::start(capabilities(), options, Settings::default());
    let diff = json!({"title": "Show full diff"});
    session.answer("window/showMessageRequest", vec![diff.clone(), diff, json!({"title": "Deploy"})]);
    session.answer("window/showDocument", vec![json!({"success": true}), json!({"success": true})]);
    let outcome = session.run("fcls.deploy", json!({}));
    assert_eq!(outcome["outcome"], "done", "{outcome}");
    let shown = session.questions("window/showDocument");
    let paper = shown[0]["uri"].as_str().unwrap().to_string();
    assert!(paper.starts_with("fcls-plan:"), "{paper}");
    let text = session.client.request("fcls/planDocument", json!({ "uri": paper }));
    assert!(text["text"].as_str().unwrap().contains("timeout: 10"), "{text}");
    let live = paper.replacen("fcls-plan", "fcls-live", 1);
    let live = session.client.request("fcls/planDocument", json!({ "uri": live }));
    assert!(!live["text"].as_str().unwrap().contains("\ntimeout: 10"), "{live}");
    let heard = session.client.heard();
    assert!(!heard.contains("unknown setting"), "what the client can do is no setting: {heard}");
    session.client.stop();
}

#[test]
fn a_deploy_that_the_end_of_the_server_broke_off_is_told_at_the_next_start() {
    let mut session = Session::start(capabilities(), json!({}), Settings::default());
    session.write(&with_trigger());
    session.emulator.set_faults(vec![Fault { delay_ms: Some(5_000), ..fault("CreateTrigger") }]);
    session.answer("window/showMessageRequest", vec![json!({"title": "Deploy"})]);
    let command =
        json!({"command": "fcls.deploy", "arguments": [{"uri": session.uri}], "workDoneToken": "t"});
    session.client.ask("workspace/executeCommand", command);
    session.client.notification("$/progress", |params| {
        params["value"]["message"].as_str().is_some_and(|message| message.contains("CreateTrigger"))
    });
    session.client.kill();
    let told = |session: &mut Session| {
        session.restart();
        let at = json!({"textDocument": {"uri": session.uri}, "position": {"line": 0, "character": 0}});
        session.client.request("textDocument/hover", at);
        session.client.heard()
    };
    let heard = told(&mut session);
    for part in ["broken off", "Done: hello: CreateFunction", "not known whether done: hello: CreateTrigger"]
    {
        assert!(heard.contains(part), "{part} is missing: {heard}");
    }
    assert!(!told(&mut session).contains("broken off"), "told twice");
    session.client.stop();
}

#[test]
fn secrets_are_in_no_trace_and_no_log() {
    let environment = [
        ("FCLS_LOG", "trace"),
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", "LTAItestkeyid00000001"),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "sk-in-no-log-4711"),
        ("ALIBABA_CLOUD_SECURITY_TOKEN", "token-in-no-log-4712"),
    ];
    let log = tempfile::NamedTempFile::new().unwrap();
    let arguments = ["--log-file", log.path().to_str().unwrap()];
    let emulator = Settings { no_auth: true, ..Settings::default() };
    let cloud = json!({"target": "emulator", "enabled": true, "drift": "onSave"});
    let mut session =
        Session::start_in(&arguments, &environment, capabilities(), json!({ "cloud": cloud }), emulator);
    session.client.notify("$/setTrace", json!({"value": "verbose"}));
    let text = FILE.replace(
        "      code: ./code\n",
        "      code: ./code\n      environmentVariables:\n        DB_PASSWORD: hunter2hunter2\n        PLAIN: visible-value\n",
    );
    session.write(&text);
    assert_eq!(session.run("fcls.plan", json!({}))["outcome"], "done");
    assert_eq!(session.deploy()["outcome"], "done");
    // What is wrong with a request is told and logged too.
    let broken = text.replace("visible-value", "other-visible-value");
    session.write(&broken);
    let refusal = Fault {
        status: Some(400),
        code: Some("InvalidArgument".into()),
        message: Some("environmentVariables is invalid".into()),
        ..fault("UpdateFunction")
    };
    session.emulator.set_faults(vec![refusal]);
    let refused = session.deploy();
    assert_eq!(refused["outcome"], "failed", "{refused}");
    session.emulator.set_faults(Vec::new());
    assert_eq!(session.run("fcls.invoke", json!({"payload": "{}"}))["outcome"], "done");
    let heard = session.client.heard();
    assert!(heard.contains("$/logTrace"), "nothing was traced");
    session.client.stop();
    let logged = std::fs::read_to_string(log.path()).unwrap();
    assert!(logged.contains("DEBUG") && logged.contains("CreateFunction"), "nothing was logged: {logged}");
    for secret in ["hunter2hunter2", "visible-value", "sk-in-no-log-4711", "token-in-no-log-4712"] {
        assert!(!heard.contains(secret), "{secret} was told");
        assert!(!logged.contains(secret), "{secret} was logged");
    }
}
