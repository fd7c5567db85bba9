//! FC4xx: asynchronous calls, provisioned instances, scaling.

use crate::check::Severity;
use crate::check::context::Context;
use crate::check::edits::part_span;
use crate::check::rule::{Family, rule};
use crate::check::suggest::nearest;
use crate::document::cron::{self, Dialect, FaultKind};
use crate::document::{Format, Function, View};
use crate::message;
use crate::message::Message;
use crate::spec::lists::gpu_type_by_name;
use crate::syntax::edit;
use crate::text::{Edit, Span};

/// The family.
pub static FAMILY: Family = Family {
    name: "scaling",
    rules: &[&FC401, &FC402, &FC403, &FC404, &FC405, &FC406, &FC407, &FC408, &FC409],
    function: check,
    ..Family::NONE
};

rule! {
    /// `maxAsyncEventAgeInSeconds` goes from 1 to 2592000 seconds.
    ///
    /// Above 604800 (seven days) it is a warning: the API documents that limit, the component's schema a higher
    /// one.
    ///
    /// Breaks: `maxAsyncEventAgeInSeconds: 3000000` — keeps: `maxAsyncEventAgeInSeconds: 86400`
    FC401 "async-age" Error S true "FC API 2023-03-30 PutAsyncInvokeConfig; fc3 schema.json"
    /// `maxAsyncEventAgeInSeconds` 取值 1 到 2592000 秒。
    ///
    /// 超过 604800（7 天）时给警告：API 文档以此为上限，组件的 schema 上限更高。
    ///
    /// 错误：`maxAsyncEventAgeInSeconds: 3000000` — 正确：`maxAsyncEventAgeInSeconds: 86400`
    中文
}
rule! {
    /// `maxAsyncRetryAttempts` goes from 0 to 8.
    ///
    /// The API refuses more.
    ///
    /// Breaks: `maxAsyncRetryAttempts: 9` — keeps: `maxAsyncRetryAttempts: 3`
    FC402 "async-retry" Error S true "fc3 schema.json; FC API 2023-03-30 PutAsyncInvokeConfig"
    /// `maxAsyncRetryAttempts` 取值 0 到 8。
    ///
    /// 超出时 API 会拒绝。
    ///
    /// 错误：`maxAsyncRetryAttempts: 9` — 正确：`maxAsyncRetryAttempts: 3`
    中文
}
rule! {
    /// The destination of asynchronous results is the ARN of a function, an MNS queue or topic, an event bus or a message queue.
    ///
    /// Other text is refused by the API. The account may be left empty; the deploy fills it in. A function
    /// that is its own destination calls itself without end: that is a warning, as is an ARN of an unusual
    /// form.
    ///
    /// Breaks: `destination: my-queue` — keeps: `destination: acs:mns:cn-hangzhou:123:/queues/q/messages`
    FC403 "async-destination" Error S true "fc3 documentation and end-to-end tests; help page on destinations"
    /// 异步结果的投递目标是函数、MNS 队列或主题、事件总线或消息队列的 ARN。
    ///
    /// 其他文本会被 API 拒绝。账号可留空，部署时自动补全。以函数自身为目标会无限循环调用，给警告；形式不常见的 ARN 也给警告。
    ///
    /// 错误：`destination: my-queue` — 正确：`destination: acs:mns:cn-hangzhou:123:/queues/q/messages`
    中文
}
rule! {
    /// `provisionConfig` and `scalingConfig` are not written together.
    ///
    /// The component stops with an error before anything is deployed.
    ///
    /// Breaks: `{provisionConfig: {defaultTarget: 1}, scalingConfig: {minInstances: 1}}` — keeps: one of them
    FC404 "provision-xor-scaling" Error S true "fc3 deploy code"
    /// `provisionConfig` 和 `scalingConfig` 不能同时写。
    ///
    /// 组件会在部署前报错退出。
    ///
    /// 错误：`{provisionConfig: {defaultTarget: 1}, scalingConfig: {minInstances: 1}}` — 正确：只写其中一个
    中文
}
rule! {
    /// Bounds of scaling: the minimum is not above the maximum, `metricTarget` lies above 0 and at most at 1, `defaultTarget` within 0 to 10000.
    ///
    /// The API refuses anything else. `metricTarget` is a share: 60 percent is `0.6`.
    ///
    /// Breaks: `{minCapacity: 10, maxCapacity: 1}` — keeps: `{minCapacity: 1, maxCapacity: 10}`
    FC405 "provision-min-max" Error S true "FC API 2023-03-30 PutProvisionConfig; the order is derived"
    /// 伸缩的上下限：最小值不大于最大值，`metricTarget` 大于 0 且不超过 1，`defaultTarget` 为 0 到 10000。
    ///
    /// 其他取值会被 API 拒绝。`metricTarget` 是比例：60% 写作 `0.6`。
    ///
    /// 错误：`{minCapacity: 10, maxCapacity: 1}` — 正确：`{minCapacity: 1, maxCapacity: 10}`
    中文
}
rule! {
    /// A timed policy has a `cron(…)` with six fields or an `at(…)`; its time of validity ends after it begins; names are unique.
    ///
    /// The API refuses another expression. Six fields: seconds first. A validity that ends before it begins and
    /// a name that is used twice are warnings.
    ///
    /// Breaks: `scheduleExpression: '0 0 2 * * *'` — keeps: `scheduleExpression: cron(0 0 2 * * *)`
    FC406 "schedule-expr" Error S true "FC API 2023-03-30 ScheduledAction; order and names are derived"
    /// 定时策略使用六段的 `cron(…)` 或 `at(…)`；生效结束时间晚于开始时间；策略名不重复。
    ///
    /// 其他表达式会被 API 拒绝。六段以秒开头。结束早于开始、名字重复时给警告。
    ///
    /// 错误：`scheduleExpression: '0 0 2 * * *'` — 正确：`scheduleExpression: cron(0 0 2 * * *)`
    中文
}
rule! {
    /// `reservedConcurrency` has room for the instances that are kept: at least their number times `instanceConcurrency`.
    ///
    /// It is an upper limit too, and provisioned instances count: with less, not all of them start.
    ///
    /// Breaks: `{concurrencyConfig: {reservedConcurrency: 1}, provisionConfig: {defaultTarget: 5}}` — keeps: `reservedConcurrency: 50`
    FC407 "reserved-vs-target" Warning S true "derived from FC API 2023-03-30 PutConcurrencyConfig"
    /// `reservedConcurrency` 要容得下常驻的实例：不小于实例数乘以 `instanceConcurrency`。
    ///
    /// 它同时是上限，预留实例也计入：过小时部分实例无法启动。
    ///
    /// 错误：`{concurrencyConfig: {reservedConcurrency: 1}, provisionConfig: {defaultTarget: 5}}` — 正确：`reservedConcurrency: 50`
    中文
}
rule! {
    /// Resident pools exist for Ada, Hopper and XPU cards, not for T4 and A10.
    ///
    /// A function with another card is not bound to the pool.
    ///
    /// Breaks: `{gpuConfig: {gpuType: fc.gpu.tesla.1}, scalingConfig: {residentPoolId: fc-pool-x}}` — keeps: `gpuType: fc.gpu.ada.1`
    FC408 "pool-gpu" Warning S false "help page on resident pools"
    /// 常驻资源池只支持 Ada、Hopper 和 XPU 卡，不支持 T4 和 A10。
    ///
    /// 使用其他卡型的函数无法绑定资源池。
    ///
    /// 错误：`{gpuConfig: {gpuType: fc.gpu.tesla.1}, scalingConfig: {residentPoolId: fc-pool-x}}` — 正确：`gpuType: fc.gpu.ada.1`
    中文
}
rule! {
    /// GPU metrics and `alwaysAllocateGPU: true` need a `gpuConfig`.
    ///
    /// Without a card the metric has no value, so that the policy never acts, and the switch has no effect.
    /// Nothing is said where `gpuConfig` may come from a file or template that is not seen.
    ///
    /// Breaks: `provisionConfig: {alwaysAllocateGPU: true}` — keeps: `provisionConfig: {alwaysAllocateGPU: false}`
    FC409 "metric-gpu" Warning S true "derived"
    /// GPU 指标和 `alwaysAllocateGPU: true` 需要 `gpuConfig`。
    ///
    /// 没有 GPU 卡时，该指标没有数值，策略不会触发；该开关也没有效果。如果 `gpuConfig` 可能来自看不到的文件或模板，则不检查。
    ///
    /// 错误：`provisionConfig: {alwaysAllocateGPU: true}` — 正确：`provisionConfig: {alwaysAllocateGPU: false}`
    中文
}

