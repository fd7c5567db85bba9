//! The fixtures of the rules: `tests/rules/*.fixture`, at least one that breaks and one that keeps each
//! rule. A fixture reads like the bug report it prevents:
//!
//! ```text
//! ## FC102 breaks: more vCPU than the memory allows
//! --- props
//! memorySize: 1024
//! cpu: 4
//! #    ^ FC102 error
//! diskSize: 512
//! --- fixed
//! memorySize: 1024
//! cpu: 1
//! diskSize: 512
//! ```
//!
//! The first line after the title names the file: `s.yaml`, `f.yml`, `s.yaml-1`, or `props`, which is
//! the content of one fc3 function's props. A comment line of `^` marks what the line above it is found
//! guilty of: the carets stand under the marked text, then code and severity; under text at the start of
//! a line there is no room for the `#`, so it may be left out. In `breaks` every finding of the title's
//! rule must be marked and every mark be found; in `keeps` the rule must be silent, and every rule if the
//! title says `FC000`. `fixed` is the text after the preferred fix of the rule's first finding.
//!
//! `--- s.yaml beside code, lib` says which folders stand beside the file (`nothing` if none), and sections
//! `--- file code/index.js` which files do, with their text.

use fcls::check::{self, Finding, Memo};
use fcls::document::{Document, FileType, NoFiles, TableFiles};
use fcls::text::{Edit, Span, Text};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

struct Fixture {
    place: String,
    code: String,
    breaks: bool,
    kind: String,
    /// Names of folders that exist beside the file; `None` if nothing is known about files.
    folders: Option<Vec<String>>,
    /// Files beside the file, with their text.
    texts: BTreeMap<String, String>,
    body: String,
    fixed: Option<String>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Clone)]
struct Mark {
    line: u32,
    start: u32,
    end: u32,
    code: String,
    severity: String,
}

fn fixtures() -> Vec<Fixture> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules");
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).expect("tests/rules").map(|entry| entry.expect("entry").path()).collect();
    paths.sort();
    let mut fixtures = Vec::new();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|ending| ending == "fixture")) {
        let text = std::fs::read_to_string(path).expect("fixture");
        let name = path.file_name().expect("name").to_string_lossy().into_owned();
        let mut line = 1;
        for part in text.split("\n## ") {
            let part = part.strip_prefix("## ").unwrap_or(part);
            let place = format!("{name}:{line}");
            line += part.lines().count();
            if part.trim().is_empty() || part.starts_with("//") {
                continue;
            }
            fixtures.push(fixture(part, place));
        }
    }
    fixtures
}

fn fixture(part: &str, place: String) -> Fixture {
    let (title, rest) = part.split_once('\n').unwrap_or_else(|| panic!("{place}: no body"));
    let mut words = title.split([' ', ':']);
    let code = words.next().unwrap_or_default().to_string();
    let verb = words.next().unwrap_or_default();
    assert!(matches!(verb, "breaks" | "keeps"), "{place}: the title says neither breaks nor keeps: {title}");
    let mut sections: Vec<(String, String)> = Vec::new();
    for line in rest.lines() {
        match line.strip_prefix("--- ") {
            Some(name) => sections.push((name.trim().to_string(), String::new())),
            None => {
                let body = &mut sections.last_mut().unwrap_or_else(|| panic!("{place}: text before ---")).1;
                body.push_str(line);
                body.push('\n');
            }
        }
    }
    let mut sections = sections.into_iter();
    let (kind, body) = sections.next().unwrap_or_else(|| panic!("{place}: no --- line"));
    let mut fixed = None;
    let mut texts = BTreeMap::new();
    for (name, text) in sections {
        match name.strip_prefix("file ") {
            Some(name) => drop(texts.insert(name.to_string(), text)),
            None if name == "fixed" => fixed = Some(text),
            None => panic!("{place}: a section `{name}`"),
        }
    }
    let (kind, folders) = match kind.split_once(" beside ") {
        Some((kind, files)) => (kind.to_string(), Some(files.split(", ").map(String::from).collect())),
        None => (kind, None),
    };
    Fixture { place, code, breaks: verb == "breaks", kind, folders, texts, body, fixed }
}

/// Stands for every rule in a title.
const ANY: &str = "FC000";

const PROPS_HEAD: &str =
    "edition: 3.0.0\nname: t\naccess: default\nresources:\n  f:\n    component: fc3\n    props:\n";

