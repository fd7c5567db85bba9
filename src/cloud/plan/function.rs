//! The plan of one function.

mod parts;

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::super::client::Client;
use super::super::diff::{Change, Difference, Kind};
use super::super::error::Error;
use super::super::live::{Live, Part};
use super::super::normalise::{self, is_neutral, reset_value, typed};
use super::super::secret::collect_secrets;
use super::super::target::{Fields, Target};
use super::super::types::CreateFunctionInput;
use super::{CodePlan, Operation, Options, Resource, ResourceKind, Scope, Step, Wanted, code};
use crate::message;
use crate::message::Message;

/// What is known while the plan of a function is made.
struct Making<'a> {
    target: &'a Target,
    live: Live,
    /// The function of the cloud as a body of UpdateFunction.
    live_fields: Fields,
    options: Options,
    resource: Resource,
}

/// Reads a function and plans it.
pub(super) async fn resource(
    target: Arc<Target>,
    client: &Client,
    packages: &code::Packages,
    options: Options,
) -> Resource {
    let wanted = Wanted::Function(target.clone());
    let mut resource =
        Resource::new(ResourceKind::Function, &target.resource, &target.region, &target.name, wanted);
    resource.access.clone_from(&target.access);
    resource.spans.clone_from(&target.spans);
    resource.notes.clone_from(&target.notes);
    let parts = match options.scope {
        Scope::Code => vec![Part::Function],
        Scope::All | Scope::Config => Part::of(&target, options.reset_missing || options.read_everything),
    };
    let live = match Live::read(client, &target.name, &parts).await {
        Ok(live) => live,
        Err(error) => return resource.failed(error),
    };
    resource.exists = live.function.is_some();
    resource.arn = live.function.as_ref().and_then(|function| function.function_arn.clone());
    resource.modified = live.function.as_ref().and_then(|function| function.last_modified_time.clone());
    resource.account = live.account().map(str::to_string);
    resource.prints = parts.iter().map(|part| (*part, live.print(*part))).collect();
    // Roles given by name need the account: that of the function, or else the service is asked.
    let target = match with_account(&target, &live, client).await {
        Ok((target, account)) => {
            resource.account = resource.account.or(account);
            target
        }
        Err(error) => return resource.failed(error),
    };
    let live_fields = live.function.as_deref().map(normalise::function).unwrap_or_default();
    let mut making = Making { target: &target, live, live_fields, options, resource };
    making.secrets();
    making.plan(packages);
    making.resource
}

/// The target with ARNs instead of names of roles, and the account in ARNs that lack it; then the account, if it
/// had to be asked for.
async fn with_account(
    target: &Target,
    live: &Live,
    client: &Client,
) -> Result<(Target, Option<String>), Error> {
    let mut target = target.clone();
    let mut asked = None;
    if incomplete(&mut target).is_empty() {
        return Ok((target, asked));
    }
    let account = match live.account() {
        Some(account) => account,
        None => {
            asked = Some(client.account_id().await?.to_string());
            asked.as_deref().unwrap_or_default()
        }
    };
    for text in incomplete(&mut target) {
        *text = normalise::with_account(text, account);
    }
    Ok((target, asked))
}

/// The texts of a target that lack the account.
fn incomplete(target: &mut Target) -> Vec<&mut String> {
    let mut found = Vec::new();
    let parts = [Some(&mut target.function), target.async_invoke.as_mut()].into_iter().flatten();
    let triggers = target.triggers.iter_mut().map(|trigger| &mut trigger.fields);
    for fields in parts.chain(triggers) {
        for (name, value) in fields.iter_mut() {
            search(name, value, &mut found);
        }
    }
    found
}

fn search<'v>(name: &str, value: &'v mut Value, found: &mut Vec<&'v mut String>) {
    match value {
        Value::String(text) if normalise::lacks_account(name, text) => found.push(text),
        Value::Array(items) => items.iter_mut().for_each(|item| search(name, item, found)),
        Value::Object(members) if name != "environmentVariables" => {
            members.iter_mut().for_each(|(name, value)| search(name, value, found));
        }
        _ => {}
    }
}

