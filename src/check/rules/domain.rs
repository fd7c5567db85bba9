//! FC6xx: custom domains, their routes and certificates.

use crate::check::context::Context;
use crate::check::rule::{Family, rule};
use crate::check::suggest::nearest;
use crate::check::{Severity, Tag};
use crate::document::{Component, FileKind, Format, Function, Unit, UnitKind, View, has_unseen_props, props};
use crate::message;
use crate::message::Message;
use crate::spec::lists::{CIPHER_SUITES, DOMAIN_CIPHER_SUITES, TLS_VERSIONS};
use crate::syntax::edit;
use crate::text::{Edit, Span};
use rustc_hash::FxHashMap;

/// The family.
pub static FAMILY: Family = Family {
    name: "domain",
    rules: &[&FC601, &FC602, &FC603, &FC604, &FC605, &FC606, &FC607, &FC608, &FC609, &FC610],
    unit,
    function,
    file,
};

rule! {
    /// A domain that answers HTTPS needs a certificate.
    ///
    /// Without `certConfig` the API refuses the domain, after the function has been deployed. For the legacy
    /// component `fc` it is a warning.
    ///
    /// Breaks: `{domainName: a.com, protocol: HTTPS}` — keeps: `{domainName: a.com, protocol: HTTPS, certConfig: {certId: '1'}}`
    FC601 "https-cert" Error S false "FC API 2023-03-30 CreateCustomDomain"
    /// 支持 HTTPS 的域名必须配置证书。
    ///
    /// 没有 `certConfig` 时 API 会拒绝创建域名，而此时函数已经部署完成。对旧组件 `fc` 只给警告。
    ///
    /// 错误：`{domainName: a.com, protocol: HTTPS}` — 正确：`{domainName: a.com, protocol: HTTPS, certConfig: {certId: '1'}}`
    中文
}
rule! {
    /// A certificate is `certName`, `certificate` and `privateKey` together, or `certId`.
    ///
    /// The component fc3-domain refuses anything less. For the legacy component `fc` it is a warning.
    ///
    /// Breaks: `certConfig: {certName: c}` — keeps: `certConfig: {certId: '123'}`
    FC602 "cert-complete" Error S false "fc3-domain src/schema.json"
    /// 证书要么同时写 `certName`、`certificate` 和 `privateKey`，要么写 `certId`。
    ///
    /// 缺少任何一项，fc3-domain 组件都会拒绝。对旧组件 `fc` 只给警告。
    ///
    /// 错误：`certConfig: {certName: c}` — 正确：`certConfig: {certId: '123'}`
    中文
}
rule! {
    /// `domainName` is a bare host name without scheme, port or path, or `auto`.
    ///
    /// The API takes the whole text for the name and refuses it. For f.yml and the legacy component `fc` it is a
    /// warning.
    ///
    /// Breaks: `domainName: https://a.com` — keeps: `domainName: a.com`
    FC603 "domain-form" Error All true "update-custom-runtime-function parameters (domainName)"
    /// `domainName` 是不带协议、端口和路径的主机名，或 `auto`。
    ///
    /// API 会把整段文本当作域名并拒绝。对 f.yml 和旧组件 `fc` 只给警告。
    ///
    /// 错误：`domainName: https://a.com` — 正确：`domainName: a.com`
    中文
}
rule! {
    /// A route leads to a function of this file.
    ///
    /// The function may exist already, so a name that is unlike all others is a hint; a slip of a name in this
    /// file is a warning: requests to that path would fail with `FunctionNotFound`. Nothing is said where the
    /// file has no functions or their names are not known.
    ///
    /// Breaks: `functionName: helo` where the file has `hello` — keeps: `functionName: hello`
    FC604 "route-function" Warning S true "derived: FC API 2023-03-30 CustomDomain routes"
    /// 路由指向的函数应在本文件中。
    ///
    /// 函数也可能早已存在，因此与所有名字都不相近时只给提示；与本文件中的名字相近时给警告：
    /// 访问该路径会返回 `FunctionNotFound`。文件中没有函数或函数名无法确定时不检查。
    ///
    /// 错误：文件中有 `hello` 而写了 `functionName: helo` — 正确：`functionName: hello`
    中文
}
rule! {
    /// A path belongs to one route of a domain.
    ///
    /// The same path with the same methods twice is refused. If another function owns the path already, the
    /// deploy of the function's `customDomain` stops. For the legacy component `fc` it is a warning.
    ///
    /// Breaks: `routes: [{path: /*, …}, {path: /*, …}]` — keeps: `routes: [{path: /a/*, …}, {path: /b/*, …}]`
    FC605 "route-dup" Error S false "devsapp/fc3 deploy/impl/custom_domain.ts; FC API 2023-03-30"
    /// 一个域名下，同一路径只能属于一条路由。
    ///
    /// 路径和方法都相同的两条路由会被拒绝；如果路径已属于另一个函数，函数的 `customDomain` 部署会中止。
    /// 对旧组件 `fc` 只给警告。
    ///
    /// 错误：`routes: [{path: /*, …}, {path: /*, …}]` — 正确：`routes: [{path: /a/*, …}, {path: /b/*, …}]`
    中文
}
rule! {
    /// The path of a route begins with `/`, and `*` stands at its end alone.
    ///
    /// A path without `/` matches no request. A `*` elsewhere is a warning, and so is either for the legacy
    /// component `fc`.
    ///
    /// Breaks: `path: api/*` — keeps: `path: /api/*`
    FC606 "route-path" Error S true "FC API 2023-03-30 CustomDomain routes; derived"
    /// 路由的路径以 `/` 开头，`*` 只能在末尾。
    ///
    /// 不以 `/` 开头的路径匹配不到任何请求。`*` 在其他位置只给警告；对旧组件 `fc` 都只给警告。
    ///
    /// 错误：`path: api/*` — 正确：`path: /api/*`
    中文
}
rule! {
    /// The switch of the firewall is `enableWAF`, not `enable`.
    ///
    /// `enable` is the name in the documentation of the update tool; the component refuses a `wafConfig` without
    /// `enableWAF`, and the API ignores the other key: the domain would be open. For the legacy component `fc`
    /// it is a warning.
    ///
    /// Breaks: `wafConfig: {enable: true}` — keeps: `wafConfig: {enableWAF: true}`
    FC607 "waf-key" Error S true "FC API 2023-03-30 WAFConfig; fc3-domain src/schema.json"
    /// 防火墙开关的键是 `enableWAF`，不是 `enable`。
    ///
    /// `enable` 见于更新工具的文档；组件要求 `wafConfig` 中有 `enableWAF`，API 会忽略另一个键，域名将没有防护。
    /// 对旧组件 `fc` 只给警告。
    ///
    /// 错误：`wafConfig: {enable: true}` — 正确：`wafConfig: {enableWAF: true}`
    中文
}
rule! {
    /// The lowest TLS version is not above the highest, the ciphers are known ones, and the domain answers HTTPS.
    ///
    /// With the versions the wrong way round no client can connect. Unknown ciphers are a warning, because the
    /// list ages; `tlsConfig` of a domain that answers HTTP alone has no effect.
    ///
    /// Breaks: `{minVersion: TLSv1.3, maxVersion: TLSv1.2}` — keeps: `{minVersion: TLSv1.2, maxVersion: TLSv1.3}`
    FC608 "tls-order" Error S true "fc3-domain src/schema.json; the order is derived"
    /// TLS 最低版本不能高于最高版本，加密套件须为已知名称，且域名支持 HTTPS。
    ///
    /// 版本写反时任何客户端都无法连接。未知的加密套件只给警告（列表会变化）；只支持 HTTP 的域名写 `tlsConfig` 无效。
    ///
    /// 错误：`{minVersion: TLSv1.3, maxVersion: TLSv1.2}` — 正确：`{minVersion: TLSv1.2, maxVersion: TLSv1.3}`
    中文
}
rule! {
    /// `auto` gives a test domain: temporary, and over HTTP.
    ///
    /// There is no certificate for it, so HTTPS does not work: write a domain of your own.
    ///
    /// Breaks: `{domainName: auto, protocol: HTTPS}` — keeps: `{domainName: auto, protocol: HTTP}`
    FC609 "auto-domain-test" Hint S true "devsapp/fc3-domain"
    /// `auto` 得到的是测试域名：临时有效，且仅支持 HTTP。
    ///
    /// 测试域名没有证书，HTTPS 无法使用：请写自己的域名。
    ///
    /// 错误：`{domainName: auto, protocol: HTTPS}` — 正确：`{domainName: auto, protocol: HTTP}`
    中文
}
rule! {
    /// A domain is in the same region as the functions its routes lead to.
    ///
    /// A route names a function without its region: in another region it is not found.
    ///
    /// Breaks: a function in cn-hangzhou, fc3-domain `region: cn-beijing` — keeps: both in cn-hangzhou
    FC610 "domain-region" Warning S true "derived: FC API 2023-03-30 CustomDomain routes"
    /// 域名与其路由指向的函数在同一地域。
    ///
    /// 路由只写函数名，不写地域：在另一个地域找不到该函数。
    ///
    /// 错误：函数在 cn-hangzhou，fc3-domain 写 `region: cn-beijing` — 正确：都在 cn-hangzhou
    中文
}

