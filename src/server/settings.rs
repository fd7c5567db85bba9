//! The settings of the editor, section `fcls`.

use crate::check::Finding;
use crate::message::Lang;
use serde_json::Value;

/// What a user may set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// `fcls.language`: `"auto"` (the editor's), `"en"` or `"zh"`.
    pub language: Option<Lang>,
    /// `fcls.diagnostics.enable`.
    pub diagnostics: bool,
    /// `fcls.diagnostics.ignore`: codes or names of rules that say nothing.
    pub ignore: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { language: None, diagnostics: true, ignore: Vec::new() }
    }
}

/// Keys that editors' own extensions put into the section; they are not ours to judge.
const OF_THE_CLIENT: [&str; 2] = ["trace", "server"];

impl Settings {
    /// Reads the section (or an object that has it under `fcls`), and what in it is not understood:
    /// such a key is left at its default.
    pub fn read(value: &Value) -> (Settings, Vec<String>) {
        let mut settings = Settings::default();
        let mut problems = Vec::new();
        let value = value.get("fcls").unwrap_or(value);
        let Some(section) = value.as_object() else {
            if !value.is_null() {
                problems.push("fcls: expected an object".to_string());
            }
            return (settings, problems);
        };
        for (key, value) in section {
            match (key.as_str(), value) {
                ("language", Value::String(language)) => match language.as_str() {
                    "auto" => settings.language = None,
                    "en" => settings.language = Some(Lang::En),
                    "zh" => settings.language = Some(Lang::Zh),
                    _ => problems.push("fcls.language: expected \"auto\", \"en\" or \"zh\"".to_string()),
                },
                ("diagnostics", Value::Object(diagnostics)) => {
                    for (key, value) in diagnostics {
                        match (key.as_str(), value) {
                            ("enable", Value::Bool(enable)) => settings.diagnostics = *enable,
                            ("ignore", Value::Array(codes)) => {
                                settings.ignore = codes
                                    .iter()
                                    .filter_map(|code| Some(code.as_str()?.to_string()))
                                    .collect();
                            }
                            (key @ ("enable" | "ignore"), _) => {
                                problems.push(format!("fcls.diagnostics.{key}: wrong type"));
                            }
                            (key, _) => problems.push(format!("fcls.diagnostics.{key}: unknown setting")),
                        }
                    }
                }
                (key @ ("language" | "diagnostics"), value) => {
                    if !value.is_null() {
                        problems.push(format!("fcls.{key}: wrong type"));
                    }
                }
                (key, _) if OF_THE_CLIENT.contains(&key) => {}
                (key, _) => problems.push(format!("fcls.{key}: unknown setting")),
            }
        }
        (settings, problems)
    }

    /// Whether `finding` is wanted.
    pub fn wants(&self, finding: &Finding) -> bool {
        let rule = finding.rule;
        self.diagnostics
            && !self.ignore.iter().any(|name| name.eq_ignore_ascii_case(rule.code) || name == rule.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn sections_are_read_with_or_without_their_name() {
        let (settings, problems) = Settings::read(&json!({"fcls": {
            "language": "zh", "diagnostics": {"enable": false, "ignore": ["FC102"]}, "trace": {"server": "off"}
        }}));
        assert_eq!(problems, [""; 0]);
        let expected =
            Settings { language: Some(Lang::Zh), diagnostics: false, ignore: vec!["FC102".into()] };
        assert_eq!(settings, expected);
        assert_eq!(Settings::read(&json!({"language": "zh"})).0.language, Some(Lang::Zh));
        assert_eq!(Settings::read(&Value::Null), (Settings::default(), vec![]));
    }

    #[test]
    fn what_is_not_understood_is_named() {
        let (settings, problems) =
            Settings::read(&json!({"langauge": "zh", "language": "fr", "diagnostics": {"enable": 1}}));
        assert_eq!(settings, Settings::default());
        assert_eq!(
            problems,
            [
                "fcls.langauge: unknown setting",
                "fcls.language: expected \"auto\", \"en\" or \"zh\"",
                "fcls.diagnostics.enable: wrong type"
            ]
        );
    }
}
