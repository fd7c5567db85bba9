//! A value after everything in it was evaluated: plain data that still knows where it stood.

use indexmap::IndexMap;
use serde_json::Value;

use crate::message::Message;
use crate::text::Span;

/// A value with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluated {
    /// Where it is used: the value, or the key of an empty one.
    pub span: Span,
    /// Its key, if it has one.
    pub key: Option<Span>,
    /// What it is.
    pub data: Data,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub enum Data {
    /// Text, a number, a boolean or null.
    Scalar(Value),
    /// A mapping; values may be null.
    Map(IndexMap<String, Evaluated>),
    /// A sequence.
    List(Vec<Evaluated>),
    /// It cannot be evaluated.
    Failed(Failure),
}

/// Why a value cannot be evaluated.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// The text it is about.
    pub span: Span,
    /// Of which kind.
    pub kind: FailureKind,
    /// What is in the way and what to do.
    pub message: Message,
}

/// Kinds of failures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FailureKind {
    /// An output of a resource: known after it is deployed.
    Output,
    /// An environment variable that is not set.
    Variable,
    /// A field of the credentials that is not known.
    Credential,
    /// A reference that leads nowhere.
    Missing,
    /// An expression that says nothing.
    Mistake,
    /// A stored secret, or another thing that only the original tool knows.
    Unknown,
    /// A file that cannot be read, or that is not what it should be.
    File,
    /// A value that turns around itself or is far too large.
    Endless,
    /// YAML that stands for no data: an alias without anchor, a key that is no text, a key that occurs twice.
    Yaml,
    /// A placeholder or tag of a template that was not filled in.
    Placeholder,
}

impl Evaluated {
    /// Plain data that stands at `span` as a whole.
    pub fn of(span: Span, value: Value) -> Evaluated {
        let data = match value {
            Value::Object(map) => {
                Data::Map(map.into_iter().map(|(key, value)| (key, Evaluated::of(span, value))).collect())
            }
            Value::Array(list) => {
                Data::List(list.into_iter().map(|value| Evaluated::of(span, value)).collect())
            }
            scalar => Data::Scalar(scalar),
        };
        Evaluated { span, key: None, data }
    }

    /// An empty mapping at `span`.
    pub fn empty(span: Span) -> Evaluated {
        Evaluated { span, key: None, data: Data::Map(IndexMap::new()) }
    }

    /// The value of `key`; null counts as none, as it does for the tools.
    pub fn get(&self, key: &str) -> Option<&Evaluated> {
        match &self.data {
            Data::Map(map) => map.get(key).filter(|value| !value.is_null()),
            _ => None,
        }
    }

    /// The value at a dotted path.
    pub fn path(&self, path: &str) -> Option<&Evaluated> {
        path.split('.').try_fold(self, |value, key| value.get(key))
    }

    /// Takes `key` out of a mapping; null counts as none.
    pub fn take(&mut self, key: &str) -> Option<Evaluated> {
        match &mut self.data {
            Data::Map(map) => map.shift_remove(key).filter(|value| !value.is_null()),
            _ => None,
        }
    }

    /// Sets `key` of a mapping.
    pub fn set(&mut self, key: &str, value: Evaluated) {
        if let Data::Map(map) = &mut self.data {
            map.insert(key.to_string(), value);
        }
    }

    /// The fields of a mapping that are not null.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &Evaluated)> {
        let map = match &self.data {
            Data::Map(map) => Some(map),
            _ => None,
        };
        map.into_iter()
            .flatten()
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| (key.as_str(), value))
    }

    /// The items of a sequence.
    pub fn items(&self) -> &[Evaluated] {
        match &self.data {
            Data::List(list) => list,
            _ => &[],
        }
    }

    /// Whether it is null.
    pub fn is_null(&self) -> bool {
        matches!(self.data, Data::Scalar(Value::Null))
    }

    /// Whether it is a mapping.
    pub fn is_map(&self) -> bool {
        matches!(self.data, Data::Map(_))
    }

    /// Whether it is a sequence.
    pub fn is_list(&self) -> bool {
        matches!(self.data, Data::List(_))
    }

    /// Text; not a number.
    pub fn as_str(&self) -> Option<&str> {
        match &self.data {
            Data::Scalar(Value::String(text)) => Some(text),
            _ => None,
        }
    }

    /// A boolean.
    pub fn as_bool(&self) -> Option<bool> {
        match &self.data {
            Data::Scalar(Value::Bool(flag)) => Some(*flag),
            _ => None,
        }
    }

    /// Any scalar but null as text, as JavaScript writes it.
    pub fn text(&self) -> Option<String> {
        match &self.data {
            Data::Scalar(value) => scalar_text(value),
            _ => None,
        }
    }

    /// The key and the value.
    pub fn whole(&self) -> Span {
        self.key.map_or(self.span, |key| key.cover(self.span))
    }

    /// Its failures, in the order of the values.
    pub fn failures(&self) -> Vec<&Failure> {
        let mut found = Vec::new();
        self.collect(&mut found);
        found
    }

    fn collect<'e>(&'e self, found: &mut Vec<&'e Failure>) {
        match &self.data {
            Data::Scalar(_) => {}
            Data::Map(map) => map.values().for_each(|value| value.collect(found)),
            Data::List(list) => list.iter().for_each(|value| value.collect(found)),
            Data::Failed(failure) => found.push(failure),
        }
    }

    /// As JSON: fields that are null are left out, as the tools do; null inside a sequence stays. What failed is
    /// null too, so look at [`Evaluated::failures`] first.
    pub fn json(&self) -> Value {
        match &self.data {
            Data::Scalar(value) => value.clone(),
            Data::Map(_) => {
                Value::Object(self.fields().map(|(key, value)| (key.to_string(), value.json())).collect())
            }
            Data::List(list) => Value::Array(list.iter().map(Evaluated::json).collect()),
            Data::Failed(_) => Value::Null,
        }
    }

    /// What `below` has and this has not, deeply: mappings are merged, everything else stays.
    pub fn merge_under(&mut self, below: Evaluated) {
        let (Data::Map(own), Data::Map(below)) = (&mut self.data, below.data) else { return };
        for (key, value) in below {
            match own.get_mut(&key) {
                Some(known) => known.merge_under(value),
                None => {
                    own.insert(key, value);
                }
            }
        }
    }
}

/// A scalar but null as text, as JavaScript writes it.
pub(super) fn scalar_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
