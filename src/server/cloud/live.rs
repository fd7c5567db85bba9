//! `fcls/liveFunctions`: what is live of the functions of a file, for clients that show it beside the outline. Like
//! drift, it is read only where a person has allowed it.

use super::{STACK, Session, Snapshot};
use crate::cloud::client::Client;
use crate::cloud::plan::Scope;
use crate::cloud::request::Page;
use crate::cloud::target::Target;
use crate::message::Lang;
use crate::server::state::State;
use crate::workflow::connection::{Connection, Way};
use crate::workflow::deployment::{Deployment, Wish};
use serde_json::{Value, json};
use std::panic::{AssertUnwindSafe, catch_unwind};
use tokio::sync::oneshot;

/// Functions of a file that are looked at; each costs three calls.
const MOST: usize = 50;

/// Versions and aliases of a function; the newest versions come first.
const SHOWN: u32 = 20;

impl State {
    /// `fcls/liveFunctions {uri}`: where the answer will come from; none where the cloud may not be read, or there is
    /// nothing to look at. The answer:
    ///
    /// ```json
    /// { "functions": [{ "resource": "hello", "name": "hello", "region": "cn-hangzhou",
    ///     "state": "live|absent|unknown", "lastModified": "2025-01-01T00:00:00Z",
    ///     "versions": [{"id": "2", "description": "", "created": "…"}], "aliases": [{"name": "prod", "version": "2"}] }] }
    /// ```
    pub fn live_functions(&mut self, params: &Value) -> Option<oneshot::Receiver<Value>> {
        if !self.cloud.may_look() {
            return None;
        }
        let snapshot = self.snapshot(params["uri"].as_str()?).ok()?;
        let (session, way, lang) = (self.cloud.session.clone(), self.cloud.way(), self.lang());
        let (reply, answer) = oneshot::channel();
        let work = move || {
            let read = catch_unwind(AssertUnwindSafe(|| read(&snapshot, &session, way, lang)));
            let _ = reply.send(read.ok().flatten().unwrap_or_default());
        };
        let spawned = std::thread::Builder::new().name("live".into()).stack_size(STACK).spawn(work);
        spawned.ok().map(|_| answer)
    }
}

fn read(snapshot: &Snapshot, session: &Session, way: Way, lang: Lang) -> Option<Value> {
    let connection = Connection::open_with(way, session.emulators.clone()).ok()?;
    let wish = Wish { scope: Scope::Config, ..Wish::default() };
    let made = Deployment::new(connection, &snapshot.document, &snapshot.path, &snapshot.name(), &wish, lang);
    let deployment = made.ok()?;
    let targets = deployment.targets.functions.iter().take(MOST);
    let functions: Vec<Value> = targets.map(|target| function(&deployment.connection, target)).collect();
    Some(json!({ "functions": functions }))
}

fn function(connection: &Connection, target: &Target) -> Value {
    let mut found = json!({
        "resource": target.resource, "name": target.name, "region": target.region, "state": "unknown",
        "versions": [], "aliases": [],
    });
    let Ok(client) = connection.client(&target.region, target.access.as_deref()) else { return found };
    match connection.wait(client.get_function(&target.name, None)) {
        Ok(live) => {
            found["state"] = "live".into();
            found["lastModified"] = live.value.last_modified_time.into();
            found["versions"] = versions(connection, &client, &target.name);
            found["aliases"] = aliases(connection, &client, &target.name);
        }
        Err(error) if error.is_not_found() => found["state"] = "absent".into(),
        Err(_) => {}
    }
    found
}

fn page() -> Page {
    Page { limit: Some(SHOWN), ..Page::default() }
}

fn versions(connection: &Connection, client: &Client, name: &str) -> Value {
    let answer = connection.wait(client.list_function_versions(name, Some("BACKWARD"), &page()));
    let all = answer.ok().and_then(|answer| answer.value.versions).unwrap_or_default();
    all.into_iter()
        .map(|it| json!({"id": it.version_id, "description": it.description, "created": it.created_time}))
        .collect()
}

fn aliases(connection: &Connection, client: &Client, name: &str) -> Value {
    let answer = connection.wait(client.list_aliases(name, &page()));
    let all = answer.ok().and_then(|answer| answer.value.aliases).unwrap_or_default();
    all.into_iter().map(|it| json!({"name": it.alias_name, "version": it.version_id})).collect()
}
