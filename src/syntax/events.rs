//! The tree as the event lines of the yaml-test-suite, to compare with other parsers.

use super::Tree;
use super::ast::{Document, Entry, ScalarStyle, Value};
use crate::text::Text;

/// The events of the file: `+STR`, `+DOC ---`, `+MAP {}`, `=VAL :text` and so on.
pub fn events(tree: &Tree, text: &Text) -> Vec<String> {
    let mut writer = Writer { out: vec!["+STR".into()], handles: Vec::new() };
    for document in tree.stream(text).documents() {
        writer.document(document, text);
    }
    writer.out.push("-STR".into());
    writer.out
}

struct Writer {
    out: Vec<String>,
    handles: Vec<(String, String)>,
}

impl Writer {
    fn document(&mut self, document: Document<'_>, text: &Text) {
        self.handles.clear();
        for directive in document.directives() {
            let line = text.slice(directive);
            let words: Vec<&str> = line.split_whitespace().collect();
            if let ["%TAG", handle, prefix] = words[..] {
                self.handles.push((handle.into(), prefix.into()));
            }
        }
        let marker = |explicit: bool, mark: &str| if explicit { format!(" {mark}") } else { String::new() };
        self.out.push(format!("+DOC{}", marker(document.start_marker().is_some(), "---")));
        self.value(document.value());
        self.out.push(format!("-DOC{}", marker(document.end_marker().is_some(), "...")));
    }

    fn value(&mut self, value: Option<Value<'_>>) {
        let Some(value) = value else {
            self.out.push("=VAL :".into());
            return;
        };
        let mut properties = String::new();
        if let Some((anchor, _)) = value.anchor() {
            properties = format!(" {anchor}");
        }
        if let Some((tag, _)) = value.tag() {
            properties = format!("{properties} <{}>", self.tag(&tag));
        }
        match value {
            Value::Mapping(mapping) => {
                let flow = if mapping.is_flow() { " {}" } else { "" };
                self.out.push(format!("+MAP{flow}{properties}"));
                mapping.entries().for_each(|entry| self.entry(entry));
                self.out.push("-MAP".into());
            }
            Value::Sequence(sequence) => {
                let flow = if sequence.is_flow() { " []" } else { "" };
                self.out.push(format!("+SEQ{flow}{properties}"));
                sequence.items().for_each(|item| self.value(item.value()));
                self.out.push("-SEQ".into());
            }
            Value::Alias(alias) => self.out.push(format!("=ALI *{}", alias.name())),
            Value::Scalar(scalar) => {
                let mark = match scalar.style() {
                    ScalarStyle::Plain => ':',
                    ScalarStyle::SingleQuoted => '\'',
                    ScalarStyle::DoubleQuoted => '"',
                    ScalarStyle::Literal => '|',
                    ScalarStyle::Folded => '>',
                };
                self.out.push(format!("=VAL{properties} {mark}{}", escape(&scalar.cooked())));
            }
        }
    }

    fn entry(&mut self, entry: Entry<'_>) {
        self.value(entry.key());
        self.value(entry.value());
    }

    /// The full form of a tag.
    fn tag(&self, tag: &str) -> String {
        if let Some(verbatim) = tag.strip_prefix("!<") {
            return verbatim.trim_end_matches('>').to_owned();
        }
        let end = tag[1..].find('!').map_or(1, |at| at + 2);
        let (handle, suffix) = tag.split_at(end);
        let prefix = match self.handles.iter().rev().find(|(known, _)| known == handle) {
            Some((_, prefix)) => prefix,
            None if handle == "!!" => "tag:yaml.org,2002:",
            None => handle,
        };
        format!("{prefix}{}", decode(suffix))
    }
}

/// `%21` and the like in a tag as the characters they stand for.
fn decode(suffix: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = suffix.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = (*first == b'%')
            .then(|| tail.get(..2))
            .flatten()
            .and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' => out.push_str("\\\\"),
            '\0' => out.push_str("\\0"),
            '\u{7}' => out.push_str("\\a"),
            '\u{8}' => out.push_str("\\b"),
            '\u{1b}' => out.push_str("\\e"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            letter => out.push(letter),
        }
    }
    out
}
