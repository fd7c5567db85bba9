//! Random edits for the tests of incremental parsing.

use fcls::syntax::{Tree, parse};
use fcls::text::{Edit, Span, Text};

/// A small generator of pseudo-random numbers (splitmix64), so that a failure can be repeated.
pub struct Random(pub u64);

impl Random {
    /// The next number below `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % bound.max(1) as u64) as usize
    }
}

/// What people type, and what breaks parsers.
const PIECES: &[&str] = &[
    "a",
    " ",
    "\n",
    ":",
    ": ",
    "- ",
    "-",
    "\"",
    "'",
    "[",
    "]",
    "{",
    "}",
    ",",
    "#",
    " # c",
    "\t",
    "|",
    ">",
    "&",
    "*",
    "!",
    "%",
    "@",
    "`",
    "?",
    "? ",
    "\n  ",
    "\n    key: value\n",
    "\n- item",
    "---\n",
    "...\n",
    "\nname",
    "${vars.",
    "：",
    "=",
    "é",
    "\r\n",
    "<<: *a",
    "&a ",
    "!!str ",
    "  ",
    "key:\n",
    "[a, b",
    "{a: b",
    "\"x\" ",
    "|2\n",
    "\n\n",
    "# c\n",
    "<<<<<<< HEAD\n",
    "=======\n",
    "{{ x }}",
    "\\",
    "\n %x",
    "- - ",
    "a: b",
    "\u{feff}",
    "x\ny: [\n",
];

/// Makes `count` random edits on `source`, one after the other, and compares after each one.
pub fn check_edits(source: &str, count: u64, random: &mut Random, name: &str) -> u64 {
    let mut text = Text::from(source);
    let mut tree = parse(&text);
    assert_eq!(tree.root(&text).span(), text.span(), "{name}");
    for step in 0..count {
        let before = text.clone();
        let edit = random_edit(&text, random);
        let old = text.apply(&edit);
        let next = tree.reparse(&text, old, edit.text.len() as u32);
        if next != parse(&text) && !agrees(&before, &edit) {
            let (before, edit) = shrink(before.to_string(), edit.clone());
            let (text, edit) = (Text::from(before.as_str()), edit);
            let mut edited = text.clone();
            let old = edited.apply(&edit);
            let next = parse(&text).reparse(&edited, old, edit.text.len() as u32);
            compare(&next, &edited, || format!("{name}, edit {step}: {edit:?} on {before:?}\n{before}\n"));
        }
        compare(&next, &text, || format!("{name}, edit {step}: {edit:?} on {:?}", before.to_string()));
        tree = next;
        // Start again now and then, so that not all edits meet ruins.
        if random.below(25) == 0 {
            text = Text::from(source);
            tree = parse(&text);
        }
    }
    count
}

fn agrees(text: &Text, edit: &Edit) -> bool {
    let mut edited = text.clone();
    let old = edited.apply(edit);
    let next = parse(text).reparse(&edited, old, edit.text.len() as u32);
    let fresh = parse(&edited);
    next == fresh && next.errors() == fresh.errors()
}

/// Takes lines away from a failing text as long as it still fails.
fn shrink(mut source: String, mut edit: Edit) -> (String, Edit) {
    let mut again = true;
    while again {
        again = false;
        let text = Text::from(source.as_str());
        for line in (0..text.line_count()).rev() {
            let span = Span::new(text.line_start(line), text.line_start(line + 1));
            if span.is_empty() || span.intersects(edit.span) {
                continue;
            }
            let mut smaller = source.clone();
            smaller.replace_range(span.start as usize..span.end as usize, "");
            let mut moved = edit.clone();
            if span.end <= edit.span.start {
                moved.span = Span::new(edit.span.start - span.len(), edit.span.end - span.len());
            }
            if !agrees(&Text::from(smaller.as_str()), &moved) {
                (source, edit, again) = (smaller, moved, true);
                break;
            }
        }
    }
    (source, edit)
}

/// One random edit of `text`.
pub fn random_edit(text: &Text, random: &mut Random) -> Edit {
    let len = text.len() as usize;
    let at = random.below(len + 1) as u32;
    let far = if random.below(4) == 0 { 60 } else { 6 };
    let to = (at + random.below(far) as u32).min(text.len());
    let piece = PIECES[random.below(PIECES.len())];
    let line = text.line_of(at);
    match random.below(10) {
        0..4 => Edit::insert(at, piece),
        4..6 => Edit::delete(Span::new(at, to)),
        6 => Edit::replace(Span::new(at, to), piece),
        7 => Edit::delete(Span::new(text.line_start(line), text.line_start(line + 1))),
        8 => Edit::insert(text.line_start(line), piece),
        _ => {
            let line = text.slice(Span::new(text.line_start(line), text.line_start(line + 1))).into_owned();
            Edit::insert(text.line_start(random.below(text.line_count() as usize) as u32), line)
        }
    }
}

/// Asserts that `tree` is what a fresh parse of `text` gives.
pub fn compare(tree: &Tree, text: &Text, context: impl Fn() -> String) {
    let fresh = parse(text);
    let root = tree.root(text);
    assert_eq!(root.span(), text.span(), "length: {}", context());
    if *tree != fresh || tree.errors() != fresh.errors() {
        let dump = |tree: &Tree| format!("{:?}\n{:?}", tree.errors(), fcls::syntax::events(tree, text));
        panic!("{}\nincremental: {}\nfresh: {}", context(), dump(tree), dump(&fresh));
    }
}
