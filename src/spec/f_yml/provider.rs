//! `provider` of f.yml: platform and settings that all functions share.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::OneOrMany;
use crate::spec::choices::choices;
use crate::spec::fc3::AutoOr;
use crate::spec::lists;

/// Platform and settings that all functions share.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "平台以及所有函数共用的配置。", "x-required-rule" = "required"))]
pub struct Provider {
    /// Platform the functions are published to.
    #[schemars(extend("x-zh" = "函数发布到的平台。", "x-class" = "common", "x-platforms" = ["aliyun", "tencent"], "x-rule" = "provider-name",
        "examples" = ["aliyun"]))]
    pub name: ProviderName,
    /// Runtime of all functions.
    ///
    /// The specification requires it and names nodejs10; the current builder takes nodejs14 (aliyun) when it is
    /// absent.
    #[schemars(extend("x-zh" = "所有函数的运行时。\n\n规范要求必填并写明 nodejs10；当前构建器在不写时使用 nodejs14（阿里云）。", "x-class" = "common",
        "x-platforms" = ["aliyun", "tencent"], "x-rule" = "runtime-known", "x-format" = "runtime", "default" = "nodejs14"))]
    pub runtime: Option<FRuntime>,
    /// Stage that is published to.
    #[schemars(extend("x-zh" = "全局发布的环境。", "x-platforms" = ["tencent"], "x-rule" = "tencent-only-on-aliyun", "examples" = ["dev"]))]
    pub stage: Option<String>,
    /// Region of the functions.
    ///
    /// The specification knows it for tencent alone, but the plugin for aliyun reads it as well.
    #[schemars(extend("x-zh" = "部署的地域。\n\n规范中仅腾讯云支持，但阿里云插件也会读取。", "x-class" = "common",
        "x-platforms" = ["aliyun", "tencent"], "x-format" = "region", "examples" = ["cn-hangzhou", "ap-shanghai"]))]
    pub region: Option<String>,
    /// Credentials, or the file that holds them.
    #[schemars(extend("x-zh" = "密钥信息，或存放密钥的文件。", "x-class" = "advanced", "x-platforms" = ["tencent"],
        "x-rule" = "tencent-only-on-aliyun", "x-secret" = true))]
    pub credentials: Option<Credentials>,
    /// Longest time one request may run.
    #[schemars(extend("x-zh" = "单次请求的最长执行时间。", "x-class" = "common", "x-unit" = "seconds", "x-platforms" = ["aliyun", "tencent"],
        "x-rule" = "timeout-range", "minimum" = 1, "maximum" = 86400, "default" = 3, "examples" = [10]))]
    pub timeout: Option<u32>,
    /// Longest time the initializer may run.
    #[schemars(extend("x-zh" = "全局初始化函数的超时时间。", "x-unit" = "seconds", "x-platforms" = ["aliyun"], "x-rule" = "hook-timeout",
        "minimum" = 1, "maximum" = 300, "default" = 3))]
    pub init_timeout: Option<u32>,
    /// Memory of one instance.
    ///
    /// On aliyun a multiple of 64 from 128.
    #[schemars(extend("x-zh" = "单个实例的内存。\n\n阿里云上为不小于 128 的 64 的倍数。", "x-class" = "common", "x-unit" = "MB",
        "x-platforms" = ["aliyun", "tencent"], "x-rule" = "memory-128", "minimum" = 64, "multipleOf" = 64, "default" = 128,
        "examples" = [128, 256, 512]))]
    pub memory_size: Option<u32>,
    /// Short text about the service.
    #[schemars(extend("x-zh" = "描述。", "x-platforms" = ["aliyun"]))]
    pub description: Option<String>,
    /// RAM role of the service.
    #[schemars(extend("x-zh" = "服务的 RAM 角色。", "x-platforms" = ["aliyun", "tencent"], "x-rule" = "policies-vs-role",
        "x-format" = "arn-role", "examples" = ["acs:ram::123456789012:role/my-role"]))]
    pub role: Option<String>,
    /// Environment variables of all functions.
    ///
    /// Those of a function win, and variables `UDEV_*` of the process win over both.
    #[schemars(extend("x-zh" = "所有函数的环境变量。\n\n函数级变量优先，进程的 `UDEV_*` 变量又优先于两者。", "x-class" = "common",
        "x-platforms" = ["aliyun", "tencent"], "x-rule" = "env-string", "x-key-rule" = "env-limits", "x-format" = "env-map",
        "propertyNames" = {"pattern": "^[A-Za-z_][A-Za-z0-9_]*$"}))]
    pub environment: Option<BTreeMap<String, String>>,
    /// Id of the API gateway service.
    #[schemars(extend("x-zh" = "网关服务 ID。", "x-platforms" = ["tencent"], "x-rule" = "tencent-only-on-aliyun"))]
    pub service_id: Option<String>,
    /// VPC that the instances join; all three ids.
    #[schemars(extend("x-zh" = "实例加入的专有网络，三个 ID 都要写。", "x-platforms" = ["aliyun"], "x-rule" = "vpc-complete"))]
    pub vpc_config: Option<ProviderVpcConfig>,
    /// Whether instances may reach the Internet.
    #[schemars(extend("x-zh" = "服务是否可以访问公网。", "x-platforms" = ["aliyun"], "x-rule" = "aliyun-only-on-tencent"))]
    pub internet_access: Option<bool>,
    /// Policies attached to the default role.
    ///
    /// Ignored when `role` is set; the default deploy drops them altogether.
    #[schemars(extend("x-zh" = "附加到默认角色的权限策略。\n\n设置了 `role` 时忽略；默认部署方式会直接丢弃。", "x-platforms" = ["aliyun"],
        "x-rule" = "policies-vs-role", "examples" = [["AliyunECSNetworkInterfaceManagementAccess"]]))]
    pub policies: Option<OneOrMany>,
    /// SLS project and logstore of the logs.
    #[schemars(extend("x-zh" = "日志写入的 SLS 项目与日志库。", "x-platforms" = ["aliyun"], "x-rule" = "log-complete"))]
    pub log_config: Option<ProviderLogConfig>,
    /// NAS file systems mounted into the instances, or `auto`.
    #[schemars(extend("x-zh" = "挂载到实例的 NAS 文件系统，或 `auto`。", "x-platforms" = ["aliyun"], "x-rule" = "f-nas-vpc", "x-auto" = "plain"))]
    pub nas_config: Option<AutoOr<ProviderNasConfig>>,
    /// Requests that one instance handles at the same time, read by the builder.
    #[schemars(extend("x-zh" = "单个实例同时处理的请求数，由构建器读取。", "x-class" = "advanced", "x-rule" = "concurrency-range",
        "minimum" = 1, "maximum" = 100))]
    pub concurrency: Option<u32>,
    /// Who may call over HTTP, read by the older `fun` builder alone.
    #[schemars(extend("x-zh" = "HTTP 鉴权方式，仅旧的 `fun` 构建器读取。", "x-class" = "advanced"))]
    pub auth_type: Option<FAuthType>,
    /// Alias of the credentials of Serverless Devs, read by the builder.
    #[schemars(extend("x-zh" = "Serverless Devs 的密钥别名，由构建器读取。", "x-class" = "advanced", "x-format" = "access-alias"))]
    pub access: Option<String>,
    /// Settings of asynchronous calls, read by the builder.
    #[schemars(extend("x-zh" = "异步调用配置，由构建器读取。", "x-class" = "advanced"))]
    pub async_configuration: Option<Map<String, Value>>,
    /// Tracing of requests, read by the builder.
    #[schemars(extend("x-zh" = "链路追踪开关，由构建器读取。", "x-class" = "advanced"))]
    pub tracing_config: Option<Switch>,
    /// ARNs of layers of all functions, read by the builder.
    #[schemars(extend("x-zh" = "所有函数的层 ARN，由构建器读取。", "x-class" = "advanced", "x-format" = "layer-arn"))]
    pub layers: Option<Vec<String>>,
    /// Settings of the platform wechat, read by its plugin.
    #[schemars(extend("x-zh" = "微信平台的配置，由其插件读取。", "x-class" = "advanced"))]
    pub wechat_config: Option<Map<String, Value>>,
    /// Package that starts the functions, read by the builder.
    #[schemars(extend("x-zh" = "函数启动器包，由构建器读取。", "x-class" = "advanced", "examples" = ["@midwayjs/serverless-fc-starter"]))]
    pub starter: Option<String>,
}

