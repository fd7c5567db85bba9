//! What the cloud has of one target: as few questions as the file has parts, asked at once.

use std::collections::BTreeMap;
use std::future::Future;

use super::client::{Answer, Client};
use super::error::Error;
use super::normalise;
use super::target::{Fields, Target};
use super::types::{CustomDomain, Function, Trigger};

/// Parts of a function that are read and changed on their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The function itself, with code and tags.
    Function,
    /// Its triggers.
    Triggers,
    /// How asynchronous calls are treated.
    AsyncInvoke,
    /// The VPCs that may call it.
    VpcBindings,
    /// Provisioned instances.
    Provision,
    /// Elastic instances.
    Scaling,
    /// The limit of instances.
    Concurrency,
    /// A custom domain.
    Domain,
}

impl Part {
    /// The parts that a target has; `everything`: also those that its file is silent about.
    pub fn of(target: &Target, everything: bool) -> Vec<Part> {
        let wanted = [
            (Part::Triggers, !target.triggers.is_empty()),
            (Part::AsyncInvoke, target.async_invoke.is_some()),
            (Part::VpcBindings, target.vpc_bindings.is_some()),
            (Part::Provision, target.provision.is_some()),
            (Part::Scaling, target.scaling.is_some()),
            (Part::Concurrency, target.concurrency.is_some()),
        ];
        let parts = wanted.into_iter().filter(|(_, wanted)| *wanted || everything).map(|(part, _)| part);
        std::iter::once(Part::Function).chain(parts).collect()
    }
}

/// What the cloud has of a function.
#[derive(Clone, Default, PartialEq)]
pub struct Live {
    /// The function; none when there is none.
    pub function: Option<Box<Function>>,
    /// Its triggers by name, if they were read.
    pub triggers: BTreeMap<String, Trigger>,
    /// How asynchronous calls are treated.
    pub async_invoke: Option<Fields>,
    /// The VPCs that may call it.
    pub vpc_bindings: Vec<String>,
    /// Provisioned instances.
    pub provision: Option<Fields>,
    /// Elastic instances.
    pub scaling: Option<Fields>,
    /// The limit of instances.
    pub concurrency: Option<Fields>,
}

/// Without what it holds: environments have secrets.
impl std::fmt::Debug for Live {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = self.function.as_ref().and_then(|function| function.function_name.as_deref());
        write!(formatter, "live function {name:?}")
    }
}

/// What was asked for, or nothing where there is none.
async fn if_there<T>(asked: impl Future<Output = Result<Answer<T>, Error>>) -> Result<Option<T>, Error> {
    match asked.await {
        Ok(answer) => Ok(Some(answer.value)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}

/// A config whose every field says nothing is none.
fn meaning(path: &str, fields: Option<Fields>) -> Option<Fields> {
    fields.filter(|fields| {
        !fields.iter().all(|(name, value)| {
            // Without instances the answer has a target of 0 all the same.
            value.as_f64() == Some(0.0) || normalise::is_neutral(&format!("{path}.{name}"), value)
        })
    })
}

impl Live {
    /// Reads `parts` of a function, all at once.
    ///
    /// # Errors
    ///
    /// When one cannot be read. That something does not exist is none.
    pub async fn read(client: &Client, name: &str, parts: &[Part]) -> Result<Self, Error> {
        let has = |part: Part| parts.contains(&part);
        let function = async {
            if has(Part::Function) { if_there(client.get_function(name, None)).await } else { Ok(None) }
        };
        let triggers = async {
            if !has(Part::Triggers) {
                return Ok(Vec::new());
            }
            match client.all_triggers(name).await {
                Err(error) if error.is_not_found() => Ok(Vec::new()),
                other => other,
            }
        };
        let async_invoke = async {
            if !has(Part::AsyncInvoke) {
                return Ok(None);
            }
            let found = if_there(client.get_async_invoke_config(name, None)).await?;
            Ok::<_, Error>(found.map(|config| normalise::async_invoke(&config)))
        };
        let vpc_bindings = async {
            if !has(Part::VpcBindings) {
                return Ok(Vec::new());
            }
            let found = if_there(client.list_vpc_bindings(name)).await?;
            Ok::<_, Error>(found.and_then(|list| list.vpc_ids).unwrap_or_default())
        };
        let provision = async {
            if !has(Part::Provision) {
                return Ok(None);
            }
            let found = if_there(client.get_provision_config(name, None)).await?;
            Ok::<_, Error>(
                found.and_then(|config| meaning("provisionConfig", Some(normalise::provision(&config)))),
            )
        };
        let scaling = async {
            if !has(Part::Scaling) {
                return Ok(None);
            }
            let found = if_there(client.get_scaling_config(name, None)).await?;
            Ok::<_, Error>(
                found.and_then(|config| meaning("scalingConfig", Some(normalise::scaling(&config)))),
            )
        };
        let concurrency = async {
            if !has(Part::Concurrency) {
                return Ok(None);
            }
            let found = if_there(client.get_concurrency_config(name)).await?;
            Ok::<_, Error>(found.map(|config| normalise::concurrency(&config)))
        };
        let (function, triggers, async_invoke, vpc_bindings, provision, scaling, concurrency) =
            tokio::join!(function, triggers, async_invoke, vpc_bindings, provision, scaling, concurrency);
        let named = |trigger: Trigger| Some((trigger.trigger_name.clone()?, trigger));
        Ok(Live {
            function: function?.map(Box::new),
            triggers: triggers?.into_iter().filter_map(named).collect(),
            async_invoke: async_invoke?,
            vpc_bindings: vpc_bindings?,
            provision: provision?,
            scaling: scaling?,
            concurrency: concurrency?,
        })
    }

    /// Reads a custom domain.
    ///
    /// # Errors
    ///
    /// When it cannot be read. That it does not exist is none.
    pub async fn domain(client: &Client, name: &str) -> Result<Option<CustomDomain>, Error> {
        if_there(client.get_custom_domain(name)).await
    }

    /// What a part looks like, in one text: two of these are equal when nothing has changed.
    pub fn print(&self, part: Part) -> String {
        let json = |value: Option<&Fields>| {
            value.map_or_else(String::new, |fields| serde_json::to_string(fields).unwrap_or_default())
        };
        match part {
            Part::Function => match self.function.as_deref() {
                None => String::new(),
                Some(function) => {
                    // How far the last change has come is not a change.
                    let steady = Function {
                        last_update_status: None,
                        last_update_status_reason: None,
                        last_update_status_reason_code: None,
                        state: None,
                        state_reason: None,
                        state_reason_code: None,
                        ..function.clone()
                    };
                    serde_json::to_string(&steady).unwrap_or_default()
                }
            },
            Part::Triggers => {
                let triggers: Vec<&Trigger> = self.triggers.values().collect();
                serde_json::to_string(&triggers).unwrap_or_default()
            }
            Part::AsyncInvoke => json(self.async_invoke.as_ref()),
            Part::VpcBindings => self.vpc_bindings.join(","),
            Part::Provision => json(self.provision.as_ref()),
            Part::Scaling => json(self.scaling.as_ref()),
            Part::Concurrency => json(self.concurrency.as_ref()),
            Part::Domain => String::new(),
        }
    }

    /// The account of the function, if there is a function.
    pub fn account(&self) -> Option<&str> {
        self.function.as_ref()?.function_arn.as_deref().and_then(normalise::account_of)
    }
}
