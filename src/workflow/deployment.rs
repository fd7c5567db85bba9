//! From a file to a plan: what is wanted of which functions, as whom, and how that is said to people.

use super::connection::{Connection, Failure};
use super::outside::Process;
use crate::cloud::plan::{self, Clients, Plan, Resource, Scope};
use crate::cloud::render::Style;
use crate::cloud::target::{self, FunctionNames, Obstacle, Targets};
use crate::document::Document;
use crate::message::{Lang, Message};
use crate::text::{Encoding, Span};
use std::path::Path;

/// What of a file is planned, and how.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// Resources or functions; all when none is named.
    pub only: Vec<String>,
    /// How functions of services are called.
    pub function_names: FunctionNames,
    /// Region for files that name none.
    pub region: Option<String>,
    /// All, the configuration, or the code.
    pub scope: Scope,
    /// Reset what the cloud has and the file does not.
    pub reset_missing: bool,
    /// Go on without what is `auto` and not there yet.
    pub skip_auto: bool,
    /// Read what the file is silent about too, to tell of it.
    pub read_everything: bool,
}

/// Why a file has no plan.
#[derive(Debug)]
pub enum Refusal {
    /// No credentials, no way.
    Failure(Failure),
    /// The file wants what cannot be done.
    Obstacles(Vec<Obstacle>),
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        Refusal::Failure(failure)
    }
}

/// To whom and as whom something is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressee {
    /// Account id, if it is known.
    pub account: Option<String>,
    /// Region or emulator, and where the credentials are from.
    pub whereabouts: Message,
    /// The functions and domains.
    pub names: Vec<String>,
}

impl Addressee {
    /// `account 1, region cn-hangzhou, credentials: …: hello`.
    pub fn text(&self, lang: Lang) -> String {
        let account = self.account.as_ref().map_or_else(String::new, |account| match lang {
            Lang::En => format!("account {account}, "),
            Lang::Zh => format!("账号 {account}，"),
        });
        format!("{account}{}: {}", self.whereabouts.text(lang), self.names.join(", "))
    }
}

/// A file on its way to the cloud.
pub struct Deployment {
    /// The way.
    pub connection: Connection,
    /// Its clients.
    pub clients: Clients,
    /// What the file wants.
    pub targets: Targets,
    document: Document,
    file: String,
    options: plan::Options,
}

impl Deployment {
    /// Reads what `document`, the file at `path`, wants and finds the clients for it. `file` is how it is called
    /// before people. The cloud is asked nothing of functions yet.
    ///
    /// # Errors
    /// When there are no credentials, or the file wants what cannot be done.
    pub fn new(
        connection: Connection,
        document: &Document,
        path: &Path,
        file: &str,
        wish: &Wish,
        lang: Lang,
    ) -> Result<Self, Refusal> {
        let wanted = target::Options {
            only: wish.only.clone(),
            function_names: wish.function_names,
            // A trial needs no region.
            default_region: wish
                .region
                .clone()
                .or_else(|| connection.is_local().then(|| crate::emulator::REGION.to_string())),
        };
        let outside = Process::new(path, &connection, lang);
        let targets = target::targets(document, &outside, &wanted).map_err(Refusal::Obstacles)?;
        let mut clients = Clients::default();
        for (region, access) in Clients::needed(&targets) {
            let client = connection.client(&region, access.as_deref())?;
            clients.0.insert((region, access), client);
        }
        let options = plan::Options {
            scope: wish.scope,
            reset_missing: wish.reset_missing,
            merge_environment: false,
            // A local emulator has no networks and no logs to choose from.
            skip_auto: wish.skip_auto || connection.is_local(),
            read_everything: wish.read_everything,
        };
        Ok(Deployment {
            connection,
            clients,
            targets,
            document: document.clone(),
            file: file.to_string(),
            options,
        })
    }

    /// Leaves nothing to be deployed but one top-level key of functions that exist: `memorySize`, `triggers`.
    pub fn restrict_to(&mut self, key: &str) {
        for target in &mut self.targets.functions {
            target.function.retain(|name, _| name == key);
            target.code = None;
            target.domain = None;
            target.auto.clear();
            target.notes.clear();
            let others = |name: &str| key != name;
            if others("tags") {
                target.tags = None;
            }
            if others("triggers") {
                target.triggers.clear();
            }
            if others("asyncInvokeConfig") {
                target.async_invoke = None;
            }
            if others("concurrencyConfig") {
                target.concurrency = None;
            }
            if others("provisionConfig") {
                target.provision = None;
            }
            if others("scalingConfig") {
                target.scaling = None;
            }
            if others("vpcBinding") {
                target.vpc_bindings = None;
            }
        }
        self.targets.domains.clear();
    }

    /// Reads the cloud and makes the plan.
    pub fn plan(&self) -> Plan {
        self.connection.wait(plan::plan(&self.targets, &self.clients, self.options))
    }

    /// Where something stands: `s.yaml:3:5`.
    pub fn place(&self, span: Span) -> String {
        place(&self.document, &self.file, span)
    }

    /// Lets `work` write with a style.
    pub fn styled<T>(&self, colours: bool, lang: Lang, work: impl FnOnce(&Style<'_>) -> T) -> T {
        let place = |span| self.place(span);
        work(&Style { lang, colours, place: &place, environment: true })
    }

    /// Whom the steps of a plan are done to; `ask`: the account is asked for where nothing tells it.
    pub fn addressees(&self, plan: &Plan, ask: bool) -> Vec<Addressee> {
        let changing: Vec<&Resource> =
            plan.resources.iter().filter(|found| !found.steps.is_empty()).collect();
        let mut said = Vec::new();
        let mut all = Vec::new();
        for resource in &changing {
            let place = (&resource.region, &resource.access);
            if said.contains(&place) {
                continue;
            }
            said.push(place);
            let same = |other: &&&Resource| (&other.region, &other.access) == place;
            let mut account = changing.iter().filter(same).find_map(|found| found.account.clone());
            if account.is_none() && ask {
                let asked = self.clients.of(resource).map(|client| self.connection.wait(client.account_id()));
                account = asked.and_then(Result::ok).map(str::to_string);
            }
            let whereabouts = self.connection.whereabouts(&resource.region, resource.access.as_deref());
            let names = changing.iter().filter(same).map(|found| found.name.clone()).collect();
            all.push(Addressee { account, whereabouts: whereabouts.unwrap_or_default(), names });
        }
        all
    }
}

/// How many things a plan destroys.
pub fn destroyed(plan: &Plan) -> usize {
    plan.resources.iter().flat_map(|found| &found.steps).map(|step| step.destroys.len()).sum()
}

/// Where something stands: `s.yaml:3:5`.
pub fn place(document: &Document, file: &str, span: Span) -> String {
    let position = document.text().position(span.start, Encoding::Utf32);
    format!("{file}:{}:{}", position.line + 1, position.character + 1)
}
