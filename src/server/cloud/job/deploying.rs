//! Plan and deploy.

use super::{Followup, Job, Outcome, Step};
use crate::cloud::apply::{Done, End, Report, Waiting, apply};
use crate::cloud::diff::Change;
use crate::cloud::plan::{Plan, Resource, ResourceKind, Scope};
use crate::cloud::render::{self, Style};
use crate::cloud::target::{Fields, Note};
use crate::cloud::yaml;
use crate::message;
use crate::message::Lang;
use crate::server::cloud::Snapshot;
use crate::server::cloud::command::Verb;
use crate::server::cloud::editor::{Answer, Editor};
use crate::server::cloud::journal::Journal;
use crate::server::cloud::marks::{Mark, REFUSED};
use crate::server::lsp::MessageType;
use crate::workflow::deployment::{Deployment, destroyed};
use serde_json::json;

/// How often a plan is made anew because the cloud has changed while a person thought about it.
const ROUNDS: u32 = 5;

/// Lines of a plan in a question; the rest is a document.
const LINES: usize = 16;

impl Job {
    /// Shows the plan as a document.
    pub(super) fn show_plan(&self, editor: &Editor) -> Step<Outcome> {
        let lang = editor.lang;
        let snapshot = self.snapshot(editor, true)?;
        let deployment = self.deployment(editor, &snapshot, Scope::All)?;
        let plan = self.make_plan(editor, &deployment)?;
        let details = self.styled(&deployment, lang, |style| render::plan_json(&plan, style));
        self.mark_obstacles(editor, &snapshot, &plan);
        if plan.is_empty() && !plan.is_blocked() {
            return Ok(nothing(lang).with(details));
        }
        let shown = self.show_whole(editor, &deployment, &plan);
        let mut outcome = Outcome::new("done", MessageType::INFO, self.summary(&deployment, &plan, lang));
        match shown {
            Ok(()) => outcome.kind = None,
            Err(place) => outcome.text = format!("{} {place}", outcome.text),
        }
        Ok(outcome.with(details))
    }

    fn make_plan(&self, editor: &Editor, deployment: &Deployment) -> Step<Plan> {
        let lang = editor.lang;
        editor.report(lang.pick("reading the live functions", "读取云上函数"), None);
        if editor.is_cancelled() {
            return Err(Outcome::cancelled(lang));
        }
        let plan = deployment.plan();
        if editor.is_cancelled() {
            return Err(Outcome::cancelled(lang));
        }
        Ok(plan)
    }

