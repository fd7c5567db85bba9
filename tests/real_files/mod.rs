//! The files of the corpus (`FCLS_SHARED`, folder `corpus`), and how a gate over all of them counts and reports.
#![allow(dead_code, missing_docs, reason = "each gate uses a part of it")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fcls::document::{Document, NoFiles};
use fcls::text::Text;

/// Deep nesting is one of the things that real files must not be able to hurt us with.
pub const STACK: usize = 32 * 1024 * 1024;

pub fn all() -> bool {
    std::env::var_os("FCLS_ALL").is_some()
}

/// Every `step`th place, or each.
pub fn step(step: usize) -> usize {
    if all() { 1 } else { step }
}

pub fn corpus() -> Vec<(String, PathBuf, String)> {
    let shared = std::env::var_os("FCLS_SHARED").expect("FCLS_SHARED names the folder that has corpus/");
    let folder = Path::new(&shared).join("corpus");
    let mut files = Vec::new();
    for part in ["f", "s"] {
        let entries = std::fs::read_dir(folder.join(part)).expect("a folder of the corpus");
        for path in entries.map(|entry| entry.expect("an entry of it").path()).filter(|path| path.is_file()) {
            let name = format!("{part}/{}", path.file_name().unwrap_or_default().to_string_lossy());
            let bytes = std::fs::read(&path).expect("a file of the corpus");
            let source = String::from_utf8_lossy(&bytes);
            let source = source.strip_prefix('\u{FEFF}').unwrap_or(&source).to_string();
            files.push((name, path, source));
        }
    }
    files.sort();
    assert!(files.len() > 600, "the corpus has {} files only", files.len());
    files
}

pub fn document(path: &Path, source: &str) -> Document {
    Document::new(Some(path.to_path_buf()), Text::from(source), Arc::new(NoFiles))
}

/// What went wrong, by kind, each with its first examples.
#[derive(Default)]
pub struct Failures(BTreeMap<String, Vec<String>>);

impl Failures {
    pub fn add(&mut self, kind: impl Into<String>, example: impl FnOnce() -> String) {
        let list = self.0.entry(kind.into()).or_default();
        list.push(if list.len() < 4 { example() } else { String::new() });
    }

    pub fn check(self, tried: usize, least: usize) {
        let mut report = String::new();
        for (kind, examples) in &self.0 {
            let _ = writeln!(report, "== {kind}: {} times", examples.len());
            for example in examples.iter().filter(|example| !example.is_empty()) {
                let _ = writeln!(report, "{example}\n");
            }
        }
        println!("{tried} tried");
        assert!(report.is_empty(), "{tried} tried\n{report}");
        assert!(tried >= least, "only {tried} were tried");
    }
}

pub fn on_deep_stack(work: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(work).expect("a thread");
    if let Err(panic) = thread.join() {
        std::panic::resume_unwind(panic);
    }
}
