//! FC8xx: events of the functions of an f.yml.

use crate::check::context::Context;
use crate::check::edits::set_or_insert;
use crate::check::rule::{Family, rule};
use crate::check::rules::f_yml::{self, Cloud, cloud};
use crate::check::suggest::nearest;
use crate::check::{Severity, Tag};
use crate::document::cron::{self, Dialect};
use crate::document::{FileKind, Function, View};
use crate::message;
use crate::message::Message;
use crate::syntax::edit;
use crate::text::{Edit, Span};
use rustc_hash::FxHashMap;

/// The family.
pub static FAMILY: Family = Family {
    name: "f.yml-events",
    rules: &[&FC813, &FC814, &FC815, &FC816, &FC817, &FC818, &FC820, &FC821, &FC822, &FC823, &FC824],
    function,
    file,
    ..Family::NONE
};

rule! {
    /// Each item of `events` has exactly one key, the event's type.
    ///
    /// Aggregation reads only the first key. Settings of an event are indented below its key, not beside it.
    ///
    /// Breaks: `events: [{http: {}, timer: {}}]` — keeps: `events: [{http: {}}, {timer: {}}]`
    FC813 "event-one-key" Error F false "midwayjs/cli aggregation; the f.yml specification"
    /// `events` 的每一项只能有一个键，即事件类型。
    ///
    /// 聚合部署只读取第一个键。事件的配置应缩进在事件键之下，而不是与它平级。
    ///
    /// 错误：`events: [{http: {}, timer: {}}]` — 正确：`events: [{http: {}}, {timer: {}}]`
    中文
}
rule! {
    /// An event of a kind that the platform does not read.
    ///
    /// The builders know http, apigw, timer, os, mq and log (also oss, cos and cmq) and drop every other kind in
    /// silence. On Alibaba Cloud `apigw` only serves local development, and the deploy makes no trigger of it: a
    /// hint, because the gateway may have been set up by hand. Events with `parameters`, as the platform itself
    /// writes them, are not judged, nor are those of a plugin's platform.
    ///
    /// Breaks: `events: [{sqs: {}}]` — keeps: `events: [{http: {path: /a}}]`
    FC814 "event-type" Warning F true "@midwayjs/serverless-spec-builder 2.1.0; the f.yml specification, note 1"
    /// 平台不读取的事件类型。
    ///
    /// 构建器认识 http、apigw、timer、os、mq、log（以及 oss、cos、cmq），其他类型会被静默丢弃。
    /// 在阿里云上 `apigw` 只用于本地开发，部署时不会生成触发器；网关可能已手工配置，因此只给提示。
    /// 带有 `parameters`（平台原生写法）的事件和插件平台的事件不检查。
    ///
    /// 错误：`events: [{sqs: {}}]` — 正确：`events: [{http: {path: /a}}]`
    中文
}
rule! {
    /// A `method` that gives no method at all on Alibaba Cloud.
    ///
    /// `get,post` is one unknown method, `ALL` and `[all]` are not recognised, `options` is not in the list:
    /// the trigger then answers nothing.
    ///
    /// Breaks: `method: get,post` — keeps: `method: [get, post]`
    FC815 "http-method" Warning F true "@midwayjs/serverless-spec-builder 2.1.0"
    /// 在阿里云上不会产生任何方法的 `method` 写法。
    ///
    /// `get,post` 会被当成一个未知方法，`ALL` 和 `[all]` 不被识别，`options` 不在列表中：触发器不会响应任何请求。
    ///
    /// 错误：`method: get,post` — 正确：`method: [get, post]`
    中文
}
rule! {
    /// Tencent Cloud takes one method; of a list only the first is used.
    ///
    /// The other methods are answered with 404 after the deploy, without a word in it.
    ///
    /// Breaks: `{path: /a, method: [get, post]}` on tencent — keeps: `{path: /a, method: all}`
    FC816 "tencent-one-method" Warning F true "@midwayjs/serverless-spec-builder 2.1.0 (scf); the f.yml specification"
    /// 腾讯云只支持一个方法，列表中只有第一个生效。
    ///
    /// 部署时没有任何提示，部署后其他方法无法访问。
    ///
    /// 错误：腾讯云上 `{path: /a, method: [get, post]}` — 正确：`{path: /a, method: all}`
    中文
}
rule! {
    /// Two functions answer the same path and method.
    ///
    /// A path of a domain leads to one function: the one that is deployed last takes it from the other.
    ///
    /// Breaks: `{path: /foo, method: get}` in two functions — keeps: `/foo` and `/bar`
    FC817 "http-dup" Warning F false "derived: @midwayjs/serverless-spec-builder 2.1.0 makes one route of each path"
    /// 两个函数响应相同的路径和方法。
    ///
    /// 域名的一条路径只能指向一个函数：后部署的会抢走先部署的路径。
    ///
    /// 错误：两个函数都写 `{path: /foo, method: get}` — 正确：`/foo` 和 `/bar`
    中文
}
rule! {
    /// The type of a timer must be one the platform runs, and its value must suit it.
    ///
    /// Tencent Cloud knows cron expressions alone. On Alibaba Cloud `interval` is sent as a cron expression, which
    /// is refused, and `every` needs a number with a unit.
    ///
    /// Breaks: `{type: every, value: '5'}` — keeps: `{type: every, value: 5m}`
    FC818 "timer-type" Warning F true "@midwayjs/serverless-spec-builder 2.1.0; the f.yml specification"
    /// 定时器的类型必须是平台支持的，取值要与类型相符。
    ///
    /// 腾讯云只支持 cron 表达式。在阿里云上，`interval` 会被当作 cron 表达式发送而被拒绝，`every` 需要带单位的数字。
    ///
    /// 错误：`{type: every, value: '5'}` — 正确：`{type: every, value: 5m}`
    中文
}
rule! {
    /// On Alibaba Cloud an object storage event needs `filter`.
    ///
    /// Without it the builder stops with a TypeError. Empty texts match every object.
    ///
    /// Breaks: `os: {bucket: b, events: e}` — keeps: `os: {bucket: b, events: e, filter: {prefix: '', suffix: ''}}`
    FC820 "os-filter" Error F true "@midwayjs/serverless-spec-builder 2.1.0 (fc)"
    /// 在阿里云上，对象存储事件必须写 `filter`。
    ///
    /// 否则构建器会以 TypeError 中止。空文本匹配所有对象。
    ///
    /// 错误：`os: {bucket: b, events: e}` — 正确：`os: {bucket: b, events: e, filter: {prefix: '', suffix: ''}}`
    中文
}
rule! {
    /// `enable` of an object storage event has no effect on Alibaba Cloud.
    ///
    /// The trigger is always on; with `enable: true` this is a hint. Remove the event to switch it off.
    ///
    /// Breaks: `os: {bucket: b, events: e, filter: {…}, enable: false}` on aliyun — keeps: the event removed
    FC821 "os-enable" Warning F true "@midwayjs/serverless-spec-builder 2.1.0 (fc); the f.yml specification"
    /// 在阿里云上，对象存储事件的 `enable` 无效。
    ///
    /// 触发器总是启用；写 `enable: true` 时只给提示。要停用请删除该事件。
    ///
    /// 错误：阿里云上 `os: {bucket: b, events: e, filter: {…}, enable: false}` — 正确：删除该事件
    中文
}
rule! {
    /// The default deploy to Alibaba Cloud drops `mq` events.
    ///
    /// The function is deployed without the trigger. Only `--useFun` makes a topic trigger of it; an s.yaml can
    /// have one too.
    ///
    /// Breaks: `events: [{mq: {topic: t}}]` on aliyun — keeps: the trigger in an s.yaml
    FC822 "mq-aliyun" Warning F false "@midwayjs/serverless-spec-builder 2.1.0 (fc component)"
    /// 阿里云的默认部署方式会丢弃 `mq` 事件。
    ///
    /// 函数会部署成功，但没有触发器。只有 `--useFun` 会生成主题触发器，也可以在 s.yaml 中创建。
    ///
    /// 错误：阿里云上 `events: [{mq: {topic: t}}]` — 正确：在 s.yaml 中写该触发器
    中文
}
rule! {
    /// Two events of one kind in a function need names.
    ///
    /// Without one both triggers get the same default name (`timer-<function>`), and the second replaces the
    /// first. Several http events are not judged: they are routes of one trigger.
    ///
    /// Breaks: two `timer` events without `name` — keeps: `name: nightly` on one of them
    FC823 "trigger-default-name" Warning F true "@midwayjs/serverless-spec-builder 2.1.0 (fc)"
    /// 一个函数中同类的两个事件需要写名字。
    ///
    /// 否则两个触发器会得到同一个默认名（`timer-<函数名>`），后一个替换前一个。
    /// 多个 http 事件不检查：它们是同一个触发器的多条路由。
    ///
    /// 错误：两个 `timer` 事件都没有 `name` — 正确：给其中一个写 `name: nightly`
    中文
}
rule! {
    /// `integratedResponse: false` has no effect.
    ///
    /// The builder writes `value || true`: the integrated response is always on.
    ///
    /// Breaks: `{path: /a, integratedResponse: false}` — keeps: `{path: /a}`
    FC824 "integrated-response" Warning F true "@midwayjs/serverless-spec-builder 2.1.0 (scf)"
    /// `integratedResponse: false` 无效。
    ///
    /// 构建器写的是 `value || true`：集成响应总是开启。
    ///
    /// 错误：`{path: /a, integratedResponse: false}` — 正确：`{path: /a}`
    中文
}

