//! The names of a document: each function, resource, variable, template and anchor with its definition
//! and its uses, and what cannot be told of them for certain.

mod collect;

use crate::document::Document;
use crate::syntax::{self, Entry, InEntry, Mapping, Scalar, ScalarStyle, Step, Value};
use crate::text::{Span, Text};
use rustc_hash::FxHashSet;

/// What a name names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NameKind {
    /// A function of an f.yml: a key of `functions`.
    Function,
    /// A resource or service of an s.yaml.
    Resource,
    /// The name a function is deployed under, where a route of a domain may use it.
    FunctionName,
    /// A key anywhere below `vars`.
    Variable,
    /// A key of `template`.
    Template,
    /// A setting of a resource that an expression reads.
    Setting,
    /// A YAML anchor.
    Anchor,
    /// A key of `layers` of an f.yml.
    Layer,
    /// An alias of stored credentials.
    Access,
}

/// How a name is written at one place: what must be replaced to change it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// It stands for itself: a segment of an expression, the name of an anchor.
    Bare,
    /// A whole scalar, quotes included.
    Scalar(Span, ScalarStyle),
}

/// One place where a name is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence {
    /// The index of its [`Name`].
    pub name: usize,
    /// The name alone: without quotes, `${}`, `&` and `*`.
    pub span: Span,
    /// Whether it is defined here.
    pub is_definition: bool,
    /// How it is written.
    pub form: Form,
}

/// A name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// What it names.
    pub kind: NameKind,
    /// The name; of a variable its last segment.
    pub text: String,
    /// Where it is defined, with all that belongs to it; `None` if it is defined nowhere in the file.
    pub whole: Option<Span>,
}

/// An expression or setting whose names cannot be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// Where it stands.
    pub span: Span,
    /// The kind of names it may use; `None` for all.
    pub kind: Option<NameKind>,
    /// What may name something; `None` if it may be any name.
    pub text: Option<String>,
}

/// All names of a document.
#[derive(Debug, Default)]
pub struct NameIndex {
    /// The names.
    pub names: Vec<Name>,
    /// Where they are written, in the order of the text.
    pub occurrences: Vec<Occurrence>,
    /// What cannot be told.
    pub doubts: Vec<Doubt>,
    /// The keys (by their start) whose whole value an expression uses.
    pub whole_uses: FxHashSet<u32>,
    /// The values that aliases stand for.
    pub aliased: Vec<Span>,
    /// The resources (by the start of their key) that read `${this.name}`.
    pub self_named: FxHashSet<u32>,
    /// What would be a use if there were such a name: routes to functions of other files, aliases without an
    /// anchor.
    pub mentions: Vec<(NameKind, String, Span)>,
}

impl NameIndex {
    /// Reads the names of `document`.
    pub fn of(document: &Document) -> NameIndex {
        collect::collect(document)
    }

    /// The occurrence that touches `offset`.
    pub fn at(&self, offset: u32) -> Option<&Occurrence> {
        let end = self.occurrences.partition_point(|it| it.span.start <= offset);
        // Names do not nest; two may only touch.
        self.occurrences[..end].iter().rev().take(2).find(|it| it.span.touches(offset))
    }

    /// The places of a name.
    pub fn places(&self, name: usize) -> impl Iterator<Item = &Occurrence> {
        self.occurrences.iter().filter(move |it| it.name == name)
    }

    /// The definitions of a name: one, unless a key is written twice.
    pub fn definitions(&self, name: usize) -> impl Iterator<Item = &Occurrence> {
        self.places(name).filter(|it| it.is_definition)
    }
}

/// The first YAML document, the one that is read.
pub(super) fn first(document: &Document) -> Option<syntax::Document<'_>> {
    document.tree().stream(document.text()).documents().next()
}

/// The name in a scalar without its quotes, if they alone are around it.
pub(super) fn inner_span(scalar: Scalar<'_>, text: &Text) -> Span {
    let content = scalar.content_span();
    if text.slice(content) == scalar.cooked() { content } else { scalar.span() }
}

/// The places in `text` where an expression begins, in order.
pub(super) fn expression_starts(text: &Text) -> Vec<u32> {
    let (mut starts, mut at, mut dollar) = (Vec::new(), 0, false);
    for chunk in text.chunks() {
        if dollar && chunk.starts_with('{') {
            starts.push(at - 1);
        }
        starts.extend(chunk.match_indices("${").map(|(found, _)| at + found as u32));
        dollar = if chunk.is_empty() { dollar } else { chunk.ends_with('$') };
        at += chunk.len() as u32;
    }
    starts
}

/// Calls `visit` with each scalar in `value` that holds one of `starts`.
pub(super) fn scalars_at<'a>(value: Value<'a>, starts: &[u32], visit: &mut dyn FnMut(Scalar<'a>)) {
    let inside = |span: Span| {
        let from = starts.partition_point(|at| *at < span.start);
        let to = starts.partition_point(|at| *at < span.end);
        &starts[from..to.max(from)]
    };
    let starts = inside(value.span());
    if starts.is_empty() {
        return;
    }
    match value {
        Value::Mapping(mapping) => {
            mapping
                .entries()
                .filter(|entry| !inside(entry.node().span()).is_empty())
                .filter_map(|entry| entry.value())
                .for_each(|value| scalars_at(value, starts, visit));
        }
        Value::Sequence(sequence) => {
            sequence
                .items()
                .filter(|item| !inside(item.node().span()).is_empty())
                .filter_map(|item| item.value())
                .for_each(|value| scalars_at(value, starts, visit));
        }
        Value::Scalar(scalar) => visit(scalar),
        Value::Alias(_) => {}
    }
}

/// The entries around `offset`, outermost first, without one whose key it is on.
pub(super) fn around(document: &Document, offset: u32) -> Vec<Entry<'_>> {
    let steps = syntax::path_at(document.tree(), document.text(), offset);
    let entries = steps.into_iter().filter_map(|step| match step {
        Step::Entry(entry, part) if !matches!(part, InEntry::Key) => Some(entry),
        _ => None,
    });
    entries.collect()
}

/// The mapping whose key begins at `start`.
pub(super) fn block_of(document: &Document, start: u32) -> Option<Mapping<'_>> {
    let parent = match around(document, start).last() {
        Some(entry) => entry.value()?,
        None => document.root()?,
    };
    holder(parent, start)
}

/// The mapping in `value`, itself or an item of a list in it, one of whose keys begins at `start`.
fn holder(value: Value<'_>, start: u32) -> Option<Mapping<'_>> {
    match value {
        Value::Mapping(mapping) => {
            mapping.entries().any(|entry| entry.key_span().start == start).then_some(mapping)
        }
        Value::Sequence(sequence) => sequence
            .items()
            .filter_map(|item| item.value())
            .filter(|value| value.span().touches(start))
            .find_map(|value| holder(value, start)),
        _ => None,
    }
}
