//! The green tree: immutable, shared nodes that know their kind, their length and their children, but
//! neither their text nor where they stand. An unchanged part of a file is the same `Arc` before and
//! after an edit. Long collections are cut into runs of bounded width, so that following or copying
//! a path costs the logarithm of the number of siblings.

use super::SyntaxErrorKind;
use crate::text::Span;
use std::sync::Arc;

/// What a node or token of the tree is. The first group are nodes, the second tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Kind {
    /// The whole file.
    Stream,
    /// One document with its directives and markers.
    Document,
    /// A block mapping.
    Mapping,
    /// A block sequence.
    Sequence,
    /// `{ … }`.
    FlowMapping,
    /// `[ … ]`.
    FlowSequence,
    /// `a: b` directly inside `[ … ]`: a mapping of one entry.
    FlowPair,
    /// A key, its colon and its value, with the blank and comment lines above it.
    Entry,
    /// An item of a sequence, with the blank and comment lines above it.
    Item,
    /// A value with an anchor or a tag before it.
    Decorated,
    /// A `|` or `>` scalar: header and text.
    BlockScalar,
    /// What could not be read: whole lines, or a value that stands where none can.
    Error,
    /// A part of a long collection; an implementation detail that cursors look through.
    Run,

    /// Spaces, tabs and line breaks.
    Space,
    /// `# …`, without its line break.
    Comment,
    /// The byte order mark.
    Bom,
    /// A `%` line.
    Directive,
    /// `---`
    DocumentStart,
    /// `...`
    DocumentEnd,
    /// `- `
    Dash,
    /// `? `
    Question,
    /// `:` between key and value.
    Colon,
    /// `,`
    Comma,
    /// `[`
    OpenSequence,
    /// `]`
    CloseSequence,
    /// `{`
    OpenMapping,
    /// `}`
    CloseMapping,
    /// An unquoted scalar, possibly of several lines.
    Plain,
    /// `'…'`
    SingleQuoted,
    /// `"…"`
    DoubleQuoted,
    /// `*name`
    Alias,
    /// `&name`
    Anchor,
    /// `!tag`
    Tag,
    /// `|` or `>` with its indicators.
    BlockHeader,
    /// The lines of a block scalar.
    BlockText,
    /// A git conflict marker line.
    Conflict,
    /// Text that could not be read.
    Junk,
}

impl Kind {
    /// Whether this is a kind of tokens (leaves).
    pub fn is_token(self) -> bool {
        self >= Kind::Space
    }

    /// Whether a token of this kind carries no meaning for the data.
    pub fn is_trivia(self) -> bool {
        matches!(self, Kind::Space | Kind::Comment | Kind::Conflict | Kind::Bom)
    }

    /// Whether an element of this kind is a value (a scalar, an alias, a collection, with properties or not).
    pub fn is_value(self) -> bool {
        matches!(
            self,
            Kind::Mapping
                | Kind::Sequence
                | Kind::FlowMapping
                | Kind::FlowSequence
                | Kind::FlowPair
                | Kind::Decorated
                | Kind::BlockScalar
                | Kind::Plain
                | Kind::SingleQuoted
                | Kind::DoubleQuoted
                | Kind::Alias
        )
    }
}

/// A mistake as it is kept in a green node: its span counts from the node's start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct GreenError {
    pub span: Span,
    pub kind: SyntaxErrorKind,
}

/// An interior node.
#[derive(Debug)]
pub(super) struct Green {
    pub kind: Kind,
    /// 0 for everything but runs; a run of level n holds runs of level n - 1.
    pub level: u8,
    /// Whether this node or any below carries a mistake.
    pub has_error: bool,
    /// Whether an anchor or an alias is in it.
    pub has_names: bool,
    pub len: u32,
    /// How many nodes there are in it, itself included, runs not.
    pub nodes: u32,
    /// What the parser knew when it began the node; a node may be taken over only where it is the same.
    pub context: u32,
    #[expect(clippy::box_collection, reason = "one word in the many nodes without mistakes")]
    pub errors: Option<Box<Vec<GreenError>>>,
    pub children: Box<[Child]>,
}

/// A child of a node.
#[derive(Debug, Clone)]
pub(super) enum Child {
    Node(Arc<Green>),
    Token(Kind, u32),
}

impl Child {
    pub fn len(&self) -> u32 {
        match self {
            Child::Node(node) => node.len,
            Child::Token(_, len) => *len,
        }
    }

    pub fn kind(&self) -> Kind {
        match self {
            Child::Node(node) => node.kind,
            Child::Token(kind, _) => *kind,
        }
    }

    pub fn has_error(&self) -> bool {
        matches!(self, Child::Node(node) if node.has_error)
    }

    pub fn nodes(&self) -> u32 {
        match self {
            Child::Node(node) => node.nodes,
            Child::Token(..) => 0,
        }
    }

    fn has_names(&self) -> bool {
        match self {
            Child::Node(node) => node.has_names,
            Child::Token(kind, _) => matches!(kind, Kind::Anchor | Kind::Alias),
        }
    }

