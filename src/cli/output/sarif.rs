//! SARIF 2.1.0. Lines and columns are 1-based, columns in UTF-16 code units (`columnKind`).

use super::Report;
use crate::check::{Finding, Rule, Severity, family};
use crate::cli::rules::summary;
use crate::message::Lang;
use crate::text::Span;
use serde_json::{Value, json};

/// Writes all reports as one run.
pub fn write(reports: &[Report], lang: Lang) -> String {
    let mut rules: Vec<&'static Rule> = Vec::new();
    for finding in reports.iter().flat_map(|report| &report.findings) {
        if !rules.contains(&finding.rule) {
            rules.push(finding.rule);
        }
    }
    rules.sort_by_key(|rule| rule.code);
    let results: Vec<Value> = reports
        .iter()
        .flat_map(|report| report.findings.iter().map(|finding| result(report, finding, &rules, lang)))
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "fcls",
                "version": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules.iter().map(|rule| json!({
                    "id": rule.code,
                    "name": rule.name,
                    "shortDescription": {"text": rule.name},
                    "fullDescription": {"text": summary(rule, lang)},
                    "help": {"text": rule.doc(lang), "markdown": rule.page(lang)},
                    "helpUri": rule.url(),
                    "defaultConfiguration": {"level": level(rule.severity)},
                    "properties": {"tags": family(rule).map(|family| [family.name])},
                })).collect::<Vec<_>>(),
            }},
            "columnKind": "utf16CodeUnits",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "note",
    }
}

fn result(report: &Report, finding: &Finding, rules: &[&'static Rule], lang: Lang) -> Value {
    let mut result = json!({
        "ruleId": finding.rule.code,
        "ruleIndex": rules.iter().position(|rule| *rule == finding.rule),
        "level": level(finding.severity),
        "message": {"text": finding.message.text(lang)},
        "locations": [{"physicalLocation": place(report, finding.span)}],
        "partialFingerprints": {"fcls/v1": fingerprint(report, finding)},
    });
    if !finding.related.is_empty() {
        let related = finding.related.iter().enumerate().map(|(index, related)| {
            json!({
                "id": index,
                "message": {"text": related.message.text(lang)},
                "physicalLocation": place(report, related.span),
            })
        });
        result["relatedLocations"] = related.collect();
    }
    if !finding.fixes.is_empty() {
        let fixes = finding.fixes.iter().map(|fix| {
            let replacements = fix.edits.iter().map(|edit| {
                json!({"deletedRegion": region(report, edit.span), "insertedContent": {"text": edit.text}})
            });
            json!({
                "description": {"text": fix.title.text(lang)},
                "artifactChanges": [{
                    "artifactLocation": {"uri": uri(&report.file)},
                    "replacements": replacements.collect::<Vec<_>>(),
                }],
            })
        });
        result["fixes"] = fixes.collect();
    }
    result
}

/// What stays the same when lines are added above a finding, so that a known one is not shown as new: the
/// rule and the marked line's text.
fn fingerprint(report: &Report, finding: &Finding) -> String {
    let line = report.text.line_span(report.text.line_of(finding.span.start));
    let text = report.text.slice(line);
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in finding.rule.code.bytes().chain(text.trim().bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    format!("{hash:016x}")
}

fn place(report: &Report, span: Span) -> Value {
    json!({"artifactLocation": {"uri": uri(&report.file)}, "region": region(report, span)})
}

fn region(report: &Report, span: Span) -> Value {
    let (start, end) = report.range(span);
    json!({
        "startLine": start.line + 1, "startColumn": start.character + 1,
        "endLine": end.line + 1, "endColumn": end.character + 1,
    })
}

/// A path as a relative reference, an absolute one as a `file:` URI.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    let drive = path.as_bytes().get(1) == Some(&b':') && path.as_bytes()[0].is_ascii_alphabetic();
    if path.starts_with('/') {
        uri.push_str("file://");
    } else if drive {
        uri.push_str("file:///");
    }
    for (index, byte) in path.bytes().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(byte as char)
            }
            b':' if drive && index == 1 => uri.push(':'),
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_points_to_its_rule_and_place() {
        let written = write(&[super::super::samples::report()], Lang::En);
        let log: Value = serde_json::from_str(&written).unwrap();
        let run = &log["runs"][0];
        assert_eq!(run["columnKind"], "utf16CodeUnits");
        assert_eq!(run["tool"]["driver"]["rules"][1]["id"], "FC110");
        let results = &run["results"];
        assert_eq!(results[1]["ruleIndex"], 1);
        assert_eq!(
            results[1]["locations"][0]["physicalLocation"],
            json!({"artifactLocation": {"uri": "a%20b/s.yaml"},
                "region": {"startLine": 4, "startColumn": 10, "endLine": 4, "endColumn": 19}})
        );
        assert_eq!(results[0]["relatedLocations"][0]["message"]["text"], "memory is set here");
        assert_eq!(
            results[0]["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"],
            "1"
        );
    }

    #[test]
    fn paths_become_references() {
        assert_eq!(uri("中/s.yaml"), "%E4%B8%AD/s.yaml");
        assert_eq!(uri("/a/s.yaml"), "file:///a/s.yaml");
        assert_eq!(uri("C:/a/s.yaml"), "file:///C:/a/s.yaml");
    }
}