/// The six methods the builder for Alibaba Cloud knows.
const METHODS: [&str; 6] = ["GET", "PUT", "POST", "DELETE", "HEAD", "PATCH"];

/// Methods of an http event, as bits of [`METHODS`]; all of them if none is written.
const ALL: u8 = 0b11_1111;

/// What the events of a function come to, told to the file.
pub(super) struct EventsFact {
    /// The function's name.
    pub name: String,
    /// Whether an event has an http key; `None` if it cannot be told from the file.
    pub http: Option<bool>,
    /// Its http events.
    pub routes: Vec<Route>,
}

/// One http event.
pub(super) struct Route {
    /// The path; `None` if none is written or it is not known.
    pub path: Option<String>,
    /// Whether a path is written that is not known.
    pub unknown: bool,
    /// The methods, if they are known.
    methods: Option<u8>,
    /// The path's value.
    span: Span,
}

/// The rules of this family on one function.
fn function(cx: &mut Context<'_>, function: &Function<'_>) {
    if cx.kind() != FileKind::FYml {
        return;
    }
    let list = function.block.get("events");
    let events = list.items();
    let cloud = cloud(cx);
    let foreign = f_yml::has_foreign_platform(cx);
    let mut found: Vec<(String, View<'_>)> = Vec::new();
    for event in &events {
        if let Some(mapping) = event.own_mapping() {
            one_key(cx, mapping);
        }
        if let Some(field) = event.fields().into_iter().next() {
            found.push((field.name.into_owned(), field.view));
        }
    }
    for (kind, config) in &found {
        if !foreign {
            event_type(cx, kind, config, cloud);
        }
        match (kind.as_str(), cloud) {
            ("http", Some(Cloud::Aliyun)) => http_method(cx, &config.get("method")),
            ("http" | "apigw", Some(Cloud::Tencent)) => one_method(cx, &config.get("method")),
            ("os" | "oss" | "cos", Some(Cloud::Aliyun)) => os_event(cx, config),
            ("mq", Some(Cloud::Aliyun)) => {
                let message = Message::new(
                    "the default deploy drops this trigger: deploy with --useFun, or create it in an s.yaml",
                    "默认部署方式会丢弃该触发器：请用 --useFun 部署，或在 s.yaml 中创建",
                );
                cx.report(&FC822, config.key_span().unwrap_or(config.span()), message);
            }
            _ => {}
        }
        if kind == "timer" {
            timer_type(cx, config, cloud);
        }
        if matches!(kind.as_str(), "http" | "apigw") && cloud != Some(Cloud::Aliyun) {
            integrated_response(cx, config);
        }
    }
    if !foreign && cloud != Some(Cloud::Tencent) {
        default_names(cx, &function.unit.name, &found);
    }
    tell(cx, function, &list, &found);
}

fn tell(cx: &mut Context<'_>, function: &Function<'_>, list: &View<'_>, found: &[(String, View<'_>)]) {
    let whole = list.is_sequence() && list.items().len() == found.len() && !found.is_empty();
    let gateway = found.iter().any(|(kind, _)| kind == "apigw");
    let has_http = found.iter().any(|(kind, _)| kind == "http");
    let routes = found
        .iter()
        .filter(|(kind, _)| kind == "http")
        .map(|(_, config)| {
            let path = config.get("path");
            Route {
                unknown: config.is_unknown() || path.is_unknown(),
                methods: method_bits(&config.get("method")),
                span: cx.in_unit(path.span()),
                path: path.as_str().map(|text| text.into_owned()),
            }
        })
        .collect();
    // A function behind an API gateway may count as one with http.
    let http = if has_http { Some(true) } else { (whole && !gateway).then_some(false) };
    let name = function.unit.name.to_string();
    cx.tell(EventsFact { name, http, routes });
}

