//! The units of a file: the parts that are checked on their own and whose results are kept as long as
//! their tree node stays the same.

use crate::document::members::Section;
use crate::document::{Document, Edition, FileKind, Names, Resolver, View, expression};
use crate::spec::Root;
use crate::syntax::{Entry, GreenId, Value};
use crate::text::Span;
use std::borrow::Cow;

/// What a unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UnitKind {
    /// A top-level entry that is checked as one: `provider`, `vars`, `flow`, …
    Section,
    /// One entry of f.yml's `functions`.
    Function,
    /// One entry of a top-level map of an f.yml: `aggregation`, `layers`.
    Member,
    /// One entry of `resources` or `services` with its component.
    Resource(Component),
    /// One entry of `template`.
    Template,
}

/// Which component a resource uses, as far as the text tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Component {
    /// `fc3`, `devsapp/fc3`, `fc3@1.2.3`.
    Fc3,
    /// `fc3-domain`.
    Fc3Domain,
    /// The legacy `fc` of edition 1.0.0.
    Fc,
    /// Another component, a path or an expression: only the structure around `props` is known.
    Other,
    /// No component is written.
    Missing,
}

impl Component {
    /// The component that `name` (the value of `component:`) means.
    pub fn named(name: &str) -> Component {
        let name = name.trim();
        let bare = name.split('@').next().unwrap_or(name);
        match bare.strip_prefix("devsapp/").unwrap_or(bare) {
            "fc3" => Component::Fc3,
            "fc3-domain" => Component::Fc3Domain,
            "fc" => Component::Fc,
            _ => Component::Other,
        }
    }

    /// The description of this component's `props`, where there is one.
    pub fn props_root(self) -> Option<Root> {
        match self {
            Component::Fc3 => Some(Root::Fc3Props),
            Component::Fc3Domain => Some(Root::Fc3DomainProps),
            Component::Fc => Some(Root::LegacyService),
            Component::Other | Component::Missing => None,
        }
    }
}

/// One unit.
#[derive(Clone)]
pub struct Unit<'a> {
    /// What it is.
    pub kind: UnitKind,
    /// The key of the top-level entry it belongs to.
    pub section: Cow<'a, str>,
    /// Its own key.
    pub name: Cow<'a, str>,
    /// Its tree.
    pub entry: Entry<'a>,
}

impl<'a> Unit<'a> {
    /// The identity of its tree: equal as long as nothing inside it changed.
    pub fn id(&self) -> GreenId {
        self.entry.id()
    }

    /// All of it.
    pub fn span(&self) -> Span {
        self.entry.node().span()
    }

    /// The `component` and its span, of a resource.
    pub fn component_entry(&self) -> Option<Entry<'a>> {
        self.entry.value()?.as_mapping()?.get("component")
    }

    /// The `props` of a resource.
    pub fn props_entry(&self) -> Option<Entry<'a>> {
        self.entry.value()?.as_mapping()?.get("props")
    }
}

/// The top-level sections of a kind of file whose members are units of their own.
pub fn split_sections(kind: FileKind) -> &'static [&'static str] {
    match kind {
        FileKind::FYml => &["functions", "aggregation", "layers"],
        FileKind::SYaml(Edition::V3) => &["resources", "services", "template"],
        FileKind::SYaml(Edition::V1) => &["resources", "services"],
        FileKind::NotOurs => &[],
    }
}

fn member_kind(kind: FileKind, section: &str) -> Option<UnitKind> {
    split_sections(kind).contains(&section).then_some(match section {
        "functions" => UnitKind::Function,
        "template" => UnitKind::Template,
        "resources" | "services" => UnitKind::Resource(Component::Missing),
        _ => UnitKind::Member,
    })
}

/// The units of `document` that touch `range`, in the order of the text. What is not ours has none.
pub(super) fn units(document: &Document, range: Span) -> Vec<Unit<'_>> {
    let there = |entry: &Entry<'_>| {
        let span = entry.node().span();
        span.start <= range.end && range.start <= span.end
    };
    let mut units = Vec::new();
    let (Some(Value::Mapping(root)), kind) = (document.root(), document.kind()) else { return units };
    if kind == FileKind::NotOurs {
        return units;
    }
    for entry in root.entries().filter(there) {
        let Some(section) = entry.key_text() else { continue };
        let members = member_kind(kind, &section);
        match (members, entry.value()) {
            (Some(kind), Some(Value::Mapping(mapping))) => {
                let known = document.members().section(mapping).map_or(&[][..], Section::members);
                for (member, known) in mapping.entries().zip(known).filter(|(member, _)| there(member)) {
                    let name = Cow::Borrowed(known.name());
                    if name == "<<" {
                        continue;
                    }
                    let mut unit = Unit { kind, section: section.clone(), name, entry: member };
                    if matches!(kind, UnitKind::Resource(_)) {
                        let component = known.component().unwrap_or_else(|| component_of(document, &unit));
                        unit.kind = UnitKind::Resource(component);
                    }
                    units.push(unit);
                }
            }
            _ => units.push(Unit { kind: UnitKind::Section, name: section.clone(), section, entry }),
        }
    }
    units
}

fn component_of(document: &Document, unit: &Unit<'_>) -> Component {
    match unit.component_entry() {
        Some(entry) => component(document, entry.value()).unwrap_or(Component::Missing),
        None => Component::Missing,
    }
}

/// The component that the value of a `component` key means; `None` for an empty one.
pub(super) fn component(document: &Document, value: Option<Value<'_>>) -> Option<Component> {
    let Value::Scalar(scalar) = value? else { return Some(Component::Other) };
    let text = scalar.cooked();
    if !expression::has_expression(&text) {
        return Some(Component::named(&text));
    }
    // A version in a variable (`fc3@${vars.v}`) does not hide the name before it.
    if let Some(name) = text.split("${").next().and_then(|head| head.strip_suffix('@')) {
        return Some(Component::named(name));
    }
    let names = Names::new(document);
    let resolver = Resolver::new(&names, None);
    let view = View::of(&resolver, Value::Scalar(scalar));
    Some(view.as_str().map_or(Component::Other, |name| Component::named(&name)))
}
