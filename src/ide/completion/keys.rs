//! Keys: what the block may still hold, required ones first.

use super::cursor::KeyPlace;
use super::snippet::{self, Snippet};
use crate::document::Document;
use crate::ide::describe;
use crate::ide::{CompletionItem, ItemKind};
use crate::message::Message;
use crate::spec::model::{Class, Field, Kind, Model, Object, TypeId};
use crate::syntax::Mapping;
use std::collections::HashSet;

/// The items for a key.
pub fn items(document: &Document, place: &KeyPlace<'_>) -> Vec<CompletionItem> {
    let model = Model::get();
    let mut items = Vec::new();
    if place.wants_dash {
        items.extend(list_item(document, place, model));
        return items;
    }
    let present = place.mapping.map(present_keys).unwrap_or_default();
    let own = place.own.as_deref();
    let mut seen = HashSet::new();
    for object in place.types.objects() {
        let mut rank = 0;
        for field in &object.fields {
            let taken = own != Some(field.name.as_str())
                && (present.contains(&field.name)
                    || field.aliases.iter().any(|alias| present.contains(alias)));
            if taken || field.read_only || !seen.insert(field.name.clone()) {
                continue;
            }
            rank += 1;
            for (index, form) in forms(model, object, field).into_iter().enumerate() {
                items.push(item(place, model, object, field, form, rank, index));
            }
        }
    }
    if document.kind().is_s_yaml() && place.types.path().len() >= 2 {
        return items;
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
    variant: usize,
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
    let two_forms = forms(model, object, field).len() > 1;
    let description = match (two_forms, variant, field.required) {
        (true, 0, _) => Message::new("short form", "简写"),
        (true, _, _) => Message::new("block", "完整写法"),
        (_, _, true) => Message::new("required", "必填"),
        _ => Message::default(),
    };
    CompletionItem {
        label: field.name.clone(),
        kind: ItemKind::Key,
        detail: describe::short_type(model, form, field),
        description,
        sort: format!("{class}_{rank:03}{variant}"),
        filter: field.name.clone(),
        replace: place.word,
        insert: place.word.up_to(place.offset),
        snippet: text.snippet,
        plain: text.plain,
        additional: Vec::new(),
        preselect: false,
        deprecated: field.deprecated.is_some(),
        retrigger: false,
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
        detail: String::new(),
        description: Message::new(format!("new item of {name}"), format!("{name} 的新列表项")),
        sort: "10_000".to_string(),
        filter: document.text().slice(place.word.up_to(place.offset)).into_owned(),
        replace: place.word,
        insert: place.word.up_to(place.offset),
        snippet: text.snippet,
        plain: text.plain,
        additional: Vec::new(),
        preselect: false,
        deprecated: false,
        retrigger: false,
        documentation: place.types.field.map(|field| describe::field(model, field)).unwrap_or_default(),
    })
}
