//! FC2xx: runtime, code, entry, environment, names.

use crate::check::context::Context;
use crate::check::edits::set_or_insert;
use crate::check::rule::{Family, rule};
use crate::check::rules::f_yml;
use crate::check::{Severity, Tag};
use crate::document::{FileKind, FileType, Format, Function, Origin, Unit, UnitKind, View};
use crate::message;
use crate::message::Message;
use crate::spec::lists::{self, RuntimeFamily, RuntimeState, runtime_family};
use crate::text::Edit;

/// The family.
pub static FAMILY: Family = Family {
    name: "runtime",
    rules: &[&FC201, &FC202, &FC203, &FC204, &FC205, &FC218, &FC219, &FC220, &FC221, &FC222, &FC230],
    unit: section,
    function: check,
    ..Family::NONE
};

rule! {
    /// The runtime is not one of those that FC is known to have.
    ///
    /// The list ages: a new runtime may exist before fcls knows it, so this is a warning. An f.yml for
    /// Tencent Cloud or another platform is not judged.
    ///
    /// Breaks: `runtime: nodejs22` — keeps: `runtime: nodejs20`
    FC201 "runtime-known" Warning All true "fc3 schema.json 0.1.22; help page on runtimes, list of 2026-05-28"
    /// 运行时不在已知列表中。
    ///
    /// 列表会过时：新运行时可能先于 fcls 出现，因此只给警告。面向腾讯云或其他平台的 f.yml 不检查。
    ///
    /// 错误：`runtime: nodejs22` — 正确：`runtime: nodejs20`
    中文
}
rule! {
    /// The runtime is retired: functions with it can no longer be created.
    ///
    /// Existing functions run on for a while, then updates are refused too.
    ///
    /// Breaks: `runtime: nodejs8` — keeps: `runtime: nodejs18`
    FC202 "runtime-retired" Warning All false "help page on runtimes, list of 2026-05-28"
    /// 运行时已下线：不能再用它创建函数。
    ///
    /// 已有函数还能运行一段时间，之后更新也会被拒绝。
    ///
    /// 错误：`runtime: nodejs8` — 正确：`runtime: nodejs18`
    中文
}
rule! {
    /// A standard runtime needs a `handler`.
    ///
    /// Custom and container runtimes start a server instead; there the tool fills a placeholder in.
    ///
    /// Breaks: `{runtime: python3.10, code: ./}` — keeps: `{runtime: python3.10, code: ./, handler: index.handler}`
    FC203 "handler-required" Error S true "fc3 schema.json and deploy code"
    /// 标准运行时必须有 `handler`。
    ///
    /// 自定义运行时和容器运行时启动的是服务，工具会填入占位值。
    ///
    /// 错误：`{runtime: python3.10, code: ./}` — 正确：`{runtime: python3.10, code: ./, handler: index.handler}`
    中文
}
rule! {
    /// A function needs `code` unless it runs an image.
    ///
    /// `s deploy` stops when it comes to uploading. Scripts that complete the file before the deploy are not
    /// rare, so this is a warning.
    ///
    /// Breaks: `{runtime: custom.debian10}` — keeps: `{runtime: custom.debian10, code: ./dist}`
    FC204 "code-required" Warning S false "fc3 schema.json and deploy code"
    /// 除镜像外，函数必须有 `code`。
    ///
    /// `s deploy` 在上传代码时会报错停止。有些项目在部署前用脚本补全文件，因此只给警告。
    ///
    /// 错误：`{runtime: custom.debian10}` — 正确：`{runtime: custom.debian10, code: ./dist}`
    中文
}
rule! {
    /// `custom-container` needs `customContainerConfig.image`.
    ///
    /// Breaks: `{runtime: custom-container}` — keeps: `{runtime: custom-container, customContainerConfig: {image: 'registry.example.com/a:v1'}}`
    FC205 "container-config-required" Error S false "fc3 schema.json (config) and deploy code (image)"
    /// `custom-container` 必须有 `customContainerConfig.image`。
    ///
    /// 错误：`{runtime: custom-container}` — 正确：`{runtime: custom-container, customContainerConfig: {image: 'registry.example.com/a:v1'}}`
    中文
}
rule! {
    /// Environment variables have limits: names begin with a letter and hold letters, digits and `_`;
    /// names and values together take at most 4096 bytes; names that begin with `FC_` and a few others
    /// belong to the system.
    ///
    /// A name that begins with `FC_` may make the API refuse the whole update: a warning. Another name that
    /// the system sets itself is a hint.
    ///
    /// Breaks: `environmentVariables: {1ABC: x}` — keeps: `environmentVariables: {ABC1: x}`
    FC218 "env-limits" Error All false "help page on environment variables"
    /// 环境变量有限制：名字以字母开头，只含字母、数字和 `_`；名字与值合计不超过 4096 字节；以 `FC_` 开头的名字及少数其他名字为系统保留。
    ///
    /// 以 `FC_` 开头的名字可能使 API 拒绝整个更新，给警告；其他由系统自己设置的名字只给提示。
    ///
    /// 错误：`environmentVariables: {1ABC: x}` — 正确：`environmentVariables: {ABC1: x}`
    中文
}
rule! {
    /// The value of an environment variable is text.
    ///
    /// Numbers and booleans need quotes: the API's map takes strings only.
    ///
    /// Breaks: `environmentVariables: {PORT: 9000}` — keeps: `environmentVariables: {PORT: '9000'}`
    FC219 "env-string" Error All true "fc3 schema.json; FC API 2023-03-30"
    /// 环境变量的值必须是字符串。
    ///
    /// 数字和布尔值要加引号：API 的映射只接受字符串。
    ///
    /// 错误：`environmentVariables: {PORT: 9000}` — 正确：`environmentVariables: {PORT: '9000'}`
    中文
}
rule! {
    /// `ossBucketName` and `ossObjectName` belong together.
    ///
    /// Breaks: `code: {ossBucketName: b}` — keeps: `code: {ossBucketName: b, ossObjectName: o.zip}`
    FC220 "code-oss-pair" Error S false "fc3 deploy code"
    /// `ossBucketName` 与 `ossObjectName` 必须同时出现。
    ///
    /// 错误：`code: {ossBucketName: b}` — 正确：`code: {ossBucketName: b, ossObjectName: o.zip}`
    中文
}
rule! {
    /// The local path of `code` does not exist, seen from the folder of the YAML file.
    ///
    /// The deploy fails when it packs the code. Nothing is said where a build may still have to make the
    /// folder: where the file has build steps (`actions`), or the name is one that builds make (`dist`).
    ///
    /// Breaks: `code: ./nope` — keeps: `code: ./src`
    FC221 "code-path" Warning S false "fc3 deploy code"
    /// `code` 的本地路径不存在（相对 YAML 文件所在目录）。
    ///
    /// 打包代码时部署会失败。文件中有构建步骤（`actions`），或名字像构建产物（`dist`）时不报告。
    ///
    /// 错误：`code: ./nope` — 正确：`code: ./src`
    中文
}
rule! {
    /// A function name has 1 to 64 letters, digits, `_` and `-`, and begins with a letter or `_`.
    ///
    /// The update tool also takes a leading digit, and names with `$` or with up to 128 characters exist
    /// after a migration from FC 2.0: these are warnings.
    ///
    /// Breaks: `functionName: my.fn` — keeps: `functionName: my-fn`
    FC222 "name-pattern" Error S true "FC API 2023-03-30 CreateFunction; update-custom-runtime-function parameters"
    /// 函数名为 1 到 64 个字母、数字、`_`、`-`，以字母或 `_` 开头。
    ///
    /// 更新工具也允许数字开头，从 FC 2.0 迁移来的名字可能含 `$` 或长达 128 个字符：这些只给警告。
    ///
    /// 错误：`functionName: my.fn` — 正确：`functionName: my-fn`
    中文
}

