//! A text as a client keeps it, as plainly as the protocol puts it.

/// How columns are counted.
#[derive(Debug, Clone, Copy)]
pub enum Encoding {
    /// In bytes.
    Utf8,
    /// In units of UTF-16.
    Utf16,
    /// In characters.
    Utf32,
}

/// The bytes of each line without its end.
fn lines(text: &str) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let (mut lines, mut start, mut at) = (Vec::new(), 0, 0);
    while at < bytes.len() {
        let end = match (bytes[at], bytes.get(at + 1)) {
            (b'\r', Some(b'\n')) => 2,
            (b'\r' | b'\n', _) => 1,
            _ => 0,
        };
        if end > 0 {
            lines.push((start, at));
            start = at + end;
        }
        at += end.max(1);
    }
    lines.push((start, text.len()));
    lines
}

/// The byte of a position: beyond the end of a line it is that end, beyond the last line the end of the text, inside
/// a character its start.
pub fn offset(text: &str, (line, column): (u32, u32), encoding: Encoding) -> usize {
    let lines = lines(text);
    let Some(&(start, end)) = lines.get(line as usize) else { return text.len() };
    let (mut at, mut left) = (start, column as usize);
    for c in text[start..end].chars() {
        let width = match encoding {
            Encoding::Utf8 => c.len_utf8(),
            Encoding::Utf16 => c.len_utf16(),
            Encoding::Utf32 => 1,
        };
        if left < width {
            break;
        }
        left -= width;
        at += c.len_utf8();
    }
    at
}

/// Puts `new` in the place of a range; one that runs backwards is turned round.
pub fn replace(text: &mut String, from: (u32, u32), to: (u32, u32), new: &str, encoding: Encoding) {
    let (from, to) = (offset(text, from, encoding), offset(text, to, encoding));
    text.replace_range(from.min(to)..from.max(to), new);
}
