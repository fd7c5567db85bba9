//! `fcls plan` and `fcls deploy` as people run them.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use super::bench::clean;
use serde_json::Value;
use tempfile::TempDir;

const FILE: &str = "edition: 3.0.0
name: demo
resources:
  hello:
    component: fc3
    props:
      region: cn-hangzhou
      functionName: hello
      runtime: nodejs20
      handler: index.handler
      code: ./code
      memorySize: 512
      cpu: 0.5
      diskSize: 512
      logConfig: auto
      environmentVariables:
        DB_PASSWORD: ${env('DB')}
      triggers:
        - triggerName: web
          triggerType: http
          triggerConfig:
            authType: anonymous
            methods: [GET]
";

fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_fcls"))
        .args(["--lang", "en"])
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("HOME", folder)
        .env("LOCALAPPDATA", folder)
        .env("DB", "hunter22-of-the-database")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let (out, err) = (text(stdout), text(stderr));
    clean(&out);
    clean(&err);
    (status.code().unwrap_or(-1), out, err)
}

fn project() -> TempDir {
    let folder = TempDir::new().unwrap();
    std::fs::create_dir(folder.path().join("code")).unwrap();
    std::fs::write(folder.path().join("code/index.js"), "1").unwrap();
    std::fs::write(folder.path().join("s.yaml"), FILE).unwrap();
    folder
}

#[test]
fn a_trial_without_an_account() {
    let folder = project();
    let at = folder.path();
    let emulator = ["s.yaml", "--target", "emulator"];
    let with = |command: &'static str, more: &[&'static str]| {
        let mut arguments = vec![command];
        arguments.extend(emulator);
        arguments.extend(more);
        run(at, &arguments)
    };
    let (code, out, err) = with("plan", &[]);
    assert_eq!(code, 3, "{out}{err}");
    assert!(out.contains("+ function hello (cn-hangzhou): to be created"), "{out}");
    assert!(out.contains("`logConfig` is `auto`") && out.contains("(s.yaml:15:"), "{out}");
    // Nobody can be asked here.
    let (code, _, err) = with("deploy", &[]);
    assert!(code == 2 && err.contains("`--yes` confirms"), "{err}");
    let (code, out, err) = with("deploy", &["--yes"]);
    assert_eq!(code, 0, "{out}{err}");
    assert!(
        out.contains("Deployed: 2 calls.") && err.contains("emulator at http://127.0.0.1:"),
        "{out}{err}"
    );
    assert!(err.contains("[1/2] hello: CreateFunction"), "{err}");
    // The second run sees the first.
    let (code, out, _) = with("plan", &["--format", "json"]);
    let plan: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &plan["changes"], &plan["resources"][0]["exists"]), (0, &false.into(), &true.into()));
    assert_eq!(with("deploy", &["--yes"]).0, 0);
    std::fs::write(at.join("s.yaml"), FILE.replace("512\n      cpu", "1024\n      cpu")).unwrap();
    let (code, out, err) = with("deploy", &["--yes", "--format", "json"]);
    let report: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &report["end"]), (0, &"finished".into()), "{err}");
    assert_eq!(report["done"].as_array().unwrap().len(), 1);
    assert!(report["done"][0]["requestId"].is_string());
    assert_eq!(with("plan", &[]).0, 0);
}

