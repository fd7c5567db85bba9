//! What requests cost in files that nobody should write and somebody will: very long lines, very many keys, errors,
//! references, merges. For each file and request the longest of some rounds, each after a keystroke of its own, in
//! milliseconds; `!` marks what takes above 200; a file is left at the first answer that takes 20 s. Run with `cargo bench --bench hostile`, or with the names of some
//! files; `FCLS_BIN` names another program.

mod wire;

use serde_json::{Value, json};
use std::fmt::Write as _;
use std::time::{Duration, Instant};
use wire::{PATIENCE, Wire};

/// Above this an editor is felt to wait.
const LIMIT: Duration = Duration::from_millis(200);

const ROUNDS: u64 = 4;

const HEAD: &str = "edition: 3.0.0\nname: hostile\naccess: default\n";

/// A file with the place of the cursor.
struct File {
    name: &'static str,
    uri: &'static str,
    text: String,
    at: usize,
}

fn file(name: &'static str, marked: String) -> File {
    let at = marked.find("$0").expect("a cursor");
    File { name, uri: "file:///hostile/s.yaml", text: marked.replacen("$0", "", 1), at }
}

fn function(index: usize, more: &str) -> String {
    format!(
        "  fn{index}:\n    component: fc3\n    props:\n      region: cn-hangzhou\n      functionName: fn-{index}\n      \
         runtime: nodejs20\n      handler: index.handler\n      code: ./code\n      memorySize: 1024\n      cpu: 0.5\n      \
         diskSize: 512\n{more}"
    )
}

/// `count` times what `make` makes.
fn many(count: usize, make: impl Fn(usize) -> String) -> String {
    (0..count).map(make).collect()
}

/// The text in the middle of which the cursor is put.
fn middle(count: usize, make: impl Fn(usize) -> String) -> String {
    format!("{}$0{}", many(count / 2, &make), many(count - count / 2, |index| make(index + count / 2)))
}

