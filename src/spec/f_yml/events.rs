//! Events of f.yml: each item of `events` is a map with one key, the kind of the event.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::OneOrMany;
use crate::spec::choices::choices;
use crate::spec::triggers::RetryStrategy;

/// One event: a map with one key, the kind.
///
/// The builders drop kinds they do not know without a word; plugins may read them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-zh" = "一个事件：只有一个键的映射，键为事件类型。\n\n构建器会静默丢弃未知类型，但插件可能会读取。", "minProperties" = 1,
    "maxProperties" = 1))]
pub struct FEvent {
    /// Calls the function over HTTP.
    #[schemars(extend("x-zh" = "通过 HTTP 调用函数。", "x-class" = "common", "x-platforms" = ["aliyun", "tencent"]))]
    pub http: Option<EventValue<FHttpEvent>>,
    /// Calls the function through an API gateway.
    ///
    /// On aliyun the deploy ignores it; it serves local development alone.
    #[schemars(extend("x-zh" = "通过 API 网关调用函数。\n\n阿里云部署时会忽略，仅用于本地开发。", "x-class" = "common",
        "x-platforms" = ["aliyun", "tencent"], "x-rule" = "event-type"))]
    pub apigw: Option<EventValue<FApigwEvent>>,
    /// Calls the function on a timetable.
    #[schemars(extend("x-zh" = "按时间表调用函数。", "x-class" = "common", "x-platforms" = ["aliyun", "tencent"]))]
    pub timer: Option<EventValue<FTimerEvent>>,
    /// Calls the function when objects in object storage change.
    #[schemars(extend("x-zh" = "对象存储中的对象变化时调用函数。", "x-platforms" = ["aliyun", "tencent"]))]
    pub os: Option<EventValue<FOsEvent>>,
    /// Another name of `os`, read by the builder for aliyun.
    #[schemars(extend("x-zh" = "`os` 的别名，由阿里云构建器读取。", "x-class" = "advanced"))]
    pub oss: Option<EventValue<FOsEvent>>,
    /// Another name of `os`, read by the builders.
    #[schemars(extend("x-zh" = "`os` 的别名，由构建器读取。", "x-class" = "advanced"))]
    pub cos: Option<EventValue<RawOr<FOsEvent>>>,
    /// Calls the function with messages of a topic.
    ///
    /// On aliyun the default deploy drops it.
    #[schemars(extend("x-zh" = "以消息主题的消息调用函数。\n\n阿里云默认部署方式会丢弃它。", "x-platforms" = ["aliyun", "tencent"],
        "x-rule" = "mq-aliyun"))]
    pub mq: Option<EventValue<FMqEvent>>,
    /// Another name of `mq`, read by the builder for tencent.
    #[schemars(extend("x-zh" = "`mq` 的别名，由腾讯云构建器读取。", "x-class" = "advanced"))]
    pub cmq: Option<EventValue<RawOr<FMqEvent>>>,
    /// Calls the function with entries of a logstore.
    #[schemars(extend("x-zh" = "以日志库中的日志调用函数。", "x-platforms" = ["aliyun"]))]
    pub log: Option<EventValue<FLogEvent>>,
}

/// Settings of an event, or `true` for an event without settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(rename = "{T}Value", extend("x-zh" = "事件配置，或以 `true` 表示没有配置的事件。"))]
pub enum EventValue<T> {
    /// The settings.
    #[schemars(extend("x-zh" = "事件配置。"))]
    Config(T),
    /// `true`: the event without settings.
    #[schemars(extend("x-zh" = "`true` 表示没有配置的事件。"))]
    On(bool),
}

/// Settings of an event, or the parameters of the platform as they are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(rename = "{T}OrParameters", extend("x-zh" = "事件配置，或平台原样的参数。"))]
pub enum RawOr<T> {
    /// The settings.
    #[schemars(extend("x-zh" = "事件配置。"))]
    Config(T),
    /// Parameters of the platform.
    #[schemars(extend("x-zh" = "平台原样的参数。"))]
    Raw(RawEvent),
}

