//! `fcls lsp`: the language server on standard input and output.

use crate::server;
use clap::Args;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

/// Options that editors pass out of habit; standard input and output are the only transport.
#[derive(Debug, Args)]
pub struct Options {
    /// Accepted for editors that pass it; this is the only transport.
    #[arg(long)]
    stdio: bool,
    /// Accepted for editors that pass it; the process of the editor is known from `initialize`.
    #[arg(long = "clientProcessId", hide = true)]
    client_process_id: Option<u32>,
}

/// Serves until the editor says goodbye.
pub fn run(_: &Options) -> ExitCode {
    log_to_stderr();
    match unbuffered_stdout().and_then(|output| server::serve(std::io::stdin(), output)) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            eprintln!("fcls: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Standard output without the line buffer of [`std::io::Stdout`], which would cut every message in
/// two: the client would wake for the header and wait for the body.
#[cfg(unix)]
fn unbuffered_stdout() -> std::io::Result<std::fs::File> {
    use std::os::fd::AsFd;
    std::io::stdout().as_fd().try_clone_to_owned().map(Into::into)
}

#[cfg(windows)]
fn unbuffered_stdout() -> std::io::Result<std::fs::File> {
    use std::os::windows::io::AsHandle;
    std::io::stdout().as_handle().try_clone_to_owned().map(Into::into)
}

/// Logs to standard error; `FCLS_LOG` sets what (`FCLS_LOG=fcls=debug`).
fn log_to_stderr() {
    let filter = EnvFilter::try_from_env("FCLS_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    // The default report prints the panic's message, which may quote the document.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "panic");
        tracing::debug!(%panic, "panic in full");
    }));
}
