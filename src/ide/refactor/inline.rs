//! Writing the value of a variable where it is used: here, or everywhere, and the variable goes.

use super::Cursor;
use super::extract::from_elsewhere;
use super::proof::MEANING;
use super::walk::{Found, Use, one_line, scalars, source, uses};
use crate::document::{FileKind, Names};
use crate::ide::Action;
use crate::message;
use crate::message::Message;
use crate::syntax::edit::{quote, remove_entry};
use crate::syntax::{Entry, Scalar, Value};
use crate::text::Edit;

const KIND: &str = "refactor.inline";

/// A word that no expression has.
const NOTHING: &str = "\0";

pub(super) fn offer(cursor: &Cursor<'_>, actions: &mut Vec<Action>) {
    let document = cursor.document;
    let FileKind::SYaml(_) = document.kind() else { return };
    let Some((name, here)) = variable(cursor) else { return };
    let names = Names::new(document);
    let Some(entry) = names.member("vars", &name) else { return };
    let title = message!("Inline `vars.{name}` everywhere and remove it", "将 `vars.{name}` 全部内联并删除");
    let Some(value) = entry.value().and_then(|value| value.as_scalar()).filter(|_| is_plain(entry)) else {
        let reason = Message::new("only a value on one line can be inlined", "只有单行的值可以内联");
        return cursor.refuse(actions, KIND, title, reason);
    };
    if let Some((scalar, part)) = here
        && let Some(edit) = replaced(scalar, &[part], value)
    {
        let title = message!("Inline `vars.{name}` here", "在此处内联 `vars.{name}`");
        cursor.add(actions, KIND, title, edit, MEANING);
    }
    if let Some(reason) = from_elsewhere(&names) {
        return cursor.refuse(actions, KIND, title, reason);
    }
    let Some(mut edits) = everywhere(&scalars(document.root()), &name, value) else {
        let reason = message!(
            "`vars.{name}` is also used as an argument or in part: these uses cannot be replaced",
            "`vars.{name}` 还被用作参数或按路径取值：这些用法无法替换"
        );
        return cursor.refuse(actions, KIND, title, reason);
    };
    let Some(vars) = names.section_mapping("vars") else { return };
    if edits.is_empty() {
        return;
    }
    edits.push(remove_entry(document.text(), vars, entry));
    cursor.add(actions, KIND, title, edits, MEANING);
}

/// The variable at the cursor, with the use if the cursor is on one.
fn variable<'a>(cursor: &Cursor<'a>) -> Option<(String, Option<(Scalar<'a>, Use)>)> {
    let keys = cursor.keys();
    if let [section, name] = keys.as_slice()
        && section == "vars"
        && cursor.place().is_some_and(|place| place.on_key)
    {
        return Some((name.clone(), None));
    }
    let Some(Value::Scalar(scalar)) = cursor.place()?.node else { return None };
    if !scalar.span().touches(cursor.offset) {
        return None;
    }
    let parts = uses(scalar, NOTHING)?;
    let origins = scalar.origins();
    let part = parts
        .into_iter()
        .find(|part| source(&origins, &part.range).is_some_and(|span| span.touches(cursor.offset)))?;
    let name = variable_of(&part)?.to_string();
    Some((name, Some((scalar, part))))
}

/// `x` of `${vars.x}`.
fn variable_of(part: &Use) -> Option<&str> {
    let mut rest = part.reference.rest();
    let name = rest.next().filter(|_| part.reference.root() == "vars")?;
    rest.next().is_none().then_some(name)
}

fn is_plain(entry: Entry<'_>) -> bool {
    let Some(value) = entry.value() else { return false };
    let Value::Scalar(scalar) = value else { return false };
    value.anchor().is_none() && value.tag().is_none() && one_line(scalar).is_some_and(|raw| !raw.is_empty())
}

/// The edits of all uses of the variable; `None` if one of them cannot be replaced.
fn everywhere(all: &[Found<'_>], name: &str, value: Scalar<'_>) -> Option<Vec<Edit>> {
    let mut edits = Vec::new();
    for found in all {
        let mut here = Vec::new();
        for part in uses(found.scalar, "vars")? {
            if part.reference.root() != "vars" {
                continue;
            }
            if variable_of(&part) == Some(name) {
                here.push(part);
            } else if part.reference.rest().next().is_none_or(|first| first == name) {
                // All of `vars`, or a part of this one.
                return None;
            }
        }
        if !here.is_empty() {
            edits.extend(replaced(found.scalar, &here, value)?);
        }
    }
    Some(edits)
}

/// The edits that write `value` for `parts` of `scalar`.
fn replaced(scalar: Scalar<'_>, parts: &[Use], value: Scalar<'_>) -> Option<Vec<Edit>> {
    let raw = one_line(value)?;
    if let [Use { whole: true, .. }] = parts {
        return Some(vec![Edit::replace(scalar.span(), raw)]);
    }
    let text = value.cooked();
    let simple = text.chars().all(|c| c.is_ascii_alphanumeric() || "-_./".contains(c));
    if simple || scalar.style().is_block() {
        if text.contains(['\n', '\r']) {
            return None;
        }
        let origins = scalar.origins();
        let one = |part: &Use| Some(Edit::replace(source(&origins, &part.range)?, text.to_string()));
        return parts.iter().map(one).collect();
    }
    one_line(scalar)?;
    let mut whole = scalar.cooked().into_owned();
    for part in parts.iter().rev() {
        whole.replace_range(part.range.clone(), &text);
    }
    Some(vec![Edit::replace(scalar.span(), quote(&whole))])
}
