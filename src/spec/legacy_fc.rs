//! Main keys of the legacy component `fc` (edition 1.0.0, FC 2.0).
//!
//! Facts: devsapp/fc @aefe052 `docs/zh/yaml`. Names keep the vocabulary of FC 2.0: a service with
//! functions in it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::choices::choices;
use super::domain::{CertConfig, Protocol, RewriteConfig, TlsConfig, WafConfig};
use super::f_yml::Switch;
use super::fc3::{AutoOr, AutoParamsOr, CustomDns, HealthCheckConfig, LogConfig, VpcBinding};
use super::lists::{HttpMethod, RegionId};
use super::triggers::{
    CdnEventsTriggerConfig, EventBridgeTriggerConfig, HttpTriggerConfig, NotifyContentFormat, RetryStrategy,
    TimerTriggerConfig,
};

/// Settings of a service that a function of FC 3.0 has itself, under the same name.
pub const SERVICE_SETTINGS_KEPT: [&str; 7] =
    ["internetAccess", "logConfig", "vpcConfig", "ossMountConfig", "vpcBinding", "tags", "resourceGroupId"];

/// Settings of a function that kept their name and form in FC 3.0, in the order in which they are usually written.
pub const FUNCTION_SETTINGS_KEPT: [&str; 14] = [
    "runtime",
    "handler",
    "description",
    "memorySize",
    "cpu",
    "diskSize",
    "timeout",
    "environmentVariables",
    "layers",
    "instanceConcurrency",
    "customRuntimeConfig",
    "customDNS",
    "gpuConfig",
    "instanceLifecycleConfig",
];

/// The `sourceArn` that FC 3.0 wants of a trigger of `kind`, of what FC 2.0 has in its config. `take` takes a value
/// of the config away: `bucketName`, `topicName`, `region`, `instanceName`, `tableName`; `project` is that of the
/// source of logs. None for kinds without a source, and where its parts are missing.
pub fn trigger_source(
    kind: &str,
    region: &str,
    account: &str,
    mut take: impl FnMut(&str) -> Option<String>,
) -> Option<String> {
    match kind {
        "oss" => take("bucketName").map(|bucket| format!("acs:oss:{region}:{account}:{bucket}")),
        "mns_topic" => {
            let region = take("region").unwrap_or_else(|| region.to_string());
            take("topicName").map(|topic| format!("acs:mns:{region}:{account}:/topics/{topic}"))
        }
        "tablestore" => match (take("instanceName"), take("tableName")) {
            (Some(instance), Some(table)) => {
                Some(format!("acs:ots:{region}:{account}:instance/{instance}/table/{table}"))
            }
            _ => None,
        },
        "cdn_events" => Some(format!("acs:cdn:*:{account}")),
        "log" => take("project").map(|project| format!("acs:log:{region}:{account}:project/{project}")),
        _ => None,
    }
}

/// A service of FC 2.0 with one function, its triggers and domains.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "函数计算 2.0 的一个服务，含一个函数及其触发器和域名。"))]
pub struct LegacyProps {
    /// Region of the service.
    #[schemars(extend("x-zh" = "服务所在的地域。", "x-class" = "common", "x-format" = "region", "examples" = ["cn-hangzhou"]))]
    pub region: RegionId,
    /// Service, the group the function belongs to.
    #[schemars(extend("x-zh" = "服务，即函数分组。", "x-class" = "common"))]
    pub service: Option<LegacyService>,
    /// The function.
    #[schemars(extend("x-zh" = "函数。", "x-class" = "common"))]
    pub function: Option<LegacyFunction>,
    /// Event sources that call the function.
    #[schemars(extend("x-zh" = "调用函数的触发器。", "x-class" = "common"))]
    pub triggers: Option<Vec<LegacyTrigger>>,
    /// Domains that lead to the function.
    #[schemars(extend("x-zh" = "指向该函数的自定义域名。", "x-class" = "common"))]
    pub custom_domains: Option<Vec<LegacyDomain>>,
}

