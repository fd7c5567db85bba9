//! FC8xx: f.yml.

use crate::check::context::Context;
use crate::check::rule::{Family, rule};
use crate::check::suggest::nearest;
use crate::check::{Severity, Tag};
use crate::document::{FileKind, Function, Origin, Unit, UnitKind, View};
use crate::message;
use crate::message::Message;
use crate::spec::model::{Field, Kind, TypeId};
use crate::spec::{Model, Root};
use crate::syntax::{Scalar, Value, edit};
use crate::text::{Edit, Span};

/// The family.
pub static FAMILY: Family = Family {
    name: "f.yml",
    rules: &[&FC801, &FC802, &FC803, &FC804, &FC806, &FC807, &FC813, &FC815, &FC826, &FC827, &FC834],
    unit: |cx, _| check(cx),
    function,
    file,
};

rule! {
    /// A key that the specification requires is missing.
    ///
    /// A warning, because plugins and decorators may bring it.
    ///
    /// Breaks: `functions: {a: {}}` — keeps: `functions: {a: {handler: index.handler}}`
    FC801 "required" Warning F false "the f.yml specification"
    /// 缺少规范要求的键。
    ///
    /// 只给警告，因为插件和装饰器可能会补上。
    ///
    /// 错误：`functions: {a: {}}` — 正确：`functions: {a: {handler: index.handler}}`
    中文
}
rule! {
    /// A key that only works on Alibaba Cloud, in a file for Tencent Cloud.
    ///
    /// The builder for Tencent Cloud does not read it.
    ///
    /// Breaks: `provider: {name: tencent, internetAccess: true}` — keeps: `provider: {name: tencent}`
    FC802 "aliyun-only-on-tencent" Warning F true "the f.yml specification, platform table"
    /// 只对阿里云有效的键写在了腾讯云的文件里。
    ///
    /// 腾讯云的构建器不读取它。
    ///
    /// 错误：`provider: {name: tencent, internetAccess: true}` — 正确：`provider: {name: tencent}`
    中文
}
rule! {
    /// A key that only works on Tencent Cloud, in a file for Alibaba Cloud.
    ///
    /// The builder for Alibaba Cloud does not read it.
    ///
    /// Breaks: `provider: {name: aliyun, stage: dev}` — keeps: `provider: {name: aliyun}`
    FC803 "tencent-only-on-aliyun" Warning F true "the f.yml specification, platform table"
    /// 只对腾讯云有效的键写在了阿里云的文件里。
    ///
    /// 阿里云的构建器不读取它。
    ///
    /// 错误：`provider: {name: aliyun, stage: dev}` — 正确：`provider: {name: aliyun}`
    中文
}
rule! {
    /// `policies` is ignored when `role` is set.
    ///
    /// Breaks: `provider: {role: r, policies: [p]}` — keeps: `provider: {role: r}`
    FC804 "policies-vs-role" Warning F true "the f.yml specification"
    /// 设置了 `role` 时，`policies` 会被忽略。
    ///
    /// 错误：`provider: {role: r, policies: [p]}` — 正确：`provider: {role: r}`
    中文
}
rule! {
    /// `functionsPattern` is ignored when `functions` is there.
    ///
    /// Breaks: `{functions: [a], functionsPattern: ['r*']}` — keeps: `{functions: [a]}`
    FC806 "agg-pattern-ignored" Warning F true "the f.yml specification; midwayjs/cli checkAggregation"
    /// 写了 `functions` 时，`functionsPattern` 会被忽略。
    ///
    /// 错误：`{functions: [a], functionsPattern: ['r*']}` — 正确：`{functions: [a]}`
    中文
}
rule! {
    /// An aggregation lists a function that is not in `functions`.
    ///
    /// The command line ignores the name without a word. Where decorators make the functions
    /// (no `functions` in the file), nothing is said; a name unlike all others may be one of theirs, so it is a
    /// warning.
    ///
    /// Breaks: `aggregation: {all: {functions: [nope]}}` — keeps: `aggregation: {all: {functions: [hello]}}`
    FC807 "agg-functions-exist" Error F true "derived: midwayjs/cli ignores unknown names silently"
    /// 聚合部署列出了 `functions` 中不存在的函数。
    ///
    /// 命令行会静默忽略该名字。如果函数由装饰器生成（文件中没有 `functions`），则不检查；与已有名字都不相近的名字也可能来自装饰器，只给警告。
    ///
    /// 错误：`aggregation: {all: {functions: [nope]}}` — 正确：`aggregation: {all: {functions: [hello]}}`
    中文
}
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
    /// A handler is `file.export`, with a dot.
    ///
    /// Breaks: `handler: bbbbbb` — keeps: `handler: index.b`
    FC826 "handler-form" Warning F false "the f.yml specification"
    /// handler 的格式是“文件.导出”，中间有点号。
    ///
    /// 错误：`handler: bbbbbb` — 正确：`handler: index.b`
    中文
}
rule! {
    /// In an f.yml only `${env.X}` is replaced; any other `${a.b}` becomes the text `undefined`.
    ///
    /// There are no `vars` and no functions here.
    ///
    /// Breaks: `${vars.x}` — keeps: `${env.X}`
    FC827 "f-ref" Error F false "@midwayjs/serverless-spec-builder 2.1.0"
    /// f.yml 中只会替换 `${env.X}`，其他 `${a.b}` 会变成文本 `undefined`。
    ///
    /// 这里没有 `vars`，也没有函数。
    ///
    /// 错误：`${vars.x}` — 正确：`${env.X}`
    中文
}
rule! {
    /// `provider.name` is `aliyun` or `tencent`.
    ///
    /// Plugins bring others (`wechat`, `vercel`, in-house platforms), so an unknown name is a hint; a slip of
    /// one of the two is an error, `fc` or `scf` a warning, since old examples have them.
    ///
    /// Breaks: `provider: {name: fc}` — keeps: `provider: {name: aliyun}`
    FC834 "provider-name" Error F true "the f.yml specification; midwayjs/cli plugin list"
    /// `provider.name` 为 `aliyun` 或 `tencent`。
    ///
    /// 插件会带来其他平台（`wechat`、`vercel`、内部平台），因此未知的名字只给提示；两者之一的拼写错误才是错误，`fc` 和 `scf` 见于旧示例，只给警告。
    ///
    /// 错误：`provider: {name: fc}` — 正确：`provider: {name: aliyun}`
    中文
}

