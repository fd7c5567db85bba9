//! The `fcls.toml` of the files that are checked.

use crate::check::settings::{FILE_NAME, Problem, Settings, project_file};
use crate::message::{Lang, Message};
use crate::server::DiskFiles;
use crate::text::{Encoding, Text};
use crate::workflow::outside::reason;
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Settings that were asked for but cannot be read.
#[derive(Debug)]
pub struct Trouble {
    /// The file.
    pub file: PathBuf,
    /// Why.
    pub message: Message,
}

/// The settings of every folder that files are checked in, each read once.
#[derive(Debug)]
pub struct Projects {
    /// Those named on the command line, for all folders.
    named: Option<Arc<Settings>>,
    by_folder: Mutex<FxHashMap<PathBuf, Option<Arc<Settings>>>>,
    by_file: Mutex<FxHashMap<PathBuf, Arc<Settings>>>,
    problems: Mutex<Vec<(PathBuf, Text, Problem)>>,
}

impl Projects {
    /// Those of the file at `named`, or of the nearest `fcls.toml` if none is named.
    pub fn new(named: Option<&Path>) -> Result<Projects, Trouble> {
        let mut projects = Projects {
            named: None,
            by_folder: Mutex::default(),
            by_file: Mutex::default(),
            problems: Mutex::default(),
        };
        if let Some(file) = named {
            let text = std::fs::read_to_string(file)
                .map_err(|error| Trouble { file: file.to_path_buf(), message: reason(&error) })?;
            let path = std::path::absolute(file).unwrap_or_else(|_| file.to_path_buf());
            projects.named = Some(projects.read(&path, &text));
        }
        Ok(projects)
    }

    /// What the project of `file` says; the current folder's if it has no name.
    pub fn of(&self, file: Option<&Path>) -> Option<Arc<Settings>> {
        if self.named.is_some() {
            return self.named.clone();
        }
        let folder = match file.and_then(Path::parent) {
            Some(folder) => folder.to_path_buf(),
            None => std::env::current_dir().ok()?,
        };
        let mut known = self.by_folder.lock().unwrap_or_else(PoisonError::into_inner);
        known.entry(folder).or_insert_with_key(|folder| self.look(folder)).clone()
    }

    fn look(&self, folder: &Path) -> Option<Arc<Settings>> {
        let (path, text) = project_file(&DiskFiles::default(), folder)?;
        let known = self.by_file.lock().unwrap_or_else(PoisonError::into_inner).get(&path).cloned();
        if known.is_some() {
            return known;
        }
        let settings = self.read(&path, &text);
        self.by_file.lock().unwrap_or_else(PoisonError::into_inner).insert(path, settings.clone());
        Some(settings)
    }

    fn read(&self, path: &Path, text: &str) -> Arc<Settings> {
        let base = path.parent().unwrap_or(Path::new("")).to_path_buf();
        let (settings, problems) = Settings::from_toml(text, base);
        let text = Text::from(text);
        let problems = problems.into_iter().map(|problem| (path.to_path_buf(), text.clone(), problem));
        self.problems.lock().unwrap_or_else(PoisonError::into_inner).extend(problems);
        Arc::new(settings)
    }

    /// What was not understood, a line each: `fcls.toml:3: …`.
    pub fn problems(&self, lang: Lang) -> Vec<String> {
        let here = std::env::current_dir().unwrap_or_default();
        let problems = self.problems.lock().unwrap_or_else(PoisonError::into_inner);
        let line = |(path, text, problem): &(PathBuf, Text, Problem)| {
            let shown = path.strip_prefix(&here).unwrap_or(path).display();
            let told = problem.text(lang);
            match problem.span {
                Some(span) => {
                    let line = text.position(span.start, Encoding::Utf8).line + 1;
                    format!("{shown}:{line}: {told}")
                }
                None => format!("{shown}: {told}"),
            }
        };
        problems.iter().map(line).collect()
    }
}

/// The language that the project around the current folder asks for.
pub fn language() -> Option<Lang> {
    let here = std::env::current_dir().ok()?;
    // Most folders have none: no need to read anything then.
    here.ancestors().find(|folder| folder.join(FILE_NAME).is_file())?;
    Projects::new(None).ok()?.of(None)?.language
}
