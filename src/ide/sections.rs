//! The parts of a file whose answers are kept while their trees stay the same: top-level entries, and the
//! members of those that hold functions, resources and the like.

use crate::document::{Document, FileKind, split_sections};
use crate::syntax::{Entry, Mapping, Value};
use crate::text::Text;
use std::borrow::Cow;

/// A top-level entry.
pub struct Section<'a> {
    /// Its key; empty if that is no scalar.
    pub name: Cow<'a, str>,
    /// Its tree.
    pub entry: Entry<'a>,
    /// The mapping of functions, resources, templates …, each a part of its own; `None` for a section that
    /// is one part.
    pub members: Option<Mapping<'a>>,
}

/// The top-level entries of `document` in order; none in a file that is not ours.
pub fn sections(document: &Document) -> Vec<Section<'_>> {
    let Some(Value::Mapping(root)) = document.root().filter(|_| document.kind() != FileKind::NotOurs) else {
        return Vec::new();
    };
    let split = split_sections(document.kind());
    let section = |entry| {
        let name = Entry::key_text(&entry).unwrap_or_default();
        let split = split.contains(&name.as_ref());
        let members = entry.value().filter(|_| split).and_then(|value| value.as_mapping());
        Section { name, entry, members }
    };
    root.entries().map(section).collect()
}

/// The first line of a part whose columns depend on nothing before it: it begins a line of its own.
/// Only then its positions may be kept relative to that line.
pub fn first_line(text: &Text, entry: Entry<'_>) -> Option<u32> {
    let start = entry.node().span().start;
    let line = text.line_of(start);
    (text.line_start(line) == start).then_some(line)
}
