//! The parser: recursive descent over the bytes of the rope, guided by indentation. It never fails;
//! what it cannot read becomes junk tokens and error nodes, and indentation tells where to go on.
//! `docs/grammar.md` writes down the rules.
//!
//! Finished children wait on one stack; [`Parser::finish`] takes everything above a mark into a node.

mod block;
mod document;
mod flow;
mod recovery;
mod reuse;
mod scalar;

pub(super) use reuse::Change;

use super::SyntaxErrorKind as E;
use super::green::{Child, Green, GreenError, Kind};
use super::source::Source;
use crate::text::{Span, Text};
use reuse::Old;
use std::sync::Arc;

/// Collections nested deeper than this are not read.
pub(super) const MAX_DEPTH: u32 = 200;
/// Trees of more nodes than this are cut off, so that no file takes more than about 200 MB. A file of
/// ordinary lines reaches it at about 20 MB.
pub(super) const MAX_NODES: u32 = 1_000_000;
/// After this many lines that lost their indentation, no more are looked for.
const MAX_OUTLIERS: usize = 16;
/// The longest implicit key YAML allows, in bytes here.
const MAX_KEY: u32 = 1024;

/// Reads `text`; with `change`, parts of the tree before it are taken over. Gives the tree and how many
/// lines have lost their indentation in it.
pub(super) fn parse(text: &Text, change: Option<Change<'_>>) -> (Arc<Green>, usize) {
    let known = change.as_ref().map_or(0, |change| change.outliers);
    let mut change = change.filter(|_| known < MAX_OUTLIERS);
    let mut outliers = Vec::new();
    let mut passes = 0;
    loop {
        let mut parser = Parser::new(text, change.take(), outliers);
        parser.exhausted = passes >= MAX_OUTLIERS;
        let tree = parser.stream();
        outliers = parser.outliers;
        change = parser.change;
        passes += 1;
        match parser.found {
            // What was taken over hides none: such a line is a mistake, and where the old tree had one, nothing with a
            // mistake is taken over.
            None => return (tree, passes - 1),
            // Only so many are looked for: which ones, a fresh parse says.
            Some(_) if change.is_some() && passes >= MAX_OUTLIERS => {
                (change, outliers, passes) = (None, Vec::new(), 0);
            }
            Some(outlier) => {
                // Those behind it were found in a structure that will not be.
                outliers.retain(|known: &Outlier| known.start < outlier.start);
                outliers.push(outlier);
            }
        }
    }
}

impl<'a> Parser<'a> {
    fn new(text: &'a Text, change: Option<Change<'a>>, outliers: Vec<Outlier>) -> Self {
        Parser {
            src: Source::new(text),
            pos: 0,
            line_start: 0,
            children: Vec::new(),
            errors: Vec::new(),
            depth: 0,
            nodes: 0,
            in_recovery: false,
            outlier: false,
            handles: Vec::new(),
            change,
            hint: None,
            hint_is_same: false,
            entry: None,
            outliers,
            found: None,
            exhausted: false,
        }
    }
}

struct Parser<'a> {
    src: Source<'a>,
    pos: u32,
    line_start: u32,
    children: Vec<Child>,
    errors: Vec<(Span, E)>,
    depth: u32,
    /// How many nodes were finished.
    nodes: u32,
    /// Whether an unclosed flow collection is read a second time, ending at the first line that looks
    /// like a key of the surrounding block.
    in_recovery: bool,
    /// Whether the entry that begins here has lost its indentation: nothing below belongs to it.
    outlier: bool,
    /// The tag handles of the document, `!e!` and the like.
    handles: Vec<Vec<u8>>,
    change: Option<Change<'a>>,
    /// The collection of the old tree that may stand where the next one is read.
    hint: Option<Old<'a>>,
    /// Whether all around the hint has the same columns as what is around the next collection.
    hint_is_same: bool,
    /// The entry that is being read.
    entry: Option<Opened>,
    /// Lines known to have lost their indentation, from earlier passes.
    outliers: Vec<Outlier>,
    /// The line found in this pass; the pass is given up.
    found: Option<Outlier>,
    /// Whether no more of them are looked for.
    exhausted: bool,
}

