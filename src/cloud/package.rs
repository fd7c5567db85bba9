//! Code on its way to Function Compute: a folder becomes a ZIP, an archive stays as it is, an object of OSS is named.
//!
//! **The ZIP of a folder depends on its content alone**: entries sorted by their bytes, one timestamp, permissions
//! of two kinds, one compression. So the same code has the same checksum, and what the cloud has already is not
//! sent again.
//!
//! - `.fcignore` and `.signore` in the folder say what stays out, in the language of `.gitignore`; these two
//!   files themselves, and [`ALWAYS_IGNORED`], stay out as well unless a `!` rule asks for them.
//! - A file that its owner may execute, and `bootstrap` at the top, get `rwxr-xr-x`, all others `rw-r--r--`. Where the
//!   system knows no such bit (Windows), scripts (`#!`) and ELF programs get it.
//! - Symbolic links are kept as links if they lead to a place inside the folder, and refused otherwise.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io::{Cursor, Read as _, Write as _};
use std::path::{Component, Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::checksum::checksum;
use super::secret::Secret;
use super::types::InputCodeLocation;
use crate::message;
use crate::message::{Lang, Message};

/// Most bytes of a package inside a request (documentation: 100 MB through the API).
pub const INLINE_LIMIT: u64 = 100 << 20;

/// Most bytes of a package in OSS (documentation: 500 MB).
pub const OSS_LIMIT: u64 = 500 << 20;

/// Most bytes of files that are packed: everything is held in memory.
const FOLDER_LIMIT: u64 = 2 << 30;

/// Deepest nesting of folders.
const MAX_DEPTH: usize = 100;

/// How many of the largest folders are named.
const LARGEST: usize = 5;

/// Files that hold ignore rules, in the order in which they are read.
const IGNORE_FILES: [&str; 2] = [".fcignore", ".signore"];

/// What never belongs to code: version control, leavings of systems, and what Serverless Devs builds.
pub const ALWAYS_IGNORED: [&str; 7] = [".git", ".svn", ".hg", ".DS_Store", "/.s", "/.fcignore", "/.signore"];

/// How hard is compressed; another level would make another package of the same code.
const LEVEL: i64 = 6;

/// Where code is, as the file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodeSource {
    /// A folder, or a `.zip`, `.jar` or `.war` file.
    Path(PathBuf),
    /// An object of OSS.
    Oss {
        /// Bucket, in the region of the function.
        bucket: String,
        /// Object.
        object: String,
    },
}

/// Code, ready to be sent.
#[derive(Clone, PartialEq, Eq)]
pub enum Package {
    /// An archive.
    Archive(Archive),
    /// An object of OSS; nothing is sent.
    Oss {
        /// Bucket.
        bucket: String,
        /// Object.
        object: String,
    },
}

/// An archive of code.
#[derive(Clone, PartialEq, Eq)]
pub struct Archive {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// CRC-64/XZ, as the API writes it.
    pub checksum: String,
    /// Files in it; 0 for an archive that was there already.
    pub files: usize,
    /// Bytes of these files before compression.
    pub unpacked: u64,
    /// The largest folders and top-level files with their bytes before compression, the largest first.
    pub largest: Vec<(String, u64)>,
    /// What is in it, with bytes before compression; nothing for an archive that was there already.
    pub entries: Vec<(String, u64)>,
    /// What ignore rules left out; folders end in `/`.
    pub ignored: Vec<String>,
}

impl std::fmt::Debug for Package {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Package::Archive(archive) => archive.fmt(formatter),
            Package::Oss { bucket, object } => write!(formatter, "oss://{bucket}/{object}"),
        }
    }
}

/// Without the bytes.
impl std::fmt::Debug for Archive {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Archive { bytes, checksum, files, .. } = self;
        write!(formatter, "archive of {files} files, {} bytes, checksum {checksum}", bytes.len())
    }
}

/// Why code cannot be packed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageError {
    message: Message,
}

