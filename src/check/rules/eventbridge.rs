//! FC5xx: triggers of EventBridge.

use crate::check::context::Context;
use crate::check::edits::set_or_insert;
use crate::check::rule::{Family, rule};
use crate::check::rules::triggers::{Trigger, of_function};
use crate::check::{Severity, Tag};
use crate::document::{Format, Function, Origin, View};
use crate::message;
use crate::message::Message;
use crate::syntax::{Resolved, Value, edit};
use crate::text::{Edit, Span};

/// The family.
pub static FAMILY: Family = Family {
    name: "eventbridge",
    rules: &[&FC530, &FC531, &FC532, &FC533, &FC534, &FC535, &FC536, &FC537],
    function: check,
    ..Family::NONE
};

rule! {
    /// The push model fits the source: Kafka, MQTT and DTS are event streams, Default is event driven.
    ///
    /// The API refuses `event-driven` for Kafka, MQTT and DTS, and `event-streaming` for Default. Batches,
    /// retries and dead letters belong to event streams: with `event-driven` they have no effect (a warning).
    ///
    /// Breaks: `{eventSourceType: Kafka, runOptions: {mode: event-driven}}` — keeps: `mode: event-streaming`
    FC530 "eb-mode" Error S true "FC API 2023-03-30 RunOptions; help page on EventBridge triggers"
    /// 推送模式要与事件源相符：Kafka、MQTT、DTS 是事件流，Default 是事件驱动。
    ///
    /// API 会拒绝 Kafka、MQTT、DTS 的 `event-driven` 和 Default 的 `event-streaming`。
    /// 批量、重试和死信属于事件流：`event-driven` 下没有作用（警告）。
    ///
    /// 错误：`{eventSourceType: Kafka, runOptions: {mode: event-driven}}` — 正确：`mode: event-streaming`
    中文
}
rule! {
    /// `eventSourceParameters` has the one child that belongs to `eventSourceType`; Default has none.
    ///
    /// The API refuses parameters of another source, or leaves them unread.
    ///
    /// Breaks: `{eventSourceType: MNS, eventSourceParameters: {sourceKafkaParameters: {Topic: t}}}` — keeps: `{eventSourceType: MNS, eventSourceParameters: {sourceMNSParameters: {QueueName: q}}}`
    FC531 "eb-params" Error S true "FC API 2023-03-30 EventSourceConfig"
    /// `eventSourceParameters` 只有与 `eventSourceType` 对应的一个子项；Default 没有。
    ///
    /// 其他事件源的参数会被 API 拒绝或忽略。
    ///
    /// 错误：`{eventSourceType: MNS, eventSourceParameters: {sourceKafkaParameters: {Topic: t}}}` — 正确：`{eventSourceType: MNS, eventSourceParameters: {sourceMNSParameters: {QueueName: q}}}`
    中文
}
rule! {
    /// `eventRuleFilterPattern` is a JSON object written as text.
    ///
    /// The API refuses a block of keys and text that is no JSON. The fix makes text of a block.
    ///
    /// Breaks: `eventRuleFilterPattern: {source: [acs.oss]}` — keeps: `eventRuleFilterPattern: '{"source":["acs.oss"]}'`
    FC532 "eb-pattern" Error S true "FC API 2023-03-30 EventBridgeTriggerConfig"
    /// `eventRuleFilterPattern` 是以文本书写的 JSON 对象。
    ///
    /// 键值块和不是 JSON 的文本会被 API 拒绝。修复会把键值块转成文本。
    ///
    /// 错误：`eventRuleFilterPattern: {source: [acs.oss]}` — 正确：`eventRuleFilterPattern: '{"source":["acs.oss"]}'`
    中文
}
rule! {
    /// `${functionName}` in a filter pattern is read by Serverless Devs, which knows no such name.
    ///
    /// The tool resolves `${…}` before EventBridge sees the pattern, and stops at a name it does not know. The
    /// function's own settings are written `${this.props.functionName}`.
    ///
    /// Breaks: `eventRuleFilterPattern: '{"source":["MNS-${functionName}"]}'` — keeps: `eventRuleFilterPattern: '{"source":["MNS-${this.props.functionName}"]}'`
    FC533 "eb-pattern-dollar" Error S true "derived from @serverless-devs/parse-spec"
    /// 过滤模式中的 `${functionName}` 会被 Serverless Devs 当作引用，而它不认识这个名字。
    ///
    /// 工具在 EventBridge 看到模式之前解析 `${…}`，遇到不认识的名字就报错。引用函数自己的配置写作 `${this.props.functionName}`。
    ///
    /// 错误：`eventRuleFilterPattern: '{"source":["MNS-${functionName}"]}'` — 正确：`eventRuleFilterPattern: '{"source":["MNS-${this.props.functionName}"]}'`
    中文
}
rule! {
    /// Kafka over `Network: PublicNetwork` needs `VpcId`, `VSwitchIds` and `SecurityGroupId`.
    ///
    /// The public network is reached through a VPC; without the three ids the API refuses the trigger.
    ///
    /// Breaks: `sourceKafkaParameters: {Network: PublicNetwork}` — keeps: `sourceKafkaParameters: {Network: PublicNetwork, VpcId: v, VSwitchIds: s, SecurityGroupId: g}`
    FC534 "eb-kafka-network" Error S false "FC API 2023-03-30 SourceKafkaParameters"
    /// Kafka 使用 `Network: PublicNetwork` 时需要 `VpcId`、`VSwitchIds`、`SecurityGroupId`。
    ///
    /// 公网经由 VPC 访问；缺少这三个 ID 时 API 会拒绝该触发器。
    ///
    /// 错误：`sourceKafkaParameters: {Network: PublicNetwork}` — 正确：`sourceKafkaParameters: {Network: PublicNetwork, VpcId: v, VSwitchIds: s, SecurityGroupId: g}`
    中文
}
rule! {
    /// RocketMQ with `AuthType: ACL` needs user name and password.
    ///
    /// Without them the API refuses the trigger. `Timestamp` counts with `Offset: CONSUME_FROM_TIMESTAMP`
    /// alone (a warning).
    ///
    /// Breaks: `sourceRocketMQParameters: {AuthType: ACL}` — keeps: `sourceRocketMQParameters: {AuthType: ACL, InstanceUsername: u, InstancePassword: p}`
    FC535 "eb-rocketmq-acl" Error S true "FC API 2023-03-30 SourceRocketMQParameters"
    /// RocketMQ 使用 `AuthType: ACL` 时需要用户名和密码。
    ///
    /// 没有写时 API 会拒绝该触发器。`Timestamp` 只在 `Offset: CONSUME_FROM_TIMESTAMP` 时有效（警告）。
    ///
    /// 错误：`sourceRocketMQParameters: {AuthType: ACL}` — 正确：`sourceRocketMQParameters: {AuthType: ACL, InstanceUsername: u, InstancePassword: p}`
    中文
}
rule! {
    /// Two EventBridge triggers do not share a `sourceArn`.
    ///
    /// The API answers `EventBridgeTriggerConflict` to the second one.
    ///
    /// Breaks: two eventbridge triggers with one `sourceArn` — keeps: one ARN each, or none: the API makes it
    FC536 "eb-same-source" Error S false "FC API error EventBridgeTriggerConflict; help page on EventBridge triggers"
    /// 两个 EventBridge 触发器不能使用同一个 `sourceArn`。
    ///
    /// API 会对第二个返回 `EventBridgeTriggerConflict`。
    ///
    /// 错误：两个 eventbridge 触发器写同一个 `sourceArn` — 正确：各用各的 ARN，或不写，由 API 生成
    中文
}
rule! {
    /// A DTS source needs `invocationRole`.
    ///
    /// For the other sources the tool uses a service-linked role; for DTS there is none, and the deploy stops.
    ///
    /// Breaks: `{eventSourceType: DTS}` without `invocationRole` — keeps: `invocationRole: my-role` at the trigger
    FC537 "eb-dts-role" Error S false "fc3 deploy code (roles of EventBridge triggers)"
    /// DTS 事件源需要 `invocationRole`。
    ///
    /// 其他事件源由工具使用服务关联角色；DTS 没有对应角色，部署会中止。
    ///
    /// 错误：`{eventSourceType: DTS}` 没有 `invocationRole` — 正确：在触发器上写 `invocationRole: my-role`
    中文
}

