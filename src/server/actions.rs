//! `textDocument/codeAction` and `codeAction/resolve`: quick fixes, refactorings, and what the cloud offers.

use super::convert::{self, Target};
use super::lsp::*;
use super::state::{Outgoing, State};
use crate::ide;
use crate::ide::refactor::{self, Search, refactorings};
use crate::message;
use crate::message::Message;
use crate::text::Span;
use serde_json::json;

/// From this size on, in bytes, refactorings are promised first and proven when they are chosen.
const LARGE: u32 = 16 * 1024;

/// Most notes of a migration that are shown in a message; the file has them all.
const MOST_SHOWN: usize = 5;

impl State {
    /// `textDocument/codeAction`.
    pub fn code_action(&mut self, params: &CodeActionParams) -> Option<CodeActionResponse> {
        if !self.abilities.action_literals {
            return None;
        }
        let uri = params.text_document.uri.as_str();
        let lang = self.lang();
        let findings = self.findings(uri)?;
        let open = self.documents.get(uri)?;
        let lines = open.lines(self.abilities.encoding);
        let document = open.document()?;
        let span = lines.span(params.range);
        let only = params.context.only.as_deref();
        let mut actions = ide::actions(document, &findings, span);
        actions.retain(|action| convert::wanted(action.kind, only));
        let abilities = &self.abilities.actions;
        let late = abilities.late_edits && abilities.data;
        // `refactor` or `refactor.inline`, not the empty kind, which means all.
        let named = only.is_some_and(|only| only.iter().any(|kind| kind.as_str().starts_with("refactor")));
        let large = document.text().len() > LARGE;
        let search = Search { disabled: named && abilities.disabled, proven: !(large && late) };
        // Editors ask at every move of the cursor; those that take no promises wait for the proofs.
        let offered = if large && !late && !named {
            Vec::new()
        } else {
            refactorings(document, span, search, |kind| convert::wanted(kind, only))
        };
        let fixes = actions.len();
        for mut action in offered {
            action.later |= !search.proven && action.disabled.is_none();
            match action.later && !late {
                _ if action.new_file.is_some() && !abilities.create => {}
                false => actions.push(action),
                true => actions.extend(refactor::complete(document, action).map(|(action, _)| action)),
            }
        }
        let target = Target { uri: &open.uri, version: open.version, lines };
        let sent = actions.iter().map(|action| {
            let mut sent = convert::action(action, &findings, target, &self.abilities, lang);
            if action.later {
                sent.edit = None;
                sent.data = Some(json!({
                    "uri": open.uri,
                    "version": open.version,
                    "offset": span.start,
                    "title": action.title.en,
                }));
            }
            sent.into()
        });
        let mut sent: CodeActionResponse = sent.collect();
        // Menus show them in this order: a deploy is not to be looked for below nine kinds of trigger.
        let rewrites = sent.split_off(fixes);
        sent.extend(self.cloud_actions(params));
        sent.extend(rewrites);
        Some(sent)
    }

    /// `codeAction/resolve`: the edit of an action that came without. An action that has everything stays as it is.
    ///
    /// # Errors
    /// Why it cannot be made any more.
    pub fn code_action_resolve(&mut self, mut action: CodeAction) -> Result<CodeAction, Message> {
        let lang = self.lang();
        let Some(data) =
            action.data.clone().filter(|data| action.edit.is_none() && data["title"].is_string())
        else {
            return Ok(action);
        };
        let changed =
            || Message::new("the file has changed; choose the action again", "文件已更改，请重新选择该操作");
        let open = self.documents.get(data["uri"].as_str().unwrap_or_default()).ok_or_else(changed)?;
        if data["version"].as_i64() != Some(open.version.into()) {
            return Err(changed());
        }
        let document = open.document().ok_or_else(changed)?;
        let lines = open.lines(self.abilities.encoding);
        let offset = data["offset"].as_u64().and_then(|offset| u32::try_from(offset).ok()).unwrap_or(0);
        let kind = action.kind.as_ref().map(|kind| kind.as_str());
        let search = Search { disabled: false, proven: true };
        let offered = refactorings(document, Span::empty(offset), search, |known| Some(known) == kind);
        let offered = offered.into_iter().find(|action| data["title"] == *action.title.en);
        let offered = offered.ok_or_else(|| {
            Message::new(
                "this would change what the file means, so it is not done",
                "这会改变文件的含义，因此没有执行",
            )
        })?;
        let (migrated, notes) = refactor::complete(document, offered)?;
        let target = Target { uri: &open.uri, version: open.version, lines };
        action.edit = convert::action(&migrated, &[], target, &self.abilities, lang).edit;
        if !notes.is_empty() {
            let line = |offset| document.text().line_of(offset) + 1;
            self.send(Outgoing::Show(MessageType::INFO, said(&notes, line, lang)));
        }
        Ok(action)
    }
}

/// What a person must look at after a migration.
fn said(notes: &[(Span, Message)], line: impl Fn(u32) -> u32, lang: message::Lang) -> String {
    let count = notes.len();
    let head = message!("Migrated; {count} things need a look:", "已迁移；有 {count} 处需要留意：");
    let mut text = head.text(lang).to_string();
    for (span, note) in notes.iter().take(MOST_SHOWN) {
        let (line, note) = (line(span.start), note.text(lang));
        text.push_str(&format!("\n{line}: {note}"));
    }
    if count > MOST_SHOWN {
        text.push_str("\n…");
    }
    text
}
