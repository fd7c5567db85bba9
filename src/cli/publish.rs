//! `fcls publish`: makes what is deployed now a version; `fcls versions`: lists them.

use super::connection::{self, Connection, Failure};
use super::update::Form;
use super::{FINE, complain, print};
use crate::cloud::types::{PublishFunctionVersionInput, Version};
use crate::message::Lang;
use clap::Args;
use serde_json::{Value, json};

/// What to publish.
#[derive(Debug, Args)]
pub struct Options {
    /// Name of the function
    #[arg(value_name = "NAME")]
    name: String,
    /// Region of the function
    #[arg(long, value_name = "R", default_value = "cn-hangzhou")]
    region: String,
    /// What is special about this version
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// Form of the output
    #[arg(long, value_enum, default_value = "text")]
    format: Form,
    #[command(flatten)]
    connection: connection::Options,
}

/// Publishes; the exit code.
pub fn run(options: &Options, lang: Lang) -> u8 {
    told(publish(options, lang), lang)
}

/// The exit code; a failure is told first.
pub(super) fn told(outcome: Result<u8, Failure>, lang: Lang) -> u8 {
    outcome.unwrap_or_else(|failure| {
        complain(&failure.text(lang));
        connection::code(&failure)
    })
}

fn publish(options: &Options, lang: Lang) -> Result<u8, Failure> {
    let connection = Connection::open(&options.connection)?;
    let client = connection.client(&options.region, None)?;
    let input = PublishFunctionVersionInput { description: options.description.clone() };
    let answer = connection.wait(client.publish_function_version(&options.name, Some(&input)))?;
    let version = answer.value;
    let id = version.version_id.as_deref().unwrap_or("?");
    print(&match options.format {
        Form::Text => {
            let name = &options.name;
            match lang {
                Lang::En => format!("{name}: version {id} is published\n"),
                Lang::Zh => format!("{name}：已发布版本 {id}\n"),
            }
        }
        Form::Json => format!("{:#}\n", object(&version)),
    });
    Ok(FINE)
}

fn object(version: &Version) -> Value {
    json!({
        "versionId": version.version_id,
        "description": version.description,
        "createdTime": version.created_time,
    })
}

/// Whose versions to list.
#[derive(Debug, Args)]
pub struct VersionsOptions {
    /// Name of the function
    #[arg(value_name = "NAME")]
    name: String,
    /// Region of the function
    #[arg(long, value_name = "R", default_value = "cn-hangzhou")]
    region: String,
    /// Form of the output
    #[arg(long, value_enum, default_value = "text")]
    format: Form,
    #[command(flatten)]
    connection: connection::Options,
}

/// Lists the versions, the newest first; the exit code.
pub fn versions(options: &VersionsOptions, lang: Lang) -> u8 {
    told(list(options, lang), lang)
}

fn list(options: &VersionsOptions, lang: Lang) -> Result<u8, Failure> {
    let connection = Connection::open(&options.connection)?;
    let client = connection.client(&options.region, None)?;
    let all = connection.wait(client.all_function_versions(&options.name))?;
    if options.format == Form::Json {
        print(&format!("{:#}\n", all.iter().map(object).collect::<Value>()));
        return Ok(FINE);
    }
    let mut out = String::new();
    for version in &all {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let line = format!(
            "{:>6}  {}  {}",
            text(&version.version_id),
            text(&version.created_time),
            text(&version.description)
        );
        out.push_str(&format!("{}\n", line.trim_end()));
    }
    if all.is_empty() {
        out.push_str(lang.pick("no version is published\n", "尚未发布任何版本\n"));
    }
    print(&out);
    Ok(FINE)
}
