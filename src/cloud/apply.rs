//! Carries a plan out: call by call, in order, never in a state that nobody has seen. First the cloud is compared
//! with what the plan saw; if it differs, nothing is done and there is a new plan. After the first failure, and
//! after a cancellation, the rest is not begun; the report says what was done, what failed and what is left.

mod calls;

use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use futures_util::stream;

use super::client::Client;
use super::error::Error;
use super::live::{Live, Part};
use super::plan::{self, Clients, Operation, Plan, Resource, ResourceKind, Step};
use super::types::Function;
use crate::message;
use crate::message::Message;
use crate::text::Span;

use calls::Called;

/// How many resources are compared at a time.
const AT_ONCE: usize = 16;

/// How changes are waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// Pause between two looks.
    pub pause: Duration,
    /// How long a change may take.
    pub limit: Duration,
}

impl Default for Waiting {
    /// Images take long to be made ready: Serverless Devs waits for 40 minutes.
    fn default() -> Self {
        Waiting { pause: Duration::from_secs(2), limit: Duration::from_secs(40 * 60) }
    }
}

/// Where an apply is.
#[derive(Debug, Clone, Copy)]
pub struct At<'a> {
    /// Number of the step, from 0.
    pub number: usize,
    /// Number of all steps.
    pub total: usize,
    /// What it is about.
    pub resource: &'a Resource,
    /// The step.
    pub step: &'a Step,
}

/// Who watches an apply.
pub trait Progress: Sync {
    /// A step begins.
    fn begin(&self, at: At<'_>);
    /// The service has taken the step and carries it out.
    fn waiting(&self, at: At<'_>);
    /// A step is done.
    fn done(&self, at: At<'_>, done: &Done);
    /// Whether to stop before the next call.
    fn is_cancelled(&self) -> bool;
}

/// A step by its names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Function or domain.
    pub kind: ResourceKind,
    /// Its region.
    pub region: String,
    /// Its name in the cloud.
    pub name: String,
    /// The call.
    pub step: Message,
}

impl Label {
    fn new(resource: &Resource, step: &Step) -> Self {
        Label {
            kind: resource.kind,
            region: resource.region.clone(),
            name: resource.name.clone(),
            step: step.title(),
        }
    }
}

/// A step that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// Which.
    pub label: Label,
    /// Id of the request.
    pub request_id: Option<String>,
    /// What there is to say: the address of a trigger, that the answer was lost.
    pub notes: Vec<Message>,
}

/// A step that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// Which; none when the cloud could not be compared with the plan.
    pub label: Option<Label>,
    /// Why, with what to do.
    pub message: Message,
    /// Id of the request.
    pub request_id: Option<String>,
    /// Where what is refused stands in the file.
    pub span: Option<Span>,
    /// Whether it may have been done all the same.
    pub uncertain: bool,
}

/// How an apply ended.
#[derive(Debug, Clone)]
pub enum End {
    /// All is done.
    Finished,
    /// It was stopped between two calls.
    Cancelled,
    /// A step failed.
    Failed(Box<Failed>),
    /// The cloud is not what the plan saw. Nothing was done; this is the plan now.
    Changed(Box<Plan>),
    /// The plan cannot be carried out: it has obstacles.
    Blocked,
}

/// What came of an apply.
#[derive(Debug, Clone)]
pub struct Report {
    /// What was done, in order.
    pub done: Vec<Done>,
    /// How it ended.
    pub end: End,
    /// What was not begun.
    pub not_begun: Vec<Label>,
}

/// Why a step failed.
enum Failure {
    /// The call failed.
    Call(Box<Error>),
    /// What was sent was taken, and then it failed.
    Later(Message),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure::Call(Box::new(error))
    }
}

