//! Judges values that stand in no file: an s.yaml is written in memory and checked by the rules.

use crate::check::{Finding, Memo, Severity, check};
use crate::cloud::target::Fields;
use crate::cloud::yaml;
use crate::document::Document;
use crate::message::Lang;
use crate::server::DiskFiles;
use crate::syntax::{Entry, Mapping};
use crate::text::{Span, Text};
use std::sync::Arc;

/// Rules whose findings mean that the cloud or the function refuses the value, whatever their severity.
const GRAVE: [&str; 10] =
    ["FC003", "FC006", "FC101", "FC103", "FC209", "FC215", "FC218", "FC222", "FC224", "FC226"];

/// Rules that judge a value by itself; all others need to know the rest of the function.
const BY_ITSELF: [&str; 20] = [
    "FC003", "FC004", "FC005", "FC006", "FC101", "FC103", "FC105", "FC106", "FC107", "FC108", "FC209",
    "FC215", "FC218", "FC219", "FC222", "FC224", "FC226", "FC303", "FC304", "FC310",
];

/// The ratio of memory and processors: by itself when both are given.
const RATIO: &str = "FC102";

/// Families that do not apply to values of the command line: expressions are not evaluated there, and no secret
/// stands in a file.
const FOREIGN: [&str; 2] = ["FC7", "FC9"];

/// A value that breaks a rule.
#[derive(Debug, PartialEq)]
pub struct Verdict {
    /// The code of the rule.
    pub code: &'static str,
    /// Whether it must not be sent.
    pub bad: bool,
    en: String,
    zh: String,
}

impl Verdict {
    fn of(finding: &Finding) -> Self {
        Verdict {
            code: finding.rule.code,
            bad: (finding.severity == Severity::Error || GRAVE.contains(&finding.rule.code))
                && !migrated(finding),
            en: finding.message.en.clone(),
            zh: finding.message.zh.clone(),
        }
    }

    fn applies(&self) -> bool {
        !FOREIGN.iter().any(|family| self.code.starts_with(family))
    }

    /// One line.
    pub fn text(&self, lang: Lang) -> String {
        format!(
            "{}[{}]: {}",
            if self.bad { "error" } else { "warning" },
            self.code,
            lang.pick(&self.en, &self.zh)
        )
    }
}

/// Functions that came over from the edition before are called `service$function`; they can be updated.
fn migrated(finding: &Finding) -> bool {
    finding.rule.code == "FC222" && finding.severity != Severity::Error && finding.message.en.contains('$')
}

/// Hints are for whoever writes a file.
fn no_hint(finding: &&Finding) -> bool {
    finding.severity != Severity::Hint
}

/// `command: []` and `args: []`: a hint in a file, but whoever gives it now means something else.
fn is_empty_list(document: &Document, finding: &Finding) -> bool {
    finding.rule.code == "FC209" && document.text().slice(finding.span) == "[]"
}

fn document(props: &Fields) -> Document {
    let text = format!(
        "edition: 3.0.0\nname: fcls\naccess: default\nresources:\n  function:\n    component: fc3\n    props:\n{}\n",
        yaml::mapping(props, 6)
    );
    let here = std::env::current_dir().ok().map(|folder| folder.join("s.yaml"));
    Document::new(here, Text::from(text.as_str()), Arc::new(DiskFiles::default()))
}

/// What is wrong with the entries at `places` (`memorySize`, `customRuntimeConfig.port`) whatever the rest of the
/// function is: what surrounds these values here is made up.
pub fn given(props: &Fields, places: &[Vec<String>]) -> Vec<Verdict> {
    let document = document(props);
    let spans: Vec<Span> = places.iter().filter_map(|place| span(&document, place)).collect();
    let findings = check(&document, &mut Memo::default());
    let inside = |finding: &&Finding| spans.iter().any(|span| span.contains_span(finding.span));
    let both = ["cpu", "memorySize"].iter().all(|key| places.iter().any(|place| place[..] == [*key]));
    let by_itself =
        |finding: &&Finding| BY_ITSELF.contains(&finding.rule.code) || both && finding.rule.code == RATIO;
    let told = |finding: &&Finding| no_hint(finding) || is_empty_list(&document, finding);
    findings.iter().filter(inside).filter(by_itself).filter(told).map(Verdict::of).collect()
}

/// What is wrong with `after` that is not wrong with `before`.
pub fn changed(before: &Fields, after: &Fields) -> Vec<Verdict> {
    let mut known = whole(before);
    let mut new = whole(after);
    new.retain(Verdict::applies);
    new.retain(|verdict| {
        let same = known.iter().position(|old| old.code == verdict.code && old.en == verdict.en);
        same.inspect(|at| drop(known.swap_remove(*at))).is_none()
    });
    new
}

/// What is wrong with props.
pub fn whole(props: &Fields) -> Vec<Verdict> {
    check(&document(props), &mut Memo::default()).iter().filter(no_hint).map(Verdict::of).collect()
}

/// The entry at a place below `props`.
fn span(document: &Document, place: &[String]) -> Option<Span> {
    let root = document.root()?.as_mapping()?;
    let path = ["resources", "function", "props"].into_iter().chain(place.iter().map(String::as_str));
    entry(root, &path.collect::<Vec<_>>()).map(|entry| entry.span())
}

fn entry<'a>(mapping: Mapping<'a>, path: &[&str]) -> Option<Entry<'a>> {
    let (first, rest) = path.split_first()?;
    let found = mapping.get(first)?;
    if rest.is_empty() { Some(found) } else { entry(found.value()?.as_mapping()?, rest) }
}
