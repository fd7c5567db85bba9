//! For people: each finding with its lines, as rustc shows them, and a closing line.

use super::Report;
use crate::check::{Finding, Severity};
use crate::cli::rules::word;
use crate::message::Lang;
use crate::text::{Span, Text};
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use std::ops::Range;

/// Longer marks are cut to their first line: a block of fifty lines shows nothing.
const LONGEST_MARK: u32 = 6;

/// Related places farther away than this many lines are named by line instead of shown.
const FARTHEST: u32 = 2000;

/// Writes all reports and the closing line.
pub fn write(reports: &[Report], colours: bool, lang: Lang) -> String {
    let renderer = if colours { Renderer::styled() } else { Renderer::plain() };
    let mut out = String::new();
    for report in reports {
        for finding in &report.findings {
            out.push_str(&one(report, finding, &renderer, lang));
            out.push_str("\n\n");
        }
    }
    out.push_str(&closing(reports, lang));
    out.push('\n');
    out
}

fn one(report: &Report, finding: &Finding, renderer: &Renderer, lang: Lang) -> String {
    let text = &report.text;
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Hint => Level::INFO,
    }
    .with_name(word(finding.severity, lang));
    let main = mark(text, finding.span);
    let line = text.line_of(main.start);
    let (near, far): (Vec<_>, Vec<_>) = finding
        .related
        .iter()
        .map(|related| (mark(text, related.span), related.message.text(lang)))
        .partition(|(span, _): &(Span, &str)| text.line_of(span.start).abs_diff(line) < FARTHEST);

    // Only the lines in question are given to the renderer: it reads all it is given.
    let first = near.iter().map(|(span, _)| span.start).chain([main.start]).min().unwrap_or(0);
    let last = near.iter().map(|(span, _)| span.end).chain([main.end]).max().unwrap_or(0);
    let first_line = text.line_of(first).saturating_sub(1);
    let window = Span::new(text.line_start(first_line), text.line_span(text.line_of(last) + 1).end.max(last));
    let source = text.slice(window);
    let within = |span: Span| -> Range<usize> {
        (span.start - window.start) as usize..(span.end - window.start) as usize
    };

    let mut snippet = Snippet::source(&*source)
        .line_start(first_line as usize + 1)
        .path(&report.file)
        .annotation(AnnotationKind::Primary.span(within(main)));
    for (span, message) in &near {
        snippet = snippet.annotation(AnnotationKind::Context.span(within(*span)).label(*message));
    }
    let mut group = level
        .primary_title(finding.message.text(lang))
        .id(finding.rule.code)
        .id_url(finding.rule.url())
        .element(snippet);
    for (span, message) in far {
        let line = text.line_of(span.start) + 1;
        let note = Level::NOTE.with_name(lang.pick("note", "说明"));
        group = group.element(note.message(format!("{message} ({}:{line})", report.file)));
    }
    for fix in finding.fixes.iter() {
        let help = Level::HELP.with_name(lang.pick("help", "修复"));
        group = group.element(help.message(fix.title.text(lang).to_string()));
    }
    renderer.render(&[group])
}

/// What is underlined for `span`: within the text, and not more than a few lines.
fn mark(text: &Text, span: Span) -> Span {
    let start = text.floor_boundary(span.start.min(text.len()));
    let end = text.floor_boundary(span.end.min(text.len())).max(start);
    let line = text.line_of(start);
    if text.line_of(end) - line >= LONGEST_MARK {
        return Span::new(start, text.line_span(line).end.max(start));
    }
    Span::new(start, end)
}

