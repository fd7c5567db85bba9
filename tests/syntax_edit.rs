//! Edits on a tree: what they write, and that everything else stays byte for byte.

use fcls::syntax::edit::{insert_entry, quote, remove_entry, rename_key, set_value};
use fcls::syntax::{Entry, Mapping, Tree, events, parse, to_json};
use fcls::text::{Edit, Text};

/// The mapping at `path` (keys joined by dots; empty for the root).
fn mapping<'a>(tree: &'a Tree, text: &'a Text, path: &str) -> Mapping<'a> {
    let mut value = tree.stream(text).documents().next().unwrap().value().unwrap();
    for key in path.split('.').filter(|key| !key.is_empty()) {
        value = match key.parse::<usize>() {
            Ok(index) => value.as_sequence().unwrap().items().nth(index).unwrap().value().unwrap(),
            Err(_) => value.as_mapping().unwrap().get(key).unwrap().value().unwrap(),
        };
    }
    value.as_mapping().unwrap()
}

fn edited(source: &str, path: &str, make: impl Fn(&Text, Mapping<'_>) -> Edit) -> String {
    let text = Text::from(source);
    let tree = parse(&text);
    let edit = make(&text, mapping(&tree, &text, path));
    let mut after = text.clone();
    let old = after.apply(&edit);
    let next = tree.reparse(&after, old, edit.text.len() as u32);
    assert!(next == parse(&after));
    assert!(!next.has_errors(), "{after}\n{:?}", next.errors());
    after.to_string()
}

fn get<'a>(mapping: Mapping<'a>, key: &str) -> Entry<'a> {
    mapping.get(key).unwrap()
}

fn set(source: &str, path: &str, key: &str, value: &str) -> String {
    edited(source, path, |text, mapping| set_value(text, get(mapping, key), value))
}

fn remove(source: &str, path: &str, key: &str) -> String {
    edited(source, path, |text, mapping| remove_entry(text, mapping, get(mapping, key)))
}

fn insert(source: &str, path: &str, key: &str, value: &str, after: Option<&str>) -> String {
    edited(source, path, |text, mapping| {
        insert_entry(text, mapping, key, value, after.map(|key| get(mapping, key)))
    })
}

#[test]
fn values() {
    assert_eq!(set("a: 1 # one\nb: 2\n", "", "a", "3"), "a: 3 # one\nb: 2\n");
    assert_eq!(set("a:\nb: 2\n", "", "a", "3"), "a: 3\nb: 2\n");
    assert_eq!(set("a: # c\nb: 2\n", "", "a", "3"), "a: 3 # c\nb: 2\n");
    assert_eq!(set("a:\n  x: 1 # c\n  y: 2\nb: 2\n", "", "a", "3"), "a: 3\nb: 2\n");
    assert_eq!(set("a: # c\n  x: 1\nb: 2\n", "", "a", "3"), "a: 3 # c\nb: 2\n");
    assert_eq!(set("a: &x !!str 1\n", "", "a", "3"), "a: 3\n");
    assert_eq!(set("a: {b: 1, c: 2}\n", "a", "b", "[x]"), "a: {b: [x], c: 2}\n");
    assert_eq!(set("a: |\n  text\nb: 2\n", "", "a", "3"), "a: 3\nb: 2\n");
    assert_eq!(set("a: 1 # c\nb: 2\n", "", "a", "\n  x: 1"), "a: # c\n  x: 1\nb: 2\n");
    assert_eq!(set("a: # c\nb: 2\n", "", "a", "\n  x: 1"), "a: # c\n  x: 1\nb: 2\n");
    assert_eq!(set("a: \"x\"", "", "a", "'y'"), "a: 'y'");
}

#[test]
fn keys() {
    let rename = |source: &str, key: &str, new: &str| {
        edited(source, "", |_, mapping| rename_key(get(mapping, key), new))
    };
    assert_eq!(rename("a: 1 # c\n", "a", "b"), "b: 1 # c\n");
    assert_eq!(rename("\"a\": 1\n", "a", "b"), "\"b\": 1\n");
    assert_eq!(rename("'a': 1\n", "a", "it's"), "'it''s': 1\n");
    assert_eq!(rename("a: 1\n", "a", "x: y"), "'x: y': 1\n");
}

