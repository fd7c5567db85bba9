//! The text of an inserted value or block, as an LSP snippet and as plain text, with absolute
//! indentation.

use crate::spec::model::{Extra, Field, Kind, Model, Object, TypeId};

/// Text under construction in both forms.
#[derive(Default, Clone)]
pub struct Snippet {
    /// With tab stops.
    pub snippet: String,
    /// Without.
    pub plain: String,
    stops: u32,
}

impl Snippet {
    /// Adds literal text.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.snippet.push_str(&escape(text));
        self.plain.push_str(text);
        self
    }

    /// Starts a new line indented by `column` blanks.
    pub fn line(&mut self, column: u32) -> &mut Self {
        self.text("\n");
        self.text(&" ".repeat(column as usize))
    }

    /// Adds an empty tab stop.
    pub fn stop(&mut self) -> &mut Self {
        self.stops += 1;
        self.snippet.push_str(&format!("${{{}}}", self.stops));
        self
    }

    /// Adds a tab stop with a preset text.
    pub fn preset(&mut self, text: &str) -> &mut Self {
        self.stops += 1;
        self.snippet.push_str(&format!("${{{}:{}}}", self.stops, escape(text)));
        self.plain.push_str(text);
        self
    }

    /// Adds a tab stop with choices; the first one is what plain text gets.
    pub fn choice(&mut self, words: &[String]) -> &mut Self {
        match words {
            [] => self.stop(),
            [one] => self.preset(one),
            [first, ..] => {
                self.stops += 1;
                let list: Vec<String> = words.iter().map(|word| escape_choice(word)).collect();
                self.snippet.push_str(&format!("${{{}|{}|}}", self.stops, list.join(",")));
                self.plain.push_str(first);
                self
            }
        }
    }
}

impl Snippet {
    /// A block from a template: text with `${1}`, `${1:preset}`, `${1|one,other|}`, `\\$` and `\\}`, whose lines below
    /// the first are indented by `column` blanks. Its numbers count from here; a number twice is one stop.
    pub fn template(&mut self, template: &str, column: u32) -> &mut Self {
        let indented = template.replace('\n', &format!("\n{}", " ".repeat(column as usize)));
        let (base, mut last) = (self.stops, self.stops);
        let mut rest = indented.as_str();
        while let Some(at) = rest.find(['$', '\\']) {
            self.snippet.push_str(&rest[..at]);
            self.plain.push_str(&rest[..at]);
            rest = &rest[at..];
            match rest.strip_prefix("${").and_then(|body| body.split_once('}')) {
                Some((body, after)) => {
                    let words = body.trim_start_matches(|c: char| c.is_ascii_digit());
                    let number = base + body[..body.len() - words.len()].parse::<u32>().unwrap_or(1);
                    last = last.max(number);
                    self.snippet.push_str(&format!("${{{number}{words}}}"));
                    let preset = match words.strip_prefix('|') {
                        Some(words) => words.split([',', '|']).next().unwrap_or_default(),
                        None => words.strip_prefix(':').unwrap_or(words),
                    };
                    self.plain.push_str(preset);
                    rest = after;
                }
                None => {
                    let escaped = rest[1..].chars().next().map_or(0, char::len_utf8);
                    self.snippet.push_str(&rest[..1 + escaped]);
                    self.plain.push_str(&rest[1..1 + escaped]);
                    rest = &rest[1 + escaped..];
                }
            }
        }
        self.snippet.push_str(rest);
        self.plain.push_str(rest);
        self.stops = last;
        self
    }
}

/// `text` as it stands in a snippet.
pub fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('$', "\\$").replace('}', "\\}")
}

fn escape_choice(text: &str) -> String {
    text.replace('\\', "\\\\").replace(',', "\\,").replace('|', "\\|").replace('$', "\\$").replace('}', "\\}")
}

/// How deep required children are written out.
const MAX_DEPTH: u32 = 4;

