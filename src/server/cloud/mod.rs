//! The cloud behind the language server: commands, code lenses, drift. Everything here is standard LSP.
//!
//! ```text
//! executeCommand ─► State::execute ─► a job on a thread of its own ─► questions, progress, messages ─► client
//!                                          └─ closures (Outgoing::Back) ─► main loop: marks, edits, looks
//! ```
//!
//! The main loop never waits for the cloud; a job never touches the state but through a closure.

mod busy;
mod command;
mod editor;
mod job;
mod journal;
mod lenses;
mod live;
mod look;
mod marks;
mod papers;
mod settings;

pub use command::COMMANDS;
pub use editor::DialogAbilities;
pub use lenses::{ACTIONS, Resolved, with_count};
pub use look::Adoptable;
pub use marks::{Marks, is_of_the_cloud};

use super::documents::file_path;
use super::lsp::{self, ClientCapabilities, MessageType, ProgressToken};
use super::state::{Outgoing, State};
use crate::check::{Finding, Severity};
use crate::document::{Document, FileKind};
use crate::message;
use crate::message::Message;
use crate::text::{Edit, Text};
use crate::workflow::connection::{Emulators, Place, Way, state_folder};
use busy::Busy;
use command::{Command, Verb};
use editor::Editor;
use job::Job;
use look::Looks;
use marks::Mark;
use papers::Papers;
use rustc_hash::FxHashMap;
use serde_json::{Value, json};
use settings::CloudSettings;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Enough for the deepest nesting the parser admits.
const STACK: usize = 32 * 1024 * 1024;

/// What jobs of one session share.
#[derive(Debug, Clone, Default)]
pub struct Session {
    emulators: Emulators,
    busy: Busy,
    papers: Papers,
    /// Where journals are; none where there is no home.
    journals: Option<PathBuf>,
}

/// The part of the state that is about the cloud.
#[derive(Default)]
pub struct Cloud {
    settings: Arc<CloudSettings>,
    /// The target that was chosen in this session.
    chosen: Option<Place>,
    /// Whether the workspace is trusted; clients that know no such thing trust.
    distrusted: bool,
    can: DialogAbilities,
    /// Code actions may be shown as disabled, with the reason.
    disabled: bool,
    /// The client can be told to ask for lenses again.
    lens_refresh: bool,
    jobs: FxHashMap<String, Arc<AtomicBool>>,
    number: u64,
    session: Session,
    looks: Looks,
}

/// A document at one moment.
pub struct Snapshot {
    /// Its URI.
    pub uri: String,
    /// The client's version.
    pub version: i32,
    /// Where it lies.
    pub path: PathBuf,
    /// What it says.
    pub document: Document,
    /// How many errors it has.
    pub errors: usize,
    /// The first of them.
    pub error: Option<Finding>,
}

impl Snapshot {
    /// How it is called before people: `s.yaml`.
    pub fn name(&self) -> String {
        self.path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
    }
}

/// A command that the client waits for.
pub struct Started {
    /// Its result.
    pub result: tokio::sync::oneshot::Receiver<Value>,
    /// Stops it.
    pub cancel: Arc<AtomicBool>,
}

/// What `initializationOptions` may say of the client beside settings.
pub const OPTIONS: [&str; 6] = ["trusted", "dialogs", "virtualDocuments", "input", "clipboard", "choices"];

impl Cloud {
    /// What the client said of itself at the start.
    pub fn initialize(&mut self, client: &ClientCapabilities, name: Option<&str>, options: Option<&Value>) {
        let option = |name: &str| options.and_then(|options| options.get(name)).and_then(Value::as_bool);
        let window = client.window.clone().unwrap_or_default();
        let action = client.text_document.as_ref().and_then(|text| text.code_action.clone());
        let lens = client.workspace.as_ref().and_then(|workspace| workspace.code_lens.clone());
        self.can = DialogAbilities {
            // Eglot asks people, but does not announce it.
            dialogs: window.show_message.is_some()
                || name == Some("Eglot")
                || option("dialogs") == Some(true),
            progress: window.work_done_progress == Some(true),
            show_document: window.show_document.is_some_and(|show| show.support),
            virtual_documents: option("virtualDocuments") == Some(true),
            input: option("input") == Some(true),
            preselects: matches!(name, Some("helix" | "Eglot")),
            clipboard: option("clipboard") == Some(true),
        };
        self.disabled = action.is_some_and(|action| action.disabled_support == Some(true));
        self.lens_refresh = lens.is_some_and(|lens| lens.refresh_support == Some(true));
        self.distrusted = option("trusted") == Some(false);
        let surroundings = crate::cloud::credentials::Surroundings::of_process();
        self.session.journals = state_folder(&surroundings).map(|folder| folder.join("journals"));
    }

