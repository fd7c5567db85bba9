//! Three properties over every real file of the corpus (`FCLS_SHARED`, folder `corpus`):
//!
//! - a completion item, once taken, leaves no new mistake of syntax, and a key lands in the block where
//!   the key that stood there was;
//! - a fix, once made, parses, takes its finding away and brings no new error;
//! - a check that remembers earlier results equals a fresh one after any edit.
//!
//! Places are sampled by a fixed step so that a run stays short; `FCLS_ALL=1` tries each, `FCLS_SEED`
//! gives another sequence of random edits.

#[allow(dead_code, reason = "the comparison of trees is another test's")]
mod edits;
mod real_files;

use std::collections::BTreeMap;
use std::path::Path;

use edits::{Random, random_edit};
use fcls::check::{Finding, Memo, Severity, check};
use fcls::document::Document;
use fcls::ide::{ItemKind, completions, safe_edits};
use fcls::message::Lang;
use fcls::syntax::Value;
use fcls::text::Edit;
use real_files::{Failures, all, corpus, document, on_deep_stack, step};

// --- completion -----------------------------------------------------------------------------------

/// The path of the key that `offset` touches; items by their index.
fn key_path(document: &Document, offset: u32) -> Option<Vec<String>> {
    let mut path = Vec::new();
    let mut value = document.root()?;
    loop {
        value = match value {
            Value::Mapping(mapping) => {
                let on_key = mapping.entries().find(|entry| entry.key_span().touches(offset));
                if let Some(entry) = on_key {
                    path.push(entry.key_text()?.into_owned());
                    return Some(path);
                }
                let entry = mapping.entries().find(|entry| entry.span().touches(offset))?;
                path.push(entry.key_text()?.into_owned());
                entry.value()?
            }
            Value::Sequence(sequence) => {
                let touches = |value: &Value<'_>| value.span().touches(offset);
                let (index, item) = sequence
                    .items()
                    .enumerate()
                    .find(|(_, item)| item.value().as_ref().is_some_and(touches))?;
                path.push(index.to_string());
                item.value()?
            }
            _ => return None,
        };
    }
}

/// A file while somebody types in it.
struct State {
    text: String,
    offset: usize,
    /// Where the key that stood here was in the whole file.
    key: Option<usize>,
    what: &'static str,
}

fn states(source: &str) -> Vec<State> {
    let mut states = Vec::new();
    let mut start = 0;
    for line in source.split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        let indent = content.len() - content.trim_start_matches(' ').len();
        let mut word = indent;
        while content[word..].starts_with("- ") {
            word += 2;
            word += content[word..].len() - content[word..].trim_start_matches(' ').len();
        }
        let (from, to) = (start + word, start + content.len());
        let mut state = |cut: std::ops::Range<usize>, offset: usize, key: bool, what| {
            let mut text = source.to_string();
            text.replace_range(cut, "");
            states.push(State { text, offset, key: key.then_some(from), what });
        };
        state(to..to, from, true, "on the key");
        state(to..to, to, false, "at the end of the line");
        state(from..to, from, true, "on an emptied line");
        if let Some(half) = content[word..].char_indices().nth(2).map(|(at, _)| from + at) {
            state(half..to, half, true, "behind a half-typed key");
        }
        if let Some(colon) = content[word..].find(": ").map(|colon| from + colon + 2) {
            state(colon..to, colon, false, "on an emptied value");
        }
        start += line.len();
    }
    states
}

