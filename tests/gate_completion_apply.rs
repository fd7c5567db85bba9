//! What taking a completion does to a real file, over every file of the corpus (`FCLS_SHARED`, folder `corpus`)
//! while somebody types in it. For every item, in replace and in insert mode, its snippet filled with its defaults:
//!
//! - the edit holds the cursor, and the snippet and the plain text are the same text;
//! - the file has no new mistake of syntax;
//! - the other keys are where they were;
//! - a key is where it was asked: beside the keys of the line's column, and known there.
//!
//! Places are sampled by a fixed step so that a run stays short; `FCLS_ALL=1` tries each, `FCLS_SEED` (a number)
//! samples others.

mod real_files;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use fcls::check::{Memo, check};
use fcls::document::{Document, FileType, Files};
use fcls::ide::{CompletionItem, ItemKind, Nearby, completions_with};
use fcls::syntax::Value;
use fcls::text::{Edit, Span, Text};
use real_files::{corpus, on_deep_stack, step};

/// Every folder holds the same entries, some with names that YAML or the shell would take amiss.
struct Folder;

impl Files for Folder {
    fn kind(&self, _: &Path) -> FileType {
        FileType::Unknown
    }

    fn read(&self, path: &Path) -> Option<Arc<str>> {
        path.ends_with(".env").then(|| "STAGE=dev\nDB_URL=x\n".into())
    }

    fn list(&self, _: &Path) -> Arc<[(String, FileType)]> {
        let names = ["@x", "a b", "code", "dist", "index.js", "main.py", "{x}", "代码"];
        names
            .map(|name| {
                (name.to_string(), if name.contains('.') { FileType::File } else { FileType::Folder })
            })
            .into()
    }
}

fn seed() -> usize {
    std::env::var("FCLS_SEED").map_or(0, |seed| seed.parse().expect("a number"))
}

fn document(path: &Path, text: Text) -> Document {
    Document::new(Some(path.to_path_buf()), text, Arc::new(Folder))
}

/// A snippet with its defaults filled in, read by the grammar of the protocol: `$1`, `${1}`, `${1:text}`,
/// `${1|one,other|}`, `\` before `$`, `}`, `\`, and before `,` and `|` inside choices.
fn filled(snippet: &str) -> Result<String, String> {
    let chars: Vec<char> = snippet.chars().collect();
    let mut at = 0;
    let text = filled_until(&chars, &mut at, false)?;
    Ok(text)
}

fn filled_until(chars: &[char], at: &mut usize, inside: bool) -> Result<String, String> {
    let mut out = String::new();
    while *at < chars.len() {
        let c = chars[*at];
        *at += 1;
        match c {
            '\\' => match chars.get(*at) {
                Some(next @ ('$' | '}' | '\\')) => {
                    out.push(*next);
                    *at += 1;
                }
                _ => return Err("a backslash before nothing special".into()),
            },
            '}' if inside => return Ok(out),
            '}' => return Err("a brace that needs a backslash".into()),
            '$' if chars.get(*at).is_some_and(char::is_ascii_digit) => {
                while chars.get(*at).is_some_and(char::is_ascii_digit) {
                    *at += 1;
                }
            }
            '$' if chars.get(*at) == Some(&'{') => {
                *at += 1;
                let start = *at;
                while chars.get(*at).is_some_and(char::is_ascii_digit) {
                    *at += 1;
                }
                if start == *at {
                    return Err("a stop without number".into());
                }
                match chars.get(*at) {
                    Some('}') => *at += 1,
                    Some(':') => {
                        *at += 1;
                        out.push_str(&filled_until(chars, at, true)?);
                    }
                    Some('|') => {
                        *at += 1;
                        let mut first = true;
                        loop {
                            let c = *chars.get(*at).ok_or("choices without end")?;
                            *at += 1;
                            match c {
                                '\\' => {
                                    let next = *chars.get(*at).ok_or("choices without end")?;
                                    *at += 1;
                                    if first {
                                        out.push(next);
                                    }
                                }
                                ',' => first = false,
                                '|' if chars.get(*at) == Some(&'}') => {
                                    *at += 1;
                                    break;
                                }
                                c if first => out.push(c),
                                _ => {}
                            }
                        }
                    }
                    _ => return Err("a stop that goes on oddly".into()),
                }
            }
            '$' => return Err("a dollar that needs a backslash".into()),
            c => out.push(c),
        }
    }
    if inside { Err("a stop without end".into()) } else { Ok(out) }
}

