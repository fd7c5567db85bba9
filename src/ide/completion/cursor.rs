//! Finds what the cursor is about to write: a key of which block, a value of which field, or a part of
//! an expression.

use crate::document::{Document, FileKind};
use crate::ide::location::{Types, chain};
use crate::syntax::{self, Mapping, Scalar, Step, Value};
use crate::text::Span;

/// What is being written.
pub enum Cursor<'a> {
    /// A key.
    Key(KeyPlace<'a>),
    /// A value.
    Value(ValuePlace<'a>),
    /// Something inside `${`.
    Expression(ExpressionPlace),
}

/// A place for a key.
pub struct KeyPlace<'a> {
    /// The block it goes into; `None` if the block is still empty.
    pub mapping: Option<Mapping<'a>>,
    /// What the block may be.
    pub types: Types,
    /// The typed word: what is replaced, to the end of the key's text.
    pub word: Span,
    /// The cursor.
    pub offset: u32,
    /// The column of the key in bytes: what lines below it are indented from.
    pub column: u32,
    /// How many blanks are missing before the key to reach that column.
    pub padding: u32,
    /// Whether a colon already follows the word.
    pub has_colon: bool,
    /// Whether the place is inside `{…}` or `[…]`: everything stays on the line.
    pub flow: bool,
    /// The key's own text as it is now, which does not count as present.
    pub own: Option<String>,
    /// Whether the lines below are indented deeper, so that they become the key's value.
    pub has_lines_below: bool,
    /// Whether a list item may start here as well: its dash is not typed yet.
    pub wants_dash: bool,
}

/// A place for a value.
pub struct ValuePlace<'a> {
    /// The mapping that holds the key, for rules that depend on its other keys.
    pub mapping: Option<Mapping<'a>>,
    /// What the value may be.
    pub types: Types,
    /// The key.
    pub key: String,
    /// The typed value: what is replaced.
    pub word: Span,
    /// The cursor.
    pub offset: u32,
    /// The quote the value is in.
    pub quote: Option<char>,
    /// Whether the cursor is right behind the colon or dash, without the blank between.
    pub needs_blank: bool,
}

/// A place inside `${…}`.
pub struct ExpressionPlace {
    /// What stands between `${` and the cursor.
    pub typed: String,
    /// Where that starts.
    pub start: u32,
    /// The cursor.
    pub offset: u32,
    /// Where the expression's text ends: the closing brace or the end of the name.
    pub end: u32,
    /// The name of the resource the cursor is in, if it is in one.
    pub resource: Option<String>,
}

/// What is being written at `offset`; `None` in comments and where nothing can be said.
pub fn find(document: &Document, offset: u32) -> Option<Cursor<'_>> {
    if document.kind() == FileKind::NotOurs {
        return None;
    }
    let text = document.text();
    let offset = text.floor_boundary(offset);
    let line_span = text.line_span(text.line_of(offset));
    let offset = offset.min(line_span.end);
    let line = text.slice(line_span);
    let at = (offset - line_span.start) as usize;
    let before = &line[..at];
    if in_comment(before) {
        return None;
    }
    let steps = syntax::path_at(document.tree(), text, offset);
    // The content of a block scalar is free text.
    if let Some(Step::Value(Value::Scalar(scalar))) = steps.last()
        && matches!(scalar.style(), syntax::ScalarStyle::Literal | syntax::ScalarStyle::Folded)
        && scalar.span().start < line_span.start
        && !(line.trim().is_empty() && at < content_column(document, *scalar))
    {
        return None;
    }
    if let Some(place) = expression(document, &line, line_span.start, at) {
        return Some(Cursor::Expression(place));
    }
    if let Some(cursor) = flow(document, &steps, &line, line_span.start, at) {
        return Some(cursor);
    }
    block(document, &line, line_span.start, at)
}

/// The column of a block scalar's text. Blank lines below it belong to it as well, but what is typed there
/// further left does not.
fn content_column(document: &Document, scalar: Scalar<'_>) -> usize {
    let text = document.text().slice(scalar.span());
    let lines = text.lines().skip(1).filter(|line| !line.trim().is_empty());
    lines.map(|line| line.len() - line.trim_start_matches(' ').len()).min().unwrap_or(0)
}

