//! The way of a request: read, admitted, routed, troubled, carried out, noted, answered.

use std::cell::RefCell;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, Request, State as Extract};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use futures_util::StreamExt as _;
use serde_json::{Value, json};

use super::Settings;
use super::answer::{Answer, Outcome, Refusal, request_id, time};
use super::auth::{self, Gate, Received};
use super::faults::{Entry, Fault, Journal, Plan, plan};
use super::router::{Call, Place, Route, route};
use super::state::{State, StateFile};
use super::wire::Line;

/// Largest body of a request, in bytes.
const MAX_BODY: usize = 150 << 20;

/// What all requests share.
#[derive(Debug)]
pub(super) struct Shared {
    place: Place,
    no_auth: bool,
    clock_offset: i64,
    world: Mutex<World>,
}

/// What requests change, one after the other.
#[derive(Debug)]
struct World {
    state: State,
    file: Option<StateFile>,
    gate: Gate,
    plan: Plan,
    journal: Journal,
}

impl Shared {
    /// From settings; reads the state file.
    pub fn new(settings: Settings, base_url: &str) -> io::Result<Self> {
        let Settings { account, region, keys, .. } = settings;
        let (file, state) = match &settings.state {
            None => (None, State::default()),
            Some(path) => {
                let (file, state) = StateFile::open(path, &account, &region)?;
                (Some(file), state)
            }
        };
        let mut plan = Plan::default();
        plan.set(settings.faults);
        let gate = Gate::new(keys, settings.allow_replay);
        Ok(Shared {
            place: Place {
                account,
                region,
                base_url: base_url.into(),
                slow: settings.slow.into(),
                strict: settings.strict,
            },
            no_auth: settings.no_auth,
            clock_offset: settings.clock_offset,
            world: Mutex::new(World { state, file, gate, plan, journal: Journal::default() }),
        })
    }

    /// The last requests, oldest first.
    pub fn journal(&self) -> Vec<Entry> {
        self.world().journal.entries.iter().cloned().collect()
    }

    /// Replaces the trouble to come.
    pub fn set_faults(&self, faults: Vec<Fault>) {
        self.world().plan.set(faults);
    }

    /// A request that panicked has worked on a copy, so the world is whole.
    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Milliseconds since 1970, by the clock of the emulator.
    fn now(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_millis())
            .unwrap_or(i64::MAX)
            .saturating_add(self.clock_offset.saturating_mul(1_000))
    }
}

/// The service.
pub(super) fn app(shared: Arc<Shared>) -> Router {
    Router::new().fallback(serve).with_state(shared)
}

async fn serve(
    Extract(shared): Extract<Arc<Shared>>,
    ConnectInfo(line): ConnectInfo<Line>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let headers: Vec<(String, String)> = parts
        .headers
        .iter()
        .map(|(name, value)| {
            (name.as_str().to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        })
        .collect();
    let query = auth::pairs(parts.uri.query().unwrap_or_default());
    let body = read(body).await;
    let received = |body| Received {
        method: parts.method.as_str(),
        path: parts.uri.path(),
        query: &query,
        headers: &headers,
        body,
    };
    if parts.uri.path().starts_with("/__") {
        let bytes = body.as_deref().unwrap_or_default();
        return control(&shared, &received(bytes));
    }
    let (response, fault) = match &body {
        Ok(bytes) => shared.answer(&received(bytes), None),
        Err(refusal) => shared.answer(&received(&[]), Some(refusal.clone())),
    };
    let fault = fault.unwrap_or_default();
    if let Some(delay) = fault.delay_ms {
        tokio::time::sleep(Duration::from_millis(delay)).await;
    }
    if fault.drop {
        line.cut();
    }
    response
}

/// The whole body. One that is too large is read to its end all the same: a caller that is still sending does
/// not listen.
async fn read(body: Body) -> Result<Bytes, Refusal> {
    let mut stream = body.into_data_stream();
    let mut whole = Vec::new();
    let mut length = 0;
    while let Some(chunk) = stream.next().await {
        let Ok(chunk) = chunk else {
            return Err(Refusal::invalid("the body could not be read"));
        };
        length += chunk.len();
        match length <= MAX_BODY {
            true => whole.extend_from_slice(&chunk),
            false => whole = Vec::new(),
        }
    }
    if length > MAX_BODY {
        let message = format!("the body has {length} bytes; {MAX_BODY} are allowed");
        return Err(Refusal::new(400, "EntityTooLarge", message));
    }
    Ok(whole.into())
}

impl Shared {
    /// Answers a request, and says what trouble is still to be made of the answer.
    fn answer(&self, request: &Received<'_>, unread: Option<Refusal>) -> (Response, Option<Fault>) {
        let now = self.now();
        let id = request_id(now / 1_000);
        let mut world = self.world();
        let mut fault = None;
        let mut action = "";
        let mut unknown = Vec::new();
        let admitted = match unread {
            Some(refusal) => Err(refusal),
            None if self.no_auth => Ok(()),
            None => world.gate.admit(request, now / 1_000),
        };
        let outcome = admitted.and_then(|()| route(request)).and_then(|(route, parameters)| {
            action = route.action;
            fault = world.plan.take(action);
            let call = Call {
                parameters,
                request,
                place: &self.place,
                now,
                request_id: &id,
                unknown: RefCell::new(Vec::new()),
            };
            let outcome = match &fault {
                Some(fault) => troubled(fault, || world.perform(route, &call)),
                None => world.perform(route, &call),
            };
            unknown = call.unknown.into_inner();
            outcome
        });
        let code = outcome.as_ref().err().map(|refusal| refusal.code.clone()).unwrap_or_default();
        let mut response = respond(outcome, &id);
        for name in unknown {
            let text = format!("unknown field {name}");
            let value = HeaderValue::from_bytes(text.as_bytes())
                .or_else(|_| HeaderValue::from_str(&text.escape_debug().to_string()));
            response.headers_mut().extend(value.ok().map(|value| (HeaderName::from_static(WARNING), value)));
        }
        for (name, value) in fault.iter().flat_map(|fault| &fault.headers) {
            if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), value.parse::<HeaderValue>()) {
                response.headers_mut().insert(name, value);
            }
        }
        let dropped = fault.as_ref().is_some_and(|fault| fault.drop);
        let status = if dropped { 0 } else { response.status().as_u16() };
        tracing::info!(
            method = request.method,
            path = request.path,
            action,
            status,
            code,
            request_id = id,
            "request"
        );
        let key_id = world.gate.known_id(request).unwrap_or_default();
        world.journal.note(Entry {
            time: time(now / 1_000),
            method: request.method.into(),
            path: request.path.into(),
            action: action.into(),
            status,
            code,
            key_id,
            request_id: id,
        });
        (response, fault)
    }
}