/// The six methods the builder for Alibaba Cloud knows.
const METHODS: [&str; 6] = ["GET", "PUT", "POST", "DELETE", "HEAD", "PATCH"];

/// The clouds of the platform table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cloud {
    Aliyun,
    Tencent,
}

fn cloud(cx: &Context<'_>) -> Option<Cloud> {
    let provider = View::of_entry(cx.resolver, cx.resolver.section("provider")?);
    match provider.get("name").as_str()?.as_ref() {
        "aliyun" => Some(Cloud::Aliyun),
        "tencent" => Some(Cloud::Tencent),
        _ => None,
    }
}

/// Whether an f.yml names a platform other than the two of the specification.
pub fn has_foreign_platform(cx: &Context<'_>) -> bool {
    let Some(entry) = cx.resolver.section("provider") else { return false };
    let name = View::of_entry(cx.resolver, entry).get("name");
    name.is_unknown() || name.as_str().is_some_and(|name| !matches!(name.as_ref(), "aliyun" | "tencent" | ""))
}

/// Whether the runtimes of an f.yml are those of Function Compute: Tencent Cloud and plugins have names of
/// their own.
pub fn has_fc_runtimes(cx: &Context<'_>) -> bool {
    !has_foreign_platform(cx) && cloud(cx) != Some(Cloud::Tencent)
}

/// The rules of this family on one unit.
pub fn check(cx: &mut Context<'_>) {
    if cx.kind() != FileKind::FYml {
        return;
    }
    let Some(unit) = cx.unit() else { return };
    if let Some(value) = unit.entry.value() {
        references(cx, value, 0);
    }
    platforms(cx, unit);
    let view = View::of_entry(cx.resolver, unit.entry);
    match (unit.kind, unit.section.as_ref()) {
        (UnitKind::Section, "provider") => provider(cx, &view),
        (UnitKind::Member, "aggregation") => aggregation(cx, &view),
        _ => {}
    }
}

