//! Bad days: whatever goes wrong, the report says what was done and what was not, and the next run goes on.

use std::time::Duration;

use super::bench::{Bench, SECRETS, bench, bench_with, changes, client, finished, steps, style, trigger};
use fcls::cloud::apply::{End, Failed, Report};
use fcls::cloud::plan::Plan;
use fcls::cloud::render;
use fcls::cloud::target::Target;
use fcls::emulator::{Settings, plan as faults};
use fcls::message::Lang;
use serde_json::json;

/// A function whose deploy has five calls.
fn target(bench: &Bench) -> Target {
    let mut target = bench.target("hello");
    let web = json!({"triggerType": "http", "triggerConfig": {"authType": "anonymous", "methods": ["GET"]}});
    let clock = json!({"triggerType": "timer", "triggerConfig": {"cronExpression": "@every 5m"}});
    target.triggers = vec![trigger("web", web), trigger("clock", clock)];
    target.vpc_bindings = Some(vec!["vpc-a".into()]);
    target.concurrency = Some(super::bench::fields(json!({"reservedConcurrency": 3})));
    target
}

const CALLS: usize = 5;

fn make(bench: &Bench, trouble: &str) {
    bench.emulator.set_faults(faults(trouble).unwrap());
}

fn failure(report: &Report) -> &Failed {
    match &report.end {
        End::Failed(failed) => failed,
        other => panic!("{other:?}"),
    }
}

/// Done, failed and not begun are all steps, in their order.
fn whole(plan: &Plan, report: &Report) {
    let done = report.done.iter().map(|done| done.label.step.en.clone());
    let failed = match &report.end {
        End::Failed(failed) => failed.label.as_ref().map(|label| label.step.en.clone()),
        _ => None,
    };
    let left = report.not_begun.iter().map(|label| label.step.en.clone());
    let all: Vec<String> = done.chain(failed).chain(left).collect();
    assert_eq!(all, steps(plan), "{report:?}");
}

/// What is left works once the trouble is over.
fn recovers(bench: &Bench, target: &Target) {
    make(bench, "[]");
    let left = bench.plan(target);
    if !left.is_empty() {
        let report = bench.apply(&left);
        assert!(finished(&report), "{report:?}");
    }
    assert!(bench.plan(target).is_empty());
}

#[test]
fn passing_trouble_is_outlived() {
    for trouble in [
        r#"[{"status":429,"code":"Throttling.User","message":"slow down","times":2}]"#,
        r#"[{"action":"CreateFunction","status":429,"code":"Throttling.User","headers":{"x-acs-retry-after":"5"}}]"#,
        r#"[{"action":"PutConcurrencyConfig","status":503,"code":"ServiceUnavailable","times":2}]"#,
        r#"[{"action":"PutConcurrencyConfig","status":503,"after":true}]"#,
        r#"[{"action":"PutConcurrencyConfig","drop":true}]"#,
        r#"[{"action":"GetFunction","drop":true}]"#,
        r#"[{"action":"CreateTrigger","delayMs":300}]"#,
    ] {
        let bench = bench();
        let target = target(&bench);
        make(&bench, trouble);
        let plan = bench.plan(&target);
        assert!(!plan.is_blocked(), "{trouble}: {}", bench.text(&plan));
        let report = bench.apply(&plan);
        assert!(finished(&report), "{trouble}: {report:?}");
        whole(&plan, &report);
        assert!(bench.plan(&target).is_empty(), "{trouble}");
    }
}

