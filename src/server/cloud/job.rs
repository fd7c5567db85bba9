//! What each command does, step by step, on a thread of its own. Nothing is changed in the cloud before a person has
//! seen what will change, where and as whom, and has said yes.

mod deploying;
mod functions;
mod writing;

use super::command::{Argument, Command, Verb};
use super::editor::{Answer, Editor};
use super::marks::{Mark, REFUSED};
use super::settings::CloudSettings;
use super::{Session, Snapshot};
use crate::cloud::plan::Scope;
use crate::message;
use crate::message::{Lang, Message};
use crate::server::lsp::MessageType;
use crate::workflow::connection::{Connection, Failure, Way};
use crate::workflow::deployment::{Deployment, Refusal, Wish, place};
use serde_json::{Value, json};
use std::sync::Arc;

/// A command on its way.
pub struct Job {
    /// What was asked for.
    pub command: Command,
    /// The file, if there is one.
    pub uri: Option<String>,
    /// Where to and as whom.
    pub way: Way,
    /// What a person allows.
    pub settings: Arc<CloudSettings>,
    /// Whether the workspace is trusted.
    pub trusted: bool,
    /// What jobs share.
    pub session: Session,
    /// Its number in the session.
    pub number: u64,
}

/// How a command ended.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// In one word, for programs: `done`, `nothing`, `refused`, `cancelled`, `failed`.
    pub word: &'static str,
    /// For people.
    pub text: String,
    /// How it is shown; none when a person has seen it already.
    pub kind: Option<MessageType>,
    /// More for programs.
    pub details: Box<Value>,
    /// What a person may do next.
    pub followup: Option<Box<Followup>>,
}

/// What a person may do after a deploy.
#[derive(Debug, Clone, Default)]
pub struct Followup {
    /// The file.
    pub uri: String,
    /// A function of it.
    pub resource: Option<String>,
    /// Where it answers.
    pub url: Option<String>,
}

impl Followup {
    /// Offers it; a command that was chosen, if one was.
    pub fn offer(&self, editor: &Editor, text: &str) -> Option<Command> {
        let lang = editor.lang;
        let (open, invoke, curl) = (
            lang.pick("Open URL", "打开网址"),
            lang.pick("Invoke", "调用"),
            lang.pick("Copy curl", "复制 curl"),
        );
        let mut actions = Vec::new();
        if self.url.is_some() {
            actions.push(open);
        }
        actions.extend(self.resource.as_ref().map(|_| invoke));
        if self.url.is_some() {
            actions.push(curl);
        }
        if editor.can.preselects {
            actions.push(lang.pick("Close", "关闭"));
        }
        let chosen = editor.choose(MessageType::INFO, text, &actions).ok().flatten()?;
        let url = self.url.clone().unwrap_or_default();
        match actions[chosen] {
            chosen if chosen == open => {
                if !editor.show_uri(&url, true) {
                    editor.show(MessageType::INFO, &url);
                }
            }
            chosen if chosen == curl => {
                let line = format!("curl -i '{}'", url.replace('\'', "%27"));
                if !editor.copy(&line) {
                    editor.show(MessageType::INFO, &line);
                }
            }
            chosen if chosen != invoke => {}
            _ => {
                let argument = Argument {
                    uri: Some(self.uri.clone()),
                    resource: self.resource.clone(),
                    ..Argument::default()
                };
                return Some(Command { verb: Verb::Invoke, argument });
            }
        }
        None
    }
}

impl Outcome {
    fn new(word: &'static str, kind: MessageType, text: impl Into<String>) -> Outcome {
        Outcome { word, text: text.into(), kind: Some(kind), details: Box::default(), followup: None }
    }

    fn refused(text: impl Into<String>) -> Outcome {
        Outcome::new("refused", MessageType::ERROR, text)
    }

