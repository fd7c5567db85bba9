//! Random edits over real files: after each one the tree made from the old tree equals a fresh parse,
//! mistakes included. Reads the files below `$FCLS_SHARED/corpus`; `FCLS_EDITS` is the number of edits
//! per file, `FCLS_SEED` another sequence of edits.

mod edits;

use edits::{Random, check_edits};
use std::path::{Path, PathBuf};

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|ext| ext == "yml" || ext == "yaml") {
            found.push(path);
        }
    }
}

#[test]
fn real_files() {
    let number = |name: &str, default: u64| {
        std::env::var(name).map_or(default, |value| value.parse().expect("a number"))
    };
    let shared = std::env::var("FCLS_SHARED").expect("FCLS_SHARED names the shared folder");
    let mut paths = Vec::new();
    files(&Path::new(&shared).join("corpus"), &mut paths);
    paths.sort();
    assert!(!paths.is_empty());
    let mut random = Random(number("FCLS_SEED", 1));
    let mut done = 0;
    for path in paths {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        done += check_edits(&text, number("FCLS_EDITS", 100), &mut random, &path.display().to_string());
    }
    println!("{done} edits");
}
