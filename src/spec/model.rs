//! The compiled view of both formats that checks, completion, hover and docs read.
//!
//! Made from the schemas of the types in this folder and stored beside them (`model.json`), because
//! reading it takes a quarter of the time that making it takes; a test keeps it true. Types stand in one arena and refer to each
//! other by [`TypeId`]; a key without value counts as absent, so no type but [`Kind::Null`] takes null.

use std::sync::OnceLock;

use regex::Regex;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Both formats, compiled.
#[derive(Debug, Serialize, Deserialize)]
pub struct Model {
    roots: Vec<TypeId>,
    types: Vec<Type>,
}

/// What a mapping can be the top of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Root {
    /// A file `f.yml`.
    FYml,
    /// A file `s.yaml` of edition 3.0.0.
    SYaml,
    /// `props` of a resource with component `fc3`.
    Fc3Props,
    /// `props` of a resource with component `fc3-domain`.
    Fc3DomainProps,
    /// A file `s.yaml` of edition 1.0.0.
    LegacySYaml,
    /// `props` of a service with component `fc`.
    LegacyService,
    /// Parameters of the tool `update-custom-runtime-function`.
    UpdateParams,
}

impl Root {
    /// Every root.
    pub const ALL: [Root; 7] = [
        Root::FYml,
        Root::SYaml,
        Root::Fc3Props,
        Root::Fc3DomainProps,
        Root::LegacySYaml,
        Root::LegacyService,
        Root::UpdateParams,
    ];

    /// The root that describes `props` of a component, named as in the file (`fc3`, `devsapp/fc3@0.1.22`).
    pub fn of_component(component: &str) -> Option<Root> {
        let name = component.split('@').next().unwrap_or(component);
        match name.strip_prefix("devsapp/").unwrap_or(name) {
            "fc3" => Some(Root::Fc3Props),
            "fc3-domain" => Some(Root::Fc3DomainProps),
            "fc" => Some(Root::LegacyService),
            _ => None,
        }
    }
}

/// Place of a type in the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TypeId(u32);

/// One type.
#[derive(Debug, Serialize, Deserialize)]
pub struct Type {
    /// Name of the definition; `None` for a type that only one field has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What the type is.
    #[serde(default, skip_serializing_if = "Doc::is_empty")]
    pub doc: Doc,
    /// What values it takes.
    pub kind: Kind,
}

/// A text in both languages; the first paragraph is one sentence. Empty where there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doc {
    /// English.
    pub en: String,
    /// Simplified Chinese.
    pub zh: String,
}

impl Doc {
    /// Whether there is no text in either language.
    pub fn is_empty(&self) -> bool {
        self.en.is_empty() && self.zh.is_empty()
    }

    /// The first sentence in English and in Chinese.
    pub fn first(&self) -> (&str, &str) {
        (first_paragraph(&self.en), first_paragraph(&self.zh))
    }
}

fn first_paragraph(text: &str) -> &str {
    text.split("\n\n").next().unwrap_or(text)
}

/// What values a type takes.
#[derive(Debug, Serialize, Deserialize)]
pub enum Kind {
    /// Everything.
    Any,
    /// Null alone.
    Null,
    /// `true` and `false`.
    Bool,
    /// A number; bounds are inclusive unless named otherwise.
    Number {
        /// Whether it has no fraction.
        #[serde(default, skip_serializing_if = "is_false")]
        integer: bool,
        /// Smallest value.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<f64>,
        /// Largest value.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<f64>,
        /// Value it must be above.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        exclusive_min: Option<f64>,
        /// Step from zero.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        step: Option<f64>,
        /// Largest value that all sources allow; above it (up to `max`) a warning is fair, not an error.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        soft_max: Option<f64>,
    },
    /// A text.
    Str {
        /// Pattern that must be found in it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pattern: Option<Pattern>,
        /// The pattern as written.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pattern_text: Option<String>,
        /// Fewest characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min_len: Option<u32>,
        /// Most characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max_len: Option<u32>,
    },
    /// One of a list of values.
    Enum {
        /// The values, in the order to offer them.
        values: Vec<EnumValue>,
        /// Whether the list may grow: an unknown value is at most a warning.
        #[serde(default, skip_serializing_if = "is_false")]
        open: bool,
    },
    /// A list.
    Array {
        /// Type of each item.
        item: TypeId,
        /// Fewest items.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<u32>,
        /// Most items.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<u32>,
        /// Whether items must differ.
        #[serde(default, skip_serializing_if = "is_false")]
        unique: bool,
        /// Most items without asking for a higher quota; above it a warning is fair.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        soft_max: Option<u32>,
    },
    /// A mapping.
    Object(Object),
    /// One of several forms, such as a short and a long one.
    Union(Vec<TypeId>),
}

