//! Plans and deploys against the local Function Compute.

#[path = "deploy/bench.rs"]
mod bench;
#[path = "deploy/command.rs"]
mod command;
#[path = "deploy/domains.rs"]
mod domains;
#[path = "deploy/parts.rs"]
mod parts;
#[path = "deploy/trouble.rs"]
mod trouble;

use std::time::Instant;

use bench::{Bench, bench, changes, fields, finished, kept, one, steps};
use fcls::cloud::package::CodeSource;
use fcls::cloud::plan::{CodePlan, Options, Scope};
use fcls::cloud::target::{Auto, Target, Targets};
use serde_json::{Value, json};

fn keys(body: &Value) -> Vec<String> {
    let mut keys: Vec<String> = body.as_object().unwrap().keys().cloned().collect();
    keys.sort();
    keys
}

/// A function that is deployed already; what was sent for it is forgotten.
fn deployed(bench: &Bench) -> Target {
    let target = bench.target("hello");
    bench.deploy(&target);
    bench.forget();
    target
}

#[test]
fn a_new_function_is_made_and_the_second_plan_is_empty() {
    let bench = bench();
    let mut target = bench.target("hello");
    target.tags = Some([("team".to_string(), "a".to_string())].into());
    let plan = bench.plan(&target);
    assert!(!plan.resources[0].exists && !plan.is_empty());
    assert_eq!(steps(&plan), ["CreateFunction"]);
    assert!(bench.text(&plan).contains("to be created"));
    assert!(bench.text(&plan).contains(r#"DB_PASSWORD: "***""#));
    bench.deploy(&target);
    let body = bench.sent("CreateFunction").remove(0);
    assert_eq!(body["tags"], json!([{"Key": "team", "Value": "a"}]));
    assert_eq!(body["functionName"], "hello");
    // Nothing was sent that the file does not have.
    let sent = [
        "code",
        "cpu",
        "diskSize",
        "environmentVariables",
        "functionName",
        "handler",
        "memorySize",
        "runtime",
        "tags",
    ];
    assert_eq!(keys(&body), sent);
}

#[test]
fn settings_alone_are_sent_alone() {
    let bench = bench();
    let mut target = deployed(&bench);
    target.function.insert("memorySize".into(), json!(1024));
    let plan = bench.plan(&target);
    assert_eq!(changes(&plan), ["changed memorySize"]);
    assert!(plan.resources[0].code.as_ref().is_some_and(CodePlan::is_unchanged));
    let report = bench.apply(&plan);
    assert!(finished(&report) && report.done[0].request_id.is_some());
    assert_eq!(bench.sent("UpdateFunction"), [json!({"memorySize": 1024})]);
    // Read, compared again, changed: no more calls than these.
    assert_eq!(bench.actions(), ["GetFunction", "GetFunction", "UpdateFunction"]);
    assert!(bench.plan(&target).is_empty());
}

#[test]
fn code_alone_is_sent_alone() {
    let bench = bench();
    let mut target = deployed(&bench);
    bench.write("index.js", "2");
    target.function.insert("memorySize".into(), json!(1024));
    let options = Options { scope: Scope::Code, ..Options::default() };
    let plan = bench.plan_with(&one(&target), options);
    assert_eq!(changes(&plan), ["changed code"]);
    assert!(finished(&bench.apply(&plan)));
    assert_eq!(keys(&bench.sent("UpdateFunction")[0]), ["code"]);
    assert!(bench.plan_with(&one(&target), options).is_empty());
    // And the settings without the code.
    bench.write("index.js", "3");
    let options = Options { scope: Scope::Config, ..Options::default() };
    let plan = bench.plan_with(&one(&target), options);
    assert_eq!(changes(&plan), ["changed memorySize"]);
}

#[test]
fn both_go_in_one_call() {
    let bench = bench();
    let mut target = deployed(&bench);
    bench.write("index.js", "2");
    target.function.insert("timeout".into(), json!(10));
    bench.deploy(&target);
    let bodies = bench.sent("UpdateFunction");
    assert_eq!((bodies.len(), keys(&bodies[0])), (1, vec!["code".to_string(), "timeout".to_string()]));
    assert!(bodies[0]["code"]["checksum"].is_string());
}

#[test]
fn what_the_file_does_not_have_stays() {
    let bench = bench();
    let mut target = deployed(&bench);
    target.function.insert("description".into(), json!("d"));
    target.function.insert("role".into(), json!("acs:ram::1234567890123456:role/r"));
    target.function.insert(
        "customRuntimeConfig".into(),
        json!({"port": 8000, "command": ["a"], "healthCheckConfig": {"httpGetUrl": "/up"}}),
    );
    bench.deploy(&target);
    for field in ["description", "role"] {
        target.function.remove(field);
    }
    target.function.insert("customRuntimeConfig".into(), json!({"port": 8001}));
    let plan = bench.plan(&target);
    assert_eq!(changes(&plan), ["changed customRuntimeConfig.port"]);
    let stays = kept(&plan);
    for field in ["description", "role", "customRuntimeConfig.command"] {
        assert!(stays.contains(&field.to_string()), "{stays:?}");
    }
    assert!(bench.text(&plan).contains("`s deploy` would take it away"));
    bench.forget();
    bench.deploy(&target);
    assert_eq!(
        bench.sent("UpdateFunction"),
        [
            json!({"customRuntimeConfig": {"port": 8001, "command": ["a"], "healthCheckConfig": {"httpGetUrl": "/up"}}})
        ]
    );
}

#[test]
fn empty_values_clear_and_missing_ones_are_reset_on_demand() {
    let bench = bench();
    let mut target = deployed(&bench);
    target.function.insert("description".into(), json!("d"));
    target.function.insert("timeout".into(), json!(30));
    target
        .function
        .insert("vpcConfig".into(), json!({"vpcId": "v", "vSwitchIds": ["s"], "securityGroupId": "g"}));
    bench.deploy(&target);
    bench.forget();
    target.function.insert("description".into(), json!(""));
    target.function.insert("environmentVariables".into(), json!({}));
    for field in ["vpcConfig", "timeout"] {
        target.function.remove(field);
    }
    let plan = bench.plan(&target);
    assert_eq!(changes(&plan), ["cleared description", "cleared environmentVariables"]);
    assert!(bench.text(&plan).contains("destroys: `description` is removed"));
    bench.deploy(&target);
    assert_eq!(bench.sent("UpdateFunction"), [json!({"description": "", "environmentVariables": {}})]);
    bench.forget();
    let options = Options { reset_missing: true, ..Options::default() };
    let plan = bench.plan_with(&one(&target), options);
    let mut found = changes(&plan);
    found.sort();
    assert_eq!(found, ["cleared timeout", "cleared vpcConfig"]);
    assert!(finished(&bench.apply(&plan)));
    assert_eq!(bench.sent("UpdateFunction")[0]["vpcConfig"]["vpcId"], "");
    assert!(bench.plan_with(&one(&target), options).is_empty());
}

#[test]
fn the_environment_is_whole_or_merged() {
    let bench = bench();
    let mut target = deployed(&bench);
    target.function.insert("environmentVariables".into(), json!({"B": "2"}));
    let plan = bench.plan(&target);
    assert_eq!(
        changes(&plan),
        [
            "added environmentVariables.B",
            "cleared environmentVariables.A",
            "cleared environmentVariables.DB_PASSWORD"
        ]
    );
    let merged = bench.plan_with(&one(&target), Options { merge_environment: true, ..Options::default() });
    assert_eq!(changes(&merged), ["added environmentVariables.B"]);
}

#[test]
fn names_of_roles_become_arns() {
    let bench = bench();
    let mut target = bench.target("hello");
    target.function.insert("role".into(), json!("AliyunFCDefaultRole"));
    bench.deploy(&target);
    let arn = "acs:ram::1234567890123456:role/aliyunfcdefaultrole";
    assert_eq!(bench.sent("CreateFunction")[0]["role"], arn);
    assert_eq!(bench.sent("GetCallerIdentity").len(), 1);
    // The account of a function is known.
    bench.forget();
    target.function.insert("role".into(), json!("other"));
    bench.deploy(&target);
    assert!(bench.sent("GetCallerIdentity").is_empty());
}

#[test]
fn code_in_oss_is_named() {
    let bench = bench();
    let mut target = bench.target("hello");
    target.code = Some(CodeSource::Oss { bucket: "b".into(), object: "o.zip".into() });
    let plan = bench.plan(&target);
    assert!(finished(&bench.apply(&plan)));
    assert_eq!(
        bench.sent("CreateFunction")[0]["code"],
        json!({"ossBucketName": "b", "ossObjectName": "o.zip"})
    );
    let plan = bench.plan(&target);
    assert_eq!(changes(&plan), ["changed code"]);
    assert!(bench.text(&plan).contains("is not known, so it is sent"));
}

#[test]
fn what_is_in_the_way_is_said_and_nothing_is_done() {
    let bench = bench();
    let obstacle = |target: &Target, options: Options, words: &str| {
        let plan = bench.plan_with(&one(target), options);
        assert!(plan.is_blocked() && bench.text(&plan).contains(words), "{}", bench.text(&plan));
        let report = bench.apply(&plan);
        assert!(matches!(report.end, fcls::cloud::apply::End::Blocked));
    };
    let target = bench.target("hello");
    obstacle(&target, Options { scope: Scope::Code, ..Options::default() }, "does not exist");
    obstacle(&Target { code: None, ..target.clone() }, Options::default(), "needs `code`");
    let gone = Some(CodeSource::Path(bench.code().join("gone")));
    obstacle(&Target { code: gone, ..target.clone() }, Options::default(), "cannot be read");
    let mut wrong = target.clone();
    wrong.function.insert("memorySize".into(), json!("much"));
    obstacle(&wrong, Options::default(), "wrong type");
    let mut auto = target.clone();
    auto.auto.push(Auto { field: "logConfig".into(), parameters: Default::default() });
    obstacle(&auto, Options::default(), "makes nothing that costs money");
    let plan = bench.plan_with(&one(&auto), Options { skip_auto: true, ..Options::default() });
    assert!(!plan.is_blocked());
    // What the cloud has is what `auto` means.
    let mut logs = target.clone();
    logs.function.insert("logConfig".into(), json!({"project": "p", "logstore": "l"}));
    bench.deploy(&logs);
    let plan = bench.plan(&auto);
    assert!(plan.is_empty() && !plan.is_blocked(), "{}", bench.text(&plan));
}

#[test]
fn unknown_fields_are_said() {
    let bench = bench();
    let mut target = bench.target("hello");
    target.function.insert("colour".into(), json!("red"));
    let plan = bench.plan(&target);
    assert!(bench.text(&plan).contains("`colour` is not a field of the API"));
    bench.deploy(&target);
}

#[test]
fn fifty_functions_are_planned_with_one_call_each() {
    let bench = bench();
    let functions: Vec<Target> = (0..50).map(|number| bench.target(&format!("f{number}"))).collect();
    let mut targets = Targets { functions, ..Targets::default() };
    let plan = bench.plan_with(&targets, Options::default());
    assert!(finished(&bench.apply(&plan)));
    for target in &mut targets.functions {
        target.function.extend(fields(json!({"timeout": 5})));
    }
    let before = bench.emulator.journal().len();
    let started = Instant::now();
    let plan = bench.runtime.block_on(fcls::cloud::plan::plan(&targets, &bench.clients, Options::default()));
    println!("a plan of 50 functions took {:?}", started.elapsed());
    assert_eq!(steps(&plan).len(), 50);
    assert_eq!(bench.emulator.journal().len() - before, 50);
}

#[test]
fn what_an_update_cannot_do_is_said() {
    let bench = bench();
    let mut target = bench.target("hello");
    target.function.insert("resourceGroupId".into(), json!("rg-1"));
    bench.deploy(&target);
    target.function.insert("resourceGroupId".into(), json!("rg-2"));
    let plan = bench.plan(&target);
    assert!(plan.is_empty() && bench.text(&plan).contains("does not move it"), "{}", bench.text(&plan));
    // One of two settings that hang together is only in the cloud.
    target.function.insert("memorySize".into(), json!(4096));
    target.function.remove("cpu");
    assert!(bench.text(&bench.plan(&target)).contains("4096 MB and 0.5 vCPU do not go together"));
}
