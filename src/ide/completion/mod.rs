//! Completion of keys, values and references.
//!
//! Where the cursor is, is read from the line it is on and from the tree *before* that line: so it does
//! not matter in which half-typed state the line is. The parts: [`cursor`] finds the place, `keys`,
//! `values` and `expressions` say what can stand there, and every item is one edit of the cursor's
//! line, with absolute indentation, that parses once it is made.

mod cursor;
mod expressions;
mod keys;
mod snippet;
mod values;

use crate::document::Document;
use crate::ide::Completions;
use cursor::Cursor;

/// What can be inserted at `offset`.
pub fn completions(document: &Document, offset: u32) -> Completions {
    let items = match cursor::find(document, offset) {
        Some(Cursor::Key(place)) => keys::items(document, &place),
        Some(Cursor::Value(place)) => values::items(document, &place),
        Some(Cursor::Expression(place)) => expressions::items(document, &place),
        None => Vec::new(),
    };
    Completions { items, incomplete: false }
}
