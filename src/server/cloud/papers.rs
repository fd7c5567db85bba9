//! Documents that the server writes for people: plans, what is live beside what will be, answers of functions.
//!
//! Clients that serve documents of their own get them by request (schemes `fcls-plan` and `fcls-live`) and nothing
//! is written. For others they are files in a folder that is this user's alone and that goes when the server does.

use rustc_hash::FxHashMap;
use std::collections::VecDeque;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// How many are kept for clients that ask for them.
const MOST: usize = 40;

/// The papers of a session.
#[derive(Debug, Clone, Default)]
pub struct Papers(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    folder: Option<PathBuf>,
    number: u64,
    texts: FxHashMap<String, String>,
    order: VecDeque<String>,
}

impl Papers {
    /// Keeps a text for a client that asks for it; the URI. `live` is the other side of a comparison.
    pub fn keep(&self, name: &str, text: String, live: Option<String>) -> String {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.number += 1;
        let place = format!("/{}?{}", encoded(name), kept.number);
        for (scheme, text) in [("fcls-plan", Some(text)), ("fcls-live", live)] {
            if let Some(text) = text {
                kept.texts.insert(format!("{scheme}:{place}"), text);
                kept.order.push_back(format!("{scheme}:{place}"));
            }
        }
        while kept.order.len() > MOST {
            if let Some(oldest) = kept.order.pop_front() {
                kept.texts.remove(&oldest);
            }
        }
        format!("fcls-plan:{place}")
    }

    /// The text that was kept.
    pub fn text(&self, uri: &str) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).texts.get(uri).cloned()
    }

    /// Writes a text to a private file.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn write(&self, name: &str, text: &str) -> std::io::Result<PathBuf> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.number += 1;
        let number = kept.number;
        let folder = match &kept.folder {
            Some(folder) => folder.clone(),
            None => {
                let folder = private_folder(&std::env::temp_dir())?;
                kept.folder = Some(folder.clone());
                folder
            }
        };
        let safe: String = name
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '_' })
            .collect();
        let path = folder.join(format!("{number}-{safe}"));
        private_file(&path)?.write_all(text.as_bytes())?;
        Ok(path)
    }

    /// Removes all that was written.
    pub fn remove(&self) {
        let folder = self.0.lock().unwrap_or_else(PoisonError::into_inner).folder.take();
        if let Some(folder) = folder {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

/// Removes the folders of servers that were killed. Only where `/proc` tells who lives; folders of others stay, since
/// they cannot be removed.
pub fn sweep() {
    if !Path::new("/proc/self").exists() {
        return;
    }
    let Ok(entries) = std::fs::read_dir(std::env::temp_dir()) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let Some(pid) = name.to_str().and_then(|name| name.strip_prefix("fcls-")?.split_once('-')) else {
            continue;
        };
        let ours = pid.0.parse::<u32>().is_ok() && pid.1.len() == 16;
        if ours && !Path::new("/proc").join(pid.0).exists() {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

/// A new folder below `place` that this user alone may enter.
fn private_folder(place: &Path) -> std::io::Result<PathBuf> {
    use std::hash::{BuildHasher, Hasher};
    let mut last = std::io::Error::other("no free name");
    for _ in 0..16 {
        // A fresh hasher has random keys.
        let random = std::collections::hash_map::RandomState::new().build_hasher().finish();
        let folder = place.join(format!("fcls-{}-{random:016x}", std::process::id()));
        #[cfg_attr(not(unix), expect(unused_mut, reason = "the mode is unix alone"))]
        let mut builder = std::fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        // Fails for a name that somebody else has made already.
        match builder.create(&folder) {
            Ok(()) => return Ok(folder),
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// A new file that this user alone may read.
pub(super) fn private_file(path: &Path) -> std::io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// A name as a segment of a URI.
fn encoded(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    name.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn papers_are_private_and_go() {
        let papers = Papers::default();
        let path = papers.write("plan /x.txt", "secret").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "secret");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
        }
        papers.remove();
        assert!(!path.parent().unwrap().exists());
    }

    #[test]
    fn kept_texts_are_found_by_their_uri() {
        let papers = Papers::default();
        let uri = papers.keep("hello 1", "new".into(), Some("old".into()));
        assert_eq!(uri, "fcls-plan:/hello%201?1");
        assert_eq!(papers.text(&uri).as_deref(), Some("new"));
        assert_eq!(papers.text(&uri.replace("fcls-plan", "fcls-live")).as_deref(), Some("old"));
        for _ in 0..MOST {
            papers.keep("x", String::new(), None);
        }
        assert_eq!(papers.text(&uri), None);
    }
}
