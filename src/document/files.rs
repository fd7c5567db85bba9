//! What the document layer asks of the file system, so that it stays pure: the caller brings it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The largest file whose text is looked at, in bytes: what fcls reads beside a YAML file are handlers,
/// ignore lists and settings.
pub const MOST_READ: u64 = 256 * 1024;

/// The most entries of a folder that are looked at: nobody chooses from a longer list.
pub const MOST_LISTED: usize = 500;

/// What fcls asks of the file system. The editor's server and the command line give one that caches;
/// tests give a table.
pub trait Files: Send + Sync {
    /// What is at `path`.
    fn kind(&self, path: &Path) -> FileType;

    /// The text of the file at `path`; `None` if there is none, or none that is UTF-8 and at most
    /// [`MOST_READ`] bytes long.
    fn read(&self, path: &Path) -> Option<Arc<str>>;

    /// Files and folders directly in `folder`, sorted by name, at most [`MOST_LISTED`]; empty if nothing is
    /// known. Links that lead to neither are left out.
    fn list(&self, _folder: &Path) -> Arc<[(String, FileType)]> {
        Arc::default()
    }
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
    fn list(&self, folder: &Path) -> Arc<[(String, FileType)]> {
        let paths = self.kinds.keys().chain(self.texts.keys());
        let inside = paths.filter_map(|path| {
            let rest = path.strip_prefix(folder).ok()?;
            let mut parts = rest.components();
            let name = parts.next()?.as_os_str().to_str()?.to_string();
            let kind = if parts.next().is_some() { FileType::Folder } else { self.kind(path) };
            Some((name, kind))
        });
        let names: BTreeMap<String, FileType> = inside.collect();
        names.into_iter().take(MOST_LISTED).collect()
    }
}
