//! YAML under construction with the comments of the text it came from.

use crate::syntax::edit::quote;
use crate::syntax::{Anchors, Entry, ScalarStyle, Value, comments};
use crate::text::{Span, Text};
use rustc_hash::FxHashSet;

/// The most values of one file: aliases multiply.
const MAX_NODES: u32 = 100_000;
const MAX_DEPTH: u32 = 100;

/// A value with the comments around it.
#[derive(Clone, Debug, Default)]
pub(super) struct Node {
    /// Comment lines above its key or dash, without indentation.
    pub above: Vec<String>,
    /// The comment behind its key or on its line.
    pub behind: Option<String>,
    pub body: Body,
    /// Where its key, or else its value, stands in the source.
    pub span: Span,
}

/// What a value is.
#[derive(Clone, Debug, Default)]
pub(super) enum Body {
    #[default]
    Null,
    /// YAML text for one line, and what it means as text.
    Scalar {
        yaml: String,
        text: String,
    },
    /// Header and lines of a block scalar, cut at its column.
    Lines {
        header: String,
        lines: Vec<String>,
    },
    Map(Vec<(String, Node)>),
    List(Vec<Node>),
}

impl Node {
    pub fn text_of(text: &str) -> Node {
        Node { body: Body::Scalar { yaml: scalar(text), text: text.to_string() }, ..Node::default() }
    }

    /// A value whose YAML text is `yaml`, such as a number.
    pub fn raw(yaml: &str) -> Node {
        Node { body: Body::Scalar { yaml: yaml.to_string(), text: yaml.to_string() }, ..Node::default() }
    }

    pub fn map() -> Node {
        Node { body: Body::Map(Vec::new()), ..Node::default() }
    }

    pub fn list(items: Vec<Node>) -> Node {
        Node { body: Body::List(items), ..Node::default() }
    }

    pub fn is_map(&self) -> bool {
        matches!(self.body, Body::Map(_))
    }

    pub fn is_null(&self) -> bool {
        matches!(self.body, Body::Null)
    }

    /// The text of a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.body {
            Body::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    pub fn entries(&self) -> &[(String, Node)] {
        match &self.body {
            Body::Map(entries) => entries,
            _ => &[],
        }
    }

    pub fn items(&self) -> &[Node] {
        match &self.body {
            Body::List(items) => items,
            _ => &[],
        }
    }

    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|(name, _)| name == key).map(|(_, node)| node)
    }

    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        match &mut self.body {
            Body::Map(entries) => entries.iter_mut().find(|(name, _)| name == key).map(|(_, node)| node),
            _ => None,
        }
    }

    /// Takes `key` out; nothing where its value is null.
    pub fn take(&mut self, key: &str) -> Option<Node> {
        let Body::Map(entries) = &mut self.body else { return None };
        let at = entries.iter().position(|(name, _)| name == key)?;
        Some(entries.remove(at).1).filter(|node| !node.is_null())
    }

    /// Sets `key`, at the end if it is new.
    pub fn set(&mut self, key: &str, value: Node) {
        let Body::Map(entries) = &mut self.body else { return };
        match entries.iter_mut().find(|(name, _)| name == key) {
            Some((_, old)) => *old = value,
            None => entries.push((key.to_string(), value)),
        }
    }

    pub fn rename(&mut self, old: &str, new: &str) {
        if let Body::Map(entries) = &mut self.body
            && !entries.iter().any(|(name, _)| name == new)
            && let Some((name, _)) = entries.iter_mut().find(|(name, _)| name == old)
        {
            *name = new.to_string();
        }
    }

    /// The same value with the comments of `other`.
    pub fn commented(mut self, other: &Node) -> Node {
        self.above.splice(0..0, other.above.iter().cloned());
        self.behind = self.behind.or_else(|| other.behind.clone());
        self.span = other.span;
        self
    }

    /// The same value without any comment.
    pub fn bare(mut self) -> Node {
        self.above.clear();
        self.behind = None;
        self.body = match self.body {
            Body::Map(entries) => {
                Body::Map(entries.into_iter().map(|(key, node)| (key, node.bare())).collect())
            }
            Body::List(items) => Body::List(items.into_iter().map(Node::bare).collect()),
            body => body,
        };
        self
    }

    /// Changes every scalar below, this one included.
    pub fn each_text(&mut self, change: &mut impl FnMut(&str) -> Option<String>) {
        match &mut self.body {
            Body::Scalar { yaml, text } => {
                if let Some(new) = change(text) {
                    *yaml = scalar(&new);
                    *text = new;
                }
            }
            Body::Lines { lines, .. } => {
                for line in lines {
                    if let Some(new) = change(line) {
                        *line = new;
                    }
                }
            }
            Body::Map(entries) => entries.iter_mut().for_each(|(_, node)| node.each_text(change)),
            Body::List(items) => items.iter_mut().for_each(|node| node.each_text(change)),
            Body::Null => {}
        }
    }
}

