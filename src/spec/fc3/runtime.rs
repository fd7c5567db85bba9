//! Custom runtimes, container images, health checks and DNS.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::spec::choices::choices;

/// Start command, port and health check of a custom runtime.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "自定义运行时的启动命令、端口和健康检查。"))]
pub struct CustomRuntimeConfig {
    /// Command that starts the HTTP server.
    ///
    /// Runs as root in `/code`. Without command and args FC starts `/code/bootstrap`.
    #[schemars(extend("x-zh" = "启动 HTTP Server 的命令。\n\n以 root 身份在 `/code` 下执行；命令和参数都不写时执行 `/code/bootstrap`。",
        "x-class" = "common", "x-rule" = "custom-default-bootstrap", "examples" = [["node", "index.js"], ["python3", "app.py"]]))]
    pub command: Option<Vec<String>>,
    /// Arguments appended to the command.
    #[schemars(extend("x-zh" = "附加在命令后的参数。", "x-class" = "common", "x-rule" = "custom-default-bootstrap"))]
    pub args: Option<Vec<String>>,
    /// Port that the HTTP server listens on.
    #[schemars(extend("x-zh" = "HTTP Server 监听的端口。", "x-class" = "common", "minimum" = 1, "maximum" = 65535,
        "default" = 9000))]
    pub port: Option<u32>,
    /// Probe that tells whether an instance is healthy.
    #[schemars(extend("x-zh" = "判断实例是否健康的探测。"))]
    pub health_check_config: Option<HealthCheckConfig>,
}

/// Image, command and port of a container.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "容器的镜像、命令和端口。", "x-required-rule" = "container-config-required"))]
pub struct CustomContainerConfig {
    /// Address of the image.
    ///
    /// Deploy pushes images of ACR alone.
    #[schemars(extend("x-zh" = "镜像地址。\n\n部署时只推送 ACR 的镜像。", "x-class" = "common", "x-rule" = "container-config-required",
        "minLength" = 1, "examples" = ["registry.cn-hangzhou.aliyuncs.com/my-namespace/my-image:v1"]))]
    pub image: String,
    /// Command that starts the container.
    ///
    /// The names are the reverse of Docker's habit: `entrypoint` is the command, `command` its arguments.
    #[schemars(extend("x-zh" = "容器的启动命令。\n\n与 Docker 的习惯相反：`entrypoint` 是命令，`command` 是参数。",
        "x-rule" = "docker-reversed", "examples" = [["/bin/server"]]))]
    pub entrypoint: Option<Vec<String>>,
    /// Arguments of the start command.
    ///
    /// A list, not JSON text.
    #[schemars(extend("x-zh" = "启动命令的参数。\n\n必须是列表，不能是 JSON 字符串。", "x-class" = "common", "x-rule" = "docker-reversed",
        "examples" = [["--port", "9000"]]))]
    pub command: Option<Vec<String>>,
    /// Port that the server in the container listens on.
    #[schemars(extend("x-zh" = "容器内服务监听的端口。", "x-class" = "common", "minimum" = 1, "maximum" = 65535, "default" = 9000))]
    pub port: Option<u32>,
    /// Probe that tells whether an instance is healthy.
    #[schemars(extend("x-zh" = "判断实例是否健康的探测。"))]
    pub health_check_config: Option<HealthCheckConfig>,
    /// Login, certificate and network used to pull the image.
    #[schemars(extend("x-zh" = "拉取镜像时使用的凭证、证书和网络。", "x-class" = "advanced"))]
    pub registry_config: Option<RegistryConfig>,
    /// Instance of ACR Enterprise Edition.
    #[deprecated]
    #[schemars(extend("x-zh" = "ACR 企业版实例 ID。", "x-class" = "advanced", "examples" = ["cri-xxxxxxxx"],
        "x-rule" = "deprecated-key", "x-deprecated-en" = "The API marks it as deprecated.", "x-deprecated-zh" = "API 已标记为废弃。"))]
    pub acr_instance_id: Option<String>,
    /// Whether the start of the image is accelerated.
    #[deprecated]
    #[schemars(extend("x-zh" = "是否加速镜像启动。", "x-class" = "advanced", "x-rule" = "deprecated-key",
        "x-deprecated-en" = "The API marks it as deprecated; images are accelerated by default.",
        "x-deprecated-zh" = "API 已标记为废弃，默认即加速。"))]
    pub acceleration_type: Option<AccelerationType>,
    /// Address of the image as the service resolved it.
    #[schemars(extend("x-zh" = "服务端解析后的镜像地址。", "x-class" = "advanced", "x-read-only" = true, "x-rule" = "readonly-field"))]
    pub resolved_image_uri: Option<Value>,
    /// State of the acceleration as the service reports it.
    #[schemars(extend("x-zh" = "服务端返回的镜像加速状态。", "x-class" = "advanced", "x-read-only" = true, "x-rule" = "readonly-field"))]
    pub acceleration_info: Option<Value>,
}

choices! {
    /// Whether the start of an image is accelerated.
    AccelerationType "是否加速镜像启动。" {
        Default = "Default" "Accelerate." "加速。";
        None = "None" "Do not accelerate." "不加速。";
    }
}

