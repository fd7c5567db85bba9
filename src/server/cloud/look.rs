//! Looking at the cloud without being asked, where a person has allowed it: what has drifted, live values, how many
//! changes an update would make, which functions could be adopted. A look runs on a thread of its own, when a file is
//! opened or saved or after an interval, never per keystroke.

use super::marks::{DRIFT, LiveValue, Mark};
use super::settings::{CloudSettings, Drift};
use super::{STACK, Session, Snapshot};
use crate::cloud::diff::{Change, Kind};
use crate::cloud::plan::{Plan, Resource, Scope};
use crate::cloud::pull::{self, pulled, read};
use crate::cloud::render::{self, Style};
use crate::cloud::request::FunctionFilter;
use crate::document::{Document, Edition, FileKind, Function, Names, Resolver, Unit};
use crate::message;
use crate::message::{Lang, Message};
use crate::server::state::{Outgoing, State};
use crate::syntax::edit::quote;
use crate::text::{Edit, Span, Text};
use crate::workflow::connection::{Connection, Way};
use crate::workflow::deployment::{Deployment, Wish};
use crate::workflow::pulling::comment;
use crate::workflow::secrets::is_secret;
use jiff::Timestamp;
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// Most functions that are offered for adoption.
const OFFERED: usize = 40;

/// How long such an offer is good.
const GOOD_FOR: Duration = Duration::from_secs(300);

/// Region of files that name none.
const REGION: &str = "cn-hangzhou";

/// A live function that a file may take up: its name and its whole entry, at two columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adoptable {
    /// Its name.
    pub name: String,
    /// `  name:\n    component: fc3\n…`.
    pub entry: String,
}

/// All looks of a session.
#[derive(Default)]
pub struct Looks {
    by_uri: FxHashMap<String, Look>,
    ticking: bool,
    /// Counts the times when everything was forgotten: answers of older looks are dropped.
    generation: u64,
}

/// What is known of one document.
#[derive(Default)]
struct Look {
    running: bool,
    /// The version that the running one looks at.
    version: i32,
    again: bool,
    waiting: Vec<(String, oneshot::Sender<Option<usize>>)>,
    /// The version that was looked at, and how many changes each resource has.
    counts: Option<(i32, FxHashMap<String, usize>)>,
    adoptable: Vec<Adoptable>,
    adoptable_at: Option<Instant>,
    listing: bool,
}

/// What one look has seen.
#[derive(Default)]
struct Seen {
    counts: FxHashMap<String, usize>,
    drift: Vec<Mark>,
    live: Vec<LiveValue>,
}

impl State {
    /// Looks at the functions of a document, if that is allowed and wanted.
    pub(in crate::server) fn look_at(&mut self, uri: &str) {
        if !self.cloud.may_look() {
            return;
        }
        if self.cloud.settings.drift != Drift::Off {
            self.begin_look(uri);
        }
        self.list_adoptable(uri);
        self.tick();
    }

    pub(super) fn look_at_all(&mut self) {
        let all: Vec<String> = self.documents.keys().cloned().collect();
        for uri in all {
            self.look_at(&uri);
        }
    }

    /// What was deployed or pulled has changed the cloud.
    pub(super) fn cloud_changed(&mut self, uri: &str) {
        if let Some(look) = self.cloud.looks.by_uri.get_mut(uri) {
            look.counts = None;
            look.adoptable_at = None;
        }
        self.look_at(uri);
        if self.cloud.may_look() && self.cloud.lens_refresh {
            self.send(Outgoing::RefreshLenses);
        }
    }

    /// Forgets all that was seen: another target, or no longer allowed.
    pub(super) fn forget_looks(&mut self) {
        self.cloud.looks.generation += 1;
        self.cloud.looks.by_uri.clear();
        let marked = self.documents.iter_mut().filter_map(|(uri, open)| {
            let marks = &mut open.marks;
            let had = !marks.drift.is_empty();
            marks.drift.clear();
            marks.live.clear();
            had.then(|| uri.clone())
        });
        let marked: Vec<String> = marked.collect();
        for uri in marked {
            self.say_again_of(&uri);
        }
    }

