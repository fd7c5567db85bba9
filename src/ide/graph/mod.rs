//! What a file deploys and how it hangs together: functions, what calls them, what they use, in which order they are
//! deployed. For people who would rather look than read (`fcls graph`).

pub mod mermaid;
pub mod svg;

use crate::document::{
    Component, Document, FileKind, Format, Function, Names, Resolver, Unit, UnitKind, View, props,
};
use crate::syntax::Value;
use crate::text::Span;
use rustc_hash::FxHashMap;
use serde::Serialize;

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum NodeKind {
    /// Something that calls a function: a trigger, an event.
    Trigger,
    /// A custom domain.
    Domain,
    /// A function.
    Function,
    /// Functions that are deployed as one.
    Aggregation,
    /// A layer.
    Layer,
    /// A resource of another component.
    Resource,
}

/// A thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// Its name.
    pub name: String,
    /// A short addition: the runtime, the type of a trigger; may be empty.
    pub detail: String,
    /// Where it is defined: bytes of the text.
    #[serde(skip)]
    pub span: Span,
}

/// What an edge means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum EdgeKind {
    /// The first calls the second.
    Calls,
    /// The first needs the second.
    Uses,
    /// The first is deployed before the second.
    Before,
}

/// How two things hang together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Edge {
    /// Index of a node.
    pub from: usize,
    /// Index of a node.
    pub to: usize,
    /// What it means.
    pub kind: EdgeKind,
    /// A path, a method; may be empty.
    pub label: String,
}

/// All of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Graph {
    /// Things, in the order of the text.
    pub nodes: Vec<Node>,
    /// How they hang together.
    pub edges: Vec<Edge>,
}

/// The graph of `document`; empty for a file that is not ours.
pub fn graph(document: &Document) -> Graph {
    if document.kind() == FileKind::NotOurs {
        return Graph::default();
    }
    let names = Names::new(document);
    let mut making = Making { graph: Graph::default(), by_name: FxHashMap::default() };
    let units = document.units();
    // Functions and domains first: others refer to them.
    for unit in &units {
        making.unit(&names, unit);
    }
    for unit in &units {
        let resolver = Resolver::new(&names, Some(unit.clone()));
        match Function::of(&resolver, unit) {
            Some(function) => making.around(&function),
            None => making.domain_or_aggregation(&resolver, unit),
        }
        for used in names.outputs_used(&unit.name).iter() {
            making.edge_by_name(&used.name, &unit.name, EdgeKind::Before, "");
        }
    }
    making.flow(document);
    making.graph
}

struct Making {
    graph: Graph,
    /// Functions and domains by their name in the file, functions also by their name in the cloud.
    by_name: FxHashMap<String, usize>,
}

/// A value for people: what it resolves to, else as it is written.
fn shown(view: &View<'_>) -> String {
    let text = view.scalar_text().map(|text| text.into_owned());
    text.or_else(|| view.node().map(|node| node.node().text().trim().to_string())).unwrap_or_default()
}

impl Making {
    fn node(&mut self, kind: NodeKind, name: &str, detail: &str, span: Span) -> usize {
        self.graph.nodes.push(Node { kind, name: name.into(), detail: detail.into(), span });
        self.graph.nodes.len() - 1
    }

    fn edge(&mut self, from: usize, to: usize, kind: EdgeKind, label: &str) {
        let edge = Edge { from, to, kind, label: label.to_string() };
        if from != to && !self.graph.edges.contains(&edge) {
            self.graph.edges.push(edge);
        }
    }

    fn edge_by_name(&mut self, from: &str, to: &str, kind: EdgeKind, label: &str) {
        if let (Some(from), Some(to)) = (self.by_name.get(from).copied(), self.by_name.get(to).copied()) {
            self.edge(from, to, kind, label);
        }
    }

