//! `resources.<name>.props` of component `fc3`: one function of FC 3.0.
//!
//! Facts: devsapp/fc3 `src/schema.json`, `src/interface`, `src/subCommands/deploy` (component
//! 0.1.22), the API models of `@alicloud/fc20230330` 4.7.6 and the help pages on limits. Where these
//! disagree the type takes what deploys; the doc names the disagreement.

mod instance;
mod runtime;
mod scaling;
mod storage;

pub use instance::*;
pub use runtime::*;
pub use scaling::*;
pub use storage::*;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::domain::CustomDomain;
use super::lists::{RegionId, RuntimeName};
use super::triggers::Trigger;

/// One function of Function Compute 3.0.
///
/// The `props` of a resource with component `fc3`. A block that is absent here is reset remotely by
/// `s deploy`; triggers and `asyncInvokeConfig` that are absent stay as they are.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(
    deny_unknown_fields,
    extend("x-zh" = "函数计算 3.0 的一个函数。\n\n即 `fc3` 组件资源的 `props`。`s deploy` 会把这里没有写的配置块在云端重置；\
        未写的触发器和 `asyncInvokeConfig` 保持不变。")
)]
pub struct Fc3Props {
    /// Region the function lives in.
    ///
    /// An id that is not listed only produces a log line at deploy time.
    #[schemars(extend("x-zh" = "函数所在的地域。\n\n不在列表中的地域在部署时只会打印一条日志。", "x-class" = "common",
        "x-format" = "region", "examples" = ["cn-hangzhou"]))]
    pub region: RegionId,

    /// Name of the function, unique per account and region.
    ///
    /// 1 to 64 letters, digits, `_` and `-`, beginning with a letter or `_`. The update tool also takes a
    /// leading digit; names that contain `$` come from the migration of FC 2.0.
    #[schemars(extend("x-zh" = "函数名，同一账号同一地域内唯一。\n\n1～64 个字符，由字母、数字、`_`、`-` 组成，以字母或 `_` 开头。\
        更新工具也允许数字开头；含 `$` 的名字来自 FC 2.0 迁移。",
        "x-class" = "common", "x-rule" = "name-pattern", "minLength" = 1, "maxLength" = 128,
        "pattern" = r"^[A-Za-z0-9_][A-Za-z0-9_$-]*$", "x-format" = "function-name", "examples" = ["my-function"]))]
    pub function_name: String,

    /// Execution environment of the code.
    ///
    /// Standard runtimes call `handler`, custom runtimes start an HTTP server, container runtimes start an image.
    #[schemars(extend("x-zh" = "代码的运行环境。\n\n标准运行时调用 `handler`，自定义运行时启动 HTTP Server，容器运行时启动镜像。",
        "x-class" = "common", "x-rule" = "runtime-known", "x-format" = "runtime"))]
    pub runtime: RuntimeName,

    /// Entry point that FC calls.
    ///
    /// Required for standard runtimes. For custom and container runtimes the tool fills in `handler`, because the
    /// API wants some text there.
    #[schemars(extend("x-zh" = "函数入口。\n\n标准运行时必填；自定义运行时和容器运行时由工具补成 `handler`，因为 API 要求非空。",
        "x-class" = "common", "x-rule" = "handler-required", "x-format" = "handler",
        "examples" = ["index.handler", "example.App::handleRequest"]))]
    pub handler: Option<String>,

    /// Short text about the function.
    #[schemars(extend("x-zh" = "函数的简短描述。", "x-class" = "common", "default" = ""))]
    pub description: Option<String>,

    /// Where the code package comes from.
    ///
    /// A directory, a `.zip`, `.jar` or `.war` file, an `http(s)://` URL, or an object in OSS. Relative paths start at
    /// the directory of s.yaml. Required unless the runtime is a container.
    #[schemars(extend("x-zh" = "代码包的位置。\n\n可以是目录、`.zip`/`.jar`/`.war` 文件、`http(s)://` 地址或 OSS 对象；\
        相对路径以 s.yaml 所在目录为准。容器运行时以外必填。",
        "x-class" = "common", "x-rule" = "code-required", "x-format" = "path", "examples" = ["./code"]))]
    pub code: Option<Code>,

    /// Layers placed under `/opt`, in order.
    ///
    /// At most 5. If two layers hold the same file, the earlier one wins.
    #[schemars(extend("x-zh" = "绑定的层，按顺序挂载到 `/opt`。\n\n最多 5 个；同名文件以靠前的层为准。",
        "x-rule" = "layers-limit", "maxItems" = 5, "x-format" = "layer-arn", "x-class" = "common",
        "examples" = [["acs:fc:cn-hangzhou:official:layers/Nodejs20/versions/1"]]))]
    pub layers: Option<Vec<String>>,

    /// RAM role the function assumes while it runs.
    ///
    /// A full ARN or a bare role name. If the key is absent, `s deploy` clears the remote role. `auto` does not work
    /// here: it becomes a role called "auto".
    #[schemars(extend("x-zh" = "函数运行时扮演的 RAM 角色。\n\n完整 ARN 或角色名。不写时 `s deploy` 会清空云端角色；\
        写 `auto` 会被当成名为 auto 的角色。",
        "x-class" = "common", "x-rule" = "role-form", "x-format" = "arn-role",
        "examples" = ["acs:ram::123456789012:role/aliyunfcdefaultrole", "aliyunfcdefaultrole"]))]
    pub role: Option<String>,

    /// Variables the code can read from its environment.
    ///
    /// Values are strings. Keys and values together hold at most 4096 bytes; a key begins with a letter; names such as
    /// `FC_*` are reserved. Removing the block clears the remote variables.
    #[schemars(extend("x-zh" = "代码可读取的环境变量。\n\n值必须是字符串；键和值总计不超过 4096 字节；键以字母开头；\
        `FC_*` 等名字为系统保留。删除该配置块会清空云端变量。",
        "x-class" = "common", "x-rule" = "env-string", "x-key-rule" = "env-limits", "x-format" = "env-map",
        "propertyNames" = {"pattern": "^[A-Za-z][A-Za-z0-9_]*$"}))]
    pub environment_variables: Option<BTreeMap<String, String>>,

    /// Whether instances may reach the Internet.
    #[schemars(extend("x-zh" = "实例是否可以访问公网。", "x-class" = "common", "default" = true))]
    pub internet_access: Option<bool>,

    /// CPU of one instance.
    ///
    /// 0.05 to 16 in steps of 0.05. Write it together with `diskSize`. Memory in GB divided by vCPU lies between 1 and
    /// 4. With 512 MB and neither `cpu` nor `diskSize` the tool sends 0.35.
    #[schemars(extend("x-zh" = "单个实例的 CPU。\n\n0.05～16，步长 0.05；与 `diskSize` 同时填写；内存（GB）与 vCPU 之比为 1～4。\
        内存为 512 MB 且两者都不写时，工具使用 0.35。",
        "x-class" = "common", "x-unit" = "vCPU", "x-rule" = "cpu-step", "minimum" = 0.05, "maximum" = 16,
        "multipleOf" = 0.05, "examples" = [0.35, 0.5, 1, 2]))]
    pub cpu: Option<f64>,

    /// Memory of one instance.
    ///
    /// A multiple of 64 from 128 to 32768; functions with newer GPU cards may have more. Memory in GB divided by vCPU
    /// lies between 1 and 4.
    #[schemars(extend("x-zh" = "单个实例的内存。\n\n128～32768，64 的倍数；使用较新 GPU 卡的函数可以更大。内存（GB）与 vCPU 之比为 1～4。",
        "x-class" = "common", "x-unit" = "MB", "x-rule" = "mem-step", "minimum" = 128, "multipleOf" = 64,
        "x-soft-maximum" = 32768, "default" = 512, "examples" = [512, 1024, 2048, 4096]))]
    pub memory_size: Option<u32>,

    /// Temporary disk of one instance.
    ///
    /// 512 or 10240. Write it together with `cpu`.
    #[schemars(extend("x-zh" = "单个实例的临时磁盘。\n\n可选 512 或 10240；与 `cpu` 同时填写。",
        "x-class" = "common", "x-unit" = "MB", "x-rule" = "disk-enum", "enum" = [512, 10240], "default" = 512,
        "x-enum-docs" = {"512": {"en": "512 MB, the default.", "zh": "512 MB，默认值。"},
            "10240": {"en": "10 GB.", "zh": "10 GB。"}}))]
    pub disk_size: Option<u32>,

    /// Longest time one request may run.
    ///
    /// 1 to 86400 seconds; the request is ended when it is over.
    #[schemars(extend("x-zh" = "单次请求的最长执行时间。\n\n1～86400 秒，超时即终止。",
        "x-class" = "common", "x-unit" = "seconds", "x-rule" = "timeout-range", "minimum" = 1, "maximum" = 86400,
        "default" = 3, "examples" = [60]))]
    pub timeout: Option<u32>,

    /// Requests that one instance handles at the same time.
    ///
    /// 1 to 200. More than 1 only with custom and container runtimes.
    #[schemars(extend("x-zh" = "单个实例同时处理的请求数。\n\n1～200；大于 1 仅适用于自定义运行时和容器运行时。",
        "x-class" = "common", "x-rule" = "concurrency-range", "minimum" = 1, "maximum" = 200, "default" = 1))]
    pub instance_concurrency: Option<u32>,

    /// Event sources that call the function.
    ///
    /// At most 50. A remote trigger that is not listed here is kept.
    #[schemars(extend("x-zh" = "调用函数的触发器。\n\n最多 50 个；未列出的云端触发器会被保留。",
        "x-class" = "common", "x-rule" = "trigger-count", "x-soft-max-items" = 50))]
    pub triggers: Option<Vec<Trigger>>,

    /// Start command, port and health check of a custom runtime.
    ///
    /// If it is absent, FC runs `/code/bootstrap` and expects a server on port 9000.
    #[schemars(extend("x-zh" = "自定义运行时的启动命令、端口和健康检查。\n\n不写时执行 `/code/bootstrap`，并要求服务监听 9000 端口。",
        "x-class" = "common", "x-rule" = "custom-config-wrong-runtime"))]
    pub custom_runtime_config: Option<CustomRuntimeConfig>,

    /// Image, command and port of a container runtime.
    ///
    /// Required with `custom-container` and `micro-sandbox`, without effect elsewhere.
    #[schemars(extend("x-zh" = "容器运行时的镜像、命令和端口。\n\n`custom-container`、`micro-sandbox` 必填，其他运行时无效。",
        "x-class" = "common", "x-rule" = "container-config-required"))]
    pub custom_container_config: Option<CustomContainerConfig>,

    /// VPC that the instances join.
    ///
    /// Three ids, or `auto`, which creates or reuses a VPC 10.0.0.0/8 with a vSwitch and a security group.
    #[schemars(extend("x-zh" = "实例加入的专有网络。\n\n填写三个 ID，或写 `auto` 自动创建/复用 10.0.0.0/8 的 VPC、交换机和安全组。",
        "x-class" = "common", "x-rule" = "vpc-complete", "x-auto" = "plain"))]
    pub vpc_config: Option<AutoOr<VpcConfig>>,

    /// VPCs that alone may call the function.
    #[schemars(extend("x-zh" = "只允许这些专有网络调用函数。", "x-class" = "advanced"))]
    pub vpc_binding: Option<VpcBinding>,

    /// NAS file systems mounted into the instances.
    ///
    /// An object, or `auto`, also as `auto|mountDir=/mnt/data|nasDir=/app`. `auto` creates billable resources and
    /// brings a VPC along.
    #[schemars(extend("x-zh" = "挂载到实例的 NAS 文件系统。\n\n对象，或 `auto`（可写 `auto|mountDir=/mnt/data|nasDir=/app`）；\
        `auto` 会创建计费资源，并连带配置 VPC。",
        "x-class" = "common", "x-rule" = "auto-syntax", "x-auto" = "params"))]
    pub nas_config: Option<AutoParamsOr<NasConfig>>,

    /// OSS buckets mounted into the instances.
    ///
    /// An object, or `auto` with optional `|key=value` parameters. Without `role` the deploy creates a default role.
    #[schemars(extend("x-zh" = "挂载到实例的 OSS Bucket。\n\n对象，或 `auto`（可带 `|key=value` 参数）；未写 `role` 时部署会创建默认角色。",
        "x-rule" = "auto-syntax", "x-auto" = "params"))]
    pub oss_mount_config: Option<AutoParamsOr<OssMountConfig>>,

    /// PolarFS file systems mounted into the instances.
    ///
    /// Known to the API, not to the component's schema.
    #[schemars(extend("x-zh" = "挂载到实例的 PolarFS 文件系统。\n\nAPI 支持，组件的 schema 中没有。", "x-class" = "advanced"))]
    pub polar_fs_config: Option<PolarFsConfig>,

    /// JuiceFS volumes mounted into the instances.
    ///
    /// Known to the API, not to the component's schema.
    #[schemars(extend("x-zh" = "挂载到实例的 JuiceFS 卷。\n\nAPI 支持，组件的 schema 中没有。", "x-class" = "advanced"))]
    pub juice_fs_config: Option<JuiceFsConfig>,

    /// Where the logs of the function go.
    ///
    /// An SLS project and logstore, or `auto`: project `serverless-{region}-{hash}` and logstore `default-logs`.
    #[schemars(extend("x-zh" = "函数日志的投递位置。\n\nSLS 项目和日志库，或 `auto`（项目 `serverless-{region}-{hash}`，日志库 `default-logs`）。",
        "x-class" = "common", "x-rule" = "log-complete", "x-auto" = "params"))]
    pub log_config: Option<AutoParamsOr<LogConfig>>,

    /// Tracing of requests.
    #[schemars(extend("x-zh" = "请求链路追踪。", "x-class" = "advanced", "x-rule" = "tracing-type"))]
    pub tracing_config: Option<TracingConfig>,

    /// Code that runs when an instance starts or stops.
    #[schemars(extend("x-zh" = "实例启动或销毁时执行的回调。"))]
    pub instance_lifecycle_config: Option<InstanceLifecycleConfig>,

    /// GPU card of an instance.
    #[schemars(extend("x-zh" = "实例的 GPU 卡配置。", "x-rule" = "gpu-pair"))]
    pub gpu_config: Option<GpuConfig>,

    /// Queueing, retries and destinations of asynchronous calls.
    ///
    /// If the block is absent the remote one stays.
    #[schemars(extend("x-zh" = "异步调用的排队、重试和投递目标。\n\n不写该配置块时云端配置保持不变。"))]
    pub async_invoke_config: Option<AsyncInvokeConfig>,

    /// Concurrency reserved for the function.
    #[schemars(extend("x-zh" = "为函数预留的并发度。"))]
    pub concurrency_config: Option<ConcurrencyConfig>,

    /// Instances that are kept warm.
    ///
    /// Not together with `scalingConfig`.
    #[schemars(extend("x-zh" = "预留实例。\n\n不能与 `scalingConfig` 同时使用。", "x-rule" = "provision-xor-scaling"))]
    pub provision_config: Option<ProvisionConfig>,

    /// Minimum instances and scaling policies.
    ///
    /// Not together with `provisionConfig`.
    #[schemars(extend("x-zh" = "最小实例数与伸缩策略。\n\n不能与 `provisionConfig` 同时使用。", "x-rule" = "provision-xor-scaling"))]
    pub scaling_config: Option<ScalingConfig>,

    /// A domain with one route to this function.
    ///
    /// Read by deploy, not known to the component's schema. Several routes need a resource with component
    /// `fc3-domain`.
    #[schemars(extend("x-zh" = "指向该函数的一个自定义域名路由。\n\n部署时会读取，但组件的 schema 中没有；多条路由请使用 `fc3-domain` 资源。"))]
    pub custom_domain: Option<CustomDomain>,

    /// DNS settings inside the instance.
    #[serde(rename = "customDNS")]
    #[schemars(extend("x-zh" = "实例内的 DNS 设置。", "x-class" = "advanced"))]
    pub custom_dns: Option<CustomDns>,

    /// How requests of one session stick to one instance.
    #[schemars(extend("x-zh" = "同一会话的请求如何固定到同一实例。", "default" = "NONE", "x-rule" = "session-mode-keys"))]
    pub session_affinity: Option<SessionAffinity>,

    /// Parameters of the chosen session affinity.
    ///
    /// The API takes JSON text; the tool turns an object into it.
    #[schemars(extend("x-zh" = "所选会话亲和方式的参数。\n\nAPI 接受 JSON 字符串，工具会把对象转成字符串。",
        "x-rule" = "session-json"))]
    pub session_affinity_config: Option<SessionAffinityValue>,

    /// How requests share instances.
    #[schemars(extend("x-zh" = "请求之间如何共享实例。", "default" = "SHARE", "x-class" = "advanced"))]
    pub instance_isolation_mode: Option<InstanceIsolationMode>,

    /// Idle time after which an instance is reclaimed.
    ///
    /// Known to the API, not to the component's schema; no range is published.
    #[schemars(extend("x-zh" = "实例空闲多久后被回收。\n\nAPI 支持，组件的 schema 中没有；未公布取值范围。",
        "x-class" = "advanced", "x-unit" = "seconds", "minimum" = 0, "examples" = [100]))]
    pub idle_timeout: Option<u32>,

    /// Serve with provisioned instances alone.
    #[deprecated]
    #[schemars(extend("x-zh" = "只用预留实例提供服务。", "x-class" = "advanced", "default" = false, "x-rule" = "deprecated-key",
        "x-deprecated-en" = "The API marks it as deprecated; use scalingConfig.",
        "x-deprecated-zh" = "API 已标记为废弃，请使用 scalingConfig。"))]
    pub disable_ondemand: Option<bool>,

    /// Allow instances that live for a long time.
    #[deprecated]
    #[schemars(extend("x-zh" = "允许常驻实例。", "x-class" = "advanced", "x-rule" = "deprecated-key",
        "x-deprecated-en" = "The API marks it as deprecated.", "x-deprecated-zh" = "API 已标记为废弃。"))]
    pub enable_long_living: Option<bool>,

    /// Keep the credentials of the role out of the instance.
    ///
    /// A text, not a boolean; its values are not published.
    #[schemars(extend("x-zh" = "不向实例注入角色的临时凭证。\n\n类型是字符串而不是布尔值，取值未公布。", "x-class" = "advanced"))]
    pub disable_inject_credentials: Option<String>,

    /// Resource group of the function.
    ///
    /// A change is its own API call after the update.
    #[schemars(extend("x-zh" = "函数所属的资源组。\n\n修改时会在更新之后单独调用一次 API。", "x-class" = "advanced",
        "examples" = ["rg-acfm2q7xxxxxxx"]))]
    pub resource_group_id: Option<String>,

    /// Resource tags of the function.
    ///
    /// At most 20 with different keys.
    #[schemars(extend("x-zh" = "函数的资源标签。\n\n最多 20 个，键不能重复。", "x-rule" = "tags", "maxItems" = 20))]
    pub tags: Option<Vec<Tag>>,

    /// Extra settings of the calls that create or update the function.
    #[schemars(extend("x-zh" = "创建、更新函数时的附加设置。", "x-class" = "advanced"))]
    pub annotations: Option<Annotations>,

    /// Another address of the FC service, read by the tool alone.
    ///
    /// The default is the environment variable `FC_CLIENT_CUSTOM_ENDPOINT`.
    #[schemars(extend("x-zh" = "自定义的函数计算接入点，仅供工具使用。\n\n默认取环境变量 `FC_CLIENT_CUSTOM_ENDPOINT`。", "x-class" = "advanced"))]
    pub endpoint: Option<String>,

    /// Data of the sub-command `model`, read by the tool alone.
    #[schemars(extend("x-zh" = "`model` 子命令的数据，仅供工具使用。", "x-class" = "advanced"))]
    pub supplement: Option<Value>,

    /// Fields the service reports and that have no effect in the file.
    #[serde(flatten)]
    pub reported: ReportedFields,
}

