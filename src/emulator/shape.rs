//! The fields of request bodies by their names and JSON types, from the models of the official SDKs.

use serde_json::{Map, Value};

use super::answer::Refusal;
use super::state::Fields;

/// The JSON type of a field.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// A string.
    Text,
    /// A number without a fraction.
    Whole,
    /// A number.
    Number,
    /// `true` or `false`.
    Flag,
    /// A list of strings.
    Texts,
    /// A map of strings.
    TextMap,
    /// A map of numbers.
    NumberMap,
    /// An object with these fields.
    Object(Shape),
    /// A list of such objects.
    Objects(Shape),
}

/// The fields of an object.
pub(super) type Shape = &'static [(&'static str, Kind)];

use Kind::{Flag, Number, NumberMap, Object, Objects, Text, TextMap, Texts, Whole};

/// `InputCodeLocation`.
const CODE: Shape =
    &[("checksum", Text), ("ossBucketName", Text), ("ossObjectName", Text), ("zipFile", Text)];
const HEALTH: Shape = &[
    ("failureThreshold", Whole),
    ("httpGetUrl", Text),
    ("initialDelaySeconds", Whole),
    ("periodSeconds", Whole),
    ("successThreshold", Whole),
    ("timeoutSeconds", Whole),
];
const REGISTRY: Shape = &[
    ("authConfig", Object(&[("password", Text), ("userName", Text)])),
    ("certConfig", Object(&[("insecure", Flag), ("rootCaCertBase64", Text)])),
    ("networkConfig", Object(&[("securityGroupId", Text), ("vSwitchId", Text), ("vpcId", Text)])),
];
const CONTAINER: Shape = &[
    ("accelerationInfo", Object(&[("status", Text)])),
    ("accelerationType", Text),
    ("acrInstanceId", Text),
    ("command", Texts),
    ("entrypoint", Texts),
    ("healthCheckConfig", Object(HEALTH)),
    ("image", Text),
    ("port", Whole),
    ("registryConfig", Object(REGISTRY)),
    ("resolvedImageUri", Text),
];
const HOOK: Shape = &[("command", Texts), ("handler", Text), ("timeout", Whole)];
const JUICE_FS: Shape = &[
    ("envs", TextMap),
    (
        "mountPoints",
        Objects(&[
            ("args", Texts),
            ("mountDir", Text),
            ("remoteDir", Text),
            ("token", Text),
            ("volumeName", Text),
        ]),
    ),
];
const LOG: Shape = &[
    ("enableInstanceMetrics", Flag),
    ("enableLlmMetrics", Flag),
    ("enableRequestMetrics", Flag),
    ("logBeginRule", Text),
    ("logstore", Text),
    ("project", Text),
];
const NAS: Shape = &[
    ("groupId", Whole),
    ("mountPoints", Objects(&[("enableTLS", Flag), ("mountDir", Text), ("serverAddr", Text)])),
    ("userId", Whole),
];
const OSS: Shape = &[(
    "mountPoints",
    Objects(&[
        ("bucketName", Text),
        ("bucketPath", Text),
        ("endpoint", Text),
        ("mountDir", Text),
        ("readOnly", Flag),
    ]),
)];
const POLAR_FS: Shape = &[
    ("groupId", Whole),
    (
        "mountPoints",
        Objects(&[("instanceId", Text), ("mountDir", Text), ("readOnly", Flag), ("remoteDir", Text)]),
    ),
    ("userId", Whole),
];
const VPC: Shape = &[("role", Text), ("securityGroupId", Text), ("vSwitchIds", Texts), ("vpcId", Text)];
/// `Tag`; written in either case.
pub(super) const TAG: Shape = &[("Key", Text), ("Value", Text), ("key", Text), ("value", Text)];

