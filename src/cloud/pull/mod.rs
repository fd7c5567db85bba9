//! A live function on its way into a file: read whole, written as the s.yaml that a person would write, or as edits
//! of an s.yaml that keep everything else byte for byte ([`into`]).

mod compare;
pub mod into;

use serde_json::Value;

use super::client::Client;
use super::error::Error;
use super::props::{Live, props};
use super::target::Fields;
use super::yaml;

/// Reads a function and all that belongs to it.
///
/// # Errors
/// When one of the reads fails; what is not there is no failure.
pub async fn read(client: &Client, name: &str) -> Result<Live, Error> {
    /// What is not there is nothing.
    fn there<T>(answer: Result<super::client::Answer<T>, Error>) -> Result<Option<T>, Error> {
        match answer {
            Ok(answer) => Ok(Some(answer.value)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }
    // Whether it exists is asked first: seven errors would say less than one.
    let function = client.get_function(name, None).await?.value;
    let (triggers, async_invoke, concurrency, provision, scaling, bindings) = tokio::join!(
        client.all_triggers(name),
        client.get_async_invoke_config(name, None),
        client.get_concurrency_config(name),
        client.get_provision_config(name, None),
        client.get_scaling_config(name, None),
        client.list_vpc_bindings(name),
    );
    Ok(Live {
        function,
        triggers: triggers?,
        async_invoke: there(async_invoke)?,
        concurrency: there(concurrency)?,
        provision: there(provision)?,
        scaling: there(scaling)?,
        vpc_bindings: there(bindings)?.and_then(|list| list.vpc_ids).unwrap_or_default(),
    })
}

/// A secret that was left out: where it stood and the environment variable that takes its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// `environmentVariables.DB_PASSWORD`.
    pub field: String,
    /// `DB_PASSWORD`.
    pub variable: String,
}

/// What is written of one function.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Pulled {
    /// Its key in `resources`.
    pub resource: String,
    /// Its props, without secrets.
    pub props: Fields,
    /// What was left out.
    pub left_out: Vec<LeftOut>,
    /// Fields whose text reads as an expression in an s.yaml, although it is none.
    pub expressions: Vec<String>,
}

/// The props of a live function without its secrets; `secret` tells them by field and value.
pub fn pulled(live: &Live, region: &str, code: Option<&str>, secret: &dyn Fn(&str, &str) -> bool) -> Pulled {
    let mut out =
        Pulled { resource: live.function.function_name.clone().unwrap_or_default(), ..Pulled::default() };
    let mut props = props(live, region, code);
    for (key, value) in &mut props {
        conceal(key, value, secret, &mut out);
    }
    out.props = props;
    out
}

fn conceal(field: &str, value: &mut Value, secret: &dyn Fn(&str, &str) -> bool, out: &mut Pulled) {
    match value {
        Value::String(text) if secret(field, text) => {
            let name = field.rsplit('.').next().unwrap_or(field);
            let variable = variable_name(name);
            *text = format!("${{env('{variable}')}}");
            out.left_out.push(LeftOut { field: field.to_string(), variable });
        }
        Value::String(text) if text.contains("${") => out.expressions.push(field.to_string()),
        Value::Array(items) => {
            for item in items {
                conceal(field, item, secret, out);
            }
        }
        Value::Object(map) => {
            for (key, value) in map {
                conceal(&format!("{field}.{key}"), value, secret, out);
            }
        }
        _ => {}
    }
}

/// `dbPassword` → `DB_PASSWORD`.
fn variable_name(key: &str) -> String {
    let mut name = String::new();
    let mut before = '_';
    for letter in key.chars() {
        if letter.is_ascii_uppercase() && before.is_ascii_lowercase() {
            name.push('_');
        }
        name.push(if letter.is_ascii_alphanumeric() { letter.to_ascii_uppercase() } else { '_' });
        before = letter;
    }
    name
}

/// The entry of a resource at `indent` columns, without a line break at the end.
pub fn resource(pulled: &Pulled, indent: usize, comment: &dyn Fn(&Pulled) -> Vec<String>) -> String {
    let margin = " ".repeat(indent);
    let mut text: String = comment(pulled).iter().map(|line| format!("{margin}# {line}\n")).collect();
    let key = crate::syntax::edit::quote(&pulled.resource);
    text.push_str(&format!("{margin}{key}:\n{margin}  component: fc3\n{margin}  props:\n"));
    text.push_str(&yaml::mapping(&pulled.props, indent + 4));
    text
}

/// A whole s.yaml.
pub fn file(all: &[Pulled], name: &str, access: &str, comment: &dyn Fn(&Pulled) -> Vec<String>) -> String {
    let quote = crate::syntax::edit::quote;
    let mut text =
        format!("edition: 3.0.0\nname: {}\naccess: {}\n\nresources:\n", quote(name), quote(access));
    for pulled in all {
        text.push_str(&resource(pulled, 2, comment));
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_variables() {
        for (key, name) in
            [("DB_PASSWORD", "DB_PASSWORD"), ("dbPassword", "DB_PASSWORD"), ("api-key", "API_KEY")]
        {
            assert_eq!(variable_name(key), name);
        }
    }
}
