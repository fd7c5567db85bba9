//! `f.yml`, the Midway Serverless specification.
//!
//! Facts: the f.yml specification with its platform table (`x-platforms`), and what the builders of
//! `@midwayjs/serverless-spec-builder` 2.1.0 and midwayjs/cli really read. Fields that only the builders
//! know have no platform column.

mod events;
mod provider;

pub use events::*;
pub use provider::*;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A file `f.yml`: the functions of a service and the platform they run on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "`f.yml` 文件：一个服务的函数及其运行平台。", "x-required-rule" = "required"))]
pub struct FYml {
    /// Service, the group the functions belong to.
    ///
    /// A text is short for `{name}`.
    #[schemars(extend("x-zh" = "服务，即函数分组。\n\n直接写字符串等同于 `{name}`。", "x-class" = "common", "x-platforms" = ["aliyun", "tencent"],
        "x-rule" = "required", "examples" = ["serverless-hello-world"]))]
    pub service: Service,
    /// Platform and settings that all functions share.
    #[schemars(extend("x-zh" = "平台以及所有函数共用的配置。", "x-class" = "common", "x-platforms" = ["aliyun", "tencent"],
        "x-rule" = "required"))]
    pub provider: Provider,
    /// Functions by name.
    ///
    /// May be absent where decorators in the code declare them.
    #[schemars(extend("x-zh" = "函数表，以函数名为键。\n\n由代码中的装饰器声明函数时可以不写。", "x-class" = "common",
        "x-platforms" = ["aliyun", "tencent"]))]
    pub functions: Option<BTreeMap<String, FFunction>>,
    /// Layers by name.
    #[schemars(extend("x-zh" = "层，以层名为键。", "x-platforms" = ["aliyun", "tencent"]))]
    pub layers: Option<BTreeMap<String, FLayer>>,
    /// Resources the project depends on; reserved, nothing reads it.
    #[schemars(extend("x-zh" = "项目依赖的资源，预留字段，目前没有工具读取。", "x-class" = "advanced"))]
    pub resources: Option<Value>,
    /// Plugins of the command line tool: `npm:…`, `local:…` or a path.
    #[schemars(extend("x-zh" = "命令行工具的插件：`npm:…`、`local:…` 或路径。", "x-platforms" = ["aliyun", "tencent"],
        "examples" = [["npm:@midwayjs/cli-plugin-demo"]]))]
    pub plugins: Option<Vec<String>>,
    /// Functions that are merged into one before they are deployed.
    ///
    /// Skipped where `deployType` is set.
    #[schemars(extend("x-zh" = "聚合部署：把多个函数合并为一个再部署。\n\n设置了 `deployType` 时会被跳过。", "x-class" = "common",
        "x-platforms" = ["aliyun", "tencent"], "x-rule" = "deploytype-aggregation"))]
    pub aggregation: Option<BTreeMap<String, Aggregation>>,
    /// What goes into the package and how it is called.
    #[schemars(extend("x-zh" = "打包哪些文件以及包的名称。", "x-class" = "common", "x-platforms" = ["aliyun", "tencent"]))]
    pub package: Option<Package>,
    /// Free area; `customDomain` is the known key.
    #[schemars(extend("x-zh" = "自定义信息，其中 `customDomain` 是已知的键。", "x-class" = "common"))]
    pub custom: Option<Custom>,
    /// Kind of the application that is brought to FC as a whole.
    ///
    /// A text is short for `{type}`. Known: egg, express, koa, static. Where it is set, aggregation is skipped.
    #[schemars(extend("x-zh" = "整体迁移到函数计算的应用类型。\n\n直接写字符串等同于 `{type}`；已知 egg、express、koa、static；设置后会跳过聚合部署。",
        "x-class" = "common", "x-rule" = "deploytype-aggregation", "examples" = ["egg", "koa", "express", "static"]))]
    pub deploy_type: Option<DeployType>,
    /// Routes by directory, for functions that are written as hooks.
    #[schemars(extend("x-zh" = "按目录划分的路由规则，用于一体化（hooks）写法的函数。"))]
    pub functions_rule: Option<FunctionsRule>,
    /// Commands that run around the steps of the command line tool.
    #[schemars(extend("x-zh" = "命令行工具各步骤前后执行的命令。", "x-class" = "advanced"))]
    pub hooks: Option<Map<String, Value>>,
    /// Versions of dependencies that replace those of package.json in the package.
    ///
    /// Read by the packaging plugin, not in the specification.
    #[schemars(extend("x-zh" = "打包时替换 package.json 中依赖版本的表。\n\n由打包插件读取，规范中没有。", "x-class" = "advanced"))]
    pub cover_dependencies: Option<Map<String, Value>>,
    /// Switches of the build that are still tried out.
    #[schemars(extend("x-zh" = "构建过程的实验性开关。", "x-class" = "advanced"))]
    pub experimental_features: Option<ExperimentalFeatures>,
}

