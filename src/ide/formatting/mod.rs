//! Laying out a file anew: indentation, spaces, blank lines. Values, quotes, comments and their order stay.
//!
//! Nothing is taken on trust: the text with the edits is read again, and if it says anything else than
//! before, no edit is given.

mod layout;
mod on_type;
mod walk;

pub use on_type::format_on_type;

use crate::document::Document;
use crate::syntax::{Tree, comments, events, parse};
use crate::text::{Edit, Span, Text};
use walk::Walk;

/// How wide a level is where neither the file nor anybody else says so.
pub const INDENT: u32 = 2;

/// Why a file is left as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// The YAML has mistakes: what is damaged cannot be laid out.
    Damaged,
    /// The edits would have changed what the file says, which is a fault of ours.
    Unproven,
}

/// The edits that lay out the whole of `document`, in its order, each as small as can be. Empty if nothing is
/// to be done. Levels stay as wide as the file mostly has them; `indent` is their width where it has none.
///
/// # Errors
///
/// If the file cannot be laid out.
pub fn format(document: &Document, indent: u32) -> Result<Vec<Edit>, Refused> {
    let (source, edits) = wanted(document, indent)?;
    if says_the_same(document, &source, &edits) { Ok(edits) } else { Err(Refused::Unproven) }
}

/// The edits of [`format`] within `span`. Where these would change the meaning without the others, only
/// those that move no line, or none.
///
/// # Errors
///
/// If the file cannot be laid out.
pub fn format_range(document: &Document, span: Span, indent: u32) -> Result<Vec<Edit>, Refused> {
    let (source, mut edits) = wanted(document, indent)?;
    edits.retain(|edit| span.contains_span(edit.span));
    if says_the_same(document, &source, &edits) {
        return Ok(edits);
    }
    let text = document.text();
    edits.retain(|edit| {
        let before = text.slice(Span::new(text.line_start(text.line_of(edit.span.start)), edit.span.start));
        !edit.text.contains('\n') && !before.trim().is_empty()
    });
    if says_the_same(document, &source, &edits) { Ok(edits) } else { Ok(Vec::new()) }
}

/// The width of a level that YAML and people can live with.
fn sound(indent: u32) -> u32 {
    if (2..=8).contains(&indent) { indent } else { INDENT }
}

fn wanted(document: &Document, indent: u32) -> Result<(String, Vec<Edit>), Refused> {
    let tree = document.tree();
    if tree.has_errors() {
        return Err(Refused::Damaged);
    }
    let source = document.text().to_string();
    let walk = Walk::new(tree.root(document.text()), source.as_bytes(), sound(indent));
    let edits = layout::layout(&source, &walk);
    Ok((source, edits))
}

fn says_the_same(document: &Document, source: &str, edits: &[Edit]) -> bool {
    if edits.is_empty() {
        return true;
    }
    let text = layout::applied(source, Span::new(0, source.len() as u32), edits);
    let text = Text::from(text.as_str());
    let tree = parse(&text);
    !tree.has_errors()
        && events(&tree, &text) == events(document.tree(), document.text())
        && all_comments(&tree, &text) == all_comments(document.tree(), document.text())
}

fn all_comments(tree: &Tree, text: &Text) -> Vec<String> {
    comments(tree.root(text)).map(|span| text.slice(span).trim_end_matches([' ', '\t']).to_owned()).collect()
}
