//! Quick fixes: what the findings under the cursor offer, and the comment that silences them.

use crate::check::Finding;
use crate::document::Document;
use crate::message::Message;
use crate::text::{Edit, Span};

/// One entry of the light-bulb menu.
#[derive(Debug, Clone, PartialEq)]
pub struct Action {
    /// What it does, in the imperative.
    pub title: Message,
    /// The LSP kind: `quickfix` or `source.fixAll.fcls`.
    pub kind: &'static str,
    /// The edits of this file.
    pub edits: Vec<Edit>,
    /// Whether it is the one to take without thinking.
    pub preferred: bool,
    /// The finding it mends, as an index into the findings that were passed.
    pub finding: Option<usize>,
}

/// The actions for `span` (a cursor or a selection), given the findings of the whole document.
pub fn actions(document: &Document, findings: &[Finding], span: Span) -> Vec<Action> {
    let _ = (document, findings, span);
    Vec::new()
}