/// `3 errors, 1 warning in 2 files (14 checked)`.
fn closing(reports: &[Report], lang: Lang) -> String {
    let count = |severity| {
        reports.iter().flat_map(|report| &report.findings).filter(|f| f.severity == severity).count()
    };
    let with = reports.iter().filter(|report| !report.findings.is_empty()).count();
    let checked = reports.len();
    let fixed: usize = reports.iter().map(|report| report.fixed).sum();
    let mended = reports.iter().filter(|report| report.fixed > 0).count();
    let kinds = [Severity::Error, Severity::Warning, Severity::Hint];
    let found = kinds.into_iter().map(|kind| (kind, count(kind))).filter(|(_, count)| *count > 0);
    match lang {
        Lang::En => {
            let number =
                |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
            let found: Vec<String> = found.map(|(kind, count)| number(count, kind.name())).collect();
            let mut line = match (checked, found.is_empty()) {
                (0, _) => "no f.yml or s.yaml found".to_string(),
                (_, true) => format!("no problems ({} checked)", number(checked, "file")),
                _ => format!("{} in {} ({checked} checked)", found.join(", "), number(with, "file")),
            };
            if fixed > 0 {
                line = format!("{} fixed in {}; {line}", number(fixed, "problem"), number(mended, "file"));
            }
            line
        }
        Lang::Zh => {
            let found: Vec<String> =
                found.map(|(kind, count)| format!("{count} 个{}", word(kind, lang))).collect();
            let mut line = match (checked, found.is_empty()) {
                (0, _) => "没有找到 f.yml 或 s.yaml".to_string(),
                (_, true) => format!("没有问题（共检查 {checked} 个文件）"),
                _ => format!("{with} 个文件中有 {}（共检查 {checked} 个文件）", found.join("、")),
            };
            if fixed > 0 {
                line = format!("已修复 {mended} 个文件中的 {fixed} 个问题；{line}");
            }
            line
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::report;
    use super::*;

    #[test]
    fn a_finding_shows_its_lines() {
        let expected = r#"error[FC102]: memory 1024 MB : cpu 4 must be 1 to 4
 --> a b/s.yaml:3:8
  |
2 |   memorySize: 1024
  |               ---- memory is set here
3 |   cpu: 4
  |        ^
  |
  = help: Set cpu to 1

warning[FC110]: odd: 100%,
                really
 --> a b/s.yaml:4:9
  |
4 |   "名😀": 100%, a:b
  |           ^^^^^^^^^

1 error, 1 warning in 1 file (1 checked)
"#;
        assert_eq!(write(&[report()], false, Lang::En), expected);
    }

    #[test]
    fn in_chinese_too() {
        let mut report = report();
        report.findings.truncate(1);
        let expected = "错误[FC102]: 内存 1024 MB 与 cpu 4 之比须为 1 到 4
 --> a b/s.yaml:3:8
  |
2 |   memorySize: 1024
  |               ---- 内存在此设置
3 |   cpu: 4
  |        ^
  |
  = 修复: 将 cpu 设为 1

1 个文件中有 1 个错误（共检查 1 个文件）
";
        assert_eq!(write(&[report], false, Lang::Zh), expected);
    }

    #[test]
    fn closing_lines() {
        let mut clean = report();
        clean.findings.clear();
        clean.fixed = 2;
        assert_eq!(closing(&[], Lang::En), "no f.yml or s.yaml found");
        assert_eq!(
            closing(&[report(), clean], Lang::En),
            "2 problems fixed in 1 file; 1 error, 1 warning in 1 file (2 checked)"
        );
        let mut clean = report();
        clean.findings.clear();
        assert_eq!(closing(&[clean], Lang::Zh), "没有问题（共检查 1 个文件）");
    }

    #[test]
    fn marks_anywhere_are_shown_without_a_fault() {
        for text in ["", "a", "a\n", "a: 1\r\nb:\r\n", "\t中😀\n\n\n\n\n\n\n\nend"] {
            for start in 0..=text.len() as u32 + 2 {
                for len in [0, 1, 4, 40] {
                    let mut report = report();
                    report.text = Text::from(text);
                    report.findings.truncate(1);
                    report.findings[0].span = Span::new(start, start + len);
                    report.findings[0].related[0].span = Span::new(0, len);
                    assert!(write(&[report], true, Lang::En).contains("FC102"));
                }
            }
        }
    }
}
