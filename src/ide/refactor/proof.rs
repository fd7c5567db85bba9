//! Whether edits leave a file as it was meant: they are made on a copy, which is read anew.

use crate::document::evaluate::{Data, Evaluated, Evaluator, Outside};
use crate::document::{Document, Names, UnitKind};
use crate::syntax::{Value, to_json};
use crate::text::Edit;
use serde_json::{Map, Value as Json, json};
use std::cell::OnceCell;
use std::path::PathBuf;

/// What must stay.
#[derive(Clone, Copy)]
pub(super) enum Proof<'p> {
    /// There are no new mistakes of syntax, nor lost comments.
    Syntax,
    /// Every value of the YAML, aliases and merge keys written out.
    Values,
    /// Every value outside `vars`, with all that `${…}` and `extend` bring.
    Meaning {
        /// A variable of the environment that is taken to be set, with its value.
        env: Option<(&'p str, &'p str)>,
    },
}

/// The meaning without any assumption.
pub(super) const MEANING: Proof<'static> = Proof::Meaning { env: None };

/// A document before edits, with what it was measured by so far.
pub(super) struct Before<'a> {
    document: &'a Document,
    comments: OnceCell<usize>,
    values: OnceCell<Option<Json>>,
    meaning: OnceCell<Map<String, Json>>,
}

impl<'a> Before<'a> {
    pub fn new(document: &'a Document) -> Before<'a> {
        let (comments, values, meaning) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
        Before { document, comments, values, meaning }
    }

    /// Whether `edits` keep what `proof` says.
    pub fn holds(&self, edits: &[Edit], proof: Proof<'_>) -> bool {
        let Some(after) = self.applied(edits) else { return false };
        match proof {
            Proof::Syntax => true,
            Proof::Values => {
                let before = self.values.get_or_init(|| values(self.document));
                before.is_some() && *before == values(&after)
            }
            Proof::Meaning { env: None } => {
                let world = World { env: None };
                same(self.meaning.get_or_init(|| meaning(self.document, &world)), &meaning(&after, &world))
            }
            Proof::Meaning { env } => {
                let world = World { env };
                same(&meaning(self.document, &world), &meaning(&after, &world))
            }
        }
    }

    /// The document after `edits`; `None` if they overlap, lose a comment or bring a mistake of syntax.
    fn applied(&self, edits: &[Edit]) -> Option<Document> {
        let mut sorted: Vec<&Edit> = edits.iter().collect();
        sorted.sort_by_key(|edit| edit.span);
        if sorted.is_empty() || sorted.windows(2).any(|pair| pair[0].span.end > pair[1].span.start) {
            return None;
        }
        let document = self.document;
        let mut after = document.clone();
        for edit in sorted.iter().rev() {
            after = after.edited(edit);
        }
        let broken = after.tree().has_errors()
            && (!document.tree().has_errors()
                || after.tree().errors().len() > document.tree().errors().len());
        if broken || after.kind() != document.kind() {
            return None;
        }
        // What is only added takes nothing away.
        let adds = edits.iter().all(|edit| edit.span.is_empty());
        (adds || *self.comments.get_or_init(|| comments(document)) <= comments(&after)).then_some(after)
    }
}

/// Whether two meanings are one; a template may be new.
fn same(before: &Map<String, Json>, after: &Map<String, Json>) -> bool {
    before.iter().all(|(key, value)| after.get(key) == Some(value))
        && after.keys().all(|key| before.contains_key(key) || key.starts_with("template."))
}

fn comments(document: &Document) -> usize {
    crate::syntax::comments(document.tree().root(document.text())).count()
}

/// The first document of the file as JSON; `None` where it has no such form.
fn values(document: &Document) -> Option<Json> {
    let first = document.tree().stream(document.text()).documents().next()?;
    to_json(first.value(), &crate::syntax::anchors(first)).ok()
}

/// Everything that the tools make of the file. What cannot be evaluated stands there as such.
fn meaning(document: &Document, world: &World<'_>) -> Map<String, Json> {
    let names = Names::new(document);
    let mut all = Map::new();
    let Some(Value::Mapping(root)) = document.root() else { return all };
    for entry in root.entries() {
        let key = entry.key_text().unwrap_or_default().into_owned();
        // What these bring is seen where it is used; resources see what is their own.
        if matches!(key.as_str(), "vars" | "resources" | "services") {
            continue;
        }
        let Some(value) = Evaluator::new(&names, world).section(&key) else { continue };
        match value.data {
            Data::Map(templates) if key == "template" => {
                let one = |(name, value): (&String, &Evaluated)| (format!("template.{name}"), plain(value));
                all.extend(templates.iter().map(one));
            }
            data => {
                all.insert(key, plain(&Evaluated { data, ..value }));
            }
        }
    }
    for unit in document.units() {
        if !matches!(unit.kind, UnitKind::Resource(_)) {
            continue;
        }
        let evaluator = Evaluator::new(&names, world);
        let mut resource = evaluator.resource(unit.entry);
        resource.take("extend");
        resource.set("props", evaluator.props(unit.entry));
        all.insert(format!("{}.{}", unit.section, unit.name), plain(&resource));
    }
    all
}

fn plain(value: &Evaluated) -> Json {
    match &value.data {
        Data::Scalar(value) => value.clone(),
        Data::Map(map) => map.iter().map(|(key, value)| (key.clone(), plain(value))).collect(),
        Data::List(list) => list.iter().map(plain).collect(),
        // A private mark: no value of a file is an object with this key.
        Data::Failed(failure) => json!({"\u{0}failed": failure.message.text(crate::message::Lang::En)}),
    }
}

/// A world in which everything is there, and named after itself.
struct World<'p> {
    env: Option<(&'p str, &'p str)>,
}

impl Outside for World<'_> {
    fn env(&self, name: &str) -> Option<String> {
        let set = self.env.filter(|(known, _)| *known == name).map(|(_, value)| value.to_string());
        Some(set.unwrap_or_else(|| format!("env {name}")))
    }

    fn read(&self, path: &str) -> Result<String, String> {
        Ok(format!("file {path}"))
    }

    fn absolute(&self, path: &str) -> Option<PathBuf> {
        Some(PathBuf::from("/").join(path))
    }

    fn config(&self, key: &str) -> Option<String> {
        Some(format!("config {key}"))
    }
}