    /// The clock of `drift: interval`.
    fn tick(&mut self) {
        let Drift::Interval(seconds) = self.cloud.settings.drift else { return };
        if std::mem::replace(&mut self.cloud.looks.ticking, true) {
            return;
        }
        let work = Box::new(|state: &mut State| {
            state.cloud.looks.ticking = false;
            if matches!(state.cloud.settings.drift, Drift::Interval(_)) {
                state.look_at_all();
                state.tick();
            }
        });
        self.send(Outgoing::Later(Duration::from_secs(seconds), work));
    }

    /// How many changes an update of `resource` would make: the number, or where it will come from.
    pub(super) fn count_of(
        &mut self,
        uri: &str,
        resource: &str,
    ) -> Result<Option<usize>, oneshot::Receiver<Option<usize>>> {
        let version = self.documents.get(uri).map(|open| open.version);
        let look = self.cloud.looks.by_uri.entry(uri.to_string()).or_default();
        if let Some((seen, counts)) = &look.counts
            && Some(*seen) == version
        {
            return Ok(counts.get(resource).copied());
        }
        let (sender, receiver) = oneshot::channel();
        look.waiting.push((resource.to_string(), sender));
        // One look tells of all functions of a version.
        if !(look.running && Some(look.version) == version) {
            self.begin_look(uri);
        }
        Err(receiver)
    }

    /// The same for those who do not wait: none if it is not known yet. Lenses are refreshed when it is.
    pub(super) fn count_now(&mut self, uri: &str, resource: &str) -> Option<usize> {
        self.count_of(uri, resource).ok().flatten()
    }

    fn begin_look(&mut self, uri: &str) {
        let look = self.cloud.looks.by_uri.entry(uri.to_string()).or_default();
        if look.running {
            look.again = true;
            return;
        }
        let Ok(snapshot) = self.snapshot(uri) else {
            self.looked(uri, 0, None);
            return;
        };
        if let Some(look) = self.cloud.looks.by_uri.get_mut(uri) {
            look.running = true;
            look.version = snapshot.version;
        }
        let generation = self.cloud.looks.generation;
        let (session, way, lang) = (self.cloud.session.clone(), self.cloud.way(), self.lang());
        let settings = self.cloud.settings.clone();
        let outbox = self.outbox().clone();
        let (uri, looked_at) = (uri.to_string(), uri.to_string());
        let work = move || {
            // A panic is one look less, and must not stop the next ones.
            let compared = AssertUnwindSafe(|| compare(&snapshot, &session, way, &settings, lang));
            let seen = catch_unwind(compared).ok().flatten();
            let work = move |state: &mut State| {
                if state.cloud.looks.generation == generation {
                    state.looked(&uri, snapshot.version, seen);
                }
            };
            let _ = outbox.send(Outgoing::Back(Box::new(work)));
        };
        let spawned = std::thread::Builder::new().name("look".into()).stack_size(STACK).spawn(work);
        // Without a thread there is no look; the next save tries again.
        if let (Err(_), Some(look)) = (spawned, self.cloud.looks.by_uri.get_mut(&looked_at)) {
            look.running = false;
            look.waiting.clear();
        }
    }

    fn looked(&mut self, uri: &str, version: i32, seen: Option<Seen>) {
        let Some(look) = self.cloud.looks.by_uri.get_mut(uri) else { return };
        look.running = false;
        let again = std::mem::take(&mut look.again);
        for (resource, waiting) in look.waiting.drain(..) {
            let count = seen.as_ref().and_then(|seen| seen.counts.get(&resource).copied());
            let _ = waiting.send(count);
        }
        let mut news = false;
        let open = self.documents.get_mut(uri).filter(|open| open.version == version);
        if let (Some(open), Some(seen)) = (open, seen) {
            let counts = Some((version, seen.counts));
            news = look.counts != counts;
            look.counts = counts;
            open.marks.live = seen.live;
            // Counts of lenses are not drift: without the setting nothing is marked.
            if self.cloud.settings.drift != Drift::Off
                && !(seen.drift.is_empty() && open.marks.drift.is_empty())
            {
                open.marks.drift = seen.drift;
                self.say_again_of(uri);
            }
        }
        if news && self.cloud.lens_refresh {
            self.send(Outgoing::RefreshLenses);
        }
        if again {
            self.begin_look(uri);
        }
    }

