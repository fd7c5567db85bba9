//! What follows a line break or a dash just typed.

use super::walk::{DASH, Token, Walk};
use crate::document::Document;
use crate::syntax::Kind;
use crate::text::{Edit, Span};

/// The edit that gives the line of `offset` its indentation after `typed` was typed there: a line break
/// (`offset` is in the new, still empty line) or `-`. A level is `indent` wide where the file has no way of
/// its own. `None` if it is right already, or not certain.
pub fn format_on_type(document: &Document, offset: u32, typed: char, indent: u32) -> Option<Edit> {
    let text = document.text();
    let line = text.line_of(offset.min(text.len()));
    let own = text.line_span(line);
    let written = text.slice(own);
    if line == 0 {
        return None;
    }
    let source = text.to_string();
    let walk = Walk::new(document.tree().root(text), source.as_bytes(), super::sound(indent));
    let wanted = match typed {
        '\n' if written.trim().is_empty() => after_line_break(document, &walk, line)?,
        '-' if written.trim() == "-" => dash(document, &walk, own)?,
        _ => return None,
    };
    let spaces = written.len() - written.trim_start().len();
    let old = Span::new(own.start, own.start + spaces as u32);
    let new = " ".repeat(wanted as usize);
    (text.slice(old) != new).then(|| Edit::replace(old, new))
}

fn is_damaged(document: &Document, span: Span) -> bool {
    document.tree().errors().iter().any(|error| error.span.start <= span.end && span.start <= error.span.end)
}

fn after_line_break(document: &Document, walk: &Walk<'_>, line: u32) -> Option<u32> {
    let text = document.text();
    let above = text.line_span(line - 1);
    let written = text.slice(above);
    if written.trim().is_empty() || is_damaged(document, above) {
        return None;
    }
    let indent = (written.len() - written.trim_start().len()) as u32;
    let at =
        walk.tokens.iter().rposition(|token| token.kind != Kind::Comment && token.span.start < above.end)?;
    let last = walk.tokens[at];
    let frame = last.frame.map(|index| walk.frames[index]);
    match last.kind {
        // The text of the scalar, or a line of it that goes deeper.
        Kind::BlockText if last.span.end > above.start => return Some(indent),
        Kind::BlockHeader => return Some(frame.map_or(walk.step, |frame| frame.old + walk.step)),
        _ => {}
    }
    // A comment alone on its line, or a token that goes on below.
    if last.span.end <= above.start || last.span.end > above.end || last.in_flow {
        return None;
    }
    if matches!(last.kind, Kind::OpenMapping | Kind::OpenSequence) {
        return None;
    }
    let frame = frame?;
    match last.kind {
        Kind::Colon => Some(deeper(walk, at, frame.old)),
        Kind::Dash => Some(frame.old + walk.step.max(DASH)),
        // What the value of these is comes below, or does not: not certain.
        Kind::Question | Kind::Anchor | Kind::Tag | Kind::Junk | Kind::Conflict => None,
        _ => Some(frame.old),
    }
}

/// The column of the value below a key: that of the value that is there, else one level more.
fn deeper(walk: &Walk<'_>, colon: usize, column: u32) -> u32 {
    let next: Option<&Token> = walk.tokens[colon + 1..].iter().find(|token| token.kind != Kind::Comment);
    let there = next.map(|next| (walk.column(next.span.start), next));
    match there {
        Some((at, next)) if at > column || (at == column && next.kind == Kind::Dash) => at,
        _ => column + walk.step,
    }
}

/// The column of the first dash of a sequence that is the value of a key.
fn dash(document: &Document, walk: &Walk<'_>, line: Span) -> Option<u32> {
    if is_damaged(document, line) {
        return None;
    }
    let at = walk.tokens.iter().position(|token| line.contains_span(token.span))?;
    let token = walk.tokens[at];
    let before = walk.tokens[..at].iter().rev().find(|token| token.kind != Kind::Comment)?;
    let frame = token.frame.map(|index| walk.frames[index])?;
    let parent = frame.parent.map(|index| walk.frames[index])?;
    let alone = token.kind == Kind::Dash && before.kind == Kind::Colon && frame.count == 1;
    (alone && !parent.is_sequence && frame.new >= parent.new).then(|| parent.old + (frame.new - parent.new))
}
