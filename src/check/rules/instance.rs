//! FC11x: GPU, isolation and session affinity of an instance.

use crate::check::context::Context;
use crate::check::edits::set_or_insert;
use crate::check::rule::{Family, rule};
use crate::check::rules::size::DEFAULT_MEMORY;
use crate::check::{Severity, Tag};
use crate::document::decimal::Decimal;
use crate::document::{Format, Function, View};
use crate::message;
use crate::message::Message;
use crate::spec::lists::{RuntimeFamily, gpu_type_by_name, runtime_by_name, runtime_family};
use crate::syntax::{Value, edit};
use crate::text::{Edit, Text};
use std::borrow::Cow;

/// The family.
pub static FAMILY: Family = Family {
    name: "instance",
    rules: &[&FC110, &FC111, &FC112, &FC113, &FC114, &FC115, &FC116, &FC117, &FC118, &FC119],
    function: check,
    ..Family::NONE
};

rule! {
    /// `gpuType` and `gpuMemorySize` are written together.
    ///
    /// Memory without a card gives no GPU; a card without memory gets 1024 MB from the component, far less
    /// than the card has. The fix adds all the memory of the card.
    ///
    /// Breaks: `gpuConfig: {gpuMemorySize: 4096}` — keeps: `gpuConfig: {gpuType: fc.gpu.tesla.1, gpuMemorySize: 4096}`
    FC110 "gpu-pair" Warning S true "derived: fc3 schema.json fills 1024"
    /// `gpuType` 和 `gpuMemorySize` 要一起写。
    ///
    /// 只写显存不会有 GPU；只写卡型时组件会填入 1024 MB，远小于整卡显存。修复会补上整卡显存。
    ///
    /// 错误：`gpuConfig: {gpuMemorySize: 4096}` — 正确：`gpuConfig: {gpuType: fc.gpu.tesla.1, gpuMemorySize: 4096}`
    中文
}
rule! {
    /// GPU memory is a multiple of 1024 MB, and not more than the card has.
    ///
    /// A size off the steps is refused by the component. A T4 has 16384 MB, an A10 24576 MB: more than that
    /// is a warning. The bounds of newer cards are not judged.
    ///
    /// Breaks: `{gpuType: fc.gpu.tesla.1, gpuMemorySize: 24576}` — keeps: `{gpuType: fc.gpu.ampere.1, gpuMemorySize: 24576}`
    FC111 "gpu-memory" Error S true "fc3 schema.json (step); help page on GPU specifications (cards)"
    /// 显存必须是 1024 MB 的倍数，且不超过整卡显存。
    ///
    /// 不是 1024 的倍数时组件会拒绝。T4 有 16384 MB，A10 有 24576 MB，超过时给警告；新卡的上限不检查。
    ///
    /// 错误：`{gpuType: fc.gpu.tesla.1, gpuMemorySize: 24576}` — 正确：`{gpuType: fc.gpu.ampere.1, gpuMemorySize: 24576}`
    中文
}
rule! {
    /// A GPU does not go with a standard runtime.
    ///
    /// GPU functions are documented for container images; the update of a function with a standard runtime is
    /// refused or the GPU stays unused. Custom runtimes are not judged, because newer ones may have a GPU.
    ///
    /// Breaks: `{runtime: python3.10, gpuConfig: {gpuType: fc.gpu.tesla.1, gpuMemorySize: 4096}}` — keeps: `{runtime: custom-container, gpuConfig: {gpuType: fc.gpu.tesla.1, gpuMemorySize: 4096}}`
    FC112 "gpu-runtime" Warning S false "help page on GPU functions; derived"
    /// 标准运行时不能使用 GPU。
    ///
    /// 文档中 GPU 函数只支持容器镜像；标准运行时写 GPU 配置会被拒绝或不起作用。较新的自定义运行时可能支持 GPU，不检查。
    ///
    /// 错误：`{runtime: python3.10, gpuConfig: {gpuType: fc.gpu.tesla.1, gpuMemorySize: 4096}}` — 正确：`{runtime: custom-container, gpuConfig: {gpuType: fc.gpu.tesla.1, gpuMemorySize: 4096}}`
    中文
}
rule! {
    /// The GPU card is not one of those that FC is known to have.
    ///
    /// The API refuses a card it does not know. The list ages: a new card may exist before fcls knows it.
    ///
    /// Breaks: `gpuType: fc.gpu.telsa.1` — keeps: `gpuType: fc.gpu.ada.1`
    FC113 "gpu-type-known" Warning S true "fc3 schema.json 0.1.22 (T4, A10); help pages and terraform (newer cards), list of 2026-05-28"
    /// GPU 卡型不在已知列表中。
    ///
    /// API 会拒绝不认识的卡型。列表会过时：新卡型可能先于 fcls 出现。
    ///
    /// 错误：`gpuType: fc.gpu.telsa.1` — 正确：`gpuType: fc.gpu.ada.1`
    中文
}
rule! {
    /// Request and session isolation need 2 vCPU or more.
    ///
    /// With less the service refuses the mode. Where neither `cpu` nor `diskSize` is written and the memory
    /// is 512 MB, the tool sends 0.35 vCPU.
    ///
    /// Breaks: `{instanceIsolationMode: SESSION_EXCLUSIVE, cpu: 1, memorySize: 2048, diskSize: 512}` — keeps: `{instanceIsolationMode: SESSION_EXCLUSIVE, cpu: 2, memorySize: 4096, diskSize: 512}`
    FC114 "isolation-vcpu" Warning S true "help page on instance isolation"
    /// 请求隔离和会话隔离至少需要 2 vCPU。
    ///
    /// 不足时服务会拒绝该模式。没有写 `cpu` 和 `diskSize` 且内存为 512 MB 时，工具发送 0.35 vCPU。
    ///
    /// 错误：`{instanceIsolationMode: SESSION_EXCLUSIVE, cpu: 1, memorySize: 2048, diskSize: 512}` — 正确：`{instanceIsolationMode: SESSION_EXCLUSIVE, cpu: 2, memorySize: 4096, diskSize: 512}`
    中文
}
rule! {
    /// Request isolation handles one request at a time: `instanceConcurrency` is 1.
    ///
    /// The service locks it to 1; another value is refused or has no effect.
    ///
    /// Breaks: `{instanceIsolationMode: REQUEST_EXCLUSIVE, instanceConcurrency: 10}` — keeps: `{instanceIsolationMode: REQUEST_EXCLUSIVE, instanceConcurrency: 1}`
    FC115 "request-isolation-concurrency" Warning S true "help page on instance isolation"
    /// 请求隔离时一个实例同时只处理一个请求：`instanceConcurrency` 为 1。
    ///
    /// 服务会将其锁定为 1，其他值会被拒绝或不起作用。
    ///
    /// 错误：`{instanceIsolationMode: REQUEST_EXCLUSIVE, instanceConcurrency: 10}` — 正确：`{instanceIsolationMode: REQUEST_EXCLUSIVE, instanceConcurrency: 1}`
    中文
}
rule! {
    /// An instance serves no more sessions than requests; under session isolation it serves one.
    ///
    /// `sessionConcurrencyPerInstance` above `instanceConcurrency` is refused, or sessions wait for each
    /// other. Nothing is said where `instanceConcurrency` is not written.
    ///
    /// Breaks: `{instanceConcurrency: 10, sessionAffinityConfig: {sessionConcurrencyPerInstance: 20}}` — keeps: `{instanceConcurrency: 20, sessionAffinityConfig: {sessionConcurrencyPerInstance: 20}}`
    FC116 "session-vs-concurrency" Warning S true "help pages on session affinity and instance isolation"
    /// 单实例会话数不超过单实例并发数；会话隔离时为 1。
    ///
    /// `sessionConcurrencyPerInstance` 大于 `instanceConcurrency` 会被拒绝，或使会话互相等待。
    /// 没有写 `instanceConcurrency` 时不检查。
    ///
    /// 错误：`{instanceConcurrency: 10, sessionAffinityConfig: {sessionConcurrencyPerInstance: 20}}` — 正确：`{instanceConcurrency: 20, sessionAffinityConfig: {sessionConcurrencyPerInstance: 20}}`
    中文
}
rule! {
    /// The keys of `sessionAffinityConfig` belong to modes of `sessionAffinity`.
    ///
    /// `affinityHeaderFieldName` goes with `HEADER_FIELD` and is needed there, `sseEndpointPath` with
    /// `MCP_SSE`. Keys of another mode have no effect, nor has the whole block without a mode or with
    /// `NONE`: requests of one session then reach different instances.
    ///
    /// Breaks: `{sessionAffinity: HEADER_FIELD, sessionAffinityConfig: {sseEndpointPath: /sse}}` — keeps: `{sessionAffinity: MCP_SSE, sessionAffinityConfig: {sseEndpointPath: /sse}}`
    FC117 "session-mode-keys" Warning S true "FC API 2023-03-30 models of session affinity"
    /// `sessionAffinityConfig` 的键要与 `sessionAffinity` 的方式对应。
    ///
    /// `affinityHeaderFieldName` 用于 `HEADER_FIELD`（且必填），`sseEndpointPath` 用于 `MCP_SSE`。
    /// 属于其他方式的键不起作用；没有写方式或方式为 `NONE` 时整个配置块都不起作用，同一会话的请求会落到不同实例。
    ///
    /// 错误：`{sessionAffinity: HEADER_FIELD, sessionAffinityConfig: {sseEndpointPath: /sse}}` — 正确：`{sessionAffinity: MCP_SSE, sessionAffinityConfig: {sseEndpointPath: /sse}}`
    中文
}
rule! {
    /// `MCP_STREAMABLE` needs an HTTP trigger that allows GET, POST and DELETE.
    ///
    /// MCP clients open, use and end a session with these three; a method that the trigger does not allow is
    /// answered with an error. Nothing is said where the file has no HTTP trigger.
    ///
    /// Breaks: `methods: [GET]` — keeps: `methods: [GET, POST, DELETE]`
    FC118 "mcp-http-methods" Warning S true "help page on MCP session affinity"
    /// `MCP_STREAMABLE` 需要允许 GET、POST、DELETE 的 HTTP 触发器。
    ///
    /// MCP 客户端用这三种方法建立、使用和结束会话，触发器不允许的方法会返回错误。文件中没有 HTTP 触发器时不检查。
    ///
    /// 错误：`methods: [GET]` — 正确：`methods: [GET, POST, DELETE]`
    中文
}
rule! {
    /// `sessionAffinityConfig` as text is a JSON object.
    ///
    /// The API takes JSON text and refuses other text. A block of keys is easier to read; the tool turns it
    /// into JSON.
    ///
    /// Breaks: `sessionAffinityConfig: abc` — keeps: `sessionAffinityConfig: '{"sessionConcurrencyPerInstance":20}'`
    FC119 "session-json" Error S false "FC API 2023-03-30: the field is JSON text"
    /// `sessionAffinityConfig` 写成字符串时必须是 JSON 对象。
    ///
    /// API 只接受 JSON 字符串。写成键值块更易读，工具会转成 JSON。
    ///
    /// 错误：`sessionAffinityConfig: abc` — 正确：`sessionAffinityConfig: '{"sessionConcurrencyPerInstance":20}'`
    中文
}

