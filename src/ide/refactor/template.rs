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
    let has = |props, wanted| same(text, props, wanted);
    let others: Vec<&(&Unit<'_>, Mapping<'_>)> = candidates
        .iter()
        .filter(|(_, props)| {
            props.span() != here.span()
                && shared.iter().filter(|entry| has(*props, **entry).is_some()).count() >= 2
        })
        .collect();
    let together: Vec<Entry<'_>> = shared
        .iter()
        .copied()
        .filter(|entry| others.iter().all(|(_, props)| has(*props, *entry).is_some()))
        .collect();
    let names = Names::new(document);
    let title = if others.is_empty() || together.len() < 2 {
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
    let (moved, users): (Vec<Entry<'_>>, Vec<&(&Unit<'_>, Mapping<'_>)>) =
        if others.is_empty() || together.len() < 2 { (shared, Vec::new()) } else { (together, others) };
    if moved.len() < 2 {
        return;
    }
    let mut name = "base".to_string();
    let mut number = 2;
    while names.member("template", &name).is_some() {
        name = format!("base{number}");
        number += 1;
    }
    let ending = line_break(text);
    let Some(template) = template(cursor, &names, &name, &moved, ending) else { return };
    let mut edits = vec![template];
    for (unit, props) in users.into_iter().copied().chain([(*unit, *here)]) {
        let Some(block) = unit.entry.value().and_then(|value| value.as_mapping()) else { return };
        let Some(component) = block.get("component") else { return };
        let column = component.column() as usize;
        let extend = format!("{ending}{}name: {name}", " ".repeat(column + 2));
        edits.push(insert_entry(text, block, "extend", &extend, Some(component)));
        let gone: Vec<Entry<'_>> = moved.iter().filter_map(|entry| has(props, *entry)).collect();
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

/// The entry of `props` that is `wanted` word for word.
fn same<'a>(text: &Text, props: Mapping<'a>, wanted: Entry<'_>) -> Option<Entry<'a>> {
    let key = wanted.key_text().unwrap_or_default();
    props.get(&key).filter(|entry| is_shareable(*entry) && body(text, *entry) == body(text, wanted))
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
