//! JSON: `[{file, kind, diagnostics: [{code, name, severity, message, range, fixable}]}]`. Lines and
//! columns are 0-based, columns in UTF-16 code units, as in LSP. Files that are not ours are left out.

use super::Report;
use crate::message::Lang;
use serde_json::{Value, json};

/// Writes all reports.
pub fn write(reports: &[Report], lang: Lang) -> String {
    let files: Vec<Value> = reports.iter().map(|report| file(report, lang)).collect();
    format!("{:#}\n", Value::from(files))
}

fn file(report: &Report, lang: Lang) -> Value {
    let diagnostics: Vec<Value> = report
        .findings
        .iter()
        .map(|finding| {
            let (start, end) = report.range(finding.span);
            json!({
                "code": finding.rule.code,
                "name": finding.rule.name,
                "severity": finding.severity.name(),
                "message": finding.message.text(lang),
                "range": {
                    "start": {"line": start.line, "character": start.character},
                    "end": {"line": end.line, "character": end.character},
                },
                "fixable": !finding.fixes.is_empty(),
            })
        })
        .collect();
    json!({"file": report.file, "kind": report.kind, "diagnostics": diagnostics})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_count_utf16() {
        let written: Value =
            serde_json::from_str(&write(&[super::super::samples::report()], Lang::Zh)).unwrap();
        assert_eq!(written[0]["file"], "a b/s.yaml");
        let range = json!({"start": {"line": 3, "character": 9}, "end": {"line": 3, "character": 18}});
        assert_eq!(written[0]["diagnostics"][1]["range"], range);
        assert_eq!(
            written[0]["diagnostics"][0],
            json!({"code": "FC102", "name": "mem-cpu-ratio", "severity": "error",
                "message": "内存 1024 MB 与 cpu 4 之比须为 1 到 4", "fixable": true,
                "range": {"start": {"line": 2, "character": 7}, "end": {"line": 2, "character": 8}}})
        );
    }
}
