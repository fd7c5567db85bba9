//! Completion at a cursor (`<|>`), and the property that makes it safe: applying any item at any place
//! leaves a file that parses, with every other line as it was.

use fcls::document::{Document, NoFiles};
use fcls::ide::{CompletionItem, completions};
use fcls::text::{Edit, Text};
use std::sync::Arc;

const CURSOR: &str = "<|>";

fn document(name: &str, source: &str) -> Document {
    Document::new(Some(format!("/project/{name}").into()), Text::from(source), Arc::new(NoFiles))
}

fn items(name: &str, marked: &str) -> (Document, u32, Vec<CompletionItem>) {
    let at = marked.find(CURSOR).expect("a cursor");
    let source = marked.replacen(CURSOR, "", 1);
    let document = document(name, &source);
    let mut items = completions(&document, at as u32).items;
    items.sort_by(|a, b| a.sort.cmp(&b.sort));
    (document, at as u32, items)
}

fn labels(name: &str, marked: &str) -> Vec<String> {
    items(name, marked).2.into_iter().map(|item| item.label).collect()
}

/// The text after taking the item `label` (its plain form).
fn take(name: &str, marked: &str, label: &str) -> String {
    let (document, _, items) = items(name, marked);
    let item = items.iter().find(|item| item.label == label).unwrap_or_else(|| {
        let labels: Vec<_> = items.iter().map(|item| &item.label).collect();
        panic!("no item {label} among {labels:?}")
    });
    document.text().with_edits(&edits(item)).to_string()
}

fn edits(item: &CompletionItem) -> Vec<Edit> {
    let mut edits = item.additional.clone();
    edits.push(Edit::replace(item.replace, item.plain.clone()));
    edits.sort_by_key(|edit| edit.span);
    edits
}

fn function(props: &str) -> String {
    let mut text =
        String::from("edition: 3.0.0\nname: t\nresources:\n  f:\n    component: fc3\n    props:\n");
    for line in props.lines() {
        text.push_str(&format!("      {line}\n"));
    }
    text
}

#[track_caller]
fn assert_has(labels: &[String], wanted: &[&str]) {
    for word in wanted {
        assert!(labels.iter().any(|label| label == word), "{word} is not among {labels:?}");
    }
}

#[track_caller]
fn assert_lacks(labels: &[String], unwanted: &[&str]) {
    for word in unwanted {
        assert!(!labels.iter().any(|label| label == word), "{word} is among {labels:?}");
    }
}

#[test]
fn an_empty_file_offers_the_top_level() {
    assert_has(&labels("f.yml", "<|>"), &["service", "provider", "functions", "aggregation"]);
    assert_has(&labels("s.yaml", "<|>"), &["edition", "name", "resources", "vars"]);
    assert_has(&labels("s.yaml", "edition: 3.0.0\nre<|>"), &["resources"]);
}

#[test]
fn required_keys_come_first_and_present_ones_are_left_out() {
    let found = labels("s.yaml", &function("region: cn-hangzhou\n<|>"));
    assert_eq!(&found[..2], ["functionName", "runtime"]);
    assert_lacks(&found, &["region"]);
    assert_has(&found, &["memorySize", "timeout", "triggers", "vpcConfig"]);
}

#[test]
fn keys_are_offered_in_the_middle_of_a_block_and_on_half_typed_lines() {
    assert_has(&labels("s.yaml", &function("region: x\nmem<|>\ncpu: 1")), &["memorySize"]);
    assert_has(&labels("s.yaml", &function("region: x\n<|>\ncpu: 1")), &["memorySize"]);
    // The line above is broken.
    assert_has(&labels("s.yaml", &function("region: 'cn-\nmem<|>")), &["memorySize"]);
    assert_has(&labels("s.yaml", &function("customRuntimeConfig: {\nmem<|>")), &["memorySize"]);
    assert_has(&labels("s.yaml", &function("triggers:\n  - \nmem<|>")), &["memorySize"]);
}

