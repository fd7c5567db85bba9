//! `fcls lsp`: the language server on standard input and output.

use crate::server;
use clap::Args;
use std::backtrace::Backtrace;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::writer::BoxMakeWriter;

/// Options that editors pass out of habit; standard input and output are the only transport.
#[derive(Debug, Args)]
pub struct Options {
    /// Accepted for editors that pass it; this is the only transport.
    #[arg(long)]
    stdio: bool,
    /// Accepted for editors that pass it; the process of the editor is known from `initialize`.
    #[arg(long = "clientProcessId", hide = true)]
    client_process_id: Option<u32>,
    /// Writes the log to this file (appending) instead of to standard error; `FCLS_LOG` says how much.
    #[arg(long, value_name = "FILE")]
    log_file: Option<PathBuf>,
}

/// Serves until the editor says goodbye.
pub fn run(options: &Options) -> ExitCode {
    if let Err(error) = log(options.log_file.as_deref()) {
        // Without the file there is still a server, and standard error.
        let file = options.log_file.as_deref().unwrap_or(Path::new("")).display();
        eprintln!("fcls: the log file {file} cannot be written: {error}");
    }
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

/// Logs to `file`, or to standard error; `FCLS_LOG` sets what (`FCLS_LOG=fcls=debug`).
///
/// # Errors
/// When the file cannot be opened; standard error then takes the log.
fn log(file: Option<&Path>) -> std::io::Result<()> {
    let filter = EnvFilter::try_from_env("FCLS_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    let opened = file.map(|file| std::fs::File::options().create(true).append(true).open(file)).transpose();
    let (writer, result) = match opened {
        Ok(Some(file)) => (BoxMakeWriter::new(Mutex::new(file)), Ok(())),
        Ok(None) => (BoxMakeWriter::new(std::io::stderr), Ok(())),
        Err(error) => (BoxMakeWriter::new(std::io::stderr), Err(error)),
    };
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(writer).init();
    // The default report prints the panic's message, which may quote the document.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "panic");
        tracing::debug!(backtrace = %Backtrace::force_capture(), "panic");
    }));
    result
}
