//! What the client can do, read once, and what the server offers in turn.

use super::cloud::{ACTIONS, COMMANDS};
use super::lsp::*;
use super::tokens::Legend;
use crate::text::Encoding;

/// The characters behind which a client asks for completion by itself: keys (space, `-`, quotes),
/// values (`:`), `${…}` (`{`, `.`, `'`) and paths (`/`).
const TRIGGERS: [&str; 8] = [".", "{", "'", "\"", ":", "-", "/", " "];

/// The kinds of code actions that are really sent.
const ACTION_KINDS: [CodeActionKind; 2] =
    [CodeActionKind::QUICKFIX, CodeActionKind::new("source.fixAll.fcls")];

/// Abilities around code actions.
#[derive(Debug, Clone, Default)]
pub struct ActionAbilities {
    /// An action may come without its edit and get it when it is chosen.
    pub late_edits: bool,
    /// Actions that cannot be done here may be shown with the reason.
    pub disabled: bool,
    /// Actions keep the data that we send along until they are chosen.
    pub data: bool,
    /// An edit may make files.
    pub create: bool,
}

fn action_kinds() -> Vec<CodeActionKind> {
    let of_the_cloud = ACTIONS.iter().map(|(kind, _, _)| CodeActionKind::new(kind));
    let refactorings = crate::ide::refactor::KINDS.map(CodeActionKind::new);
    ACTION_KINDS.into_iter().chain(refactorings).chain(of_the_cloud).collect()
}

/// The abilities of the client that change what is sent to it. The default is the oldest client.
#[derive(Debug, Clone, Default)]
pub struct Abilities {
    /// How columns are counted, as agreed.
    pub encoding: Encoding,
    /// It asks for diagnostics, and can be told to ask again; then they are never pushed. One that cannot be told
    /// (Neovim 0.10) would not see what settings or the cloud change.
    pub pull: bool,
    /// Diagnostics may have related places.
    pub related: bool,
    /// Diagnostics may have tags.
    pub diagnostic_tags: bool,
    /// Diagnostics may have a link behind their code.
    pub code_link: bool,
    /// It answers `workspace/configuration`.
    pub configuration: bool,
    /// It can watch files for us.
    pub watch: bool,
    /// Definitions may say what they lead from.
    pub definition_links: bool,
    /// It asks whether a name can be renamed before it asks for the new one.
    pub prepare_rename: bool,
    /// It takes versioned edits.
    pub document_changes: bool,
    /// Code actions may be objects; older clients know commands only, and get none.
    pub action_literals: bool,
    /// Code actions may be marked as preferred.
    pub preferred: bool,
    /// What else code actions may have.
    pub actions: ActionAbilities,
    /// Symbols may be nested.
    pub nested_symbols: bool,
    /// It folds, and how.
    pub folds: Option<FoldAbilities>,
    /// It selects ever larger ranges.
    pub selections: bool,
    /// It shows semantic tokens: these.
    pub tokens: Option<Legend>,
    /// It can be told to ask for semantic tokens again.
    pub refresh_tokens: bool,
    /// It shows inlay hints.
    pub hints: bool,
    /// It can be told to ask for inlay hints again.
    pub refresh_hints: bool,
    /// Hovers may be Markdown.
    pub hover_markdown: bool,
    /// Completion.
    pub completion: CompletionAbilities,
}

/// The part of [`Abilities`] about folds.
#[derive(Debug, Clone, Copy, Default)]
pub struct FoldAbilities {
    /// Only whole lines can be folded.
    pub lines_only: bool,
    /// How many folds it wants at most.
    pub limit: Option<u32>,
    /// Folds may say what they hold.
    pub kinds: bool,
}

/// The part of [`Abilities`] about completion items.
#[derive(Debug, Clone, Default)]
pub struct CompletionAbilities {
    /// Snippet syntax.
    pub snippets: bool,
    /// Choices in snippets leave the cursor where it should be. Not a capability of the protocol: the name of the client
    /// or its option `choices` tells.
    pub choices: bool,
    /// Plain text of several lines would become one line (Neovim before 0.11).
    pub one_line: bool,
    /// Separate ranges for inserting and replacing.
    pub insert_replace: bool,
    /// `itemDefaults.editRange`.
    pub default_range: bool,
    /// `itemDefaults.insertTextFormat`.
    pub default_format: bool,
    /// `itemDefaults.insertTextMode`.
    pub default_mode: bool,
    /// `insertTextMode: asIs`.
    pub as_is: bool,
    /// `labelDetails`.
    pub label_details: bool,
    /// The tag for retired items.
    pub tags: bool,
    /// The older flag for retired items.
    pub deprecated: bool,
    /// `preselect`.
    pub preselect: bool,
    /// Characters that accept an item.
    pub commit: bool,
    /// Documentation may be Markdown.
    pub markdown: bool,
}

