//! What a file wants of the cloud, in the cloud's own words: the common ground of reading files, planning,
//! applying and pulling.
//!
//! Fields are named and shaped as in requests of the FC API 2023-03-30 (`memorySize`, MB; `timeout`, seconds).
//! A field that the file does not have is absent: it is kept in the cloud as it is. `""`, `false`, `{}` and `[]`
//! are values.

mod block;
mod f_events;
mod f_yml;
mod fc3;
mod fc3_domain;
mod instances;
mod legacy_fc;
mod order;
mod read;
mod shape;
mod triggers;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

pub use read::targets;

use super::package::CodeSource;
pub use crate::document::evaluate::Outside;
use crate::message::Message;
use crate::text::Span;

/// How a file is read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Names of the resources, services or functions that are wanted; all if there are none.
    pub only: Vec<String>,
    /// How functions are called whose file puts them into a service.
    pub function_names: FunctionNames,
    /// The region where a file names none.
    pub default_region: Option<String>,
}

/// Names of functions of an f.yml and of component fc, which know services; FC 3.0 knows none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum FunctionNames {
    /// The name of the function alone.
    #[default]
    Plain,
    /// `service$function`, as FC 3.0 calls the functions of FC 2.0.
    WithService,
}

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
    /// `triggers.web.triggerConfig`, `code`, `domain.a.example.com`; the name of the resource under the empty path.
    pub spans: BTreeMap<String, Span>,
}

/// A trigger as the file wants it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TriggerTarget {
    /// Its name.
    pub name: String,
    /// Fields of CreateTrigger but `triggerName`: `triggerType`, `qualifier`, `sourceArn`, `invocationRole`,
    /// `description` and `triggerConfig`, which is an object here and JSON text on the wire. The account id in
    /// an ARN is empty (`acs:oss:cn-hangzhou::bucket`) where it was not known; a role may be its name alone.
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
    /// Parameters behind `auto|`: `mountDir` → `/mnt/data`. Of a `vpcConfig` in part: the ids that are given,
    /// `vpcId`, `securityGroupId`, and `vSwitchIds` with commas.
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
    /// What is to be said about the file as a whole and about [`Targets::domains`].
    pub notes: Vec<Note>,
}
