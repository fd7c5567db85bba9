//! Lists that age: regions, runtimes, GPU cards, events, methods, reserved names.
//!
//! Each list names its date and origin, so that a finding about an unknown value can say how old the
//! knowledge is. A value that is not listed is never an error by itself.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};

use super::choices;

/// Date and origin of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// Date of the source, `YYYY-MM-DD`, or `YYYY-MM` where only the month is known.
    pub as_of: &'static str,
    /// Where the list comes from.
    pub source: &'static str,
}

/// A region of Function Compute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    /// Id, such as `cn-hangzhou`.
    pub id: &'static str,
    /// City in English.
    pub city_en: &'static str,
    /// City in Chinese.
    pub city_zh: &'static str,
    /// Whether the schema of component fc3 knows the region.
    pub in_component: bool,
    /// Whether the tool `update-custom-runtime-function` offers the region.
    pub in_update_tool: bool,
    /// Whether the schema of component fc3-domain knows the region.
    pub in_domain_component: bool,
}

/// Origin of [`REGIONS`].
pub const REGIONS_ORIGIN: Origin = Origin {
    as_of: "2026-05-28",
    source: "devsapp/fc3 src/schema.json 0.1.22 (26 regions), alibabacloud-fc-mcp-server 1.0.8 (19 regions)",
};

const fn region(
    id: &'static str,
    city_en: &'static str,
    city_zh: &'static str,
    component: bool,
    tool: bool,
    domain: bool,
) -> Region {
    Region {
        id,
        city_en,
        city_zh,
        in_component: component,
        in_update_tool: tool,
        in_domain_component: domain,
    }
}

/// Regions, mainland first.
pub const REGIONS: &[Region] = &[
    region("cn-hangzhou", "Hangzhou", "杭州", true, true, true),
    region("cn-shanghai", "Shanghai", "上海", true, true, true),
    region("cn-beijing", "Beijing", "北京", true, true, true),
    region("cn-shenzhen", "Shenzhen", "深圳", true, true, true),
    region("cn-zhangjiakou", "Zhangjiakou", "张家口", true, false, true),
    region("cn-huhehaote", "Hohhot", "呼和浩特", true, false, true),
    region("cn-qingdao", "Qingdao", "青岛", true, false, true),
    region("cn-chengdu", "Chengdu", "成都", true, true, true),
    region("cn-wulanchabu", "Ulanqab", "乌兰察布", true, true, false),
    region("cn-guangzhou", "Guangzhou", "广州", false, true, false),
    region("cn-hongkong", "Hong Kong", "中国香港", true, true, true),
    region("cn-shanghai-finance-1", "Shanghai Finance", "上海金融云", true, false, false),
    region("cn-shanghai-cloudspe", "Shanghai dedicated", "上海专属云", true, false, false),
    region("cn-heyuan-acdr-1", "Heyuan ACDR", "河源 ACDR", true, false, false),
    region("ap-southeast-1", "Singapore", "新加坡", true, true, true),
    region("ap-southeast-2", "Sydney", "悉尼", true, true, true),
    region("ap-southeast-3", "Kuala Lumpur", "吉隆坡", true, true, true),
    region("ap-southeast-5", "Jakarta", "雅加达", true, true, true),
    region("ap-southeast-7", "Bangkok", "曼谷", true, false, true),
    region("ap-northeast-1", "Tokyo", "东京", true, true, true),
    region("ap-northeast-2", "Seoul", "首尔", true, false, true),
    region("ap-south-1", "Mumbai", "孟买", true, true, true),
    region("eu-central-1", "Frankfurt", "法兰克福", true, true, true),
    region("eu-west-1", "London", "伦敦", true, true, true),
    region("us-west-1", "Silicon Valley", "硅谷", true, true, true),
    region("us-east-1", "Virginia", "弗吉尼亚", true, true, true),
    region("me-east-1", "Dubai", "迪拜", false, true, false),
    region("me-central-1", "Riyadh", "利雅得", true, false, false),
];

/// The region with this id.
pub fn region_by_id(id: &str) -> Option<&'static Region> {
    REGIONS.iter().find(|region| region.id == id)
}

/// How a runtime starts the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RuntimeFamily {
    /// FC calls a handler in a language runtime.
    Standard,
    /// FC starts an HTTP server from the code package.
    Custom,
    /// FC starts a container image.
    Container,
}

