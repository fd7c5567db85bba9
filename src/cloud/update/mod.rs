//! The update of one function: some parameters change, all others stay as they are and are not sent.
//!
//! [`Wish`] is what was asked for, [`Wish::given`] its values alone (what can be judged without the cloud),
//! [`plan`] compares it with the live function, [`apply()`] sends what differs.

mod apply;
mod assignment;

use std::collections::BTreeMap;

use serde_json::Value;

pub use apply::{Failed, Step, apply};
pub use assignment::{Assignment, Change};

use super::package::{Package, size};
use super::props::{is_empty, pruned, request_fields, tags};
use super::target::Fields;
use super::types::Function;
use crate::message;
use crate::message::Message;

/// What was asked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Wish {
    /// In the order of the command line; later ones win.
    pub assignments: Vec<Assignment>,
    /// The environment is the given one, without the variables that the function has.
    pub replace_environment: bool,
}

/// A difference of one field.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// Where: `memorySize`, `environmentVariables.A`, `tags.team`, `code`.
    pub field: String,
    /// What it is now.
    pub old: Option<Value>,
    /// What it will be.
    pub new: Option<Value>,
}

/// What an update would do.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// ARN of the function.
    pub arn: String,
    /// When the function was last changed.
    pub modified: Option<String>,
    /// All fields as they would be, for judging them as a whole.
    pub merged: Fields,
    /// Those that are sent.
    pub fields: Fields,
    /// Code that is sent.
    pub package: Option<Package>,
    /// Tags that are set.
    pub tags: BTreeMap<String, String>,
    /// Tags that go.
    pub gone_tags: Vec<String>,
    /// Each difference, for people.
    pub differences: Vec<Difference>,
    /// What a person should know.
    pub notes: Vec<Message>,
}

impl Plan {
    /// Whether nothing would be sent.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.package.is_none() && self.tags.is_empty() && self.gone_tags.is_empty()
    }
}

/// Text of a value.
fn text(value: &Value) -> Option<&str> {
    value.as_str()
}

impl Wish {
    /// Whether anything was asked for.
    pub fn is_empty(&self) -> bool {
        self.assignments.is_empty()
    }

    /// Where code is, and whether that is an address (`codeUri`).
    ///
    /// # Errors
    /// When two places are named.
    pub fn code(&self) -> Result<Option<(&str, bool)>, Message> {
        let mut found = None;
        for assignment in &self.assignments {
            let Change::Set(value) = &assignment.change else { continue };
            if !matches!(assignment.key, "location" | "codeUri") {
                continue;
            }
            if found.is_some() {
                return Err(message!(
                    "code comes from one place: `location` or `codeUri`",
                    "代码只能有一个来源：`location` 或 `codeUri`"
                ));
            }
            found = text(value).map(|place| (place, assignment.key == "codeUri"));
        }
        Ok(found)
    }

    /// The values alone, as they were given, by parameter; what is cleared is not among them.
    pub fn given(&self) -> Fields {
        let mut given = Fields::new();
        for assignment in &self.assignments {
            if matches!(assignment.key, "location" | "codeUri") {
                continue;
            }
            match &assignment.change {
                Change::Clear => {}
                Change::Append(value) => {
                    if let Value::Array(list) =
                        given.entry(assignment.key).or_insert_with(|| Vec::<Value>::new().into())
                    {
                        list.push(value.clone());
                    }
                }
                Change::Set(value) => put(&mut given, assignment.key, &assignment.path, value.clone(), false),
            }
        }
        if let Some(tags) = given.get_mut("tags") {
            *tags = assignment::tag_list(tags);
        }
        given
    }
}

/// Puts a value at its place; mappings on the way are made. With `merge`, a mapping is added key by key.
fn put(fields: &mut Fields, key: &str, path: &[String], value: Value, merge: bool) {
    match path {
        [] => match (fields.get_mut(key), value) {
            (Some(Value::Object(old)), Value::Object(new)) if merge => old.extend(new),
            (_, value) => {
                fields.insert(key.to_string(), value);
            }
        },
        [next, rest @ ..] => {
            let inner = fields.entry(key).or_insert(Value::Null);
            if !inner.is_object() {
                *inner = Value::Object(Fields::new());
            }
            if let Value::Object(inner) = inner {
                put(inner, next, rest, value, merge);
            }
        }
    }
}

/// Takes away what is at a place.
fn take(fields: &mut Fields, key: &str, path: &[String]) {
    match path {
        [] => {
            fields.shift_remove(key);
        }
        [next, rest @ ..] => {
            if let Some(Value::Object(inner)) = fields.get_mut(key) {
                take(inner, next, rest);
            }
        }
    }
}

