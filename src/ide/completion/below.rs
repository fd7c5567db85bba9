//! The lines below the cursor's: what is written may become their key, and must not take them away from the block
//! they are in.

use super::cursor::take_apart;
use super::enclosing::{Enclosing, enclosing};
use crate::document::Document;
use crate::spec::model::{Extra, Kind, Model};

/// How many lines up and down are looked at; beyond that the answer is the careful one.
const MOST_LINES: u32 = 400;

/// The next line with text.
#[derive(Clone)]
pub struct Below {
    /// The column of its first dash or word.
    pub column: u32,
    /// Whether it begins with a dash.
    pub is_item: bool,
    /// Its key, if it has one, behind the dashes.
    key: Option<String>,
}

impl Below {
    /// Whether the line is part of the value of a key at `column` right above it, if that key has no other value.
    pub fn is_value_of(&self, column: u32) -> bool {
        self.column > column || (self.is_item && self.column == column)
    }
}

/// The line below the one that starts at `start`, apart from blank lines and comments.
pub fn below(document: &Document, start: u32) -> Option<Below> {
    let text = document.text();
    let first = text.line_of(start) + 1;
    (first..text.line_count().min(first + MOST_LINES)).find_map(|line| {
        let content = text.slice(text.line_span(line));
        let trimmed = content.trim_start_matches(' ');
        if trimmed.trim().is_empty() || trimmed.starts_with('#') || is_marker(&content) {
            return None;
        }
        let parts = take_apart(&content);
        let key = parts.key.map(|(end, _)| content[parts.word..end].trim().to_string());
        Some(Below { column: (content.len() - trimmed.len()) as u32, is_item: !parts.dashes.is_empty(), key })
    })
}

fn is_marker(line: &str) -> bool {
    line.starts_with("---") || line.starts_with("...")
}

/// Whether a key at column `level` on the line that starts at `start` would take `below` away from the block that
/// it belongs to by the lines above.
pub fn is_torn(document: &Document, start: u32, level: u32, below: &Below) -> bool {
    if !below.is_value_of(level) {
        return false;
    }
    let text = document.text();
    let here = text.line_of(start);
    let mut nearest = true;
    for line in (here.saturating_sub(MOST_LINES)..here).rev() {
        let content = text.slice(text.line_span(line));
        let trimmed = content.trim_start_matches(' ');
        if trimmed.trim().is_empty() || trimmed.starts_with('#') {
            continue;
        }
        if is_marker(&content) {
            return false;
        }
        let parts = take_apart(&content);
        let first = (content.len() - trimmed.len()) as u32;
        // A key or an item beside it.
        let beside = match below.is_item {
            true => parts.dashes.contains(&below.column),
            false => !content[parts.word..].is_empty() && parts.word as u32 == below.column,
        };
        if beside {
            return true;
        }
        if nearest && is_open(&content) {
            let column = if content[parts.word..].is_empty() { first } else { parts.word as u32 };
            return below.is_value_of(column);
        }
        nearest = false;
        if first <= level {
            return false;
        }
    }
    here > MOST_LINES
}

/// Whether the value of the line's key or item is to come on the next lines.
fn is_open(line: &str) -> bool {
    let parts = take_apart(line);
    let rest = match parts.key {
        Some((_, value)) => &line[value..],
        None => &line[parts.word..],
    };
    let rest = rest.trim();
    // A key with an expression in it is not taken apart.
    let ends_key = rest.split(" #").next().is_some_and(|rest| rest.trim_end().ends_with(':'));
    rest.is_empty() || ends_key || rest.starts_with(['#', '&', '!', '|', '>'])
}

/// Whose the line below is.
#[derive(Clone, Copy)]
pub enum Home {
    /// It goes on with the block at its column.
    Block,
    /// It cannot: the key that it belonged to is gone.
    Free,
    /// Nobody can tell.
    Unsure,
}

/// Whether `torn`, the line below the blank one at `start`, is at home in the block at its column, as far as its
/// key tells.
pub fn belongs(document: &Document, start: u32, torn: &Below) -> Home {
    // A key that was here may be what is typed anew, beside keys at this column.
    let text = document.text();
    let line = text.slice(text.line_span(text.line_of(start)));
    if !line.trim_end_matches(['\r', '\n']).is_empty()
        && !is_sure(document, start, line.len() as u32, torn.column)
    {
        return Home::Unsure;
    }
    let Some(found) = enclosing(document, start, torn.column, false) else { return Home::Unsure };
    let is_list =
        found.types.forms.iter().any(|form| matches!(Model::get().ty(*form).kind, Kind::Array { .. }));
    let is_block = found.types.objects().next().is_some();
    let Some(key) = torn.key.as_ref().filter(|_| !torn.is_item) else {
        return match (torn.is_item, is_list, is_block) {
            (true, true, _) => Home::Block,
            (true, false, true) => Home::Free,
            _ => Home::Unsure,
        };
    };
    let is_known = found.types.known_field(key).is_some()
        || found.types.objects().any(|object| !matches!(object.extra, Extra::Closed));
    let same = found.mapping.map_or(0, |mapping| {
        mapping.entries().filter(|entry| entry.key_text().is_some_and(|text| text == key.as_str())).count()
    });
    if is_known && same <= 1 { Home::Block } else { Home::Unsure }
}

/// Whether the lines below `start`, the first of them at `column`, go on less deep but deeper than `level`: then
/// they cannot be the value of a key at `level`.
fn is_sure(document: &Document, start: u32, level: u32, column: u32) -> bool {
    let text = document.text();
    let first = text.line_of(start) + 1;
    let columns = (first..text.line_count().min(first + MOST_LINES)).filter_map(|line| {
        let content = text.slice(text.line_span(line));
        let trimmed = content.trim_start_matches(' ');
        let is_text = !trimmed.trim().is_empty() && !trimmed.starts_with('#');
        is_text.then(|| (content.len() - trimmed.len()) as u32)
    });
    columns.take_while(|below| *below > level).any(|below| below < column)
}

/// Whether something new can stand at `level` (its key at `column`) in the block `found`, with `below` behind it:
/// not in front of the items or keys of a block that stand at another column.
pub fn is_free(
    document: &Document,
    found: &Enclosing<'_>,
    level: u32,
    column: u32,
    is_item: bool,
    below: Option<&Below>,
) -> bool {
    let Some(below) = below else { return true };
    if is_item {
        // Below a dash: further keys of the item, or the value of its key.
        let is_block = found.types.item().objects().next().is_some();
        let is_key = below.column == column && !below.is_item && below.key.is_some();
        let is_value = below.column > column && (below.is_item || below.key.is_some());
        return below.column <= level || (is_block && (is_key || is_value));
    }
    match found.outer {
        // The first line of a block: those that follow must be of its kind and at its column, or be outside of it.
        Some((_, entry)) if found.mapping.is_none() && found.surplus_to.is_none() => {
            let outer = document.text().byte_column(entry.key_span().start);
            let is_outside = below.column < outer || (below.column == outer && !below.is_item);
            let is_block = found.types.objects().next().is_some();
            let is_beside = below.column == level && (below.is_item || (is_block && below.key.is_some()));
            is_outside || is_beside || (is_block && below.is_value_of(level))
        }
        _ => true,
    }
}
