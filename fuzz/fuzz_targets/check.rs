//! Any file as one of ours: what is found lies inside, its fixes can be made, each editor feature has an answer
//! everywhere, and after an edit the check that remembers finds what a fresh one finds.
//!
//! The input is the file; its last bytes say where the edit and the cursor are.
#![no_main]

use fcls::check::{Finding, Memo, check};
use fcls::document::{Document, NoFiles};
use fcls::ide;
use fcls::ide::names::NameIndex;
use fcls::ide::refactor::{self, Search};
use fcls::message::Lang;
use fcls::text::{Edit, Encoding, Span, Text};
use fcls_fuzz::show;
use libfuzzer_sys::fuzz_target;
use std::sync::Arc;

const PIECES: [&str; 16] =
    ["", "a", "\n", "\n  ", ": ", "- ", "'", "\"", "[", "}", "#", "&a ", "*a", "${vars.a}", "<<: *a\n", "中"];

fn judge(document: &Document, memo: &mut Memo) -> Vec<Finding> {
    let found = check(document, memo);
    let len = document.text().len();
    for finding in &found {
        assert!(finding.span.start <= finding.span.end && finding.span.end <= len, "{finding:?}");
        for fix in finding.fixes.iter() {
            for edit in &fix.edits {
                assert!(edit.span.start <= edit.span.end && edit.span.end <= len, "{finding:?}");
                assert_eq!(document.text().floor_boundary(edit.span.start), edit.span.start, "{finding:?}");
                assert_eq!(document.text().floor_boundary(edit.span.end), edit.span.end, "{finding:?}");
            }
            document.text().with_edits(&fix.edits);
        }
    }
    found
}

/// Every feature at `at`.
fn look(document: &Document, found: &[Finding], at: u32) {
    let len = document.text().len();
    for item in ide::completions(document, at).items {
        assert!(!item.label.is_empty());
    }
    if let Some(hover) = ide::hover(document, at, 1_795_575_600, Lang::Zh) {
        assert!(hover.span.end <= len && !hover.markdown.is_empty());
    }
    let names = NameIndex::of(document);
    ide::definition(document, &names, at);
    ide::references(&names, at, true);
    let _ = ide::rename(document, &names, at, "other");
    let search = Search { disabled: true, proven: true };
    let offered = ide::refactorings(document, Span::empty(at), search, |_| true).into_iter();
    for action in ide::actions(document, found, Span::empty(at)).into_iter().chain(offered) {
        assert!(action.edits.iter().all(|edit| edit.span.end <= len), "{action:?}");
        document.text().with_edits(&action.edits);
        if action.later {
            let _ = refactor::complete(document, action);
        }
    }
    for span in ide::selections(document, at) {
        assert!(span.end <= len);
    }
    ide::format_on_type(document, at, '\n', 2);
}

fuzz_target!(|source: &str| {
    show(|| source.to_string());
    let bytes = source.as_bytes();
    let byte = |back: usize| bytes.len().checked_sub(back).map_or(0, |at| u32::from(bytes[at]));
    for name in ["/p/s.yaml", "/p/f.yml"] {
        let text = Text::from(source);
        let mut document = Document::new(Some(name.into()), text.clone(), Arc::new(NoFiles));
        let mut memo = Memo::default();
        let found = judge(&document, &mut memo);
        let place =
            |back: usize| text.floor_boundary((u64::from(byte(back)) * u64::from(text.len()) / 128) as u32);
        for at in [place(1), place(2), text.len()] {
            look(&document, &found, at);
        }
        for symbol in ide::symbols(&document) {
            assert!(symbol.span.end <= text.len());
        }
        ide::inlay_hints(&document, text.span(), Default::default(), Lang::En);
        ide::links(&document);
        ide::folding::folds(&document, Encoding::Utf16, &mut Default::default());
        let _ = ide::format(&document, 2);
        for (back, piece) in [(3, 4), (5, 6)] {
            let start = place(back);
            let end = text.floor_boundary((start + byte(back) % 8).min(text.len())).max(start);
            let edit = Edit::replace(Span::new(start, end), PIECES[byte(piece) as usize % PIECES.len()]);
            document = document.edited(&edit);
            let remembered = judge(&document, &mut memo);
            let fresh = judge(&document, &mut Memo::default());
            let say = |found: &[Finding]| {
                found
                    .iter()
                    .map(|it| format!("{} {:?} {}", it.rule.code, it.span, it.message.en))
                    .collect::<Vec<_>>()
            };
            assert_eq!(say(&remembered), say(&fresh), "{:?}", document.text().to_string());
        }
    }
});
