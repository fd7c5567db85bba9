//! Anchors of a document, and values as JSON: aliases and merge keys (`<<`) resolved, within bounds
//! that a file of nested aliases cannot break.

use super::ast::{Alias, Document, Entry, Mapping, Value};
use super::cursor::{Element, Node};
use super::green::Kind;
use super::resolve::Resolved;
use crate::text::Span;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::cell::LazyCell;

/// The most values one conversion makes.
const MAX_NODES: u32 = 1_000_000;
/// The deepest nesting one conversion follows, aliases included.
const MAX_DEPTH: u32 = 200;

/// Why a value has no JSON form. Spans are in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueError {
    /// More than 1,000,000 values, most likely because aliases multiply.
    TooManyNodes,
    /// Nested deeper than 200 levels, perhaps through an alias inside its own anchor.
    TooDeep,
    /// An alias without an anchor before it.
    UndefinedAlias(Span),
    /// A key that is no scalar.
    ComplexKey(Span),
    /// What follows `<<` is neither a mapping nor a list of mappings.
    BadMerge(Span),
}

/// An alias whose anchor is not defined before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndefinedAlias {
    /// The name, without the `*`.
    pub name: String,
    /// The alias.
    pub span: Span,
}

/// The anchors of a document.
#[derive(Debug, Clone, Default)]
pub struct Anchors<'a> {
    /// Name, where the anchor stands, its value; in the order of the file.
    defined: Vec<(Cow<'a, str>, Span, Value<'a>)>,
    /// Where those of one name are in the list.
    by_name: FxHashMap<Cow<'a, str>, Vec<u32>>,
    undefined: Vec<UndefinedAlias>,
}

/// Collects the anchors of `document`. Visits only the parts that hold anchors or aliases.
pub fn anchors(document: Document<'_>) -> Anchors<'_> {
    let mut found = Anchors::default();
    found.collect(document.node());
    found
}

impl<'a> Anchors<'a> {
    fn collect(&mut self, node: Node<'a>) {
        if !node.green.has_names {
            return;
        }
        // Once for all anchors of a node: there may be thousands.
        let decorated = LazyCell::new(|| Value::of_decorated(node));
        for element in node.children() {
            match element {
                Element::Token { kind: Kind::Anchor, span } => {
                    let name = node.text.slice(Span::new(span.start + 1, span.end));
                    if let Some(value) = *decorated {
                        self.by_name.entry(name.clone()).or_default().push(self.defined.len() as u32);
                        self.defined.push((name, span, value));
                    }
                }
                Element::Token { kind: Kind::Alias, span } => {
                    let name = node.text.slice(Span::new(span.start + 1, span.end));
                    if self.definition(&name, span.start).is_none() {
                        self.undefined.push(UndefinedAlias { name: name.into_owned(), span });
                    }
                }
                Element::Token { .. } => {}
                Element::Node(inner) => self.collect(inner),
            }
        }
    }

    fn definition(&self, name: &str, before: u32) -> Option<(Span, Value<'a>)> {
        let of_name = self.by_name.get(name)?;
        let known = of_name.partition_point(|at| self.defined[*at as usize].1.start < before);
        let (_, span, value) = &self.defined[of_name[known.checked_sub(1)?] as usize];
        Some((*span, *value))
    }

    /// The values of all anchors with this name, in the order of the file.
    pub fn named(&self, name: &str) -> impl Iterator<Item = Value<'a>> {
        let of_name = self.by_name.get(name);
        of_name.into_iter().flatten().map(|at| self.defined[*at as usize].2)
    }

    /// What an alias stands for: the last value anchored with its name before it.
    pub fn resolve(&self, alias: Alias<'_>) -> Option<Value<'a>> {
        Some(self.definition(&alias.name(), alias.span().start)?.1)
    }

    /// The anchor (`&name`) an alias refers to.
    pub fn anchor_of(&self, alias: Alias<'_>) -> Option<Span> {
        Some(self.definition(&alias.name(), alias.span().start)?.0)
    }

    /// All anchors in the order of the file: name without `&`, where `&name` stands, value.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Span, Value<'a>)> {
        self.defined.iter().map(|(name, span, value)| (name.as_ref(), *span, *value))
    }

    /// The aliases that refer to nothing.
    pub fn undefined(&self) -> &[UndefinedAlias] {
        &self.undefined
    }
}

