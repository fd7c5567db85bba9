//! A graph as a picture: columns from what calls to what is used. Colours follow the viewer's theme through CSS
//! variables of VS Code, with fallbacks for light and dark.

use super::{EdgeKind, Graph, Node, NodeKind};
use std::fmt::Write;

/// Height of a node, px.
const HEIGHT: usize = 44;
/// Between two nodes of a column, px.
const GAP: usize = 16;
/// Between two columns, px: room for labels.
const AISLE: usize = 110;
/// Around all, px.
const MARGIN: usize = 20;
/// Most characters of a line in a node.
const LONGEST: usize = 34;

const STYLE: &str = "\
svg{color-scheme:light dark;--fg:var(--vscode-foreground,light-dark(#1f2328,#e6edf3));\
--dim:var(--vscode-descriptionForeground,light-dark(#57606a,#9198a1));--bg:var(--vscode-editor-background,light-dark(#fff,#0d1117))}\
text{font:13px system-ui,sans-serif;fill:var(--fg)}.detail{font-size:11px;fill:var(--dim)}.label{font-size:11px;fill:var(--dim);paint-order:stroke;stroke:var(--bg);stroke-width:4px}\
rect{fill:var(--bg);stroke-width:1.5}.trigger rect{stroke:#bf8700}.domain rect{stroke:#8250df}.function rect{stroke:#0969da;stroke-width:2.5}\
.aggregation rect{stroke:#0969da;stroke-dasharray:5 3}.layer rect{stroke:#1a7f37}.resource rect{stroke:#6e7781}\
path{fill:none;stroke:var(--dim);stroke-width:1.3}.uses{stroke-dasharray:4 4}.before{stroke-width:2.4}a{cursor:pointer}";

/// The column of a node.
fn column(node: &Node) -> usize {
    match node.kind {
        NodeKind::Trigger | NodeKind::Domain => 0,
        NodeKind::Aggregation => 1,
        NodeKind::Function | NodeKind::Resource => 2,
        NodeKind::Layer => 3,
    }
}

/// The picture. `link` gives the address that a click on a node opens, if any.
pub fn picture(graph: &Graph, link: impl Fn(&Node) -> Option<String>) -> String {
    let mut columns: Vec<Vec<usize>> = vec![Vec::new(); 4];
    for (index, node) in graph.nodes.iter().enumerate() {
        columns[column(node)].push(index);
    }
    columns.retain(|column| !column.is_empty());
    let mut places = vec![(0usize, 0usize, 0usize); graph.nodes.len()];
    let tallest = columns.iter().map(Vec::len).max().unwrap_or(0);
    let height = MARGIN * 2 + tallest.max(1) * (HEIGHT + GAP) - GAP;
    let mut x = MARGIN;
    for column in &columns {
        let width = column.iter().map(|&index| width(&graph.nodes[index])).max().unwrap_or(0);
        let all = column.len() * (HEIGHT + GAP) - GAP;
        let mut y = MARGIN + (height - MARGIN * 2 - all) / 2;
        for &index in column {
            places[index] = (x, y, width);
            y += HEIGHT + GAP;
        }
        x += width + AISLE;
    }
    let total = if columns.is_empty() { MARGIN * 2 } else { x - AISLE + MARGIN };
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{total}\" height=\"{height}\" viewBox=\"0 0 {total} {height}\">\
         <style>{STYLE}</style>\n<defs><marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"7\" \
         markerHeight=\"7\" orient=\"auto-start-reverse\"><path d=\"M0 0L8 4L0 8\"/></marker></defs>\n"
    );
    for edge in &graph.edges {
        let (from, to) = (places[edge.from], places[edge.to]);
        let class = match edge.kind {
            EdgeKind::Calls => "calls",
            EdgeKind::Uses => "uses",
            EdgeKind::Before => "before",
        };
        let (line, middle) = curve(from, to);
        let _ = writeln!(out, "<path class=\"{class}\" marker-end=\"url(#arrow)\" d=\"{line}\"/>");
        if !edge.label.is_empty() {
            let (x, y) = middle;
            let label = escaped(&short(&edge.label, 16));
            let _ = writeln!(
                out,
                "<text class=\"label\" x=\"{x}\" y=\"{y}\" text-anchor=\"middle\">{label}</text>"
            );
        }
    }
    for (node, (x, y, width)) in graph.nodes.iter().zip(&places) {
        let class = match node.kind {
            NodeKind::Trigger => "trigger",
            NodeKind::Domain => "domain",
            NodeKind::Function => "function",
            NodeKind::Aggregation => "aggregation",
            NodeKind::Layer => "layer",
            NodeKind::Resource => "resource",
        };
        let radius = if matches!(node.kind, NodeKind::Trigger | NodeKind::Domain) { HEIGHT / 2 } else { 6 };
        let address = link(node);
        if let Some(address) = &address {
            let _ = write!(out, "<a href=\"{}\">", escaped(address));
        }
        let name_y = if node.detail.is_empty() { y + 27 } else { y + 19 };
        let _ = write!(
            out,
            "<g class=\"{class}\"><title>{} {}</title><rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{HEIGHT}\" \
             rx=\"{radius}\"/><text x=\"{}\" y=\"{name_y}\">{}</text>",
            escaped(&node.name),
            escaped(&node.detail),
            x + 16,
            escaped(&short(&node.name, LONGEST)),
        );
        if !node.detail.is_empty() {
            let detail = escaped(&short(&node.detail, LONGEST));
            let _ = write!(out, "<text class=\"detail\" x=\"{}\" y=\"{}\">{detail}</text>", x + 16, y + 35);
        }
        out.push_str(if address.is_some() { "</g></a>\n" } else { "</g>\n" });
    }
    out.push_str("</svg>\n");
    out
}

/// A curve from the side of one node to that of another, and where its label stands.
fn curve(from: (usize, usize, usize), to: (usize, usize, usize)) -> (String, (usize, usize)) {
    let (from_y, to_y) = (from.1 + HEIGHT / 2, to.1 + HEIGHT / 2);
    if from.0 == to.0 {
        // The same column: around its left side.
        let x = from.0;
        let out = x.saturating_sub(18 + from_y.abs_diff(to_y) / 8);
        return (
            format!("M{x} {from_y}C{out} {from_y} {out} {to_y} {x} {to_y}"),
            (out, from_y.midpoint(to_y)),
        );
    }
    let (start, end) = if from.0 < to.0 { (from.0 + from.2, to.0) } else { (from.0, to.0 + to.2) };
    let middle = start.midpoint(end);
    (
        format!("M{start} {from_y}C{middle} {from_y} {middle} {to_y} {end} {to_y}"),
        (middle, from_y.midpoint(to_y).saturating_sub(4)),
    )
}

/// About as wide as its longer line; full-width characters count twice.
fn width(node: &Node) -> usize {
    let wide = |text: &str, pixels: usize| -> usize {
        text.chars().map(|c| if c.len_utf8() > 2 { pixels * 2 } else { pixels }).sum()
    };
    let lines = wide(&short(&node.name, LONGEST), 8).max(wide(&short(&node.detail, LONGEST), 7));
    (lines + 32).max(110)
}

fn short(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_string();
    }
    text.chars().take(most - 1).chain(['…']).collect()
}

/// Text in XML; control characters have no place there.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
