//! The rules of the fields. What breaks one is refused with 400 `InvalidArgument`.

use std::io::Cursor;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use regex::Regex;
use serde_json::{Map, Value};

use super::answer::Refusal;
use super::state::Fields;
use crate::cloud::checksum;

/// A check that says what is wrong.
type Checked = Result<(), Refusal>;

/// The runtimes of Function Compute 3.0.
const RUNTIMES: [&str; 21] = [
    "nodejs8",
    "nodejs10",
    "nodejs12",
    "nodejs14",
    "nodejs16",
    "nodejs18",
    "nodejs20",
    "go1",
    "python3",
    "python3.9",
    "python3.10",
    "python3.12",
    "java8",
    "java11",
    "php7.2",
    "dotnetcore3.1",
    "custom",
    "custom.debian10",
    "custom.debian11",
    "custom.debian12",
    "custom-container",
];
/// The types of triggers.
const TRIGGER_TYPES: [&str; 8] =
    ["http", "timer", "oss", "log", "mns_topic", "cdn_events", "tablestore", "eventbridge"];
const METHODS: [&str; 7] = ["GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS"];

/// A pattern of this file.
fn pattern(text: &'static str) -> Regex {
    Regex::new(text).expect("a pattern that is known to be right")
}

static NAME: LazyLock<Regex> = LazyLock::new(|| pattern("^[A-Za-z_][A-Za-z0-9_-]*$"));
static VARIABLE: LazyLock<Regex> = LazyLock::new(|| pattern("^[A-Za-z_][A-Za-z0-9_]*$"));
static LAYER_ARN: LazyLock<Regex> =
    LazyLock::new(|| pattern("^acs:fc:[a-z0-9-]+:[A-Za-z0-9_-]+:layers/[A-Za-z0-9_.-]+/versions/[0-9]+$"));
