//! Functions of expressions, and the older forms of `${…}`: those of edition 1.0.0 and of `f.yml`.

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::Value as Json;

use super::evaluated::scalar_text;
use super::{Data, Evaluated, Evaluator, FailureKind, Place, Scope, failed, typed_plain};
use crate::document::expression::{ArgumentValue, Call};
use crate::message;
use crate::syntax::{self, Scalar, ScalarStyle};
use crate::text::{Span, Text};

impl<'a> Evaluator<'a> {
    /// The value of a call, which stands at `span`.
    pub(super) fn call(
        &self,
        call: &Call,
        place: Place<'a>,
        span: Span,
        scope: Scope<'a>,
        depth: u32,
    ) -> Data {
        let name = call.name.as_str();
        if let Some(failure) = self.spend(span, depth) {
            return failure;
        }
        let argument = |index: usize| {
            let argument = call.arguments.get(index)?;
            Some(match &argument.value {
                ArgumentValue::Quoted(text) => Data::Scalar(text.as_str().into()),
                // One bare word is text, as in `env(FOO)`; a default may be a number.
                ArgumentValue::Bare(text) if index == 0 => Data::Scalar(text.as_str().into()),
                ArgumentValue::Bare(text) => Data::Scalar(typed_plain(text)),
                ArgumentValue::Reference(reference) => {
                    self.reference(reference, place.span(&argument.range), scope, depth + 1)
                }
                ArgumentValue::Call(call) => {
                    self.call(call, place, place.span(&argument.range), scope, depth + 1)
                }
            })
        };
        let first = match argument(0) {
            Some(Data::Scalar(value)) if !value.is_null() => value,
            Some(Data::Failed(failure)) => return Data::Failed(failure),
            _ => {
                let message = message!("`{name}()` needs a text", "`{name}()` 需要一个文本");
                return failed(span, FailureKind::Mistake, message);
            }
        };
        let text = scalar_text(&first).unwrap_or_default();
        match name {
            "env" => match self.outside.env(&text).filter(|value| !value.is_empty()) {
                Some(value) => self.again(&value, span, scope, depth),
                None => argument(1).unwrap_or_else(|| unset(&text, span)),
            },
            "config" => self.credential(&text, span),
            "file" => match self.file(&text, span) {
                Ok(content) => self.again(&content, span, scope, depth),
                Err(failure) => failure,
            },
            "path" => match self.outside.absolute(&text) {
                Some(path) => Data::Scalar(path.to_string_lossy().into_owned().into()),
                None => {
                    let message = message!("there is nothing at the path `{text}`", "路径 `{text}` 不存在");
                    failed(span, FailureKind::File, message)
                }
            },
            "json" => match serde_json::from_str::<Json>(&text) {
                Ok(value) => Evaluated::of(span, value).data,
                Err(error) => {
                    let message = message!("this is no JSON: {error}", "不是有效的 JSON：{error}");
                    failed(span, FailureKind::File, message)
                }
            },
            "yaml" => match yaml(&text) {
                Some(value) => Evaluated::of(span, value).data,
                None => {
                    let message = message!("this is no valid YAML", "不是有效的 YAML");
                    failed(span, FailureKind::File, message)
                }
            },
            "str" => Data::Scalar(text.into()),
            "env.init" => match text.trim().parse::<f64>() {
                Ok(number) if number.is_finite() => Data::Scalar((number.trunc() as i64).into()),
                _ => {
                    let message = message!("`{text}` is no number", "`{text}` 不是数字");
                    failed(span, FailureKind::Mistake, message)
                }
            },
            "base64" => Data::Scalar(BASE64.encode(text).into()),
            "secret" => {
                let message = message!(
                    "the secret `{text}` is stored by Serverless Devs alone: use `env()`",
                    "密文 `{text}` 只存在于 Serverless Devs 中：请改用 `env()`"
                );
                failed(span, FailureKind::Unknown, message)
            }
            _ => {
                let message = message!("`{name}()` has no value here", "`{name}()` 在这里没有值");
                failed(span, FailureKind::Mistake, message)
            }
        }
    }

    /// Text from outside: the tool evaluates the result of an evaluation once more.
    fn again(&self, text: &str, span: Span, scope: Scope<'a>, depth: u32) -> Data {
        match self.text(text, Place::Outside(span), scope, depth + 1) {
            Data::Failed(mut failure) if failure.kind == FailureKind::Mistake => {
                failure.message = message!(
                    "the text that this leads to holds a `${{…}}` which the tool would evaluate, but it has no value",
                    "它得到的文本中含有 `${{…}}`，工具会再次求值，但它没有值"
                );
                Data::Failed(failure)
            }
            data => data,
        }
    }

