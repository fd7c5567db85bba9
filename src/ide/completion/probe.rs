//! The last word before items are offered: one of each shape is tried on a copy of the tree, and what would break the
//! file, or take lines away from the block they are in, is not offered.

use crate::document::Document;
use crate::ide::{CompletionItem, ItemKind};
use crate::syntax::{InEntry, Step, SyntaxError, SyntaxErrorKind, Tree, Value, path_at};
use crate::text::{Edit, Span, Text};
use rustc_hash::FxHashMap;

/// From this many mistakes on a file is not tried on: counting them tells nothing more.
const MANY: usize = 200;

/// How far down the line is looked for whose block must stay the same.
const MOST_LINES: u32 = 50;

/// Takes away what does harm. Items that replace the same text by one line, or by several, or by a key whose value is
/// to come, differ in words alone: the first of each kind speaks for all.
pub fn retain_harmless(document: &Document, offset: u32, items: &mut Vec<CompletionItem>) {
    let before = document.tree().errors().len();
    if before > MANY {
        return;
    }
    if before > 0 && is_in_open_quotes(document, offset) {
        items.clear();
    }
    let mut verdicts = FxHashMap::default();
    items.retain(|item| {
        let is_open = item.plain.ends_with(':');
        let shape = (item.replace, is_open, item.plain.contains('\n'), item.additional.len());
        let beside = verdicts.entry(shape).or_insert_with(|| try_out(document, item, before));
        let key = item.plain.split(':').next().unwrap_or_default();
        let twice =
            |beside: &Vec<String>| item.kind == ItemKind::Key && beside.iter().any(|other| other == key);
        beside.as_ref().is_some_and(|beside| !twice(beside))
    });
}

/// Whether `offset` is in quotes that were opened on a line and go on below it, or in those of a key that are not
/// closed: then they swallow what stands there.
fn is_in_open_quotes(document: &Document, offset: u32) -> bool {
    let text = document.text();
    let goes_on = |span: Span| text.line_of(span.end) > text.line_of(span.start);
    let quoted = |span: Span| text.slice(span).trim_start().starts_with(['\'', '"']) && goes_on(span);
    let steps = path_at(document.tree(), text, offset);
    let of_key = matches!(steps.iter().rev().nth(1), Some(Step::Entry(_, InEntry::Key)));
    let is_unclosed = |span: Span| {
        let is_it = |error: &SyntaxError| error.kind == SyntaxErrorKind::UnclosedQuote && error.span == span;
        of_key && document.tree().errors().iter().any(is_it)
    };
    steps.last().is_some_and(|step| match step {
        Step::Value(value @ (Value::Scalar(_) | Value::Alias(_))) => {
            quoted(value.span()) || is_unclosed(value.span())
        }
        Step::Junk(span) => quoted(*span),
        _ => false,
    })
}

/// Tries `item`: `None` if it does harm, else the keys that stand beside its own then.
fn try_out(document: &Document, item: &CompletionItem, errors: usize) -> Option<Vec<String>> {
    let mut edits = item.additional.clone();
    edits.push(Edit::replace(item.replace, item.plain.clone()));
    edits.sort_by_key(|edit| edit.span.start);
    let mut text = document.text().clone();
    let mut tree: Option<Tree> = None;
    for edit in edits.iter().rev() {
        let old = text.apply(edit);
        tree = Some(tree.as_ref().unwrap_or(document.tree()).reparse(&text, old, edit.text.len() as u32));
    }
    let tree = tree?;
    let left = tree.errors().len();
    if left > errors {
        return None;
    }
    let (start, is_alone) = (item.replace.start, item.additional.is_empty());
    let is_above =
        |error: &&SyntaxError| error.span.end < start && error.kind != SyntaxErrorKind::WrongIndent;
    let above = |tree: &Tree| tree.errors().iter().filter(is_above).count();
    if is_alone && tree.errors().iter().any(|error| is_beside_block(error, start)) {
        return None;
    }
    // Where a mistake is gone, a line may well have come home by what was written; but not that of a word above without
    // its colon.
    let is_same = left == errors || (is_alone && above(&tree) < above(document.tree()));
    if let Some(below) = line_below(document.text(), item.replace.end).filter(|_| is_same) {
        let moved = |offset: u32| (offset + text.len()).saturating_sub(document.text().len());
        let at = moved(below);
        let here = document.text().line_span(document.text().line_of(item.replace.start));
        let there = Span::new(here.start, moved(here.end).max(here.start));
        if blocks(document.tree(), document.text(), below, here) != blocks(&tree, &text, at, there) {
            return None;
        }
    }
    let shift: i64 = item
        .additional
        .iter()
        .filter(|edit| edit.span.start < start)
        .map(|edit| edit.text.len() as i64 - i64::from(edit.span.len()))
        .sum();
    let at = (i64::from(start) + shift) as u32;
    Some(beside(&tree, &text, Span::new(at, at + item.plain.len() as u32)))
}

/// Whether what begins at `start` stands at a column of no block around it.
fn is_beside_block(error: &SyntaxError, start: u32) -> bool {
    error.kind == SyntaxErrorKind::WrongIndent && error.span.start == start
}

/// The keys of the block in which `written` begins, apart from those in it.
fn beside(tree: &Tree, text: &Text, written: Span) -> Vec<String> {
    let mut steps = path_at(tree, text, written.start);
    steps.pop_if(|step| matches!(step, Step::Value(_)));
    let Some(Step::Entry(_, InEntry::Key)) = steps.pop() else { return Vec::new() };
    let block = match steps.last() {
        Some(Step::Entry(entry, _)) => entry.value(),
        Some(Step::Item(item)) => item.value(),
        _ => tree.stream(text).documents().next().and_then(|document| document.value()),
    };
    let Some(mapping) = block.and_then(|block| block.as_mapping()) else { return Vec::new() };
    let others = mapping.entries().filter(|entry| !written.touches(entry.key_span().start));
    others.filter_map(|entry| Some(entry.key_text()?.into_owned())).collect()
}

/// Where the next line with text begins, behind its indentation.
fn line_below(text: &Text, offset: u32) -> Option<u32> {
    let first = text.line_of(offset) + 1;
    (first..text.line_count().min(first + MOST_LINES)).find_map(|line| {
        let span = text.line_span(line);
        let content = text.slice(span);
        let word = content.trim_start_matches(' ');
        let is_text = !word.trim().is_empty() && !word.starts_with('#');
        is_text.then(|| span.start + (content.len() - word.len()) as u32)
    })
}

/// The keys and items around `offset`; keys that begin in `written` have no name, since they may be typed anew.
fn blocks(tree: &Tree, text: &Text, offset: u32, written: Span) -> Vec<Option<String>> {
    let steps = path_at(tree, text, offset).into_iter();
    let steps = steps.filter_map(|step| match step {
        Step::Entry(entry, _) if written.touches(entry.key_span().start) => Some(None),
        Step::Entry(entry, _) => Some(Some(entry.key_text().unwrap_or_default().into_owned())),
        Step::Item(..) => Some(Some("[]".to_string())),
        _ => None,
    });
    steps.collect()
}
