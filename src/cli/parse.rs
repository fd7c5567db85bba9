//! `fcls parse`: what fcls makes of a YAML file.

use super::{ERRORS, FINE, TROUBLE, complain, print};
use crate::message;
use crate::message::Lang;
use crate::syntax::{self, Element, Node, ValueError};
use crate::text::{Encoding, MAX_LEN, Span, Text};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// What to parse and how to show it.
#[derive(Debug, Args)]
pub struct Options {
    /// The file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// What to print
    #[arg(long, value_enum, default_value = "tree")]
    format: Form,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Form {
    /// The events of the yaml-test-suite
    Events,
    /// The lossless tree with every token
    Tree,
    /// The resolved values: one JSON text a document
    Json,
}

/// Parses and prints; the exit code is 1 when the text is not valid YAML.
pub fn run(options: &Options, lang: Lang) -> u8 {
    let shown = options.file.display();
    let source = match std::fs::read(&options.file) {
        Ok(bytes) if bytes.len() > MAX_LEN => {
            complain(message!("{shown}: the file is too large", "{shown}：文件过大").text(lang));
            return TROUBLE;
        }
        Ok(bytes) => bytes,
        Err(error) => {
            complain(&format!("{shown}: {error}"));
            return TROUBLE;
        }
    };
    let Ok(source) = String::from_utf8(source) else {
        complain(message!("{shown}: the file is not UTF-8 text", "{shown}：文件不是 UTF-8 文本").text(lang));
        return TROUBLE;
    };
    let text = Text::from(source.as_str());
    let tree = syntax::parse(&text);
    let mut valid = !tree.has_errors();
    match options.format {
        Form::Events => {
            print(&syntax::events(&tree, &text).iter().map(|event| format!("{event}\n")).collect::<String>())
        }
        Form::Tree => {
            let mut out = String::new();
            draw(tree.root(&text), &text, 0, &mut out);
            print(&out);
        }
        Form::Json => {
            for document in tree.stream(&text).documents() {
                match syntax::to_json(document.value(), &syntax::anchors(document)) {
                    Ok(value) => print(&format!("{value:#}\n")),
                    Err(error) => {
                        valid = false;
                        complain(&format!("{shown}: {}", reason(error, &text).text(lang)));
                    }
                }
            }
        }
    }
    for error in tree.errors() {
        complain(&format!(
            "{shown}:{}: {}",
            place(&text, error.span),
            lang.pick(error.kind.message_en(), error.kind.message_zh())
        ));
    }
    if valid { FINE } else { ERRORS }
}

fn place(text: &Text, span: Span) -> String {
    let position = text.position(span.start, Encoding::Utf32);
    format!("{}:{}", position.line + 1, position.character + 1)
}

fn reason(error: ValueError, text: &Text) -> message::Message {
    match error {
        ValueError::TooManyNodes => {
            message!("the aliases multiply to more than a million values", "别名展开后超过一百万个值")
        }
        ValueError::TooDeep => message!("the values are nested too deeply", "嵌套过深"),
        ValueError::UndefinedAlias(span) => {
            let at = place(text, span);
            message!("{at}: this alias has no anchor before it", "{at}：此别名之前没有锚点")
        }
        ValueError::ComplexKey(span) => {
            let at = place(text, span);
            message!(
                "{at}: a key that is a list or mapping has no JSON form",
                "{at}：列表或映射作为键无法用 JSON 表示"
            )
        }
        ValueError::BadMerge(span) => {
            let at = place(text, span);
            message!("{at}: only mappings can be merged", "{at}：只能合并映射")
        }
    }
}

/// One line a node or token: its kind, its bytes, its text.
fn draw(node: Node<'_>, text: &Text, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    out.push_str(&format!("{indent}{:?} {:?}\n", node.kind(), node.span()));
    for element in node.children() {
        match element {
            Element::Node(inner) => draw(inner, text, depth + 1, out),
            Element::Token { kind, span } => {
                out.push_str(&format!("{indent}  {kind:?} {span:?} {:?}\n", text.slice(span)));
            }
        }
    }
}