/// An event with the parameters of the platform as they are.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields, extend("x-zh" = "使用平台原样参数的事件。"))]
pub struct RawEvent {
    /// Name of the trigger.
    #[schemars(extend("x-zh" = "触发器名。", "x-class" = "advanced"))]
    pub name: Option<String>,
    /// Parameters as the platform knows them.
    #[schemars(extend("x-zh" = "平台定义的参数。", "x-class" = "advanced"))]
    pub parameters: Map<String, Value>,
}

/// An event over HTTP.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "HTTP 事件。"))]
pub struct FHttpEvent {
    /// Name of the trigger; the default is `http-<function>`.
    #[schemars(extend("x-zh" = "触发器名，默认为 `http-<函数名>`。", "x-platforms" = ["aliyun"], "x-rule" = "aliyun-only-on-tencent"))]
    pub name: Option<String>,
    /// Path; on aliyun it becomes a route of the custom domain.
    #[schemars(extend("x-zh" = "路径，在阿里云上成为自定义域名的路由。", "x-class" = "common", "x-platforms" = ["aliyun", "tencent"],
        "x-format" = "route-path", "x-rule" = "http-dup", "default" = "/*", "examples" = ["/*", "/foo"]))]
    pub path: Option<String>,
    /// Method or methods; all when absent.
    ///
    /// Write several as a list: the text `get,post` gives no method at all on aliyun. Tencent takes one.
    #[schemars(extend("x-zh" = "方法，不写表示全部。\n\n多个方法请写成列表：`get,post` 在阿里云上得不到任何方法；腾讯云只支持一个。", "x-class" = "common",
        "x-platforms" = ["aliyun", "tencent"], "x-rule" = "http-method", "examples" = ["get", ["get", "post"]]))]
    pub method: Option<FMethods>,
    /// Id of the API gateway service; the value of `provider` when absent.
    #[schemars(extend("x-zh" = "网关服务 ID，不写时取 `provider` 的值。", "x-platforms" = ["tencent"], "x-rule" = "tencent-only-on-aliyun"))]
    pub service_id: Option<String>,
    /// Timeout of the gateway; the timeout of the function wins.
    #[schemars(extend("x-zh" = "网关超时时间，函数的超时时间优先。", "x-unit" = "seconds", "x-platforms" = ["tencent"],
        "x-rule" = "tencent-only-on-aliyun", "minimum" = 1))]
    pub timeout: Option<u32>,
    /// Integrated response; the builder can only switch it on.
    #[schemars(extend("x-zh" = "集成响应，构建器只能开启，不能关闭。", "x-platforms" = ["tencent"], "x-rule" = "integrated-response",
        "default" = true))]
    pub integrated_response: Option<bool>,
    /// Cross-origin requests.
    #[schemars(extend("x-zh" = "是否开启跨域。", "x-platforms" = ["tencent"], "x-rule" = "tencent-only-on-aliyun"))]
    pub cors: Option<bool>,
    /// Role with which the function is called.
    #[schemars(extend("x-zh" = "触发函数所用的角色。", "x-platforms" = ["aliyun"], "x-rule" = "aliyun-only-on-tencent", "x-format" = "arn-role"))]
    pub role: Option<String>,
    /// Version of the service that is called.
    #[schemars(extend("x-zh" = "调用的服务版本。", "x-platforms" = ["aliyun"], "x-rule" = "aliyun-only-on-tencent", "default" = "LATEST"))]
    pub version: Option<String>,
}