/// `CreateFunctionInput`; `UpdateFunctionInput` is the same but for the last three, of which two are ignored.
pub(super) const FUNCTION: Shape = &[
    ("code", Object(CODE)),
    ("cpu", Number),
    ("customContainerConfig", Object(CONTAINER)),
    (
        "customDNS",
        Object(&[
            ("dnsOptions", Objects(&[("name", Text), ("value", Text)])),
            ("nameServers", Texts),
            ("searches", Texts),
        ]),
    ),
    (
        "customRuntimeConfig",
        Object(&[
            ("args", Texts),
            ("command", Texts),
            ("healthCheckConfig", Object(HEALTH)),
            ("port", Whole),
        ]),
    ),
    ("description", Text),
    ("disableInjectCredentials", Text),
    ("disableOndemand", Flag),
    ("diskSize", Whole),
    ("enableLongLiving", Flag),
    ("environmentVariables", TextMap),
    ("gpuConfig", Object(&[("gpuMemorySize", Whole), ("gpuType", Text)])),
    ("handler", Text),
    ("idleTimeout", Whole),
    ("instanceConcurrency", Whole),
    ("instanceIsolationMode", Text),
    ("instanceLifecycleConfig", Object(&[("initializer", Object(HOOK)), ("preStop", Object(HOOK))])),
    ("internetAccess", Flag),
    ("juiceFsConfig", Object(JUICE_FS)),
    ("layers", Texts),
    ("logConfig", Object(LOG)),
    ("memorySize", Whole),
    ("nasConfig", Object(NAS)),
    ("ossMountConfig", Object(OSS)),
    ("polarFsConfig", Object(POLAR_FS)),
    ("role", Text),
    ("runtime", Text),
    ("sessionAffinity", Text),
    ("sessionAffinityConfig", Text),
    ("timeout", Whole),
    ("tracingConfig", Object(&[("params", TextMap), ("type", Text)])),
    ("vpcConfig", Object(VPC)),
    ("functionName", Text),
    ("tags", Objects(TAG)),
    ("resourceGroupId", Text),
];

/// `CreateTriggerInput`.
pub(super) const TRIGGER: Shape = &[
    ("description", Text),
    ("invocationRole", Text),
    ("qualifier", Text),
    ("sourceArn", Text),
    ("triggerConfig", Text),
    ("triggerName", Text),
    ("triggerType", Text),
];
/// `PublishVersionInput`.
pub(super) const PUBLISH: Shape = &[("description", Text)];
/// `CreateAliasInput`.
pub(super) const ALIAS: Shape = &[
    ("additionalVersionWeight", NumberMap),
    ("aliasName", Text),
    ("description", Text),
    ("versionId", Text),
];
/// `PutConcurrencyInput`.
pub(super) const CONCURRENCY: Shape = &[("reservedConcurrency", Whole)];
const DESTINATION: Shape = &[("destination", Text)];
/// `PutAsyncInvokeConfigInput`.
pub(super) const ASYNC_INVOKE: Shape = &[
    ("asyncTask", Flag),
    ("destinationConfig", Object(&[("onFailure", Object(DESTINATION)), ("onSuccess", Object(DESTINATION))])),
    ("maxAsyncEventAgeInSeconds", Whole),
    ("maxAsyncRetryAttempts", Whole),
];
const SCHEDULE: Shape = &[
    ("endTime", Text),
    ("name", Text),
    ("scheduleExpression", Text),
    ("startTime", Text),
    ("target", Whole),
    ("timeZone", Text),
];
const TRACKING: Shape = &[
    ("endTime", Text),
    ("maxCapacity", Whole),
    ("metricTarget", Number),
    ("metricType", Text),
    ("minCapacity", Whole),
    ("name", Text),
    ("startTime", Text),
    ("timeZone", Text),
];
/// `PutProvisionConfigInput`.
pub(super) const PROVISION: Shape = &[
    ("alwaysAllocateCPU", Flag),
    ("alwaysAllocateGPU", Flag),
    ("defaultTarget", Whole),
    ("scheduledActions", Objects(SCHEDULE)),
    ("target", Whole),
    ("targetTrackingPolicies", Objects(TRACKING)),
];
const HORIZONTAL: Shape = &[
    ("endTime", Text),
    ("maxInstances", Whole),
    ("metricTarget", Number),
    ("metricType", Text),
    ("minInstances", Whole),
    ("name", Text),
    ("startTime", Text),
    ("timeZone", Text),
];
/// `PutScalingConfigInput`.
pub(super) const SCALING: Shape = &[
    ("enableMixMode", Flag),
    ("enableOnDemandScaling", Flag),
    ("horizontalScalingPolicies", Objects(HORIZONTAL)),
    ("minInstances", Whole),
    ("requestDispatchPolicy", Text),
    ("residentPoolId", Text),
    ("scheduledPolicies", Objects(SCHEDULE)),
];
const REWRITE: Shape = &[("match", Text), ("replacement", Text)];
const ROUTE: Shape = &[
    ("functionName", Text),
    ("methods", Texts),
    ("path", Text),
    ("qualifier", Text),
    (
        "rewriteConfig",
        Object(&[
            ("equalRules", Objects(REWRITE)),
            ("regexRules", Objects(REWRITE)),
            ("wildcardRules", Objects(REWRITE)),
        ]),
    ),
];
/// `CreateCustomDomainInput`.
pub(super) const DOMAIN: Shape = &[
    ("authConfig", Object(&[("authInfo", Text), ("authType", Text)])),
    ("certConfig", Object(&[("certName", Text), ("certificate", Text), ("privateKey", Text)])),
    (
        "corsConfig",
        Object(&[
            ("allowCredentials", Flag),
            ("allowHeaders", Texts),
            ("allowMethods", Texts),
            ("allowOrigins", Texts),
            ("exposeHeaders", Texts),
            ("maxAge", Whole),
        ]),
    ),
    ("domainName", Text),
    ("isE2B", Flag),
    ("protocol", Text),
    ("routeConfig", Object(&[("routes", Objects(ROUTE))])),
    ("tlsConfig", Object(&[("cipherSuites", Texts), ("maxVersion", Text), ("minVersion", Text)])),
    ("wafConfig", Object(&[("enableWAF", Flag)])),
];
/// `CreateLayerVersionInput`.
pub(super) const LAYER: Shape =
    &[("code", Object(CODE)), ("compatibleRuntime", Texts), ("description", Text), ("license", Text)];
