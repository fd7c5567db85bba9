//! Asynchronous calls, reserved concurrency, provisioned instances and scaling.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::spec::choices::choices;

/// Queueing, retries and destinations of asynchronous calls.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "异步调用的排队、重试和投递目标。"))]
pub struct AsyncInvokeConfig {
    /// Longest time an event waits in the queue.
    ///
    /// 1 to 604800 by the API, to 2592000 by the component; the default is 86400 or 18000 likewise.
    #[schemars(extend("x-zh" = "异步消息在队列中的最长存活时间。\n\nAPI 为 1～604800，组件为 1～2592000；默认值分别为 86400 和 18000。",
        "x-unit" = "seconds", "x-rule" = "async-age", "minimum" = 1, "maximum" = 2592000, "x-soft-maximum" = 604800,
        "examples" = [86400]))]
    pub max_async_event_age_in_seconds: Option<u32>,
    /// Retries after a failure.
    ///
    /// 0 to 8.
    #[schemars(extend("x-zh" = "失败后的重试次数。\n\n0～8。", "x-rule" = "async-retry", "minimum" = 0, "maximum" = 8, "default" = 3))]
    pub max_async_retry_attempts: Option<u32>,
    /// Keep every call as a task whose state can be read and which can be stopped.
    #[schemars(extend("x-zh" = "启用异步任务，可查询状态并可停止。", "default" = false))]
    pub async_task: Option<bool>,
    /// Where results go.
    #[schemars(extend("x-zh" = "调用结果的投递目标。"))]
    pub destination_config: Option<DestinationConfig>,
    /// Version or alias the settings belong to.
    #[schemars(extend("x-zh" = "配置作用的版本或别名。", "x-class" = "advanced", "default" = "LATEST"))]
    pub qualifier: Option<String>,
}

/// Where results of asynchronous calls go.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "异步调用结果的投递目标。"))]
pub struct DestinationConfig {
    /// Where the result of a successful call goes.
    #[schemars(extend("x-zh" = "调用成功后的投递目标。"))]
    pub on_success: Option<Destination>,
    /// Where the result of a failed call goes.
    #[schemars(extend("x-zh" = "调用失败后的投递目标。"))]
    pub on_failure: Option<Destination>,
}

/// One destination.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "一个投递目标。"))]
pub struct Destination {
    /// ARN of a function, an MNS queue or topic, or an event bus.
    ///
    /// The account may be left empty; the deploy fills it in.
    #[schemars(extend("x-zh" = "函数、MNS 队列/主题或事件总线的 ARN。\n\n账号可留空，部署时自动补全。", "x-rule" = "async-destination",
        "x-format" = "arn-destination",
        "examples" = ["acs:fc:cn-hangzhou:123456789012:functions/on-failure", "acs:mns:cn-hangzhou:123456789012:/queues/results/messages"]))]
    pub destination: Option<String>,
}

/// Concurrency reserved for a function.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "为函数预留的并发度。"))]
pub struct ConcurrencyConfig {
    /// Concurrency that is kept for the function and at the same time limits it.
    ///
    /// Counts on-demand and provisioned instances; the account has a quota.
    #[schemars(extend("x-zh" = "为函数保留、同时也限制该函数的并发度。\n\n按量实例和预留实例都计入；受账号配额限制。",
        "x-class" = "common", "minimum" = 0))]
    pub reserved_concurrency: u32,
}

