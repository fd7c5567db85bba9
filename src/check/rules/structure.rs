//! FC70x: the skeleton of an s.yaml: edition, `resources`, components.

use crate::check::context::Context;
use crate::check::rule::{Family, rule};
use crate::check::{Rule, Severity};
use crate::document::{Component, Edition, FileKind, Unit, UnitKind};
use crate::message;
use crate::message::Message;
use crate::syntax::edit;
use crate::text::Edit;

/// The family.
pub static FAMILY: Family = Family {
    name: "structure",
    rules: &[&FC701, &FC702, &FC703, &FC704],
    unit: resource,
    file,
    ..Family::NONE
};

rule! {
    /// `edition` must be `3.0.0`.
    ///
    /// `edition: 3.0` is a number to YAML: the tool then takes the old path, reads `services`, finds none
    /// and runs nothing, without a word. The same happens when `edition` is missing beside `resources`; that
    /// is a warning, because another file may extend this one.
    ///
    /// Breaks: `edition: 3.0` — keeps: `edition: 3.0.0`
    FC701 "edition" Error S true "@serverless-devs/parse-spec 0.0.29, seen by running it"
    /// `edition` 必须是 `3.0.0`。
    ///
    /// `edition: 3.0` 在 YAML 中是数字：工具会走旧逻辑，读取 `services`，找不到任何东西，静默地什么也不执行。
    /// 有 `resources` 却没有 `edition` 时也一样；但可能有其他文件继承它，因此只给警告。
    ///
    /// 错误：`edition: 3.0` — 正确：`edition: 3.0.0`
    中文
}
rule! {
    /// Edition 3.0.0 calls `services` `resources`.
    ///
    /// The tool stops with an error.
    ///
    /// Breaks: `{edition: 3.0.0, services: {f: …}}` — keeps: `{edition: 3.0.0, resources: {f: …}}`
    FC702 "services-renamed" Error S true "@serverless-devs/parse-spec 0.0.29"
    /// 在 edition 3.0.0 中，`services` 改名为 `resources`。
    ///
    /// 工具会报错停止。
    ///
    /// 错误：`{edition: 3.0.0, services: {f: …}}` — 正确：`{edition: 3.0.0, resources: {f: …}}`
    中文
}
rule! {
    /// Every resource names its `component`.
    ///
    /// The parser does not report a missing one; the run fails later.
    ///
    /// Breaks: `resources: {f: {props: {}}}` — keeps: `resources: {f: {component: fc3, props: {}}}`
    FC703 "component-required" Error S true "derived: @serverless-devs/parse-spec is silent"
    /// 每个资源都要写 `component`。
    ///
    /// 解析器不会报告缺失，之后执行时才失败。
    ///
    /// 错误：`resources: {f: {props: {}}}` — 正确：`resources: {f: {component: fc3, props: {}}}`
    中文
}
rule! {
    /// Component `fc` belongs to edition 1.0.0, `fc3` to edition 3.0.0.
    ///
    /// Only old versions of the component run under the other edition.
    ///
    /// Breaks: `{edition: 1.0.0, services: {f: {component: fc3}}}` — keeps: `{edition: 3.0.0, resources: {f: {component: fc3}}}`
    FC704 "fc-under-3" Warning S false "derived from the component's documentation"
    /// 组件 `fc` 属于 edition 1.0.0，`fc3` 属于 edition 3.0.0。
    ///
    /// 只有旧版本的组件能在另一个 edition 下运行。
    ///
    /// 错误：`{edition: 1.0.0, services: {f: {component: fc3}}}` — 正确：`{edition: 3.0.0, resources: {f: {component: fc3}}}`
    中文
}