fn files() -> Vec<File> {
    let one = function(0, "");
    let long = 1 << 20;
    let in_vars = |text: String| format!("{HEAD}vars:\n  long: {text}\nresources:\n{one}");
    let mut all = vec![
        file("line-plain", in_vars(middle(long / 4, |_| "abc ".into()))),
        file("line-quoted", in_vars(format!("\"{}\"", middle(long / 8, |_| "abc\\n中".into())))),
        file("line-flow", in_vars(format!("[{}]", middle(long / 8, |_| "{a: b}, ".into())))),
        file("line-expressions", in_vars(middle(long / 16, |_| "${vars.region} x".into()))),
        file("line-nested", in_vars(format!("{}$0{}", "[".repeat(long / 2), "]".repeat(long / 2)))),
        file(
            "keys",
            format!("{HEAD}vars:\n{}resources:\n{one}", middle(100_000, |n| format!("  key{n}: {n}\n"))),
        ),
        file(
            "environment",
            format!(
                "{HEAD}resources:\n{one}      environmentVariables:\n{}",
                middle(100_000, |n| format!("        KEY{n}: '{n}'\n"))
            ),
        ),
        file(
            "errors-keys",
            format!("{HEAD}resources:\n{one}{}", middle(10_000, |n| format!("      unknown{n}: 1\n"))),
        ),
        file(
            "errors-syntax",
            format!("{HEAD}resources:\n{one}{}", middle(10_000, |n| format!("      a{n}: 'b' c]\n"))),
        ),
        file(
            "errors-functions",
            format!(
                "{HEAD}resources:\n{}",
                middle(2_500, |n| function(
                    n,
                    "      timeout: x\n      instanceConcurrency: -1\n      a: 1\n      b: ${vars.c}\n"
                ))
            ),
        ),
        file(
            "functions",
            format!(
                "{HEAD}vars:\n  region: cn-hangzhou\nresources:\n{}",
                middle(5_000, |n| {
                    let (a, b) = ((n + 1) % 5_000, (n * 7 + 3) % 5_000);
                    function(
                        n,
                        &format!(
                            "      environmentVariables:\n        A: ${{resources.fn{a}.output.functionArn}}\n        \
                             B: ${{resources.fn{b}.props.functionName}}\n        C: ${{vars.region}}\n"
                        ),
                    )
                })
            ),
        ),
        file(
            "merges",
            format!(
                "{HEAD}vars:\n  m0: &m0\n    k0: 0\n{}resources:\n  f:\n    component: fc3\n    props:\n      <<: *m99\n      $0\n",
                many(99, |n| format!("  m{0}: &m{0}\n    <<: *m{n}\n    k{0}: {0}\n", n + 1))
            ),
        ),
        file(
            "merges-wide",
            format!(
                "{HEAD}vars:\n  m0: &m0\n    k0: 0\n{}resources:\n  f:\n    component: fc3\n    props:\n      <<: *m30\n      $0\n",
                many(30, |n| format!("  m{0}: &m{0}\n    <<: [*m{n}, *m{n}]\n    k{0}: {0}\n", n + 1))
            ),
        ),
        file(
            "merges-itself",
            format!(
                "{HEAD}vars: &v\n  <<: [*v, *v]\nresources:\n  f: &f\n    component: fc3\n    <<: [*f, *f]\n    props: &p\n      <<: [*p, *f]\n      region: ${{vars.x}}\n      $0\n"
            ),
        ),
        file(
            "extends",
            format!(
                "{HEAD}template:\n  t0:\n    memorySize: 1024\n{}resources:\n  f:\n    component: fc3\n    extend:\n      \
                 name: t99\n    props:\n      region: cn-hangzhou\n      $0\n",
                many(99, |n| format!("  t{}:\n    extend:\n      name: t{n}\n    k{n}: {n}\n", n + 1))
            ),
        ),
        file("extends-files", format!("{HEAD}extend: ./s.yaml\nresources:\n{one}      $0\n")),
    ];
    let chain = |last: &str| {
        format!(
            "{HEAD}vars:\n  v0: {last}\n{}resources:\n{one}      timeout: ${{vars.v999}}\n      description: a${{vars.v500}}$0\n",
            many(999, |n| format!("  v{}: ${{vars.v{n}}}\n", n + 1))
        )
    };
    let fork = many(999, |n| format!("  v{}: ${{vars.v{n}}}${{vars.v{n}}}\n", n + 1));
    let aliases =
        many(20, |n| format!("  b{}: &b{} [{}]\n", n + 1, n + 1, vec![format!("*b{n}"); 10].join(", ")));
    let maps = many(20, |n| {
        let keys: Vec<String> = (0..10).map(|key| format!("k{key}: *c{n}")).collect();
        format!("  c{}: &c{} {{{}}}\n", n + 1, n + 1, keys.join(", "))
    });
    let bombs = format!("{HEAD}vars:\n  b0: &b0 [x]\n{aliases}  c0: &c0 {{x: y}}\n{maps}");
    all.extend([
        file("chain", chain("60")),
        file("cycle", chain("${vars.v999}")),
        file(
            "forks",
            format!("{HEAD}vars:\n  v0: a\n{fork}resources:\n{one}      description: ${{vars.v999}}$0\n"),
        ),
        file(
            "alias-bomb",
            format!(
                "{bombs}resources:\n{one}      environmentVariables: *c20\n      layers: *b20\n      $0\n"
            ),
        ),
        file(
            "aliases",
            format!("{HEAD}vars:\n  a: &a {{x: y}}\n  l:\n{}", middle(50_000, |_| "    - *a\n".into())),
        ),
        file("comments", format!("{HEAD}{}$0resources:\n{one}", many(20_000, |n| format!("# line {n}\n")))),
        file("anchors", format!("{HEAD}vars:\n  x: {}$0\n", "&a ".repeat(40_000))),
        file(
            "comments-inside",
            format!(
                "{HEAD}resources:\n{}      $0\n",
                function(0, &many(20_000, |n| format!("      # line {n}\n")))
            ),
        ),
        file(
            "conflicts",
            format!(
                "{HEAD}resources:\n{}",
                middle(500, |n| {
                    let one = function(n, "");
                    format!("<<<<<<< HEAD\n{one}=======\n{}>>>>>>> other\n", one.replace("1024", "2048"))
                })
            ),
        ),
        file("blank-lines", format!("{HEAD}{}$0resources:\n{one}", "\n".repeat(200_000))),
        file("deep", format!("{HEAD}vars:\n{}", middle(400, |n| format!("{}k{n}:\n", " ".repeat(2 + n))))),
        file("documents", format!("{HEAD}{}", middle(20_000, |n| format!("---\na: {n}\n")))),
    ]);
    let mut service = String::from("service: hostile\nprovider:\n  name: aliyun\nfunctions:\n");
    for index in 0..5_000 {
        let cursor = if index == 2_500 { "$0" } else { "" };
        write!(
            service,
            "  f{index}:\n    handler: index.handler\n    events:\n      - http:\n          path: /p{index}{cursor}\n          \
             method: get\n      - timer:\n          type: cron\n          value: '0 0 8 * * *'\n"
        )
        .expect("text");
    }
    let service = file("f-yml-functions", service);
    all.push(File { uri: "file:///hostile/f.yml", ..service });
    all
}

