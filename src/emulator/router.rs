//! Method, path and action to operation; what an operation sees of its request.

use std::cell::RefCell;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use serde_json::{Map, Value};

use super::answer::{Outcome, Refusal, time};
use super::auth::{Received, decode};
use super::shape::{Shape, fit};
use super::state::{Fields, State};
use super::{configs, domains, functions, invoke, layers, sts, tags, triggers, versions};

/// Version of the API of Function Compute.
pub(super) const FC: &str = "2023-03-30";
/// Version of the API of STS.
pub(super) const STS: &str = "2015-04-01";

/// What the emulator stands for.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// Account id.
    pub account: String,
    /// Region id.
    pub region: String,
    /// `http://127.0.0.1:<port>`.
    pub base_url: String,
    /// How long changes of functions take, in milliseconds.
    pub slow: i64,
    /// Whether unknown fields are refused.
    pub strict: bool,
}

/// A request on its way through an operation.
pub(super) struct Call<'a> {
    /// The parts of the path that the route leaves open, decoded.
    pub parameters: Vec<String>,
    /// The request.
    pub request: &'a Received<'a>,
    /// Where.
    pub place: &'a Place,
    /// When, in milliseconds since 1970.
    pub now: i64,
    /// Its id.
    pub request_id: &'a str,
    /// Fields of the body that the operation does not know.
    pub unknown: RefCell<Vec<String>>,
}

impl Call<'_> {
    /// A part of the path, counted from 0.
    pub fn parameter(&self, index: usize) -> &str {
        self.parameters.get(index).map_or("", String::as_str)
    }

    /// A parameter of the query.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.request.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The body as an object of a shape.
    pub fn fields(&self, shape: Shape) -> Result<Fields, Refusal> {
        let Ok(Value::Object(body)) = serde_json::from_slice(self.request.body) else {
            return Err(Refusal::invalid("the body must be a JSON object"));
        };
        let mut unknown = Vec::new();
        let fields = fit(body, shape, &mut unknown)?;
        for name in unknown {
            self.unknown_field(name)?;
        }
        Ok(fields)
    }

    /// The body as an object of a shape; none is an object without fields.
    pub fn optional_fields(&self, shape: Shape) -> Result<Fields, Refusal> {
        if self.request.body.is_empty() { Ok(Map::new()) } else { self.fields(shape) }
    }

    /// Notes a field that is not known, or refuses it.
    pub fn unknown_field(&self, name: String) -> Result<(), Refusal> {
        if self.place.strict {
            return Err(Refusal::invalid(format!("unknown field {name}")));
        }
        self.unknown.borrow_mut().push(name);
        Ok(())
    }

    /// The moment of the request as answers write it.
    pub fn time(&self) -> String {
        time(self.now / 1_000)
    }

    /// The ARN of something of this account and region.
    pub fn arn(&self, rest: &str) -> String {
        format!("acs:fc:{}:{}:{rest}", self.place.region, self.place.account)
    }

    /// `limit` of the query: 1 to 100, 20 when it is not there.
    pub fn limit(&self, name: &str) -> Result<usize, Refusal> {
        let text = self.query(name).unwrap_or("20");
        match text.parse() {
            Ok(limit @ 1..=100) => Ok(limit),
            _ => {
                Err(Refusal::invalid(format!("{name} must be an integer between 1 and 100, actual: {text}")))
            }
        }
    }

    /// One page of a list as `{<name>: [...], nextToken}`. The items come with keys, in ascending order.
    pub fn page(&self, name: &str, items: impl Iterator<Item = (String, Value)>) -> Result<Fields, Refusal> {
        self.page_by(name, "limit", "nextToken", items)
    }

    /// [`Call::page`] with other names of the limit and the token.
    pub fn page_by(
        &self,
        name: &str,
        limit: &str,
        token: &str,
        items: impl Iterator<Item = (String, Value)>,
    ) -> Result<Fields, Refusal> {
        let limit = self.limit(limit)?;
        let after = match self.query(token).filter(|token| !token.is_empty()) {
            None => None,
            Some(text) => {
                let bytes = BASE64.decode(text).ok();
                let key = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
                Some(key.ok_or_else(|| Refusal::invalid(format!("{token} is not one that was given out")))?)
            }
        };
        let mut items = items.filter(|(key, _)| after.as_ref().is_none_or(|after| key > after)).peekable();
        let mut page = Vec::new();
        let mut last = None;
        while page.len() < limit
            && let Some((key, item)) = items.next()
        {
            page.push(item);
            last = Some(key);
        }
        let mut answer = Map::new();
        answer.insert(name.into(), page.into());
        if let (Some(_), Some(last)) = (items.peek(), last) {
            answer.insert(token.into(), BASE64.encode(last).into());
        }
        Ok(answer)
    }
}

