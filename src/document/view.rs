//! The merged and resolved meaning of a file: what `vars`, aliases, merge keys and templates make of a
//! value, with the place where it is used and the place where it really stands.
//!
//! A [`View`] is a value or its absence. Rules ask it for children and typed values; what cannot be
//! resolved answers `None` to every typed question, so that no rule judges it.

use crate::document::decimal::Decimal;
use crate::document::expression::{self, ArgumentValue, Expression, Part, Reference};
use crate::document::merge;
use crate::document::resolver::Resolver;
use crate::syntax::{Entry, Mapping, Resolved, Scalar, ScalarStyle, Value};
use crate::text::Span;
use rustc_hash::FxHashSet;
use std::borrow::Cow;

/// Whether a flow mapping is what YAML makes of a template's `{{ name }}`.
fn is_placeholder(mapping: Mapping<'_>) -> bool {
    mapping.node().text().trim_start().starts_with("{{")
}

/// A value, or the lack of one, seen through everything that may stand between it and the text.
#[derive(Clone)]
pub struct View<'a> {
    resolver: &'a Resolver<'a>,
    state: State<'a>,
    /// Where it is used: the value in this unit, or the nearest thing there that leads to it.
    at: Span,
    /// The key it belongs to, if it has one in this unit.
    key: Option<Span>,
    /// Where it really stands, if that is elsewhere.
    defined: Option<Span>,
    /// What it is merged under, for blocks that take keys from more than one place (`extend`,
    /// the provider of an f.yml): these mappings are asked after its own.
    fallbacks: Vec<Fallback<'a>>,
    origin: Origin,
}

#[derive(Clone)]
enum State<'a> {
    Absent,
    Unknown,
    Node(Value<'a>),
    /// Text put together from literal text and expressions.
    Text(String),
}

/// A mapping whose keys count where a block does not have them itself.
#[derive(Clone)]
pub(super) struct Fallback<'a> {
    pub mapping: Mapping<'a>,
    pub origin: Origin,
    /// Where in the unit it is brought in: the `extend`, the alias of a merge key.
    pub at: Span,
    /// Keys that are left out (`extend.ignore`).
    pub ignore: Vec<String>,
}

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// It is written in the block itself (perhaps as an expression or alias).
    Own,
    /// It comes through a merge key `<<`.
    Merge,
    /// It comes from a `template` through `extend`.
    Template,
    /// It comes from the `provider` of an f.yml.
    Provider,
}

/// One key of a merged mapping.
#[derive(Clone)]
pub struct Field<'a> {
    /// The key's text.
    pub name: Cow<'a, str>,
    /// Its value; an empty value is null.
    pub view: View<'a>,
}

/// What may still be done for one view: texts that are made of each other double with every level.
struct Left {
    steps: u32,
    bytes: usize,
}

impl Default for Left {
    fn default() -> Left {
        Left { steps: 1_000, bytes: 256 * 1024 }
    }
}

impl Left {
    /// Whether `piece` may still become part of a text.
    fn takes(&mut self, piece: &str) -> bool {
        let left = self.bytes.checked_sub(piece.len());
        self.bytes = left.unwrap_or(0);
        left.is_some()
    }
}

/// The fields that were found so far.
#[derive(Default)]
struct Fields<'a> {
    list: Vec<Field<'a>>,
    /// The names of the first of them, once there are many.
    names: FxHashSet<Cow<'a, str>>,
}

impl Fields<'_> {
    /// Whether there is one of this name. Most mappings are small, so a set is made for long ones alone.
    fn has(&mut self, name: &str) -> bool {
        const MANY: usize = 64;
        if self.list.len() < MANY {
            return self.list.iter().any(|field| field.name == name);
        }
        self.names.extend(self.list[self.names.len()..].iter().map(|field| field.name.clone()));
        self.names.contains(name)
    }
}

