//! The commands where people meet them: code lenses above each function, and the same as code actions for clients
//! without lenses.

use super::command::Verb;
use super::job::untrusted;
use crate::cloud::credentials::{self, Surroundings};
use crate::cloud::plan::Scope;
use crate::document::{Component, Document, FileKind, UnitKind};
use crate::message;
use crate::message::{Lang, Message};
use crate::server::convert::Lines;
use crate::server::lsp::*;
use crate::server::state::State;
use crate::text::Span;
use crate::workflow::connection::Place;
use serde_json::{Value, json};
use tokio::sync::oneshot;

/// The kinds of code actions that do something in the cloud.
pub const ACTIONS: [(&str, &str, Verb); 6] = [
    ("source.fcls.plan", "fcls.plan", Verb::Plan),
    ("source.fcls.deploy", "fcls.deploy", Verb::Deploy(Scope::All)),
    ("source.fcls.updateConfig", "fcls.updateConfig", Verb::Deploy(Scope::Config)),
    ("source.fcls.updateCode", "fcls.updateCode", Verb::Deploy(Scope::Code)),
    ("source.fcls.pull", "fcls.pull", Verb::Pull),
    ("source.fcls.invoke", "fcls.invoke", Verb::Invoke),
];

/// A lens that was asked for again.
pub enum Resolved {
    /// It is whole.
    Now(CodeLens),
    /// Its number comes from the cloud.
    Later(CodeLens, oneshot::Receiver<Option<usize>>),
}

/// A function or domain that can be deployed.
struct Deployable {
    name: String,
    key: Span,
    whole: Span,
    is_function: bool,
}

fn deployables(document: &Document) -> Vec<Deployable> {
    let units = document.units();
    let deployable = units.into_iter().filter_map(|unit| {
        let is_function = match unit.kind {
            UnitKind::Resource(Component::Fc3 | Component::Fc) => true,
            UnitKind::Resource(Component::Fc3Domain) => false,
            UnitKind::Function => document.kind() == FileKind::FYml,
            _ => return None,
        };
        let (key, whole) = (unit.entry.key_span(), unit.span());
        Some(Deployable { name: unit.name.into_owned(), key, whole, is_function })
    });
    deployable.collect()
}

fn title(verb: Verb, lang: Lang) -> &'static str {
    match verb {
        Verb::Plan => lang.pick("Plan", "计划"),
        Verb::Deploy(Scope::All) => lang.pick("⇡ Deploy", "⇡ 部署"),
        Verb::Deploy(Scope::Config) => lang.pick("Update config", "更新配置"),
        Verb::Deploy(Scope::Code) => lang.pick("Update code", "更新代码"),
        Verb::Pull => lang.pick("Pull", "拉取"),
        _ => lang.pick("Invoke", "调用"),
    }
}

/// A lens with the number of changes, if it is known.
pub fn with_count(mut lens: CodeLens, count: Option<usize>) -> CodeLens {
    if let (Some(command), Some(count)) = (&mut lens.command, count) {
        command.title = format!("{} ({count})", command.title);
    }
    lens
}

impl State {
    /// `textDocument/codeLens`. Nobody waits for the cloud: numbers come with a refresh, or, where the client knows
    /// none, with `codeLens/resolve`. (VS Code runs a lens that was resolved late only now and then.)
    pub fn code_lens(&mut self, params: &CodeLensParams) -> Option<Vec<CodeLens>> {
        let lang = self.lang();
        let uri = params.text_document.uri.as_str();
        let may_look = self.cloud.may_look();
        let all = deployables(self.documents.get(uri)?.document()?);
        let counts: Vec<Option<usize>> = all
            .iter()
            .map(|found| match found.is_function && may_look && self.cloud.lens_refresh {
                true => self.count_now(uri, &found.name),
                false => None,
            })
            .collect();
        let open = self.documents.get(uri)?;
        let lines = open.lines(self.abilities.encoding);
        let mut lenses = Vec::new();
        for (found, count) in all.into_iter().zip(counts) {
            let range = lines.range(found.key);
            let mut row = vec![("fcls.deploy", Verb::Deploy(Scope::All))];
            if found.is_function {
                row.push(("fcls.updateConfig", Verb::Deploy(Scope::Config)));
                row.push(("fcls.updateCode", Verb::Deploy(Scope::Code)));
            }
            row.push(("fcls.plan", Verb::Plan));
            if found.is_function {
                row.push(("fcls.invoke", Verb::Invoke));
            }
            for (command, verb) in row {
                let counted = may_look && verb == Verb::Deploy(Scope::Config);
                let lazy = counted && !self.cloud.lens_refresh;
                let argument = json!({"uri": uri, "resource": found.name});
                let lens = CodeLens {
                    range,
                    command: (!lazy).then(|| Command {
                        title: title(verb, lang).into(),
                        command: command.into(),
                        arguments: Some(vec![argument.clone()]),
                    }),
                    data: lazy.then_some(argument),
                };
                lenses.push(with_count(lens, count.filter(|_| counted)));
            }
        }
        Some(lenses)
    }

