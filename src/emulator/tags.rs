//! Tags, by the ARN of what carries them.

use serde_json::{Value, json};

use super::answer::{Answer, Outcome, Refusal};
use super::router::Call;
use super::shape::TAG_RESOURCES;
use super::state::State;
use super::validate::{self, text};

/// The kind of resource that has tags here; written in either case by callers.
const FUNCTION: &str = "FUNCTION";

fn kind(text: &str) -> Result<(), Refusal> {
    match text.eq_ignore_ascii_case(FUNCTION) {
        true => Ok(()),
        false => Err(Refusal::invalid(format!("ResourceType must be function, actual: '{text}'"))),
    }
}

/// Refuses ARNs of functions that are not there.
fn known(state: &State, arns: &[String]) -> Result<(), Refusal> {
    let missing = arns.iter().find(|arn| !state.functions.values().any(|function| function.arn() == *arn));
    missing.map_or(Ok(()), |arn| Err(Refusal::missing("FunctionNotFound", "function", arn)))
}

/// A parameter that is the JSON text of a list of strings.
fn texts(call: &Call<'_>, name: &str) -> Result<Vec<String>, Refusal> {
    match call.query(name).unwrap_or_default() {
        "" => Ok(Vec::new()),
        text => serde_json::from_str(text)
            .map_err(|_| Refusal::invalid(format!("{name} must be the JSON text of a list of strings"))),
    }
}

pub(super) fn tag(call: &Call<'_>, state: &mut State) -> Outcome {
    let fields = call.fields(TAG_RESOURCES)?;
    kind(text(&fields, "ResourceType"))?;
    let arns = fields.get("ResourceId").and_then(Value::as_array).into_iter().flatten();
    let arns: Vec<String> = arns.filter_map(|arn| arn.as_str().map(String::from)).collect();
    let tags = validate::tags(fields.get("Tag"))?;
    if arns.is_empty() || tags.is_empty() {
        return Err(Refusal::invalid("ResourceId and Tag are required but not provided"));
    }
    known(state, &arns)?;
    for arn in arns {
        state.tags.entry(arn).or_default().extend(tags.iter().cloned());
    }
    Ok(Answer::Nothing)
}

pub(super) fn list(call: &Call<'_>, state: &mut State) -> Outcome {
    kind(call.query("ResourceType").unwrap_or_default())?;
    let arns = texts(call, "ResourceId")?;
    known(state, &arns)?;
    let wanted = match call.query("Tag").unwrap_or_default() {
        "" => Vec::new(),
        text => match serde_json::from_str::<Value>(text) {
            Ok(tags @ Value::Array(_)) => validate::tags(Some(&tags))?,
            _ => return Err(Refusal::invalid("Tag must be the JSON text of a list")),
        },
    };
    let resources = state.tags.iter().filter(|(arn, tags)| {
        (arns.is_empty() || arns.contains(arn))
            && wanted
                .iter()
                .all(|(key, value)| tags.get(key).is_some_and(|known| value.is_empty() || known == value))
    });
    let items = resources.flat_map(|(arn, tags)| {
        tags.iter().map(move |(key, value)| {
            let item =
                json!({ "ResourceId": arn, "ResourceType": FUNCTION, "TagKey": key, "TagValue": value });
            (format!("{arn}\0{key}"), item)
        })
    });
    let mut answer = call.page_by("TagResources", "Limit", "NextToken", items)?;
    answer.insert("RequestId".into(), call.request_id.into());
    Ok(Answer::Json(answer.into()))
}

pub(super) fn untag(call: &Call<'_>, state: &mut State) -> Outcome {
    kind(call.query("ResourceType").unwrap_or_default())?;
    let (arns, keys) = (texts(call, "ResourceId")?, texts(call, "TagKey")?);
    // The Python SDK writes booleans its own way.
    let all = match call.query("All").unwrap_or_default() {
        "true" | "True" => true,
        "" | "false" | "False" => false,
        _ => return Err(Refusal::invalid("All must be true or false")),
    };
    if arns.is_empty() || (keys.is_empty() && !all) {
        return Err(Refusal::invalid("ResourceId and TagKey are required but not provided"));
    }
    known(state, &arns)?;
    for arn in arns {
        if let Some(tags) = state.tags.get_mut(&arn) {
            tags.retain(|key, _| !all && !keys.contains(key));
        }
    }
    state.tags.retain(|_, tags| !tags.is_empty());
    Ok(Answer::Nothing)
}
