//! Values with everything in them evaluated: aliases, merge keys, templates, `${…}`.
//!
//! For checks there is the `View`, which leaves alone what it does not know. Deploying needs the opposite: **what
//! cannot be evaluated is a [`Failure`] with its place, and nothing unresolved passes as text.** Failures are data
//! ([`Data::Failed`]), so one in a part that nobody uses hurts nobody.
//!
//! What lies outside the file (environment, files, credentials) comes through the trait [`Outside`].
//! Facts: reference `s-yaml-top.md` §8, `f-yml.md` §1.

mod call;
mod evaluated;
mod reference;
#[cfg(test)]
mod tests;

use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::path::PathBuf;

use indexmap::IndexMap;
use serde_json::Value as Json;

pub use evaluated::{Data, Evaluated, Failure, FailureKind};

use crate::document::expression::{self, Expression, Part};
use crate::document::merge;
use crate::document::resolver::Names;
use crate::document::{Edition, FileKind};
use crate::message;
use crate::message::Message;
use crate::syntax::{Entry, Mapping, Resolved, Scalar, Sequence, Value, resolve_plain};
use crate::text::Span;

/// Most values that are made of one file: aliases and references may multiply.
const MOST_VALUES: u32 = 200_000;

/// Deepest nesting, references included.
const DEEPEST: u32 = 64;

/// What a file may ask of the world around it.
pub trait Outside {
    /// The value of an environment variable.
    fn env(&self, name: &str) -> Option<String>;
    /// The text of a file, `path` as written: relative to the folder of the YAML file. The error says why not.
    fn read(&self, path: &str) -> Result<String, String>;
    /// The absolute form of a path that exists, `path` as written.
    fn absolute(&self, path: &str) -> Option<PathBuf>;
    /// A field of the credentials: `AccountID`, `AccessKeyID`, …
    fn config(&self, key: &str) -> Option<String>;
}

/// From where an expression is seen.
#[derive(Clone, Copy)]
pub(super) enum Scope<'a> {
    /// Outside the resources: `vars` and functions alone.
    Global,
    /// In this entry of `resources` (`services`).
    Resource(Entry<'a>),
}

/// Where an expression stands: the scalar it is part of, so that spans can be as small as possible.
#[derive(Clone, Copy)]
pub(super) enum Place<'a> {
    Scalar(Scalar<'a>),
    /// Text that came from outside through the expression here.
    Outside(Span),
}

impl Scope<'_> {
    fn key(&self) -> Option<Span> {
        match self {
            Scope::Global => None,
            Scope::Resource(entry) => Some(entry.key_span()),
        }
    }
}

impl Place<'_> {
    fn span(&self, range: &Range<usize>) -> Span {
        match self {
            Place::Outside(span) => *span,
            Place::Scalar(scalar) => {
                let ends = (scalar.source_offset(range.start as u32), scalar.source_offset(range.end as u32));
                match ends {
                    (Some(start), Some(end)) if start < end => Span::new(start, end),
                    _ => scalar.span(),
                }
            }
        }
    }
}

pub(super) fn failed(span: Span, kind: FailureKind, message: Message) -> Data {
    Data::Failed(Failure { span, kind, message })
}

/// Evaluates values of one document.
pub struct Evaluator<'a> {
    names: &'a Names<'a>,
    outside: &'a dyn Outside,
    kind: FileKind,
    left: Cell<u32>,
    /// The aliases and expressions that are being followed, each with the resource it is seen from.
    followed: RefCell<Vec<(Span, Option<Span>)>>,
}

impl<'a> Evaluator<'a> {
    /// An evaluator for the document of `names`.
    pub fn new(names: &'a Names<'a>, outside: &'a dyn Outside) -> Evaluator<'a> {
        let kind = names.document().kind();
        Evaluator { names, outside, kind, left: Cell::new(MOST_VALUES), followed: RefCell::default() }
    }

    /// What lies outside the file.
    pub fn outside(&self) -> &'a dyn Outside {
        self.outside
    }

    /// A value that stands outside the resources; nothing is null at `at`.
    pub fn value(&self, value: Option<Value<'a>>, at: Span) -> Evaluated {
        self.at(value, at, Scope::Global, 0)
    }

    /// A top-level entry.
    pub fn section(&self, name: &str) -> Option<Evaluated> {
        let entry = self.names.section(name)?;
        Some(self.entry_value(entry, Scope::Global, 0))
    }

    /// The value of `entry`, a resource (`this`), without what a template brings.
    pub fn resource(&self, entry: Entry<'a>) -> Evaluated {
        self.entry_value(entry, Scope::Resource(entry), 0)
    }

