//! What must not be shown: values of variables whose name promises a secret, and values that look like one.

use crate::cloud::secret::{is_secret_name, is_secret_value};
use serde_json::Value;

/// What stands for a secret.
pub const MASK: &str = "***";

/// Whether a variable or field called `key` with that value is a secret.
pub fn is_secret(key: &str, value: &str) -> bool {
    let last = key.rsplit('.').next().unwrap_or(key);
    !value.is_empty() && (is_secret_name(last) || is_secret_value(value))
}

/// `value` without its secrets; `field` is where it stands.
pub fn masked(field: &str, value: &Value) -> Value {
    match value {
        Value::String(text) if is_secret(field, text) => MASK.into(),
        Value::Array(items) => items.iter().map(|item| masked(field, item)).collect(),
        Value::Object(map) => {
            map.iter().map(|(key, value)| (key.clone(), masked(&format!("{field}.{key}"), value))).collect()
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn secrets_are_masked() {
        let value = json!({"DB_PASSWORD": "x1", "URL": "mysql://u:pw@h/db", "NAME": "n", "EMPTY_SECRET": "", "MY_TOKEN": "t1"});
        assert_eq!(
            masked("environmentVariables", &value),
            json!({"DB_PASSWORD": "***", "URL": "***", "NAME": "n", "EMPTY_SECRET": "", "MY_TOKEN": "***"})
        );
        assert!(!is_secret("U", "https://example.com/a@b:c"));
    }
}
