//! From an operation to what goes on the wire: method, path, query, body. Source of every line: the endpoint
//! tables of the official SDKs for 2023-03-30; proven by recorded requests (`tests/gate_wire.rs`).

use std::time::Duration;

use bytes::Bytes;
use serde::Serialize;

use super::sign::{canonical_query, encode};
use super::types::*;

/// API version of Function Compute 3.0.
pub const FC_VERSION: &str = "2023-03-30";
/// API version of STS.
pub const STS_VERSION: &str = "2015-04-01";
/// Content type of JSON bodies.
pub const JSON: &str = "application/json; charset=utf-8";
/// Content type of a payload for a function.
pub const OCTETS: &str = "application/octet-stream";

/// Which host answers an operation; [`super::endpoint`] knows its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Host {
    /// The management host of the region.
    Region,
    /// The host of the account, needed for calls and layer ARNs.
    Account,
    /// The token service.
    Sts,
}

/// The signature an operation wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// ACS3-HMAC-SHA256.
    Acs3,
    /// That of Function Compute 2.0; the host of the account, with its id in a header.
    Fc2,
}

/// One request, not yet signed.
#[derive(Clone)]
pub struct Request {
    /// Name of the operation, e.g. `UpdateFunction`.
    pub action: &'static str,
    /// API version.
    pub version: &'static str,
    /// HTTP method.
    pub method: &'static str,
    /// Path, already encoded.
    pub path: String,
    /// Query, not encoded, in any order.
    pub query: Vec<(String, String)>,
    /// Further headers, lower case, not signed.
    pub headers: Vec<(&'static str, String)>,
    /// Content type, if there is a body.
    pub content_type: Option<&'static str>,
    /// Body bytes.
    pub body: Bytes,
    /// Who answers.
    pub host: Host,
    /// How it is signed.
    pub scheme: Scheme,
    /// Whether doing it twice is the same as doing it once, so that it may be repeated when nobody knows whether
    /// the first try arrived.
    pub idempotent: bool,
    /// Time the answer may take, where it is not the usual one.
    pub time_limit: Option<Duration>,
}

/// Without the body, which may hold code, keys and environment.
impl std::fmt::Debug for Request {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Request")
            .field("action", &self.action)
            .field("method", &self.method)
            .field("path", &self.path)
            .field("query", &self.query)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish_non_exhaustive()
    }
}

impl Request {
    fn new(action: &'static str, method: &'static str, segments: &[&str]) -> Self {
        let mut path = format!("/{FC_VERSION}");
        for segment in segments {
            path.push('/');
            path.push_str(&encode(segment));
        }
        Request {
            action,
            version: FC_VERSION,
            method,
            path,
            query: Vec::new(),
            headers: Vec::new(),
            content_type: None,
            body: Bytes::new(),
            host: Host::Region,
            scheme: Scheme::Acs3,
            idempotent: method != "POST",
            time_limit: None,
        }
    }

    fn rpc(action: &'static str, query: Vec<(String, String)>) -> Self {
        let mut request = Request::new(action, "POST", &[]);
        request.version = STS_VERSION;
        request.path = "/".to_string();
        request.query = query;
        request.host = Host::Sts;
        // Both operations of STS that are used only read.
        request.idempotent = true;
        request
    }

    fn json<T: Serialize>(mut self, body: &T) -> Self {
        // Wire types are strings, numbers, lists and maps of them with text keys: this cannot fail.
        self.body = serde_json::to_vec(body).expect("wire types are JSON").into();
        self.content_type = Some(JSON);
        self
    }

    fn option<T: ToString>(mut self, name: &str, value: Option<T>) -> Self {
        if let Some(value) = value {
            self.query.push((name.to_string(), value.to_string()));
        }
        self
    }

    fn idempotent(mut self) -> Self {
        self.idempotent = true;
        self
    }

    /// The query as it is signed and sent, without `?`.
    pub fn canonical_query(&self) -> String {
        canonical_query(&self.query)
    }

