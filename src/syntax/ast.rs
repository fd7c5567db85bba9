//! Typed views: what a document says, as mappings, sequences, scalars and aliases. All of them are
//! cheap copies of cursors; damaged parts are left out, except that a key without its colon is an
//! entry like any other.

use super::cursor::{Element, GreenId, Node};
use super::green::Kind;
use crate::text::{Span, Text};
use std::borrow::Cow;

/// All documents of a file.
#[derive(Debug, Clone, Copy)]
pub struct Stream<'a>(Node<'a>);

impl<'a> Stream<'a> {
    pub(super) fn new(node: Node<'a>) -> Self {
        Stream(node)
    }

    /// The documents in order. A file of comments only has none.
    pub fn documents(self) -> impl Iterator<Item = Document<'a>> + Clone + 'a {
        self.0.children().filter_map(|element| match element {
            Element::Node(node) if node.kind() == Kind::Document => Some(Document(node)),
            _ => None,
        })
    }
}

/// One document.
#[derive(Debug, Clone, Copy)]
pub struct Document<'a>(Node<'a>);

impl<'a> Document<'a> {
    /// What the document says: its mapping if damage has left several values, else the first one.
    pub fn value(&self) -> Option<Value<'a>> {
        let mut values = values(self.0);
        let first = values.next()?;
        if matches!(first, Value::Mapping(_)) {
            return Some(first);
        }
        values.find(|value| matches!(value, Value::Mapping(_))).or(Some(first))
    }

    /// Where it stands.
    pub fn span(&self) -> Span {
        self.0.span()
    }

    /// Its node.
    pub fn node(&self) -> Node<'a> {
        self.0
    }

    /// Its directive lines, such as `%YAML 1.2`.
    pub fn directives(self) -> impl Iterator<Item = Span> + 'a {
        token_spans(self.0, Kind::Directive)
    }

    /// Its `---`, if there is one.
    pub fn start_marker(&self) -> Option<Span> {
        token(self.0, Kind::DocumentStart)
    }

    /// Its `...`, if there is one.
    pub fn end_marker(&self) -> Option<Span> {
        token(self.0, Kind::DocumentEnd)
    }
}

fn token_spans<'a>(node: Node<'a>, wanted: Kind) -> impl Iterator<Item = Span> + 'a {
    node.children().filter_map(move |element| match element {
        Element::Token { kind, span } if kind == wanted => Some(span),
        _ => None,
    })
}

fn token(node: Node<'_>, kind: Kind) -> Option<Span> {
    token_spans(node, kind).next()
}

/// What all values have: the token or node itself, the node it stands in, its properties.
#[derive(Debug, Clone, Copy)]
pub(super) struct Base<'a> {
    element: Element<'a>,
    owner: Node<'a>,
    decorated: Option<Node<'a>>,
}

impl<'a> Base<'a> {
    fn property(&self, kind: Kind) -> Option<(Cow<'a, str>, Span)> {
        let mut node = self.decorated?;
        loop {
            if let Some(span) = token(node, kind) {
                return Some((node.text.slice(span), span));
            }
            node = node.children().find_map(|element| match element {
                Element::Node(inner) if inner.kind() == Kind::Decorated => Some(inner),
                _ => None,
            })?;
        }
    }

    fn node(&self) -> Node<'a> {
        match self.element {
            Element::Node(node) => self.decorated.unwrap_or(node),
            Element::Token { .. } => self.decorated.unwrap_or(self.owner),
        }
    }

    fn span(&self) -> Span {
        match self.element {
            Element::Node(node) => {
                let start = node.content_start();
                Span::new(start, node.content_end().max(start))
            }
            Element::Token { span, .. } => span,
        }
    }

    fn text(&self) -> &'a Text {
        self.owner.text
    }
}

