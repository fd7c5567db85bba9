//! FC5xx: triggers and timers.

use crate::check::context::Context;
use crate::check::rule::{Family, rule};
use crate::check::{Severity, Tag};
use crate::document::cron::{self, Dialect, Fault, FaultKind, Field, Schedule};
use crate::document::{Format, Function, Unit, View};
use crate::message;
use crate::message::Message;
use crate::syntax::edit;
use crate::text::{Edit, Span};
use std::borrow::Cow;
use std::ops::Range;

/// The family.
pub static FAMILY: Family = Family {
    name: "triggers",
    rules: &[&FC501, &FC502, &FC503, &FC504, &FC511, &FC512, &FC513, &FC527, &FC528, &FC529, &FC539],
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

rule! {
    /// A cron expression should set the day of month or the day of the week, not both.
    ///
    /// It deploys, but nothing published says whether both days or either one must fit, so the timer may
    /// run on other days than meant. Write `?` for the one that does not matter. On Tencent Cloud either one
    /// suffices, which is documented, so it is not judged there.
    ///
    /// Breaks: `cronExpression: '0 0 8 1 * MON'` — keeps: `cronExpression: '0 0 8 ? * MON'`
    FC512 "cron-dom-dow" Warning All true "derived from help.aliyun.com document 171746"
    /// cron 表达式的“日”和“周”只应指定一个。
    ///
    /// 两个都指定也能部署，但文档没有说明是同时满足还是满足其一，触发的日子可能和预期不同。不关心的那个请写 `?`。
    /// 腾讯云的文档说明满足其一即可，因此不检查。
    ///
    /// 错误：`cronExpression: '0 0 8 1 * MON'` — 正确：`cronExpression: '0 0 8 ? * MON'`
    中文
}
rule! {
    /// The hours of a cron expression without a time zone are UTC, 8 hours behind Beijing.
    ///
    /// The timer deploys and runs, but at 16:00 in Beijing where 8:00 is written. `CRON_TZ=Asia/Shanghai `
    /// in front counts in Beijing time. Nothing is said where no hour is fixed (`*`, `*/2`), where
    /// `CRON_TZ=` is written (`CRON_TZ=UTC` if UTC is meant), or where a comment on the line or above it
    /// speaks of UTC. Timers on Tencent Cloud run in Beijing time anyway.
    ///
    /// Breaks: `cronExpression: '0 0 8 * * *'` — keeps: `cronExpression: 'CRON_TZ=Asia/Shanghai 0 0 8 * * *'`
    FC513 "cron-utc" Hint All true "help.aliyun.com document 171746"
    /// 没有写时区的 cron 表达式按 UTC 计算，比北京时间晚 8 小时。
    ///
    /// 定时器能部署、能运行，但写 8:00 会在北京时间 16:00 触发。前面加 `CRON_TZ=Asia/Shanghai ` 即按北京时间计算。
    /// 没有固定小时（`*`、`*/2`）、已写 `CRON_TZ=`（确实要用 UTC 时写 `CRON_TZ=UTC`），或本行、上一行注释提到 UTC 时不提示。
    /// 腾讯云的定时器本来就按北京时间运行。
    ///
    /// 错误：`cronExpression: '0 0 8 * * *'` — 正确：`cronExpression: 'CRON_TZ=Asia/Shanghai 0 0 8 * * *'`
    中文
}
rule! {
    /// A trigger of OSS, SLS, MNS, CDN or Tablestore without `invocationRole` gets the default role of its kind.
    ///
    /// `s deploy` looks the role up and creates it in your account if it is not there, for which the
    /// deploying key needs RAM permissions. Calls of the API itself must name a role.
    ///
    /// Breaks: `{triggerType: oss}` without `invocationRole` — keeps: `{triggerType: oss, invocationRole: AliyunOSSEventNotificationRole}`
    FC527 "trigger-role" Hint S false "fc3 deploy code (default trigger roles)"
    /// OSS、SLS、MNS、CDN、表格存储触发器没有写 `invocationRole` 时使用该类型的默认角色。
    ///
    /// `s deploy` 会查找该角色，不存在时在你的账号中创建，因此部署用的密钥需要 RAM 权限。直接调用 API 则必须给出角色。
    ///
    /// 错误：`{triggerType: oss}` 没有 `invocationRole` — 正确：`{triggerType: oss, invocationRole: AliyunOSSEventNotificationRole}`
    中文
}
rule! {
    /// HTTP and timer triggers use neither `sourceArn` nor `invocationRole`.
    ///
    /// They have no event source that would have to be named or would need a role: the keys deploy, but
    /// have no effect.
    ///
    /// Breaks: `{triggerType: timer, sourceArn: 'acs:oss:cn-hangzhou:123:b'}` — keeps: no `sourceArn`
    FC528 "trigger-role-useless" Hint S true "derived"
    /// HTTP 触发器和定时触发器用不到 `sourceArn` 和 `invocationRole`。
    ///
    /// 它们没有需要指明或授权的事件源：写了也能部署，但没有作用。
    ///
    /// 错误：`{triggerType: timer, sourceArn: 'acs:oss:cn-hangzhou:123:b'}` — 正确：不写 `sourceArn`
    中文
}
rule! {
    /// The region and the account in a trigger's ARNs are those of the function.
    ///
    /// A bucket, project or table of another region cannot call the function: creating the trigger fails.
    /// The account is compared with the one in the function's `role`. The region of an MNS topic may differ.
    ///
    /// Breaks: `{region: cn-hangzhou, sourceArn: 'acs:oss:cn-beijing:1:b'}` — keeps: `acs:oss:cn-hangzhou:1:b`
    FC529 "arn-consistency" Warning S true "derived"
    /// 触发器 ARN 中的地域和账号与函数一致。
    ///
    /// 其他地域的 Bucket、日志项目或数据表无法触发该函数，创建触发器会失败。账号与函数 `role` 中的账号比较。MNS 主题的地域可以不同。
    ///
    /// 错误：`{region: cn-hangzhou, sourceArn: 'acs:oss:cn-beijing:1:b'}` — 正确：`acs:oss:cn-hangzhou:1:b`
    中文
}
rule! {
    /// A function has at most 50 triggers.
    ///
    /// Beyond that the API refuses to create more, unless the quota of the account was raised.
    ///
    /// Breaks: 51 triggers — keeps: 50 triggers
    FC539 "trigger-count" Warning S false "help page on limits; adjustable"
    /// 一个函数最多 50 个触发器。
    ///
    /// 超过后 API 会拒绝创建，除非账号的配额已经调高。
    ///
    /// 错误：51 个触发器 — 正确：50 个触发器
    中文
}

/// The rules of this family on one function.
pub fn check(cx: &mut Context<'_>, function: &Function<'_>) {
    if function.format == Format::F {
        return f_events(cx, function);
    }
    let triggers = of_function(function);
    if triggers.is_empty() {
        return;
    }
    let name = if function.format == Format::Fc3 { "triggerName" } else { "name" };
    unique(cx, triggers.iter().map(|trigger| trigger.view.get(name)));
    let region = function.block.get("region");
    for trigger in &triggers {
        // A trigger whose kind is not written yet is a timer if it has a cron expression.
        if matches!(trigger.kind.as_deref(), None | Some("timer")) {
            cron(cx, &trigger.config.get("cronExpression"), Dialect::Aliyun, &region);
        }
    }
    if function.format == Format::Fc3 {
        roles(cx, function, &triggers);
        arn_consistency(cx, function, &triggers, &region);
    }
}

/// The events of a function of an f.yml.
fn f_events(cx: &mut Context<'_>, function: &Function<'_>) {
    let configs: Vec<(String, View<'_>)> = function
        .block
        .get("events")
        .items()
        .iter()
        .flat_map(|event| event.fields())
        .map(|field| (field.name.into_owned(), field.view))
        .collect();
    if configs.is_empty() {
        return;
    }
    unique(cx, configs.iter().map(|(_, config)| config.get("name")));
    let Some(dialect) = provider_dialect(cx) else { return };
    for (kind, config) in &configs {
        let form = config.get("type");
        if kind == "timer" && (form.is_empty() || form.as_str().as_deref() == Some("cron")) {
            cron(cx, &config.get("value"), dialect, &function.block.get("region"));
        }
    }
}

/// A trigger of fc3 or of the legacy component.
pub struct Trigger<'a> {
    /// The trigger.
    pub view: View<'a>,
    /// The value of its kind.
    pub kind_view: View<'a>,
    /// Its kind, if it can be read.
    pub kind: Option<Cow<'a, str>>,
    /// Its settings.
    pub config: View<'a>,
}

impl Trigger<'_> {
    /// Whether it is of this kind.
    pub fn is(&self, kind: &str) -> bool {
        self.kind.as_deref() == Some(kind)
    }
}