/// The rules of this family on one function.
pub fn function(cx: &mut Context<'_>, function: &Function<'_>) {
    if cx.kind() != FileKind::FYml {
        return;
    }
    let handler = function.block.get("handler");
    if handler.origin() == Origin::Own
        && let Some(text) = handler.as_str()
        && !text.contains('.')
        && !text.is_empty()
    {
        let message = message!(
            "handler `{text}` has no dot: it names a file and what it exports, such as index.{text}",
            "handler `{text}` 中没有点号：应为“文件.导出”，如 index.{text}"
        );
        cx.report_at(&FC826, &handler, message);
    }
    let aliyun = cloud(cx) == Some(Cloud::Aliyun);
    for event in function.block.get("events").items() {
        let Some(mapping) = event.own_mapping() else { continue };
        let keys: Vec<Span> = mapping.entries().map(|entry| entry.key_span()).collect();
        if let [_, second, ..] = keys.as_slice() {
            let names: Vec<_> = mapping.entries().filter_map(|entry| entry.key_text()).collect();
            // Settings at the event's own level: indented too little, not a second event.
            let message = if names.iter().skip(1).all(|name| is_event(name)) {
                Message::new(
                    "one event per list item: start a new item with `- `",
                    "每个列表项只能写一个事件，请用 `- ` 另起一项",
                )
            } else {
                let first = &names[0];
                message!(
                    "this key stands beside `{first}`; indent it to put it inside the event",
                    "该键与 `{first}` 平级；请增加缩进，把它放进事件里"
                )
            };
            cx.report(&FC813, *second, message);
        }
        if aliyun {
            http_method(cx, &event.path("http.method"));
        }
    }
}

fn is_event(name: &str) -> bool {
    matches!(name, "http" | "apigw" | "timer" | "mq" | "os" | "oss" | "cos" | "cmq" | "log")
}

fn provider(cx: &mut Context<'_>, provider: &View<'_>) {
    let (role, policies) = (provider.get("role"), provider.get("policies"));
    if !role.is_empty()
        && let (Some(key), Some(mapping)) = (policies.key_span(), provider.own_mapping())
    {
        let message =
            Message::new("`policies` is ignored because `role` is set", "已设置 `role`，`policies` 会被忽略");
        let edit =
            mapping.get("policies").map(|entry| edit::remove_entry(cx.document().text(), mapping, entry));
        let at = role.whole_span();
        let finding = cx.report(&FC804, key, message);
        finding.tag(Tag::Unnecessary).related(at, Message::new("role is set here", "role 写在这里"));
        if let Some(edit) = edit {
            finding.fix(Message::new("Remove policies", "删除 policies"), vec![edit]);
        }
    }
    let name = provider.get("name");
    let Some(text) = name.as_str() else { return };
    if matches!(text.as_ref(), "aliyun" | "tencent" | "") || text.contains("${") || text.contains("{{") {
        return;
    }
    let slip = match text.as_ref() {
        "fc" | "alibaba" | "alicloud" | "aliyun-fc" => Some("aliyun"),
        "scf" | "tencentcloud" | "tencent-cloud" => Some("tencent"),
        other => nearest(other, ["aliyun", "tencent"]),
    };
    let own = name.own_node().is_some();
    let span = name.span();
    match slip {
        Some(meant) => {
            let message = message!(
                "`{text}` is not a platform; did you mean `{meant}`?",
                "没有平台 `{text}`，是否想写 `{meant}`？"
            );
            // The spec's own example writes `fc`: plugins of the day took it.
            let exact_habit = matches!(text.as_ref(), "fc" | "scf");
            let severity = if exact_habit { Severity::Warning } else { Severity::Error };
            let finding = cx.report_at(&FC834, &name, message).severity(severity);
            if own {
                let title = message!("Change to {meant}", "改为 {meant}");
                finding.fix(title, vec![Edit::replace(span, meant)]);
            }
        }
        None => {
            let message = message!(
                "platform `{text}` is not one fcls knows (aliyun, tencent); nothing specific to it is checked",
                "fcls 不认识平台 `{text}`（已知 aliyun、tencent），不检查与该平台有关的内容"
            );
            cx.report_at(&FC834, &name, message).severity(Severity::Hint);
        }
    }
}

