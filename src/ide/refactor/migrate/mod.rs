//! Older formats as an s.yaml for component fc3: an f.yml (reference `f-yml.md` §8) and an s.yaml of edition 1.0.0
//! with component fc (reference `s-yaml-fc3.md` §9). Comments come along; what has no counterpart stays as a
//! comment and is told in a note.

mod expressions;
mod f_events;
mod f_yml;
mod legacy_fc;
mod legacy_parts;
mod node;

use super::{Cursor, MIGRATE};
use crate::document::{Document, Edition, FileKind, FileType, NoFiles};
use crate::ide::Action;
use crate::message;
use crate::message::Message;
use crate::syntax::{self, ValueError, edit::line_break};
use crate::text::{Edit, Span, Text};
use node::{Node, Reader};
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// A file in the new format.
#[derive(Debug, Clone, PartialEq)]
pub struct Migrated {
    /// The text of the s.yaml.
    pub text: String,
    /// What a person must look at, with its place in the old file.
    pub notes: Vec<(Span, Message)>,
}

/// The memory of a function that names none, in MB: in an f.yml and with component fc.
const DEFAULT_MEMORY: &str = "128";

/// The file that an f.yml becomes, beside it.
pub const NEW_FILE: &str = "s.yaml";

/// `document` as an s.yaml of edition 3.0.0 with component fc3.
///
/// # Errors
/// Why it cannot be: it is in the new format already, it is broken, or it is for another cloud.
pub fn migrate(document: &Document) -> Result<Migrated, Message> {
    let text = document.text();
    if matches!(document.kind(), FileKind::NotOurs | FileKind::SYaml(Edition::V3)) {
        return Err(Message::new(
            "nothing to migrate: this is neither an f.yml nor an s.yaml of edition 1.0.0",
            "无需迁移：这既不是 f.yml，也不是 1.0.0 版的 s.yaml",
        ));
    }
    if document.tree().has_errors() {
        return Err(broken());
    }
    let whole = || Message::new("the file is not a mapping", "文件不是映射");
    let first = document.tree().stream(text).documents().next().ok_or_else(whole)?;
    let anchors = syntax::anchors(first);
    syntax::to_json(first.value(), &anchors).map_err(|error| unread(text, error))?;
    let mut reader = Reader::new(text, anchors);
    let root = reader.value(document.root(), 0).filter(Node::is_map).ok_or_else(whole)?;
    let mut migration = Migration::default();
    let out = match document.kind() {
        FileKind::FYml => f_yml::convert(&mut migration, root)?,
        _ => legacy_fc::convert(&mut migration, root)?,
    };
    let mut lines = String::new();
    // The comments at the head of the file stay above what is said of the migration.
    let mut out = out;
    if let node::Body::Map(entries) = &mut out.body
        && let Some((_, first)) = entries.first_mut()
    {
        for comment in first.above.drain(..).chain(migration.head.drain(..)) {
            lines.push_str(&format!("{comment}\n"));
        }
    }
    node::write(&out, 0, &mut lines);
    // No comment is lost: those that belong to nothing that was carried over stand at the end.
    for comment in reader.rest(document.tree()) {
        lines.push_str(&format!("{comment}\n"));
    }
    let kept: FxHashSet<&str> = lines.lines().flat_map(comment_texts).collect();
    let lost: Vec<String> = syntax::comments(document.tree().root(text))
        .map(|span| text.slice(span).trim_end().to_string())
        .filter(|comment| !kept.contains(comment.as_str()))
        .collect();
    for comment in lost {
        lines.push_str(&format!("{comment}\n"));
    }
    // What is written must be read again as what was meant; anything else is a mistake of ours.
    let again = Document::new(None, Text::from(lines.as_str()), Arc::new(NoFiles));
    if again.tree().has_errors() || again.kind() != FileKind::SYaml(Edition::V3) {
        return Err(Message::new(
            "this file cannot be migrated without mistakes; please report it",
            "无法正确迁移此文件，请反馈给我们",
        ));
    }
    let ending = line_break(text);
    if ending != "\n" {
        lines = lines.replace('\n', ending);
    }
    // What the provider says is met at each function.
    migration.notes.sort_by_key(|(span, _)| *span);
    migration.notes.dedup();
    Ok(Migrated { text: lines, notes: migration.notes })
}

fn broken() -> Message {
    Message::new("the YAML has mistakes: mend them first", "YAML 有语法错误：请先修复")
}

