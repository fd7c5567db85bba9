//! What formatting does and what it leaves alone.

use fcls::document::{Document, NoFiles};
use fcls::ide::{INDENT, Refused, format, format_on_type, format_range};
use fcls::text::{Span, Text};
use std::sync::Arc;

fn document(text: &str) -> Document {
    Document::new(None, Text::from(text), Arc::new(NoFiles))
}

#[track_caller]
fn check(before: &str, after: &str) {
    let formatted = formatted(before);
    assert_eq!(formatted, after);
    assert_eq!(self::formatted(&formatted), after, "once more");
}

fn formatted(text: &str) -> String {
    let document = document(text);
    document.text().with_edits(&format(&document, INDENT).unwrap_or_default()).to_string()
}

#[test]
fn levels_are_as_wide_as_the_file_mostly_has_them() {
    check("a:\n  b:\n      c: 1\n  d:\n    e: 2\n", "a:\n  b:\n    c: 1\n  d:\n    e: 2\n");
    check("a:\n    b:\n      c:\n          d: 1\n", "a:\n    b:\n        c:\n            d: 1\n");
    check("a:\n    b:\n            c: 1\n", "a:\n    b:\n        c: 1\n");
    check("a:\n  -   b: 1\n      c: 2\n  -  - x\n     - y\n", "a:\n  - b: 1\n    c: 2\n  - - x\n    - y\n");
    check("  a: 1\n  b: 2\n", "a: 1\nb: 2\n");
    check("a:\n    - b:\n          c: 1\n", "a:\n    - b:\n          c: 1\n");
}

#[test]
fn the_width_that_is_wished_for_fills_the_gap() {
    let formatted = |text: &str, indent| {
        let document = document(text);
        document.text().with_edits(&format(&document, indent).unwrap()).to_string()
    };
    // The value of a key, on a line of its own, in a file without levels.
    assert_eq!(formatted("a:\n   [x]\n", 4), "a:\n    [x]\n");
    assert_eq!(formatted("a:\n   [x]\n", 2), "a:\n  [x]\n");
    assert_eq!(formatted("a:\n   [x]\n", 0), "a:\n  [x]\n");
    // As many of the one as of the other.
    assert_eq!(formatted("a:\n  b: 1\nc:\n    d: 1\n", 4), "a:\n    b: 1\nc:\n    d: 1\n");
    // The file has its own way.
    assert_eq!(formatted("a:\n  b: 1\nc:   1\n", 4), "a:\n  b: 1\nc: 1\n");
}

#[test]
fn sequences_keep_the_way_of_the_file() {
    check("a:\n- 1\nb:\n- 2\nc:\n    - 3\n", "a:\n- 1\nb:\n- 2\nc:\n- 3\n");
    check("a:\n- 1\nb:\n  - 2\nc:\n    - 3\n", "a:\n  - 1\nb:\n  - 2\nc:\n  - 3\n");
    // Wider than two levels once is a slip, always is a way.
    check("a:\n  b: 1\nc:\n        - 3\n", "a:\n  b: 1\nc:\n  - 3\n");
    let wide = "a:\n  x: 1\nb:\n      - 1\nc:\n      - 2\nd:\n      - 3\n";
    check(wide, wide);
}

#[test]
fn spaces_are_single_and_none_at_the_end() {
    check("a:   1  \nb :\t2\n-x: y", "a: 1\nb: 2\n-x: y\n");
    check("*a : 1\n", "*a : 1\n");
    check("a: &x   !!str   b   # note  \n", "a: &x !!str b   # note\n");
    check(
        "a: {x: 1 ,y: 2}\nb: {z: 3}\nc: { w: 4 }\nd: { }\n",
        "a: {x: 1, y: 2}\nb: {z: 3}\nc: {w: 4}\nd: {}\n",
    );
    check("a: [ 1,2 ]\nb: [ 3 ]\nc: [4]\n", "a: [ 1, 2 ]\nb: [ 3 ]\nc: [ 4 ]\n");
}

#[test]
fn placeholders_of_templates_keep_their_spaces() {
    check("a:  {{ x }}\nb: {y: 1 }\nc: {{z}}\n", "a: {{ x }}\nb: {y: 1}\nc: {{z}}\n");
    check("a: {{ x ? y : z , w  }}\n", "a: {{ x ? y : z , w  }}\n");
}

#[test]
fn blank_lines_are_few() {
    check("\n\na: 1\n\n\n\n\nb:\n\n\n  c: 1\n\n\n\n  d: 2\n\n\n", "a: 1\n\n\nb:\n\n  c: 1\n\n  d: 2\n");
    check("a: 1\r\n\r\n\r\n\r\nb: 2", "a: 1\r\n\r\n\r\nb: 2\r\n");
}

#[test]
fn comments_go_with_what_they_belong_to() {
    check(
        "o:\n  p: 1\n# top\na:\n    # of b\n    b: 1\n    # c: 2\n\n# of d\nd: 1\n    # end\n",
        "o:\n  p: 1\n# top\na:\n  # of b\n  b: 1\n  # c: 2\n\n# of d\nd: 1\n# end\n",
    );
    check("a:\n    # odd\n  b: 1\n# left\n  c: 2\n", "a:\n  # odd\n  b: 1\n# left\n  c: 2\n");
    // Commented out: the value of a key, more of a block, deeper parts of it.
    check("a:\n  b:\n    # c: 1\n  d: 1\n", "a:\n  b:\n    # c: 1\n  d: 1\n");
    check(
        "o:\n  p: 1\na:\n    b:\n      # c:\n      #   d: 1\n        # e\nf: 1\n",
        "o:\n  p: 1\na:\n  b:\n    # c:\n    #   d: 1\n      # e\nf: 1\n",
    );
    check("a:\n    # x\n- 1\n", "a:\n# x\n- 1\n");
    check("a: 1 # 说明　\n", "a: 1 # 说明　\n");
}

