//! The commands of `workspace/executeCommand`: their names, their argument, and the same on the command line.

use crate::cloud::plan::Scope;
use crate::message;
use crate::message::Message;
use crate::workflow::connection::{Place, Way};
use serde::Deserialize;
use serde_json::Value;
use std::path::Path;

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Shows what a deploy would do.
    Plan,
    /// Deploys: configuration, code or both.
    Deploy(Scope),
    /// Brings the file up to the live functions.
    Pull,
    /// Writes a live function into the file that it does not have yet.
    Adopt,
    /// Calls a function.
    Invoke,
    /// Makes what is deployed a version.
    Publish,
    /// Tells whose credentials are used.
    SignInStatus,
    /// Chooses between cloud and emulator, for this session.
    TargetSelect,
}

/// All commands.
pub const COMMANDS: [(&str, Verb); 11] = [
    ("fcls.plan", Verb::Plan),
    ("fcls.deploy", Verb::Deploy(Scope::All)),
    ("fcls.update", Verb::Deploy(Scope::All)),
    ("fcls.updateConfig", Verb::Deploy(Scope::Config)),
    ("fcls.updateCode", Verb::Deploy(Scope::Code)),
    ("fcls.pull", Verb::Pull),
    ("fcls.adopt", Verb::Adopt),
    ("fcls.invoke", Verb::Invoke),
    ("fcls.publish", Verb::Publish),
    ("fcls.signIn.status", Verb::SignInStatus),
    ("fcls.target.select", Verb::TargetSelect),
];

/// The argument that all commands share: one object, every member of it optional.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Argument {
    /// The file; the only one that is open when none is named.
    pub uri: Option<String>,
    /// A resource or function of the file.
    pub resource: Option<String>,
    /// The name of a function in the cloud (adopt).
    pub name: Option<String>,
    /// The region of it.
    pub region: Option<String>,
    /// `all`, `config` or `code`.
    pub(super) scope: Option<WantedScope>,
    /// One key that is deployed, and nothing else: `memorySize`.
    pub key: Option<String>,
    /// The name of a protected function, typed by a person.
    pub confirm: Option<String>,
    /// The event of a call.
    pub payload: Option<String>,
    /// Version or alias of a call.
    pub qualifier: Option<String>,
    /// What is special about a version.
    pub description: Option<String>,
    /// `cloud` or `emulator`.
    pub target: Option<String>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum WantedScope {
    All,
    Config,
    Code,
}

/// A command as it was given.
#[derive(Debug, Clone)]
pub struct Command {
    /// What.
    pub verb: Verb,
    /// To what.
    pub argument: Argument,
}

impl Command {
    /// Reads name and arguments of a request.
    ///
    /// # Errors
    /// When there is no such command, or its argument is not what it takes.
    pub fn read(name: &str, arguments: Vec<Value>) -> Result<Command, Message> {
        let known = COMMANDS.iter().find(|(known, _)| *known == name);
        let (_, mut verb) =
            *known.ok_or_else(|| message!("there is no command {name}", "没有命令 {name}"))?;
        let argument = match arguments.into_iter().next() {
            None | Some(Value::Null) => Argument::default(),
            // As people type it: the name of the resource alone.
            Some(Value::String(resource)) => Argument { resource: Some(resource), ..Argument::default() },
            Some(value) => serde_json::from_value::<Argument>(value)
                .map_err(|error| message!("{name}: {error}", "{name}：{error}"))?,
        };
        if let (Verb::Deploy(scope), Some(wanted)) = (&mut verb, argument.scope) {
            *scope = match wanted {
                WantedScope::All => Scope::All,
                WantedScope::Config => Scope::Config,
                WantedScope::Code => Scope::Code,
            };
        }
        if let (Verb::Deploy(scope), Some(_)) = (&mut verb, &argument.key) {
            *scope = Scope::Config;
        }
        Ok(Command { verb, argument })
    }

    /// The same on the command line, for a shell.
    pub fn shell_line(&self, file: &Path, way: &Way) -> String {
        let mut words = vec!["fcls".to_string()];
        let argument = &self.argument;
        let file = file.display().to_string();
        let resource = argument.resource.clone();
        match self.verb {
            Verb::Plan => words.extend(["plan".into(), file].into_iter().chain(resource)),
            Verb::Deploy(scope) => {
                words.extend(["deploy".into(), file].into_iter().chain(resource));
                match scope {
                    Scope::All => {}
                    Scope::Config => words.extend(["--scope".into(), "config".into()]),
                    Scope::Code => words.extend(["--scope".into(), "code".into()]),
                }
            }
            Verb::Pull | Verb::Adopt => {
                let name = argument.name.clone().or(resource).unwrap_or_else(|| "NAME".into());
                words.extend(["pull".into(), name, "--into".into(), file]);
            }
            Verb::Invoke | Verb::Publish => {
                let verb = if self.verb == Verb::Invoke { "invoke" } else { "publish" };
                words.extend([
                    verb.into(),
                    argument.name.clone().or(resource).unwrap_or_else(|| "NAME".into()),
                ]);
            }
            // These have no counterpart and never need a yes.
            Verb::SignInStatus | Verb::TargetSelect => words.push("plan".into()),
        }
        if let Some(region) = &argument.region {
            words.extend(["--region".into(), region.clone()]);
        }
        if way.target == Place::Emulator {
            words.extend(["--target".into(), "emulator".into()]);
        }
        if let Some(alias) = &way.access {
            words.extend(["--access".into(), alias.clone()]);
        }
        words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
    }
}

/// A word for a POSIX shell.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_string();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn commands_are_said_again_for_a_shell() {
        let line = |name: &str, argument: Value, way: &Way| {
            Command::read(name, vec![argument]).unwrap().shell_line(Path::new("/w/my app/s.yaml"), way)
        };
        let cloud = Way::default();
        assert_eq!(line("fcls.deploy", json!({}), &cloud), "fcls deploy '/w/my app/s.yaml'");
        let local = Way { target: Place::Emulator, access: Some("it's".into()) };
        assert_eq!(
            line("fcls.update", json!({"resource": "hello", "scope": "code"}), &local),
            r"fcls deploy '/w/my app/s.yaml' hello --scope code --target emulator --access 'it'\''s'"
        );
        assert_eq!(
            line("fcls.adopt", json!({"name": "old"}), &cloud),
            "fcls pull old --into '/w/my app/s.yaml'"
        );
        assert_eq!(
            line("fcls.publish", json!({"resource": "r", "name": "hello", "region": "cn-beijing"}), &cloud),
            "fcls publish hello --region cn-beijing"
        );
    }

    #[test]
    fn what_is_not_known_is_refused() {
        assert!(Command::read("fcls.rm", vec![]).is_err());
        let error = Command::read("fcls.deploy", vec![json!({"endpoint": "http://evil"})]).unwrap_err();
        assert!(error.en.contains("endpoint"), "{error:?}");
    }
}
