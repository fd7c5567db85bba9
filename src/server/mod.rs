//! The language server: LSP on a pair of byte streams.
//!
//! Three threads, each with one job, so that no slow part can stop another:
//!
//! ```text
//! reader     ── frames, JSON, hand-over in arrival order ──► inbox
//! main loop  ── owns all state, takes one message at a time ──► replies, outbox
//! runtime    ── awaits replies and the client's answers, writes
//! ```
//!
//! **Invariant: messages change the state in the order in which they arrived.** The reader polls each
//! handler once before it reads the next message, and in that first poll the handler puts its message
//! into the inbox. **Invariant: nothing waits for the client.** Questions to the client are tasks of
//! their own with a time limit; their answers come back as messages. Either rule broken, editors lose
//! edits or the server stops for good under a burst; `tests/lsp_order.rs` guards both.
//!
//! `shell.rs` and `transport.rs` alone know `tower-lsp-server`; its protocol types are used in all of
//! this folder and nowhere else.

mod actions;
pub mod capabilities;
mod cloud;
mod completion;
pub mod convert;
pub mod diagnostics;
mod documents;
mod files;
mod formatting;
mod graph;
mod main_loop;
mod navigation;
mod outline;
mod shell;
mod snippets;
mod state;
mod structure;
mod tokens;
mod trace;
mod transport;
mod workspace;

pub use files::DiskFiles;

use std::io::{Read, Write};
use std::time::Duration;

/// The names of the protocol's types, in one place.
pub(crate) use tower_lsp_server::ls_types as lsp;

/// Serves one client until it says `exit`, closes `input`, or dies. Returns the exit code of the
/// process: 0 after `shutdown` and `exit`, 1 otherwise.
///
/// # Errors
///
/// When a thread or the runtime cannot be started.
pub fn serve(input: impl Read + Send + 'static, output: impl Write + Send + 'static) -> std::io::Result<u8> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    let (outbox, outgoing) = tokio::sync::mpsc::unbounded_channel();
    let inbox = main_loop::start(state::State::new(outbox))?;
    let code = runtime.block_on(shell::run(inbox, outgoing, Box::new(input), Box::new(output)));
    // Questions to the client that are still open must not hold the process.
    runtime.shutdown_timeout(Duration::ZERO);
    code
}
