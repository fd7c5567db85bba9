//! Settings of an EventBridge trigger.
//!
//! Keys inside the source parameters are in PascalCase; the rest of the file format is camelCase.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::RetryStrategy;
use crate::spec::choices::choices;

/// Source, filter and delivery of an EventBridge trigger.
///
/// The component's schema asks for all six keys; its own examples leave several out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "EventBridge 触发器的事件源、过滤与投递。\n\n组件的 schema 要求写全六个字段，但其示例省略了几个。",
    "x-required-rule" = "trigger-type-config"))]
pub struct EventBridgeTriggerConfig {
    /// Whether the trigger is active.
    #[schemars(extend("x-zh" = "是否启用。", "x-class" = "common", "default" = true))]
    pub trigger_enable: Option<bool>,
    /// Call the function asynchronously.
    #[schemars(extend("x-zh" = "是否异步调用函数。", "x-class" = "common", "default" = false))]
    pub async_invocation_type: Option<bool>,
    /// Which events call the function, as JSON text; `{}` stands for all.
    #[schemars(extend("x-zh" = "哪些事件会触发函数，JSON 字符串，`{}` 表示全部。", "x-class" = "common", "x-rule" = "eb-pattern",
        "examples" = ["{}"]))]
    pub event_rule_filter_pattern: Option<String>,
    /// Where the events come from.
    #[schemars(extend("x-zh" = "事件从哪里来。", "x-class" = "common"))]
    pub event_source_config: EventSourceConfig,
    /// How the events reach the function.
    #[schemars(extend("x-zh" = "事件如何投递给函数。"))]
    pub event_sink_config: Option<EventSinkConfig>,
    /// Push model, batches, retries and dead letters.
    #[schemars(extend("x-zh" = "推送模式、批量、重试与死信。"))]
    pub run_options: Option<RunOptions>,
}

/// Where the events come from.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "事件从哪里来。"))]
pub struct EventSourceConfig {
    /// Kind of the source; cannot be changed later.
    #[schemars(extend("x-zh" = "事件源类型，之后不可修改。", "x-class" = "common", "x-rule" = "eb-params"))]
    pub event_source_type: Option<EventSourceType>,
    /// Settings of the source: the one child that fits the kind, none for `Default`.
    #[schemars(extend("x-zh" = "事件源参数：与类型对应的一个子项，`Default` 没有。", "x-rule" = "eb-params"))]
    pub event_source_parameters: Option<EventSourceParameters>,
}

choices! {
    /// Kind of an event source.
    EventSourceType "事件源类型。" {
        Default = "Default" "Events of Alibaba Cloud services." "阿里云服务事件。";
        Mns = "MNS" "An MNS queue." "MNS 队列。";
        RocketMq = "RocketMQ" "A RocketMQ topic." "RocketMQ 主题。";
        RabbitMq = "RabbitMQ" "A RabbitMQ queue." "RabbitMQ 队列。";
        Kafka = "Kafka" "A Kafka topic." "Kafka 主题。";
        Mqtt = "MQTT" "An MQTT topic." "MQTT 主题。";
        Dts = "DTS" "A DTS subscription; needs an explicit invocationRole." "DTS 订阅，必须写明 invocationRole。";
    }
}

/// Settings of an event source, one child per kind.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields, extend("x-zh" = "事件源参数，每种类型一个子项。"))]
pub struct EventSourceParameters {
    /// Settings of an MNS queue.
    #[serde(rename = "sourceMNSParameters")]
    #[schemars(extend("x-zh" = "MNS 队列参数。", "x-rule" = "eb-params"))]
    pub mns: Option<SourceMnsParameters>,
    /// Settings of a RocketMQ topic.
    #[serde(rename = "sourceRocketMQParameters")]
    #[schemars(extend("x-zh" = "RocketMQ 参数。", "x-rule" = "eb-params"))]
    pub rocket_mq: Option<SourceRocketMqParameters>,
    /// Settings of a RabbitMQ queue.
    #[serde(rename = "sourceRabbitMQParameters")]
    #[schemars(extend("x-zh" = "RabbitMQ 参数。", "x-rule" = "eb-params"))]
    pub rabbit_mq: Option<SourceRabbitMqParameters>,
    /// Settings of a Kafka topic.
    #[serde(rename = "sourceKafkaParameters")]
    #[schemars(extend("x-zh" = "Kafka 参数。", "x-rule" = "eb-params"))]
    pub kafka: Option<SourceKafkaParameters>,
    /// Settings of an MQTT topic.
    #[serde(rename = "sourceMQTTParameters")]
    #[schemars(extend("x-zh" = "MQTT 参数。", "x-rule" = "eb-params"))]
    pub mqtt: Option<SourceMqttParameters>,
    /// Settings of a DTS subscription.
    #[serde(rename = "sourceDTSParameters")]
    #[schemars(extend("x-zh" = "DTS 参数。", "x-rule" = "eb-params"))]
    pub dts: Option<SourceDtsParameters>,
}

