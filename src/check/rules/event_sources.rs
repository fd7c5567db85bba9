//! FC5xx: triggers of OSS, SLS, MNS, CDN and Tablestore, and the ARNs they name.

use crate::check::context::Context;
use crate::check::rule::{Family, rule};
use crate::check::rules::triggers::{Arn, Trigger, of_function};
use crate::check::{Finding, Rule, Severity, Tag};
use crate::document::{Format, Function, View};
use crate::message;
use crate::message::Message;
use crate::syntax::{Mapping, Sequence, Value, edit};
use crate::text::{Edit, Span, Text};
use std::borrow::Cow;

/// The family.
pub static FAMILY: Family = Family {
    name: "event-sources",
    rules: &[&FC514, &FC515, &FC516, &FC518, &FC519, &FC520, &FC521, &FC522, &FC523, &FC524],
    function: check,
    ..Family::NONE
};

rule! {
    /// An OSS trigger names its bucket by `sourceArn: acs:oss:{region}:{account}:{bucket}`.
    ///
    /// Without it, or in another form, the API refuses the trigger. The object prefix belongs into `filter`;
    /// `bucketName`, by which FC 2.0 named the bucket, is not read (beside `sourceArn` a warning).
    ///
    /// Breaks: `{triggerType: oss}` without `sourceArn` — keeps: `sourceArn: acs:oss:cn-hangzhou:123:b`
    FC514 "oss-arn" Error S true "FC API 2023-03-30 CreateTrigger; fc3 trigger documentation"
    /// OSS 触发器用 `sourceArn: acs:oss:{地域}:{账号}:{Bucket}` 指明 Bucket。
    ///
    /// 没有写或写成其他形式时，API 会拒绝该触发器。对象前缀写在 `filter` 中；
    /// FC 2.0 用来指明 Bucket 的 `bucketName` 不会被读取（已写 `sourceArn` 时只给警告）。
    ///
    /// 错误：`{triggerType: oss}` 没有 `sourceArn` — 正确：`sourceArn: acs:oss:cn-hangzhou:123:b`
    中文
}
rule! {
    /// The events of an OSS trigger are known ones, and no two of one bucket come to the same.
    ///
    /// Unknown names and an empty list are refused. `oss:ObjectCreated:*` holds all other
    /// `oss:ObjectCreated:` events. Two triggers on one bucket that share an event and whose prefixes and
    /// suffixes may fit the same object are refused by OSS; this and the former are warnings.
    ///
    /// Breaks: `events: [oss:ObjectCreated]` — keeps: `events: ['oss:ObjectCreated:*']`
    FC515 "oss-events" Error S true "fc3 schema.json; overlap: derived from the OSS documentation"
    /// OSS 触发器的事件必须是已知事件，且同一 Bucket 上的事件不重叠。
    ///
    /// 未知的名字和空列表会被拒绝。`oss:ObjectCreated:*` 已包含其他 `oss:ObjectCreated:` 事件。
    /// 同一 Bucket 上的两个触发器如果有共同事件、且前后缀可能匹配同一对象，OSS 会拒绝；这两种情况只给警告。
    ///
    /// 错误：`events: [oss:ObjectCreated]` — 正确：`events: ['oss:ObjectCreated:*']`
    中文
}
rule! {
    /// `filter`, `key`, `prefix` and `suffix` of an OSS trigger are written in lower case.
    ///
    /// `Key`, `Prefix` and `Suffix` are the spelling of FC 2.0 and of one page of the component: fc3 does not
    /// read them, so the trigger fires for every object.
    ///
    /// Breaks: `filter: {Key: {Prefix: a}}` — keeps: `filter: {key: {prefix: a, suffix: ''}}`
    FC516 "oss-filter-case" Warning S true "fc3 src/interface/trigger.ts"
    /// OSS 触发器的 `filter`、`key`、`prefix`、`suffix` 全部小写。
    ///
    /// `Key`、`Prefix`、`Suffix` 是 FC 2.0 以及组件某篇文档的写法：fc3 不读取，结果是所有对象都会触发。
    ///
    /// 错误：`filter: {Key: {Prefix: a}}` — 正确：`filter: {key: {prefix: a, suffix: ''}}`
    中文
}
rule! {
    /// A log trigger is tried again 0 to 100 times and runs every 3 to 600 seconds.
    ///
    /// The API refuses other values of `maxRetryTime` and `triggerInterval` (in f.yml: `retryTime`,
    /// `interval`).
    ///
    /// Breaks: `jobConfig: {triggerInterval: 1}` — keeps: `jobConfig: {triggerInterval: 60}`
    FC518 "log-ranges" Error All true "FC API 2023-03-30 JobConfig; fc3 trigger documentation"
    /// 日志触发器的重试次数为 0 到 100，触发间隔为 3 到 600 秒。
    ///
    /// `maxRetryTime`、`triggerInterval`（f.yml 中为 `retryTime`、`interval`）取其他值时，API 会拒绝。
    ///
    /// 错误：`jobConfig: {triggerInterval: 1}` — 正确：`jobConfig: {triggerInterval: 60}`
    中文
}
rule! {
    /// A log trigger writes its own log to another logstore than the one it reads.
    ///
    /// Otherwise every run writes entries that start the next run: an endless loop that costs money.
    ///
    /// Breaks: `{sourceConfig: {logstore: s}, logConfig: {project: p, logstore: s}}` — keeps: `logConfig: {project: p, logstore: trigger-logs}`
    FC519 "log-loop" Warning All false "derived"
    /// 日志触发器自身的日志不能写入它订阅的日志库。
    ///
    /// 否则每次执行写入的日志会触发下一次执行：无限循环，产生费用。
    ///
    /// 错误：`{sourceConfig: {logstore: s}, logConfig: {project: p, logstore: s}}` — 正确：`logConfig: {project: p, logstore: trigger-logs}`
    中文
}
rule! {
    /// A log trigger names its project by `sourceArn: acs:log:{region}:{account}:project/{project}`.
    ///
    /// Without it, or in another form, the API refuses the trigger. The logstore stands in `sourceConfig`.
    ///
    /// Breaks: `sourceArn: my-project` — keeps: `sourceArn: acs:log:cn-hangzhou:123:project/my-project`
    FC520 "log-arn" Error S true "fc3 trigger documentation"
    /// 日志触发器用 `sourceArn: acs:log:{地域}:{账号}:project/{项目}` 指明日志项目。
    ///
    /// 没有写或写成其他形式时，API 会拒绝该触发器。日志库写在 `sourceConfig` 中。
    ///
    /// 错误：`sourceArn: my-project` — 正确：`sourceArn: acs:log:cn-hangzhou:123:project/my-project`
    中文
}
rule! {
    /// An MNS trigger has the format STREAM or JSON, the strategy BACKOFF_RETRY or EXPONENTIAL_DECAY_RETRY, and
    /// a `filterTag` of 16 characters at most.
    ///
    /// The API refuses anything else.
    ///
    /// Breaks: `notifyStrategy: retry` — keeps: `notifyStrategy: BACKOFF_RETRY`
    FC521 "mns-enum" Error All true "fc3 schema.json; fc3 trigger documentation"
    /// MNS 触发器的格式为 STREAM 或 JSON，重试策略为 BACKOFF_RETRY 或 EXPONENTIAL_DECAY_RETRY，`filterTag` 最多 16 个字符。
    ///
    /// 其他值会被 API 拒绝。
    ///
    /// 错误：`notifyStrategy: retry` — 正确：`notifyStrategy: BACKOFF_RETRY`
    中文
}
rule! {
    /// An MNS trigger names its topic by `sourceArn: acs:mns:{region}:{account}:/topics/{topic}`.
    ///
    /// Without it, or without the `/` before `topics`, the API refuses the trigger.
    ///
    /// Breaks: `sourceArn: acs:mns:cn-hangzhou:123:topics/t` — keeps: `sourceArn: acs:mns:cn-hangzhou:123:/topics/t`
    FC522 "mns-arn" Error S true "fc3 trigger documentation"
    /// MNS 触发器用 `sourceArn: acs:mns:{地域}:{账号}:/topics/{主题}` 指明主题。
    ///
    /// 没有写，或 `topics` 前缺少 `/` 时，API 会拒绝该触发器。
    ///
    /// 错误：`sourceArn: acs:mns:cn-hangzhou:123:topics/t` — 正确：`sourceArn: acs:mns:cn-hangzhou:123:/topics/t`
    中文
}
rule! {
    /// A CDN trigger has `eventVersion: 1.0.0`, at least one domain and `sourceArn: acs:cdn:*:{account}`.
    ///
    /// The API knows no other version, and refuses a trigger without domains. A missing `sourceArn` is a
    /// warning.
    ///
    /// Breaks: `{eventVersion: 2.0.0, filter: {domain: []}}` — keeps: `{eventVersion: 1.0.0, filter: {domain: [a.com]}}`
    FC523 "cdn-version" Error S true "help page on CDN triggers; fc3 trigger documentation"
    /// CDN 触发器写 `eventVersion: 1.0.0`、至少一个域名和 `sourceArn: acs:cdn:*:{账号}`。
    ///
    /// API 没有其他版本，并会拒绝没有域名的触发器。缺少 `sourceArn` 只给警告。
    ///
    /// 错误：`{eventVersion: 2.0.0, filter: {domain: []}}` — 正确：`{eventVersion: 1.0.0, filter: {domain: [a.com]}}`
    中文
}
rule! {
    /// A Tablestore trigger names instance and table in `sourceArn`, and its `triggerConfig` is `{}`.
    ///
    /// Without `acs:ots:{region}:{account}:instance/{instance}/table/{table}` the API refuses the trigger; keys in
    /// `triggerConfig` have no effect (a warning).
    ///
    /// Breaks: `{triggerType: tablestore, triggerConfig: {table: t}}` — keeps: `{triggerConfig: {}, sourceArn: 'acs:ots:cn-hangzhou:123:instance/i/table/t'}`
    FC524 "tablestore-empty" Error S true "fc3 trigger documentation"
    /// 表格存储触发器在 `sourceArn` 中指明实例和数据表，`triggerConfig` 为 `{}`。
    ///
    /// 没有 `acs:ots:{地域}:{账号}:instance/{实例}/table/{数据表}` 时，API 会拒绝该触发器；`triggerConfig` 中的键没有作用（警告）。
    ///
    /// 错误：`{triggerType: tablestore, triggerConfig: {table: t}}` — 正确：`{triggerConfig: {}, sourceArn: 'acs:ots:cn-hangzhou:123:instance/i/table/t'}`
    中文
}

