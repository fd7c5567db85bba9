//! An editor with a cloud: the test client on a file in a folder of its own, and an emulator.
#![allow(dead_code, missing_docs, reason = "each test binary uses a part of it")]

use crate::client::Client;
use fcls::emulator::{Emulator, Settings};
use serde_json::{Value, json};
use std::path::PathBuf;

pub const FILE: &str = "\
edition: 3.0.0
name: app
access: default

resources:
  hello: # stays
    component: fc3
    props:
      region: cn-hangzhou
      functionName: hello
      runtime: python3.10
      handler: app.main
      memorySize: 512
      cpu: 0.5
      diskSize: 512
      timeout: 10
      code: ./code
";

pub struct Session {
    pub client: Client,
    pub emulator: Emulator,
    pub folder: tempfile::TempDir,
    pub uri: String,
    greeting: (Value, Value),
}

fn spawn(
    emulator: &Emulator,
    folder: &tempfile::TempDir,
    arguments: &[&str],
    environment: &[(&str, &str)],
) -> Client {
    let home = folder.path().display().to_string();
    let mut all = vec![("FCLS_ENDPOINT", emulator.base_url()), ("HOME", &home), ("XDG_STATE_HOME", "")];
    all.extend(environment);
    Client::spawn_with(arguments, &all)
}

/// All that a client of today can do.
pub fn capabilities() -> Value {
    json!({
        "window": {"workDoneProgress": true, "showMessage": {}, "showDocument": {"support": true}},
        "workspace": {"workspaceEdit": {"documentChanges": true}, "configuration": false},
        "textDocument": {"codeAction": {"disabledSupport": true,
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}}},
    })
}

impl Session {
    pub fn start(capabilities: Value, options: Value, emulator: Settings) -> Session {
        Session::start_in(&[], &[], capabilities, options, emulator)
    }

    /// The same as the editor of that name.
    pub fn start_as(name: &str, capabilities: Value, options: Value, emulator: Settings) -> Session {
        Session::begin(name, &[], &[], capabilities, options, emulator)
    }

    /// The same with more arguments and variables for the server.
    pub fn start_in(
        arguments: &[&str],
        environment: &[(&str, &str)],
        capabilities: Value,
        options: Value,
        emulator: Settings,
    ) -> Session {
        Session::begin("test", arguments, environment, capabilities, options, emulator)
    }

    fn begin(
        name: &str,
        arguments: &[&str],
        environment: &[(&str, &str)],
        capabilities: Value,
        mut options: Value,
        emulator: Settings,
    ) -> Session {
        let emulator = Emulator::start(emulator).unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("code")).unwrap();
        std::fs::write(folder.path().join("code/app.py"), "def main(e, c):\n    return 'hi'\n").unwrap();
        if options["cloud"].is_null() {
            options["cloud"] = json!({"target": "emulator"});
        }
        let mut client = spawn(&emulator, &folder, arguments, environment);
        client.name = name.into();
        let uri = format!("file://{}/s.yaml", folder.path().display());
        let mut session = Session { client, emulator, folder, uri, greeting: (capabilities, options) };
        session.save(FILE);
        session.greet();
        session
    }

    fn greet(&mut self) {
        let (capabilities, options) = self.greeting.clone();
        self.client.initialize(capabilities, "en", options);
        self.client.open(&self.uri, &std::fs::read_to_string(self.path()).unwrap());
    }

    /// Another server in the place of the one that has ended.
    pub fn restart(&mut self) {
        self.client = spawn(&self.emulator, &self.folder, &[], &[]);
        self.greet();
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("s.yaml")
    }

    pub fn save(&mut self, text: &str) {
        std::fs::write(self.path(), text).unwrap();
    }

    pub fn answer(&mut self, method: &str, answers: Vec<Value>) {
        self.client.script.insert(method.into(), answers.into());
    }

    /// Runs a command and waits for its end.
    pub fn run(&mut self, command: &str, mut argument: Value) -> Value {
        argument["uri"] = self.uri.clone().into();
        let params = json!({"command": command, "arguments": [argument], "workDoneToken": "t"});
        self.client.request("workspace/executeCommand", params)
    }

    pub fn deploy(&mut self) -> Value {
        self.answer("window/showMessageRequest", vec![json!({"title": "Deploy"})]);
        self.run("fcls.deploy", json!({}))
    }

    /// The whole text becomes `text`, on the disk too.
    pub fn write(&mut self, text: &str) {
        self.save(text);
        self.client.change(&self.uri, json!([{ "text": text }]));
    }

    pub fn questions(&self, method: &str) -> Vec<Value> {
        let asked = self.client.questions.iter().filter(|question| question["method"] == method);
        asked.map(|question| question["params"].clone()).collect()
    }

    pub fn changes(&self) -> Vec<String> {
        let all = self.emulator.journal().into_iter().map(|entry| format!("{} {}", entry.method, entry.path));
        // Asking for the account is a POST to the root.
        all.filter(|line| !line.starts_with("GET") && line != "POST /").collect()
    }
}
