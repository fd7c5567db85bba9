//! Size, life cycle, sessions and isolation of an instance.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::spec::choices::choices;
use crate::spec::lists::GpuTypeName;

/// GPU card and its memory.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "GPU 卡型与显存。"))]
pub struct GpuConfig {
    /// Family of the card.
    ///
    /// The component's schema knows T4 and A10, the platform has more.
    #[schemars(extend("x-zh" = "GPU 卡型。\n\n组件的 schema 只列出 T4 和 A10，平台支持更多。", "x-rule" = "gpu-type-known"))]
    pub gpu_type: Option<GpuTypeName>,
    /// GPU memory of an instance.
    ///
    /// A multiple of 1024: T4 up to 16384, A10 up to 24576, newer cards more.
    #[schemars(extend("x-zh" = "实例的显存。\n\n1024 的倍数：T4 最多 16384，A10 最多 24576，新卡更大。", "x-unit" = "MB",
        "x-rule" = "gpu-memory", "minimum" = 1024, "multipleOf" = 1024, "default" = 1024, "examples" = [16384]))]
    pub gpu_memory_size: Option<u32>,
}

/// Hooks that run when an instance starts or stops.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "实例启动或销毁时的回调。"))]
pub struct InstanceLifecycleConfig {
    /// Runs once in an instance, before its first request.
    #[schemars(extend("x-zh" = "实例启动后、首个请求前执行一次。", "x-class" = "common", "x-rule" = "hook-handler-xor-command"))]
    pub initializer: Option<Initializer>,
    /// Runs before the instance is destroyed.
    #[schemars(extend("x-zh" = "实例销毁前执行。", "x-rule" = "hook-handler-xor-command"))]
    pub pre_stop: Option<PreStop>,
}

/// The hook before the first request: a handler or a command.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "首个请求前的回调，填写 handler 或 command 之一。"))]
pub struct Initializer {
    /// Entry of the hook in the code.
    #[schemars(extend("x-zh" = "回调的代码入口。", "x-class" = "common", "x-format" = "handler",
        "examples" = ["index.initializer"]))]
    pub handler: Option<String>,
    /// Command to run instead of a handler.
    #[schemars(extend("x-zh" = "以命令方式执行回调，与 handler 二选一。", "examples" = [["/bin/sh", "init.sh"]]))]
    pub command: Option<Vec<String>>,
    /// Longest time the hook may run.
    ///
    /// 1 to 300 seconds.
    #[schemars(extend("x-zh" = "回调的最长执行时间。\n\n1～300 秒。", "x-unit" = "seconds", "x-rule" = "hook-timeout",
        "minimum" = 1, "maximum" = 300, "default" = 3))]
    pub timeout: Option<u32>,
}

/// The hook before an instance is destroyed: a handler or a command.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "实例销毁前的回调，填写 handler 或 command 之一。"))]
pub struct PreStop {
    /// Entry of the hook in the code.
    #[schemars(extend("x-zh" = "回调的代码入口。", "x-class" = "common", "x-format" = "handler", "examples" = ["index.preStop"]))]
    pub handler: Option<String>,
    /// Command to run instead of a handler.
    #[schemars(extend("x-zh" = "以命令方式执行回调，与 handler 二选一。"))]
    pub command: Option<Vec<String>>,
    /// Longest time the hook may run.
    ///
    /// 1 to 90 seconds.
    #[schemars(extend("x-zh" = "回调的最长执行时间。\n\n1～90 秒。", "x-unit" = "seconds", "x-rule" = "hook-timeout",
        "minimum" = 1, "maximum" = 90, "default" = 3))]
    pub timeout: Option<u32>,
}

