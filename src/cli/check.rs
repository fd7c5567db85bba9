//! `fcls check`: files and folders, for people and for machines.

use super::output::{self, Format, Report};
use super::settings::{Projects, Trouble};
use super::{ERRORS, FINE, TROUBLE, colours, complain, explain, fix, print, walk};
use crate::check::settings::{Settings, apply, means};
use crate::check::{Finding, Memo, Severity, check, rules};
use crate::document::{Document, FileKind, Files};
use crate::message;
use crate::message::{Lang, Message};
use crate::server::DiskFiles;
use crate::text::{MAX_LEN, Text};
use crate::workflow::outside::reason;
use clap::Args;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Enough for the deepest nesting the parser admits.
const STACK: usize = 32 * 1024 * 1024;

/// What to check and how to tell.
#[derive(Debug, Args)]
pub struct Options {
    /// Files and folders to check; `-` is standard input
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    /// Form of the output
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Report these rules only: codes, beginnings of codes (FC1) or names, separated by commas
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    select: Vec<String>,
    /// Do not report these rules
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    ignore: Vec<String>,
    /// Write the fixes that are certain into the files
    #[arg(long)]
    fix: bool,
    /// Exit with 0 even if errors were found
    #[arg(long)]
    exit_zero: bool,
    /// Name of the file that standard input holds
    #[arg(long, value_name = "PATH")]
    stdin_filename: Option<PathBuf>,
    /// Settings to use instead of the fcls.toml nearest to each file
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

impl Options {
    fn wants(&self, finding: &Finding) -> bool {
        let rule = finding.rule;
        let listed = |list: &[String]| list.iter().any(|item| means(item, rule));
        (self.select.is_empty() || listed(&self.select)) && !listed(&self.ignore)
    }
}

/// What every file is checked with.
struct Work<'o> {
    options: &'o Options,
    files: Arc<dyn Files>,
    projects: Projects,
}

/// What came of one file.
enum Outcome {
    /// Checked.
    Report(Report),
    /// Not a file of ours.
    Foreign,
    /// Not read, or not written.
    Failed(Message),
}

/// Checks and prints; the exit code.
pub fn run(options: &Options, lang: Lang) -> u8 {
    for item in options.select.iter().chain(&options.ignore) {
        if !rules().iter().any(|rule| means(item, rule)) {
            complain(explain::unknown(item.trim(), rules()).text(lang));
            return TROUBLE;
        }
    }
    let files: Arc<dyn Files> = Arc::new(DiskFiles::default());
    let projects = match Projects::new(options.config.as_deref()) {
        Ok(projects) => projects,
        Err(Trouble { file, message }) => {
            complain(&format!("{}: {}", file.display(), message.text(lang)));
            return TROUBLE;
        }
    };
    let work = Work { options, files, projects };
    let code = if options.paths.iter().any(|path| path.as_os_str() == "-") {
        standard_input(&work, lang)
    } else {
        paths(&work, lang)
    };
    let problems = work.projects.problems(lang);
    for problem in &problems {
        complain(problem);
    }
    // Settings that are not understood may hide findings: a run with them proves nothing.
    if problems.is_empty() { code } else { TROUBLE }
}

fn paths(work: &Work<'_>, lang: Lang) -> u8 {
    let options = work.options;
    let (paths, unreadable) = walk::files(&options.paths);
    let mut trouble = false;
    for place in unreadable {
        trouble = true;
        complain(&format!("{}: {}", place.path.display(), reason(&place.error).text(lang)));
    }
    let mut reports = Vec::new();
    let outcomes = each(&paths, |path| guarded(|| one(path, work)).unwrap_or_else(Outcome::Failed));
    for (path, outcome) in paths.iter().zip(outcomes) {
        match outcome {
            Outcome::Report(report) => reports.push(report),
            Outcome::Foreign => {}
            Outcome::Failed(message) => {
                trouble = true;
                complain(&format!("{}: {}", path.display(), message.text(lang)));
            }
        }
    }
    print(&output::write(options.format, &reports, colours(&std::io::stdout()), lang));
    code(&reports, trouble, options.exit_zero)
}