/// A service of FC 2.0.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "函数计算 2.0 的一个服务。"))]
pub struct LegacyService {
    /// Name of the service.
    #[schemars(extend("x-zh" = "服务名。", "x-class" = "common", "examples" = ["my-service"]))]
    pub name: String,
    /// Short text about the service.
    #[schemars(extend("x-zh" = "服务描述。", "x-class" = "common"))]
    pub description: Option<String>,
    /// Whether instances may reach the Internet.
    #[schemars(extend("x-zh" = "实例是否可以访问公网。", "x-class" = "common", "default" = true))]
    pub internet_access: Option<bool>,
    /// RAM role: an ARN or name, or name and policies to create.
    #[schemars(extend("x-zh" = "RAM 角色：ARN 或名称，或要创建的名称与策略。", "x-class" = "common", "x-format" = "arn-role"))]
    pub role: Option<LegacyRole>,
    /// Where the logs go, or `auto`.
    #[schemars(extend("x-zh" = "日志投递位置，或 `auto`。", "x-class" = "common", "x-rule" = "log-complete", "x-auto" = "params"))]
    pub log_config: Option<AutoParamsOr<LogConfig>>,
    /// VPC that the instances join, or `auto`.
    #[schemars(extend("x-zh" = "实例加入的专有网络，或 `auto`。", "x-rule" = "vpc-complete", "x-auto" = "plain"))]
    pub vpc_config: Option<AutoOr<LegacyVpcConfig>>,
    /// NAS mounts, or `auto`.
    #[schemars(extend("x-zh" = "NAS 挂载，或 `auto`。", "x-auto" = "params", "x-rule" = "auto-syntax"))]
    pub nas_config: Option<AutoParamsOr<LegacyNasConfig>>,
    /// OSS mounts, or `auto`.
    #[schemars(extend("x-zh" = "OSS 挂载，或 `auto`。", "x-auto" = "params", "x-rule" = "auto-syntax"))]
    pub oss_mount_config: Option<AutoParamsOr<super::fc3::OssMountConfig>>,
    /// VPCs that alone may call the functions.
    #[schemars(extend("x-zh" = "只允许这些专有网络调用函数。", "x-class" = "advanced"))]
    pub vpc_binding: Option<LegacyVpcBinding>,
    /// Tracing of requests.
    #[schemars(extend("x-zh" = "请求链路追踪。", "x-class" = "advanced"))]
    pub tracing_config: Option<LegacyTracing>,
    /// Resource tags of the service.
    #[schemars(extend("x-zh" = "服务的资源标签。", "x-class" = "advanced"))]
    pub tags: Option<Value>,
}

/// RAM role of a service: an ARN or name, or what to create.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-zh" = "服务的 RAM 角色：ARN 或名称，或要创建的内容。"))]
pub enum LegacyRole {
    /// An ARN or a name.
    #[schemars(extend("x-zh" = "ARN 或名称。"))]
    Name(String),
    /// Name and policies of the role to create.
    #[schemars(extend("x-zh" = "要创建的角色名与策略。"))]
    New(LegacyNewRole),
}

/// Name and policies of a role to create.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "要创建的角色名与策略。"))]
pub struct LegacyNewRole {
    /// Name of the role.
    #[schemars(extend("x-zh" = "角色名。"))]
    pub name: String,
    /// Policies: names of stored ones, or their statements.
    #[schemars(extend("x-zh" = "策略：已有策略的名称，或策略语句。"))]
    pub policies: Option<Vec<Value>>,
    /// Services that may assume the role.
    #[schemars(extend("x-zh" = "可以扮演该角色的服务。", "x-class" = "advanced"))]
    pub service: Option<Value>,
    /// Short text about the role.
    #[schemars(extend("x-zh" = "角色描述。", "x-class" = "advanced"))]
    pub description: Option<String>,
}

/// VPC of a service.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "服务的专有网络。", "x-required-rule" = "vpc-complete"))]
pub struct LegacyVpcConfig {
    /// Id of the VPC.
    #[schemars(extend("x-zh" = "VPC ID。", "x-rule" = "vpc-complete"))]
    pub vpc_id: String,
    /// Id of the security group.
    #[schemars(extend("x-zh" = "安全组 ID。", "x-rule" = "vpc-complete"))]
    pub security_group_id: Option<String>,
    /// Ids of the vSwitches.
    #[serde(alias = "vSwitchIds")]
    #[schemars(extend("x-zh" = "交换机 ID 列表。", "x-rule" = "vswitch-list", "x-aliases" = ["vSwitchIds"], "minItems" = 1))]
    pub vswitch_ids: Option<Vec<String>>,
}

/// VPCs that alone may call: a list, or the object of newer versions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-zh" = "允许调用的专有网络：列表，或新版的对象写法。"))]
pub enum LegacyVpcBinding {
    /// Ids.
    #[schemars(extend("x-zh" = "ID 列表。"))]
    Ids(Vec<String>),
    /// The form of fc3.
    #[schemars(extend("x-zh" = "fc3 的写法。"))]
    Object(VpcBinding),
}

