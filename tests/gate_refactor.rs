//! Refactorings over every real file of the corpus (`FCLS_SHARED`, folder `corpus`):
//!
//! - whatever is offered at a place leaves no new mistake of syntax and no lost comment, and where the meaning must
//!   stay, the file wants the same of the cloud as before;
//! - an f.yml or an s.yaml of edition 1.0.0 that is migrated keeps its comments, has no error that the source does
//!   not explain, and wants the same functions.
//!
//! Places are sampled so that a run stays short; `FCLS_ALL=1` tries each.

mod real_files;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use fcls::check::{Memo, Severity, check};
use fcls::cloud::target::{FunctionNames, Options, Outside, Targets, targets};
use fcls::document::{Document, FileKind};
use fcls::ide::Action;
use fcls::ide::refactor::migrate::migrate;
use fcls::ide::refactor::{Search, refactorings};
use fcls::syntax::comments;
use fcls::text::Span;
use real_files::{Failures, all, corpus, document, on_deep_stack};
use serde_json::{Value, json};

/// Proven, and what is refused as well.
const ALL: Search = Search { disabled: true, proven: true };

/// A world in which everything is there, and named after itself.
struct World;

impl Outside for World {
    fn env(&self, name: &str) -> Option<String> {
        Some(format!("env-{name}"))
    }

    fn read(&self, path: &str) -> Result<String, String> {
        Ok(format!("file {path}"))
    }

    fn absolute(&self, path: &str) -> Option<PathBuf> {
        Some(Path::new("/").join(path))
    }

    fn config(&self, key: &str) -> Option<String> {
        Some(if key == "AccountID" { "1234567890".to_string() } else { format!("config-{key}") })
    }
}

fn read(document: &Document, names: FunctionNames) -> Result<Targets, usize> {
    let options = Options {
        function_names: names,
        default_region: Some("cn-hangzhou".to_string()),
        ..Options::default()
    };
    targets(document, &World, &options).map_err(|obstacles| obstacles.len())
}

/// What a file wants of the cloud, without the places in the file.
fn wants(document: &Document, names: FunctionNames) -> Result<Value, usize> {
    let targets = read(document, names)?;
    let functions: BTreeMap<String, Value> = targets
        .functions
        .iter()
        .map(|target| {
            let triggers: BTreeMap<&str, &serde_json::Map<String, Value>> =
                target.triggers.iter().map(|trigger| (trigger.name.as_str(), &trigger.fields)).collect();
            let wanted = json!({
                "region": target.region,
                "function": target.function,
                "code": format!("{:?}", target.code),
                "tags": target.tags,
                "triggers": triggers,
                "async": target.async_invoke,
                "scaling": target.scaling,
                // Domains become resources of their own.
                "auto": target.auto.iter().map(|auto| &auto.field).filter(|field| *field != "domain").collect::<BTreeSet<_>>(),
            });
            (target.name.clone(), wanted)
        })
        .collect();
    Ok(json!(functions))
}

/// Whether the action must not change what the file means: by its title, since only some rewrite.
fn keeps_meaning(action: &Action) -> bool {
    let title = &action.title.en;
    action.kind == "refactor.extract"
        || action.kind == "refactor.inline"
        || ["Write it", "Sort", "Write `"].iter().any(|start| title.starts_with(start))
}

