//! A file and a live function side by side: which places differ, and what is to stand there.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::props::{Live, is_empty, request_fields};
use super::super::target::Fields;
use super::Pulled;
use super::into::find;
use crate::document::{Document, Names, Resolver, ValueType, View, props};

/// Keys of props that are no settings of the function, or that a pull does not bring.
const NOT_OURS: [&str; 9] = [
    "region",
    "functionName",
    "code",
    "customDomain",
    "annotations",
    "endpoint",
    "supplement",
    "triggers",
    "tags",
];

/// Values that are there when nothing is said, so that a file without them is complete.
fn goes_without_saying(key: &str, value: &Value) -> bool {
    match key {
        "memorySize" | "diskSize" => value == &Value::from(512),
        _ => {
            is_empty(value)
                || value == &Value::Bool(false)
                || value.as_str().is_some_and(|text| matches!(text, "None" | "LATEST" | "SHARE" | "NONE"))
        }
    }
}

/// What differs at one place.
pub(super) struct Difference {
    /// Names from the props to it.
    pub(super) path: Vec<String>,
    /// The value to be written; `None`: the entry goes.
    pub(super) value: Option<Value>,
    /// Why it cannot be written: it does not stand there.
    pub(super) elsewhere: bool,
}

/// All places that differ, in the order of the props.
pub(super) fn differences(document: &Document, live: &Live, pulled: &Pulled) -> Vec<Difference> {
    let names = Names::new(document);
    let Some(unit) = find(document, pulled) else { return Vec::new() };
    let resolver = Resolver::new(&names, Some(unit.clone()));
    let view = props(&resolver, &unit);
    let raw = request_fields(&live.function);
    let hidden: BTreeSet<&str> = pulled.left_out.iter().map(|left| left.field.as_str()).collect();
    let mut out = Vec::new();
    let has_size = view.get("cpu").is_present() || view.get("diskSize").is_present();
    let large = raw.get("diskSize").is_some_and(|size| size != &Value::from(512));
    for (key, value) in &pulled.props {
        // Memory alone makes the cloud choose the processors.
        let chosen = matches!(key.as_str(), "cpu" | "diskSize") && !has_size && !large;
        if key == "triggers" {
            triggers(&view.get(key), value, &hidden, &mut out);
        } else if key == "tags" {
            let (file, live) = (plain(&view.get(key)), value);
            if file.as_ref().is_none_or(|file| !same_tags(file, live)) && !view.get(key).is_unknown() {
                out.push(Difference {
                    path: vec![key.clone()],
                    value: Some(live.clone()),
                    elsewhere: !is_own(&view, key),
                });
            }
        } else if !NOT_OURS.contains(&key.as_str()) && !chosen {
            compare(vec![key.clone()], &view, value, &hidden, &mut out);
        }
    }
    for field in view.fields() {
        let key = field.name.as_ref();
        if NOT_OURS.contains(&key) || pulled.props.contains_key(key) {
            continue;
        }
        gone(key, &view, &raw, &mut out);
    }
    out
}

/// A key that the file has and the pulled props have not: it is what is there anyway, or it is switched off.
fn gone(key: &str, view: &View<'_>, raw: &Fields, out: &mut Vec<Difference>) {
    let own = view.get(key);
    let path = vec![key.to_string()];
    let scalar = raw.get(key).filter(|value| !value.is_object() && !value.is_array() && !is_empty(value));
    match (plain(&own), scalar) {
        // Not settled in the file, or a placeholder that nothing reads.
        (None, _) => {}
        _ if key == "handler" => {}
        (Some(file), Some(live)) => {
            if !same(key, &file, live) {
                out.push(Difference { path, value: Some(live.clone()), elsewhere: !is_own(view, key) });
            }
        }
        (Some(file), None) => {
            let known = [
                "vpcConfig",
                "nasConfig",
                "ossMountConfig",
                "logConfig",
                "gpuConfig",
                "customDNS",
                "layers",
                "role",
                "environmentVariables",
                "description",
                "tracingConfig",
                "instanceLifecycleConfig",
                "asyncInvokeConfig",
                "concurrencyConfig",
                "provisionConfig",
                "scalingConfig",
                "vpcBinding",
                "customRuntimeConfig",
            ];
            let nothing = is_empty(&file)
                || key == "provisionConfig" && file.get("defaultTarget") == Some(&Value::from(0));
            if known.contains(&key) && !nothing && !is_auto(&file) {
                out.push(Difference { path, value: None, elsewhere: !is_own(view, key) });
            }
        }
    }
}

fn is_auto(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.trim().to_ascii_lowercase().starts_with("auto"))
}

/// Whether the entry of a key is written in this block, and not as an expression.
fn is_own(parent: &View<'_>, key: &str) -> bool {
    let own = parent.get(key);
    own.is_absent() && (parent.own_mapping().is_some() || parent.is_absent()) || own.own_node().is_some()
}