/// Text on one line; `${env('A')}` in double quotes, since single ones would have to be doubled, and an expression
/// alone without any.
pub(super) fn scalar(text: &str) -> String {
    let quoted = quote(text);
    if quoted.starts_with('\'') {
        let expression = text.starts_with("${")
            && text.find('}') == Some(text.len() - 1)
            && !text.contains([':', '#', '\n']);
        if expression {
            return text.to_string();
        }
        if text.contains('\'') && !text.contains(['"', '\\']) {
            return format!("\"{text}\"");
        }
    }
    quoted
}

/// Reads the tree into nodes. Aliases and merge keys are written out.
pub(super) struct Reader<'a> {
    text: &'a Text,
    anchors: Anchors<'a>,
    left: u32,
    /// Comments that some node carries.
    pub seen: FxHashSet<u32>,
}

impl<'a> Reader<'a> {
    pub fn new(text: &'a Text, anchors: Anchors<'a>) -> Reader<'a> {
        Reader { text, anchors, left: MAX_NODES, seen: FxHashSet::default() }
    }

    /// `None` where there are too many values, a key that is no scalar or an alias of nothing.
    pub fn value(&mut self, value: Option<Value<'a>>, depth: u32) -> Option<Node> {
        self.left = self.left.checked_sub(1)?;
        if depth > MAX_DEPTH {
            return None;
        }
        let Some(value) = value else { return Some(Node::default()) };
        let mut node = Node { span: value.span(), ..Node::default() };
        node.body = match value {
            Value::Alias(alias) => return self.value(Some(self.anchors.resolve(alias)?), depth + 1),
            Value::Scalar(scalar) => self.scalar(scalar, value.tag().is_some()),
            Value::Mapping(mapping) => {
                let mut merged = Vec::new();
                let mut entries: Vec<(String, Node)> = Vec::new();
                let mut first_above = Vec::new();
                for (at, entry) in mapping.entries().enumerate() {
                    if at == 0 {
                        self.above_first(entry.span().start, &mut first_above);
                    }
                    if entry.is_merge() {
                        self.merged(entry.value()?, depth + 1, &mut merged)?;
                        continue;
                    }
                    let key = entry.key_text()?.into_owned();
                    entry.colon()?;
                    let mut node = self.value(entry.value(), depth + 1)?;
                    node.span = entry.key_span();
                    node.above.append(&mut first_above);
                    self.around(entry, &mut node);
                    match entries.iter_mut().find(|(name, _)| *name == key) {
                        Some((_, old)) => *old = node,
                        None => entries.push((key, node)),
                    }
                }
                for (key, node) in merged {
                    if !entries.iter().any(|(name, _)| *name == key) {
                        entries.push((key, node));
                    }
                }
                Body::Map(entries)
            }
            Value::Sequence(list) => {
                let mut items = Vec::new();
                for (at, item) in list.items().enumerate() {
                    let mut above = Vec::new();
                    if at == 0 {
                        self.above_first(item.span().start, &mut above);
                    }
                    let mut node = self.value(item.value(), depth + 1)?;
                    node.above = above;
                    let start = item.node().span().start;
                    self.above(start, item.span().start, &mut node);
                    let end = item.value().map_or(item.span().end, |value| value.span().end);
                    if !is_block(item.value()) {
                        self.behind(end, &mut node);
                    }
                    items.push(node);
                }
                Body::List(items)
            }
        };
        Some(node)
    }

    fn merged(&mut self, value: Value<'a>, depth: u32, out: &mut Vec<(String, Node)>) -> Option<()> {
        let mut add = |node: Node| {
            let Body::Map(entries) = node.body else { return None };
            for (key, node) in entries {
                if !out.iter().any(|(name, _)| *name == key) {
                    out.push((key, node));
                }
            }
            Some(())
        };
        match value {
            Value::Sequence(list) => {
                for item in list.items() {
                    add(self.value(item.value(), depth)?)?;
                }
                Some(())
            }
            value => add(self.value(Some(value), depth)?),
        }
    }

    fn scalar(&self, scalar: crate::syntax::Scalar<'a>, tagged: bool) -> Body {
        let (raw, text) = (scalar.raw(), scalar.cooked().into_owned());
        let block = matches!(scalar.style(), ScalarStyle::Literal | ScalarStyle::Folded);
        if block && !tagged {
            let header =
                raw.lines().next().unwrap_or("|").split('#').next().unwrap_or("|").trim().to_string();
            let lines = self.text.slice(scalar.content_span());
            let indent = lines
                .lines()
                .filter(|line| !line.trim().is_empty())
                .map(|line| line.len() - line.trim_start_matches(' ').len())
                .min()
                .unwrap_or(0);
            let explicit = header.contains(|c: char| c.is_ascii_digit());
            if !explicit {
                let mut lines: Vec<String> =
                    lines.lines().map(|line| line.get(indent..).unwrap_or_default().to_string()).collect();
                while lines.last().is_some_and(String::is_empty) && !header.contains('+') {
                    lines.pop();
                }
                let first_deeper = lines.first().is_some_and(|line| line.starts_with([' ', '\t']));
                if !first_deeper && !lines.is_empty() {
                    return Body::Lines { header, lines };
                }
            }
        }
        if raw.is_empty() || (scalar.style() == ScalarStyle::Plain && matches!(&*raw, "~" | "null")) {
            return Body::Null;
        }
        let yaml =
            if tagged || block || raw.contains(['\n', '\r']) { quote(&text) } else { raw.into_owned() };
        Body::Scalar { yaml, text }
    }

    fn around(&mut self, entry: Entry<'a>, node: &mut Node) {
        self.above(entry.node().span().start, entry.span().start, node);
        let value = entry.value();
        let from = entry.colon().map_or(entry.key_span().end, |colon| colon.end);
        match value {
            Some(value) if is_block(Some(value)) => {
                // Comments between the key and its first line: the first one stays on the line of the key.
                self.behind(from, node);
            }
            Some(value) => self.behind(value.span().end.max(from), node),
            None => self.behind(from, node),
        }
    }

    /// The comment on the rest of the line after `offset`.
    fn behind(&mut self, offset: u32, node: &mut Node) {
        let line = self.text.line_span(self.text.line_of(offset));
        let rest = self.text.slice(Span::new(offset.min(line.end), line.end));
        let Some(at) = rest.find('#') else { return };
        if rest[..at].trim().is_empty() && (at > 0) && self.seen.insert(offset + at as u32) {
            node.behind = Some(rest[at..].trim_end().to_string());
        }
    }

    /// The comment lines above the first entry or item of a block, at `start`: the tree has them outside of it.
    fn above_first(&mut self, start: u32, out: &mut Vec<String>) {
        let mut line = self.text.line_of(start);
        if !self.text.slice(Span::new(self.text.line_start(line), start)).trim().is_empty() {
            return;
        }
        let mut found = Vec::new();
        while line > 0 {
            let span = self.text.line_span(line - 1);
            let above = self.text.slice(span);
            let trimmed = above.trim();
            if !(trimmed.is_empty() || trimmed.starts_with('#')) {
                break;
            }
            let at = span.start + (above.len() - above.trim_start().len()) as u32;
            if !trimmed.is_empty() && self.seen.insert(at) {
                found.push(trimmed.to_string());
            }
            line -= 1;
        }
        out.extend(found.into_iter().rev());
    }

    /// The comment lines in `start..end`.
    fn above(&mut self, start: u32, end: u32, node: &mut Node) {
        let text = self.text.slice(Span::new(start.min(end), end));
        let mut at = start;
        for line in text.split_inclusive('\n') {
            let trimmed = line.trim();
            let offset = at + (line.len() - line.trim_start().len()) as u32;
            if trimmed.starts_with('#') && self.seen.insert(offset) {
                node.above.push(trimmed.to_string());
            }
            at += line.len() as u32;
        }
    }

    /// The comments of the file that no node carries.
    pub fn rest(&self, tree: &'a crate::syntax::Tree) -> Vec<String> {
        let left = comments(tree.root(self.text)).filter(|span| !self.seen.contains(&span.start));
        left.map(|span| self.text.slice(span).trim_end().to_string()).collect()
    }
}

