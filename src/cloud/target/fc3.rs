//! `props` of component fc3 → one function. The other formats are turned into such props first, so the fields of
//! a function are read here alone. Fields: reference `s-yaml-fc3.md`.

use serde_json::Value;

use super::block::{Context, auto, locate, note, rename};
use super::{Fields, Note, Target, fc3_domain, instances, triggers};
use crate::cloud::types::CreateFunctionInput;
use crate::document::evaluate::{Data, Evaluated};
use crate::message;
use crate::text::Span;

/// Props that are fields of Create- and UpdateFunction.
const FIELDS: [&str; 32] = [
    "runtime",
    "handler",
    "description",
    "cpu",
    "memorySize",
    "diskSize",
    "timeout",
    "instanceConcurrency",
    "environmentVariables",
    "role",
    "internetAccess",
    "layers",
    "customRuntimeConfig",
    "customContainerConfig",
    "customDNS",
    "gpuConfig",
    "instanceLifecycleConfig",
    "logConfig",
    "vpcConfig",
    "nasConfig",
    "ossMountConfig",
    "polarFsConfig",
    "juiceFsConfig",
    "tracingConfig",
    "sessionAffinity",
    "sessionAffinityConfig",
    "instanceIsolationMode",
    "idleTimeout",
    "disableInjectCredentials",
    "disableOndemand",
    "enableLongLiving",
    "resourceGroupId",
];

/// Props that may be left to the tool.
const AUTOS: [&str; 4] = ["vpcConfig", "nasConfig", "ossMountConfig", "logConfig"];

/// Props that are read elsewhere, or that only the original tool has a use for.
const OTHERS: [&str; 10] = [
    "region",
    "functionName",
    "code",
    "tags",
    "triggers",
    "asyncInvokeConfig",
    "concurrencyConfig",
    "provisionConfig",
    "scalingConfig",
    "vpcBinding",
];

/// What GetFunction answers and nobody can set.
const READ_ONLY: [&str; 15] = [
    "functionArn",
    "functionId",
    "createdTime",
    "lastModifiedTime",
    "codeSize",
    "codeChecksum",
    "state",
    "stateReason",
    "stateReasonCode",
    "lastUpdateStatus",
    "lastUpdateStatusReason",
    "lastUpdateStatusReasonCode",
    "invocationRestriction",
    "lockInfo",
    "useSLRAuthentication",
];

/// The function of `props`, the resource `name` whose key is `at`. `None` if there are obstacles.
pub(super) fn target(
    context: &mut Context<'_>,
    name: &str,
    at: Span,
    mut props: Evaluated,
    notes: Vec<Note>,
) -> Option<Target> {
    if !context.is_whole(&props) {
        return None;
    }
    if !props.is_map() {
        context.obstacle(props.span, message!("`props` must be a mapping", "`props` 必须是映射"));
        return None;
    }
    let before = context.obstacles.len();
    let region = context.region(props.get("region"), at);
    let function_name = context.required(&props, "functionName", at);
    let (region, function_name) = (region?, function_name?);
    let mut target = Target {
        resource: name.to_string(),
        region,
        name: function_name,
        access: context.access.clone(),
        notes,
        ..Target::default()
    };
    for key in ["region", "functionName"] {
        if let Some(value) = props.get(key) {
            locate(&mut target.spans, key, value);
        }
    }
    normalise(&mut props, &mut target.notes);
    autos(&mut props, &mut target);
    function(context, &props, &mut target);
    code(context, &props, &mut target);
    tags(context, &props, &mut target);
    if let Some(list) = props.get("triggers") {
        triggers::read(context, list, &mut target);
    }
    instances::read(context, &mut props, &mut target);
    if let Some(domain) = props.get("customDomain") {
        fc3_domain::embedded(context, domain, &mut target);
    }
    leftovers(&props, &mut target.notes);
    (context.obstacles.len() == before).then_some(target)
}

/// Other ways to write the same.
fn normalise(props: &mut Evaluated, notes: &mut Vec<Note>) {
    let Data::Map(map) = &mut props.data else { return };
    if let Some(variables) = map.get_mut("environmentVariables")
        && let Data::Map(variables) = &mut variables.data
    {
        texts(variables, notes);
    }
    if let Some(container) = map.get_mut("customContainerConfig") {
        // What GetFunction adds on its own.
        container.take("resolvedImageUri");
        container.take("accelerationInfo");
        rename(container, "instanceID", "acrInstanceId");
        if let Data::Map(container) = &mut container.data
            && let Some(Evaluated { data: Data::Scalar(Value::String(image)), .. }) =
                container.get_mut("image")
        {
            *image = image.trim().to_string();
        }
    }
    if let Some(vpc) = map.get_mut("vpcConfig") {
        rename(vpc, "vswitchIds", "vSwitchIds");
    }
    // The API wants the parameters of a session as JSON text.
    if let Some(session) = map.get_mut("sessionAffinityConfig")
        && session.is_map()
    {
        session.data = Data::Scalar(session.json().to_string().into());
    }
    if let Some(tracing) = map.get_mut("tracingConfig") {
        if let Some(endpoint) = tracing.take("jaegerConfig").and_then(|mut jaeger| jaeger.take("endpoint")) {
            let mut params = tracing.take("params").unwrap_or_else(|| Evaluated::empty(endpoint.span));
            params.set("endpoint", endpoint);
            tracing.set("params", params);
        }
        let parsed = tracing.get("params").and_then(|params| {
            let value = serde_json::from_str::<Value>(params.as_str()?).ok()?;
            value.is_object().then(|| Evaluated::of(params.span, value))
        });
        if let Some(params) = parsed {
            tracing.set("params", params);
        }
    }
}

