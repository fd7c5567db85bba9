//! Triggers.

use serde_json::{Value, json};

use super::answer::{Answer, Outcome, Refusal, letters, uuid};
use super::router::Call;
use super::shape::TRIGGER;
use super::state::State;
use super::validate::{self, text};

pub(super) fn create(call: &Call<'_>, state: &mut State) -> Outcome {
    let function_name = call.parameter(0);
    let mut fields = call.fields(TRIGGER)?;
    let function = state.function_mut(function_name)?;
    let name = text(&fields, "triggerName").to_string();
    validate::name("triggerName", &name, 128)?;
    validate::trigger(&fields)?;
    let qualifier = function.resolve(Some(text(&fields, "qualifier")))?.qualifier;
    if function.triggers.contains_key(&name) {
        return Err(Refusal::exists("TriggerAlreadyExists", "trigger", &name));
    }
    if text(&fields, "triggerType") == "http" {
        let (letters, region) = (letters(), &call.place.region);
        // Host names have no `_`.
        let host = format!("https://{}-{letters}", function_name.replace('_', "-").to_lowercase());
        fields.insert(
            "httpTrigger".into(),
            json!({
                "urlInternet": format!("{host}.{region}.fcapp.run"),
                "urlIntranet": format!("{host}.{region}-vpc.fcapp.run"),
            }),
        );
    }
    for field in ["description", "invocationRole", "sourceArn"] {
        fields.entry(field).or_insert_with(|| "".into());
    }
    for (field, value) in [
        ("qualifier", qualifier),
        ("triggerId", uuid()),
        ("targetArn", function.arn().to_string()),
        ("status", "Enabled".into()),
        ("createdTime", call.time()),
        ("lastModifiedTime", call.time()),
    ] {
        fields.insert(field.into(), value.into());
    }
    function.triggers.insert(name, fields.clone());
    Ok(Answer::Json(fields.into()))
}

fn missing(name: &str) -> Refusal {
    Refusal::missing("TriggerNotFound", "trigger", name)
}

pub(super) fn get(call: &Call<'_>, state: &mut State) -> Outcome {
    let name = call.parameter(1);
    let trigger = state.function(call.parameter(0))?.triggers.get(name).ok_or_else(|| missing(name))?;
    Ok(Answer::Json(trigger.clone().into()))
}

pub(super) fn list(call: &Call<'_>, state: &mut State) -> Outcome {
    let prefix = call.query("prefix").unwrap_or_default();
    let triggers = state.function(call.parameter(0))?.triggers.iter();
    let triggers = triggers.filter(|(name, _)| name.starts_with(prefix));
    let items = triggers.map(|(name, trigger)| (name.clone(), Value::from(trigger.clone())));
    Ok(Answer::Json(call.page("triggers", items)?.into()))
}

pub(super) fn update(call: &Call<'_>, state: &mut State) -> Outcome {
    let name = call.parameter(1);
    let mut given = call.fields(TRIGGER)?;
    let function = state.function_mut(call.parameter(0))?;
    let before = function.triggers.get(name).ok_or_else(|| missing(name))?;
    if given.get("triggerType").is_some_and(|kind| Some(kind) != before.get("triggerType")) {
        return Err(Refusal::invalid("triggerType cannot be changed"));
    }
    given.remove("triggerName");
    if given.get("sourceArn").is_some_and(|arn| Some(arn) != before.get("sourceArn")) {
        return Err(Refusal::invalid("sourceArn cannot be changed"));
    }
    let mut fields = before.clone();
    fields.extend(given);
    validate::trigger(&fields)?;
    let qualifier = function.resolve(Some(text(&fields, "qualifier")))?.qualifier;
    fields.insert("qualifier".into(), qualifier.into());
    fields.insert("lastModifiedTime".into(), call.time().into());
    function.triggers.insert(name.to_string(), fields.clone());
    Ok(Answer::Json(fields.into()))
}

pub(super) fn delete(call: &Call<'_>, state: &mut State) -> Outcome {
    let name = call.parameter(1);
    let removed = state.function_mut(call.parameter(0))?.triggers.remove(name);
    removed.map(|_| Answer::Nothing).ok_or_else(|| missing(name))
}
