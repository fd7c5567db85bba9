//! The command line, one file per subcommand. Everything a person reads is in English and Chinese.

mod check;
mod completions;
mod confirm;
mod connection;
mod deploy;
mod deployment;
mod emulator;
mod explain;
mod fix;
mod fmt;
mod graph;
mod help;
mod invoke;
mod judge;
mod lsp;
mod man;
mod migrate;
mod output;
mod package;
mod parse;
mod plan;
mod progress;
mod publish;
mod pull;
mod rules;
mod schema;
mod settings;
mod update;
mod walk;

use crate::message::Lang;
use clap::{FromArgMatches, Parser, Subcommand, ValueEnum};
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

/// Nothing is wrong.
const FINE: u8 = 0;
/// Errors were found.
const ERRORS: u8 = 1;
/// A plan has changes.
const CHANGES: u8 = 3;
/// The command was not understood, or a file could not be read.
const TROUBLE: u8 = 2;

/// Language server and checker for the YAML files of Alibaba Cloud Function Compute.
#[derive(Debug, Parser)]
#[command(name = "fcls", version = env!("FCLS_VERSION"))]
struct Arguments {
    /// Language of messages; `auto` takes it from LC_ALL, LC_MESSAGES or LANG
    #[arg(long, value_enum, value_name = "LANG", default_value = "auto", global = true)]
    lang: Language,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Language {
    Auto,
    En,
    Zh,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check files and folders
    Check(check::Options),
    /// Format files: indentation, spaces, blank lines; values and comments stay
    Fmt(fmt::Options),
    /// Run the language server on standard input and output
    Lsp(lsp::Options),
    /// Print the page of a rule
    Explain(explain::Options),
    /// List all rules
    Rules(rules::Options),
    /// Show what a YAML file is parsed into
    Parse(parse::Options),
    /// Print the JSON schema of a format
    Schema(schema::Options),
    /// Draw what a file deploys: functions, what calls them, what they use
    Graph(graph::Options),
    /// Show what a deploy would change, field by field; exits with 3 if it would change anything
    Plan(plan::Options),
    /// Deploy the functions of a file: plan, confirm, apply
    Deploy(deploy::Options),
    /// Run a local Function Compute for tests and trials
    Emulator(emulator::Options),
    /// Change parameters of a live function; all others stay as they are
    Update(update::Options),
    /// Write live functions as an s.yaml, or bring an s.yaml up to them
    Pull(pull::Options),
    /// Publish what is deployed now as a version
    Publish(publish::Options),
    /// List the versions of a function
    Versions(publish::VersionsOptions),
    /// Call a function
    Invoke(invoke::Options),
    /// Show what a folder of code becomes, without sending it
    Package(package::Options),
    /// Write an f.yml, or an s.yaml of edition 1.0.0, as an s.yaml for component fc3
    Migrate(migrate::Options),
    /// Print the completions of a shell
    Completions(completions::Options),
    /// Print the manual page, or write those of all subcommands
    Man(man::Options),
}

/// Runs the command that the arguments of the process ask for.
pub fn main() -> ExitCode {
    let lang = wanted_language();
    let matches = match help::command(lang).try_get_matches() {
        Ok(matches) => matches,
        Err(error) => {
            // A closed pipe is no reason to complain; help and version are no errors.
            let _ = error.print();
            return if error.use_stderr() { TROUBLE.into() } else { FINE.into() };
        }
    };
    let arguments = match Arguments::from_arg_matches(&matches) {
        Ok(arguments) => arguments,
        Err(error) => error.exit(),
    };
    match arguments.command {
        Command::Check(options) => check::run(&options, lang).into(),
        Command::Fmt(options) => fmt::run(&options, lang).into(),
        Command::Lsp(options) => lsp::run(&options),
        Command::Explain(options) => explain::run(&options, lang).into(),
        Command::Rules(options) => rules::run(&options, lang).into(),
        Command::Parse(options) => parse::run(&options, lang).into(),
        Command::Schema(options) => schema::run(&options).into(),
        Command::Graph(options) => graph::run(&options, lang).into(),
        Command::Plan(options) => plan::run(&options, lang).into(),
        Command::Deploy(options) => deploy::run(&options, lang).into(),
        Command::Emulator(options) => emulator::run(&options, lang).into(),
        Command::Update(options) => update::run(&options, lang).into(),
        Command::Pull(options) => pull::run(&options, lang).into(),
        Command::Publish(options) => publish::run(&options, lang).into(),
        Command::Versions(options) => publish::versions(&options, lang).into(),
        Command::Invoke(options) => invoke::run(&options, lang).into(),
        Command::Package(options) => package::run(&options, lang).into(),
        Command::Migrate(options) => migrate::run(&options, lang).into(),
        Command::Completions(options) => completions::run(&options, lang).into(),
        Command::Man(options) => man::run(&options, lang).into(),
    }
}

/// The language, from `--lang`, the project's `fcls.toml` or the environment. Needed before the arguments are read, for the help.
fn wanted_language() -> Lang {
    let mut arguments = std::env::args().skip(1);
    let mut asked = None;
    while let Some(argument) = arguments.next() {
        if argument == "--lang" {
            asked = arguments.next();
        } else if let Some(value) = argument.strip_prefix("--lang=") {
            asked = Some(value.to_string());
        }
    }
    match asked.as_deref() {
        Some("en") => Lang::En,
        Some("zh") => Lang::Zh,
        _ => settings::language().unwrap_or_else(|| Lang::from_environment(|name| std::env::var(name).ok())),
    }
}

/// Writes to standard output. A reader that has gone away (`fcls rules | head`) is no error.
fn print(text: &str) {
    let mut stdout = io::stdout().lock();
    let _ = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
}

/// Writes one line about trouble to standard error.
fn complain(text: &str) {
    let _ = writeln!(io::stderr().lock(), "fcls: {text}");
}

/// Whether to use colours on `stream`: only on a terminal, unless the environment says otherwise
/// (NO_COLOR, CLICOLOR, CLICOLOR_FORCE).
fn colours(stream: &impl IsTerminal) -> bool {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty());
    if set("NO_COLOR").is_some() {
        return false;
    }
    if set("CLICOLOR_FORCE").is_some_and(|value| value != "0") {
        return true;
    }
    stream.is_terminal()
        && set("CLICOLOR").is_none_or(|value| value != "0")
        && set("TERM").is_none_or(|value| value != "dumb")
}
