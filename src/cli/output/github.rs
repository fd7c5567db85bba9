//! Workflow commands of GitHub Actions: `::error file=…,line=…,col=…,title=…::message`.

use super::Report;
use crate::check::Severity;
use crate::message::Lang;
use std::fmt::Write;

/// Writes all reports.
pub fn write(reports: &[Report], lang: Lang) -> String {
    let mut out = String::new();
    for report in reports {
        for finding in &report.findings {
            let command = match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Hint => "notice",
            };
            let (start, end) = report.range(finding.span);
            let _ = write!(
                out,
                "::{command} file={},line={},endLine={},col={}",
                property(&report.file),
                start.line + 1,
                end.line + 1,
                start.character + 1,
            );
            // GitHub takes an end column only for one line.
            if start.line == end.line {
                let _ = write!(out, ",endColumn={}", end.character + 1);
            }
            let _ =
                writeln!(out, ",title={}::{}", property(finding.rule.code), data(finding.message.text(lang)));
        }
    }
    out
}

/// What may stand behind `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// What may stand in a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_characters_are_escaped() {
        let mut report = super::super::samples::report();
        report.file = "a,b:c/s.yaml".into();
        let written = write(&[report], Lang::En);
        assert_eq!(
            written,
            "::error file=a%2Cb%3Ac/s.yaml,line=3,endLine=3,col=8,endColumn=9,title=FC102::memory 1024 MB : cpu 4 must be 1 to 4\n\
             ::warning file=a%2Cb%3Ac/s.yaml,line=4,endLine=4,col=10,endColumn=19,title=FC110::odd: 100%25,%0Areally\n"
        );
    }
}
