//! The typed views: values, spans, types, the path at an offset, anchors, comments.

use fcls::syntax::*;
use fcls::text::{Span, Text};

fn json(source: &str) -> serde_json::Value {
    let text = Text::from(source);
    let tree = parse(&text);
    assert!(!tree.has_errors(), "{source}: {:?}", tree.errors());
    let document = tree.stream(&text).documents().next().unwrap();
    to_json(document.value(), &anchors(document)).unwrap()
}

fn first(source: &str, look: impl Fn(Value<'_>, &Text)) {
    let text = Text::from(source);
    let tree = parse(&text);
    look(tree.stream(&text).documents().next().unwrap().value().unwrap(), &text);
}

#[test]
fn values_by_the_core_schema() {
    use serde_json::json as j;
    for (yaml, value) in [
        ("1", j!(1)),
        ("-7", j!(-7)),
        ("+7", j!(7)),
        ("0o17", j!(15)),
        ("0x1F", j!(31)),
        ("017", j!(17)),
        ("1.5", j!(1.5)),
        ("1e3", j!(1000.0)),
        (".5", j!(0.5)),
        ("1_000", j!("1_000")),
        ("true", j!(true)),
        ("FALSE", j!(false)),
        ("yes", j!("yes")),
        ("~", j!(null)),
        ("null", j!(null)),
        ("'1'", j!("1")),
        ("!!str 1", j!("1")),
        ("!!float 1", j!(1.0)),
        ("12:30", j!("12:30")),
        (".inf", j!(".inf")),
        ("2024-01-01", j!("2024-01-01")),
        ("\"\\u4e2d\\x41\\n\\\"\"", j!("中A\n\"")),
        ("\"a\n  b\n\n  c\"", j!("a b\nc")),
        ("'it''s'", j!("it's")),
        ("a\n b", j!("a b")),
        ("|\n a\n b\n", j!("a\nb\n")),
        (">-\n a\n b\n\n c\n", j!("a b\nc")),
        ("|+\n a\n\n", j!("a\n\n")),
        ("[a, {b: c}, d: e]", j!(["a", {"b": "c"}, {"d": "e"}])),
        (
            "a: &x {p: 1}\nb: {<<: *x, q: 2}\nc: *x\n",
            j!({"a": {"p": 1}, "b": {"q": 2, "p": 1}, "c": {"p": 1}}),
        ),
        (
            "a: &x {p: 1}\nb: &y {p: 2, q: 3}\nc:\n  <<: [*x, *y]\n",
            j!({"a": {"p": 1}, "b": {"p": 2, "q": 3}, "c": {"p": 1, "q": 3}}),
        ),
        ("a:\r\n  - b\r\n  - c\r\n", j!({"a": ["b", "c"]})),
        ("? a\n: b\n", j!({"a": "b"})),
    ] {
        assert_eq!(json(yaml), value, "{yaml}");
    }
    assert!(is_yaml11_bool("yes") && is_yaml11_bool("Off") && !is_yaml11_bool("true"));
}

#[test]
fn spans_leave_out_what_is_around() {
    let source = "# head\na: &n !!map # note\n  b: 1 # one\n  c: |\n    text\n\n# tail\nd: 'x' # two\n";
    first(source, |value, text| {
        let map = value.as_mapping().unwrap();
        let a = map.get("a").unwrap();
        let inner = a.value().unwrap();
        assert_eq!(text.slice(inner.span()), "b: 1 # one\n  c: |\n    text");
        assert_eq!(text.slice(inner.anchor().unwrap().1), "&n");
        assert_eq!(inner.tag().unwrap().0, "!!map");
        let b = inner.as_mapping().unwrap().get("b").unwrap();
        assert_eq!((text.slice(b.span()).as_ref(), b.column()), ("b: 1", 2));
        let d = map.get("d").unwrap();
        let scalar = d.value().unwrap().as_scalar().unwrap();
        assert_eq!(
            (text.slice(scalar.span()).as_ref(), text.slice(scalar.content_span()).as_ref()),
            ("'x'", "x")
        );
        assert_eq!(text.slice(map.span()), &source[7..source.len() - " # two\n".len()]);
        let notes: Vec<String> = comments(map.node()).map(|span| text.slice(span).into_owned()).collect();
        assert_eq!(notes, ["# note", "# one", "# tail", "# two"]);
    });
}

#[test]
fn cooked_offsets_lead_back_to_the_file() {
    for (source, cooked, at) in [
        ("a: plain", 2, 5),
        ("a: 'it''s x'", 3, 8),
        ("a: 'it''s x'", 5, 10),
        ("a: \"\\u4e2dx\"", 3, 10),
        ("a: \"xy\"", 2, 6),
        ("a: |\n  one\n  two\n", 4, 13),
    ] {
        first(source, |value, _| {
            let scalar = value.as_mapping().unwrap().get("a").unwrap().value().unwrap().as_scalar().unwrap();
            assert_eq!(scalar.source_offset(cooked), Some(at), "{source}");
        });
    }
}

#[test]
fn half_typed_entries() {
    first("a: 1\nkey\nb:\n  c\n  d: 2\ne:\n", |value, _| {
        let map = value.as_mapping().unwrap();
        let key = map.get("key").unwrap();
        assert!(key.colon().is_none() && key.value().is_none());
        assert!(map.get("e").unwrap().colon().is_some() && map.get("e").unwrap().value().is_none());
        let inner = map.get("b").unwrap().value().unwrap().as_mapping().unwrap();
        assert!(inner.get("c").unwrap().colon().is_none());
        assert!(inner.get("d").unwrap().value().is_some());
    });
}

/// The path at the `|` in `source`, as text.
fn path(source: &str) -> String {
    let at = source.find('|').unwrap();
    let source = source.replacen('|', "", 1);
    let text = Text::from(source.as_str());
    let tree = parse(&text);
    let name = |step: Step<'_>| match step {
        Step::Entry(entry, place) => format!("{}:{place:?}", entry.key_text().unwrap_or_default()),
        Step::Item(_) => "-".into(),
        Step::Value(value) => format!("={}", text.slice(value.span())),
        Step::Junk(span) => format!("?{}", text.slice(span)),
    };
    path_at(&tree, &text, at as u32).into_iter().map(name).collect::<Vec<_>>().join(" ")
}

