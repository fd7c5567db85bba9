//! `fcls explain`: the page of a rule.

use super::{FINE, TROUBLE, complain, print};
use crate::check::{Rule, rule, rules};
use crate::message;
use crate::message::Lang;
use clap::Args;

/// What to explain.
#[derive(Debug, Args)]
pub struct Options {
    /// Code or name of a rule: FC102, mem-cpu-ratio
    #[arg(value_name = "RULE")]
    rule: String,
}

/// Prints the page.
pub fn run(options: &Options, lang: Lang) -> u8 {
    let name = options.rule.trim();
    match rule(name) {
        Some(rule) => {
            print(&page(rule, lang));
            FINE
        }
        None => {
            complain(unknown(name, rules()).text(lang));
            TROUBLE
        }
    }
}

fn page(rule: &Rule, lang: Lang) -> String {
    format!("{}\n{}\n", rule.page(lang), rule.url())
}

/// What to say of a rule that does not exist.
pub fn unknown(name: &str, rules: &[&Rule]) -> message::Message {
    let asked = name.to_ascii_lowercase();
    let near = rules
        .iter()
        .flat_map(|rule| [rule.code, rule.name])
        .map(|known| (strsim::jaro_winkler(&asked, &known.to_ascii_lowercase()), known))
        .filter(|(likeness, _)| *likeness > 0.75)
        .max_by(|(a, _), (b, _)| a.total_cmp(b));
    match near {
        Some((_, near)) => {
            message!("there is no rule {name}; did you mean {near}?", "没有规则 {name}；是否想输入 {near}？")
        }
        None => message!(
            "there is no rule {name}; `fcls rules` lists them",
            "没有规则 {name}；用 `fcls rules` 查看全部规则"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{Files, Severity};

    static RATIO: Rule = Rule {
        code: "FC102",
        name: "mem-cpu-ratio",
        severity: Severity::Error,
        files: Files::All,
        fixable: true,
        source: "",
        doc_en: "Memory and CPU must fit.\n",
        doc_zh: "内存与 CPU 必须相配。\n",
    };

    #[test]
    fn the_nearest_rule_is_named() {
        let said = |name| unknown(name, &[&RATIO]).en;
        assert_eq!(said("mem-cpu-ration"), "there is no rule mem-cpu-ration; did you mean mem-cpu-ratio?");
        assert_eq!(said("FC201"), "there is no rule FC201; did you mean FC102?");
        assert_eq!(said("zzz"), "there is no rule zzz; `fcls rules` lists them");
    }

    #[test]
    fn a_page_has_title_text_and_address() {
        let page = page(&RATIO, Lang::Zh);
        assert!(page.starts_with("# FC102 mem-cpu-ratio\n"), "{page}");
        assert!(page.contains("内存与 CPU 必须相配。"), "{page}");
        assert!(page.ends_with(&format!("{}\n", RATIO.url())), "{page}");
    }
}