/// Service: its name, or name and description.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-zh" = "服务：名称，或名称与描述。"))]
pub enum Service {
    /// The name alone.
    #[schemars(extend("x-zh" = "仅名称。", "minLength" = 1))]
    Name(String),
    /// Name and description.
    #[schemars(extend("x-zh" = "名称与描述。"))]
    Full(ServiceObject),
}

/// Name and description of a service.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "服务的名称与描述。", "x-required-rule" = "required"))]
pub struct ServiceObject {
    /// Name of the service.
    #[schemars(extend("x-zh" = "服务名。", "x-class" = "common", "x-platforms" = ["aliyun", "tencent"], "x-rule" = "required",
        "minLength" = 1))]
    pub name: String,
    /// Short text about the service.
    #[schemars(extend("x-zh" = "服务描述。", "x-platforms" = ["aliyun", "tencent"]))]
    pub description: Option<String>,
}

/// One function of f.yml.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "f.yml 中的一个函数。", "x-required-rule" = "required"))]
pub struct FFunction {
    /// Entry point, `file.export`.
    ///
    /// The part before the last dot is the file, the part behind it the exported function.
    #[schemars(extend("x-zh" = "函数入口，形如 `文件.导出`。\n\n最后一个点之前是入口文件，之后是导出的函数名。", "x-class" = "common",
        "x-platforms" = ["aliyun", "tencent"], "x-rule" = "handler-form", "x-format" = "handler", "examples" = ["index.handler"]))]
    pub handler: String,
    /// Settings that an aggregation may have too.
    #[serde(flatten)]
    pub settings: FFunctionSettings,
}

/// Settings of a function that an aggregation may have too.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FFunctionSettings {
    /// Events that call the function; each item has one key, the kind of the event.
    #[schemars(extend("x-zh" = "触发函数的事件，每一项只有一个键，即事件类型。", "x-class" = "common", "x-platforms" = ["aliyun", "tencent"],
        "x-rule" = "event-one-key"))]
    pub events: Option<Vec<FEvent>>,
    /// Other name of the function.
    ///
    /// The deploy uses the key, routes use this name: leave it out or repeat the key.
    #[schemars(extend("x-zh" = "函数的另一个名称。\n\n部署时使用键名，而路由使用这里的名称：建议不写或与键名相同。", "x-rule" = "name-vs-key",
        "x-platforms" = []))]
    pub name: Option<String>,
    /// Short text about the function.
    #[schemars(extend("x-zh" = "函数描述。", "x-platforms" = ["aliyun", "tencent"]))]
    pub description: Option<String>,
    /// Memory of one instance; the value of `provider` when absent.
    ///
    /// On aliyun a multiple of 64 from 128.
    #[schemars(extend("x-zh" = "单个实例的内存，不写时取 `provider` 的值。\n\n阿里云上为不小于 128 的 64 的倍数。", "x-class" = "common",
        "x-unit" = "MB", "x-platforms" = ["aliyun", "tencent"], "x-rule" = "memory-128", "minimum" = 64, "multipleOf" = 64,
        "examples" = [128, 256, 512]))]
    pub memory_size: Option<u32>,
    /// Longest time one request may run; the value of `provider` when absent.
    #[schemars(extend("x-zh" = "单次请求的最长执行时间，不写时取 `provider` 的值。", "x-class" = "common", "x-unit" = "seconds",
        "x-platforms" = ["aliyun", "tencent"], "x-rule" = "timeout-range", "minimum" = 1, "maximum" = 86400, "examples" = [10]))]
    pub timeout: Option<u32>,
    /// Runtime of this function; the value of `provider` when absent.
    #[schemars(extend("x-zh" = "该函数的运行时，不写时取 `provider` 的值。", "x-platforms" = ["aliyun", "tencent"], "x-rule" = "runtime-known",
        "x-format" = "runtime"))]
    pub runtime: Option<FRuntime>,
    /// Longest time the initializer may run; the value of `provider` when absent.
    #[schemars(extend("x-zh" = "初始化函数的超时时间，不写时取 `provider` 的值。", "x-unit" = "seconds", "x-platforms" = ["aliyun"],
        "x-rule" = "hook-timeout", "minimum" = 1, "maximum" = 300, "default" = 3))]
    pub init_timeout: Option<u32>,
    /// Environment variables of this function; they win over those of `provider`.
    #[schemars(extend("x-zh" = "函数级环境变量，优先于 `provider` 的同名变量。", "x-class" = "common", "x-platforms" = ["aliyun", "tencent"],
        "x-rule" = "env-string", "x-key-rule" = "env-limits", "x-format" = "env-map",
        "propertyNames" = {"pattern": "^[A-Za-z_][A-Za-z0-9_]*$"}))]
    pub environment: Option<BTreeMap<String, String>>,
    /// Requests that one instance handles at the same time.
    ///
    /// 1 to 100.
    #[schemars(extend("x-zh" = "单个实例同时处理的请求数。\n\n1～100。", "x-platforms" = ["aliyun"], "x-rule" = "concurrency-range",
        "minimum" = 1, "maximum" = 100, "default" = 1))]
    pub concurrency: Option<u32>,
    /// Stage the function is published to; the value of `provider` when absent.
    #[schemars(extend("x-zh" = "函数发布的环境，不写时取 `provider` 的值。", "x-platforms" = ["tencent"], "x-rule" = "tencent-only-on-aliyun"))]
    pub stage: Option<String>,
    /// Directory of the code, read by the builder.
    #[schemars(extend("x-zh" = "代码目录，由构建器读取。", "x-class" = "advanced", "x-format" = "path", "default" = "."))]
    pub code_uri: Option<String>,
    /// Entry point of the initializer, read by the builder.
    ///
    /// Without it the builder sends `<file>.initializer` on aliyun.
    #[schemars(extend("x-zh" = "初始化函数入口，由构建器读取。\n\n不写时阿里云构建器使用 `<文件>.initializer`。", "x-class" = "advanced",
        "x-format" = "handler"))]
    pub initializer: Option<String>,
    /// Who may call over HTTP, read by the older `fun` builder alone.
    #[schemars(extend("x-zh" = "HTTP 鉴权方式，仅旧的 `fun` 构建器读取。", "x-class" = "advanced"))]
    pub auth_type: Option<FAuthType>,
    /// Layers of this function by name, read by the builder.
    #[schemars(extend("x-zh" = "该函数使用的层，由构建器读取。", "x-class" = "advanced"))]
    pub layers: Option<Value>,
}