/// Keys that a rule here reports, so that they are not reported as unknown.
pub fn is_misnamed(type_name: Option<&str>, key: &str) -> bool {
    type_name == Some("WafConfig") && key == "enable"
}

/// A function of component fc3, told to the file: where its name and region are known.
struct FunctionFact {
    name: Option<String>,
    region: Option<String>,
    /// The domain and path its `customDomain` claims, with the value of the path.
    claim: Option<(String, String, Span)>,
}

/// A resource of component fc3-domain, told to the file.
struct DomainFact {
    /// Region and the value's span, and whether it is written there.
    region: Option<(String, Span, bool)>,
    /// Functions that the routes lead to, in the same form.
    targets: Vec<(String, Span, bool)>,
}

/// The rules of this family on a resource of component fc3-domain, and on `custom` of an f.yml.
fn unit(cx: &mut Context<'_>, unit: &Unit<'_>) {
    match unit.kind {
        UnitKind::Resource(Component::Fc3Domain) => {
            let props = props(cx.resolver, unit);
            let routes = props.path("routeConfig.routes").items();
            domain(cx, &props, &routes, has_unseen_props(cx.resolver, unit), Severity::Error);
            tell_domain(cx, &props, &routes);
        }
        // What another component makes of its props is not known: it may be a function.
        UnitKind::Resource(Component::Other | Component::Missing) => {
            cx.tell(FunctionFact { name: None, region: None, claim: None });
        }
        UnitKind::Section if unit.section == "custom" && cx.kind() == FileKind::FYml => {
            f_domain(cx, &View::of_entry(cx.resolver, unit.entry).get("customDomain"));
        }
        _ => {}
    }
}