/// Whether functions with a runtime can still be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RuntimeState {
    /// New functions can be created.
    Creatable,
    /// In the component's schema, but no longer on the platform's page of creatable runtimes.
    Deprecated,
    /// Gone from the platform; only old documents name it.
    Retired,
}

/// A runtime of Function Compute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Runtime {
    /// Name, such as `nodejs20`.
    pub name: &'static str,
    /// How the runtime starts the code.
    pub family: RuntimeFamily,
    /// Whether it can still be used.
    pub state: RuntimeState,
    /// Language or system in English.
    pub what: &'static str,
    /// Language or system in Chinese.
    pub what_zh: &'static str,
    /// Form of the handler, `""` where FC calls none.
    pub handler_form: &'static str,
    /// A runtime to take instead, for those that are not creatable.
    pub instead: Option<&'static str>,
}

/// Origin of [`RUNTIMES`].
pub const RUNTIMES_ORIGIN: Origin = Origin {
    as_of: "2026-05-28",
    source: "devsapp/fc3 src/schema.json 0.1.22 (24 names), Alibaba Cloud help page on runtimes (states)",
};

const fn runtime(
    name: &'static str,
    family: RuntimeFamily,
    state: RuntimeState,
    what: &'static str,
    what_zh: &'static str,
    handler_form: &'static str,
    instead: Option<&'static str>,
) -> Runtime {
    Runtime { name, family, state, what, what_zh, handler_form, instead }
}

use RuntimeFamily::{Container, Custom, Standard};
use RuntimeState::{Creatable, Deprecated, Retired};

const FILE_EXPORT: &str = "file.export";

/// Runtimes, newest first within a language. The 24 of the component's schema and `nodejs6`, which only f.yml names.
pub const RUNTIMES: &[Runtime] = &[
    runtime(
        "custom.debian12",
        Custom,
        Creatable,
        "HTTP server on Debian 12",
        "Debian 12 上的 HTTP Server",
        "",
        None,
    ),
    runtime(
        "custom.debian11",
        Custom,
        Creatable,
        "HTTP server on Debian 11",
        "Debian 11 上的 HTTP Server",
        "",
        None,
    ),
    runtime(
        "custom.debian10",
        Custom,
        Creatable,
        "HTTP server on Debian 10",
        "Debian 10 上的 HTTP Server",
        "",
        None,
    ),
    runtime("custom", Custom, Creatable, "HTTP server on Debian 9", "Debian 9 上的 HTTP Server", "", None),
    runtime("custom-container", Container, Creatable, "Container image", "容器镜像", "", None),
    runtime("micro-sandbox", Container, Creatable, "Sandbox image", "沙箱镜像", "", None),
    runtime("nodejs20", Standard, Creatable, "Node.js 20", "Node.js 20", FILE_EXPORT, None),
    runtime("nodejs18", Standard, Creatable, "Node.js 18", "Node.js 18", FILE_EXPORT, None),
    runtime("nodejs16", Standard, Creatable, "Node.js 16", "Node.js 16", FILE_EXPORT, None),
    runtime("nodejs14", Standard, Creatable, "Node.js 14", "Node.js 14", FILE_EXPORT, None),
    runtime("nodejs12", Standard, Creatable, "Node.js 12", "Node.js 12", FILE_EXPORT, None),
    runtime("nodejs10", Standard, Deprecated, "Node.js 10", "Node.js 10", FILE_EXPORT, Some("nodejs20")),
    runtime("nodejs8", Standard, Deprecated, "Node.js 8", "Node.js 8", FILE_EXPORT, Some("nodejs20")),
    runtime("nodejs6", Standard, Retired, "Node.js 6", "Node.js 6", FILE_EXPORT, Some("nodejs20")),
    runtime(
        "python3.12",
        Standard,
        Creatable,
        "Python 3.12 (preview)",
        "Python 3.12（公测）",
        "module.function",
        None,
    ),
    runtime("python3.10", Standard, Creatable, "Python 3.10", "Python 3.10", "module.function", None),
    runtime("python3.9", Standard, Creatable, "Python 3.9", "Python 3.9", "module.function", None),
    runtime("python3", Standard, Creatable, "Python 3.6", "Python 3.6", "module.function", None),
    runtime(
        "python2.7",
        Standard,
        Deprecated,
        "Python 2.7",
        "Python 2.7",
        "module.function",
        Some("python3.10"),
    ),
    runtime("java11", Standard, Creatable, "Java 11", "Java 11", "package.Class::method", None),
    runtime("java8", Standard, Creatable, "Java 8", "Java 8", "package.Class::method", None),
    runtime("go1", Standard, Creatable, "Go 1", "Go 1", "binary", None),
    runtime("php7.2", Standard, Creatable, "PHP 7.2", "PHP 7.2", FILE_EXPORT, None),
    runtime(
        "dotnetcore3.1",
        Standard,
        Creatable,
        ".NET Core 3.1",
        ".NET Core 3.1",
        "Assembly::Namespace.Class::Method",
        None,
    ),
    runtime(
        "dotnetcore2.1",
        Standard,
        Deprecated,
        ".NET Core 2.1",
        ".NET Core 2.1",
        "Assembly::Namespace.Class::Method",
        Some("dotnetcore3.1"),
    ),
];

