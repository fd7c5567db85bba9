//! What a check found: plain data, in byte offsets, in both languages.

use crate::check::Rule;
use crate::message::Message;
use crate::text::{Edit, Span};
use std::sync::Arc;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The API or the tool certainly refuses it.
    Error,
    /// Accepted, but wrong, ignored or about to be.
    Warning,
    /// Worth knowing.
    Hint,
}

impl Severity {
    /// The word used in settings and JSON: `error`, `warning` or `hint`.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Hint => "hint",
        }
    }
}

/// How an editor should draw a finding besides its severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag {
    /// The marked text has no effect: drawn faded.
    Unnecessary,
    /// The marked text is retired: drawn struck through.
    Deprecated,
}

/// Another place that belongs to a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub span: Span,
    /// What stands there, as a short sentence.
    pub message: Message,
}

/// A set of edits that mends a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, in the imperative and with the value: "Set cpu to 1".
    pub title: Message,
    /// Non-overlapping edits of the file the finding is in.
    pub edits: Vec<Edit>,
    /// Whether it may be made without a person looking at it (`check --fix`, fix-all on save).
    pub safe: bool,
    /// Whether it is the one an editor should offer first; true for at most one fix of a finding.
    pub preferred: bool,
}

/// The fixes of a finding. A finding moves with every line that is added above it, so its fixes are shared and moved
/// only when somebody looks at them.
#[derive(Debug, Clone, Default)]
pub struct Fixes {
    /// Where they stood when they were found.
    list: Arc<Vec<Fix>>,
    /// How far they have moved since, in bytes.
    moved: u32,
}

impl Fixes {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Where the list is in memory: equal for findings that differ in their place alone, as long as one of them lives.
    pub fn address(&self) -> usize {
        Arc::as_ptr(&self.list) as usize
    }

    /// The fixes with their edits where they stand now.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Fix> + '_ {
        self.list.iter().map(|fix| self.placed(fix))
    }

    /// The first one that `wanted` lets through; it must not look at where edits stand.
    pub fn find(&self, wanted: impl Fn(&Fix) -> bool) -> Option<Fix> {
        self.list.iter().find(|fix| wanted(fix)).map(|fix| self.placed(fix))
    }

    /// Where each edit of each fix stands, and its text.
    pub fn edits(&self) -> impl Iterator<Item = (Span, &str)> {
        let edits = self.list.iter().flat_map(|fix| &fix.edits);
        edits.map(|edit| (edit.span.shifted(self.moved), edit.text.as_str()))
    }

    /// Adds one.
    pub fn push(&mut self, fix: Fix) {
        self.rewrite(|list| list.push(fix));
    }

    /// Changes the list, whose edits stand where they stand now.
    pub fn rewrite(&mut self, change: impl FnOnce(&mut Vec<Fix>)) {
        if self.moved != 0 {
            *self = self.iter().collect();
        }
        change(Arc::make_mut(&mut self.list));
    }

    fn placed(&self, fix: &Fix) -> Fix {
        let mut fix = fix.clone();
        for edit in &mut fix.edits {
            edit.span = edit.span.shifted(self.moved);
        }
        fix
    }
}

impl FromIterator<Fix> for Fixes {
    fn from_iter<I: IntoIterator<Item = Fix>>(fixes: I) -> Fixes {
        Fixes { list: Arc::new(fixes.into_iter().collect()), moved: 0 }
    }
}

impl From<Vec<Fix>> for Fixes {
    fn from(fixes: Vec<Fix>) -> Fixes {
        fixes.into_iter().collect()
    }
}

/// One mistake.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The rule that was broken.
    pub rule: &'static Rule,
    /// How bad it is (a rule may find milder cases than its usual one).
    pub severity: Severity,
    /// The text to mark: the value, or the key where a key is wrong or something is missing below it.
    pub span: Span,
    /// What is wrong and what to do. Shared with the finding of the next version of the text.
    pub message: Arc<Message>,
    /// Other places that belong to it.
    pub related: Vec<Related>,
    /// Ways to mend it, nearest first.
    pub fixes: Fixes,
    /// How to draw it.
    pub tag: Option<Tag>,
}

impl Finding {
    /// The finding with every span moved `by` bytes: from unit-relative to absolute offsets.
    pub fn shifted(&self, by: u32) -> Finding {
        let mut finding = self.clone();
        finding.map_spans(|span| span.shifted(by));
        finding.fixes.moved += by;
        finding
    }

    /// Makes every span relative to `base`; all of them must lie after it.
    pub(super) fn make_relative_to(&mut self, base: u32) {
        self.map_spans(|span| span.relative_to(base));
        if !self.fixes.is_empty() {
            self.fixes.rewrite(|fixes| {
                for edit in fixes.iter_mut().flat_map(|fix| &mut fix.edits) {
                    edit.span = edit.span.relative_to(base);
                }
            });
        }
    }

    fn map_spans(&mut self, map: impl Fn(Span) -> Span) {
        self.span = map(self.span);
        for related in &mut self.related {
            related.span = map(related.span);
        }
    }
}
