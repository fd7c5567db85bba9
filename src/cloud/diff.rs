//! The difference of what the file wants and what the cloud has, field by field, and what must be sent to remove it.
//!
//! The service replaces objects and lists as a whole, so a change deep inside is sent together with the members of
//! its top-level field that the file does not have: they stay as they are.

use serde_json::{Map, Value};

use super::normalise::{identity, is_blank, is_named_by_people, is_neutral, is_write_only, same};
use super::target::Fields;

/// What happens to a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It is set; the cloud has nothing there.
    Added,
    /// It gets another value.
    Changed,
    /// It is emptied or removed.
    Cleared,
    /// The cloud has it and the file does not: it stays.
    Kept,
    /// It cannot be changed: what it belongs to is deleted and made anew.
    Recreated,
}

impl Kind {
    /// As JSON has it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Added => "added",
            Kind::Changed => "changed",
            Kind::Cleared => "cleared",
            Kind::Kept => "kept",
            Kind::Recreated => "recreated",
        }
    }
}

/// One field that differs. Its values may be secrets: `render` shows them, and nothing else.
#[derive(Clone, PartialEq)]
pub struct Change {
    /// Path of the field, `nasConfig.mountPoints[/mnt/data].serverAddr`.
    pub path: String,
    /// What happens to it.
    pub kind: Kind,
    /// What the cloud has.
    pub old: Option<Value>,
    /// What it will be.
    pub new: Option<Value>,
}

/// Without the values, which may be secrets.
impl std::fmt::Debug for Change {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} {}", self.kind.name(), self.path)
    }
}

/// How fields are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Policy {
    /// What the cloud has and the file does not is cleared.
    pub reset_missing: bool,
    /// Variables of the environment that the file does not have stay.
    pub merge_environment: bool,
}

impl Policy {
    /// Whether an object of the file is the whole object: members that it does not have go.
    fn is_whole(self, path: &str) -> bool {
        match path {
            "environmentVariables" => !self.merge_environment,
            // A hook is a handler or a command; one of each would be refused.
            "instanceLifecycleConfig.initializer" | "instanceLifecycleConfig.preStop" => true,
            _ => self.reset_missing || path == "tags" || path.ends_with(".params") || path.ends_with(".envs"),
        }
    }
}

/// What differs.
#[derive(Debug, Clone, Default)]
pub struct Difference {
    /// What will change.
    pub changes: Vec<Change>,
    /// What stays although the file does not have it.
    pub kept: Vec<Change>,
    /// The top-level fields that differ, as they must be sent.
    pub send: Fields,
    /// All fields as they will be.
    pub whole: Fields,
}

impl Difference {
    /// Compares fields; paths begin with `prefix` (empty, or with a dot at its end).
    pub fn new(prefix: &str, wanted: &Fields, live: &Fields, policy: Policy) -> Self {
        let mut difference = Difference::default();
        for (name, wanted) in wanted {
            let before = difference.changes.len();
            let path = format!("{prefix}{name}");
            let merged = difference.value(&path, wanted, live.get(name), policy);
            if difference.changes.len() > before {
                difference.send.insert(name.clone(), merged.clone());
            }
            difference.whole.insert(name.clone(), merged);
        }
        for (name, value) in live.iter().filter(|(name, _)| !wanted.contains_key(*name)) {
            let path = format!("{prefix}{name}");
            difference.whole.insert(name.clone(), value.clone());
            if !is_neutral(&path, value) {
                difference.note(Kind::Kept, &path, Some(value), None);
            }
        }
        difference
    }

    fn note(&mut self, kind: Kind, path: &str, old: Option<&Value>, new: Option<&Value>) {
        let change = Change { path: path.into(), kind, old: old.cloned(), new: new.cloned() };
        if kind == Kind::Kept { self.kept.push(change) } else { self.changes.push(change) }
    }

