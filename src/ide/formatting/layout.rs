//! From the tokens of a file to edits of the space between them.

use super::walk::{Frame, Token, Walk};
use crate::syntax::Kind;
use crate::text::{Edit, Span};

/// The spaces inside brackets that the file mostly has.
struct Padding {
    mapping: bool,
    sequence: bool,
}

pub(super) struct Layout<'a> {
    source: &'a str,
    walk: &'a Walk<'a>,
    padding: Padding,
    edits: Vec<Edit>,
}

/// All edits that lay out the file, in its order.
pub(super) fn layout(source: &str, walk: &Walk<'_>) -> Vec<Edit> {
    let padding = Padding {
        mapping: padded(source, walk, Kind::OpenMapping, Kind::CloseMapping),
        sequence: padded(source, walk, Kind::OpenSequence, Kind::CloseSequence),
    };
    let mut layout = Layout { source, walk, padding, edits: Vec::new() };
    layout.run();
    joined(source, layout.edits)
}

/// A line may have this many edits; a column is found by counting from the start of its line.
const MOST_ON_A_LINE: usize = 64;

/// Where one line (all of a minified file, maybe) would have very many edits, these become one.
fn joined(source: &str, edits: Vec<Edit>) -> Vec<Edit> {
    let mut all: Vec<Edit> = Vec::with_capacity(edits.len());
    for line in edits.chunk_by(|a, b| !slice(source, a.span.start, b.span.start).contains('\n')) {
        match line {
            [first, .., last] if line.len() > MOST_ON_A_LINE => {
                let span = first.span.cover(last.span);
                all.push(Edit::replace(span, applied(source, span, line)));
            }
            _ => all.extend_from_slice(line),
        }
    }
    all
}

/// The text of `span` of `source` with `edits`, which are in order and within it.
pub(super) fn applied(source: &str, span: Span, edits: &[Edit]) -> String {
    let mut text = String::with_capacity(span.len() as usize + 64);
    let mut end = span.start;
    for edit in edits {
        text.push_str(slice(source, end, edit.span.start));
        text.push_str(&edit.text);
        end = edit.span.end;
    }
    text.push_str(slice(source, end, span.end));
    text
}

fn padded(source: &str, walk: &Walk<'_>, open: Kind, close: Kind) -> bool {
    let (mut with, mut without) = (0, 0);
    for pair in walk.tokens.windows(2) {
        if pair[0].kind == open && pair[1].kind != close && !pair[0].in_template {
            let between = slice(source, pair[0].span.end, pair[1].span.start);
            match between {
                "" => without += 1,
                _ if between.contains('\n') => {}
                _ => with += 1,
            }
        }
    }
    with > without
}

fn slice(source: &str, start: u32, end: u32) -> &str {
    source.get(start as usize..end as usize).unwrap_or_default()
}

/// How many spaces `line` begins with.
fn leading(line: &str) -> u32 {
    line.bytes().take_while(|byte| *byte == b' ').count() as u32
}

fn is_blank(line: &str) -> bool {
    line.trim_end_matches(['\n', '\r', ' ', '\t']).is_empty()
}

