//! The local Function Compute takes every request that the official SDKs were recorded sending, byte for byte, with
//! its own date: old and new SDKs, Node and Python, ordinary keys and temporary ones.

#[path = "emulator/client.rs"]
#[allow(dead_code)]
mod wire;

use std::collections::BTreeMap;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fcls::cloud::secret::Secret;
use fcls::cloud::sign::Key;
use serde_json::Value;
use wire::{bench_with, exchange};

/// What the emulator answers when it does not take a request for what it is.
const NOT_TAKEN: [&str; 12] = [
    "MissingRequiredHeader",
    "SignatureNotMatch",
    "InvalidAccessKeyID",
    "InvalidSecurityToken",
    "InvalidTimeStamp.Format",
    "InvalidTimeStamp.Expired",
    "SignatureNonceUsed",
    "InvalidVersion",
    "InvalidAction",
    "PathNotSupported",
    "NotImplemented",
    "InternalServerError",
];

fn vectors() -> Vec<Value> {
    let shared = std::env::var("FCLS_SHARED").unwrap_or_else(|_| "../shared".into());
    let folder = Path::new(&shared).join("wire/vectors");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect("a file of vectors");
    ["node.jsonl", "node_old.jsonl", "python.jsonl", "python_old.jsonl"]
        .into_iter()
        .flat_map(|name| read(name).lines().map(String::from).collect::<Vec<_>>())
        .map(|line| serde_json::from_str(&line).expect("a vector"))
        .collect()
}

/// The request as it was on the wire, but for the connection, which is closed after it.
fn recorded(vector: &Value, signature: Option<char>) -> Vec<u8> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
    let query = text(&vector["rawQuery"]);
    let mark = if query.is_empty() { "" } else { "?" };
    let mut head = format!("{} {}{mark}{query} HTTP/1.1\r\n", text(&vector["method"]), text(&vector["path"]));
    for pair in vector["headersAsSent"].as_array().expect("headers") {
        let (name, mut value) = (text(&pair[0]), text(&pair[1]));
        match name.to_ascii_lowercase().as_str() {
            "connection" => continue,
            "authorization" => {
                if let Some(last) = signature {
                    value.pop();
                    value.push(last);
                }
            }
            _ => {}
        }
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("connection: close\r\n\r\n");
    let body = STANDARD.decode(text(&vector["bodyB64"])).expect("a body");
    let mut wire = head.into_bytes();
    if vector["framing"] == "chunked" {
        if !body.is_empty() {
            wire.extend(format!("{:x}\r\n", body.len()).bytes());
            wire.extend(&body);
            wire.extend(b"\r\n");
        }
        wire.extend(b"0\r\n\r\n");
    } else {
        wire.extend(&body);
    }
    wire
}

/// Seconds since 1970 of a date, for telling apart which requests were recorded together.
fn seconds(vector: &Value) -> i64 {
    let date = vector["headers"]["x-acs-date"].as_str().expect("a date");
    let part = |from: usize, to: usize| date[from..to].parse::<i64>().expect("digits");
    // All were recorded within one month.
    part(8, 10) * 86_400 + part(11, 13) * 3_600 + part(14, 16) * 60 + part(17, 19)
}

#[test]
fn recorded_requests_are_taken() {
    let mut groups: BTreeMap<i64, Vec<Value>> = BTreeMap::new();
    for vector in vectors() {
        groups.entry(seconds(&vector) / 600).or_default().push(vector);
    }
    let (mut taken, mut wrong) = (0, Vec::new());
    for group in groups.values() {
        let date = group[0]["headers"]["x-acs-date"].as_str().expect("a date");
        let bench = bench_with(|settings| {
            settings.clock_offset = offset(date);
            settings.keys = keys(group);
        });
        for vector in group {
            let name = vector["name"].as_str().unwrap_or_default();
            let last = vector["headers"]["authorization"].as_str().and_then(|text| text.chars().last());
            let other = if last == Some('0') { '1' } else { '0' };
            let answer = exchange(&bench.address, &recorded(vector, Some(other))).expect("an answer");
            if answer.code() != "SignatureNotMatch" {
                wrong.push(format!("{name}: another signature is taken: {}", answer.text));
            }
            let answer = exchange(&bench.address, &recorded(vector, None)).expect("an answer");
            if NOT_TAKEN.contains(&answer.code().as_str()) || answer.header("x-emulator-warning").is_some() {
                wrong.push(format!("{name}: {} {:?} {}", answer.status, answer.headers, answer.text));
            }
            taken += 1;
        }
    }
    println!("{taken} requests, {} wrong", wrong.len());
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(taken > 380, "{taken}");
}

/// How far a clock must be ahead to show a date of the month of the recordings.
fn offset(date: &str) -> i64 {
    let now = wire::date(0);
    let days = |date: &str| -> i64 {
        let part = |from: usize, to: usize| date[from..to].parse::<i64>().expect("digits");
        let (year, month) = match part(5, 7) {
            month @ 3.. => (part(0, 4), month - 3),
            month => (part(0, 4) - 1, month + 9),
        };
        365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + part(8, 10)
    };
    let of_day = |date: &str| -> i64 {
        let part = |from: usize, to: usize| date[from..to].parse::<i64>().expect("digits");
        part(11, 13) * 3_600 + part(14, 16) * 60 + part(17, 19)
    };
    (days(date) - days(&now)) * 86_400 + of_day(date) - of_day(&now)
}

fn keys(group: &[Value]) -> Vec<Key> {
    let mut keys: Vec<Key> = Vec::new();
    for vector in group {
        let text = |name: &str| vector["credentials"][name].as_str().map(String::from);
        let key = Key {
            id: text("accessKeyId").expect("an id"),
            secret: Secret::new(text("accessKeySecret").expect("a secret")),
            token: text("securityToken").map(Secret::new),
        };
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}