/// Carries a plan out.
pub async fn apply(plan: &Plan, clients: &Clients, waiting: Waiting, progress: &dyn Progress) -> Report {
    let steps: Vec<(&Resource, &Step)> = plan
        .resources
        .iter()
        .flat_map(|resource| resource.steps.iter().map(move |step| (resource, step)))
        .collect();
    let rest =
        |from: usize| steps.iter().skip(from).map(|(resource, step)| Label::new(resource, step)).collect();
    let ended = |done: Vec<Done>, end: End, from: usize| Report { done, end, not_begun: rest(from) };
    if plan.is_blocked() {
        return ended(Vec::new(), End::Blocked, 0);
    }
    if progress.is_cancelled() {
        return ended(Vec::new(), End::Cancelled, 0);
    }
    match stale(plan, clients).await {
        Ok(stale) if stale.contains(&true) => {
            let new = anew(plan, &stale, clients).await;
            return ended(Vec::new(), End::Changed(Box::new(new)), 0);
        }
        Ok(_) => {}
        Err((resource, error)) => {
            let failed = failed(resource, None, Failure::from(error));
            return ended(Vec::new(), End::Failed(Box::new(failed)), 0);
        }
    }
    let mut all = Vec::new();
    for (number, (resource, step)) in steps.iter().enumerate() {
        if progress.is_cancelled() {
            return ended(all, End::Cancelled, number);
        }
        let at = At { number, total: steps.len(), resource, step };
        progress.begin(at);
        match one(at, clients, plan.options, waiting, progress).await {
            Ok(called) => {
                let done = Done {
                    label: Label::new(resource, step),
                    request_id: called.request_id,
                    notes: called.notes,
                };
                progress.done(at, &done);
                all.push(done);
            }
            Err(failure) => {
                let failed = failed(resource, Some(step), failure);
                return ended(all, End::Failed(Box::new(failed)), number + 1);
            }
        }
    }
    ended(all, End::Finished, steps.len())
}

/// For each resource whether the cloud has changed since the plan was made. Of what does not exist nothing is
/// asked: creating it fails if it does now.
async fn stale<'p>(plan: &'p Plan, clients: &Clients) -> Result<Vec<bool>, (&'p Resource, Error)> {
    let looks = stream::iter(&plan.resources).map(|resource| async move {
        let parts: Vec<Part> = if resource.exists { resource.parts() } else { Vec::new() };
        let Some(client) = clients.of(resource).filter(|_| !parts.is_empty()) else { return Ok(false) };
        let same = match resource.kind {
            ResourceKind::Function => {
                let live =
                    Live::read(client, &resource.name, &parts).await.map_err(|error| (resource, error))?;
                parts.iter().all(|part| resource.prints.get(part) == Some(&live.print(*part)))
            }
            ResourceKind::Domain => {
                let live = Live::domain(client, &resource.name).await.map_err(|error| (resource, error))?;
                resource.prints.get(&Part::Domain) == Some(&plan::domain_print(live.as_ref()))
            }
        };
        Ok(!same)
    });
    let looks: Vec<_> = looks.buffered(AT_ONCE).collect().await;
    looks.into_iter().collect()
}

/// The plan with what is stale made anew.
async fn anew(plan: &Plan, stale: &[bool], clients: &Clients) -> Plan {
    let mut resources = Vec::new();
    for (resource, stale) in plan.resources.iter().zip(stale) {
        resources.push(if *stale {
            plan::again(resource, clients, plan.options).await
        } else {
            resource.clone()
        });
    }
    Plan { resources, ..plan.clone() }
}

async fn one(
    at: At<'_>,
    clients: &Clients,
    options: plan::Options,
    waiting: Waiting,
    progress: &dyn Progress,
) -> Result<Called, Failure> {
    let Some(client) = clients.of(at.resource) else {
        return Err(Failure::Later(message!("there are no credentials for it", "没有对应的凭证")));
    };
    let mut called = match calls::call(client, at.resource, &at.step.operation).await {
        Ok(called) => called,
        Err(error) if error.outcome_is_unknown() && !error.is_throttled() => {
            // Perhaps it was done and only the answer is lost: what is left to do tells.
            let now = plan::again(at.resource, clients, options).await;
            if !was_done(&now, &at.step.operation) {
                return Err(error.into());
            }
            let lost = message!("the answer was lost, but the change is there", "响应丢失，但变更已生效");
            Called { request_id: error.request_id.map(String::from), notes: vec![lost], function: None }
        }
        Err(error) => return Err(error.into()),
    };
    let function = called.function.take();
    if matches!(at.step.operation, Operation::CreateFunction { .. } | Operation::UpdateFunction { .. }) {
        let note = settle(client, at, function, waiting, progress).await?;
        called.notes.extend(note);
    }
    Ok(called)
}

