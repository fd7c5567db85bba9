//! Semantic tokens: what a TextMate grammar cannot know. The parts of `${…}`, the names of functions and
//! resources where they are defined and used, anchors and aliases. Plain keys and values have none.
//!
//! What is found in a function is kept as long as its tree stays the same, so that after a keystroke only
//! the one that was typed in is read again.

use crate::document::expression::{self, ArgumentValue, Call, Expression, Part, Reference};
use crate::document::{Document, FileKind};
use crate::ide::sections;
use crate::syntax::{Element, Entry, GreenId, Kind, Node, Origins, Scalar, Value};
use crate::text::{Encoding, Span, Text};
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// What a token is.
///
/// In the order of the legend that the server sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// `${`, `}`, and the sign of an anchor or alias.
    Operator,
    /// The root of a reference: `vars`, `resources`, `this`, `env`.
    Namespace,
    /// The first segment behind `vars`.
    Variable,
    /// Any later segment.
    Property,
    /// The name of a function or resource; also a function of `${…}` in a call.
    Function,
    /// A quoted argument of a call.
    String,
    /// An anchor or an alias, with its sign.
    Label,
}

/// One token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Where it stands; never over a line's end.
    pub span: Span,
    /// What it is.
    pub kind: TokenKind,
    /// Whether the name is defined here.
    pub declaration: bool,
    /// Whether it is a function of the `${…}` language rather than one of the file.
    pub builtin: bool,
    /// Its 0-based line.
    pub line: u32,
    /// Its column.
    pub character: u32,
    /// Its length in the units of the column.
    pub length: u32,
}

/// The tokens of each piece, relative to its start, from the last time they were asked for.
#[derive(Default)]
pub struct Memo {
    basis: Option<(Encoding, FileKind)>,
    /// With whether the part's key was a name.
    pieces: FxHashMap<GreenId, (bool, Arc<[Token]>)>,
}

/// All tokens of `document` in order. Columns are counted in `encoding`.
pub fn tokens(document: &Document, encoding: Encoding, memo: &mut Memo) -> Vec<Token> {
    // The language of `${…}` depends on the kind of file.
    let basis = Some((encoding, document.kind()));
    if memo.basis != basis {
        *memo = Memo { basis, pieces: FxHashMap::default() };
    }
    let mut kept = FxHashMap::default();
    let mut found = Vec::new();
    let pieces = pieces(document);
    let names = names(&pieces);
    for piece in &pieces {
        // What lists names of others depends on more than its own tree.
        let line = sections::first_line(document.text(), piece.entry).filter(|_| !piece.lists_names());
        let Some(line) = line else {
            found.extend(piece_tokens(document, piece, encoding, &names));
            continue;
        };
        let start = piece.entry.node().span().start;
        let id = piece.entry.id();
        let known = memo.pieces.remove(&id).filter(|(defines, _)| *defines == piece.defines());
        let relative = known.map(|(_, tokens)| tokens).unwrap_or_else(|| {
            let moved = piece_tokens(document, piece, encoding, &names).into_iter().map(|token| Token {
                span: token.span.relative_to(start),
                line: token.line - line,
                ..token
            });
            moved.collect()
        });
        found.extend(relative.iter().map(|token| Token {
            span: token.span.shifted(start),
            line: token.line + line,
            ..*token
        }));
        kept.insert(id, (piece.defines(), relative));
    }
    memo.pieces = kept;
    add_anchors_of_sections(document, encoding, &mut found);
    found
}

/// The tokens that touch `range`; only the functions and sections there are read.
pub fn tokens_in(document: &Document, range: Span, encoding: Encoding) -> Vec<Token> {
    let pieces = pieces(document);
    let names = names(&pieces);
    let there = pieces.iter().filter(|piece| piece.entry.node().span().intersects(range));
    let mut found: Vec<Token> =
        there.flat_map(|piece| piece_tokens(document, piece, encoding, &names)).collect();
    add_anchors_of_sections(document, encoding, &mut found);
    found.retain(|token| token.span.intersects(range));
    found
}

/// A function, a resource, a template …, or a section that is read as a whole.
struct Piece<'a> {
    section: Cow<'a, str>,
    entry: Entry<'a>,
    is_member: bool,
}

impl Piece<'_> {
    /// Whether its key is the name of a function or resource.
    fn defines(&self) -> bool {
        self.is_member
            && matches!(self.section.as_ref(), "functions" | "resources" | "services")
            && !self.entry.is_merge()
    }

    fn lists_names(&self) -> bool {
        matches!(self.section.as_ref(), "flow" | "aggregation")
    }
}

fn pieces(document: &Document) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    for section in sections::sections(document) {
        match section.members {
            Some(members) => pieces.extend(members.entries().map(|entry| Piece {
                section: section.name.clone(),
                entry,
                is_member: true,
            })),
            None => pieces.push(Piece { section: section.name, entry: section.entry, is_member: false }),
        }
    }
    pieces
}

/// The names that are defined, if anything lists names.
fn names<'a>(pieces: &[Piece<'a>]) -> FxHashSet<Cow<'a, str>> {
    if !pieces.iter().any(Piece::lists_names) {
        return FxHashSet::default();
    }
    pieces.iter().filter(|piece| piece.defines()).filter_map(|piece| piece.entry.key_text()).collect()
}

/// The anchor of a section whose members are pieces of their own stands in none of them.
fn add_anchors_of_sections(document: &Document, encoding: Encoding, found: &mut Vec<Token>) {
    let mut collector = Collector { document, encoding, found: Vec::new() };
    for section in sections::sections(document) {
        if let Some((_, span)) = section.members.and_then(|members| members.as_value().anchor()) {
            collector.add(span, TokenKind::Label, true, false);
        }
    }
    if !collector.found.is_empty() {
        found.append(&mut collector.found);
        found.sort_by_key(|token| token.span.start);
    }
}