/// Whether `before`, a line up to the cursor, ends inside a comment.
fn in_comment(before: &str) -> bool {
    let mut quote = None;
    let mut previous = ' ';
    for c in before.chars() {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if c == '#' && previous.is_whitespace() => return true,
            None if (c == '\'' || c == '"') && !previous.is_alphanumeric() => quote = Some(c),
            None => {}
        }
        previous = c;
    }
    false
}

// --- block style ----------------------------------------------------------------------------------

/// A line taken apart: dashes, key, colon, value.
struct Line {
    /// Byte columns of the dashes.
    dashes: Vec<u32>,
    /// Where the first word starts, after indentation and dashes.
    word: usize,
    /// The end of the key and the place after its colon, if there is a colon that ends a key.
    key: Option<(usize, usize)>,
}

fn take_apart(line: &str) -> Line {
    let mut at = line.len() - line.trim_start_matches(' ').len();
    let mut dashes = Vec::new();
    while line[at..].starts_with("- ") || &line[at..] == "-" {
        dashes.push(at as u32);
        at += 1;
        at += line[at..].len() - line[at..].trim_start_matches(' ').len();
    }
    let word = at;
    let rest = &line[word..];
    let quoted = rest.chars().next().filter(|c| *c == '"' || *c == '\'');
    let search_from = match quoted.and_then(|quote| rest[1..].find(quote)) {
        Some(end) => end + 2,
        None => 0,
    };
    let key = rest[search_from..]
        .char_indices()
        .find(|(colon, c)| {
            let after = &rest[search_from + colon + c.len_utf8()..];
            *c == ':' && (after.is_empty() || after.starts_with([' ', '\t']))
        })
        .map(|(colon, _)| (word + search_from + colon, word + search_from + colon + 1))
        .filter(|(end, _)| !line[word..*end].contains(" #") && !line[word..*end].contains("${"));
    Line { dashes, word, key }
}

fn block<'a>(document: &'a Document, line: &str, start: u32, at: usize) -> Option<Cursor<'a>> {
    let parts = take_apart(line);
    if at < parts.word {
        // In the indentation or among the dashes of a line that has text: nothing is written there,
        // except on a line that is blank but for blanks and dashes.
        if !line[parts.word..].trim().is_empty() {
            return None;
        }
    }
    let word = parts.word.min(at.max(parts.dashes.last().map_or(0, |dash| *dash as usize + 1)));
    let blank = line[parts.word..].trim().is_empty();
    if line[parts.word..].starts_with('#') {
        return None; // Before a comment, which would become part of what is written.
    }
    let word = if blank { at } else { word };
    let torn = if blank && parts.dashes.is_empty() { torn_block(document, start, at as u32) } else { None };
    let column = torn.unwrap_or(word as u32);
    let level = parts.dashes.first().copied().unwrap_or(column);
    let found = enclosing(document, start, level, !parts.dashes.is_empty())?;
    // Every further dash opens a list in a list; the innermost item holds what follows.
    let mut types = found.types.clone();
    let mut mapping = found.mapping;
    for _ in &parts.dashes {
        types = types.item();
        mapping = None;
    }
    if !parts.dashes.is_empty() {
        mapping = mapping_on_line(document, start, word as u32);
    }
    match parts.key {
        Some((key_end, value_start)) if at > key_end => {
            let key = unquoted(&line[word..key_end]);
            let value = line[value_start..].trim_start();
            let value_at = line.len() - value.len();
            let types = types.key(document, mapping, &key);
            if value.is_empty() && has_lines_below(document, start, column) {
                return None; // The lines below are the value.
            }
            let mut value_place = value_place(line, start, at.max(value_start), value_at)?;
            value_place.needs_blank = at == value_start;
            Some(Cursor::Value(ValuePlace { mapping, types, key, ..value_place }))
        }
        key => {
            let end = key.map_or_else(
                || {
                    let end = line[word..].find(" #").map_or(line.len(), |end| word + end);
                    line[..end].trim_end().len().max(at)
                },
                |(end, _)| end,
            );
            let typed = &line[word..at];
            let is_item = !parts.dashes.is_empty();
            let scalar_item = is_item && types.objects().next().is_none();
            if scalar_item {
                let list = found.types.clone();
                let value_place = value_place(line, start, at, word)?;
                return Some(Cursor::Value(ValuePlace {
                    mapping: found.mapping,
                    types,
                    key: list.path().last().cloned().unwrap_or_default(),
                    ..value_place
                }));
            }
            if typed.contains(' ') && key.is_none() {
                return None; // Prose, or a value that goes on: not a key.
            }
            let own = key.map(|(end, _)| unquoted(&line[word..end]));
            let wants_dash = !is_item && mapping.is_none() && types.objects().next().is_none();
            Some(Cursor::Key(KeyPlace {
                mapping,
                types,
                word: Span::new(start + word as u32, start + end as u32),
                offset: start + at as u32,
                column,
                padding: column - word as u32,
                has_colon: key.is_some(),
                flow: false,
                own,
                has_lines_below: has_lines_below(document, start, column),
                wants_dash,
            }))
        }
    }
}