choices! {
    open
    /// How requests of one session find their instance.
    SessionAffinity "同一会话的请求如何找到同一实例。" {
        None = "NONE" "No affinity." "不启用会话亲和。";
        McpSse = "MCP_SSE" "Affinity for MCP over SSE." "MCP SSE 会话亲和。";
        McpStreamable = "MCP_STREAMABLE" "Affinity for MCP over streamable HTTP; needs an http trigger with GET, POST and DELETE." "MCP Streamable HTTP 会话亲和；http 触发器需允许 GET、POST、DELETE。";
        HeaderField = "HEADER_FIELD" "A request header carries the session id." "由请求头携带会话 ID。";
        GeneratedCookie = "GENERATED_COOKIE" "FC sets a cookie with the session id." "由函数计算生成 Cookie 携带会话 ID。";
    }
}

choices! {
    open
    /// How requests share instances.
    InstanceIsolationMode "请求之间如何共享实例。" {
        Share = "SHARE" "Requests share an instance up to its concurrency." "请求共享实例，受实例并发度限制。";
        SessionExclusive = "SESSION_EXCLUSIVE" "One instance serves one session; needs 2 vCPU or more." "一个实例只服务一个会话，至少需要 2 vCPU。";
        RequestExclusive = "REQUEST_EXCLUSIVE" "One instance serves one request at a time; needs 2 vCPU or more. The spelling of this word is not confirmed by a source." "一个实例同时只服务一个请求，至少需要 2 vCPU；该取值的写法尚未被资料证实。";
    }
}

/// Parameters of session affinity: an object or its JSON text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-zh" = "会话亲和参数：对象或 JSON 字符串。"))]
pub enum SessionAffinityValue {
    /// The parameters as a map.
    #[schemars(extend("x-zh" = "以对象书写的参数。"))]
    Config(SessionAffinityConfig),
    /// The parameters as JSON text.
    #[schemars(extend("x-zh" = "以 JSON 字符串书写的参数。", "pattern" = r"^\s*\{"))]
    Json(String),
}

/// Parameters of session affinity.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "会话亲和参数。"))]
pub struct SessionAffinityConfig {
    /// Sessions that one instance serves at the same time.
    ///
    /// Not more than `instanceConcurrency`; 1 under session isolation.
    #[schemars(extend("x-zh" = "单个实例同时服务的会话数。\n\n不超过 `instanceConcurrency`；会话隔离时为 1。",
        "x-rule" = "session-vs-concurrency", "minimum" = 1, "examples" = [20]))]
    pub session_concurrency_per_instance: Option<u32>,
    /// Idle time after which a session ends.
    #[schemars(extend("x-zh" = "会话空闲多久后结束。", "x-unit" = "seconds", "minimum" = 0, "examples" = [1800]))]
    pub session_idle_timeout_in_seconds: Option<u32>,
    /// Longest life of a session.
    #[serde(rename = "sessionTTLInSeconds")]
    #[schemars(extend("x-zh" = "会话的最长生命周期。", "x-unit" = "seconds", "minimum" = 0, "examples" = [21600]))]
    pub session_ttl_in_seconds: Option<u32>,
    /// Name of the header that carries the session id; with `HEADER_FIELD` alone.
    #[schemars(extend("x-zh" = "携带会话 ID 的请求头名，仅用于 `HEADER_FIELD`。", "x-rule" = "session-mode-keys",
        "examples" = ["x-session-id"]))]
    pub affinity_header_field_name: Option<String>,
    /// Path of the SSE endpoint; with `MCP_SSE` alone.
    #[schemars(extend("x-zh" = "SSE 端点路径，仅用于 `MCP_SSE`。", "x-rule" = "session-mode-keys", "examples" = ["/sse"]))]
    pub sse_endpoint_path: Option<String>,
    /// Do not accept the id of a session that has ended.
    ///
    /// With `HEADER_FIELD` and `GENERATED_COOKIE`; known to the API, not to the component's schema.
    #[schemars(extend("x-zh" = "禁止复用已结束的会话 ID。\n\n用于 `HEADER_FIELD` 和 `GENERATED_COOKIE`；API 支持，组件的 schema 中没有。",
        "x-class" = "advanced"))]
    pub disable_session_id_reuse: Option<bool>,
}
