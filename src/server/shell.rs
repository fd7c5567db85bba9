//! The protocol's face: every handler puts its message into the inbox in its first poll and then only
//! awaits the answer. Nothing is decided here.

use super::cloud::{Resolved, with_count};
use super::lsp::{request, *};
use super::main_loop::Inbox;
use super::state::{Outgoing, Question, State};
use super::transport::{Direct, DirectAnswer, Output, Reader};
use crate::server::completion::Answer;
use futures_util::StreamExt;
use serde_json::Value;
use std::io::{Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tower_lsp_server::jsonrpc::{self, Error, ErrorCode, Result};
use tower_lsp_server::{Client, LanguageServer, LspService};

/// How long a question to the client may stay open.
const PATIENCE: Duration = Duration::from_secs(30);

/// `ls-types` knows neither `itemDefaults` nor `textEditText`, and a client that gets its item back
/// without them may lose the edit; so completion is served by handlers with types of our own.
const RENAMED: [(&str, &str); 2] =
    [("textDocument/completion", "fcls/completion"), ("completionItem/resolve", "fcls/completionResolve")];

/// Loosens what the strict types would refuse. One bad character in a URI must not make the server
/// deaf to a document, and what is not read must not be able to fail.
fn adapt(method: &str, params: &mut Value) -> Option<&'static str> {
    match method {
        "$/setTrace" => known_trace(params.get_mut("value")),
        "initialize" => {
            known_trace(params.get_mut("trace"));
            // Helix calls it `diagnostic`.
            if let Some(Value::Object(workspace)) = params.pointer_mut("/capabilities/workspace")
                && let Some(misnamed) = workspace.get("diagnostic").cloned()
            {
                workspace.entry("diagnostics").or_insert(misnamed);
            }
            // Only the first folder counts, and one with an address that is none must not end the session.
            params.as_object_mut().map(|params| params.remove("rootPath"));
            encode_uri(params.get_mut("rootUri"));
            for folder in
                params.get_mut("workspaceFolders").and_then(Value::as_array_mut).into_iter().flatten()
            {
                encode_uri(folder.get_mut("uri"));
            }
            let is_uri = |uri: &Value| uri.as_str().is_some_and(|uri| uri.parse::<Uri>().is_ok());
            if !params.get("rootUri").is_none_or(|uri| uri.is_null() || is_uri(uri)) {
                params.as_object_mut().map(|params| params.remove("rootUri"));
            }
            if let Some(Value::Array(folders)) = params.get_mut("workspaceFolders") {
                folders
                    .retain(|folder| folder.get("uri").is_some_and(is_uri) && folder.get("name").is_some());
            }
        }
        // The findings are known here; a long list of them need not be read back.
        "textDocument/codeAction" => {
            if let Some(diagnostics) = params.pointer_mut("/context/diagnostics") {
                *diagnostics = Value::Array(Vec::new());
            }
        }
        "workspace/didChangeWatchedFiles" => {
            let changes = params.get_mut("changes").and_then(Value::as_array_mut);
            changes.into_iter().flatten().for_each(|change| encode_uri(change.get_mut("uri")));
        }
        _ => {}
    }
    encode_uri(params.pointer_mut("/textDocument/uri"));
    RENAMED.iter().find(|(from, _)| *from == method).map(|(_, to)| *to)
}

/// VS Code's library has a level of its own (`compact`).
fn known_trace(value: Option<&mut Value>) {
    if let Some(value) = value.filter(|value| !matches!(value.as_str(), Some("off" | "messages" | "verbose")))
    {
        *value = if value == "compact" { "messages" } else { "off" }.into();
    }
}

