//! What is set beside a function: reserved concurrency, asynchronous calls, provisioned instances, scaling, and
//! the networks that may call it.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::answer::{Answer, Outcome, Refusal};
use super::router::Call;
use super::shape::{ASYNC_INVOKE, CONCURRENCY, PROVISION, SCALING, VPC_BINDING};
use super::state::{Fields, Function, State};
use super::validate::{self, text};

/// The configs of one kind, by qualifier.
type Configs = BTreeMap<String, Fields>;

/// The qualifier of a request, which must exist, and the ARN of what it names.
fn place(call: &Call<'_>, function: &Function) -> Result<(String, String), Refusal> {
    let qualifier = function.resolve(call.query("qualifier"))?.qualifier;
    let arn = format!("{}/{qualifier}", function.arn());
    Ok((qualifier, arn))
}

/// The configs of all functions, or of the one that the query names.
fn all(
    call: &Call<'_>,
    state: &State,
    list: &str,
    configs: impl Fn(&Function) -> Vec<(String, Fields)>,
) -> Outcome {
    let wanted = call.query("functionName").filter(|name| !name.is_empty());
    if let Some(name) = wanted {
        state.function(name)?;
    }
    let functions = state.functions.iter().filter(|(name, _)| wanted.is_none_or(|wanted| wanted == *name));
    let items = functions.flat_map(|(name, function)| {
        let configs = configs(function).into_iter();
        configs.map(move |(qualifier, fields)| (format!("{name}\0{qualifier}"), Value::from(fields)))
    });
    Ok(Answer::Json(call.page(list, items)?.into()))
}

fn listed(configs: &Configs) -> Vec<(String, Fields)> {
    configs.iter().map(|(qualifier, fields)| (qualifier.clone(), fields.clone())).collect()
}

pub(super) fn put_concurrency(call: &Call<'_>, state: &mut State) -> Outcome {
    let mut fields = call.fields(CONCURRENCY)?;
    let function = state.function_mut(call.parameter(0))?;
    if !fields.contains_key("reservedConcurrency") {
        return Err(Refusal::invalid("reservedConcurrency is required but not provided"));
    }
    validate::counts(&fields, &["reservedConcurrency"])?;
    fields.insert("functionArn".into(), function.arn().into());
    function.concurrency = Some(fields.clone());
    Ok(Answer::Json(fields.into()))
}

fn no_concurrency(name: &str) -> Refusal {
    let message = format!("function '{name}' has no reserved concurrency");
    Refusal::new(404, "OnDemandConfigNotFound", message)
}

pub(super) fn get_concurrency(call: &Call<'_>, state: &mut State) -> Outcome {
    let name = call.parameter(0);
    let config = state.function(name)?.concurrency.clone().ok_or_else(|| no_concurrency(name))?;
    Ok(Answer::Json(config.into()))
}

pub(super) fn delete_concurrency(call: &Call<'_>, state: &mut State) -> Outcome {
    let name = call.parameter(0);
    let removed = state.function_mut(name)?.concurrency.take();
    removed.map(|_| Answer::Nothing).ok_or_else(|| no_concurrency(name))
}

pub(super) fn list_concurrency(call: &Call<'_>, state: &mut State) -> Outcome {
    let one = |function: &Function| function.concurrency.clone().map(|fields| (String::new(), fields));
    all(call, state, "configs", |function| one(function).into_iter().collect())
}

pub(super) fn put_async_invoke(call: &Call<'_>, state: &mut State) -> Outcome {
    let mut fields = call.fields(ASYNC_INVOKE)?;
    let function = state.function_mut(call.parameter(0))?;
    validate::async_invoke(&fields)?;
    let (qualifier, arn) = place(call, function)?;
    let before = function.async_invoke.get(&qualifier);
    let created = before.and_then(|before| before.get("createdTime").cloned());
    fields.insert("createdTime".into(), created.unwrap_or_else(|| call.time().into()));
    fields.insert("lastModifiedTime".into(), call.time().into());
    fields.insert("functionArn".into(), arn.into());
    function.async_invoke.insert(qualifier, fields.clone());
    Ok(Answer::Json(fields.into()))
}

fn no_async_invoke(qualifier: &str) -> Refusal {
    Refusal::new(404, "AsyncConfigNotExists", format!("there is no async config of '{qualifier}'"))
}

pub(super) fn get_async_invoke(call: &Call<'_>, state: &mut State) -> Outcome {
    let function = state.function(call.parameter(0))?;
    let (qualifier, _) = place(call, function)?;
    let config = function.async_invoke.get(&qualifier).ok_or_else(|| no_async_invoke(&qualifier))?;
    Ok(Answer::Json(config.clone().into()))
}

pub(super) fn delete_async_invoke(call: &Call<'_>, state: &mut State) -> Outcome {
    let function = state.function_mut(call.parameter(0))?;
    let (qualifier, _) = place(call, function)?;
    let removed = function.async_invoke.remove(&qualifier);
    removed.map(|_| Answer::Nothing).ok_or_else(|| no_async_invoke(&qualifier))
}