/// Settings of an MNS queue.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "MNS 队列参数。"))]
pub struct SourceMnsParameters {
    /// Region of the queue.
    #[schemars(extend("x-zh" = "队列所在地域。", "x-format" = "region"))]
    pub region_id: Option<String>,
    /// Name of the queue.
    #[schemars(extend("x-zh" = "队列名。"))]
    pub queue_name: Option<String>,
    /// Decode the message from Base64.
    #[schemars(extend("x-zh" = "对消息做 Base64 解码。", "default" = true))]
    pub is_base64_decode: Option<bool>,
}

/// Settings of a RocketMQ topic.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "RocketMQ 参数。"))]
pub struct SourceRocketMqParameters {
    /// Region of the instance.
    #[schemars(extend("x-zh" = "实例所在地域。", "x-format" = "region"))]
    pub region_id: Option<String>,
    /// Id of the instance.
    #[schemars(extend("x-zh" = "实例 ID。"))]
    pub instance_id: Option<String>,
    /// Name of the topic.
    #[schemars(extend("x-zh" = "主题名。"))]
    pub topic: Option<String>,
    /// Tag that messages must carry.
    #[schemars(extend("x-zh" = "消息必须携带的标签。"))]
    pub tag: Option<String>,
    /// Where reading begins.
    #[schemars(extend("x-zh" = "从哪里开始消费。", "default" = "CONSUME_FROM_LAST_OFFSET"))]
    pub offset: Option<RocketMqOffset>,
    /// Time from which messages are read; with `CONSUME_FROM_TIMESTAMP` alone.
    #[schemars(extend("x-zh" = "开始消费的时间戳，仅用于 `CONSUME_FROM_TIMESTAMP`。", "x-rule" = "eb-rocketmq-acl"))]
    pub timestamp: Option<i64>,
    /// Consumer group.
    #[serde(rename = "GroupID")]
    #[schemars(extend("x-zh" = "消费组。"))]
    pub group_id: Option<String>,
    /// How messages are filtered.
    #[schemars(extend("x-zh" = "消息过滤方式。"))]
    pub filter_type: Option<String>,
    /// Edition of the instance, such as `Cloud_5`.
    #[schemars(extend("x-zh" = "实例版本，如 `Cloud_5`。", "examples" = ["Cloud_5"]))]
    pub instance_type: Option<String>,
    /// Address of the instance.
    #[schemars(extend("x-zh" = "实例接入点。"))]
    pub instance_endpoint: Option<String>,
    /// Network in which the instance is reached.
    #[schemars(extend("x-zh" = "访问实例所用的网络。"))]
    pub instance_network: Option<String>,
    /// VPC of the instance.
    #[schemars(extend("x-zh" = "实例的 VPC ID。"))]
    pub instance_vpc_id: Option<String>,
    /// vSwitch of the instance.
    #[serde(rename = "InstanceVSwitchIds")]
    #[schemars(extend("x-zh" = "实例的交换机 ID。"))]
    pub instance_v_switch_ids: Option<String>,
    /// Security group of the instance.
    #[schemars(extend("x-zh" = "实例的安全组 ID。"))]
    pub instance_security_group_id: Option<String>,
    /// Authentication; `ACL` needs user name and password.
    #[schemars(extend("x-zh" = "鉴权方式，`ACL` 需要用户名和密码。", "x-rule" = "eb-rocketmq-acl", "examples" = ["ACL"]))]
    pub auth_type: Option<String>,
    /// Name of the user.
    #[schemars(extend("x-zh" = "用户名。", "x-rule" = "eb-rocketmq-acl"))]
    pub instance_username: Option<String>,
    /// Password of the user.
    #[schemars(extend("x-zh" = "密码。", "x-secret" = true, "x-rule" = "eb-rocketmq-acl"))]
    pub instance_password: Option<String>,
}

choices! {
    open
    /// Where reading of a RocketMQ topic begins.
    RocketMqOffset "从 RocketMQ 主题的哪里开始消费。" {
        Last = "CONSUME_FROM_LAST_OFFSET" "At the newest message." "从最新消息开始。";
        First = "CONSUME_FROM_FIRST_OFFSET" "At the oldest message." "从最早消息开始。";
        Timestamp = "CONSUME_FROM_TIMESTAMP" "At the time in Timestamp." "从 Timestamp 指定的时间开始。";
    }
}