/// Edition and sections of the whole file.
pub fn file(cx: &mut Context<'_>) {
    if !cx.kind().is_s_yaml() {
        return;
    }
    let names = cx.resolver.names();
    let (edition, resources, services) =
        (names.section("edition"), names.section("resources"), names.section("services"));
    let kind = cx.kind();
    let Some(entry) = edition else {
        if let Some(resources) = resources {
            let message = Message::new(
                "`edition: 3.0.0` is missing: without it the tool looks for `services`, finds none and runs nothing",
                "缺少 `edition: 3.0.0`：没有它，工具会去读 `services`，找不到内容，什么也不执行",
            );
            // A file that another one extends needs no edition of its own.
            let severity = if names.section("extend").is_some() { Severity::Hint } else { Severity::Warning };
            let start = first_entry(cx);
            let finding = cx.report(&FC701, resources.key_span(), message).severity(severity);
            if let Some(start) = start {
                let title = Message::new("Add edition: 3.0.0", "添加 edition: 3.0.0");
                finding.fix(title, vec![Edit::insert(start, "edition: 3.0.0\n")]);
            }
        }
        return;
    };
    let written =
        entry.value().and_then(|value| value.as_scalar()).map(|scalar| scalar.cooked().into_owned());
    let Some(written) = written else { return };
    let span = entry.value().map_or(entry.key_span(), |value| value.span());
    let fine = match kind {
        FileKind::SYaml(Edition::V3) => written == "3.0.0",
        _ => true,
    };
    if !fine && !written.contains("${") && !written.contains("{{") {
        let message = message!(
            "edition `{written}` is not `3.0.0`: the tool then ignores `resources` and runs nothing",
            "edition `{written}` 不是 `3.0.0`：工具会忽略 `resources`，什么也不执行"
        );
        let finding = cx.report(&FC701, span, message);
        let title = Message::new("Change to 3.0.0", "改为 3.0.0");
        finding.safe_fix(title, vec![Edit::replace(span, "3.0.0")]);
    }
    if let (FileKind::SYaml(Edition::V3), Some(services), None) = (kind, services, resources)
        && written == "3.0.0"
    {
        let message = Message::new(
            "edition 3.0.0 has no `services`: the section is called `resources` now",
            "edition 3.0.0 没有 `services`：该部分现在叫 `resources`",
        );
        let title = Message::new("Rename to resources", "改名为 resources");
        cx.report(&FC702, services.key_span(), message)
            .safe_fix(title, vec![edit::rename_key(services, "resources")]);
    }
}

fn first_entry(cx: &Context<'_>) -> Option<u32> {
    let mapping = cx.document().root()?.as_mapping()?;
    (!mapping.is_flow()).then(|| mapping.span().start)
}

/// The component of one resource.
pub fn resource(cx: &mut Context<'_>, unit: &Unit<'_>) {
    let UnitKind::Resource(component) = unit.kind else { return };
    let kind = cx.kind();
    match component {
        Component::Missing => {
            let Some(mapping) = unit.entry.value().and_then(|value| value.as_mapping()) else { return };
            if mapping.entries().next().is_none() || mapping.get("<<").is_some() {
                return;
            }
            let (default, severity) = match kind {
                FileKind::SYaml(Edition::V3) => ("fc3", Severity::Error),
                _ => ("fc", Severity::Warning),
            };
            // A block without props is completed from elsewhere (`extend` of another file).
            let partial = mapping.get("props").is_none() || cx.resolver.section("extend").is_some();
            let severity = if partial { severity.max(Severity::Warning) } else { severity };
            let message = message!(
                "`component` is missing: nothing says what runs this resource",
                "缺少 `component`：没有说明由什么组件来执行此资源"
            );
            let edit = match mapping.get("component") {
                Some(entry) => edit::set_value(cx.document().text(), entry, default),
                None => edit::insert_entry(cx.document().text(), mapping, "component", default, None),
            };
            let title = message!("Add component: {default}", "添加 component: {default}");
            cx.report(&FC703, unit.entry.key_span(), message).severity(severity).fix(title, vec![edit]);
        }
        Component::Fc if kind == FileKind::SYaml(Edition::V3) => {
            mixed(cx, unit, &FC704, "fc", "3.0.0", "fc3")
        }
        Component::Fc3 | Component::Fc3Domain if kind == FileKind::SYaml(Edition::V1) => {
            mixed(cx, unit, &FC704, "fc3", "1.0.0", "fc");
        }
        _ => {}
    }
}

fn mixed(
    cx: &mut Context<'_>,
    unit: &Unit<'_>,
    rule: &'static Rule,
    component: &str,
    edition: &str,
    instead: &str,
) {
    let Some(value) = unit.component_entry().and_then(|entry| entry.value()) else { return };
    let message = message!(
        "component `{component}` does not belong to edition {edition}; that edition has `{instead}`",
        "组件 `{component}` 不属于 edition {edition}，该 edition 使用 `{instead}`"
    );
    cx.report(rule, value.span(), message);
}