/// Percent-encodes what may not stand in a URI but does: WHATWG-style encoders (the `url` crate, so
/// Helix) leave `[`, `]`, `^` and `|` in paths as they are.
fn encode_uri(uri: Option<&mut Value>) {
    let Some(Value::String(uri)) = uri else { return };
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&'()*+,;=%".contains(&byte);
    if uri.bytes().all(allowed) {
        return;
    }
    let mut encoded = String::with_capacity(uri.len() + 16);
    for byte in uri.bytes() {
        if allowed(byte) {
            encoded.push(byte as char);
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    *uri = encoded;
}

/// The session has begun.
const ALIVE: u8 = 1;

/// `shutdown` was asked for.
const OVER: u8 = 2;

struct Shell {
    inbox: Inbox,
    /// Where the session is; decides the exit code.
    phase: Arc<AtomicU8>,
    /// Ends the process with the given code.
    end: UnboundedSender<u8>,
}

impl Shell {
    async fn ask<R: Send + 'static>(
        &self,
        name: &'static str,
        work: impl FnOnce(&mut super::state::State) -> R + Send + 'static,
    ) -> Result<R> {
        self.inbox.ask(name, work).await.ok_or_else(Error::internal_error)
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<Answer>> {
        self.ask("completion", move |state| state.completion(&params)).await
    }

    async fn completion_resolve(&self, item: Value) -> Result<Value> {
        self.ask("completionItem/resolve", move |state| state.completion_resolve(item)).await
    }

    /// Our own request `fcls/planDocument`: the text of a document that the server keeps.
    async fn plan_document(&self, params: Value) -> Result<Value> {
        self.ask("fcls/planDocument", move |state| state.plan_document(&params)).await
    }

    /// Our own request `fcls/liveFunctions`: what is live of the functions of a file.
    async fn live_functions(&self, params: Value) -> Result<Value> {
        let answer = self.ask("fcls/liveFunctions", move |state| state.live_functions(&params)).await?;
        Ok(match answer {
            Some(answer) => answer.await.unwrap_or_default(),
            None => Value::Null,
        })
    }

    async fn progress_cancel(&self, params: WorkDoneProgressCancelParams) {
        self.inbox.tell("progress cancel", move |state| state.cancel_progress(&params.token));
    }

    async fn set_trace(&self, params: SetTraceParams) {
        self.inbox.tell("$/setTrace", move |state| state.set_trace(&params));
    }

    /// Our own notification `fcls/trust`.
    async fn trust(&self, params: Value) {
        self.inbox.tell("fcls/trust", move |state| state.trust(&params));
    }

    /// Our own request `fcls/graph`.
    async fn graph(&self, params: Value) -> Result<Value> {
        self.ask("fcls/graph", move |state| state.graph(&params)).await
    }

    /// Our own request `fcls/viewText`: the text as the server has it, to find out what a client sent.
    async fn view_text(&self, params: TextDocumentIdentifier) -> Result<Value> {
        self.ask("fcls/viewText", move |state| state.view_text(&params)).await
    }
}

impl LanguageServer for Shell {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        if let Some(parent) = params.process_id {
            watch_parent(parent, self.end.clone());
        }
        let answer = self.ask("initialize", move |state| state.initialize(&params)).await;
        self.phase.store(ALIVE, Ordering::SeqCst);
        answer
    }

    async fn initialized(&self, _: InitializedParams) {
        self.inbox.tell("initialized", |state| state.initialized());
    }

    async fn shutdown(&self) -> Result<()> {
        self.phase.store(OVER, Ordering::SeqCst);
        // Everything asked before is answered before.
        self.ask("shutdown", |state| state.close()).await
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        self.inbox.tell("didOpen", move |state| state.did_open(params));
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        self.inbox.tell("didChange", move |state| state.did_change(params));
    }

    async fn did_save(&self, params: DidSaveTextDocumentParams) {
        self.inbox.tell("didSave", move |state| state.did_save(&params));
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        self.inbox.tell("didClose", move |state| state.did_close(&params));
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        self.inbox.tell("didChangeWatchedFiles", move |state| state.files_changed(&params));
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        self.inbox.tell("didChangeConfiguration", move |state| state.did_change_configuration(params));
    }

    async fn did_change_workspace_folders(&self, _: DidChangeWorkspaceFoldersParams) {}

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        self.ask("hover", move |state| state.hover(&params)).await
    }

    async fn goto_definition(&self, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        self.ask("definition", move |state| state.definition(&params)).await
    }

    async fn references(&self, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
        self.ask("references", move |state| state.references(&params)).await
    }

    async fn document_highlight(
        &self,
        params: DocumentHighlightParams,
    ) -> Result<Option<Vec<DocumentHighlight>>> {
        self.ask("documentHighlight", move |state| state.document_highlight(&params)).await
    }

    async fn prepare_rename(
        &self,
        params: TextDocumentPositionParams,
    ) -> Result<Option<PrepareRenameResponse>> {
        self.ask("prepareRename", move |state| state.prepare_rename(&params)).await?.map_err(refused)
    }

    async fn rename(&self, params: RenameParams) -> Result<Option<WorkspaceEdit>> {
        let renamed = self.ask("rename", move |state| state.rename(&params)).await?.map_err(refused)?;
        let Some((edit, others)) = renamed else { return Ok(None) };
        match others.start().await {
            Ok(None) => Ok(Some(edit)),
            Ok(Some(why)) => Err(refused(why)),
            Err(_) => Err(Error::internal_error()),
        }
    }

    async fn document_link(&self, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
        self.ask("documentLink", move |state| state.document_link(&params)).await
    }

    async fn symbol(&self, params: WorkspaceSymbolParams) -> Result<Option<WorkspaceSymbolResponse>> {
        let search = self.ask("workspace/symbol", move |state| state.workspace_symbol(params)).await?;
        let found = search.start().await.map_err(|_| Error::internal_error())?;
        Ok(Some(WorkspaceSymbolResponse::Flat(found)))
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<LSPAny>> {
        let started = self.ask("executeCommand", move |state| {
            let lang = state.lang();
            state.execute(params).map_err(|message| message.text(lang).to_string())
        });
        let Some(started) = started.await?.map_err(Error::invalid_params)? else { return Ok(None) };
        let mut stop = StopOnDrop(Some(started.cancel));
        let result = started.result.await.map_err(|_| Error::internal_error());
        stop.0 = None;
        result.map(Some)
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        self.ask("codeLens", move |state| state.code_lens(&params)).await
    }

    async fn code_lens_resolve(&self, lens: CodeLens) -> Result<CodeLens> {
        let resolved = self.ask("codeLens/resolve", move |state| state.code_lens_resolve(lens)).await?;
        match resolved {
            Resolved::Now(lens) => Ok(lens),
            // A look that fails drops its waiters; the lens then stays without a number.
            Resolved::Later(lens, count) => Ok(with_count(lens, count.await.ok().flatten())),
        }
    }

    async fn formatting(&self, params: DocumentFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        self.ask("formatting", move |state| state.formatting(&params)).await
    }

    async fn range_formatting(&self, params: DocumentRangeFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        self.ask("rangeFormatting", move |state| state.range_formatting(&params)).await
    }

    async fn on_type_formatting(
        &self,
        params: DocumentOnTypeFormattingParams,
    ) -> Result<Option<Vec<TextEdit>>> {
        self.ask("onTypeFormatting", move |state| state.on_type_formatting(&params)).await
    }

    async fn selection_range(&self, params: SelectionRangeParams) -> Result<Option<Vec<SelectionRange>>> {
        self.ask("selectionRange", move |state| state.selection_range(&params)).await
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        self.ask("inlayHint", move |state| state.inlay_hint(&params)).await
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        self.ask("codeAction", move |state| state.code_action(&params)).await
    }

    async fn code_action_resolve(&self, action: CodeAction) -> Result<CodeAction> {
        let resolved = self.ask("codeAction/resolve", move |state| {
            let lang = state.lang();
            state.code_action_resolve(action).map_err(|message| message.text(lang).to_string())
        });
        resolved.await?.map_err(|message| Error { message: message.into(), ..Error::content_modified() })
    }
}

/// `RequestFailed` of the protocol: clients show its words and nothing else.
fn refused(why: String) -> Error {
    Error { code: ErrorCode::ServerError(-32803), message: why.into(), data: None }
}

/// Serves until the session ends; returns the exit code.
pub async fn run(
    inbox: Inbox,
    outgoing: UnboundedReceiver<Outgoing>,
    input: Box<dyn Read + Send>,
    output: Box<dyn Write + Send>,
) -> std::io::Result<u8> {
    let output = Output::new(output);
    let inbox_of_reader = inbox.clone();
    let phase = Arc::new(AtomicU8::new(0));
    let (end, mut ended) = unbounded_channel();
    let mut client = None;
    let (service, socket) = LspService::build(|handle| {
        client = Some(handle);
        Shell { inbox: inbox.clone(), phase: phase.clone(), end: end.clone() }
    })
    .custom_method(RENAMED[0].1, Shell::completion)
    .custom_method(RENAMED[1].1, Shell::completion_resolve)
    .custom_method("fcls/viewText", Shell::view_text)
    .custom_method("fcls/planDocument", Shell::plan_document)
    .custom_method("fcls/graph", Shell::graph)
    .custom_method("fcls/trust", Shell::trust)
    .custom_method("$/setTrace", Shell::set_trace)
    .custom_method("window/workDoneProgress/cancel", Shell::progress_cancel)
    .custom_method("fcls/liveFunctions", Shell::live_functions)
    .finish();
    let (mut requests, answers) = socket.split();

    let (to_client, notify) = (output.clone(), output.clone());
    tokio::spawn(async move {
        while let Some(request) = requests.next().await {
            to_client.write(&request);
        }
    });
    if let Some(client) = client {
        tokio::spawn(post(client, notify, outgoing, inbox));
    }

    let current = phase.clone();
    let direct: Direct = Box::new(move |request| {
        // Before the session and after it the handlers know what to say.
        if current.load(Ordering::SeqCst) != ALIVE {
            return None;
        }
        text_answer(&inbox_of_reader, request)
    });
    let runtime = tokio::runtime::Handle::current();
    std::thread::Builder::new().name("reader".into()).spawn(move || {
        let exit = Reader {
            service,
            answers,
            output,
            runtime,
            adapt,
            open: Default::default(),
            direct,
            cancels: Default::default(),
        }
        .run(input);
        let code = if exit && phase.load(Ordering::SeqCst) == OVER { 0 } else { 1 };
        let _ = end.send(code);
    })?;
    Ok(ended.recv().await.unwrap_or(1))
}

/// The answers that are made as text, see [`Direct`]: they are long, and asked for with each keystroke.
fn text_answer(inbox: &Inbox, request: &jsonrpc::Request) -> Option<DirectAnswer> {
    fn ask<P: serde::de::DeserializeOwned + Send + 'static>(
        inbox: &Inbox,
        request: &jsonrpc::Request,
        name: &'static str,
        work: fn(&mut State, &P) -> Option<String>,
    ) -> DirectAnswer {
        let params = request.params().cloned().unwrap_or_default();
        let answer = serde_json::from_value::<P>(params)
            .map(|params| inbox.ask(name, move |state| work(state, &params)))
            .map_err(|error| Error::invalid_params(error.to_string()));
        Box::pin(async move {
            let text = answer?.await.ok_or_else(Error::internal_error)?;
            Ok(text.unwrap_or_else(|| "null".to_string()))
        })
    }
    Some(match request.method() {
        "textDocument/diagnostic" => {
            ask(inbox, request, "diagnostic", |state, params| Some(state.diagnostic(params)))
        }
        "textDocument/documentSymbol" => ask(inbox, request, "documentSymbol", State::document_symbol),
        "textDocument/foldingRange" => ask(inbox, request, "foldingRange", State::folding_range),
        "textDocument/semanticTokens/full" => {
            ask(inbox, request, "semanticTokens/full", State::semantic_tokens_full)
        }
        "textDocument/semanticTokens/full/delta" => {
            ask(inbox, request, "semanticTokens/full/delta", State::semantic_tokens_full_delta)
        }
        "textDocument/semanticTokens/range" => {
            ask(inbox, request, "semanticTokens/range", State::semantic_tokens_range)
        }
        _ => return None,
    })
}