/// The paths of all keys with how often each occurs; items of lists are `[]`.
fn key_paths(document: &Document) -> BTreeMap<String, usize> {
    key_paths_without(document, None)
}

/// The same without what begins on `line`.
fn key_paths_without(document: &Document, line: Option<Span>) -> BTreeMap<String, usize> {
    fn visit(value: Value<'_>, path: &str, line: Option<Span>, found: &mut BTreeMap<String, usize>) {
        match value {
            Value::Mapping(mapping) => {
                for entry in mapping.entries() {
                    if line.is_some_and(|line| line.touches(entry.key_span().start)) {
                        continue;
                    }
                    let path = format!("{path}/{}", entry.key_text().unwrap_or_default());
                    *found.entry(path.clone()).or_default() += 1;
                    if let Some(value) = entry.value() {
                        visit(value, &path, line, found);
                    }
                }
            }
            Value::Sequence(list) => {
                for value in list.items().filter_map(|item| item.value()) {
                    visit(value, &format!("{path}/[]"), line, found);
                }
            }
            _ => {}
        }
    }
    let mut found = BTreeMap::new();
    if let Some(root) = document.root() {
        visit(root, "", line, &mut found);
    }
    found
}

/// The path of the key that starts at `offset`.
fn path_of_key(document: &Document, offset: u32) -> Option<String> {
    let mut path = String::new();
    let mut value = document.root()?;
    loop {
        value = match value {
            Value::Mapping(mapping) => {
                let entry = mapping.entries().find(|entry| {
                    entry.node().span().touches(offset) && {
                        // Where one ends the next begins.
                        entry.key_span().start == offset || entry.node().span().end > offset
                    }
                })?;
                let _ = write!(path, "/{}", entry.key_text()?);
                if entry.key_span().start == offset {
                    return Some(path);
                }
                entry.value()?
            }
            Value::Sequence(list) => {
                path.push_str("/[]");
                list.items().filter_map(|item| item.value()).find(|value| value.span().touches(offset))?
            }
            _ => return None,
        };
    }
}

/// A file while somebody types in it.
struct State {
    text: String,
    offset: usize,
    /// Where the key that stood here was in the whole file.
    key: Option<usize>,
    /// The bytes of the line that is being typed.
    line: std::ops::Range<usize>,
    /// The line of the whole file that it takes the place of; `None` for one that is new.
    instead_of: Option<std::ops::Range<usize>>,
    what: &'static str,
}

fn states(source: &str) -> Vec<State> {
    let mut states = Vec::new();
    let mut start = 0;
    for line in source.split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        let end_of_line = &line[content.len()..];
        let indent = content.len() - content.trim_start_matches(' ').len();
        let mut word = indent;
        while content[word..].starts_with("- ") {
            word += 2;
            word += content[word..].len() - content[word..].trim_start_matches(' ').len();
        }
        let (from, to) = (start + word, start + content.len());
        let mut state = |cut: std::ops::Range<usize>, offset: usize, key: bool, what| {
            let mut text = source.to_string();
            let length = content.len() - cut.len();
            text.replace_range(cut, "");
            let line = start..start + length;
            let instead_of = Some(start..start + content.len());
            states.push(State { text, offset, key: key.then_some(from), line, instead_of, what });
        };
        state(to..to, from, true, "on the key");
        for (at, _) in content[word..].char_indices().skip(1) {
            state(to..to, from + at, false, "in the line");
        }
        state(to..to, to, false, "at the end of the line");
        state(from..to, from, true, "on an emptied line");
        if let Some(half) = content[word..].char_indices().nth(2).map(|(at, _)| from + at) {
            state(half..to, half, true, "behind a half-typed key");
        }
        if let Some(colon) = content[word..].find(": ").map(|colon| from + colon + 2) {
            state(colon..to, colon, false, "on an emptied value");
        }
        // A new line below, at every column that may mean something and at some that do not.
        let columns = (0..=word + 4).filter(|column| column % 2 == 0 || *column == word + 1);
        for column in columns {
            for (typed, what) in
                [("", "on a new line"), ("t", "on a half-typed new line"), ("- ", "in a new item")]
            {
                let mut text = source.to_string();
                let at = start + content.len();
                let new = format!(
                    "{}{}{typed}",
                    if end_of_line.is_empty() { "\n" } else { end_of_line },
                    " ".repeat(column)
                );
                text.insert_str(at, &new);
                let line_start = at + new.len() - column - typed.len();
                let line = line_start..at + new.len();
                states.push(State { text, offset: at + new.len(), key: None, line, instead_of: None, what });
            }
        }
        start += line.len();
    }
    states
}