/// NAS mounts of a service.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "服务的 NAS 挂载。"))]
pub struct LegacyNasConfig {
    /// POSIX user id used on the share.
    #[schemars(extend("x-zh" = "挂载使用的用户 ID。", "minimum" = -1))]
    pub user_id: Option<i64>,
    /// POSIX group id used on the share.
    #[schemars(extend("x-zh" = "挂载使用的组 ID。", "minimum" = -1))]
    pub group_id: Option<i64>,
    /// Mount points.
    #[schemars(extend("x-zh" = "挂载点列表。", "x-rule" = "mount-count", "maxItems" = 5))]
    pub mount_points: Vec<LegacyMountPoint>,
}

/// One NAS mount of FC 2.0.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "函数计算 2.0 的一个 NAS 挂载点。"))]
pub struct LegacyMountPoint {
    /// Host of the NAS mount target.
    #[schemars(extend("x-zh" = "NAS 挂载点域名。"))]
    pub server_addr: String,
    /// Directory on the share.
    #[schemars(extend("x-zh" = "NAS 上的目录。", "examples" = ["/my-service"]))]
    pub nas_dir: Option<String>,
    /// Directory inside the instance.
    #[schemars(extend("x-zh" = "实例内的挂载目录。", "x-rule" = "mount-dir", "x-format" = "mount-dir", "maxLength" = 128, "pattern" = "^/",
        "examples" = ["/mnt/auto"]))]
    pub fc_dir: Option<String>,
    /// Directory inside the instance, in the words of newer versions.
    #[schemars(extend("x-zh" = "实例内的挂载目录（新版写法）。", "x-class" = "advanced", "x-rule" = "mount-dir", "x-format" = "mount-dir"))]
    pub mount_dir: Option<String>,
}

/// Tracing of a service: on or off, or the settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-zh" = "服务的链路追踪：开关，或具体配置。"))]
pub enum LegacyTracing {
    /// On or off.
    #[schemars(extend("x-zh" = "开关。"))]
    Switch(Switch),
    /// The settings.
    #[schemars(extend("x-zh" = "具体配置。"))]
    Config(Map<String, Value>),
}

