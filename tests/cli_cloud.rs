//! The commands on live functions, as people run them, against the emulator.

use fcls::cloud::client::Client;
use fcls::cloud::endpoint::{Endpoint, Endpoints};
use fcls::cloud::secret::Secret;
use fcls::cloud::sign::Key;
use fcls::cloud::transport::Network;
use fcls::cloud::types::{CreateFunctionInput, CreateTriggerInput, Function};
use fcls::emulator::{Emulator, Settings};
use serde_json::{Value, json};
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::Arc;

const NAME: &str = "demo";

struct Cloud {
    emulator: Emulator,
    folder: tempfile::TempDir,
    runtime: tokio::runtime::Runtime,
    client: Client,
}

struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Cloud {
    /// An emulator with a custom runtime function and a folder with its code.
    fn new() -> Cloud {
        let emulator = Emulator::start(Settings::default()).unwrap();
        let endpoint = Endpoint::parse(emulator.base_url()).unwrap();
        let endpoints = Endpoints::new("cn-hangzhou", Some(endpoint)).unwrap();
        let key = Key { id: "testid".into(), secret: Secret::new("testsecret"), token: None };
        let client = Client::new(endpoints, key, Arc::new(Network::new()));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let cloud = Cloud { emulator, folder, runtime, client };
        cloud.write("code/app.py", "print('one')\n");
        cloud.create(NAME, json!({}));
        cloud
    }

    fn create(&self, name: &str, more: Value) -> Function {
        let source = fcls::cloud::package::CodeSource::Path(self.folder.path().join("code"));
        let code = fcls::cloud::package::package(&source).unwrap().location().unwrap();
        let mut body = json!({
            "functionName": name, "runtime": "custom.debian12", "handler": "index.handler", "memorySize": 512,
            "cpu": 0.35, "diskSize": 512, "timeout": 60, "instanceConcurrency": 10,
            "customRuntimeConfig": {"command": ["python3"], "args": ["app.py"], "port": 9000},
            "environmentVariables": {"MODE": "prod", "DB_PASSWORD": "hunter2-very-secret"},
            "role": "acs:ram::1234567890123456:role/aliyunfcdefaultrole",
            "layers": ["acs:fc:cn-hangzhou:official:layers/Python310/versions/3"],
            "tags": [{"Key": "team", "Value": "a"}],
        });
        for (key, value) in more.as_object().unwrap() {
            body[key] = value.clone();
        }
        let input = CreateFunctionInput { code: Some(code), ..serde_json::from_value(body).unwrap() };
        self.runtime.block_on(self.client.create_function(&input)).unwrap().value
    }

    fn live(&self) -> Function {
        self.runtime.block_on(self.client.get_function(NAME, None)).unwrap().value
    }

    fn trigger(&self, name: &str, kind: &str, config: Value) {
        let input = CreateTriggerInput {
            trigger_name: Some(name.into()),
            trigger_type: Some(kind.into()),
            trigger_config: Some(config.to_string()),
            ..CreateTriggerInput::default()
        };
        self.runtime.block_on(self.client.create_trigger(NAME, &input)).unwrap();
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(path)).unwrap()
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, "")
    }

    fn run_with(&self, arguments: &[&str], input: &str) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fcls"));
        command.args(arguments).current_dir(self.folder.path());
        if !matches!(arguments[0], "package" | "check") {
            command.args(["--target", "emulator"]);
        }
        command.env_clear().env("FCLS_ENDPOINT", self.emulator.base_url()).env("HOME", self.folder.path());
        if let Some(path) = std::env::var_os("SystemRoot") {
            command.env("SystemRoot", path);
        }
        let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = pipes.spawn().unwrap();
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let ran =
            Ran { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) };
        for secret in ["hunter2-very-secret", "testsecret", "s3cr3t-new"] {
            assert!(
                !ran.out.contains(secret) && !ran.err.contains(secret),
                "{arguments:?}: {} {}",
                ran.out,
                ran.err
            );
        }
        ran
    }

    /// Runs `fcls update demo --yes` and more; gives what it printed, and the actions that the emulator saw.
    fn update(&self, arguments: &[&str]) -> (Ran, Vec<String>) {
        let before = self.emulator.journal().len();
        let ran = self.run(&[&["update", NAME, "--yes"], arguments].concat());
        let actions = self.emulator.journal().split_off(before);
        (ran, actions.into_iter().map(|entry| entry.action).collect())
    }

    /// One that has to succeed.
    fn updated(&self, arguments: &[&str]) -> Function {
        let (ran, _) = self.update(arguments);
        assert_eq!(ran.code, 0, "{arguments:?}: {}{}", ran.out, ran.err);
        self.live()
    }
}

fn json_of<T: serde::Serialize>(value: &T) -> Value {
    serde_json::to_value(value).unwrap()
}

