//! The client: one method per operation, with time limits and retries.
//!
//! **What is tried again.** Throttling and concurrent updates (the service has refused, nothing was done) and
//! connections that were never made: every operation. Lost connections, time-outs and 500, 502, 503, 504: only
//! operations that may be repeated without harm, which are all but creating, publishing and calling. Every try has
//! a new nonce, date and signature. The service's own wish for a pause (`x-acs-retry-after`) comes first.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use serde::de::DeserializeOwned;
use tokio::sync::OnceCell;

use super::checksum::checksum;
use super::credentials::Credentials;
use super::endpoint::{Endpoint, Endpoints};
use super::error::{Cause, Error};
use super::package::OSS_LIMIT;
use super::request::{self, FunctionFilter, Invocation, LayerFilter, Page, Request, Scheme, TagFilter};
use super::sign::{self, Key, Signable};
use super::transport::{Failure, HttpAnswer, HttpRequest, MAX_ANSWER, Transport};
use super::types::*;
use crate::message::Message;

/// Time an answer may take, besides that of sending the body.
const ANSWER_LIMIT: Duration = Duration::from_secs(60);

/// The slowest upload that is waited for, in bytes a second.
const SLOWEST_UPLOAD: u64 = 64 << 10;

/// How often and after which pauses a request is tried again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Most tries, the first included.
    pub attempts: u32,
    /// Pause after the first try; it doubles each time. The real one is between half of it and all of it, so that
    /// clients that were refused together do not come back together.
    pub pause: Duration,
    /// Longest pause of our own.
    pub longest_pause: Duration,
    /// Longest pause that the service may ask for; if it asks for more, the error is given back at once.
    pub longest_wish: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        RetryPolicy {
            attempts: 4,
            pause: Duration::from_millis(500),
            longest_pause: Duration::from_secs(4),
            longest_wish: Duration::from_secs(30),
        }
    }
}

impl RetryPolicy {
    /// The pause before the next try, or `None` when there is none.
    fn next(&self, error: &Error, attempt: u32) -> Option<Duration> {
        let may = error.is_passing() && (error.idempotent || error.nothing_was_done());
        if !may || attempt >= self.attempts {
            return None;
        }
        let full = self.pause.saturating_mul(1 << (attempt - 1).min(16)).min(self.longest_pause);
        let jitter = (random() % 1024) as u32;
        match error.retry_after {
            Some(wish) if wish > self.longest_wish => None,
            Some(wish) => Some(wish + self.pause / 4 * jitter / 1024),
            None => Some(full / 2 + full / 2 * jitter / 1024),
        }
    }
}

/// An answer with the id by which Alibaba Cloud finds the request.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer<T> {
    /// The answer.
    pub value: T,
    /// Id of the request.
    pub request_id: Option<String>,
}

/// What a call of a function gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvocationResult {
    /// HTTP status: 200, or 202 for asynchronous calls.
    pub status: u16,
    /// What the function returned.
    pub payload: Bytes,
    /// The end of the log, if it was asked for.
    pub log: Option<String>,
    /// Set when the function itself failed, e.g. `UnhandledInvocationError`; the payload says why.
    pub error_type: Option<String>,
    /// Id of the request.
    pub request_id: Option<String>,
}

/// A client for one region with one key.
#[derive(Clone)]
pub struct Client {
    endpoints: Endpoints,
    key: Key,
    transport: Arc<dyn Transport>,
    policy: RetryPolicy,
    identity: Arc<OnceCell<CallerIdentity>>,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Client")
            .field("endpoints", &self.endpoints)
            .field("key", &self.key.id)
            .finish_non_exhaustive()
    }
}

/// A number that nobody can guess: the standard library seeds its hashers from the system.
fn random() -> u64 {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let mut hasher = RandomState::new().build_hasher();
    hasher.write_u64(COUNT.fetch_add(1, Ordering::Relaxed));
    hasher.finish()
}

/// Text that is never used twice.
fn nonce() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let seed = [random(), random(), random(), now.as_nanos() as u64].map(u64::to_le_bytes).concat();
    let mut text = sign::sha256_hex(&seed);
    text.truncate(32);
    text
}

/// A moment in UTC.
struct Utc {
    year: u64,
    month: u64,
    day: u64,
    hour: u64,
    minute: u64,
    second: u64,
    weekday: usize,
}

