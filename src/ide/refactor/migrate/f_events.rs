//! Events of an f.yml → triggers of component fc3, and the routes of the custom domain.

use super::Migration;
use super::node::{Body, Node};
use crate::message;

/// What `any` stands for, and no method at all.
const METHODS: [&str; 6] = ["GET", "PUT", "POST", "DELETE", "HEAD", "PATCH"];

/// The account in ARNs.
const ACCOUNT: &str = "${config('AccountID')}";

/// The triggers for the `events` of the function `name`; its paths are added to `routes`, and what has no
/// counterpart to `lines`.
pub(super) fn triggers(
    migration: &mut Migration,
    name: &str,
    events: Option<Node>,
    auth: Option<Node>,
    has_domain: bool,
    routes: &mut Vec<Node>,
    lines: &mut Vec<String>,
) -> Option<Node> {
    let events = events?;
    if !matches!(events.body, Body::List(_)) {
        lines.extend(migration.dropped("events", &events));
        return None;
    }
    let mut out = Vec::new();
    let mut http: Vec<Node> = Vec::new();
    for item in events.items() {
        if !item.is_map() {
            lines.extend(migration.dropped("events", &Node::list(vec![item.clone()])));
        }
        for (kind, event) in item.entries() {
            let mut event = event.clone();
            event.above.splice(0..0, item.above.iter().cloned());
            if !event.is_map() {
                event.body = Body::Map(Vec::new());
            }
            let made = match kind.as_str() {
                "http" => {
                    http.push(event);
                    continue;
                }
                "timer" => timer(&mut event, name),
                "os" | "oss" | "cos" => storage(&mut event, name),
                "mq" => topic(&mut event, name),
                "log" => log(&mut event, name),
                _ => None,
            };
            match made {
                Some(made) => {
                    rest(migration, kind, &event, lines);
                    out.push(made.commented(&Node { body: Body::Null, ..event }));
                }
                None => lines.extend(migration.dropped(kind, &item.get(kind).cloned().unwrap_or_default())),
            }
        }
    }
    if let Some(first) = http.first().cloned() {
        let auth = auth.and_then(|auth| auth.text().map(str::to_ascii_lowercase));
        let auth = if auth.as_deref() == Some("function") { "function" } else { "anonymous" };
        let mut all: Vec<String> = Vec::new();
        let mut made = None;
        for event in &mut http {
            for method in methods(event.take("method")) {
                if !all.contains(&method) {
                    all.push(method);
                }
            }
            let path = event.take("path");
            match (has_domain, path) {
                (true, path) => route(name, path, event, routes),
                (false, Some(path)) if path.text() != Some("/*") => {
                    migration.note(
                        path.span,
                        message!(
                            "paths are routes of a custom domain, and the file has none: it is kept as a comment",
                            "路径是自定义域名的路由，而文件没有域名：已保留为注释"
                        ),
                    );
                    lines.extend(super::commented("path", &path));
                }
                _ => {}
            }
            if made.is_none() {
                let mut config = Node::map();
                config.set("authType", Node::text_of(auth));
                made = Some(trigger(event, &format!("http-{name}"), "http", None, config));
            } else {
                event.take("name");
            }
            rest(migration, "http", event, lines);
        }
        if http.len() > 1 {
            migration.note(
                http[1].span,
                message!(
                    "a function has one http trigger: the methods of all its `http` events go into it",
                    "一个函数只有一个 http 触发器：所有 `http` 事件的方法都合并到其中"
                ),
            );
        }
        if let Some(mut made) = made {
            if let Some(config) = made.get_mut("triggerConfig") {
                config.set("methods", Node::list(all.iter().map(|method| Node::text_of(method)).collect()));
            }
            for other in &http[1..] {
                made.above.extend(other.above.iter().cloned());
            }
            out.insert(0, made.commented(&Node { body: Body::Null, ..first }));
        }
    }
    (!out.is_empty()).then(|| Node::list(out).commented(&Node { body: Body::Null, ..events }))
}

/// What an event says beyond what was taken from it.
fn rest(migration: &mut Migration, kind: &str, event: &Node, lines: &mut Vec<String>) {
    for (key, value) in event.entries() {
        if !value.is_null() {
            lines.extend(migration.dropped(&format!("{kind}.{key}"), value));
        }
    }
}

fn trigger(event: &mut Node, default: &str, kind: &str, source: Option<String>, config: Node) -> Node {
    let mut out = Node::map();
    out.set("triggerName", event.take("name").unwrap_or_else(|| Node::text_of(default)));
    out.set("triggerType", Node::text_of(kind));
    if let Some(source) = source {
        out.set("sourceArn", Node::text_of(&source));
    }
    for (old, new) in [("role", "invocationRole"), ("version", "qualifier")] {
        if let Some(value) = event.take(old) {
            out.set(new, value);
        }
    }
    out.set("triggerConfig", config);
    out
}