    /// The value of one key of a resource, seen from outside the resources: `component`.
    pub fn outer_key(&self, resource: Entry<'a>, key: &str) -> Option<Evaluated> {
        let entry = self.merged(resource.value()?, key, 0)?;
        Some(self.entry_value(entry, Scope::Global, 0))
    }

    /// The `props` of a resource, with what its `extend` brings below them.
    pub fn props(&self, resource: Entry<'a>) -> Evaluated {
        let own = resource.value().and_then(|value| self.merged(value, "props", 0));
        let mut props = match own {
            Some(entry) => self.entry_value(entry, Scope::Resource(resource), 0),
            None => Evaluated::of(resource.key_span(), Json::Null),
        };
        if props.is_null() {
            props.data = Data::Map(IndexMap::new());
        }
        let Some((template, ignore)) = self.template(resource) else { return props };
        let Some(template) = template else {
            let message =
                message!("the template that `extend` names does not exist", "`extend` 指定的模板不存在");
            props.data = failed(resource.key_span(), FailureKind::Missing, message);
            return props;
        };
        let mut below = self.at(Some(template), template.span(), Scope::Global, 0);
        for key in ignore {
            below.take(&key);
        }
        match below.data {
            Data::Failed(_) => props.data = below.data,
            _ => props.merge_under(below),
        }
        props
    }

    /// The template that a resource extends (`None` inside if it does not exist) and the keys it leaves out.
    fn template(&self, resource: Entry<'a>) -> Option<(Option<Value<'a>>, Vec<String>)> {
        let extend = self.merged(resource.value()?, "extend", 0)?;
        let extend = self.entry_value(extend, Scope::Global, 1);
        let name = extend.get("name")?.text()?;
        let ignore =
            extend.get("ignore").map(|list| list.items().iter().filter_map(Evaluated::text).collect());
        let template = self.names.member("template", &name).and_then(|entry| entry.value());
        Some((template, ignore.unwrap_or_default()))
    }

    // --- trees ------------------------------------------------------------------------------------

    fn entry_value(&self, entry: Entry<'a>, scope: Scope<'a>, depth: u32) -> Evaluated {
        let mut value = self.at(entry.value(), entry.key_span(), scope, depth);
        value.key = Some(entry.key_span());
        value
    }

    pub(super) fn at(&self, value: Option<Value<'a>>, at: Span, scope: Scope<'a>, depth: u32) -> Evaluated {
        let span = value.map_or(at, |value| value.span());
        let data = value.map_or(Data::Scalar(Json::Null), |value| self.data(value, scope, depth));
        Evaluated { span, key: None, data }
    }

    fn data(&self, value: Value<'a>, scope: Scope<'a>, depth: u32) -> Data {
        if let Some(failure) = self.spend(value.span(), depth) {
            return failure;
        }
        match value {
            Value::Scalar(scalar) => self.scalar(scalar, scope, depth),
            Value::Mapping(mapping) => self.mapping(mapping, scope, depth),
            Value::Sequence(sequence) => self.sequence(sequence, scope, depth),
            Value::Alias(alias) => match self.names.anchor(alias) {
                Some(target) => self.following(alias.span(), scope, || {
                    self.circle(target.span(), scope).unwrap_or_else(|| self.data(target, scope, depth + 1))
                }),
                None => {
                    let name = alias.name();
                    let message = message!("the anchor `&{name}` does not exist", "锚点 `&{name}` 不存在");
                    failed(alias.span(), FailureKind::Yaml, message)
                }
            },
        }
    }

    /// Counts a value; the failure if there are too many or they are too deep.
    pub(super) fn spend(&self, span: Span, depth: u32) -> Option<Data> {
        let left = self.left.get();
        if left > 0 && depth <= DEEPEST {
            self.left.set(left - 1);
            return None;
        }
        let message = message!("this value becomes far too large, or too deep", "这个值展开后过大或嵌套过深");
        Some(failed(span, FailureKind::Endless, message))
    }

    /// Does `then`, which evaluates what the alias or expression at `place` leads to.
    fn following<T>(&self, place: Span, scope: Scope<'a>, then: impl FnOnce() -> T) -> T {
        self.followed.borrow_mut().push((place, scope.key()));
        let done = then();
        self.followed.borrow_mut().pop();
        done
    }

    /// The failure if something that is being followed stands in the value at `target`, and so leads to itself.
    pub(super) fn circle(&self, target: Span, scope: Scope<'a>) -> Option<Data> {
        let followed = self.followed.borrow();
        let (place, _) = followed.iter().rev().find(|(place, seen_from)| {
            target.start <= place.start && place.end <= target.end && *seen_from == scope.key()
        })?;
        let message = message!(
            "this value refers to itself: what it leads to contains it",
            "这个值引用了自身：它所指向的内容又包含它"
        );
        Some(failed(*place, FailureKind::Endless, message))
    }

