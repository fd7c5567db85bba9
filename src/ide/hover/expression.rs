//! The card of a `${…}`.

use super::{Hover, meaning};
use crate::document::expression::{self, Call, Expression, Part, Reference};
use crate::document::{Document, Names, Resolver, View};
use crate::ide::inherited;
use crate::ide::location::Place;
use crate::ide::shown::{HIDDEN, code, is_secret, short};
use crate::message::Lang;
use crate::syntax::Scalar;
use crate::text::Span;

/// The card of the `${…}` of `scalar` at `offset`, if there is one; `place` is where the scalar stands.
pub fn card(
    document: &Document,
    place: Option<&Place<'_>>,
    scalar: Scalar<'_>,
    offset: u32,
    now: i64,
    lang: Lang,
) -> Option<Hover> {
    if !document.kind().is_s_yaml() {
        return None;
    }
    let text = scalar.cooked();
    if !expression::has_expression(&text) {
        return None;
    }
    let parts = expression::parse(&text);
    let whole = parts.len() == 1;
    let origins = scalar.origins();
    for part in parts {
        let Part::Expression { range, parsed, .. } = part else { continue };
        let span =
            Span::new(origins.source_offset(range.start as u32)?, origins.source_offset(range.end as u32)?);
        if !span.touches(offset) {
            continue;
        }
        let markdown = match parsed.ok()? {
            Expression::Reference(reference) => {
                let names = Names::new(document);
                let resolver = Resolver::new(&names, document.unit_around(scalar.span()));
                let (mut markdown, value) = referred(&resolver, &reference, &text[range], lang);
                // What the value means counts where it is the whole value.
                if let (true, Some(value), Some(place)) = (whole, value, place) {
                    let meant = meaning::meaning(document, place, &value, now, lang);
                    markdown.extend(meant.map(|meant| format!("\n\n{meant}")));
                    let effective = super::effective(document, place, false, lang);
                    markdown.extend(effective.map(|effective| format!("\n\n{effective}")));
                }
                markdown
            }
            Expression::Call(call) => called(&call, lang),
        };
        return Some(Hover { markdown, span });
    }
    None
}

/// What a reference leads to, and its value if that may be shown.
fn referred<'a>(
    resolver: &'a Resolver<'a>,
    reference: &Reference,
    source: &str,
    lang: Lang,
) -> (String, Option<String>) {
    let Some(target) = resolver.target(reference) else {
        return match resolver.builtin(reference) {
            Some(text) => (format!("{} = {}", code(source), code(&text)), Some(text)),
            None => {
                let later = lang.pick("known at deploy time", "部署时才能确定");
                (format!("{} · {later}", code(source)), None)
            }
        };
    };
    let document = resolver.names().document();
    let line = inherited::place(document.text().line_of(target.span().start) + 1, lang);
    let view = View::of(resolver, target);
    match view.scalar_text().filter(|_| !view.is_unknown()) {
        Some(_) if is_secret("", source) => (format!("{} = {HIDDEN} · {line}", code(source)), None),
        Some(text) => {
            (format!("{} = {} · {line}", code(source), code(&short(&text))), Some(text.into_owned()))
        }
        None => (format!("{} · {line}", code(source)), None),
    }
}

fn called(call: &Call, lang: Lang) -> String {
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
    format!("{} · {}", code(&format!("{}()", call.name)), lang.pick(en, zh))
}