static ROLE_ARN: LazyLock<Regex> = LazyLock::new(|| pattern("^acs:ram::[0-9]+:role/[A-Za-z0-9_./-]+$"));
static EVERY: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^@every ([0-9]+(\.[0-9]+)?(ns|us|µs|ms|s|m|h))+$"));
static CRON: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^((CRON_)?TZ=\S+ +)?[0-9A-Z*/?,#LW-]+( +[0-9A-Za-z*/?,#LW-]+){5}$"));
static DOMAIN: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(\*\.)?([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}$"));

fn refuse<T>(message: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal::invalid(message))
}

/// The text of a field; none is empty.
pub(super) fn text<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn within(fields: &Fields, name: &str, from: i64, to: i64) -> Checked {
    match fields.get(name) {
        Some(value) if !value.as_i64().is_some_and(|value| (from..=to).contains(&value)) => {
            refuse(format!("{name} must be an integer between {from} and {to}, actual: {value}"))
        }
        _ => Ok(()),
    }
}

fn one_of(name: &str, value: &str, known: &[&str]) -> Checked {
    if known.contains(&value) {
        return Ok(());
    }
    refuse(format!("{name} must be one of {}, actual: '{value}'", known.join(", ")))
}

/// A name of a function (at most 64 characters) or of something within one (at most 128).
pub(super) fn name(field: &str, value: &str, most: usize) -> Checked {
    if value.is_empty() {
        return refuse(format!("{field} is required but not provided"));
    }
    if value.len() > most || !NAME.is_match(value) {
        return refuse(format!(
            "{field} must be 1 to {most} letters, digits, _ and -, and must not begin with a digit or -"
        ));
    }
    Ok(())
}

/// What a request says of code, checked.
pub(super) enum Package {
    /// The bytes of a ZIP.
    Zip(Vec<u8>),
    /// An object of OSS with the checksum that the request names.
    Object(String),
}

/// The `code` of a request: a ZIP in base64, or an object of OSS, and not both.
pub(super) fn code(code: &Fields) -> Result<Package, Refusal> {
    let [zip, bucket, object, checksum] =
        ["zipFile", "ossBucketName", "ossObjectName", "checksum"].map(|name| text(code, name));
    let from_oss = !bucket.is_empty() && !object.is_empty();
    if (zip.is_empty() != from_oss) || (bucket.is_empty() != object.is_empty()) {
        return refuse("Either ossBucketName/ossObjectName or zipFile must be set");
    }
    if from_oss {
        return Ok(Package::Object(checksum.to_string()));
    }
    let Ok(package) = BASE64.decode(zip) else {
        return refuse("zipFile must be base64");
    };
    if zip::ZipArchive::new(Cursor::new(&package)).is_err() {
        return refuse("zipFile is not a readable ZIP");
    }
    let own = checksum::checksum(&package);
    if !checksum.is_empty() && checksum != own {
        return refuse(format!("checksum is {own}, not {checksum}"));
    }
    Ok(Package::Zip(package))
}

/// A whole function, as it will be stored; `with_code` says whether there is code besides an image.
pub(super) fn function(fields: &Fields, with_code: bool) -> Checked {
    let runtime = text(fields, "runtime");
    if runtime.is_empty() {
        return refuse("Runtime is required but not provided");
    }
    one_of("runtime", runtime, &RUNTIMES)?;
    if text(fields, "handler").is_empty() {
        return refuse("Handler is required but not provided");
    }
    let empty = Map::new();
    let part = |name: &str| fields.get(name).and_then(Value::as_object).unwrap_or(&empty);
    if runtime == "custom-container" {
        if with_code {
            return refuse("code must not be set for custom-container");
        }
        if text(part("customContainerConfig"), "image").is_empty() {
            return refuse("customContainerConfig.image is required for custom-container");
        }
    } else if !with_code {
        return refuse("Either ossBucketName/ossObjectName or zipFile must be set");
    }
    size(fields)?;
    within(fields, "timeout", 1, 86_400)?;
    within(fields, "instanceConcurrency", 1, 200)?;
    if let Some(name) = part("environmentVariables").keys().find(|name| !VARIABLE.is_match(name)) {
        return refuse(format!("'{name}' is no name of an environment variable"));
    }
    for config in ["customRuntimeConfig", "customContainerConfig"].map(part) {
        within(config, "port", 1, 65_535)?;
        health(config.get("healthCheckConfig").and_then(Value::as_object).unwrap_or(&empty))?;
    }
    vpc(part("vpcConfig"))?;
    log(part("logConfig"))?;
    for arn in fields.get("layers").and_then(Value::as_array).into_iter().flatten() {
        if !arn.as_str().is_some_and(|arn| LAYER_ARN.is_match(arn)) {
            return refuse(format!("{arn} is no ARN of a layer version"));
        }
    }
    role("role", text(fields, "role"))
}

/// Memory, processors and disk, which hang together.
fn size(fields: &Fields) -> Checked {
    within(fields, "memorySize", 128, 32_768)?;
    let memory = fields.get("memorySize").and_then(Value::as_i64).unwrap_or_default();
    if memory % 64 != 0 {
        return refuse(format!("memorySize must be a multiple of 64, actual: {memory}"));
    }
    let cpu = fields.get("cpu").and_then(Value::as_f64).unwrap_or_default();
    let steps = cpu * 20.0;
    if !(0.05 - 1e-6..=16.0 + 1e-6).contains(&cpu) || (steps - steps.round()).abs() > 2e-5 {
        return refuse(format!("cpu must be a multiple of 0.05 between 0.05 and 16, actual: {cpu}"));
    }
    let gigabytes = memory as f64 / 1_024.0;
    let ratio = gigabytes / cpu;
    if !(1.0 - 1e-6..=4.0 + 1e-6).contains(&ratio) {
        return refuse(format!(
            "the ratio of Memory(in GB) to CPU(in core) must be between 1 and 4, actual: \
             {gigabytes:.2}/{cpu:.2}({ratio:.2})"
        ));
    }
    match fields.get("diskSize").and_then(Value::as_i64) {
        Some(512 | 10_240) => Ok(()),
        _ => refuse("diskSize must be 512 or 10240"),
    }
}

fn health(config: &Fields) -> Checked {
    within(config, "failureThreshold", 1, 120)?;
    within(config, "initialDelaySeconds", 0, 120)?;
    within(config, "periodSeconds", 1, 120)?;
    within(config, "successThreshold", 1, 120)?;
    within(config, "timeoutSeconds", 1, 3)?;
    if text(config, "httpGetUrl").chars().count() > 2_048 {
        return refuse("httpGetUrl must be at most 2048 characters");
    }
    Ok(())
}

fn vpc(config: &Fields) -> Checked {
    let switches = config.get("vSwitchIds").and_then(Value::as_array).map_or(0, Vec::len);
    let given =
        [!text(config, "vpcId").is_empty(), switches > 0, !text(config, "securityGroupId").is_empty()];
    if given.contains(&true) && given.contains(&false) {
        return refuse("vpcConfig needs vpcId, vSwitchIds and securityGroupId, or none of them");
    }
    Ok(())
}

fn log(config: &Fields) -> Checked {
    if text(config, "project").is_empty() != text(config, "logstore").is_empty() {
        return refuse("logConfig needs project and logstore, or none of them");
    }
    match text(config, "logBeginRule") {
        "" => Ok(()),
        rule => one_of("logBeginRule", rule, &["None", "DefaultRegex"]),
    }
}

/// A role: none, or its ARN.
pub(super) fn role(field: &str, arn: &str) -> Checked {
    if arn.is_empty() || ROLE_ARN.is_match(arn) {
        return Ok(());
    }
    refuse(format!("{field} must be of the form acs:ram::<account>:role/<name>, actual: '{arn}'"))
}

/// The tags of a request as pairs; keys may not come twice.
pub(super) fn tags(tags: Option<&Value>) -> Result<Vec<(String, String)>, Refusal> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for tag in tags.and_then(Value::as_array).into_iter().flatten() {
        let part = |names: [&str; 2]| names.iter().find_map(|name| tag.get(name)?.as_str());
        let key = part(["Key", "key"]).unwrap_or_default();
        if key.is_empty() {
            return refuse("a tag needs a key");
        }
        if pairs.iter().any(|(known, _)| known == key) {
            return refuse(format!("the tag key '{key}' comes twice"));
        }
        pairs.push((key.to_string(), part(["Value", "value"]).unwrap_or_default().to_string()));
    }
    Ok(pairs)
}

