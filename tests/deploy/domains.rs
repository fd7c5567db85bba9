//! Custom domains.

use super::bench::{Bench, bench, changes, fields, finished, kept, steps};
use fcls::cloud::plan::Options;
use fcls::cloud::target::{DomainTarget, Target, Targets};
use fcls::emulator::REGION;
use serde_json::{Value, json};

fn with_route(bench: &Bench, function: &str, domain: &str, path: &str) -> Target {
    let mut target = bench.target(function);
    target.domain = Some(DomainTarget {
        region: REGION.into(),
        name: domain.into(),
        fields: fields(json!({"protocol": "HTTP",
            "routeConfig": {"routes": [{"path": path, "functionName": function}]}})),
    });
    target
}

fn targets(functions: Vec<Target>) -> Targets {
    Targets { functions, ..Targets::default() }
}

fn routes(bench: &Bench, domain: &str) -> Value {
    let answer = bench.runtime.block_on(bench.client().get_custom_domain(domain)).unwrap();
    serde_json::to_value(answer.value.route_config.unwrap().routes.unwrap()).unwrap()
}

#[test]
fn functions_share_a_domain_and_leave_the_routes_of_others_alone() {
    let bench = bench();
    let both = targets(vec![
        with_route(&bench, "a", "www.example.com", "/a"),
        with_route(&bench, "b", "www.example.com", "/b"),
    ]);
    let plan = bench.plan_with(&both, Options::default());
    assert_eq!(steps(&plan), ["CreateFunction", "CreateFunction", "CreateCustomDomain"]);
    assert!(finished(&bench.apply(&plan)));
    assert!(bench.plan_with(&both, Options::default()).is_empty());
    // One alone does not take the other's route away.
    let alone = targets(vec![with_route(&bench, "b", "www.example.com", "/b")]);
    assert!(bench.plan_with(&alone, Options::default()).is_empty());
    let more = targets(vec![with_route(&bench, "b", "www.example.com", "/more")]);
    let plan = bench.plan_with(&more, Options::default());
    assert_eq!(changes(&plan), ["added routeConfig.routes[/more]"]);
    assert!(finished(&bench.apply(&plan)));
    assert_eq!(routes(&bench, "www.example.com").as_array().unwrap().len(), 3);
    // A path of another function is not taken.
    let taken = targets(vec![with_route(&bench, "b", "www.example.com", "/a")]);
    let plan = bench.plan_with(&taken, Options::default());
    assert!(plan.is_blocked() && bench.text(&plan).contains("leads to function a"), "{}", bench.text(&plan));
}

#[test]
fn a_domain_of_its_own_has_the_routes_of_the_file() {
    let bench = bench();
    let functions = targets(vec![bench.target("a")]);
    assert!(finished(&bench.apply(&bench.plan_with(&functions, Options::default()))));
    let domain = |paths: &[&str]| {
        let routes: Vec<Value> =
            paths.iter().map(|path| json!({"path": path, "functionName": "a", "methods": ["GET"]})).collect();
        let fields = fields(json!({"protocol": "HTTP", "routeConfig": {"routes": routes},
            "certConfig": {"certName": "c", "certificate": "PEM", "privateKey": "hunter22-of-the-database"}}));
        let domain = DomainTarget { region: REGION.into(), name: "www.example.com".into(), fields };
        Targets { domains: vec![("site".into(), domain, Default::default())], ..Targets::default() }
    };
    let first = domain(&["/x", "/y"]);
    assert!(finished(&bench.apply(&bench.plan_with(&first, Options::default()))));
    assert!(bench.plan_with(&first, Options::default()).is_empty());
    let second = domain(&["/x"]);
    let plan = bench.plan_with(&second, Options::default());
    assert_eq!(changes(&plan), ["cleared routeConfig.routes[/y]"]);
    assert!(finished(&bench.apply(&plan)));
    assert!(bench.plan_with(&second, Options::default()).is_empty());
    assert_eq!(kept(&bench.plan_with(&second, Options::default())), Vec::<String>::new());
}

#[test]
fn a_test_domain_is_found_but_never_made() {
    let bench = bench();
    let auto = targets(vec![with_route(&bench, "a", "auto", "/*")]);
    let plan = bench.plan_with(&auto, Options::default());
    assert!(plan.is_blocked() && bench.text(&plan).contains("makes no test domains"));
    let plan = bench.plan_with(&auto, Options { skip_auto: true, ..Options::default() });
    assert!(finished(&bench.apply(&plan)));
    let named = targets(vec![with_route(&bench, "a", "a.example.com", "/*")]);
    assert!(finished(&bench.apply(&bench.plan_with(&named, Options::default()))));
    let plan = bench.plan_with(&auto, Options::default());
    assert!(plan.is_empty() && !plan.is_blocked(), "{}", bench.text(&plan));
    assert_eq!(plan.resources[1].name, "a.example.com");
}
