//! Block structure: values, mappings, sequences. Indentation decides what belongs where.

use super::recovery::Nested;
use super::{E, Kind, Look, MAX_DEPTH, MAX_KEY, Mark, Opened, Parser, Place};
use crate::syntax::green::Child;

impl Parser<'_> {
    pub(super) fn is_dash(&self, pos: u32) -> bool {
        self.src.at(pos) == b'-' && self.src.is_blank(pos + 1)
    }

    pub(super) fn is_question(&self, pos: u32) -> bool {
        self.src.at(pos) == b'?' && self.src.is_blank(pos + 1)
    }

    pub(super) fn is_colon(&self, pos: u32) -> bool {
        self.src.at(pos) == b':' && self.src.is_blank(pos + 1)
    }

    /// Reads what follows `key:`, `- ` and the like, in a parent at column `n`. Says whether there
    /// was a value. The line of the value is finished, unless there was none.
    pub(super) fn value(&mut self, n: i32, place: Place) -> bool {
        let at = self.src.skip_space(self.pos);
        if self.src.is_eol(at) || (self.src.at(at) == b'#' && at > self.pos) {
            return self.value_below(n, place);
        }
        let tab = (self.pos..at).any(|at| self.src.at(at) == b'\t');
        self.token(Kind::Space, at);
        if matches!(place, Place::Dash | Place::Explicit) && self.collection(self.column(), n, tab) {
            return true;
        }
        self.inline(n, place)
    }

    /// Reads a value that begins on a later line, if the lines below are deep enough for one.
    pub(super) fn value_below(&mut self, n: i32, place: Place) -> bool {
        self.outlier = false;
        let mut look = self.look();
        while place == Place::Key && self.is_before_value(n, look) {
            self.line_before_value(look);
            look = self.look();
        }
        if look.end {
            return false;
        }
        let list_here =
            look.column == n && matches!(place, Place::Key | Place::Explicit) && self.is_dash(look.pos);
        if look.column > n || list_here {
            self.trivia_to(look.pos);
            if place == Place::Key
                && !look.tab
                && matches!(self.byte(), b'&' | b'!')
                && self.implicit_key(look.pos).is_none()
            {
                // Below properties on a line of their own, a list may stand at the key's column.
                return self.decorated(n, place);
            }
            return self.block_node(n, look);
        }
        false
    }

    /// Reads the node that begins its line at `look`.
    pub(super) fn block_node(&mut self, n: i32, mut look: Look) -> bool {
        loop {
            if self.depth >= MAX_DEPTH {
                self.too_deep(n);
                return true;
            }
            if self.collection(look.column, n, look.tab) {
                return true;
            }
            if self.is_half_typed_mapping(n, look) {
                self.mapping(look.column, n);
                return true;
            }
            if !matches!(self.byte(), b']' | b'}' | b',') {
                break;
            }
            let mark = self.mark();
            self.junk_line();
            self.end_line();
            self.finish(mark, Kind::Error);
            look = self.look();
            if look.end || look.column <= n {
                return false;
            }
            self.trivia_to(look.pos);
        }
        if look.tab && look.spaces <= n {
            self.error(self.pos - 1, self.pos, E::TabIndent);
        }
        self.inline(n, Place::Line)
    }

    /// Reads a block collection if one begins here.
    pub(super) fn collection(&mut self, column: i32, n: i32, tab: bool) -> bool {
        let pos = self.pos;
        let dash = self.is_dash(pos);
        let mapping =
            !dash && (self.is_question(pos) || self.is_colon(pos) || self.implicit_key(pos).is_some());
        if !dash && !mapping {
            return false;
        }
        if tab {
            self.error(pos - 1, pos, E::TabIndent);
        }
        if self.depth >= MAX_DEPTH {
            self.too_deep(n);
        } else if dash {
            self.sequence(column, n.min(column - 1));
        } else {
            self.mapping(column, n);
        }
        true
    }

    /// Takes all lines deeper than `n` as junk.
    fn too_deep(&mut self, n: i32) {
        let start = self.pos;
        let mut end = self.src.line_end(start);
        loop {
            let look = self.look_from(end, self.line_start);
            if look.end || look.column <= n {
                break;
            }
            end = self.src.line_end(look.pos);
        }
        self.error(start, self.src.line_end(start), E::TooDeep);
        self.long_token(Kind::Junk, end);
        self.line_break();
    }

    /// Reads a value on this line (it may go on over deeper lines), and finishes its last line.
    pub(super) fn inline(&mut self, n: i32, place: Place) -> bool {
        let mark = self.mark();
        let outlier = std::mem::take(&mut self.outlier);
        match self.byte() {
            b'&' | b'!' => return self.decorated(n, place),
            b'|' | b'>' => {
                self.block_scalar(n);
                return true;
            }
            b'"' | b'\'' => {
                if self.lone_opener(n) {
                    return true;
                }
                self.quoted(n, true, false);
            }
            b'[' | b'{' => {
                if self.outer_flow(n) {
                    return true;
                }
            }
            b'*' => self.alias(),
            b']' | b'}' | b',' => {
                self.junk_line();
                self.end_line();
                return self.value_below(n, place);
            }
            b'-' if self.is_dash(self.pos) => {
                self.error(self.pos, self.pos + 1, E::ItemOnKeyLine);
                self.sequence(self.column(), n);
                return true;
            }
            byte => {
                if matches!(byte, b'@' | b'`' | b'%' | b'#') || self.is_question(self.pos) {
                    self.error(self.pos, self.pos + 1, E::ReservedStart);
                }
                self.plain(n, false);
            }
        }
        self.check_text_after_key(place);
        self.end_line();
        if !outlier
            && matches!(place, Place::Key | Place::Dash)
            && let Nested::Below(look) = self.nested_below(n)
        {
            self.error(mark.pos, self.src.line_end(mark.pos).min(self.pos), E::ValueBeforeBlock);
            self.finish(mark, Kind::Error);
            self.trivia_to(look.pos);
            self.block_node(n, look);
        }
        true
    }

    /// A value on the line of `---` or after properties that turns out to be a key.
    fn check_text_after_key(&mut self, place: Place) {
        let at = self.src.skip_space(self.pos);
        if place != Place::Line && self.is_colon(at) {
            let end = self.text_end(at);
            self.error(at, end, E::SecondColon);
            self.token(Kind::Space, at);
            self.token(Kind::Junk, end);
        }
    }

    fn decorated(&mut self, n: i32, place: Place) -> bool {
        let mark = self.mark();
        self.properties();
        if self.depth >= MAX_DEPTH {
            self.too_deep(n);
            self.finish_decorated(mark);
            return true;
        }
        self.depth += 1;
        let at = self.src.skip_space(self.pos);
        if self.src.is_eol(at) || (self.src.at(at) == b'#' && at > self.pos) {
            let look = self.look();
            let list_here = look.column == n && place == Place::Key && self.is_dash(look.pos);
            if !look.end && (look.column > n || list_here) {
                self.trivia_to(look.pos);
                self.block_node(n, look);
            } else {
                self.end_line();
            }
        } else {
            if at == self.pos {
                self.error(at, self.text_end(at), E::BadProperty);
            }
            self.token(Kind::Space, at);
            self.inline(n, if place == Place::Line { Place::Document } else { place });
        }
        self.depth -= 1;
        self.finish_decorated(mark);
        true
    }

    /// Marks properties that cannot be: on an alias, or two of a sort.
    pub(super) fn check_properties(&mut self, mark: Mark) {
        let mut found = (0, 0);
        let mut bad = false;
        for child in &self.children[mark.children..] {
            match child {
                Child::Token(Kind::Anchor, _) => found.0 += 1,
                Child::Token(Kind::Tag, _) => found.1 += 1,
                Child::Token(Kind::Alias, _) => bad = true,
                Child::Node(node) if node.kind == Kind::Decorated => {
                    let has = |kind| node.children.iter().any(|child| child.kind() == kind);
                    bad |= has(Kind::Anchor) && found.0 > 0 || has(Kind::Tag) && found.1 > 0;
                }
                _ => {}
            }
        }
        if bad {
            self.error(mark.pos, mark.pos + 1, E::BadProperty);
        }
    }

    /// The colon of the implicit key at `pos`, if the line has one.
    pub(super) fn implicit_key(&self, pos: u32) -> Option<u32> {
        let src = &self.src;
        let mut at = pos;
        loop {
            match src.at(at) {
                b'&' => at = self.name_end(at + 1),
                b'!' => at = self.tag_end(at),
                _ => break,
            }
            let next = src.skip_space(at);
            if next == at && !src.is_eol(at) {
                return None;
            }
            at = next;
        }
        match src.at(at) {
            b'"' | b'\'' => at = self.quoted_end(at, 0, false, false)?.0,
            b'[' | b'{' => at = self.flow_end_on_line(at)?,
            b'*' => at = self.name_end(at + 1),
            b',' | b']' | b'}' | b'|' | b'>' | b'#' => return None,
            b'-' | b'?' if src.is_blank(at + 1) => return None,
            _ => {
                let (end, stop) = self.plain_line(at, false);
                return (stop == super::scalar::Stop::Colon).then(|| src.skip_space(end));
            }
        }
        at = src.skip_space(at);
        self.is_colon(at).then_some(at)
    }

    /// The end of the flow collection at `pos` if it is closed on its line.
    pub(super) fn flow_end_on_line(&self, pos: u32) -> Option<u32> {
        let (mut at, mut depth) = (pos, 0u32);
        let mut fresh = true;
        while !self.src.is_eol(at) {
            let byte = self.src.at(at);
            match byte {
                b'[' | b'{' => depth += 1,
                b']' | b'}' => {
                    depth -= 1;
                    if depth == 0 {
                        return Some(at + 1);
                    }
                }
                b'"' | b'\'' if fresh => {
                    at = self.quoted_end(at, 0, false, true)?.0;
                    continue;
                }
                b'#' if matches!(self.src.at(at - 1), b' ' | b'\t') => return None,
                _ => {}
            }
            fresh = matches!(byte, b' ' | b'\t' | b',' | b'[' | b'{' | b':') || (fresh && byte == b'!');
            at += 1;
        }
        None
    }

    /// Reads a block mapping at `column` whose parent stands at `n`.
    pub(super) fn mapping(&mut self, column: i32, n: i32) {
        let mark = self.mark();
        let context = self.enter(column, n);
        let mut hint = self.take_hint(Kind::Mapping, context);
        let header = self.entry.take();
        let mut settled = 0;
        let mut first = true;
        loop {
            if !first && self.reuse(&mut hint, &mut settled) {
                continue;
            }
            let old = self.old_child(&hint);
            let twin = self.twin(&hint);
            let look = if first { self.look_here(column) } else { self.look() };
            if !first && self.is_stray(look, column) {
                self.stray_line(look);
                continue;
            }
            let outlier = !first && !look.end && look.column < column && self.is_outlier(look, column);
            if look.end || (!first && look.column <= n && !outlier) {
                break;
            }
            if !first && !outlier && self.misplaced(look, column, header, mark) {
                break;
            }
            // One column off the key above and far from its children: a sibling of that key.
            if !first && !outlier && header.is_some() && look.column == n + 1 && column > n + 2 {
                break;
            }
            self.entry = Some(Opened { start: self.pos, children: self.children.len() });
            self.hint_for(&hint);
            self.outlier = outlier;
            self.entry(look, column, first);
            self.keep(twin);
            settled = if old.is_some_and(|end| end == self.pos) { settled + 1 } else { 0 };
            first = false;
        }
        self.entry = None;
        self.depth -= 1;
        self.finish_with(mark, Kind::Mapping, context);
    }

    /// The first entry or item: already at its place.
    fn look_here(&self, column: i32) -> Look {
        Look { pos: self.pos, line_start: self.line_start, column, spaces: column, tab: false, end: false }
    }

    /// Reads a block sequence whose dashes stand at `column`; lines at or left of `n` end it.
    pub(super) fn sequence(&mut self, column: i32, n: i32) {
        let mark = self.mark();
        let context = self.enter(column, n);
        let mut hint = self.take_hint(Kind::Sequence, context);
        let header = self.entry.take();
        let mut settled = 0;
        let mut first = true;
        loop {
            if !first && self.reuse(&mut hint, &mut settled) {
                continue;
            }
            let old = self.old_child(&hint);
            let twin = self.twin(&hint);
            let look = if first { self.look_here(column) } else { self.look() };
            if !first && (self.is_stray(look, column) || self.is_outlier_item(look, column, n)) {
                self.stray_line(look);
                continue;
            }
            if look.end || (!first && look.column <= n) {
                break;
            }
            let dash = self.is_dash(look.pos);
            if !first && dash && look.column < column && self.misplaced(look, column, header, mark) {
                break;
            }
            if !dash && look.column <= column {
                // At the very left no parent can take the line, so see whether the list goes on.
                let stray = self.depth == 1 && look.column == column && self.list_goes_on(look, column);
                if !stray {
                    break;
                }
            }
            self.entry = None;
            self.hint_for(&hint);
            self.outlier = false;
            self.item(look, column, dash);
            self.keep(twin);
            settled = if old.is_some_and(|end| end == self.pos) { settled + 1 } else { 0 };
            first = false;
        }
        self.depth -= 1;
        self.finish_with(mark, Kind::Sequence, context);
    }

    fn item(&mut self, look: Look, column: i32, dash: bool) {
        let mark = self.mark();
        self.trivia_to(look.pos);
        self.check_column(look, column);
        if dash {
            self.token(Kind::Dash, look.pos + 1);
            self.value(look.column, Place::Dash);
            self.end_line();
            self.finish(mark, Kind::Item);
        } else {
            self.hint = None;
            self.error(look.pos, self.text_end(look.pos), E::MissingDash);
            self.block_node(look.column - 1, Look { tab: false, ..look });
            self.end_line();
            self.finish(mark, Kind::Error);
        }
    }

    pub(super) fn check_column(&mut self, look: Look, column: i32) {
        if look.column != column {
            self.error(look.pos, self.text_end(look.pos), E::WrongIndent);
        }
        if look.tab {
            self.error(look.pos - 1, look.pos, E::TabIndent);
        }
    }

    /// Reads one entry of a mapping at `column`.
    fn entry(&mut self, look: Look, column: i32, first: bool) {
        let mark = self.mark();
        if !first {
            self.trivia_to(look.pos);
            self.check_column(look, column);
        }
        // What is left of its siblings keeps its own column only for lines left of them.
        let shifted = look.column < column && self.next_line(look.pos).column > column;
        let n = if self.outlier || shifted { column } else { look.column };
        if self.is_question(self.pos) {
            self.outlier = false;
            self.hint = None;
            self.explicit_entry(n);
        } else if let Some(colon) = self.implicit_key(self.pos) {
            if colon - self.pos > MAX_KEY {
                self.error(self.pos, colon, E::MultilineKey);
            }
            self.key(colon);
            self.token(Kind::Space, colon);
            self.token(Kind::Colon, colon + 1);
            self.value(n, Place::Key);
        } else if self.is_colon(self.pos) {
            self.token(Kind::Colon, self.pos + 1);
            self.value(n, Place::Key);
        } else if self.is_dash(self.pos) {
            self.hint = None;
            self.error(self.pos, self.text_end(self.pos), E::UnexpectedItem);
            if self.depth < MAX_DEPTH {
                self.sequence(look.column, look.column - 1);
            } else {
                self.junk_line();
            }
            self.end_line();
            self.finish(mark, Kind::Error);
            return;
        } else {
            self.outlier = false;
            let kind = self.half_typed(n, look.column == column);
            self.end_line();
            self.finish(mark, kind);
            return;
        }
        self.end_line();
        self.finish(mark, Kind::Entry);
    }

    fn explicit_entry(&mut self, n: i32) {
        self.token(Kind::Question, self.pos + 1);
        if !self.value(n, Place::Explicit) {
            self.end_line();
        }
        self.end_line();
        let look = self.look();
        if !look.end && look.column == n && self.is_colon(look.pos) {
            self.trivia_to(look.pos);
            self.token(Kind::Colon, look.pos + 1);
            self.value(n, Place::Explicit);
        }
    }

    /// Reads the implicit key whose colon stands at `colon`.
    fn key(&mut self, colon: u32) {
        let mark = self.mark();
        let decorated = matches!(self.byte(), b'&' | b'!');
        if decorated {
            self.properties();
            if self.src.skip_space(self.pos) < colon {
                self.token(Kind::Space, self.src.skip_space(self.pos));
            }
        }
        if self.pos < colon && self.src.skip_space(self.pos) < colon {
            match self.byte() {
                b'"' | b'\'' => self.quoted(0, false, false),
                b'[' | b'{' => {
                    self.flow(-1);
                }
                b'*' => self.alias(),
                byte => {
                    if matches!(byte, b'@' | b'`' | b'%') {
                        self.error(self.pos, self.pos + 1, E::ReservedStart);
                    }
                    let (end, _) = self.plain_line(self.pos, false);
                    self.token(Kind::Plain, end);
                }
            }
        }
        if decorated {
            self.finish_decorated(mark);
        }
        if self.pos < colon && self.src.skip_space(self.pos) < colon {
            let at = self.pos;
            self.error(at, colon, E::TextAfterValue);
            self.token(Kind::Junk, colon);
        }
    }
}
