//! The top level of `s.yaml` (Serverless Devs), edition 3.0.0 and the legacy edition 1.0.0.
//!
//! Facts: `@serverless-devs/parse-spec` 0.0.29, `@serverless-devs/engine`, docs of
//! Serverless-Devs/Serverless-Devs. What stands in `props` depends on the component and is a root of its
//! own.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::f_yml::OneOrMany;

/// A file `s.yaml` of edition 3.0.0: resources and how they are deployed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "3.0.0 版本的 `s.yaml` 文件：资源及其部署方式。",
    "patternProperties" = {"^(x-|common|\\.)": {}}, "x-required-rule" = "edition"))]
pub struct SYaml {
    /// Version of the file format, the text `3.0.0`.
    ///
    /// With `3.0`, which is a number in YAML, or without an edition nothing is deployed.
    #[schemars(extend("x-zh" = "规范版本，必须是文本 `3.0.0`。\n\n写成 `3.0`（YAML 数字）或不写时，什么都不会部署。", "x-class" = "common",
        "x-rule" = "edition", "enum" = ["3.0.0"],
        "x-enum-docs" = {"3.0.0": {"en": "Serverless Devs 3.", "zh": "Serverless Devs 3。"}}))]
    pub edition: String,
    /// Name of the application.
    #[schemars(extend("x-zh" = "应用名。", "x-class" = "common", "examples" = ["my-app"]))]
    pub name: Option<String>,
    /// Alias of the credentials.
    ///
    /// An expression is not resolved here, except `${aliyun-cli}`.
    #[schemars(extend("x-zh" = "密钥别名。\n\n这里不会解析表达式，`${aliyun-cli}` 除外。", "x-class" = "common", "x-rule" = "access-alias",
        "x-format" = "access-alias", "default" = "default"))]
    pub access: Option<String>,
    /// Values to share, used as `${vars.name}`.
    #[schemars(extend("x-zh" = "共享的变量，以 `${vars.name}` 使用。", "x-class" = "common"))]
    pub vars: Option<Map<String, Value>>,
    /// What is deployed, by name.
    ///
    /// Names are used in `${resources.<name>…}`, `flow` and on the command line; a dot in a name crashes the parser.
    #[schemars(extend("x-zh" = "要部署的资源，以资源名为键。\n\n资源名用于 `${resources.<名称>…}`、`flow` 和命令行；名称含点会使解析器崩溃。",
        "x-class" = "common", "x-key-rule" = "name-dot", "propertyNames" = {"pattern": "^[^.]+$"}))]
    pub resources: BTreeMap<String, Resource>,
    /// Actions around commands, for all resources.
    ///
    /// Keys are `<hook>-<command>` with the hooks pre, success, fail and complete. Only `run` and `plugin` work here.
    #[schemars(extend("x-zh" = "命令前后执行的全局动作。\n\n键为 `<时机>-<命令>`，时机有 pre、success、fail、complete；这里只支持 `run` 和 `plugin`。",
        "x-rule" = "hook-array", "x-key-rule" = "hook-known",
        "propertyNames" = {"pattern": r"^(pre|success|fail|complete|post)-.+"}))]
    pub actions: Option<BTreeMap<String, Vec<Action>>>,
    /// Order of the resources, by command.
    ///
    /// The outer list runs in order, an inner list at the same time. A resource that is not listed is skipped.
    #[schemars(extend("x-zh" = "各命令中资源的执行顺序。\n\n外层列表依次执行，内层列表并行执行；未列出的资源会被跳过。", "x-rule" = "flow-names",
        "examples" = [{"deploy": [["first"], ["second", "third"]]}], "x-format" = "resource-ref"))]
    pub flow: Option<BTreeMap<String, Vec<Vec<String>>>>,
    /// Blocks of props to reuse through `extend` of a resource.
    #[schemars(extend("x-zh" = "可复用的属性块，由资源的 `extend` 引用。"))]
    pub template: Option<BTreeMap<String, Map<String, Value>>>,
    /// Base file whose content is merged in; not together with `env`.
    #[schemars(extend("x-zh" = "被继承的基础文件，不能与 `env` 同时使用。", "x-rule" = "env-extend", "x-format" = "path",
        "examples" = ["./base.yaml"]))]
    pub extend: Option<String>,
    /// File with the environments; not together with `extend`.
    #[schemars(extend("x-zh" = "多环境文件，不能与 `extend` 同时使用。", "x-rule" = "env-extend", "x-format" = "path", "x-class" = "advanced",
        "examples" = ["env.yaml"]))]
    pub env: Option<String>,
    /// Defaults by component, used by the environments.
    #[schemars(extend("x-zh" = "按组件划分的默认配置，供多环境使用。", "x-class" = "advanced"))]
    pub components: Option<Map<String, Value>>,
    /// Check props with the schema of the component before a command runs.
    ///
    /// Engine 0.1.6 or later. The schema of fc3 refuses some files that deploy.
    #[schemars(extend("x-zh" = "执行命令前用组件的 schema 校验属性。\n\n需要引擎 0.1.6 及以上；fc3 的 schema 会拒绝一些可以部署的文件。",
        "x-class" = "advanced", "x-rule" = "validation-flag", "default" = false, "x-since" = "@serverless-devs/engine 0.1.6"))]
    pub validation: Option<bool>,
}

