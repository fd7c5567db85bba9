//! Triggers and custom domains of component fc in the form of fc3.

use super::Migration;
use super::legacy_fc::{full, role_name};
use super::node::{Body, Node};
use crate::spec::legacy_fc::trigger_source;

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
    let source = trigger_source(&kind, region, account, |key| match key {
        "project" => {
            let own = config.get_mut("sourceConfig").and_then(|source| source.take("project"));
            let shared = config.get("logConfig").and_then(|target| target.get("project")).cloned();
            Some(own.or(shared)?.text()?.to_string())
        }
        key => Some(config.take(key)?.text()?.to_string()),
    });
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
