//! Flow collections (`{a: 1}`) as blocks, and blocks on one line.

use super::Cursor;
use super::proof::Proof;
use super::walk::one_line;
use crate::ide::Action;
use crate::message::Message;
use crate::syntax::edit::{line_break, quote, set_value};
use crate::syntax::{InEntry, Resolved, Scalar, ScalarStyle, Step, Value, comments};
use crate::text::Edit;

/// Longest line that a block is put on.
const WIDTH: usize = 100;
const DEEPEST: u32 = 60;

const KIND: &str = "refactor.rewrite";

/// What holds a collection.
enum Holder<'a> {
    /// The value of an entry.
    Entry(crate::syntax::Entry<'a>),
    /// An item of a list.
    Item,
}

pub(super) fn offer(cursor: &Cursor<'_>, actions: &mut Vec<Action>) {
    let text = cursor.document.text();
    let Some((holder, value)) = collection(cursor) else { return };
    // A comment, an anchor or a tag inside would have no place.
    if value.anchor().is_some() || value.tag().is_some() || comments(inner(value)).next().is_some() {
        return;
    }
    let flow = is_flow(value);
    let title = if flow {
        Message::new("Write it as a block", "改写为块格式")
    } else {
        Message::new("Write it on one line", "改写为单行")
    };
    let edit = match (&holder, flow) {
        (Holder::Entry(entry), true) => {
            let column = entry.column() as usize + 2;
            let Some(lines) = block(value, column, 0) else { return };
            let ending = line_break(text);
            let lines = format!("{ending}{}{}", " ".repeat(column), lines.replace('\n', ending));
            set_value(text, *entry, &lines)
        }
        (Holder::Item, true) => {
            let column = text.byte_column(value.span().start) as usize;
            let Some(lines) = block(value, column, 0) else { return };
            Edit::replace(value.span(), lines.replace('\n', line_break(text)))
        }
        (holder, false) => {
            let Some(line) = one(value, 0).filter(|line| line.len() <= WIDTH) else { return };
            match holder {
                Holder::Entry(entry) => set_value(text, *entry, &line),
                Holder::Item => Edit::replace(value.span(), line),
            }
        }
    };
    cursor.add(actions, KIND, title, vec![edit], Proof::Values);
}

/// The innermost collection at the cursor that stands on lines of blocks: the value of the key under the cursor, or
/// the outermost flow collection around it.
fn collection<'a>(cursor: &Cursor<'a>) -> Option<(Holder<'a>, Value<'a>)> {
    let mut found = None;
    for step in &cursor.steps {
        let (holder, value) = match step {
            Step::Entry(entry, part) => {
                let Some(value) = entry.value() else { continue };
                if *part != InEntry::Value && !matches!(value, Value::Mapping(_) | Value::Sequence(_)) {
                    continue;
                }
                // Blocks are put on one line from their key only.
                if *part == InEntry::Value && !is_flow(value) {
                    continue;
                }
                (Holder::Entry(*entry), value)
            }
            Step::Item(item) => {
                let Some(value) = item.value().filter(|value| is_flow(*value)) else { continue };
                (Holder::Item, value)
            }
            _ => continue,
        };
        if !matches!(value, Value::Mapping(_) | Value::Sequence(_)) {
            continue;
        }
        let flow = is_flow(value);
        found = Some((holder, value));
        if flow {
            break;
        }
    }
    // The top-level sections are what makes a file readable.
    let (holder, value) = found?;
    let top = cursor.steps.iter().filter(|step| matches!(step, Step::Entry(..))).count() == 1;
    (is_flow(value) || !top).then_some((holder, value))
}

pub(super) fn is_flow(value: Value<'_>) -> bool {
    match value {
        Value::Mapping(mapping) => mapping.is_flow(),
        Value::Sequence(list) => list.is_flow(),
        _ => false,
    }
}

