//! ACS3-HMAC-SHA256, the signature of Function Compute 3.0 and STS: pure functions from a request to its
//! `Authorization` header. Source: the "V3" signature page of Alibaba Cloud's OpenAPI documentation; proven with
//! requests recorded from the official SDKs (`tests/gate_wire.rs`).
//!
//! Also [`fc2_authorization`], the older scheme that the temporary code bucket still asks for.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use super::secret::Secret;

/// Name of the scheme, the first word of the header and of the string to sign.
pub const ALGORITHM: &str = "ACS3-HMAC-SHA256";

/// Who signs: an AccessKey, with a token when it is temporary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// AccessKey id; not secret, it travels in the clear.
    pub id: String,
    /// AccessKey secret.
    pub secret: Secret,
    /// Security token of temporary credentials (STS).
    pub token: Option<Secret>,
}

/// Everything of a request that the signature covers.
#[derive(Debug, Clone, Copy)]
pub struct Signable<'a> {
    /// `GET`, `PUT` …
    pub method: &'a str,
    /// The path as sent, already percent-encoded, once; `/` when there is none.
    pub path: &'a str,
    /// The canonical query ([`canonical_query`]), without `?`; empty when there is none.
    pub query: &'a str,
    /// All headers that will be sent and are known here; the scheme picks those it signs.
    pub headers: &'a [(String, String)],
    /// [`sha256_hex`] of the body.
    pub body_hash: &'a str,
}

/// What signing makes; the steps are kept so that they can be compared with recorded ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The request in the form that is hashed.
    pub canonical_request: String,
    /// The text that is signed.
    pub string_to_sign: String,
    /// Signed header names, sorted, joined with `;`.
    pub signed_headers: String,
    /// Lower-case hex of the HMAC.
    pub signature: String,
}

impl Signature {
    /// The value of the `Authorization` header: no blanks after the commas.
    pub fn authorization(&self, key_id: &str) -> String {
        let Signature { signed_headers, signature, .. } = self;
        format!("{ALGORITHM} Credential={key_id},SignedHeaders={signed_headers},Signature={signature}")
    }
}

/// Percent-encodes a path segment, a query name or value: `A-Z a-z 0-9 - _ . ~` stay, every other byte of the
/// UTF-8 text becomes `%XX`.
pub fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => encoded.push(byte.into()),
            _ => {
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
    }
    encoded
}

/// The canonical query: pairs sorted by name (byte order), both sides encoded. It is also what is sent.
pub fn canonical_query(pairs: &[(String, String)]) -> String {
    let mut sorted: Vec<&(String, String)> = pairs.iter().collect();
    sorted.sort();
    let pairs: Vec<String> =
        sorted.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    pairs.join("&")
}

/// Lower-case hex SHA-256.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Signs a request. Signed are every `x-acs-*` header, `host` and `content-type`: not those that a proxy or the
/// HTTP library may change.
pub fn sign(request: &Signable<'_>, secret: &Secret) -> Signature {
    let signed = |name: &str| name == "host" || name == "content-type" || name.starts_with("x-acs-");
    sign_with(request, secret, signed)
}

/// [`sign`] with another choice of signed headers (the scheme allows more); names are given in lower case.
pub fn sign_with(request: &Signable<'_>, secret: &Secret, is_signed: impl Fn(&str) -> bool) -> Signature {
    let mut headers: Vec<(String, &str)> = request
        .headers
        .iter()
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim()))
        .filter(|(name, _)| is_signed(name))
        .collect();
    headers.sort();
    let mut canonical = String::new();
    let mut names: Vec<&str> = Vec::new();
    for (name, value) in &headers {
        if names.last() == Some(&name.as_str()) {
            // Several values of one name are one line.
            canonical.pop();
            let _ = writeln!(canonical, ",{value}");
        } else {
            let _ = writeln!(canonical, "{name}:{value}");
            names.push(name);
        }
    }
    let signed_headers = names.join(";");
    let path = if request.path.is_empty() { "/" } else { request.path };
    let canonical_request = format!(
        "{}\n{path}\n{}\n{canonical}\n{signed_headers}\n{}",
        request.method, request.query, request.body_hash
    );
    let string_to_sign = format!("{ALGORITHM}\n{}", sha256_hex(canonical_request.as_bytes()));
    let signature = hex(&hmac_sha256(secret.reveal().as_bytes(), string_to_sign.as_bytes()));
    Signature { canonical_request, string_to_sign, signed_headers, signature }
}

/// The string to sign of the Function Compute 2.0 scheme (`/2016-08-15/…`).
pub fn fc2_string_to_sign(method: &str, path: &str, headers: &[(String, String)]) -> String {
    let header = |wanted: &str| {
        headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map_or("", |(_, value)| value)
    };
    let mut own: Vec<(String, &str)> = headers
        .iter()
        .map(|(name, value)| (name.to_ascii_lowercase(), value.as_str()))
        .filter(|(name, _)| name.starts_with("x-fc-"))
        .collect();
    own.sort();
    let own: String = own.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
    let [md5, kind, date] = ["content-md5", "content-type", "date"].map(header);
    format!("{method}\n{md5}\n{kind}\n{date}\n{own}{path}")
}

/// The `Authorization` header of the Function Compute 2.0 scheme.
pub fn fc2_authorization(
    method: &str,
    path: &str,
    headers: &[(String, String)],
    key_id: &str,
    secret: &Secret,
) -> String {
    let text = fc2_string_to_sign(method, path, headers);
    let signature = BASE64.encode(hmac_sha256(secret.reveal().as_bytes(), text.as_bytes()));
    format!("FC {key_id}:{signature}")
}