    /// Whether the client can be told to ask for lenses again.
    pub(super) fn lens_refresh(&self) -> bool {
        self.lens_refresh
    }

    /// Where commands go and as whom.
    fn way(&self) -> Way {
        let way = self.settings.way.clone();
        Way { target: self.chosen.unwrap_or(way.target), ..way }
    }

    /// Whether the cloud may be read without being asked for.
    fn may_look(&self) -> bool {
        self.settings.enabled && !self.distrusted
    }

    /// Stops all jobs between two calls and removes what was written for people.
    pub fn close(&mut self) {
        for cancelled in self.jobs.values() {
            cancelled.store(true, Ordering::SeqCst);
        }
        self.session.papers.remove();
    }
}

impl State {
    /// The section `cloud` of the editor's settings.
    pub(super) fn new_cloud_settings(&mut self, section: Option<&Value>) -> Vec<(String, Message)> {
        let (settings, problems) = CloudSettings::read(section);
        if self.cloud.settings.is_same(&settings) {
            return problems;
        }
        let way = self.cloud.way();
        self.cloud.settings = Arc::new(settings);
        if way != self.cloud.way() {
            self.cloud.chosen = None;
        }
        self.forget_looks();
        self.look_at_all();
        problems
    }

    /// `fcls/trust`: the person trusts the workspace, or no longer.
    pub fn trust(&mut self, params: &Value) {
        self.cloud.distrusted = params["trusted"] != true;
        self.forget_looks();
        self.look_at_all();
    }

    /// Tells of deploys that were broken off.
    pub(super) fn tell_of_the_past(&mut self) {
        let Some(folder) = self.cloud.session.journals.clone() else { return };
        papers::sweep();
        let lang = self.lang();
        for message in journal::left_behind(&folder) {
            self.send(Outgoing::Show(MessageType::WARNING, message.text(lang).to_string()));
        }
    }

    pub(super) fn choose_target(&mut self, place: Place) {
        self.cloud.chosen = Some(place);
        self.forget_looks();
        self.look_at_all();
    }

    /// `workspace/executeCommand`: begins a job. The client that brought a token for its progress waits for the
    /// result; others are answered at once, since some of them give up on a request after seconds.
    pub fn execute(&mut self, params: lsp::ExecuteCommandParams) -> Result<Option<Started>, Message> {
        let command = Command::read(&params.command, params.arguments)?;
        self.start(command, params.work_done_progress_params.work_done_token)
    }

    fn start(&mut self, command: Command, token: Option<ProgressToken>) -> Result<Option<Started>, Message> {
        let uri = command.argument.uri.clone().or_else(|| self.only_document());
        self.cloud.number += 1;
        let number = self.cloud.number;
        let job = Job {
            command,
            uri,
            way: self.cloud.way(),
            settings: self.cloud.settings.clone(),
            trusted: !self.cloud.distrusted,
            session: self.cloud.session.clone(),
            number,
        };
        let cancelled = Arc::new(AtomicBool::new(false));
        let (reply, result) = tokio::sync::oneshot::channel();
        let waits = token.is_some();
        let token = token.unwrap_or_else(|| ProgressToken::String(format!("fcls-{number}")));
        let key = key_of(&token);
        self.cloud.jobs.insert(key.clone(), cancelled.clone());
        let lang = self.lang();
        let outbox = self.outbox().clone();
        let papers = self.cloud.session.papers.clone();
        let editor = Editor::new(lang, self.cloud.can, outbox, papers, cancelled.clone());
        let work = move || work(editor, &job, token, waits, key, reply);
        let spawned = std::thread::Builder::new().name("job".into()).stack_size(STACK).spawn(work);
        spawned.map_err(|error| message!("no thread: {error}", "无法启动线程：{error}"))?;
        Ok(waits.then_some(Started { result, cancel: cancelled }))
    }

    /// `window/workDoneProgress/cancel`.
    pub fn cancel_progress(&mut self, token: &ProgressToken) {
        if let Some(cancelled) = self.cloud.jobs.get(&key_of(token)) {
            cancelled.store(true, Ordering::SeqCst);
        }
    }

