use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Value, json};

use super::*;
use crate::document::{Document, NoFiles};
use crate::text::Text;

struct Table;

impl Outside for Table {
    fn env(&self, name: &str) -> Option<String> {
        match name {
            "A" => Some("a".to_string()),
            "N" => Some("5".to_string()),
            "LOOP" => Some("${env('LOOP')}".to_string()),
            _ => None,
        }
    }

    fn read(&self, path: &str) -> Result<String, String> {
        match path {
            "./a.json" => Ok(r#"{"list": [1, {"deep": true}], "null": null}"#.to_string()),
            "./empty" => Ok(String::new()),
            _ => Err("missing".to_string()),
        }
    }

    fn absolute(&self, path: &str) -> Option<PathBuf> {
        (path == ".").then(|| PathBuf::from("/app"))
    }

    fn config(&self, _key: &str) -> Option<String> {
        None
    }
}

/// The value of `key` in the props of resource `r`, with what stands before.
fn evaluate(head: &str, value: &str) -> Evaluated {
    let text = format!(
        "edition: 3.0.0\n{head}\nresources:\n  r:\n    component: fc3\n    props:\n      v: {value}\n"
    );
    let document = Document::new(Some("/app/s.yaml".into()), Text::from(text.as_str()), Arc::new(NoFiles));
    let names = Names::new(&document);
    let evaluator = Evaluator::new(&names, &Table);
    let entry = names.member("resources", "r").expect("the resource");
    let mut props = evaluator.props(entry);
    props.take("v").unwrap_or_else(|| Evaluated::of(Span::new(0, 0), Value::Null))
}

fn is(value: &str, expected: Value) {
    let head = "vars:\n  n: 5\n  f: 0.5\n  w: 1.0\n  t: true\n  z: 0\n  e: ''\n  s: 'text'\n  q: '5'\n  m: {k: v}\n  \
                l: [a, b]\n  x: null\n  r: ${vars.n}\n  j: ${json(file('./a.json'))}";
    let evaluated = evaluate(head, value);
    assert_eq!(evaluated.failures(), Vec::<&Failure>::new(), "{value}");
    assert_eq!(evaluated.json(), expected, "{value}");
}

fn fails(value: &str) -> FailureKind {
    let evaluated = evaluate("vars:\n  x: null\n  a: ${vars.b}\n  b: [1, '${vars.a}']\n  m: {k: v}", value);
    let failures = evaluated.failures();
    assert!(!failures.is_empty(), "{value} is {:?}", evaluated.json());
    failures[0].kind
}

#[test]
fn a_whole_expression_keeps_its_type() {
    is("${vars.n}", json!(5));
    is("${vars.f}", json!(0.5));
    is("${vars.w}", json!(1));
    is("${vars.t}", json!(true));
    is("${vars.z}", json!(0));
    is("${vars.e}", json!(""));
    is("${vars.q}", json!("5"));
    is("${vars.m}", json!({"k": "v"}));
    is("${vars.l.1}", json!("b"));
    is("${vars.r}", json!(5));
    is("${vars.j.list.1.deep}", json!(true));
    is("${vars.j}", json!({"list": [1, {"deep": true}]}));
    is("\"${vars.n}\"", json!(5));
}

#[test]
fn text_around_makes_text() {
    is("a-${vars.n}-${vars.t}", json!("a-5-true"));
    is("'${vars.n} '", json!("5 "));
    is("${vars.w}${vars.f}", json!("10.5"));
    is("no ${expression", json!("no ${expression"));
    is("'{{vars.n}} stays'", json!("{{vars.n}} stays"));
}

#[test]
fn functions_ask_the_world() {
    is("${env('A')}", json!("a"));
    is("${env(A)}", json!("a"));
    is("${env('N')}", json!("5"));
    is("${env.init(env('N'))}", json!(5));
    is("${env('NONE', vars.n)}", json!(5));
    is("${env('NONE', env('A'))}", json!("a"));
    is("${env('NONE', '')}", json!(""));
    is("${path('.')}", json!("/app"));
    is("${json('[1, 2]')}", json!([1, 2]));
    is("${yaml('[1, a]')}", json!([1, "a"]));
    is("${str(vars.n)}", json!("5"));
    is("${base64('hi')}", json!("aGk="));
    is("${this.name}", json!("r"));
    is("${this.component}", json!("fc3"));
}

#[test]
fn what_cannot_be_evaluated_is_a_failure() {
    assert_eq!(fails("${vars.x}"), FailureKind::Missing);
    assert_eq!(fails("${vars.m.k.deeper}"), FailureKind::Missing);
    assert_eq!(fails("${resources.nope.props.x}"), FailureKind::Missing);
    assert_eq!(fails("${this.props.nope}"), FailureKind::Missing);
    assert_eq!(fails("${resources.r.output.url}"), FailureKind::Output);
    assert_eq!(fails("${this.output.url}"), FailureKind::Output);
    assert_eq!(fails("${env('NONE')}"), FailureKind::Variable);
    assert_eq!(fails("${config('AccountID')}"), FailureKind::Credential);
    assert_eq!(fails("${file('./empty')}"), FailureKind::File);
    assert_eq!(fails("${path('./none')}"), FailureKind::File);
    assert_eq!(fails("${secret('k')}"), FailureKind::Unknown);
    assert_eq!(fails("${shared.k}"), FailureKind::Unknown);
    assert_eq!(fails("${env.A}"), FailureKind::Mistake);
    assert_eq!(fails("${1+2}"), FailureKind::Mistake);
    assert_eq!(fails("x${vars.m}"), FailureKind::Mistake);
    assert_eq!(fails("'{{ name }}'"), FailureKind::Placeholder);
    assert_eq!(fails("{{ name }}"), FailureKind::Placeholder);
    assert_eq!(fails("<%= 1 %>"), FailureKind::Placeholder);
    assert_eq!(fails("*nowhere"), FailureKind::Yaml);
    assert_eq!(fails("{<<: text}"), FailureKind::Yaml);
    assert_eq!(fails("{a: 1, a: 2}"), FailureKind::Yaml);
}

#[test]
fn nothing_turns_forever() {
    assert_eq!(fails("${vars.a}"), FailureKind::Endless);
    assert_eq!(fails("${this.props.v}"), FailureKind::Endless);
    assert_eq!(fails("${env('LOOP')}"), FailureKind::Endless);
    // Each of them is cut where it comes around, not when there is too much of it.
    let itself = evaluate("vars: &v\n  a: 1\n  all: ${vars}\n  same: *v", "${vars}");
    assert_eq!(itself.get("a").and_then(|value| value.text()).as_deref(), Some("1"));
    assert_eq!(itself.failures().len(), 2, "{:?}", itself.failures());
    let merged = evaluate("vars: &v\n  a: 1\n  <<: [*v, *v]", "${vars}");
    assert_eq!(merged.failures().len(), 1, "{merged:?}");
    let twice =
        evaluate("vars: {a: {b: x, c: '${vars.a.b}', d: '${vars.e}'}, e: '${vars.a.c}'}", "${vars.a}");
    assert_eq!(twice.json(), json!({"b": "x", "c": "x", "d": "x"}));
    let bomb: String =
        (1..30).map(|n| format!("  a{n}: ['${{vars.a{0}}}', '${{vars.a{0}}}']\n", n + 1)).collect();
    let evaluated = evaluate(&format!("vars:\n{bomb}  a30: x"), "${vars.a1}");
    assert!(evaluated.failures().iter().any(|failure| failure.kind == FailureKind::Endless));
}

#[test]
fn null_is_dropped_in_mappings_and_kept_in_lists() {
    is("{a: null, b: [null, 1], c: {d: }}", json!({"b": [null, 1], "c": {}}));
}

#[test]
fn merge_keys_and_templates_lie_below() {
    let head = "x: &x {a: 1, b: 2}\ny: &y {b: 3, c: 4}";
    assert_eq!(evaluate(head, "{<<: [*x, *y], a: 0}").json(), json!({"a": 0, "b": 2, "c": 4}));
    assert_eq!(evaluate(head, "{<<: *x, b: null}").json(), json!({"a": 1}));
}