/// Name of the header that tells of unknown fields.
const WARNING: &str = "x-emulator-warning";

/// What a fault makes of an operation; delays, headers and dropped connections come later.
fn troubled(fault: &Fault, perform: impl FnOnce() -> Outcome) -> Outcome {
    let refusal = fault.status.map(|status| {
        let code = fault.code.as_deref().unwrap_or("InternalServerError");
        let message = fault.message.as_deref().unwrap_or("a fault that was asked for");
        (status, Refusal::new(status, code, message))
    });
    let outcome = match &refusal {
        Some(_) if !fault.after => Ok(Answer::Nothing),
        _ => perform(),
    };
    match (&fault.body, refusal) {
        (None, None) => outcome,
        (None, Some((_, refusal))) => Err(refusal),
        (Some(body), refusal) => {
            let status = match refusal {
                Some((status, _)) => status,
                // The body is of the answer to a request that went well.
                None => outcome.map(|_| 200)?,
            };
            let kind = if body.starts_with('<') { "text/html" } else { "application/json" };
            let headers = vec![("content-type".to_string(), kind.to_string())];
            Ok(Answer::Raw { status, headers, body: body.clone().into_bytes() })
        }
    }
}

impl World {
    /// Carries out an operation. A change is made on a copy, written to the state file, and only then is the truth.
    fn perform(&mut self, route: &Route, call: &Call<'_>) -> Outcome {
        let Some(run) = route.run else {
            let message = format!("the emulator does not offer {}", route.action);
            return Err(Refusal::new(501, "NotImplemented", message));
        };
        if route.reads() {
            return run(call, &mut self.state);
        }
        let mut next = self.state.clone();
        let answer = run(call, &mut next)?;
        self.replace(next)?;
        Ok(answer)
    }

    fn replace(&mut self, mut next: State) -> Result<(), Refusal> {
        next.sweep();
        if let Some(file) = &self.file {
            file.save(&next).map_err(|error| {
                Refusal::new(500, "InternalServerError", format!("the state file cannot be written: {error}"))
            })?;
        }
        self.state = next;
        Ok(())
    }
}

/// An outcome as it goes onto the wire.
fn respond(outcome: Outcome, id: &str) -> Response {
    let (status, headers, body) = match outcome {
        Ok(Answer::Json(value)) => (200, json_type(), value.to_string().into_bytes()),
        Ok(Answer::Nothing) => (204, Vec::new(), Vec::new()),
        Ok(Answer::Raw { status, headers, body }) => (status, headers, body),
        Err(refusal) => (refusal.status, json_type(), refusal.body(id).to_string().into_bytes()),
    };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let ids = ["x-fc-request-id", "x-acs-request-id"].map(|name| (name.to_string(), id.to_string()));
    for (name, value) in ids.into_iter().chain(headers) {
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_bytes(value.as_bytes()))
        {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

fn json_type() -> Vec<(String, String)> {
    vec![("content-type".into(), "application/json".into())]
}

/// The paths that the cloud does not have. Anyone on this machine may use them, but no web page: those send
/// `Origin`.
fn control(shared: &Shared, request: &Received<'_>) -> Response {
    let id = request_id(shared.now() / 1_000);
    respond(controlled(shared, request), &id)
}

fn controlled(shared: &Shared, request: &Received<'_>) -> Outcome {
    if request.header("origin").is_some() {
        return Err(Refusal::new(403, "AccessDenied", "web pages may not control the emulator"));
    }
    if let ("GET", Some(checksum)) = (request.method, request.path.strip_prefix("/__code/")) {
        let package = shared.world().state.packages.get(checksum).cloned();
        let package = package.ok_or_else(|| Refusal::missing("NoSuchKey", "package", checksum))?;
        let headers = vec![("content-type".to_string(), "application/zip".to_string())];
        return Ok(Answer::Raw { status: 200, headers, body: package.to_vec() });
    }
    match (request.method, request.path) {
        ("GET", "/__emulator/requests") => {
            Ok(Answer::Json(serde_json::to_value(shared.journal()).unwrap_or(Value::Null)))
        }
        ("POST", "/__emulator/reset") => {
            let mut world = shared.world();
            world.replace(State::default())?;
            world.plan.set(Vec::new());
            world.journal = Journal::default();
            Ok(Answer::Nothing)
        }
        ("POST", "/__emulator/faults") => {
            let faults = plan(&String::from_utf8_lossy(request.body)).map_err(Refusal::invalid)?;
            let answer = json!({ "faults": faults.len() });
            shared.set_faults(faults);
            Ok(Answer::Json(answer))
        }
        (method, path) => Err(Refusal::new(
            400,
            "PathNotSupported",
            format!("'{method}' against '{path}' is not supported"),
        )),
    }
}
