//! From plain data in byte offsets to the protocol's types. Nothing here knows the state.

use super::capabilities::Abilities;
use super::cloud::is_of_the_cloud;
use super::lsp::{self, Uri};
use crate::check::{Finding, Rule, Severity, Tag, rules};
use crate::ide::{Action, Hover, SymbolKind};
use crate::message::Lang;
use crate::text::{Edit, Encoding, Position, Span, Text};
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::sync::LazyLock;

/// A text and how its client counts columns.
#[derive(Clone, Copy)]
pub struct Lines<'a> {
    /// The text.
    pub text: &'a Text,
    /// How columns are counted.
    pub encoding: Encoding,
}

impl Lines<'_> {
    /// The offset of a position; past the end of a line or the text it is clamped.
    pub fn offset(&self, position: lsp::Position) -> u32 {
        let position = Position { line: position.line, character: position.character };
        self.text.offset(position, self.encoding)
    }

    /// The span of a range; one that runs backwards is turned round.
    pub fn span(&self, range: lsp::Range) -> Span {
        let (start, end) = (self.offset(range.start), self.offset(range.end));
        Span::new(start.min(end), start.max(end))
    }

    /// The range of a span.
    pub fn range(&self, span: Span) -> lsp::Range {
        let (start, end) = self.text.range(span, self.encoding);
        let place = |Position { line, character }| lsp::Position { line, character };
        lsp::Range { start: place(start), end: place(end) }
    }

    /// The edits of one file.
    pub fn edits(&self, edits: &[Edit]) -> Vec<lsp::TextEdit> {
        edits.iter().map(|edit| lsp::TextEdit::new(self.range(edit.span), edit.text.clone())).collect()
    }
}

/// One finding as a diagnostic. Its place is written first.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Diagnostic<'a> {
    /// What is marked.
    pub range: lsp::Range,
    severity: lsp::DiagnosticSeverity,
    code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    code_description: Option<&'static CodeDescription>,
    source: &'static str,
    message: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_information: Vec<Related<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<[lsp::DiagnosticTag; 1]>,
}

#[derive(Debug, Serialize)]
struct CodeDescription {
    href: String,
}

#[derive(Debug, Serialize)]
struct Related<'a> {
    location: Location<'a>,
    message: &'a str,
}

#[derive(Debug, Serialize)]
struct Location<'a> {
    uri: &'a str,
    range: lsp::Range,
}

/// One finding as a diagnostic of the document `uri`.
pub fn diagnostic<'a>(
    finding: &'a Finding,
    lines: Lines<'_>,
    uri: &'a Uri,
    abilities: &Abilities,
    lang: Lang,
) -> Diagnostic<'a> {
    let related = |related: &'a crate::check::Related| Related {
        location: Location { uri: uri.as_str(), range: lines.range(related.span) },
        message: related.message.text(lang),
    };
    Diagnostic {
        range: lines.range(finding.span),
        severity: match finding.severity {
            Severity::Error => lsp::DiagnosticSeverity::ERROR,
            Severity::Warning => lsp::DiagnosticSeverity::WARNING,
            // The protocol's own hint is invisible in most editors' lists.
            Severity::Hint => lsp::DiagnosticSeverity::INFORMATION,
        },
        code: finding.rule.code,
        code_description: page(finding.rule).filter(|_| abilities.code_link),
        source: if is_of_the_cloud(finding.rule) { "fcls-cloud" } else { "fcls" },
        message: finding.message.text(lang),
        related_information: if abilities.related {
            finding.related.iter().map(related).collect()
        } else {
            Vec::new()
        },
        tags: finding.tag.filter(|_| abilities.diagnostic_tags).map(|tag| {
            [match tag {
                Tag::Unnecessary => lsp::DiagnosticTag::UNNECESSARY,
                Tag::Deprecated => lsp::DiagnosticTag::DEPRECATED,
            }]
        }),
    }
}

/// The address of a rule's page, made once.
fn page(rule: &Rule) -> Option<&'static CodeDescription> {
    static PAGES: LazyLock<FxHashMap<&'static str, CodeDescription>> = LazyLock::new(|| {
        rules().iter().map(|rule| (rule.code, CodeDescription { href: rule.url() })).collect()
    });
    PAGES.get(rule.code)
}

/// A hover card.
pub fn hover(hover: Hover, lines: Lines<'_>, abilities: &Abilities) -> lsp::Hover {
    lsp::Hover {
        contents: lsp::HoverContents::Markup(markup(hover.markdown, abilities.hover_markdown)),
        range: Some(lines.range(hover.span)),
    }
}

/// Markdown, declared as plain text to clients that know nothing else.
pub fn markup(value: String, markdown: bool) -> lsp::MarkupContent {
    let kind = if markdown { lsp::MarkupKind::Markdown } else { lsp::MarkupKind::PlainText };
    lsp::MarkupContent { kind, value }
}

