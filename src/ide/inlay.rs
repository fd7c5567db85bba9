//! Inlay hints: what a value really is, said behind it. Only the asked part of the file is read.

use crate::check::settings::InlayHints;
use crate::document::decimal::Decimal;
use crate::document::{Document, Names, Resolver, UnitKind, View};
use crate::ide::hover::meaning::{self, MemoryRatio};
use crate::ide::inherited::{self, Group};
use crate::ide::location::Types;
use crate::ide::shown::{HIDDEN, code, is_secret, short};
use crate::ide::timetable;
use crate::message::Lang;
use crate::syntax::{Entry, Mapping, Scalar, Value};
use crate::text::Span;

/// One hint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InlayHint {
    /// Behind what it stands.
    pub offset: u32,
    /// What it says; one short line.
    pub label: String,
    /// More about it, in Markdown.
    pub tooltip: Option<String>,
}

/// Deeper blocks have none.
const MAX_DEPTH: u32 = 32;

/// The `wanted` hints inside `range`, in order.
pub fn inlay_hints(document: &Document, range: Span, wanted: InlayHints, lang: Lang) -> Vec<InlayHint> {
    let mut hints = Vec::new();
    let (Some(root), Some(types)) =
        (document.root().and_then(|root| root.as_mapping()), Types::root(document))
    else {
        return hints;
    };
    let names = Names::new(document);
    for unit in document.units_in(range) {
        let resolver = Resolver::new(&names, Some(unit.clone()));
        let mut finder = Finder { document, range, wanted, lang, resolver: &resolver, hints: Vec::new() };
        if wanted.inherited
            && let Some(group) = inherited::of_unit(&resolver, &unit)
        {
            finder.inherited(&group);
        }
        match unit.kind {
            UnitKind::Section => finder.entry(unit.entry, root, &types, 0),
            _ => {
                let section = types.key(document, Some(root), &unit.section);
                let mapping = names.section_mapping(&unit.section).unwrap_or(root);
                finder.entry(unit.entry, mapping, &section, 0);
            }
        }
        hints.append(&mut finder.hints);
    }
    hints.sort_by_key(|hint| hint.offset);
    hints
}

struct Finder<'a> {
    document: &'a Document,
    range: Span,
    wanted: InlayHints,
    lang: Lang,
    resolver: &'a Resolver<'a>,
    hints: Vec<InlayHint>,
}

impl<'a> Finder<'a> {
    fn add(&mut self, offset: u32, label: String, tooltip: Option<String>) {
        if self.range.touches(offset) {
            self.hints.push(InlayHint { offset, label, tooltip });
        }
    }

    /// Behind what brings them in: the keys that come from elsewhere.
    fn inherited(&mut self, group: &Group) {
        self.add(group.end(self.document), group.label(self.lang), Some(group.list(self.lang)));
    }

    fn entry(&mut self, entry: Entry<'a>, mapping: Mapping<'a>, owner: &Types, depth: u32) {
        if depth > MAX_DEPTH || !entry.node().span().intersects(self.range) {
            return;
        }
        let (Some(key), Some(value)) = (entry.key_text(), entry.value()) else { return };
        let types = owner.key(self.document, Some(mapping), &key);
        self.value(&key, value, mapping, &types, depth);
    }

    fn value(&mut self, key: &str, value: Value<'a>, owner: Mapping<'a>, types: &Types, depth: u32) {
        match value {
            Value::Mapping(mapping) => {
                if self.wanted.inherited && mapping.get("<<").is_some() {
                    for group in inherited::of_merge(self.resolver, mapping) {
                        self.inherited(&group);
                    }
                }
                for entry in mapping.entries() {
                    self.entry(entry, mapping, types, depth + 1);
                }
            }
            Value::Sequence(sequence) => {
                let inner = types.item();
                let range = self.range;
                for item in sequence.items().filter(|item| item.node().span().intersects(range)) {
                    if let Some(value) = item.value()
                        && depth <= MAX_DEPTH
                    {
                        self.value(key, value, owner, &inner, depth + 1);
                    }
                }
            }
            Value::Scalar(scalar) => self.scalar(key, scalar, owner, types),
            Value::Alias(_) => {}
        }
    }

    fn scalar(&mut self, key: &str, scalar: Scalar<'a>, owner: Mapping<'a>, types: &Types) {
        let end = scalar.span().end;
        let text = scalar.cooked();
        let mut known = text.to_string();
        if text.contains("${") && self.wanted.expressions && !scalar.style().is_block() {
            let view = View::of(self.resolver, scalar.as_value());
            if let Some(value) = view.scalar_text().filter(|_| view.is_indirect() && !view.is_unknown()) {
                let secret = is_secret(key, &text);
                let label = if secret { format!("= {HIDDEN}") } else { format!("= {}", short(&value)) };
                let line = view.defined().map(|span| self.document.text().line_of(span.start) + 1);
                let tooltip =
                    line.map(|line| format!("{} · {}", code(&text), inherited::place(line, self.lang)));
                self.add(end, label, tooltip);
                known = value.into_owned();
            }
        }
        let Some(field) = types.field else { return };
        if self.wanted.memory
            && field.unit.as_deref() == Some("MB")
            && let Some(mb) = Decimal::parse(known.trim())
            && mb.compare(1024.0).is_ge()
        {
            self.add(end, format!("{} GB", mb.over(1024)), None);
        }
        if self.wanted.ratio
            && key == "cpu"
            && let Some(ratio) = MemoryRatio::of(self.resolver, owner)
        {
            let sentence = ratio.sentence(self.lang);
            self.add(end, ratio.short(self.lang), Some(sentence));
        }
        if self.wanted.cron
            && let Some(format) = field.format
            && let Some(timer) = meaning::timer(self.document, format, owner, &known)
            && let Some(sentence) =
                timetable::sentence(timer.text, timer.dialect, timer.zone.as_deref(), self.lang)
        {
            self.add(end, sentence, None);
        }
    }
}