/// The rules of this family on one function.
pub fn check(cx: &mut Context<'_>, function: &Function<'_>) {
    let mut known: Vec<(String, Span)> = Vec::new();
    for trigger in of_function(function).iter().filter(|trigger| trigger.is("eventbridge")) {
        let mark = cx.mark();
        same_source(cx, trigger, &mut known);
        let source = trigger.config.get("eventSourceConfig");
        let kind_view = source.get("eventSourceType");
        let kind = kind_view.as_str();
        mode(cx, trigger, kind.as_deref());
        if let Some(kind) = &kind {
            params(cx, function, &source, &kind_view, kind);
            if kind == "DTS" {
                dts_role(cx, function, trigger, &kind_view);
            }
        }
        let parameters = source.get("eventSourceParameters");
        kafka_network(cx, function, &parameters.get("sourceKafkaParameters"));
        rocketmq_acl(cx, function, &parameters.get("sourceRocketMQParameters"));
        pattern(cx, &trigger.config);
        if function.format != Format::Fc3 {
            let mut found = cx.rewind(mark);
            for finding in &mut found {
                finding.cap(Severity::Warning);
            }
            cx.extend(found);
        }
    }
}

fn same_source(cx: &mut Context<'_>, trigger: &Trigger<'_>, known: &mut Vec<(String, Span)>) {
    let view = trigger.view.get("sourceArn");
    let Some(arn) = view.as_str().filter(|arn| !arn.is_empty() && !arn.contains(['<', '*'])) else { return };
    match known.iter().find(|(other, _)| *other == arn) {
        Some((_, first)) => {
            let first = *first;
            let message = Message::new(
                "another EventBridge trigger has this `sourceArn`: the API answers EventBridgeTriggerConflict",
                "另一个 EventBridge 触发器已使用该 `sourceArn`：API 会返回 EventBridgeTriggerConflict",
            );
            cx.report_at(&FC536, &view, message)
                .related(first, Message::new("it is first used here", "第一次用在这里"));
        }
        None => known.push((arn.into_owned(), view.span())),
    }
}