/// The rules of this family on one function.
fn function(cx: &mut Context<'_>, function: &Function<'_>) {
    let unseen = function.has_unseen_settings();
    match function.format {
        Format::Fc3 => {
            let view = function.block.get("customDomain");
            if view.is_mapping() {
                let routes = [view.get("route")];
                domain(cx, &view, &routes, unseen, Severity::Error);
            }
            tell_function(cx, function, &view);
        }
        Format::Fc => {
            for view in function.block.get("customDomains").items() {
                let routes = view.get("routeConfigs").items();
                domain(cx, &view, &routes, unseen, Severity::Warning);
            }
        }
        Format::F => {}
    }
}

fn tell_function(cx: &mut Context<'_>, function: &Function<'_>, domain: &View<'_>) {
    let text = |view: View<'_>| view.as_str().map(|text| text.into_owned());
    let path = domain.path("route.path");
    let claim = match (domain.get("domainName").as_str(), path.as_str()) {
        (Some(name), Some(path_text)) if !name.trim().eq_ignore_ascii_case("auto") => {
            Some((name.into_owned(), path_text.into_owned(), cx.in_unit(path.span())))
        }
        _ => None,
    };
    let name = text(function.setting("functionName"));
    let region = text(function.setting("region"));
    cx.tell(FunctionFact { name, region, claim });
}