    fn sequence(&self, sequence: Sequence<'a>, scope: Scope<'a>, depth: u32) -> Data {
        let items = sequence.items().map(|item| self.at(item.value(), item.span(), scope, depth + 1));
        Data::List(items.collect())
    }

    fn mapping(&self, mapping: Mapping<'a>, scope: Scope<'a>, depth: u32) -> Data {
        let mut map = IndexMap::new();
        let mut merges = Vec::new();
        for entry in mapping.entries() {
            let Some(key) = self.key(entry) else {
                let span = entry.key_span();
                let text = mapping.node().text();
                // Formatters make `{ { name } }` of it.
                let mut signs = text.chars().filter(|sign| !sign.is_whitespace());
                return if mapping.is_flow() && signs.by_ref().take(2).eq(['{', '{']) {
                    failed(span, FailureKind::Placeholder, placeholder(text.trim()))
                } else {
                    let message = message!("a key must be text", "键必须是文本");
                    failed(span, FailureKind::Yaml, message)
                };
            };
            if key == "<<" && entry.is_merge() {
                merges.push(entry);
                continue;
            }
            let mut value = self.entry_value(entry, scope, depth + 1);
            if map.contains_key(&key) {
                let message = message!("the key `{key}` occurs twice", "键 `{key}` 重复");
                value.data = failed(entry.key_span(), FailureKind::Yaml, message);
            }
            map.insert(key, value);
        }
        for entry in merges {
            let sources = match self.merge_sources(entry, depth) {
                Ok(sources) => sources,
                Err(failure) => return failure,
            };
            for source in sources {
                if let Some(failure) = self.spend(source.span(), depth) {
                    return failure;
                }
                let merged = self.following(entry.span(), scope, || {
                    self.circle(source.span(), scope)
                        .unwrap_or_else(|| self.mapping(source, scope, depth + 1))
                });
                match merged {
                    Data::Map(merged) => merged.into_iter().for_each(|(key, value)| {
                        map.entry(key).or_insert(value);
                    }),
                    failure => return failure,
                }
            }
        }
        Data::Map(map)
    }

    /// The text of a key; `None` if it is none.
    fn key(&self, entry: Entry<'a>) -> Option<String> {
        match entry.key() {
            None => Some(String::new()),
            Some(Value::Scalar(scalar)) => Some(scalar.cooked().into_owned()),
            Some(Value::Alias(alias)) => match self.names.anchor(alias)? {
                Value::Scalar(scalar) => Some(scalar.cooked().into_owned()),
                _ => None,
            },
            Some(Value::Mapping(_) | Value::Sequence(_)) => None,
        }
    }

    /// The mappings that a `<<` brings in.
    fn merge_sources(&self, merge: Entry<'a>, depth: u32) -> Result<Vec<Mapping<'a>>, Data> {
        let bad = || {
            let message = message!(
                "`<<` takes in mappings alone: an alias of one, or a list of aliases",
                "`<<` 只能合并映射：写映射的别名，或别名的列表"
            );
            failed(merge.key_span(), FailureKind::Yaml, message)
        };
        let follow = |value: Value<'a>| match value {
            Value::Alias(alias) => {
                self.names.anchor(alias).ok_or_else(|| self.data(value, Scope::Global, depth))
            }
            value => Ok(value),
        };
        match follow(merge.value().ok_or_else(bad)?)? {
            Value::Sequence(sequence) => {
                let mut sources = Vec::new();
                for item in sequence.items() {
                    let value = follow(item.value().ok_or_else(bad)?)?;
                    sources.push(value.as_mapping().ok_or_else(bad)?);
                }
                Ok(sources)
            }
            value => Ok(vec![value.as_mapping().ok_or_else(bad)?]),
        }
    }

