//! What a rule is given: the unit, its meaning, and the place to put findings.

use crate::check::{Finding, Fix, Fixes, Related, Rule, Tag};
use crate::document::{Document, FileKind, Resolver, Unit, View};
use crate::message::Message;
use crate::text::{Edit, Span};
use std::any::Any;
use std::sync::Arc;

/// Something small that the check of a unit tells the rules of the whole file. It is kept with the unit's
/// result, so that a keystroke makes it anew for one unit only; its spans are relative to the unit.
pub(super) type Fact = Arc<dyn Any + Send + Sync>;

/// The check of one unit (or of the file as a whole) while it runs.
pub struct Context<'a> {
    /// Resolves names as the unit sees them.
    pub resolver: &'a Resolver<'a>,
    findings: Vec<Finding>,
    told: Vec<Fact>,
    /// What the units told, each with the offset its unit begins at.
    facts: &'a [(u32, Fact)],
}

impl<'a> Context<'a> {
    /// A context without findings.
    pub fn new(resolver: &'a Resolver<'a>) -> Context<'a> {
        Context { resolver, findings: Vec::new(), told: Vec::new(), facts: &[] }
    }

    /// A context for the file as a whole, with what its units told.
    pub(super) fn of_file(resolver: &'a Resolver<'a>, facts: &'a [(u32, Fact)]) -> Context<'a> {
        Context { resolver, findings: Vec::new(), told: Vec::new(), facts }
    }

    /// Tells the rules of the whole file something about this unit; spans in it come from
    /// [`Context::in_unit`].
    pub fn tell<T: Any + Send + Sync>(&mut self, fact: T) {
        self.told.push(Arc::new(fact));
    }

    /// `span` relative to the unit, for a fact; the unit's first byte if it lies outside.
    pub fn in_unit(&self, span: Span) -> Span {
        let Some(unit) = self.unit().map(|unit| unit.span()) else { return span };
        if unit.contains_span(span) { span.relative_to(unit.start) } else { Span::new(0, 0) }
    }

    /// What the units told of this type, in the order of the text, each with the offset to add to its spans.
    pub fn facts<T: Any>(&self) -> impl Iterator<Item = (&'a T, u32)> + use<'a, T> {
        self.facts.iter().filter_map(|(base, fact)| Some((fact.downcast_ref::<T>()?, *base)))
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

    /// What was told, so far.
    pub(super) fn take_told(&mut self) -> Vec<Fact> {
        std::mem::take(&mut self.told)
    }

    /// Adds a finding at `span` with the rule's usual severity.
    pub fn report(&mut self, rule: &'static Rule, span: Span, message: Message) -> &mut Finding {
        self.findings.push(Finding {
            rule,
            severity: rule.severity,
            span,
            message: message.into(),
            related: Vec::new(),
            fixes: Fixes::default(),
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
        let preferred = self.fixes.find(|fix| fix.preferred).is_none();
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
