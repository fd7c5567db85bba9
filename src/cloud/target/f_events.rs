//! Events of an f.yml → triggers of FC 3.0, and the routes of its custom domain.

use super::Note;
use super::block::{Context, note};
use crate::document::evaluate::{Data, Evaluated};
use crate::message;
use crate::text::Span;
use serde_json::{Map, Value, json};

/// What `any` stands for, and no method at all.
const METHODS: [&str; 6] = ["GET", "PUT", "POST", "DELETE", "HEAD", "PATCH"];

/// Turns the events of the function `name`, in the cloud `full`, into triggers and a domain of `out`.
pub(super) fn read(
    context: &mut Context<'_>,
    events: Option<Evaluated>,
    full: &str,
    name: &str,
    domain: Option<&Evaluated>,
    out: &mut Evaluated,
    notes: &mut Vec<Note>,
) {
    let Some(events) = events else { return };
    if !events.is_list() {
        context.obstacle(events.span, message!("`events` is a list", "`events` 应为列表"));
        return;
    }
    let region =
        out.get("region").and_then(Evaluated::text).or_else(|| context.options.default_region.clone());
    let region = region.unwrap_or_default();
    let mut triggers: Vec<Evaluated> = Vec::new();
    let mut http: Vec<Evaluated> = Vec::new();
    for item in events.items().iter().filter(|item| !item.is_null()) {
        for (kind, event) in item.fields() {
            let event = event.clone();
            let mut event = if event.is_map() {
                event
            } else {
                Evaluated { data: Evaluated::empty(event.span).data, ..event }
            };
            event.span = event.key.unwrap_or(event.span);
            dropped(kind, &event, notes);
            match kind {
                "http" => http.push(event),
                "timer" => triggers.extend(timer(context, &event, name, notes)),
                "os" | "oss" | "cos" => triggers.extend(storage(context, &event, name, &region)),
                "mq" => triggers.extend(topic(context, &event, name, &region)),
                "log" => triggers.extend(log(context, &event, name, &region)),
                _ => notes.push(note(
                    event.span,
                    message!(
                        "on Alibaba Cloud there is nothing like the event `{kind}`: it is not deployed",
                        "阿里云没有与事件 `{kind}` 对应的触发器：不会部署"
                    ),
                )),
            }
        }
        // `- http: true` and `- http:` mean an event without settings; the latter is null.
        if let Data::Map(map) = &item.data
            && let Some(null) = map.get("http").filter(|event| event.is_null())
        {
            http.push(Evaluated::empty(null.span));
        }
    }
    let auth = out.take("authType").and_then(|kind| kind.text());
    let auth = auth.filter(|kind| kind.eq_ignore_ascii_case("function")).map_or("anonymous", |_| "function");
    if let Some(trigger) = http_trigger(&http, name, auth, notes) {
        triggers.push(trigger);
        routes(&http, full, domain, out, notes);
    }
    let span = events.span;
    out.set("triggers", Evaluated { span, key: events.key, data: Data::List(triggers) });
}

/// Says which settings of an event are for other platforms.
fn dropped(kind: &str, event: &Evaluated, notes: &mut Vec<Note>) {
    let known: &[&str] = match kind {
        "http" => &["path", "method"],
        "timer" => &["type", "value", "enable", "payload"],
        "os" | "oss" | "cos" => &["bucket", "events", "filter"],
        "mq" => &["topic", "tags", "region", "strategy"],
        "log" => &["source", "project", "log", "retryTime", "interval"],
        _ => return,
    };
    for (key, value) in event.fields() {
        if known.contains(&key) || matches!(key, "name" | "role" | "version") {
            continue;
        }
        let message = message!(
            "`{key}` of the event `{kind}` has no effect on Alibaba Cloud",
            "事件 `{kind}` 的 `{key}` 在阿里云上不起作用"
        );
        notes.push(note(value.key.unwrap_or(value.span), message));
    }
}

/// Plain data with the span of the event.
fn trigger(event: &Evaluated, default: &str, kind: &str, source: Option<String>, config: Value) -> Evaluated {
    let mut fields = Map::new();
    let text = |key: &str| event.get(key).and_then(Evaluated::text);
    fields.insert("triggerName".into(), text("name").unwrap_or_else(|| default.to_string()).into());
    fields.insert("triggerType".into(), kind.into());
    let optional = [("sourceArn", source), ("invocationRole", text("role")), ("qualifier", text("version"))];
    for (key, value) in optional {
        if let Some(value) = value {
            fields.insert(key.into(), value.into());
        }
    }
    fields.insert("triggerConfig".into(), config);
    Evaluated::of(event.span, Value::Object(fields))
}

