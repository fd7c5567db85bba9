//! `fcls graph`: what is drawn of each kind of file.

use fcls::document::{Document, NoFiles};
use fcls::ide::graph::{graph, mermaid, svg};
use fcls::text::Text;
use std::sync::Arc;

fn document(text: &str) -> Document {
    Document::new(None, Text::from(text), Arc::new(NoFiles))
}

const FC3: &str = "\
edition: 3.0.0
name: shop
access: default
vars:
  py: python3.10
flow:
  deploy:
    - [orders]
    - [web]
resources:
  orders:
    component: fc3
    props:
      functionName: shop-orders
      runtime: ${vars.py}
      layers:
        - acs:fc:cn-hangzhou:official:layers/Python310/versions/1
      triggers:
        - triggerName: nightly
          triggerType: timer
          triggerConfig:
            cronExpression: '@every 1h'
  web:
    component: fc3
    props:
      functionName: shop-web
      runtime: ${vars.py}
      layers:
        - acs:fc:cn-hangzhou:official:layers/Python310/versions/1
      triggers:
        - triggerName: http
          triggerType: http
          triggerConfig:
            methods: [GET, POST]
      customDomain:
        domainName: shop.example.com
        route:
          path: /*
  api:
    component: fc3-domain
    props:
      domainName: api.example.com
      routeConfig:
        routes:
          - path: /orders/*
            functionName: shop-orders
";

#[test]
fn functions_with_what_calls_them_and_what_they_use() {
    let text = mermaid::text(&graph(&document(FC3)));
    assert_eq!(
        text,
        "flowchart LR
  n0[\"orders<br/>python3.10\"]
  n1[\"web<br/>python3.10\"]
  n2{{\"api<br/>api.example.com\"}}
  n3([\"nightly<br/>timer @every 1h\"])
  n4[/\"Python310/versions/1\"/]
  n5([\"http<br/>http GET POST\"])
  n6{{\"shop.example.com\"}}
  n3 --> n0
  n0 -.-> n4
  n5 --> n1
  n6 -->|\"/*\"| n1
  n1 -.-> n4
  n2 -->|\"/orders/*\"| n0
  n0 ==> n1
"
    );
}

#[test]
fn an_f_yml_with_events_layers_and_aggregation() {
    let text = mermaid::text(&graph(&document(
        "service: x\nprovider:\n  name: aliyun\n  runtime: nodejs14\nfunctions:\n  a:\n    handler: a.h\n    events:\n      - http:\n          path: /a\n          method: get\n  b:\n    handler: b.h\n    events:\n      - timer:\n          type: cron\n          value: 0 0 4 * * *\nlayers:\n  l:\n    path: npm:x@1\naggregation:\n  all:\n    functions: [a]\n",
    )));
    for part in [
        "a<br/>nodejs14",
        "([\"/a<br/>http get\"])",
        "([\"0 0 4 * * *<br/>timer\"])",
        "[/\"l<br/>npm:x@1\"/]",
        "[[\"all\"]]",
        " -.-> n",
    ] {
        assert!(text.contains(part), "{part} is missing:\n{text}");
    }
}

#[test]
fn the_legacy_component() {
    let text = mermaid::text(&graph(&document(
        "edition: 1.0.0\nname: x\nservices:\n  s:\n    component: fc\n    props:\n      function:\n        name: f\n        runtime: go1\n      triggers:\n        - name: t\n          type: oss\n          config: {}\n      customDomains:\n        - domainName: auto\n          routeConfigs:\n            - path: /*\n",
    )));
    for part in ["s<br/>go1", "t<br/>oss", "auto", "|\"/*\"|"] {
        assert!(text.contains(part), "{part} is missing:\n{text}");
    }
}

/// Nothing of a file can become markup.
#[test]
fn names_are_text() {
    let evil =
        FC3.replace("shop.example.com", "'<script>\"x\"</script>'").replace("  web:", "  \"a\\\"]]<b>\":");
    let graph = graph(&document(&evil));
    let (picture, text) = (svg::picture(&graph, |node| Some(node.name.clone())), mermaid::text(&graph));
    assert!(!picture.contains("<script") && !picture.contains("<b>"), "{picture}");
    assert!(!text.contains("<script") && !text.contains("<b>"), "{text}");
    for line in text.lines().filter(|line| line.contains("n6")) {
        assert!(line.matches('"').count() % 2 == 0, "{line}");
    }
}

#[test]
fn broken_and_foreign_files_are_drawn_as_far_as_they_go() {
    assert!(graph(&document("a: 1\n")).nodes.is_empty());
    for cut in (0..FC3.len()).step_by(7) {
        let _ = svg::picture(&graph(&document(&FC3[..cut])), |_| None);
    }
    let nodes = graph(&document(&FC3[..FC3.find("      layers").unwrap()])).nodes;
    assert_eq!(nodes[0].name, "orders");
}