    // Adoption.

    /// Reads the functions that a file may take up, for its completion.
    fn list_adoptable(&mut self, uri: &str) {
        let Some(open) = self.documents.get(uri) else { return };
        if open.document().is_none_or(|document| document.kind() != FileKind::SYaml(Edition::V3)) {
            return;
        }
        let look = self.cloud.looks.by_uri.entry(uri.to_string()).or_default();
        if look.listing || look.adoptable_at.is_some_and(|at| at.elapsed() < GOOD_FOR) {
            return;
        }
        let Ok(snapshot) = self.snapshot(uri) else { return };
        if let Some(look) = self.cloud.looks.by_uri.get_mut(uri) {
            look.listing = true;
        }
        let generation = self.cloud.looks.generation;
        let (session, way, lang) = (self.cloud.session.clone(), self.cloud.way(), self.lang());
        let outbox = self.outbox().clone();
        let (uri, listed) = (uri.to_string(), uri.to_string());
        let work = move || {
            let found = catch_unwind(AssertUnwindSafe(|| list(&snapshot, &session, way, lang)));
            let found = found.unwrap_or_default();
            let work = move |state: &mut State| {
                if state.cloud.looks.generation == generation
                    && let Some(look) = state.cloud.looks.by_uri.get_mut(&uri)
                {
                    look.listing = false;
                    look.adoptable = found;
                    look.adoptable_at = Some(Instant::now());
                }
            };
            let _ = outbox.send(Outgoing::Back(Box::new(work)));
        };
        let spawned = std::thread::Builder::new().name("list".into()).stack_size(STACK).spawn(work);
        if let (Err(_), Some(look)) = (spawned, self.cloud.looks.by_uri.get_mut(&listed)) {
            look.listing = false;
        }
    }

    /// The live functions that could be written at `offset`: below `resources:`, as its keys.
    pub(in crate::server) fn adoptable(&self, uri: &str, offset: u32) -> Vec<Adoptable> {
        let look = self.cloud.looks.by_uri.get(uri).filter(|look| !look.adoptable.is_empty());
        let (Some(look), Some(open)) = (look, self.documents.get(uri)) else { return Vec::new() };
        if !self.cloud.may_look() || !is_below_resources(open.text(), offset) {
            return Vec::new();
        }
        let there = open.document().map(names_in).unwrap_or_default();
        look.adoptable.iter().filter(|found| !there.contains(&found.name)).cloned().collect()
    }
}

/// The functions that a document has, by their names in the cloud.
fn names_in(document: &Document) -> FxHashSet<String> {
    let names = Names::new(document);
    let of = |unit: Unit<'_>| {
        let resolver = Resolver::new(&names, Some(unit.clone()));
        let function = Function::of(&resolver, &unit)?;
        Some(function.setting("functionName").as_str()?.into_owned())
    };
    document.units().into_iter().filter_map(of).collect()
}

/// Whether a key that is typed at `offset` is one of `resources:`.
fn is_below_resources(text: &Text, offset: u32) -> bool {
    let line = text.line_of(offset);
    let before = text.slice(Span::new(text.line_start(line), offset)).into_owned();
    let typed = before.trim_start_matches(' ');
    let column = before.len() - typed.len();
    if column == 0 || !typed.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_') {
        return false;
    }
    // Up to the first line that holds this one.
    for above in (0..line).rev() {
        let content = text.slice(text.line_span(above)).into_owned();
        let inner = content.trim_start_matches(' ');
        if inner.trim().is_empty() || inner.starts_with('#') || content.len() - inner.len() >= column {
            continue;
        }
        return content.trim_end() == "resources:" || content.starts_with("resources: #");
    }
    false
}

