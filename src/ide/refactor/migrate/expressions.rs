//! The `${…}` of the older formats in the form of edition 3.0.0.

use super::Migration;
use super::node::Node;
use crate::message;

/// Rewrites every expression of `node` by `change`, which gets what stands between the braces; those it does not
/// know stay, and are told.
pub(super) fn rewrite(migration: &mut Migration, node: &mut Node, change: &impl Fn(&str) -> Known) {
    let mut unknown = Vec::new();
    node.each_text(&mut |text| expressions(text, change, &mut unknown));
    for body in unknown {
        migration.note(
            node.span,
            message!(
                "`${{{body}}}` has no certain counterpart in edition 3.0.0: it stays as it is",
                "`${{{body}}}` 在 3.0.0 版中没有确定的对应写法：保持不变"
            ),
        );
    }
}

/// What is known of an expression.
pub(super) enum Known {
    /// It reads so now.
    As(String),
    /// It stays.
    Same,
    /// It is not known.
    Not,
}

fn expressions(text: &str, change: &impl Fn(&str) -> Known, unknown: &mut Vec<String>) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    let mut changed = false;
    while let Some(start) = rest.find("${") {
        let Some(length) = rest[start..].find('}') else { break };
        let body = &rest[start + 2..start + length];
        out.push_str(&rest[..start]);
        match change(body.trim()) {
            Known::As(new) => {
                out.push_str(&format!("${{{new}}}"));
                changed = true;
            }
            Known::Same => out.push_str(&rest[start..=start + length]),
            Known::Not => {
                unknown.push(body.trim().to_string());
                out.push_str(&rest[start..=start + length]);
            }
        }
        rest = &rest[start + length + 1..];
    }
    out.push_str(rest);
    changed.then_some(out)
}

/// Whether `name` is the name of a variable of the environment.
pub(super) fn is_variable(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}
