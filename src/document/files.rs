//! What the document layer asks of the file system, so that it stays pure: the caller brings it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The largest file whose text is looked at, in bytes: what fcls reads beside a YAML file are handlers,
/// ignore lists and settings.
pub const MOST_READ: u64 = 256 * 1024;

/// What fcls asks of the file system. The editor's server and the command line give one that caches;
/// tests give a table.
pub trait Files: Send + Sync {
    /// What is at `path`.
    fn kind(&self, path: &Path) -> FileType;

    /// The text of the file at `path`; `None` if there is none, or none that is UTF-8 and at most
    /// [`MOST_READ`] bytes long.
    fn read(&self, path: &Path) -> Option<Arc<str>>;
}

/// What is at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileType {
    /// Nothing.
    Missing,
    /// A file.
    File,
    /// A folder.
    Folder,
    /// It cannot be known (no file system, no permission): never judged.
    Unknown,
}

/// A file system that knows nothing: no rule about files speaks.
#[derive(Debug, Default)]
pub struct NoFiles;

impl Files for NoFiles {
    fn kind(&self, _path: &Path) -> FileType {
        FileType::Unknown
    }

    fn read(&self, _path: &Path) -> Option<Arc<str>> {
        None
    }
}

/// A file system in a table, for tests: what is not in it is missing.
#[derive(Debug, Default)]
pub struct TableFiles {
    /// Files without text, and folders.
    pub kinds: BTreeMap<PathBuf, FileType>,
    /// Files with their text.
    pub texts: BTreeMap<PathBuf, Arc<str>>,
}

impl Files for TableFiles {
    fn kind(&self, path: &Path) -> FileType {
        match self.kinds.get(path) {
            Some(kind) => *kind,
            None if self.texts.contains_key(path) => FileType::File,
            None => FileType::Missing,
        }
    }

    fn read(&self, path: &Path) -> Option<Arc<str>> {
        self.texts.get(path).cloned()
    }
}
