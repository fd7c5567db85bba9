//! Component fc of edition 1.0.0 (service and function of FC 2.0) → the props of component fc3, by the table of the
//! official migration (reference `s-yaml-fc3.md` §9). What has no counterpart becomes a note.

use serde_json::Value;

use super::block::{Context, note, rename};
use super::{FunctionNames, Note};
use crate::document::evaluate::{Data, Evaluated};
use crate::message;
use crate::spec::legacy_fc::{FUNCTION_SETTINGS_KEPT, SERVICE_SETTINGS_KEPT, trigger_source};
use crate::text::Span;

/// A service turned into props of fc3.
pub(super) struct Converted {
    pub props: Evaluated,
    pub notes: Vec<Note>,
    /// The domains after the first, as props of fc3-domain.
    pub domains: Vec<Evaluated>,
}

/// The name of a function by the choice of the user.
pub(super) fn function_name(names: FunctionNames, service: Option<&str>, function: &str) -> String {
    match (names, service) {
        (FunctionNames::WithService, Some(service)) => format!("{service}${function}"),
        _ => function.to_string(),
    }
}

/// The props of fc3 for the `props` of fc. `None` if there are obstacles.
pub(super) fn convert(context: &mut Context<'_>, at: Span, mut props: Evaluated) -> Option<Converted> {
    let mut notes = Vec::new();
    let mut service = props.take("service").unwrap_or_else(|| Evaluated::empty(at));
    let Some(mut function) = props.take("function").filter(Evaluated::is_map) else {
        let message = message!(
            "there is no `function` in `props`: fcls deploys functions",
            "`props` 中没有 `function`：fcls 部署的是函数"
        );
        context.obstacle(at, message);
        return None;
    };
    let mut out = Evaluated::empty(props.span);
    let region = props.take("region");
    let region_text =
        region.as_ref().and_then(Evaluated::text).or_else(|| context.options.default_region.clone());
    if let Some(region) = region {
        out.set("region", region);
    }
    let service_name = service.take("name").and_then(|name| name.text());
    let service_name = service_name.as_deref();
    let place = function.key.unwrap_or(function.span);
    let name = context.required(&function, "name", place)?;
    let span = function.take("name").map_or(place, |name| name.span);
    let name = function_name(context.options.function_names, service_name, &name);
    out.set("functionName", Evaluated::of(span, name.clone().into()));
    of_function(&mut function, &mut out, &mut notes);
    if let Some(asynchronous) = function.take("asyncConfiguration") {
        out.set("asyncInvokeConfig", async_config(asynchronous, context.options.function_names));
    }
    of_service(&mut service, &mut out, &mut notes);
    if let Some(list) = props.take("triggers") {
        let triggers = triggers(context, list, region_text.as_deref().unwrap_or_default(), &mut notes);
        out.set("triggers", triggers);
    }
    let mut domains = Vec::new();
    if let Some(list) = props.take("customDomains") {
        for (at, mut domain) in list.items().iter().cloned().enumerate() {
            routes(context, service_name, &name, &mut domain);
            domain.key = domain.key.or(list.key);
            if at == 0 {
                out.set("customDomain", domain);
            } else {
                if let Some(region) = out.get("region").cloned() {
                    domain.set("region", region);
                }
                domains.push(domain);
            }
        }
    }
    service.take("description");
    for (block, within) in [(&service, "service."), (&function, "function."), (&props, "")] {
        for (key, value) in block.fields() {
            notes.push(dropped(value.key.unwrap_or(value.span), &format!("{within}{key}")));
        }
    }
    Some(Converted { props: out, notes, domains })
}

fn dropped(span: Span, name: &str) -> Note {
    note(
        span,
        message!(
            "FC 3.0 has nothing like `{name}`: it is not sent",
            "FC 3.0 中没有与 `{name}` 对应的设置：不会发送"
        ),
    )
}

fn moved(from: &mut Evaluated, key: &str, to: &mut Evaluated, new: &str) {
    if let Some(value) = from.take(key) {
        to.set(new, value);
    }
}

fn of_service(service: &mut Evaluated, out: &mut Evaluated, notes: &mut Vec<Note>) {
    for key in SERVICE_SETTINGS_KEPT {
        moved(service, key, out, key);
    }
    if let Some(role) = service.take("role") {
        out.set("role", role_name(role, notes));
    }
    if let Some(mut nas) = service.take("nasConfig") {
        mounts(&mut nas);
        out.set("nasConfig", nas);
    }
    if let Some(tracing) = service.take("tracingConfig") {
        tracing_config(tracing, out, notes);
    }
}

