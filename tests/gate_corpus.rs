//! Every real file of the corpus through the checker: a new false alarm, or a mistake that is no longer
//! seen, shows as a changed line in review.
//!
//! The corpus lies outside the repository (`FCLS_SHARED`, folder `corpus`), so the code folders its files
//! name are unknown and rules about files on disk say nothing. Three lists in `tests/corpus/` say what is
//! expected; each of their texts is committed, none of the corpus' own is:
//!
//! - `expected.txt`: every finding. `FCLS_BLESS=1` writes it anew; read the difference.
//! - `reasons.txt`: why an error is one, a line each: `f/x.yml:12 FC102 why`. An error without a reason
//!   fails the gate, and so does a reason without its error.
//! - `not_reported.txt`: known mistakes of `findings.jsonl` that fcls is silent about, with a reason:
//!   `f/x.yml f/http-without-path why`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use fcls::check::{Finding, Memo, Severity, check};
use fcls::document::{Document, NoFiles};
use fcls::message::Lang;
use fcls::text::{Encoding, Text};

/// Longer messages are cut: the list is for eyes, and a reworded tail is no news.
const MESSAGE: usize = 90;

/// One finding of one file, as its line of `expected.txt` shows it; sorts by file and place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Line {
    file: String,
    /// 1-based.
    line: u32,
    /// 1-based, in characters.
    column: u32,
    severity: Severity,
    code: &'static str,
    message: String,
}

impl Line {
    fn of(file: &str, text: &Text, finding: &Finding) -> Line {
        let position = text.position(finding.span.start, Encoding::Utf32);
        let message = finding.message.text(Lang::En).replace('\n', " ");
        let message = match message.char_indices().nth(MESSAGE) {
            Some((end, _)) => format!("{}…", &message[..end]),
            None => message,
        };
        Line {
            file: file.to_string(),
            line: position.line + 1,
            column: position.character + 1,
            severity: finding.severity,
            code: finding.rule.code,
            message,
        }
    }

    /// What a reason names.
    fn place(&self) -> (String, String) {
        (format!("{}:{}", self.file, self.line), self.code.to_string())
    }
}

impl std::fmt::Display for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Line { file, line, column, severity, code, message } = self;
        write!(f, "{file}:{line}:{column} {} {code} {message}", severity.name())
    }
}

/// What the checker says about the whole corpus.
#[derive(Debug, Default)]
struct Corpus {
    /// How many files were looked at.
    files: usize,
    lines: Vec<Line>,
    /// Files at which the checker panicked.
    panicked: Vec<String>,
}

fn folder() -> PathBuf {
    let shared = std::env::var_os("FCLS_SHARED").expect("FCLS_SHARED names the folder that has corpus/");
    let folder = Path::new(&shared).join("corpus");
    assert!(folder.is_dir(), "there is no folder {}", folder.display());
    folder
}

/// The corpus, checked once for all tests of this file.
fn corpus() -> &'static Corpus {
    static CORPUS: OnceLock<Corpus> = OnceLock::new();
    CORPUS.get_or_init(|| {
        let folder = folder();
        // Deep nesting is one of the things that real files must not be able to hurt us with.
        let work = std::thread::Builder::new().stack_size(32 * 1024 * 1024).spawn(move || look(&folder));
        work.expect("a thread").join().expect("the corpus is readable")
    })
}

fn look(folder: &Path) -> Corpus {
    let mut corpus = Corpus::default();
    for part in ["f", "s"] {
        let mut paths: Vec<PathBuf> = std::fs::read_dir(folder.join(part))
            .expect("a folder of the corpus")
            .map(|entry| entry.expect("an entry of it").path())
            .filter(|path| path.is_file())
            .collect();
        paths.sort();
        for path in paths {
            let file = format!("{part}/{}", path.file_name().unwrap_or_default().to_string_lossy());
            let bytes = std::fs::read(&path).expect("a file of the corpus");
            let source = String::from_utf8_lossy(&bytes);
            let text = Text::from(source.strip_prefix('\u{FEFF}').unwrap_or(&source));
            corpus.files += 1;
            let checked = catch_unwind(AssertUnwindSafe(|| {
                let document = Document::new(Some(path.clone()), text.clone(), Arc::new(NoFiles));
                check(&document, &mut Memo::default())
            }));
            match checked {
                Ok(findings) => corpus.lines.extend(findings.iter().map(|f| Line::of(&file, &text, f))),
                Err(_) => corpus.panicked.push(file),
            }
        }
    }
    corpus.lines.sort();
    corpus
}

