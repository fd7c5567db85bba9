//! JSON schemas (draft 2020-12) of both files for any YAML tool.
//!
//! They differ from the model where other tools need it: a value may be an expression `${…}`, an
//! optional key may have no value, open lists take other words, variants become `if`/`then`, and steps
//! that are not whole numbers are left out because common validators compute them in binary.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::model::Root;
use super::schema::{self, Bundle, ref_name};

/// Components whose props are described, as a pattern of the name with an optional version.
const COMPONENTS: [(&str, &str); 3] = [
    (r"^(devsapp/)?fc3(@.*)?$", "Fc3Props"),
    (r"^(devsapp/)?fc3-domain(@.*)?$", "Fc3DomainProps"),
    (r"^(devsapp/)?fc(@.*)?$", "LegacyProps"),
];

/// Runtimes that call a handler.
const STANDARD_RUNTIMES: &str = "^(nodejs|python|java|go|php|dotnet)";

/// Schema of `f.yml`.
pub fn f_schema() -> Value {
    let mut defs = exported(&[Root::FYml]);
    let root = defs.shift_remove("FYml").map(unwrap_expression).unwrap_or_default();
    finish("f.yml (Midway Serverless, Alibaba Cloud Function Compute)", root, defs)
}

/// Schema of `s.yaml`, edition 3.0.0 and 1.0.0.
pub fn s_schema() -> Value {
    let roots = [Root::SYaml, Root::LegacySYaml, Root::Fc3Props, Root::Fc3DomainProps, Root::LegacyService];
    let mut defs = exported(&roots);
    for name in ["SYaml", "LegacySYaml"] {
        if let Some(schema) = defs.get_mut(name) {
            *schema = unwrap_expression(schema.take());
        }
    }
    for holder in ["Resource", "LegacyServiceBlock"] {
        dispatch_by_component(&mut defs, holder);
    }
    let base = required_without_base(&mut defs);
    let root = json!({
        "description": "A file s.yaml of Serverless Devs: edition 3.0.0 with resources, or 1.0.0 with services.\n\n\
            Serverless Devs 的 s.yaml 文件：3.0.0 版本使用 resources，1.0.0 版本使用 services。",
        "type": "object",
        "if": {"properties": {"edition": {"const": "3.0.0"}}, "required": ["edition"]},
        "then": {"$ref": "#/$defs/SYaml", "allOf": [base]},
        "else": {"if": {"required": ["services"]}, "then": {"$ref": "#/$defs/LegacySYaml"},
            "else": {"$ref": "#/$defs/SYaml", "allOf": [base]}},
    });
    finish("s.yaml (Serverless Devs, Alibaba Cloud Function Compute)", root, defs)
}

/// Text of a schema as it stands in `schemas/`.
pub fn to_text(schema: &Value) -> String {
    format!("{schema:#}\n")
}

fn finish(title: &str, root: Value, mut defs: Map<String, Value>) -> Value {
    defs.insert(
        "Expression".into(),
        json!({
            "description": "An expression that is resolved before the value is used.\n\n在取值前解析的表达式。",
            "type": "string",
            "pattern": r"\$\{[^}]*\}",
        }),
    );
    let mut top = Map::new();
    top.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
    top.insert("title".into(), json!(title));
    if let Value::Object(root) = root {
        top.extend(root);
    }
    defs.sort_keys();
    top.insert("$defs".into(), Value::Object(defs));
    Value::Object(top)
}

/// The definitions that the given ones reach, in exported form.
fn exported(roots: &[Root]) -> Map<String, Value> {
    let Bundle { roots: names, defs } = schema::bundle(&super::ROOTS);
    let mut reached = BTreeSet::new();
    let mut open: Vec<String> = roots.iter().map(|root| names[*root as usize].clone()).collect();
    while let Some(name) = open.pop() {
        if reached.insert(name.clone())
            && let Some(schema) = defs.get(&name)
        {
            references(schema, &mut open);
        }
    }
    defs.into_iter()
        .filter(|(name, _)| reached.contains(name))
        .map(|(name, schema)| (name, export(schema, Place::Definition)))
        .collect()
}

fn references(schema: &Value, found: &mut Vec<String>) {
    match schema {
        Value::Object(map) => {
            if let Some(reference) = map.get("$ref").and_then(Value::as_str) {
                found.push(ref_name(reference).to_owned());
            }
            map.values().for_each(|inner| references(inner, found));
        }
        Value::Array(items) => items.iter().for_each(|inner| references(inner, found)),
        _ => {}
    }
}

/// Where a schema stands: that decides what else its value may be.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Definition,
    OptionalField,
    Value,
    Branch,
}

/// Keys that say something about a value without limiting it.
fn is_annotation(key: &str) -> bool {
    key.starts_with("x-")
        || matches!(
            key,
            "description"
                | "markdownDescription"
                | "default"
                | "examples"
                | "deprecated"
                | "deprecationMessage"
        )
}