    /// Path and query as they are sent.
    pub fn target(&self) -> String {
        let query = self.canonical_query();
        if query.is_empty() { self.path.clone() } else { format!("{}?{query}", self.path) }
    }
}

/// Compact JSON text of a list in a query.
fn text<T: Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).expect("wire types are JSON")
}

/// Which page of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// Most entries of the page, 1 to 100.
    pub limit: Option<u32>,
    /// `nextToken` of the page before.
    pub next_token: Option<String>,
    /// What names begin with.
    pub prefix: Option<String>,
}

impl Page {
    fn on(&self, request: Request) -> Request {
        request
            .option("limit", self.limit)
            .option("nextToken", self.next_token.as_ref())
            .option("prefix", self.prefix.as_ref())
    }
}

/// What ListFunctions may be asked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FunctionFilter {
    /// Which page, and the prefix of names.
    pub page: Page,
    /// Words of the description.
    pub description: Option<String>,
    /// `v2` or `v3`; both when absent.
    pub fc_version: Option<String>,
    /// A whole name.
    pub function_name: Option<String>,
    /// GPU type.
    pub gpu_type: Option<String>,
    /// Resource group.
    pub resource_group_id: Option<String>,
    /// Runtime.
    pub runtime: Option<String>,
    /// Tags, all of which must match.
    pub tags: Option<Vec<Tag>>,
}

/// What ListTagResources may be asked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TagFilter {
    /// Kind of resource, `FUNCTION` …
    pub resource_type: String,
    /// ARNs of the resources.
    pub resource_ids: Vec<String>,
    /// Tags, all of which must match.
    pub tags: Vec<Tag>,
    /// Most entries of the page.
    pub limit: Option<u32>,
    /// `NextToken` of the page before.
    pub next_token: Option<String>,
}

/// How a function is called.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Invocation {
    /// Version or alias.
    pub qualifier: Option<String>,
    /// Whether only to hand the event over.
    pub asynchronous: bool,
    /// Whether the answer carries the last 4 KB of the log.
    pub log_tail: bool,
    /// Id of the task of an asynchronous call.
    pub task_id: Option<String>,
    /// Time the answer may take; functions may run for a day.
    pub time_limit: Option<Duration>,
}

/// Page, prefix and scope of ListLayers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LayerFilter {
    /// Which page, and the prefix of names.
    pub page: Page,
    /// Only the official layers.
    pub official: Option<bool>,
    /// Only public layers.
    pub public: Option<bool>,
}

type Qualifier<'a> = Option<&'a str>;

// Functions.

/// CreateFunction.
pub fn create_function(input: &CreateFunctionInput) -> Request {
    Request::new("CreateFunction", "POST", &["functions"]).json(input)
}

/// GetFunction.
pub fn get_function(name: &str, qualifier: Qualifier<'_>) -> Request {
    Request::new("GetFunction", "GET", &["functions", name]).option("qualifier", qualifier)
}

/// UpdateFunction.
pub fn update_function(name: &str, input: &UpdateFunctionInput) -> Request {
    Request::new("UpdateFunction", "PUT", &["functions", name]).json(input)
}

/// DeleteFunction.
pub fn delete_function(name: &str) -> Request {
    Request::new("DeleteFunction", "DELETE", &["functions", name])
}

/// ListFunctions.
pub fn list_functions(filter: &FunctionFilter) -> Request {
    let request = Request::new("ListFunctions", "GET", &["functions"])
        .option("description", filter.description.as_ref())
        .option("fcVersion", filter.fc_version.as_ref())
        .option("functionName", filter.function_name.as_ref())
        .option("gpuType", filter.gpu_type.as_ref())
        .option("resourceGroupId", filter.resource_group_id.as_ref())
        .option("runtime", filter.runtime.as_ref())
        .option("tags", filter.tags.as_ref().map(text));
    filter.page.on(request)
}

/// GetFunctionCode.
pub fn get_function_code(name: &str, qualifier: Qualifier<'_>) -> Request {
    Request::new("GetFunctionCode", "GET", &["functions", name, "code"]).option("qualifier", qualifier)
}

