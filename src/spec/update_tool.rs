//! Parameters of the tool `update-custom-runtime-function`: update and deploy a custom runtime function.
//!
//! Facts: its documentation and zod schemas (`alibabacloud-fc-mcp-server` 1.0.8). Parameters that are not
//! given stay as they are remotely. Where the tool's own types are wrong (a vSwitch list typed as one
//! text) the true form is taken as well.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::choices::choices;
use super::fc3::{Auto, AutoOr, LogConfig, Tag};
use super::lists::RegionId;

/// Parameters of an update; what is not given stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "更新的参数，未提供的参数保持不变。"))]
pub struct UpdateParams {
    /// Name of the function to update.
    #[schemars(extend("x-zh" = "要更新的目标函数名称。", "x-class" = "common", "x-rule" = "name-pattern", "x-format" = "function-ref",
        "pattern" = "^[a-zA-Z0-9_][a-zA-Z0-9_-]{0,63}$"))]
    pub function_name: String,
    /// Root directory of the built code; needed to update the code.
    #[schemars(extend("x-zh" = "已构建代码的本地根目录，更新代码时需要。", "x-class" = "common", "x-format" = "path"))]
    pub location: Option<String>,
    /// URL of the zipped code, without authentication; in remote mode instead of `location`.
    #[schemars(extend("x-zh" = "免鉴权的 zip 代码包下载地址，远程模式下代替 `location`。"))]
    pub code_uri: Option<String>,
    /// Region of the function.
    #[schemars(extend("x-zh" = "函数所在的地域。", "x-class" = "common", "x-format" = "region", "default" = "cn-hangzhou"))]
    pub region: Option<RegionId>,
    /// CPU of one instance.
    ///
    /// A multiple of 0.05; together with `diskSize`. Memory in GB divided by vCPU lies between 1 and 4. The tool names 1
    /// as default.
    #[schemars(extend("x-zh" = "单个实例的 CPU。\n\n0.05 的倍数，与 `diskSize` 同时填写；内存（GB）与 vCPU 之比为 1～4；工具说明默认为 1。",
        "x-class" = "common", "x-unit" = "vCPU", "x-rule" = "cpu-step", "minimum" = 0.05, "maximum" = 16, "multipleOf" = 0.05))]
    pub cpu: Option<f64>,
    /// Memory of one instance.
    ///
    /// A multiple of 64 from 128. The tool names 2048 as default and 30720 as maximum, yet lists 32768.
    #[schemars(extend("x-zh" = "单个实例的内存。\n\n不小于 128 的 64 的倍数；工具说明默认 2048、最大 30720，但可选值中又有 32768。", "x-class" = "common",
        "x-unit" = "MB", "x-rule" = "mem-step", "minimum" = 128, "multipleOf" = 64, "x-soft-maximum" = 32768,
        "examples" = [128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768]))]
    pub memory_size: Option<u32>,
    /// Temporary disk of one instance; together with `cpu`.
    #[schemars(extend("x-zh" = "单个实例的临时磁盘，与 `cpu` 同时填写。", "x-class" = "common", "x-unit" = "MB", "x-rule" = "disk-enum",
        "enum" = [512, 10240], "x-enum-docs" = {"512": {"en": "512 MB, the default.", "zh": "512 MB，默认值。"},
            "10240": {"en": "10 GB.", "zh": "10 GB。"}}))]
    pub disk_size: Option<u32>,
    /// Longest time one request may run.
    #[schemars(extend("x-zh" = "单次请求的最长执行时间。", "x-class" = "common", "x-unit" = "seconds", "x-rule" = "timeout-range",
        "minimum" = 1, "maximum" = 86400, "default" = 3))]
    pub timeout: Option<u32>,
    /// Requests that one instance handles at the same time.
    ///
    /// 1 to 200.
    #[schemars(extend("x-zh" = "单个实例同时处理的请求数。\n\n1～200。", "x-class" = "common", "x-rule" = "concurrency-range", "minimum" = 1,
        "maximum" = 200))]
    pub instance_concurrency: Option<u32>,
    /// Start command, arguments and port.
    #[schemars(extend("x-zh" = "启动命令、参数与端口。", "x-class" = "common"))]
    pub custom_runtime_config: Option<UpdateRuntimeConfig>,
    /// Runtime of the function.
    #[schemars(extend("x-zh" = "函数的运行时。", "x-class" = "common", "x-rule" = "runtime-known", "x-format" = "runtime"))]
    pub runtime: Option<UpdateRuntime>,
    /// Short text about the function.
    #[schemars(extend("x-zh" = "函数的描述。", "x-class" = "common"))]
    pub description: Option<String>,
    /// Environment variables; they replace the remote ones as a whole.
    #[schemars(extend("x-zh" = "环境变量，整体替换云端变量。", "x-class" = "common", "x-rule" = "env-string", "x-key-rule" = "env-limits",
        "x-format" = "env-map", "propertyNames" = {"pattern": "^[A-Za-z][A-Za-z0-9_]*$"}))]
    pub environment_variables: Option<BTreeMap<String, String>>,
    /// Whether instances may reach the Internet.
    ///
    /// The tool ignores `false`.
    #[schemars(extend("x-zh" = "实例是否可以访问公网。\n\n该工具会忽略 `false`。", "x-class" = "common"))]
    pub internet_access: Option<bool>,
    /// Where the logs go, or `auto`.
    #[schemars(extend("x-zh" = "日志投递位置，或 `auto`。", "x-class" = "common", "x-rule" = "log-complete", "x-auto" = "plain"))]
    pub log_config: Option<AutoOr<LogConfig>>,
    /// VPC that the instances join, or `auto`.
    #[schemars(extend("x-zh" = "实例加入的专有网络，或 `auto`。", "x-class" = "common", "x-rule" = "vpc-complete", "x-auto" = "plain"))]
    pub vpc_config: Option<AutoOr<UpdateVpcConfig>>,
    /// RAM role the function assumes; the bare name is enough.
    #[schemars(extend("x-zh" = "函数运行时扮演的 RAM 角色，只写角色名即可。", "x-class" = "common", "x-rule" = "role-form", "x-format" = "arn-role",
        "examples" = ["aliyunfcdefaultrole"]))]
    pub role: Option<String>,
    /// Layers; they replace the remote ones, and the public layers of the runtime are added.
    #[schemars(extend("x-zh" = "层，整体替换云端配置，并自动添加运行时的公共层。", "x-class" = "common", "x-rule" = "layers-limit", "maxItems" = 5,
        "x-format" = "layer-arn"))]
    pub layers: Option<Vec<String>>,
    /// Resource tags of the function.
    #[schemars(extend("x-zh" = "函数的资源标签。", "x-class" = "common", "x-rule" = "tags", "maxItems" = 20))]
    pub tags: Option<Vec<Tag>>,
}