/// Whether a step is no longer needed, by a plan made after it.
fn was_done(now: &Resource, operation: &Operation) -> bool {
    let function_changes = |operation: &Operation| {
        matches!(operation, Operation::CreateFunction { .. } | Operation::UpdateFunction { .. })
    };
    now.exists
        && now.failure.is_none()
        && !now.steps.iter().any(|left| {
            let left = &left.operation;
            let same = left.action() == operation.action() && left.subject() == operation.subject();
            // What was only made in part is left as an update.
            let part = match operation {
                Operation::CreateTrigger { .. } => {
                    left.part() == Part::Triggers && left.subject() == operation.subject()
                }
                Operation::CreateDomain(_) => left.part() == Part::Domain,
                _ => function_changes(operation) && function_changes(left),
            };
            same || part
        })
}

/// Waits until the service has carried a change out.
async fn settle(
    client: &Client,
    at: At<'_>,
    function: Option<Box<Function>>,
    waiting: Waiting,
    progress: &dyn Progress,
) -> Result<Option<Message>, Failure> {
    let started = Instant::now();
    let name = &at.resource.name;
    let mut function = match function {
        Some(function) => function,
        None => Box::new(client.get_function(name, None).await?.value),
    };
    let mut told = false;
    loop {
        let states = [
            (&function.state, &function.state_reason),
            (&function.last_update_status, &function.last_update_status_reason),
        ];
        for (state, reason) in states {
            if state.as_deref() == Some("Failed") {
                let reason = reason.clone().unwrap_or_default();
                return Err(Failure::Later(message!(
                    "the service took the change and could not carry it out: {reason}",
                    "服务端接受了变更，但执行失败：{reason}"
                )));
            }
        }
        let busy = function.state.as_deref() == Some("Pending")
            || function.last_update_status.as_deref() == Some("InProgress");
        if !busy {
            return Ok(None);
        }
        if !told {
            told = true;
            progress.waiting(at);
        }
        if progress.is_cancelled() {
            return Ok(Some(message!(
                "the service still carries the change out; it was not waited for",
                "服务端仍在执行变更；未继续等待"
            )));
        }
        if started.elapsed() > waiting.limit {
            let seconds = waiting.limit.as_secs();
            return Err(Failure::Later(message!(
                "the service took the change but has not carried it out within {seconds} seconds; look at the \
                 function later",
                "服务端接受了变更，但在 {seconds} 秒内未完成；请稍后查看函数状态"
            )));
        }
        tokio::time::sleep(waiting.pause).await;
        *function = client.get_function(name, None).await?.value;
    }
}

/// Names that the service uses for fields in its sentences.
const SPOKEN: [(&str, &str); 3] = [("memory", "memorySize"), ("disk", "diskSize"), ("role", "role")];

fn failed(resource: &Resource, step: Option<&Step>, failure: Failure) -> Failed {
    let (message, request_id, detail, uncertain) = match failure {
        Failure::Call(error) => {
            let message =
                Message::new(error.text(crate::message::Lang::En), error.text(crate::message::Lang::Zh));
            let uncertain = step.is_some() && error.outcome_is_unknown() && !error.is_throttled();
            (message, error.request_id.clone().map(String::from), error.detail.to_string(), uncertain)
        }
        Failure::Later(message) => {
            let detail = message.en.clone();
            (message, None, detail, false)
        }
    };
    Failed {
        label: step.map(|step| Label::new(resource, step)),
        message: Message::new(hide(resource, message.en), hide(resource, message.zh)),
        request_id,
        span: step.and_then(|step| span(resource, step, &detail)),
        uncertain,
    }
}

/// A text without the secrets of a resource: the service may repeat what it refuses.
fn hide(resource: &Resource, mut text: String) -> String {
    for secret in &resource.secrets {
        text = text.replace(secret.as_str(), "***");
    }
    text
}

/// Where the field that a sentence names stands in the file; where the step's part stands, if it names none.
fn span(resource: &Resource, step: &Step, sentence: &str) -> Option<Span> {
    let start = step.operation.path();
    let words: Vec<String> = sentence
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let said = |name: &str| {
        let lower = name.to_ascii_lowercase();
        words.contains(&lower)
            || SPOKEN.iter().any(|(word, field)| *field == name && words.iter().any(|known| known == word))
    };
    let named = resource
        .spans
        .iter()
        .filter(|(path, _)| start.is_empty() || path.starts_with(&start))
        .filter(|(path, _)| said(path.rsplit(['.', '[']).next().unwrap_or_default().trim_end_matches(']')))
        // The deepest one is the most exact.
        .max_by_key(|(path, _)| path.matches('.').count());
    named.map(|(_, span)| *span).or_else(|| resource.span(&start))
}
