//! Values: lists, booleans, defaults, names of this file, sizes that go together.

use super::cursor::ValuePlace;
use super::snippet::yaml_text;
use crate::check::rules::size::legal_cpus;
use crate::document::decimal::Decimal;
use crate::document::{Component, Document};
use crate::ide::describe;
use crate::ide::{CompletionItem, ItemKind};
use crate::message::Message;
use crate::spec::lists;
use crate::spec::model::{Doc, EnumValue, Format, Kind, Model};
use crate::syntax::edit;
use std::collections::HashSet;

/// The items for a value.
pub fn items(document: &Document, place: &ValuePlace<'_>) -> Vec<CompletionItem> {
    let model = Model::get();
    let mut list = List { place, items: Vec::new(), seen: HashSet::new() };
    let field = place.types.field;
    let default = field.and_then(|field| field.default.as_ref()).map(yaml_text);
    for form in &place.types.forms {
        match &model.ty(*form).kind {
            Kind::Enum { values, .. } => {
                for value in values {
                    list.word(value, default.as_deref() == Some(yaml_text(&value.value).as_str()));
                }
            }
            Kind::Bool => {
                for word in ["true", "false"] {
                    let is_default = default.as_deref() == Some(word);
                    list.add(
                        word,
                        ItemKind::EnumMember,
                        Message::default(),
                        is_default,
                        Message::default(),
                        false,
                    );
                }
            }
            _ => {}
        }
    }
    // As long as the edition is not written, which one it is was guessed from the rest of the file.
    if document.kind().is_s_yaml() && place.types.path() == ["edition"] {
        for edition in ["3.0.0", "1.0.0"] {
            list.add(edition, ItemKind::EnumMember, Message::default(), false, Message::default(), false);
        }
    }
    if let Some(format) = field.and_then(|field| field.format) {
        names(document, &mut list, format);
    }
    // Beside a given memory or vCPU only the sizes that go with it make sense.
    if sizes(&mut list) {
        return list.items;
    }
    if let Some(field) = field {
        if let Some(default) = &default
            && default != "''"
            && field.default.as_ref().is_some_and(|value| !value.is_object() && !value.is_array())
        {
            list.add(
                default,
                ItemKind::Value,
                Message::new("default", "默认值"),
                true,
                Message::default(),
                false,
            );
        }
        for example in &field.examples {
            if !example.is_array() && !example.is_object() {
                let text = yaml_text(example);
                list.add(
                    &text,
                    ItemKind::Value,
                    Message::new("example", "示例"),
                    false,
                    Message::default(),
                    false,
                );
            }
        }
        if field.auto.is_some() {
            list.add(
                "auto",
                ItemKind::EnumMember,
                Message::new("created by the tool", "由工具创建"),
                false,
                Message::default(),
                false,
            );
        }
    }
    list.items
}

struct List<'p, 'a> {
    place: &'p ValuePlace<'a>,
    items: Vec<CompletionItem>,
    seen: HashSet<String>,
}

impl List<'_, '_> {
    fn word(&mut self, value: &EnumValue, is_default: bool) {
        let Doc { en, zh } = &value.doc;
        let first = |text: &str| text.lines().next().unwrap_or_default().to_string();
        let description = Message::new(first(en), first(zh));
        let documentation = Message::new(en.clone(), zh.clone());
        let text = yaml_text(&value.value);
        self.add(&text, ItemKind::EnumMember, description, is_default, documentation, value.deprecated);
    }

    /// Adds the YAML text `text`.
    fn add(
        &mut self,
        text: &str,
        kind: ItemKind,
        description: Message,
        is_default: bool,
        documentation: Message,
        deprecated: bool,
    ) {
        // Inside quotes the text stands as it is, without quotes of its own.
        let bare = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')).unwrap_or(text);
        let inserted = match self.place.quote {
            Some('\'') => bare.replace("''", "'").replace('\'', "''"),
            Some(_) => bare.replace("''", "'").replace('\\', "\\\\").replace('"', "\\\""),
            None if self.place.needs_blank => format!(" {text}"),
            None => text.to_string(),
        };
        if !self.seen.insert(bare.to_string()) {
            return;
        }
        let class = match (deprecated, is_default, kind) {
            (true, ..) => "90",
            (_, true, _) => "10",
            (_, _, ItemKind::Reference) => "15",
            _ => "20",
        };
        let rank = self.items.len();
        let place = self.place;
        self.items.push(CompletionItem {
            label: bare.to_string(),
            kind,
            detail: if is_default { " default".to_string() } else { String::new() },
            description,
            sort: format!("{class}_{rank:03}"),
            filter: bare.to_string(),
            replace: place.word,
            insert: place.word.up_to(place.offset),
            snippet: inserted.replace('\\', "\\\\").replace('$', "\\$").replace('}', "\\}"),
            plain: inserted,
            additional: Vec::new(),
            preselect: is_default,
            deprecated,
            retrigger: false,
            documentation,
        });
    }

