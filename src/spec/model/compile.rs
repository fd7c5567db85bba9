//! Builds the model from the schemas of the types, for the stored form of the model.

use rustc_hash::FxHashMap;
use serde_json::{Map, Value};

use super::*;
use crate::spec::schema::{Bundle, ref_name};

/// Turns schemas into types.
pub(super) struct Compiler {
    defs: Map<String, Value>,
    named: FxHashMap<String, TypeId>,
    /// Types without name and doc by their stored form: most fields are plain texts and switches.
    plain: FxHashMap<String, TypeId>,
    types: Vec<Type>,
}

impl Compiler {
    pub(super) fn compile(bundle: Bundle) -> Model {
        let mut compiler = Compiler {
            defs: bundle.defs,
            named: FxHashMap::default(),
            plain: FxHashMap::default(),
            types: Vec::new(),
        };
        let roots = bundle.roots.iter().map(|root| compiler.named(root)).collect();
        Model { types: compiler.types, roots }
    }

    fn named(&mut self, name: &str) -> TypeId {
        if let Some(id) = self.named.get(name) {
            return *id;
        }
        let schema = self.defs.remove(name).unwrap_or_default();
        // The id is known before the type is built: types may contain themselves.
        let id = self.reserve();
        self.named.insert(name.to_owned(), id);
        let kind = self.kind(&schema);
        self.types[id.0 as usize] = Type { name: Some(name.to_owned()), doc: doc_of(&schema), kind };
        id
    }

    fn reserve(&mut self) -> TypeId {
        let id = TypeId(self.types.len() as u32);
        self.types.push(Type { name: None, doc: Doc::default(), kind: Kind::Any });
        id
    }

    fn ty(&mut self, schema: &Value) -> TypeId {
        match text(schema, "$ref") {
            Some(reference) => self.named(ref_name(reference)),
            None => self.inline(schema, doc_of(schema)),
        }
    }

    /// Type of a value whose words stand with the field that holds it.
    fn silent(&mut self, schema: &Value) -> TypeId {
        match text(schema, "$ref") {
            Some(reference) => self.named(ref_name(reference)),
            None => self.inline(schema, Doc::default()),
        }
    }

    fn inline(&mut self, schema: &Value, doc: Doc) -> TypeId {
        let ty = Type { name: None, doc, kind: self.kind(schema) };
        let key = serde_json::to_string(&ty).unwrap_or_default();
        if let Some(id) = self.plain.get(&key) {
            return *id;
        }
        let id = self.reserve();
        self.types[id.0 as usize] = ty;
        self.plain.insert(key, id);
        id
    }

    fn kind(&mut self, schema: &Value) -> Kind {
        if let Some(values) = list(schema, "enum") {
            return enum_kind(schema, values);
        }
        if let Some(branches) = list(schema, "anyOf").or_else(|| list(schema, "oneOf")) {
            return Kind::Union(branches.iter().map(|branch| self.ty(branch)).collect());
        }
        match text(schema, "type") {
            Some("null") => Kind::Null,
            Some("boolean") => Kind::Bool,
            Some(kind @ ("integer" | "number")) => Kind::Number {
                integer: kind == "integer",
                min: number(schema, "minimum"),
                max: number(schema, "maximum"),
                exclusive_min: number(schema, "exclusiveMinimum"),
                step: number(schema, "multipleOf"),
                soft_max: number(schema, "x-soft-maximum"),
            },
            Some("string") => Kind::Str {
                pattern: text(schema, "pattern").map(Pattern::new),
                pattern_text: text(schema, "pattern").map(str::to_owned),
                min_len: count(schema, "minLength"),
                max_len: count(schema, "maxLength"),
            },
            Some("array") => Kind::Array {
                item: match schema.get("items") {
                    Some(items) => self.ty(items),
                    None => self.ty(&Value::Null),
                },
                min: count(schema, "minItems"),
                max: count(schema, "maxItems"),
                unique: flag(schema, "uniqueItems"),
                soft_max: count(schema, "x-soft-max-items"),
            },
            Some("object") => Kind::Object(self.object(schema)),
            _ => Kind::Any,
        }
    }

