//! FC3xx: mounts of NAS, OSS, PolarFs and JuiceFS.

use crate::check::Severity;
use crate::check::context::Context;
use crate::check::edits::part_span;
use crate::check::rule::{Family, rule};
use crate::check::rules::f_yml;
use crate::document::{Format, Function, Unit, UnitKind, View};
use crate::message;
use crate::message::Message;
use crate::spec::lists::{SYSTEM_DIRS, region_by_id};
use crate::text::{Edit, Span};

/// The family.
pub static FAMILY: Family = Family {
    name: "storage",
    rules: &[&FC301, &FC302, &FC305, &FC306, &FC307, &FC308, &FC309],
    unit: provider,
    function: check,
    ..Family::NONE
};

rule! {
    /// NAS mount points that are written out need a `vpcConfig`.
    ///
    /// A NAS is reached through the VPC of its mount target alone. Without `vpcConfig` the deploy also takes
    /// the function out of the VPC it may be in, and the API refuses the mount. `nasConfig: auto` brings a
    /// VPC along. Nothing is said where `vpcConfig` may come from a file or template that is not seen; for
    /// the legacy component and f.yml it is a warning.
    ///
    /// Breaks: `nasConfig: {userId: 0, groupId: 0, mountPoints: […]}` — keeps: the same with `vpcConfig: {vpcId: vpc-1, vSwitchIds: [vsw-1], securityGroupId: sg-1}`
    FC301 "nas-needs-vpc" Error All false "help page on NAS mounts"
    /// 写出 NAS 挂载点时必须配置 `vpcConfig`。
    ///
    /// NAS 只能通过其挂载点所在的 VPC 访问。没有 `vpcConfig` 时，部署还会把函数移出原有的 VPC，API 会拒绝挂载。
    /// `nasConfig: auto` 会连带创建 VPC。如果 `vpcConfig` 可能来自看不到的文件或模板，则不检查；对旧组件和 f.yml 只给警告。
    ///
    /// 错误：`nasConfig: {userId: 0, groupId: 0, mountPoints: […]}` — 正确：再加上 `vpcConfig: {vpcId: vpc-1, vSwitchIds: [vsw-1], securityGroupId: sg-1}`
    中文
}
rule! {
    /// `nasConfig: auto` creates a file system that is billed.
    ///
    /// If the function has no NAS yet, the deploy creates a file system and a mount target, and a VPC where
    /// `vpcConfig` is absent too. They stay after the function is removed.
    ///
    /// Breaks: `nasConfig: auto` — keeps: `nasConfig: {userId: 0, groupId: 0, mountPoints: [{serverAddr: '…:/', mountDir: /mnt/data}]}`
    FC302 "nas-auto-creates" Hint S false "fc3 deploy code"
    /// `nasConfig: auto` 会创建计费的文件系统。
    ///
    /// 如果函数还没有 NAS，部署会创建文件系统和挂载点；没有写 `vpcConfig` 时还会创建 VPC。删除函数后这些资源仍然保留。
    ///
    /// 错误：`nasConfig: auto` — 正确：`nasConfig: {userId: 0, groupId: 0, mountPoints: [{serverAddr: '…:/', mountDir: /mnt/data}]}`
    中文
}
rule! {
    /// A mount directory is absolute, has two levels or more and at most 128 characters, and lies in no system directory.
    ///
    /// In `auto|mountDir=…` the tool itself refuses anything else, which is an error; there it compares plain
    /// prefixes, so that `/library/x` fails because of `/lib`. A `mountDir` in a block is left to the API and
    /// is a warning.
    ///
    /// Breaks: `mountDir: /usr/data` — keeps: `mountDir: /mnt/data`
    FC305 "mount-dir" Warning All false "fc3 checkFcDir; derived for mountDir in a block"
    /// 挂载目录必须是绝对路径，至少两级，最多 128 个字符，且不在系统目录下。
    ///
    /// 对 `auto|mountDir=…`，工具自己会拒绝其他写法，因此是错误；它只做前缀比较，`/library/x` 会因 `/lib` 而失败。
    /// 配置块中的 `mountDir` 由 API 判断，只给警告。
    ///
    /// 错误：`mountDir: /usr/data` — 正确：`mountDir: /mnt/data`
    中文
}
rule! {
    /// Every mount of a function has a directory of its own, and none lies inside another.
    ///
    /// NAS, OSS, PolarFs and JuiceFS share one file tree: of two mounts at the same place one hides the other
    /// or the deploy fails. A nested one is a warning.
    ///
    /// Breaks: `/mnt/a` twice — keeps: `/mnt/a`, `/mnt/b`
    FC306 "mount-unique" Error S false "derived from how mounts work"
    /// 同一函数的每个挂载都要有自己的目录，且互不嵌套。
    ///
    /// NAS、OSS、PolarFs 和 JuiceFS 共用一个文件树：两个挂载在同一位置时，其中一个会被遮盖或部署失败。嵌套时给警告。
    ///
    /// 错误：`/mnt/a` 出现两次 — 正确：`/mnt/a`、`/mnt/b`
    中文
}
rule! {
    /// A function has at most 5 NAS mounts and at most 5 OSS mounts.
    ///
    /// The API refuses the sixth.
    ///
    /// Breaks: six entries in `nasConfig.mountPoints` — keeps: five
    FC307 "mount-count" Error All false "help page on limits"
    /// 一个函数最多 5 个 NAS 挂载和 5 个 OSS 挂载。
    ///
    /// 第六个会被 API 拒绝。
    ///
    /// 错误：`nasConfig.mountPoints` 有六项 — 正确：五项
    中文
}
rule! {
    /// OSS mounts without a `role`: the deploy creates one.
    ///
    /// Instances read the bucket with the function's role. Where none is written, the deploy creates and takes
    /// `AliyunFcDefaultRole`, which may do more than this function should.
    ///
    /// Breaks: `ossMountConfig: {mountPoints: […]}` without `role` — keeps: the same with `role: my-oss-role`
    FC308 "oss-mount-role" Hint S false "fc3 deploy code"
    /// 有 OSS 挂载而没有写 `role`：部署会自动创建角色。
    ///
    /// 实例使用函数的角色读写 Bucket。没有写角色时，部署会创建并使用 `AliyunFcDefaultRole`，其权限可能超出该函数所需。
    ///
    /// 错误：`ossMountConfig: {mountPoints: […]}` 而没有 `role` — 正确：再加上 `role: my-oss-role`
    中文
}
rule! {
    /// The endpoint of an OSS mount belongs to the function's region.
    ///
    /// A bucket is found only through the endpoint of its own region, and a bucket in another region is slow
    /// and its traffic is billed. The public endpoint of the right region works, but the internal one saves the
    /// traffic charge: that is a hint.
    ///
    /// Breaks: `{region: cn-hangzhou, endpoint: https://oss-cn-beijing.aliyuncs.com}` — keeps: `endpoint: https://oss-cn-hangzhou-internal.aliyuncs.com`
    FC309 "oss-endpoint-region" Warning S true "derived from OSS endpoints"
    /// OSS 挂载的接入点应属于函数所在的地域。
    ///
    /// Bucket 只能通过其所在地域的接入点访问；跨地域访问慢，且流量计费。同地域的公网接入点可用，但内网接入点免流量费，因此给出提示。
    ///
    /// 错误：`{region: cn-hangzhou, endpoint: https://oss-cn-beijing.aliyuncs.com}` — 正确：`endpoint: https://oss-cn-hangzhou-internal.aliyuncs.com`
    中文
}