/// The keys that must be where they are: in both maps, as often as in the one with fewer.
fn both(a: &BTreeMap<String, usize>, b: &BTreeMap<String, usize>) -> BTreeMap<String, usize> {
    let count = |(path, count): (&String, &usize)| Some((path.clone(), *count.min(b.get(path)?)));
    a.iter().filter_map(count).collect()
}

fn span(range: &std::ops::Range<usize>) -> Span {
    Span::new(range.start as u32, range.end as u32)
}

/// Messages about keys that are not known, or known elsewhere, on the line of `offset`.
fn misplaced(document: &Document, offset: u32) -> Vec<String> {
    let line = document.text().line_of(offset);
    let findings = check(document, &mut Memo::default());
    let here = findings.iter().filter(|finding| {
        UNKNOWN.contains(&finding.rule.code) && document.text().line_of(finding.span.start) == line
    });
    here.map(|finding| format!("{} {}", finding.rule.code, finding.message.en)).collect()
}

/// The codes of unknown and misplaced keys.
const UNKNOWN: [&str; 2] = ["FC002", "FC003"];

#[derive(Default)]
struct Failures(BTreeMap<String, (usize, Vec<String>)>);

impl Failures {
    fn add(&mut self, kind: String, example: impl FnOnce() -> String) {
        let (count, examples) = self.0.entry(kind).or_default();
        *count += 1;
        if examples.len() < 5 {
            examples.push(example());
        }
    }
}

fn applied(document: &Document, item: &CompletionItem, span: Span, text: &str) -> Document {
    let mut edits = item.additional.clone();
    edits.push(Edit::replace(span, text));
    edits.sort_by_key(|edit| edit.span);
    self::document(document.path().expect("a path"), document.text().with_edits(&edits))
}

/// Where `span` of the edit that writes it starts once all edits of `item` are made.
fn written_at(item: &CompletionItem, span: Span) -> u32 {
    let before = item.additional.iter().filter(|edit| edit.span.start < span.start);
    let grown: i64 = before.map(|edit| edit.text.len() as i64 - i64::from(edit.span.len())).sum();
    (i64::from(span.start) + grown) as u32
}

