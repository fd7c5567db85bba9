//! `fcls update`: changes some parameters of a live function, after showing what changes.

use super::connection::{self, Connection, Failure};
use super::judge::{self, Verdict};
use super::{ERRORS, FINE, complain, confirm, print};
use crate::cloud::client::Client;
use crate::cloud::endpoint::Endpoint;
use crate::cloud::package::{CodeSource, Package, package};
use crate::cloud::props::function_props;
use crate::cloud::target::Fields;
use crate::cloud::types::{Function, FunctionCode};
use crate::cloud::update::{Assignment, Change, Difference, Failed, Plan, Step, Wish, apply, plan};
use crate::message;
use crate::message::{Lang, Message};
use crate::workflow::secrets::{MASK, masked};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use std::path::PathBuf;

/// Exit code: something would change.
const CHANGES: u8 = 3;

/// What to change.
#[derive(Debug, Args)]
pub struct Options {
    /// Name of the function
    #[arg(value_name = "NAME")]
    name: String,
    /// Region of the function
    #[arg(long, value_name = "R", default_value = "cn-hangzhou")]
    region: String,
    /// Give a parameter a value (YAML), e.g. memorySize=1024, customRuntimeConfig.port=9000, location=./code
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// Give a parameter what a file holds
    #[arg(long, value_name = "KEY=FILE")]
    set_file: Vec<String>,
    /// Clear a parameter, a variable or a tag, e.g. vpcConfig, environmentVariables.DEBUG
    #[arg(long, value_name = "KEY")]
    unset: Vec<String>,
    /// Add a layer, keeping the others
    #[arg(long, value_name = "ARN")]
    add_layer: Vec<String>,
    /// Take the given environment as the whole one: other variables go
    #[arg(long)]
    replace_env: bool,
    /// Show what would change and exit with 3 if anything would
    #[arg(long)]
    dry_run: bool,
    /// Do not ask
    #[arg(long, short)]
    yes: bool,
    /// Form of the output
    #[arg(long, value_enum, default_value = "text")]
    format: Form,
    #[command(flatten)]
    connection: connection::Options,
}

// No doc comments on the values: they would turn the help of one option into a page.
/// For people or for machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Form {
    Text,
    Json,
}

/// Plans, asks and updates; the exit code.
pub fn run(options: &Options, lang: Lang) -> u8 {
    match update(options, lang) {
        Ok(code) => code,
        Err(failure) => {
            complain(&failure.text(lang));
            connection::code(&failure)
        }
    }
}

fn wish(options: &Options) -> Result<Wish, Message> {
    let read = |path: &str| {
        std::fs::read_to_string(path).map_err(|error| {
            let Message { en, zh } = crate::workflow::outside::reason(&error);
            message!("{path}: {en}", "{path}：{zh}")
        })
    };
    let mut assignments = Vec::new();
    for text in &options.set {
        assignments.push(Assignment::set(text)?);
    }
    for text in &options.set_file {
        assignments.push(Assignment::set_file(text, &read)?);
    }
    for key in &options.unset {
        assignments.push(Assignment::unset(key)?);
    }
    assignments.extend(options.add_layer.iter().map(|arn| Assignment::add_layer(arn)));
    let wish = Wish { assignments, replace_environment: options.replace_env };
    if wish.is_empty() && !options.replace_env {
        return Err(message!(
            "nothing to change: give `--set`, `--set-file`, `--unset` or `--add-layer`",
            "没有要更改的内容：请使用 `--set`、`--set-file`、`--unset` 或 `--add-layer`"
        ));
    }
    Ok(wish)
}

