//! Recovery: what half-typed and damaged lines mean. All of this runs on text that is not valid YAML,
//! so it costs nothing in conformance. Its aim: the keys outside the damaged line keep their path.

use super::scalar::Stop;
use super::{E, Kind, Look, Mark, Opened, Outlier, Parser, Place};
use crate::syntax::green::Child;

/// Whether nested lines follow a finished value.
pub(super) enum Nested {
    No,
    Below(Look),
}

/// Whether a block collection at `column` ends where `child` ends.
fn right_edge_has(child: &Child, column: i32) -> bool {
    let mut child = child;
    loop {
        let Child::Node(node) = child else { return false };
        let collection = matches!(node.kind, Kind::Mapping | Kind::Sequence);
        if collection && (node.context >> 16) as i32 == column + 1 {
            return true;
        }
        let is_block = |child: &&Child| {
            matches!(
                child.kind(),
                Kind::Mapping
                    | Kind::Sequence
                    | Kind::Entry
                    | Kind::Item
                    | Kind::Decorated
                    | Kind::Run
                    | Kind::Error
            )
        };
        match node.children.iter().rev().find(is_block) {
            Some(inner) => child = inner,
            None => return false,
        }
    }
}

/// The last two of `children`, the very last first; runs are looked through.
fn last_children<'c>(children: &'c [Child], found: &mut Vec<&'c Child>) {
    for child in children.iter().rev() {
        match child {
            _ if found.len() == 2 => return,
            Child::Node(node) if node.kind == Kind::Run => last_children(&node.children, found),
            child => found.push(child),
        }
    }
}