    fn unit(&mut self, names: &Names<'_>, unit: &Unit<'_>) {
        let resolver = Resolver::new(names, Some(unit.clone()));
        let function = Function::of(&resolver, unit);
        let span = unit.entry.key_span();
        let (kind, detail) = match (&function, unit.kind) {
            (Some(function), _) => (NodeKind::Function, shown(&function.runtime())),
            (None, UnitKind::Member) if unit.section == "aggregation" => {
                (NodeKind::Aggregation, String::new())
            }
            (None, UnitKind::Member) if unit.section == "layers" => {
                let path = View::of_entry(&resolver, unit.entry).get("path");
                (NodeKind::Layer, shown(&path))
            }
            (None, UnitKind::Resource(Component::Fc3Domain)) => (NodeKind::Domain, String::new()),
            (None, UnitKind::Resource(_)) => {
                let component = unit.component_entry().and_then(|entry| entry.value());
                let text = component.map(|value| value.node().text().trim().to_string());
                (NodeKind::Resource, text.unwrap_or_default())
            }
            _ => return,
        };
        let node = self.node(kind, &unit.name, &detail, span);
        self.by_name.insert(unit.name.to_string(), node);
        let live = function.map(|function| match function.format {
            Format::Fc => function.setting("name"),
            _ => function.setting("functionName"),
        });
        if let Some(name) = live.as_ref().and_then(View::as_str) {
            self.by_name.entry(name.into_owned()).or_insert(node);
        }
    }

    /// What calls a function, and what it uses.
    fn around(&mut self, function: &Function<'_>) {
        let Some(&at) = self.by_name.get(function.unit.name.as_ref()) else { return };
        match function.format {
            Format::F => self.events(function, at),
            Format::Fc3 => {
                for trigger in function.block.get("triggers").items() {
                    self.trigger(&trigger, ["triggerName", "triggerType", "triggerConfig"], at);
                }
                self.custom_domain(&function.block.get("customDomain"), at);
            }
            Format::Fc => {
                for trigger in function.block.get("triggers").items() {
                    self.trigger(&trigger, ["name", "type", "config"], at);
                }
                for domain in function.block.get("customDomains").items() {
                    self.custom_domain(&domain, at);
                }
            }
        }
        for layer in function.setting("layers").items() {
            let name = shown(&layer);
            // `acs:fc:cn-hangzhou:official:layers/Python310/versions/1`
            let short = name.rsplit_once("layers/").map_or(name.as_str(), |(_, short)| short).to_string();
            let known =
                self.graph.nodes.iter().position(|node| node.kind == NodeKind::Layer && node.name == short);
            let layer = match known {
                Some(known) => known,
                None if short.is_empty() => continue,
                None => self.node(NodeKind::Layer, &short, "", layer.span()),
            };
            self.edge(at, layer, EdgeKind::Uses, "");
        }
    }

    fn trigger(&mut self, trigger: &View<'_>, [name, kind, config]: [&str; 3], function: usize) {
        let (name, kind) = (shown(&trigger.get(name)), shown(&trigger.get(kind)));
        let config = trigger.get(config);
        let detail = match kind.as_str() {
            "http" => {
                let methods: Vec<String> = config.get("methods").items().iter().map(shown).collect();
                format!("http {}", methods.join(" "))
            }
            "timer" => format!("timer {}", shown(&config.get("cronExpression"))),
            _ => kind,
        };
        if !trigger.is_mapping() {
            return;
        }
        let name = if name.is_empty() { detail.clone() } else { name };
        let node = self.node(NodeKind::Trigger, &name, detail.trim(), trigger.span());
        self.edge(node, function, EdgeKind::Calls, "");
    }

