//! Network, file systems, logs and tracing of a function.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::spec::choices::choices;

/// The word `auto` in any case, without parameters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(extend("x-zh" = "`auto`，不区分大小写，不带参数。", "pattern" = "^[aA][uU][tT][oO]$", "examples" = ["auto"]))]
pub struct Auto(pub String);

/// The word `auto` in any case, with optional parameters as in `auto|key=value`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(extend("x-zh" = "`auto`，不区分大小写，可带参数，如 `auto|key=value`。", "pattern" = r"^[aA][uU][tT][oO](\|.*)?$",
    "examples" = ["auto"]))]
pub struct AutoWithParams(pub String);

/// `auto`, or the settings written out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(rename = "AutoOr{T}", extend("x-zh" = "`auto` 或具体配置。"))]
pub enum AutoOr<T> {
    /// The tool creates or reuses what is needed.
    #[schemars(extend("x-zh" = "由工具自动创建或复用。"))]
    Auto(Auto),
    /// The settings written out.
    #[schemars(extend("x-zh" = "具体配置。"))]
    Config(T),
}

/// `auto`, also as `auto|key=value`, or the settings written out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(rename = "AutoOr{T}", extend("x-zh" = "`auto`（可写 `auto|key=value`）或具体配置。"))]
pub enum AutoParamsOr<T> {
    /// The tool creates or reuses what is needed.
    #[schemars(extend("x-zh" = "由工具自动创建或复用。"))]
    Auto(AutoWithParams),
    /// The settings written out.
    #[schemars(extend("x-zh" = "具体配置。"))]
    Config(T),
}

/// `auto`, or a list of ids.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-zh" = "`auto` 或 ID 列表。"))]
pub enum AutoOrIds {
    /// The ids.
    #[schemars(extend("x-zh" = "ID 列表。", "minItems" = 1, "uniqueItems" = true))]
    Ids(Vec<String>),
    /// The tool creates or reuses what is needed.
    #[schemars(extend("x-zh" = "由工具自动创建或复用。"))]
    Auto(Auto),
}

/// VPC, vSwitches and security group of a function.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "函数的专有网络、交换机与安全组。", "x-required-rule" = "vpc-complete"))]
pub struct VpcConfig {
    /// Id of the VPC.
    #[schemars(extend("x-zh" = "VPC ID。", "x-class" = "common", "x-rule" = "vpc-complete", "minLength" = 1, "examples" = ["vpc-bp1xxxxxxxx"]))]
    pub vpc_id: String,
    /// Ids of the vSwitches.
    ///
    /// A list with at least one id, or `auto`; not a single text.
    #[schemars(extend("x-zh" = "交换机 ID 列表。\n\n至少一个，也可写 `auto`；不能写成单个字符串。", "x-class" = "common",
        "x-rule" = "vswitch-list", "x-auto" = "plain", "examples" = [["vsw-bp1xxxxxxxx"]]))]
    pub v_switch_ids: AutoOrIds,
    /// Id of the security group, or `auto`.
    #[schemars(extend("x-zh" = "安全组 ID，也可写 `auto`。", "x-class" = "common", "x-rule" = "vpc-complete", "x-auto" = "plain",
        "minLength" = 1, "examples" = ["sg-bp1xxxxxxxx"]))]
    pub security_group_id: String,
    /// Role for the network interfaces.
    ///
    /// Known to the API, not to the component's schema.
    #[schemars(extend("x-zh" = "用于弹性网卡的角色。\n\nAPI 支持，组件的 schema 中没有。", "x-class" = "advanced", "x-format" = "arn-role"))]
    pub role: Option<String>,
}

/// VPCs that alone may call the function.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "只允许这些专有网络调用函数。"))]
pub struct VpcBinding {
    /// Ids of the VPCs.
    ///
    /// Removing the block removes every binding on deploy.
    #[schemars(extend("x-zh" = "VPC ID 列表。\n\n删除该配置块会在部署时删除全部绑定。", "examples" = [["vpc-bp1xxxxxxxx"]]))]
    pub vpc_ids: Vec<String>,
}

/// NAS mounts and the owner ids used on the share.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "NAS 挂载与使用的用户/组 ID。"))]
pub struct NasConfig {
    /// POSIX user id used on the share; -1 stands for the default.
    #[schemars(extend("x-zh" = "挂载使用的用户 ID，-1 表示默认。", "minimum" = -1, "examples" = [10003, 0]))]
    pub user_id: i64,
    /// POSIX group id used on the share; -1 stands for the default.
    #[schemars(extend("x-zh" = "挂载使用的组 ID，-1 表示默认。", "minimum" = -1, "examples" = [10003, 0]))]
    pub group_id: i64,
    /// Mount points, at most 5.
    #[schemars(extend("x-zh" = "挂载点列表，最多 5 个。", "x-class" = "common", "x-rule" = "mount-count", "maxItems" = 5))]
    pub mount_points: Vec<NasMountPoint>,
}

