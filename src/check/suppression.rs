//! Comments that silence findings: `# fcls: ignore[FC102]` on a line or above it,
//! `# fcls: ignore-file` anywhere.

use crate::check::Finding;
use crate::syntax::{self, Node};
use crate::text::{Span, Text};

/// One silencing comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    /// The comment.
    pub span: Span,
    /// The codes or names it lists; empty means every code.
    pub codes: Vec<String>,
    /// Whether it speaks for the whole file.
    pub whole_file: bool,
    /// Whether something else stands before it on its line (then it speaks for that line, otherwise
    /// for the next one that is not a comment).
    pub trailing: bool,
}

/// The silencing comments inside `node`.
pub fn suppressions(text: &Text, node: Node<'_>) -> Vec<Suppression> {
    syntax::comments(node).filter_map(|span| parse(text, span)).collect()
}

/// Reads one comment.
pub fn parse(text: &Text, span: Span) -> Option<Suppression> {
    let comment = text.slice(span);
    let rest = comment.trim_start_matches('#').trim_start().strip_prefix("fcls:")?.trim_start();
    let (whole_file, rest) = match rest.strip_prefix("ignore-file") {
        Some(rest) => (true, rest),
        None => (false, rest.strip_prefix("ignore")?),
    };
    let rest = rest.trim_start();
    let codes = match rest.strip_prefix('[') {
        Some(list) => list
            .split(']')
            .next()
            .unwrap_or_default()
            .split(',')
            .map(|code| code.trim().to_string())
            .filter(|code| !code.is_empty())
            .collect(),
        None => Vec::new(),
    };
    let line = text.line_of(span.start);
    let before = text.slice(Span::new(text.line_start(line), span.start));
    Some(Suppression { span, codes, whole_file, trailing: !before.trim().is_empty() })
}

impl Suppression {
    /// Whether it silences `finding`.
    pub fn covers(&self, text: &Text, finding: &Finding) -> bool {
        let named = self.codes.is_empty()
            || self
                .codes
                .iter()
                .any(|code| code.eq_ignore_ascii_case(finding.rule.code) || code == finding.rule.name);
        if !named || self.whole_file {
            return named;
        }
        let line = text.line_of(self.span.start);
        let target = if self.trailing { line } else { next_code_line(text, line) };
        text.line_of(finding.span.start) == target
    }
}

/// The first line after `line` that is neither blank nor a comment.
fn next_code_line(text: &Text, line: u32) -> u32 {
    let mut next = line + 1;
    while next < text.line_count() {
        let content = text.slice(text.line_span(next));
        let content = content.trim();
        if !content.is_empty() && !content.starts_with('#') {
            break;
        }
        next += 1;
    }
    next
}