/// Where the code package comes from: a path or URL, or an object in OSS.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-zh" = "代码包的位置：路径、URL 或 OSS 对象。"))]
pub enum Code {
    /// A directory, an archive or a URL.
    #[schemars(extend("x-zh" = "目录、压缩包或 URL。"))]
    Path(String),
    /// An object in OSS.
    #[schemars(extend("x-zh" = "OSS 对象。"))]
    Oss(OssCode),
}

/// A code package that lies in OSS.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "存放在 OSS 的代码包。"))]
pub struct OssCode {
    /// Bucket that holds the package, in the region of the function.
    #[schemars(extend("x-zh" = "存放代码包的 Bucket，与函数同地域。", "x-rule" = "code-oss-pair"))]
    pub oss_bucket_name: Option<String>,
    /// Name of the object that is the package.
    #[schemars(extend("x-zh" = "代码包的对象名。", "x-rule" = "code-oss-pair"))]
    pub oss_object_name: Option<String>,
    /// Local sources that the build commands use.
    #[schemars(extend("x-zh" = "构建命令使用的本地源码目录。", "x-format" = "path"))]
    pub src: Option<String>,
}

/// One resource tag.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "一个资源标签。"))]
pub struct Tag {
    /// Key of the tag.
    ///
    /// At most 64 characters, not beginning with `aliyun` or `acs:`, without `http://`.
    #[serde(alias = "Key")]
    #[schemars(extend("x-zh" = "标签键。\n\n最多 64 个字符，不能以 `aliyun`、`acs:` 开头，不能含 `http://`。", "x-aliases" = ["Key"],
        "x-rule" = "tags", "minLength" = 1, "maxLength" = 64))]
    pub key: String,
    /// Value of the tag, at most 128 characters.
    #[serde(alias = "Value")]
    #[schemars(extend("x-zh" = "标签值，最多 128 个字符。", "x-aliases" = ["Value"], "x-rule" = "tags", "maxLength" = 128))]
    pub value: String,
}