/// A function of FC 2.0.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "函数计算 2.0 的一个函数。"))]
pub struct LegacyFunction {
    /// Name of the function.
    #[schemars(extend("x-zh" = "函数名。", "x-class" = "common", "x-rule" = "name-pattern", "x-format" = "function-name", "minLength" = 1,
        "maxLength" = 64))]
    pub name: String,
    /// Execution environment of the code.
    #[schemars(extend("x-zh" = "代码的运行环境。", "x-class" = "common", "x-rule" = "runtime-known", "x-format" = "runtime"))]
    pub runtime: LegacyRuntime,
    /// Short text about the function.
    #[schemars(extend("x-zh" = "函数描述。", "x-class" = "common"))]
    pub description: Option<String>,
    /// Directory or archive of the code; not together with `ossBucket` and `ossKey`.
    #[schemars(extend("x-zh" = "代码目录或压缩包，不能与 `ossBucket`、`ossKey` 同时使用。", "x-class" = "common", "x-format" = "path",
        "examples" = ["./code"]))]
    pub code_uri: Option<String>,
    /// Bucket that holds the code package.
    #[schemars(extend("x-zh" = "存放代码包的 Bucket。", "x-rule" = "code-oss-pair"))]
    pub oss_bucket: Option<String>,
    /// Object that is the code package.
    #[schemars(extend("x-zh" = "代码包的对象名。", "x-rule" = "code-oss-pair"))]
    pub oss_key: Option<String>,
    /// Entry point that FC calls.
    #[schemars(extend("x-zh" = "函数入口。", "x-class" = "common", "x-format" = "handler", "examples" = ["index.handler"]))]
    pub handler: Option<String>,
    /// Memory of one instance.
    #[schemars(extend("x-zh" = "单个实例的内存。", "x-class" = "common", "x-unit" = "MB", "x-rule" = "mem-step", "minimum" = 128,
        "multipleOf" = 64, "x-soft-maximum" = 32768, "default" = 128))]
    pub memory_size: Option<u32>,
    /// CPU of one instance.
    #[schemars(extend("x-zh" = "单个实例的 CPU。", "x-class" = "common", "x-unit" = "vCPU", "x-rule" = "cpu-step", "minimum" = 0.05,
        "maximum" = 16, "multipleOf" = 0.05))]
    pub cpu: Option<f64>,
    /// Temporary disk of one instance.
    #[schemars(extend("x-zh" = "单个实例的临时磁盘。", "x-class" = "common", "x-unit" = "MB", "x-rule" = "disk-enum", "enum" = [512, 10240],
        "x-enum-docs" = {"512": {"en": "512 MB, the default.", "zh": "512 MB，默认值。"},
            "10240": {"en": "10 GB.", "zh": "10 GB。"}}))]
    pub disk_size: Option<u32>,
    /// Longest time one request may run.
    #[schemars(extend("x-zh" = "单次请求的最长执行时间。", "x-class" = "common", "x-unit" = "seconds", "x-rule" = "timeout-range",
        "minimum" = 1, "maximum" = 86400, "default" = 3))]
    pub timeout: Option<u32>,
    /// Port that the HTTP server listens on.
    #[schemars(extend("x-zh" = "HTTP Server 监听的端口。", "x-class" = "common", "minimum" = 1, "maximum" = 65535, "default" = 9000))]
    pub ca_port: Option<u32>,
    /// Variables the code can read from its environment.
    #[schemars(extend("x-zh" = "代码可读取的环境变量。", "x-class" = "common", "x-rule" = "env-string", "x-key-rule" = "env-limits",
        "x-format" = "env-map", "propertyNames" = {"pattern": "^[A-Za-z][A-Za-z0-9_]*$"}))]
    pub environment_variables: Option<BTreeMap<String, String>>,
    /// Layers placed under `/opt`, in order.
    #[schemars(extend("x-zh" = "绑定的层，按顺序挂载到 `/opt`。", "x-class" = "common", "x-rule" = "layers-limit", "maxItems" = 5,
        "x-format" = "layer-arn"))]
    pub layers: Option<Vec<String>>,
    /// Requests that one instance handles at the same time.
    #[schemars(extend("x-zh" = "单个实例同时处理的请求数。", "x-class" = "common", "x-rule" = "concurrency-range", "minimum" = 1,
        "maximum" = 200, "default" = 1))]
    pub instance_concurrency: Option<u32>,
    /// Requests from which on a new instance is started early; not more than `instanceConcurrency`.
    #[schemars(extend("x-zh" = "达到该并发数时提前扩容，不超过 `instanceConcurrency`。", "x-class" = "advanced", "minimum" = 1, "maximum" = 200))]
    pub instance_soft_concurrency: Option<u32>,
    /// Kind of the instance.
    #[schemars(extend("x-zh" = "实例规格。", "x-class" = "common"))]
    pub instance_type: Option<LegacyInstanceType>,
    /// GPU memory of an instance.
    #[schemars(extend("x-zh" = "实例的显存。", "x-unit" = "MB", "x-rule" = "gpu-memory", "minimum" = 1024, "multipleOf" = 1024))]
    pub gpu_memory_size: Option<u32>,
    /// Entry point that runs before the first request.
    #[schemars(extend("x-zh" = "首个请求前执行的入口。", "x-format" = "handler", "examples" = ["index.initializer"]))]
    pub initializer: Option<String>,
    /// Longest time the initializer may run.
    #[schemars(extend("x-zh" = "初始化函数的超时时间。", "x-unit" = "seconds", "x-rule" = "hook-timeout", "minimum" = 1, "maximum" = 300))]
    pub initialization_timeout: Option<u32>,
    /// Hooks that run before an instance is frozen or destroyed.
    #[schemars(extend("x-zh" = "实例冻结或销毁前的回调。", "x-class" = "advanced"))]
    pub instance_lifecycle_config: Option<LegacyLifecycle>,
    /// Image and command of a container.
    #[schemars(extend("x-zh" = "容器的镜像与命令。", "x-class" = "common", "x-rule" = "container-config-required"))]
    pub custom_container_config: Option<LegacyContainer>,
    /// Start command of a custom runtime.
    #[schemars(extend("x-zh" = "自定义运行时的启动命令。", "x-class" = "common"))]
    pub custom_runtime_config: Option<LegacyCustomRuntime>,
    /// Probe that tells whether an instance is healthy.
    #[schemars(extend("x-zh" = "判断实例是否健康的探测。", "x-class" = "advanced"))]
    pub custom_health_check_config: Option<HealthCheckConfig>,
    /// DNS settings inside the instance.
    #[serde(rename = "customDNS")]
    #[schemars(extend("x-zh" = "实例内的 DNS 设置。", "x-class" = "advanced"))]
    pub custom_dns: Option<CustomDns>,
    /// Queueing, retries and destinations of asynchronous calls.
    #[schemars(extend("x-zh" = "异步调用的排队、重试和投递目标。"))]
    pub async_configuration: Option<LegacyAsync>,
    /// Additional GPU settings.
    #[schemars(extend("x-zh" = "附加的 GPU 设置。", "x-class" = "advanced"))]
    pub gpu_config: Option<Map<String, Value>>,
}