fn code(reports: &[Report], trouble: bool, exit_zero: bool) -> u8 {
    let errors =
        !exit_zero && reports.iter().any(|r| r.findings.iter().any(|f| f.severity == Severity::Error));
    match (trouble, errors) {
        (true, _) => TROUBLE,
        (false, true) => ERRORS,
        (false, false) => FINE,
    }
}

/// With `--fix` the mended text is the output, as a filter's, and the report goes to standard error.
fn standard_input(work: &Work<'_>, lang: Lang) -> u8 {
    let options = work.options;
    let name = options.stdin_filename.clone();
    let shown = name.as_ref().map_or("<stdin>".to_string(), |name| shown(name));
    let failed = |message: Message| {
        complain(&format!("{shown}: {}", message.text(lang)));
        TROUBLE
    };
    if options.paths.len() > 1 {
        return failed(message!("`-` stands alone", "`-` 不能与其他路径同时使用"));
    }
    let source = match read_input() {
        Ok(source) => source,
        Err(message) => return failed(message),
    };
    let mark = if source.bom { "\u{FEFF}" } else { "" };
    let original = source.text.to_string();
    let outcome = guarded(|| look(name.as_deref(), shown.clone(), source, work));
    let report = match outcome.unwrap_or_else(Outcome::Failed) {
        Outcome::Failed(message) => return failed(message),
        Outcome::Foreign => None,
        Outcome::Report(report) => Some(report),
    };
    if options.fix {
        let text = report.as_ref().map_or(original, |report| report.text.to_string());
        print(&format!("{mark}{text}"));
    }
    let reports: Vec<Report> = report.into_iter().collect();
    let colour = if options.fix { colours(&std::io::stderr()) } else { colours(&std::io::stdout()) };
    let told = output::write(options.format, &reports, colour, lang);
    if options.fix {
        use std::io::Write;
        let _ = std::io::stderr().lock().write_all(told.as_bytes());
    } else {
        print(&told);
    }
    code(&reports, false, options.exit_zero)
}

/// Does `work` for all files, as many at a time as there are processors. What comes of them is in the order of
/// `paths`.
pub(super) fn each<T: Send>(paths: &[PathBuf], work: impl Fn(&Path) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            match paths.get(at) {
                Some(path) => done.push((at, work(path))),
                None => return done,
            }
        }
    };
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(paths.len());
    let mut outcomes: Vec<(usize, T)> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..workers)
            .filter_map(|_| std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, worker).ok())
            .collect();
        let mut outcomes: Vec<_> =
            threads.into_iter().filter_map(|thread| thread.join().ok()).flatten().collect();
        // Where no thread could be started this one does the work.
        outcomes.extend(worker());
        outcomes
    });
    outcomes.sort_by_key(|(at, _)| *at);
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
}

/// A fault of ours in one file must not hide what is wrong in the others.
pub(super) fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Message> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| {
        message!("internal error; please report it with this file", "内部错误；请附上此文件反馈")
    })
}

fn one(path: &Path, work: &Work<'_>) -> Outcome {
    let source = match read(path) {
        Ok(source) => source,
        Err(message) => return Outcome::Failed(message),
    };
    let bom = source.bom;
    let outcome = look(Some(path), shown(path), source, work);
    if let Outcome::Report(report) = &outcome
        && report.fixed > 0
        && let Err(message) = write(path, &report.text, bom)
    {
        return Outcome::Failed(message);
    }
    outcome
}

/// Replaces the content of the file, all of it or nothing.
pub(super) fn write(path: &Path, text: &Text, bom: bool) -> Result<(), Message> {
    fix::write(path, text, bom).map_err(|error| {
        let Message { en, zh } = reason(&error);
        message!("cannot be written: {en}", "无法写入：{zh}")
    })
}

