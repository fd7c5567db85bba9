//! Edits that fixes are made of, on top of the tree's comment-preserving ones.

use crate::document::View;
use crate::syntax::edit;
use crate::text::{Edit, Span};
use std::ops::Range;

/// Sets `key` of the block `view` to the YAML text `value`: replaces the value that is there, fills an
/// empty one, or adds the key below `beside`, the key it belongs to (after the block's last key where that
/// is not there). `None` if the block is not written in this unit.
pub fn set_or_insert(view: &View<'_>, key: &str, value: &str, beside: &str) -> Option<Edit> {
    let text = view.resolver().names().document().text();
    let mapping = view.own_mapping()?;
    match mapping.get(key) {
        Some(entry) => Some(edit::set_value(text, entry, value)),
        None => Some(edit::insert_entry(text, mapping, key, value, mapping.get(beside))),
    }
}

/// Where the bytes `range` of the text of `view` stand in the file. `None` if the text is not written in
/// this unit, or not as it is read.
pub fn part_span(view: &View<'_>, range: Range<usize>) -> Option<Span> {
    let scalar = view.own_node()?.as_scalar()?;
    let start = scalar.source_offset(u32::try_from(range.start).ok()?)?;
    let end = scalar.source_offset(u32::try_from(range.end).ok()?)?;
    (start <= end).then(|| Span::new(start, end))
}
