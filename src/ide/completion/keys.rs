//! Keys: what the block may still hold, required ones first.

use super::cursor::KeyPlace;
use super::snippet::{self, Snippet};
use super::{scaffolds, usage};
use crate::document::{Document, Names};
use crate::ide::describe;
use crate::ide::{CompletionItem, ItemKind};
use crate::message;
use crate::message::Message;
use crate::spec::model::{Class, Extra, Field, Kind, Model, Object, TypeId};
use crate::syntax::{Entry, Mapping, Value};
use crate::text::Edit;
use std::collections::{HashMap, HashSet};

/// The items for a key.
pub fn items(document: &Document, place: &KeyPlace<'_>) -> Vec<CompletionItem> {
    let model = Model::get();
    if place.wants_dash {
        let mut items: Vec<CompletionItem> = list_item(document, place, model).into_iter().collect();
        let item_types = place.types.item();
        items.extend(scaffolds::variants(document, place, &item_types.objects().collect::<Vec<_>>(), "- "));
        return items;
    }
    let mut items = scaffolds::items(document, place);
    let present = place.mapping.map(present_keys).unwrap_or_default();
    let mut objects: Vec<&'static Object> = place.types.objects().collect();
    // Of several forms only those that may have the keys that are there.
    let fits = |object: &&Object| {
        let others = present.iter().filter(|key| place.own.as_ref() != Some(key));
        !matches!(object.extra, Extra::Closed) || others.clone().all(|key| object.field(key).is_some())
    };
    if objects.iter().any(fits) {
        objects.retain(fits);
    }
    let starts_item = place.types.path().last().is_some_and(|part| part == "[]");
    if starts_item
        && present.iter().all(|key| place.own.as_ref() == Some(key))
        && !place.has_colon
        && !place.flow
        && !place.has_lines_below
    {
        items.extend(scaffolds::variants(document, place, &objects, ""));
    }
    if let Some((outer, entry)) = place.outer
        && present.is_empty()
    {
        items.extend(tagged(document, place, model, outer, entry));
    }
    let inherited = inherited(document, place);
    let own = place.own.as_deref();
    let mut seen = HashSet::new();
    for object in objects {
        for (order, field) in object.fields.iter().enumerate() {
            let taken = own != Some(field.name.as_str())
                && (present.contains(&field.name)
                    || field.aliases.iter().any(|alias| present.contains(alias)));
            if taken || field.read_only || !seen.insert(field.name.clone()) {
                continue;
            }
            let rank = usage::rank(place.types.path(), &field.name, order);
            let forms = forms(model, object, field);
            for (index, form) in forms.iter().enumerate() {
                let variant = (forms.len() > 1).then_some(index);
                let mut item = item(place, model, object, field, *form, rank, variant);
                if let Some(from) = inherited.get(&field.name) {
                    item.sort = format!("30_{rank:03}{index}");
                    item.description = from.clone();
                }
                items.push(item);
            }
        }
    }
    items
}

/// The keys that the block at `place` has from elsewhere, with the place they come from: anchors it merges, and
/// the template it extends.
fn inherited(document: &Document, place: &KeyPlace<'_>) -> HashMap<String, Message> {
    let mut found = HashMap::new();
    let merged = place.mapping.and_then(|mapping| mapping.entries().find(|entry| entry.is_merge()));
    let is_props = place.types.path().last().is_some_and(|key| key == "props");
    let template = place.outer.filter(|_| is_props).and_then(|(block, _)| {
        let extend = block.get("extend")?.value()?.as_mapping()?;
        Some(extend.get("name")?.value()?.as_scalar()?.cooked().into_owned())
    });
    if merged.is_none() && template.is_none() {
        return found;
    }
    let names = Names::new(document);
    let mut add = |value: Option<Value<'_>>, from: Message| {
        for entry in value.and_then(|value| value.as_mapping()).iter().flat_map(|mapping| mapping.entries()) {
            if let Some(key) = entry.key_text() {
                found.entry(key.into_owned()).or_insert_with(|| from.clone());
            }
        }
    };
    let aliases: Vec<Value<'_>> = match merged.and_then(|entry| entry.value()) {
        Some(Value::Sequence(list)) => list.items().filter_map(|item| item.value()).collect(),
        value => value.into_iter().collect(),
    };
    for alias in aliases {
        if let Value::Alias(alias) = alias {
            let name = alias.name();
            add(names.anchor(alias), message!("set by *{name}", "来自 *{name}"));
        }
    }
    if let Some(name) = template {
        let value = names.member("template", &name).and_then(|entry| entry.value());
        add(value, message!("set by template {name}", "来自模板 {name}"));
    }
    found
}