/// One layer of f.yml.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "f.yml 中的一个层。", "x-required-rule" = "required"))]
pub struct FLayer {
    /// Source of the layer: `npm:package@version`, `oss:…` or an ARN.
    ///
    /// `npm:` and `oss:` are packed into the code; everything else is sent as the ARN of a layer.
    #[schemars(extend("x-zh" = "层的来源：`npm:包名@版本`、`oss:…` 或 ARN。\n\n`npm:`、`oss:` 会打进代码包，其余作为层的 ARN 传递。",
        "x-class" = "common", "x-platforms" = ["aliyun", "tencent"], "x-rule" = "layer-path", "x-format" = "layer-path",
        "examples" = ["npm:@midwayjs/egg-layer@latest"]))]
    pub path: String,
    /// Name of the layer.
    #[schemars(extend("x-zh" = "层名。", "x-platforms" = ["aliyun", "tencent"]))]
    pub name: Option<String>,
}

/// Functions that are merged into one; the name of the entry is the name of the new function.
///
/// Other settings of a function may stand here too, for the merged function.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "合并为一个的若干函数，条目名即新函数名。\n\n也可写函数的其他配置，作用于聚合后的函数。"))]
pub struct Aggregation {
    /// Also deploy the original functions.
    #[schemars(extend("x-zh" = "是否同时部署原函数。", "x-class" = "common", "x-platforms" = ["aliyun", "tencent"], "default" = false))]
    pub deploy_origin: Option<bool>,
    /// Names of the functions to merge; wins over `functionsPattern`.
    #[schemars(extend("x-zh" = "被聚合的函数名，优先于 `functionsPattern`。", "x-class" = "common", "x-platforms" = ["aliyun", "tencent"],
        "x-rule" = "agg-functions-exist", "x-format" = "function-ref"))]
    pub functions: Option<Vec<String>>,
    /// Patterns of the names of the functions to merge; all must match, `!` negates.
    #[schemars(extend("x-zh" = "被聚合函数名的匹配规则，需全部满足，`!` 表示取反。", "x-class" = "common",
        "x-platforms" = ["aliyun", "tencent"], "x-rule" = "agg-pattern-ignored", "x-format" = "function-pattern",
        "examples" = [["render*", "!render2"], "*"]))]
    pub functions_pattern: Option<OneOrMany>,
    /// Merge the functions that have no http event, instead of those that have one.
    ///
    /// Read by the command line tool, not in the specification.
    #[schemars(extend("x-zh" = "改为聚合没有 http 事件的函数。\n\n命令行工具会读取，规范中没有。", "x-class" = "advanced",
        "x-rule" = "agg-non-http", "default" = false))]
    pub event_trigger: Option<bool>,
    /// Entry point of the merged function; the default is `<name>.handler`.
    #[schemars(extend("x-zh" = "聚合后函数的入口，默认为 `<名称>.handler`。", "x-class" = "advanced", "x-format" = "handler"))]
    pub handler: Option<String>,
    /// Settings of the merged function.
    #[serde(flatten)]
    pub settings: FFunctionSettings,
}

