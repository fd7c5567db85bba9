//! Refactorings: what the cursor may turn into another form. One file a family; all of them give up early.
//!
//! An action that cannot be proven right is not offered. Its edits are tried on the document first: they must bring
//! no new mistake of syntax, and where the meaning must stay, all values must come out as before ([`Proof`]).

mod environment;
mod extract;
mod flow;
mod forms;
mod inline;
pub mod migrate;
mod proof;
mod required;
mod sort;
mod template;
mod trigger;
mod walk;

use super::Action;
use super::location::{Place, place};
use crate::document::{Document, FileKind};
use crate::message::Message;
use crate::syntax::{Step, path_at};
use crate::text::{Edit, Span};
use proof::{Before, Proof};

/// The kinds of the actions made here.
pub const KINDS: [&str; 3] = ["refactor.extract", "refactor.inline", "refactor.rewrite"];

/// The kind of the migration: its edits come late, by [`complete`].
pub const MIGRATE: &str = "refactor.rewrite.migrate";

/// Adds what it offers at the cursor.
type Offer = fn(&Cursor<'_>, &mut Vec<Action>);

/// Every refactoring with its kind; each adds what it offers at the cursor.
const REFACTORINGS: [(&str, Offer); 10] = [
    ("refactor.extract", extract::offer),
    ("refactor.extract", template::offer),
    ("refactor.inline", inline::offer),
    ("refactor.rewrite", environment::offer),
    ("refactor.rewrite", required::offer),
    ("refactor.rewrite", trigger::offer),
    ("refactor.rewrite", forms::offer),
    ("refactor.rewrite", flow::offer),
    ("refactor.rewrite", sort::offer),
    (MIGRATE, migrate::offer),
];

/// How refactorings are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Search {
    /// Whether what cannot be done here is in the list as well, with the reason.
    pub disabled: bool,
    /// Whether each is proven. A proof reads the whole file; without it, an action is a promise that has to be looked
    /// for again, proven, before it is made.
    pub proven: bool,
}

/// The refactorings for `span`: a cursor or a selection, of which the start counts. `wanted` says which kinds are
/// asked for. None in a file that is not ours.
pub fn refactorings(
    document: &Document,
    span: Span,
    search: Search,
    wanted: impl Fn(&str) -> bool,
) -> Vec<Action> {
    let mut actions = Vec::new();
    if document.kind() == FileKind::NotOurs {
        return actions;
    }
    let cursor = Cursor::new(document, span, search);
    for (kind, offer) in REFACTORINGS {
        if wanted(kind) {
            offer(&cursor, &mut actions);
        }
    }
    actions.retain(|action| search.disabled || action.disabled.is_none());
    actions
}

/// The action with its edits, if it came without ([`Action::later`]), and what a person must look at after it, with
/// the place in `document`.
///
/// # Errors
/// Why they cannot be made.
pub fn complete(document: &Document, action: Action) -> Result<(Action, Vec<(Span, Message)>), Message> {
    if action.later { migrate::complete(document, action) } else { Ok((action, Vec::new())) }
}

/// What is around the cursor, found once for all refactorings.
struct Cursor<'a> {
    document: &'a Document,
    /// Where the selection starts.
    offset: u32,
    steps: Vec<Step<'a>>,
    search: Search,
    before: Before<'a>,
}

impl<'a> Cursor<'a> {
    fn new(document: &'a Document, span: Span, search: Search) -> Cursor<'a> {
        let steps = path_at(document.tree(), document.text(), span.start);
        Cursor { document, offset: span.start, steps, search, before: Before::new(document) }
    }

    /// The keys from the top to the cursor; items are `[]`.
    fn keys(&self) -> Vec<String> {
        let key = |step: &Step<'_>| match step {
            Step::Entry(entry, _) => Some(entry.key_text().unwrap_or_default().into_owned()),
            Step::Item(_) => Some("[]".to_string()),
            _ => None,
        };
        self.steps.iter().filter_map(key).collect()
    }

    /// Whether the cursor is inside a flow collection, where `${…}` has to be quoted.
    fn in_flow(&self) -> bool {
        self.steps.iter().any(|step| match step {
            Step::Entry(entry, _) => entry.value().is_some_and(flow::is_flow),
            Step::Item(item) => item.value().is_some_and(flow::is_flow),
            _ => false,
        })
    }

    /// The innermost entry at the cursor.
    fn place(&self) -> Option<Place<'a>> {
        place(self.document, &self.steps)
    }

    /// Adds an action with `edits`, if they pass `proof`.
    fn add(
        &self,
        actions: &mut Vec<Action>,
        kind: &'static str,
        title: Message,
        edits: Vec<Edit>,
        proof: Proof<'_>,
    ) {
        if !self.search.proven || self.before.holds(&edits, proof) {
            actions.push(Action::new(kind, title, edits));
        }
    }

    /// Adds an action that cannot be done here, with the reason.
    fn refuse(&self, actions: &mut Vec<Action>, kind: &'static str, title: Message, reason: Message) {
        actions.push(Action { disabled: Some(reason), ..Action::new(kind, title, Vec::new()) });
    }
}
