//! Finds what the cursor is about to write: a key of which block, a value of which field, or a part of
//! an expression.

use super::below::{Home, belongs, below, is_free, is_torn};
use super::enclosing::enclosing;
use crate::document::{Document, FileKind};
use crate::ide::location::{Types, chain};
use crate::syntax::{self, Entry, Mapping, Scalar, Step, Value};
use crate::text::{Edit, Span};

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
    /// Takes away blanks before the key that are too many.
    pub fix: Option<Edit>,
    /// The entry whose value the block is, and the mapping that holds the entry, in block style.
    pub outer: Option<(Mapping<'a>, Entry<'a>)>,
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
    // Inside a text of several lines.
    if let Some(Step::Value(Value::Scalar(scalar))) = steps.last()
        && !scalar.style().is_block()
        && scalar.span().start < line_span.start
        && scalar.span().end > offset
    {
        return None;
    }
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
pub struct Line {
    /// Byte columns of the dashes.
    pub dashes: Vec<u32>,
    /// Where the first word starts, after indentation and dashes.
    pub word: usize,
    /// The end of the key and the place after its colon, if there is a colon that ends a key.
    pub key: Option<(usize, usize)>,
}

/// Takes `line` apart.
pub fn take_apart(line: &str) -> Line {
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
    let is_item = !parts.dashes.is_empty();
    let column = word as u32;
    let level = parts.dashes.first().copied().unwrap_or(column);
    let below = below(document, start);
    // A key with its colon has them already.
    let is_new = !is_item && parts.key.is_none();
    let torn = below.as_ref().filter(|below| is_new && is_torn(document, start, level, below));
    let home = match torn {
        Some(torn) if blank => belongs(document, start, torn),
        // What is typed here would take the lines below away from the block they are in.
        Some(_) => return None,
        None => Home::Free,
    };
    let (column, level) = match (torn, home) {
        (_, Home::Unsure) => return None,
        (Some(torn), Home::Block) => (torn.column, torn.column),
        _ => (column, level),
    };
    let found = enclosing(document, start, level, is_item)?;
    let is_new = parts.key.is_none();
    if is_new && !is_free(document, &found, level, column, is_item, below.as_ref()) {
        return None;
    }
    let has_lines_below =
        below.as_ref().is_some_and(|below| below.is_value_of(found.surplus_to.unwrap_or(column)));
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
            if value.is_empty() && has_lines_below {
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
            if key.is_none() && at > word && line[word..at].ends_with(' ') && !line[at..].trim().is_empty() {
                return None; // Between the word and a comment, which would lose its blank.
            }
            let typed = &line[word..at];
            if is_item && types.forms.is_empty() {
                return None; // Not a place for a list.
            }
            let scalar_item = is_item && types.objects().next().is_none();
            if scalar_item {
                let list = found.types.clone();
                let value_place = value_place(line, start, at, word)?;
                return Some(Cursor::Value(ValuePlace {
                    mapping: found.mapping.or(found.outer.map(|(mapping, _)| mapping)),
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
            let right = found.surplus_to.filter(|right| *right < column);
            if found.surplus_to.is_some() && (key.is_some() || has_lines_below) {
                return None; // More than this line is at the wrong column.
            }
            let fix = right.map(|right| Edit::delete(Span::new(start, start + column - right)));
            Some(Cursor::Key(KeyPlace {
                mapping,
                types,
                word: Span::new(start + word as u32, start + end as u32),
                offset: start + at as u32,
                column: right.unwrap_or(column),
                padding: column - word as u32,
                has_colon: key.is_some(),
                flow: false,
                own,
                has_lines_below,
                wants_dash,
                fix,
                outer: found.outer,
            }))
        }
    }
}

fn unquoted(key: &str) -> String {
    key.trim().trim_matches(|c| c == '\'' || c == '"').to_string()
}

/// The mapping whose first key starts on this line at `column`, if the tree has one there.
fn mapping_on_line(document: &Document, start: u32, column: u32) -> Option<Mapping<'_>> {
    let steps = syntax::path_at(document.tree(), document.text(), start + column);
    chain(document, &steps).into_iter().rev().find_map(|(value, _)| match value {
        Value::Mapping(mapping) if mapping.span().start == start + column => Some(mapping),
        _ => None,
    })
}

/// Where `text`, which stands behind `quote`, has the quote that closes it.
fn closing_quote(text: &str, quote: char) -> Option<usize> {
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' if quote == '"' => drop(chars.next()),
            _ if c != quote => {}
            '\'' if chars.next_if(|(_, next)| *next == '\'').is_some() => {}
            _ => return Some(at),
        }
    }
    None
}

/// The value part of a line: what would be replaced, and the quote it is in.
fn value_place<'a>(line: &str, start: u32, at: usize, value_at: usize) -> Option<ValuePlace<'a>> {
    let value = line.get(value_at..).unwrap_or_default();
    if value.starts_with('#') && at == value_at {
        return None; // The comment would become part of the value.
    }
    let opening = value.chars().next().filter(|c| *c == '\'' || *c == '"');
    let closing = opening.and_then(|quote| Some(value_at + 1 + closing_quote(&value[1..], quote)?));
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
            let end = value_at + value[..end].trim_end().len();
            if at > end && !line[at..].trim().is_empty() {
                return None; // Before a comment, which would lose its blank.
            }
            (value_at, end)
        }
    };
    let to = to.max(at);
    let is_merge = line[..from].trim_start().trim_start_matches("- ").starts_with("<<:");
    let anchor = line[from..at].starts_with(['&', '*', '!', '|', '>'])
        && !(is_merge && line[from..at].starts_with('*'));
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
                fix: None,
                outer: None,
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
    let open = line[..at].rfind("${")? + 2;
    let typed = &line[open..at];
    if typed.contains('}') {
        return None;
    }
    let rest = &line[at..];
    let length = rest.find(|c: char| !(c.is_alphanumeric() || "._-".contains(c))).unwrap_or(rest.len());
    Some(ExpressionPlace {
        typed: typed.to_string(),
        start: start + open as u32,
        offset: start + at as u32,
        end: start + (at + length) as u32,
        resource: resource(document, start + at as u32),
    })
}

/// The name of the resource of an s.yaml that `offset` is in.
fn resource(document: &Document, offset: u32) -> Option<String> {
    let root = document.root()?.as_mapping().filter(|_| document.kind().is_s_yaml())?;
    let section = root.entries().find(|entry| entry.node().span().touches(offset))?;
    if !matches!(section.key_text()?.as_ref(), "resources" | "services") {
        return None;
    }
    let block = section.value()?.as_mapping()?.entries().find(|entry| entry.node().span().touches(offset))?;
    Some(block.key_text()?.into_owned())
}
