//! An f.yml → an s.yaml: each function becomes a resource with component fc3, the routes of the custom domain one
//! with component fc3-domain.

use super::expressions::{self, Known, is_variable};
use super::node::{Body, Node};
use super::{Migration, f_events, resource_name};
use crate::message;
use crate::message::Message;

/// Platforms that are other clouds.
const OTHER_CLOUDS: [&str; 4] = ["tencent", "wechat", "vercel", "aws"];

/// Settings that a function of FC 3.0 has under the same name.
const SAME: [&str; 7] =
    ["runtime", "memorySize", "timeout", "role", "internetAccess", "vpcConfig", "logConfig"];

/// What the functions take from the provider: it is written at each of them.
const INHERITED: [&str; 8] = [
    "nasConfig",
    "environment",
    "layers",
    "concurrency",
    "asyncConfiguration",
    "tracingConfig",
    "initTimeout",
    "authType",
];

/// The region of a file that names none, as the original tool takes it.
const DEFAULT_REGION: &str = "cn-hangzhou";

pub(super) fn convert(migration: &mut Migration, mut root: Node) -> Result<Node, Message> {
    expressions::rewrite(migration, &mut root, &|body| match body.strip_prefix("env.") {
        Some(name) if is_variable(name) => Known::As(format!("env('{name}')")),
        _ => Known::Not,
    });
    let mut provider = root.take("provider").unwrap_or_else(Node::map);
    let platform = provider.take("name").unwrap_or_default();
    let cloud = platform.text().unwrap_or_default().to_string();
    if OTHER_CLOUDS.contains(&cloud.as_str()) {
        return Err(message!(
            "this file is for `{cloud}`: only files for Alibaba Cloud become an s.yaml for fc3",
            "这个文件面向 `{cloud}`：只有面向阿里云的文件才能迁移为 fc3 的 s.yaml"
        ));
    }
    let Some(functions) = root.take("functions").filter(|functions| !functions.entries().is_empty()) else {
        return Err(Message::new(
            "there are no `functions`: those that come from decorators are known only to the build of Midway",
            "没有 `functions`：由装饰器生成的函数只有 Midway 构建时才知道",
        ));
    };
    let mut out = Node::map();
    let service = root.take("service");
    let first = service.as_ref().map(|service| service.above.clone()).unwrap_or_default();
    out.set("edition", Node { above: first, ..Node::raw("3.0.0") });
    let name = service.as_ref().and_then(|service| match &service.body {
        Body::Map(_) => service.get("name").cloned(),
        _ => Some(Node { behind: service.behind.clone(), body: service.body.clone(), ..Node::default() }),
    });
    out.set("name", Node { above: Vec::new(), ..name.unwrap_or_else(|| Node::text_of("app")) });
    out.set("access", provider.take("access").unwrap_or_else(|| Node::text_of("default")));
    let region = provider.take("region").unwrap_or_else(|| {
        migration.note(
            functions.span,
            message!(
                "no region is written: {DEFAULT_REGION} is taken, as the original tool does",
                "文件没有指定地域：与原工具一致，取 {DEFAULT_REGION}"
            ),
        );
        Node::text_of(DEFAULT_REGION)
    });
    let mut vars = Node::map();
    vars.set("region", region);
    let above =
        [&provider.above, &platform.above].into_iter().flatten().chain(&platform.behind).cloned().collect();
    out.set("vars", vars.commented(&Node { above, behind: provider.behind.clone(), ..Node::default() }));
    let domain = root.get_mut("custom").and_then(|custom| custom.take("customDomain"));
    let layers = root.take("layers").map(|layers| layer_arns(migration, &layers)).unwrap_or_default();
    let artifact = root.get_mut("package").and_then(|package| package.take("artifact"));
    let file_has_code = artifact.is_some()
        || functions.entries().iter().all(|(_, function)| function.get("codeUri").is_some());
    let first_function = functions.entries().first().map_or(functions.span, |(_, function)| function.span);
    let bare = provider.clone().bare();
    let mut file = File { provider: provider.clone(), layers, artifact, domain: domain.is_some() };
    let mut resources = Node::map().commented(&functions);
    let mut routes = Vec::new();
    for (key, function) in functions.entries() {
        let resource = file.function(migration, key, function.clone(), &mut routes);
        resources.set(&resource_name(key), resource);
        // What all functions inherit is commented at the first of them.
        file.provider = bare.clone();
        file.layers = file.layers.into_iter().map(Node::bare).collect();
        file.artifact = file.artifact.map(Node::bare);
    }
    if let Some(domain) = domain {
        domain_resource(migration, domain, routes, &mut resources);
    }
    out.set("resources", resources);
    for (key, value) in provider.entries() {
        if !value.is_null() && !SAME.contains(&key.as_str()) && !INHERITED.contains(&key.as_str()) {
            let lines = migration.dropped(&format!("provider.{key}"), value);
            migration.head.extend(lines);
        }
    }
    for (key, value) in service.iter().flat_map(|service| service.entries()) {
        if key != "name" && !value.is_null() {
            let lines = migration.dropped(&format!("service.{key}"), value);
            migration.head.extend(lines);
        }
    }
    if let Some(service) = service.as_ref().and_then(|service| service.get("name").unwrap_or(service).text())
    {
        migration.note(
            first_function,
            message!(
                "FC 3.0 has no services: functions that were deployed before are called `{service}$…` there, and \
                 these are new ones",
                "FC 3.0 没有服务：此前部署的函数在那里名为 `{service}$…`，而这里的函数是新的"
            ),
        );
    }
    if !file_has_code {
        migration.note(
            first_function,
            Message::new(
                "the folder of the file is packed as it is, without the build of Midway: build first, and set `code` \
                 to the result",
                "会按原样打包文件所在目录，不经过 Midway 构建：请先构建，并将 `code` 指向构建产物",
            ),
        );
    }
    for (key, value) in root.entries() {
        let empty = value.entries().is_empty() && value.is_map();
        if !value.is_null() && !empty {
            let lines = migration.dropped(key, value);
            migration.head.extend(lines);
        }
    }
    if !migration.head.is_empty() {
        migration.head.insert(0, "# Not carried over from f.yml / 未从 f.yml 迁移的内容:".to_string());
    }
    Ok(out)
}

