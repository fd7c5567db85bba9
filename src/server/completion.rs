//! Completion lists in the client's dialect. `ls-types` lacks `itemDefaults` and `textEditText`
//! (LSP 3.17), so the answer has types of its own.

use super::capabilities::CompletionAbilities;
use super::cloud::Adoptable;
use super::convert::{Lines, markup};
use super::lsp;
use super::snippets::{dedented, without_choices};
use crate::ide::{CompletionItem, Completions, ItemKind, escape_snippet};
use crate::message::{Lang, Message};
use crate::text::{Span, Text};
use rustc_hash::FxHashMap;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::VecDeque;

const PLAIN: u8 = 1;
const SNIPPET: u8 = 2;
const AS_IS: u8 = 1;

/// The answer to `textDocument/completion`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    is_incomplete: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    item_defaults: Option<Defaults>,
    items: Vec<Item>,
}

#[derive(Debug, Default, Serialize, PartialEq)]
#[serde(rename_all = "camelCase")]
struct Defaults {
    #[serde(skip_serializing_if = "Option::is_none")]
    edit_range: Option<EditRange>,
    #[serde(skip_serializing_if = "Option::is_none")]
    insert_text_format: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    insert_text_mode: Option<u8>,
}

#[derive(Debug, Serialize, PartialEq, Clone, Copy)]
#[serde(untagged)]
enum EditRange {
    One(lsp::Range),
    Two { insert: lsp::Range, replace: lsp::Range },
}

#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    label_details: Option<LabelDetails>,
    kind: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<[u8; 1]>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    deprecated: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    preselect: bool,
    sort_text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    filter_text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    insert_text_format: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    insert_text_mode: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text_edit: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text_edit_text: Option<String>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    commit_characters: &'static [&'static str],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    additional_text_edits: Vec<lsp::TextEdit>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<Value>,
}

#[derive(Debug, Serialize)]
struct LabelDetails {
    #[serde(skip_serializing_if = "String::is_empty")]
    detail: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    description: String,
}

/// Numbers of the protocol's `CompletionItemKind`.
fn kind(kind: ItemKind) -> u8 {
    match kind {
        ItemKind::Key => 10,
        ItemKind::Value => 12,
        ItemKind::EnumMember => 20,
        ItemKind::Reference => 18,
        ItemKind::Function => 3,
        ItemKind::Snippet => 15,
        ItemKind::File => 17,
    }
}