/// One resource: a component and its input.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields, extend("x-zh" = "一个资源：组件及其输入。", "x-required-rule" = "component-required"))]
pub struct Resource {
    /// Component that deploys the resource, with an optional version.
    #[schemars(extend("x-zh" = "部署该资源的组件，可带版本。", "x-class" = "common", "x-rule" = "component-required", "x-format" = "component",
        "examples" = ["fc3", "fc3-domain", "fc3@0.1.22"]))]
    pub component: String,
    /// Input of the component.
    #[schemars(extend("x-zh" = "组件的输入参数。", "x-class" = "common"))]
    pub props: Option<Map<String, Value>>,
    /// Actions around the commands of this resource.
    ///
    /// Keys are `<hook>-<command>` with the hooks pre, success, fail and complete.
    #[schemars(extend("x-zh" = "该资源命令前后执行的动作。\n\n键为 `<时机>-<命令>`，时机有 pre、success、fail、complete。", "x-class" = "common",
        "x-rule" = "hook-array", "x-key-rule" = "hook-known",
        "propertyNames" = {"pattern": r"^(pre|success|fail|complete|post)-.+"}))]
    pub actions: Option<BTreeMap<String, Vec<Action>>>,
    /// Entry of `template` whose props are merged in.
    #[schemars(extend("x-zh" = "合并 `template` 中某一项的属性。"))]
    pub extend: Option<Extend>,
    /// Alias of the credentials for this resource; without effect in edition 3.0.0.
    #[schemars(extend("x-zh" = "该资源的密钥别名，在 3.0.0 版本中不生效。", "x-class" = "advanced", "x-rule" = "resource-access",
        "x-format" = "access-alias"))]
    pub access: Option<String>,
    /// Go on with the other resources after a failure of this one.
    #[schemars(extend("x-zh" = "该资源失败后继续执行其他资源。", "x-class" = "advanced"))]
    pub allow_failure: Option<AllowFailure>,
    /// Another name of `allow_failure`.
    #[serde(rename = "continue-on-error")]
    #[schemars(extend("x-zh" = "`allow_failure` 的另一种写法。", "x-class" = "advanced"))]
    pub continue_on_error: Option<AllowFailure>,
    /// Values of this resource alone, used as `${this.vars.name}`.
    #[schemars(extend("x-zh" = "仅供该资源使用的变量，以 `${this.vars.name}` 使用。", "x-class" = "advanced"))]
    pub vars: Option<Map<String, Value>>,
    /// Id of the step.
    #[schemars(extend("x-zh" = "步骤 ID。", "x-class" = "advanced"))]
    pub id: Option<String>,
}

/// Entry of `template` whose props are merged in; own props win, lists are replaced.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields, extend("x-zh" = "合并 `template` 中某一项的属性，自身属性优先，列表整体替换。", "x-required-rule" = "template-exists"))]
pub struct Extend {
    /// Name of the entry.
    #[schemars(extend("x-zh" = "模板名。", "x-class" = "common", "x-rule" = "template-exists", "x-format" = "template-ref"))]
    pub name: String,
    /// Key or keys of the template that are not taken.
    #[schemars(extend("x-zh" = "不继承的模板键，一个或多个。", "x-rule" = "ignore-key"))]
    pub ignore: Option<OneOrMany>,
}

/// One action: exactly one of `run`, `plugin` and `component`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields, extend("x-zh" = "一个动作：`run`、`plugin`、`component` 三选一。"))]
pub struct Action {
    /// Shell command.
    #[schemars(extend("x-zh" = "Shell 命令。", "x-class" = "common", "x-rule" = "hook-kind", "x-format" = "shell", "examples" = ["npm install"]))]
    pub run: Option<String>,
    /// Directory in which the shell command runs; it must exist.
    #[schemars(extend("x-zh" = "执行 Shell 命令的目录，必须存在。", "x-class" = "common", "x-rule" = "run-path", "x-format" = "path",
        "default" = "./"))]
    pub path: Option<String>,
    /// Command of a component, `name command args`; in the actions of a resource alone.
    #[schemars(extend("x-zh" = "组件命令，形如 `名称 命令 参数`，仅用于资源级动作。", "x-rule" = "component-action-form",
        "x-format" = "component-command", "examples" = ["fc3 invoke"]))]
    pub component: Option<String>,
    /// Plugin.
    #[schemars(extend("x-zh" = "插件。", "x-rule" = "hook-kind"))]
    pub plugin: Option<String>,
    /// Arguments of the plugin.
    #[schemars(extend("x-zh" = "插件参数。"))]
    pub args: Option<Value>,
    /// Take what the plugin returns for the output of the step.
    #[schemars(extend("x-zh" = "用插件的返回值作为该步骤的输出。", "x-class" = "advanced"))]
    pub replace_output: Option<bool>,
    /// Go on after a failure of this action.
    #[schemars(extend("x-zh" = "该动作失败后继续。", "x-class" = "advanced"))]
    pub allow_failure: Option<AllowFailure>,
}

