//! The official yaml-test-suite: valid cases give exactly the expected events, invalid ones are
//! rejected. Reads `$FCLS_SHARED/yaml-test-suite/cases.jsonl`.

use fcls::syntax::{SyntaxErrorKind, anchors, events, parse};
use fcls::text::{Span, Text};

#[test]
fn official_cases() {
    let shared = std::env::var("FCLS_SHARED").expect("FCLS_SHARED names the shared folder");
    let cases = std::fs::read_to_string(format!("{shared}/yaml-test-suite/cases.jsonl")).unwrap();
    let only = std::env::var("CASE").ok();
    let (mut valid, mut good, mut invalid, mut rejected) = (0, 0, 0, 0);
    let mut report = String::new();
    for line in cases.lines() {
        let case: serde_json::Value = serde_json::from_str(line).unwrap();
        let (id, yaml) = (case["id"].as_str().unwrap(), case["yaml"].as_str().unwrap());
        if only.as_deref().is_some_and(|only| only != id) {
            continue;
        }
        let text = Text::from(yaml);
        let tree = parse(&text);
        let root = tree.root(&text);
        assert_eq!(root.text(), yaml, "{id} is lossless");
        assert_eq!(root.span(), Span::new(0, text.len()), "{id} has its length");
        let undefined = tree.stream(&text).documents().any(|it| !anchors(it).undefined().is_empty());
        let errors: Vec<(Span, SyntaxErrorKind)> = tree.errors().iter().map(|e| (e.span, e.kind)).collect();
        let broken = !errors.is_empty() || undefined;
        if case["error"].as_bool() == Some(true) {
            invalid += 1;
            rejected += usize::from(broken);
            if !broken {
                report += &format!("--- {id} {} accepted:\n{yaml}\n", case["name"]);
            }
            continue;
        }
        valid += 1;
        let expected = case["events"].as_str().unwrap();
        let found = events(&tree, &text);
        if found.iter().map(String::as_str).eq(expected.lines().map(str::trim_start)) && !broken {
            good += 1;
        } else {
            report += &format!(
                "--- {id} {} wrong: {errors:?}\n{yaml:?}\nexpected: {}\nfound:    {}\n",
                case["name"],
                expected.lines().collect::<Vec<_>>().join(" / "),
                found.join(" / ")
            );
        }
    }
    let summary = format!("{good} of {valid} valid right, {rejected} of {invalid} invalid rejected");
    println!("{report}{summary}");
    assert!(good == valid && rejected + 1 >= invalid, "{summary}");
}