/// Why the values of the file cannot be written out.
fn unread(text: &Text, error: ValueError) -> Message {
    let line = |span: Span| text.line_of(span.start) + 1;
    match error {
        ValueError::ComplexKey(span) => {
            let line = line(span);
            message!(
                "line {line}: a key that is no text; fill in the placeholders of the template first",
                "第 {line} 行：键不是文本；请先填写模板中的占位符"
            )
        }
        ValueError::UndefinedAlias(span) => {
            let line = line(span);
            message!("line {line}: this alias has no anchor before it", "第 {line} 行：此别名之前没有锚点")
        }
        ValueError::BadMerge(span) => {
            let line = line(span);
            message!("line {line}: only mappings can be merged", "第 {line} 行：只能合并映射")
        }
        ValueError::TooManyNodes | ValueError::TooDeep => {
            Message::new("the aliases of the file multiply without end", "文件中的别名展开后过大")
        }
    }
}

/// What is collected on the way.
#[derive(Default)]
struct Migration {
    notes: Vec<(Span, Message)>,
    /// Comment lines for the head of the file.
    head: Vec<String>,
}

impl Migration {
    fn note(&mut self, span: Span, message: Message) {
        self.notes.push((span, message));
    }

    /// Tells that `key` has no counterpart, and gives it as comment lines.
    fn dropped(&mut self, key: &str, value: &Node) -> Vec<String> {
        self.note(
            value.span,
            message!(
                "FC 3.0 has nothing like `{key}`: it is kept as a comment",
                "FC 3.0 中没有与 `{key}` 对应的设置：已保留为注释"
            ),
        );
        commented(key, value)
    }
}

/// The comments that a line may hold: from each `#` that a comment may begin with.
fn comment_texts(line: &str) -> impl Iterator<Item = &str> {
    let line = line.trim_end();
    line.match_indices('#').map(move |(at, _)| &line[at..])
}

/// Tells that the default memory of the old format is written out: fc3 would take another.
fn default_memory(migration: &mut Migration, span: Span) -> Node {
    migration.note(
        span,
        message!(
            "no `memorySize` is written: {DEFAULT_MEMORY} MB, the default of this format, is written out",
            "未写 `memorySize`：写明该格式的默认值 {DEFAULT_MEMORY} MB"
        ),
    );
    Node::raw(DEFAULT_MEMORY)
}

/// `key: value` as comment lines.
fn commented(key: &str, value: &Node) -> Vec<String> {
    let mut text = String::new();
    let mut holder = Node::map();
    holder.set(key.rsplit('.').next().unwrap_or(key), value.clone());
    node::write(&holder, 0, &mut text);
    text.lines()
        .map(|line| {
            if line.starts_with('#') { line.to_string() } else { format!("# {line}").trim_end().to_string() }
        })
        .collect()
}

/// `Name` of a resource or variable without the dots that break the parser of Serverless Devs.
fn resource_name(name: &str) -> String {
    name.replace('.', "-")
}

pub(super) fn offer(cursor: &Cursor<'_>, actions: &mut Vec<Action>) {
    let document = cursor.document;
    let wanted = cursor.keys().len() <= 1 || cursor.keys().last().is_some_and(|key| key == "component");
    if !wanted {
        return;
    }
    let title = match document.kind() {
        FileKind::FYml => {
            Message::new("Migrate to an s.yaml (fc3) beside this file", "迁移为同目录下的 s.yaml（fc3）")
        }
        FileKind::SYaml(Edition::V1) => {
            Message::new("Migrate to edition 3.0.0 (component fc3)", "迁移到 3.0.0 版（组件 fc3）")
        }
        _ => return,
    };
    if document.tree().has_errors() {
        return cursor.refuse(actions, MIGRATE, title, broken());
    }
    let new_file = match document.kind() {
        FileKind::FYml => {
            let Some(path) = document.path() else { return };
            let is_there = |name: &&str| {
                matches!(document.files().kind(&path.with_file_name(name)), FileType::File | FileType::Folder)
            };
            if let Some(name) = ["s.yaml", "s.yml"].iter().find(|name| is_there(name)) {
                let reason = message!("there is an {name} already", "已存在 {name}");
                return cursor.refuse(actions, MIGRATE, title, reason);
            }
            Some((NEW_FILE.to_string(), String::new()))
        }
        _ => None,
    };
    actions.push(Action { new_file, later: true, ..Action::new(MIGRATE, title, Vec::new()) });
}

/// The migration that [`offer`] promised.
pub(super) fn complete(
    document: &Document,
    action: Action,
) -> Result<(Action, Vec<(Span, Message)>), Message> {
    let Migrated { text, notes } = migrate(document)?;
    let mut action = Action { later: false, ..action };
    match &mut action.new_file {
        Some((_, content)) => *content = text,
        None => action.edits = vec![Edit::replace(document.text().span(), text)],
    }
    Ok((action, notes))
}