fn export(schema: Value, place: Place) -> Value {
    let Value::Object(mut map) = schema else { return schema };
    describe(&mut map);
    variants(&mut map);
    let optional = aliases(&mut map);
    if let Some(Value::Object(properties)) = map.get_mut("properties") {
        for (name, property) in properties.iter_mut() {
            let place = if optional.required.contains(name) { Place::Value } else { Place::OptionalField };
            *property = export(property.take(), place);
        }
    }
    for key in ["items", "additionalProperties"] {
        if let Some(inner) = map.get_mut(key) {
            *inner = export(inner.take(), Place::Value);
        }
    }
    for key in ["anyOf", "oneOf"] {
        if let Some(Value::Array(branches)) = map.get_mut(key) {
            branches.iter_mut().for_each(|branch| *branch = export(branch.take(), Place::Branch));
        }
    }
    // 0.35 is not a multiple of 0.05 in binary arithmetic; validators that compute so would refuse it.
    if map.get("multipleOf").and_then(Value::as_f64).is_some_and(|step| step.fract() != 0.0)
        && let Some(step) = map.remove("multipleOf")
    {
        map.insert("x-multiple-of".into(), step);
    }
    enums(&mut map);
    widen(map, place)
}

/// Both languages in the keys that editors show.
fn describe(map: &mut Map<String, Value>) {
    let text = |map: &Map<String, Value>, en: &str, zh: &str| {
        let texts = [map.get(en), map.get(zh)];
        let texts: Vec<&str> = texts.into_iter().flatten().filter_map(Value::as_str).collect();
        (!texts.is_empty()).then(|| texts.join("\n\n"))
    };
    if let Some(both) = text(map, "description", "x-zh") {
        map.insert("description".into(), json!(both));
        map.insert("markdownDescription".into(), json!(both));
    }
    if let Some(both) = text(map, "x-deprecated-en", "x-deprecated-zh") {
        map.insert("deprecationMessage".into(), json!(both));
    }
}

/// Descriptions of the values of a list in the form of editors; open lists take other words.
fn enums(map: &mut Map<String, Value>) {
    let Some(Value::Array(values)) = map.get("enum") else { return };
    if let Some(docs) = map.get("x-enum-docs") {
        let texts: Vec<Value> = values
            .iter()
            .map(|value| {
                let key = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                let doc = docs.get(&key);
                let part =
                    |language| doc.and_then(|doc| doc.get(language)).and_then(Value::as_str).unwrap_or("");
                json!(if part("en") == part("zh") {
                    part("en").to_owned()
                } else {
                    format!("{} {}", part("en"), part("zh"))
                })
            })
            .collect();
        map.insert("markdownEnumDescriptions".into(), Value::Array(texts));
    }
    if map.get("x-open") == Some(&json!(true)) {
        let mut listed = Map::new();
        for key in ["type", "enum", "markdownEnumDescriptions"] {
            if let Some(value) = map.shift_remove(key) {
                listed.insert(key.into(), value);
            }
        }
        map.insert("anyOf".into(), json!([listed, {"type": "string"}]));
    }
}

/// Tag and content become one `if`/`then` for each kind.
fn variants(map: &mut Map<String, Value>) {
    let Some(variants) = map.shift_remove("x-variants") else { return };
    let (Some(tag), Some(content)) = (variants["tag"].as_str(), variants["content"].as_str()) else { return };
    let branches = variants["branches"].as_object().into_iter().flatten();
    let cases: Vec<Value> = branches
        .map(|(word, branch)| {
            json!({
                "if": {"properties": {tag: {"const": word}}, "required": [tag]},
                "then": {"properties": {content: branch}},
            })
        })
        .collect();
    map.insert("allOf".into(), Value::Array(cases));
}

/// Which keys of a mapping must be there.
struct Required {
    required: BTreeSet<String>,
}

