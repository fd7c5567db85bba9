//! The block that a line belongs to, going by its indentation and by what stands before it.

use crate::document::Document;
use crate::ide::location::Types;
use crate::syntax::{Entry, Mapping, Value};
use crate::text::Span;

/// The block around a line.
pub struct Enclosing<'a> {
    /// The block itself, as far as it is there.
    pub mapping: Option<Mapping<'a>>,
    /// What the block may be.
    pub types: Types,
    /// The entry whose value the block is, and the mapping that holds the entry.
    pub outer: Option<(Mapping<'a>, Entry<'a>)>,
    /// The column that the block's keys have, if the line is indented deeper than it should be.
    pub surplus_to: Option<u32>,
}

/// The block that a line starting at `line` with its first character at column `level` belongs to; `dash`
/// tells that this character is one.
pub fn enclosing(document: &Document, line: u32, level: u32, dash: bool) -> Option<Enclosing<'_>> {
    let text = document.text();
    let mut types = Types::root(document)?;
    let mut value = document.root();
    let mut outer = None;
    let root = value.and_then(|value| value.as_mapping());
    // The root's own keys: in an empty file, and before its first key.
    let before_all = root.is_none_or(|root| root.span().start >= line);
    let whole = |mapping, types| Enclosing { mapping, types, outer: None, surplus_to: None };
    let mut best =
        (before_all && !dash && root.is_none_or(|root| text.byte_column(root.span().start) == level))
            .then(|| whole(root, types.clone()));
    // A file whose first line is being typed has no block before it: the root's own mapping counts.
    while let Some(current) = value {
        match current {
            Value::Mapping(mapping) if !mapping.is_flow() => {
                let column = text.byte_column(mapping.span().start);
                let started = mapping.span().start < line;
                if level == column && started && !dash {
                    best = Some(Enclosing {
                        mapping: Some(mapping),
                        types: types.clone(),
                        outer,
                        surplus_to: None,
                    });
                }
                if !started || level < column {
                    break;
                }
                let last = mapping.entries().take_while(|entry| entry.key_span().start < line).last();
                let Some(entry) = last else { break };
                let key = entry.key_text().unwrap_or_default();
                let below = types.key(document, Some(mapping), &key);
                let inner = entry.value().filter(|value| value.span().start < line);
                let opens = level > column || (dash && level == column);
                let empty = inner.is_none();
                if opens && empty && entry.colon().is_some() {
                    // Its keys or items follow further left: nothing can stand before them here.
                    let later = entry.value().filter(|value| value.as_scalar().is_none());
                    if later.is_some_and(|value| text.byte_column(value.span().start) < level) {
                        break;
                    }
                    let inner = entry.value().and_then(|value| value.as_mapping());
                    return Some(Enclosing {
                        mapping: inner.filter(|_| !dash),
                        types: below,
                        outer: Some((mapping, entry)),
                        surplus_to: None,
                    });
                }
                if level == column && !dash {
                    break;
                }
                // Below a value that is complete on its line nothing can be indented deeper: one blank too
                // many was typed.
                if let Some(Value::Scalar(scalar)) = inner
                    && !dash
                    && !scalar.style().is_block()
                    && text.line_of(scalar.span().start) == text.line_of(entry.key_span().start)
                    && is_one_word(document, scalar.span().start)
                {
                    best = Some(Enclosing {
                        mapping: Some(mapping),
                        types: types.clone(),
                        outer,
                        surplus_to: Some(column),
                    });
                }
                types = below;
                outer = Some((mapping, entry));
                value = inner;
            }
            Value::Sequence(sequence) if !sequence.is_flow() => {
                let last = sequence.items().take_while(|item| item.span().start < line).last();
                let Some(item) = last else { break };
                let column = text.byte_column(item.dash().map_or(item.span().start, |dash| dash.start));
                // Where the dashes stand, another item may start.
                if level == column {
                    return Some(Enclosing { mapping: None, types, outer, surplus_to: None });
                }
                if level <= column {
                    break;
                }
                types = types.item();
                outer = None;
                let inner = item.value().filter(|value| value.span().start < line);
                if inner.is_none() {
                    // The line is before the item's first key, or the first key is half-typed.
                    let below = item.value().and_then(|value| value.as_mapping());
                    let mapping =
                        below.filter(|mapping| !dash && text.byte_column(mapping.span().start) == level);
                    return Some(whole(mapping, types));
                }
                value = inner;
            }
            _ => break,
        }
    }
    best
}

/// Whether the line's rest from `start` is one word: text of several words may go on below.
fn is_one_word(document: &Document, start: u32) -> bool {
    let text = document.text();
    let rest = text.slice(Span::new(start, text.line_span(text.line_of(start)).end));
    let rest = rest.find(" #").map_or(&rest[..], |end| &rest[..end]).trim();
    !rest.contains([' ', '\'', '"'])
}