/// `Enable` leads to the service ARMS of FC 2.0; FC 3.0 wants the endpoint written out.
pub(super) fn tracing_config(tracing: Evaluated, out: &mut Evaluated, notes: &mut Vec<Note>) {
    match tracing.as_str().map(str::to_ascii_lowercase).as_deref() {
        Some("disable") => out.set("tracingConfig", Evaluated::empty(tracing.span)),
        Some(_) => notes.push(note(
            tracing.whole(),
            message!(
                "FC 3.0 needs `type` and `params` for tracing: `tracingConfig` is not sent",
                "FC 3.0 的链路追踪需要 `type` 和 `params`：不会发送 `tracingConfig`"
            ),
        )),
        None => out.set("tracingConfig", tracing),
    }
}

/// The role's name: fcls makes no roles and attaches no policies.
fn role_name(role: Evaluated, notes: &mut Vec<Note>) -> Evaluated {
    let Some(name) = role.get("name").cloned() else { return role };
    if let Some(policies) = role.get("policies") {
        notes.push(note(
            policies.key.unwrap_or(policies.span),
            message!(
                "fcls attaches no policies: the role must have them already",
                "fcls 不会附加策略：角色需事先具备这些权限"
            ),
        ));
    }
    name
}

/// `serverAddr` + `nasDir` → `serverAddr: host:/dir`; `fcDir` → `mountDir`.
pub(super) fn mounts(nas: &mut Evaluated) {
    let Data::Map(map) = &mut nas.data else { return };
    let Some(Evaluated { data: Data::List(points), .. }) = map.get_mut("mountPoints") else { return };
    for point in points {
        if let Some(directory) = point.take("nasDir").and_then(|value| value.text())
            && let Some(mut server) = point.take("serverAddr")
        {
            let address = server.text().unwrap_or_default();
            let slash = if directory.starts_with('/') { "" } else { "/" };
            if !address.contains(":/") {
                server.data = Data::Scalar(format!("{address}:{slash}{directory}").into());
            }
            point.set("serverAddr", server);
        }
        rename(point, "fcDir", "mountDir");
    }
}

fn of_function(function: &mut Evaluated, out: &mut Evaluated, notes: &mut Vec<Note>) {
    for key in FUNCTION_SETTINGS_KEPT {
        moved(function, key, out, key);
    }
    moved(function, "codeUri", out, "code");
    if let (Some(bucket), Some(object)) = (function.take("ossBucket"), function.take("ossKey")) {
        let mut code = Evaluated::empty(bucket.span);
        code.set("ossBucketName", bucket);
        code.set("ossObjectName", object);
        out.set("code", code);
    }
    gpu(function, out, notes);
    container(function, out, notes);
    for (key, block) in [("caPort", "port"), ("customHealthCheckConfig", "healthCheckConfig")] {
        let Some(value) = function.take(key) else { continue };
        let target =
            ["customContainerConfig", "customRuntimeConfig"].into_iter().find(|name| out.get(name).is_some());
        let target = target.unwrap_or("customRuntimeConfig");
        let mut config = out.take(target).unwrap_or_else(|| Evaluated::empty(value.span));
        config.set(block, value);
        out.set(target, config);
    }
    let mut hooks = out.take("instanceLifecycleConfig");
    if let Some(hooks) = &mut hooks
        && let Some(freeze) = hooks.take("preFreeze")
    {
        notes.push(dropped(freeze.key.unwrap_or(freeze.span), "instanceLifecycleConfig.preFreeze"));
    }
    let timeout = function.take("initializationTimeout");
    if let Some(handler) = function.take("initializer") {
        let mut hook = Evaluated::empty(handler.span);
        hook.key = handler.key;
        hook.set("handler", handler);
        if let Some(timeout) = timeout {
            hook.set("timeout", timeout);
        }
        hooks.get_or_insert_with(|| Evaluated::empty(hook.span)).set("initializer", hook);
    }
    if let Some(hooks) = hooks.filter(|hooks| hooks.fields().next().is_some()) {
        out.set("instanceLifecycleConfig", hooks);
    }
}

fn gpu(function: &mut Evaluated, out: &mut Evaluated, notes: &mut Vec<Note>) {
    let Some(kind) = function.take("instanceType") else { return };
    if !kind.as_str().is_some_and(|name| name.starts_with("fc.gpu")) {
        // `e1` and `c1`: the size says it all today.
        notes.push(dropped(kind.whole(), "function.instanceType"));
        return;
    }
    let mut config = Evaluated::empty(kind.span);
    config.set("gpuType", kind);
    moved(function, "gpuMemorySize", &mut config, "gpuMemorySize");
    if out.get("gpuConfig").is_none() {
        out.set("gpuConfig", config);
    }
}