/// The rules of this family on one function. Ranges are said by the schema walk.
fn check(cx: &mut Context<'_>, function: &Function<'_>) {
    match function.format {
        Format::F => {}
        Format::Fc => {
            let destination = function.setting("asyncConfiguration").get("destination");
            if destination.is_mapping() {
                for name in ["onSuccess", "onFailure"] {
                    async_destination(cx, function, &destination.get(name));
                }
            }
        }
        Format::Fc3 => {
            let destinations = function.setting("asyncInvokeConfig").get("destinationConfig");
            if destinations.is_mapping() {
                for name in ["onSuccess", "onFailure"] {
                    async_destination(cx, function, &destinations.get(name).get("destination"));
                }
            }
            let (provision, scaling) =
                (function.setting("provisionConfig"), function.setting("scalingConfig"));
            reserved(cx, function, &provision, &scaling);
            if provision.is_empty() && scaling.is_empty() {
                return;
            }
            either(cx, function, &provision, &scaling);
            let gpu = function.setting("gpuConfig");
            let no_gpu = gpu.is_empty() && !gpu.is_unknown() && !function.has_unseen_settings();
            if provision.is_mapping() {
                let always = provision.get("alwaysAllocateGPU");
                if no_gpu && always.as_bool() == Some(true) {
                    always_gpu(cx, &always);
                }
                timed(cx, &provision.get("scheduledActions"));
                measured(cx, &provision.get("targetTrackingPolicies"), "minCapacity", "maxCapacity", no_gpu);
            }
            if scaling.is_mapping() {
                pool(cx, &scaling.get("residentPoolId"), &gpu.get("gpuType"));
                timed(cx, &scaling.get("scheduledPolicies"));
                let policies = scaling.get("horizontalScalingPolicies");
                measured(cx, &policies, "minInstances", "maxInstances", no_gpu);
            }
        }
    }
}