    /// Compares one value; gives what it will be.
    fn value(&mut self, path: &str, wanted: &Value, live: Option<&Value>, policy: Policy) -> Value {
        if is_write_only(path) && live.is_none_or(is_blank) {
            // Nobody can tell whether it differs; it goes along when something beside it does.
            return wanted.clone();
        }
        let nothing = Value::Null;
        let old = live.unwrap_or(&nothing);
        match (wanted, old) {
            // `{}` is a value: all of it goes.
            (Value::Object(members), Value::Object(_)) if !members.is_empty() => {
                let Value::Object(old) = old else { return wanted.clone() };
                self.object(path, members, old, policy).into()
            }
            (Value::Object(members), Value::Null) if !members.is_empty() => {
                self.object(path, members, &Map::new(), policy).into()
            }
            (Value::Array(items), Value::Array(old)) if of_objects(items) && of_objects(old) => {
                self.list(path, items, old, policy)
            }
            (Value::Array(items), Value::Null) if of_objects(items) && !items.is_empty() => {
                self.list(path, items, &[], policy)
            }
            _ if same(path, wanted, old) && (live.is_some() || !is_named_by_people(path)) => wanted.clone(),
            _ => {
                let kind = match (is_blank(wanted), is_blank(old)) {
                    (true, _) => Kind::Cleared,
                    (false, true) => Kind::Added,
                    (false, false) => Kind::Changed,
                };
                self.note(kind, path, live.filter(|live| !is_blank(live)), Some(wanted));
                wanted.clone()
            }
        }
    }

    fn object(&mut self, path: &str, wanted: &Fields, live: &Fields, policy: Policy) -> Fields {
        let mut merged = Map::new();
        for (name, wanted) in wanted {
            let value = self.value(&format!("{path}.{name}"), wanted, live.get(name), policy);
            merged.insert(name.clone(), value);
        }
        for (name, value) in live.iter().filter(|(name, _)| !wanted.contains_key(*name)) {
            let path_of = format!("{path}.{name}");
            if is_neutral(&path_of, value) {
                continue;
            }
            if policy.is_whole(path) {
                self.note(Kind::Cleared, &path_of, Some(value), None);
            } else {
                self.note(Kind::Kept, &path_of, Some(value), None);
                merged.insert(name.clone(), value.clone());
            }
        }
        merged
    }

    /// A list of objects: items are told apart by a member such as `mountDir`, or by their number.
    fn list(&mut self, path: &str, wanted: &[Value], live: &[Value], policy: Policy) -> Value {
        let name = identity(wanted, live);
        let id = |number: usize, item: &Value| match name {
            Some(name) => item.get(name).and_then(Value::as_str).unwrap_or_default().to_string(),
            None => number.to_string(),
        };
        let old: Vec<(String, &Value)> =
            live.iter().enumerate().map(|(number, item)| (id(number, item), item)).collect();
        let mut merged = Vec::new();
        let mut seen = Vec::new();
        for (number, item) in wanted.iter().enumerate() {
            let id = id(number, item);
            let path = format!("{path}[{id}]");
            let found = old.iter().find(|(known, _)| *known == id).map(|(_, item)| *item);
            match (item, found) {
                (Value::Object(item), Some(Value::Object(old))) => {
                    merged.push(self.object(&path, item, old, policy).into());
                }
                _ => {
                    self.note(Kind::Added, &path, None, Some(item));
                    merged.push(item.clone());
                }
            }
            seen.push(id);
        }
        for (id, item) in old.iter().filter(|(id, _)| !seen.contains(id)) {
            self.note(Kind::Cleared, &format!("{path}[{id}]"), Some(item), None);
        }
        Value::Array(merged)
    }
}

