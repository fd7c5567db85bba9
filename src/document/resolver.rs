//! Where names lead: `vars`, other resources, anchors. Everything a unit's check reads outside the
//! unit goes through here and is written down, so that its result can be kept until one of these
//! things changes.

use crate::document::expression::{self, Expression, Part, Reference};
use crate::document::merge::{self, Lookup};
use crate::document::unit::{Unit, split_sections};
use crate::document::view::{Fallback, Origin, View};
use crate::document::{Document, Edition, FileKind};
use crate::syntax::{Alias, Anchors, Entry, GreenId, Mapping, Value};
use crate::text::Span;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::hash::{Hash, Hasher};
use std::rc::Rc;

/// What a unit's check looked up outside the unit.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Read {
    /// An entry of a top-level mapping: `("vars", "region")`, `("template", "t")`.
    Member(String, String),
    /// A top-level entry.
    Section(String),
    /// What an alias stands for.
    Anchor(String),
    /// The names in a top-level mapping, whatever they stand for.
    Names(String),
}

/// What a [`Read`] led to: as long as it is equal, so is what was made of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Identity {
    /// A tree, or none.
    Tree(Option<GreenId>),
    /// What all anchors of one name stand for, in the order of the text: an alias means the last before it.
    Trees(Vec<GreenId>),
    /// A number made of names.
    Names(u64),
}

/// The names of one version of a document, found once and shared by all units.
pub struct Names<'a> {
    document: &'a Document,
    anchors: Anchors<'a>,
    sections: FxHashMap<Cow<'a, str>, Entry<'a>>,
    members: FxHashMap<&'static str, FxHashMap<Cow<'a, str>, Entry<'a>>>,
    /// Whose output each resource uses, as far as somebody asked.
    outputs: RefCell<FxHashMap<String, Rc<[OutputUse]>>>,
    /// A number for all names in a section, as far as somebody asked.
    name_lists: RefCell<FxHashMap<String, u64>>,
}

/// One `${resources.X.output…}` in the props of a resource: X must be deployed before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputUse {
    /// The resource whose output is used.
    pub name: String,
    /// Where: the reference without its braces.
    pub span: Span,
}

/// The entries of a top-level mapping by their keys; the first of twins.
fn members<'a>(document: &'a Document, mapping: Mapping<'a>) -> FxHashMap<Cow<'a, str>, Entry<'a>> {
    let mut members = FxHashMap::default();
    if let Some(known) = document.members().section(mapping) {
        members.reserve(known.members().len());
        for (entry, member) in mapping.entries().zip(known.members()) {
            if let Some(key) = member.key() {
                members.entry(Cow::Borrowed(key)).or_insert(entry);
            }
        }
        return members;
    }
    for entry in mapping.entries() {
        if let Some(key) = entry.key_text() {
            members.entry(key).or_insert(entry);
        }
    }
    members
}

/// The top-level mappings whose members are looked up by name.
const NAMED: [&str; 5] = ["vars", "template", "resources", "services", "functions"];

impl<'a> Names<'a> {
    /// Reads the top level of `document`.
    pub fn new(document: &'a Document) -> Names<'a> {
        let mut names = Names {
            document,
            anchors: document.anchors(),
            sections: FxHashMap::default(),
            members: FxHashMap::default(),
            outputs: RefCell::default(),
            name_lists: RefCell::default(),
        };
        if let Some(Value::Mapping(root)) = document.root() {
            for entry in root.entries() {
                if let Some(key) = entry.key_text() {
                    names.sections.entry(key).or_insert(entry);
                }
            }
        }
        for section in NAMED {
            if let Some(mapping) = names.section_mapping(section) {
                names.members.insert(section, members(document, mapping));
            }
        }
        names
    }

    /// The document.
    pub fn document(&self) -> &'a Document {
        self.document
    }

