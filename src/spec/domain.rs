//! Custom domains: `customDomain` of fc3 props and the props of component `fc3-domain`.
//!
//! Facts: devsapp/fc3 `deploy/impl/custom_domain.ts`, devsapp/fc3-domain `src/schema.json` @48f49d1.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::choices::choices;
use super::lists::{HttpMethod, RegionId, TlsVersion};
use super::triggers::{AuthType, CorsConfig};

/// A domain with one route to the function it stands in.
///
/// A change of `methods` or `rewriteConfig` of a route that exists remotely has no effect.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "指向所在函数的一个自定义域名路由。\n\n云端已有路由的 `methods`、`rewriteConfig` 修改不会生效。"))]
pub struct CustomDomain {
    /// Host name without scheme, or `auto` for a test domain.
    #[schemars(extend("x-zh" = "不带协议的域名，或 `auto` 使用测试域名。", "x-class" = "common", "x-rule" = "domain-form",
        "x-format" = "host", "x-auto" = "plain", "pattern" = r"^[^/:\s]+$", "examples" = ["auto", "www.example.com"]))]
    pub domain_name: String,
    /// Protocols the domain answers.
    #[schemars(extend("x-zh" = "域名支持的协议。", "x-class" = "common"))]
    pub protocol: Protocol,
    /// The one route.
    #[schemars(extend("x-zh" = "唯一的一条路由。", "x-class" = "common"))]
    pub route: Option<FunctionRoute>,
    /// Certificate; needed with HTTPS.
    #[schemars(extend("x-zh" = "证书，使用 HTTPS 时必填。", "x-rule" = "cert-complete"))]
    pub cert_config: Option<CertConfig>,
    /// TLS versions and ciphers.
    #[schemars(extend("x-zh" = "TLS 版本与加密套件。", "x-rule" = "tls-order"))]
    pub tls_config: Option<TlsConfig>,
    /// Who may call through the domain.
    #[schemars(extend("x-zh" = "谁可以通过该域名调用。"))]
    pub auth_config: Option<DomainAuthConfig>,
    /// Web application firewall.
    #[schemars(extend("x-zh" = "Web 应用防火墙。", "x-rule" = "waf-key"))]
    pub waf_config: Option<WafConfig>,
}

/// A custom domain with its routes: the `props` of a resource with component `fc3-domain`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "一个自定义域名及其路由，即 `fc3-domain` 组件资源的 `props`。"))]
pub struct Fc3DomainProps {
    /// Region of the domain; the functions it leads to must be there too.
    #[schemars(extend("x-zh" = "域名所在地域，目标函数也必须在该地域。", "x-class" = "common", "x-format" = "region",
        "x-rule" = "domain-region", "examples" = ["cn-hangzhou"]))]
    pub region: RegionId,
    /// Host name without scheme, or `auto` for a test domain.
    #[schemars(extend("x-zh" = "不带协议的域名，或 `auto` 使用测试域名。", "x-class" = "common", "x-rule" = "domain-form",
        "x-format" = "host", "x-auto" = "plain", "pattern" = r"^[^/:\s]+$", "examples" = ["auto", "www.example.com"]))]
    pub domain_name: String,
    /// Protocols the domain answers.
    #[schemars(extend("x-zh" = "域名支持的协议。", "x-class" = "common"))]
    pub protocol: Protocol,
    /// Routes of the domain.
    #[schemars(extend("x-zh" = "域名的路由。", "x-class" = "common"))]
    pub route_config: RouteConfig,
    /// Certificate; needed with HTTPS.
    #[schemars(extend("x-zh" = "证书，使用 HTTPS 时必填。", "x-rule" = "cert-complete"))]
    pub cert_config: Option<CertConfig>,
    /// TLS versions and ciphers.
    #[schemars(extend("x-zh" = "TLS 版本与加密套件。", "x-rule" = "tls-order"))]
    pub tls_config: Option<TlsConfig>,
    /// Who may call through the domain.
    #[schemars(extend("x-zh" = "谁可以通过该域名调用。"))]
    pub auth_config: Option<DomainAuthConfig>,
    /// Web application firewall.
    #[schemars(extend("x-zh" = "Web 应用防火墙。", "x-rule" = "waf-key"))]
    pub waf_config: Option<WafConfig>,
    /// Let the tool write the DNS record.
    #[serde(rename = "autoCName")]
    #[schemars(extend("x-zh" = "由工具自动添加解析记录。", "x-class" = "advanced"))]
    pub auto_cname: Option<bool>,
    /// Cross-origin requests; known to the API alone.
    #[schemars(extend("x-zh" = "跨域请求设置，仅 API 支持。", "x-class" = "advanced"))]
    pub cors_config: Option<CorsConfig>,
}