impl Abilities {
    /// Reads what the client said of itself.
    pub fn of(client: &ClientCapabilities) -> Abilities {
        let text = client.text_document.clone().unwrap_or_default();
        let workspace = client.workspace.clone().unwrap_or_default();
        let publish = text.publish_diagnostics.unwrap_or_default();
        let pull = text.diagnostic;
        let asked = pull.clone().unwrap_or_default();
        let yes = |flag: Option<bool>| flag == Some(true);
        let refresh = workspace.diagnostics.is_some_and(|d| yes(d.refresh_support));
        let action = text.code_action.unwrap_or_default();
        Abilities {
            encoding: encoding(client),
            pull: pull.is_some() && refresh,
            related: yes(publish.related_information) || yes(asked.related_information),
            diagnostic_tags: publish.tag_support.is_some() || asked.tag_support.is_some(),
            code_link: yes(publish.code_description_support) || yes(asked.code_description_support),
            configuration: yes(workspace.configuration),
            watch: workspace.did_change_watched_files.is_some_and(|w| yes(w.dynamic_registration)),
            definition_links: text.definition.is_some_and(|d| yes(d.link_support)),
            prepare_rename: text.rename.is_some_and(|r| yes(r.prepare_support)),
            actions: ActionAbilities {
                late_edits: action
                    .resolve_support
                    .as_ref()
                    .is_some_and(|r| r.properties.iter().any(|property| property == "edit")),
                disabled: yes(action.disabled_support),
                data: yes(action.data_support),
                create: workspace.workspace_edit.as_ref().is_some_and(|e| {
                    yes(e.document_changes)
                        && e.resource_operations
                            .as_ref()
                            .is_some_and(|kinds| kinds.contains(&ResourceOperationKind::Create))
                }),
            },
            document_changes: workspace.workspace_edit.is_some_and(|e| yes(e.document_changes)),
            action_literals: action.code_action_literal_support.is_some(),
            preferred: yes(action.is_preferred_support),
            nested_symbols: text.document_symbol.is_some_and(|s| yes(s.hierarchical_document_symbol_support)),
            folds: text.folding_range.map(|f| FoldAbilities {
                lines_only: yes(f.line_folding_only),
                limit: f.range_limit,
                // Before clients could say so, the kinds were part of the request.
                kinds: f.folding_range_kind.is_none_or(|kinds| {
                    kinds.value_set.is_none_or(|set| {
                        set.contains(&FoldingRangeKind::Comment) && set.contains(&FoldingRangeKind::Region)
                    })
                }),
            }),
            selections: text.selection_range.is_some(),
            tokens: text.semantic_tokens.as_ref().and_then(Legend::of),
            refresh_tokens: workspace.semantic_tokens.is_some_and(|t| yes(t.refresh_support)),
            hints: text.inlay_hint.is_some(),
            refresh_hints: workspace.inlay_hint.is_some_and(|h| yes(h.refresh_support)),
            hover_markdown: text
                .hover
                .is_some_and(|h| h.content_format.is_some_and(|f| f.contains(&MarkupKind::Markdown))),
            completion: CompletionAbilities::of(text.completion.unwrap_or_default()),
        }
    }
}

impl CompletionAbilities {
    fn of(client: CompletionClientCapabilities) -> CompletionAbilities {
        let item = client.completion_item.unwrap_or_default();
        let defaults = client.completion_list.and_then(|list| list.item_defaults).unwrap_or_default();
        let default = |name: &str| defaults.iter().any(|known| known == name);
        CompletionAbilities {
            snippets: item.snippet_support == Some(true),
            choices: false,
            one_line: false,
            insert_replace: item.insert_replace_support == Some(true),
            default_range: default("editRange"),
            default_format: default("insertTextFormat"),
            default_mode: default("insertTextMode"),
            as_is: item
                .insert_text_mode_support
                .is_some_and(|m| m.value_set.contains(&InsertTextMode::AS_IS)),
            label_details: item.label_details_support == Some(true),
            tags: item.tag_support.is_some_and(|t| t.value_set.contains(&CompletionItemTag::DEPRECATED)),
            deprecated: item.deprecated_support == Some(true),
            preselect: item.preselect_support == Some(true),
            commit: item.commit_characters_support == Some(true),
            markdown: item.documentation_format.is_some_and(|f| f.contains(&MarkupKind::Markdown)),
        }
    }
}

/// UTF-8 where it is offered (no conversion at all), else the first of the client's that is known;
/// UTF-16 when it says nothing, as the protocol demands.
fn encoding(client: &ClientCapabilities) -> Encoding {
    let offered =
        client.general.as_ref().and_then(|general| general.position_encodings.as_deref()).unwrap_or(&[]);
    if offered.contains(&PositionEncodingKind::UTF8) {
        return Encoding::Utf8;
    }
    offered
        .iter()
        .find_map(|kind| match kind.as_str() {
            "utf-16" => Some(Encoding::Utf16),
            "utf-32" => Some(Encoding::Utf32),
            _ => None,
        })
        .unwrap_or(Encoding::Utf16)
}

