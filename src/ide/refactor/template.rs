//! What functions have in common, moved into a template that they extend.

use super::Cursor;
use super::extract::{from_elsewhere, section_before};
use super::proof::MEANING;
use crate::document::{Component, Edition, FileKind, Names, Unit, UnitKind};
use crate::ide::Action;
use crate::message;
use crate::syntax::edit::{insert_entry, line_break, remove_entry, set_value};
use crate::syntax::{Entry, Mapping, Value, comments};
use crate::text::{Edit, Span, Text};

const KIND: &str = "refactor.extract";

/// What is a function's own and never shared.
const OWN: [&str; 6] = ["functionName", "code", "handler", "triggers", "description", "customDomain"];

/// A function has some forty settings; one with more of them than this was not written for people.
const MOST: usize = 200;

pub(super) fn offer(cursor: &Cursor<'_>, actions: &mut Vec<Action>) {
    let document = cursor.document;
    if document.kind() != FileKind::SYaml(Edition::V3) || cursor.keys().len() > 3 {
        return;
    }
    let units = document.units();
    let text = document.text();
    let candidates: Vec<(&Unit<'_>, Mapping<'_>)> =
        units.iter().filter_map(|unit| Some((unit, own_props(unit)?))).collect();
    let here = candidates.iter().find(|(unit, _)| unit.span().contains(cursor.offset));
    let Some((unit, here)) = here else { return };
    let shared: Vec<Entry<'_>> = here.entries().filter(|entry| is_shareable(*entry)).collect();
    // Each is looked for in each function.
    if shared.len() > MOST {
        return;
    }
    let wanted: Vec<(String, Option<String>)> = shared
        .iter()
        .map(|entry| (entry.key_text().unwrap_or_default().into_owned(), body(text, *entry)))
        .collect();
    let others: Vec<_> = candidates
        .iter()
        .filter(|(_, props)| props.span() != here.span())
        .map(|(unit, props)| (*unit, *props, same(text, *props, &wanted)))
        .filter(|(_, _, same)| same.iter().flatten().count() >= 2)
        .collect();
    let common: Vec<usize> =
        (0..shared.len()).filter(|at| others.iter().all(|(_, _, same)| same[*at].is_some())).collect();
    let alone = others.is_empty() || common.len() < 2;
    let names = Names::new(document);
    let title = if alone {
        let name = &unit.name;
        message!("Move the settings of `{name}` into a template", "将 `{name}` 的配置移到模板")
    } else {
        let count = others.len() + 1;
        message!(
            "Move what {count} functions have in common into a template",
            "将 {count} 个函数的相同配置移到模板"
        )
    };
    if let Some(reason) = from_elsewhere(&names) {
        return cursor.refuse(actions, KIND, title, reason);
    }
    // What moves, and each function that it moves from with its entries.
    let moved = if alone { shared } else { common.iter().map(|at| shared[*at]).collect() };
    if moved.len() < 2 {
        return;
    }
    let mut users = Vec::new();
    for (unit, props, same) in others.iter().filter(|_| !alone) {
        users.push((*unit, *props, common.iter().filter_map(|at| same[*at]).collect()));
    }
    users.push((*unit, *here, moved.clone()));
    let mut name = "base".to_string();
    let mut number = 2;
    while names.member("template", &name).is_some() {
        name = format!("base{number}");
        number += 1;
    }
    let ending = line_break(text);
    let Some(template) = template(cursor, &names, &name, &moved, ending) else { return };
    let mut edits = vec![template];
    for (unit, props, gone) in users {
        let Some(block) = unit.entry.value().and_then(|value| value.as_mapping()) else { return };
        let Some(component) = block.get("component") else { return };
        let column = component.column() as usize;
        let extend = format!("{ending}{}name: {name}", " ".repeat(column + 2));
        edits.push(insert_entry(text, block, "extend", &extend, Some(component)));
        // An empty block would have to become `{}`.
        if gone.len() == props.entries().count() {
            return;
        }
        edits.extend(gone.into_iter().map(|entry| remove_entry(text, props, entry)));
    }
    cursor.add(actions, KIND, title, edits, MEANING);
}