/// The rules of this family on one function.
pub fn check(cx: &mut Context<'_>, function: &Function<'_>) {
    if function.format == Format::F {
        return f_events(cx, function);
    }
    let triggers = of_function(function);
    let modern = function.format == Format::Fc3;
    let mut buckets: Vec<Watch> = Vec::new();
    for trigger in &triggers {
        match trigger.kind.as_deref() {
            Some("log") => log(cx, function, trigger),
            Some("oss") if modern => oss(cx, function, trigger, &mut buckets),
            Some("mns_topic") if modern => {
                source(cx, function, trigger, &FC522);
            }
            Some("tablestore") if modern => tablestore(cx, function, trigger),
            Some("cdn_events") if modern => {
                source(cx, function, trigger, &FC523);
            }
            _ => {}
        }
    }
}

fn f_events(cx: &mut Context<'_>, function: &Function<'_>) {
    for event in function.block.get("events").items() {
        let log = event.get("log");
        if log.is_mapping() {
            log_loop(cx, &log.get("source"), &log.get("log"));
        }
    }
}

// --- sources ----------------------------------------------------------------------------------------

/// How the ARN that `rule` is about is written.
fn form(rule: &Rule) -> &'static str {
    match rule.name {
        "oss-arn" => "acs:oss:{region}:{account}:{bucket}",
        "log-arn" => "acs:log:{region}:{account}:project/{project}",
        "mns-arn" => "acs:mns:{region}:{account}:/topics/{topic}",
        "cdn-version" => "acs:cdn:*:{account}",
        _ => "acs:ots:{region}:{account}:instance/{instance}/table/{table}",
    }
}