/// Settings of a RabbitMQ queue.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "RabbitMQ 参数。"))]
pub struct SourceRabbitMqParameters {
    /// Region of the instance.
    #[schemars(extend("x-zh" = "实例所在地域。", "x-format" = "region"))]
    pub region_id: Option<String>,
    /// Id of the instance.
    #[schemars(extend("x-zh" = "实例 ID。"))]
    pub instance_id: Option<String>,
    /// Name of the queue.
    #[schemars(extend("x-zh" = "队列名。"))]
    pub queue_name: Option<String>,
    /// Name of the virtual host.
    #[schemars(extend("x-zh" = "虚拟主机名。"))]
    pub virtual_host_name: Option<String>,
}

/// Settings of a Kafka topic.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "Kafka 参数。"))]
pub struct SourceKafkaParameters {
    /// Region of the instance.
    #[schemars(extend("x-zh" = "实例所在地域。", "x-format" = "region"))]
    pub region_id: Option<String>,
    /// Id of the instance.
    #[schemars(extend("x-zh" = "实例 ID。"))]
    pub instance_id: Option<String>,
    /// Name of the topic.
    #[schemars(extend("x-zh" = "主题名。"))]
    pub topic: Option<String>,
    /// Consumer group.
    #[schemars(extend("x-zh" = "消费组。"))]
    pub consumer_group: Option<String>,
    /// Where reading begins.
    #[schemars(extend("x-zh" = "从哪里开始消费。", "default" = "latest"))]
    pub offset_reset: Option<KafkaOffset>,
    /// Network in which the instance is reached; `PublicNetwork` needs the three VPC ids.
    #[schemars(extend("x-zh" = "访问实例所用的网络，`PublicNetwork` 需要三个 VPC 相关 ID。", "x-rule" = "eb-kafka-network", "default" = "Default"))]
    pub network: Option<KafkaNetwork>,
    /// VPC of the instance.
    #[schemars(extend("x-zh" = "VPC ID。", "x-rule" = "eb-kafka-network"))]
    pub vpc_id: Option<String>,
    /// vSwitch of the instance.
    #[serde(rename = "VSwitchIds")]
    #[schemars(extend("x-zh" = "交换机 ID。", "x-rule" = "eb-kafka-network"))]
    pub v_switch_ids: Option<String>,
    /// Security group of the instance.
    #[schemars(extend("x-zh" = "安全组 ID。", "x-rule" = "eb-kafka-network"))]
    pub security_group_id: Option<String>,
}

choices! {
    /// Where reading of a Kafka topic begins.
    KafkaOffset "从 Kafka 主题的哪里开始消费。" {
        Latest = "latest" "At the newest message." "从最新消息开始。";
        Earliest = "earliest" "At the oldest message." "从最早消息开始。";
    }
}

choices! {
    /// Network in which a Kafka instance is reached.
    KafkaNetwork "访问 Kafka 实例所用的网络。" {
        Default = "Default" "The network of the instance." "实例默认网络。";
        PublicNetwork = "PublicNetwork" "The Internet, through a VPC." "经由 VPC 访问公网。";
    }
}

/// Settings of an MQTT topic.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "MQTT 参数。"))]
pub struct SourceMqttParameters {
    /// Region of the instance.
    #[schemars(extend("x-zh" = "实例所在地域。", "x-format" = "region"))]
    pub region_id: Option<String>,
    /// Id of the instance.
    #[schemars(extend("x-zh" = "实例 ID。"))]
    pub instance_id: Option<String>,
    /// Name of the topic.
    #[schemars(extend("x-zh" = "主题名。"))]
    pub topic: Option<String>,
}

/// Settings of a DTS subscription.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "DTS 参数。"))]
pub struct SourceDtsParameters {
    /// Region of the subscription.
    #[schemars(extend("x-zh" = "订阅所在地域。", "x-format" = "region"))]
    pub region_id: Option<String>,
    /// Address of the broker.
    #[schemars(extend("x-zh" = "Broker 地址。"))]
    pub broker_url: Option<String>,
    /// Name of the topic.
    #[schemars(extend("x-zh" = "主题名。"))]
    pub topic: Option<String>,
    /// Id of the consumer group.
    #[schemars(extend("x-zh" = "消费组 ID。"))]
    pub sid: Option<String>,
    /// Name of the user.
    #[schemars(extend("x-zh" = "用户名。"))]
    pub username: Option<String>,
    /// Password of the user.
    #[schemars(extend("x-zh" = "密码。", "x-secret" = true, "x-rule" = "secret-literal"))]
    pub password: Option<String>,
    /// Unix time from which changes are read.
    #[schemars(extend("x-zh" = "从哪个 Unix 时间开始读取变更。", "x-unit" = "seconds"))]
    pub init_check_point: Option<Value>,
    /// Id of the task.
    #[schemars(extend("x-zh" = "任务 ID。"))]
    pub task_id: Option<String>,
}

/// How the events reach the function.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "事件如何投递给函数。"))]
pub struct EventSinkConfig {
    /// Shape and concurrency of the delivery.
    #[schemars(extend("x-zh" = "投递的格式与并发。"))]
    pub delivery_option: Option<DeliveryOption>,
}