#[test]
fn paths() {
    for (source, expected) in [
        ("a:\n  b: x|y\n", "a:Value b:Value =xy"),
        ("a:\n  b|: xy\n", "a:Value b:Key =b"),
        ("a:\n  b:| xy\n", "a:Value b:Colon"),
        ("a:\n  b: |\n  c: 1\n", "a:Value b:Value"),
        ("a:\n  b: xy|", "a:Value b:Value =xy"),
        ("a:\n  b|\n  c: 1\n", "a:Value b:Key =b"),
        ("a:\n  - x\n  - y|\n", "a:Value - =y"),
        ("a:\n  - |\n", "a:Value -"),
        ("a: [x, {k: v|}]\n", "a:Value - k:Value =v"),
        ("a:\n  b: 1\n|\nc: 2\n", ""),
        ("a: 'x' y|z\n", "a:Value ?yz"),
        ("a: &n v|\n", "a:Value =v"),
    ] {
        assert_eq!(path(source), expected, "{source}");
    }
    let long: String = (0..5000).map(|n| format!("k{n}: {n}\n")).collect();
    assert_eq!(path(&long.replacen("k4321: ", "k4321: |", 1)), "k4321:Value =4321");
}

#[test]
fn anchors_and_aliases() {
    first("a: &x 1\nb: *x\nc: *y\nd: &x 2\ne: *x\n", |value, text| {
        let tree = parse(text);
        let document = tree.stream(text).documents().next().unwrap();
        let table = anchors(document);
        let undefined = table.undefined();
        assert_eq!((undefined.len(), undefined[0].name.as_str()), (1, "y"));
        let of = |key: &str| {
            let Some(Value::Alias(alias)) = value.as_mapping().unwrap().get(key).unwrap().value() else {
                panic!()
            };
            table.resolve(alias).map(|value| text.slice(value.span()).into_owned())
        };
        assert_eq!((of("b").as_deref(), of("c"), of("e").as_deref()), (Some("1"), None, Some("2")));
    });
}

