//! Invocations. Nothing is run: a synchronous call answers its own payload.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::answer::{Answer, Outcome, Refusal};
use super::router::Call;
use super::state::State;

/// Largest payload of a synchronous call, in bytes.
const MAX_SYNC: usize = 32 << 20;
/// Largest payload of an asynchronous call, in bytes.
const MAX_ASYNC: usize = 128 << 10;

pub(super) fn invoke(call: &Call<'_>, state: &mut State) -> Outcome {
    let name = call.parameter(0);
    let function = state.function(name)?;
    function.resolve(call.query("qualifier"))?;
    if function.restriction.is_some() {
        let message = format!("the invocation of function '{name}' is disabled");
        return Err(Refusal::new(403, "FunctionInvocationDisabled", message));
    }
    let header = |name: &str| call.request.header(name);
    let synchronous = match header("x-fc-invocation-type").unwrap_or("Sync") {
        "Sync" => true,
        "Async" | "Task" => false,
        other => {
            let message = format!("x-fc-invocation-type must be Sync, Async or Task, actual: '{other}'");
            return Err(Refusal::invalid(message));
        }
    };
    let payload = call.request.body;
    let most = if synchronous { MAX_SYNC } else { MAX_ASYNC };
    if payload.len() > most {
        let message = format!("the payload has {} bytes; {most} are allowed", payload.len());
        return Err(Refusal::new(400, "EntityTooLarge", message));
    }
    if !synchronous {
        let task = header("x-fc-async-task-id").map(|id| ("x-fc-async-task-id".to_string(), id.to_string()));
        return Ok(Answer::Raw { status: 202, headers: task.into_iter().collect(), body: Vec::new() });
    }
    let kind = header("content-type").unwrap_or("application/octet-stream");
    let mut headers = vec![("content-type".to_string(), kind.to_string())];
    if header("x-fc-log-type") == Some("Tail") {
        let id = call.request_id;
        let log = format!("FC Invoke Start RequestId: {id}\nFC Invoke End RequestId: {id}\n");
        headers.push(("x-fc-log-result".into(), BASE64.encode(log)));
    }
    Ok(Answer::Raw { status: 200, headers, body: payload.to_vec() })
}