/// All `http` events of a function are one trigger: a version of a function has one at most.
fn http_trigger(events: &[Evaluated], name: &str, auth: &str, notes: &mut Vec<Note>) -> Option<Evaluated> {
    let first = events.first()?;
    let mut all: Vec<String> = Vec::new();
    for event in events {
        for method in methods(event.get("method")) {
            if !all.contains(&method) {
                all.push(method);
            }
        }
    }
    if let Some(second) = events.get(1) {
        notes.push(note(
            second.span,
            message!(
                "a function has one http trigger: the methods of all its `http` events go into it",
                "一个函数只有一个 http 触发器：所有 `http` 事件的方法都合并到其中"
            ),
        ));
    }
    let config = json!({"authType": auth, "methods": all});
    Some(trigger(first, &format!("http-{name}"), "http", None, config))
}

/// The methods that an event means. The original builder makes an empty list of `get,post` and of `[all]`; what is
/// meant is clear.
fn methods(value: Option<&Evaluated>) -> Vec<String> {
    let mut words: Vec<String> = match value {
        Some(value) if value.is_list() => value.items().iter().filter_map(Evaluated::text).collect(),
        Some(value) => value.text().unwrap_or_default().split(',').map(String::from).collect(),
        None => Vec::new(),
    };
    words.iter_mut().for_each(|word| *word = word.trim().to_ascii_uppercase());
    words.retain(|word| !word.is_empty());
    if words.is_empty() || words.iter().any(|word| word == "ANY" || word == "ALL") {
        return METHODS.map(String::from).to_vec();
    }
    words
}

/// The routes of the domain that the file names.
fn routes(
    events: &[Evaluated],
    full: &str,
    domain: Option<&Evaluated>,
    out: &mut Evaluated,
    notes: &mut Vec<Note>,
) {
    let Some(domain) = domain.filter(|domain| domain.get("domainName").is_some()) else {
        if let Some(path) = events
            .iter()
            .find_map(|event| event.get("path"))
            .filter(|path| path.text().as_deref() != Some("/*"))
        {
            notes.push(note(
                path.span,
                message!(
                    "paths are routes of a custom domain, and the file has none: without it every path leads here",
                    "路径是自定义域名的路由，而文件没有域名：没有域名时所有路径都会到达此函数"
                ),
            ));
        }
        return;
    };
    let mut routes: Vec<Evaluated> = Vec::new();
    for event in events {
        let path = event.get("path").and_then(Evaluated::text).unwrap_or_else(|| "/*".to_string());
        let path = if path.starts_with('/') { path } else { format!("/{path}") };
        let mut route = json!({"path": path, "functionName": full});
        if let (Some(version), Value::Object(route)) =
            (event.get("version").and_then(Evaluated::text), &mut route)
        {
            route.insert("qualifier".into(), version.into());
        }
        let same =
            routes.iter().any(|known| known.get("path").and_then(Evaluated::text).as_deref() == Some(&path));
        if !same {
            routes.push(Evaluated::of(event.get("path").map_or(event.span, |path| path.span), route));
        }
    }
    let mut config = Evaluated::empty(domain.span);
    config.set("routes", Evaluated { span: domain.span, key: None, data: Data::List(routes) });
    let mut block = domain.clone();
    block.set("routeConfig", config);
    if block.get("protocol").is_none() {
        block.set("protocol", Evaluated::of(domain.span, "HTTP".into()));
    }
    out.set("customDomain", block);
}