#[test]
fn every_parameter_can_be_set() {
    let cloud = Cloud::new();
    let layer = "acs:fc:cn-hangzhou:official:layers/Nodejs20/versions/1";
    let rows: [(&[&str], &str, Value); 20] = [
        (&["--set", "memorySize=1024"], "memorySize", json!(1024)),
        (&["--set", "cpu=1", "--set", "diskSize=10240"], "diskSize", json!(10240)),
        (&["--set", "cpu=0.5", "--set", "diskSize=512"], "cpu", json!(0.5)),
        (&["--set", "timeout=120"], "timeout", json!(120)),
        (&["--set", "instanceConcurrency=20"], "instanceConcurrency", json!(20)),
        (&["--set", "description=a new one"], "description", json!("a new one")),
        (&["--set", "description="], "description", json!("")),
        (&["--set", "runtime=custom.debian11"], "runtime", json!("custom.debian11")),
        (&["--set", "internetAccess=false"], "internetAccess", json!(false)),
        (&["--set", "role=other"], "role", json!("acs:ram::1234567890123456:role/other")),
        (&["--unset", "role"], "role", json!("")),
        (
            &["--set", "customRuntimeConfig.port=8080"],
            "customRuntimeConfig",
            json!({"args": ["app.py"], "command": ["python3"], "port": 8080}),
        ),
        (
            &["--set", "customRuntimeConfig={command: [node, a.js]}"],
            "customRuntimeConfig",
            json!({"command": ["node", "a.js"]}),
        ),
        (
            &["--set", "environmentVariables.PORT=8080"],
            "environmentVariables",
            json!({"DB_PASSWORD": "hunter2-very-secret", "MODE": "prod", "PORT": "8080"}),
        ),
        (
            &["--set", "environmentVariables={A: b}", "--replace-env"],
            "environmentVariables",
            json!({"A": "b"}),
        ),
        (
            &["--unset", "environmentVariables.A", "--set", "environmentVariables.API_KEY=s3cr3t-new"],
            "environmentVariables",
            json!({"API_KEY": "s3cr3t-new"}),
        ),
        (
            &["--set", "vpcConfig={vpcId: vpc-1, vSwitchIds: [vsw-1], securityGroupId: sg-1}"],
            "vpcConfig",
            json!({"vpcId": "vpc-1", "vSwitchIds": ["vsw-1"], "securityGroupId": "sg-1"}),
        ),
        (
            &["--set", "logConfig={project: p, logstore: l, enableRequestMetrics: true}"],
            "logConfig",
            json!({"project": "p", "logstore": "l", "enableRequestMetrics": true}),
        ),
        (
            &["--add-layer", layer],
            "layers",
            json!([{"arn": "acs:fc:cn-hangzhou:official:layers/Python310/versions/3", "size": 0}, {"arn": layer, "size": 0}]),
        ),
        (&["--set", "layers=[]"], "layers", json!([])),
    ];
    for (arguments, field, wanted) in rows {
        let live = json_of(&cloud.updated(arguments));
        assert_eq!(live[field], wanted, "{arguments:?}");
        // What was done is there: a second run has nothing to do.
        let (ran, actions) = cloud.update(arguments);
        assert_eq!((ran.code, actions), (0, vec!["GetFunction".to_string()]), "{arguments:?}: {}", ran.out);
        assert!(ran.out.contains("no change"), "{}", ran.out);
    }
    let live = cloud.updated(&["--unset", "vpcConfig", "--unset", "logConfig"]);
    assert_eq!(live.vpc_config.unwrap().vpc_id.as_deref(), Some(""));
    let tags = |cloud: &Cloud| json_of(&cloud.live().tags);
    cloud.updated(&["--set", "tags.owner=me"]);
    assert_eq!(tags(&cloud), json!([{"Key": "owner", "Value": "me"}, {"Key": "team", "Value": "a"}]));
    cloud.updated(&["--set", "tags=[{key: owner, value: you}]"]);
    assert_eq!(tags(&cloud), json!([{"Key": "owner", "Value": "you"}]));
    cloud.updated(&["--unset", "tags"]);
    assert_eq!(tags(&cloud), json!([]));
}