/// Services that results can go to.
const DESTINATIONS: &[&str] = &["fc", "mns", "eventbridge", "mq", "ons", "rocketmq", "alikafka", "kafka"];

fn async_destination(cx: &mut Context<'_>, function: &Function<'_>, view: &View<'_>) {
    let Some(text) = view.as_str() else { return };
    let text = text.trim();
    if text.is_empty() || text.contains("${") || text.contains("{{") {
        return;
    }
    let mut parts = text.splitn(5, ':');
    let mut next = || parts.next().unwrap_or_default();
    let (scheme, service, region, _account, resource) = (next(), next(), next(), next(), next());
    if scheme != "acs" || resource.is_empty() {
        let message = message!(
            "`{text}` is not the ARN of a destination, such as `acs:mns:cn-hangzhou:123456:/queues/q/messages`",
            "`{text}` 不是投递目标的 ARN，例如 `acs:mns:cn-hangzhou:123456:/queues/q/messages`"
        );
        let finding = cx.report_at(&FC403, view, message);
        if function.format != Format::Fc3 {
            finding.cap(Severity::Warning);
        }
        return;
    }
    let message = match service {
        "mns" => {
            let kind = ["/queues/", "/topics/"].into_iter().find_map(|kind| resource.strip_prefix(kind));
            match kind.and_then(|rest| rest.split_once('/')) {
                Some((name, "messages")) if !name.is_empty() => return,
                None if kind.is_some_and(|name| !name.is_empty()) => {
                    let message = Message::new(
                        "the ARN of an MNS queue or topic ends in `/messages` here",
                        "MNS 队列或主题的 ARN 在这里以 `/messages` 结尾",
                    );
                    let end =
                        part_span(view, 0..text.len()).filter(|_| view.as_str().as_deref() == Some(text));
                    let finding = cx.report_at(&FC403, view, message).severity(Severity::Warning);
                    if let Some(span) = end {
                        let title = Message::new("Append /messages", "在末尾添加 /messages");
                        finding.fix(title, vec![Edit::insert(span.end, "/messages")]);
                    }
                    return;
                }
                _ => Message::new(
                    "the ARN of an MNS destination ends in `:/queues/<name>/messages` or `:/topics/<name>/messages`",
                    "MNS 投递目标的 ARN 以 `:/queues/<队列>/messages` 或 `:/topics/<主题>/messages` 结尾",
                ),
            }
        }
        "fc" => {
            let path = resource.trim_start_matches('/');
            let name =
                path.strip_prefix("functions/").map(|rest| rest.split(['/', '.']).next().unwrap_or_default());
            match name {
                Some(name) if !name.is_empty() => return itself(cx, function, view, region, name),
                // FC 2.0: `services/<service>/functions/<function>`.
                None if path.starts_with("services/") && path.contains("/functions/") => return,
                _ => Message::new(
                    "the ARN of a function ends in `:functions/<name>`",
                    "函数的 ARN 以 `:functions/<函数名>` 结尾",
                ),
            }
        }
        service if DESTINATIONS.contains(&service) => return,
        service => message!(
            "results cannot go to `{service}`: write the ARN of a function, an MNS queue or topic, or an event bus",
            "结果不能投递到 `{service}`：请写函数、MNS 队列或主题、事件总线的 ARN"
        ),
    };
    cx.report_at(&FC403, view, message).severity(Severity::Warning);
}

