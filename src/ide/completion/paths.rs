//! Files and folders beside the file, and names from `.env`: asked of [`Files`](crate::document::Files), which
//! keeps answers for a moment. Only the folder that is typed is looked into.

use super::cursor::ValuePlace;
use crate::document::{Document, FileType};
use crate::ide::{CompletionItem, ItemKind};
use crate::message::Message;
use crate::spec::lists::{RuntimeFamily, runtime_family};
use crate::text::Span;
use std::path::{Component, Path, PathBuf};

/// The folder of the file.
fn folder(document: &Document) -> Option<PathBuf> {
    Some(document.path()?.parent()?.to_path_buf())
}

/// The entries of `base`/`typed` up to its last slash: name and whether it is a folder. Nothing for absolute
/// paths and addresses. Hidden ones only when a dot is typed.
fn entries(document: &Document, base: &Path, typed: &str) -> Vec<(String, bool)> {
    let (above, name) = typed.rsplit_once('/').unwrap_or(("", typed));
    let above = if typed.starts_with('/') { Path::new("/") } else { Path::new(above) };
    let relative = above
        .components()
        .all(|part| matches!(part, Component::Normal(_) | Component::CurDir | Component::ParentDir));
    if !relative || typed.contains([':', '\\', '$', '~']) {
        return Vec::new();
    }
    let mut folder = base.to_path_buf();
    for part in above.components() {
        match part {
            Component::ParentDir => drop(folder.pop()),
            Component::Normal(name) => folder.push(name),
            _ => {}
        }
    }
    let listed = document.files().list(&folder);
    let wanted = listed.iter().filter(|(entry, _)| {
        let plain = entry.chars().all(|c| c.is_alphanumeric() || "._-+@".contains(c));
        plain
            && (name.starts_with('.') || !entry.starts_with('.'))
            && !matches!(entry.as_str(), "node_modules")
    });
    wanted.map(|(entry, kind)| (entry.clone(), *kind == FileType::Folder)).collect()
}

/// The paths for the value at `place`; `explicit` writes `./` before a path without a slash.
pub fn values(document: &Document, place: &ValuePlace<'_>, explicit: bool) -> Vec<CompletionItem> {
    let Some(base) = folder(document) else { return Vec::new() };
    let typed = document.text().slice(place.word.up_to(place.offset)).into_owned();
    let slash = typed.rfind('/').map_or(0, |slash| slash as u32 + 1);
    let span = Span::new(place.word.start + slash, place.word.end);
    let lead = if explicit && slash == 0 { "./" } else { "" };
    let blank = if place.needs_blank { " " } else { "" };
    let made = entries(document, &base, &typed).into_iter().enumerate().map(|(rank, (name, is_folder))| {
        let end = if is_folder { "/" } else { "" };
        // A folder of code is named without a slash at the end, but the next folder is typed behind one.
        let label = format!("{name}{end}");
        let text = format!("{blank}{lead}{name}");
        let sort = format!("{}_{rank:03}", if is_folder { "25" } else { "26" });
        let mut item = CompletionItem::word(&label, ItemKind::File, span, place.offset, &text, sort);
        if typed.starts_with('.') && slash == 0 {
            item.filter = text.trim_start().to_string();
        }
        item
    });
    // `@` and the like cannot begin a plain scalar.
    made.filter(|item| place.quote.is_some() || slash > 0 || !lead.is_empty() || !starts_badly(&item.plain))
        .collect()
}

fn starts_badly(text: &str) -> bool {
    text.trim_start().starts_with(|c: char| !(c.is_alphanumeric() || c == '.' || c == '_'))
}

/// The path that is typed inside `file('…` or `path('…`.
pub fn argument(document: &Document, typed: &str, start: u32, offset: u32, end: u32) -> Vec<CompletionItem> {
    let Some(base) = folder(document) else { return Vec::new() };
    let slash = typed.rfind('/').map_or(0, |slash| slash as u32 + 1);
    let span = Span::new(start + slash, end.max(offset));
    let made = entries(document, &base, typed).into_iter().enumerate().map(|(rank, (name, is_folder))| {
        let label = if is_folder { format!("{name}/") } else { name };
        CompletionItem::word(&label, ItemKind::File, span, offset, &label, format!("20_{rank:03}"))
    });
    made.collect()
}

