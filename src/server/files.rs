//! The file system as rules see it.

use crate::document::{FileType, Files};
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long an answer holds where nobody tells of changes (a client without file watching).
const LIFE: Duration = Duration::from_secs(2);

/// Answers are few and small, but a file may name any number of paths.
const MOST: usize = 4096;

/// The real file system with a short memory, so that a keystroke costs no system call.
#[derive(Debug, Default)]
pub struct DiskFiles {
    known: Mutex<FxHashMap<PathBuf, (FileType, Instant)>>,
}

impl DiskFiles {
    /// Forgets everything: files have come or gone.
    pub fn forget(&self) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl Files for DiskFiles {
    fn kind(&self, path: &Path) -> FileType {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((kind, since)) = known.get(path)
            && since.elapsed() < LIFE
        {
            return *kind;
        }
        let kind = look(path);
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(path.to_path_buf(), (kind, Instant::now()));
        kind
    }
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
}
