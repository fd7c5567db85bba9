//! What the card shows when the mouse rests on a key or a value: the field, its limits, what its value
//! really is here, and what the value means.

use crate::check;
use crate::document::cron::Dialect;
use crate::document::decimal::Decimal;
use crate::document::expression::{self, Expression, Part};
use crate::document::{Document, FileKind, Names, Resolver, View};
use crate::ide::describe;
use crate::ide::location::{self, Place};
use crate::ide::timetable;
use crate::message::Lang;
use crate::spec::lists;
use crate::spec::model::{Format, Kind, Model};
use crate::syntax::{self, Scalar, Step, Value};
use crate::text::Span;

/// A hover card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    /// Markdown, never empty.
    pub markdown: String,
    /// What it is about.
    pub span: Span,
}

/// The card for `offset`, or `None` where there is nothing to say.
///
/// `now` is the time in seconds since 1970, UTC: timetables are shown with their next runs.
pub fn hover(document: &Document, offset: u32, now: i64, lang: Lang) -> Option<Hover> {
    if document.kind() == FileKind::NotOurs {
        return None;
    }
    let offset = document.text().floor_boundary(offset);
    if let Some(card) = suppression(document, offset, lang) {
        return Some(card);
    }
    let steps = syntax::path_at(document.tree(), document.text(), offset);
    if let Some(Step::Value(Value::Scalar(scalar))) = steps.last()
        && let Some(card) = expression(document, *scalar, offset, lang)
    {
        return Some(card);
    }
    let place = location::place(document, &steps)?;
    let card =
        if place.on_key { key(document, &place, lang) } else { value(document, &place, &steps, now, lang) };
    card.filter(|card| !card.markdown.trim().is_empty())
}

/// The page of the rules that a `# fcls: ignore[…]` comment names.
fn suppression(document: &Document, offset: u32, lang: Lang) -> Option<Hover> {
    let text = document.text();
    let line = text.line_span(text.line_of(offset));
    let content = text.slice(line);
    let at = content.find("# fcls:")?;
    let comment = Span::new(line.start + at as u32, line.end);
    if !comment.touches(offset) {
        return None;
    }
    let found = check::suppression::parse(text, comment)?;
    let pages: Vec<String> =
        found.codes.iter().filter_map(|code| check::rule(code)).map(|rule| rule.page(lang)).collect();
    (!pages.is_empty()).then(|| Hover { markdown: pages.join("\n---\n\n"), span: comment })
}

fn key(document: &Document, place: &Place<'_>, lang: Lang) -> Option<Hover> {
    let model = Model::get();
    let span = place.entry.key_span();
    let name = place.entry.key_text()?;
    let markdown = match place.owner.known_field(&name) {
        Some(field) => {
            let mut card = describe::card(model, field, lang);
            if let Some(effective) = effective(document, place, lang) {
                card.push_str("\n\n");
                card.push_str(&effective);
            }
            card
        }
        None => named_thing(place, &name, lang)?,
    };
    Some(Hover { markdown, span })
}

/// A key that the user chose: a function, a resource, a variable.
fn named_thing(place: &Place<'_>, name: &str, lang: Lang) -> Option<String> {
    let path = place.value.path();
    let parent = path.len().checked_sub(2).map(|index| path[index].as_str());
    let first = path.first().map(String::as_str)?;
    let what = match (path.len(), first) {
        (2, "functions") => lang.pick("function", "函数"),
        (2, "resources" | "services") => lang.pick("resource", "资源"),
        (2, "vars") => lang.pick("variable", "变量"),
        (2, "template") => lang.pick("template", "模板"),
        (2, "aggregation") => lang.pick("aggregated function", "聚合函数"),
        (2, "layers") => lang.pick("layer", "层"),
        (2, "actions" | "flow") => lang.pick("command", "命令"),
        _ => match parent {
            Some("environmentVariables" | "environment") => lang.pick("environment variable", "环境变量"),
            _ => return None,
        },
    };
    let mut lines = vec![format!("**{name}** · {what}")];
    if first == "vars" {
        lines.push(format!("`${{vars.{}}}`", path[1..].join(".")));
    } else if matches!(first, "resources" | "services") {
        let runtime = place.entry.value().and_then(|value| {
            let props = value.as_mapping()?.get("props")?.value()?.as_mapping()?;
            Some(props.get("runtime")?.value()?.as_scalar()?.cooked().into_owned())
        });
        lines.extend(runtime.map(|runtime| format!("{} `{runtime}`", lang.pick("runtime", "运行时"))));
    }
    Some(lines.join("\n\n"))
}

