//! All state of a session, and what each message does to it. Synchronous; only the main loop's thread
//! touches it.

use super::capabilities::{Abilities, offer};
use super::cloud::Cloud;
use super::completion::{self, Answer, Documentation};
use super::convert;
use super::diagnostics::Diagnostics;
use super::documents::{Check, OpenDocument, Pushed};
use super::files::DiskFiles;
use super::lsp::{self, *};
use super::workspace::WorkspaceIndex;
use crate::check::settings::{self, Problem, Settings};
use crate::check::{self, Finding};
use crate::cloud::credentials::Surroundings;
use crate::ide;
use crate::message;
use crate::message::Lang;
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::UnboundedSender;

/// What the main loop has for the client. Sending never waits.
pub enum Outgoing {
    /// A document's diagnostics: the text of `textDocument/publishDiagnostics`' parameters.
    Diagnostics(String),
    /// A message that the person should see.
    Show(MessageType, String),
    /// The question for the settings.
    AskSettings,
    /// The wish to hear of files that come and go.
    WatchFiles,
    /// The wish that diagnostics be asked for again.
    RefreshDiagnostics,
    /// The wish that code lenses be asked for again.
    RefreshLenses,
    /// The wish that inlay hints be asked for again.
    RefreshHints,
    /// The wish that semantic tokens be asked for again.
    RefreshTokens,
    /// A question whose answer a job waits for.
    Ask(Question),
    /// A notification: method and parameters.
    Notify(&'static str, Value),
    /// Work of a job on the state.
    Back(Work),
    /// The same, after a while.
    Later(Duration, Work),
}

/// Work on the state that another thread has.
pub type Work = Box<dyn FnOnce(&mut State) + Send>;

/// A question to the client.
pub struct Question {
    /// The method.
    pub method: &'static str,
    /// Its parameters.
    pub params: Value,
    /// How long the answer may take.
    pub limit: Duration,
    /// Takes the answer; none when the client refused, or did not answer in time.
    pub reply: std::sync::mpsc::Sender<Option<Value>>,
}

/// The parameters of `textDocument/publishDiagnostics` as text, up to the array.
fn published(uri: &lsp::Uri, version: Option<i32>) -> String {
    let uri = Value::from(uri.as_str());
    match version {
        Some(version) => format!(r#"{{"uri":{uri},"version":{version},"diagnostics":"#),
        None => format!(r#"{{"uri":{uri},"diagnostics":"#),
    }
}

/// The first folder that the client opened, if it is one on the disk.
fn workspace_root(params: &InitializeParams) -> Option<PathBuf> {
    let folders = params.workspace_folders.as_deref().unwrap_or_default();
    #[expect(deprecated, reason = "older clients send nothing else")]
    let uri = folders.first().map(|folder| &folder.uri).or(params.root_uri.as_ref())?;
    super::documents::file_path(uri)
}

/// Seconds since 1970, UTC.
fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    since.as_secs() as i64
}

/// The state of a session.
pub struct State {
    outbox: UnboundedSender<Outgoing>,
    check: Check,
    pub(super) abilities: Abilities,
    /// The editor's language.
    locale: Lang,
    /// The editor's section.
    pub(super) settings: Settings,
    /// The workspace's first folder.
    pub(super) root: Option<PathBuf>,
    /// The `fcls.toml` that governs each folder, read when first asked for.
    projects: FxHashMap<PathBuf, Option<Arc<Settings>>>,
    /// Complaints about settings that were made already.
    complained: FxHashSet<String>,
    pub(super) files: Arc<DiskFiles>,
    pub(super) documents: FxHashMap<String, OpenDocument>,
    documentation: Documentation,
    /// Names from around the files, looked up for the first completion after a file is opened.
    nearby: Option<ide::Nearby>,
    /// The last id of a diagnostics answer.
    last_answer: u64,
    pub(super) cloud: Cloud,
    /// What `$/setTrace` asks for.
    pub(super) trace: TraceValue,
    /// What was read of files that are not open.
    pub(super) workspace: Arc<WorkspaceIndex>,
}

impl State {
    /// The state before `initialize`.
    pub fn new(outbox: UnboundedSender<Outgoing>) -> State {
        State {
            outbox,
            check: check::check,
            abilities: Abilities::default(),
            locale: Lang::default(),
            settings: Settings::default(),
            root: None,
            projects: FxHashMap::default(),
            complained: FxHashSet::default(),
            files: Arc::new(DiskFiles::default()),
            documents: FxHashMap::default(),
            documentation: Documentation::default(),
            nearby: None,
            last_answer: 0,
            cloud: Cloud::default(),
            trace: TraceValue::default(),
            workspace: Arc::default(),
        }
    }

    pub(super) fn outbox(&self) -> &UnboundedSender<Outgoing> {
        &self.outbox
    }

    pub(super) fn send(&self, message: Outgoing) {
        // Fails only when the session is over.
        let _ = self.outbox.send(message);
    }

    /// The language of the workspace's project, else the editor's setting, else the editor's own.
    pub(super) fn lang(&mut self) -> Lang {
        let project = self.root.clone().and_then(|root| self.project(&root));
        let asked = project.and_then(|project| project.language).or(self.settings.language);
        asked.unwrap_or(self.locale)
    }

    // Lifecycle and settings.

    /// `initialize`.
    pub fn initialize(&mut self, params: &InitializeParams) -> InitializeResult {
        self.abilities = Abilities::of(&params.capabilities);
        self.locale = match params.locale.as_deref() {
            Some(locale) => Lang::from_locale(locale),
            None => Lang::from_environment(|name| std::env::var(name).ok()),
        };
        self.root = workspace_root(params);
        self.trace = params.trace.unwrap_or_default();
        let name = params.client_info.as_ref().map(|client| client.name.as_str());
        self.cloud.initialize(&params.capabilities, name, params.initialization_options.as_ref());
        let choices = params.initialization_options.as_ref().and_then(|options| options["choices"].as_bool());
        self.abilities.completion.one_line = name == Some("Neovim") && !self.abilities.completion.snippets;
        self.abilities.completion.choices =
            choices.unwrap_or_else(|| name.is_some_and(|name| name.starts_with("Visual Studio Code")));
        if let Some(options) = &params.initialization_options {
            let mut settings = options.clone();
            if let Value::Object(settings) = &mut settings {
                settings.retain(|key, _| !crate::server::cloud::OPTIONS.contains(&key.as_str()));
            }
            self.new_settings(&settings);
        }
        InitializeResult {
            capabilities: offer(&self.abilities),
            server_info: Some(ServerInfo {
                name: "fcls".to_string(),
                version: Some(env!("CARGO_PKG_VERSION").to_string()),
            }),
            ..Default::default()
        }
    }

    /// `initialized`: from now on the client may be asked.
    pub fn initialized(&mut self) {
        if self.abilities.configuration {
            self.send(Outgoing::AskSettings);
        }
        if self.abilities.watch {
            self.send(Outgoing::WatchFiles);
        }
        self.tell_of_the_past();
    }

    /// `workspace/didChangeConfiguration`. Clients that answer questions send nothing of worth along.
    pub fn did_change_configuration(&mut self, params: DidChangeConfigurationParams) {
        if self.abilities.configuration {
            self.send(Outgoing::AskSettings);
        } else {
            self.new_settings(&params.settings);
        }
    }

    /// New settings. Null means that the client has none: what was set at the start holds.
    pub fn new_settings(&mut self, value: &Value) {
        if value.is_null() {
            return;
        }
        let (settings, mut problems) = Settings::from_editor(value, self.root.clone());
        let section = value.get("fcls").unwrap_or(value);
        for (key, message) in self.new_cloud_settings(section.get("cloud")) {
            let path = ["fcls", "cloud", &key].map(String::from);
            problems.push(Problem {
                path: path.into_iter().filter(|key| !key.is_empty()).collect(),
                span: None,
                message,
            });
        }
        self.complain(None, &problems);
        if settings != self.settings {
            let tokens = settings.semantic_tokens != self.settings.semantic_tokens;
            let language = settings.language != self.settings.language;
            self.settings = settings;
            self.say_again();
            if language && self.cloud.lens_refresh() && !self.documents.is_empty() {
                self.send(Outgoing::RefreshLenses);
            }
            if tokens && self.abilities.refresh_tokens && !self.documents.is_empty() {
                self.send(Outgoing::RefreshTokens);
            }
        }
    }

    /// Tells once of each thing in the settings that is not understood.
    fn complain(&mut self, file: Option<&Path>, problems: &[Problem]) {
        let lang = self.settings.language.unwrap_or(self.locale);
        for problem in problems {
            let text = match file {
                Some(file) => format!("{}: {}", file.display(), problem.text(lang)),
                None => problem.text(lang),
            };
            if self.complained.insert(text.clone()) {
                self.send(Outgoing::Show(MessageType::WARNING, text));
            }
        }
    }

    /// What the `fcls.toml` nearest to `folder` says.
    fn project(&mut self, folder: &Path) -> Option<Arc<Settings>> {
        if let Some(known) = self.projects.get(folder) {
            return known.clone();
        }
        let found = settings::project_file(self.files.as_ref(), folder);
        let read = found.map(|(path, text)| {
            let base = path.parent().unwrap_or(folder).to_path_buf();
            let (settings, problems) = Settings::from_toml(&text, base);
            self.complain(Some(&path), &problems);
            Arc::new(settings)
        });
        self.projects.insert(folder.to_path_buf(), read.clone());
        read
    }

    /// `workspace/didChangeWatchedFiles`. Git and package managers make and delete files all the time;
    /// no setting names those.
    pub fn files_changed(&mut self, params: &DidChangeWatchedFilesParams) {
        let internal = |uri: &str| uri.contains("/.git/") || uri.contains("/node_modules/");
        if params.changes.iter().all(|change| internal(change.uri.as_str())) {
            return;
        }
        self.files.forget();
        self.projects.clear();
        for document in self.documents.values_mut() {
            document.files_changed();
        }
        self.say_again();
    }

    /// Diagnostics and hints of all documents are to be sent or asked for again.
    fn say_again(&mut self) {
        for document in self.documents.values_mut() {
            document.stale = true;
        }
        if self.abilities.pull && !self.documents.is_empty() {
            self.send(Outgoing::RefreshDiagnostics);
        }
        if self.abilities.refresh_hints && !self.documents.is_empty() {
            self.send(Outgoing::RefreshHints);
        }
    }

    /// Diagnostics of one document are to be sent or asked for again.
    pub(super) fn say_again_of(&mut self, uri: &str) {
        let Some(document) = self.documents.get_mut(uri) else { return };
        document.stale = true;
        if self.abilities.pull {
            self.send(Outgoing::RefreshDiagnostics);
        }
    }

    /// After a panic in `name` (a request or a job): everything derived is built anew from the texts, and the person
    /// is told, once for each name, how to make it known.
    pub fn recover(&mut self, name: &str) {
        self.rebuild();
        let lang = self.settings.language.unwrap_or(self.locale);
        let issues = concat!(env!("CARGO_PKG_REPOSITORY"), "/issues");
        let version = env!("FCLS_VERSION");
        let text = message!(
            "fcls {version} made a mistake of its own ({name}) and goes on with your files as they are. Please report what \
             you did at {issues}; the server's log names the place in the program and holds nothing of your files.",
            "fcls {version} 自身出错（{name}），已按文件现状继续工作。请将当时的操作反馈到 {issues}；\
             服务器日志中有出错的程序位置，不含文件内容。"
        );
        if self.complained.insert(format!("panic {name}")) {
            self.send(Outgoing::Show(MessageType::ERROR, text.text(lang).to_string()));
        }
    }

    fn rebuild(&mut self) {
        for document in self.documents.values_mut() {
            document.rebuild();
        }
    }

    // Documents.

    /// `textDocument/didOpen`.
    pub fn did_open(&mut self, params: DidOpenTextDocumentParams) {
        let TextDocumentItem { uri, version, text, .. } = params.text_document;
        self.files.forget();
        self.nearby = None;
        self.projects.clear();
        let mut document = OpenDocument::new(uri.clone(), version, &text, self.files.clone());
        if let Some(before) = self.documents.remove(uri.as_str()) {
            // Opened twice: what the client shows of the first must be taken back.
            document.pushed = before.pushed;
            document.touched = true;
        }
        self.documents.insert(uri.as_str().to_string(), document);
        self.look_at(uri.as_str());
    }

    /// `textDocument/didChange`.
    pub fn did_change(&mut self, params: DidChangeTextDocumentParams) {
        let VersionedTextDocumentIdentifier { uri, version } = params.text_document;
        match self.documents.get_mut(uri.as_str()) {
            Some(document) => document.change(version, params.content_changes, self.abilities.encoding),
            None => tracing::warn!(uri = uri.as_str(), "a change of a document that is not open"),
        }
    }

    /// `textDocument/didSave`: other files may have been written along.
    pub fn did_save(&mut self, params: &DidSaveTextDocumentParams) {
        self.files.forget();
        if let Some(document) = self.documents.get_mut(params.text_document.uri.as_str()) {
            document.files_changed();
        }
        self.look_at(params.text_document.uri.as_str());
    }

    /// `textDocument/didClose`.
    pub fn did_close(&mut self, params: &DidCloseTextDocumentParams) {
        if let Some(document) = self.documents.remove(params.text_document.uri.as_str())
            && !document.pushed.lines.is_empty()
        {
            self.send(Outgoing::Diagnostics(published(&document.uri, None) + "[]}"));
        }
    }

    /// `fcls/viewText`: `{version, text}` of an open document, or null.
    pub fn view_text(&self, document: &TextDocumentIdentifier) -> Value {
        self.documents.get(document.uri.as_str()).map_or(
            Value::Null,
            |document| serde_json::json!({"version": document.version, "text": document.text().to_string()}),
        )
    }

    // Diagnostics.

    /// Works off one thing that was put aside. True when there is more.
    pub fn idle(&mut self) -> bool {
        if self.abilities.pull {
            return false;
        }
        let Some(uri) = self.documents.iter().find(|(_, d)| d.stale).map(|(uri, _)| uri.clone()) else {
            return false;
        };
        self.push(&uri);
        self.documents.values().any(|document| document.stale)
    }

    fn push(&mut self, uri: &str) {
        if let Some(document) = self.documents.get_mut(uri) {
            // First, so that a panic below is not met again and again.
            document.stale = false;
        }
        let Some(document) = self.documents.get(uri) else { return };
        let before = published(&document.uri, Some(document.version));
        let Some(Diagnostics { mut json, lines, fingerprint }) = self.diagnostics(uri, &before) else {
            return;
        };
        let Some(document) = self.documents.get_mut(uri) else { return };
        let touched = std::mem::take(&mut document.touched) && !lines.is_empty();
        let pushed = Pushed { fingerprint, lines };
        let nothing = pushed.lines.is_empty() && document.pushed.lines.is_empty();
        if (nothing || pushed == document.pushed) && !touched {
            return;
        }
        document.pushed = pushed;
        json.push('}');
        self.send(Outgoing::Diagnostics(json));
    }

    /// The diagnostics of an open document, behind the text `before`.
    fn diagnostics(&mut self, uri: &str, before: &str) -> Option<Diagnostics> {
        let lang = self.lang();
        let findings = self.findings(uri)?;
        let document = self.documents.get_mut(uri)?;
        let mut written = std::mem::take(&mut document.written);
        let lines = document.lines(self.abilities.encoding);
        let diagnostics = written.write(before, &findings, lines, &document.uri, &self.abilities, lang);
        document.written = written;
        Some(diagnostics)
    }

    /// The findings of an open document that the settings let through.
    pub(super) fn findings(&mut self, uri: &str) -> Option<Arc<[Finding]>> {
        let document = self.documents.get_mut(uri)?;
        let findings = document.findings(self.check);
        let path = document.path().map(Path::to_path_buf);
        let project = path.as_deref().and_then(Path::parent).and_then(|folder| self.project(folder));
        let layers: Vec<&Settings> =
            [Some(&self.settings), project.as_deref()].into_iter().flatten().collect();
        let wanted = settings::apply(&layers, path.as_deref(), &findings);
        let marks = &self.documents.get(uri)?.marks;
        if marks.iter().next().is_none() {
            return Some(wanted.map_or(findings, Into::into));
        }
        // Before the others: of two on one line Neovim shows the last, which should be the error.
        let mut all: Vec<Finding> = marks.iter().map(|mark| mark.finding.clone()).collect();
        match wanted {
            Some(wanted) => all.extend(wanted),
            None => all.extend(findings.iter().cloned()),
        }
        Some(all.into())
    }

    /// `textDocument/diagnostic`: the text of the answer.
    pub fn diagnostic(&mut self, params: &DocumentDiagnosticParams) -> String {
        let uri = params.text_document.uri.as_str();
        let before = r#"{"kind":"full","items":"#;
        let diagnostics = self.diagnostics(uri, before);
        let (Some(Diagnostics { mut json, fingerprint, .. }), Some(document)) =
            (diagnostics, self.documents.get_mut(uri))
        else {
            return format!("{before}[]}}");
        };
        let id = match document.answered {
            Some((id, last)) if last == fingerprint => id,
            _ => {
                self.last_answer += 1;
                document.answered = Some((self.last_answer, fingerprint));
                self.last_answer
            }
        };
        if params.previous_result_id.as_deref() == Some(id.to_string().as_str()) {
            return format!(r#"{{"kind":"unchanged","resultId":"{id}"}}"#);
        }
        let _ = write!(json, r#","resultId":"{id}"}}"#);
        json
    }

    // Features.

    /// `textDocument/completion`.
    pub fn completion(&mut self, params: &CompletionParams) -> Option<Answer> {
        let place = &params.text_document_position;
        let lang = self.lang();
        let open = self.documents.get(place.text_document.uri.as_str())?;
        let lines = open.lines(self.abilities.encoding);
        let offset = lines.offset(place.position);
        let nearby = self.nearby.get_or_insert_with(|| {
            let around = Surroundings::of_process();
            ide::Nearby { access: around.aliases(), environment: around.environment.into_keys().collect() }
        });
        let mut completions = ide::completions_with(open.document()?, offset, nearby);
        let adoptable = self.adoptable(place.text_document.uri.as_str(), offset);
        completions.items.extend(completion::adoptable(
            adoptable,
            open.text(),
            offset,
            completions.items.len(),
        ));
        let number = self.documentation.keep(&completions.items);
        Some(completion::answer(&completions, number, lines, &self.abilities.completion, lang))
    }

    /// `completionItem/resolve`.
    pub fn completion_resolve(&mut self, item: Value) -> Value {
        let lang = self.lang();
        self.documentation.resolve(item, self.abilities.completion.markdown, lang)
    }

    /// `textDocument/hover`.
    pub fn hover(&mut self, params: &HoverParams) -> Option<lsp::Hover> {
        let place = &params.text_document_position_params;
        let lang = self.lang();
        let open = self.documents.get(place.text_document.uri.as_str())?;
        let lines = open.lines(self.abilities.encoding);
        let offset = lines.offset(place.position);
        let mut hover = ide::hover(open.document()?, offset, now(), lang)?;
        if let Some(live) = self.live_value(place.text_document.uri.as_str(), offset) {
            hover.markdown.push_str(&format!("\n\n{}", live.text(lang)));
        }
        Some(convert::hover(hover, lines, &self.abilities))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{Files, Memo, Rule, Severity};
    use crate::document::Document;
    use crate::message::Message;
    use crate::text::Span;
    use serde_json::{from_value, json};
    use std::cell::Cell;
    use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

    const URI: &str = "file:///w/s.yaml";

    static BAD: Rule = Rule {
        code: "FC001",
        name: "bad-word",
        severity: Severity::Error,
        files: Files::All,
        fixable: false,
        source: "",
        doc_en: "",
        doc_zh: "",
    };

    thread_local! { static CHECKS: Cell<usize> = const { Cell::new(0) }; }

    /// Finds every `bad`; fails on `panic`.
    fn find_bad(document: &Document, _: &mut Memo) -> Vec<Finding> {
        CHECKS.set(CHECKS.get() + 1);
        let text = document.text().to_string();
        assert!(!text.contains("panic"), "on purpose");
        let finding = |(at, _): (usize, &str)| Finding {
            rule: &BAD,
            severity: Severity::Error,
            span: Span::new(at as u32, at as u32 + 3),
            message: Message::new("bad", "坏").into(),
            related: vec![],
            fixes: Default::default(),
            tag: None,
        };
        text.match_indices("bad").map(finding).collect()
    }

    struct Session {
        state: State,
        outgoing: UnboundedReceiver<Outgoing>,
        version: i32,
    }

    impl Session {
        fn start(capabilities: Value) -> Session {
            let (outbox, outgoing) = unbounded_channel();
            let mut state = State::new(outbox);
            state.check = find_bad;
            CHECKS.set(0);
            state.initialize(&from_value(json!({"capabilities": capabilities, "locale": "zh-cn"})).unwrap());
            Session { state, outgoing, version: 1 }
        }

        fn open(&mut self, text: &str) {
            let document = json!({"uri": URI, "languageId": "yaml", "version": 1, "text": text});
            self.state.did_open(from_value(json!({"textDocument": document})).unwrap());
        }

        /// Replaces columns of the first line.
        fn edit(&mut self, from: u32, to: u32, text: &str) {
            self.version += 1;
            let range = json!({"start": {"line": 0, "character": from}, "end": {"line": 0, "character": to}});
            let document = json!({"uri": URI, "version": self.version});
            let changes = json!([{"range": range, "text": text}]);
            let params = json!({"textDocument": document, "contentChanges": changes});
            self.state.did_change(from_value(params).unwrap());
        }

        fn settings(&mut self, settings: Value) {
            self.state.did_change_configuration(from_value(json!({"settings": settings})).unwrap());
        }

        /// What is pushed once no message waits: version and messages.
        fn pushed(&mut self) -> Vec<(Option<i32>, Vec<String>)> {
            while self.state.idle() {}
            let mut pushed = Vec::new();
            while let Ok(message) = self.outgoing.try_recv() {
                if let Outgoing::Diagnostics(params) = message {
                    let params: PublishDiagnosticsParams = serde_json::from_str(&params).unwrap();
                    let messages = params.diagnostics.into_iter().map(|d| d.message).collect();
                    pushed.push((params.version, messages));
                }
            }
            pushed
        }

        fn pull(&mut self, previous: Option<&str>) -> Value {
            let params = json!({"textDocument": {"uri": URI}, "previousResultId": previous});
            serde_json::from_str(&self.state.diagnostic(&from_value(params).unwrap())).unwrap()
        }
    }

    fn one(version: i32) -> Vec<(Option<i32>, Vec<String>)> {
        vec![(Some(version), vec!["坏".to_string()])]
    }

    #[test]
    fn a_burst_is_checked_once_and_pushed_with_its_last_version() {
        let mut session = Session::start(json!({}));
        session.open("");
        for _ in 0..200 {
            session.edit(0, 0, "x");
        }
        session.edit(0, 0, "bad");
        assert_eq!(session.pushed(), one(202));
        assert_eq!(CHECKS.get(), 1);
    }

    #[test]
    fn only_changes_are_pushed() {
        let mut session = Session::start(json!({}));
        session.open("a\n");
        assert_eq!(session.pushed(), []);
        session.open("a\n bad");
        assert_eq!(session.pushed(), one(1));
        session.edit(0, 1, "b");
        assert_eq!(session.pushed(), []);
        session.edit(0, 1, "bad");
        assert_eq!(session.pushed().len(), 1);
        // The same mark, but the client has seen its text go and come.
        session.edit(0, 3, "bad");
        assert_eq!(session.pushed().len(), 1);
        session.open("");
        assert_eq!(session.pushed(), [(Some(1), vec![])]);
    }

    #[test]
    fn closing_takes_diagnostics_back() {
        let mut session = Session::start(json!({}));
        session.open("bad");
        assert_eq!(session.pushed(), one(1));
        session.state.did_close(&from_value(json!({"textDocument": {"uri": URI}})).unwrap());
        assert_eq!(session.pushed(), [(None, vec![])]);
    }

    #[test]
    fn a_client_that_asks_is_never_pushed_to() {
        let mut session = Session::start(json!({"textDocument": {"diagnostic": {}},
            "workspace": {"diagnostics": {"refreshSupport": true}}}));
        session.open("bad");
        assert_eq!(session.pushed(), []);
        let full = session.pull(None);
        assert_eq!((&full["kind"], &full["items"][0]["message"]), (&json!("full"), &json!("坏")));
        let id = full["resultId"].as_str().unwrap();
        assert_eq!(session.pull(Some(id)), json!({"kind": "unchanged", "resultId": id}));
        session.edit(3, 3, " ");
        assert_eq!(session.pull(Some(id))["kind"], "unchanged");
        session.edit(0, 0, " ");
        assert_eq!(session.pull(Some(id))["kind"], "full");
        session.state.did_close(&from_value(json!({"textDocument": {"uri": URI}})).unwrap());
        assert_eq!(session.pull(Some(id)), json!({"kind": "full", "items": []}));
        assert_eq!(session.pushed(), []);
    }

    #[test]
    fn settings_act_on_what_is_open() {
        let mut session = Session::start(json!({}));
        session.open("bad");
        session.pushed();
        session.settings(json!({"fcls": {"language": "en"}}));
        assert_eq!(session.pushed(), [(Some(1), vec!["bad".to_string()])]);
        session.settings(json!({"fcls": {"diagnostics": {"enable": false}}}));
        assert_eq!(session.pushed(), [(Some(1), vec![])]);
        session.settings(json!({"fcls": {"diagnostics": {"ignore": ["bad-word"]}}}));
        assert_eq!(session.pushed(), []);
        session.settings(json!({"fcls": {}}));
        assert_eq!(session.pushed(), one(1));
    }

    #[test]
    fn a_client_that_asks_is_told_to_ask_again() {
        let capabilities = json!({"textDocument": {"diagnostic": {}},
            "workspace": {"diagnostics": {"refreshSupport": true}}});
        let mut session = Session::start(capabilities);
        session.open("bad");
        session.settings(json!({"language": "en"}));
        assert!(matches!(session.outgoing.try_recv(), Ok(Outgoing::RefreshDiagnostics)));
        let changes = |uri: &str| from_value(json!({"changes": [{"uri": uri, "type": 1}]})).unwrap();
        session.state.files_changed(&changes("file:///w/.git/index.lock"));
        assert!(session.outgoing.try_recv().is_err());
        session.state.files_changed(&changes("file:///w/code"));
        assert!(matches!(session.outgoing.try_recv(), Ok(Outgoing::RefreshDiagnostics)));
    }

    #[test]
    fn a_failing_check_is_tried_once_per_version_and_recovered_from() {
        let mut session = Session::start(json!({}));
        session.open("bad");
        assert_eq!(session.pushed(), one(1));
        session.edit(0, 0, "panic");
        let checks = CHECKS.get();
        for _ in 0..3 {
            let attempt = std::panic::AssertUnwindSafe(|| session.state.idle());
            if std::panic::catch_unwind(attempt).is_err() {
                session.state.rebuild();
            }
        }
        assert_eq!(CHECKS.get(), checks + 1);
        session.edit(0, 5, "bad ");
        assert_eq!(session.pushed(), [(Some(3), vec!["坏".to_string(), "坏".to_string()])]);
    }
}