fn method_bits(method: &View<'_>) -> Option<u8> {
    if method.is_empty() {
        return Some(ALL);
    }
    let bit = |word: &str| {
        let word = word.trim();
        match METHODS.iter().position(|known| known.eq_ignore_ascii_case(word)) {
            Some(at) => Some(1 << at),
            None => matches!(word.to_ascii_lowercase().as_str(), "all" | "any").then_some(ALL),
        }
    };
    if let Some(text) = method.as_str() {
        return text.split(',').try_fold(0, |bits, word| Some(bits | bit(word)?));
    }
    let items = method.items();
    if items.is_empty() {
        return method.is_sequence().then_some(ALL);
    }
    items.iter().try_fold(0, |bits, item| Some(bits | bit(&item.as_str()?)?))
}

/// What only all functions together show: one path in two of them.
fn file(cx: &mut Context<'_>) {
    if cx.kind() != FileKind::FYml {
        return;
    }
    let custom = cx.resolver.section("custom").map(|entry| View::of_entry(cx.resolver, entry));
    if custom.is_some_and(|custom| custom.get("customDomain").as_bool() == Some(false)) {
        return; // Without a domain every function has an address of its own.
    }
    let mut seen: FxHashMap<&str, Vec<(&EventsFact, u8, Span)>> = FxHashMap::default();
    for (fact, base) in cx.facts::<EventsFact>() {
        for route in &fact.routes {
            let (Some(path), Some(methods)) = (route.path.as_deref(), route.methods) else { continue };
            let span = route.span.shifted(base);
            let known = seen.entry(path).or_default();
            let other =
                known.iter().find(|(other, bits, _)| other.name != fact.name && bits & methods != 0).copied();
            if let Some((other, bits, first)) = other {
                let owner = &other.name;
                let both: Vec<&str> = (0..METHODS.len())
                    .filter(|at| bits & methods & (1 << at) != 0)
                    .map(|at| METHODS[at])
                    .collect();
                let words =
                    if bits & methods == ALL { String::new() } else { format!(" {}", both.join(", ")) };
                let message = message!(
                    "{path}{words} is answered by the function `{owner}` already: only one of them gets the requests",
                    "{path}{words} 已由函数 `{owner}` 响应：只有其中一个会收到请求"
                );
                let related = Message::new("the path is first used here", "该路径第一次用在这里");
                cx.report(&FC817, span, message).related(first, related);
            }
            known.push((fact, methods, span));
        }
    }
}