/// Other spellings become properties of their own; a required key may be given in any of them.
fn aliases(map: &mut Map<String, Value>) -> Required {
    let mut required: BTreeSet<String> =
        map.get("required").and_then(Value::as_array).into_iter().flatten().map(text).collect();
    let Some(Value::Object(properties)) = map.get("properties") else { return Required { required } };
    let mut added = Vec::new();
    let mut either = Vec::new();
    for (name, property) in properties {
        let others = property.get("x-aliases").and_then(Value::as_array).into_iter().flatten();
        let others: Vec<String> = others.map(text).collect();
        if others.is_empty() {
            continue;
        }
        if required.contains(name) {
            let ways: Vec<Value> =
                std::iter::once(name).chain(&others).map(|key| json!({"required": [key]})).collect();
            either.push((name.clone(), json!({"anyOf": ways})));
        }
        for other in others {
            let mut copy = property.clone();
            if let Value::Object(copy) = &mut copy {
                copy.shift_remove("x-aliases");
                copy.insert("deprecated".into(), json!(true));
            }
            added.push((other, copy));
        }
    }
    if let Some(Value::Object(properties)) = map.get_mut("properties") {
        properties.extend(added);
    }
    for (name, way) in either {
        if let Some(Value::Array(names)) = map.get_mut("required") {
            names.retain(|key| *key != name);
        }
        if let Some(Value::Array(all)) = Some(map.entry("allOf").or_insert_with(|| json!([]))) {
            all.push(way);
        }
        required.insert(name);
    }
    Required { required }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Lets the value also be an expression, or nothing where the key is optional.
fn widen(map: Map<String, Value>, place: Place) -> Value {
    let (notes, limits): (Map<_, _>, Map<_, _>) = map.into_iter().partition(|(key, _)| is_annotation(key));
    let free = limits.is_empty();
    let any_text = limits.len() == 1 && limits.get("type") == Some(&json!("string"));
    // A reference takes expressions through its definition.
    let expression = !(free || any_text || place == Place::Branch || limits.contains_key("$ref"));
    let nothing = place == Place::OptionalField && !free;
    let mut out = notes;
    if !expression && !nothing {
        out.extend(limits);
        return Value::Object(out);
    }
    if any_text && nothing {
        out.insert("type".into(), json!(["string", "null"]));
        return Value::Object(out);
    }
    let mut ways = match limits.get("anyOf") {
        Some(Value::Array(branches)) if limits.len() == 1 => branches.clone(),
        _ => vec![Value::Object(limits)],
    };
    if expression {
        ways.push(json!({"$ref": "#/$defs/Expression"}));
    }
    if nothing {
        ways.push(json!({"type": "null"}));
    }
    out.insert("anyOf".into(), Value::Array(ways));
    Value::Object(out)
}

/// The top of a file cannot be an expression: takes back what [`widen`] added.
fn unwrap_expression(schema: Value) -> Value {
    let Value::Object(mut map) = schema else { return schema };
    if let Some(Value::Array(mut ways)) = map.shift_remove("anyOf")
        && !ways.is_empty()
        && let Value::Object(own) = ways.remove(0)
    {
        map.extend(own);
    }
    Value::Object(map)
}

/// What a file of edition 3.0.0 must hold unless it inherits from a base file.
fn required_without_base(defs: &mut Map<String, Value>) -> Value {
    let top = defs.get_mut("SYaml").and_then(|schema| take_required(schema, ""));
    let resource = defs.get_mut("Resource").and_then(|schema| take_required(schema, "/anyOf/0"));
    json!({
        "if": {"not": {"required": ["extend"]}},
        "then": {
            "required": top,
            "properties": {"resources": {"additionalProperties": {"if": {"type": "object"}, "then": {"required": resource}}}},
        },
    })
}

fn take_required(schema: &mut Value, pointer: &str) -> Option<Value> {
    schema.pointer_mut(pointer).and_then(Value::as_object_mut).and_then(|own| own.shift_remove("required"))
}

/// Inside a resource, `props` follow the component. Keys are required only where no template adds them.
fn dispatch_by_component(defs: &mut Map<String, Value>, holder: &str) {
    let mut cases = Vec::new();
    for (pattern, props) in COMPONENTS {
        let component = json!({"properties": {"component": {"pattern": pattern}}, "required": ["component"]});
        cases.push(json!({
            "if": component,
            "then": {"properties": {"props": {"$ref": format!("#/$defs/{props}")}}},
        }));
        // The first holder to be visited takes `required` out of the shared definition.
        let own = defs.get_mut(props).and_then(|schema| schema.pointer_mut("/anyOf/0"));
        if let Some(Value::Object(own)) = own
            && let Some(required) = own.shift_remove("required")
        {
            own.insert("x-required".into(), required);
        }
        let required = defs.get(props).and_then(|schema| schema.pointer("/anyOf/0/x-required")).cloned();
        let mut whole =
            json!({"if": {"type": "object"}, "then": {"required": required.unwrap_or_else(|| json!([]))}});
        if props == "Fc3Props" {
            whole = json!({"allOf": [whole, {
                "if": {"properties": {"runtime": {"type": "string", "pattern": STANDARD_RUNTIMES}}, "required": ["runtime"]},
                "then": {"required": ["handler"]},
            }]});
        }
        cases.push(json!({
            "if": {"allOf": [component, {"not": {"required": ["extend"]}}]},
            "then": {"properties": {"props": whole}},
        }));
    }
    let own = defs.get_mut(holder).and_then(|schema| schema.pointer_mut("/anyOf/0"));
    if let Some(Value::Object(own)) = own {
        own.insert("allOf".into(), Value::Array(cases));
    }
}

#[cfg(test)]
mod tests;
