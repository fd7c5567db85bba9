//! The meaningful tokens and comments of a file in order, each with the column it should have if it
//! begins a line and the block collection it stands in.

use crate::syntax::{Element, Kind, Node};
use crate::text::Span;

/// The widest level that counts as a way of indenting.
const WIDEST: usize = 8;

/// Behind a dash: its own width and a space.
pub(super) const DASH: u32 = 2;

/// A block collection: where its entries stand, and where they should.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub parent: Option<usize>,
    pub is_sequence: bool,
    /// Column of the entries in the file.
    pub old: u32,
    /// Column the entries should have.
    pub new: u32,
    /// How many entries or items there are.
    pub count: usize,
}

/// A token that is not space.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub kind: Kind,
    pub span: Span,
    /// The innermost block collection around it.
    pub frame: Option<usize>,
    /// The column it should have if it begins a line; `None`: the one it has.
    pub indent: Option<u32>,
    /// Whether it stands inside `[ … ]` or `{ … }`, the opening bracket not counted.
    pub in_flow: bool,
    /// Whether it stands in `{{ … }}`, which is for a template engine and only looks like a mapping.
    pub in_template: bool,
}

/// What the walk found.
pub(super) struct Walk<'a> {
    bytes: &'a [u8],
    pub frames: Vec<Frame>,
    pub tokens: Vec<Token>,
    /// How far a level is indented.
    pub step: u32,
    /// How far a sequence stands to the right of its key.
    sequence_step: u32,
    seen: Seen,
    /// Where the lines begin.
    lines: Vec<u32>,
}

/// How often the file has each width of a level.
#[derive(Default)]
struct Seen {
    mappings: [usize; WIDEST + 1],
    sequences: [usize; WIDEST + 1],
}

impl Seen {
    /// The width of a level and of a sequence below its key; `wanted` where the file has no way of its own.
    fn widths(&self, wanted: u32) -> (u32, u32) {
        let usual = |counts: &[usize], wanted: u32| -> Option<u32> {
            let most = counts.iter().copied().max().filter(|most| *most > 0)?;
            let has = |width: &usize| counts.get(*width) == Some(&most);
            let width = Some(wanted as usize).filter(has).or_else(|| (0..counts.len()).find(has))?;
            Some(width as u32)
        };
        let (_, deeper) = self.sequences.split_at(1);
        let flat = self.sequences[0] > deeper.iter().sum::<usize>();
        let sequence = |wanted: u32| match flat {
            true => None,
            false => usual(deeper, wanted.saturating_sub(1)).map(|width| width + 1),
        };
        let step = usual(&self.mappings, wanted).or_else(|| sequence(wanted)).unwrap_or(wanted);
        // Wider than two levels is a slip, unless it is done again and again.
        let meant = |width: &u32| *width <= 2 * step || self.sequences[*width as usize] > 2;
        (step, if flat { 0 } else { sequence(step).filter(meant).unwrap_or(step) })
    }
}

#[derive(Clone, Copy)]
struct Place {
    frame: Option<usize>,
    /// Whether it is a value, which stands a level deeper than the frame on a line of its own.
    value: bool,
    /// Column of the line on which the outermost flow collection begins, and how many are open.
    flow: Option<(u32, u32)>,
    in_template: bool,
}

