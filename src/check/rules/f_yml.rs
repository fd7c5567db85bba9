//! FC8xx: f.yml.

use crate::check::context::Context;
use crate::check::rule::{Family, rule};
use crate::check::suggest::nearest;
use crate::check::{Severity, Tag};
use crate::document::{FileKind, Function, Origin, Unit, UnitKind, View};
use crate::message;
use crate::message::Message;
use crate::spec::model::{Field, Kind, TypeId};
use crate::spec::{Model, Root};
use crate::syntax::{Scalar, ScalarStyle, Value, edit};
use crate::text::{Edit, Span};

/// The family.
pub static FAMILY: Family = Family {
    name: "f.yml",
    rules: &[
        &FC801, &FC802, &FC803, &FC804, &FC805, &FC825, &FC826, &FC827, &FC828, &FC829, &FC830, &FC831,
        &FC832, &FC833, &FC834, &FC835,
    ],
    unit: |cx, _| check(cx),
    function,
    file,
};

rule! {
    /// A key that the specification requires is missing.
    ///
    /// A warning, because plugins and decorators may bring it.
    ///
    /// Breaks: `functions: {a: {}}` — keeps: `functions: {a: {handler: index.handler}}`
    FC801 "required" Warning F false "the f.yml specification"
    /// 缺少规范要求的键。
    ///
    /// 只给警告，因为插件和装饰器可能会补上。
    ///
    /// 错误：`functions: {a: {}}` — 正确：`functions: {a: {handler: index.handler}}`
    中文
}
rule! {
    /// A key that only works on Alibaba Cloud, in a file for Tencent Cloud.
    ///
    /// The builder for Tencent Cloud does not read it.
    ///
    /// Breaks: `provider: {name: tencent, internetAccess: true}` — keeps: `provider: {name: tencent}`
    FC802 "aliyun-only-on-tencent" Warning F true "the f.yml specification, platform table"
    /// 只对阿里云有效的键写在了腾讯云的文件里。
    ///
    /// 腾讯云的构建器不读取它。
    ///
    /// 错误：`provider: {name: tencent, internetAccess: true}` — 正确：`provider: {name: tencent}`
    中文
}
rule! {
    /// A key that only works on Tencent Cloud, in a file for Alibaba Cloud.
    ///
    /// The builder for Alibaba Cloud does not read it.
    ///
    /// Breaks: `provider: {name: aliyun, stage: dev}` — keeps: `provider: {name: aliyun}`
    FC803 "tencent-only-on-aliyun" Warning F true "the f.yml specification, platform table"
    /// 只对腾讯云有效的键写在了阿里云的文件里。
    ///
    /// 阿里云的构建器不读取它。
    ///
    /// 错误：`provider: {name: aliyun, stage: dev}` — 正确：`provider: {name: aliyun}`
    中文
}
rule! {
    /// `policies` is ignored when `role` is set.
    ///
    /// Breaks: `provider: {role: r, policies: [p]}` — keeps: `provider: {role: r}`
    FC804 "policies-vs-role" Warning F true "the f.yml specification"
    /// 设置了 `role` 时，`policies` 会被忽略。
    ///
    /// 错误：`provider: {role: r, policies: [p]}` — 正确：`provider: {role: r}`
    中文
}
rule! {
    /// The default deploy to Alibaba Cloud drops `policies`.
    ///
    /// Only `--useFun` attaches them: otherwise the functions run without the permissions. Write a role that has
    /// them.
    ///
    /// Breaks: `provider: {policies: [AliyunOSSFullAccess]}` — keeps: `provider: {role: acs:ram::1:role/r}`
    FC805 "policies-dropped" Hint F false "@midwayjs/serverless-spec-builder 2.1.0 (fc component)"
    /// 阿里云的默认部署方式会丢弃 `policies`。
    ///
    /// 只有 `--useFun` 会附加这些策略，否则函数运行时没有相应权限。请写一个拥有这些权限的角色。
    ///
    /// 错误：`provider: {policies: [AliyunOSSFullAccess]}` — 正确：`provider: {role: acs:ram::1:role/r}`
    中文
}
rule! {
    /// The `name` of a function differs from its key.
    ///
    /// The function is deployed under the key, but routes lead to `name`, where there is no function; two
    /// functions with one `name` replace each other. A name that repeats the key is a hint: it has no effect.
    ///
    /// Breaks: `functions: {a: {name: b, handler: index.b}}` — keeps: `functions: {b: {handler: index.b}}`
    FC825 "name-vs-key" Warning F true "@midwayjs/serverless-spec-builder 2.1.0; the f.yml specification, platform table"
    /// 函数的 `name` 与它的键名不同。
    ///
    /// 函数以键名部署，而路由指向 `name`，那里没有函数；两个函数写同一个 `name` 会互相覆盖。
    /// 与键名相同的 `name` 没有作用，只给提示。
    ///
    /// 错误：`functions: {a: {name: b, handler: index.b}}` — 正确：`functions: {b: {handler: index.b}}`
    中文
}
rule! {
    /// A handler is `file.export`, with a dot.
    ///
    /// Breaks: `handler: bbbbbb` — keeps: `handler: index.b`
    FC826 "handler-form" Warning F false "the f.yml specification"
    /// handler 的格式是“文件.导出”，中间有点号。
    ///
    /// 错误：`handler: bbbbbb` — 正确：`handler: index.b`
    中文
}
rule! {
    /// In an f.yml only `${env.X}` is replaced; any other `${a.b}` becomes the text `undefined`.
    ///
    /// There are no `vars` and no functions here.
    ///
    /// Breaks: `${vars.x}` — keeps: `${env.X}`
    FC827 "f-ref" Error F false "@midwayjs/serverless-spec-builder 2.1.0"
    /// f.yml 中只会替换 `${env.X}`，其他 `${a.b}` 会变成文本 `undefined`。
    ///
    /// 这里没有 `vars`，也没有函数。
    ///
    /// 错误：`${vars.x}` — 正确：`${env.X}`
    中文
}
rule! {
    /// `nasConfig` of the provider needs `vpcConfig`.
    ///
    /// A NAS file system is only reached from its VPC: the mount fails when an instance starts. `auto` brings a VPC
    /// of its own.
    ///
    /// Breaks: `provider: {nasConfig: {userId: 0, groupId: 0, mountPoints: […]}}` — keeps: the same with `vpcConfig`
    FC828 "f-nas-vpc" Warning F false "derived: help page on NAS file systems"
    /// provider 的 `nasConfig` 需要同时写 `vpcConfig`。
    ///
    /// NAS 文件系统只能在其 VPC 内访问，否则实例启动时挂载失败。`auto` 会自带 VPC。
    ///
    /// 错误：`provider: {nasConfig: {userId: 0, groupId: 0, mountPoints: […]}}` — 正确：再写上 `vpcConfig`
    中文
}
rule! {
    /// Sizes and times are numbers, not text.
    ///
    /// The table of the specification calls `memorySize` a string, its types say number. The builder passes a text
    /// on, and the API refuses it.
    ///
    /// Breaks: `memorySize: '256'` — keeps: `memorySize: 256`
    FC829 "f-types" Warning F true "the f.yml specification (types)"
    /// 内存、超时等是数字，不是字符串。
    ///
    /// 规范的表格称 `memorySize` 为 string，而类型定义是 number。构建器会原样传递字符串，API 会拒绝。
    ///
    /// 错误：`memorySize: '256'` — 正确：`memorySize: 256`
    中文
}
rule! {
    /// `//` does not begin a comment in YAML.
    ///
    /// The words behind it become part of the value; comments begin with `#`. The examples of the specification
    /// have such comments. The text of a `description` is not judged.
    ///
    /// Breaks: `method: all // every method` — keeps: `method: all # every method`
    FC830 "f-comment" Warning F true "derived: YAML 1.2.2, section 6.6"
    /// `//` 在 YAML 中不是注释。
    ///
    /// 后面的文字会成为值的一部分；注释以 `#` 开头。规范的示例里有这种写法。`description` 的文本不检查。
    ///
    /// 错误：`method: all // 所有方法` — 正确：`method: all # 所有方法`
    中文
}
rule! {
    /// The path of a layer is `npm:…`, `oss:…` or the ARN of a layer.
    ///
    /// Anything else is sent as an ARN, and the API does not find it.
    ///
    /// Breaks: `path: foo` — keeps: `path: npm:@midwayjs/egg-layer@latest`
    FC831 "layer-path" Warning F true "midwayjs/cli cli-plugin-package; @midwayjs/serverless-spec-builder 2.1.0"
    /// 层的 path 是 `npm:…`、`oss:…` 或层的 ARN。
    ///
    /// 其他写法会被当作 ARN 发送，API 找不到。
    ///
    /// 错误：`path: foo` — 正确：`path: npm:@midwayjs/egg-layer@latest`
    中文
}
rule! {
    /// `package.artifact` is the name of a zip file.
    ///
    /// The package is a zip whatever its name is; tools that upload it go by the ending.
    ///
    /// Breaks: `artifact: code` — keeps: `artifact: code.zip`
    FC832 "artifact-zip" Hint F true "derived: midwayjs/cli cli-plugin-package"
    /// `package.artifact` 是 zip 文件名。
    ///
    /// 打包产物总是 zip 格式；上传工具会看后缀。
    ///
    /// 错误：`artifact: code` — 正确：`artifact: code.zip`
    中文
}
rule! {
    /// With `deployType` the aggregations are skipped.
    ///
    /// The application is deployed as one function of its own; nothing is merged.
    ///
    /// Breaks: `{deployType: egg, aggregation: {…}}` — keeps: `{deployType: egg}`
    FC833 "deploytype-aggregation" Warning F true "midwayjs/cli cli-plugin-package"
    /// 设置了 `deployType` 时，聚合部署会被跳过。
    ///
    /// 应用会作为一个函数整体部署，不再聚合任何函数。
    ///
    /// 错误：`{deployType: egg, aggregation: {…}}` — 正确：`{deployType: egg}`
    中文
}
rule! {
    /// `provider.name` is `aliyun` or `tencent`.
    ///
    /// Plugins bring others (`wechat`, `vercel`, in-house platforms), so an unknown name is a hint; a slip of
    /// one of the two is an error, `fc` or `scf` a warning, since old examples have them.
    ///
    /// Breaks: `provider: {name: fc}` — keeps: `provider: {name: aliyun}`
    FC834 "provider-name" Error F true "the f.yml specification; midwayjs/cli plugin list"
    /// `provider.name` 为 `aliyun` 或 `tencent`。
    ///
    /// 插件会带来其他平台（`wechat`、`vercel`、内部平台），因此未知的名字只给提示；两者之一的拼写错误才是错误，`fc` 和 `scf` 见于旧示例，只给警告。
    ///
    /// 错误：`provider: {name: fc}` — 正确：`provider: {name: aliyun}`
    中文
}

