//! Triggers of a fc3 function: the common part and the eight kinds of `triggerConfig`.
//!
//! Facts: devsapp/fc3 `src/interface/trigger.ts` and `src/schema.json`, API models of
//! `@alicloud/fc20230330` 4.7.6. The component's own schema lets every `triggerConfig` pass (one of its
//! branches is an empty object), so these types are the first real check.

mod eventbridge;
mod http;

pub use eventbridge::*;
pub use http::*;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::choices::choices;
use super::lists::{CdnEvent, OssEvent};

/// One event source of a function.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "函数的一个触发器。", "x-required-rule" = "trigger-type-config", "x-fields" = {
    "triggerType": {
        "description": "Kind of the trigger.\n\nIt cannot be changed in place: a new `triggerName` is needed.",
        "x-zh": "触发器类型。\n\n不能原地修改，需要使用新的 `triggerName`。",
        "x-class": "common", "x-rule": "trigger-type-config"
    },
    "triggerConfig": {
        "description": "Settings of the trigger; which keys it takes depends on `triggerType`.",
        "x-zh": "触发器配置，可用的键取决于 `triggerType`。",
        "x-class": "common", "x-rule": "trigger-type-config"
    }
}))]
pub struct Trigger {
    /// Name of the trigger, unique in the function.
    ///
    /// 1 to 128 letters, digits, `_` and `-`, beginning with a letter or `_`.
    #[schemars(extend("x-zh" = "触发器名，函数内唯一。\n\n1～128 个字符，由字母、数字、`_`、`-` 组成，以字母或 `_` 开头。",
        "x-class" = "common", "x-rule" = "trigger-name", "minLength" = 1, "maxLength" = 128,
        "pattern" = "^[A-Za-z_][A-Za-z0-9_-]*$", "examples" = ["http-trigger"]))]
    pub trigger_name: String,
    /// Kind of the trigger and its settings.
    #[serde(flatten)]
    pub source: TriggerSource,
    /// Version or alias that is called.
    ///
    /// An alias must exist before the trigger.
    #[schemars(extend("x-zh" = "触发的版本或别名。\n\n别名必须先于触发器存在。", "x-class" = "common", "default" = "LATEST",
        "x-rule" = "qualifier-exists"))]
    pub qualifier: Option<String>,
    /// Short text about the trigger.
    #[schemars(extend("x-zh" = "触发器的简短描述。", "default" = ""))]
    pub description: Option<String>,
    /// ARN of the event source.
    ///
    /// Needed by oss, log, mns_topic, cdn_events and tablestore; cannot be changed later.
    #[schemars(extend("x-zh" = "事件源 ARN。\n\noss、log、mns_topic、cdn_events、tablestore 需要；之后不可修改。", "x-format" = "arn-source",
        "x-rule" = "arn-consistency", "examples" = ["acs:oss:cn-hangzhou:123456789012:my-bucket",
            "acs:log:cn-hangzhou:123456789012:project/my-project", "acs:mns:cn-hangzhou:123456789012:/topics/my-topic"]))]
    pub source_arn: Option<String>,
    /// Role with which the event source calls the function.
    ///
    /// An ARN or a bare role name. Without it `s deploy` creates the default role of the kind.
    #[schemars(extend("x-zh" = "事件源调用函数所用的角色。\n\nARN 或角色名；不写时 `s deploy` 会创建该类型的默认角色。", "x-format" = "arn-role",
        "x-rule" = "trigger-role", "examples" = ["AliyunOSSEventNotificationRole"]))]
    pub invocation_role: Option<String>,
}

