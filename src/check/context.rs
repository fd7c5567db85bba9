//! What a rule is given: the unit, its meaning, and the place to put findings.

use crate::check::{Finding, Fix, Related, Rule, Tag};
use crate::document::{Document, FileKind, Resolver, Unit, View};
use crate::message::Message;
use crate::text::{Edit, Span};

/// The check of one unit (or of the file as a whole) while it runs.
pub struct Context<'a> {
    /// Resolves names as the unit sees them.
    pub resolver: &'a Resolver<'a>,
    findings: Vec<Finding>,
}

impl<'a> Context<'a> {
    /// A context without findings.
    pub fn new(resolver: &'a Resolver<'a>) -> Context<'a> {
        Context { resolver, findings: Vec::new() }
    }

    /// The document.
    pub fn document(&self) -> &'a Document {
        self.resolver.names().document()
    }

    /// The kind of file.
    pub fn kind(&self) -> FileKind {
        self.document().kind()
    }

    /// The unit; `None` for checks of the whole file.
    pub fn unit(&self) -> Option<&'a Unit<'a>> {
        self.resolver.unit()
    }

    /// What was found.
    pub fn finish(self) -> Vec<Finding> {
        self.findings
    }

    /// Adds a finding at `span` with the rule's usual severity.
    pub fn report(&mut self, rule: &'static Rule, span: Span, message: Message) -> &mut Finding {
        self.findings.push(Finding {
            rule,
            severity: rule.severity,
            span,
            message,
            related: Vec::new(),
            fixes: Vec::new(),
            tag: None,
        });
        let last = self.findings.len() - 1;
        &mut self.findings[last]
    }

    /// Adds a finding at a value; a value that stands elsewhere is named as related.
    pub fn report_at(&mut self, rule: &'static Rule, view: &View<'_>, message: Message) -> &mut Finding {
        let finding = self.report(rule, view.span(), message);
        if let Some(defined) = view.defined() {
            finding.related.push(Related {
                span: defined,
                message: Message::new("the value comes from here", "该值来自这里"),
            });
        }
        finding
    }

    /// The number of findings so far, to be given to [`Context::rewind`].
    pub fn mark(&self) -> usize {
        self.findings.len()
    }

    /// Takes back every finding since `mark`.
    pub fn rewind(&mut self, mark: usize) -> Vec<Finding> {
        self.findings.split_off(mark)
    }

    /// Adds findings made earlier.
    pub fn extend(&mut self, findings: Vec<Finding>) {
        self.findings.extend(findings);
    }
}

impl Finding {
    /// With this severity instead of the rule's usual one.
    pub fn severity(&mut self, severity: crate::check::Severity) -> &mut Self {
        self.severity = severity;
        self
    }

    /// At most this bad.
    pub fn cap(&mut self, most: crate::check::Severity) -> &mut Self {
        self.severity = self.severity.max(most);
        self
    }

    /// With another place that belongs to it.
    pub fn related(&mut self, span: Span, message: Message) -> &mut Self {
        self.related.push(Related { span, message });
        self
    }

    /// With a drawing hint.
    pub fn tag(&mut self, tag: Tag) -> &mut Self {
        self.tag = Some(tag);
        self
    }

    /// With a fix that may be made without looking; it is offered first if no fix came before it.
    pub fn safe_fix(&mut self, title: Message, edits: Vec<Edit>) -> &mut Self {
        let preferred = !self.fixes.iter().any(|fix| fix.preferred);
        self.fixes.push(Fix { title, edits, safe: true, preferred });
        self
    }

    /// With a fix that a person should look at. The first one of a finding is offered first.
    pub fn fix(&mut self, title: Message, edits: Vec<Edit>) -> &mut Self {
        let preferred = self.fixes.is_empty();
        self.fixes.push(Fix { title, edits, safe: false, preferred });
        self
    }
}
