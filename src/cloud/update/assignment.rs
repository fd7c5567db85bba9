//! `key=value` of the command line: which parameter, where below it, and what value.

use serde_json::{Value, json};

use super::super::yaml;
use crate::message;
use crate::message::Message;

/// What a parameter holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// Text, taken as it is typed.
    Text,
    /// Any YAML value; rules say which.
    Yaml,
    /// Names with text behind them.
    Texts,
    /// Where code is.
    Code,
}

/// A parameter: its name, what it holds, and the JSON that clears it.
struct Parameter(&'static str, Holds, Option<&'static str>);

/// The parameters of the update, then further fields of UpdateFunction with the same name in s.yaml.
const PARAMETERS: [Parameter; 30] = [
    Parameter("location", Holds::Code, None),
    Parameter("codeUri", Holds::Code, None),
    Parameter("cpu", Holds::Yaml, None),
    Parameter("memorySize", Holds::Yaml, None),
    Parameter("diskSize", Holds::Yaml, Some("512")),
    Parameter("timeout", Holds::Yaml, Some("3")),
    Parameter("instanceConcurrency", Holds::Yaml, Some("1")),
    Parameter("customRuntimeConfig", Holds::Yaml, Some("{}")),
    Parameter("runtime", Holds::Text, None),
    Parameter("description", Holds::Text, Some("\"\"")),
    Parameter("environmentVariables", Holds::Texts, Some("{}")),
    Parameter("internetAccess", Holds::Yaml, Some("true")),
    Parameter(
        "logConfig",
        Holds::Yaml,
        Some(
            r#"{"project":"","logstore":"","enableRequestMetrics":false,"enableInstanceMetrics":false,"logBeginRule":"None"}"#,
        ),
    ),
    Parameter("vpcConfig", Holds::Yaml, Some(r#"{"vpcId":"","vSwitchIds":[],"securityGroupId":""}"#)),
    Parameter("role", Holds::Text, Some("\"\"")),
    Parameter("layers", Holds::Yaml, Some("[]")),
    Parameter("tags", Holds::Texts, Some("{}")),
    Parameter("handler", Holds::Text, None),
    Parameter("customContainerConfig", Holds::Yaml, None),
    Parameter("customDNS", Holds::Yaml, Some("{}")),
    Parameter("gpuConfig", Holds::Yaml, None),
    Parameter("nasConfig", Holds::Yaml, Some(r#"{"userId":0,"groupId":0,"mountPoints":[]}"#)),
    Parameter("ossMountConfig", Holds::Yaml, Some(r#"{"mountPoints":[]}"#)),
    Parameter("instanceLifecycleConfig", Holds::Yaml, Some("{}")),
    Parameter("idleTimeout", Holds::Yaml, None),
    Parameter("tracingConfig", Holds::Yaml, Some("{}")),
    Parameter("instanceIsolationMode", Holds::Text, None),
    Parameter("sessionAffinity", Holds::Text, Some("\"NONE\"")),
    Parameter("sessionAffinityConfig", Holds::Yaml, None),
    Parameter("disableOndemand", Holds::Yaml, Some("false")),
];

/// What is done to a parameter.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// It gets this value.
    Set(Value),
    /// This is added to the list.
    Append(Value),
    /// It is cleared: what it is then when it is cleared as a whole; below, it goes.
    Clear,
}

/// One change of one parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct Assignment {
    /// The parameter.
    pub key: &'static str,
    /// Names below it.
    pub path: Vec<String>,
    /// What is done to it.
    pub change: Change,
}

impl Assignment {
    /// `key=value`.
    ///
    /// # Errors
    /// When there is no such parameter, or the value is no YAML.
    pub fn set(text: &str) -> Result<Self, Message> {
        let (key, value) = split(text)?;
        let (parameter, path) = place(key)?;
        let value = value_of(parameter, &path, value).map_err(|reason| {
            let (en, zh) = (reason.en, reason.zh);
            message!("`{key}`: {en}", "`{key}`：{zh}")
        })?;
        Ok(Assignment { key: parameter.0, path, change: Change::Set(value) })
    }

    /// `key=FILE`: what the file holds is the value; `read` reads it. Text keeps all but the line break at its end.
    ///
    /// # Errors
    /// Those of [`Assignment::set`], and those of `read`.
    pub fn set_file(text: &str, read: &dyn Fn(&str) -> Result<String, Message>) -> Result<Self, Message> {
        let (key, file) = split(text)?;
        let (parameter, path) = place(key)?;
        let content = read(file)?;
        let literal = parameter.1 == Holds::Text || parameter.1 == Holds::Texts && !path.is_empty();
        let value = if literal {
            let content = content.strip_suffix('\n').unwrap_or(&content);
            Value::String(content.strip_suffix('\r').unwrap_or(content).to_string())
        } else {
            value_of(parameter, &path, &content).map_err(|reason| {
                let (en, zh) = (reason.en, reason.zh);
                message!("{file}: {en}", "{file}：{zh}")
            })?
        };
        Ok(Assignment { key: parameter.0, path, change: Change::Set(value) })
    }

    /// `key`: cleared.
    ///
    /// # Errors
    /// When there is no such parameter, or it always has a value.
    pub fn unset(key: &str) -> Result<Self, Message> {
        let (parameter, path) = place(key)?;
        if path.is_empty() && parameter.2.is_none() {
            return Err(message!(
                "`{key}` always has a value: set another one",
                "`{key}` 必须有值：请设置其他值"
            ));
        }
        Ok(Assignment { key: parameter.0, path, change: Change::Clear })
    }

    /// A further layer.
    pub fn add_layer(arn: &str) -> Self {
        Assignment { key: "layers", path: Vec::new(), change: Change::Append(arn.into()) }
    }

    /// Where it leads: `customRuntimeConfig.port`.
    pub fn shown(&self) -> String {
        [self.key].into_iter().chain(self.path.iter().map(String::as_str)).collect::<Vec<_>>().join(".")
    }
}

/// What a parameter is when it is cleared.
pub fn cleared(key: &str) -> Value {
    let found = PARAMETERS.iter().find(|parameter| parameter.0 == key).and_then(|parameter| parameter.2);
    // The texts of the table are JSON: a test reads them all.
    found.and_then(|text| serde_json::from_str(text).ok()).unwrap_or(Value::Null)
}

fn split(text: &str) -> Result<(&str, &str), Message> {
    text.split_once('=')
        .map(|(key, value)| (key.trim(), value))
        .ok_or_else(|| message!("`{text}` is not `key=value`", "`{text}` 不是 `key=value` 的形式"))
}

/// The parameter and the names below it. Names of variables and tags may have dots themselves.
fn place(key: &str) -> Result<(&'static Parameter, Vec<String>), Message> {
    let (first, rest) = key.split_once('.').map_or((key, None), |(first, rest)| (first, Some(rest)));
    let parameter = PARAMETERS.iter().find(|parameter| parameter.0 == first).ok_or_else(|| unknown(first))?;
    let path: Vec<String> = match rest {
        None => Vec::new(),
        Some(rest) if parameter.1 == Holds::Texts => vec![rest.to_string()],
        Some(rest) => rest.split('.').map(str::to_string).collect(),
    };
    let fits = matches!(parameter.1, Holds::Yaml | Holds::Texts) && path.iter().all(|name| !name.is_empty());
    if !path.is_empty() && !fits {
        return Err(message!("`{first}` has nothing below it", "`{first}` 没有下级字段"));
    }
    Ok((parameter, path))
}

fn unknown(key: &str) -> Message {
    match key {
        "functionName" => {
            return message!(
                "a function keeps its name: give it before the options, `fcls update NAME`",
                "函数名不能更改：请写在选项之前，`fcls update 函数名`"
            );
        }
        "region" => {
            return message!(
                "a function keeps its region: use `--region`",
                "函数的地域不能更改：请使用 `--region`"
            );
        }
        _ => {}
    }
    let near = PARAMETERS
        .iter()
        .map(|parameter| {
            (strsim::damerau_levenshtein(&parameter.0.to_lowercase(), &key.to_lowercase()), parameter.0)
        })
        .min()
        .filter(|(distance, name)| *distance <= 2.max(name.len() / 4));
    match near {
        Some((_, name)) => message!(
            "there is no parameter `{key}`; did you mean `{name}`?",
            "没有参数 `{key}`；您是指 `{name}` 吗？"
        ),
        None => {
            let names = PARAMETERS.iter().map(|parameter| parameter.0).collect::<Vec<_>>().join(", ");
            message!("there is no parameter `{key}`; there are {names}", "没有参数 `{key}`；可用的有 {names}")
        }
    }
}

fn value_of(parameter: &Parameter, path: &[String], raw: &str) -> Result<Value, Message> {
    match parameter.1 {
        Holds::Text | Holds::Code => yaml::typed_text(raw).map(Value::String),
        Holds::Texts if !path.is_empty() => yaml::typed_text(raw).map(Value::String),
        Holds::Yaml | Holds::Texts => {
            let value = yaml::read(raw)?;
            if value.is_null() {
                return Err(message!("no value; `--unset` clears it", "没有值；可用 `--unset` 清除"));
            }
            Ok(value)
        }
    }
}

/// Tags as a list, from a list or from a mapping.
pub fn tag_list(value: &Value) -> Value {
    match value {
        Value::Object(map) => map.iter().map(|(key, value)| json!({ "key": key, "value": value })).collect(),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(text: &str) -> (String, Value) {
        let found = Assignment::set(text).unwrap_or_else(|error| panic!("{text}: {}", error.en));
        match &found.change {
            Change::Set(value) => (found.shown(), value.clone()),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn values_have_the_type_of_their_parameter() {
        for (text, key, value) in [
            ("memorySize=1024", "memorySize", json!(1024)),
            ("memorySize=\"512\"", "memorySize", json!("512")),
            ("cpu=0.35", "cpu", json!(0.35)),
            ("internetAccess=false", "internetAccess", json!(false)),
            ("description=", "description", json!("")),
            ("description=8 = 8", "description", json!("8 = 8")),
            ("environmentVariables.PORT=8080", "environmentVariables.PORT", json!("8080")),
            ("environmentVariables.a.b=true", "environmentVariables.a.b", json!("true")),
            ("environmentVariables={A: 1}", "environmentVariables", json!({"A": 1})),
            ("customRuntimeConfig.port=9000", "customRuntimeConfig.port", json!(9000)),
            ("layers=[]", "layers", json!([])),
            ("tags.team=a", "tags.team", json!("a")),
        ] {
            assert_eq!(set(text), (key.to_string(), value), "{text}");
        }
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for text in [
            "memorySize",
            "memroySize=1",
            "cpu=",
            "layers=[a",
            "description.x=1",
            "functionName=x",
            "vpcConfig..a=1",
        ] {
            assert!(Assignment::set(text).is_err(), "{text}");
        }
        let told = Assignment::set("memroySize=512").unwrap_err();
        assert!(told.en.contains("did you mean `memorySize`"), "{}", told.en);
        for key in ["cpu", "runtime", "location", "nothing"] {
            assert!(Assignment::unset(key).is_err(), "{key}");
        }
    }

    #[test]
    fn what_clears_is_json() {
        for parameter in PARAMETERS {
            if let Some(text) = parameter.2 {
                assert!(serde_json::from_str::<Value>(text).is_ok(), "{}", parameter.0);
            }
        }
    }
}