/// Kind of a trigger and its settings.
///
/// The kind cannot be changed in place: a new `triggerName` is needed.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "triggerType", content = "triggerConfig")]
#[schemars(extend("x-zh" = "触发器的类型与配置。\n\n类型不能原地修改，需要使用新的 `triggerName`。"))]
pub enum TriggerSource {
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
    Oss(OssTriggerConfig),
    /// Calls the function with entries of a logstore.
    #[serde(rename = "log")]
    #[schemars(extend("x-zh" = "以日志库中的日志调用函数。"))]
    Log(LogTriggerConfig),
    /// Calls the function with messages of an MNS topic.
    ///
    /// A change of an existing trigger has no effect.
    #[serde(rename = "mns_topic")]
    #[schemars(extend("x-zh" = "以 MNS 主题的消息调用函数。\n\n修改已有触发器不会生效。"))]
    MnsTopic(MnsTopicTriggerConfig),
    /// Calls the function on CDN events.
    #[serde(rename = "cdn_events")]
    #[schemars(extend("x-zh" = "发生 CDN 事件时调用函数。"))]
    CdnEvents(CdnEventsTriggerConfig),
    /// Calls the function when rows of a Tablestore table change.
    ///
    /// A change of an existing trigger has no effect.
    #[serde(rename = "tablestore")]
    #[schemars(extend("x-zh" = "表格存储的数据变化时调用函数。\n\n修改已有触发器不会生效。"))]
    Tablestore(TablestoreTriggerConfig),
    /// Calls the function with events of EventBridge.
    #[serde(rename = "eventbridge")]
    #[schemars(extend("x-zh" = "以 EventBridge 的事件调用函数。"))]
    EventBridge(Box<EventBridgeTriggerConfig>),
}

/// Timetable of a timer trigger.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "定时触发器的时间表。", "x-required-rule" = "trigger-type-config"))]
pub struct TimerTriggerConfig {
    /// When the function is called.
    ///
    /// Six cron fields (second minute hour day month weekday) in UTC, with an optional `CRON_TZ=Asia/Shanghai ` in
    /// front, or `@every 4m`.
    #[schemars(extend("x-zh" = "触发时间。\n\n六段 cron（秒 分 时 日 月 周），默认 UTC，可加前缀 `CRON_TZ=Asia/Shanghai `；也可写 `@every 4m`。",
        "x-class" = "common", "x-rule" = "cron-fields", "x-format" = "cron",
        "x-link" = "https://help.aliyun.com/document_detail/171746.html",
        "examples" = ["CRON_TZ=Asia/Shanghai 0 0 8 * * *", "@every 4m", "0 0 0 * * *"]))]
    pub cron_expression: String,
    /// Whether the trigger is active.
    #[schemars(extend("x-zh" = "是否启用。", "x-class" = "common", "examples" = [true]))]
    pub enable: bool,
    /// Text that the event carries in `payload`.
    #[schemars(extend("x-zh" = "事件中 `payload` 携带的文本。", "x-class" = "common"))]
    pub payload: Option<String>,
}

/// Events and object filter of an OSS trigger.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "OSS 触发器的事件与对象过滤。", "x-required-rule" = "trigger-type-config"))]
pub struct OssTriggerConfig {
    /// Events that call the function.
    #[schemars(extend("x-zh" = "触发函数的事件。", "x-class" = "common", "x-rule" = "oss-events", "minItems" = 1, "uniqueItems" = true,
        "examples" = [["oss:ObjectCreated:*"]]))]
    pub events: Vec<OssEvent>,
    /// Which objects call the function.
    #[schemars(extend("x-zh" = "哪些对象会触发函数。", "x-class" = "common", "x-rule" = "oss-filter-case"))]
    pub filter: Option<OssFilter>,
}

/// Filter of an OSS trigger.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "OSS 触发器的过滤条件。"))]
pub struct OssFilter {
    /// Beginning and end of the object name.
    #[schemars(extend("x-zh" = "对象名的前缀与后缀。", "x-class" = "common", "x-rule" = "oss-filter-case"))]
    pub key: Option<OssKeyFilter>,
}

