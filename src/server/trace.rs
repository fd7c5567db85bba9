//! `$/setTrace` and `$/logTrace`: what the server does and how long it takes, for whoever looks for the cause of a
//! delay. Names and durations only: no text, no value.

use super::lsp::{SetTraceParams, TraceValue};
use super::state::{Outgoing, State};
use serde_json::json;

impl State {
    /// `$/setTrace`.
    pub fn set_trace(&mut self, params: &SetTraceParams) {
        self.trace = params.value;
    }

    /// Tells that a piece of work named `name` took `micros` µs, if the client wants to know.
    pub fn trace(&self, name: &str, micros: u64) {
        let mut params = match self.trace {
            TraceValue::Off => return,
            TraceValue::Messages | TraceValue::Verbose => {
                json!({ "message": format!("{name}: {micros} µs") })
            }
        };
        if self.trace == TraceValue::Verbose {
            let (open, lines) =
                (self.documents.len(), self.documents.values().map(|open| open.text().line_count()));
            let lines: u32 = lines.sum();
            params["verbose"] = format!("{open} open documents, {lines} lines").into();
        }
        self.send(Outgoing::Notify("$/logTrace", params));
    }
}
