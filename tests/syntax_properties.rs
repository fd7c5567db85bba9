//! Properties of the tree on generated and half-broken text: it is lossless, it is the same after an
//! edit as afresh, and on valid YAML it says what yaml-rust2 says.

mod edits;

use edits::{Random, check_edits};
use fcls::syntax::{Tree, anchors, events, parse};
use fcls::text::{Edit, Text};
use proptest::prelude::*;
use yaml_rust2::parser::{Event, EventReceiver, Parser};
use yaml_rust2::scanner::TScalarStyle;

/// Documents like those people write.
const SAMPLES: &[&str] = &[
    "edition: 3.0.0\nname: demo # the name\nvars:\n  region: cn-hangzhou\nresources:\n  a:\n    component: fc3\n    \
     props:\n      region: ${vars.region}\n      memorySize: 512\n      env: { A: 1, B: [x, 'y'] }\n      triggers:\n        \
     - name: http\n          type: http\n        - name: timer\n      text: |\n        one\n        two\n\n      folded: >-\n        \
     a\n        b\n  b:\n    component: fc3\naccess: default\n",
    "service: x\nprovider:\n    name: aliyun\n\nfunctions:\n    index:\n        handler: index.handler\n        events:\n            \
     - apigw:\n                path: /*\n# end\n",
    "- a\n- - b\n  - c: 1\n    d: &x\n      e: f\n- <<: *x\n  \"q\": 'r'\n- ? k\n  : v\n",
    "%YAML 1.2\n---\na: !!str 1\n...\n---\nb: [1, 2,\n  3]\n---\n- x\n",
    "a:\r\n  b: 1\r\n  c:\r\n  - d\r\n  - e\r\n",
    "\u{feff}键: 值\n'引号': \"\\u4e2d\\n\"\n",
];

#[test]
fn reparse_equals_a_fresh_parse() {
    let mut random = Random(20_26);
    for (index, sample) in SAMPLES.iter().enumerate() {
        check_edits(sample, 3000, &mut random, &format!("sample {index}"));
    }
    // Enough siblings for several levels of runs.
    let long: String = (0..3000).map(|n| format!("k{n}:\n  v: {n}\n  list: [a, b]\n")).collect();
    check_edits(&long, 60, &mut random, "many keys");
    let nested: String = (0..800).map(|n| format!("  - name: n{n}\n    value:\n      - {n}\n")).collect();
    check_edits(&format!("a:\n{nested}b: 1\n"), 120, &mut random, "many items");
}

/// Edits that once left another tree than a fresh parse, found by `.ci/fuzz reparse`.
#[test]
fn edits_that_went_wrong() {
    let list = "aaaaaaaaaaa\n      - http: true\n      - a|\n\n      %     path: /a\n      -\n\n";
    for (before, edit) in [
        // A list that nothing is around becomes the value of an anchor.
        (list, Edit::insert(0, "&")),
        // … or of a key.
        (list, Edit::insert(11, ":")),
        ("\na\n :\n \n:\n:\n   :\n ,", Edit::insert(8, "\t")),
    ] {
        let mut text = Text::from(before);
        let tree = parse(&text);
        let old = text.apply(&edit);
        let tree = tree.reparse(&text, old, edit.text.len() as u32);
        let fresh = parse(&text);
        assert!(tree == fresh && tree.errors() == fresh.errors(), "{edit:?} in {before:?}");
    }
}

/// Events in the form of [`events`], without what yaml-rust2 does not report.
#[derive(Default)]
struct Oracle {
    out: Vec<String>,
}

impl EventReceiver for Oracle {
    fn on_event(&mut self, event: Event) {
        self.out.push(match event {
            Event::StreamStart => "+STR".into(),
            Event::StreamEnd => "-STR".into(),
            Event::DocumentStart => "+DOC".into(),
            Event::DocumentEnd => "-DOC".into(),
            Event::MappingStart(..) => "+MAP".into(),
            Event::MappingEnd => "-MAP".into(),
            Event::SequenceStart(..) => "+SEQ".into(),
            Event::SequenceEnd => "-SEQ".into(),
            Event::Alias(_) => "=ALI".into(),
            Event::Scalar(text, style, ..) => {
                let mark = match style {
                    TScalarStyle::Plain => ':',
                    TScalarStyle::SingleQuoted => '\'',
                    TScalarStyle::DoubleQuoted => '"',
                    TScalarStyle::Literal => '|',
                    TScalarStyle::Folded => '>',
                };
                // It reports what is not there as `~`.
                let text = if style == TScalarStyle::Plain && text == "~" { String::new() } else { text };
                format!("=VAL {mark}{text}")
            }
            Event::Nothing => return,
        });
    }
}