/// Beginning and end of the object names that call the function; an empty text matches all.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "触发函数的对象名前缀与后缀，空文本表示全部。"))]
pub struct OssKeyFilter {
    /// Beginning of the object name.
    #[schemars(extend("x-zh" = "对象名前缀。", "x-class" = "common", "x-rule" = "oss-filter-case", "examples" = ["source/"]))]
    pub prefix: Option<String>,
    /// End of the object name.
    #[schemars(extend("x-zh" = "对象名后缀。", "x-class" = "common", "x-rule" = "oss-filter-case", "examples" = [".png"]))]
    pub suffix: Option<String>,
}

/// Source, interval and log of a log trigger.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "日志触发器的来源、间隔与日志。", "x-required-rule" = "trigger-type-config"))]
pub struct LogTriggerConfig {
    /// Logstore that is read.
    #[schemars(extend("x-zh" = "被订阅的日志库。", "x-class" = "common"))]
    pub source_config: LogSource,
    /// Interval and retries.
    #[schemars(extend("x-zh" = "触发间隔与重试。", "x-class" = "common"))]
    pub job_config: Option<LogJob>,
    /// Logstore for the trigger's own log; not the source logstore.
    #[schemars(extend("x-zh" = "触发器自身日志的日志库，不能是被订阅的日志库。", "x-class" = "common", "x-rule" = "log-loop"))]
    pub log_config: LogTarget,
    /// Map that is passed to the function.
    #[schemars(extend("x-zh" = "透传给函数的参数。"))]
    pub function_parameter: Option<Map<String, Value>>,
    /// Whether the trigger is active.
    #[schemars(extend("x-zh" = "是否启用。", "x-class" = "common", "examples" = [true]))]
    pub enable: bool,
}

/// Logstore that a log trigger reads.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "日志触发器订阅的日志库。"))]
pub struct LogSource {
    /// Name of the logstore.
    #[schemars(extend("x-zh" = "日志库名。", "x-rule" = "log-loop"))]
    pub logstore: String,
    /// Unix time from which entries are read.
    #[schemars(extend("x-zh" = "从哪个 Unix 时间开始读取。", "x-class" = "advanced", "x-unit" = "seconds"))]
    pub start_time: Option<i64>,
}

/// Interval and retries of a log trigger.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "日志触发器的间隔与重试。"))]
pub struct LogJob {
    /// Retries after a failure.
    ///
    /// 0 to 100. The component's schema asks for a text, the API for a number; both deploy.
    #[schemars(extend("x-zh" = "失败后的最大重试次数。\n\n0～100；组件的 schema 要求字符串，API 要求数字，两者都能部署。", "x-rule" = "log-ranges"))]
    pub max_retry_time: Option<RetryTimes>,
    /// Time between two calls.
    ///
    /// 3 to 600 seconds. The component's schema asks for a text, the API for a number; both deploy.
    #[schemars(extend("x-zh" = "两次触发的间隔。\n\n3～600 秒；组件的 schema 要求字符串，API 要求数字，两者都能部署。", "x-unit" = "seconds",
        "x-rule" = "log-ranges", "examples" = [60]))]
    pub trigger_interval: Option<IntervalSeconds>,
}

/// Retries of a log trigger: a number, or the same as text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-zh" = "日志触发器的重试次数：数字或同样内容的文本。"))]
pub enum RetryTimes {
    /// A number.
    #[schemars(extend("x-zh" = "数字。", "minimum" = 0, "maximum" = 100))]
    Number(i64),
    /// The number as text.
    #[schemars(extend("x-zh" = "文本形式的数字。", "pattern" = "^[0-9]+$"))]
    Text(String),
}

/// Interval of a log trigger in seconds: a number, or the same as text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-zh" = "日志触发器的间隔（秒）：数字或同样内容的文本。"))]
pub enum IntervalSeconds {
    /// A number.
    #[schemars(extend("x-zh" = "数字。", "minimum" = 3, "maximum" = 600))]
    Number(i64),
    /// The number as text.
    #[schemars(extend("x-zh" = "文本形式的数字。", "pattern" = "^[0-9]+$"))]
    Text(String),
}