fn tell_domain(cx: &mut Context<'_>, props: &View<'_>, routes: &[View<'_>]) {
    let word = |view: View<'_>| {
        let text = view.as_str()?.into_owned();
        Some((text, cx.in_unit(view.span()), view.own_node().is_some()))
    };
    let region = word(props.get("region"));
    let targets = routes.iter().filter_map(|route| word(route.get("functionName"))).collect();
    cx.tell(DomainFact { region, targets });
}

fn has_https(protocol: &str) -> bool {
    protocol.split(',').any(|word| word.trim().eq_ignore_ascii_case("HTTPS"))
}

/// One domain of an s.yaml with its routes; findings are `most` severe at most.
fn domain(cx: &mut Context<'_>, domain: &View<'_>, routes: &[View<'_>], unseen: bool, most: Severity) {
    let (name, protocol) = (domain.get("domainName"), domain.get("protocol"));
    let cert = domain.get("certConfig");
    let protocol_text = protocol.as_str();
    let https = protocol_text.as_deref().map(has_https);
    domain_form(cx, &name, most);
    if https == Some(true) && cert.is_empty() && !unseen {
        let message = Message::new(
            "HTTPS needs a certificate: add `certConfig` with certName, certificate and privateKey, or with certId",
            "HTTPS 需要证书：请添加 `certConfig`，写 certName、certificate、privateKey 三项，或写 certId",
        );
        cx.report_at(&FC601, &protocol, message).cap(most);
    }
    if https == Some(true) && name.as_str().is_some_and(|name| name.trim().eq_ignore_ascii_case("auto")) {
        let message = Message::new(
            "`auto` gives a temporary test domain that answers HTTP alone: HTTPS needs a domain of your own",
            "`auto` 得到的是仅支持 HTTP 的临时测试域名，HTTPS 需要使用自己的域名",
        );
        let edit = protocol.own_node().map(|_| Edit::replace(protocol.span(), "HTTP"));
        let finding = cx.report_at(&FC609, &name, message);
        if let Some(edit) = edit {
            finding.fix(Message::new("Set protocol to HTTP", "将 protocol 设为 HTTP"), vec![edit]);
        }
    }
    if !unseen {
        cert_complete(cx, &cert, most);
    }
    route_paths(cx, routes, most);
    waf_key(cx, &domain.get("wafConfig"), most);
    let tls = domain.get("tlsConfig");
    if !tls.is_empty() {
        tls_order(cx, domain, &tls, https, most);
    }
}

/// The host in `text`, if it is a host with something around it that does not belong there.
fn bare_host(text: &str) -> Option<&str> {
    let host = text.trim();
    let host = host.split_once("://").map_or(host, |(_, rest)| rest);
    let host = host.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let is_host = host.contains('.')
        && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '*'));
    is_host.then_some(host)
}

fn domain_form(cx: &mut Context<'_>, name: &View<'_>, most: Severity) {
    let Some(text) = name.as_str() else { return };
    if text.trim().eq_ignore_ascii_case("auto") || !text.contains(['/', ':', ' ', '\t', '\n']) {
        return;
    }
    let message = message!(
        "`{text}` is not a bare host name: write it without scheme, port and path",
        "`{text}` 不是单纯的主机名：请去掉协议、端口和路径"
    );
    let host = bare_host(&text).map(str::to_string);
    let own = name.own_node().is_some();
    let span = name.span();
    let finding = cx.report_at(&FC603, name, message).cap(most);
    if let (Some(host), true) = (host, own) {
        let title = message!("Change to {host}", "改为 {host}");
        finding.safe_fix(title, vec![Edit::replace(span, edit::quote(&host))]);
    }
}

