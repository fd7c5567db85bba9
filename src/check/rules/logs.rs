//! FC3xx: logs and tracing. `logConfig` does not need a `role`: a service-linked role delivers the logs,
//! so that nothing is said about one.

use crate::check::context::Context;
use crate::check::edits::set_or_insert;
use crate::check::rule::{Family, rule};
use crate::document::{Format, Function};
use crate::message::Message;

/// The family.
pub static FAMILY: Family =
    Family { name: "logs", rules: &[&FC310, &FC313], function: check, ..Family::NONE };

rule! {
    /// `logConfig` needs `project` and `logstore`, or is `auto`.
    ///
    /// With only one of them the API refuses the function. A `role` is not needed: logs are delivered with a
    /// service-linked role.
    ///
    /// Breaks: `logConfig: {project: p}` — keeps: `logConfig: {project: p, logstore: s}`
    FC310 "log-complete" Error All false "fc3 schema.json; the f.yml specification"
    /// `logConfig` 必须同时有 `project` 和 `logstore`，或写 `auto`。
    ///
    /// 只写一个时 API 会拒绝。不需要 `role`：日志由服务关联角色投递。
    ///
    /// 错误：`logConfig: {project: p}` — 正确：`logConfig: {project: p, logstore: s}`
    中文
}
rule! {
    /// `tracingConfig` needs `type: Jaeger` and `params.endpoint`.
    ///
    /// Jaeger is the only protocol, and without the address of a collector no trace arrives anywhere: the
    /// function is deployed, but tracing stays off.
    ///
    /// Breaks: `tracingConfig: {type: Zipkin}` — keeps: `tracingConfig: {type: Jaeger, params: {endpoint: 'http://…'}}`
    FC313 "tracing-type" Warning S true "FC API 2023-03-30 TracingConfig"
    /// `tracingConfig` 需要 `type: Jaeger` 和 `params.endpoint`。
    ///
    /// 目前只支持 Jaeger；没有采集端地址，链路数据无处可去：函数可以部署，但追踪不生效。
    ///
    /// 错误：`tracingConfig: {type: Zipkin}` — 正确：`tracingConfig: {type: Jaeger, params: {endpoint: 'http://…'}}`
    中文
}

/// The rules of this family on one function. What `type` may be is said by the schema walk.
fn check(cx: &mut Context<'_>, function: &Function<'_>) {
    if function.format != Format::Fc3 {
        return;
    }
    let tracing = function.setting("tracingConfig");
    if !tracing.is_mapping() || function.has_unseen_settings() {
        return;
    }
    let (kind, params) = (tracing.get("type"), tracing.get("params"));
    // The old place of the endpoint is said to be deprecated already.
    let old = tracing.get("jaegerConfig");
    if kind.is_unknown() || params.is_unknown() || old.is_present() && !old.is_empty() {
        return;
    }
    let key = tracing.key_span().unwrap_or(tracing.span());
    if kind.is_empty() && !params.is_empty() {
        let message = Message::new(
            "`tracingConfig` needs `type: Jaeger`; without it tracing stays off",
            "`tracingConfig` 需要 `type: Jaeger`，否则追踪不生效",
        );
        let edit = set_or_insert(&tracing, "type", "Jaeger", "params");
        let finding = cx.report(&FC313, key, message);
        if let Some(edit) = edit {
            finding.fix(Message::new("Add type: Jaeger", "添加 type: Jaeger"), vec![edit]);
        }
    }
    let endpoint = params.get("endpoint");
    // `params` as text is the form of the component's schema; what it holds is not known.
    let no_endpoint =
        params.is_empty() || params.is_mapping() && endpoint.is_empty() && !endpoint.is_unknown();
    // Another protocol is said by the schema walk.
    if kind.as_str().is_some_and(|kind| kind == "Jaeger") && no_endpoint {
        let message = Message::new(
            "tracing needs `params.endpoint`, the address of the collector",
            "链路追踪需要 `params.endpoint`，即采集端地址",
        );
        let at = if params.is_empty() { key } else { params.key_span().unwrap_or(key) };
        cx.report(&FC313, at, message);
    }
}
