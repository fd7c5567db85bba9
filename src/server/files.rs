//! The file system as rules see it.

use crate::document::{FileType, Files, MOST_LISTED, MOST_READ};
use rustc_hash::FxHashMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long an answer holds where nobody tells of changes (a client without file watching).
const LIFE: Duration = Duration::from_secs(2);

/// Answers are few and small, but a file may name any number of paths.
const MOST: usize = 4096;

/// Texts take room: handlers and ignore lists of the files that are open.
const MOST_TEXTS: usize = 64;

/// Answers with the time they were given at.
type Answers<T> = Mutex<FxHashMap<PathBuf, (T, Instant)>>;

/// The real file system with a short memory, so that a keystroke costs no system call.
#[derive(Debug, Default)]
pub struct DiskFiles {
    kinds: Answers<FileType>,
    texts: Answers<Option<Arc<str>>>,
    lists: Answers<Arc<[(String, FileType)]>>,
}

impl DiskFiles {
    /// Forgets everything: files have come or gone.
    pub fn forget(&self) {
        lock(&self.kinds).clear();
        lock(&self.texts).clear();
        lock(&self.lists).clear();
    }
}

impl Files for DiskFiles {
    fn kind(&self, path: &Path) -> FileType {
        remembered(&self.kinds, MOST, path, look)
    }

    fn read(&self, path: &Path) -> Option<Arc<str>> {
        remembered(&self.texts, MOST_TEXTS, path, read)
    }

    fn list(&self, folder: &Path) -> Arc<[(String, FileType)]> {
        remembered(&self.lists, MOST_TEXTS, folder, list)
    }
}

fn lock<T>(answers: &Answers<T>) -> MutexGuard<'_, FxHashMap<PathBuf, (T, Instant)>> {
    answers.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The answer given before, if it still holds; else a new one, found by `ask` and kept among at most
/// `most`.
fn remembered<T: Clone>(answers: &Answers<T>, most: usize, path: &Path, ask: fn(&Path) -> T) -> T {
    if let Some((answer, since)) = lock(answers).get(path)
        && since.elapsed() < LIFE
    {
        return answer.clone();
    }
    let answer = ask(path);
    let mut answers = lock(answers);
    if answers.len() >= most {
        answers.clear();
    }
    answers.insert(path.to_path_buf(), (answer.clone(), Instant::now()));
    answer
}

fn read(path: &Path) -> Option<Arc<str>> {
    let file = std::fs::File::open(path).ok()?;
    // A pipe or a device would never end.
    if !file.metadata().ok()?.is_file() {
        return None;
    }
    let mut text = String::new();
    file.take(MOST_READ + 1).read_to_string(&mut text).ok()?;
    (text.len() as u64 <= MOST_READ).then(|| text.into())
}

/// Reads no more of a folder than [`MOST_LISTED`] entries; names that are not UTF-8 cannot be written in YAML.
fn list(folder: &Path) -> Arc<[(String, FileType)]> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Arc::default() };
    let mut found: Vec<(String, FileType)> = entries
        .take(MOST_LISTED)
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let name = entry.file_name().into_string().ok()?;
            let kind = match entry.file_type().ok()? {
                kind if kind.is_symlink() => look(&entry.path()),
                kind if kind.is_dir() => FileType::Folder,
                kind if kind.is_file() => FileType::File,
                _ => FileType::Unknown,
            };
            matches!(kind, FileType::File | FileType::Folder).then_some((name, kind))
        })
        .collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found.into()
}

fn look(path: &Path) -> FileType {
    match std::fs::metadata(path) {
        Ok(found) if found.is_dir() => FileType::Folder,
        Ok(found) if found.is_file() => FileType::File,
        Ok(_) => FileType::Unknown,
        // `a.zip/b` where a.zip is a file: there is nothing at that path either.
        Err(error) => match error.kind() {
            std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => FileType::Missing,
            _ => FileType::Unknown,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_kept_until_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("index.js");
        let files = DiskFiles::default();
        assert_eq!(files.kind(&path), FileType::Missing);
        std::fs::write(&path, "").unwrap();
        assert_eq!(files.kind(&path), FileType::Missing);
        files.forget();
        assert_eq!(files.kind(&path), FileType::File);
        assert_eq!(files.kind(folder.path()), FileType::Folder);
        assert_eq!(files.kind(&path.join("below")), FileType::Missing);
    }

    #[test]
    fn folders_are_listed_without_what_is_neither_file_nor_folder() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("index.js"), "").unwrap();
        std::fs::create_dir(folder.path().join("code")).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(folder.path().join("gone"), folder.path().join("dangling")).unwrap();
        let files = DiskFiles::default();
        let expected = [("code".to_string(), FileType::Folder), ("index.js".to_string(), FileType::File)];
        assert_eq!(*files.list(folder.path()), expected);
        assert!(files.list(&folder.path().join("none")).is_empty());
        assert!(files.list(&folder.path().join("index.js")).is_empty());
    }

    #[test]
    fn texts_are_read_up_to_a_limit() {
        let folder = tempfile::tempdir().unwrap();
        let files = DiskFiles::default();
        let write = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            files.read(&path)
        };
        assert_eq!(write("index.js", b"exports.handler = 1;").as_deref(), Some("exports.handler = 1;"));
        assert_eq!(write("latin", b"\xE9"), None);
        assert_eq!(write("large", &vec![b'a'; MOST_READ as usize + 1]), None);
        assert!(write("limit", &vec![b'a'; MOST_READ as usize]).is_some());
        assert_eq!(files.read(folder.path()), None);
        assert_eq!(files.read(&folder.path().join("none")), None);
    }
}
