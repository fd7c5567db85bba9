//! Two properties over the names of every real file of the corpus (`FCLS_SHARED`, folder `corpus`):
//!
//! - from each use one comes to the definitions, and from those back to all the same places;
//! - a rename that is not refused leaves the same names at the same places with the new name, brings no mistake of
//!   syntax and no new error, and renaming back gives the first values again.
//!
//! Names are sampled by a fixed step so that a run stays short; `FCLS_ALL=1` tries each.

mod real_files;

use fcls::check::{Memo, Severity, check};
use fcls::document::Document;
use fcls::ide::names::{NameIndex, NameKind};
use fcls::ide::{self, Definition};
use fcls::syntax;
use real_files::{corpus, document, on_deep_stack, step};
use std::collections::BTreeMap;
use std::path::Path;

/// No file has it, and everything can be called so.
const NEW: &str = "renamed_Q7";

/// A name that plain YAML would not take for text, where the kind allows it.
const QUOTED: &str = "yes";

/// The places of each name with what is defined there: equal before and after a rename.
fn shape(index: &NameIndex) -> Vec<(usize, bool, NameKind)> {
    let mut order: BTreeMap<usize, usize> = BTreeMap::new();
    index
        .occurrences
        .iter()
        .map(|it| {
            let next = order.len();
            let number = *order.entry(it.name).or_insert(next);
            (number, it.is_definition, index.names[it.name].kind)
        })
        .collect()
}

/// How often each rule finds an error.
fn errors(document: &Document) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for finding in check(document, &mut Memo::default()) {
        if finding.severity == Severity::Error {
            *counts.entry(finding.rule.code).or_default() += 1;
        }
    }
    counts
}

/// The values of the file without their quotes.
fn values(document: &Document) -> Vec<String> {
    let mut events = syntax::events(document.tree(), document.text());
    for event in &mut events {
        if event.starts_with("=VAL") {
            *event = event.replacen(['\'', '"'], ":", 1);
        }
    }
    events
}

#[test]
fn every_use_leads_to_its_definition_and_back() {
    on_deep_stack(|| {
        let mut tried = 0;
        for (_, path, source) in corpus() {
            let document = document(&path, &source);
            let index = NameIndex::of(&document);
            for (first, second) in index.occurrences.iter().zip(index.occurrences.iter().skip(1)) {
                assert!(first.span.end <= second.span.start, "{}: {first:?} {second:?}", path.display());
            }
            for occurrence in index.occurrences.iter().step_by(step(3)) {
                tried += 1;
                let here = || format!("{}: {occurrence:?}", path.display());
                let offset = occurrence.span.start;
                let all = ide::references(&index, offset, true).unwrap_or_default();
                assert!(all.contains(&occurrence.span), "{}", here());
                let name = &index.names[occurrence.name];
                let defined = index.definitions(occurrence.name).count();
                let Some((from, found)) = ide::definition(&document, &index, offset) else {
                    assert_eq!(defined, 0, "{}", here());
                    continue;
                };
                assert_eq!((from, found.len()), (occurrence.span, defined), "{}", here());
                for definition in found {
                    let Definition::Here { whole, name: at } = definition else { panic!("{}", here()) };
                    assert!(whole.contains_span(at), "{}", here());
                    assert_eq!(ide::references(&index, at.start, true).as_ref(), Some(&all), "{}", here());
                }
                if name.kind != NameKind::Variable {
                    let written = document.text().slice(occurrence.span);
                    let cooked = written.trim_matches(['\'', '"']).replace("''", "'");
                    assert!(cooked == name.text || written.contains('\\'), "{}: {written}", here());
                }
            }
        }
        println!("{tried} places tried");
        assert!(tried > 1000, "only {tried} places");
    });
}