fn of_objects(items: &[Value]) -> bool {
    items.iter().all(Value::is_object)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn fields(value: Value) -> Fields {
        value.as_object().cloned().unwrap_or_default()
    }

    fn diff(wanted: Value, live: Value, policy: Policy) -> (Vec<String>, Vec<String>, Value) {
        let found = Difference::new("", &fields(wanted), &fields(live), policy);
        let text = |changes: &[Change]| changes.iter().map(|change| format!("{change:?}")).collect();
        (text(&found.changes), text(&found.kept), found.send.into())
    }

    #[test]
    fn only_what_differs_is_sent_and_the_rest_is_kept() {
        let (changes, kept, send) = diff(
            json!({"memorySize": 1024, "timeout": 3, "customRuntimeConfig": {"port": 8080}, "description": ""}),
            json!({"memorySize": 512.0, "timeout": 3, "cpu": 0.5, "role": "",
                "customRuntimeConfig": {"port": 9000, "command": ["a"]}}),
            Policy::default(),
        );
        assert_eq!(changes, ["changed memorySize", "changed customRuntimeConfig.port"]);
        assert_eq!(kept, ["kept customRuntimeConfig.command", "kept cpu"]);
        assert_eq!(
            send,
            json!({"memorySize": 1024, "customRuntimeConfig": {"port": 8080, "command": ["a"]}})
        );
    }

    #[test]
    fn empty_values_are_values() {
        let live = json!({"description": "d", "internetAccess": true, "environmentVariables": {"A": "1"},
            "layers": ["x"], "vpcConfig": {"vpcId": "v"}});
        let wanted = json!({"description": "", "internetAccess": false, "environmentVariables": {},
            "layers": [], "vpcConfig": {}});
        let (changes, _, send) = diff(wanted.clone(), live, Policy::default());
        assert_eq!(send, wanted);
        assert_eq!(changes.len(), 5);
        assert_eq!(changes.iter().filter(|change| change.starts_with("cleared")).count(), 4);
        // And they are what the cloud has when it has nothing.
        let live = json!({"internetAccess": false, "vpcConfig": {"vpcId": "", "vSwitchIds": []}});
        assert_eq!(diff(wanted, live, Policy::default()).0, Vec::<String>::new());
    }

    #[test]
    fn the_environment_is_whole_unless_it_is_merged() {
        let (wanted, live) = (
            json!({"environmentVariables": {"A": "2", "C": "0"}}),
            json!({"environmentVariables": {"A": "1", "B": "1"}}),
        );
        let (changes, _, send) = diff(wanted.clone(), live.clone(), Policy::default());
        assert_eq!(
            changes,
            [
                "changed environmentVariables.A",
                "added environmentVariables.C",
                "cleared environmentVariables.B"
            ]
        );
        assert_eq!(send, json!({"environmentVariables": {"A": "2", "C": "0"}}));
        let merge = Policy { merge_environment: true, ..Policy::default() };
        let (changes, kept, send) = diff(wanted, live, merge);
        assert_eq!((changes.len(), kept.len()), (2, 1));
        assert_eq!(send, json!({"environmentVariables": {"A": "2", "C": "0", "B": "1"}}));
    }

    #[test]
    fn lists_are_compared_item_by_item() {
        let live = json!({"nasConfig": {"userId": 0, "mountPoints": [
            {"mountDir": "/a", "serverAddr": "x:/", "enableTLS": true}, {"mountDir": "/b", "serverAddr": "y:/"}]}});
        let same = json!({"nasConfig": {"userId": 0, "mountPoints": [
            {"mountDir": "/b", "serverAddr": "y:/", "enableTLS": false}, {"mountDir": "/a", "serverAddr": "x:/"}]}});
        assert_eq!(diff(same, live.clone(), Policy::default()).0, Vec::<String>::new());
        let other = json!({"nasConfig": {"mountPoints": [{"mountDir": "/a", "serverAddr": "z:/"}]}});
        let (changes, _, send) = diff(other, live, Policy::default());
        assert_eq!(
            changes,
            ["changed nasConfig.mountPoints[/a].serverAddr", "cleared nasConfig.mountPoints[/b]"]
        );
        assert_eq!(
            send["nasConfig"]["mountPoints"],
            json!([{"mountDir": "/a", "serverAddr": "z:/", "enableTLS": true}])
        );
    }

    #[test]
    fn the_same_in_other_words() {
        let wanted = json!({"role": "AliyunFcDefaultRole", "vpcConfig": {"vSwitchIds": ["b", "a"]}, "cpu": 1,
            "environmentVariables": {"A": "1"}, "sessionAffinityConfig": "{\"a\": 1}"});
        let live = json!({"role": "acs:ram::1:role/aliyunfcdefaultrole", "vpcConfig": {"vSwitchIds": ["a", "b"]},
            "cpu": 1.0, "environmentVariables": {"A": "1"}, "sessionAffinityConfig": "{\"a\":1}"});
        assert_eq!(diff(wanted, live, Policy::default()).0, Vec::<String>::new());
        let (changes, ..) =
            diff(json!({"layers": ["a", "b"]}), json!({"layers": ["b", "a"]}), Policy::default());
        assert_eq!(changes, ["changed layers"]);
    }

    #[test]
    fn what_is_never_given_back_is_no_difference() {
        let auth = json!({"customContainerConfig": {"image": "i:1", "registryConfig":
            {"authConfig": {"userName": "u", "password": "p"}}}});
        let live = |image: &str| json!({"customContainerConfig": {"image": image, "registryConfig": {"authConfig": {"userName": "u"}}}});
        assert_eq!(diff(auth.clone(), live("i:1"), Policy::default()).0, Vec::<String>::new());
        // Once something beside it differs, it goes along.
        let (changes, _, send) = diff(auth.clone(), live("i:0"), Policy::default());
        assert_eq!(changes, ["changed customContainerConfig.image"]);
        assert_eq!(send, auth);
    }
}