/// Sends what the main loop has for the client, in its order. Questions are asked in tasks of their
/// own, and their answers come back through the inbox.
async fn post(client: Client, output: Output, mut outgoing: UnboundedReceiver<Outgoing>, inbox: Inbox) {
    while let Some(message) = outgoing.recv().await {
        match message {
            Outgoing::Diagnostics(params) => {
                let head = br#"{"jsonrpc":"2.0","method":"textDocument/publishDiagnostics","params":"#;
                output.write_parts(&[head, params.as_bytes(), b"}"]);
            }
            Outgoing::Show(kind, text) => client.show_message(kind, text).await,
            Outgoing::AskSettings => {
                let (client, inbox) = (client.clone(), inbox.clone());
                tokio::spawn(async move {
                    let item = ConfigurationItem { scope_uri: None, section: Some("fcls".into()) };
                    let question = client.configuration(vec![item]);
                    if let Some(values) = patient("workspace/configuration", question).await {
                        let value = values.into_iter().next().unwrap_or_default();
                        inbox.tell("settings", move |state| state.new_settings(&value));
                    }
                });
            }
            Outgoing::WatchFiles => {
                let client = client.clone();
                tokio::spawn(async move {
                    let question = client.register_capability(vec![watch_registration()]);
                    patient("client/registerCapability", question).await;
                });
            }
            Outgoing::RefreshLenses => {
                let client = client.clone();
                tokio::spawn(async move {
                    let question = client.send_request::<request::CodeLensRefresh>(());
                    patient("workspace/codeLens/refresh", question).await;
                });
            }
            Outgoing::RefreshHints => {
                let client = client.clone();
                tokio::spawn(async move {
                    let question = client.send_request::<request::InlayHintRefreshRequest>(());
                    patient("workspace/inlayHint/refresh", question).await;
                });
            }
            Outgoing::RefreshTokens => {
                let client = client.clone();
                tokio::spawn(async move {
                    let question = client.send_request::<request::SemanticTokensRefresh>(());
                    patient("workspace/semanticTokens/refresh", question).await;
                });
            }
            Outgoing::Ask(Question { method, params, limit, reply }) => {
                let client = client.clone();
                tokio::spawn(async move {
                    let answer = tokio::time::timeout(limit, raw(&client, method, params)).await;
                    // The job may have been cancelled meanwhile.
                    let _ = reply.send(answer.ok().and_then(Result::ok));
                });
            }
            Outgoing::Notify(method, params) => {
                let message = serde_json::json!({"jsonrpc": "2.0", "method": method, "params": params});
                output.write_parts(&[message.to_string().as_bytes()]);
            }
            Outgoing::Back(work) => inbox.tell("job", work),
            Outgoing::Later(pause, work) => {
                let inbox = inbox.clone();
                tokio::spawn(async move {
                    tokio::time::sleep(pause).await;
                    inbox.tell("timer", work);
                });
            }
            Outgoing::RefreshDiagnostics => {
                let client = client.clone();
                tokio::spawn(async move {
                    let question = client.send_request::<request::WorkspaceDiagnosticRefresh>(());
                    patient("workspace/diagnostic/refresh", question).await;
                });
            }
        }
    }
}