rule! {
    /// `memorySize` is a multiple of 64 MB, on Alibaba Cloud at least 128.
    ///
    /// The API refuses other sizes.
    ///
    /// Breaks: `memorySize: 200` — keeps: `memorySize: 256`
    FC835 "memory-128" Warning F true "derived: FC API 2023-03-30 (memorySize)"
    /// `memorySize` 是 64 MB 的倍数，在阿里云上至少 128。
    ///
    /// API 会拒绝其他大小。
    ///
    /// 错误：`memorySize: 200` — 正确：`memorySize: 256`
    中文
}

/// The clouds of the platform table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cloud {
    /// Alibaba Cloud.
    Aliyun,
    /// Tencent Cloud.
    Tencent,
}

/// The cloud of an f.yml, if it is one of the two of the specification.
pub(super) fn cloud(cx: &Context<'_>) -> Option<Cloud> {
    let provider = View::of_entry(cx.resolver, cx.resolver.section("provider")?);
    match provider.get("name").as_str()?.as_ref() {
        "aliyun" => Some(Cloud::Aliyun),
        "tencent" => Some(Cloud::Tencent),
        _ => None,
    }
}

/// The least memory of a function in MB: the specification's 64 is legal on Tencent Cloud alone.
pub fn least_memory(cx: &Context<'_>) -> Option<f64> {
    (cloud(cx) == Some(Cloud::Aliyun)).then_some(128.0)
}