impl Making<'_> {
    /// Remembers what no output may show.
    fn secrets(&mut self) {
        let mut found = Vec::new();
        collect_secrets(&Value::Object(self.target.function.clone()), &mut found);
        collect_secrets(&Value::Object(self.live_fields.clone()), &mut found);
        for trigger in &self.target.triggers {
            collect_secrets(&Value::Object(trigger.fields.clone()), &mut found);
        }
        self.resource.secrets = found;
    }

    fn plan(&mut self, packages: &code::Packages) {
        let exists = self.resource.exists;
        let Some(wanted) = self.wanted() else { return };
        let runtime = wanted.get("runtime").or_else(|| self.live_fields.get("runtime"));
        let container = runtime.and_then(Value::as_str) == Some("custom-container");
        if !exists && self.options.scope != Scope::All {
            let name = &self.target.name;
            let message = message!(
                "function {name} does not exist; it can only be made as a whole (`--scope all`)",
                "函数 {name} 不存在；只能整体创建（`--scope all`）"
            );
            self.resource.obstacle("", message);
            return;
        }
        self.code(packages, container);
        if exists {
            self.update(wanted, container)
        } else {
            self.create(wanted, container)
        }
        self.auto();
        if self.options.scope != Scope::Code {
            self.tags();
            self.triggers();
            self.configs();
        }
        self.facts();
    }

    /// What the file wants of the function itself, as the wire has it.
    fn wanted(&mut self) -> Option<Fields> {
        match typed::<CreateFunctionInput>(&self.target.function) {
            Ok((mut fields, lost)) => {
                // These have places of their own.
                fields.retain(|name, _| !["functionName", "code", "tags"].contains(&name.as_str()));
                for path in lost {
                    self.resource.note(&path, unknown(&path));
                }
                Some(fields)
            }
            Err(error) => {
                self.resource.obstacle("", wrong_type(&error));
                None
            }
        }
    }

    fn code(&mut self, packages: &code::Packages, container: bool) {
        if self.options.scope == Scope::Config || container {
            return;
        }
        let live = self.live.function.as_ref().and_then(|function| function.code_checksum.as_deref());
        match &self.target.code {
            Some(source) => match code::plan(packages, source, live.filter(|live| !live.is_empty())) {
                Ok(code) => self.resource.code = Some(code),
                Err(message) => self.resource.obstacle("code", message),
            },
            None if !self.resource.exists => {
                let message = message!("a new function needs `code`", "新函数需要 `code`");
                self.resource.obstacle("code", message);
            }
            None => {}
        }
    }

    /// The code as a change, if it is sent.
    fn code_change(&mut self) -> Option<Change> {
        let path = "code".to_string();
        match self.resource.code.as_ref()? {
            CodePlan::Archive { archive: None, .. } => None,
            CodePlan::Archive { checksum, live, .. } => {
                let kind = if live.is_some() { Kind::Changed } else { Kind::Added };
                let old = live.clone().map(Value::from);
                Some(Change { path, kind, old, new: Some(checksum.clone().into()) })
            }
            CodePlan::Oss { bucket, object } => {
                let new = Some(format!("oss://{bucket}/{object}").into());
                if self.resource.exists {
                    let message = message!(
                        "whether the object of OSS differs from the deployed code is not known, so it is sent",
                        "无法得知 OSS 对象是否与已部署的代码不同，因此会发送"
                    );
                    self.resource.note("code", message);
                }
                let kind = if self.resource.exists { Kind::Changed } else { Kind::Added };
                Some(Change { path, kind, old: None, new })
            }
        }
    }

    fn create(&mut self, mut wanted: Fields, container: bool) {
        // What the service does not fill in itself.
        wanted.entry("handler").or_insert_with(|| json!("index.handler"));
        if wanted.contains_key("cpu") {
            wanted.entry("diskSize").or_insert_with(|| json!(512));
        }
        if !container && wanted.get("runtime").is_none_or(normalise::is_blank) {
            self.resource.obstacle("", message!("a new function needs `runtime`", "新函数需要 `runtime`"));
        }
        let mut changes = Difference::new("", &wanted, &Map::new(), self.options.policy()).changes;
        let tags = self.target.tags.clone().unwrap_or_default();
        for (key, value) in &tags {
            let (path, new) = (format!("tags.{key}"), Some(value.clone().into()));
            changes.push(Change { path, kind: Kind::Added, old: None, new });
        }
        changes.extend(self.code_change());
        let operation = Operation::CreateFunction { fields: wanted, tags };
        self.resource.steps.push(Step::new(operation, changes));
    }

    fn update(&mut self, mut wanted: Fields, container: bool) {
        self.resource_group(&mut wanted);
        if self.options.scope == Scope::Code {
            wanted.retain(|name, _| container && name == "customContainerConfig");
            if let Some(Value::Object(config)) = wanted.get_mut("customContainerConfig") {
                config.retain(|name, _| name == "image");
            }
        }
        let mut policy = self.options.policy();
        policy.reset_missing &= self.options.scope != Scope::Code;
        let mut found = Difference::new("", &wanted, &self.live_fields, policy);
        if policy.reset_missing {
            self.reset(&mut found);
        }
        if self.options.scope != Scope::Code {
            self.resource.kept.append(&mut found.kept);
        }
        let code = self.code_change();
        let with_code = code.is_some();
        found.changes.extend(code);
        if found.changes.is_empty() {
            return;
        }
        self.size(&found.whole);
        self.password(&found.send);
        let destroys = removed(&found.changes);
        let operation = Operation::UpdateFunction { fields: found.send, code: with_code };
        self.resource.steps.push(Step { destroys, ..Step::new(operation, found.changes) });
    }

    /// A resource group is not changed by an update.
    fn resource_group(&mut self, wanted: &mut Fields) {
        let Some(Value::String(wanted)) = wanted.remove("resourceGroupId") else { return };
        let live = self.live.function.as_ref().and_then(|function| function.resource_group_id.clone());
        let live = live.unwrap_or_default();
        if wanted != live {
            let message = message!(
                "the function is in resource group `{live}`; fcls does not move it to `{wanted}`",
                "函数属于资源组 `{live}`；fcls 不会将其移动到 `{wanted}`"
            );
            self.resource.note("resourceGroupId", message);
        }
    }

    /// The service never gives a password back, so one that the file does not have would be lost.
    fn password(&mut self, send: &Fields) {
        let auth = send
            .get("customContainerConfig")
            .and_then(|config| config.get("registryConfig")?.get("authConfig"));
        if auth.is_some_and(|auth| auth.get("userName").is_some() && auth.get("password").is_none()) {
            let message = message!(
                "the image registry has a user but the file has no password, and the service does not tell it: after \
                 this change there may be none",
                "镜像仓库设置了用户名，但文件中没有密码，而服务端不返回密码：此次变更后密码可能丢失"
            );
            self.resource.note("customContainerConfig.registryConfig.authConfig", message);
        }
    }

    /// Memory and processors hang together, and one of them may be the cloud's.
    fn size(&mut self, whole: &Fields) {
        let number = |name: &str| whole.get(name).and_then(Value::as_f64);
        let (Some(memory), Some(cpu)) = (number("memorySize"), number("cpu")) else { return };
        let ratio = memory / 1024.0 / cpu;
        let both = ["memorySize", "cpu"].iter().all(|name| self.target.function.contains_key(*name));
        // What stands in the file is judged by `fcls check`.
        if !both && !(0.999..=4.001).contains(&ratio) {
            let message = message!(
                "{memory} MB and {cpu} vCPU do not go together (1 to 4 GB for each vCPU), and one of them is only \
                 in the cloud: write both",
                "{memory} MB 与 {cpu} vCPU 不匹配（每 vCPU 需 1 至 4 GB），其中一个只存在于云上：请同时写明两者"
            );
            let path = if self.target.function.contains_key("cpu") { "cpu" } else { "memorySize" };
            self.resource.note(path, message);
        }
    }

    /// Clears what the file does not have, where that can be done.
    fn reset(&self, found: &mut Difference) {
        let auto = |field: &str| self.target.auto.iter().any(|auto| auto.field == field);
        let kept = std::mem::take(&mut found.kept);
        for mut change in kept {
            match reset_value(&change.path).filter(|_| !auto(&change.path)) {
                Some(value) => {
                    found.send.insert(change.path.clone(), value.clone());
                    change.kind = Kind::Cleared;
                    change.new = Some(value);
                    found.changes.push(change);
                }
                None => found.kept.push(change),
            }
        }
    }

    /// Values that are left to the tool: the cloud's value, or nothing.
    fn auto(&mut self) {
        if self.options.scope == Scope::Code {
            return;
        }
        for auto in &self.target.auto {
            let field = &auto.field;
            if field == "domain" {
                continue;
            }
            if self.live_fields.get(field).is_some_and(|value| !is_neutral(field, value)) {
                let message = message!(
                    "`{field}` is `auto`: what the cloud has stays",
                    "`{field}` 为 `auto`：保留云上的值"
                );
                self.resource.note(field, message);
            } else if self.options.skip_auto {
                let message = message!(
                    "`{field}` is `auto` and the cloud has none: it is left out",
                    "`{field}` 为 `auto`，云上没有该配置：将跳过"
                );
                self.resource.note(field, message);
            } else {
                let message = message!(
                    "`{field}` is `auto` and the cloud has none; fcls makes nothing that costs money: write it \
                     out, or go on without it (`--skip-auto`)",
                    "`{field}` 为 `auto`，云上没有该配置；fcls 不会创建可能计费的资源：请写明具体值，或用 `--skip-auto` 跳过"
                );
                self.resource.obstacle(field, message);
            }
        }
    }

    /// What only the live side tells.
    fn facts(&mut self) {
        let Some(function) = self.live.function.as_deref() else { return };
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let mut notes = Vec::new();
        if let Some(restriction) = &function.invocation_restriction
            && restriction.disable == Some(true)
        {
            let reason = text(&restriction.reason);
            notes
                .push(message!("calls of the function are disabled: {reason}", "该函数已禁止调用：{reason}"));
        }
        if let Some(by) = function.lock_info.as_ref().and_then(|lock| lock.locked_by.as_ref()) {
            notes.push(message!("the function is locked by {by}", "该函数被 {by} 锁定"));
        }
        if function.last_update_status.as_deref() == Some("InProgress") {
            notes.push(message!("an earlier change is still under way", "之前的变更仍在进行中"));
        }
        for (status, reason) in [
            (&function.last_update_status, &function.last_update_status_reason),
            (&function.state, &function.state_reason),
        ] {
            if status.as_deref() == Some("Failed") {
                let reason = text(reason);
                notes.push(message!("an earlier change failed: {reason}", "之前的变更失败：{reason}"));
            }
        }
        if self.options.scope != Scope::Code && !self.options.reset_missing {
            let has = |name: &str| self.resource.kept.iter().any(|change| change.path == name);
            if has("role") {
                notes.push(message!(
                    "the file has no `role`: that of the cloud stays; `s deploy` would take it away",
                    "文件中没有 `role`：保留云上的角色；`s deploy` 会将其清除"
                ));
            }
        }
        for message in notes {
            self.resource.note("", message);
        }
    }
}

/// A field that the wire does not have.
fn unknown(path: &str) -> Message {
    message!(
        "`{path}` is not a field of the API that fcls knows: it is not sent",
        "`{path}` 不是 fcls 已知的 API 字段：不会发送"
    )
}

fn wrong_type(error: &str) -> Message {
    message!("a value is of a wrong type: {error}", "有值的类型错误：{error}")
}

/// What changes take away, in sentences.
fn removed(changes: &[Change]) -> Vec<Message> {
    changes
        .iter()
        .filter(|change| change.kind == Kind::Cleared && change.old.is_some())
        .map(|change| {
            let path = &change.path;
            message!("`{path}` is removed", "`{path}` 将被移除")
        })
        .collect()
}
