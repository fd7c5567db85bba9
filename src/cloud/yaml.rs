//! YAML and JSON values, one into the other: values of the command line are read, live functions are written.

use serde_json::{Map, Value};

use crate::message;
use crate::message::Message;
use crate::syntax::edit::quote;
use crate::syntax::{anchors, parse, to_json};
use crate::text::Text;

/// The value of `text`, one YAML document; nothing is `null`.
///
/// # Errors
/// When it is not such a document.
pub fn read(text: &str) -> Result<Value, Message> {
    let text = Text::from(text);
    let tree = parse(&text);
    let refuse = || message!("not a YAML value", "不是有效的 YAML 值");
    if tree.has_errors() {
        return Err(refuse());
    }
    let mut documents = tree.stream(&text).documents();
    let Some(document) = documents.next() else { return Ok(Value::Null) };
    if documents.next().is_some() {
        return Err(refuse());
    }
    to_json(document.value(), &anchors(document)).map_err(|_| refuse())
}

/// `value` as it stands behind `key:` at `indent` columns: one line with a space before it, or whole lines that
/// begin with a line break and end without one.
pub fn behind_key(value: &Value, indent: usize) -> String {
    let inner = indent + 2;
    let margin = " ".repeat(inner);
    match value {
        Value::Object(map) if !map.is_empty() => format!("\n{}", mapping(map, inner)),
        Value::Array(items) if !items.is_empty() => {
            let items = items.iter().map(|item| format!("\n{margin}- {}", item_text(item, inner + 2)));
            items.collect()
        }
        Value::String(text) if is_block(text) => {
            let chomp = match text.strip_suffix('\n') {
                None => "-",
                Some(rest) if rest.ends_with('\n') => "+",
                Some(_) => "",
            };
            let body = text.strip_suffix('\n').unwrap_or(text);
            let lines = body.split('\n').map(|line| match line {
                "" => "\n".to_string(),
                line => format!("\n{margin}{line}"),
            });
            format!(" |{chomp}{}", lines.collect::<String>())
        }
        other => format!(" {}", flow(other)),
    }
}

/// The entries of a mapping at `indent` columns, without a line break at the end.
pub fn mapping(map: &Map<String, Value>, indent: usize) -> String {
    let margin = " ".repeat(indent);
    let entries =
        map.iter().map(|(key, value)| format!("{margin}{}:{}", quote(key), behind_key(value, indent)));
    entries.collect::<Vec<_>>().join("\n")
}

/// An item behind its dash, whose content begins at `column`.
fn item_text(item: &Value, column: usize) -> String {
    match item {
        Value::Object(map) if !map.is_empty() => mapping(map, column)[column..].to_string(),
        other => flow(other),
    }
}

/// A value on one line.
pub fn flow(value: &Value) -> String {
    match value {
        Value::String(text) => scalar(text),
        Value::Array(items) => format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Value::Object(map) if map.is_empty() => "{}".to_string(),
        Value::Object(map) => {
            let entries = map.iter().map(|(key, value)| format!("{}: {}", quote(key), flow(value)));
            format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

/// Text on one line; `${env('A')}` in double quotes, since single ones would have to be doubled.
fn scalar(text: &str) -> String {
    let quoted = quote(text);
    if quoted.starts_with('\'') && text.contains('\'') && !text.contains(['"', '\\']) {
        return format!("\"{text}\"");
    }
    quoted
}

/// Whether text reads best as a block of lines, and survives there.
fn is_block(text: &str) -> bool {
    text.trim_end_matches('\n').contains('\n')
        && !text.starts_with([' ', '\t', '\n'])
        && text.chars().all(|letter| letter == '\n' || letter == '\t' || !letter.is_control())
        && !text.contains(['\u{2028}', '\u{2029}', '\u{feff}'])
        && !text.lines().any(|line| !line.is_empty() && line.trim().is_empty())
}

/// Text that was typed for a parameter that is text: as it stands, quotes of YAML taken off.
pub fn typed_text(raw: &str) -> Result<String, Message> {
    let quoted = raw.len() > 1 && raw.starts_with(['"', '\'']) && raw.ends_with(['"', '\'']);
    if !quoted {
        return Ok(raw.to_string());
    }
    match read(raw)? {
        Value::String(text) => Ok(text),
        _ => Ok(raw.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let value = json!({
            "a": "text", "number like": "012", "empty": "", "yes": "yes", "list": [1, 2.5, true, null, "x: y"],
            "nested": { "deep": { "list": [{ "k": "v", "m": { "n": [] } }, { "o": {} }], "lines": "a\n b\n\nc\n" } },
            "tail": "a\nb", "tails": "a\nb\n\n", "odd": " a\nb", "tab": "a\tb", "rows": [["x", "y"], []],
            "emoji 函数": "中文 # no comment"
        });
        let map = value.as_object().unwrap();
        let text = mapping(map, 0);
        assert_eq!(read(&text).unwrap(), value, "{text}");
        let deep = format!("top:{}\n", behind_key(&value, 0));
        assert_eq!(read(&deep).unwrap(), json!({ "top": value }), "{deep}");
        assert_eq!(read(&flow(&value)).unwrap(), value);
    }

    #[test]
    fn what_is_no_value_is_refused() {
        for text in ["[1", "{a: *x}", "a: 1\n---\nb: 2"] {
            assert!(read(text).is_err(), "{text}");
        }
        assert_eq!(read("").unwrap(), Value::Null);
        assert_eq!(read("  1024 ").unwrap(), json!(1024));
    }

    #[test]
    fn typed_text_is_taken_as_it_is() {
        for (raw, text) in
            [("8080", "8080"), ("'a'", "a"), ("\"\"", ""), ("", ""), ("a: b", "a: b"), ("'", "'")]
        {
            assert_eq!(typed_text(raw).unwrap(), text);
        }
    }
}
