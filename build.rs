//! Puts the commit into the version that a release build tells.

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
