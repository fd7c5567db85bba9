//! The keys of a block in the order of the documentation. Each takes its comments along; aliases stay below their
//! anchors.

use super::Cursor;
use super::proof::Proof;
use crate::ide::Action;
use crate::message;
use crate::spec::model::{Extra, Object};
use crate::syntax::edit::line_break;
use crate::syntax::{Element, Entry, Kind, Mapping, Node};
use crate::text::{Edit, Span, Text};
use std::collections::HashSet;

pub(super) fn offer(cursor: &Cursor<'_>, actions: &mut Vec<Action>) {
    let Some(place) = cursor.place() else { return };
    let below = place.entry.value().and_then(|value| value.as_mapping()).filter(|_| place.on_key);
    let mut blocks = Vec::new();
    if let Some(mapping) = below {
        blocks.push((mapping, &place.value, place.entry.key_text().map(|key| key.into_owned())));
    }
    blocks.push((
        place.mapping,
        &place.owner,
        place.owner.path().iter().rev().find(|key| *key != "[]").cloned(),
    ));
    for (mapping, types, name) in blocks {
        let mut objects = types.objects();
        let (Some(object), None) = (objects.next(), objects.next()) else { continue };
        // Names that people choose have no order.
        if object.fields.is_empty() || matches!(object.extra, Extra::Map(_)) {
            continue;
        }
        let Some(edit) = sorted(cursor.document.text(), mapping, object) else { continue };
        let title = match name {
            Some(name) => message!("Sort the keys of `{name}`", "对 `{name}` 的键排序"),
            None => message!("Sort the top-level keys", "对顶层键排序"),
        };
        let before = actions.len();
        cursor.add(actions, "refactor.rewrite", title, vec![edit], Proof::Values);
        if actions.len() > before {
            return;
        }
    }
}

/// The edit that sorts `mapping`; `None` if it is sorted or cannot be.
fn sorted(text: &Text, mapping: Mapping<'_>, object: &Object) -> Option<Edit> {
    let entries: Vec<Entry<'_>> = mapping.entries().collect();
    if mapping.is_flow() || entries.len() < 2 {
        return None;
    }
    let mut keys = HashSet::new();
    if entries
        .iter()
        .any(|entry| !entry.key_text().is_some_and(|key| keys.insert(key)) || entry.is_explicit())
    {
        return None;
    }
    let rank = |entry: &Entry<'_>| {
        let key = entry.key_text().unwrap_or_default();
        let at =
            object.field(&key).and_then(|field| object.fields.iter().position(|it| it.name == field.name));
        match at {
            _ if entry.is_merge() => 0,
            Some(at) => at + 1,
            None => usize::MAX,
        }
    };
    let order = order(&entries, rank)?;
    if order.iter().enumerate().all(|(at, index)| at == *index) {
        return None;
    }
    let ending = line_break(text);
    let mut parts: Vec<Part> = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        // The tree has the comments above the first entry outside of it; those at the head of a file stay there.
        let bound = match at {
            0 if entry.column() == 0 => entry.span().start,
            0 => 0,
            _ => entry.node().span().start,
        };
        parts.push(Part::of(text, *entry, bound));
    }
    let first = entries.first()?;
    let column = first.column() as usize;
    let margin = " ".repeat(column);
    let start = first.span().start;
    let line = text.line_start(text.line_of(start));
    let own_line = text.slice(Span::new(line, start)).trim().is_empty();
    // The comments above the first key go along where it stands on a line of its own; behind a dash there is no
    // place above the first key.
    let from = if own_line { line - parts[0].above_len } else { start };
    let to = entries.iter().map(|entry| entry.span().end).max()?;
    let to = text.line_span(text.line_of(to)).end;
    let mut out = String::new();
    for (at, index) in order.iter().enumerate() {
        let part = &parts[*index];
        if !own_line && at == 0 && !part.above.is_empty() {
            return None;
        }
        out.push_str(if at == 0 { part.above.trim_start_matches(['\n', '\r']) } else { &part.above });
        if own_line || at > 0 {
            out.push_str(&margin);
        }
        out.push_str(&part.own);
        out.push_str(ending);
    }
    out.truncate(out.len() - ending.len());
    Some(Edit::replace(Span::new(from, to), out))
}

/// An entry as text: the comment and blank lines above it, and itself from its key to the end of its last line.
struct Part {
    above: String,
    above_len: u32,
    own: String,
}

impl Part {
    /// `entry` with the comments and blank lines above it, as far as they lie behind `bound`.
    fn of(text: &Text, entry: Entry<'_>, bound: u32) -> Part {
        let span = entry.span();
        let first = text.line_of(span.start);
        let start = text.line_start(first);
        let mut line = first;
        let own_line = text.slice(Span::new(start, span.start)).trim().is_empty();
        while own_line && line > 0 {
            let above = text.slice(text.line_span(line - 1));
            let above = above.trim();
            // Lines of the entry before are not its own, whatever they look like.
            if !(above.is_empty() || above.starts_with('#')) || text.line_start(line - 1) < bound {
                break;
            }
            line -= 1;
        }
        let from = text.line_start(line);
        let above = text.slice(Span::new(from, start)).into_owned();
        let end = text.line_span(text.line_of(span.end)).end;
        let own = text.slice(Span::new(span.start, end)).into_owned();
        Part { above_len: start - from, above, own }
    }
}

/// The positions of the entries in the wanted order: by rank, but none before the anchors it needs.
fn order(entries: &[Entry<'_>], rank: impl Fn(&Entry<'_>) -> usize) -> Option<Vec<usize>> {
    let names: Vec<(Vec<String>, Vec<String>)> = entries
        .iter()
        .map(|entry| {
            let mut found = (Vec::new(), Vec::new());
            collect(entry.node(), &mut found);
            found
        })
        .collect();
    let mut left: Vec<usize> = (0..entries.len()).collect();
    left.sort_by_key(|index| (rank(&entries[*index]), *index));
    let mut order = Vec::new();
    while !left.is_empty() {
        let ready = left.iter().position(|index| {
            let needs = &names[*index].1;
            !left.iter().any(|other| other < index && names[*other].0.iter().any(|name| needs.contains(name)))
        })?;
        order.push(left.remove(ready));
    }
    Some(order)
}

/// The anchors and the aliases in `node`.
fn collect(node: Node<'_>, found: &mut (Vec<String>, Vec<String>)) {
    for element in node.children() {
        match element {
            Element::Node(inner) => collect(inner, found),
            Element::Token { kind: Kind::Anchor, span } => found.0.push(name(node, span)),
            Element::Token { kind: Kind::Alias, span } => found.1.push(name(node, span)),
            Element::Token { .. } => {}
        }
    }
}

fn name(node: Node<'_>, span: Span) -> String {
    let from = (span.start - node.span().start) as usize + 1;
    let to = (span.end - node.span().start) as usize;
    node.text().get(from..to).unwrap_or_default().to_string()
}
