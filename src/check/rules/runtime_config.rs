//! FC2xx: how custom runtimes and images start, are probed, and the hooks of their life.

use crate::check::context::Context;
use crate::check::rule::{Family, rule};
use crate::check::{Severity, Tag};
use crate::document::{FileType, Format, Function, View};
use crate::message;
use crate::message::Message;
use crate::spec::lists::{RuntimeFamily, runtime_by_name, runtime_family};
use crate::syntax::edit;
use crate::text::Edit;

/// The family.
pub static FAMILY: Family = Family {
    name: "runtime-config",
    rules: &[&FC206, &FC207, &FC208, &FC209, &FC210, &FC211, &FC212, &FC213, &FC214],
    function: check,
    ..Family::NONE
};

rule! {
    /// `customContainerConfig` only counts with a container runtime.
    ///
    /// With another runtime the image is never started: the API ignores the block or refuses it.
    ///
    /// Breaks: `{runtime: nodejs18, customContainerConfig: {image: 'registry.example.com/a:v1'}}` — keeps: the block left out
    FC206 "container-config-wrong-runtime" Warning S true "derived: deploy code drops nothing, the API reads it for images only"
    /// `customContainerConfig` 只对容器运行时有效。
    ///
    /// 在其他运行时下镜像不会启动：API 会忽略该配置块或拒绝。
    ///
    /// 错误：`{runtime: nodejs18, customContainerConfig: {image: 'registry.example.com/a:v1'}}` — 正确：去掉该配置块
    中文
}
rule! {
    /// `customRuntimeConfig` only counts with a custom runtime (`custom`, `custom.debian10`, …).
    ///
    /// With a standard runtime FC calls `handler` and never runs the command; an image is configured in
    /// `customContainerConfig`.
    ///
    /// Breaks: `{runtime: python3.10, customRuntimeConfig: {port: 9000}}` — keeps: `{runtime: custom.debian11, customRuntimeConfig: {port: 9000}}`
    FC207 "custom-config-wrong-runtime" Warning S true "derived: the API reads it for custom runtimes only"
    /// `customRuntimeConfig` 只对自定义运行时（`custom`、`custom.debian10` 等）有效。
    ///
    /// 标准运行时调用 `handler`，不会执行其中的命令；镜像的配置写在 `customContainerConfig`。
    ///
    /// 错误：`{runtime: python3.10, customRuntimeConfig: {port: 9000}}` — 正确：`{runtime: custom.debian11, customRuntimeConfig: {port: 9000}}`
    中文
}
rule! {
    /// A container runtime takes no `code`: the program is in the image.
    ///
    /// The component removes the key before it calls the API, which would answer 400. The folder is not
    /// uploaded.
    ///
    /// Breaks: `{runtime: custom-container, code: ./}` — keeps: `code` left out
    FC208 "container-code-ignored" Warning S true "fc3 deploy code"
    /// 容器运行时不需要 `code`：程序在镜像里。
    ///
    /// 组件会在调用 API 前删掉该键（否则 API 返回 400），目录不会上传。
    ///
    /// 错误：`{runtime: custom-container, code: ./}` — 正确：去掉 `code`
    中文
}
rule! {
    /// A custom runtime without a command starts `/code/bootstrap` and waits for port 9000.
    ///
    /// If the package has no such file the instance does not start. Arguments alone go to `bootstrap`, too.
    /// Empty lists say nothing: the component sends them, but the update tool refuses them (`command: []` is
    /// a warning). Nothing is said where
    /// the code folder has a `bootstrap`, or where build steps (`actions`) may make one.
    ///
    /// Breaks: `customRuntimeConfig: {args: [app.py]}` — keeps: `customRuntimeConfig: {command: [python3], args: [app.py]}`
    FC209 "custom-default-bootstrap" Hint S true "help page on custom runtimes; update-custom-runtime-function parameters"
    /// 自定义运行时没有写启动命令时，会执行 `/code/bootstrap` 并等待 9000 端口。
    ///
    /// 代码包里没有该文件时实例无法启动。只写参数时，参数也会传给 `bootstrap`。空列表没有意义：组件会照发，
    /// 更新工具则会拒绝（`command: []` 给警告）。代码目录中有 `bootstrap`，或有构建步骤（`actions`）时不提示。
    ///
    /// 错误：`customRuntimeConfig: {args: [app.py]}` — 正确：`customRuntimeConfig: {command: [python3], args: [app.py]}`
    中文
}
rule! {
    /// In `customContainerConfig`, `entrypoint` is the command and `command` its arguments.
    ///
    /// That is the reverse of what many expect. A program in `command` alone is passed as an argument to the
    /// entrypoint of the image, unless the image has none.
    ///
    /// Breaks: `command: [/bin/server]` — keeps: `{entrypoint: [/bin/server], command: [--port, '9000']}`
    FC210 "docker-reversed" Hint S true "FC API 2023-03-30 CustomContainerConfig"
    /// 在 `customContainerConfig` 中，`entrypoint` 是命令，`command` 是参数。
    ///
    /// 这与很多人的直觉相反。只在 `command` 中写程序时，它会作为参数传给镜像的 entrypoint，除非镜像没有 entrypoint。
    ///
    /// 错误：`command: [/bin/server]` — 正确：`{entrypoint: [/bin/server], command: [--port, '9000']}`
    中文
}
rule! {
    /// A health check has ranges: initial delay 0 to 120 s, period 1 to 120 s, timeout 1 to 3 s, thresholds 1
    /// to 120; the URL begins with `/` and has at most 2048 characters.
    ///
    /// The component does not look; the API answers 400.
    ///
    /// Breaks: `healthCheckConfig: {timeoutSeconds: 10}` — keeps: `healthCheckConfig: {timeoutSeconds: 3}`
    FC211 "health-ranges" Error S true "FC API 2023-03-30 CustomHealthCheckConfig"
    /// 健康检查的取值范围：初始延迟 0～120 秒，间隔 1～120 秒，超时 1～3 秒，阈值 1～120；URL 以 `/` 开头，最多 2048 个字符。
    ///
    /// 组件不检查，API 会返回 400。
    ///
    /// 错误：`healthCheckConfig: {timeoutSeconds: 10}` — 正确：`healthCheckConfig: {timeoutSeconds: 3}`
    中文
}
rule! {
    /// A health check ends before the next one begins: `timeoutSeconds` is not above `periodSeconds`.
    ///
    /// Otherwise checks overlap, and a slow start counts as several failures.
    ///
    /// Breaks: `{periodSeconds: 1, timeoutSeconds: 3}` — keeps: `{periodSeconds: 3, timeoutSeconds: 1}`
    FC212 "health-timing" Warning S true "derived"
    /// 一次健康检查应在下一次开始前结束：`timeoutSeconds` 不大于 `periodSeconds`。
    ///
    /// 否则检查会重叠，启动稍慢就会被记为多次失败。
    ///
    /// 错误：`{periodSeconds: 1, timeoutSeconds: 3}` — 正确：`{periodSeconds: 3, timeoutSeconds: 1}`
    中文
}
rule! {
    /// A life-cycle hook has a `handler` or a `command`, not both.
    ///
    /// With both the component stops before the deploy. With neither (a warning) there is nothing to run.
    ///
    /// Breaks: `initializer: {handler: index.init, command: [init.sh]}` — keeps: `initializer: {handler: index.init, timeout: 10}`
    FC213 "hook-handler-xor-command" Error S true "fc3 deploy code; `neither` is derived"
    /// 生命周期回调写 `handler` 或 `command`，不能同时写。
    ///
    /// 同时写时组件会在部署前报错；两者都没有时（警告）没有可执行的内容。
    ///
    /// 错误：`initializer: {handler: index.init, command: [init.sh]}` — 正确：`initializer: {handler: index.init, timeout: 10}`
    中文
}
rule! {
    /// An initializer takes at most 300 seconds, a preStop hook at most 90; the least is 1.
    ///
    /// The API refuses the update. In f.yml and for the legacy component it is a warning.
    ///
    /// Breaks: `preStop: {handler: index.stop, timeout: 120}` — keeps: `preStop: {handler: index.stop, timeout: 60}`
    FC214 "hook-timeout" Error All true "help page on limits; fc3 schema.json (least)"
    /// initializer 最长 300 秒，preStop 最长 90 秒，最短都是 1 秒。
    ///
    /// 否则 API 会拒绝更新。在 f.yml 和旧组件中给警告。
    ///
    /// 错误：`preStop: {handler: index.stop, timeout: 120}` — 正确：`preStop: {handler: index.stop, timeout: 60}`
    中文
}