/// The protocol's kind of a symbol.
pub fn symbol_kind(kind: SymbolKind) -> lsp::SymbolKind {
    match kind {
        SymbolKind::Function => lsp::SymbolKind::FUNCTION,
        SymbolKind::Event => lsp::SymbolKind::EVENT,
        SymbolKind::Domain => lsp::SymbolKind::INTERFACE,
        SymbolKind::Template => lsp::SymbolKind::CLASS,
        SymbolKind::Variable => lsp::SymbolKind::VARIABLE,
        SymbolKind::Object => lsp::SymbolKind::OBJECT,
        SymbolKind::Property => lsp::SymbolKind::PROPERTY,
    }
}

/// Whether a client that asked for `only` wants an action of `kind`: `source` includes
/// `source.fixAll.fcls`, but not `sourcery`.
pub fn wanted(kind: &str, only: Option<&[lsp::CodeActionKind]>) -> bool {
    only.is_none_or(|only| {
        only.iter().any(|wanted| {
            let rest = kind.strip_prefix(wanted.as_str());
            rest.is_some_and(|rest| wanted.as_str().is_empty() || rest.is_empty() || rest.starts_with('.'))
        })
    })
}

/// The document an action edits.
#[derive(Clone, Copy)]
pub struct Target<'a> {
    /// Its name.
    pub uri: &'a Uri,
    /// Its version.
    pub version: i32,
    /// Its lines.
    pub lines: Lines<'a>,
}

/// An action with its edit, and the diagnostic it mends.
pub fn action(
    action: &Action,
    findings: &[Finding],
    target: Target<'_>,
    abilities: &Abilities,
    lang: Lang,
) -> lsp::CodeAction {
    let finding = action.finding.and_then(|index| findings.get(index));
    lsp::CodeAction {
        title: action.title.text(lang).to_string(),
        kind: Some(lsp::CodeActionKind::from(action.kind)),
        diagnostics: finding.map(|finding| {
            let sent = diagnostic(finding, target.lines, target.uri, abilities, lang);
            let sent = serde_json::to_value(sent).and_then(serde_json::from_value);
            sent.into_iter().collect()
        }),
        edit: match (&action.disabled, &action.new_file) {
            (Some(_), _) => None,
            (None, Some((name, content))) => new_file(target.uri, name, content),
            (None, None) => Some(workspace_edit(&action.edits, target, abilities)),
        },
        is_preferred: (abilities.preferred && action.preferred).then_some(true),
        disabled: action
            .disabled
            .as_ref()
            .map(|reason| lsp::CodeActionDisabled { reason: reason.text(lang).to_string() }),
        ..Default::default()
    }
}

/// The edit that makes the file `name` beside `uri`; one that is there already is never touched.
fn new_file(uri: &Uri, name: &str, content: &str) -> Option<lsp::WorkspaceEdit> {
    let (folder, _) = uri.as_str().rsplit_once('/')?;
    let uri: Uri = format!("{folder}/{name}").parse().ok()?;
    let create = lsp::CreateFile {
        uri: uri.clone(),
        options: Some(lsp::CreateFileOptions { overwrite: Some(false), ignore_if_exists: Some(false) }),
        annotation_id: None,
    };
    let start = lsp::Range::default();
    let edit = lsp::TextDocumentEdit {
        text_document: lsp::OptionalVersionedTextDocumentIdentifier { uri, version: None },
        edits: vec![lsp::OneOf::Left(lsp::TextEdit::new(start, content.to_string()))],
    };
    let operations = vec![
        lsp::DocumentChangeOperation::Op(lsp::ResourceOp::Create(create)),
        lsp::DocumentChangeOperation::Edit(edit),
    ];
    Some(lsp::WorkspaceEdit {
        document_changes: Some(lsp::DocumentChanges::Operations(operations)),
        ..Default::default()
    })
}