/// Line and column in UTF-16.
fn position(text: &str, at: usize) -> Value {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let line = text[..at].matches('\n').count();
    json!({"line": line, "character": text[start..at].encode_utf16().count()})
}

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|name| !name.starts_with('-')).collect();
    let options = json!({"tabSize": 2, "insertSpaces": true});
    let mut rows: Vec<(String, Vec<(&str, Duration)>)> = Vec::new();
    for File { name, uri, text, at } in files() {
        if !wanted.is_empty() && !wanted.iter().any(|wanted| wanted == name) {
            continue;
        }
        let place = position(&text, at);
        let here = json!({"textDocument": {"uri": uri}, "position": place});
        let after =
            json!({"line": place["line"], "character": place["character"].as_u64().expect("a number") + 1});
        let of = json!({"textDocument": {"uri": uri}});
        let with = |key: &str, value: Value| {
            let mut params = of.clone();
            params[key] = value;
            params
        };
        let narrow = json!({"start": place, "end": place});
        let mut action = with("range", narrow.clone());
        action["context"] = json!({"diagnostics": []});
        let whole = json!({"start": {"line": 0, "character": 0}, "end": after});
        let mut references = here.clone();
        references["context"] = json!({"includeDeclaration": true});
        let mut rename = here.clone();
        rename["newName"] = "other".into();
        let asks = [
            ("diagnostic", "diagnose", of.clone()),
            ("completion", "complete", here.clone()),
            ("hover", "hover", here.clone()),
            ("documentSymbol", "symbols", of.clone()),
            ("semanticTokens/full", "tokens", of.clone()),
            ("foldingRange", "folds", of.clone()),
            ("formatting", "format", with("options", options.clone())),
            ("codeAction", "actions", action),
            ("inlayHint", "hints", with("range", whole)),
            ("documentLink", "links", of.clone()),
            ("codeLens", "lenses", of.clone()),
            ("definition", "define", here.clone()),
            ("references", "refer", references),
            ("documentHighlight", "mark", here.clone()),
            ("rename", "rename", rename),
            ("selectionRange", "select", with("positions", json!([place]))),
        ];
        let mut wire = Wire::start();
        let start = Instant::now();
        wire.open(uri, &text);
        let id = wire.ask("textDocument/diagnostic", of.clone());
        let first = wire.answer_in_time(id);
        let answer = first.as_ref().map_or(&[][..], |(_, answer)| answer);
        let errors = answer.windows(11).filter(|window| window == br#""severity":"#).count();
        let mut row = vec![("open", first.as_ref().map_or(PATIENCE, |(moment, _)| *moment - start))];
        let mut version = 1;
        let mut alive = first.is_some();
        for (method, short, params) in asks {
            if !alive {
                break;
            }
            let mut longest = Duration::ZERO;
            for round in 0..ROUNDS {
                version += 1;
                let (end, typed) = if round % 2 == 0 { (&place, "x") } else { (&after, "") };
                let change = json!({"range": {"start": place, "end": end}, "text": typed});
                let document = json!({"uri": uri, "version": version});
                let start = Instant::now();
                wire.notify(
                    "textDocument/didChange",
                    json!({"textDocument": document, "contentChanges": [change]}),
                );
                let id = wire.ask(&format!("textDocument/{method}"), params.clone());
                let Some((moment, answer)) = wire.answer_in_time(id) else {
                    (alive, longest) = (false, PATIENCE);
                    break;
                };
                assert!(!answer.windows(6).any(|window| window == b"-32603"), "{name}: {method} broke");
                longest = longest.max(moment - start);
            }
            row.push((short, longest));
        }
        if alive {
            wire.stop()
        } else {
            wire.kill()
        }
        let longest = row.iter().map(|(_, time)| *time).max().unwrap_or_default();
        let head = format!("{name:18} {:8} KB {errors:6} findings", text.len() / 1024);
        print_row(&head, &row, longest);
        rows.push((name.to_string(), row));
    }
    println!("\nabove {} ms:", LIMIT.as_millis());
    for (name, row) in &rows {
        let slow: Vec<String> = row
            .iter()
            .filter(|(_, time)| *time > LIMIT)
            .map(|(short, time)| format!("{short} {}", time.as_millis()))
            .collect();
        if !slow.is_empty() {
            println!("  {name}: {}", slow.join(", "));
        }
    }
}

fn print_row(head: &str, row: &[(&str, Duration)], longest: Duration) {
    println!("{head}, longest {} ms", longest.as_millis());
    let cells: Vec<String> = row
        .iter()
        .map(|(short, time)| {
            format!("{short} {:.1}{}", time.as_secs_f64() * 1000.0, if *time > LIMIT { "!" } else { "" })
        })
        .collect();
    println!("    {}", cells.join("  "));
}
