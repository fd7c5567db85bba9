//! Properties of hover, outline, folds, selections, hints and semantic tokens over every real file of the
//! corpus (`FCLS_SHARED`, folder `corpus`):
//!
//! - a card is never empty and is about the place that was asked for;
//! - selections grow strictly, from the place to the whole file;
//! - symbols hold their names and their children, folds are in order and longer than a line;
//! - tokens are in order, do not overlap, and what is kept from the version before equals a fresh look after
//!   any edit.
//!
//! Places are sampled; `FCLS_ALL=1` tries each, `FCLS_SEED` gives another sequence of random edits.

#[allow(dead_code, reason = "the comparison of trees is another test's")]
mod edits;
mod real_files;

use edits::{Random, random_edit};
use fcls::check::settings::InlayHints;
use fcls::document::{Document, NoFiles};
use fcls::ide::{self, Symbol, folding, tokens};
use fcls::message::Lang;
use fcls::text::{Encoding, Text};
use real_files::{all, corpus};
use std::sync::Arc;

fn symbols_hold(symbols: &[Symbol], name: &str) {
    for symbol in symbols {
        assert!(!symbol.name.is_empty(), "{name}");
        assert!(symbol.span.contains_span(symbol.selection), "{name}: {symbol:?}");
        for child in &symbol.children {
            assert!(symbol.span.contains_span(child.span), "{name}: {child:?} in {:?}", symbol.span);
        }
        symbols_hold(&symbol.children, name);
    }
}

fn structure_holds(document: &Document, name: &str) {
    symbols_hold(&ide::symbols(document), name);
    let folds = folding::folds(document, Encoding::Utf16, &mut folding::Memo::default());
    assert!(folds.windows(2).all(|pair| pair[0].first < pair[1].first), "{name}");
    assert!(folds.iter().all(|fold| fold.first < fold.last), "{name}");
    for lang in [Lang::En, Lang::Zh] {
        let hints = ide::inlay_hints(document, document.text().span(), InlayHints::default(), lang);
        assert!(hints.iter().all(|hint| !hint.label.is_empty() && !hint.label.contains('\n')), "{name}");
    }
}

fn tokens_hold(found: &[tokens::Token], name: &str) {
    for pair in found.windows(2) {
        assert!(pair[0].span.end <= pair[1].span.start, "{name}: {pair:?}");
        let place = |token: &tokens::Token| (token.line, token.character);
        assert!(place(&pair[0]) < place(&pair[1]), "{name}: {pair:?}");
    }
}

fn places_hold(document: &Document, name: &str, step: usize) -> usize {
    let mut tried = 0;
    for offset in (0..=document.text().len()).step_by(step) {
        tried += 1;
        for lang in [Lang::En, Lang::Zh] {
            if let Some(card) = ide::hover(document, offset, 0, lang) {
                assert!(!card.markdown.trim().is_empty(), "{name}:{offset}");
                assert!(
                    card.span.touches(document.text().floor_boundary(offset)),
                    "{name}:{offset} {card:?}"
                );
            }
        }
        let spans = ide::selections(document, offset);
        assert_eq!(spans.last(), Some(&document.text().span()), "{name}:{offset}");
        let grow = spans.windows(2).all(|pair| pair[1].contains_span(pair[0]) && pair[0] != pair[1]);
        assert!(grow, "{name}:{offset} {spans:?}");
    }
    tried
}

#[test]
fn structure_holds_over_the_corpus() {
    let work = || {
        let seed = std::env::var("FCLS_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(7);
        let mut random = Random(seed);
        let mut tried = 0;
        for (_, path, source) in corpus() {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let mut document = Document::new(Some(path), Text::from(source.as_str()), Arc::new(NoFiles));
            structure_holds(&document, &name);
            tried += places_hold(&document, &name, if all() { 1 } else { 97 });
            let mut memo = tokens::Memo::default();
            let mut folds = folding::Memo::default();
            for _ in 0..if all() { 50 } else { 6 } {
                let found = tokens::tokens(&document, Encoding::Utf16, &mut memo);
                let fresh = tokens::tokens(&document, Encoding::Utf16, &mut tokens::Memo::default());
                assert_eq!(found, fresh, "{name}");
                tokens_hold(&found, &name);
                let kept = folding::folds(&document, Encoding::Utf16, &mut folds);
                let fresh = folding::folds(&document, Encoding::Utf16, &mut folding::Memo::default());
                assert_eq!(kept, fresh, "{name}");
                document = document.edited(&random_edit(document.text(), &mut random));
            }
            structure_holds(&document, &name);
            places_hold(&document, &name, 331);
        }
        println!("{tried} places tried");
        assert!(tried > 5_000, "only {tried} places were tried");
    };
    let thread = std::thread::Builder::new().stack_size(32 * 1024 * 1024).spawn(work).expect("a thread");
    if let Err(panic) = thread.join() {
        std::panic::resume_unwind(panic);
    }
}
