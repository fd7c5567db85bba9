//! `fcls schema`: the JSON schema of a format, for other YAML tools.

use super::{FINE, print};
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

/// The schemas as the tests made them from the types; making them here would double the program's spec.
const F_SCHEMA: &str = include_str!("../../schemas/f.schema.json");
const S_SCHEMA: &str = include_str!("../../schemas/s.schema.json");

/// Prints the schema.
pub fn run(options: &Options) -> u8 {
    print(match options.format {
        Format::F => F_SCHEMA,
        Format::S => S_SCHEMA,
    });
    FINE
}
