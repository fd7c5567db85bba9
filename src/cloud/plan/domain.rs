//! The plan of custom domains: those of `fc3-domain`, and those that functions bring along, whose routes are put
//! together first: each function names its own alone.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::super::client::Client;
use super::super::diff::{Change, Difference, Kind};
use super::super::error::Error;
use super::super::live::{Live, Part};
use super::super::normalise::{self, account_of, typed};
use super::super::secret::collect_secrets;
use super::super::target::{DomainTarget, Fields, Target, Targets};
use super::super::types::{CreateCustomDomainInput, CustomDomain};
use super::{Clients, Operation, Options, Resource, ResourceKind, Step, Wanted, no_client};
use crate::message;
use crate::message::Message;
use crate::text::Span;

/// The name by which a file asks for a domain of the tool's choice.
pub const AUTO: &str = "auto";

/// A domain with all that the file wants of it.
#[derive(Debug, Clone)]
pub(super) struct Gathered {
    pub resource: String,
    pub access: Option<String>,
    pub target: DomainTarget,
    /// Whether its routes are all that it shall have.
    pub whole: bool,
    pub spans: BTreeMap<String, Span>,
    /// The functions that bring it along.
    pub functions: Vec<String>,
}

/// The alias of the credentials for domains that stand on their own: that of the functions beside them.
pub(super) fn access(targets: &Targets) -> Option<String> {
    targets.functions.iter().find_map(|target| target.access.clone())
}

/// All domains of a file, each once.
pub(super) fn gather(targets: &Targets) -> Vec<Gathered> {
    let mut all: Vec<Gathered> = targets
        .domains
        .iter()
        .map(|(resource, target, spans)| Gathered {
            resource: resource.clone(),
            access: access(targets),
            target: target.clone(),
            whole: true,
            spans: spans.clone(),
            functions: Vec::new(),
        })
        .collect();
    for function in &targets.functions {
        let Some(domain) = &function.domain else { continue };
        let known = all.iter_mut().find(|known| {
            !known.whole
                && domain.name != AUTO
                && (&known.target.region, &known.target.name) == (&domain.region, &domain.name)
                && known.access == function.access
        });
        match known {
            Some(known) => {
                add_routes(&mut known.target.fields, &domain.fields);
                known.functions.push(function.name.clone());
            }
            None => all.push(Gathered {
                resource: function.resource.clone(),
                access: function.access.clone(),
                target: domain.clone(),
                whole: false,
                spans: spans(function, &domain.name),
                functions: vec![function.name.clone()],
            }),
        }
    }
    all
}

/// The places of a function's domain, as the domain sees them.
fn spans(function: &Target, name: &str) -> BTreeMap<String, Span> {
    let start = format!("domain.{name}");
    let inside = function.spans.iter().filter_map(|(path, span)| {
        let rest = path.strip_prefix(&start)?;
        (rest.is_empty() || rest.starts_with('.')).then(|| (rest.trim_start_matches('.').to_string(), *span))
    });
    inside.collect()
}

fn routes(fields: &Fields) -> &[Value] {
    let routes = fields.get("routeConfig").and_then(|config| config.get("routes")?.as_array());
    routes.map_or(&[], Vec::as_slice)
}

fn path_of(route: &Value) -> &str {
    route.get("path").and_then(Value::as_str).unwrap_or_default()
}

/// Whether two routes take the same requests: the same path, and a method in common (none: all).
fn overlap(one: &Value, other: &Value) -> bool {
    let methods = |route: &Value| route.get("methods").and_then(Value::as_array).cloned().unwrap_or_default();
    let (mine, others) = (methods(one), methods(other));
    path_of(one) == path_of(other)
        && (mine.is_empty() || others.is_empty() || mine.iter().any(|method| others.contains(method)))
}

/// Adds the routes of `more` for other requests, and the settings that are not there yet.
fn add_routes(fields: &mut Fields, more: &Fields) {
    for (name, value) in more.iter().filter(|(name, _)| *name != "routeConfig") {
        fields.entry(name.clone()).or_insert_with(|| value.clone());
    }
    let mut all = routes(fields).to_vec();
    let new: Vec<Value> =
        routes(more).iter().filter(|route| !all.iter().any(|known| overlap(known, route))).cloned().collect();
    all.extend(new);
    if !all.is_empty() {
        let config = fields.entry("routeConfig").or_insert_with(|| json!({}));
        if let Value::Object(config) = config {
            config.insert("routes".into(), all.into());
        }
    }
}

/// The domain that leads to one of these functions, for `auto`.
async fn existing(client: &Client, functions: &[String]) -> Result<Option<CustomDomain>, Error> {
    let leads_here = |domain: &CustomDomain| {
        let routes = domain.route_config.as_ref().and_then(|config| config.routes.as_deref());
        routes.unwrap_or_default().iter().any(|route| {
            route.function_name.as_ref().is_some_and(|name| functions.iter().any(|own| own == name))
        })
    };
    Ok(client.all_custom_domains().await?.into_iter().find(leads_here))
}

