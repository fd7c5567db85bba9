//! What the steps of the engine cost, one by one, by the size of the file. `.ci/bench` runs it and prints ratios to
//! `benches/baseline.json`; `cargo bench --bench engine` alone compares with criterion's last run.

mod made;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use fcls::check::{Memo, check};
use fcls::document::{Document, NoFiles};
use fcls::ide;
use fcls::message::Lang;
use fcls::server::capabilities::Abilities;
use fcls::server::convert::Lines;
use fcls::server::diagnostics::Written;
use fcls::syntax::parse;
use fcls::text::{Edit, Encoding, Span, Text};
use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

const SIZES: [(&str, usize); 3] = [("4KB", 4 << 10), ("100KB", 100 << 10), ("2MB", 2 << 20)];

const LINES: [usize; 2] = [1_000, 20_000];

fn document(text: &str) -> Document {
    Document::new(Some("/p/s.yaml".into()), Text::from(text), Arc::new(NoFiles))
}

/// Where `what` begins next, from the middle of `text` on.
fn middle(text: &str, what: &str) -> u32 {
    let half = (0..=text.len() / 2).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let found = text[half..].find(what).map(|at| half + at).or_else(|| text.find(what));
    found.expect("it is in every function") as u32
}

fn parsing(c: &mut Criterion) {
    let mut group = c.benchmark_group("parse");
    for (name, size) in SIZES {
        let source = made::s_yaml_bytes(size);
        let text = Text::from(source.as_str());
        group.throughput(Throughput::Bytes(source.len() as u64));
        group.bench_function(name, |b| b.iter(|| black_box(parse(&text))));
    }
    group.finish();
}

/// The tree after an edit, by what is edited; each round makes it and takes it back.
fn editing(c: &mut Criterion) {
    for (kind, place, inserted) in [
        ("edit-value", "index.handler", "x"),
        ("edit-key", "handler:", "x"),
        ("edit-comment", "MB\n", "x"),
        ("edit-new-line", "      timeout:", "      t\n"),
        ("edit-indentation", "      timeout:", " "),
        ("edit-opens-quote", "dev\n", "\""),
        ("edit-new-function", "  fn", "  more:\n    component: fc3\n    props:\n      region: cn-hangzhou\n"),
    ] {
        let mut group = c.benchmark_group(kind);
        for (name, size) in SIZES {
            let source = made::s_yaml_bytes(size);
            let mut text = Text::from(source.as_str());
            let mut tree = parse(&text);
            let at = middle(&source, place);
            let edits = [Edit::insert(at, inserted), Edit::delete(Span::new(at, at + inserted.len() as u32))];
            group.bench_function(name, |b| {
                b.iter(|| {
                    for edit in &edits {
                        let old = text.apply(edit);
                        tree = tree.reparse(&text, old, edit.text.len() as u32);
                    }
                });
            });
        }
        group.finish();
    }
}

/// A document in which one letter comes and goes, and what is remembered of it.
struct Typing {
    document: Document,
    memo: Memo,
    written: Written,
    edits: [Edit; 2],
    abilities: Abilities,
}

impl Typing {
    fn new(lines: usize) -> Typing {
        let source = made::s_yaml_lines(lines);
        let at = middle(&source, "index.handler");
        let edits = [Edit::insert(at, "x"), Edit::delete(Span::new(at, at + 1))];
        let abilities =
            Abilities { related: true, code_link: true, diagnostic_tags: true, ..Default::default() };
        let mut typing = Typing {
            document: document(&source),
            memo: Memo::default(),
            written: Written::default(),
            edits,
            abilities,
        };
        typing.type_and_take_back(true);
        typing
    }

    fn type_and_take_back(&mut self, write: bool) {
        let uri = "file:///p/s.yaml".parse().expect("a URI");
        for edit in &self.edits {
            self.document = self.document.edited(edit);
            let findings = check(&self.document, &mut self.memo);
            if write {
                let lines = Lines { text: self.document.text(), encoding: Encoding::Utf16 };
                black_box(self.written.write("", &findings, lines, &uri, &self.abilities, Lang::En));
            }
        }
    }
}

/// Times are of two keystrokes: a letter comes and goes.
fn checking(c: &mut Criterion) {
    for lines in LINES {
        let source = made::s_yaml_lines(lines);
        let read = document(&source);
        c.bench_with_input(BenchmarkId::new("check-whole", lines), &read, |b, read| {
            b.iter(|| check(read, &mut Memo::default()));
        });
        let mut typing = Typing::new(lines);
        c.bench_function(&format!("keystrokes-check/{lines}"), |b| {
            b.iter(|| typing.type_and_take_back(false));
        });
        c.bench_function(&format!("keystrokes-check-write/{lines}"), |b| {
            b.iter(|| typing.type_and_take_back(true));
        });
        let findings = check(&read, &mut Memo::default());
        let uri = "file:///p/s.yaml".parse().expect("a URI");
        let place = Lines { text: read.text(), encoding: Encoding::Utf16 };
        c.bench_function(&format!("write-diagnostics-anew/{lines}"), |b| {
            b.iter(|| Written::default().write("", &findings, place, &uri, &typing.abilities, Lang::En));
        });
    }
}

/// Each right after a keystroke, whose cost is not counted.
fn asking(c: &mut Criterion) {
    for lines in LINES {
        let source = made::s_yaml_lines(lines);
        let typed = |at: u32, text: &str| document(&source).edited(&Edit::insert(at, text));
        let key = middle(&source, "      handler:");
        let with_key = typed(key, "      me\n");
        c.bench_function(&format!("complete-key/{lines}"), |b| {
            b.iter(|| ide::completions(&with_key, key + 8));
        });
        let value = middle(&source, "nodejs20") + 6;
        let with_value = typed(value, "2");
        c.bench_function(&format!("complete-value/{lines}"), |b| {
            b.iter(|| ide::completions(&with_value, value + 1));
        });
        let reference = middle(&source, "${vars.region}");
        c.bench_function(&format!("hover/{lines}"), |b| {
            b.iter(|| ide::hover(&with_value, reference + 5, 0, Lang::En));
        });
        c.bench_function(&format!("symbols/{lines}"), |b| b.iter(|| ide::symbols(&with_value)));
    }
}

fn settings() -> Criterion {
    Criterion::default()
        .sample_size(30)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
}

criterion_group! {
    name = engine;
    config = settings();
    targets = parsing, editing, checking, asking
}
criterion_main!(engine);
