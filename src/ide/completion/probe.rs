//! The last word before items are offered: one of each shape is tried on a copy of the tree, and what would break the
//! file, or take lines away from the block they are in, is not offered.

use crate::document::Document;
use crate::ide::CompletionItem;
use crate::syntax::{Step, Tree, path_at};
use crate::text::{Edit, Span, Text};
use rustc_hash::FxHashMap;

/// From this many mistakes on a file is not tried on: counting them tells nothing more.
const MANY: usize = 200;

/// How far down the line is looked for whose block must stay the same.
const MOST_LINES: u32 = 50;

/// Takes away what does harm. Items that replace the same text by one line, or by several, differ in words alone: the
/// first of each kind speaks for all.
pub fn retain_harmless(document: &Document, items: &mut Vec<CompletionItem>) {
    let before = document.tree().errors().len();
    if before > MANY {
        return;
    }
    let mut verdicts = FxHashMap::default();
    items.retain(|item| {
        let shape = (item.replace, item.plain.contains('\n'), item.additional.len());
        *verdicts.entry(shape).or_insert_with(|| is_harmless(document, item, before))
    });
}

fn is_harmless(document: &Document, item: &CompletionItem, errors: usize) -> bool {
    let mut edits = item.additional.clone();
    edits.push(Edit::replace(item.replace, item.plain.clone()));
    edits.sort_by_key(|edit| edit.span.start);
    let mut text = document.text().clone();
    let mut tree: Option<Tree> = None;
    for edit in edits.iter().rev() {
        let old = text.apply(edit);
        tree = Some(tree.as_ref().unwrap_or(document.tree()).reparse(&text, old, edit.text.len() as u32));
    }
    let Some(tree) = tree else { return true };
    if tree.errors().len() > errors {
        return false;
    }
    // In a broken file a line may well come home by what is written.
    let Some(below) = line_below(document.text(), item.replace.end).filter(|_| errors == 0) else {
        return true;
    };
    let at = below + text.len() - document.text().len();
    let here = document.text().line_span(document.text().line_of(item.replace.start));
    let there = Span::new(here.start, here.end + text.len() - document.text().len());
    blocks(document.tree(), document.text(), below, here) == blocks(&tree, &text, at, there)
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
