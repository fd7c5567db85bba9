//! An s.yaml of edition 1.0.0 → edition 3.0.0: the props of component fc become those of fc3, each further custom
//! domain a resource with component fc3-domain. Services with another component keep their props.

use super::expressions::{self, Known, is_variable};
use super::legacy_parts::{domain, trigger};
use super::node::{Body, Node};
use super::{Migration, resource_name};
use crate::document::Component;
use crate::message;
use crate::message::Message;
use crate::spec::legacy_fc::{FUNCTION_SETTINGS_KEPT, SERVICE_SETTINGS_KEPT};

pub(super) fn convert(migration: &mut Migration, mut root: Node) -> Result<Node, Message> {
    let services = root.get("services").filter(|services| services.is_map()).cloned();
    let Some(services) = services else {
        return Err(Message::new("there are no `services`", "没有 `services`"));
    };
    let is_fc = |service: &Node| {
        service.get("component").and_then(Node::text).map(Component::named) == Some(Component::Fc)
    };
    if !services.entries().iter().any(|(_, service)| is_fc(service)) {
        return Err(Message::new(
            "no service has component `fc`: only that one becomes fc3",
            "没有使用组件 `fc` 的服务：只有它能迁移为 fc3",
        ));
    }
    let names: Vec<String> = services.entries().iter().map(|(name, _)| name.clone()).collect();
    expressions::rewrite(migration, &mut root, &|body| expression(body, &names));
    let vars = root.get("vars").cloned();
    let mut out = Node::map();
    if root.get("edition").is_none() {
        out.set("edition", Node::raw("3.0.0"));
    }
    for (key, value) in root.entries() {
        match key.as_str() {
            "edition" => out.set("edition", Node::raw("3.0.0").commented(value)),
            "services" => {
                let mut resources = Node::map().commented(value);
                let mut domains = Vec::new();
                for (name, service) in value.entries() {
                    let name = resource_name(name);
                    let made = match is_fc(service) && service.get("props").is_some_and(Node::is_map) {
                        true => resource(migration, service.clone(), &name, vars.as_ref(), &mut domains),
                        false => service.clone(),
                    };
                    resources.set(&name, made);
                }
                for (name, domain) in domains {
                    resources.set(&name, domain);
                }
                out.set("resources", resources);
            }
            _ => out.set(key, value.clone()),
        }
    }
    if let Body::Map(entries) = &mut out.body
        && !entries.iter().any(|(key, _)| key == "name")
    {
        // Edition 3.0.0 wants a name.
        migration.note(
            services.span,
            Message::new("the file has no `name`: `app` is written", "文件没有 `name`：写为 `app`"),
        );
        let at = entries.iter().position(|(key, _)| key == "edition").map_or(0, |at| at + 1);
        entries.insert(at, ("name".to_string(), Node::text_of("app")));
    }
    Ok(out)
}

/// What an expression of the old core reads in edition 3.0.0.
fn expression(body: &str, services: &[String]) -> Known {
    let (root, rest) = body.split_once('.').unwrap_or((body, ""));
    match root {
        "vars" | "this" => Known::Same,
        "env" if is_variable(rest) => Known::As(format!("env('{rest}')")),
        "config" if is_variable(rest) => Known::As(format!("config('{rest}')")),
        _ if services.iter().any(|name| name == root) && rest.starts_with("output.") => {
            Known::As(format!("resources.{}.{rest}", resource_name(root)))
        }
        _ => match body.strip_suffix(')').and_then(|call| call.split_once('(')) {
            Some(("env", name)) if is_variable(name) => Known::As(format!("env('{name}')")),
            Some(("config", name)) if is_variable(name) => Known::As(format!("config('{name}')")),
            Some((call @ ("env" | "config" | "file" | "path"), quoted))
                if quoted.starts_with('\'') && quoted.ends_with('\'') =>
            {
                let _ = call;
                Known::Same
            }
            Some((call @ ("file" | "path"), name))
                if !name.is_empty() && !name.contains(['\'', '"', ',']) =>
            {
                Known::As(format!("{call}('{}')", name.trim()))
            }
            _ => Known::Not,
        },
    }
}

/// `${vars.service}` as what it stands for: the parts of a service are taken apart.
fn in_full(node: Node, vars: Option<&Node>) -> Node {
    let path = node.text().and_then(|text| text.strip_prefix("${vars.")?.strip_suffix('}'));
    let target = path.and_then(|path| path.split('.').try_fold(vars?, |node, key| node.get(key)));
    match target.filter(|target| matches!(target.body, Body::Map(_) | Body::List(_))) {
        // The comments of the variable stay with it.
        Some(target) => target.clone().bare().commented(&node),
        None => node,
    }
}