/// A regular expression that is compiled when first used, so that opening a file does not pay for all.
#[derive(Debug, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Pattern {
    text: String,
    compiled: OnceLock<Option<Regex>>,
}

impl Clone for Pattern {
    fn clone(&self) -> Self {
        Self::new(&self.text)
    }
}

impl From<String> for Pattern {
    fn from(text: String) -> Self {
        Self { text, compiled: OnceLock::new() }
    }
}

impl From<Pattern> for String {
    fn from(pattern: Pattern) -> Self {
        pattern.text
    }
}

impl Pattern {
    fn new(text: &str) -> Self {
        Self { text: text.to_owned(), compiled: OnceLock::new() }
    }

    /// The expression as written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the expression is found in `text`. An expression that does not compile matches everything;
    /// a test keeps such ones out.
    pub fn is_match(&self, text: &str) -> bool {
        self.regex().is_none_or(|regex| regex.is_match(text))
    }

    fn regex(&self) -> Option<&Regex> {
        self.compiled.get_or_init(|| Regex::new(&self.text).ok()).as_ref()
    }
}

/// A value of a list.
#[derive(Debug, Serialize, Deserialize)]
pub struct EnumValue {
    /// The value: a text or a number.
    pub value: Value,
    /// What it means; empty where there is nothing to say.
    #[serde(default, skip_serializing_if = "Doc::is_empty")]
    pub doc: Doc,
    /// Whether it should not be chosen any more.
    #[serde(default, skip_serializing_if = "is_false")]
    pub deprecated: bool,
}

impl EnumValue {
    /// The value as people read it: a text without quotes.
    pub fn text(&self) -> String {
        match &self.value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        }
    }
}

/// A mapping.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Object {
    /// The fields, in the order to offer them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Field>,
    /// What keys beyond the fields may hold.
    #[serde(default)]
    pub extra: Extra,
    /// Types of one field that depend on the value of another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variants: Option<Variants>,
    /// Pattern that every key must match.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_pattern: Option<Pattern>,
    /// Pattern of keys that may stand beside the fields and hold anything, such as anchors (`x-…`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free_keys: Option<Pattern>,
    /// Fewest keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_keys: Option<u32>,
    /// Most keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_keys: Option<u32>,
    /// Name of the rule that a missing required key breaks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required_rule: Option<String>,
    #[serde(skip)]
    index: FxHashMap<String, u32>,
}

impl Object {
    /// The field that this key sets, by its name or an accepted other spelling ([`Field::aliases`]).
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.index.get(name).map(|index| &self.fields[*index as usize])
    }

    fn build_index(&mut self) {
        self.index.reserve(self.fields.len());
        for (position, field) in (0u32..).zip(&self.fields) {
            for key in field.aliases.iter().chain([&field.name]) {
                self.index.insert(key.clone(), position);
            }
        }
    }
}

/// What keys beyond the fields may hold.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Extra {
    /// There must be none.
    Closed,
    /// Anything.
    #[default]
    Any,
    /// Values of one type; the keys are names that the user chooses.
    Map(TypeId),
}

/// Types of one field (`content`) that depend on the value of another (`tag`). Both stand among the
/// fields, the content with type [`Kind::Any`].
#[derive(Debug, Serialize, Deserialize)]
pub struct Variants {
    /// Name of the deciding field, such as `triggerType`.
    pub tag: String,
    /// Name of the field whose type depends on it, such as `triggerConfig`.
    pub content: String,
    /// Value of the tag and type of the content.
    pub branches: Vec<(String, TypeId)>,
}

impl Variants {
    /// Type of the content for a value of the tag.
    pub fn branch(&self, tag: &str) -> Option<TypeId> {
        self.branches.iter().find(|(word, _)| word == tag).map(|(_, ty)| *ty)
    }
}