/// A function that sends its results to itself.
fn itself(cx: &mut Context<'_>, function: &Function<'_>, view: &View<'_>, region: &str, name: &str) {
    let own = function.setting("functionName");
    let here = function.block.get("region");
    let same_region = region.is_empty() || here.as_str().is_some_and(|here| here == region);
    if function.format != Format::Fc3 || !same_region || own.as_str().is_none_or(|own| own != name) {
        return;
    }
    let message = message!(
        "`{name}` sends its results to itself: each call makes another one, without end",
        "`{name}` 把结果投递给自身：每次调用都会再触发一次，无限循环"
    );
    cx.report_at(&FC403, view, message).severity(Severity::Warning);
}

fn either(cx: &mut Context<'_>, function: &Function<'_>, provision: &View<'_>, scaling: &View<'_>) {
    let there = |view: &View<'_>| !view.is_empty() && !view.is_unknown() && view.as_bool() != Some(false);
    if !there(provision) || !there(scaling) {
        return;
    }
    let place = |view: &View<'_>| view.key_span().unwrap_or(view.span());
    let (first, second) = (place(provision).min(place(scaling)), place(provision).max(place(scaling)));
    let message = Message::new(
        "`provisionConfig` and `scalingConfig` exclude each other: the deploy stops; keep one",
        "`provisionConfig` 和 `scalingConfig` 不能同时使用，部署会报错退出，请保留一个",
    );
    let mut fixes = Vec::new();
    if let Some(block) = function.settings_block().own_mapping() {
        for name in ["provisionConfig", "scalingConfig"] {
            if let Some(entry) = block.get(name) {
                let edit = edit::remove_entry(cx.document().text(), block, entry);
                fixes.push((message!("Remove `{name}`", "删除 `{name}`"), vec![edit]));
            }
        }
    }
    let finding = cx.report(&FC404, second, message);
    if first != second {
        finding.related(first, Message::new("the other one", "另一个在这里"));
    }
    for (title, edits) in fixes {
        finding.fix(title, edits);
    }
}

/// Policies that follow a timetable.
fn timed(cx: &mut Context<'_>, policies: &View<'_>) {
    let policies = policies.items();
    for policy in &policies {
        expression(cx, &policy.get("scheduleExpression"));
        validity(cx, policy);
    }
    names(cx, &policies);
}

