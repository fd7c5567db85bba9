//! What hangs on a function: tags, triggers, configs.

use super::bench::{bench, changes, fields, kept, one, steps, trigger};
use fcls::cloud::plan::Options;
use serde_json::json;

#[test]
fn tags_are_set_and_removed() {
    let bench = bench();
    let mut target = bench.target("hello");
    let tags = |pairs: &[(&str, &str)]| {
        Some(pairs.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect())
    };
    target.tags = tags(&[("a", "1"), ("b", "2")]);
    bench.deploy(&target);
    target.tags = tags(&[("b", "3"), ("c", "4")]);
    let plan = bench.plan(&target);
    assert_eq!(steps(&plan), ["UntagResources", "TagResources"]);
    assert_eq!(changes(&plan), ["cleared tags.a", "changed tags.b", "added tags.c"]);
    bench.deploy(&target);
    // A file without tags leaves them alone.
    target.tags = None;
    assert!(bench.plan(&target).is_empty());
}

#[test]
fn triggers_are_made_changed_and_kept() {
    let bench = bench();
    let mut target = bench.target("hello");
    let web = json!({"triggerType": "http", "triggerConfig": {"authType": "anonymous", "methods": ["GET", "POST"]}});
    let clock =
        json!({"triggerType": "timer", "triggerConfig": {"cronExpression": "@every 5m", "enable": true}});
    target.triggers = vec![trigger("web", web), trigger("clock", clock)];
    let report = bench.deploy(&target);
    assert!(report.done[1].notes[0].en.starts_with("https://"), "{report:?}");
    // The order of methods means nothing; the config is JSON text on the wire.
    target.triggers[0].fields["triggerConfig"]["methods"] = json!(["POST", "GET"]);
    assert!(bench.plan(&target).is_empty());
    target.triggers[0].fields["triggerConfig"]["methods"] = json!(["GET"]);
    target.triggers.remove(1);
    let plan = bench.plan(&target);
    assert_eq!(steps(&plan), ["UpdateTrigger web"]);
    assert_eq!(changes(&plan), ["changed triggers.web.triggerConfig.methods"]);
    assert!(kept(&plan).contains(&"triggers.clock".to_string()));
    bench.forget();
    bench.deploy(&target);
    let body = bench.sent("UpdateTrigger").remove(0);
    let config = body["triggerConfig"].as_str().unwrap();
    assert_eq!(body.as_object().unwrap().len(), 1);
    assert!(config.contains("anonymous") && config.contains(r#"["GET"]"#), "{config}");
}

#[test]
fn a_trigger_that_cannot_be_changed_is_made_anew() {
    let bench = bench();
    let mut target = bench.target("hello");
    let web = json!({"triggerType": "http", "triggerConfig": {"authType": "anonymous", "methods": ["GET"]}});
    let topic = json!({"triggerType": "mns_topic", "sourceArn": "acs:mns:cn-hangzhou::/topics/t",
        "triggerConfig": {"notifyContentFormat": "JSON"}});
    target.triggers = vec![trigger("web", web), trigger("topic", topic)];
    bench.deploy(&target);
    // The account in the ARN was filled in.
    let sent = bench.sent("CreateTrigger");
    assert_eq!(sent[1]["sourceArn"], "acs:mns:cn-hangzhou:1234567890123456:/topics/t");
    target.triggers[0].fields =
        fields(json!({"triggerType": "timer", "triggerConfig": {"cronExpression": "@every 5m"}}));
    target.triggers[1].fields["triggerConfig"]["notifyContentFormat"] = json!("STREAM");
    let plan = bench.plan(&target);
    assert_eq!(
        steps(&plan),
        ["DeleteTrigger web", "CreateTrigger web", "DeleteTrigger topic", "CreateTrigger topic"]
    );
    let text = bench.text(&plan);
    assert!(
        text.contains("deleted and made anew") && text.contains("public address of trigger web"),
        "{text}"
    );
    bench.deploy(&target);
}

#[test]
fn configs_are_put_as_a_whole_and_only_when_they_differ() {
    let bench = bench();
    let mut target = bench.target("hello");
    target.async_invoke = Some(fields(json!({"maxAsyncRetryAttempts": 1, "asyncTask": true,
        "destinationConfig": {"onFailure": {"destination": "acs:fc:cn-hangzhou:1:functions/x"}}})));
    target.concurrency = Some(fields(json!({"reservedConcurrency": 10})));
    target.provision = Some(fields(json!({"target": 2, "alwaysAllocateCPU": true})));
    target.scaling = Some(fields(json!({"minInstances": 1})));
    target.vpc_bindings = Some(vec!["vpc-a".into(), "vpc-b".into()]);
    bench.deploy(&target);
    bench.forget();
    target.async_invoke = Some(fields(json!({"maxAsyncRetryAttempts": 2})));
    target.concurrency = Some(fields(json!({"reservedConcurrency": 0})));
    target.vpc_bindings = Some(vec!["vpc-b".into(), "vpc-c".into()]);
    let plan = bench.plan(&target);
    assert_eq!(
        steps(&plan),
        ["PutAsyncInvokeConfig", "CreateVpcBinding vpc-c", "DeleteVpcBinding vpc-a", "PutConcurrencyConfig"]
    );
    bench.deploy(&target);
    // What the file no longer says of asynchronous calls was sent along, so that it stays.
    let body = bench.sent("PutAsyncInvokeConfig").remove(0);
    assert_eq!((&body["asyncTask"], &body["maxAsyncRetryAttempts"]), (&json!(true), &json!(2)));
    // A file that is silent about them leaves them alone, and they are not even read.
    let silent = bench.target("hello");
    bench.forget();
    assert!(bench.plan(&silent).is_empty());
    assert_eq!(bench.actions(), ["GetFunction"]);
    let reset = Options { reset_missing: true, ..Options::default() };
    let plan = bench.plan_with(&one(&silent), reset);
    assert_eq!(
        steps(&plan),
        [
            "DeleteAsyncInvokeConfig",
            "DeleteVpcBinding vpc-b",
            "DeleteVpcBinding vpc-c",
            "DeleteProvisionConfig",
            "DeleteScalingConfig",
            "DeleteConcurrencyConfig"
        ]
    );
    assert!(super::bench::finished(&bench.apply(&plan)));
    assert!(bench.plan_with(&one(&silent), reset).is_empty());
}
