//! The steps of a plan.

use std::collections::BTreeMap;

use super::super::diff::Change;
use super::super::live::Part;
use super::super::target::Fields;
use crate::message;
use crate::message::Message;

/// One call of the service.
#[derive(Clone, PartialEq)]
pub enum Operation {
    /// Creates the function, with its code and tags.
    CreateFunction {
        /// Its settings.
        fields: Fields,
        /// Its tags.
        tags: BTreeMap<String, String>,
    },
    /// Changes the function.
    UpdateFunction {
        /// The settings that differ.
        fields: Fields,
        /// Whether code is sent.
        code: bool,
    },
    /// Sets tags.
    Tag(BTreeMap<String, String>),
    /// Removes tags.
    Untag(Vec<String>),
    /// Creates a trigger.
    CreateTrigger {
        /// Its name.
        name: String,
        /// Its settings; the config is an object.
        fields: Fields,
    },
    /// Changes a trigger.
    UpdateTrigger {
        /// Its name.
        name: String,
        /// The settings that differ; the config is an object.
        fields: Fields,
    },
    /// Deletes a trigger, to create it anew.
    DeleteTrigger {
        /// Its name.
        name: String,
    },
    /// Sets how asynchronous calls are treated.
    PutAsyncInvoke(Fields),
    /// Forgets that.
    DeleteAsyncInvoke,
    /// Lets a VPC call the function.
    BindVpc(String),
    /// Ends that.
    UnbindVpc(String),
    /// Sets provisioned instances.
    PutProvision(Fields),
    /// Ends them.
    DeleteProvision,
    /// Sets elastic instances.
    PutScaling(Fields),
    /// Ends them.
    DeleteScaling,
    /// Limits the instances.
    PutConcurrency(Fields),
    /// Lifts the limit.
    DeleteConcurrency,
    /// Creates the domain.
    CreateDomain(Fields),
    /// Changes the domain.
    UpdateDomain(Fields),
}

/// The name alone: values may be secrets.
impl std::fmt::Debug for Operation {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.action())
    }
}

impl Operation {
    /// The name of the call.
    pub fn action(&self) -> &'static str {
        match self {
            Operation::CreateFunction { .. } => "CreateFunction",
            Operation::UpdateFunction { .. } => "UpdateFunction",
            Operation::Tag(_) => "TagResources",
            Operation::Untag(_) => "UntagResources",
            Operation::CreateTrigger { .. } => "CreateTrigger",
            Operation::UpdateTrigger { .. } => "UpdateTrigger",
            Operation::DeleteTrigger { .. } => "DeleteTrigger",
            Operation::PutAsyncInvoke(_) => "PutAsyncInvokeConfig",
            Operation::DeleteAsyncInvoke => "DeleteAsyncInvokeConfig",
            Operation::BindVpc(_) => "CreateVpcBinding",
            Operation::UnbindVpc(_) => "DeleteVpcBinding",
            Operation::PutProvision(_) => "PutProvisionConfig",
            Operation::DeleteProvision => "DeleteProvisionConfig",
            Operation::PutScaling(_) => "PutScalingConfig",
            Operation::DeleteScaling => "DeleteScalingConfig",
            Operation::PutConcurrency(_) => "PutConcurrencyConfig",
            Operation::DeleteConcurrency => "DeleteConcurrencyConfig",
            Operation::CreateDomain(_) => "CreateCustomDomain",
            Operation::UpdateDomain(_) => "UpdateCustomDomain",
        }
    }

    /// What it acts on within the resource: the name of a trigger, the id of a VPC.
    pub fn subject(&self) -> Option<&str> {
        match self {
            Operation::CreateTrigger { name, .. }
            | Operation::UpdateTrigger { name, .. }
            | Operation::DeleteTrigger { name } => Some(name),
            Operation::BindVpc(id) | Operation::UnbindVpc(id) => Some(id),
            _ => None,
        }
    }

    /// The part that it changes.
    pub fn part(&self) -> Part {
        match self {
            Operation::CreateFunction { .. }
            | Operation::UpdateFunction { .. }
            | Operation::Tag(_)
            | Operation::Untag(_) => Part::Function,
            Operation::CreateTrigger { .. }
            | Operation::UpdateTrigger { .. }
            | Operation::DeleteTrigger { .. } => Part::Triggers,
            Operation::PutAsyncInvoke(_) | Operation::DeleteAsyncInvoke => Part::AsyncInvoke,
            Operation::BindVpc(_) | Operation::UnbindVpc(_) => Part::VpcBindings,
            Operation::PutProvision(_) | Operation::DeleteProvision => Part::Provision,
            Operation::PutScaling(_) | Operation::DeleteScaling => Part::Scaling,
            Operation::PutConcurrency(_) | Operation::DeleteConcurrency => Part::Concurrency,
            Operation::CreateDomain(_) | Operation::UpdateDomain(_) => Part::Domain,
        }
    }

    /// Where what it is about stands in the file.
    pub fn path(&self) -> String {
        match self {
            Operation::CreateFunction { .. } | Operation::UpdateFunction { .. } => String::new(),
            Operation::Tag(_) | Operation::Untag(_) => "tags".into(),
            Operation::CreateTrigger { name, .. }
            | Operation::UpdateTrigger { name, .. }
            | Operation::DeleteTrigger { name } => format!("triggers.{name}"),
            Operation::PutAsyncInvoke(_) | Operation::DeleteAsyncInvoke => "asyncInvokeConfig".into(),
            Operation::BindVpc(_) | Operation::UnbindVpc(_) => "vpcBinding".into(),
            Operation::PutProvision(_) | Operation::DeleteProvision => "provisionConfig".into(),
            Operation::PutScaling(_) | Operation::DeleteScaling => "scalingConfig".into(),
            Operation::PutConcurrency(_) | Operation::DeleteConcurrency => "concurrencyConfig".into(),
            Operation::CreateDomain(_) | Operation::UpdateDomain(_) => "domain".into(),
        }
    }
}

/// A call with what it does.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The call.
    pub operation: Operation,
    /// What it changes.
    pub changes: Vec<Change>,
    /// What is gone afterwards.
    pub destroys: Vec<Message>,
}

impl Step {
    /// A step that destroys nothing.
    pub(super) fn new(operation: Operation, changes: Vec<Change>) -> Self {
        Step { operation, changes, destroys: Vec::new() }
    }

    /// In words: `UpdateTrigger web`.
    pub fn title(&self) -> Message {
        let action = self.operation.action();
        match self.operation.subject() {
            Some(subject) => message!("{action} {subject}", "{action} {subject}"),
            None => Message::new(action, action),
        }
    }
}
