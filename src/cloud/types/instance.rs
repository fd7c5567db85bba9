//! Asynchronous calls, concurrency, provisioned and elastic instances, VPC bindings: wire types.
//! Names, types and limits: the models of the official SDKs and the API documentation.

use super::{Decimal, wire};

wire! {
    /// Settings of asynchronous calls.
    AsyncConfig {
        /// Whether asynchronous calls are kept as tasks.
        async_task: bool = "asyncTask",
        /// RFC 3339 time of creation.
        created_time: String = "createdTime",
        /// Where results go.
        destination_config: DestinationConfig = "destinationConfig",
        /// ARN of the function.
        function_arn: String = "functionArn",
        /// RFC 3339 time of the last change.
        last_modified_time: String = "lastModifiedTime",
        /// Seconds an event is kept, 1 to 604800.
        max_async_event_age_in_seconds: i64 = "maxAsyncEventAgeInSeconds",
        /// Retries after a failure, 0 to 8.
        max_async_retry_attempts: i64 = "maxAsyncRetryAttempts",
    }

    /// Body of PutAsyncInvokeConfig.
    PutAsyncInvokeConfigInput {
        /// Whether asynchronous calls are kept as tasks.
        async_task: bool = "asyncTask",
        /// Where results go.
        destination_config: DestinationConfig = "destinationConfig",
        /// Seconds an event is kept, 1 to 604800.
        max_async_event_age_in_seconds: i64 = "maxAsyncEventAgeInSeconds",
        /// Retries after a failure, 0 to 8.
        max_async_retry_attempts: i64 = "maxAsyncRetryAttempts",
    }

    /// Where results of asynchronous calls go.
    DestinationConfig {
        /// After a failure.
        on_failure: Destination = "onFailure",
        /// After a success.
        on_success: Destination = "onSuccess",
    }

    /// One destination.
    Destination {
        /// ARN of the destination.
        destination: String = "destination",
    }

    /// The limit of instances.
    ConcurrencyConfig {
        /// ARN of the function.
        function_arn: String = "functionArn",
        /// Instances the function may have at most.
        reserved_concurrency: i64 = "reservedConcurrency",
    }

    /// Body of PutConcurrencyConfig.
    PutConcurrencyConfigInput {
        /// Instances the function may have at most.
        reserved_concurrency: i64 = "reservedConcurrency",
    }

    /// Provisioned instances.
    ProvisionConfig {
        /// Whether idle instances keep their CPU.
        always_allocate_cpu: bool = "alwaysAllocateCPU",
        /// Whether idle instances keep their GPU.
        always_allocate_gpu: bool = "alwaysAllocateGPU",
        /// Instances there are now.
        current: i64 = "current",
        /// Why the target is not reached.
        current_error: String = "currentError",
        /// Provisioned instances without a schedule, 0 to 10000.
        default_target: i64 = "defaultTarget",
        /// ARN of the function.
        function_arn: String = "functionArn",
        /// Targets by schedule.
        scheduled_actions: Vec<ScheduledAction> = "scheduledActions",
        /// Instances aimed at.
        target: i64 = "target",
        /// Policies that follow a metric.
        target_tracking_policies: Vec<TargetTrackingPolicy> = "targetTrackingPolicies",
    }

    /// Body of PutProvisionConfig.
    PutProvisionConfigInput {
        /// Whether idle instances keep their CPU.
        always_allocate_cpu: bool = "alwaysAllocateCPU",
        /// Whether idle instances keep their GPU.
        always_allocate_gpu: bool = "alwaysAllocateGPU",
        /// Provisioned instances without a schedule, 0 to 10000.
        default_target: i64 = "defaultTarget",
        /// Targets by schedule.
        scheduled_actions: Vec<ScheduledAction> = "scheduledActions",
        /// Instances aimed at.
        target: i64 = "target",
        /// Policies that follow a metric.
        target_tracking_policies: Vec<TargetTrackingPolicy> = "targetTrackingPolicies",
    }

    /// A target by schedule.
    ScheduledAction {
        /// End of validity, RFC 3339.
        end_time: String = "endTime",
        /// Name.
        name: String = "name",
        /// `cron(…)` or `at(…)`.
        schedule_expression: String = "scheduleExpression",
        /// Start of validity, RFC 3339.
        start_time: String = "startTime",
        /// Instances aimed at.
        target: i64 = "target",
        /// Time zone, e.g. `Asia/Shanghai`.
        time_zone: String = "timeZone",
    }

    /// A policy that follows a metric.
    TargetTrackingPolicy {
        /// End of validity, RFC 3339.
        end_time: String = "endTime",
        /// Most instances.
        max_capacity: i64 = "maxCapacity",
        /// Value of the metric that is aimed at.
        metric_target: Decimal = "metricTarget",
        /// Name of the metric.
        metric_type: String = "metricType",
        /// Fewest instances.
        min_capacity: i64 = "minCapacity",
        /// Name.
        name: String = "name",
        /// Start of validity, RFC 3339.
        start_time: String = "startTime",
        /// Time zone, e.g. `Asia/Shanghai`.
        time_zone: String = "timeZone",
    }

    /// Elastic and resident instances.
    ScalingConfig {
        /// Why the target is not reached.
        current_error: String = "currentError",
        /// Instances there are now.
        current_instances: i64 = "currentInstances",
        /// Whether resident and on-demand instances mix.
        enable_mix_mode: bool = "enableMixMode",
        /// Whether on-demand instances may start besides.
        enable_on_demand_scaling: bool = "enableOnDemandScaling",
        /// ARN of the function.
        function_arn: String = "functionArn",
        /// Policies that follow a metric.
        horizontal_scaling_policies: Vec<ScalingPolicy> = "horizontalScalingPolicies",
        /// Fewest instances.
        min_instances: i64 = "minInstances",
        /// How requests are spread over instances.
        request_dispatch_policy: String = "requestDispatchPolicy",
        /// Id of the resident pool.
        resident_pool_id: String = "residentPoolId",
        /// Targets by schedule.
        scheduled_policies: Vec<ScheduledPolicy> = "scheduledPolicies",
        /// Instances aimed at.
        target_instances: i64 = "targetInstances",
    }

    /// Body of PutScalingConfig.
    PutScalingConfigInput {
        /// Whether resident and on-demand instances mix.
        enable_mix_mode: bool = "enableMixMode",
        /// Whether on-demand instances may start besides.
        enable_on_demand_scaling: bool = "enableOnDemandScaling",
        /// Policies that follow a metric.
        horizontal_scaling_policies: Vec<ScalingPolicy> = "horizontalScalingPolicies",
        /// Fewest instances.
        min_instances: i64 = "minInstances",
        /// How requests are spread over instances.
        request_dispatch_policy: String = "requestDispatchPolicy",
        /// Id of the resident pool.
        resident_pool_id: String = "residentPoolId",
        /// Targets by schedule.
        scheduled_policies: Vec<ScheduledPolicy> = "scheduledPolicies",
    }

    /// A policy that follows a metric.
    ScalingPolicy {
        /// End of validity, RFC 3339.
        end_time: String = "endTime",
        /// Most instances.
        max_instances: i64 = "maxInstances",
        /// Value of the metric that is aimed at.
        metric_target: Decimal = "metricTarget",
        /// Name of the metric.
        metric_type: String = "metricType",
        /// Fewest instances.
        min_instances: i64 = "minInstances",
        /// Name.
        name: String = "name",
        /// Start of validity, RFC 3339.
        start_time: String = "startTime",
        /// Time zone, e.g. `Asia/Shanghai`.
        time_zone: String = "timeZone",
    }

    /// A target by schedule.
    ScheduledPolicy {
        /// End of validity, RFC 3339.
        end_time: String = "endTime",
        /// Name.
        name: String = "name",
        /// `cron(…)` or `at(…)`.
        schedule_expression: String = "scheduleExpression",
        /// Start of validity, RFC 3339.
        start_time: String = "startTime",
        /// Instances aimed at.
        target: i64 = "target",
        /// Time zone, e.g. `Asia/Shanghai`.
        time_zone: String = "timeZone",
    }

    /// Body of CreateVpcBinding.
    CreateVpcBindingInput {
        /// Id of the VPC.
        vpc_id: String = "vpcId",
    }

    /// The VPC bindings of a function.
    ListVpcBindingsOutput {
        /// Ids of the bound VPCs.
        vpc_ids: Vec<String> = "vpcIds",
    }
}