/// The rules of this family on one function.
pub fn check(cx: &mut Context<'_>, function: &Function<'_>) {
    if function.format != Format::Fc3 {
        return;
    }
    let custom = function.setting("customRuntimeConfig");
    let container = function.setting("customContainerConfig");
    if let Some(runtime) = function.runtime().as_str() {
        let family = runtime_family(&runtime);
        // The list ages; names that begin with `custom` are told by that.
        let known = family != RuntimeFamily::Standard || runtime_by_name(&runtime).is_some();
        if known && family != RuntimeFamily::Container && has_keys(&container) {
            let message = message!(
                "`customContainerConfig` has no effect with runtime `{runtime}`; images need `custom-container`",
                "`customContainerConfig` 对运行时 `{runtime}` 不起作用；镜像需要 `custom-container`"
            );
            without_effect(cx, function, &FC206, "customContainerConfig", message);
        }
        if known && family != RuntimeFamily::Custom && has_keys(&custom) {
            let message = match family {
                RuntimeFamily::Container => message!(
                    "`customRuntimeConfig` has no effect with runtime `{runtime}`; write `customContainerConfig`",
                    "`customRuntimeConfig` 对运行时 `{runtime}` 不起作用；请写在 `customContainerConfig` 中"
                ),
                _ => message!(
                    "`customRuntimeConfig` has no effect with runtime `{runtime}`; it needs a custom runtime such as `custom.debian11`",
                    "`customRuntimeConfig` 对运行时 `{runtime}` 不起作用；需要 `custom.debian11` 等自定义运行时"
                ),
            };
            without_effect(cx, function, &FC207, "customRuntimeConfig", message);
        }
        match family {
            RuntimeFamily::Custom => bootstrap(cx, function, &custom),
            RuntimeFamily::Container => {
                if !function.setting("code").is_empty() {
                    let message = message!(
                        "`code` is not uploaded with runtime `{runtime}`: the program is in the image",
                        "运行时 `{runtime}` 不会上传 `code`：程序在镜像里"
                    );
                    without_effect(cx, function, &FC208, "code", message);
                }
                reversed(cx, function, &container);
            }
            RuntimeFamily::Standard => {}
        }
    }
    for config in [&custom, &container] {
        if config.is_mapping() {
            timing(cx, &config.get("healthCheckConfig"));
        }
    }
    let hooks = function.setting("instanceLifecycleConfig");
    if hooks.is_mapping() {
        for name in ["initializer", "preStop"] {
            hook(cx, function, name, &hooks.get(name));
        }
    }
}

