//! Reads the names of a document.

use super::{
    Doubt, Form, Name, NameIndex, NameKind, Occurrence, expression_starts, first, inner_span, scalars_at,
};
use crate::document::expression::{self, Argument, ArgumentValue, Expression, MistakeKind, Part, Reference};
use crate::document::{self, Component, Document, Edition, FileKind, Resolver, Unit, UnitKind};
use crate::syntax::{self, Alias, Anchors, Entry, Mapping, Scalar, Value};
use crate::text::Span;
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;
use std::rc::Rc;

/// What tells two names apart.
#[derive(PartialEq, Eq, Hash)]
enum Key {
    Text(NameKind, String),
    At(NameKind, u32),
}

/// The names of `document`.
pub(super) fn collect(document: &Document) -> NameIndex {
    let names = document::Names::new(document);
    let mut builder = Builder {
        document,
        names: &names,
        anchors: first(document).map(syntax::anchors).unwrap_or_default(),
        keys: FxHashMap::default(),
        index: NameIndex::default(),
        entries: FxHashMap::default(),
        verbatim: None,
        seen: FxHashSet::default(),
    };
    if document.kind() != FileKind::NotOurs {
        builder.anchors();
        builder.definitions();
        builder.units();
    }
    let mut index = builder.index;
    index.occurrences.sort_by_key(|it| (it.span.start, it.span.end));
    index
}

struct Builder<'a> {
    document: &'a Document,
    names: &'a document::Names<'a>,
    anchors: Anchors<'a>,
    keys: FxHashMap<Key, usize>,
    index: NameIndex,
    /// The entries behind references that mean the same from everywhere, by their text.
    entries: FxHashMap<String, Rc<[Option<Entry<'a>>]>>,
    /// Where the scalar that is being read begins, if it is written as it is read.
    verbatim: Option<u32>,
    /// Starts of the spans that are in the index: a value behind two aliases counts once.
    seen: FxHashSet<(u32, bool)>,
}

impl<'a> Builder<'a> {
    fn name(&mut self, key: Key, text: &str) -> usize {
        let (Key::Text(kind, _) | Key::At(kind, _)) = key;
        let names = &mut self.index.names;
        *self.keys.entry(key).or_insert_with(|| {
            names.push(Name { kind, text: text.to_string(), whole: None });
            names.len() - 1
        })
    }

    fn occur(&mut self, name: usize, span: Span, form: Form, definition: Option<Span>) {
        let is_definition = definition.is_some();
        if self.seen.insert((span.start, is_definition)) {
            let whole = &mut self.index.names[name].whole;
            *whole = whole.or(definition);
            self.index.occurrences.push(Occurrence { name, span, is_definition, form });
        }
    }

    fn scalar(&mut self, name: usize, scalar: Scalar<'_>, definition: Option<Span>) {
        let span = inner_span(scalar, self.document.text());
        self.occur(name, span, Form::Scalar(scalar.span(), scalar.style()), definition);
    }

    fn doubt(&mut self, span: Span, kind: Option<NameKind>, text: Option<String>) {
        self.index.doubts.push(Doubt { span, kind, text });
    }

    fn anchors(&mut self) {
        let found: Vec<(String, Span, Span)> =
            self.anchors.iter().map(|(name, span, value)| (name.to_string(), span, value.span())).collect();
        for (text, span, value) in found {
            let name = self.name(Key::At(NameKind::Anchor, span.start), &text);
            let inner = Span::new(span.start + 1, span.end);
            self.occur(name, inner, Form::Bare, Some(span.cover(value)));
        }
        if let Some(root) = self.document.root().filter(|_| self.has_alias()) {
            self.aliases(root, 0);
        }
    }

    /// Whether there can be an alias: the quick look.
    fn has_alias(&self) -> bool {
        self.document.text().chunks().any(|chunk| chunk.contains('*'))
    }