/// Name of a runtime in files of edition 1.0.0.
pub type LegacyRuntime = super::f_yml::FRuntime;

choices! {
    open
    /// Kind of an instance of FC 2.0.
    LegacyInstanceType "函数计算 2.0 的实例规格。" {
        E1 = "e1" "Elastic instance." "弹性实例。";
        C1 = "c1" "Performance instance." "性能实例。";
        G1 = "g1" "GPU instance with a T4 card." "GPU 实例（T4）。";
        T4 = "fc.gpu.tesla.1" "GPU instance with a T4 card." "GPU 实例（T4）。";
        A10 = "fc.gpu.ampere.1" "GPU instance with an A10 card." "GPU 实例（A10）。";
    }
}

/// Hooks that run before an instance is frozen or destroyed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "实例冻结或销毁前的回调。"))]
pub struct LegacyLifecycle {
    /// Runs before the instance is frozen.
    #[schemars(extend("x-zh" = "实例冻结前执行。"))]
    pub pre_freeze: Option<LegacyHook>,
    /// Runs before the instance is destroyed.
    #[schemars(extend("x-zh" = "实例销毁前执行。"))]
    pub pre_stop: Option<LegacyHook>,
}

/// One hook.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "一个回调。"))]
pub struct LegacyHook {
    /// Entry of the hook in the code.
    #[schemars(extend("x-zh" = "回调的代码入口。", "x-format" = "handler"))]
    pub handler: String,
    /// Longest time the hook may run.
    #[schemars(extend("x-zh" = "回调的超时时间。", "x-unit" = "seconds", "x-rule" = "hook-timeout", "minimum" = 1, "maximum" = 90))]
    pub timeout: Option<u32>,
}

/// Image and command of a container of FC 2.0.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "函数计算 2.0 容器的镜像与命令。", "x-required-rule" = "container-config-required"))]
pub struct LegacyContainer {
    /// Address of the image.
    #[schemars(extend("x-zh" = "镜像地址。", "x-class" = "common", "x-rule" = "container-config-required"))]
    pub image: String,
    /// Command that starts the container, a JSON list as text.
    #[schemars(extend("x-zh" = "容器启动命令，JSON 列表形式的文本。", "x-class" = "common", "examples" = ["[\"/bin/server\"]"]))]
    pub command: Option<String>,
    /// Arguments of the command, a JSON list as text.
    #[schemars(extend("x-zh" = "启动命令的参数，JSON 列表形式的文本。", "examples" = ["[\"--port\", \"9000\"]"]))]
    pub args: Option<String>,
    /// Whether the start of the image is accelerated.
    #[schemars(extend("x-zh" = "是否加速镜像启动。"))]
    pub acceleration_type: Option<super::fc3::AccelerationType>,
    /// State of the acceleration as the service reports it.
    #[schemars(extend("x-zh" = "服务端返回的镜像加速状态。", "x-class" = "advanced", "x-read-only" = true))]
    pub acceleration_info: Option<Value>,
    /// Instance of ACR Enterprise Edition.
    #[serde(rename = "instanceID")]
    #[schemars(extend("x-zh" = "ACR 企业版实例 ID。", "x-class" = "advanced"))]
    pub instance_id: Option<String>,
    /// Whether the container holds an HTTP server.
    #[schemars(extend("x-zh" = "容器中是否运行 HTTP Server。", "x-class" = "advanced", "default" = true))]
    pub web_server_mode: Option<bool>,
}

/// Start command of a custom runtime of FC 2.0.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "函数计算 2.0 自定义运行时的启动命令。"))]
pub struct LegacyCustomRuntime {
    /// Command that starts the HTTP server.
    #[schemars(extend("x-zh" = "启动 HTTP Server 的命令。", "x-class" = "common", "examples" = [["node", "index.js"]]))]
    pub command: Option<Vec<String>>,
    /// Arguments appended to the command.
    #[schemars(extend("x-zh" = "附加在命令后的参数。", "x-class" = "common"))]
    pub args: Option<Vec<String>>,
}

