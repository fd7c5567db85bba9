//! `fcls emulator`: a local Function Compute.

use super::{FINE, TROUBLE, complain, print};
use crate::cloud::sign::Key;
use crate::emulator::{ACCOUNT, Emulator, REGION, Settings, key, plan};
use crate::message::Lang;
use clap::Args;
use std::path::PathBuf;
use tracing_subscriber::EnvFilter;

/// How the emulator behaves.
#[derive(Debug, Args)]
pub struct Options {
    /// Port on 127.0.0.1; 0 takes any free one
    #[arg(long, value_name = "N", default_value_t = 9180)]
    port: u16,
    /// Account id
    #[arg(long, value_name = "ID", default_value = ACCOUNT, value_parser = account)]
    account: String,
    /// Region id
    #[arg(long, value_name = "R", default_value = REGION, value_parser = region)]
    region: String,
    /// Who may call, as id:secret or id:secret:token; may be given several times (default: testid:testsecret)
    #[arg(long, value_name = "KEY", value_parser = key)]
    credentials: Vec<Key>,
    /// File that keeps the state between runs; without it, memory alone
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// How long creating and changing a function takes, in milliseconds
    #[arg(long, value_name = "MS", default_value_t = 0)]
    slow: u32,
    /// Refuse unknown fields instead of warning of them
    #[arg(long)]
    strict: bool,
    /// Ask nobody for a signature
    #[arg(long)]
    no_auth: bool,
    /// Take the same signed request more than once
    #[arg(long)]
    allow_replay: bool,
    /// How far the clock is ahead, in seconds; may be negative
    #[arg(long, value_name = "SECONDS", default_value_t = 0, allow_negative_numbers = true)]
    clock_offset: i64,
    /// File with trouble to make: a JSON list of faults
    #[arg(long, value_name = "FILE")]
    faults: Option<PathBuf>,
}

/// An account id: digits.
fn account(text: &str) -> Result<String, &'static str> {
    let fine = !text.is_empty() && text.len() <= 20 && text.bytes().all(|byte| byte.is_ascii_digit());
    fine.then(|| text.to_string()).ok_or("must be digits")
}

/// A region id: letters, digits and `-`.
fn region(text: &str) -> Result<String, &'static str> {
    let known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let fine = !text.is_empty() && text.bytes().all(known);
    fine.then(|| text.to_string()).ok_or("must be like cn-hangzhou")
}

/// Serves until it is interrupted.
pub fn run(options: &Options, lang: Lang) -> u8 {
    match serve(options, lang) {
        Ok(()) => FINE,
        Err(message) => {
            complain(&message);
            TROUBLE
        }
    }
}

fn serve(options: &Options, lang: Lang) -> Result<(), String> {
    let faults = match &options.faults {
        None => Vec::new(),
        Some(path) => {
            let text = std::fs::read_to_string(path).map_err(|error| error.to_string());
            text.and_then(|text| plan(&text)).map_err(|error| format!("{}: {error}", path.display()))?
        }
    };
    let mut settings = Settings {
        port: options.port,
        account: options.account.clone(),
        region: options.region.clone(),
        state: options.state.clone(),
        slow: options.slow,
        strict: options.strict,
        no_auth: options.no_auth,
        allow_replay: options.allow_replay,
        clock_offset: options.clock_offset,
        faults,
        ..Settings::default()
    };
    if !options.credentials.is_empty() {
        settings.keys.clone_from(&options.credentials);
    }
    let filter =
        EnvFilter::try_from_env("FCLS_LOG").unwrap_or_else(|_| EnvFilter::new("warn,fcls::emulator=info"));
    // A second subscriber in one process is no reason to stop.
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    let emulator = Emulator::start(settings).map_err(|error| {
        let cannot = lang.pick("the emulator cannot start", "无法启动模拟器");
        match &options.state {
            Some(path) => format!("{cannot}: {error} ({})", path.display()),
            None => format!("{cannot}: {error}"),
        }
    })?;
    print(&format!("listening on {}\n", emulator.base_url()));
    runtime.block_on(interrupted()).map_err(|error| error.to_string())?;
    emulator.stop();
    Ok(())
}

/// Waits for Ctrl-C, or for the signal by which programs end one another.
#[cfg(unix)]
async fn interrupted() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        result = tokio::signal::ctrl_c() => result,
        _ = terminate.recv() => Ok(()),
    }
}

/// Waits for Ctrl-C.
#[cfg(not(unix))]
async fn interrupted() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