/// A line with nested lines that lost its indentation: what comes after it fits only what it closed.
#[derive(Debug, Clone, Copy)]
struct Outlier {
    /// Where its entry begins, blank and comment lines included.
    start: u32,
    /// It belongs to the innermost collection left of this column.
    below: i32,
}

/// Where an entry begins, in the text and on the stack of finished children.
#[derive(Clone, Copy)]
struct Opened {
    start: u32,
    children: usize,
}

/// Where a node begins on the stack of finished children.
#[derive(Clone, Copy)]
struct Mark {
    children: usize,
    errors: usize,
    nodes: u32,
    pos: u32,
    line_start: u32,
}

/// The next thing that is neither space nor comment.
#[derive(Clone, Copy)]
struct Look {
    pos: u32,
    /// Where its line starts.
    line_start: u32,
    /// Its column; a tab counts as two.
    column: i32,
    /// The spaces its line begins with.
    spaces: i32,
    /// Whether a tab stands in its indentation.
    tab: bool,
    /// Whether there is nothing more in this document.
    end: bool,
}

/// What stands before a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// `key:`
    Key,
    /// `- `
    Dash,
    /// `? `, or the `: ` that belongs to one.
    Explicit,
    /// `---`
    Document,
    /// Nothing: the value begins its line.
    Line,
}

