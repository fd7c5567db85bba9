//! What the card shows when the mouse rests on a key or a value: the field, its limits, what its value
//! really is here, and what the value means.

mod expression;
pub(super) mod meaning;

use crate::check;
use crate::document::decimal::Decimal;
use crate::document::{Document, FileKind, Names, Resolver, View};
use crate::ide::describe;
use crate::ide::inherited;
use crate::ide::location::{self, Place};
use crate::ide::shown::{HIDDEN, code, is_secret, short};
use crate::message::Lang;
use crate::spec::model::Model;
use crate::syntax::{self, Alias, Scalar, Step, Value};
use crate::text::Span;
use meaning::MemoryRatio;

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
    let place = location::place(document, &steps);
    let found = match steps.last() {
        Some(Step::Value(Value::Scalar(scalar))) => {
            expression::card(document, place.as_ref(), *scalar, offset, now, lang).or_else(|| {
                let place = place.as_ref()?;
                if place.on_key {
                    key(document, place, lang)
                } else {
                    value(document, place, *scalar, now, lang)
                }
            })
        }
        Some(Step::Value(Value::Alias(target))) => alias(document, *target, lang),
        _ => {
            // Behind the colon is still on the key; spaces, dashes and brackets are on nothing.
            let place = place.as_ref()?;
            let span = place
                .entry
                .colon()
                .map_or(place.entry.key_span(), |colon| place.entry.key_span().cover(colon));
            let on_key = span.touches(offset);
            key(document, place, lang).filter(|_| on_key).map(|card| Hover { span, ..card })
        }
    };
    // On an anchor, a tag, an odd indentation: the card would be about something else.
    found.filter(|card| card.span.touches(offset) && !card.markdown.trim().is_empty())
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

/// The card of a key.
fn key(document: &Document, place: &Place<'_>, lang: Lang) -> Option<Hover> {
    let span = place.entry.key_span();
    let name = place.entry.key_text()?;
    let names = Names::new(document);
    let resolver = Resolver::new(&names, document.unit_around(place.entry.span()));
    let mut parts = Vec::new();
    match place.owner.known_field(&name) {
        Some(field) => {
            parts.push(describe::brief(Model::get(), field, lang));
            parts.extend(effective_in(&resolver, place, true, lang));
            parts.extend(inherited::replaced(&resolver, place.mapping, &name).map(|other| {
                let value = other.text.as_deref().map(|text| format!(" {}", code(text))).unwrap_or_default();
                let line = inherited::place(other.line, lang);
                format!("{}{value} · {line}", lang.pick("replaces", "替换了"))
            }));
        }
        None if place.entry.is_merge() => {
            parts
                .push(format!("**<<** · {}", lang.pick("merges keys of other blocks", "合并其他键值块的键")));
            parts.extend(inherited::of_merge(&resolver, place.mapping).iter().map(|group| group.list(lang)));
        }
        None => parts.push(named_thing(place, &name, lang)?),
    }
    if let Some(unit) = resolver.unit()
        && let Some(group) = inherited::of_unit(&resolver, unit)
        && (span == unit.entry.key_span() || group.at == span)
    {
        let from = lang.pick("From elsewhere:", "来自别处：");
        parts.push(format!("{from}\n\n{}", group.list(lang)));
    }
    Some(Hover { markdown: parts.join("\n\n"), span })
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
    let mut lines = vec![format!("**{}** · {what}", escaped(name))];
    if first == "vars" {
        lines.push(code(&format!("${{vars.{}}}", path[1..].join("."))));
    } else if matches!(first, "resources" | "services") {
        let runtime = place.entry.value().and_then(|value| {
            let props = value.as_mapping()?.get("props")?.value()?.as_mapping()?;
            Some(props.get("runtime")?.value()?.as_scalar()?.cooked().into_owned())
        });
        lines.extend(runtime.map(|runtime| format!("{} {}", lang.pick("runtime", "运行时"), code(&runtime))));
    }
    Some(lines.join("\n\n"))
}

/// A name that the user chose, as Markdown text.
fn escaped(name: &str) -> String {
    let special = |c: char| matches!(c, '*' | '_' | '`' | '<' | '[' | ']' | '\\');
    name.chars().flat_map(|c| special(c).then_some('\\').into_iter().chain([c])).collect()
}