/// A text or a list of texts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-zh" = "一个文本或文本列表。"))]
pub enum OneOrMany {
    /// A list.
    #[schemars(extend("x-zh" = "列表。"))]
    Many(Vec<String>),
    /// One text.
    #[schemars(extend("x-zh" = "单个文本。"))]
    One(String),
}

impl Default for OneOrMany {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

/// What goes into the package and how it is called.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "打包哪些文件以及包的名称。"))]
pub struct Package {
    /// Globs of files to add.
    ///
    /// package.json, the built code and the dependencies are in the package anyway.
    #[schemars(extend("x-zh" = "额外打包的文件（通配）。\n\npackage.json、构建后的代码和依赖总会打包。", "x-class" = "common",
        "x-platforms" = ["aliyun", "tencent"], "x-format" = "glob", "examples" = [["resource/*"]]))]
    pub include: Option<OneOrMany>,
    /// Globs of files to leave out.
    #[schemars(extend("x-zh" = "剔除的文件（通配）。", "x-class" = "common", "x-platforms" = ["aliyun", "tencent"], "x-format" = "glob",
        "examples" = [["test/*"]]))]
    pub exclude: Option<OneOrMany>,
    /// File name of the package.
    #[schemars(extend("x-zh" = "打包产物的文件名。", "x-class" = "common", "x-platforms" = ["aliyun", "tencent"], "x-rule" = "artifact-zip",
        "default" = "serverless.zip", "examples" = ["code.zip"]))]
    pub artifact: Option<String>,
    /// Install dependencies by the lock file; read by the packaging plugin.
    #[schemars(extend("x-zh" = "按锁文件安装依赖，由打包插件读取。", "x-class" = "advanced"))]
    pub lock_file: Option<Value>,
    /// Leave the development dependencies out.
    #[schemars(extend("x-zh" = "不打包开发依赖。", "x-class" = "advanced"))]
    pub exclude_dev_dependencies: Option<bool>,
}

/// Free area with the known key `customDomain`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-zh" = "自定义信息，其中 `customDomain` 是已知的键。"))]
pub struct Custom {
    /// Domain for the http events; `false` for none.
    ///
    /// If it is absent, the deploy asks for an automatic domain and prints a notice that these are no longer given
    /// out.
    #[schemars(extend("x-zh" = "http 事件使用的域名，`false` 表示不生成。\n\n不写时部署会尝试自动域名，并提示自动域名已不再提供。", "x-class" = "common",
        "x-rule" = "domain-form"))]
    pub custom_domain: Option<FCustomDomain>,
}

/// Domain for the http events, or `false`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-zh" = "http 事件使用的域名，或 `false`。"))]
pub enum FCustomDomain {
    /// Name of the domain.
    #[schemars(extend("x-zh" = "域名配置。"))]
    Domain(FDomain),
    /// `false`: no domain.
    #[schemars(extend("x-zh" = "`false` 表示不生成域名。"))]
    Off(bool),
    /// `auto` without the key `domainName`.
    #[schemars(extend("x-zh" = "直接写 `auto`。", "enum" = ["auto"],
        "x-enum-docs" = {"auto": {"en": "A test domain.", "zh": "测试域名。"}}))]
    Word(String),
}

/// Name of the domain for the http events.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-zh" = "http 事件使用的域名。"))]
pub struct FDomain {
    /// Host name without scheme, or `auto`.
    #[schemars(extend("x-zh" = "不带协议的域名，或 `auto`。", "x-class" = "common", "x-rule" = "domain-form", "x-format" = "host",
        "x-auto" = "plain", "examples" = ["auto", "api.example.com"], "pattern" = r"^[^/:\s]+$"))]
    pub domain_name: Option<String>,
}

