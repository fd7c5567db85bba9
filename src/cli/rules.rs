//! `fcls rules`: the list of all rules.

use super::{FINE, print};
use crate::check::{Files, Rule, Severity, family, rules};
use crate::message::Lang;
use clap::{Args, ValueEnum};
use serde_json::{Value, json};

/// How to list.
#[derive(Debug, Args)]
pub struct Options {
    /// Form of the list
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// Prints the list.
pub fn run(options: &Options, lang: Lang) -> u8 {
    match options.format {
        Format::Text => print(&text(rules(), lang)),
        Format::Json => {
            let list: Vec<Value> = rules().iter().map(|rule| entry(rule, lang)).collect();
            print(&format!("{:#}\n", Value::from(list)));
        }
    }
    FINE
}

/// The first paragraph of the page that is no heading.
pub fn summary(rule: &Rule, lang: Lang) -> &'static str {
    let page = lang.pick(rule.doc_en, rule.doc_zh);
    page.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#')).unwrap_or_default()
}

/// The word for a severity in `lang`.
pub fn word(severity: Severity, lang: Lang) -> &'static str {
    match severity {
        Severity::Error => lang.pick("error", "错误"),
        Severity::Warning => lang.pick("warning", "警告"),
        Severity::Hint => lang.pick("hint", "提示"),
    }
}

fn text(rules: &[&Rule], lang: Lang) -> String {
    let width = rules.iter().map(|rule| rule.name.len()).max().unwrap_or_default();
    let mut list = String::new();
    for rule in rules {
        let (word, mark) = (word(rule.severity, lang), if rule.fixable { "*" } else { " " });
        let line = format!("{}{mark} {:width$}  {word:7}  {}", rule.code, rule.name, summary(rule, lang));
        list.push_str(line.trim_end());
        list.push('\n');
    }
    list.push_str(lang.pick("\n* can be fixed automatically in some cases\n", "\n* 部分情况可自动修复\n"));
    list
}

fn entry(rule: &Rule, lang: Lang) -> Value {
    let files = match rule.files {
        Files::All => json!(["f", "s"]),
        Files::F => json!(["f"]),
        Files::S => json!(["s"]),
    };
    json!({
        "code": rule.code, "name": rule.name, "family": family(rule).map(|family| family.name), "severity": rule.severity.name(), "files": files,
        "fixable": rule.fixable, "summary": summary(rule, lang), "source": rule.source, "url": rule.url(),
    })
}