choices! {
    open
    /// A platform that f.yml can be published to.
    ProviderName "f.yml 可发布到的平台。" {
        Aliyun = "aliyun" "Alibaba Cloud Function Compute." "阿里云函数计算。";
        Tencent = "tencent" "Tencent Cloud SCF." "腾讯云云函数。";
    }
}

choices! {
    open
    /// Who may call over HTTP, for the older `fun` builder.
    FAuthType "旧的 `fun` 构建器使用的 HTTP 鉴权方式。" {
        Anonymous = "ANONYMOUS" "Everybody who knows the address." "任何知道地址的人。";
        Function = "FUNCTION" "Requests that carry a signature." "携带签名的请求。";
    }
}

choices! {
    /// On or off.
    Switch "开关。" {
        Enable = "Enable" "On." "开启。";
        Disable = "Disable" "Off." "关闭。";
    }
}

/// Name of a runtime in f.yml; a list that may grow.
///
/// The specification lists nodejs6, nodejs8 and nodejs10, all of them retired; the builders pass other names on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FRuntime(pub String);

impl JsonSchema for FRuntime {
    fn schema_name() -> Cow<'static, str> {
        "FRuntime".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        lists::f_runtime_schema()
    }
}

/// Credentials: the file that holds them, or the keys.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-zh" = "密钥：存放密钥的文件，或密钥本身。"))]
pub enum Credentials {
    /// A file.
    #[schemars(extend("x-zh" = "文件。"))]
    File(String),
    /// The keys.
    #[schemars(extend("x-zh" = "密钥内容。"))]
    Keys(Map<String, Value>),
}