/// The rules of this family on one function.
pub fn check(cx: &mut Context<'_>, function: &Function<'_>) {
    if function.format != Format::Fc3 {
        return;
    }
    let gpu = function.setting("gpuConfig");
    if gpu.is_mapping() {
        gpu_config(cx, function, &gpu);
    }
    let isolation = function.setting("instanceIsolationMode").as_str();
    if let Some(mode @ ("REQUEST_EXCLUSIVE" | "SESSION_EXCLUSIVE")) = isolation.as_deref() {
        isolation_vcpu(cx, function, mode);
        if mode == "REQUEST_EXCLUSIVE" {
            request_isolation(cx, function);
        }
    }
    let config = function.setting("sessionAffinityConfig");
    let affinity = function.setting("sessionAffinity");
    if config.is_present() || affinity.is_present() {
        let isolated = isolation.as_deref() == Some("SESSION_EXCLUSIVE");
        let session = Session::of(&config);
        if session.broken {
            let message = message!(
                "`sessionAffinityConfig` is text but not a JSON object; write a block of keys or JSON",
                "`sessionAffinityConfig` 是字符串，但不是 JSON 对象；请写键值块或 JSON"
            );
            cx.report_at(&FC119, &config, message);
        }
        session_count(cx, function, &session, isolated);
        mode_keys(cx, function, &affinity, &session, isolated);
    }
    if affinity.as_str().as_deref() == Some("MCP_STREAMABLE") {
        mcp_methods(cx, function);
    }
}

