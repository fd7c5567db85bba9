//! Versions and aliases.

use serde_json::{Map, Value, json};

use super::answer::{Answer, Outcome, Refusal};
use super::router::Call;
use super::shape::{ALIAS, PUBLISH};
use super::state::{Fields, Function, State, Version};
use super::validate::{self, text};

pub(super) fn publish(call: &Call<'_>, state: &mut State) -> Outcome {
    let given = call.optional_fields(PUBLISH)?;
    let function = state.function_mut(call.parameter(0))?;
    function.published += 1;
    let number = function.published;
    let mut about = Map::new();
    for (field, value) in [
        ("versionId", number.to_string()),
        ("description", text(&given, "description").to_string()),
        ("createdTime", call.time()),
        ("lastModifiedTime", call.time()),
    ] {
        about.insert(field.into(), value.into());
    }
    let version = Version { about: about.clone(), snapshot: function.latest.clone() };
    function.versions.insert(number, version);
    Ok(Answer::Json(about.into()))
}

pub(super) fn list(call: &Call<'_>, state: &mut State) -> Outcome {
    let function = state.function(call.parameter(0))?;
    let direction = call.query("direction").filter(|direction| !direction.is_empty()).unwrap_or("BACKWARD");
    let forward = match direction {
        "FORWARD" => true,
        "BACKWARD" => false,
        _ => return Err(Refusal::invalid("direction must be BACKWARD or FORWARD")),
    };
    let mut versions: Vec<(String, Value)> = function
        .versions
        .iter()
        .map(|(number, version)| {
            let place = if forward { *number } else { u64::MAX - number };
            (format!("{place:020}"), version.about.clone().into())
        })
        .collect();
    versions.sort_by(|(a, _), (b, _)| a.cmp(b));
    let mut answer = call.page("versions", versions.into_iter())?;
    answer.insert("direction".into(), direction.into());
    Ok(Answer::Json(answer.into()))
}

pub(super) fn delete(call: &Call<'_>, state: &mut State) -> Outcome {
    let id = call.parameter(1);
    let function = state.function_mut(call.parameter(0))?;
    function.version(id)?;
    let used = function.aliases.iter().find(|(_, alias)| {
        let weights = alias.get("additionalVersionWeight").and_then(Value::as_object);
        text(alias, "versionId") == id || weights.is_some_and(|weights| weights.contains_key(id))
    });
    if let Some((alias, _)) = used {
        let message = format!("version '{id}' is used by the alias '{alias}'");
        return Err(Refusal::new(409, "VersionInUse", message));
    }
    function.versions.retain(|number, _| number.to_string() != id);
    forget_configs(function, id);
    Ok(Answer::Nothing)
}

/// The configs of a version or an alias go with it.
fn forget_configs(function: &mut Function, qualifier: &str) {
    function.async_invoke.remove(qualifier);
    function.provision.remove(qualifier);
    function.scaling.remove(qualifier);
}

fn missing(name: &str) -> Refusal {
    Refusal::missing("AliasNotFound", "alias", name)
}

/// All versions that an alias names exist, and the weights are shares.
fn check(function: &Function, alias: &Fields) -> Result<(), Refusal> {
    validate::weights(alias)?;
    let id = text(alias, "versionId");
    if id.is_empty() {
        return Err(Refusal::invalid("versionId is required but not provided"));
    }
    function.version(id)?;
    let weights = alias.get("additionalVersionWeight").and_then(Value::as_object);
    weights.into_iter().flatten().try_for_each(|(id, _)| function.version(id).map(|_| ()))
}

pub(super) fn create_alias(call: &Call<'_>, state: &mut State) -> Outcome {
    let mut fields = call.fields(ALIAS)?;
    let function = state.function_mut(call.parameter(0))?;
    let name = text(&fields, "aliasName").to_string();
    validate::name("aliasName", &name, 128)?;
    if name == "LATEST" {
        return Err(Refusal::invalid("aliasName must not be LATEST"));
    }
    check(function, &fields)?;
    if function.aliases.contains_key(&name) {
        return Err(Refusal::exists("AliasAlreadyExists", "alias", &name));
    }
    fields.entry("description").or_insert_with(|| "".into());
    fields.entry("additionalVersionWeight").or_insert_with(|| json!({}));
    fields.insert("createdTime".into(), call.time().into());
    fields.insert("lastModifiedTime".into(), call.time().into());
    function.aliases.insert(name, fields.clone());
    Ok(Answer::Json(fields.into()))
}

pub(super) fn get_alias(call: &Call<'_>, state: &mut State) -> Outcome {
    let name = call.parameter(1);
    let alias = state.function(call.parameter(0))?.aliases.get(name).ok_or_else(|| missing(name))?;
    Ok(Answer::Json(alias.clone().into()))
}

pub(super) fn list_aliases(call: &Call<'_>, state: &mut State) -> Outcome {
    let prefix = call.query("prefix").unwrap_or_default();
    let aliases = state.function(call.parameter(0))?.aliases.iter();
    let aliases = aliases.filter(|(name, _)| name.starts_with(prefix));
    let items = aliases.map(|(name, alias)| (name.clone(), Value::from(alias.clone())));
    Ok(Answer::Json(call.page("aliases", items)?.into()))
}

pub(super) fn update_alias(call: &Call<'_>, state: &mut State) -> Outcome {
    let name = call.parameter(1);
    let mut given = call.fields(ALIAS)?;
    given.remove("aliasName");
    let function = state.function_mut(call.parameter(0))?;
    let mut fields = function.aliases.get(name).ok_or_else(|| missing(name))?.clone();
    fields.extend(given);
    check(function, &fields)?;
    fields.insert("lastModifiedTime".into(), call.time().into());
    function.aliases.insert(name.to_string(), fields.clone());
    Ok(Answer::Json(fields.into()))
}

pub(super) fn delete_alias(call: &Call<'_>, state: &mut State) -> Outcome {
    let name = call.parameter(1);
    let function = state.function_mut(call.parameter(0))?;
    function.aliases.remove(name).ok_or_else(|| missing(name))?;
    forget_configs(function, name);
    Ok(Answer::Nothing)
}
