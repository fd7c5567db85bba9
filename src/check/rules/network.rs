//! FC3xx: the network of an instance and of its image, and the word `auto`. What a block must have is a
//! fact of the specification, found by the schema walk; those rules stand here with their pages.

use crate::check::Severity;
use crate::check::context::Context;
use crate::check::edits::part_span;
use crate::check::rule::{Family, rule};
use crate::document::{Format, Function, View};
use crate::message;
use crate::message::Message;
use crate::text::Edit;

/// The family.
pub static FAMILY: Family =
    Family { name: "network", rules: &[&FC303, &FC304, &FC312, &FC314], function: check, ..Family::NONE };

rule! {
    /// `vpcConfig` needs all three keys: `vpcId`, `vSwitchIds`, `securityGroupId`.
    ///
    /// Breaks: `vpcConfig: {vpcId: vpc-1}` — keeps: `vpcConfig: {vpcId: vpc-1, vSwitchIds: [vsw-1], securityGroupId: sg-1}`
    FC303 "vpc-complete" Error All false "fc3 schema.json; update-custom-runtime-function parameters; the f.yml specification"
    /// `vpcConfig` 必须同时有三个键：`vpcId`、`vSwitchIds`、`securityGroupId`。
    ///
    /// 错误：`vpcConfig: {vpcId: vpc-1}` — 正确：`vpcConfig: {vpcId: vpc-1, vSwitchIds: [vsw-1], securityGroupId: sg-1}`
    中文
}
rule! {
    /// `vSwitchIds` is a list with at least one id, not one string.
    ///
    /// Breaks: `vSwitchIds: vsw-1` — keeps: `vSwitchIds: [vsw-1]`
    FC304 "vswitch-list" Error All true "fc3 schema.json; FC API 2023-03-30"
    /// `vSwitchIds` 是至少含一个 ID 的列表，而不是一个字符串。
    ///
    /// 错误：`vSwitchIds: vsw-1` — 正确：`vSwitchIds: [vsw-1]`
    中文
}
rule! {
    /// `auto` is written in any case and, for NAS, OSS and logs, with parameters as in `auto|key=value`.
    ///
    /// `vpcConfig: auto` takes no parameters. The tool compares the word exactly: with a blank before the `|`
    /// it is not `auto` any more, and the text itself is sent to the API, which refuses it. A parameter
    /// without `=` is a warning.
    ///
    /// Breaks: `vpcConfig: auto|x=1` — keeps: `vpcConfig: auto`
    FC312 "auto-syntax" Error All true "fc3 isAuto, isAutoVpcConfig"
    /// `auto` 不区分大小写；对 NAS、OSS 和日志可以带参数，如 `auto|key=value`。
    ///
    /// `vpcConfig: auto` 不能带参数。工具会精确比较这个词：`|` 前有空格就不再是 `auto`，文本会原样发给 API 而被拒绝。
    /// 参数中没有 `=` 时给警告。
    ///
    /// 错误：`vpcConfig: auto|x=1` — 正确：`vpcConfig: auto`
    中文
}
rule! {
    /// `networkConfig` of an image registry has all three keys or none: `vpcId`, `vSwitchId`, `securityGroupId`.
    ///
    /// Without one of them the image cannot be pulled through the VPC. `vSwitchId` is singular here, unlike
    /// `vSwitchIds` of `vpcConfig`.
    ///
    /// Breaks: `networkConfig: {vSwitchIds: [a]}` — keeps: `networkConfig: {vpcId: v, vSwitchId: s, securityGroupId: g}`
    FC314 "registry-network" Warning S false "FC API 2023-03-30 ImageRegistryConfig; derived"
    /// 镜像仓库的 `networkConfig` 要么三个键都写，要么都不写：`vpcId`、`vSwitchId`、`securityGroupId`。
    ///
    /// 缺少任何一个都无法通过 VPC 拉取镜像。注意这里是单数 `vSwitchId`，与 `vpcConfig` 的 `vSwitchIds` 不同。
    ///
    /// 错误：`networkConfig: {vSwitchIds: [a]}` — 正确：`networkConfig: {vpcId: v, vSwitchId: s, securityGroupId: g}`
    中文
}

/// The settings that may be `auto` with parameters.
const WITH_PARAMETERS: &[&str] = &["nasConfig", "ossMountConfig", "logConfig"];

/// The rules of this family on one function.
fn check(cx: &mut Context<'_>, function: &Function<'_>) {
    if function.format == Format::F {
        return;
    }
    for name in WITH_PARAMETERS {
        auto_parameters(cx, function, name);
    }
    if function.format == Format::Fc3 {
        registry_network(cx, function);
    }
}

fn auto_parameters(cx: &mut Context<'_>, function: &Function<'_>, name: &str) {
    let view = function.setting(name);
    let Some(text) = view.as_str() else { return };
    let Some((word, rest)) = text.split_once('|') else { return };
    if !word.trim().eq_ignore_ascii_case("auto") {
        return; // Said by the schema walk.
    }
    if word.trim() != word {
        let message = message!(
            "with a blank before `|` the tool does not take this for `auto`",
            "`|` 前有空格时，工具不会把它当作 `auto`"
        );
        let blanks =
            part_span(&view, word.trim_end().len()..word.len()).filter(|_| word.trim_start() == word);
        let finding = cx.report_at(&FC312, &view, message);
        if function.format != Format::Fc3 {
            finding.cap(Severity::Warning);
        }
        if let Some(span) = blanks {
            let title = Message::new("Remove the blank", "删除空格");
            finding.safe_fix(title, vec![Edit::delete(span)]);
        }
        return;
    }
    let mut start = word.len() + 1;
    for part in rest.split('|') {
        let range = start..start + part.len();
        start = range.end + 1;
        if part.contains('=') || part.contains("${") {
            continue;
        }
        let message = if part.trim().is_empty() {
            Message::new("an empty parameter; write `key=value`", "空的参数，请写 `key=value`")
        } else {
            let part = part.trim();
            message!(
                "the parameter `{part}` has no value; write `{part}=…`",
                "参数 `{part}` 没有值，请写 `{part}=…`"
            )
        };
        let span = part_span(&view, range).filter(|span| !span.is_empty());
        let finding = cx.report_at(&FC312, &view, message).severity(Severity::Warning);
        if let Some(span) = span {
            finding.span = span;
        }
    }
}

fn registry_network(cx: &mut Context<'_>, function: &Function<'_>) {
    let container = function.setting("customContainerConfig");
    if !container.is_mapping() {
        return;
    }
    let network = container.path("registryConfig.networkConfig");
    if !network.is_mapping() {
        return;
    }
    let there = |view: &View<'_>| view.is_unknown() || !view.is_empty();
    let (mut missing, mut present) = (Vec::new(), 0);
    for name in ["vpcId", "vSwitchId", "securityGroupId"] {
        // The plural is said to be unknown already, with the name that is meant.
        let plural = name == "vSwitchId" && there(&network.get("vSwitchIds"));
        if there(&network.get(name)) || plural {
            present += 1;
        } else {
            missing.push(format!("`{name}`"));
        }
    }
    if present == 0 || missing.is_empty() || function.has_unseen_settings() {
        return;
    }
    let (en, zh) = (missing.join(" and "), missing.join("、"));
    let message = message!(
        "`networkConfig` needs all three keys or none; add {en}",
        "`networkConfig` 要么三个键都写，要么都不写；请添加 {zh}"
    );
    cx.report(&FC314, network.key_span().unwrap_or(network.span()), message);
}