// --- GPU ------------------------------------------------------------------------------------------

fn gpu_config(cx: &mut Context<'_>, function: &Function<'_>, gpu: &View<'_>) {
    let (card, memory) = (gpu.get("gpuType"), gpu.get("gpuMemorySize"));
    let known = card.as_str().and_then(|name| gpu_type_by_name(&name));
    let most = known.and_then(|known| known.max_memory_mb);
    match (card.is_empty(), memory.is_empty()) {
        (false, true) if !function.has_unseen_settings() => {
            let message = message!(
                "`gpuType` without `gpuMemorySize`: the component fills in 1024 MB; write how much the function needs",
                "只写了 `gpuType`，没有 `gpuMemorySize`：组件会填入 1024 MB，请写出所需显存"
            );
            let at = card.key_span().unwrap_or(card.span());
            let edit = most.and_then(|most| {
                Some((most, set_or_insert(gpu, "gpuMemorySize", &most.to_string(), "gpuType")?))
            });
            let finding = cx.report(&FC110, at, message);
            if let Some((most, edit)) = edit {
                let title = message!("Add gpuMemorySize: {most}", "添加 gpuMemorySize: {most}");
                finding.fix(title, vec![edit]);
            }
        }
        (true, false) if !function.has_unseen_settings() => {
            let message = message!(
                "`gpuMemorySize` without `gpuType`: no card is chosen; add e.g. `gpuType: fc.gpu.tesla.1`",
                "只写了 `gpuMemorySize`，没有 `gpuType`：未指定卡型，请添加，例如 `gpuType: fc.gpu.tesla.1`"
            );
            cx.report(&FC110, memory.key_span().unwrap_or(memory.span()), message);
        }
        _ => {}
    }
    if let (Some(known), Some(most), Some(mb)) = (known, most, memory.as_int())
        && mb > i128::from(most)
        && mb % 1024 == 0
    {
        let (name, en, zh) = (known.name, known.card, known.card_zh);
        let message = message!(
            "`{name}` ({en}) has at most {most} MB of GPU memory, not {mb}",
            "`{name}`（{zh}）的显存最多 {most} MB，不能是 {mb}"
        );
        let own = memory.own_node().is_some();
        let span = memory.span();
        let finding = cx.report_at(&FC111, &memory, message).cap(Severity::Warning);
        if own {
            let title = message!("Set gpuMemorySize to {most}", "将 gpuMemorySize 设为 {most}");
            finding.fix(title, vec![Edit::replace(span, most.to_string())]);
        }
    }
    let runtime = function.runtime();
    if let Some(name) = runtime.as_str()
        && runtime_by_name(&name).is_some()
        && runtime_family(&name) == RuntimeFamily::Standard
        && !(card.is_empty() && memory.is_empty())
    {
        let message = message!(
            "runtime `{name}` has no GPU: `gpuConfig` needs `custom-container` (or a custom runtime that supports it)",
            "运行时 `{name}` 不支持 GPU：`gpuConfig` 需要 `custom-container`（或支持 GPU 的自定义运行时）"
        );
        let at = gpu.key_span().unwrap_or(gpu.span());
        let related = runtime.key_span().map(|key| key.cover(runtime.span()));
        let finding = cx.report(&FC112, at, message);
        if let Some(span) = related {
            finding.related(span, Message::new("the runtime is set here", "运行时写在这里"));
        }
    }
}

