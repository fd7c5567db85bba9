//! What files want of the cloud: each `tests/targets/*.yaml` with its `.json`. `FCLS_BLESS=1` writes them anew.
//!
//! The world around the files is a table: `FCLS_*` variables, two files, an account.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fcls::cloud::package::CodeSource;
use fcls::cloud::target::{
    DomainTarget, FunctionNames, Note, Obstacle, Options, Outside, Target, Targets, targets,
};
use fcls::document::{Document, NoFiles};
use fcls::text::{Encoding, Span, Text};
use serde_json::{Map, Value, json};

struct Table;

impl Outside for Table {
    fn env(&self, name: &str) -> Option<String> {
        let value = match name {
            "FCLS_TOKEN" => "s3cret",
            "FCLS_MEMORY" => "1024",
            "FCLS_INDIRECT" => "${vars.region}",
            "FCLS_EMPTY" => "",
            "FCLS_TRICK" => "a: b\n- c",
            _ => return None,
        };
        Some(value.to_string())
    }

    fn read(&self, path: &str) -> Result<String, String> {
        match path {
            "./settings.json" => Ok(r#"{"cpu": 0.5, "tags": [{"key": "team", "value": "a"}]}"#.to_string()),
            "./note.yaml" => Ok("text: from a file\nlist: [1, 2]\n".to_string()),
            "./script.sh" => Ok("echo ${HOME}".to_string()),
            _ => Err("no such file".to_string()),
        }
    }

    fn absolute(&self, path: &str) -> Option<PathBuf> {
        (path == "./code").then(|| PathBuf::from("/app/code"))
    }

    fn config(&self, key: &str) -> Option<String> {
        (key == "AccountID").then(|| "1234567890".to_string())
    }
}

fn place(text: &Text, span: Span) -> String {
    let position = text.position(span.start, Encoding::Utf32);
    let shown = text.slice(span);
    let shown = shown.lines().next().unwrap_or_default();
    format!("{}:{} {}", position.line + 1, position.character + 1, shown.chars().take(40).collect::<String>())
}

fn spans(text: &Text, spans: &BTreeMap<String, Span>) -> Value {
    let spans = spans.iter().map(|(path, span)| (path.clone(), place(text, *span).into()));
    Value::Object(spans.collect())
}

fn notes(text: &Text, notes: &[Note]) -> Value {
    let notes = notes.iter().map(|note| {
        let place = note.span.map(|span| place(text, span)).unwrap_or_default();
        assert!(!note.message.zh.is_empty());
        format!("{place} | {}", note.message.en)
    });
    notes.collect::<Vec<_>>().into()
}

fn domain(domain: &DomainTarget) -> Value {
    json!({"region": domain.region, "name": domain.name, "fields": domain.fields})
}

/// Only what is there, in the order of the type.
fn function(text: &Text, target: &Target, with_spans: bool) -> Value {
    let mut out = Map::new();
    out.insert("resource".into(), target.resource.clone().into());
    out.insert("region".into(), target.region.clone().into());
    out.insert("name".into(), target.name.clone().into());
    let code = target.code.as_ref().map(|code| match code {
        CodeSource::Path(path) => path.to_string_lossy().replace('\\', "/"),
        CodeSource::Oss { bucket, object } => format!("oss://{bucket}/{object}"),
    });
    let triggers: Vec<Value> = target
        .triggers
        .iter()
        .map(|trigger| json!({"name": trigger.name, "fields": trigger.fields}))
        .collect();
    let autos: Vec<Value> =
        target.auto.iter().map(|auto| json!({"field": auto.field, "parameters": auto.parameters})).collect();
    let optional = [
        ("access", json!(target.access)),
        ("function", json!(target.function)),
        ("code", json!(code)),
        ("tags", json!(target.tags)),
        ("triggers", json!((!triggers.is_empty()).then_some(triggers))),
        ("async_invoke", json!(target.async_invoke)),
        ("concurrency", json!(target.concurrency)),
        ("provision", json!(target.provision)),
        ("scaling", json!(target.scaling)),
        ("vpc_bindings", json!(target.vpc_bindings)),
        ("domain", json!(target.domain.as_ref().map(domain))),
        ("auto", json!((!autos.is_empty()).then_some(autos))),
        ("notes", json!((!target.notes.is_empty()).then(|| notes(text, &target.notes)))),
        ("spans", json!(with_spans.then(|| spans(text, &target.spans)))),
    ];
    out.extend(
        optional.into_iter().filter(|(_, value)| !value.is_null()).map(|(key, value)| (key.into(), value)),
    );
    Value::Object(out)
}

fn shown(text: &Text, result: &Result<Targets, Vec<Obstacle>>, with_spans: bool) -> Value {
    match result {
        Ok(targets) => {
            let domains = targets.domains.iter().map(|(name, target, places)| {
                let mut out = json!({"resource": name, "domain": domain(target)});
                if with_spans {
                    out["spans"] = spans(text, places);
                }
                out
            });
            json!({
                "functions": targets.functions.iter().map(|target| function(text, target, with_spans)).collect::<Vec<_>>(),
                "domains": domains.collect::<Vec<_>>(),
                "others": targets.others,
                "notes": notes(text, &targets.notes),
            })
        }
        Err(obstacles) => {
            let obstacles = obstacles.iter().map(|obstacle| {
                assert!(!obstacle.message.zh.is_empty());
                format!("{} | {}", place(text, obstacle.span), obstacle.message.en)
            });
            json!({"obstacles": obstacles.collect::<Vec<_>>()})
        }
    }
}

fn read(text: &str, name: &str, options: &Options) -> (Text, Result<Targets, Vec<Obstacle>>) {
    let text = Text::from(text);
    let path = PathBuf::from("/app").join(name);
    let document = Document::new(Some(path), text.clone(), Arc::new(NoFiles));
    let result = targets(&document, &Table, options);
    (text, result)
}

#[test]
fn files_lead_to_targets() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/targets");
    let bless = std::env::var_os("FCLS_BLESS").is_some();
    let mut wrong = Vec::new();
    let mut count = 0;
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "yaml")) {
        count += 1;
        let stem = file.file_stem().unwrap().to_string_lossy().into_owned();
        let source = std::fs::read_to_string(file).unwrap().replace("\r\n", "\n");
        let mut options = Options { default_region: Some("cn-hangzhou".into()), ..Options::default() };
        if source.contains("# with service") {
            options.function_names = FunctionNames::WithService;
        }
        if source.contains("# no region") {
            options.default_region = None;
        }
        if let Some(line) = source.lines().find_map(|line| line.strip_prefix("# only ")) {
            options.only = line.split_whitespace().map(String::from).collect();
        }
        let name = if stem.starts_with("f_") { "f.yml" } else { "s.yaml" };
        let (text, result) = read(&source, name, &options);
        let actual = format!("{:#}\n", shown(&text, &result, source.contains("# spans")));
        let expected = file.with_extension("json");
        if bless {
            std::fs::write(&expected, &actual).unwrap();
        } else if std::fs::read_to_string(&expected).unwrap_or_default().replace("\r\n", "\n") != actual {
            wrong.push(format!("{stem}:\n{actual}"));
        }
    }
    assert!(count > 10);
    assert!(wrong.is_empty(), "other than committed (FCLS_BLESS=1 writes them anew):\n{}", wrong.join("\n"));
}
