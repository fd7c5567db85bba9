//! Taking over unchanged parts of the tree before an edit. The parser runs from the root as ever, but
//! at the head of every block collection's loop it looks whether the old collection has an entry that
//! begins exactly here, and takes over as many of the following ones as are certainly the same:
//!
//! - before the edit: those that end before the two last lines with text ahead of the edit (a line
//!   can decide how the one before it ends, in recovery the one before that), and carry no mistake;
//! - after the edit: all whose line begins after it.
//!
//! What is read after all (the first child begins inside a line) but comes out the same gives its place to the old node.
//!
//! An old collection counts only if its entries stood at the same column and as deep; entries with
//! mistakes only if the parent's column is the same too, and what stands before is as it was.

use super::{MAX_NODES, Parser};
use crate::syntax::green::{Child, Green, Kind};
use crate::syntax::source::Source;
use crate::text::{Span, Text};
use std::sync::Arc;

/// The tree before an edit, and the edit.
pub(in crate::syntax) struct Change<'a> {
    root: &'a Arc<Green>,
    /// What was replaced, in the old text.
    old: Span,
    new_len: u32,
    /// Old nodes that end here or before and carry no mistake are the same.
    safe: u32,
    /// How many lines without their indentation the old tree has at most.
    pub(super) outliers: usize,
}

/// A node of the old tree and where it stood.
#[derive(Clone, Copy)]
pub(super) struct Old<'a> {
    pub node: &'a Arc<Green>,
    pub start: u32,
}

/// The old collection that the one being read is made from.
pub(super) struct Hint<'a> {
    kind: Kind,
    context: u32,
    depth: u32,
    old: Option<Old<'a>>,
    /// Whether it is the one in the same place, with the same columns in all that is around it, and
    /// all that began before the edit.
    same: bool,
}

/// In the context of a collection: nothing is around it. What stands beside such a list is taken for one of its items.
const OUTERMOST: u32 = 0x8000;

/// Whether the entries of an old collection may be those of one of this kind and context: they stood at
/// the same column. (The parent's column decides only where the collection ends.)
fn may_stand(node: &Green, kind: Kind, context: u32) -> bool {
    let column = context >> 16;
    let as_far_out = kind != Kind::Sequence || (node.context ^ context) & OUTERMOST == 0;
    let is_inside = column > context & !OUTERMOST & 0xffff;
    node.kind == kind && node.context >> 16 == column && column != 0xffff && is_inside && as_far_out
}

impl<'a> Change<'a> {
    pub fn new(root: &'a Arc<Green>, outliers: usize, text: &Text, old: Span, new_len: u32) -> Self {
        Change { root, old, new_len, safe: safe_end(text, old.start), outliers }
    }

    /// Where the new offset `pos` was in the old text.
    fn old_offset(&self, pos: u32) -> Option<u32> {
        if pos <= self.old.start {
            Some(pos)
        } else if pos >= self.old.start + self.new_len {
            Some(pos - self.new_len - self.old.start + self.old.end)
        } else {
            None
        }
    }
}

/// The start of the second-last line with text among the lines that are wholly before `offset`.
fn safe_end(text: &Text, offset: u32) -> u32 {
    let src = Source::new(text);
    let mut found = 0;
    let mut start = offset;
    while start > 0 && !matches!(src.at(start - 1), b'\n' | b'\r') {
        start -= 1;
    }
    while start > 0 {
        let mut line = start - 1;
        while line > 0 && !matches!(src.at(line - 1), b'\n' | b'\r') {
            line -= 1;
        }
        let at = src.skip_space(line);
        if !src.is_eol(at) && src.at(at) != b'#' && !src.is_conflict(line) {
            found += 1;
            if found == 2 {
                return line;
            }
        }
        start = line;
    }
    0
}

impl<'a> Parser<'a> {
    /// What the parser knows at the begin of a collection, packed.
    pub(super) fn enter(&mut self, column: i32, n: i32) -> u32 {
        self.depth += 1;
        let short = |column: i32, most: i32| (column + 1).clamp(0, most) as u32;
        let outermost = if self.depth == 1 { OUTERMOST } else { 0 };
        (short(column, 0xffff) << 16) | short(n, 0x7fff) | outermost
    }