/// The blocks that hold mount points, with the word for them.
const MOUNTS: &[&str] = &["nasConfig", "ossMountConfig", "polarFsConfig", "juiceFsConfig"];

/// The rules of this family on one function.
fn check(cx: &mut Context<'_>, function: &Function<'_>) {
    if function.format == Format::F {
        return; // The provider has these settings.
    }
    let nas = function.setting("nasConfig");
    nas_auto(cx, function, &nas);
    let mut dirs = Vec::new();
    for name in MOUNTS {
        let config = if *name == "nasConfig" { nas.clone() } else { function.setting(name) };
        if config.is_empty() || config.is_unknown() {
            continue;
        }
        if config.as_str().is_some() {
            dirs.extend(auto_dir(cx, function, &config));
            continue;
        }
        let mounts = config.get("mountPoints").items();
        if mounts.is_empty() {
            continue;
        }
        match *name {
            "nasConfig" => nas_needs_vpc(cx, &config, &function.setting("vpcConfig"), || {
                if function.has_unseen_settings() {
                    None
                } else {
                    Some(if function.format == Format::Fc3 { Severity::Error } else { Severity::Warning })
                }
            }),
            "ossMountConfig" => oss_mounts(cx, function, &config, &mounts),
            _ => {}
        }
        for mount in &mounts {
            for key in ["mountDir", "fcDir"] {
                let view = mount.get(key);
                if let Some(dir) = view.as_str() {
                    written_dir(cx, &view, &dir);
                    // What is no path is said by the schema walk.
                    if dir.starts_with('/') {
                        dirs.push((dir.into_owned(), view.span(), view.defined()));
                    }
                }
                if function.format == Format::Fc3 {
                    break;
                }
            }
        }
    }
    unique(cx, function, dirs);
}

