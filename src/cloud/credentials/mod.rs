//! Whose key signs. Looked for in this order, the first that is there counts, and it is always named:
//!
//! 1. the environment: `ALIBABA_CLOUD_ACCESS_KEY_ID`, `ALIBABA_CLOUD_ACCESS_KEY_SECRET` and, for temporary
//!    credentials, `ALIBABA_CLOUD_SECURITY_TOKEN`; then Serverless Devs' own `AccountID`, `AccessKeyID`,
//!    `AccessKeySecret`, all three;
//! 2. `~/.s/access.yaml` of Serverless Devs: the alias that `access` of the file names;
//! 3. `~/.aliyun/config.json` of the Aliyun CLI: modes `AK`, `StsToken`, `RamRoleArn`;
//! 4. `~/.alibabacloud/credentials` of the SDKs: types `access_key`, `sts`, `ram_role_arn`.
//!
//! An alias that the file names and that is not known is an error, never a reason to take another account, with
//! one exception: `default`, which every template names, when Serverless Devs has no credentials at all. What is
//! incomplete or of a kind that is not supported is an error as well: to pass over it might deploy elsewhere.
//! No secret is ever part of a message.

mod alibaba_cloud;
mod aliyun_cli;
mod environment;
mod serverless_devs;

use std::collections::BTreeMap;
use std::fmt;
use std::io::Read as _;
use std::path::PathBuf;

use super::secret::Secret;
use super::sign::Key;
use crate::message;
use crate::message::{Lang, Message};

/// Most bytes of a credentials file that are read.
const MAX_FILE: u64 = 1 << 20;

/// Where credentials are looked for: environment and home, given so that tests have their own.
#[derive(Clone, Default)]
pub struct Surroundings {
    /// Environment variables.
    pub environment: BTreeMap<String, String>,
    /// The home of the user.
    pub home: Option<PathBuf>,
}

/// Without the values, which may be secrets.
impl fmt::Debug for Surroundings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Surroundings").field("home", &self.home).finish_non_exhaustive()
    }
}

impl Surroundings {
    /// Those of this process.
    pub fn of_process() -> Self {
        let environment = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        Surroundings { environment, home: std::env::home_dir() }
    }

    /// The names of the aliases that `access` of a file may name; no secret is among them.
    pub fn aliases(&self) -> Vec<String> {
        serverless_devs::aliases(self)
    }

    /// A variable that is set to something.
    fn variable(&self, name: &str) -> Option<&str> {
        self.environment.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    /// The text of a file under the home, or `None` when there is no such file.
    fn home_file(&self, source: &Source, path: &str) -> Result<Option<String>, CredentialError> {
        let Some(home) = &self.home else { return Ok(None) };
        read(source, &home.join(path))
    }
}

fn read(source: &Source, path: &std::path::Path) -> Result<Option<String>, CredentialError> {
    let file = match std::fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(source, &error)),
    };
    let mut text = String::new();
    match file.take(MAX_FILE).read_to_string(&mut text) {
        Ok(_) => Ok(Some(text)),
        Err(error) => Err(unreadable(source, &error)),
    }
}

fn unreadable(source: &Source, error: &std::io::Error) -> CredentialError {
    CredentialError::new(source, message!("it cannot be read: {error}", "无法读取：{error}"))
}

/// Where credentials come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Environment variables, by the first of them.
    Environment(String),
    /// An alias of `~/.s/access.yaml`.
    ServerlessDevs(String),
    /// A profile of `~/.aliyun/config.json`.
    AliyunCli(String),
    /// A profile of `~/.alibabacloud/credentials`.
    AlibabaCloud(String),
}

