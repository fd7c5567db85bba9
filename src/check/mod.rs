//! What is wrong in a file: the schema walk, the rules, and what silences them.
//!
//! [`check`] goes unit by unit. A unit's result is kept in a [`Memo`] under the identity of its tree and
//! stays valid as long as nothing changed that the check read outside the unit; its spans are relative
//! to the unit, so that it may move. The rules of the whole file run every time and read only names and the
//! small facts that the units told.

pub mod context;
mod edits;
mod finding;
mod rule;
pub mod rules;
pub mod schema;
pub mod settings;
pub mod suggest;
pub mod suppression;

pub use finding::{Finding, Fix, Fixes, Related, Severity, Tag};
pub use rule::{Family, Files, Rule};

use crate::document::{Document, FileKind, Function, Identity, Names, Read, Resolver, Unit, UnitKind};
use crate::syntax::GreenId;
use crate::text::Span;
use context::{Context, Fact};
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::hash::BuildHasher;
use std::sync::{Arc, OnceLock};
use suppression::Suppression;

/// Every family of rules.
pub fn families() -> &'static [&'static Family] {
    rules::FAMILIES
}

/// Every rule, in the order of the codes.
pub fn rules() -> &'static [&'static Rule] {
    static RULES: OnceLock<Vec<&'static Rule>> = OnceLock::new();
    RULES.get_or_init(|| {
        let mut rules: Vec<&Rule> = families().iter().flat_map(|family| family.rules).copied().collect();
        rules.sort_by_key(|rule| rule.code);
        rules
    })
}

/// The family that `rule` belongs to.
pub fn family(rule: &Rule) -> Option<&'static Family> {
    families().iter().copied().find(|family| family.rules.contains(&rule))
}

/// The rule with this code or name, in any case.
pub fn rule(code_or_name: &str) -> Option<&'static Rule> {
    rules().iter().copied().find(|rule| {
        rule.code.eq_ignore_ascii_case(code_or_name) || rule.name.eq_ignore_ascii_case(code_or_name)
    })
}

/// The rule that the specification calls `name`.
pub(crate) fn rule_named(name: &str) -> Option<&'static Rule> {
    static BY_NAME: OnceLock<FxHashMap<&'static str, &'static Rule>> = OnceLock::new();
    BY_NAME.get_or_init(|| rules().iter().map(|rule| (rule.name, *rule)).collect()).get(name).copied()
}

/// Results of earlier checks of one open document, by unit, so that a keystroke re-checks one unit.
#[derive(Default)]
pub struct Memo {
    kind: Option<FileKind>,
    /// How the file ends its lines: the texts that fixes insert depend on it.
    line_break: &'static str,
    /// The identities of the top-level entries that units read, at the last check.
    globals: Vec<(String, GreenId)>,
    /// By tree, kind and (hashed) section: the same tree may come to stand in another one.
    units: FxHashMap<(GreenId, UnitKind, u64), Known>,
    /// The number of the check, to tell what is still in use.
    round: u32,
}

/// A kept result, and the number of the last check that used it.
struct Known {
    result: Arc<UnitResult>,
    round: u32,
}

/// So many results that are of no use any more are kept, at most: to sweep them out is a walk over all.
const MOST_UNUSED: usize = 32;

impl std::fmt::Debug for Memo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Memo").field("units", &self.units.len()).finish()
    }
}

struct UnitResult {
    /// Relative to the unit if `contained`, else absolute.
    findings: Vec<Finding>,
    /// Spans relative to the unit.
    suppressions: Vec<Suppression>,
    /// What it tells the rules of the whole file; spans relative to the unit.
    facts: Vec<Fact>,
    /// What was read of sections that are checked as a whole.
    global_reads: Vec<(Read, Identity)>,
    /// What was read of other units.
    unit_reads: Vec<(Read, Identity)>,
    /// Whether every span lies in the unit: only then may the result move and be kept.
    contained: bool,
}

