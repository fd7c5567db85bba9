//! Functions, their code, and whether they may be invoked.

use serde_json::{Map, Value, json};

use super::answer::{Answer, Outcome, Refusal, uuid};
use super::router::Call;
use super::shape::{DISABLE, FUNCTION};
use super::state::{Busy, Code, Fields, Function, Snapshot, State};
use super::validate::{self, Package, text};

/// What a function has when its maker says nothing; from the schema of Serverless Devs.
fn defaults() -> Fields {
    let Value::Object(defaults) = json!({
        "description": "",
        "diskSize": 512,
        "environmentVariables": {},
        "instanceConcurrency": 1,
        "instanceIsolationMode": "SHARE",
        "internetAccess": true,
        "layers": [],
        "logConfig": {
            "enableInstanceMetrics": false,
            "enableRequestMetrics": false,
            "logBeginRule": "None",
            "logstore": "",
            "project": "",
        },
        "memorySize": 512,
        "nasConfig": { "groupId": 0, "mountPoints": [], "userId": 0 },
        "ossMountConfig": { "mountPoints": [] },
        "role": "",
        "sessionAffinity": "NONE",
        "timeout": 3,
        "vpcConfig": { "role": "", "securityGroupId": "", "vSwitchIds": [], "vpcId": "" },
    }) else {
        return Map::new();
    };
    defaults
}

/// Processors for a memory given alone: 0.66 per GB, rounded up to 0.05.
fn processors(memory: i64) -> f64 {
    let steps = (memory as f64 / 1_024.0 * 0.66 * 20.0 - 1e-9).ceil();
    (steps / 20.0).clamp(0.05, 16.0)
}

/// Keeps the code of a request and says what is known of it.
pub(super) fn keep(state: &mut State, package: Package) -> Code {
    match package {
        Package::Zip(bytes) => state.keep(bytes),
        Package::Object(checksum) => Code { checksum, size: 0, here: false },
    }
}

fn package(fields: &mut Fields) -> Result<Option<Package>, Refusal> {
    match fields.remove("code") {
        Some(Value::Object(code)) => validate::code(&code).map(Some),
        _ => Ok(None),
    }
}

/// Passwords are taken and never given back, so they are not kept either.
fn forget_password(fields: &mut Fields) {
    let auth = fields
        .get_mut("customContainerConfig")
        .and_then(|config| config.get_mut("registryConfig")?.get_mut("authConfig")?.as_object_mut());
    if let Some(auth) = auth {
        auth.remove("password");
    }
}

pub(super) fn create(call: &Call<'_>, state: &mut State) -> Outcome {
    let mut fields = call.fields(FUNCTION)?;
    let name = text(&fields, "functionName").to_string();
    validate::name("functionName", &name, 64)?;
    if fields.contains_key("cpu") && !fields.contains_key("diskSize") {
        return Err(Refusal::invalid("Disk is required but not provided"));
    }
    let tags = validate::tags(fields.remove("tags").as_ref())?;
    let package = package(&mut fields)?;
    for (field, value) in defaults() {
        fields.entry(field).or_insert(value);
    }
    let memory = fields.get("memorySize").and_then(Value::as_i64).unwrap_or_default();
    fields.entry("cpu").or_insert_with(|| processors(memory).into());
    validate::function(&fields, package.is_some())?;
    if state.functions.contains_key(&name) {
        return Err(Refusal::exists("FunctionAlreadyExists", "function", &name));
    }
    forget_password(&mut fields);
    let arn = call.arn(&format!("functions/{name}"));
    for (field, value) in [
        ("functionId", uuid()),
        ("functionArn", arn.clone()),
        ("createdTime", call.time()),
        ("lastModifiedTime", call.time()),
    ] {
        fields.insert(field.into(), value.into());
    }
    let code = package.map(|package| keep(state, package));
    let mut function = Function::new(Snapshot { fields, code });
    function.busy = busy(call, true);
    state.functions.insert(name.clone(), function);
    if !tags.is_empty() {
        state.tags.insert(arn, tags.into_iter().collect());
    }
    answer(call, state, &name, None)
}

pub(super) fn update(call: &Call<'_>, state: &mut State) -> Outcome {
    let name = call.parameter(0);
    let mut given = call.fields(FUNCTION)?;
    // Neither can be changed in this way, and both are ignored without a word.
    given.remove("functionName");
    given.remove("tags");
    if given.remove("resourceGroupId").is_some() {
        call.unknown_field("resourceGroupId".into())?;
    }
    let function = state.function(name)?;
    let package = package(&mut given)?;
    let mut fields = function.latest.fields.clone();
    fields.extend(given);
    let container = text(&fields, "runtime") == "custom-container";
    let with_code = package.is_some() || (!container && function.latest.code.is_some());
    validate::function(&fields, with_code)?;
    forget_password(&mut fields);
    fields.insert("lastModifiedTime".into(), call.time().into());
    let code = package.map(|package| keep(state, package));
    let function = state.function_mut(name)?;
    function.latest.fields = fields;
    if code.is_some() || container {
        function.latest.code = code;
    }
    function.busy = busy(call, false);
    answer(call, state, name, None)
}

fn busy(call: &Call<'_>, creating: bool) -> Option<Busy> {
    (call.place.slow > 0).then(|| Busy { until: call.now + call.place.slow, creating })
}

pub(super) fn get(call: &Call<'_>, state: &mut State) -> Outcome {
    answer(call, state, call.parameter(0), call.query("qualifier"))
}

