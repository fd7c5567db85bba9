//! Which part of the specification a place in the file belongs to.
//!
//! A place is reached step by step from the top: a key of a mapping, an item of a sequence. [`Types`] is
//! what a value there may be; a step narrows it by the key, by the trigger's type, by the component.

use crate::document::{Component, Document, Edition, FileKind};
use crate::spec::Root;
use crate::spec::model::{Extra, Field, Kind, Model, Object, TypeId};
use crate::syntax::{Entry, InEntry, Mapping, Step, Value};

/// What a value may be: the forms of its type, and the field it is the value of.
#[derive(Clone, Debug)]
pub struct Types {
    /// The forms, unions taken apart.
    pub forms: Vec<TypeId>,
    /// The field whose value it is.
    pub field: Option<&'static Field>,
    path: Vec<String>,
}

impl Types {
    /// The whole file.
    pub fn root(document: &Document) -> Option<Types> {
        let model = Model::get();
        let root = match document.kind() {
            FileKind::FYml => Root::FYml,
            FileKind::SYaml(Edition::V3) => Root::SYaml,
            FileKind::SYaml(Edition::V1) => Root::LegacySYaml,
            FileKind::NotOurs => return None,
        };
        Some(Types { forms: model.forms(model.root(root)), field: None, path: Vec::new() })
    }

    /// Nothing is known.
    pub fn empty() -> Types {
        Types { forms: Vec::new(), field: None, path: Vec::new() }
    }

    /// The mapping forms.
    pub fn objects(&self) -> impl Iterator<Item = &'static Object> + '_ {
        let model = Model::get();
        self.forms.iter().filter_map(move |ty| match &model.ty(*ty).kind {
            Kind::Object(object) => Some(object),
            _ => None,
        })
    }

    /// The keys from the top to here; items are `[]`.
    pub fn path(&self) -> &[String] {
        &self.path
    }

    /// The field that `key` sets, if it is a known one.
    pub fn known_field(&self, key: &str) -> Option<&'static Field> {
        self.objects().find_map(|object| object.field(key))
    }

    /// One step down: the value of `key` in `mapping`.
    pub fn key(&self, document: &Document, mapping: Option<Mapping<'_>>, key: &str) -> Types {
        let model = Model::get();
        let mut path = self.path.clone();
        path.push(key.to_string());
        if let Some(root) = props_root(document, &path, mapping) {
            let field = self.known_field(key);
            return Types {
                forms: root.map_or(Vec::new(), |root| model.forms(model.root(root))),
                field,
                path,
            };
        }
        let mut forms = Vec::new();
        let mut field = None;
        for object in self.objects() {
            if let Some(variants) = object.variants.as_ref().filter(|variants| variants.content == key) {
                field = field.or(object.field(key));
                let tag = mapping.and_then(|mapping| scalar_at(mapping, &variants.tag));
                match tag.and_then(|tag| variants.branch(&tag)) {
                    Some(ty) => forms.extend(model.forms(ty)),
                    // The tag is missing, half-typed or an expression: it may be any of them.
                    None => forms.extend(variants.branches.iter().flat_map(|(_, ty)| model.forms(*ty))),
                }
                continue;
            }
            match (object.field(key), object.extra) {
                (Some(found), _) => {
                    field = field.or(Some(found));
                    forms.extend(model.forms(found.ty));
                }
                (None, Extra::Map(member)) => forms.extend(model.forms(member)),
                _ => {}
            }
        }
        // The entries of `template` are props of some component: mostly fc3.
        if document.kind() == FileKind::SYaml(Edition::V3) && path.len() == 2 && path[0] == "template" {
            forms = model.forms(model.root(Root::Fc3Props));
        }
        Types { forms, field, path }
    }

    /// One step down: an item of a sequence.
    pub fn item(&self) -> Types {
        let model = Model::get();
        let mut path = self.path.clone();
        path.push("[]".to_string());
        let forms = self
            .forms
            .iter()
            .filter_map(|ty| match &model.ty(*ty).kind {
                Kind::Array { item, .. } => Some(model.forms(*item)),
                _ => None,
            })
            .flatten()
            .collect();
        Types { forms, field: self.field, path }
    }
}