    fn reference(&mut self, name: &str, description: Message) {
        self.add(&edit::quote(name), ItemKind::Reference, description, false, Message::default(), false);
    }
}

/// Names that this file defines.
fn names(document: &Document, list: &mut List<'_, '_>, format: Format) {
    let section = |name: &str| {
        let mapping = document.root().and_then(|root| root.as_mapping()?.get(name)?.value()?.as_mapping());
        let keys =
            mapping.map(|mapping| mapping.entries().filter_map(|entry| Some(entry.key_text()?.into_owned())));
        keys.map(|keys| keys.collect::<Vec<String>>()).unwrap_or_default()
    };
    match format {
        Format::FunctionRef if document.kind().is_s_yaml() => {
            for unit in document.units() {
                let name = unit.props_entry().and_then(|props| {
                    let props = props.value()?.as_mapping()?;
                    Some(props.get("functionName")?.value()?.as_scalar()?.cooked().into_owned())
                });
                if let Some(name) = name {
                    let at = &unit.name;
                    list.reference(&name, Message::new(format!("resource {at}"), format!("资源 {at}")));
                }
            }
        }
        Format::FunctionRef => {
            for name in section("functions") {
                list.reference(&name, Message::new("function of this file", "此文件中的函数"));
            }
        }
        Format::ResourceRef => {
            for name in section("resources").into_iter().chain(section("services")) {
                list.reference(&name, Message::new("resource of this file", "此文件中的资源"));
            }
        }
        Format::TemplateRef => {
            for name in section("template") {
                list.reference(&name, Message::new("template of this file", "此文件中的模板"));
            }
        }
        Format::Component => {
            let words: &[(&str, Component)] = match document.kind() {
                crate::document::FileKind::SYaml(crate::document::Edition::V1) => &[("fc", Component::Fc)],
                _ => &[("fc3", Component::Fc3), ("fc3-domain", Component::Fc3Domain)],
            };
            for (word, _) in words {
                list.reference(word, Message::default());
            }
        }
        Format::AccessAlias => list.reference("default", Message::new("credentials alias", "密钥别名")),
        Format::TimeZone => {
            for zone in ["Asia/Shanghai", "UTC"] {
                list.reference(zone, Message::default());
            }
        }
        Format::Cron => {
            for (text, en, zh) in [
                (
                    "CRON_TZ=Asia/Shanghai 0 0 8 * * *",
                    "every day at 08:00, Beijing time",
                    "每天 8:00（北京时间）",
                ),
                (
                    "CRON_TZ=Asia/Shanghai 0 0 9 ? * MON-FRI",
                    "weekdays at 09:00, Beijing time",
                    "工作日 9:00（北京时间）",
                ),
                ("0 0 * * * *", "every hour", "每小时整点"),
                ("@every 5m", "every 5 minutes", "每 5 分钟"),
            ] {
                list.reference(text, Message::new(en, zh));
            }
        }
        _ => {}
    }
}

/// Memory and vCPU that go together: only what is legal beside the other one. Whether the value is one
/// of the two.
fn sizes(list: &mut List<'_, '_>) -> bool {
    let other = |key: &str| {
        let value = list.place.mapping?.get(key)?.value()?;
        Decimal::parse(value.as_scalar()?.cooked().trim())
    };
    match list.place.key.as_str() {
        "cpu" if !list.place.types.forms.is_empty() => {
            let memory = other("memorySize").unwrap_or(Decimal::from_int(512));
            let (least, most) = legal_cpus(memory);
            for text in ["0.05", "0.1", "0.25", "0.35", "0.5", "1", "2", "4", "8", "16"] {
                let Some(cpu) = Decimal::parse(text) else { continue };
                if least <= cpu && cpu <= most {
                    let note =
                        Message::new(format!("legal with {memory} MB"), format!("可与 {memory} MB 搭配"));
                    list.add(text, ItemKind::Value, note, false, Message::default(), false);
                }
            }
            true
        }
        "memorySize" if !list.place.types.forms.is_empty() => {
            let cpu = other("cpu");
            for size in lists::RECOMMENDED_MEMORY_MB {
                let memory = Decimal::from_int(i64::from(*size));
                let fits = cpu.is_none_or(|cpu| cpu.times(1024) <= memory && memory <= cpu.times(4096));
                if fits {
                    let note = match cpu {
                        Some(cpu) => {
                            Message::new(format!("legal with cpu {cpu}"), format!("可与 cpu {cpu} 搭配"))
                        }
                        None => describe::memory(*size),
                    };
                    list.add(&size.to_string(), ItemKind::Value, note, false, Message::default(), false);
                }
            }
            true
        }
        _ => false,
    }
}