/// A field of a mapping.
#[derive(Debug, Serialize, Deserialize)]
pub struct Field {
    /// Key.
    pub name: String,
    /// Other spellings of the key that the tools take as well.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Type of the value.
    pub ty: TypeId,
    /// Whether the key must be there.
    #[serde(default, skip_serializing_if = "is_false")]
    pub required: bool,
    /// What the field is; the words of its type where it has none of its own.
    pub doc: Doc,
    /// Unit of the value, such as `MB`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Value in force when the key is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// Values to offer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<Value>,
    /// Platforms of f.yml that read the field; `None` where the format has no such column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platforms: Option<Platforms>,
    /// Why the field should not be written any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<Doc>,
    /// How often the field is used.
    #[serde(default)]
    pub class: Class,
    /// Name of the rule that a value out of range breaks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// Name of the rule that an unfit key of the map breaks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_rule: Option<String>,
    /// What the text means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<Format>,
    /// Whether the word `auto` may stand for the settings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auto: Option<Auto>,
    /// Page of the official documentation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// Version that brought the field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// Whether the service reports the field and ignores it in files.
    #[serde(default, skip_serializing_if = "is_false")]
    pub read_only: bool,
    /// Whether the value is a secret that should not stand in a file.
    #[serde(default, skip_serializing_if = "is_false")]
    pub secret: bool,
}

/// Platforms of f.yml that read a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Platforms {
    /// Alibaba Cloud.
    pub aliyun: bool,
    /// Tencent Cloud.
    pub tencent: bool,
}

/// How often a field is used, by the files of users.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub enum Class {
    /// In many files.
    Common,
    /// Now and then.
    #[default]
    Other,
    /// Seldom, or reported by the service.
    Advanced,
}

/// Whether the word `auto` (in any case) may stand for the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Auto {
    /// The word alone.
    Plain,
    /// Also with parameters, `auto|key=value`.
    Params,
}

macro_rules! formats {
    ($($(#[doc = $doc:literal])+ $name:ident = $word:literal,)+) => {
        /// What a text means, for completion and rules.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Format {
            $($(#[doc = $doc])+ #[serde(rename = $word)] $name,)+
        }

        impl Format {
            /// The format of a word of `x-format`.
            pub fn from_word(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$name),)+
                    _ => None,
                }
            }
        }
    };
}

formats! {
    /// Alias of stored credentials.
    AccessAlias = "access-alias",
    /// ARN of a place that results or dead letters go to.
    ArnDestination = "arn-destination",
    /// ARN or bare name of a RAM role.
    ArnRole = "arn-role",
    /// ARN of an event source.
    ArnSource = "arn-source",
    /// A command of a component: `name command args`.
    ComponentCommand = "component-command",
    /// Name of a Serverless Devs component.
    Component = "component",
    /// A cron expression or `@every`.
    Cron = "cron",
    /// Map of environment variables.
    EnvMap = "env-map",
    /// Name of a function that is declared here.
    FunctionName = "function-name",
    /// A micromatch pattern over function names.
    FunctionPattern = "function-pattern",
    /// Name of a function that is declared elsewhere.
    FunctionRef = "function-ref",
    /// A glob over files.
    Glob = "glob",
    /// Entry point in code.
    Handler = "handler",
    /// Host name.
    Host = "host",
    /// ARN of a layer.
    LayerArn = "layer-arn",
    /// Source of a layer in f.yml: `npm:…`, `oss:…` or an ARN.
    LayerPath = "layer-path",
    /// Directory inside an instance.
    MountDir = "mount-dir",
    /// Local path.
    Path = "path",
    /// Region id.
    Region = "region",
    /// Name of a resource.
    ResourceRef = "resource-ref",
    /// HTTP path of a route.
    RoutePath = "route-path",
    /// Runtime name.
    Runtime = "runtime",
    /// `cron(…)` or `at(…)`.
    Schedule = "schedule",
    /// Shell command.
    Shell = "shell",
    /// Name of an entry of `template`.
    TemplateRef = "template-ref",
    /// Point in time, ISO 8601.
    Time = "time",
    /// IANA time zone.
    TimeZone = "time-zone",
}