rule! {
    /// A key that the API or the component has retired.
    ///
    /// It is still read today, or already ignored; the page of the field says what took its place.
    ///
    /// Breaks: `enableLongLiving: true` — keeps: the key left out
    FC230 "deprecated-key" Warning All false "FC API 2023-03-30 models"
    /// API 或组件已废弃的键。
    ///
    /// 目前可能还会读取，也可能已被忽略；字段文档会说明替代写法。
    ///
    /// 错误：`enableLongLiving: true` — 正确：去掉该键
    中文
}

/// The rules of this family on one function.
pub fn check(cx: &mut Context<'_>, function: &Function<'_>) {
    retired(cx, function);
    environment(cx, function);
    if function.format == Format::Fc3 {
        entry(cx, function);
        code(cx, function);
        name(cx, function);
    }
}

/// The runtime and the environment that an f.yml's provider gives to all functions.
pub fn section(cx: &mut Context<'_>, unit: &Unit<'_>) {
    if cx.kind() != FileKind::FYml || unit.kind != UnitKind::Section || unit.section != "provider" {
        return;
    }
    let provider = View::of_entry(cx.resolver, unit.entry);
    let runtime = provider.get("runtime");
    if let Some(name) = runtime.as_str()
        && f_yml::has_fc_runtimes(cx)
    {
        retired_at(cx, &runtime, &name);
    }
    environment_at(cx, &provider.get("environment"));
}