/// Logstore that a log trigger writes its own log to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "日志触发器写入自身日志的日志库。"))]
pub struct LogTarget {
    /// Name of the SLS project.
    #[schemars(extend("x-zh" = "SLS 项目名。"))]
    pub project: String,
    /// Name of the logstore.
    #[schemars(extend("x-zh" = "日志库名。", "x-rule" = "log-loop"))]
    pub logstore: String,
}

/// Format and retries of an MNS topic trigger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "MNS 主题触发器的格式与重试。", "x-required-rule" = "trigger-type-config"))]
pub struct MnsTopicTriggerConfig {
    /// Format of the event.
    #[schemars(extend("x-zh" = "事件的格式。", "x-rule" = "mns-enum", "default" = "STREAM"))]
    pub notify_content_format: NotifyContentFormat,
    /// How a failed push is repeated.
    #[schemars(extend("x-zh" = "推送失败后的重试方式。", "x-rule" = "mns-enum", "default" = "BACKOFF_RETRY"))]
    pub notify_strategy: RetryStrategy,
    /// Tag that messages must carry, at most 16 characters.
    #[schemars(extend("x-zh" = "消息必须携带的标签，最多 16 个字符。", "x-rule" = "mns-enum", "maxLength" = 16))]
    pub filter_tag: Option<String>,
}

choices! {
    /// Format of an MNS event.
    NotifyContentFormat "MNS 事件的格式。" {
        Stream = "STREAM" "The message alone, as it is." "仅消息内容，保持原样。";
        Json = "JSON" "A JSON object with the message and its attributes." "包含消息及其属性的 JSON 对象。";
    }
}

choices! {
    /// How a failed push is repeated.
    RetryStrategy "推送失败后的重试方式。" {
        Backoff = "BACKOFF_RETRY" "3 tries, 10 to 20 seconds apart." "退避重试：3 次，间隔 10～20 秒。";
        ExponentialDecay = "EXPONENTIAL_DECAY_RETRY" "176 tries with growing pauses." "指数衰减重试：176 次，间隔递增。";
    }
}

/// Event, version and domains of a CDN trigger.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "CDN 触发器的事件、版本与域名。", "x-required-rule" = "trigger-type-config"))]
pub struct CdnEventsTriggerConfig {
    /// Event that calls the function; cannot be changed later.
    #[schemars(extend("x-zh" = "触发函数的事件，之后不可修改。"))]
    pub event_name: CdnEvent,
    /// Version of the event, `1.0.0`; cannot be changed later.
    #[schemars(extend("x-zh" = "事件版本，固定为 `1.0.0`，之后不可修改。", "x-rule" = "cdn-version", "enum" = ["1.0.0"],
        "x-enum-docs" = {"1.0.0": {"en": "The only version.", "zh": "唯一的版本。"}}))]
    pub event_version: String,
    /// Remark.
    #[schemars(extend("x-zh" = "备注。", "examples" = ["cdn events trigger"]))]
    pub notes: String,
    /// Which domains call the function.
    #[schemars(extend("x-zh" = "哪些域名会触发函数。", "x-rule" = "cdn-version"))]
    pub filter: CdnFilter,
}

/// Filter of a CDN trigger.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "CDN 触发器的过滤条件。", "x-required-rule" = "cdn-version"))]
pub struct CdnFilter {
    /// CDN domains, at least one.
    #[schemars(extend("x-zh" = "加速域名，至少一个。", "x-rule" = "cdn-version", "minItems" = 1, "examples" = [["www.example.com"]]))]
    pub domain: Vec<String>,
}

/// Settings of a Tablestore trigger: none, the table is named by `sourceArn`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields, extend("x-zh" = "表格存储触发器无需配置，数据表由 `sourceArn` 指定。"))]
pub struct TablestoreTriggerConfig {}
