//! Inside `${`: variables, resources, the own resource, functions.

use super::cursor::ExpressionPlace;
use super::nearby::Nearby;
use super::paths;
use crate::document::{Document, Edition, FileKind};
use crate::ide::{CompletionItem, ItemKind};
use crate::message::Message;
use crate::syntax::{Mapping, Value};
use crate::text::Span;

/// The items inside `${…}`.
pub fn items(document: &Document, place: &ExpressionPlace, nearby: &Nearby) -> Vec<CompletionItem> {
    let mut list = List { place, items: Vec::new() };
    let kind = document.kind();
    // What is being typed is the last reference of the body: after a parenthesis, comma or blank.
    let typed = place.typed.as_str();
    let from = typed.rfind(|c: char| "(,' \"".contains(c)).map_or(0, |at| at + 1);
    let inside_quotes = typed.matches('\'').count() % 2 == 1 || typed.matches('"').count() % 2 == 1;
    if inside_quotes {
        let quote = typed.rfind(['\'', '"']).map_or(0, |at| at + 1);
        let function = typed[..quote].trim_end_matches(['\'', '"', ' ']);
        let start = place.start + quote as u32;
        return match function.strip_suffix('(').map(str::trim_end) {
            Some(name) if name.ends_with("env") => list.environment(document, nearby, start),
            Some(name) if name.ends_with("file") || name.ends_with("path") => {
                paths::argument(document, &typed[quote..], start, place.offset, place.end)
            }
            _ => config_fields(list, typed, from),
        };
    }
    let reference = &typed[from..];
    let start = place.start + from as u32;
    let root = document.root().and_then(|root| root.as_mapping());
    let section = |name: &str| root.and_then(|root| root.get(name)?.value()?.as_mapping());
    let mut segments: Vec<&str> = reference.split('.').collect();
    segments.pop();
    let word_start = start + reference.rfind('.').map_or(0, |at| at as u32 + 1);
    let v3 = kind == FileKind::SYaml(Edition::V3);
    match segments.as_slice() {
        // f.yml knows the environment alone.
        [] if kind == FileKind::FYml => list.env_root(start),
        ["env"] if !v3 => return list.environment(document, nearby, word_start),
        _ if kind == FileKind::FYml => {}
        [] if v3 => roots(&mut list, start, place.resource.is_some(), section("vars").is_some()),
        [] => legacy_roots(&mut list, start, section("vars").is_some(), section("services")),
        ["config"] if !v3 => list.fixed(&CREDENTIALS, word_start),
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
        ["resources", _, "output", path @ ..] if v3 => outputs(&mut list, path, word_start),
        ["this"] if v3 => {
            list.fixed(
                &[
                    ("props", "this resource's settings", "本资源的配置"),
                    ("name", "this resource's name", "本资源的名字"),
                    ("component", "this resource's component", "本资源的组件"),
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
        ["this", "output", path @ ..] if v3 => outputs(&mut list, path, word_start),
        [name, path @ ..] if !v3 => {
            let block = section("services").and_then(|services| services.get(name)?.value()?.as_mapping());
            match (block, path) {
                (Some(_), []) => list.fixed(
                    &[
                        ("props", "what the file sets", "文件中的配置"),
                        ("output", "what the deploy returns", "部署后的输出"),
                    ],
                    word_start,
                ),
                (Some(block), ["props", path @ ..]) => {
                    list.keys(
                        block.get("props").and_then(|props| props.value()?.as_mapping()),
                        path,
                        word_start,
                    );
                }
                _ => {}
            }
        }
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
            detail: Message::default(),
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
            commit: &[],
            documentation: Message::default(),
        });
    }

    /// The argument of `env('…`: names of `.env` and of the environment, never what they stand for.
    fn environment(mut self, document: &Document, nearby: &Nearby, start: u32) -> Vec<CompletionItem> {
        let own = paths::env_file(document);
        for name in &own {
            self.add(name, name, ItemKind::Reference, paths::env_note(), start);
        }
        let outer = nearby.environment.iter().filter(|name| paths::is_name(name) && !own.contains(name));
        for name in outer {
            let note = Message::new("from the environment", "来自环境变量");
            self.add(name, name, ItemKind::Reference, note, start);
        }
        self.items
    }

    fn env_root(&mut self, start: u32) {
        let note = Message::new("environment variable", "环境变量");
        self.add("env", "env.", ItemKind::Reference, note, start);
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
            if matches!(entry.value(), Some(Value::Mapping(_)))
                && let Some(item) = self.items.last_mut()
            {
                item.commit = &["."];
            }
        }
    }
}