fn expression(cx: &mut Context<'_>, view: &View<'_>) {
    let Some(text) = view.as_str() else { return };
    if text.contains("${") || text.contains("{{") {
        return;
    }
    let trimmed = text.trim();
    let lead = text.len() - text.trim_start().len();
    let inner = |word: &str| trimmed.strip_prefix(word)?.strip_prefix('(')?.strip_suffix(')');
    if let Some(time) = inner("at") {
        if parse_time(time.trim()).is_none() {
            let message = message!(
                "`{time}` is not a time; write `at(2026-01-31T08:00:00)`",
                "`{time}` 不是时间，请写 `at(2026-01-31T08:00:00)`"
            );
            let start = lead + "at(".len();
            let span = part_span(view, start..start + time.len()).filter(|span| !span.is_empty());
            let finding = cx.report_at(&FC406, view, message);
            finding.span = span.unwrap_or(finding.span);
        }
        return;
    }
    let Some(fields) = inner("cron") else {
        let message = message!(
            "`{trimmed}` is not a schedule: write `cron(…)` with six fields, seconds first, or `at(…)`",
            "`{trimmed}` 不是合法的定时表达式：请写六段的 `cron(…)`（以秒开头）或 `at(…)`"
        );
        let wrapped = match cron::parse(trimmed, Dialect::Aliyun) {
            Ok(cron::Schedule::Cron { zone: None, .. }) => Some(format!("cron({trimmed})")),
            _ if parse_time(trimmed).is_some() => Some(format!("at({trimmed})")),
            _ => None,
        };
        let own = view.own_node().is_some();
        let finding = cx.report_at(&FC406, view, message);
        if let Some(wrapped) = wrapped.filter(|_| own) {
            let title = message!("Write `{wrapped}`", "写成 `{wrapped}`");
            finding.safe_fix(title, vec![Edit::replace(view.span(), edit::quote(&wrapped))]);
        }
        return;
    };
    let start = lead + "cron(".len();
    let fault = match cron::parse(fields, Dialect::Aliyun) {
        Ok(cron::Schedule::Cron { .. }) => return,
        Ok(cron::Schedule::Every { .. }) => cron::Fault { range: 0..fields.len(), kind: FaultKind::BadEvery },
        Err(fault) => fault,
    };
    let mut insert = None;
    let message = match &fault.kind {
        FaultKind::FieldCount(found, wanted) => {
            insert = (*found == 5).then_some("0 ");
            message!(
                "`cron(…)` has {wanted} fields, seconds first; here are {found}",
                "`cron(…)` 为 {wanted} 段，以秒开头；这里是 {found} 段"
            )
        }
        FaultKind::OutOfRange(field, text, least, most) => {
            let (en, zh) = (field.en(), field.zh());
            message!(
                "`{text}` is out of range in the {en} field: {least} to {most}",
                "“{zh}”段的 `{text}` 超出范围：{least} 到 {most}"
            )
        }
        FaultKind::BadField(field, text) => {
            let (en, zh) = (field.en(), field.zh());
            message!("`{text}` cannot stand in the {en} field", "“{zh}”段不能写 `{text}`")
        }
        FaultKind::BadZone(_) => return, // The API says what it takes; `timeZone` is the documented place.
        FaultKind::BadEvery | FaultKind::UnknownMacro(_) => Message::new(
            "`cron(…)` takes six fields here, seconds first, and no other form",
            "这里的 `cron(…)` 只接受六段（以秒开头），不支持其他写法",
        ),
    };
    let range = start + fault.range.start..start + fault.range.end;
    let span = part_span(view, range).filter(|span| !span.is_empty());
    let finding = cx.report_at(&FC406, view, message);
    if let Some(span) = span {
        finding.span = span;
        if let Some(zero) = insert {
            let title = Message::new("Put the seconds in front: `0 …`", "在最前面补上秒：`0 …`");
            finding.fix(title, vec![Edit::insert(span.start, zero)]);
        }
    }
}

