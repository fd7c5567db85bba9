//! Every real file of the corpus (`FCLS_SHARED`, folder `corpus`) deployed to the emulator, with a world in which
//! each variable is `x` and all code is one folder: nothing panics, a refused deploy says where, and **after a deploy
//! the plan is empty**: nothing that was sent is taken for a difference.
//!
//! `cargo test --test gate_deploy -- --nocapture` prints what stands in the way of the others.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use fcls::cloud::apply::{At, Done, End, Progress, Waiting, apply};
use fcls::cloud::client::Client;
use fcls::cloud::endpoint::{Endpoint, Endpoints};
use fcls::cloud::package::CodeSource;
use fcls::cloud::plan::{self, Clients, Plan};
use fcls::cloud::secret::Secret;
use fcls::cloud::sign::Key;
use fcls::cloud::target::{Options, Outside, Targets, targets};
use fcls::cloud::transport::Network;
use fcls::document::{Document, NoFiles};
use fcls::emulator::{Emulator, Settings};
use fcls::text::Text;

struct World;

impl Outside for World {
    fn env(&self, _name: &str) -> Option<String> {
        Some("x".to_string())
    }

    fn read(&self, _path: &str) -> Result<String, String> {
        Err("no files".to_string())
    }

    fn absolute(&self, _path: &str) -> Option<PathBuf> {
        None
    }

    fn config(&self, key: &str) -> Option<String> {
        (key == "AccountID").then(|| "1234567890123456".to_string())
    }
}

struct Silence;

impl Progress for Silence {
    fn begin(&self, _: At<'_>) {}
    fn waiting(&self, _: At<'_>) {}
    fn done(&self, _: At<'_>, _: &Done) {}
    fn is_cancelled(&self) -> bool {
        false
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("a folder of the corpus")
        .map(|entry| entry.unwrap().path())
        .collect();
    found.sort();
    found
}

/// A message without what is particular to one file.
fn kind(message: &str) -> String {
    let message = message.split("; request id").next().unwrap_or_default();
    let quoted: String = message
        .split(['`', '\''])
        .enumerate()
        .map(|(at, part)| if at % 2 == 0 { part } else { "…" })
        .collect();
    quoted.chars().map(|c| if c.is_ascii_digit() { '#' } else { c }).collect()
}

/// The clients of a file, all of them of one emulator.
fn clients(targets: &Targets, emulator: &Emulator, network: &Arc<Network>) -> Option<Clients> {
    let endpoint = Endpoint::parse(emulator.base_url()).unwrap();
    let mut clients = Clients::default();
    for (region, access) in Clients::needed(targets) {
        let endpoints = Endpoints::new(&region, Some(endpoint.clone())).ok()?;
        let key = Key { id: "testid".into(), secret: Secret::new("testsecret"), token: None };
        clients.0.insert((region, access), Client::new(endpoints, key, network.clone()));
    }
    Some(clients)
}

fn differences(plan: &Plan) -> Vec<String> {
    let steps = plan.resources.iter().flat_map(|resource| &resource.steps);
    steps.flat_map(|step| &step.changes).map(|change| format!("{change:?}")).collect()
}

#[test]
fn after_a_deploy_the_plan_is_empty() {
    let shared = std::env::var_os("FCLS_SHARED").expect("FCLS_SHARED");
    let corpus = PathBuf::from(shared).join("corpus");
    let folder = tempfile::TempDir::new().unwrap();
    std::fs::write(folder.path().join("index.js"), "1").unwrap();
    let code = CodeSource::Path(folder.path().into());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let reading = Options { default_region: Some("cn-hangzhou".to_string()), ..Options::default() };
    let planning = plan::Options { skip_auto: true, ..plan::Options::default() };
    let waiting = Waiting { pause: Duration::from_millis(1), limit: Duration::from_secs(1) };
    let network = Arc::new(Network::new());
    let (mut read, mut deployed, mut functions) = (0, 0, 0);
    let mut reasons: BTreeMap<String, (usize, String)> = BTreeMap::new();
    let mut wrong = Vec::new();
    for file in ["f", "s"].iter().flat_map(|kind| files(&corpus.join(kind))) {
        let Ok(text) = std::fs::read_to_string(&file) else { continue };
        let document = Document::new(Some(file.clone()), Text::from(text.as_str()), Arc::new(NoFiles));
        let Ok(mut targets) = targets(&document, &World, &reading) else { continue };
        read += 1;
        for target in &mut targets.functions {
            if target.code.as_ref().is_none_or(|code| matches!(code, CodeSource::Path(_))) {
                target.code = Some(code.clone());
            }
        }
        let emulator = Emulator::start(Settings::default()).unwrap();
        let Some(clients) = clients(&targets, &emulator, &network) else { continue };
        let mut because = |message: &str| {
            let entry = reasons.entry(kind(message)).or_default();
            entry.0 += 1;
            entry.1 = format!("{}: {message}", file.display());
        };
        let first = runtime.block_on(plan::plan(&targets, &clients, planning));
        if first.is_blocked() {
            for obstacle in first.resources.iter().flat_map(|resource| &resource.obstacles) {
                because(&obstacle.message.en);
            }
            continue;
        }
        let report = runtime.block_on(apply(&first, &clients, waiting, &Silence));
        match &report.end {
            End::Finished => {}
            End::Failed(failed) => {
                because(&failed.message.en);
                continue;
            }
            other => panic!("{}: {other:?}", file.display()),
        }
        deployed += 1;
        functions += targets.functions.len();
        let second = runtime.block_on(plan::plan(&targets, &clients, planning));
        let oss = targets.functions.iter().any(|target| matches!(target.code, Some(CodeSource::Oss { .. })));
        let left: Vec<String> =
            differences(&second).into_iter().filter(|change| !oss || change != "changed code").collect();
        if !left.is_empty() || second.is_blocked() {
            wrong.push(format!("{}: {left:?} {:?}", file.display(), second.resources));
        }
    }
    let mut reasons: Vec<_> = reasons.into_iter().collect();
    reasons.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
    for (reason, (count, example)) in &reasons {
        println!("{count:4} {reason}\n       {example}");
    }
    println!(
        "{read} files read, {deployed} deployed with {functions} functions; plans that are not empty: {}",
        wrong.len()
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(deployed * 2 > read, "most files can be deployed");
}