#[test]
fn what_stops_a_deploy() {
    let folder = project();
    let at = folder.path();
    let deploy = ["deploy", "s.yaml", "--target", "emulator", "--yes"];
    let (code, _, err) = run(at, &["deploy", "none.yaml", "--yes"]);
    assert!(code == 2 && err.contains("no such file"), "{err}");
    let (code, _, err) = run(at, &["plan", "s.yaml"]);
    assert!(code == 2 && err.contains("no credentials"), "{err}");
    // An error of `fcls check`.
    std::fs::write(at.join("s.yaml"), FILE.replace("memorySize: 512", "memorySize: 100")).unwrap();
    let (code, out, err) = run(at, &deploy);
    assert!(code == 1 && out.is_empty() && err.contains("errors are not deployed"), "{out}{err}");
    assert!(err.contains("s.yaml:12:"), "{err}");
    // An expression that cannot be evaluated.
    std::fs::write(at.join("s.yaml"), FILE.replace("env('DB')", "env('UNSET_VARIABLE')")).unwrap();
    let (code, _, err) = run(at, &deploy);
    assert!(code == 1 && err.contains("s.yaml:17:") && err.contains("UNSET_VARIABLE"), "{err}");
    // A value that only the service refuses.
    std::fs::write(at.join("s.yaml"), FILE.replace("code: ./code", "code: ./gone")).unwrap();
    let (code, out, err) = run(at, &deploy);
    assert!(code == 1 && format!("{out}{err}").contains("gone"), "{out}{err}");
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// Every example without mistakes: deployed, changed in settings, in code, in both; each time the next plan is empty.
#[test]
fn the_examples_deploy_and_their_second_plan_is_empty() {
    for (example, file) in
        [("hello-fc3", "s.yaml"), ("shop-fc3", "s.yaml"), ("legacy-fc", "s.yaml"), ("midway-f", "f.yml")]
    {
        let folder = TempDir::new().unwrap();
        let at = folder.path();
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(example), at);
        if example == "midway-f" {
            // What its build makes.
            let mut zip = zip::ZipWriter::new(std::fs::File::create(at.join("blog.zip")).unwrap());
            zip.start_file("index.js", zip::write::SimpleFileOptions::default()).unwrap();
            zip.finish().unwrap();
        }
        let with = |command: &str, more: &[&str]| {
            let mut arguments = vec![command, file, "--target", "emulator"];
            arguments.extend(more);
            let (code, out, err) = run(at, &arguments);
            (code, format!("{example}: {out}{err}"))
        };
        let round = |options: &[&str]| {
            let (code, text) = with("plan", options);
            assert_eq!(code, 3, "{text}");
            let mut yes = vec!["--yes"];
            yes.extend(options);
            let (code, text) = with("deploy", &yes);
            assert_eq!(code, 0, "{text}");
            let (code, text) = with("plan", options);
            assert_eq!(code, 0, "{text}");
        };
        round(&[]);
        let text = std::fs::read_to_string(at.join(file)).unwrap();
        let changed = text.replace("timeout: ", "timeout: 1");
        if changed != text {
            std::fs::write(at.join(file), changed).unwrap();
            round(&["--scope", "config"]);
        }
        let code = ["code/index.js", "code/index.py", "web/index.js"].map(|name| at.join(name));
        if let Some(code) = code.iter().find(|code| code.exists()) {
            std::fs::write(code, "changed").unwrap();
            round(&["--scope", "code"]);
            std::fs::write(code, "changed again").unwrap();
            let text = std::fs::read_to_string(at.join(file)).unwrap();
            std::fs::write(at.join(file), text.replace("timeout: 1", "timeout: 2")).unwrap();
            round(&[]);
        }
        let (code, text) = with("plan", &[]);
        assert_eq!(code, 0, "{text}");
        // Each function, pulled back with its code, is what is deployed.
        let deployed = text.lines().filter_map(|line| line.split_once("= function "));
        let mut pulled = 0;
        for (_, function) in deployed {
            let (name, rest) = function.split_once(" (").unwrap();
            let region = rest.split_once(')').unwrap().0;
            let name = name.split_once(" [").map_or(name, |(name, _)| name);
            let at_region = ["--region", region, "--target", "emulator"];
            let (code, out, err) =
                run(at, &[&["pull", name, "--code", &format!("of-{name}")], &at_region[..]].concat());
            assert_eq!(code, 0, "{example}: {out}{err}");
            let again = format!("s-{name}.yaml");
            std::fs::write(at.join(&again), &out).unwrap();
            let (code, plan, err) = run(at, &["plan", &again, "--target", "emulator"]);
            assert_eq!(code, 0, "{example}: {out}{plan}{err}");
            pulled += 1;
        }
        assert!(pulled > 0, "{example}: {text}");
    }
}

/// Runs against an emulator of the test's own.
fn run_at(emulator: &fcls::emulator::Emulator, folder: &Path, arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_fcls"))
        .args(["--lang", "en"])
        .args(arguments)
        .args(["--target", "emulator"])
        .current_dir(folder)
        .env_clear()
        .env("HOME", folder)
        .env("DB", "hunter22-of-the-database")
        .env("FCLS_ENDPOINT", emulator.base_url())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8(text).unwrap();
    clean(&text);
    (output.status.code().unwrap_or(-1), text)
}