fn has_keys(block: &View<'_>) -> bool {
    block.is_mapping() && !block.fields().is_empty()
}

/// Reports a key of the function that has no effect, with the fix to remove it.
fn without_effect(
    cx: &mut Context<'_>,
    function: &Function<'_>,
    rule: &'static crate::check::Rule,
    key: &str,
    message: Message,
) {
    let view = function.setting(key);
    let runtime = function.runtime();
    let edit = removal(cx, &function.block, key);
    let at = view.key_span().unwrap_or(view.span());
    let finding = cx.report(rule, at, message).tag(Tag::Unnecessary);
    if let Some(key) = runtime.key_span() {
        let span = key.cover(runtime.span());
        finding.related(span, Message::new("the runtime is set here", "运行时写在这里"));
    }
    if let Some(edit) = edit {
        finding.fix(message!("Remove `{key}`", "删除 `{key}`"), vec![edit]);
    }
}

/// The edit that removes `key` from a block that is written in this unit, where nothing else would bring
/// the key then.
fn removal(cx: &Context<'_>, block: &View<'_>, key: &str) -> Option<Edit> {
    let mapping = block.own_mapping()?;
    let extends = cx.unit().and_then(|unit| unit.entry.value()?.as_mapping()?.get("extend")).is_some();
    if extends || mapping.get("<<").is_some() {
        return None;
    }
    Some(edit::remove_entry(cx.document().text(), mapping, mapping.get(key)?))
}

