//! A small editor: drives `fcls lsp` as a child process over its pipes. Every wait has a time limit.
//!
//! ```ignore
//! let mut client = Client::start(json!({}), "en");
//! client.open("file:///w/s.yaml", "edition: 3.0.0\n");
//! let answer = client.request("textDocument/hover", json!({…}));
//! let diagnostics = client.diagnostics("file:///w/s.yaml", 1);
//! client.stop();
//! ```
#![allow(dead_code, missing_docs, reason = "each test binary uses a part of it")]

use serde_json::{Value, json};
use std::collections::{HashMap, VecDeque};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// The longest wait for anything.
pub const LIMIT: Duration = Duration::from_secs(20);

pub struct Client {
    child: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    next_id: i64,
    versions: HashMap<String, i64>,
    answers: HashMap<i64, Value>,
    notifications: VecDeque<Value>,
    /// Questions of the server, in their order, answered or not.
    pub questions: Vec<Value>,
    /// What `workspace/configuration` is answered with.
    pub settings: Value,
    /// What other questions are answered with, by method, one after the other; null afterwards.
    pub script: HashMap<String, VecDeque<Value>>,
    /// Leave the server's questions without answer.
    pub silent: bool,
    /// The answer to `initialize`.
    pub capabilities: Value,
    /// As what it introduces itself.
    pub name: String,
}

impl Client {
    /// Starts the server without a word.
    pub fn spawn() -> Client {
        Client::spawn_in(&[])
    }

    /// The same with variables in its environment.
    pub fn spawn_in(environment: &[(&str, &str)]) -> Client {
        Client::spawn_with(&[], environment)
    }

    /// The same with more arguments.
    pub fn spawn_with(arguments: &[&str], environment: &[(&str, &str)]) -> Client {
        let mut child = Command::new(env!("CARGO_BIN_EXE_fcls"))
            .arg("lsp")
            .args(arguments)
            // The language of messages is that of the client, not that of the machine.
            .env("LC_ALL", "C")
            .envs(environment.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("fcls starts");
        let output = BufReader::new(child.stdout.take().expect("piped"));
        let (sender, messages) = channel();
        std::thread::spawn(move || read(output, |message| sender.send(message).is_ok()));
        Client {
            input: child.stdin.take(),
            child,
            messages,
            next_id: 0,
            versions: HashMap::new(),
            answers: HashMap::new(),
            notifications: VecDeque::new(),
            questions: Vec::new(),
            settings: Value::Null,
            script: HashMap::new(),
            silent: false,
            capabilities: Value::Null,
            name: "test".into(),
        }
    }

    /// Starts the server and greets it with the given client capabilities and locale.
    pub fn start(capabilities: Value, locale: &str) -> Client {
        Client::start_with(capabilities, locale, Value::Null)
    }

    /// The same with `initializationOptions`.
    pub fn start_with(capabilities: Value, locale: &str, options: Value) -> Client {
        let mut client = Client::spawn();
        client.initialize(capabilities, locale, options);
        client
    }

    pub fn initialize(&mut self, capabilities: Value, locale: &str, options: Value) {
        self.initialize_in(Value::Null, capabilities, locale, options);
    }

    /// The same in a workspace.
    pub fn initialize_in(&mut self, root: Value, capabilities: Value, locale: &str, options: Value) {
        self.capabilities = self.request(
            "initialize",
            json!({"processId": std::process::id(), "rootUri": root, "capabilities": capabilities,
                "locale": locale, "initializationOptions": options, "clientInfo": {"name": self.name}}),
        );
        self.notify("initialized", json!({}));
    }

    /// Writes bytes as they are.
    pub fn raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("open");
        input.write_all(bytes).and_then(|()| input.flush()).expect("the server reads");
    }

