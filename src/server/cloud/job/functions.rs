//! Calls that concern one function, and who one is.

use super::{Job, Outcome, Step};
use crate::cloud::client::Client;
use crate::cloud::credentials::{self, Surroundings};
use crate::cloud::error::Error;
use crate::cloud::plan::Scope;
use crate::cloud::request::Invocation;
use crate::cloud::types::PublishFunctionVersionInput;
use crate::message;
use crate::message::Lang;
use crate::server::cloud::editor::{Answer, Editor};
use crate::server::lsp::MessageType;
use crate::workflow::connection::{Connection, Place};
use crate::workflow::deployment::Deployment;
use serde_json::json;
use std::time::Duration;

/// The longest a function may run, and a little more.
const LONGEST: Duration = Duration::from_secs(86_400 + 60);

/// Characters of an answer that a message shows; the rest is a document.
const SHOWN: usize = 300;

/// One function of the file, with the way to it.
struct One {
    deployment: Deployment,
    client: Client,
    name: String,
    shell_line: String,
}

impl Job {
    /// The function that is meant; a person chooses where the file has several.
    fn one(&self, editor: &Editor) -> Step<One> {
        let lang = editor.lang;
        let snapshot = self.snapshot(editor, false)?;
        let deployment = self.deployment(editor, &snapshot, Scope::Config)?;
        let functions = &deployment.targets.functions;
        let names: Vec<String> = functions.iter().map(|target| target.name.clone()).collect();
        let index = match names.len() {
            0 => return Err(Outcome::refused(lang.pick("The file has no function.", "文件中没有函数。"))),
            1 => 0,
            _ => match editor.pick(lang.pick("Which function?", "哪个函数？"), &names) {
                Ok(Some(index)) => index,
                Ok(None) | Err(Answer::Cancelled) => return Err(Outcome::cancelled(lang)),
                Err(_) => {
                    let names = names.join(", ");
                    let message = message!(
                        "Which function? Name one as `resource`: {names}",
                        "哪个函数？请通过 `resource` 指定：{names}"
                    );
                    return Err(Outcome::refused(message.text(lang)));
                }
            },
        };
        let target = &functions[index];
        let client = deployment.connection.client(&target.region, target.access.as_deref());
        let client = client.map_err(|failure| self.failed(editor, &failure))?;
        let name = target.name.clone();
        let mut command = self.command.clone();
        command.argument.name = Some(name.clone());
        command.argument.region = Some(target.region.clone());
        let shell_line = command.shell_line(&snapshot.path, &self.way);
        Ok(One { client, name, deployment, shell_line })
    }

    /// Calls a function with an event.
    pub(super) fn invoke(&self, editor: &Editor) -> Step<Outcome> {
        let lang = editor.lang;
        let one = self.one(editor)?;
        let name = &one.name;
        let payload = match &self.command.argument.payload {
            Some(payload) => payload.clone(),
            None if editor.can.input => {
                let prompt = message!("Event for {name}", "{name} 的事件内容");
                editor.input(prompt.text(lang)).ok_or_else(|| Outcome::cancelled(lang))?
            }
            None => String::new(),
        };
        editor.report(message!("calling {name}", "正在调用 {name}").text(lang), None);
        let how = Invocation {
            qualifier: self.command.argument.qualifier.clone(),
            asynchronous: false,
            log_tail: true,
            task_id: None,
            time_limit: Some(LONGEST),
        };
        let called = cancellable(
            editor,
            &one.deployment.connection,
            one.client.invoke_function(name, &how, payload.as_bytes()),
        )?;
        let result = called.map_err(|error| refused(editor, &error))?;
        let id = result.request_id.as_deref().unwrap_or("-");
        let body = String::from_utf8_lossy(&result.payload).into_owned();
        let failed = result.error_type.is_some();
        let head = match &result.error_type {
            Some(kind) => {
                message!("{name} failed: {kind}. Request id {id}", "{name} 执行失败：{kind}。请求 ID {id}")
            }
            None => message!("{name} answered. Request id {id}", "{name} 已返回。请求 ID {id}"),
        };
        let shown: String = body.chars().take(SHOWN).collect();
        let whole = shown.len() == body.len();
        let text = format!("{}\n{shown}{}", head.text(lang), if whole { "" } else { "…" });
        let log = result.log.clone().unwrap_or_default();
        let mut outcome = if failed {
            Outcome::new("failed", MessageType::ERROR, text)
        } else {
            Outcome::new("done", MessageType::INFO, text)
        };
        if !whole || failed {
            let paper = format!("{}\n\n{body}\n\n{log}", head.text(lang));
            if let Err(place) = editor.show_paper(&format!("{name}.log"), &paper, None) {
                outcome.text = format!("{}\n{place}", outcome.text);
            }
        }
        Ok(outcome
            .with(json!({"payload": body, "requestId": id, "errorType": result.error_type, "log": log})))
    }