// --- isolation ------------------------------------------------------------------------------------

fn isolation_vcpu(cx: &mut Context<'_>, function: &Function<'_>, mode: &str) {
    let mode_view = function.setting("instanceIsolationMode");
    let (cpu, memory) = (function.setting("cpu"), function.setting("memorySize"));
    if cpu.is_empty() {
        // What the service takes beside another memory size is not known.
        let sent = function.setting("diskSize").is_empty()
            && (memory.is_empty() || memory.as_int() == Some(i128::from(DEFAULT_MEMORY)));
        if sent && !function.has_unseen_settings() {
            let message = message!(
                "{mode} needs at least 2 vCPU, and the tool sends 0.35 here; write cpu, memorySize and diskSize",
                "{mode} 至少需要 2 vCPU，而这里工具会发送 0.35；请写出 cpu、memorySize 和 diskSize"
            );
            cx.report_at(&FC114, &mode_view, message);
        }
        return;
    }
    let two = Decimal::from_int(2);
    let Some(vcpu) = cpu.as_decimal().filter(|vcpu| *vcpu < two) else { return };
    let message =
        message!("{mode} needs at least 2 vCPU, not {vcpu}", "{mode} 至少需要 2 vCPU，而不是 {vcpu}");
    // 2 vCPU take 2048 to 8192 MB; other memory has to grow with them.
    let fits = memory.as_decimal().is_some_and(|mb| two.times(1024) <= mb && mb <= two.times(4096));
    let mut edits = Vec::new();
    if cpu.own_node().is_some() {
        edits.push(Edit::replace(cpu.span(), "2".to_string()));
        if !fits && memory.own_node().is_some() {
            edits.push(Edit::replace(memory.span(), "4096".to_string()));
        } else if !fits {
            edits.clear();
        }
    }
    let related = mode_view.key_span().map(|key| key.cover(mode_view.span()));
    let finding = cx.report_at(&FC114, &cpu, message);
    if let Some(span) = related {
        finding.related(span, Message::new("the isolation mode is set here", "隔离模式写在这里"));
    }
    match edits.len() {
        0 => {}
        1 => {
            finding.fix(Message::new("Set cpu to 2", "将 cpu 设为 2"), edits);
        }
        _ => {
            let title =
                Message::new("Set cpu to 2 and memorySize to 4096", "将 cpu 设为 2，memorySize 设为 4096");
            finding.fix(title, edits);
        }
    }
}