impl Parser<'_> {
    /// Whether the line at `pos` begins like an entry of a block mapping or an item.
    fn begins_block(&self, pos: u32) -> bool {
        self.is_dash(pos) || self.implicit_key(pos).is_some()
    }

    /// The next content line after the one at `pos`.
    pub(super) fn next_line(&self, pos: u32) -> Look {
        self.look_from(self.src.line_end(pos), pos)
    }

    /// After a value on the line of its key (parent at `n`): do nested lines follow, as if the value
    /// were not there? One deeper line alone is rather a sibling indented too far.
    pub(super) fn nested_below(&self, n: i32) -> Nested {
        let look = self.look();
        if look.end || look.column <= n || !self.begins_block(look.pos) {
            return Nested::No;
        }
        let second = self.next_line(look.pos);
        if second.end || second.column <= n { Nested::No } else { Nested::Below(look) }
    }

    /// Whether the line at `look`, left of the mapping at `column`, is a line of that mapping that lost
    /// its indentation: it has a whole value, so the deeper line below it cannot be its own.
    pub(super) fn is_outlier(&self, look: Look, column: i32) -> bool {
        if let Some(outlier) = self.outliers.iter().find(|outlier| outlier.start == self.pos) {
            return column < outlier.below;
        }
        // Most collections end at a line followed by one that is no deeper; that is seen quickly.
        let next = self.next_line(look.pos);
        if next.end || next.column < column || next.column <= look.column {
            return false;
        }
        self.implicit_key(next.pos).is_some() && self.has_whole_value(look.pos)
    }

    /// Whether the line at `pos` is a key with a value that ends on the line.
    fn has_whole_value(&self, pos: u32) -> bool {
        let Some(colon) = self.implicit_key(pos) else { return false };
        let value = self.src.skip_space(colon + 1);
        match self.src.at(value) {
            b'"' | b'\'' => self.quoted_end(value, 0, false, false).is_some(),
            b'[' | b'{' => self.flow_end_on_line(value).is_some(),
            b'&' | b'!' | b'*' | b'|' | b'>' | b'#' => false,
            _ => !self.src.is_eol(value) && !self.is_dash(value),
        }
    }

    /// Whether the line at `look`, left of the collection at `column`, can be neither key nor item
    /// while the line below it may still belong to the collection.
    pub(super) fn is_stray(&self, look: Look, column: i32) -> bool {
        if look.end || look.column >= column || self.is_word(look.pos) || self.is_entry_or_item(look.pos) {
            return false;
        }
        let next = self.next_line(look.pos);
        !next.end && next.column >= column
    }

    /// Takes the line at `look` as junk.
    pub(super) fn stray_line(&mut self, look: Look) {
        let mark = self.mark();
        self.trivia_to(look.pos);
        self.junk_line_as(match self.byte() {
            b']' | b'}' => E::StrayBracket,
            b'[' | b'{' => E::UnclosedFlow,
            b'"' | b'\'' => E::UnclosedQuote,
            _ => E::UnexpectedContent,
        });
        self.end_line();
        self.finish(mark, Kind::Error);
    }

    /// Whether the line at `look` stands at a column of its own in the mapping or list at `column`
    /// (whose finished children are those above `mark`), but at that of a collection that an earlier
    /// line closed: the line of `header`, to which the collection belongs, or that of the entry before
    /// this one. Then that line has lost its indentation. The pass is given up; in the next one that
    /// line stays inside.
    pub(super) fn misplaced(&mut self, look: Look, column: i32, header: Option<Opened>, mark: Mark) -> bool {
        if look.column == column || self.exhausted {
            return false;
        }
        let (line, previous, below) = if look.column < column {
            let Some(header) = header else { return false };
            let previous = header.children.checked_sub(1).and_then(|at| self.children.get(at));
            (header.start, previous, column)
        } else {
            let mut last = Vec::new();
            last_children(&self.children[mark.children..], &mut last);
            let Some(entry) = last.first() else { return false };
            (self.pos - entry.len(), last.get(1).copied(), look.column + 1)
        };
        let known = self.outliers.iter().any(|known| known.start == line);
        if known || !previous.is_some_and(|previous| right_edge_has(previous, look.column)) {
            return false;
        }
        self.found = Some(Outlier { start: line, below });
        true
    }

    /// Whether the line at `look` is a key without its colon, to judge by a key that follows at its
    /// column or deeper.
    pub(super) fn is_half_typed_mapping(&self, n: i32, look: Look) -> bool {
        if matches!(
            self.src.at(look.pos),
            b'|' | b'>' | b'&' | b'!' | b'"' | b'\'' | b'[' | b'{' | b']' | b'}' | b',' | b'#'
        ) {
            return false;
        }
        let next = self.next_line(look.pos);
        !next.end
            && next.column > n
            && next.column >= look.column
            && self.implicit_key(next.pos).is_some()
            && (next.column == look.column || n >= 0 || self.half_key_end(look.pos).is_some())
    }

    /// Where the name of a half-typed key ends, if it can be one: a word, perhaps followed by `=`,
    /// a full-width colon, or a colon without its space.
    fn half_key_end(&self, pos: u32) -> Option<(u32, E)> {
        let end = self.text_end(pos);
        let mut at = pos;
        while at < end {
            match self.src.at(at) {
                b'=' => return Some((self.trim(pos, at), E::EqualsForColon)),
                b':' if !self.src.starts_with(at, b"://") => {
                    return Some((self.trim(pos, at), E::MissingSpace));
                }
                0xef if self.src.starts_with(at, "：".as_bytes()) => {
                    return Some((self.trim(pos, at), E::FullWidthColon));
                }
                _ => {}
            }
            at += 1;
        }
        Some((end, E::MissingColon))
    }

    fn trim(&self, start: u32, mut end: u32) -> u32 {
        while end > start && matches!(self.src.at(end - 1), b' ' | b'\t') {
            end -= 1;
        }
        end
    }

    /// Reads a line of a mapping that is no entry: a key without colon with the deeper lines as its
    /// value, or junk. Says what the node is.
    pub(super) fn half_typed(&mut self, n: i32, in_place: bool) -> Kind {
        let entry = self.entry.take();
        let mut is_text = !in_place;
        let start = self.pos;
        match self.byte() {
            b']' | b'}' | b',' | b'|' | b'>' | b'#' => {
                self.hint = None;
                self.junk_line_as(match self.byte() {
                    b']' | b'}' => E::StrayBracket,
                    _ => E::UnexpectedContent,
                });
                return Kind::Error;
            }
            b'[' | b'{' => {
                self.hint = None;
                if self.flow(n) {
                    self.error(start, self.pos, E::UnexpectedContent);
                }
                return Kind::Error;
            }
            b'&' | b'!' => {
                self.hint = None;
                self.properties();
                self.error(start, self.pos, E::UnexpectedContent);
                return Kind::Error;
            }
            b'"' | b'\'' => {
                self.quoted(n, false, false);
                let end = self.text_end(start);
                if self.src.skip_space(self.pos) < end {
                    let at = self.src.skip_space(self.pos);
                    self.token(Kind::Space, at);
                    self.token(Kind::Junk, end);
                }
                self.error(start, self.pos, E::MissingColon);
            }
            b'*' => {
                self.alias();
                self.error(start, self.pos, E::MissingColon);
            }
            _ => {
                let all = self.text_end(start);
                let (end, kind) = self.half_key_end(start).unwrap_or((all, E::MissingColon));
                if end == start {
                    self.hint = None;
                    self.junk_line_as(E::UnexpectedContent);
                    return Kind::Error;
                }
                self.error(start, all, kind);
                is_text |= kind == E::MissingColon && (start..end).any(|at| self.src.at(at) == b' ');
                self.token(Kind::Plain, end);
                if end < all {
                    self.token(Kind::Space, self.src.skip_space(end));
                    self.token(Kind::Junk, all);
                }
            }
        }
        let at = self.src.skip_space(self.pos);
        if self.src.is_eol(at) || (self.src.at(at) == b'#' && at > self.pos) {
            // A line of text rather than a key: if the next line fits what this one closed, it is
            // not its value.
            let previous = entry.and_then(|entry| self.children.get(entry.children.checked_sub(1)?));
            let next = self.next_line(start);
            let closed = previous.is_some_and(|previous| right_edge_has(previous, next.column));
            if !(is_text && closed) {
                self.entry = entry;
                self.value_below(n, Place::Key);
            }
        }
        Kind::Entry
    }

    /// Whether the line at `pos` begins like a key rather than like junk.
    fn is_word(&self, pos: u32) -> bool {
        let byte = self.src.at(pos);
        byte.is_ascii_alphanumeric() || byte >= 0x80 || matches!(byte, b'_' | b'$' | b'.' | b'/')
    }

    fn is_entry_or_item(&self, pos: u32) -> bool {
        self.begins_block(pos) || self.is_question(pos) || self.is_colon(pos)
    }

    /// Whether the line at `look` stands between a key at `n` and the lines that are its value: it can
    /// be no value of them itself, nor the key of the lines below.
    pub(super) fn is_before_value(&self, n: i32, look: Look) -> bool {
        let next = self.next_line(look.pos);
        if look.end || next.end || next.column <= n || !self.begins_block(next.pos) {
            return false;
        }
        if self.is_entry_or_item(look.pos) {
            return look.column <= n && next.column > look.column && self.is_outlier(look, next.column);
        }
        if look.column <= n {
            return look.column < n || !self.is_word(look.pos);
        }
        // Deeper than the key: a whole scalar or flow collection that keys follow.
        if self.implicit_key(next.pos).is_none() {
            return false;
        }
        match self.src.at(look.pos) {
            b'|' | b'>' | b'&' | b'!' => false,
            b'"' | b'\'' => self.quoted_end(look.pos, n, false, false).is_some(),
            b'[' | b'{' => self.flow_end_on_line(look.pos).is_some(),
            b'@' | b'%' | b'`' | b'*' => true,
            _ => next.column < look.column,
        }
    }

    /// Takes the line at `look` as junk before a value.
    pub(super) fn line_before_value(&mut self, look: Look) {
        let mark = self.mark();
        self.trivia_to(look.pos);
        let kind = match self.byte() {
            b'"' | b'\'' => E::UnclosedQuote,
            b'[' | b'{' if self.flow_end_on_line(look.pos).is_none() => E::UnclosedFlow,
            b']' | b'}' => E::StrayBracket,
            _ if self.implicit_key(look.pos).is_some() => E::WrongIndent,
            _ => E::UnexpectedContent,
        };
        self.junk_line_as(kind);
        self.end_line();
        self.finish(mark, Kind::Error);
    }

    /// Whether the line at `look`, left of the list at `column`, has lost its indentation: a key with a
    /// whole value, before an item of the list that is no text.
    pub(super) fn is_outlier_item(&self, look: Look, column: i32, n: i32) -> bool {
        let next = self.next_line(look.pos);
        let left = look.column < column || (look.column == column && n < column - 1);
        if look.end || next.end || !left || next.column != column || !self.is_dash(next.pos) {
            return false;
        }
        let (_, stop) = self.plain_line(next.pos, false);
        stop == Stop::Colon && self.has_whole_value(look.pos)
    }

    /// A bracket or quote alone at the end of its line with nested lines below, never closed: takes
    /// it as junk and reads the nested lines as the value.
    pub(super) fn lone_opener(&mut self, n: i32) -> bool {
        let start = self.pos;
        let byte = self.byte();
        let after = self.src.skip_space(start + 1);
        if !self.src.is_eol(after) {
            return false;
        }
        let look = self.next_line(start);
        if look.end || look.column <= n || !self.begins_block(look.pos) {
            return false;
        }
        let kind = if matches!(byte, b'"' | b'\'') {
            let closed = self.quoted_end(start, n, true, false);
            if closed.is_some_and(|(end, _)| self.src.is_eol(self.src.skip_space(end))) {
                return false;
            }
            E::UnclosedQuote
        } else {
            E::UnclosedFlow
        };
        self.error(start, start + 1, kind);
        self.token(Kind::Junk, start + 1);
        self.end_line();
        let look = self.look();
        self.trivia_to(look.pos);
        self.block_node(n, look);
        true
    }

    /// In a list at the very left: whether another item follows the stray line at `look`.
    pub(super) fn list_goes_on(&self, look: Look, column: i32) -> bool {
        let next = self.next_line(look.pos);
        !next.end && next.column == column && self.is_dash(next.pos)
    }
}