/// Whether to go on after a failure: a switch, or the failures to accept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-zh" = "失败后是否继续：开关，或可接受的失败。"))]
pub enum AllowFailure {
    /// A switch.
    #[schemars(extend("x-zh" = "开关。"))]
    Switch(bool),
    /// The failures to accept.
    #[schemars(extend("x-zh" = "可接受的失败。"))]
    Failures(AllowedFailures),
}

/// Failures after which the run goes on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields, extend("x-zh" = "可以继续执行的失败。"))]
pub struct AllowedFailures {
    /// Exit codes.
    #[schemars(extend("x-zh" = "退出码。", "examples" = [[100, 101]]))]
    pub exit_code: Option<Vec<i64>>,
    /// Commands.
    #[schemars(extend("x-zh" = "命令。", "examples" = [["build", "deploy"]]))]
    pub command: Option<Vec<String>>,
}

/// A file `s.yaml` of edition 1.0.0: services and how they are deployed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "1.0.0 版本的 `s.yaml` 文件：服务及其部署方式。",
    "patternProperties" = {"^(x-|common|\\.)": {}}))]
pub struct LegacySYaml {
    /// Version of the file format.
    #[schemars(extend("x-zh" = "规范版本。", "x-class" = "common", "x-rule" = "edition", "examples" = ["1.0.0"]))]
    pub edition: Option<Edition>,
    /// Name of the application.
    #[schemars(extend("x-zh" = "应用名。", "x-class" = "common"))]
    pub name: Option<String>,
    /// Alias of the credentials.
    #[schemars(extend("x-zh" = "密钥别名。", "x-class" = "common", "x-format" = "access-alias", "default" = "default"))]
    pub access: Option<String>,
    /// Values to share, used as `${vars.name}`.
    #[schemars(extend("x-zh" = "共享的变量，以 `${vars.name}` 使用。", "x-class" = "common"))]
    pub vars: Option<Map<String, Value>>,
    /// What is deployed, by name.
    #[schemars(extend("x-zh" = "要部署的服务，以服务名为键。", "x-class" = "common"))]
    pub services: BTreeMap<String, LegacyServiceBlock>,
    /// Actions around commands, for all services.
    #[schemars(extend("x-zh" = "命令前后执行的全局动作。", "x-rule" = "hook-array", "x-key-rule" = "hook-known",
        "propertyNames" = {"pattern": r"^(pre|success|fail|complete|post)-.+"}))]
    pub actions: Option<BTreeMap<String, Vec<Action>>>,
    /// Base file whose content is merged in.
    #[schemars(extend("x-zh" = "被继承的基础文件。", "x-format" = "path"))]
    pub extend: Option<String>,
    /// Cloud provider, in files of the first tools.
    #[schemars(extend("x-zh" = "云厂商，见于早期工具的文件。", "x-class" = "advanced"))]
    pub provider: Option<String>,
}

/// Version of the file format as text or number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-zh" = "规范版本：文本或数字。"))]
pub enum Edition {
    /// As text.
    #[schemars(extend("x-zh" = "文本。"))]
    Text(String),
    /// As number.
    #[schemars(extend("x-zh" = "数字。"))]
    Number(f64),
}

/// One service of edition 1.0.0: a component and its input.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "1.0.0 版本的一个服务：组件及其输入。", "x-required-rule" = "component-required"))]
pub struct LegacyServiceBlock {
    /// Component that deploys the service.
    #[schemars(extend("x-zh" = "部署该服务的组件。", "x-class" = "common", "x-rule" = "component-required", "x-format" = "component",
        "examples" = ["fc", "devsapp/fc"]))]
    pub component: String,
    /// Input of the component.
    #[schemars(extend("x-zh" = "组件的输入参数。", "x-class" = "common"))]
    pub props: Option<Map<String, Value>>,
    /// Actions around the commands of this service.
    #[schemars(extend("x-zh" = "该服务命令前后执行的动作。", "x-class" = "common", "x-rule" = "hook-array", "x-key-rule" = "hook-known",
        "propertyNames" = {"pattern": r"^(pre|success|fail|complete|post)-.+"}))]
    pub actions: Option<BTreeMap<String, Vec<Action>>>,
    /// Alias of the credentials for this service.
    #[schemars(extend("x-zh" = "该服务的密钥别名。", "x-format" = "access-alias"))]
    pub access: Option<String>,
    /// Base of the service whose content is merged in.
    #[schemars(extend("x-zh" = "被继承的服务配置。", "x-class" = "advanced"))]
    pub extend: Option<Value>,
    /// Cloud provider, in files of the first tools.
    #[schemars(extend("x-zh" = "云厂商，见于早期工具的文件。", "x-class" = "advanced"))]
    pub provider: Option<String>,
}