impl<'a> Walk<'a> {
    /// Walks the tree below `root`. `bytes` is the whole text; `wanted` is the width of a level where the file
    /// has no way of its own.
    pub fn new(root: Node<'_>, bytes: &'a [u8], wanted: u32) -> Walk<'a> {
        let breaks = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
        let lines = std::iter::once(0).chain(breaks.map(|(at, _)| at as u32 + 1)).collect();
        let (frames, tokens, seen) = (Vec::new(), Vec::new(), Seen::default());
        let mut walk = Walk { bytes, frames, tokens, step: wanted, sequence_step: wanted, seen, lines };
        let place = Place { frame: None, value: false, flow: None, in_template: false };
        walk.node(root, place);
        let (step, sequence_step) = walk.seen.widths(wanted);
        if (step, sequence_step) != (walk.step, walk.sequence_step) {
            (walk.step, walk.sequence_step) = (step, sequence_step);
            walk.frames.clear();
            walk.tokens.clear();
            walk.node(root, place);
        }
        walk
    }

    /// Where the line of `at` begins. A file may be one long line, so the way back is not walked.
    fn line_start(&self, at: u32) -> u32 {
        let next = self.lines.partition_point(|start| *start <= at);
        self.lines[next.saturating_sub(1)]
    }

    /// The column of `at`, in bytes.
    pub fn column(&self, at: u32) -> u32 {
        at - self.line_start(at)
    }

    /// Whether only spaces stand before `at` on its line.
    pub fn begins_line(&self, at: u32) -> bool {
        let before = &self.bytes[self.line_start(at) as usize..at as usize];
        before.iter().all(|byte| matches!(byte, b' ' | b'\t'))
    }

    fn node(&mut self, node: Node<'_>, mut place: Place) {
        match node.kind() {
            Kind::Mapping | Kind::Sequence => {
                let frame = self.frame(node, place);
                self.frames.push(frame);
                place = Place {
                    frame: Some(self.frames.len() - 1),
                    value: false,
                    flow: None,
                    in_template: false,
                };
            }
            Kind::FlowMapping | Kind::FlowSequence if place.flow.is_none() => {
                let base = self.flow_base(node, place);
                place.flow = Some((base, 0));
            }
            _ => {}
        }
        let flow = matches!(node.kind(), Kind::FlowMapping | Kind::FlowSequence);
        if node.kind() == Kind::FlowMapping && !place.in_template {
            let start = first_token(node).unwrap_or(node.span().start);
            place.in_template = self.bytes[start as usize..].starts_with(b"{{");
        }
        for child in node.children() {
            match child {
                Element::Node(inner) => self.node(inner, place),
                Element::Token { kind: Kind::Space, .. } => {}
                Element::Token { kind, span } => {
                    let closes = matches!(kind, Kind::CloseMapping | Kind::CloseSequence);
                    if let (true, true, Some((base, depth))) = (flow, closes, place.flow) {
                        place.flow = Some((base, depth.saturating_sub(1)));
                    }
                    let opens = matches!(kind, Kind::OpenMapping | Kind::OpenSequence);
                    let inside = place.flow.is_some_and(|(_, depth)| depth > 0 || closes);
                    let indent = self.indent(kind, span, place, inside);
                    self.tokens.push(Token {
                        kind,
                        span,
                        frame: place.frame,
                        indent,
                        in_flow: inside,
                        in_template: place.in_template,
                    });
                    match kind {
                        Kind::Dash | Kind::Question | Kind::Colon => place.value = true,
                        _ => {}
                    }
                    if let (true, true, Some((base, depth))) = (flow, opens, place.flow) {
                        place.flow = Some((base, depth + 1));
                    }
                }
            }
        }
    }

    fn frame(&mut self, node: Node<'_>, place: Place) -> Frame {
        let is_sequence = node.kind() == Kind::Sequence;
        let start = first_token(node).unwrap_or(node.span().start);
        let old = self.column(start);
        let parent = place.frame.map(|index| self.frames[index]);
        let new = match parent {
            None => 0,
            Some(parent) if !self.begins_line(start) => parent.new + DASH,
            Some(parent) if parent.is_sequence => parent.new + self.step.max(DASH),
            Some(parent) => {
                let (seen, step) = if is_sequence {
                    (&mut self.seen.sequences, self.sequence_step)
                } else {
                    (&mut self.seen.mappings, self.step)
                };
                if let Some(count) = old.checked_sub(parent.old).and_then(|step| seen.get_mut(step as usize))
                {
                    *count += 1;
                }
                parent.new + step
            }
        };
        let entries = |child: &Element<'_>| matches!(child, Element::Node(node) if matches!(node.kind(), Kind::Entry | Kind::Item));
        let count = node.children().filter(entries).take(2).count();
        Frame { parent: place.frame, is_sequence, old, new, count }
    }

    fn flow_base(&self, node: Node<'_>, place: Place) -> u32 {
        let start = first_token(node).unwrap_or(node.span().start);
        match place.frame.map(|index| self.frames[index]) {
            None => 0,
            Some(frame) if frame.is_sequence || (place.value && self.begins_line(start)) => {
                frame.new + self.step
            }
            Some(frame) => frame.new,
        }
    }

    fn indent(&self, kind: Kind, span: Span, place: Place, inside: bool) -> Option<u32> {
        let frame = place.frame.map(|index| self.frames[index]);
        if let (true, Some((base, depth))) = (inside, place.flow) {
            let wanted = base + self.step * depth;
            let Some(frame) = frame else { return Some(wanted) };
            // A closing bracket below its key is read by most, but not in the column of the key or left of it.
            let loose = self.column(span.start) <= frame.old;
            return Some(if wanted > frame.new || loose { wanted } else { frame.new + self.step });
        }
        match kind {
            Kind::Directive | Kind::DocumentStart | Kind::DocumentEnd => Some(0),
            Kind::Bom | Kind::BlockText => None,
            Kind::Colon => frame.map(|frame| frame.new),
            _ => frame.map(|frame| if place.value { frame.new + self.step } else { frame.new }),
        }
    }
}

/// Where the first token of `node` that is neither space nor comment begins.
pub(super) fn first_token(node: Node<'_>) -> Option<u32> {
    node.children().find_map(|child| match child {
        Element::Node(inner) => first_token(inner),
        Element::Token { kind, span } => (!kind.is_trivia()).then_some(span.start),
    })
}