impl Utc {
    /// From seconds since 1970. The calendar is counted in years that begin in March, so that the leap day is
    /// the last one (Howard Hinnant, "chrono-compatible low-level date algorithms").
    fn new(seconds: u64) -> Self {
        let days = seconds / 86_400;
        let shifted = days + 719_468;
        let era = shifted / 146_097;
        let of_era = shifted % 146_097;
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        Utc {
            year: era * 400 + year + u64::from(month <= 2),
            month,
            day,
            hour: seconds / 3_600 % 24,
            minute: seconds / 60 % 60,
            second: seconds % 60,
            weekday: ((days + 4) % 7) as usize,
        }
    }

    fn iso(&self) -> String {
        let Utc { year, month, day, hour, minute, second, .. } = self;
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }

    fn rfc1123(&self) -> String {
        const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
        const MONTHS: [&str; 12] =
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let Utc { year, day, hour, minute, second, .. } = self;
        let weekday = DAYS[self.weekday];
        let month = MONTHS[self.month as usize - 1];
        format!("{weekday}, {day:02} {month} {year:04} {hour:02}:{minute:02}:{second:02} GMT")
    }
}

/// What differs from one try to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// Seconds since 1970.
    pub seconds: u64,
    /// Fresh text.
    pub nonce: String,
}

impl Stamp {
    fn now() -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Stamp { seconds: now.as_secs(), nonce: nonce() }
    }
}

/// The headers of a request, signed, `host` included; `account` is needed for the older scheme alone.
pub fn signed_headers(
    request: &Request,
    endpoint: &Endpoint,
    key: &Key,
    stamp: &Stamp,
    account: Option<&str>,
) -> Vec<(String, String)> {
    let now = Utc::new(stamp.seconds);
    let mut headers: Vec<(String, String)> = Vec::new();
    let mut add = |name: &str, value: &str| headers.push((name.to_string(), value.to_string()));
    add("accept", "application/json");
    add("host", endpoint.host());
    if let Some(content_type) = request.content_type {
        add("content-type", content_type);
    }
    for (name, value) in &request.headers {
        add(name, value);
    }
    let token = key.token.as_ref().map(|token| token.reveal());
    let authorization = match request.scheme {
        Scheme::Acs3 => {
            let hash = sign::sha256_hex(&request.body);
            add("x-acs-action", request.action);
            add("x-acs-version", request.version);
            add("x-acs-date", &now.iso());
            add("x-acs-signature-nonce", &stamp.nonce);
            add("x-acs-content-sha256", &hash);
            if let Some(token) = token {
                add("x-acs-accesskey-id", &key.id);
                add("x-acs-security-token", token);
            }
            let query = request.canonical_query();
            let signable = Signable {
                method: request.method,
                path: &request.path,
                query: &query,
                headers: &headers,
                body_hash: &hash,
            };
            sign::sign(&signable, &key.secret).authorization(&key.id)
        }
        Scheme::Fc2 => {
            add("date", &now.rfc1123());
            add("x-fc-account-id", account.unwrap_or_default());
            if let Some(token) = token {
                add("x-fc-security-token", token);
            }
            sign::fc2_authorization(request.method, &request.path, &headers, &key.id, &key.secret)
        }
    };
    headers.push(("authorization".to_string(), authorization));
    headers
}

/// How long the service asks to wait: `x-acs-retry-after` in milliseconds, `retry-after` in seconds.
fn retry_after(answer: &HttpAnswer) -> Option<Duration> {
    let number = |name: &str| answer.header(name).and_then(|value| value.trim().parse::<u64>().ok());
    number("x-acs-retry-after")
        .map(Duration::from_millis)
        .or_else(|| number("retry-after").map(Duration::from_secs))
}

fn request_id(answer: &HttpAnswer) -> Option<String> {
    answer.header("x-fc-request-id").or_else(|| answer.header("x-acs-request-id")).map(str::to_string)
}

/// The value of an answer's body.
///
/// # Errors
///
/// [`Cause::Unreadable`] when it is empty, no JSON, or of another shape.
pub fn read_answer<T: DeserializeOwned>(
    action: &'static str,
    host: &str,
    answer: &HttpAnswer,
) -> Result<Answer<T>, Error> {
    serde_json::from_slice(&answer.body)
        .map(|value| Answer { value, request_id: request_id(answer) })
        .map_err(|error| Error {
            status: Some(answer.status),
            request_id: request_id(answer).map(Box::from),
            ..Error::local(Cause::Unreadable, action, host, error.to_string())
        })
}