/// Instances that are kept warm.
///
/// The component's schema asks for all members; deploy and the API take any of them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "预留实例。\n\n组件的 schema 要求写全所有字段，部署和 API 允许只写一部分。"))]
pub struct ProvisionConfig {
    /// Instances that are kept by default.
    ///
    /// 0 to 10000.
    #[schemars(extend("x-zh" = "默认的预留实例数。\n\n0～10000。", "x-class" = "common", "x-rule" = "provision-min-max",
        "minimum" = 0, "maximum" = 10000, "examples" = [1]))]
    pub default_target: Option<u32>,
    /// Older name of `defaultTarget`.
    #[deprecated]
    #[schemars(extend("x-zh" = "`defaultTarget` 的旧名称。", "x-class" = "advanced", "x-rule" = "deprecated-key",
        "minimum" = 0, "maximum" = 10000, "x-deprecated-en" = "Write defaultTarget.", "x-deprecated-zh" = "请使用 defaultTarget。"))]
    pub target: Option<u32>,
    /// Keep the CPU allocated while an instance is idle.
    #[serde(rename = "alwaysAllocateCPU")]
    #[schemars(extend("x-zh" = "实例闲置时仍分配 CPU。", "x-class" = "common", "default" = false))]
    pub always_allocate_cpu: Option<bool>,
    /// Keep the GPU allocated while an instance is idle.
    #[serde(rename = "alwaysAllocateGPU")]
    #[schemars(extend("x-zh" = "实例闲置时仍分配 GPU。", "default" = false, "x-rule" = "metric-gpu"))]
    pub always_allocate_gpu: Option<bool>,
    /// Targets that follow a timetable.
    #[schemars(extend("x-zh" = "定时伸缩策略。"))]
    pub scheduled_actions: Option<Vec<ScheduledAction>>,
    /// Targets that follow a metric.
    #[schemars(extend("x-zh" = "指标伸缩策略。"))]
    pub target_tracking_policies: Option<Vec<TargetTrackingPolicy>>,
    /// How the tool behaves while the instances start.
    #[schemars(extend("x-zh" = "实例启动期间工具的行为。", "x-class" = "advanced", "default" = "sync"))]
    pub mode: Option<WaitMode>,
    /// Alias the instances belong to.
    #[schemars(extend("x-zh" = "预留实例作用的别名。", "x-class" = "advanced", "default" = "LATEST"))]
    pub qualifier: Option<String>,
}

choices! {
    open
    /// How the tool behaves while instances start; every other word means that it does not wait.
    WaitMode "实例启动期间工具的行为；其他取值表示不等待。" {
        Sync = "sync" "Wait until the target is reached." "等待直到达到目标。";
        Async = "async" "Do not wait; any other word means the same." "不等待，其他任意取值效果相同。";
        Drain = "drain" "Let the old instances finish first." "先排空旧实例。";
    }
}

/// A target that follows a timetable.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "一条定时伸缩策略。"))]
pub struct ScheduledAction {
    /// Name of the policy, unique in the list.
    #[schemars(extend("x-zh" = "策略名，列表内唯一。", "x-rule" = "schedule-expr", "examples" = ["scale-up-at-8"]))]
    pub name: String,
    /// When the target applies: `cron(…)` with six fields or `at(…)`.
    #[schemars(extend("x-zh" = "生效时间：六段的 `cron(…)` 或 `at(…)`。", "x-rule" = "schedule-expr", "x-format" = "schedule",
        "pattern" = r"^(cron|at)\(.*\)$", "examples" = ["cron(0 0 8 * * *)", "at(2026-01-01T08:00:00)"]))]
    pub schedule_expression: String,
    /// Instances from then on.
    #[schemars(extend("x-zh" = "此后的目标实例数。", "x-rule" = "provision-min-max", "minimum" = 0))]
    pub target: u32,
    /// Beginning of the time in which the policy is valid.
    #[schemars(extend("x-zh" = "策略开始生效的时间。", "x-rule" = "schedule-expr", "x-format" = "time", "examples" = ["2026-01-01T00:00:00Z"]))]
    pub start_time: Option<String>,
    /// End of the time in which the policy is valid.
    #[schemars(extend("x-zh" = "策略失效的时间。", "x-rule" = "schedule-expr", "x-format" = "time", "examples" = ["2026-12-31T00:00:00Z"]))]
    pub end_time: Option<String>,
    /// IANA time zone of the three times.
    #[schemars(extend("x-zh" = "上述时间所用的 IANA 时区。", "default" = "UTC", "x-format" = "time-zone", "examples" = ["Asia/Shanghai"]))]
    pub time_zone: Option<String>,
}

