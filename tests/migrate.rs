//! Older formats as s.yaml for component fc3: each `tests/migrate/*` with what it becomes in `*.after`, its notes at
//! the end. `FCLS_BLESS=1` writes these anew. And the command that does it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use fcls::check::{Memo, Severity, check};
use fcls::document::{Document, NoFiles};
use fcls::ide::refactor::migrate::migrate;
use fcls::syntax::comments;
use fcls::text::Text;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/migrate")
}

fn sources() -> Vec<(String, String)> {
    let entries = std::fs::read_dir(folder()).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut sources: Vec<(String, String)> = paths
        .filter(|path| path.extension().is_some_and(|extension| extension != "after"))
        .map(|path| {
            (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(path).unwrap())
        })
        .collect();
    sources.sort();
    sources
}

fn document(name: &str, source: &str) -> Document {
    let name = if name.ends_with(".f.yml") { "f.yml" } else { "s.yaml" };
    Document::new(Some(Path::new("/w").join(name)), Text::from(source), Arc::new(NoFiles))
}

#[test]
fn files_become_what_is_written_beside_them() {
    let bless = std::env::var_os("FCLS_BLESS").is_some();
    let mut wrong = String::new();
    for (name, source) in sources() {
        let document = document(&name, &source);
        let got = match migrate(&document) {
            Err(reason) => format!("refused: {}\n", reason.en),
            Ok(migrated) => {
                let mut got = migrated.text;
                got.push_str("--- notes\n");
                for (span, note) in migrated.notes {
                    assert!(!note.zh.is_empty());
                    got.push_str(&format!("{}: {}\n", document.text().line_of(span.start) + 1, note.en));
                }
                got
            }
        };
        let path = folder().join(format!("{name}.after"));
        if bless {
            std::fs::write(&path, &got).unwrap();
        }
        let wanted = std::fs::read_to_string(&path).unwrap_or_default();
        if got != wanted {
            wrong.push_str(&format!("=== {name}\n{got}\n"));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_comment_comes_along_once_and_nothing_is_an_error() {
    for (name, source) in sources() {
        let before = document(&name, &source);
        let Ok(migrated) = migrate(&before) else { continue };
        let after = document("s.yaml", &migrated.text);
        for span in comments(before.tree().root(before.text())) {
            let comment = before.text().slice(span).trim_end().to_string();
            let count = migrated.text.lines().filter(|line| line.ends_with(&comment)).count();
            assert_eq!(count, 1, "{name}: {comment}\n{}", migrated.text);
        }
        let found = check(&after, &mut Memo::default());
        let errors: Vec<String> = found
            .iter()
            .filter(|finding| finding.severity == Severity::Error)
            .map(|finding| format!("{} {}", finding.rule.code, finding.message.en))
            .collect();
        assert!(errors.is_empty(), "{name}: {errors:#?}\n{}", migrated.text);
    }
}

#[test]
fn line_endings_stay() {
    let (_, source) = sources().into_iter().find(|(name, _)| name == "http-domain.f.yml").unwrap();
    let migrated = migrate(&document("x.f.yml", &source.replace('\n', "\r\n"))).unwrap();
    assert!(!migrated.text.replace("\r\n", "").contains(['\r', '\n']));
}

fn fcls(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_fcls"))
        .args(["--lang", "en", "migrate"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

#[test]
fn the_command_prints_or_writes_and_never_over_a_file() {
    let folder_of_test = tempfile::tempdir().unwrap();
    let here = folder_of_test.path();
    std::fs::copy(folder().join("events.f.yml"), here.join("f.yml")).unwrap();
    let printed = fcls(here, &["f.yml"]);
    assert_eq!(printed.status.code(), Some(0));
    let text = String::from_utf8(printed.stdout).unwrap();
    assert!(text.starts_with("edition: 3.0.0") && text.contains("component: fc3"), "{text}");
    let notes = String::from_utf8(printed.stderr).unwrap();
    assert!(notes.contains("fcls: f.yml:4:3: `nodejs10` is retired"), "{notes}");
    assert!(!here.join("s.yaml").exists());
    assert_eq!(fcls(here, &["f.yml", "-o", "s.yaml"]).status.code(), Some(0));
    assert_eq!(std::fs::read_to_string(here.join("s.yaml")).unwrap(), text);
    std::fs::write(here.join("s.yaml"), "mine").unwrap();
    let refused = fcls(here, &["f.yml", "-o", "s.yaml"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("--force"));
    assert_eq!(std::fs::read_to_string(here.join("s.yaml")).unwrap(), "mine");
    assert_eq!(fcls(here, &["f.yml", "-o", "s.yaml", "--force"]).status.code(), Some(0));
    assert_eq!(std::fs::read_to_string(here.join("s.yaml")).unwrap(), text);
    assert_eq!(fcls(here, &["f.yml", "--in-place"]).status.code(), Some(2));
    // What is new already is refused.
    assert_eq!(fcls(here, &["s.yaml"]).status.code(), Some(1));
    std::fs::copy(folder().join("service.s1.yaml"), here.join("old.yaml")).unwrap();
    assert_eq!(fcls(here, &["old.yaml", "--in-place"]).status.code(), Some(0));
    assert!(std::fs::read_to_string(here.join("old.yaml")).unwrap().contains("edition: 3.0.0"));
}
