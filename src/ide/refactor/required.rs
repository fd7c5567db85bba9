//! Adding the required keys that a block lacks, with their defaults where there are such.

use super::Cursor;
use super::proof::Proof;
use crate::document::{Names, Resolver, UnitKind, View, f_function, has_unseen_props, props};
use crate::ide::Action;
use crate::ide::completion::snippet::yaml_text;
use crate::message;
use crate::spec::model::{Field, Object};
use crate::syntax::edit::{insert_entry, line_break};
use crate::syntax::{InEntry, Mapping, Step};

pub(super) fn offer(cursor: &Cursor<'_>, actions: &mut Vec<Action>) {
    let document = cursor.document;
    let Some((mapping, object, block)) = block(cursor) else { return };
    let own = |field: &Field| {
        mapping.entries().any(|entry| {
            entry
                .key_text()
                .is_some_and(|key| object.field(&key).is_some_and(|found| found.name == field.name))
        })
    };
    let mut missing: Vec<&Field> =
        object.fields.iter().filter(|field| field.required && !own(field)).collect();
    if missing.is_empty() || mapping.entries().any(|entry| entry.is_merge()) {
        return;
    }
    // A template or the provider may have them.
    let names = Names::new(document);
    if let Some(unit) = document.units().into_iter().find(|unit| unit.span().contains(mapping.span().start)) {
        let resolver = Resolver::new(&names, Some(unit.clone()));
        let at = |view: &View<'_>| view.own_mapping().is_some_and(|own| own.span() == mapping.span());
        let view = match unit.kind {
            UnitKind::Function => f_function(&resolver, &unit),
            _ => props(&resolver, &unit),
        };
        if at(&view) {
            if unit.kind != UnitKind::Function && has_unseen_props(&resolver, &unit) {
                return;
            }
            missing.retain(|field| view.get(&field.name).is_absent());
        }
    }
    if object
        .variants
        .as_ref()
        .is_some_and(|variants| missing.iter().any(|field| field.name == variants.content))
    {
        return;
    }
    let Some((first, rest)) = missing.split_first() else { return };
    let text = document.text();
    let value = |field: &Field| {
        let default = field.default.as_ref().filter(|value| !value.is_object() && !value.is_array());
        default.map(yaml_text).unwrap_or_default()
    };
    let column = mapping.entries().next().map_or(0, |entry| entry.column()) as usize;
    let between = if mapping.is_flow() {
        ", ".to_string()
    } else {
        format!("{}{}", line_break(text), " ".repeat(column))
    };
    let mut lines = value(first);
    for field in rest {
        let value = value(field);
        let space = if value.is_empty() { "" } else { " " };
        lines.push_str(&format!("{between}{}:{space}{value}", field.name));
    }
    let edit = insert_entry(text, mapping, &first.name, &lines, None);
    let listed: Vec<String> = missing.iter().map(|field| format!("`{}`", field.name)).collect();
    let (en, zh) = (listed.join(", "), listed.join("、"));
    let title = match block {
        Some(name) => message!("Add what `{name}` must have: {en}", "补全 `{name}` 的必填字段：{zh}"),
        None => message!("Add the missing required keys {en}", "补全必填字段 {zh}"),
    };
    cursor.add(actions, "refactor.rewrite", title, vec![edit], Proof::Syntax);
}

/// The block at the cursor with what it is, and its name: the value of the key under the cursor, else the block that
/// the cursor's entry is in.
fn block<'a>(cursor: &Cursor<'a>) -> Option<(Mapping<'a>, &'static Object, Option<String>)> {
    let place = cursor.place()?;
    if place.on_key
        && let Some(mapping) = place.entry.value().and_then(|value| value.as_mapping())
    {
        let object = only(place.value.objects())?;
        return Some((mapping, object, place.entry.key_text().map(|key| key.into_owned())));
    }
    let above = cursor.steps.iter().rev().skip(1).find_map(|step| match step {
        Step::Entry(entry, InEntry::Value) if entry.span() != place.entry.span() => entry.key_text(),
        _ => None,
    });
    Some((place.mapping, only(place.owner.objects())?, above.map(|key| key.into_owned())))
}

fn only(mut objects: impl Iterator<Item = &'static Object>) -> Option<&'static Object> {
    let first = objects.next()?;
    objects.next().is_none().then_some(first)
}