    /// The old collection that may stand here, if its entries stood at the same column.
    pub(super) fn take_hint(&mut self, kind: Kind, context: u32) -> Hint<'a> {
        let old = self.hint.take().filter(|old| may_stand(old.node, kind, context));
        // Columns further right are not told apart.
        let is_exact = context & 0x7fff != 0x7fff;
        let same = self.hint_is_same && is_exact && old.is_some_and(|old| old.node.context == context);
        Hint { kind, context, depth: self.depth, old, same }
    }

    /// Sets the hint for the collection inside the entry or item that begins here.
    pub(super) fn hint_for(&mut self, hint: &Hint<'a>) {
        let before = self.change.as_ref().is_some_and(|change| self.pos < change.old.start);
        self.hint_is_same = hint.same && before;
        self.hint = hint.old.and_then(|old| {
            let at = self.change.as_ref()?.old_offset(self.pos)?;
            let entry = child_at(old, at)?;
            matches!(entry.node.kind, Kind::Entry | Kind::Item).then(|| value_of(entry)).flatten()
        });
    }

    /// Looks for an old collection elsewhere in the tree that went on here, where the edit has
    /// changed what is inside what.
    fn find_hint(&self, hint: &Hint<'a>) -> Option<Old<'a>> {
        let change = self.change.as_ref()?;
        if self.pos <= change.old.start + change.new_len {
            return None;
        }
        let at = change.old_offset(self.pos)?;
        let (mut old, mut depth, mut collection) = (self.old_root()?, 0, None);
        loop {
            let mut start = old.start;
            let child = old.node.children.iter().find(|child| {
                start += child.len();
                start > at
            })?;
            let Child::Node(node) = child else { return None };
            let inner = Old { node, start: start - node.len };
            match node.kind {
                Kind::Run if inner.start == at => return collection,
                Kind::Entry | Kind::Item | Kind::Error if inner.start == at => return collection,
                Kind::Mapping | Kind::Sequence => {
                    depth += 1;
                    let fits = depth == hint.depth && may_stand(node, hint.kind, hint.context);
                    collection = fits.then_some(inner);
                }
                Kind::Decorated => depth += 1,
                _ => {}
            }
            old = inner;
        }
    }

    /// Where the child of the old collection that begins here ends, in the new text, if it lies wholly
    /// behind the edit.
    pub(super) fn old_child(&self, hint: &Hint<'a>) -> Option<u32> {
        let change = self.change.as_ref()?;
        if self.pos <= change.old.start + change.new_len {
            return None;
        }
        let child = child_at(hint.old?, change.old_offset(self.pos)?)?;
        Some(self.pos + child.node.len)
    }

    /// The old child that begins here, if its text is as it was.
    pub(super) fn twin(&self, hint: &Hint<'a>) -> Option<Old<'a>> {
        let change = self.change.as_ref()?;
        let child = child_at(hint.old?, change.old_offset(self.pos)?)?;
        let (start, end) = (child.start, child.start + child.node.len);
        (end <= change.old.start || start > change.old.end).then_some(child)
    }

    /// The first child of a collection, which begins inside a line, and the children beside an edit are read anew each
    /// time. Where one comes out as its `twin` was, the twin takes its place, so that whoever goes by identity knows it.
    pub(super) fn keep(&mut self, twin: Option<Old<'a>>) {
        if let (Some(twin), Some(Child::Node(node))) = (twin, self.children.last_mut())
            && alike(node, twin.node)
        {
            *node = twin.node.clone();
        }
    }

    /// Takes over what can be from the old collection at this place; says whether anything was.
    /// `settled` is how many children just before are as they were, behind the edit.
    pub(super) fn reuse(&mut self, hint: &mut Hint<'a>, settled: &mut usize) -> bool {
        if self.change.is_none() || self.is_full() {
            return false;
        }
        if hint.old.is_none() {
            hint.old = self.find_hint(hint);
        }
        let Some(collection) = hint.old else { return false };
        let Some(change) = &self.change else { return false };
        let Some(at) = change.old_offset(self.pos) else { return false };
        let shift = i64::from(self.pos) - i64::from(at);
        let mut copy = Copy {
            end: at,
            safe: change.safe,
            after: self.pos == self.line_start,
            edit: change.old,
            outliers: self.outliers.iter().map(|it| i64::from(it.start) - shift).collect(),
            // Which lines are misplaced is found afresh wherever there were some.
            broken: hint.same && change.outliers == 0,
            settled: *settled,
            nodes: self.nodes,
        };
        copy.node(collection, &mut self.children);
        if copy.end > at {
            (self.pos, self.line_start) = (self.pos + copy.end - at, self.pos + copy.end - at);
            // A line between the columns of the collection and of what is inside the last child: whether that line is
            // [misplaced](Parser::misplaced) is found inside.
            let column = (hint.context >> 16) as i32 - 1;
            let look = self.look();
            if !look.end
                && look.column > column
                && let Some(last) = self.children.pop()
            {
                copy.take_back(&last);
                (self.pos, self.line_start) = (self.pos - last.len(), self.pos - last.len());
            }
        }
        *settled = copy.settled;
        self.nodes = copy.nodes;
        copy.end > at
    }

    pub(super) fn old_root(&self) -> Option<Old<'a>> {
        self.change.as_ref().map(|change| Old { node: change.root, start: 0 })
    }

    /// The part of the old tree for the value of the document that begins at `start`, if no
    /// directive may have changed.
    pub(super) fn hint_for_document(&mut self, start: u32, plain: bool) {
        self.hint_is_same = true;
        self.hint = self.old_root().and_then(|root| {
            let change = self.change.as_ref()?;
            let document = child_at(root, change.old_offset(start)?)?;
            let same = plain && !document.node.children.iter().any(|c| c.kind() == Kind::Directive);
            (document.node.kind == Kind::Document && same).then(|| value_of(document)).flatten()
        });
    }
}

