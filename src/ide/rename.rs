//! Renames a name with all its uses. What cannot be proven to keep the meaning of the file is refused with the
//! reason: the edits are made on a copy, which is read anew and must have the same names at the same places.

use super::links::plain_path;
use super::names::{self, Form, Name, NameIndex, NameKind, Occurrence};
use crate::document::expression::{FUNCTIONS, ROOTS};
use crate::document::{Document, FileKind, FileType};
use crate::message;
use crate::message::Message;
use crate::syntax::{self, edit};
use crate::text::{Edit, Span};
use rustc_hash::FxHashMap;
use std::path::Path;
use std::sync::Arc;

/// What would be renamed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renamable {
    /// The name under the cursor, without quotes.
    pub span: Span,
    /// The name as it is now.
    pub text: String,
}

/// The commands of component fc3 (`src/commands-help` of devsapp/fc3) and `verify` of the tool: on the command line a
/// resource of such a name is taken for the command.
const COMMANDS: [&str; 21] = [
    "alias",
    "build",
    "concurrency",
    "deploy",
    "info",
    "instance",
    "invoke",
    "layer",
    "list",
    "local",
    "logs",
    "model",
    "plan",
    "provision",
    "remove",
    "s2tos3",
    "scaling",
    "session",
    "sync",
    "verify",
    "version",
];

/// The name at `offset` if it can be renamed, else why not.
pub fn prepare_rename(document: &Document, index: &NameIndex, offset: u32) -> Result<Renamable, Message> {
    let occurrence = index
        .at(offset)
        .ok_or_else(|| message!("there is no name here that can be renamed", "此处没有可以重命名的名字"))?;
    possible(document, index, occurrence)?;
    let name = &index.names[occurrence.name];
    Ok(Renamable { span: occurrence.span, text: name.text.clone() })
}

/// The edits that give the name at `offset` the name `new` wherever it is written, in the order of the text;
/// else why that cannot be done.
pub fn rename(document: &Document, index: &NameIndex, offset: u32, new: &str) -> Result<Vec<Edit>, Message> {
    let Renamable { text: old, .. } = prepare_rename(document, index, offset)?;
    let Some(occurrence) = index.at(offset) else { return Ok(Vec::new()) };
    if new == old {
        return Ok(Vec::new());
    }
    let name = &index.names[occurrence.name];
    valid(document.kind(), name.kind, new)?;
    free(document, index, occurrence.name, new)?;
    let edits: Vec<Edit> = index
        .places(occurrence.name)
        .map(|place| match place.form {
            Form::Bare => Edit::replace(place.span, new),
            Form::Scalar(span, style) => Edit::replace(span, edit::quote_as(style, new)),
        })
        .collect();
    if proven(document, index, occurrence.name, &edits, new) {
        Ok(edits)
    } else {
        Err(message!(
            "renaming `{old}` to `{new}` would change more than this name",
            "把 `{old}` 重命名为 `{new}` 会改变这个名字以外的内容"
        ))
    }
}

/// The kind in both languages (English with its article), for messages.
fn kind_words(kind: NameKind) -> (&'static str, &'static str) {
    match kind {
        NameKind::Function => ("a function", "函数"),
        NameKind::Resource => ("a resource", "资源"),
        NameKind::FunctionName => ("a deployed function", "函数名"),
        NameKind::Variable => ("a variable", "变量"),
        NameKind::Template => ("a template", "模板"),
        NameKind::Setting => ("a setting", "配置项"),
        NameKind::Anchor => ("an anchor", "锚点"),
        NameKind::Layer => ("a layer", "层"),
        NameKind::Access => ("a credentials alias", "密钥别名"),
    }
}

fn line(document: &Document, span: Span) -> u32 {
    document.text().line_of(span.start) + 1
}

