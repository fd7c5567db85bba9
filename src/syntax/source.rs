//! Reading the rope byte by byte: the chunk that was read last is kept, so that most reads are one
//! comparison and one index.

use crate::text::Text;
use std::cell::Cell;

#[derive(Debug)]
pub(super) struct Source<'a> {
    text: &'a Text,
    chunk: Cell<&'a [u8]>,
    start: Cell<u32>,
    pub len: u32,
}

impl<'a> Source<'a> {
    pub fn new(text: &'a Text) -> Self {
        let (chunk, start) = text.chunk_at(0);
        Source { text, chunk: Cell::new(chunk.as_bytes()), start: Cell::new(start), len: text.len() }
    }

    /// The byte at `offset`; 0 at and after the end.
    #[inline]
    pub fn at(&self, offset: u32) -> u8 {
        let index = offset.wrapping_sub(self.start.get()) as usize;
        match self.chunk.get().get(index) {
            Some(byte) => *byte,
            None => self.load(offset),
        }
    }

    #[cold]
    fn load(&self, offset: u32) -> u8 {
        if offset >= self.len {
            return 0;
        }
        let (chunk, start) = self.text.chunk_at(offset);
        self.chunk.set(chunk.as_bytes());
        self.start.set(start);
        chunk.as_bytes()[(offset - start) as usize]
    }

    /// Whether `offset` is at the end of a line or of the text.
    #[inline]
    pub fn is_eol(&self, offset: u32) -> bool {
        matches!(self.at(offset), b'\n' | b'\r') || offset >= self.len
    }

    /// Whether a space, a tab, a line break or the end stands at `offset`.
    #[inline]
    pub fn is_blank(&self, offset: u32) -> bool {
        matches!(self.at(offset), b' ' | b'\t' | b'\n' | b'\r') || offset >= self.len
    }

    /// The first offset from `offset` on that is neither space nor tab.
    #[inline]
    pub fn skip_space(&self, mut offset: u32) -> u32 {
        while matches!(self.at(offset), b' ' | b'\t') {
            offset += 1;
        }
        offset
    }

    /// The end of the line of `offset`, before its line break.
    #[inline]
    pub fn line_end(&self, mut offset: u32) -> u32 {
        while !self.is_eol(offset) {
            offset += 1;
        }
        offset
    }

    /// The offset after the line break at `offset` (`\r\n` is one); `offset` itself at the end.
    #[inline]
    pub fn after_break(&self, offset: u32) -> u32 {
        match self.at(offset) {
            b'\r' if self.at(offset + 1) == b'\n' => offset + 2,
            b'\r' | b'\n' => offset + 1,
            _ => offset,
        }
    }

    /// Whether `bytes` stand at `offset`.
    pub fn starts_with(&self, offset: u32, bytes: &[u8]) -> bool {
        bytes.iter().zip(offset..).all(|(byte, at)| self.at(at) == *byte)
    }

    /// Whether a `---` or `...` stands at `offset`, which must be the start of a line.
    pub fn is_marker(&self, offset: u32) -> bool {
        matches!(self.at(offset), b'-' | b'.')
            && (self.starts_with(offset, b"---") || self.starts_with(offset, b"..."))
            && self.is_blank(offset + 3)
    }

    /// Whether the line that starts at `offset` is a git conflict marker.
    pub fn is_conflict(&self, offset: u32) -> bool {
        let byte = self.at(offset);
        matches!(byte, b'<' | b'=' | b'>' | b'|')
            && (1..7).all(|n| self.at(offset + n) == byte)
            && (self.is_eol(offset + 7) || (self.at(offset + 7) == b' ' && byte != b'='))
    }
}
