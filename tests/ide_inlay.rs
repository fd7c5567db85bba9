//! Inlay hints: each fixture has the expected hints in the text, between `‹` and `›`.

use fcls::check::settings::InlayHints;
use fcls::document::{Document, NoFiles};
use fcls::ide::{InlayHint, inlay_hints};
use fcls::message::Lang;
use fcls::text::{Span, Text};
use std::sync::Arc;

const NONE: InlayHints =
    InlayHints { expressions: false, memory: false, ratio: false, inherited: false, cron: false };

/// The text without the marks, and where each hint stands with its words.
fn unmarked(marked: &str) -> (String, Vec<(u32, String)>) {
    let (mut text, mut hints) = (String::new(), Vec::new());
    let mut rest = marked;
    while let Some((before, behind)) = rest.split_once('‹') {
        let (hint, behind) = behind.split_once('›').expect("an end");
        text.push_str(before);
        hints.push((text.len() as u32, hint.to_string()));
        rest = behind;
    }
    (text + rest, hints)
}

fn found(name: &str, text: &str, wanted: InlayHints, lang: Lang) -> Vec<InlayHint> {
    let document = Document::new(Some(format!("/p/{name}").into()), Text::from(text), Arc::new(NoFiles));
    inlay_hints(&document, document.text().span(), wanted, lang)
}

fn check(name: &str, marked: &str, wanted: InlayHints) {
    let (text, expected) = unmarked(marked);
    let hints = found(name, &text, wanted, Lang::En);
    let hints: Vec<(u32, String)> = hints.into_iter().map(|hint| (hint.offset, hint.label)).collect();
    assert_eq!(hints, expected);
}

const S_YAML: &str = "edition: 3.0.0
name: t
vars:
  mem: 2048
  dbPassword: hunter2
  env: &env
    STAGE: dev
template:
  base:
    timeout: 60
resources:
  web:
    component: fc3
    extend:‹timeout: 60 ← line 10›
      name: base
    props:
      region: cn-hangzhou
      functionName: ${this.name}-fn‹= web-fn›
      memorySize: ${vars.mem}‹= 2048›‹2 GB›
      cpu: 1‹= 2 GB per vCPU ✓›
      diskSize: 512
      environmentVariables:
        <<: *env‹STAGE: dev ← line 7›
        URL: ${resources.api.output.url}
        P: ${vars.dbPassword}‹= ••••›
        Q: ${env('HOME')}
      triggers:
        - triggerName: t
          triggerType: timer
          triggerConfig:
            cronExpression: '0 0 4 * * *'‹At 04:00 · UTC›
";

#[test]
fn an_s_yaml_has_all_kinds() {
    check("s.yaml", S_YAML, InlayHints::default());
}

#[test]
fn each_can_be_turned_off() {
    let all = InlayHints::default();
    let (text, expected) = unmarked(S_YAML);
    assert!(found("s.yaml", &text, NONE, Lang::En).is_empty());
    let count = |wanted| expected.len() - found("s.yaml", &text, wanted, Lang::En).len();
    assert_eq!(count(InlayHints { ratio: false, ..all }), 1);
    assert_eq!(count(InlayHints { memory: false, ..all }), 1);
    assert_eq!(count(InlayHints { cron: false, ..all }), 1);
    assert_eq!(count(InlayHints { inherited: false, ..all }), 2);
    // A size behind an expression is known through the expression hint alone.
    assert_eq!(count(InlayHints { expressions: false, ..all }), 4);
}

#[test]
fn an_f_yml_shows_what_the_provider_gives() {
    let marked = "service: {name: s}
provider:
  name: aliyun
  runtime: nodejs20
  region: cn-hangzhou
functions:
  web:‹runtime: nodejs20, region: cn-hangzhou ← line 4›
    handler: a.b
    memorySize: 1536‹1.5 GB›
";
    check("f.yml", marked, InlayHints::default());
}

#[test]
fn chinese_and_tooltips() {
    let (text, _) = unmarked(S_YAML);
    let hints = found("s.yaml", &text, InlayHints::default(), Lang::Zh);
    assert_eq!(hints[0].label, "timeout: 60 ← 第 10 行");
    assert_eq!(hints[2].tooltip.as_deref(), Some("`${vars.mem}` · 第 4 行"));
}

#[test]
fn only_the_asked_part_is_read() {
    let (text, _) = unmarked(S_YAML);
    let document = Document::new(Some("/p/s.yaml".into()), Text::from(text.as_str()), Arc::new(NoFiles));
    let at = text.find("cpu: 1").unwrap() as u32;
    let hints = inlay_hints(&document, Span::new(at, at + 6), InlayHints::default(), Lang::En);
    assert_eq!(hints.iter().map(|hint| hint.label.as_str()).collect::<Vec<_>>(), ["= 2 GB per vCPU ✓"]);
}

#[test]
fn half_typed_files_have_what_is_certain() {
    let (text, _) = unmarked(S_YAML);
    for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
        found("s.yaml", &text[..end], InlayHints::default(), Lang::En);
    }
}