/// `custom.customDomain` of an f.yml: a block with `domainName`, `auto`, or `false`.
fn f_domain(cx: &mut Context<'_>, domain: &View<'_>) {
    if domain.is_mapping() {
        return domain_form(cx, &domain.get("domainName"), Severity::Warning);
    }
    let Some(text) = domain.as_str() else { return };
    if !text.trim().eq_ignore_ascii_case("auto") {
        let own = domain.own_node().is_some();
        let span = domain.span();
        let host = edit::quote(bare_host(&text).unwrap_or(&text));
        let message = message!(
            "the domain stands under `domainName`: `customDomain: {{domainName: {host}}}`",
            "域名应写在 `domainName` 下：`customDomain: {{domainName: {host}}}`"
        );
        let finding = cx.report_at(&FC603, domain, message).cap(Severity::Warning);
        if own {
            let title = message!("Write {{domainName: {host}}}", "写成 {{domainName: {host}}}");
            finding.safe_fix(title, vec![Edit::replace(span, format!("{{domainName: {host}}}"))]);
        }
    }
}

fn cert_complete(cx: &mut Context<'_>, cert: &View<'_>, most: Severity) {
    if !cert.is_mapping() || !cert.get("certId").is_empty() {
        return;
    }
    let parts = ["certName", "certificate", "privateKey"];
    let missing: Vec<String> =
        parts.iter().filter(|key| cert.get(key).is_empty()).map(|key| format!("`{key}`")).collect();
    if missing.is_empty() {
        return;
    }
    let (en, zh) = (missing.join(", "), missing.join("、"));
    let message = message!(
        "the certificate lacks {en}: write certName, certificate and privateKey, or certId",
        "证书缺少 {zh}：请写全 certName、certificate、privateKey，或写 certId"
    );
    cx.report(&FC602, cert.key_span().unwrap_or(cert.span()), message).cap(most);
}

/// The methods of a route; `None` if all are meant.
type Methods = Option<Vec<String>>;

fn methods(route: &View<'_>) -> Methods {
    let methods = route.get("methods");
    let items = methods.items();
    if items.is_empty() || methods.is_unknown() {
        return None;
    }
    items.iter().map(|item| item.as_str().map(|text| text.to_ascii_uppercase())).collect()
}

fn route_paths(cx: &mut Context<'_>, routes: &[View<'_>], most: Severity) {
    let mut seen: FxHashMap<String, Vec<(Methods, Span)>> = FxHashMap::default();
    for route in routes {
        let path = route.get("path");
        let Some(text) = path.as_str() else { continue };
        route_path(cx, &path, &text, most);
        if routes.len() == 1 {
            return;
        }
        let methods = methods(route);
        let known = seen.entry(text.to_string()).or_default();
        let overlap = known.iter().find(|(others, _)| match (others, &methods) {
            (Some(others), Some(methods)) => methods.iter().any(|method| others.contains(method)),
            _ => true,
        });
        if let Some((_, first)) = overlap {
            let first = *first;
            let message = message!(
                "the path `{text}` has a route already: each path of a domain leads to one function",
                "路径 `{text}` 已有路由：域名的一条路径只能指向一个函数"
            );
            let related = Message::new("the first route with this path", "该路径的第一条路由");
            cx.report_at(&FC605, &path, message).cap(most).related(first, related);
        }
        known.push((methods, path.span()));
    }
}

fn route_path(cx: &mut Context<'_>, path: &View<'_>, text: &str, most: Severity) {
    let own = path.own_node().is_some();
    let span = path.span();
    if !text.starts_with('/') {
        let message = message!("the path `{text}` must begin with `/`", "路径 `{text}` 必须以 `/` 开头");
        let meant = format!("/{}", text.trim());
        let finding = cx.report_at(&FC606, path, message).cap(most);
        if own && !text.contains("://") {
            let title = message!("Change to {meant}", "改为 {meant}");
            finding.safe_fix(title, vec![Edit::replace(span, edit::quote(&meant))]);
        }
    } else if text.find('*').is_some_and(|at| at + 1 < text.len()) {
        let message = message!(
            "`*` in the path `{text}` must stand at the end: elsewhere it is no wildcard",
            "路径 `{text}` 中的 `*` 只能在末尾，在其他位置不是通配符"
        );
        cx.report_at(&FC606, path, message).cap(Severity::Warning);
    }
}