fn aggregation(cx: &mut Context<'_>, entry: &View<'_>) {
    let (functions, pattern) = (entry.get("functions"), entry.get("functionsPattern"));
    if !functions.is_empty()
        && let (Some(key), Some(mapping)) = (pattern.key_span(), entry.own_mapping())
    {
        let message = Message::new(
            "`functionsPattern` is ignored because `functions` is set",
            "已设置 `functions`，`functionsPattern` 会被忽略",
        );
        let edit = mapping
            .get("functionsPattern")
            .map(|entry| edit::remove_entry(cx.document().text(), mapping, entry));
        let finding = cx.report(&FC806, key, message);
        finding.tag(Tag::Unnecessary);
        if let Some(edit) = edit {
            finding.fix(Message::new("Remove functionsPattern", "删除 functionsPattern"), vec![edit]);
        }
    }
    // Decorators may make functions that the file does not list.
    let names = cx.resolver.names();
    let Some(section) = cx.resolver.section("functions") else { return };
    if section.value().and_then(|value| value.as_mapping()).is_none()
        || names.section("functionsRule").is_some()
    {
        return;
    }
    let known = names.member_names("functions");
    for item in functions.items() {
        let Some(name) = item.as_str() else { continue };
        if known.iter().any(|known| *known == name) || name.contains("${") {
            continue;
        }
        let meant = nearest(&name, known.iter().map(String::as_str)).map(str::to_string);
        let message = match &meant {
            Some(meant) => message!(
                "there is no function `{name}`; did you mean `{meant}`? The name is ignored in silence",
                "没有函数 `{name}`，是否想写 `{meant}`？该名字会被静默忽略"
            ),
            None => message!(
                "there is no function `{name}` in this file; the name is ignored in silence",
                "此文件中没有函数 `{name}`，该名字会被静默忽略"
            ),
        };
        let own = item.own_node().is_some();
        let span = item.span();
        let finding = cx.report_at(&FC807, &item, message);
        match meant {
            Some(meant) if own => {
                finding.fix(message!("Change to {meant}", "改为 {meant}"), vec![Edit::replace(span, meant)]);
            }
            // Functions made by decorators are not in the file, but may be listed.
            _ => {
                finding.severity(Severity::Warning);
            }
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

/// `${…}` other than `${env.X}`.
fn references(cx: &mut Context<'_>, value: Value<'_>, depth: u32) {
    if depth > 200 {
        return;
    }
    match value {
        Value::Mapping(mapping) => {
            for entry in mapping.entries() {
                if let Some(value) = entry.value() {
                    references(cx, value, depth + 1);
                }
            }
        }
        Value::Sequence(sequence) => {
            for item in sequence.items() {
                if let Some(value) = item.value() {
                    references(cx, value, depth + 1);
                }
            }
        }
        Value::Scalar(scalar) => reference(cx, scalar),
        Value::Alias(_) => {}
    }
}

fn reference(cx: &mut Context<'_>, scalar: Scalar<'_>) {
    let raw = scalar.raw();
    let mut at = 0;
    while let Some(found) = raw[at..].find("${") {
        let start = at + found;
        let Some(length) = raw[start..].find('}') else { return };
        let body = &raw[start + 2..start + length];
        at = start + length + 1;
        let mut words = body.trim().splitn(2, '.');
        let (root, rest) = (words.next().unwrap_or_default(), words.next());
        let word =
            |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        // The builder's pattern is ${ word.word }: everything else is left alone.
        let Some(rest) = rest.filter(|rest| word(root) && word(rest)) else { continue };
        if root == "env" {
            continue;
        }
        let base = scalar.span().start;
        let span = Span::new(base + start as u32, base + at as u32);
        let meant = format!("${{env.{}}}", rest.to_ascii_uppercase());
        let message = message!(
            "`${{{root}.{rest}}}` becomes the text `undefined`: an f.yml only knows `${{env.NAME}}` (perhaps {meant})",
            "`${{{root}.{rest}}}` 会变成文本 `undefined`：f.yml 只认 `${{env.名字}}`（也许是 {meant}）"
        );
        cx.report(&FC827, span, message);
    }
}

/// Keys of the other platform, in everything the unit holds.
fn platforms(cx: &mut Context<'_>, unit: &Unit<'_>) {
    let Some(cloud) = cloud(cx) else { return };
    let model = Model::get();
    let Kind::Object(top) = &model.ty(model.root(Root::FYml)).kind else { return };
    let Some(section) = top.field(&unit.section) else { return };
    let ty = match unit.kind {
        UnitKind::Section => Some(section.ty),
        _ => crate::check::schema::member_type(model, section.ty),
    };
    if let (Some(ty), Some(value)) = (ty, unit.entry.value()) {
        platform_walk(cx, cloud, model, ty, value, 0);
    }
}

fn platform_walk(
    cx: &mut Context<'_>,
    cloud: Cloud,
    model: &'static Model,
    ty: TypeId,
    value: Value<'_>,
    depth: u32,
) {
    if depth > 20 {
        return;
    }
    match (&model.ty(ty).kind, value) {
        (Kind::Union(branches), value) => {
            let fitting = branches.iter().find(|branch| {
                matches!(
                    (&model.ty(**branch).kind, value),
                    (Kind::Object(_), Value::Mapping(_)) | (Kind::Array { .. }, Value::Sequence(_))
                )
            });
            if let Some(branch) = fitting {
                platform_walk(cx, cloud, model, *branch, value, depth + 1);
            }
        }
        (Kind::Array { item, .. }, Value::Sequence(sequence)) => {
            for value in sequence.items().filter_map(|item| item.value()) {
                platform_walk(cx, cloud, model, *item, value, depth + 1);
            }
        }
        (Kind::Object(object), Value::Mapping(mapping)) => {
            for entry in mapping.entries() {
                let Some(key) = entry.key_text() else { continue };
                let Some(field) = object.field(&key) else { continue };
                if cloud == Cloud::Tencent && is_cron_type(&key, entry.value()) {
                    continue;
                }
                if foreign(cloud, field) {
                    // An item of a list is not left empty.
                    let alone = mapping.entries().nth(1).is_none();
                    let edit = (!alone).then(|| edit::remove_entry(cx.document().text(), mapping, entry));
                    report_foreign(cx, cloud, &field.name, entry.key_span(), edit);
                } else if let Some(value) = entry.value() {
                    platform_walk(cx, cloud, model, field.ty, value, depth + 1);
                }
            }
        }
        _ => {}
    }
}

/// `type: cron` of a timer says what Tencent Cloud does anyway.
fn is_cron_type(key: &str, value: Option<Value<'_>>) -> bool {
    let scalar = value.and_then(|value| value.as_scalar());
    key == "type" && scalar.is_some_and(|scalar| scalar.cooked() == "cron")
}

fn foreign(cloud: Cloud, field: &Field) -> bool {
    let Some(platforms) = &field.platforms else { return false };
    match cloud {
        Cloud::Aliyun => !platforms.aliyun && platforms.tencent,
        Cloud::Tencent => !platforms.tencent && platforms.aliyun,
    }
}

fn report_foreign(cx: &mut Context<'_>, cloud: Cloud, name: &str, key: Span, edit: Option<Edit>) {
    let (rule, message) = match cloud {
        Cloud::Aliyun => (
            &FC803,
            message!(
                "`{name}` only works on Tencent Cloud; this file is for aliyun",
                "`{name}` 只对腾讯云有效，而此文件面向 aliyun"
            ),
        ),
        Cloud::Tencent => (
            &FC802,
            message!(
                "`{name}` only works on Alibaba Cloud; this file is for tencent",
                "`{name}` 只对阿里云有效，而此文件面向 tencent"
            ),
        ),
    };
    let finding = cx.report(rule, key, message);
    finding.tag(Tag::Unnecessary);
    if let Some(edit) = edit {
        finding.fix(message!("Remove `{name}`", "删除 `{name}`"), vec![edit]);
    }
}

/// What an f.yml as a whole needs.
pub fn file(cx: &mut Context<'_>) {
    if cx.kind() != FileKind::FYml {
        return;
    }
    let Some(root) = cx.document().root().and_then(|root| root.as_mapping()) else { return };
    let names = cx.resolver.names();
    if names.section("provider").is_none()
        && let Some(first) = root.entries().next()
    {
        let message = Message::new(
            "`provider` is missing: it names the platform (`provider: {name: aliyun}`)",
            "缺少 `provider`：它指明平台（`provider: {name: aliyun}`）",
        );
        cx.report(&FC801, first.key_span(), message).severity(Severity::Warning);
    }
}