impl Fixture {
    /// The text without marks, and the marks.
    fn split(&self, body: &str) -> (String, BTreeSet<Mark>) {
        let mut text = String::new();
        let mut marks = BTreeSet::new();
        let mut line = 0;
        let indent = if self.kind == "props" {
            text.push_str(PROPS_HEAD);
            line = PROPS_HEAD.lines().count() as u32;
            6
        } else {
            0
        };
        for raw in body.lines() {
            let rest = raw.trim_start().trim_start_matches('#').trim_start();
            if rest.starts_with('^') {
                let start = raw.find('^').expect("caret");
                let length = raw[start..].chars().take_while(|c| *c == '^').count();
                let words: Vec<&str> = rest.trim_start_matches('^').split_whitespace().collect();
                marks.insert(Mark {
                    line: line - 1,
                    start: (start + indent) as u32,
                    end: (start + indent + length) as u32,
                    code: words.first().copied().unwrap_or_default().to_string(),
                    severity: words.get(1).copied().unwrap_or("error").to_string(),
                });
                continue;
            }
            if !raw.is_empty() {
                text.push_str(&" ".repeat(indent));
            }
            text.push_str(raw);
            text.push('\n');
            line += 1;
        }
        (text, marks)
    }

    fn document(&self, text: &str) -> Document {
        let name = if self.kind == "f.yml" { "f.yml" } else { "s.yaml" };
        let folder = Path::new("/project");
        let files: Arc<dyn fcls::document::Files> = match (&self.folders, self.texts.is_empty()) {
            (None, true) => Arc::new(NoFiles),
            (folders, _) => {
                let folders = folders.iter().flatten().filter(|name| *name != "nothing");
                let mut table = TableFiles::default();
                table.kinds.extend(folders.map(|name| (folder.join(name), FileType::Folder)));
                table.kinds.insert(folder.join(name), FileType::File);
                for (name, text) in &self.texts {
                    let path = folder.join(name);
                    let above = path.ancestors().skip(1).map(Path::to_path_buf);
                    table.kinds.extend(above.map(|path| (path, FileType::Folder)));
                    table.texts.insert(path, text.as_str().into());
                }
                Arc::new(table)
            }
        };
        Document::new(Some(folder.join(name)), Text::from(text), files)
    }
}

fn mark(text: &Text, finding: &Finding) -> Mark {
    let Span { start, end } = finding.span;
    let line = text.line_of(start);
    let from = text.byte_column(start);
    let to = if text.line_of(end) == line { text.byte_column(end) } else { text.line_span(line).len() };
    Mark {
        line,
        start: from,
        end: to.max(from + 1),
        code: finding.rule.code.to_string(),
        severity: finding.severity.name().to_string(),
    }
}