/// Shape and concurrency of the delivery.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "投递的格式与并发。"))]
pub struct DeliveryOption {
    /// Push model, where an example of the component writes it; the API reads `runOptions.mode`.
    #[schemars(extend("x-zh" = "推送模式，组件示例写在这里；API 读取的是 `runOptions.mode`。", "x-class" = "advanced", "x-rule" = "eb-mode"))]
    pub mode: Option<RunMode>,
    /// Shape of each event.
    #[schemars(extend("x-zh" = "每个事件的格式。", "default" = "CloudEvents"))]
    pub event_schema: Option<EventSchema>,
    /// Deliveries at the same time; with Kafka alone.
    #[schemars(extend("x-zh" = "投递并发，仅 Kafka 有效。", "minimum" = 1))]
    pub concurrency: Option<u32>,
}

choices! {
    /// Shape of an event.
    EventSchema "事件的格式。" {
        CloudEvents = "CloudEvents" "The CloudEvents envelope." "CloudEvents 信封。";
        RawData = "RawData" "The data alone." "仅数据本身。";
    }
}

/// Push model, batches, retries and dead letters.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "推送模式、批量、重试与死信。"))]
pub struct RunOptions {
    /// Push model.
    #[schemars(extend("x-zh" = "推送模式。", "x-rule" = "eb-mode"))]
    pub mode: Option<RunMode>,
    /// What happens when a delivery fails for good.
    #[schemars(extend("x-zh" = "投递最终失败时如何处理。", "default" = "NONE"))]
    pub errors_tolerance: Option<ErrorsTolerance>,
    /// How a failed push is repeated.
    #[schemars(extend("x-zh" = "推送失败后的重试方式。", "x-rule" = "eb-mode"))]
    pub retry_strategy: Option<EventRetryStrategy>,
    /// Where events go that could not be delivered.
    #[schemars(extend("x-zh" = "无法投递的事件去向。", "x-rule" = "eb-mode"))]
    pub dead_letter_queue: Option<DeadLetterQueue>,
    /// Size and time of a batch.
    #[schemars(extend("x-zh" = "批量的条数与时间。", "x-rule" = "eb-mode"))]
    pub batch_window: Option<BatchWindow>,
    /// Consumers at the same time.
    #[schemars(extend("x-zh" = "并行消费数。", "minimum" = 1, "examples" = [3]))]
    pub maximum_tasks: Option<u32>,
}

choices! {
    /// Push model of EventBridge.
    RunMode "EventBridge 的推送模式。" {
        Streaming = "event-streaming" "A stream: batches, retries, dead letters; the one for Kafka, MQTT and DTS." "事件流：支持批量、重试和死信；Kafka、MQTT、DTS 只能使用它。";
        Driven = "event-driven" "One call per event; the one for Default." "事件驱动：逐条调用；Default 只能使用它。";
    }
}

choices! {
    /// What happens when a delivery fails for good.
    ErrorsTolerance "投递最终失败时如何处理。" {
        All = "ALL" "Go on with the next event." "忽略错误，继续下一条。";
        None = "NONE" "Stop." "停止。";
    }
}

/// How a failed push is repeated.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "推送失败后的重试方式。"))]
pub struct EventRetryStrategy {
    /// Kind of the retries.
    #[schemars(extend("x-zh" = "重试策略。"))]
    pub push_retry_strategy: Option<RetryStrategy>,
    /// Longest time an event is tried.
    #[schemars(extend("x-zh" = "事件重试的最长时间。", "x-unit" = "seconds", "minimum" = 0))]
    pub maximum_event_age_in_seconds: Option<u32>,
    /// Most retries.
    #[schemars(extend("x-zh" = "最大重试次数。", "minimum" = 0))]
    pub maximum_retry_attempts: Option<u32>,
}

/// Where events go that could not be delivered.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "无法投递的事件去向。"))]
pub struct DeadLetterQueue {
    /// ARN of a queue or topic.
    #[schemars(extend("x-zh" = "队列或主题的 ARN。", "x-format" = "arn-destination"))]
    pub arn: Option<String>,
}

/// Size and time of a batch.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "批量的条数与时间。"))]
pub struct BatchWindow {
    /// Events in a batch at most.
    ///
    /// 1 to 10000.
    #[schemars(extend("x-zh" = "一批最多的事件数。\n\n1～10000。", "minimum" = 1, "maximum" = 10000))]
    pub count_based_window: Option<u32>,
    /// Time a batch waits at most.
    ///
    /// 0 to 15 seconds.
    #[schemars(extend("x-zh" = "一批最长的等待时间。\n\n0～15 秒。", "x-unit" = "seconds", "minimum" = 0, "maximum" = 15))]
    pub time_based_window: Option<u32>,
}
