//! How often memory is asked for, and for how much, by one keystroke and what follows it. Prints one line of JSON for
//! `.ci/bench`; the counts are the same on every machine.

mod made;

use allocation_counter::measure;
use fcls::check::{Memo, check};
use fcls::document::{Document, NoFiles};
use fcls::ide;
use fcls::message::Lang;
use fcls::server::capabilities::Abilities;
use fcls::server::convert::Lines;
use fcls::server::diagnostics::Written;
use fcls::text::{Edit, Encoding, Span, Text};
use std::collections::BTreeMap;
use std::hint::black_box;
use std::sync::Arc;

fn main() {
    let mut counts = BTreeMap::new();
    for lines in [1_000, 20_000] {
        let source = made::s_yaml_lines(lines);
        let half = source.len() / 2;
        let at = (half
            + source.as_bytes()[half..].windows(13).position(|w| w == b"index.handler").expect("there"))
            as u32;
        let uri = "file:///p/s.yaml".parse().expect("a URI");
        let abilities = Abilities { related: true, code_link: true, ..Default::default() };
        let mut document =
            Document::new(Some("/p/s.yaml".into()), Text::from(source.as_str()), Arc::new(NoFiles));
        let (mut memo, mut written) = (Memo::default(), Written::default());
        // What is asked for once only is not of the keystroke.
        for round in 0..4 {
            let edit = match round % 2 {
                0 => Edit::insert(at, "x"),
                _ => Edit::delete(Span::new(at, at + 1)),
            };
            let mut edited = None;
            let editing = measure(|| edited = Some(document.edited(&edit)));
            document = edited.expect("measured");
            let mut findings = Vec::new();
            let checking = measure(|| findings = check(&document, &mut memo));
            let lines_of = Lines { text: document.text(), encoding: Encoding::Utf16 };
            let writing = measure(|| {
                black_box(written.write("", &findings, lines_of, &uri, &abilities, Lang::En));
            });
            let completing = measure(|| {
                black_box(ide::completions(&document, at));
            });
            let hovering = measure(|| {
                black_box(ide::hover(&document, at, 0, Lang::En));
            });
            for (name, count) in [
                ("edit", editing),
                ("check", checking),
                ("write", writing),
                ("complete", completing),
                ("hover", hovering),
            ] {
                counts.insert(format!("{name}/{lines}"), (count.count_total, count.bytes_total));
            }
        }
    }
    println!("{}", serde_json::to_string(&counts).expect("numbers"));
}
