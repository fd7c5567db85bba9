//! Sends what differs: the function first, then its tags.

use std::time::Duration;

use super::Plan;
use crate::cloud::client::Client;
use crate::cloud::error::Error;
use crate::cloud::types::{Function, Tag, TagResourcesInput, UpdateFunctionInput};
use crate::message;
use crate::message::Message;

/// Longest wait for a change to take effect.
const PATIENCE: Duration = Duration::from_secs(300);

/// Kind of what has tags, as the API calls it.
const FUNCTION: &str = "function";

/// A request that was carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Name of the operation.
    pub action: &'static str,
    /// Id of the request.
    pub request_id: Option<String>,
}

/// Where an update stopped.
#[derive(Debug)]
pub struct Failed {
    /// What was done before.
    pub done: Vec<Step>,
    /// What went wrong: the cloud's error, or a sentence of our own.
    pub why: Result<Error, Message>,
}

/// Carries out a plan.
///
/// # Errors
/// With what was done before the first failure.
pub async fn apply(client: &Client, name: &str, plan: &Plan) -> Result<Vec<Step>, Failed> {
    let mut done = Vec::new();
    match carry_out(client, name, plan, &mut done).await {
        Ok(()) => Ok(done),
        Err(why) => Err(Failed { done, why }),
    }
}

async fn carry_out(
    client: &Client,
    name: &str,
    plan: &Plan,
    done: &mut Vec<Step>,
) -> Result<(), Result<Error, Message>> {
    if !plan.fields.is_empty() || plan.package.is_some() {
        let mut input: UpdateFunctionInput =
            serde_json::from_value(plan.fields.clone().into()).map_err(|error| {
                Err(message!("a value has the wrong type: {error}", "有值的类型错误：{error}"))
            })?;
        if let Some(package) = &plan.package {
            input.code = Some(package.location().map_err(|error| Err(error.message().clone()))?);
        }
        let answer = client.update_function(name, &input).await.map_err(Ok)?;
        done.push(Step { action: "UpdateFunction", request_id: answer.request_id });
        wait(client, name, answer.value).await?;
    }
    if !plan.gone_tags.is_empty() {
        let arns = [plan.arn.clone()];
        let answer = client.untag_resources(FUNCTION, &arns, &plan.gone_tags, None).await.map_err(Ok)?;
        done.push(Step { action: "UntagResources", request_id: answer.request_id });
    }
    if !plan.tags.is_empty() {
        let tags =
            plan.tags.iter().map(|(key, value)| Tag { key: Some(key.clone()), value: Some(value.clone()) });
        let input = TagResourcesInput {
            resource_id: Some(vec![plan.arn.clone()]),
            resource_type: Some(FUNCTION.into()),
            tag: Some(tags.collect()),
        };
        let answer = client.tag_resources(&input).await.map_err(Ok)?;
        done.push(Step { action: "TagResources", request_id: answer.request_id });
    }
    Ok(())
}

/// Waits until a change has taken effect.
async fn wait(client: &Client, name: &str, mut function: Function) -> Result<(), Result<Error, Message>> {
    let mut pause = Duration::from_millis(500);
    let mut waited = Duration::ZERO;
    loop {
        match function.last_update_status.as_deref() {
            Some("InProgress") => {}
            Some("Failed") => {
                let reason = function.last_update_status_reason.unwrap_or_default();
                return Err(Err(message!("the change has failed: {reason}", "更改失败：{reason}")));
            }
            _ => return Ok(()),
        }
        if waited >= PATIENCE {
            return Err(Err(message!(
                "the change was accepted, but has not taken effect after 5 minutes",
                "更改已被接受，但 5 分钟后仍未生效"
            )));
        }
        tokio::time::sleep(pause).await;
        waited += pause;
        pause = (pause * 2).min(Duration::from_secs(5));
        function = client.get_function(name, None).await.map_err(Ok)?.value;
    }
}
