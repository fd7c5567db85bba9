//! Every real file of the corpus against the exported schemas.
//!
//! The corpus lies outside the repository (`FCLS_SHARED`, folder `corpus`). Findings are counted by place
//! and keyword and compared with `tests/gate_schema_corpus.txt`, where each line has been judged to be a
//! true mistake of the file; `FCLS_BLESS=1` writes it anew, `FCLS_DETAILS=1` names the files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use fcls::spec::export::{f_schema, s_schema};
use jsonschema::error::ValidationErrorKind;
use jsonschema::{ValidationError, Validator};
use serde_json::{Map, Value};
use yaml_rust2::{Yaml, YamlLoader};

/// A YAML value as JSON, merge keys applied. `None` where a key is no text.
fn to_json(yaml: &Yaml) -> Option<Value> {
    Some(match yaml {
        Yaml::Real(text) => {
            text.parse::<f64>().map(Value::from).unwrap_or_else(|_| Value::from(text.as_str()))
        }
        Yaml::Integer(number) => Value::from(*number),
        Yaml::String(text) => Value::from(text.as_str()),
        Yaml::Boolean(flag) => Value::from(*flag),
        Yaml::Array(items) => Value::Array(items.iter().map(to_json).collect::<Option<_>>()?),
        Yaml::Hash(hash) => {
            let mut merged = Map::new();
            let mut own = Map::new();
            for (key, value) in hash {
                let key = match key {
                    Yaml::String(text) => text.clone(),
                    Yaml::Integer(number) => number.to_string(),
                    Yaml::Boolean(flag) => flag.to_string(),
                    _ => return None,
                };
                let value = to_json(value)?;
                match (key.as_str(), value) {
                    ("<<", Value::Object(base)) => merged.extend(base),
                    ("<<", Value::Array(bases)) => {
                        for base in bases.into_iter().rev() {
                            if let Value::Object(base) = base {
                                merged.extend(base);
                            }
                        }
                    }
                    (_, value) => {
                        own.insert(key, value);
                    }
                }
            }
            merged.extend(own);
            Value::Object(merged)
        }
        _ => Value::Null,
    })
}

/// Fixtures of the component name it by its place on disk; they are files for `fc3` all the same.
fn name_component(value: &mut Value) {
    let Some(Value::Object(blocks)) = value.get_mut("resources") else { return };
    for block in blocks.values_mut() {
        let component = block.get("component").and_then(Value::as_str).unwrap_or_default();
        if component.contains("fc_component_version") || component.starts_with("${path(..") {
            block["component"] = Value::from("fc3");
        }
    }
}

/// The errors that say most: of the ways a value could have gone, the one that came furthest.
fn leaves(error: &ValidationError<'_>, found: &mut BTreeSet<(String, String)>) {
    if let ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } =
        error.kind()
    {
        let depth = |error: &ValidationError<'_>| error.instance_path().as_str().matches('/').count();
        let here = depth(error);
        let best = context
            .iter()
            .filter(|branch| {
                branch.iter().any(|inner| {
                    depth(inner) > here
                        || matches!(
                            inner.kind(),
                            ValidationErrorKind::Required { .. }
                                | ValidationErrorKind::AdditionalProperties { .. }
                                | ValidationErrorKind::AnyOf { .. }
                        )
                })
            })
            .max_by_key(|branch| branch.iter().map(depth).max());
        if let Some(best) = best {
            best.iter().for_each(|inner| leaves(inner, found));
            return;
        }
    }
    let path = error.instance_path().as_str().to_owned();
    let what = match error.kind() {
        ValidationErrorKind::Required { property } => format!("missing {property}"),
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            for key in unexpected {
                found.insert((path.clone(), format!("unknown {key}")));
            }
            return;
        }
        kind => kind.keyword().to_owned(),
    };
    found.insert((path, what));
}

/// Names that users choose and indexes become `*`.
fn general(path: &str) -> String {
    let parts: Vec<&str> = path.split('/').collect();
    let general: Vec<&str> = parts
        .iter()
        .enumerate()
        .map(|(index, part)| {
            let named = index > 0
                && matches!(
                    parts[index - 1],
                    "resources"
                        | "services"
                        | "functions"
                        | "layers"
                        | "aggregation"
                        | "environmentVariables"
                        | "environment"
                );
            if named || part.parse::<usize>().is_ok() { "*" } else { *part }
        })
        .collect();
    general.join("/")
}

fn corpus() -> PathBuf {
    let shared = std::env::var("FCLS_SHARED").expect("FCLS_SHARED names the folder of the corpus");
    Path::new(&shared).join("corpus")
}

#[test]
fn refused_files_have_true_mistakes() {
    let corpus = corpus();
    let manifest = std::fs::read_to_string(corpus.join("manifest.jsonl")).expect("the corpus is there");
    let schemas: [(&str, Validator); 2] = [
        ("f", jsonschema::draft202012::new(&f_schema()).unwrap()),
        ("s", jsonschema::draft202012::new(&s_schema()).unwrap()),
    ];
    let details = std::env::var_os("FCLS_DETAILS").is_some();
    let mut counts: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    let (mut read, mut refused) = (0, 0);
    for line in manifest.lines() {
        let entry: Value = serde_json::from_str(line).unwrap();
        let kind = entry["kind"].as_str().unwrap_or_default();
        let Some(file) = entry["file"].as_str() else { continue };
        if kind == "unrelated" || entry["template_placeholders"] == true {
            continue;
        }
        let text = std::fs::read_to_string(corpus.join(file)).unwrap();
        let Ok(documents) = YamlLoader::load_from_str(&text) else { continue };
        let Some(mut value) = documents.first().and_then(to_json) else { continue };
        name_component(&mut value);
        if !value.is_object() {
            continue;
        }
        read += 1;
        let validator = &schemas.iter().find(|(name, _)| kind.starts_with(name)).unwrap().1;
        let mut found = BTreeSet::new();
        validator.iter_errors(&value).for_each(|error| leaves(&error, &mut found));
        refused += usize::from(!found.is_empty());
        for (path, what) in found {
            if details {
                let shown = value.pointer(&path).map(Value::to_string).unwrap_or_default();
                let shown: String = shown.chars().take(100).collect();
                println!("{file}\t{path}\t{what}\t{shown}");
            }
            counts.entry((general(&path), what)).or_default().insert(file.to_owned());
        }
    }
    let mut report = format!("{read} files, {refused} refused\n");
    for ((path, what), files) in &counts {
        report.push_str(&format!("{:4} {path} {what}\n", files.len()));
    }
    let stored = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gate_schema_corpus.txt");
    if std::env::var_os("FCLS_BLESS").is_some() {
        std::fs::write(&stored, &report).unwrap();
    }
    assert_eq!(std::fs::read_to_string(stored).unwrap_or_default(), report);
}