fn request_isolation(cx: &mut Context<'_>, function: &Function<'_>) {
    let concurrency = function.setting("instanceConcurrency");
    let Some(count) = concurrency.as_int().filter(|count| *count > 1) else { return };
    let message = message!(
        "under request isolation an instance handles one request at a time: instanceConcurrency is 1, not {count}",
        "请求隔离时一个实例同时只处理一个请求：instanceConcurrency 应为 1，而不是 {count}"
    );
    let own = concurrency.own_node().is_some();
    let span = concurrency.span();
    let finding = cx.report_at(&FC115, &concurrency, message);
    if own {
        let title = Message::new("Set instanceConcurrency to 1", "将 instanceConcurrency 设为 1");
        finding.fix(title, vec![Edit::replace(span, "1")]);
    }
}

// --- sessions -------------------------------------------------------------------------------------

/// The parameters of session affinity, written as a block or as JSON text.
struct Session<'a> {
    view: View<'a>,
    json: Option<serde_json::Map<String, serde_json::Value>>,
    /// Text that is no JSON object.
    broken: bool,
}

impl<'a> Session<'a> {
    fn of(view: &View<'a>) -> Session<'a> {
        let text = view.as_str();
        let json = text.as_ref().and_then(|text| serde_json::from_str(text).ok());
        let written = text.is_some_and(|text| !text.trim().is_empty());
        Session { view: view.clone(), broken: written && json.is_none(), json }
    }

    /// Whether nothing can be said about which keys there are.
    fn is_unknown(&self) -> bool {
        self.broken || self.view.is_unknown()
    }

    fn keys(&self) -> Vec<(Cow<'a, str>, View<'a>)> {
        match &self.json {
            Some(json) => json.keys().map(|key| (Cow::Owned(key.clone()), self.view.clone())).collect(),
            None => self
                .view
                .fields()
                .into_iter()
                .filter(|field| !field.view.is_empty())
                .map(|field| (field.name, field.view))
                .collect(),
        }
    }

    fn sessions(&self) -> Option<i128> {
        const KEY: &str = "sessionConcurrencyPerInstance";
        match &self.json {
            Some(json) => json.get(KEY)?.as_i64().map(i128::from),
            None => self.view.get(KEY).as_int(),
        }
    }
}

fn session_count(cx: &mut Context<'_>, function: &Function<'_>, session: &Session<'_>, isolated: bool) {
    let Some(sessions) = session.sessions() else { return };
    let concurrency = function.setting("instanceConcurrency");
    let (most, message) = if isolated && sessions > 1 {
        let message = message!(
            "under session isolation an instance serves one session: sessionConcurrencyPerInstance is 1, not {sessions}",
            "会话隔离时一个实例只服务一个会话：sessionConcurrencyPerInstance 应为 1，而不是 {sessions}"
        );
        (1, message)
    } else {
        match concurrency.as_int() {
            Some(most) if most >= 1 && sessions > most => {
                let message = message!(
                    "{sessions} sessions are more than the instance handles requests: at most instanceConcurrency, here {most}",
                    "会话数 {sessions} 超过单实例并发数：最多为 instanceConcurrency，此处为 {most}"
                );
                (most, message)
            }
            _ => return,
        }
    };
    let view = match session.json {
        Some(_) => session.view.clone(),
        None => session.view.get("sessionConcurrencyPerInstance"),
    };
    let own = session.json.is_none() && view.own_node().is_some();
    let span = view.span();
    let related = concurrency.key_span().filter(|_| !isolated).map(|key| key.cover(concurrency.span()));
    let finding = cx.report_at(&FC116, &view, message);
    if let Some(related) = related {
        finding.related(
            related,
            Message::new("instanceConcurrency is set here", "instanceConcurrency 写在这里"),
        );
    }
    if own {
        let title = message!(
            "Set sessionConcurrencyPerInstance to {most}",
            "将 sessionConcurrencyPerInstance 设为 {most}"
        );
        finding.fix(title, vec![Edit::replace(span, most.to_string())]);
    }
}

/// The modes that read a parameter; empty for those that every mode reads.
fn modes_of(key: &str) -> &'static [&'static str] {
    match key {
        "affinityHeaderFieldName" => &["HEADER_FIELD"],
        "sseEndpointPath" => &["MCP_SSE"],
        "sessionIdleTimeoutInSeconds" | "sessionTTLInSeconds" => {
            &["MCP_STREAMABLE", "HEADER_FIELD", "GENERATED_COOKIE"]
        }
        "disableSessionIdReuse" => &["HEADER_FIELD", "GENERATED_COOKIE"],
        _ => &[],
    }
}