/// An event through an API gateway.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "API 网关事件。"))]
pub struct FApigwEvent {
    /// Name of the trigger.
    #[schemars(extend("x-zh" = "触发器名。"))]
    pub name: Option<String>,
    /// Path; on aliyun read in local development alone.
    #[schemars(extend("x-zh" = "路径，阿里云仅本地开发时读取。", "x-class" = "common", "x-platforms" = ["aliyun", "tencent"], "x-format" = "route-path",
        "default" = "/*", "examples" = ["/*"]))]
    pub path: Option<String>,
    /// Method or methods; on aliyun read in local development alone.
    #[schemars(extend("x-zh" = "方法，阿里云仅本地开发时读取。", "x-class" = "common", "x-platforms" = ["aliyun", "tencent"], "x-rule" = "http-method",
        "examples" = ["get"]))]
    pub method: Option<FMethods>,
    /// Id of the API gateway service; the value of `provider` when absent.
    #[schemars(extend("x-zh" = "网关服务 ID，不写时取 `provider` 的值。", "x-platforms" = ["aliyun", "tencent"], "x-rule" = "tencent-only-on-aliyun"))]
    pub service_id: Option<String>,
    /// Timeout of the gateway; the timeout of the function wins.
    #[schemars(extend("x-zh" = "网关超时时间，函数的超时时间优先。", "x-unit" = "seconds", "x-platforms" = ["tencent"],
        "x-rule" = "tencent-only-on-aliyun", "minimum" = 1))]
    pub timeout: Option<u32>,
    /// Integrated response; the builder can only switch it on.
    #[schemars(extend("x-zh" = "集成响应，构建器只能开启，不能关闭。", "x-platforms" = ["tencent"], "x-rule" = "integrated-response",
        "default" = true))]
    pub integrated_response: Option<bool>,
    /// Cross-origin requests.
    #[schemars(extend("x-zh" = "是否开启跨域。", "x-platforms" = ["tencent"], "x-rule" = "tencent-only-on-aliyun"))]
    pub cors: Option<bool>,
    /// Role with which the function is called.
    #[schemars(extend("x-zh" = "触发函数所用的角色。", "x-format" = "arn-role"))]
    pub role: Option<String>,
    /// Version of the service that is called.
    #[schemars(extend("x-zh" = "调用的服务版本。", "default" = "LATEST"))]
    pub version: Option<String>,
}

/// One method, or a list of methods.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-zh" = "一个方法或方法列表。"))]
pub enum FMethods {
    /// A list.
    #[schemars(extend("x-zh" = "方法列表。"))]
    Many(Vec<FMethod>),
    /// One method.
    #[schemars(extend("x-zh" = "一个方法。"))]
    One(FMethod),
}

choices! {
    open
    /// An HTTP method in f.yml, in either case.
    FMethod "f.yml 中的 HTTP 方法，大小写均可。" {
        Get = "get" "Read." "读取。";
        Post = "post" "Create or call." "创建或调用。";
        Put = "put" "Replace." "替换。";
        Delete = "delete" "Delete." "删除。";
        Head = "head" "Read headers alone." "仅读取响应头。";
        Patch = "patch" "Change in part." "部分修改。";
        All = "all" "Every method; as a text alone, not in a list." "所有方法，只能写成文本，不能放在列表中。";
        Any = "any" "Every method; as a text alone, not in a list." "所有方法，只能写成文本，不能放在列表中。";
    }
}

/// An event on a timetable.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "定时事件。", "x-required-rule" = "required"))]
pub struct FTimerEvent {
    /// Kind of `value`.
    #[serde(rename = "type")]
    #[schemars(extend("x-zh" = "`value` 的类型。", "x-class" = "common", "x-platforms" = ["aliyun"], "x-rule" = "timer-type",
        "default" = "cron"))]
    pub kind: Option<FTimerType>,
    /// Cron expression, or interval with unit.
    ///
    /// Cron has 6 fields on aliyun (in UTC) and 7 on tencent.
    #[schemars(extend("x-zh" = "cron 表达式，或带单位的间隔。\n\n阿里云 cron 为 6 段（UTC），腾讯云为 7 段。", "x-class" = "common",
        "x-platforms" = ["aliyun", "tencent"], "x-rule" = "timer-cron", "x-format" = "cron", "examples" = ["0 0 8 * * *", "5m"]))]
    pub value: String,
    /// Name of the trigger; the default is `timer-<function>`.
    #[schemars(extend("x-zh" = "触发器名，默认为 `timer-<函数名>`。", "x-platforms" = ["aliyun"], "x-rule" = "trigger-default-name"))]
    pub name: Option<String>,
    /// Whether the trigger is active.
    #[schemars(extend("x-zh" = "是否启用。", "x-platforms" = ["aliyun", "tencent"], "default" = true))]
    pub enable: Option<bool>,
    /// Text that every event carries.
    #[schemars(extend("x-zh" = "每次触发携带的内容。", "x-class" = "common", "x-platforms" = ["aliyun"], "x-rule" = "aliyun-only-on-tencent"))]
    pub payload: Option<String>,
    /// Version of the service that is called.
    #[schemars(extend("x-zh" = "调用的服务版本。", "x-platforms" = ["aliyun"], "x-rule" = "aliyun-only-on-tencent", "default" = "LATEST"))]
    pub version: Option<String>,
}