#[test]
fn every_fixture_says_what_it_should() {
    let mut failures = Vec::new();
    for fixture in fixtures() {
        let (source, expected) = fixture.split(&fixture.body);
        let document = fixture.document(&source);
        let findings = check::check(&document, &mut Memo::default());
        let found: BTreeSet<Mark> = findings.iter().map(|finding| mark(document.text(), finding)).collect();
        let of_title = |mark: &&Mark| mark.code == fixture.code || fixture.code == ANY;
        let ours: BTreeSet<Mark> = found.iter().filter(of_title).cloned().collect();
        let messages: Vec<String> = findings
            .iter()
            .map(|finding| format!("  {:?} {}", mark(document.text(), finding), finding.message.en))
            .collect();
        let messages = messages.join("\n");
        let place = &fixture.place;
        if fixture.breaks {
            if ours.is_empty() {
                failures.push(format!("{place}: {} is not reported\n{messages}", fixture.code));
            }
            for missing in expected.difference(&found) {
                failures.push(format!("{place}: marked but not found: {missing:?}\n{messages}"));
            }
            for extra in ours.difference(&expected) {
                failures.push(format!("{place}: found but not marked: {extra:?}\n{messages}"));
            }
        } else if !ours.is_empty() {
            failures.push(format!("{place}: {} is reported\n{messages}", fixture.code));
        }
        if let Some(fixed) = &fixture.fixed {
            let (wanted, _) = fixture.split(fixed);
            let first = findings.iter().find(|finding| finding.rule.code == fixture.code);
            let fix = first.and_then(|finding| finding.fixes.iter().find(|fix| fix.preferred));
            match fix {
                None => failures.push(format!("{place}: no preferred fix\n{messages}")),
                Some(fix) => {
                    let mended = document.text().with_edits(&fix.edits).to_string();
                    if mended != wanted {
                        failures.push(format!("{place}: the fix gives\n{mended}\nbut should give\n{wanted}"));
                    }
                }
            }
        }
    }
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn every_rule_has_a_fixture_that_breaks_and_one_that_keeps() {
    let fixtures = fixtures();
    let mut missing = Vec::new();
    for rule in check::rules() {
        for breaks in [true, false] {
            if !fixtures.iter().any(|fixture| fixture.code == rule.code && fixture.breaks == breaks) {
                missing.push(format!(
                    "{} {} {}",
                    rule.code,
                    rule.name,
                    if breaks { "breaks" } else { "keeps" }
                ));
            }
        }
    }
    assert!(missing.is_empty(), "no fixture for:\n{}", missing.join("\n"));
    for fixture in &fixtures {
        assert!(
            fixture.code == ANY || check::rule(&fixture.code).is_some(),
            "{}: no rule {}",
            fixture.place,
            fixture.code
        );
    }
}

#[test]
fn fixes_mend_what_they_say_and_pages_tell_of_them() {
    let mut failures = Vec::new();
    let mut with_fix = BTreeSet::new();
    for fixture in fixtures() {
        let (source, _) = fixture.split(&fixture.body);
        let document = fixture.document(&source);
        let count = |findings: &[Finding], code: &str| {
            findings.iter().filter(|found| found.rule.code == code).count()
        };
        let findings = check::check(&document, &mut Memo::default());
        for finding in &findings {
            let (place, code) = (&fixture.place, finding.rule.code);
            if finding.fixes.iter().filter(|fix| fix.preferred).count() > 1 {
                failures.push(format!("{place}: {code} prefers more than one fix"));
            }
            for fix in finding.fixes.iter() {
                with_fix.insert(code);
                let title = &fix.title.en;
                let mended = fixture.document(&document.text().with_edits(&fix.edits).to_string());
                let after = check::check(&mended, &mut Memo::default());
                if count(&after, code) >= count(&findings, code) {
                    failures.push(format!("{place}: `{title}` leaves {code} as it was"));
                }
                for other in ["FC001", "FC002"] {
                    if count(&after, other) > count(&findings, other) {
                        failures.push(format!("{place}: `{title}` makes {other}"));
                    }
                }
            }
        }
    }
    for rule in check::rules() {
        if rule.fixable != with_fix.contains(rule.code) {
            failures.push(format!(
                "{} says it has a fix: {}, but in the fixtures it is otherwise",
                rule.code, rule.fixable
            ));
        }
    }
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn codes_and_names_are_unique_and_pages_have_both_languages() {
    let mut codes = BTreeSet::new();
    let mut names = BTreeSet::new();
    for rule in check::rules() {
        assert!(codes.insert(rule.code), "{} stands twice", rule.code);
        assert!(names.insert(rule.name), "{} stands twice", rule.name);
        assert!(rule.doc_en.len() > 40, "{} has no English page", rule.code);
        assert!(rule.doc_zh.chars().any(|c| c > '\u{4e00}'), "{} has no Chinese page", rule.code);
        assert!(rule.doc_en.contains("Breaks:") == rule.doc_en.contains("keeps:"), "{}", rule.code);
    }
    let sorted: Vec<_> = codes.iter().copied().collect();
    let listed: Vec<_> = check::rules().iter().map(|rule| rule.code).collect();
    assert_eq!(listed, sorted, "the registry is in the order of the codes");
}

/// What a unit's check reads of the rest of the file must be written down, or it is kept for too long.
#[test]
fn a_check_that_remembers_sees_what_changed_elsewhere() {
    let mut failures = Vec::new();
    let mut tried = 0;
    for fixture in fixtures() {
        let (source, _) = fixture.split(&fixture.body);
        let document = fixture.document(&source);
        let mut memo = Memo::default();
        check::check(&document, &mut memo);
        for edit in edits_of_names(&document) {
            let edited = document.edited(&edit);
            let remembered = told(&check::check(&edited, &mut memo));
            let fresh = told(&check::check(&edited, &mut Memo::default()));
            if remembered != fresh {
                failures.push(format!("{}: {edit:?}\n  {remembered:?}\n  {fresh:?}", fixture.place));
            }
            tried += 1;
        }
        // And back.
        let fresh = told(&check::check(&document, &mut Memo::default()));
        assert_eq!(told(&check::check(&document, &mut memo)), fresh, "{}", fixture.place);
    }
    assert!(tried > 5_000, "{tried}");
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

/// All that findings say, with their fixes.
fn told(findings: &[Finding]) -> Vec<String> {
    let one = |it: &Finding| {
        let fixes: Vec<_> =
            it.fixes.iter().map(|fix| (fix.title.en.to_string(), fix.edits.clone())).collect();
        format!("{} {} {:?} {} {fixes:?}", it.rule.code, it.severity.name(), it.span, it.message.en)
    };
    findings.iter().map(one).collect()
}

/// Renames and removes each key of the first two levels, takes its anchor away, and lets each section take the place of another.
fn edits_of_names(document: &Document) -> Vec<Edit> {
    let mut edits = Vec::new();
    let Some(root) = document.root().and_then(|root| root.as_mapping()) else { return edits };
    for section in root.entries() {
        let others = ["functions", "aggregation", "layers", "resources", "services", "template", "vars"];
        edits.extend(others.map(|other| Edit::replace(section.key_span(), other)));
        let members = section.value().and_then(|value| value.as_mapping());
        let members = members.into_iter().flat_map(|members| members.entries());
        for entry in std::iter::once(section).chain(members) {
            edits.push(Edit::insert(entry.key_span().end, "x"));
            edits.push(Edit::replace(entry.node().span(), ""));
            edits.extend(
                entry.value().and_then(|value| value.anchor()).map(|(_, span)| Edit::replace(span, "")),
            );
        }
    }
    edits
}