fn oracle(source: &str) -> Option<Vec<String>> {
    let mut oracle = Oracle::default();
    Parser::new_from_str(source).load(&mut oracle, true).ok()?;
    Some(oracle.out)
}

fn ours(tree: &Tree, text: &Text) -> Vec<String> {
    let strip = |event: String| {
        let Some(rest) = event.strip_prefix("=VAL") else {
            return event.split(' ').next().unwrap_or_default().to_owned();
        };
        // Properties come first, each behind a space; the mark of the style follows the last one.
        let mut rest = &rest[1..];
        while rest.starts_with(['&', '<']) {
            rest = rest.split_once(' ').map_or("", |(_, rest)| rest);
        }
        let text = rest.replace("\\n", "\n").replace("\\t", "\t").replace("\\\\", "\\");
        format!("=VAL {}", if text == ":~" { ":" } else { &text })
    };
    events(tree, text).into_iter().map(strip).collect()
}

/// A random node at `depth`, as block lines indented by the caller.
fn node(random: &mut Random, depth: usize) -> String {
    const SCALARS: &[&str] = &[
        "a",
        "1",
        "true",
        "~",
        "x y",
        "'q'",
        "'it''s'",
        "\"d\\n\"",
        "http://x",
        "a#b",
        "[a, b]",
        "{a: 1, b: [c]}",
        "[]",
        "{}",
        "[{a: b}, c: d]",
        "\"a\n  b\"",
        "a\n  b",
        "|\n  t\n  u",
        ">-\n  t\n   u\n\n  v",
        "!!str x",
        "&n v",
        "${vars.x}",
        "-1.5",
        "中文",
        "|2-\n    t",
        ">+\n  x\n\n",
    ];
    if depth == 0 || random.below(4) == 0 {
        return format!(" {}\n", SCALARS[random.below(SCALARS.len())]);
    }
    let mut out = String::from("\n");
    let mapping = random.below(3) > 0;
    for index in 0..1 + random.below(4) {
        if random.below(6) == 0 {
            out += ["# note\n", "\n", "   # deep\n"][random.below(3)];
        }
        let value = node(random, depth - 1);
        let mut lines = value.lines();
        let head = if mapping { format!("k{index}:") } else { "-".to_owned() };
        out += &format!("{head}{}", lines.next().unwrap_or_default());
        out += if random.below(12) == 0 && !value.contains(['|', '>', '"']) { " # c\n" } else { "\n" };
        for line in lines {
            out += &if line.is_empty() { "\n".to_owned() } else { format!("  {line}\n") };
        }
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(3000) })]

    #[test]
    fn agrees_with_the_oracle(seed in any::<u64>()) {
        let mut random = Random(seed);
        let source = node(&mut random, 4);
        let source = source.trim_start_matches(['\n', ' ']);
        let text = Text::from(source);
        let tree = parse(&text);
        prop_assert_eq!(tree.root(&text).text(), source);
        match oracle(source) {
            Some(expected) => {
                prop_assert_eq!(tree.errors(), vec![], "{}", source);
                prop_assert_eq!(ours(&tree, &text), expected, "{}", source);
            }
            None => {
                let undefined = tree.stream(&text).documents().any(|it| !anchors(it).undefined().is_empty());
                prop_assert!(tree.has_errors() || undefined, "accepted:\n{}", source);
            }
        }
    }

    #[test]
    fn any_text_is_kept(source in "[a-c:\\-\\[\\]{},#&*!|>'\"%@`?\\\\ \t\n\r\u{feff}中]{0,60}") {
        let text = Text::from(source.as_str());
        let tree = parse(&text);
        prop_assert_eq!(tree.root(&text).text(), source.as_str());
        prop_assert_eq!(tree.root(&text).span(), text.span());
        for error in tree.errors() {
            prop_assert!(error.span.end <= text.len(), "{:?}", error);
        }
    }

    #[test]
    fn edits_of_any_text(source in "[a-c:\\-\\[\\]{}#&|>'\" \t\n\r]{0,120}", seed in any::<u64>()) {
        check_edits(&source, 6, &mut Random(seed), "text");
    }
}