/// Whether two nodes over the same text are the same in all that they hold.
fn alike(a: &Arc<Green>, b: &Arc<Green>) -> bool {
    let same = |(a, b): (&Child, &Child)| match (a, b) {
        (Child::Node(a), Child::Node(b)) => alike(a, b),
        (Child::Token(a, long), Child::Token(b, other)) => a == b && long == other,
        _ => false,
    };
    Arc::ptr_eq(a, b)
        || (a.kind, a.level, a.len, a.nodes, a.context) == (b.kind, b.level, b.len, b.nodes, b.context)
            && (a.has_error, a.has_names) == (b.has_error, b.has_names)
            && a.errors == b.errors
            && a.children.len() == b.children.len()
            && a.children.iter().zip(&b.children).all(same)
}

struct Copy {
    end: u32,
    safe: u32,
    after: bool,
    edit: Span,
    /// Where lines begin that stay inside what they would close: what ends there is read again.
    outliers: Vec<i64>,
    /// Whether children with mistakes can be taken over at all: whether a line is [misplaced]
    /// depends on what stands before the header of its collection.
    ///
    /// [misplaced]: Parser::misplaced
    broken: bool,
    /// How many children just before are as they were. For the same reason there must be two of them
    /// before one with mistakes.
    settled: usize,
    /// How many nodes were finished.
    nodes: u32,
}

impl Copy {
    /// Copies children of `old` from `self.end` on; says whether to go on behind it.
    fn node(&mut self, old: Old<'_>, into: &mut Vec<Child>) -> bool {
        let mut at = old.start;
        for child in &old.node.children {
            let end = at + child.len();
            if end <= self.end {
                at = end;
                continue;
            }
            let run = match child {
                Child::Node(node) if node.kind == Kind::Run => Some(node),
                _ => None,
            };
            if at == self.end && self.is_same(child, at, end) {
                if at > self.edit.end {
                    self.settled += run.map_or(1, |run| run.children.len());
                }
                self.nodes += child.nodes();
                into.push(child.clone());
                self.end = end;
                at = end;
                continue;
            }
            match run {
                Some(node) => {
                    if !self.node(Old { node, start: at }, into) {
                        return false;
                    }
                }
                None => return false,
            }
            at = end;
        }
        true
    }

    /// Makes undone that `child`, the last one, was copied.
    fn take_back(&mut self, child: &Child) {
        self.end -= child.len();
        self.nodes -= child.nodes();
        if self.end > self.edit.end {
            let count = match child {
                Child::Node(node) if node.kind == Kind::Run => node.children.len(),
                _ => 1,
            };
            self.settled = self.settled.saturating_sub(count);
        }
    }

    /// Whether a fresh parse would read the old child at `at..end` just so.
    fn is_same(&self, child: &Child, at: u32, end: u32) -> bool {
        let before = end <= self.safe && !child.has_error();
        let after =
            self.after && at > self.edit.end && (!child.has_error() || (self.broken && self.settled >= 2));
        let (from, to) = (i64::from(at), i64::from(end));
        let fits = self.nodes + child.nodes() < MAX_NODES;
        fits && (before || after) && !self.outliers.iter().any(|outlier| from < *outlier && *outlier <= to)
    }
}

/// The child of `old` that begins exactly at `at`, runs looked through.
fn child_at(old: Old<'_>, at: u32) -> Option<Old<'_>> {
    let mut start = old.start;
    for child in &old.node.children {
        let end = start + child.len();
        if at < end {
            let Child::Node(node) = child else { return None };
            let inner = Old { node, start };
            if node.kind == Kind::Run {
                return child_at(inner, at);
            }
            return (start == at).then_some(inner);
        }
        start = end;
    }
    None
}

/// The block collection that is the value of an entry, an item or a document.
fn value_of(old: Old<'_>) -> Option<Old<'_>> {
    let mut start = old.start;
    let mut found = None;
    for child in &old.node.children {
        if let Child::Node(node) = child {
            match node.kind {
                Kind::Mapping | Kind::Sequence => found = Some(Old { node, start }),
                Kind::Decorated => found = value_of(Old { node, start }).or(found),
                _ => {}
            }
        }
        start += child.len();
    }
    found
}