/// Whether an f.yml names a platform other than the two of the specification.
pub fn has_foreign_platform(cx: &Context<'_>) -> bool {
    let Some(entry) = cx.resolver.section("provider") else { return false };
    let name = View::of_entry(cx.resolver, entry).get("name");
    name.is_unknown() || name.as_str().is_some_and(|name| !matches!(name.as_ref(), "aliyun" | "tencent" | ""))
}

/// Whether the runtimes of an f.yml are those of Function Compute: Tencent Cloud and plugins have names of
/// their own.
pub fn has_fc_runtimes(cx: &Context<'_>) -> bool {
    !has_foreign_platform(cx) && cloud(cx) != Some(Cloud::Tencent)
}

/// The rules of this family on one unit.
pub fn check(cx: &mut Context<'_>) {
    if cx.kind() != FileKind::FYml {
        return;
    }
    let Some(unit) = cx.unit() else { return };
    if let Some(value) = unit.entry.value() {
        texts(cx, value, None, 0);
    }
    platforms(cx, unit);
    let view = View::of_entry(cx.resolver, unit.entry);
    match (unit.kind, unit.section.as_ref()) {
        (UnitKind::Section, "provider") => provider(cx, &view),
        (UnitKind::Section, "package") => artifact(cx, &view.get("artifact")),
        (UnitKind::Member, "layers") => layer_path(cx, &view.get("path")),
        _ => {}
    }
}