/// Writes `completions` for a client with `abilities`. `number` tells this answer from others, for
/// [`Documentation::resolve`].
pub fn answer(
    completions: &Completions,
    number: u64,
    lines: Lines<'_>,
    abilities: &CompletionAbilities,
    lang: Lang,
) -> Answer {
    let ranges = |item: &CompletionItem| {
        if abilities.insert_replace && item.insert != item.replace {
            EditRange::Two { insert: lines.range(item.insert), replace: lines.range(item.replace) }
        } else {
            EditRange::One(lines.range(item.replace))
        }
    };
    let text = |item: &CompletionItem| {
        let block = item.snippet.contains('\n');
        // A snippet without any syntax is plain text, and safer as such. But editors that indent what they insert do
        // so with snippets alone, and some take only the first line of plain text.
        if !abilities.snippets || item.snippet == item.plain && (!block || abilities.as_is) {
            let plain = match item.plain.split_once(['\r', '\n']) {
                Some((first, _)) if abilities.one_line => first,
                _ => &item.plain,
            };
            return (plain.to_string(), PLAIN);
        }
        let mut snippet = item.snippet.clone();
        if !abilities.choices {
            snippet = without_choices(&snippet);
        }
        if block && !abilities.as_is {
            match dedented(&snippet, &indentation(lines.text, item.replace)) {
                Some(relative) => snippet = relative,
                None => return (item.plain.clone(), PLAIN),
            }
        }
        (snippet, SNIPPET)
    };
    let items = &completions.items;
    let spans = |item: &CompletionItem| -> (Span, Span) { (item.insert, item.replace) };
    let shared = items.first().filter(|first| items.iter().all(|item| spans(item) == spans(first)));
    let mut defaults = Defaults::default();
    if abilities.default_range {
        defaults.edit_range = shared.map(ranges);
    }
    if abilities.default_format && items.iter().any(|item| text(item).1 == SNIPPET) {
        defaults.insert_text_format = Some(SNIPPET);
    }
    if abilities.default_mode && abilities.as_is && !items.is_empty() {
        defaults.insert_text_mode = Some(AS_IS);
    }
    let mut seen = FxHashMap::default();
    for item in items {
        *seen.entry(item.label.as_str()).or_insert(0) += 1;
    }
    let item = |(index, item): (usize, &CompletionItem)| {
        let (new_text, format) = text(item);
        let description = item.description.text(lang);
        // Where the list shows labels alone, two of a name would be twins.
        let label = match !abilities.label_details && seen[item.label.as_str()] > 1 {
            true => format!("{} {}", item.label, item.detail.text(lang).trim()).trim_end().to_string(),
            false => item.label.clone(),
        };
        let mut sent = Item {
            filter_text: Some(item.filter.clone()).filter(|filter| *filter != label),
            kind: kind(item.kind),
            tags: (item.deprecated && abilities.tags).then_some([1]),
            deprecated: item.deprecated && !abilities.tags && abilities.deprecated,
            preselect: item.preselect && abilities.preselect,
            sort_text: item.sort.clone(),
            insert_text_format: (format != defaults.insert_text_format.unwrap_or(PLAIN)).then_some(format),
            insert_text_mode: (abilities.as_is && defaults.insert_text_mode.is_none()).then_some(AS_IS),
            commit_characters: if abilities.commit { item.commit } else { &[] },
            additional_text_edits: lines.edits(&item.additional),
            data: (item.documentation != Message::default())
                .then(|| json!({"answer": number, "item": index})),
            ..Default::default()
        };
        if defaults.edit_range.is_some() {
            sent.text_edit_text = Some(new_text).filter(|text| *text != label);
        } else {
            sent.text_edit = Some(match ranges(item) {
                EditRange::One(range) => json!({"range": range, "newText": new_text}),
                EditRange::Two { insert, replace } => {
                    json!({"insert": insert, "replace": replace, "newText": new_text})
                }
            });
        }
        if abilities.label_details {
            let detail = match item.detail.text(lang) {
                "" => String::new(),
                detail => format!(" {}", detail.trim_start()),
            };
            if !(detail.is_empty() && description.is_empty()) {
                sent.label_details = Some(LabelDetails { detail, description: description.to_string() });
            }
        } else {
            let parts = [item.detail.text(lang).trim(), description];
            let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            sent.detail = Some(parts.join(" · ")).filter(|detail| !detail.is_empty());
        }
        sent.label = label;
        sent
    };
    let items: Vec<Item> = items.iter().enumerate().map(item).collect();
    Answer {
        is_incomplete: completions.incomplete,
        item_defaults: Some(defaults).filter(|defaults| *defaults != Defaults::default()),
        items,
    }
}

/// The blanks at the begin of the line of `edit`, once `edit` is taken away.
fn indentation(text: &Text, edit: Span) -> String {
    let line = text.line_of(edit.start);
    let before = text.slice(Span::new(text.line_start(line), edit.start));
    let blanks = |text: &str| text.chars().take_while(|c| matches!(c, ' ' | '\t')).collect::<String>();
    let mut own = blanks(&before);
    if own.len() == before.len() {
        own.push_str(&blanks(
            &text.slice(Span::new(edit.end, text.line_span(text.line_of(edit.end)).end.max(edit.end))),
        ));
    }
    own
}

/// The documentation of the last few answers, sent only for the item a user looks at.
#[derive(Debug, Default)]
pub struct Documentation {
    last: u64,
    answers: VecDeque<(u64, Vec<Message>)>,
}

/// Clients ask about the list on the screen; more than one is kept for editors with several windows.
const KEPT: usize = 4;