/// The triggers of a function of fc3 or of the legacy component.
pub fn of_function<'a>(function: &Function<'a>) -> Vec<Trigger<'a>> {
    let (kind, config) = match function.format {
        Format::Fc3 => ("triggerType", "triggerConfig"),
        Format::Fc => ("type", "config"),
        Format::F => return Vec::new(),
    };
    let items = function.block.get("triggers").items().into_iter();
    items
        .map(|view| {
            let kind_view = view.get(kind);
            let kind = kind_view.as_str();
            let config = view.get(config);
            Trigger { kind_view, kind, config, view }
        })
        .collect()
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

fn cron(cx: &mut Context<'_>, view: &View<'_>, dialect: Dialect, region: &View<'_>) {
    let Some(text) = view.as_str() else { return };
    match cron::parse(&text, dialect) {
        Err(fault) => cron_fields(cx, view, dialect, &fault),
        Ok(Schedule::Cron { zone, fields }) if dialect == Dialect::Aliyun => {
            let fields: Vec<&str> = fields.split(' ').collect();
            let &[_, minute, hour, day, _, weekday] = fields.as_slice() else { return };
            cron_dom_dow(cx, view, &text, day, weekday);
            if zone.is_none() {
                cron_utc(cx, view, minute, hour, region);
            }
        }
        Ok(_) => {}
    }
}