/// The runtime with this name.
pub fn runtime_by_name(name: &str) -> Option<&'static Runtime> {
    RUNTIMES.iter().find(|runtime| runtime.name == name)
}

/// Family of any runtime name, listed or not: `custom-container` and `micro-sandbox` start images,
/// other names that begin with `custom` start a server, the rest call a handler.
pub fn runtime_family(name: &str) -> RuntimeFamily {
    match name {
        "custom-container" | "micro-sandbox" => Container,
        _ if name.starts_with("custom") => Custom,
        _ => Standard,
    }
}

/// A GPU card family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GpuType {
    /// Name, such as `fc.gpu.tesla.1`.
    pub name: &'static str,
    /// The card in English.
    pub card: &'static str,
    /// The card in Chinese.
    pub card_zh: &'static str,
    /// Largest GPU memory in MB, where a source gives one.
    pub max_memory_mb: Option<u32>,
    /// Whether the schema of component fc3 knows it.
    pub in_component: bool,
    /// Whether resident pools exist for it.
    pub resident_pool: bool,
}

/// Origin of [`GPU_TYPES`].
pub const GPU_TYPES_ORIGIN: Origin = Origin {
    as_of: "2026-05-28",
    source: "devsapp/fc3 src/schema.json 0.1.22 (T4, A10), Alibaba Cloud help and terraform docs (newer cards)",
};

const fn gpu(
    name: &'static str,
    card: &'static str,
    card_zh: &'static str,
    max: Option<u32>,
    component: bool,
    pool: bool,
) -> GpuType {
    GpuType { name, card, card_zh, max_memory_mb: max, in_component: component, resident_pool: pool }
}

/// GPU card families.
pub const GPU_TYPES: &[GpuType] = &[
    gpu("fc.gpu.tesla.1", "T4, 16 GB", "T4，16 GB", Some(16384), true, false),
    gpu("fc.gpu.ampere.1", "A10, 24 GB", "A10，24 GB", Some(24576), true, false),
    gpu("fc.gpu.ada.1", "Ada, 48 GB", "Ada 系列，48 GB", None, false, true),
    gpu("fc.gpu.ada.2", "Ada", "Ada 系列", None, false, true),
    gpu("fc.gpu.ada.3", "Ada", "Ada 系列", None, false, true),
    gpu("fc.gpu.hopper.1", "Hopper, name not confirmed", "Hopper 系列，名称未经确认", None, false, true),
    gpu("fc.gpu.hopper.2", "Hopper, name not confirmed", "Hopper 系列，名称未经确认", None, false, true),
    gpu("fc.gpu.xpu.1", "XPU", "XPU 系列", None, false, true),
    gpu("g1", "Legacy name of T4", "T4 的旧名称", Some(16384), false, false),
];

/// The GPU family with this name.
pub fn gpu_type_by_name(name: &str) -> Option<&'static GpuType> {
    GPU_TYPES.iter().find(|gpu| gpu.name == name)
}

/// A word with its meaning in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// The word as written in the file.
    pub value: &'static str,
    /// Meaning in English.
    pub en: &'static str,
    /// Meaning in Chinese.
    pub zh: &'static str,
}

const fn word(value: &'static str, en: &'static str, zh: &'static str) -> Word {
    Word { value, en, zh }
}

/// Origin of [`OSS_EVENTS`].
pub const OSS_EVENTS_ORIGIN: Origin =
    Origin { as_of: "2026-05-28", source: "devsapp/fc3 src/schema.json 0.1.22" };

