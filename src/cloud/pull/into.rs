//! Edits that bring an s.yaml up to a live function: the differing keys of the resource with its name, nothing else.
//!
//! What comes from an expression, a template or a merge key stays: to write the live value there would take away
//! what the author has built; it is told instead. Secrets that the file has stay as well.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::props::Live;
use super::super::yaml;
use super::compare::{Difference, differences};
use super::{Pulled, resource};
use crate::document::{Component, Document, Edition, FileKind, Names, Resolver, Unit, UnitKind, props};
use crate::message;
use crate::message::Message;
use crate::syntax::Mapping;
use crate::syntax::edit::{insert_entry, line_break, remove_entry, set_value};
use crate::text::Edit;

/// A file after the edits.
pub struct Changed {
    /// The file.
    pub document: Document,
    /// How many edits were made.
    pub edits: usize,
    /// What a person has to do or know.
    pub notes: Vec<Message>,
}

/// Brings `document` up to the function.
///
/// # Errors
/// When it is no s.yaml of edition 3 with resources.
pub fn into(
    document: Document,
    live: &Live,
    pulled: &Pulled,
    comment: &dyn Fn(&Pulled) -> Vec<String>,
) -> Result<Changed, Message> {
    if document.kind() != FileKind::SYaml(Edition::V3) {
        return Err(message!(
            "not an s.yaml of edition 3.0.0: functions are pulled into those alone",
            "不是 edition 3.0.0 的 s.yaml：只能拉取到此类文件"
        ));
    }
    let mut changed = Changed { document, edits: 0, notes: Vec::new() };
    if find(&changed.document, pulled).is_none() {
        let edit = append(&changed.document, pulled, comment)?;
        changed.document = changed.document.edited(&edit);
        changed.edits = 1;
        return Ok(changed);
    }
    // Each place is edited once, on the file as the edit before left it.
    let mut done: BTreeSet<Vec<String>> = BTreeSet::new();
    loop {
        let mut found = differences(&changed.document, live, pulled);
        found.retain(|difference| !done.contains(&difference.path));
        let Some(difference) = found.into_iter().next() else { return Ok(changed) };
        done.insert(difference.path.clone());
        let edit = if difference.elsewhere { None } else { edit(&changed.document, pulled, &difference) };
        match edit {
            Some(edit) => {
                changed.document = changed.document.edited(&edit);
                changed.edits += 1;
            }
            None => {
                let field = difference.path.join(".");
                changed.notes.push(message!(
                    "`{field}` differs, but its value comes from an expression, a template or a merge key: left as it is",
                    "`{field}` 与云端不同，但其值来自表达式、模板或合并键：保持不变"
                ));
            }
        }
    }
}

/// The unit of the function: same name, same region where both are known.
pub(super) fn find<'a>(document: &'a Document, pulled: &Pulled) -> Option<Unit<'a>> {
    let names = Names::new(document);
    document.units().into_iter().find(|unit| {
        if unit.kind != UnitKind::Resource(Component::Fc3) {
            return false;
        }
        let resolver = Resolver::new(&names, Some(unit.clone()));
        let view = props(&resolver, unit);
        let text = |key: &str| view.get(key).as_str().map(|text| text.into_owned());
        let wanted = |key: &str| pulled.props.get(key).and_then(Value::as_str).map(str::to_string);
        text("functionName") == wanted("functionName")
            && text("region").is_none_or(|region| Some(region) == wanted("region"))
    })
}

/// A new resource at the end of `resources`.
fn append(
    document: &Document,
    pulled: &Pulled,
    comment: &dyn Fn(&Pulled) -> Vec<String>,
) -> Result<Edit, Message> {
    let names = Names::new(document);
    let section = names.section_mapping("resources").or_else(|| names.section_mapping("services"));
    let resources = section.filter(|mapping| !mapping.is_flow()).ok_or_else(|| {
        message!("there is no block `resources` to add the function to", "没有可供添加函数的 `resources` 块")
    })?;
    let mut own = pulled.clone();
    let taken = |name: &str| resources.get(name).is_some();
    let mut number = 2;
    while taken(&own.resource) {
        own.resource = format!("{}-{number}", pulled.resource);
        number += 1;
    }
    let text = document.text();
    let indent = resources.entries().next().map_or(2, |entry| entry.column()) as usize;
    let lines = line_break(text);
    let body = resource(&own, indent, comment).replace('\n', lines);
    let Some(last) = resources.entries().last() else {
        return Err(message!("`resources` is empty", "`resources` 为空"));
    };
    let line = text.line_of(last.span().end);
    let next = text.line_start(line + 1);
    let unfinished = next == text.len() && text.line_span(line).end == next;
    Ok(if unfinished {
        Edit::insert(next, format!("{lines}{body}"))
    } else {
        Edit::insert(next, format!("{body}{lines}"))
    })
}

