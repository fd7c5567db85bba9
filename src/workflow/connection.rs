//! Where commands talk to and as whom: the cloud with the credentials of the user, or a local emulator.
//!
//! The endpoint comes from the environment ([`ENDPOINT_VARIABLE`]) and from `--target` alone, credentials from the
//! places of `docs/credentials.md`; a file of the workspace gives nothing but the name of an alias.

use crate::cloud::client::Client;
use crate::cloud::credentials::{self, Credentials, Surroundings};
use crate::cloud::endpoint::{ENDPOINT_VARIABLE, Endpoint, Endpoints};
use crate::cloud::error::Error;
use crate::cloud::secret::Secret;
use crate::cloud::sign::Key;
use crate::cloud::transport::Network;
use crate::emulator::{Emulator, Settings};
use crate::message;
use crate::message::{Lang, Message};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::runtime::{Builder, Runtime};

/// Where to and as whom.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Way {
    /// The cloud or the emulator.
    pub target: Place,
    /// Alias of the credentials; goes before the one that a file names.
    pub access: Option<String>,
}

/// Where functions live.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Place {
    /// Alibaba Cloud.
    #[default]
    Cloud,
    /// The local emulator.
    Emulator,
}

/// Why a command that talks to Function Compute failed.
#[derive(Debug)]
pub enum Failure {
    /// Usage, files, credentials: nothing was asked of the cloud.
    Trouble(Message),
    /// The cloud refused, or did not answer.
    Cloud(Box<Error>),
}

impl Failure {
    /// In words, with what to do about it.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Failure::Trouble(message) => message.text(lang).to_string(),
            Failure::Cloud(error) => error.text(lang),
        }
    }

    /// The error of the cloud, if it is one.
    pub fn cloud(&self) -> Option<&Error> {
        match self {
            Failure::Trouble(_) => None,
            Failure::Cloud(error) => Some(error),
        }
    }
}

impl From<Message> for Failure {
    fn from(message: Message) -> Self {
        Failure::Trouble(message)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure::Cloud(Box::new(error))
    }
}

/// A region and the alias of the credentials for it.
type Wanted = (String, Option<String>);
/// A client and where it talks to.
type Connected = (Client, Message);

/// Emulators of this process, by region; they stop with the last who holds them.
#[derive(Debug, Clone, Default)]
pub struct Emulators(Arc<Mutex<BTreeMap<String, Emulator>>>);

/// An open way to Function Compute; clients are made when they are needed, one for each region and alias.
pub struct Connection {
    runtime: Runtime,
    way: Way,
    /// What replaces the hosts of the cloud.
    replaced: Option<Endpoint>,
    surroundings: Surroundings,
    transport: Arc<Network>,
    emulators: Emulators,
    clients: RefCell<BTreeMap<Wanted, Connected>>,
}

impl Connection {
    /// Reads the environment; asks nobody yet.
    ///
    /// # Errors
    /// When FCLS_ENDPOINT is not an endpoint, or not one of an emulator although one is asked for.
    pub fn open(way: impl Into<Way>) -> Result<Self, Failure> {
        Connection::open_with(way.into(), Emulators::default())
    }

    /// The same with emulators that others may have started.
    ///
    /// # Errors
    /// Those of [`Connection::open`].
    pub fn open_with(way: Way, emulators: Emulators) -> Result<Self, Failure> {
        let replaced = Endpoint::of_process()?;
        if let Some(endpoint) = &replaced
            && way.target == Place::Emulator
            && !endpoint.is_loopback()
        {
            return Err(message!(
                "`--target emulator` means this machine, but {ENDPOINT_VARIABLE} is {endpoint}",
                "`--target emulator` 指本机，但 {ENDPOINT_VARIABLE} 是 {endpoint}"
            )
            .into());
        }
        let runtime = Builder::new_current_thread().enable_all().build();
        Ok(Connection {
            runtime: runtime.map_err(|error| Message::new(error.to_string(), error.to_string()))?,
            way,
            replaced,
            surroundings: Surroundings::of_process(),
            transport: Arc::new(Network::new()),
            emulators,
            clients: RefCell::default(),
        })
    }

    /// A client for `region`; `access` is the alias that the file names, `--access` goes before it.
    ///
    /// # Errors
    /// When there are no credentials, the region is none, the emulator does not start or a role is refused.
    pub fn client(&self, region: &str, access: Option<&str>) -> Result<Client, Failure> {
        Ok(self.connected(region, access)?.0)
    }

    /// Where requests for `region` go and whose they are: `http://127.0.0.1:9180, credentials: …`.
    ///
    /// # Errors
    /// Those of [`Connection::client`].
    pub fn whereabouts(&self, region: &str, access: Option<&str>) -> Result<Message, Failure> {
        Ok(self.connected(region, access)?.1)
    }

    /// Whether it leads to an emulator.
    pub fn is_local(&self) -> bool {
        self.way.target == Place::Emulator
    }

    /// Waits for what a client does.
    pub fn wait<F: Future>(&self, future: F) -> F::Output {
        self.runtime.block_on(future)
    }