/// The methods that an event means. The original builder makes an empty list of `get,post` and of `[all]`; what is
/// meant is clear.
fn methods(value: Option<Node>) -> Vec<String> {
    let mut words: Vec<String> = match &value {
        Some(Node { body: Body::List(items), .. }) => {
            items.iter().filter_map(|item| item.text().map(String::from)).collect()
        }
        Some(value) => value.text().unwrap_or_default().split(',').map(String::from).collect(),
        None => Vec::new(),
    };
    // A `//` comment of the specification's own example is part of the text.
    words.iter_mut().for_each(|word| {
        *word = word.split("//").next().unwrap_or_default().trim().to_ascii_uppercase();
    });
    words.retain(|word| !word.is_empty());
    if words.is_empty() || words.iter().any(|word| word == "ANY" || word == "ALL") {
        return METHODS.map(String::from).to_vec();
    }
    words
}

fn route(name: &str, path: Option<Node>, event: &Node, routes: &mut Vec<Node>) {
    let text = path.as_ref().and_then(Node::text).unwrap_or("/*").to_string();
    let text = if text.starts_with('/') || text.starts_with("${") { text } else { format!("/{text}") };
    if routes.iter().any(|known| known.get("path").and_then(Node::text) == Some(&text)) {
        return;
    }
    let mut route = Node::map();
    let comment = path.unwrap_or_default();
    route.set("path", Node { behind: comment.behind, ..Node::text_of(&text) });
    route.set("functionName", Node::text_of(name));
    if let Some(version) = event.get("version") {
        route.set("qualifier", version.clone());
    }
    routes.push(route);
}

fn timer(event: &mut Node, name: &str) -> Option<Node> {
    let value = event.take("value")?;
    let text = value.text()?.to_string();
    let kind = event.take("type").and_then(|kind| Some(kind.text()?.to_string()));
    let expression = match kind.as_deref() {
        Some("every" | "interval") => format!("@every {}", text.trim_start_matches("@every").trim()),
        _ => text,
    };
    let mut config = Node::map();
    let expression = Node { behind: value.behind, above: value.above, ..Node::text_of(&expression) };
    config.set("cronExpression", expression);
    config.set("enable", event.take("enable").unwrap_or_else(|| Node::raw("true")));
    if let Some(payload) = event.take("payload") {
        match payload.body {
            Body::Map(_) | Body::List(_) => event.set("payload", payload),
            _ => config.set("payload", text_only(payload)),
        }
    }
    Some(trigger(event, &format!("timer-{name}"), "timer", None, config))
}

/// A number or boolean as text.
pub(super) fn text_only(mut node: Node) -> Node {
    if let Body::Scalar { yaml, text } = &mut node.body
        && crate::syntax::resolve_plain(yaml) != crate::syntax::Resolved::Str
        && yaml == text
    {
        *yaml = format!("'{text}'");
    }
    node
}

fn storage(event: &mut Node, name: &str) -> Option<Node> {
    let bucket = event.get("bucket")?.text()?.to_string();
    let events = event.take("events")?;
    event.take("bucket");
    let events = match events.body {
        Body::List(_) => events,
        _ => Node { above: events.above.clone(), ..Node::list(vec![Node { above: Vec::new(), ..events }]) },
    };
    let mut filter = event.take("filter").unwrap_or_else(Node::map);
    let mut key = Node::map();
    for part in ["prefix", "suffix"] {
        key.set(part, filter.take(part).unwrap_or_else(|| Node::text_of("")));
    }
    let mut outer = Node::map();
    outer.set("key", key);
    let mut config = Node::map();
    config.set("events", events);
    config.set("filter", outer);
    let source = format!("acs:oss:${{vars.region}}:{ACCOUNT}:{bucket}");
    Some(trigger(event, &format!("oss-{name}"), "oss", Some(source), config))
}

fn topic(event: &mut Node, name: &str) -> Option<Node> {
    let topic = event.get("topic")?.text()?.to_string();
    event.take("topic");
    let region = event.take("region").and_then(|region| Some(region.text()?.to_string()));
    let region = region.unwrap_or_else(|| "${vars.region}".to_string());
    let mut config = Node::map();
    config.set("notifyContentFormat", Node::text_of("STREAM"));
    config.set("notifyStrategy", event.take("strategy").unwrap_or_else(|| Node::text_of("BACKOFF_RETRY")));
    if let Some(tags) = event.take("tags") {
        config.set("filterTag", text_only(tags));
    }
    let source = format!("acs:mns:{region}:{ACCOUNT}:/topics/{topic}");
    Some(trigger(event, &format!("mq-{name}"), "mns_topic", Some(source), config))
}

fn log(event: &mut Node, name: &str) -> Option<Node> {
    let project = event.get("project")?.text()?.to_string();
    event.get("source")?.text()?;
    event.get("log")?.text()?;
    let (mut source, mut job, mut target) = (Node::map(), Node::map(), Node::map());
    source.set("logstore", event.take("source")?);
    job.set("maxRetryTime", event.take("retryTime").unwrap_or_else(|| Node::raw("1")));
    job.set("triggerInterval", event.take("interval").unwrap_or_else(|| Node::raw("30")));
    target.set("project", event.take("project")?);
    target.set("logstore", event.take("log")?);
    let mut config = Node::map();
    config.set("sourceConfig", source);
    config.set("jobConfig", job);
    config.set("logConfig", target);
    config.set("enable", Node::raw("true"));
    let arn = format!("acs:log:${{vars.region}}:{ACCOUNT}:project/{project}");
    Some(trigger(event, &format!("log-{name}"), "log", Some(arn), config))
}