fn update(options: &Options, lang: Lang) -> Result<u8, Failure> {
    let wish = wish(options)?;
    // All that can be judged without the cloud, before anything is asked of it.
    let told = judge_given(options, &wish);
    if refused(&told, lang) {
        return Ok(ERRORS);
    }
    let local = local_code(&wish)?;
    let connection = Connection::open(&options.connection)?;
    let client = connection.client(&options.region, None)?;
    let code = match local {
        Some(Code::Ready(package)) => Some(package),
        Some(Code::Address(url)) => Some(connection.wait(fetch(&client, &url))?),
        None => None,
    };
    let live = connection.wait(client.get_function(&options.name, None))?.value;
    let plan = plan(&wish, &live, code)?;
    let mut merged = judge_merged(options, &wish, &live, &plan);
    merged.retain(|verdict| !told.contains(verdict));
    if refused(&merged, lang) {
        return Ok(ERRORS);
    }
    let whereabouts = connection.whereabouts(&options.region, None)?;
    if options.format == Form::Text {
        print(&shown(options, &plan, &whereabouts, lang));
    }
    if plan.is_empty() || options.dry_run {
        if options.format == Form::Json {
            print(&machine(options, &plan, &[], None, lang));
        }
        return Ok(if plan.is_empty() { FINE } else { CHANGES });
    }
    let question = lang.pick("Change the function?", "更改该函数？");
    if !confirm::confirm(question, options.yes, lang)? {
        complain(lang.pick("nothing was changed", "未作任何更改"));
        return Ok(FINE);
    }
    if !options.yes {
        // Whoever was asked took time: what was shown must still be true.
        let now = connection.wait(client.get_function(&options.name, None))?.value;
        if now.last_modified_time != plan.modified {
            return Err(message!(
                "nothing was changed: the function was changed meanwhile; look at the difference again",
                "未作任何更改：函数已被他人修改，请重新查看差异"
            )
            .into());
        }
    }
    let outcome = connection.wait(apply(&client, &options.name, &plan));
    Ok(report(options, &plan, outcome, lang))
}

/// Tells what came of it.
fn report(options: &Options, plan: &Plan, outcome: Result<Vec<Step>, Failed>, lang: Lang) -> u8 {
    let (steps, error) = match outcome {
        Ok(steps) => (steps, None),
        Err(Failed { done, why }) => {
            let text = match &why {
                Ok(error) => error.text(lang),
                Err(message) => message.text(lang).to_string(),
            };
            (done, Some(text))
        }
    };
    if options.format == Form::Json {
        print(&machine(options, plan, &steps, error.as_deref(), lang));
    } else {
        let done = lang.pick("done", "已完成");
        for Step { action, request_id } in &steps {
            print(&format!("{done}: {action} ({})\n", request_id.as_deref().unwrap_or("-")));
        }
    }
    match error {
        None => FINE,
        Some(text) => {
            complain(&text);
            if !steps.is_empty() {
                complain(lang.pick(
                    "what is listed above was done; the rest was not: run the command again",
                    "以上列出的操作已完成，其余未完成：请再次运行该命令",
                ));
            }
            ERRORS
        }
    }
}

/// Prints verdicts; whether one of them forbids the update.
fn refused(verdicts: &[Verdict], lang: Lang) -> bool {
    for verdict in verdicts {
        complain(&verdict.text(lang));
    }
    let bad = verdicts.iter().any(|verdict| verdict.bad);
    if bad {
        complain(lang.pick("nothing was changed", "未作任何更改"));
    }
    bad
}

/// The given values among made-up ones; only what is given is judged.
fn judge_given(options: &Options, wish: &Wish) -> Vec<Verdict> {
    let given = wish.given();
    let mut props = Fields::new();
    props.insert("region".into(), options.region.as_str().into());
    props.insert("functionName".into(), options.name.as_str().into());
    props.insert("runtime".into(), "custom.debian12".into());
    props.insert("code".into(), ".".into());
    props.insert("handler".into(), "index.handler".into());
    let mut places = vec![vec!["region".to_string()], vec!["functionName".to_string()]];
    for Assignment { key, path, change } in &wish.assignments {
        if matches!(change, Change::Set(_) | Change::Append(_)) && given.contains_key(*key) {
            let whole = *key == "tags";
            let path = if whole { &[] } else { path.as_slice() };
            places.push([(*key).to_string()].into_iter().chain(path.iter().cloned()).collect());
        }
    }
    if given.contains_key("customContainerConfig") {
        props.insert("runtime".into(), "custom-container".into());
    }
    props.extend(given);
    judge::given(&props, &places)
}