#[test]
fn nested_blocks_offer_their_own_keys() {
    let found = labels("s.yaml", &function("customRuntimeConfig:\n  <|>"));
    assert_has(&found, &["command", "args", "port", "healthCheckConfig"]);
    assert_lacks(&found, &["memorySize"]);
    let found = labels("s.yaml", &function("customRuntimeConfig:\n  port: 9000\n  co<|>\ncpu: 1"));
    assert_has(&found, &["command"]);
    assert_lacks(&found, &["port"]);
}

#[test]
fn trigger_keys_are_narrowed_by_the_type() {
    let timer = "triggers:\n  - triggerName: t\n    triggerType: timer\n    triggerConfig:\n      <|>";
    let found = labels("s.yaml", &function(timer));
    assert_has(&found, &["cronExpression", "enable", "payload"]);
    assert_lacks(&found, &["methods", "authType"]);
    let http = "triggers:\n  - triggerName: t\n    triggerType: http\n    triggerConfig:\n      authType: anonymous\n      <|>";
    let found = labels("s.yaml", &function(http));
    assert_has(&found, &["methods"]);
    assert_lacks(&found, &["cronExpression", "authType"]);
    assert_has(
        &labels("s.yaml", &function("triggers:\n  - <|>")),
        &["triggerName", "triggerType", "triggerConfig"],
    );
    assert_has(
        &labels("s.yaml", &function("triggers:\n  - triggerName: t\n    tr<|>")),
        &["triggerType", "triggerConfig"],
    );
}

#[test]
fn components_decide_what_props_offer() {
    let domain =
        "edition: 3.0.0\nname: t\nresources:\n  d:\n    component: fc3-domain\n    props:\n      <|>\n";
    let found = labels("s.yaml", domain);
    assert_has(&found, &["domainName", "protocol", "routeConfig"]);
    assert_lacks(&found, &["memorySize"]);
    let legacy = "edition: 1.0.0\nname: t\nservices:\n  d:\n    component: fc\n    props:\n      <|>\n";
    assert_has(&labels("s.yaml", legacy), &["region", "service", "function", "triggers"]);
    let block = "edition: 3.0.0\nname: t\nresources:\n  d:\n    <|>\n";
    assert_has(&labels("s.yaml", block), &["component", "props", "actions"]);
}

#[test]
fn values_of_lists_booleans_and_sizes() {
    let found = labels("s.yaml", &function("region: <|>"));
    assert_has(&found, &["cn-hangzhou", "cn-shanghai"]);
    assert_has(&labels("s.yaml", &function("runtime: node<|>")), &["nodejs20", "nodejs18"]);
    assert_has(&labels("s.yaml", &function("internetAccess: <|>")), &["true", "false"]);
    let found = labels("s.yaml", &function("memorySize: 1024\ncpu: <|>"));
    assert_has(&found, &["0.25", "0.5", "1"]);
    assert_lacks(&found, &["2", "4", "0.1"]);
    let found = labels("s.yaml", &function("cpu: 2\nmemorySize: <|>"));
    assert_has(&found, &["2048", "4096", "8192"]);
    assert_lacks(&found, &["512", "16384"]);
    assert_has(
        &labels(
            "s.yaml",
            &function(
                "triggers:\n  - triggerName: t\n    triggerType: http\n    triggerConfig:\n      methods:\n        - <|>",
            ),
        ),
        &["GET", "POST"],
    );
    assert_has(
        &labels(
            "s.yaml",
            &function(
                "triggers:\n  - triggerName: t\n    triggerType: http\n    triggerConfig:\n      methods: [GET, <|>]",
            ),
        ),
        &["POST"],
    );
    assert_has(&labels("s.yaml", &function("triggers:\n  - triggerType: <|>")), &["http", "timer", "oss"]);
}