impl PackageError {
    fn new(message: Message) -> Self {
        PackageError { message }
    }

    fn unreadable(path: &Path, error: &std::io::Error) -> Self {
        let path = path.display();
        PackageError::new(message!("`{path}` cannot be read: {error}", "无法读取 `{path}`：{error}"))
    }

    /// A fault of ours.
    pub(crate) fn internal(what: &str) -> Self {
        PackageError::new(message!("packing failed: {what}", "打包失败：{what}"))
    }

    /// The sentence.
    pub fn message(&self) -> &Message {
        &self.message
    }
}

impl std::fmt::Display for PackageError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.message.text(Lang::En))
    }
}

impl std::error::Error for PackageError {}

/// Bytes for people: `12.3 MB`, in steps of 1024.
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 3] = ["KB", "MB", "GB"];
    if bytes < 1024 {
        return format!("{bytes} B");
    }
    let (mut value, mut unit) = (bytes as f64 / 1024.0, 0);
    while value >= 1024.0 && unit < 2 {
        value /= 1024.0;
        unit += 1;
    }
    format!("{value:.1} {}", UNITS[unit])
}

/// Packs code. Takes as long as reading and compressing it does; asynchronous callers give it a thread of its own.
///
/// # Errors
///
/// When it is not there, cannot be read, leads out of its folder, or is too large for any way of sending it.
pub fn package(source: &CodeSource) -> Result<Package, PackageError> {
    let path = match source {
        CodeSource::Oss { bucket, object } => {
            return Ok(Package::Oss { bucket: bucket.clone(), object: object.clone() });
        }
        CodeSource::Path(path) => path,
    };
    let metadata = fs::metadata(path).map_err(|error| PackageError::unreadable(path, &error))?;
    let archive = if metadata.is_dir() { folder(path)? } else { file(path, &metadata)? };
    let (bytes, limit) = (archive.bytes.len() as u64, size(OSS_LIMIT));
    if bytes > OSS_LIMIT {
        return Err(archive.too_large(bytes, &limit));
    }
    Ok(Package::Archive(archive))
}

impl Package {
    /// An archive that is there already.
    pub fn archive(bytes: Vec<u8>) -> Self {
        Package::Archive(Archive::new(bytes))
    }

    /// Whether the cloud has this code already: `remote` is the `codeChecksum` of the function. What OSS holds is
    /// not known here.
    pub fn is_unchanged(&self, remote: Option<&str>) -> bool {
        match self {
            Package::Archive(archive) => remote == Some(archive.checksum.as_str()),
            Package::Oss { .. } => false,
        }
    }

    /// The code as a part of a request, with its checksum, which the service verifies.
    ///
    /// # Errors
    ///
    /// When it is too large for a request: [`INLINE_LIMIT`].
    pub fn location(&self) -> Result<InputCodeLocation, PackageError> {
        match self {
            Package::Oss { bucket, object } => Ok(InputCodeLocation {
                oss_bucket_name: Some(bucket.clone()),
                oss_object_name: Some(object.clone()),
                ..InputCodeLocation::default()
            }),
            Package::Archive(archive) => Package::location_of(archive),
        }
    }

    /// [`Package::location`] of an archive.
    pub(crate) fn location_of(archive: &Archive) -> Result<InputCodeLocation, PackageError> {
        let bytes = archive.bytes.len() as u64;
        if bytes > INLINE_LIMIT {
            return Err(archive.too_large(bytes, &size(INLINE_LIMIT)));
        }
        Ok(InputCodeLocation {
            checksum: Some(archive.checksum.clone()),
            zip_file: Some(Secret::new(BASE64.encode(&archive.bytes))),
            ..InputCodeLocation::default()
        })
    }
}

impl Archive {
    fn new(bytes: Vec<u8>) -> Self {
        let checksum = checksum(&bytes);
        let (largest, entries, ignored) = (Vec::new(), Vec::new(), Vec::new());
        Archive { bytes, checksum, files: 0, unpacked: 0, largest, entries, ignored }
    }

