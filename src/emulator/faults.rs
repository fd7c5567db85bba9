//! Trouble on request: answers that a caller must be able to live with; and the journal of what was asked.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

/// How many requests the journal remembers.
const REMEMBERED: usize = 10_000;

/// One piece of trouble.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Fault {
    /// The operation it befalls; none or `*`: any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// How often; once when it is not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    /// Answers with this status instead of doing what was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// `Code` of the error; `InternalServerError` when it is not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// `Message` of the error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Headers of the answer, whichever it is: `x-acs-retry-after`, `x-fc-error-type` …
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// A body in place of the usual one; HTML when it begins with `<`, unless `headers` say otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Keeps the answer back for so many milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delay_ms: Option<u64>,
    /// Closes the connection instead of answering, **after** doing what was asked.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub drop: bool,
    /// With `status`: does what was asked all the same, and then answers with the error.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub after: bool,
}

/// The trouble to come.
#[derive(Debug, Default)]
pub(super) struct Plan {
    faults: Vec<Fault>,
}

impl Plan {
    /// Replaces the plan.
    pub fn set(&mut self, faults: Vec<Fault>) {
        self.faults = faults;
    }

    /// Takes the first fault that befalls an operation.
    pub fn take(&mut self, action: &str) -> Option<Fault> {
        let befalls = |fault: &Fault| {
            fault.action.as_deref().is_none_or(|wanted| wanted == "*" || wanted == action)
                && fault.times != Some(0)
        };
        let index = self.faults.iter().position(befalls)?;
        let fault = self.faults[index].clone();
        match fault.times.unwrap_or(1) {
            0 | 1 => {
                self.faults.remove(index);
            }
            times => self.faults[index].times = Some(times - 1),
        }
        Some(fault)
    }
}

/// Reads a fault plan: a JSON list, or one object.
///
/// # Errors
/// A sentence on what is wrong with it.
pub fn plan(text: &str) -> Result<Vec<Fault>, String> {
    let faults: Vec<Fault> = if text.trim_start().starts_with('{') {
        serde_json::from_str(text).map(|fault| vec![fault])
    } else {
        serde_json::from_str(text)
    }
    .map_err(|error| error.to_string())?;
    for fault in &faults {
        if fault.status.is_some_and(|status| !(200..=599).contains(&status)) {
            return Err("status must be between 200 and 599".into());
        }
        for (name, value) in &fault.headers {
            let fine = name.parse::<axum::http::HeaderName>().is_ok()
                && value.parse::<axum::http::HeaderValue>().is_ok();
            if !fine {
                return Err(format!("'{name}' is no header"));
            }
        }
    }
    Ok(faults)
}

/// A request in the journal; nothing of its body, its query or its secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// `yyyy-MM-ddTHH:mm:ssZ`.
    pub time: String,
    /// `GET`, `PUT` …
    pub method: String,
    /// The path as sent.
    pub path: String,
    /// The operation; empty when the request came to none.
    pub action: String,
    /// Status of the answer; 0 when the connection was closed instead.
    pub status: u16,
    /// Code of the error; empty when there was none.
    pub code: String,
    /// AccessKey id, when it is one of the emulator's.
    pub key_id: String,
    /// Id of the request.
    pub request_id: String,
}

/// The last requests, oldest first.
#[derive(Debug, Default)]
pub(super) struct Journal {
    /// The entries.
    pub entries: VecDeque<Entry>,
}

impl Journal {
    /// Adds a request.
    pub fn note(&mut self, entry: Entry) {
        if self.entries.len() == REMEMBERED {
            self.entries.pop_front();
        }
        self.entries.push_back(entry);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_used_up() {
        let mut plan_ = Plan::default();
        plan_.set(plan(r#"[{"action":"GetFunction","times":2,"status":503},{"status":429}]"#).unwrap());
        let status = |plan_: &mut Plan, action| plan_.take(action).and_then(|fault| fault.status);
        assert_eq!(status(&mut plan_, "GetFunction"), Some(503));
        assert_eq!(status(&mut plan_, "ListFunctions"), Some(429));
        assert_eq!(status(&mut plan_, "ListFunctions"), None);
        assert_eq!(status(&mut plan_, "GetFunction"), Some(503));
        assert_eq!(status(&mut plan_, "GetFunction"), None);
    }

    #[test]
    fn a_plan_is_checked() {
        for wrong in ["", "[1]", r#"[{"acton":"x"}]"#, r#"[{"status":99}]"#, r#"[{"headers":{"a b":"c"}}]"#] {
            assert!(plan(wrong).is_err(), "{wrong}");
        }
        assert_eq!(plan(r#"{"drop":true}"#).unwrap().len(), 1);
    }
}