/// The rules of this family on one function.
pub fn function(cx: &mut Context<'_>, function: &Function<'_>) {
    if cx.kind() != FileKind::FYml {
        return;
    }
    let handler = function.block.get("handler");
    if handler.origin() == Origin::Own
        && let Some(text) = handler.as_str()
        && !text.contains('.')
        && !text.is_empty()
    {
        let message = message!(
            "handler `{text}` has no dot: it names a file and what it exports, such as index.{text}",
            "handler `{text}` 中没有点号：应为“文件.导出”，如 index.{text}"
        );
        cx.report_at(&FC826, &handler, message);
    }
    name_vs_key(cx, function);
}

fn provider(cx: &mut Context<'_>, provider: &View<'_>) {
    let (role, policies) = (provider.get("role"), provider.get("policies"));
    if !role.is_empty()
        && let (Some(key), Some(mapping)) = (policies.key_span(), provider.own_mapping())
    {
        let message =
            Message::new("`policies` is ignored because `role` is set", "已设置 `role`，`policies` 会被忽略");
        let edit =
            mapping.get("policies").map(|entry| edit::remove_entry(cx.document().text(), mapping, entry));
        let at = role.whole_span();
        let finding = cx.report(&FC804, key, message);
        finding.tag(Tag::Unnecessary).related(at, Message::new("role is set here", "role 写在这里"));
        if let Some(edit) = edit {
            finding.fix(Message::new("Remove policies", "删除 policies"), vec![edit]);
        }
    }
    let aliyun = cloud(cx) == Some(Cloud::Aliyun);
    if aliyun && role.is_empty() && !policies.is_empty() {
        let message = Message::new(
            "the default deploy drops `policies`: write a `role` that has them, or deploy with --useFun",
            "默认部署方式会丢弃 `policies`：请写一个拥有这些权限的 `role`，或用 --useFun 部署",
        );
        cx.report(&FC805, policies.key_span().unwrap_or(policies.span()), message);
    }
    let nas = provider.get("nasConfig");
    if nas.is_mapping() && provider.get("vpcConfig").is_empty() && cloud(cx) != Some(Cloud::Tencent) {
        let message = Message::new(
            "a NAS file system is only reached from its VPC: add `vpcConfig`",
            "NAS 文件系统只能在其 VPC 内访问：请添加 `vpcConfig`",
        );
        cx.report(&FC828, nas.key_span().unwrap_or(nas.span()), message);
    }
    let name = provider.get("name");
    let Some(text) = name.as_str() else { return };
    if matches!(text.as_ref(), "aliyun" | "tencent" | "") || text.contains("${") || text.contains("{{") {
        return;
    }
    let slip = match text.as_ref() {
        "fc" | "alibaba" | "alicloud" | "aliyun-fc" => Some("aliyun"),
        "scf" | "tencentcloud" | "tencent-cloud" => Some("tencent"),
        other => nearest(other, ["aliyun", "tencent"]),
    };
    let own = name.own_node().is_some();
    let span = name.span();
    match slip {
        Some(meant) => {
            let message = message!(
                "`{text}` is not a platform; did you mean `{meant}`?",
                "没有平台 `{text}`，是否想写 `{meant}`？"
            );
            // The spec's own example writes `fc`: plugins of the day took it.
            let exact_habit = matches!(text.as_ref(), "fc" | "scf");
            let severity = if exact_habit { Severity::Warning } else { Severity::Error };
            let finding = cx.report_at(&FC834, &name, message).severity(severity);
            if own {
                let title = message!("Change to {meant}", "改为 {meant}");
                finding.fix(title, vec![Edit::replace(span, meant)]);
            }
        }
        None => {
            let message = message!(
                "platform `{text}` is not one fcls knows (aliyun, tencent); nothing specific to it is checked",
                "fcls 不认识平台 `{text}`（已知 aliyun、tencent），不检查与该平台有关的内容"
            );
            cx.report_at(&FC834, &name, message).severity(Severity::Hint);
        }
    }
}