fn mode_keys(
    cx: &mut Context<'_>,
    function: &Function<'_>,
    affinity: &View<'_>,
    session: &Session<'_>,
    isolated: bool,
) {
    if session.is_unknown() || affinity.is_unknown() {
        return;
    }
    let keys = session.keys();
    let mode = affinity.as_str();
    let mode = mode.as_deref().filter(|mode| *mode != "NONE");
    let Some(mode) = mode else {
        // Session isolation switches affinity on by itself; another type of value is said elsewhere.
        let without = affinity.is_empty() && !function.has_unseen_settings()
            || affinity.as_str().as_deref() == Some("NONE");
        if keys.is_empty() || isolated || !without {
            return;
        }
        let meant = keys.iter().map(|(key, _)| modes_of(key)).find(|modes| modes.len() == 1);
        let message = message!(
            "`sessionAffinityConfig` has no effect without a mode: set `sessionAffinity` (MCP_SSE, MCP_STREAMABLE, HEADER_FIELD or GENERATED_COOKIE)",
            "没有会话亲和方式时 `sessionAffinityConfig` 不起作用：请设置 `sessionAffinity`（MCP_SSE、MCP_STREAMABLE、HEADER_FIELD 或 GENERATED_COOKIE）"
        );
        let at = session.view.key_span().unwrap_or(session.view.span());
        let edit = meant.and_then(|modes| {
            let mode = *modes.first()?;
            let edit =
                set_or_insert(&function.settings_block(), "sessionAffinity", mode, "sessionAffinityConfig")?;
            Some((mode, edit))
        });
        let finding = cx.report(&FC117, at, message).tag(Tag::Unnecessary);
        if let Some((mode, edit)) = edit {
            let title = message!("Set sessionAffinity to {mode}", "将 sessionAffinity 设为 {mode}");
            finding.fix(title, vec![edit]);
        }
        return;
    };
    // Another word is said to be none of the modes by itself.
    if !["MCP_SSE", "MCP_STREAMABLE", "HEADER_FIELD", "GENERATED_COOKIE"].contains(&mode) {
        return;
    }
    for (key, view) in &keys {
        let modes = modes_of(key);
        if modes.is_empty() || modes.contains(&mode) || view.is_empty() {
            continue;
        }
        let list = modes.join(", ");
        let message = message!(
            "`{key}` belongs to {list}; with {mode} it has no effect",
            "`{key}` 属于 {list}，方式为 {mode} 时不起作用"
        );
        cx.report(&FC117, view.key_span().unwrap_or(view.span()), message).tag(Tag::Unnecessary);
    }
    let named = keys.iter().any(|(key, _)| key == "affinityHeaderFieldName");
    if mode == "HEADER_FIELD" && !named && !function.has_unseen_settings() {
        let message = message!(
            "HEADER_FIELD needs `affinityHeaderFieldName` in `sessionAffinityConfig`: the header with the session id",
            "HEADER_FIELD 需要在 `sessionAffinityConfig` 中写 `affinityHeaderFieldName`：携带会话 ID 的请求头"
        );
        cx.report_at(&FC117, affinity, message);
    }
}

