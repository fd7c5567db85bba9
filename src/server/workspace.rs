//! Symbols of all files of the workspace. Files that are not open are read from the disk, in a thread of its own
//! and only when they have changed since they were read last.

use super::convert::Lines;
use super::lsp::{Location, SymbolInformation, Uri, WorkspaceSymbolParams};
use super::state::State;
use crate::document::{Document, FileKind, NoFiles};
use crate::ide::{self, WorkspaceSymbol, workspace_symbols};
use crate::message;
use crate::message::Lang;
use crate::text::{Encoding, MAX_LEN, Text};
use ignore::WalkBuilder;
use rustc_hash::{FxHashMap, FxHashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;
use tokio::sync::oneshot::{Receiver, channel};

/// Beyond these the search ends: a home folder opened by mistake must not keep the disk busy.
const MOST_ENTRIES: usize = 100_000;
const MOST_FILES: usize = 2_000;
const DEEPEST: usize = 16;

/// More symbols than these help nobody.
const MOST_SYMBOLS: usize = 1_000;

/// Files nest deeply where somebody is malicious.
const STACK: usize = 16 * 1024 * 1024;

/// The symbols of one file with the time and length it had when it was read.
struct Known {
    changed: Option<SystemTime>,
    len: u64,
    symbols: Arc<[SymbolInformation]>,
}

/// What was read of the files of the workspace.
#[derive(Default)]
pub struct WorkspaceIndex {
    files: Mutex<FxHashMap<PathBuf, Known>>,
}

/// A document that is open in the editor.
type Open = (Uri, Option<PathBuf>, Document);

/// A search, to be run outside the main loop.
pub struct Search {
    query: String,
    root: Option<PathBuf>,
    open: Vec<Open>,
    encoding: Encoding,
    index: Arc<WorkspaceIndex>,
}

/// The question whether other files build on the one a name is renamed in, to be asked outside the main loop.
pub struct Dependents {
    /// The file and the name; `None` if nothing need be asked.
    pub base: Option<(PathBuf, String)>,
    root: Option<PathBuf>,
    open: Vec<Open>,
    lang: Lang,
}

impl State {
    fn open_documents(&self) -> Vec<Open> {
        let open = self.documents.values().filter_map(|open| {
            Some((open.uri.clone(), open.path().map(Path::to_path_buf), open.document()?.clone()))
        });
        open.collect()
    }

    pub(super) fn dependents(&self, lang: Lang) -> Dependents {
        Dependents { base: None, root: self.root.clone(), open: self.open_documents(), lang }
    }

    /// `workspace/symbol`: what is to be searched.
    pub fn workspace_symbol(&mut self, params: WorkspaceSymbolParams) -> Search {
        Search {
            query: params.query,
            root: self.root.clone(),
            open: self.open_documents(),
            encoding: self.abilities.encoding,
            index: self.workspace.clone(),
        }
    }
}

impl Search {
    /// Starts the search; its answer comes through the channel.
    pub fn start(self) -> Receiver<Vec<SymbolInformation>> {
        in_thread(move || self.run())
    }

    fn run(&self) -> Vec<SymbolInformation> {
        let mut found = Vec::new();
        let mut seen = FxHashSet::default();
        for (uri, path, document) in &self.open {
            seen.extend(path.clone());
            self.take(&located(document, uri, self.encoding), &mut found);
        }
        if let Some(root) = &self.root {
            for path in files_below(root, FileKind::is_usual_name) {
                if found.len() >= MOST_SYMBOLS {
                    break;
                }
                if !seen.contains(&path) {
                    self.take(&self.read(&path), &mut found);
                }
            }
        }
        found.truncate(MOST_SYMBOLS);
        found
    }

    /// Adds those that the query means.
    fn take(&self, symbols: &[SymbolInformation], found: &mut Vec<SymbolInformation>) {
        found.extend(
            symbols.iter().filter(|symbol| WorkspaceSymbol::means(&self.query, &symbol.name)).cloned(),
        );
    }

    /// The symbols of a file on the disk.
    fn read(&self, path: &Path) -> Arc<[SymbolInformation]> {
        let nothing = || Arc::from(Vec::new());
        let Ok(about) = std::fs::metadata(path) else { return nothing() };
        let (changed, len) = (about.modified().ok(), about.len());
        let files = || self.index.files.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = files().get(path)
            && changed.is_some()
            && (known.changed, known.len) == (changed, len)
        {
            return known.symbols.clone();
        }
        if len > MAX_LEN as u64 {
            return nothing();
        }
        let (Ok(text), Some(uri)) = (std::fs::read_to_string(path), Uri::from_file_path(path)) else {
            return nothing();
        };
        let document = parsed(path, &text);
        let symbols: Arc<[SymbolInformation]> = located(&document, &uri, self.encoding).into();
        files().insert(path.to_path_buf(), Known { changed, len, symbols: symbols.clone() });
        symbols
    }
}

impl Dependents {
    /// Starts to ask. What comes through the channel is why the name must stay, if it must.
    pub fn start(self) -> Receiver<Option<String>> {
        in_thread(move || self.run())
    }

    fn run(&self) -> Option<String> {
        let (base, name) = self.base.as_ref()?;
        let refused = |path: &Path| {
            let file = path.file_name().unwrap_or_default().to_string_lossy();
            let why = message!(
                "`{file}` extends this file and uses `{name}` too",
                "`{file}` 继承本文件，其中也用到了 `{name}`"
            );
            why.text(self.lang).to_string()
        };
        for (_, path, document) in &self.open {
            if ide::depends_on(document, base, name) {
                return Some(refused(path.as_deref().unwrap_or(base)));
            }
        }
        let is_open = |path: &PathBuf| self.open.iter().any(|(_, open, _)| open.as_ref() == Some(path));
        let is_yaml = |name: &str| name.ends_with(".yaml") || name.ends_with(".yml");
        let root = self.root.as_deref().or(base.parent())?;
        files_below(root, is_yaml).filter(|path| !is_open(path)).find_map(|path| {
            let len = std::fs::metadata(&path).ok()?.len();
            let text = std::fs::read_to_string(&path).ok().filter(|_| len <= MAX_LEN as u64)?;
            let is_it = text.contains("extend")
                && text.contains(name.as_str())
                && ide::depends_on(&parsed(&path, &text), base, name);
            is_it.then(|| refused(&path))
        })
    }
}

/// Does `work` in a thread of its own.
fn in_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Receiver<T> {
    let (reply, answer) = channel();
    let work = move || {
        let _ = reply.send(work());
    };
    let started = std::thread::Builder::new().name("workspace".into()).stack_size(STACK).spawn(work);
    if let Err(error) = started {
        tracing::error!(%error, "no thread for the search");
    }
    answer
}

/// A file of the disk.
fn parsed(path: &Path, text: &str) -> Document {
    let text = Text::from(text.strip_prefix('\u{FEFF}').unwrap_or(text));
    Document::new(Some(path.to_path_buf()), text, Arc::new(NoFiles))
}

/// The files below `root` whose names are wanted.
fn files_below(root: &Path, is_wanted: fn(&str) -> bool) -> impl Iterator<Item = PathBuf> {
    let walk = WalkBuilder::new(root)
        .max_depth(Some(DEEPEST))
        .require_git(false)
        .filter_entry(|entry| entry.file_name() != "node_modules")
        .build();
    let files = walk.take(MOST_ENTRIES).filter_map(Result::ok).filter(move |entry| {
        entry.file_type().is_some_and(|kind| kind.is_file())
            && entry.file_name().to_str().is_some_and(is_wanted)
    });
    files.map(ignore::DirEntry::into_path).take(MOST_FILES)
}

/// The symbols of `document` as the protocol wants them.
fn located(document: &Document, uri: &Uri, encoding: Encoding) -> Vec<SymbolInformation> {
    let lines = Lines { text: document.text(), encoding };
    let symbols = workspace_symbols(document).into_iter().map(|symbol| {
        #[expect(deprecated, reason = "the field has no default")]
        SymbolInformation {
            name: symbol.name,
            kind: super::convert::symbol_kind(symbol.kind),
            tags: None,
            deprecated: None,
            location: Location::new(uri.clone(), lines.range(symbol.span)),
            container_name: Some(symbol.container),
        }
    });
    symbols.collect()
}