choices! {
    /// Kind of a timer.
    FTimerType "定时器类型。" {
        Cron = "cron" "A cron expression." "cron 表达式。";
        Every = "every" "A fixed interval with unit, such as 5m; not on tencent." "带单位的固定间隔，如 5m；腾讯云不支持。";
        Interval = "interval" "Sent as a cron expression by the builder; take every." "构建器会当作 cron 表达式发送，请使用 every。";
    }
}

/// An event of object storage.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "对象存储事件。", "x-required-rule" = "required"))]
pub struct FOsEvent {
    /// Bucket that is watched.
    #[schemars(extend("x-zh" = "监听的 Bucket。", "x-class" = "common", "x-platforms" = ["aliyun", "tencent"], "x-rule" = "required"))]
    pub bucket: String,
    /// Event or events that call the function.
    #[schemars(extend("x-zh" = "触发函数的事件。", "x-class" = "common", "x-platforms" = ["aliyun", "tencent"],
        "examples" = ["oss:ObjectCreated:*", ["oss:ObjectCreated:PutObject"]]))]
    pub events: OneOrMany,
    /// Which objects call the function; the builder for aliyun fails without it.
    #[schemars(extend("x-zh" = "哪些对象会触发函数；缺少时阿里云构建器会报错。", "x-class" = "common", "x-platforms" = ["aliyun", "tencent"],
        "x-rule" = "os-filter"))]
    pub filter: Option<FOsFilter>,
    /// Name of the trigger; the default is `oss-<function>`.
    #[schemars(extend("x-zh" = "触发器名，默认为 `oss-<函数名>`。", "x-platforms" = ["aliyun", "tencent"], "x-rule" = "trigger-default-name"))]
    pub name: Option<String>,
    /// Role with which the function is called.
    #[schemars(extend("x-zh" = "触发函数所用的角色。", "x-platforms" = ["aliyun"], "x-rule" = "aliyun-only-on-tencent", "x-format" = "arn-role"))]
    pub role: Option<String>,
    /// Version of the service that is called.
    #[schemars(extend("x-zh" = "调用的服务版本。", "x-platforms" = ["aliyun"], "x-rule" = "aliyun-only-on-tencent", "default" = "LATEST"))]
    pub version: Option<String>,
    /// Whether the trigger is active; on aliyun it always is.
    #[schemars(extend("x-zh" = "是否启用，阿里云上总是启用。", "x-platforms" = ["tencent"], "x-rule" = "os-enable", "default" = true))]
    pub enable: Option<bool>,
}

/// Beginning and end of the object names that call the function; an empty text matches all.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "触发函数的对象名前缀与后缀，空文本表示全部。"))]
pub struct FOsFilter {
    /// Beginning of the object name.
    #[schemars(extend("x-zh" = "对象名前缀。", "x-class" = "common", "x-platforms" = ["aliyun", "tencent"], "x-rule" = "os-filter"))]
    pub prefix: Option<String>,
    /// End of the object name.
    #[schemars(extend("x-zh" = "对象名后缀。", "x-class" = "common", "x-platforms" = ["aliyun", "tencent"], "x-rule" = "os-filter"))]
    pub suffix: Option<String>,
}