/// Events of an OSS trigger.
pub const OSS_EVENTS: &[Word] = &[
    word("oss:ObjectCreated:*", "Any way an object is created.", "以任意方式创建对象。"),
    word("oss:ObjectCreated:PutObject", "An object is uploaded.", "简单上传对象。"),
    word("oss:ObjectCreated:PostObject", "An object is uploaded by a form.", "表单上传对象。"),
    word("oss:ObjectCreated:CompleteMultipartUpload", "A multipart upload is completed.", "完成分片上传。"),
    word("oss:ObjectCreated:PutSymlink", "A symbolic link is created.", "创建软链接。"),
    word("oss:ObjectCreated:CopyObject", "An object is copied.", "拷贝对象。"),
    word("oss:ObjectCreated:InitiateMultipartUpload", "A multipart upload begins.", "初始化分片上传。"),
    word("oss:ObjectCreated:UploadPart", "A part is uploaded.", "上传分片。"),
    word("oss:ObjectCreated:UploadPartCopy", "A part is copied from an object.", "以拷贝方式上传分片。"),
    word("oss:ObjectCreated:AppendObject", "Data is appended to an object.", "追加上传对象。"),
    word("oss:ObjectRemoved:DeleteObject", "An object is deleted.", "删除对象。"),
    word("oss:ObjectRemoved:DeleteObjects", "Several objects are deleted.", "批量删除对象。"),
    word("oss:ObjectRemoved:AbortMultipartUpload", "A multipart upload is aborted.", "取消分片上传。"),
    word("oss:ObjectModified:UpdateObjectMeta", "The metadata of an object changes.", "修改对象元信息。"),
];

/// Origin of [`CDN_EVENTS`].
pub const CDN_EVENTS_ORIGIN: Origin =
    Origin { as_of: "2026-04", source: "Alibaba Cloud help page on CDN events (allow-listed ones included)" };

/// Events of a CDN trigger.
pub const CDN_EVENTS: &[Word] = &[
    word("CachedObjectsRefreshed", "Cached objects were refreshed.", "缓存刷新。"),
    word("CachedObjectsPushed", "Objects were prefetched.", "缓存预热。"),
    word(
        "CachedObjectsBlocked",
        "Objects were blocked; the account must be on an allow list.",
        "内容封禁，需开通白名单。",
    ),
    word("CdnDomainStarted", "A domain was started.", "域名启用。"),
    word("CdnDomainStopped", "A domain was stopped.", "域名停用。"),
    word(
        "CdnDomainAdded",
        "A domain was added; not confirmed by the current help page.",
        "新增域名，当前帮助文档未确认。",
    ),
    word(
        "CdnDomainDeleted",
        "A domain was deleted; not confirmed by the current help page.",
        "删除域名，当前帮助文档未确认。",
    ),
    word("LogFileCreated", "A log file was written.", "生成日志文件。"),
];

/// HTTP methods of triggers and routes, upper case.
pub const HTTP_METHODS: &[&str] = &["GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS"];

/// Origin of [`RESERVED_ENV`].
pub const RESERVED_ENV_ORIGIN: Origin =
    Origin { as_of: "2026-04", source: "Alibaba Cloud help page on environment variables" };

/// Names of environment variables the platform sets itself; everything that begins with `FC_` as well.
pub const RESERVED_ENV: &[&str] = &[
    "ALIBABA_CLOUD_ACCESS_KEY_ID",
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
    "ALIBABA_CLOUD_SECURITY_TOKEN",
    "FC_ACCOUNT_ID",
    "FC_FUNCTION_HANDLER",
    "FC_FUNCTION_MEMORY_SIZE",
    "FC_FUNCTION_NAME",
    "FC_INSTANCE_ID",
    "FC_REGION",
];

/// Whether the platform sets this environment variable itself.
pub fn is_reserved_env(name: &str) -> bool {
    name.starts_with("FC_") || RESERVED_ENV.contains(&name)
}

/// Directories below which nothing can be mounted; the tool compares prefixes as plain text.
/// Source: `checkFcDir` of devsapp/fc3.
pub const SYSTEM_DIRS: &[&str] = &[
    "/bin", "/boot", "/dev", "/etc", "/lib", "/lib64", "/media", "/opt", "/proc", "/root", "/run", "/sbin",
    "/srv", "/sys", "/usr", "/var",
];

/// Memory sizes in MB that the update tool and the console offer.
/// Source: `alibabacloud-fc-mcp-server` 1.0.8.
pub const RECOMMENDED_MEMORY_MB: &[u32] = &[128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768];

