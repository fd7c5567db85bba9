//! Formatting over every real file of the corpus and the official test cases (`FCLS_SHARED`): the same
//! events before and after, by our reader and by another, all comments in their order, and nothing left
//! to do the second time. Also with the indentation doubled and with sequences moved.

use fcls::document::{Document, NoFiles};
use fcls::ide::{INDENT, Refused, format, format_range};
use fcls::syntax::{comments, events, parse};
use fcls::text::{Span, Text};
use std::path::Path;
use std::sync::Arc;
use yaml_rust2::parser::{Event, EventReceiver, Parser};

fn shared() -> String {
    std::env::var("FCLS_SHARED").expect("FCLS_SHARED names the shared folder")
}

fn document(source: &str) -> Document {
    Document::new(None, Text::from(source), Arc::new(NoFiles))
}

#[derive(Default)]
struct Events(Vec<String>);

impl EventReceiver for Events {
    fn on_event(&mut self, event: Event) {
        self.0.push(format!("{event:?}"));
    }
}

/// What another reader makes of it; `None` if it refuses.
fn other(source: &str) -> Option<Vec<String>> {
    let mut events = Events::default();
    Parser::new_from_str(source).load(&mut events, true).ok()?;
    Some(events.0)
}

fn ours(source: &str) -> (bool, Vec<String>, Vec<String>) {
    let text = Text::from(source);
    let tree = parse(&text);
    let comments = comments(tree.root(&text)).map(|span| text.slice(span).trim_end().to_owned()).collect();
    (tree.has_errors(), events(&tree, &text), comments)
}

/// What is wrong with the formatting of `source`, and whether it was changed.
fn try_one(name: &str, source: &str, report: &mut Vec<String>) -> bool {
    let document = document(source);
    let formatted = format(&document, INDENT);
    let result = document.text().with_edits(formatted.as_deref().unwrap_or_default()).to_string();
    let mut wrong = |what: &str| report.push(format!("--- {name}: {what}\n{source}\n=>\n{result}"));
    let (before, after) = (ours(source), ours(&result));
    if before != after {
        wrong("other events or comments");
    }
    if other(source).is_some_and(|events| other(&result) != Some(events)) {
        wrong("another reader sees other events");
    }
    let again = self::document(&result);
    if format(&again, INDENT).is_ok_and(|edits| !edits.is_empty()) {
        wrong("not done at once");
    }
    if (formatted == Err(Refused::Damaged)) != before.0 || formatted == Err(Refused::Unproven) {
        wrong("refused");
    }
    let half = Span::new(document.text().len() / 3, document.text().len() / 3 * 2);
    let edits = format_range(&document, half, INDENT).unwrap_or_default();
    let part = document.text().with_edits(&edits).to_string();
    if ours(&part) != before {
        wrong("a part changes the meaning");
    }
    result != source
}

fn finish(report: Vec<String>, tried: usize, changed: usize) {
    for line in report.iter().take(12) {
        println!("{}", line.chars().take(3000).collect::<String>());
    }
    println!("{tried} tried, {changed} changed, {} wrong", report.len());
    assert!(report.is_empty(), "{} wrong", report.len());
}

#[test]
fn real_files() {
    let (mut report, mut tried, mut changed) = (Vec::new(), 0, 0);
    for part in ["f", "s"] {
        let folder = Path::new(&shared()).join("corpus").join(part);
        let mut paths: Vec<_> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        for path in paths.iter().filter(|path| path.is_file()) {
            let source = String::from_utf8_lossy(&std::fs::read(path).unwrap()).to_string();
            let name = path.display().to_string();
            tried += 1;
            changed += usize::from(try_one(&name, &source, &mut report));
            let wide: String = source
                .split_inclusive('\n')
                .map(|line| format!("{}{line}", " ".repeat(line.len() - line.trim_start_matches(' ').len())))
                .collect();
            changed += usize::from(try_one(&format!("{name} (wide)"), &wide, &mut report));
        }
    }
    finish(report, tried, changed);
}

#[test]
fn official_cases() {
    let cases = std::fs::read_to_string(format!("{}/yaml-test-suite/cases.jsonl", shared())).unwrap();
    let (mut report, mut tried, mut changed) = (Vec::new(), 0, 0);
    for line in cases.lines() {
        let case: serde_json::Value = serde_json::from_str(line).unwrap();
        let (id, yaml) = (case["id"].as_str().unwrap(), case["yaml"].as_str().unwrap());
        tried += 1;
        changed += usize::from(try_one(id, yaml, &mut report));
    }
    finish(report, tried, changed);
}
