//! A live function as the `props` of an s.yaml (component fc3): names and shapes as a person writes them, in a
//! sensible order, without what is read-only and without what is there anyway.

use serde::Serialize;
use serde_json::{Value, json};

use super::target::Fields;
use super::types::{AsyncConfig, ConcurrencyConfig, Function, ProvisionConfig, ScalingConfig, Trigger};

/// All that belongs to a function.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Live {
    /// The function.
    pub function: Function,
    /// Its triggers.
    pub triggers: Vec<Trigger>,
    /// How asynchronous calls are treated.
    pub async_invoke: Option<AsyncConfig>,
    /// Limit of instances.
    pub concurrency: Option<ConcurrencyConfig>,
    /// Provisioned instances.
    pub provision: Option<ProvisionConfig>,
    /// Elastic instances.
    pub scaling: Option<ScalingConfig>,
    /// VPCs that may call it.
    pub vpc_bindings: Vec<String>,
}

/// Fields of a function in the order in which they are written, with the value that is there anyway.
const ORDER: [(&str, &str); 31] = [
    ("description", ""),
    ("runtime", ""),
    ("handler", ""),
    ("cpu", ""),
    ("memorySize", ""),
    ("diskSize", ""),
    ("timeout", "3"),
    ("instanceConcurrency", "1"),
    ("instanceIsolationMode", "\"SHARE\""),
    ("idleTimeout", "0"),
    ("internetAccess", "true"),
    ("disableOndemand", "false"),
    ("enableLongLiving", "false"),
    ("disableInjectCredentials", "\"None\""),
    ("role", ""),
    ("environmentVariables", ""),
    ("layers", ""),
    ("customRuntimeConfig", ""),
    ("customContainerConfig", ""),
    ("instanceLifecycleConfig", ""),
    ("sessionAffinity", "\"NONE\""),
    ("sessionAffinityConfig", ""),
    ("customDNS", ""),
    ("gpuConfig", ""),
    ("vpcConfig", ""),
    ("nasConfig", ""),
    ("ossMountConfig", ""),
    ("polarFsConfig", ""),
    ("juiceFsConfig", ""),
    ("logConfig", ""),
    ("tracingConfig", ""),
];

/// The value in JSON; wire types have nothing that JSON has not.
pub fn json_of<T: Serialize>(value: &T) -> Fields {
    match serde_json::to_value(value) {
        Ok(Value::Object(fields)) => fields,
        _ => Fields::new(),
    }
}

/// Whether nothing is in it.
pub fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Without what is empty, at any depth.
pub fn pruned(value: Value) -> Value {
    match value {
        Value::Object(map) => map
            .into_iter()
            .map(|(key, value)| (key, pruned(value)))
            .filter(|(_, value)| !is_empty(value))
            .collect::<Fields>()
            .into(),
        Value::Array(items) => items.into_iter().map(pruned).collect(),
        other => other,
    }
}

/// The first of `keys` that are there, then the others.
fn ordered(mut map: Fields, keys: &[&str]) -> Fields {
    let mut out = Fields::new();
    for key in keys {
        if let Some(value) = map.shift_remove(*key) {
            out.insert((*key).to_string(), value);
        }
    }
    out.extend(map);
    out
}

/// Fields of a function as they are in requests: layers by ARN, no tags, nothing that is read-only.
pub fn request_fields(function: &Function) -> Fields {
    let mut fields = json_of(function);
    let layers = function.layers.iter().flatten().filter_map(|layer| layer.arn.clone());
    fields.insert("layers".into(), layers.collect::<Vec<_>>().into());
    fields.retain(|key, _| ORDER.iter().any(|(known, _)| known == key));
    if let Some(Value::Object(container)) = fields.get_mut("customContainerConfig") {
        container.retain(|key, _| !matches!(key.as_str(), "accelerationInfo" | "resolvedImageUri"));
    }
    fields
}

/// Tags as the file has them.
pub fn tags(function: &Function) -> Vec<(String, String)> {
    let tags = function.tags.iter().flatten();
    tags.filter_map(|tag| Some((tag.key.clone()?, tag.value.clone().unwrap_or_default()))).collect()
}

/// The props of a function alone, with `code` if it is given: what is there anyway is left out.
pub fn function_props(function: &Function, region: &str, code: Option<&str>) -> Fields {
    let fields = request_fields(function);
    let name = function.function_name.clone().unwrap_or_default();
    props_of(fields, &tags(function), region, &name, code)
}