#[test]
fn ids_survive_edits_elsewhere() {
    let source: String = (0..200).map(|n| format!("k{n}:\n  v: {n}\n")).collect();
    let mut text = Text::from(source.as_str());
    let tree = parse(&text);
    let ids = |tree: &Tree, text: &Text| -> Vec<GreenId> {
        let value = tree.stream(text).documents().next().unwrap().value().unwrap();
        value.as_mapping().unwrap().entries().map(|entry| entry.id()).collect()
    };
    let before = ids(&tree, &text);
    let at = source.find("v: 100").unwrap() as u32 + 3;
    let old = text.apply(&fcls::text::Edit::replace(Span::new(at, at + 1), "77"));
    let after = ids(&tree.reparse(&text, old, 2), &text);
    let kept = before.iter().zip(&after).filter(|(a, b)| a == b).count();
    assert!((196..200).contains(&kept), "{kept}");
    assert_ne!(before[100], after[100]);
}

#[test]
fn every_kind_of_mistake_has_a_message() {
    for kind in SyntaxErrorKind::ALL {
        assert!(!kind.message_en().is_empty() && !kind.message_zh().is_empty());
        assert!(kind.name().chars().all(|letter| letter.is_ascii_lowercase() || letter == '-'));
    }
    let kinds = |source: &str| -> Vec<&str> {
        parse(&Text::from(source)).errors().into_iter().map(|error| error.kind.name()).collect()
    };
    assert_eq!(kinds("a: 1\nb\n"), ["missing-colon"]);
    assert_eq!(kinds("a: 1\nb:2\n"), ["missing-space-after-colon"]);
    assert_eq!(kinds("a: 1\nb：2\n"), ["full-width-colon"]);
    assert_eq!(kinds("a: 1\nb = 2\n"), ["equals-for-colon"]);
    assert_eq!(kinds("a: b: c\n"), ["second-colon"]);
    assert_eq!(kinds("a: \"b\nc: 1\n"), ["unclosed-quote"]);
    assert_eq!(kinds("a: [b\nc: 1\n"), ["unclosed-bracket"]);
    assert_eq!(kinds("a: 1\n}\nc: 1\n"), ["stray-bracket"]);
    assert_eq!(kinds("a: 'b' c\n"), ["text-after-value"]);
    assert_eq!(kinds("a: @b\n"), ["reserved-start"]);
    assert_eq!(kinds("a: \"\\q\"\n"), ["bad-escape"]);
    assert_eq!(kinds("a:\n\tb: 1\n"), ["tab-indent"]);
    assert_eq!(kinds("a:\n    b: 1\n  c: 1\n"), ["wrong-indent"]);
    assert_eq!(kinds("a: |x\n  b\n"), ["bad-block-header"]);
}

/// Checks and caches go by identity: what an edit does not touch must be known again, the first of a block too.
#[test]
fn what_an_edit_does_not_touch_keeps_its_identity() {
    let source = "# top\nresources:\n  a:\n    props:\n      x: 1\n      y: [1, 2]\n  b:\n    props:\n      - x: 1\n        z: 2\n      - y\n  c:\n    props:\n      x: 1\n";
    let ids = |document: &fcls::document::Document| -> Vec<_> {
        document.units().iter().map(|unit| (unit.name.to_string(), unit.id())).collect()
    };
    let document = fcls::document::Document::new(
        Some("/p/s.yaml".into()),
        Text::from(source),
        std::sync::Arc::new(fcls::document::NoFiles),
    );
    for (needle, changed) in [("x: 1\n      y", "a"), ("- y", "b"), ("  c:", "c")] {
        let at = source.find(needle).unwrap() as u32 + needle.len() as u32;
        let at = if needle.starts_with("x: 1\n") { source.find(needle).unwrap() as u32 + 4 } else { at };
        let edited = document.edited(&fcls::text::Edit::replace(fcls::text::Span::new(at, at), "0"));
        for ((name, before), (_, after)) in ids(&document).into_iter().zip(ids(&edited)) {
            if !changed.starts_with(&name) {
                assert_eq!(before, after, "{name} after an edit in {changed}");
            }
        }
    }
}
