//! The keys that a block has from elsewhere: a provider, a template, a merge key.

use crate::document::{Document, Origin, Resolver, Unit, UnitKind, View, f_function, props};
use crate::ide::shown::{HIDDEN, code, is_secret, short};
use crate::message::Lang;
use crate::syntax::{Mapping, Value};
use crate::text::Span;

/// The most keys that are listed.
const MAX_KEYS: usize = 8;

/// One key.
pub struct Inherited {
    /// The key.
    pub name: String,
    /// Its value in short, if it is a scalar; hidden if it is a secret.
    pub text: Option<String>,
    /// The 1-based line where it stands.
    pub line: u32,
}

/// The keys that one place brings in.
pub struct Group {
    /// What brings them in: the key of a function or of `extend`, the alias of a merge key.
    pub at: Span,
    /// The keys; never empty.
    pub keys: Vec<Inherited>,
}

/// What a function of an f.yml has from the provider, a resource from its template.
pub fn of_unit<'a>(resolver: &'a Resolver<'a>, unit: &Unit<'a>) -> Option<Group> {
    let (view, at) = match unit.kind {
        UnitKind::Function => (f_function(resolver, unit), unit.entry.key_span()),
        UnitKind::Resource(_) => {
            let extend = unit.entry.value()?.as_mapping()?.get("extend")?;
            (props(resolver, unit), extend.key_span())
        }
        _ => return None,
    };
    groups(resolver, &view).into_iter().find(|group| group.at == at)
}

/// The value from elsewhere that the own `key` of `mapping` stands in front of.
pub fn replaced<'a>(resolver: &'a Resolver<'a>, mapping: Mapping<'a>, key: &str) -> Option<Inherited> {
    let unit = resolver.unit()?;
    let view = match unit.kind {
        UnitKind::Function => f_function(resolver, unit),
        UnitKind::Resource(_) => props(resolver, unit),
        _ => return None,
    };
    view.own_mapping().filter(|own| own.span() == mapping.span())?;
    inherited(resolver, key.to_string(), &view.behind(key))
}

/// What the merge keys of `mapping` bring in, by alias.
pub fn of_merge<'a>(resolver: &'a Resolver<'a>, mapping: Mapping<'a>) -> Vec<Group> {
    groups(resolver, &View::of(resolver, Value::Mapping(mapping)))
}

/// The key `name` with its value; `None` if that is written where it is used.
fn inherited<'a>(resolver: &Resolver<'a>, name: String, view: &View<'a>) -> Option<Inherited> {
    let text = resolver.names().document().text();
    let defined = view.defined()?;
    let value = view.scalar_text();
    let secret = value.is_some() && is_secret(&name, &text.slice(defined));
    let value = value.map(|value| if secret { HIDDEN.to_string() } else { short(&value) });
    Some(Inherited { name, text: value, line: text.line_of(defined.start) + 1 })
}

fn groups<'a>(resolver: &'a Resolver<'a>, view: &View<'a>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for field in view.fields() {
        let at = field.view.span();
        let own = field.view.origin() == Origin::Own;
        let Some(key) = inherited(resolver, field.name.into_owned(), &field.view).filter(|_| !own) else {
            continue;
        };
        match groups.iter_mut().find(|group| group.at == at) {
            Some(group) => group.keys.push(key),
            None => groups.push(Group { at, keys: vec![key] }),
        }
    }
    groups
}

impl Group {
    /// Behind what an inlay hint about them stands.
    pub fn end(&self, document: &Document) -> u32 {
        let colon = document.text().byte(self.at.end) == Some(b':');
        self.at.end + u32::from(colon)
    }

    /// `runtime: nodejs20, timeout: 60, … ← line 3`.
    pub fn label(&self, lang: Lang) -> String {
        let shown = |key: &Inherited| match &key.text {
            Some(text) => format!("{}: {text}", key.name),
            None => key.name.clone(),
        };
        let mut parts: Vec<String> = self.keys.iter().take(3).map(shown).collect();
        if self.keys.len() > parts.len() {
            parts.push("…".to_string());
        }
        let line = self.keys.iter().map(|key| key.line).min().unwrap_or_default();
        format!("{} ← {}", parts.join(", "), place(line, lang))
    }

    /// The keys as a Markdown list.
    pub fn list(&self, lang: Lang) -> String {
        let line = |key: &Inherited| {
            let value = key.text.as_deref().map(|text| format!(" = {}", code(text))).unwrap_or_default();
            format!("- {}{value} · {}", code(&key.name), place(key.line, lang))
        };
        let mut lines: Vec<String> = self.keys.iter().take(MAX_KEYS).map(line).collect();
        if self.keys.len() > MAX_KEYS {
            lines.push(format!("- … +{}", self.keys.len() - MAX_KEYS));
        }
        lines.join("\n")
    }
}

/// `line 3`.
pub fn place(line: u32, lang: Lang) -> String {
    lang.pick(&format!("line {line}"), &format!("第 {line} 行")).to_string()
}
