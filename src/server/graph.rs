//! Our own request `fcls/graph`: what a file deploys, as a picture whose nodes lead to their places in the text.

use super::state::State;
use crate::ide::graph::{graph, mermaid, svg};
use serde_json::{Value, json};

impl State {
    /// `{"uri"}` → `{"svg", "mermaid", "nodes": [{"name", "kind", "range"}]}`; null for a document that is not open.
    /// In the picture every node is a link to `#LINE:CHARACTER`, the start of its range.
    pub fn graph(&self, params: &Value) -> Value {
        let open = params["uri"].as_str().and_then(|uri| self.documents.get(uri));
        let Some((open, document)) = open.and_then(|open| Some((open, open.document()?))) else {
            return Value::Null;
        };
        let lines = open.lines(self.abilities.encoding);
        let graph = graph(document);
        let place = |span| lines.range(span);
        let picture = svg::picture(&graph, |node| {
            let start = place(node.span).start;
            Some(format!("#{}:{}", start.line, start.character))
        });
        let nodes: Vec<Value> = graph
            .nodes
            .iter()
            .map(|node| json!({"name": node.name, "kind": node.kind, "range": place(node.span)}))
            .collect();
        json!({"svg": picture, "mermaid": mermaid::text(&graph), "nodes": nodes})
    }
}