/// Questions of jobs, with whatever parameters and answers they have.
macro_rules! raw_questions {
    ($($name:ident $method:literal)*) => {
        $(enum $name {}
        impl request::Request for $name {
            type Params = Value;
            type Result = Value;
            const METHOD: &'static str = $method;
        })*
        async fn raw(client: &Client, method: &str, params: Value) -> Result<Value> {
            match method {
                $($method => client.send_request::<$name>(params).await,)*
                _ => Err(Error::method_not_found()),
            }
        }
    };
}

raw_questions! {
    CreateProgress "window/workDoneProgress/create"
    ShowMessage "window/showMessageRequest"
    ShowDocument "window/showDocument"
    ApplyEdit "workspace/applyEdit"
    Input "fcls/input"
    Pick "fcls/pick"
    Copy "fcls/copy"
}

/// Stops a job when nobody waits for it any more.
struct StopOnDrop(Option<Arc<std::sync::atomic::AtomicBool>>);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        if let Some(cancel) = &self.0 {
            cancel.store(true, Ordering::SeqCst);
        }
    }
}

/// The answer to a question, if it comes in time and is no error.
async fn patient<T>(name: &str, question: impl Future<Output = Result<T>>) -> Option<T> {
    match tokio::time::timeout(PATIENCE, question).await {
        Ok(Ok(answer)) => Some(answer),
        Ok(Err(error)) => {
            tracing::warn!(name, %error, "the client refused");
            None
        }
        Err(_) => {
            tracing::warn!(name, "the client did not answer");
            None
        }
    }
}