    fn aliases(&mut self, value: Value<'a>, depth: u32) {
        if depth > 200 {
            return;
        }
        match value {
            Value::Mapping(mapping) => {
                for entry in mapping.entries() {
                    for value in [entry.key(), entry.value()].into_iter().flatten() {
                        self.aliases(value, depth + 1);
                    }
                }
            }
            Value::Sequence(sequence) => {
                sequence
                    .items()
                    .filter_map(|item| item.value())
                    .for_each(|value| self.aliases(value, depth + 1));
            }
            Value::Alias(alias) => self.alias(alias),
            Value::Scalar(_) => {}
        }
    }

    fn alias(&mut self, alias: Alias<'a>) {
        let inner = Span::new(alias.span().start + 1, alias.span().end);
        if let Some(value) = self.anchors.resolve(alias) {
            self.index.aliased.push(value.span());
        }
        match self.anchors.anchor_of(alias) {
            Some(span) => {
                let name = self.name(Key::At(NameKind::Anchor, span.start), &alias.name());
                self.occur(name, inner, Form::Bare, None);
            }
            None => self.index.mentions.push((NameKind::Anchor, alias.name().into_owned(), inner)),
        }
    }

    /// The keys that name something.
    fn definitions(&mut self) {
        let sections: &[(&str, NameKind)] = match self.document.kind() {
            FileKind::FYml => &[("functions", NameKind::Function), ("layers", NameKind::Layer)],
            _ => &[
                ("resources", NameKind::Resource),
                ("services", NameKind::Resource),
                ("template", NameKind::Template),
            ],
        };
        for (section, kind) in sections {
            let Some(mapping) = self.names.section_mapping(section) else { continue };
            for entry in mapping.entries().filter(|entry| !entry.is_merge()) {
                if let Some(key) = entry.key().and_then(|key| key.as_scalar()) {
                    let text = key.cooked();
                    let name = self.name(Key::Text(*kind, text.to_string()), &text);
                    self.scalar(name, key, Some(entry.span()));
                }
            }
        }
        if self.document.kind().is_s_yaml()
            && let Some(vars) = self.names.section("vars").and_then(|entry| entry.value())
        {
            self.variables(vars, 0);
        }
    }

    fn variables(&mut self, value: Value<'a>, depth: u32) {
        match value {
            Value::Mapping(mapping) if depth < 100 => {
                for entry in mapping.entries() {
                    if let Some(key) = entry.key().and_then(|key| key.as_scalar())
                        && !entry.is_merge()
                    {
                        self.variable(key, entry, NameKind::Variable);
                    }
                    if let Some(value) = entry.value() {
                        self.variables(value, depth + 1);
                    }
                }
            }
            Value::Sequence(sequence) if depth < 100 => {
                sequence
                    .items()
                    .filter_map(|item| item.value())
                    .for_each(|value| self.variables(value, depth + 1));
            }
            _ => {}
        }
    }

    /// The name that the key of `entry` is; defined there.
    fn variable(&mut self, key: Scalar<'a>, entry: Entry<'a>, kind: NameKind) -> usize {
        let start = key.span().start;
        if let Some(known) = self.keys.get(&Key::At(NameKind::Variable, start)) {
            return *known;
        }
        let name = self.name(Key::At(kind, start), &key.cooked());
        self.scalar(name, key, Some(entry.span()));
        name
    }

    /// What the units use.
    fn units(&mut self) {
        let document = self.document;
        let starts = expression_starts(document.text());
        let units = document.units();
        if document.kind().is_s_yaml() {
            units.iter().for_each(|unit| self.deployed_name(unit));
            if let Some(entry) = self.names.section("access") {
                self.access(Some(entry), Some(entry.span()));
            }
        }
        for unit in &units {
            match (unit.kind, document.kind()) {
                (UnitKind::Member, FileKind::FYml) if unit.section == "aggregation" => self.aggregation(unit),
                (UnitKind::Resource(component), kind) if kind.is_s_yaml() => self.resource(unit, component),
                (UnitKind::Section, kind) if kind.is_s_yaml() && unit.section == "flow" => self.flow(unit),
                _ => {}
            }
            if document.kind().is_s_yaml()
                && let Some(value) = unit.entry.value()
            {
                let resolver = Resolver::new(self.names, Some(unit.clone()));
                scalars_at(value, &starts, &mut |scalar| self.expressions(&resolver, unit, scalar));
            }
        }
    }

