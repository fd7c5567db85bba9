//! Options of every command that talks to Function Compute.

use super::{ERRORS, TROUBLE};
use crate::workflow::connection::{Place, Way};
use clap::{Args, ValueEnum};

pub use crate::workflow::connection::{Connection, Failure};

/// Where to and as whom; part of every command that talks to Function Compute.
#[derive(Debug, Clone, Args)]
#[group(skip)]
pub struct Options {
    /// The cloud, or a local emulator that keeps its state in the cache folder (or is at FCLS_ENDPOINT)
    #[arg(long, value_enum, value_name = "PLACE", default_value = "cloud")]
    target: Target,
    /// Alias of the credentials in ~/.s/access.yaml; goes before `access` of a file
    #[arg(long, value_name = "ALIAS")]
    access: Option<String>,
}

impl Options {
    /// The alias that the command line names.
    pub fn alias(&self) -> Option<&str> {
        self.access.as_deref()
    }
}

/// Where functions live.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Target {
    /// Alibaba Cloud.
    Cloud,
    /// The local emulator.
    Emulator,
}

impl From<&Options> for Way {
    fn from(options: &Options) -> Way {
        let target = match options.target {
            Target::Cloud => Place::Cloud,
            Target::Emulator => Place::Emulator,
        };
        Way { target, access: options.access.clone() }
    }
}

/// The exit code of a failure: 1 when the cloud refused, 2 when nothing was asked of it.
pub fn code(failure: &Failure) -> u8 {
    if failure.cloud().is_some() { ERRORS } else { TROUBLE }
}