/// Whether `rest` names what an ARN of this form has to name.
fn is_named(rule: &Rule, rest: &str) -> bool {
    let filled = |name: &str| !name.is_empty() && !name.contains(char::is_whitespace);
    match rule.name {
        "oss-arn" => filled(rest) && !rest.contains(['/', ':']),
        // What may follow the project's name is not known for certain.
        "log-arn" => rest.strip_prefix("project/").is_some_and(filled),
        "mns-arn" => rest.strip_prefix("/topics/").is_some_and(filled),
        "cdn-version" => true,
        _ => rest
            .strip_prefix("instance/")
            .and_then(|rest| rest.split_once("/table/"))
            .is_some_and(|(instance, table)| filled(instance) && filled(table)),
    }
}

/// The `sourceArn` of a trigger: is it there, and does it name what it should?
fn source<'a>(
    cx: &mut Context<'_>,
    function: &Function<'_>,
    trigger: &Trigger<'a>,
    rule: &'static Rule,
) -> Option<Cow<'a, str>> {
    let view = trigger.view.get("sourceArn");
    let form = form(rule);
    if view.is_empty() {
        if !function.has_unseen_settings() {
            let message = message!(
                "`sourceArn` is missing: it names the source as `{form}`",
                "缺少 `sourceArn`：它以 `{form}` 的形式指明事件源"
            );
            let finding = cx.report_at(rule, &trigger.kind_view, message);
            if rule.name == "cdn-version" {
                finding.cap(Severity::Warning);
            }
        }
        return None;
    }
    let text = view.as_str()?;
    // `<your bucket's ARN>` and the like: to be filled in.
    if text.starts_with('<') {
        return None;
    }
    let service = &form[4..7];
    if let Some(arn) = Arn::parse(&text)
        && arn.service == service
        && is_named(rule, arn.rest)
    {
        return Some(text);
    }
    let message = message!(
        "`{text}` does not name the source: write `{form}`",
        "`{text}` 不能指明事件源：请写成 `{form}`"
    );
    let meant = Arn::parse(&text).filter(|arn| arn.service == service).and_then(|arn| repaired(rule, &arn));
    let own = view.own_node().is_some();
    let finding = cx.report_at(rule, &view, message);
    if rule.name == "cdn-version" {
        finding.cap(Severity::Warning);
    }
    if let Some(meant) = meant.filter(|_| own) {
        let title = message!("Change to {meant}", "改为 {meant}");
        finding.safe_fix(title, vec![Edit::replace(view.span(), edit::quote(&meant))]);
    }
    None
}