impl<'a> Node<'a> {
    /// The scalar that `element`, one of its children, is.
    pub fn scalar(self, element: Element<'a>) -> Option<Scalar<'a>> {
        Value::of(element, self)?.as_scalar()
    }
}

/// A value: a collection, a scalar or an alias.
#[derive(Debug, Clone, Copy)]
pub enum Value<'a> {
    /// A block or flow mapping.
    Mapping(Mapping<'a>),
    /// A block or flow sequence.
    Sequence(Sequence<'a>),
    /// A scalar of any style.
    Scalar(Scalar<'a>),
    /// `*name`
    Alias(Alias<'a>),
}

impl<'a> Value<'a> {
    pub(super) fn of(element: Element<'a>, owner: Node<'a>) -> Option<Value<'a>> {
        let mut base = Base { element, owner, decorated: None };
        while let Element::Node(node) = base.element
            && node.kind() == Kind::Decorated
        {
            let inner = node.children().find(|element| element.kind().is_value());
            let end = node.content_end();
            base = Base {
                // Properties alone are an empty scalar behind them.
                element: inner.unwrap_or(Element::Token { kind: Kind::Plain, span: Span::empty(end) }),
                owner: node,
                decorated: base.decorated.or(Some(node)),
            };
        }
        Some(match base.element.kind() {
            Kind::Mapping | Kind::FlowMapping | Kind::FlowPair => Value::Mapping(Mapping { base }),
            Kind::Sequence | Kind::FlowSequence => Value::Sequence(Sequence { base }),
            Kind::Alias => Value::Alias(Alias { base }),
            kind if kind.is_value() => Value::Scalar(Scalar { base }),
            _ => return None,
        })
    }

    /// The value in a node with properties.
    pub(super) fn of_decorated(node: Node<'a>) -> Option<Value<'a>> {
        Value::of(Element::Node(node), node)
    }

    fn base(&self) -> Base<'a> {
        match self {
            Value::Mapping(it) => it.base,
            Value::Sequence(it) => it.base,
            Value::Scalar(it) => it.base,
            Value::Alias(it) => it.base,
        }
    }

    /// Where the value itself stands: without anchor and tag, without comments and line break behind it.
    pub fn span(&self) -> Span {
        self.base().span()
    }

    /// The anchor, `&name`, as written, and where it stands.
    pub fn anchor(&self) -> Option<(Cow<'a, str>, Span)> {
        self.base().property(Kind::Anchor)
    }

    /// The tag as written, such as `!!str`, and where it stands.
    pub fn tag(&self) -> Option<(Cow<'a, str>, Span)> {
        self.base().property(Kind::Tag)
    }

    /// Its node. Scalars and aliases without properties are tokens: for them, the node they stand in.
    pub fn node(&self) -> Node<'a> {
        self.base().node()
    }

    /// The identity of [`Value::node`].
    pub fn id(&self) -> GreenId {
        self.node().id()
    }

    /// The mapping, if it is one.
    pub fn as_mapping(&self) -> Option<Mapping<'a>> {
        match self {
            Value::Mapping(mapping) => Some(*mapping),
            _ => None,
        }
    }

    /// The sequence, if it is one.
    pub fn as_sequence(&self) -> Option<Sequence<'a>> {
        match self {
            Value::Sequence(sequence) => Some(*sequence),
            _ => None,
        }
    }

    /// The scalar, if it is one.
    pub fn as_scalar(&self) -> Option<Scalar<'a>> {
        match self {
            Value::Scalar(scalar) => Some(*scalar),
            _ => None,
        }
    }
}

/// The values directly in `node`.
fn values<'a>(node: Node<'a>) -> impl Iterator<Item = Value<'a>> + 'a {
    node.children().filter_map(move |element| Value::of(element, node))
}

/// A mapping. `a: b` inside `[ … ]` is a flow mapping of one entry.
#[derive(Debug, Clone, Copy)]
pub struct Mapping<'a> {
    base: Base<'a>,
}

impl<'a> Mapping<'a> {
    fn own(&self) -> Option<Node<'a>> {
        match self.base.element {
            Element::Node(node) => Some(node),
            Element::Token { .. } => None,
        }
    }

    /// The entries in order.
    pub fn entries(self) -> impl Iterator<Item = Entry<'a>> + 'a {
        self.own().into_iter().flat_map(|node| node.children()).filter_map(|element| match element {
            Element::Node(node) if node.kind() == Kind::Entry => Some(Entry { node }),
            _ => None,
        })
    }

    /// The first entry with this key.
    pub fn get(&self, key: &str) -> Option<Entry<'a>> {
        self.entries().find(|entry| entry.key_is(key))
    }

    /// Whether it is written `{ … }`.
    pub fn is_flow(&self) -> bool {
        self.base.element.kind() != Kind::Mapping
    }

    /// From the first entry to the end of the last one's content; with the braces.
    pub fn span(&self) -> Span {
        self.base.span()
    }

    /// The value this is.
    pub fn as_value(&self) -> Value<'a> {
        Value::Mapping(*self)
    }

    /// Its node.
    pub fn node(&self) -> Node<'a> {
        self.base.node()
    }

    /// The node of the mapping itself, without its properties.
    pub fn inner_node(&self) -> Node<'a> {
        self.own().unwrap_or(self.base.owner)
    }
}

