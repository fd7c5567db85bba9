//! Who calls, in the order in which Function Compute looks: headers there, key known, everything signed, body as
//! signed, signature, token, time, nonce.

use std::collections::HashMap;

use crate::cloud::secret::Secret;
use crate::cloud::sign::{self, ALGORITHM, Key, Signable};

use super::answer::{Refusal, seconds};

/// How far the clock of a caller may be off, in seconds.
const WINDOW: i64 = 15 * 60;

/// Headers that every request has and signs.
const NEEDED: [&str; 6] =
    ["host", "x-acs-action", "x-acs-version", "x-acs-date", "x-acs-signature-nonce", "x-acs-content-sha256"];

/// A request as received, as far as the signature looks at it.
pub(super) struct Received<'a> {
    /// `GET`, `PUT` …
    pub method: &'a str,
    /// The path as sent, still encoded.
    pub path: &'a str,
    /// The query, decoded.
    pub query: &'a [(String, String)],
    /// All headers, names in lower case.
    pub headers: &'a [(String, String)],
    /// The body.
    pub body: &'a [u8],
}

impl Received<'_> {
    /// The first value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(self.headers, name)
    }
}

/// The first value of a header; names are in lower case.
pub(super) fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// The keys, and the nonces that have been used with them.
#[derive(Debug)]
pub(super) struct Gate {
    keys: Vec<Key>,
    allow_replay: bool,
    /// Until when a nonce of a key must not come again, in seconds since 1970.
    nonces: HashMap<(String, String), i64>,
    /// When they were last tidied.
    tidied: i64,
}

impl Gate {
    /// A gate for these keys.
    pub fn new(keys: Vec<Key>, allow_replay: bool) -> Self {
        Gate { keys, allow_replay, nonces: HashMap::new(), tidied: 0 }
    }

    /// The key id that a request names, when it is a known one. Others are not repeated anywhere: people mix up
    /// the id and the secret.
    pub fn known_id(&self, request: &Received<'_>) -> Option<String> {
        let authorization = Authorization::parse(request.header("authorization")?)?;
        self.keys.iter().find(|key| key.id == authorization.id).map(|key| key.id.clone())
    }

    /// Steps 1 to 10; `now` in seconds since 1970.
    pub fn admit(&mut self, request: &Received<'_>, now: i64) -> Result<(), Refusal> {
        let missing = |name: &str| {
            let message = format!("required HTTP header {name} was not specified");
            Refusal::new(400, "MissingRequiredHeader", message)
        };
        let text = request.header("authorization").ok_or_else(|| missing("Authorization"))?;
        for name in NEEDED {
            request.header(name).ok_or_else(|| missing(name))?;
        }
        let authorization =
            Authorization::parse(text).ok_or_else(|| mismatch("the Authorization header cannot be read"))?;
        let key = self.keys.iter().find(|key| key.id == authorization.id).ok_or_else(|| {
            let message = format!("invalid access key ID '{}'", authorization.id);
            Refusal::new(403, "InvalidAccessKeyID", message)
        })?;
        check_signed_headers(&authorization.signed, request.headers)?;
        let hash = sign::sha256_hex(request.body);
        if request.header("x-acs-content-sha256") != Some(hash.as_str()) {
            return Err(mismatch("x-acs-content-sha256 is not the SHA-256 of the body"));
        }
        let path = canonical_path(request.path);
        let query = sign::canonical_query(request.query);
        let signable = Signable {
            method: request.method,
            path: &path,
            query: &query,
            headers: request.headers,
            body_hash: &hash,
        };
        let own = sign::sign_with(&signable, &key.secret, |name| authorization.signed.contains(&name));
        if !same(&own.signature, authorization.signature) {
            return Err(mismatch(
                "the request signature we calculated does not match the signature you provided; check your \
                 access key and signing method",
            ));
        }
        if let Some(token) = &key.token {
            let given = request.header("x-acs-security-token").unwrap_or_default();
            if !same(token.reveal(), given) {
                return Err(Refusal::new(403, "InvalidSecurityToken", "the security token is not valid"));
            }
        }
        let date = request.header("x-acs-date").unwrap_or_default();
        let sent = seconds(date).ok_or_else(|| {
            Refusal::new(
                400,
                "InvalidTimeStamp.Format",
                "x-acs-date must be of the form yyyy-MM-ddTHH:mm:ssZ",
            )
        })?;
        if (sent - now).abs() > WINDOW {
            let message = "x-acs-date is more than 15 minutes away from the time of the server";
            return Err(Refusal::new(400, "InvalidTimeStamp.Expired", message));
        }
        let nonce = request.header("x-acs-signature-nonce").unwrap_or_default().to_string();
        let id = key.id.clone();
        self.use_up(id, nonce, sent, now)
    }