fn name_vs_key(cx: &mut Context<'_>, function: &Function<'_>) {
    let name = function.block.get("name");
    let (Some(text), Some(mapping)) = (name.as_str(), function.block.own_mapping()) else { return };
    if name.origin() != Origin::Own {
        return;
    }
    let key = &function.unit.name;
    let same = text == *key;
    let message = if same {
        message!(
            "`name` has no effect: the function is called `{key}` by its key",
            "`name` 无效：函数名就是键名 `{key}`"
        )
    } else {
        message!(
            "the function is deployed as `{key}`, its key, but routes lead to `{text}`: call the key `{text}`",
            "函数以键名 `{key}` 部署，而路由指向 `{text}`：请把键名改为 `{text}`"
        )
    };
    let edit = mapping.get("name").map(|entry| edit::remove_entry(cx.document().text(), mapping, entry));
    let finding = cx.report_at(&FC825, &name, message);
    if same {
        finding.severity(Severity::Hint).tag(Tag::Unnecessary);
    }
    if let Some(edit) = edit {
        finding.fix(Message::new("Remove name", "删除 name"), vec![edit]);
    }
}

fn artifact(cx: &mut Context<'_>, artifact: &View<'_>) {
    let Some(text) = artifact.as_str() else { return };
    if text.to_ascii_lowercase().ends_with(".zip") || text.is_empty() {
        return;
    }
    let meant = format!("{text}.zip");
    let message =
        message!("the package is a zip file: call it `{meant}`", "打包产物是 zip 文件：请写 `{meant}`");
    let own = artifact.own_node().is_some();
    let span = artifact.span();
    let finding = cx.report_at(&FC832, artifact, message);
    if own {
        let title = message!("Change to {meant}", "改为 {meant}");
        finding.fix(title, vec![Edit::replace(span, edit::quote(&meant))]);
    }
}

fn layer_path(cx: &mut Context<'_>, path: &View<'_>) {
    let Some(text) = path.as_str() else { return };
    // An ARN of today, or the older form `account#name#version`.
    let is_arn = text.starts_with("acs:fc:") && text.contains("layers/") || text.matches('#').count() == 2;
    let known = ["npm:", "oss:"].iter().any(|scheme| text.starts_with(scheme)) || is_arn;
    if known || text.is_empty() || !has_fc_runtimes(cx) {
        return;
    }
    let message = message!(
        "`{text}` is sent as the ARN of a layer, and is none: write `npm:package@version`, `oss:…` or an ARN",
        "`{text}` 会被当作层的 ARN 发送，但它不是：请写 `npm:包名@版本`、`oss:…` 或 ARN"
    );
    let package = text.starts_with('@') && text.contains('/');
    let meant = format!("npm:{text}");
    let own = path.own_node().is_some();
    let span = path.span();
    let finding = cx.report_at(&FC831, path, message);
    if own && package {
        let title = message!("Change to {meant}", "改为 {meant}");
        finding.fix(title, vec![Edit::replace(span, edit::quote(&meant))]);
    }
}