    /// `fcls/planDocument`: a document that the server keeps, `{text}` or null.
    pub fn plan_document(&self, params: &Value) -> Value {
        let text = params["uri"].as_str().and_then(|uri| self.cloud.session.papers.text(uri));
        text.map_or(Value::Null, |text| json!({ "text": text }))
    }

    /// The session ends.
    pub fn close(&mut self) {
        self.cloud.close();
    }

    /// The URI of the only open file of ours.
    fn only_document(&self) -> Option<String> {
        let ours = self
            .documents
            .iter()
            .filter(|(_, open)| open.document().is_some_and(|document| document.kind() != FileKind::NotOurs));
        let mut ours = ours.map(|(uri, _)| uri.clone());
        ours.next().filter(|_| ours.next().is_none())
    }

    pub(super) fn snapshot(&mut self, uri: &str) -> Result<Snapshot, Message> {
        let findings = self.findings(uri).unwrap_or_default();
        let Some(open) = self.documents.get(uri) else {
            return Err(message!("{uri} is not open", "{uri} 未打开"));
        };
        let Some(path) = file_path(&open.uri) else {
            return Err(message!("{uri} is not a file on this machine", "{uri} 不是本机文件"));
        };
        let document = open.document().filter(|document| document.kind() != FileKind::NotOurs);
        let Some(document) = document else {
            return Err(message!("This is no f.yml or s.yaml.", "这不是 f.yml 或 s.yaml。"));
        };
        let mut errors =
            findings.iter().filter(|found| found.severity == Severity::Error && !is_of_the_cloud(found.rule));
        let error = errors.next().cloned();
        Ok(Snapshot {
            uri: uri.to_string(),
            version: open.version,
            path,
            document: document.clone(),
            errors: usize::from(error.is_some()) + errors.count(),
            error,
        })
    }

    /// The edits of a document as it was in `version`, for `workspace/applyEdit`.
    fn workspace_edit(&self, uri: &str, version: i32, text: &Text, edits: &[Edit]) -> Value {
        let lines = super::convert::Lines { text, encoding: self.abilities.encoding };
        let edits = lines.edits(edits);
        if self.abilities.document_changes {
            json!({"documentChanges": [{"textDocument": {"uri": uri, "version": version}, "edits": edits}]})
        } else {
            json!({"changes": { uri: edits }})
        }
    }

    /// Errors of the cloud, or of the way there, on the document as it was in `version`.
    fn mark_refused(&mut self, uri: &str, version: i32, marks: Vec<Mark>) {
        let Some(open) = self.documents.get_mut(uri).filter(|open| open.version == version) else { return };
        if marks.is_empty() && open.marks.refused.is_empty() {
            return;
        }
        open.marks.refused = marks;
        self.say_again_of(uri);
    }

    /// Runs a command that a person chose from a message.
    fn run_again(&mut self, command: Command) {
        // Its outcome is shown; nobody waits for a result.
        let _ = self.start(command, None);
    }
}

/// What a job's thread does around the job.
fn work(
    mut editor: Editor,
    job: &Job,
    token: ProgressToken,
    waits: bool,
    key: String,
    reply: tokio::sync::oneshot::Sender<Value>,
) {
    if job.command.verb != Verb::TargetSelect {
        editor.begin(token, waits, &job.title(editor.lang));
    }
    // A panic is told like any other end: progress and queues must not stay behind.
    let outcome = catch_unwind(AssertUnwindSafe(|| job.run(&editor)));
    let outcome = outcome.unwrap_or_else(|_| job::Outcome::broken(editor.lang));
    editor.end(outcome.text.lines().next().unwrap_or_default());
    tracing::info!(command = ?job.command.verb, outcome = outcome.word, "a command has ended");
    editor.tell_state(move |state| {
        state.cloud.jobs.remove(&key);
    });
    if let Some(kind) = outcome.kind {
        editor.show(kind, &outcome.text);
    }
    let _ = reply.send(outcome.json());
    if let Some(command) =
        outcome.followup.as_ref().and_then(|followup| followup.offer(&editor, &outcome.text))
    {
        editor.tell_state(move |state| state.run_again(command));
    }
}

fn key_of(token: &ProgressToken) -> String {
    serde_json::to_string(token).unwrap_or_default()
}