fn retired(cx: &mut Context<'_>, function: &Function<'_>) {
    let runtime = function.runtime();
    let Some(name) = runtime.as_str() else { return };
    if runtime.origin() == Origin::Provider {
        return; // Said once, at the provider.
    }
    if function.format == Format::F && !f_yml::has_fc_runtimes(cx) {
        return;
    }
    retired_at(cx, &runtime, &name);
}

/// Reports a retired runtime at `view`.
fn retired_at(cx: &mut Context<'_>, view: &View<'_>, name: &str) {
    let Some(runtime) = lists::runtime_by_name(name) else { return };
    if runtime.state == RuntimeState::Creatable {
        return;
    }
    let as_of = lists::RUNTIMES_ORIGIN.as_of;
    let (en, zh) = match runtime.instead {
        Some(instead) => (format!("; take `{instead}`"), format!("；请改用 `{instead}`")),
        None => Default::default(),
    };
    let message = message!(
        "runtime `{name}` is retired: no new function can be created with it{en} (list of {as_of})",
        "运行时 `{name}` 已下线，不能再用它创建函数{zh}（列表日期 {as_of}）"
    );
    cx.report(&FC202, view.span(), message).tag(Tag::Deprecated);
}

/// Whether a block only serves a sub-command (`s model`, `s instance`) or is completed by a script: then
/// nothing is required of it.
fn is_partial(function: &Function<'_>) -> bool {
    ["runtime", "code", "handler", "customContainerConfig", "customRuntimeConfig"]
        .iter()
        .all(|key| function.setting(key).is_absent())
}

/// Names of FC 2.0 that stand where a function's own keys should be: what is missing then is said there.
fn is_fc2(function: &Function<'_>) -> bool {
    ["function", "service", "codeUri", "functionHandler"]
        .iter()
        .any(|key| function.block.get(key).is_present())
}