struct File {
    provider: Node,
    layers: Vec<Node>,
    artifact: Option<Node>,
    /// Whether there is a custom domain, which takes the paths.
    domain: bool,
}

impl File {
    fn function(
        &self,
        migration: &mut Migration,
        key: &str,
        mut function: Node,
        routes: &mut Vec<Node>,
    ) -> Node {
        if !function.is_map() {
            function.body = Body::Map(Vec::new());
        }
        let mut props = Node::map();
        let mut lines = Vec::new();
        props.set("region", Node::raw("${vars.region}"));
        props.set("functionName", Node::text_of(key));
        let taken = |function: &mut Node, key: &str| {
            function.take(key).or_else(|| self.provider.get(key).filter(|node| !node.is_null()).cloned())
        };
        for name in SAME {
            match taken(&mut function, name) {
                Some(value) => props.set(name, unquoted_number(name, value)),
                // Without it fc3 would take another size than f.yml does.
                None if name == "memorySize" => {
                    props.set(name, super::default_memory(migration, function.span))
                }
                None => {}
            }
            if name == "runtime" {
                runtime(migration, &mut props, &function);
                props.set(
                    "handler",
                    function.take("handler").unwrap_or_else(|| Node::text_of("index.handler")),
                );
                let code = function.take("codeUri").or_else(|| self.artifact.clone());
                props.set("code", code.unwrap_or_else(|| Node::text_of(".")));
                if let Some(description) = function.take("description") {
                    props.set("description", description);
                }
            }
        }
        if let Some(mut nas) = taken(&mut function, "nasConfig") {
            for (old, new) in [("UserId", "userId"), ("GroupId", "groupId"), ("MountPoints", "mountPoints")] {
                nas.rename(old, new);
            }
            super::legacy_fc::mounts(&mut nas);
            props.set("nasConfig", nas);
        }
        if let Some(environment) = self.environment(&mut function) {
            props.set("environmentVariables", environment);
        }
        match taken(&mut function, "layers") {
            Some(layers) if layers.is_map() => {
                let arns = layer_arns(migration, &layers);
                if !arns.is_empty() {
                    props.set("layers", Node::list(arns));
                }
            }
            Some(mut layers) => {
                if let Body::List(items) = &mut layers.body {
                    let is_arn = |item: &Node| {
                        item.text().is_none_or(|text| text.contains("acs:") || text.contains("${"))
                    };
                    let (arns, others): (Vec<Node>, Vec<Node>) = items.drain(..).partition(is_arn);
                    *items = arns;
                    if !others.is_empty() {
                        lines.extend(
                            migration.dropped("layers", &Node { span: layers.span, ..Node::list(others) }),
                        );
                    }
                }
                if !layers.items().is_empty() {
                    props.set("layers", layers);
                }
            }
            None if !self.layers.is_empty() => props.set("layers", Node::list(self.layers.clone())),
            None => {}
        }
        if let Some(value) = taken(&mut function, "concurrency") {
            let custom =
                props.get("runtime").and_then(Node::text).is_some_and(|name| name.starts_with("custom"));
            match custom {
                true => props.set("instanceConcurrency", value),
                false if value.text() == Some("1") => {}
                false => lines.extend(migration.dropped("concurrency", &value)),
            }
        }
        if let Some(value) = taken(&mut function, "asyncConfiguration") {
            props.set("asyncInvokeConfig", super::legacy_fc::async_config(value, super::legacy_fc::plain));
        }
        if let Some(value) = taken(&mut function, "tracingConfig") {
            match value.is_map() {
                true => props.set("tracingConfig", value),
                // Off is what it is without.
                false if value.text().is_some_and(|text| text.eq_ignore_ascii_case("disable")) => {}
                false => lines.extend(migration.dropped("tracingConfig", &value)),
            }
        }
        let timeout = taken(&mut function, "initTimeout");
        match (function.take("initializer"), timeout) {
            (Some(handler), timeout) => {
                let mut hook = Node::map();
                hook.set("handler", handler);
                if let Some(timeout) = timeout {
                    hook.set("timeout", timeout);
                }
                let mut hooks = Node::map();
                hooks.set("initializer", hook);
                props.set("instanceLifecycleConfig", hooks);
            }
            (None, Some(timeout)) => lines.extend(migration.dropped("initTimeout", &timeout)),
            (None, None) => {}
        }
        if function.get("name").and_then(Node::text) == Some(key) {
            function.take("name");
        }
        let auth = taken(&mut function, "authType");
        let events = function.take("events");
        let triggers = f_events::triggers(migration, key, events, auth, self.domain, routes, &mut lines);
        if let Some(triggers) = triggers {
            props.set("triggers", triggers);
        }
        for (name, value) in function.entries() {
            if !value.is_null() {
                lines.extend(migration.dropped(name, value));
            }
        }
        let mut resource = Node::map();
        resource.set("component", Node::text_of("fc3"));
        resource.set("props", props);
        let mut resource = resource.commented(&Node { body: Body::Null, ..function });
        resource.above.extend(lines);
        resource
    }