/// Extra settings of the calls that create or update the function.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "创建、更新函数时的附加设置。"))]
pub struct Annotations {
    /// HTTP headers added to the create and update calls.
    #[schemars(extend("x-zh" = "创建、更新请求附加的请求头。"))]
    pub headers: Option<BTreeMap<String, String>>,
    /// Settings of the sub-command `model`.
    #[schemars(extend("x-zh" = "`model` 子命令的配置。"))]
    pub model_config: Option<Value>,
}

/// Fields of a function that the service reports; writing them has no effect.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReportedFields {
    /// ARN of the function.
    #[schemars(extend("x-zh" = "函数 ARN。", "x-read-only" = true, "x-rule" = "readonly-field", "x-class" = "advanced"))]
    pub function_arn: Option<Value>,
    /// Id of the function.
    #[schemars(extend("x-zh" = "函数 ID。", "x-read-only" = true, "x-rule" = "readonly-field", "x-class" = "advanced"))]
    pub function_id: Option<Value>,
    /// When the function was created.
    #[schemars(extend("x-zh" = "函数创建时间。", "x-read-only" = true, "x-rule" = "readonly-field", "x-class" = "advanced"))]
    pub created_time: Option<Value>,
    /// When the function was last changed.
    #[schemars(extend("x-zh" = "函数最后修改时间。", "x-read-only" = true, "x-rule" = "readonly-field", "x-class" = "advanced"))]
    pub last_modified_time: Option<Value>,
    /// Size of the code package.
    #[schemars(extend("x-zh" = "代码包大小。", "x-read-only" = true, "x-rule" = "readonly-field", "x-class" = "advanced",
        "x-unit" = "bytes"))]
    pub code_size: Option<Value>,
    /// CRC-64 of the code package.
    #[schemars(extend("x-zh" = "代码包的 CRC-64 校验值。", "x-read-only" = true, "x-rule" = "readonly-field", "x-class" = "advanced"))]
    pub code_checksum: Option<Value>,
    /// State of the function.
    #[schemars(extend("x-zh" = "函数状态。", "x-read-only" = true, "x-rule" = "readonly-field", "x-class" = "advanced"))]
    pub state: Option<Value>,
    /// Why the function is in its state.
    #[schemars(extend("x-zh" = "处于当前状态的原因。", "x-read-only" = true, "x-rule" = "readonly-field", "x-class" = "advanced"))]
    pub state_reason: Option<Value>,
    /// Code of the reason for the state.
    #[schemars(extend("x-zh" = "状态原因的代码。", "x-read-only" = true, "x-rule" = "readonly-field", "x-class" = "advanced"))]
    pub state_reason_code: Option<Value>,
    /// Result of the last update.
    #[schemars(extend("x-zh" = "最近一次更新的结果。", "x-read-only" = true, "x-rule" = "readonly-field", "x-class" = "advanced"))]
    pub last_update_status: Option<Value>,
    /// Why the last update ended as it did.
    #[schemars(extend("x-zh" = "最近一次更新结果的原因。", "x-read-only" = true, "x-rule" = "readonly-field", "x-class" = "advanced"))]
    pub last_update_status_reason: Option<Value>,
    /// Code of the reason for the result of the last update.
    #[schemars(extend("x-zh" = "最近一次更新结果原因的代码。", "x-read-only" = true, "x-rule" = "readonly-field", "x-class" = "advanced"))]
    pub last_update_status_reason_code: Option<Value>,
    /// Restrictions the service has put on calls.
    #[schemars(extend("x-zh" = "服务端对调用的限制。", "x-read-only" = true, "x-rule" = "readonly-field", "x-class" = "advanced"))]
    pub invocation_restriction: Option<Value>,
    /// Lock the service holds on the function.
    #[schemars(extend("x-zh" = "服务端对函数的锁信息。", "x-read-only" = true, "x-rule" = "readonly-field", "x-class" = "advanced"))]
    pub lock_info: Option<Value>,
    /// Whether the service-linked role is used.
    #[serde(rename = "useSLRAuthentication")]
    #[schemars(extend("x-zh" = "是否使用服务关联角色。", "x-read-only" = true, "x-rule" = "readonly-field", "x-class" = "advanced"))]
    pub use_slr_authentication: Option<Value>,
}