#[test]
fn a_taken_completion_parses_and_lands_in_its_block() {
    on_deep_stack(|| {
        let (step, mut count, mut tried) = (step(3), 0usize, 0);
        let mut failures = Failures::default();
        for (name, path, source) in corpus() {
            let whole = document(&path, &source);
            // Placeholders of a template engine on lines of their own are no YAML: what an item does to the
            // ruins around them says nothing.
            let is_template = source.contains("{{") && !whole.tree().errors().is_empty();
            for state in states(&source) {
                count += 1;
                if !count.is_multiple_of(step) {
                    continue;
                }
                let State { text, offset, key, what } = state;
                let key = key.and_then(|at| key_path(&whole, at as u32));
                let before = document(&path, &text);
                let errors = before.tree().errors().len();
                for item in completions(&before, offset as u32).items {
                    tried += 1;
                    let place = || {
                        let line = text[..offset].matches('\n').count();
                        let around: Vec<&str> = text.lines().skip(line.saturating_sub(2)).take(5).collect();
                        format!(
                            "{name}:{}:{} {what}, {}\n{}",
                            line + 1,
                            offset - text[..offset].rfind('\n').map_or(0, |at| at + 1),
                            item.label,
                            around.join("\n")
                        )
                    };
                    if !item.replace.touches(offset as u32) {
                        failures.add("the edit does not hold the cursor", place);
                        continue;
                    }
                    let mut edits = item.additional.clone();
                    edits.push(Edit::replace(item.replace, item.plain.clone()));
                    edits.sort_by_key(|edit| edit.span);
                    let after = document(&path, &before.text().with_edits(&edits).to_string());
                    let earlier = item.additional.iter().filter(|edit| edit.span.start < item.replace.start);
                    let grown: i64 =
                        earlier.map(|edit| edit.text.len() as i64 - i64::from(edit.span.len())).sum();
                    if after.tree().errors().len() > errors && !is_template {
                        let found = format!("{:?}", after.tree().errors());
                        failures.add("it breaks the syntax", || format!("{}\n{found}", place()));
                        continue;
                    }
                    let (Some(wanted), ItemKind::Key) = (&key, item.kind) else { continue };
                    let inside = item.plain.find(&item.label).unwrap_or(0) as u32;
                    let start = (i64::from(item.replace.start) + grown) as u32;
                    let landed = key_path(&after, start + inside);
                    let right = landed.as_ref().is_some_and(|landed| {
                        landed.last() == Some(&item.label)
                            && landed[..landed.len() - 1] == wanted[..wanted.len() - 1]
                    });
                    if !right {
                        failures.add(format!("a key lands elsewhere {what}"), || {
                            format!("{}\nwanted beside {wanted:?}, landed at {landed:?}", place())
                        });
                    }
                }
            }
        }
        failures.check(tried, 100_000);
    });
}

// --- fixes ----------------------------------------------------------------------------------------

/// The errors of a file by their code: their words may change with the numbers of a fix.
fn errors(findings: &[Finding]) -> BTreeMap<&'static str, Vec<&str>> {
    let mut errors = BTreeMap::<_, Vec<_>>::new();
    for finding in findings.iter().filter(|finding| finding.severity == Severity::Error) {
        errors.entry(finding.rule.code).or_default().push(finding.message.text(Lang::En));
    }
    errors
}

/// How often the very finding stands among `findings`: code and words, as its place may have moved.
fn same(findings: &[Finding], wanted: &Finding) -> usize {
    let is = |found: &&Finding| found.rule == wanted.rule && found.message == wanted.message;
    findings.iter().filter(is).count()
}

/// Codes whose fixes bring a block under inspection that nobody looked at before: an unknown key gets
/// its right name, a runtime becomes a known one, a section, a key of FC 2.0 or a resource is understood.
/// What was wrong in the block all along shows then. So does the ratio of a memory that was no size at all, the order of
/// a flow whose resource had a name of nobody, and what an event of no known kind holds.
const REVEALING: [&str; 9] =
    ["FC003", "FC103", "FC201", "FC228", "FC702", "FC703", "FC708", "FC721", "FC814"];

/// What no fix may bring in any case: mistakes of YAML itself.
const STRUCTURAL: [&str; 2] = ["FC001", "FC002"];

/// Makes every fix of every finding of `source`; the number of fixes.
fn try_fixes(name: &str, path: &Path, source: &str, failures: &mut Failures) -> usize {
    let before = document(path, source);
    let findings = check(&before, &mut Memo::default());
    let known = errors(&findings);
    let mut tried = 0;
    let mut make = |code: &'static str, title: &str, edits: &[Edit], finding: Option<&Finding>| {
        tried += 1;
        let text = before.text().with_edits(edits).to_string();
        let after = document(path, &text);
        let left = check(&after, &mut Memo::default());
        let example = |more: String| {
            let at = finding.map_or(String::new(), |finding| {
                let line = before.text().line_of(finding.span.start);
                format!(
                    ":{} {}\n{}",
                    line + 1,
                    finding.message.text(Lang::En),
                    before.text().slice(before.text().line_span(line))
                )
            });
            format!("{name}{at}\n{title}: {edits:?}\n{more}")
        };
        if after.tree().errors().len() > before.tree().errors().len() {
            failures.add(format!("a fix of {code} breaks the syntax"), || example(text.clone()));
            return;
        }
        if finding.is_some_and(|finding| same(&left, finding) >= same(&findings, finding)) {
            failures.add(format!("a fix of {code} mends nothing"), || {
                let lines: Vec<String> = left.iter().map(line).filter(|line| line.contains(code)).collect();
                example(lines.join("\n"))
            });
        }
        let reveals = match finding {
            Some(finding) => REVEALING.contains(&finding.rule.code),
            None => findings.iter().any(|finding| REVEALING.contains(&finding.rule.code)),
        };
        for (error, messages) in errors(&left) {
            let allowed = reveals && !STRUCTURAL.contains(&error);
            if !allowed && messages.len() > known.get(error).map_or(0, Vec::len) {
                failures
                    .add(format!("a fix of {code} brings a new {error}"), || example(messages.join("\n")));
            }
        }
    };
    for finding in &findings {
        for fix in finding.fixes.iter() {
            make(finding.rule.code, fix.title.text(Lang::En), &fix.edits, Some(finding));
        }
    }
    let edits = safe_edits(&findings);
    if !edits.is_empty() {
        make("all safe ones", "every safe fix", &edits, None);
    }
    tried
}