/// TLS versions, lowest first. Source: devsapp/fc3-domain `src/schema.json`.
pub const TLS_VERSIONS: &[&str] = &["TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3"];

/// TLS cipher suites the update tool names. Source: `alibabacloud-fc-mcp-server` 1.0.8.
pub const CIPHER_SUITES: &[&str] = &[
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
];

/// TLS cipher suites that a custom domain may have. Source: devsapp/fc3-domain `src/schema.json`.
pub const DOMAIN_CIPHER_SUITES: &[&str] = &[
    "TLS_RSA_WITH_RC4_128_SHA",
    "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
    "TLS_RSA_WITH_AES_128_CBC_SHA",
    "TLS_RSA_WITH_AES_256_CBC_SHA",
    "TLS_RSA_WITH_AES_128_CBC_SHA256",
    "TLS_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_RC4_128_SHA",
    "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
    "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
    "TLS_ECDHE_RSA_WITH_RC4_128_SHA",
    "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA",
    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
    "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
    "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305",
];

/// A name of FC 2.0 that people still write in fc3 props.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OldName {
    /// Key as written, relative to `props` (a dotted path; `[]` stands for list items).
    pub old: &'static str,
    /// Where its value belongs today; `None` if it has no successor.
    pub new: Option<&'static str>,
}

const fn old(old: &'static str, new: &'static str) -> OldName {
    OldName { old, new: Some(new) }
}

/// Names of FC 2.0 and their successors. Source: devsapp/fc3 `src/subCommands/2to3`, devsapp/fc docs.
pub const FC2_NAMES: &[OldName] = &[
    OldName { old: "service", new: None },
    OldName { old: "function", new: None },
    OldName { old: "serviceName", new: None },
    old("name", "functionName"),
    old("codeUri", "code"),
    old("ossBucket", "code.ossBucketName"),
    old("ossKey", "code.ossObjectName"),
    old("initializer", "instanceLifecycleConfig.initializer.handler"),
    old("initializationTimeout", "instanceLifecycleConfig.initializer.timeout"),
    old("caPort", "customRuntimeConfig.port"),
    old("asyncConfiguration", "asyncInvokeConfig"),
    old("asyncConfiguration.statefulInvocation", "asyncInvokeConfig.asyncTask"),
    old("customContainerConfig.args", "customContainerConfig.command"),
    old("triggers[].name", "triggers[].triggerName"),
    old("triggers[].type", "triggers[].triggerType"),
    old("triggers[].config", "triggers[].triggerConfig"),
    old("triggers[].role", "triggers[].invocationRole"),
    old("customDomains", "customDomain"),
    old("vpcConfig.vswitchIds", "vpcConfig.vSwitchIds"),
    old("nasConfig.mountPoints[].nasDir", "nasConfig.mountPoints[].serverAddr"),
    old("nasConfig.mountPoints[].fcDir", "nasConfig.mountPoints[].mountDir"),
    OldName { old: "instanceType", new: None },
    OldName { old: "instanceSoftConcurrency", new: None },
    OldName { old: "qualifier", new: None },
    OldName { old: "stage", new: None },
];

/// Id of a region; a list that may grow.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RegionId(pub String);

impl JsonSchema for RegionId {
    fn schema_name() -> Cow<'static, str> {
        "Region".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let values: Vec<_> =
            REGIONS.iter().map(|region| (region.id, region.city_en, region.city_zh)).collect();
        choices::schema("A region of Function Compute.", "函数计算的地域。", true, &values)
    }
}

/// Name of a runtime; a list that may grow.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RuntimeName(pub String);

/// Schema of a list of runtimes, marking those that cannot be created.
fn runtime_schema(en: &str, zh: &str, runtimes: impl Iterator<Item = &'static Runtime>) -> Schema {
    let runtimes: Vec<_> = runtimes.collect();
    let words: Vec<_> =
        runtimes.iter().map(|runtime| (runtime.name, runtime.what, runtime.what_zh)).collect();
    let mut schema = choices::schema(en, zh, true, &words);
    if let Some(docs) = schema.get_mut("x-enum-docs").and_then(|docs| docs.as_object_mut()) {
        for runtime in runtimes.iter().filter(|runtime| runtime.state != Creatable) {
            let instead = runtime.instead.unwrap_or("a newer runtime");
            docs.insert(
                runtime.name.into(),
                serde_json::json!({
                    "en": format!("{}; functions can no longer be created, take {instead}", runtime.what),
                    "zh": format!("{}；已不能新建函数，请改用 {instead}", runtime.what_zh),
                    "deprecated": true,
                }),
            );
        }
    }
    schema
}