/// The ARN that `arn` is short of a slash or a word of.
fn repaired(rule: &Rule, arn: &Arn<'_>) -> Option<String> {
    let rest = match rule.name {
        "mns-arn" => {
            let rest = arn.rest.trim_start_matches('/');
            let topic = rest.strip_prefix("topics/").or_else(|| rest.strip_prefix("topic/"));
            format!("/topics/{}", topic.or((!rest.contains('/')).then_some(rest))?)
        }
        "log-arn" => {
            let rest = arn.rest.trim_start_matches('/');
            let project = rest.strip_prefix("project/").or_else(|| rest.strip_prefix("projects/"));
            format!("project/{}", project.or((!rest.contains('/')).then_some(rest))?)
        }
        _ => return None,
    };
    let (service, region, account) = (arn.service, arn.region, arn.account);
    let whole = is_named(rule, &rest) && !region.is_empty();
    whole.then(|| format!("acs:{service}:{region}:{account}:{rest}"))
}

fn tablestore(cx: &mut Context<'_>, function: &Function<'_>, trigger: &Trigger<'_>) {
    source(cx, function, trigger, &FC524);
    let Some(mapping) = trigger.config.own_mapping() else { return };
    for entry in mapping.entries() {
        let Some(key) = entry.key_text().filter(|key| !is_template(key)) else { continue };
        if entry.is_merge() {
            continue;
        }
        let message = message!(
            "`{key}` has no effect: a Tablestore trigger has no settings, `sourceArn` names the table",
            "`{key}` 没有作用：表格存储触发器没有配置项，数据表由 `sourceArn` 指明"
        );
        let text = cx.document().text();
        let finding = cx.report(&FC524, entry.key_span(), message);
        finding.cap(Severity::Warning).tag(Tag::Unnecessary);
        let title = message!("Remove `{key}`", "删除 `{key}`");
        finding.fix(title, vec![edit::remove_entry(text, mapping, entry)]);
    }
}