/// In an empty `triggerConfig` without `triggerType` beside it: the type first. An item writes the type above
/// and what that type needs here.
fn tagged(
    document: &Document,
    place: &KeyPlace<'_>,
    model: &'static Model,
    outer: Mapping<'_>,
    entry: Entry<'_>,
) -> Vec<CompletionItem> {
    let text = document.text();
    let key = entry.key_text().unwrap_or_default();
    let steps = crate::syntax::path_at(document.tree(), text, entry.key_span().start);
    let Some(owner) = crate::ide::location::place(document, &steps).map(|place| place.owner) else {
        return Vec::new();
    };
    let Some(variants) = owner.objects().find_map(|object| object.variants.as_ref()) else {
        return Vec::new();
    };
    if variants.content != key || outer.get(&variants.tag).is_some() || place.flow || place.has_colon {
        return Vec::new();
    }
    let start = entry.key_span().start;
    let indent = " ".repeat(text.byte_column(start) as usize);
    let line_break = crate::syntax::edit::line_break(text);
    let mut items = Vec::new();
    for (rank, (word, branch)) in variants.branches.iter().enumerate() {
        let mut content = Snippet::default();
        content.text(&" ".repeat(place.padding as usize));
        match &model.ty(snippet::best_form(model, *branch)).kind {
            Kind::Object(object) => snippet::block(&mut content, model, object, place.column, 1),
            _ => continue,
        }
        let label = format!("{}: {word}", variants.tag);
        let mut item = CompletionItem::word(
            &label,
            ItemKind::Snippet,
            place.word,
            place.offset,
            "",
            format!("05_{rank:03}"),
        );
        item.description = message!("decides the keys here", "决定此处可用的键");
        item.snippet = content.snippet;
        item.plain = content.plain;
        item.additional = place.fix.iter().cloned().collect();
        item.additional.push(Edit::insert(start, format!("{label}{line_break}{indent}")));
        items.push(item);
    }
    items
}

fn present_keys(mapping: Mapping<'_>) -> HashSet<String> {
    mapping
        .entries()
        .filter(|entry| entry.colon().is_some())
        .filter_map(|entry| Some(entry.key_text()?.into_owned()))
        .collect()
}

/// The forms of a field that deserve an item of their own: a word such as `auto`, and the block.
fn forms(model: &'static Model, object: &Object, field: &Field) -> Vec<TypeId> {
    if object.variants.as_ref().is_some_and(|variants| variants.content == field.name) {
        return vec![field.ty];
    }
    let forms = model.forms(field.ty);
    let block = forms.iter().copied().find(|form| matches!(model.ty(*form).kind, Kind::Object(_)));
    let word = forms
        .iter()
        .copied()
        .find(|form| matches!(model.ty(*form).kind, Kind::Enum { .. } | Kind::Str { .. }));
    match (block, word) {
        (Some(block), Some(word)) => vec![word, block],
        _ => vec![snippet::best_form(model, field.ty)],
    }
}