/// The value of a key that the builders of f.yml take with a small or a capital letter.
fn either<'a>(view: &View<'a>, small: &str, capital: &str) -> View<'a> {
    let found = view.get(small);
    if found.is_absent() { view.get(capital) } else { found }
}

/// The provider of an f.yml, whose NAS all functions mount.
fn provider(cx: &mut Context<'_>, unit: &Unit<'_>) {
    if unit.kind != UnitKind::Section
        || unit.section != "provider"
        || cx.kind() != crate::document::FileKind::FYml
        || !f_yml::has_fc_runtimes(cx)
    {
        return;
    }
    let provider = View::of_entry(cx.resolver, unit.entry);
    let nas = provider.get("nasConfig");
    let mounts = either(&nas, "mountPoints", "MountPoints").items();
    if mounts.is_empty() {
        return;
    }
    nas_needs_vpc(cx, &nas, &provider.get("vpcConfig"), || Some(Severity::Warning));
    for mount in &mounts {
        let view = either(mount, "mountDir", "MountDir");
        if let Some(dir) = view.as_str() {
            written_dir(cx, &view, &dir);
        }
    }
}

fn nas_needs_vpc(
    cx: &mut Context<'_>,
    nas: &View<'_>,
    vpc: &View<'_>,
    severity: impl Fn() -> Option<Severity>,
) {
    if !vpc.is_empty() || vpc.is_unknown() {
        return;
    }
    let Some(severity) = severity() else { return };
    let message = Message::new(
        "NAS mount points need `vpcConfig`: the VPC, vSwitches and security group of the mount target",
        "NAS 挂载点需要 `vpcConfig`：请写挂载点所在的 VPC、交换机和安全组",
    );
    cx.report(&FC301, nas.key_span().unwrap_or(nas.span()), message).severity(severity);
}

/// Whether `text` is `auto` in one of its forms; the tool trims nothing.
fn is_auto(text: &str) -> bool {
    text.split('|').next().is_some_and(|word| word.trim().eq_ignore_ascii_case("auto"))
}

fn nas_auto(cx: &mut Context<'_>, function: &Function<'_>, nas: &View<'_>) {
    if !nas.as_str().is_some_and(|text| is_auto(&text)) {
        return;
    }
    let message = if function.setting("vpcConfig").is_empty() && !function.has_unseen_settings() {
        Message::new(
            "`nasConfig: auto` creates a NAS file system that is billed, and a VPC, where the function has none yet",
            "函数还没有 NAS 时，`nasConfig: auto` 会创建计费的 NAS 文件系统，并连带创建 VPC",
        )
    } else {
        Message::new(
            "`nasConfig: auto` creates a NAS file system that is billed, where the function has none yet",
            "函数还没有 NAS 时，`nasConfig: auto` 会创建计费的 NAS 文件系统",
        )
    };
    cx.report_at(&FC302, nas, message);
}

/// A directory, where it is used, and where it really stands.
type Dir = (String, Span, Option<Span>);