choices! {
    open
    /// Metric that a scaling policy follows.
    ScalingMetric "伸缩策略依据的指标。" {
        Concurrency = "ProvisionedConcurrencyUtilization" "Share of the provisioned concurrency in use." "预留并发利用率。";
        Cpu = "CPUUtilization" "Share of the CPU in use." "CPU 利用率。";
        GpuMemory = "GPUMemUtilization" "Share of the GPU memory in use; needs gpuConfig." "显存利用率，需要 gpuConfig。";
    }
}

/// A target that follows a metric.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "一条指标伸缩策略。"))]
pub struct TargetTrackingPolicy {
    /// Name of the policy, unique in the list.
    #[schemars(extend("x-zh" = "策略名，列表内唯一。", "x-rule" = "schedule-expr"))]
    pub name: String,
    /// Metric that is followed.
    #[schemars(extend("x-zh" = "依据的指标。", "x-rule" = "metric-gpu"))]
    pub metric_type: ScalingMetric,
    /// Value of the metric to keep, above 0 and at most 1.
    #[schemars(extend("x-zh" = "指标的目标值，大于 0，不超过 1。", "x-rule" = "provision-min-max", "exclusiveMinimum" = 0,
        "maximum" = 1, "examples" = [0.6]))]
    pub metric_target: f64,
    /// Fewest instances.
    #[schemars(extend("x-zh" = "最少实例数。", "x-rule" = "provision-min-max", "minimum" = 0))]
    pub min_capacity: u32,
    /// Most instances, not below `minCapacity`.
    #[schemars(extend("x-zh" = "最多实例数，不小于 `minCapacity`。", "x-rule" = "provision-min-max", "minimum" = 0))]
    pub max_capacity: u32,
    /// Beginning of the time in which the policy is valid.
    #[schemars(extend("x-zh" = "策略开始生效的时间。", "x-rule" = "schedule-expr", "x-format" = "time", "examples" = ["2026-01-01T00:00:00Z"]))]
    pub start_time: Option<String>,
    /// End of the time in which the policy is valid.
    #[schemars(extend("x-zh" = "策略失效的时间。", "x-rule" = "schedule-expr", "x-format" = "time", "examples" = ["2026-12-31T00:00:00Z"]))]
    pub end_time: Option<String>,
    /// IANA time zone of the two times.
    #[schemars(extend("x-zh" = "上述时间所用的 IANA 时区。", "default" = "UTC", "x-format" = "time-zone", "examples" = ["Asia/Shanghai"]))]
    pub time_zone: Option<String>,
}

/// Minimum instances and scaling policies.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "最小实例数与伸缩策略。"))]
pub struct ScalingConfig {
    /// Instances that are always kept.
    #[schemars(extend("x-zh" = "始终保留的最小实例数。", "x-class" = "common", "minimum" = 0, "default" = 0))]
    pub min_instances: Option<u32>,
    /// Resident pool the instances come from; with newer GPU cards alone.
    #[schemars(extend("x-zh" = "实例所属的常驻资源池，仅用于较新的 GPU 卡。", "x-rule" = "pool-gpu", "examples" = ["fc-pool-xxxxxxxx"]))]
    pub resident_pool_id: Option<String>,
    /// Policies that follow a metric.
    #[schemars(extend("x-zh" = "指标伸缩策略。"))]
    pub horizontal_scaling_policies: Option<Vec<HorizontalScalingPolicy>>,
    /// Policies that follow a timetable.
    #[schemars(extend("x-zh" = "定时伸缩策略。"))]
    pub scheduled_policies: Option<Vec<ScheduledPolicy>>,
    /// Add on-demand instances when the kept ones are busy.
    #[schemars(extend("x-zh" = "常驻实例繁忙时使用按量实例。", "x-class" = "advanced"))]
    pub enable_on_demand_scaling: Option<bool>,
    /// Serve with kept and on-demand instances together.
    #[schemars(extend("x-zh" = "常驻实例与按量实例混合使用。", "x-class" = "advanced"))]
    pub enable_mix_mode: Option<bool>,
    /// How requests are spread over the instances.
    #[schemars(extend("x-zh" = "请求在实例间的分发策略。", "x-class" = "advanced", "examples" = ["Balanced"]))]
    pub request_dispatch_policy: Option<String>,
    /// How the tool behaves while the instances start.
    #[schemars(extend("x-zh" = "实例启动期间工具的行为。", "x-class" = "advanced", "default" = "sync"))]
    pub mode: Option<WaitMode>,
    /// Alias the settings belong to.
    #[schemars(extend("x-zh" = "配置作用的别名。", "x-class" = "advanced", "default" = "LATEST"))]
    pub qualifier: Option<String>,
}

