//! The layers of `docs/architecture.md`: each folder of `src/` imports only what stands to its left, and
//! what is below the server and the command line is pure.

use std::path::{Path, PathBuf};

/// Each layer with what it may import besides itself and `message`.
const LAYERS: [(&str, &[&str]); 11] = [
    ("text", &[]),
    ("syntax", &["text"]),
    ("spec", &[]),
    ("document", &["text", "syntax", "spec"]),
    ("check", &["text", "syntax", "spec", "document"]),
    ("ide", &["text", "syntax", "spec", "document", "check"]),
    ("cloud", &["text", "syntax", "spec", "document"]),
    ("emulator", &["cloud"]),
    ("workflow", &["text", "syntax", "spec", "document", "check", "cloud", "emulator"]),
    ("server", &["text", "syntax", "spec", "document", "check", "ide", "cloud", "emulator", "workflow"]),
    (
        "cli",
        &["text", "syntax", "spec", "document", "check", "ide", "server", "emulator", "cloud", "workflow"],
    ),
];

/// What a pure layer has no use for.
const IMPURE: [&str; 9] = [
    "std::fs",
    "std::net",
    "std::thread",
    "std::process",
    "std::env",
    "std::time",
    "std::io",
    "tokio",
    "async fn",
];

fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of src/") {
        let path = entry.expect("an entry of it").path();
        // Tests may do as they like: in a file of their own, or (below) at the end of a file.
        let test = path.file_stem().is_some_and(|stem| stem == "tests" || stem == "generated");
        if path.is_dir() {
            sources(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") && !test {
            files.push(path);
        }
    }
}

/// The lines of code of a layer with their places: no comments, no tests.
fn code(layer: &str) -> Vec<(String, String)> {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(layer), &mut files);
    let mut code = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a source file");
        let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        for (number, line) in text.lines().enumerate() {
            if !line.trim_start().starts_with("//") {
                code.push((format!("{}:{}", file.display(), number + 1), line.to_string()));
            }
        }
    }
    assert!(!code.is_empty(), "there is no layer {layer}");
    code
}

/// The modules after `crate::` in a line, also in a group: `use crate::{check, text::Span}` counts `check`.
fn imports(line: &str) -> impl Iterator<Item = &str> {
    line.split("crate::").skip(1).flat_map(|rest| {
        let group = rest.strip_prefix('{').map(|rest| rest.split('}').next().unwrap_or_default());
        let parts = group.map_or_else(|| vec![rest], |group| group.split(',').collect());
        parts.into_iter().map(|part| {
            part.trim().split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default()
        })
    })
}

#[test]
fn layers_import_only_what_is_below_them() {
    let modules: Vec<&str> = LAYERS.iter().map(|(layer, _)| *layer).collect();
    let mut wrong = Vec::new();
    for (layer, below) in LAYERS {
        for (place, line) in code(layer) {
            for module in imports(&line) {
                if modules.contains(&module) && module != layer && !below.contains(&module) {
                    wrong.push(format!("{place}: {layer} imports {module}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_core_is_pure() {
    let mut wrong = Vec::new();
    for layer in ["text", "syntax", "spec", "document", "check", "ide"] {
        for (place, line) in code(layer) {
            wrong.extend(
                IMPURE.iter().filter(|word| line.contains(*word)).map(|word| format!("{place}: {word}")),
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn only_the_server_knows_the_protocol() {
    for (layer, _) in LAYERS.iter().filter(|(layer, _)| *layer != "server") {
        for (place, line) in code(layer) {
            assert!(!line.contains("tower_lsp_server") && !line.contains("ls_types"), "{place}: {line}");
        }
    }
}