/// Files that come and go: code folders and Dockerfiles that a setting names. Their content is not
/// read, so changes of it are not asked for.
fn watch_registration() -> Registration {
    let watcher = FileSystemWatcher {
        glob_pattern: GlobPattern::String("**/*".into()),
        kind: Some(WatchKind::Create | WatchKind::Delete),
    };
    // What is in these counts too: settings, ignore lists, handlers.
    let read = FileSystemWatcher {
        glob_pattern: GlobPattern::String("**/{fcls.toml,.fcignore,*.js,*.mjs,*.cjs,*.py}".into()),
        kind: Some(WatchKind::Change),
    };
    let options = DidChangeWatchedFilesRegistrationOptions { watchers: vec![watcher, read] };
    Registration {
        id: "fcls-files".into(),
        method: "workspace/didChangeWatchedFiles".into(),
        register_options: serde_json::to_value(options).ok(),
    }
}

/// Ends the server when the editor has died without closing the pipe. Only where `/proc` tells it
/// without unsafe code; elsewhere the closed pipe alone is the sign. A process that cannot be seen
/// from the start (another pid namespace) is not watched.
fn watch_parent(parent: u32, end: UnboundedSender<u8>) {
    let place = std::path::PathBuf::from(format!("/proc/{parent}"));
    if !cfg!(target_os = "linux") || !place.exists() {
        return;
    }
    let watch = async move {
        while place.exists() {
            tokio::time::sleep(Duration::from_secs(2)).await;
        }
        tracing::warn!("the editor is gone");
        let _ = end.send(1);
    };
    if let Ok(runtime) = tokio::runtime::Handle::try_current() {
        runtime.spawn(watch);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn uris_become_valid_and_stay_if_they_are() {
        let adapted = |uri: &str| {
            let mut params = json!({"textDocument": {"uri": uri}});
            adapt("textDocument/didOpen", &mut params);
            params["textDocument"]["uri"].as_str().unwrap().to_string()
        };
        assert_eq!(adapted("file:///a%20b/s.yaml"), "file:///a%20b/s.yaml");
        assert_eq!(adapted("file:///[id]/a b/中/s.yaml"), "file:///%5Bid%5D/a%20b/%E4%B8%AD/s.yaml");
        assert_eq!(adapt("textDocument/completion", &mut Value::Null), Some("fcls/completion"));
    }
}
