//! Requests about the structure of a document: folds, selections, inlay hints.

use super::capabilities::FoldAbilities;
use super::lsp::{self, *};
use super::state::State;
use crate::ide;
use crate::ide::folding::{Fold, FoldKind, folds};

/// `folds` cut down to the `limit` that reach furthest, in order.
fn limited(mut folds: Vec<Fold>, limit: Option<u32>) -> Vec<Fold> {
    let limit = limit.map_or(usize::MAX, |limit| limit as usize);
    if folds.len() > limit {
        folds.sort_by_key(|fold| std::cmp::Reverse(fold.last - fold.first));
        folds.truncate(limit);
        folds.sort_by_key(|fold| (fold.first, std::cmp::Reverse(fold.last)));
    }
    folds
}

impl State {
    /// `textDocument/foldingRange`: the text of the answer.
    pub fn folding_range(&mut self, params: &FoldingRangeParams) -> Option<String> {
        let FoldAbilities { lines_only, limit, kinds } = self.abilities.folds?;
        let encoding = self.abilities.encoding;
        let open = self.documents.get_mut(params.text_document.uri.as_str())?;
        let mut memo = std::mem::take(&mut open.folds);
        let found = limited(folds(open.document()?, encoding, &mut memo), limit);
        open.folds = memo;
        let range = |fold: &Fold| FoldingRange {
            start_line: fold.first,
            start_character: (!lines_only).then_some(fold.start_character),
            end_line: fold.last,
            end_character: (!lines_only).then_some(fold.end_character),
            kind: match fold.kind {
                FoldKind::Comment if kinds => Some(FoldingRangeKind::Comment),
                FoldKind::Region if kinds => Some(FoldingRangeKind::Region),
                _ => None,
            },
            collapsed_text: None,
        };
        let ranges: Vec<FoldingRange> = found.iter().map(range).collect();
        serde_json::to_string(&ranges).ok()
    }

    /// `textDocument/selectionRange`: one chain for each position.
    pub fn selection_range(&mut self, params: &SelectionRangeParams) -> Option<Vec<SelectionRange>> {
        let open = self.documents.get(params.text_document.uri.as_str())?;
        let lines = open.lines(self.abilities.encoding);
        let document = open.document()?;
        let chain = |position: &lsp::Position| {
            let spans = ide::selections(document, lines.offset(*position));
            let outermost_first = spans.into_iter().rev();
            let none = SelectionRange { range: lsp::Range::new(*position, *position), parent: None };
            outermost_first
                .fold(None, |parent, span| {
                    Some(SelectionRange { range: lines.range(span), parent: parent.map(Box::new) })
                })
                .unwrap_or(none)
        };
        Some(params.positions.iter().map(chain).collect())
    }

    /// `textDocument/inlayHint`.
    pub fn inlay_hint(&mut self, params: &InlayHintParams) -> Option<Vec<InlayHint>> {
        let lang = self.lang();
        let wanted = self.settings.inlay_hints;
        let open = self.documents.get(params.text_document.uri.as_str())?;
        let lines = open.lines(self.abilities.encoding);
        let hints = ide::inlay_hints(open.document()?, lines.span(params.range), wanted, lang);
        let hint = |hint: ide::InlayHint| InlayHint {
            position: lines.range(crate::text::Span::empty(hint.offset)).start,
            label: InlayHintLabel::String(hint.label),
            kind: None,
            text_edits: None,
            tooltip: hint.tooltip.map(|text| match self.abilities.hover_markdown {
                true => InlayHintTooltip::MarkupContent(super::convert::markup(text, true)),
                false => InlayHintTooltip::String(text.replace('`', "")),
            }),
            padding_left: Some(true),
            padding_right: None,
            data: None,
        };
        Some(hints.into_iter().map(hint).collect())
    }
}
