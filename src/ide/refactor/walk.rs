//! The scalars of a file, each with the key it belongs to.

use super::flow::is_flow;
use crate::document::expression::{Expression, Part, Reference, parse};
use crate::syntax::{Entry, Origins, Scalar, ScalarStyle, Value};
use crate::text::Span;
use std::borrow::Cow;

/// Deeper values are left out.
const DEEPEST: u32 = 100;

/// A scalar that is the value of an entry or an item of a list.
#[derive(Clone)]
pub(super) struct Found<'a> {
    pub scalar: Scalar<'a>,
    /// The entry with the nearest key above it.
    entry: Entry<'a>,
    /// The key of the top-level entry it is in.
    pub section: Cow<'a, str>,
    /// Whether it is written under a tag or an anchor.
    pub decorated: bool,
    /// Whether it is inside a flow collection.
    pub flow: bool,
}

impl<'a> Found<'a> {
    /// The nearest key above it.
    pub fn key(&self) -> Cow<'a, str> {
        self.entry.key_text().unwrap_or_default()
    }
}

/// All scalars of `root` in the order of the text. Keys are not among them, nor is what aliases stand for.
pub(super) fn scalars<'a>(root: Option<Value<'a>>) -> Vec<Found<'a>> {
    let mut found = Vec::new();
    let Some(Value::Mapping(root)) = root else { return found };
    for entry in root.entries() {
        let Some(section) = entry.key_text() else { continue };
        if let Some(value) = entry.value() {
            let around = Around { entry, section, flow: false };
            collect(value, &around, 0, &mut found);
        }
    }
    found
}

/// Where a value is.
#[derive(Clone)]
struct Around<'a> {
    entry: Entry<'a>,
    section: Cow<'a, str>,
    flow: bool,
}

fn collect<'a>(value: Value<'a>, around: &Around<'a>, depth: u32, found: &mut Vec<Found<'a>>) {
    if depth > DEEPEST {
        return;
    }
    let flow = around.flow || is_flow(value);
    match value {
        Value::Scalar(scalar) => found.push(Found {
            scalar,
            entry: around.entry,
            section: around.section.clone(),
            decorated: value.anchor().is_some() || value.tag().is_some(),
            flow,
        }),
        Value::Mapping(mapping) => {
            for entry in mapping.entries() {
                if let Some(value) = entry.value() {
                    collect(value, &Around { entry, flow, ..around.clone() }, depth + 1, found);
                }
            }
        }
        Value::Sequence(list) => {
            for value in list.items().filter_map(|item| item.value()) {
                collect(value, &Around { flow, ..around.clone() }, depth + 1, found);
            }
        }
        Value::Alias(_) => {}
    }
}

/// One `${reference}` of a scalar.
pub(super) struct Use {
    pub reference: Reference,
    /// The bytes with braces, in the cooked text.
    pub range: std::ops::Range<usize>,
    /// Whether it is all of the scalar.
    pub whole: bool,
}

/// The references of `scalar` that stand for themselves; `None` if a call or a mistake mentions `word`.
pub(super) fn uses(scalar: Scalar<'_>, word: &str) -> Option<Vec<Use>> {
    let text = scalar.cooked();
    let mut found = Vec::new();
    if !text.contains("${") {
        return Some(found);
    }
    for part in parse(&text) {
        let Part::Expression { range, body, parsed } = part else { continue };
        match parsed {
            Ok(Expression::Reference(reference)) => {
                let whole = range == (0..text.len());
                found.push(Use { reference, range, whole });
            }
            _ if text[body.clone()].contains(word) => return None,
            _ => {}
        }
    }
    Some(found)
}

/// Where the bytes `range` of the cooked text stand in the file.
pub(super) fn source(origins: &Origins, range: &std::ops::Range<usize>) -> Option<Span> {
    let start = origins.source_offset(u32::try_from(range.start).ok()?)?;
    let end = origins.source_offset(u32::try_from(range.end).ok()?)?;
    (start < end).then(|| Span::new(start, end))
}

/// The scalar as written, if that is on one line and not a block.
pub(super) fn one_line(scalar: Scalar<'_>) -> Option<String> {
    let raw = scalar.raw();
    let block = matches!(scalar.style(), ScalarStyle::Literal | ScalarStyle::Folded);
    (!block && !raw.contains(['\n', '\r'])).then(|| raw.into_owned())
}