    /// `codeLens/resolve`.
    pub fn code_lens_resolve(&mut self, mut lens: CodeLens) -> Resolved {
        let Some(data) = lens.data.clone() else { return Resolved::Now(lens) };
        let verb = Verb::Deploy(Scope::Config);
        lens.command = Some(Command {
            title: title(verb, self.lang()).into(),
            command: "fcls.updateConfig".into(),
            arguments: Some(vec![data.clone()]),
        });
        let (Some(uri), Some(resource)) = (data["uri"].as_str(), data["resource"].as_str()) else {
            return Resolved::Now(lens);
        };
        if !self.cloud.may_look() {
            return Resolved::Now(lens);
        }
        match self.count_of(uri, resource) {
            Ok(count) => Resolved::Now(with_count(lens, count)),
            Err(count) => Resolved::Later(lens, count),
        }
    }

    /// The code actions of the cloud at a place: commands of the function there, and what drift offers. Nothing of
    /// it is ever part of an answer to a request that a client makes by itself, on save or to fix all.
    pub(in crate::server) fn cloud_actions(&mut self, params: &CodeActionParams) -> Vec<CodeActionOrCommand> {
        if params.context.trigger_kind == Some(CodeActionTriggerKind::AUTOMATIC) {
            return Vec::new();
        }
        let only = params.context.only.as_deref();
        let wanted = |kind: &str| match only {
            None => true,
            Some([]) => true,
            // `source` alone is what clients ask for on save.
            Some(only) => only.iter().any(|only| {
                let only = only.as_str();
                only == kind || (only == "source.fcls" && kind.starts_with("source.fcls."))
            }),
        };
        let lang = self.lang();
        let uri = params.text_document.uri.as_str();
        let Some(open) = self.documents.get(uri) else { return Vec::new() };
        let Some(document) = open.document() else { return Vec::new() };
        let lines: Lines<'_> = open.lines(self.abilities.encoding);
        let span = lines.span(params.range);
        let mut actions = Vec::new();
        if wanted("quickfix") {
            let here = open.marks.drift.iter().filter(|mark| {
                mark.key.is_some()
                    && document.text().line_of(mark.finding.span.start) == document.text().line_of(span.start)
            });
            for mark in here {
                let key = mark.key.clone().unwrap_or_default();
                let title = message!("Deploy `{key}` alone", "仅部署 `{key}`");
                let argument = json!({"uri": uri, "resource": mark.resource, "key": key});
                actions.push(action("quickfix", &title, lang, "fcls.update", argument, None));
            }
        }
        if document.kind() == FileKind::NotOurs {
            return actions;
        }
        let kinds: Vec<_> = ACTIONS.iter().filter(|(kind, _, _)| wanted(kind)).collect();
        if kinds.is_empty() {
            return actions;
        }
        // By lines: the cursor may stand in the indentation of the name.
        let text = document.text();
        let (first, last) = (text.line_of(span.start), text.line_of(span.end));
        let found = deployables(document)
            .into_iter()
            .find(|found| text.line_of(found.whole.start) <= first && last <= text.line_of(found.whole.end));
        let disabled = self.why_not(lang);
        // What cannot be done is in nobody's way unless it was asked for.
        if disabled.is_some() && only.is_none_or(<[_]>::is_empty) {
            return actions;
        }
        for (kind, command, verb) in kinds {
            let (title, argument) = match &found {
                Some(found)
                    if !found.is_function && !matches!(verb, Verb::Plan | Verb::Deploy(Scope::All)) =>
                {
                    continue;
                }
                Some(found) => {
                    let (title, name) = (title(*verb, lang), &found.name);
                    (format!("{title}: {name}"), json!({"uri": uri, "resource": name}))
                }
                None if *verb == Verb::Invoke => continue,
                None => {
                    let whole = lang.pick("the whole file", "整个文件");
                    (format!("{}: {whole}", title(*verb, lang)), json!({ "uri": uri }))
                }
            };
            let title = Message::new(title.clone(), title);
            actions.push(action(kind, &title, lang, command, argument, disabled.clone()));
        }
        actions
    }

    /// Why the commands would not work, for clients that can show it.
    fn why_not(&self, lang: Lang) -> Option<String> {
        if !self.cloud.disabled {
            return None;
        }
        if self.cloud.distrusted {
            return Some(untrusted().text(lang).to_string());
        }
        let way = self.cloud.way();
        if way.target == Place::Emulator {
            return None;
        }
        let found = credentials::find(&Surroundings::of_process(), way.access.as_deref());
        found.err().map(|error| error.message().text(lang).to_string())
    }

    /// What is live of the value at `offset`, as a line for its hover.
    pub(in crate::server) fn live_value(&self, uri: &str, offset: u32) -> Option<&Message> {
        let open = self.documents.get(uri)?;
        let line = open.text().line_of(offset);
        let mut here = open.marks.live.iter().filter(|live| open.text().line_of(live.span.start) == line);
        here.next().map(|live| &live.text)
    }
}

fn action(
    kind: &str,
    title: &Message,
    lang: Lang,
    command: &str,
    argument: Value,
    disabled: Option<String>,
) -> CodeActionOrCommand {
    let title = title.text(lang).to_string();
    let command = Command { title: title.clone(), command: command.into(), arguments: Some(vec![argument]) };
    CodeAction {
        title,
        kind: Some(CodeActionKind::from(kind.to_string())),
        command: Some(command),
        disabled: disabled.map(|reason| CodeActionDisabled { reason }),
        ..Default::default()
    }
    .into()
}