    fn events(&mut self, function: &Function<'_>, at: usize) {
        for event in function.block.get("events").items() {
            for field in event.fields() {
                let config = &field.view;
                let (name, detail) = match field.name.as_ref() {
                    "http" | "apigw" => {
                        let (path, method) = (shown(&config.get("path")), shown(&config.get("method")));
                        (
                            if path.is_empty() { "/*".to_string() } else { path },
                            format!("{} {method}", field.name),
                        )
                    }
                    "timer" => (shown(&config.get("value")), "timer".to_string()),
                    "os" | "oss" | "cos" => (shown(&config.get("bucket")), field.name.to_string()),
                    other => (shown(&config.get("topic")), other.to_string()),
                };
                let name = if name.is_empty() { field.name.to_string() } else { name };
                let node = self.node(NodeKind::Trigger, &name, detail.trim(), event.span());
                self.edge(node, at, EdgeKind::Calls, "");
            }
        }
    }

    fn custom_domain(&mut self, domain: &View<'_>, function: usize) {
        if !domain.is_mapping() {
            return;
        }
        let name = shown(&domain.get("domainName"));
        let known =
            self.graph.nodes.iter().position(|node| node.kind == NodeKind::Domain && node.name == name);
        let node = known.unwrap_or_else(|| self.node(NodeKind::Domain, &name, "", domain.span()));
        let mut routes: Vec<View<'_>> = domain.get("routeConfigs").items();
        if domain.get("route").is_mapping() {
            routes.push(domain.get("route"));
        }
        if routes.is_empty() {
            return self.edge(node, function, EdgeKind::Calls, "");
        }
        for route in routes {
            let to = shown(&route.get("functionName"));
            let to = self.by_name.get(&to).copied().unwrap_or(function);
            self.edge(node, to, EdgeKind::Calls, &shown(&route.get("path")));
        }
    }

    fn domain_or_aggregation(&mut self, resolver: &Resolver<'_>, unit: &Unit<'_>) {
        let Some(&at) = self.by_name.get(unit.name.as_ref()) else { return };
        match self.graph.nodes[at].kind {
            NodeKind::Domain => {
                let props = props(resolver, unit);
                self.graph.nodes[at].detail = shown(&props.get("domainName"));
                for route in props.get("routeConfig").get("routes").items() {
                    let to = shown(&route.get("functionName"));
                    if let Some(&to) = self.by_name.get(&to) {
                        self.edge(at, to, EdgeKind::Calls, &shown(&route.get("path")));
                    }
                }
            }
            // Layers of an f.yml are those of all its functions.
            NodeKind::Layer => {
                for function in 0..self.graph.nodes.len() {
                    if self.graph.nodes[function].kind == NodeKind::Function {
                        self.edge(function, at, EdgeKind::Uses, "");
                    }
                }
            }
            NodeKind::Aggregation => {
                let view = View::of_entry(resolver, unit.entry);
                for function in view.get("functions").items() {
                    if let Some(&to) = self.by_name.get(&shown(&function)) {
                        self.edge(at, to, EdgeKind::Uses, "");
                    }
                }
            }
            _ => {}
        }
    }

    /// The order that `flow` gives: every resource of a group before every one of the next.
    fn flow(&mut self, document: &Document) {
        let Some(Value::Mapping(root)) = document.root() else { return };
        let flow = root.entries().find(|entry| entry.key_text().is_some_and(|key| key == "flow"));
        let Some(Value::Mapping(flow)) = flow.and_then(|entry| entry.value()) else { return };
        let Some(Value::Sequence(groups)) = flow.entries().next().and_then(|entry| entry.value()) else {
            return;
        };
        let names = |group: Value<'_>| -> Vec<String> {
            let Value::Sequence(group) = group else { return Vec::new() };
            let items = group.items().filter_map(|item| item.value());
            items.map(|value| value.node().text().trim().to_string()).collect()
        };
        let groups: Vec<Vec<String>> = groups.items().filter_map(|item| item.value()).map(names).collect();
        for pair in groups.windows(2) {
            for (from, to) in pair[0].iter().flat_map(|from| pair[1].iter().map(move |to| (from, to))) {
                self.edge_by_name(from, to, EdgeKind::Before, "");
            }
        }
    }
}
