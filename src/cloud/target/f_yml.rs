//! An f.yml → functions of FC 3.0. The original tool deploys to FC 2.0, after a build; fcls deploys the folder as it
//! is. Mapping: reference `f-yml.md` §8 and §9; each function becomes props of component fc3.

use super::block::{Context, note, rename};
use super::legacy_fc::{async_config, function_name, mounts, tracing_config};
use super::read::wanted_exist;
use super::{Note, Targets, f_events, fc3};
use crate::document::Names;
use crate::document::evaluate::{Data, Evaluated, Evaluator};
use crate::message;
use crate::text::Span;

/// Platforms of the format that are other clouds.
const OTHER_CLOUDS: [&str; 4] = ["tencent", "wechat", "vercel", "aws"];

/// What the whole file says about its functions.
struct File {
    service: Option<String>,
    provider: Evaluated,
    /// ARNs of the layers of the file.
    layers: Option<Evaluated>,
    /// `custom.customDomain`, if it names a domain.
    domain: Option<Evaluated>,
    /// `package.artifact`.
    artifact: Option<Evaluated>,
}

pub(super) fn read<'a>(
    context: &mut Context<'_>,
    names: &Names<'a>,
    evaluator: &Evaluator<'a>,
    targets: &mut Targets,
) {
    let span = names
        .document()
        .root()
        .map_or(Span::new(0, 0), |root| Span::new(root.span().start, root.span().start));
    let provider = evaluator.section("provider").filter(Evaluated::is_map);
    let provider = provider.unwrap_or_else(|| Evaluated::empty(span));
    if !context.is_whole(&provider) {
        return;
    }
    if let Some(name) = provider.get("name")
        && let Some(cloud) = name.text().filter(|cloud| OTHER_CLOUDS.contains(&cloud.as_str()))
    {
        let message = message!(
            "this file is for `{cloud}`: fcls deploys to Function Compute of Alibaba Cloud",
            "这个文件面向 `{cloud}`：fcls 只部署到阿里云函数计算"
        );
        context.obstacle(name.span, message);
        return;
    }
    let Some(functions) = names.section_mapping("functions") else {
        let message = message!(
            "there are no `functions`: those that come from decorators are known only to the build of Midway",
            "没有 `functions`：由装饰器生成的函数只有 Midway 构建时才知道"
        );
        context.obstacle(span, message);
        return;
    };
    wanted_exist(context, names, "functions");
    let Some(file) = file(context, evaluator, provider, targets) else { return };
    for entry in functions.entries() {
        let Some(name) = entry.key_text().filter(|name| name != "<<") else { continue };
        let wanted = context.options.only.is_empty() || context.options.only.iter().any(|only| *only == name);
        let first =
            names.member("functions", &name).is_some_and(|first| first.key_span() == entry.key_span());
        if !wanted || !first {
            continue;
        }
        let at = entry.key_span();
        let mut function = evaluator.value(entry.value(), at);
        if function.is_null() {
            function = Evaluated::empty(at);
        }
        if !context.is_whole(&function) {
            continue;
        }
        let mut notes = Vec::new();
        let props = props(context, &file, &name, at, function, &mut notes);
        targets.functions.extend(fc3::target(context, &name, at, props, notes));
    }
}