/// The account in an ARN.
fn account(arn: &str) -> &str {
    arn.split(':').nth(3).unwrap_or_default()
}

/// Whether two values mean the same: numbers by value, empty parts as absent ones.
fn same(key: &str, old: Option<&Value>, new: &Value) -> bool {
    let normal = |value: &Value| match key {
        // Empty values of variables are values.
        "environmentVariables" => numbers(value.clone()),
        _ => numbers(pruned(value.clone())),
    };
    let old = old.map(normal).unwrap_or(Value::Null);
    let new = normal(new);
    match (key, &old, &new) {
        // Names of roles have no case.
        ("role", Value::String(old), Value::String(new)) => old.eq_ignore_ascii_case(new),
        _ => old == new || is_empty(&old) && is_empty(&new),
    }
}

fn numbers(value: Value) -> Value {
    match value {
        Value::Number(number) => number.as_f64().map_or(Value::Number(number), Value::from),
        Value::Array(items) => items.into_iter().map(numbers).collect(),
        Value::Object(map) => {
            map.into_iter().map(|(key, value)| (key, numbers(value))).collect::<Fields>().into()
        }
        other => other,
    }
}

/// Leaf by leaf.
fn differ(field: &str, old: Option<&Value>, new: Option<&Value>, out: &mut Vec<Difference>) {
    let empty = Fields::new();
    let mapping = |value: Option<&Value>| matches!(value, Some(Value::Object(map)) if !map.is_empty());
    if mapping(old) || mapping(new) {
        let old = old.and_then(Value::as_object).unwrap_or(&empty);
        let new = new.and_then(Value::as_object).unwrap_or(&empty);
        let added = new.keys().filter(|key| !old.contains_key(*key));
        for key in old.keys().chain(added) {
            differ(&format!("{field}.{key}"), old.get(key), new.get(key), out);
        }
        return;
    }
    let top = field.split('.').next().unwrap_or(field);
    let variable = top == "environmentVariables" && top != field;
    let equal = match (old, new) {
        (None, None) => true,
        (old, Some(new)) if !variable => same(top, old, new),
        (Some(old), None) if !variable => same(top, Some(old), &Value::Null),
        (old, new) => old == new,
    };
    if !equal {
        out.push(Difference { field: field.to_string(), old: old.cloned(), new: new.cloned() });
    }
}

/// Compares what was asked for with the live function. `package` is the code that was named.
///
/// # Errors
/// When `auto` would have to make something, or a runtime cannot become another.
pub fn plan(wish: &Wish, live: &Function, package: Option<Package>) -> Result<Plan, Message> {
    let arn = live.function_arn.clone().unwrap_or_default();
    let before = request_fields(live);
    let old_tags: BTreeMap<String, String> = tags(live).into_iter().collect();
    let mut merged = before.clone();
    let mut new_tags = old_tags.clone();
    let mut plan = Plan { modified: live.last_modified_time.clone(), ..Plan::default() };
    let mut touched: Vec<&str> = Vec::new();
    if wish.replace_environment {
        merged.insert("environmentVariables".into(), Fields::new().into());
    }
    for Assignment { key, path, change } in &wish.assignments {
        match *key {
            "location" | "codeUri" => continue,
            "tags" => {
                retag(&mut new_tags, path, change);
                continue;
            }
            _ => {}
        }
        if !touched.contains(key) {
            touched.push(key);
        }
        match change {
            Change::Clear if path.is_empty() => put(&mut merged, key, path, assignment::cleared(key), false),
            Change::Clear => take(&mut merged, key, path),
            Change::Append(item) => {
                let list = merged.entry(*key).or_insert_with(|| Vec::<Value>::new().into());
                if let Value::Array(list) = list
                    && !list.contains(item)
                {
                    list.push(item.clone());
                }
            }
            Change::Set(value)
                if is_auto(value)
                    && matches!(*key, "logConfig" | "vpcConfig" | "nasConfig" | "ossMountConfig") =>
            {
                automatic(key, &before)?;
                plan.notes.push(message!(
                    "`{key}: auto`: what the function has is kept",
                    "`{key}: auto`：保留函数现有的配置"
                ));
            }
            Change::Set(value) => put(&mut merged, key, path, value.clone(), *key == "environmentVariables"),
        }
    }
    if let Some(Value::String(role)) = merged.get_mut("role")
        && !role.is_empty()
        && !role.contains(':')
    {
        *role = format!("acs:ram::{}:role/{role}", account(&arn));
    }
    runtime_stays_of_its_kind(&before, &merged)?;
    for key in touched {
        let Some(new) = merged.get(key) else { continue };
        if !same(key, before.get(key), new) {
            differ(key, before.get(key), Some(new), &mut plan.differences);
            plan.fields.insert(key.to_string(), new.clone());
        }
    }
    for (key, value) in &new_tags {
        if old_tags.get(key) != Some(value) {
            let old = old_tags.get(key).map(|old| old.as_str().into());
            plan.differences.push(Difference {
                field: format!("tags.{key}"),
                old,
                new: Some(value.as_str().into()),
            });
            plan.tags.insert(key.clone(), value.clone());
        }
    }
    for (key, value) in old_tags.iter().filter(|(key, _)| !new_tags.contains_key(*key)) {
        let field = format!("tags.{key}");
        plan.differences.push(Difference { field, old: Some(value.as_str().into()), new: None });
        plan.gone_tags.push(key.clone());
    }
    code(&mut plan, live, package)?;
    (plan.arn, plan.merged) = (arn, merged);
    Ok(plan)
}