fn entry(cx: &mut Context<'_>, function: &Function<'_>) {
    let block = &function.block;
    let at = block.key_span().unwrap_or(block.span());
    if block.is_unknown() || is_partial(function) || is_fc2(function) || function.has_unseen_settings() {
        return;
    }
    let required: Vec<&str> = ["region", "functionName", "runtime"]
        .into_iter()
        .filter(|key| function.setting(key).is_empty())
        .collect();
    if !required.is_empty() && block.own_mapping().is_some() {
        let names: Vec<String> = required.iter().map(|key| format!("`{key}`")).collect();
        let (en, zh) = (names.join(", "), names.join("、"));
        let message = message!("required here, but missing: {en}", "缺少必填字段 {zh}");
        let finding = cx.report(&super::basics::FC005, at, message);
        if required.contains(&"runtime") {
            return;
        }
        // Without a region or a name the tool has nothing to talk to, but another file may extend this one.
        finding.severity(Severity::Warning);
    }
    let Some(runtime) = function.runtime().as_str() else { return };
    if lists::runtime_by_name(&runtime).is_none() {
        return; // FC201 says so; what an unknown runtime needs is not known.
    }
    let family = runtime_family(&runtime);
    if family == RuntimeFamily::Standard && function.setting("handler").is_empty() {
        let message = message!(
            "runtime `{runtime}` needs a `handler` (file and function, such as index.handler)",
            "运行时 `{runtime}` 需要 `handler`（文件与函数，如 index.handler）"
        );
        let edit = set_or_insert(block, "handler", "index.handler", "runtime");
        let finding = cx.report(&FC203, at, message);
        if let Some(edit) = edit {
            finding
                .fix(Message::new("Add handler: index.handler", "添加 handler: index.handler"), vec![edit]);
        }
    }
    if family == RuntimeFamily::Container {
        let config = function.setting("customContainerConfig");
        if config.is_empty() {
            let message = message!(
                "runtime `{runtime}` needs `customContainerConfig.image`",
                "运行时 `{runtime}` 需要 `customContainerConfig.image`"
            );
            let at = config.key_span().unwrap_or(at);
            cx.report(&FC205, at, message);
        }
    } else if function.setting("code").is_empty() {
        let message = message!(
            "runtime `{runtime}` needs `code`: a folder, a zip file or an OSS object",
            "运行时 `{runtime}` 需要 `code`：目录、zip 文件或 OSS 对象"
        );
        cx.report(&FC204, at, message);
    }
}

fn code(cx: &mut Context<'_>, function: &Function<'_>) {
    let code = function.setting("code");
    if code.is_mapping() {
        let (bucket, object) = (code.get("ossBucketName"), code.get("ossObjectName"));
        let (present, missing) = match (bucket.is_empty(), object.is_empty()) {
            (false, true) => (&bucket, "ossObjectName"),
            (true, false) => (&object, "ossBucketName"),
            _ => return,
        };
        let message = message!(
            "`{missing}` is missing: bucket and object are written together",
            "缺少 `{missing}`：Bucket 与对象名必须同时写"
        );
        let at = present.key_span().unwrap_or(present.span());
        if !function.has_unseen_settings() {
            cx.report(&FC220, at, message);
        }
        return;
    }
    let Some(path) = code.as_str() else { return };
    let runtime = function.runtime().as_str();
    if path.contains("://")
        || path.is_empty()
        || runtime.is_some_and(|runtime| runtime_family(&runtime) == RuntimeFamily::Container)
    {
        return;
    }
    let document = cx.document();
    let Some(file) = document.path() else { return };
    // Nothing stands beside a file that was never saved.
    let Some(folder) = file.parent().filter(|_| document.files().kind(file) == FileType::File) else {
        return;
    };
    let built = function.unit.entry.value().and_then(|value| value.as_mapping()?.get("actions")).is_some()
        || cx.resolver.section("actions").is_some();
    if built || looks_built(&path) || document.files().kind(&folder.join(path.as_ref())) != FileType::Missing
    {
        return;
    }
    let message =
        message!("there is no file or folder `{path}` beside this file", "此文件旁没有文件或目录 `{path}`");
    cx.report_at(&FC221, &code, message);
}

/// Paths that a build makes: an archive, or a folder with a name such as `dist`.
pub fn looks_built(path: &str) -> bool {
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    [".zip", ".jar", ".war"].iter().any(|ending| last.ends_with(ending))
        || path.split('/').any(|part| {
            matches!(
                part,
                "dist"
                    | "build"
                    | "target"
                    | "out"
                    | "output"
                    | "bin"
                    | ".build"
                    | ".next"
                    | ".output"
                    | "bundle"
            )
        })
}