#[test]
fn a_clock_that_is_wrong_is_named() {
    let folder = project();
    let settings = fcls::emulator::Settings { clock_offset: 7200, ..Default::default() };
    let emulator = fcls::emulator::Emulator::start(settings).unwrap();
    let (code, text) = run_at(&emulator, folder.path(), &["deploy", "s.yaml", "--yes"]);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("clock") && text.contains("request id"), "{text}");
    assert!(emulator.journal().iter().all(|entry| entry.status >= 400));
}

/// An archive is sent as it is: nobody here unpacks it.
#[test]
fn a_zip_that_would_fill_the_disk_is_not_opened() {
    let folder = project();
    let path = folder.path().join("bomb.zip");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    zip.start_file("index.js", zip::write::SimpleFileOptions::default()).unwrap();
    let zeros = vec![0; 1 << 20];
    for _ in 0..64 {
        std::io::Write::write_all(&mut zip, &zeros).unwrap();
    }
    zip.finish().unwrap();
    let packed = std::fs::metadata(&path).unwrap().len();
    assert!(packed < 1 << 20, "{packed}");
    std::fs::write(folder.path().join("s.yaml"), FILE.replace("./code", "./bomb.zip")).unwrap();
    let (code, out, err) = run(folder.path(), &["deploy", "s.yaml", "--target", "emulator", "--yes"]);
    assert_eq!(code, 0, "{out}{err}");
    let (code, out, err) = run(folder.path(), &["plan", "s.yaml", "--target", "emulator"]);
    assert_eq!(code, 0, "{out}{err}");
}

/// Ignore rules choose among what is in the folder; none brings in what is outside.
#[test]
fn an_ignore_file_leads_nowhere_else() {
    let folder = project();
    std::fs::write(folder.path().join("secret.txt"), "hunter2").unwrap();
    std::fs::write(
        folder.path().join("code/.fcignore"),
        "!../secret.txt\n!/../../etc/passwd\n../code/x\n[\n",
    )
    .unwrap();
    let (code, out, err) = run(folder.path(), &["package", "code", "--list"]);
    assert_eq!(code, 0, "{out}{err}");
    assert!(out.contains("index.js") && !out.contains("secret.txt") && !out.contains("passwd"), "{out}");
}

/// A disk without room for the archive leaves a clear word, and no half archive.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    let folder = project();
    let (code, out, err) = run(folder.path(), &["package", "code", "--output", "/dev/full"]);
    assert_eq!(code, 2, "{out}{err}");
    assert!(err.contains("/dev/full"), "{err}");
}

/// Ctrl-C lets the call that is under way end, and says what was done.
#[cfg(unix)]
#[test]
fn an_interrupt_stops_between_two_calls() {
    use std::io::{BufRead, BufReader, Read};
    let folder = project();
    let emulator = fcls::emulator::Emulator::start(fcls::emulator::Settings::default()).unwrap();
    emulator.set_faults(fcls::emulator::plan(r#"{"action":"CreateFunction","delayMs":1500}"#).unwrap());
    let mut child = Command::new(env!("CARGO_BIN_EXE_fcls"))
        .args(["--lang", "en", "deploy", "s.yaml", "--target", "emulator", "--yes"])
        .current_dir(folder.path())
        .env_clear()
        .env("HOME", folder.path())
        .env("DB", "hunter22-of-the-database")
        .env("FCLS_ENDPOINT", emulator.base_url())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut errors = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    while !line.contains("[1/2]") {
        line.clear();
        assert!(errors.read_line(&mut line).unwrap() > 0, "it ended early");
    }
    std::thread::sleep(std::time::Duration::from_millis(200));
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let mut out = String::new();
    child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(1), "{out}");
    clean(&out);
    assert!(out.contains("done      hello: CreateFunction"), "{out}");
    assert!(out.contains("not begun hello: CreateTrigger web"), "{out}");
    assert!(out.contains("Stopped: 1 call done, 1 not begun"), "{out}");
}