#[test]
fn block_scalars_keep_their_text() {
    check(
        "o:\n  p: 1\na:\n    b: |\n        x\n          y  \n  \n        z\n\n\n    c: >-\n      w\n",
        "o:\n  p: 1\na:\n  b: |\n      x\n        y  \n\n      z\n\n  c: >-\n    w\n",
    );
    check("o:\n  p: 1\na:\n    - |2\n       x\n", "o:\n  p: 1\na:\n    - |2\n       x\n");
    check("o:\n  - 1\na:\n    - |2\n       x\n", "o:\n  - 1\na:\n  - |2\n     x\n");
    check("a: |+\n  x\n\n\n", "a: |+\n  x\n\n\n");
    check("a: |\n  x", "a: |\n  x");
    check("--- |1+", "--- |1+");
}

#[test]
fn scalars_of_several_lines_keep_their_value() {
    check(
        "o:\n  p: 1\na:\n    b: one\n      two\n\n      three\n",
        "o:\n  p: 1\na:\n  b: one\n    two\n\n    three\n",
    );
    check("o:\n  p: 1\na:\n    b: \"one\n      two\"\n", "o:\n  p: 1\na:\n  b: \"one\n    two\"\n");
}

#[test]
fn flow_collections_of_several_lines() {
    check("a:\n  b: [\n     x,\n        y\n      ]\n", "a:\n  b: [\n    x,\n    y\n    ]\n");
    check("a:\n  - {\n     x: 1,\n       }\n", "a:\n  - {\n      x: 1,\n    }\n");
}

#[test]
fn what_is_damaged_is_left_alone() {
    let broken = "a:\n    b: 1\n   c: [1\nd:   2\n";
    assert_eq!(format(&document(broken), INDENT), Err(Refused::Damaged));
    for text in ["", "\n", "# only\n", "---\n", "a", "a:", "- ", "\u{feff}a:   1\n"] {
        formatted(text);
    }
}

#[test]
fn very_many_edits_on_a_line_become_one() {
    let list = |comma: &str| format!("a: [{}]\n", vec!["1"; 5000].join(comma));
    let document = document(&list(","));
    let edits = format(&document, INDENT).unwrap();
    assert_eq!(edits.len(), 1);
    assert_eq!(document.text().with_edits(&edits).to_string(), list(", "));
}

#[test]
fn a_range_gets_the_edits_within() {
    let text = "a:   1\nb:   2\nc:   3\n";
    let document = document(text);
    let edits = format_range(&document, Span::new(7, 14), INDENT).unwrap();
    assert_eq!(document.text().with_edits(&edits).to_string(), "a:   1\nb: 2\nc:   3\n");
}

/// Types `typed` at `$0` and gives the result.
fn typed(text: &str, typed: char) -> String {
    let at = text.find("$0").unwrap() as u32;
    let document = document(&text.replace("$0", ""));
    let edits: Vec<_> = format_on_type(&document, at, typed, INDENT).into_iter().collect();
    document.text().with_edits(&edits).to_string()
}

#[test]
fn a_new_line_stands_where_the_structure_asks() {
    assert_eq!(typed("a:\n$0", '\n'), "a:\n  ");
    assert_eq!(typed("a:\n  b:\n  $0\n", '\n'), "a:\n  b:\n    \n");
    assert_eq!(typed("a:\n  b: 1\n$0\n", '\n'), "a:\n  b: 1\n  \n");
    assert_eq!(typed("a:\n  - x: 1\n  $0\n", '\n'), "a:\n  - x: 1\n    \n");
    assert_eq!(typed("a:\n  - x\n$0\n", '\n'), "a:\n  - x\n  \n");
    assert_eq!(
        typed("a:\n    # note\n    b: 1\nc:\n$0    d: 1\n", '\n'),
        "a:\n    # note\n    b: 1\nc:\n    d: 1\n"
    );
    assert_eq!(typed("a:\n$0\n    b: 1\n", '\n'), "a:\n    \n    b: 1\n");
    assert_eq!(typed("a: |\n$0\n", '\n'), "a: |\n  \n");
    assert_eq!(typed("a: |\n    text\n$0\n", '\n'), "a: |\n    text\n    \n");
    assert_eq!(typed("a: [\n$0\n", '\n'), "a: [\n\n", "not certain");
}

#[test]
fn a_first_dash_is_aligned() {
    assert_eq!(typed("x:\n- 1\ny:\n- 2\na:\n    -$0\n", '-'), "x:\n- 1\ny:\n- 2\na:\n-\n");
    assert_eq!(typed("x:\n  - 1\na:\n-$0\n", '-'), "x:\n  - 1\na:\n  -\n");
    assert_eq!(typed("a:\n- 1\n-$0\n", '-'), "a:\n- 1\n-\n");
}