/// The edit of one document; of its version where the client knows of versions.
pub fn workspace_edit(edits: &[Edit], target: Target<'_>, abilities: &Abilities) -> lsp::WorkspaceEdit {
    let edits = target.lines.edits(edits);
    if abilities.document_changes {
        let edit = lsp::TextDocumentEdit {
            text_document: lsp::OptionalVersionedTextDocumentIdentifier {
                uri: target.uri.clone(),
                version: Some(target.version),
            },
            edits: edits.into_iter().map(lsp::OneOf::Left).collect(),
        };
        lsp::WorkspaceEdit {
            document_changes: Some(lsp::DocumentChanges::Edits(vec![edit])),
            ..Default::default()
        }
    } else {
        lsp::WorkspaceEdit {
            changes: Some(std::collections::HashMap::from([(target.uri.clone(), edits)])),
            ..Default::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Fix;
    use crate::check::{Related, Rule};
    use crate::message::Message;
    use serde_json::json;
    use std::str::FromStr;

    static RATIO: Rule = Rule {
        code: "FC102",
        name: "mem-cpu-ratio",
        severity: Severity::Error,
        files: crate::check::Files::All,
        fixable: true,
        source: "",
        doc_en: "",
        doc_zh: "",
    };

    const TEXT: &str = "内存: 1024\ncpu: 4\n";

    fn finding() -> Finding {
        Finding {
            rule: &RATIO,
            severity: Severity::Hint,
            span: Span::new(18, 19),
            message: Message::new("too much cpu", "CPU 太多").into(),
            related: vec![Related { span: Span::new(8, 12), message: Message::new("memory", "内存") }],
            fixes: vec![Fix {
                title: Message::new("Set cpu to 1", "将 cpu 设为 1"),
                edits: vec![Edit::replace(Span::new(18, 19), "1")],
                safe: false,
                preferred: true,
            }]
            .into(),
            tag: Some(Tag::Unnecessary),
        }
    }

    fn uri() -> Uri {
        Uri::from_str("file:///w/s.yaml").unwrap()
    }

    #[test]
    fn a_new_client_gets_all_of_a_finding() {
        let text = Text::from(TEXT);
        let lines = Lines { text: &text, encoding: Encoding::Utf16 };
        let abilities =
            Abilities { related: true, diagnostic_tags: true, code_link: true, ..Default::default() };
        let (finding, uri) = (finding(), uri());
        let sent = serde_json::to_value(diagnostic(&finding, lines, &uri, &abilities, Lang::Zh)).unwrap();
        assert_eq!(
            sent,
            json!({
                "range": {"start": {"line": 1, "character": 5}, "end": {"line": 1, "character": 6}},
                "severity": 3, "code": "FC102", "codeDescription": {"href": RATIO.url()},
                "source": "fcls", "message": "CPU 太多",
                "relatedInformation": [{"message": "内存", "location": {"uri": "file:///w/s.yaml",
                    "range": {"start": {"line": 0, "character": 4}, "end": {"line": 0, "character": 8}}}}],
                "tags": [1]
            })
        );
    }

    #[test]
    fn an_old_client_gets_what_it_knows() {
        let text = Text::from(TEXT);
        let lines = Lines { text: &text, encoding: Encoding::Utf8 };
        let (finding, uri) = (finding(), uri());
        let sent = diagnostic(&finding, lines, &uri, &Abilities::default(), Lang::En);
        assert_eq!(
            serde_json::to_value(sent).unwrap(),
            json!({
                "range": {"start": {"line": 1, "character": 5}, "end": {"line": 1, "character": 6}},
                "severity": 3, "code": "FC102", "source": "fcls", "message": "too much cpu"
            })
        );
    }

    #[test]
    fn kinds_are_compared_by_their_parts() {
        let only = |kind: &'static str| Some([lsp::CodeActionKind::new(kind)]);
        let wants =
            |kind, only: Option<[lsp::CodeActionKind; 1]>| wanted(kind, only.as_ref().map(|o| &o[..]));
        assert!(wants("quickfix", None));
        assert!(wants("source.fixAll.fcls", only("source")));
        assert!(wants("source.fixAll.fcls", only("source.fixAll.fcls")));
        assert!(wants("quickfix", only("")));
        assert!(!wants("source.fixAll.fcls", only("source.fix")));
        assert!(!wants("quickfix", only("source")));
    }

    #[test]
    fn actions_edit_the_version_they_were_made_for() {
        let text = Text::from(TEXT);
        let (lines, uri) = (Lines { text: &text, encoding: Encoding::Utf16 }, uri());
        let target = Target { uri: &uri, version: 7, lines };
        let title = Message::new("Set cpu to 1", "将 cpu 设为 1");
        let offered = Action {
            preferred: true,
            finding: Some(0),
            ..Action::new("quickfix", title, finding().fixes.iter().next().unwrap().edits)
        };
        let new = Abilities { document_changes: true, preferred: true, ..Default::default() };
        let sent = serde_json::to_value(action(&offered, &[finding()], target, &new, Lang::En)).unwrap();
        assert_eq!(
            sent["edit"]["documentChanges"][0]["textDocument"],
            json!({"uri": "file:///w/s.yaml", "version": 7})
        );
        assert_eq!(sent["isPreferred"], true);
        assert_eq!(sent["diagnostics"][0]["code"], "FC102");
        let old = action(&offered, &[finding()], target, &Abilities::default(), Lang::En);
        let old = serde_json::to_value(old).unwrap();
        assert_eq!(old["edit"]["changes"]["file:///w/s.yaml"][0]["newText"], "1");
        assert!(old.get("isPreferred").is_none());
    }
}
