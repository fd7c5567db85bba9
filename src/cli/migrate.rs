//! `fcls migrate`: an older format as an s.yaml for component fc3.

use super::{ERRORS, FINE, TROUBLE, check, complain, fix, print};
use crate::document::{Document, FileKind};
use crate::ide::refactor::migrate::{Migrated, NEW_FILE, migrate};
use crate::message;
use crate::message::{Lang, Message};
use crate::server::DiskFiles;
use crate::text::{Encoding, Text};
use crate::workflow::outside::reason;
use clap::Args;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What to migrate and where to.
#[derive(Debug, Args)]
pub struct Options {
    /// The f.yml, or the s.yaml of edition 1.0.0
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Write here instead of printing; for an f.yml usually the s.yaml beside it
    #[arg(long, short, value_name = "FILE", conflicts_with = "in_place")]
    output: Option<PathBuf>,
    /// Change the s.yaml itself; an f.yml stays as it is
    #[arg(long)]
    in_place: bool,
    /// Write over a file that is there already
    #[arg(long)]
    force: bool,
}

/// Migrates; the exit code: 1 when the file cannot be migrated.
pub fn run(options: &Options, lang: Lang) -> u8 {
    match made(options) {
        Ok((document, migrated, bom)) => finished(options, &document, &migrated, bom, lang),
        Err((code, message)) => {
            complain(&format!("{}: {}", options.file.display(), message.text(lang)));
            code
        }
    }
}

/// The file, what it becomes, and whether it begins with a byte order mark.
fn made(options: &Options) -> Result<(Document, Migrated, bool), (u8, Message)> {
    let source = check::read(&options.file).map_err(|message| (TROUBLE, message))?;
    let path = std::path::absolute(&options.file).ok();
    let document = Document::new(path, source.text, Arc::new(DiskFiles::default()));
    if options.in_place && document.kind() == FileKind::FYml {
        let message = message!(
            "an f.yml becomes another file: use `--output {NEW_FILE}`",
            "f.yml 会迁移为另一个文件：请使用 `--output {NEW_FILE}`"
        );
        return Err((TROUBLE, message));
    }
    let migrated = migrate(&document).map_err(|message| (ERRORS, message))?;
    Ok((document, migrated, source.bom))
}

fn finished(options: &Options, document: &Document, migrated: &Migrated, bom: bool, lang: Lang) -> u8 {
    let target = if options.in_place { Some(&options.file) } else { options.output.as_ref() };
    match target {
        None => print(&migrated.text),
        Some(target) => {
            // What is migrated in place is meant to change.
            let written = if options.in_place {
                let text = Text::from(migrated.text.as_str());
                fix::write(target, &text, bom).map_err(|error| reason(&error))
            } else {
                written(target, &migrated.text, options.force)
            };
            if let Err(message) = written {
                complain(&format!("{}: {}", target.display(), message.text(lang)));
                return TROUBLE;
            }
        }
    }
    for line in listed(&options.file, document.text(), migrated, lang) {
        complain(&line);
    }
    FINE
}

fn written(target: &Path, text: &str, over: bool) -> Result<(), Message> {
    let mut open = std::fs::OpenOptions::new();
    // Whether a file is there is asked and answered in one step.
    if over {
        open.write(true).create(true).truncate(true)
    } else {
        open.write(true).create_new(true)
    };
    let mut file = open.open(target).map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => {
            message!("there is such a file already; `--force` writes over it", "文件已存在；`--force` 可覆盖")
        }
        _ => reason(&error),
    })?;
    file.write_all(text.as_bytes()).map_err(|error| reason(&error))
}

/// What a person must look at, a line each.
fn listed(file: &Path, text: &Text, migrated: &Migrated, lang: Lang) -> Vec<String> {
    let line = |(span, note): &(crate::text::Span, Message)| {
        let place = text.position(span.start, Encoding::Utf32);
        format!("{}:{}:{}: {}", file.display(), place.line + 1, place.character + 1, note.text(lang))
    };
    migrated.notes.iter().map(line).collect()
}