/// The edit of one difference; `None` where the place is not written out.
fn edit(document: &Document, pulled: &Pulled, difference: &Difference) -> Option<Edit> {
    let unit = find(document, pulled)?;
    let mut mapping = unit.props_entry()?.value()?.as_mapping()?;
    let (key, way) = difference.path.split_last()?;
    let mut way = way.iter();
    while let Some(name) = way.next() {
        if name == "triggers" {
            let list =
                mapping.get(name).and_then(|entry| entry.value()).and_then(|value| value.as_sequence());
            if key == "+" {
                return add_triggers(document, mapping, difference.value.as_ref()?);
            }
            let index: usize = way.next()?.parse().ok()?;
            mapping = list?.items().nth(index)?.value()?.as_mapping()?;
            continue;
        }
        mapping = mapping.get(name)?.value()?.as_mapping()?;
    }
    put(document, mapping, key, difference.value.as_ref(), pulled, &difference.path)
}

fn put(
    document: &Document,
    mapping: Mapping<'_>,
    key: &str,
    value: Option<&Value>,
    pulled: &Pulled,
    path: &[String],
) -> Option<Edit> {
    let text = document.text();
    let entry = mapping.get(key);
    let Some(value) = value else { return Some(remove_entry(text, mapping, entry?)) };
    let written = |column: usize| {
        let text = if mapping.is_flow() { yaml::flow(value) } else { yaml::behind_key(value, column) };
        text.strip_prefix(' ').unwrap_or(&text).replace('\n', line_break(document.text()))
    };
    if let Some(entry) = entry {
        return Some(set_value(text, entry, &written(entry.column() as usize)));
    }
    let column = mapping.entries().next().map_or(0, |first| first.column()) as usize;
    // Behind the neighbour that it has in the order of people.
    let after = (path.len() == 1).then(|| neighbour(mapping, key, pulled)).flatten();
    Some(insert_entry(text, mapping, key, &written(column), after))
}

fn neighbour<'a>(mapping: Mapping<'a>, key: &str, pulled: &Pulled) -> Option<crate::syntax::Entry<'a>> {
    let before = pulled.props.keys().take_while(|name| *name != key);
    before.filter_map(|name| mapping.get(name)).max_by_key(|entry| entry.span().end)
}

fn add_triggers(document: &Document, mapping: Mapping<'_>, value: &Value) -> Option<Edit> {
    let text = document.text();
    let lines = line_break(text);
    let column = mapping.entries().next()?.column() as usize;
    let Some(entry) = mapping.get("triggers") else {
        let written = yaml::behind_key(value, column).replace('\n', lines);
        return Some(insert_entry(text, mapping, "triggers", &written, None));
    };
    let list = entry.value()?.as_sequence()?;
    let last = list.items().last();
    let (Some(last), false) = (last, list.is_flow()) else {
        // `[]`, or a list in one line: it is written anew, with what it has.
        return list
            .items()
            .next()
            .is_none()
            .then(|| set_value(text, entry, &yaml::behind_key(value, column).replace('\n', lines)));
    };
    let at = text.byte_column(list.span().start) as usize;
    // The lines of a list behind a key two columns to the left of its dashes.
    let body = yaml::behind_key(value, at.saturating_sub(2));
    let body = body.trim_start_matches('\n').replace('\n', lines);
    let line = text.line_of(last.span().end);
    let next = text.line_start(line + 1);
    let unfinished = next == text.len() && text.line_span(line).end == next;
    Some(if unfinished {
        Edit::insert(next, format!("{lines}{body}"))
    } else {
        Edit::insert(next, format!("{body}{lines}"))
    })
}