    /// A top-level entry.
    pub fn section(&self, name: &str) -> Option<Entry<'a>> {
        self.sections.get(name).copied()
    }

    /// The mapping of a top-level entry.
    pub fn section_mapping(&self, name: &str) -> Option<Mapping<'a>> {
        self.section(name)?.value()?.as_mapping()
    }

    /// What `alias` stands for.
    pub fn anchor(&self, alias: Alias<'_>) -> Option<Value<'a>> {
        self.anchors.resolve(alias)
    }

    /// The entry `name` of the top-level mapping `section` (one of those with named members).
    pub fn member(&self, section: &str, name: &str) -> Option<Entry<'a>> {
        self.members.get(section)?.get(name).copied()
    }

    /// The names in the top-level mapping `section`, in the order of the text.
    pub fn member_names(&self, section: &str) -> Vec<String> {
        let Some(mapping) = self.section_mapping(section) else { return Vec::new() };
        mapping.entries().filter_map(|entry| entry.key_text()).map(Cow::into_owned).collect()
    }

    /// The outputs of resources that the props of resource `name` use, as the tool finds them: in `props`
    /// alone, and only the form `${resources.X.output…}`.
    pub fn outputs_used(&self, name: &str) -> Rc<[OutputUse]> {
        if let Some(known) = self.outputs.borrow().get(name) {
            return known.clone();
        }
        let mut found = Vec::new();
        if let Some(entry) = self.member("resources", name) {
            let span = entry.node().span();
            let text = self.document.text().slice(span);
            let hits: Vec<u32> =
                text.match_indices("${resources.").map(|(at, _)| span.start + at as u32).collect();
            if !hits.is_empty()
                && let Some(props) = entry.value().and_then(|value| value.as_mapping()?.get("props")?.value())
            {
                collect_outputs(props, &hits, &mut found, 0);
            }
        }
        let found: Rc<[OutputUse]> = found.into();
        self.outputs.borrow_mut().insert(name.to_string(), found.clone());
        found
    }

    /// The identity of what `read` leads to now.
    pub fn identity(&self, read: &Read) -> Identity {
        match read {
            Read::Member(section, name) => Identity::Tree(self.member(section, name).map(|entry| entry.id())),
            Read::Section(name) => Identity::Tree(self.section(name).map(|entry| entry.id())),
            Read::Anchor(name) => Identity::Trees(self.anchors.named(name).map(|value| value.id()).collect()),
            Read::Names(section) => {
                let mut known = self.name_lists.borrow_mut();
                let number =
                    known.entry(section.clone()).or_insert_with(|| hash(&self.member_names(section)));
                Identity::Names(*number)
            }
        }
    }

    /// Whether `read` leads into a section whose members are units, so that it may change with every
    /// keystroke in one of them.
    pub fn is_split_read(&self, read: &Read) -> bool {
        let split = split_sections(self.document.kind());
        match read {
            Read::Member(section, _) | Read::Section(section) | Read::Names(section) => {
                split.contains(&section.as_str())
            }
            Read::Anchor(_) => true,
        }
    }

    /// The identities of the top-level entries that are units as a whole, in a fixed order.
    pub fn globals(&self) -> Vec<(String, GreenId)> {
        let split = split_sections(self.document.kind());
        let mut globals: Vec<(String, GreenId)> = self
            .sections
            .iter()
            .filter(|(name, _)| !split.contains(&name.as_ref()))
            .map(|(name, entry)| (name.to_string(), entry.id()))
            .collect();
        globals.sort_by(|a, b| a.0.cmp(&b.0));
        globals
    }
}

/// Goes down to the scalars at `hits`, places in the text.
fn collect_outputs(value: Value<'_>, hits: &[u32], found: &mut Vec<OutputUse>, depth: u32) {
    let is_hit = |span: Span| hits.iter().any(|hit| span.contains(*hit));
    if depth > 200 {
        return;
    }
    match value {
        Value::Mapping(mapping) => {
            mapping
                .entries()
                .filter(|entry| is_hit(entry.node().span()))
                .filter_map(|entry| entry.value())
                .for_each(|value| collect_outputs(value, hits, found, depth + 1));
        }
        Value::Sequence(sequence) => {
            sequence
                .items()
                .filter(|item| is_hit(item.node().span()))
                .filter_map(|item| item.value())
                .for_each(|value| collect_outputs(value, hits, found, depth + 1));
        }
        Value::Scalar(scalar) if is_hit(scalar.span()) => {
            let text = scalar.cooked();
            let origins = OnceCell::new();
            for part in expression::parse(&text) {
                let Part::Expression { body, parsed: Ok(Expression::Reference(reference)), .. } = part else {
                    continue;
                };
                let segments = &reference.segments;
                if segments.len() < 3 || segments[0].0 != "resources" || segments[2].0 != "output" {
                    continue;
                }
                let origins = origins.get_or_init(|| scalar.origins());
                let ends = (origins.source_offset(body.start as u32), origins.source_offset(body.end as u32));
                let span = match ends {
                    (Some(start), Some(end)) if start <= end => Span::new(start, end),
                    _ => scalar.span(),
                };
                found.push(OutputUse { name: segments[1].0.clone(), span });
            }
        }
        Value::Scalar(_) | Value::Alias(_) => {}
    }
}

