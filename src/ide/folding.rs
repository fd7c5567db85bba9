//! What can be folded: blocks, items, block scalars, flow collections of several lines, runs of comments,
//! and what stands between `# region` and `# endregion`.

use crate::document::Document;
use crate::ide::sections::{first_line, sections};
use crate::syntax::{Element, Entry, GreenId, Item, Kind, Node, Scalar, Value};
use crate::text::{Encoding, Span, Text};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// What a fold holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoldKind {
    /// A block of YAML.
    Block,
    /// Comment lines.
    Comment,
    /// From `# region` to `# endregion`.
    Region,
}

/// A part that can be folded away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fold {
    /// What is folded. Editors that fold whole lines keep the first one.
    pub span: Span,
    /// Its 0-based first line.
    pub first: u32,
    /// Its 0-based last line, always after the first.
    pub last: u32,
    /// The column where it begins.
    pub start_character: u32,
    /// The column where it ends.
    pub end_character: u32,
    /// What it holds.
    pub kind: FoldKind,
}

/// A comment.
#[derive(Clone, Copy)]
struct Comment {
    span: Span,
    line: u32,
    /// The columns of its ends.
    characters: (u32, u32),
    /// Whether nothing stands before it in its line.
    own_line: bool,
    /// Whether it begins or ends a region.
    region: Option<bool>,
}

/// What was found in one part: folds, and comments, which may go on in the next part.
#[derive(Clone, Default)]
struct Found {
    folds: Vec<Fold>,
    comments: Vec<Comment>,
}

/// What was found in each part, relative to its start, from the last time the folds were asked for.
#[derive(Default)]
pub struct Memo {
    encoding: Encoding,
    parts: FxHashMap<GreenId, Arc<Found>>,
}

/// The folds of `document` by their first lines; at most one begins in a line (the outermost). Columns are
/// counted in `encoding`.
pub fn folds(document: &Document, encoding: Encoding, memo: &mut Memo) -> Vec<Fold> {
    if memo.encoding != encoding {
        *memo = Memo { encoding, parts: FxHashMap::default() };
    }
    let text = document.text();
    let mut all = Folder { text, encoding, found: Found::default() };
    let mut spans = Vec::new();
    let mut kept = FxHashMap::default();
    let block = document.root().and_then(|root| root.as_mapping()).is_some_and(|root| !root.is_flow());
    let sections = if block { sections(document) } else { Vec::new() };
    let known = !sections.is_empty();
    for section in sections {
        let parts: Vec<Entry<'_>> = match section.members {
            Some(members) => {
                all.add(Span::new(section.entry.key_span().start, members.span().end), FoldKind::Block);
                members.entries().collect()
            }
            None => vec![section.entry],
        };
        for entry in parts {
            let span = entry.node().span();
            spans.push(span);
            let Some(line) = first_line(text, entry) else {
                all.part(entry);
                continue;
            };
            let id = entry.id();
            let found = memo.parts.remove(&id).unwrap_or_else(|| {
                let mut part = Folder { text, encoding, found: Found::default() };
                part.part(entry);
                Arc::new(part.found.moved(|at| at - span.start, |number| number - line))
            });
            let Found { folds, comments } = found.moved(|at| at + span.start, |number| number + line);
            all.found.folds.extend(folds);
            all.found.comments.extend(comments);
            kept.insert(id, found);
        }
    }
    memo.parts = kept;
    // What is not a section of ours: other documents of the stream, and files of other kinds.
    for value in document.tree().stream(text).documents().skip(usize::from(known)).filter_map(|d| d.value()) {
        all.value(value, None);
    }
    for span in document.comments_outside(&spans) {
        all.comment(span);
    }
    all.found.comments.sort_by_key(|comment| comment.span.start);
    let Found { mut folds, comments } = all.found;
    add_comments(&comments, &mut folds);
    // Outer ones first where several begin in a line.
    folds.sort_by_key(|fold| (fold.first, std::cmp::Reverse(fold.last)));
    folds.dedup_by_key(|fold| fold.first);
    folds
}

impl Found {
    /// The same at another place: with other offsets and lines.
    fn moved(&self, at: impl Fn(u32) -> u32, line: impl Fn(u32) -> u32) -> Found {
        let span = |span: Span| Span::new(at(span.start), at(span.end));
        let fold = |fold: &Fold| Fold {
            span: span(fold.span),
            first: line(fold.first),
            last: line(fold.last),
            ..*fold
        };
        let comment =
            |comment: &Comment| Comment { span: span(comment.span), line: line(comment.line), ..*comment };
        Found {
            folds: self.folds.iter().map(fold).collect(),
            comments: self.comments.iter().map(comment).collect(),
        }
    }
}

