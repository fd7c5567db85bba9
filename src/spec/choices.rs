//! Closed and open lists of words as Rust enums whose schema carries a doc per value.
//!
//! A derive would put each value into its own `oneOf` branch and lose the pairing of English and
//! Chinese docs; every YAML tool shows `enum` better.

use serde_json::{Map, Value, json};

/// The schema of a list of words: `enum` plus `x-enum-docs`; `open` lists may grow.
pub(super) fn schema(en: &str, zh: &str, open: bool, values: &[(&str, &str, &str)]) -> schemars::Schema {
    let words: Vec<Value> = values.iter().map(|(word, _, _)| json!(word)).collect();
    let docs: Map<String, Value> =
        values.iter().map(|(word, en, zh)| (word.to_string(), json!({"en": en.trim(), "zh": zh}))).collect();
    let mut map = Map::new();
    map.insert("description".into(), json!(en.trim()));
    map.insert("x-zh".into(), json!(zh));
    map.insert("type".into(), json!("string"));
    map.insert("enum".into(), Value::Array(words));
    if open {
        map.insert("x-open".into(), json!(true));
    }
    map.insert("x-enum-docs".into(), Value::Object(docs));
    map.into()
}

/// Declares an enum of words: `/// doc` `Name "中文" { Variant = "word" "doc" "中文"; … }`.
/// With `open` in front the enum also takes words that are not listed (`Other`).
macro_rules! choices {
    ($(#[doc = $doc:literal])+ $name:ident $zh:literal { $($variant:ident = $word:literal $en:literal $vzh:literal;)+ }) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $(#[doc = $en] #[serde(rename = $word)] $variant,)+
        }
        $crate::spec::choices::choices!(@schema $name false [$($doc)+] $zh [$($word $en $vzh)+]);
    };
    (open $(#[doc = $doc:literal])+ $name:ident $zh:literal { $($variant:ident = $word:literal $en:literal $vzh:literal;)+ }) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $(#[doc = $en] #[serde(rename = $word)] $variant,)+
            /// A word that is not in the list of this version.
            #[serde(untagged)]
            Other(String),
        }
        $crate::spec::choices::choices!(@schema $name true [$($doc)+] $zh [$($word $en $vzh)+]);
    };
    (@schema $name:ident $open:literal [$($doc:literal)+] $zh:literal [$($word:literal $en:literal $vzh:literal)+]) => {
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let doc = [$($doc.trim()),+].join("\n");
                $crate::spec::choices::schema(&doc, $zh, $open, &[$(($word, $en, $vzh)),+])
            }
        }
    };
}
pub(super) use choices;