/// The most files that are searched for exported functions.
const MOST_SEARCHED: usize = 20;

/// Entry points in the code folder that the block at `place` names: `index.handler` for a function `handler` that
/// `index.js` exports, or that it may export if none is found.
pub fn handlers(document: &Document, place: &ValuePlace<'_>) -> Vec<String> {
    let setting = |key: &str| {
        let value = place.mapping?.get(key)?.value()?;
        Some(value.as_scalar()?.cooked().into_owned())
    };
    let (Some(base), Some(runtime)) = (folder(document), setting("runtime")) else { return Vec::new() };
    let ends: &[&str] = match runtime_family(&runtime) {
        RuntimeFamily::Standard if runtime.starts_with("nodejs") => &[".js", ".mjs", ".cjs"],
        RuntimeFamily::Standard if runtime.starts_with("python") => &[".py"],
        RuntimeFamily::Standard if runtime.starts_with("php") => &[".php"],
        _ => return Vec::new(),
    };
    let Some(code) = setting("code").or_else(|| setting("codeUri")) else { return Vec::new() };
    let mut typed = code.trim_end_matches('/').to_string();
    typed.push('/');
    let names = entries(document, &base, &typed);
    let mut found = Vec::new();
    for (name, _) in names.iter().filter(|(_, is_folder)| !is_folder).take(MOST_SEARCHED) {
        let stem = ends.iter().find_map(|end| name.strip_suffix(end)).filter(|stem| !stem.contains('.'));
        let Some(stem) = stem else { continue };
        let text = document.files().read(&base.join(&code).join(name));
        let functions = exported(text.as_deref().unwrap_or_default());
        match functions.as_slice() {
            [] => found.push(format!("{stem}.handler")),
            functions => found.extend(functions.iter().map(|function| format!("{stem}.{function}"))),
        }
    }
    found
}

/// The functions that a file of JavaScript, Python or PHP offers at its top level, as far as single lines tell.
fn exported(text: &str) -> Vec<&str> {
    const HEADS: [&str; 11] = [
        "exports.",
        "module.exports.",
        "export const ",
        "export let ",
        "export var ",
        "export function ",
        "export async function ",
        "export function* ",
        "def ",
        "async def ",
        "function ",
    ];
    let mut found = Vec::new();
    // JavaScript's functions are its module's own unless they are exported.
    let is_js = text.contains("exports.") || text.contains("export ");
    for line in text.lines() {
        let heads = HEADS.iter().filter(|head| !is_js || head.starts_with(['e', 'm']));
        let Some(rest) = heads.filter_map(|head| line.strip_prefix(head)).next() else { continue };
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let after = after.trim_start();
        let is_function = after.starts_with('(') || (after.starts_with('=') && !after.starts_with("=="));
        if is_function && is_name(name) && !name.starts_with('_') && !found.contains(&name) {
            found.push(name);
        }
    }
    found
}

/// The names that the `.env` beside the file sets.
pub fn env_file(document: &Document) -> Vec<String> {
    let text = folder(document).and_then(|folder| document.files().read(&folder.join(".env")));
    let mut names: Vec<String> = Vec::new();
    for line in text.as_deref().unwrap_or_default().lines() {
        let line = line.trim_start();
        let line = line.strip_prefix("export ").unwrap_or(line);
        let Some((name, _)) = line.split_once('=') else { continue };
        if is_name(name.trim()) && !names.iter().any(|known| known == name.trim()) {
            names.push(name.trim().to_string());
        }
    }
    names
}

/// Whether `name` can be written in `${env('…')}` without any escape.
pub fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// What a name of `.env` is.
pub fn env_note() -> Message {
    Message::new("from .env", "来自 .env")
}

#[cfg(test)]
mod tests {
    use super::exported;

    #[test]
    fn functions_that_can_be_called_are_found() {
        assert_eq!(
            exported("const a = 1\nexports.handler = async () => {}\nmodule.exports.init = f\n"),
            ["handler", "init"]
        );
        assert_eq!(exported("export async function main(event) {}\nfunction inner() {}\n"), ["main"]);
        assert_eq!(exported("def handler(event, context):\n    def inner():\ndef _own():\n"), ["handler"]);
        assert_eq!(exported("<?php\nfunction handler($event, $context) {\n"), ["handler"]);
        assert_eq!(exported(""), Vec::<&str>::new());
    }
}
