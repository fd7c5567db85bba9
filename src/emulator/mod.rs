//! A local Function Compute 3.0: the API of functions and of STS on loopback, for demonstrations, tests and CI.
//! It checks signatures and fields as the cloud does and remembers what was deployed; it runs no code and opens
//! no connection. What is documented, what was seen and what was chosen here: `docs/emulator.md`.
//!
//! A request goes through [`serve`]: `auth` asks who calls, `router` finds the operation, the operation (one file
//! per group) checks with `validate` and works on a copy of `state`, `answer` is what comes back.

mod answer;
mod auth;
mod configs;
mod domains;
mod faults;
mod functions;
mod invoke;
mod layers;
mod router;
mod serve;
mod shape;
mod state;
mod sts;
mod tags;
mod triggers;
mod validate;
mod versions;
mod wire;

use std::future::IntoFuture as _;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::watch;

use crate::cloud::secret::Secret;
use crate::cloud::sign::Key;

pub use auth::key;
pub use faults::{Entry, Fault, plan};

use serve::Shared;
use wire::{Line, Wires};

/// Account id of an emulator that is not told another.
pub const ACCOUNT: &str = "1234567890123456";
/// Region of an emulator that is not told another.
pub const REGION: &str = "cn-hangzhou";

/// How long answers that are under way may take when the emulator is stopped.
const PATIENCE: Duration = Duration::from_secs(2);

/// How an emulator behaves.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Port on 127.0.0.1; 0: any free one.
    pub port: u16,
    /// Account id.
    pub account: String,
    /// Region id.
    pub region: String,
    /// Who may call; with a token: temporary credentials.
    pub keys: Vec<Key>,
    /// Where the state is kept between runs; in memory alone when not said.
    pub state: Option<PathBuf>,
    /// How long a change of a function takes, in milliseconds.
    pub slow: u32,
    /// Refuses unknown fields instead of warning of them.
    pub strict: bool,
    /// Asks nobody for a signature.
    pub no_auth: bool,
    /// Takes the same signed request more than once.
    pub allow_replay: bool,
    /// How far its clock is ahead, in seconds.
    pub clock_offset: i64,
    /// Trouble to begin with.
    pub faults: Vec<Fault>,
}

impl Default for Settings {
    /// Any free port, account `1234567890123456` in `cn-hangzhou`, key `testid` with the secret `testsecret`.
    fn default() -> Self {
        Settings {
            port: 0,
            account: ACCOUNT.into(),
            region: REGION.into(),
            keys: vec![Key { id: "testid".into(), secret: Secret::new("testsecret"), token: None }],
            state: None,
            slow: 0,
            strict: false,
            no_auth: false,
            allow_replay: false,
            clock_offset: 0,
            faults: Vec::new(),
        }
    }
}

/// A running emulator, on a thread of its own; dropping it stops it.
#[derive(Debug)]
pub struct Emulator {
    base_url: String,
    shared: Arc<Shared>,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

impl Emulator {
    /// Reads the state file, binds the port and serves.
    ///
    /// # Errors
    /// When the port is taken, or the state file cannot be read or is of another account or region.
    pub fn start(settings: Settings) -> io::Result<Self> {
        let listener = std::net::TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, settings.port)))?;
        listener.set_nonblocking(true)?;
        let base_url = format!("http://{}", listener.local_addr()?);
        let shared = Arc::new(Shared::new(settings, &base_url)?);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = watch::channel(false);
        let app = serve::app(shared.clone()).into_make_service_with_connect_info::<Line>();
        let thread = std::thread::Builder::new().name("emulator".into()).spawn(move || {
            let wait = |mut stopped: watch::Receiver<bool>| async move {
                // An emulator that is gone is stopped, too.
                let _ = stopped.wait_for(|stopped| *stopped).await;
            };
            runtime.block_on(async {
                let listener = match tokio::net::TcpListener::from_std(listener) {
                    Ok(listener) => Wires(listener),
                    Err(error) => return tracing::error!(%error, "cannot listen"),
                };
                let server = axum::serve(listener, app).with_graceful_shutdown(wait(stopped.clone()));
                let limit = async {
                    wait(stopped).await;
                    tokio::time::sleep(PATIENCE).await;
                };
                tokio::select! {
                    _ = server.into_future() => {}
                    () = limit => {}
                }
            });
        })?;
        Ok(Emulator { base_url, shared, stop, thread: Some(thread) })
    }

    /// `http://127.0.0.1:<port>`.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The last requests, oldest first.
    pub fn journal(&self) -> Vec<Entry> {
        self.shared.journal()
    }

    /// Replaces the trouble to come.
    pub fn set_faults(&self, faults: Vec<Fault>) {
        self.shared.set_faults(faults);
    }

    /// Answers what is under way, then stops.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        self.stop.send_replace(true);
        if let Some(thread) = self.thread.take() {
            // It has panicked, which its own message says.
            let _ = thread.join();
        }
    }
}