    /// The entry `key` of a mapping, own or merged, through aliases.
    pub(super) fn merged(&self, value: Value<'a>, key: &str, depth: u32) -> Option<Entry<'a>> {
        let mapping = match value {
            Value::Alias(alias) if depth < DEEPEST => {
                return self.merged(self.names.anchor(alias)?, key, depth + 1);
            }
            value => value.as_mapping()?,
        };
        merge::entry(self.names, mapping, key)
    }

    // --- text -------------------------------------------------------------------------------------

    fn scalar(&self, scalar: Scalar<'a>, scope: Scope<'a>, depth: u32) -> Data {
        let resolved = scalar.resolve();
        if resolved != Resolved::Str {
            return Data::Scalar(typed(resolved, &scalar.cooked()));
        }
        let text = scalar.cooked();
        if self.kind == FileKind::FYml {
            return self.substituted(scalar, &text);
        }
        self.text(&text, Place::Scalar(scalar), scope, depth)
    }

    /// Text with its expressions evaluated; one expression alone keeps the type of what it leads to.
    pub(super) fn text(&self, text: &str, place: Place<'a>, scope: Scope<'a>, depth: u32) -> Data {
        let whole = 0..text.len();
        if is_placeholder(text) {
            return failed(place.span(&whole), FailureKind::Placeholder, placeholder(text.trim()));
        }
        if let Some(tag) = text.find("<%").filter(|_| self.kind == FileKind::SYaml(Edition::V3)) {
            let message = message!(
                "the original tool runs `<%…%>` as code; fcls does not: write the value",
                "原工具会把 `<%…%>` 当作代码执行，fcls 不会：请直接写值"
            );
            return failed(place.span(&(tag..text.len())), FailureKind::Placeholder, message);
        }
        if !expression::has_expression(text) {
            return Data::Scalar(text.into());
        }
        if let Some(failure) = self.spend(place.span(&whole), depth) {
            return failure;
        }
        let parts = expression::parse(text);
        if let [Part::Expression { body, parsed, .. }] = parts.as_slice() {
            return self.expression(text, body, parsed, place, scope, depth + 1);
        }
        let mut out = String::new();
        for part in &parts {
            match part {
                Part::Text(range) => out.push_str(&text[range.clone()]),
                Part::Expression { range, body, parsed } => {
                    match self.expression(text, body, parsed, place, scope, depth + 1) {
                        Data::Failed(failure) => return Data::Failed(failure),
                        Data::Scalar(value) if !value.is_null() => {
                            out.push_str(&evaluated::scalar_text(&value).unwrap_or_default());
                        }
                        _ => {
                            let message = message!(
                                "a mapping or list cannot be part of a text",
                                "映射或列表不能成为文本的一部分"
                            );
                            return failed(place.span(range), FailureKind::Mistake, message);
                        }
                    }
                }
            }
        }
        Data::Scalar(out.into())
    }

    fn expression(
        &self,
        text: &str,
        body: &Range<usize>,
        parsed: &Result<Expression, expression::Mistake>,
        place: Place<'a>,
        scope: Scope<'a>,
        depth: u32,
    ) -> Data {
        if self.kind == FileKind::SYaml(Edition::V1)
            && let Some(data) = self.following(place.span(body), scope, || {
                self.legacy(&text[body.clone()], place, body, scope, depth)
            })
        {
            return data;
        }
        let span = place.span(body);
        match parsed {
            Ok(Expression::Reference(reference)) => {
                self.following(span, scope, || self.reference(reference, span, scope, depth))
            }
            Ok(Expression::Call(call)) => {
                self.following(span, scope, || self.call(call, place, span, scope, depth))
            }
            Err(mistake) => {
                let body = &text[body.clone()];
                let message = match &mistake.instead {
                    Some(instead) => message!(
                        "`${{{body}}}` cannot be evaluated; write `${{{instead}}}`",
                        "无法求值 `${{{body}}}`；请改为 `${{{instead}}}`"
                    ),
                    None => message!(
                        "`${{{body}}}` cannot be evaluated: it is no expression of Serverless Devs",
                        "无法求值 `${{{body}}}`：它不是 Serverless Devs 的表达式"
                    ),
                };
                failed(place.span(&mistake.range), FailureKind::Mistake, message)
            }
        }
    }
}

/// A scalar of the core schema as JSON. Whole numbers have no fraction: to JavaScript there is but one kind.
fn typed(resolved: Resolved, text: &str) -> Json {
    match resolved {
        Resolved::Null => Json::Null,
        Resolved::Bool(flag) => flag.into(),
        Resolved::Int(number) => match (i64::try_from(number), u64::try_from(number)) {
            (Ok(number), _) => number.into(),
            (_, Ok(number)) => number.into(),
            _ => (number as f64).into(),
        },
        Resolved::Float(number) if number.fract() == 0.0 && number.abs() < 9e15 => (number as i64).into(),
        Resolved::Float(number) if number.is_finite() => number.into(),
        Resolved::Float(_) | Resolved::Str => text.into(),
    }
}

/// Plain text by the core schema.
pub(super) fn typed_plain(text: &str) -> Json {
    typed(resolve_plain(text), text)
}

/// Whether `text` is nothing but `{{ name }}`.
fn is_placeholder(text: &str) -> bool {
    let inner = text.trim().strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}"));
    inner.is_some_and(|inner| !inner.contains(['{', '}', '\n']))
}

fn placeholder(text: &str) -> Message {
    message!(
        "`{text}` is a placeholder that was not filled in: write the value",
        "`{text}` 是尚未填写的占位符：请写上实际的值"
    )
}