/// The type of a value, for messages and for the schema walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueType {
    /// `null`, `~` or nothing.
    Null,
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Integer,
    /// Another number.
    Float,
    /// Text.
    String,
    /// A sequence.
    Sequence,
    /// A mapping.
    Mapping,
}

impl<'a> View<'a> {
    pub(super) fn absent(resolver: &'a Resolver<'a>, at: Span) -> View<'a> {
        View {
            resolver,
            state: State::Absent,
            at,
            key: None,
            defined: None,
            fallbacks: Vec::new(),
            origin: Origin::Own,
        }
    }

    /// The view of `value`, used where it stands.
    pub fn of(resolver: &'a Resolver<'a>, value: Value<'a>) -> View<'a> {
        let mut view = View::absent(resolver, value.span());
        view.settle(value, 0, &mut Left::default());
        view
    }

    /// The view of an entry's value; a missing value is null at the key.
    pub fn of_entry(resolver: &'a Resolver<'a>, entry: Entry<'a>) -> View<'a> {
        let mut view = View::absent(resolver, entry.key_span());
        view.key = Some(entry.key_span());
        if let Some(value) = entry.value() {
            view.at = value.span();
            view.settle(value, 0, &mut Left::default());
        }
        view
    }

    pub(super) fn with_fallback(mut self, fallback: Fallback<'a>) -> View<'a> {
        self.fallbacks.push(fallback);
        self
    }

    /// Follows aliases and expressions until something stands still.
    fn settle(&mut self, value: Value<'a>, depth: u32, left: &mut Left) {
        if depth > 32 || left.steps == 0 {
            self.state = State::Unknown;
            return;
        }
        left.steps -= 1;
        match value {
            Value::Alias(alias) => match self.resolver.anchor(alias) {
                Some(target) => {
                    self.defined = Some(target.span());
                    self.settle(target, depth + 1, left);
                }
                None => self.state = State::Unknown,
            },
            Value::Scalar(scalar) => self.settle_scalar(scalar, depth, left),
            // `{{ name }}` is a flow mapping to YAML, but a placeholder to the tool that fills it in.
            Value::Mapping(mapping) if mapping.is_flow() && is_placeholder(mapping) => {
                self.state = State::Unknown
            }
            Value::Mapping(_) | Value::Sequence(_) => self.state = State::Node(value),
        }
    }

    fn settle_scalar(&mut self, scalar: Scalar<'a>, depth: u32, left: &mut Left) {
        let raw = scalar.raw();
        let dollar = raw.contains("${");
        if !dollar && !expression::has_placeholder(&raw) {
            self.state = State::Node(Value::Scalar(scalar));
            return;
        }
        if expression::has_placeholder(&raw) {
            self.state = State::Unknown;
            return;
        }
        let cooked = scalar.cooked();
        let unclosed = self.resolver.evaluates_expressions() && expression::unclosed(&cooked).is_some();
        if !expression::has_expression(&cooked) && !unclosed {
            self.state = State::Node(Value::Scalar(scalar));
            return;
        }
        if !self.resolver.evaluates_expressions() || unclosed {
            self.state = State::Unknown;
            return;
        }
        let parts = expression::parse(&cooked);
        if let [Part::Expression { parsed: Ok(Expression::Reference(reference)), .. }] = parts.as_slice() {
            match self.resolver.target(reference) {
                Some(target) => {
                    self.defined = Some(target.span());
                    self.settle(target, depth + 1, left);
                }
                None => match self.resolver.builtin(reference) {
                    Some(text) => self.state = State::Text(text),
                    None => self.state = State::Unknown,
                },
            }
            return;
        }
        let mut text = String::new();
        for part in &parts {
            match part {
                Part::Text(range) => text.push_str(&cooked[range.clone()]),
                Part::Expression { parsed: Ok(Expression::Reference(reference)), .. } => {
                    match self.text_of(reference, depth, left).filter(|piece| left.takes(piece)) {
                        Some(piece) => text.push_str(&piece),
                        None => {
                            self.state = State::Unknown;
                            return;
                        }
                    }
                }
                Part::Expression { parsed: Ok(Expression::Call(call)), .. } if call.name == "str" => {
                    match call.arguments.first().map(|argument| &argument.value) {
                        Some(ArgumentValue::Quoted(piece)) => text.push_str(piece),
                        _ => {
                            self.state = State::Unknown;
                            return;
                        }
                    }
                }
                Part::Expression { .. } => {
                    self.state = State::Unknown;
                    return;
                }
            }
        }
        self.state = State::Text(text);
    }

    fn text_of(&self, reference: &Reference, depth: u32, left: &mut Left) -> Option<String> {
        let Some(target) = self.resolver.target(reference) else { return self.resolver.builtin(reference) };
        let mut view = View::absent(self.resolver, self.at);
        view.settle(target, depth + 1, left);
        match (view.state, target) {
            (State::Node(Value::Scalar(scalar)), _) => Some(scalar.cooked().into_owned()),
            (State::Text(text), _) => Some(text),
            _ => None,
        }
    }

    // --- what it is -------------------------------------------------------------------------------

    /// Whether there is a value (perhaps one that cannot be resolved).
    pub fn is_present(&self) -> bool {
        !matches!(self.state, State::Absent)
    }

    /// Whether there is no value, or nothing behind its key.
    pub fn is_absent(&self) -> bool {
        matches!(self.state, State::Absent)
    }

    /// Whether there is no value or only null, which the tools drop.
    pub fn is_empty(&self) -> bool {
        self.is_absent() || self.value_type() == Some(ValueType::Null)
    }

    /// Whether it is written down but cannot be resolved: never judged.
    pub fn is_unknown(&self) -> bool {
        matches!(self.state, State::Unknown)
    }

    /// Whether it came through an expression: it was put together or stands elsewhere.
    pub fn is_indirect(&self) -> bool {
        self.defined.is_some() || matches!(self.state, State::Text(_) | State::Unknown)
    }

    /// The text to mark: the value where it is used; the key where there is no value.
    pub fn span(&self) -> Span {
        self.at
    }

    /// The key in this unit, if it has one.
    pub fn key_span(&self) -> Option<Span> {
        self.key
    }

    /// The key and the value in this unit.
    pub fn whole_span(&self) -> Span {
        self.key.map_or(self.at, |key| key.cover(self.at))
    }

    /// Where the value really stands, if that is not where it is used.
    pub fn defined(&self) -> Option<Span> {
        self.defined
    }

    /// Where the value comes from.
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// The tree it stands for, if it is not put together from text.
    pub fn node(&self) -> Option<Value<'a>> {
        match self.state {
            State::Node(value) => Some(value),
            _ => None,
        }
    }

    /// The resolver that made it.
    pub fn resolver(&self) -> &'a Resolver<'a> {
        self.resolver
    }

    /// Its type; `None` when absent or unknown.
    pub fn value_type(&self) -> Option<ValueType> {
        match &self.state {
            State::Absent | State::Unknown => None,
            State::Text(_) => Some(ValueType::String),
            State::Node(Value::Mapping(_)) => Some(ValueType::Mapping),
            State::Node(Value::Sequence(_)) => Some(ValueType::Sequence),
            State::Node(Value::Alias(_)) => None,
            State::Node(Value::Scalar(scalar)) => Some(match scalar.resolve() {
                Resolved::Null => ValueType::Null,
                Resolved::Bool(_) => ValueType::Bool,
                Resolved::Int(_) => ValueType::Integer,
                Resolved::Float(_) => ValueType::Float,
                Resolved::Str => ValueType::String,
            }),
        }
    }

    /// The text of a string (not of a number or boolean).
    pub fn as_str(&self) -> Option<Cow<'a, str>> {
        match &self.state {
            State::Text(text) => Some(Cow::Owned(text.clone())),
            State::Node(Value::Scalar(scalar)) if scalar.resolve() == Resolved::Str => Some(scalar.cooked()),
            _ => None,
        }
    }

    /// The text of any scalar, as it is written.
    pub fn scalar_text(&self) -> Option<Cow<'a, str>> {
        match &self.state {
            State::Text(text) => Some(Cow::Owned(text.clone())),
            State::Node(Value::Scalar(scalar)) => Some(scalar.cooked()),
            _ => None,
        }
    }

    /// A boolean.
    pub fn as_bool(&self) -> Option<bool> {
        match &self.state {
            State::Node(Value::Scalar(scalar)) => match scalar.resolve() {
                Resolved::Bool(value) => Some(value),
                _ => None,
            },
            _ => None,
        }
    }

    /// A whole number.
    pub fn as_int(&self) -> Option<i128> {
        match &self.state {
            State::Node(Value::Scalar(scalar)) => match scalar.resolve() {
                Resolved::Int(value) => Some(value),
                _ => None,
            },
            _ => None,
        }
    }

    /// A number, exactly.
    pub fn as_decimal(&self) -> Option<Decimal> {
        match &self.state {
            State::Node(Value::Scalar(scalar)) => match scalar.resolve() {
                Resolved::Int(value) => Some(Decimal::from_int(i64::try_from(value).ok()?)),
                Resolved::Float(value) => {
                    Decimal::parse(scalar.cooked().trim()).or_else(|| Decimal::from_f64(value))
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether it is a plain (unquoted) scalar that stands where it is used.
    pub fn is_plain(&self) -> bool {
        matches!(self.state, State::Node(Value::Scalar(scalar)) if scalar.style() == ScalarStyle::Plain)
    }

    // --- what it holds ------------------------------------------------------------------------------

    /// The value of `key`, own or inherited; absent (at this value's key) if there is none.
    pub fn get(&self, key: &str) -> View<'a> {
        if self.is_unknown() {
            let mut view = self.child_absent();
            view.state = State::Unknown;
            return view;
        }
        if let State::Node(Value::Mapping(mapping)) = self.state
            && let Some(view) = self.lookup(mapping, key, self.origin)
        {
            return self.deepened(view, key);
        }
        self.behind(key)
    }

    /// The value that `key` would have without the block's own and merged keys: of the provider, of a
    /// template. Absent if there is none.
    pub fn behind(&self, key: &str) -> View<'a> {
        for fallback in &self.fallbacks {
            if fallback.ignore.iter().any(|ignored| ignored == key) {
                continue;
            }
            let own = self.lookup(fallback.mapping, key, fallback.origin);
            if let Some(mut view) = own {
                view.defined = view.defined.or(Some(view.at));
                view.at = fallback.at;
                view.key = None;
                return view;
            }
        }
        self.child_absent()
    }

    /// A template is merged deeply: what it has under the same `key` stands behind the block `view`.
    fn deepened(&self, mut view: View<'a>, key: &str) -> View<'a> {
        if !view.is_mapping() {
            return view;
        }
        for fallback in self.fallbacks.iter().filter(|fallback| fallback.origin == Origin::Template) {
            if fallback.ignore.iter().any(|ignored| ignored == key) {
                continue;
            }
            let below = self.lookup(fallback.mapping, key, fallback.origin).and_then(|below| below.node());
            if let Some(Value::Mapping(mapping)) = below {
                let (origin, at) = (fallback.origin, fallback.at);
                view.fallbacks.push(Fallback { mapping, origin, at, ignore: Vec::new() });
            }
        }
        view
    }

    /// The value at a dotted path: `customRuntimeConfig.port`.
    pub fn path(&self, path: &str) -> View<'a> {
        path.split('.').fold(self.clone(), |view, key| view.get(key))
    }

    fn child_absent(&self) -> View<'a> {
        View::absent(self.resolver, self.key.unwrap_or(self.at))
    }

    fn lookup(&self, mapping: Mapping<'a>, key: &str, origin: Origin) -> Option<View<'a>> {
        merge::look(self.resolver, mapping, |mapping, through| {
            let entry = self.resolver.entry(mapping, key).filter(|_| key != "<<")?;
            let Some(through) = through else { return Some(self.child(entry, origin)) };
            Some(self.brought_in(self.child(entry, Origin::Merge), through))
        })
    }

    /// `view` of something that stands elsewhere, and is brought in at `through`.
    fn brought_in(&self, mut view: View<'a>, through: Span) -> View<'a> {
        view.defined = view.defined.or(Some(view.at));
        view.at = if self.defined.is_some() { self.at } else { through };
        view.key = None;
        view
    }

    /// The view of an own entry, seen from here: if this value stands elsewhere, so does the entry.
    fn child(&self, entry: Entry<'a>, origin: Origin) -> View<'a> {
        let mut view = View::of_entry(self.resolver, entry);
        view.origin = origin;
        if self.defined.is_some() {
            view.defined = view.defined.or(Some(view.at));
            view.at = self.at;
            view.key = None;
        }
        view
    }

    /// Every key, own ones first, then merged and inherited ones that are not overridden. A key that is
    /// written twice counts once.
    pub fn fields(&self) -> Vec<Field<'a>> {
        let mut fields = Fields::default();
        if let State::Node(Value::Mapping(mapping)) = self.state {
            self.collect(mapping, self.origin, None, &[], &mut fields);
        }
        for Fallback { mapping, origin, at, ignore } in &self.fallbacks {
            self.collect(*mapping, *origin, Some(*at), ignore, &mut fields);
        }
        fields.list
    }

    fn collect(
        &self,
        mapping: Mapping<'a>,
        origin: Origin,
        at: Option<Span>,
        ignore: &[String],
        fields: &mut Fields<'a>,
    ) {
        merge::look(self.resolver, mapping, |mapping, through| {
            let origin = if through.is_some() { Origin::Merge } else { origin };
            for entry in mapping.entries() {
                let Some(name) = entry.key_text().filter(|name| name != "<<") else { continue };
                if fields.has(&name) || ignore.iter().any(|ignored| *ignored == name) {
                    continue;
                }
                let view = self.child(entry, origin);
                let view = match at.or(through) {
                    Some(at) => self.brought_in(view, at),
                    None => self.deepened(view, &name),
                };
                fields.list.push(Field { name, view });
            }
            None::<()>
        });
    }

    /// The items of a sequence; an empty item is absent at the sequence's place.
    pub fn items(&self) -> Vec<View<'a>> {
        let State::Node(Value::Sequence(sequence)) = self.state else { return Vec::new() };
        sequence
            .items()
            .map(|item| {
                let mut view = match item.value() {
                    Some(value) => View::of(self.resolver, value),
                    None => View::absent(self.resolver, item.span()),
                };
                view.origin = self.origin;
                if self.defined.is_some() {
                    view.defined = view.defined.or(Some(view.at));
                    view.at = self.at;
                }
                view
            })
            .collect()
    }

    /// Whether it is a mapping.
    pub fn is_mapping(&self) -> bool {
        matches!(self.state, State::Node(Value::Mapping(_)))
    }

    /// Whether it is a sequence.
    pub fn is_sequence(&self) -> bool {
        matches!(self.state, State::Node(Value::Sequence(_)))
    }

    /// The mapping itself, if it is written in this unit.
    pub fn own_mapping(&self) -> Option<Mapping<'a>> {
        match self.state {
            State::Node(Value::Mapping(mapping)) if self.defined.is_none() => Some(mapping),
            _ => None,
        }
    }

    /// The value's node, if it is written in this unit.
    pub fn own_node(&self) -> Option<Value<'a>> {
        self.node().filter(|_| self.defined.is_none())
    }
}
