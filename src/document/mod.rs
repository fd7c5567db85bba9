//! A parsed file as its meaning: which kind of file it is, its units, and what the names in it lead to.
//!
//! A [`Document`] is one immutable version: text, tree, kind. Everything else is computed from it on
//! demand, per unit, so that a keystroke costs what it changes.

pub mod cron;
pub mod decimal;
pub mod evaluate;
pub mod expression;
mod files;
mod function;
mod kind;
mod members;
mod merge;
mod resolver;
mod unit;
mod view;

pub use files::{FileType, Files, MOST_LISTED, MOST_READ, NoFiles, TableFiles};
pub use function::{Format, Function};
pub use kind::{Edition, FileKind};
pub use resolver::{Identity, Names, OutputUse, Read, Resolver, f_function, has_unseen_props, props};
pub use unit::{Component, Unit, UnitKind, split_sections};
pub use view::{Field, Origin, ValueType, View};

use crate::document::members::Members;
use crate::syntax::{self, Anchors, Element, Node, Tree, Value};
use crate::text::{Edit, Span, Text};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// One version of a file: text, tree, and what it means. Immutable and cheap to clone.
#[derive(Clone)]
pub struct Document {
    text: Text,
    tree: Tree,
    kind: FileKind,
    path: Option<PathBuf>,
    files: Arc<dyn Files>,
    /// The members of its sections, once somebody has asked.
    members: OnceLock<Arc<Members>>,
    /// Those of a version before this one.
    members_before: Option<Arc<Members>>,
}

impl Document {
    /// Parses `text`, the file at `path` (absolute, if it is known).
    pub fn new(path: Option<PathBuf>, text: Text, files: Arc<dyn Files>) -> Document {
        let tree = syntax::parse(&text);
        Document::assemble(path, text, tree, files, None)
    }

    /// The document after `edit`, re-parsed where it changed.
    pub fn edited(&self, edit: &Edit) -> Document {
        let mut text = self.text.clone();
        let replaced = text.apply(edit);
        let tree = self.tree.reparse(&text, replaced, edit.text.len() as u32);
        let members = self.members.get().or(self.members_before.as_ref()).cloned();
        Document::assemble(self.path.clone(), text, tree, self.files.clone(), members)
    }

    fn assemble(
        path: Option<PathBuf>,
        text: Text,
        tree: Tree,
        files: Arc<dyn Files>,
        members_before: Option<Arc<Members>>,
    ) -> Document {
        let members = OnceLock::new();
        let mut document =
            Document { text, tree, kind: FileKind::NotOurs, path, files, members, members_before };
        document.kind = kind::detect(document.root(), document.path.as_deref());
        document
    }

    /// The text.
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// The tree.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// What kind of file it is.
    pub fn kind(&self) -> FileKind {
        self.kind
    }

    /// The absolute path, if there is one.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The file system it was opened with.
    pub fn files(&self) -> &dyn Files {
        &*self.files
    }

    /// The value of the first YAML document of the file, which is the one the tools read.
    pub fn root(&self) -> Option<Value<'_>> {
        self.first()?.value()
    }

    /// The first YAML document of the file.
    fn first(&self) -> Option<syntax::Document<'_>> {
        self.tree.stream(&self.text).documents().next()
    }

    /// The anchors of the first YAML document.
    pub(crate) fn anchors(&self) -> Anchors<'_> {
        self.first().map(syntax::anchors).unwrap_or_default()
    }

    /// What the members of the sections that are split into units tell by themselves.
    pub(crate) fn members(&self) -> &Members {
        self.members
            .get_or_init(|| Members::of(self.kind, self.root(), self.members_before.as_deref()).into())
    }

    /// The component that `value`, the value of a `component` key, means; expressions over `vars` are
    /// resolved.
    pub fn component(&self, value: Option<Value<'_>>) -> Option<Component> {
        unit::component(self, value)
    }

    /// The comments that lie in none of `spans`, which are in the order of the text.
    pub fn comments_outside(&self, spans: &[Span]) -> Vec<Span> {
        let mut found = Vec::new();
        collect_outside(self.tree.root(&self.text), spans, &mut found);
        found
    }

    /// The units in the order of the text; none in a file that is not ours.
    pub fn units(&self) -> Vec<Unit<'_>> {
        unit::units(self, self.text.span())
    }

    /// The units that touch `range`, in the order of the text.
    pub fn units_in(&self, range: Span) -> Vec<Unit<'_>> {
        unit::units(self, range)
    }

    /// The unit whose tree holds all of `span`.
    pub fn unit_around(&self, span: Span) -> Option<Unit<'_>> {
        self.units_in(span).into_iter().find(|unit| unit.span().contains_span(span))
    }
}

fn collect_outside(node: Node<'_>, spans: &[Span], found: &mut Vec<Span>) {
    for element in node.children() {
        match element {
            Element::Token { kind: syntax::Kind::Comment, span } => found.push(span),
            Element::Token { .. } => {}
            Element::Node(inner) => {
                let span = inner.span();
                let unit = spans
                    .binary_search_by_key(&(span.start, span.end), |unit| (unit.start, unit.end))
                    .is_ok();
                if !unit {
                    collect_outside(inner, spans, found);
                }
            }
        }
    }
}
