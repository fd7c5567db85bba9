//! What a person allows in the cloud: the section `fcls.cloud` of the **editor's** settings.
//!
//! ```json
//! { "enabled": true, "target": "cloud", "access": "default", "drift": "onSave", "interval": 300,
//!   "protected": ["prod-*"], "showEnvironment": false }
//! ```
//!
//! None of it can be said by a file of the workspace: `fcls.toml` knows no such keys, and an endpoint comes from the
//! environment of the process alone.

use crate::message;
use crate::message::Message;
use crate::workflow::connection::{Place, Way};
use globset::{Glob, GlobSet, GlobSetBuilder};
use serde_json::Value;

/// When files are compared with the cloud without being asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Drift {
    /// Never.
    #[default]
    Off,
    /// When a file is opened or saved.
    OnSave,
    /// Also again and again, each so many seconds.
    Interval(u64),
}

/// The fewest seconds between two looks.
const SHORTEST: u64 = 30;

/// Seconds between two looks when nothing else is said.
const USUAL: u64 = 300;

/// The settings.
#[derive(Debug, Clone, Default)]
pub struct CloudSettings {
    /// Whether the cloud may be read without being asked for: counts, drift, live values, names of functions.
    pub enabled: bool,
    /// Cloud or emulator, and the alias of the credentials.
    pub way: Way,
    /// When files are compared.
    pub drift: Drift,
    /// Functions whose name must be typed before they are changed.
    protected: GlobSet,
    /// Values of environment variables may be shown.
    pub show_environment: bool,
    /// As it was given, to tell whether something changed.
    given: Option<Value>,
}

impl CloudSettings {
    /// Reads the section `cloud`; what is not understood is left at its default and told, each with its key.
    pub fn read(section: Option<&Value>) -> (CloudSettings, Vec<(String, Message)>) {
        let mut settings = CloudSettings { given: section.cloned(), ..CloudSettings::default() };
        let mut problems = Vec::new();
        let Some(Value::Object(section)) = section else {
            if section.is_some_and(|value| !value.is_null()) {
                problems.push((String::new(), message!("expected an object", "应为对象")));
            }
            return (settings, problems);
        };
        let mut interval = USUAL;
        let mut drift = None;
        for (key, value) in section {
            let mut wrong = |message: Message| problems.push((key.clone(), message));
            let boolean = || message!("expected true or false", "应为 true 或 false");
            match key.as_str() {
                // Editors send null for what is not set.
                _ if value.is_null() => {}
                "enabled" => match value.as_bool() {
                    Some(yes) => settings.enabled = yes,
                    None => wrong(boolean()),
                },
                "showEnvironment" => match value.as_bool() {
                    Some(yes) => settings.show_environment = yes,
                    None => wrong(boolean()),
                },
                "target" => match value.as_str() {
                    Some("cloud") => settings.way.target = Place::Cloud,
                    Some("emulator") => settings.way.target = Place::Emulator,
                    _ => wrong(message!(
                        "expected \"cloud\" or \"emulator\"",
                        "应为 \"cloud\" 或 \"emulator\""
                    )),
                },
                "access" => match value.as_str() {
                    Some(alias) => settings.way.access = Some(alias.to_string()).filter(|it| !it.is_empty()),
                    None => wrong(message!("expected the name of an alias", "应为别名")),
                },
                "drift" => match value.as_str() {
                    Some(known @ ("off" | "onSave" | "interval")) => drift = Some(known),
                    _ => wrong(message!(
                        "expected \"off\", \"onSave\" or \"interval\"",
                        "应为 \"off\"、\"onSave\" 或 \"interval\""
                    )),
                },
                "interval" => match value.as_u64() {
                    Some(seconds) => interval = seconds.max(SHORTEST),
                    None => wrong(message!("expected a number of seconds", "应为秒数")),
                },
                "protected" => match globs(value) {
                    Ok(globs) => settings.protected = globs,
                    Err(message) => wrong(message),
                },
                _ => wrong(message!("unknown key", "未知的键")),
            }
        }
        settings.drift = match drift {
            Some("onSave") => Drift::OnSave,
            Some("interval") => Drift::Interval(interval),
            _ => Drift::Off,
        };
        (settings, problems)
    }

    /// Whether both were given alike.
    pub fn is_same(&self, other: &CloudSettings) -> bool {
        self.given == other.given
    }

    /// Whether the name of the function must be typed before it is changed.
    pub fn is_protected(&self, name: &str) -> bool {
        self.protected.is_match(name)
    }
}

fn globs(value: &Value) -> Result<GlobSet, Message> {
    let wrong = || message!("expected a list of names such as \"prod-*\"", "应为名称列表，例如 \"prod-*\"");
    let mut globs = GlobSetBuilder::new();
    for item in value.as_array().ok_or_else(wrong)? {
        globs.add(Glob::new(item.as_str().ok_or_else(wrong)?).map_err(|_| wrong())?);
    }
    globs.build().map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn nothing_is_allowed_that_was_not_said() {
        let (settings, problems) = CloudSettings::read(None);
        assert!(!settings.enabled && settings.drift == Drift::Off && problems.is_empty());
        assert_eq!(settings.way, Way::default());
    }

    #[test]
    fn all_keys_are_read_and_wrong_ones_are_told() {
        let section = json!({"enabled": true, "target": "emulator", "access": "dev", "drift": "interval",
            "interval": 1, "protected": ["prod-*"], "showEnvironment": true});
        let (settings, problems) = CloudSettings::read(Some(&section));
        assert_eq!(problems, []);
        assert!(settings.enabled && settings.show_environment);
        assert_eq!(settings.way, Way { target: Place::Emulator, access: Some("dev".into()) });
        assert_eq!(settings.drift, Drift::Interval(SHORTEST));
        assert!(settings.is_protected("prod-api") && !settings.is_protected("dev-api"));
        let (_, problems) = CloudSettings::read(Some(&json!({"endpoint": "http://evil", "target": "moon"})));
        let keys: Vec<&str> = problems.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, ["endpoint", "target"]);
    }
}