/// EnableFunctionInvocation.
pub fn enable_function_invocation(name: &str) -> Request {
    Request::new("EnableFunctionInvocation", "POST", &["functions", name, "invoke", "enable"]).idempotent()
}

/// DisableFunctionInvocation.
pub fn disable_function_invocation(name: &str, input: &DisableFunctionInvocationInput) -> Request {
    Request::new("DisableFunctionInvocation", "POST", &["functions", name, "invoke", "disable"])
        .json(input)
        .idempotent()
}

/// InvokeFunction.
pub fn invoke_function(name: &str, how: &Invocation, payload: &[u8]) -> Request {
    let mut request = Request::new("InvokeFunction", "POST", &["functions", name, "invocations"])
        .option("qualifier", how.qualifier.as_ref());
    request.host = Host::Account;
    request.time_limit = how.time_limit;
    let kind = if how.asynchronous { "Async" } else { "Sync" };
    request.headers.push(("x-fc-invocation-type", kind.to_string()));
    if how.log_tail {
        request.headers.push(("x-fc-log-type", "Tail".to_string()));
    }
    if let Some(id) = &how.task_id {
        request.headers.push(("x-fc-async-task-id", id.clone()));
    }
    if !payload.is_empty() {
        request.content_type = Some(OCTETS);
        request.body = Bytes::copy_from_slice(payload);
    }
    request
}

// Triggers.

/// CreateTrigger.
pub fn create_trigger(function: &str, input: &CreateTriggerInput) -> Request {
    Request::new("CreateTrigger", "POST", &["functions", function, "triggers"]).json(input)
}

/// GetTrigger.
pub fn get_trigger(function: &str, name: &str) -> Request {
    Request::new("GetTrigger", "GET", &["functions", function, "triggers", name])
}

/// UpdateTrigger.
pub fn update_trigger(function: &str, name: &str, input: &UpdateTriggerInput) -> Request {
    Request::new("UpdateTrigger", "PUT", &["functions", function, "triggers", name]).json(input)
}

/// DeleteTrigger.
pub fn delete_trigger(function: &str, name: &str) -> Request {
    Request::new("DeleteTrigger", "DELETE", &["functions", function, "triggers", name])
}

/// ListTriggers.
pub fn list_triggers(function: &str, page: &Page) -> Request {
    page.on(Request::new("ListTriggers", "GET", &["functions", function, "triggers"]))
}

// Versions and aliases.

/// PublishFunctionVersion, with or without a description.
pub fn publish_function_version(function: &str, input: Option<&PublishFunctionVersionInput>) -> Request {
    let request = Request::new("PublishFunctionVersion", "POST", &["functions", function, "versions"]);
    match input {
        Some(input) => request.json(input),
        None => request,
    }
}

/// DeleteFunctionVersion.
pub fn delete_function_version(function: &str, version: &str) -> Request {
    Request::new("DeleteFunctionVersion", "DELETE", &["functions", function, "versions", version])
}

/// ListFunctionVersions; `direction` is `BACKWARD` (newest first) or `FORWARD`. There is no prefix.
pub fn list_function_versions(function: &str, direction: Option<&str>, page: &Page) -> Request {
    let request = Request::new("ListFunctionVersions", "GET", &["functions", function, "versions"])
        .option("direction", direction);
    Page { prefix: None, ..page.clone() }.on(request)
}

/// CreateAlias.
pub fn create_alias(function: &str, input: &CreateAliasInput) -> Request {
    Request::new("CreateAlias", "POST", &["functions", function, "aliases"]).json(input)
}

/// GetAlias.
pub fn get_alias(function: &str, name: &str) -> Request {
    Request::new("GetAlias", "GET", &["functions", function, "aliases", name])
}

/// UpdateAlias.
pub fn update_alias(function: &str, name: &str, input: &UpdateAliasInput) -> Request {
    Request::new("UpdateAlias", "PUT", &["functions", function, "aliases", name]).json(input)
}

/// DeleteAlias.
pub fn delete_alias(function: &str, name: &str) -> Request {
    Request::new("DeleteAlias", "DELETE", &["functions", function, "aliases", name])
}

