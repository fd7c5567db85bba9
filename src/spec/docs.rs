//! The field reference in `docs/fields/`, in English and Chinese, written from the model.

use std::collections::BTreeSet;
use std::fmt::Write;

use serde_json::Value;

use super::lists::{self, Origin};
use super::model::{Auto, Extra, Field, Kind, Model, Object, Root, Type, TypeId};

/// The pages: file name below `docs/fields/` and text.
pub fn pages() -> Vec<(&'static str, String)> {
    let mut pages: Vec<_> =
        PAGES.iter().map(|page| (page.file, Writer::new(Model::get()).page(page))).collect();
    pages.push(("lists.md", list_page()));
    pages.push(("README.md", index()));
    pages
}

struct Page {
    file: &'static str,
    title: &'static str,
    root: Root,
}

const PAGES: [Page; 7] = [
    Page { file: "f-yml.md", title: "f.yml", root: Root::FYml },
    Page { file: "s-yaml.md", title: "s.yaml (edition 3.0.0)", root: Root::SYaml },
    Page { file: "fc3.md", title: "Component fc3: props", root: Root::Fc3Props },
    Page { file: "fc3-domain.md", title: "Component fc3-domain: props", root: Root::Fc3DomainProps },
    Page { file: "s-yaml-1.md", title: "s.yaml (edition 1.0.0)", root: Root::LegacySYaml },
    Page { file: "fc.md", title: "Component fc (edition 1.0.0): props", root: Root::LegacyService },
    Page { file: "update-tool.md", title: "Tool update-custom-runtime-function", root: Root::UpdateParams },
];

const NOTE: &str =
    "<!-- Generated from src/spec. Change the types there, then run the tests with FCLS_BLESS=1. -->\n";

fn index() -> String {
    let mut text =
        format!("{NOTE}\n# Fields · 字段\n\nEvery field that fcls knows.\n\nfcls 所了解的全部字段。\n\n");
    for page in &PAGES {
        let _ = writeln!(text, "- [{}]({})", page.title, page.file);
    }
    text.push_str("- [Lists that age · 会过时的列表](lists.md)\n");
    text
}

fn list_page() -> String {
    let mut text = format!("{NOTE}\n# Lists that age · 会过时的列表\n");
    let mut section = |title: &str, origin: Origin, head: &str, rows: Vec<Vec<&str>>| {
        let _ = write!(text, "\n## {title}\n\nAs of {}: {}.\n\n{head}\n", origin.as_of, origin.source);
        let columns = head.matches('|').count() - 1;
        let _ = writeln!(text, "|{}", " --- |".repeat(columns));
        for row in rows {
            let _ = writeln!(text, "| {} |", row.join(" | "));
        }
    };
    let yes = |flag: bool| if flag { "✓" } else { "" };
    section(
        "Regions · 地域",
        lists::REGIONS_ORIGIN,
        "| id | city | 城市 | fc3 | fc3-domain | update tool |",
        lists::REGIONS
            .iter()
            .map(|region| {
                vec![
                    region.id,
                    region.city_en,
                    region.city_zh,
                    yes(region.in_component),
                    yes(region.in_domain_component),
                    yes(region.in_update_tool),
                ]
            })
            .collect(),
    );
    section(
        "Runtimes · 运行时",
        lists::RUNTIMES_ORIGIN,
        "| name | what | family | state | instead |",
        lists::RUNTIMES
            .iter()
            .map(|runtime| {
                let family = match runtime.family {
                    lists::RuntimeFamily::Standard => "standard",
                    lists::RuntimeFamily::Custom => "custom",
                    lists::RuntimeFamily::Container => "container",
                };
                let state = match runtime.state {
                    lists::RuntimeState::Creatable => "creatable",
                    lists::RuntimeState::Deprecated => "deprecated",
                    lists::RuntimeState::Retired => "retired",
                };
                vec![runtime.name, runtime.what, family, state, runtime.instead.unwrap_or("")]
            })
            .collect(),
    );
    section(
        "GPU cards · GPU 卡型",
        lists::GPU_TYPES_ORIGIN,
        "| name | card | in fc3's schema | resident pool |",
        lists::GPU_TYPES
            .iter()
            .map(|gpu| vec![gpu.name, gpu.card, yes(gpu.in_component), yes(gpu.resident_pool)])
            .collect(),
    );
    for (title, origin, words) in [
        ("OSS events · OSS 事件", lists::OSS_EVENTS_ORIGIN, lists::OSS_EVENTS),
        ("CDN events · CDN 事件", lists::CDN_EVENTS_ORIGIN, lists::CDN_EVENTS),
    ] {
        let rows = words.iter().map(|word| vec![word.value, word.en, word.zh]).collect();
        section(title, origin, "| event | English | 中文 |", rows);
    }
    text
}