/// A whole trigger.
pub(super) fn trigger(fields: &Fields) -> Checked {
    let kind = text(fields, "triggerType");
    one_of("triggerType", kind, &TRIGGER_TYPES)?;
    role("invocationRole", text(fields, "invocationRole"))?;
    if matches!(kind, "oss" | "log" | "mns_topic") && text(fields, "sourceArn").is_empty() {
        return refuse(format!("sourceArn is required for a trigger of type {kind}"));
    }
    let config = text(fields, "triggerConfig");
    let Ok(Value::Object(config)) = serde_json::from_str(config) else {
        return refuse("triggerConfig must be the JSON text of an object");
    };
    match kind {
        "timer" => {
            let expression = text(&config, "cronExpression");
            if !EVERY.is_match(expression) && !CRON.is_match(expression) {
                return refuse(format!(
                    "cronExpression must be '@every <number><unit>' or have six fields, actual: '{expression}'"
                ));
            }
        }
        "http" => {
            let methods = config.get("methods").and_then(Value::as_array).cloned().unwrap_or_default();
            if methods.is_empty() {
                return refuse("methods of an http trigger must be a list with at least one method");
            }
            for method in methods {
                one_of("methods", method.as_str().unwrap_or_default(), &METHODS)?;
            }
            if let Some(auth) = config.get("authType") {
                let known = ["function", "anonymous", "jwt"];
                one_of("authType", auth.as_str().unwrap_or_default(), &known)?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// An async-invoke config.
pub(super) fn async_invoke(fields: &Fields) -> Checked {
    within(fields, "maxAsyncRetryAttempts", 0, 8)?;
    within(fields, "maxAsyncEventAgeInSeconds", 1, 604_800)
}

/// Counts that cannot be below zero.
pub(super) fn counts(fields: &Fields, names: &[&str]) -> Checked {
    names.iter().try_for_each(|name| within(fields, name, 0, i64::from(i32::MAX)))
}

/// The weights of an alias: shares of the calls.
pub(super) fn weights(fields: &Fields) -> Checked {
    let weights = fields.get("additionalVersionWeight").and_then(Value::as_object);
    for (version, weight) in weights.into_iter().flatten() {
        if !weight.as_f64().is_some_and(|weight| (0.0..=1.0).contains(&weight)) {
            return refuse(format!("the weight of version {version} must be between 0 and 1"));
        }
    }
    Ok(())
}

/// A whole custom domain.
pub(super) fn domain(fields: &Fields) -> Checked {
    let name = text(fields, "domainName");
    if name.len() > 253 || !DOMAIN.is_match(name) {
        return refuse(format!("'{name}' is no domain name"));
    }
    one_of("protocol", text(fields, "protocol"), &["HTTP", "HTTPS", "HTTP,HTTPS"])?;
    let routes = fields.get("routeConfig").and_then(|config| config.get("routes")?.as_array());
    for route in routes.into_iter().flatten().filter_map(Value::as_object) {
        if !text(route, "path").starts_with('/') {
            return refuse("the path of a route must begin with /");
        }
        for method in route.get("methods").and_then(Value::as_array).into_iter().flatten() {
            one_of("methods", method.as_str().unwrap_or_default(), &METHODS)?;
        }
    }
    Ok(())
}