/// ListAliases.
pub fn list_aliases(function: &str, page: &Page) -> Request {
    page.on(Request::new("ListAliases", "GET", &["functions", function, "aliases"]))
}

// Asynchronous calls, concurrency, provisioned and elastic instances, VPC bindings.

/// PutAsyncInvokeConfig.
pub fn put_async_invoke_config(
    function: &str,
    qualifier: Qualifier<'_>,
    input: &PutAsyncInvokeConfigInput,
) -> Request {
    Request::new("PutAsyncInvokeConfig", "PUT", &["functions", function, "async-invoke-config"])
        .option("qualifier", qualifier)
        .json(input)
}

/// GetAsyncInvokeConfig.
pub fn get_async_invoke_config(function: &str, qualifier: Qualifier<'_>) -> Request {
    Request::new("GetAsyncInvokeConfig", "GET", &["functions", function, "async-invoke-config"])
        .option("qualifier", qualifier)
}

/// DeleteAsyncInvokeConfig.
pub fn delete_async_invoke_config(function: &str, qualifier: Qualifier<'_>) -> Request {
    Request::new("DeleteAsyncInvokeConfig", "DELETE", &["functions", function, "async-invoke-config"])
        .option("qualifier", qualifier)
}

/// PutConcurrencyConfig.
pub fn put_concurrency_config(function: &str, input: &PutConcurrencyConfigInput) -> Request {
    Request::new("PutConcurrencyConfig", "PUT", &["functions", function, "concurrency"]).json(input)
}

/// GetConcurrencyConfig.
pub fn get_concurrency_config(function: &str) -> Request {
    Request::new("GetConcurrencyConfig", "GET", &["functions", function, "concurrency"])
}

/// DeleteConcurrencyConfig.
pub fn delete_concurrency_config(function: &str) -> Request {
    Request::new("DeleteConcurrencyConfig", "DELETE", &["functions", function, "concurrency"])
}

/// PutProvisionConfig.
pub fn put_provision_config(
    function: &str,
    qualifier: Qualifier<'_>,
    input: &PutProvisionConfigInput,
) -> Request {
    Request::new("PutProvisionConfig", "PUT", &["functions", function, "provision-config"])
        .option("qualifier", qualifier)
        .json(input)
}

/// GetProvisionConfig.
pub fn get_provision_config(function: &str, qualifier: Qualifier<'_>) -> Request {
    Request::new("GetProvisionConfig", "GET", &["functions", function, "provision-config"])
        .option("qualifier", qualifier)
}

/// DeleteProvisionConfig.
pub fn delete_provision_config(function: &str, qualifier: Qualifier<'_>) -> Request {
    Request::new("DeleteProvisionConfig", "DELETE", &["functions", function, "provision-config"])
        .option("qualifier", qualifier)
}

/// PutScalingConfig.
pub fn put_scaling_config(
    function: &str,
    qualifier: Qualifier<'_>,
    input: &PutScalingConfigInput,
) -> Request {
    Request::new("PutScalingConfig", "PUT", &["functions", function, "scaling-config"])
        .option("qualifier", qualifier)
        .json(input)
}

/// GetScalingConfig.
pub fn get_scaling_config(function: &str, qualifier: Qualifier<'_>) -> Request {
    Request::new("GetScalingConfig", "GET", &["functions", function, "scaling-config"])
        .option("qualifier", qualifier)
}

/// DeleteScalingConfig.
pub fn delete_scaling_config(function: &str, qualifier: Qualifier<'_>) -> Request {
    Request::new("DeleteScalingConfig", "DELETE", &["functions", function, "scaling-config"])
        .option("qualifier", qualifier)
}

/// CreateVpcBinding.
pub fn create_vpc_binding(function: &str, input: &CreateVpcBindingInput) -> Request {
    Request::new("CreateVpcBinding", "POST", &["functions", function, "vpc-bindings"]).json(input)
}