/// Adds the runs of comments and the regions.
fn add_comments(comments: &[Comment], folds: &mut Vec<Fold>) {
    let mut add = |first: &Comment, last: &Comment, kind: FoldKind| {
        if last.line > first.line {
            folds.push(Fold {
                span: Span::new(first.span.start, last.span.end),
                first: first.line,
                last: last.line,
                start_character: if kind == FoldKind::Comment {
                    first.characters.0
                } else {
                    first.characters.1
                },
                end_character: last.characters.1,
                kind,
            });
        }
    };
    let mut regions: Vec<&Comment> = Vec::new();
    let mut run: Option<(&Comment, &Comment)> = None;
    for comment in comments.iter().filter(|comment| comment.own_line) {
        if let Some(begins) = comment.region {
            if begins {
                regions.push(comment);
            } else if let Some(first) = regions.pop() {
                add(first, comment, FoldKind::Region);
            }
        }
        run = match run {
            Some((first, last)) if comment.region.is_none() && comment.line == last.line + 1 => {
                Some((first, comment))
            }
            before => {
                if let Some((first, last)) = before {
                    add(first, last, FoldKind::Comment);
                }
                comment.region.is_none().then_some((comment, comment))
            }
        };
    }
    if let Some((first, last)) = run {
        add(first, last, FoldKind::Comment);
    }
}

/// Whether a scalar may have more than one line.
fn is_long(scalar: Scalar<'_>) -> bool {
    scalar.style().is_block() || (scalar.span().len() > 1 && scalar.raw().contains('\n'))
}

struct Folder<'a> {
    text: &'a Text,
    encoding: Encoding,
    found: Found,
}

impl Folder<'_> {
    /// A fold of `span`, if it is longer than a line. Its first line stays to be seen.
    fn add(&mut self, span: Span, kind: FoldKind) {
        let first = self.text.line_of(span.start);
        let line_end = self.text.line_span(first).end;
        if span.end <= line_end {
            return;
        }
        let end = self.text.position(span.end, self.encoding);
        if end.line > first {
            let start = self.text.position(line_end, self.encoding);
            self.found.folds.push(Fold {
                span: Span::new(line_end, span.end),
                first,
                last: end.line,
                start_character: start.character,
                end_character: end.character,
                kind,
            });
        }
    }

    /// Everything in a section or a member of one.
    fn part(&mut self, entry: Entry<'_>) {
        self.entry(entry);
        self.comments(entry.node());
    }

    fn comments(&mut self, node: Node<'_>) {
        for element in node.children() {
            match element {
                Element::Token { kind: Kind::Comment, span } => self.comment(span),
                Element::Token { .. } => {}
                Element::Node(inner) => self.comments(inner),
            }
        }
    }

    fn comment(&mut self, span: Span) {
        let (start, end) = self.text.range(span, self.encoding);
        let before = Span::new(self.text.line_start(start.line), span.start);
        let own_line = self.text.slice(before).trim().is_empty();
        let comment = self.text.slice(span);
        let word = comment.trim_start_matches('#').split_whitespace().next();
        let region = match word {
            Some("region") => Some(true),
            Some("endregion") => Some(false),
            _ => None,
        };
        let characters = (start.character, end.character);
        self.found.comments.push(Comment { span, line: start.line, characters, own_line, region });
    }

    /// `from` is where the entry or item begins whose value it is.
    fn value(&mut self, value: Value<'_>, from: Option<u32>) {
        match value {
            Value::Mapping(mapping) => {
                let span = mapping.span();
                if let Some(start) = from.or(mapping.is_flow().then_some(span.start)) {
                    self.add(Span::new(start, span.end), FoldKind::Block);
                }
                for entry in mapping.entries() {
                    self.entry(entry);
                }
            }
            Value::Sequence(sequence) => {
                let span = sequence.span();
                if let Some(start) = from.or(sequence.is_flow().then_some(span.start)) {
                    self.add(Span::new(start, span.end), FoldKind::Block);
                }
                for item in sequence.items() {
                    self.item(item);
                }
            }
            Value::Scalar(scalar) => {
                let span = scalar.span();
                if is_long(scalar) {
                    self.add(Span::new(from.unwrap_or(span.start), span.end), FoldKind::Block);
                }
            }
            Value::Alias(_) => {}
        }
    }

    fn entry(&mut self, entry: Entry<'_>) {
        match entry.value() {
            None | Some(Value::Alias(_)) => {}
            // Scalars of one line are most of a file: nothing more is looked up for them.
            Some(Value::Scalar(scalar)) if !is_long(scalar) => {}
            Some(value) => self.value(value, Some(entry.key_span().start)),
        }
    }

    fn item(&mut self, item: Item<'_>) {
        if let Some(value) = item.value() {
            self.value(value, Some(item.dash().map_or(value.span().start, |dash| dash.start)));
        }
    }
}