impl Parser<'_> {
    fn mark(&self) -> Mark {
        Mark {
            children: self.children.len(),
            errors: self.errors.len(),
            nodes: self.nodes,
            pos: self.pos,
            line_start: self.line_start,
        }
    }

    /// Forgets everything since `mark`.
    fn rewind(&mut self, mark: Mark) {
        self.children.truncate(mark.children);
        self.errors.truncate(mark.errors);
        self.nodes = mark.nodes;
        self.pos = mark.pos;
        self.line_start = mark.line_start;
    }

    fn finish(&mut self, mark: Mark, kind: Kind) {
        self.finish_with(mark, kind, 0);
    }

    fn finish_with(&mut self, mark: Mark, kind: Kind, context: u32) {
        let node = self.take(mark, kind, context);
        self.children.push(Child::Node(node));
    }

    fn take(&mut self, mark: Mark, kind: Kind, context: u32) -> Arc<Green> {
        self.nodes += 1;
        let children = self.children.drain(mark.children..).collect();
        let errors = self
            .errors
            .drain(mark.errors..)
            .map(|(span, kind)| GreenError { span: span.relative_to(mark.pos), kind })
            .collect();
        Green::new(kind, context, errors, children)
    }

    fn error(&mut self, start: u32, end: u32, kind: E) {
        self.errors.push((Span::new(start, end.max(start)), kind));
    }

    /// Adds a token that ends at `end`, on this line.
    fn token(&mut self, kind: Kind, end: u32) {
        if end > self.pos {
            self.children.push(Child::Token(kind, end - self.pos));
            self.pos = end;
        }
    }

    /// Adds a token that may run over lines.
    fn long_token(&mut self, kind: Kind, end: u32) {
        let mut at = self.pos;
        while at < end {
            if matches!(self.src.at(at), b'\n' | b'\r') {
                at = self.src.after_break(at);
                self.line_start = at;
            } else {
                at += 1;
            }
        }
        self.token(kind, end);
    }

    fn column(&self) -> i32 {
        (self.pos - self.line_start) as i32
    }

    fn byte(&self) -> u8 {
        self.src.at(self.pos)
    }

    /// Whether the tree has as many nodes as it may: nothing more is read.
    fn is_full(&self) -> bool {
        self.nodes >= MAX_NODES
    }

    fn look(&self) -> Look {
        if self.found.is_some() || self.is_full() {
            return Look {
                pos: self.src.len,
                line_start: self.src.len,
                column: 0,
                spaces: 0,
                tab: false,
                end: true,
            };
        }
        self.look_from(self.pos, self.line_start)
    }

    /// Skips blank lines, comments and conflict markers from `pos`, whose line starts at `line_start`.
    fn look_from(&self, mut pos: u32, mut line_start: u32) -> Look {
        let src = &self.src;
        loop {
            let at_start = pos == line_start;
            if at_start && src.is_conflict(pos) {
                pos = src.line_end(pos);
            }
            let (mut spaces, mut tabs) = (0, 0);
            while pos < src.len {
                match src.at(pos) {
                    b' ' => spaces += i32::from(tabs == 0),
                    b'\t' => tabs += 1,
                    _ => break,
                }
                pos += 1;
            }
            if pos < src.len && src.at(pos) == b'#' {
                pos = src.line_end(pos);
            }
            if pos >= src.len {
                return Look { pos, line_start, column: 0, spaces: 0, tab: false, end: true };
            }
            if !src.is_eol(pos) {
                let end = pos == line_start && src.is_marker(pos);
                let column = (pos - line_start) as i32 + tabs * i32::from(at_start);
                return Look { pos, line_start, column, spaces, tab: at_start && tabs > 0, end };
            }
            pos = src.after_break(pos);
            line_start = pos;
        }
    }

    /// Takes spaces, line breaks, comments and conflict markers up to `target`.
    fn trivia_to(&mut self, target: u32) {
        while self.pos < target {
            if self.pos == self.line_start && self.src.is_conflict(self.pos) {
                let end = self.src.line_end(self.pos);
                self.error(self.pos, end, E::ConflictMarker);
                self.token(Kind::Conflict, end);
            } else if self.byte() == b'#' {
                self.token(Kind::Comment, self.src.line_end(self.pos));
            } else {
                let mut at = self.pos;
                while at < target {
                    match self.src.at(at) {
                        b' ' | b'\t' => at += 1,
                        b'\n' | b'\r' => {
                            at = self.src.after_break(at);
                            self.line_start = at;
                            if at < target && self.src.is_conflict(at) {
                                break;
                            }
                        }
                        _ => break,
                    }
                }
                // Whatever is not trivia here would be a mistake in `look`; never loop over it.
                let kind = if at > self.pos { Kind::Space } else { Kind::Junk };
                self.token(kind, at.max(self.pos + 1));
            }
        }
    }

    /// Takes what is left of the line with its line break; text that is left is junk.
    fn end_line(&mut self) {
        if self.pos == self.line_start && self.pos > 0 {
            return;
        }
        let at = self.src.skip_space(self.pos);
        if !self.src.is_eol(at) {
            let comment = self.src.at(at) == b'#';
            if comment && at > self.pos {
                self.token(Kind::Space, at);
            } else {
                self.token(Kind::Space, at);
                self.junk_line();
                let at = self.src.skip_space(self.pos);
                self.token(Kind::Space, at);
            }
            if self.byte() == b'#' {
                self.token(Kind::Comment, self.src.line_end(self.pos));
            }
        }
        self.line_break();
    }

    /// Takes spaces and the line break after them.
    fn line_break(&mut self) {
        let at = self.src.after_break(self.src.skip_space(self.pos));
        let broken = at > 0 && matches!(self.src.at(at - 1), b'\n' | b'\r') && at > self.pos;
        self.token(Kind::Space, at);
        if broken {
            self.line_start = at;
        }
    }

    /// Takes the text from here to the end of the line or a comment as junk.
    fn junk_line(&mut self) {
        let kind = match self.byte() {
            b']' | b'}' => E::StrayBracket,
            b'#' => E::CommentNeedsSpace,
            _ => E::TextAfterValue,
        };
        self.junk_line_as(kind);
    }

    fn junk_line_as(&mut self, kind: E) {
        let start = self.pos;
        let end = self.text_end(start);
        self.error(start, end, kind);
        self.token(Kind::Junk, end);
    }

    /// The end of the text on the line of `start`: before its comment and trailing spaces.
    fn text_end(&self, start: u32) -> u32 {
        let mut at = start;
        let mut end = start;
        while !self.src.is_eol(at) {
            match self.src.at(at) {
                b' ' | b'\t' => {}
                b'#' if at > start && matches!(self.src.at(at - 1), b' ' | b'\t') => break,
                _ => end = at + 1,
            }
            at += 1;
        }
        end.max((start + 1).min(self.src.len))
    }
}
