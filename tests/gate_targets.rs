//! Every real file of the corpus (`FCLS_SHARED`, folder `corpus`) read for deployment, with a world in which each
//! variable is `x` and there are no files: nothing panics, nothing unresolved passes, and most files can be read.
//!
//! `cargo test --test gate_targets -- --nocapture` prints what is in the way of the others.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fcls::cloud::target::{Options, Outside, Targets, targets};
use fcls::document::{Document, NoFiles};
use fcls::text::Text;
use serde_json::Value;

struct World;

impl Outside for World {
    fn env(&self, _name: &str) -> Option<String> {
        Some("x".to_string())
    }

    fn read(&self, _path: &str) -> Result<String, String> {
        Err("no files".to_string())
    }

    fn absolute(&self, _path: &str) -> Option<PathBuf> {
        None
    }

    fn config(&self, key: &str) -> Option<String> {
        (key == "AccountID").then(|| "1234567890".to_string())
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("a folder of the corpus")
        .map(|entry| entry.unwrap().path())
        .collect();
    found.sort();
    found
}

/// A message without what is particular to one file.
fn kind(message: &str) -> String {
    message.split('`').enumerate().map(|(at, part)| if at % 2 == 0 { part } else { "…" }).collect()
}

/// Texts that were to be evaluated and were not.
fn unresolved(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => {
            let open = ["${vars.", "${resources.", "${this.", "${env(", "${env.", "${config("];
            if open.iter().any(|start| text.contains(start) && text.contains('}')) {
                found.push(text.clone());
            }
        }
        Value::Array(items) => items.iter().for_each(|item| unresolved(item, found)),
        Value::Object(fields) => fields.values().for_each(|field| unresolved(field, found)),
        _ => {}
    }
}

fn all_fields(targets: &Targets) -> Vec<Value> {
    let mut all = Vec::new();
    for target in &targets.functions {
        all.push(Value::Object(target.function.clone()));
        all.extend(target.triggers.iter().map(|trigger| Value::Object(trigger.fields.clone())));
        all.extend(target.domain.iter().map(|domain| Value::Object(domain.fields.clone())));
        all.push(target.name.clone().into());
        all.push(target.region.clone().into());
    }
    all.extend(targets.domains.iter().map(|(_, domain, _)| Value::Object(domain.fields.clone())));
    all
}

#[test]
fn the_corpus_can_be_read_for_deployment() {
    let shared = std::env::var_os("FCLS_SHARED").expect("FCLS_SHARED");
    let corpus = PathBuf::from(shared).join("corpus");
    let options = Options { default_region: Some("cn-hangzhou".to_string()), ..Options::default() };
    let (mut read, mut functions, mut triggers, mut domains, mut others) = (0, 0, 0, 0, 0);
    let mut obstacles: BTreeMap<String, (usize, String)> = BTreeMap::new();
    let mut notes: BTreeMap<String, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    let mut total = 0;
    for folder in ["f", "s"] {
        for file in files(&corpus.join(folder)) {
            let Ok(text) = std::fs::read_to_string(&file) else { continue };
            total += 1;
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            let as_if = PathBuf::from("/app").join(if folder == "f" { "f.yml" } else { "s.yaml" });
            let result = catch_unwind(AssertUnwindSafe(|| {
                let document = Document::new(Some(as_if), Text::from(text.as_str()), Arc::new(NoFiles));
                targets(&document, &World, &options)
            }));
            match result {
                Err(_) => wrong.push(format!("{folder}/{name}: panic")),
                Ok(Ok(targets)) => {
                    read += 1;
                    functions += targets.functions.len();
                    domains += targets.domains.len();
                    others += targets.others.len();
                    for target in &targets.functions {
                        triggers += target.triggers.len();
                        domains += usize::from(target.domain.is_some());
                        for note in &target.notes {
                            *notes.entry(kind(&note.message.en)).or_default() += 1;
                        }
                    }
                    let mut found = Vec::new();
                    all_fields(&targets).iter().for_each(|fields| unresolved(fields, &mut found));
                    wrong.extend(found.into_iter().map(|text| format!("{folder}/{name}: {text}")));
                    if std::env::var_os("FCLS_SHOW")
                        .is_some_and(|show| name.contains(&*show.to_string_lossy()))
                    {
                        println!("== {folder}/{name}\n{targets:#?}");
                    }
                }
                Ok(Err(list)) => {
                    assert!(!list.is_empty());
                    if std::env::var_os("FCLS_SHOW")
                        .is_some_and(|show| name.contains(&*show.to_string_lossy()))
                    {
                        println!("== {folder}/{name}\n{list:#?}");
                    }
                    let mut kinds: Vec<String> = list.iter().map(|one| kind(&one.message.en)).collect();
                    kinds.sort();
                    kinds.dedup();
                    for kind in kinds {
                        let entry = obstacles.entry(kind).or_default();
                        entry.0 += 1;
                        entry.1 = format!("{folder}/{name}");
                    }
                }
            }
        }
    }
    println!(
        "{total} files: {read} read, {functions} functions, {triggers} triggers, {domains} domains, {others} others"
    );
    let mut list: Vec<_> = obstacles.into_iter().collect();
    list.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
    println!("obstacles, by files:");
    list.iter().for_each(|(kind, (count, file))| println!("{count:5}  {kind}   [{file}]"));
    let mut list: Vec<_> = notes.into_iter().collect();
    list.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    println!("notes:");
    list.iter().for_each(|(kind, count)| println!("{count:5}  {kind}"));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(total > 600 && read >= 320 && functions >= 380, "{read} of {total} files, {functions} functions");
}
