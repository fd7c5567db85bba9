//! `fcls invoke`: calls a function. Its answer goes to standard output, its log to standard error.

use super::connection::{self, Connection, Failure};
use super::publish::told;
use super::{ERRORS, FINE, complain};
use crate::cloud::request::Invocation;
use crate::message;
use crate::message::{Lang, Message};
use crate::workflow::outside::reason;
use clap::Args;
use std::io::{Read, Write};
use std::time::Duration;

/// The longest a function may run, and a little more.
const LONGEST: Duration = Duration::from_secs(86_400 + 60);

/// What to call and with what.
#[derive(Debug, Args)]
pub struct Options {
    /// Name of the function
    #[arg(value_name = "NAME")]
    name: String,
    /// Region of the function
    #[arg(long, value_name = "R", default_value = "cn-hangzhou")]
    region: String,
    /// Event: text, @FILE, or - for standard input
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    payload: Option<String>,
    /// Hand the event over and do not wait for the answer
    #[arg(long = "async")]
    asynchronous: bool,
    /// Version or alias
    #[arg(long, value_name = "Q")]
    qualifier: Option<String>,
    #[command(flatten)]
    connection: connection::Options,
}

/// Calls; the exit code: 1 when the function failed.
pub fn run(options: &Options, lang: Lang) -> u8 {
    told(invoke(options, lang), lang)
}

fn payload(options: &Options) -> Result<Vec<u8>, Message> {
    let unreadable = |name: &str, error: &std::io::Error| {
        let Message { en, zh } = reason(error);
        message!("{name}: {en}", "{name}：{zh}")
    };
    match options.payload.as_deref() {
        None => Ok(Vec::new()),
        Some("-") => {
            let mut bytes = Vec::new();
            std::io::stdin().lock().read_to_end(&mut bytes).map_err(|error| unreadable("<stdin>", &error))?;
            Ok(bytes)
        }
        Some(text) => match text.strip_prefix('@') {
            Some(path) => std::fs::read(path).map_err(|error| unreadable(path, &error)),
            None => Ok(text.as_bytes().to_vec()),
        },
    }
}

fn invoke(options: &Options, lang: Lang) -> Result<u8, Failure> {
    let payload = payload(options)?;
    let connection = Connection::open(&options.connection)?;
    let client = connection.client(&options.region, None)?;
    let how = Invocation {
        qualifier: options.qualifier.clone(),
        asynchronous: options.asynchronous,
        log_tail: !options.asynchronous,
        task_id: None,
        time_limit: Some(LONGEST),
    };
    let result = connection.wait(client.invoke_function(&options.name, &how, &payload))?;
    let id = result.request_id.as_deref().unwrap_or("-");
    if let Some(log) = &result.log {
        let mut out = std::io::stderr().lock();
        let _ = writeln!(out, "{}", log.trim_end());
    }
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(&result.payload).and_then(|()| out.flush());
    if let Some(kind) = &result.error_type {
        complain(&match lang {
            Lang::En => format!("the function failed: {kind}; request id {id}"),
            Lang::Zh => format!("函数执行失败：{kind}；请求 ID {id}"),
        });
        return Ok(ERRORS);
    }
    if options.asynchronous {
        complain(&match lang {
            Lang::En => format!("the event was handed over; request id {id}"),
            Lang::Zh => format!("事件已提交；请求 ID {id}"),
        });
    }
    Ok(FINE)
}