/// An entry of a mapping.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    pub(super) node: Node<'a>,
}

impl<'a> Entry<'a> {
    fn split(&self) -> (Option<Value<'a>>, Option<Span>, Option<Value<'a>>) {
        let (mut key, mut colon, mut value) = (None, None, None);
        for element in self.node.children() {
            if element.kind() == Kind::Colon {
                colon.get_or_insert(element.span());
            } else if element.kind().is_value() {
                let slot = if colon.is_none() && key.is_none() { &mut key } else { &mut value };
                if slot.is_none() {
                    *slot = Value::of(element, self.node);
                }
            }
        }
        (key, colon, value)
    }

    /// The key; `None` for `: value` and a lone `?`.
    pub fn key(&self) -> Option<Value<'a>> {
        let first = self.node.children().find(|e| e.kind() == Kind::Colon || e.kind().is_value())?;
        Value::of(first, self.node)
    }

    /// The key as a string, if it is a scalar.
    pub fn key_text(&self) -> Option<Cow<'a, str>> {
        Some(self.key()?.as_scalar()?.cooked())
    }

    /// Whether the key is `name`. Most keys are told apart by their length, without a look at the text.
    pub fn key_is(&self, name: &str) -> bool {
        let mut explicit = false;
        for element in self.node.children() {
            match element {
                Element::Token { kind: Kind::Question, .. } => explicit = true,
                Element::Token { kind: Kind::Colon, .. } => return false,
                // A plain implicit key stands on one line: it means what is written.
                Element::Token { kind: Kind::Plain, span }
                    if !explicit && span.len() as usize != name.len() =>
                {
                    return false;
                }
                element if element.kind().is_value() => {
                    let key = Value::of(element, self.node).and_then(|key| key.as_scalar());
                    return key.is_some_and(|key| key.cooked() == name);
                }
                _ => {}
            }
        }
        false
    }

    /// Where the key stands; without one, the empty span where it would.
    pub fn key_span(&self) -> Span {
        self.key().map_or_else(|| Span::empty(self.node.content_start()), |key| key.span())
    }

    /// The colon; `None` for a key whose colon is not typed yet (and for single flow keys).
    pub fn colon(&self) -> Option<Span> {
        token(self.node, Kind::Colon)
    }

    /// The value; `None` where nothing stands.
    pub fn value(&self) -> Option<Value<'a>> {
        self.split().2
    }

    /// Whether the key is written with `? `.
    pub fn is_explicit(&self) -> bool {
        token(self.node, Kind::Question).is_some()
    }

    /// Whether the key is a plain `<<`, which merges other mappings into this one.
    pub fn is_merge(&self) -> bool {
        self.key()
            .and_then(|key| key.as_scalar())
            .is_some_and(|scalar| scalar.style() == ScalarStyle::Plain && scalar.raw() == "<<")
    }

    /// From the key (with its properties) to the end of the value's content.
    pub fn span(&self) -> Span {
        let start = self.node.content_start();
        Span::new(start, self.node.content_end().max(start))
    }

    /// Its node: with the blank and comment lines above it and the rest of its last line.
    pub fn node(&self) -> Node<'a> {
        self.node
    }

    /// The identity of its node.
    pub fn id(&self) -> GreenId {
        self.node.id()
    }

    /// The byte column of the key in its line.
    pub fn column(&self) -> u32 {
        self.node.text.byte_column(self.node.content_start())
    }
}

/// A sequence.
#[derive(Debug, Clone, Copy)]
pub struct Sequence<'a> {
    base: Base<'a>,
}

impl<'a> Sequence<'a> {
    /// The items in order.
    pub fn items(self) -> impl Iterator<Item = Item<'a>> + 'a {
        let node = match self.base.element {
            Element::Node(node) => Some(node),
            Element::Token { .. } => None,
        };
        node.into_iter().flat_map(|node| node.children()).filter_map(|element| match element {
            Element::Node(node) if node.kind() == Kind::Item => Some(Item { node }),
            _ => None,
        })
    }