fn one_key(cx: &mut Context<'_>, mapping: crate::syntax::Mapping<'_>) {
    let Some(second) = mapping.entries().nth(1) else { return };
    let names: Vec<_> = mapping.entries().filter_map(|entry| entry.key_text()).collect();
    // Settings at the event's own level: indented too little, not a second event.
    let message = if names.iter().skip(1).all(|name| is_event(name)) {
        Message::new(
            "one event per list item: start a new item with `- `",
            "每个列表项只能写一个事件，请用 `- ` 另起一项",
        )
    } else {
        let first = names.first().map_or("", |name| name.as_ref());
        message!(
            "this key stands beside `{first}`; indent it to put it inside the event",
            "该键与 `{first}` 平级；请增加缩进，把它放进事件里"
        )
    };
    cx.report(&FC813, second.key_span(), message);
}

const KINDS: [&str; 9] = ["http", "apigw", "timer", "os", "mq", "log", "oss", "cos", "cmq"];

fn is_event(name: &str) -> bool {
    KINDS.contains(&name)
}

fn event_type(cx: &mut Context<'_>, kind: &str, config: &View<'_>, cloud: Option<Cloud>) {
    let Some(key) = config.key_span().filter(|_| config.defined().is_none()) else { return };
    if !is_event(kind) {
        let raw = config.get("parameters").is_present(); // As the platform itself knows it.
        if kind.contains("${") || kind.contains("{{") || kind == "<<" || raw {
            return;
        }
        let meant = nearest(kind, KINDS);
        let message = match meant {
            Some(meant) => message!(
                "there is no event `{kind}`; did you mean `{meant}`? It is dropped in silence",
                "没有事件类型 `{kind}`，是否想写 `{meant}`？未知类型会被静默丢弃"
            ),
            None => message!(
                "there is no event `{kind}`: it is dropped in silence (http, apigw, timer, os, mq and log are known)",
                "没有事件类型 `{kind}`，会被静默丢弃（可用：http、apigw、timer、os、mq、log）"
            ),
        };
        let finding = cx.report(&FC814, key, message);
        if let Some(meant) = meant {
            let title = message!("Change to {meant}", "改为 {meant}");
            finding.fix(title, vec![Edit::replace(key, meant)]);
        }
        return;
    }
    let place = match (kind, cloud) {
        ("apigw", Some(Cloud::Aliyun)) => {
            // Who sets up the gateway by hand writes this for local development.
            let message = Message::new(
                "on aliyun the deploy makes no trigger of `apigw`, it serves local development alone: set the gateway up yourself, or write `http`",
                "在阿里云上 `apigw` 只用于本地开发，部署时不会生成触发器：请自行配置网关，或改用 `http`",
            );
            cx.report(&FC814, key, message).severity(Severity::Hint);
            return;
        }
        ("cmq", Some(Cloud::Aliyun)) => "aliyun",
        ("oss", Some(Cloud::Tencent)) => "tencent",
        _ => return,
    };
    let message = message!(
        "the builder for {place} does not read `{kind}` and drops it in silence",
        "面向 {place} 的构建器不读取 `{kind}`，会静默丢弃"
    );
    let finding = cx.report(&FC814, key, message);
    if kind == "oss" {
        finding.fix(Message::new("Change to os", "改为 os"), vec![Edit::replace(key, "os")]);
    }
}

