//! An emulator, a client that remembers what it sent, and targets made by hand.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use fcls::cloud::apply::{At, Done, Progress, Report, Waiting, apply};
use fcls::cloud::client::{Client, RetryPolicy};
use fcls::cloud::endpoint::{Endpoint, Endpoints};
use fcls::cloud::package::CodeSource;
use fcls::cloud::plan::{Clients, Options, Plan, plan};
use fcls::cloud::render::{self, Style};
use fcls::cloud::secret::Secret;
use fcls::cloud::sign::Key;
use fcls::cloud::target::{Fields, Target, Targets, TriggerTarget};
use fcls::cloud::transport::{HttpRequest, Network, Sending, Transport};
use fcls::emulator::{Emulator, REGION, Settings};
use fcls::message::Lang;
use fcls::text::Span;
use serde_json::Value;
use tempfile::TempDir;

/// What no output may have.
pub const SECRETS: [&str; 2] = ["testsecret", "hunter22-of-the-database"];

/// The network, remembering bodies by action.
#[derive(Default)]
pub struct Recorder {
    network: Network,
    sent: Mutex<Vec<(String, Value)>>,
}

impl Transport for Recorder {
    fn send(&self, request: HttpRequest) -> Sending<'_> {
        let action = request.headers.iter().find(|(name, _)| name == "x-acs-action");
        let action = action.map(|(_, value)| value.clone()).unwrap_or_default();
        let body = serde_json::from_slice(&request.body).unwrap_or(Value::Null);
        self.sent.lock().unwrap().push((action, body));
        self.network.send(request)
    }
}

pub struct Bench {
    pub emulator: Emulator,
    pub recorder: Arc<Recorder>,
    pub clients: Clients,
    pub folder: TempDir,
    pub runtime: tokio::runtime::Runtime,
}

pub fn fields(value: Value) -> Fields {
    value.as_object().expect("an object").clone()
}

pub fn bench() -> Bench {
    bench_with(Settings::default())
}

pub fn bench_with(settings: Settings) -> Bench {
    let emulator = Emulator::start(settings).unwrap();
    let recorder = Arc::new(Recorder::default());
    let clients = Clients(BTreeMap::from([(
        (REGION.to_string(), None),
        client(&emulator, recorder.clone(), "testsecret"),
    )]));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let bench = Bench { emulator, recorder, clients, folder: TempDir::new().unwrap(), runtime };
    bench.write("index.js", "1");
    bench
}

pub fn client(emulator: &Emulator, recorder: Arc<Recorder>, secret: &str) -> Client {
    let endpoint = Endpoint::parse(emulator.base_url()).unwrap();
    let endpoints = Endpoints::new(REGION, Some(endpoint)).unwrap();
    let key = Key { id: "testid".into(), secret: Secret::new(secret), token: None };
    Client::new(endpoints, key, recorder).with_policy(RetryPolicy {
        attempts: 3,
        pause: Duration::from_millis(4),
        longest_pause: Duration::from_millis(20),
        longest_wish: Duration::from_secs(1),
    })
}

/// Watches nothing and stops after so many steps.
pub struct Watch {
    pub stop_after: usize,
    begun: AtomicUsize,
}

impl Watch {
    pub fn stopping_after(steps: usize) -> Self {
        Watch { stop_after: steps, begun: AtomicUsize::new(0) }
    }
}

impl Progress for Watch {
    fn begin(&self, _: At<'_>) {
        self.begun.fetch_add(1, Ordering::SeqCst);
    }