/// `// …` behind or instead of a value, by someone who meant a comment.
fn comment(cx: &mut Context<'_>, scalar: Scalar<'_>, key: Option<&str>) {
    let raw = scalar.raw();
    if scalar.style() != ScalarStyle::Plain || key == Some("description") {
        return;
    }
    let Some(at) = slashes(&raw) else { return };
    let span = scalar.span();
    let marked = Span::new(span.start + at as u32, span.end);
    let text = cx.document().text();
    let line = text.line_span(text.line_of(span.end));
    let last = text.slice(Span::new(span.end, line.end)).trim().is_empty() && !raw.contains('\n');
    let message = Message::new(
        "`//` begins no comment in YAML: these words are part of the value; write `#`",
        "`//` 在 YAML 中不是注释，这些文字是值的一部分；请写 `#`",
    );
    let finding = cx.report(&FC830, marked, message);
    if last {
        let slashes = Span::new(marked.start, marked.start + 2);
        finding.safe_fix(Message::new("Write #", "改为 #"), vec![Edit::replace(slashes, "#")]);
    }
}

/// Where in a plain scalar a `//` stands that is meant as a comment: behind a blank, or first and before one.
pub(super) fn slashes(raw: &str) -> Option<usize> {
    if raw.starts_with("// ") || raw == "//" {
        return Some(0);
    }
    [" //", "\t//"].iter().filter_map(|sign| raw.find(sign)).min().map(|at| at + 1)
}

/// `${…}` other than `${env.X}`.
fn texts(cx: &mut Context<'_>, value: Value<'_>, key: Option<&str>, depth: u32) {
    if depth > 200 {
        return;
    }
    match value {
        Value::Mapping(mapping) => {
            for entry in mapping.entries() {
                if let Some(value) = entry.value() {
                    texts(cx, value, entry.key_text().as_deref(), depth + 1);
                }
            }
        }
        Value::Sequence(sequence) => {
            for item in sequence.items() {
                if let Some(value) = item.value() {
                    texts(cx, value, key, depth + 1);
                }
            }
        }
        Value::Scalar(scalar) => {
            reference(cx, scalar);
            comment(cx, scalar, key);
        }
        Value::Alias(_) => {}
    }
}

fn reference(cx: &mut Context<'_>, scalar: Scalar<'_>) {
    let raw = scalar.raw();
    let mut at = 0;
    while let Some(found) = raw[at..].find("${") {
        let start = at + found;
        let Some(length) = raw[start..].find('}') else { return };
        let body = &raw[start + 2..start + length];
        at = start + length + 1;
        let mut words = body.trim().splitn(2, '.');
        let (root, rest) = (words.next().unwrap_or_default(), words.next());
        let word =
            |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        // The builder's pattern is ${ word.word }: everything else is left alone.
        let Some(rest) = rest.filter(|rest| word(root) && word(rest)) else { continue };
        if root == "env" {
            continue;
        }
        let base = scalar.span().start;
        let span = Span::new(base + start as u32, base + at as u32);
        let meant = format!("${{env.{}}}", rest.to_ascii_uppercase());
        let message = message!(
            "`${{{root}.{rest}}}` becomes the text `undefined`: an f.yml only knows `${{env.NAME}}` (perhaps {meant})",
            "`${{{root}.{rest}}}` 会变成文本 `undefined`：f.yml 只认 `${{env.名字}}`（也许是 {meant}）"
        );
        cx.report(&FC827, span, message);
    }
}

/// Keys of the other platform, in everything the unit holds.
fn platforms(cx: &mut Context<'_>, unit: &Unit<'_>) {
    let Some(cloud) = cloud(cx) else { return };
    let model = Model::get();
    let Kind::Object(top) = &model.ty(model.root(Root::FYml)).kind else { return };
    let Some(section) = top.field(&unit.section) else { return };
    let ty = match unit.kind {
        UnitKind::Section => Some(section.ty),
        _ => crate::check::schema::member_type(model, section.ty),
    };
    if let (Some(ty), Some(value)) = (ty, unit.entry.value()) {
        platform_walk(cx, cloud, model, ty, value, 0);
    }
}