/// Writes one page: the fields of the root, then every mapping they lead to, once.
struct Writer {
    model: &'static Model,
    seen: BTreeSet<TypeId>,
    waiting: Vec<TypeId>,
}

impl Writer {
    fn new(model: &'static Model) -> Self {
        Self { model, seen: BTreeSet::new(), waiting: Vec::new() }
    }

    fn page(mut self, page: &Page) -> String {
        let root = self.model.root(page.root);
        let ty = self.model.ty(root);
        let mut text = format!("{NOTE}\n# {}\n\n{}\n\n{}\n", page.title, ty.doc.en, ty.doc.zh);
        self.seen.insert(root);
        if let Kind::Object(object) = &ty.kind {
            self.fields(&mut text, object);
        }
        while !self.waiting.is_empty() {
            let next = self.waiting.remove(0);
            let ty = self.model.ty(next);
            let name = ty.name.as_deref().unwrap_or_default();
            let _ = write!(text, "\n## {name}\n\n{}\n\n{}\n", ty.doc.en, ty.doc.zh);
            match &ty.kind {
                Kind::Object(object) => self.fields(&mut text, object),
                _ => self.values(&mut text, ty),
            }
        }
        text
    }

    fn fields(&mut self, text: &mut String, object: &Object) {
        if object.fields.is_empty() {
            return;
        }
        let platforms = object.fields.iter().any(|field| field.platforms.is_some());
        text.push_str("\n| key | type | | English | 中文 |");
        text.push_str(if platforms { " aliyun | tencent |\n" } else { "\n" });
        text.push_str("| --- | --- | --- | --- | --- |");
        text.push_str(if platforms { " :-: | :-: |\n" } else { "\n" });
        for field in &object.fields {
            let mut kind = self.shape(field.ty);
            if let Some(variants) = &object.variants
                && variants.content == field.name
            {
                kind = format!("by `{}`", variants.tag);
            }
            let (en, zh) = (cell(&field.doc.en), cell(&field.doc.zh));
            let (gone_en, gone_zh) = match &field.deprecated {
                Some(why) => (format!(" **Deprecated.** {}", why.en), format!(" **已废弃。** {}", why.zh)),
                None => (String::new(), String::new()),
            };
            let _ = write!(
                text,
                "| `{}` | {kind} | {} | {en}{gone_en} | {zh}{gone_zh} |",
                field.name,
                notes(field)
            );
            if platforms {
                let mark = |read: bool| if read { "✓" } else { "" };
                let (aliyun, tencent) = match field.platforms {
                    Some(platforms) => (mark(platforms.aliyun), mark(platforms.tencent)),
                    None => ("–", "–"),
                };
                let _ = write!(text, " {aliyun} | {tencent} |");
            }
            text.push('\n');
        }
        if let Some(variants) = &object.variants {
            let _ = writeln!(text, "\n| `{}` | `{}` |\n| --- | --- |", variants.tag, variants.content);
            for (word, branch) in &variants.branches {
                let _ = writeln!(text, "| `{word}` | {} |", self.shape(*branch));
            }
        }
        match object.extra {
            Extra::Any => text.push_str("\nOther keys may hold anything. 其他键可以是任意内容。\n"),
            Extra::Map(ty) => {
                let shape = self.shape(ty);
                let _ = writeln!(text, "\nOther keys hold {shape}. 其他键的值为 {shape}。");
            }
            Extra::Closed => {}
        }
    }