/// `CreateVpcBindingInput`.
pub(super) const VPC_BINDING: Shape = &[("vpcId", Text)];
/// `TagResourcesInput`.
pub(super) const TAG_RESOURCES: Shape =
    &[("ResourceId", Texts), ("ResourceType", Text), ("Tag", Objects(TAG))];
/// `DisableFunctionInvocationInput`.
pub(super) const DISABLE: Shape = &[("abortOngoingRequest", Flag), ("reason", Text)];

/// Holds an object against its shape. Fields that are `null` count as not given and go; unknown ones go too, and
/// their paths are left in `unknown`. A value of a wrong type is refused.
pub(super) fn fit(given: Fields, shape: Shape, unknown: &mut Vec<String>) -> Result<Fields, Refusal> {
    object(given, shape, "", unknown)
}

fn object(given: Fields, shape: Shape, at: &str, unknown: &mut Vec<String>) -> Result<Fields, Refusal> {
    let mut fitted = Map::new();
    for (name, value) in given {
        let path = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
        match shape.iter().find(|(known, _)| *known == name) {
            None => unknown.push(path),
            Some(_) if value.is_null() => {}
            Some((_, kind)) => {
                fitted.insert(name, value_of(value, *kind, &path, unknown)?);
            }
        }
    }
    Ok(fitted)
}

fn value_of(value: Value, kind: Kind, path: &str, unknown: &mut Vec<String>) -> Result<Value, Refusal> {
    let wrong = |wanted: &str| Err(Refusal::invalid(format!("{path} must be {wanted}")));
    match (kind, value) {
        (Text, value @ Value::String(_)) | (Flag, value @ Value::Bool(_)) => Ok(value),
        (Number, value @ Value::Number(_)) => Ok(value),
        (Whole, Value::Number(number)) if number.is_i64() || number.is_u64() => Ok(number.into()),
        (Texts, Value::Array(items)) if items.iter().all(Value::is_string) => Ok(items.into()),
        (TextMap, Value::Object(map)) if map.values().all(Value::is_string) => Ok(map.into()),
        (NumberMap, Value::Object(map)) if map.values().all(Value::is_number) => Ok(map.into()),
        (Object(shape), Value::Object(fields)) => Ok(object(fields, shape, path, unknown)?.into()),
        (Objects(shape), Value::Array(items)) => {
            let mut fitted = Vec::new();
            for (index, item) in items.into_iter().enumerate() {
                fitted.push(value_of(item, Object(shape), &format!("{path}[{index}]"), unknown)?);
            }
            Ok(fitted.into())
        }
        (Text, _) => wrong("a string"),
        (Flag, _) => wrong("true or false"),
        (Number, _) => wrong("a number"),
        (Whole, _) => wrong("an integer"),
        (Texts, _) => wrong("a list of strings"),
        (TextMap, _) => wrong("a map of strings"),
        (NumberMap, _) => wrong("a map of numbers"),
        (Object(_), _) => wrong("an object"),
        (Objects(_), _) => wrong("a list of objects"),
    }
}