fn is_template(key: &str) -> bool {
    key.contains("${") || key.contains("{{") || key.contains("<%")
}

// --- OSS --------------------------------------------------------------------------------------------

/// What an OSS trigger watches.
struct Watch {
    bucket: String,
    events: Vec<String>,
    prefix: String,
    suffix: String,
    at: Span,
}

fn oss(cx: &mut Context<'_>, function: &Function<'_>, trigger: &Trigger<'_>, known: &mut Vec<Watch>) {
    let bucket = if old_bucket(cx, trigger) { None } else { source(cx, function, trigger, &FC514) };
    let filter = trigger.config.get("filter");
    filter_case(cx, &trigger.config, &["filter"]);
    filter_case(cx, &filter, &["key"]);
    let key = filter.get("key");
    filter_case(cx, &key, &["prefix", "suffix"]);

    let events = trigger.config.get("events");
    let items = events.items();
    star_and_members(cx, &events, &items);
    let Some(bucket) = bucket.filter(|bucket| !bucket.contains(['<', '{'])) else { return };
    let text = |view: &View<'_>| match view.is_empty() {
        true => Some(String::new()),
        false => view.as_str().map(Cow::into_owned),
    };
    if filter.is_unknown() || key.is_unknown() {
        return;
    }
    let (Some(prefix), Some(suffix)) = (text(&key.get("prefix")), text(&key.get("suffix"))) else { return };
    let names = items.iter().filter_map(|item| Some(item.as_str()?.into_owned())).collect();
    let watch = Watch { bucket: bucket.into_owned(), events: names, prefix, suffix, at: events.span() };
    for item in &items {
        let Some(event) = item.as_str() else { continue };
        if let Some(other) = known.iter().find(|other| watch.meets(other, &event)) {
            let message = message!(
                "`{event}` of this bucket already starts another trigger for some of the same objects; OSS refuses the second one",
                "该 Bucket 的 `{event}` 已触发另一个触发器，且可能匹配相同的对象；OSS 会拒绝第二个"
            );
            cx.report_at(&FC515, item, message)
                .cap(Severity::Warning)
                .related(other.at, Message::new("the other trigger's events", "另一个触发器的事件"));
            break;
        }
    }
    known.push(watch);
}

/// The bucket by its name, as in FC 2.0; whether that says already that `sourceArn` is missing.
fn old_bucket(cx: &mut Context<'_>, trigger: &Trigger<'_>) -> bool {
    let Some(mapping) = trigger.config.own_mapping() else { return false };
    let Some(entry) = mapping.get("bucketName") else { return false };
    let named = !trigger.view.get("sourceArn").is_empty();
    let message = if named {
        Message::new(
            "`bucketName` is of FC 2.0 and not read: `sourceArn` names the bucket",
            "`bucketName` 是 FC 2.0 的写法，不会被读取：Bucket 由 `sourceArn` 指明",
        )
    } else {
        Message::new(
            "`bucketName` is of FC 2.0 and not read: name the bucket by `sourceArn: acs:oss:{region}:{account}:{bucket}` at the trigger",
            "`bucketName` 是 FC 2.0 的写法，不会被读取：请在触发器上用 `sourceArn: acs:oss:{region}:{account}:{bucket}` 指明 Bucket",
        )
    };
    let text = cx.document().text();
    let finding = cx.report(&FC514, entry.key_span(), message);
    if named {
        finding.cap(Severity::Warning).tag(Tag::Unnecessary);
        let title = Message::new("Remove `bucketName`", "删除 `bucketName`");
        finding.fix(title, vec![edit::remove_entry(text, mapping, entry)]);
    }
    !named
}