fn one_method(cx: &mut Context<'_>, method: &View<'_>) {
    let items = method.items();
    let [first, _, ..] = items.as_slice() else { return };
    let Some(word) = first.as_str() else { return };
    if matches!(word.to_ascii_lowercase().as_str(), "all" | "any") {
        return;
    }
    let message = message!(
        "tencent takes one method: only `{word}` is used, the others are not answered",
        "腾讯云只支持一个方法：只有 `{word}` 生效，其他方法不会响应"
    );
    let own = method.own_node().is_some();
    let span = method.span();
    let finding = cx.report_at(&FC816, method, message);
    if own {
        finding.fix(Message::new("Change to all", "改为 all"), vec![set_list(method, span)]);
    }
}

/// A list of methods replaced by `all`; a block list moves up to its key.
fn set_list(method: &View<'_>, span: Span) -> Edit {
    let flow = method.own_node().and_then(|value| value.as_sequence()).is_some_and(|list| list.is_flow());
    match method.key_span() {
        Some(key) if !flow => Edit::replace(Span::new(key.end, span.end), ": all"),
        _ => Edit::replace(span, "all"),
    }
}

fn timer_type(cx: &mut Context<'_>, config: &View<'_>, cloud: Option<Cloud>) {
    let (form, value) = (config.get("type"), config.get("value"));
    let Some(word) = form.as_str() else { return };
    if !matches!(word.as_ref(), "every" | "interval") {
        return;
    }
    let own = form.own_node().is_some();
    let span = form.span();
    if cloud == Some(Cloud::Tencent) {
        let message = message!(
            "tencent runs cron expressions alone: `{word}` is not read, and `value` is taken for one",
            "腾讯云只支持 cron 表达式：不读取 `{word}`，`value` 会被当作 cron 表达式"
        );
        let cron = value.as_str().is_some_and(|text| cron::parse(&text, Dialect::Tencent).is_ok());
        let finding = cx.report_at(&FC818, &form, message);
        if own && cron {
            finding.fix(Message::new("Change to cron", "改为 cron"), vec![Edit::replace(span, "cron")]);
        }
        return;
    }
    let text = value.as_str();
    let is_interval =
        text.as_deref().is_some_and(|text| cron::parse(&format!("@every {text}"), Dialect::Aliyun).is_ok());
    if word == "interval" {
        let message = Message::new(
            "`interval` is sent as a cron expression and refused; write `every`",
            "`interval` 会被当作 cron 表达式发送而被拒绝，请写 `every`",
        );
        let finding = cx.report_at(&FC818, &form, message);
        if own {
            finding.fix(Message::new("Change to every", "改为 every"), vec![Edit::replace(span, "every")]);
        }
        return;
    }
    let Some(text) = text.filter(|_| !is_interval) else { return };
    let message = message!(
        "`every` needs a number with a unit, such as 5m (s, m or h); `{text}` is none",
        "`every` 需要带单位的数字，如 5m（s、m 或 h），`{text}` 不是"
    );
    let own = value.own_node().is_some();
    let span = value.span();
    let trimmed = text.trim();
    let digits = !trimmed.is_empty() && trimmed.chars().all(|c| c.is_ascii_digit());
    let rest = trimmed.strip_prefix("@every ").map(|rest| rest.trim().to_string());
    let finding = cx.report_at(&FC818, &value, message);
    if !own {
        return;
    }
    let fixes: Vec<String> = match rest {
        Some(rest) => vec![rest],
        None if digits => ["m", "s", "h"].map(|unit| format!("{trimmed}{unit}")).to_vec(),
        None => Vec::new(),
    };
    for fix in fixes {
        finding.fix(message!("Change to {fix}", "改为 {fix}"), vec![Edit::replace(span, fix)]);
    }
}