/// The resolved value, where it is not what stands in the text: through expressions, merge keys,
/// templates, the provider.
fn effective(document: &Document, place: &Place<'_>, lang: Lang) -> Option<String> {
    let value = place.entry.value()?;
    let names = Names::new(document);
    let unit = document.units().into_iter().find(|unit| unit.span().contains_span(place.entry.span()));
    let resolver = Resolver::new(&names, unit);
    let view = View::of(&resolver, value);
    let mut parts = Vec::new();
    if view.is_indirect() && !view.is_unknown() {
        let text = view.scalar_text()?;
        let written = value.as_scalar().map(|scalar| scalar.raw().into_owned()).unwrap_or_default();
        let line = view.defined().map(|span| document.text().line_of(span.start) + 1);
        let at = line
            .map(|line| lang.pick(&format!(" (line {line})"), &format!("（第 {line} 行）")).to_string())
            .unwrap_or_default();
        parts.push(format!("{} `{written}` = **{text}**{at}", lang.pick("here", "此处")));
    }
    if let Some(ratio) = ratio(place, lang) {
        parts.push(ratio);
    }
    (!parts.is_empty()).then(|| parts.join("\n\n"))
}

/// For memory and cpu: the ratio of the two.
fn ratio(place: &Place<'_>, lang: Lang) -> Option<String> {
    let key = place.entry.key_text()?;
    if key != "memorySize" && key != "cpu" {
        return None;
    }
    let number = |key: &str| Decimal::parse(place.mapping.get(key)?.value()?.as_scalar()?.cooked().trim());
    let (memory, cpu) = (number("memorySize")?, number("cpu")?);
    let ratio = memory.over(1024).ratio(cpu)?;
    let fine = cpu.times(1024) <= memory && memory <= cpu.times(4096);
    let mark = if fine { "✓" } else { "✗" };
    Some(format!(
        "{memory} MB : {cpu} vCPU = {ratio} {mark} {}",
        lang.pick("(1 to 4)", "（须在 1 到 4 之间）")
    ))
}

fn value(document: &Document, place: &Place<'_>, steps: &[Step<'_>], now: i64, lang: Lang) -> Option<Hover> {
    let model = Model::get();
    let node = match steps.last() {
        Some(Step::Value(value)) => *value,
        _ => place.node?,
    };
    let field = place.innermost.field;
    let Value::Scalar(scalar) = node else {
        // Between keys, on a dash, on an alias: the key's card is the nearest thing to say.
        let name = place.entry.key_text()?;
        let known = place.owner.known_field(&name)?;
        return Some(Hover { markdown: describe::card(model, known, lang), span: place.entry.key_span() });
    };
    let text = scalar.cooked();
    let meaning = field
        .and_then(|field| field.format)
        .and_then(|format| match format {
            Format::Cron => timetable::card(&text, dialect(document), None, now, lang),
            Format::Schedule => {
                let fields = text.trim().strip_prefix("cron(")?.strip_suffix(')')?;
                let zone = place.mapping.get("timeZone").and_then(|entry| entry.value()?.as_scalar());
                let zone = zone.map(|scalar| scalar.cooked());
                timetable::card(fields, Dialect::Aliyun, zone.as_deref(), now, lang)
            }
            format => format_meaning(format, &text, lang),
        })
        .or_else(|| enum_meaning(place, &text, lang));
    let mut lines: Vec<String> = meaning.into_iter().collect();
    if let Some(field) = field {
        if lines.is_empty() {
            lines.push(describe::card(model, field, lang));
            lines.extend(effective(document, place, lang));
        } else {
            let sentence = field.doc.first();
            lines.push(format!("*{}*: {}", field.name, lang.pick(sentence.0, sentence.1)));
        }
    }
    (!lines.is_empty()).then(|| Hover { markdown: lines.join("\n\n"), span: scalar.span() })
}

/// Whose timers the file has.
fn dialect(document: &Document) -> Dialect {
    let provider = document.root().and_then(|root| root.as_mapping()?.get("provider")?.value()?.as_mapping());
    let name = provider.and_then(|provider| provider.get("name")?.value()?.as_scalar());
    match name.is_some_and(|name| name.cooked() == "tencent") && document.kind() == FileKind::FYml {
        true => Dialect::Tencent,
        false => Dialect::Aliyun,
    }
}

