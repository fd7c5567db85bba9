//! Folders of code: the package of a folder holds exactly what no rule leaves out, reads back to the same bytes, and
//! is the same when the folder is made again in another order.
//!
//! The input, a line for each entry: `f PATH=TEXT` a file, `x PATH=TEXT` one that may be executed, `d PATH` a folder,
//! `l PATH=TARGET` a link (`/` at the front of the target is the folder itself), `i RULE` a line of `.fcignore`,
//! `s RULE` one of `.signore`.
#![no_main]

use fcls::cloud::package::{Archive, CodeSource, Package, PackageError, package};
use fcls_fuzz::show;
use libfuzzer_sys::fuzz_target;
use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read as _};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};

/// A name that stays below the folder.
fn place(root: &Path, name: &str) -> Option<PathBuf> {
    let plain = |part: &str| !matches!(part, "" | "." | "..") && part.len() < 200 && !part.contains('\0');
    let parts: Vec<&str> = name.split('/').collect();
    (parts.len() < 20 && parts.iter().all(|part| plain(part))).then(|| root.join(name))
}

/// Makes one entry; what the file system refuses, or what is there already, is left out.
fn make(root: &Path, line: &str) -> Option<()> {
    let (kind, rest) = line.split_once(' ')?;
    let (name, text) = rest.split_once('=').unwrap_or((rest, ""));
    let path = place(root, name)?;
    // A path through a link would be another one, or lie elsewhere.
    let mut above = path.parent()?;
    while above != root {
        if fs::symlink_metadata(above).is_ok_and(|known| !known.is_dir()) {
            return None;
        }
        above = above.parent()?;
    }
    if fs::symlink_metadata(&path).is_ok() {
        return None;
    }
    fs::create_dir_all(path.parent()?).ok()?;
    match kind {
        "f" | "x" => {
            fs::write(&path, text).ok()?;
            let mode = if kind == "x" { 0o755 } else { 0o644 };
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).ok()?;
        }
        "d" => fs::create_dir(&path).ok()?,
        "l" if text.starts_with('/') => symlink(root.join(text.trim_start_matches('/')), &path).ok()?,
        "l" => symlink(text, &path).ok()?,
        _ => {}
    }
    Some(())
}

fn make_all<'a>(root: &Path, lines: impl Iterator<Item = &'a str> + Clone) {
    // What refuses an entry depends on those before it, so only the independent ones may change places.
    lines.clone().filter(|line| !line.starts_with(['i', 's'])).for_each(|line| {
        make(root, line);
    });
    for (mark, name) in [("i ", ".fcignore"), ("s ", ".signore")] {
        let rules: Vec<&str> = lines.clone().filter_map(|line| line.strip_prefix(mark)).collect();
        if !rules.is_empty() && fs::symlink_metadata(root.join(name)).is_err() {
            fs::write(root.join(name), rules.join("\n")).expect("a file of rules");
        }
    }
}

/// All that is below `root`, with names as in the package: a folder ends in `/`.
fn walk(root: &Path, prefix: &str, found: &mut BTreeMap<String, PathBuf>) {
    for entry in fs::read_dir(root.join(prefix)).expect("a folder").flatten() {
        let name = format!("{prefix}{}", entry.file_name().to_str().expect("made of text"));
        if entry.file_type().expect("a kind").is_dir() {
            found.insert(format!("{name}/"), entry.path());
            walk(root, &format!("{name}/"), found);
        } else {
            found.insert(name, entry.path());
        }
    }
}

/// Makes the same in another order, deepest folders first.
fn copy(from: &Path, to: &Path) {
    let mut all = BTreeMap::new();
    walk(from, "", &mut all);
    for (name, path) in all.iter().rev() {
        let new = to.join(name.trim_end_matches('/'));
        let metadata = fs::symlink_metadata(path).expect("there");
        if metadata.is_dir() {
            fs::create_dir_all(&new).expect("a folder");
            continue;
        }
        fs::create_dir_all(new.parent().expect("a folder")).expect("a folder");
        if metadata.is_symlink() {
            let target = fs::read_link(path).expect("a link");
            let target = target.strip_prefix(from).map(|inside| to.join(inside)).unwrap_or(target);
            symlink(target, new).expect("a link");
        } else {
            fs::copy(path, new).expect("a copy");
        }
    }
}

