//! The description of a rule: its code, its name, and its page.

use crate::check::Severity;

/// Which files a rule looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Files {
    /// Any YAML file of ours.
    All,
    /// `f.yml` only.
    F,
    /// `s.yaml` only, of any edition.
    S,
}

/// One rule of the book. Codes and names are stable: settings, suppressions and links use them.
#[derive(Debug)]
pub struct Rule {
    /// `FC102`.
    pub code: &'static str,
    /// `mem-cpu-ratio`, as in the fact sheet of cross-field rules.
    pub name: &'static str,
    /// The usual severity.
    pub severity: Severity,
    /// Which files it looks at.
    pub files: Files,
    /// Whether it offers a fix in at least some cases.
    pub fixable: bool,
    /// Where the fact comes from.
    pub source: &'static str,
    /// The page in English, Markdown.
    pub doc_en: &'static str,
    /// The page in Simplified Chinese, Markdown.
    pub doc_zh: &'static str,
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl Eq for Rule {}

impl Rule {
    /// The address of the rule's page.
    pub fn url(&self) -> String {
        format!("{}/blob/main/docs/rules/{}.md", env!("CARGO_PKG_REPOSITORY"), self.code)
    }
}
