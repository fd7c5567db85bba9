//! The editor as a job sees it: questions that wait for an answer, progress, messages. A job runs on a thread of its
//! own, so waiting here holds nobody else up.

use crate::cloud::apply::{At, Done, Progress};
use crate::message::Lang;
use crate::server::lsp::{MessageType, ProgressToken, Uri};
use crate::server::state::{Outgoing, Question, State};
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;
use tokio::sync::mpsc::UnboundedSender;

use super::Papers;
use super::journal::Journal;

/// How long a person may think.
const THINKING: Duration = Duration::from_secs(30 * 60);

/// How long a client may take for what needs nobody.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often somebody who waits looks whether he still shall.
const PAUSE: Duration = Duration::from_millis(50);

/// What the client can do, as far as jobs are concerned.
#[derive(Debug, Clone, Copy, Default)]
pub struct DialogAbilities {
    /// It shows questions with buttons.
    pub dialogs: bool,
    /// It shows progress that the server begins.
    pub progress: bool,
    /// It opens documents and addresses.
    pub show_document: bool,
    /// It serves documents of the server by request.
    pub virtual_documents: bool,
    /// It lets a person type a line or choose from a list (`fcls/input`, `fcls/pick`).
    pub input: bool,
    /// It chooses the first button already, so that a stray Enter takes it (Helix).
    pub preselects: bool,
    /// It puts text onto the clipboard (`fcls/copy`).
    pub clipboard: bool,
}

/// The answer to a question.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// What was answered.
    Given(Value),
    /// The client does not know how to ask, or there is no client any more.
    Impossible,
    /// The job was cancelled meanwhile.
    Cancelled,
}

/// The editor.
pub struct Editor {
    /// Language.
    pub lang: Lang,
    /// What the client can do.
    pub can: DialogAbilities,
    outbox: UnboundedSender<Outgoing>,
    papers: Papers,
    token: Option<ProgressToken>,
    shown: Cell<bool>,
    cancelled: Arc<AtomicBool>,
    journal: RefCell<Option<Journal>>,
}

impl Editor {
    /// The editor for one job.
    pub(super) fn new(
        lang: Lang,
        can: DialogAbilities,
        outbox: UnboundedSender<Outgoing>,
        papers: Papers,
        cancelled: Arc<AtomicBool>,
    ) -> Editor {
        Editor {
            lang,
            can,
            outbox,
            papers,
            token: None,
            shown: Cell::new(false),
            cancelled,
            journal: RefCell::new(None),
        }
    }

    fn send(&self, message: Outgoing) {
        // Fails only when the session is over.
        let _ = self.outbox.send(message);
    }