fn look(path: Option<&Path>, shown: String, source: Source, work: &Work<'_>) -> Outcome {
    let path = path.and_then(|path| std::path::absolute(path).ok());
    let options = work.options;
    let settings = work.projects.of(path.as_deref());
    let findings = |document: &Document| {
        let found = check(document, &mut Memo::default());
        let layers: Vec<&Settings> = settings.as_deref().into_iter().collect();
        let mut findings = apply(&layers, document.path(), &found).unwrap_or(found);
        findings.retain(|finding| options.wants(finding));
        findings
    };
    let mut document = Document::new(path.clone(), source.text, work.files.clone());
    let kind = document.kind();
    if kind == FileKind::NotOurs {
        return Outcome::Foreign;
    }
    let mut fixed = 0;
    if options.fix {
        (document, fixed) = fix::fix(document, &work.files, findings);
    }
    let findings = findings(&document);
    Outcome::Report(Report { file: shown, kind: kind.name(), text: document.text().clone(), findings, fixed })
}

/// A file as deploying needs it.
pub(super) struct Examined {
    /// The file.
    pub document: Document,
    /// What is wrong with it.
    pub report: Report,
}

/// Reads and checks one file with the settings of its project.
pub(super) fn examine(path: &Path) -> Result<Examined, Message> {
    let projects = Projects::new(None).map_err(|trouble| trouble.message)?;
    let text = read(path)?.text;
    let files: Arc<dyn Files> = Arc::new(DiskFiles::default());
    let absolute = std::path::absolute(path).ok();
    let settings = projects.of(absolute.as_deref());
    let document = Document::new(absolute, text, files);
    let kind = document.kind();
    if kind == FileKind::NotOurs {
        return Err(message!("this is neither an f.yml nor an s.yaml", "这既不是 f.yml 也不是 s.yaml"));
    }
    let found = check(&document, &mut Memo::default());
    let layers: Vec<&Settings> = settings.as_deref().into_iter().collect();
    let findings = apply(&layers, document.path(), &found).unwrap_or(found);
    let text = document.text().clone();
    let report = Report { file: shown(path), kind: kind.name(), text, findings, fixed: 0 };
    Ok(Examined { document, report })
}

/// The path as people and machines get it: with forward slashes.
pub(super) fn shown(path: &Path) -> String {
    let path = path.display().to_string();
    if cfg!(windows) { path.replace('\\', "/") } else { path }
}

/// A file as it was read.
pub(super) struct Source {
    /// Its text.
    pub(super) text: Text,
    /// Whether it began with a byte order mark, which is no part of `text` (editors do not count it).
    pub(super) bom: bool,
}

pub(super) fn read(path: &Path) -> Result<Source, Message> {
    let file = std::fs::File::open(path).map_err(|error| reason(&error))?;
    let mut bytes = Vec::new();
    file.take(MAX_LEN as u64 + 1).read_to_end(&mut bytes).map_err(|error| reason(&error))?;
    decode(bytes)
}

/// The same for standard input.
pub(super) fn read_input() -> Result<Source, Message> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().take(MAX_LEN as u64 + 1).read_to_end(&mut bytes);
    read.map_err(|error| reason(&error))?;
    decode(bytes)
}

fn decode(bytes: Vec<u8>) -> Result<Source, Message> {
    if bytes.len() > MAX_LEN {
        let most = MAX_LEN / 1024 / 1024;
        return Err(message!("larger than {most} MiB", "超过 {most} MiB"));
    }
    match String::from_utf8(bytes) {
        Ok(text) => match text.strip_prefix('\u{FEFF}') {
            Some(rest) => Ok(Source { text: Text::from(rest), bom: true }),
            None => Ok(Source { text: Text::from(text.as_str()), bom: false }),
        },
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let line = error.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
            Err(message!("not UTF-8 (line {line})", "不是 UTF-8（第 {line} 行）"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_text() {
        let source = decode(b"\xEF\xBB\xBFa: 1\r\n".to_vec()).unwrap_or_else(|m| panic!("{m:?}"));
        assert!(source.bom);
        assert_eq!(source.text.to_string(), "a: 1\r\n");
        let error = decode(b"a: 1\nb: \xFF".to_vec()).err().unwrap();
        assert_eq!(error.en, "not UTF-8 (line 2)");
    }
}
