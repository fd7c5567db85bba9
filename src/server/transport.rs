//! Frames on the wire, and the reader that hands each message over in arrival order.
//!
//! The crate's own loop is not used: it polls at most four handlers at a time, so `$/cancelRequest`
//! waits behind the request it cancels, four handlers that wait stop the reader, and the first body
//! that is not JSON ends the server (its frame stream yields its end after an error). Here a message is
//! read, its handler polled once on the spot, and what is not ready is awaited elsewhere.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use futures_util::SinkExt;
use futures_util::future::Either;
use serde::Deserialize;
use serde_json::Value;
use tokio::runtime::Handle;
use tower_lsp_server::jsonrpc::{Error, Id, Request, Response};
use tower_lsp_server::{ExitedError, LanguageServer, LspService};
use tower_service::Service;

/// The largest message that is read, in bytes. A document of 64 MiB fits even with every byte escaped
/// as two.
const MAX_MESSAGE: usize = 160 * 1024 * 1024;

/// How long answers may still take after the client closed its end.
const DRAIN: Duration = Duration::from_secs(2);

/// The client's end for writing. Cheap to clone; one frame is one write, unless it is long.
#[derive(Clone)]
pub struct Output {
    stream: Arc<Mutex<BufWriter<Box<dyn Write + Send>>>>,
}

impl Output {
    /// Wraps a stream.
    pub fn new(stream: Box<dyn Write + Send>) -> Self {
        Output { stream: Arc::new(Mutex::new(BufWriter::new(stream))) }
    }

    /// Writes one message. A client that is gone is noticed by the reader, so errors are only logged.
    pub fn write(&self, message: &impl serde::Serialize) {
        match serde_json::to_vec(message) {
            Ok(body) => self.write_parts(&[&body]),
            Err(error) => tracing::error!(%error, "a message could not be written as JSON"),
        }
    }

    /// Writes one message that is JSON text already, in parts: long ones are not copied.
    pub fn write_parts(&self, body: &[&[u8]]) {
        let length: usize = body.iter().map(|part| part.len()).sum();
        let mut stream = self.stream.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let head = write!(stream, "Content-Length: {length}\r\n\r\n");
        let written = body.iter().fold(head, |written, part| written.and_then(|()| stream.write_all(part)));
        if let Err(error) = written.and_then(|()| stream.flush()) {
            tracing::debug!(%error, "the client does not read");
        }
    }
}

/// What one read of the stream brought.
#[derive(Debug, PartialEq)]
enum Frame {
    /// The body of a message.
    Body(Vec<u8>),
    /// Header lines without a usable length; what follows is looked through for the next header.
    BadHeader,
    /// The end of the stream.
    End,
}