#[test]
fn names_of_the_file_are_offered_where_they_are_meant() {
    let f = "service: s\nprovider:\n  name: aliyun\nfunctions:\n  hello:\n    handler: a.b\naggregation:\n  all:\n    functions:\n      - <|>\n";
    assert_has(&labels("f.yml", f), &["hello"]);
    assert_has(&labels("f.yml", "provider:\n  name: <|>"), &["aliyun", "tencent"]);
    assert_has(
        &labels(
            "f.yml",
            "service: s\nprovider:\n  name: aliyun\nfunctions:\n  a:\n    handler: a.b\n    events:\n      - <|>",
        ),
        &["http", "timer"],
    );
    assert_has(
        &labels(
            "f.yml",
            "service: s\nprovider:\n  name: aliyun\nfunctions:\n  a:\n    handler: a.b\n    events:\n      - http:\n          <|>",
        ),
        &["path", "method"],
    );
}

#[test]
fn expressions_offer_variables_resources_and_functions() {
    let file = |value: &str| {
        format!(
            "edition: 3.0.0\nname: t\nvars:\n  region: cn-hangzhou\n  deep:\n    a: 1\nresources:\n  g:\n    component: fc3\n    props:\n      functionName: gee\n  f:\n    component: fc3\n    props:\n      region: {value}\n"
        )
    };
    assert_has(&labels("s.yaml", &file("${<|>}")), &["vars", "env", "resources", "this"]);
    assert_has(&labels("s.yaml", &file("${v<|>")), &["vars"]);
    assert_has(&labels("s.yaml", &file("${vars.<|>}")), &["region", "deep"]);
    assert_eq!(labels("s.yaml", &file("${vars.deep.<|>")), ["a"]);
    assert_has(&labels("s.yaml", &file("${resources.<|>}")), &["g", "f"]);
    assert_has(&labels("s.yaml", &file("${resources.g.props.<|>}")), &["functionName"]);
    assert_has(&labels("s.yaml", &file("pre-${env('X', vars.<|>)}")), &["region"]);
    assert_eq!(take("s.yaml", &file("${vars.re<|>}"), "region"), file("${vars.region}"));
}

#[test]
fn before_an_opening_quote_the_quoted_text_is_replaced() {
    let methods = |item: &str| {
        function(&format!(
            "triggers:\n  - triggerName: t\n    triggerType: http\n    triggerConfig:\n      methods:\n        - {item}"
        ))
    };
    assert_eq!(take("s.yaml", &methods("<|>'GET'"), "POST"), methods("POST"));
    assert_eq!(
        take("s.yaml", &function("region: <|>'cn-x' # c"), "cn-beijing"),
        function("region: cn-beijing # c")
    );
    assert!(labels("s.yaml", &function("region: <|>'cn-x")).is_empty());
}

#[test]
fn a_blank_line_inside_a_deeper_block_offers_that_block() {
    let text = function("region: x\n\n<|>\nruntime: python3.10");
    let text = text.replace("      <|>", "<|>") + "    access: default\n";
    assert_eq!(
        take("s.yaml", &text, "timeout").lines().find(|line| line.contains("timeout")),
        Some("      timeout: 3"),
    );
    assert_lacks(&labels("s.yaml", &text), &["vars", "region", "runtime"]);
}

#[test]
fn below_a_block_scalar_the_outer_block_goes_on() {
    let found = labels("s.yaml", &function("description: |\n  text\n<|>\nregion: x"));
    assert_has(&found, &["memorySize"]);
    assert_lacks(&found, &["description", "region"]);
}

#[test]
fn a_deciding_key_that_is_half_typed_leaves_every_variant() {
    let found = labels(
        "s.yaml",
        &function("triggers:\n  - triggerName: t\n    triggerTy\n    triggerConfig:\n      <|>"),
    );
    assert_has(&found, &["authType", "cronExpression"]);
}

