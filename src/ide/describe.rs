//! A field, a type, a value in words: what completion and hover show.

use crate::document::decimal::Decimal;
use crate::message;
use crate::message::{Lang, Message};
use crate::spec::model::{Field, Kind, Model, TypeId, unit_name};

/// The type in a few letters, for the row of a completion list: ` MB`, ` list`, ` {…}`.
pub fn short_type(model: &Model, form: TypeId, field: &Field) -> Message {
    let unit = field.unit.as_deref();
    let (en, zh) = match &model.ty(form).kind {
        Kind::Any => ("any", "任意"),
        Kind::Null => ("null", "空"),
        Kind::Bool => ("true/false", "true/false"),
        Kind::Number { .. } => match unit {
            Some(unit) => (unit_name(unit, Lang::En), unit_name(unit, Lang::Zh)),
            None => ("number", "数字"),
        },
        Kind::Str { .. } => ("text", "文本"),
        Kind::Enum { .. } => ("choice", "选项"),
        Kind::Array { .. } => ("list", "列表"),
        Kind::Object(_) => ("{…}", "{…}"),
        Kind::Union(_) => ("…", "…"),
    };
    message!(" {en}", " {zh}")
}

/// The type of a field for people: `number`, `text or list of text`.
pub fn type_text(model: &Model, ty: TypeId, lang: Lang) -> String {
    let one = |form: TypeId| -> String {
        let word = match &model.ty(form).kind {
            Kind::Any => ("any", "任意"),
            Kind::Null => ("empty", "空"),
            Kind::Bool => ("boolean", "布尔值"),
            Kind::Number { integer: true, .. } => ("integer", "整数"),
            Kind::Number { .. } => ("number", "数字"),
            Kind::Str { .. } | Kind::Enum { .. } => ("string", "字符串"),
            Kind::Object(_) => ("block", "键值块"),
            Kind::Array { item, .. } => {
                let inner = type_text(model, *item, lang);
                return lang.pick(&format!("list of {inner}"), &format!("{inner}列表")).to_string();
            }
            Kind::Union(_) => ("any", "任意"),
        };
        lang.pick(word.0, word.1).to_string()
    };
    let mut names: Vec<String> = model.forms(ty).into_iter().map(one).collect();
    names.dedup();
    names.join(lang.pick(" or ", " 或 "))
}

/// The limits of a type in one line, if it has any: `128 – 32768, step 64`.
pub fn limits(model: &Model, ty: TypeId, lang: Lang) -> Option<String> {
    let number =
        |value: f64| Decimal::from_f64(value).map_or_else(|| value.to_string(), |value| value.to_string());
    model.forms(ty).into_iter().find_map(|form| match &model.ty(form).kind {
        Kind::Number { min, max, exclusive_min, step, .. } => {
            let range = match (min, max) {
                (Some(min), Some(max)) => format!("{} – {}", number(*min), number(*max)),
                (Some(min), None) => format!("≥ {}", number(*min)),
                (None, Some(max)) => match exclusive_min {
                    Some(min) => format!("> {} – {}", number(*min), number(*max)),
                    None => format!("≤ {}", number(*max)),
                },
                (None, None) => String::new(),
            };
            let step = step.map(|step| format!("{} {}", lang.pick("step", "步长"), number(step)));
            let parts: Vec<String> =
                [Some(range).filter(|range| !range.is_empty()), step].into_iter().flatten().collect();
            (!parts.is_empty()).then(|| parts.join(lang.pick(", ", "，")))
        }
        Kind::Str { min_len, max_len, .. } => match (min_len, max_len) {
            (_, Some(max)) => {
                Some(format!("{}–{max} {}", min_len.unwrap_or(0), lang.pick("characters", "个字符")))
            }
            _ => None,
        },
        Kind::Array { min, max, .. } => match (min, max) {
            (_, Some(max)) => Some(format!("{}–{max} {}", min.unwrap_or(0), lang.pick("items", "项"))),
            (Some(min), None) if *min > 0 => Some(format!("≥ {min} {}", lang.pick("items", "项"))),
            _ => None,
        },
        Kind::Enum { values, .. } => {
            let shown: Vec<String> = values
                .iter()
                .filter(|value| !value.deprecated)
                .take(6)
                .map(|value| format!("`{}`", value.text()))
                .collect();
            let more = values.len().saturating_sub(shown.len());
            let more = if more > 0 { format!(" +{more}") } else { String::new() };
            Some(format!("{}{more}", shown.join(" ")))
        }
        _ => None,
    })
}

/// The card of a field: the line of its type, its text, limits, default, platforms, link. Markdown, in
/// both languages.
pub fn field(model: &Model, field: &Field) -> Message {
    Message::new(card(model, field, Lang::En), card(model, field, Lang::Zh))
}

/// The card of a field in one language, with all of its text.
pub fn card(model: &Model, field: &Field, lang: Lang) -> String {
    card_with(model, field, lang.pick(&field.doc.en, &field.doc.zh).trim(), lang)
}

/// The card of a field with the first paragraph of its text, for hovers.
pub fn brief(model: &Model, field: &Field, lang: Lang) -> String {
    let (en, zh) = field.doc.first();
    card_with(model, field, lang.pick(en, zh).trim(), lang)
}

fn card_with(model: &Model, field: &Field, doc: &str, lang: Lang) -> String {
    let mut head = format!("**{}** `{}`", field.name, type_text(model, field.ty, lang));
    if let Some(unit) = &field.unit {
        head.push_str(&format!(" · {}", unit_name(unit, lang)));
    }
    head.push_str(" · ");
    head.push_str(match field.required {
        true => lang.pick("required", "必填"),
        false => lang.pick("optional", "可选"),
    });
    let mut lines = vec![head];
    if let Some(deprecated) = &field.deprecated {
        let text = lang.pick(&deprecated.en, &deprecated.zh);
        lines.push(format!("⚠ {}: {text}", lang.pick("deprecated", "已废弃")));
    }
    if !doc.is_empty() {
        lines.push(doc.to_string());
    }
    let mut facts = Vec::new();
    if let Some(limits) = limits(model, field.ty, lang) {
        facts.push(limits);
    }
    if let Some(default) = &field.default
        && !default.is_object()
    {
        facts.push(format!("{} `{}`", lang.pick("default", "默认"), default_text(default)));
    }
    if let Some(platforms) = &field.platforms {
        let names: Vec<&str> = [(platforms.aliyun, "aliyun"), (platforms.tencent, "tencent")]
            .into_iter()
            .filter(|(yes, _)| *yes)
            .map(|(_, name)| name)
            .collect();
        if !names.is_empty() {
            facts.push(format!("{} {}", lang.pick("platforms", "平台"), names.join(" ")));
        }
    }
    if !facts.is_empty() {
        lines.push(facts.join(" · "));
    }
    if let Some(link) = &field.link {
        lines.push(format!("[{}]({link})", lang.pick("documentation", "文档")));
    }
    lines.join("\n\n")
}

fn default_text(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) if text.is_empty() => "''".to_string(),
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A memory size in GB.
pub fn memory(mb: u32) -> Message {
    let gb = Decimal::from_int(i64::from(mb)).over(1024);
    Message::new(format!("{gb} GB"), format!("{gb} GB"))
}