impl Documentation {
    /// Keeps the documentation of an answer and returns the answer's number.
    pub fn keep(&mut self, items: &[CompletionItem]) -> u64 {
        self.last += 1;
        if self.answers.len() == KEPT {
            self.answers.pop_front();
        }
        self.answers.push_back((self.last, items.iter().map(|item| item.documentation.clone()).collect()));
        self.last
    }

    /// `item` with its documentation, if it is still known; everything else stays as it came.
    pub fn resolve(&self, mut item: Value, markdown: bool, lang: Lang) -> Value {
        let message = item.get("data").and_then(|data| {
            let number = data.get("answer")?.as_u64()?;
            let index = data.get("item")?.as_u64()? as usize;
            self.answers.iter().find(|(known, _)| *known == number)?.1.get(index)
        });
        if let Some(text) = message.map(|message| message.text(lang)).filter(|text| !text.is_empty()) {
            item["documentation"] = json!(markup(text.to_string(), markdown));
        }
        item
    }
}

/// Live functions as items for the line that holds `offset`, after `before` others.
pub fn adoptable(found: Vec<Adoptable>, text: &Text, offset: u32, before: usize) -> Vec<CompletionItem> {
    let line = text.line_of(offset);
    let start = text.line_start(line);
    let typed = text.slice(Span::new(start, offset)).into_owned();
    let column = typed.len() - typed.trim_start_matches(' ').len();
    // Comments of an entry stand above its key, so the whole line is written.
    let replace = Span::new(start + column as u32, text.line_span(line).end.max(offset));
    let insert = Span::new(replace.start, offset);
    let margin = " ".repeat(column);
    let items = found.into_iter().enumerate().map(|(index, Adoptable { name, entry })| {
        let lines = entry.trim_end().lines();
        let lines: Vec<String> =
            lines.map(|line| format!("{margin}{}", line.strip_prefix("  ").unwrap_or(line))).collect();
        let plain = lines.join("\n").trim_start().to_string();
        let snippet = escape_snippet(&plain);
        let shown = format!("```yaml\n{plain}\n```");
        CompletionItem {
            label: name.clone(),
            kind: ItemKind::Snippet,
            detail: Message::default(),
            description: Message::new("live function", "云上函数"),
            sort: format!("60_{:03}", before + index),
            filter: name,
            replace,
            insert,
            snippet,
            plain,
            additional: Vec::new(),
            preselect: false,
            deprecated: false,
            commit: &[],
            documentation: Message::new(shown.clone(), shown),
        }
    });
    items.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Encoding, Text};

    fn item(label: &str, replace: Span, insert: Span) -> CompletionItem {
        CompletionItem {
            label: label.into(),
            kind: ItemKind::Key,
            detail: Message::new("MB", "MB"),
            description: Message::new("required", "必填"),
            sort: "10_001".into(),
            filter: label.into(),
            replace,
            insert,
            snippet: format!("{label}: ${{1:512}}"),
            plain: format!("{label}: 512"),
            additional: vec![],
            preselect: true,
            deprecated: true,
            commit: &[],
            documentation: Message::new("**doc**", "**文档**"),
        }
    }

    fn list() -> Completions {
        let (replace, insert) = (Span::new(2, 9), Span::new(2, 5));
        Completions {
            items: vec![item("memorySize", replace, insert), item("cpu", replace, insert)],
            incomplete: false,
        }
    }

    fn sent(abilities: &CompletionAbilities, lang: Lang) -> Value {
        let text = Text::from("  mem: 12\n");
        let lines = Lines { text: &text, encoding: Encoding::Utf16 };
        serde_json::to_value(answer(&list(), 3, lines, abilities, lang)).unwrap()
    }

    fn range(start: u32, end: u32) -> Value {
        json!({"start": {"line": 0, "character": start}, "end": {"line": 0, "character": end}})
    }

    #[test]
    fn a_new_client_gets_the_short_form() {
        let all = CompletionAbilities {
            snippets: true,
            choices: true,
            one_line: false,
            insert_replace: true,
            default_range: true,
            default_format: true,
            default_mode: true,
            as_is: true,
            label_details: true,
            tags: true,
            deprecated: true,
            preselect: true,
            commit: true,
            markdown: true,
        };
        let sent = sent(&all, Lang::Zh);
        assert_eq!(
            sent["itemDefaults"],
            json!({"editRange": {"insert": range(2, 5), "replace": range(2, 9)},
                "insertTextFormat": 2, "insertTextMode": 1})
        );
        assert_eq!(
            sent["items"][0],
            json!({"label": "memorySize", "labelDetails": {"detail": " MB", "description": "必填"}, "kind": 10,
                "tags": [1], "preselect": true, "sortText": "10_001", "textEditText": "memorySize: ${1:512}",
                "data": {"answer": 3, "item": 0}})
        );
    }

    #[test]
    fn an_old_client_gets_plain_edits() {
        let sent = sent(&CompletionAbilities::default(), Lang::En);
        assert_eq!(sent.get("itemDefaults"), None);
        assert_eq!(
            sent["items"][1],
            json!({"label": "cpu", "kind": 10, "detail": "MB · required", "sortText": "10_001",
                "textEdit": {"range": range(2, 9), "newText": "cpu: 512"}, "data": {"answer": 3, "item": 1}})
        );
    }

    #[test]
    fn items_with_their_own_ranges_share_no_default() {
        let text = Text::from("  mem: 12\n");
        let lines = Lines { text: &text, encoding: Encoding::Utf16 };
        let mut list = list();
        list.items[1].replace = Span::new(2, 5);
        let abilities =
            CompletionAbilities { default_range: true, insert_replace: true, ..Default::default() };
        let sent = serde_json::to_value(answer(&list, 1, lines, &abilities, Lang::En)).unwrap();
        assert_eq!(sent.get("itemDefaults"), None);
        assert_eq!(sent["items"][0]["textEdit"]["insert"], range(2, 5));
        assert_eq!(sent["items"][1]["textEdit"]["range"], range(2, 5));
    }

    #[test]
    fn documentation_is_added_to_the_item_as_it_came() {
        let mut documentation = Documentation::default();
        let first = documentation.keep(&list().items);
        let item = json!({"label": "cpu", "textEditText": "x", "data": {"answer": first, "item": 1}});
        let mut expected = item.clone();
        expected["documentation"] = json!({"kind": "markdown", "value": "**doc**"});
        assert_eq!(documentation.resolve(item.clone(), true, Lang::En), expected);
        for _ in 0..KEPT {
            documentation.keep(&[]);
        }
        assert_eq!(documentation.resolve(item.clone(), true, Lang::En), item);
        assert_eq!(documentation.resolve(json!(1), true, Lang::En), json!(1));
    }

    /// Neovim and Helix indent the lines of a snippet as the line it is put into, and take the first line alone of plain
    /// text.
    #[test]
    fn blocks_are_relative_for_editors_that_indent_them() {
        let text = Text::from("triggers:\n        - tim\n");
        let at = Span::new(20, 23);
        let block = |snippet: &str| {
            let mut item = item("timer", at, at);
            (item.snippet, item.plain) = (snippet.to_string(), without_choices(snippet));
            let completions = Completions { items: vec![item], incomplete: false };
            let lines = Lines { text: &text, encoding: Encoding::Utf16 };
            let abilities = CompletionAbilities { snippets: true, ..Default::default() };
            serde_json::to_value(answer(&completions, 1, lines, &abilities, Lang::En)).unwrap()["items"][0]
                .take()
        };
        let sent = block("name: ${1|a,b|}\n          type: timer");
        assert_eq!(sent["textEdit"]["newText"], "name: ${1:a}\n  type: timer");
        assert_eq!(sent["insertTextFormat"], SNIPPET);
        let sent = block("name: a\n          type: timer");
        assert_eq!(
            (&sent["textEdit"]["newText"], &sent["insertTextFormat"]),
            (&json!("name: a\n  type: timer"), &json!(SNIPPET))
        );
        // What stands further left than the line cannot be said this way.
        let sent = block("name: ${1:a}\n  type: timer");
        assert_eq!(sent["insertTextFormat"], Value::Null);
    }
}