/// `value` as JSON by the core schema; nothing is `null`. Of keys that occur twice the last one counts;
/// keys without a colon are left out.
pub fn to_json(value: Option<Value<'_>>, anchors: &Anchors<'_>) -> Result<serde_json::Value, ValueError> {
    Converter { anchors, left: MAX_NODES }.value(value, 0)
}

struct Converter<'c, 'a> {
    anchors: &'c Anchors<'a>,
    left: u32,
}

impl<'a> Converter<'_, 'a> {
    fn value(&mut self, value: Option<Value<'_>>, depth: u32) -> Result<serde_json::Value, ValueError> {
        let Some(value) = value else { return Ok(serde_json::Value::Null) };
        self.left = self.left.checked_sub(1).ok_or(ValueError::TooManyNodes)?;
        if depth > MAX_DEPTH {
            return Err(ValueError::TooDeep);
        }
        match value {
            Value::Alias(alias) => {
                let target = self.target(alias)?;
                self.value(Some(target), depth + 1)
            }
            Value::Sequence(sequence) => {
                let items = sequence.items().map(|item| self.value(item.value(), depth + 1));
                Ok(serde_json::Value::Array(items.collect::<Result<_, _>>()?))
            }
            Value::Mapping(mapping) => Ok(serde_json::Value::Object(self.object(mapping, depth)?)),
            Value::Scalar(scalar) => Ok(match scalar.resolve() {
                Resolved::Null => serde_json::Value::Null,
                Resolved::Bool(value) => value.into(),
                Resolved::Int(number) => match (i64::try_from(number), u64::try_from(number)) {
                    (Ok(number), _) => number.into(),
                    (_, Ok(number)) => number.into(),
                    _ => (number as f64).into(),
                },
                Resolved::Float(number) if number.is_finite() => number.into(),
                Resolved::Float(_) | Resolved::Str => scalar.cooked().into_owned().into(),
            }),
        }
    }

    fn target(&self, alias: Alias<'_>) -> Result<Value<'a>, ValueError> {
        self.anchors.resolve(alias).ok_or(ValueError::UndefinedAlias(alias.span()))
    }

    fn object(
        &mut self,
        mapping: Mapping<'_>,
        depth: u32,
    ) -> Result<serde_json::Map<String, serde_json::Value>, ValueError> {
        let mut object = serde_json::Map::new();
        let mut merges: Vec<Entry<'_>> = Vec::new();
        for entry in mapping.entries() {
            if !mapping.is_flow() && entry.colon().is_none() && !entry.is_explicit() {
                continue;
            }
            let key = self.key(entry)?;
            if key == "<<" && entry.is_merge() {
                merges.push(entry);
            } else {
                let value = self.value(entry.value(), depth + 1)?;
                object.insert(key, value);
            }
        }
        for entry in merges {
            let Some(value) = entry.value() else { continue };
            let mut sources = Vec::new();
            match self.followed(value)? {
                Value::Sequence(list) => {
                    for item in list.items() {
                        if let Some(value) = item.value() {
                            sources.push(self.followed(value)?);
                        }
                    }
                }
                other => sources.push(other),
            }
            for source in sources {
                let source = source.as_mapping().ok_or(ValueError::BadMerge(value.span()))?;
                self.left = self.left.checked_sub(1).ok_or(ValueError::TooManyNodes)?;
                if depth >= MAX_DEPTH {
                    return Err(ValueError::TooDeep);
                }
                for (key, value) in self.object(source, depth + 1)? {
                    object.entry(key).or_insert(value);
                }
            }
        }
        Ok(object)
    }

    /// `value`, or what it stands for if it is an alias.
    fn followed<'v>(&self, value: Value<'v>) -> Result<Value<'v>, ValueError>
    where
        'a: 'v,
    {
        match value {
            Value::Alias(alias) => self.target(alias),
            other => Ok(other),
        }
    }

    fn key(&self, entry: Entry<'_>) -> Result<String, ValueError> {
        match entry.key() {
            None => Ok(String::new()),
            Some(key) => match self.followed(key)? {
                Value::Scalar(scalar) => Ok(scalar.cooked().into_owned()),
                _ => Err(ValueError::ComplexKey(key.span())),
            },
        }
    }
}
