//! Values: lists, booleans, defaults, names of this file, sizes that go together.

use super::cursor::ValuePlace;
use super::nearby::Nearby;
use super::paths;
use super::snippet::yaml_text;
use crate::check::rules::size::legal_cpus;
use crate::document::decimal::Decimal;
use crate::document::{Component, Document, FileKind};
use crate::ide::describe;
use crate::ide::{CompletionItem, ItemKind};
use crate::message;
use crate::message::Message;
use crate::spec::lists::{self, RuntimeState};
use crate::spec::model::{Doc, EnumValue, Format, Kind, Model};
use crate::syntax::edit;
use std::collections::HashSet;

/// The items for a value.
pub fn items(document: &Document, place: &ValuePlace<'_>, nearby: &Nearby) -> Vec<CompletionItem> {
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
    if place.key == "<<" && place.types.forms.is_empty() && place.quote.is_none() {
        return anchors(document, place);
    }
    // As long as the edition is not written, which one it is was guessed from the rest of the file.
    if document.kind().is_s_yaml() && place.types.path() == ["edition"] {
        for edition in ["3.0.0", "1.0.0"] {
            list.add(edition, ItemKind::EnumMember, Message::default(), false, Message::default(), false);
        }
    }
    // The steps of a flow lie below names of commands, which are no fields.
    let is_flow_step =
        matches!(place.types.path(), [flow, _, _, _] if flow == "flow") && document.kind().is_s_yaml();
    let format = field.and_then(|field| field.format).or(is_flow_step.then_some(Format::ResourceRef));
    if let Some(format) = format {
        names(document, &mut list, format, nearby);
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
    let mut items = list.items;
    match field.and_then(|field| field.format) {
        Some(Format::Path) => items.extend(paths::values(document, place, true)),
        Some(Format::Glob) => items.extend(paths::values(document, place, false)),
        _ => {}
    }
    items
}

/// The anchored mappings before a `<<`, as aliases.
fn anchors(document: &Document, place: &ValuePlace<'_>) -> Vec<CompletionItem> {
    let known = document.anchors();
    let mut seen = HashSet::new();
    let mut items = Vec::new();
    for (name, span, value) in known.iter() {
        // An anchor around the place would hold itself.
        let is_before = span.end <= place.offset && value.span().end <= place.offset;
        if is_before && value.as_mapping().is_some() && seen.insert(name.to_string()) {
            let label = format!("*{name}");
            let text = if place.needs_blank { format!(" {label}") } else { label.clone() };
            let sort = format!("15_{:03}", items.len());
            items.push(CompletionItem::word(
                &label,
                ItemKind::Reference,
                place.word,
                place.offset,
                &text,
                sort,
            ));
        }
    }
    items
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
        let mut description = Message::new(first(en), first(zh));
        let documentation = Message::new(en.clone(), zh.clone());
        let mut deprecated = value.deprecated;
        let is_runtime = self.place.types.field.and_then(|field| field.format) == Some(Format::Runtime);
        if let Some(runtime) = lists::runtime_by_name(&value.text()).filter(|_| is_runtime) {
            let (what, zh) = (runtime.what, runtime.what_zh);
            let instead = runtime.instead.unwrap_or_default();
            match runtime.state {
                RuntimeState::Creatable => {}
                RuntimeState::Deprecated => {
                    deprecated = true;
                    description = message!("{what}, deprecated: {instead}", "{zh}，已弃用，请用 {instead}");
                }
                RuntimeState::Retired => {
                    deprecated = true;
                    description = message!("{what}, retired: {instead}", "{zh}，已下线，请用 {instead}");
                }
            }
        }
        let text = yaml_text(&value.value);
        self.add(&text, ItemKind::EnumMember, description, is_default, documentation, deprecated);
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
            detail: if is_default { Message::new(" default", " 默认") } else { Message::default() },
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
            commit: &[],
            documentation,
        });
    }

    fn reference(&mut self, name: &str, description: Message) {
        self.add(&edit::quote(name), ItemKind::Reference, description, false, Message::default(), false);
    }
}

/// Names that this file defines.
fn names(document: &Document, list: &mut List<'_, '_>, format: Format, nearby: &Nearby) {
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
        Format::FunctionPattern => {
            list.reference("*", Message::new("every function", "所有函数"));
            for name in section("functions") {
                list.reference(&name, Message::new("function of this file", "此文件中的函数"));
            }
        }
        Format::AccessAlias => {
            let known = nearby.access.iter().map(String::as_str);
            for alias in known.chain(["default"]) {
                list.reference(alias, Message::new("credentials alias", "密钥别名"));
            }
        }
        Format::Handler => {
            for handler in paths::handlers(document, list.place) {
                list.reference(&handler, Message::new("file in the code folder", "代码目录中的文件"));
            }
        }
        Format::LayerArn => {
            if let Some(region) = region(document, list.place) {
                for (layer, what) in OFFICIAL_LAYERS {
                    let arn = format!("acs:fc:{region}:official:layers/{layer}");
                    let note = message!("official layer, {what}", "官方层，{what}");
                    list.reference(&arn, note);
                }
            }
        }
        Format::TimeZone => {
            for zone in ["Asia/Shanghai", "UTC"] {
                list.reference(zone, Message::default());
            }
        }
        Format::Cron if document.kind() == FileKind::FYml => {
            let provider = document.root().and_then(|root| {
                let provider = root.as_mapping()?.get("provider")?.value()?.as_mapping()?;
                Some(provider.get("name")?.value()?.as_scalar()?.cooked().into_owned())
            });
            // Tencent's expressions have a seventh part, the year.
            let year = if provider.as_deref() == Some("tencent") { " *" } else { "" };
            for (text, en, zh) in [
                ("0 0 8 * * *", "every day at 08:00", "每天 8:00"),
                ("0 0 * * * *", "every hour", "每小时整点"),
                ("0 */5 * * * *", "every 5 minutes", "每 5 分钟"),
            ] {
                list.reference(&format!("{text}{year}"), Message::new(en, zh));
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

/// The official layers whose names and versions are known: those that the component adds by itself.
const OFFICIAL_LAYERS: [(&str, &str); 3] = [
    ("Python310/versions/3", "Python 3.10"),
    ("Nodejs20/versions/3", "Node.js 20"),
    ("Java21/versions/2", "Java 21"),
];

/// The region beside the value, where it is written out or a variable of the file.
fn region(document: &Document, place: &ValuePlace<'_>) -> Option<String> {
    let written = place.mapping?.get("region")?.value()?.as_scalar()?.cooked().trim().to_string();
    let written = match written.strip_prefix("${vars.").and_then(|rest| rest.strip_suffix('}')) {
        Some(path) => {
            let vars = document.root()?.as_mapping()?.get("vars")?.value();
            let value =
                path.split('.').try_fold(vars?, |value, key| value.as_mapping()?.get(key)?.value())?;
            value.as_scalar()?.cooked().into_owned()
        }
        None => written,
    };
    lists::region_by_id(&written).map(|region| region.id.to_string())
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
