//! Extracting a value into `vars`: here, or everywhere the same key has it.

use super::Cursor;
use super::proof::MEANING;
use super::walk::{Found, one_line, scalars};
use crate::document::{FileKind, Names};
use crate::ide::Action;
use crate::message;
use crate::message::Message;
use crate::syntax::edit::{insert_entry, line_break, set_value};
use crate::syntax::{Resolved, Value};
use crate::text::Edit;

const KIND: &str = "refactor.extract";

/// The sections whose values may read `vars`.
const SECTIONS: [&str; 4] = ["resources", "services", "template", "actions"];

/// Keys that say which component or action runs: the tools want to read them before anything is resolved.
const UNTOUCHED: [&str; 3] = ["component", "edition", "run"];

pub(super) fn offer(cursor: &Cursor<'_>, actions: &mut Vec<Action>) {
    let document = cursor.document;
    let FileKind::SYaml(_) = document.kind() else { return };
    let Some(place) = cursor.place() else { return };
    let Some(Value::Scalar(at)) = place.node else { return };
    // Whatever has a reference is for `inline`; the file is long.
    if at.cooked().contains("${") {
        return;
    }
    let all = scalars(document.root());
    let Some(here) = all.iter().find(|found| found.scalar.span() == at.span()) else { return };
    let Some(raw) = one_line(here.scalar).filter(|_| is_extractable(here)) else { return };
    let names = Names::new(document);
    let (key, value) = (here.key(), here.scalar.cooked());
    let fits = |found: &&Found<'_>| {
        found.scalar.cooked() == value
            && found.key() == key
            && is_extractable(found)
            && one_line(found.scalar).is_some()
            && same(found.scalar.resolve(), here.scalar.resolve())
    };
    let same: Vec<&Found<'_>> = all.iter().filter(fits).collect();
    let Some((name, declaration)) = variable(cursor, &names, &key, &raw) else { return };
    let expression = format!("${{vars.{name}}}");
    let with = |found: &[&Found<'_>]| -> Vec<Edit> {
        let uses = found.iter().map(|found| {
            let written = if found.flow { format!("\"{expression}\"") } else { expression.clone() };
            Edit::replace(found.scalar.span(), written)
        });
        declaration.iter().cloned().chain(uses).collect()
    };
    let title = message!("Extract into `vars.{name}`", "提取到 `vars.{name}`");
    cursor.add(actions, KIND, title, with(&[here]), MEANING);
    if same.len() > 1 {
        let count = same.len();
        let title = message!(
            "Extract all {count} equal values of `{key}` into `vars.{name}`",
            "将 `{key}` 的 {count} 处相同值提取到 `vars.{name}`"
        );
        cursor.add(actions, KIND, title, with(&same), MEANING);
    }
}

fn is_extractable(found: &Found<'_>) -> bool {
    SECTIONS.contains(&&*found.section)
        && !found.decorated
        && !UNTOUCHED.contains(&&*found.key())
        && found.scalar.resolve() != Resolved::Null
        && !found.scalar.cooked().contains("${")
        && !found.scalar.cooked().is_empty()
}

fn same(one: Resolved, other: Resolved) -> bool {
    std::mem::discriminant(&one) == std::mem::discriminant(&other)
}

/// A name after `key` and the edit that sets it to `raw` (none if there is such a variable already).
fn variable(cursor: &Cursor<'_>, names: &Names<'_>, key: &str, raw: &str) -> Option<(String, Option<Edit>)> {
    let plain: String =
        key.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '_' }).collect();
    let base = if plain.starts_with(|c: char| c.is_ascii_alphabetic()) { plain } else { format!("v{plain}") };
    let mut name = base.clone();
    for number in 2..100 {
        let Some(entry) = names.member("vars", &name) else { break };
        let value = entry.value().and_then(|value| value.as_scalar()).and_then(one_line);
        if value.as_deref() == Some(raw) {
            return Some((name, None));
        }
        name = format!("{base}{number}");
    }
    let document = cursor.document;
    let text = document.text();
    let lines = line_break(text);
    let edit = match names.section("vars") {
        Some(entry) => match entry.value() {
            Some(Value::Mapping(vars)) if vars.as_value().anchor().is_none() => {
                insert_entry(text, vars, &name, raw, None)
            }
            None => set_value(text, entry, &format!("{lines}  {name}: {raw}")),
            _ => return None,
        },
        None => section_before(cursor, names, &format!("vars:{lines}  {name}: {raw}{lines}"))?,
    };
    Some((name, Some(edit)))
}

/// The edit that puts the lines of a new top-level entry above `template` or the resources, with their comments.
pub(super) fn section_before(cursor: &Cursor<'_>, names: &Names<'_>, lines: &str) -> Option<Edit> {
    let text = cursor.document.text();
    let wanted = ["template", "resources", "services"];
    let first =
        wanted.iter().filter_map(|name| names.section(name)).min_by_key(|entry| entry.span().start)?;
    if first.column() != 0 {
        return None;
    }
    // Above the comments that belong to it, but below blank lines.
    let mut line = text.line_of(first.span().start);
    while line > 0 && text.slice(text.line_span(line - 1)).starts_with('#') {
        line -= 1;
    }
    // What stands at the head of the file belongs to the file.
    if line == 0 {
        line = text.line_of(first.span().start);
    }
    let blank = line_break(text);
    Some(Edit::insert(text.line_start(line), format!("{lines}{blank}")))
}

/// Why nothing is moved between `vars` and the rest of a file that takes part of itself from elsewhere.
pub(super) fn from_elsewhere(names: &Names<'_>) -> Option<Message> {
    let other = ["extend", "env"].into_iter().find(|key| names.section(key).is_some())?;
    Some(message!(
        "the file takes part of its values from another (`{other}`), which may set or read this variable",
        "文件的部分值来自另一个文件（`{other}`），那里可能设置或读取该变量"
    ))
}