/// What a value really is, see [`effective_in`].
fn effective(document: &Document, place: &Place<'_>, resolved: bool, lang: Lang) -> Option<String> {
    let names = Names::new(document);
    let resolver = Resolver::new(&names, document.unit_around(place.entry.span()));
    effective_in(&resolver, place, resolved, lang)
}

/// What the value at `place` really is, where the text does not say it: behind expressions and aliases (if
/// `resolved` is wanted), a size in GB, the ratio of memory and cpu.
fn effective_in<'a>(
    resolver: &'a Resolver<'a>,
    place: &Place<'a>,
    resolved: bool,
    lang: Lang,
) -> Option<String> {
    let value = place.entry.value()?;
    let text = resolver.names().document().text();
    let key = place.entry.key_text()?;
    let view = View::of(resolver, value);
    let real = view.scalar_text().filter(|_| !view.is_unknown());
    let mut parts = Vec::new();
    if let Some(real) = real.as_deref().filter(|_| resolved && view.is_indirect()) {
        let written = text.slice(value.span());
        let source = value.as_scalar().map(|scalar| scalar.cooked()).unwrap_or_default();
        let real = if is_secret(&key, &source) { HIDDEN.to_string() } else { code(&short(real)) };
        let line = view.defined().map(|span| text.line_of(span.start) + 1);
        let at = line.map(|line| format!(" · {}", inherited::place(line, lang))).unwrap_or_default();
        parts.push(format!("{} {} = {real}{at}", lang.pick("here", "此处"), code(&short(&written))));
    }
    let field = place.owner.known_field(&key);
    if field.is_some_and(|field| field.unit.as_deref() == Some("MB"))
        && let Some(mb) = real.as_deref().and_then(|real| Decimal::parse(real.trim()))
        && mb.compare(1024.0).is_ge()
    {
        parts.push(format!("{mb} MB = {} GB", mb.over(1024)));
    }
    if matches!(key.as_ref(), "memorySize" | "cpu")
        && let Some(ratio) = MemoryRatio::of(resolver, place.mapping)
    {
        parts.push(ratio.sentence(lang));
    }
    (!parts.is_empty()).then(|| parts.join("\n\n"))
}

/// The card of a value: what it means, else the card of its field.
fn value(document: &Document, place: &Place<'_>, scalar: Scalar<'_>, now: i64, lang: Lang) -> Option<Hover> {
    let field = place.innermost.field;
    let mut parts: Vec<String> =
        meaning::meaning(document, place, &scalar.cooked(), now, lang).into_iter().collect();
    if let Some(field) = field {
        if parts.is_empty() {
            parts.push(describe::brief(Model::get(), field, lang));
            parts.extend(effective(document, place, true, lang));
        } else {
            let sentence = field.doc.first();
            parts.push(format!("*{}*: {}", field.name, lang.pick(sentence.0, sentence.1)));
        }
    }
    (!parts.is_empty()).then(|| Hover { markdown: parts.join("\n\n"), span: scalar.span() })
}

/// The card of `*name`: what it stands for, and where that is.
fn alias(document: &Document, alias: Alias<'_>, lang: Lang) -> Option<Hover> {
    let names = Names::new(document);
    let target = names.anchor(alias)?;
    let text = document.text();
    let line = inherited::place(text.line_of(target.span().start) + 1, lang);
    let name = code(&text.slice(alias.span()));
    let markdown = match target {
        Value::Scalar(scalar) if is_secret(&alias.name(), "") => {
            let _ = scalar;
            format!("{name} = {HIDDEN} · {line}")
        }
        Value::Scalar(scalar) => format!("{name} = {} · {line}", code(&short(&scalar.cooked()))),
        Value::Mapping(mapping) => {
            let keys = mapping.entries().filter_map(|entry| entry.key_text());
            let keys: Vec<String> = keys.take(8).map(|key| code(&key)).collect();
            let more = if mapping.entries().nth(8).is_some() { " …" } else { "" };
            format!("{name} · {line}\n\n{}{more}", keys.join(" "))
        }
        Value::Sequence(_) | Value::Alias(_) => format!("{name} · {line}"),
    };
    Some(Hover { markdown, span: alias.span() })
}