/// Queueing, retries and destinations of asynchronous calls of FC 2.0.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "函数计算 2.0 异步调用的排队、重试和投递目标。"))]
pub struct LegacyAsync {
    /// Where results go.
    #[schemars(extend("x-zh" = "调用结果的投递目标。"))]
    pub destination: Option<LegacyDestination>,
    /// Longest time an event waits in the queue.
    #[schemars(extend("x-zh" = "异步消息在队列中的最长存活时间。", "x-unit" = "seconds", "x-rule" = "async-age", "minimum" = 1,
        "maximum" = 2592000, "x-soft-maximum" = 604800))]
    pub max_async_event_age_in_seconds: Option<u32>,
    /// Retries after a failure.
    #[schemars(extend("x-zh" = "失败后的重试次数。", "x-rule" = "async-retry", "minimum" = 0, "maximum" = 8))]
    pub max_async_retry_attempts: Option<u32>,
    /// Keep every call as a task.
    #[schemars(extend("x-zh" = "启用异步任务。", "default" = false))]
    pub stateful_invocation: Option<bool>,
}

/// Where results of asynchronous calls go.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "异步调用结果的投递目标。"))]
pub struct LegacyDestination {
    /// ARN for results of successful calls.
    #[schemars(extend("x-zh" = "调用成功后的投递目标 ARN。", "x-rule" = "async-destination", "x-format" = "arn-destination"))]
    pub on_success: Option<String>,
    /// ARN for results of failed calls.
    #[schemars(extend("x-zh" = "调用失败后的投递目标 ARN。", "x-rule" = "async-destination", "x-format" = "arn-destination"))]
    pub on_failure: Option<String>,
}

/// One event source of a function of FC 2.0.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "函数计算 2.0 的一个触发器。", "x-required-rule" = "trigger-type-config", "x-fields" = {
    "type": {
        "description": "Kind of the trigger.",
        "x-zh": "触发器类型。",
        "x-class": "common", "x-rule": "trigger-type-config"
    },
    "config": {
        "description": "Settings of the trigger; which keys it takes depends on `type`.",
        "x-zh": "触发器配置，可用的键取决于 `type`。",
        "x-class": "common", "x-rule": "trigger-type-config"
    }
}))]
pub struct LegacyTrigger {
    /// Name of the trigger, unique in the function.
    #[schemars(extend("x-zh" = "触发器名，函数内唯一。", "x-class" = "common", "x-rule" = "trigger-name", "minLength" = 1, "maxLength" = 128))]
    pub name: String,
    /// Kind of the trigger and its settings.
    #[serde(flatten)]
    pub source: LegacyTriggerSource,
    /// Role with which the event source calls the function.
    #[schemars(extend("x-zh" = "事件源调用函数所用的角色。", "x-format" = "arn-role"))]
    pub role: Option<LegacyRole>,
    /// ARN of the event source.
    #[schemars(extend("x-zh" = "事件源 ARN。", "x-format" = "arn-source"))]
    pub source_arn: Option<String>,
    /// Version or alias that is called.
    #[schemars(extend("x-zh" = "触发的版本或别名。", "x-class" = "common", "default" = "LATEST"))]
    pub qualifier: Option<String>,
    /// Short text about the trigger.
    #[schemars(extend("x-zh" = "触发器描述。"))]
    pub description: Option<String>,
}

