//! Cooking: from a scalar as written to the text it means (quotes off, escapes and folding done).

use super::ast::{Scalar, ScalarStyle};
use crate::text::Span;
use std::borrow::Cow;

/// The cooked text, and where pieces of it come from: pairs of cooked offset and offset in the raw
/// content, in order.
#[derive(Default)]
struct Cooked {
    text: String,
    origin: Vec<(u32, u32)>,
}

impl Cooked {
    fn push(&mut self, piece: &str, at: usize) {
        self.origin.push((self.text.len() as u32, at as u32));
        self.text.push_str(piece);
    }
}

/// Where the bytes of a scalar's cooked text stand in the file.
pub struct Origins {
    content: Span,
    len: u32,
    /// The end of the text is not the end of the content: a block scalar.
    open_end: bool,
    origin: Vec<(u32, u32)>,
}

impl Origins {
    /// Where byte `offset` of the cooked text stands, see [`Scalar::source_offset`].
    pub fn source_offset(&self, offset: u32) -> Option<u32> {
        if offset > self.len {
            return None;
        }
        if offset == self.len && !self.open_end {
            return Some(self.content.end);
        }
        let index = self.origin.partition_point(|(at, _)| *at <= offset);
        let (at, from) = index.checked_sub(1).map_or((0, 0), |index| self.origin[index]);
        let next = self.origin.get(index).map_or(self.content.len(), |(_, from)| *from);
        Some(self.content.start + (from + (offset - at)).min(next.max(from)))
    }
}

impl<'a> Scalar<'a> {
    /// The text the scalar means.
    pub fn cooked(&self) -> Cow<'a, str> {
        let raw = self.text().slice(self.content_span());
        let simple = match self.style() {
            ScalarStyle::Plain => !raw.contains(['\n', '\r']),
            ScalarStyle::SingleQuoted => !raw.contains(['\n', '\r', '\'']),
            ScalarStyle::DoubleQuoted => !raw.contains(['\n', '\r', '\\']),
            ScalarStyle::Literal | ScalarStyle::Folded => false,
        };
        if simple { raw } else { Cow::Owned(self.cook(&raw).text) }
    }

    /// Where byte `offset` of the cooked text stands in the file: exact for what is copied from the
    /// file, the start of the escape or line break for what is not. `None` past the end.
    pub fn source_offset(&self, offset: u32) -> Option<u32> {
        self.origins().source_offset(offset)
    }

    /// Where the bytes of the cooked text stand in the file, for many questions about one scalar: reading it costs
    /// as much as it is long.
    pub fn origins(&self) -> Origins {
        let content = self.content_span();
        let raw = self.text().slice(content);
        let Cooked { text, origin } = self.cook(&raw);
        Origins { content, len: text.len() as u32, open_end: self.style().is_block(), origin }
    }

    fn cook(&self, raw: &str) -> Cooked {
        match self.style() {
            ScalarStyle::Plain => flow_lines(raw, Quote::None),
            ScalarStyle::SingleQuoted => flow_lines(raw, Quote::Single),
            ScalarStyle::DoubleQuoted => flow_lines(raw, Quote::Double),
            ScalarStyle::Literal | ScalarStyle::Folded => {
                let (header, indent) = self.block().unwrap_or_default();
                block_lines(raw, &header, indent as usize)
            }
        }
    }
}

