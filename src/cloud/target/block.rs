//! What reading a resource needs: what is said about it, and values with their places.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Auto, Fields, Note, Obstacle, Options, shape};
use crate::cloud::package::CodeSource;
use crate::document::evaluate::{Evaluated, Outside};
use crate::message;
use crate::message::Message;
use crate::text::Span;

/// Keys whose text may hold `{{ }}` of another template language: it is sent as it is.
const FREE_TEXT: [&str; 8] = [
    "environmentVariables",
    "environment",
    "description",
    "command",
    "entrypoint",
    "args",
    "payload",
    "functionParameter",
];

/// What is common to all resources of a file.
pub(super) struct Context<'a> {
    pub outside: &'a dyn Outside,
    pub options: &'a Options,
    /// The folder of the file.
    pub folder: Option<PathBuf>,
    /// The alias of the credentials.
    pub access: Option<String>,
    pub obstacles: Vec<Obstacle>,
}

impl Context<'_> {
    pub fn obstacle(&mut self, span: Span, message: Message) {
        self.obstacles.push(Obstacle { span, message });
    }

    /// Reports what could not be evaluated in `value`; whether all of it could.
    pub fn is_whole(&mut self, value: &Evaluated) -> bool {
        let before = self.obstacles.len();
        for failure in value.failures() {
            self.obstacle(failure.span, failure.message.clone());
        }
        self.placeholders(value);
        before == self.obstacles.len()
    }

    /// Reports `{{ name }}` inside of texts which are read by machines.
    fn placeholders(&mut self, value: &Evaluated) {
        for item in value.items() {
            self.placeholders(item);
        }
        for (key, value) in value.fields() {
            if !FREE_TEXT.contains(&key) {
                self.placeholders(value);
            }
        }
        let text = value.as_str().unwrap_or_default();
        if let Some(start) = text.find("{{")
            && let Some(length) = text[start..].find("}}")
            && length < 60
        {
            let found = &text[start..start + length + 2];
            let message = message!(
                "`{found}` is a placeholder that was not filled in: write the value",
                "`{found}` 是尚未填写的占位符：请写上实际的值"
            );
            self.obstacle(value.span, message);
        }
    }

    /// The account id, empty if it is not known: such an ARN is completed when the account is.
    pub fn account(&self) -> String {
        self.outside.config("AccountID").unwrap_or_default()
    }

    /// A path as written, from the folder of the file.
    pub fn resolve(&self, path: &str) -> PathBuf {
        match &self.folder {
            Some(folder) => tidy(&folder.join(path)),
            None => PathBuf::from(path),
        }
    }

    /// The region: the one of the file, or the one for files without.
    pub fn region(&mut self, value: Option<&Evaluated>, at: Span) -> Option<String> {
        match value {
            Some(value) => match value.text().map(|text| text.trim().to_string()) {
                Some(text) if !text.is_empty() => Some(text),
                _ => {
                    self.obstacle(
                        value.span,
                        message!("`region` must be the id of a region", "`region` 必须是地域 ID"),
                    );
                    None
                }
            },
            None => {
                let region = self.options.default_region.clone();
                if region.is_none() {
                    let message = message!(
                        "there is no `region`: write one, such as cn-hangzhou, or give it on the command line",
                        "没有 `region`：请写上地域（如 cn-hangzhou），或在命令行中指定"
                    );
                    self.obstacle(at, message);
                }
                region
            }
        }
    }

    /// The text of a required field.
    pub fn required(&mut self, block: &Evaluated, key: &str, at: Span) -> Option<String> {
        let value = block.get(key);
        match value.and_then(Evaluated::text).filter(|text| !text.trim().is_empty()) {
            Some(text) => Some(text.trim().to_string()),
            None => {
                let message = message!("`{key}` is missing", "缺少 `{key}`");
                self.obstacle(value.map_or(at, |value| value.span), message);
                None
            }
        }
    }

    /// `value` as the field `key` of the wire type `T`; what the API does not know becomes notes.
    pub fn shaped<T: DeserializeOwned + Serialize>(
        &mut self,
        key: &str,
        value: &Evaluated,
        fields: &mut Fields,
        notes: &mut Vec<Note>,
    ) {
        match shape::field::<T>(key, value.json()) {
            Ok(shaped) => {
                for path in shaped.lost {
                    let within = path.strip_prefix(key).and_then(|rest| rest.strip_prefix('.'));
                    let span = within.and_then(|path| value.path(path)).unwrap_or(value).whole();
                    notes.push(note(
                        span,
                        message!("the API has no `{path}`: it is not sent", "API 没有 `{path}`：不会发送"),
                    ));
                }
                fields.insert(key.to_string(), shaped.value);
            }
            Err(error) => {
                let message =
                    message!("`{key}` is not of the right type: {error}", "`{key}` 的类型不正确：{error}");
                self.obstacle(value.span, message);
            }
        }
    }

    /// Where the code is.
    pub fn code(&mut self, value: &Evaluated) -> Option<CodeSource> {
        if let Some(path) = value.text() {
            return self.code_path(path.trim(), value.span);
        }
        let text = |key: &str| value.get(key).and_then(Evaluated::text).filter(|text| !text.is_empty());
        match (text("ossBucketName"), text("ossObjectName"), text("src")) {
            (Some(bucket), Some(object), _) => Some(CodeSource::Oss { bucket, object }),
            (None, None, Some(path)) => self.code_path(path.trim(), value.span),
            _ => {
                let message = message!(
                    "`code` is a path, or `ossBucketName` together with `ossObjectName`",
                    "`code` 应为路径，或同时写 `ossBucketName` 和 `ossObjectName`"
                );
                self.obstacle(value.span, message);
                None
            }
        }
    }

    fn code_path(&mut self, path: &str, span: Span) -> Option<CodeSource> {
        if path.starts_with("http://") || path.starts_with("https://") {
            let message = message!(
                "code at a URL is not fetched: download it, and give the path or an OSS object",
                "不会从网址下载代码：请先下载，再写路径或 OSS 对象"
            );
            self.obstacle(span, message);
            return None;
        }
        if path.is_empty() {
            self.obstacle(span, message!("`code` is empty", "`code` 为空"));
            return None;
        }
        Some(CodeSource::Path(self.resolve(path)))
    }
}