fn item(
    place: &KeyPlace<'_>,
    model: &'static Model,
    object: &'static Object,
    field: &'static Field,
    form: TypeId,
    rank: usize,
    variant: Option<usize>,
) -> CompletionItem {
    let mut text = Snippet::default();
    text.text(&" ".repeat(place.padding as usize)).text(&field.name);
    if !place.has_colon && place.has_lines_below {
        // The lines below are its value already.
        text.text(":");
    } else if !place.has_colon {
        text.text(":");
        let content = object.variants.as_ref().filter(|variants| variants.content == field.name);
        match content {
            Some(variants) if !place.flow => {
                let tag = place.mapping.and_then(|mapping| {
                    Some(mapping.get(&variants.tag)?.value()?.as_scalar()?.cooked().into_owned())
                });
                match tag.and_then(|tag| variants.branch(&tag)) {
                    Some(ty) => snippet::value(&mut text, model, ty, None, place.column, 1),
                    None => {
                        text.line(place.column + 2).stop();
                    }
                }
            }
            _ if place.flow => flow_value(&mut text, model, form, field),
            _ => snippet::value(&mut text, model, form, Some(field), place.column, 1),
        }
    }
    let class = match (field.deprecated.is_some(), field.required, field.class) {
        (true, ..) => "90",
        (_, true, _) => "10",
        (_, _, Class::Common) => "20",
        (_, _, Class::Other) => "30",
        (_, _, Class::Advanced) => "40",
    };
    let only_word = match &model.ty(form).kind {
        Kind::Enum { values, .. } if variant.is_some() => values.first().filter(|_| values.len() == 1),
        _ => None,
    };
    let detail = match only_word {
        Some(word) => Message::new(format!(": {}", word.text()), format!(": {}", word.text())),
        None => describe::short_type(model, form, field),
    };
    let description = match (variant, field.required) {
        (Some(0), _) => Message::new("short form", "简写"),
        (Some(_), _) => Message::new("block", "完整写法"),
        (_, true) => Message::new("required", "必填"),
        _ => Message::default(),
    };
    let index = variant.unwrap_or_default();
    CompletionItem {
        label: field.name.clone(),
        kind: ItemKind::Key,
        detail,
        description,
        sort: format!("{class}_{rank:03}{index}"),
        filter: field.name.clone(),
        replace: place.word,
        insert: place.word.up_to(place.offset),
        snippet: text.snippet,
        plain: text.plain,
        additional: place.fix.iter().cloned().collect(),
        preselect: false,
        deprecated: field.deprecated.is_some(),
        commit: &[],
        documentation: describe::field(model, field),
    }
}

/// What follows `key:` inside `{…}`.
fn flow_value(text: &mut Snippet, model: &Model, form: TypeId, field: &Field) {
    text.text(" ");
    match &model.ty(form).kind {
        Kind::Object(_) => {
            text.text("{").stop().text("}");
        }
        Kind::Array { .. } => {
            text.text("[").stop().text("]");
        }
        _ => {
            let words = snippet::scalar_words(model, form, Some(field));
            match (&model.ty(form).kind, words.as_slice()) {
                (Kind::Enum { .. } | Kind::Bool, words) => text.choice(words),
                (_, [first, ..]) => text.preset(first),
                _ => text.stop(),
            };
        }
    }
}

/// Below `triggers:` and its like, before the dash: a whole new item.
fn list_item(document: &Document, place: &KeyPlace<'_>, model: &'static Model) -> Option<CompletionItem> {
    let item_types = place.types.item();
    let ty = *item_types.forms.first()?;
    let name = place.types.path().last().cloned().unwrap_or_default();
    let mut text = Snippet::default();
    text.text(&" ".repeat(place.padding as usize)).text("- ");
    snippet::item_value(&mut text, model, ty, place.types.field, place.column + 2, 1);
    Some(CompletionItem {
        label: "- ".to_string(),
        kind: ItemKind::Snippet,
        detail: Message::default(),
        description: Message::new(format!("new item of {name}"), format!("{name} 的新列表项")),
        sort: "04_000".to_string(),
        filter: document.text().slice(place.word.up_to(place.offset)).into_owned(),
        replace: place.word,
        insert: place.word.up_to(place.offset),
        snippet: text.snippet,
        plain: text.plain,
        additional: Vec::new(),
        preselect: false,
        deprecated: false,
        commit: &[],
        documentation: place.types.field.map(|field| describe::field(model, field)).unwrap_or_default(),
    })
}