/// The text of an expression at `range`, if it is written where it is used; else the whole value.
fn place(view: &View<'_>, range: &Range<usize>) -> (Span, bool) {
    let own = view.own_node().and_then(|value| value.as_scalar());
    let span = own.and_then(|scalar| {
        let start = scalar.source_offset(range.start as u32)?;
        let end = scalar.source_offset(range.end as u32)?;
        (start <= end).then(|| Span::new(start, end))
    });
    span.map_or((view.span(), false), |span| (span, true))
}

fn cron_dom_dow(cx: &mut Context<'_>, view: &View<'_>, text: &str, day: &str, weekday: &str) {
    if [day, weekday].iter().any(|field| field.starts_with(['*', '?'])) {
        return;
    }
    let places = cron::places(text);
    let find = |wanted: Field| places.iter().find(|(field, _)| *field == wanted);
    let (Some((_, day)), Some((_, weekday))) = (find(Field::DayOfMonth), find(Field::DayOfWeek)) else {
        return;
    };
    let ((day, _), (weekday, own)) = (place(view, day), place(view, weekday));
    let message = Message::new(
        "day of month and day of week are both set, and it is not documented which one counts: write `?` for one",
        "同时指定了“日”和“周”，而文档没有说明以哪个为准：请把其中一个写成 `?`",
    );
    let finding = cx.report(&FC512, weekday, message);
    if own {
        finding.related(day, Message::new("the day of month is set here", "“日”写在这里"));
        let title = Message::new("Keep the day of week: day of month `?`", "保留“周”，“日”写成 `?`");
        finding.fix(title, vec![Edit::replace(day, "?")]);
        let title = Message::new("Keep the day of month: day of week `?`", "保留“日”，“周”写成 `?`");
        finding.fix(title, vec![Edit::replace(weekday, "?")]);
    } else if let Some(defined) = view.defined() {
        finding.related(defined, Message::new("the value comes from here", "该值来自这里"));
    }
}