    /// The largest parts in words: `node_modules 90.1 MB, …`.
    pub fn largest_in_words(&self) -> String {
        let parts: Vec<String> =
            self.largest.iter().map(|(name, bytes)| format!("{name} {}", size(*bytes))).collect();
        parts.join(", ")
    }

    fn too_large(&self, bytes: u64, limit: &str) -> PackageError {
        let bytes = size(bytes);
        let mut message = message!(
            "the package has {bytes}, more than {limit}: leave things out with .fcignore or put it into OSS",
            "代码包大小为 {bytes}，超过 {limit}：请用 .fcignore 排除文件，或将其放入 OSS"
        );
        if !self.largest.is_empty() {
            let largest = self.largest_in_words();
            message.en.push_str(&format!(". The largest parts before compression: {largest}"));
            message.zh.push_str(&format!("。压缩前最大的部分：{largest}"));
        }
        PackageError::new(message)
    }
}

/// A file that is an archive already.
fn file(path: &Path, metadata: &Metadata) -> Result<Archive, PackageError> {
    let archive = path
        .extension()
        .and_then(|extension| extension.to_str())
        .is_some_and(|extension| ["zip", "jar", "war"].contains(&extension.to_ascii_lowercase().as_str()));
    let shown = path.display();
    if !archive {
        return Err(PackageError::new(message!(
            "`{shown}` is neither a folder nor a .zip, .jar or .war file",
            "`{shown}` 既不是目录，也不是 .zip、.jar 或 .war 文件"
        )));
    }
    if metadata.len() > OSS_LIMIT {
        return Err(Archive::new(Vec::new()).too_large(metadata.len(), &size(OSS_LIMIT)));
    }
    let bytes = fs::read(path).map_err(|error| PackageError::unreadable(path, &error))?;
    // All three are ZIP files, which begin with `PK`.
    if !bytes.starts_with(b"PK") {
        return Err(PackageError::new(message!("`{shown}` is not a ZIP file", "`{shown}` 不是 ZIP 文件")));
    }
    Ok(Archive::new(bytes))
}

/// What stands under a name in the ZIP.
enum Content {
    File { path: PathBuf, executable: bool },
    Link { target: String },
    EmptyFolder,
}

/// A walk through a folder.
struct Walk {
    /// The folder, without links in its own path.
    root: PathBuf,
    rules: Gitignore,
    /// By name in the ZIP, with `/`; the order is that of the ZIP.
    contents: BTreeMap<String, Content>,
    /// Bytes by folder, one and two levels down, and by top-level file.
    sizes: BTreeMap<String, u64>,
    files: usize,
    bytes: u64,
    /// Bytes by file.
    entries: Vec<(String, u64)>,
    /// What rules left out.
    ignored: Vec<String>,
}

fn folder(path: &Path) -> Result<Archive, PackageError> {
    let root = fs::canonicalize(path).map_err(|error| PackageError::unreadable(path, &error))?;
    let rules = rules(&root)?;
    let (contents, sizes) = (BTreeMap::new(), BTreeMap::new());
    let (entries, ignored) = (Vec::new(), Vec::new());
    let mut walk = Walk { root, rules, contents, sizes, files: 0, bytes: 0, entries, ignored };
    walk.folder("", 0)?;
    if walk.files == 0 {
        let path = path.display();
        return Err(PackageError::new(message!(
            "`{path}` has no file that is not ignored",
            "`{path}` 中没有未被忽略的文件"
        )));
    }
    let mut largest: Vec<(String, u64)> = walk.sizes.into_iter().collect();
    largest.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    largest.truncate(LARGEST);
    if walk.bytes > FOLDER_LIMIT {
        let archive = Archive { largest, ..Archive::new(Vec::new()) };
        return Err(archive.too_large(walk.bytes, &size(FOLDER_LIMIT)));
    }
    let bytes = write(&walk.contents)?;
    let (mut entries, mut ignored) = (walk.entries, walk.ignored);
    entries.sort();
    ignored.sort();
    Ok(Archive { files: walk.files, unpacked: walk.bytes, largest, entries, ignored, ..Archive::new(bytes) })
}