/// Resolves names as seen from one unit.
pub struct Resolver<'a> {
    names: &'a Names<'a>,
    unit: Option<Unit<'a>>,
    reads: RefCell<Vec<Read>>,
    /// For each block that was asked for a key, by identity and place: hashes of its keys in the order of the
    /// text. So the text of a block is looked at once, however many rules ask.
    keys: RefCell<FxHashMap<(GreenId, u32), Vec<u64>>>,
}

fn hash<T: Hash + ?Sized>(value: &T) -> u64 {
    let mut hasher = rustc_hash::FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}

impl<'a> Resolver<'a> {
    /// A resolver for `unit`, or for the file as a whole.
    pub fn new(names: &'a Names<'a>, unit: Option<Unit<'a>>) -> Resolver<'a> {
        Resolver { names, unit, reads: RefCell::default(), keys: RefCell::default() }
    }

    /// The names of the file. What is asked of them is not written down: in the check of a unit, only for what cannot
    /// change without it.
    pub fn names(&self) -> &'a Names<'a> {
        self.names
    }

    /// The unit it resolves for.
    pub fn unit(&self) -> Option<&Unit<'a>> {
        self.unit.as_ref()
    }

    /// What was looked up outside the unit so far.
    pub fn reads(&self) -> Vec<(Read, Identity)> {
        let mut reads = self.reads.borrow().clone();
        reads.sort_by(|a, b| format!("{a:?}").cmp(&format!("{b:?}")));
        reads.dedup();
        reads.into_iter().map(|read| (read.clone(), self.names.identity(&read))).collect()
    }

    fn note(&self, read: Read) {
        let mut reads = self.reads.borrow_mut();
        if !reads.contains(&read) {
            reads.push(read);
        }
    }

    /// Whether `${…}` is resolved in this kind of file (not in f.yml, where it is plain text
    /// replacement of environment variables).
    pub fn evaluates_expressions(&self) -> bool {
        self.names.document.kind().is_s_yaml()
    }

    /// The first entry of `mapping` with this key.
    pub(super) fn entry(&self, mapping: Mapping<'a>, key: &str) -> Option<Entry<'a>> {
        let wanted = hash(key);
        let mut known = self.keys.borrow_mut();
        let keys = known.entry((mapping.node().id(), mapping.span().start)).or_insert_with(|| {
            mapping.entries().map(|entry| entry.key_text().map_or(0, |key| hash(&key))).collect()
        });
        let index = keys.iter().position(|key| *key == wanted)?;
        mapping.entries().nth(index).filter(|entry| entry.key_is(key)).or_else(|| mapping.get(key))
    }

    /// What `alias` stands for.
    pub fn anchor(&self, alias: Alias<'_>) -> Option<Value<'a>> {
        self.note(Read::Anchor(alias.name().into_owned()));
        self.names.anchors.resolve(alias)
    }

    /// A top-level entry, written down as read.
    pub fn section(&self, name: &str) -> Option<Entry<'a>> {
        self.note(Read::Section(name.to_string()));
        self.names.section(name)
    }

    /// An entry of a top-level mapping, written down as read.
    pub fn member(&self, section: &str, name: &str) -> Option<Entry<'a>> {
        self.note(Read::Member(section.to_string(), name.to_string()));
        self.names.member(section, name)
    }

