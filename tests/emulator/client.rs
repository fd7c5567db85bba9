//! A signed HTTP client of a few lines, which also sends what a proper one would not.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fcls::cloud::secret::Secret;
use fcls::cloud::sign::{self, Key, Signable};
use fcls::emulator::{Emulator, Settings};
use serde_json::Value;

/// Name and value.
pub type Header = (String, String);

/// An answer.
#[derive(Debug)]
pub struct Response {
    pub status: u16,
    pub headers: Vec<Header>,
    pub text: String,
}

impl Response {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }

    /// `Code` of an error; empty when there is none.
    pub fn code(&self) -> String {
        self.json()["Code"].as_str().unwrap_or_default().to_string()
    }
}

/// A request that is not signed yet, with every part open to meddling.
#[derive(Clone)]
pub struct Draft {
    pub method: String,
    pub path: String,
    pub query: Vec<Header>,
    pub headers: Vec<Header>,
    pub body: Vec<u8>,
}

impl Draft {
    pub fn set(&mut self, name: &str, value: &str) {
        self.remove(name);
        self.headers.push((name.into(), value.into()));
    }

    pub fn remove(&mut self, name: &str) {
        self.headers.retain(|(known, _)| known != name);
    }

    pub fn sign(&mut self, key: &Key) {
        self.sign_with(key, |name| name == "host" || name == "content-type" || name.starts_with("x-acs-"));
    }

    /// Signs with the headers as they are: also with a body hash that is wrong.
    pub fn sign_with(&mut self, key: &Key, is_signed: impl Fn(&str) -> bool) {
        self.remove("authorization");
        let hash = self.headers.iter().find(|(name, _)| name == "x-acs-content-sha256");
        let hash = hash.map(|(_, hash)| hash.clone()).unwrap_or_default();
        let query = sign::canonical_query(&self.query);
        let request = Signable {
            method: &self.method,
            path: &self.path,
            query: &query,
            headers: &self.headers,
            body_hash: &hash,
        };
        let authorization = sign::sign_with(&request, &key.secret, is_signed).authorization(&key.id);
        self.set("authorization", &authorization);
    }

    /// The bytes of the request.
    pub fn wire(&self, chunked: bool) -> Vec<u8> {
        let query = sign::canonical_query(&self.query);
        let mark = if query.is_empty() { "" } else { "?" };
        let mut head =
            format!("{} {}{mark}{query} HTTP/1.1\r\nconnection: close\r\n", self.method, self.path);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        let mut wire;
        if chunked {
            head.push_str("transfer-encoding: chunked\r\n\r\n");
            wire = head.into_bytes();
            for chunk in self.body.chunks(7) {
                wire.extend(format!("{:x}\r\n", chunk.len()).bytes());
                wire.extend(chunk);
                wire.extend(b"\r\n");
            }
            wire.extend(b"0\r\n\r\n");
        } else {
            head.push_str(&format!("content-length: {}\r\n\r\n", self.body.len()));
            wire = head.into_bytes();
            wire.extend(&self.body);
        }
        wire
    }
}

/// Sends bytes; none when the connection is closed without an answer.
pub fn exchange(address: &str, wire: &[u8]) -> Option<Response> {
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream.write_all(wire).expect("a written request");
    let mut answer = Vec::new();
    // A connection that is cut may end in an error as well as in silence.
    let _ = stream.read_to_end(&mut answer);
    let split = answer.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&answer[..split]).into_owned();
    let mut lines = head.lines();
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_string()))
        .collect();
    let text = String::from_utf8_lossy(&answer[split + 4..]).into_owned();
    Some(Response { status, headers, text })
}