/// A time as `2026-01-31T08:00:00Z`, with or without seconds, fractions and zone: seconds on a scale, and
/// whether the zone is written.
fn parse_time(text: &str) -> Option<(i64, bool)> {
    let (date, rest) = text.split_once(['T', 't', ' '])?;
    let mut date = date.splitn(3, '-');
    let mut number = |least: i64, most: i64, width: usize| {
        let part =
            date.next().filter(|part| part.len() == width && part.bytes().all(|b| b.is_ascii_digit()))?;
        part.parse::<i64>().ok().filter(|value| (least..=most).contains(value))
    };
    let (year, month, day) = (number(1970, 9999, 4)?, number(1, 12, 2)?, number(1, 31, 2)?);
    let end = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
    let (clock, zone) = (&rest[..end], &rest[end..]);
    let offset = match zone {
        "" | "Z" | "z" => 0,
        zone => {
            let digits: String = zone[1..].chars().filter(|c| *c != ':').collect();
            let minutes = match digits.len() {
                2 => digits.parse::<i64>().ok()? * 60,
                4 => digits[..2].parse::<i64>().ok()? * 60 + digits[2..].parse::<i64>().ok()?,
                _ => return None,
            };
            if zone.starts_with('-') { -minutes * 60 } else { minutes * 60 }
        }
    };
    let clock = clock.split_once('.').map_or(clock, |(clock, _)| clock);
    let mut parts = clock.split(':').map(|part| part.parse::<i64>().ok().filter(|_| part.len() <= 2));
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = match parts.next() {
        Some(second) => second?,
        None => 0,
    };
    if parts.next().is_some()
        || !(0..24).contains(&hour)
        || !(0..60).contains(&minute)
        || !(0..=60).contains(&second)
    {
        return None;
    }
    // Days in the order of the calendar are enough to compare.
    let days = (year * 12 + month) * 31 + day;
    Some((days * 86400 + hour * 3600 + minute * 60 + second - offset, !zone.is_empty()))
}

/// A policy that is over before it begins.
fn validity(cx: &mut Context<'_>, policy: &View<'_>) {
    let (start, end) = (policy.get("startTime"), policy.get("endTime"));
    let (Some(from), Some(to)) = (start.as_str(), end.as_str()) else { return };
    let (Some((first, zoned)), Some((last, zoned_too))) = (parse_time(from.trim()), parse_time(to.trim()))
    else {
        return;
    };
    if zoned != zoned_too || first < last {
        return;
    }
    let message = message!(
        "the policy ends at {to}, which is not after its start {from}: it never applies",
        "策略在 {to} 结束，不晚于开始时间 {from}，永远不会生效"
    );
    let finding = cx.report_at(&FC406, &end, message).severity(Severity::Warning);
    if start.own_node().is_some() {
        finding.related(start.span(), Message::new("the start", "开始时间"));
    }
}

fn names(cx: &mut Context<'_>, policies: &[View<'_>]) {
    let mut seen: Vec<(String, Span)> = Vec::new();
    for policy in policies {
        let view = policy.get("name");
        let Some(name) = view.as_str() else { continue };
        if name.is_empty() || name.contains("${") {
            continue;
        }
        match seen.iter().find(|(known, _)| *known == name) {
            Some((_, first)) => {
                let first = *first;
                let message = message!(
                    "another policy of the list is called `{name}`; names are unique",
                    "列表中已有名为 `{name}` 的策略，策略名不能重复"
                );
                let finding = cx.report_at(&FC406, &view, message).severity(Severity::Warning);
                if first != view.span() {
                    finding.related(first, Message::new("the other policy", "另一个策略"));
                }
            }
            None => seen.push((name.into_owned(), view.span())),
        }
    }
}

/// Metrics that are described; there are more for the parts of a GPU.
const METRICS: &[&str] = &["ProvisionedConcurrencyUtilization", "CPUUtilization", "GPUMemUtilization"];

/// Policies that follow a metric.
fn measured(cx: &mut Context<'_>, policies: &View<'_>, least: &str, most: &str, no_gpu: bool) {
    let policies = policies.items();
    for policy in &policies {
        bounds(cx, policy, least, most);
        validity(cx, policy);
        let view = policy.get("metricType");
        let Some(metric) = view.as_str() else { continue };
        if METRICS.contains(&metric.as_ref()) || metric.starts_with("GPU") {
            if no_gpu && metric.starts_with("GPU") {
                let message = message!(
                    "`{metric}` needs `gpuConfig`: a function without GPU has no such value",
                    "`{metric}` 需要 `gpuConfig`：没有 GPU 的函数没有该指标"
                );
                cx.report_at(&FC409, &view, message);
            }
        } else if let Some(meant) = nearest(&metric, METRICS.iter().copied()) {
            let message = message!(
                "`{metric}` is not a known metric; did you mean `{meant}`?",
                "没有指标 `{metric}`，是否想写 `{meant}`？"
            );
            let own = view.own_node().is_some();
            let finding = cx.report_at(&FC409, &view, message);
            if own {
                let title = message!("Change to `{meant}`", "改为 `{meant}`");
                finding.fix(title, vec![Edit::replace(view.span(), meant)]);
            }
        }
    }
    names(cx, &policies);
}