    /// Something in the server itself went wrong.
    pub fn broken(lang: Lang) -> Outcome {
        let text = lang.pick(
            "Something in fcls went wrong, and it is not known how far it came. Run the plan to see; the log has more.",
            "fcls 内部出错，无法确定执行到哪一步。请运行计划查看；详情见日志。",
        );
        Outcome::new("failed", MessageType::ERROR, text)
    }

    fn cancelled(lang: Lang) -> Outcome {
        let text = lang.pick("Cancelled; nothing was changed.", "已取消；未作任何更改。");
        Outcome::new("cancelled", MessageType::INFO, text)
    }

    fn with(mut self, details: Value) -> Outcome {
        self.details = Box::new(details);
        self
    }

    /// The result of `workspace/executeCommand`.
    pub fn json(&self) -> Value {
        json!({"outcome": self.word, "message": self.text, "details": self.details})
    }
}

/// A step of a job: what it gives, or how the job ends.
type Step<T> = Result<T, Outcome>;

impl Job {
    /// The title of its progress.
    pub fn title(&self, lang: Lang) -> String {
        let what = match self.command.verb {
            Verb::Plan => lang.pick("Plan", "计划"),
            Verb::Deploy(Scope::All) => lang.pick("Deploy", "部署"),
            Verb::Deploy(Scope::Config) => lang.pick("Update config", "更新配置"),
            Verb::Deploy(Scope::Code) => lang.pick("Update code", "更新代码"),
            Verb::Pull => lang.pick("Pull", "拉取"),
            Verb::Adopt => lang.pick("Adopt", "纳入"),
            Verb::Invoke => lang.pick("Invoke", "调用"),
            Verb::Publish => lang.pick("Publish", "发布版本"),
            Verb::SignInStatus => lang.pick("Sign-in status", "登录状态"),
            Verb::TargetSelect => lang.pick("Select target", "选择目标"),
        };
        match &self.command.argument.resource {
            Some(resource) => format!("{what} {resource}"),
            None => what.to_string(),
        }
    }

    /// Does it.
    pub fn run(&self, editor: &Editor) -> Outcome {
        let lang = editor.lang;
        if !self.trusted && self.command.verb != Verb::TargetSelect {
            return Outcome::refused(untrusted().text(lang));
        }
        let done = match self.command.verb {
            Verb::Plan => self.show_plan(editor),
            Verb::Deploy(scope) => self.deploy(editor, scope),
            Verb::Pull => self.pull(editor),
            Verb::Adopt => self.adopt(editor),
            Verb::Invoke => self.invoke(editor),
            Verb::Publish => self.publish(editor),
            Verb::SignInStatus => self.sign_in_status(editor),
            Verb::TargetSelect => self.select_target(editor),
        };
        done.unwrap_or_else(|outcome| outcome)
    }

    /// The file as it is now. A deploy takes it from the disk: `saved` demands that the buffer is the same.
    fn snapshot(&self, editor: &Editor, saved: bool) -> Step<Snapshot> {
        let lang = editor.lang;
        let Some(uri) = self.uri.clone() else {
            return Err(Outcome::refused(
                lang.pick("Which file? Open an f.yml or s.yaml first.", "请先打开 f.yml 或 s.yaml。"),
            ));
        };
        let mut asked = false;
        loop {
            let wanted = uri.clone();
            let Some(snapshot) = editor.state(move |state| state.snapshot(&wanted)) else {
                return Err(Outcome::cancelled(lang));
            };
            let snapshot = snapshot.map_err(|message| Outcome::refused(message.text(lang)))?;
            let on_disk = std::fs::read_to_string(&snapshot.path).ok();
            let without_mark = on_disk.as_deref().map(|text| text.trim_start_matches('\u{feff}'));
            if !saved
                || without_mark == Some(snapshot.document.text().to_string().trim_start_matches('\u{feff}'))
            {
                return Ok(snapshot);
            }
            let file = snapshot.name();
            // Some editors let nobody save while they ask.
            if asked {
                let text = message!(
                    "{file} is still not saved, so nothing was done. Save it and begin anew.",
                    "{file} 仍未保存，因此什么也没有做。请保存后重新开始。"
                );
                return Err(Outcome::refused(text.text(lang)));
            }
            asked = true;
            let text = message!(
                "{file} has changes that are not saved. Save it, then go on.",
                "{file} 有未保存的更改。请先保存，然后继续。"
            );
            let actions = [lang.pick("Saved: go on", "已保存，继续"), lang.pick("Cancel", "取消")];
            match editor.choose(MessageType::WARNING, text.text(lang), &actions) {
                Ok(Some(0)) => {}
                Ok(_) | Err(Answer::Cancelled) => return Err(Outcome::cancelled(lang)),
                Err(_) => return Err(Outcome::refused(text.text(lang))),
            }
        }
    }