fn answer(call: &Call<'_>, state: &State, name: &str, qualifier: Option<&str>) -> Outcome {
    let function = state.function(name)?;
    let resolved = function.resolve(qualifier)?;
    let busy = function.busy.as_ref().filter(|_| resolved.qualifier == "LATEST");
    Ok(Answer::Json(present(call, state, function, resolved.snapshot, busy)))
}

/// A function as answers show it.
fn present(
    call: &Call<'_>,
    state: &State,
    function: &Function,
    snapshot: &Snapshot,
    busy: Option<&Busy>,
) -> Value {
    let mut fields = snapshot.fields.clone();
    let layers = fields.get("layers").and_then(Value::as_array);
    let layers: Vec<Value> =
        layers.into_iter().flatten().map(|arn| json!({ "arn": arn, "size": size(state, arn) })).collect();
    fields.insert("layers".into(), layers.into());
    let code = snapshot.code.clone().unwrap_or_default();
    fields.insert("codeSize".into(), code.size.into());
    fields.insert("codeChecksum".into(), code.checksum.into());
    let tags = state.tags.get(function.arn()).into_iter().flatten();
    let tags: Vec<Value> = tags.map(|(key, value)| json!({ "Key": key, "Value": value })).collect();
    fields.insert("tags".into(), tags.into());
    let busy = busy.filter(|busy| busy.until > call.now);
    let creating = busy.is_some_and(|busy| busy.creating);
    let changing = busy.is_some_and(|busy| !busy.creating);
    for (field, value) in [
        ("state", if creating { "Pending" } else { "Active" }),
        ("stateReason", ""),
        ("stateReasonCode", ""),
        ("lastUpdateStatus", if changing { "InProgress" } else { "Successful" }),
        ("lastUpdateStatusReason", ""),
        ("lastUpdateStatusReasonCode", ""),
    ] {
        fields.insert(field.into(), value.into());
    }
    if let Some(restriction) = &function.restriction {
        fields.insert("invocationRestriction".into(), restriction.clone().into());
    }
    fields.into()
}

/// The size of a layer that is kept here; 0 of any other.
fn size(state: &State, arn: &Value) -> u64 {
    let found = state.layers.values().flat_map(|layer| layer.versions.values());
    found.filter(|one| one.fields.get("layerVersionArn") == Some(arn)).map(|one| one.code.size).sum()
}

pub(super) fn list(call: &Call<'_>, state: &mut State) -> Outcome {
    let wanted = match call.query("tags").filter(|tags| !tags.is_empty()) {
        None => Vec::new(),
        Some(text) => match serde_json::from_str::<Value>(text) {
            Ok(tags @ Value::Array(_)) => validate::tags(Some(&tags))?,
            _ => return Err(Refusal::invalid("tags must be the JSON text of a list")),
        },
    };
    let prefix = call.query("prefix").unwrap_or_default();
    let fits = |name: &str, function: &Function| {
        let equal = |parameter: &str, field: &str| {
            call.query(parameter)
                .is_none_or(|wanted| wanted.is_empty() || text(&function.latest.fields, field) == wanted)
        };
        let tags = state.tags.get(function.arn());
        name.starts_with(prefix)
            && call.query("functionName").is_none_or(|wanted| wanted.is_empty() || name.contains(wanted))
            && call
                .query("description")
                .is_none_or(|wanted| text(&function.latest.fields, "description").contains(wanted))
            && equal("runtime", "runtime")
            && equal("resourceGroupId", "resourceGroupId")
            && wanted.iter().all(|(key, value)| tags.and_then(|tags| tags.get(key)) == Some(value))
    };
    let functions = state.functions.iter().filter(|(name, function)| fits(name, function));
    let items = functions.map(|(name, function)| {
        let busy = function.busy.as_ref();
        (name.clone(), present(call, state, function, &function.latest, busy))
    });
    Ok(Answer::Json(call.page("functions", items)?.into()))
}

pub(super) fn delete(call: &Call<'_>, state: &mut State) -> Outcome {
    let name = call.parameter(0);
    let function = state.function(name)?;
    if !function.triggers.is_empty() {
        let message = format!("function '{name}' has active triggers");
        return Err(Refusal::new(412, "FunctionNotEmpty", message));
    }
    let arn = function.arn().to_string();
    state.functions.remove(name);
    state.tags.remove(&arn);
    Ok(Answer::Nothing)
}

pub(super) fn code(call: &Call<'_>, state: &mut State) -> Outcome {
    let function = state.function(call.parameter(0))?;
    let Some(code) = &function.resolve(call.query("qualifier"))?.snapshot.code else {
        return Err(Refusal::invalid("the code of the function is an image"));
    };
    if !code.here {
        let message = "the code is an object of OSS, which the emulator does not hold";
        return Err(Refusal::new(501, "NotImplemented", message));
    }
    let url = format!("{}/__code/{}", call.place.base_url, code.checksum);
    Ok(Answer::Json(json!({ "url": url, "checksum": code.checksum })))
}

pub(super) fn disable(call: &Call<'_>, state: &mut State) -> Outcome {
    let function = state.function_mut(call.parameter(0))?;
    let given = call.optional_fields(DISABLE)?;
    let mut restriction = Map::new();
    restriction.insert("disable".into(), true.into());
    restriction.insert("reason".into(), text(&given, "reason").into());
    restriction.insert("lastModifiedTime".into(), call.time().into());
    function.restriction = Some(restriction);
    Ok(Answer::Json(json!({ "success": true })))
}

pub(super) fn enable(call: &Call<'_>, state: &mut State) -> Outcome {
    state.function_mut(call.parameter(0))?.restriction = None;
    Ok(Answer::Json(json!({ "success": true })))
}