#[test]
fn renames_change_one_name_and_nothing_else() {
    on_deep_stack(|| {
        let mut refused: BTreeMap<String, usize> = BTreeMap::new();
        let mut done: BTreeMap<NameKind, usize> = BTreeMap::new();
        let mut failures = Vec::new();
        for (_, path, source) in corpus() {
            let before = document(&path, &source);
            let index = NameIndex::of(&before);
            let all = (0..index.names.len()).step_by(step(4));
            for (number, new) in all.flat_map(|number| [(number, NEW), (number, QUOTED)]) {
                let Some(place) = index.places(number).last() else { continue };
                let name = &index.names[number];
                let edits = match ide::rename(&before, &index, place.span.start, new) {
                    Ok(edits) => edits,
                    Err(why) => {
                        assert_ne!(why.en, why.zh);
                        let words = why.en.replace(&name.text, "X");
                        *refused
                            .entry(words.split('`').step_by(2).collect::<Vec<_>>().join("…"))
                            .or_default() += 1;
                        continue;
                    }
                };
                *done.entry(name.kind).or_default() += 1;
                let mut fail = |what: &str| {
                    failures.push(format!("{}: {:?} {}: {what}", path.display(), name.kind, name.text));
                };
                let text = before.text().with_edits(&edits).to_string();
                let after = document(&path, &text);
                let renamed = NameIndex::of(&after);
                if edits.len() != index.places(number).count() {
                    fail("not every place is edited");
                }
                if after.tree().errors().len() > before.tree().errors().len() {
                    fail("a mistake of syntax");
                }
                if shape(&index) != shape(&renamed) {
                    fail("other places");
                    continue;
                }
                let at = index.occurrences.iter().position(|it| it == place).unwrap_or_default();
                let at = &renamed.occurrences[at];
                if renamed.names[at.name].text != new {
                    fail("another name");
                }
                let (was, is) = (errors(&before), errors(&after));
                if is.iter().any(|(code, count)| was.get(code).is_none_or(|before| before < count)) {
                    fail(&format!("new errors: {was:?} -> {is:?}"));
                }
                // The way back may be refused: not every name that stands in a file is a legal one.
                if let Ok(edits) = ide::rename(&after, &renamed, at.span.start, &name.text) {
                    let back = document(&path, &after.text().with_edits(&edits).to_string());
                    if values(&back) != values(&before) {
                        fail("renaming back gives other values");
                    }
                }
            }
        }
        println!("done: {done:?}");
        for (why, count) in &refused {
            println!("refused {count}: {why}");
        }
        assert!(
            failures.is_empty(),
            "{} failures\n{}",
            failures.len(),
            failures[..failures.len().min(12)].join("\n")
        );
        assert!(done.values().sum::<usize>() > 300, "{done:?}");
    });
}

/// The whole index is read anew after each keystroke, once somebody asks for a name.
/// The limit only tells of a cost that grows with the square of the file: builds here may be slow.
#[test]
fn large_files_are_indexed_quickly() {
    let mut source = String::from("edition: 3.0.0\nname: t\nvars:\n  region: cn-hangzhou\nresources:\n");
    for number in 0..1000 {
        source.push_str(&format!(
            "  f{number}:\n    component: fc3\n    props:\n      region: ${{vars.region}}\n      functionName: f{number}\n"
        ));
        source
            .push_str("      runtime: nodejs20\n      handler: index.handler\n      environmentVariables:\n");
        for line in 0..11 {
            source.push_str(&format!("        A{line}: ${{resources.f{}.props.functionName}}\n", number / 2));
        }
    }
    let document = document(Path::new("/p/s.yaml"), &source);
    let lines = document.text().line_count();
    let start = std::time::Instant::now();
    let index = NameIndex::of(&document);
    let indexed = start.elapsed();
    let place = document.text().to_string().find("f499:").expect("a resource") as u32;
    let edits = ide::rename(&document, &index, place, NEW).expect("a rename");
    println!(
        "{lines} lines: index {indexed:?}, rename {:?}, {} edits",
        start.elapsed() - indexed,
        edits.len()
    );
    assert_eq!(edits.len(), 23);
    assert!(indexed < std::time::Duration::from_secs(20), "{indexed:?}");
}

#[test]
fn links_stay_inside_their_file() {
    on_deep_stack(|| {
        for (_, path, source) in corpus() {
            let document = document(&path, &source);
            for link in ide::links(&document) {
                assert!(link.span.end <= document.text().len(), "{}: {link:?}", path.display());
            }
        }
    });
}
