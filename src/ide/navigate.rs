//! From a name to where it is defined and used.

use super::links::{Target, link_at};
use super::names::NameIndex;
use crate::document::Document;
use crate::text::Span;

/// Where a definition is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Definition {
    /// In the document.
    Here {
        /// All that belongs to it.
        whole: Span,
        /// Its name.
        name: Span,
    },
    /// Outside it.
    Elsewhere(Target),
}

/// What the place at `offset` leads to, with the span there that is the link; `index` is that of `document`.
/// `None` where nothing is defined anywhere.
pub fn definition(document: &Document, index: &NameIndex, offset: u32) -> Option<(Span, Vec<Definition>)> {
    if let Some(occurrence) = index.at(offset) {
        let whole = index.names[occurrence.name].whole?;
        let found: Vec<Definition> = index
            .definitions(occurrence.name)
            .map(|definition| {
                let name = definition.span;
                let whole = if whole.contains_span(name) { whole } else { name };
                Definition::Here { whole, name }
            })
            .collect();
        return (!found.is_empty()).then_some((occurrence.span, found));
    }
    let link = link_at(document, offset)?;
    Some((link.span, vec![Definition::Elsewhere(link.target)]))
}

/// The places of the name at `offset`, in the order of the text; without its definitions if they are not
/// wanted. `None` where no name stands.
pub fn references(index: &NameIndex, offset: u32, with_definitions: bool) -> Option<Vec<Span>> {
    let name = index.at(offset)?.name;
    let wanted = index.places(name).filter(|it| with_definitions || !it.is_definition);
    Some(wanted.map(|it| it.span).collect())
}

/// The places of the name at `offset`, each with whether it is defined there. `None` where no name stands.
pub fn highlights(index: &NameIndex, offset: u32) -> Option<Vec<(Span, bool)>> {
    let name = index.at(offset)?.name;
    Some(index.places(name).map(|it| (it.span, it.is_definition)).collect())
}