/// The function as it would be, against what it is: only what becomes wrong is told.
fn judge_merged(options: &Options, wish: &Wish, live: &Function, plan: &Plan) -> Vec<Verdict> {
    let code = live.code_checksum.as_ref().map(|_| ".");
    let before = function_props(live, &options.region, code);
    let mut after = before.clone();
    for Assignment { key, path, change } in &wish.assignments {
        match plan.merged.get(*key) {
            _ if matches!(*key, "tags" | "location" | "codeUri") => {}
            Some(_) if path.is_empty() && *change == Change::Clear => {
                after.shift_remove(*key);
            }
            Some(value) => {
                after.insert((*key).to_string(), value.clone());
            }
            None => {}
        }
    }
    judge::changed(&before, &after)
}

/// Code before the cloud is asked.
enum Code {
    Ready(Package),
    Address(String),
}

fn local_code(wish: &Wish) -> Result<Option<Code>, Message> {
    let Some((place, address)) = wish.code()? else { return Ok(None) };
    if let Some((bucket, object)) = place.strip_prefix("oss://").and_then(|rest| rest.split_once('/')) {
        return Ok(Some(Code::Ready(Package::Oss { bucket: bucket.into(), object: object.into() })));
    }
    if address || place.starts_with("https://") {
        return Ok(Some(Code::Address(place.to_string())));
    }
    let source = CodeSource::Path(PathBuf::from(place));
    package(&source).map(|package| Some(Code::Ready(package))).map_err(|error| error.message().clone())
}

/// A package from an address that needs no signature of ours.
async fn fetch(client: &Client, url: &str) -> Result<Package, Failure> {
    let base = url.split(['?', '#']).next().unwrap_or_default();
    let host = base.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
    Endpoint::parse(&host)?;
    let code = FunctionCode { url: Some(url.to_string()), checksum: None };
    let bytes = client.download_code(&code).await?;
    if !bytes.starts_with(b"PK") {
        return Err(message!("what {base} answers is not a ZIP file", "{base} 返回的不是 ZIP 文件").into());
    }
    Ok(Package::archive(bytes.to_vec()))
}

/// A value on one line; what stands for a secret is no text.
fn words(value: &Value) -> String {
    if value == MASK { MASK.to_string() } else { value.to_string() }
}

/// The plan for people.
fn shown(options: &Options, plan: &Plan, whereabouts: &Message, lang: Lang) -> String {
    let name = &options.name;
    let mut out = format!("{name}: {}\n", whereabouts.text(lang));
    for Difference { field, old, new } in &plan.differences {
        let side = |value: &Option<Value>| value.as_ref().map(|value| words(&masked(field, value)));
        let line = match (side(old), side(new)) {
            (Some(old), Some(new)) if old == new => {
                format!("  ~ {field}: {old} → {new} {}\n", lang.pick("(another value)", "（值不同）"))
            }
            (Some(old), Some(new)) => format!("  ~ {field}: {old} → {new}\n"),
            (None, Some(new)) => format!("  + {field}: {new}\n"),
            (Some(old), None) => format!("  - {field}: {old}\n"),
            (None, None) => String::new(),
        };
        out.push_str(&line);
    }
    for note in &plan.notes {
        out.push_str(&format!("  {}\n", note.text(lang)));
    }
    if plan.is_empty() {
        out.push_str(lang.pick("  no change\n", "  没有变化\n"));
    }
    out
}

/// The plan and what came of it, for machines.
fn machine(options: &Options, plan: &Plan, steps: &[Step], error: Option<&str>, lang: Lang) -> String {
    let differences = plan.differences.iter().map(|Difference { field, old, new }| {
        let side = |value: &Option<Value>| value.as_ref().map(|value| masked(field, value));
        json!({ "field": field, "old": side(old), "new": side(new) })
    });
    let done = steps.iter().map(|step| json!({ "action": step.action, "requestId": step.request_id }));
    let whole = json!({
        "function": options.name,
        "region": options.region,
        "changes": differences.collect::<Vec<_>>(),
        "notes": plan.notes.iter().map(|note| note.text(lang)).collect::<Vec<_>>(),
        "done": done.collect::<Vec<_>>(),
        "error": error,
    });
    format!("{whole:#}\n")
}