/// Props from fields of a request.
pub fn props_of(
    mut fields: Fields,
    tags: &[(String, String)],
    region: &str,
    name: &str,
    code: Option<&str>,
) -> Fields {
    let runtime = fields.get("runtime").and_then(Value::as_str).unwrap_or_default().to_string();
    let custom = runtime.starts_with("custom");
    let mut props = Fields::new();
    props.insert("region".into(), region.into());
    props.insert("functionName".into(), name.into());
    for (key, usual) in ORDER {
        let Some(value) = fields.remove(key) else { continue };
        let value = match key {
            // Their values may be empty and mean that.
            "environmentVariables" => value,
            // A placeholder that nothing reads.
            "handler" if custom => continue,
            "sessionAffinityConfig" => {
                value.as_str().and_then(|text| serde_json::from_str(text).ok()).unwrap_or(value)
            }
            _ => pruned(value),
        };
        if is_empty(&value) || !is_there(key, &value) {
            continue;
        }
        if serde_json::from_str::<Value>(usual).is_ok_and(|usual| usual == value) {
            continue;
        }
        props.insert(key.into(), tidied(key, value));
        if key == "handler" || (key == "runtime" && custom) {
            insert_code(&mut props, code);
        }
    }
    if !props.contains_key("code") {
        insert_code(&mut props, code);
    }
    if !tags.is_empty() {
        let tags = tags.iter().map(|(key, value)| json!({ "key": key, "value": value }));
        props.insert("tags".into(), tags.collect());
    }
    props
}

fn insert_code(props: &mut Fields, code: Option<&str>) {
    if let Some(code) = code {
        props.insert("code".into(), code.into());
    }
}

/// Whether a setting is switched on: the cloud answers with empty shells of those that are not.
fn is_there(key: &str, value: &Value) -> bool {
    let has = |field: &str| value.get(field).is_some_and(|value| !is_empty(value));
    match key {
        "logConfig" => has("project"),
        "vpcConfig" => has("vpcId"),
        "nasConfig" | "ossMountConfig" | "polarFsConfig" | "juiceFsConfig" => has("mountPoints"),
        "gpuConfig" => has("gpuType"),
        "tracingConfig" => has("type"),
        _ => true,
    }
}

/// A setting in the order of people, without what is there anyway.
fn tidied(key: &str, value: Value) -> Value {
    let Value::Object(map) = value else { return value };
    let mut map = match key {
        "vpcConfig" => ordered(map, &["vpcId", "vSwitchIds", "securityGroupId"]),
        "logConfig" => ordered(map, &["project", "logstore"]),
        "customRuntimeConfig" => ordered(map, &["command", "args", "port"]),
        "customContainerConfig" => ordered(map, &["image", "entrypoint", "command", "port"]),
        "nasConfig" | "polarFsConfig" => ordered(map, &["userId", "groupId"]),
        "gpuConfig" => ordered(map, &["gpuType", "gpuMemorySize"]),
        "tracingConfig" => ordered(map, &["type"]),
        _ => map,
    };
    if key == "instanceLifecycleConfig" {
        map.retain(|_, hook| hook.get("handler").is_some() || hook.get("command").is_some());
    }
    if let Some(Value::Array(points)) = map.get_mut("mountPoints") {
        for point in points.iter_mut().filter_map(Value::as_object_mut) {
            point.retain(|key, value| {
                !(matches!(key.as_str(), "enableTLS" | "readOnly") && value == &Value::Bool(false))
            });
        }
    }
    map.into()
}

/// The props of a function and all that belongs to it.
pub fn props(live: &Live, region: &str, code: Option<&str>) -> Fields {
    let mut props = function_props(&live.function, region, code);
    let triggers: Vec<Value> = live.triggers.iter().map(|trigger| self::trigger(trigger).into()).collect();
    if !triggers.is_empty() {
        props.insert("triggers".into(), triggers.into());
    }
    let mut add = |key: &str, fields: Option<Fields>| {
        if let Some(fields) = fields.filter(|fields| !fields.is_empty()) {
            props.insert(key.into(), fields.into());
        }
    };
    add("asyncInvokeConfig", live.async_invoke.as_ref().map(async_invoke));
    let reserved = live.concurrency.as_ref().and_then(|config| config.reserved_concurrency);
    add("concurrencyConfig", reserved.map(|number| one("reservedConcurrency", number.into())));
    add("provisionConfig", live.provision.as_ref().and_then(provision));
    add("scalingConfig", live.scaling.as_ref().and_then(scaling));
    if !live.vpc_bindings.is_empty() {
        add("vpcBinding", Some(one("vpcIds", live.vpc_bindings.clone().into())));
    }
    props
}