fn os_event(cx: &mut Context<'_>, config: &View<'_>) {
    if config.is_unknown() || config.get("parameters").is_present() {
        return;
    }
    if config.get("filter").is_empty() && (config.is_mapping() || config.is_empty()) {
        let message = Message::new(
            "`filter` is missing: the builder for aliyun stops with a TypeError; empty prefix and suffix match all",
            "缺少 `filter`：阿里云构建器会以 TypeError 中止；前缀和后缀留空表示匹配全部",
        );
        let value = "{prefix: '', suffix: ''}";
        let edit = set_or_insert(config, "filter", value, "events");
        let finding = cx.report(&FC820, config.key_span().unwrap_or(config.span()), message);
        if let Some(edit) = edit {
            let title = message!("Add filter: {value}", "添加 filter: {value}");
            finding.fix(title, vec![edit]);
        }
    }
    let enable = config.get("enable");
    let (Some(key), Some(mapping)) = (enable.key_span(), config.own_mapping()) else { return };
    let message = Message::new(
        "`enable` has no effect on aliyun, the trigger is always on: remove the event to switch it off",
        "`enable` 在阿里云上无效，触发器总是启用：要停用请删除该事件",
    );
    let edit = mapping.get("enable").map(|entry| edit::remove_entry(cx.document().text(), mapping, entry));
    let harmless = enable.as_bool() == Some(true);
    let finding = cx.report(&FC821, key, message).tag(Tag::Unnecessary);
    if harmless {
        finding.severity(Severity::Hint);
    }
    if let Some(edit) = edit {
        finding.fix(Message::new("Remove enable", "删除 enable"), vec![edit]);
    }
}

fn integrated_response(cx: &mut Context<'_>, config: &View<'_>) {
    let value = config.get("integratedResponse");
    if value.as_bool() != Some(false) {
        return;
    }
    let message = Message::new(
        "`integratedResponse: false` has no effect: the builder always switches it on",
        "`integratedResponse: false` 无效：构建器总会开启它",
    );
    let mapping = config.own_mapping();
    let edit = mapping.and_then(|mapping| {
        let entry = mapping.get("integratedResponse")?;
        Some(edit::remove_entry(cx.document().text(), mapping, entry))
    });
    let finding = cx.report_at(&FC824, &value, message).tag(Tag::Unnecessary);
    if let Some(edit) = edit {
        let title = Message::new("Remove integratedResponse", "删除 integratedResponse");
        finding.fix(title, vec![edit]);
    }
}

