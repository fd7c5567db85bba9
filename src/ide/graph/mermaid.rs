//! A graph as Mermaid text: what Markdown viewers draw.

use super::{EdgeKind, Graph, NodeKind};
use std::fmt::Write;

/// `flowchart LR …`. Names are quoted, so that no text of a file can end a label.
pub fn text(graph: &Graph) -> String {
    let mut out = String::from("flowchart LR\n");
    for (index, node) in graph.nodes.iter().enumerate() {
        let (open, close) = match node.kind {
            NodeKind::Trigger => ("([", "])"),
            NodeKind::Domain => ("{{", "}}"),
            NodeKind::Function => ("[", "]"),
            NodeKind::Aggregation => ("[[", "]]"),
            NodeKind::Layer => ("[/", "/]"),
            NodeKind::Resource => ("(", ")"),
        };
        let mut label = quoted(&node.name);
        if !node.detail.is_empty() {
            label = format!("{label}<br/>{}", quoted(&node.detail));
        }
        let _ = writeln!(out, "  n{index}{open}\"{label}\"{close}");
    }
    for edge in &graph.edges {
        let arrow = match edge.kind {
            EdgeKind::Calls => "-->",
            EdgeKind::Uses => "-.->",
            EdgeKind::Before => "==>",
        };
        let label =
            if edge.label.is_empty() { String::new() } else { format!("|\"{}\"|", quoted(&edge.label)) };
        let _ = writeln!(out, "  n{} {arrow}{label} n{}", edge.from, edge.to);
    }
    out
}

/// Text in a quoted label: entities of Mermaid.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' => out.push_str("#quot;"),
            '#' => out.push_str("#35;"),
            '<' => out.push_str("#lt;"),
            '>' => out.push_str("#gt;"),
            '\n' | '\r' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
