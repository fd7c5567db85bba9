//! The description of a rule: its code, its name, and its page.

use crate::check::Severity;
use crate::check::context::Context;
use crate::document::{Function, Unit};
use crate::message::Lang;

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

impl Files {
    /// The word used in JSON output.
    pub fn name(self) -> &'static str {
        match self {
            Files::All => "all",
            Files::F => "f.yml",
            Files::S => "s.yaml",
        }
    }
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
    /// The page in English: Markdown, each line led by one space (as doc comments are).
    pub doc_en: &'static str,
    /// The page in Simplified Chinese, in the same form.
    pub doc_zh: &'static str,
}

/// Rules about one subject, in one file: the rules and the functions that check them. A rule without a
/// function of its own is a fact of the specification that the schema walk finds.
pub struct Family {
    /// A word for it: `size`.
    pub name: &'static str,
    /// Its rules.
    pub rules: &'static [&'static Rule],
    /// Checks one unit, whatever it is.
    pub unit: fn(&mut Context<'_>, &Unit<'_>),
    /// Checks one function, in whichever format it is written.
    pub function: fn(&mut Context<'_>, &Function<'_>),
    /// Checks what only the file as a whole can show. It runs at every keystroke: names and facts only.
    pub file: fn(&mut Context<'_>),
}

impl Family {
    /// A family that checks nothing, to be filled with `..Family::NONE`.
    pub const NONE: Family =
        Family { name: "", rules: &[], unit: |_, _| {}, function: |_, _| {}, file: |_| {} };
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

    /// The body of the page in `lang`, Markdown without a title.
    pub fn doc(&self, lang: Lang) -> String {
        let doc = lang.pick(self.doc_en, self.doc_zh);
        let lines: Vec<&str> = doc.lines().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
        lines.join("\n").trim().to_string()
    }

    /// The whole page in `lang`: title, facts, body.
    pub fn page(&self, lang: Lang) -> String {
        let fixable = match (self.fixable, lang) {
            (true, Lang::En) => " · has a fix",
            (true, Lang::Zh) => " · 可自动修复",
            (false, _) => "",
        };
        format!(
            "# {} {}\n\n{}: {} · {}{fixable}\n\n{}\n\n{}: {}\n",
            self.code,
            self.name,
            lang.pick("Severity", "级别"),
            self.severity.name(),
            self.files.name(),
            self.doc(lang),
            lang.pick("Source", "依据"),
            self.source
        )
    }
}

/// Declares a [`Rule`]: the English page, the facts, the Chinese page.
macro_rules! rule {
    ($(#[doc = $en:literal])+ $code:ident $name:literal $severity:ident $files:ident $fixable:literal $source:literal
     $(#[doc = $zh:literal])+ 中文) => {
        $(#[doc = $en])+
        pub static $code: $crate::check::Rule = $crate::check::Rule {
            code: stringify!($code),
            name: $name,
            severity: $crate::check::Severity::$severity,
            files: $crate::check::Files::$files,
            fixable: $fixable,
            source: $source,
            doc_en: concat!($($en, "\n"),+),
            doc_zh: concat!($($zh, "\n"),+),
        };
    };
}
pub(crate) use rule;
