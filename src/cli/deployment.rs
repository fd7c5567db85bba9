//! What `fcls plan` and `fcls deploy` share: from a file to a plan.

use super::check::{Examined, examine, shown};
use super::connection::{self, Connection, Failure};
use super::output;
use super::outside::Process;
use super::{ERRORS, TROUBLE, colours, complain};
use crate::check::Severity;
use crate::cloud::plan::{self, Clients, Plan, Scope};
use crate::cloud::render::Style;
use crate::cloud::target::{self, FunctionNames, Obstacle, Targets};
use crate::document::Document;
use crate::message;
use crate::message::Lang;
use crate::text::{Encoding, Span};
use clap::{Args, ValueEnum};
use std::io::{Write, stderr};
use std::path::PathBuf;

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

/// A file on its way to the cloud.
pub struct Deployment {
    pub connection: Connection,
    pub clients: Clients,
    document: Document,
    file: String,
    targets: Targets,
    options: plan::Options,
}

/// Runs a command on a thread with room for deep files.
pub fn with_room(work: impl FnOnce() -> u8 + Send) -> u8 {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        thread.ok().and_then(|thread| thread.join().ok()).unwrap_or(TROUBLE)
    })
}

impl Deployment {
    /// Reads and checks the file and finds the way to the cloud; the exit code if that does not work, after saying
    /// why. The cloud is asked nothing of functions yet.
    pub fn new(options: &Options, lang: Lang) -> Result<Self, u8> {
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
        let failed = |failure: Failure| {
            complain(&failure.text(lang));
            failure.code()
        };
        let connection = Connection::open(&options.connection).map_err(failed)?;
        let wanted = target::Options {
            only: options.names.clone(),
            function_names: match options.function_names {
                WantedNames::Plain => FunctionNames::Plain,
                WantedNames::WithService => FunctionNames::WithService,
            },
            // A trial needs no region.
            default_region: options
                .region
                .clone()
                .or_else(|| connection.is_local().then(|| crate::emulator::REGION.to_string())),
        };
        let outside = Process::new(&options.file, &connection, lang);
        let targets = target::targets(&document, &outside, &wanted).map_err(|obstacles| {
            tell(&document, &file, &obstacles, lang);
            ERRORS
        })?;
        let mut clients = Clients::default();
        for (region, access) in Clients::needed(&targets) {
            let client = connection.client(&region, access.as_deref()).map_err(failed)?;
            clients.0.insert((region, access), client);
        }
        let options = plan::Options {
            scope: match options.scope {
                WantedScope::All => Scope::All,
                WantedScope::Config => Scope::Config,
                WantedScope::Code => Scope::Code,
            },
            reset_missing: options.reset_missing,
            merge_environment: false,
            // A local emulator has no networks and no logs to choose from.
            skip_auto: options.skip_auto || connection.is_local(),
        };
        Ok(Deployment { connection, clients, document, file, targets, options })
    }

    /// Reads the cloud and makes the plan.
    pub fn plan(&self) -> Plan {
        self.connection.wait(plan::plan(&self.targets, &self.clients, self.options))
    }

    /// Where something stands: `s.yaml:3:5`.
    pub fn place(&self, span: Span) -> String {
        place(&self.document, &self.file, span)
    }

    /// Lets `work` write with the style of standard output.
    pub fn styled<T>(&self, colours: bool, lang: Lang, work: impl FnOnce(&Style<'_>) -> T) -> T {
        let place = |span| self.place(span);
        work(&Style { lang, colours, place: &place })
    }
}

fn place(document: &Document, file: &str, span: Span) -> String {
    let position = document.text().position(span.start, Encoding::Utf32);
    format!("{file}:{}:{}", position.line + 1, position.character + 1)
}

fn tell(document: &Document, file: &str, obstacles: &[Obstacle], lang: Lang) {
    for obstacle in obstacles {
        let place = place(document, file, obstacle.span);
        complain(&format!("{place}: {}", obstacle.message.text(lang)));
    }
    let count = obstacles.len();
    let message = message!("{count} things are in the way", "共 {count} 处障碍");
    complain(message.text(lang));
}