fn cron_utc(cx: &mut Context<'_>, view: &View<'_>, minute: &str, hour: &str, region: &View<'_>) {
    if hour.contains(['*', '/']) || says_utc(cx, view) {
        return;
    }
    let beijing = region.as_str().is_none_or(|region| region.starts_with("cn-"));
    let message = match (hour.parse::<u32>(), minute.parse::<u32>(), beijing) {
        (Ok(hour), Ok(minute), true) => {
            let (there, next) = ((hour + 8) % 24, hour >= 16);
            let (en, zh) = if next { (" of the next day", "次日 ") } else { ("", "") };
            message!(
                "{hour}:{minute:02} is UTC here, {there}:{minute:02}{en} in Beijing; for Beijing time begin with `CRON_TZ=Asia/Shanghai `",
                "这里的 {hour}:{minute:02} 是 UTC，即北京时间 {zh}{there}:{minute:02}；要按北京时间，请以 `CRON_TZ=Asia/Shanghai ` 开头"
            )
        }
        (_, _, true) => Message::new(
            "the hours are UTC here, 8 behind Beijing; for Beijing time begin with `CRON_TZ=Asia/Shanghai `",
            "这里的小时是 UTC，比北京时间晚 8 小时；要按北京时间，请以 `CRON_TZ=Asia/Shanghai ` 开头",
        ),
        (_, _, false) => Message::new(
            "the hours are UTC here; for local time begin with its zone, such as `CRON_TZ=Asia/Singapore `",
            "这里的小时是 UTC；要按当地时间，请以时区开头，例如 `CRON_TZ=Asia/Singapore `",
        ),
    };
    let start = view.own_node().and_then(|value| value.as_scalar()?.source_offset(0));
    let finding = cx.report_at(&FC513, view, message);
    if let (Some(start), true) = (start, beijing) {
        let title = Message::new(
            "Count in Beijing time (CRON_TZ=Asia/Shanghai)",
            "按北京时间计算（CRON_TZ=Asia/Shanghai）",
        );
        finding.fix(title, vec![Edit::insert(start, "CRON_TZ=Asia/Shanghai ")]);
    }
}

/// Whether a comment behind the value or in the line above shows that UTC is meant. Only what belongs to
/// the unit is read: its findings are kept until it changes.
fn says_utc(cx: &Context<'_>, view: &View<'_>) -> bool {
    let (Some(unit), None) = (cx.unit().map(Unit::span), view.defined()) else { return false };
    let text = cx.document().text();
    let at = view.span();
    let speaks = |comment: &str| comment.contains('#') && comment.to_ascii_uppercase().contains("UTC");
    let end = text.line_span(text.line_of(at.end)).end.min(unit.end);
    if at.end < end && speaks(&text.slice(Span::new(at.end, end))) {
        return true;
    }
    let line = text.line_of(at.start);
    line > text.line_of(unit.start) && {
        let above = text.slice(text.line_span(line - 1));
        above.trim_start().starts_with('#') && speaks(&above)
    }
}

fn cron_fields(cx: &mut Context<'_>, view: &View<'_>, dialect: Dialect, fault: &Fault) {
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
    let (span, own) = place(view, &fault.range);
    let finding = cx.report(&FC511, span, message);
    if dialect == Dialect::Tencent && matches!(fault.kind, FaultKind::FieldCount(5, 7)) {
        // Five fields were taken once, and old examples still write them.
        finding.cap(Severity::Warning);
    }
    if let Some(defined) = view.defined() {
        finding.related(defined, Message::new("the value comes from here", "该值来自这里"));
    }
    if five && own {
        let title = Message::new("Put the seconds in front: `0 …`", "在最前面补上秒：`0 …`");
        finding.fix(title, vec![Edit::insert(span.start, "0 ")]);
    }
}

/// The role that `s deploy` creates for a kind of trigger that needs one.
fn default_role(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "oss" => "AliyunOSSEventNotificationRole",
        "log" => "AliyunLogETLRole",
        "mns_topic" => "AliyunMNSNotificationRole",
        "cdn_events" => "AliyunCDNEventNotificationRole",
        "tablestore" => "AliyunTableStoreStreamNotificationRole",
        _ => return None,
    })
}