/// Compares one key of the block `parent` with the live value; `path` leads to it from the props.
fn compare(
    path: Vec<String>,
    parent: &View<'_>,
    live: &Value,
    hidden: &BTreeSet<&str>,
    out: &mut Vec<Difference>,
) {
    let key = path.last().map(String::as_str).unwrap_or_default();
    let own = parent.get(key);
    let field = path.join(".");
    if own.is_empty() {
        if !own.is_unknown() && !goes_without_saying(key, live) {
            out.push(Difference {
                path: path.clone(),
                value: Some(live.clone()),
                elsewhere: !is_own(parent, key),
            });
        }
        return;
    }
    // A secret that is there is the author's business; what cannot be known is not judged.
    if hidden.contains(field.as_str()) || own.is_unknown() {
        return;
    }
    if let (Value::Object(map), true) = (live, own.is_mapping()) {
        for (name, value) in map {
            let below = path.iter().cloned().chain([name.clone()]).collect();
            compare(below, &own, value, hidden, out);
        }
        for field in own.fields() {
            let name = field.name.into_owned();
            let there = plain(&field.view)
                .is_some_and(|value| !goes_without_saying(&name, &value) || key == "environmentVariables");
            if !map.contains_key(&name) && there {
                let below = path.iter().cloned().chain([name.clone()]).collect();
                out.push(Difference { path: below, value: None, elsewhere: !is_own(&own, &name) });
            }
        }
        return;
    }
    let Some(file) = plain(&own) else { return };
    if live.is_object() && is_auto(&file) || same(key, &file, live) {
        return;
    }
    out.push(Difference { path: path.clone(), value: Some(live.clone()), elsewhere: !is_own(parent, key) });
}

/// Triggers are compared by name; those that the function does not have are left in the file.
fn triggers(view: &View<'_>, live: &Value, hidden: &BTreeSet<&str>, out: &mut Vec<Difference>) {
    let Some(list) = live.as_array() else { return };
    if view.is_unknown() {
        return;
    }
    let items = view.items();
    let name_of = |item: &View<'_>| item.get("triggerName").as_str().map(|name| name.into_owned());
    let mut whole = view.is_absent();
    for trigger in list.iter().filter_map(Value::as_object) {
        let name = trigger.get("triggerName").and_then(Value::as_str).unwrap_or_default();
        let Some((index, item)) =
            items.iter().enumerate().find(|(_, item)| name_of(item).as_deref() == Some(name))
        else {
            whole = true;
            continue;
        };
        for (key, value) in trigger {
            let mut below = Vec::new();
            compare_in_item(key, item, value, hidden, &mut below);
            for mut difference in below {
                let mut path = vec!["triggers".to_string(), index.to_string()];
                path.append(&mut difference.path);
                out.push(Difference { path, ..difference });
            }
        }
    }
    if whole {
        let missing = list.iter().filter(|trigger| {
            let name = trigger.get("triggerName").and_then(Value::as_str);
            !items.iter().any(|item| name_of(item).as_deref() == name)
        });
        let value = Some(missing.cloned().collect());
        let elsewhere = view.is_present() && view.own_node().is_none();
        out.push(Difference { path: vec!["triggers".into(), "+".into()], value, elsewhere });
    }
}

fn compare_in_item(
    key: &str,
    item: &View<'_>,
    value: &Value,
    hidden: &BTreeSet<&str>,
    out: &mut Vec<Difference>,
) {
    let own = item.get(key);
    // Roles that the tools fill in when the file says nothing.
    if matches!(key, "invocationRole" | "sourceArn" | "qualifier" | "description") && own.is_empty() {
        return;
    }
    compare(vec![key.to_string()], item, value, hidden, out);
}

fn same_tags(file: &Value, live: &Value) -> bool {
    let pairs = |value: &Value| -> BTreeSet<(String, String)> {
        let text = |tag: &Value, names: [&str; 2]| {
            let found = names.iter().find_map(|name| tag.get(*name)).and_then(Value::as_str);
            found.unwrap_or_default().to_string()
        };
        let tags = value.as_array().into_iter().flatten();
        tags.map(|tag| (text(tag, ["key", "Key"]), text(tag, ["value", "Value"]))).collect()
    };
    pairs(file) == pairs(live)
}

/// Whether two values mean the same.
fn same(key: &str, file: &Value, live: &Value) -> bool {
    match (file, live) {
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (Value::String(one), Value::String(other)) if matches!(key, "role" | "invocationRole") => {
            let bare = |text: &str| text.rsplit('/').next().unwrap_or(text).to_lowercase();
            one.eq_ignore_ascii_case(other) || !one.contains(':') && bare(one) == bare(other)
        }
        // An address may leave the account out.
        (Value::String(one), Value::String(other)) => {
            one == other || one.contains("::") && without_account(one) == without_account(other)
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same("", one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let covers = |one: &Fields, other: &Fields| {
                one.iter().all(|(key, value)| match other.get(key) {
                    Some(other) => same(key, value, other),
                    None => goes_without_saying(key, value) || value == &Value::from(0),
                })
            };
            covers(one, other) && covers(other, one)
        }
        // Text that holds JSON may be written as a mapping.
        (Value::Object(_), Value::String(text)) => {
            serde_json::from_str::<Value>(text).is_ok_and(|live| same(key, file, &live))
        }
        _ => file == live,
    }
}

fn without_account(arn: &str) -> String {
    let parts: Vec<&str> = arn.split(':').collect();
    parts.iter().enumerate().filter(|(at, _)| *at != 3).map(|(_, part)| *part).collect::<Vec<_>>().join(":")
}

/// The value of a view; `None` where a part of it cannot be known.
fn plain(view: &View<'_>) -> Option<Value> {
    Some(match view.value_type() {
        None if view.is_absent() => Value::Null,
        None => return None,
        Some(ValueType::Null) => Value::Null,
        Some(ValueType::Bool) => view.as_bool()?.into(),
        Some(ValueType::Integer) => i64::try_from(view.as_int()?).ok()?.into(),
        Some(ValueType::Float) => view.scalar_text()?.trim().parse::<f64>().ok()?.into(),
        Some(ValueType::String) => view.as_str()?.into_owned().into(),
        Some(ValueType::Sequence) => view.items().iter().map(plain).collect::<Option<Vec<_>>>()?.into(),
        Some(ValueType::Mapping) => {
            let fields =
                view.fields().into_iter().map(|field| Some((field.name.into_owned(), plain(&field.view)?)));
            fields.collect::<Option<Fields>>()?.into()
        }
    })
}