/// What a call of a function gave, from its answer.
pub fn read_invocation(answer: HttpAnswer) -> InvocationResult {
    let log = answer
        .header("x-fc-log-result")
        .and_then(|text| BASE64.decode(text).ok())
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    InvocationResult {
        status: answer.status,
        log,
        error_type: answer.header("x-fc-error-type").map(str::to_string),
        request_id: request_id(&answer),
        payload: answer.body,
    }
}

/// An error in the words of the language of the message; details of requests are in English alone.
fn unsendable(action: &'static str, host: &str, message: &Message) -> Error {
    Error::local(Cause::Unsendable, action, host, message.en.clone())
}

impl Client {
    /// A client.
    pub fn new(endpoints: Endpoints, key: Key, transport: Arc<dyn Transport>) -> Self {
        let identity = Arc::new(OnceCell::new());
        Client { endpoints, key, transport, policy: RetryPolicy::default(), identity }
    }

    /// The same client with other retries.
    pub fn with_policy(mut self, policy: RetryPolicy) -> Self {
        self.policy = policy;
        self
    }

    /// A client for credentials that were found; a role is taken on first.
    ///
    /// # Errors
    ///
    /// When AssumeRole fails.
    pub async fn connect(
        endpoints: Endpoints,
        credentials: &Credentials,
        transport: Arc<dyn Transport>,
    ) -> Result<Self, Error> {
        let client = Client::new(endpoints, credentials.key.clone(), transport);
        let Some(role) = &credentials.role else { return Ok(client) };
        let answer = client.assume_role(&role.arn, &role.session, role.seconds).await?;
        let found = answer.value.credentials.unwrap_or_default();
        let (Some(id), Some(secret)) = (found.access_key_id, found.access_key_secret) else {
            let detail = "the answer has no credentials";
            return Err(Error::local(Cause::Unreadable, "AssumeRole", "STS", detail));
        };
        let key = Key { id, secret, token: found.security_token };
        Ok(Client::new(client.endpoints, key, client.transport))
    }

    /// The hosts it talks to.
    pub fn endpoints(&self) -> &Endpoints {
        &self.endpoints
    }

    /// Whose key it is; the service is asked once.
    ///
    /// # Errors
    ///
    /// When GetCallerIdentity fails.
    pub async fn identity(&self) -> Result<&CallerIdentity, Error> {
        self.identity
            .get_or_try_init(|| async {
                let request = request::get_caller_identity();
                let action = request.action;
                let (host, answer) = self.exchange(request, None).await?;
                Ok(read_answer(action, &host, &answer)?.value)
            })
            .await
    }

    /// The account id, digits; the service is asked once.
    ///
    /// # Errors
    ///
    /// When GetCallerIdentity fails or does not say.
    pub async fn account_id(&self) -> Result<&str, Error> {
        self.identity().await?.account_id.as_deref().ok_or_else(|| {
            let detail = "the answer has no AccountId";
            Error::local(Cause::Unreadable, "GetCallerIdentity", "STS", detail)
        })
    }

    async fn call(&self, request: Request) -> Result<(String, HttpAnswer), Error> {
        let needs_account = request.scheme == Scheme::Fc2 || self.endpoints.needs_account(request.host);
        let account = if needs_account { Some(self.account_id().await?) } else { None };
        self.exchange(request, account).await
    }

    async fn call_json<T: DeserializeOwned>(&self, request: Request) -> Result<Answer<T>, Error> {
        let (action, idempotent) = (request.action, request.idempotent);
        let (host, answer) = self.call(request).await?;
        read_answer(action, &host, &answer).map_err(|error| Error { idempotent, ..error })
    }

    async fn call_empty(&self, request: Request) -> Result<Answer<()>, Error> {
        let (_, answer) = self.call(request).await?;
        Ok(Answer { value: (), request_id: request_id(&answer) })
    }

