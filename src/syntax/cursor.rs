//! Red cursors: a green node together with where it stands and the text. They are made on demand and
//! copied freely.

use super::green::{Child, Flat, Green, Kind};
use crate::text::{Span, Text};
use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// A node of the tree at its place in the text.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    pub(super) green: &'a Arc<Green>,
    pub(super) start: u32,
    pub(super) text: &'a Text,
}

impl std::fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}@{:?}", self.kind(), self.span())
    }
}

/// A child of a node.
#[derive(Debug, Clone, Copy)]
pub enum Element<'a> {
    /// An interior node.
    Node(Node<'a>),
    /// A leaf.
    Token {
        /// What it is.
        kind: Kind,
        /// Where it stands.
        span: Span,
    },
}

impl Element<'_> {
    /// What it is.
    pub fn kind(&self) -> Kind {
        match self {
            Element::Node(node) => node.kind(),
            Element::Token { kind, .. } => *kind,
        }
    }

    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            Element::Node(node) => node.span(),
            Element::Token { span, .. } => *span,
        }
    }
}

/// The identity of an unchanged part of a file across versions: as long as a part is taken over by
/// [`super::Tree::reparse`], its id is equal. Holding an id keeps the node alive, so ids never recur.
#[derive(Debug, Clone)]
pub struct GreenId(Arc<Green>);

impl PartialEq for GreenId {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for GreenId {}

impl Hash for GreenId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Arc::as_ptr(&self.0).hash(state);
    }
}

impl<'a> Node<'a> {
    pub(super) fn new(green: &'a Arc<Green>, start: u32, text: &'a Text) -> Self {
        Node { green, start, text }
    }

    /// What it is.
    pub fn kind(&self) -> Kind {
        self.green.kind
    }

    /// Where it stands, with the space and comments that belong to it.
    pub fn span(&self) -> Span {
        Span::new(self.start, self.start + self.green.len)
    }

    /// Its text.
    pub fn text(&self) -> Cow<'a, str> {
        self.text.slice(self.span())
    }

    /// Its identity across versions of the file.
    pub fn id(&self) -> GreenId {
        GreenId(self.green.clone())
    }

    /// Whether its identity is `id`.
    pub fn has_id(&self, id: &GreenId) -> bool {
        Arc::ptr_eq(self.green, &id.0)
    }

    /// Whether it or anything below carries a mistake.
    pub fn has_errors(&self) -> bool {
        self.green.has_error
    }

    /// Its children in order.
    pub fn children(self) -> impl Iterator<Item = Element<'a>> + Clone + 'a {
        let text = self.text;
        let mut at = self.start;
        Flat::new(self.green).map(move |child| {
            let start = at;
            at += child.len();
            match child {
                Child::Node(green) => Element::Node(Node { green, start, text }),
                Child::Token(kind, len) => {
                    Element::Token { kind: *kind, span: Span::new(start, start + len) }
                }
            }
        })
    }

    /// Where its first meaningful token begins.
    pub(super) fn content_start(&self) -> u32 {
        content_start(self.green, self.start).unwrap_or(self.start + self.green.len)
    }

    /// Where its last meaningful token ends.
    pub(super) fn content_end(&self) -> u32 {
        content_end(self.green, self.start + self.green.len, self.text).unwrap_or(self.start)
    }
}

fn content_start(green: &Green, start: u32) -> Option<u32> {
    let mut at = start;
    for child in &green.children {
        match child {
            Child::Token(kind, _) if kind.is_trivia() => {}
            Child::Token(..) => return Some(at),
            Child::Node(node) => {
                if let Some(found) = content_start(node, at) {
                    return Some(found);
                }
            }
        }
        at += child.len();
    }
    None
}

fn content_end(green: &Green, end: u32, text: &Text) -> Option<u32> {
    let mut at = end;
    for child in green.children.iter().rev() {
        let start = at - child.len();
        match child {
            Child::Token(Kind::BlockText, _) => {
                if let Some(end) = trimmed_end(text, start, at) {
                    return Some(end);
                }
            }
            Child::Token(kind, _) if kind.is_trivia() => {}
            Child::Token(..) => return Some(at),
            Child::Node(node) => {
                if let Some(found) = content_end(node, at, text) {
                    return Some(found);
                }
            }
        }
        at = start;
    }
    None
}

/// The end of the text in `start..end` without white space at its end; `None` if there is only that.
fn trimmed_end(text: &Text, start: u32, end: u32) -> Option<u32> {
    let mut at = end;
    while at > start && matches!(text.byte(at - 1), Some(b' ' | b'\t' | b'\n' | b'\r')) {
        at -= 1;
    }
    (at > start).then_some(at)
}

/// The comments in `node`: spans of `# …` without the line break, in order.
pub fn comments<'a>(node: Node<'a>) -> impl Iterator<Item = Span> + 'a {
    let mut stack: Vec<Box<dyn Iterator<Item = Element<'a>> + 'a>> = vec![Box::new(node.children())];
    std::iter::from_fn(move || {
        loop {
            match stack.last_mut()?.next() {
                None => drop(stack.pop()),
                Some(Element::Node(inner)) => stack.push(Box::new(inner.children())),
                Some(Element::Token { kind: Kind::Comment, span }) => return Some(span),
                Some(Element::Token { .. }) => {}
            }
        }
    })
}