pub(super) fn list_async_invoke(call: &Call<'_>, state: &mut State) -> Outcome {
    all(call, state, "configs", |function| listed(&function.async_invoke))
}

pub(super) fn put_provision(call: &Call<'_>, state: &mut State) -> Outcome {
    let mut fields = call.fields(PROVISION)?;
    let function = state.function_mut(call.parameter(0))?;
    validate::counts(&fields, &["target", "defaultTarget"])?;
    let (qualifier, arn) = place(call, function)?;
    let target =
        fields.get("defaultTarget").or_else(|| fields.get("target")).cloned().unwrap_or_else(|| 0.into());
    for (field, value) in [("target", target.clone()), ("defaultTarget", target.clone()), ("current", target)]
    {
        fields.insert(field.into(), value);
    }
    fields.insert("currentError".into(), "".into());
    fields.insert("functionArn".into(), arn.into());
    function.provision.insert(qualifier, fields.clone());
    Ok(Answer::Json(fields.into()))
}

pub(super) fn get_provision(call: &Call<'_>, state: &mut State) -> Outcome {
    let function = state.function(call.parameter(0))?;
    let (qualifier, arn) = place(call, function)?;
    let none = || json!({ "target": 0, "defaultTarget": 0, "current": 0, "functionArn": arn });
    Ok(Answer::Json(function.provision.get(&qualifier).map_or_else(none, |config| config.clone().into())))
}

pub(super) fn delete_provision(call: &Call<'_>, state: &mut State) -> Outcome {
    delete(call, state, |function| &mut function.provision)
}

pub(super) fn list_provision(call: &Call<'_>, state: &mut State) -> Outcome {
    all(call, state, "provisionConfigs", |function| listed(&function.provision))
}

/// Getting a config that is not there is no mistake, so deleting it is none either.
fn delete(call: &Call<'_>, state: &mut State, configs: fn(&mut Function) -> &mut Configs) -> Outcome {
    let function = state.function_mut(call.parameter(0))?;
    let (qualifier, _) = place(call, function)?;
    configs(function).remove(&qualifier);
    Ok(Answer::Nothing)
}

pub(super) fn put_scaling(call: &Call<'_>, state: &mut State) -> Outcome {
    let mut fields = call.fields(SCALING)?;
    let function = state.function_mut(call.parameter(0))?;
    validate::counts(&fields, &["minInstances"])?;
    let (qualifier, arn) = place(call, function)?;
    let instances = fields.entry("minInstances").or_insert_with(|| 0.into()).clone();
    fields.insert("currentInstances".into(), instances.clone());
    fields.insert("targetInstances".into(), instances);
    fields.insert("currentError".into(), "".into());
    fields.insert("functionArn".into(), arn.into());
    function.scaling.insert(qualifier, fields.clone());
    Ok(Answer::Json(fields.into()))
}

pub(super) fn get_scaling(call: &Call<'_>, state: &mut State) -> Outcome {
    let function = state.function(call.parameter(0))?;
    let (qualifier, arn) = place(call, function)?;
    let none =
        || json!({ "minInstances": 0, "currentInstances": 0, "targetInstances": 0, "functionArn": arn });
    Ok(Answer::Json(function.scaling.get(&qualifier).map_or_else(none, |config| config.clone().into())))
}

pub(super) fn delete_scaling(call: &Call<'_>, state: &mut State) -> Outcome {
    delete(call, state, |function| &mut function.scaling)
}

pub(super) fn list_scaling(call: &Call<'_>, state: &mut State) -> Outcome {
    all(call, state, "scalingConfigs", |function| listed(&function.scaling))
}

pub(super) fn create_vpc_binding(call: &Call<'_>, state: &mut State) -> Outcome {
    let fields = call.fields(VPC_BINDING)?;
    let function = state.function_mut(call.parameter(0))?;
    let id = text(&fields, "vpcId");
    if id.is_empty() {
        return Err(Refusal::invalid("vpcId is required but not provided"));
    }
    if !function.vpc_bindings.insert(id.to_string()) {
        return Err(Refusal::exists("VpcBindingAlreadyExists", "vpc binding", id));
    }
    Ok(Answer::Nothing)
}

pub(super) fn list_vpc_bindings(call: &Call<'_>, state: &mut State) -> Outcome {
    let mut answer = Map::new();
    let ids: Vec<&String> = state.function(call.parameter(0))?.vpc_bindings.iter().collect();
    answer.insert("vpcIds".into(), json!(ids));
    Ok(Answer::Json(answer.into()))
}

pub(super) fn delete_vpc_binding(call: &Call<'_>, state: &mut State) -> Outcome {
    let id = call.parameter(1);
    if !state.function_mut(call.parameter(0))?.vpc_bindings.remove(id) {
        return Err(Refusal::missing("VpcBindingNotFound", "vpc binding", id));
    }
    Ok(Answer::Nothing)
}