/// Walks a path of keys; see [`Model::lookup`].
fn lookup<'a>(model: &'a Model, ty: TypeId, path: &[&str], found: &mut Vec<&'a Field>) {
    let Some((key, rest)) = path.split_first() else { return };
    for form in model.forms(ty) {
        match &model.ty(form).kind {
            Kind::Array { item, .. } => lookup(model, *item, path, found),
            Kind::Object(object) => {
                let branches = object.variants.as_ref().filter(|variants| variants.content == *key);
                match object.field(key) {
                    Some(field) if rest.is_empty() => found.push(field),
                    Some(_) if branches.is_some() => {
                        for (_, branch) in branches.iter().flat_map(|variants| &variants.branches) {
                            lookup(model, *branch, rest, found);
                        }
                    }
                    Some(field) => lookup(model, field.ty, rest, found),
                    None => {
                        if let Extra::Map(value) = object.extra {
                            lookup(model, value, rest, found);
                        }
                    }
                }
            }
            _ => {}
        }
    }
}

/// The model as made by the tests from the types.
const STORED: &str = include_str!("model.json");

fn is_false(flag: &bool) -> bool {
    !flag
}

impl Model {
    /// The model, read on first use (under 3 ms).
    pub fn get() -> &'static Model {
        static MODEL: OnceLock<Model> = OnceLock::new();
        MODEL.get_or_init(|| Model::read(STORED))
    }

    /// Reads the stored form.
    ///
    /// # Panics
    /// If the text is not a stored model; a test keeps the one of this repository true.
    fn read(stored: &str) -> Model {
        let mut model: Model = serde_json::from_str(stored).expect("the stored model is sound");
        for ty in &mut model.types {
            if let Kind::Object(object) = &mut ty.kind {
                object.build_index();
            }
        }
        model
    }

    /// Type at the top of a root.
    pub fn root(&self, root: Root) -> TypeId {
        self.roots[root as usize]
    }

    /// A type by its id.
    pub fn ty(&self, id: TypeId) -> &Type {
        &self.types[id.0 as usize]
    }

    /// Fields at a path of keys below a root, such as `["triggers", "triggerConfig", "methods"]`: lists are
    /// entered, any word stands for a name that users choose, and every variant is looked into. More than one
    /// field where variants share a key.
    pub fn lookup(&self, root: Root, path: &[&str]) -> Vec<&Field> {
        let mut found = Vec::new();
        lookup(self, self.root(root), path, &mut found);
        found
    }

    /// Ids of all types.
    pub fn types(&self) -> impl Iterator<Item = TypeId> + use<> {
        (0..self.types.len() as u32).map(TypeId)
    }

    /// The forms of a type: the branches of a union, nested ones included, or the type itself.
    pub fn forms(&self, id: TypeId) -> Vec<TypeId> {
        match &self.ty(id).kind {
            Kind::Union(branches) => branches.iter().flat_map(|branch| self.forms(*branch)).collect(),
            _ => vec![id],
        }
    }

    /// The mapping form of a type, if it has one.
    pub fn object(&self, id: TypeId) -> Option<&Object> {
        match &self.ty(id).kind {
            Kind::Object(object) => Some(object),
            Kind::Union(branches) => branches.iter().find_map(|branch| self.object(*branch)),
            _ => None,
        }
    }

    /// Type of the items of the list form of a type, if it has one.
    pub fn item(&self, id: TypeId) -> Option<TypeId> {
        match &self.ty(id).kind {
            Kind::Array { item, .. } => Some(*item),
            Kind::Union(branches) => branches.iter().find_map(|branch| self.item(*branch)),
            _ => None,
        }
    }

    /// Type of the value under a key of the mapping form of a type. `tag` is the value of the deciding
    /// field where the mapping has variants.
    pub fn value(&self, id: TypeId, key: &str, tag: Option<&str>) -> Option<TypeId> {
        let object = self.object(id)?;
        if let (Some(variants), Some(tag)) = (&object.variants, tag)
            && variants.content == key
            && let Some(branch) = variants.branch(tag)
        {
            return Some(branch);
        }
        match (object.field(key), object.extra) {
            (Some(field), _) => Some(field.ty),
            (None, Extra::Map(ty)) => Some(ty),
            _ => None,
        }
    }
}

/// The name of a unit in `lang`: `seconds`, `秒`. Units that are written alike in both languages stay.
pub fn unit_name(unit: &str, lang: crate::message::Lang) -> &str {
    match unit {
        "seconds" => lang.pick("seconds", "秒"),
        "bytes" => lang.pick("bytes", "字节"),
        unit => unit,
    }
}

#[cfg(test)]
mod compile;
#[cfg(test)]
mod tests;