fn inner(value: Value<'_>) -> crate::syntax::Node<'_> {
    match value {
        Value::Mapping(mapping) => mapping.inner_node(),
        value => value.node(),
    }
}

/// The lines of `value` as a block whose first line begins at `column`; `None` for what has no such form.
fn block(value: Value<'_>, column: usize, depth: u32) -> Option<String> {
    if depth > DEEPEST || (depth > 0 && (value.anchor().is_some() || value.tag().is_some())) {
        return None;
    }
    let margin = format!("\n{}", " ".repeat(column));
    let lines: Vec<String> = match value {
        Value::Mapping(mapping) => mapping
            .entries()
            .map(|entry| {
                if entry.is_explicit() {
                    return None;
                }
                let key = one_line(entry.key()?.as_scalar()?)?;
                Some(match entry.value() {
                    None => format!("{key}:"),
                    Some(value) if is_nested(value) => {
                        format!("{key}:{margin}  {}", block(value, column + 2, depth + 1)?)
                    }
                    Some(value) => format!("{key}: {}", scalar(value)?),
                })
            })
            .collect::<Option<_>>()?,
        Value::Sequence(list) => list
            .items()
            .map(|item| {
                let value = item.value()?;
                let text =
                    if is_nested(value) { block(value, column + 2, depth + 1)? } else { scalar(value)? };
                Some(format!("- {text}"))
            })
            .collect::<Option<_>>()?,
        _ => return None,
    };
    (!lines.is_empty()).then(|| lines.join(&margin))
}

/// Whether `value` is a collection with something in it.
fn is_nested(value: Value<'_>) -> bool {
    match value {
        Value::Mapping(mapping) => mapping.entries().next().is_some(),
        Value::Sequence(list) => list.items().next().is_some(),
        _ => false,
    }
}

/// A scalar, an alias or an empty collection as written.
fn scalar(value: Value<'_>) -> Option<String> {
    if value.anchor().is_some() || value.tag().is_some() {
        return None;
    }
    match value {
        Value::Scalar(scalar) => one_line(scalar),
        Value::Alias(alias) => Some(format!("*{}", alias.name())),
        Value::Mapping(_) => Some("{}".to_string()),
        Value::Sequence(_) => Some("[]".to_string()),
    }
}

/// `value` on one line.
fn one(value: Value<'_>, depth: u32) -> Option<String> {
    if depth > DEEPEST || (depth > 0 && (value.anchor().is_some() || value.tag().is_some())) {
        return None;
    }
    match value {
        Value::Scalar(scalar) => in_flow(scalar),
        Value::Alias(alias) => Some(format!("*{} ", alias.name()).trim_end().to_string()),
        Value::Mapping(mapping) => {
            let parts: Vec<String> = mapping
                .entries()
                .map(|entry| {
                    if entry.is_explicit() || entry.key()?.anchor().is_some() {
                        return None;
                    }
                    let key =
                        if entry.is_merge() { "<<".to_string() } else { in_flow(entry.key()?.as_scalar()?)? };
                    Some(match entry.value() {
                        None => format!("{key}:"),
                        Some(value) => format!("{key}: {}", one(value, depth + 1)?),
                    })
                })
                .collect::<Option<_>>()?;
            Some(if parts.is_empty() { "{}".to_string() } else { format!("{{ {} }}", parts.join(", ")) })
        }
        Value::Sequence(list) => {
            let parts: Vec<String> =
                list.items().map(|item| one(item.value()?, depth + 1)).collect::<Option<_>>()?;
            Some(format!("[{}]", parts.join(", ")))
        }
    }
}

/// A scalar inside a flow collection.
fn in_flow(scalar: Scalar<'_>) -> Option<String> {
    let raw = one_line(scalar)?;
    if scalar.style() == ScalarStyle::Plain && scalar.resolve() == Resolved::Str {
        return Some(quote(&scalar.cooked()));
    }
    Some(raw)
}