/// A list of `tests/corpus/` without comments and blank lines.
fn list(name: &str) -> Vec<String> {
    let path = committed(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(String::from)
        .collect()
}

fn committed(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(name)
}

/// A list of `first second why`, by its first two words.
fn reasons(name: &str) -> BTreeMap<(String, String), String> {
    let mut reasons = BTreeMap::new();
    for line in list(name) {
        let mut words = line.splitn(3, ' ');
        let (Some(first), Some(second), Some(why)) = (words.next(), words.next(), words.next()) else {
            panic!("{name}: expected a place, a code and a reason: {line}");
        };
        let twice = reasons.insert((first.to_string(), second.to_string()), why.to_string());
        assert!(twice.is_none(), "{name}: {first} {second} stands there twice");
    }
    reasons
}

/// Items a line each, cut where a whole page says no more than its beginning.
fn some(items: impl IntoIterator<Item = String>) -> String {
    const MOST: usize = 60;
    let items: Vec<String> = items.into_iter().collect();
    let mut text = String::new();
    for item in items.iter().take(MOST) {
        let _ = writeln!(text, "  {item}");
    }
    if items.len() > MOST {
        let _ = writeln!(text, "  … and {} more", items.len() - MOST);
    }
    text
}

#[test]
fn no_file_brings_the_checker_down() {
    let corpus = corpus();
    assert!(corpus.files > 600, "the corpus has {} files only", corpus.files);
    assert!(corpus.panicked.is_empty(), "the checker panicked at:\n{}", some(corpus.panicked.clone()));
}

#[test]
fn findings_are_the_expected_ones() {
    let found: Vec<String> = corpus().lines.iter().map(ToString::to_string).collect();
    if std::env::var_os("FCLS_BLESS").is_some() {
        let head = "# Every finding in the corpus. Written by FCLS_BLESS=1; see tests/gate_corpus.rs.\n";
        let mut text = String::from(head);
        for line in &found {
            let _ = writeln!(text, "{line}");
        }
        std::fs::write(committed("expected.txt"), text).expect("expected.txt can be written");
        return;
    }
    let expected = list("expected.txt");
    if found == expected {
        return;
    }
    // As counts, so that a finding that is told twice shows too.
    let count = |lines: &[String]| {
        let mut counts = BTreeMap::<String, i64>::new();
        lines.iter().for_each(|line| *counts.entry(line.clone()).or_default() += 1);
        counts
    };
    let (before, now) = (count(&expected), count(&found));
    let gone =
        before.iter().filter(|(line, n)| now.get(*line).unwrap_or(&0) < *n).map(|(line, _)| line.clone());
    let new =
        now.iter().filter(|(line, n)| before.get(*line).unwrap_or(&0) < *n).map(|(line, _)| line.clone());
    panic!(
        "the findings in the corpus changed.\nNew:\n{}Gone:\n{}\
         If every line is right: FCLS_BLESS=1 cargo test --release --test gate_corpus",
        some(new),
        some(gone)
    );
}

#[test]
fn every_error_has_a_reason_and_every_reason_an_error() {
    let reasons = reasons("reasons.txt");
    let errors: Vec<&Line> = corpus().lines.iter().filter(|line| line.severity == Severity::Error).collect();
    let places: BTreeSet<_> = errors.iter().map(|line| line.place()).collect();
    let unexplained = errors.iter().filter(|line| !reasons.contains_key(&line.place()));
    let unexplained = some(unexplained.map(|line| line.to_string()));
    let idle = reasons.iter().filter(|(place, _)| !places.contains(*place));
    let idle = some(idle.map(|((place, code), why)| format!("{place} {code} {why}")));
    assert!(
        unexplained.is_empty() && idle.is_empty(),
        "tests/corpus/reasons.txt does not fit.\nErrors without a reason:\n{unexplained}\
         Reasons without an error:\n{idle}"
    );
}

/// The lines of a `.jsonl` file of the corpus.
fn json_lines(name: &str) -> Vec<serde_json::Value> {
    let path = folder().join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

#[test]
fn known_mistakes_are_reported() {
    let speaks: BTreeSet<&str> = corpus().lines.iter().map(|line| line.file.as_str()).collect();
    let excused = reasons("not_reported.txt");
    let mut known = BTreeSet::new();
    for entry in json_lines("findings.jsonl") {
        let file = entry["file"].as_str().expect("a file");
        for finding in entry["findings"].as_array().expect("findings") {
            known.insert((file.to_string(), finding["code"].as_str().expect("a code").to_string()));
        }
    }
    let silent: BTreeSet<_> = known.into_iter().filter(|(file, _)| !speaks.contains(file.as_str())).collect();
    let missed = some(
        silent
            .iter()
            .filter(|known| !excused.contains_key(*known))
            .map(|(file, code)| format!("{file} {code}")),
    );
    let idle = some(
        excused.keys().filter(|place| !silent.contains(*place)).map(|(file, code)| format!("{file} {code}")),
    );
    assert!(
        missed.is_empty() && idle.is_empty(),
        "tests/corpus/not_reported.txt does not fit.\nKnown mistakes in files without any finding:\n{missed}\
         Excuses for what is reported, or not known:\n{idle}"
    );
}

#[test]
fn files_of_other_tools_are_left_alone() {
    let foreign: BTreeSet<String> = json_lines("manifest.jsonl")
        .iter()
        .filter(|entry| entry["kind"] == "unrelated")
        .filter_map(|entry| Some(entry["file"].as_str()?.to_string()))
        .collect();
    assert!(!foreign.is_empty());
    let judged =
        some(corpus().lines.iter().filter(|line| foreign.contains(&line.file)).map(ToString::to_string));
    assert!(judged.is_empty(), "findings in files that are not ours:\n{judged}");
}