fn unquoted(key: &str) -> String {
    key.trim().trim_matches(|c| c == '\'' || c == '"').to_string()
}

/// Whether the next line with text is indented deeper than `column`.
fn has_lines_below(document: &Document, start: u32, column: u32) -> bool {
    columns_below(document, start).next().is_some_and(|below| below > column)
}

/// The column of the block whose lines go on below a blank line, if a key at `column` would tear it
/// apart: they would be the key's value, and later lines, less deep, belong to no block then.
fn torn_block(document: &Document, start: u32, column: u32) -> Option<u32> {
    let mut below = columns_below(document, start).take_while(|below| *below > column);
    let first = below.next()?;
    below.any(|below| below < first).then_some(first)
}

/// The columns of the next lines with text; only so many as a person sees at once.
fn columns_below(document: &Document, start: u32) -> impl Iterator<Item = u32> + '_ {
    let text = document.text();
    let first = text.line_of(start) + 1;
    (first..text.line_count().min(first + 100)).filter_map(move |line| {
        let content = text.slice(text.line_span(line));
        let trimmed = content.trim_start_matches(' ');
        (!trimmed.trim().is_empty() && !trimmed.starts_with('#'))
            .then(|| (content.len() - trimmed.len()) as u32)
    })
}

/// The mapping whose first key starts on this line at `column`, if the tree has one there.
fn mapping_on_line(document: &Document, start: u32, column: u32) -> Option<Mapping<'_>> {
    let steps = syntax::path_at(document.tree(), document.text(), start + column);
    chain(document, &steps).into_iter().rev().find_map(|(value, _)| match value {
        Value::Mapping(mapping) if mapping.span().start == start + column => Some(mapping),
        _ => None,
    })
}

/// The value part of a line: what would be replaced, and the quote it is in.
fn value_place<'a>(line: &str, start: u32, at: usize, value_at: usize) -> Option<ValuePlace<'a>> {
    let value = line.get(value_at..).unwrap_or_default();
    if value.starts_with('#') && at == value_at {
        return None; // The comment would become part of the value.
    }
    let opening = value.chars().next().filter(|c| *c == '\'' || *c == '"');
    let closing = opening.and_then(|quote| Some(value_at + 1 + value[1..].find(quote)?));
    // Before the opening quote the whole quoted text is replaced.
    let quote = opening.filter(|_| at > value_at);
    let (from, to) = match (opening, closing) {
        (Some(_), Some(end)) if at <= value_at => (at, end + 1),
        (Some(_), None) if at <= value_at => return None,
        (Some(_), closing) => {
            let end = closing.unwrap_or(line.trim_end().len());
            if at > end {
                return None; // Behind the closing quote.
            }
            (value_at + 1, end)
        }
        (None, _) if value.starts_with('#') => (at, at),
        (None, _) => {
            let value_at = value_at.min(at);
            let value = &line[value_at..];
            let end = value.find(" #").map_or(value.len(), |end| end);
            (value_at, value_at + value[..end].trim_end().len())
        }
    };
    let to = to.max(at);
    let anchor = line[from..at].starts_with(['&', '*', '!', '|', '>']);
    (from <= at && !anchor).then(|| ValuePlace {
        mapping: None,
        types: Types::empty(),
        key: String::new(),
        word: Span::new(start + from as u32, start + to as u32),
        offset: start + at as u32,
        quote,
        needs_blank: false,
    })
}

