//! Settings of an HTTP trigger.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::spec::choices::choices;
use crate::spec::lists::HttpMethod;

/// Authentication, methods and reach of an HTTP trigger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "HTTP 触发器的鉴权、方法与访问范围。", "x-required-rule" = "trigger-type-config"))]
pub struct HttpTriggerConfig {
    /// Who may call the function.
    #[schemars(extend("x-zh" = "谁可以调用函数。", "x-class" = "common", "x-rule" = "anon-public", "examples" = ["anonymous"]))]
    pub auth_type: AuthType,
    /// Methods that are allowed, in upper case.
    #[schemars(extend("x-zh" = "允许的 HTTP 方法，大写。", "x-class" = "common", "x-rule" = "http-methods", "minItems" = 1,
        "uniqueItems" = true, "examples" = [["GET", "POST"]]))]
    pub methods: Vec<HttpMethod>,
    /// Answer requests from the Internet with 403.
    #[serde(rename = "disableURLInternet")]
    #[schemars(extend("x-zh" = "禁用公网访问地址，公网请求返回 403。", "x-class" = "common", "default" = false))]
    pub disable_url_internet: Option<bool>,
    /// Settings of `authType: jwt`.
    #[schemars(extend("x-zh" = "`authType: jwt` 的配置。", "x-rule" = "jwt-needs-config"))]
    pub auth_config: Option<JwtConfig>,
    /// Cross-origin requests.
    ///
    /// Known to the API, not to the component's schema.
    #[schemars(extend("x-zh" = "跨域请求设置。\n\nAPI 支持，组件的 schema 中没有。", "x-class" = "advanced"))]
    pub cors_config: Option<CorsConfig>,
}

choices! {
    /// Who may call.
    AuthType "谁可以调用。" {
        Anonymous = "anonymous" "Everybody who knows the address." "任何知道地址的人。";
        Function = "function" "Requests that carry a signature of FC." "携带函数计算签名的请求。";
        Jwt = "jwt" "Requests that carry a JWT; needs authConfig." "携带 JWT 的请求，需要 authConfig。";
    }
}

/// Cross-origin requests.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "跨域请求设置。"))]
pub struct CorsConfig {
    /// Origins that may call; `*` stands for all.
    #[schemars(extend("x-zh" = "允许的来源，`*` 表示全部。", "examples" = [["*"]]))]
    pub allow_origins: Option<Vec<String>>,
    /// Methods that may be used.
    #[schemars(extend("x-zh" = "允许的方法。", "examples" = [["GET", "POST"]]))]
    pub allow_methods: Option<Vec<String>>,
    /// Request headers that may be sent.
    #[schemars(extend("x-zh" = "允许的请求头。"))]
    pub allow_headers: Option<Vec<String>>,
    /// Response headers that scripts may read.
    #[schemars(extend("x-zh" = "允许脚本读取的响应头。"))]
    pub expose_headers: Option<Vec<String>>,
    /// Whether cookies may be sent.
    #[schemars(extend("x-zh" = "是否允许携带 Cookie。"))]
    pub allow_credentials: Option<bool>,
    /// Time for which a browser keeps the answer to a preflight request.
    #[schemars(extend("x-zh" = "浏览器缓存预检结果的时间。", "x-unit" = "seconds", "minimum" = 0))]
    pub max_age: Option<u32>,
}

/// How a JSON Web Token is found and checked.
///
/// `whitelist` and `blacklist` exclude each other: with both the component skips the trigger silently.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "如何查找和校验 JWT。\n\n`whitelist` 与 `blacklist` 不能同时使用，否则组件会静默跳过该触发器。",
    "x-required-rule" = "jwt-needs-config"))]
pub struct JwtConfig {
    /// Public keys.
    #[schemars(extend("x-zh" = "公钥。", "x-rule" = "jwt-needs-config"))]
    pub jwks: Jwks,
    /// Where the token is.
    #[schemars(extend("x-zh" = "读取 Token 的位置。", "x-rule" = "jwt-needs-config", "examples" = ["header:Authorization:Bearer"]))]
    pub token_lookup: TokenLookup,
    /// How claims reach the function.
    #[schemars(extend("x-zh" = "Claim 如何传递给函数。"))]
    pub claim_pass_by: Option<ClaimPassBy>,
    /// Paths that are not checked.
    #[schemars(extend("x-zh" = "不做校验的路径。", "x-rule" = "jwt-lists"))]
    pub whitelist: Option<Vec<String>>,
    /// Paths that are checked.
    #[schemars(extend("x-zh" = "需要校验的路径。", "x-rule" = "jwt-lists"))]
    pub blacklist: Option<Vec<String>>,
}

