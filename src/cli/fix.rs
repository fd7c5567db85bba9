//! `check --fix`: the fixes that need no person.

use crate::check::{Finding, Fix};
use crate::document::{Document, Files};
use crate::text::{Edit, Text};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

/// A fix may bring to light what another fix mends; a pair that undo each other must end.
const ROUNDS: usize = 10;

/// Makes safe fixes of what `check` finds until there is none. Returns the mended document and how many
/// fixes were made.
pub fn fix(
    mut document: Document,
    files: &Arc<dyn Files>,
    check: impl Fn(&Document) -> Vec<Finding>,
) -> (Document, usize) {
    let mut made = 0;
    for _ in 0..ROUNDS {
        let findings = check(&document);
        let (edits, count) = round(&findings);
        if count == 0 {
            break;
        }
        let text = document.text().with_edits(&edits);
        if text.to_string() == document.text().to_string() {
            break;
        }
        document = Document::new(document.path().map(Path::to_path_buf), text, files.clone());
        made += count;
    }
    (document, made)
}

/// The edits of as many fixes as go together, first come first served.
fn round(findings: &[Finding]) -> (Vec<Edit>, usize) {
    let mut edits: Vec<Edit> = Vec::new();
    let mut count = 0;
    for finding in findings {
        let safe = |fix: &Fix| fix.safe && !fix.edits.is_empty();
        let preferred = finding.fixes.find(|fix| safe(fix) && fix.preferred);
        let Some(fix) = preferred.or_else(|| finding.fixes.find(safe)) else { continue };
        // Two findings may ask for one and the same edit; touching edits wait for the next round.
        if fix.edits.iter().all(|new| edits.contains(new)) {
            count += 1;
            continue;
        }
        if fix.edits.iter().all(|new| edits.iter().all(|old| !old.span.intersects(new.span))) {
            edits.extend(fix.edits.iter().cloned());
            count += 1;
        }
    }
    (edits, count)
}

/// Replaces the content of the file at `path`: readers see the old text or the new one, never a part.
/// Permissions stay, and a link stays a link.
pub fn write(path: &Path, text: &Text, bom: bool) -> std::io::Result<()> {
    let path = std::fs::canonicalize(path)?;
    let permissions = std::fs::metadata(&path)?.permissions();
    if permissions.readonly() {
        return Err(std::io::ErrorKind::PermissionDenied.into());
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.fcls-{}", std::process::id()));
    let written = (|| {
        let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(&beside)?;
        if bom {
            file.write_all("\u{FEFF}".as_bytes())?;
        }
        for chunk in text.chunks() {
            file.write_all(chunk.as_bytes())?;
        }
        file.set_permissions(permissions)?;
        file.sync_all()?;
        std::fs::rename(&beside, &path)
    })();
    if written.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{self, Rule, Severity};
    use crate::message::Message;
    use crate::text::Span;

    static RULE: Rule = Rule {
        code: "FC001",
        name: "test",
        severity: Severity::Error,
        files: check::Files::All,
        fixable: true,
        source: "",
        doc_en: "",
        doc_zh: "",
    };

    fn finding(safe: bool, start: u32, end: u32, text: &str) -> Finding {
        let fix = Fix {
            title: Message::new("Fix", "修复"),
            edits: vec![Edit::replace(Span::new(start, end), text)],
            safe,
            preferred: true,
        };
        Finding {
            rule: &RULE,
            severity: Severity::Error,
            span: Span::new(start, end),
            message: Default::default(),
            related: vec![],
            fixes: vec![fix].into(),
            tag: None,
        }
    }

    #[test]
    fn a_round_takes_what_goes_together() {
        let findings = [
            finding(true, 0, 2, "x"),
            finding(true, 1, 3, "y"),
            finding(false, 5, 6, "z"),
            finding(true, 8, 9, "w"),
            finding(true, 8, 9, "w"),
        ];
        let (edits, count) = round(&findings);
        assert_eq!(count, 3);
        assert_eq!(edits, [Edit::replace(Span::new(0, 2), "x"), Edit::replace(Span::new(8, 9), "w")]);
    }

    fn open(text: &str) -> (Document, Arc<dyn Files>) {
        let files: Arc<dyn Files> = Arc::new(crate::document::NoFiles);
        (Document::new(None, Text::from(text), files.clone()), files)
    }

    #[test]
    fn fixes_are_made_until_there_is_none() {
        // Each `x` asks to swallow its neighbour, so one round is not enough.
        let check = |document: &Document| {
            let text = document.text().to_string();
            text.match_indices("xx").map(|(at, _)| finding(true, at as u32, at as u32 + 2, "x")).collect()
        };
        let (document, files) = open("xxxxx-xx");
        let (document, made) = fix(document, &files, check);
        assert_eq!((document.text().to_string().as_str(), made), ("x-x", 5));
    }

    #[test]
    fn fixes_that_undo_each_other_end() {
        let check = |document: &Document| {
            let other = if document.text().byte(0) == Some(b'a') { "b" } else { "a" };
            vec![finding(true, 0, 1, other)]
        };
        let (document, files) = open("a");
        assert_eq!(fix(document, &files, check).1, ROUNDS);
    }

    #[cfg(unix)]
    #[test]
    fn writing_keeps_permissions_links_and_the_mark() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("s.yaml"), folder.path().join("link.yaml"));
        std::fs::write(&file, "a").unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        write(&link, &Text::from("b: 1\r\n"), true).unwrap();
        assert_eq!(std::fs::read(&file).unwrap(), b"\xEF\xBB\xBFb: 1\r\n");
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}
