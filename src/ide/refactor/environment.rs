//! Reading a value from the environment instead of the file. The value itself is written nowhere: the title says
//! that it has to be set.

use super::Cursor;
use super::proof::Proof;
use super::walk::one_line;
use crate::document::{Edition, FileKind};
use crate::ide::Action;
use crate::message;
use crate::syntax::{Resolved, Value};
use crate::text::Edit;

/// Words of keys that promise a secret.
const SECRETS: [&str; 9] =
    ["secret", "password", "passwd", "token", "apikey", "accesskey", "privatekey", "credential", "pwd"];

pub(super) fn offer(cursor: &Cursor<'_>, actions: &mut Vec<Action>) {
    let Some(place) = cursor.place() else { return };
    let Some(value @ Value::Scalar(scalar)) = place.node else { return };
    let text = scalar.cooked();
    let plain = value.anchor().is_none() && value.tag().is_none() && one_line(scalar).is_some();
    if !plain || text.is_empty() || scalar.resolve() != Resolved::Str || text.contains("${") {
        return;
    }
    let keys = cursor.keys();
    let Some(key) = keys.iter().rev().find(|key| *key != "[]") else { return };
    let word: String =
        key.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let variable = keys.iter().any(|key| matches!(key.as_str(), "environmentVariables" | "environment"))
        && keys.last() == Some(key);
    if !variable && !SECRETS.iter().any(|secret| word.contains(secret)) {
        return;
    }
    let name = crate::check::rules::security::variable_name(key).unwrap_or_else(|| "VALUE".to_string());
    let expression = match cursor.document.kind() {
        FileKind::FYml => format!("${{env.{name}}}"),
        FileKind::SYaml(Edition::V1) => format!("${{env({name})}}"),
        _ => format!("${{env('{name}')}}"),
    };
    let title = if cursor.document.kind() == FileKind::SYaml(Edition::V3) {
        message!(
            "Read it from the environment: {expression} (set {name} yourself, for example in a `.env` that git ignores)",
            "改为从环境变量读取：{expression}（请自行设置 {name}，例如写入被 git 忽略的 `.env`）"
        )
    } else {
        message!(
            "Read it from the environment: {expression} (set {name} yourself)",
            "改为从环境变量读取：{expression}（请自行设置 {name}）"
        )
    };
    let written = if cursor.in_flow() { format!("\"{expression}\"") } else { expression };
    let edit = Edit::replace(scalar.span(), written);
    // Only edition 3.0.0 is evaluated here; the older forms are proven as YAML.
    let proof = match cursor.document.kind() {
        FileKind::SYaml(Edition::V3) => Proof::Meaning { env: Some((&name, &text)) },
        _ => Proof::Syntax,
    };
    cursor.add(actions, "refactor.rewrite", title, vec![edit], proof);
}