    fn object(&mut self, schema: &Value) -> Object {
        let extra = match schema.get("additionalProperties") {
            Some(Value::Bool(false)) => Extra::Closed,
            Some(inner @ Value::Object(map)) if !map.is_empty() => Extra::Map(self.ty(inner)),
            _ => Extra::Any,
        };
        let required = list(schema, "required").map(Vec::as_slice).unwrap_or_default();
        let mut fields = Vec::new();
        for (name, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            fields.push(self.field(name, property, required.iter().any(|key| key == name)));
        }
        let variants = schema.get("x-variants").map(|variants| {
            let branches = variants.get("branches").and_then(Value::as_object);
            Variants {
                tag: text(variants, "tag").unwrap_or_default().to_owned(),
                content: text(variants, "content").unwrap_or_default().to_owned(),
                branches: branches
                    .into_iter()
                    .flatten()
                    .map(|(word, branch)| (word.clone(), self.ty(branch)))
                    .collect(),
            }
        });
        let mut object = Object {
            fields,
            extra,
            variants,
            key_pattern: schema
                .get("propertyNames")
                .and_then(|names| text(names, "pattern"))
                .map(Pattern::new),
            free_keys: schema
                .get("patternProperties")
                .and_then(Value::as_object)
                .and_then(|patterns| patterns.keys().next())
                .map(|pattern| Pattern::new(pattern)),
            min_keys: count(schema, "minProperties"),
            max_keys: count(schema, "maxProperties"),
            required_rule: owned(schema, "x-required-rule"),
            index: FxHashMap::default(),
        };
        object.build_index();
        object
    }

    fn field(&mut self, name: &str, schema: &Value, required: bool) -> Field {
        let ty = self.silent(schema);
        let mut doc = doc_of(schema);
        let fallback = &self.types[ty.0 as usize].doc;
        if doc.en.is_empty() {
            doc.en.clone_from(&fallback.en);
        }
        if doc.zh.is_empty() {
            doc.zh.clone_from(&fallback.zh);
        }
        let platforms = list(schema, "x-platforms").map(|names| Platforms {
            aliyun: names.iter().any(|name| name == "aliyun"),
            tencent: names.iter().any(|name| name == "tencent"),
        });
        let deprecated = flag(schema, "deprecated").then(|| Doc {
            en: owned(schema, "x-deprecated-en").unwrap_or_default(),
            zh: owned(schema, "x-deprecated-zh").unwrap_or_default(),
        });
        let words = |key| {
            let words = list(schema, key).into_iter().flatten();
            words.filter_map(|word| word.as_str().map(str::to_owned)).collect()
        };
        Field {
            name: name.to_owned(),
            aliases: words("x-aliases"),
            ty,
            required,
            doc,
            unit: owned(schema, "x-unit"),
            default: schema.get("default").cloned(),
            examples: list(schema, "examples").cloned().unwrap_or_default(),
            platforms,
            deprecated,
            class: match text(schema, "x-class") {
                Some("common") => Class::Common,
                Some("advanced") => Class::Advanced,
                _ => Class::Other,
            },
            rule: owned(schema, "x-rule"),
            key_rule: owned(schema, "x-key-rule"),
            format: text(schema, "x-format").and_then(Format::from_word),
            auto: match text(schema, "x-auto") {
                Some("plain") => Some(Auto::Plain),
                Some("params") => Some(Auto::Params),
                _ => None,
            },
            link: owned(schema, "x-link"),
            since: owned(schema, "x-since"),
            read_only: flag(schema, "x-read-only"),
            secret: flag(schema, "x-secret"),
        }
    }
}

fn enum_kind(schema: &Value, values: &[Value]) -> Kind {
    let docs = schema.get("x-enum-docs");
    let values = values
        .iter()
        .map(|value| {
            let key = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let doc = docs.and_then(|docs| docs.get(&key)).unwrap_or(&Value::Null);
            EnumValue {
                value: value.clone(),
                doc: Doc {
                    en: owned(doc, "en").unwrap_or_default(),
                    zh: owned(doc, "zh").unwrap_or_default(),
                },
                deprecated: flag(doc, "deprecated"),
            }
        })
        .collect();
    Kind::Enum { values, open: flag(schema, "x-open") }
}

fn doc_of(schema: &Value) -> Doc {
    Doc {
        en: owned(schema, "description").unwrap_or_default(),
        zh: owned(schema, "x-zh").unwrap_or_default(),
    }
}

fn text<'a>(schema: &'a Value, key: &str) -> Option<&'a str> {
    schema.get(key).and_then(Value::as_str)
}

fn owned(schema: &Value, key: &str) -> Option<String> {
    text(schema, key).map(str::to_owned)
}

fn list<'a>(schema: &'a Value, key: &str) -> Option<&'a Vec<Value>> {
    schema.get(key).and_then(Value::as_array)
}

fn number(schema: &Value, key: &str) -> Option<f64> {
    schema.get(key).and_then(Value::as_f64)
}

fn count(schema: &Value, key: &str) -> Option<u32> {
    schema.get(key).and_then(Value::as_u64).and_then(|count| u32::try_from(count).ok())
}

fn flag(schema: &Value, key: &str) -> bool {
    schema.get(key).and_then(Value::as_bool).unwrap_or(false)
}