fn resource(
    migration: &mut Migration,
    mut service: Node,
    name: &str,
    vars: Option<&Node>,
    domains: &mut Vec<(String, Node)>,
) -> Node {
    let mut lines = Vec::new();
    let Some(old) = service.take("props") else { return service };
    let around = Node { body: Body::Null, ..old.clone() };
    let (props, more) = props(migration, old, vars, &mut lines);
    let props = props.commented(&around);
    for (at, mut domain) in more.into_iter().enumerate() {
        if let Some(region) = props.get("region") {
            let region = Node { above: Vec::new(), behind: None, ..region.clone() };
            if let Body::Map(entries) = &mut domain.body {
                entries.insert(0, ("region".to_string(), region));
            }
        }
        let mut resource = Node::map();
        resource.set("component", Node::text_of("fc3-domain"));
        resource.set("props", domain);
        let number = if at == 0 { String::new() } else { format!("-{}", at + 1) };
        domains.push((format!("{name}-domain{number}"), resource));
    }
    let mut out = Node::map();
    for (key, value) in service.entries() {
        match key.as_str() {
            "component" => {
                out.set("component", Node::text_of("fc3").commented(value));
                out.set("props", props.clone());
            }
            _ => out.set(key, value.clone()),
        }
    }
    let mut out = out.commented(&Node { body: Body::Null, ..service });
    out.above.extend(lines);
    out
}

/// The props of fc3 with the domains, which are resources of their own.
fn props(
    migration: &mut Migration,
    mut old: Node,
    vars: Option<&Node>,
    lines: &mut Vec<String>,
) -> (Node, Vec<Node>) {
    let mut out = Node::map();
    for key in ["service", "function", "triggers", "customDomains"] {
        if let Some(value) = old.get_mut(key) {
            *value = in_full(std::mem::take(value), vars);
        }
    }
    let mut block = |key: &str| {
        let value = old.take(key)?;
        if !value.is_map() {
            lines.extend(migration.dropped(key, &value));
        }
        Some(value).filter(Node::is_map)
    };
    let mut service = block("service").unwrap_or_else(Node::map);
    let mut function = block("function").unwrap_or_else(Node::map);
    let region = old.take("region");
    let region_text = region.as_ref().and_then(Node::text).unwrap_or_default().to_string();
    if let Some(region) = region {
        out.set("region", region);
    }
    let service_name = service.take("name");
    let service_text = service_name.as_ref().and_then(Node::text).map(String::from);
    let mut function_text = String::new();
    if let Some(name) = function.take("name") {
        let text = name.text().unwrap_or_default().to_string();
        let own = full(service_text.as_deref(), &text);
        if own != text {
            migration.note(
                name.span,
                message!(
                    "the function is called `{own}`, as FC 3.0 calls the one that is there already",
                    "函数名写为 `{own}`，即现有函数在 FC 3.0 中的名称"
                ),
            );
        }
        let own = Node::text_of(&own);
        function_text = text;
        out.set("functionName", own.commented(&name));
    }
    if let Some(name) = service_name {
        lines.extend(name.above.iter().cloned());
        lines.extend(name.behind.clone());
    }
    lines.extend(service.above.iter().chain(&function.above).cloned());
    lines.extend(service.behind.iter().chain(&function.behind).cloned());
    of_function(migration, &mut function, &mut out, lines);
    for key in SERVICE_SETTINGS_KEPT {
        if let Some(mut value) = service.take(key) {
            value.rename("vswitchIds", "vSwitchIds");
            out.set(key, value);
        }
    }
    if let Some(role) = service.take("role") {
        out.set("role", role_name(migration, role, lines));
    }
    if let Some(mut nas) = service.take("nasConfig") {
        mounts(&mut nas);
        out.set("nasConfig", nas);
    }
    if let Some(tracing) = service.take("tracingConfig") {
        match tracing.is_map() {
            true => out.set("tracingConfig", tracing),
            false if tracing.text().is_some_and(|text| text.eq_ignore_ascii_case("disable")) => {}
            false => lines.extend(migration.dropped("service.tracingConfig", &tracing)),
        }
    }
    if let Some(mut list) = old.take("triggers") {
        if !matches!(list.body, Body::List(_)) {
            lines.extend(migration.dropped("triggers", &list));
        }
        if let Body::List(items) = &mut list.body {
            for item in items {
                trigger(migration, item, &region_text, lines);
            }
        }
        if matches!(list.body, Body::List(_)) {
            out.set("triggers", list);
        }
    }
    for key in ["logConfig", "vpcConfig", "nasConfig"] {
        if let Some(value) =
            out.get(key).filter(|value| value.text().is_some_and(|text| text.starts_with("auto")))
        {
            migration.note(
                value.span,
                message!(
                    "`{key}: auto` lets fc3 make its own resources: write those out that fc made to keep them",
                    "`{key}: auto` 会让 fc3 创建自己的资源：如需沿用 fc 创建的资源，请写明它们"
                ),
            );
        }
    }
    let mut domains = Vec::new();
    if let Some(list) = old.take("customDomains") {
        lines.extend(list.above.iter().cloned());
        if !matches!(list.body, Body::List(_)) {
            lines.extend(migration.dropped("customDomains", &list));
        }
        for item in list.items() {
            domains.push(domain(item.clone(), service_text.as_deref(), &function_text));
        }
    }
    for (block, within) in [(&service, "service."), (&function, "function."), (&old, "")] {
        for (key, value) in block.entries() {
            if !value.is_null() {
                lines.extend(migration.dropped(&format!("{within}{key}"), value));
            }
        }
    }
    (out, domains)
}