fn enum_meaning(place: &Place<'_>, text: &str, lang: Lang) -> Option<String> {
    let model = Model::get();
    place.innermost.forms.iter().find_map(|form| match &model.ty(*form).kind {
        Kind::Enum { values, .. } => {
            let value = values.iter().find(|value| value.text() == text)?;
            let doc = lang.pick(&value.doc.en, &value.doc.zh);
            (!doc.is_empty()).then(|| format!("`{text}` · {doc}"))
        }
        _ => None,
    })
}

fn format_meaning(format: Format, text: &str, lang: Lang) -> Option<String> {
    match format {
        Format::Region => {
            let region = lists::region_by_id(text)?;
            Some(format!("`{text}` · {}", lang.pick(region.city_en, region.city_zh)))
        }
        Format::Runtime => {
            let runtime = lists::runtime_by_name(text)?;
            let state = match runtime.state {
                lists::RuntimeState::Creatable => lang.pick("can be created", "可创建"),
                lists::RuntimeState::Deprecated => lang.pick("deprecated", "已弃用"),
                lists::RuntimeState::Retired => lang.pick("retired", "已下线"),
            };
            let mut line = format!("`{text}` · {} · {state}", runtime.what);
            if !runtime.handler_form.is_empty() {
                line.push_str(&format!(" · handler `{}`", runtime.handler_form));
            }
            Some(line)
        }
        Format::LayerArn => {
            let parts: Vec<&str> = text.split(':').collect();
            let ["acs", "fc", region, owner, layer] = parts.as_slice() else { return None };
            Some(format!("{} · {region} · {owner}", layer.replace("layers/", "").replace("/versions/", " v")))
        }
        _ => None,
    }
}

/// The card of a `${…}` under the cursor.
fn expression(document: &Document, scalar: Scalar<'_>, offset: u32, lang: Lang) -> Option<Hover> {
    if !document.kind().is_s_yaml() {
        return None;
    }
    let text = scalar.cooked();
    let names = Names::new(document);
    let unit = document.units().into_iter().find(|unit| unit.span().contains_span(scalar.span()));
    let resolver = Resolver::new(&names, unit);
    for part in expression::parse(&text) {
        let Part::Expression { range, parsed, .. } = part else { continue };
        let span =
            Span::new(scalar.source_offset(range.start as u32)?, scalar.source_offset(range.end as u32)?);
        if !span.touches(offset) {
            continue;
        }
        let markdown = match parsed.ok()? {
            Expression::Reference(reference) => {
                let path: Vec<&str> = reference.segments.iter().map(|(name, _)| name.as_str()).collect();
                let path = path.join(".");
                match resolver.target(&reference) {
                    Some(target) => {
                        let line = document.text().line_of(target.span().start) + 1;
                        let value = match View::of(&resolver, target).scalar_text() {
                            Some(text) => format!(" = **{text}**"),
                            None => String::new(),
                        };
                        format!(
                            "`${{{path}}}`{value}{}",
                            lang.pick(&format!(" (line {line})"), &format!("（第 {line} 行）"))
                        )
                    }
                    None => match resolver.builtin(&reference) {
                        Some(text) => format!("`${{{path}}}` = **{text}**"),
                        None => {
                            format!("`${{{path}}}` · {}", lang.pick("known at deploy time", "部署时才能确定"))
                        }
                    },
                }
            }
            Expression::Call(call) => {
                let (en, zh) = match call.name.as_str() {
                    "env" => ("environment variable at deploy time", "部署时的环境变量"),
                    "config" => ("field of the credentials", "密钥字段"),
                    "file" => ("content of a file, seen from this one", "文件内容，相对此文件"),
                    "path" => ("absolute path of a file, which must exist", "文件的绝对路径，文件必须存在"),
                    "json" => ("parses JSON", "解析 JSON"),
                    "yaml" => ("parses YAML", "解析 YAML"),
                    "secret" => ("stored secret", "密文变量"),
                    "base64" => ("base64 of the text", "文本的 Base64"),
                    "regex" => ("matches commands", "匹配命令"),
                    _ => ("function of Serverless Devs", "Serverless Devs 函数"),
                };
                format!("`{}()` · {}", call.name, lang.pick(en, zh))
            }
        };
        return Some(Hover { markdown, span });
    }
    None
}