/// DeleteVpcBinding.
pub fn delete_vpc_binding(function: &str, vpc: &str) -> Request {
    Request::new("DeleteVpcBinding", "DELETE", &["functions", function, "vpc-bindings", vpc])
}

/// ListVpcBindings.
pub fn list_vpc_bindings(function: &str) -> Request {
    Request::new("ListVpcBindings", "GET", &["functions", function, "vpc-bindings"])
}

// Custom domains.

/// CreateCustomDomain.
pub fn create_custom_domain(input: &CreateCustomDomainInput) -> Request {
    Request::new("CreateCustomDomain", "POST", &["custom-domains"]).json(input)
}

/// GetCustomDomain.
pub fn get_custom_domain(domain: &str) -> Request {
    Request::new("GetCustomDomain", "GET", &["custom-domains", domain])
}

/// UpdateCustomDomain.
pub fn update_custom_domain(domain: &str, input: &UpdateCustomDomainInput) -> Request {
    Request::new("UpdateCustomDomain", "PUT", &["custom-domains", domain]).json(input)
}

/// DeleteCustomDomain.
pub fn delete_custom_domain(domain: &str) -> Request {
    Request::new("DeleteCustomDomain", "DELETE", &["custom-domains", domain])
}

/// ListCustomDomains.
pub fn list_custom_domains(page: &Page) -> Request {
    page.on(Request::new("ListCustomDomains", "GET", &["custom-domains"]))
}

// Tags.

/// TagResources. Setting the same tags twice is the same as once.
pub fn tag_resources(input: &TagResourcesInput) -> Request {
    Request::new("TagResources", "POST", &["tags-v2"]).json(input).idempotent()
}

/// UntagResources: the given keys, or all with `all`.
pub fn untag_resources(kind: &str, resources: &[String], keys: &[String], all: Option<bool>) -> Request {
    Request::new("UntagResources", "DELETE", &["tags-v2"])
        .option("All", all)
        .option("ResourceId", Some(text(resources)))
        .option("ResourceType", Some(kind))
        .option("TagKey", (!keys.is_empty()).then(|| text(keys)))
}

/// ListTagResources.
pub fn list_tag_resources(filter: &TagFilter) -> Request {
    let TagFilter { resource_type, resource_ids, tags, limit, next_token } = filter;
    Request::new("ListTagResources", "GET", &["tags-v2"])
        .option("Limit", *limit)
        .option("NextToken", next_token.as_ref())
        .option("ResourceId", (!resource_ids.is_empty()).then(|| text(resource_ids)))
        .option("ResourceType", Some(resource_type))
        .option("Tag", (!tags.is_empty()).then(|| text(tags)))
}

// Layers.

/// CreateLayerVersion.
pub fn create_layer_version(layer: &str, input: &CreateLayerVersionInput) -> Request {
    Request::new("CreateLayerVersion", "POST", &["layers", layer, "versions"]).json(input)
}

/// GetLayerVersion.
pub fn get_layer_version(layer: &str, version: &str) -> Request {
    Request::new("GetLayerVersion", "GET", &["layers", layer, "versions", version])
}

/// GetLayerVersionByArn, also for layers of others.
pub fn get_layer_version_by_arn(arn: &str) -> Request {
    let mut request = Request::new("GetLayerVersionByArn", "GET", &["layerarn", arn]);
    request.host = Host::Account;
    request
}

/// DeleteLayerVersion.
pub fn delete_layer_version(layer: &str, version: &str) -> Request {
    Request::new("DeleteLayerVersion", "DELETE", &["layers", layer, "versions", version])
}

/// ListLayers.
pub fn list_layers(filter: &LayerFilter) -> Request {
    let request = Request::new("ListLayers", "GET", &["layers"])
        .option("official", filter.official)
        .option("public", filter.public);
    filter.page.on(request)
}

/// ListLayerVersions from a version on.
pub fn list_layer_versions(layer: &str, start: Option<&str>, limit: Option<u32>) -> Request {
    Request::new("ListLayerVersions", "GET", &["layers", layer, "versions"])
        .option("limit", limit)
        .option("startVersion", start)
}

