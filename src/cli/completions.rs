//! `fcls completions`: the completions of a shell.

use super::{FINE, help, print};
use crate::message::Lang;
use clap::Args;
use clap_complete::Shell;

/// For which shell.
#[derive(Debug, Args)]
pub struct Options {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

/// Prints the script that the shell reads.
pub fn run(options: &Options, lang: Lang) -> u8 {
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut help::command(lang), "fcls", &mut script);
    print(&String::from_utf8_lossy(&script));
    FINE
}