#[test]
fn whatever_is_offered_can_be_taken() {
    on_deep_stack(|| {
        let mut failures = Failures::default();
        let (mut promised, mut kept) = (0, 0);
        let (mut tried, mut kinds) = (0, BTreeMap::<String, usize>::new());
        for (at, (name, path, source)) in corpus().into_iter().enumerate() {
            if !all() && at % 3 != 0 {
                continue;
            }
            let before = document(&path, &source);
            let count = comments(before.tree().root(before.text())).count();
            let wanted = wants(&before, FunctionNames::Plain);
            let mistakes = before.tree().errors().len();
            let lines = before.text().line_count();
            let step = if all() { 1 } else { (lines / 20).max(1) };
            for line in (0..lines).step_by(step as usize) {
                let span = before.text().line_span(line);
                let text = before.text().slice(span).into_owned();
                // On the key, and in the value.
                let key = span.start + (text.len() - text.trim_start_matches([' ', '-']).len()) as u32;
                let mut places = vec![key];
                places.extend(text.find(": ").map(|colon| span.start + colon as u32 + 3));
                for place in places {
                    let promise = Search { disabled: true, proven: false };
                    promised += refactorings(&before, Span::empty(place), promise, |_| true).len();
                    let proven = refactorings(&before, Span::empty(place), ALL, |_| true);
                    kept += proven.len();
                    for action in proven {
                        if action.disabled.is_some() || action.later {
                            continue;
                        }
                        tried += 1;
                        let word: String =
                            action.title.en.split(['`', ':']).next().unwrap_or_default().to_string();
                        *kinds.entry(word.clone()).or_default() += 1;
                        let after = document(&path, &before.text().with_edits(&action.edits).to_string());
                        let shown =
                            || format!("{name}:{}: {}\n{:?}", line + 1, action.title.en, action.edits);
                        if after.tree().errors().len() > mistakes {
                            failures.add(format!("a mistake of syntax by {word}"), shown);
                        } else if after.kind() != before.kind() {
                            failures.add(format!("another kind of file by {word}"), shown);
                        } else if comments(after.tree().root(after.text())).count() < count {
                            failures.add(format!("a lost comment by {word}"), shown);
                        } else if keeps_meaning(&action)
                            && !action.title.en.starts_with("Write out")
                            && wanted.is_ok()
                            && wants(&after, FunctionNames::Plain) != wanted
                        {
                            failures.add(format!("another meaning by {word}"), shown);
                        }
                    }
                }
            }
        }
        println!("{kinds:#?}\n{promised} promised, {kept} kept");
        assert!(kept * 100 >= promised * 97, "{promised} promised, {kept} kept");
        failures.check(tried, 1000);
    });
}

/// Rules about what a migration lists in its notes: the default memory, missing keys, the name of the function.
const LISTED: [&str; 4] = ["FC005", "FC102", "FC203", "FC222"];