/// The ignore rules of a folder. They are compared with names under the folder, so `../` in one matches nothing.
fn rules(root: &Path) -> Result<Gitignore, PackageError> {
    let mut builder = GitignoreBuilder::new("");
    for line in ALWAYS_IGNORED {
        // These are globs that compile.
        let _ = builder.add_line(None, line);
    }
    for name in IGNORE_FILES {
        let text = match fs::read_to_string(root.join(name)) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => return Err(PackageError::unreadable(&root.join(name), &error)),
        };
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
        for (number, line) in text.lines().enumerate() {
            if let Err(error) = builder.add_line(None, line) {
                let number = number + 1;
                return Err(PackageError::new(message!(
                    "{name}:{number}: `{line}` is not a rule: {error}",
                    "{name}:{number}：`{line}` 不是有效的规则：{error}"
                )));
            }
        }
    }
    builder.build().map_err(|error| PackageError::new(message!("ignore rules: {error}", "忽略规则：{error}")))
}

impl Walk {
    /// Takes in a folder; `prefix` is empty or its name with `/` at the end.
    fn folder(&mut self, prefix: &str, depth: usize) -> Result<(), PackageError> {
        let path = self.root.join(prefix);
        if depth > MAX_DEPTH {
            let path = path.display();
            return Err(PackageError::new(message!("`{path}` is nested too deep", "`{path}` 嵌套过深")));
        }
        let unreadable = |error: std::io::Error| PackageError::unreadable(&path, &error);
        let mut empty = true;
        for entry in fs::read_dir(&path).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let path = entry.path();
            let Some(name) = entry.file_name().to_str().map(|name| format!("{prefix}{name}")) else {
                let path = path.display();
                return Err(PackageError::new(message!(
                    "the name of `{path}` is not UTF-8",
                    "`{path}` 的文件名不是 UTF-8"
                )));
            };
            // Of the entry itself: links are not followed.
            let metadata =
                fs::symlink_metadata(&path).map_err(|error| PackageError::unreadable(&path, &error))?;
            if self.rules.matched(&name, metadata.is_dir()).is_ignore() {
                self.ignored.push(if metadata.is_dir() { format!("{name}/") } else { name });
                continue;
            }
            empty = false;
            if metadata.is_dir() {
                self.folder(&format!("{name}/"), depth + 1)?;
            } else if metadata.is_symlink() {
                let target = self.link(&path, prefix)?;
                self.files += 1;
                self.contents.insert(name, Content::Link { target });
            } else if metadata.is_file() {
                self.count(&name, metadata.len());
                let executable = name == "bootstrap" || is_executable(&path, &metadata)?;
                self.contents.insert(name, Content::File { path, executable });
            } else {
                let path = path.display();
                return Err(PackageError::new(message!(
                    "`{path}` is neither a file nor a folder nor a link; leave it out with .fcignore",
                    "`{path}` 不是文件、目录或链接；请用 .fcignore 排除"
                )));
            }
        }
        if empty && !prefix.is_empty() {
            self.contents.insert(prefix.to_string(), Content::EmptyFolder);
        }
        Ok(())
    }

    fn count(&mut self, name: &str, bytes: u64) {
        self.files += 1;
        self.bytes += bytes;
        self.entries.push((name.to_string(), bytes));
        let mut slashes = name.match_indices('/').map(|(at, _)| at);
        let first = slashes.next();
        for end in [Some(first.unwrap_or(name.len())), slashes.next()].into_iter().flatten() {
            *self.sizes.entry(name[..end].to_string()).or_default() += bytes;
        }
    }

    /// Where the link at `path`, in the folder `prefix`, leads, relative to that folder.
    fn link(&self, path: &Path, prefix: &str) -> Result<String, PackageError> {
        let target = fs::read_link(path).map_err(|error| PackageError::unreadable(path, &error))?;
        let shown = path.strip_prefix(&self.root).unwrap_or(path).display();
        let outside = || {
            let target = target.display();
            PackageError::new(message!(
                "the link `{shown}` leads out of the folder, to `{target}`: copy the file or leave it out with .fcignore",
                "链接 `{shown}` 指向目录之外的 `{target}`：请复制该文件，或用 .fcignore 排除"
            ))
        };
        // Through other links as well, if it leads anywhere.
        let real = fs::canonicalize(path).ok();
        if real.as_ref().is_some_and(|real| !real.starts_with(&self.root)) {
            return Err(outside());
        }
        let up = prefix.matches('/').count();
        let inside: Cow<'_, Path> = if target.is_absolute() {
            // An absolute path means nothing on another machine.
            let Some(real) = &real else { return Err(outside()) };
            let inside = real.strip_prefix(&self.root).map_err(|_| outside())?;
            let back: PathBuf = std::iter::repeat_n("..", up).collect();
            Cow::Owned(back.join(inside))
        } else {
            Cow::Borrowed(&target)
        };
        let mut depth = up;
        let mut parts = Vec::new();
        for component in inside.components() {
            match component {
                Component::CurDir => {}
                Component::ParentDir => {
                    depth = depth.checked_sub(1).ok_or_else(outside)?;
                    parts.push("..");
                }
                Component::Normal(name) => {
                    depth += 1;
                    parts.push(name.to_str().ok_or_else(outside)?);
                }
                Component::RootDir | Component::Prefix(_) => return Err(outside()),
            }
        }
        Ok(if parts.is_empty() { ".".to_string() } else { parts.join("/") })
    }
}