/// Compares a document with the cloud.
fn compare(
    snapshot: &Snapshot,
    session: &Session,
    way: Way,
    settings: &CloudSettings,
    lang: Lang,
) -> Option<Seen> {
    let (environment, drift) = (settings.show_environment, settings.drift != Drift::Off);
    let connection = Connection::open_with(way, session.emulators.clone()).ok()?;
    let wish = Wish { scope: Scope::Config, read_everything: drift, ..Wish::default() };
    let made = Deployment::new(connection, &snapshot.document, &snapshot.path, &snapshot.name(), &wish, lang);
    let deployment = match made {
        Ok(deployment) => deployment,
        Err(_) => {
            tracing::debug!("no look: no credentials, or the file has obstacles");
            return None;
        }
    };
    let plan = deployment.plan();
    let document = &snapshot.document;
    Some(deployment.styled(false, lang, |style| see(&plan, document, &Style { environment, ..*style })))
}

fn see(plan: &Plan, document: &Document, style: &Style<'_>) -> Seen {
    let mut seen = Seen::default();
    for resource in &plan.resources {
        if resource.failure.is_some() || !resource.exists {
            continue;
        }
        let changes: Vec<&Change> = resource.steps.iter().flat_map(|step| &step.changes).collect();
        *seen.counts.entry(resource.resource.clone()).or_default() += changes.len();
        for change in &changes {
            if let Some(span) = resource.span(&change.path) {
                seen.drift.push(drift(resource, change, span, document, style));
            }
        }
        if let (false, Some(span)) = (resource.kept.is_empty(), resource.span("")) {
            let paths: Vec<&str> = resource.kept.iter().map(|change| change.path.as_str()).collect();
            let (name, paths) = (&resource.name, paths.join(", "));
            let message = message!(
                "live but not in the file: {paths} (a deploy of {name} keeps it)",
                "云上有而文件中没有：{paths}（部署 {name} 时保留）"
            );
            seen.drift.push(Mark::new(&DRIFT, &resource.resource, span, message));
        }
        let when = resource.modified.as_deref().and_then(ago).unwrap_or_default();
        for (path, span) in resource.spans.iter().filter(|(path, _)| !path.is_empty()) {
            let below = |change: &&Change| change.path.starts_with(path.as_str());
            let value = match changes.iter().copied().find(|change| change.path == *path) {
                Some(Change { old: Some(old), .. }) => {
                    let value = render::inline(path, old, style);
                    message!("live **{value}**", "云上 **{value}**")
                }
                Some(_) => message!("not live", "云上没有"),
                None if changes.iter().any(below) => message!("live differs", "与云上不同"),
                None => message!("live the same", "与云上一致"),
            };
            let text = Message::new(format!("{}{}", value.en, when.en), format!("{}{}", value.zh, when.zh));
            seen.live.push(LiveValue { span: *span, text });
        }
    }
    seen
}

fn drift(resource: &Resource, change: &Change, span: Span, document: &Document, style: &Style<'_>) -> Mark {
    let shown = |value: &Option<Value>| {
        value.as_ref().map_or_else(|| "–".to_string(), |value| render::inline(&change.path, value, style))
    };
    let (old, new) = (shown(&change.old), shown(&change.new));
    let path = &change.path;
    let message = match change.kind {
        Kind::Added => message!("{path}: not live, file {new}", "{path}：云上没有，文件 {new}"),
        Kind::Cleared => {
            message!("{path}: live {old}, the file clears it", "{path}：云上 {old}，文件将其清除")
        }
        _ => message!("{path}: live {old}, file {new}", "{path}：云上 {old}，文件 {new}"),
    };
    let mut mark = Mark::new(&DRIFT, &resource.resource, span, message);
    mark.key = path.split(['.', '[']).next().map(str::to_string);
    if let Some(fix) = take_live(resource, change, document, style) {
        mark.finding.fixes.push(fix);
    }
    mark
}

