//! From an offset to the chain of entries, items and values that touch it. Each step goes through the
//! children by their lengths (long collections are trees of runs), so the cost does not grow with the
//! number of siblings.

use super::Tree;
use super::ast::{Entry, Item, Value};
use super::cursor::{Element, Node};
use super::green::{Child, Kind};
use crate::text::{Span, Text};

/// The part of an entry an offset is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InEntry {
    /// In the key or at either end of it, or between it and its colon.
    Key,
    /// Directly behind the colon.
    Colon,
    /// After the colon: in the value, or where it would stand.
    Value,
}

/// One step from the document to an offset.
#[derive(Debug, Clone, Copy)]
pub enum Step<'a> {
    /// In an entry of a mapping.
    Entry(Entry<'a>, InEntry),
    /// In an item of a sequence.
    Item(Item<'a>),
    /// In a scalar or an alias (or its properties), always the last step; collections show through their
    /// entries and items.
    Value(Value<'a>),
    /// In text that could not be read.
    Junk(Span),
}

/// The chain from the document to the innermost thing that touches `offset`. On blank lines and in
/// comments of their own, nothing does beyond the entries whose lines surround them.
pub fn path_at<'a>(tree: &'a Tree, text: &'a Text, offset: u32) -> Vec<Step<'a>> {
    let mut steps = Vec::new();
    descend(tree.root(text), offset, &mut steps);
    steps
}

fn descend<'a>(node: Node<'a>, offset: u32, steps: &mut Vec<Step<'a>>) -> bool {
    // The child that holds the offset, and the one that ends there.
    let mut before = None;
    let mut at = node.start;
    for child in &node.green.children {
        let end = at + child.len();
        if end >= offset && at <= offset {
            if end > offset {
                if visit(child, at, node, offset, steps) {
                    return true;
                }
                break;
            }
            before = Some((child, at));
        } else if at > offset {
            break;
        }
        at = end;
    }
    before.is_some_and(|(child, at)| visit(child, at, node, offset, steps))
}

fn visit<'a>(child: &'a Child, start: u32, parent: Node<'a>, offset: u32, steps: &mut Vec<Step<'a>>) -> bool {
    match child {
        Child::Token(kind, len) => {
            let span = Span::new(start, start + len);
            match kind {
                Kind::Junk => steps.push(Step::Junk(span)),
                kind if kind.is_value() => {
                    steps.extend(Value::of(Element::Token { kind: *kind, span }, parent).map(Step::Value));
                }
                Kind::Anchor | Kind::Tag => {
                    steps.extend(Value::of_decorated(parent).map(Step::Value));
                }
                // Punctuation: what ends before it counts.
                _ => return false,
            }
            true
        }
        Child::Node(green) => {
            let node = Node::new(green, start, parent.text);
            match green.kind {
                Kind::Entry => entry(node, offset, steps),
                Kind::Item => {
                    if !in_content(node, offset) {
                        return false;
                    }
                    steps.push(Step::Item(Item { node }));
                    descend(node, offset, steps);
                    true
                }
                Kind::BlockScalar => {
                    steps.extend(Value::of(Element::Node(node), parent).map(Step::Value));
                    true
                }
                Kind::Error => {
                    if in_content(node, offset) && !descend(node, offset, steps) {
                        steps.push(Step::Junk(Span::new(node.content_start(), node.content_end())));
                    }
                    in_content(node, offset)
                }
                _ => descend(node, offset, steps),
            }
        }
    }
}

/// Whether `offset` is behind the leading space of `node` and not on the line after it.
fn in_content(node: Node<'_>, offset: u32) -> bool {
    let end = node.span().end;
    let next_line = offset == end
        && end > 0
        && matches!(node.text.byte(end - 1), Some(b'\n' | b'\r'))
        && end > node.start;
    offset >= node.content_start() && !next_line
}

fn entry<'a>(node: Node<'a>, offset: u32, steps: &mut Vec<Step<'a>>) -> bool {
    if !in_content(node, offset) {
        return false;
    }
    let entry = Entry { node };
    let key = entry.key_span();
    let place = match entry.colon() {
        Some(colon) if offset <= colon.start => InEntry::Key,
        Some(colon) if offset == colon.end => InEntry::Colon,
        None if offset <= key.end => InEntry::Key,
        _ => InEntry::Value,
    };
    steps.push(Step::Entry(entry, place));
    descend(node, offset, steps);
    true
}
