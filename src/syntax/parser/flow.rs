//! Flow collections. They go on over lines deeper than their parent's column; one that is never closed
//! is read a second time and then ends at the first line that looks like a key of the block around it.

use super::scalar::is_flow_indicator;
use super::{E, Kind, Look, MAX_DEPTH, MAX_KEY, Mark, Parser};

impl Parser<'_> {
    /// Reads a flow collection that is a value of a block. Says whether its line is finished already.
    pub(super) fn outer_flow(&mut self, n: i32) -> bool {
        let mark = self.mark();
        if self.flow(n) {
            return false;
        }
        self.rewind(mark);
        if self.lone_opener(n) {
            return true;
        }
        self.in_recovery = true;
        self.flow(n);
        self.in_recovery = false;
        false
    }

    /// Whether the line whose text starts at `at` ends the flow collections that are open: in
    /// recovery, a line that looks like a block key where no comma asks for more.
    pub(super) fn ends_flow(&self, at: u32, after_comma: bool) -> bool {
        self.in_recovery && !after_comma && (self.implicit_key(at).is_some() || self.is_dash(at))
    }

    /// Skips to the next item; `None` where the collection must end unclosed.
    fn flow_next(&mut self, n: i32, after_comma: bool) -> bool {
        let look = self.look();
        if look.end {
            return false;
        }
        let same_line = look.line_start == self.line_start;
        if self.byte() == b'#' && self.pos > 0 && !self.src.is_blank(self.pos - 1) {
            self.error(self.pos, self.pos + 1, E::CommentNeedsSpace);
        }
        if same_line {
            self.token(Kind::Space, look.pos);
            return true;
        }
        let closing = matches!(self.src.at(look.pos), b']' | b'}');
        if (look.column <= n && !closing) || look.column < n || self.ends_flow(look.pos, after_comma) {
            return false;
        }
        if look.column <= n {
            self.error(look.pos, look.pos + 1, E::WrongIndent);
        } else if look.spaces <= n {
            self.error(look.pos - 1, look.pos, E::TabIndent);
        }
        self.trivia_to(look.pos);
        true
    }

    /// Reads the flow collection that begins here; says whether it was closed.
    pub(super) fn flow(&mut self, n: i32) -> bool {
        if self.depth >= MAX_DEPTH {
            let start = self.pos;
            self.error(start, start + 1, E::TooDeep);
            self.token(Kind::Junk, self.text_end(start));
            return true;
        }
        self.depth += 1;
        let mark = self.mark();
        let mapping = self.byte() == b'{';
        let (open, close, kind, byte) = if mapping {
            (Kind::OpenMapping, Kind::CloseMapping, Kind::FlowMapping, b'}')
        } else {
            (Kind::OpenSequence, Kind::CloseSequence, Kind::FlowSequence, b']')
        };
        self.token(open, self.pos + 1);
        let (mut wants_comma, mut after_comma) = (false, false);
        let closed = loop {
            if !self.flow_next(n, after_comma) {
                self.error(mark.pos, mark.pos + 1, E::UnclosedFlow);
                break false;
            }
            let at = self.pos;
            match self.byte() {
                found if found == byte => {
                    self.token(close, at + 1);
                    break true;
                }
                b']' | b'}' => {
                    self.error(mark.pos, mark.pos + 1, E::UnclosedFlow);
                    break false;
                }
                b',' => {
                    if !wants_comma {
                        self.error(at, at + 1, E::StrayComma);
                    }
                    self.token(Kind::Comma, at + 1);
                    (wants_comma, after_comma) = (false, true);
                }
                _ => {
                    if wants_comma && self.depth < MAX_DEPTH {
                        self.error(at, at + 1, E::MissingComma);
                    }
                    if mapping {
                        self.flow_entry(n);
                    } else {
                        self.flow_item(n);
                    }
                    (wants_comma, after_comma) = (true, false);
                    if self.pos == at {
                        self.token(Kind::Junk, at + 1);
                    }
                }
            }
        };
        self.depth -= 1;
        self.finish(mark, kind);
        closed
    }

    fn flow_item(&mut self, n: i32) {
        let item = self.mark();
        let explicit = self.is_question(self.pos);
        if explicit || self.is_flow_colon(self.pos, false) {
            self.flow_entry(n);
            self.finish(item, Kind::FlowPair);
        } else {
            let json = self.flow_node(n);
            let look = self.look();
            if !look.end && self.is_flow_colon(look.pos, json) && self.flow_may_go_on(look, n) {
                if look.line_start != item.line_start || look.pos - item.pos > MAX_KEY {
                    self.error(item.pos, look.pos, E::MultilineKey);
                }
                self.flow_value(n, look.pos);
                self.finish(item, Kind::Entry);
                self.finish(item, Kind::FlowPair);
            }
        }
        self.finish(item, Kind::Item);
    }

    fn flow_entry(&mut self, n: i32) {
        let mark = self.mark();
        let mut json = false;
        let mut key = true;
        if self.is_question(self.pos) {
            self.token(Kind::Question, self.pos + 1);
            key = self.flow_next(n, true) && !matches!(self.byte(), b',' | b']' | b'}');
        }
        if key && !self.is_flow_colon(self.pos, false) {
            json = self.flow_node(n);
        }
        let look = self.look();
        if !look.end && self.is_flow_colon(look.pos, json) && self.flow_may_go_on(look, n) {
            self.flow_value(n, look.pos);
        }
        self.finish(mark, Kind::Entry);
    }

    /// Whether what stands at `look`, perhaps on a later line, can still belong to the collection.
    fn flow_may_go_on(&self, look: Look, n: i32) -> bool {
        look.line_start == self.line_start || (look.column > n && !self.ends_flow(look.pos, false))
    }

    /// Takes the colon at `colon` and the value after it.
    fn flow_value(&mut self, n: i32, colon: u32) {
        self.trivia_to(colon);
        self.token(Kind::Colon, colon + 1);
        if !self.flow_next(n, true) {
            return;
        }
        if matches!(self.byte(), b',' | b']' | b'}') {
            return;
        }
        self.flow_node(n);
    }

    fn is_flow_colon(&self, pos: u32, json: bool) -> bool {
        self.src.at(pos) == b':'
            && pos < self.src.len
            && (json || self.src.is_blank(pos + 1) || is_flow_indicator(self.src.at(pos + 1)))
    }

    /// Reads a node inside a flow collection; says whether it is of the JSON sort, after which a
    /// colon needs no space.
    fn flow_node(&mut self, n: i32) -> bool {
        match self.byte() {
            b'&' | b'!' => {
                let mark = self.mark();
                self.properties();
                let json = self.flow_after_properties(n, mark);
                self.finish_decorated(mark);
                json
            }
            b'"' | b'\'' => {
                self.quoted(n, true, true);
                true
            }
            b'[' | b'{' => {
                self.flow(n);
                true
            }
            b'*' => {
                self.alias();
                false
            }
            byte => {
                let next = self.src.at(self.pos + 1);
                let bare = matches!(byte, b'-' | b'?')
                    && (self.src.is_blank(self.pos + 1) || is_flow_indicator(next));
                if bare || matches!(byte, b'@' | b'`' | b'%' | b'|' | b'>' | b'#') {
                    self.error(self.pos, self.pos + 1, E::ReservedStart);
                }
                self.plain(n, true);
                false
            }
        }
    }

    fn flow_after_properties(&mut self, n: i32, mark: Mark) -> bool {
        let before = self.pos;
        let look = self.look();
        if look.end || matches!(self.src.at(look.pos), b',' | b']' | b'}') {
            return false;
        }
        if self.is_flow_colon(look.pos, false) || !self.flow_may_go_on(look, n) {
            return false;
        }
        if look.pos == before {
            self.error(mark.pos, before, E::BadProperty);
        }
        self.trivia_to(look.pos);
        if matches!(self.byte(), b'&' | b'!') {
            // Properties may go on over lines.
            self.properties();
            let at = self.src.skip_space(self.pos);
            self.token(Kind::Space, at);
            if matches!(self.byte(), b',' | b']' | b'}') || self.src.is_eol(self.pos) {
                return false;
            }
        }
        self.flow_node(n)
    }
}