    /// The names in the top-level mapping `section`, in the order of the text, written down as read.
    pub fn member_names(&self, section: &str) -> Vec<String> {
        self.note(Read::Names(section.to_string()));
        self.names.member_names(section)
    }

    /// The tree that a reference leads to: `vars.a.b`, `resources.x.props.y`, `this.props.y`.
    pub fn target(&self, reference: &Reference) -> Option<Value<'a>> {
        self.target_at(reference, 0)
    }

    fn target_at(&self, reference: &Reference, depth: u32) -> Option<Value<'a>> {
        let mut rest = reference.rest();
        let start = match reference.root() {
            "vars" => match rest.next() {
                Some(name) => match self.member("vars", name) {
                    Some(entry) => entry.value()?,
                    None => self.step(self.section("vars")?.value()?, name, depth)?,
                },
                None => self.section("vars")?.value()?,
            },
            "resources" if self.names.document.kind() == FileKind::SYaml(Edition::V3) => {
                let entry = self.member("resources", rest.next()?)?;
                match rest.next()? {
                    "props" => self.step(entry.value()?, "props", depth)?,
                    _ => return None,
                }
            }
            "this" => {
                let entry = self.unit.as_ref().filter(|unit| unit.section == "resources")?.entry;
                match rest.next()? {
                    "props" => self.step(entry.value()?, "props", depth)?,
                    _ => return None,
                }
            }
            _ => return None,
        };
        rest.try_fold(start, |value, segment| self.step(value, segment, depth))
    }

    /// The entries that the segments of `reference` lead to, the root's first: for `vars.a.b` those of
    /// `vars`, `a` and `b`. `None` where a segment is an index or cannot be followed.
    pub fn entries(&self, reference: &Reference) -> Vec<Option<Entry<'a>>> {
        let mut found = Vec::with_capacity(reference.segments.len());
        let root = match reference.root() {
            "vars" => self.section("vars"),
            "resources" if self.names.document.kind() == FileKind::SYaml(Edition::V3) => {
                self.section("resources")
            }
            "this" => self.unit.as_ref().filter(|unit| unit.section == "resources").map(|unit| unit.entry),
            _ => None,
        };
        found.push(root);
        let mut value = root.and_then(|entry| entry.value());
        for (place, segment) in reference.rest().enumerate() {
            // Files have hundreds of resources: those are not looked through one by one.
            let section = Some(reference.root()).filter(|root| place == 0 && *root != "this");
            if let Some(entry) = section.and_then(|section| self.names.member(section, segment)) {
                found.push(Some(entry).filter(|_| value.is_some()));
                value = value.and(entry.value());
                continue;
            }
            let (entry, below) =
                match value.and_then(|value| self.collection(value, reference.root() == "this", 0)) {
                    Some(Value::Mapping(mapping)) => {
                        let entry = merge::entry(self, mapping, segment);
                        (entry, entry.and_then(|entry| entry.value()))
                    }
                    Some(Value::Sequence(sequence)) => {
                        let index: Option<usize> = segment.parse().ok();
                        (None, index.and_then(|index| sequence.items().nth(index)?.value()))
                    }
                    _ => (None, None),
                };
            found.push(entry);
            value = below;
        }
        found
    }

    /// The mapping or sequence that `value` is, or that its alias or lone expression leads to; `is_own` says that
    /// `value` belongs to the unit, so that `this` means it there too.
    fn collection(&self, value: Value<'a>, is_own: bool, depth: u32) -> Option<Value<'a>> {
        if depth > 32 {
            return None;
        }
        match value {
            Value::Mapping(_) | Value::Sequence(_) => Some(value),
            Value::Alias(alias) => self.collection(self.anchor(alias)?, is_own, depth + 1),
            Value::Scalar(scalar) => match expression::parse(&scalar.cooked()).as_slice() {
                [Part::Expression { parsed: Ok(Expression::Reference(reference)), .. }]
                    if is_own || reference.root() != "this" =>
                {
                    let is_own = is_own && reference.root() == "this";
                    self.collection(self.target_at(reference, depth + 1)?, is_own, depth + 1)
                }
                _ => None,
            },
        }
    }

    /// One segment down, through aliases, merge keys and expressions.
    fn step(&self, value: Value<'a>, segment: &str, depth: u32) -> Option<Value<'a>> {
        if depth > 32 {
            return None;
        }
        match value {
            Value::Mapping(mapping) => merge::entry(self, mapping, segment)?.value(),
            Value::Sequence(sequence) => sequence.items().nth(segment.parse().ok()?)?.value(),
            Value::Alias(alias) => self.step(self.anchor(alias)?, segment, depth + 1),
            Value::Scalar(scalar) => {
                let text = scalar.cooked();
                match expression::parse(&text).as_slice() {
                    [Part::Expression { parsed: Ok(Expression::Reference(reference)), .. }] => {
                        self.step(self.target_at(reference, depth + 1)?, segment, depth + 1)
                    }
                    _ => None,
                }
            }
        }
    }

    /// References whose value is known without a tree: `${this.name}`.
    pub fn builtin(&self, reference: &Reference) -> Option<String> {
        let unit = self.unit.as_ref()?;
        let segments: Vec<&str> = reference.rest().collect();
        match (reference.root(), segments.as_slice()) {
            ("this", ["name"]) => Some(unit.name.to_string()),
            _ => None,
        }
    }
}

impl<'a> Lookup<'a> for Names<'a> {
    fn find(&self, mapping: Mapping<'a>, key: &str) -> Option<Entry<'a>> {
        mapping.get(key)
    }

    fn follow(&self, alias: Alias<'a>) -> Option<Value<'a>> {
        self.anchor(alias)
    }
}

impl<'a> Lookup<'a> for Resolver<'a> {
    fn find(&self, mapping: Mapping<'a>, key: &str) -> Option<Entry<'a>> {
        self.entry(mapping, key)
    }

    fn follow(&self, alias: Alias<'a>) -> Option<Value<'a>> {
        self.anchor(alias)
    }
}

/// The `props` of a resource with what its `extend` brings.
pub fn props<'a>(resolver: &'a Resolver<'a>, unit: &Unit<'a>) -> View<'a> {
    let entry = unit.props_entry();
    let mut view = match entry {
        Some(entry) => View::of_entry(resolver, entry),
        None => View::absent(resolver, unit.entry.key_span()),
    };
    if let Some(fallback) = extended(resolver, unit) {
        view = view.with_fallback(fallback);
    }
    view
}

/// Whether the props of a resource may have keys that are not seen here: from a base file (`extend` of
/// the file), from an environment (`env`), or from a template that is not found.
pub fn has_unseen_props<'a>(resolver: &'a Resolver<'a>, unit: &Unit<'a>) -> bool {
    let extends = unit.entry.value().and_then(|value| value.as_mapping()?.get("extend")).is_some();
    resolver.section("extend").is_some()
        || resolver.section("env").is_some()
        || (extends && extended(resolver, unit).is_none())
}

fn extended<'a>(resolver: &'a Resolver<'a>, unit: &Unit<'a>) -> Option<Fallback<'a>> {
    let extend = unit.entry.value()?.as_mapping()?.get("extend")?;
    let view = View::of_entry(resolver, extend);
    let name = view.get("name").as_str()?;
    let template = resolver.member("template", &name)?.value()?.as_mapping()?;
    let ignore =
        view.get("ignore").items().iter().filter_map(|item| item.as_str()).map(Cow::into_owned).collect();
    Some(Fallback { mapping: template, origin: Origin::Template, at: extend.key_span(), ignore })
}

/// A function of an f.yml with the provider's values behind its own.
pub fn f_function<'a>(resolver: &'a Resolver<'a>, unit: &Unit<'a>) -> View<'a> {
    let view = View::of_entry(resolver, unit.entry);
    match resolver.section("provider").and_then(|entry| entry.value()) {
        Some(Value::Mapping(provider)) => view.with_fallback(Fallback {
            mapping: provider,
            origin: Origin::Provider,
            at: unit.entry.key_span(),
            ignore: ["name", "stage", "environment", "description"].map(String::from).to_vec(),
        }),
        _ => view,
    }
}
