//! Puts the commit into the version that a release build tells, and the JSON schemas, packed, into the program.

use std::io::Write;
use std::path::Path;
use std::process::Command;

/// The standard output of a git command, if there is one.
fn git(arguments: &[&str]) -> Option<String> {
    let output =
        Command::new("git").args(arguments).output().ok().filter(|output| output.status.success())?;
    let text = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (!text.is_empty()).then_some(text)
}

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let package = std::env::var("CARGO_PKG_VERSION").expect("cargo tells the version");
    // A development build would have to be made anew after each commit.
    let release = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let commit = release.then(commit).flatten().map(|commit| format!(" ({commit})")).unwrap_or_default();
    println!("cargo:rustc-env=FCLS_VERSION={package}{commit}");
    let out = std::env::var("OUT_DIR").expect("cargo tells the folder");
    for name in ["f.schema.json", "s.schema.json"] {
        pack(&Path::new("schemas").join(name), &Path::new(&out).join(name));
    }
}

/// `from`, deflated, as `to`.
fn pack(from: &Path, to: &Path) {
    println!("cargo:rerun-if-changed={}", from.display());
    let text = std::fs::read(from).expect("the schemas are in the repository");
    let file = std::fs::File::create(to).expect("cargo's folder can be written");
    let mut packed = flate2::write::DeflateEncoder::new(file, flate2::Compression::best());
    packed.write_all(&text).and_then(|()| packed.finish().map(drop)).expect("cargo's folder can be written");
}

/// Short hash and day of the commit; nothing where the source is no clone of our own, as in a package.
fn commit() -> Option<String> {
    let top = git(&["rev-parse", "--show-toplevel"]).map(std::path::PathBuf::from)?;
    let here = std::env::current_dir().ok()?;
    if top.canonicalize().ok()? != here.canonicalize().ok()? {
        return None;
    }
    // HEAD changes with the branch, its log with each commit.
    for file in ["HEAD", "logs/HEAD"] {
        if let Some(path) = git(&["rev-parse", "--git-path", file]) {
            println!("cargo:rerun-if-changed={path}");
        }
    }
    git(&["show", "--no-patch", "--abbrev=9", "--format=%h %cs", "HEAD"])
}
