//! A plan: what the cloud has is read, compared with what the file wants, and put into steps, in order, each with
//! what it changes and what it destroys. Nothing is changed here; [`super::apply`] does that.

mod code;
mod domain;
mod function;
mod steps;

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::StreamExt as _;
use futures_util::stream;

use super::client::Client;
use super::diff::{Change, Policy};
use super::error::Error;
use super::live::Part;
use super::package::Archive;
use super::target::{DomainTarget, Note, Target, Targets};
use crate::message;
use crate::message::Message;
use crate::text::Span;

pub(super) use domain::print as domain_print;
pub use steps::{Operation, Step};

/// How many resources are read at a time.
const AT_ONCE: usize = 16;

/// What of a target is deployed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scope {
    /// Everything.
    #[default]
    All,
    /// Everything but the code.
    Config,
    /// The code alone; of a container its image.
    Code,
}

/// How a plan is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// What is deployed.
    pub scope: Scope,
    /// What the cloud has and the file does not is reset instead of kept.
    pub reset_missing: bool,
    /// Variables of the environment that the file does not have stay.
    pub merge_environment: bool,
    /// Settings that are `auto`, and for which the cloud has no value yet, are left out instead of being in the way.
    pub skip_auto: bool,
    /// Triggers and configs are read even where the file is silent about them, and told as kept.
    pub read_everything: bool,
}

impl Options {
    fn policy(self) -> Policy {
        Policy { reset_missing: self.reset_missing, merge_environment: self.merge_environment }
    }
}

/// The clients of a plan, by region and alias of the credentials.
#[derive(Debug, Clone, Default)]
pub struct Clients(pub BTreeMap<(String, Option<String>), Client>);

impl Clients {
    fn get(&self, region: &str, access: Option<&str>) -> Option<&Client> {
        self.0.get(&(region.to_string(), access.map(str::to_string)))
    }

    /// The client of a resource.
    pub fn of(&self, resource: &Resource) -> Option<&Client> {
        self.get(&resource.region, resource.access.as_deref())
    }

    /// The regions and aliases for which clients are needed.
    pub fn needed(targets: &Targets) -> Vec<(String, Option<String>)> {
        let functions = targets.functions.iter().map(|target| (target.region.clone(), target.access.clone()));
        let with_domain = targets.functions.iter().filter_map(|target| {
            target.domain.as_ref().map(|domain| (domain.region.clone(), target.access.clone()))
        });
        let domains =
            targets.domains.iter().map(|(_, domain, _)| (domain.region.clone(), domain::access(targets)));
        let mut needed: Vec<_> = functions.chain(with_domain).chain(domains).collect();
        needed.sort();
        needed.dedup();
        needed
    }
}

/// What a resource is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResourceKind {
    /// A function with all that hangs on it.
    Function,
    /// A custom domain.
    Domain,
}

/// The code of a function in a plan.
#[derive(Debug, Clone, PartialEq)]
pub enum CodePlan {
    /// An archive.
    Archive {
        /// The archive, unless the cloud has it already.
        archive: Option<Arc<Archive>>,
        /// Bytes of the archive.
        bytes: u64,
        /// Files in it; 0 for an archive that was there already.
        files: usize,
        /// CRC-64/XZ.
        checksum: String,
        /// That of the cloud.
        live: Option<String>,
        /// The largest parts in words.
        largest: String,
    },
    /// An object of OSS. Whether it differs from what the cloud has is not known.
    Oss {
        /// Bucket.
        bucket: String,
        /// Object.
        object: String,
    },
}

impl CodePlan {
    /// Whether the cloud has it already.
    pub fn is_unchanged(&self) -> bool {
        matches!(self, CodePlan::Archive { archive: None, .. })
    }
}

/// What a resource was made from, so that its plan can be made again.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Wanted {
    /// A function.
    Function(Arc<Target>),
    /// A domain, whether its routes are all it shall have, and the functions that bring it along.
    Domain(Arc<DomainTarget>, bool, Vec<String>),
}

/// One function or domain and what is to be done to it.
#[derive(Clone)]
pub struct Resource {
    /// What it is.
    pub kind: ResourceKind,
    /// Its name in the file.
    pub resource: String,
    /// Region.
    pub region: String,
    /// Its name in the cloud.
    pub name: String,
    /// The alias of the credentials that the file names.
    pub access: Option<String>,
    /// The account, if it is known without asking.
    pub account: Option<String>,
    /// Whether the cloud has it.
    pub exists: bool,
    /// What is done, in order. Empty: nothing.
    pub steps: Vec<Step>,
    /// What the cloud has and the file does not; it stays.
    pub kept: Vec<Change>,
    /// Its code.
    pub code: Option<CodePlan>,
    /// What a person should know.
    pub notes: Vec<Note>,
    /// What is in the way. Where there is any, nothing is done at all.
    pub obstacles: Vec<Note>,
    /// Why it could not be read.
    pub failure: Option<Box<Error>>,
    /// Where things stand in the file.
    pub spans: BTreeMap<String, Span>,
    /// When the function was changed last, as the service writes times: `2026-11-24T08:00:00Z`.
    pub modified: Option<String>,
    /// The ARN of a function that exists.
    pub(super) arn: Option<String>,
    pub(super) wanted: Wanted,
    /// What its parts looked like when the plan was made.
    pub(super) prints: BTreeMap<Part, String>,
    /// Texts that no output may have.
    pub(super) secrets: Vec<String>,
}

