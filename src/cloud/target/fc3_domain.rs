//! Custom domains: component fc3-domain, and `customDomain` of fc3.

use std::collections::BTreeMap;

use serde_json::Value;

use super::block::{Context, auto, locate, note, rename};
use super::{Auto, DomainTarget, Fields, Note, Target};
use crate::cloud::types::CreateCustomDomainInput;
use crate::document::evaluate::{Data, Evaluated};
use crate::message;
use crate::text::Span;

/// Fields of CreateCustomDomain.
const FIELDS: [&str; 7] =
    ["protocol", "routeConfig", "certConfig", "tlsConfig", "authConfig", "corsConfig", "wafConfig"];

/// A domain with where it stands.
pub(super) type Domain = (String, DomainTarget, BTreeMap<String, Span>);

/// A resource of component fc3-domain. Its notes go to `notes`.
pub(super) fn standalone(
    context: &mut Context<'_>,
    resource: &str,
    at: Span,
    props: &Evaluated,
    notes: &mut Vec<Note>,
) -> Option<Domain> {
    if !context.is_whole(props) {
        return None;
    }
    let before = context.obstacles.len();
    let region = context.region(props.get("region"), at);
    let name = context.required(props, "domainName", at);
    let mut spans = BTreeMap::new();
    let (name, region) = (name?, region?);
    let fields = fields(context, &name, props.clone(), &mut spans, notes);
    let domain = DomainTarget { region, name: host(&name), fields };
    (context.obstacles.len() == before).then(|| (resource.to_string(), domain, spans))
}

/// `customDomain` of a function: its one route leads to the function.
pub(super) fn embedded(context: &mut Context<'_>, block: &Evaluated, target: &mut Target) {
    if !block.is_map() {
        context
            .obstacle(block.span, message!("`customDomain` must be a mapping", "`customDomain` 必须是映射"));
        return;
    }
    let Some(name) = context.required(block, "domainName", block.key.unwrap_or(block.span)) else { return };
    let mut block = block.clone();
    if let Some(mut route) = block.take("route") {
        if route.is_map() && route.get("functionName").is_none() {
            route.set("functionName", Evaluated::of(route.span, target.name.clone().into()));
        }
        let span = route.span;
        let mut config = Evaluated::empty(span);
        config.key = route.key;
        config.set("routes", Evaluated { span, key: None, data: Data::List(vec![route]) });
        block.set("routeConfig", config);
    }
    if let Some(value) = block.get("domainName")
        && let Some(found) = auto("domain", value)
    {
        target.auto.push(Auto { parameters: BTreeMap::new(), ..found });
    }
    let fields = fields(context, &name, block, &mut target.spans, &mut target.notes);
    target.domain = Some(DomainTarget { region: target.region.clone(), name: host(&name), fields });
}

/// `auto` in small letters, or the name.
fn host(name: &str) -> String {
    if name.eq_ignore_ascii_case("auto") { "auto".to_string() } else { name.to_string() }
}

fn fields(
    context: &mut Context<'_>,
    name: &str,
    mut block: Evaluated,
    spans: &mut BTreeMap<String, Span>,
    notes: &mut Vec<Note>,
) -> Fields {
    let place = format!("domain.{}", host(name));
    if let Some(value) = block.get("domainName") {
        spans.insert(place.clone(), value.span);
    }
    if let Data::Map(map) = &mut block.data {
        // The tool of the specification writes `enable`; the API's key is `enableWAF`.
        if let Some(waf) = map.get_mut("wafConfig") {
            rename(waf, "enable", "enableWAF");
        }
        if let Some(auth) = map.get_mut("authConfig")
            && let Some(info) = auth.get("authInfo").filter(|info| info.is_map())
        {
            let text = Evaluated::of(info.span, info.json().to_string().into());
            auth.set("authInfo", text);
        }
        if let Some(routes) = map.get_mut("routeConfig").and_then(|config| routes_of(&mut config.data)) {
            for route in routes {
                route.take("serviceName");
            }
        }
    }
    certificate(context, &block);
    let mut fields = Fields::new();
    for (key, value) in block.fields() {
        if FIELDS.contains(&key) {
            locate(spans, &format!("{place}.{key}"), value);
            context.shaped::<CreateCustomDomainInput>(key, value, &mut fields, notes);
        } else if !matches!(key, "region" | "domainName") {
            let message = match key {
                "autoCName" => message!(
                    "DNS records are not made: point the domain to Function Compute yourself",
                    "不会创建 DNS 记录：请自行将域名解析到函数计算"
                ),
                _ => message!("a domain has no `{key}`: it is not sent", "域名没有 `{key}`：不会发送"),
            };
            notes.push(note(value.key.unwrap_or(value.span), message));
        }
    }
    for route in block.path("routeConfig.routes").map(Evaluated::items).unwrap_or_default() {
        for key in ["path", "functionName"] {
            context.required(route, key, route.span);
        }
    }
    fields
}

/// The routes of a `routeConfig`.
fn routes_of(data: &mut Data) -> Option<&mut Vec<Evaluated>> {
    let Data::Map(map) = data else { return None };
    match &mut map.get_mut("routes")?.data {
        Data::List(routes) => Some(routes),
        _ => None,
    }
}

/// A certificate by its id is fetched by the original tool from another product.
fn certificate(context: &mut Context<'_>, block: &Evaluated) {
    let Some(config) = block.get("certConfig") else { return };
    let given = ["certName", "certificate", "privateKey"].map(|key| config.get(key).is_some());
    if let Some(id) = config.get("certId")
        && given != [true; 3]
    {
        let message = message!(
            "certificates are not fetched by `certId`: write `certName`, `certificate` and `privateKey`",
            "不会按 `certId` 获取证书：请写 `certName`、`certificate` 和 `privateKey`"
        );
        context.obstacle(id.whole(), message);
    }
    // The API takes PEM; a file's path would be stored as if it were one.
    for key in ["certificate", "privateKey"] {
        if let Some(value) = config.get(key)
            && let Data::Scalar(Value::String(text)) = &value.data
            && !text.trim().is_empty()
            && !text.contains("-----BEGIN")
        {
            let message = message!(
                "`{key}` must be the text of a PEM file; `${{file('./x.pem')}}` reads one",
                "`{key}` 必须是 PEM 文件的内容；可用 `${{file('./x.pem')}}` 读取"
            );
            context.obstacle(value.span, message);
        }
    }
}
