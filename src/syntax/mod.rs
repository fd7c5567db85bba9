//! YAML as a lossless tree. [`parse`] never fails: every byte of the file is in the tree, and what
//! cannot be read is a mistake on an otherwise whole tree. After an edit, [`Tree::reparse`] gives the
//! same tree as a fresh parse in a time that does not grow with the file.
//!
//! [`Stream`], [`Document`], [`Value`] and the rest are typed views: cheap cursors made on demand.

mod ast;
mod cook;
mod cursor;
pub mod edit;
mod error;
mod events;
mod green;
mod json;
mod parser;
mod path;
mod resolve;
mod source;

pub use ast::{Alias, Document, Entry, Item, Mapping, Scalar, ScalarStyle, Sequence, Stream, Value};
pub use cook::Origins;
pub use cursor::{Element, GreenId, Node, comments};
pub use error::{SyntaxError, SyntaxErrorKind};
pub use events::events;
pub use green::Kind;
pub use json::{Anchors, UndefinedAlias, ValueError, anchors, to_json};
pub use path::{InEntry, Step, path_at};
pub use resolve::{Resolved, is_yaml11_bool, resolve_plain};

use crate::text::{Span, Text};
use green::{Child, Green};
use std::sync::Arc;

/// The tree of one version of a file. Cloning is cheap.
#[derive(Debug, Clone)]
pub struct Tree {
    root: Arc<Green>,
    /// How many lines at most the parser found to have lost their indentation.
    outliers: usize,
}

/// The most mistakes [`Tree::errors`] lists.
const MAX_ERRORS: usize = 1000;

/// Reads `text` as YAML.
pub fn parse(text: &Text) -> Tree {
    let (root, outliers) = parser::parse(text, None);
    Tree { root, outliers }
}

impl PartialEq for Tree {
    /// Whether the trees have the same structure and the same mistakes.
    fn eq(&self, other: &Tree) -> bool {
        self.root.same(&other.root)
    }
}

impl Tree {
    /// The tree of `text`, made from this one by the edit that replaced `old` (a span of the old text,
    /// the one really replaced) by `new_len` bytes of `text`. It equals `parse(text)`.
    pub fn reparse(&self, text: &Text, old: Span, new_len: u32) -> Tree {
        let expected = u64::from(self.root.len) - u64::from(old.len()) + u64::from(new_len);
        if u64::from(text.len()) != expected || old.end > self.root.len {
            return parse(text);
        }
        let change = parser::Change::new(&self.root, self.outliers, text, old, new_len);
        let (root, outliers) = parser::parse(text, Some(change));
        Tree { root, outliers }
    }

    /// The documents of the file.
    pub fn stream<'a>(&'a self, text: &'a Text) -> Stream<'a> {
        Stream::new(self.root(text))
    }

    /// The node of the whole file.
    pub fn root<'a>(&'a self, text: &'a Text) -> Node<'a> {
        Node::new(&self.root, 0, text)
    }

    /// Whether anything is wrong with the YAML.
    pub fn has_errors(&self) -> bool {
        self.root.has_error
    }

    /// About how many bytes of memory the tree takes, allocator overhead left out.
    pub fn heap_size(&self) -> usize {
        self.root.heap_size()
    }

    /// The mistakes in the order of the file, at most 1000. Only broken parts are visited.
    pub fn errors(&self) -> Vec<SyntaxError> {
        let mut found = Vec::new();
        collect(&self.root, 0, &mut found);
        found.sort_by_key(|error: &SyntaxError| (error.span.start, error.span.end));
        found.dedup();
        found
    }
}

fn collect(node: &Green, start: u32, found: &mut Vec<SyntaxError>) {
    for error in node.errors.iter().flat_map(|errors| errors.iter()) {
        if found.len() < MAX_ERRORS {
            found.push(SyntaxError { span: error.span.shifted(start), kind: error.kind });
        }
    }
    let mut at = start;
    for child in &node.children {
        if found.len() >= MAX_ERRORS {
            return;
        }
        if let Child::Node(inner) = child
            && inner.has_error
        {
            collect(inner, at, found);
        }
        at += child.len();
    }
}