/// An event with messages of a topic.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "消息主题事件。", "x-required-rule" = "required"))]
pub struct FMqEvent {
    /// Topic whose messages call the function.
    #[schemars(extend("x-zh" = "接收消息的主题。", "x-class" = "common", "x-platforms" = ["aliyun", "tencent"], "x-rule" = "required"))]
    pub topic: String,
    /// Name of the trigger.
    #[schemars(extend("x-zh" = "触发器名。", "x-platforms" = ["aliyun"], "x-rule" = "trigger-default-name"))]
    pub name: Option<String>,
    /// Tag that messages must carry.
    #[schemars(extend("x-zh" = "消息必须携带的标签。", "x-platforms" = ["aliyun"], "x-rule" = "aliyun-only-on-tencent"))]
    pub tags: Option<String>,
    /// Region of the topic; the region of the function when absent.
    #[schemars(extend("x-zh" = "主题所在地域，不写时与函数相同。", "x-platforms" = ["aliyun"], "x-rule" = "aliyun-only-on-tencent",
        "x-format" = "region"))]
    pub region: Option<String>,
    /// How a failed call is repeated.
    #[schemars(extend("x-zh" = "调用失败后的重试策略。", "x-platforms" = ["aliyun"], "x-rule" = "mns-enum", "default" = "BACKOFF_RETRY"))]
    pub strategy: Option<RetryStrategy>,
    /// Role with which the function is called.
    #[schemars(extend("x-zh" = "触发函数所用的角色。", "x-platforms" = ["aliyun"], "x-rule" = "aliyun-only-on-tencent", "x-format" = "arn-role"))]
    pub role: Option<String>,
    /// Version of the service that is called.
    #[schemars(extend("x-zh" = "调用的服务版本。", "x-platforms" = ["aliyun"], "x-rule" = "aliyun-only-on-tencent", "default" = "LATEST"))]
    pub version: Option<String>,
    /// Whether the trigger is active.
    #[schemars(extend("x-zh" = "是否启用。", "x-platforms" = ["tencent"], "x-rule" = "tencent-only-on-aliyun", "default" = true))]
    pub enable: Option<bool>,
}

/// An event with entries of a logstore.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "日志事件。", "x-required-rule" = "required"))]
pub struct FLogEvent {
    /// Logstore that is read.
    #[schemars(extend("x-zh" = "被订阅的日志库。", "x-platforms" = ["aliyun"], "x-rule" = "required"))]
    pub source: String,
    /// SLS project.
    #[schemars(extend("x-zh" = "SLS 项目。", "x-platforms" = ["aliyun"], "x-rule" = "required"))]
    pub project: String,
    /// Logstore for the trigger's own log; not the source logstore.
    #[schemars(extend("x-zh" = "触发器自身日志的日志库，不能是被订阅的日志库。", "x-platforms" = ["aliyun"], "x-rule" = "log-loop"))]
    pub log: String,
    /// Retries after a failure.
    ///
    /// 0 to 100.
    #[schemars(extend("x-zh" = "失败后的重试次数。\n\n0～100。", "x-platforms" = ["aliyun"], "x-rule" = "log-ranges", "minimum" = 0,
        "maximum" = 100, "default" = 1))]
    pub retry_time: Option<u32>,
    /// Time between two calls.
    ///
    /// 3 to 600 seconds.
    #[schemars(extend("x-zh" = "两次触发的间隔。\n\n3～600 秒。", "x-unit" = "seconds", "x-platforms" = ["aliyun"], "x-rule" = "log-ranges",
        "minimum" = 3, "maximum" = 600, "default" = 30))]
    pub interval: Option<u32>,
    /// Name of the trigger; the default is `log-<function>`.
    #[schemars(extend("x-zh" = "触发器名，默认为 `log-<函数名>`。", "x-platforms" = ["aliyun"], "x-rule" = "trigger-default-name"))]
    pub name: Option<String>,
    /// Role with which the function is called.
    #[schemars(extend("x-zh" = "触发函数所用的角色。", "x-platforms" = ["aliyun"], "x-format" = "arn-role"))]
    pub role: Option<String>,
    /// Version of the service that is called.
    #[schemars(extend("x-zh" = "调用的服务版本。", "x-platforms" = ["aliyun"], "default" = "LATEST"))]
    pub version: Option<String>,
}
