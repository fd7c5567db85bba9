//! `fcls check` and its neighbours as a user runs them.

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const GOOD: &str = "\
edition: 3.0.0
name: demo
access: default
resources:
  hello:
    component: fc3
    props:
      region: cn-hangzhou
      functionName: hello
      runtime: nodejs20
      handler: index.handler
      memorySize: 512
      cpu: 0.35
      diskSize: 512
      timeout: 60
      code: ./code
";

fn fcls(folder: &Path, arguments: &[&str]) -> Output {
    run(folder, arguments, "")
}

fn run(folder: &Path, arguments: &[&str], input: &str) -> Output {
    use std::io::Write;
    let mut child = Command::new(env!("CARGO_BIN_EXE_fcls"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("LC_ALL")
        .env_remove("LC_MESSAGES")
        .env("LANG", "en_US.UTF-8")
        .env_remove("CLICOLOR_FORCE")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The files that `check --format json` looked at.
fn looked_at(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let output = fcls(folder, &[&["check", "--format", "json"], arguments].concat());
    let list: Value = serde_json::from_slice(&output.stdout).unwrap();
    list.as_array().unwrap().iter().map(|file| file["file"].as_str().unwrap().to_string()).collect()
}

fn write(folder: &Path, name: &str, text: impl AsRef<[u8]>) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "code/index.js", "exports.handler = async () => 'ok';\n");
    folder
}

#[test]
fn a_good_file_ends_with_zero() {
    let folder = folder();
    write(folder.path(), "s.yaml", GOOD);
    let output = fcls(folder.path(), &["check"]);
    assert_eq!((out(&output).trim(), output.status.code()), ("no problems (1 file checked)", Some(0)));
    let output = fcls(folder.path(), &["check", "--lang", "zh", "s.yaml"]);
    assert_eq!(out(&output).trim(), "没有问题（共检查 1 个文件）");
}

#[test]
fn folders_are_searched_for_our_names_and_judged_by_content() {
    let folder = folder();
    let root = folder.path();
    let ours = ["a/S.yml", "b/owner__repo__s.yaml", "b/s-prod.yaml", "s.yaml", ".deploy/s.yaml"];
    for name in ours {
        write(root, name, GOOD);
    }
    for name in [
        "node_modules/x/s.yaml",
        ".s/s.yaml",
        ".serverless/s.yaml",
        ".git/s.yaml",
        "ignored/s.yaml",
        "other.yaml",
    ] {
        write(root, name, GOOD);
    }
    write(root, "template.yaml", "Resources: {}\n");
    write(root, "serverless.yml", "service: a\nprovider:\n  name: aws\nfunctions: {}\n");
    write(root, ".gitignore", "ignored/\n");
    assert_eq!(
        looked_at(root, &[]),
        [".deploy/s.yaml", "a/S.yml", "b/owner__repo__s.yaml", "b/s-prod.yaml", "s.yaml"]
    );
    // What is named is looked at, whatever its name and place.
    assert_eq!(looked_at(root, &["other.yaml", "ignored/s.yaml"]), ["ignored/s.yaml", "other.yaml"]);
}

#[test]
fn what_cannot_be_read_is_told_and_the_rest_checked() {
    let folder = folder();
    write(folder.path(), "s.yaml", GOOD);
    write(folder.path(), "latin/s.yaml", b"edition: 3.0.0\nname: \xE9\n");
    let output = fcls(folder.path(), &["check", "missing.yaml", "."]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("fcls: missing.yaml: no such file or folder\n"), "{}", err(&output));
    assert!(err(&output).contains("latin/s.yaml: not UTF-8 (line 2)\n"), "{}", err(&output));
    assert!(out(&output).contains("(1 file checked)"), "{}", out(&output));
}

#[test]
fn wrong_usage_ends_with_two() {
    let folder = folder();
    assert_eq!(fcls(folder.path(), &["check", "--no-such-flag"]).status.code(), Some(2));
    assert_eq!(fcls(folder.path(), &[]).status.code(), Some(2));
    assert_eq!(fcls(folder.path(), &["explain", "FC-none"]).status.code(), Some(2));
}

#[test]
fn standard_input_is_a_file_with_the_given_name() {
    let folder = folder();
    let arguments = ["check", "--format", "json", "--stdin-filename", "s.yaml", "-"];
    let output = run(folder.path(), &arguments, &format!("\u{FEFF}{GOOD}"));
    let list: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&list[0]["file"], &list[0]["kind"]), (&"s.yaml".into(), &"s.yaml".into()));
    assert_eq!(output.status.code(), Some(0), "{}", out(&output));
}

