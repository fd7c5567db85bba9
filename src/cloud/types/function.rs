//! Functions: wire types of `/functions`.
//! Names, types and limits: the models of the official SDKs and the API documentation.

use crate::cloud::secret::Secret;

use super::account::Tag;
use super::mount::{JuiceFsConfig, NasConfig, OssMountConfig, PolarFsConfig};
use super::{Decimal, Map, wire};

wire! {
    /// A function as the service answers it: never with its code.
    Function {
        /// CRC-64/XZ of the package, unsigned decimal text.
        code_checksum: String = "codeChecksum",
        /// Size of the package in bytes.
        code_size: i64 = "codeSize",
        /// vCPU, 0.05 to 16 in steps of 0.05.
        cpu: Decimal = "cpu",
        /// RFC 3339 time of creation.
        created_time: String = "createdTime",
        /// Settings of a container image.
        custom_container_config: CustomContainerConfig = "customContainerConfig",
        /// Name resolution inside the instance.
        custom_dns: CustomDns = "customDNS",
        /// Settings of a custom runtime.
        custom_runtime_config: CustomRuntimeConfig = "customRuntimeConfig",
        /// Free text.
        description: String = "description",
        /// Whether the role's credentials stay out of the instance: `None`, `Env`, `Request` or `All`.
        disable_inject_credentials: String = "disableInjectCredentials",
        /// Whether on-demand instances are off.
        disable_ondemand: bool = "disableOndemand",
        /// Temporary disk in MB: 512 or 10240.
        disk_size: i64 = "diskSize",
        /// Whether instances live long.
        enable_long_living: bool = "enableLongLiving",
        /// Environment; as a request it replaces the whole environment.
        environment_variables: Map<String> = "environmentVariables",
        /// ARN of the function.
        function_arn: String = "functionArn",
        /// Id that the service gave.
        function_id: String = "functionId",
        /// Name of the function, 1 to 64 characters.
        function_name: String = "functionName",
        /// GPU.
        gpu_config: GpuConfig = "gpuConfig",
        /// Entry of the code.
        handler: String = "handler",
        /// Idle time in seconds after which the instance is frozen.
        idle_timeout: i64 = "idleTimeout",
        /// Requests an instance takes at once, 1 to 200.
        instance_concurrency: i64 = "instanceConcurrency",
        /// `SHARE`, `SESSION_EXCLUSIVE` …
        instance_isolation_mode: String = "instanceIsolationMode",
        /// Life cycle hooks.
        instance_lifecycle_config: InstanceLifecycleConfig = "instanceLifecycleConfig",
        /// Whether the function reaches the internet.
        internet_access: bool = "internetAccess",
        /// Whether calls are refused, and why.
        invocation_restriction: FunctionRestriction = "invocationRestriction",
        /// JuiceFS mounts.
        juicefs_config: JuiceFsConfig = "juiceFsConfig",
        /// RFC 3339 time of the last change.
        last_modified_time: String = "lastModifiedTime",
        /// `Successful`, `Failed` or `InProgress`.
        last_update_status: String = "lastUpdateStatus",
        /// Why, in words.
        last_update_status_reason: String = "lastUpdateStatusReason",
        /// Why, as a code.
        last_update_status_reason_code: String = "lastUpdateStatusReasonCode",
        /// Layers.
        layers: Vec<FunctionLayer> = "layers",
        /// Who locked the function.
        lock_info: FunctionLockInfo = "lockInfo",
        /// Where logs go.
        log_config: LogConfig = "logConfig",
        /// Memory in MB, 128 to 32768 in steps of 64.
        memory_size: i64 = "memorySize",
        /// NAS mounts.
        nas_config: NasConfig = "nasConfig",
        /// OSS mounts.
        oss_mount_config: OssMountConfig = "ossMountConfig",
        /// PolarFS mounts.
        polarfs_config: PolarFsConfig = "polarFsConfig",
        /// Id of the resource group.
        resource_group_id: String = "resourceGroupId",
        /// ARN of the role.
        role: String = "role",
        /// Runtime, e.g. `python3.10`, `custom.debian12`, `custom-container`.
        runtime: String = "runtime",
        /// Session affinity, `NONE` when off.
        session_affinity: String = "sessionAffinity",
        /// Its settings: a JSON document as text.
        session_affinity_config: String = "sessionAffinityConfig",
        /// `Pending`, `Active` or `Failed`.
        state: String = "state",
        /// Why, in words.
        state_reason: String = "stateReason",
        /// Why, as a code.
        state_reason_code: String = "stateReasonCode",
        /// Tags; change only through TagResources and UntagResources.
        tags: Vec<Tag> = "tags",
        /// Seconds a call may take, 1 to 86400.
        timeout: i64 = "timeout",
        /// Tracing.
        tracing_config: TracingConfig = "tracingConfig",
        /// The network of the function.
        vpc_config: VpcConfig = "vpcConfig",
    }

    /// Body of CreateFunction.
    CreateFunctionInput {
        /// Where the code is.
        code: InputCodeLocation = "code",
        /// vCPU, 0.05 to 16 in steps of 0.05.
        cpu: Decimal = "cpu",
        /// Settings of a container image.
        custom_container_config: CustomContainerConfig = "customContainerConfig",
        /// Name resolution inside the instance.
        custom_dns: CustomDns = "customDNS",
        /// Settings of a custom runtime.
        custom_runtime_config: CustomRuntimeConfig = "customRuntimeConfig",
        /// Free text.
        description: String = "description",
        /// Whether the role's credentials stay out of the instance: `None`, `Env`, `Request` or `All`.
        disable_inject_credentials: String = "disableInjectCredentials",
        /// Whether on-demand instances are off.
        disable_ondemand: bool = "disableOndemand",
        /// Temporary disk in MB: 512 or 10240.
        disk_size: i64 = "diskSize",
        /// Whether instances live long.
        enable_long_living: bool = "enableLongLiving",
        /// Environment; as a request it replaces the whole environment.
        environment_variables: Map<String> = "environmentVariables",
        /// Name of the function, 1 to 64 characters.
        function_name: String = "functionName",
        /// GPU.
        gpu_config: GpuConfig = "gpuConfig",
        /// Entry of the code.
        handler: String = "handler",
        /// Idle time in seconds after which the instance is frozen.
        idle_timeout: i64 = "idleTimeout",
        /// Requests an instance takes at once, 1 to 200.
        instance_concurrency: i64 = "instanceConcurrency",
        /// `SHARE`, `SESSION_EXCLUSIVE` …
        instance_isolation_mode: String = "instanceIsolationMode",
        /// Life cycle hooks.
        instance_lifecycle_config: InstanceLifecycleConfig = "instanceLifecycleConfig",
        /// Whether the function reaches the internet.
        internet_access: bool = "internetAccess",
        /// JuiceFS mounts.
        juicefs_config: JuiceFsConfig = "juiceFsConfig",
        /// Layers.
        layers: Vec<String> = "layers",
        /// Where logs go.
        log_config: LogConfig = "logConfig",
        /// Memory in MB, 128 to 32768 in steps of 64.
        memory_size: i64 = "memorySize",
        /// NAS mounts.
        nas_config: NasConfig = "nasConfig",
        /// OSS mounts.
        oss_mount_config: OssMountConfig = "ossMountConfig",
        /// PolarFS mounts.
        polarfs_config: PolarFsConfig = "polarFsConfig",
        /// Id of the resource group.
        resource_group_id: String = "resourceGroupId",
        /// ARN of the role.
        role: String = "role",
        /// Runtime, e.g. `python3.10`, `custom.debian12`, `custom-container`.
        runtime: String = "runtime",
        /// Session affinity, `NONE` when off.
        session_affinity: String = "sessionAffinity",
        /// Its settings: a JSON document as text.
        session_affinity_config: String = "sessionAffinityConfig",
        /// Tags; change only through TagResources and UntagResources.
        tags: Vec<Tag> = "tags",
        /// Seconds a call may take, 1 to 86400.
        timeout: i64 = "timeout",
        /// Tracing.
        tracing_config: TracingConfig = "tracingConfig",
        /// The network of the function.
        vpc_config: VpcConfig = "vpcConfig",
    }

    /// Body of UpdateFunction: what is absent stays as it is, an empty value is set. Name, tags and resource group
    /// cannot be changed by it.
    UpdateFunctionInput {
        /// Where the code is.
        code: InputCodeLocation = "code",
        /// vCPU, 0.05 to 16 in steps of 0.05.
        cpu: Decimal = "cpu",
        /// Settings of a container image.
        custom_container_config: CustomContainerConfig = "customContainerConfig",
        /// Name resolution inside the instance.
        custom_dns: CustomDns = "customDNS",
        /// Settings of a custom runtime.
        custom_runtime_config: CustomRuntimeConfig = "customRuntimeConfig",
        /// Free text.
        description: String = "description",
        /// Whether the role's credentials stay out of the instance: `None`, `Env`, `Request` or `All`.
        disable_inject_credentials: String = "disableInjectCredentials",
        /// Whether on-demand instances are off.
        disable_ondemand: bool = "disableOndemand",
        /// Temporary disk in MB: 512 or 10240.
        disk_size: i64 = "diskSize",
        /// Whether instances live long.
        enable_long_living: bool = "enableLongLiving",
        /// Environment; as a request it replaces the whole environment.
        environment_variables: Map<String> = "environmentVariables",
        /// GPU.
        gpu_config: GpuConfig = "gpuConfig",
        /// Entry of the code.
        handler: String = "handler",
        /// Idle time in seconds after which the instance is frozen.
        idle_timeout: i64 = "idleTimeout",
        /// Requests an instance takes at once, 1 to 200.
        instance_concurrency: i64 = "instanceConcurrency",
        /// `SHARE`, `SESSION_EXCLUSIVE` …
        instance_isolation_mode: String = "instanceIsolationMode",
        /// Life cycle hooks.
        instance_lifecycle_config: InstanceLifecycleConfig = "instanceLifecycleConfig",
        /// Whether the function reaches the internet.
        internet_access: bool = "internetAccess",
        /// JuiceFS mounts.
        juicefs_config: JuiceFsConfig = "juiceFsConfig",
        /// Layers.
        layers: Vec<String> = "layers",
        /// Where logs go.
        log_config: LogConfig = "logConfig",
        /// Memory in MB, 128 to 32768 in steps of 64.
        memory_size: i64 = "memorySize",
        /// NAS mounts.
        nas_config: NasConfig = "nasConfig",
        /// OSS mounts.
        oss_mount_config: OssMountConfig = "ossMountConfig",
        /// PolarFS mounts.
        polarfs_config: PolarFsConfig = "polarFsConfig",
        /// ARN of the role.
        role: String = "role",
        /// Runtime, e.g. `python3.10`, `custom.debian12`, `custom-container`.
        runtime: String = "runtime",
        /// Session affinity, `NONE` when off.
        session_affinity: String = "sessionAffinity",
        /// Its settings: a JSON document as text.
        session_affinity_config: String = "sessionAffinityConfig",
        /// Seconds a call may take, 1 to 86400.
        timeout: i64 = "timeout",
        /// Tracing.
        tracing_config: TracingConfig = "tracingConfig",
        /// The network of the function.
        vpc_config: VpcConfig = "vpcConfig",
    }

    /// A page of functions.
    ListFunctionsOutput {
        /// The functions of this page.
        functions: Vec<Function> = "functions",
        /// Where the next page begins; absent or empty on the last one.
        next_token: String = "nextToken",
    }

    /// Where the package can be fetched.
    FunctionCode {
        /// CRC-64/XZ of the package, unsigned decimal text.
        checksum: String = "checksum",
        /// Signed address of the package; works for a short time.
        url: String = "url",
    }

    /// Answer of EnableFunctionInvocation and DisableFunctionInvocation.
    Success {
        /// Whether it was done.
        success: bool = "success",
    }

    /// Where the code of a request is: `zip_file`, or bucket and object.
    InputCodeLocation {
        /// CRC-64/XZ of the package, unsigned decimal text.
        checksum: String = "checksum",
        /// Bucket of the package, in the region of the function.
        oss_bucket_name: String = "ossBucketName",
        /// Object of the package.
        oss_object_name: String = "ossObjectName",
        /// The package in Base64, at most 100 MB before encoding.
        zip_file: Secret = "zipFile",
    }

    /// Settings of a container image.
    CustomContainerConfig {
        /// State of image acceleration (answers only).
        acceleration_info: AccelerationInfo = "accelerationInfo",
        /// Image acceleration: `Default` or `None` (deprecated by the API).
        acceleration_type: String = "accelerationType",
        /// Id of the Container Registry Enterprise instance (deprecated by the API).
        acr_instance_id: String = "acrInstanceId",
        /// Command, one word per item.
        command: Vec<String> = "command",
        /// Entry point of the image.
        entrypoint: Vec<String> = "entrypoint",
        /// Health check.
        health_check_config: CustomHealthCheckConfig = "healthCheckConfig",
        /// Address of the image.
        image: String = "image",
        /// Port on which the code listens.
        port: i64 = "port",
        /// Access to the image registry.
        registry_config: RegistryConfig = "registryConfig",
        /// The image by digest (answers only).
        resolved_image_uri: String = "resolvedImageUri",
    }

    /// State of image acceleration.
    AccelerationInfo {
        /// State.
        status: String = "status",
    }

    /// Access to an image registry.
    RegistryConfig {
        /// Authentication.
        auth_config: RegistryAuthConfig = "authConfig",
        /// TLS certificate.
        cert_config: RegistryCertConfig = "certConfig",
        /// How the registry is reached.
        network_config: RegistryNetworkConfig = "networkConfig",
    }

    /// User and password of a registry.
    RegistryAuthConfig {
        /// Password; never printed.
        password: Secret = "password",
        /// User name.
        user_name: String = "userName",
    }

    /// Certificate of a registry.
    RegistryCertConfig {
        /// Whether the certificate of the registry is not checked.
        insecure: bool = "insecure",
        /// Root certificate in Base64.
        root_ca_cert_base64: String = "rootCaCertBase64",
    }

    /// Network of a registry.
    RegistryNetworkConfig {
        /// Id of the security group.
        security_group_id: String = "securityGroupId",
        /// Id of the vSwitch.
        v_switch_id: String = "vSwitchId",
        /// Id of the VPC.
        vpc_id: String = "vpcId",
    }

    /// Settings of a custom runtime.
    CustomRuntimeConfig {
        /// Arguments.
        args: Vec<String> = "args",
        /// Command, one word per item.
        command: Vec<String> = "command",
        /// Health check.
        health_check_config: CustomHealthCheckConfig = "healthCheckConfig",
        /// Port on which the code listens.
        port: i64 = "port",
    }

    /// Health check.
    CustomHealthCheckConfig {
        /// Failures that make it unhealthy, 1 to 120.
        failure_threshold: i64 = "failureThreshold",
        /// Path asked for the health check.
        http_get_url: String = "httpGetUrl",
        /// Seconds before the first check, 0 to 120.
        initial_delay_seconds: i64 = "initialDelaySeconds",
        /// Seconds between checks, 1 to 120.
        period_seconds: i64 = "periodSeconds",
        /// Successes that make it healthy, 1 to 120.
        success_threshold: i64 = "successThreshold",
        /// Seconds a check may take, 1 to 3.
        timeout_seconds: i64 = "timeoutSeconds",
    }

    /// Name resolution inside the instance.
    CustomDns {
        /// Resolver options.
        dns_options: Vec<DnsOption> = "dnsOptions",
        /// Addresses of DNS servers.
        name_servers: Vec<String> = "nameServers",
        /// Search domains.
        searches: Vec<String> = "searches",
    }

    /// A resolver option.
    DnsOption {
        /// Name.
        name: String = "name",
        /// Value.
        value: String = "value",
    }

    /// GPU of a function.
    GpuConfig {
        /// GPU memory in MB.
        gpu_memory_size: i64 = "gpuMemorySize",
        /// GPU type, e.g. `fc.gpu.tesla.1`.
        gpu_type: String = "gpuType",
    }

    /// Life cycle hooks.
    InstanceLifecycleConfig {
        /// Hook that runs when an instance starts.
        initializer: LifecycleHook = "initializer",
        /// Hook that runs before an instance stops.
        pre_stop: LifecycleHook = "preStop",
    }

    /// A life cycle hook: a handler or a command.
    LifecycleHook {
        /// Command, one word per item.
        command: Vec<String> = "command",
        /// Entry of the code.
        handler: String = "handler",
        /// Seconds the hook may take: initializer up to 300, preStop up to 90.
        timeout: i64 = "timeout",
    }

    /// Whether calls of a function are refused.
    FunctionRestriction {
        /// Whether calls are refused.
        disable: bool = "disable",
        /// RFC 3339 time of the last change.
        last_modified_time: String = "lastModifiedTime",
        /// Why, in words.
        reason: String = "reason",
    }

    /// A layer in an answer (requests name layers by ARN alone).
    FunctionLayer {
        /// ARN of the layer version.
        arn: String = "arn",
        /// Size in bytes.
        size: i64 = "size",
    }

    /// Who locked a function.
    FunctionLockInfo {
        /// Since when.
        locked_at: String = "lockedAt",
        /// By whom.
        locked_by: String = "lockedBy",
        /// What is locked.
        locked_resources: Vec<String> = "lockedResources",
    }

    /// Where the logs of a function go.
    LogConfig {
        /// Whether metrics of instances are logged.
        enable_instance_metrics: bool = "enableInstanceMetrics",
        /// Whether metrics of model calls are logged.
        enable_llm_metrics: bool = "enableLlmMetrics",
        /// Whether metrics of requests are logged.
        enable_request_metrics: bool = "enableRequestMetrics",
        /// `None` or `DefaultRegex`.
        log_begin_rule: String = "logBeginRule",
        /// Name of the logstore.
        logstore: String = "logstore",
        /// Name of the project.
        project: String = "project",
    }

    /// Tracing.
    TracingConfig {
        /// Parameters by name.
        params: Map<String> = "params",
        /// Kind.
        kind: String = "type",
    }

    /// Network of a function.
    VpcConfig {
        /// ARN of the role.
        role: String = "role",
        /// Id of the security group.
        security_group_id: String = "securityGroupId",
        /// Ids of the vSwitches.
        v_switch_ids: Vec<String> = "vSwitchIds",
        /// Id of the VPC.
        vpc_id: String = "vpcId",
    }
}