    fn values(&self, text: &mut String, ty: &Type) {
        let Kind::Enum { values, open } = &ty.kind else { return };
        text.push_str("\n| value | English | 中文 |\n| --- | --- | --- |\n");
        for value in values {
            let _ = writeln!(text, "| `{}` | {} | {} |", plain(&value.value), value.doc.en, value.doc.zh);
        }
        if *open {
            text.push_str("\nThe list may grow. 该列表可能会增加。\n");
        }
    }

    /// A type in a few words, with a link where it has a section of its own.
    fn shape(&mut self, id: TypeId) -> String {
        let ty = self.model.ty(id);
        match &ty.kind {
            Kind::Any => "any".into(),
            Kind::Null => "null".into(),
            Kind::Bool => "boolean".into(),
            Kind::Str { .. } if ty.name.as_deref() == Some("Auto") => "`auto`".into(),
            Kind::Str { .. } if ty.name.as_deref() == Some("AutoWithParams") => "`auto`".into(),
            Kind::Str { .. } => "string".into(),
            Kind::Number { integer, min, max, step, .. } => {
                let mut words = vec![if *integer { "integer".to_owned() } else { "number".to_owned() }];
                match (min, max) {
                    (Some(min), Some(max)) => words.push(format!("{min} – {max}")),
                    (Some(min), None) => words.push(format!("≥ {min}")),
                    (None, Some(max)) => words.push(format!("≤ {max}")),
                    (None, None) => {}
                }
                words.extend(step.map(|step| format!("step {step}")));
                words.join(", ")
            }
            Kind::Enum { values, .. } => match &ty.name {
                Some(name) => self.link(id, name),
                None => {
                    let values: Vec<_> =
                        values.iter().map(|value| format!("`{}`", plain(&value.value))).collect();
                    values.join(", ")
                }
            },
            Kind::Array { item, .. } => format!("list of {}", self.shape(*item)),
            Kind::Object(object) => match (&ty.name, object.extra) {
                (Some(name), _) => self.link(id, name),
                (None, Extra::Map(value)) => format!("map of {}", self.shape(value)),
                (None, _) => "map".into(),
            },
            Kind::Union(branches) => {
                let mut shapes: Vec<String> = branches.iter().map(|branch| self.shape(*branch)).collect();
                shapes.dedup();
                shapes.join(" or ")
            }
        }
    }

    fn link(&mut self, id: TypeId, name: &str) -> String {
        if self.seen.insert(id) {
            self.waiting.push(id);
        }
        format!("[{name}](#{})", name.to_lowercase())
    }
}

/// Required, unit, default and the like.
fn notes(field: &Field) -> String {
    let mut words = Vec::new();
    if field.required {
        words.push("**required**".to_owned());
    }
    words.extend(field.unit.clone());
    words.extend(field.default.as_ref().map(|value| format!("default `{}`", plain(value))));
    match field.auto {
        Some(Auto::Plain) => words.push("may be `auto`".to_owned()),
        Some(Auto::Params) => words.push("may be `auto\\|key=value`".to_owned()),
        None => {}
    }
    if field.read_only {
        words.push("read-only".to_owned());
    }
    if field.secret {
        words.push("secret".to_owned());
    }
    words.extend(field.link.as_ref().map(|link| format!("[docs]({link})")));
    words.join(", ")
}

fn plain(value: &Value) -> String {
    match value.as_str() {
        Some(text) if !text.is_empty() => text.to_owned(),
        _ => value.to_string(),
    }
}

/// A text as one table cell.
fn cell(text: &str) -> String {
    text.replace("\n\n", "<br>").replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::generated;

    #[test]
    fn pages_are_up_to_date() {
        for (file, text) in pages() {
            generated::verify(&format!("docs/fields/{file}"), &text);
        }
    }

    #[test]
    fn every_link_has_its_section() {
        for (file, text) in pages() {
            let sections: BTreeSet<String> =
                text.lines().filter_map(|line| line.strip_prefix("## ")).map(str::to_lowercase).collect();
            for link in text.split("](#").skip(1) {
                let anchor = link.split(')').next().unwrap();
                assert!(sections.contains(anchor), "{file}: {anchor}");
            }
        }
    }
}