fn timer(
    context: &mut Context<'_>,
    event: &Evaluated,
    name: &str,
    notes: &mut Vec<Note>,
) -> Option<Evaluated> {
    let value = context.required(event, "value", event.span)?;
    let kind = event.get("type").and_then(Evaluated::text).unwrap_or_else(|| "cron".to_string());
    let expression = match kind.as_str() {
        "every" => format!("@every {}", value.trim_start_matches("@every").trim()),
        "interval" => {
            let span = event.get("type").map_or(event.span, |kind| kind.span);
            notes.push(note(
                span,
                message!(
                    "`interval` is taken for `every`; the original tool sends it as a cron expression",
                    "`interval` 按 `every` 处理；原工具会把它当作 cron 表达式发送"
                ),
            ));
            format!("@every {}", value.trim_start_matches("@every").trim())
        }
        _ => value,
    };
    if !expression.starts_with('@') && !expression.contains("CRON_TZ=") && hour(&expression) {
        notes.push(note(
            event.get("value").map_or(event.span, |value| value.span),
            message!(
                "the times are UTC; for those of China write `CRON_TZ=Asia/Shanghai {expression}`",
                "时间为 UTC；如需北京时间请写 `CRON_TZ=Asia/Shanghai {expression}`"
            ),
        ));
    }
    let mut config = json!({
        "cronExpression": expression,
        "enable": event.get("enable").and_then(Evaluated::as_bool).unwrap_or(true),
    });
    if let (Some(payload), Value::Object(config)) = (event.get("payload"), &mut config) {
        let text = payload.text().unwrap_or_else(|| payload.json().to_string());
        config.insert("payload".into(), text.into());
    }
    Some(trigger(event, &format!("timer-{name}"), "timer", None, config))
}

/// Whether a cron expression names hours, so that the time zone matters.
fn hour(expression: &str) -> bool {
    expression.split_whitespace().nth(2).is_some_and(|hour| !hour.starts_with('*'))
}

fn storage(context: &mut Context<'_>, event: &Evaluated, name: &str, region: &str) -> Option<Evaluated> {
    let bucket = context.required(event, "bucket", event.span)?;
    let events: Vec<String> = match event.get("events") {
        Some(list) if list.is_list() => list.items().iter().filter_map(Evaluated::text).collect(),
        Some(one) => one.text().into_iter().collect(),
        None => Vec::new(),
    };
    if events.is_empty() {
        needs(context, event.span, "events");
        return None;
    }
    let filter =
        |key: &str| event.path(&format!("filter.{key}")).and_then(Evaluated::text).unwrap_or_default();
    let config = json!({
        "events": events,
        "filter": {"key": {"prefix": filter("prefix"), "suffix": filter("suffix")}},
    });
    let source = format!("acs:oss:{region}:{}:{bucket}", context.account());
    Some(trigger(event, &format!("oss-{name}"), "oss", Some(source), config))
}

fn topic(context: &mut Context<'_>, event: &Evaluated, name: &str, region: &str) -> Option<Evaluated> {
    let topic = context.required(event, "topic", event.span)?;
    let text = |key: &str| event.get(key).and_then(Evaluated::text);
    let region = text("region").unwrap_or_else(|| region.to_string());
    let mut config = json!({
        "notifyContentFormat": "STREAM",
        "notifyStrategy": text("strategy").unwrap_or_else(|| "BACKOFF_RETRY".to_string()),
    });
    if let (Some(tags), Value::Object(config)) = (text("tags"), &mut config) {
        config.insert("filterTag".into(), tags.into());
    }
    let source = format!("acs:mns:{region}:{}:/topics/{topic}", context.account());
    Some(trigger(event, &format!("mq-{name}"), "mns_topic", Some(source), config))
}

fn log(context: &mut Context<'_>, event: &Evaluated, name: &str, region: &str) -> Option<Evaluated> {
    let source = context.required(event, "source", event.span);
    let project = context.required(event, "project", event.span);
    let logstore = context.required(event, "log", event.span);
    let (source, project, logstore) = (source?, project?, logstore?);
    let number = |key: &str, default: i64| {
        event.get(key).and_then(Evaluated::text).and_then(|text| text.parse().ok()).unwrap_or(default)
    };
    let config = json!({
        "sourceConfig": {"logstore": source},
        "jobConfig": {"maxRetryTime": number("retryTime", 1), "triggerInterval": number("interval", 30)},
        "logConfig": {"project": project, "logstore": logstore},
        "enable": true,
    });
    let arn = format!("acs:log:{region}:{}:project/{project}", context.account());
    Some(trigger(event, &format!("log-{name}"), "log", Some(arn), config))
}

fn needs(context: &mut Context<'_>, span: Span, key: &str) {
    context.obstacle(span, message!("`{key}` is missing", "缺少 `{key}`"));
}