impl Layout<'_> {
    fn run(&mut self) {
        let walk = self.walk;
        // The end of what was laid out, and the last token that is no comment.
        let (mut end, mut before): (u32, Option<Token>) = (0, None);
        // Behind a run of comments; thousands of lines may be commented out.
        let mut behind = 0;
        for (index, token) in walk.tokens.iter().enumerate() {
            if token.kind == Kind::Comment {
                if behind <= index {
                    let run = walk.tokens[index..].iter().take_while(|next| next.kind == Kind::Comment);
                    behind = index + run.count();
                }
                let indent = self.comment_indent(*token, before, walk.tokens.get(behind));
                self.gap(end, token.span.start, Some(indent), None);
                let comment = slice(self.source, token.span.start, token.span.end);
                let kept = comment.trim_end_matches([' ', '\t']).len() as u32;
                self.replace(Span::new(token.span.start + kept, token.span.end), "");
                end = token.span.end;
                continue;
            }
            match token.kind {
                Kind::BlockText => {
                    self.before_block(end, token.span.start);
                    end = self.block(*token, before);
                }
                kind => {
                    let glue = before.and_then(|before| self.glue(before, *token, end));
                    self.gap(end, token.span.start, token.indent, glue);
                    if matches!(kind, Kind::Plain | Kind::SingleQuoted | Kind::DoubleQuoted) {
                        self.continuation(*token);
                    }
                    end = token.span.end;
                }
            }
            before = Some(*token);
        }
        self.end(end, before);
    }

    fn frame(&self, token: Token) -> Option<Frame> {
        token.frame.map(|index| self.walk.frames[index])
    }

    /// How much the block around `token` moves.
    fn shift(&self, token: Token) -> i64 {
        self.frame(token).map_or(0, |frame| i64::from(frame.new) - i64::from(frame.old))
    }

    fn replace(&mut self, span: Span, new: &str) {
        let old = slice(self.source, span.start, span.end);
        if old == new {
            return;
        }
        let common = |a: &mut dyn Iterator<Item = u8>, b: &mut dyn Iterator<Item = u8>| {
            a.zip(b).take_while(|(a, b)| a == b).count()
        };
        // Gaps are ASCII, so any cut is between characters.
        let head = common(&mut old.bytes(), &mut new.bytes());
        let (rest_old, rest_new) = (&old[head..], &new[head..]);
        let tail = common(&mut rest_old.bytes().rev(), &mut rest_new.bytes().rev());
        let span = Span::new(span.start + head as u32, span.end - tail as u32);
        self.edits.push(Edit::replace(span, &rest_new[..rest_new.len() - tail]));
    }

    /// Whether a line begins at `at`.
    fn at_line_start(&self, at: u32) -> bool {
        let before = &self.source[..at as usize];
        before.is_empty() || before.ends_with('\n') || before == "\u{feff}"
    }

    /// Lays out the space from `end` to `start`: `indent` if it ends in a new line (`None`: as it is), `glue`
    /// spaces if it does not (`None`: as it is).
    fn gap(&mut self, end: u32, start: u32, indent: Option<u32>, glue: Option<u32>) {
        let old = slice(self.source, end, start);
        if !old.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')) {
            return;
        }
        let fresh = self.at_line_start(end);
        if !fresh && !old.contains('\n') {
            if let Some(glue) = glue {
                self.replace(Span::new(end, start), &" ".repeat(glue as usize));
            }
            return;
        }
        let last = old.rfind('\n').map_or(0, |at| at + 1);
        let column = indent.unwrap_or((old.len() - last) as u32);
        let breaks = if end == 0 || slice(self.source, 0, end) == "\u{feff}" {
            0
        } else {
            let blank = if column == 0 { 2 } else { 1 };
            if fresh { blank } else { blank + 1 }
        };
        let lines: Vec<&str> = old[..last].split_inclusive('\n').collect();
        let mut new = String::new();
        for line in lines.iter().take(breaks) {
            new.push_str(if line.ends_with("\r\n") { "\r\n" } else { "\n" });
        }
        new.push_str(&" ".repeat(column as usize));
        self.replace(Span::new(end, start), &new);
    }

    /// The spaces between two tokens on one line; `None`: as they are. `end`: where the space begins.
    fn glue(&self, before: Token, token: Token, end: u32) -> Option<u32> {
        use Kind::*;
        if before.in_template && token.in_template {
            return None;
        }
        let old = slice(self.source, end, token.span.start);
        let pad = |kind: Kind| {
            u32::from(match kind {
                OpenMapping | CloseMapping => self.padding.mapping,
                _ => self.padding.sequence,
            })
        };
        let scalar = matches!(before.kind, Plain | SingleQuoted | DoubleQuoted);
        let closed = matches!(before.kind, CloseMapping | CloseSequence);
        let some = u32::from(!old.is_empty());
        match (before.kind, token.kind) {
            (OpenMapping, CloseMapping) | (OpenSequence, CloseSequence) => Some(0),
            (_, Comma | Colon) if scalar || closed => Some(0),
            // A name may swallow the sign behind it, and an empty value needs its space.
            (_, Comma | Colon) => Some(some),
            (Alias | Anchor | Tag | Colon | Question, CloseMapping | CloseSequence) => Some(some),
            (_, kind @ (CloseMapping | CloseSequence)) | (kind @ (OpenMapping | OpenSequence), _) => {
                Some(pad(kind))
            }
            (Colon | Dash | Question | Comma | Anchor | Tag | DocumentStart, _) => Some(1),
            _ => None,
        }
    }

    /// The column of a comment on a line of its own: that of what follows, or as far from the block above as
    /// it was if it stands in or right of that one's column. At the left edge it stays: there it is mostly code
    /// that somebody wants back as it was.
    fn comment_indent(&self, comment: Token, before: Option<Token>, next: Option<&Token>) -> u32 {
        let column = self.walk.column(comment.span.start);
        if column == 0 {
            return 0;
        }
        if comment.in_flow {
            let closes = |next: &Token| matches!(next.kind, Kind::CloseMapping | Kind::CloseSequence);
            return next.map_or(column, |next| {
                let indent = next.indent.unwrap_or(column);
                if closes(next) { indent + self.walk.step } else { indent }
            });
        }
        let marker =
            |next: &&Token| matches!(next.kind, Kind::DocumentStart | Kind::DocumentEnd | Kind::Directive);
        let next = next.filter(|next| !marker(next));
        let (old, new) = match next {
            Some(next) => {
                let old = self.walk.column(next.span.start);
                (old, next.indent.unwrap_or(old))
            }
            None => (0, 0),
        };
        if column <= old {
            return new;
        }
        let mut open = before.and_then(|before| self.frame(before));
        let nearest = before.and_then(|before| before.frame);
        // In the place of a value that is not there: commented out, most likely.
        let is_value = next.and_then(|next| self.frame(*next)).is_some_and(|next| next.parent == nearest);
        let no_value = before.is_some_and(|before| before.kind == Kind::Colon) && !is_value;
        let mut is_nearest = true;
        while let Some(frame) = open {
            if frame.old <= column {
                let in_place = no_value && is_nearest && frame.old >= old && column > frame.old;
                let within = in_place || frame.old > old;
                return if within { frame.new + column - frame.old } else { new };
            }
            is_nearest = false;
            open = frame.parent.map(|index| self.walk.frames[index]);
        }
        new
    }

    /// The lines of a scalar behind its first move with the block they are in.
    fn continuation(&mut self, token: Token) {
        let source = self.source;
        let text = slice(source, token.span.start, token.span.end);
        if !text.contains('\n') {
            return;
        }
        let shift = self.shift(token);
        let mut at = token.span.start;
        for (index, line) in text.split_inclusive('\n').enumerate() {
            if index > 0 && !is_blank(line) {
                self.indent_line(at, leading(line), shift);
            }
            at += line.len() as u32;
        }
    }

    fn indent_line(&mut self, at: u32, old: u32, shift: i64) {
        let new = (i64::from(old) + shift).max(0) as usize;
        self.replace(Span::new(at, at + old), &" ".repeat(new));
    }

    /// The rest of the line of a block scalar's header.
    fn before_block(&mut self, end: u32, start: u32) {
        let old = slice(self.source, end, start);
        let kept = old.trim_start_matches([' ', '\t']);
        if kept.starts_with(['\n', '\r']) {
            self.replace(Span::new(end, start), kept);
        }
    }

    /// The lines of a block scalar; the end of what was laid out.
    fn block(&mut self, token: Token, header: Option<Token>) -> u32 {
        let source = self.source;
        let text = slice(source, token.span.start, token.span.end);
        let header = header.map_or("", |header| slice(source, header.span.start, header.span.end));
        let explicit = header.bytes().find(u8::is_ascii_digit).map(|digit| u32::from(digit - b'0'));
        let first = text.split_inclusive('\n').find(|line| !is_blank(line)).map(leading);
        let parent = self.frame(token).map_or(0, |frame| frame.old);
        let Some(indent) = explicit.map(|digit| parent + digit).or(first) else { return token.span.end };
        let shift = self.shift(token);
        let keeps = header.contains('+');
        let (mut at, mut end) = (token.span.start, token.span.start);
        let mut pending = Vec::new();
        for line in text.split_inclusive('\n') {
            let body = line.trim_end_matches(['\n', '\r']);
            let spaces = leading(body);
            let empty = spaces as usize == body.len() && spaces <= indent;
            if empty {
                pending.push(Span::new(at, at + spaces));
            } else {
                for blank in pending.drain(..) {
                    self.replace(blank, "");
                }
                self.indent_line(at, spaces, shift);
                end = at + line.len() as u32;
            }
            at += line.len() as u32;
        }
        if keeps {
            // Every empty line at the end counts.
            pending.drain(..).for_each(|blank| self.replace(blank, ""));
            return token.span.end;
        }
        end
    }

    /// The end of the file: one line break.
    fn end(&mut self, end: u32, before: Option<Token>) {
        let length = self.source.len() as u32;
        let rest = slice(self.source, end, length);
        if !is_blank(rest) || end == 0 {
            return;
        }
        let is_block = before.is_some_and(|before| before.kind == Kind::BlockText && before.span.end >= end);
        // A header without a line break has no text; with one it might get some.
        let is_header = before.is_some_and(|before| before.kind == Kind::BlockHeader);
        if self.at_line_start(end) || is_header || (is_block && self.ends_block(before)) {
            self.replace(Span::new(end, length), "");
            return;
        }
        let first = rest.find('\n').map(|at| if rest[..at].ends_with('\r') { "\r\n" } else { "\n" });
        let crlf = self.source.find('\n').is_some_and(|at| self.source[..at].ends_with('\r'));
        let line_break = first.unwrap_or(if crlf { "\r\n" } else { "\n" });
        self.replace(Span::new(end, length), line_break);
    }

    /// Whether the file ends within a block scalar that would get a line break more.
    fn ends_block(&self, text: Option<Token>) -> bool {
        text.is_some_and(|text| text.span.end == self.source.len() as u32 && !self.source.ends_with('\n'))
    }
}