choices! {
    /// Runtimes of the tool.
    UpdateRuntime "该工具支持的运行时。" {
        Debian10 = "custom.debian10" "HTTP server on Debian 10." "Debian 10 上的 HTTP Server。";
        Debian11 = "custom.debian11" "HTTP server on Debian 11." "Debian 11 上的 HTTP Server。";
        Debian12 = "custom.debian12" "HTTP server on Debian 12." "Debian 12 上的 HTTP Server。";
    }
}

/// Start command, arguments and port of the update.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "更新的启动命令、参数与端口。"))]
pub struct UpdateRuntimeConfig {
    /// Command that starts the HTTP server, at least one word.
    #[schemars(extend("x-zh" = "启动 HTTP Server 的命令，至少一项。", "x-class" = "common", "x-rule" = "custom-default-bootstrap", "minItems" = 1,
        "examples" = [["python3"]]))]
    pub command: Vec<String>,
    /// Arguments appended to the command, at least one if given.
    #[schemars(extend("x-zh" = "附加在命令后的参数，如填写则至少一项。", "x-class" = "common", "x-rule" = "custom-default-bootstrap",
        "minItems" = 1, "examples" = [["app.py"]]))]
    pub args: Option<Vec<String>>,
    /// Port that the HTTP server listens on.
    #[schemars(extend("x-zh" = "HTTP Server 监听的端口。", "x-class" = "common", "minimum" = 1, "maximum" = 65535, "default" = 9000))]
    pub port: Option<u32>,
}

/// VPC of the update.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "更新的专有网络。", "x-required-rule" = "vpc-complete"))]
pub struct UpdateVpcConfig {
    /// Id of the VPC.
    #[schemars(extend("x-zh" = "VPC ID。", "x-class" = "common", "x-rule" = "vpc-complete"))]
    pub vpc_id: String,
    /// Ids of the vSwitches.
    ///
    /// The tool types it as one text; the function takes a list.
    #[schemars(extend("x-zh" = "交换机 ID 列表。\n\n该工具将其定义为单个文本，而函数实际需要列表。", "x-class" = "common", "x-rule" = "vswitch-list"))]
    pub v_switch_ids: VSwitchIds,
    /// Id of the security group.
    #[schemars(extend("x-zh" = "安全组 ID。", "x-class" = "common", "x-rule" = "vpc-complete"))]
    pub security_group_id: String,
}

/// vSwitches of an update: a list, `auto`, or the one id of the tool's own type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-zh" = "更新的交换机：列表、`auto`，或该工具类型中的单个 ID。"))]
pub enum VSwitchIds {
    /// A list.
    #[schemars(extend("x-zh" = "列表。", "minItems" = 1))]
    Many(Vec<String>),
    /// `auto`.
    #[schemars(extend("x-zh" = "由工具自动创建或复用。"))]
    Auto(Auto),
    /// One id.
    #[schemars(extend("x-zh" = "单个 ID。"))]
    One(String),
}