    /// The value behind an alias.
    fn follow(&self, value: Option<Value<'a>>) -> Option<Value<'a>> {
        match value? {
            Value::Alias(alias) => self.names.anchor(alias),
            value => Some(value),
        }
    }

    fn block(&self, value: Option<Value<'a>>) -> Option<Mapping<'a>> {
        self.follow(value)?.as_mapping()
    }

    fn items(&self, value: Option<Value<'a>>) -> Vec<Value<'a>> {
        match self.follow(value) {
            Some(Value::Sequence(list)) => {
                list.items().filter_map(|item| self.follow(item.value())).collect()
            }
            _ => Vec::new(),
        }
    }

    /// A scalar that names something of `kind` in the file.
    fn mention(&mut self, kind: NameKind, scalar: Scalar<'a>) {
        let text = scalar.cooked();
        if expression::has_expression(&text) || expression::has_placeholder(&text) {
            self.doubt(scalar.span(), Some(kind), None);
        } else if !text.is_empty() {
            let name = self.name(Key::Text(kind, text.to_string()), &text);
            self.scalar(name, scalar, None);
        }
    }

    fn aggregation(&mut self, unit: &Unit<'a>) {
        let Some(block) = self.block(unit.entry.value()) else { return };
        if let Some(functions) = block.get("functions") {
            for item in self.items(functions.value()) {
                if let Value::Scalar(scalar) = item {
                    self.mention(NameKind::Function, scalar);
                }
            }
        } else if let Some(patterns) = block.get("functionsPattern") {
            let all = self.items(patterns.value()).iter().all(|item| {
                item.as_scalar().is_some_and(|scalar| matches!(scalar.cooked().as_ref(), "*" | "**"))
            });
            if !all {
                self.doubt(patterns.span(), Some(NameKind::Function), None);
            }
        }
    }

    fn flow(&mut self, unit: &Unit<'a>) {
        let Some(commands) = self.block(unit.entry.value()) else { return };
        for command in commands.entries() {
            for group in self.items(command.value()) {
                for item in self.items(Some(group)) {
                    if let Value::Scalar(scalar) = item {
                        self.mention(NameKind::Resource, scalar);
                    }
                }
            }
        }
    }

    /// The value of an `access` key.
    fn access(&mut self, entry: Option<Entry<'a>>, definition: Option<Span>) {
        let Some(Value::Scalar(scalar)) = entry.and_then(|entry| self.follow(entry.value())) else { return };
        let text = scalar.cooked();
        if !text.is_empty() && !expression::has_expression(&text) {
            let name = self.name(Key::Text(NameKind::Access, text.to_string()), &text);
            self.scalar(name, scalar, definition);
        }
    }

    /// The literal `functionName` of a function.
    fn deployed_name(&mut self, unit: &Unit<'a>) {
        let UnitKind::Resource(Component::Fc3 | Component::Fc) = unit.kind else { return };
        let Some(props) = self.block(unit.props_entry().and_then(|entry| entry.value())) else { return };
        let entry = props
            .get("functionName")
            .or_else(|| self.block(props.get("function")?.value()).and_then(|block| block.get("name")));
        if let Some(entry) = entry
            && let Some(scalar) = entry.value().and_then(|value| value.as_scalar())
            && !expression::has_expression(&scalar.cooked())
            && !scalar.cooked().is_empty()
        {
            let text = scalar.cooked();
            let name = self.name(Key::Text(NameKind::FunctionName, text.to_string()), &text);
            self.scalar(name, scalar, Some(entry.span()));
        }
    }

    fn resource(&mut self, unit: &Unit<'a>, component: Component) {
        let Some(block) = self.block(unit.entry.value()) else { return };
        if let Some(extend) = block.get("extend") {
            match self.block(extend.value()).map(|extend| extend.get("name")) {
                Some(Some(name)) => match self.follow(name.value()) {
                    Some(Value::Scalar(scalar)) => self.mention(NameKind::Template, scalar),
                    Some(_) => self.doubt(name.span(), Some(NameKind::Template), None),
                    None => {}
                },
                Some(None) => {}
                None => self.doubt(extend.span(), Some(NameKind::Template), None),
            }
        }
        if let Some(actions) = block.get("actions") {
            self.commands(actions);
        }
        self.access(block.get("access"), None);
        let props = self.block(unit.props_entry().and_then(|entry| entry.value()));
        match (component, props) {
            (Component::Fc3Domain, Some(props)) => {
                let config = props.get("routeConfig").and_then(|entry| self.block(entry.value()));
                self.routes(config.and_then(|config| config.get("routes")));
            }
            (Component::Fc, Some(props)) => {
                for domain in self.items(props.get("customDomains").and_then(|entry| entry.value())) {
                    self.routes(self.block(Some(domain)).and_then(|domain| domain.get("routeConfigs")));
                }
            }
            _ => {}
        }
    }

    /// The functions that routes lead to.
    fn routes(&mut self, routes: Option<Entry<'a>>) {
        for route in self.items(routes.and_then(|entry| entry.value())) {
            let target = self.block(Some(route)).and_then(|route| route.get("functionName"));
            let Some(Value::Scalar(scalar)) = target.and_then(|entry| self.follow(entry.value())) else {
                continue;
            };
            let text = scalar.cooked().into_owned();
            match self.keys.get(&Key::Text(NameKind::FunctionName, text.clone())).copied() {
                Some(name) => self.scalar(name, scalar, None),
                None => self.index.mentions.push((NameKind::FunctionName, text, scalar.span())),
            }
        }
    }

    /// `run: s <resource> <command>` in actions: a use that is not followed.
    fn commands(&mut self, actions: Entry<'a>) {
        let Some(hooks) = self.block(actions.value()) else { return };
        for hook in hooks.entries() {
            for action in self.items(hook.value()) {
                let run = self.block(Some(action)).and_then(|action| action.get("run"));
                let Some(Value::Scalar(scalar)) = run.and_then(|run| self.follow(run.value())) else {
                    continue;
                };
                let text = scalar.cooked();
                let words: Vec<&str> =
                    text.split(|c: char| c.is_whitespace() || ";&|()".contains(c)).collect();
                for pair in words.windows(2).filter(|pair| pair[0] == "s") {
                    self.doubt(scalar.span(), Some(NameKind::Resource), Some(pair[1].to_string()));
                }
            }
        }
    }

    // Expressions.

    fn expressions(&mut self, resolver: &Resolver<'a>, unit: &Unit<'a>, scalar: Scalar<'a>) {
        let text = scalar.cooked();
        let content = scalar.content_span();
        self.verbatim = (self.document.text().slice(content) == text).then_some(content.start);
        if text.contains("<%") {
            self.doubt(scalar.span(), None, Some(text.to_string()));
        }
        for part in expression::parse(&text) {
            let Part::Expression { body, parsed, .. } = part else { continue };
            match parsed {
                Ok(Expression::Reference(reference)) => self.reference(resolver, unit, scalar, &reference),
                Ok(Expression::Call(call)) => self.arguments(resolver, unit, scalar, &call.arguments),
                Err(mistake) if matches!(mistake.kind, MistakeKind::EnvDot(_)) => {}
                Err(mistake) if matches!(mistake.kind, MistakeKind::UnknownRoot(_)) => {
                    self.service(scalar, &text, body);
                }
                Err(_) => self.doubt(scalar.span(), None, Some(text[body].to_string())),
            }
        }
    }

    /// `${X.output.y}`, `${X.props.y}` of edition 1.0.0: a use of the service X.
    fn service(&mut self, scalar: Scalar<'a>, text: &str, body: Range<usize>) {
        let start = body.start;
        let body = &text[body];
        let root = body.split('.').next().unwrap_or_default();
        let key = Key::Text(NameKind::Resource, root.to_string());
        let is_first = self.document.kind() == FileKind::SYaml(Edition::V1);
        let name = self.keys.get(&key).copied().filter(|_| is_first);
        match (name, self.place(scalar, start..start + root.len(), root)) {
            (Some(name), Some(span)) => self.occur(name, span, Form::Bare, None),
            _ => self.doubt(scalar.span(), None, Some(body.to_string())),
        }
    }

    /// Where the bytes `range` of the scalar stand in the file, if they are written as `text` there.
    fn place(&self, scalar: Scalar<'a>, range: Range<usize>, text: &str) -> Option<Span> {
        let (start, end) = (range.start as u32, range.end as u32);
        if let Some(base) = self.verbatim {
            return Some(Span::new(base + start, base + end));
        }
        let (start, end) = (scalar.source_offset(start)?, scalar.source_offset(end)?);
        let span = Span::new(start, end.max(start));
        (self.document.text().slice(span) == text).then_some(span)
    }

    /// What the segments of `reference` lead to.
    fn entries(&mut self, resolver: &Resolver<'a>, reference: &Reference) -> Rc<[Option<Entry<'a>>]> {
        if reference.root() == "this" {
            return resolver.entries(reference).into();
        }
        let text = reference.segments.iter().map(|(text, _)| text.as_str()).collect::<Vec<_>>().join(".");
        self.entries.entry(text).or_insert_with(|| resolver.entries(reference).into()).clone()
    }

    fn arguments(
        &mut self,
        resolver: &Resolver<'a>,
        unit: &Unit<'a>,
        scalar: Scalar<'a>,
        arguments: &[Argument],
    ) {
        for argument in arguments {
            match &argument.value {
                ArgumentValue::Reference(reference) => self.reference(resolver, unit, scalar, reference),
                ArgumentValue::Call(call) => self.arguments(resolver, unit, scalar, &call.arguments),
                ArgumentValue::Quoted(_) | ArgumentValue::Bare(_) => {}
            }
        }
    }

    fn reference(
        &mut self,
        resolver: &Resolver<'a>,
        unit: &Unit<'a>,
        scalar: Scalar<'a>,
        reference: &Reference,
    ) {
        if !matches!(reference.root(), "vars" | "resources" | "this") {
            let text = reference.rest().collect::<Vec<_>>().join(".");
            self.doubt(scalar.span(), None, Some(text));
            return;
        }
        let last = reference.segments.len() - 1;
        let entries = self.entries(resolver, reference);
        if let Some(entry) = entries[last] {
            self.index.whole_uses.insert(entry.key_span().start);
        }
        if reference.root() == "this" && reference.rest().next() == Some("name") {
            self.index.self_named.insert(unit.entry.key_span().start);
        }
        for (place, ((text, range), entry)) in
            reference.segments.iter().zip(entries.iter()).enumerate().skip(1)
        {
            let Some(span) = self.place(scalar, range.clone(), text) else {
                // Escapes or line breaks inside the name.
                self.doubt(scalar.span(), None, Some(text.clone()));
                continue;
            };
            let key = entry.and_then(|entry| Some((entry, entry.key()?.as_scalar()?)));
            let name = match (reference.root(), place, key) {
                ("resources", 1, _) => self.name(Key::Text(NameKind::Resource, text.clone()), text),
                ("vars", _, Some((entry, key))) => self.variable(key, entry, NameKind::Variable),
                ("vars", _, None) if text.parse::<u32>().is_err() => {
                    let path: Vec<&str> = reference.rest().take(place).collect();
                    self.name(Key::Text(NameKind::Variable, path.join(".")), text)
                }
                ("resources", 3.., Some((entry, key))) | ("this", 2.., Some((entry, key))) => {
                    self.variable(key, entry, NameKind::Setting)
                }
                ("this", 1, Some((entry, key))) if text != "props" => {
                    self.variable(key, entry, NameKind::Setting)
                }
                _ => continue,
            };
            self.occur(name, span, Form::Bare, None);
        }
    }
}