/// What the server offers to a client with `abilities`.
pub fn offer(abilities: &Abilities) -> ServerCapabilities {
    ServerCapabilities {
        position_encoding: Some(match abilities.encoding {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
            Encoding::Utf32 => PositionEncodingKind::UTF32,
        }),
        text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions { include_text: Some(false) })),
            ..Default::default()
        })),
        completion_provider: Some(CompletionOptions {
            resolve_provider: Some(true),
            trigger_characters: Some(TRIGGERS.map(String::from).to_vec()),
            completion_item: Some(CompletionOptionsCompletionItem { label_details_support: Some(true) }),
            ..Default::default()
        }),
        hover_provider: Some(true.into()),
        document_symbol_provider: Some(OneOf::Left(true)),
        document_formatting_provider: Some(OneOf::Left(true)),
        document_range_formatting_provider: Some(OneOf::Left(true)),
        document_on_type_formatting_provider: Some(DocumentOnTypeFormattingOptions {
            first_trigger_character: "\n".into(),
            more_trigger_character: Some(vec!["-".into()]),
        }),
        workspace_symbol_provider: Some(OneOf::Left(true)),
        definition_provider: Some(OneOf::Left(true)),
        references_provider: Some(OneOf::Left(true)),
        document_highlight_provider: Some(OneOf::Left(true)),
        document_link_provider: Some(DocumentLinkOptions {
            resolve_provider: Some(false),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        }),
        rename_provider: Some(if abilities.prepare_rename {
            OneOf::Right(RenameOptions {
                prepare_provider: Some(true),
                work_done_progress_options: WorkDoneProgressOptions::default(),
            })
        } else {
            OneOf::Left(true)
        }),
        folding_range_provider: abilities.folds.map(|_| FoldingRangeProviderCapability::Simple(true)),
        selection_range_provider: abilities.selections.then(|| true.into()),
        semantic_tokens_provider: abilities.tokens.as_ref().map(|legend| legend.options().into()),
        inlay_hint_provider: abilities.hints.then_some(OneOf::Left(true)),
        code_action_provider: abilities.action_literals.then(|| {
            let actions = &abilities.actions;
            CodeActionOptions {
                code_action_kinds: Some(action_kinds()),
                resolve_provider: (actions.late_edits && actions.data).then_some(true),
                ..Default::default()
            }
            .into()
        }),
        code_lens_provider: Some(CodeLensOptions { resolve_provider: Some(true) }),
        execute_command_provider: Some(ExecuteCommandOptions {
            commands: COMMANDS.iter().map(|(name, _)| (*name).to_string()).collect(),
            work_done_progress_options: WorkDoneProgressOptions { work_done_progress: Some(true) },
        }),
        diagnostic_provider: abilities.pull.then(|| {
            DiagnosticServerCapabilities::Options(DiagnosticOptions {
                identifier: Some("fcls".into()),
                ..Default::default()
            })
        }),
        ..Default::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn abilities(client: serde_json::Value) -> Abilities {
        Abilities::of(&serde_json::from_value(client).unwrap())
    }

    #[test]
    fn utf8_is_taken_wherever_it_stands_in_the_list() {
        let agreed =
            |list: &[&str]| abilities(serde_json::json!({"general": {"positionEncodings": list}})).encoding;
        assert_eq!(agreed(&["utf-16", "utf-8"]), Encoding::Utf8);
        assert_eq!(agreed(&["utf-32", "utf-16"]), Encoding::Utf32);
        assert_eq!(agreed(&["utf-7", "utf-16"]), Encoding::Utf16);
        assert_eq!(agreed(&["utf-7"]), Encoding::Utf16);
        assert_eq!(abilities(serde_json::json!({})).encoding, Encoding::Utf16);
    }

    #[test]
    fn what_is_not_said_is_not_offered() {
        let old = offer(&abilities(serde_json::json!({})));
        assert!(old.diagnostic_provider.is_none());
        assert!(old.code_action_provider.is_none());
        assert!(old.folding_range_provider.is_none() && old.selection_range_provider.is_none());
        assert!(old.semantic_tokens_provider.is_none() && old.inlay_hint_provider.is_none());
        let refresh = serde_json::json!({"diagnostics": {"refreshSupport": true}});
        let new = offer(&abilities(serde_json::json!({"workspace": refresh, "textDocument": {
            "diagnostic": {}, "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}},
            "foldingRange": {}, "selectionRange": {}, "inlayHint": {}
        }})));
        assert!(new.folding_range_provider.is_some() && new.selection_range_provider.is_some());
        assert!(new.inlay_hint_provider.is_some());
        assert!(new.diagnostic_provider.is_some());
        assert!(new.code_action_provider.is_some());
    }
}