#[cfg(unix)]
fn is_executable(_: &Path, metadata: &Metadata) -> Result<bool, PackageError> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(metadata.permissions().mode() & 0o100 != 0)
}

#[cfg(not(unix))]
fn is_executable(path: &Path, _: &Metadata) -> Result<bool, PackageError> {
    let unreadable = |error: std::io::Error| PackageError::unreadable(path, &error);
    let mut head = Vec::new();
    fs::File::open(path).map_err(unreadable)?.take(4).read_to_end(&mut head).map_err(unreadable)?;
    Ok(head.starts_with(b"#!") || head.starts_with(b"\x7FELF"))
}

/// The ZIP.
fn write(contents: &BTreeMap<String, Content>) -> Result<Vec<u8>, PackageError> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(LEVEL))
        .last_modified_time(DateTime::default());
    let failed = |name: &str, error: &dyn std::fmt::Display| {
        PackageError::new(message!("`{name}` cannot be packed: {error}", "无法打包 `{name}`：{error}"))
    };
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut buffer = vec![0; 64 << 10];
    for (name, content) in contents {
        match content {
            Content::EmptyFolder => zip
                .add_directory(name.as_str(), options.unix_permissions(0o755))
                .map_err(|error| failed(name, &error))?,
            Content::Link { target } => zip
                .add_symlink(name.as_str(), target.as_str(), options)
                .map_err(|error| failed(name, &error))?,
            Content::File { path, executable } => {
                let mode = if *executable { 0o755 } else { 0o644 };
                zip.start_file(name.as_str(), options.unix_permissions(mode))
                    .map_err(|error| failed(name, &error))?;
                let unreadable = |error: std::io::Error| PackageError::unreadable(path, &error);
                let mut file = fs::File::open(path).map_err(unreadable)?;
                loop {
                    let read = file.read(&mut buffer).map_err(unreadable)?;
                    if read == 0 {
                        break;
                    }
                    zip.write_all(&buffer[..read]).map_err(|error| failed(name, &error))?;
                }
            }
        }
    }
    let cursor = zip.finish().map_err(|error| failed("ZIP", &error))?;
    Ok(cursor.into_inner())
}

#[cfg(test)]
mod tests;