    fn level(&self) -> u8 {
        match self {
            Child::Node(node) => node.level,
            Child::Token(..) => 0,
        }
    }
}

/// Collections up to this many children stay flat.
const FLAT: usize = 64;
/// How many children a run takes.
const WIDTH: usize = 32;
/// Runs with fewer children than this are dissolved when they are packed again, so that many edits
/// do not leave crumbs.
const CRUMB: usize = 12;

impl Green {
    pub fn new(kind: Kind, context: u32, errors: Vec<GreenError>, children: Vec<Child>) -> Arc<Green> {
        let long = children.len() > FLAT || children.iter().any(|child| child.kind() == Kind::Run);
        let children = if long { Packer::pack(children) } else { children };
        Green::flat(kind, 0, context, errors, children)
    }

    fn flat(
        kind: Kind,
        level: u8,
        context: u32,
        errors: Vec<GreenError>,
        children: Vec<Child>,
    ) -> Arc<Green> {
        Arc::new(Green {
            kind,
            level,
            has_error: !errors.is_empty() || children.iter().any(Child::has_error),
            nodes: u32::from(kind != Kind::Run) + children.iter().map(Child::nodes).sum::<u32>(),
            has_names: children.iter().any(Child::has_names),
            len: children.iter().map(Child::len).sum(),
            context,
            errors: (!errors.is_empty()).then(|| Box::new(errors)),
            children: children.into_boxed_slice(),
        })
    }

    /// The bytes this node and all below take, with the counts of the `Arc`.
    pub fn heap_size(&self) -> usize {
        let errors = self.errors.as_ref().map_or(0, |errors| errors.capacity() * size_of::<GreenError>());
        let children = self.children.iter().map(|child| match child {
            Child::Node(node) => size_of::<Child>() + node.heap_size(),
            Child::Token(..) => size_of::<Child>(),
        });
        size_of::<Green>() + 2 * size_of::<usize>() + errors + children.sum::<usize>()
    }

    /// Whether two trees say the same: runs are looked through, everything else counts.
    pub fn same(&self, other: &Green) -> bool {
        if self.kind != other.kind
            || self.len != other.len
            || self.context != other.context
            || self.errors != other.errors
        {
            return false;
        }
        let (mut ours, mut theirs) = (Flat::new(self), Flat::new(other));
        loop {
            match (ours.next(), theirs.next()) {
                (None, None) => return true,
                (Some(Child::Token(a, n)), Some(Child::Token(b, m))) if a == b && n == m => {}
                (Some(Child::Node(a)), Some(Child::Node(b))) if Arc::ptr_eq(a, b) || a.same(b) => {}
                _ => return false,
            }
        }
    }
}

/// Cuts the children of a long collection into a balanced tree of runs, keeping runs that are there.
struct Packer {
    levels: Vec<Vec<Child>>,
}

impl Packer {
    fn pack(children: Vec<Child>) -> Vec<Child> {
        let mut packer = Packer { levels: vec![Vec::new()] };
        for child in children {
            packer.push(child);
        }
        let mut level = 0;
        loop {
            let rest = packer.levels[level + 1..].iter().any(|above| !above.is_empty());
            if !rest && packer.levels[level].len() <= FLAT {
                return packer.levels.swap_remove(level);
            }
            packer.flush(level);
            level += 1;
        }
    }

    fn push(&mut self, child: Child) {
        let level = usize::from(child.level());
        if let Child::Node(node) = &child
            && level > 0
            && node.children.len() < CRUMB
        {
            for inner in &node.children {
                self.push(inner.clone());
            }
            return;
        }
        for below in 0..level {
            self.flush(below);
        }
        self.add(level, child);
    }

    fn add(&mut self, level: usize, child: Child) {
        while self.levels.len() <= level + 1 {
            self.levels.push(Vec::new());
        }
        self.levels[level].push(child);
        if self.levels[level].len() >= WIDTH {
            self.flush(level);
        }
    }

    fn flush(&mut self, level: usize) {
        while self.levels.len() <= level + 1 {
            self.levels.push(Vec::new());
        }
        let children = std::mem::take(&mut self.levels[level]);
        if !children.is_empty() {
            let run = Green::flat(Kind::Run, level as u8 + 1, 0, Vec::new(), children);
            self.add(level + 1, Child::Node(run));
        }
    }
}

/// The children of a node with runs looked through.
#[derive(Debug, Clone)]
pub(super) struct Flat<'a> {
    stack: Vec<std::slice::Iter<'a, Child>>,
    top: std::slice::Iter<'a, Child>,
}

impl<'a> Flat<'a> {
    pub fn new(node: &'a Green) -> Self {
        Flat { stack: Vec::new(), top: node.children.iter() }
    }
}

impl<'a> Iterator for Flat<'a> {
    type Item = &'a Child;

    fn next(&mut self) -> Option<&'a Child> {
        loop {
            match self.top.next() {
                Some(Child::Node(node)) if node.kind == Kind::Run => {
                    self.stack.push(std::mem::replace(&mut self.top, node.children.iter()));
                }
                Some(child) => return Some(child),
                None => self.top = self.stack.pop()?,
            }
        }
    }
}