choices! {
    /// Protocols that a domain answers.
    Protocol "域名支持的协议。" {
        Http = "HTTP" "HTTP alone." "仅 HTTP。";
        Https = "HTTPS" "HTTPS alone; needs certConfig." "仅 HTTPS，需要 certConfig。";
        Both = "HTTP,HTTPS" "Both; needs certConfig." "同时支持两者，需要 certConfig。";
    }
}

/// Routes of a domain.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "域名的路由。"))]
pub struct RouteConfig {
    /// The routes, at most 100, each with its own path.
    #[schemars(extend("x-zh" = "路由列表，最多 100 条，路径不能重复。", "x-class" = "common", "x-rule" = "route-dup", "maxItems" = 100))]
    pub routes: Vec<Route>,
}

/// A path of the domain and the function it leads to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "域名的一条路径及其目标函数。"))]
pub struct Route {
    /// Path; `*` stands at the end alone.
    #[schemars(extend("x-zh" = "路径，`*` 只能在末尾。", "x-class" = "common", "x-rule" = "route-path", "x-format" = "route-path",
        "pattern" = r"^/[^*]*\*?$", "examples" = ["/*", "/api/*"]))]
    pub path: String,
    /// Function the path leads to.
    #[schemars(extend("x-zh" = "路径指向的函数。", "x-class" = "common", "x-rule" = "route-function", "x-format" = "function-ref"))]
    pub function_name: String,
    /// Version or alias that is called.
    #[schemars(extend("x-zh" = "调用的版本或别名。", "default" = "LATEST"))]
    pub qualifier: Option<String>,
    /// Methods that are allowed; all when absent.
    #[schemars(extend("x-zh" = "允许的方法，不写表示全部。", "uniqueItems" = true, "x-rule" = "http-methods"))]
    pub methods: Option<Vec<HttpMethod>>,
    /// How the path is rewritten before the call.
    #[schemars(extend("x-zh" = "调用前如何重写路径。", "x-class" = "advanced"))]
    pub rewrite_config: Option<RewriteConfig>,
}

/// A path of the domain; it leads to the function it stands in.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "域名的一条路径，指向所在函数。"))]
pub struct FunctionRoute {
    /// Path; `*` stands at the end alone.
    #[schemars(extend("x-zh" = "路径，`*` 只能在末尾。", "x-class" = "common", "x-rule" = "route-path", "x-format" = "route-path",
        "pattern" = r"^/[^*]*\*?$", "examples" = ["/*"]))]
    pub path: String,
    /// Version or alias that is called.
    #[schemars(extend("x-zh" = "调用的版本或别名。", "default" = "LATEST"))]
    pub qualifier: Option<String>,
    /// Methods that are allowed; all when absent.
    #[schemars(extend("x-zh" = "允许的方法，不写表示全部。", "uniqueItems" = true, "x-rule" = "http-methods"))]
    pub methods: Option<Vec<HttpMethod>>,
    /// How the path is rewritten before the call.
    #[schemars(extend("x-zh" = "调用前如何重写路径。", "x-class" = "advanced"))]
    pub rewrite_config: Option<RewriteConfig>,
}