/// Creating is not repeated blindly: the cloud is asked whether it was done.
#[test]
fn a_lost_answer_is_looked_after() {
    for action in ["CreateFunction", "CreateTrigger", "CreateVpcBinding"] {
        for how in [r#""drop":true"#, r#""status":500,"after":true"#] {
            let bench = bench();
            let target = target(&bench);
            make(&bench, &format!(r#"[{{"action":"{action}",{how}}}]"#));
            let plan = bench.plan(&target);
            let report = bench.apply(&plan);
            assert!(finished(&report), "{action} {how}: {report:?}");
            assert_eq!(report.done.len(), CALLS);
            let text = render::report(&report, &style(Lang::En));
            assert!(text.contains("the answer was lost, but the change is there"), "{text}");
            assert!(bench.plan(&target).is_empty());
            let made = bench.emulator.journal().iter().filter(|entry| entry.action == action).count();
            assert_eq!(made, if action == "CreateTrigger" { 2 } else { 1 }, "{action}");
        }
    }
}

#[test]
fn lasting_trouble_is_reported_exactly() {
    let troubles = [
        ("CreateFunction", r#""status":500,"times":9"#, "CreateFunction"),
        ("CreateTrigger", r#""status":403,"code":"AccessDenied","message":"no""#, "lacks a permission"),
        ("CreateTrigger", r#""body":"<html><h1>Sign in</h1></html>""#, "is not from Function Compute"),
        ("CreateVpcBinding", r#""status":403,"code":"SecurityTokenExpired","message":"old""#, "have expired"),
        ("PutConcurrencyConfig", r#""status":429,"code":"Throttling.User","times":9"#, "tried 3 times"),
        ("PutConcurrencyConfig", r#""status":503,"times":9"#, "tried 3 times"),
        ("PutConcurrencyConfig", r#""body":"{""#, "cannot be read"),
    ];
    for (action, how, words) in troubles {
        let bench = bench();
        let target = target(&bench);
        let plan = bench.plan(&target);
        make(&bench, &format!(r#"[{{"action":"{action}",{how}}}]"#));
        let report = bench.apply(&plan);
        let looked = how.contains("body");
        if looked && finished(&report) {
            // The change was made although the answer was none, and that was found out.
            assert!(bench.plan(&target).is_empty());
            continue;
        }
        let failed = failure(&report);
        assert!(failed.message.en.contains(words), "{action} {how}: {failed:?}");
        assert!(failed.label.as_ref().is_some_and(|label| label.step.en.starts_with(action)));
        whole(&plan, &report);
        recovers(&bench, &target);
    }
}

#[test]
fn an_error_has_its_place_in_the_file_and_its_request_id() {
    let bench = bench();
    let mut target = target(&bench);
    target.function.insert("memorySize".into(), json!(4096));
    let plan = bench.plan(&target);
    let report = bench.apply(&plan);
    let failed = failure(&report);
    assert!(failed.message.en.contains("ratio of Memory"), "{failed:?}");
    assert!(failed.request_id.is_some());
    assert_eq!(failed.span.map(|span| span.start), Some(10));
    assert_eq!((report.done.len(), report.not_begun.len()), (0, CALLS - 1));
    let text = render::report(&report, &style(Lang::En));
    assert!(text.contains("at s.yaml@10"), "{text}");
    // The service may repeat what it refuses; the report does not.
    target.function.insert("memorySize".into(), json!(512));
    let plan = bench.plan(&target);
    let message = format!("environmentVariables: {} is bad", SECRETS[1]);
    make(
        &bench,
        &format!(
            r#"[{{"action":"CreateFunction","status":400,"code":"InvalidArgument","message":"{message}"}}]"#
        ),
    );
    let report = bench.apply(&plan);
    assert!(failure(&report).message.en.contains("environmentVariables: *** is bad"));
    let trigger =
        r#"[{"action":"CreateTrigger","status":400,"code":"InvalidArgument","message":"bad triggerConfig"}]"#;
    make(&bench, trigger);
    let report = bench.apply(&bench.plan(&target));
    assert_eq!(failure(&report).span.map(|span| span.start), Some(40));
}

#[test]
fn a_wrong_secret_reads_nothing() {
    let bench = bench();
    let target = target(&bench);
    let mut wrong = bench;
    for own in wrong.clients.0.values_mut() {
        *own = client(&wrong.emulator, wrong.recorder.clone(), "testsecretx");
    }
    let plan = wrong.plan(&target);
    assert!(plan.is_blocked());
    assert!(wrong.text(&plan).contains("does not belong to the AccessKey id"), "{}", wrong.text(&plan));
    assert!(matches!(wrong.apply(&plan).end, End::Blocked));
}

/// The credentials end between two calls: what was done is said, and the next run does the rest.
#[test]
fn credentials_may_end_at_any_call() {
    for action in
        ["GetFunction", "CreateFunction", "CreateTrigger", "CreateVpcBinding", "PutConcurrencyConfig"]
    {
        let bench = bench();
        let target = target(&bench);
        let plan = bench.plan(&target);
        make(
            &bench,
            &format!(
                r#"[{{"action":"{action}","status":403,"code":"InvalidSecurityToken.Expired","message":"x"}}]"#
            ),
        );
        let report = bench.apply(&plan);
        whole(&plan, &report);
        assert_eq!(finished(&report), action == "GetFunction");
        recovers(&bench, &target);
    }
}

#[test]
fn a_cloud_that_has_changed_is_not_overwritten() {
    let bench = bench();
    let mut target = target(&bench);
    bench.deploy(&target);
    target.function.insert("timeout".into(), json!(20));
    target.triggers[0].fields["triggerConfig"]["methods"] = json!(["PUT"]);
    let plan = bench.plan(&target);
    assert_eq!(steps(&plan), ["UpdateFunction", "UpdateTrigger web"]);
    let other = serde_json::from_value(json!({"description": "someone else", "timeout": 15})).unwrap();
    bench.runtime.block_on(bench.client().update_function("hello", &other)).unwrap();
    bench.forget();
    let report = bench.apply(&plan);
    let End::Changed(new) = &report.end else { panic!("{report:?}") };
    assert!(report.done.is_empty() && bench.sent("UpdateFunction").is_empty());
    assert_eq!(report.not_begun.len(), 2);
    let text = render::report(&report, &style(Lang::En));
    assert!(text.contains("timeout: 15 → 20") && text.contains("description"), "{text}");
    assert!(finished(&bench.apply(new)));
    assert!(bench.plan(&target).is_empty());
    // What the plan does not touch may change.
    target.function.insert("timeout".into(), json!(21));
    let plan = bench.plan(&target);
    bench.runtime.block_on(bench.client().delete_trigger("hello", "clock")).unwrap();
    assert!(finished(&bench.apply(&plan)));
}

#[test]
fn it_stops_between_any_two_calls_and_goes_on_later() {
    for stop in 0..CALLS {
        let bench = bench();
        let target = target(&bench);
        let plan = bench.plan(&target);
        let report = bench.apply_until(&plan, stop);
        assert!(matches!(report.end, End::Cancelled), "{stop}: {report:?}");
        assert_eq!((report.done.len(), report.not_begun.len()), (stop, CALLS - stop));
        whole(&plan, &report);
        let left = bench.plan(&target);
        assert_eq!(steps(&left).len(), CALLS - stop, "{stop}: {:?}", changes(&left));
        recovers(&bench, &target);
    }
}

#[test]
fn a_change_is_waited_for() {
    let bench = bench_with(Settings { slow: 60, ..Settings::default() });
    let mut target = bench.target("hello");
    bench.deploy(&target);
    target.function.insert("timeout".into(), json!(9));
    let plan = bench.plan(&target);
    let started = std::time::Instant::now();
    assert!(finished(&bench.apply(&plan)));
    assert!(started.elapsed() >= Duration::from_millis(50));
    // A cancelled wait is no failure: the service has taken the change.
    target.function.insert("timeout".into(), json!(10));
    let plan = bench.plan(&target);
    let report = bench.apply_until(&plan, 1);
    let text = render::report(&report, &style(Lang::En));
    assert!(text.contains("it was not waited for"), "{text}");
}

#[test]
fn two_who_create_at_once_do_not_overwrite_each_other() {
    let bench = bench();
    let target = target(&bench);
    let plan = bench.plan(&target);
    bench.deploy(&bench.target("hello"));
    let report = bench.apply(&plan);
    assert!(failure(&report).message.en.contains("it exists already"), "{report:?}");
    assert_eq!(report.done.len(), 0);
    recovers(&bench, &target);
}
