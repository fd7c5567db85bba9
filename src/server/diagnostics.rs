//! The diagnostics of a document as JSON text. With each keystroke all of them are sent, and nearly all are those of
//! the version before at other places: what is said of them is kept as text, and only the places are written anew.

use super::capabilities::Abilities;
use super::convert::{Lines, diagnostic};
use super::lsp::{Range, Uri};
use crate::check::{Finding, Fixes, Severity};
use crate::message::{Lang, Message};
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash, Hasher};
use std::iter;
use std::sync::Arc;

/// The diagnostics of a document as the text of a JSON array.
pub struct Diagnostics {
    /// What was to stand before the array, and the array.
    pub json: String,
    /// First and last line of each.
    pub lines: Vec<(u32, u32)>,
    /// A number that differs when the array or the fixes do: clients ask for code actions anew only when they
    /// are told of other diagnostics.
    pub fingerprint: u64,
}

/// What was written of a document's diagnostics last.
#[derive(Default)]
pub struct Written {
    lang: Option<Lang>,
    said: FxHashMap<Key, Said>,
    /// The number of this version, to tell what is still in use.
    round: u32,
}

/// The addresses of a finding's message and of its fixes, compared and never followed: they stay when it moves. How
/// bad it is may change by the settings.
type Key = (usize, usize, Severity);

/// What is said of a finding besides places.
struct Said {
    /// What the key has the addresses of; while it lives, nothing else is there.
    _kept: (Arc<Message>, Fixes),
    /// JSON around the places: its own comes behind the first part, the related ones behind the next.
    parts: Vec<Box<str>>,
    /// Of the JSON and the fixes.
    hash: u64,
    round: u32,
}

impl Written {
    /// Writes `before` and all findings of a document.
    pub fn write(
        &mut self,
        before: &str,
        findings: &[Finding],
        lines: Lines<'_>,
        uri: &Uri,
        abilities: &Abilities,
        lang: Lang,
    ) -> Diagnostics {
        if self.lang != Some(lang) {
            *self = Written { lang: Some(lang), ..Written::default() };
        }
        self.round = self.round.wrapping_add(1);
        // Long texts are dear to copy: there is room for an end, too.
        let mut json = String::with_capacity(before.len() + findings.len() * 320 + 64);
        json.push_str(before);
        let mut hasher = FxHasher::default();
        let mut marked = Vec::with_capacity(findings.len());
        for finding in findings {
            json.push(if marked.is_empty() { '[' } else { ',' });
            let key = (Arc::as_ptr(&finding.message) as usize, finding.fixes.address(), finding.severity);
            let said = self.said.entry(key).or_insert_with(|| said(finding, lines, uri, abilities, lang));
            said.round = self.round;
            said.hash.hash(&mut hasher);
            let range = lines.range(finding.span);
            marked.push((range.start.line, range.end.line));
            let mut ranges = iter::once(range).chain(finding.related.iter().map(|it| lines.range(it.span)));
            let mut parts = said.parts.iter();
            json.push_str(parts.next().map_or("", |first| first));
            for (part, range) in parts.zip(&mut ranges) {
                range.hash(&mut hasher);
                push_range(&mut json, range);
                json.push_str(part);
            }
        }
        if marked.is_empty() {
            json.push('[');
        }
        json.push(']');
        if self.said.len() > marked.len() {
            self.said.retain(|_, said| said.round == self.round);
        }
        Diagnostics { json, lines: marked, fingerprint: hasher.finish() }
    }
}