    /// The variables of the function above those of the provider.
    fn environment(&self, function: &mut Node) -> Option<Node> {
        let shared = self.provider.get("environment").filter(|node| node.is_map());
        let mut own = match (function.take("environment"), shared) {
            (Some(own), _) if !own.is_map() => own,
            (Some(mut own), Some(shared)) => {
                for (key, value) in shared.entries() {
                    if own.get(key).is_none() {
                        own.set(key, value.clone());
                    }
                }
                own
            }
            (Some(own), None) => own,
            (None, shared) => shared?.clone(),
        };
        if let Body::Map(entries) = &mut own.body {
            entries.retain(|(_, value)| !value.is_null());
            for (_, value) in entries {
                // Variables are text: a number or a boolean is refused by fc3.
                if let Body::Scalar { yaml, text } = &mut value.body
                    && crate::syntax::resolve_plain(yaml) != crate::syntax::Resolved::Str
                    && yaml == text
                {
                    *yaml = format!("'{text}'");
                }
            }
        }
        Some(own)
    }
}

/// `"512"` as a number.
fn unquoted_number(key: &str, mut value: Node) -> Node {
    if let Body::Scalar { yaml, text } = &mut value.body
        && matches!(key, "memorySize" | "timeout")
        && !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_digit())
    {
        yaml.clone_from(text);
    }
    value
}

