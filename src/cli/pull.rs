//! `fcls pull`: live functions as s.yaml text, or as edits of an s.yaml.

use super::connection::{self, Connection, Failure};
use super::publish::told;
use super::{FINE, check, complain, confirm, fix, judge, print};
use crate::cloud::client::Client;
use crate::cloud::props::Live;
use crate::cloud::pull::into::into;
use crate::cloud::pull::{Pulled, file, pulled, read};
use crate::cloud::request::{FunctionFilter, Page};
use crate::document::Document;
use crate::message;
use crate::message::{Lang, Message};
use crate::server::DiskFiles;
use crate::text::Text;
use crate::workflow::pulling::{comment, difference};
use crate::workflow::secrets::is_secret;
use clap::Args;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What to pull and where to.
#[derive(Debug, Args)]
pub struct Options {
    /// Name of the function
    #[arg(value_name = "NAME", required_unless_present = "prefix", conflicts_with = "prefix")]
    name: Option<String>,
    /// All functions whose name begins so
    #[arg(long, value_name = "P")]
    prefix: Option<String>,
    /// Region of the functions
    #[arg(long, value_name = "R", default_value = "cn-hangzhou")]
    region: String,
    /// Edit this s.yaml instead of printing one; comments stay as they are
    #[arg(long, value_name = "FILE")]
    into: Option<PathBuf>,
    /// Download the code into this folder, which must be empty or missing; several functions get a folder each
    #[arg(long, value_name = "DIR")]
    code: Option<PathBuf>,
    /// Do not ask before a file is changed
    #[arg(long, short)]
    yes: bool,
    #[command(flatten)]
    connection: connection::Options,
}

/// Pulls; the exit code.
pub fn run(options: &Options, lang: Lang) -> u8 {
    told(pull(options, lang), lang)
}

fn pull(options: &Options, lang: Lang) -> Result<u8, Failure> {
    // A file that cannot be read is told before anything is asked of the cloud.
    let target = options.into.as_deref().map(open).transpose()?;
    let connection = Connection::open(&options.connection)?;
    let client = connection.client(&options.region, None)?;
    let names = match (&options.name, &options.prefix) {
        (Some(name), _) => vec![name.clone()],
        (None, prefix) => {
            let page = Page { prefix: prefix.clone(), ..Page::default() };
            let filter = FunctionFilter { page, ..FunctionFilter::default() };
            let found = connection.wait(client.all_functions(&filter))?;
            found.into_iter().filter_map(|function| function.function_name).collect()
        }
    };
    if names.is_empty() {
        return Err(message!("no function has that prefix", "没有以此开头的函数").into());
    }
    let mut all = Vec::new();
    for name in &names {
        let live = connection.wait(read(&client, name))?;
        let code = match &options.code {
            Some(folder) => download(&connection, &client, options, folder, name, &live)?,
            None => None,
        };
        let pulled = pulled(&live, &options.region, code.as_deref(), &is_secret);
        all.push((live, pulled));
    }
    for (_, pulled) in &all {
        for field in &pulled.expressions {
            let name = &pulled.resource;
            complain(&match lang {
                Lang::En => {
                    format!("{name}: `{field}` contains `${{`, which an s.yaml reads as an expression")
                }
                Lang::Zh => format!("{name}：`{field}` 包含 `${{`，在 s.yaml 中会被当作表达式"),
            });
        }
    }
    match target {
        None => {
            let all: Vec<Pulled> = all.into_iter().map(|(_, pulled)| pulled).collect();
            let name = options.name.as_deref().or(options.prefix.as_deref()).unwrap_or_default();
            let name = name.trim_end_matches(['-', '_']);
            let name = if name.is_empty() { "functions" } else { name };
            print(&file(&all, name, options.connection.alias().unwrap_or("default"), &comment(lang)));
            for pulled in &all {
                for verdict in judge::whole(&pulled.props).iter().filter(|verdict| verdict.bad) {
                    complain(&format!("{}: {}", pulled.resource, verdict.text(lang)));
                }
            }
            Ok(FINE)
        }
        Some(target) => write_into(options, target, &all, lang),
    }
}

/// A file to be edited.
struct Target {
    path: PathBuf,
    document: Document,
    bom: bool,
}

fn open(path: &Path) -> Result<Target, Message> {
    let shown = path.display();
    let source = check::read(path).map_err(|reason| {
        let Message { en, zh } = reason;
        message!("{shown}: {en}", "{shown}：{zh}")
    })?;
    let absolute = std::path::absolute(path).ok();
    let document = Document::new(absolute, source.text, Arc::new(DiskFiles::default()));
    if document.tree().has_errors() {
        return Err(message!(
            "{shown}: the YAML has errors; run `fcls check` first",
            "{shown}：YAML 有错误，请先运行 `fcls check`"
        ));
    }
    Ok(Target { path: path.to_path_buf(), document, bom: source.bom })
}

fn write_into(options: &Options, target: Target, all: &[(Live, Pulled)], lang: Lang) -> Result<u8, Failure> {
    let before: Text = target.document.text().clone();
    let mut document = target.document;
    let mut edits = 0;
    for (live, pulled) in all {
        let changed = into(document, live, pulled, &comment(lang))?;
        for note in &changed.notes {
            complain(&format!("{}: {}", pulled.resource, note.text(lang)));
        }
        edits += changed.edits;
        document = changed.document;
    }
    let shown = target.path.display().to_string();
    if edits == 0 {
        print(&match lang {
            Lang::En => format!("{shown}: no change\n"),
            Lang::Zh => format!("{shown}：没有变化\n"),
        });
        return Ok(FINE);
    }
    let (old, new) = (before.to_string(), document.text().to_string());
    print(&difference(&shown, &old, &new));
    if !confirm::confirm(lang.pick("Write the file?", "写入文件？"), options.yes, lang)? {
        complain(lang.pick("nothing was changed", "未作任何更改"));
        return Ok(FINE);
    }
    fix::write(&target.path, document.text(), target.bom)
        .map_err(|error| message!("{shown}: cannot be written: {error}", "{shown}：无法写入：{error}"))?;
    Ok(FINE)
}

/// Fetches and unpacks the code; where it is, as the file names it.
fn download(
    connection: &Connection,
    client: &Client,
    options: &Options,
    folder: &Path,
    name: &str,
    live: &Live,
) -> Result<Option<String>, Failure> {
    if live.function.runtime.as_deref() == Some("custom-container") {
        return Ok(None);
    }
    let folder = if options.prefix.is_some() { folder.join(name) } else { folder.to_path_buf() };
    let shown = folder.display();
    if std::fs::read_dir(&folder).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(message!(
            "{shown} is not empty: nothing is overwritten",
            "{shown} 不为空：不会覆盖任何文件"
        )
        .into());
    }
    let code = connection.wait(client.get_function_code(name, None))?.value;
    let bytes = connection.wait(client.download_code(&code))?;
    let failed = |error: &dyn std::fmt::Display| {
        message!("the code cannot be unpacked into {shown}: {error}", "无法将代码解压到 {shown}：{error}")
    };
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).map_err(|error| failed(&error))?;
    std::fs::create_dir_all(&folder).map_err(|error| failed(&error))?;
    // Names that lead out of the folder are refused by the library.
    archive.extract(&folder).map_err(|error| failed(&error))?;
    let path = if folder.is_absolute() || folder.starts_with(".") {
        folder.clone()
    } else {
        Path::new(".").join(&folder)
    };
    Ok(Some(path.display().to_string().replace('\\', "/")))
}
