//! What the cloud says about an open document: errors of a deploy, drift, live values. It follows the text through
//! edits and goes with the next edit of the line it stands in.

use crate::check::{Files, Finding, Fix, Rule, Severity};
use crate::message::Message;
use crate::text::{Edit, Span, Text};

/// A rule that stands in no book: it has no page, and no comment silences it.
const UNWRITTEN: Rule = Rule {
    code: "",
    name: "",
    severity: Severity::Hint,
    files: Files::All,
    fixable: false,
    source: "",
    doc_en: "",
    doc_zh: "",
};

/// Something the cloud, or the way there, refuses.
pub static REFUSED: Rule = Rule { code: "deploy", name: "deploy", severity: Severity::Error, ..UNWRITTEN };

/// The cloud has something else than the file.
pub static DRIFT: Rule = Rule { code: "drift", name: "drift", ..UNWRITTEN };

/// Whether a rule is one of this file and not of the rule book.
pub fn is_of_the_cloud(rule: &Rule) -> bool {
    !rule.code.starts_with("FC")
}

/// A finding with what can be done about it by command.
#[derive(Debug, Clone)]
pub struct Mark {
    /// What is shown.
    pub finding: Finding,
    /// The resource of the file.
    pub resource: String,
    /// The top-level key that can be deployed alone.
    pub key: Option<String>,
}

impl Mark {
    /// A mark.
    pub fn new(rule: &'static Rule, resource: &str, span: Span, message: Message) -> Mark {
        let finding = Finding {
            rule,
            severity: rule.severity,
            span,
            message: message.into(),
            related: Vec::new(),
            fixes: Default::default(),
            tag: None,
        };
        Mark { finding, resource: resource.to_string(), key: None }
    }
}

/// A live value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveValue {
    /// Where the value stands in the file.
    pub span: Span,
    /// What is live, as a hover shows it.
    pub text: Message,
}

/// All that is known of a document.
#[derive(Debug, Default)]
pub struct Marks {
    /// Errors of the last deploy.
    pub refused: Vec<Mark>,
    /// Differences.
    pub drift: Vec<Mark>,
    /// Live values.
    pub live: Vec<LiveValue>,
}

impl Marks {
    /// All marks.
    pub fn iter(&self) -> impl Iterator<Item = &Mark> {
        self.refused.iter().chain(&self.drift)
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.refused.is_empty() && self.drift.is_empty() && self.live.is_empty()
    }

    /// Follows an edit of `text`, the text before it.
    pub fn edited(&mut self, text: &Text, edit: &Edit) {
        let len = text.len();
        let lines = |span: Span| {
            let line = |at: u32| text.line_of(at.min(len));
            (line(span.start), line(span.end))
        };
        let (first, last) = lines(edit.span);
        let moved = |span: Span| {
            let (from, to) = lines(span);
            if first <= to && from <= last {
                return None;
            }
            let added = edit.text.len() as u32;
            Some(if span.start >= edit.span.end {
                let shift = |at: u32| at - edit.span.len() + added;
                Span::new(shift(span.start), shift(span.end))
            } else {
                span
            })
        };
        for marks in [&mut self.refused, &mut self.drift] {
            marks.retain_mut(|mark| {
                let Some(span) = moved(mark.finding.span) else { return false };
                mark.finding.span = span;
                mark.finding.fixes.rewrite(|fixes| fixes.retain_mut(|fix| fix_moved(fix, &moved)));
                true
            });
        }
        self.live.retain_mut(|live| match moved(live.span) {
            Some(span) => {
                live.span = span;
                true
            }
            None => false,
        });
    }
}

fn fix_moved(fix: &mut Fix, moved: &impl Fn(Span) -> Option<Span>) -> bool {
    fix.edits.iter_mut().all(|edit| match moved(edit.span) {
        Some(span) => {
            edit.span = span;
            true
        }
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_follow_the_text_and_go_when_their_line_is_edited() {
        let text = Text::from("a: 1\nmemorySize: 512\nb: 2\n");
        let span = Span::new(17, 20);
        let mut marks = Marks {
            drift: vec![Mark::new(&DRIFT, "r", span, Message::default())],
            live: vec![LiveValue { span, text: Message::default() }],
            ..Marks::default()
        };
        marks.edited(&text, &Edit::replace(Span::new(3, 4), "100"));
        let text = text.with_edits(&[Edit::replace(Span::new(3, 4), "100")]);
        assert_eq!(text.slice(marks.drift[0].finding.span), "512");
        assert_eq!(text.slice(marks.live[0].span), "512");
        let below = Edit::insert(text.len(), "c: 3\n");
        marks.edited(&text, &below);
        assert_eq!(marks.drift.len(), 1);
        marks.edited(&text, &Edit::insert(8, "x"));
        assert!(marks.drift.is_empty() && marks.live.is_empty());
    }
}