/// The directory of `auto|mountDir=…`, checked as the tool does.
fn auto_dir(cx: &mut Context<'_>, function: &Function<'_>, config: &View<'_>) -> Option<Dir> {
    let text = config.as_str()?;
    if !is_auto(&text) {
        return None;
    }
    let mut start = 0;
    for part in text.split('|') {
        let range = start..start + part.len();
        start = range.end + 1;
        let Some(dir) = part.strip_prefix("mountDir=") else { continue };
        if dir.contains("${") || dir.contains("{{") {
            return None;
        }
        let span = part_span(config, range.end - dir.len()..range.end).unwrap_or(config.span());
        let name = dir.trim();
        let system = SYSTEM_DIRS.iter().find(|system| name.starts_with(**system));
        if let Some(message) = dir_fault(name, system.copied()) {
            let finding = cx.report(&FC305, span, message);
            if function.format == Format::Fc3 {
                finding.severity(Severity::Error);
            }
            if let Some(defined) = config.defined() {
                finding.related(defined, Message::new("the value comes from here", "该值来自这里"));
            }
        }
        return Some((name.to_string(), span, config.defined()));
    }
    None
}

/// The directory of a block. That it begins with `/` and is not too long is said by the schema walk.
fn written_dir(cx: &mut Context<'_>, view: &View<'_>, dir: &str) {
    if !dir.starts_with('/') || dir.chars().count() > 128 {
        return;
    }
    let inside = |system: &&&str| {
        dir.strip_prefix(**system).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let system = SYSTEM_DIRS.iter().find(inside);
    if let Some(message) = dir_fault(dir, system.copied()) {
        cx.report_at(&FC305, view, message);
    }
}

/// What is wrong with a mount directory, where `system` is the system directory it lies in.
fn dir_fault(dir: &str, system: Option<&str>) -> Option<Message> {
    if !dir.starts_with('/') {
        return Some(message!("`{dir}` must begin with `/`", "`{dir}` 必须以 `/` 开头"));
    }
    let length = dir.chars().count();
    if length > 128 {
        return Some(message!(
            "the mount directory has {length} characters; at most 128 are allowed",
            "挂载目录有 {length} 个字符，最多 128 个"
        ));
    }
    if let Some(system) = system {
        let below = dir.strip_prefix(system).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        return Some(if below {
            message!(
                "nothing can be mounted at `{dir}`: `{system}` is a system directory; take one such as /mnt/data",
                "不能挂载到 `{dir}`：`{system}` 是系统目录，请使用如 /mnt/data 的目录"
            )
        } else {
            message!(
                "the tool refuses `{dir}` because it begins with `{system}`; take a directory such as /mnt/data",
                "工具会拒绝 `{dir}`，因为它以 `{system}` 开头，请使用如 /mnt/data 的目录"
            )
        });
    }
    let mut levels = dir[1..].splitn(2, '/');
    let (first, rest) = (levels.next().unwrap_or_default(), levels.next().unwrap_or_default());
    if first.is_empty() || rest.trim_matches('/').is_empty() {
        return Some(message!(
            "the mount directory `{dir}` needs at least two levels, such as /mnt/data",
            "挂载目录 `{dir}` 至少要有两级，例如 /mnt/data"
        ));
    }
    None
}

fn unique(cx: &mut Context<'_>, function: &Function<'_>, mut dirs: Vec<Dir>) {
    if dirs.len() < 2 {
        return;
    }
    dirs.sort_by_key(|(_, span, defined)| (span.start, defined.map(|span| span.start)));
    for (index, (dir, span, defined)) in dirs.iter().enumerate() {
        let own = dir.trim_end_matches('/');
        let clash = dirs[..index].iter().find_map(|(other, place, stands)| {
            let other = other.trim_end_matches('/');
            let inside = |a: &str, b: &str| a.strip_prefix(b).is_some_and(|rest| rest.starts_with('/'));
            let equal = own == other;
            let nested = !other.is_empty() && !own.is_empty() && (inside(own, other) || inside(other, own));
            (equal || nested).then(|| (equal, other.to_string(), stands.unwrap_or(*place)))
        });
        let Some((equal, other, place)) = clash else { continue };
        let message = if equal {
            message!(
                "`{own}` is the directory of another mount already; each mount needs its own",
                "`{own}` 已是另一个挂载的目录，每个挂载都要有自己的目录"
            )
        } else {
            message!(
                "`{own}` and the mount `{other}` lie inside each other; take directories side by side",
                "`{own}` 与挂载 `{other}` 互相嵌套，请使用并列的目录"
            )
        };
        let finding = cx.report(&FC306, *span, message);
        if !equal || function.format != Format::Fc3 {
            finding.severity(Severity::Warning);
        }
        if place != *span {
            finding.related(place, Message::new("the other mount", "另一个挂载"));
        }
        if let Some(defined) = defined
            && *defined != place
        {
            finding.related(*defined, Message::new("the value comes from here", "该值来自这里"));
        }
    }
}

fn oss_mounts(cx: &mut Context<'_>, function: &Function<'_>, config: &View<'_>, mounts: &[View<'_>]) {
    let role = function.setting("role");
    let no_role = role.is_empty() || role.as_str().is_some_and(|role| role.is_empty());
    if function.format == Format::Fc3 && no_role && !role.is_unknown() && !function.has_unseen_settings() {
        let message = Message::new(
            "OSS mounts without `role`: the deploy creates and takes the role AliyunFcDefaultRole",
            "有 OSS 挂载而没有 `role`：部署会创建并使用角色 AliyunFcDefaultRole",
        );
        cx.report(&FC308, config.key_span().unwrap_or(config.span()), message);
    }
    let region = function.block.get("region");
    let Some(region) = region.as_str() else { return };
    for mount in mounts {
        endpoint(cx, &mount.get("endpoint"), &region);
    }
}