    /// Publishes a version, after a yes.
    pub(super) fn publish(&self, editor: &Editor) -> Step<Outcome> {
        let lang = editor.lang;
        let one = self.one(editor)?;
        let name = &one.name;
        let account = one
            .deployment
            .connection
            .wait(one.client.account_id())
            .map_err(|error| refused(editor, &error))?;
        let target = one.deployment.targets.functions.iter().find(|target| target.name == *name);
        let whereabouts = target
            .and_then(|target| {
                one.deployment.connection.whereabouts(&target.region, target.access.as_deref()).ok()
            })
            .unwrap_or_default();
        let (en, zh) = (whereabouts.en, whereabouts.zh);
        let question = message!(
            "Publish a version of {name}?\naccount {account}, {en}",
            "为 {name} 发布版本？\n账号 {account}，{zh}"
        );
        let actions = [lang.pick("Publish", "发布"), lang.pick("Cancel", "取消")];
        match editor.choose(MessageType::INFO, question.text(lang), &actions) {
            Ok(Some(0)) => {}
            Ok(_) | Err(Answer::Cancelled) => return Err(Outcome::cancelled(lang)),
            Err(_) => {
                let line = &one.shell_line;
                let message = message!(
                    "This editor cannot ask for a confirmation, so nothing was changed. In a terminal: {line}",
                    "此编辑器无法请求确认，因此未作任何更改。请在终端运行：{line}"
                );
                return Err(Outcome::refused(message.text(lang)).with(json!({ "commandLine": line })));
            }
        }
        let input = PublishFunctionVersionInput { description: self.command.argument.description.clone() };
        let answer = one.deployment.connection.wait(one.client.publish_function_version(name, Some(&input)));
        let version = answer.map_err(|error| refused(editor, &error))?.value;
        let id = version.version_id.unwrap_or_else(|| "?".into());
        let message = message!("{name}: version {id} is published.", "{name}：已发布版本 {id}。");
        Ok(Outcome::new("done", MessageType::INFO, message.text(lang)).with(json!({ "versionId": id })))
    }

    /// Tells whose credentials are used.
    pub(super) fn sign_in_status(&self, editor: &Editor) -> Step<Outcome> {
        let lang = editor.lang;
        let connection = self.connection(editor)?;
        let access = self.command.argument.resource.as_deref();
        let found = (self.way.target == Place::Cloud)
            .then(|| {
                credentials::find(&Surroundings::of_process(), self.way.access.as_deref().or(access)).ok()
            })
            .flatten();
        let wanted = self.command.argument.region.clone().or(found.and_then(|found| found.region));
        let region = wanted.as_deref().unwrap_or(REGION);
        let failed = |failure| self.failed(editor, &failure);
        let whereabouts = connection.whereabouts(region, access).map_err(failed)?;
        let client = connection.client(region, access).map_err(failed)?;
        editor.report(lang.pick("asking for the account", "查询账号"), None);
        let account = cancellable(editor, &connection, client.account_id())?
            .map_err(|error| refused(editor, &error))?;
        let (en, zh) = (whereabouts.en, whereabouts.zh);
        let message = message!("Signed in: account {account}, {en}", "已登录：账号 {account}，{zh}");
        Ok(Outcome::new("done", MessageType::INFO, message.text(lang)).with(json!({ "account": account })))
    }

    /// Chooses where commands of this session go.
    pub(super) fn select_target(&self, editor: &Editor) -> Step<Outcome> {
        let lang = editor.lang;
        let (cloud, emulator) =
            (lang.pick("Alibaba Cloud", "阿里云"), lang.pick("Emulator on this machine", "本机模拟器"));
        let place = match self.command.argument.target.as_deref() {
            Some("cloud") => Place::Cloud,
            Some("emulator") => Place::Emulator,
            Some(other) => {
                let message = message!(
                    "There is no target {other}: `cloud` or `emulator`",
                    "没有目标 {other}：应为 `cloud` 或 `emulator`"
                );
                return Err(Outcome::refused(message.text(lang)));
            }
            None => {
                match editor.choose(MessageType::INFO, lang.pick("Where to?", "选择目标"), &[cloud, emulator])
                {
                    Ok(Some(0)) => Place::Cloud,
                    Ok(Some(1)) => Place::Emulator,
                    Ok(_) | Err(Answer::Cancelled) => return Err(Outcome::cancelled(lang)),
                    Err(_) => {
                        return Err(Outcome::refused(lang.pick(
                            "Name it as `target`: `cloud` or `emulator`",
                            "请通过 `target` 指定：`cloud` 或 `emulator`",
                        )));
                    }
                }
            }
        };
        editor.state(move |state| state.choose_target(place));
        let word = match place {
            Place::Cloud => "cloud",
            Place::Emulator => "emulator",
        };
        let shown = if place == Place::Cloud { cloud } else { emulator };
        let message = message!("Target: {shown}", "目标：{shown}");
        Ok(Outcome::new("done", MessageType::INFO, message.text(lang)).with(json!({ "target": word })))
    }
}

/// The region that is asked when none is named: any knows the account.
const REGION: &str = "cn-hangzhou";

pub(super) fn refused(editor: &Editor, error: &Error) -> Outcome {
    Outcome::new("failed", MessageType::ERROR, error.text(editor.lang))
}

/// Waits for a call that changes nothing the file is about; a cancellation ends the waiting.
pub(super) fn cancellable<T>(
    editor: &Editor,
    connection: &Connection,
    call: impl Future<Output = T>,
) -> Step<T> {
    let done = connection.wait(async {
        let mut call = std::pin::pin!(call);
        loop {
            match tokio::time::timeout(Duration::from_millis(100), call.as_mut()).await {
                Ok(done) => return Some(done),
                Err(_) if editor.is_cancelled() => return None,
                Err(_) => {}
            }
        }
    });
    done.ok_or_else(|| {
        let text = match editor.lang {
            Lang::En => "Cancelled; the answer was not waited for.",
            Lang::Zh => "已取消；未继续等待响应。",
        };
        Outcome::new("cancelled", MessageType::INFO, text)
    })
}
