//! One form for what the file wants and for what the cloud has, so that the two can be compared: no read-only
//! fields, no nulls, JSON text as JSON, layers as ARNs; and what counts as "nothing" in a field.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::target::Fields;
use super::types::{
    AsyncConfig, ConcurrencyConfig, CreateCustomDomainInput, CustomDomain, Function, ProvisionConfig,
    ScalingConfig, Trigger, UpdateFunctionInput,
};

/// Fields whose absence does not mean `""`, `0`, `false` or nothing: what the API fills in (documentation of the
/// API and schema of Serverless Devs), by the end of their path. `null`: no value means nothing.
const DEFAULTS: [(&str, Filled); 34] = [
    ("internetAccess", Filled::Flag(true)),
    ("memorySize", Filled::Number(512)),
    ("diskSize", Filled::Number(512)),
    ("timeout", Filled::Number(3)),
    ("instanceConcurrency", Filled::Number(1)),
    ("instanceIsolationMode", Filled::Text("SHARE")),
    ("sessionAffinity", Filled::Text("NONE")),
    ("disableInjectCredentials", Filled::Text("None")),
    ("logConfig.logBeginRule", Filled::Text("None")),
    ("customRuntimeConfig.port", Filled::Number(9000)),
    ("customContainerConfig.port", Filled::Number(9000)),
    ("initializer.timeout", Filled::Number(3)),
    ("preStop.timeout", Filled::Number(3)),
    ("healthCheckConfig.failureThreshold", Filled::Number(3)),
    ("healthCheckConfig.periodSeconds", Filled::Number(3)),
    ("healthCheckConfig.successThreshold", Filled::Number(1)),
    ("healthCheckConfig.timeoutSeconds", Filled::Number(1)),
    ("qualifier", Filled::Text("LATEST")),
    ("cpu", Filled::Nothing),
    ("runtime", Filled::Nothing),
    ("handler", Filled::Nothing),
    ("port", Filled::Nothing),
    ("reservedConcurrency", Filled::Nothing),
    ("maxAsyncRetryAttempts", Filled::Number(3)),
    ("maxAsyncEventAgeInSeconds", Filled::Number(86_400)),
    ("enableOnDemandScaling", Filled::Flag(true)),
    ("minVersion", Filled::Text("TLSv1.0")),
    ("authConfig.authType", Filled::Text("anonymous")),
    ("triggerConfig.authType", Filled::Nothing),
    ("triggerConfig.enable", Filled::Nothing),
    ("triggerConfig.methods", Filled::Nothing),
    ("target", Filled::Nothing),
    ("minCapacity", Filled::Nothing),
    ("maxCapacity", Filled::Nothing),
];