/// The region in an OSS endpoint: its place in the text, and what follows it up to the domain.
fn endpoint_region(text: &str) -> Option<(std::ops::Range<usize>, &str)> {
    let host = text.find("://").map_or(0, |at| at + 3);
    let end = text[host..].find(['/', ':', '?']).map_or(text.len(), |at| host + at);
    let label_end = host + text[host..end].strip_suffix(".aliyuncs.com")?.len();
    let label = text[host..label_end].rfind('.').map_or(host, |at| host + at + 1);
    let start = label + text[label..label_end].strip_prefix("oss-").map(|_| 4)?;
    let name = &text[start..label_end];
    let kind = ["-internal", "-pub"].into_iter().find(|kind| name.ends_with(kind)).unwrap_or("");
    Some((start..label_end - kind.len(), kind))
}

fn endpoint(cx: &mut Context<'_>, view: &View<'_>, region: &str) {
    let Some(text) = view.as_str() else { return };
    let Some((range, kind)) = endpoint_region(&text) else { return };
    let found = &text[range.clone()];
    // A name that is not listed may be one of OSS's own; dedicated regions use the OSS of another.
    let plain = |id: &str| region_by_id(id).is_some() && !id.ends_with("-cloudspe") && !id.contains("-acdr-");
    if !plain(found) || !plain(region) {
        return;
    }
    let span = part_span(view, range.clone());
    if found != region {
        let message = message!(
            "this endpoint is of {found}, but the function is in {region}",
            "该接入点属于 {found}，而函数在 {region}"
        );
        let finding = cx.report_at(&FC309, view, message);
        if let Some(span) = span {
            finding.span = span;
            let internal = if kind.is_empty() { "-internal" } else { "" };
            let title = message!("Change to {region}{internal}", "改为 {region}{internal}");
            finding.fix(title, vec![Edit::replace(span, format!("{region}{internal}"))]);
        }
    } else if kind.is_empty() {
        let message = message!(
            "the public endpoint works, but traffic through oss-{region}-internal.aliyuncs.com is free",
            "公网接入点可用，但经 oss-{region}-internal.aliyuncs.com 的流量免费"
        );
        let finding = cx.report_at(&FC309, view, message).severity(Severity::Hint);
        if let Some(span) = span {
            let title = Message::new("Take the internal endpoint", "改用内网接入点");
            finding.fix(title, vec![Edit::insert(span.end, "-internal")]);
        }
    }
}