/// For `resources.X.props` and `services.X.props`: the description of the component's props; the inner
/// `None` is a component whose props are not known.
fn props_root(document: &Document, path: &[String], block: Option<Mapping<'_>>) -> Option<Option<Root>> {
    let [section, _, props] = path else { return None };
    if props != "props"
        || !document.kind().is_s_yaml()
        || !matches!(section.as_str(), "resources" | "services")
    {
        return None;
    }
    let component = block
        .and_then(|block| block.get("component"))
        .and_then(|entry| document.component(entry.value()))
        .unwrap_or(Component::Missing);
    Some(match component {
        // Most files have fc3 everywhere: a block whose component is still to come is taken as one.
        Component::Missing if document.kind() == FileKind::SYaml(Edition::V3) => Some(Root::Fc3Props),
        Component::Missing => Some(Root::LegacyService),
        component => component.props_root(),
    })
}

fn scalar_at(mapping: Mapping<'_>, key: &str) -> Option<String> {
    Some(mapping.get(key)?.value()?.as_scalar()?.cooked().into_owned())
}

/// What stands at a place, with the chain of types that leads to it.
pub struct Place<'a> {
    /// The innermost entry around the place.
    pub entry: Entry<'a>,
    /// The mapping it is in.
    pub mapping: Mapping<'a>,
    /// What the mapping may be.
    pub owner: Types,
    /// What the entry's value may be.
    pub value: Types,
    /// What the innermost value at the place may be: the entry's value or an item below it.
    pub innermost: Types,
    /// The innermost value at the place.
    pub node: Option<Value<'a>>,
    /// Whether the place is on the key.
    pub on_key: bool,
}

/// The values around a place, outermost first, each with what it may be.
pub fn chain<'a>(document: &'a Document, steps: &[Step<'a>]) -> Vec<(Value<'a>, Types)> {
    let mut chain = Vec::new();
    let (Some(mut types), mut current) = (Types::root(document), document.root()) else { return chain };
    for step in steps {
        let Some(value) = current else { break };
        chain.push((value, types.clone()));
        match step {
            Step::Entry(entry, _) => {
                types = types.key(document, value.as_mapping(), &entry.key_text().unwrap_or_default());
                current = entry.value();
            }
            Step::Item(item) => {
                types = types.item();
                current = item.value();
            }
            Step::Value(_) | Step::Junk(_) => {
                current = None;
                chain.pop();
                chain.push((value, types.clone()));
            }
        }
    }
    if let Some(value) = current {
        chain.push((value, types));
    }
    chain
}

/// The innermost entry at the end of `steps` with its types.
pub fn place<'a>(document: &'a Document, steps: &[Step<'a>]) -> Option<Place<'a>> {
    let mut types = Types::root(document)?;
    let mut current = document.root();
    let mut found: Option<Place<'a>> = None;
    for step in steps {
        match step {
            Step::Value(value) => {
                if let Some(place) = &mut found {
                    place.node = Some(*value);
                }
            }
            Step::Entry(entry, part) => {
                let mapping = current?.as_mapping()?;
                let key = entry.key_text().unwrap_or_default();
                let value = types.key(document, Some(mapping), &key);
                current = entry.value();
                found = Some(Place {
                    entry: *entry,
                    mapping,
                    owner: types,
                    value: value.clone(),
                    innermost: value.clone(),
                    node: current,
                    on_key: matches!(part, InEntry::Key),
                });
                types = value;
            }
            Step::Item(item) => {
                types = types.item();
                current = item.value();
                if let Some(place) = &mut found {
                    place.innermost = types.clone();
                    place.node = current;
                }
            }
            Step::Junk(_) => break,
        }
    }
    found
}