const STREAM_ONLY: &[&str] = &["batchWindow", "deadLetterQueue", "retryStrategy"];

fn mode(cx: &mut Context<'_>, trigger: &Trigger<'_>, kind: Option<&str>) {
    let options = trigger.config.get("runOptions");
    let view = options.get("mode");
    let Some(mode) = view.as_str() else { return };
    let wanted = match kind {
        Some("Kafka" | "MQTT" | "DTS") => Some("event-streaming"),
        Some("Default") => Some("event-driven"),
        _ => None,
    };
    let known = matches!(mode.as_ref(), "event-streaming" | "event-driven");
    if let (Some(wanted), Some(kind)) = (wanted, kind)
        && known
        && wanted != mode
    {
        let message = message!(
            "events of {kind} are pushed as `{wanted}` only, not as `{mode}`",
            "{kind} 的事件只能以 `{wanted}` 推送，不能用 `{mode}`"
        );
        let own = view.own_node().is_some();
        let finding = cx.report_at(&FC530, &view, message);
        if own {
            let title = message!("Change to {wanted}", "改为 {wanted}");
            finding.safe_fix(title, vec![Edit::replace(view.span(), wanted)]);
        }
        return;
    }
    if mode != "event-driven" {
        return;
    }
    let Some(mapping) = options.own_mapping() else { return };
    for key in STREAM_ONLY {
        let Some(entry) = mapping.get(key) else { continue };
        if options.get(key).is_empty() {
            continue;
        }
        let message = message!(
            "`{key}` has no effect with `mode: event-driven`; it belongs to event-streaming",
            "`{key}` 在 `mode: event-driven` 下没有作用，它属于 event-streaming"
        );
        let text = cx.document().text();
        let finding = cx.report(&FC530, entry.key_span(), message);
        finding.cap(Severity::Warning).tag(Tag::Unnecessary);
        if view.own_node().is_some() && matches!(kind, Some("MNS" | "RocketMQ" | "RabbitMQ")) {
            let title = Message::new("Change to event-streaming", "改为 event-streaming");
            finding.fix(title, vec![Edit::replace(view.span(), "event-streaming")]);
        }
        let title = message!("Remove `{key}`", "删除 `{key}`");
        finding.fix(title, vec![edit::remove_entry(text, mapping, entry)]);
    }
}