fn piece_tokens(
    document: &Document,
    piece: &Piece<'_>,
    encoding: Encoding,
    names: &FxHashSet<Cow<'_, str>>,
) -> Vec<Token> {
    let mut collector = Collector { document, encoding, found: Vec::new() };
    if piece.defines()
        && let Some(Value::Scalar(key)) = piece.entry.key()
        && !key.raw().contains("${")
    {
        collector.add(key.content_span(), TokenKind::Function, true, false);
    }
    collector.node(piece.entry.node());
    if let Some(value) = piece.entry.value().filter(|_| piece.lists_names()) {
        collector.names(value, piece, names);
    }
    collector.found.sort_by_key(|token| token.span.start);
    collector.found
}

struct Collector<'a> {
    document: &'a Document,
    encoding: Encoding,
    found: Vec<Token>,
}

impl Collector<'_> {
    fn add(&mut self, span: Span, kind: TokenKind, declaration: bool, builtin: bool) {
        let text: &Text = self.document.text();
        if span.is_empty() {
            return;
        }
        let (start, end) = text.range(span, self.encoding);
        if start.line == end.line && end.character > start.character {
            let (line, character, length) = (start.line, start.character, end.character - start.character);
            self.found.push(Token { span, kind, declaration, builtin, line, character, length });
        }
    }

    /// Anchors, aliases and expressions below `node`.
    fn node<'n>(&mut self, node: Node<'n>) {
        for element in node.children() {
            match element {
                Element::Token { kind: Kind::Anchor, span } => self.add(span, TokenKind::Label, true, false),
                Element::Token { kind: Kind::Alias, span } => self.add(span, TokenKind::Label, false, false),
                Element::Node(inner) if inner.kind() == Kind::BlockScalar => self.leaf(element, node),
                Element::Node(inner) => self.node(inner),
                Element::Token { kind: Kind::Plain | Kind::SingleQuoted | Kind::DoubleQuoted, .. } => {
                    self.leaf(element, node);
                }
                Element::Token { .. } => {}
            }
        }
    }

    fn leaf<'n>(&mut self, element: Element<'n>, owner: Node<'n>) {
        let span = element.span();
        // The shortest is `${x}`. f.yml has another language in its `${…}`, which is not read.
        if span.len() < 4
            || !self.document.kind().is_s_yaml()
            || !self.document.text().slice(span).contains("${")
        {
            return;
        }
        if let Some(scalar) = owner.scalar(element) {
            self.expressions(scalar);
        }
    }

    fn expressions(&mut self, scalar: Scalar<'_>) {
        let cooked = scalar.cooked();
        let scalar = &scalar.origins();
        for part in expression::parse(&cooked) {
            let Part::Expression { range, body, parsed: Ok(parsed) } = part else { continue };
            self.range(scalar, range.start..body.start, TokenKind::Operator, false);
            match parsed {
                Expression::Reference(reference) => self.reference(scalar, &reference),
                Expression::Call(call) => self.call(scalar, &call),
            }
            self.range(scalar, body.end..range.end, TokenKind::Operator, false);
        }
    }

    fn range(&mut self, scalar: &Origins, range: Range<usize>, kind: TokenKind, builtin: bool) {
        let at = |offset: usize| scalar.source_offset(offset as u32);
        if let (Some(start), Some(end)) = (at(range.start), at(range.end))
            && start <= end
        {
            self.add(Span::new(start, end), kind, false, builtin);
        }
    }

    fn reference(&mut self, scalar: &Origins, reference: &Reference) {
        let root = reference.root();
        let named = root == "resources" && self.document.kind().is_s_yaml();
        for (index, (_, range)) in reference.segments.iter().enumerate() {
            let kind = match index {
                0 => TokenKind::Namespace,
                1 if named => TokenKind::Function,
                1 if root == "vars" => TokenKind::Variable,
                _ => TokenKind::Property,
            };
            self.range(scalar, range.clone(), kind, false);
        }
    }

    fn call(&mut self, scalar: &Origins, call: &Call) {
        // The root of an environment call tells where a value comes from, as the roots of references do.
        let kind = if call.name == "env" { TokenKind::Namespace } else { TokenKind::Function };
        self.range(scalar, call.name_range.clone(), kind, true);
        for argument in &call.arguments {
            match &argument.value {
                ArgumentValue::Quoted(_) | ArgumentValue::Bare(_) => {
                    self.range(scalar, argument.range.clone(), TokenKind::String, false);
                }
                ArgumentValue::Reference(reference) => self.reference(scalar, reference),
                ArgumentValue::Call(call) => self.call(scalar, call),
            }
        }
    }

    /// The names in `flow` (lists of lists by command) and in `functions` of an aggregation.
    fn names(&mut self, value: Value<'_>, piece: &Piece<'_>, names: &FxHashSet<Cow<'_, str>>) {
        let f_yml = self.document.kind() == FileKind::FYml;
        match value {
            Value::Mapping(mapping) => {
                for entry in mapping.entries() {
                    if piece.section == "aggregation" && f_yml && !entry.key_is("functions") {
                        continue;
                    }
                    if let Some(value) = entry.value() {
                        self.names(value, piece, names);
                    }
                }
            }
            Value::Sequence(sequence) => {
                for value in sequence.items().filter_map(|item| item.value()) {
                    self.names(value, piece, names);
                }
            }
            Value::Scalar(scalar) if names.contains(&scalar.cooked()) => {
                self.add(scalar.content_span(), TokenKind::Function, false, false);
            }
            _ => {}
        }
    }
}
