//! Which files of a folder are looked at.
//!
//! By name, in any case of letters: `f.yml`, `serverless.yml`, `s.yaml`, `template.yaml`, variants of
//! `s.yaml` for other environments (`s-prod.yaml`, `s_prod.yaml`, `s.prod.yaml`, `s2.yaml`; of `f.yml` likewise),
//! each with `.yml` or `.yaml`, and all of these behind a prefix that ends in `__`
//! (`owner__repo__s.yaml`). Whether such a file is ours its content decides. `.gitignore` is obeyed;
//! `node_modules`, `.git`, `.s` and `.serverless` (downloads and caches of the tools) are not entered.

use ignore::WalkBuilder;
use std::path::{Path, PathBuf};

const NOT_ENTERED: [&str; 4] = ["node_modules", ".git", ".s", ".serverless"];

/// `name` without a prefix that ends in `__`.
pub fn bare_name(name: &str) -> &str {
    name.rsplit_once("__").map_or(name, |(_, bare)| bare)
}

/// Whether a file of this name is looked at.
fn candidate(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let Some(stem) = name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml")) else { return false };
    let stem = bare_name(stem);
    matches!(stem, "f" | "s" | "serverless" | "template")
        || stem.strip_prefix(['f', 's']).is_some_and(|rest| {
            (rest.len() > 1 && rest.starts_with(['-', '_', '.']))
                || rest.bytes().all(|byte| byte.is_ascii_digit())
        })
}

/// A place that could not be read.
pub struct Unreadable {
    /// The place, if it is known.
    pub path: PathBuf,
    /// Why.
    pub error: std::io::Error,
}

/// The files for the given paths, sorted, each once: files as they are, folders searched.
pub fn files(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<Unreadable>) {
    let mut files = Vec::new();
    let mut unreadable = Vec::new();
    for path in paths {
        match std::fs::metadata(path) {
            Ok(found) if found.is_dir() => folder(path, &mut files, &mut unreadable),
            Ok(_) => files.push(path.clone()),
            Err(error) => unreadable.push(Unreadable { path: path.clone(), error }),
        }
    }
    files.sort();
    files.dedup();
    (files, unreadable)
}

fn folder(path: &Path, files: &mut Vec<PathBuf>, unreadable: &mut Vec<Unreadable>) {
    let walk = WalkBuilder::new(path)
        .hidden(false)
        .require_git(false)
        .filter_entry(|entry| {
            entry.depth() == 0
                || !(entry.file_type().is_some_and(|kind| kind.is_dir())
                    && entry.file_name().to_str().is_some_and(|name| NOT_ENTERED.contains(&name)))
        })
        .build();
    for entry in walk {
        match entry {
            Ok(entry) => {
                let file = entry.file_type().is_some_and(|kind| kind.is_file());
                if file && entry.file_name().to_str().is_some_and(candidate) {
                    let path = entry.into_path();
                    files.push(path.strip_prefix("./").map(Path::to_path_buf).unwrap_or(path));
                }
            }
            Err(error) => {
                let at = place(&error).unwrap_or(path).to_path_buf();
                let error = error.into_io_error().unwrap_or_else(|| std::io::Error::other("unreadable"));
                unreadable.push(Unreadable { path: at, error });
            }
        }
    }
}

fn place(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => place(err),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for name in [
            "f.yml",
            "F.YAML",
            "serverless.yml",
            "s.yaml",
            "S.yml",
            "s-prod.yaml",
            "s_dev.yml",
            "s2.yaml",
            "s.prod.yaml",
            "owner__repo__s.yaml",
            "x__f.yml",
            "a__s-prod.yml",
            "template.yaml",
        ] {
            assert!(candidate(name), "{name}");
        }
        for name in [
            "sa.yaml",
            "s.json",
            "docker-compose.yml",
            "s-.yamlx",
            "values.yaml",
            "s2x.yaml",
            "s..yaml",
            "y.yml",
        ] {
            assert!(!candidate(name), "{name}");
        }
    }
}