/// A set of public keys.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "一组公钥。"))]
pub struct Jwks {
    /// The keys; the component takes exactly one.
    ///
    /// Members by RFC 7517: `kty`, `alg`, `e`, `n`, `use`, optionally `kid`.
    #[schemars(extend("x-zh" = "公钥列表，组件只接受一个。\n\n字段见 RFC 7517：`kty`、`alg`、`e`、`n`、`use`，可选 `kid`。",
        "x-rule" = "jwt-needs-config", "minItems" = 1))]
    pub keys: Vec<Map<String, Value>>,
}

/// Where the token is: a list with one place, or `position:name:prefix`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-zh" = "Token 的位置：含一个元素的列表，或 `位置:名称:前缀`。"))]
pub enum TokenLookup {
    /// A list with one place.
    #[schemars(extend("x-zh" = "含一个元素的列表。", "minItems" = 1, "maxItems" = 1))]
    Places(Vec<TokenPlace>),
    /// `position:name:prefix`.
    #[schemars(extend("x-zh" = "`位置:名称:前缀` 形式的文本。"))]
    Text(String),
}

/// Where the token is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "Token 的位置。"))]
pub struct TokenPlace {
    /// Part of the request that carries the token.
    #[schemars(extend("x-zh" = "携带 Token 的请求部分。"))]
    pub read_position: ReadPosition,
    /// Name of the header, cookie or parameter.
    #[schemars(extend("x-zh" = "请求头、Cookie 或参数的名称。", "examples" = ["Authorization"]))]
    pub parameter_name: String,
    /// Text before the token; in headers alone.
    #[schemars(extend("x-zh" = "Token 之前的前缀，仅用于请求头。", "x-rule" = "jwt-prefix", "examples" = ["Bearer"]))]
    pub prefix: Option<String>,
}

choices! {
    /// Part of a request that carries the token.
    ReadPosition "携带 Token 的请求部分。" {
        Header = "header" "A header." "请求头。";
        Cookie = "cookie" "A cookie." "Cookie。";
        Query = "query" "A query parameter." "查询参数。";
        Form = "form" "A form field." "表单字段。";
    }
}

/// How claims reach the function: a list with one rule, or `position:claim:name`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-zh" = "Claim 的传递方式：含一个元素的列表，或 `位置:Claim:名称`。"))]
pub enum ClaimPassBy {
    /// A list with one rule.
    #[schemars(extend("x-zh" = "含一个元素的列表。", "minItems" = 1, "maxItems" = 1))]
    Rules(Vec<ClaimMapping>),
    /// `position:claim:name`.
    #[schemars(extend("x-zh" = "`位置:Claim:名称` 形式的文本。"))]
    Text(String),
}

/// How one claim reaches the function.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-zh" = "一个 Claim 的传递方式。"))]
pub struct ClaimMapping {
    /// Part of the request the claim is written to.
    #[schemars(extend("x-zh" = "Claim 写入请求的哪一部分。"))]
    pub mapping_parameter_position: ClaimPosition,
    /// Name of the header, cookie or field it is written to.
    #[schemars(extend("x-zh" = "写入的请求头、Cookie 或字段名。"))]
    pub mapping_parameter_name: String,
    /// Name of the claim.
    #[schemars(extend("x-zh" = "Claim 名称。"))]
    pub claim_name: Option<String>,
}

choices! {
    open
    /// Part of a request that a claim is written to.
    ClaimPosition "Claim 写入的请求部分。" {
        Header = "header" "A header." "请求头。";
        Cookie = "cookie" "A cookie." "Cookie。";
        Form = "form" "A form field." "表单字段。";
        Query = "query" "A query parameter; used in the component's examples, absent from its schema." "查询参数；组件示例中使用，但其 schema 未列出。";
    }
}
