//! Adding a trigger of any type: to `triggers` of a function with component fc3, to `events` of one of an f.yml.

use super::Cursor;
use super::proof::Proof;
use crate::document::{Component, Unit, UnitKind};
use crate::ide::Action;
use crate::ide::completion::snippet::{self, Snippet};
use crate::message;
use crate::spec::Root;
use crate::spec::model::{Model, Object, TypeId};
use crate::syntax::edit::{insert_entry, line_break, set_value};
use crate::syntax::{Mapping, Value};
use crate::text::Edit;

/// Types whose source is an ARN beside the configuration.
const WITH_SOURCE: [&str; 5] = ["oss", "log", "mns_topic", "cdn_events", "tablestore"];

/// Events of an f.yml that the tools for Alibaba Cloud read.
const F_EVENTS: [&str; 5] = ["http", "timer", "os", "mq", "log"];

pub(super) fn offer(cursor: &Cursor<'_>, actions: &mut Vec<Action>) {
    let keys = cursor.keys();
    let document = cursor.document;
    let unit = document.units().into_iter().find(|unit| unit.span().contains(cursor.offset));
    let Some(unit) = unit else { return };
    let (block, list) = match unit.kind {
        UnitKind::Resource(Component::Fc3) => (unit.props_entry(), "triggers"),
        UnitKind::Function => (Some(unit.entry), "events"),
        _ => return,
    };
    // On the name of the function, its `props` or anywhere in the list: elsewhere it would be in the way.
    let depth = if list == "triggers" { 3 } else { 2 };
    let near = keys.len() <= depth || keys.get(depth).is_some_and(|key| key == list);
    let Some(block) = block.and_then(|entry| entry.value()).and_then(|value| value.as_mapping()) else {
        return;
    };
    if !near || block.is_flow() || block.entries().any(|entry| entry.is_merge()) {
        return;
    }
    let there = kinds(block, list);
    // All of them would hide everything else in the menu of a function's name.
    let on_name = keys.len() < depth;
    for (kind, config) in wanted(&unit) {
        // A function has one http trigger.
        if kind == "http" && there.iter().any(|known| known == "http") {
            continue;
        }
        if on_name && !matches!(kind, "http" | "timer") {
            continue;
        }
        let Some(edit) = added(cursor, block, list, kind, config) else { return };
        let title = message!("Add a trigger: {kind}", "添加触发器：{kind}");
        cursor.add(actions, "refactor.rewrite", title, vec![edit], Proof::Syntax);
    }
}

/// The types of trigger that the function may have, each with what it is configured by.
fn wanted(unit: &Unit<'_>) -> Vec<(&'static str, &'static Object)> {
    let model = Model::get();
    let object = |ty: TypeId| model.forms(ty).into_iter().find_map(|form| model.object(form));
    let root = if unit.kind == UnitKind::Function { Root::FYml } else { Root::Fc3Props };
    if root == Root::FYml {
        let events = model.lookup(root, &["functions", "*", "events"]);
        let item = events.first().and_then(|field| model.item(field.ty)).and_then(object);
        let field = |kind: &&'static str| Some((*kind, object(item?.field(kind)?.ty)?));
        return F_EVENTS.iter().filter_map(field).collect();
    }
    let triggers = model.lookup(root, &["triggers"]);
    let Some(item) = triggers.first().and_then(|field| model.item(field.ty)).and_then(object) else {
        return Vec::new();
    };
    let branches = item.variants.iter().flat_map(|variants| &variants.branches);
    branches.filter_map(|(kind, ty)| Some((kind.as_str(), object(*ty)?))).collect()
}

/// The types of the triggers that are there.
fn kinds(block: Mapping<'_>, list: &str) -> Vec<String> {
    let Some(Value::Sequence(items)) = block.get(list).and_then(|entry| entry.value()) else {
        return Vec::new();
    };
    let mut kinds = Vec::new();
    for item in items.items().filter_map(|item| item.value()?.as_mapping()) {
        if list == "events" {
            kinds.extend(item.entries().filter_map(|entry| entry.key_text()).map(|key| key.into_owned()));
        } else if let Some(Value::Scalar(kind)) = item.get("triggerType").and_then(|entry| entry.value()) {
            kinds.push(kind.cooked().into_owned());
        }
    }
    kinds
}

/// The lines of the trigger behind its dash, which stands at `column`.
fn lines(kind: &str, config: &'static Object, list: &str, name: &str, column: u32) -> String {
    let mut out = Snippet::default();
    let inner = column + 2;
    out.text("- ");
    let below = if list == "events" {
        out.text(&format!("{kind}:"));
        inner + 2
    } else {
        out.text(&format!("triggerName: {name}")).line(inner).text(&format!("triggerType: {kind}"));
        if WITH_SOURCE.contains(&kind) {
            out.line(inner).text("sourceArn:");
        }
        out.line(inner).text("triggerConfig:");
        inner + 2
    };
    out.line(below);
    snippet::block(&mut out, Model::get(), config, below, 1);
    let mut lines = String::new();
    // Keys without a value end with a blank.
    out.plain.lines().for_each(|line| lines.push_str(&format!("{}\n", line.trim_end())));
    lines.truncate(lines.trim_end().len());
    if lines.ends_with("triggerConfig:") {
        lines.push_str(" {}");
    }
    lines
}

fn added(
    cursor: &Cursor<'_>,
    block: Mapping<'_>,
    list: &str,
    kind: &str,
    config: &'static Object,
) -> Option<Edit> {
    let text = cursor.document.text();
    let ending = line_break(text);
    let name = free_name(block, list, kind);
    let column = block.entries().next()?.column();
    let Some(entry) = block.get(list) else {
        let lines = lines(kind, config, list, &name, column + 2).replace('\n', ending);
        let value = format!("{ending}{}{lines}", " ".repeat(column as usize + 2));
        return Some(insert_entry(text, block, list, &value, None));
    };
    let last = match entry.value() {
        None => None,
        Some(Value::Sequence(items)) if items.is_flow() && items.items().next().is_none() => None,
        Some(Value::Sequence(items)) if !items.is_flow() => items.items().last(),
        _ => return None,
    };
    let Some(last) = last else {
        let lines = lines(kind, config, list, &name, column + 2).replace('\n', ending);
        return Some(set_value(text, entry, &format!("{ending}{}{lines}", " ".repeat(column as usize + 2))));
    };
    let column = text.byte_column(last.dash()?.start);
    let lines = lines(kind, config, list, &name, column).replace('\n', ending);
    let margin = " ".repeat(column as usize);
    let line = text.line_of(last.span().end);
    let next = text.line_start(line + 1);
    let at_end = next == text.len() && text.line_span(line).end == next;
    Some(if at_end {
        Edit::insert(next, format!("{ending}{margin}{lines}"))
    } else {
        Edit::insert(next, format!("{margin}{lines}{ending}"))
    })
}

/// `timer-trigger`, `timer-trigger-2`, …
fn free_name(block: Mapping<'_>, list: &str, kind: &str) -> String {
    let items = block.get(list).and_then(|entry| entry.value()).and_then(|value| value.as_sequence());
    let names: Vec<String> = items
        .into_iter()
        .flat_map(|items| items.items())
        .filter_map(|item| {
            Some(item.value()?.as_mapping()?.get("triggerName")?.value()?.as_scalar()?.cooked().into())
        })
        .collect();
    let base = format!("{}-trigger", kind.replace('_', "-"));
    let mut name = base.clone();
    let mut number = 2;
    while names.contains(&name) {
        name = format!("{base}-{number}");
        number += 1;
    }
    name
}
