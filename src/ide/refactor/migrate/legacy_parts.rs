//! Triggers and custom domains of component fc in the form of fc3.

use super::Migration;
use super::legacy_fc::{full, role_name};
use super::node::{Body, Node};

pub(super) fn domain(mut domain: Node, service: Option<&str>, function: &str) -> Node {
    let Some(mut list) = domain.take("routeConfigs") else { return domain };
    if let Body::List(routes) = &mut list.body {
        for route in routes {
            let own = route.take("serviceName").and_then(|name| Some(name.text()?.to_string()));
            let named = route.take("functionName");
            let name = named.as_ref().and_then(Node::text).unwrap_or(function);
            let name = Node::text_of(&full(own.as_deref().or(service), name));
            route.set("functionName", name.commented(&named.unwrap_or_default()));
        }
    }
    let mut config = Node::map();
    config.set("routes", list);
    domain.set("routeConfig", config);
    domain
}

pub(super) fn trigger(migration: &mut Migration, trigger: &mut Node, region: &str, lines: &mut Vec<String>) {
    if !trigger.is_map() {
        return;
    }
    for (old, new) in [("name", "triggerName"), ("type", "triggerType"), ("config", "triggerConfig")] {
        trigger.rename(old, new);
    }
    if let Some(role) = trigger.take("role") {
        trigger.set("invocationRole", role_name(migration, role, lines));
    }
    let kind = trigger.get("triggerType").and_then(Node::text).unwrap_or_default().to_string();
    let Some(config) = trigger.get_mut("triggerConfig") else { return };
    let account = "${config('AccountID')}";
    let mut take = |key: &str| config.take(key).and_then(|value| Some(value.text()?.to_string()));
    let source = match kind.as_str() {
        "oss" => take("bucketName").map(|bucket| format!("acs:oss:{region}:{account}:{bucket}")),
        "mns_topic" => {
            let region = take("region").unwrap_or_else(|| region.to_string());
            take("topicName").map(|topic| format!("acs:mns:{region}:{account}:/topics/{topic}"))
        }
        "tablestore" => match (take("instanceName"), take("tableName")) {
            (Some(instance), Some(table)) => {
                Some(format!("acs:ots:{region}:{account}:instance/{instance}/table/{table}"))
            }
            _ => None,
        },
        "cdn_events" => Some(format!("acs:cdn:*:{account}")),
        "log" => {
            let own = config.get_mut("sourceConfig").and_then(|source| source.take("project"));
            let shared = config.get("logConfig").and_then(|target| target.get("project")).cloned();
            let project = own.or(shared);
            let project = project.as_ref().and_then(Node::text);
            project.map(|project| format!("acs:log:{region}:{account}:project/{project}"))
        }
        _ => None,
    };
    if kind == "oss"
        && let Some(filter) = config.get_mut("filter")
    {
        filter.rename("Key", "key");
        if let Some(key) = filter.get_mut("key") {
            key.rename("Prefix", "prefix");
            key.rename("Suffix", "suffix");
        }
    }
    if let Some(source) = source.filter(|_| trigger.get("sourceArn").is_none())
        && let Body::Map(entries) = &mut trigger.body
    {
        let at = entries.iter().position(|(key, _)| key == "triggerConfig").unwrap_or(entries.len());
        entries.insert(at, ("sourceArn".to_string(), Node::text_of(&source)));
    }
}
