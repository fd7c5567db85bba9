//! Ever larger selections around a cursor: word, part of an expression, scalar, value, entry, block,
//! function, section, file.

use crate::document::Document;
use crate::document::expression::{self, Argument, ArgumentValue, Call, Expression, Part, Reference};
use crate::syntax::{self, Scalar, Step, Value};
use crate::text::{Span, Text};
use std::ops::Range;

/// The selections around `offset`, innermost first; each holds the one before and is larger. Never empty:
/// the last one is the whole file.
pub fn selections(document: &Document, offset: u32) -> Vec<Span> {
    let text = document.text();
    let offset = text.floor_boundary(offset);
    let mut spans = Vec::new();
    // From the outside to the inside, then turned round.
    let mut inner = vec![text.span()];
    let mut current = document.root();
    for step in syntax::path_at(document.tree(), text, offset) {
        if let Some(value) = current {
            inner.push(value.span());
        }
        match step {
            Step::Entry(entry, part) => {
                inner.push(entry.span());
                current = entry.value();
                if part == syntax::InEntry::Key {
                    current = entry.key();
                }
            }
            Step::Item(item) => {
                inner.push(item.span());
                current = item.value();
            }
            Step::Value(value) => {
                current = None;
                if let Some((_, anchor)) = value.anchor() {
                    inner.push(anchor);
                }
                inner.push(value.span());
                if let Value::Scalar(scalar) = value {
                    scalar_parts(document, scalar, offset, &mut inner);
                }
            }
            Step::Junk(span) => inner.push(span),
        }
    }
    match current {
        Some(Value::Scalar(scalar)) => {
            inner.push(scalar.span());
            scalar_parts(document, scalar, offset, &mut inner);
        }
        Some(value) => inner.push(value.span()),
        None => {}
    }
    spans.extend(word(text, offset));
    inner.retain(|span| span.touches(offset) && !span.is_empty());
    inner.sort_by_key(|span| (span.len(), span.start));
    for span in inner {
        if spans.last().is_none_or(|last: &Span| span.contains_span(*last) && span != *last) {
            spans.push(span);
        }
    }
    if spans.is_empty() {
        spans.push(text.span());
    }
    spans
}

/// The word at `offset`: letters, digits, `_` and `-`.
fn word(text: &Text, offset: u32) -> Option<Span> {
    let line = text.line_span(text.line_of(offset));
    let content = text.slice(line);
    let at = (offset.min(line.end) - line.start) as usize;
    let is_word = |c: &char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let len = |c: char| c.len_utf8() as u32;
    let (before, after) = (content.get(..at)?, content.get(at..)?);
    let back: u32 = before.chars().rev().take_while(is_word).map(len).sum();
    let ahead: u32 = after.chars().take_while(is_word).map(len).sum();
    (back + ahead > 0).then(|| Span::new(line.start + at as u32 - back, line.start + at as u32 + ahead))
}

/// The content between the quotes, the lines of a block scalar, and the parts of `${…}`.
fn scalar_parts(document: &Document, scalar: Scalar<'_>, offset: u32, list: &mut Vec<Span>) {
    list.push(scalar.content_span());
    if scalar.style().is_block() {
        let text = document.text();
        let line = text.line_span(text.line_of(offset));
        let content = text.slice(line);
        let indent = (content.len() - content.trim_start().len()) as u32;
        list.push(Span::new(line.start + indent, line.end));
    }
    let cooked = scalar.cooked();
    if !document.kind().is_s_yaml() || !expression::has_expression(&cooked) {
        return;
    }
    let origins = scalar.origins();
    let span = |range: &Range<usize>| {
        let (start, end) =
            (origins.source_offset(range.start as u32)?, origins.source_offset(range.end as u32)?);
        (start <= end).then(|| Span::new(start, end))
    };
    for part in expression::parse(&cooked) {
        let Part::Expression { range, body, parsed } = part else { continue };
        let mut ranges = vec![range, body];
        match parsed {
            Ok(Expression::Reference(reference)) => reference_parts(&reference, &mut ranges),
            Ok(Expression::Call(call)) => call_parts(&call, &mut ranges),
            Err(_) => {}
        }
        list.extend(ranges.iter().filter_map(span));
    }
}

fn reference_parts(reference: &Reference, ranges: &mut Vec<Range<usize>>) {
    let Some((_, first)) = reference.segments.first() else { return };
    // `vars.a.b`: each beginning of the path is a thing of its own.
    ranges.extend(reference.segments.iter().map(|(_, range)| first.start..range.end));
}

fn call_parts(call: &Call, ranges: &mut Vec<Range<usize>>) {
    for Argument { range, value } in &call.arguments {
        ranges.push(range.clone());
        match value {
            ArgumentValue::Quoted(_) if range.len() >= 2 => ranges.push(range.start + 1..range.end - 1),
            ArgumentValue::Reference(reference) => reference_parts(reference, ranges),
            ArgumentValue::Call(call) => call_parts(call, ranges),
            _ => {}
        }
    }
}