/// The props of a function that extends nothing yet, on lines of their own.
fn own_props<'a>(unit: &Unit<'a>) -> Option<Mapping<'a>> {
    let block = unit.entry.value()?.as_mapping()?;
    let props = unit.props_entry()?.value()?;
    let plain = unit.kind == UnitKind::Resource(Component::Fc3)
        && unit.section == "resources"
        && !block.is_flow()
        && block.get("extend").is_none()
        && props.anchor().is_none();
    let props = props.as_mapping().filter(|props| plain && !props.is_flow())?;
    (!props.entries().any(|entry| entry.is_merge())).then_some(props)
}

/// The entries of `props` that are the `wanted` ones (key and body) word for word.
fn same<'a>(text: &Text, props: Mapping<'a>, wanted: &[(String, Option<String>)]) -> Vec<Option<Entry<'a>>> {
    let mut found: Vec<Option<Entry<'a>>> = vec![None; wanted.len()];
    for entry in props.entries() {
        if let Some(at) = wanted.iter().position(|(key, _)| entry.key_is(key)) {
            // Of a key that is written twice the first counts.
            found[at].get_or_insert(entry);
        }
    }
    for (found, (_, wanted)) in found.iter_mut().zip(wanted) {
        *found = found.filter(|entry| is_shareable(*entry) && body(text, *entry) == *wanted);
    }
    found
}

fn is_shareable(entry: Entry<'_>) -> bool {
    let Some(key) = entry.key_text() else { return false };
    let text = entry.node().text();
    !OWN.contains(&&*key)
        && entry.value().is_some()
        && comments(entry.node()).next().is_none()
        // A template sees `vars` and functions alone; an anchor would move away from its aliases.
        && !["${this", "${resources", "&", "*"].iter().any(|part| text.contains(part))
}

/// The entry without what stands around it, each line without the indentation of the first.
fn body(text: &Text, entry: Entry<'_>) -> Option<String> {
    let span = entry.span();
    let column = entry.column() as usize;
    let own = text.slice(Span::new(span.start, span.end)).into_owned();
    let mut lines = own.lines();
    let mut out = lines.next()?.trim_end().to_string();
    for line in lines {
        let (margin, rest) = line.split_at_checked(column).unwrap_or(("", ""));
        if !margin.trim().is_empty() {
            return None;
        }
        out.push('\n');
        out.push_str(if margin.is_empty() { line.trim() } else { rest });
    }
    Some(out)
}

/// The edit that adds the template.
fn template(
    cursor: &Cursor<'_>,
    names: &Names<'_>,
    name: &str,
    moved: &[Entry<'_>],
    ending: &str,
) -> Option<Edit> {
    let text = cursor.document.text();
    let bodies: Vec<String> = moved.iter().map(|entry| body(text, *entry)).collect::<Option<_>>()?;
    let indented = |column: usize| -> String {
        let margin = format!("{ending}{}", " ".repeat(column));
        let lines = bodies.iter().flat_map(|body| body.lines());
        lines
            .map(|line| if line.is_empty() { ending.to_string() } else { format!("{margin}{line}") })
            .collect()
    };
    match names.section("template") {
        None => {
            let lines = format!("template:{ending}  {name}:{}{ending}", indented(4));
            section_before(cursor, names, &lines)
        }
        Some(entry) => match entry.value() {
            None => Some(set_value(text, entry, &format!("{ending}  {name}:{}", indented(4)))),
            Some(Value::Mapping(templates)) if !templates.is_flow() => {
                let column = templates.entries().next()?.column() as usize;
                Some(insert_entry(text, templates, name, &indented(column + 2), None))
            }
            Some(_) => None,
        },
    }
}