/// Whether any new name would do.
fn possible(document: &Document, index: &NameIndex, occurrence: &Occurrence) -> Result<(), Message> {
    let name = &index.names[occurrence.name];
    let text = &name.text;
    match name.kind {
        NameKind::Setting => {
            return Err(message!(
                "`{text}` is a setting: others than this file give it its name",
                "`{text}` 是配置项：它的名字不由本文件决定"
            ));
        }
        NameKind::Access => {
            return Err(message!(
                "`{text}` is the alias of credentials that are stored outside this file",
                "`{text}` 是密钥的别名，密钥存储在本文件之外"
            ));
        }
        _ => {}
    }
    let mut definitions = index.definitions(occurrence.name);
    let Some(definition) = definitions.next() else {
        return Err(message!("`{text}` is not defined in this file", "`{text}` 未在本文件中定义"));
    };
    if let Some(second) = definitions.next() {
        let (first, second) = (line(document, definition.span), line(document, second.span));
        return Err(message!(
            "`{text}` is defined twice, in lines {first} and {second}: which of them is meant cannot be told",
            "`{text}` 在第 {first} 行和第 {second} 行定义了两次：无法判断所指的是哪一个"
        ));
    }
    unshared(document, index, name, definition)?;
    undoubted(document, index, name)?;
    match name.kind {
        NameKind::Anchor | NameKind::Function | NameKind::Layer => Ok(()),
        _ => alone(document, text),
    }
}

/// Whether the definition is used as a name alone, not as part of a value.
fn unshared(
    document: &Document,
    index: &NameIndex,
    name: &Name,
    definition: &Occurrence,
) -> Result<(), Message> {
    if name.kind == NameKind::Anchor {
        return Ok(());
    }
    let text = &name.text;
    if let Some(shared) = index.aliased.iter().find(|span| span.contains_span(definition.span)) {
        let line = line(document, *shared);
        return Err(message!(
            "`{text}` is part of the value in line {line} that an alias (`*`) puts elsewhere too",
            "`{text}` 属于第 {line} 行的值，该值还通过别名（`*`）用在别处"
        ));
    }
    if name.kind == NameKind::Variable
        && let Some(whole) = names::around(document, definition.span.start)
            .into_iter()
            .find(|entry| index.whole_uses.contains(&entry.key_span().start))
    {
        let key = whole.key_text().unwrap_or_default();
        return Err(message!(
            "an expression uses `{key}` as a whole: its keys, such as `{text}`, are part of a value",
            "有表达式整体使用了 `{key}`：其中的键（如 `{text}`）是值的一部分"
        ));
    }
    if name.kind == NameKind::Resource && index.self_named.contains(&key_start(definition)) {
        return Err(message!(
            "`{text}` uses its own name as a value (`${{this.name}}`), which would change as well",
            "`{text}` 把自己的名字用作值（`${{this.name}}`），该值会随之改变"
        ));
    }
    if name.kind == NameKind::FunctionName {
        let whole = document.text().to_string();
        if [format!("functions/{text}"), format!("fc.fcv3.{text}")].iter().any(|part| whole.contains(part)) {
            return Err(message!(
                "an ARN in this file names the function `{text}` too",
                "本文件中有 ARN 也用到了函数 `{text}`"
            ));
        }
    }
    Ok(())
}

fn key_start(occurrence: &Occurrence) -> u32 {
    match occurrence.form {
        Form::Bare => occurrence.span.start,
        Form::Scalar(span, _) => span.start,
    }
}

/// Whether nothing that is not understood may use the name.
fn undoubted(document: &Document, index: &NameIndex, name: &Name) -> Result<(), Message> {
    let text = &name.text;
    let doubt = index.doubts.iter().find(|doubt| {
        doubt.kind.is_none_or(|kind| kind == name.kind)
            && (name.kind != NameKind::Anchor)
            && doubt.text.as_deref().is_none_or(|doubtful| mentions(doubtful, text))
    });
    let Some(doubt) = doubt else { return Ok(()) };
    let line = line(document, doubt.span);
    Err(message!(
        "line {line} may use `{text}` in a way that cannot be followed",
        "第 {line} 行可能以无法追踪的方式使用了 `{text}`"
    ))
}

/// Whether `name` occurs in `text` as a word.
fn mentions(text: &str, name: &str) -> bool {
    let word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '-');
    text.match_indices(name)
        .any(|(at, _)| !word(text[..at].chars().next_back()) && !word(text[at + name.len()..].chars().next()))
}