#[test]
fn removal() {
    assert_eq!(remove("a: 1\nb: 2 # two\nc: 3\n", "", "b"), "a: 1\nc: 3\n");
    assert_eq!(remove("a: 1\nb:\n  x: 1\n  y: |\n    z\nc: 3\n", "", "b"), "a: 1\nc: 3\n");
    assert_eq!(remove("a: 1\nb: 2", "", "b"), "a: 1");
    assert_eq!(remove("r:\n  a: 1 # c\nb: 2\n", "r", "a"), "r:\n  {} # c\nb: 2\n");
    assert_eq!(remove("r:\n  - a: 1\n    b: 2\n", "r.0", "a"), "r:\n  - b: 2\n");
    assert_eq!(remove("r:\n  - a: 1\n    b: 2\n", "r.0", "b"), "r:\n  - a: 1\n");
    assert_eq!(remove("{a: 1, b: 2, c: 3}\n", "", "a"), "{b: 2, c: 3}\n");
    assert_eq!(remove("{a: 1, b: 2, c: 3}\n", "", "c"), "{a: 1, b: 2}\n");
    assert_eq!(remove("{a: 1}\n", "", "a"), "{}\n");
    assert_eq!(remove("# head\na: 1\n\n# about b\nb: 2\n", "", "a"), "# head\n\n# about b\nb: 2\n");
}

#[test]
fn insertion() {
    assert_eq!(insert("a: 1 # c\nb: 2\n", "", "k", "3", Some("a")), "a: 1 # c\nk: 3\nb: 2\n");
    assert_eq!(insert("a: 1\nb: 2", "", "k", "3", None), "a: 1\nb: 2\nk: 3");
    assert_eq!(
        insert("r:\n    a: 1\n\n# end\nb: 2\n", "r", "k", "3", None),
        "r:\n    a: 1\n    k: 3\n\n# end\nb: 2\n"
    );
    assert_eq!(insert("r:\r\n  a: 1\r\n", "r", "k", "3", None), "r:\r\n  a: 1\r\n  k: 3\r\n");
    assert_eq!(insert("r:\n  - a: 1\n", "r.0", "k", "3", None), "r:\n  - a: 1\n    k: 3\n");
    assert_eq!(insert("{a: 1}\n", "", "k", "3", None), "{a: 1, k: 3}\n");
    assert_eq!(insert("{}\n", "", "k", "3", None), "{ k: 3 }\n");
    assert_eq!(
        insert("a:\n  b: |\n    x\n\nc: 1\n", "a", "k", "3", None),
        "a:\n  b: |\n    x\n  k: 3\n\nc: 1\n"
    );
    assert_eq!(insert("a: 1\n", "", "k", "\n  x: 1", None), "a: 1\nk:\n  x: 1\n");
}

#[test]
fn quoting() {
    for plain in
        ["abc", "cn-hangzhou", "a b", "http://x/y", "${vars.x}", "python3.10", "index.handler", "中文", "a#b"]
    {
        if !plain.contains('{') {
            assert_eq!(quote(plain), plain);
        }
    }
    for single in [
        "",
        "1",
        "1.5",
        "true",
        "yes",
        "null",
        "~",
        "a: b",
        "a #b",
        "*x",
        "- a",
        "[a",
        "08:30",
        "@every 1m",
        "x,y",
        " a",
        "a ",
    ] {
        assert_eq!(quote(single), format!("'{single}'"));
    }
    assert_eq!(quote("it's: x"), "'it''s: x'");
    assert_eq!(quote("a\nb\t\u{7}"), "\"a\\nb\\t\\u0007\"");
}

#[test]
fn quoted_text_reads_back() {
    let pieces =
        ["a", " ", ":", "#", "'", "\"", "\\", "\n", "-", "[", "{", "*", "é", "0", "\t", ",", "!", "\r", "."];
    for first in pieces {
        for second in pieces {
            for third in pieces {
                let wanted = format!("{first}{second}{third}");
                for source in [
                    format!("k: {}\n", quote(&wanted)),
                    format!("{}: 1\n", quote(&wanted)),
                    format!("[{}]", quote(&wanted)),
                ] {
                    let text = Text::from(source.as_str());
                    let tree = parse(&text);
                    assert!(!tree.has_errors(), "{source:?} {:?}", events(&tree, &text));
                    let document = tree.stream(&text).documents().next().unwrap();
                    let json = to_json(document.value(), &fcls::syntax::anchors(document)).unwrap();
                    let good = json["k"] == wanted.as_str()
                        || json[0] == wanted.as_str()
                        || json.as_object().is_some_and(|it| it.contains_key(&wanted));
                    assert!(good, "{source:?} gives {json}");
                }
            }
        }
    }
}