/// Runtimes that Function Compute no longer makes become the newest of their family.
fn runtime(migration: &mut Migration, props: &mut Node, function: &Node) {
    let Some(value) = props.get_mut("runtime") else {
        migration.note(
            function.span,
            Message::new(
                "no runtime is written: nodejs14 is taken, as the original tool does",
                "没有写明运行时：与原工具一致，取 nodejs14",
            ),
        );
        let comment = "# f.yml: no runtime / 未写运行时".to_string();
        props.set("runtime", Node { above: vec![comment], ..Node::text_of("nodejs14") });
        return;
    };
    let name = value.text().unwrap_or_default().to_string();
    if matches!(name.as_str(), "nodejs6" | "nodejs8" | "nodejs10") {
        migration.note(
            value.span,
            message!("`{name}` is retired: nodejs20 is written instead", "`{name}` 已下线：改为 nodejs20"),
        );
        value.above.push(format!("# f.yml: runtime: {name}"));
        value.body = Node::text_of("nodejs20").body;
    }
}

/// The layers that are ARNs; the others are bundled by the build.
fn layer_arns(migration: &mut Migration, layers: &Node) -> Vec<Node> {
    let mut arns = Vec::new();
    for (name, layer) in layers.entries() {
        match layer.get("path") {
            Some(path) if path.text().is_some_and(|text| text.starts_with("acs:")) => {
                arns.push(Node { above: layer.above.clone(), ..path.clone() });
            }
            _ => {
                let lines = migration.dropped(&format!("layers.{name}"), layer);
                migration.head.extend(lines);
            }
        }
    }
    arns
}

/// The domain as a resource of its own: it holds the routes of all functions.
fn domain_resource(migration: &mut Migration, domain: Node, routes: Vec<Node>, resources: &mut Node) {
    let auto = (domain.text() == Some("auto")).then(|| Node::text_of("auto"));
    let Some(name) = domain.get("domainName").cloned().or(auto).filter(|_| !routes.is_empty()) else {
        // `false` means that there is none, as without the key.
        if domain.text() != Some("false") {
            let lines = migration.dropped("custom.customDomain", &domain);
            migration.head.extend(lines);
        }
        return;
    };
    let mut props = Node::map();
    props.set("region", Node::raw("${vars.region}"));
    props.set("domainName", name);
    props.set("protocol", Node::text_of("HTTP"));
    let mut config = Node::map();
    config.set("routes", Node::list(routes));
    props.set("routeConfig", config);
    for (key, value) in domain.entries() {
        if key != "domainName" {
            props.set(key, value.clone());
        }
    }
    let mut resource = Node::map();
    resource.set("component", Node::text_of("fc3-domain"));
    resource.set("props", props);
    let mut key = "custom-domain".to_string();
    while resources.get(&key).is_some() {
        key.push_str("-1");
    }
    resources.set(&key, resource.commented(&Node { body: Body::Null, ..domain }));
}
