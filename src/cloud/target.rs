//! What a file wants of the cloud, in the cloud's own words: the common ground of reading files, planning,
//! applying and pulling.
//!
//! Fields are named and shaped as in requests of the FC API 2023-03-30 (`memorySize`, MB; `timeout`, seconds).
//! A field that the file does not have is absent: it is kept in the cloud as it is. `""`, `false`, `{}` and `[]`
//! are values.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::package::CodeSource;
use crate::message::Message;
use crate::text::Span;

/// Fields of a request body, by their names on the wire.
pub type Fields = Map<String, Value>;

/// One function as the file wants it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Target {
    /// Its name in the file: the key in `resources`, `services` or `functions`.
    pub resource: String,
    /// Region id.
    pub region: String,
    /// Name of the function in the cloud.
    pub name: String,
    /// The alias of the credentials, if the file names one.
    pub access: Option<String>,
    /// Fields of Create- and UpdateFunction but `functionName`, `code` and `tags`.
    pub function: Fields,
    /// Where the code is; absent for images.
    pub code: Option<CodeSource>,
    /// Tags, if the file has them.
    pub tags: Option<BTreeMap<String, String>>,
    /// Triggers, if the file has any.
    pub triggers: Vec<TriggerTarget>,
    /// Body of PutAsyncInvokeConfig, for LATEST.
    pub async_invoke: Option<Fields>,
    /// Body of PutConcurrencyConfig.
    pub concurrency: Option<Fields>,
    /// Body of PutProvisionConfig, for LATEST.
    pub provision: Option<Fields>,
    /// Body of PutScalingConfig, for LATEST.
    pub scaling: Option<Fields>,
    /// Ids of VPCs that may call the function.
    pub vpc_bindings: Option<Vec<String>>,
    /// The custom domain that the function's entry brings along.
    pub domain: Option<DomainTarget>,
    /// What is to be made or chosen by the tool: `auto`.
    pub auto: Vec<Auto>,
    /// What the file says that has no counterpart, or that a person should know before.
    pub notes: Vec<Note>,
    /// Where things stand in the file: `memorySize`, `customRuntimeConfig.port`, `triggers.web`,
    /// `triggers.web.triggerConfig`, `code`, `domain.a.example.com`.
    pub spans: BTreeMap<String, Span>,
}

/// A trigger as the file wants it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TriggerTarget {
    /// Its name.
    pub name: String,
    /// Fields of CreateTrigger but `triggerName`: `triggerType`, `qualifier`, `sourceArn`, `invocationRole`,
    /// `description` and `triggerConfig`, which is an object here and JSON text on the wire.
    pub fields: Fields,
}

/// A custom domain as the file wants it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DomainTarget {
    /// The region of its routes.
    pub region: String,
    /// Host name; `auto` if a test domain is wanted.
    pub name: String,
    /// Fields of CreateCustomDomain but `domainName`.
    pub fields: Fields,
}

/// A value that the file leaves to the tool.
#[derive(Debug, Clone, PartialEq)]
pub struct Auto {
    /// The field: `vpcConfig`, `nasConfig`, `logConfig`, `ossMountConfig`, `domain`.
    pub field: String,
    /// Parameters behind `auto|`: `mountDir` → `/mnt/data`.
    pub parameters: BTreeMap<String, String>,
}

/// Something to be said in the plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    /// Where it stands in the file.
    pub span: Option<Span>,
    /// What.
    pub message: Message,
}

/// Why a file cannot be deployed as it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Obstacle {
    /// Where it stands in the file.
    pub span: Span,
    /// What is in the way and what to do.
    pub message: Message,
}

/// All that a file wants: functions, and domains that stand on their own (`fc3-domain`).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Targets {
    /// In the order in which they are deployed: as `flow` says, users of an output after its maker.
    pub functions: Vec<Target>,
    /// Resources of component fc3-domain: name in the file, domain, spans as in [`Target::spans`].
    pub domains: Vec<(String, DomainTarget, BTreeMap<String, Span>)>,
    /// Resources that fcls does not deploy, by name: other components.
    pub others: Vec<String>,
}
