//! Completion of keys, values and references.
//!
//! Where the cursor is, is read from the line it is on and from the tree *before* that line: so it does
//! not matter in which half-typed state the line is. The parts: [`cursor`] finds the place, `keys`,
//! `values` and `expressions` say what can stand there, and every item is one edit of the cursor's
//! line, with absolute indentation, that parses once it is made.

mod below;
mod cursor;
mod enclosing;
mod expressions;
mod keys;
mod nearby;
mod paths;
mod probe;
mod scaffolds;
pub(super) mod snippet;
mod usage;
mod values;

use crate::document::Document;
use crate::ide::{CompletionItem, Completions, ItemKind};
use crate::text::Span;
use cursor::Cursor;

pub use nearby::Nearby;

/// What can be inserted at `offset`, as far as the file and its folder tell.
pub fn completions(document: &Document, offset: u32) -> Completions {
    completions_with(document, offset, &Nearby::default())
}

/// What can be inserted at `offset`, with the names from around the file.
pub fn completions_with(document: &Document, offset: u32, nearby: &Nearby) -> Completions {
    let cursor = cursor::find(document, offset);
    let mut items = match &cursor {
        Some(Cursor::Key(place)) => keys::items(document, place),
        Some(Cursor::Value(place)) => values::items(document, place, nearby),
        Some(Cursor::Expression(place)) => expressions::items(document, place, nearby),
        None => Vec::new(),
    };
    if !matches!(cursor, Some(Cursor::Expression(_))) {
        for item in &mut items {
            keep_no_tail(document, item);
        }
    }
    probe::retain_harmless(document, offset, &mut items);
    let line_break = crate::syntax::edit::line_break(document.text());
    if line_break != "\n" {
        for item in items.iter_mut().filter(|item| item.plain.contains('\n')) {
            item.plain = item.plain.replace('\n', line_break);
            item.snippet = item.snippet.replace('\n', line_break);
        }
    }
    Completions { items, incomplete: false }
}

/// Clients in insert mode keep what stands behind the cursor. The rest of a word or of a quoted text behind a whole
/// key or value is never meant: it is replaced in that mode as well. Only the rest of a path stays.
fn keep_no_tail(document: &Document, item: &mut CompletionItem) {
    let tail = document.text().slice(Span::new(item.insert.end, item.replace.end));
    if item.kind != ItemKind::File || !tail.starts_with('/') {
        item.insert = item.replace;
    }
}