/// `yyyy-MM-ddTHH:mm:ssZ`, by counting days the slow way.
pub fn date(offset: i64) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock").as_secs() as i64 + offset;
    let (mut days, rest) = (now / 86_400, now % 86_400);
    let leap = |year: i64| (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let mut year = 1970;
    while days >= 365 + i64::from(leap(year)) {
        days -= 365 + i64::from(leap(year));
        year += 1;
    }
    let lengths = [31, 28 + i64::from(leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 0;
    while days >= lengths[month] {
        days -= lengths[month];
        month += 1;
    }
    let (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60);
    format!("{year}-{:02}-{:02}T{hour:02}:{minute:02}:{second:02}Z", month + 1, days + 1)
}

/// An emulator and someone who may call it.
pub struct Bench {
    pub emulator: Emulator,
    pub address: String,
    pub key: Key,
}

/// An emulator with a key.
pub fn bench() -> Bench {
    bench_with(|_| {})
}

/// An emulator with other settings.
pub fn bench_with(change: impl FnOnce(&mut Settings)) -> Bench {
    let mut settings = Settings::default();
    change(&mut settings);
    let key = settings.keys[0].clone();
    let emulator = Emulator::start(settings).expect("a started emulator");
    let address = emulator.base_url().strip_prefix("http://").expect("a URL").to_string();
    Bench { emulator, address, key }
}

impl Bench {
    /// A request as it should be, signed. The path is the one after `/2023-03-30`, with its query.
    pub fn draft(&self, method: &str, path: &str, action: &str, body: &[u8]) -> Draft {
        static NONCE: AtomicU64 = AtomicU64::new(0);
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let mut draft = Draft {
            method: method.into(),
            path: format!("/2023-03-30{path}"),
            query: pairs.map(|(name, value)| (name.into(), value.into())).collect(),
            headers: Vec::new(),
            body: body.to_vec(),
        };
        draft.set("host", &self.address);
        draft.set("x-acs-action", action);
        draft.set("x-acs-version", "2023-03-30");
        draft.set("x-acs-date", &date(0));
        draft.set("x-acs-signature-nonce", &format!("nonce{}", NONCE.fetch_add(1, Ordering::Relaxed)));
        draft.set("x-acs-content-sha256", &sign::sha256_hex(body));
        if let Some(token) = &self.key.token {
            draft.set("x-acs-accesskey-id", &self.key.id);
            draft.set("x-acs-security-token", token.reveal());
        }
        if !body.is_empty() {
            draft.set("content-type", "application/json; charset=utf-8");
        }
        draft.sign(&self.key);
        draft
    }

    /// Sends a draft.
    pub fn send(&self, draft: &Draft) -> Response {
        exchange(&self.address, &draft.wire(false)).expect("an answer")
    }

    /// Signs and sends.
    pub fn call(&self, method: &str, path: &str, action: &str, body: impl Into<Value>) -> Response {
        let body = body.into();
        let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        self.send(&self.draft(method, path, action, &body))
    }

    /// A path of the emulator itself, without a signature.
    pub fn control(&self, method: &str, path: &str, body: &str) -> Response {
        let mut draft = self.draft(method, "", "", body.as_bytes());
        draft.path = path.into();
        draft.headers.retain(|(name, _)| name == "host");
        self.send(&draft)
    }

    /// Makes the function that most tests are about.
    pub fn make(&self, name: &str) -> Value {
        let mut body = function();
        body["functionName"] = name.into();
        let response = self.call("POST", "/functions", "CreateFunction", body);
        assert_eq!(response.status, 200, "{}", response.text);
        response.json()
    }

    pub fn get(&self, name: &str) -> Response {
        self.call("GET", &format!("/functions/{name}"), "GetFunction", Value::Null)
    }

    pub fn update(&self, name: &str, body: Value) -> Response {
        self.call("PUT", &format!("/functions/{name}"), "UpdateFunction", body)
    }
}

/// A ZIP with one file, in base64.
pub fn package(text: &str) -> String {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    writer.start_file("app.py", options).expect("a file in the ZIP");
    writer.write_all(text.as_bytes()).expect("its text");
    STANDARD.encode(writer.finish().expect("a ZIP").into_inner())
}

/// A function with nothing wrong.
pub fn function() -> Value {
    serde_json::json!({
        "functionName": "f",
        "runtime": "custom.debian10",
        "handler": "index.handler",
        "memorySize": 1024,
        "cpu": 0.5,
        "diskSize": 512,
        "code": { "zipFile": package("print(1)") },
        "environmentVariables": { "A": "1" },
    })
}

/// A key with a token.
pub fn temporary() -> Key {
    Key { id: "STS.testid".into(), secret: Secret::new("hush"), token: Some(Secret::new("token/+=")) }
}
