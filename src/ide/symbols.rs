//! The outline of a file: sections, functions with their triggers, and the keys below.

use crate::document::{Document, FileKind};
use crate::syntax::{Entry, Item, Value};
use crate::text::Span;

/// What a symbol is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SymbolKind {
    /// A function or a resource that deploys one.
    Function,
    /// A trigger or event.
    Event,
    /// Any other named thing in a list of named things.
    Object,
    /// A key.
    Property,
    /// A list item without a name.
    Item,
}

/// One node of the outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    /// The name shown; never empty.
    pub name: String,
    /// A short addition: the runtime, the trigger type, a scalar value.
    pub detail: String,
    /// What it is.
    pub kind: SymbolKind,
    /// All of it.
    pub span: Span,
    /// Its name in the text, inside `span`.
    pub selection: Span,
    /// What it holds.
    pub children: Vec<Symbol>,
}

/// Deeper keys are not shown: an outline is for finding one's way.
const MAX_DEPTH: usize = 8;

/// The outline of `document`; empty for a file that is not ours.
pub fn symbols(document: &Document) -> Vec<Symbol> {
    let Some(Value::Mapping(root)) = document.root().filter(|_| document.kind() != FileKind::NotOurs) else {
        return Vec::new();
    };
    root.entries().filter_map(|entry| symbol(entry, &mut Vec::new())).collect()
}

fn symbol(entry: Entry<'_>, path: &mut Vec<String>) -> Option<Symbol> {
    let name = entry.key_text().filter(|name| !name.is_empty())?.into_owned();
    let parent = path.first().map(String::as_str);
    let kind = match (path.len(), parent) {
        (1, Some("functions" | "resources" | "services")) => SymbolKind::Function,
        (1, Some("aggregation" | "layers" | "template" | "flow")) => SymbolKind::Object,
        _ => SymbolKind::Property,
    };
    let value = entry.value();
    let detail = match (kind, value) {
        (SymbolKind::Function, Some(value)) => function_detail(value),
        (_, Some(Value::Scalar(scalar))) => short(&scalar.cooked()),
        (_, Some(Value::Alias(alias))) => format!("*{}", alias.name()),
        _ => String::new(),
    };
    path.push(name.clone());
    let children = value.map(|value| children(value, path)).unwrap_or_default();
    path.pop();
    Some(Symbol { name, detail, kind, span: entry.span(), selection: entry.key_span(), children })
}

fn children(value: Value<'_>, path: &mut Vec<String>) -> Vec<Symbol> {
    if path.len() >= MAX_DEPTH {
        return Vec::new();
    }
    match value {
        Value::Mapping(mapping) => mapping.entries().filter_map(|entry| symbol(entry, path)).collect(),
        Value::Sequence(sequence) => {
            sequence.items().enumerate().filter_map(|(index, item)| item_symbol(item, index, path)).collect()
        }
        _ => Vec::new(),
    }
}

/// A list item is shown when it is a block: by its name, its type, or its number.
fn item_symbol(item: Item<'_>, index: usize, path: &mut Vec<String>) -> Option<Symbol> {
    let value = item.value()?;
    let mapping = value.as_mapping()?;
    let text = |key: &str| {
        let entry = mapping.get(key)?;
        Some((entry.value()?.as_scalar()?.cooked().into_owned(), entry.value()?.span()))
    };
    let list = path.last().map(String::as_str);
    let first = mapping.entries().next()?;
    let named = ["triggerName", "name", "key", "path", "domainName", "run", "component", "plugin"]
        .into_iter()
        .find_map(text)
        .filter(|(name, _)| !name.is_empty());
    let is_event = list == Some("events");
    let (name, selection) = match named {
        _ if is_event => (first.key_text()?.into_owned(), first.key_span()),
        Some((name, span)) => (short(&name), span),
        None => (format!("[{index}]"), first.key_span()),
    };
    if name.is_empty() {
        return None;
    }
    let detail = match list {
        Some("triggers") => ["triggerType", "type"].into_iter().find_map(text).map(|(kind, _)| kind),
        Some("events") => first.value().and_then(|value| {
            let config = value.as_mapping()?;
            ["path", "value", "topic", "bucket"]
                .into_iter()
                .find_map(|key| Some(config.get(key)?.value()?.as_scalar()?.cooked().into_owned()))
        }),
        _ => None,
    };
    let kind = match list {
        Some("triggers" | "events") => SymbolKind::Event,
        _ => SymbolKind::Item,
    };
    path.push("[]".into());
    let children = children(value, path);
    path.pop();
    let span = item.span().cover(selection);
    Some(Symbol { name, detail: detail.unwrap_or_default(), kind, span, selection, children })
}

/// The runtime of a function, or the component of another resource.
fn function_detail(value: Value<'_>) -> String {
    let Some(mapping) = value.as_mapping() else { return String::new() };
    let text = |path: &[&str]| {
        let mut mapping = mapping;
        for (index, key) in path.iter().enumerate() {
            let value = mapping.get(key)?.value()?;
            if index + 1 == path.len() {
                return Some(value.as_scalar()?.cooked().into_owned());
            }
            mapping = value.as_mapping()?;
        }
        None
    };
    let paths: [&[&str]; 4] =
        [&["props", "runtime"], &["props", "function", "runtime"], &["handler"], &["component"]];
    paths.into_iter().find_map(text).map(|text| short(&text)).unwrap_or_default()
}

/// One line of at most 60 characters.
fn short(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default().trim();
    match line.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_string(),
    }
}