/// One NAS mount.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "一个 NAS 挂载点。"))]
pub struct NasMountPoint {
    /// Host of the NAS mount target and the exported directory.
    #[schemars(extend("x-zh" = "NAS 挂载点域名与目录。", "x-class" = "common",
        "examples" = ["012194b28f-xxxxx.cn-hangzhou.nas.aliyuncs.com:/"]))]
    pub server_addr: String,
    /// Directory inside the instance.
    ///
    /// Absolute, two levels or more, at most 128 characters, not below a system directory.
    #[schemars(extend("x-zh" = "实例内的挂载目录。\n\n绝对路径，至少两级，最多 128 个字符，不能在系统目录下。", "x-class" = "common",
        "x-rule" = "mount-dir", "x-format" = "mount-dir", "maxLength" = 128, "pattern" = "^/", "examples" = ["/mnt/data"]))]
    pub mount_dir: String,
    /// Encrypt the transport; general-purpose NAS alone.
    #[serde(rename = "enableTLS")]
    #[schemars(extend("x-zh" = "传输加密，仅通用型 NAS 支持。", "default" = false))]
    pub enable_tls: Option<bool>,
}

/// OSS mounts of a function.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "函数的 OSS 挂载。"))]
pub struct OssMountConfig {
    /// Mount points, at most 5.
    #[schemars(extend("x-zh" = "挂载点列表，最多 5 个。", "x-class" = "common", "x-rule" = "mount-count", "maxItems" = 5))]
    pub mount_points: Vec<OssMountPoint>,
}

/// One OSS mount.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "一个 OSS 挂载点。"))]
pub struct OssMountPoint {
    /// Name of the bucket.
    #[schemars(extend("x-zh" = "Bucket 名。", "x-class" = "common", "examples" = ["my-bucket"]))]
    pub bucket_name: String,
    /// Directory of the bucket, which must exist.
    #[schemars(extend("x-zh" = "Bucket 内的目录，必须已存在。", "default" = "/"))]
    pub bucket_path: Option<String>,
    /// OSS endpoint in the region of the function, preferably the internal one.
    #[schemars(extend("x-zh" = "OSS 接入点，应与函数同地域，建议使用内网地址。", "x-class" = "common", "x-rule" = "oss-endpoint-region",
        "examples" = ["https://oss-cn-hangzhou-internal.aliyuncs.com"]))]
    pub endpoint: String,
    /// Directory inside the instance.
    ///
    /// Absolute, two levels or more, at most 128 characters, not below a system directory.
    #[schemars(extend("x-zh" = "实例内的挂载目录。\n\n绝对路径，至少两级，最多 128 个字符，不能在系统目录下。", "x-class" = "common",
        "x-rule" = "mount-dir", "x-format" = "mount-dir", "maxLength" = 128, "pattern" = "^/", "examples" = ["/mnt/oss"]))]
    pub mount_dir: String,
    /// Mount without the right to write.
    #[schemars(extend("x-zh" = "只读挂载。", "default" = false))]
    pub read_only: Option<bool>,
}

/// PolarFS mounts of a function.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "函数的 PolarFS 挂载。"))]
pub struct PolarFsConfig {
    /// POSIX user id used on the file system.
    #[schemars(extend("x-zh" = "使用的用户 ID。"))]
    pub user_id: Option<i64>,
    /// POSIX group id used on the file system.
    #[schemars(extend("x-zh" = "使用的组 ID。"))]
    pub group_id: Option<i64>,
    /// Mount points.
    #[schemars(extend("x-zh" = "挂载点列表。"))]
    pub mount_points: Option<Vec<PolarFsMountPoint>>,
}

/// One PolarFS mount.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "一个 PolarFS 挂载点。"))]
pub struct PolarFsMountPoint {
    /// Id of the PolarFS instance.
    #[schemars(extend("x-zh" = "PolarFS 实例 ID。"))]
    pub instance_id: Option<String>,
    /// Directory in the file system.
    #[schemars(extend("x-zh" = "文件系统中的目录。"))]
    pub remote_dir: Option<String>,
    /// Directory inside the instance.
    #[schemars(extend("x-zh" = "实例内的挂载目录。", "x-rule" = "mount-dir", "x-format" = "mount-dir", "maxLength" = 128, "pattern" = "^/"))]
    pub mount_dir: Option<String>,
    /// Mount without the right to write.
    #[schemars(extend("x-zh" = "只读挂载。"))]
    pub read_only: Option<bool>,
}

/// JuiceFS mounts of a function.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "函数的 JuiceFS 挂载。"))]
pub struct JuiceFsConfig {
    /// Variables of the JuiceFS client.
    #[schemars(extend("x-zh" = "JuiceFS 客户端的环境变量。"))]
    pub envs: Option<BTreeMap<String, String>>,
    /// Mount points.
    #[schemars(extend("x-zh" = "挂载点列表。"))]
    pub mount_points: Option<Vec<JuiceFsMountPoint>>,
}

