//! The outline of a file: sections, functions with their triggers, and the main blocks below.

use crate::document::{Component, Document};
use crate::ide::sections::{Section, sections};
use crate::syntax::{Entry, Mapping, Value};
use crate::text::Span;

/// What a symbol is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SymbolKind {
    /// A function or a resource that deploys one.
    Function,
    /// A trigger or event.
    Event,
    /// A custom domain.
    Domain,
    /// A template.
    Template,
    /// A variable of `vars`.
    Variable,
    /// Any other named thing in a list of named things.
    Object,
    /// A section or a block of settings.
    Property,
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

/// The outline of `document`; empty for a file that is not ours.
///
/// Sections, what they hold (functions, resources, templates, variables), and of each its triggers and main
/// blocks. Single settings are left out: an outline is for finding one's way.
pub fn symbols(document: &Document) -> Vec<Symbol> {
    let with_members = |section: &Section<'_>| {
        let mut symbol = section_symbol(section)?;
        if let Some(members) = section.members {
            symbol.children = members.entries().filter_map(|entry| member(&section.name, entry)).collect();
        }
        Some(symbol)
    };
    sections(document).iter().filter_map(with_members).collect()
}

/// The symbol of a section, with what it holds unless that is in parts of their own, see [`member`].
pub fn section_symbol(section: &Section<'_>) -> Option<Symbol> {
    let mut symbol = named(section.entry, SymbolKind::Property)?;
    let value = section.entry.value().filter(|_| section.members.is_none());
    if let Some(Value::Mapping(mapping)) = value {
        let entries = mapping.entries().filter(|entry| !entry.is_merge());
        symbol.children = if section.name == "vars" {
            entries.filter_map(|entry| named(entry, SymbolKind::Variable)).collect()
        } else {
            entries.filter_map(block).collect()
        };
    }
    Some(symbol)
}

/// The symbol of a member of a section: a function, a resource, a template.
pub fn member(section: &str, entry: Entry<'_>) -> Option<Symbol> {
    if entry.is_merge() { None } else { unit(section, entry) }
}

/// A function, a resource, a template or another member of a section.
fn unit(section: &str, entry: Entry<'_>) -> Option<Symbol> {
    let mut symbol = named(entry, SymbolKind::Object)?;
    let mapping = entry.value().and_then(|value| value.as_mapping());
    let component = mapping.and_then(|mapping| text(mapping, "component"));
    let domain = component.as_deref().is_some_and(|name| Component::named(name) == Component::Fc3Domain);
    symbol.kind = match section {
        "functions" => SymbolKind::Function,
        "resources" | "services" if domain => SymbolKind::Domain,
        "resources" | "services" => SymbolKind::Function,
        "template" => SymbolKind::Template,
        _ => SymbolKind::Object,
    };
    let Some(mapping) = mapping else { return Some(symbol) };
    let props = mapping.get("props").and_then(|props| props.value()?.as_mapping());
    let settings = props.unwrap_or(mapping);
    symbol.detail = match symbol.kind {
        SymbolKind::Domain => text(settings, "domainName").or(component).unwrap_or_default(),
        _ => {
            // The legacy component keeps the function's settings in a block of their own.
            let inner = settings.get("function").and_then(|function| function.value()?.as_mapping());
            function_detail(inner.unwrap_or(settings)).or(component).unwrap_or_default()
        }
    };
    for entry in mapping.entries() {
        match entry.value() {
            Some(Value::Mapping(props)) if entry.key_is("props") => {
                props.entries().for_each(|entry| blocks(entry, &mut symbol.children));
            }
            _ => blocks(entry, &mut symbol.children),
        }
    }
    Some(symbol)
}

/// `runtime · 512 MB`, or the handler where no runtime is said.
fn function_detail(settings: Mapping<'_>) -> Option<String> {
    let runtime = text(settings, "runtime").or_else(|| text(settings, "handler"));
    let memory = text(settings, "memorySize").map(|memory| match memory.parse::<u32>() {
        Ok(_) => format!("{memory} MB"),
        Err(_) => memory,
    });
    let parts: Vec<String> = [runtime, memory].into_iter().flatten().map(|part| short(&part)).collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

/// Adds what an entry of a function shows: its triggers one by one, else the entry if it is a block.
fn blocks(entry: Entry<'_>, list: &mut Vec<Symbol>) {
    match entry.value() {
        Some(Value::Sequence(items)) if entry.key_is("triggers") => {
            list.extend(items.items().filter_map(|item| trigger(item.span(), item.value()?.as_mapping()?)));
        }
        Some(Value::Sequence(items)) if entry.key_is("events") => {
            list.extend(items.items().filter_map(|item| event(item.span(), item.value()?.as_mapping()?)));
        }
        _ => list.extend(block(entry)),
    }
}

fn block(entry: Entry<'_>) -> Option<Symbol> {
    match entry.value()? {
        Value::Mapping(_) | Value::Sequence(_) if !entry.is_merge() => named(entry, SymbolKind::Property),
        _ => None,
    }
}

/// An item of `triggers`, by its name or else its type.
fn trigger(span: Span, mapping: Mapping<'_>) -> Option<Symbol> {
    let of = |keys: [&str; 2]| {
        keys.into_iter().find_map(|key| {
            let value = mapping.get(key)?.value()?.as_scalar()?;
            Some((short(&value.cooked()), value.span())).filter(|(text, _)| !text.is_empty())
        })
    };
    let kind = of(["triggerType", "type"]);
    let (name, selection) = of(["triggerName", "name"]).or_else(|| kind.clone())?;
    let detail = kind.map(|(kind, _)| kind).unwrap_or_default();
    let span = span.cover(selection);
    Some(Symbol { name, detail, kind: SymbolKind::Event, span, selection, children: Vec::new() })
}

/// An item of `events`: its type is its key.
fn event(span: Span, mapping: Mapping<'_>) -> Option<Symbol> {
    let first = mapping.entries().next()?;
    let config = first.value().and_then(|value| value.as_mapping());
    let what =
        config.and_then(|c| ["path", "value", "topic", "bucket"].into_iter().find_map(|key| text(c, key)));
    let symbol = named(first, SymbolKind::Event)?;
    Some(Symbol { span: span.cover(symbol.span), detail: what.unwrap_or_default(), ..symbol })
}

/// The symbol of an entry, with a scalar value as its detail.
fn named(entry: Entry<'_>, kind: SymbolKind) -> Option<Symbol> {
    let key = entry.key()?.as_scalar()?;
    let name = key.cooked();
    if name.is_empty() {
        return None;
    }
    let detail = match entry.value() {
        Some(Value::Scalar(scalar)) if kind != SymbolKind::Function => short(&scalar.cooked()),
        Some(Value::Alias(alias)) => format!("*{}", alias.name()),
        _ => String::new(),
    };
    let (span, selection) = (entry.span(), key.span());
    Some(Symbol { name: name.into_owned(), detail, kind, span, selection, children: Vec::new() })
}

/// The text of a scalar setting in one line, if it is there and not empty.
fn text(mapping: Mapping<'_>, key: &str) -> Option<String> {
    let text = short(&mapping.get(key)?.value()?.as_scalar()?.cooked());
    Some(text).filter(|text| !text.is_empty())
}

/// One line of at most 60 characters.
fn short(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default().trim();
    match line.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_string(),
    }
}