#[test]
fn with_fix_standard_input_comes_back_byte_for_byte_when_nothing_is_wrong() {
    let folder = folder();
    let text = format!("\u{FEFF}{}", GOOD.replace('\n', "\r\n"));
    let output = run(folder.path(), &["check", "--fix", "--stdin-filename", "s.yaml", "-"], &text);
    assert_eq!(out(&output), text);
    assert_eq!(err(&output).trim(), "no problems (1 file checked)");
    // A file that is not ours passes through too.
    let output = run(folder.path(), &["check", "--fix", "-"], "a: 1\r\n");
    assert_eq!(out(&output), "a: 1\r\n");
}

#[test]
fn files_that_need_no_fix_are_not_touched() {
    let folder = folder();
    write(folder.path(), "s.yaml", GOOD);
    let path = folder.path().join("s.yaml");
    let before = std::fs::metadata(&path).unwrap().modified().unwrap();
    assert_eq!(fcls(folder.path(), &["check", "--fix"]).status.code(), Some(0));
    assert_eq!(std::fs::metadata(&path).unwrap().modified().unwrap(), before);
}

#[test]
fn sarif_and_github_are_written_even_when_nothing_is_wrong() {
    let folder = folder();
    write(folder.path(), "s.yaml", GOOD);
    let log: Value =
        serde_json::from_slice(&fcls(folder.path(), &["check", "--format", "sarif"]).stdout).unwrap();
    assert_eq!(log["version"], "2.1.0");
    assert_eq!(log["runs"][0]["results"], Value::Array(vec![]));
    assert_eq!(out(&fcls(folder.path(), &["check", "--format", "github"])), "");
}

#[test]
fn help_is_in_the_readers_language() {
    let folder = folder();
    let english = out(&fcls(folder.path(), &["check", "--help"]));
    assert!(english.contains("Check files and folders"), "{english}");
    let chinese = out(&fcls(folder.path(), &["check", "--help", "--lang", "zh"]));
    assert!(chinese.contains("检查文件和目录") && chinese.contains("用法："), "{chinese}");
    for english in ["Usage", "OPTIONS", "Options", "Arguments", "Commands", "default", "values", "Print help"]
    {
        assert!(!chinese.contains(english), "{chinese}");
    }
    let all = out(&fcls(folder.path(), &["--help", "--lang=zh"]));
    assert!(all.contains("命令") && all.contains("示例"), "{all}");
    assert!(out(&fcls(folder.path(), &["--version"])).starts_with("fcls "));
}