fn is_block(value: Option<Value<'_>>) -> bool {
    match value {
        Some(Value::Mapping(mapping)) => !mapping.is_flow(),
        Some(Value::Sequence(list)) => !list.is_flow(),
        Some(Value::Scalar(scalar)) => {
            matches!(scalar.style(), ScalarStyle::Literal | ScalarStyle::Folded)
        }
        _ => false,
    }
}

/// The lines of the entries of `node` at `indent` columns.
pub(super) fn write(node: &Node, indent: usize, out: &mut String) {
    let margin = " ".repeat(indent);
    for (key, value) in node.entries() {
        for comment in &value.above {
            out.push_str(&format!("{margin}{comment}\n"));
        }
        out.push_str(&format!("{margin}{}:", quote(key)));
        behind(value, indent, out);
    }
}

fn note(value: &Node) -> String {
    value.behind.as_ref().map(|comment| format!(" {comment}")).unwrap_or_default()
}

/// What follows a key or dash whose children stand deeper than `indent`.
fn behind(value: &Node, indent: usize, out: &mut String) {
    let inner = " ".repeat(indent + 2);
    match &value.body {
        Body::Null => out.push_str(&format!("{}\n", note(value))),
        Body::Scalar { yaml, .. } => out.push_str(&format!(" {yaml}{}\n", note(value))),
        Body::Lines { header, lines } => {
            out.push_str(&format!(" {header}{}\n", note(value)));
            for line in lines {
                out.push_str(&if line.is_empty() { "\n".to_string() } else { format!("{inner}{line}\n") });
            }
        }
        Body::Map(entries) if entries.is_empty() => out.push_str(&format!(" {{}}{}\n", note(value))),
        Body::List(items) if items.is_empty() => out.push_str(&format!(" []{}\n", note(value))),
        Body::Map(_) => {
            out.push_str(&format!("{}\n", note(value)));
            write(value, indent + 2, out);
        }
        Body::List(items) => {
            out.push_str(&format!("{}\n", note(value)));
            for item in items {
                write_item(item, indent + 2, out);
            }
        }
    }
}

fn write_item(item: &Node, indent: usize, out: &mut String) {
    let margin = " ".repeat(indent);
    for comment in &item.above {
        out.push_str(&format!("{margin}{comment}\n"));
    }
    match &item.body {
        Body::Map(entries) if !entries.is_empty() => {
            let mut lines = String::new();
            let mut item = item.clone();
            // Comments above the first key stand above the dash.
            if let Body::Map(entries) = &mut item.body {
                for comment in std::mem::take(&mut entries[0].1.above) {
                    out.push_str(&format!("{margin}{comment}\n"));
                }
            }
            if let Some(comment) = &item.behind {
                out.push_str(&format!("{margin}{comment}\n"));
            }
            write(&item, indent + 2, &mut lines);
            out.push_str(&format!("{margin}- {}", lines.get(indent + 2..).unwrap_or_default()));
        }
        Body::List(items) if !items.is_empty() => {
            out.push_str(&format!("{margin}-{}\n", note(item)));
            for inner in items {
                write_item(inner, indent + 2, out);
            }
        }
        _ => {
            out.push_str(&format!("{margin}-"));
            behind(item, indent, out);
        }
    }
}
