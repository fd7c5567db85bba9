//! Scalars, anchors, tags and aliases: where each of them ends.

use super::{E, Kind, Mark, Parser};

/// Why a line of a plain scalar ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    Line,
    Colon,
    Comment,
    Flow,
}

pub(super) fn is_flow_indicator(byte: u8) -> bool {
    matches!(byte, b',' | b'[' | b']' | b'{' | b'}')
}

impl Parser<'_> {
    /// The end of the plain text from `pos` on its line (without trailing spaces), and what ends it.
    pub(super) fn plain_line(&self, pos: u32, flow: bool) -> (u32, Stop) {
        let (mut at, mut end) = (pos, pos);
        loop {
            let byte = self.src.at(at);
            match byte {
                b' ' | b'\t' => {}
                b'\n' | b'\r' => return (end, Stop::Line),
                0 if at >= self.src.len => return (end, Stop::Line),
                b':' if self.src.is_blank(at + 1) || (flow && is_flow_indicator(self.src.at(at + 1))) => {
                    return (end, Stop::Colon);
                }
                b'#' if at > pos && matches!(self.src.at(at - 1), b' ' | b'\t') => {
                    return (end, Stop::Comment);
                }
                _ if flow && is_flow_indicator(byte) => return (end, Stop::Flow),
                _ => end = at + 1,
            }
            at += 1;
        }
    }

    /// Takes a plain scalar that may go on over lines deeper than `n`.
    pub(super) fn plain(&mut self, n: i32, flow: bool) {
        let start = self.pos;
        let (mut end, mut stop) = self.plain_line(start, flow);
        if end == start {
            // A colon or an indicator that cannot begin a scalar: take it, so that parsing goes on.
            end = start + 1;
            let (more, why) = self.plain_line(end, flow);
            (end, stop) = (end.max(more), why);
        }
        if stop == Stop::Colon && !flow {
            let rest = self.text_end(start);
            self.error(end, rest, E::SecondColon);
            self.token(Kind::Plain, rest);
            return;
        }
        let mut tab = None;
        while stop == Stop::Line {
            let Some((next, spaces, has_tab)) = self.continuation(end, n, flow) else { break };
            let (line, why) = self.plain_line(next, flow);
            if line == next || (!flow && why == Stop::Colon) {
                break;
            }
            if spaces <= n && has_tab {
                tab = Some(next);
            }
            (end, stop) = (line, why);
        }
        if let Some(at) = tab {
            self.error(at - 1, at, E::TabIndent);
        }
        self.long_token(Kind::Plain, end);
    }

    /// The text of the next non-blank line if a scalar may go on there: its offset, the spaces before
    /// it and whether a tab is among them.
    pub(super) fn continuation(&self, end: u32, n: i32, flow: bool) -> Option<(u32, i32, bool)> {
        let (mut at, mut line_start) = (end, end);
        let mut first = true;
        loop {
            let (mut spaces, mut tabs) = (0, 0);
            if !first && (self.src.is_conflict(at) || self.src.is_marker(at)) {
                return None;
            }
            loop {
                match self.src.at(at) {
                    b' ' => spaces += i32::from(tabs == 0),
                    b'\t' => tabs += 1,
                    _ => break,
                }
                at += 1;
            }
            if at >= self.src.len {
                return None;
            }
            if !self.src.is_eol(at) {
                let column = (at - line_start) as i32 + tabs;
                let allowed = column > n && self.src.at(at) != b'#' && !(flow && self.ends_flow(at, false));
                return (!first && allowed).then_some((at, spaces, tabs > 0));
            }
            at = self.src.after_break(at);
            line_start = at;
            first = false;
        }
    }

    /// The end of the quoted scalar at `pos`, or `None` if it is not closed where it may be: on its
    /// line, or with `multiline` on following lines deeper than `n`.
    pub(super) fn quoted_end(&self, pos: u32, n: i32, multiline: bool, flow: bool) -> Option<(u32, bool)> {
        let quote = self.src.at(pos);
        let mut at = pos + 1;
        let mut tab = false;
        loop {
            let byte = self.src.at(at);
            match byte {
                b'\\' if quote == b'"' && !self.src.is_eol(at + 1) => at += 2,
                b'\\' if quote == b'"' => at += 1,
                b'\n' | b'\r' => {
                    if !multiline {
                        return None;
                    }
                    let (next, spaces, has_tab) = self.quoted_continuation(at, n, flow)?;
                    tab |= has_tab && spaces <= n;
                    at = next;
                }
                0 if at >= self.src.len => return None,
                _ if byte == quote => {
                    if quote == b'\'' && self.src.at(at + 1) == b'\'' {
                        at += 2;
                    } else {
                        return Some((at + 1, tab));
                    }
                }
                _ => at += 1,
            }
        }
    }

    fn quoted_continuation(&self, end: u32, n: i32, flow: bool) -> Option<(u32, i32, bool)> {
        let mut at = end;
        loop {
            at = self.src.after_break(at);
            let line_start = at;
            if self.src.is_conflict(at) || self.src.is_marker(at) {
                return None;
            }
            let (mut spaces, mut tabs) = (0, 0);
            loop {
                match self.src.at(at) {
                    b' ' => spaces += i32::from(tabs == 0),
                    b'\t' => tabs += 1,
                    _ => break,
                }
                at += 1;
            }
            if at >= self.src.len {
                return None;
            }
            if !self.src.is_eol(at) {
                let column = (at - line_start) as i32 + tabs;
                if column <= n || (flow && self.ends_flow(at, false)) {
                    return None;
                }
                return Some((at, spaces, tabs > 0));
            }
        }
    }

    /// Takes a quoted scalar. Unclosed, it ends with the text of its own line.
    pub(super) fn quoted(&mut self, n: i32, multiline: bool, flow: bool) {
        let start = self.pos;
        let kind = if self.byte() == b'"' { Kind::DoubleQuoted } else { Kind::SingleQuoted };
        let closed = self.quoted_end(start, n, multiline, flow).filter(|(end, _)| {
            // Text straight after the end of a scalar of several lines: the quote was rather meant to
            // end on its own line, and this one opens another.
            let clean = self.src.is_blank(*end)
                || self.src.at(*end) == b':'
                || (flow && is_flow_indicator(self.src.at(*end)));
            clean || (start..*end).all(|at| !self.src.is_eol(at))
        });
        match closed {
            Some((end, tab)) => {
                if tab {
                    self.error(start, end, E::TabIndent);
                }
                if kind == Kind::DoubleQuoted {
                    self.check_escapes(start, end);
                }
                self.long_token(kind, end);
            }
            None => {
                let mut end = self.text_end(start);
                if flow {
                    // Inside brackets the quote most likely lacks its end before the next separator.
                    let mut at = start + 1;
                    while at < end && !is_flow_indicator(self.src.at(at)) {
                        at += 1;
                    }
                    end = at.max(start + 1);
                }
                self.error(start, end, E::UnclosedQuote);
                self.token(kind, end);
            }
        }
    }

    fn check_escapes(&mut self, start: u32, end: u32) {
        let mut at = start + 1;
        while at + 1 < end {
            if self.src.at(at) != b'\\' {
                at += 1;
                continue;
            }
            let digits = match self.src.at(at + 1) {
                b'0' | b'a' | b'b' | b't' | b'\t' | b'n' | b'v' | b'f' | b'r' | b'e' | b' ' | b'"' | b'/'
                | b'\\' | b'N' | b'_' | b'L' | b'P' | b'\n' | b'\r' => 0,
                b'x' => 2,
                b'u' => 4,
                b'U' => 8,
                _ => {
                    self.error(at, at + 2, E::BadEscape);
                    0
                }
            };
            let good = (0..digits).all(|n| self.src.at(at + 2 + n).is_ascii_hexdigit());
            if !good {
                self.error(at, at + 2, E::BadEscape);
            }
            at += 2;
        }
    }

    /// Takes `*name`.
    pub(super) fn alias(&mut self) {
        let end = self.name_end(self.pos + 1);
        if end == self.pos + 1 {
            self.error(self.pos, end, E::MissingName);
        }
        self.token(Kind::Alias, end);
    }

    pub(super) fn name_end(&self, mut at: u32) -> u32 {
        while !self.src.is_blank(at) && !is_flow_indicator(self.src.at(at)) {
            at += 1;
        }
        at
    }

    /// The end of the tag at `pos`.
    pub(super) fn tag_end(&self, pos: u32) -> u32 {
        if self.src.at(pos + 1) == b'<' {
            let mut at = pos + 2;
            while !self.src.is_blank(at) && self.src.at(at) != b'>' {
                at += 1;
            }
            return if self.src.at(at) == b'>' { at + 1 } else { at };
        }
        self.name_end(pos + 1)
    }

    /// Takes anchors and tags with the spaces between them; those after the last one stay.
    pub(super) fn properties(&mut self) {
        let (mut anchor, mut tag) = (false, false);
        loop {
            let (start, end) = (self.pos, self.src.skip_space(self.pos));
            let byte = self.src.at(end);
            if !matches!(byte, b'&' | b'!') || ((anchor || tag) && end == start) {
                return;
            }
            self.token(Kind::Space, end);
            let start = self.pos;
            if byte == b'&' {
                let end = self.name_end(start + 1);
                if end == start + 1 {
                    self.error(start, end, E::MissingName);
                }
                if anchor {
                    self.error(start, end, E::BadProperty);
                }
                anchor = true;
                self.token(Kind::Anchor, end);
            } else {
                let end = self.tag_end(start);
                if tag {
                    self.error(start, end, E::BadProperty);
                }
                tag = true;
                self.check_tag(start, end);
                self.token(Kind::Tag, end);
            }
        }
    }

    fn check_tag(&mut self, start: u32, end: u32) {
        if self.src.at(start + 1) == b'<' {
            if self.src.at(end - 1) != b'>' || end - start < 4 {
                self.error(start, end, E::BadTag);
            }
            return;
        }
        let handle: Vec<u8> = (start..end).map(|at| self.src.at(at)).collect();
        let Some(second) = handle.iter().skip(1).position(|byte| *byte == b'!').map(|at| at + 1) else {
            return;
        };
        let name = &handle[..=second];
        let known = name == b"!!" || self.handles.iter().any(|known| known == name);
        if !known || second + 1 == handle.len() {
            self.error(start, end, E::BadTag);
        }
    }

    /// Takes a block scalar in a node whose parent stands at column `n`.
    pub(super) fn block_scalar(&mut self, n: i32) {
        let mark = self.mark();
        let mut at = self.pos + 1;
        let (mut digit, mut chomp) = (None, false);
        loop {
            match self.src.at(at) {
                byte @ b'1'..=b'9' if digit.is_none() => digit = Some(i32::from(byte - b'0')),
                b'+' | b'-' if !chomp => chomp = true,
                _ => break,
            }
            at += 1;
        }
        self.token(Kind::BlockHeader, at);
        let rest = self.src.skip_space(at);
        if !self.src.is_eol(rest) && (self.src.at(rest) != b'#' || rest == at) {
            self.token(Kind::Space, rest);
            self.junk_line_as(E::BadBlockHeader);
        }
        self.end_line();
        let parent = n.max(0);
        let indent = match digit {
            Some(digit) => parent + digit,
            None => self.block_indent(n),
        };
        let end = self.block_text_end(indent);
        self.long_token(Kind::BlockText, end);
        self.finish_with(mark, Kind::BlockScalar, indent as u32);
    }

    /// The indentation of the first line with text, and the mistakes of the blank lines above it.
    fn block_indent(&mut self, n: i32) -> i32 {
        let mut at = self.pos;
        let (mut deepest, mut deepest_at) = (0, at);
        loop {
            let line = at;
            while self.src.at(at) == b' ' {
                at += 1;
            }
            let spaces = (at - line) as i32;
            let tab = self.src.at(at) == b'\t';
            if tab && spaces <= n {
                let text = self.src.skip_space(at);
                if self.src.is_eol(text) {
                    self.error(at, text, E::TabIndent);
                    return n + 1;
                }
            }
            if at >= self.src.len {
                return deepest.max(spaces).max(n + 1);
            }
            if !self.src.is_eol(at) {
                if spaces > n && deepest > spaces {
                    self.error(deepest_at, deepest_at + deepest as u32, E::BadBlockIndent);
                }
                let indent = if spaces > n { spaces } else { deepest.max(n + 1) };
                return indent.max(0);
            }
            if spaces > deepest {
                (deepest, deepest_at) = (spaces, line);
            }
            at = self.src.after_break(at);
        }
    }

    fn block_text_end(&self, indent: i32) -> u32 {
        let mut line = self.pos;
        while line < self.src.len {
            let mut at = line;
            while self.src.at(at) == b' ' && ((at - line) as i32) < indent {
                at += 1;
            }
            let spaces = (at - line) as i32;
            if spaces < indent {
                if !self.src.is_eol(at) {
                    break;
                }
            } else if indent == 0 && self.src.is_marker(line) {
                break;
            }
            let end = self.src.line_end(at);
            line = self.src.after_break(end);
            if end >= self.src.len {
                return end;
            }
        }
        line
    }

    /// Wraps what was taken since `mark` as a value with properties, checking that they are possible.
    pub(super) fn finish_decorated(&mut self, mark: Mark) {
        self.check_properties(mark);
        self.finish(mark, Kind::Decorated);
    }
}
