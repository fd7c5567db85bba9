//! Triggers: the common part, and the settings of each type as the API wants them.

use serde_json::{Map, Value, json};

use super::block::{Context, locate};
use super::{Fields, Target, TriggerTarget};
use crate::document::evaluate::Evaluated;
use crate::message;

/// Keys of a trigger beside name and settings.
const FIELDS: [&str; 5] = ["triggerType", "description", "qualifier", "sourceArn", "invocationRole"];

/// Reads `triggers` of props.
pub(super) fn read(context: &mut Context<'_>, list: &Evaluated, target: &mut Target) {
    locate(&mut target.spans, "triggers", list);
    if !list.is_list() {
        context.obstacle(list.span, message!("`triggers` is a list", "`triggers` 应为列表"));
        return;
    }
    for item in list.items().iter().filter(|item| !item.is_null()) {
        let name = context.required(item, "triggerName", item.span);
        let kind = context.required(item, "triggerType", item.span);
        let (Some(name), Some(kind)) = (name, kind) else { continue };
        if target.triggers.iter().any(|trigger| trigger.name == name) {
            let span = item.get("triggerName").map_or(item.span, |name| name.span);
            let message = message!("there are two triggers called `{name}`", "有两个名为 `{name}` 的触发器");
            context.obstacle(span, message);
            continue;
        }
        let place = format!("triggers.{name}");
        let mut fields = Fields::new();
        for key in FIELDS {
            let Some(value) = item.get(key) else { continue };
            match value.text() {
                Some(text) => {
                    let text = if key == "triggerType" { kind.clone() } else { text };
                    fields.insert(key.to_string(), text.into());
                }
                None => {
                    context.obstacle(value.span, message!("`{key}` must be text", "`{key}` 必须是文本"));
                }
            }
        }
        if let Some(config) = settings(context, &kind, item, target) {
            fields.insert("triggerConfig".to_string(), config);
        }
        for (key, value) in item.fields() {
            let known = FIELDS.contains(&key) || key == "triggerName" || key == "triggerConfig";
            if known {
                locate(&mut target.spans, &format!("{place}.{key}"), value);
            } else {
                let message =
                    message!("a trigger has no `{key}`: it is not sent", "触发器没有 `{key}`：不会发送");
                target.notes.push(super::block::note(value.key.unwrap_or(value.span), message));
            }
        }
        let span = item.get("triggerName").map_or(item.span, |name| name.span);
        target.spans.insert(place, span);
        target.triggers.push(TriggerTarget { name, fields });
    }
}

/// `triggerConfig` of `item` as an object.
fn settings(context: &mut Context<'_>, kind: &str, item: &Evaluated, target: &mut Target) -> Option<Value> {
    let Some(config) = item.get("triggerConfig") else {
        // A table store trigger has no settings; all others have.
        return (kind == "tablestore").then(|| json!({}));
    };
    let value = match config.as_str() {
        Some(text) => serde_json::from_str(text).unwrap_or_default(),
        None => config.json(),
    };
    let Value::Object(mut object) = value else {
        let message = message!("`triggerConfig` must be a mapping", "`triggerConfig` 必须是映射");
        context.obstacle(config.span, message);
        return None;
    };
    match kind {
        "http" => jwt(context, config, &mut object),
        "oss" => oss(&mut object),
        "log" => log(&mut object),
        "eventbridge" => {
            // The pattern is JSON text on the wire, also where it is written as a mapping.
            if let Some(pattern) = object.get_mut("eventRuleFilterPattern")
                && pattern.is_object()
            {
                *pattern = Value::String(pattern.to_string());
            }
        }
        "tablestore" if !object.is_empty() => {
            let message = message!(
                "a tablestore trigger has no settings: they are not sent",
                "tablestore 触发器没有配置项：不会发送"
            );
            target.notes.push(super::block::note(config.span, message));
            object.clear();
        }
        _ => {}
    }
    Some(Value::Object(object))
}

/// The settings of JWT: places are text on the wire, `header:Authorization:Bearer `.
fn jwt(context: &mut Context<'_>, config: &Evaluated, object: &mut Map<String, Value>) {
    if object.get("authType").and_then(Value::as_str) != Some("jwt") {
        return;
    }
    let Some(Value::Object(auth)) = object.get_mut("authConfig") else { return };
    for (camel, lower) in [("whiteList", "whitelist"), ("blackList", "blacklist")] {
        if let Some(list) = auth.shift_remove(camel)
            && !auth.contains_key(lower)
        {
            auth.insert(lower.to_string(), list);
        }
    }
    if auth.contains_key("whitelist") && auth.contains_key("blacklist") {
        let message = message!(
            "`whitelist` and `blacklist` exclude each other: keep one",
            "`whitelist` 与 `blacklist` 互斥：请只保留一个"
        );
        context.obstacle(config.path("authConfig").map_or(config.span, |auth| auth.whole()), message);
    }
    let text =
        |value: &Value, key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_string();
    if let Some(Value::Array(places)) = auth.get("tokenLookup") {
        let places = places.iter().map(|place| {
            let (position, name) = (text(place, "readPosition"), text(place, "parameterName"));
            match text(place, "prefix") {
                prefix if position == "header" && !prefix.is_empty() => format!("{position}:{name}:{prefix}"),
                _ => format!("{position}:{name}"),
            }
        });
        let places = places.collect::<Vec<_>>().join(",");
        auth.insert("tokenLookup".to_string(), places.into());
    }
    match auth.get("claimPassBy") {
        Some(Value::Array(rules)) => {
            let rules = rules.iter().map(|rule| {
                let position = text(rule, "mappingParameterPosition");
                format!("{position}:{}:{}", text(rule, "claimName"), text(rule, "mappingParameterName"))
            });
            let rules = rules.collect::<Vec<_>>().join(",");
            auth.insert("claimPassBy".to_string(), rules.into());
        }
        Some(_) => {}
        // What the component sends where nothing is said; the API asks for it.
        None => {
            auth.insert("claimPassBy".to_string(), "query::".into());
        }
    }
}

/// The filter in lower case; FC 2.0 wrote `Key`, `Prefix`, `Suffix`.
fn oss(object: &mut Map<String, Value>) {
    let Some(Value::Object(filter)) = object.get_mut("filter") else { return };
    lower(filter, "Key", "key");
    if let Some(Value::Object(key)) = filter.get_mut("key") {
        lower(key, "Prefix", "prefix");
        lower(key, "Suffix", "suffix");
    }
}

fn lower(object: &mut Map<String, Value>, from: &str, to: &str) {
    if let Some(value) = object.shift_remove(from)
        && !object.contains_key(to)
    {
        object.insert(to.to_string(), value);
    }
}

/// Numbers that the component's schema wants as text.
fn log(object: &mut Map<String, Value>) {
    let Some(Value::Object(job)) = object.get_mut("jobConfig") else { return };
    for key in ["maxRetryTime", "triggerInterval"] {
        if let Some(value) = job.get_mut(key)
            && let Some(number) = value.as_str().and_then(|text| text.trim().parse::<i64>().ok())
        {
            *value = number.into();
        }
    }
}