    fn styled<T>(&self, deployment: &Deployment, lang: Lang, work: impl FnOnce(&Style<'_>) -> T) -> T {
        let environment = self.settings.show_environment;
        deployment.styled(false, lang, |style| work(&Style { environment, ..*style }))
    }

    /// The last line of a plan.
    fn summary(&self, deployment: &Deployment, plan: &Plan, lang: Lang) -> String {
        let text = self.styled(deployment, lang, |style| render::plan(plan, style));
        text.lines().last().unwrap_or_default().to_string()
    }

    /// Opens the whole plan; where it is, if it cannot be opened.
    fn show_whole(&self, editor: &Editor, deployment: &Deployment, plan: &Plan) -> Result<(), String> {
        let lang = editor.lang;
        let whom: String = deployment
            .addressees(plan, false)
            .iter()
            .map(|addressee| format!("# {}: {}\n", lang.pick("to", "目标"), addressee.text(lang)))
            .collect();
        let text = self.styled(deployment, lang, |style| render::plan(plan, style));
        if editor.can.virtual_documents && !plan.is_blocked() {
            let notes: String = text.lines().map(|line| format!("#   {line}\n")).collect();
            let (live, new) = self.styled(deployment, lang, |style| sides(plan, style));
            return editor.show_paper(
                "plan.yaml",
                &format!("{whom}{notes}\n{new}"),
                Some(format!("{whom}{notes}\n{live}")),
            );
        }
        editor.show_paper("fcls-plan.txt", &format!("{whom}\n{text}"), None)
    }

    fn mark_obstacles(&self, editor: &Editor, snapshot: &Snapshot, plan: &Plan) {
        let of = |resource: &Resource| {
            let mark =
                |note: &Note| Some(Mark::new(&REFUSED, &resource.resource, note.span?, note.message.clone()));
            let mut marks: Vec<Mark> = resource.obstacles.iter().filter_map(mark).collect();
            if let (Some(error), Some(span)) = (&resource.failure, resource.span("")) {
                let text = crate::message::Message::new(error.text(Lang::En), error.text(Lang::Zh));
                marks.push(Mark::new(&REFUSED, &resource.resource, span, text));
            }
            marks
        };
        self.mark(editor, snapshot, plan.resources.iter().flat_map(of).collect());
    }

    /// Plans, asks, applies.
    pub(super) fn deploy(&self, editor: &Editor, scope: Scope) -> Step<Outcome> {
        let lang = editor.lang;
        let snapshot = self.snapshot(editor, true)?;
        let deployment = self.deployment(editor, &snapshot, scope)?;
        let names =
            deployment.targets.functions.iter().map(|target| (target.region.clone(), target.name.clone()));
        let domains = deployment
            .targets
            .domains
            .iter()
            .map(|(_, domain, _)| (domain.region.clone(), domain.name.clone()));
        let waiting = |(_, name): &(String, String)| {
            let text = message!("waiting for another deploy of {name}", "等待 {name} 的另一次部署");
            editor.report(text.text(lang), None);
        };
        let held = self.session.busy.take(names.chain(domains).collect(), waiting, || editor.is_cancelled());
        let Some(held) = held else { return Err(Outcome::cancelled(lang)) };
        for _ in 0..ROUNDS {
            let plan = self.make_plan(editor, &deployment)?;
            let details = self.styled(&deployment, lang, |style| render::plan_json(&plan, style));
            self.mark_obstacles(editor, &snapshot, &plan);
            if plan.is_blocked() {
                let text = self.styled(&deployment, lang, |style| render::plan(&plan, style));
                return Ok(Outcome::refused(text.trim_end()).with(details));
            }
            if plan.is_empty() {
                return Ok(nothing(lang).with(details));
            }
            self.confirm(editor, &snapshot, &deployment, &plan)?;
            let whom: Vec<String> = deployment
                .addressees(&plan, false)
                .iter()
                .map(|addressee| addressee.text(Lang::En))
                .collect();
            let journal = self.session.journals.as_ref().and_then(|folder| {
                Journal::begin(folder, self.number, &snapshot.path.display().to_string(), &whom.join("; "))
                    .ok()
            });
            editor.keep_journal(journal);
            let steps = editor.steps();
            let report =
                deployment.connection.wait(apply(&plan, &deployment.clients, Waiting::default(), &steps));
            editor.after(steps);
            editor.end_journal();
            match self.ended(editor, &snapshot, &deployment, &plan, &report) {
                Some(outcome) => {
                    drop(held);
                    return Ok(outcome);
                }
                None => continue,
            }
        }
        Err(Outcome::cancelled(lang))
    }

    /// Asks until there is a yes; anything else ends the job.
    fn confirm(
        &self,
        editor: &Editor,
        snapshot: &Snapshot,
        deployment: &Deployment,
        plan: &Plan,
    ) -> Step<()> {
        let lang = editor.lang;
        let line = self.shell_line(snapshot);
        let impossible = || {
            let message = message!(
                "This editor cannot ask for a confirmation, so nothing was changed. In a terminal: {line}",
                "此编辑器无法请求确认，因此未作任何更改。请在终端运行：{line}"
            );
            Outcome::refused(message.text(lang)).with(json!({ "commandLine": line }))
        };
        let text = self.styled(deployment, lang, |style| render::plan(plan, style));
        let lines: Vec<&str> = text.trim_end().lines().collect();
        let mut question: Vec<String> =
            deployment.addressees(plan, true).iter().map(|addressee| addressee.text(lang)).collect();
        question.extend(lines.iter().take(LINES).map(|line| (*line).to_string()));
        if lines.len() > LINES {
            let left = lines.len() - LINES;
            question.push(message!("… and {left} more lines", "……另有 {left} 行").text(lang).to_string());
        }
        let destroyed = destroyed(plan);
        if destroyed > 0 {
            let message = message!("{destroyed} things are destroyed.", "共有 {destroyed} 项破坏性变更。");
            question.push(message.text(lang).to_string());
        }
        let question = question.join("\n");
        let go = match self.command.verb {
            Verb::Deploy(Scope::All) => lang.pick("Deploy", "部署"),
            _ => lang.pick("Update", "更新"),
        };
        let actions = [go, lang.pick("Show full diff", "查看完整差异"), lang.pick("Cancel", "取消")];
        let kind = if destroyed > 0 { MessageType::WARNING } else { MessageType::INFO };
        editor.report(lang.pick("waiting for the confirmation", "等待确认"), None);
        loop {
            match editor.choose(kind, &question, &actions) {
                Ok(Some(0)) => break,
                Ok(Some(1)) => {
                    if let Err(place) = self.show_whole(editor, deployment, plan) {
                        editor.show(MessageType::INFO, &place);
                    }
                }
                Ok(_) | Err(Answer::Cancelled) => return Err(Outcome::cancelled(lang)),
                Err(_) => return Err(impossible()),
            }
        }
        let changing = plan.resources.iter().filter(|resource| !resource.steps.is_empty());
        for resource in changing.filter(|resource| self.settings.is_protected(&resource.name)) {
            let name = &resource.name;
            let prompt = message!(
                "{name} is protected. Type its name to change it.",
                "{name} 受保护。请输入其名称以确认更改。"
            );
            let typed = match &self.command.argument.confirm {
                Some(typed) => Some(typed.clone()),
                None if editor.can.input => editor.input(prompt.text(lang)),
                None => {
                    let message = message!(
                        "{name} is protected and this editor cannot ask for its name: give it as `confirm`, or in a \
                         terminal: {line}",
                        "{name} 受保护，而此编辑器无法请求输入名称：请通过 `confirm` 提供，或在终端运行：{line}"
                    );
                    return Err(Outcome::refused(message.text(lang)).with(json!({ "commandLine": line })));
                }
            };
            if typed.as_deref() != Some(name) {
                let message = message!(
                    "The name typed is not {name}; nothing was changed.",
                    "输入的名称不是 {name}；未作任何更改。"
                );
                return Err(Outcome::refused(message.text(lang)));
            }
        }
        Ok(())
    }

    /// Tells how an apply ended; none: the cloud has changed meanwhile and the new plan must be seen.
    fn ended(
        &self,
        editor: &Editor,
        snapshot: &Snapshot,
        deployment: &Deployment,
        plan: &Plan,
        report: &Report,
    ) -> Option<Outcome> {
        let lang = editor.lang;
        let text = self.styled(deployment, lang, |style| render::report(report, style));
        let details = self.styled(deployment, lang, |style| render::report_json(report, style));
        let uri = snapshot.uri.clone();
        editor.tell_state(move |state| state.cloud_changed(&uri));
        let outcome = match &report.end {
            End::Finished => {
                self.mark(editor, snapshot, Vec::new());
                let changed: Vec<&Resource> =
                    plan.resources.iter().filter(|resource| !resource.steps.is_empty()).collect();
                let mut outcome =
                    Outcome::new("done", MessageType::INFO, success(&changed, &report.done, lang));
                outcome.details = Box::new(details);
                let followup = followup(&snapshot.uri, deployment, &changed);
                if let Some(url) = &followup.url {
                    outcome.text = format!("{}\n{url}", outcome.text);
                }
                if editor.can.dialogs {
                    // Shown with buttons, after the end: nobody shall wait for the answer.
                    outcome.kind = None;
                    outcome.followup = Some(Box::new(followup));
                }
                return Some(outcome);
            }
            End::Changed(_) => {
                editor.show(
                    MessageType::WARNING,
                    lang.pick(
                        "The cloud has changed since the plan was made; nothing was done. Look at the new plan.",
                        "自计划生成以来云上配置已发生变化；未执行任何操作。请查看新的计划。",
                    ),
                );
                return None;
            }
            End::Failed(failed) => {
                let marks = failed.span.map(|span| {
                    let resource = failed.label.as_ref().map_or("", |label| label.name.as_str());
                    Mark::new(&REFUSED, resource, span, failed.message.clone())
                });
                self.mark(editor, snapshot, marks.into_iter().collect());
                Outcome::new("failed", MessageType::ERROR, text.trim_end())
            }
            End::Cancelled => Outcome::new("cancelled", MessageType::WARNING, text.trim_end()),
            End::Blocked => Outcome::refused(text.trim_end()),
        };
        Some(outcome.with(details))
    }
}

fn nothing(lang: Lang) -> Outcome {
    Outcome::new("nothing", MessageType::INFO, lang.pick("Nothing to change.", "没有需要变更的内容。"))
}

/// `Deployed hello, world (3 calls). Request id …`.
fn success(changed: &[&Resource], done: &[Done], lang: Lang) -> String {
    let names: Vec<&str> = changed.iter().map(|resource| resource.name.as_str()).collect();
    let (names, calls) = (names.join(", "), done.len());
    let id = done.iter().rev().find_map(|done| done.request_id.clone()).unwrap_or_else(|| "-".into());
    let en_calls = render::counted(calls, "call");
    message!(
        "Deployed {names} ({en_calls}). Request id {id}",
        "已部署 {names}（{calls} 次调用）。请求 ID {id}"
    )
    .text(lang)
    .to_string()
}

/// What can be done next: of the first function that was changed.
fn followup(uri: &str, deployment: &Deployment, changed: &[&Resource]) -> Followup {
    let function = changed.iter().find(|resource| resource.kind == ResourceKind::Function);
    let Some(function) = function else { return Followup::default() };
    let triggers = deployment
        .clients
        .of(function)
        .and_then(|client| deployment.connection.wait(client.all_triggers(&function.name)).ok());
    let url = triggers
        .into_iter()
        .flatten()
        .find_map(|trigger| trigger.http_trigger?.url_internet.filter(|url| !url.is_empty()));
    Followup { uri: uri.to_string(), resource: Some(function.resource.clone()), url }
}

/// What differs, as it is live and as it will be.
fn sides(plan: &Plan, style: &Style<'_>) -> (String, String) {
    let (mut live, mut new) = (String::new(), String::new());
    for resource in &plan.resources {
        let (mut old_fields, mut new_fields) = (Fields::new(), Fields::new());
        let mut put = |change: &Change, kept: bool| {
            let value = |value: &serde_json::Value| render::styled(&change.path, value, style);
            if let Some(old) = &change.old {
                old_fields.insert(change.path.clone(), value(old));
            }
            let wanted = if kept { &change.old } else { &change.new };
            if let Some(wanted) = wanted {
                new_fields.insert(change.path.clone(), value(wanted));
            }
        };
        resource.steps.iter().flat_map(|step| &step.changes).for_each(|change| put(change, false));
        resource.kept.iter().for_each(|change| put(change, true));
        let kind = match resource.kind {
            ResourceKind::Function => "",
            ResourceKind::Domain => "domain ",
        };
        let head = format!("# {kind}{} ({})\n", resource.name, resource.region);
        for (side, fields) in [(&mut live, &old_fields), (&mut new, &new_fields)] {
            side.push_str(&head);
            if !fields.is_empty() {
                side.push_str(yaml::mapping(fields, 0).trim_end());
                side.push('\n');
            }
        }
    }
    (live, new)
}
