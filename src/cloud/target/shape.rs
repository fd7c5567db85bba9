//! Values in the shape of a wire type: numbers that are text become numbers, and what the API does not know is
//! found and left out.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::Fields;

/// A field in its shape, and the paths of what the type does not have.
pub(super) struct Shaped {
    pub value: Value,
    pub lost: Vec<String>,
}

/// `value` as the field `key` of the wire type `T`. The error says what is wrong with its type.
pub(super) fn field<T: DeserializeOwned + Serialize>(key: &str, value: Value) -> Result<Shaped, String> {
    let mut object = Map::new();
    object.insert(key.to_string(), value.clone());
    let typed: T =
        serde_json::from_value(Value::Object(object)).map_err(|error| plain(&error.to_string()))?;
    let mut object = match serde_json::to_value(&typed) {
        Ok(Value::Object(object)) => object,
        _ => Fields::new(),
    };
    let Some(shaped) = object.shift_remove(key) else {
        return Ok(Shaped { value: Value::Null, lost: vec![key.to_string()] });
    };
    let mut lost = Vec::new();
    compare(&value, &shaped, key, &mut lost);
    Ok(Shaped { value: shaped, lost })
}

/// Finds the keys of `before` that `after` has not.
fn compare(before: &Value, after: &Value, path: &str, lost: &mut Vec<String>) {
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => {
            for (key, value) in before {
                let path = format!("{path}.{key}");
                match after.get(key) {
                    Some(after) => compare(value, after, &path, lost),
                    None if value.is_null() => {}
                    None => lost.push(path),
                }
            }
        }
        (Value::Array(before), Value::Array(after)) => {
            for (at, (before, after)) in before.iter().zip(after).enumerate() {
                compare(before, after, &format!("{path}[{at}]"), lost);
            }
        }
        _ => {}
    }
}

/// The error of serde without its habit of naming lines and values (which may be secrets), and with words for
/// the types of Rust.
fn plain(error: &str) -> String {
    let error = error.split(" at line ").next().unwrap_or(error);
    let mut plain = match (error.find('"'), error.rfind('"')) {
        (Some(start), Some(end)) if start < end => {
            format!("{}{}", error[..start].trim_end(), &error[end + 1..])
        }
        _ => error.to_string(),
    };
    for (rust, word) in [("i64", "a whole number"), ("f64", "a number"), ("struct ", "a mapping: ")] {
        plain = plain.replace(rust, word);
    }
    plain
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::cloud::types::CreateFunctionInput;

    #[test]
    fn text_becomes_a_number_and_unknown_keys_are_found() {
        let shaped = field::<CreateFunctionInput>("memorySize", json!("512")).unwrap();
        assert_eq!(shaped.value, json!(512));
        let shaped = field::<CreateFunctionInput>(
            "nasConfig",
            json!({"userId": 0, "mountPoints": [{"serverAddr": "a:/", "x": 1}], "y": ""}),
        )
        .unwrap();
        assert_eq!(shaped.value, json!({"userId": 0, "mountPoints": [{"serverAddr": "a:/"}]}));
        assert_eq!(shaped.lost, ["nasConfig.mountPoints[0].x", "nasConfig.y"]);
        assert!(field::<CreateFunctionInput>("memorySize", json!("big")).is_err());
        assert_eq!(field::<CreateFunctionInput>("layers", json!([])).unwrap().value, json!([]));
    }
}
