//! Requests to the emulator: each is answered, none with a fault of its own, errors are JSON with a code; what was
//! changed is in the state file, which another emulator can read.
//!
//! The input, a line for each request: `METHOD PATH BODY`, the path after `/2023-03-30` unless it begins with `/__`
//! or `//`. `h NAME: VALUE` gives all later requests a header.
#![no_main]

use fcls::emulator::{Emulator, Settings};
use fcls_fuzz::show;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

struct Wire {
    stream: BufReader<TcpStream>,
}

struct Answer {
    status: u16,
    body: Vec<u8>,
    last: bool,
}

impl Wire {
    fn to(emulator: &Emulator) -> Wire {
        let address = emulator.base_url().strip_prefix("http://").expect("a URL");
        let stream = TcpStream::connect(address).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a limit");
        stream.set_nodelay(true).expect("a socket");
        Wire { stream: BufReader::new(stream) }
    }

    fn ask(&mut self, method: &str, path: &str, headers: &[(String, String)], body: &[u8]) -> Answer {
        let mut request =
            format!("{method} {path} HTTP/1.1\r\nhost: e\r\ncontent-length: {}\r\n", body.len());
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        request.push_str("\r\n");
        let mut bytes = request.into_bytes();
        bytes.extend_from_slice(body);
        self.stream.get_mut().write_all(&bytes).expect("it reads");
        let mut line = String::new();
        self.stream.read_line(&mut line).expect("an answer");
        let status = line.split(' ').nth(1).unwrap_or_else(|| panic!("no answer: {line:?}"));
        let status = status.parse().expect("a status");
        let (mut length, mut last) = (0, false);
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line).expect("a header");
            let line = line.trim().to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(value) = line.strip_prefix("content-length:") {
                length = value.trim().parse().expect("a length");
            }
            assert!(!line.starts_with("transfer-encoding"), "{line}");
            last |= line == "connection: close";
        }
        let mut body = vec![0; if method == "HEAD" { 0 } else { length }];
        self.stream.read_exact(&mut body).expect("the body");
        Answer { status, body, last }
    }
}

/// What the lists say, and each function.
fn all(emulator: &Emulator, wire: &mut Wire) -> Vec<Value> {
    let mut get = |path: &str| {
        let answer = wire.ask("GET", &format!("/2023-03-30{path}"), &[], b"");
        // The code is fetched from the emulator, which has another port the next time.
        let text = String::from_utf8_lossy(&answer.body).replace(emulator.base_url(), "http://e");
        serde_json::from_str::<Value>(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
    };
    let lists = ["/functions", "/layers", "/custom-domains", "/concurrency-configs", "/async-invoke-configs"];
    let more = ["/provision-configs", "/scaling-configs", "/tags-v2?ResourceType=function"];
    let mut all: Vec<Value> = lists
        .iter()
        .chain(&more)
        .map(|path| get(&format!("{path}{}limit=100", if path.contains('?') { '&' } else { '?' })))
        .collect();
    let names = all[0]["functions"].as_array().cloned().unwrap_or_default();
    for name in names.iter().filter_map(|function| function["functionName"].as_str()) {
        for part in ["", "/triggers", "/versions", "/aliases", "/vpc-bindings"] {
            all.push(get(&format!("/functions/{name}{part}")));
        }
    }
    // Each answer to an error has an id of its own.
    all.iter_mut().for_each(|value| {
        value.as_object_mut().map(|value| value.remove("RequestId"));
    });
    all
}

/// A path as clients send it.
fn encoded(path: &str) -> String {
    let mut encoded = String::new();
    for byte in path.bytes() {
        match byte {
            b'!'..=b'~' if !b"\"<>\\^`{|}#".contains(&byte) => encoded.push(byte as char),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

fn header(line: &str) -> Option<(String, String)> {
    let (name, value) = line.split_once(':')?;
    let name = name.trim().to_ascii_lowercase();
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let ours = ["content-length", "transfer-encoding", "connection", "expect", "upgrade", "host", "te"];
    let fine = plain && !name.is_empty() && !ours.contains(&name.as_str());
    let value: String = value.trim().chars().filter(|c| ('!'..='~').contains(c) || *c == ' ').collect();
    fine.then_some((name, value))
}

fuzz_target!(|input: &str| {
    show(|| input.to_string());
    let folder = tempfile::tempdir().expect("a folder");
    let state = folder.path().join("state.json");
    let settings = || Settings { no_auth: true, state: Some(state.clone()), ..Settings::default() };
    let emulator = Emulator::start(settings()).expect("it starts");
    let mut wire = Wire::to(&emulator);
    let mut headers = Vec::new();
    for line in input.lines().take(30) {
        if let Some(line) = line.strip_prefix("h ") {
            headers.extend(header(line).filter(|_| headers.len() < 10));
            continue;
        }
        let mut parts = line.splitn(3, ' ');
        let (method, path, body) =
            (parts.next().unwrap_or_default(), parts.next().unwrap_or("/"), parts.next());
        if method.is_empty() || !method.bytes().all(|byte| byte.is_ascii_uppercase()) || method == "CONNECT" {
            continue;
        }
        // Trouble that was asked for is trouble.
        if path.starts_with("/__emulator/f") {
            continue;
        }
        let path = match path.strip_prefix('/').filter(|rest| rest.starts_with("/") || rest.starts_with("__"))
        {
            Some(_) => encoded(path),
            None => format!("/2023-03-30{}", encoded(path)),
        };
        let answer = wire.ask(method, &path, &headers, body.unwrap_or_default().as_bytes());
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        show(|| format!("{} {text}", answer.status));
        assert!(answer.status < 500 || answer.status == 501, "{line}: {} {text}", answer.status);
        let invoked = path.contains("/invocations") || path.starts_with("/__code");
        if answer.status >= 400 && !text.is_empty() && !invoked {
            let error: Value =
                serde_json::from_slice(&answer.body).unwrap_or_else(|e| panic!("{line}: {e} {text}"));
            assert!(error["Code"].as_str().is_some_and(|code| !code.is_empty()), "{line}: {text}");
        }
        if answer.last {
            wire = Wire::to(&emulator);
        }
    }
    let before = all(&emulator, &mut wire);
    // The client leaves first, so that the other waits for nobody.
    drop(wire);
    drop(emulator);
    let emulator = Emulator::start(settings()).expect("the state file can be read");
    let mut wire = Wire::to(&emulator);
    assert_eq!(all(&emulator, &mut wire), before, "the state file holds another state");
});
