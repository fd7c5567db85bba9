//! A parsed file as its meaning.

use crate::text::{Edit, Text};
use std::path::{Path, PathBuf};
use std::sync::Arc;

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

/// One version of a file: text, tree, and what it means. Immutable and cheap to clone.
#[derive(Clone)]
pub struct Document {
    text: Text,
    path: Option<PathBuf>,
    files: Arc<dyn Files>,
}

impl Document {
    /// Parses `text`, the file at `path` (absolute, if it is known).
    pub fn new(path: Option<PathBuf>, text: Text, files: Arc<dyn Files>) -> Document {
        Document { text, path, files }
    }

    /// The document after `edit`, re-parsed where it changed.
    pub fn edited(&self, edit: &Edit) -> Document {
        let mut text = self.text.clone();
        text.apply(edit);
        Document { text, path: self.path.clone(), files: self.files.clone() }
    }

    /// The text.
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// The absolute path, if there is one.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The file system it was opened with.
    pub fn files(&self) -> &dyn Files {
        &*self.files
    }
}
