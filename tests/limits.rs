//! Files made to hurt: deep nesting, aliases that multiply, sheer size. Each ends in a result, quickly
//! and without a crash.

use fcls::check::{Memo, check as judge};
use fcls::document::evaluate::{Evaluator, Outside};
use fcls::document::{Document, Names, NoFiles};
use fcls::ide;
use fcls::ide::refactor::Search;
use fcls::message::Lang;
use fcls::syntax::{SyntaxErrorKind, ValueError, anchors, events, parse, path_at, to_json};
use fcls::text::{Edit, Span, Text};
use std::sync::Arc;
use std::time::{Duration, Instant};

fn check(name: &str, source: &str) -> fcls::syntax::Tree {
    let start = Instant::now();
    let text = Text::from(source);
    let tree = parse(&text);
    assert_eq!(tree.root(&text).span(), text.span(), "{name}");
    tree.errors();
    path_at(&tree, &text, text.len() / 2);
    for document in tree.stream(&text).documents() {
        let _ = to_json(document.value(), &anchors(document));
    }
    let mut edited = text.clone();
    let edit = Edit::insert(text.floor_boundary(text.len() / 2), "x");
    let old = edited.apply(&edit);
    assert_eq!(tree.reparse(&edited, old, 1).root(&edited).span(), edited.span());
    assert!(tree.heap_size() <= 160 << 20, "{name}: {} bytes", tree.heap_size());
    // Far more than it takes, so that a slow machine passes and anything quadratic does not.
    assert!(start.elapsed() < Duration::from_secs(20), "{name} took {:?}", start.elapsed());
    tree
}

fn too_deep(tree: &fcls::syntax::Tree) -> bool {
    tree.errors().iter().any(|error| error.kind == SyntaxErrorKind::TooDeep)
}

#[test]
fn nesting() {
    for (name, source) in [
        ("brackets", "[".repeat(10_000)),
        ("closed brackets", "[".repeat(10_000) + &"]".repeat(10_000)),
        ("braces", "{a: ".repeat(10_000)),
        ("braces without keys", "{".repeat(10_000)),
        ("brackets on lines", "[\n".repeat(10_000)),
        ("dashes", "- ".repeat(10_000)),
        ("questions", "? ".repeat(10_000)),
        ("anchors", "&a ".repeat(10_000)),
        ("anchors on lines", "&a\n".repeat(10_000)),
        ("keys", (0..10_000).map(|n| format!("{}k:\n", " ".repeat(n))).take(3_000).collect()),
        ("dashes on lines", (0..3_000).map(|n| format!("{}-\n", " ".repeat(n))).collect()),
        ("descending keys", (0..3_000).map(|n| format!("{}k: v\n", " ".repeat(3_000 - n))).collect()),
    ] {
        let tree = check(name, &source);
        assert!(tree.has_errors(), "{name}");
        if !name.starts_with("desc") && !name.starts_with("anchors on") {
            let deep = too_deep(&tree) || name == "anchors";
            assert!(deep, "{name}: {:?}", tree.errors().first());
        }
    }
}

#[test]
fn two_hundred_levels_are_read() {
    let source: String = (0..190).map(|n| format!("{}k:\n", " ".repeat(n))).collect();
    assert!(!check("190 levels", &source).has_errors());
    assert!(!check("190 brackets", &("[".repeat(190) + &"]".repeat(190))).has_errors());
}

#[test]
fn aliases() {
    let mut source = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for n in 1..10 {
        let items = vec![format!("*a{}", n - 1); 9].join(", ");
        source += &format!("a{n}: &a{n} [{items}]\n");
    }
    let text = Text::from(source.as_str());
    let tree = parse(&text);
    assert!(!tree.has_errors());
    let document = tree.stream(&text).documents().next().unwrap();
    assert_eq!(to_json(document.value(), &anchors(document)), Err(ValueError::TooManyNodes));

    let mut source = String::from("a0: &a0 {x: 1}\n");
    for n in 1..40 {
        source += &format!("a{n}: &a{n} {{<<: [*a{0}, *a{0}], y: *a{0}}}\n", n - 1);
    }
    let text = Text::from(source.as_str());
    let tree = parse(&text);
    let document = tree.stream(&text).documents().next().unwrap();
    assert_eq!(to_json(document.value(), &anchors(document)), Err(ValueError::TooManyNodes));

    let text = Text::from("a: &a [*a]\n");
    let tree = parse(&text);
    let document = tree.stream(&text).documents().next().unwrap();
    assert_eq!(to_json(document.value(), &anchors(document)), Err(ValueError::TooDeep));
}

