//! The call of each operation.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::super::client::{Answer, Client};
use super::super::error::{Cause, Error};
use super::super::package::Package;
use super::super::plan::{CodePlan, Operation, Resource};
use super::super::target::Fields;
use super::super::types::*;
use crate::message::{Lang, Message};

/// What a call gave.
pub(super) struct Called {
    pub request_id: Option<String>,
    pub notes: Vec<Message>,
    /// The function as it is now.
    pub function: Option<Box<Function>>,
}

impl<T> From<Answer<T>> for Called {
    fn from(answer: Answer<T>) -> Self {
        Called { request_id: answer.request_id, notes: Vec::new(), function: None }
    }
}

/// Sends one call.
pub(super) async fn call(
    client: &Client,
    resource: &Resource,
    operation: &Operation,
) -> Result<Called, Error> {
    let name = resource.name.as_str();
    let action = operation.action();
    Ok(match operation {
        Operation::CreateFunction { fields, tags } => {
            let mut input: CreateFunctionInput = input(action, fields)?;
            input.function_name = Some(name.into());
            input.tags = (!tags.is_empty()).then(|| self::tags(tags));
            input.code = code(action, resource)?;
            function(client.create_function(&input).await?)
        }
        Operation::UpdateFunction { fields, code: with_code } => {
            let mut input: UpdateFunctionInput = input(action, fields)?;
            if *with_code {
                input.code = code(action, resource)?;
            }
            function(client.update_function(name, &input).await?)
        }
        Operation::Tag(tags) => {
            let input = TagResourcesInput {
                resource_id: Some(arn(resource)),
                resource_type: Some("FUNCTION".into()),
                tag: Some(self::tags(tags)),
            };
            client.tag_resources(&input).await?.into()
        }
        Operation::Untag(keys) => {
            client.untag_resources("FUNCTION", &arn(resource), keys, None).await?.into()
        }
        Operation::CreateTrigger { name: trigger, fields } => {
            let mut input: CreateTriggerInput = input(action, &with_text(fields))?;
            input.trigger_name = Some(trigger.clone());
            address(client.create_trigger(name, &input).await?)
        }
        Operation::UpdateTrigger { name: trigger, fields } => {
            let input: UpdateTriggerInput = input(action, &with_text(fields))?;
            address(client.update_trigger(name, trigger, &input).await?)
        }
        Operation::DeleteTrigger { name: trigger } => client.delete_trigger(name, trigger).await?.into(),
        Operation::PutAsyncInvoke(fields) => {
            client.put_async_invoke_config(name, None, &input(action, fields)?).await?.into()
        }
        Operation::DeleteAsyncInvoke => client.delete_async_invoke_config(name, None).await?.into(),
        Operation::BindVpc(id) => {
            let input = CreateVpcBindingInput { vpc_id: Some(id.clone()) };
            client.create_vpc_binding(name, &input).await?.into()
        }
        Operation::UnbindVpc(id) => client.delete_vpc_binding(name, id).await?.into(),
        Operation::PutProvision(fields) => {
            client.put_provision_config(name, None, &input(action, fields)?).await?.into()
        }
        Operation::DeleteProvision => client.delete_provision_config(name, None).await?.into(),
        Operation::PutScaling(fields) => {
            client.put_scaling_config(name, None, &input(action, fields)?).await?.into()
        }
        Operation::DeleteScaling => client.delete_scaling_config(name, None).await?.into(),
        Operation::PutConcurrency(fields) => {
            client.put_concurrency_config(name, &input(action, fields)?).await?.into()
        }
        Operation::DeleteConcurrency => client.delete_concurrency_config(name).await?.into(),
        Operation::CreateDomain(fields) => {
            let mut input: CreateCustomDomainInput = input(action, fields)?;
            input.domain_name = Some(name.into());
            client.create_custom_domain(&input).await?.into()
        }
        Operation::UpdateDomain(fields) => {
            client.update_custom_domain(name, &input(action, fields)?).await?.into()
        }
    })
}

/// Fields as a body. They were checked when the plan was made.
fn input<T: DeserializeOwned>(action: &'static str, fields: &Fields) -> Result<T, Error> {
    serde_json::from_value(Value::Object(fields.clone()))
        .map_err(|error| Error::local(Cause::Unsendable, action, "", error.to_string()))
}

fn function(answer: Answer<Function>) -> Called {
    Called { request_id: answer.request_id, notes: Vec::new(), function: Some(Box::new(answer.value)) }
}

/// The public address of an http trigger.
fn address(answer: Answer<Trigger>) -> Called {
    let url = answer.value.http_trigger.and_then(|http| http.url_internet).filter(|url| !url.is_empty());
    Called {
        request_id: answer.request_id,
        notes: url.map(|url| Message::new(url.clone(), url)).into_iter().collect(),
        function: None,
    }
}

fn code(action: &'static str, resource: &Resource) -> Result<Option<InputCodeLocation>, Error> {
    let location = match &resource.code {
        None | Some(CodePlan::Archive { archive: None, .. }) => return Ok(None),
        Some(CodePlan::Archive { archive: Some(archive), .. }) => Package::location_of(archive),
        Some(CodePlan::Oss { bucket, object }) => {
            Package::Oss { bucket: bucket.clone(), object: object.clone() }.location()
        }
    };
    location.map(Some).map_err(|error| {
        Error::local(Cause::Unsendable, action, "", error.message().text(Lang::En).to_string())
    })
}

fn tags(tags: &BTreeMap<String, String>) -> Vec<Tag> {
    tags.iter().map(|(key, value)| Tag { key: Some(key.clone()), value: Some(value.clone()) }).collect()
}

fn arn(resource: &Resource) -> Vec<String> {
    resource.arn.clone().into_iter().collect()
}

/// The config of a trigger as the wire has it: JSON as text.
fn with_text(fields: &Fields) -> Map<String, Value> {
    let mut fields = fields.clone();
    if let Some(config @ Value::Object(_)) = fields.get("triggerConfig") {
        let text = config.to_string();
        fields.insert("triggerConfig".into(), text.into());
    }
    fields
}