/// The fix that writes the live value into the file: only where the file has a plain value of its own on one line,
/// and the live one is no secret.
fn take_live(
    resource: &Resource,
    change: &Change,
    document: &Document,
    style: &Style<'_>,
) -> Option<crate::check::Fix> {
    let span = *resource.spans.get(&change.path)?;
    let live = change.old.as_ref()?;
    if render::shown(&change.path, live) != *live {
        return None;
    }
    let yaml = match live {
        Value::String(text) if !text.contains("${") => quote(text),
        Value::Number(_) | Value::Bool(_) => live.to_string(),
        _ => return None,
    };
    // What a merge key, an alias or a template brings along is not this function's alone.
    let text = document.text();
    let unit = document.units().into_iter().find(|unit| unit.name == resource.resource.as_str())?;
    if !unit.span().contains_span(span) || text.slice(unit.span()).contains('&') {
        return None;
    }
    let written = text.slice(span).into_owned();
    let plain = !written.is_empty()
        && !written.contains('\n')
        && !written.contains("${")
        && !written.starts_with(['*', '&', '!', '|', '>', '{', '[', '?', '-', '#']);
    let value = crate::cloud::yaml::read(&written).ok().filter(|_| plain)?;
    if value.is_object() || value.is_array() {
        return None;
    }
    let shown = render::inline(&change.path, live, style);
    Some(crate::check::Fix {
        title: message!("Take the live value {shown}", "采用云上的值 {shown}"),
        edits: vec![Edit::replace(span, yaml)],
        safe: false,
        preferred: false,
    })
}

/// ` · changed 2 d ago`.
fn ago(time: &str) -> Option<Message> {
    let then = time.parse::<Timestamp>().ok()?.as_second();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok()?.as_secs() as i64;
    let seconds = (now - then).max(0);
    let (count, en, zh) = match seconds {
        0..60 => return Some(message!(" · changed just now", " · 刚刚更改")),
        60..3600 => (seconds / 60, "min", "分钟"),
        3600..86_400 => (seconds / 3600, "h", "小时"),
        _ => (seconds / 86_400, "d", "天"),
    };
    Some(message!(" · changed {count} {en} ago", " · {count} {zh}前更改"))
}

/// The live functions where those of a file are.
fn list(snapshot: &Snapshot, session: &Session, way: Way, lang: Lang) -> Vec<Adoptable> {
    let open = || Connection::open_with(way.clone(), session.emulators.clone()).ok();
    let Some(connection) = open() else { return Vec::new() };
    let wish = Wish::default();
    let made = Deployment::new(connection, &snapshot.document, &snapshot.path, &snapshot.name(), &wish, lang);
    let (connection, there) = match made {
        Ok(deployment) => (deployment.connection, deployment.targets.functions),
        // A file that is still empty has no functions.
        Err(_) => match open() {
            Some(connection) => (connection, Vec::new()),
            None => return Vec::new(),
        },
    };
    let region = there.first().map_or(REGION, |target| target.region.as_str());
    let access = there.first().and_then(|target| target.access.as_deref());
    let Ok(client) = connection.client(region, access) else { return Vec::new() };
    let Ok(all) = connection.wait(client.all_functions(&FunctionFilter::default())) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for name in all.into_iter().filter_map(|function| function.function_name).take(OFFERED) {
        let Ok(live) = connection.wait(read(&client, &name)) else { continue };
        let pulled = pulled(&live, region, None, &is_secret);
        let entry = pull::resource(&pulled, 2, &comment(lang));
        found.push(Adoptable { name, entry });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_resources_are_known_by_their_column() {
        let below = |text: &str| {
            let at = text.find('|').unwrap() as u32;
            is_below_resources(&Text::from(text.replace('|', "").as_str()), at)
        };
        assert!(below("resources:\n  |"));
        assert!(below("resources:\n  a:\n    props:\n      x: 1\n\n  he|"));
        assert!(!below("resources:\n  a:\n    |"));
        assert!(!below("vars:\n  |"));
        assert!(!below("resources:\n|"));
        assert!(!below("resources:\n  a: |"));
    }

    #[test]
    fn times_are_said_as_people_do() {
        assert_eq!(ago("2001-01-01T00:00:00Z").unwrap().en.split(' ').next_back(), Some("ago"));
        assert!(ago("yesterday").is_none());
    }
}