/// PutLayerACL: `acl` is `0` (private) or `1` (public); `public` is its older form.
pub fn put_layer_acl(layer: &str, acl: Option<&str>, public: Option<bool>) -> Request {
    Request::new("PutLayerACL", "PUT", &["layers", layer, "acl"]).option("acl", acl).option("public", public)
}

// Account.

/// DescribeRegions; `language` is e.g. `zh-CN`.
pub fn describe_regions(language: Option<&str>) -> Request {
    Request::new("DescribeRegions", "GET", &["regions"]).option("AcceptLanguage", language)
}

/// STS GetCallerIdentity.
pub fn get_caller_identity() -> Request {
    Request::rpc("GetCallerIdentity", Vec::new())
}

/// STS AssumeRole.
pub fn assume_role(role_arn: &str, session_name: &str, seconds: Option<u32>) -> Request {
    let mut query = vec![
        ("RoleArn".to_string(), role_arn.to_string()),
        ("RoleSessionName".to_string(), session_name.to_string()),
    ];
    query.extend(seconds.map(|seconds| ("DurationSeconds".to_string(), seconds.to_string())));
    Request::rpc("AssumeRole", query)
}

/// The temporary code bucket of Function Compute 2.0, for packages too large for a request.
pub fn get_temp_bucket_token() -> Request {
    let mut request = Request::new("GetTempBucketToken", "GET", &[]);
    request.version = "2016-08-15";
    request.path = "/2016-08-15/tempBucketToken".to_string();
    request.host = Host::Account;
    request.scheme = Scheme::Fc2;
    request
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_encoded_once() {
        assert_eq!(get_function("svc$old fn", None).path, "/2023-03-30/functions/svc%24old%20fn");
        assert_eq!(
            get_layer_version_by_arn("acs:fc:cn-hangzhou:official:layers/Python310/versions/3").path,
            "/2023-03-30/layerarn/acs%3Afc%3Acn-hangzhou%3Aofficial%3Alayers%2FPython310%2Fversions%2F3"
        );
    }

    /// A name cannot leave its place in the path: `.` stays as it is in both encodings, `/` does not.
    #[test]
    fn names_stay_in_their_segment() {
        assert_eq!(delete_function("../x").path, "/2023-03-30/functions/..%2Fx");
    }

    #[test]
    fn queries_are_those_of_the_sdk() {
        let filter = FunctionFilter {
            page: Page { limit: Some(100), prefix: Some("a b+c*d~e/f".to_string()), ..Page::default() },
            description: Some("中文 & =%?#'()!\"".to_string()),
            fc_version: Some("v3".to_string()),
            runtime: Some("python3.10".to_string()),
            tags: Some(vec![Tag { key: Some("k 1".into()), value: Some("v/1".into()) }]),
            ..FunctionFilter::default()
        };
        assert_eq!(
            list_functions(&filter).target(),
            "/2023-03-30/functions?description=%E4%B8%AD%E6%96%87%20%26%20%3D%25%3F%23%27%28%29%21%22\
             &fcVersion=v3&limit=100&prefix=a%20b%2Bc%2Ad~e%2Ff&runtime=python3.10\
             &tags=%5B%7B%22Key%22%3A%22k%201%22%2C%22Value%22%3A%22v%2F1%22%7D%5D"
        );
    }

    #[test]
    fn only_creating_and_calling_are_not_repeatable() {
        assert!(!create_function(&CreateFunctionInput::default()).idempotent);
        assert!(!invoke_function("f", &Invocation::default(), b"").idempotent);
        assert!(!publish_function_version("f", None).idempotent);
        assert!(update_function("f", &UpdateFunctionInput::default()).idempotent);
        assert!(get_caller_identity().idempotent);
    }

    #[test]
    fn debug_shows_no_body() {
        let input = UpdateFunctionInput {
            environment_variables: Some([("KEY".to_string(), "hush".to_string())].into()),
            ..Default::default()
        };
        let request = update_function("f", &input);
        assert!(!format!("{request:?}").contains("hush"), "{request:?}");
    }
}
