//! Semantic tokens: what a client can show, and the difference to what it was sent.

use super::lsp::*;
use super::state::State;
use crate::ide::tokens::{self, Memo, Token, TokenKind};

/// By [`TokenKind`], in its order: the token types that fit, best first. A client need not know them all.
const TYPES: [&[&str]; 7] = [
    &["operator"],
    &["namespace", "variable"],
    &["variable"],
    &["property", "variable"],
    &["function"],
    &["string"],
    // `label` came late; an anchor is what a variable is elsewhere.
    &["label", "variable"],
];

/// Which numbers a client is sent for kinds of tokens; made of what it knows.
#[derive(Debug, Clone)]
pub struct Legend {
    types: Vec<&'static str>,
    modifiers: Vec<&'static str>,
    /// By [`TokenKind`]; `None` where the client knows nothing that fits.
    of_kind: [Option<u32>; 7],
    declaration: u32,
    default_library: u32,
    range: bool,
    full: bool,
    delta: bool,
}

impl Legend {
    /// The legend for a client; `None` if it cannot show tokens.
    pub fn of(client: &SemanticTokensClientCapabilities) -> Option<Legend> {
        let mut types: Vec<&'static str> = Vec::new();
        let of_kind = TYPES.map(|fitting| {
            let known = |name: &&&str| client.token_types.iter().any(|known| known.as_str() == **name);
            let name = fitting.iter().find(known)?;
            let at = types.iter().position(|known| known == name);
            Some(at.unwrap_or_else(|| {
                types.push(name);
                types.len() - 1
            }) as u32)
        });
        let mut modifiers: Vec<&'static str> = Vec::new();
        let mut bit = |name: &'static str| {
            let known = client.token_modifiers.iter().any(|known| known.as_str() == name);
            if known {
                modifiers.push(name);
                1 << (modifiers.len() - 1)
            } else {
                0
            }
        };
        let (declaration, default_library) = (bit("declaration"), bit("defaultLibrary"));
        let (full, delta) = match client.requests.full {
            Some(SemanticTokensFullOptions::Bool(full)) => (full, false),
            Some(SemanticTokensFullOptions::Delta { delta }) => (true, delta == Some(true)),
            None => (false, false),
        };
        let range = client.requests.range == Some(true);
        let usable = !types.is_empty() && (full || range);
        usable.then_some(Legend {
            types,
            modifiers,
            of_kind,
            declaration,
            default_library,
            range,
            full,
            delta,
        })
    }

    /// What is offered.
    pub fn options(&self) -> SemanticTokensOptions {
        let full = match self.delta {
            true => SemanticTokensFullOptions::Delta { delta: Some(true) },
            false => SemanticTokensFullOptions::Bool(true),
        };
        SemanticTokensOptions {
            legend: SemanticTokensLegend {
                token_types: self.types.iter().map(|name| SemanticTokenType::new(name)).collect(),
                token_modifiers: self.modifiers.iter().map(|name| SemanticTokenModifier::new(name)).collect(),
            },
            range: self.range.then_some(true),
            full: self.full.then_some(full),
            ..Default::default()
        }
    }

    /// Each token relative to the one before. What the client does not know is left out, and a token that
    /// overlaps the one before.
    fn encode(&self, tokens: &[Token]) -> Vec<SemanticToken> {
        let (mut line, mut character, mut end) = (0, 0, 0);
        let mut encoded = Vec::with_capacity(tokens.len());
        for token in tokens {
            let Some(token_type) = self.of_kind[kind_index(token.kind)].filter(|_| token.span.start >= end)
            else {
                continue;
            };
            let delta_line = token.line - line;
            let declaration = if token.declaration { self.declaration } else { 0 };
            let default_library = if token.builtin { self.default_library } else { 0 };
            encoded.push(SemanticToken {
                delta_line,
                delta_start: if delta_line == 0 { token.character - character } else { token.character },
                length: token.length,
                token_type,
                token_modifiers_bitset: declaration | default_library,
            });
            (line, character, end) = (token.line, token.character, token.span.end);
        }
        encoded
    }
}

fn kind_index(kind: TokenKind) -> usize {
    match kind {
        TokenKind::Operator => 0,
        TokenKind::Namespace => 1,
        TokenKind::Variable => 2,
        TokenKind::Property => 3,
        TokenKind::Function => 4,
        TokenKind::String => 5,
        TokenKind::Label => 6,
    }
}

/// What was sent of a document's semantic tokens, and what was read of its parts.
#[derive(Default)]
pub struct Tokens {
    id: u64,
    sent: Vec<SemanticToken>,
    memo: Memo,
}