    /// Notes a nonce for as long as a request with it would be in time.
    fn use_up(&mut self, id: String, nonce: String, sent: i64, now: i64) -> Result<(), Refusal> {
        if self.allow_replay {
            return Ok(());
        }
        if now - self.tidied > 60 {
            self.nonces.retain(|_, until| *until >= now);
            self.tidied = now;
        }
        let until = now.max(sent) + WINDOW;
        match self.nonces.insert((id, nonce), until) {
            Some(before) if before >= now => {
                Err(Refusal::new(400, "SignatureNonceUsed", "x-acs-signature-nonce has been used before"))
            }
            _ => Ok(()),
        }
    }
}

fn mismatch(message: &str) -> Refusal {
    Refusal::new(403, "SignatureNotMatch", message)
}

/// The parts of the `Authorization` header.
struct Authorization<'a> {
    id: &'a str,
    signed: Vec<&'a str>,
    signature: &'a str,
}

impl<'a> Authorization<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let rest = text.strip_prefix(ALGORITHM)?.strip_prefix(' ')?;
        let mut parts = rest.split(',');
        let id = parts.next()?.strip_prefix("Credential=")?;
        let signed = parts.next()?.strip_prefix("SignedHeaders=")?;
        let signature = parts.next()?.strip_prefix("Signature=")?;
        let whole = parts.next().is_none() && !id.is_empty() && !signed.is_empty() && !signature.is_empty();
        whole.then(|| Authorization { id, signed: signed.split(';').collect(), signature })
    }
}

/// Step 5: the list is sorted and in lower case, and holds all that must be signed.
fn check_signed_headers(signed: &[&str], headers: &[(String, String)]) -> Result<(), Refusal> {
    if !signed.is_sorted() || signed.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(mismatch("SignedHeaders must be sorted and without duplicates"));
    }
    if signed.iter().any(|name| name.is_empty() || name.bytes().any(|byte| byte.is_ascii_uppercase())) {
        return Err(mismatch("SignedHeaders must be in lower case"));
    }
    let must = headers
        .iter()
        .map(|(name, _)| name.as_str())
        .filter(|name| NEEDED.contains(name) || name.starts_with("x-acs-") || *name == "content-type");
    for name in must {
        if !signed.contains(&name) {
            return Err(mismatch(&format!("the header {name} must be signed")));
        }
    }
    match signed.iter().find(|name| header(headers, name).is_none()) {
        Some(name) => Err(mismatch(&format!("the signed header {name} was not sent"))),
        None => Ok(()),
    }
}

/// The path as it is signed: each segment decoded once and encoded again.
fn canonical_path(path: &str) -> String {
    let segments: Vec<String> =
        path.split('/').map(|segment| sign::encode(&decode(segment, false))).collect();
    segments.join("/")
}

/// Undoes percent-encoding, and `+` for a space in a query. What is not encoded well stays as it is.
pub(super) fn decode(text: &str, plus: bool) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    let digit = |at: usize| bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    while at < bytes.len() {
        match (bytes[at], digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                decoded.push((high * 16 + low) as u8);
                at += 2;
            }
            (b'+', ..) if plus => decoded.push(b' '),
            (byte, ..) => decoded.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

/// The pairs of a query, decoded.
pub(super) fn pairs(query: &str) -> Vec<(String, String)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name, true), decode(value, true))
        })
        .collect()
}

/// Compares in a time that tells nothing about where the texts differ.
fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |all, (a, b)| all | (a ^ b)) == 0
}

/// A key from `id:secret[:token]`; a token may hold colons.
pub fn key(text: &str) -> Result<Key, &'static str> {
    let mut parts = text.splitn(3, ':');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(id), Some(secret), token) if !id.is_empty() && !secret.is_empty() && token != Some("") => {
            Ok(Key { id: id.into(), secret: Secret::new(secret), token: token.map(Secret::new) })
        }
        _ => Err("must be id:secret or id:secret:token"),
    }
}