    pub fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Sends a request and returns its id without waiting.
    pub fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.next_id += 1;
        let mut message = json!({"jsonrpc": "2.0", "id": self.next_id, "method": method});
        if !params.is_null() {
            message["params"] = params;
        }
        self.send(&message);
        self.next_id
    }

    /// The whole response to the request `id`.
    pub fn response(&mut self, id: i64) -> Value {
        let start = Instant::now();
        while !self.answers.contains_key(&id) {
            assert!(self.pump(start), "no answer to request {id}");
        }
        self.answers.remove(&id).expect("just seen")
    }

    /// Whether the request `id` has its answer.
    pub fn answered(&mut self, id: i64) -> bool {
        while let Ok(message) = self.messages.try_recv() {
            self.take(message);
        }
        self.answers.contains_key(&id)
    }

    /// Sends a request and returns its result; panics on an error.
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        let mut response = self.response(id);
        assert!(response.get("error").is_none(), "{method}: {response}");
        response["result"].take()
    }

    /// Sends a request and returns the code of its error; panics on a result.
    pub fn error_of(&mut self, method: &str, params: Value) -> i64 {
        let id = self.ask(method, params);
        let response = self.response(id);
        response["error"]["code"].as_i64().unwrap_or_else(|| panic!("{method}: {response}"))
    }

    /// The next notification of `method` that `wanted` accepts; others before it stay.
    pub fn notification(&mut self, method: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let start = Instant::now();
        loop {
            let found = self
                .notifications
                .iter()
                .position(|message| message["method"] == method && wanted(&message["params"]));
            if let Some(mut message) = found.and_then(|at| self.notifications.remove(at)) {
                return message["params"].take();
            }
            assert!(self.pump(start), "no {method}");
        }
    }

    /// Waits until the server asks `method`.
    pub fn question(&mut self, method: &str) {
        let start = Instant::now();
        while !self.questions.iter().any(|question| question["method"] == method) {
            assert!(self.pump(start), "no {method}");
        }
    }

    /// Whether a notification of `method` has arrived. Ask something first, so that it had its time.
    pub fn seen(&mut self, method: &str) -> bool {
        while let Ok(message) = self.messages.try_recv() {
            self.take(message);
        }
        self.notifications.iter().any(|message| message["method"] == method)
    }

    /// All that was said and asked so far, as text.
    pub fn heard(&mut self) -> String {
        while let Ok(message) = self.messages.try_recv() {
            self.take(message);
        }
        format!("{:?}{:?}", self.notifications, self.questions)
    }

    /// The response without a known id (to something that was no request).
    pub fn stray(&mut self) -> Value {
        self.response(i64::MIN)
    }

    pub fn open(&mut self, uri: &str, text: &str) {
        self.versions.insert(uri.into(), 1);
        let document = json!({"uri": uri, "languageId": "yaml", "version": 1, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": document}));
    }

    /// Sends content changes as the next version, which is returned.
    pub fn change(&mut self, uri: &str, changes: Value) -> i64 {
        let version = self.versions.entry(uri.into()).or_insert(0);
        *version += 1;
        let version = *version;
        let document = json!({"uri": uri, "version": version});
        self.notify("textDocument/didChange", json!({"textDocument": document, "contentChanges": changes}));
        version
    }

    /// The pushed diagnostics of `version` or later. Only sets that differ from the one before are
    /// pushed, so ask for a version that changes them.
    pub fn diagnostics(&mut self, uri: &str, version: i64) -> Value {
        let mut params = self.notification("textDocument/publishDiagnostics", |params| {
            params["uri"] == uri && params["version"].as_i64().is_some_and(|have| have >= version)
        });
        params["diagnostics"].take()
    }

    /// The diagnostics of the current text, asked for.
    pub fn pull(&mut self, uri: &str) -> Value {
        self.request("textDocument/diagnostic", json!({"textDocument": {"uri": uri}}))["items"].take()
    }

    /// Says goodbye; panics unless the server ends with 0.
    pub fn stop(mut self) {
        assert_eq!(self.request("shutdown", Value::Null), Value::Null);
        self.notify("exit", Value::Null);
        assert_eq!(self.wait().code(), Some(0));
    }

    /// Ends the server as a crash of the editor or the machine would.
    pub fn kill(&mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("a child");
    }

    /// Closes the server's input.
    pub fn close(&mut self) {
        self.input = None;
    }

    /// Waits for the end of the process.
    pub fn wait(&mut self) -> ExitStatus {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("a child") {
                return status;
            }
            assert!(start.elapsed() < LIMIT, "the server does not end");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn pump(&mut self, start: Instant) -> bool {
        match self.messages.recv_timeout(LIMIT.saturating_sub(start.elapsed())) {
            Ok(message) => {
                self.take(message);
                true
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => false,
        }
    }

    fn take(&mut self, message: Value) {
        match (message.get("method").and_then(Value::as_str), message.get("id")) {
            (Some(method), Some(id)) => {
                let result = match method {
                    "workspace/configuration" => json!([self.settings]),
                    method => {
                        // A person chooses among what is offered; an answer to another question is kept for it.
                        let offered = message["params"].get("actions").and_then(Value::as_array);
                        let fits = |answer: &Value| {
                            let title = answer.get("title");
                            let known =
                                |offered: &Vec<Value>| offered.iter().any(|one| one.get("title") == title);
                            title.is_none() || offered.is_none_or(known)
                        };
                        let answers = self.script.get_mut(method).filter(|all| all.front().is_some_and(fits));
                        answers.and_then(VecDeque::pop_front).unwrap_or_default()
                    }
                };
                let answer = json!({"jsonrpc": "2.0", "id": id, "result": result});
                self.questions.push(message);
                if !self.silent {
                    self.send(&answer);
                }
            }
            (Some(_), None) => self.notifications.push_back(message),
            (None, id) => {
                let id = id.and_then(Value::as_i64).unwrap_or(i64::MIN);
                self.answers.insert(id, message);
            }
        }
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Gives every message of `input` to `take` until it says no or the stream ends.
pub fn read(mut input: impl BufRead, mut take: impl FnMut(Value) -> bool) {
    loop {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if input.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
            if line.trim().is_empty() {
                break;
            }
            if let Some(value) = line.strip_prefix("Content-Length:") {
                length = value.trim().parse().expect("a length");
            }
        }
        let mut body = vec![0; length];
        if input.read_exact(&mut body).is_err() {
            return;
        }
        if !take(serde_json::from_slice(&body).expect("JSON")) {
            return;
        }
    }
}