fn waf_key(cx: &mut Context<'_>, waf: &View<'_>, most: Severity) {
    let Some(mapping) = waf.own_mapping() else { return };
    let Some(entry) = mapping.get("enable") else { return };
    let message = Message::new(
        "the switch of the firewall is `enableWAF`; `enable` is ignored and leaves it off",
        "防火墙开关的键是 `enableWAF`；`enable` 会被忽略，防火墙不会开启",
    );
    let free = mapping.get("enableWAF").is_none();
    let rename = edit::rename_key(entry, "enableWAF");
    let finding = cx.report(&FC607, entry.key_span(), message).cap(most);
    if free {
        finding.safe_fix(Message::new("Rename to enableWAF", "改名为 enableWAF"), vec![rename]);
    }
}

fn tls_order(cx: &mut Context<'_>, domain: &View<'_>, tls: &View<'_>, https: Option<bool>, most: Severity) {
    if https == Some(false)
        && let (Some(key), Some(mapping)) = (tls.key_span(), domain.own_mapping())
    {
        let message = Message::new(
            "`tlsConfig` has no effect: the domain answers HTTP alone",
            "`tlsConfig` 无效：该域名只支持 HTTP",
        );
        let edit =
            mapping.get("tlsConfig").map(|entry| edit::remove_entry(cx.document().text(), mapping, entry));
        let finding = cx.report(&FC608, key, message).cap(Severity::Warning).tag(Tag::Unnecessary);
        if let Some(edit) = edit {
            finding.fix(Message::new("Remove tlsConfig", "删除 tlsConfig"), vec![edit]);
        }
        return;
    }
    let (least, most_version) = (tls.get("minVersion"), tls.get("maxVersion"));
    let rank = |view: &View<'_>| {
        let text = view.as_str()?;
        TLS_VERSIONS.iter().position(|version| *version == text)
    };
    if let (Some(low), Some(high)) = (rank(&least), rank(&most_version))
        && low > high
    {
        let (low, high) = (TLS_VERSIONS[low], TLS_VERSIONS[high]);
        let message = message!(
            "minVersion {low} is above maxVersion {high}: no client can connect",
            "minVersion {low} 高于 maxVersion {high}：任何客户端都无法连接"
        );
        let own = least.own_node().is_some() && most_version.own_node().is_some();
        let edits = vec![Edit::replace(least.span(), high), Edit::replace(most_version.span(), low)];
        let finding = cx.report_at(&FC608, &least, message).cap(most);
        finding.related(
            most_version.whole_span(),
            Message::new("maxVersion is set here", "maxVersion 写在这里"),
        );
        if own {
            let title = Message::new("Swap minVersion and maxVersion", "交换 minVersion 与 maxVersion");
            finding.fix(title, edits);
        }
    }
    for item in tls.get("cipherSuites").items() {
        let Some(text) = item.as_str() else { continue };
        if DOMAIN_CIPHER_SUITES.contains(&text.as_ref()) || CIPHER_SUITES.contains(&text.as_ref()) {
            continue;
        }
        let meant = nearest(&text, DOMAIN_CIPHER_SUITES.iter().copied());
        let message = match meant {
            Some(meant) => message!(
                "`{text}` is not a known cipher suite; did you mean `{meant}`?",
                "没有加密套件 `{text}`，是否想写 `{meant}`？"
            ),
            None => message!(
                "`{text}` is not a known cipher suite: names are like `TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256`",
                "没有加密套件 `{text}`：名称形如 `TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256`"
            ),
        };
        let own = item.own_node().is_some();
        let span = item.span();
        let finding = cx.report_at(&FC608, &item, message).cap(Severity::Warning);
        if let (Some(meant), true) = (meant, own) {
            finding.fix(message!("Change to {meant}", "改为 {meant}"), vec![Edit::replace(span, meant)]);
        }
    }
}

