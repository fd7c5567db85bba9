//! `fcls man`: the manual pages.

use super::{FINE, TROUBLE, complain, help, print};
use crate::message;
use crate::message::Lang;
use clap::{Args, Command};
use std::io;
use std::path::{Path, PathBuf};

/// Where the pages go.
#[derive(Debug, Args)]
pub struct Options {
    /// Write the pages of fcls and of each subcommand into this folder instead of printing one
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

/// Prints the page of the program, or writes all pages.
pub fn run(options: &Options, lang: Lang) -> u8 {
    let mut command = help::command(lang);
    command.build();
    let Some(dir) = &options.dir else {
        print(&page(command));
        return FINE;
    };
    match write(dir, command) {
        Ok(()) => FINE,
        Err(error) => {
            let dir = dir.display();
            complain(message!("{dir}: cannot be written: {error}", "{dir}：无法写入：{error}").text(lang));
            TROUBLE
        }
    }
}

/// `fcls.1` and `fcls-SUBCOMMAND.1`, as `man fcls check` looks for them.
fn write(dir: &Path, command: Command) -> io::Result<()> {
    std::fs::create_dir_all(dir)?;
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help" && !sub.is_hide_set()) {
        std::fs::write(dir.join(format!("fcls-{}.1", sub.get_name())), page(sub.clone()))?;
    }
    std::fs::write(dir.join("fcls.1"), page(command))
}

fn page(command: Command) -> String {
    let mut page = Vec::new();
    // Writing into memory cannot fail.
    let _ = clap_mangen::Man::new(command).render(&mut page);
    String::from_utf8_lossy(&page).into_owned()
}