/// Whether a list is written and has no items.
fn is_empty_list(view: &View<'_>) -> bool {
    view.is_sequence() && view.items().is_empty()
}

fn bootstrap(cx: &mut Context<'_>, function: &Function<'_>, config: &View<'_>) {
    let (command, args) = (config.get("command"), config.get("args"));
    if config.is_unknown() || command.is_unknown() || args.is_unknown() {
        return;
    }
    if is_empty_list(&command) {
        let message = message!(
            "an empty `command` starts nothing of its own: FC looks for `/code/bootstrap`; write the program to start",
            "空的 `command` 不会启动任何程序：函数计算会去找 `/code/bootstrap`；请写出要启动的程序"
        );
        cx.report_at(&FC209, &command, message).severity(Severity::Warning);
        return;
    }
    if is_empty_list(&args) {
        let message = message!(
            "an empty `args` says nothing, and the update tool refuses it; leave the key out",
            "空的 `args` 没有意义，更新工具会拒绝；请去掉该键"
        );
        let edit = removal(cx, config, "args").filter(|_| !command.is_empty());
        let finding = cx.report_at(&FC209, &args, message).tag(Tag::Unnecessary);
        if let Some(edit) = edit {
            finding.fix(Message::new("Remove `args`", "删除 `args`"), vec![edit]);
        }
        return;
    }
    let code = function.setting("code");
    if !command.is_empty() || code.is_empty() || function.has_unseen_settings() {
        return;
    }
    if args.is_empty() && (has_build(cx, function) || has_bootstrap(cx, &code)) {
        return;
    }
    let (at, message) = if args.is_empty() {
        let runtime = function.runtime();
        let at = config.key_span().unwrap_or(runtime.span());
        let message = message!(
            "no `command`: FC starts `/code/bootstrap`, which the package must contain",
            "没有写 `command`：函数计算会执行 `/code/bootstrap`，代码包中必须有该文件"
        );
        (at, message)
    } else {
        let message = message!(
            "`args` without `command` go to `/code/bootstrap`; write the program in `command`",
            "没有 `command` 时，`args` 会传给 `/code/bootstrap`；请在 `command` 中写程序"
        );
        (args.key_span().unwrap_or(args.span()), message)
    };
    cx.report(&FC209, at, message);
}

/// Whether build steps may make the file.
fn has_build(cx: &Context<'_>, function: &Function<'_>) -> bool {
    function.unit.entry.value().and_then(|value| value.as_mapping()?.get("actions")).is_some()
        || cx.resolver.section("actions").is_some()
}

/// Whether the code folder is seen to have a `bootstrap`.
fn has_bootstrap(cx: &Context<'_>, code: &View<'_>) -> bool {
    let Some(path) = code.as_str().filter(|path| !path.contains("://")) else { return false };
    let document = cx.document();
    let Some(folder) = document.path().and_then(|file| file.parent()) else { return false };
    document.files().kind(&folder.join(path.as_ref()).join("bootstrap")) == FileType::File
}

/// Whether the first word of a command line is a program rather than an argument.
fn is_program(word: &str) -> bool {
    const PROGRAMS: &[&str] = &[
        "bash", "bun", "deno", "dotnet", "gunicorn", "java", "nginx", "node", "npm", "npx", "php", "pnpm",
        "python", "python3", "ruby", "sh", "uvicorn", "yarn",
    ];
    let last = word.rsplit('/').next().unwrap_or_default();
    let path = word.starts_with('/') || word.starts_with("./");
    PROGRAMS.contains(&word)
        || path && !last.is_empty() && (!last.contains('.') || last.ends_with(".sh") || last.ends_with(".py"))
}

