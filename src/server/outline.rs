//! `textDocument/documentSymbol`: the outline as the text of its JSON.
//!
//! The text of each function is kept as long as its tree stays the same, with gaps where line numbers
//! stand; so a keystroke in a long file costs one function and the copying of text.

use super::convert::{Lines, symbol_kind};
use super::lsp;
use super::state::State;
use crate::document::Document;
use crate::ide::sections::{first_line, sections};
use crate::ide::symbols::{Symbol, member, section_symbol};
use crate::syntax::{Entry, GreenId};
use rustc_hash::FxHashMap;
use std::fmt::Write;
use std::sync::Arc;

/// What was written of a document's parts the last time; each with the section it was in.
#[derive(Default)]
pub struct Outline(FxHashMap<GreenId, (String, Arc<Pattern>)>);

/// Text with gaps for line numbers.
#[derive(Default)]
struct Pattern {
    text: String,
    /// Where in the text a number goes, and which, counted from the part's first line.
    gaps: Vec<(u32, u32)>,
}

impl Pattern {
    fn line(&mut self, line: u32) {
        self.gaps.push((self.text.len() as u32, line));
    }

    /// Writes the text for a part whose first line is `first`.
    fn fill(&self, first: u32, out: &mut String) {
        let mut from = 0;
        for (at, line) in &self.gaps {
            let at = *at as usize;
            out.push_str(&self.text[from..at]);
            // Writing to a string cannot fail.
            let _ = write!(out, "{}", first + line);
            from = at;
        }
        out.push_str(&self.text[from..]);
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Clients refuse a whole outline for one empty name.
fn shown_name(symbol: &Symbol) -> String {
    quoted(if symbol.name.trim().is_empty() { "…" } else { &symbol.name })
}

/// How a client wants symbols.
#[derive(Clone, Copy)]
struct Writer<'a> {
    lines: Lines<'a>,
    /// As a tree; else as a list of symbols that name the one they are in.
    nested: bool,
    /// The document's name as JSON.
    uri: &'a str,
}

impl Writer<'_> {
    /// `symbol` as JSON, with `first` as line 0. In a tree the last bracket is left out, for children.
    fn head(&self, symbol: &Symbol, container: Option<&Symbol>, first: u32, out: &mut Pattern) {
        let (name, kind) = (shown_name(symbol), serde_json::json!(symbol_kind(symbol.kind)));
        let _ = write!(out.text, r#"{{"name":{name},"kind":{kind},"#);
        if !self.nested {
            let _ = write!(out.text, r#""location":{{"uri":{},"range":"#, self.uri);
            self.range(self.lines.range(symbol.span), first, out);
            out.text.push('}');
            if let Some(container) = container {
                let _ = write!(out.text, r#","containerName":{}"#, shown_name(container));
            }
            return;
        }
        if !symbol.detail.is_empty() {
            let _ = write!(out.text, r#""detail":{},"#, quoted(&symbol.detail));
        }
        // The protocol demands the name inside the whole; clients throw otherwise.
        let inside = symbol.span.contains_span(symbol.selection);
        out.text.push_str(r#""range":"#);
        self.range(self.lines.range(symbol.span), first, out);
        out.text.push_str(r#","selectionRange":"#);
        self.range(self.lines.range(if inside { symbol.selection } else { symbol.span }), first, out);
    }

    fn range(&self, range: lsp::Range, first: u32, out: &mut Pattern) {
        out.text.push_str(r#"{"start":{"line":"#);
        out.line(range.start.line.saturating_sub(first));
        let _ = write!(out.text, r#","character":{}}},"end":{{"line":"#, range.start.character);
        out.line(range.end.line.saturating_sub(first));
        let _ = write!(out.text, r#","character":{}}}}}"#, range.end.character);
    }

    /// What stands between a symbol and its first child.
    fn before_children(&self) -> &'static str {
        if self.nested { r#","children":["# } else { "}," }
    }

    /// What stands behind a symbol: `had` tells whether it has children.
    fn end(&self, had: bool) -> &'static str {
        match (self.nested, had) {
            (true, true) => "]}",
            (false, true) => "",
            (_, false) => "}",
        }
    }

    /// `symbol` with its children.
    fn whole(&self, symbol: &Symbol, container: Option<&Symbol>, first: u32, out: &mut Pattern) {
        self.head(symbol, container, first, out);
        for (index, child) in symbol.children.iter().enumerate() {
            out.text.push_str(if index == 0 { self.before_children() } else { "," });
            self.whole(child, Some(symbol), first, out);
        }
        out.text.push_str(self.end(!symbol.children.is_empty()));
    }
}

/// The parts of one answer: what was kept, and what is kept for the next.
struct Parts<'a> {
    writer: Writer<'a>,
    known: FxHashMap<GreenId, (String, Arc<Pattern>)>,
    kept: FxHashMap<GreenId, (String, Arc<Pattern>)>,
    json: String,
}

impl Parts<'_> {
    /// Writes the part `entry` of a section; nothing if `read` finds no symbol in it.
    fn add(
        &mut self,
        (entry, section): (Entry<'_>, &str),
        container: Option<&Symbol>,
        before: &str,
        read: impl FnOnce() -> Option<Symbol>,
    ) -> bool {
        let first = first_line(self.writer.lines.text, entry);
        let id = entry.id();
        let known = self.known.remove(&id).filter(|(of, _)| of == section && first.is_some());
        let (of, pattern) = match known {
            Some(known) => known,
            None => {
                let mut pattern = Pattern::default();
                if let Some(symbol) = read() {
                    self.writer.whole(&symbol, container, first.unwrap_or(0), &mut pattern);
                }
                (section.to_string(), Arc::new(pattern))
            }
        };
        let found = !pattern.text.is_empty();
        if found {
            self.json.push_str(before);
            pattern.fill(first.unwrap_or(0), &mut self.json);
        }
        if first.is_some() {
            self.kept.insert(id, (of, pattern));
        }
        found
    }
}

impl Outline {
    /// The outline of `document` as JSON.
    fn write(&mut self, document: &Document, writer: Writer<'_>) -> String {
        let known = std::mem::take(&mut self.0);
        let mut parts = Parts { writer, known, kept: FxHashMap::default(), json: String::from("[") };
        for section in sections(document) {
            let comma = if parts.json.len() > 1 { "," } else { "" };
            let Some(members) = section.members else {
                parts.add((section.entry, &section.name), None, comma, || section_symbol(&section));
                continue;
            };
            let Some(symbol) = section_symbol(&section) else { continue };
            let mut head = Pattern::default();
            writer.head(&symbol, None, 0, &mut head);
            parts.json.push_str(comma);
            head.fill(0, &mut parts.json);
            let mut had = false;
            for entry in members.entries() {
                let before = if had { "," } else { writer.before_children() };
                let read = || member(&section.name, entry);
                had |= parts.add((entry, &section.name), Some(&symbol), before, read);
            }
            parts.json.push_str(writer.end(had));
        }
        let Parts { kept, mut json, .. } = parts;
        json.push(']');
        self.0 = kept;
        json
    }
}

impl State {
    /// `textDocument/documentSymbol`: the text of the answer.
    pub fn document_symbol(&mut self, params: &lsp::DocumentSymbolParams) -> Option<String> {
        let (encoding, nested) = (self.abilities.encoding, self.abilities.nested_symbols);
        let open = self.documents.get_mut(params.text_document.uri.as_str())?;
        let mut outline = std::mem::take(&mut open.outline);
        let uri = quoted(open.uri.as_str());
        let json = outline.write(open.document()?, Writer { lines: open.lines(encoding), nested, uri: &uri });
        open.outline = outline;
        Some(json)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ide::symbols::SymbolKind;
    use crate::text::{Encoding, Span, Text};
    use serde_json::{Value, json};

    #[test]
    fn outlines_nest_or_list() {
        let text = Text::from("memorySize: 512\ncpu: 4\n");
        let lines = Lines { text: &text, encoding: Encoding::Utf16 };
        let leaf = Symbol {
            name: String::new(),
            detail: "4".into(),
            kind: SymbolKind::Property,
            span: Span::new(16, 22),
            selection: Span::new(0, 3),
            children: vec![],
        };
        let mut root = Symbol {
            name: "f\"".into(),
            detail: String::new(),
            kind: SymbolKind::Function,
            span: Span::new(0, 22),
            selection: Span::new(0, 10),
            children: vec![leaf.clone(), leaf],
        };
        let written = |nested: bool, root: &Symbol| -> Value {
            let mut pattern = Pattern::default();
            Writer { lines, nested, uri: "\"file:///s.yaml\"" }.whole(root, None, 0, &mut pattern);
            let mut json = String::from("[");
            pattern.fill(10, &mut json);
            serde_json::from_str(&format!("{json}]")).unwrap()
        };
        let nested = written(true, &root);
        let child = &nested[0]["children"][1];
        let range = json!({"start": {"line": 11, "character": 0}, "end": {"line": 11, "character": 6}});
        assert_eq!(
            child,
            &json!({"name": "…", "detail": "4", "kind": 7, "range": range, "selectionRange": range})
        );
        let flat = written(false, &root);
        assert_eq!(flat.as_array().unwrap().len(), 3);
        assert_eq!(flat[2]["containerName"], "f\"");
        assert_eq!(flat[2]["location"], json!({"uri": "file:///s.yaml", "range": range}));
        root.children.clear();
        assert!(written(true, &root)[0].get("children").is_none());
        assert_eq!(written(false, &root).as_array().unwrap().len(), 1);
    }

    /// What is kept from the version before is what a fresh look finds.
    #[test]
    fn an_outline_after_an_edit_is_that_of_the_new_text() {
        use crate::document::NoFiles;
        use crate::text::Edit;
        let source = "edition: 3.0.0\nname: t\nvars: {a: 1}\nresources:\n  web:\n    component: fc3\n    props:\n      \
                      triggers:\n        - triggerName: t\n          triggerType: http\n  api: {component: fc3-domain}\n";
        let mut document = Document::new(Some("/s.yaml".into()), Text::from(source), Arc::new(NoFiles));
        let mut outlines = [(true, Outline::default()), (false, Outline::default())];
        let places = ["", "name", "  web", "web", "resources", "http", "\n  api", "vars", "t\n  "];
        for (place, new) in
            places.iter().zip(["", "# 中\n", "\n", "\"", "x", "y", "\n  b: {runtime: z}", "{", "é"])
        {
            let at = document.text().to_string().find(place).unwrap_or(0) as u32;
            document = document.edited(&Edit::insert(at, new.to_string()));
            for (nested, outline) in &mut outlines {
                let lines = Lines { text: document.text(), encoding: Encoding::Utf16 };
                let writer = Writer { lines, nested: *nested, uri: "\"u\"" };
                let fresh = Outline::default().write(&document, writer);
                assert!(serde_json::from_str::<Value>(&fresh).is_ok(), "{fresh}");
                assert_eq!(outline.write(&document, writer), fresh, "{}", document.text());
            }
        }
    }
}