impl Watch {
    /// Whether `event` may start `other` for an object that also starts this one.
    fn meets(&self, other: &Watch, event: &str) -> bool {
        let prefix = self.prefix.starts_with(&other.prefix) || other.prefix.starts_with(&self.prefix);
        let suffix = self.suffix.ends_with(&other.suffix) || other.suffix.ends_with(&self.suffix);
        self.bucket == other.bucket
            && prefix
            && suffix
            && other.events.iter().any(|known| covers(known, event) || covers(event, known))
    }
}

fn covers(wide: &str, event: &str) -> bool {
    wide == event || wide.strip_suffix('*').is_some_and(|head| event.starts_with(head))
}

/// `oss:ObjectCreated:*` beside `oss:ObjectCreated:PutObject`.
fn star_and_members(cx: &mut Context<'_>, events: &View<'_>, items: &[View<'_>]) {
    if items.len() < 2 {
        return;
    }
    let stars: Vec<(Cow<'_, str>, Span)> = items
        .iter()
        .filter_map(|item| Some((item.as_str().filter(|event| event.ends_with(":*"))?, item.span())))
        .collect();
    if stars.is_empty() {
        return;
    }
    for (index, item) in items.iter().enumerate() {
        let Some(event) = item.as_str() else { continue };
        let Some((star, at)) = stars.iter().find(|(star, _)| *star != event && covers(star, &event)) else {
            continue;
        };
        let message = message!("`{event}` is part of `{star}`", "`{event}` 已包含在 `{star}` 中");
        let text = cx.document().text();
        let list = match events.own_node() {
            Some(Value::Sequence(list)) => Some(list),
            _ => None,
        };
        let finding = cx.report_at(&FC515, item, message);
        finding.cap(Severity::Warning).tag(Tag::Unnecessary);
        finding.related(*at, Message::new("the whole group is listed here", "整组事件写在这里"));
        if let Some(edit) = list.and_then(|list| remove_item(text, list, index)) {
            let title = message!("Remove `{event}`", "删除 `{event}`");
            finding.safe_fix(title, vec![edit]);
        }
    }
}

/// Removes one of several items of a list, in a block list with its line and the comment behind it.
fn remove_item(text: &Text, list: Sequence<'_>, index: usize) -> Option<Edit> {
    let spans: Vec<Span> = list.items().map(|item| item.span()).collect();
    let span = *spans.get(index)?;
    if list.is_flow() {
        return Some(match (spans.get(index + 1), index.checked_sub(1)) {
            (Some(next), _) => Edit::delete(Span::new(span.start, next.start)),
            (None, Some(before)) => Edit::delete(Span::new(spans[before].end, span.end)),
            (None, None) => return None,
        });
    }
    let line = text.line_of(span.start);
    let start = text.line_start(line);
    let alone = text.slice(Span::new(start, span.start)).trim().is_empty() && spans.len() > 1;
    let next = text.line_start(text.line_of(span.end.max(span.start)) + 1);
    (alone && next > span.end).then(|| Edit::delete(Span::new(start, next)))
}

/// Whether a rule of this family speaks about a key that the type does not have.
pub fn judges_key(type_name: Option<&str>, key: &str) -> bool {
    match type_name {
        Some("TablestoreTriggerConfig") => true,
        Some("OssTriggerConfig") => key == "bucketName" || lower(key, &["filter"]).is_some(),
        Some("OssFilter") => lower(key, &["key"]).is_some(),
        Some("OssKeyFilter") => lower(key, &["prefix", "suffix"]).is_some(),
        _ => false,
    }
}

/// The one of `names` that `key` differs from in case only.
fn lower(key: &str, names: &'static [&'static str]) -> Option<&'static str> {
    names.iter().copied().find(|name| *name != key && name.eq_ignore_ascii_case(key))
}