/// Reads one frame. Header names are compared without case, unknown headers are skipped.
fn read_frame(input: &mut impl BufRead) -> std::io::Result<Frame> {
    let mut length = None;
    let mut seen = false;
    loop {
        let mut line = Vec::new();
        // A line of this length is no header; taking it in pieces keeps memory bounded.
        if input.by_ref().take(64 * 1024).read_until(b'\n', &mut line)? == 0 {
            return Ok(Frame::End);
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim();
        if line.is_empty() {
            match length {
                Some(length) => {
                    let mut body = Vec::new();
                    input.by_ref().take(length as u64).read_to_end(&mut body)?;
                    return Ok(if body.len() < length { Frame::End } else { Frame::Body(body) });
                }
                None if seen => return Ok(Frame::BadHeader),
                None => continue,
            }
        }
        seen = true;
        // After garbage the header may start in the middle of a line.
        let lower = line.to_ascii_lowercase();
        if let Some(at) = lower.rfind("content-length:") {
            length = lower[at + 15..].trim().parse().ok().filter(|length| *length <= MAX_MESSAGE);
        }
    }
}

/// Any message of the client.
#[derive(Deserialize)]
struct Incoming {
    #[serde(default, deserialize_with = "present")]
    id: Option<Id>,
    method: Option<String>,
    #[serde(default, deserialize_with = "present")]
    params: Option<Value>,
    #[serde(default, deserialize_with = "present")]
    result: Option<Value>,
    error: Option<Error>,
}

/// Tells `"id": null` from no `id`.
fn present<'de, T: Deserialize<'de>, D: serde::Deserializer<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

enum Parsed {
    Request(Request),
    Response(Response),
    Bad(Response),
}

/// Reads a body. `adapt` may loosen parameters on their way in and give methods another name.
fn parse(body: &[u8], adapt: Adapt) -> Parsed {
    let incoming: Incoming = match serde_json::from_slice(body) {
        Ok(incoming) => incoming,
        Err(error) if error.is_data() => {
            return Parsed::Bad(Response::from_error(Id::Null, Error::invalid_request()));
        }
        Err(_) => return Parsed::Bad(Response::from_error(Id::Null, Error::parse_error())),
    };
    match incoming {
        Incoming { method: Some(method), id, mut params, .. } => {
            let mut request = match adapt(&method, params.as_mut().unwrap_or(&mut Value::Null)) {
                Some(method) => Request::build(method),
                None => Request::build(method),
            };
            if let Some(id) = id {
                request = request.id(id);
            }
            // Some clients send `"params": null` or `{}` where there are none.
            if let Some(params) = params.filter(|params| !params.is_null()) {
                request = request.params(params);
            }
            Parsed::Request(request.finish())
        }
        Incoming { id: Some(id), error: Some(error), .. } => {
            Parsed::Response(Response::from_error(id, error))
        }
        Incoming { id: Some(id), result: Some(result), .. } => {
            Parsed::Response(Response::from_ok(id, result))
        }
        Incoming { id, .. } => {
            Parsed::Bad(Response::from_error(id.unwrap_or(Id::Null), Error::invalid_request()))
        }
    }
}

/// Answers a request past the handlers, with the text of its result: for answers so large that going
/// through JSON values costs more than making them. `None` leaves the request to the handlers.
pub type Direct = Box<dyn Fn(&Request) -> Option<DirectAnswer> + Send>;

/// The text of a result.
pub type DirectAnswer = std::pin::Pin<Box<dyn Future<Output = Result<String, Error>> + Send>>;

/// Changes the parameters of a method and may return another name for it.
pub type Adapt = fn(&str, &mut Value) -> Option<&'static str>;

/// The reader of one client.
pub struct Reader<S, R> {
    /// The handlers.
    pub service: LspService<S>,
    /// Where the client's answers go.
    pub answers: R,
    /// Where ours go.
    pub output: Output,
    /// The runtime that awaits what is not ready at once.
    pub runtime: Handle,
    /// What is done to messages on their way in.
    pub adapt: Adapt,
    /// How many answers are still to be written.
    pub open: Arc<AtomicUsize>,
    /// What is answered past the handlers.
    pub direct: Direct,
    /// How to cancel that.
    pub cancels: Cancels,
}

/// By request: what cancels its answer.
pub type Cancels = Arc<Mutex<HashMap<Id, tokio::sync::oneshot::Sender<()>>>>;

fn lock<T>(shared: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

impl<S, R> Reader<S, R>
where
    S: LanguageServer,
    R: futures_util::Sink<Response, Error = ExitedError> + Unpin,
{
    /// Reads until `exit` (true) or the end of `input` (false).
    pub fn run(mut self, input: impl Read) -> bool {
        let mut input = BufReader::with_capacity(64 * 1024, input);
        loop {
            let body = match read_frame(&mut input) {
                Ok(Frame::Body(body)) => body,
                Ok(Frame::BadHeader) => {
                    self.answer(std::future::ready(Some(Response::from_error(
                        Id::Null,
                        Error::parse_error(),
                    ))));
                    continue;
                }
                Ok(Frame::End) | Err(_) => break,
            };
            match parse(&body, self.adapt) {
                Parsed::Bad(response) => self.answer(std::future::ready(Some(response))),
                Parsed::Response(response) => {
                    if self.runtime.block_on(self.answers.send(response)).is_err() {
                        break;
                    }
                }
                Parsed::Request(request) => {
                    let exit = request.method() == "exit";
                    self.hand_over(request);
                    if exit {
                        return true;
                    }
                }
            }
        }
        // A client that writes everything and closes (a script) still gets its answers.
        let start = Instant::now();
        while self.open.load(Ordering::SeqCst) > 0 && start.elapsed() < DRAIN {
            std::thread::sleep(Duration::from_millis(1));
        }
        false
    }

    fn hand_over(&mut self, request: Request) {
        if request.method() == "$/cancelRequest"
            && let Some(id) = request.params().and_then(|params| Id::deserialize(params.get("id")?).ok())
            && let Some(cancel) = lock(&self.cancels).remove(&id)
        {
            // Fails only when the answer is there already.
            let _ = cancel.send(());
            return;
        }
        if let Some(id) = request.id().filter(|id| **id != Id::Null)
            && let Some(answer) = (self.direct)(&request)
        {
            return self.answer_directly(id.clone(), answer);
        }
        // The state of the session changes with these two: nothing may overtake them.
        let barrier = matches!(request.method(), "initialize" | "shutdown");
        let mut handler = self.service.call(request);
        if barrier {
            if let Ok(Some(response)) = self.runtime.block_on(handler) {
                self.output.write(&response);
            }
            return;
        }
        match handler.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(Ok(Some(response))) => self.answer(std::future::ready(Some(response))),
            Poll::Ready(_) => {}
            Poll::Pending => self.answer(async move { handler.await.ok().flatten() }),
        }
    }

    /// Writes the result that `answer` brings, see [`Reader::answer`].
    fn answer_directly(&self, id: Id, answer: DirectAnswer) {
        let (output, open, cancels) = (self.output.clone(), self.open.clone(), self.cancels.clone());
        let (cancel, cancelled) = tokio::sync::oneshot::channel();
        lock(&cancels).insert(id.clone(), cancel);
        open.fetch_add(1, Ordering::SeqCst);
        self.runtime.spawn(async move {
            let answer = match futures_util::future::select(answer, cancelled).await {
                Either::Left((answer, _)) => answer,
                // The answer is dropped: work that has not begun is left out.
                Either::Right(_) => Err(Error::request_cancelled()),
            };
            lock(&cancels).remove(&id);
            match answer {
                Ok(result) => {
                    let id = serde_json::to_string(&id).unwrap_or_else(|_| "null".to_string());
                    let head = format!(r#"{{"jsonrpc":"2.0","id":{id},"result":"#);
                    output.write_parts(&[head.as_bytes(), result.as_bytes(), b"}"]);
                }
                Err(error) => output.write(&Response::from_error(id, error)),
            }
            open.fetch_sub(1, Ordering::SeqCst);
        });
    }

    /// Writes what `response` brings, on the runtime's thread even if it is there already: a client
    /// that writes without reading must not stop the reader, or both would wait for ever.
    fn answer(&self, response: impl Future<Output = Option<Response>> + Send + 'static) {
        let (output, open) = (self.output.clone(), self.open.clone());
        open.fetch_add(1, Ordering::SeqCst);
        self.runtime.spawn(async move {
            if let Some(response) = response.await {
                output.write(&response);
            }
            open.fetch_sub(1, Ordering::SeqCst);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(input: &str) -> Vec<Frame> {
        let mut input = BufReader::new(input.as_bytes());
        let mut frames = Vec::new();
        loop {
            match read_frame(&mut input).unwrap() {
                Frame::End => return frames,
                frame => frames.push(frame),
            }
        }
    }

    #[test]
    fn headers_in_any_case_and_order() {
        let input = "content-length: 2\r\nContent-Type: x\r\n\r\n{}Content-Type: y\nCONTENT-LENGTH:3\n\n[1]";
        assert_eq!(frames(input), [Frame::Body(b"{}".to_vec()), Frame::Body(b"[1]".to_vec())]);
    }

    #[test]
    fn garbage_between_frames_is_survived() {
        let input = "Content-Length: x\r\n\r\nfoobarContent-Length: 2\r\n\r\n{}";
        assert_eq!(frames(input), [Frame::BadHeader, Frame::Body(b"{}".to_vec())]);
    }

    #[test]
    fn a_cut_frame_is_the_end() {
        assert_eq!(frames("Content-Length: 20\r\n\r\n{}"), []);
    }

    #[test]
    fn bodies_that_are_no_messages_name_the_reason() {
        let code = |body: &str| match parse(body.as_bytes(), |_, _| None) {
            Parsed::Bad(response) => response.error().unwrap().code.code(),
            _ => 0,
        };
        assert_eq!(code("{"), -32700);
        assert_eq!(code("\u{FEFF}"), -32700);
        assert_eq!(code("[]"), -32600);
        assert_eq!(code("{}"), -32600);
        assert_eq!(code(r#"{"id":1,"result":null}"#), 0);
        assert_eq!(code(r#"{"method":"x"}"#), 0);
    }
}