/// A scaling policy that follows a metric.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "一条指标伸缩策略。"))]
pub struct HorizontalScalingPolicy {
    /// Name of the policy, unique in the list.
    #[schemars(extend("x-zh" = "策略名，列表内唯一。", "x-rule" = "schedule-expr"))]
    pub name: Option<String>,
    /// Metric that is followed.
    #[schemars(extend("x-zh" = "依据的指标。", "x-rule" = "metric-gpu"))]
    pub metric_type: Option<ScalingMetric>,
    /// Value of the metric to keep, above 0 and at most 1.
    #[schemars(extend("x-zh" = "指标的目标值，大于 0，不超过 1。", "x-rule" = "provision-min-max", "exclusiveMinimum" = 0,
        "maximum" = 1, "examples" = [0.6]))]
    pub metric_target: Option<f64>,
    /// Fewest instances.
    #[schemars(extend("x-zh" = "最少实例数。", "x-rule" = "provision-min-max", "minimum" = 0))]
    pub min_instances: Option<u32>,
    /// Most instances, not below `minInstances`.
    #[schemars(extend("x-zh" = "最多实例数，不小于 `minInstances`。", "x-rule" = "provision-min-max", "minimum" = 0))]
    pub max_instances: Option<u32>,
    /// Beginning of the time in which the policy is valid.
    #[schemars(extend("x-zh" = "策略开始生效的时间。", "x-rule" = "schedule-expr", "x-format" = "time"))]
    pub start_time: Option<String>,
    /// End of the time in which the policy is valid.
    #[schemars(extend("x-zh" = "策略失效的时间。", "x-rule" = "schedule-expr", "x-format" = "time"))]
    pub end_time: Option<String>,
    /// IANA time zone of the two times.
    #[schemars(extend("x-zh" = "上述时间所用的 IANA 时区。", "default" = "UTC", "x-format" = "time-zone", "examples" = ["Asia/Shanghai"]))]
    pub time_zone: Option<String>,
}

/// A scaling policy that follows a timetable.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "一条定时伸缩策略。"))]
pub struct ScheduledPolicy {
    /// Name of the policy, unique in the list.
    #[schemars(extend("x-zh" = "策略名，列表内唯一。", "x-rule" = "schedule-expr"))]
    pub name: Option<String>,
    /// When the target applies: `cron(…)` with six fields or `at(…)`.
    #[schemars(extend("x-zh" = "生效时间：六段的 `cron(…)` 或 `at(…)`。", "x-rule" = "schedule-expr", "x-format" = "schedule",
        "pattern" = r"^(cron|at)\(.*\)$", "examples" = ["cron(0 0 8 * * *)"]))]
    pub schedule_expression: Option<String>,
    /// Instances from then on.
    #[schemars(extend("x-zh" = "此后的目标实例数。", "x-rule" = "provision-min-max", "minimum" = 0))]
    pub target: Option<u32>,
    /// Beginning of the time in which the policy is valid.
    #[schemars(extend("x-zh" = "策略开始生效的时间。", "x-rule" = "schedule-expr", "x-format" = "time"))]
    pub start_time: Option<String>,
    /// End of the time in which the policy is valid.
    #[schemars(extend("x-zh" = "策略失效的时间。", "x-rule" = "schedule-expr", "x-format" = "time"))]
    pub end_time: Option<String>,
    /// IANA time zone of the three times.
    #[schemars(extend("x-zh" = "上述时间所用的 IANA 时区。", "default" = "UTC", "x-format" = "time-zone", "examples" = ["Asia/Shanghai"]))]
    pub time_zone: Option<String>,
}