fn bounds(cx: &mut Context<'_>, policy: &View<'_>, least: &str, most: &str) {
    let (low, high) = (policy.get(least), policy.get(most));
    let (Some(from), Some(to)) = (low.as_int(), high.as_int()) else { return };
    if from <= to || to < 0 {
        return;
    }
    let message = message!("`{least}` {from} is above `{most}` {to}", "`{least}` {from} 大于 `{most}` {to}");
    let own = low.own_node().is_some() && high.own_node().is_some();
    let finding = cx.report_at(&FC405, &low, message);
    if own {
        finding.related(high.span(), message!("`{most}` is here", "`{most}` 在这里"));
        let title = message!("Swap `{least}` and `{most}`", "交换 `{least}` 和 `{most}`");
        let edits =
            vec![Edit::replace(low.span(), to.to_string()), Edit::replace(high.span(), from.to_string())];
        finding.fix(title, edits);
    }
}

fn reserved(cx: &mut Context<'_>, function: &Function<'_>, provision: &View<'_>, scaling: &View<'_>) {
    let view = function.setting("concurrencyConfig").get("reservedConcurrency");
    let Some(count) = view.as_int().filter(|count| *count >= 0) else { return };
    let default = provision.get("defaultTarget");
    let kept = [default, provision.get("target"), scaling.get("minInstances")]
        .into_iter()
        .find_map(|kept| kept.as_int().map(|count| (count, kept)));
    let Some((instances, kept)) = kept else { return };
    // One request at a time is the least an instance serves.
    let each = function.setting("instanceConcurrency").as_int().unwrap_or(1).clamp(1, 200);
    if !(1..=100_000).contains(&instances) || count >= instances * each {
        return;
    }
    let needed = instances * each;
    let message = if each == 1 {
        message!(
            "reservedConcurrency {count} is less than the {instances} instances that are kept: not all of them start",
            "reservedConcurrency {count} 小于常驻的 {instances} 个实例，部分实例无法启动"
        )
    } else {
        message!(
            "reservedConcurrency {count} is less than {instances} kept instances with {each} requests each ({needed}): not all of them start",
            "reservedConcurrency {count} 小于 {instances} 个常驻实例 × 单实例并发 {each}（{needed}），部分实例无法启动"
        )
    };
    let own = view.own_node().is_some();
    let finding = cx.report_at(&FC407, &view, message);
    finding.related(kept.whole_span(), Message::new("the instances that are kept", "常驻的实例数"));
    if own {
        let title = message!("Set reservedConcurrency to {needed}", "将 reservedConcurrency 设为 {needed}");
        finding.fix(title, vec![Edit::replace(view.span(), needed.to_string())]);
    }
}

fn pool(cx: &mut Context<'_>, pool: &View<'_>, gpu: &View<'_>) {
    if pool.as_str().is_none_or(|pool| pool.is_empty()) {
        return;
    }
    let Some(card) = gpu.as_str() else { return };
    // New cards come with pools; only those that are known to have none are said.
    if gpu_type_by_name(&card).is_none_or(|known| known.resident_pool) {
        return;
    }
    let message = message!(
        "there are no resident pools of `{card}`: only Ada, Hopper and XPU cards have them",
        "`{card}` 没有常驻资源池，只有 Ada、Hopper 和 XPU 卡支持"
    );
    let finding = cx.report_at(&FC408, pool, message);
    if gpu.own_node().is_some() {
        finding.related(gpu.span(), Message::new("the card is set here", "卡型写在这里"));
    }
}

fn always_gpu(cx: &mut Context<'_>, always: &View<'_>) {
    let message = Message::new(
        "`alwaysAllocateGPU` has no effect without `gpuConfig`",
        "没有 `gpuConfig` 时，`alwaysAllocateGPU` 没有效果",
    );
    let own = always.own_node().is_some();
    let finding = cx.report_at(&FC409, always, message);
    if own {
        let title = Message::new("Set alwaysAllocateGPU to false", "将 alwaysAllocateGPU 设为 false");
        finding.fix(title, vec![Edit::replace(always.span(), "false")]);
    }
}
