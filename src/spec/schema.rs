//! The schema of every root in one plain form, from which both the model and the exported schemas come.
//!
//! What schemars writes is tidied once: `null` beside a type goes (a key without value counts as
//! absent), wrapped doc lines become paragraphs, and a flattened tagged enum becomes `x-variants` with
//! its tag and content as ordinary properties.

use serde_json::{Map, Value, json};

/// Schemas of roots and the definitions they refer to as `#/$defs/Name`.
pub(super) struct Bundle {
    /// Name of each root's definition, in the order of the roots asked for.
    pub roots: Vec<String>,
    /// Every definition by name.
    pub defs: Map<String, Value>,
}

/// Generates and tidies the schemas of the given root types.
pub(super) fn bundle(roots: &[fn(&mut schemars::SchemaGenerator) -> schemars::Schema]) -> Bundle {
    let mut generator = schemars::generate::SchemaSettings::draft2020_12().into_generator();
    let roots = roots
        .iter()
        .map(|root| {
            let schema = root(&mut generator).to_value();
            let name = schema.get("$ref").and_then(Value::as_str).map(ref_name);
            name.expect("a root type has a name of its own").to_owned()
        })
        .collect();
    let mut defs = generator.take_definitions(true);
    for schema in defs.values_mut() {
        tidy(schema);
    }
    Bundle { roots, defs }
}

/// Name of a definition in `#/$defs/Name`.
pub(super) fn ref_name(reference: &str) -> &str {
    reference.rsplit('/').next().unwrap_or(reference)
}

/// Brings one schema and everything in it into the plain form.
fn tidy(schema: &mut Value) {
    let Value::Object(map) = schema else { return };
    drop_null(map);
    if map.get("format").and_then(Value::as_str).is_some_and(is_number_format) {
        map.remove("format");
    }
    for key in ["description", "x-zh", "x-deprecated-en", "x-deprecated-zh"] {
        if let Some(Value::String(text)) = map.get_mut(key) {
            *text = paragraphs(text, key.ends_with("zh"));
        }
    }
    for key in ["properties", "$defs"] {
        if let Some(Value::Object(inner)) = map.get_mut(key) {
            inner.values_mut().for_each(tidy);
        }
    }
    for key in ["anyOf", "oneOf", "allOf"] {
        if let Some(Value::Array(inner)) = map.get_mut(key) {
            inner.iter_mut().for_each(tidy);
        }
    }
    for key in ["items", "additionalProperties"] {
        if let Some(inner) = map.get_mut(key) {
            tidy(inner);
        }
    }
    gather_variants(map);
}

fn is_number_format(format: &str) -> bool {
    matches!(
        format,
        "int32" | "int64" | "uint" | "uint8" | "uint16" | "uint32" | "uint64" | "double" | "float"
    )
}

/// An optional field is written as `type: [x, null]` or `anyOf: [x, null]`; only `x` stays.
fn drop_null(map: &mut Map<String, Value>) {
    if let Some(Value::Array(types)) = map.get_mut("type") {
        types.retain(|name| name != "null");
        if types.len() == 1 {
            let only = types.remove(0);
            map.insert("type".into(), only);
        }
    }
    let Some(Value::Array(branches)) = map.get_mut("anyOf") else { return };
    branches.retain(|branch| branch.get("type").is_none_or(|name| name != "null"));
    if branches.len() == 1
        && let Some(Value::Object(only)) = branches.pop()
    {
        map.remove("anyOf");
        // What the field says of itself wins over what its type says.
        for (key, value) in only {
            map.entry(key).or_insert(value);
        }
    }
}

/// Joins wrapped lines: a single line break becomes a space (nothing in Chinese), an empty line stays.
fn paragraphs(text: &str, chinese: bool) -> String {
    let joint = if chinese { "" } else { " " };
    text.split("\n\n")
        .map(|paragraph| paragraph.lines().map(str::trim).collect::<Vec<_>>().join(joint))
        .collect::<Vec<_>>()
        .join("\n\n")
}

/// Turns the `oneOf` of a flattened `tag` + `content` enum into two properties and `x-variants`.
fn gather_variants(map: &mut Map<String, Value>) {
    let Some(Value::Array(branches)) = map.get("oneOf") else { return };
    let mut tag = String::new();
    let mut content = String::new();
    let mut refs = Map::new();
    let mut docs = Map::new();
    for branch in branches {
        let Some(properties) = branch.get("properties").and_then(Value::as_object) else { return };
        let mut word = None;
        for (name, property) in properties {
            match property.get("const").and_then(Value::as_str) {
                Some(found) => {
                    tag.clone_from(name);
                    word = Some(found.to_owned());
                }
                None => {
                    content.clone_from(name);
                    if let Some(word) = &word {
                        refs.insert(word.clone(), property.clone());
                    }
                }
            }
        }
        let Some(word) = word else { return };
        docs.insert(word, json!({"en": branch.get("description"), "zh": branch.get("x-zh")}));
    }
    map.remove("oneOf");
    if map.remove("unevaluatedProperties").is_some() {
        map.insert("additionalProperties".into(), json!(false));
    }
    let words: Vec<&String> = refs.keys().collect();
    let mut fields = Map::new();
    fields.insert(tag.clone(), json!({"type": "string", "enum": words, "x-enum-docs": docs}));
    fields.insert(content.clone(), json!({}));
    if let Some(Value::Object(extra)) = map.remove("x-fields") {
        for (name, keys) in extra {
            if let (Some(Value::Object(field)), Value::Object(keys)) = (fields.get_mut(&name), keys) {
                field.extend(keys);
            }
        }
    }
    // Tag and content follow the name, which every kind of trigger has first.
    let properties = map.remove("properties");
    let mut ordered = Map::new();
    for (index, (name, property)) in properties.into_iter().flat_map(object).enumerate() {
        ordered.insert(name, property);
        if index == 0 {
            ordered.append(&mut fields);
        }
    }
    ordered.append(&mut fields);
    map.insert("properties".into(), Value::Object(ordered));
    let required = map.entry("required").or_insert_with(|| json!([]));
    if let Value::Array(required) = required {
        required.extend([json!(tag), json!(content)]);
    }
    map.insert("x-variants".into(), json!({"tag": tag, "content": content, "branches": refs}));
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapped_lines_become_paragraphs() {
        assert_eq!(paragraphs("One\ntwo.\n\nThree\nfour.", false), "One two.\n\nThree four.");
        assert_eq!(paragraphs("一\n二。\n\n三。", true), "一二。\n\n三。");
    }

    #[test]
    fn optional_reference_keeps_the_words_of_the_field() {
        let mut schema = json!({"anyOf": [{"$ref": "#/$defs/A"}, {"type": "null"}], "description": "d"});
        tidy(&mut schema);
        assert_eq!(schema, json!({"description": "d", "$ref": "#/$defs/A"}));
    }
}
