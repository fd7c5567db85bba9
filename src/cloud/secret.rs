//! Text that is never shown.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A secret: an AccessKey secret, a security token, a private key. `Debug` and `Display` print `***`; what it
/// holds is read by [`Secret::reveal`]. It is serialised as its text, since requests carry private keys and code:
/// JSON of a request is for the wire, never for people.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// A secret from its text.
    pub fn new(text: impl Into<String>) -> Self {
        Secret(text.into())
    }

    /// The text itself, for signing and for nothing else.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("***")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("***")
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Secret(text)
    }
}

/// Parts of names that promise a secret, in lower case without separators. Rather one too many: what is hidden
/// here is only not shown.
const SECRET_NAMES: [&str; 12] = [
    "secret",
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "token",
    "apikey",
    "accesskey",
    "privatekey",
    "credential",
    "authinfo",
    "jwks",
];

/// Whether the name of a setting promises a secret.
pub fn is_secret_name(name: &str) -> bool {
    let plain: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    plain != "disableinjectcredentials" && SECRET_NAMES.iter().any(|part| plain.contains(part))
}

/// Whether a value is plainly a secret, whatever its name: a private key, an AccessKey, an address with a password.
pub fn is_secret_value(value: &str) -> bool {
    let with_password = value.match_indices("://").any(|(at, _)| {
        let authority = value[at + 3..].split(['/', '?', '#', ' ']).next().unwrap_or_default();
        authority.rsplit_once('@').is_some_and(|(user, _)| user.contains(':'))
    });
    with_password || value.contains("PRIVATE KEY-----") || value.contains("LTAI")
}

/// Shortest text that is looked for in messages; shorter ones would hide words of the messages themselves.
const SHORTEST: usize = 6;

/// Collects the secrets in a value, so that they can be kept out of messages.
pub fn collect_secrets(value: &Value, found: &mut Vec<String>) {
    collect("", value, found);
}

fn collect(name: &str, value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => {
            if text.len() >= SHORTEST && (is_secret_name(name) || is_secret_value(text)) {
                found.push(text.clone());
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(name, item, found)),
        Value::Object(members) => members.iter().for_each(|(name, value)| collect(name, value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A value as people may see it: secrets become `***`. `name` is the last part of its path.
pub fn masked(name: &str, value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            Value::Object(members.iter().map(|(name, value)| (name.clone(), masked(name, value))).collect())
        }
        Value::Null => Value::Null,
        _ if is_secret_name(name) => "***".into(),
        Value::String(text) if is_secret_value(text) => "***".into(),
        Value::Array(items) => items.iter().map(|item| masked(name, item)).collect(),
        _ => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_in_values_are_found_and_hidden() {
        let value = serde_json::json!({"DB_PASSWORD": "hunter22", "URL": "mysql://root:hunter23@db/x", "A": "plain",
            "list": ["LTAI5tAbCdEfGhIj"], "registryConfig": {"authConfig": {"password": "hunter24"}}, "n": 1});
        let mut found = Vec::new();
        collect_secrets(&value, &mut found);
        assert_eq!(found.len(), 4);
        let shown = masked("environmentVariables", &value).to_string();
        assert!(found.iter().all(|secret| !shown.contains(secret.as_str())), "{shown}");
        assert!(shown.contains("plain") && shown.contains("\"n\":1"));
        assert_eq!(masked("MY_TOKEN", &"abc".into()), Value::from("***"));
    }

    #[test]
    fn is_never_shown() {
        let secret = Secret::new("hunter2");
        assert_eq!(format!("{secret} {secret:?} {:?}", Some(&secret)), "*** *** Some(***)");
        assert_eq!(secret.reveal(), "hunter2");
    }
}