impl ScalarStyle {
    /// Whether it is written with `|` or `>`.
    pub fn is_block(self) -> bool {
        matches!(self, ScalarStyle::Literal | ScalarStyle::Folded)
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Quote {
    None,
    Single,
    Double,
}

/// The lines of `raw` without line breaks, each with its offset. A line break at the very end makes
/// no further line.
fn lines(raw: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut start = 0;
    let bytes = raw.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let broken = match bytes[at] {
            b'\r' if bytes.get(at + 1) == Some(&b'\n') => 2,
            b'\r' | b'\n' => 1,
            _ => 0,
        };
        if broken > 0 {
            found.push((start, &raw[start..at]));
            start = at + broken;
        }
        at += broken.max(1);
    }
    if start < raw.len() {
        found.push((start, &raw[start..]));
    }
    found
}

const BLANK: [char; 2] = [' ', '\t'];

fn flow_lines(raw: &str, quote: Quote) -> Cooked {
    let mut out = Cooked::default();
    let mut lines = lines(raw);
    if raw.ends_with(['\n', '\r']) {
        lines.push((raw.len(), ""));
    }
    let last = lines.len().saturating_sub(1);
    // Line breaks since the last line with text; `None` after an escaped line break.
    let mut breaks = 0usize;
    let mut joined = false;
    for (index, (start, line)) in lines.into_iter().enumerate() {
        let lead = if index == 0 { 0 } else { line.len() - line.trim_start_matches(BLANK).len() };
        let mut text = &line[lead..];
        let mut escaped_break = false;
        if index != last {
            if quote == Quote::Double && ends_in_escape(text) {
                escaped_break = true;
                text = &text[..text.len() - 1];
            } else {
                text = trim_end(text, quote);
            }
        }
        if index > 0 {
            breaks += 1;
        }
        // A line without text is only a break; the last one still ends the folding.
        if text.is_empty() && index != last && index > 0 && !escaped_break {
            continue;
        }
        if index > 0 {
            if joined {
                out.push(&"\n".repeat(breaks - 1), start);
            } else if breaks == 1 {
                out.push(" ", start.saturating_sub(1));
            } else {
                out.push(&"\n".repeat(breaks - 1), start.saturating_sub(1));
            }
        }
        breaks = 0;
        joined = escaped_break;
        push_text(&mut out, text, start + lead, quote);
    }
    out
}

/// Whether the line ends in a backslash that is not itself escaped.
fn ends_in_escape(line: &str) -> bool {
    line.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1
}

/// The line without the blanks at its end; an escaped blank stays.
fn trim_end(line: &str, quote: Quote) -> &str {
    let trimmed = line.trim_end_matches(BLANK);
    if quote == Quote::Double && trimmed.len() < line.len() && ends_in_escape(trimmed) {
        &line[..trimmed.len() + 1]
    } else {
        trimmed
    }
}

fn push_text(out: &mut Cooked, text: &str, start: usize, quote: Quote) {
    let special = match quote {
        Quote::None => {
            out.push(text, start);
            return;
        }
        Quote::Single => '\'',
        Quote::Double => '\\',
    };
    let mut at = 0;
    while let Some(found) = text[at..].find(special) {
        let found = at + found;
        out.push(&text[at..found], start + at);
        if quote == Quote::Single {
            out.push("'", start + found);
            at = (found + 2).min(text.len());
        } else {
            at = found + unescape(out, &text[found..], start + found);
        }
    }
    out.push(&text[at..], start + at);
}

/// Cooks the escape at the begin of `text`; gives its length.
fn unescape(out: &mut Cooked, text: &str, start: usize) -> usize {
    let Some(letter) = text[1..].chars().next() else {
        out.push("\\", start);
        return 1;
    };
    let digits = match letter {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        _ => 0,
    };
    if digits > 0 {
        let code = text.get(2..2 + digits).and_then(|hex| u32::from_str_radix(hex, 16).ok());
        if let Some(code) = code {
            // A pair of surrogates, as JSON writes characters beyond U+FFFF.
            if (0xd800..0xdc00).contains(&code)
                && let Some(low) = text.get(6..12).filter(|low| low.starts_with("\\u"))
                && let Ok(low) = u32::from_str_radix(&low[2..], 16)
                && (0xdc00..0xe000).contains(&low)
                && let Some(letter) = char::from_u32(0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00))
            {
                out.push(letter.encode_utf8(&mut [0; 4]), start);
                return 12;
            }
            let letter = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
            out.push(letter.encode_utf8(&mut [0; 4]), start);
            return 2 + digits;
        }
    }
    let cooked = match letter {
        '0' => "\0",
        'a' => "\u{7}",
        'b' => "\u{8}",
        't' | '\t' => "\t",
        'n' => "\n",
        'v' => "\u{b}",
        'f' => "\u{c}",
        'r' => "\r",
        'e' => "\u{1b}",
        'N' => "\u{85}",
        '_' => "\u{a0}",
        'L' => "\u{2028}",
        'P' => "\u{2029}",
        ' ' | '"' | '/' | '\\' => &text[1..2],
        // Not an escape: taken as written, the parser has said so.
        _ => &text[..1 + letter.len_utf8()],
    };
    out.push(cooked, start);
    1 + letter.len_utf8()
}

fn block_lines(raw: &str, header: &str, indent: usize) -> Cooked {
    let folded = header.starts_with('>');
    let mut out = Cooked::default();
    let mut breaks = 0usize;
    let mut any = false;
    let mut was_deeper = false;
    for (start, line) in lines(raw) {
        let cut = line.bytes().take(indent).take_while(|byte| *byte == b' ').count();
        let text = &line[cut..];
        if text.is_empty() {
            breaks += 1;
            continue;
        }
        let deeper = text.starts_with(BLANK);
        if any {
            let fold = folded && !deeper && !was_deeper;
            match (fold, breaks) {
                (true, 0) => out.push(" ", start.saturating_sub(1)),
                (true, _) => out.push(&"\n".repeat(breaks), start.saturating_sub(1)),
                (false, _) => out.push(&"\n".repeat(breaks + 1), start.saturating_sub(1)),
            }
        } else if breaks > 0 {
            out.push(&"\n".repeat(breaks), 0);
        }
        out.push(text, start + cut);
        (breaks, any, was_deeper) = (0, true, deeper);
    }
    let end = raw.len();
    if header.contains('+') {
        out.push(&"\n".repeat(breaks + usize::from(any)), end);
    } else if any && !header.contains('-') {
        out.push("\n", end);
    }
    out
}
