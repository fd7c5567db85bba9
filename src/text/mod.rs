//! The text of a file: a rope that takes editor edits cheaply, and the conversions between byte
//! offsets (what everything inside fcls uses) and line/column positions (what editors and people use).
//!
//! Offsets are bytes from the start of the file as `u32`; a file is at most [`MAX_LEN`] bytes.

mod position;
mod span;

pub use position::{Encoding, Position};
pub use span::Span;

use memchr::{memchr, memchr_iter, memchr2, memrchr};
use ropey::Rope;
use std::borrow::Cow;

/// The largest file fcls reads, in bytes. Larger ones are refused with a clear message by the callers.
pub const MAX_LEN: usize = 64 * 1024 * 1024;

/// From this column on, in bytes, the rope's own indices are cheaper than counting.
const FAR: u32 = 2_048;

/// One replacement: the bytes of `span` (in the text before the edit) become `text`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced, in the text before the edit.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

impl Edit {
    /// An edit that replaces `span` by `text`.
    pub fn replace(span: Span, text: impl Into<String>) -> Self {
        Edit { span, text: text.into() }
    }

    /// An edit that inserts `text` at `offset`.
    pub fn insert(offset: u32, text: impl Into<String>) -> Self {
        Edit { span: Span::empty(offset), text: text.into() }
    }

    /// An edit that deletes `span`.
    pub fn delete(span: Span) -> Self {
        Edit { span, text: String::new() }
    }
}

/// The text of a file. Cloning is cheap (the rope shares its chunks), so a clone is a snapshot.
#[derive(Debug, Clone, Default)]
pub struct Text {
    rope: Rope,
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Text { rope: Rope::from_str(text) }
    }
}

impl std::fmt::Display for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.rope.chunks().try_for_each(|chunk| f.write_str(chunk))
    }
}

impl Text {
    /// The length in bytes.
    pub fn len(&self) -> u32 {
        self.rope.len_bytes() as u32
    }

    /// Whether there is no text at all.
    pub fn is_empty(&self) -> bool {
        self.rope.len_bytes() == 0
    }

    /// The span of the whole text.
    pub fn span(&self) -> Span {
        Span::new(0, self.len())
    }