/// The one edit that makes `new` out of `old`; none if they are equal. Counted in numbers, five a token.
fn difference(old: &[SemanticToken], new: &[SemanticToken]) -> Vec<SemanticTokensEdit> {
    let start = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    if start == old.len() && start == new.len() {
        return Vec::new();
    }
    let most = old.len().min(new.len()) - start;
    let end = old.iter().rev().zip(new.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    vec![SemanticTokensEdit {
        start: start as u32 * 5,
        delete_count: (old.len() - start - end) as u32 * 5,
        data: Some(new[start..new.len() - end].to_vec()),
    }]
}

/// An answer as JSON. Writing such values cannot fail.
fn json(answer: &impl serde::Serialize) -> String {
    serde_json::to_string(answer).unwrap_or_else(|_| "null".to_string())
}

impl State {
    /// The tokens of a document and their id.
    fn new_tokens(&mut self, uri: &str) -> Option<(String, Vec<SemanticToken>)> {
        let encoding = self.abilities.encoding;
        let shown = self.settings.semantic_tokens != Some(false);
        let legend = self.abilities.tokens.as_ref()?;
        let open = self.documents.get_mut(uri)?;
        let mut memo = std::mem::take(&mut open.tokens.memo);
        let found = match open.document().filter(|_| shown) {
            Some(document) => legend.encode(&tokens::tokens(document, encoding, &mut memo)),
            None => Vec::new(),
        };
        open.tokens.memo = memo;
        open.tokens.id += 1;
        Some((open.tokens.id.to_string(), found))
    }

    /// `textDocument/semanticTokens/full`: the text of the answer.
    pub fn semantic_tokens_full(&mut self, params: &SemanticTokensParams) -> Option<String> {
        let uri = params.text_document.uri.as_str();
        let (id, data) = self.new_tokens(uri)?;
        let answer = SemanticTokens { result_id: Some(id), data };
        let text = json(&answer);
        self.documents.get_mut(uri)?.tokens.sent = answer.data;
        Some(text)
    }

    /// `textDocument/semanticTokens/full/delta`: the difference to the last answer, or all of them if the
    /// client does not speak of that one.
    pub fn semantic_tokens_full_delta(&mut self, params: &SemanticTokensDeltaParams) -> Option<String> {
        let uri = params.text_document.uri.as_str();
        let before = self.documents.get(uri)?.tokens.id;
        let (id, data) = self.new_tokens(uri)?;
        let sent = &mut self.documents.get_mut(uri)?.tokens.sent;
        let old = std::mem::replace(sent, data);
        // The first id is 1: nothing was sent with 0.
        if before == 0 || params.previous_result_id != before.to_string() {
            return Some(json(&SemanticTokens { result_id: Some(id), data: sent.clone() }));
        }
        let edits = difference(&old, sent);
        Some(json(&SemanticTokensDelta { result_id: Some(id), edits }))
    }

    /// `textDocument/semanticTokens/range`: the text of the answer.
    pub fn semantic_tokens_range(&mut self, params: &SemanticTokensRangeParams) -> Option<String> {
        let shown = self.settings.semantic_tokens != Some(false);
        let legend = self.abilities.tokens.as_ref()?;
        let open = self.documents.get(params.text_document.uri.as_str())?;
        let encoding = self.abilities.encoding;
        let range = open.lines(encoding).span(params.range);
        let data = match open.document().filter(|_| shown) {
            Some(document) => legend.encode(&tokens::tokens_in(document, range, encoding)),
            None => Vec::new(),
        };
        Some(json(&SemanticTokens { result_id: None, data }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn legend(types: &[&str], requests: serde_json::Value) -> Option<Legend> {
        let client = json!({"tokenTypes": types, "tokenModifiers": ["declaration"], "formats": ["relative"],
            "requests": requests});
        Legend::of(&serde_json::from_value(client).unwrap())
    }

    #[test]
    fn a_client_is_sent_what_it_knows() {
        let legend = legend(&["variable", "function"], json!({"full": {"delta": true}})).unwrap();
        assert_eq!(legend.types, ["variable", "function"]);
        // An operator and a string are like nothing it knows; a property is like a variable.
        assert_eq!(legend.of_kind, [None, Some(0), Some(0), Some(0), Some(1), None, Some(0)]);
        assert_eq!((legend.modifiers, legend.default_library), (vec!["declaration"], 0));
    }

    #[test]
    fn what_is_not_asked_for_is_not_offered() {
        assert!(legend(&["variable"], json!({})).is_none());
        assert!(legend(&["regexp"], json!({"full": true})).is_none());
        let options = legend(&["variable"], json!({"range": true})).unwrap().options();
        assert_eq!((options.range, options.full), (Some(true), None));
        let options = legend(&["variable"], json!({"full": true})).unwrap().options();
        assert_eq!(options.full, Some(SemanticTokensFullOptions::Bool(true)));
    }

    #[test]
    fn a_difference_makes_the_new_out_of_the_old() {
        let token = |length| SemanticToken { length, ..Default::default() };
        let list = |lengths: &[u32]| lengths.iter().map(|length| token(*length)).collect::<Vec<_>>();
        for (old, new) in [
            (vec![1, 2, 3], vec![1, 9, 3]),
            (vec![1, 1], vec![1, 1, 1]),
            (vec![1, 1, 1], vec![1]),
            (vec![], vec![4]),
            (vec![4], vec![]),
            (vec![5], vec![5]),
        ] {
            let (old, new) = (list(&old), list(&new));
            let mut made = old.clone();
            for edit in difference(&old, &new) {
                let (start, count) = (edit.start as usize / 5, edit.delete_count as usize / 5);
                made.splice(start..start + count, edit.data.unwrap());
            }
            assert_eq!(made, new);
        }
    }
}
