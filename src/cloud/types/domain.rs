//! Custom domains: wire types of `/custom-domains`.
//! Names, types and limits: the models of the official SDKs and the API documentation.

use crate::cloud::secret::Secret;

use super::wire;

wire! {
    /// A custom domain.
    CustomDomain {
        /// Account id, digits.
        account_id: String = "accountId",
        /// API version the domain was made with.
        api_version: String = "apiVersion",
        /// Authentication.
        auth_config: AuthConfig = "authConfig",
        /// TLS certificate.
        cert_config: CertConfig = "certConfig",
        /// Cross-origin rules.
        cors_config: CorsConfig = "corsConfig",
        /// RFC 3339 time of creation.
        created_time: String = "createdTime",
        /// Name of the domain.
        domain_name: String = "domainName",
        /// Whether the domain serves E2B sandboxes.
        is_e2b: bool = "isE2B",
        /// RFC 3339 time of the last change.
        last_modified_time: String = "lastModifiedTime",
        /// `HTTP`, `HTTPS` or `HTTP,HTTPS`.
        protocol: String = "protocol",
        /// Routes.
        route_config: RouteConfig = "routeConfig",
        /// Number of subdomains.
        subdomain_count: String = "subdomainCount",
        /// TLS versions and ciphers.
        tls_config: TlsConfig = "tlsConfig",
        /// Web application firewall.
        waf_config: WafConfig = "wafConfig",
    }

    /// Body of CreateCustomDomain.
    CreateCustomDomainInput {
        /// Authentication.
        auth_config: AuthConfig = "authConfig",
        /// TLS certificate.
        cert_config: CertConfig = "certConfig",
        /// Cross-origin rules.
        cors_config: CorsConfig = "corsConfig",
        /// Name of the domain.
        domain_name: String = "domainName",
        /// Whether the domain serves E2B sandboxes.
        is_e2b: bool = "isE2B",
        /// `HTTP`, `HTTPS` or `HTTP,HTTPS`.
        protocol: String = "protocol",
        /// Routes.
        route_config: RouteConfig = "routeConfig",
        /// TLS versions and ciphers.
        tls_config: TlsConfig = "tlsConfig",
        /// Web application firewall.
        waf_config: WafConfig = "wafConfig",
    }

    /// Body of UpdateCustomDomain: what is absent stays as it is.
    UpdateCustomDomainInput {
        /// Authentication.
        auth_config: AuthConfig = "authConfig",
        /// TLS certificate.
        cert_config: CertConfig = "certConfig",
        /// Cross-origin rules.
        cors_config: CorsConfig = "corsConfig",
        /// `HTTP`, `HTTPS` or `HTTP,HTTPS`.
        protocol: String = "protocol",
        /// Routes.
        route_config: RouteConfig = "routeConfig",
        /// TLS versions and ciphers.
        tls_config: TlsConfig = "tlsConfig",
        /// Web application firewall.
        waf_config: WafConfig = "wafConfig",
    }

    /// A page of domains.
    ListCustomDomainsOutput {
        /// The domains of this page.
        custom_domains: Vec<CustomDomain> = "customDomains",
        /// Where the next page begins; absent or empty on the last one.
        next_token: String = "nextToken",
    }

    /// Authentication of a domain.
    AuthConfig {
        /// Details of the authentication: a JSON document as text.
        auth_info: String = "authInfo",
        /// `anonymous`, `function` or `jwt`.
        auth_type: String = "authType",
    }

    /// TLS certificate of a domain.
    CertConfig {
        /// Name of the certificate.
        cert_name: String = "certName",
        /// Certificate chain in PEM.
        certificate: String = "certificate",
        /// Private key in PEM; never printed.
        private_key: Secret = "privateKey",
    }

    /// Cross-origin rules of a domain.
    CorsConfig {
        /// Whether credentials may be sent.
        allow_credentials: bool = "allowCredentials",
        /// Allowed request headers.
        allow_headers: Vec<String> = "allowHeaders",
        /// Allowed methods.
        allow_methods: Vec<String> = "allowMethods",
        /// Allowed origins.
        allow_origins: Vec<String> = "allowOrigins",
        /// Response headers that scripts may read.
        expose_headers: Vec<String> = "exposeHeaders",
        /// Seconds a browser may keep the answer.
        max_age: i64 = "maxAge",
    }

    /// Routes of a domain.
    RouteConfig {
        /// The routes.
        routes: Vec<PathConfig> = "routes",
    }

    /// One route of a domain.
    PathConfig {
        /// Name of the function, 1 to 64 characters.
        function_name: String = "functionName",
        /// HTTP methods.
        methods: Vec<String> = "methods",
        /// Path, `*` at the end matches the rest.
        path: String = "path",
        /// Version or alias; `LATEST` when absent.
        qualifier: String = "qualifier",
        /// How the path is rewritten.
        rewrite_config: RewriteConfig = "rewriteConfig",
    }

    /// How paths are rewritten.
    RewriteConfig {
        /// Rules that compare the whole path.
        equal_rules: Vec<EqualRule> = "equalRules",
        /// Rules with regular expressions.
        regex_rules: Vec<RegexRule> = "regexRules",
        /// Rules with wildcards.
        wildcard_rules: Vec<WildcardRule> = "wildcardRules",
    }

    /// A rule that compares the whole path.
    EqualRule {
        /// What is matched.
        matches: String = "match",
        /// What it is replaced with.
        replacement: String = "replacement",
    }

    /// A rule with a regular expression.
    RegexRule {
        /// What is matched.
        matches: String = "match",
        /// What it is replaced with.
        replacement: String = "replacement",
    }

    /// A rule with wildcards.
    WildcardRule {
        /// What is matched.
        matches: String = "match",
        /// What it is replaced with.
        replacement: String = "replacement",
    }

    /// TLS versions of a domain.
    TlsConfig {
        /// Names of cipher suites.
        cipher_suites: Vec<String> = "cipherSuites",
        /// Highest TLS version.
        max_version: String = "maxVersion",
        /// Lowest TLS version.
        min_version: String = "minVersion",
    }

    /// Firewall of a domain.
    WafConfig {
        /// Whether the web application firewall is on.
        enable_waf: bool = "enableWAF",
    }
}
