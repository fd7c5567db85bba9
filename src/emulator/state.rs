//! What the emulator knows: functions with all that hangs on them, layers, domains, tags, packages of code; and
//! the state file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::answer::Refusal;
use crate::cloud::checksum;

/// A JSON object with the fields of the wire.
pub(super) type Fields = Map<String, Value>;

/// The whole state. Operations work on a copy, which takes the place of the state only when they succeed and the
/// state file is written: so a refused request changes nothing.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct State {
    /// By name.
    pub functions: BTreeMap<String, Function>,
    /// By name.
    pub layers: BTreeMap<String, Layer>,
    /// By domain name.
    pub domains: BTreeMap<String, Fields>,
    /// Keys and values by the ARN of the resource.
    pub tags: BTreeMap<String, BTreeMap<String, String>>,
    /// Packages by checksum; in the state file they are files of their own.
    #[serde(skip)]
    pub packages: BTreeMap<String, Arc<[u8]>>,
}

/// A function with its dependents.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Function {
    /// `LATEST`.
    pub latest: Snapshot,
    /// By number.
    pub versions: BTreeMap<u64, Version>,
    /// The last number given away; numbers are never used twice.
    pub published: u64,
    /// By name.
    pub aliases: BTreeMap<String, Fields>,
    /// By name.
    pub triggers: BTreeMap<String, Fields>,
    /// Reserved concurrency.
    pub concurrency: Option<Fields>,
    /// Async-invoke configs by qualifier.
    pub async_invoke: BTreeMap<String, Fields>,
    /// Provision configs by qualifier.
    pub provision: BTreeMap<String, Fields>,
    /// Scaling configs by qualifier.
    pub scaling: BTreeMap<String, Fields>,
    /// Ids of the networks that may call it.
    pub vpc_bindings: BTreeSet<String>,
    /// Why and since when it may not be invoked.
    pub restriction: Option<Fields>,
    /// The change that is still under way (`--slow`).
    pub busy: Option<Busy>,
}

/// The settings of a function at one moment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Snapshot {
    /// The fields as answered, without code, tags and states.
    pub fields: Fields,
    /// Its code; none for an image.
    pub code: Option<Code>,
}

/// A published version.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Version {
    /// The fields of `Version`.
    pub about: Fields,
    /// A copy of the function, never changed.
    pub snapshot: Snapshot,
}

/// What is known of a package of code.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Code {
    /// CRC-64/XZ in decimal; empty when nobody has said it.
    pub checksum: String,
    /// In bytes.
    pub size: u64,
    /// Whether the bytes are here: they are not when the code is an object of OSS.
    pub here: bool,
}

/// A change that takes its time.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Busy {
    /// Milliseconds since 1970.
    pub until: i64,
    /// Whether the function is being made, not changed.
    pub creating: bool,
}

/// A layer.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Layer {
    /// The last number given away.
    pub published: u64,
    /// Whether everyone may use it.
    pub public: bool,
    /// By number.
    pub versions: BTreeMap<u64, LayerVersion>,
}

/// A version of a layer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct LayerVersion {
    /// The fields of `Layer`, without code and access.
    pub fields: Fields,
    /// Its code.
    pub code: Code,
}

/// A version or an alias as asked for, and the settings it stands for.
pub(super) struct Resolved<'a> {
    /// `LATEST`, a number or the name of an alias.
    pub qualifier: String,
    /// The settings.
    pub snapshot: &'a Snapshot,
}

impl Function {
    /// A function just made.
    pub fn new(latest: Snapshot) -> Self {
        Function {
            latest,
            versions: BTreeMap::new(),
            published: 0,
            aliases: BTreeMap::new(),
            triggers: BTreeMap::new(),
            concurrency: None,
            async_invoke: BTreeMap::new(),
            provision: BTreeMap::new(),
            scaling: BTreeMap::new(),
            vpc_bindings: BTreeSet::new(),
            restriction: None,
            busy: None,
        }
    }

    /// Its ARN.
    pub fn arn(&self) -> &str {
        self.latest.fields.get("functionArn").and_then(Value::as_str).unwrap_or_default()
    }

    /// The version or alias that a qualifier names; none, `""` and `LATEST` are the function itself.
    pub fn resolve(&self, qualifier: Option<&str>) -> Result<Resolved<'_>, Refusal> {
        let asked = qualifier.unwrap_or_default();
        if asked.is_empty() || asked == "LATEST" {
            return Ok(Resolved { qualifier: "LATEST".into(), snapshot: &self.latest });
        }
        if asked.bytes().all(|byte| byte.is_ascii_digit()) {
            return Ok(Resolved { qualifier: asked.into(), snapshot: &self.version(asked)?.snapshot });
        }
        let alias =
            self.aliases.get(asked).ok_or_else(|| Refusal::missing("AliasNotFound", "alias", asked))?;
        let version = alias.get("versionId").and_then(Value::as_str).unwrap_or_default();
        Ok(Resolved { qualifier: asked.into(), snapshot: &self.version(version)?.snapshot })
    }

    /// A published version, by its number as text.
    pub fn version(&self, id: &str) -> Result<&Version, Refusal> {
        // "01" is no number of a version.
        let number = id.parse::<u64>().ok().filter(|number| number.to_string() == id);
        number
            .and_then(|number| self.versions.get(&number))
            .ok_or_else(|| Refusal::missing("VersionNotFound", "version", id))
    }
}