    /// The text of `span`, borrowed where it lies in one chunk of the rope. Ends are clamped to the
    /// text and moved back to character boundaries.
    pub fn slice(&self, span: Span) -> Cow<'_, str> {
        // Nearly every slice is a word inside one chunk: one look-up, no copy.
        let (chunk, base) = self.chunk_at(span.start);
        if let (Some(start), Some(end)) = (span.start.checked_sub(base), span.end.checked_sub(base))
            && let Some(text) = chunk.get(start as usize..end as usize)
        {
            return Cow::Borrowed(text);
        }
        let start = self.floor_boundary(span.start);
        let end = self.floor_boundary(span.end).max(start);
        match self.rope.byte_slice(start as usize..end as usize).as_str() {
            Some(text) => Cow::Borrowed(text),
            None => Cow::Owned(self.rope.byte_slice(start as usize..end as usize).to_string()),
        }
    }

    /// The byte at `offset`, or `None` at or past the end.
    pub fn byte(&self, offset: u32) -> Option<u8> {
        self.rope.get_byte(offset as usize)
    }

    /// The chunk of the rope that holds `offset` and the offset where that chunk starts. Readers that
    /// go through the text byte by byte keep the chunk instead of asking the rope each time. At the
    /// end of the text the last chunk is returned; the empty text has one empty chunk.
    pub fn chunk_at(&self, offset: u32) -> (&str, u32) {
        let (chunk, start, _, _) = self.rope.chunk_at_byte((offset as usize).min(self.rope.len_bytes()));
        (chunk, start as u32)
    }

    /// The chunks of the text in order.
    pub fn chunks(&self) -> impl Iterator<Item = &str> {
        self.rope.chunks()
    }

    /// The largest character boundary that is not after `offset` (clamped to the text's length).
    pub fn floor_boundary(&self, offset: u32) -> u32 {
        let offset = offset.min(self.len());
        let (chunk, base) = self.chunk_at(offset);
        // Chunks begin and end at character boundaries; a character has at most four bytes.
        let inside = (offset - base) as usize;
        let back = (0..=inside.min(3)).find(|back| chunk.is_char_boundary(inside - back)).unwrap_or(0);
        offset - back as u32
    }

    /// Makes one edit. The span is clamped to the text and to character boundaries; the span that was
    /// really replaced is returned.
    pub fn apply(&mut self, edit: &Edit) -> Span {
        let start = self.floor_boundary(edit.span.start);
        let end = self.floor_boundary(edit.span.end).max(start);
        let from = self.rope.byte_to_char(start as usize);
        if end > start {
            self.rope.remove(from..self.rope.byte_to_char(end as usize));
        }
        if !edit.text.is_empty() {
            self.rope.insert(from, &edit.text);
        }
        Span::new(start, end)
    }

    /// The text with non-overlapping `edits` made (in any order; all spans are in this text).
    pub fn with_edits(&self, edits: &[Edit]) -> Text {
        let mut sorted: Vec<&Edit> = edits.iter().collect();
        sorted.sort_by_key(|edit| (edit.span.start, edit.span.end));
        // Each edit of a rope copies a chunk; so many are cheaper in one go.
        if sorted.len() > 64 {
            let mut text = String::with_capacity(self.len() as usize);
            let mut at = 0;
            for edit in sorted {
                let start = self.floor_boundary(edit.span.start).max(at);
                text.push_str(&self.slice(Span::new(at, start)));
                text.push_str(&edit.text);
                at = self.floor_boundary(edit.span.end).max(start);
            }
            text.push_str(&self.slice(Span::new(at, self.len().max(at))));
            return Text::from(text.as_str());
        }
        let mut text = self.clone();
        for edit in sorted.into_iter().rev() {
            text.apply(edit);
        }
        text
    }

    /// The number of lines: one more than the line breaks (`\n`, `\r\n` or `\r`).
    pub fn line_count(&self) -> u32 {
        self.rope.len_lines() as u32
    }

    /// The 0-based line of `offset` (clamped).
    pub fn line_of(&self, offset: u32) -> u32 {
        self.rope.byte_to_line((offset as usize).min(self.rope.len_bytes())) as u32
    }

    /// Where the 0-based `line` starts; the end of the text for lines past the last one.
    pub fn line_start(&self, line: u32) -> u32 {
        self.rope.line_to_byte((line as usize).min(self.rope.len_lines())) as u32
    }

    /// The 0-based `line` without its line break.
    pub fn line_span(&self, line: u32) -> Span {
        let start = self.line_start(line);
        let mut end = self.line_start(line + 1).max(start);
        if end > start && self.byte(end - 1) == Some(b'\n') {
            end -= 1;
        }
        if end > start && line + 1 < self.line_count() && self.byte(end - 1) == Some(b'\r') {
            end -= 1;
        }
        Span::new(start, end)
    }

    /// The column of `offset` in bytes from the start of its line.
    pub fn byte_column(&self, offset: u32) -> u32 {
        offset - self.line_start(self.line_of(offset))
    }

    /// The position of `offset`, its column counted in `encoding`.
    pub fn position(&self, offset: u32, encoding: Encoding) -> Position {
        if let Some((position, ..)) = self.position_in_chunk(offset, encoding) {
            return position;
        }
        let offset = self.floor_boundary(offset);
        let line = self.line_of(offset);
        let start = self.line_start(line);
        // Most lines are short: counting the characters before the column beats asking the rope for indices.
        let before = || self.slice(Span::new(start, offset));
        let chars = |offset: u32| self.rope.byte_to_char(offset as usize);
        let units = |offset: u32| self.rope.char_to_utf16_cu(chars(offset));
        let character = match encoding {
            Encoding::Utf8 => offset - start,
            Encoding::Utf16 if offset - start > FAR => (units(offset) - units(start)) as u32,
            Encoding::Utf32 if offset - start > FAR => (chars(offset) - chars(start)) as u32,
            Encoding::Utf16 | Encoding::Utf32 => encoding.width(&before()),
        };
        Position { line, character }
    }

    /// The position of `offset`, where its character begins, and what follows in its chunk, by one way down the rope;
    /// `None` if its line does not begin in that chunk or a `\r` makes it unclear where.
    fn position_in_chunk(&self, offset: u32, encoding: Encoding) -> Option<(Position, u32, &str)> {
        let offset = (offset as usize).min(self.rope.len_bytes());
        let (chunk, from, _, first) = self.rope.chunk_at_byte(offset);
        let mut at = offset - from;
        while !chunk.is_char_boundary(at) {
            at -= 1;
        }
        let (before, after) = chunk.split_at(at);
        let line = memrchr(b'\n', before.as_bytes())? + 1;
        if memchr(b'\r', before.as_bytes()).is_some() {
            return None;
        }
        let breaks = memchr_iter(b'\n', before.as_bytes()).count();
        let position = Position { line: (first + breaks) as u32, character: encoding.width(&before[line..]) };
        Some((position, (from + at) as u32, after))
    }

    /// The positions of both ends of `span`. For a span inside a line, as most are, hardly dearer than one of them.
    pub fn range(&self, span: Span, encoding: Encoding) -> (Position, Position) {
        let start = match self.position_in_chunk(span.start, encoding) {
            Some((start, at, after)) => {
                let marked = after.get(..span.len() as usize).filter(|_| at == span.start);
                if let Some(marked) =
                    marked.filter(|marked| memchr2(b'\n', b'\r', marked.as_bytes()).is_none())
                {
                    let character = start.character + encoding.width(marked);
                    return (start, Position { line: start.line, character });
                }
                start
            }
            None => self.position(span.start, encoding),
        };
        if span.len() < 512 {
            let marked = self.slice(span);
            if !marked.contains(['\n', '\r']) {
                let character = start.character + encoding.width(&marked);
                return (start, Position { line: start.line, character });
            }
        }
        (start, self.position(span.end, encoding))
    }

    /// The offset of `position`. Columns past the end of a line mean its end (as LSP demands), lines
    /// past the last one the end of the text; a column inside a character means its start.
    pub fn offset(&self, position: Position, encoding: Encoding) -> u32 {
        if position.line >= self.line_count() {
            return self.len();
        }
        let line = self.line_span(position.line);
        let from = self.rope.byte_to_char(line.start as usize);
        let to = self.rope.byte_to_char(line.end as usize);
        let offset = match encoding {
            Encoding::Utf8 => self.floor_boundary(line.start.saturating_add(position.character)),
            Encoding::Utf32 => self.rope.char_to_byte((from + position.character as usize).min(to)) as u32,
            Encoding::Utf16 => {
                let target = self.rope.char_to_utf16_cu(from) + position.character as usize;
                let target = target.min(self.rope.char_to_utf16_cu(to));
                self.rope.char_to_byte(self.rope.utf16_cu_to_char(target)) as u32
            }
        };
        offset.min(line.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIXED: &str = "a: 中文😀x\r\nb: é\rc: 1\n\nend";

    #[test]
    fn every_offset_survives_the_round_trip_in_every_encoding() {
        let text = Text::from(MIXED);
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            for (offset, _) in MIXED.char_indices() {
                // The second byte of \r\n is past the line's end, which clamps to it.
                if MIXED[offset..].starts_with('\n') && MIXED[..offset].ends_with('\r') {
                    continue;
                }
                let position = text.position(offset as u32, encoding);
                assert_eq!(text.offset(position, encoding), offset as u32, "{encoding:?} {position:?}");
            }
        }
    }

    #[test]
    fn a_range_is_the_positions_of_its_ends() {
        let text = Text::from(MIXED);
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            for start in 0..=text.len() {
                for end in start..=text.len() {
                    let ends = (text.position(start, encoding), text.position(end, encoding));
                    assert_eq!(
                        text.range(Span::new(start, end), encoding),
                        ends,
                        "{start}..{end} {encoding:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn positions_are_those_of_counting() {
        let lines = [
            "a: 1\n",
            "  中文: 😀 # é\n",
            "\n",
            "long: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n",
            "b: 2\r\n",
            "c\rd\n",
        ];
        for kinds in [4, 6] {
            let source: String = (0..600).map(|at| lines[at * 7 % kinds]).collect();
            let text = Text::from(source.as_str());
            for start in (0..text.len()).step_by(3) {
                for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
                    let counted = |offset: u32| {
                        let offset = text.floor_boundary(offset);
                        let line = text.line_of(offset);
                        let before = &source[text.line_start(line) as usize..offset as usize];
                        Position { line, character: encoding.width(before) }
                    };
                    assert_eq!(text.position(start, encoding), counted(start), "{start}");
                    let end = text.floor_boundary((start + start % 23).min(text.len()));
                    let span = Span::new(start, end.max(start));
                    if text.floor_boundary(start) == start {
                        assert_eq!(
                            text.range(span, encoding),
                            (counted(start), counted(span.end)),
                            "{span:?}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn a_long_line_is_counted_as_a_short_one() {
        let line = "a中😀é".repeat(1_000);
        let text = Text::from(format!("x\n{line}\r\n{line}").as_str());
        for offset in (0..text.len()).step_by(7) {
            let at = text.floor_boundary(offset);
            let before = text.slice(Span::new(text.line_start(text.line_of(at)), at)).into_owned();
            let utf16 = text.position(at, Encoding::Utf16).character;
            assert_eq!(utf16, before.encode_utf16().count() as u32, "{at}");
            assert_eq!(text.position(at, Encoding::Utf32).character, before.chars().count() as u32, "{at}");
        }
    }

    #[test]
    fn utf16_counts_surrogate_pairs_as_two() {
        let text = Text::from(MIXED);
        let x = MIXED.find('x').unwrap() as u32;
        assert_eq!(text.position(x, Encoding::Utf16), Position { line: 0, character: 7 });
        assert_eq!(text.position(x, Encoding::Utf32), Position { line: 0, character: 6 });
        // The middle of the pair means the character's start.
        assert_eq!(text.offset(Position { line: 0, character: 6 }, Encoding::Utf16), x - 4);
    }

    #[test]
    fn positions_past_the_end_are_clamped() {
        let text = Text::from("ab\ncd");
        assert_eq!(text.offset(Position { line: 0, character: 99 }, Encoding::Utf16), 2);
        assert_eq!(text.offset(Position { line: 9, character: 0 }, Encoding::Utf16), 5);
        assert_eq!(text.position(99, Encoding::Utf8), Position { line: 1, character: 2 });
    }

    #[test]
    fn line_spans_leave_the_break_out() {
        let text = Text::from("ab\r\ncd\n\ne");
        let lines: Vec<_> =
            (0..text.line_count()).map(|l| text.slice(text.line_span(l)).into_owned()).collect();
        assert_eq!(lines, ["ab", "cd", "", "e"]);
    }

    #[test]
    fn edits_are_clamped_and_never_split_a_character() {
        let mut text = Text::from("中文");
        let replaced = text.apply(&Edit::replace(Span::new(1, 4), "x"));
        assert_eq!(replaced, Span::new(0, 3));
        assert_eq!(text.to_string(), "x文");
        text.apply(&Edit::insert(99, "!"));
        assert_eq!(text.to_string(), "x文!");
    }

    #[test]
    fn several_edits_keep_their_spans_in_the_old_text() {
        let text = Text::from("one two three");
        let edits = [Edit::replace(Span::new(8, 13), "3"), Edit::replace(Span::new(0, 3), "1")];
        assert_eq!(text.with_edits(&edits).to_string(), "1 two 3");
        let text = Text::from("né ".repeat(3000).as_str());
        let edits: Vec<Edit> =
            (0..3000).map(|n| Edit::replace(Span::new(n * 4 + 1, n * 4 + 4), "o,")).collect();
        assert_eq!(text.with_edits(&edits).to_string(), "no,".repeat(3000));
        assert_eq!(text.with_edits(&edits[..64]).to_string(), "no,".repeat(64) + &"né ".repeat(2936));
    }
}
