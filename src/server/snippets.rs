//! Snippets as different editors take them.

use crate::ide::escape_snippet;

/// `snippet` with the first choice as preset in the place of each list of choices, for editors that show no list or
/// leave the cursor before what was chosen.
pub fn without_choices(snippet: &str) -> String {
    let mut out = String::with_capacity(snippet.len());
    let mut rest = snippet;
    while let Some(at) = rest.find(['$', '\\']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(body) = rest.strip_prefix("${") {
            let digits = body.len() - body.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            if let Some((first, after)) = body[digits..].strip_prefix('|').and_then(first_choice) {
                out.push_str(&format!("${{{}:{}}}", &body[..digits], escape_snippet(&first)));
                rest = after;
                continue;
            }
        }
        let taken = 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
        out.push_str(&rest[..taken]);
        rest = &rest[taken..];
    }
    out.push_str(rest);
    out
}

/// The first of `one,other|}…`, and what follows the list.
fn first_choice(list: &str) -> Option<(String, &str)> {
    let (mut first, mut ended, mut chars) = (String::new(), false, list.char_indices());
    while let Some((at, char)) = chars.next() {
        match char {
            '\\' => {
                let (_, escaped) = chars.next()?;
                if !ended {
                    first.push(escaped);
                }
            }
            '|' => return Some((first, list[at + 1..].strip_prefix('}')?)),
            ',' => ended = true,
            _ if !ended => first.push(char),
            _ => {}
        }
    }
    None
}

/// `text` for an editor that puts the indentation `base` of the line before each line below the first; `None` if a
/// line stands further left than that.
pub fn dedented(text: &str, base: &str) -> Option<String> {
    let mut lines = text.split('\n');
    let mut out = lines.next().unwrap_or_default().to_string();
    for line in lines {
        out.push('\n');
        if !line.trim().is_empty() {
            out.push_str(line.strip_prefix(base)?);
        } else if line.ends_with('\r') {
            out.push('\r');
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_choice_becomes_the_preset() {
        for (snippet, expected) in [
            ("region: ${1|cn-hangzhou,cn-beijing|}", "region: ${1:cn-hangzhou}"),
            ("a: ${1|x\\,y,z|}\nb: ${2:p}${3}", "a: ${1:x,y}\nb: ${2:p}${3}"),
            ("${1|\\$\\},b|} \\${1|a|} $0", "${1:\\$\\}} \\${1|a|} $0"),
            ("${1|broken", "${1|broken"),
        ] {
            assert_eq!(without_choices(snippet), expected);
        }
    }

    #[test]
    fn lines_stand_relative_to_the_first() {
        let snippet = "timer\n          type: timer\n\n            a: 1";
        assert_eq!(dedented(snippet, "        ").as_deref(), Some("timer\n  type: timer\n\n    a: 1"));
        assert_eq!(dedented("a\r\n  b\r\n\r\n  c", "  ").as_deref(), Some("a\r\nb\r\n\r\nc"));
        assert_eq!(dedented("a\nb", "  "), None);
        assert_eq!(dedented("a", "  ").as_deref(), Some("a"));
    }
}