/// Reads a domain and plans it.
pub(super) async fn resource(gathered: Gathered, clients: &Clients, options: Options) -> Resource {
    let Gathered { resource: in_file, access, target, whole, spans, functions } = gathered;
    let wanted = Wanted::Domain(Arc::new(target.clone()), whole, functions.clone());
    let mut resource = Resource::new(ResourceKind::Domain, &in_file, &target.region, &target.name, wanted);
    resource.access = access;
    resource.spans = spans;
    let Some(client) = clients.get(&target.region, resource.access.as_deref()) else {
        resource.obstacle("", no_client(&target.region));
        return resource;
    };
    let found = if target.name == AUTO {
        existing(client, &functions).await
    } else {
        Live::domain(client, &target.name).await
    };
    let live = match found {
        Ok(live) => live,
        Err(error) => return resource.failed(error),
    };
    match (&live, target.name == AUTO) {
        (Some(live), true) => {
            resource.name = live.domain_name.clone().unwrap_or_default();
            let name = &resource.name;
            let message = message!(
                "the domain is `auto`: {name} leads to the function already",
                "域名为 `auto`：{name} 已指向该函数"
            );
            resource.note("", message);
        }
        (None, true) => {
            let message = no_test_domain();
            if options.skip_auto {
                resource.note("", message)
            } else {
                resource.obstacle("", message)
            }
            return resource;
        }
        _ => {}
    }
    resource.exists = live.is_some();
    resource.prints.insert(Part::Domain, print(live.as_ref()));
    let account = live.as_ref().and_then(|live| live.account_id.clone());
    resource.account = account.filter(|account| account_of(&format!(":::{account}")).is_some());
    let fields = match typed::<CreateCustomDomainInput>(&target.fields) {
        Ok((fields, lost)) => {
            for path in lost {
                resource.note(&path, unknown(&path));
            }
            fields
        }
        Err(error) => {
            resource.obstacle("", message!("a value is of a wrong type: {error}", "有值的类型错误：{error}"));
            return resource;
        }
    };
    collect_secrets(&Value::Object(fields.clone()), &mut resource.secrets);
    match live {
        None => create(&mut resource, fields),
        Some(live) => update(&mut resource, fields, &normalise::domain(&live), whole, options),
    }
    resource
}

/// What a domain looks like, in one text.
pub(in super::super) fn print(live: Option<&CustomDomain>) -> String {
    live.map_or_else(String::new, |live| serde_json::to_string(live).unwrap_or_default())
}

fn unknown(path: &str) -> Message {
    message!(
        "`{path}` is not a field of the API that fcls knows: it is not sent",
        "`{path}` 不是 fcls 已知的 API 字段：不会发送"
    )
}

fn no_test_domain() -> Message {
    Message::new(
        "the domain is `auto`, and none leads to the function; fcls makes no test domains: write a domain, use the \
         address of the http trigger, or go on without it (`--skip-auto`)",
        "域名为 `auto`，但没有域名指向该函数；fcls 不创建测试域名：请写明域名、使用 HTTP 触发器的地址，或用 `--skip-auto` 跳过",
    )
}

fn create(resource: &mut Resource, mut fields: Fields) {
    fields.entry("protocol").or_insert_with(|| json!("HTTP"));
    let changes = Difference::new("", &fields, &Map::new(), Default::default()).changes;
    resource.steps.push(Step::new(Operation::CreateDomain(fields), changes));
}

fn update(resource: &mut Resource, mut fields: Fields, live: &Fields, whole: bool, options: Options) {
    if !whole {
        for route in routes(live) {
            let path = path_of(route);
            let Some(own) = routes(&fields).iter().find(|own| overlap(own, route)) else { continue };
            let (own, other) = (own.get("functionName"), route.get("functionName"));
            if let (Some(Value::String(own)), Some(Value::String(other))) = (own, other)
                && own != other
            {
                let message = message!(
                    "path {path} of the domain leads to function {other}, not to {own}: take it away there first",
                    "域名的路径 {path} 指向函数 {other}，而不是 {own}：请先在那里移除"
                );
                resource.obstacle("routeConfig", message);
            }
        }
        // The routes of others stay.
        let mine = routes(&fields).len();
        let others = json!({ "routeConfig": { "routes": routes(live) } });
        if mine > 0
            && let Value::Object(others) = others
        {
            add_routes(&mut fields, &others);
        }
    }
    let mut found = Difference::new("", &fields, live, options.policy());
    resource.kept.append(&mut found.kept);
    if found.changes.is_empty() {
        return;
    }
    let gone = |change: &&Change| change.kind == Kind::Cleared && change.old.is_some();
    let destroys = found.changes.iter().filter(gone).map(|change| {
        let path = &change.path;
        message!("`{path}` is removed", "`{path}` 将被移除")
    });
    let destroys = destroys.collect();
    resource.steps.push(Step { destroys, ..Step::new(Operation::UpdateDomain(found.send), found.changes) });
}