impl State {
    /// A function, or `FunctionNotFound`.
    pub fn function(&self, name: &str) -> Result<&Function, Refusal> {
        self.functions.get(name).ok_or_else(|| no_function(name))
    }

    /// A function to change, or `FunctionNotFound`.
    pub fn function_mut(&mut self, name: &str) -> Result<&mut Function, Refusal> {
        self.functions.get_mut(name).ok_or_else(|| no_function(name))
    }

    /// Keeps a package and says what is known of it.
    pub fn keep(&mut self, package: Vec<u8>) -> Code {
        let code = Code { checksum: checksum::checksum(&package), size: package.len() as u64, here: true };
        self.packages.entry(code.checksum.clone()).or_insert_with(|| package.into());
        code
    }

    /// Forgets the packages that nothing uses any more.
    pub fn sweep(&mut self) {
        let used = self.used();
        self.packages.retain(|checksum, _| used.contains(checksum));
    }

    fn used(&self) -> BTreeSet<String> {
        let functions = self.functions.values().flat_map(|function| {
            let versions = function.versions.values().map(|version| &version.snapshot);
            versions.chain([&function.latest]).filter_map(|snapshot| snapshot.code.as_ref())
        });
        let layers = self.layers.values().flat_map(|layer| layer.versions.values().map(|one| &one.code));
        functions.chain(layers).filter(|code| code.here).map(|code| code.checksum.clone()).collect()
    }
}

fn no_function(name: &str) -> Refusal {
    Refusal::missing("FunctionNotFound", "function", name)
}

/// The state file: JSON, with the packages as `<checksum>.zip` in a folder beside it (`<file>.code`).
#[derive(Debug)]
pub(super) struct StateFile {
    path: PathBuf,
    account: String,
    region: String,
}

impl StateFile {
    /// The file at `path` for an account and a region, and what it holds; an empty state when it is not there yet.
    pub fn open(path: &Path, account: &str, region: &str) -> io::Result<(Self, State)> {
        let file =
            StateFile { path: path.to_path_buf(), account: account.to_string(), region: region.to_string() };
        let text = match fs::read(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok((file, State::default())),
            Err(error) => return Err(error),
        };
        let wrong = |text: String| io::Error::new(io::ErrorKind::InvalidData, text);
        let mut whole: Value = serde_json::from_slice(&text)?;
        if (whole["account"].as_str(), whole["region"].as_str()) != (Some(account), Some(region)) {
            return Err(wrong(format!("it is of account {} in {}", whole["account"], whole["region"])));
        }
        let mut state: State = serde_json::from_value(whole["state"].take())?;
        for checksum in state.used() {
            let package = fs::read(file.package(&checksum))?;
            if checksum::checksum(&package) != checksum {
                return Err(wrong(format!("the package {checksum} is damaged")));
            }
            state.packages.insert(checksum, package.into());
        }
        Ok((file, state))
    }

    /// Writes the state: new packages first, then the file in one step, then unused packages go.
    pub fn save(&self, state: &State) -> io::Result<()> {
        let folder = self.folder();
        if !state.packages.is_empty() {
            fs::create_dir_all(&folder)?;
        }
        for (checksum, package) in &state.packages {
            let path = self.package(checksum);
            if fs::metadata(&path).map_or(true, |known| known.len() != package.len() as u64) {
                replace(&path, package)?;
            }
        }
        let whole = json!({ "format": 1, "account": self.account, "region": self.region, "state": state });
        replace(&self.path, &serde_json::to_vec(&whole)?)?;
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.strip_suffix(".zip").is_some_and(|checksum| !state.packages.contains_key(checksum)) {
                // One that stays behind takes room and does no harm.
                let _ = fs::remove_file(entry.path());
            }
        }
        Ok(())
    }

    fn folder(&self) -> PathBuf {
        let mut name = self.path.file_name().unwrap_or_default().to_os_string();
        name.push(".code");
        self.path.with_file_name(name)
    }

    fn package(&self, checksum: &str) -> PathBuf {
        self.folder().join(format!("{checksum}.zip"))
    }
}

/// Puts a whole file in the place of another, so that no reader and no crash sees half of it. Only the owner may
/// read it: environments may hold secrets.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".{}.new", std::process::id()));
    let beside = path.with_file_name(name);
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&beside).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.and_then(|()| fs::rename(&beside, path)).inspect_err(|_| {
        let _ = fs::remove_file(&beside);
    })
}
