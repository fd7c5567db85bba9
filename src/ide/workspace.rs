//! The things of a file that somebody looks for by name from anywhere in the workspace.

use super::symbols::{Symbol, SymbolKind, symbols};
use crate::document::Document;
use crate::text::Span;

/// A function, resource, trigger or variable of some file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkspaceSymbol {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: SymbolKind,
    /// Its name in the text.
    pub span: Span,
    /// What it belongs to: a section of the file, the function of a trigger.
    pub container: String,
}

/// The sections whose members have names of their own.
const SECTIONS: [&str; 7] =
    ["functions", "aggregation", "layers", "resources", "services", "template", "vars"];

/// The functions, resources, triggers, layers, templates and variables of `document`, in the order of the text.
pub fn workspace_symbols(document: &Document) -> Vec<WorkspaceSymbol> {
    let mut found = Vec::new();
    for section in symbols(document) {
        if !SECTIONS.contains(&section.name.as_str()) {
            continue;
        }
        for member in &section.children {
            found.push(symbol(member, &section.name));
            events(member, &member.name, &mut found);
        }
    }
    found
}

fn symbol(symbol: &Symbol, container: &str) -> WorkspaceSymbol {
    WorkspaceSymbol {
        name: symbol.name.clone(),
        kind: symbol.kind,
        span: symbol.selection,
        container: container.to_string(),
    }
}

fn events(parent: &Symbol, container: &str, found: &mut Vec<WorkspaceSymbol>) {
    for child in &parent.children {
        if child.kind == SymbolKind::Event {
            found.push(symbol(child, container));
        } else {
            events(child, container, found);
        }
    }
}

impl WorkspaceSymbol {
    /// Whether the letters of `query` stand in `name` in their order, in whatever case. Clients sort and
    /// sift further.
    pub fn means(query: &str, name: &str) -> bool {
        let mut letters = name.chars().flat_map(char::to_lowercase);
        let mut wanted = query.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase);
        wanted.all(|wanted| letters.any(|letter| letter == wanted))
    }
}