/// One JuiceFS mount.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "一个 JuiceFS 挂载点。"))]
pub struct JuiceFsMountPoint {
    /// Name of the volume.
    #[schemars(extend("x-zh" = "卷名。"))]
    pub volume_name: Option<String>,
    /// Token of the volume; write `${env('NAME')}` rather than the text.
    #[schemars(extend("x-zh" = "卷的令牌，建议写成 `${env('NAME')}` 而不是明文。", "x-secret" = true, "x-rule" = "secret-literal"))]
    pub token: Option<String>,
    /// Directory in the volume.
    #[schemars(extend("x-zh" = "卷中的目录。"))]
    pub remote_dir: Option<String>,
    /// Directory inside the instance.
    #[schemars(extend("x-zh" = "实例内的挂载目录。", "x-rule" = "mount-dir", "x-format" = "mount-dir", "maxLength" = 128, "pattern" = "^/"))]
    pub mount_dir: Option<String>,
    /// Arguments of the JuiceFS client.
    #[schemars(extend("x-zh" = "JuiceFS 客户端的参数。"))]
    pub args: Option<Vec<String>>,
}

/// SLS project and logstore of a function, and which metrics are written.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "函数的 SLS 项目与日志库，以及写入哪些指标。", "x-required-rule" = "log-complete"))]
pub struct LogConfig {
    /// Name of the SLS project.
    #[schemars(extend("x-zh" = "SLS 项目名。", "x-class" = "common", "x-rule" = "log-complete", "examples" = ["my-log-project"]))]
    pub project: String,
    /// Name of the logstore.
    #[schemars(extend("x-zh" = "日志库名。", "x-class" = "common", "x-rule" = "log-complete", "examples" = ["my-logstore"]))]
    pub logstore: String,
    /// Write metrics of each request.
    #[schemars(extend("x-zh" = "写入请求级指标。", "x-class" = "common", "default" = true))]
    pub enable_request_metrics: Option<bool>,
    /// Write metrics of each instance.
    #[schemars(extend("x-zh" = "写入实例级指标。", "x-class" = "common", "default" = false))]
    pub enable_instance_metrics: Option<bool>,
    /// Write metrics of calls to large language models.
    #[schemars(extend("x-zh" = "写入大模型调用指标。", "x-class" = "advanced"))]
    pub enable_llm_metrics: Option<bool>,
    /// How log lines are cut into entries.
    #[schemars(extend("x-zh" = "日志按什么规则切分。", "default" = "DefaultRegex"))]
    pub log_begin_rule: Option<LogBeginRule>,
}

choices! {
    /// How log lines are cut into entries.
    LogBeginRule "日志按什么规则切分。" {
        DefaultRegex = "DefaultRegex" "A new entry begins where a line starts with a date such as 2023-10-10." "以 2023-10-10 这样的日期开头的行作为新条目的开始。";
        None = "None" "Every line is an entry." "每行一个条目。";
    }
}

/// Protocol and endpoint of tracing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "链路追踪的协议与端点。"))]
pub struct TracingConfig {
    /// Protocol of tracing.
    #[serde(rename = "type")]
    #[schemars(extend("x-zh" = "链路追踪协议。", "x-rule" = "tracing-type"))]
    pub kind: Option<TracingType>,
    /// Parameters of tracing; `endpoint` is the address of the collector.
    #[schemars(extend("x-zh" = "追踪参数，`endpoint` 为采集端地址。", "x-rule" = "tracing-type",
        "examples" = [{"endpoint": "http://tracing-analysis-dc-hz.aliyuncs.com/api/traces"}]))]
    pub params: Option<TracingParams>,
    /// Endpoint in the form of older versions.
    #[deprecated]
    #[schemars(extend("x-zh" = "旧版写法的端点。", "x-class" = "advanced", "x-rule" = "deprecated-key",
        "x-deprecated-en" = "The API does not know it; write params.endpoint.",
        "x-deprecated-zh" = "API 没有该字段，请使用 params.endpoint。"))]
    pub jaeger_config: Option<JaegerConfig>,
}

choices! {
    open
    /// Protocol of tracing.
    TracingType "链路追踪协议。" {
        Jaeger = "Jaeger" "Jaeger, the only protocol." "Jaeger，目前唯一支持的协议。";
    }
}

/// Parameters of tracing: a map, or the text of older versions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-zh" = "追踪参数：映射，或旧版的字符串。"))]
pub enum TracingParams {
    /// The parameters as a map.
    #[schemars(extend("x-zh" = "以映射书写的参数。"))]
    Map(BTreeMap<String, String>),
    /// The form of the component's schema.
    #[schemars(extend("x-zh" = "组件 schema 中的字符串写法。"))]
    Text(String),
}

/// Endpoint of tracing in the form of older versions.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "旧版写法的追踪端点。"))]
pub struct JaegerConfig {
    /// Address of the collector.
    #[schemars(extend("x-zh" = "采集端地址。"))]
    pub endpoint: String,
}
