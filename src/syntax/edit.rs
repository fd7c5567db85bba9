//! Edits that keep everything else byte for byte: computed from spans, returned as text edits, never
//! made on the tree. New lines take the column of their neighbours and the file's line ending.

use super::ast::{Entry, Mapping, ScalarStyle, Value};
use super::resolve::{Resolved, is_yaml11_bool, resolve_plain};
use super::{Tree, parse};
use crate::text::{Edit, Span, Text};

/// The line ending of the file: that of its first line.
pub fn line_break(text: &Text) -> &'static str {
    let end = text.line_span(0).end;
    if text.byte(end) == Some(b'\r') && text.byte(end + 1) == Some(b'\n') { "\r\n" } else { "\n" }
}

/// Gives `entry` the value `yaml` (YAML text for one line, or whole lines that begin with a line
/// break). A comment on the line stays where it is.
pub fn set_value(text: &Text, entry: Entry<'_>, yaml: &str) -> Edit {
    match (entry.value(), entry.colon()) {
        (Some(value), Some(colon)) => {
            let span = value_with_properties(text, value, colon);
            if yaml.starts_with(['\n', '\r']) {
                // Whole lines: a comment behind the old value moves up to the key.
                let end = text.line_span(text.line_of(span.end)).end;
                let note = text.slice(Span::new(span.end, end)).trim().to_owned();
                let space = if note.is_empty() { "" } else { " " };
                return Edit::replace(Span::new(colon.end, end), format!("{space}{note}{yaml}"));
            }
            let block = matches!(value, Value::Mapping(map) if !map.is_flow())
                || matches!(value, Value::Sequence(list) if !list.is_flow());
            if block {
                // The lines of a block go; what replaces them moves up to the key.
                let comment = text.slice(Span::new(colon.end, span.start)).contains('#');
                if !comment {
                    return Edit::replace(Span::new(colon.end, span.end), format!(" {yaml}"));
                }
                let end = text.line_span(text.line_of(colon.end)).end;
                let note = text.slice(Span::new(colon.end, end)).trim().to_owned();
                return Edit::replace(Span::new(colon.end, span.end), format!(" {yaml} {note}"));
            }
            Edit::replace(span, yaml)
        }
        (None, Some(colon)) if yaml.starts_with(['\n', '\r']) => {
            Edit::insert(text.line_span(text.line_of(colon.end)).end, yaml)
        }
        (None, Some(colon)) => Edit::insert(colon.end, format!(" {yaml}")),
        (Some(value), None) => {
            Edit::replace(Span::new(entry.key_span().end, value.span().end), format!(": {yaml}"))
        }
        (None, None) => Edit::insert(entry.key_span().end, format!(": {yaml}")),
    }
}

/// From the first property of `value` to its end.
fn value_with_properties(text: &Text, value: Value<'_>, colon: Span) -> Span {
    let span = value.span();
    let properties = [value.anchor().map(|it| it.1), value.tag().map(|it| it.1)];
    let start = properties.into_iter().flatten().map(|span| span.start).min().unwrap_or(span.start);
    let start = start.max(colon.end).min(text.len());
    Span::new(start.min(span.end), span.end)
}

/// Gives `entry` the key `new`, quoted as needed; the quotes of the old key are kept.
pub fn rename_key(entry: Entry<'_>, new: &str) -> Edit {
    let style = entry.key().and_then(|key| key.as_scalar()).map(|scalar| scalar.style());
    Edit::replace(entry.key_span(), quote_as(style.unwrap_or(ScalarStyle::Plain), new))
}

/// `text` as a scalar in the quotes of `style`; see [`quote`] where that has none or they do not suffice.
pub fn quote_as(style: ScalarStyle, text: &str) -> String {
    match style {
        ScalarStyle::DoubleQuoted => double_quoted(text),
        ScalarStyle::SingleQuoted if is_single_quotable(text) => single_quoted(text),
        _ => quote(text),
    }
}

/// Removes `entry` from `mapping`: its lines with the comment behind it, in a flow mapping with its
/// comma. A block mapping that loses its last entry becomes `{}`, so that the value stays a mapping.
pub fn remove_entry(text: &Text, mapping: Mapping<'_>, entry: Entry<'_>) -> Edit {
    let span = entry.span();
    let count = mapping.entries().count();
    if mapping.is_flow() {
        return remove_from_flow(text, mapping, span);
    }
    if count == 1 {
        // Only the content goes: `key:` above keeps its line, `{}` takes the place.
        return Edit::replace(span, "{}");
    }
    let line = text.line_start(text.line_of(span.start));
    let before = text.slice(Span::new(line, span.start));
    if before.trim().is_empty() {
        let last = text.line_of(span.end);
        let mut from = line;
        let to = text.line_start(last + 1);
        if to == text.len() && text.byte(to.saturating_sub(1)) != Some(b'\n') && from > 0 {
            // The file ends without a line break: the one before goes instead.
            from = text.line_span(text.line_of(from - 1)).end;
        }
        return Edit::delete(Span::new(from, to));
    }
    // The first entry of an item, on the line of its dash: the next entry moves up to it.
    let next = mapping.entries().find(|other| other.span().start >= span.end);
    match next {
        Some(next) => Edit::delete(Span::new(span.start, next.span().start)),
        None => Edit::replace(span, "{}"),
    }
}

