//! Inside `${`: variables, resources, the own resource, functions.

use super::cursor::ExpressionPlace;
use crate::document::{Document, Edition, FileKind};
use crate::ide::{CompletionItem, ItemKind};
use crate::message::Message;
use crate::syntax::{Mapping, Value};
use crate::text::Span;

/// The items inside `${…}`.
pub fn items(document: &Document, place: &ExpressionPlace) -> Vec<CompletionItem> {
    let mut list = List { place, items: Vec::new() };
    // What is being typed is the last reference of the body: after a parenthesis, comma or blank.
    let typed = place.typed.as_str();
    let from = typed.rfind(|c: char| "(,' \"".contains(c)).map_or(0, |at| at + 1);
    let inside_quotes = typed.matches('\'').count() % 2 == 1 || typed.matches('"').count() % 2 == 1;
    if inside_quotes {
        return config_fields(list, typed, from);
    }
    let reference = &typed[from..];
    let start = place.start + from as u32;
    let root = document.root().and_then(|root| root.as_mapping());
    let section = |name: &str| root.and_then(|root| root.get(name)?.value()?.as_mapping());
    let mut segments: Vec<&str> = reference.split('.').collect();
    segments.pop();
    let word_start = start + reference.rfind('.').map_or(0, |at| at as u32 + 1);
    let v3 = document.kind() == FileKind::SYaml(Edition::V3);
    match segments.as_slice() {
        [] => roots(&mut list, start, v3, place.resource.is_some(), section("vars").is_some()),
        ["vars", path @ ..] => list.keys(section("vars"), path, word_start),
        ["resources"] if v3 => list.keys(section("resources"), &[], word_start),
        ["resources", _] if v3 => {
            list.fixed(
                &[
                    ("props", "what the file sets", "文件中的配置"),
                    ("output", "what the deploy returns", "部署后的输出"),
                ],
                word_start,
            );
        }
        ["resources", name, "props", path @ ..] if v3 => {
            let block = section("resources").and_then(|resources| resources.get(name)?.value()?.as_mapping());
            list.keys(block.and_then(|block| block.get("props")?.value()?.as_mapping()), path, word_start);
        }
        ["resources", _, "output"] if v3 => outputs(&mut list, word_start),
        ["this"] if v3 => {
            list.fixed(
                &[
                    ("props", "this resource's settings", "本资源的配置"),
                    ("name", "this resource's name", "本资源的名字"),
                    ("access", "the credentials alias", "密钥别名"),
                    ("output", "what the deploy returns", "部署后的输出"),
                ],
                word_start,
            );
        }
        ["this", "props", path @ ..] if v3 => {
            let name = place.resource.as_deref().unwrap_or_default();
            let block = section("resources").and_then(|resources| resources.get(name)?.value()?.as_mapping());
            list.keys(block.and_then(|block| block.get("props")?.value()?.as_mapping()), path, word_start);
        }
        ["this", "output"] if v3 => outputs(&mut list, word_start),
        _ => {}
    }
    list.items
}

struct List<'p> {
    place: &'p ExpressionPlace,
    items: Vec<CompletionItem>,
}

impl List<'_> {
    fn add(&mut self, label: &str, snippet: &str, kind: ItemKind, description: Message, start: u32) {
        let rank = self.items.len();
        let insert = Span::new(start.min(self.place.offset), self.place.offset);
        let replace = Span::new(insert.start, self.place.end.max(self.place.offset));
        let plain = snippet.replace("${1}", "").replace("$0", "");
        let snippet =
            if snippet.contains("${1}") { snippet.to_string() } else { snippet.replace('$', "\\$") };
        self.items.push(CompletionItem {
            label: label.to_string(),
            kind,
            detail: String::new(),
            description,
            sort: format!("10_{rank:03}"),
            filter: label.to_string(),
            replace,
            insert,
            snippet,
            plain,
            additional: Vec::new(),
            preselect: false,
            deprecated: false,
            retrigger: false,
            documentation: Message::default(),
        });
    }

    fn fixed(&mut self, words: &[(&str, &str, &str)], start: u32) {
        for (word, en, zh) in words {
            self.add(word, word, ItemKind::Reference, Message::new(*en, *zh), start);
        }
    }

    /// The keys of the mapping at `path` below `mapping`.
    fn keys(&mut self, mapping: Option<Mapping<'_>>, path: &[&str], start: u32) {
        let found = path
            .iter()
            .try_fold(mapping, |mapping, segment| Some(mapping?.get(segment)?.value()?.as_mapping()));
        let Some(Some(mapping)) = found else { return };
        for entry in mapping.entries() {
            let Some(key) = entry.key_text().filter(|key| key != "<<") else { continue };
            if key.contains(['.', ' ', '}']) || key.is_empty() {
                continue;
            }
            let value = match entry.value() {
                Some(Value::Scalar(scalar)) => {
                    let text = scalar.cooked();
                    let secret = ["secret", "password", "key", "token"]
                        .iter()
                        .any(|word| key.to_ascii_lowercase().contains(word));
                    if secret { "…".to_string() } else { text.chars().take(40).collect() }
                }
                Some(Value::Mapping(_)) => "{…}".to_string(),
                Some(Value::Sequence(_)) => "[…]".to_string(),
                _ => String::new(),
            };
            self.add(&key, &key, ItemKind::Reference, Message::new(value.clone(), value), start);
        }
    }
}

fn roots(list: &mut List<'_>, start: u32, v3: bool, in_resource: bool, has_vars: bool) {
    if has_vars {
        list.add(
            "vars",
            "vars.",
            ItemKind::Reference,
            Message::new("variables of this file", "此文件的变量"),
            start,
        );
    }
    if v3 && in_resource {
        list.add("this", "this.", ItemKind::Reference, Message::new("this resource", "本资源"), start);
        list.add(
            "resources",
            "resources.",
            ItemKind::Reference,
            Message::new("another resource", "其他资源"),
            start,
        );
    }
    if v3 {
        for (name, snippet, en, zh) in [
            ("env", "env('${1}')", "environment variable", "环境变量"),
            ("config", "config('${1}')", "field of the credentials", "密钥字段"),
            ("file", "file('${1}')", "content of a file", "文件内容"),
            ("path", "path('${1}')", "absolute path of a file", "文件的绝对路径"),
            ("json", "json('${1}')", "parse JSON", "解析 JSON"),
        ] {
            list.add(name, snippet, ItemKind::Function, Message::new(en, zh), start);
        }
    } else {
        list.add("env", "env.", ItemKind::Reference, Message::new("environment variable", "环境变量"), start);
    }
}

fn outputs(list: &mut List<'_>, start: u32) {
    list.fixed(
        &[
            ("url", "addresses of the http trigger", "HTTP 触发器地址"),
            ("functionName", "the function's name", "函数名"),
            ("functionArn", "the function's ARN", "函数 ARN"),
            ("region", "the region", "地域"),
        ],
        start,
    );
}

/// The argument of `config('…`.
fn config_fields(mut list: List<'_>, typed: &str, from: usize) -> Vec<CompletionItem> {
    if typed[..from].trim_end_matches(['\'', '"']).ends_with("config(") {
        let start = list.place.start + from as u32;
        list.fixed(
            &[
                ("AccountID", "the account", "账号 ID"),
                ("AccessKeyID", "the key's id", "AccessKey ID"),
                ("AccessKeySecret", "the key's secret", "AccessKey Secret"),
                ("SecurityToken", "the STS token", "STS Token"),
            ],
            start,
        );
    }
    list.items
}
