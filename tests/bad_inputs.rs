//! Forty inputs that a deploy tool's schema mostly lets through (it refuses seventeen), written as the props
//! of an s.yaml: each is reported, at the text that is wrong.

use fcls::check::{Memo, check};
use fcls::document::{Document, FileType, TableFiles};
use fcls::text::Text;
use std::path::Path;
use std::sync::Arc;

/// What a function needs; a row's keys replace these.
const BASE: &[(&str, &str)] = &[
    ("region", "cn-hangzhou"),
    ("functionName", "demo"),
    ("runtime", "custom.debian11"),
    ("handler", "index.handler"),
    ("code", "./code"),
    ("customRuntimeConfig", "{command: [python3], args: [app.py], port: 9000}"),
];

/// A row: its number, the keys that are written (or, with `-`, left out), the code of the finding, and the
/// text it marks.
type Row = (u32, &'static [(&'static str, &'static str)], &'static str, &'static str);

const ROWS: &[Row] = &[
    (1, &[("functionName", "1abc")], "FC222", "1abc"),
    (2, &[("functionName", "-abc")], "FC222", "-abc"),
    (
        3,
        &[("functionName", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")],
        "FC222",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    ),
    (4, &[("functionName", "''")], "FC222", "''"),
    (5, &[("functionName", "函数")], "FC222", "函数"),
    (6, &[("functionName", "-"), ("memorySize", "512")], "FC005", "props"),
    (7, &[("region", "cn-mars")], "FC006", "cn-mars"),
    (8, &[("cpu", "0.33"), ("memorySize", "512"), ("diskSize", "512")], "FC105", "0.33"),
    (9, &[("cpu", "-1"), ("diskSize", "512")], "FC105", "-1"),
    (10, &[("cpu", "17"), ("memorySize", "32768"), ("diskSize", "512")], "FC105", "17"),
    (11, &[("cpu", "2"), ("memorySize", "1024"), ("diskSize", "512")], "FC102", "2"),
    (12, &[("cpu", "0.1"), ("memorySize", "1024"), ("diskSize", "512")], "FC102", "0.1"),
    (13, &[("cpu", "1"), ("memorySize", "2048")], "FC101", "cpu"),
    (14, &[("memorySize", "64")], "FC103", "64"),
    (15, &[("memorySize", "1000")], "FC103", "1000"),
    (16, &[("memorySize", "40000")], "FC103", "40000"),
    (17, &[("memorySize", "\"512\"")], "FC004", "\"512\""),
    (18, &[("cpu", "0.5"), ("memorySize", "1024"), ("diskSize", "1000")], "FC106", "1000"),
    (19, &[("instanceConcurrency", "0")], "FC108", "0"),
    (20, &[("instanceConcurrency", "500")], "FC108", "500"),
    (21, &[("instanceConcurrency", "1.5")], "FC108", "1.5"),
    (22, &[("timeout", "0")], "FC107", "0"),
    (23, &[("timeout", "90000")], "FC107", "90000"),
    (24, &[("customRuntimeConfig", "{command: [python3], port: 70000}")], "FC006", "70000"),
    (25, &[("customRuntimeConfig", "{command: []}")], "FC209", "[]"),
    (26, &[("customRuntimeConfig", "{command: [x], args: []}")], "FC209", "[]"),
    (27, &[("environmentVariables", "{A: 1}")], "FC219", "1"),
    (28, &[("environmentVariables", "{1-A b: x}")], "FC218", "1-A b"),
    (29, &[("vpcConfig", "{}")], "FC303", "vpcConfig"),
    (30, &[("vpcConfig", "{vpcId: vpc-1, vSwitchIds: vsw-1, securityGroupId: sg-1}")], "FC304", "vsw-1"),
    (31, &[("logConfig", "{project: p}")], "FC310", "logConfig"),
    (32, &[("logConfig", "{project: p, logstore: l, logBeginRule: foo}")], "FC006", "foo"),
    // A standard runtime is refused there; in an s.yaml it is the settings of a custom one that do nothing.
    (33, &[("runtime", "python3.10")], "FC207", "customRuntimeConfig"),
    (34, &[("layers", "[foo]")], "FC215", "foo"),
    (35, &[("role", "\"!!\"")], "FC226", "\"!!\""),
    (36, &[("tags", "[{key: a, value: '1'}, {key: a, value: '2'}]")], "FC224", "a"),
    (37, &[("tags", "[{Key: a, Value: '1'}]")], "FC224", "Key"),
    (38, &[("memroySize", "512")], "FC003", "memroySize"),
    (39, &[("code", "/no/such/dir")], "FC221", "/no/such/dir"),
    (40, &[("cpu", "0.5"), ("memorySize", "1024")], "FC101", "cpu"),
];

#[test]
fn all_forty_are_reported_where_they_are_wrong() {
    assert_eq!(ROWS.iter().map(|row| row.0).collect::<Vec<_>>(), (1..=40).collect::<Vec<_>>());
    let mut failures = Vec::new();
    for (number, keys, code, marked) in ROWS {
        let mut text = String::from(
            "edition: 3.0.0\nname: t\naccess: default\nresources:\n  f:\n    component: fc3\n    props:\n",
        );
        let own = |key: &str| keys.iter().find(|(own, _)| *own == key).map(|(_, value)| *value);
        let base = BASE.iter().map(|(key, value)| (*key, own(key).unwrap_or(value)));
        let more = keys.iter().filter(|(key, _)| BASE.iter().all(|(known, _)| known != key)).copied();
        for (key, value) in base.chain(more).filter(|(_, value)| *value != "-") {
            text.push_str(&format!("      {key}: {value}\n"));
        }
        let mut files = TableFiles::default();
        files.kinds.insert("/project/s.yaml".into(), FileType::File);
        files.kinds.insert("/project/./code".into(), FileType::Folder);
        let path = Path::new("/project/s.yaml").to_path_buf();
        let document = Document::new(Some(path), Text::from(text.as_str()), Arc::new(files));
        let findings = check(&document, &mut Memo::default());
        let at = |start: u32, end: u32| &text[start as usize..end as usize];
        let found = |code: &str, marked: &str| {
            findings
                .iter()
                .any(|found| found.rule.code == code && at(found.span.start, found.span.end) == marked)
        };
        if !found(code, marked) {
            let told: Vec<String> = findings
                .iter()
                .map(|found| {
                    format!(
                        "  {} at `{}`: {}",
                        found.rule.code,
                        at(found.span.start, found.span.end),
                        found.message.en
                    )
                })
                .collect();
            failures.push(format!("{number}: no {code} at `{marked}`, but\n{}", told.join("\n")));
        }
    }
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

/// The base itself is fine, so what is found in a row is the row's.
#[test]
fn the_base_is_fine() {
    let mut text = String::from(
        "edition: 3.0.0\nname: t\naccess: default\nresources:\n  f:\n    component: fc3\n    props:\n",
    );
    for (key, value) in BASE {
        text.push_str(&format!("      {key}: {value}\n"));
    }
    let document = Document::new(None, Text::from(text.as_str()), Arc::new(fcls::document::NoFiles));
    let findings = check(&document, &mut Memo::default());
    assert_eq!(findings.iter().map(|found| found.message.en.clone()).collect::<Vec<_>>(), [""; 0]);
}