/// Probe over HTTP that tells whether an instance is healthy.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "判断实例是否健康的 HTTP 探测。"))]
pub struct HealthCheckConfig {
    /// Path that is probed.
    ///
    /// Begins with `/`, at most 2048 characters.
    #[schemars(extend("x-zh" = "探测的路径。\n\n以 `/` 开头，最多 2048 个字符。", "x-rule" = "health-ranges", "maxLength" = 2048,
        "pattern" = "^/", "examples" = ["/health"]))]
    pub http_get_url: Option<String>,
    /// Delay before the first probe.
    ///
    /// 0 to 120 seconds.
    #[schemars(extend("x-zh" = "首次探测前的等待时间。\n\n0～120 秒。", "x-unit" = "seconds", "x-rule" = "health-ranges",
        "minimum" = 0, "maximum" = 120, "default" = 0))]
    pub initial_delay_seconds: Option<u32>,
    /// Time between two probes.
    ///
    /// 1 to 120 seconds.
    #[schemars(extend("x-zh" = "两次探测的间隔。\n\n1～120 秒。", "x-unit" = "seconds", "x-rule" = "health-ranges",
        "minimum" = 1, "maximum" = 120, "default" = 3))]
    pub period_seconds: Option<u32>,
    /// Time after which a probe has failed.
    ///
    /// 1 to 3 seconds.
    #[schemars(extend("x-zh" = "单次探测的超时时间。\n\n1～3 秒。", "x-unit" = "seconds", "x-rule" = "health-ranges",
        "minimum" = 1, "maximum" = 3, "default" = 1))]
    pub timeout_seconds: Option<u32>,
    /// Failures in a row after which the instance counts as unhealthy.
    ///
    /// 1 to 120.
    #[schemars(extend("x-zh" = "连续失败多少次后视为不健康。\n\n1～120。", "x-rule" = "health-ranges",
        "minimum" = 1, "maximum" = 120, "default" = 3))]
    pub failure_threshold: Option<u32>,
    /// Successes in a row after which the instance counts as healthy.
    ///
    /// 1 to 120.
    #[schemars(extend("x-zh" = "连续成功多少次后视为健康。\n\n1～120。", "x-rule" = "health-ranges",
        "minimum" = 1, "maximum" = 120, "default" = 1))]
    pub success_threshold: Option<u32>,
}

/// Login, certificate and network used to pull an image.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "拉取镜像时使用的凭证、证书和网络。"))]
pub struct RegistryConfig {
    /// Login of a private registry.
    #[schemars(extend("x-zh" = "私有镜像仓库的登录凭证。"))]
    pub auth_config: Option<RegistryAuth>,
    /// Certificate of the registry.
    #[schemars(extend("x-zh" = "镜像仓库的证书设置。"))]
    pub cert_config: Option<RegistryCert>,
    /// Network from which the registry is reached; all three ids or none.
    #[schemars(extend("x-zh" = "访问镜像仓库所用的网络，三个 ID 要么都写要么都不写。", "x-rule" = "registry-network"))]
    pub network_config: Option<RegistryNetwork>,
}

/// Login of a private registry.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "私有镜像仓库的登录凭证。"))]
pub struct RegistryAuth {
    /// Name of the user.
    #[schemars(extend("x-zh" = "用户名。"))]
    pub user_name: Option<String>,
    /// Password of the user; write `${env('NAME')}` rather than the text.
    #[schemars(extend("x-zh" = "密码，建议写成 `${env('NAME')}` 而不是明文。", "x-secret" = true, "x-rule" = "secret-literal"))]
    pub password: Option<String>,
}

/// Certificate of a registry.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "镜像仓库的证书设置。"))]
pub struct RegistryCert {
    /// Do not check the certificate of the registry.
    #[schemars(extend("x-zh" = "不校验仓库证书。"))]
    pub insecure: Option<bool>,
    /// Root certificate in Base64.
    #[schemars(extend("x-zh" = "根证书的 Base64 文本。"))]
    pub root_ca_cert_base64: Option<String>,
}

/// Network from which a registry is reached.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "访问镜像仓库所用的网络。"))]
pub struct RegistryNetwork {
    /// Id of the VPC.
    #[schemars(extend("x-zh" = "VPC ID。", "x-rule" = "registry-network"))]
    pub vpc_id: Option<String>,
    /// Id of one vSwitch; the name is singular here.
    #[schemars(extend("x-zh" = "一个交换机的 ID，注意这里是单数。", "x-rule" = "registry-network"))]
    pub v_switch_id: Option<String>,
    /// Id of the security group.
    #[schemars(extend("x-zh" = "安全组 ID。", "x-rule" = "registry-network"))]
    pub security_group_id: Option<String>,
}

/// DNS settings inside the instance.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "实例内的 DNS 设置。"))]
pub struct CustomDns {
    /// IP addresses of the DNS servers.
    #[schemars(extend("x-zh" = "DNS 服务器的 IP 地址。", "examples" = [["223.5.5.5"]]))]
    pub name_servers: Option<Vec<String>>,
    /// Search domains.
    #[schemars(extend("x-zh" = "搜索域。"))]
    pub searches: Option<Vec<String>>,
    /// Options as in resolv.conf.
    #[schemars(extend("x-zh" = "与 resolv.conf 相同的选项。"))]
    pub dns_options: Option<Vec<DnsOption>>,
}

/// One DNS option.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "一个 DNS 选项。"))]
pub struct DnsOption {
    /// Name of the option.
    #[schemars(extend("x-zh" = "选项名。", "examples" = ["ndots"]))]
    pub name: String,
    /// Value of the option.
    #[schemars(extend("x-zh" = "选项值。", "examples" = ["1"]))]
    pub value: Option<String>,
}