#[test]
fn size() {
    let line = "key: value # comment\n";
    let ten = line.repeat(10_000_000 / line.len());
    check("10 MB of keys", &ten);
    check("10 MB in one line", &"a b: c ".repeat(10_000_000 / 7));
    let tree = check("10 MB of items", &"- a\n".repeat(10_000_000 / 4));
    assert!(tree.errors().iter().any(|error| error.kind == SyntaxErrorKind::TooLarge));
    let tree = check("10 MB of flow items", &format!("[{}]", "a,".repeat(10_000_000 / 2)));
    assert!(tree.errors().iter().any(|error| error.kind == SyntaxErrorKind::TooLarge));
}

#[test]
fn nothing_is_quadratic() {
    for (name, piece) in [
        ("unclosed double quotes", "a: \"x\n"),
        ("unclosed single quotes", "a: 'x\n"),
        ("quotes at the root", "\"\n"),
        ("unclosed brackets", "a: [x\n"),
        ("brackets at the root", "[\n"),
        ("keys without colon", "abc\n"),
        ("keys without colon, deeper", "abc\n  d\n"),
        ("stray brackets", "}\n"),
        ("wrong columns", "  a: 1\n b: 2\n   c: 3\n"),
        ("dedented lines", "r:\n    a:\n      b: 1\n  c: 2\nd:\n      e: 1\n"),
        ("conflicts", "<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> x\n"),
        ("colons", "a: b: c: d\n"),
        ("tabs", "\ta: b\n"),
        ("comments", "# comment\n"),
        ("blank lines", "\n"),
        ("spaces", "   \n"),
        ("documents", "---\na: 1\n"),
        ("directives", "%YAML 1.2\n"),
        ("block scalars", "a: |\n  x\n\n"),
        ("questions", "? a\n: b\n"),
        ("flow items on lines", "[a,\n"),
        ("plain lines", "x y\n  z\n"),
        ("carriage returns", "a: b\r"),
        ("nul", "\0\n"),
        ("byte order marks", "\u{feff}\n"),
    ] {
        check(name, &piece.repeat(50_000 / piece.len()));
        check(name, &format!("r:\n  s: 1\n{}", piece.repeat(50_000 / piece.len())));
        check(name, &format!("[{}", piece.repeat(50_000 / piece.len())));
        check(name, &piece.trim_end().repeat(50_000 / piece.len()));
        let lines: String = piece.lines().map(|line| format!("    {line}\n")).collect();
        check(name, &format!("a:\n  b:\n{}", lines.repeat(100_000 / lines.len())));
    }
}

#[test]
fn every_event_list_of_hostile_text_ends() {
    let text = Text::from("a: &a [*b, {? }]\n- \n\"x\n%\n...\n--- |\n x");
    assert!(!events(&parse(&text), &text).is_empty());
}

/// An s.yaml whose `vars` and whose function's props have these lines at their ends.
fn s_yaml(vars: &str, props: &str) -> Document {
    let source = format!(
        "edition: 3.0.0\nname: a\nvars:\n  x: 1\n{vars}resources:\n  f:\n    component: fc3\n    props:\n      region: \
         cn-hangzhou\n      functionName: f\n      runtime: nodejs20\n      handler: a.b\n      code: ./\n      cpu: 0.5\n      \
         memorySize: 512\n      diskSize: 512\n{props}"
    );
    Document::new(Some("/p/s.yaml".into()), Text::from(source.as_str()), Arc::new(NoFiles))
}

/// How many findings it has.
fn findings(name: &str, vars: &str, props: &str) -> usize {
    let start = Instant::now();
    let document = s_yaml(vars, props);
    let found = judge(&document, &mut Memo::default());
    let spans_fit = found.iter().all(|finding| finding.span.end <= document.text().len());
    assert!(spans_fit, "{name}");
    assert!(start.elapsed() < Duration::from_secs(20), "{name} took {:?}", start.elapsed());
    found.len()
}

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