    fn connected(&self, region: &str, access: Option<&str>) -> Result<Connected, Failure> {
        let access = self.way.access.as_deref().or(access);
        let known = (region.to_string(), access.map(str::to_string));
        if let Some(found) = self.clients.borrow().get(&known) {
            return Ok(found.clone());
        }
        let found = match self.way.target {
            Place::Emulator => self.to_emulator(region)?,
            Place::Cloud => self.to_cloud(region, access)?,
        };
        self.clients.borrow_mut().insert(known, found.clone());
        Ok(found)
    }

    fn to_cloud(&self, region: &str, access: Option<&str>) -> Result<Connected, Failure> {
        let endpoints = Endpoints::new(region, self.replaced.clone())?;
        let credentials: Credentials =
            credentials::find(&self.surroundings, access).map_err(|error| error.message().clone())?;
        let client = self.wait(Client::connect(endpoints, &credentials, self.transport.clone()))?;
        let source = credentials.source.message();
        let place = match &self.replaced {
            Some(endpoint) => {
                message!("{endpoint} ({ENDPOINT_VARIABLE})", "{endpoint}（{ENDPOINT_VARIABLE}）")
            }
            None => message!("region {region}", "地域 {region}"),
        };
        let whereabouts = Message::new(
            format!("{}, credentials: {}", place.en, source.en),
            format!("{}，凭证：{}", place.zh, source.zh),
        );
        Ok((client, whereabouts))
    }

    /// The emulator that runs already, or one of our own. It never sees the user's keys.
    fn to_emulator(&self, region: &str) -> Result<Connected, Failure> {
        let endpoint = match &self.replaced {
            Some(endpoint) => endpoint.clone(),
            None => self.own_emulator(region)?,
        };
        let endpoints = Endpoints::new(region, Some(endpoint.clone()))?;
        let key = Key { id: "testid".into(), secret: Secret::new("testsecret"), token: None };
        let client = Client::new(endpoints, key, self.transport.clone());
        Ok((client, message!("emulator at {endpoint}, region {region}", "模拟器 {endpoint}，地域 {region}")))
    }

    fn own_emulator(&self, region: &str) -> Result<Endpoint, Failure> {
        // A region that could not be part of a host name could not be part of a file name either.
        Endpoints::new(region, None)?;
        let mut emulators = self.emulators.0.lock().unwrap_or_else(PoisonError::into_inner);
        let base = match emulators.get(region) {
            Some(emulator) => emulator.base_url().to_string(),
            None => {
                let state = state_file(&self.surroundings, region)?;
                let settings =
                    Settings { region: region.into(), state: Some(state.clone()), ..Settings::default() };
                let emulator = Emulator::start(settings).map_err(|error| {
                    let state = state.display();
                    message!(
                        "the emulator cannot start: {error} ({state})",
                        "无法启动模拟器：{error}（{state}）"
                    )
                })?;
                let base = emulator.base_url().to_string();
                emulators.insert(region.to_string(), emulator);
                base
            }
        };
        Ok(Endpoint::parse(&base)?)
    }
}

/// Where this user's programs keep what must outlive them and is no cache.
pub fn state_folder(surroundings: &Surroundings) -> Option<PathBuf> {
    if cfg!(target_os = "macos") {
        return Some(surroundings.home.as_ref()?.join("Library/Application Support/fcls"));
    }
    own_folder(surroundings, "XDG_STATE_HOME", ".local/state")
}

/// The folder `fcls` in the one that `variable` names, or else in `below` the home; on Windows where local data is.
fn own_folder(surroundings: &Surroundings, variable: &str, below: &str) -> Option<PathBuf> {
    let named = |name: &str| {
        let value = surroundings.environment.get(name).filter(|value| !value.is_empty());
        value.map(PathBuf::from).filter(|path| path.is_absolute())
    };
    let folder = if cfg!(windows) {
        named("LOCALAPPDATA")
    } else {
        named(variable).or_else(|| surroundings.home.as_ref().map(|home| home.join(below)))
    };
    folder.map(|folder| folder.join("fcls"))
}

/// Where the emulator of a region keeps its state: in the cache folder of the user.
fn state_file(surroundings: &Surroundings, region: &str) -> Result<PathBuf, Message> {
    let below = if cfg!(target_os = "macos") { "Library/Caches" } else { ".cache" };
    let folder = own_folder(surroundings, "XDG_CACHE_HOME", below).ok_or_else(|| {
        message!(
            "there is no cache folder for the emulator: set HOME, or start `fcls emulator` and set {ENDPOINT_VARIABLE}",
            "没有可供模拟器使用的缓存目录：请设置 HOME，或运行 `fcls emulator` 并设置 {ENDPOINT_VARIABLE}"
        )
    })?;
    std::fs::create_dir_all(&folder).map_err(|error| {
        let folder = folder.display();
        message!("{folder} cannot be made: {error}", "无法创建 {folder}：{error}")
    })?;
    Ok(folder.join(format!("emulator-{region}.json")))
}
