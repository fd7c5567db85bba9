//! What one keystroke costs in a long file: the edit, the tree, the check, and their parts. Prints
//! percentiles in microseconds; run with `cargo bench --bench keystroke`.

use fcls::check::{self, Memo};
use fcls::document::{Document, Names, NoFiles};
use fcls::ide;
use fcls::text::{Edit, Span, Text};
use std::fmt::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// An s.yaml of about `lines` lines: one function after the other, with a mistake in every tenth.
fn source(lines: usize) -> String {
    let mut text = String::from(
        "edition: 3.0.0\nname: bench\naccess: default\nvars:\n  region: cn-hangzhou\nresources:\n",
    );
    let mut index = 0;
    while text.lines().count() < lines {
        for _ in 0..20 {
            let runtime = if index % 10 == 3 { "nodejs99" } else { "nodejs20" };
            write!(
                text,
                "  fn{index}:\n    component: fc3\n    props:\n      region: ${{vars.region}}\n      functionName: fn-{index}\n      \
                 runtime: {runtime}\n      handler: index.handler\n      code: ./code\n      memorySize: 1024\n      cpu: 0.5\n      \
                 diskSize: 512\n      timeout: 60\n      environmentVariables:\n        STAGE: dev\n        NAME: fn-{index}\n      \
                 triggers:\n        - triggerName: web\n          triggerType: http\n          triggerConfig:\n            \
                 authType: anonymous\n            methods: [GET, POST]\n"
            )
            .expect("write");
            index += 1;
        }
    }
    text
}

#[derive(Default)]
struct Times(Vec<Duration>);

impl Times {
    fn measure<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let result = work();
        self.0.push(start.elapsed());
        result
    }

    fn print(&mut self, name: &str) {
        self.0.sort();
        let at = |share: f64| self.0[((self.0.len() - 1) as f64 * share) as usize].as_nanos() as f64 / 1000.0;
        println!("  {name:44} p50 {:9.1}  p99 {:9.1}  max {:9.1} µs", at(0.5), at(0.99), at(1.0));
    }
}

fn main() {
    for lines in [1_000, 20_000] {
        let text = source(lines);
        println!("{} lines, {} bytes", text.lines().count(), text.len());
        let mut cold = Times::default();
        let mut document = cold.measure(|| {
            Document::new(Some("/p/s.yaml".into()), Text::from(text.as_str()), Arc::new(NoFiles))
        });
        cold.print("first parse");
        let mut memo = Memo::default();
        let mut cold = Times::default();
        let findings = cold.measure(|| check::check(&document, &mut memo));
        cold.print("first check");
        println!("  {} findings", findings.len());
        let place = text[text.len() / 2..].find("handler: index").expect("a handler") + text.len() / 2 + 14;
        let (mut edit, mut names, mut units, mut whole) =
            (Times::default(), Times::default(), Times::default(), Times::default());
        let (mut complete, mut hover, mut symbols) = (Times::default(), Times::default(), Times::default());
        for round in 0..200 {
            let change = if round % 2 == 0 {
                Edit::insert(place as u32, "x")
            } else {
                Edit::delete(Span::new(place as u32, place as u32 + 1))
            };
            document = edit.measure(|| document.edited(&change));
            names.measure(|| Names::new(&document).globals().len());
            units.measure(|| document.units().len());
            whole.measure(|| check::check(&document, &mut memo).len());
            complete.measure(|| ide::completions(&document, place as u32).items.len());
            hover.measure(|| ide::hover(&document, place as u32, 0, fcls::message::Lang::En));
            if round % 20 == 0 {
                symbols.measure(|| ide::symbols(&document).len());
            }
        }
        edit.print("edit and re-parse");
        names.print("names");
        units.print("units");
        whole.print("check after a keystroke");
        complete.print("completion");
        hover.print("hover");
        symbols.print("symbols");
        completions_everywhere(&text);
    }
}

/// Completion right after a keystroke at each kind of place, in the middle of the file.
fn completions_everywhere(text: &str) {
    let half = text.len() / 2;
    let next = |what: &str| half + text[half..].find(what).expect(what);
    let domain = "  domain:\n    component: fc3-domain\n    props:\n      routeConfig:\n        routes:\n          - functionName: \n";
    let merged = "  merged:\n    component: fc3\n    props:\n      <<: *base\n      \n";
    for (name, at, inserted, back) in [
        ("a key", next("      handler:"), "      \n", 1),
        ("a value", next("index.handler"), "", 0),
        ("a region", next("${vars.region}"), "", 0),
        ("an expression", next("${vars.region}") + 7, "", 0),
        ("resources in an expression", next("${vars.region}"), "${resources.", 0),
        ("a whole block", next("  fn"), "  \n", 1),
        ("a function's name", next("  fn"), domain, 1),
        ("a key beside a merge", next("  fn"), merged, 1),
    ] {
        let mut source = text.to_string();
        source.insert_str(at, inserted);
        source.push_str("base: &base\n  timeout: 3\n");
        let place = (at + inserted.len() - back) as u32;
        let mut document =
            Document::new(Some("/p/s.yaml".into()), Text::from(source.as_str()), Arc::new(NoFiles));
        let mut times = Times::default();
        let mut count = 0;
        for round in 0..200 {
            document = match round % 2 {
                0 => document.edited(&Edit::insert(place, "t")),
                _ => document.edited(&Edit::delete(Span::new(place, place + 1))),
            };
            let cursor = if round % 2 == 0 { place + 1 } else { place };
            count = times.measure(|| ide::completions(&document, cursor).items.len());
        }
        times.print(&format!("completion of {name} ({count})"));
    }
}