#[test]
fn older_formats_become_sound_files() {
    on_deep_stack(|| {
        let mut failures = Failures::default();
        let (mut tried, mut refused) = (0, BTreeMap::<String, usize>::new());
        for (name, path, source) in corpus() {
            let before = document(&path, &source);
            let is_f = before.kind() == FileKind::FYml;
            if !is_f && before.kind().name() != "s.yaml-1" {
                continue;
            }
            let migrated = match migrate(&before) {
                Ok(migrated) => migrated,
                Err(reason) => {
                    if reason.en.contains("written out") || reason.en.contains("report it") {
                        println!("{name}: {}", reason.en);
                    }
                    *refused.entry(reason.en).or_default() += 1;
                    continue;
                }
            };
            tried += 1;
            let after = document(&path.with_file_name("s.yaml"), &migrated.text);
            let shown = |what: String| format!("{name}: {what}\n{}", migrated.text);
            let texts: BTreeSet<&str> = migrated.text.lines().flat_map(parts).collect();
            for span in comments(before.tree().root(before.text())) {
                let comment = before.text().slice(span).trim_end().to_string();
                if !texts.contains(comment.as_str()) {
                    failures.add("a lost comment", || shown(comment.clone()));
                }
            }
            let errors = |document: &Document| -> Vec<(&'static str, String, String)> {
                let found = check(document, &mut Memo::default());
                let errors = found.into_iter().filter(|finding| finding.severity == Severity::Error);
                let text = |span| document.text().slice(span).into_owned();
                errors
                    .map(|finding| (finding.rule.code, text(finding.span), finding.message.en.clone()))
                    .collect()
            };
            let old: BTreeSet<&'static str> = errors(&before).into_iter().map(|(code, ..)| code).collect();
            let told: String = migrated.notes.iter().map(|(_, note)| format!("{}\n", note.en)).collect();
            for (code, at, message) in errors(&after) {
                // The cause stands in the source word for word, or it is told.
                let words =
                    message.split('`').skip(1).step_by(2).any(|word| told.contains(&format!("`{word}`")));
                let memory = code == "FC102" && told.contains("`memorySize`");
                let ends = format!(": {at}");
                let is_value = if at.len() > 2 {
                    source.contains(&at)
                } else {
                    source.lines().any(|line| line.trim_end().ends_with(&ends))
                };
                if !(old.contains(code) || is_value || (LISTED.contains(&code) && (words || memory))) {
                    failures.add(format!("a new error {code}"), || shown(format!("{message}\n{at}")));
                }
            }
            let names = if is_f { FunctionNames::Plain } else { FunctionNames::WithService };
            let (Ok(Value::Object(old)), new) = (wants(&before, names), wants(&after, FunctionNames::Plain))
            else {
                continue;
            };
            let Ok(Value::Object(new)) = new else {
                if told.contains("has no certain counterpart") {
                    continue;
                }
                failures.add("it cannot be deployed any more", || shown(String::new()));
                continue;
            };
            let domains = |document: &Document| -> BTreeSet<String> {
                let targets = read(document, names).unwrap_or_default();
                let own = targets.functions.into_iter().filter_map(|function| function.domain);
                own.chain(targets.domains.into_iter().map(|(_, domain, _)| domain))
                    .map(|domain| domain.name)
                    .collect()
            };
            if !domains(&before).is_subset(&domains(&after)) {
                failures
                    .add("a lost domain", || shown(format!("{:?} {:?}", domains(&before), domains(&after))));
            }
            for (function, wanted) in &old {
                compare(function, wanted, new.get(function), &mut failures, &shown);
            }
        }
        println!("{refused:#?}");
        failures.check(tried, 100);
    });
}

/// The ends of a line that may be a comment.
fn parts(line: &str) -> impl Iterator<Item = &str> {
    let line = line.trim_end();
    line.match_indices('#').map(move |(at, _)| &line[at..])
}

/// The value with functions called without their service.
fn named(value: &Value) -> String {
    let text = value.to_string();
    let mut parts = text.split("functions/");
    let mut out = parts.next().unwrap_or_default().to_string();
    for part in parts {
        let end = part.find('"').unwrap_or(part.len());
        let plain = part[..end].split_once('$').map_or(&part[..end], |(_, name)| name);
        out.push_str(&format!("functions/{plain}{}", &part[end..]));
    }
    out
}

/// Two readings of one function: the old format's and the migrated one's. What a migration decides is left out.
fn compare(
    function: &str,
    old: &Value,
    new: Option<&Value>,
    failures: &mut Failures,
    shown: &impl Fn(String) -> String,
) {
    let Some(new) = new else {
        failures.add("a lost function", || shown(function.to_string()));
        return;
    };
    for part in ["region", "code", "tags", "triggers", "async", "auto"] {
        if named(&old[part]) != named(&new[part]) {
            failures
                .add(format!("other {part}"), || shown(format!("{function}\n{}\n{}", old[part], new[part])));
        }
    }
    let Some(fields) = old["function"].as_object() else { return };
    for (field, value) in fields {
        let retired = field == "runtime" && value.as_str().is_some_and(|name| name.starts_with("nodejs"));
        let empty = value.as_object().is_some_and(serde_json::Map::is_empty);
        // What is no ARN is told and kept as a comment.
        let bundled = field == "layers" && !value.to_string().contains("acs:");
        if !retired && !empty && !bundled && new["function"][field] != *value {
            failures.add(format!("other {field}"), || {
                shown(format!("{function}\n{value}\n{}", new["function"][field]))
            });
        }
    }
}