    fn file(&self, path: &str, span: Span) -> Result<String, Data> {
        let failure = |message| Err(failed(span, FailureKind::File, message));
        match self.outside.read(path) {
            Ok(content) if content.is_empty() => {
                failure(message!("the file `{path}` is empty", "文件 `{path}` 是空的"))
            }
            Ok(content) => Ok(content),
            Err(error) => failure(message!(
                "the file `{path}` cannot be read: {error}",
                "无法读取文件 `{path}`：{error}"
            )),
        }
    }

    fn credential(&self, key: &str, span: Span) -> Data {
        match self.outside.config(key) {
            Some(value) => Data::Scalar(value.into()),
            None => {
                let message = message!(
                    "the credentials have no `{key}`, or none were found",
                    "凭证中没有 `{key}`，或没有找到凭证"
                );
                failed(span, FailureKind::Credential, message)
            }
        }
    }

    /// The expressions of edition 1.0.0 that edition 3 does not know: `${env.X}`, `${config.AccountID}`,
    /// `${config(AccountID)}`, `${service.props.x}`, `${service.output.x}`.
    pub(super) fn legacy(
        &self,
        body: &str,
        place: Place<'a>,
        range: &Range<usize>,
        scope: Scope<'a>,
        depth: u32,
    ) -> Option<Data> {
        let span = place.span(range);
        let path: Vec<&str> = body.trim().split('.').collect();
        if path.iter().any(|segment| segment.is_empty() || segment.contains(['(', ' ', '\'', '"'])) {
            return None;
        }
        match path.as_slice() {
            ["env", name @ ..] if !name.is_empty() => {
                let name = name.join(".");
                let value = self.outside.env(&name).filter(|value| !value.is_empty());
                Some(value.map_or_else(|| unset(&name, span), |value| Data::Scalar(value.into())))
            }
            ["config", key] => Some(self.credential(key, span)),
            ["vars" | "this", ..] => None,
            [name, key, rest @ ..] => {
                let service = self.names.member("services", name)?;
                let missing = || {
                    failed(span, FailureKind::Missing, message!("`{body}` does not exist", "`{body}` 不存在"))
                };
                Some(self.of_resource(service, key, rest, span, depth).unwrap_or_else(missing))
            }
            _ => None,
        }
        .filter(|_| !matches!(scope, Scope::Global) || path[0] == "env" || path[0] == "config")
    }

    /// The text of an f.yml: `${env.X}` is replaced before YAML is read. A variable only ever becomes a value, never
    /// structure, though the original tool would let it.
    pub(super) fn substituted(&self, scalar: Scalar<'a>, text: &str) -> Data {
        if text.contains("{{") && super::is_placeholder(text) {
            return failed(scalar.span(), FailureKind::Placeholder, super::placeholder(text.trim()));
        }
        let mut out = String::new();
        let mut at = 0;
        while let Some(found) = text[at..].find("${") {
            let start = at + found;
            let Some(length) = text[start..].find('}') else { break };
            let end = start + length + 1;
            out.push_str(&text[at..start]);
            at = end;
            let body = text[start + 2..end - 1].trim();
            let word =
                |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            let span = Place::Scalar(scalar).span(&(start..end));
            match body.split_once('.') {
                Some(("env", name)) if word(name) => {
                    match self.outside.env(name).filter(|value| !value.is_empty()) {
                        Some(value) => out.push_str(&value),
                        None => return unset(name, span),
                    }
                }
                Some((root, name)) if word(root) && word(name) => {
                    let message = message!(
                        "only `${{env.NAME}}` is known in an f.yml; `${{{body}}}` becomes the word `undefined`",
                        "f.yml 只支持 `${{env.名称}}`；`${{{body}}}` 会变成 `undefined`"
                    );
                    return failed(span, FailureKind::Mistake, message);
                }
                _ => out.push_str(&text[start..end]),
            }
        }
        if at == 0 {
            return Data::Scalar(text.into());
        }
        out.push_str(&text[at..]);
        Data::Scalar(match scalar.style() {
            ScalarStyle::Plain => typed_plain(&out),
            _ => out.into(),
        })
    }
}

fn unset(name: &str, span: Span) -> Data {
    let message = message!("the environment variable `{name}` is not set", "环境变量 `{name}` 没有设置");
    failed(span, FailureKind::Variable, message)
}

fn yaml(text: &str) -> Option<Json> {
    let text = Text::from(text);
    let tree = syntax::parse(&text);
    if tree.has_errors() {
        return None;
    }
    let document = tree.stream(&text).documents().next()?;
    syntax::to_json(document.value(), &syntax::anchors(document)).ok()
}
