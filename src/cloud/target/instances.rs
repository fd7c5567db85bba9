//! How many instances there are and how they are called: asynchronous calls, concurrency, provisioned and elastic
//! instances, bindings to VPCs.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::block::{Context, locate, note, rename};
use super::{Fields, Target};
use crate::cloud::types::{
    PutAsyncInvokeConfigInput, PutConcurrencyConfigInput, PutProvisionConfigInput, PutScalingConfigInput,
};
use crate::document::evaluate::Evaluated;
use crate::message;

/// Reads these blocks of `props`.
pub(super) fn read(context: &mut Context<'_>, props: &mut Evaluated, target: &mut Target) {
    target.async_invoke = block::<PutAsyncInvokeConfigInput>(context, props, "asyncInvokeConfig", target);
    target.concurrency = block::<PutConcurrencyConfigInput>(context, props, "concurrencyConfig", target);
    target.provision = block::<PutProvisionConfigInput>(context, props, "provisionConfig", target);
    target.scaling = block::<PutScalingConfigInput>(context, props, "scalingConfig", target);
    if let (Some(_), Some(scaling)) = (&target.provision, props.get("scalingConfig")) {
        let message = message!(
            "`provisionConfig` and `scalingConfig` exclude each other: keep one",
            "`provisionConfig` 与 `scalingConfig` 互斥：请只保留一个"
        );
        context.obstacle(scaling.key.unwrap_or(scaling.span), message);
    }
    bindings(context, props, target);
}

/// The body of one configuration, for LATEST.
fn block<T: DeserializeOwned + Serialize>(
    context: &mut Context<'_>,
    props: &Evaluated,
    key: &str,
    target: &mut Target,
) -> Option<Fields> {
    let mut block = props.get(key)?.clone();
    // The old name of the same number.
    if key == "provisionConfig" {
        rename(&mut block, "target", "defaultTarget");
    }
    // `mode` says how the original tool waits; with `drain` it cuts off calls that run.
    if let Some(mode) = block.take("mode").filter(|mode| mode.text().as_deref() == Some("drain")) {
        let message = message!(
            "calls that run are not cut off: `mode: drain` has no effect",
            "不会中断正在执行的调用：`mode: drain` 不起作用"
        );
        target.notes.push(note(mode.whole(), message));
    }
    locate(&mut target.spans, key, &block);
    if !block.is_map() {
        context.obstacle(block.span, message!("`{key}` must be a mapping", "`{key}` 必须是映射"));
        return None;
    }
    if let Some(qualifier) = block.take("qualifier")
        && let Some(name) = qualifier.text().filter(|name| name != "LATEST")
    {
        let message = message!(
            "this `{key}` is for the version or alias `{name}`; only that of LATEST is deployed",
            "这里的 `{key}` 属于版本或别名 `{name}`；只会部署 LATEST 的配置"
        );
        target.notes.push(note(qualifier.span, message));
        return None;
    }
    let mut fields = Fields::new();
    for (name, value) in block.fields() {
        context.shaped::<T>(name, value, &mut fields, &mut target.notes);
    }
    fields.retain(|_, value| !value.is_null());
    Some(fields)
}

fn bindings(context: &mut Context<'_>, props: &Evaluated, target: &mut Target) {
    let Some(binding) = props.get("vpcBinding") else { return };
    locate(&mut target.spans, "vpcBinding", binding);
    let list = if binding.is_map() { binding.get("vpcIds") } else { Some(binding) };
    let ids =
        list.filter(|list| list.is_list()).map(|list| list.items().iter().map(Evaluated::text).collect());
    match ids {
        Some(Some(ids)) => target.vpc_bindings = Some(ids),
        _ => {
            let message =
                message!("`vpcBinding.vpcIds` is a list of ids", "`vpcBinding.vpcIds` 应为 ID 列表");
            context.obstacle(binding.span, message);
        }
    }
}