/// Something to be said in the plan.
pub(super) fn note(span: Span, message: Message) -> Note {
    Note { span: Some(span), message }
}

/// `a/./b/../c` as `a/c`, without looking at any disk.
fn tidy(path: &Path) -> PathBuf {
    use std::path::Component;
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if out.file_name().is_some() => {
                out.pop();
            }
            part => out.push(part),
        }
    }
    out
}

/// `auto`, `Auto`, `auto|mountDir=/mnt/x`: what the file leaves to the tool.
pub(super) fn auto(field: &str, value: &Evaluated) -> Option<Auto> {
    let mut parts = value.as_str()?.split('|');
    if !parts.next()?.trim().eq_ignore_ascii_case("auto") {
        return None;
    }
    let parameters = parts
        .filter_map(|part| part.split_once('='))
        .map(|(key, value)| (key.trim().to_string(), value.trim().trim_matches('"').to_string()));
    Some(Auto { field: field.to_string(), parameters: parameters.collect() })
}

/// Writes down where `value` and the mappings in it stand, under `path`.
pub(super) fn locate(spans: &mut BTreeMap<String, Span>, path: &str, value: &Evaluated) {
    let span = match value.key {
        Some(key) if value.is_map() || value.is_list() => key,
        _ => value.span,
    };
    spans.insert(path.to_string(), span);
    for (key, value) in value.fields() {
        locate(spans, &format!("{path}.{key}"), value);
    }
}

/// Renames `from` to `to` in a mapping; where it stands is kept.
pub(super) fn rename(block: &mut Evaluated, from: &str, to: &str) {
    if let Some(value) = block.take(from)
        && block.get(to).is_none()
    {
        block.set(to, value);
    }
}
