//! The outline of a file.

use crate::document::Document;
use crate::text::Span;

/// What a symbol is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SymbolKind {
    /// A function or a resource that deploys one.
    Function,
    /// A trigger or event.
    Event,
    /// Any other named thing in a list of named things.
    Object,
    /// A key.
    Property,
    /// A list item without a name.
    Item,
}

/// One node of the outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    /// The name shown.
    pub name: String,
    /// A short addition: the runtime, the trigger type, a scalar value.
    pub detail: String,
    /// What it is.
    pub kind: SymbolKind,
    /// All of it.
    pub span: Span,
    /// Its name in the text, inside `span`.
    pub selection: Span,
    /// What it holds.
    pub children: Vec<Symbol>,
}

/// The outline of `document`.
pub fn symbols(document: &Document) -> Vec<Symbol> {
    let _ = document;
    Vec::new()
}