    /// Sends a request until it is answered or there is no sense in it; gives the host and a successful answer.
    async fn exchange(&self, request: Request, account: Option<&str>) -> Result<(String, HttpAnswer), Error> {
        let action = request.action;
        let endpoint = self
            .endpoints
            .endpoint(request.host, account)
            .map_err(|message| unsendable(action, "", &message))?;
        let host = endpoint.host().to_string();
        let url = format!("{}{}", endpoint.base(), request.target());
        // An empty name, `.` or `..` would ask for something else than was meant, and than is signed.
        let sound = reqwest::Url::parse(&url).is_ok_and(|url| url.path() == request.path)
            && (request.path == "/" || !request.path.split('/').skip(1).any(str::is_empty));
        if !sound {
            let detail = format!("`{}` is not a path: a name is empty or made of dots", request.path);
            return Err(Error::local(Cause::Unsendable, action, &host, detail));
        }
        let upload = Duration::from_secs(request.body.len() as u64 / SLOWEST_UPLOAD);
        let time_limit = request.time_limit.unwrap_or(ANSWER_LIMIT) + upload;
        let mut attempt = 1;
        // Whether an earlier try may have been carried out.
        let mut uncertain = false;
        loop {
            let headers = signed_headers(&request, &endpoint, &self.key, &Stamp::now(), account);
            let sent = HttpRequest {
                method: request.method,
                url: url.clone(),
                headers: headers.into_iter().filter(|(name, _)| name != "host").collect(),
                body: request.body.clone(),
                time_limit,
                max_answer: MAX_ANSWER,
                loopback: endpoint.is_loopback(),
            };
            let mut error = match self.transport.send(sent).await {
                Ok(answer) => match refusal(&request, &host, &answer) {
                    None => {
                        tracing::debug!(action, attempt, status = answer.status, "answered");
                        return Ok((host, answer));
                    }
                    // What an earlier try deleted is gone, as was asked.
                    Some(error) if uncertain && request.method == "DELETE" && error.is_not_found() => {
                        return Ok((host, answer));
                    }
                    Some(error) => error,
                },
                Err(failure) => from_failure(action, &host, failure),
            };
            error.idempotent = request.idempotent;
            error.attempts = attempt;
            uncertain |= error.outcome_is_unknown();
            let Some(pause) = self.policy.next(&error, attempt) else { return Err(error) };
            tracing::info!(
                action,
                attempt,
                code = error.code.as_deref(),
                status = error.status,
                request_id = error.request_id.as_deref(),
                "trying again in {} ms",
                pause.as_millis()
            );
            tokio::time::sleep(pause).await;
            attempt += 1;
        }
    }
}

/// The error of a failure.
fn from_failure(action: &'static str, host: &str, failure: Failure) -> Error {
    let (cause, detail) = match failure {
        Failure::NoConnection(detail) => (Cause::NoConnection, detail),
        Failure::Lost(detail) => (Cause::Lost, detail),
        Failure::TimedOut => (Cause::TimedOut, String::new()),
        Failure::TooLarge(limit) => (Cause::Unreadable, format!("it has more than {limit} bytes")),
        Failure::Unsendable(detail) => (Cause::Unsendable, detail),
    };
    Error::local(cause, action, host, detail)
}

/// The error that an answer is, if it is one.
fn refusal(request: &Request, host: &str, answer: &HttpAnswer) -> Option<Error> {
    let page = answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html"));
    // A sign-in page of a network answers 200; redirects are never followed. A function may answer as it likes.
    let call = request.action == "InvokeFunction";
    let strange = (300..400).contains(&answer.status) || page && !call;
    if answer.status < 400 && !strange {
        return None;
    }
    let mut error = Error::read(request.action, host, answer.status, &answer.body);
    if answer.status < 400 {
        error.cause = Cause::NotTheService;
    }
    error.request_id = error.request_id.or_else(|| request_id(answer).map(Box::from));
    error.retry_after = retry_after(answer);
    Some(error)
}