/// `command` and `args` were JSON text; they are `entrypoint` and `command` now.
fn container(function: &mut Evaluated, out: &mut Evaluated, notes: &mut Vec<Note>) {
    let Some(mut config) = function.take("customContainerConfig") else { return };
    let (command, arguments) = (config.take("command"), config.take("args"));
    for (value, name) in [(command, "entrypoint"), (arguments, "command")] {
        if let Some(value) = value {
            config.set(name, list(value));
        }
    }
    for key in ["instanceID", "accelerationType", "accelerationInfo", "webServerMode"] {
        if let Some(value) = config.take(key)
            && key == "webServerMode"
        {
            notes.push(dropped(value.whole(), "customContainerConfig.webServerMode"));
        }
    }
    out.set("customContainerConfig", config);
}

/// `'["a", "b"]'` as a list; text that is no JSON is one item.
fn list(mut value: Evaluated) -> Evaluated {
    if let Some(text) = value.as_str() {
        let items = match serde_json::from_str::<Value>(text) {
            Ok(Value::Array(items)) => items,
            _ if text.trim().is_empty() => Vec::new(),
            _ => vec![Value::from(text)],
        };
        value.data = Evaluated::of(value.span, Value::Array(items)).data;
    }
    value
}

/// `destination: {onSuccess: arn}` → `destinationConfig: {onSuccess: {destination: arn}}`.
pub(super) fn async_config(mut config: Evaluated, names: FunctionNames) -> Evaluated {
    rename(&mut config, "statefulInvocation", "asyncTask");
    let Some(mut destinations) = config.take("destination") else { return config };
    for key in ["onSuccess", "onFailure"] {
        if let Some(mut value) = destinations.take(key) {
            let mut inner = Evaluated::empty(value.span);
            if let Some(arn) = value.as_str() {
                value.data = Data::Scalar(without_service(arn, names).into());
            }
            inner.set("destination", value);
            destinations.set(key, inner);
        }
    }
    config.set("destinationConfig", destinations);
    config
}

/// `acs:fc:…:services/s.LATEST/functions/f` → `acs:fc:…:functions/f` or `…:functions/s$f`, as functions are called.
fn without_service(arn: &str, names: FunctionNames) -> String {
    match arn.split_once("services/").and_then(|(head, rest)| Some((head, rest.split_once("/functions/")?))) {
        Some((head, (service, function))) if arn.starts_with("acs:fc") => {
            let service = service.split('.').next().unwrap_or(service);
            format!("{head}functions/{}", function_name(names, Some(service), function))
        }
        _ => arn.to_string(),
    }
}

fn routes(context: &Context<'_>, service: Option<&str>, function: &str, domain: &mut Evaluated) {
    let Some(mut list) = domain.take("routeConfigs") else { return };
    if let Data::List(routes) = &mut list.data {
        for route in routes {
            let own = route.take("serviceName").and_then(|name| name.text());
            let name = match route.take("functionName").and_then(|name| name.text()) {
                Some(name) => {
                    let service = own.as_deref().or(service);
                    function_name(context.options.function_names, service, &name)
                }
                None => function.to_string(),
            };
            route.set("functionName", Evaluated::of(route.span, name.into()));
        }
    }
    let mut config = Evaluated::empty(list.span);
    config.key = list.key;
    config.set("routes", list);
    domain.set("routeConfig", config);
}

fn triggers(context: &Context<'_>, mut list: Evaluated, region: &str, notes: &mut Vec<Note>) -> Evaluated {
    let account = context.account();
    let Data::List(triggers) = &mut list.data else { return list };
    for trigger in triggers {
        for (old, new) in [("name", "triggerName"), ("type", "triggerType")] {
            rename(trigger, old, new);
        }
        if let Some(role) = trigger.take("role") {
            trigger.set("invocationRole", role_name(role, notes));
        }
        let Some(mut config) = trigger.take("config").or_else(|| trigger.take("triggerConfig")) else {
            continue;
        };
        let kind = trigger.get("triggerType").and_then(Evaluated::text).unwrap_or_default();
        let span = config.span;
        let source = trigger_source(&kind, region, &account, |key| match key {
            "project" => {
                let mut source = config.take("sourceConfig");
                let project = source.as_mut().and_then(|source| source.take("project"));
                if let Some(source) = source {
                    config.set("sourceConfig", source);
                }
                // Where no project is named, source and log lie in the same one.
                project.or_else(|| config.path("logConfig.project").cloned())?.text()
            }
            key => config.take(key)?.text(),
        });
        if let Some(source) = source.filter(|_| trigger.get("sourceArn").is_none()) {
            trigger.set("sourceArn", Evaluated::of(span, source.into()));
        }
        trigger.set("triggerConfig", config);
    }
    list
}