/// The methods that MCP over streamable HTTP uses.
const MCP_METHODS: &[&str] = &["GET", "POST", "DELETE"];

fn mcp_methods(cx: &mut Context<'_>, function: &Function<'_>) {
    let triggers = function.setting("triggers").items();
    let lists: Vec<View<'_>> = triggers
        .iter()
        .filter(|trigger| {
            let kind = trigger.get("triggerType");
            kind.is_unknown() || kind.as_str().is_some_and(|kind| kind == "http")
        })
        .map(|trigger| trigger.path("triggerConfig.methods"))
        .collect();
    // One trigger that allows all three, or that cannot be read, is enough.
    let missing = |methods: &View<'_>| -> Option<Vec<&'static str>> {
        let items = methods.items();
        if !methods.is_sequence() || items.iter().any(|item| item.as_str().is_none()) {
            return None;
        }
        let allows = |name: &&str| {
            items.iter().any(|item| item.as_str().is_some_and(|it| it.eq_ignore_ascii_case(name)))
        };
        Some(MCP_METHODS.iter().copied().filter(|name| !allows(name)).collect())
    };
    let mut found = lists.iter().map(missing);
    let Some(first) = found.next().flatten() else { return };
    if first.is_empty() || found.any(|missing| missing.is_none_or(|missing| missing.is_empty())) {
        return;
    }
    let Some(methods) = lists.first() else { return };
    let list = first.join(", ");
    let message = message!(
        "MCP_STREAMABLE needs GET, POST and DELETE; this trigger lacks {list}",
        "MCP_STREAMABLE 需要 GET、POST 和 DELETE，该触发器缺少 {list}"
    );
    let text = cx.document().text();
    let edit = methods.own_node().and_then(|value| append(text, value, &first));
    let at = match methods.own_node() {
        Some(Value::Sequence(sequence)) if !sequence.is_flow() => {
            methods.key_span().unwrap_or(methods.span())
        }
        _ => methods.span(),
    };
    let finding = cx.report(&FC118, at, message);
    if let Some(edit) = edit {
        let title = message!("Add {list}", "添加 {list}");
        finding.fix(title, vec![edit]);
    }
}

/// Adds plain words to a list that has items.
fn append(text: &Text, list: Value<'_>, words: &[&str]) -> Option<Edit> {
    let sequence = list.as_sequence()?;
    let last = sequence.items().last()?;
    let value = last.value()?;
    if sequence.is_flow() {
        return Some(Edit::insert(value.span().end, format!(", {}", words.join(", "))));
    }
    let dash = last.dash()?;
    let (line_break, indent) = (edit::line_break(text), " ".repeat(text.byte_column(dash.start) as usize));
    let line = text.line_span(text.line_of(value.span().end));
    let lines: String = words.iter().map(|word| format!("{line_break}{indent}- {word}")).collect();
    Some(Edit::insert(line.end, lines))
}
