//! `fcls schema`: the JSON schema of a format, for other YAML tools.

use super::{FINE, print};
use clap::{Args, ValueEnum};
use flate2::read::DeflateDecoder;
use std::io::Read;

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

/// The schemas as the tests made them from the types (making them here would double the program's spec), deflated.
const F_SCHEMA: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/f.schema.json"));
const S_SCHEMA: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/s.schema.json"));

/// Prints the schema.
pub fn run(options: &Options) -> u8 {
    let packed = match options.format {
        Format::F => F_SCHEMA,
        Format::S => S_SCHEMA,
    };
    let mut schema = String::new();
    DeflateDecoder::new(packed).read_to_string(&mut schema).expect("what was packed with the program");
    print(&schema);
    FINE
}
