//! FC5xx: triggers and timers.

use crate::check::Severity;
use crate::check::context::Context;
use crate::check::rule::{Family, rule};
use crate::document::cron::{self, Dialect, FaultKind};
use crate::document::{Format, Function, View};
use crate::message;
use crate::message::Message;
use crate::text::{Edit, Span};

/// The family.
pub static FAMILY: Family = Family {
    name: "triggers",
    rules: &[&FC501, &FC502, &FC503, &FC504, &FC511],
    function: check,
    ..Family::NONE
};

rule! {
    /// A trigger name has 1 to 128 letters, digits, `_` and `-`, and begins with a letter or `_`.
    ///
    /// Breaks: `triggerName: 1t` — keeps: `triggerName: t1`
    FC501 "trigger-name" Error S false "FC API 2023-03-30 CreateTrigger"
    /// 触发器名为 1 到 128 个字母、数字、`_`、`-`，以字母或 `_` 开头。
    ///
    /// 错误：`triggerName: 1t` — 正确：`triggerName: t1`
    中文
}
rule! {
    /// Trigger names are unique inside a function.
    ///
    /// The name is the trigger's id: the second one overwrites the first.
    ///
    /// Breaks: two triggers with `triggerName: t` — keeps: `t1` and `t2`
    FC502 "trigger-unique" Error All false "derived: the name is the id in the API path"
    /// 触发器名在函数内必须唯一。
    ///
    /// 名字就是触发器的 ID：后一个会覆盖前一个。
    ///
    /// 错误：两个触发器都写 `triggerName: t` — 正确：`t1` 和 `t2`
    中文
}
rule! {
    /// A trigger has `triggerName`, `triggerType` and `triggerConfig`, and `triggerConfig` the keys that its
    /// type requires.
    ///
    /// The component's own schema passes any object as `triggerConfig`; the API then answers 400, or the
    /// trigger is half configured. Keys that belong to another type are unknown keys (FC003).
    ///
    /// Breaks: `{triggerType: timer, triggerConfig: {enable: true}}` — keeps: `{triggerType: timer, triggerConfig: {cronExpression: '@every 5m', enable: true}}`
    FC503 "trigger-type-config" Error S false "fc3 src/interface/trigger.ts; FC API 2023-03-30 models"
    /// 触发器必须有 `triggerName`、`triggerType` 和 `triggerConfig`，`triggerConfig` 中要有该类型必填的键。
    ///
    /// 组件自带的 schema 放行任何 `triggerConfig` 对象；之后 API 返回 400，或触发器只配置了一半。
    /// 属于其他类型的键按未知字段（FC003）报告。
    ///
    /// 错误：`{triggerType: timer, triggerConfig: {enable: true}}` — 正确：`{triggerType: timer, triggerConfig: {cronExpression: '@every 5m', enable: true}}`
    中文
}
rule! {
    /// HTTP methods are upper case: GET, POST, PUT, DELETE, HEAD, PATCH, OPTIONS; at least one, none twice.
    ///
    /// Breaks: `methods: [get]` — keeps: `methods: [GET]`
    FC504 "http-methods" Error S true "fc3 schema.json"
    /// HTTP 方法必须大写：GET、POST、PUT、DELETE、HEAD、PATCH、OPTIONS；至少一个，且不能重复。
    ///
    /// 错误：`methods: [get]` — 正确：`methods: [GET]`
    中文
}
rule! {
    /// A timer's cron expression has six fields on Alibaba Cloud (seconds first, in UTC) and seven on
    /// Tencent Cloud.
    ///
    /// The classic five fields lack the seconds; the fix puts `0` in front. On Alibaba Cloud
    /// `CRON_TZ=Asia/Shanghai ` in front sets the time zone and `@every 5m` repeats. On Tencent Cloud five
    /// fields are a warning: old examples still have them.
    ///
    /// Breaks: `cronExpression: '0 8 * * *'` — keeps: `cronExpression: '0 0 8 * * *'`
    FC511 "cron-fields" Error All true "help.aliyun.com document 171746; Tencent timer documentation"
    /// 定时触发器的 cron 表达式在阿里云上有六个字段（秒在最前，UTC 时间），在腾讯云上有七个字段。
    ///
    /// 常见的五字段写法缺少秒，修复会在最前面补 `0`。在阿里云上，前缀 `CRON_TZ=Asia/Shanghai ` 指定时区，`@every 5m` 表示间隔执行。
    /// 在腾讯云上写五个字段只给警告：旧示例仍这样写。
    ///
    /// 错误：`cronExpression: '0 8 * * *'` — 正确：`cronExpression: '0 0 8 * * *'`
    中文
}