/// Variables are text: numbers and booleans are written as such.
fn texts(variables: &mut indexmap::IndexMap<String, Evaluated>, notes: &mut Vec<Note>) {
    for (name, value) in variables {
        let Data::Scalar(Value::Number(_) | Value::Bool(_)) = &value.data else { continue };
        let text = value.text().unwrap_or_default();
        notes.push(note(
            value.span,
            message!(
                "the variable `{name}` is no text: it is sent as text; put it in quotes",
                "变量 `{name}` 不是文本：将作为文本发送；请加上引号"
            ),
        ));
        value.data = Data::Scalar(text.into());
    }
}

/// Takes out what is left to the tool.
fn autos(props: &mut Evaluated, target: &mut Target) {
    for key in AUTOS {
        let Some(value) = props.get(key) else { continue };
        let mut found = auto(key, value);
        if key == "vpcConfig" && found.is_none() {
            found = partly_auto(value);
        }
        if let Some(found) = found {
            locate(&mut target.spans, key, value);
            target.auto.push(found);
            props.take(key);
        }
    }
}

/// A `vpcConfig` whose vSwitches or security group are `auto`.
fn partly_auto(vpc: &Evaluated) -> Option<super::Auto> {
    let is_auto = |value: &Evaluated| {
        let text = value.as_str().or_else(|| value.items().first()?.as_str());
        text.is_some_and(|text| text.trim().eq_ignore_ascii_case("auto"))
    };
    let keys = ["vpcId", "vSwitchIds", "securityGroupId"];
    keys.iter().filter_map(|key| vpc.get(key)).find(|value| is_auto(value))?;
    let given =
        keys.iter().filter_map(|key| Some((*key, vpc.get(key)?))).filter(|(_, value)| !is_auto(value));
    let parameters = given.map(|(key, value)| {
        let list = value.items().iter().filter_map(Evaluated::text).collect::<Vec<_>>().join(",");
        (key.to_string(), value.text().unwrap_or(list))
    });
    Some(super::Auto { field: "vpcConfig".into(), parameters: parameters.collect() })
}

fn function(context: &mut Context<'_>, props: &Evaluated, target: &mut Target) {
    for key in FIELDS {
        let Some(value) = props.get(key) else { continue };
        locate(&mut target.spans, key, value);
        let mut fields = Fields::new();
        context.shaped::<CreateFunctionInput>(key, value, &mut fields, &mut target.notes);
        target.function.append(&mut fields);
    }
}

/// Whether code is an image: then there is no package.
fn is_container(props: &Evaluated) -> bool {
    props
        .get("runtime")
        .and_then(Evaluated::as_str)
        .is_some_and(|runtime| matches!(runtime.trim(), "custom-container" | "micro-sandbox"))
}

fn code(context: &mut Context<'_>, props: &Evaluated, target: &mut Target) {
    let Some(value) = props.get("code") else { return };
    locate(&mut target.spans, "code", value);
    if is_container(props) {
        target.notes.push(note(
            value.whole(),
            message!(
                "the code of a container is its image: `code` is not sent",
                "容器运行时的代码就是镜像：不会发送 `code`"
            ),
        ));
        return;
    }
    target.code = context.code(value);
}

fn tags(context: &mut Context<'_>, props: &Evaluated, target: &mut Target) {
    let Some(list) = props.get("tags") else { return };
    locate(&mut target.spans, "tags", list);
    if !list.is_list() {
        let message =
            message!("`tags` is a list of `key` and `value`", "`tags` 应为 `key` 和 `value` 的列表");
        context.obstacle(list.span, message);
        return;
    }
    let mut tags = std::collections::BTreeMap::new();
    for item in list.items() {
        let part = |lower: &str, upper: &str| item.get(lower).or_else(|| item.get(upper))?.text();
        let Some(key) = part("key", "Key") else {
            context.obstacle(item.span, message!("a tag needs a `key`", "标签需要 `key`"));
            continue;
        };
        let value = part("value", "Value").unwrap_or_default();
        if tags.insert(key.clone(), value).is_some() {
            context.obstacle(item.span, message!("the tag `{key}` occurs twice", "标签 `{key}` 重复"));
        }
    }
    target.tags = Some(tags);
}

/// Says what is not sent.
fn leftovers(props: &Evaluated, notes: &mut Vec<Note>) {
    for (key, value) in props.fields() {
        let span = value.key.unwrap_or(value.span);
        let known = FIELDS.contains(&key) || OTHERS.contains(&key) || key == "customDomain";
        if known {
            continue;
        }
        let message = match key {
            _ if READ_ONLY.contains(&key) => {
                message!("`{key}` cannot be set: it is not sent", "`{key}` 是只读的：不会发送")
            }
            "endpoint" => message!(
                "`endpoint` of a file is not used: requests go to the region's own",
                "不使用文件中的 `endpoint`：请求发往该地域的接入点"
            ),
            "annotations" | "supplement" => message!(
                "`{key}` is for the original tool alone: it is not sent",
                "`{key}` 只有原工具使用：不会发送"
            ),
            _ => message!("fc3 has no `{key}`: it is not sent", "fc3 没有 `{key}`：不会发送"),
        };
        notes.push(note(span, message));
    }
}