fn one(key: &str, value: Value) -> Fields {
    Fields::from_iter([(key.to_string(), value)])
}

/// A trigger as the file has it.
pub fn trigger(trigger: &Trigger) -> Fields {
    let mut fields = Fields::new();
    let mut add = |key: &str, value: &Option<String>, usual: &str| {
        if let Some(value) = value.as_deref().filter(|value| !value.is_empty() && *value != usual) {
            fields.insert(key.into(), value.into());
        }
    };
    add("triggerName", &trigger.trigger_name, "");
    add("triggerType", &trigger.trigger_type, "");
    add("description", &trigger.description, "");
    add("qualifier", &trigger.qualifier, "LATEST");
    let kind = trigger.trigger_type.as_deref().unwrap_or_default();
    // Neither has a source; that of EventBridge is made by the service.
    if !matches!(kind, "http" | "timer" | "eventbridge") {
        add("sourceArn", &trigger.source_arn, "");
    }
    if !matches!(kind, "http" | "timer") {
        add("invocationRole", &trigger.invocation_role, "");
    }
    let text = trigger.trigger_config.as_deref().unwrap_or_default();
    let mut config: Fields = serde_json::from_str(text).unwrap_or_default();
    config.retain(|_, value| !value.is_null());
    if kind == "http" {
        unpack_jwt(&mut config);
        config.retain(|key, value| !(key == "disableURLInternet" && value == &Value::Bool(false)));
        config = ordered(config, &["authType", "methods"]);
    }
    fields.insert("triggerConfig".into(), config.into());
    fields
}

/// Settings of JWT are text with a document in it, on the wire.
fn unpack_jwt(config: &mut Fields) {
    match config.get("authConfig") {
        Some(Value::String(text)) if text.is_empty() => {
            config.remove("authConfig");
        }
        Some(Value::String(text)) => {
            if let Ok(Value::Object(inner)) = serde_json::from_str::<Value>(text) {
                config.insert("authConfig".into(), inner.into());
            }
        }
        _ => {}
    }
}

fn async_invoke(config: &AsyncConfig) -> Fields {
    let mut fields = json_of(config);
    fields.retain(|key, value| match key.as_str() {
        "maxAsyncEventAgeInSeconds" | "maxAsyncRetryAttempts" => true,
        "asyncTask" => value == &Value::Bool(true),
        "destinationConfig" => true,
        _ => false,
    });
    match pruned(fields.into()) {
        Value::Object(fields) => {
            ordered(fields, &["maxAsyncEventAgeInSeconds", "maxAsyncRetryAttempts", "asyncTask"])
        }
        _ => Fields::new(),
    }
}

fn provision(config: &ProvisionConfig) -> Option<Fields> {
    let target = config.default_target.or(config.target).unwrap_or_default();
    let empty = config.scheduled_actions.as_ref().is_none_or(Vec::is_empty)
        && config.target_tracking_policies.as_ref().is_none_or(Vec::is_empty);
    if target == 0 && empty {
        return None;
    }
    let mut fields = json_of(config);
    fields.insert("defaultTarget".into(), target.into());
    // Serverless Devs wants all five to be there.
    for (key, usual) in [
        ("alwaysAllocateCPU", json!(false)),
        ("alwaysAllocateGPU", json!(false)),
        ("scheduledActions", json!([])),
        ("targetTrackingPolicies", json!([])),
    ] {
        let value = fields.entry(key).or_insert(Value::Null);
        if value.is_null() {
            *value = usual;
        }
    }
    let keys = [
        "defaultTarget",
        "alwaysAllocateCPU",
        "alwaysAllocateGPU",
        "scheduledActions",
        "targetTrackingPolicies",
    ];
    fields.retain(|key, _| keys.contains(&key.as_str()));
    Some(ordered(fields, &keys))
}

fn scaling(config: &ScalingConfig) -> Option<Fields> {
    let mut fields = json_of(config);
    fields.retain(|key, value| {
        !matches!(key.as_str(), "currentError" | "currentInstances" | "functionArn" | "targetInstances")
            && !is_empty(value)
            && value != &Value::Bool(false)
            && value != &json!(0)
    });
    let there = ["minInstances", "horizontalScalingPolicies", "scheduledPolicies", "residentPoolId"];
    there.iter().any(|key| fields.contains_key(*key)).then(|| ordered(fields, &there))
}
