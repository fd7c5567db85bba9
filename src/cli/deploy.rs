//! `fcls deploy`: plan, confirm, apply.

use super::confirm::confirm;
use super::connection;
use super::deployment::{self, Deployment, Form, with_room};
use super::plan::show;
use super::progress::Meter;
use super::{ERRORS, FINE, colours, complain, print};
use crate::cloud::apply::{End, Report, Waiting, apply};
use crate::cloud::plan::Plan;
use crate::cloud::render;
use crate::message;
use crate::message::Lang;
use crate::workflow::deployment::destroyed;
use clap::Args;
use std::io::{Write, stderr};

/// How often a plan is made anew because the cloud has changed while a person thought about it.
const ROUNDS: u32 = 5;

/// What to deploy.
#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    deployment: deployment::Options,
    /// Go ahead without asking
    #[arg(long, short = 'y')]
    yes: bool,
}

/// Plans, asks, applies; the exit code.
pub fn run(options: &Options, lang: Lang) -> u8 {
    with_room(|| match deployment::open(&options.deployment, lang) {
        Ok(deployment) => deploy(&deployment, options, lang),
        Err(code) => code,
    })
}

fn deploy(deployment: &Deployment, options: &Options, lang: Lang) -> u8 {
    let form = options.deployment.format;
    for _ in 0..ROUNDS {
        let plan = deployment.plan();
        if form == Form::Text {
            show(deployment, &plan, form, lang);
        }
        if plan.is_blocked() || plan.is_empty() {
            if form == Form::Json {
                show(deployment, &plan, form, lang);
            }
            return if plan.is_blocked() { ERRORS } else { FINE };
        }
        if form == Form::Json && !options.yes {
            // Nobody confirms what he has not seen.
            let text = deployment.styled(colours(&stderr()), lang, |style| render::plan(&plan, style));
            let _ = stderr().lock().write_all(text.as_bytes());
        }
        introduce(deployment, &plan, options.yes, lang);
        let question = lang.pick("Deploy this?", "确认部署？");
        match confirm(question, options.yes, lang) {
            Ok(true) => {}
            Ok(false) => {
                complain(lang.pick("nothing was changed", "未作任何更改"));
                return ERRORS;
            }
            Err(failure) => {
                complain(&failure.text(lang));
                return connection::code(&failure);
            }
        }
        let report = carry_out(deployment, &plan, lang);
        tell(deployment, &report, form, lang);
        match report.end {
            End::Finished => return FINE,
            // A person may look at the new plan; `--yes` was said to the old one.
            End::Changed(_) if !options.yes => {}
            _ => return ERRORS,
        }
    }
    ERRORS
}

/// Says to whom and as whom, before the question.
fn introduce(deployment: &Deployment, plan: &Plan, yes: bool, lang: Lang) {
    for addressee in deployment.addressees(plan, !yes) {
        let _ = writeln!(stderr().lock(), "{}: {}", lang.pick("To", "目标"), addressee.text(lang));
    }
    let destroyed = destroyed(plan);
    if destroyed > 0 {
        let message = message!(
            "{destroyed} things are destroyed, see `destroys` above.",
            "共有 {destroyed} 项破坏性变更，见上文“破坏性”。"
        );
        let _ = writeln!(stderr().lock(), "{}", message.text(lang));
    }
}

fn carry_out(deployment: &Deployment, plan: &Plan, lang: Lang) -> Report {
    let steps = plan.resources.iter().map(|found| found.steps.len()).sum();
    let meter = Meter::new(steps, lang);
    let report = deployment.connection.wait(async {
        let listener = meter.listen().await;
        let report = apply(plan, &deployment.clients, Waiting::default(), &meter).await;
        listener.abort();
        report
    });
    meter.finish();
    report
}

fn tell(deployment: &Deployment, report: &Report, form: Form, lang: Lang) {
    let colours = form == Form::Text && colours(&std::io::stdout());
    let text = deployment.styled(colours, lang, |style| match form {
        Form::Text => render::report(report, style),
        Form::Json => {
            let json = render::report_json(report, style);
            serde_json::to_string_pretty(&json).unwrap_or_default() + "\n"
        }
    });
    print(&text);
}
