//! A completion as plain data; the server turns it into the client's dialect.

use crate::message::Message;
use crate::text::{Edit, Span};

/// What an item stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemKind {
    /// A key.
    Key,
    /// A free value (a number, a template).
    Value,
    /// One of a fixed list.
    EnumMember,
    /// `${…}` or a part of it, a function name, a variable.
    Reference,
    /// A function of the `${…}` language.
    Function,
    /// A whole block.
    Snippet,
    /// A file or folder.
    File,
}

/// One thing that may be inserted.
#[derive(Debug, Clone, PartialEq)]
pub struct CompletionItem {
    /// What the list shows.
    pub label: String,
    /// Its kind.
    pub kind: ItemKind,
    /// Short text right behind the label: type and unit.
    pub detail: Message,
    /// One line at the end of the row: `required`, `default`, the place an inherited key comes from.
    pub description: Message,
    /// Two-digit class and rank: `10_003`. Sorting by this string gives the order.
    pub sort: String,
    /// What the typed text is matched against.
    pub filter: String,
    /// What is replaced; it always holds the cursor and lies on its line.
    pub replace: Span,
    /// The part of `replace` that a client in insert mode replaces: up to the cursor.
    pub insert: Span,
    /// The text, with LSP snippet syntax (`${1:name}`, `$0`) and absolute indentation.
    pub snippet: String,
    /// The same text without any snippet syntax.
    pub plain: String,
    /// Edits elsewhere in the file.
    pub additional: Vec<Edit>,
    /// Whether the client should select it at first.
    pub preselect: bool,
    /// Whether it is retired.
    pub deprecated: bool,
    /// Characters that accept the item when typed, and are then typed themselves. Empty where a character could
    /// mean something else.
    pub commit: &'static [&'static str],
    /// The documentation, Markdown.
    pub documentation: Message,
}

impl CompletionItem {
    /// A reference or value `label` that replaces `replace`, with the cursor at `offset`, by `text`, which is
    /// inserted as it is; sorted by `sort`.
    pub fn word(label: &str, kind: ItemKind, replace: Span, offset: u32, text: &str, sort: String) -> Self {
        CompletionItem {
            label: label.to_string(),
            kind,
            detail: Message::default(),
            description: Message::default(),
            sort,
            filter: label.to_string(),
            replace,
            insert: replace.up_to(offset),
            snippet: text.replace('\\', "\\\\").replace('$', "\\$").replace('}', "\\}"),
            plain: text.to_string(),
            additional: Vec::new(),
            preselect: false,
            deprecated: false,
            commit: &[],
            documentation: Message::default(),
        }
    }
}

/// The answer to a completion request.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Completions {
    /// The items.
    pub items: Vec<CompletionItem>,
    /// Whether typing on may bring other items (then the client asks again).
    pub incomplete: bool,
}
