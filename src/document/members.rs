//! The members of the sections that are split into units: what their keys and their trees alone tell. Kept from one
//! version of the text to the next, so that a keystroke reads one key anew and not those of a thousand functions.

use super::expression;
use super::unit::{Component, split_sections};
use crate::document::FileKind;
use crate::syntax::{Entry, GreenId, Mapping, Value};
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// How far ahead the same member is looked for in the version before: members that were taken away.
const AHEAD: usize = 4;

/// The members of one version.
#[derive(Debug, Default)]
pub struct Members {
    sections: Vec<Arc<Section>>,
}

/// The members of one section.
#[derive(Debug)]
pub struct Section {
    /// Its mapping.
    id: GreenId,
    /// In the order of the text.
    members: Vec<Member>,
    /// Whether two have the same key.
    has_twins: bool,
}

/// One member.
#[derive(Debug, Clone)]
pub struct Member {
    id: GreenId,
    /// Its key; `None` if that is no text.
    name: Option<Arc<str>>,
    /// Its component; `None` if that depends on what is outside.
    component: Option<Component>,
}

impl Member {
    fn of(entry: Entry<'_>) -> Member {
        Member {
            id: entry.id(),
            name: entry.key_text().map(|key| key.as_ref().into()),
            component: written_component(entry),
        }
    }

    /// Its key; `None` if that is no text.
    pub fn key(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Its key; empty if that is no text.
    pub fn name(&self) -> &str {
        self.key().unwrap_or_default()
    }

    /// The component that its text names; `None` if other parts of the file say which.
    pub fn component(&self) -> Option<Component> {
        self.component
    }
}

/// The component of a resource, if no expression hides it.
fn written_component(entry: Entry<'_>) -> Option<Component> {
    let written = entry.value().and_then(|value| value.as_mapping()?.get("component"));
    match written.and_then(|entry| entry.value()) {
        None => Some(Component::Missing),
        Some(Value::Scalar(scalar)) => {
            let text = scalar.cooked();
            (!expression::has_expression(&text)).then(|| Component::named(&text))
        }
        Some(_) => Some(Component::Other),
    }
}

impl Section {
    fn of(mapping: Mapping<'_>, before: Option<&Section>) -> Section {
        let known = before.map_or(&[][..], |before| &before.members);
        let (mut members, mut next) = (Vec::with_capacity(known.len()), 0);
        let mut same_names = true;
        for entry in mapping.entries() {
            let ahead = known[next.min(known.len())..].iter().take(AHEAD);
            match ahead.clone().position(|member| entry.node().has_id(&member.id)) {
                Some(at) => {
                    same_names &= at == 0;
                    members.push(known[next + at].clone());
                    next += at + 1;
                }
                None => {
                    let member = Member::of(entry);
                    // Mostly it takes the place of the one that was changed.
                    let replaced = ahead.clone().next().filter(|known| known.name == member.name);
                    match replaced {
                        Some(_) => next += 1,
                        None => same_names = false,
                    }
                    members.push(member);
                }
            }
        }
        let has_twins = match before {
            Some(before) if same_names && next == known.len() => before.has_twins,
            _ => {
                let mut seen = FxHashSet::default();
                members.iter().filter_map(|member| member.name.as_deref()).any(|name| !seen.insert(name))
            }
        };
        Section { id: mapping.node().id(), members, has_twins }
    }

    /// The members in the order of the text, one for each entry of the mapping.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// Whether two have the same key.
    pub fn has_twins(&self) -> bool {
        self.has_twins
    }
}

impl Members {
    /// Those of the file with this root; `before` are those of a version before it.
    pub fn of(kind: FileKind, root: Option<Value<'_>>, before: Option<&Members>) -> Members {
        let Some(Value::Mapping(root)) = root else { return Members::default() };
        let split = split_sections(kind);
        let mut sections = Vec::new();
        for entry in root.entries() {
            if !entry.key_text().is_some_and(|key| split.contains(&key.as_ref())) {
                continue;
            }
            let Some(Value::Mapping(mapping)) = entry.value() else { continue };
            let nth = sections.len();
            let old = before.and_then(|before| before.sections.get(nth));
            sections.push(match old.filter(|old| mapping.node().has_id(&old.id)) {
                Some(old) => old.clone(),
                None => Arc::new(Section::of(mapping, old.map(AsRef::as_ref))),
            });
        }
        Members { sections }
    }

    /// The section whose members are in `mapping`.
    pub fn section(&self, mapping: Mapping<'_>) -> Option<&Section> {
        self.sections.iter().find(|section| mapping.node().has_id(&section.id)).map(AsRef::as_ref)
    }
}