/// Declares the methods of the operations: those with a body in the answer, then those without.
macro_rules! operations {
    (
        $( $(#[doc = $doc:literal])+ $name:ident($($argument:ident: $type:ty),*) -> $answer:ty; )*
        --
        $( $(#[doc = $empty_doc:literal])+ $empty:ident($($empty_argument:ident: $empty_type:ty),*); )*
    ) => {
        impl Client {
            $(
                $(#[doc = $doc])+
                ///
                /// # Errors
                ///
                /// See [`Error`].
                pub async fn $name(&self, $($argument: $type),*) -> Result<Answer<$answer>, Error> {
                    self.call_json(request::$name($($argument),*)).await
                }
            )*
            $(
                $(#[doc = $empty_doc])+
                ///
                /// # Errors
                ///
                /// See [`Error`].
                pub async fn $empty(&self, $($empty_argument: $empty_type),*) -> Result<Answer<()>, Error> {
                    self.call_empty(request::$empty($($empty_argument),*)).await
                }
            )*
        }
    };
}

operations! {
    /// Creates a function.
    create_function(input: &CreateFunctionInput) -> Function;
    /// Reads a function, or one of its versions or aliases.
    get_function(name: &str, qualifier: Option<&str>) -> Function;
    /// Changes what is present in `input`, nothing else.
    update_function(name: &str, input: &UpdateFunctionInput) -> Function;
    /// One page of functions.
    list_functions(filter: &FunctionFilter) -> ListFunctionsOutput;
    /// Where the code can be fetched for a short time.
    get_function_code(name: &str, qualifier: Option<&str>) -> FunctionCode;
    /// Allows calls again.
    enable_function_invocation(name: &str) -> Success;
    /// Refuses calls.
    disable_function_invocation(name: &str, input: &DisableFunctionInvocationInput) -> Success;
    /// Creates a trigger.
    create_trigger(function: &str, input: &CreateTriggerInput) -> Trigger;
    /// Reads a trigger.
    get_trigger(function: &str, name: &str) -> Trigger;
    /// Changes what is present in `input`; name, type and source never.
    update_trigger(function: &str, name: &str, input: &UpdateTriggerInput) -> Trigger;
    /// One page of triggers.
    list_triggers(function: &str, page: &Page) -> ListTriggersOutput;
    /// Publishes what is deployed now as the next version.
    publish_function_version(function: &str, input: Option<&PublishFunctionVersionInput>) -> Version;
    /// One page of versions.
    list_function_versions(function: &str, direction: Option<&str>, page: &Page) -> ListFunctionVersionsOutput;
    /// Creates an alias.
    create_alias(function: &str, input: &CreateAliasInput) -> Alias;
    /// Reads an alias.
    get_alias(function: &str, name: &str) -> Alias;
    /// Changes an alias.
    update_alias(function: &str, name: &str, input: &UpdateAliasInput) -> Alias;
    /// One page of aliases.
    list_aliases(function: &str, page: &Page) -> ListAliasesOutput;
    /// Sets how asynchronous calls are treated.
    put_async_invoke_config(function: &str, qualifier: Option<&str>, input: &PutAsyncInvokeConfigInput) -> AsyncConfig;
    /// Reads how asynchronous calls are treated.
    get_async_invoke_config(function: &str, qualifier: Option<&str>) -> AsyncConfig;
    /// Limits the instances.
    put_concurrency_config(function: &str, input: &PutConcurrencyConfigInput) -> ConcurrencyConfig;
    /// Reads the limit of instances.
    get_concurrency_config(function: &str) -> ConcurrencyConfig;
    /// Sets provisioned instances.
    put_provision_config(function: &str, qualifier: Option<&str>, input: &PutProvisionConfigInput) -> ProvisionConfig;
    /// Reads provisioned instances; without any the target is 0.
    get_provision_config(function: &str, qualifier: Option<&str>) -> ProvisionConfig;
    /// Sets elastic instances.
    put_scaling_config(function: &str, qualifier: Option<&str>, input: &PutScalingConfigInput) -> ScalingConfig;
    /// Reads elastic instances.
    get_scaling_config(function: &str, qualifier: Option<&str>) -> ScalingConfig;
    /// The VPCs that may call the function.
    list_vpc_bindings(function: &str) -> ListVpcBindingsOutput;
    /// Creates a custom domain.
    create_custom_domain(input: &CreateCustomDomainInput) -> CustomDomain;
    /// Reads a custom domain.
    get_custom_domain(domain: &str) -> CustomDomain;
    /// Changes what is present in `input`.
    update_custom_domain(domain: &str, input: &UpdateCustomDomainInput) -> CustomDomain;
    /// One page of custom domains.
    list_custom_domains(page: &Page) -> ListCustomDomainsOutput;
    /// One page of tags.
    list_tag_resources(filter: &TagFilter) -> ListTagResourcesOutput;
    /// Creates the next version of a layer.
    create_layer_version(layer: &str, input: &CreateLayerVersionInput) -> Layer;
    /// Reads a version of a layer.
    get_layer_version(layer: &str, version: &str) -> Layer;
    /// Reads a version of a layer by its ARN, also that of another account.
    get_layer_version_by_arn(arn: &str) -> Layer;
    /// One page of layers.
    list_layers(filter: &LayerFilter) -> ListLayersOutput;
    /// One page of versions of a layer.
    list_layer_versions(layer: &str, start: Option<&str>, limit: Option<u32>) -> ListLayerVersionsOutput;
    /// The regions.
    describe_regions(language: Option<&str>) -> DescribeRegionsOutput;
    /// Whose key it is; [`Client::identity`] asks only once.
    get_caller_identity() -> CallerIdentity;
    /// Temporary credentials of a role, for `seconds`.
    assume_role(role_arn: &str, session_name: &str, seconds: Option<u32>) -> AssumeRoleOutput;
    /// A place for a package that is too large for a request.
    get_temp_bucket_token() -> TempBucketToken;
    --
    /// Deletes a function that has no triggers.
    delete_function(name: &str);
    /// Deletes a trigger.
    delete_trigger(function: &str, name: &str);
    /// Deletes a version.
    delete_function_version(function: &str, version: &str);
    /// Deletes an alias.
    delete_alias(function: &str, name: &str);
    /// Forgets how asynchronous calls are treated.
    delete_async_invoke_config(function: &str, qualifier: Option<&str>);
    /// Lifts the limit of instances.
    delete_concurrency_config(function: &str);
    /// Ends provisioned instances.
    delete_provision_config(function: &str, qualifier: Option<&str>);
    /// Ends elastic instances.
    delete_scaling_config(function: &str, qualifier: Option<&str>);
    /// Lets a VPC call the function.
    create_vpc_binding(function: &str, input: &CreateVpcBindingInput);
    /// Ends that.
    delete_vpc_binding(function: &str, vpc: &str);
    /// Deletes a custom domain.
    delete_custom_domain(domain: &str);
    /// Sets tags; others stay.
    tag_resources(input: &TagResourcesInput);
    /// Removes tags: those of `keys`, or `all`.
    untag_resources(kind: &str, resources: &[String], keys: &[String], all: Option<bool>);
    /// Deletes a version of a layer.
    delete_layer_version(layer: &str, version: &str);
    /// Makes a layer public (`1`) or private (`0`).
    put_layer_acl(layer: &str, acl: Option<&str>, public: Option<bool>);
}

/// Entries a page of the lists that are read whole has.
const PAGE: u32 = 100;

/// Declares the methods that read all pages of a list.
macro_rules! whole_lists {
    ($( $(#[doc = $doc:literal])+ $name:ident($($argument:ident: $type:ty),*) = $list:ident, $field:ident -> $item:ty,
        |$page:ident| $call:expr; )*) => {
        impl Client {
            $(
                $(#[doc = $doc])+
                ///
                /// # Errors
                ///
                /// See [`Error`].
                pub async fn $name(&self, $($argument: $type),*) -> Result<Vec<$item>, Error> {
                    let mut all = Vec::new();
                    let mut $page = Page { limit: Some(PAGE), ..Page::default() };
                    loop {
                        let answer = self.call_json::<$list>($call).await?.value;
                        all.extend(answer.$field.unwrap_or_default());
                        let next = answer.next_token.filter(|token| !token.is_empty());
                        // A token that comes back would never end.
                        if next.is_none() || next == $page.next_token {
                            return Ok(all);
                        }
                        $page.next_token = next;
                    }
                }
            )*
        }
    };
}

whole_lists! {
    /// All functions that match, page by page; the page of `filter` is not used but for its prefix.
    all_functions(filter: &FunctionFilter) = ListFunctionsOutput, functions -> Function, |page| {
        page.prefix = filter.page.prefix.clone();
        request::list_functions(&FunctionFilter { page: page.clone(), ..filter.clone() })
    };
    /// All triggers of a function.
    all_triggers(function: &str) = ListTriggersOutput, triggers -> Trigger, |page| {
        request::list_triggers(function, &page)
    };
    /// All versions of a function, the newest first.
    all_function_versions(function: &str) = ListFunctionVersionsOutput, versions -> Version, |page| {
        request::list_function_versions(function, Some("BACKWARD"), &page)
    };
    /// All aliases of a function.
    all_aliases(function: &str) = ListAliasesOutput, aliases -> Alias, |page| {
        request::list_aliases(function, &page)
    };
    /// All custom domains.
    all_custom_domains() = ListCustomDomainsOutput, custom_domains -> CustomDomain, |page| {
        request::list_custom_domains(&page)
    };
}

impl Client {
    /// Calls a function. That the function failed is not an [`Error`]: see [`InvocationResult::error_type`].
    ///
    /// # Errors
    ///
    /// When the call itself failed.
    pub async fn invoke_function(
        &self,
        name: &str,
        how: &Invocation,
        payload: &[u8],
    ) -> Result<InvocationResult, Error> {
        let (_, answer) = self.call(request::invoke_function(name, how, payload)).await?;
        Ok(read_invocation(answer))
    }
}

impl Client {
    /// Fetches the package that GetFunctionCode names, and compares its checksum. The address is signed by itself:
    /// nothing of ours is sent along, and no message shows it.
    ///
    /// # Errors
    ///
    /// When it cannot be fetched, is not encrypted, or is not the package that was named.
    pub async fn download_code(&self, code: &FunctionCode) -> Result<Bytes, Error> {
        const ACTION: &str = "GetFunctionCode";
        let url = code.url.as_deref().unwrap_or_default();
        let without_query = url.split(['?', '#']).next().unwrap_or_default();
        let base = without_query.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
        let endpoint = Endpoint::parse(&base).map_err(|message| unsendable(ACTION, &base, &message))?;
        let request = HttpRequest {
            method: "GET",
            url: url.to_string(),
            headers: Vec::new(),
            body: Bytes::new(),
            time_limit: ANSWER_LIMIT + Duration::from_secs(OSS_LIMIT / SLOWEST_UPLOAD),
            max_answer: OSS_LIMIT as usize,
            loopback: endpoint.is_loopback(),
        };
        let mut attempt = 1;
        loop {
            let mut error = match self.transport.send(request.clone()).await {
                Ok(answer) if answer.status == 200 => {
                    let wanted = code.checksum.as_deref().filter(|wanted| !wanted.is_empty());
                    if wanted.is_none_or(|wanted| checksum(&answer.body) == wanted) {
                        return Ok(answer.body);
                    }
                    let detail = "the package does not have the checksum that was named";
                    Error::local(Cause::Unreadable, ACTION, endpoint.host(), detail)
                }
                Ok(answer) => Error::read(ACTION, endpoint.host(), answer.status, &answer.body),
                Err(failure) => from_failure(ACTION, endpoint.host(), failure),
            };
            error.idempotent = true;
            error.attempts = attempt;
            let Some(pause) = self.policy.next(&error, attempt) else { return Err(error) };
            tokio::time::sleep(pause).await;
            attempt += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        let both = |seconds| (Utc::new(seconds).iso(), Utc::new(seconds).rfc1123());
        let pair = |iso: &str, rfc: &str| (iso.to_string(), rfc.to_string());
        assert_eq!(both(0), pair("1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT"));
        assert_eq!(both(951_827_696), pair("2000-02-29T12:34:56Z", "Tue, 29 Feb 2000 12:34:56 GMT"));
        assert_eq!(both(1_795_321_256), pair("2026-11-22T04:20:56Z", "Sun, 22 Nov 2026 04:20:56 GMT"));
        assert_eq!(Utc::new(4_107_542_399).iso(), "2100-02-28T23:59:59Z");
        assert_eq!(Utc::new(4_107_542_400).iso(), "2100-03-01T00:00:00Z");
    }

    #[test]
    fn nonces_differ() {
        let nonces: std::collections::BTreeSet<String> = (0..1000).map(|_| nonce()).collect();
        assert_eq!(nonces.len(), 1000);
        assert!(nonces.iter().all(|nonce| nonce.len() == 32));
    }

    #[test]
    fn pauses_grow_and_differ() {
        let policy = RetryPolicy { attempts: 10, ..RetryPolicy::default() };
        let mut error = Error::local(Cause::Lost, "GetFunction", "h", "");
        error.idempotent = true;
        for (attempt, full) in [(1, 500), (2, 1000), (3, 2000), (4, 4000), (9, 4000)] {
            for _ in 0..100 {
                let pause = policy.next(&error, attempt).unwrap().as_millis();
                assert!((full / 2..=full).contains(&pause), "{attempt}: {pause}");
            }
        }
        assert_eq!(policy.next(&error, 10), None);
        error.idempotent = false;
        assert_eq!(policy.next(&error, 1), None);
        error.cause = Cause::NoConnection;
        assert!(policy.next(&error, 1).is_some());
    }
}
