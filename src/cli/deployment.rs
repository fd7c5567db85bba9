//! What `fcls plan` and `fcls deploy` share: from a file to a plan.

use super::check::{Examined, examine, shown};
use super::connection::{self, Connection, Failure};
use super::output;
use super::{ERRORS, TROUBLE, colours, complain};
use crate::check::Severity;
use crate::cloud::plan::Scope;
use crate::cloud::target::FunctionNames;
use crate::message;
use crate::message::Lang;
use crate::workflow::deployment::{Refusal, Wish, place};
use clap::{Args, ValueEnum};
use std::io::{Write, stderr};
use std::path::PathBuf;

pub use crate::workflow::deployment::Deployment;

/// Enough for the deepest nesting the parser admits.
const STACK: usize = 32 * 1024 * 1024;

/// Which file, and how it is planned.
#[derive(Debug, Clone, Args)]
#[group(skip)]
pub struct Options {
    /// The f.yml or s.yaml
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Resources or functions of the file; all when none is named
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// What is deployed: all of it, all but the code, or the code alone
    #[arg(long, value_enum, value_name = "SCOPE", default_value = "all")]
    scope: WantedScope,
    /// Reset what the cloud has and the file does not, instead of keeping it
    #[arg(long)]
    reset_missing: bool,
    /// Go on without settings that are `auto` and that the cloud does not have yet
    #[arg(long)]
    skip_auto: bool,
    /// Region for files that name none
    #[arg(long, value_name = "R")]
    region: Option<String>,
    /// How functions of services (f.yml, component fc) are called: by their name, or as service$function
    #[arg(long, value_enum, value_name = "WAY", default_value = "plain")]
    function_names: WantedNames,
    #[command(flatten)]
    connection: connection::Options,
    /// Form of the output
    #[arg(long, value_enum, default_value = "text")]
    pub format: Form,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum WantedScope {
    All,
    Config,
    Code,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum WantedNames {
    Plain,
    WithService,
}

/// Form of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// Runs a command on a thread with room for deep files.
pub fn with_room(work: impl FnOnce() -> u8 + Send) -> u8 {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        thread.ok().and_then(|thread| thread.join().ok()).unwrap_or(TROUBLE)
    })
}

/// Reads and checks the file and finds the way to the cloud; the exit code if that does not work, after saying
/// why. The cloud is asked nothing of functions yet.
pub fn open(options: &Options, lang: Lang) -> Result<Deployment, u8> {
    let file = shown(&options.file);
    let Examined { document, report } = examine(&options.file).map_err(|message| {
        complain(&format!("{file}: {}", message.text(lang)));
        TROUBLE
    })?;
    if report.findings.iter().any(|finding| finding.severity == Severity::Error) {
        let told = output::write(output::Format::Text, &[report], colours(&stderr()), lang);
        let _ = stderr().lock().write_all(told.as_bytes());
        complain(lang.pick("errors are not deployed", "存在错误，不予部署"));
        return Err(ERRORS);
    }
    let failed = |failure: &Failure| {
        complain(&failure.text(lang));
        connection::code(failure)
    };
    let connection = Connection::open(&options.connection).map_err(|failure| failed(&failure))?;
    let wish = Wish {
        only: options.names.clone(),
        function_names: match options.function_names {
            WantedNames::Plain => FunctionNames::Plain,
            WantedNames::WithService => FunctionNames::WithService,
        },
        region: options.region.clone(),
        scope: match options.scope {
            WantedScope::All => Scope::All,
            WantedScope::Config => Scope::Config,
            WantedScope::Code => Scope::Code,
        },
        reset_missing: options.reset_missing,
        skip_auto: options.skip_auto,
        read_everything: false,
    };
    Deployment::new(connection, &document, &options.file, &file, &wish, lang).map_err(|refusal| match refusal
    {
        Refusal::Failure(failure) => failed(&failure),
        Refusal::Obstacles(obstacles) => {
            for found in &obstacles {
                let place = place(&document, &file, found.span);
                complain(&format!("{place}: {}", found.message.text(lang)));
            }
            let count = obstacles.len();
            complain(message!("{count} things are in the way", "共 {count} 处障碍").text(lang));
            ERRORS
        }
    })
}