/// Writes what follows `key:` for a value of type `ty`: a blank and a scalar, or the lines of a block
/// whose key stands at `column`.
pub fn value(
    out: &mut Snippet,
    model: &'static Model,
    ty: TypeId,
    field: Option<&Field>,
    column: u32,
    depth: u32,
) {
    match &model.ty(ty).kind {
        Kind::Object(object) => {
            let inner = column + 2;
            out.line(inner);
            block(out, model, object, inner, depth);
        }
        Kind::Array { item, .. } => {
            out.line(column + 2).text("- ");
            item_value(out, model, *item, field, column + 4, depth);
        }
        _ => {
            out.text(" ");
            scalar(out, model, ty, field);
        }
    }
}

/// Writes the required keys of a block whose first key stands at `column`, where the line has begun.
pub fn block(out: &mut Snippet, model: &'static Model, object: &'static Object, column: u32, depth: u32) {
    let mut first = true;
    if depth < MAX_DEPTH {
        for field in object.fields.iter().filter(|field| field.required) {
            if !first {
                out.line(column);
            }
            first = false;
            out.text(&field.name).text(":");
            if object.variants.as_ref().is_some_and(|variants| variants.content == field.name) {
                out.line(column + 2).stop();
                continue;
            }
            let ty = best_form(model, field.ty);
            value(out, model, ty, Some(field), column, depth + 1);
        }
    }
    if first {
        if let (Extra::Map(_), true) = (object.extra, object.fields.is_empty()) {
            out.preset("name").text(": ").stop();
        } else {
            out.stop();
        }
    }
}

/// Writes an item behind its dash; keys of a block item stand at `column`.
pub fn item_value(
    out: &mut Snippet,
    model: &'static Model,
    ty: TypeId,
    field: Option<&Field>,
    column: u32,
    depth: u32,
) {
    match &model.ty(best_form(model, ty)).kind {
        Kind::Object(object) => block(out, model, object, column, depth),
        Kind::Array { .. } => {
            out.stop();
        }
        _ => scalar(out, model, best_form(model, ty), field),
    }
}

/// The form that a new value takes: a block rather than a word, a list rather than a scalar.
pub fn best_form(model: &Model, ty: TypeId) -> TypeId {
    let forms = model.forms(ty);
    let rank = |form: &TypeId| match &model.ty(*form).kind {
        Kind::Object(_) => 0,
        Kind::Array { .. } => 1,
        Kind::Enum { .. } => 2,
        _ => 3,
    };
    forms.iter().copied().min_by_key(rank).unwrap_or(ty)
}

/// Writes a scalar of type `ty`.
fn scalar(out: &mut Snippet, model: &Model, ty: TypeId, field: Option<&Field>) {
    let words = scalar_words(model, ty, field);
    match (&model.ty(ty).kind, words.as_slice()) {
        (Kind::Enum { .. } | Kind::Bool, words) => {
            out.choice(words);
        }
        (_, [first, ..]) => {
            out.preset(first);
        }
        (_, []) => {
            out.stop();
        }
    }
}

/// The words a scalar is likely to be: the list of an enumeration (at most 30), the booleans, the
/// default, examples; as YAML text.
pub fn scalar_words(model: &Model, ty: TypeId, field: Option<&Field>) -> Vec<String> {
    let default =
        field.and_then(|field| field.default.as_ref()).filter(|value| !value.is_object()).map(yaml_text);
    let mut words = match &model.ty(ty).kind {
        Kind::Enum { values, .. } => values
            .iter()
            .filter(|value| !value.deprecated)
            .take(30)
            .map(|value| yaml_text(&value.value))
            .collect(),
        Kind::Bool => vec!["true".to_string(), "false".to_string()],
        _ => {
            let examples = field.map(|field| field.examples.as_slice()).unwrap_or_default();
            examples
                .iter()
                .filter(|value| !value.is_array() && !value.is_object())
                .map(yaml_text)
                .collect::<Vec<_>>()
        }
    };
    if let Some(default) = default.filter(|default| default != "''") {
        match words.iter().position(|word| *word == default) {
            Some(at) => {
                let word = words.remove(at);
                words.insert(0, word);
            }
            None if !matches!(model.ty(ty).kind, Kind::Enum { .. } | Kind::Bool) => words.insert(0, default),
            None => {}
        }
    }
    words
}

/// A JSON scalar as YAML.
pub fn yaml_text(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => crate::syntax::edit::quote(text),
        other => other.to_string(),
    }
}
