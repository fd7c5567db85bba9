//! Edits: the tree made from the old one equals a fresh parse. The first line of the input are the
//! edits (three bytes each: where, how much is deleted, what is inserted), the rest is the text.
#![no_main]

use fcls::syntax::parse;
use fcls::text::{Edit, Span, Text};
use libfuzzer_sys::fuzz_target;

const PIECES: &[&str] = &[
    "a",
    " ",
    "\n",
    ": ",
    "- ",
    "\"",
    "'",
    "[",
    "]",
    "{",
    "}",
    ",",
    "#",
    "\t",
    "|\n",
    "key: value\n",
    "\n  ",
    "---\n",
    "&",
    "*",
];

/// More edits take long and show nothing new.
const MOST_EDITS: usize = 500;

fuzz_target!(|input: &[u8]| {
    let end = input.iter().position(|byte| *byte == b'\n').unwrap_or(0);
    let (edits, source) = input.split_at(end);
    let Ok(source) = std::str::from_utf8(source) else { return };
    let mut text = Text::from(source);
    let mut tree = parse(&text);
    for edit in edits.chunks_exact(3).take(MOST_EDITS) {
        let start = (u64::from(edit[0]) * u64::from(text.len()) / 255) as u32;
        let stop = (start + u32::from(edit[1] % 16)).min(text.len());
        let piece = PIECES[usize::from(edit[2]) % PIECES.len()];
        let old = text.apply(&Edit::replace(Span::new(start, stop), piece));
        tree = tree.reparse(&text, old, piece.len() as u32);
        let fresh = parse(&text);
        assert!(tree == fresh, "differs from a fresh parse on {:?}", text.to_string());
        assert_eq!(tree.errors(), fresh.errors());
    }
});
