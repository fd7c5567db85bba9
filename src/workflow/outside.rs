//! The world around a file that is deployed: the environment, files beside it, the account.

use crate::document::evaluate::Outside;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::connection::Connection;
use crate::message;
use crate::message::{Lang, Message};

/// Most bytes of a file that an expression may name.
const LARGEST: u64 = 4 << 20;

/// The world of this process.
pub struct Process<'c> {
    /// The folder of the file.
    folder: PathBuf,
    connection: &'c Connection,
    lang: Lang,
}

impl<'c> Process<'c> {
    /// The world around the file at `path`.
    pub fn new(path: &Path, connection: &'c Connection, lang: Lang) -> Self {
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.into());
        let folder = absolute.parent().unwrap_or(Path::new(".")).to_path_buf();
        Process { folder, connection, lang }
    }
}

impl Outside for Process<'_> {
    fn env(&self, name: &str) -> Option<String> {
        std::env::var(name).ok()
    }

    fn read(&self, path: &str) -> Result<String, String> {
        let words = |error: &std::io::Error| reason(error).text(self.lang).to_string();
        let file = std::fs::File::open(self.folder.join(path)).map_err(|error| words(&error))?;
        let mut text = String::new();
        file.take(LARGEST + 1).read_to_string(&mut text).map_err(|error| words(&error))?;
        if text.len() as u64 > LARGEST {
            return Err(self.lang.pick("larger than 4 MiB", "超过 4 MiB").to_string());
        }
        Ok(text)
    }

    fn absolute(&self, path: &str) -> Option<PathBuf> {
        std::fs::canonicalize(self.folder.join(path)).ok()
    }

    /// The account alone: keys and tokens are no values for functions.
    fn config(&self, key: &str) -> Option<String> {
        if key != "AccountID" {
            return None;
        }
        // Any region knows the account.
        let client = self.connection.client(REGION, None).ok()?;
        self.connection.wait(client.account_id()).ok().map(str::to_string)
    }
}

/// The region that is asked for the account.
const REGION: &str = "cn-hangzhou";

/// Why a file could not be read, without the system's jargon where it is one of the usual reasons.
pub fn reason(error: &std::io::Error) -> Message {
    match error.kind() {
        ErrorKind::NotFound => message!("no such file or folder", "没有这个文件或目录"),
        ErrorKind::PermissionDenied => message!("permission denied", "没有权限"),
        ErrorKind::IsADirectory => message!("is a folder", "是一个目录"),
        _ => message!("cannot be read: {error}", "无法读取：{error}"),
    }
}