/// Kind of a trigger of FC 2.0 and its settings.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", content = "config")]
#[schemars(extend("x-zh" = "函数计算 2.0 触发器的类型与配置。"))]
pub enum LegacyTriggerSource {
    /// Calls the function over HTTP.
    #[serde(rename = "http")]
    #[schemars(extend("x-zh" = "通过 HTTP 调用函数。"))]
    Http(HttpTriggerConfig),
    /// Calls the function on a timetable.
    #[serde(rename = "timer")]
    #[schemars(extend("x-zh" = "按时间表调用函数。"))]
    Timer(TimerTriggerConfig),
    /// Calls the function when objects of a bucket change.
    #[serde(rename = "oss")]
    #[schemars(extend("x-zh" = "Bucket 中的对象变化时调用函数。"))]
    Oss(LegacyOssConfig),
    /// Calls the function with entries of a logstore.
    #[serde(rename = "log")]
    #[schemars(extend("x-zh" = "以日志库中的日志调用函数。"))]
    Log(LegacyLogConfig),
    /// Calls the function with messages of an MNS topic.
    #[serde(rename = "mns_topic")]
    #[schemars(extend("x-zh" = "以 MNS 主题的消息调用函数。"))]
    MnsTopic(LegacyMnsConfig),
    /// Calls the function on CDN events.
    #[serde(rename = "cdn_events")]
    #[schemars(extend("x-zh" = "发生 CDN 事件时调用函数。"))]
    CdnEvents(CdnEventsTriggerConfig),
    /// Calls the function when rows of a Tablestore table change.
    #[serde(rename = "tablestore")]
    #[schemars(extend("x-zh" = "表格存储的数据变化时调用函数。"))]
    Tablestore(LegacyTablestoreConfig),
    /// Calls the function with events of EventBridge.
    #[serde(rename = "eventbridge")]
    #[schemars(extend("x-zh" = "以 EventBridge 的事件调用函数。"))]
    EventBridge(Box<EventBridgeTriggerConfig>),
}

/// Bucket, events and filter of an OSS trigger of FC 2.0.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "函数计算 2.0 OSS 触发器的 Bucket、事件与过滤。"))]
pub struct LegacyOssConfig {
    /// Bucket that is watched.
    #[schemars(extend("x-zh" = "监听的 Bucket。", "x-class" = "common"))]
    pub bucket_name: Option<String>,
    /// Events that call the function.
    #[schemars(extend("x-zh" = "触发函数的事件。", "x-class" = "common", "x-rule" = "oss-events", "minItems" = 1))]
    pub events: Vec<super::lists::OssEvent>,
    /// Which objects call the function; keys begin with a capital letter here.
    #[schemars(extend("x-zh" = "哪些对象会触发函数，这里的键首字母大写。", "x-class" = "common"))]
    pub filter: Option<LegacyOssFilter>,
}

/// Filter of an OSS trigger of FC 2.0.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "函数计算 2.0 OSS 触发器的过滤条件。"))]
pub struct LegacyOssFilter {
    /// Beginning and end of the object name.
    #[serde(alias = "key")]
    #[schemars(extend("x-zh" = "对象名的前缀与后缀。", "x-aliases" = ["key"]))]
    pub key: Option<LegacyOssKey>,
}

/// Beginning and end of the object names that call the function.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "触发函数的对象名前缀与后缀。"))]
pub struct LegacyOssKey {
    /// Beginning of the object name.
    #[serde(alias = "prefix")]
    #[schemars(extend("x-zh" = "对象名前缀。", "x-aliases" = ["prefix"]))]
    pub prefix: Option<String>,
    /// End of the object name.
    #[serde(alias = "suffix")]
    #[schemars(extend("x-zh" = "对象名后缀。", "x-aliases" = ["suffix"]))]
    pub suffix: Option<String>,
}

/// Source, interval and log of a log trigger of FC 2.0.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "函数计算 2.0 日志触发器的来源、间隔与日志。"))]
pub struct LegacyLogConfig {
    /// Logstore that is read.
    #[schemars(extend("x-zh" = "被订阅的日志库。"))]
    pub source_config: Option<LegacyLogSource>,
    /// Interval and retries.
    #[schemars(extend("x-zh" = "触发间隔与重试。"))]
    pub job_config: Option<super::triggers::LogJob>,
    /// Project and logstore for the trigger's own log.
    #[schemars(extend("x-zh" = "触发器自身日志的项目与日志库。", "x-rule" = "log-loop"))]
    pub log_config: Option<super::triggers::LogTarget>,
    /// Map that is passed to the function.
    #[schemars(extend("x-zh" = "透传给函数的参数。"))]
    pub function_parameter: Option<Map<String, Value>>,
    /// Whether the trigger is active.
    #[schemars(extend("x-zh" = "是否启用。", "default" = true))]
    pub enable: Option<bool>,
}

/// Project and logstore that a log trigger of FC 2.0 reads.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "函数计算 2.0 日志触发器订阅的项目与日志库。"))]
pub struct LegacyLogSource {
    /// Name of the logstore.
    #[schemars(extend("x-zh" = "日志库名。"))]
    pub logstore: Option<String>,
    /// Name of the SLS project.
    #[schemars(extend("x-zh" = "SLS 项目名。"))]
    pub project: Option<String>,
}