#[test]
fn nothing_is_offered_in_comments_and_free_text() {
    assert!(labels("s.yaml", &function("<|># com")).is_empty());
    assert_eq!(
        take("s.yaml", &function("mem<|> # c"), "memorySize")
            .lines()
            .last()
            .map(|line| line.ends_with(" # c")),
        Some(true)
    );
    assert!(labels("s.yaml", &function("region: x # com<|>")).is_empty());
    assert!(labels("s.yaml", &function("# com<|>")).is_empty());
    assert!(labels("s.yaml", &function("description: |\n  free <|>text")).is_empty());
    assert!(labels("other.yaml", "a: <|>").is_empty());
}

#[test]
fn a_taken_key_keeps_what_follows_it() {
    assert_eq!(take("s.yaml", &function("mem<|>: 512"), "memorySize"), function("memorySize: 512"));
    assert_eq!(take("s.yaml", &function("mem<|>Size: 512"), "memorySize"), function("memorySize: 512"));
    assert_eq!(
        take("s.yaml", &function("region: cn-<|>beijing # x"), "cn-hangzhou"),
        function("region: cn-hangzhou # x")
    );
    assert_eq!(
        take("s.yaml", &function("region: 'cn-<|>'"), "cn-hangzhou"),
        function("region: 'cn-hangzhou'")
    );
}

#[test]
fn a_taken_block_brings_its_required_children_at_the_right_columns() {
    let taken = take("s.yaml", &function("vpc<|>"), "vpcConfig");
    assert!(taken.contains("      vpcConfig:"), "{taken}");
    let triggers = take("s.yaml", &function("trig<|>"), "triggers");
    assert!(
        triggers.contains("      triggers:\n        - triggerName: ")
            && triggers.contains("\n          triggerType: "),
        "{triggers}"
    );
}

/// Documents whose every place is tried.
const SAMPLES: &[(&str, &str)] = &[
    ("s.yaml", include_str!("../examples/hello-fc3/s.yaml")),
    ("s.yaml", include_str!("../examples/shop-fc3/s.yaml")),
    ("s.yaml", include_str!("../examples/legacy-fc/s.yaml")),
    ("s.yaml", include_str!("../examples/with-mistakes/s.yaml")),
    ("f.yml", include_str!("../examples/midway-f/f.yml")),
    ("f.yml", include_str!("../examples/with-mistakes/f.yml")),
];

/// A file with one line blanked out at the cursor, as it is while somebody types there.
fn states(source: &str) -> Vec<(String, u32)> {
    let mut states = Vec::new();
    let mut start = 0;
    for line in source.split_inclusive('\n') {
        let content = line.trim_end_matches('\n');
        let indent = content.len() - content.trim_start().len();
        // The line as it is, at its word and at its end.
        for column in [indent, content.len()] {
            states.push((source.to_string(), (start + column) as u32));
        }
        // The line emptied, with the cursor at its indentation.
        let mut emptied = source.to_string();
        emptied.replace_range(start + indent..start + content.len(), "");
        states.push((emptied, (start + indent) as u32));
        // The value emptied.
        if let Some(colon) = content.find(": ") {
            let mut emptied = source.to_string();
            emptied.replace_range(start + colon + 2..start + content.len(), "");
            states.push((emptied, (start + colon + 2) as u32));
        }
        start += line.len();
    }
    states
}

#[test]
fn every_item_at_every_place_leaves_a_file_that_parses() {
    let mut tried = 0;
    for (name, source) in SAMPLES {
        for (text, offset) in states(source) {
            let document = document(name, &text);
            let before = document.tree().errors().len();
            for item in completions(&document, offset).items {
                assert!(item.replace.touches(offset), "{name}: the edit does not hold the cursor: {item:?}");
                let text = document.text().with_edits(&edits(&item));
                let edited = fcls::document::Document::new(None, text, Arc::new(NoFiles));
                let after = edited.tree().errors();
                assert!(
                    after.len() <= before,
                    "{name} at {offset}: {} breaks the file: {after:?}\n{}",
                    item.label,
                    edited.text()
                );
                tried += 1;
            }
        }
    }
    assert!(tried > 2_000, "only {tried} items were tried");
}