    fn connection(&self, editor: &Editor) -> Step<Connection> {
        editor.report(editor.lang.pick("credentials", "凭证"), None);
        let opened = Connection::open_with(self.way.clone(), self.session.emulators.clone());
        opened.map_err(|failure| self.failed(editor, &failure))
    }

    fn failed(&self, editor: &Editor, failure: &Failure) -> Outcome {
        let word = if failure.cloud().is_some() { "failed" } else { "refused" };
        Outcome::new(word, MessageType::ERROR, failure.text(editor.lang))
    }

    /// What the file wants; its errors and obstacles end the job.
    fn deployment(&self, editor: &Editor, snapshot: &Snapshot, scope: Scope) -> Step<Deployment> {
        let lang = editor.lang;
        if let Some(error) = &snapshot.error {
            let (count, first) = (snapshot.errors, place(&snapshot.document, &snapshot.name(), error.span));
            let what = error.message.text(lang);
            let message = message!(
                "Errors are not deployed: {count} in the file, the first at {first}: {what}",
                "存在错误，不予部署：共 {count} 处，第一处位于 {first}：{what}"
            );
            return Err(Outcome::refused(message.text(lang)));
        }
        let connection = self.connection(editor)?;
        let argument = &self.command.argument;
        let wish = Wish {
            only: argument.resource.clone().into_iter().collect(),
            region: argument.region.clone(),
            scope,
            ..Wish::default()
        };
        let made =
            Deployment::new(connection, &snapshot.document, &snapshot.path, &snapshot.name(), &wish, lang);
        let mut deployment = made.map_err(|refusal| match refusal {
            Refusal::Failure(failure) => self.failed(editor, &failure),
            Refusal::Obstacles(obstacles) => {
                let lines: Vec<String> = obstacles
                    .iter()
                    .map(|found| {
                        let place = place(&snapshot.document, &snapshot.name(), found.span);
                        format!("{place}: {}", found.message.text(lang))
                    })
                    .collect();
                let marks = obstacles.iter().map(|found| {
                    Mark::new(
                        &REFUSED,
                        argument.resource.as_deref().unwrap_or(""),
                        found.span,
                        found.message.clone(),
                    )
                });
                self.mark(editor, snapshot, marks.collect());
                Outcome::refused(lines.join("\n"))
            }
        })?;
        if let Some(key) = &argument.key {
            deployment.restrict_to(key);
        }
        Ok(deployment)
    }

    /// Shows errors on the keys that they name, if the text is still the same; none: takes them back.
    fn mark(&self, editor: &Editor, snapshot: &Snapshot, marks: Vec<Mark>) {
        let (uri, version) = (snapshot.uri.clone(), snapshot.version);
        editor.tell_state(move |state| state.mark_refused(&uri, version, marks));
    }

    /// The same on the command line, for clients that cannot ask.
    fn shell_line(&self, snapshot: &Snapshot) -> String {
        self.command.shell_line(&snapshot.path, &self.way)
    }
}

/// Why nothing remote is done.
pub fn untrusted() -> Message {
    message!(
        "This workspace is not trusted: nothing is asked of the cloud for it. Trust it in the editor first.",
        "此工作区不受信任：不会为其访问云端。请先在编辑器中信任该工作区。"
    )
}