/// Functions of expressions: the text with its tab stop and what it is for.
const FUNCTIONS: [(&str, &str, &str, &str); 8] = [
    ("env", "env('${1}')", "environment variable", "环境变量"),
    ("config", "config('${1}')", "field of the credentials", "密钥字段"),
    ("file", "file('${1}')", "content of a file", "文件内容"),
    ("path", "path('${1}')", "absolute path of a file", "文件的绝对路径"),
    ("json", "json(${1})", "parse JSON", "解析 JSON"),
    ("yaml", "yaml(${1})", "parse YAML", "解析 YAML"),
    ("str", "str(${1})", "as text", "转字符串"),
    ("base64", "base64('${1}')", "Base64 of a text", "Base64 编码"),
];

const CREDENTIALS: [(&str, &str, &str); 4] = [
    ("AccountID", "the account", "账号 ID"),
    ("AccessKeyID", "the key's id", "AccessKey ID"),
    ("AccessKeySecret", "the key's secret", "AccessKey Secret"),
    ("SecurityToken", "the STS token", "STS Token"),
];

fn roots(list: &mut List<'_>, start: u32, in_resource: bool, has_vars: bool) {
    let mut root = |name: &str, en, zh| {
        list.add(name, &format!("{name}."), ItemKind::Reference, Message::new(en, zh), start);
    };
    if has_vars {
        root("vars", "variables of this file", "此文件的变量");
    }
    if in_resource {
        root("this", "this resource", "本资源");
        root("resources", "another resource", "其他资源");
    }
    for (name, snippet, en, zh) in FUNCTIONS {
        list.add(name, snippet, ItemKind::Function, Message::new(en, zh), start);
    }
}

/// What edition 1.0.0 knows: its components resolve these by themselves.
fn legacy_roots(list: &mut List<'_>, start: u32, has_vars: bool, services: Option<Mapping<'_>>) {
    if has_vars {
        let note = Message::new("variables of this file", "此文件的变量");
        list.add("vars", "vars.", ItemKind::Reference, note, start);
    }
    list.env_root(start);
    let note = Message::new("field of the credentials", "密钥字段");
    list.add("config", "config.", ItemKind::Reference, note, start);
    let names =
        services.into_iter().flat_map(|services| services.entries()).filter_map(|entry| entry.key_text());
    for name in names.filter(|name| !name.is_empty() && !name.contains(['.', ' ', '}', '$', '<'])) {
        let note = Message::new("service of this file", "此文件中的服务");
        list.add(&name, &format!("{name}."), ItemKind::Reference, note, start);
    }
}

/// What the deploy of fc3 returns; other keys exist as well.
fn outputs(list: &mut List<'_>, path: &[&str], start: u32) {
    match path {
        [] => list.fixed(
            &[
                ("url", "addresses of the http trigger", "HTTP 触发器地址"),
                ("functionName", "the function's name", "函数名"),
                ("functionArn", "the function's ARN", "函数 ARN"),
                ("region", "the region", "地域"),
            ],
            start,
        ),
        ["url"] => list.fixed(
            &[
                ("system_url", "address on the Internet", "公网地址"),
                ("system_intranet_url", "address inside the VPC", "内网地址"),
            ],
            start,
        ),
        _ => {}
    }
}

/// The argument of `config('…`.
fn config_fields(mut list: List<'_>, typed: &str, from: usize) -> Vec<CompletionItem> {
    if typed[..from].trim_end_matches(['\'', '"']).ends_with("config(") {
        let start = list.place.start + from as u32;
        list.fixed(&CREDENTIALS, start);
    }
    list.items
}
