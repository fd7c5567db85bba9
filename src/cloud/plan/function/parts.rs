//! What hangs on a function: tags, triggers, configs of instances and calls, VPC bindings.

use serde_json::{Map, Value, json};

use super::super::super::diff::{Change, Difference, Kind};
use super::super::super::normalise::{self, is_neutral, same, typed};
use super::super::super::target::{Fields, TriggerTarget};
use super::super::super::types::{
    CreateTriggerInput, PutAsyncInvokeConfigInput, PutConcurrencyConfigInput, PutProvisionConfigInput,
    PutScalingConfigInput, Trigger,
};
use super::super::{Operation, Step};
use super::{Making, removed, unknown, wrong_type};
use crate::message;

/// Types of triggers that the service cannot change (Serverless Devs: "not supported").
const UNCHANGEABLE: [&str; 2] = ["mns_topic", "tablestore"];

/// Fields of a trigger that never change.
const FIXED: [&str; 2] = ["triggerType", "sourceArn"];

/// Tags that begin so belong to the service.
const SYSTEM_TAGS: &str = "acs:";

impl Making<'_> {
    pub(super) fn tags(&mut self) {
        let (Some(wanted), Some(function)) = (&self.target.tags, self.live.function.as_deref()) else {
            return;
        };
        let live = function.tags.iter().flatten();
        let live: Vec<(&str, &str)> = live
            .filter_map(|tag| Some((tag.key.as_deref()?, tag.value.as_deref().unwrap_or_default())))
            .collect();
        let (mut set, mut gone) = (Vec::new(), Vec::new());
        for (key, value) in wanted {
            let old = live.iter().find(|(known, _)| known == key).map(|(_, old)| *old);
            if old != Some(value) {
                let kind = if old.is_some() { Kind::Changed } else { Kind::Added };
                let (path, new) = (format!("tags.{key}"), Some(value.clone().into()));
                set.push(Change { path, kind, old: old.map(Value::from), new });
            }
        }
        for (key, value) in live.iter().filter(|(key, _)| !wanted.contains_key(*key)) {
            if !key.starts_with(SYSTEM_TAGS) {
                let (path, old) = (format!("tags.{key}"), Some((*value).into()));
                gone.push(Change { path, kind: Kind::Cleared, old, new: None });
            }
        }
        let key = |change: &Change| change.path.trim_start_matches("tags.").to_string();
        if !gone.is_empty() {
            let operation = Operation::Untag(gone.iter().map(key).collect());
            let destroys = removed(&gone);
            self.resource.steps.push(Step { destroys, ..Step::new(operation, gone) });
        }
        if !set.is_empty() {
            let tags = set.iter().map(|change| {
                let key = key(change);
                let value = wanted.get(&key).cloned().unwrap_or_default();
                (key, value)
            });
            let operation = Operation::Tag(tags.collect());
            self.resource.steps.push(Step::new(operation, set));
        }
    }

    pub(super) fn triggers(&mut self) {
        for trigger in &self.target.triggers {
            let at = format!("triggers.{}", trigger.name);
            let Some(wanted) = self.trigger_fields(trigger, &at) else { continue };
            match self.live.triggers.get(&trigger.name).cloned() {
                None => {
                    let mut changes =
                        Difference::new(&format!("{at}."), &wanted, &Map::new(), self.options.policy())
                            .changes;
                    if changes.is_empty() {
                        changes.push(Change { path: at, kind: Kind::Added, old: None, new: None });
                    }
                    let operation = Operation::CreateTrigger { name: trigger.name.clone(), fields: wanted };
                    self.resource.steps.push(Step::new(operation, changes));
                }
                Some(live) => self.one_trigger(trigger, wanted, &live, &at),
            }
        }
        let others: Vec<Change> = self
            .live
            .triggers
            .iter()
            .filter(|(name, _)| !self.target.triggers.iter().any(|trigger| trigger.name == **name))
            .map(|(name, live)| {
                let old = live.trigger_type.clone().map(Value::from);
                Change { path: format!("triggers.{name}"), kind: Kind::Kept, old, new: None }
            })
            .collect();
        self.resource.kept.extend(others);
    }

    /// The settings of a trigger as the wire has them, but for the config, which is an object.
    fn trigger_fields(&mut self, trigger: &TriggerTarget, at: &str) -> Option<Fields> {
        let mut given = trigger.fields.clone();
        normalise::trigger_config(&mut given);
        let config = given.remove("triggerConfig");
        match typed::<CreateTriggerInput>(&given) {
            Ok((mut fields, lost)) => {
                for path in lost {
                    let path = format!("{at}.{path}");
                    self.resource.note(&path, unknown(&path));
                }
                fields.remove("triggerName");
                fields.insert("triggerConfig".into(), config.unwrap_or_else(|| json!({})));
                Some(fields)
            }
            Err(error) => {
                self.resource.obstacle(at, wrong_type(&error));
                None
            }
        }
    }

    fn one_trigger(&mut self, trigger: &TriggerTarget, wanted: Fields, live: &Trigger, at: &str) {
        let live_fields = normalise::trigger(live);
        let prefix = format!("{at}.");
        let mut compared = wanted.clone();
        // A file that says nothing of the config does not ask for an empty one.
        if trigger.fields.get("triggerConfig").is_none() {
            compared.remove("triggerConfig");
        }
        let found = Difference::new(&prefix, &compared, &live_fields, self.options.policy());
        let name = trigger.name.clone();
        if found.changes.is_empty() {
            self.resource.kept.extend(found.kept);
            return;
        }
        let kind = live.trigger_type.as_deref().unwrap_or_default();
        let fixed = FIXED.iter().any(|field| {
            let wanted = wanted.get(*field);
            wanted.is_some_and(|wanted| {
                let nothing = Value::Null;
                !same(&format!("{prefix}{field}"), wanted, live_fields.get(*field).unwrap_or(&nothing))
            })
        });
        if !fixed && !UNCHANGEABLE.contains(&kind) {
            self.resource.kept.extend(found.kept);
            let destroys = removed(&found.changes);
            let operation = Operation::UpdateTrigger { name, fields: found.send };
            self.resource.steps.push(Step { destroys, ..Step::new(operation, found.changes) });
            return;
        }
        let old = live.trigger_type.clone().map(Value::from);
        let change =
            Change { path: at.into(), kind: Kind::Recreated, old, new: wanted.get("triggerType").cloned() };
        let mut destroys = vec![message!(
            "trigger {name} cannot be changed: it is deleted and made anew; events in between are lost",
            "触发器 {name} 无法修改：将删除后重建，期间的事件会丢失"
        )];
        if kind == "http" {
            destroys.push(message!(
                "the public address of trigger {name} changes",
                "触发器 {name} 的公网地址会改变"
            ));
        }
        let delete = Operation::DeleteTrigger { name: name.clone() };
        self.resource.steps.push(Step { destroys, ..Step::new(delete, vec![change]) });
        // The new one is what the file says and what the old one had besides, unless it is of another type.
        let same_type = wanted.get("triggerType").and_then(Value::as_str) == Some(kind);
        let fields = if same_type && !self.options.reset_missing { found.whole } else { wanted };
        let create = Operation::CreateTrigger { name, fields };
        self.resource.steps.push(Step::new(create, found.changes));
    }

    pub(super) fn configs(&mut self) {
        let target = self.target;
        let live = self.live.async_invoke.clone();
        self.config::<PutAsyncInvokeConfigInput>(
            "asyncInvokeConfig",
            target.async_invoke.clone(),
            live,
            Operation::PutAsyncInvoke,
            Operation::DeleteAsyncInvoke,
        );
        self.vpc_bindings();
        let mut provision = target.provision.clone();
        if let Some(fields) = &mut provision {
            normalise::default_target(fields);
        }
        let live = self.live.provision.clone();
        self.config::<PutProvisionConfigInput>(
            "provisionConfig",
            provision,
            live,
            Operation::PutProvision,
            Operation::DeleteProvision,
        );
        let live = self.live.scaling.clone();
        self.config::<PutScalingConfigInput>(
            "scalingConfig",
            target.scaling.clone(),
            live,
            Operation::PutScaling,
            Operation::DeleteScaling,
        );
        let live = self.live.concurrency.clone();
        self.config::<PutConcurrencyConfigInput>(
            "concurrencyConfig",
            target.concurrency.clone(),
            live,
            Operation::PutConcurrency,
            Operation::DeleteConcurrency,
        );
    }

    /// A config that is put as a whole.
    fn config<T: serde::de::DeserializeOwned + serde::Serialize>(
        &mut self,
        path: &str,
        wanted: Option<Fields>,
        live: Option<Fields>,
        put: fn(Fields) -> Operation,
        delete: Operation,
    ) {
        let Some(wanted) = wanted else {
            let Some(live) = live else { return };
            let old = Some(Value::Object(live));
            let change = |kind| Change { path: path.into(), kind, old, new: None };
            if self.options.reset_missing {
                let changes = vec![change(Kind::Cleared)];
                let destroys = removed(&changes);
                self.resource.steps.push(Step { destroys, ..Step::new(delete, changes) });
            } else {
                self.resource.kept.push(change(Kind::Kept));
            }
            return;
        };
        let wanted = match typed::<T>(&wanted) {
            Ok((fields, lost)) => {
                for field in lost {
                    let field = format!("{path}.{field}");
                    self.resource.note(&field, unknown(&field));
                }
                fields
            }
            Err(error) => return self.resource.obstacle(path, wrong_type(&error)),
        };
        let found =
            Difference::new(&format!("{path}."), &wanted, &live.unwrap_or_default(), self.options.policy());
        if found.changes.is_empty() {
            self.resource.kept.extend(found.kept);
            return;
        }
        let mut destroys = removed(&found.changes);
        // A put replaces all of it.
        let fields = if self.options.reset_missing {
            let gone = found.kept.iter().filter(|change| change.path.matches('.').count() == 1);
            destroys.extend(removed(
                &gone.map(|change| Change { kind: Kind::Cleared, ..change.clone() }).collect::<Vec<_>>(),
            ));
            wanted
        } else {
            self.resource.kept.extend(found.kept);
            let mut whole = found.whole;
            whole.retain(|name, value| {
                wanted.contains_key(name) || !is_neutral(&format!("{path}.{name}"), value)
            });
            whole
        };
        self.resource.steps.push(Step { destroys, ..Step::new(put(fields), found.changes) });
    }

    fn vpc_bindings(&mut self) {
        let nothing = Vec::new();
        let wanted = match &self.target.vpc_bindings {
            Some(wanted) => wanted,
            None if self.options.reset_missing => &nothing,
            None => {
                let kept = self.live.vpc_bindings.iter().map(|id| Change {
                    path: format!("vpcBinding[{id}]"),
                    kind: Kind::Kept,
                    old: Some(id.clone().into()),
                    new: None,
                });
                self.resource.kept.extend(kept);
                return;
            }
        };
        let live = &self.live.vpc_bindings;
        let change = |id: &String, kind| {
            let value = Some(Value::from(id.clone()));
            let (old, new) = if kind == Kind::Cleared { (value, None) } else { (None, value) };
            Change { path: format!("vpcBinding[{id}]"), kind, old, new }
        };
        for id in wanted.iter().filter(|id| !live.contains(id)) {
            let operation = Operation::BindVpc(id.clone());
            self.resource.steps.push(Step::new(operation, vec![change(id, Kind::Added)]));
        }
        for id in live.iter().filter(|id| !wanted.contains(id)) {
            let destroys =
                vec![message!("VPC {id} can no longer call the function", "VPC {id} 将不能再调用该函数")];
            let operation = Operation::UnbindVpc(id.clone());
            let changes = vec![change(id, Kind::Cleared)];
            self.resource.steps.push(Step { destroys, ..Step::new(operation, changes) });
        }
    }
}
