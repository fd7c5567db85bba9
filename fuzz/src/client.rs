//! A client of a server that runs in this process, over pipes.

use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use std::io::{BufRead, BufReader, PipeWriter, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How long the server may think.
const PATIENCE: Duration = Duration::from_secs(15);

/// A session from the client's side.
pub struct Client {
    input: PipeWriter,
    messages: Receiver<Value>,
    server: JoinHandle<u8>,
    next_id: u64,
    /// Requests that wait, with their methods.
    open: HashMap<u64, String>,
    cancelled: HashSet<u64>,
    answers: HashMap<u64, Value>,
    /// What was pushed last, by document.
    pub pushed: HashMap<String, Value>,
    /// What is answered to `workspace/configuration`.
    pub settings: Value,
    /// What the server said that it can.
    pub capabilities: Value,
}

impl Client {
    /// Starts a server and greets it.
    pub fn start(greeting: Value, settings: Value) -> Client {
        let (server_input, input) = std::io::pipe().expect("a pipe");
        let (output, server_output) = std::io::pipe().expect("a pipe");
        let server =
            std::thread::spawn(move || fcls::server::serve(server_input, server_output).expect("it starts"));
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            let mut output = BufReader::new(output);
            while let Some(message) = read(&mut output) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        let (open, answers, pushed) = Default::default();
        let (cancelled, capabilities) = Default::default();
        let mut client = Client {
            input,
            messages,
            server,
            next_id: 0,
            open,
            cancelled,
            answers,
            pushed,
            settings,
            capabilities,
        };
        client.capabilities = client.request("initialize", greeting)["capabilities"].take();
        client.notify("initialized", json!({}));
        client
    }

    /// Sends a message.
    pub fn send(&mut self, message: &Value) {
        let body = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{body}", body.len()).expect("the server reads");
    }

    /// Sends a notification.
    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Sends a request; its id.
    pub fn ask(&mut self, method: &str, params: Value) -> u64 {
        self.next_id += 1;
        self.open.insert(self.next_id, method.into());
        let mut message = json!({"jsonrpc": "2.0", "id": self.next_id, "method": method});
        if !params.is_null() {
            message["params"] = params;
        }
        self.send(&message);
        self.next_id
    }

    /// Cancels a request.
    pub fn cancel(&mut self, id: u64) {
        self.cancelled.insert(id);
        self.notify("$/cancelRequest", json!({"id": id}));
    }

    /// The whole answer to a request; the first time it is asked for.
    pub fn answer(&mut self, id: u64) -> Value {
        let start = Instant::now();
        loop {
            if let Some(answer) = self.answers.remove(&id) {
                return answer;
            }
            let method = self.open.get(&id).cloned().unwrap_or_default();
            assert!(self.pump(PATIENCE.saturating_sub(start.elapsed())), "no answer to {method} ({id})");
        }
    }

    /// Waits for all answers.
    pub fn all(&mut self) {
        while let Some(id) = self.open.keys().next().copied() {
            let start = Instant::now();
            while self.open.contains_key(&id) {
                let method = self.open[&id].clone();
                assert!(self.pump(PATIENCE.saturating_sub(start.elapsed())), "no answer to {method} ({id})");
            }
        }
    }

    /// The results of several requests, asked in one go.
    pub fn requests(&mut self, asks: Vec<(String, Value)>) -> Vec<Value> {
        let ids: Vec<u64> = asks.iter().map(|(method, params)| self.ask(method, params.clone())).collect();
        let results = ids.into_iter().map(|id| {
            let mut answer = self.answer(id);
            assert!(answer.get("error").is_none(), "{answer}");
            answer["result"].take()
        });
        results.collect()
    }

    /// The result of a request.
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        let mut answer = self.answer(id);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].take()
    }

    /// Takes what has come, and what comes within `wait`. False when nothing came.
    pub fn pump(&mut self, wait: Duration) -> bool {
        match self.messages.recv_timeout(wait) {
            Ok(message) => {
                self.take(message);
                true
            }
            Err(RecvTimeoutError::Timeout) => false,
            Err(RecvTimeoutError::Disconnected) => panic!("the server is gone"),
        }
    }

    fn take(&mut self, message: Value) {
        match (message.get("method").and_then(Value::as_str), message.get("id")) {
            (Some(method), Some(id)) => {
                let result =
                    if method == "workspace/configuration" { json!([self.settings]) } else { Value::Null };
                let answer = json!({"jsonrpc": "2.0", "id": id, "result": result});
                self.send(&answer);
            }
            (Some("textDocument/publishDiagnostics"), None) => {
                let params = &message["params"];
                let uri = params["uri"].as_str().expect("a URI").to_string();
                self.pushed.insert(uri, params["diagnostics"].clone());
            }
            (Some(_), None) => {}
            (None, id) => {
                let id =
                    id.and_then(Value::as_u64).unwrap_or_else(|| panic!("an answer to nothing: {message}"));
                let method = self.open.remove(&id).unwrap_or_else(|| panic!("answered twice: {message}"));
                if let Some(error) = message.get("error") {
                    let code = error["code"].as_i64().expect("a code");
                    assert!(![-32603, -32700].contains(&code), "{method}: {message}");
                    assert!(
                        code != -32800 || self.cancelled.contains(&id),
                        "{method} was not cancelled: {message}"
                    );
                }
                self.answers.insert(id, message);
            }
        }
    }

    /// Says goodbye.
    pub fn stop(mut self) {
        self.request("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        assert_eq!(self.server.join().expect("no panic"), 0);
    }
}

/// The next message; none at the end.
fn read(input: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if input.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("Content-Length:") {
            length = value.trim().parse().expect("a length");
        }
    }
    let mut body = vec![0; length];
    input.read_exact(&mut body).ok()?;
    Some(serde_json::from_slice(&body).expect("JSON"))
}