impl Source {
    /// In words: `alias "default" in ~/.s/access.yaml`.
    pub fn message(&self) -> Message {
        match self {
            Source::Environment(name) => {
                message!("the environment variable {name}", "环境变量 {name}")
            }
            Source::ServerlessDevs(alias) => {
                message!("alias \"{alias}\" in ~/.s/access.yaml", "~/.s/access.yaml 中的别名“{alias}”")
            }
            Source::AliyunCli(profile) => {
                message!(
                    "profile \"{profile}\" in ~/.aliyun/config.json",
                    "~/.aliyun/config.json 中的配置“{profile}”"
                )
            }
            Source::AlibabaCloud(profile) => message!(
                "profile \"{profile}\" in ~/.alibabacloud/credentials",
                "~/.alibabacloud/credentials 中的配置“{profile}”"
            ),
        }
    }
}

/// A role that the key may take on (STS AssumeRole).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// ARN of the role.
    pub arn: String,
    /// Name of the session, as it appears in the logs of the account.
    pub session: String,
    /// Seconds the credentials are valid.
    pub seconds: Option<u32>,
}

/// Credentials that were found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The key.
    pub key: Key,
    /// A role to take on before anything else.
    pub role: Option<Role>,
    /// Where they come from.
    pub source: Source,
    /// Region that goes with them, if one is named.
    pub region: Option<String>,
}

impl Credentials {
    fn new(source: Source, id: &str, secret: &str, token: Option<&str>) -> Self {
        let token = token.filter(|token| !token.is_empty()).map(Secret::new);
        let key = Key { id: id.to_string(), secret: Secret::new(secret), token };
        Credentials { key, role: None, source, region: None }
    }
}

/// Why there are no credentials. It holds no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialError {
    message: Message,
}

impl CredentialError {
    fn new(source: &Source, what: Message) -> Self {
        let source = source.message();
        CredentialError {
            message: Message::new(
                format!("credentials from {}: {}", source.en, what.en),
                format!("来自{}的凭证：{}", source.zh, what.zh),
            ),
        }
    }

    fn missing(source: &Source, name: &str) -> Self {
        CredentialError::new(source, message!("{name} is missing", "缺少 {name}"))
    }

    /// The sentence.
    pub fn message(&self) -> &Message {
        &self.message
    }
}

impl fmt::Display for CredentialError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.message.text(Lang::En))
    }
}

impl std::error::Error for CredentialError {}

/// The alias by which an s.yaml asks for the Aliyun CLI's credentials.
const ALIYUN_CLI_ALIAS: &str = "${aliyun-cli}";

/// Finds credentials; `alias` is what `access` of the file says.
///
/// # Errors
///
/// When there are none, or those that come first are incomplete, unreadable or of another kind.
pub fn find(surroundings: &Surroundings, alias: Option<&str>) -> Result<Credentials, CredentialError> {
    let alias = alias.map(str::trim).filter(|alias| !alias.is_empty());
    if let Some(found) = environment::find(surroundings)? {
        return Ok(found);
    }
    if alias == Some(ALIYUN_CLI_ALIAS) {
        let nothing = || {
            let source = Source::AliyunCli("current".to_string());
            CredentialError::new(&source, message!("there are none", "不存在"))
        };
        return aliyun_cli::find(surroundings)?.ok_or_else(nothing);
    }
    if let Some(found) = serverless_devs::find(surroundings, alias)? {
        return Ok(found);
    }
    if let Some(found) = aliyun_cli::find(surroundings)? {
        return Ok(found);
    }
    if let Some(found) = alibaba_cloud::find(surroundings)? {
        return Ok(found);
    }
    Err(CredentialError {
        message: message!(
            "no credentials: set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or run \
             `s config add` or `aliyun configure`; the target `emulator` needs none",
            "没有凭证：请设置 ALIBABA_CLOUD_ACCESS_KEY_ID 和 ALIBABA_CLOUD_ACCESS_KEY_SECRET，或运行 \
             `s config add` 或 `aliyun configure`；目标 `emulator` 无需凭证"
        ),
    })
}

#[cfg(test)]
mod tests;