/// Whether no other file that the tool reads along with this one knows the name.
fn alone(document: &Document, text: &str) -> Result<(), Message> {
    if !document.kind().is_s_yaml() {
        return Ok(());
    }
    let Some(syntax::Value::Mapping(root)) = document.root() else { return Ok(()) };
    let folder = document.path().and_then(Path::parent);
    let mut has_environments = false;
    for key in ["extend", "env"] {
        let Some(entry) = root.get(key) else { continue };
        has_environments |= key == "env";
        let path = entry.value().and_then(|value| value.as_scalar()).map(|scalar| scalar.cooked());
        let read = path.as_deref().and_then(|path| document.files().read(&folder?.join(path)));
        let shown = path.as_deref().unwrap_or(key);
        match read {
            Some(other) if !mentions(&other, text) => {}
            Some(_) => {
                return Err(message!("`{shown}` uses `{text}` too", "`{shown}` 中也用到了 `{text}`"));
            }
            None => {
                return Err(message!(
                    "`{shown}` may use `{text}` too, and it cannot be read",
                    "`{shown}` 可能也用到了 `{text}`，但无法读取它"
                ));
            }
        }
    }
    // `s deploy --env …` reads it without being told.
    if let Some(path) = folder.map(|folder| folder.join("env.yaml")).filter(|_| !has_environments) {
        let known = document.files().read(&path).map(|other| mentions(&other, text));
        if known.unwrap_or(document.files().kind(&path) == FileType::File) {
            return Err(message!("`env.yaml` uses `{text}` too", "`env.yaml` 中也用到了 `{text}`"));
        }
    }
    Ok(())
}

/// Whether `other` takes the file at `path` as its base (`extend`) and knows `name`: then a rename in the base
/// alone would take the two apart. Paths are compared as they are written, `.` and `..` taken out.
pub fn depends_on(other: &Document, path: &Path, name: &str) -> bool {
    let base = || {
        let entry = other.root()?.as_mapping()?.get("extend")?;
        let base = entry.value()?.as_scalar()?.cooked().into_owned();
        Some(plain_path(&other.path()?.parent()?.join(base)))
    };
    base().is_some_and(|base| base == plain_path(path)) && mentions(&other.text().to_string(), name)
}

/// Whether `new` can name such a thing.
fn valid(file: FileKind, kind: NameKind, new: &str) -> Result<(), Message> {
    let (what, what_zh) = kind_words(kind);
    if new.is_empty() {
        return Err(message!("the new name is empty", "新名字为空"));
    }
    let plain = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    let bad = match kind {
        NameKind::Anchor => new.chars().find(|c| !plain(*c) && *c != '.'),
        NameKind::Function | NameKind::FunctionName => {
            new.chars().find(|c| !c.is_ascii_alphanumeric() && *c != '_' && *c != '-')
        }
        _ => new.chars().find(|c| !plain(*c)),
    };
    if let Some(bad) = bad {
        let bad = bad.escape_debug();
        return Err(message!(
            "`{new}` cannot be the name of {what}: `{bad}` is not allowed",
            "`{new}` 不能作为{what_zh}的名字：不允许 `{bad}`"
        ));
    }
    let refused = |why: Message| {
        let Message { en, zh } = why;
        Err(message!("`{new}` cannot be the name of {what}: {en}", "`{new}` 不能作为{what_zh}的名字：{zh}"))
    };
    let first = new.chars().next().unwrap_or_default();
    match kind {
        NameKind::Function | NameKind::FunctionName if first.is_ascii_digit() || first == '-' => {
            refused(message!("it begins with `{first}`", "不能以 `{first}` 开头"))
        }
        NameKind::Function | NameKind::FunctionName if new.len() > 64 => {
            refused(message!("it has more than 64 characters", "超过了 64 个字符"))
        }
        NameKind::Resource if COMMANDS.contains(&new) => {
            refused(message!("it is a command of the tool", "它是工具的命令"))
        }
        NameKind::Resource if ROOTS.contains(&new) || FUNCTIONS.iter().any(|(name, ..)| *name == new) => {
            refused(message!("it is a word of expressions", "它是表达式中的保留字"))
        }
        NameKind::Variable if new.chars().all(|c| c.is_ascii_digit()) => {
            refused(message!("a number is the place in a list", "数字表示列表中的位置"))
        }
        _ if file.is_s_yaml() && matches!(new, "__proto__" | "constructor" | "prototype") => {
            refused(message!("it is reserved in JavaScript", "它是 JavaScript 的保留名"))
        }
        _ => Ok(()),
    }
}

