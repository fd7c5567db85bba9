//! The diagnostics of a document as JSON text. With each keystroke all of them are sent, and nearly all are those of
//! the version before at other places: what is said of them is kept as text, and only the places are written anew.

use super::capabilities::Abilities;
use super::convert::{Lines, diagnostic};
use super::lsp::Uri;
use crate::check::{Finding, Fixes, Severity};
use crate::message::{Lang, Message};
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// The diagnostics of a document as the text of a JSON array.
pub struct Diagnostics {
    /// The array.
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

/// What is said of a finding, behind its place.
struct Said {
    /// What the key has the addresses of; while it lives, nothing else is there.
    _kept: (Arc<Message>, Fixes),
    json: Box<[u8]>,
    /// Of the JSON and the fixes.
    hash: u64,
    round: u32,
}

/// How a diagnostic begins; its place follows.
const START: &[u8] = br#"{"range":"#;

impl Written {
    /// Writes all findings of a document.
    pub fn write(
        &mut self,
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
        let mut json = Vec::with_capacity(findings.len() * 320 + 2);
        let mut hasher = FxHasher::default();
        let mut marked = Vec::with_capacity(findings.len());
        for finding in findings {
            json.push(if marked.is_empty() { b'[' } else { b',' });
            let range = lines.range(finding.span);
            marked.push((range.start.line, range.end.line));
            json.extend_from_slice(START);
            // Writing such values cannot fail.
            let _ = serde_json::to_writer(&mut json, &range);
            (range.start.line, range.start.character, range.end.line, range.end.character).hash(&mut hasher);
            let say = || said(finding, lines, uri, abilities, lang);
            if abilities.related && !finding.related.is_empty() {
                // It names other places, which move on their own.
                let said = say();
                said.hash.hash(&mut hasher);
                json.extend_from_slice(&said.json);
            } else {
                let message = Arc::as_ptr(&finding.message) as usize;
                let key = (message, finding.fixes.address(), finding.severity);
                let said = self.said.entry(key).or_insert_with(say);
                said.round = self.round;
                said.hash.hash(&mut hasher);
                json.extend_from_slice(&said.json);
            }
        }
        if marked.is_empty() {
            json.push(b'[');
        }
        json.push(b']');
        if self.said.len() > marked.len() {
            self.said.retain(|_, said| said.round == self.round);
        }
        Diagnostics {
            json: String::from_utf8(json).unwrap_or_else(|_| "[]".to_string()),
            lines: marked,
            fingerprint: hasher.finish(),
        }
    }
}

fn said(finding: &Finding, lines: Lines<'_>, uri: &Uri, abilities: &Abilities, lang: Lang) -> Said {
    let diagnostic = diagnostic(finding, lines, uri, abilities, lang);
    let place = serde_json::to_vec(&diagnostic.range).unwrap_or_default().len();
    let json = serde_json::to_vec(&diagnostic).unwrap_or_default();
    let json: Box<[u8]> = json[START.len() + place..].into();
    let mut hasher = FxHasher::default();
    json.hash(&mut hasher);
    for (span, text) in finding.fixes.edits() {
        // As seen from the finding, since both move together.
        (span.start.wrapping_sub(finding.span.start), span.len(), text).hash(&mut hasher);
    }
    Said { _kept: (finding.message.clone(), finding.fixes.clone()), json, hash: hasher.finish(), round: 0 }
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
        written.write(&check(document, memo), lines, &uri, &abilities, lang)
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
