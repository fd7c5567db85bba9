//! Any text: no crash, nothing lost.
#![no_main]

use fcls::syntax::{anchors, events, parse, path_at, to_json};
use fcls::text::Text;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|source: &str| {
    let text = Text::from(source);
    let tree = parse(&text);
    assert_eq!(tree.root(&text).text(), source);
    assert_eq!(tree.root(&text).span(), text.span());
    for error in tree.errors() {
        assert!(error.span.end <= text.len());
    }
    for offset in [0, text.len() / 2, text.len()] {
        path_at(&tree, &text, offset);
    }
    events(&tree, &text);
    for document in tree.stream(&text).documents() {
        let _ = to_json(document.value(), &anchors(document));
    }
});