/// The role's name: component fc3 makes no roles and attaches no policies.
pub(super) fn role_name(migration: &mut Migration, mut role: Node, lines: &mut Vec<String>) -> Node {
    if !role.is_map() {
        return role;
    }
    if let Some(policies) = role.take("policies") {
        lines.extend(migration.dropped("role.policies", &policies));
    }
    let comments = Node { body: Body::Null, ..role.clone() };
    role.take("name").map(|name| name.commented(&comments)).unwrap_or(role)
}

/// `serverAddr` + `nasDir` → `serverAddr: host:/dir`; `fcDir` → `mountDir`.
pub(super) fn mounts(nas: &mut Node) {
    let Some(Node { body: Body::List(points), .. }) = nas.get_mut("mountPoints") else { return };
    for point in points {
        let directory = point.get("nasDir").and_then(Node::text).map(String::from);
        let server = point.get("serverAddr").and_then(Node::text).map(String::from);
        if let (Some(directory), Some(server)) = (directory, server) {
            let slash = if directory.starts_with('/') { "" } else { "/" };
            let address = if server.contains(":/") { server } else { format!("{server}:{slash}{directory}") };
            point.take("nasDir");
            if let Some(value) = point.get_mut("serverAddr") {
                value.body = Node::text_of(&address).body;
            }
        }
        point.rename("fcDir", "mountDir");
    }
}