    /// Whether it is written `[ … ]`.
    pub fn is_flow(&self) -> bool {
        self.base.element.kind() == Kind::FlowSequence
    }

    /// From the first dash to the end of the last item's content; with the brackets.
    pub fn span(&self) -> Span {
        self.base.span()
    }

    /// Its node.
    pub fn node(&self) -> Node<'a> {
        self.base.node()
    }

    /// The value this is.
    pub fn as_value(&self) -> Value<'a> {
        Value::Sequence(*self)
    }
}

/// An item of a sequence.
#[derive(Debug, Clone, Copy)]
pub struct Item<'a> {
    pub(super) node: Node<'a>,
}

impl<'a> Item<'a> {
    /// The value; `None` where nothing stands behind the dash.
    pub fn value(&self) -> Option<Value<'a>> {
        values(self.node).next()
    }

    /// From the dash to the end of the value's content.
    pub fn span(&self) -> Span {
        let start = self.node.content_start();
        Span::new(start, self.node.content_end().max(start))
    }

    /// The dash; `None` in flow sequences.
    pub fn dash(&self) -> Option<Span> {
        token(self.node, Kind::Dash)
    }

    /// Its node: with the blank and comment lines above it and the rest of its last line.
    pub fn node(&self) -> Node<'a> {
        self.node
    }

    /// The identity of its node.
    pub fn id(&self) -> GreenId {
        self.node.id()
    }
}

/// How a scalar is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ScalarStyle {
    /// Without quotes.
    Plain,
    /// `'…'`
    SingleQuoted,
    /// `"…"`
    DoubleQuoted,
    /// `|`
    Literal,
    /// `>`
    Folded,
}

/// A scalar.
#[derive(Debug, Clone, Copy)]
pub struct Scalar<'a> {
    base: Base<'a>,
}

impl<'a> Scalar<'a> {
    /// How it is written.
    pub fn style(&self) -> ScalarStyle {
        match self.base.element {
            Element::Token { kind: Kind::SingleQuoted, .. } => ScalarStyle::SingleQuoted,
            Element::Token { kind: Kind::DoubleQuoted, .. } => ScalarStyle::DoubleQuoted,
            Element::Token { .. } => ScalarStyle::Plain,
            Element::Node(node) if node.text.byte(node.start) == Some(b'>') => ScalarStyle::Folded,
            Element::Node(_) => ScalarStyle::Literal,
        }
    }

    /// As written, with quotes or block header.
    pub fn raw(&self) -> Cow<'a, str> {
        self.base.text().slice(self.span())
    }

    /// Where it stands, with quotes or block header, without trailing blank lines.
    pub fn span(&self) -> Span {
        self.base.span()
    }

    /// Where the content stands: inside the quotes; the lines of a block scalar.
    pub fn content_span(&self) -> Span {
        let span = self.span();
        match self.base.element {
            Element::Node(node) => token(node, Kind::BlockText).unwrap_or(Span::empty(span.end)),
            Element::Token { kind: Kind::SingleQuoted | Kind::DoubleQuoted, .. } => {
                let start = (span.start + 1).min(span.end);
                let quote = self.base.text().byte(span.start);
                let closed = span.len() > 1 && self.base.text().byte(span.end - 1) == quote;
                Span::new(start, if closed { span.end - 1 } else { span.end })
            }
            Element::Token { .. } => span,
        }
    }

    /// The block scalar's header (such as `|-`) and the column its lines are cut at.
    pub(super) fn block(&self) -> Option<(Cow<'a, str>, u32)> {
        let Element::Node(node) = self.base.element else { return None };
        let header = token(node, Kind::BlockHeader)?;
        Some((node.text.slice(header), node.green.context))
    }

    /// The text of the file.
    pub(super) fn text(&self) -> &'a Text {
        self.base.text()
    }

    /// The value this is.
    pub fn as_value(&self) -> Value<'a> {
        Value::Scalar(*self)
    }
}

/// An alias.
#[derive(Debug, Clone, Copy)]
pub struct Alias<'a> {
    base: Base<'a>,
}

impl<'a> Alias<'a> {
    /// The name, without the `*`.
    pub fn name(&self) -> Cow<'a, str> {
        let span = self.span();
        self.base.text().slice(Span::new(span.start + 1, span.end))
    }

    /// Where it stands, with the `*`.
    pub fn span(&self) -> Span {
        self.base.span()
    }
}
