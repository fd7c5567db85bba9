//! Definitions, uses, links and renames of one document, in the protocol's words.

use super::convert::{self, Target};
use super::documents::OpenDocument;
use super::lsp::*;
use super::state::State;
use super::workspace::Dependents;
use crate::document::{FileType, Files};
use crate::ide::names::{NameIndex, NameKind};
use crate::ide::{self, Definition};
use crate::text::{Edit, Text};
use std::str::FromStr;
use std::sync::Arc;

/// The answer to a rename: the edit with the question that must be asked of other files first, or why there is
/// none.
pub type Renamed = Result<Option<(WorkspaceEdit, Dependents)>, String>;

impl State {
    /// The document with its names and the offset of `place`.
    fn named(&mut self, place: &TextDocumentPositionParams) -> Option<(&OpenDocument, Arc<NameIndex>, u32)> {
        let encoding = self.abilities.encoding;
        let open = self.documents.get_mut(place.text_document.uri.as_str())?;
        let index = open.names()?;
        let offset = open.lines(encoding).offset(place.position);
        Some((open, index, offset))
    }

    /// `textDocument/definition`.
    pub fn definition(&mut self, params: &GotoDefinitionParams) -> Option<GotoDefinitionResponse> {
        let encoding = self.abilities.encoding;
        let has_links = self.abilities.definition_links;
        let files = self.files.clone();
        let (open, index, offset) = self.named(&params.text_document_position_params)?;
        let lines = open.lines(encoding);
        let (from, found) = ide::definition(open.document()?, &index, offset)?;
        let links: Vec<LocationLink> = found
            .into_iter()
            .filter_map(|definition| {
                let (target_uri, whole, name) = match definition {
                    Definition::Here { whole, name } => {
                        (open.uri.clone(), lines.range(whole), lines.range(name))
                    }
                    Definition::Elsewhere(target) => {
                        let (path, span) = match target {
                            ide::Target::Path(path) => (path, None),
                            ide::Target::Place(path, span) => (path, Some(span)),
                            ide::Target::Web(_) => return None,
                        };
                        // An editor cannot show a folder.
                        if files.kind(&path) != FileType::File {
                            return None;
                        }
                        let range = span.and_then(|span| {
                            let text = Text::from(&*files.read(&path)?);
                            Some(convert::Lines { text: &text, encoding }.range(span))
                        });
                        let range = range.unwrap_or_default();
                        (Uri::from_file_path(&path)?, range, range)
                    }
                };
                Some(LocationLink {
                    origin_selection_range: Some(lines.range(from)),
                    target_uri,
                    target_range: whole,
                    target_selection_range: name,
                })
            })
            .collect();
        if has_links {
            return (!links.is_empty()).then_some(GotoDefinitionResponse::Link(links));
        }
        let places: Vec<Location> = links
            .into_iter()
            .map(|link| Location::new(link.target_uri, link.target_selection_range))
            .collect();
        (!places.is_empty()).then_some(GotoDefinitionResponse::Array(places))
    }

    /// `textDocument/references`.
    pub fn references(&mut self, params: &ReferenceParams) -> Option<Vec<Location>> {
        let encoding = self.abilities.encoding;
        let (open, index, offset) = self.named(&params.text_document_position)?;
        let lines = open.lines(encoding);
        let found = ide::references(&index, offset, params.context.include_declaration)?;
        Some(found.into_iter().map(|span| Location::new(open.uri.clone(), lines.range(span))).collect())
    }

    /// `textDocument/documentHighlight`.
    pub fn document_highlight(&mut self, params: &DocumentHighlightParams) -> Option<Vec<DocumentHighlight>> {
        let encoding = self.abilities.encoding;
        let (open, index, offset) = self.named(&params.text_document_position_params)?;
        let lines = open.lines(encoding);
        let found = ide::highlights(&index, offset)?.into_iter().map(|(span, defined)| {
            let kind = if defined { DocumentHighlightKind::WRITE } else { DocumentHighlightKind::READ };
            DocumentHighlight { range: lines.range(span), kind: Some(kind) }
        });
        Some(found.collect())
    }

    /// `textDocument/prepareRename`: the name, or why it cannot be renamed.
    pub fn prepare_rename(
        &mut self,
        params: &TextDocumentPositionParams,
    ) -> Result<Option<PrepareRenameResponse>, String> {
        let (lang, encoding) = (self.lang(), self.abilities.encoding);
        let Some((open, index, offset)) = self.named(params) else { return Ok(None) };
        let Some(document) = open.document() else { return Ok(None) };
        let found =
            ide::prepare_rename(document, &index, offset).map_err(|why| why.text(lang).to_string())?;
        let range = open.lines(encoding).range(found.span);
        Ok(Some(PrepareRenameResponse::RangeWithPlaceholder { range, placeholder: found.text }))
    }

    /// `textDocument/rename`.
    pub fn rename(&mut self, params: &RenameParams) -> Renamed {
        let lang = self.lang();
        let abilities = self.abilities.clone();
        let mut others = self.dependents(lang);
        let Some((open, index, offset)) = self.named(&params.text_document_position) else { return Ok(None) };
        let Some(document) = open.document() else { return Ok(None) };
        if let Some(name) = index.at(offset).map(|it| &index.names[it.name])
            && document.kind().is_s_yaml()
            && name.kind != NameKind::Anchor
        {
            others.base = open.path().map(|path| (path.to_path_buf(), name.text.clone()));
        }
        let edits: Vec<Edit> = ide::rename(document, &index, offset, params.new_name.trim())
            .map_err(|why| why.text(lang).to_string())?;
        let lines = open.lines(abilities.encoding);
        let target = Target { uri: &open.uri, version: open.version, lines };
        Ok(Some((convert::workspace_edit(&edits, target, &abilities), others)))
    }

    /// `textDocument/documentLink`.
    pub fn document_link(&mut self, params: &DocumentLinkParams) -> Option<Vec<DocumentLink>> {
        let open = self.documents.get(params.text_document.uri.as_str())?;
        let lines = open.lines(self.abilities.encoding);
        let links = ide::links(open.document()?).into_iter().filter_map(|link| {
            let target = match link.target {
                ide::Target::Path(path) => Uri::from_file_path(path),
                ide::Target::Place(path, span) => {
                    let text = self.files.read(&path)?;
                    let line =
                        text.as_bytes().iter().take(span.start as usize).filter(|b| **b == b'\n').count();
                    let uri = Uri::from_file_path(path)?;
                    // The form that editors read a line from.
                    Uri::from_str(&format!("{}#L{}", uri.as_str(), line + 1)).ok()
                }
                ide::Target::Web(address) => Uri::from_str(&address).ok(),
            };
            Some(DocumentLink {
                range: lines.range(link.span),
                target: Some(target?),
                tooltip: None,
                data: None,
            })
        });
        Some(links.collect())
    }
}