/// `source` with one letter of a word gone, at the `index`th place that counts.
fn misspelt(source: &str, random: &mut Random) -> Option<String> {
    let letters: Vec<usize> = source
        .as_bytes()
        .windows(3)
        .enumerate()
        .filter(|(_, window)| window.iter().all(u8::is_ascii_alphanumeric))
        .map(|(at, _)| at + 1)
        .collect();
    let at = *letters.get(random.below(letters.len()))?;
    let mut text = source.to_string();
    if random.below(2) == 0 {
        text.remove(at);
    } else {
        let letter = text.as_bytes()[at] as char;
        text.insert(at, letter);
    }
    Some(text)
}

fn seed() -> u64 {
    std::env::var("FCLS_SEED").map_or(1, |seed| seed.parse().expect("a number"))
}

#[test]
fn a_fix_mends_and_breaks_nothing() {
    on_deep_stack(|| {
        let mut tried = 0;
        let mut failures = Failures::default();
        let mut random = Random(seed());
        for (name, path, source) in corpus() {
            tried += try_fixes(&name, &path, &source, &mut failures);
            for round in 0..if all() { 500 } else { 16 } {
                if let Some(text) = misspelt(&source, &mut random) {
                    tried += try_fixes(&format!("{name} (misspelt {round})"), &path, &text, &mut failures);
                }
            }
        }
        failures.check(tried, 5_000);
    });
}

// --- memo -----------------------------------------------------------------------------------------

/// A finding as one comparable line.
fn line(finding: &Finding) -> String {
    let Finding { rule, severity, span, message, related, fixes, tag } = finding;
    format!(
        "{span:?} {severity:?} {} {message:?} {related:?} {:?} {tag:?}",
        rule.code,
        fixes.iter().collect::<Vec<_>>()
    )
}

#[test]
fn a_check_that_remembers_equals_a_fresh_one() {
    on_deep_stack(|| {
        let mut random = Random(seed());
        let mut failures = Failures::default();
        let mut tried = 0;
        for (name, path, source) in corpus() {
            let mut current = document(&path, &source);
            let mut memo = Memo::default();
            check(&current, &mut memo);
            for round in 0..if all() { 500 } else { 30 } {
                if random.below(8) == 0 {
                    // The whole text anew, as a client without ranges sends it; the memo stays.
                    current = document(&path, &source);
                    check(&current, &mut memo);
                }
                let edit = random_edit(current.text(), &mut random);
                let before = current.text().to_string();
                current = current.edited(&edit);
                let remembered: Vec<String> = check(&current, &mut memo).iter().map(line).collect();
                let fresh = document(&path, &current.text().to_string());
                let fresh: Vec<String> = check(&fresh, &mut Memo::default()).iter().map(line).collect();
                tried += 1;
                if remembered != fresh {
                    let only = |a: &[String], b: &[String]| {
                        let lines: Vec<_> = a.iter().filter(|l| !b.contains(l)).cloned().collect();
                        lines.join("\n    ")
                    };
                    failures.add("they differ", || {
                        format!(
                            "{name}, edit {round}: {edit:?}\nremembered only: {}\nfresh only: {}\n{before}",
                            only(&remembered, &fresh),
                            only(&fresh, &remembered)
                        )
                    });
                    memo = Memo::default();
                }
            }
        }
        failures.check(tried, 15_000);
    });
}