fn file(
    context: &mut Context<'_>,
    evaluator: &Evaluator<'_>,
    mut provider: Evaluated,
    targets: &mut Targets,
) -> Option<File> {
    let section = |context: &mut Context<'_>, name: &str| match evaluator.section(name) {
        Some(value) if context.is_whole(&value) => Some(Some(value)),
        Some(_) => None,
        None => Some(None),
    };
    let service = section(context, "service")?;
    let service = service.and_then(|service| service.text().or_else(|| service.get("name")?.text()));
    let custom = section(context, "custom")?;
    let domain = custom.and_then(|mut custom| custom.take("customDomain")).filter(Evaluated::is_map);
    let artifact = section(context, "package")?.and_then(|mut package| package.take("artifact"));
    let layers = section(context, "layers")?.and_then(|layers| layer_arns(&layers, &mut targets.notes));
    for (key, why) in [
        (
            "aggregation",
            message!(
                "functions are merged by the build of Midway: fcls deploys those that are written in `functions`",
                "函数聚合由 Midway 构建完成：fcls 只部署 `functions` 中写明的函数"
            ),
        ),
        (
            "deployType",
            message!(
                "`deployType` is a matter of the build of Midway: fcls deploys the folder as it is",
                "`deployType` 由 Midway 构建处理：fcls 按原样部署目录"
            ),
        ),
        (
            "functionsRule",
            message!(
                "functions that follow from folders are known only to the build of Midway",
                "由目录规则生成的函数只有 Midway 构建时才知道"
            ),
        ),
    ] {
        if let Some(value) = evaluator.section(key) {
            targets.notes.push(note(value.key.unwrap_or(value.span), why));
        }
    }
    if let Some(policies) = provider.take("policies") {
        targets.notes.push(note(
            policies.key.unwrap_or(policies.span),
            message!(
                "fcls attaches no policies: the role must have them already",
                "fcls 不会附加策略：角色需事先具备这些权限"
            ),
        ));
    }
    if let Some(access) = provider.take("access").and_then(|access| access.text()) {
        context.access = Some(access);
    }
    Some(File { service, provider, layers, domain, artifact })
}

/// The layers of the file that are ARNs; the others are bundled by the build.
fn layer_arns(layers: &Evaluated, notes: &mut Vec<Note>) -> Option<Evaluated> {
    let mut arns = Vec::new();
    for (name, layer) in layers.fields() {
        let Some(path) = layer.get("path") else { continue };
        match path.text().filter(|text| text.starts_with("acs:")) {
            Some(_) => arns.push(path.clone()),
            None => notes.push(note(
                path.span,
                message!(
                    "the layer `{name}` is bundled by the build of Midway: it is not sent",
                    "层 `{name}` 由 Midway 构建打包：不会发送"
                ),
            )),
        }
    }
    let list = Data::List(arns);
    (list != Data::List(Vec::new())).then(|| Evaluated { span: layers.span, key: layers.key, data: list })
}

/// The props of fc3 for one function.
fn props(
    context: &mut Context<'_>,
    file: &File,
    name: &str,
    at: Span,
    mut function: Evaluated,
    notes: &mut Vec<Note>,
) -> Evaluated {
    let mut out = Evaluated::empty(at);
    let provider = &file.provider;
    let mut inherit = |function: &mut Evaluated, from: &str, to: &str| {
        if let Some(value) = function.take(from).or_else(|| provider.get(from).cloned()) {
            out.set(to, value);
        }
    };
    for key in
        ["runtime", "memorySize", "timeout", "role", "internetAccess", "vpcConfig", "logConfig", "layers"]
    {
        inherit(&mut function, key, key);
    }
    inherit(&mut function, "initTimeout", "initTimeout");
    inherit(&mut function, "concurrency", "instanceConcurrency");
    inherit(&mut function, "asyncConfiguration", "asyncInvokeConfig");
    inherit(&mut function, "authType", "authType");
    if let Some(region) = provider.get("region") {
        out.set("region", region.clone());
    }
    if let Some(asynchronous) = out.take("asyncInvokeConfig") {
        out.set("asyncInvokeConfig", async_config(asynchronous, context.options.function_names));
    }
    let own = function.take("name").filter(|own| own.text().as_deref() != Some(name));
    if let Some(own) = own {
        notes.push(note(
            own.span,
            message!(
                "the function is deployed under its key `{name}`, as the original tool does",
                "与原工具一致，函数以键名 `{name}` 部署"
            ),
        ));
    }
    let full = function_name(context.options.function_names, file.service.as_deref(), name);
    out.set("functionName", Evaluated::of(at, full.clone().into()));
    for key in ["handler", "description"] {
        if let Some(value) = function.take(key) {
            out.set(key, value);
        }
    }
    if out.get("handler").is_none() {
        out.set("handler", Evaluated::of(at, "index.handler".into()));
    }
    environment(provider, &mut function, &mut out);
    let nas = function.take("nasConfig").or_else(|| provider.get("nasConfig").cloned());
    if let Some(mut nas) = nas {
        for (upper, lower) in [("UserId", "userId"), ("GroupId", "groupId"), ("MountPoints", "mountPoints")] {
            rename(&mut nas, upper, lower);
        }
        mounts(&mut nas);
        out.set("nasConfig", nas);
    }
    let tracing = function.take("tracingConfig").or_else(|| provider.get("tracingConfig").cloned());
    if let Some(tracing) = tracing {
        tracing_config(tracing, &mut out, notes);
    }
    let layers = match out.take("layers") {
        Some(layers) if layers.is_map() => layer_arns(&layers, notes),
        Some(layers) => Some(layers),
        None => file.layers.clone(),
    };
    if let Some(layers) = layers {
        out.set("layers", layers);
    }
    initializer(&mut function, &mut out, notes);
    runtime(&mut out, notes);
    code(file, &mut function, &mut out, at, notes);
    let events = function.take("events");
    f_events::read(context, events, &full, name, file.domain.as_ref(), &mut out, notes);
    for (key, value) in function.fields() {
        let message = message!(
            "FC 3.0 has nothing like `{key}`: it is not sent",
            "FC 3.0 中没有与 `{key}` 对应的设置：不会发送"
        );
        notes.push(note(value.key.unwrap_or(value.span), message));
    }
    out
}

