//! FC228: names of FC 2.0 in the props of fc3, with the rename where the value fits as it is.

use crate::check::Severity;
use crate::check::context::Context;
use crate::check::rule::{Family, rule};
use crate::document::{Format, Function, View};
use crate::message;
use crate::spec::lists::{FC2_NAMES, OldName};
use crate::syntax::edit;
use crate::text::Edit;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// The family.
pub static FAMILY: Family = Family { name: "renamed", rules: &[&FC228], function: check, ..Family::NONE };

rule! {
    /// A name of FC 2.0 (component `fc`, edition 1.0.0) in the props of component `fc3`.
    ///
    /// fc3 drops it in silence: the function is deployed without the setting, or not at all. Where the
    /// value means the same under its new name, the fix renames the key.
    ///
    /// Breaks: `{codeUri: ./, initializer: a.b}` — keeps: `{code: ./, instanceLifecycleConfig: {initializer: {handler: a.b}}}`
    FC228 "fc2-name" Error S true "devsapp/fc3 src/subCommands/2to3"
    /// 在 `fc3` 组件的 props 中使用了 FC 2.0（`fc` 组件，edition 1.0.0）的名字。
    ///
    /// fc3 会静默丢弃它：函数部署后缺少该配置，甚至无法部署。如果值在新名字下含义不变，修复会改名。
    ///
    /// 错误：`{codeUri: ./, initializer: a.b}` — 正确：`{code: ./, instanceLifecycleConfig: {initializer: {handler: a.b}}}`
    中文
}

/// Old names whose value is right under the new name as it stands.
const SAME_VALUE: &[&str] = &[
    "codeUri",
    "name",
    "triggers[].name",
    "triggers[].type",
    "triggers[].config",
    "triggers[].role",
    "vpcConfig.vswitchIds",
    "nasConfig.mountPoints[].fcDir",
];

/// Where in the props the old names of a type stand.
fn prefix(type_name: Option<&str>) -> Option<&'static str> {
    Some(match type_name? {
        "Fc3Props" => "",
        "Trigger" => "triggers[].",
        "VpcConfig" => "vpcConfig.",
        "NasMountPoint" => "nasConfig.mountPoints[].",
        "CustomContainerConfig" => "customContainerConfig.",
        _ => return None,
    })
}

/// The old name that `key` is in the block at `prefix`. Asked for every key of every function.
fn old_name(prefix: &str, key: &str) -> Option<&'static OldName> {
    static BY_KEY: LazyLock<FxHashMap<&str, Vec<&OldName>>> = LazyLock::new(|| {
        let mut by_key: FxHashMap<&str, Vec<&OldName>> = FxHashMap::default();
        for name in FC2_NAMES {
            let key = name.old.rsplit('.').next().unwrap_or(name.old);
            by_key.entry(key).or_default().push(name);
        }
        by_key
    });
    let names = BY_KEY.get(key)?;
    names.iter().copied().find(|name| name.old.strip_prefix(prefix) == Some(key))
}

/// Whether `key` in a block of this type is reported here, and so not as an unknown key.
pub fn is_renamed(type_name: Option<&str>, key: &str) -> bool {
    prefix(type_name).is_some_and(|prefix| old_name(prefix, key).is_some())
}

/// Old names anywhere in a function of fc3.
pub fn check(cx: &mut Context<'_>, function: &Function<'_>) {
    if function.format != Format::Fc3 {
        return;
    }
    let props = &function.block;
    block(cx, props, "");
    for trigger in props.get("triggers").items() {
        block(cx, &trigger, "triggers[].");
    }
    block(cx, &props.get("vpcConfig"), "vpcConfig.");
    block(cx, &props.get("customContainerConfig"), "customContainerConfig.");
    for mount in props.path("nasConfig.mountPoints").items() {
        block(cx, &mount, "nasConfig.mountPoints[].");
    }
}

fn block(cx: &mut Context<'_>, view: &View<'_>, prefix: &str) {
    let Some(mapping) = view.own_mapping() else { return };
    for entry in mapping.entries() {
        let Some(key) = entry.key_text() else { continue };
        let Some(name) = old_name(prefix, &key) else { continue };
        let span = entry.key_span();
        let last = |path: &'static str| path.rsplit('.').next().unwrap_or(path);
        let message = match name.new {
            Some(new) if new.starts_with(prefix) => {
                let new = &new[prefix.len()..];
                message!(
                    "`{key}` is a name of FC 2.0; fc3 ignores it, write `{new}`",
                    "`{key}` 是 FC 2.0 的名字，fc3 会忽略它，请写 `{new}`"
                )
            }
            Some(new) => message!(
                "`{key}` is a name of FC 2.0; fc3 ignores it, write `{new}`",
                "`{key}` 是 FC 2.0 的名字，fc3 会忽略它，请写 `{new}`"
            ),
            None if key == "function" || key == "service" => message!(
                "`{key}` is a block of FC 2.0; in fc3 its keys stand directly under `props`",
                "`{key}` 是 FC 2.0 的配置块，在 fc3 中它的键直接写在 `props` 下"
            ),
            None => message!(
                "`{key}` is a name of FC 2.0 without a successor; fc3 ignores it",
                "`{key}` 是 FC 2.0 的名字，在 fc3 中没有对应项，会被忽略"
            ),
        };
        let fits =
            SAME_VALUE.contains(&name.old) && name.new.is_some_and(|new| mapping.get(last(new)).is_none());
        let text = cx.document().text();
        let finding = cx.report(&FC228, span, message);
        // What has no successor has no effect either: the rest of the function still deploys.
        if name.new.is_none() && key != "function" {
            finding.cap(Severity::Warning);
        }
        if let (true, Some(new)) = (fits, name.new) {
            let new = last(new);
            let title = message!("Rename to `{new}`", "改名为 `{new}`");
            finding.safe_fix(title, vec![edit::rename_key(entry, new)]);
        } else if name.new.is_none()
            && matches!(key.as_ref(), "instanceType" | "instanceSoftConcurrency" | "stage")
        {
            let title = message!("Remove `{key}`", "删除 `{key}`");
            let edit: Edit = edit::remove_entry(text, mapping, entry);
            finding.fix(title, vec![edit]);
        }
    }
}
