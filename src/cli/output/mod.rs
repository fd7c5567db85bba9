//! What `fcls check` prints, one file per form.

mod github;
mod json;
mod sarif;
mod text;

use crate::check::Finding;
use crate::message::Lang;
use crate::text::{Encoding, Position, Span, Text};
use clap::ValueEnum;

// No doc comments on the values: they would turn the help of one option into a page.
/// The forms: for people, an array with an object per file, SARIF 2.1.0 for code scanning, and the
/// commands that GitHub Actions turns into annotations.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Format {
    Text,
    Json,
    Sarif,
    Github,
}

/// One checked file.
pub struct Report {
    /// The path as it was given.
    pub file: String,
    /// `"f"` or `"s"`.
    pub kind: &'static str,
    /// The text, after any fixes.
    pub text: Text,
    /// What was found in it.
    pub findings: Vec<Finding>,
    /// How many fixes were made.
    pub fixed: usize,
}

impl Report {
    /// The two ends of a span, columns in UTF-16 code units, 0-based.
    fn range(&self, span: Span) -> (Position, Position) {
        (self.text.position(span.start, Encoding::Utf16), self.text.position(span.end, Encoding::Utf16))
    }
}

/// Writes all reports.
pub fn write(format: Format, reports: &[Report], colours: bool, lang: Lang) -> String {
    match format {
        Format::Text => text::write(reports, colours, lang),
        Format::Json => json::write(reports, lang),
        Format::Sarif => sarif::write(reports, lang),
        Format::Github => github::write(reports, lang),
    }
}

#[cfg(test)]
mod samples {
    use super::Report;
    use crate::check::{Files, Finding, Fix, Related, Rule, Severity};
    use crate::message::Message;
    use crate::text::{Edit, Span, Text};

    static RATIO: Rule = Rule {
        code: "FC102",
        name: "mem-cpu-ratio",
        severity: Severity::Error,
        files: Files::All,
        fixable: true,
        source: "",
        doc_en: "",
        doc_zh: "",
    };

    static NAME: Rule = Rule { code: "FC110", name: "odd-name", severity: Severity::Warning, ..RATIO_COPY };
    const RATIO_COPY: Rule = Rule {
        code: "",
        name: "",
        severity: Severity::Error,
        files: Files::All,
        fixable: false,
        source: "",
        doc_en: "",
        doc_zh: "",
    };

    /// A file with an error that has a related place and a fix, and a warning behind wide characters.
    pub fn report() -> Report {
        let text = "props:\n  memorySize: 1024\n  cpu: 4\n  \"名😀\": 100%, a:b\n";
        let at = |part: &str| {
            let start = text.find(part).unwrap() as u32;
            Span::new(start, start + part.len() as u32)
        };
        let cpu = Span::new(at("cpu: 4").end - 1, at("cpu: 4").end);
        let ratio = Finding {
            rule: &RATIO,
            severity: Severity::Error,
            span: cpu,
            message: Message::new(
                "memory 1024 MB : cpu 4 must be 1 to 4",
                "内存 1024 MB 与 cpu 4 之比须为 1 到 4",
            )
            .into(),
            related: vec![Related {
                span: at("1024"),
                message: Message::new("memory is set here", "内存在此设置"),
            }],
            fixes: vec![Fix {
                title: Message::new("Set cpu to 1", "将 cpu 设为 1"),
                edits: vec![Edit::replace(cpu, "1")],
                safe: true,
                preferred: true,
            }]
            .into(),
            tag: None,
        };
        let name = Finding {
            rule: &NAME,
            severity: Severity::Warning,
            span: at("100%, a:b"),
            message: Message::new("odd: 100%,\nreally", "奇怪").into(),
            related: vec![],
            fixes: Default::default(),
            tag: None,
        };
        Report {
            file: "a b/s.yaml".into(),
            kind: "s",
            text: Text::from(text),
            findings: vec![ratio, name],
            fixed: 0,
        }
    }
}
