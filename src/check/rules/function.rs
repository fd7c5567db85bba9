//! FC2xx: what belongs to a function as a whole: layers, tags, role, name among its neighbours.

use crate::check::context::Context;
use crate::check::rule::{Family, rule};
use crate::check::{Severity, Tag};
use crate::document::{Format, Function, View};
use crate::message;
use crate::message::Message;
use crate::spec::{Model, Root};
use crate::syntax::edit;
use crate::text::{Edit, Span};
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::hash::BuildHasher;

/// The family.
pub static FAMILY: Family = Family {
    name: "function",
    rules: &[&FC215, &FC216, &FC223, &FC224, &FC226, &FC227],
    function: check,
    file: unique_functions,
    ..Family::NONE
};

rule! {
    /// A function has at most five layers, each named by the ARN of one version.
    ///
    /// The API refuses a sixth layer and text that is no ARN. A version that is not a number, or a layer that
    /// is listed twice, is a warning.
    ///
    /// Breaks: `layers: [foo]` — keeps: `layers: ['acs:fc:cn-hangzhou:official:layers/Nodejs20/versions/1']`
    FC215 "layers-limit" Error S false "help page on limits; FC API 2023-03-30; duplicates are derived"
    /// 一个函数最多五个层，每个层写某个版本的 ARN。
    ///
    /// 第六个层或不是 ARN 的文本会被 API 拒绝。版本不是数字或同一个层写了两次时给警告。
    ///
    /// 错误：`layers: [foo]` — 正确：`layers: ['acs:fc:cn-hangzhou:official:layers/Nodejs20/versions/1']`
    中文
}
rule! {
    /// Layers come from the region of the function.
    ///
    /// A layer of another region is not found when the function is created. For official layers the fix
    /// writes the function's region.
    ///
    /// Breaks: `{region: cn-hangzhou, layers: ['acs:fc:cn-beijing:1:layers/a/versions/1']}` — keeps: the same region
    FC216 "layers-region" Warning S true "derived from the form of layer ARNs"
    /// 层必须与函数在同一地域。
    ///
    /// 创建函数时找不到其他地域的层。对官方层，修复会改为函数的地域。
    ///
    /// 错误：`{region: cn-hangzhou, layers: ['acs:fc:cn-beijing:1:layers/a/versions/1']}` — 正确：地域相同
    中文
}
rule! {
    /// Two resources of a file do not deploy the same function.
    ///
    /// With the same region, name and access the one that is deployed later overwrites the other.
    ///
    /// Breaks: two resources with `functionName: a` in one region — keeps: different names
    FC223 "unique-function" Warning S false "derived: each resource is deployed as a step"
    /// 同一文件中的两个资源不能部署同一个函数。
    ///
    /// 地域、函数名和 access 都相同时，后部署的会覆盖先部署的。
    ///
    /// 错误：两个资源在同一地域都写 `functionName: a` — 正确：名字不同
    中文
}
rule! {
    /// A function has at most 20 tags with different keys of at most 64 characters; values have at most 128.
    ///
    /// The component stops on a repeated key or too many tags. Keys that begin with `aliyun` or `acs:` or
    /// hold `http://` are refused by the API. `Key` and `Value` in capitals are a warning: the component mends
    /// them.
    ///
    /// Breaks: `tags: [{key: a, value: '1'}, {key: a, value: '2'}]` — keeps: `tags: [{key: a, value: '1'}, {key: b, value: '2'}]`
    FC224 "tags" Error S true "fc3 deploy code; FC API 2023-03-30 TagResources"
    /// 一个函数最多 20 个标签，键不能重复，键最多 64 个字符，值最多 128 个字符。
    ///
    /// 键重复或标签过多时组件会报错停止。以 `aliyun`、`acs:` 开头或含 `http://` 的键会被 API 拒绝。
    /// 写成大写的 `Key`、`Value` 给警告：组件会改正。
    ///
    /// 错误：`tags: [{key: a, value: '1'}, {key: a, value: '2'}]` — 正确：`tags: [{key: a, value: '1'}, {key: b, value: '2'}]`
    中文
}
rule! {
    /// `role` is the ARN of a RAM role or its bare name; `auto` does not work here.
    ///
    /// The component turns a bare name into an ARN: `auto` becomes a role called "auto", which does not exist,
    /// and the API refuses the function. A name has at most 64 letters, digits, `-`, `_` and `.`.
    ///
    /// Breaks: `role: auto` — keeps: `role: aliyunfcdefaultrole`
    FC226 "role-form" Warning S true "fc3 deploy code; RAM role names"
    /// `role` 写 RAM 角色的 ARN 或角色名；这里不能写 `auto`。
    ///
    /// 组件会把角色名补成 ARN：`auto` 会变成名为 auto 的角色，它并不存在，API 会拒绝。
    /// 角色名最多 64 个字符，由字母、数字、`-`、`_`、`.` 组成。
    ///
    /// 错误：`role: auto` — 正确：`role: aliyunfcdefaultrole`
    中文
}
rule! {
    /// A field that the service reports; writing it has no effect.
    ///
    /// `s sync` writes some of them. They do no harm, but what they say may have changed long ago.
    ///
    /// Breaks: `codeChecksum: '1'` — keeps: the key left out
    FC227 "readonly-field" Hint S true "FC API 2023-03-30 GetFunction"
    /// 由服务返回的字段，写在文件里不起作用。
    ///
    /// 其中一些由 `s sync` 写入。它们没有害处，但内容可能早已过时。
    ///
    /// 错误：`codeChecksum: '1'` — 正确：去掉该键
    中文
}