    fn waiting(&self, _: At<'_>) {}

    fn done(&self, _: At<'_>, _: &Done) {}

    fn is_cancelled(&self) -> bool {
        self.begun.load(Ordering::SeqCst) >= self.stop_after
    }
}

pub const WAITING: Waiting = Waiting { pause: Duration::from_millis(5), limit: Duration::from_secs(5) };

impl Bench {
    pub fn write(&self, name: &str, text: &str) {
        std::fs::write(self.folder.path().join(name), text).unwrap();
    }

    pub fn code(&self) -> PathBuf {
        self.folder.path().to_path_buf()
    }

    /// A function with a secret in its environment.
    pub fn target(&self, name: &str) -> Target {
        let function = serde_json::json!({
            "runtime": "nodejs20", "handler": "index.handler", "memorySize": 512, "cpu": 0.5, "diskSize": 512,
            "environmentVariables": { "A": "1", "DB_PASSWORD": SECRETS[1] },
        });
        let span = |at: u32| Span::new(at, at + 1);
        Target {
            resource: name.into(),
            region: REGION.into(),
            name: name.into(),
            function: fields(function),
            code: Some(CodeSource::Path(self.code())),
            spans: [
                ("memorySize", 10),
                ("timeout", 20),
                ("triggers.web", 30),
                ("triggers.web.triggerConfig", 40),
            ]
            .map(|(path, at)| (path.to_string(), span(at)))
            .into(),
            ..Target::default()
        }
    }

    pub fn plan_with(&self, targets: &Targets, options: Options) -> Plan {
        let plan = self.runtime.block_on(plan(targets, &self.clients, options));
        self.look(&plan);
        plan
    }

    pub fn plan(&self, target: &Target) -> Plan {
        self.plan_with(&one(target), Options::default())
    }

    pub fn apply(&self, plan: &Plan) -> Report {
        self.apply_until(plan, usize::MAX)
    }

    pub fn apply_until(&self, plan: &Plan, steps: usize) -> Report {
        let watch = Watch::stopping_after(steps);
        let report = self.runtime.block_on(apply(plan, &self.clients, WAITING, &watch));
        for lang in [Lang::En, Lang::Zh] {
            let style = style(lang);
            clean(&render::report(&report, &style));
            clean(&render::report_json(&report, &style).to_string());
        }
        clean(&format!("{report:?}"));
        report
    }

    /// Plans and applies, which must work; then the plan must be empty.
    pub fn deploy(&self, target: &Target) -> Report {
        let plan = self.plan(target);
        assert!(!plan.is_blocked(), "{}", self.text(&plan));
        let report = self.apply(&plan);
        assert!(finished(&report), "{}", render::report(&report, &style(Lang::En)));
        let again = self.plan(target);
        assert!(again.is_empty(), "{}", self.text(&again));
        report
    }

    /// Every way a plan is shown, none of which may have a secret.
    pub fn look(&self, plan: &Plan) {
        for lang in [Lang::En, Lang::Zh] {
            clean(&render::plan(plan, &style(lang)));
            clean(&render::plan_json(plan, &style(lang)).to_string());
        }
        clean(&format!("{plan:?}"));
    }

    pub fn text(&self, plan: &Plan) -> String {
        render::plan(plan, &style(Lang::En))
    }

    /// Forgets what was sent.
    pub fn forget(&self) {
        self.recorder.sent.lock().unwrap().clear();
    }

    pub fn actions(&self) -> Vec<String> {
        self.recorder.sent.lock().unwrap().iter().map(|(action, _)| action.clone()).collect()
    }

    /// The bodies of an action since they were forgotten.
    pub fn sent(&self, action: &str) -> Vec<Value> {
        let sent = self.recorder.sent.lock().unwrap();
        sent.iter().filter(|(known, _)| known == action).map(|(_, body)| body.clone()).collect()
    }

    pub fn client(&self) -> &Client {
        self.clients.0.values().next().unwrap()
    }
}

pub fn one(target: &Target) -> Targets {
    Targets { functions: vec![target.clone()], ..Targets::default() }
}

pub fn trigger(name: &str, value: Value) -> TriggerTarget {
    TriggerTarget { name: name.into(), fields: fields(value) }
}

pub fn style(lang: Lang) -> Style<'static> {
    Style { lang, colours: false, place: &|span| format!("s.yaml@{}", span.start), environment: true }
}

pub fn finished(report: &Report) -> bool {
    matches!(report.end, fcls::cloud::apply::End::Finished)
}

pub fn clean(text: &str) {
    for secret in SECRETS {
        assert!(!text.contains(secret), "{text}");
    }
}

/// The changes of a plan: `changed memorySize`.
pub fn changes(plan: &Plan) -> Vec<String> {
    let steps = plan.resources.iter().flat_map(|resource| &resource.steps);
    steps.flat_map(|step| &step.changes).map(|change| format!("{change:?}")).collect()
}

pub fn kept(plan: &Plan) -> Vec<String> {
    plan.resources.iter().flat_map(|resource| &resource.kept).map(|change| change.path.clone()).collect()
}

pub fn steps(plan: &Plan) -> Vec<String> {
    plan.resources.iter().flat_map(|resource| &resource.steps).map(|step| step.title().en).collect()
}