fn platform_walk(
    cx: &mut Context<'_>,
    cloud: Cloud,
    model: &'static Model,
    ty: TypeId,
    value: Value<'_>,
    depth: u32,
) {
    if depth > 20 {
        return;
    }
    match (&model.ty(ty).kind, value) {
        (Kind::Union(branches), value) => {
            let fitting = branches.iter().find(|branch| {
                matches!(
                    (&model.ty(**branch).kind, value),
                    (Kind::Object(_), Value::Mapping(_)) | (Kind::Array { .. }, Value::Sequence(_))
                )
            });
            if let Some(branch) = fitting {
                platform_walk(cx, cloud, model, *branch, value, depth + 1);
            }
        }
        (Kind::Array { item, .. }, Value::Sequence(sequence)) => {
            for value in sequence.items().filter_map(|item| item.value()) {
                platform_walk(cx, cloud, model, *item, value, depth + 1);
            }
        }
        (Kind::Object(object), Value::Mapping(mapping)) => {
            for entry in mapping.entries() {
                let Some(key) = entry.key_text() else { continue };
                let Some(field) = object.field(&key) else { continue };
                if is_judged_alone(field) {
                    continue;
                }
                if foreign(cloud, field) {
                    // An item of a list is not left empty.
                    let alone = mapping.entries().nth(1).is_none();
                    let edit = (!alone).then(|| edit::remove_entry(cx.document().text(), mapping, entry));
                    report_foreign(cx, cloud, &field.name, entry.key_span(), edit);
                } else if let Some(value) = entry.value() {
                    platform_walk(cx, cloud, model, field.ty, value, depth + 1);
                }
            }
        }
        _ => {}
    }
}

/// Keys with a rule of their own that knows the platforms.
fn is_judged_alone(field: &Field) -> bool {
    matches!(field.rule.as_deref(), Some("timer-type" | "os-enable"))
}

fn foreign(cloud: Cloud, field: &Field) -> bool {
    let Some(platforms) = &field.platforms else { return false };
    match cloud {
        Cloud::Aliyun => !platforms.aliyun && platforms.tencent,
        Cloud::Tencent => !platforms.tencent && platforms.aliyun,
    }
}

fn report_foreign(cx: &mut Context<'_>, cloud: Cloud, name: &str, key: Span, edit: Option<Edit>) {
    let (rule, message) = match cloud {
        Cloud::Aliyun => (
            &FC803,
            message!(
                "`{name}` only works on Tencent Cloud; this file is for aliyun",
                "`{name}` 只对腾讯云有效，而此文件面向 aliyun"
            ),
        ),
        Cloud::Tencent => (
            &FC802,
            message!(
                "`{name}` only works on Alibaba Cloud; this file is for tencent",
                "`{name}` 只对阿里云有效，而此文件面向 tencent"
            ),
        ),
    };
    let finding = cx.report(rule, key, message);
    finding.tag(Tag::Unnecessary);
    if let Some(edit) = edit {
        finding.fix(message!("Remove `{name}`", "删除 `{name}`"), vec![edit]);
    }
}

/// What an f.yml as a whole needs.
pub fn file(cx: &mut Context<'_>) {
    if cx.kind() != FileKind::FYml {
        return;
    }
    let Some(root) = cx.document().root().and_then(|root| root.as_mapping()) else { return };
    let names = cx.resolver.names();
    if names.section("provider").is_none()
        && let Some(first) = root.entries().next()
    {
        let message = Message::new(
            "`provider` is missing: it names the platform (`provider: {name: aliyun}`)",
            "缺少 `provider`：它指明平台（`provider: {name: aliyun}`）",
        );
        cx.report(&FC801, first.key_span(), message).severity(Severity::Warning);
    }
    let (kind, aggregation) = (names.section("deployType"), names.section("aggregation"));
    if let (Some(kind), Some(aggregation)) = (kind, aggregation)
        && !View::of_entry(cx.resolver, kind).is_empty()
        && !View::of_entry(cx.resolver, aggregation).is_empty()
    {
        let message = Message::new(
            "`aggregation` is skipped because `deployType` is set",
            "已设置 `deployType`，`aggregation` 会被跳过",
        );
        let edit = edit::remove_entry(cx.document().text(), root, aggregation);
        let finding = cx.report(&FC833, aggregation.key_span(), message);
        finding.tag(Tag::Unnecessary);
        finding.related(kind.key_span(), Message::new("deployType is set here", "deployType 写在这里"));
        finding.fix(Message::new("Remove aggregation", "删除 aggregation"), vec![edit]);
    }
}