#[test]
fn one_change_is_two_calls_and_sends_only_itself() {
    let cloud = Cloud::new();
    let (ran, actions) = cloud.update(&["--set", "memorySize=1024"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(actions, ["GetFunction", "UpdateFunction"]);
    assert!(ran.out.contains("~ memorySize: 512 → 1024"), "{}", ran.out);
    let (_, actions) = cloud.update(&["--set", "tags.a=b", "--unset", "tags.team"]);
    assert_eq!(actions, ["GetFunction", "UntagResources", "TagResources"]);
}

#[test]
fn code_is_sent_when_it_differs() {
    let cloud = Cloud::new();
    let before = cloud.live().code_checksum;
    let (ran, actions) = cloud.update(&["--set", "location=./code"]);
    assert_eq!(actions, ["GetFunction"], "{}", ran.err);
    assert!(ran.out.contains("it is not sent"), "{}", ran.out);
    cloud.write("code/app.py", "print('two')\n");
    let (ran, actions) = cloud.update(&["--set", "location=./code", "--set", "timeout=9"]);
    assert_eq!((ran.code, actions.len()), (0, 2), "{}", ran.err);
    assert!(cloud.live().code_checksum != before && cloud.live().timeout == Some(9));
    let (ran, _) = cloud.update(&["--set", "codeUri=oss://bucket/object.zip"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
}

/// `tests/bad_inputs.rs` has them as s.yaml; here they are given on the command line. None reaches the function.
#[test]
fn forty_bad_inputs_are_refused() {
    let cloud = Cloud::new();
    let long = "a".repeat(65);
    let set =
        |text: &str| vec!["update".to_string(), NAME.into(), "--yes".into(), "--set".into(), text.into()];
    let name = |name: &str| -> Vec<String> {
        ["update", "--yes", "--set", "timeout=9", "--", name].map(String::from).to_vec()
    };
    let many = |texts: &[&str]| -> Vec<String> {
        let sets = texts.iter().flat_map(|text| ["--set".to_string(), text.to_string()]);
        ["update".to_string(), NAME.into(), "--yes".into()].into_iter().chain(sets).collect()
    };
    let mut region = set("timeout=9");
    region.extend(["--region".into(), "cn-mars".into()]);
    let rows: [(u32, Vec<String>); 40] = [
        (1, name("1abc")),
        (2, name("-abc")),
        (3, name(&long)),
        (4, name("")),
        (5, name("函数")),
        (6, ["update", "--yes", "--set", "memorySize=512"].map(String::from).to_vec()),
        (7, region),
        (8, many(&["cpu=0.33", "memorySize=512", "diskSize=512"])),
        (9, many(&["cpu=-1", "diskSize=512"])),
        (10, many(&["cpu=17", "memorySize=32768", "diskSize=512"])),
        (11, many(&["cpu=2", "memorySize=1024", "diskSize=512"])),
        (12, many(&["cpu=0.1", "memorySize=1024", "diskSize=512"])),
        (13, many(&["cpu=1", "memorySize=2048"])),
        (14, set("memorySize=64")),
        (15, set("memorySize=1000")),
        (16, set("memorySize=40000")),
        (17, set("memorySize=\"512\"")),
        (18, set("diskSize=1000")),
        (19, set("instanceConcurrency=0")),
        (20, set("instanceConcurrency=500")),
        (21, set("instanceConcurrency=1.5")),
        (22, set("timeout=0")),
        (23, set("timeout=90000")),
        (24, set("customRuntimeConfig={\"command\": [\"python3\"], \"port\": 70000}")),
        (25, set("customRuntimeConfig={\"command\": []}")),
        (26, set("customRuntimeConfig={\"command\": [\"x\"], \"args\": []}")),
        (27, set("environmentVariables={\"A\": 1}")),
        (28, set("environmentVariables={\"1-A b\": \"x\"}")),
        (29, set("vpcConfig={}")),
        (
            30,
            set("vpcConfig={\"vpcId\": \"vpc-1\", \"vSwitchIds\": \"vsw-1\", \"securityGroupId\": \"sg-1\"}"),
        ),
        (31, set("logConfig={\"project\": \"p\"}")),
        (32, set("logConfig={\"project\": \"p\", \"logstore\": \"l\", \"logBeginRule\": \"foo\"}")),
        (33, set("runtime=python3.10")),
        (34, set("layers=[\"foo\"]")),
        (35, set("role=!!")),
        (36, set("tags=[{\"key\": \"a\", \"value\": \"1\"}, {\"key\": \"a\", \"value\": \"2\"}]")),
        (37, set("tags=[{\"Key\": \"a\", \"Value\": \"1\"}]")),
        (38, set("memroySize=512")),
        (39, set("location=/no/such/dir")),
        (40, many(&["cpu=0.5", "memorySize=1024"])),
    ];
    let before = cloud.live();
    let mut failures = Vec::new();
    for (number, arguments) in &rows {
        let seen = cloud.emulator.journal().len();
        let mut command = arguments.iter().map(String::as_str).collect::<Vec<_>>();
        // What follows `--` is no option.
        let at = command.iter().position(|text| *text == "--").unwrap_or(command.len());
        command.splice(at..at, ["--target", "emulator"]);
        let ran = bare(&cloud, &command);
        let actions: Vec<String> =
            cloud.emulator.journal().split_off(seen).into_iter().map(|e| e.action).collect();
        // Only one needs the live function to be judged: whether it is of a custom runtime.
        let asked = if *number == 33 { vec!["GetFunction".to_string()] } else { Vec::new() };
        let told = if arguments.len() == 4 { "required arguments" } else { "" };
        if !matches!(ran.code, 1 | 2)
            || actions != asked
            || !ran.err.contains(told)
            || ran.err.trim().is_empty()
        {
            failures.push(format!("{number}: {} {actions:?} {}{}", ran.code, ran.out, ran.err));
        }
    }
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
    assert_eq!(cloud.live(), before);
}

/// Runs exactly these arguments.
fn bare(cloud: &Cloud, arguments: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fcls"));
    command.args(arguments).current_dir(cloud.folder.path()).env_clear();
    command.env("FCLS_ENDPOINT", cloud.emulator.base_url()).env("HOME", cloud.folder.path());
    let output = command.stdin(Stdio::null()).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

#[test]
fn what_cannot_be_done_is_said() {
    let cloud = Cloud::new();
    let ran = cloud.run(&["update", "nobody", "--yes", "--set", "timeout=9"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.err.contains("function 'nobody' does not exist") && ran.err.contains("request id"),
        "{}",
        ran.err
    );
    // Nobody to ask, and no `--yes`.
    let ran = cloud.run(&["update", NAME, "--set", "timeout=9"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("`--yes` confirms"), "{}", ran.err);
    assert_eq!(cloud.live().timeout, Some(60));
    let ran = cloud.run(&["update", NAME, "--set", "vpcConfig=auto", "--yes"]);
    assert!(ran.code == 2 && ran.err.contains("it would be billed"), "{}", ran.err);
    let ran = cloud.run(&["update", NAME, "--yes"]);
    assert!(ran.code == 2 && ran.err.contains("nothing to change"), "{}", ran.err);
    // The rest of the function counts: 4 GB to 0.35 processors.
    let ran = cloud.run(&["update", NAME, "--set", "memorySize=4096", "--yes"]);
    assert!(ran.code == 1 && ran.err.contains("FC102"), "{}", ran.err);
    let ran = cloud.run(&["--lang", "zh", "update", NAME, "--set", "memroySize=4096", "--yes"]);
    assert!(ran.err.contains("您是指 `memorySize` 吗"), "{}", ran.err);
}

#[test]
fn a_dry_run_and_json_tell_without_secrets() {
    let cloud = Cloud::new();
    let set = ["update", NAME, "--set", "environmentVariables.DB_PASSWORD=s3cr3t-new", "--set", "timeout=9"];
    let ran = cloud.run(&[&set[..], &["--dry-run"]].concat());
    assert_eq!(ran.code, 3, "{}", ran.err);
    assert!(ran.out.contains("*** → ***"), "{}", ran.out);
    let ran = cloud.run(&[&set[..], &["--yes", "--format", "json"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    let told: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(
        told["changes"],
        json!([
            {"field": "environmentVariables.DB_PASSWORD", "old": "***", "new": "***"},
            {"field": "timeout", "old": 60, "new": 9},
        ])
    );
    assert_eq!(told["done"][0]["action"], "UpdateFunction");
    assert!(told["done"][0]["requestId"].is_string());
    let environment = cloud.live().environment_variables.unwrap();
    assert_eq!((&*environment["DB_PASSWORD"], &*environment["MODE"]), ("s3cr3t-new", "prod"));
}

#[test]
fn a_half_done_update_is_told() {
    let cloud = Cloud::new();
    let fault = r#"[{"action": "TagResources", "status": 403, "code": "AccessDenied", "message": "no"}]"#;
    cloud.emulator.set_faults(fcls::emulator::plan(fault).unwrap());
    let (ran, actions) = cloud.update(&["--set", "timeout=9", "--set", "tags.a=b"]);
    assert_eq!(actions, ["GetFunction", "UpdateFunction", "TagResources"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.out.contains("done: UpdateFunction") && ran.err.contains("the rest was not"),
        "{}{}",
        ran.out,
        ran.err
    );
}

/// A pulled file as it comes, checked.
fn pulled(cloud: &Cloud, arguments: &[&str]) -> String {
    let ran = cloud.run(&[&["pull"], arguments].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(ran.err, "");
    cloud.write("s.yaml", &ran.out);
    let check = bare(cloud, &["check", "s.yaml"]);
    assert_eq!(check.code, 0, "{}\n{}", ran.out, check.out);
    // That the code is not there is the only thing to say.
    let told = check.out.matches("warning[").count() - check.out.matches("warning[FC204]").count();
    assert_eq!(told, 0, "{}\n{}", ran.out, check.out);
    ran.out
}

#[test]
fn a_function_is_pulled_as_a_person_would_write_it() {
    let cloud = Cloud::new();
    cloud.trigger(
        "web",
        "http",
        json!({"authType": "anonymous", "methods": ["GET"], "disableURLInternet": false}),
    );
    cloud.trigger(
        "clock",
        "timer",
        json!({"cronExpression": "@every 5m", "enable": true, "payload": "{\"a\": 1}"}),
    );
    let text = pulled(&cloud, &[NAME]);
    let wanted = "\
edition: 3.0.0
name: demo
access: default

resources:
  # Secrets are not pulled. Set these environment variables before a deploy:
  #   DB_PASSWORD  (environmentVariables.DB_PASSWORD)
  # Its code is not pulled: add `code` with your folder, or use `fcls pull --code DIR`.
  demo:
    component: fc3
    props:
      region: cn-hangzhou
      functionName: demo
      runtime: custom.debian12
      cpu: 0.35
      memorySize: 512
      diskSize: 512
      timeout: 60
      instanceConcurrency: 10
      role: acs:ram::1234567890123456:role/aliyunfcdefaultrole
      environmentVariables:
        MODE: prod
        DB_PASSWORD: \"${env('DB_PASSWORD')}\"
      layers:
        - acs:fc:cn-hangzhou:official:layers/Python310/versions/3
      customRuntimeConfig:
        command:
          - python3
        args:
          - app.py
        port: 9000
      tags:
        - key: team
          value: a
      triggers:
";
    assert!(text.starts_with(wanted), "{text}");
    assert!(text.contains("cronExpression: '@every 5m'") && text.contains("payload: '{\"a\": 1}'"), "{text}");
}

#[test]
fn pulling_into_an_unchanged_file_edits_nothing() {
    let cloud = Cloud::new();
    cloud.trigger(
        "web",
        "http",
        json!({"authType": "anonymous", "methods": ["GET"], "disableURLInternet": false}),
    );
    let text = pulled(&cloud, &[NAME]);
    let ran = cloud.run(&["pull", NAME, "--into", "s.yaml", "--yes"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    assert!(ran.out.contains("no change"), "{}", ran.out);
    assert_eq!(cloud.read("s.yaml"), text);
}

const HAND_WRITTEN: &str = "\
edition: 3.0.0 # ours
name: app
access: default
vars:
  memory: 512

resources:
  web: # the one that people see
    component: fc3
    props:
      region: cn-hangzhou
      functionName: demo   # keep
      runtime: custom.debian12
      memorySize: ${vars.memory}
      timeout: 60 # seconds
      instanceConcurrency: 10
      role: AliyunFCDefaultRole
      environmentVariables:
        # how it runs
        MODE: prod # or test
        DB_PASSWORD: ${env('DB_PASSWORD')}
      layers: [acs:fc:cn-hangzhou:official:layers/Python310/versions/3]
      customRuntimeConfig: {command: [python3], args: [app.py], port: 9000}
      tags:
        - {key: team, value: a}
      triggers:
        - triggerName: web
          triggerType: http
          triggerConfig:
            authType: anonymous # on purpose
            methods: [GET]
";

#[test]
fn comments_stay_and_only_what_differs_is_edited() {
    let cloud = Cloud::new();
    cloud.trigger("web", "http", json!({"authType": "anonymous", "methods": ["GET"]}));
    cloud.write("s.yaml", HAND_WRITTEN);
    let into = ["pull", NAME, "--into", "s.yaml", "--yes"];
    let ran = cloud.run(&into);
    assert_eq!((ran.code, cloud.read("s.yaml").as_str()), (0, HAND_WRITTEN), "{}{}", ran.out, ran.err);
    cloud.updated(&[
        "--set",
        "timeout=9",
        "--set",
        "environmentVariables.MODE=test",
        "--set",
        "environmentVariables.NEW='8'",
        "--set",
        "description=hello",
        "--set",
        "customRuntimeConfig.port=8080",
        "--set",
        "layers=[]",
        "--set",
        "vpcConfig={vpcId: vpc-1, vSwitchIds: [vsw-1], securityGroupId: sg-1}",
    ]);
    cloud.trigger("clock", "timer", json!({"cronExpression": "@every 5m", "enable": true}));
    let ran = cloud.run(&into);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let text = cloud.read("s.yaml");
    let wanted = HAND_WRITTEN
        .replace("timeout: 60 #", "timeout: 9 #")
        .replace("MODE: prod #", "MODE: test #")
        .replace("env('DB_PASSWORD')}\n", "env('DB_PASSWORD')}\n        NEW: '8'\n")
        .replace("demo   # keep\n", "demo   # keep\n      description: hello\n")
        .replace("port: 9000", "port: 8080")
        .replace("      layers: [acs:fc:cn-hangzhou:official:layers/Python310/versions/3]\n", "")
        .replace(
            "port: 8080}\n",
            "port: 8080}\n      vpcConfig:\n        vpcId: vpc-1\n        vSwitchIds:\n          - vsw-1\n        securityGroupId: sg-1\n",
        )
        + "        - triggerName: clock\n          triggerType: timer\n          triggerConfig:\n            cronExpression: '@every 5m'\n            enable: true\n";
    assert_eq!(text, wanted);
    assert!(
        ran.out.contains("-      timeout: 60 # seconds") && ran.out.contains("+      timeout: 9 # seconds"),
        "{}",
        ran.out
    );
    let ran = cloud.run(&into);
    assert!(ran.out.contains("no change"), "{}", ran.out);
    // What an expression makes is not written over.
    cloud.updated(&["--set", "memorySize=1024"]);
    let ran = cloud.run(&into);
    assert!(
        ran.err.contains("`memorySize` differs") && cloud.read("s.yaml") == text,
        "{}{}",
        ran.out,
        ran.err
    );
}

#[test]
fn functions_are_adopted_by_prefix_with_their_code() {
    let cloud = Cloud::new();
    cloud.create("demo-two", json!({"timeout": 5}));
    cloud.write("s.yaml", "edition: 3.0.0\nname: app\naccess: default\nresources:\n  # mine\n  other:\n    component: fc3\n    props:\n      region: cn-hangzhou\n      functionName: other\n      runtime: custom\n      code: ./code");
    let ran = cloud.run(&["pull", "--prefix", "demo", "--into", "s.yaml", "--code", "pulled", "--yes"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let text = cloud.read("s.yaml");
    assert!(
        text.contains("  # mine\n  other:")
            && text.contains("\n  demo:\n")
            && text.contains("\n  demo-two:\n"),
        "{text}"
    );
    assert!(text.contains("code: ./pulled/demo-two\n"), "{text}");
    assert_eq!(cloud.read("pulled/demo/app.py"), "print('one')\n");
    let check = bare(&cloud, &["check", "s.yaml"]);
    assert_eq!(check.code, 0, "{text}\n{}", check.out);
    let ran = cloud.run(&["pull", "--prefix", "demo", "--into", "s.yaml", "--code", "pulled", "--yes"]);
    assert!(ran.code == 2 && ran.err.contains("is not empty"), "{}", ran.err);
    let ran = cloud.run(&["pull", "--prefix", "demo", "--into", "s.yaml", "--yes"]);
    assert!(ran.out.contains("no change"), "{}", ran.out);
    let ran = cloud.run(&["pull", "--prefix", "nothing"]);
    assert_eq!(ran.code, 2);
}

#[test]
fn versions_are_published_listed_and_called() {
    let cloud = Cloud::new();
    let ran = cloud.run(&["publish", NAME, "--description", "the first"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "demo: version 1 is published\n"), "{}", ran.err);
    cloud.updated(&["--set", "timeout=9"]);
    let ran = cloud.run(&["publish", NAME, "--format", "json"]);
    assert_eq!(serde_json::from_str::<Value>(&ran.out).unwrap()["versionId"], "2");
    let ran = cloud.run(&["versions", NAME]);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert!(
        lines.len() == 2 && lines[0].trim().starts_with('2') && lines[1].ends_with("the first"),
        "{}",
        ran.out
    );
    let ran = cloud.run(&["versions", NAME, "--format", "json"]);
    assert_eq!(serde_json::from_str::<Value>(&ran.out).unwrap()[1]["description"], "the first");
    let ran = cloud.run(&["invoke", NAME, "--payload", "{\"a\": 1}", "--qualifier", "1"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "{\"a\": 1}"));
    assert!(ran.err.contains("FC Invoke Start RequestId"), "{}", ran.err);
    let ran = cloud.run_with(&["invoke", NAME, "--payload", "-"], "from a pipe");
    assert_eq!(ran.out, "from a pipe");
    cloud.write("event.json", "[1]");
    assert_eq!(cloud.run(&["invoke", NAME, "--payload", "@event.json"]).out, "[1]");
    let ran = cloud.run(&["invoke", NAME, "--async", "--payload", "x"]);
    assert!(ran.code == 0 && ran.out.is_empty() && ran.err.contains("was handed over"), "{}", ran.err);
    assert_eq!(cloud.run(&["invoke", NAME, "--qualifier", "7"]).code, 1);
    let fault = r#"[{"action": "InvokeFunction", "status": 200, "headers": {"x-fc-error-type": "UnhandledInvocationError"}, "body": "{}"}]"#;
    cloud.emulator.set_faults(fcls::emulator::plan(fault).unwrap());
    let ran = cloud.run(&["invoke", NAME]);
    assert!(ran.code == 1 && ran.err.contains("UnhandledInvocationError"), "{}", ran.err);
}

#[test]
fn a_package_is_shown_before_it_is_sent() {
    let cloud = Cloud::new();
    cloud.write("code/node_modules/big.js", &"x".repeat(5000));
    cloud.write("code/secret.log", "x");
    cloud.write("code/.fcignore", "*.log\n");
    let ran = cloud.run(&["package", "code", "--list"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.out.contains("4.9 KB  node_modules/big.js")
            && ran.out.contains("left out: .fcignore, secret.log"),
        "{}",
        ran.out
    );
    let ran = cloud.run(&["package", "code", "--format", "json", "--output", "out.zip"]);
    let told: Value = serde_json::from_str(&ran.out).unwrap();
    let bytes = std::fs::read(cloud.folder.path().join("out.zip")).unwrap();
    assert_eq!(told["checksum"], fcls::cloud::checksum::checksum(&bytes));
    assert_eq!(cloud.run(&["package", "nothing"]).code, 2);
}

/// Without FCLS_ENDPOINT the emulator is one of our own, whose state outlives the command.
#[test]
fn the_own_emulator_remembers() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("fcls/emulator-cn-hangzhou.json");
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fcls"));
        command.args(arguments).env("XDG_CACHE_HOME", folder.path()).env("HOME", folder.path());
        command.env("LOCALAPPDATA", folder.path()).env_remove("FCLS_ENDPOINT");
        command.stdin(Stdio::null()).output().unwrap()
    };
    let settings = Settings { state: Some(state.clone()), ..Settings::default() };
    std::fs::create_dir_all(state.parent().unwrap()).unwrap();
    let first = Emulator::start(settings).unwrap();
    let cloud = Cloud { emulator: first, ..Cloud::new() };
    let endpoints =
        Endpoints::new("cn-hangzhou", Some(Endpoint::parse(cloud.emulator.base_url()).unwrap())).unwrap();
    let key = Key { id: "testid".into(), secret: Secret::new("testsecret"), token: None };
    let cloud = Cloud { client: Client::new(endpoints, key, Arc::new(Network::new())), ..cloud };
    cloud.create(NAME, json!({}));
    cloud.emulator.stop();
    if cfg!(not(target_os = "macos")) {
        let output = run(&["update", NAME, "--set", "timeout=7", "--yes", "--target", "emulator"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let output = run(&["pull", NAME, "--target", "emulator"]);
        assert!(String::from_utf8_lossy(&output.stdout).contains("timeout: 7"));
    }
}

/// All that belongs to a function comes along, and what is pulled passes the check.
#[test]
fn everything_of_a_function_is_pulled() {
    let cloud = Cloud::new();
    cloud.create(
        "rich",
        json!({
            "description": "line one\nline two", "internetAccess": false, "timeout": 3, "instanceConcurrency": 1,
            "memorySize": 2048, "cpu": 1, "diskSize": 10240,
            "vpcConfig": {"vpcId": "vpc-1", "vSwitchIds": ["vsw-1"], "securityGroupId": "sg-1"},
            "nasConfig": {"userId": 10003, "groupId": 10003,
                "mountPoints": [{"serverAddr": "a-1.cn-hangzhou.nas.aliyuncs.com:/x", "mountDir": "/mnt/x", "enableTLS": false}]},
            "ossMountConfig": {"mountPoints": [{"bucketName": "b", "bucketPath": "/", "mountDir": "/mnt/oss",
                "endpoint": "http://oss-cn-hangzhou-internal.aliyuncs.com", "readOnly": true}]},
            "logConfig": {"project": "p", "logstore": "l", "enableRequestMetrics": true,
                "enableInstanceMetrics": false, "logBeginRule": "DefaultRegex"},
            "customDNS": {"nameServers": ["223.5.5.5"], "searches": ["example.com"],
                "dnsOptions": [{"name": "ndots", "value": "1"}]},
            "instanceLifecycleConfig": {"preStop": {"handler": "index.stop", "timeout": 10}, "initializer": {"timeout": 3}},
            "customRuntimeConfig": {"command": ["node"], "args": ["a.js"], "port": 9000,
                "healthCheckConfig": {"httpGetUrl": "/health", "initialDelaySeconds": 1, "periodSeconds": 3,
                    "timeoutSeconds": 1, "failureThreshold": 3, "successThreshold": 1}},
            "environmentVariables": {"EMPTY": "", "NUMBER": "8080", "LINES": "a\nb\n", "URL": "mysql://u:hunter2-very-secret@h/d"},
        }),
    );
    let (runtime, client) = (&cloud.runtime, &cloud.client);
    runtime.block_on(async {
            let input = serde_json::from_value(json!({"maxAsyncEventAgeInSeconds": 3600, "maxAsyncRetryAttempts": 2,
                "destinationConfig": {"onFailure": {"destination": "acs:fc:cn-hangzhou:1234567890123456:functions/demo"}}}));
            client.put_async_invoke_config("rich", None, &input.unwrap()).await.unwrap();
            let input = serde_json::from_value(json!({"reservedConcurrency": 10})).unwrap();
            client.put_concurrency_config("rich", &input).await.unwrap();
            let input = serde_json::from_value(json!({"defaultTarget": 1, "alwaysAllocateCPU": true,
                "scheduledActions": [{"name": "night", "scheduleExpression": "cron(0 0 22 * * *)", "target": 0,
                    "startTime": "2030-01-01T00:00:00Z", "endTime": "2031-01-01T00:00:00Z", "timeZone": "Asia/Shanghai"}]}));
            client.put_provision_config("rich", None, &input.unwrap()).await.unwrap();
            let input = serde_json::from_value(json!({"vpcId": "vpc-1"})).unwrap();
            client.create_vpc_binding("rich", &input).await.unwrap();
    });
    let text = pulled(&cloud, &["rich"]);
    for part in [
        "description: |-\n        line one\n        line two\n",
        "internetAccess: false\n",
        "EMPTY: ''\n",
        "NUMBER: '8080'\n",
        "LINES: |\n          a\n          b\n",
        "URL: \"${env('URL')}\"\n",
        "asyncInvokeConfig:\n        maxAsyncEventAgeInSeconds: 3600\n",
        "concurrencyConfig:\n        reservedConcurrency: 10\n",
        "provisionConfig:\n        defaultTarget: 1\n        alwaysAllocateCPU: true\n",
        "vpcBinding:\n        vpcIds:\n          - vpc-1\n",
        "preStop:\n          handler: index.stop\n",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    for part in [
        "initializer",
        "timeout: 3\n",
        "instanceConcurrency",
        "enableTLS",
        "codeChecksum",
        "functionArn",
        "state",
    ] {
        assert!(!text.contains(part), "{part}\n{text}");
    }
    let ran = cloud.run(&["pull", "rich", "--into", "s.yaml", "--yes"]);
    assert_eq!(cloud.read("s.yaml"), text, "{}", ran.out);
}

#[test]
fn code_comes_from_an_address_and_values_from_files() {
    let cloud = Cloud::new();
    cloud.create("other", json!({}));
    cloud.write("code/app.py", "print('three')\n");
    cloud.updated(&["--set", "location=code"]);
    let url =
        cloud.runtime.block_on(cloud.client.get_function_code("other", None)).unwrap().value.url.unwrap();
    let ran = cloud.run(&["update", NAME, "--set", &format!("codeUri={url}"), "--yes"]);
    assert!(ran.code == 0 && ran.out.contains("~ code:"), "{}{}", ran.out, ran.err);
    assert_eq!(
        cloud.live().code_checksum,
        cloud.runtime.block_on(cloud.client.get_function("other", None)).unwrap().value.code_checksum
    );
    let ran = cloud.run(&["update", NAME, "--set", "codeUri=http://example.com/a.zip", "--yes"]);
    assert!(ran.code == 2 && ran.err.contains("not encrypted"), "{}", ran.err);
    cloud.write("key.txt", "s3cr3t-new\n");
    cloud.write("runtime.yaml", "command: [node]\nargs:\n  - a.js\n");
    let live = cloud.updated(&[
        "--set-file",
        "environmentVariables.DB_PASSWORD=key.txt",
        "--set-file",
        "customRuntimeConfig=runtime.yaml",
    ]);
    assert_eq!(live.environment_variables.unwrap()["DB_PASSWORD"], "s3cr3t-new");
    assert_eq!(json_of(&live.custom_runtime_config), json!({"command": ["node"], "args": ["a.js"]}));
    // A value that breaks a rule is not shown either, if it is a secret.
    let ran = cloud.run(&["update", NAME, "--set", "environmentVariables={DB_PASSWORD: 77889900}", "--yes"]);
    assert!(ran.code == 1 && !ran.err.contains("77889900"), "{}", ran.err);
    assert_eq!(cloud.run(&["update", NAME, "--set-file", "description=missing.txt", "--yes"]).code, 2);
}

#[test]
fn a_change_that_takes_time_is_waited_for() {
    let cloud = Cloud::new();
    let settings = Settings { slow: 400, ..Settings::default() };
    let slow = Emulator::start(settings).unwrap();
    let endpoints = Endpoints::new("cn-hangzhou", Some(Endpoint::parse(slow.base_url()).unwrap())).unwrap();
    let key = Key { id: "testid".into(), secret: Secret::new("testsecret"), token: None };
    let client = Client::new(endpoints, key, Arc::new(Network::new()));
    let cloud = Cloud { emulator: slow, client, ..cloud };
    cloud.create(NAME, json!({}));
    std::thread::sleep(std::time::Duration::from_millis(500));
    let (ran, actions) = cloud.update(&["--set", "timeout=9"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(actions, ["GetFunction", "UpdateFunction", "GetFunction"]);
}

/// Line breaks of Windows, lists at the column of their key, another indentation: all as the author has them.
#[test]
fn a_file_keeps_its_manners() {
    let cloud = Cloud::new();
    cloud.trigger("web", "http", json!({"authType": "anonymous", "methods": ["GET"]}));
    let text = "edition: 3.0.0\nname: app\naccess: default\nresources:\n    web:\n        component: fc3\n        props:\n            \
                region: cn-hangzhou\n            functionName: demo\n            runtime: custom.debian12\n            \
                instanceConcurrency: 10\n            triggers:\n            - triggerName: web # first\n              \
                triggerType: http\n              triggerConfig: {authType: function, methods: [GET]}\n";
    cloud.write("s.yaml", &text.replace('\n', "\r\n"));
    cloud.trigger("clock", "timer", json!({"cronExpression": "@every 5m", "enable": true}));
    let into = ["pull", NAME, "--into", "s.yaml", "--yes"];
    let ran = cloud.run(&into);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let mended = cloud.read("s.yaml");
    assert_eq!(mended.matches('\n').count(), mended.matches("\r\n").count(), "{mended}");
    for part in [
        "            - triggerName: web # first\r\n",
        "triggerConfig: {authType: anonymous, methods: [GET]}\r\n",
        "            - triggerName: clock\r\n              triggerType: timer\r\n",
        "            environmentVariables:\r\n              MODE: prod\r\n",
        "            timeout: 60\r\n",
    ] {
        assert!(mended.contains(part), "{part}\n{mended}");
    }
    assert!(cloud.run(&into).out.contains("no change"));
    assert_eq!(bare(&cloud, &["check", "s.yaml"]).code, 0, "{mended}");
}
