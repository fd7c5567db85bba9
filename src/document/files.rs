//! What the document layer asks of the file system, so that it stays pure: the caller brings it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What fcls asks of the file system. The editor's server and the command line give one that caches;
/// tests give a table.
pub trait Files: Send + Sync {
    /// What is at `path`.
    fn kind(&self, path: &Path) -> FileType;
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
}

/// A file system in a table, for tests: what is not in it is missing.
#[derive(Debug, Default)]
pub struct TableFiles(pub BTreeMap<PathBuf, FileType>);

impl Files for TableFiles {
    fn kind(&self, path: &Path) -> FileType {
        self.0.get(path).copied().unwrap_or(FileType::Missing)
    }
}
