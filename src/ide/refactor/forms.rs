//! Short and long forms that mean the same: the facts are those of the reference (`f-yml.md` §2, §3, §5). `auto` of
//! fc3 has no long form that means the same, so it is only written out to be filled in.

use super::Cursor;
use super::proof::Proof;
use super::walk::one_line;
use crate::document::{Edition, FileKind};
use crate::ide::Action;
use crate::ide::location::Place;
use crate::message;
use crate::spec::model::Field;
use crate::syntax::edit::{line_break, set_value};
use crate::syntax::{Resolved, Value};

const KIND: &str = "refactor.rewrite";

pub(super) fn offer(cursor: &Cursor<'_>, actions: &mut Vec<Action>) {
    let Some(place) = cursor.place() else { return };
    let Some(value) = place.entry.value() else { return };
    if value.anchor().is_some() || value.tag().is_some() {
        return;
    }
    match cursor.document.kind() {
        FileKind::FYml => {
            service(cursor, &place, value, actions);
            one_or_many(cursor, &place, value, actions);
        }
        FileKind::SYaml(Edition::V3) => written_out(cursor, &place, value, actions),
        _ => {}
    }
}

/// `service: app` ↔ `service: {name: app}`.
fn service(cursor: &Cursor<'_>, place: &Place<'_>, value: Value<'_>, actions: &mut Vec<Action>) {
    if cursor.keys().first().map(String::as_str) != Some("service") {
        return;
    }
    let text = cursor.document.text();
    match value {
        Value::Scalar(scalar) if place.entry.key_is("service") => {
            let Some(raw) = one_line(scalar).filter(|raw| !raw.is_empty()) else { return };
            let edit = set_value(text, place.entry, &format!("{}  name: {raw}", line_break(text)));
            let title = message!("Write `service` as a block", "将 `service` 写成对象");
            cursor.add(actions, KIND, title, vec![edit], Proof::Syntax);
        }
        _ => {
            let Some(Value::Mapping(root)) = cursor.document.root() else { return };
            let Some(entry) = root.get("service") else { return };
            let Some(Value::Mapping(block)) = entry.value() else { return };
            let mut entries = block.entries();
            let (Some(name), None) = (entries.next(), entries.next()) else { return };
            let Some(Value::Scalar(scalar)) = name.value().filter(|_| name.key_is("name")) else { return };
            let Some(raw) = one_line(scalar).filter(|_| scalar.resolve() != Resolved::Null) else { return };
            let title = message!("Write `service` as its name alone", "将 `service` 写成名称");
            cursor.add(actions, KIND, title, vec![set_value(text, entry, &raw)], Proof::Syntax);
        }
    }
}

/// Keys of an f.yml that take one text or a list of such, with the key above them.
const ONE_OR_MANY: [(&str, &str); 5] =
    [("http", "method"), ("os", "events"), ("oss", "events"), ("cos", "events"), ("provider", "policies")];

/// `events: a` ↔ `events: [a]`.
fn one_or_many(cursor: &Cursor<'_>, place: &Place<'_>, value: Value<'_>, actions: &mut Vec<Action>) {
    let keys: Vec<String> = cursor.keys().into_iter().filter(|key| key != "[]").collect();
    let [.., above, key] = keys.as_slice() else { return };
    if !ONE_OR_MANY.contains(&(above.as_str(), key.as_str())) {
        return;
    }
    let text = cursor.document.text();
    // The builder reads `any`, `all` and words with a comma in one of the two forms only.
    let same = |word: &str| {
        let lower = word.trim().to_ascii_lowercase();
        !word.contains([',', '/', '$']) && !matches!(lower.as_str(), "any" | "all" | "")
    };
    match value {
        Value::Scalar(scalar) if same(&scalar.cooked()) => {
            let Some(raw) = one_line(scalar) else { return };
            let title = message!("Write `{key}` as a list", "将 `{key}` 写成列表");
            let edit = set_value(text, place.entry, &format!("[{raw}]"));
            cursor.add(actions, KIND, title, vec![edit], Proof::Syntax);
        }
        Value::Sequence(list) => {
            let mut items = list.items();
            let (Some(item), None) = (items.next(), items.next()) else { return };
            let Some(Value::Scalar(scalar)) = item.value().filter(|value| value.anchor().is_none()) else {
                return;
            };
            let Some(raw) = one_line(scalar).filter(|_| same(&scalar.cooked())) else { return };
            let title = message!("Write `{key}` as one text", "将 `{key}` 写成单个文本");
            cursor.add(actions, KIND, title, vec![set_value(text, place.entry, &raw)], Proof::Syntax);
        }
        _ => {}
    }
}

/// `logConfig: auto` → the keys that it stands for, to be filled in.
fn written_out(cursor: &Cursor<'_>, place: &Place<'_>, value: Value<'_>, actions: &mut Vec<Action>) {
    let Value::Scalar(scalar) = value else { return };
    let Some(key) = place.entry.key_text() else { return };
    if !scalar.cooked().trim().eq_ignore_ascii_case("auto") || place.mapping.is_flow() {
        return;
    }
    let mut objects = place.value.objects();
    let (Some(object), None) = (objects.next(), objects.next()) else { return };
    let required: Vec<&Field> = object.fields.iter().filter(|field| field.required).collect();
    if required.is_empty() {
        return;
    }
    let text = cursor.document.text();
    let margin = format!("{}{}", line_break(text), " ".repeat(place.entry.column() as usize + 2));
    let lines: String = required.iter().map(|field| format!("{margin}{}:", field.name)).collect();
    let title = message!(
        "Write out `{key}` instead of `auto`, to be filled in",
        "不用 `auto`，写出 `{key}` 的各项以便填写"
    );
    cursor.add(actions, KIND, title, vec![set_value(text, place.entry, &lines)], Proof::Syntax);
}