/// Without values, which may be secrets.
impl std::fmt::Debug for Resource {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Resource")
            .field("name", &self.name)
            .field("exists", &self.exists)
            .field("steps", &self.steps)
            .field("kept", &self.kept)
            .field("notes", &self.notes)
            .field("obstacles", &self.obstacles)
            .field("failure", &self.failure)
            .finish_non_exhaustive()
    }
}

impl Resource {
    /// An empty plan.
    fn new(kind: ResourceKind, resource: &str, region: &str, name: &str, wanted: Wanted) -> Self {
        Resource {
            kind,
            resource: resource.into(),
            region: region.into(),
            name: name.into(),
            access: None,
            account: None,
            exists: false,
            steps: Vec::new(),
            kept: Vec::new(),
            code: None,
            notes: Vec::new(),
            obstacles: Vec::new(),
            failure: None,
            spans: BTreeMap::new(),
            modified: None,
            arn: None,
            wanted,
            prints: BTreeMap::new(),
            secrets: Vec::new(),
        }
    }

    /// Where a field stands in the file, or the nearest thing around it.
    pub fn span(&self, path: &str) -> Option<Span> {
        let mut path = path;
        loop {
            if let Some(span) = self.spans.get(path) {
                return Some(*span);
            }
            let Some(cut) = path.rfind(['.', '[']) else { return self.spans.get("").copied() };
            path = &path[..cut];
        }
    }

    /// The parts that its steps change.
    pub(super) fn parts(&self) -> Vec<Part> {
        let mut parts: Vec<Part> = self.steps.iter().map(|step| step.operation.part()).collect();
        parts.sort_unstable();
        parts.dedup();
        parts
    }

    fn note(&mut self, path: &str, message: Message) {
        let span = self.span(path);
        self.notes.push(Note { span, message });
    }

    fn obstacle(&mut self, path: &str, message: Message) {
        let span = self.span(path);
        self.obstacles.push(Note { span, message });
    }

    /// An empty plan of something that could not be read.
    fn failed(mut self, error: Error) -> Self {
        self.failure = Some(Box::new(error));
        self
    }
}

/// What will be done.
#[derive(Debug, Clone)]
pub struct Plan {
    /// In the order in which it is done.
    pub resources: Vec<Resource>,
    /// Resources of the file that are not deployed: other components.
    pub others: Vec<String>,
    /// What a person should know of the file as a whole.
    pub notes: Vec<Note>,
    pub(super) options: Options,
}

impl Plan {
    /// Whether nothing would be changed.
    pub fn is_empty(&self) -> bool {
        self.resources.iter().all(|resource| resource.steps.is_empty())
    }

    /// Whether it cannot be carried out.
    pub fn is_blocked(&self) -> bool {
        self.resources.iter().any(|resource| !resource.obstacles.is_empty() || resource.failure.is_some())
    }
}

/// Reads the cloud and makes a plan.
pub async fn plan(targets: &Targets, clients: &Clients, options: Options) -> Plan {
    let packages = code::pack(&targets.functions, options.scope).await;
    let functions: Vec<Arc<Target>> = targets.functions.iter().cloned().map(Arc::new).collect();
    let mut resources: Vec<Resource> = stream::iter(functions.iter().cloned())
        .map(|target| one_function(target, clients, &packages, options))
        .buffered(AT_ONCE)
        .collect()
        .await;
    if options.scope != Scope::Code {
        let domains = domain::gather(targets);
        let domains: Vec<Resource> = stream::iter(domains)
            .map(|domain| domain::resource(domain, clients, options))
            .buffered(AT_ONCE)
            .collect()
            .await;
        resources.extend(domains);
    }
    Plan { resources, others: targets.others.clone(), notes: targets.notes.clone(), options }
}

async fn one_function(
    target: Arc<Target>,
    clients: &Clients,
    packages: &code::Packages,
    options: Options,
) -> Resource {
    match clients.get(&target.region, target.access.as_deref()) {
        Some(client) => function::resource(target, client, packages, options).await,
        None => {
            let (region, name) = (target.region.clone(), target.name.clone());
            let wanted = Wanted::Function(target.clone());
            let mut resource =
                Resource::new(ResourceKind::Function, &target.resource, &region, &name, wanted);
            resource.obstacle("", no_client(&region));
            resource
        }
    }
}

fn no_client(region: &str) -> Message {
    message!("there are no credentials for region {region}", "没有地域 {region} 的凭证")
}

/// Makes the plan of one resource again.
pub(super) async fn again(resource: &Resource, clients: &Clients, options: Options) -> Resource {
    match &resource.wanted {
        Wanted::Function(target) => {
            let packages = code::pack(std::slice::from_ref(&**target), options.scope).await;
            one_function(target.clone(), clients, &packages, options).await
        }
        Wanted::Domain(target, whole, functions) => {
            let gathered = domain::Gathered {
                resource: resource.resource.clone(),
                access: resource.access.clone(),
                target: (**target).clone(),
                whole: *whole,
                spans: resource.spans.clone(),
                functions: functions.clone(),
            };
            domain::resource(gathered, clients, options).await
        }
    }
}