/// An operation: it may change the state it is given, which is thrown away when it refuses.
pub(super) type Run = fn(&Call<'_>, &mut State) -> Outcome;

/// A line of the table.
pub(super) struct Route {
    method: &'static str,
    /// The path after `/2023-03-30`; `*` is a part that the caller chooses.
    path: &'static str,
    /// Name of the operation.
    pub action: &'static str,
    /// What it does; none: the emulator does not offer it.
    pub run: Option<Run>,
}

impl Route {
    /// Whether the operation only reads.
    pub fn reads(&self) -> bool {
        self.method == "GET" || matches!(self.action, "InvokeFunction" | "GetCallerIdentity")
    }
}

const fn to(method: &'static str, path: &'static str, action: &'static str, run: Run) -> Route {
    Route { method, path, action, run: Some(run) }
}

const fn not(method: &'static str, path: &'static str, action: &'static str) -> Route {
    Route { method, path, action, run: None }
}

/// All operations of the API.
#[rustfmt::skip]
static ROUTES: [Route; 70] = [
    to("POST", "/functions", "CreateFunction", functions::create),
    to("GET", "/functions", "ListFunctions", functions::list),
    to("GET", "/functions/*", "GetFunction", functions::get),
    to("PUT", "/functions/*", "UpdateFunction", functions::update),
    to("DELETE", "/functions/*", "DeleteFunction", functions::delete),
    to("GET", "/functions/*/code", "GetFunctionCode", functions::code),
    to("POST", "/functions/*/invoke/disable", "DisableFunctionInvocation", functions::disable),
    to("POST", "/functions/*/invoke/enable", "EnableFunctionInvocation", functions::enable),
    to("POST", "/functions/*/invocations", "InvokeFunction", invoke::invoke),
    to("POST", "/functions/*/triggers", "CreateTrigger", triggers::create),
    to("GET", "/functions/*/triggers", "ListTriggers", triggers::list),
    to("GET", "/functions/*/triggers/*", "GetTrigger", triggers::get),
    to("PUT", "/functions/*/triggers/*", "UpdateTrigger", triggers::update),
    to("DELETE", "/functions/*/triggers/*", "DeleteTrigger", triggers::delete),
    to("POST", "/functions/*/versions", "PublishFunctionVersion", versions::publish),
    to("GET", "/functions/*/versions", "ListFunctionVersions", versions::list),
    to("DELETE", "/functions/*/versions/*", "DeleteFunctionVersion", versions::delete),
    to("POST", "/functions/*/aliases", "CreateAlias", versions::create_alias),
    to("GET", "/functions/*/aliases", "ListAliases", versions::list_aliases),
    to("GET", "/functions/*/aliases/*", "GetAlias", versions::get_alias),
    to("PUT", "/functions/*/aliases/*", "UpdateAlias", versions::update_alias),
    to("DELETE", "/functions/*/aliases/*", "DeleteAlias", versions::delete_alias),
    to("PUT", "/functions/*/concurrency", "PutConcurrencyConfig", configs::put_concurrency),
    to("GET", "/functions/*/concurrency", "GetConcurrencyConfig", configs::get_concurrency),
    to("DELETE", "/functions/*/concurrency", "DeleteConcurrencyConfig", configs::delete_concurrency),
    to("GET", "/concurrency-configs", "ListConcurrencyConfigs", configs::list_concurrency),
    to("PUT", "/functions/*/async-invoke-config", "PutAsyncInvokeConfig", configs::put_async_invoke),
    to("GET", "/functions/*/async-invoke-config", "GetAsyncInvokeConfig", configs::get_async_invoke),
    to("DELETE", "/functions/*/async-invoke-config", "DeleteAsyncInvokeConfig", configs::delete_async_invoke),
    to("GET", "/async-invoke-configs", "ListAsyncInvokeConfigs", configs::list_async_invoke),
    to("PUT", "/functions/*/provision-config", "PutProvisionConfig", configs::put_provision),
    to("GET", "/functions/*/provision-config", "GetProvisionConfig", configs::get_provision),
    to("DELETE", "/functions/*/provision-config", "DeleteProvisionConfig", configs::delete_provision),
    to("GET", "/provision-configs", "ListProvisionConfigs", configs::list_provision),
    to("PUT", "/functions/*/scaling-config", "PutScalingConfig", configs::put_scaling),
    to("GET", "/functions/*/scaling-config", "GetScalingConfig", configs::get_scaling),
    to("DELETE", "/functions/*/scaling-config", "DeleteScalingConfig", configs::delete_scaling),
    to("GET", "/scaling-configs", "ListScalingConfigs", configs::list_scaling),
    to("POST", "/functions/*/vpc-bindings", "CreateVpcBinding", configs::create_vpc_binding),
    to("GET", "/functions/*/vpc-bindings", "ListVpcBindings", configs::list_vpc_bindings),
    to("DELETE", "/functions/*/vpc-bindings/*", "DeleteVpcBinding", configs::delete_vpc_binding),
    to("POST", "/custom-domains", "CreateCustomDomain", domains::create),
    to("GET", "/custom-domains", "ListCustomDomains", domains::list),
    to("GET", "/custom-domains/*", "GetCustomDomain", domains::get),
    to("PUT", "/custom-domains/*", "UpdateCustomDomain", domains::update),
    to("DELETE", "/custom-domains/*", "DeleteCustomDomain", domains::delete),
    to("POST", "/layers/*/versions", "CreateLayerVersion", layers::create),
    to("GET", "/layers/*/versions", "ListLayerVersions", layers::list_versions),
    to("GET", "/layers/*/versions/*", "GetLayerVersion", layers::get),
    to("DELETE", "/layers/*/versions/*", "DeleteLayerVersion", layers::delete),
    to("PUT", "/layers/*/acl", "PutLayerACL", layers::put_acl),
    to("GET", "/layers", "ListLayers", layers::list),
    to("GET", "/layerarn/*", "GetLayerVersionByArn", layers::get_by_arn),
    to("POST", "/tags-v2", "TagResources", tags::tag),
    to("GET", "/tags-v2", "ListTagResources", tags::list),
    to("DELETE", "/tags-v2", "UntagResources", tags::untag),
    to("GET", "/regions", "DescribeRegions", sts::regions),
    not("PUT", "/resource-groups", "ChangeResourceGroup"),
    not("GET", "/functions/*/async-tasks", "ListAsyncTasks"),
    not("GET", "/functions/*/async-tasks/*", "GetAsyncTask"),
    not("PUT", "/functions/*/async-tasks/*/stop", "StopAsyncTask"),
    not("GET", "/functions/*/instances", "ListInstances"),
    not("POST", "/functions/*/sessions", "CreateSession"),
    not("GET", "/functions/*/sessions", "ListSessions"),
    not("GET", "/functions/*/sessions/*", "GetSession"),
    not("PUT", "/functions/*/sessions/*", "UpdateSession"),
    not("DELETE", "/functions/*/sessions/*", "DeleteSession"),
    not("PUT", "/functions/*/sessions/*/pause", "PauseSession"),
    not("PUT", "/functions/*/sessions/*/resume", "ResumeSession"),
    // Of STS, whose only path is `/`.
    to("POST", "", "GetCallerIdentity", sts::caller_identity),
];

/// Step 11 of the checks: the operation of a request and the open parts of its path. Without `x-acs-version` and
/// `x-acs-action`, which only happens when nobody is asked for a signature, method and path decide.
pub(super) fn route(request: &Received<'_>) -> Result<(&'static Route, Vec<String>), Refusal> {
    let version = request.header("x-acs-version");
    let wrong_version = |version: &str| {
        Refusal::new(404, "InvalidVersion", format!("the API version '{version}' is not supported here"))
    };
    if let Some(version) = version.filter(|version| ![FC, STS].contains(version)) {
        return Err(wrong_version(version));
    }
    let unknown = || {
        let message = format!("'{}' against '{}' is not supported", request.method, request.path);
        Refusal::new(400, "PathNotSupported", message)
    };
    let (expected, path) = match request.path {
        "/" => (STS, ""),
        path => {
            let rest = path.strip_prefix('/').and_then(|path| path.strip_prefix(FC));
            (FC, rest.filter(|rest| rest.starts_with('/')).ok_or_else(unknown)?)
        }
    };
    let parts: Vec<&str> = path.split('/').collect();
    let (route, parameters) = ROUTES
        .iter()
        .filter(|route| route.method == request.method)
        .find_map(|route| Some((route, open_parts(route.path, &parts)?)))
        .ok_or_else(unknown)?;
    if let Some(version) = version.filter(|version| *version != expected) {
        return Err(wrong_version(version));
    }
    match request.header("x-acs-action") {
        Some(action) if action != route.action => {
            let message =
                format!("the action '{action}' does not belong to '{}' '{}'", request.method, request.path);
            Err(Refusal::new(400, "InvalidAction", message))
        }
        _ => Ok((route, parameters)),
    }
}

fn open_parts(pattern: &str, parts: &[&str]) -> Option<Vec<String>> {
    let pattern: Vec<&str> = pattern.split('/').collect();
    if pattern.len() != parts.len() {
        return None;
    }
    let mut open = Vec::new();
    for (wanted, part) in pattern.iter().zip(parts) {
        if *wanted == "*" && !part.is_empty() {
            open.push(decode(part, false));
        } else if wanted != part {
            return None;
        }
    }
    Some(open)
}
