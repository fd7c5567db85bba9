//! Formatting: of a document, of a part, and while typing. A file that is not ours is not laid out.

use super::documents::OpenDocument;
use super::lsp::{
    DocumentFormattingParams, DocumentOnTypeFormattingParams, DocumentRangeFormattingParams, TextEdit, Uri,
};
use super::state::State;
use crate::document::{Document, FileKind};
use crate::ide;

impl State {
    /// `textDocument/formatting`. Null for what cannot be laid out: the mistakes are marked already.
    pub fn formatting(&mut self, params: &DocumentFormattingParams) -> Option<Vec<TextEdit>> {
        let (open, document) = self.layable(&params.text_document.uri)?;
        let edits = ide::format(document, params.options.tab_size).ok()?;
        Some(open.lines(self.abilities.encoding).edits(&edits))
    }

    /// `textDocument/rangeFormatting`.
    pub fn range_formatting(&mut self, params: &DocumentRangeFormattingParams) -> Option<Vec<TextEdit>> {
        let (open, document) = self.layable(&params.text_document.uri)?;
        let lines = open.lines(self.abilities.encoding);
        let edits = ide::format_range(document, lines.span(params.range), params.options.tab_size).ok()?;
        Some(lines.edits(&edits))
    }

    /// `textDocument/onTypeFormatting`.
    pub fn on_type_formatting(&mut self, params: &DocumentOnTypeFormattingParams) -> Option<Vec<TextEdit>> {
        let place = &params.text_document_position;
        let (open, document) = self.layable(&place.text_document.uri)?;
        let lines = open.lines(self.abilities.encoding);
        let typed = params.ch.chars().next()?;
        let offset = lines.offset(place.position);
        let edit = ide::format_on_type(document, offset, typed, params.options.tab_size)?;
        Some(lines.edits(&[edit]))
    }

    fn layable(&self, uri: &Uri) -> Option<(&OpenDocument, &Document)> {
        let open = self.documents.get(uri.as_str())?;
        let document = open.document().filter(|document| document.kind() != FileKind::NotOurs)?;
        Some((open, document))
    }
}