    /// Whether the job is to stop.
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::SeqCst)
    }

    fn wait<T>(&self, answer: &std::sync::mpsc::Receiver<T>) -> Option<Result<T, ()>> {
        loop {
            match answer.recv_timeout(PAUSE) {
                Ok(answer) => return Some(Ok(answer)),
                Err(RecvTimeoutError::Disconnected) => return Some(Err(())),
                Err(RecvTimeoutError::Timeout) if self.is_cancelled() => return None,
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }

    /// Asks the client.
    fn ask(&self, method: &'static str, params: Value, limit: Duration) -> Answer {
        let (reply, answer) = channel();
        self.send(Outgoing::Ask(Question { method, params, limit, reply }));
        match self.wait(&answer) {
            Some(Ok(Some(value))) => Answer::Given(value),
            Some(_) => Answer::Impossible,
            None => Answer::Cancelled,
        }
    }

    /// Looks at the state, or changes it, on the main loop; none when the session is over or the job cancelled.
    pub fn state<R: Send + 'static>(&self, work: impl FnOnce(&mut State) -> R + Send + 'static) -> Option<R> {
        let (reply, answer) = channel();
        self.send(Outgoing::Back(Box::new(move |state: &mut State| {
            let _ = reply.send(work(state));
        })));
        self.wait(&answer)?.ok()
    }

    /// The same without waiting for it, even if the job was cancelled.
    pub fn tell_state(&self, work: impl FnOnce(&mut State) + Send + 'static) {
        self.send(Outgoing::Back(Box::new(work)));
    }

    // Progress.

    /// Begins progress: with the token of the client, or with one that it is asked to make.
    pub fn begin(&mut self, token: ProgressToken, of_the_client: bool, title: &str) {
        if !of_the_client {
            if !self.can.progress {
                return;
            }
            let made = self.ask("window/workDoneProgress/create", json!({ "token": token }), PATIENCE);
            if !matches!(made, Answer::Given(_)) {
                return;
            }
        }
        self.token = Some(token);
        self.shown.set(true);
        self.report_raw(json!({"kind": "begin", "title": title, "cancellable": true}));
    }

    fn report_raw(&self, value: Value) {
        if let Some(token) = self.token.as_ref().filter(|_| self.shown.get()) {
            self.send(Outgoing::Notify("$/progress", json!({ "token": token, "value": value })));
        }
    }

    /// Says what is done now; `percent` if that is known.
    pub fn report(&self, text: &str, percent: Option<u64>) {
        let mut value = json!({"kind": "report", "message": text, "cancellable": true});
        if let Some(percent) = percent {
            value["percentage"] = percent.into();
        }
        self.report_raw(value);
    }

    /// Ends progress.
    pub fn end(&self, text: &str) {
        self.report_raw(json!({"kind": "end", "message": text}));
        self.shown.set(false);
    }

    // People.

    /// Shows a message.
    pub fn show(&self, kind: MessageType, text: &str) {
        self.send(Outgoing::Show(kind, text.to_string()));
    }

    /// Asks a person to choose one of `actions`, of which the last does nothing; none: the question was closed.
    pub fn choose(&self, kind: MessageType, text: &str, actions: &[&str]) -> Result<Option<usize>, Answer> {
        if !self.can.dialogs {
            return Err(Answer::Impossible);
        }
        let mut titles: Vec<Value> = actions.iter().map(|title| json!({ "title": title })).collect();
        if self.can.preselects {
            // The last one does nothing.
            titles.rotate_right(1);
        }
        let params = json!({"type": kind, "message": text, "actions": titles});
        match self.ask("window/showMessageRequest", params, THINKING) {
            Answer::Given(value) => {
                let title = value["title"].as_str();
                Ok(actions.iter().position(|action| Some(*action) == title))
            }
            other => Err(other),
        }
    }

    /// Asks a person to type a line.
    pub fn input(&self, prompt: &str) -> Option<String> {
        if !self.can.input {
            return None;
        }
        match self.ask("fcls/input", json!({ "prompt": prompt }), THINKING) {
            Answer::Given(value) => value["value"].as_str().map(str::to_string),
            _ => None,
        }
    }

    /// Asks a person to choose one of many.
    pub fn pick(&self, title: &str, items: &[String]) -> Result<Option<usize>, Answer> {
        if self.can.input {
            return match self.ask("fcls/pick", json!({"title": title, "items": items}), THINKING) {
                Answer::Given(value) => {
                    let chosen = value["value"].as_str();
                    Ok(items.iter().position(|item| Some(item.as_str()) == chosen))
                }
                other => Err(other),
            };
        }
        let titles: Vec<&str> = items.iter().map(String::as_str).collect();
        self.choose(MessageType::INFO, title, &titles)
    }

    /// Opens a document for a person: `live` is what it is compared with where the client can do that. The path, if
    /// it is a file; an error in words when there is no way.
    pub fn show_paper(&self, name: &str, text: &str, live: Option<String>) -> Result<(), String> {
        let uri = if self.can.virtual_documents {
            self.papers.keep(name, text.to_string(), live)
        } else {
            let path = self.papers.write(name, text).map_err(|error| error.to_string())?;
            if !self.can.show_document {
                return Err(path.display().to_string());
            }
            match Uri::from_file_path(&path) {
                Some(uri) => uri.as_str().to_string(),
                None => return Err(path.display().to_string()),
            }
        };
        self.show_uri(&uri, false);
        Ok(())
    }

    /// Opens an address, in the editor or (`external`) in a browser.
    pub fn show_uri(&self, uri: &str, external: bool) -> bool {
        if !self.can.show_document {
            return false;
        }
        let params = json!({"uri": uri, "external": external, "takeFocus": true});
        matches!(self.ask("window/showDocument", params, PATIENCE), Answer::Given(value) if value["success"] == true)
    }

    /// Puts text onto the clipboard, where the client can.
    pub fn copy(&self, text: &str) -> bool {
        self.can.clipboard
            && matches!(self.ask("fcls/copy", json!({ "text": text }), PATIENCE), Answer::Given(_))
    }

    /// Changes an open document; whether it was changed.
    pub fn apply_edit(&self, label: &str, edit: Value) -> bool {
        let params = json!({"label": label, "edit": edit});
        matches!(self.ask("workspace/applyEdit", params, PATIENCE), Answer::Given(value) if value["applied"] == true)
    }

    /// From now on what is done is written down.
    pub fn keep_journal(&self, journal: Option<Journal>) {
        *self.journal.borrow_mut() = journal;
    }

    /// There is nothing to tell at the next start.
    pub fn end_journal(&self) {
        if let Some(journal) = self.journal.borrow_mut().take() {
            journal.end();
        }
    }

    /// The progress of an apply.
    pub fn steps(&self) -> Steps {
        Steps {
            lang: self.lang,
            outbox: self.outbox.clone(),
            token: self.token.clone().filter(|_| self.shown.get()),
            cancelled: self.cancelled.clone(),
            journal: std::sync::Mutex::new(self.journal.borrow_mut().take()),
        }
    }

    /// Takes the journal back from an apply.
    pub fn after(&self, steps: Steps) {
        *self.journal.borrow_mut() = steps.journal.into_inner().unwrap_or_default();
    }
}

/// The progress of an apply, in the editor and in the journal.
pub struct Steps {
    lang: Lang,
    outbox: UnboundedSender<Outgoing>,
    token: Option<ProgressToken>,
    cancelled: Arc<AtomicBool>,
    journal: std::sync::Mutex<Option<Journal>>,
}

impl Steps {
    fn say(&self, at: At<'_>, more: &str) {
        let Some(token) = &self.token else { return };
        let text = format!("{}: {}{more}", at.resource.name, at.step.title().text(self.lang));
        let percent = (100 * at.number / at.total.max(1)) as u64;
        let value = json!({"kind": "report", "message": text, "percentage": percent, "cancellable": true});
        let _ = self.outbox.send(Outgoing::Notify("$/progress", json!({"token": token, "value": value})));
    }

    fn write(&self, work: impl FnOnce(&mut Journal)) {
        if let Ok(mut journal) = self.journal.lock()
            && let Some(journal) = journal.as_mut()
        {
            work(journal);
        }
    }
}

impl Progress for Steps {
    fn begin(&self, at: At<'_>) {
        self.write(|journal| journal.calling(&at.resource.name, &at.step.title().en));
        self.say(at, "");
    }

    fn waiting(&self, at: At<'_>) {
        self.say(at, self.lang.pick(": waiting until it is ready", "：等待就绪"));
    }

    fn done(&self, _: At<'_>, _: &Done) {
        self.write(Journal::called);
    }

    fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::SeqCst)
    }
}