fn roles(cx: &mut Context<'_>, function: &Function<'_>, triggers: &[Trigger<'_>]) {
    for trigger in triggers {
        let Some(kind) = trigger.kind.as_deref() else { continue };
        if let Some(role) = default_role(kind) {
            if trigger.view.get("invocationRole").is_empty() && !function.has_unseen_settings() {
                let message = message!(
                    "without `invocationRole`, `s deploy` takes the role {role} and creates it if it is not there",
                    "没有写 `invocationRole`，`s deploy` 会使用角色 {role}，不存在时自动创建"
                );
                cx.report_at(&FC527, &trigger.kind_view, message);
            }
        } else if matches!(kind, "http" | "timer") {
            for key in ["sourceArn", "invocationRole"] {
                useless(cx, &trigger.view, key, kind);
            }
        }
    }
}

fn useless(cx: &mut Context<'_>, trigger: &View<'_>, key: &str, kind: &str) {
    let value = trigger.get(key);
    let Some(at) = value.key_span().filter(|_| !value.is_empty()) else { return };
    let text = cx.document().text();
    let entry = trigger.own_mapping().and_then(|mapping| Some((mapping, mapping.get(key)?)));
    let message =
        message!("a trigger of type `{kind}` does not use `{key}`", "`{kind}` 类型的触发器用不到 `{key}`");
    let finding = cx.report(&FC528, at, message).tag(Tag::Unnecessary);
    if let Some((mapping, entry)) = entry {
        let title = message!("Remove `{key}`", "删除 `{key}`");
        finding.fix(title, vec![edit::remove_entry(text, mapping, entry)]);
    }
}

/// An ARN in its parts: `acs:{service}:{region}:{account}:{rest}`.
pub struct Arn<'t> {
    /// The service.
    pub service: &'t str,
    /// The region; `*` for services without.
    pub region: &'t str,
    /// The account.
    pub account: &'t str,
    /// What it names.
    pub rest: &'t str,
}

impl<'t> Arn<'t> {
    /// The parts of `text`, if it is an ARN.
    pub fn parse(text: &'t str) -> Option<Arn<'t>> {
        let mut parts = text.strip_prefix("acs:")?.splitn(4, ':');
        let (service, region, account) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Arn { service, region, account, rest: parts.next().unwrap_or_default() })
    }
}

fn is_account(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether `text` can be the id of a region: not a placeholder, `*` or nothing.
fn is_region(text: &str) -> bool {
    text.contains('-') && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn arn_consistency(
    cx: &mut Context<'_>,
    function: &Function<'_>,
    triggers: &[Trigger<'_>],
    region: &View<'_>,
) {
    let role = function.setting("role");
    let role_text = role.as_str();
    let account =
        role_text.as_deref().and_then(Arn::parse).map(|arn| arn.account).filter(|id| is_account(id));
    let region = region.as_str().filter(|region| is_region(region));
    for trigger in triggers {
        for key in ["sourceArn", "invocationRole"] {
            let view = trigger.view.get(key);
            let Some(text) = view.as_str() else { continue };
            let Some(arn) = Arn::parse(&text) else { continue };
            // The own scalar's text up to its region or account, to mark no more than that.
            let part = |part: &str| {
                let start = part.as_ptr() as usize - text.as_ptr() as usize;
                place(&view, &(start..start + part.len()))
            };
            if let Some(region) = region.as_deref()
                && matches!(arn.service, "oss" | "log" | "ots")
                && is_region(arn.region)
                && arn.region != region
            {
                let found = arn.region;
                let message = message!(
                    "the event source is in {found}, the function in {region}: both must be in one region",
                    "事件源在 {found}，函数在 {region}：两者必须在同一地域"
                );
                let (span, own) = part(arn.region);
                let finding = cx.report(&FC529, span, message);
                if own {
                    let title = message!("Change to {region}", "改为 {region}");
                    finding.fix(title, vec![Edit::replace(span, region.to_string())]);
                }
            }
            if let Some(account) = account
                && is_account(arn.account)
                && arn.account != account
            {
                let found = arn.account;
                let message = message!(
                    "account {found} is not the function's: its `role` belongs to {account}",
                    "账号 {found} 不是函数的账号：函数的 `role` 属于 {account}"
                );
                let (span, _) = part(arn.account);
                cx.report(&FC529, span, message)
                    .related(role.span(), Message::new("the function's role", "函数的角色"));
            }
        }
    }
}