fn remove_from_flow(text: &Text, mapping: Mapping<'_>, span: Span) -> Edit {
    let all = mapping.span();
    let is_space = |byte: Option<u8>| matches!(byte, Some(b' ' | b'\t' | b'\n' | b'\r'));
    let mut end = span.end;
    while end < all.end && is_space(text.byte(end)) {
        end += 1;
    }
    if text.byte(end) == Some(b',') {
        end += 1;
        while end < all.end && is_space(text.byte(end)) {
            end += 1;
        }
        return Edit::delete(Span::new(span.start, end));
    }
    let mut start = span.start;
    while start > all.start && is_space(text.byte(start - 1)) {
        start -= 1;
    }
    if start > all.start && text.byte(start - 1) == Some(b',') {
        return Edit::delete(Span::new(start - 1, span.end));
    }
    Edit::delete(span)
}

/// Adds `key: value` to `mapping`, behind `after` or at its end. `value` is YAML text: on one line, or
/// whole lines that begin with a line break and carry their own indentation; empty for `key:`.
pub fn insert_entry(
    text: &Text,
    mapping: Mapping<'_>,
    key: &str,
    value: &str,
    after: Option<Entry<'_>>,
) -> Edit {
    let space = if value.is_empty() || value.starts_with(['\n', '\r']) { "" } else { " " };
    let entry = format!("{}:{space}{value}", quote(key));
    let last = after.or_else(|| mapping.entries().last());
    if mapping.is_flow() {
        return match last {
            Some(last) => Edit::insert(last.span().end, format!(", {entry}")),
            None => {
                let open = mapping.span().start + 1;
                let spaced =
                    if text.byte(open) == Some(b'}') { format!(" {entry} ") } else { format!(" {entry}") };
                Edit::insert(open, spaced)
            }
        };
    }
    let lines = line_break(text);
    let column = mapping.entries().next().map_or(0, |first| first.column()) as usize;
    let indent = " ".repeat(column);
    let Some(last) = last else { return Edit::insert(mapping.span().end, format!("{lines}{indent}{entry}")) };
    // Behind the line of the content's end, so that a comment there stays with its entry.
    let line = text.line_of(last.span().end);
    let next = text.line_start(line + 1);
    if next == text.len() && text.line_span(line).end == next {
        Edit::insert(next, format!("{lines}{indent}{entry}"))
    } else {
        Edit::insert(next, format!("{indent}{entry}{lines}"))
    }
}

/// `text` as the smallest YAML scalar that is safe anywhere, also inside `[ … ]` and as a key: plain if
/// it stays a string for YAML 1.1 and 1.2 readers, else in single quotes, else in double quotes.
pub fn quote(text: &str) -> String {
    if is_plain_safe(text) {
        text.to_owned()
    } else if is_single_quotable(text) {
        single_quoted(text)
    } else {
        double_quoted(text)
    }
}

fn is_single_quotable(text: &str) -> bool {
    !text.chars().any(|letter| letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{feff}'))
}

fn single_quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn double_quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            letter if letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                out.push_str(&format!("\\u{:04X}", u32::from(letter)));
            }
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}

fn is_plain_safe(text: &str) -> bool {
    if text.is_empty() || resolve_plain(text) != Resolved::Str || is_yaml11_bool(text) || text == "<<" {
        return false;
    }
    let looks_like_number =
        text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '+' | '.'));
    if looks_like_number && text.chars().all(|c| c.is_ascii_alphanumeric() || "+-.:_".contains(c)) {
        // Sexagesimal and octal numbers, dates and the like of YAML 1.1.
        return false;
    }
    if !is_single_quotable(text) || text.starts_with("---") || text.starts_with("...") {
        return false;
    }
    let (tree, whole) = (Text::from(text), text);
    reads_as(&parse(&tree), &tree, whole) && {
        let flow = Text::from(format!("[{text}]").as_str());
        let tree = parse(&flow);
        !tree.has_errors() && flow_item(&tree, &flow).is_some_and(|item| item == text)
    }
}

fn reads_as(tree: &Tree, text: &Text, wanted: &str) -> bool {
    let value = tree.stream(text).documents().next().and_then(|document| document.value());
    let scalar = value.and_then(|value| value.as_scalar());
    !tree.has_errors()
        && scalar
            .is_some_and(|it| it.style() == ScalarStyle::Plain && it.cooked() == wanted && it.raw() == wanted)
        && value.is_some_and(|value| value.anchor().is_none() && value.tag().is_none())
}

fn flow_item<'a>(tree: &'a Tree, text: &'a Text) -> Option<std::borrow::Cow<'a, str>> {
    let value = tree.stream(text).documents().next()?.value()?;
    let mut items = value.as_sequence()?.items();
    let scalar = items.next()?.value()?.as_scalar()?;
    items.next().is_none().then(|| scalar.cooked())
}
