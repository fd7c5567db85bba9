//! `fcls schema`: the JSON schema of a format, for other YAML tools.

use super::{FINE, print};
use crate::spec::export;
use clap::{Args, ValueEnum};

/// Which schema.
#[derive(Debug, Args)]
pub struct Options {
    /// The format
    #[arg(value_enum, value_name = "FORMAT")]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// f.yml
    F,
    /// s.yaml
    S,
}

/// Prints the schema.
pub fn run(options: &Options) -> u8 {
    let schema = match options.format {
        Format::F => export::f_schema(),
        Format::S => export::s_schema(),
    };
    print(&export::to_text(&schema));
    FINE
}