fn name(cx: &mut Context<'_>, function: &Function<'_>) {
    let view = function.setting("functionName");
    let Some(name) = view.as_str() else { return };
    // A name from a block scalar may end in a line break: shown as `\n`.
    let shown = name.escape_debug().to_string();
    let head = name.chars().next();
    let legal = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let Some(head) = head else {
        let message = message!("the function name is empty", "函数名为空");
        cx.report_at(&FC222, &view, message);
        return;
    };
    let message = if let Some(bad) = name.chars().find(|c| !legal(*c) && *c != '$') {
        let bad = bad.escape_debug();
        message!(
            "`{shown}` is not a function name: `{bad}` is not allowed (letters, digits, `_` and `-` are)",
            "`{shown}` 不是合法的函数名：不允许 `{bad}`（只能用字母、数字、`_`、`-`）"
        )
    } else if head == '-' {
        message!(
            "`{name}` is not a function name: it begins with `-`",
            "`{name}` 不是合法的函数名：不能以 `-` 开头"
        )
    } else if name.len() > 128 {
        message!(
            "this function name is too long: at most 64 characters are allowed",
            "函数名过长，最多 64 个字符"
        )
    } else if name.len() > 64 || head.is_ascii_digit() || name.contains('$') {
        let reason = match (name.len() > 64, head.is_ascii_digit()) {
            (true, _) => Message::new("longer than 64 characters", "超过 64 个字符"),
            (_, true) => Message::new("begins with a digit", "以数字开头"),
            _ => Message::new("contains `$`, as only migrated functions do", "含 `$`，只有迁移来的函数才有"),
        };
        let (en, zh) = (&reason.en, &reason.zh);
        let message = message!(
            "function name `{name}`: {en}; the API may refuse it",
            "函数名 `{name}` {zh}，API 可能拒绝"
        );
        cx.report_at(&FC222, &view, message).severity(Severity::Warning);
        return;
    } else {
        return;
    };
    let clean: String = name.chars().map(|c| if legal(c) { c } else { '-' }).collect();
    let clean = clean.trim_matches('-').to_string();
    let own = view.own_node().is_some();
    let span = view.span();
    let finding = cx.report_at(&FC222, &view, message);
    if own && !clean.is_empty() && clean != name && name.len() <= 64 {
        finding.fix(message!("Rename to {clean}", "改名为 {clean}"), vec![Edit::replace(span, clean)]);
    }
}

/// Names and total size of environment variables, for the map at `view`.
fn environment(cx: &mut Context<'_>, function: &Function<'_>) {
    let key = if function.format == Format::F { "environment" } else { "environmentVariables" };
    let view = function.setting(key);
    if view.origin() == Origin::Provider {
        return;
    }
    environment_at(cx, &view);
}

/// The limits of a map of environment variables.
fn environment_at(cx: &mut Context<'_>, view: &View<'_>) {
    if !view.is_mapping() {
        return;
    }
    let mut total = 0;
    let mut known = true;
    for field in view.fields() {
        match field.view.scalar_text() {
            Some(value) => total += field.name.len() + value.len(),
            None => known = false,
        }
        let Some(key) = field.view.key_span() else { continue };
        if !lists::is_reserved_env(&field.name) {
            continue;
        }
        let name = &field.name;
        let (message, severity) = if name.starts_with("FC_") {
            (
                message!(
                    "`{name}` is reserved: the API may refuse the whole update for a name that begins with `FC_`",
                    "`{name}` 是保留名：名字以 `FC_` 开头时 API 可能拒绝整个更新"
                ),
                Severity::Warning,
            )
        } else {
            (
                message!(
                    "the system sets `{name}` itself; which value the code sees depends on the runtime",
                    "系统自己也会设置 `{name}`，代码看到哪个值取决于运行时"
                ),
                Severity::Hint,
            )
        };
        cx.report(&FC218, key, message).severity(severity);
    }
    if known && total > 4096 {
        let at = view.key_span().unwrap_or(view.span());
        let message = message!(
            "the environment takes {total} bytes; at most 4096 are allowed",
            "环境变量共 {total} 字节，最多 4096 字节"
        );
        cx.report(&FC218, at, message);
    }
}
