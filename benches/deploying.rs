//! How long an editor waits while a deploy is under way: keystroke → diagnostics and completion in a file of 20,000
//! lines, with the deploy of another file to a slow emulator running. Times go over the pipes, as an editor sees them.

#[path = "../tests/client/mod.rs"]
mod client;
#[path = "../tests/cloud_session/mod.rs"]
mod cloud_session;

use cloud_session::{Session, capabilities};
use fcls::emulator::Settings;
use serde_json::json;
use std::fmt::Write;
use std::time::{Duration, Instant};

/// An s.yaml of `count` functions.
fn functions(count: usize) -> String {
    let mut text = String::from("edition: 3.0.0\nname: app\naccess: default\n\nresources:\n");
    for number in 0..count {
        let _ = write!(
            text,
            "  f{number}:\n    component: fc3\n    props:\n      region: cn-hangzhou\n      functionName: f{number}\n      \
             runtime: python3.10\n      handler: app.main\n      memorySize: 512\n      cpu: 0.5\n      diskSize: 512\n      \
             timeout: 10\n      code: ./code\n      environmentVariables:\n        A: a\n        B: b\n        C: c\n"
        );
    }
    text
}

fn told(name: &str, mut times: Vec<Duration>) {
    times.sort();
    let at = |part: f64| times[((times.len() - 1) as f64 * part) as usize].as_secs_f64() * 1000.0;
    println!("{name}: p50 {:.2} ms, p99 {:.2} ms, of {}", at(0.5), at(0.99), times.len());
}

fn measure(session: &mut Session, uri: &str, lines: usize, when: &str) {
    let (mut keystrokes, mut completions) = (Vec::new(), Vec::new());
    for round in 0..200 {
        let line = 12 + round * 16 % (lines - 40);
        // `timeout: 10` becomes `timeout: 10x` and back, so that findings come and go.
        let start = json!({"line": line + 3, "character": 17});
        let end = json!({"line": line + 3, "character": 18});
        for change in [
            json!({"range": {"start": start, "end": start}, "text": "x"}),
            json!({"range": {"start": start, "end": end}, "text": ""}),
        ] {
            let begun = Instant::now();
            let version = session.client.change(uri, json!([change]));
            session.client.diagnostics(uri, version);
            keystrokes.push(begun.elapsed());
            let place = json!({"textDocument": {"uri": uri}, "position": {"line": line, "character": 6}});
            let begun = Instant::now();
            session.client.request("textDocument/completion", place);
            completions.push(begun.elapsed());
        }
    }
    told(&format!("keystroke → diagnostics, {when}"), keystrokes);
    told(&format!("completion after a keystroke, {when}"), completions);
}

fn main() {
    // `cargo test` runs benches without arguments to see that they work; there is nothing to see in short.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let slow = Settings { slow: 300, ..Settings::default() };
    let mut session = Session::start(capabilities(), json!({}), slow);
    session.write(&functions(60));
    let text = functions(1250);
    let lines = text.lines().count();
    let uri = format!("file://{}/s.long.yaml", session.folder.path().display());
    session.client.open(&uri, &text);
    measure(&mut session, &uri, lines, &format!("{lines} lines, nothing else"));
    session.answer("window/showMessageRequest", vec![json!({"title": "Deploy"})]);
    let command =
        json!({"command": "fcls.deploy", "arguments": [{"uri": session.uri}], "workDoneToken": "t"});
    let deploy = session.client.ask("workspace/executeCommand", command);
    session.client.notification("$/progress", |params| {
        params["value"]["message"].as_str().is_some_and(|message| message.contains("CreateFunction"))
    });
    measure(&mut session, &uri, lines, "a deploy of 60 functions under way");
    let answered = session.client.answered(deploy);
    println!(
        "the deploy {}",
        if answered {
            "ended too early: the figures above are not all of it"
        } else {
            "was under way all the time"
        }
    );
    session.client.kill();
}
