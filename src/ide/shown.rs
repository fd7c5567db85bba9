//! Values of the file in words of ours: cut to one line, told apart from Markdown, and hidden if secret.

use crate::check::rules::security::is_secret_name;
use crate::document::expression::{self, ArgumentValue, Call, Expression, Part};

/// What stands for a secret.
pub const HIDDEN: &str = "••••";

/// The longest value that is shown, in characters.
const MAX_CHARS: usize = 40;

/// Whether `key`, or a name that the expressions in `text` read, says that the value is a secret.
pub fn is_secret(key: &str, text: &str) -> bool {
    fn in_call(call: &Call) -> bool {
        call.arguments.iter().any(|argument| match &argument.value {
            ArgumentValue::Quoted(name) | ArgumentValue::Bare(name) => is_secret_name(name),
            ArgumentValue::Reference(reference) => {
                reference.segments.iter().any(|(name, _)| is_secret_name(name))
            }
            ArgumentValue::Call(call) => in_call(call),
        })
    }
    is_secret_name(key)
        || expression::parse(text).iter().any(|part| match part {
            Part::Expression { parsed: Ok(Expression::Reference(reference)), .. } => {
                reference.segments.iter().any(|(name, _)| is_secret_name(name))
            }
            Part::Expression { parsed: Ok(Expression::Call(call)), .. } => in_call(call),
            Part::Expression { .. } | Part::Text(_) => false,
        })
}

/// The first line of `text`, cut; `…` tells that there is more.
pub fn short(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(MAX_CHARS) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None if line.len() < text.trim_end().len() => format!("{line}…"),
        None => line.to_string(),
    }
}

/// `text` as Markdown code, whatever is in it.
pub fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    // A space at both ends is left out again by Markdown.
    let pad = if text.starts_with('`') || text.ends_with('`') || text.trim().is_empty() { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_cut_and_fenced() {
        assert_eq!(short("a\nb"), "a…");
        assert_eq!(short("a\n"), "a");
        assert_eq!(short(&"中".repeat(50)), format!("{}…", "中".repeat(40)));
        assert_eq!(
            (code("a*b"), code("a`b"), code("`")),
            ("`a*b`".into(), "``a`b``".into(), "`` ` ``".into())
        );
    }

    #[test]
    fn secrets_are_told_by_their_names() {
        assert!(is_secret("dbPassword", ""));
        assert!(is_secret("P", "${vars.dbPassword}"));
        assert!(is_secret("P", "${env('API_SECRET')}"));
        assert!(!is_secret("URL", "${vars.region}"));
    }
}
