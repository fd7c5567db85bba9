//! Layers: versions that are never changed, numbers that are never used twice.

use serde_json::{Value, json};

use super::answer::{Answer, Outcome, Refusal};
use super::functions::keep;
use super::router::Call;
use super::shape::LAYER;
use super::state::{Layer, LayerVersion, State};
use super::validate::{self, text};

fn no_layer(name: &str) -> Refusal {
    Refusal::missing("LayerNotFound", "layer", name)
}

fn no_version(name: &str) -> Refusal {
    Refusal::missing("LayerVersionNotFound", "layer version", name)
}

pub(super) fn create(call: &Call<'_>, state: &mut State) -> Outcome {
    let name = call.parameter(0);
    validate::name("layerName", name, 64)?;
    let mut fields = call.fields(LAYER)?;
    let Some(Value::Object(code)) = fields.remove("code") else {
        return Err(Refusal::invalid("Either ossBucketName/ossObjectName or zipFile must be set"));
    };
    let package = validate::code(&code)?;
    let runtimes = fields.get("compatibleRuntime").and_then(Value::as_array);
    if runtimes.is_none_or(Vec::is_empty) {
        return Err(Refusal::invalid("compatibleRuntime is required but not provided"));
    }
    let code = keep(state, package);
    let layer = state.layers.entry(name.to_string()).or_default();
    layer.published += 1;
    let number = layer.published;
    fields.entry("description").or_insert_with(|| "".into());
    fields.entry("license").or_insert_with(|| "".into());
    let arn = call.arn(&format!("layers/{name}/versions/{number}"));
    for (field, value) in [
        ("layerName", name.into()),
        ("version", number.into()),
        ("layerVersionArn", arn.into()),
        ("createTime", call.time().into()),
    ] {
        fields.insert(field.into(), value);
    }
    let version = LayerVersion { fields, code };
    let answer = present(call, layer, &version);
    layer.versions.insert(number, version);
    Ok(Answer::Json(answer))
}

/// A version of a layer as answers show it.
fn present(call: &Call<'_>, layer: &Layer, version: &LayerVersion) -> Value {
    let mut fields = version.fields.clone();
    let code = &version.code;
    let location = format!("{}/__code/{}", call.place.base_url, code.checksum);
    let location = if code.here { location } else { String::new() };
    fields.insert("acl".into(), if layer.public { "1" } else { "0" }.into());
    fields.insert("code".into(), json!({ "location": location, "repositoryType": "OSS" }));
    fields.insert("codeSize".into(), code.size.into());
    fields.insert("codeChecksum".into(), code.checksum.clone().into());
    fields.into()
}

fn find<'a>(state: &'a State, name: &str, version: &str) -> Result<(&'a Layer, &'a LayerVersion), Refusal> {
    let layer = state.layers.get(name).ok_or_else(|| no_layer(name))?;
    let found = version.parse::<u64>().ok().and_then(|number| layer.versions.get(&number));
    Ok((layer, found.ok_or_else(|| no_version(version))?))
}

pub(super) fn get(call: &Call<'_>, state: &mut State) -> Outcome {
    let (layer, version) = find(state, call.parameter(0), call.parameter(1))?;
    Ok(Answer::Json(present(call, layer, version)))
}

pub(super) fn get_by_arn(call: &Call<'_>, state: &mut State) -> Outcome {
    let arn = call.parameter(0);
    let all = state.layers.values().flat_map(|layer| layer.versions.values().map(move |one| (layer, one)));
    let mut found = all.filter(|(_, version)| text(&version.fields, "layerVersionArn") == arn);
    let (layer, version) = found.next().ok_or_else(|| no_version(arn))?;
    Ok(Answer::Json(present(call, layer, version)))
}

pub(super) fn list(call: &Call<'_>, state: &mut State) -> Outcome {
    let prefix = call.query("prefix").unwrap_or_default();
    let asked = |name: &str| call.query(name).is_some_and(|value| value.eq_ignore_ascii_case("true"));
    // The emulator has no official layers.
    let (official, public) = (asked("official"), asked("public"));
    let layers = state
        .layers
        .iter()
        .filter(|(name, layer)| !official && (!public || layer.public) && name.starts_with(prefix));
    let items = layers.filter_map(|(name, layer)| {
        let (_, newest) = layer.versions.last_key_value()?;
        Some((name.clone(), present(call, layer, newest)))
    });
    Ok(Answer::Json(call.page("layers", items)?.into()))
}

pub(super) fn list_versions(call: &Call<'_>, state: &mut State) -> Outcome {
    let name = call.parameter(0);
    let layer = state.layers.get(name).ok_or_else(|| no_layer(name))?;
    let limit = call.limit("limit")?;
    // Newest first, from `startVersion` downwards.
    let start = match call.query("startVersion").unwrap_or_default() {
        "" | "0" => u64::MAX,
        text => text.parse().map_err(|_| Refusal::invalid("startVersion must be an integer"))?,
    };
    let mut versions = layer.versions.range(..=start).rev();
    let page: Vec<Value> =
        versions.by_ref().take(limit).map(|(_, version)| present(call, layer, version)).collect();
    let mut answer = json!({ "layers": page });
    if let Some((next, _)) = versions.next() {
        answer["nextVersion"] = (*next).into();
    }
    Ok(Answer::Json(answer))
}

pub(super) fn delete(call: &Call<'_>, state: &mut State) -> Outcome {
    let (name, version) = (call.parameter(0), call.parameter(1));
    find(state, name, version)?;
    if let Some(layer) = state.layers.get_mut(name) {
        layer.versions.retain(|number, _| version.parse() != Ok(*number));
    }
    Ok(Answer::Nothing)
}

pub(super) fn put_acl(call: &Call<'_>, state: &mut State) -> Outcome {
    let name = call.parameter(0);
    let layer = state.layers.get_mut(name).ok_or_else(|| no_layer(name))?;
    let public = call.query("public").map(str::to_ascii_lowercase);
    layer.public = match (call.query("acl").unwrap_or_default(), public.as_deref()) {
        ("1", _) | ("", Some("true")) => true,
        ("0", _) | ("", Some("false")) => false,
        _ => return Err(Refusal::invalid("acl must be 0 (private) or 1 (public)")),
    };
    Ok(Answer::Nothing)
}