fn reversed(cx: &mut Context<'_>, function: &Function<'_>, config: &View<'_>) {
    if !config.is_mapping() {
        return;
    }
    let (entrypoint, command) = (config.get("entrypoint"), config.get("command"));
    let written = !entrypoint.is_empty() && !is_empty_list(&entrypoint);
    if written || !command.is_sequence() || function.has_unseen_settings() {
        return;
    }
    let items = command.items();
    let Some(program) = items.first().and_then(|item| item.as_str()).filter(|word| is_program(word)) else {
        return;
    };
    let message = message!(
        "`{program}` in `command` is an argument to the entrypoint of the image; the program to start is written in `entrypoint`",
        "`command` 中的 `{program}` 是传给镜像 entrypoint 的参数；要启动的程序写在 `entrypoint` 中"
    );
    let entry = config.own_mapping().filter(|_| entrypoint.is_absent()).and_then(|it| it.get("command"));
    let finding = cx.report(&FC210, command.key_span().unwrap_or(command.span()), message);
    if let Some(entry) = entry {
        let title = Message::new("Rename to `entrypoint`", "改名为 `entrypoint`");
        finding.fix(title, vec![edit::rename_key(entry, "entrypoint")]);
    }
}

fn timing(cx: &mut Context<'_>, health: &View<'_>) {
    if !health.is_mapping() {
        return;
    }
    let (period, timeout) = (health.get("periodSeconds"), health.get("timeoutSeconds"));
    let (Some(every), Some(seconds)) = (period.as_int(), timeout.as_int()) else { return };
    // A value out of range is FC211.
    if seconds <= every || !(1..=3).contains(&seconds) || !(1..=120).contains(&every) {
        return;
    }
    let message = message!(
        "a check may take {seconds} s but the next one begins after {every} s: timeoutSeconds should not be above periodSeconds",
        "一次检查最长 {seconds} 秒，而下一次在 {every} 秒后开始：timeoutSeconds 不应大于 periodSeconds"
    );
    let edit = period.own_node().map(|_| Edit::replace(period.span(), seconds.to_string()));
    let related = period.key_span().map(|key| key.cover(period.span()));
    let finding = cx.report_at(&FC212, &timeout, message);
    if let Some(span) = related {
        finding.related(span, Message::new("periodSeconds is set here", "periodSeconds 写在这里"));
    }
    if let Some(edit) = edit {
        let title = message!("Set periodSeconds to {seconds}", "将 periodSeconds 设为 {seconds}");
        finding.fix(title, vec![edit]);
    }
}

fn hook(cx: &mut Context<'_>, function: &Function<'_>, name: &str, hook: &View<'_>) {
    if !hook.is_mapping() {
        return;
    }
    let (handler, command) = (hook.get("handler"), hook.get("command"));
    // What an empty text or list counts for is not known.
    let vague = handler.as_str().is_some_and(|text| text.is_empty()) || is_empty_list(&command);
    match (handler.is_empty(), command.is_empty()) {
        (false, false) if !vague => {
            let message = message!(
                "`{name}` has both `handler` and `command`; the component refuses that, keep one",
                "`{name}` 同时写了 `handler` 和 `command`，组件会拒绝，请保留一个"
            );
            let at = command.key_span().unwrap_or(command.span());
            let edits =
                [("command", removal(cx, hook, "command")), ("handler", removal(cx, hook, "handler"))];
            let related = handler.key_span().map(|key| key.cover(handler.span()));
            let finding = cx.report(&FC213, at, message);
            if let Some(span) = related {
                finding.related(span, Message::new("the handler is set here", "handler 写在这里"));
            }
            for (key, edit) in edits {
                if let Some(edit) = edit {
                    finding.fix(message!("Remove `{key}`", "删除 `{key}`"), vec![edit]);
                }
            }
        }
        (true, true) if !function.has_unseen_settings() => {
            let message = message!(
                "`{name}` has neither `handler` nor `command`: there is nothing to run",
                "`{name}` 既没有 `handler` 也没有 `command`，没有可执行的内容"
            );
            let at = hook.key_span().unwrap_or(hook.span());
            cx.report(&FC213, at, message).severity(Severity::Warning);
        }
        _ => {}
    }
}