fn pack(root: &Path) -> Result<Archive, PackageError> {
    match package(&CodeSource::Path(root.into()))? {
        Package::Archive(archive) => Ok(archive),
        Package::Oss { .. } => unreachable!("a folder"),
    }
}

fn check(root: &Path, archive: &Archive) {
    let mut all = BTreeMap::new();
    walk(root, "", &mut all);
    let ignored = |name: &str| {
        archive
            .ignored
            .iter()
            .any(|rule| rule == name || rule.ends_with('/') && name.starts_with(rule.as_str()))
    };
    let mut zip = zip::ZipArchive::new(Cursor::new(&archive.bytes[..])).expect("a ZIP");
    let (mut files, mut bytes, mut last) = (0, 0, String::new());
    for index in 0..zip.len() {
        let mut entry = zip.by_index(index).expect("an entry");
        let name = entry.name().expect("a name").into_owned();
        assert!(index == 0 || last < name, "{last:?} before {name:?}");
        let path = all.get(&name).unwrap_or_else(|| panic!("{name:?} is not in the folder"));
        assert!(!ignored(&name), "{name:?} is packed and ignored");
        let mut content = Vec::new();
        entry.read_to_end(&mut content).expect("its bytes");
        let metadata = fs::symlink_metadata(path).expect("there");
        let mode = entry.unix_mode().expect("a mode");
        if metadata.is_file() {
            assert_eq!(content, fs::read(path).expect("a file"), "{name:?}");
            let executable = name == "bootstrap" || metadata.permissions().mode() & 0o100 != 0;
            assert_eq!(mode & 0o777, if executable { 0o755 } else { 0o644 }, "{name:?}");
            bytes += metadata.len();
            files += 1;
        } else if metadata.is_symlink() {
            assert_eq!(mode & 0o170_000, 0o120_000, "{name:?} is a link");
            let target = String::from_utf8(content).expect("text");
            // Where it leads in the package is where it leads in the folder, and inside.
            let beside = path.parent().expect("a folder");
            let (there, here) = (fs::canonicalize(beside.join(&target)), fs::canonicalize(path));
            assert_eq!(there.as_ref().ok(), here.as_ref().ok(), "{name:?} to {target:?}");
            assert!(!target.starts_with('/'), "{name:?} to {target:?}");
            assert!(here.is_err() || here.is_ok_and(|here| here.starts_with(root)), "{name:?} to {target:?}");
            files += 1;
        } else {
            assert!(name.ends_with('/') && content.is_empty(), "{name:?}");
        }
        last = name;
    }
    // Folders that have something in them need no entry of their own.
    let packed: Vec<String> = zip.file_names().map(|name| name.expect("a name").into_owned()).collect();
    for name in all.keys().filter(|name| !ignored(name)) {
        let there = packed
            .iter()
            .any(|known| known == name || name.ends_with('/') && known.starts_with(name.as_str()));
        assert!(there, "{name:?} is missing");
    }
    assert_eq!((archive.files, archive.unpacked), (files, bytes));
}

fuzz_target!(|input: &str| {
    show(|| input.to_string());
    let lines = input.lines().take(40);
    let (one, other) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let (one, other) =
        (one.path().canonicalize().expect("a path"), other.path().canonicalize().expect("a path"));
    make_all(&one, lines);
    copy(&one, &other);
    match (pack(&one), pack(&other)) {
        (Ok(first), Ok(second)) => {
            assert!(first == second, "two packages of the same code");
            check(&one, &first);
        }
        (Err(_), Err(_)) => {}
        (first, second) => panic!("{first:?}, but {second:?}"),
    }
});