/// Whether nothing else has the name already, where two of one name would meet.
fn free(document: &Document, index: &NameIndex, renamed: usize, new: &str) -> Result<(), Message> {
    let name = &index.names[renamed];
    let (what, what_zh) = kind_words(name.kind);
    let taken = |span: Span| {
        let line = line(document, span);
        message!("there is {what} `{new}` already, in line {line}", "第 {line} 行已有{what_zh} `{new}`")
    };
    for (number, other) in index.names.iter().enumerate() {
        if number != renamed && other.kind == name.kind && other.text == new {
            // Variables of one name may live in different blocks.
            if name.kind == NameKind::Variable && other.whole.is_some() {
                continue;
            }
            let at = index.places(number).next().map_or(Span::empty(0), |place| place.span);
            return Err(taken(at));
        }
    }
    // What is read as a use, once there is such a name.
    if let Some(mention) = index.mentions.iter().find(|(kind, text, _)| *kind == name.kind && text == new) {
        return Err(taken(mention.2));
    }
    let Some(definition) = index.definitions(renamed).next() else { return Ok(()) };
    if let Some(doubt) = index.doubts.iter().find(|doubt| {
        doubt.kind.is_none_or(|kind| kind == name.kind)
            && name.kind != NameKind::Anchor
            && doubt.text.as_deref().is_some_and(|text| mentions(text, new))
    }) {
        let line = line(document, doubt.span);
        return Err(message!(
            "line {line} uses `{new}` for something else",
            "第 {line} 行已把 `{new}` 用于其他含义"
        ));
    }
    if matches!(name.kind, NameKind::Anchor | NameKind::FunctionName) {
        return Ok(());
    }
    let start = key_start(definition);
    let Some(block) = names::block_of(document, start) else { return Ok(()) };
    let sibling = block.entries().find(|entry| entry.key_span().start != start && entry.key_is(new));
    match sibling {
        Some(entry) => Err(taken(entry.key_span())),
        // What a merge key brings in may have the name as well.
        None if block.get("<<").is_some() => {
            Err(message!("keys that `<<` brings in may have the name too", "`<<` 合并进来的键可能同名"))
        }
        None => Ok(()),
    }
}

/// Whether the edits change the one name and nothing else: the copy has the same names at the same places,
/// no new mistake of syntax, and the same values but for the name.
fn proven(document: &Document, index: &NameIndex, renamed: usize, edits: &[Edit], new: &str) -> bool {
    let old = &index.names[renamed].text;
    let text = document.text().with_edits(edits);
    let path = document.path().map(Path::to_path_buf);
    let copy = Document::new(path, text, Arc::new(crate::document::NoFiles));
    if copy.kind() != document.kind() || copy.tree().errors().len() > document.tree().errors().len() {
        return false;
    }
    let after = NameIndex::of(&copy);
    if after.occurrences.len() != index.occurrences.len() || after.doubts.len() != index.doubts.len() {
        return false;
    }
    let mut to: FxHashMap<usize, usize> = FxHashMap::default();
    let mut back: FxHashMap<usize, usize> = FxHashMap::default();
    for (a, b) in index.occurrences.iter().zip(&after.occurrences) {
        let (old_name, new_name) = (&index.names[a.name], &after.names[b.name]);
        let wanted = if a.name == renamed { new } else { old_name.text.as_str() };
        if a.is_definition != b.is_definition
            || old_name.kind != new_name.kind
            || new_name.text != wanted
            || *to.entry(a.name).or_insert(b.name) != b.name
            || *back.entry(b.name).or_insert(a.name) != a.name
        {
            return false;
        }
    }
    let before = syntax::events(document.tree(), document.text());
    let now = syntax::events(copy.tree(), copy.text());
    // The quotes are ours to choose.
    let bare = |event: &str| {
        let (head, tail) = event.split_at(event.find([':', '\'', '"', '|', '>']).unwrap_or(event.len()));
        let tail = tail.char_indices().nth(1).map_or("", |(at, _)| &tail[at..]);
        format!("{}{}", head.replace(new, old), tail.replace(new, old))
    };
    before.len() == now.len() && before.iter().zip(&now).all(|(a, b)| a == b || bare(a) == bare(b))
}
