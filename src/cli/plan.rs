//! `fcls plan`: what a deploy would change.

use super::deployment::{self, Deployment, Form, with_room};
use super::{CHANGES, ERRORS, FINE, colours, print};
use crate::cloud::plan::Plan;
use crate::cloud::render;
use crate::message::Lang;
use clap::Args;

/// What to plan.
#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    deployment: deployment::Options,
}

/// Plans and prints; the exit code.
pub fn run(options: &Options, lang: Lang) -> u8 {
    with_room(|| {
        let deployment = match deployment::open(&options.deployment, lang) {
            Ok(deployment) => deployment,
            Err(code) => return code,
        };
        let plan = deployment.plan();
        show(&deployment, &plan, options.deployment.format, lang);
        code(&plan)
    })
}

/// The exit code of a plan.
pub fn code(plan: &Plan) -> u8 {
    match (plan.is_blocked(), plan.is_empty()) {
        (true, _) => ERRORS,
        (false, false) => CHANGES,
        (false, true) => FINE,
    }
}

/// Prints a plan.
pub fn show(deployment: &Deployment, plan: &Plan, form: Form, lang: Lang) {
    let colours = form == Form::Text && colours(&std::io::stdout());
    let text = deployment.styled(colours, lang, |style| match form {
        Form::Text => render::plan(plan, style),
        Form::Json => {
            let json = render::plan_json(plan, style);
            serde_json::to_string_pretty(&json).unwrap_or_default() + "\n"
        }
    });
    print(&text);
}