/// The rules of this family on one function.
pub fn check(cx: &mut Context<'_>, function: &Function<'_>) {
    match function.format {
        Format::Fc3 => {
            let triggers = function.block.get("triggers").items();
            unique(cx, triggers.iter().map(|trigger| trigger.get("triggerName")));
            for trigger in &triggers {
                cron_fields(cx, &trigger.path("triggerConfig.cronExpression"), Dialect::Aliyun);
            }
        }
        Format::Fc => {
            let triggers = function.block.get("triggers").items();
            unique(cx, triggers.iter().map(|trigger| trigger.get("name")));
            for trigger in &triggers {
                cron_fields(cx, &trigger.path("config.cronExpression"), Dialect::Aliyun);
            }
        }
        Format::F => {
            let events = function.block.get("events").items();
            let configs: Vec<(String, View<'_>)> = events
                .iter()
                .flat_map(|event| event.fields())
                .map(|field| (field.name.into_owned(), field.view))
                .collect();
            unique(cx, configs.iter().map(|(_, config)| config.get("name")));
            let Some(dialect) = provider_dialect(cx) else { return };
            for (kind, config) in &configs {
                let form = config.get("type");
                if kind == "timer" && (form.is_empty() || form.as_str().as_deref() == Some("cron")) {
                    cron_fields(cx, &config.get("value"), dialect);
                }
            }
        }
    }
}

/// The cron dialect of an f.yml: its provider's; none for other providers.
fn provider_dialect(cx: &Context<'_>) -> Option<Dialect> {
    let provider = View::of_entry(cx.resolver, cx.resolver.section("provider")?);
    match provider.get("name").as_str()?.as_ref() {
        "aliyun" => Some(Dialect::Aliyun),
        "tencent" => Some(Dialect::Tencent),
        _ => None,
    }
}

fn unique<'v>(cx: &mut Context<'_>, names: impl Iterator<Item = View<'v>>) {
    let mut seen: Vec<(String, Span)> = Vec::new();
    for view in names {
        let Some(name) = view.as_str() else { continue };
        match seen.iter().find(|(known, _)| *known == name) {
            Some((_, first)) => {
                let first = *first;
                let message = message!(
                    "trigger name `{name}` is taken: the second trigger overwrites the first",
                    "触发器名 `{name}` 已被使用：后一个会覆盖前一个"
                );
                cx.report_at(&FC502, &view, message)
                    .related(first, Message::new("the name is first used here", "该名字第一次用在这里"));
            }
            None => seen.push((name.into_owned(), view.span())),
        }
    }
}

fn cron_fields(cx: &mut Context<'_>, view: &View<'_>, dialect: Dialect) {
    let Some(text) = view.as_str() else { return };
    let Err(fault) = cron::parse(&text, dialect) else { return };
    let message = match &fault.kind {
        FaultKind::FieldCount(found, wanted) => message!(
            "a cron expression has {wanted} fields here, seconds first; this one has {found}",
            "此处的 cron 表达式有 {wanted} 个字段，秒在最前；这里写了 {found} 个"
        ),
        FaultKind::OutOfRange(field, value, least, most) => {
            let (en, zh) = (field.en(), field.zh());
            message!(
                "{value} is out of range for the field {en}: {least} to {most}",
                "“{zh}”字段的 {value} 超出范围：{least} 到 {most}"
            )
        }
        FaultKind::BadField(field, value) => {
            let (en, zh) = (field.en(), field.zh());
            message!("`{value}` cannot stand in the field {en}", "“{zh}”字段中不能写 `{value}`")
        }
        FaultKind::BadEvery => message!(
            "`@every` takes an amount and a unit: `@every 5m` (s, m or h)",
            "`@every` 后面是数量和单位：`@every 5m`（s、m 或 h）"
        ),
        FaultKind::BadZone(zone) if zone.is_empty() => message!(
            "the time zone is missing: no blank after `=`, as in `CRON_TZ=Asia/Shanghai 0 0 8 * * *`",
            "缺少时区：`=` 后面不能有空格，例如 `CRON_TZ=Asia/Shanghai 0 0 8 * * *`"
        ),
        FaultKind::BadZone(zone) => message!(
            "`{zone}` is not a time zone; write `CRON_TZ=Asia/Shanghai`",
            "`{zone}` 不是时区，请写 `CRON_TZ=Asia/Shanghai`"
        ),
        FaultKind::UnknownMacro(name) => {
            message!("`{name}` is not known; only `@every` is", "不支持 `{name}`，只支持 `@every`")
        }
    };
    let five = matches!(fault.kind, FaultKind::FieldCount(5, 6));
    let own = view.own_node().and_then(|value| value.as_scalar());
    let span = match own.and_then(|scalar| {
        let start = scalar.source_offset(fault.range.start as u32)?;
        let end = scalar.source_offset(fault.range.end as u32)?;
        (start <= end).then(|| Span::new(start, end))
    }) {
        Some(span) => span,
        None => view.span(),
    };
    let finding = cx.report(&FC511, span, message);
    if dialect == Dialect::Tencent && matches!(fault.kind, FaultKind::FieldCount(5, 7)) {
        // Five fields were taken once, and old examples still write them.
        finding.cap(Severity::Warning);
    }
    if let Some(defined) = view.defined() {
        finding.related(defined, Message::new("the value comes from here", "该值来自这里"));
    }
    if five && own.is_some() {
        let title = Message::new("Put the seconds in front: `0 …`", "在最前面补上秒：`0 …`");
        finding.fix(title, vec![Edit::insert(span.start, "0 ")]);
    }
}