/// What only all resources together show: paths claimed twice, routes to functions that are not there.
fn file(cx: &mut Context<'_>) {
    let functions: Vec<(&FunctionFact, u32)> = cx.facts::<FunctionFact>().collect();
    claims(cx, &functions);
    let domains: Vec<(&DomainFact, u32)> = cx.facts::<DomainFact>().collect();
    if domains.is_empty() || functions.is_empty() {
        return;
    }
    let names: Option<Vec<&str>> = functions.iter().map(|(function, _)| function.name.as_deref()).collect();
    let mut by_name: FxHashMap<&str, Vec<Option<&str>>> = FxHashMap::default();
    for (function, _) in &functions {
        if let Some(name) = function.name.as_deref() {
            by_name.entry(name).or_default().push(function.region.as_deref());
        }
    }
    // So many unknown names are no slips.
    let mut strange = 0;
    for (domain, base) in domains {
        let mut elsewhere = None;
        for (name, span, own) in &domain.targets {
            let (span, own) = (span.shifted(base), *own);
            match (by_name.get(name.as_str()), &names) {
                (Some(regions), _) => {
                    if let [Some(first), rest @ ..] = regions.as_slice()
                        && domain.region.as_ref().is_some_and(|(region, ..)| region != first)
                        && rest.iter().all(|region| *region == Some(*first))
                    {
                        elsewhere.get_or_insert((name, *first));
                    }
                }
                (None, Some(names)) => {
                    no_function(cx, name, span, own, if strange < 20 { names } else { &[] });
                    strange += 1;
                }
                (None, None) => {}
            }
        }
        if let (Some((name, wanted)), Some((region, span, own))) = (elsewhere, &domain.region) {
            let message = message!(
                "the domain is in {region}, but its function `{name}` is in {wanted}: a route only finds functions of its own region",
                "域名在 {region}，而函数 `{name}` 在 {wanted}：路由只能找到同一地域的函数"
            );
            let span = span.shifted(base);
            let finding = cx.report(&FC610, span, message);
            if *own {
                let title = message!("Change to {wanted}", "改为 {wanted}");
                finding.fix(title, vec![Edit::replace(span, wanted)]);
            }
        }
    }
}

fn no_function(cx: &mut Context<'_>, name: &str, span: Span, own: bool, names: &[&str]) {
    // A slip keeps the length, more or less, and one of the ends: comparing all names in full takes long.
    let alike = |known: &&str| {
        let (a, b) = (known.as_bytes(), name.as_bytes());
        a.len().abs_diff(b.len()) <= 3 && (a.first() == b.first() || a.last() == b.last())
    };
    match nearest(name, names.iter().copied().filter(alike)) {
        Some(meant) => {
            let message = message!(
                "no function of this file is called `{name}`; did you mean `{meant}`?",
                "此文件中没有函数 `{name}`，是否想写 `{meant}`？"
            );
            let finding = cx.report(&FC604, span, message);
            if own {
                let title = message!("Change to {meant}", "改为 {meant}");
                finding.fix(title, vec![Edit::replace(span, edit::quote(meant))]);
            }
        }
        None => {
            let message = message!(
                "no function of this file is called `{name}`: it must exist before the domain is deployed",
                "此文件中没有函数 `{name}`：部署域名前它必须已经存在"
            );
            cx.report(&FC604, span, message).severity(Severity::Hint);
        }
    }
}

/// The same path of the same domain in the `customDomain` of two functions.
fn claims(cx: &mut Context<'_>, functions: &[(&FunctionFact, u32)]) {
    let mut first: FxHashMap<(&str, &str), (&FunctionFact, Span)> = FxHashMap::default();
    for (function, base) in functions {
        let Some((domain, path, span)) = &function.claim else { continue };
        let span = span.shifted(*base);
        let Some((other, at)) = first.get(&(domain.as_str(), path.as_str())) else {
            first.insert((domain, path), (function, span));
            continue;
        };
        // One function in two regions, or two environments of one file, may share a domain.
        let (Some(owner), Some(name)) = (&other.name, &function.name) else { continue };
        if owner == name || other.region != function.region || function.region.is_none() {
            continue;
        }
        let message = message!(
            "the path `{path}` of {domain} already leads to `{owner}`: the deploy of this one stops",
            "{domain} 的路径 `{path}` 已指向 `{owner}`：此函数的域名部署会中止"
        );
        let related = Message::new("the path is first used here", "该路径第一次用在这里");
        cx.report(&FC605, span, message).related(*at, related);
    }
}