/// Topic, format and retries of an MNS trigger of FC 2.0.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "函数计算 2.0 MNS 触发器的主题、格式与重试。"))]
pub struct LegacyMnsConfig {
    /// Name of the topic.
    #[schemars(extend("x-zh" = "主题名。"))]
    pub topic_name: Option<String>,
    /// Region of the topic.
    #[schemars(extend("x-zh" = "主题所在地域。", "x-format" = "region"))]
    pub region: Option<String>,
    /// Format of the event.
    #[schemars(extend("x-zh" = "事件的格式。", "x-rule" = "mns-enum"))]
    pub notify_content_format: Option<NotifyContentFormat>,
    /// How a failed push is repeated.
    #[schemars(extend("x-zh" = "推送失败后的重试方式。", "x-rule" = "mns-enum"))]
    pub notify_strategy: Option<RetryStrategy>,
    /// Tag that messages must carry, at most 16 characters.
    #[schemars(extend("x-zh" = "消息必须携带的标签，最多 16 个字符。", "x-rule" = "mns-enum", "maxLength" = 16))]
    pub filter_tag: Option<String>,
}

/// Instance and table of a Tablestore trigger of FC 2.0.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "函数计算 2.0 表格存储触发器的实例与数据表。"))]
pub struct LegacyTablestoreConfig {
    /// Name of the instance.
    #[schemars(extend("x-zh" = "实例名。"))]
    pub instance_name: Option<String>,
    /// Name of the table.
    #[schemars(extend("x-zh" = "数据表名。"))]
    pub table_name: Option<String>,
}

/// One custom domain of FC 2.0.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "函数计算 2.0 的一个自定义域名。"))]
pub struct LegacyDomain {
    /// Host name without scheme, or `auto`.
    #[schemars(extend("x-zh" = "不带协议的域名，或 `auto`。", "x-class" = "common", "x-rule" = "domain-form", "x-format" = "host",
        "x-auto" = "plain", "pattern" = r"^[^/:\s]+$", "examples" = ["auto"]))]
    pub domain_name: String,
    /// Protocols the domain answers.
    #[schemars(extend("x-zh" = "域名支持的协议。", "x-class" = "common"))]
    pub protocol: Protocol,
    /// Routes of the domain.
    #[schemars(extend("x-zh" = "域名的路由。", "x-class" = "common", "x-rule" = "route-dup"))]
    pub route_configs: Option<Vec<LegacyRoute>>,
    /// Certificate; needed with HTTPS.
    #[schemars(extend("x-zh" = "证书，使用 HTTPS 时必填。", "x-rule" = "cert-complete"))]
    pub cert_config: Option<CertConfig>,
    /// TLS versions and ciphers.
    #[schemars(extend("x-zh" = "TLS 版本与加密套件。", "x-rule" = "tls-order", "x-class" = "advanced"))]
    pub tls_config: Option<TlsConfig>,
    /// Web application firewall.
    #[schemars(extend("x-zh" = "Web 应用防火墙。", "x-class" = "advanced"))]
    pub waf_config: Option<WafConfig>,
}

/// A path of a domain and the function it leads to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "域名的一条路径及其目标函数。"))]
pub struct LegacyRoute {
    /// Path; `*` stands at the end alone.
    #[schemars(extend("x-zh" = "路径，`*` 只能在末尾。", "x-class" = "common", "x-rule" = "route-path", "x-format" = "route-path",
        "pattern" = r"^/[^*]*\*?$", "examples" = ["/*"]))]
    pub path: String,
    /// Service of the function; the one of the file when absent.
    #[schemars(extend("x-zh" = "函数所在服务，不写时为本文件的服务。", "x-class" = "common"))]
    pub service_name: Option<String>,
    /// Function the path leads to; the one of the file when absent.
    #[schemars(extend("x-zh" = "路径指向的函数，不写时为本文件的函数。", "x-class" = "common", "x-format" = "function-ref"))]
    pub function_name: Option<String>,
    /// Version or alias that is called.
    #[schemars(extend("x-zh" = "调用的版本或别名。", "default" = "LATEST"))]
    pub qualifier: Option<String>,
    /// Methods that are allowed; all when absent.
    #[schemars(extend("x-zh" = "允许的方法，不写表示全部。", "x-class" = "common", "x-rule" = "http-methods"))]
    pub methods: Option<Vec<HttpMethod>>,
    /// How the path is rewritten before the call.
    #[schemars(extend("x-zh" = "调用前如何重写路径。", "x-class" = "advanced"))]
    pub rewrite_config: Option<RewriteConfig>,
}