/// How a path is rewritten before the call.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "调用前如何重写路径。"))]
pub struct RewriteConfig {
    /// Rules that match a path as a whole.
    #[schemars(extend("x-zh" = "精确匹配规则。"))]
    pub equal_rules: Option<Vec<RewriteRule>>,
    /// Rules that match with `*`.
    #[schemars(extend("x-zh" = "通配匹配规则。"))]
    pub wildcard_rules: Option<Vec<RewriteRule>>,
    /// Rules that match with a regular expression.
    #[schemars(extend("x-zh" = "正则匹配规则。"))]
    pub regex_rules: Option<Vec<RewriteRule>>,
}

/// One rule of rewriting.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "一条重写规则。"))]
pub struct RewriteRule {
    /// What is matched.
    #[serde(rename = "match")]
    #[schemars(extend("x-zh" = "匹配内容。"))]
    pub pattern: String,
    /// What takes its place.
    #[schemars(extend("x-zh" = "替换内容。"))]
    pub replacement: String,
}

/// Certificate of a domain: name, certificate and key, or the id of a stored certificate.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "域名证书：名称、证书与私钥三项，或已有证书的 ID。"))]
pub struct CertConfig {
    /// Name of the certificate.
    #[schemars(extend("x-zh" = "证书名称。", "x-class" = "common", "x-rule" = "cert-complete"))]
    pub cert_name: Option<String>,
    /// Certificate in PEM, with the intermediate ones.
    #[schemars(extend("x-zh" = "PEM 格式证书，需包含中间证书。", "x-class" = "common", "x-rule" = "cert-complete"))]
    pub certificate: Option<String>,
    /// Private key in PEM; write `${file('./key.pem')}` rather than the text.
    #[schemars(extend("x-zh" = "PEM 格式私钥，建议写成 `${file('./key.pem')}` 而不是明文。", "x-class" = "common", "x-secret" = true,
        "x-rule" = "cert-complete"))]
    pub private_key: Option<String>,
    /// Id of a certificate stored at Alibaba Cloud; alone.
    #[schemars(extend("x-zh" = "阿里云证书服务中的证书 ID，单独使用。", "x-rule" = "cert-complete"))]
    pub cert_id: Option<CertId>,
}

/// Id of a stored certificate: a text or a number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-zh" = "已有证书的 ID：文本或数字。"))]
pub enum CertId {
    /// As text.
    #[schemars(extend("x-zh" = "文本。"))]
    Text(String),
    /// As a number.
    #[schemars(extend("x-zh" = "数字。"))]
    Number(i64),
}

/// TLS versions and ciphers of a domain.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "域名的 TLS 版本与加密套件。"))]
pub struct TlsConfig {
    /// Lowest version.
    #[schemars(extend("x-zh" = "最低版本。", "x-rule" = "tls-order", "default" = "TLSv1.0"))]
    pub min_version: Option<TlsVersion>,
    /// Highest version.
    #[schemars(extend("x-zh" = "最高版本。", "x-rule" = "tls-order", "default" = "TLSv1.3"))]
    pub max_version: Option<TlsVersion>,
    /// Ciphers that are offered.
    #[schemars(extend("x-zh" = "可用的加密套件。", "x-rule" = "tls-order",
        "examples" = [["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"]]))]
    pub cipher_suites: Option<Vec<String>>,
}

/// Who may call through a domain.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "谁可以通过该域名调用。"))]
pub struct DomainAuthConfig {
    /// Who may call.
    #[schemars(extend("x-zh" = "谁可以调用。", "default" = "anonymous"))]
    pub auth_type: Option<AuthType>,
    /// Settings of the authentication as JSON text.
    #[schemars(extend("x-zh" = "鉴权参数，JSON 字符串。", "x-class" = "advanced"))]
    pub auth_info: Option<String>,
}

/// Web application firewall of a domain.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "域名的 Web 应用防火墙。"))]
pub struct WafConfig {
    /// Whether the firewall is on; the key is not `enable`.
    #[serde(rename = "enableWAF")]
    #[schemars(extend("x-zh" = "是否开启防火墙，注意键名不是 `enable`。", "x-rule" = "waf-key", "default" = false))]
    pub enable_waf: Option<bool>,
}