/// Kinds of sources and the parameters that belong to them.
const PARAMETERS: &[(&str, &str)] = &[
    ("MNS", "sourceMNSParameters"),
    ("RocketMQ", "sourceRocketMQParameters"),
    ("RabbitMQ", "sourceRabbitMQParameters"),
    ("Kafka", "sourceKafkaParameters"),
    ("MQTT", "sourceMQTTParameters"),
    ("DTS", "sourceDTSParameters"),
];

fn params(
    cx: &mut Context<'_>,
    function: &Function<'_>,
    source: &View<'_>,
    kind_view: &View<'_>,
    kind: &str,
) {
    let wanted = PARAMETERS.iter().find(|(name, _)| *name == kind).map(|(_, child)| *child);
    if wanted.is_none() && kind != "Default" {
        return; // The walk says that there is no such kind.
    }
    let block = source.get("eventSourceParameters");
    if block.is_unknown() {
        return;
    }
    let children: Vec<(&str, &str, View<'_>)> = PARAMETERS
        .iter()
        .map(|(kind, child)| (*kind, *child, block.get(child)))
        .filter(|(_, _, view)| !view.is_empty())
        .collect();
    let fitting = children.iter().any(|(of, ..)| *of == kind);
    let foreign: Vec<_> = children.iter().filter(|(of, ..)| *of != kind).collect();
    for (of, child, view) in &foreign {
        let message = match wanted {
            Some(wanted) => message!(
                "`{child}` does not belong to `eventSourceType: {kind}`, whose parameters are `{wanted}`",
                "`{child}` 不属于 `eventSourceType: {kind}`，它的参数是 `{wanted}`"
            ),
            None => message!(
                "`eventSourceType: Default` has no parameters; `{child}` belongs to {of}",
                "`eventSourceType: Default` 没有参数；`{child}` 属于 {of}"
            ),
        };
        let text = cx.document().text();
        let at = view.key_span().unwrap_or(view.span());
        let entry = block.own_mapping().and_then(|mapping| Some((mapping, mapping.get(child)?)));
        let finding = cx.report(&FC531, at, message);
        if !fitting && foreign.len() == 1 && kind_view.own_node().is_some() {
            let title = message!("Change eventSourceType to {of}", "将 eventSourceType 改为 {of}");
            finding.fix(title, vec![Edit::replace(kind_view.span(), *of)]);
        }
        if let Some((mapping, entry)) = entry.filter(|_| fitting || wanted.is_none()) {
            let title = message!("Remove `{child}`", "删除 `{child}`");
            finding.fix(title, vec![edit::remove_entry(text, mapping, entry)]);
        }
    }
    if let Some(wanted) = wanted
        && children.is_empty()
        && !function.has_unseen_settings()
    {
        let message = message!(
            "`eventSourceType: {kind}` needs `eventSourceParameters` with `{wanted}`",
            "`eventSourceType: {kind}` 需要 `eventSourceParameters`，其中有 `{wanted}`"
        );
        cx.report_at(&FC531, kind_view, message);
    }
}

fn dts_role(cx: &mut Context<'_>, function: &Function<'_>, trigger: &Trigger<'_>, kind: &View<'_>) {
    let key = if function.format == Format::Fc3 { "invocationRole" } else { "role" };
    if !trigger.view.get(key).is_empty() || function.has_unseen_settings() {
        return;
    }
    let message = message!(
        "a DTS source needs `{key}` at the trigger: there is no service-linked role for it",
        "DTS 事件源需要在触发器上写 `{key}`：没有可用的服务关联角色"
    );
    cx.report_at(&FC537, kind, message);
}

/// Names of the `keys` that are not there, with commas between them.
fn missing(block: &View<'_>, keys: &[&str]) -> Option<(String, String)> {
    let names: Vec<String> =
        keys.iter().filter(|key| block.get(key).is_empty()).map(|key| format!("`{key}`")).collect();
    (!names.is_empty()).then(|| (names.join(", "), names.join("、")))
}

fn kafka_network(cx: &mut Context<'_>, function: &Function<'_>, block: &View<'_>) {
    let network = block.get("Network");
    if network.as_str().as_deref() != Some("PublicNetwork") || function.has_unseen_settings() {
        return;
    }
    let Some((en, zh)) = missing(block, &["VpcId", "VSwitchIds", "SecurityGroupId"]) else { return };
    let message = message!(
        "`Network: PublicNetwork` is reached through a VPC: {en} missing",
        "`Network: PublicNetwork` 经由 VPC 访问：缺少 {zh}"
    );
    cx.report_at(&FC534, &network, message);
}

fn rocketmq_acl(cx: &mut Context<'_>, function: &Function<'_>, block: &View<'_>) {
    if !block.is_mapping() {
        return;
    }
    let auth = block.get("AuthType");
    if auth.as_str().as_deref() == Some("ACL")
        && !function.has_unseen_settings()
        && let Some((en, zh)) = missing(block, &["InstanceUsername", "InstancePassword"])
    {
        let message = message!(
            "`AuthType: ACL` needs user name and password: {en} missing",
            "`AuthType: ACL` 需要用户名和密码：缺少 {zh}"
        );
        cx.report_at(&FC535, &auth, message);
    }
    let (time, offset) = (block.get("Timestamp"), block.get("Offset"));
    let from_time = match offset.is_empty() {
        true => function.has_unseen_settings(),
        false => offset.as_str().is_none_or(|offset| offset == "CONSUME_FROM_TIMESTAMP"),
    };
    if time.is_empty() || from_time || time.origin() != Origin::Own {
        return;
    }
    let message = Message::new(
        "`Timestamp` counts with `Offset: CONSUME_FROM_TIMESTAMP` alone",
        "`Timestamp` 只在 `Offset: CONSUME_FROM_TIMESTAMP` 时有效",
    );
    let text = cx.document().text();
    let set = set_or_insert(block, "Offset", "CONSUME_FROM_TIMESTAMP", "Timestamp");
    let entry = block.own_mapping().and_then(|mapping| Some((mapping, mapping.get("Timestamp")?)));
    let finding = cx.report(&FC535, time.key_span().unwrap_or(time.span()), message);
    finding.cap(Severity::Warning).tag(Tag::Unnecessary);
    if let Some(edit) = set {
        let title = Message::new("Set Offset: CONSUME_FROM_TIMESTAMP", "设置 Offset: CONSUME_FROM_TIMESTAMP");
        finding.fix(title, vec![edit]);
    }
    if let Some((mapping, entry)) = entry {
        let title = Message::new("Remove `Timestamp`", "删除 `Timestamp`");
        finding.fix(title, vec![edit::remove_entry(text, mapping, entry)]);
    }
}

// --- patterns ---------------------------------------------------------------------------------------

const PATTERN: &str = "eventRuleFilterPattern";

fn pattern(cx: &mut Context<'_>, config: &View<'_>) {
    let view = &config.get(PATTERN);
    if view.is_mapping() {
        let message = Message::new(
            "`eventRuleFilterPattern` is JSON written as text, not a block of keys",
            "`eventRuleFilterPattern` 是以文本书写的 JSON，而不是键值块",
        );
        let json = view.own_node().and_then(|value| json_of(value, 0));
        let mapping = view.own_mapping();
        let at = match mapping.filter(|mapping| !mapping.is_flow()).and(view.key_span()) {
            Some(key) => key,
            None => view.span(),
        };
        let text = cx.document().text();
        let finding = cx.report(&FC532, at, message);
        let (Some(json), Some(mapping), Some(key)) = (json, mapping, view.key_span()) else { return };
        let quoted = format!("'{}'", json.to_string().replace('\'', "''"));
        let title = Message::new("Write it as JSON text", "写成 JSON 文本");
        // A block begins on the line below its key; its text moves up.
        let between = text.slice(Span::new(key.end, mapping.span().start.max(key.end)));
        if mapping.is_flow() {
            finding.safe_fix(title, vec![Edit::replace(mapping.span(), quoted)]);
        } else if between.trim() == ":" {
            let span = Span::new(key.end, mapping.span().end);
            finding.safe_fix(title, vec![Edit::replace(span, format!(": {quoted}"))]);
        }
        return;
    }
    if view.is_unknown() {
        return pattern_dollar(cx, config);
    }
    let Some(text) = view.as_str() else { return };
    if text.trim().is_empty() || text.contains(['<', '%']) {
        return;
    }
    let message = match serde_json::from_str::<serde_json::Value>(&text) {
        Ok(serde_json::Value::Object(_)) => return,
        Ok(_) => Message::new(
            "`eventRuleFilterPattern` must be a JSON object; `{}` lets all events pass",
            "`eventRuleFilterPattern` 必须是 JSON 对象；`{}` 表示放行所有事件",
        ),
        Err(error) => {
            let (line, column) = (error.line(), error.column());
            message!(
                "`eventRuleFilterPattern` is no valid JSON: line {line}, column {column} of the text",
                "`eventRuleFilterPattern` 不是合法的 JSON：文本第 {line} 行第 {column} 列"
            )
        }
    };
    cx.report_at(&FC532, view, message);
}

/// The JSON that a YAML block stands for; none if it holds what only a tool resolves.
fn json_of(value: Value<'_>, depth: u32) -> Option<serde_json::Value> {
    if depth > 32 {
        return None;
    }
    Some(match value {
        Value::Mapping(mapping) => {
            let mut object = serde_json::Map::new();
            for entry in mapping.entries() {
                if entry.is_merge() {
                    return None;
                }
                let key = entry.key_text()?.into_owned();
                object.insert(key, json_of(entry.value()?, depth + 1)?);
            }
            object.into()
        }
        Value::Sequence(sequence) => {
            let items = sequence.items().map(|item| json_of(item.value()?, depth + 1));
            items.collect::<Option<Vec<_>>>()?.into()
        }
        Value::Scalar(scalar) => match scalar.resolve() {
            Resolved::Null => serde_json::Value::Null,
            Resolved::Bool(value) => value.into(),
            Resolved::Int(value) => i64::try_from(value).ok()?.into(),
            Resolved::Float(value) => value.into(),
            Resolved::Str => {
                let text = scalar.cooked();
                if text.contains('\n') {
                    return None;
                }
                text.into_owned().into()
            }
        },
        Value::Alias(_) => return None,
    })
}

/// Names of the function's settings that are taken for variables of the pattern.
const OWN_NAMES: &[&str] = &["functionName", "region", "serviceName", "description", "runtime", "handler"];

fn pattern_dollar(cx: &mut Context<'_>, config: &View<'_>) {
    let entry = config.own_mapping().and_then(|mapping| mapping.get(PATTERN));
    let Some(scalar) = entry.and_then(|entry| entry.value()?.as_scalar()) else { return };
    let text = scalar.cooked();
    for name in OWN_NAMES {
        let wanted = format!("${{{name}}}");
        for (at, _) in text.match_indices(&wanted) {
            let start = scalar.source_offset(at as u32 + 2);
            let end = scalar.source_offset((at + wanted.len()) as u32 - 1);
            let (Some(start), Some(end)) = (start, end) else { continue };
            let message = message!(
                "Serverless Devs resolves `{wanted}` itself and knows no such name: write `${{this.props.{name}}}`",
                "Serverless Devs 会自行解析 `{wanted}`，但没有这个名字：请写 `${{this.props.{name}}}`"
            );
            let span = Span::new(start, end);
            let finding = cx.report(&FC533, span, message);
            let title = message!("Change to `${{this.props.{name}}}`", "改为 `${{this.props.{name}}}`");
            finding.safe_fix(title, vec![Edit::replace(span, format!("this.props.{name}"))]);
        }
    }
}
