//! What the card shows when the mouse rests on a key or a value.

use crate::document::Document;
use crate::message::Lang;
use crate::text::Span;

/// A hover card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    /// Markdown, never empty.
    pub markdown: String,
    /// What it is about.
    pub span: Span,
}

/// The card for `offset`, or `None` where there is nothing to say.
pub fn hover(document: &Document, offset: u32, lang: Lang) -> Option<Hover> {
    let _ = (document, offset, lang);
    None
}