fn of_function(migration: &mut Migration, function: &mut Node, out: &mut Node, lines: &mut Vec<String>) {
    for key in FUNCTION_SETTINGS_KEPT {
        match function.take(key) {
            Some(value) => out.set(key, value),
            // Without it fc3 would take another size than fc does.
            None if key == "memorySize" && out.get("functionName").is_some() => {
                out.set(key, super::default_memory(migration, function.span));
            }
            None => {}
        }
        if key == "description"
            && let Some(code) = function.take("codeUri")
        {
            out.set("code", code);
        }
    }
    if let Some(Node { body: Body::Map(variables), .. }) = out.get_mut("environmentVariables") {
        for (_, value) in variables {
            *value = super::f_events::text_only(std::mem::take(value));
        }
    }
    let kind = out.get("runtime").and_then(Node::text).unwrap_or_default().to_string();
    let needed = ["runtime", "handler"].into_iter().filter(|key| out.get(key).is_none());
    for key in needed.filter(|key| *key == "runtime" || !kind.starts_with("custom")) {
        if out.get("functionName").is_some() {
            migration.note(
                function.span,
                message!("no `{key}` is written: component fc3 needs one", "未写 `{key}`：组件 fc3 需要它"),
            );
        }
    }
    if function.get("ossBucket").is_some() && function.get("ossKey").is_some() {
        let mut code = Node::map();
        for (old, new) in [("ossBucket", "ossBucketName"), ("ossKey", "ossObjectName")] {
            if let Some(value) = function.take(old) {
                code.set(new, value);
            }
        }
        if out.get("code").is_none() {
            out.set("code", code);
        }
    }
    if function.get("instanceType").and_then(Node::text).is_some_and(|kind| kind.starts_with("fc.gpu")) {
        let mut gpu = Node::map();
        for (old, new) in [("instanceType", "gpuType"), ("gpuMemorySize", "gpuMemorySize")] {
            if let Some(value) = function.take(old) {
                gpu.set(new, value);
            }
        }
        out.set("gpuConfig", gpu);
    }
    if let Some(mut config) = function.take("customContainerConfig") {
        for (old, new) in [("command", "entrypoint"), ("args", "command")] {
            if let Some(value) = config.take(old) {
                config.set(new, list(value));
            }
        }
        for key in ["instanceID", "accelerationType", "accelerationInfo", "webServerMode"] {
            if let Some(value) = config.take(key) {
                lines.extend(migration.dropped(&format!("customContainerConfig.{key}"), &value));
            }
        }
        out.set("customContainerConfig", config);
    }
    for (key, inner) in [("caPort", "port"), ("customHealthCheckConfig", "healthCheckConfig")] {
        let Some(value) = function.take(key) else { continue };
        let target = ["customContainerConfig", "customRuntimeConfig"];
        let target = target.into_iter().find(|name| out.get(name).is_some()).unwrap_or("customRuntimeConfig");
        if out.get(target).is_none() {
            out.set(target, Node::map());
        }
        if let Some(config) = out.get_mut(target) {
            config.set(inner, value);
        }
    }
    if let Some(hooks) = out.get_mut("instanceLifecycleConfig")
        && let Some(freeze) = hooks.take("preFreeze")
    {
        lines.extend(migration.dropped("instanceLifecycleConfig.preFreeze", &freeze));
    }
    let timeout = function.take("initializationTimeout");
    match (function.take("initializer"), timeout) {
        (Some(handler), timeout) => {
            let mut hook = Node::map();
            hook.set("handler", handler);
            if let Some(timeout) = timeout {
                hook.set("timeout", timeout);
            }
            if out.get("instanceLifecycleConfig").is_none() {
                out.set("instanceLifecycleConfig", Node::map());
            }
            if let Some(hooks) = out.get_mut("instanceLifecycleConfig") {
                hooks.set("initializer", hook);
            }
        }
        (None, Some(timeout)) => lines.extend(migration.dropped("function.initializationTimeout", &timeout)),
        (None, None) => {}
    }
    if out.get("instanceLifecycleConfig").is_some_and(|hooks| hooks.is_map() && hooks.entries().is_empty()) {
        out.take("instanceLifecycleConfig");
    }
    if let Some(value) = function.take("asyncConfiguration") {
        out.set("asyncInvokeConfig", async_config(value, full));
    }
}

/// `'["a", "b"]'` as a list; text that is no JSON is one item.
fn list(value: Node) -> Node {
    let Some(text) = value.text() else { return value };
    let items = match serde_json::from_str::<Vec<String>>(text) {
        Ok(items) => items,
        _ if text.trim().is_empty() => Vec::new(),
        _ => vec![text.to_string()],
    };
    Node::list(items.iter().map(|item| Node::text_of(item)).collect()).commented(&value)
}

/// `destination: {onSuccess: arn}` → `destinationConfig: {onSuccess: {destination: arn}}`; `full` names functions.
pub(super) fn async_config(mut config: Node, full: Full) -> Node {
    config.rename("statefulInvocation", "asyncTask");
    let Some(mut destinations) = config.take("destination") else { return config };
    for key in ["onSuccess", "onFailure"] {
        if let Some(value) = destinations.take(key) {
            let text = value.text().map(|arn| without_service(arn, full));
            let arn = text.map(|text| Node::text_of(&text).commented(&value)).unwrap_or(value);
            let mut inner = Node::map();
            inner.set("destination", arn);
            destinations.set(key, inner);
        }
    }
    config.set("destinationConfig", destinations);
    config
}

/// How a function of a service is called in FC 3.0.
pub(super) type Full = fn(Option<&str>, &str) -> String;

/// The official migration names the function `service$function`: the function of FC 2.0 stays as it is.
pub(super) fn full(service: Option<&str>, function: &str) -> String {
    match service {
        Some(service) => format!("{service}${function}"),
        None => function.to_string(),
    }
}

/// The name of the function alone.
pub(super) fn plain(_: Option<&str>, function: &str) -> String {
    function.to_string()
}

/// `acs:fc:…:services/s.LATEST/functions/f` → `acs:fc:…:functions/s$f`.
fn without_service(arn: &str, full: Full) -> String {
    match arn.split_once("services/").and_then(|(head, rest)| Some((head, rest.split_once("/functions/")?))) {
        Some((head, (service, function))) if arn.starts_with("acs:fc") => {
            let service = service.split('.').next().unwrap_or(service);
            format!("{head}functions/{}", full(Some(service), function))
        }
        _ => arn.to_string(),
    }
}