struct Enclosing<'a> {
    mapping: Option<Mapping<'a>>,
    types: Types,
}

/// The block that a line starting at `line` with its first character at column `level` belongs to, going
/// by what stands before the line.
fn enclosing(document: &Document, line: u32, level: u32, dash: bool) -> Option<Enclosing<'_>> {
    let text = document.text();
    let mut types = Types::root(document)?;
    let mut value = document.root();
    let root = value.and_then(|value| value.as_mapping());
    // The root's own keys: in an empty file, and before its first key.
    let before_all = root.is_none_or(|root| root.span().start >= line);
    let mut best =
        (before_all && !dash && root.is_none_or(|root| text.byte_column(root.span().start) == level))
            .then(|| Enclosing { mapping: root, types: types.clone() });
    // A file whose first line is being typed has no block before it: the root's own mapping counts.
    while let Some(current) = value {
        match current {
            Value::Mapping(mapping) if !mapping.is_flow() => {
                let column = text.byte_column(mapping.span().start);
                let started = mapping.span().start < line;
                if level == column && started && !dash {
                    best = Some(Enclosing { mapping: Some(mapping), types: types.clone() });
                }
                if !started || level < column {
                    break;
                }
                let last = mapping.entries().take_while(|entry| entry.key_span().start < line).last();
                let Some(entry) = last else { break };
                let key = entry.key_text().unwrap_or_default();
                let below = types.key(document, Some(mapping), &key);
                let inner = entry.value().filter(|value| value.span().start < line);
                let opens = level > column || (dash && level == column);
                let empty = inner.is_none();
                if opens && empty && entry.colon().is_some() {
                    // Its keys or items follow further left: nothing can stand before them here.
                    let later = entry.value().filter(|value| value.as_scalar().is_none());
                    if later.is_some_and(|value| text.byte_column(value.span().start) < level) {
                        break;
                    }
                    let inner = entry.value().and_then(|value| value.as_mapping());
                    return Some(Enclosing { mapping: inner.filter(|_| !dash), types: below });
                }
                if level == column && !dash {
                    break;
                }
                types = below;
                value = inner;
            }
            Value::Sequence(sequence) if !sequence.is_flow() => {
                let last = sequence.items().take_while(|item| item.span().start < line).last();
                let Some(item) = last else { break };
                let column = text.byte_column(item.dash().map_or(item.span().start, |dash| dash.start));
                // Where the dashes stand, another item may start.
                if level == column {
                    return Some(Enclosing { mapping: None, types });
                }
                if level <= column {
                    break;
                }
                types = types.item();
                let inner = item.value().filter(|value| value.span().start < line);
                if inner.is_none() {
                    // The line is before the item's first key, or the first key is half-typed.
                    let below = item.value().and_then(|value| value.as_mapping());
                    let mapping =
                        below.filter(|mapping| !dash && text.byte_column(mapping.span().start) == level);
                    return Some(Enclosing { mapping, types });
                }
                value = inner;
            }
            _ => break,
        }
    }
    best
}

// --- flow style -----------------------------------------------------------------------------------