/// The rules of this family on one function.
pub fn check(cx: &mut Context<'_>, function: &Function<'_>) {
    if function.format == Format::F {
        return;
    }
    layers(cx, function);
    role(cx, function);
    if function.format == Format::Fc3 {
        tags(cx, &function.setting("tags"));
        read_only(cx, function);
    }
    tell_deployed(cx, function);
}

fn soften(function: &Function<'_>, severity: Severity) -> Severity {
    // The legacy component checks none of this itself.
    if function.format == Format::Fc { severity.max(Severity::Warning) } else { severity }
}

// --- layers ---------------------------------------------------------------------------------------

/// The parts of the ARN of a layer's version.
struct LayerArn<'t> {
    region: &'t str,
    owner: &'t str,
    version: Option<&'t str>,
}

impl<'t> LayerArn<'t> {
    /// `acs:fc:{region}:{owner}:layers/{name}/versions/{version}`.
    fn parse(text: &'t str) -> Option<LayerArn<'t>> {
        let mut parts = text.strip_prefix("acs:fc:")?.splitn(3, ':');
        let (region, owner, rest) = (parts.next()?, parts.next()?, parts.next()?);
        let mut path = rest.trim_start_matches('/').strip_prefix("layers/")?.split('/');
        let name = path.next()?;
        let version = match (path.next(), path.next()) {
            (Some("versions"), Some(version)) if !version.is_empty() => Some(version),
            _ => None,
        };
        (!region.is_empty() && !owner.is_empty() && !name.is_empty()).then_some(LayerArn {
            region,
            owner,
            version,
        })
    }
}

fn layers(cx: &mut Context<'_>, function: &Function<'_>) {
    let list = function.setting("layers");
    if !list.is_sequence() {
        return;
    }
    // Both formats keep it at the top of the props.
    let region = function.block.get("region").as_str();
    let mut seen: Vec<(Cow<'_, str>, Span)> = Vec::new();
    for view in list.items() {
        let Some(text) = view.as_str() else { continue };
        if let Some((_, first)) = seen.iter().find(|(known, _)| *known == text) {
            let first = *first;
            let message = message!(
                "this layer is listed twice; leave the second one out",
                "该层写了两次，请去掉第二个"
            );
            cx.report_at(&FC215, &view, message)
                .severity(Severity::Warning)
                .related(first, Message::new("it is already here", "已在此处列出"));
            continue;
        }
        let arn = LayerArn::parse(&text);
        seen.push((text.clone(), view.span()));
        let Some(arn) = arn else {
            // The short form of FC 2.0, `{id}#{name}#{version}`, is left to the API.
            if text.matches('#').count() < 2 {
                let message = message!(
                    "`{text}` is not the ARN of a layer: write `acs:fc:<region>:<account id or official>:layers/<name>/versions/<number>`",
                    "`{text}` 不是层的 ARN：请写 `acs:fc:<地域>:<账号 ID 或 official>:layers/<层名>/versions/<版本号>`"
                );
                let severity = soften(function, Severity::Error);
                cx.report_at(&FC215, &view, message).severity(severity);
            }
            continue;
        };
        match arn.version {
            None => {
                let message = message!(
                    "this layer has no version: add `/versions/<number>`",
                    "该层没有写版本：请加上 `/versions/<版本号>`"
                );
                let severity = soften(function, Severity::Error);
                cx.report_at(&FC215, &view, message).severity(severity);
            }
            Some(version) if !version.bytes().all(|byte| byte.is_ascii_digit()) => {
                let message = message!(
                    "`{version}` is not a version of a layer: versions are whole numbers",
                    "`{version}` 不是层的版本：版本是整数"
                );
                cx.report_at(&FC215, &view, message).severity(Severity::Warning);
            }
            Some(_) => {}
        }
        if let Some(region) = region.as_deref()
            && region != arn.region
        {
            other_region(cx, &view, &arn, region);
        }
    }
}

fn other_region(cx: &mut Context<'_>, view: &View<'_>, arn: &LayerArn<'_>, region: &str) {
    let there = arn.region;
    let message = message!(
        "the layer is in {there}, the function in {region}: a function finds layers of its own region only",
        "层在 {there}，函数在 {region}：函数只能使用同一地域的层"
    );
    let start = "acs:fc:".len() as u32;
    let span = view.own_node().and_then(|value| value.as_scalar()).and_then(|scalar| {
        let (from, to) = (scalar.source_offset(start)?, scalar.source_offset(start + there.len() as u32)?);
        (from < to).then(|| Span::new(from, to))
    });
    let official = arn.owner == "official";
    let finding = match span {
        Some(span) => cx.report(&FC216, span, message),
        None => cx.report_at(&FC216, view, message),
    };
    if let Some(span) = span.filter(|_| official) {
        let title = message!("Take the layer of {region}", "改用 {region} 的层");
        finding.fix(title, vec![Edit::replace(span, region)]);
    }
}

// --- role -----------------------------------------------------------------------------------------

/// What is wrong with `text` as the ARN or name of a role.
fn bad_role(text: &str) -> Option<Message> {
    let legal = |name: &str| {
        (1..=64).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
    };
    let shown = text.escape_debug();
    match text.strip_prefix("acs:") {
        None if legal(text) => None,
        None => Some(message!(
            "`{shown}` is not a role: write its ARN or its name (at most 64 letters, digits, `-`, `_`, `.`)",
            "`{shown}` 不是合法的角色：请写角色 ARN 或角色名（最多 64 个字母、数字、`-`、`_`、`.`）"
        )),
        Some(rest) => {
            let parts = rest.strip_prefix("ram::").and_then(|rest| rest.split_once(":role/"));
            let fits = parts.is_some_and(|(account, name)| {
                !account.is_empty() && account.bytes().all(|byte| byte.is_ascii_digit()) && legal(name)
            });
            (!fits).then(|| {
                message!(
                    "`{shown}` is not the ARN of a role: write `acs:ram::<account id>:role/<name>`",
                    "`{shown}` 不是角色 ARN：请写 `acs:ram::<账号 ID>:role/<角色名>`"
                )
            })
        }
    }
}

fn role(cx: &mut Context<'_>, function: &Function<'_>) {
    let view = function.setting("role");
    let Some(text) = view.as_str().filter(|text| !text.is_empty()) else { return };
    if function.format == Format::Fc3 && text.trim().eq_ignore_ascii_case("auto") {
        let message = message!(
            "`role: {text}` becomes a role called \"auto\"; write a role such as `aliyunfcdefaultrole`",
            "`role: {text}` 会变成名为 auto 的角色；请写角色名，例如 `aliyunfcdefaultrole`"
        );
        let own = view.own_node().is_some();
        let span = view.span();
        let finding = cx.report_at(&FC226, &view, message);
        if own {
            let title = Message::new("Use aliyunfcdefaultrole", "使用 aliyunfcdefaultrole");
            finding.fix(title, vec![Edit::replace(span, "aliyunfcdefaultrole")]);
        }
        return;
    }
    if let Some(message) = bad_role(&text) {
        cx.report_at(&FC226, &view, message);
    }
}

// --- tags -----------------------------------------------------------------------------------------

fn tags(cx: &mut Context<'_>, tags: &View<'_>) {
    let mut seen: Vec<(Cow<'_, str>, Span)> = Vec::new();
    for tag in tags.items() {
        capitals(cx, &tag);
        let key = match tag.get("key") {
            key if key.is_absent() => tag.get("Key"),
            key => key,
        };
        let Some(text) = key.as_str() else { continue };
        if let Some((_, first)) = seen.iter().find(|(known, _)| *known == text) {
            let first = *first;
            let message = message!(
                "the tag `{text}` is written twice; the component refuses that",
                "标签 `{text}` 写了两次，组件会拒绝"
            );
            cx.report_at(&FC224, &key, message)
                .related(first, Message::new("it is already here", "已在此处写过"));
            continue;
        }
        let bad = if text.starts_with("aliyun") || text.starts_with("acs:") {
            Some(message!(
                "the key of a tag must not begin with `aliyun` or `acs:`: these belong to the system",
                "标签键不能以 `aliyun` 或 `acs:` 开头：它们为系统保留"
            ))
        } else if text.contains("http://") || text.contains("https://") {
            Some(message!(
                "the key of a tag must not contain `http://` or `https://`",
                "标签键不能包含 `http://` 或 `https://`"
            ))
        } else {
            None
        };
        if let Some(message) = bad {
            cx.report_at(&FC224, &key, message);
        }
        seen.push((text, key.span()));
    }
}

/// `Key` and `Value`, as other tools write them: the component reads them, its schema does not.
fn capitals(cx: &mut Context<'_>, tag: &View<'_>) {
    let Some(mapping) = tag.own_mapping() else { return };
    for (written, meant) in [("Key", "key"), ("Value", "value")] {
        let Some(entry) = mapping.get(written).filter(|_| mapping.get(meant).is_none()) else { continue };
        let message = message!(
            "a tag has `{meant}`, not `{written}`: the component mends it, `s verify` and the API do not",
            "标签的键名是 `{meant}`，不是 `{written}`：组件会改正，`s verify` 和 API 不会"
        );
        let title = message!("Rename to `{meant}`", "改名为 `{meant}`");
        cx.report(&FC224, entry.key_span(), message)
            .severity(Severity::Warning)
            .safe_fix(title, vec![edit::rename_key(entry, meant)]);
    }
}

// --- fields without effect ------------------------------------------------------------------------

fn read_only(cx: &mut Context<'_>, function: &Function<'_>) {
    let model = Model::get();
    let Some(props) = model.object(model.root(Root::Fc3Props)) else { return };
    read_only_keys(cx, &function.block, props);
    let container = function.setting("customContainerConfig");
    let described = props.field("customContainerConfig").and_then(|field| model.object(field.ty));
    if let Some(described) = described {
        read_only_keys(cx, &container, described);
    }
}

fn read_only_keys(cx: &mut Context<'_>, block: &View<'_>, described: &crate::spec::model::Object) {
    let Some(mapping) = block.own_mapping() else { return };
    for entry in mapping.entries() {
        let Some(key) = entry.key_text() else { continue };
        if !described.field(&key).is_some_and(|field| field.read_only) {
            continue;
        }
        let message = message!(
            "`{key}` is reported by the service; writing it has no effect",
            "`{key}` 由服务返回，写在这里不起作用"
        );
        let edit = edit::remove_entry(cx.document().text(), mapping, entry);
        let title = message!("Remove `{key}`", "删除 `{key}`");
        cx.report(&FC227, entry.key_span(), message).tag(Tag::Unnecessary).safe_fix(title, vec![edit]);
    }
}

// --- functions of one file ------------------------------------------------------------------------

/// What a function tells the file: where it is deployed, and under which name.
struct Deployed {
    name: String,
    region: String,
    access: String,
    /// The name's place, relative to the unit.
    at: Span,
    /// Of the three texts.
    hash: u64,
}

/// Tells the file where a function goes, if all of it is known.
fn tell_deployed(cx: &mut Context<'_>, function: &Function<'_>) {
    if function.format != Format::Fc3 {
        return;
    }
    let view = function.setting("functionName");
    let (Some(name), Some(region)) = (view.as_str(), function.setting("region").as_str()) else { return };
    let own = function.unit.entry.value().and_then(|value| value.as_mapping()?.get("access"));
    let access = match own.or_else(|| cx.resolver.section("access")) {
        None => String::new(),
        Some(entry) => match View::of_entry(cx.resolver, entry) {
            view if view.is_empty() => String::new(),
            view => match view.as_str() {
                Some(access) => access.into_owned(),
                None => return,
            },
        },
    };
    let at = cx.in_unit(view.span());
    let hash = FxBuildHasher.hash_one((&name, &region, &access));
    cx.tell(Deployed { name: name.into_owned(), region: region.into_owned(), access, at, hash });
}

/// Two resources that deploy the same function. Functions of one name in different places do not meet.
fn unique_functions(cx: &mut Context<'_>) {
    // With each keystroke: mostly the hashes tell that no two are alike.
    let mut hashes = FxHashSet::default();
    if cx.facts::<Deployed>().all(|(fact, _)| hashes.insert(fact.hash)) {
        return;
    }
    let mut seen: FxHashMap<(&str, &str, &str), Span> = FxHashMap::default();
    let mut twice: Vec<(&Deployed, Span, Span)> = Vec::new();
    for (fact, base) in cx.facts::<Deployed>() {
        let at = fact.at.shifted(base);
        match seen.entry((&fact.name, &fact.region, &fact.access)) {
            Entry::Vacant(vacant) => drop(vacant.insert(at)),
            Entry::Occupied(first) => twice.push((fact, at, *first.get())),
        }
    }
    for (Deployed { name, region, .. }, at, first) in twice {
        let message = message!(
            "function `{name}` in {region} is also deployed by another resource of this file: the later one overwrites the other",
            "本文件的另一个资源也部署 {region} 的函数 `{name}`：后部署的会覆盖先部署的"
        );
        cx.report(&FC223, at, message)
            .related(first, Message::new("the other resource names it here", "另一个资源在此处使用该名字"));
    }
}