/// Kind of the application: a text, or text and version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-zh" = "应用类型：文本，或类型与版本。"))]
pub enum DeployType {
    /// The kind alone.
    #[schemars(extend("x-zh" = "仅类型。"))]
    Kind(String),
    /// Kind, version and settings.
    #[schemars(extend("x-zh" = "类型、版本与配置。"))]
    Full(DeployTypeObject),
}

/// Kind, version and settings of the application.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "应用的类型、版本与配置。"))]
pub struct DeployTypeObject {
    /// Kind of the application.
    #[serde(rename = "type")]
    #[schemars(extend("x-zh" = "应用类型。", "x-class" = "common", "examples" = ["egg", "koa", "express", "static"]))]
    pub kind: Option<String>,
    /// Version of the starter.
    #[schemars(extend("x-zh" = "启动器版本。", "examples" = ["3.0.0"]))]
    pub version: Option<String>,
    /// Name of the function that is made.
    #[schemars(extend("x-zh" = "生成的函数名。"))]
    pub name: Option<String>,
    /// Settings of the kind, such as `rewrite` of static sites.
    #[schemars(extend("x-zh" = "该类型的配置，例如静态站点的 `rewrite`。"))]
    pub config: Option<Map<String, Value>>,
}

/// Routes by directory: a list of rules, or the rules with the directory of the sources.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-zh" = "按目录划分的路由规则：规则列表，或规则与源码目录。"))]
pub enum FunctionsRule {
    /// Rules and the directory of the sources.
    #[schemars(extend("x-zh" = "规则与源码目录。"))]
    Full(FunctionsRuleObject),
    /// The rules alone.
    #[schemars(extend("x-zh" = "仅规则列表。"))]
    Rules(Vec<DirectoryRule>),
}

/// Routes by directory and the directory of the sources.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "按目录划分的路由规则与源码目录。"))]
pub struct FunctionsRuleObject {
    /// Directory of the sources.
    #[schemars(extend("x-zh" = "源码目录。", "x-format" = "path"))]
    pub source: Option<String>,
    /// The rules.
    #[schemars(extend("x-zh" = "规则列表。"))]
    pub rules: Option<Vec<DirectoryRule>>,
}

/// Route of the functions in one directory.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-zh" = "一个目录中函数的路由规则。"))]
pub struct DirectoryRule {
    /// Directory of the functions.
    #[schemars(extend("x-zh" = "函数所在目录。", "x-format" = "path", "examples" = ["lambda"]))]
    pub base_dir: Option<String>,
    /// Events of the functions: a map, or a list of maps.
    #[schemars(extend("x-zh" = "这些函数的事件：映射或映射列表。"))]
    pub events: Option<DirectoryEvents>,
}

/// Events of the functions in a directory.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-zh" = "目录中函数的事件。"))]
pub enum DirectoryEvents {
    /// A map of events.
    #[schemars(extend("x-zh" = "事件映射。"))]
    Map(Box<DirectoryEvent>),
    /// A list of maps.
    #[schemars(extend("x-zh" = "事件映射的列表。"))]
    List(Vec<DirectoryEvent>),
}

/// Events of a directory, by kind.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-zh" = "目录的事件，以类型为键。"))]
pub struct DirectoryEvent {
    /// Base path and method of the http routes.
    #[schemars(extend("x-zh" = "http 路由的基础路径与方法。"))]
    pub http: Option<DirectoryHttp>,
}

/// Base path of the http routes of a directory.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-zh" = "目录中 http 路由的基础路径。"))]
pub struct DirectoryHttp {
    /// Path in front of every route.
    #[schemars(extend("x-zh" = "所有路由的路径前缀。", "examples" = ["/api"], "x-format" = "route-path"))]
    pub base_path: Option<String>,
}

/// Switches of the build that are still tried out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-zh" = "构建过程的实验性开关。"))]
pub struct ExperimentalFeatures {
    /// Install dependencies faster by reusing those of the project.
    #[schemars(extend("x-zh" = "复用项目依赖以加快安装。"))]
    pub fast_install_node_modules: Option<bool>,
    /// Drop files that are not needed at run time.
    #[schemars(extend("x-zh" = "剔除运行时不需要的文件。"))]
    pub remove_useless_files: Option<bool>,
    /// Go on after errors of TypeScript.
    #[schemars(extend("x-zh" = "忽略 TypeScript 错误。"))]
    pub ignore_ts_error: Option<bool>,
}
