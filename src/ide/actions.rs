//! Quick fixes: what the findings under the cursor offer, and the comment that silences them.

use crate::check::{Finding, Fix};
use crate::document::Document;
use crate::message;
use crate::message::Message;
use crate::text::{Edit, Span};
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// One entry of the light-bulb menu.
#[derive(Debug, Clone, PartialEq)]
pub struct Action {
    /// What it does, in the imperative.
    pub title: Message,
    /// The LSP kind: `quickfix`, `source.fixAll.fcls` or one of `refactor::KINDS`.
    pub kind: &'static str,
    /// The edits of this file.
    pub edits: Vec<Edit>,
    /// Whether it is the one to take without thinking.
    pub preferred: bool,
    /// The finding it mends, as an index into the findings that were passed.
    pub finding: Option<usize>,
    /// A file to make beside this one: its name and its text. Never one that is there already.
    pub new_file: Option<(String, String)>,
    /// Whether what it does is still to be found out, by [`super::refactor::complete`].
    pub later: bool,
    /// Why it cannot be done here.
    pub disabled: Option<Message>,
}

impl Action {
    /// An action of `kind` that makes `edits`.
    pub fn new(kind: &'static str, title: Message, edits: Vec<Edit>) -> Action {
        Action {
            title,
            kind,
            edits,
            preferred: false,
            finding: None,
            new_file: None,
            later: false,
            disabled: None,
        }
    }
}

/// The kind of an action that makes every safe fix of the file.
pub const FIX_ALL: &str = "source.fixAll.fcls";

/// Most findings whose fixes are offered at once: one long line may have thousands.
const MOST_OFFERED: usize = 64;

/// The actions for `span` (a cursor or a selection), given the findings of the whole document: the fixes
/// of the findings it touches (of its line, if it is on one; of very many, those next to it), the comments that
/// silence them, and one action for every safe fix.
pub fn actions(document: &Document, findings: &[Finding], span: Span) -> Vec<Action> {
    let text = document.text();
    let lines = text.line_of(span.start)..=text.line_of(span.end);
    let mut here: Vec<(usize, &Finding)> = findings
        .iter()
        .enumerate()
        .filter(|(_, finding)| {
            finding.span.intersects(span)
                // A cursor, which in some editors is one character wide, or a word.
                || (lines.start() == lines.end() && lines.contains(&text.line_of(finding.span.start)))
        })
        .collect();
    if here.len() > MOST_OFFERED {
        let distance = |finding: &Finding| {
            finding.span.start.saturating_sub(span.end).max(span.start.saturating_sub(finding.span.end))
        };
        here.sort_by_key(|(_, finding)| distance(finding));
        here.truncate(MOST_OFFERED);
        here.sort_by_key(|(index, _)| *index);
    }
    let mut actions = Vec::new();
    for (index, finding) in &here {
        for fix in finding.fixes.iter() {
            actions.push(Action {
                preferred: fix.preferred,
                finding: Some(*index),
                ..Action::new("quickfix", fix.title, fix.edits)
            });
        }
    }
    for (index, finding) in &here {
        if let Some(edit) = silence(document, finding) {
            let (code, name) = (finding.rule.code, finding.rule.name);
            let title = message!("Ignore {code} ({name}) on this line", "忽略此行的 {code}（{name}）");
            actions.push(Action { finding: Some(*index), ..Action::new("quickfix", title, vec![edit]) });
        }
    }
    let edits = safe_edits(findings);
    if !edits.is_empty() {
        let title = Message::new("Make every safe fix of this file", "应用此文件的所有安全修复");
        actions.push(Action::new(FIX_ALL, title, edits));
    }
    actions
}

/// The edits of every safe fix, the first one of each finding, leaving out those that overlap an earlier
/// one or might set a key twice (a second round makes them).
pub fn safe_edits(findings: &[Finding]) -> Vec<Edit> {
    let chosen: Vec<Fix> = findings.iter().filter_map(|finding| finding.fixes.find(|fix| fix.safe)).collect();
    let written: FxHashSet<&str> =
        chosen.iter().flat_map(|fix| &fix.edits).map(|edit| edit.text.as_str()).collect();
    let mut edits: Vec<Edit> = Vec::new();
    // Those that were taken, by where they end.
    let mut taken: BTreeMap<u32, Span> = BTreeMap::new();
    for fix in &chosen {
        let meets = |edit: &Edit| {
            taken.range(edit.span.start..).take(2).any(|(_, other)| edit.span.intersects(*other))
        };
        // A key that one fix adds because it is missing may be the one that another spells rightly.
        let named = |edit: &Edit| added_key(edit).is_some_and(|key| written.contains(key));
        if !fix.edits.iter().any(|edit| meets(edit) || named(edit)) {
            taken.extend(fix.edits.iter().map(|edit| (edit.span.end, edit.span)));
            edits.extend(fix.edits.iter().cloned());
        }
    }
    edits.sort_by_key(|edit| edit.span);
    edits
}

/// The key of the entry that `edit` inserts.
fn added_key(edit: &Edit) -> Option<&str> {
    let (key, _) = edit.text.trim_start().split_once(':')?;
    (edit.span.is_empty() && !key.is_empty()).then_some(key)
}

/// The edit that adds `# fcls: ignore[CODE]` above the finding's line; `None` for what cannot be silenced.
fn silence(document: &Document, finding: &Finding) -> Option<Edit> {
    // Nor is what does not come from the rule book.
    if finding.rule.code == "FC001" || !finding.rule.code.starts_with("FC") {
        return None;
    }
    let text = document.text();
    let line = text.line_of(finding.span.start);
    let start = text.line_start(line);
    let content = text.slice(text.line_span(line));
    let indent: String = content.chars().take_while(|c| *c == ' ').collect();
    let code = finding.rule.code;
    Some(Edit::insert(start, format!("{indent}# fcls: ignore[{code}]\n")))
}