#[test]
fn shells_get_completions_and_man_its_pages() {
    let folder = folder();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = out(&fcls(folder.path(), &["completions", shell]));
        assert!(script.contains("migrate") && script.contains("stdin-filename"), "{shell}: {script}");
    }
    let page = out(&fcls(folder.path(), &["man"]));
    assert!(page.contains(".TH fcls 1") && page.contains("fcls\\-check(1)"), "{page}");
    assert_eq!(fcls(folder.path(), &["man", "--dir", "man1", "--lang", "zh"]).status.code(), Some(0));
    let page = std::fs::read_to_string(folder.path().join("man1/fcls-check.1")).unwrap();
    assert!(page.contains("检查文件和目录") && page.contains("stdin\\-filename"), "{page}");
    assert_eq!(fcls(folder.path(), &["man", "--dir", "man1/fcls.1"]).status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_error() {
    let folder = folder();
    for index in 0..400 {
        write(folder.path(), &format!("{index}/s.yaml"), GOOD);
    }
    let mut child = Command::new(env!("CARGO_BIN_EXE_fcls"))
        .args(["check", "--format", "json"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((err(&output).as_str(), output.status.code()), ("", Some(0)));
}

#[test]
fn the_projects_settings_say_which_rules_speak_and_how_loud() {
    let folder = folder();
    let root = folder.path();
    let text = GOOD.replace("timeout: 60", "timeout: 0");
    write(root, "s.yaml", &text);
    write(root, "examples/code/index.js", "exports.handler = async () => 'ok';\n");
    write(root, "examples/s.yaml", &text);
    let codes = |arguments: &[&str]| {
        let output = fcls(root, &[&["check", "--format", "json"], arguments].concat());
        let list: Value = serde_json::from_slice(&output.stdout).unwrap();
        let findings = list.as_array().unwrap().iter().flat_map(|file| {
            let file_name = file["file"].as_str().unwrap();
            file["diagnostics"].as_array().unwrap().iter().map(move |found| {
                format!(
                    "{file_name} {} {}",
                    found["code"].as_str().unwrap(),
                    found["severity"].as_str().unwrap()
                )
            })
        });
        (findings.collect::<Vec<_>>(), output.status.code(), err(&output))
    };
    let (found, code, _) = codes(&[]);
    assert_eq!(found, ["examples/s.yaml FC107 error", "s.yaml FC107 error"]);
    assert_eq!(code, Some(1));
    write(
        root,
        "fcls.toml",
        "[diagnostics.severity]\ntimeout-range = 'warning'\n[diagnostics.ignoreIn]\nexamples = ['all']\n",
    );
    assert_eq!(codes(&[]), (vec!["s.yaml FC107 warning".to_string()], Some(0), String::new()));
    // The nearest file counts, and what is named on the command line counts for all.
    write(root, "examples/fcls.toml", "");
    assert_eq!(codes(&[]).0, ["examples/s.yaml FC107 error", "s.yaml FC107 warning"]);
    write(root, "ci.toml", "[diagnostics]\nignore = ['FC1']\n");
    assert_eq!(codes(&["--config", "ci.toml"]), (vec![], Some(0), String::new()));
    // What is not understood is told, and the run does not pass for a good one.
    write(root, "fcls.toml", "[diagnostics]\n\nignroe = ['FC1']\n");
    let (_, code, told) = codes(&["s.yaml"]);
    assert_eq!(told, "fcls: fcls.toml:3: diagnostics.ignroe: unknown setting; did you mean `ignore`?\n");
    assert_eq!(code, Some(2));
    // The language is the project's unless the command line says otherwise.
    write(root, "fcls.toml", "language = 'zh'\n");
    assert!(out(&fcls(root, &["check"])).contains("错误"));
    assert!(!out(&fcls(root, &["check", "--lang", "en"])).contains("错误"));
}

#[test]
fn sarif_is_valid_against_the_standards_schema() {
    let folder = folder();
    let text = GOOD
        .replace("props:", "props:\n      memorySize: 1000\n      memroySize: 512\n      timeout: 0")
        + "triggers:\n  - {triggerName: a}\n";
    write(folder.path(), "a b/s.yaml", &text);
    write(folder.path(), "s.yaml", GOOD);
    write(folder.path(), "中/s.yaml", "edition: 3.0.0\nresources:\n  a: {component: fc3, props: {cpu: 1}}\n");
    let mut schema: Value = serde_json::from_str(include_str!("data/sarif-2.1.0.schema.json")).unwrap();
    // This pattern of the standard lacks a bracket and is no regular expression.
    for place in ["run", "toolComponent"] {
        let language = schema.pointer_mut(&format!("/definitions/{place}/properties/language")).unwrap();
        language.as_object_mut().unwrap().remove("pattern");
    }
    let validator = jsonschema::draft7::new(&schema).unwrap();
    for arguments in [&["check", "--format", "sarif"][..], &["check", "--format", "sarif", "--lang", "zh"]] {
        let output = fcls(folder.path(), arguments);
        let log: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert!(log["runs"][0]["results"].as_array().unwrap().len() > 4);
        let problems: Vec<String> = validator
            .iter_errors(&log)
            .map(|error| format!("{} at {}", error, error.instance_path()))
            .collect();
        assert_eq!(problems, [""; 0]);
        // What GitHub shows: a relative path, a region with both ends, and a page for each rule.
        for result in log["runs"][0]["results"].as_array().unwrap() {
            let place = &result["locations"][0]["physicalLocation"];
            assert!(!place["artifactLocation"]["uri"].as_str().unwrap().starts_with('/'));
            assert!(
                place["region"]["startLine"].as_u64() >= Some(1) && place["region"]["endColumn"].is_u64()
            );
            assert!(result["partialFingerprints"]["fcls/v1"].is_string());
        }
        for rule in log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap() {
            assert!(rule["fullDescription"]["text"].as_str().unwrap().len() > 10);
            assert!(rule["help"]["markdown"].is_string() && rule["help"]["text"].is_string());
        }
    }
}