/// The variables of the provider, and those of the function above them.
fn environment(provider: &Evaluated, function: &mut Evaluated, out: &mut Evaluated) {
    match (function.take("environment"), provider.get("environment").cloned()) {
        (Some(mut own), Some(shared)) => {
            own.merge_under(shared);
            out.set("environmentVariables", own);
        }
        (own, shared) => {
            if let Some(variables) = own.or(shared) {
                out.set("environmentVariables", variables);
            }
        }
    }
}

/// The builder always names `<file>.initializer`, exported or not; without the export FC 3.0 would fail at start.
fn initializer(function: &mut Evaluated, out: &mut Evaluated, notes: &mut Vec<Note>) {
    let timeout = out.take("initTimeout");
    match (function.take("initializer"), timeout) {
        (Some(handler), timeout) => {
            let mut hook = Evaluated::empty(handler.span);
            hook.set("handler", handler);
            if let Some(timeout) = timeout {
                hook.set("timeout", timeout);
            }
            let mut hooks = Evaluated::empty(hook.span);
            hooks.set("initializer", hook);
            out.set("instanceLifecycleConfig", hooks);
        }
        (None, Some(timeout)) => notes.push(note(
            timeout.whole(),
            message!(
                "no initializer is set up, since none is named: add `initializer: file.export` if there is one",
                "没有写明初始化函数，因此不会设置；如有请加上 `initializer: 文件.导出`"
            ),
        )),
        (None, None) => {}
    }
}

/// Runtimes that Function Compute no longer makes, and concurrency, which only custom runtimes have.
fn runtime(out: &mut Evaluated, notes: &mut Vec<Note>) {
    let name = out.get("runtime").and_then(Evaluated::text).unwrap_or_default();
    if let Some(value) = out.get("runtime")
        && matches!(name.as_str(), "nodejs6" | "nodejs8" | "nodejs10")
    {
        notes.push(note(
            value.span,
            message!(
                "`{name}` is retired: Function Compute refuses new functions with it; write nodejs20",
                "`{name}` 已下线：函数计算不再允许用它新建函数；请改为 nodejs20"
            ),
        ));
    }
    if !name.starts_with("custom")
        && let Some(value) = out.take("instanceConcurrency")
        && value.text().as_deref() != Some("1")
    {
        notes.push(note(
            value.whole(),
            message!(
                "in FC 3.0 only custom runtimes serve several requests at once: `concurrency` is not sent",
                "在 FC 3.0 中只有自定义运行时支持单实例多并发：不会发送 `concurrency`"
            ),
        ));
    }
}

fn code(file: &File, function: &mut Evaluated, out: &mut Evaluated, at: Span, notes: &mut Vec<Note>) {
    if let Some(code) = function.take("codeUri").or_else(|| file.artifact.clone()) {
        out.set("code", code);
        return;
    }
    out.set("code", Evaluated::of(at, ".".into()));
    notes.push(note(
        at,
        message!(
            "the folder of this file is packed as it is: build first, or name the result with `package.artifact`",
            "会按原样打包此文件所在目录：请先构建，或用 `package.artifact` 指定构建产物"
        ),
    ));
}