fn hmac_sha256(key: &[u8], message: &[u8]) -> [u8; 32] {
    // HMAC takes keys of any length, so this cannot fail.
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes any key");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect()
    }

    const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    #[test]
    fn encodes_once() {
        assert_eq!(encode("a b+c*d~e/f"), "a%20b%2Bc%2Ad~e%2Ff");
        assert_eq!(encode("中'()!"), "%E4%B8%AD%27%28%29%21");
        assert_eq!(encode("svc$old fn"), "svc%24old%20fn");
    }

    #[test]
    fn sorts_the_query_by_bytes() {
        let query = pairs(&[("limit", "10"), ("Tag", "[]"), ("prefix", "a b")]);
        assert_eq!(canonical_query(&query), "Tag=%5B%5D&limit=10&prefix=a%20b");
        assert_eq!(canonical_query(&[]), "");
    }

    /// The example of the documentation page.
    #[test]
    fn signs_the_published_example() {
        let headers = pairs(&[
            ("host", "ecs.cn-shanghai.aliyuncs.com"),
            ("x-acs-action", "RunInstances"),
            ("x-acs-content-sha256", EMPTY),
            ("x-acs-date", "2023-10-26T10:22:32Z"),
            ("x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d"),
            ("x-acs-version", "2014-05-26"),
        ]);
        let query = pairs(&[
            ("RegionId", "cn-shanghai"),
            ("ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"),
        ]);
        let query = canonical_query(&query);
        let request =
            Signable { method: "POST", path: "/", query: &query, headers: &headers, body_hash: EMPTY };
        let signature = sign(&request, &Secret::new("YourAccessKeySecret"));
        assert_eq!(signature.signature, "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0");
    }

    /// A recorded request of the Node SDK, with temporary credentials and a body.
    #[test]
    fn signs_a_body_and_a_token() {
        let body = br#"{"cpu":1,"diskSize":512,"memorySize":2048}"#;
        let hash = sha256_hex(body);
        assert_eq!(hash, "42cf71d29df98066886c0f080541b938dd1da8cdfaa90feb2de7ed0c33692533");
        let headers = pairs(&[
            ("Content-Type", "application/json; charset=utf-8"),
            ("host", "127.0.0.1:9180"),
            ("user-agent", "not signed"),
            ("x-acs-accesskey-id", "STS.testid"),
            ("x-acs-action", "UpdateFunction"),
            ("x-acs-content-sha256", &hash),
            ("x-acs-credentials-provider", "static_sts"),
            ("x-acs-date", "2026-11-22T04:17:12Z"),
            ("x-acs-security-token", "testtoken/+=abc"),
            ("x-acs-signature-nonce", "7fa2ff64c7eb639a74f1c5eebaa91c4e8f54a38bde9a54caffdd64edcc14eef1"),
            ("x-acs-version", "2023-03-30"),
        ]);
        let request = Signable {
            method: "PUT",
            path: "/2023-03-30/functions/demo-fn",
            query: "",
            headers: &headers,
            body_hash: &hash,
        };
        let signature = sign(&request, &Secret::new("testsecret"));
        assert_eq!(
            signature.string_to_sign,
            "ACS3-HMAC-SHA256\nc9b1bb8623c85105ab737364c3b77c09ddb253390a17d3c4706e0419b50b289f"
        );
        assert_eq!(signature.signature, "fa997cda06067b29eba0f963e8b20db198d996ede6acada7810f8b4b1c00a62c");
        assert_eq!(
            signature.authorization("STS.testid"),
            "ACS3-HMAC-SHA256 Credential=STS.testid,SignedHeaders=content-type;host;x-acs-accesskey-id;\
             x-acs-action;x-acs-content-sha256;x-acs-credentials-provider;x-acs-date;x-acs-security-token;\
             x-acs-signature-nonce;x-acs-version,\
             Signature=fa997cda06067b29eba0f963e8b20db198d996ede6acada7810f8b4b1c00a62c"
        );
    }

    #[test]
    fn values_of_one_name_are_joined() {
        let headers = pairs(&[("x-acs-b", "2"), ("X-Acs-A", " y "), ("x-acs-a", "x")]);
        let request = Signable { method: "GET", path: "", query: "", headers: &headers, body_hash: EMPTY };
        let signature = sign(&request, &Secret::new("s"));
        assert_eq!(
            signature.canonical_request,
            format!("GET\n/\n\nx-acs-a:x,y\nx-acs-b:2\n\nx-acs-a;x-acs-b\n{EMPTY}")
        );
    }

    /// Recorded from the Node SDK of Function Compute 2.0.
    #[test]
    fn signs_the_older_scheme() {
        let headers = pairs(&[
            ("date", "Sun, 22 Nov 2026 04:20:56 GMT"),
            ("x-fc-security-token", "testtoken/+=abc"),
            ("x-fc-account-id", "1234567890123456"),
        ]);
        assert_eq!(
            fc2_authorization(
                "GET",
                "/2016-08-15/tempBucketToken",
                &headers,
                "STS.testid",
                &Secret::new("testsecret")
            ),
            "FC STS.testid:W6rtpfM0E1U1htRhFhtKiPg+0ggFDG+P3PXhWsGVnw0="
        );
    }
}