/// Compares checksums: the same code is not sent again.
fn code(plan: &mut Plan, live: &Function, package: Option<Package>) -> Result<(), Message> {
    let Some(package) = package else { return Ok(()) };
    if live.runtime.as_deref() == Some("custom-container") {
        return Err(message!(
            "the code of this function is an image: set `customContainerConfig.image`",
            "该函数的代码是镜像：请设置 `customContainerConfig.image`"
        ));
    }
    let checksum = live.code_checksum.as_deref();
    if package.is_unchanged(checksum) {
        plan.notes.push(message!(
            "the code is what the function has: it is not sent",
            "代码与函数现有的一致，不再发送"
        ));
        return Ok(());
    }
    let old = live
        .code_size
        .map(|bytes| format!("{} ({})", size(bytes.unsigned_abs()), checksum.unwrap_or_default()).into());
    let new = match &package {
        Package::Archive(archive) => format!("{} ({})", size(archive.bytes.len() as u64), archive.checksum),
        Package::Oss { bucket, object } => format!("oss://{bucket}/{object}"),
    };
    plan.differences.push(Difference { field: "code".into(), old, new: Some(new.into()) });
    plan.package = Some(package);
    Ok(())
}

fn is_auto(value: &Value) -> bool {
    text(value)
        .is_some_and(|text| text.split('|').next().unwrap_or_default().trim().eq_ignore_ascii_case("auto"))
}

/// `auto` keeps what is there; nothing that costs money is made in silence.
fn automatic(key: &str, before: &Fields) -> Result<(), Message> {
    let has = |field: &str| {
        before.get(key).and_then(|value| value.get(field)).is_some_and(|value| !is_empty(value))
    };
    let there = match key {
        "logConfig" => has("project"),
        "vpcConfig" => has("vpcId"),
        _ => has("mountPoints"),
    };
    if there {
        return Ok(());
    }
    Err(message!(
        "`{key}: auto`: the function has none, and fcls makes none (it would be billed); make it and give its ids",
        "`{key}: auto`：函数没有此配置，fcls 也不会自动创建（会产生费用）；请先创建，再填写其 ID"
    ))
}

/// What is in the package runs in one kind of runtime only.
fn runtime_stays_of_its_kind(before: &Fields, merged: &Fields) -> Result<(), Message> {
    let runtime =
        |fields: &Fields| fields.get("runtime").and_then(Value::as_str).unwrap_or_default().to_string();
    let kind = |runtime: &str| match runtime {
        "custom-container" => 0,
        custom if custom == "custom" || custom.starts_with("custom.") => 1,
        _ => 2,
    };
    let (old, new) = (runtime(before), runtime(merged));
    if old.is_empty() || kind(&old) == kind(&new) {
        return Ok(());
    }
    Err(message!(
        "runtime {old} cannot become {new}: the code of the function is made for another kind of runtime; deploy a new function",
        "运行时 {old} 不能改为 {new}：函数的代码只适用于原来的运行时类型；请部署为新的函数"
    ))
}

fn retag(tags: &mut BTreeMap<String, String>, path: &[String], change: &Change) {
    let value_text = |value: &Value| text(value).map_or_else(|| value.to_string(), str::to_string);
    match (path, change) {
        ([], Change::Clear) => tags.clear(),
        ([key], Change::Clear) => {
            tags.remove(key);
        }
        ([key], Change::Set(value)) => {
            tags.insert(key.clone(), value_text(value));
        }
        ([], Change::Set(value)) => {
            tags.clear();
            if let Value::Array(list) = assignment::tag_list(value) {
                for tag in &list {
                    if let Some(key) = tag.get("key").and_then(Value::as_str) {
                        tags.insert(key.into(), tag.get("value").map(value_text).unwrap_or_default());
                    }
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests;