#[test]
fn every_item_is_an_edit_that_does_what_was_asked() {
    let work = || {
        let nearby =
            Nearby { environment: vec!["HOME".into()], access: vec!["work".into(), "default".into()] };
        let (step, mut count, mut tried, mut asked) = (step(101), seed(), 0usize, 0usize);
        let mut failures = Failures::default();
        for (name, path, source) in corpus() {
            let whole = document(&path, Text::from(source.as_str()));
            // Placeholders of a template engine on lines of their own are no YAML: what an item does to the
            // ruins around them says nothing.
            if source.contains("{{") && !whole.tree().errors().is_empty() {
                continue;
            }
            for state in states(&source) {
                count += 1;
                if !count.is_multiple_of(step) {
                    continue;
                }
                asked += 1;
                let before = document(&path, Text::from(state.text.as_str()));
                let offset = state.offset as u32;
                let items = completions_with(&before, offset, &nearby).items;
                if items.is_empty() {
                    continue;
                }
                let errors = before.tree().errors().len();
                let kept = both(
                    &key_paths_without(&whole, state.instead_of.as_ref().map(span)),
                    &key_paths_without(&before, Some(span(&state.line))),
                );
                let parent = state.key.and_then(|key| path_of_key(&whole, key as u32));
                let parent = parent.map(|path| path[..path.rfind('/').unwrap_or(0)].to_string());
                let checked = tried % 7;
                for (index, item) in items.iter().enumerate() {
                    tried += 1;
                    let place = || {
                        let line = state.text[..state.offset].matches('\n').count();
                        let around: Vec<&str> =
                            state.text.lines().skip(line.saturating_sub(3)).take(7).collect();
                        let column = state.offset - state.line.start;
                        format!(
                            "{name}:{}:{column} {}, {} {:?}\n{}",
                            line + 1,
                            state.what,
                            item.label,
                            item.plain,
                            around.join("\n")
                        )
                    };
                    if !item.replace.touches(offset)
                        || !item.insert.touches(offset)
                        || item.insert.start != item.replace.start
                    {
                        failures.add("the edit does not hold the cursor".into(), place);
                        continue;
                    }
                    let text = match filled(&item.snippet) {
                        Ok(text) if text == item.plain => text,
                        Ok(text) => {
                            failures.add("snippet and plain text differ".into(), || {
                                format!("{}\n{text:?}", place())
                            });
                            continue;
                        }
                        Err(reason) => {
                            failures.add(format!("not a snippet: {reason}"), || {
                                format!("{}\n{:?}", place(), item.snippet)
                            });
                            continue;
                        }
                    };
                    let after = applied(&before, item, item.replace, &text);
                    if after.tree().errors().len() > errors {
                        failures.add(format!("it breaks the syntax {}", state.what), || {
                            format!("{}\n{:?}", place(), after.tree().errors())
                        });
                        continue;
                    }
                    let found = key_paths(&after);
                    let lost = kept.iter().find(|(path, count)| found.get(*path).unwrap_or(&0) < count);
                    if let Some((path, _)) = lost {
                        failures.add(format!("another key moves {}", state.what), || {
                            format!("{}\nlost {path}", place())
                        });
                        continue;
                    }
                    if item.insert != item.replace {
                        let after = applied(&before, item, item.insert, &text);
                        if after.tree().errors().len() > errors {
                            failures
                                .add(format!("in insert mode it breaks the syntax {}", state.what), place);
                        }
                    }
                    if item.kind != ItemKind::Key {
                        continue;
                    }
                    let at = written_at(item, item.replace) + text.find(&item.label).unwrap_or(0) as u32;
                    let landed = path_of_key(&after, at);
                    let right = landed.as_ref().is_some_and(|landed| {
                        landed.rsplit_once('/').is_some_and(|(above, key)| {
                            key == item.label && parent.as_ref().is_none_or(|parent| parent == above)
                        })
                    });
                    if !right {
                        failures.add(format!("a key lands elsewhere {}", state.what), || {
                            format!("{}\nwanted below {parent:?}, landed at {landed:?}", place())
                        });
                        continue;
                    }
                    // Where the key that says which kind of file it is goes, others are judged otherwise.
                    if index % 23 == checked && !matches!(state.what, "on the key" | "in the line") {
                        let wrong = misplaced(&after, at);
                        if !wrong.is_empty() {
                            failures.add(format!("a key is not known there {}", state.what), || {
                                format!("{}\n{wrong:?}", place())
                            });
                        }
                    }
                }
            }
        }
        let mut report = String::new();
        for (kind, (count, examples)) in &failures.0 {
            let _ = writeln!(report, "== {kind}: {count} times\n{}\n", examples.join("\n\n"));
        }
        println!("{tried} items at {asked} places");
        assert!(report.is_empty(), "{tried} items at {asked} places\n{report}");
        assert!(tried >= 20_000, "only {tried} were tried");
    };
    on_deep_stack(work);
}

#[test]
fn the_reader_of_snippets_is_right() {
    for (snippet, text) in [
        ("a: ${1|x,y|}", "a: x"),
        ("a: ${1:b}\n$0", "a: b\n"),
        ("\\${vars.x\\}", "${vars.x}"),
        ("${1|a\\,b,c|}", "a,b"),
        ("${1}${2:}", ""),
    ] {
        assert_eq!(filled(snippet).as_deref(), Ok(text), "{snippet}");
    }
    for snippet in ["${vars.x}", "}", "$", "${1:a", "${1|a"] {
        assert!(filled(snippet).is_err(), "{snippet}");
    }
}