/// Every finding of `document`, in the order of the text. `memo` belongs to the same document through
/// all its versions.
pub fn check(document: &Document, memo: &mut Memo) -> Vec<Finding> {
    if document.kind() == FileKind::NotOurs {
        *memo = Memo::default();
        return Vec::new();
    }
    let names = Names::new(document);
    let units = document.units();
    let line_break = crate::syntax::edit::line_break(document.text());
    if memo.kind != Some(document.kind()) || memo.line_break != line_break {
        memo.units.clear();
        memo.kind = Some(document.kind());
        memo.line_break = line_break;
    }
    let globals = names.globals();
    let unchanged = globals == memo.globals;
    memo.globals = globals;

    let mut findings = Vec::new();
    let mut suppressions = Vec::new();
    let mut facts = Vec::new();
    let last_round = memo.round;
    memo.round = memo.round.wrapping_add(1);
    let mut used = 0;
    for unit in &units {
        let base = unit.span().start;
        let key = (unit.id(), unit.kind, FxBuildHasher.hash_one(&*unit.section));
        let known = memo
            .units
            .get_mut(&key)
            .filter(|known| {
                // What the last check did not use is older than the globals that it knew.
                is_current(&names, &known.result, unchanged && known.round == last_round)
            })
            .map(|known| {
                known.round = memo.round;
                known.result.clone()
            });
        let result = known.unwrap_or_else(|| {
            let result = Arc::new(check_unit(&names, unit));
            if result.contained {
                memo.units.insert(key, Known { result: result.clone(), round: memo.round });
            }
            result
        });
        used += usize::from(result.contained);
        if result.contained {
            findings.extend(result.findings.iter().map(|finding| finding.shifted(base)));
        } else {
            findings.extend(result.findings.iter().cloned());
        }
        suppressions.extend(
            result
                .suppressions
                .iter()
                .map(|found| Suppression { span: found.span.shifted(base), ..found.clone() }),
        );
        facts.extend(result.facts.iter().map(|fact| (base, fact.clone())));
    }
    if memo.units.len() > used + MOST_UNUSED {
        let round = memo.round;
        memo.units.retain(|_, known| known.round == round);
    }
    findings.extend(check_file(&names, &facts));
    outside_comments(document, &units, &mut suppressions);
    if !suppressions.is_empty() {
        let text = document.text();
        findings.retain(|finding| {
            finding.rule.code == "FC001" || !suppressions.iter().any(|found| found.covers(text, finding))
        });
    }
    findings.sort_by(|a, b| {
        (a.span.start, a.span.end, a.rule.code).cmp(&(b.span.start, b.span.end, b.rule.code))
    });
    findings.dedup_by(|a, b| a.span == b.span && a.rule == b.rule && a.message == b.message);
    findings
}

fn is_current(names: &Names<'_>, result: &UnitResult, globals_unchanged: bool) -> bool {
    let same =
        |reads: &[(Read, Identity)]| reads.iter().all(|(read, identity)| names.identity(read) == *identity);
    same(&result.unit_reads) && (globals_unchanged || same(&result.global_reads))
}

fn check_unit(names: &Names<'_>, unit: &Unit<'_>) -> UnitResult {
    let resolver = Resolver::new(names, Some(unit.clone()));
    let mut cx = Context::new(&resolver);
    schema::check(&mut cx);
    for family in families() {
        (family.unit)(&mut cx, unit);
    }
    if let Some(function) = Function::of(&resolver, unit) {
        for family in families() {
            (family.function)(&mut cx, &function);
        }
    }
    let span = unit.span();
    let facts = cx.take_told();
    let mut findings = cx.finish();
    findings.retain({
        // `internetAccess: yes` has the wrong type; that `yes` is text is the same cause.
        let typed: Vec<Span> =
            findings.iter().filter(|found| found.rule.code == "FC004").map(|found| found.span).collect();
        // What a filter pattern takes for a variable of its own is an unknown reference too.
        let pattern: Vec<Span> =
            findings.iter().filter(|found| found.rule.code == "FC533").map(|found| found.span).collect();
        move |found| match found.rule.code {
            "FC008" => !typed.contains(&found.span),
            "FC723" => !pattern.contains(&found.span),
            _ => true,
        }
    });
    let comments: Vec<Span> =
        findings.iter().filter(|found| found.rule.code == "FC830").map(|found| found.span).collect();
    if !comments.is_empty() {
        // A value with `// …` in it breaks other rules for that reason alone.
        let spoils = |found: &Finding, comment: &Span| {
            found.span.end == comment.end && found.span.start <= comment.start && found.rule.code != "FC830"
        };
        findings.retain(|found| !comments.iter().any(|comment| spoils(found, comment)));
    }
    let contained = findings.iter().all(|finding| is_contained(finding, span));
    if contained {
        for finding in &mut findings {
            finding.make_relative_to(span.start);
        }
    }
    let text = names.document().text();
    let suppressions = suppression::suppressions(text, unit.entry.node())
        .into_iter()
        .map(|found| Suppression { span: found.span.relative_to(span.start), ..found })
        .collect();
    let (unit_reads, global_reads) =
        resolver.reads().into_iter().partition(|(read, _)| names.is_split_read(read));
    UnitResult { findings, suppressions, facts, global_reads, unit_reads, contained }
}

fn is_contained(finding: &Finding, span: Span) -> bool {
    span.contains_span(finding.span)
        && finding.related.iter().all(|related| span.contains_span(related.span))
        && finding.fixes.edits().all(|(edit, _)| span.contains_span(edit))
}

/// What only the file as a whole can show.
fn check_file(names: &Names<'_>, facts: &[(u32, Fact)]) -> Vec<Finding> {
    let resolver = Resolver::new(names, None);
    let mut cx = Context::of_file(&resolver, facts);
    for family in families() {
        (family.file)(&mut cx);
    }
    cx.finish()
}

/// Silencing comments that stand between units: above the first key, between sections.
fn outside_comments(document: &Document, units: &[Unit<'_>], suppressions: &mut Vec<Suppression>) {
    let text = document.text();
    let spans: Vec<Span> = units.iter().map(Unit::span).collect();
    for comment in document.comments_outside(&spans) {
        suppressions.extend(suppression::parse(text, comment));
    }
}
