//! Custom domains.

use serde_json::{Value, json};

use super::answer::{Answer, Outcome, Refusal};
use super::router::{Call, FC};
use super::shape::DOMAIN;
use super::state::{Fields, State};
use super::validate::{self, text};

fn missing(name: &str) -> Refusal {
    Refusal::missing("DomainNameNotFound", "domain name", name)
}

/// A private key is taken and never given back, so it is not kept either.
fn forget_key(fields: &mut Fields) {
    if let Some(Value::Object(config)) = fields.get_mut("certConfig") {
        config.remove("privateKey");
    }
}

pub(super) fn create(call: &Call<'_>, state: &mut State) -> Outcome {
    let mut fields = call.fields(DOMAIN)?;
    let name = text(&fields, "domainName").to_string();
    fields.entry("protocol").or_insert_with(|| "HTTP".into());
    validate::domain(&fields)?;
    if state.domains.contains_key(&name) {
        return Err(Refusal::exists("DomainNameAlreadyExists", "domain name", &name));
    }
    forget_key(&mut fields);
    fields.entry("routeConfig").or_insert_with(|| json!({ "routes": [] }));
    for (field, value) in [
        ("accountId", call.place.account.clone()),
        ("apiVersion", FC.to_string()),
        ("createdTime", call.time()),
        ("lastModifiedTime", call.time()),
    ] {
        fields.insert(field.into(), value.into());
    }
    state.domains.insert(name, fields.clone());
    Ok(Answer::Json(fields.into()))
}

pub(super) fn get(call: &Call<'_>, state: &mut State) -> Outcome {
    let name = call.parameter(0);
    let fields = state.domains.get(name).ok_or_else(|| missing(name))?;
    Ok(Answer::Json(fields.clone().into()))
}

pub(super) fn list(call: &Call<'_>, state: &mut State) -> Outcome {
    let prefix = call.query("prefix").unwrap_or_default();
    let domains = state.domains.iter().filter(|(name, _)| name.starts_with(prefix));
    let items = domains.map(|(name, fields)| (name.clone(), Value::from(fields.clone())));
    Ok(Answer::Json(call.page("customDomains", items)?.into()))
}

pub(super) fn update(call: &Call<'_>, state: &mut State) -> Outcome {
    let name = call.parameter(0);
    let mut given = call.fields(DOMAIN)?;
    given.remove("domainName");
    let mut fields = state.domains.get(name).ok_or_else(|| missing(name))?.clone();
    fields.extend(given);
    validate::domain(&fields)?;
    forget_key(&mut fields);
    fields.insert("lastModifiedTime".into(), call.time().into());
    state.domains.insert(name.to_string(), fields.clone());
    Ok(Answer::Json(fields.into()))
}

pub(super) fn delete(call: &Call<'_>, state: &mut State) -> Outcome {
    let name = call.parameter(0);
    state.domains.remove(name).map(|_| Answer::Nothing).ok_or_else(|| missing(name))
}