/// A value that the API fills in.
#[derive(Debug, Clone, Copy)]
enum Filled {
    Flag(bool),
    Number(i64),
    Text(&'static str),
    /// Every value means something.
    Nothing,
}

/// Lists whose order means nothing, by the end of their path.
const SETS: [&str; 8] = [
    "vSwitchIds",
    "methods",
    "events",
    "allowHeaders",
    "allowMethods",
    "allowOrigins",
    "exposeHeaders",
    "cipherSuites",
];

/// Members that tell items of a list apart.
const IDENTITIES: [&str; 5] = ["mountDir", "path", "name", "Key", "key"];

/// Fields that hold a JSON document as text.
const JSON_TEXTS: [&str; 3] = ["sessionAffinityConfig", "authInfo", "triggerConfig.authConfig"];

/// Fields that the service takes and never gives back.
const WRITE_ONLY: [&str; 3] = ["authConfig.password", "certConfig.privateKey", "mountPoints.token"];

/// Whether `path` ends with the names in `end`; what stands in brackets (`mountPoints[/mnt/a]`) does not count.
fn ends_with(path: &str, end: &str) -> bool {
    let plain = plain(path);
    plain.strip_suffix(end).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// A path without what stands in brackets.
fn plain(path: &str) -> String {
    let mut depth = 0u32;
    path.chars()
        .filter(|c| {
            match c {
                '[' => depth += 1,
                ']' => {
                    depth = depth.saturating_sub(1);
                    return false;
                }
                _ => {}
            }
            depth == 0
        })
        .collect()
}

/// Whether a value says nothing: `null`, `""`, `[]`, `{}`.
pub fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Whether a field with this value is as good as absent.
pub fn is_neutral(path: &str, value: &Value) -> bool {
    match value {
        _ if is_blank(value) => true,
        Value::Object(members) => {
            members.iter().all(|(name, value)| is_neutral(&format!("{path}.{name}"), value))
        }
        // What the environment holds is never a default.
        _ if is_named_by_people(path) => false,
        _ => match DEFAULTS.iter().find(|(end, _)| ends_with(path, end)).map(|(_, default)| *default) {
            Some(Filled::Flag(flag)) => *value == Value::Bool(flag),
            Some(Filled::Number(number)) => value.as_f64() == Some(number as f64),
            Some(Filled::Text(text)) => value.as_str() == Some(text),
            Some(Filled::Nothing) => false,
            None => *value == Value::Bool(false) || value.as_f64() == Some(0.0),
        },
    }
}

/// Whether a person chose the name of the field, so that an empty value differs from none.
pub fn is_named_by_people(path: &str) -> bool {
    ["environmentVariables.", "tags."].iter().any(|start| path.starts_with(start))
}

/// Whether the service never gives the field back, so that nobody can tell whether it differs.
pub fn is_write_only(path: &str) -> bool {
    WRITE_ONLY.iter().any(|end| ends_with(path, end))
}

/// Whether two values of a field mean the same. Lists and objects of objects are compared by `diff`.
pub fn same(path: &str, wanted: &Value, live: &Value) -> bool {
    if is_neutral(path, wanted) && is_neutral(path, live) {
        return true;
    }
    match (wanted, live) {
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        // A number or a flag that one side has as text.
        (Value::Number(_) | Value::Bool(_), Value::String(text)) => is_written(wanted, text),
        (Value::String(text), Value::Number(_) | Value::Bool(_)) => is_written(live, text),
        (Value::String(one), Value::String(other)) if one != other => {
            if JSON_TEXTS.iter().any(|end| ends_with(path, end)) {
                let (one, other) = (serde_json::from_str::<Value>(one), serde_json::from_str::<Value>(other));
                return matches!((one, other), (Ok(one), Ok(other)) if one == other);
            }
            is_role(path) && same_role(one, other)
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len()
                && if SETS.iter().any(|end| ends_with(path, end)) {
                    one.iter().all(|item| other.contains(item)) && other.iter().all(|item| one.contains(item))
                } else {
                    one.iter().zip(other).all(|(one, other)| same(path, one, other))
                }
        }
        _ => wanted == live,
    }
}

fn is_written(value: &Value, text: &str) -> bool {
    let written = value.to_string();
    written == text
}

/// Whether a field holds a role.
pub fn is_role(path: &str) -> bool {
    ["role", "invocationRole"].iter().any(|end| ends_with(path, end))
}

/// Whether two texts name the same role; RAM takes names of roles without regard to case.
fn same_role(one: &str, other: &str) -> bool {
    let name = |text: &str| text.rsplit_once(":role/").map_or(text, |(_, name)| name).to_ascii_lowercase();
    let whole = |text: &str| text.starts_with("acs:ram:");
    if whole(one) && whole(other) { one.eq_ignore_ascii_case(other) } else { name(one) == name(other) }
}

/// The account in an ARN such as `acs:fc:cn-hangzhou:1234:functions/f`.
pub fn account_of(arn: &str) -> Option<&str> {
    let account = arn.split(':').nth(3)?;
    (!account.is_empty() && account.bytes().all(|byte| byte.is_ascii_digit())).then_some(account)
}

/// Whether a text needs the account before it can be sent: a role given by its name alone, or an ARN with an empty
/// account (`acs:oss:cn-hangzhou::bucket`).
pub fn lacks_account(name: &str, text: &str) -> bool {
    if is_role(name) && !text.is_empty() && !text.starts_with("acs:") {
        return true;
    }
    text.starts_with("acs:") && text.split(':').nth(3) == Some("") && text.split(':').nth(4).is_some()
}

/// Such a text with the account. RAM takes names of roles without regard to case; all tools write them small.
pub fn with_account(text: &str, account: &str) -> String {
    if !text.starts_with("acs:") {
        return format!("acs:ram::{account}:role/{}", text.to_ascii_lowercase());
    }
    let mut parts: Vec<&str> = text.split(':').collect();
    if let Some(part) = parts.get_mut(3) {
        *part = account;
    }
    parts.join(":")
}

/// The member by which the items of both lists can be told apart, if there is one.
pub fn identity(one: &[Value], other: &[Value]) -> Option<&'static str> {
    IDENTITIES.into_iter().find(|name| {
        [one, other].iter().all(|items| {
            let mut names: Vec<&str> = items.iter().filter_map(|item| item.get(name)?.as_str()).collect();
            let all = names.len() == items.len();
            names.sort_unstable();
            names.dedup();
            all && names.len() == items.len()
        })
    })
}

/// Fields as their wire type has them: known ones alone, with the right kinds of numbers; then what was lost.
///
/// # Errors
///
/// When a value is of a wrong type: the words of the reader.
pub fn typed<T: DeserializeOwned + Serialize>(fields: &Fields) -> Result<(Fields, Vec<String>), String> {
    let value: T =
        serde_json::from_value(Value::Object(fields.clone())).map_err(|error| error.to_string())?;
    let kept = fields_of(&value);
    let mut lost = Vec::new();
    missing("", fields, &kept, &mut lost);
    Ok((kept, lost))
}

fn missing(at: &str, given: &Fields, kept: &Fields, lost: &mut Vec<String>) {
    for (name, value) in given.iter().filter(|(_, value)| !value.is_null()) {
        let path = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
        match (value, kept.get(name)) {
            (_, None) => lost.push(path),
            (Value::Object(given), Some(Value::Object(kept))) => missing(&path, given, kept, lost),
            (Value::Array(given), Some(Value::Array(kept))) => {
                for (given, kept) in given.iter().zip(kept) {
                    if let (Value::Object(given), Value::Object(kept)) = (given, kept) {
                        missing(&path, given, kept, lost);
                    }
                }
            }
            _ => {}
        }
    }
}

/// A wire type as fields.
fn fields_of(value: &impl Serialize) -> Fields {
    match serde_json::to_value(value) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

fn without(value: &impl Serialize, names: &[&str]) -> Fields {
    let mut fields = fields_of(value);
    fields.retain(|name, _| !names.contains(&name.as_str()));
    fields
}

/// A function of the cloud as a body of UpdateFunction.
pub fn function(live: &Function) -> Fields {
    let layers =
        live.layers.iter().flatten().filter_map(|layer| layer.arn.clone()).map(Value::from).collect();
    let mut fields = without(live, &["tags"]);
    fields.insert("layers".into(), Value::Array(layers));
    if let Some(Value::Object(container)) = fields.get_mut("customContainerConfig") {
        container.retain(|name, _| !["accelerationInfo", "resolvedImageUri"].contains(&name.as_str()));
    }
    // What an update cannot change is not to be compared.
    typed::<UpdateFunctionInput>(&fields).map_or(fields, |(fields, _)| fields)
}

/// `triggerConfig` as an object, also where it is JSON text.
pub fn trigger_config(fields: &mut Fields) {
    if let Some(Value::String(text)) = fields.get("triggerConfig")
        && let Ok(config @ Value::Object(_)) = serde_json::from_str(text)
    {
        fields.insert("triggerConfig".into(), config);
    }
}

/// A trigger of the cloud as a body of CreateTrigger, its config as an object.
pub fn trigger(live: &Trigger) -> Fields {
    let read_only =
        ["createdTime", "httpTrigger", "lastModifiedTime", "status", "targetArn", "triggerId", "triggerName"];
    let mut fields = without(live, &read_only);
    trigger_config(&mut fields);
    fields
}

/// The body of PutAsyncInvokeConfig.
pub fn async_invoke(live: &AsyncConfig) -> Fields {
    without(live, &["createdTime", "functionArn", "lastModifiedTime"])
}

/// The body of PutConcurrencyConfig.
pub fn concurrency(live: &ConcurrencyConfig) -> Fields {
    without(live, &["functionArn"])
}

/// The body of PutProvisionConfig. `target` is the older name of `defaultTarget`.
pub fn provision(live: &ProvisionConfig) -> Fields {
    let mut fields = without(live, &["current", "currentError", "functionArn"]);
    default_target(&mut fields);
    fields
}

/// `target` becomes `defaultTarget`.
pub fn default_target(fields: &mut Fields) {
    if let Some(target) = fields.remove("target") {
        fields.entry("defaultTarget").or_insert(target);
    }
}

/// The body of PutScalingConfig.
pub fn scaling(live: &ScalingConfig) -> Fields {
    without(live, &["currentError", "currentInstances", "functionArn", "targetInstances"])
}

/// The body of CreateCustomDomain without the name.
pub fn domain(live: &CustomDomain) -> Fields {
    let fields = without(live, &["domainName"]);
    typed::<CreateCustomDomainInput>(&fields).map_or(fields, |(fields, _)| fields)
}

/// What is sent to make a field of a function as if it had never been set, for those that can be.
pub fn reset_value(field: &str) -> Option<Value> {
    Some(match field {
        "description" | "role" => json!(""),
        "environmentVariables"
        | "customDNS"
        | "instanceLifecycleConfig"
        | "tracingConfig"
        | "polarFsConfig"
        | "juiceFsConfig" => json!({}),
        "layers" => json!([]),
        "internetAccess" => json!(true),
        "disableOndemand" | "enableLongLiving" => json!(false),
        "instanceIsolationMode" => json!("SHARE"),
        "sessionAffinity" => json!("NONE"),
        "sessionAffinityConfig" => json!(""),
        "timeout" => json!(3),
        "vpcConfig" => json!({ "vpcId": "", "vSwitchIds": [], "securityGroupId": "", "role": "" }),
        "logConfig" => json!({
            "enableInstanceMetrics": false, "enableRequestMetrics": false, "logBeginRule": "None",
            "logstore": "", "project": "",
        }),
        "nasConfig" => json!({ "groupId": 0, "mountPoints": [], "userId": 0 }),
        "ossMountConfig" => json!({ "mountPoints": [] }),
        _ => return None,
    })
}