#[test]
fn checks_are_not_quadratic() {
    assert_eq!(findings("nothing", "", ""), 0);
    assert_eq!(findings("variables", &lines(60_000, |n| format!("  k{n}: {n}\n")), ""), 0);
    let environment = lines(60_000, |n| format!("        K{n}: '1'\n"));
    findings("environment", "", &format!("      environmentVariables:\n{environment}"));
    let unknown = findings("unknown keys", "", &lines(5_000, |n| format!("      unknown{n}: 1\n")));
    assert_eq!(unknown, 5_000);
    let references = "a${vars.nope} ".repeat(10_000);
    assert!(findings("expressions in one line", "", &format!("      description: {references}\n")) >= 10_000);
}

#[test]
fn features_are_not_quadratic() {
    let references = "a${vars.x} ".repeat(20_000);
    let unknown = lines(10_000, |n| format!("      unknown{n}: 1\n"));
    let wrong = lines(5_000, |n| format!("        - name: t{n}\n          memroySize: '512'\n"));
    for (name, props) in [
        ("expressions in one line", format!("      description: {references}\n")),
        ("unknown keys", unknown),
        ("items", format!("      triggers:\n{wrong}")),
    ] {
        let start = Instant::now();
        let document = s_yaml("", &props);
        let found = judge(&document, &mut Memo::default());
        let at = document.text().len() - 9;
        ide::hover(&document, at, 0, Lang::En);
        ide::selections(&document, at);
        ide::actions(&document, &found, Span::empty(at));
        ide::refactorings(&document, Span::empty(at), Search { disabled: true, proven: false }, |_| true);
        ide::completions(&document, at);
        assert!(start.elapsed() < Duration::from_secs(20), "{name} took {:?}", start.elapsed());
    }
}

#[test]
fn texts_that_double_with_each_level_end() {
    for first in ["", "x", "'0123456789'"] {
        let twice = lines(100, |n| format!("  v{}: ${{vars.v{n}}}${{vars.v{n}}}\n", n + 1));
        let vars = format!("  v0: {first}\n{twice}");
        findings("doubled", &vars, "      description: ${vars.v30}${vars.v100}\n");
    }
}

#[test]
fn merges_that_multiply_end() {
    let props =
        "      <<: [*m30, *m30]\n      environmentVariables: *m30\n      description: ${vars.m30.k99.x}\n";
    let doubled = lines(30, |n| format!("  m{0}: &m{0}\n    <<: [*m{n}, *m{n}]\n    k{0}: {0}\n", n + 1));
    let itself = "  m30: &m30\n    <<: [*m30, *m30, *m0]\n    k99: ${vars.m30.k98}\n";
    for (name, vars) in [
        ("doubled", format!("  m0: &m0\n    k0: 0\n{doubled}")),
        ("itself", format!("  m0: &m0\n    k0: 0\n{itself}")),
        (
            "each other",
            format!("  m0: &m0\n    <<: [*m1, *m1, *m30]\n  m1: &m1\n    <<: [*m0, *m0, *m30]\n{itself}"),
        ),
    ] {
        assert!(findings(name, &vars, props) > 0, "{name}");
        check(name, &format!("vars:\n{vars}all:\n{props}"));
        let document = s_yaml(&vars, props);
        let names = Names::new(&document);
        let function = names.member("resources", "f").expect("the function");
        let start = Instant::now();
        Evaluator::new(&names, &NoWorld).props(function).json();
        let at = document.text().len() - 9;
        ide::hover(&document, at, 0, Lang::En);
        ide::completions(&document, at);
        assert!(start.elapsed() < Duration::from_secs(20), "{name} took {:?}", start.elapsed());
    }
}

#[test]
fn what_is_merged_many_times_over_is_known() {
    let chain = lines(60, |n| format!("  m{0}: &m{0}\n    <<: *m{n}\n    k{0}: {0}\n", n + 1));
    let vars = format!("  m0: &m0\n    instanceConcurrency: 9999\n{chain}");
    let document = s_yaml(&vars, "      <<: *m60\n");
    let found = judge(&document, &mut Memo::default());
    let wrong: Vec<_> =
        found.iter().filter(|finding| finding.message.text(Lang::En).contains("9999")).collect();
    assert_eq!(wrong.len(), 2, "{found:?}");
}

/// Nothing lies outside the file.
struct NoWorld;

impl Outside for NoWorld {
    fn env(&self, _: &str) -> Option<String> {
        None
    }
    fn read(&self, _: &str) -> Result<String, String> {
        Err("nothing".into())
    }
    fn absolute(&self, _: &str) -> Option<std::path::PathBuf> {
        None
    }
    fn config(&self, _: &str) -> Option<String> {
        None
    }
}