/// Writes a range as JSON.
fn push_range(json: &mut String, range: Range) {
    let mut digits = itoa::Buffer::new();
    for (before, number) in [
        (r#"{"start":{"line":"#, range.start.line),
        (r#","character":"#, range.start.character),
        (r#"},"end":{"line":"#, range.end.line),
        (r#","character":"#, range.end.character),
    ] {
        json.push_str(before);
        json.push_str(digits.format(number));
    }
    json.push_str("}}");
}

/// A place follows it.
const RANGE: &str = r#""range":"#;

fn said(finding: &Finding, lines: Lines<'_>, uri: &Uri, abilities: &Abilities, lang: Lang) -> Said {
    let diagnostic = diagnostic(finding, lines, uri, abilities, lang);
    // Writing such values cannot fail.
    let json = serde_json::to_string(&diagnostic).unwrap_or_default();
    let mut parts: Vec<Box<str>> = Vec::new();
    let mut rest = json.as_str();
    // Inside texts the quotes would have a backslash.
    while let Some((before, after)) = rest.split_once(RANGE) {
        let (_, behind) = after.split_once("}}").unwrap_or_default();
        parts.push(format!("{before}{RANGE}").into());
        rest = behind;
    }
    parts.push(rest.into());
    let mut hasher = FxHasher::default();
    parts.hash(&mut hasher);
    for (span, text) in finding.fixes.edits() {
        // As seen from the finding, since both move together.
        (span.start.wrapping_sub(finding.span.start), span.len(), text).hash(&mut hasher);
    }
    Said { _kept: (finding.message.clone(), finding.fixes.clone()), parts, hash: hasher.finish(), round: 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{Memo, check};
    use crate::document::{Document, NoFiles};
    use crate::server::lsp;
    use crate::text::{Edit, Encoding, Text};
    use std::str::FromStr;

    const TEXT: &str = "edition: 3.0.0\nname: n\naccess: a\nresources:\n  a:\n    component: fc3\n    props:\n      \
        region: cn-hangzhou\n      functionName: a\n      runtime: nodejs99\n      timeout: fast\n      code: ./code\n      \
        memorySzie: 1\n  b:\n    component: fc3\n    props:\n      region: cn-hangzhou\n      functionName: a\n      \
        runtime: nodejs20\n      code: ./c\n      handler: h\n      cpu: 4\n      memorySize: 1024\n";

    fn written(written: &mut Written, document: &Document, memo: &mut Memo, lang: Lang) -> Diagnostics {
        let uri = Uri::from_str("file:///w/s.yaml").unwrap();
        let lines = Lines { text: document.text(), encoding: Encoding::Utf16 };
        let abilities = Abilities { related: true, code_link: true, ..Default::default() };
        written.write("", &check(document, memo), lines, &uri, &abilities, lang)
    }

    #[test]
    fn what_is_kept_is_what_would_be_written_anew() {
        let mut document = Document::new(Some("/w/s.yaml".into()), Text::from(TEXT), Arc::new(NoFiles));
        let (mut kept, mut memo) = (Written::default(), Memo::default());
        let mut fingerprints = Vec::new();
        for (round, (at, text)) in [
            ("name", "# 中\n"),
            ("name", "# more\n"),
            ("99", "1"),
            ("fast", "x"),
            ("4\n", "0"),
            ("  b:", "\n"),
        ]
        .into_iter()
        .enumerate()
        {
            let at = document.text().to_string().find(at).unwrap() as u32;
            document = document.edited(&Edit::insert(at, text));
            let lang = if round == 3 { Lang::Zh } else { Lang::En };
            let again = written(&mut kept, &document, &mut memo, lang);
            let anew = written(&mut Written::default(), &document, &mut Memo::default(), lang);
            assert_eq!(again.json, anew.json);
            assert_eq!((&again.lines, again.fingerprint), (&anew.lines, anew.fingerprint));
            assert!(again.lines.len() > 4, "{}", again.json);
            assert!(kept.said.len() <= again.lines.len());
            let parsed: Vec<lsp::Diagnostic> = serde_json::from_str(&again.json).unwrap();
            assert_eq!(parsed.len(), again.lines.len());
            fingerprints.push(again.fingerprint);
        }
        fingerprints.dedup();
        assert_eq!(fingerprints.len(), 6);
    }

    #[test]
    fn no_finding_is_an_empty_array() {
        let document = Document::new(Some("/w/x.txt".into()), Text::from("a"), Arc::new(NoFiles));
        let none = written(&mut Written::default(), &document, &mut Memo::default(), Lang::En);
        assert_eq!(none.json, "[]");
    }
}