fn filter_case(cx: &mut Context<'_>, block: &View<'_>, names: &'static [&'static str]) {
    let Some(mapping): Option<Mapping<'_>> = block.own_mapping() else { return };
    for entry in mapping.entries() {
        let Some(key) = entry.key_text() else { continue };
        let Some(meant) = lower(&key, names) else { continue };
        let message = message!(
            "`{key}` is not read, so the filter matches every object: write `{meant}`",
            "`{key}` 不会被读取，过滤条件会匹配所有对象：请写 `{meant}`"
        );
        // The blocks below are in the old spelling too: one fix for all of it.
        let mut edits = vec![edit::rename_key(entry, meant)];
        if let Some(Value::Mapping(below)) = entry.value() {
            inner_case(below, &mut edits);
        }
        let finding = cx.report(&FC516, entry.key_span(), message);
        if mapping.get(meant).is_none() {
            let title = message!("Write in lower case: `{meant}`", "改为小写：`{meant}`");
            finding.safe_fix(title, edits);
        }
    }
}

fn inner_case(mapping: Mapping<'_>, edits: &mut Vec<Edit>) {
    for entry in mapping.entries() {
        let Some(key) = entry.key_text() else { continue };
        if let Some(meant) = lower(&key, &["key", "prefix", "suffix"])
            && mapping.get(meant).is_none()
        {
            edits.push(edit::rename_key(entry, meant));
        }
        if let Some(Value::Mapping(below)) = entry.value() {
            inner_case(below, edits);
        }
    }
}

// --- log --------------------------------------------------------------------------------------------

fn log(cx: &mut Context<'_>, function: &Function<'_>, trigger: &Trigger<'_>) {
    let target = trigger.config.get("logConfig");
    let source_config = trigger.config.get("sourceConfig");
    let job = trigger.config.get("jobConfig");
    for (name, least, most) in [("maxRetryTime", 0, 100), ("triggerInterval", 3, 600)] {
        text_range(cx, function, &job.get(name), name, least, most);
    }
    let target_project = target.get("project");
    let same_project = if function.format == Format::Fc3 {
        let arn = source(cx, function, trigger, &FC520);
        match (&arn, target_project.as_str()) {
            (Some(arn), Some(target)) => {
                let project = Arn::parse(arn).and_then(|arn| arn.rest.strip_prefix("project/"));
                project == Some(target.as_ref())
            }
            // Nothing is said of the source's project: the same one is meant.
            (None, Some(_)) => trigger.view.get("sourceArn").is_empty(),
            _ => false,
        }
    } else {
        match (source_config.get("project").as_str(), target_project.as_str()) {
            (Some(source), Some(target)) => source == target,
            _ => false,
        }
    };
    if same_project {
        log_loop(cx, &source_config.get("logstore"), &target.get("logstore"));
    }
}

/// The numbers of a log trigger as text, which the walk takes for text.
fn text_range(
    cx: &mut Context<'_>,
    function: &Function<'_>,
    view: &View<'_>,
    name: &str,
    least: u64,
    most: u64,
) {
    let Some(text) = view.as_str() else { return };
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return; // The walk says that it is no number.
    }
    let number: u64 = text.parse().unwrap_or(u64::MAX);
    if (least..=most).contains(&number) {
        return;
    }
    let message = message!(
        "{name} {text} is out of range: {least} to {most}",
        "{name} {text} 超出范围：{least} 到 {most}"
    );
    let own = view.own_node().is_some();
    let finding = cx.report_at(&FC518, view, message);
    soften(finding, function);
    if own {
        let nearest = number.clamp(least, most);
        let title = message!("Change to '{nearest}'", "改为 '{nearest}'");
        finding.fix(title, vec![Edit::replace(view.span(), format!("'{nearest}'"))]);
    }
}

fn soften(finding: &mut Finding, function: &Function<'_>) {
    if function.format != Format::Fc3 {
        finding.cap(Severity::Warning);
    }
}

fn log_loop(cx: &mut Context<'_>, source: &View<'_>, target: &View<'_>) {
    let (Some(from), Some(to)) = (source.as_str(), target.as_str()) else { return };
    if from != to || from.is_empty() || from.contains('<') {
        return;
    }
    let message = message!(
        "the trigger reads `{to}` and writes its own log there: every run starts the next one; take another logstore",
        "触发器订阅 `{to}`，又把自身日志写入其中：每次执行都会触发下一次；请换一个日志库"
    );
    cx.report_at(&FC519, target, message)
        .related(source.span(), Message::new("this logstore is read", "订阅的是这个日志库"));
}