/// Two events of one kind without names: their triggers would have the same one.
fn default_names(cx: &mut Context<'_>, function: &str, found: &[(String, View<'_>)]) {
    if found.len() < 2 {
        return;
    }
    let mut first: Vec<(&str, &View<'_>, u32)> = Vec::new();
    for (kind, config) in found {
        let kind = match kind.as_str() {
            "os" | "oss" | "cos" => "oss",
            kind @ ("timer" | "log") => kind,
            _ => continue,
        };
        if config.is_unknown() || !config.get("name").is_empty() {
            continue;
        }
        let Some(known) = first.iter_mut().find(|(known, ..)| *known == kind) else {
            first.push((kind, config, 1));
            continue;
        };
        known.2 += 1;
        let (other, count) = (known.1, known.2);
        let (Some(key), Some(other)) = (config.key_span(), other.key_span()) else { continue };
        let message = message!(
            "two {kind} events without `name` make one trigger `{kind}-{function}`: the last one wins; give it a name",
            "两个没有 `name` 的 {kind} 事件会生成同一个触发器 `{kind}-{function}`，后者覆盖前者；请写上名字"
        );
        let name = format!("{kind}-{function}-{count}");
        let edit = set_or_insert(config, "name", &edit::quote(&name), "");
        let finding = cx.report(&FC823, key, message);
        finding.related(other, Message::new("the first one is here", "第一个在这里"));
        if let Some(edit) = edit {
            finding.fix(message!("Add name: {name}", "添加 name: {name}"), vec![edit]);
        }
    }
}

fn http_method(cx: &mut Context<'_>, method: &View<'_>) {
    let fix_to = |words: Vec<String>| match words.as_slice() {
        [one] => one.clone(),
        several => format!("[{}]", several.join(", ")),
    };
    if let Some(text) = method.as_str() {
        let upper = text.trim().to_ascii_uppercase();
        if text == "any" || text == "all" || METHODS.contains(&upper.as_str()) || text.is_empty() {
            return;
        }
        let (message, fix) = if matches!(upper.as_str(), "ANY" | "ALL") {
            (
                message!(
                    "`{text}` gives no method: only lower-case `all` or `any` is recognised",
                    "`{text}` 不产生任何方法：只识别小写的 `all` 或 `any`"
                ),
                Some(upper.to_ascii_lowercase()),
            )
        } else if upper.contains([',', '|', '/', ' ']) {
            let words: Vec<String> = text
                .split([',', '|', '/', ' '])
                .map(|word| word.trim().to_string())
                .filter(|word| !word.is_empty())
                .collect();
            let known = words.iter().all(|word| METHODS.contains(&word.to_ascii_uppercase().as_str()));
            (
                message!(
                    "`{text}` is read as one unknown method and gives none; write a list",
                    "`{text}` 会被当成一个未知方法，不产生任何方法；请写成列表"
                ),
                known.then(|| fix_to(words)),
            )
        } else if upper == "OPTIONS" {
            (
                Message::new(
                    "`options` is dropped by the builder and gives no method",
                    "构建器会丢弃 `options`，不产生任何方法",
                ),
                None,
            )
        } else {
            let meant = nearest(&upper, METHODS).map(str::to_ascii_lowercase);
            (
                message!(
                    "`{text}` is not a method and gives none",
                    "`{text}` 不是 HTTP 方法，不产生任何方法"
                ),
                meant,
            )
        };
        let own = method.own_node().is_some();
        let span = method.span();
        let finding = cx.report_at(&FC815, method, message);
        if let (Some(fix), true) = (fix, own) {
            finding.safe_fix(message!("Change to {fix}", "改为 {fix}"), vec![Edit::replace(span, fix)]);
        }
        return;
    }
    for item in method.items() {
        let Some(text) = item.as_str() else { continue };
        if METHODS.contains(&text.to_ascii_uppercase().as_str()) {
            continue;
        }
        let all = matches!(text.to_ascii_lowercase().as_str(), "all" | "any");
        let message = if all {
            message!(
                "`{text}` inside a list is not recognised and gives no method",
                "列表中的 `{text}` 不被识别，不产生任何方法"
            )
        } else {
            message!(
                "`{text}` is not one of the six methods and is dropped",
                "`{text}` 不在六个方法之内，会被丢弃"
            )
        };
        let whole = method.own_node().is_some() && method.items().len() == 1;
        let span = method.span();
        let finding = cx.report_at(&FC815, &item, message);
        if all && whole {
            finding.safe_fix(Message::new("Change to all", "改为 all"), vec![Edit::replace(span, "all")]);
        }
    }
}
