//! What a check found: plain data, in byte offsets, in both languages.

use crate::check::Rule;
use crate::message::Message;
use crate::text::{Edit, Span};

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

/// One mistake.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The rule that was broken.
    pub rule: &'static Rule,
    /// How bad it is (a rule may find milder cases than its usual one).
    pub severity: Severity,
    /// The text to mark: the value, or the key where a key is wrong or something is missing below it.
    pub span: Span,
    /// What is wrong and what to do.
    pub message: Message,
    /// Other places that belong to it.
    pub related: Vec<Related>,
    /// Ways to mend it, nearest first.
    pub fixes: Vec<Fix>,
    /// How to draw it.
    pub tag: Option<Tag>,
}

impl Finding {
    /// The finding with every span moved `by` bytes: from unit-relative to absolute offsets.
    pub fn shifted(&self, by: u32) -> Finding {
        let mut finding = self.clone();
        finding.map_spans(|span| span.shifted(by));
        finding
    }

    /// Makes every span relative to `base`; all of them must lie after it.
    pub(super) fn make_relative_to(&mut self, base: u32) {
        self.map_spans(|span| span.relative_to(base));
    }

    fn map_spans(&mut self, map: impl Fn(Span) -> Span) {
        self.span = map(self.span);
        for related in &mut self.related {
            related.span = map(related.span);
        }
        for edit in self.fixes.iter_mut().flat_map(|fix| &mut fix.edits) {
            edit.span = map(edit.span);
        }
    }
}
