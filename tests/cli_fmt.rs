//! `fcls fmt` as a user runs it.

use std::path::Path;
use std::process::{Command, Output, Stdio};

const GOOD: &str = "\
edition: 3.0.0
name: demo # 名前
access: default
resources:
  hello:
    component: fc3
    props:
      region: cn-hangzhou
";

fn run(folder: &Path, arguments: &[&str], input: &[u8]) -> Output {
    use std::io::Write;
    let mut child = Command::new(env!("CARGO_BIN_EXE_fcls"))
        .arg("fmt")
        .args(arguments)
        .current_dir(folder)
        .env_remove("LC_ALL")
        .env_remove("LC_MESSAGES")
        .env("LANG", "en_US.UTF-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

fn fmt(folder: &Path, arguments: &[&str]) -> (String, String, i32) {
    told(run(folder, arguments, b""))
}

/// Standard output, standard error and the exit code.
fn told(output: Output) -> (String, String, i32) {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code().unwrap())
}

fn said(out: &str, err: &str, code: i32) -> (String, String, i32) {
    (out.to_string(), err.to_string(), code)
}

/// A folder with a file that is laid out, one that is not, one that is damaged and one that is not ours.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("s.yaml", GOOD.to_string()),
        ("a/s.yaml", untidy()),
        ("b/s.yaml", format!("{GOOD}   x: [\n")),
        ("c/template.yaml", "Resources:\n      a:   1\n".to_string()),
    ] {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

fn untidy() -> String {
    GOOD.replace("name: ", "name:   ")
}

fn content(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).unwrap()
}

#[test]
fn files_are_laid_out_and_named() {
    let folder = folder();
    let root = folder.path();
    let damaged = "fcls: b/s.yaml: left alone: not valid YAML (line 9; `fcls check` says what is wrong)\n";
    let summary = "1 file formatted, 2 unchanged, 1 left alone\n";
    assert_eq!(fmt(root, &[]), said("a/s.yaml\n", &format!("{damaged}{summary}"), 1));
    assert_eq!(content(root, "a/s.yaml"), GOOD);
    assert_eq!(content(root, "b/s.yaml"), format!("{GOOD}   x: [\n"));
    assert_eq!(content(root, "c/template.yaml"), "Resources:\n      a:   1\n");
    assert_eq!(fmt(root, &["a"]), said("", "0 files formatted, 1 unchanged\n", 0));
    assert_eq!(fmt(root, &["--lang", "zh", "a"]), said("", "0 个文件已格式化，1 个无变化\n", 0));
}

#[test]
fn check_and_diff_write_nothing() {
    let folder = folder();
    let root = folder.path();
    let summary = "1 file would be formatted, 1 unchanged\n";
    assert_eq!(fmt(root, &["--check", "a", "s.yaml"]), said("a/s.yaml\n", summary, 1));
    assert_eq!(fmt(root, &["--check", "s.yaml"]).2, 0);
    let diff = "--- a/a/s.yaml\n+++ b/a/s.yaml\n@@ -1,5 +1,5 @@\n edition: 3.0.0\n-name:   demo # 名前\n+name: demo # 名前\n \
                access: default\n resources:\n   hello:\n";
    assert_eq!(fmt(root, &["--diff", "a", "s.yaml"]), said(diff, summary, 1));
    assert_eq!(content(root, "a/s.yaml"), untidy());
}

#[test]
fn a_filter_gives_the_text_back_whatever_happens() {
    let folder = tempfile::tempdir().unwrap();
    let filter = |arguments: &[&str], input: &str| told(run(folder.path(), arguments, input.as_bytes()));
    assert_eq!(filter(&["-"], &untidy()), said(GOOD, "", 0));
    assert_eq!(filter(&["-"], GOOD), said(GOOD, "", 0));
    // The byte order mark and the kind of line breaks stay.
    let marked = |text: &str| format!("\u{FEFF}{}", text.replace('\n', "\r\n"));
    assert_eq!(filter(&["-"], &marked(&untidy())), said(&marked(GOOD), "", 0));
    let damaged = format!("{GOOD}   x: [\n");
    let (out, err, code) = filter(&["-", "--stdin-filename", "a/s.yaml"], &damaged);
    assert_eq!((out, code), (damaged, 1));
    assert!(err.starts_with("fcls: a/s.yaml: left alone: not valid YAML (line 9;"), "{err}");
    assert_eq!(filter(&["--check", "-"], &untidy()), said("<stdin>\n", "", 1));
    assert_eq!(filter(&["-", "s.yaml"], "").2, 2);
}

#[test]
fn what_cannot_be_read_or_written_is_told() {
    let folder = folder();
    let root = folder.path();
    let (out, err, code) = fmt(root, &["nowhere.yaml", "a"]);
    assert_eq!((out.as_str(), code), ("a/s.yaml\n", 2));
    assert!(err.starts_with("fcls: nowhere.yaml: "), "{err}");
    let path = root.join("a/s.yaml");
    std::fs::write(&path, untidy()).unwrap();
    let mut permissions = std::fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&path, permissions).unwrap();
    let (out, err, code) = fmt(root, &["a"]);
    assert_eq!((out.as_str(), code), ("", 2));
    assert!(err.starts_with("fcls: a/s.yaml: cannot be written: "), "{err}");
    assert_eq!(content(root, "a/s.yaml"), untidy());
}
