//! `fcls fmt`: lays files out anew.

use super::check::{Source, each, guarded, read, read_input, shown, write};
use super::{ERRORS, FINE, TROUBLE, complain, print, walk};
use crate::document::{Document, FileKind};
use crate::ide::{INDENT, Refused, format};
use crate::message;
use crate::message::{Lang, Message};
use crate::server::DiskFiles;
use crate::text::Text;
use crate::workflow::outside::reason;
use clap::Args;
use similar::TextDiff;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What to lay out.
#[derive(Debug, Args)]
pub struct Options {
    /// Files and folders; `-` reads standard input and writes standard output
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    /// Write nothing; print the names of files that would change, and exit with 1 if there are any
    #[arg(long)]
    check: bool,
    /// The same, but print what would change, line by line
    #[arg(long)]
    diff: bool,
    /// Name of the file that standard input holds
    #[arg(long, value_name = "PATH")]
    stdin_filename: Option<PathBuf>,
}

/// What came of one file.
enum Outcome {
    /// Not a file of ours, or nothing to do.
    Same,
    /// Another text.
    Changed { old: Text, new: Text },
    /// Left as it is, for its mistakes.
    Refused(Message),
    /// Not read, or not written.
    Failed(Message),
}

/// Lays out, tells, and gives the exit code.
pub fn run(options: &Options, lang: Lang) -> u8 {
    if options.paths.iter().any(|path| path.as_os_str() == "-") {
        return standard_input(options, lang);
    }
    let keep = options.check || options.diff;
    let (paths, unreadable) = walk::files(&options.paths);
    let mut code = FINE;
    for place in unreadable {
        code = TROUBLE;
        complain(&format!("{}: {}", place.path.display(), reason(&place.error).text(lang)));
    }
    let outcomes = each(&paths, |path| guarded(|| one(path, keep)).unwrap_or_else(Outcome::Failed));
    let (mut changed, mut same) = (0, 0);
    for (path, outcome) in paths.iter().zip(outcomes) {
        let name = shown(path);
        let (message, own) = match outcome {
            Outcome::Same => {
                same += 1;
                continue;
            }
            Outcome::Changed { old, new } => {
                changed += 1;
                print(&if options.diff { diff(&name, &old, &new) } else { format!("{name}\n") });
                code = code.max(if keep { ERRORS } else { FINE });
                continue;
            }
            Outcome::Refused(message) => (message, ERRORS),
            Outcome::Failed(message) => (message, TROUBLE),
        };
        code = code.max(own);
        complain(&format!("{name}: {}", message.text(lang)));
    }
    // On standard error: the names alone are for other programs.
    let summary = summary(changed, same, paths.len(), keep);
    let _ = writeln!(std::io::stderr().lock(), "{}", summary.text(lang));
    code
}

fn summary(changed: usize, same: usize, all: usize, keep: bool) -> Message {
    let files = |count: usize| if count == 1 { "file" } else { "files" };
    let damaged = all - changed - same;
    let (en, zh) = match keep {
        true => ("would be formatted", "个文件需要格式化"),
        false => ("formatted", "个文件已格式化"),
    };
    let (mut en, mut zh) = (
        format!("{changed} {} {en}, {same} unchanged", files(changed)),
        format!("{changed} {zh}，{same} 个无变化"),
    );
    if damaged > 0 {
        en += &format!(", {damaged} left alone");
        zh += &format!("，{damaged} 个未处理");
    }
    Message::new(en, zh)
}

/// A filter: whatever happens, the text comes out, since an editor may put the output in its place.
fn standard_input(options: &Options, lang: Lang) -> u8 {
    let path = options.stdin_filename.as_deref();
    let name = path.map_or("<stdin>".to_string(), shown);
    let complain = |message: Message| complain(&format!("{name}: {}", message.text(lang)));
    if options.paths.len() > 1 {
        complain(message!("`-` stands alone", "`-` 不能与其他路径同时使用"));
        return TROUBLE;
    }
    let source = match read_input() {
        Ok(source) => source,
        Err(message) => {
            complain(message);
            return TROUBLE;
        }
    };
    let keep = options.check || options.diff;
    let mark = if source.bom { "\u{FEFF}" } else { "" };
    let old = source.text.clone();
    let (text, code) = match guarded(|| look(path, source)).unwrap_or_else(Outcome::Failed) {
        Outcome::Same => (old, FINE),
        Outcome::Changed { old, new } if keep => {
            print(&if options.diff { diff(&name, &old, &new) } else { format!("{name}\n") });
            return ERRORS;
        }
        Outcome::Changed { new, .. } => (new, FINE),
        Outcome::Refused(message) => {
            complain(message);
            (old, ERRORS)
        }
        Outcome::Failed(message) => {
            complain(message);
            (old, TROUBLE)
        }
    };
    if !keep {
        print(&format!("{mark}{text}"));
    }
    code
}

fn one(path: &Path, keep: bool) -> Outcome {
    let source = match read(path) {
        Ok(source) => source,
        Err(message) => return Outcome::Failed(message),
    };
    let bom = source.bom;
    let outcome = look(Some(path), source);
    if let Outcome::Changed { new, .. } = &outcome
        && !keep
        && let Err(message) = write(path, new, bom)
    {
        return Outcome::Failed(message);
    }
    outcome
}

fn look(path: Option<&Path>, source: Source) -> Outcome {
    let path = path.and_then(|path| std::path::absolute(path).ok());
    let document = Document::new(path, source.text, Arc::new(DiskFiles::default()));
    if document.kind() == FileKind::NotOurs {
        return Outcome::Same;
    }
    match format(&document, INDENT) {
        Ok(edits) if edits.is_empty() => Outcome::Same,
        Ok(edits) => {
            Outcome::Changed { old: document.text().clone(), new: document.text().with_edits(&edits) }
        }
        Err(Refused::Damaged) => {
            let first = document.tree().errors().into_iter().min_by_key(|error| error.span.start);
            let line = first.map_or(0, |error| document.text().line_of(error.span.start)) + 1;
            Outcome::Refused(message!(
                "left alone: not valid YAML (line {line}; `fcls check` says what is wrong)",
                "未处理：不是有效的 YAML（第 {line} 行；用 `fcls check` 查看原因）"
            ))
        }
        Err(Refused::Unproven) => Outcome::Failed(message!(
            "left alone: the result would say something else; please report it with this file",
            "未处理：格式化结果的含义会改变；请附上此文件反馈"
        )),
    }
}

/// What changes, as `patch` reads it.
fn diff(name: &str, old: &Text, new: &Text) -> String {
    let (old, new) = (old.to_string(), new.to_string());
    let diff = TextDiff::from_lines(&old, &new);
    let name = name.trim_start_matches('/');
    diff.unified_diff().context_radius(3).header(&format!("a/{name}"), &format!("b/{name}")).to_string()
}