/// VPC of all functions.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "所有函数的专有网络。", "x-required-rule" = "vpc-complete"))]
pub struct ProviderVpcConfig {
    /// Id of the VPC.
    #[schemars(extend("x-zh" = "VPC ID。", "x-class" = "common", "x-platforms" = ["aliyun"], "x-rule" = "vpc-complete",
        "examples" = ["vpc-bp1xxxxxxxx"]))]
    pub vpc_id: String,
    /// Ids of the vSwitches, at least one.
    #[schemars(extend("x-zh" = "交换机 ID 列表，至少一个。", "x-class" = "common", "x-platforms" = ["aliyun"], "x-rule" = "vswitch-list",
        "minItems" = 1, "uniqueItems" = true, "examples" = [["vsw-bp1xxxxxxxx"]]))]
    pub v_switch_ids: Vec<String>,
    /// Id of the security group.
    #[schemars(extend("x-zh" = "安全组 ID。", "x-class" = "common", "x-platforms" = ["aliyun"], "x-rule" = "vpc-complete",
        "examples" = ["sg-bp1xxxxxxxx"]))]
    pub security_group_id: String,
}

/// SLS project and logstore of all functions.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "所有函数的 SLS 项目与日志库。", "x-required-rule" = "log-complete"))]
pub struct ProviderLogConfig {
    /// Name of the SLS project.
    #[schemars(extend("x-zh" = "SLS 项目名。", "x-class" = "common", "x-platforms" = ["aliyun"], "x-rule" = "log-complete"))]
    pub project: String,
    /// Name of the logstore.
    #[schemars(extend("x-zh" = "日志库名。", "x-class" = "common", "x-platforms" = ["aliyun"], "x-rule" = "log-complete"))]
    pub logstore: String,
    /// Write metrics of each request; read by the builder.
    #[schemars(extend("x-zh" = "写入请求级指标，由构建器读取。"))]
    pub enable_request_metrics: Option<bool>,
    /// Write metrics of each instance; read by the builder.
    #[schemars(extend("x-zh" = "写入实例级指标，由构建器读取。"))]
    pub enable_instance_metrics: Option<bool>,
}

/// NAS mounts of all functions.
///
/// The builders take each key with a small or a capital letter in front.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "所有函数的 NAS 挂载。\n\n键名首字母大小写均可。"))]
pub struct ProviderNasConfig {
    /// POSIX user id used on the share.
    #[serde(alias = "UserId")]
    #[schemars(extend("x-zh" = "挂载使用的用户 ID。", "x-platforms" = ["aliyun"], "x-aliases" = ["UserId"], "minimum" = -1, "examples" = [10003]))]
    pub user_id: i64,
    /// POSIX group id used on the share.
    #[serde(alias = "GroupId")]
    #[schemars(extend("x-zh" = "挂载使用的组 ID。", "x-platforms" = ["aliyun"], "x-aliases" = ["GroupId"], "minimum" = -1, "examples" = [10003]))]
    pub group_id: i64,
    /// Mount points, at most 5.
    #[serde(alias = "MountPoints")]
    #[schemars(extend("x-zh" = "挂载点列表，最多 5 个。", "x-platforms" = ["aliyun"], "x-aliases" = ["MountPoints"], "x-rule" = "mount-count",
        "maxItems" = 5))]
    pub mount_points: Vec<ProviderMountPoint>,
}

/// One NAS mount.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "一个 NAS 挂载点。"))]
pub struct ProviderMountPoint {
    /// Host of the NAS mount target and the exported directory.
    #[serde(alias = "ServerAddr")]
    #[schemars(extend("x-zh" = "NAS 挂载点域名与目录。", "x-platforms" = ["aliyun"], "x-aliases" = ["ServerAddr"],
        "examples" = ["012194b28f-xxxxx.cn-hangzhou.nas.aliyuncs.com:/"]))]
    pub server_addr: String,
    /// Directory inside the instance.
    #[serde(alias = "MountDir")]
    #[schemars(extend("x-zh" = "实例内的挂载目录。", "x-platforms" = ["aliyun"], "x-aliases" = ["MountDir"], "x-rule" = "mount-dir",
        "x-format" = "mount-dir", "maxLength" = 128, "pattern" = "^/", "examples" = ["/mnt/test"]))]
    pub mount_dir: String,
}
