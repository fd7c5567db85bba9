//! Merge keys: the mappings that `<<` brings in, in the order in which they count.
//! Fact: <https://yaml.org/type/merge.html>; of two sources the earlier counts.

use crate::syntax::{Alias, Entry, Mapping, Value};
use crate::text::Span;

/// Most mappings that one may be made of. Real files have a handful.
const MOST_SOURCES: usize = 64;

/// How a tree is read: with an index of keys or without, with reads written down or not.
pub(super) trait Lookup<'a> {
    /// The first entry of `mapping` with this key.
    fn find(&self, mapping: Mapping<'a>, key: &str) -> Option<Entry<'a>>;
    /// What `alias` stands for.
    fn follow(&self, alias: Alias<'a>) -> Option<Value<'a>>;
}

/// Asks `mapping`, then what it merges, until `ask` answers. With a merged mapping comes the place in `mapping` (the
/// alias) that leads to it. Each is asked once, also one that merges itself, or that many ways lead to: without that
/// `&a {<<: [*a, *a]}` would be asked without end.
pub(super) fn look<'a, T>(
    lookup: &impl Lookup<'a>,
    mapping: Mapping<'a>,
    mut ask: impl FnMut(Mapping<'a>, Option<Span>) -> Option<T>,
) -> Option<T> {
    let mut asked: Vec<Mapping<'a>> = Vec::new();
    let mut waiting = Vec::new();
    let mut next = Some((mapping, None));
    while let Some((mapping, through)) = next.take().or_else(|| waiting.pop()) {
        let is_known =
            |one: &Mapping<'a>| one.span() == mapping.span() && one.node().id() == mapping.node().id();
        if asked.iter().any(is_known) {
            continue;
        }
        if let Some(answer) = ask(mapping, through) {
            return Some(answer);
        }
        let merge = lookup.find(mapping, "<<").filter(Entry::is_merge);
        // Most mappings merge nothing, and nothing is allocated for them.
        if asked.len() + 1 == MOST_SOURCES || merge.is_none() && waiting.is_empty() {
            return None;
        }
        asked.push(mapping);
        let Some(merge) = merge else { continue };
        let first = waiting.len();
        waiting.extend(sources(lookup, merge).into_iter().map(|(source, at)| (source, through.or(Some(at)))));
        waiting[first..].reverse();
    }
    None
}

/// The entry `key` of `mapping`, own or merged.
pub(super) fn entry<'a>(lookup: &impl Lookup<'a>, mapping: Mapping<'a>, key: &str) -> Option<Entry<'a>> {
    look(lookup, mapping, |mapping, _| lookup.find(mapping, key))
}

/// The mappings that one `<<` names, each with the place of its alias (or its own).
fn sources<'a>(lookup: &impl Lookup<'a>, merge: Entry<'a>) -> Vec<(Mapping<'a>, Span)> {
    let follow = |value: Value<'a>| match value {
        Value::Alias(alias) => lookup.follow(alias)?.as_mapping().map(|mapping| (mapping, alias.span())),
        value => value.as_mapping().map(|mapping| (mapping, mapping.span())),
    };
    let list = |value: Value<'a>| match value {
        Value::Sequence(list) => Some(list),
        Value::Alias(alias) => match lookup.follow(alias)? {
            Value::Sequence(list) => Some(list),
            _ => None,
        },
        _ => None,
    };
    let Some(value) = merge.value() else { return Vec::new() };
    match list(value) {
        Some(list) => list.items().filter_map(|item| follow(item.value()?)).collect(),
        None => follow(value).into_iter().collect(),
    }
}