impl JsonSchema for RuntimeName {
    fn schema_name() -> Cow<'static, str> {
        "Runtime".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        runtime_schema(
            "A runtime of Function Compute.",
            "函数计算的运行环境。",
            RUNTIMES.iter().filter(|runtime| runtime.state != Retired),
        )
    }
}

/// Schema of the runtimes that f.yml and files of edition 1.0.0 name, retired ones included.
pub(super) fn f_runtime_schema() -> Schema {
    runtime_schema(
        "A runtime in f.yml or in a file of edition 1.0.0.",
        "f.yml 或 1.0.0 版本文件中的运行环境。",
        RUNTIMES.iter(),
    )
}

/// Name of a GPU card family; a list that may grow.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct GpuTypeName(pub String);

impl JsonSchema for GpuTypeName {
    fn schema_name() -> Cow<'static, str> {
        "GpuType".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let values: Vec<_> = GPU_TYPES.iter().map(|gpu| (gpu.name, gpu.card, gpu.card_zh)).collect();
        choices::schema("A GPU card family.", "GPU 卡型。", true, &values)
    }
}

/// Name of an OSS event.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OssEvent(pub String);

impl JsonSchema for OssEvent {
    fn schema_name() -> Cow<'static, str> {
        "OssEvent".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        choices::schema("An event of an OSS bucket.", "OSS Bucket 的事件。", false, &words(OSS_EVENTS))
    }
}

/// Name of a CDN event; a list that may grow.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CdnEvent(pub String);

impl JsonSchema for CdnEvent {
    fn schema_name() -> Cow<'static, str> {
        "CdnEvent".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        choices::schema("An event of the CDN.", "CDN 事件。", true, &words(CDN_EVENTS))
    }
}

fn words(list: &'static [Word]) -> Vec<(&'static str, &'static str, &'static str)> {
    list.iter().map(|word| (word.value, word.en, word.zh)).collect()
}

choices::choices! {
    /// An HTTP method in upper case.
    HttpMethod "大写的 HTTP 方法。" {
        Get = "GET" "Read." "读取。";
        Post = "POST" "Create or call." "创建或调用。";
        Put = "PUT" "Replace." "替换。";
        Delete = "DELETE" "Delete." "删除。";
        Head = "HEAD" "Read headers alone." "仅读取响应头。";
        Patch = "PATCH" "Change in part." "部分修改。";
        Options = "OPTIONS" "Ask what is allowed (CORS)." "查询允许的操作（跨域预检）。";
    }
}

choices::choices! {
    /// A version of TLS.
    TlsVersion "TLS 版本。" {
        V1_0 = "TLSv1.0" "TLS 1.0, outdated." "TLS 1.0，已过时。";
        V1_1 = "TLSv1.1" "TLS 1.1, outdated." "TLS 1.1，已过时。";
        V1_2 = "TLSv1.2" "TLS 1.2." "TLS 1.2。";
        V1_3 = "TLSv1.3" "TLS 1.3." "TLS 1.3。";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_have_the_sizes_of_their_sources() {
        assert_eq!(REGIONS.iter().filter(|region| region.in_component).count(), 26);
        assert_eq!(REGIONS.iter().filter(|region| region.in_update_tool).count(), 19);
        assert_eq!(REGIONS.iter().filter(|region| region.in_domain_component).count(), 21);
        assert_eq!(RUNTIMES.iter().filter(|runtime| runtime.state != Retired).count(), 24);
        assert_eq!(OSS_EVENTS.len(), 14);
    }

    #[test]
    fn family_follows_the_name() {
        for runtime in RUNTIMES {
            assert_eq!(runtime_family(runtime.name), runtime.family, "{}", runtime.name);
        }
        assert_eq!(runtime_family("custom.debian13"), Custom);
        assert_eq!(runtime_family("nodejs22"), Standard);
    }

    #[test]
    fn reserved_names_cover_the_prefix() {
        assert!(is_reserved_env("FC_ANYTHING"));
        assert!(is_reserved_env("ALIBABA_CLOUD_SECURITY_TOKEN"));
        assert!(!is_reserved_env("PORT"));
    }
}