/// A place inside `{…}` or `[…]`, as far as it stands on one line.
fn flow<'a>(
    document: &'a Document,
    steps: &[Step<'a>],
    line: &str,
    start: u32,
    at: usize,
) -> Option<Cursor<'a>> {
    let chain = chain(document, steps);
    let (value, types, mapping) = chain.iter().enumerate().rev().find_map(|(index, (value, types))| {
        let is_flow = match value {
            Value::Mapping(mapping) => mapping.is_flow(),
            Value::Sequence(sequence) => sequence.is_flow(),
            _ => false,
        };
        let outer = chain[..index].iter().rev().find_map(|(value, _)| value.as_mapping());
        is_flow.then(|| (*value, types.clone(), outer))
    })?;
    let offset = start + at as u32;
    let span = value.span();
    let closed = document.text().slice(span).ends_with(['}', ']']);
    if offset <= span.start || (offset >= span.end && closed) {
        return None;
    }
    // What is typed since the last bracket, comma or colon on this line.
    let from = span.start.max(start);
    let head = &line[(from - start) as usize..at];
    let mut piece = 0;
    let mut colon = None;
    let mut quote = None;
    for (index, c) in head.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if c == '\'' || c == '"' => quote = Some(c),
            None if matches!(c, '{' | '[' | ',') => {
                piece = index + 1;
                colon = None;
            }
            None if c == ':' && head[index + 1..].starts_with([' ', '\'', '"']) => {
                colon = colon.or(Some(index))
            }
            None => {}
        }
    }
    let base = (from - start) as usize;
    let ends = |from: usize| {
        let rest = &line[from..];
        from + rest.find([',', '}', ']', ':']).unwrap_or(rest.trim_end().len())
    };
    match (value, colon) {
        (Value::Mapping(mapping), Some(colon)) => {
            let key = unquoted(&head[piece..colon]);
            let types = types.key(document, Some(mapping), &key);
            let value_from = base + colon + 1;
            let value_at = value_from + line[value_from..].len() - line[value_from..].trim_start().len();
            let limited = &line[..ends(at)];
            let place = value_place(limited, start, at, value_at)?;
            Some(Cursor::Value(ValuePlace { mapping: Some(mapping), types, key, ..place }))
        }
        (Value::Mapping(mapping), None) => {
            let typed_at = base + piece + head[piece..].len() - head[piece..].trim_start().len();
            let end = ends(at);
            let end = typed_at.max(line[..end].trim_end().len()).max(at);
            let has_colon = line[end..].trim_start().starts_with(':');
            Some(Cursor::Key(KeyPlace {
                mapping: Some(mapping),
                types,
                word: Span::new(start + typed_at as u32, start + end as u32),
                offset,
                column: 0,
                padding: 0,
                has_colon,
                flow: true,
                own: has_colon.then(|| unquoted(&line[typed_at..end])),
                has_lines_below: false,
                wants_dash: false,
            }))
        }
        (_, _) => {
            let list = types.clone();
            let types = types.item();
            let typed_at = base + piece + head[piece..].len() - head[piece..].trim_start().len();
            let limited = &line[..ends(at)];
            let place = value_place(limited, start, at, typed_at.min(limited.len()))?;
            let key = list.path().last().cloned().unwrap_or_default();
            Some(Cursor::Value(ValuePlace { mapping, types, key, ..place }))
        }
    }
}

// --- expressions ----------------------------------------------------------------------------------

fn expression(document: &Document, line: &str, start: u32, at: usize) -> Option<ExpressionPlace> {
    if !document.kind().is_s_yaml() {
        return None;
    }
    let open = line[..at].rfind("${")? + 2;
    let typed = &line[open..at];
    if typed.contains('}') {
        return None;
    }
    let rest = &line[at..];
    let length = rest.find(|c: char| !(c.is_alphanumeric() || "._-".contains(c))).unwrap_or(rest.len());
    let unit = document.units().into_iter().find(|unit| {
        matches!(unit.kind, crate::document::UnitKind::Resource(_)) && unit.span().touches(start + at as u32)
    });
    Some(ExpressionPlace {
        typed: typed.to_string(),
        start: start + open as u32,
        offset: start + at as u32,
        end: start + (at + length) as u32,
        resource: unit.map(|unit| unit.name.into_owned()),
    })
}
