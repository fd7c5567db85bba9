//! FC7xx: whose credentials a file is deployed with.

use crate::check::context::Context;
use crate::check::rule::{Family, rule};
use crate::check::{Severity, Tag};
use crate::document::{Edition, FileKind, Unit, UnitKind, View, expression};
use crate::message;
use crate::message::Message;
use crate::syntax::edit;
use crate::text::Edit;

/// The family.
pub static FAMILY: Family = Family { name: "access", rules: &[&FC717, &FC719], unit, ..Family::NONE };

rule! {
    /// `${…}` in the `access` of a file is not resolved.
    ///
    /// The tool looks for credentials with this very text as their alias and finds none. Only `${aliyun-cli}`
    /// has a meaning here. To choose an alias outside the file, give it on the command line: `s deploy -a name`.
    ///
    /// Breaks: `access: ${env('ALIAS')}` — keeps: `access: default`
    FC717 "access-expr" Warning S true "@serverless-devs/parse-spec 0.0.29 and credential 0.0.10, seen by running them"
    /// 文件的 `access` 中的 `${…}` 不会被解析。
    ///
    /// 工具会把这段文本原样当作密钥别名去查找，结果找不到；此处只有 `${aliyun-cli}` 有意义。
    /// 要在文件之外选择别名，请在命令行指定：`s deploy -a 别名`。
    ///
    /// 错误：`access: ${env('ALIAS')}` — 正确：`access: default`
    中文
}
rule! {
    /// `access` of a resource has no effect in edition 3.0.0.
    ///
    /// The resource is deployed with the credentials of the whole file, perhaps into another account than
    /// was meant.
    ///
    /// Breaks: `resources: {f: {component: fc3, access: other}}` — keeps: `access: other` at the top of the file
    FC719 "resource-access" Warning S true "@serverless-devs/parse-spec 0.0.29, seen by running it"
    /// 在 edition 3.0.0 中，资源的 `access` 不起作用。
    ///
    /// 资源会用整个文件的密钥部署，可能部署到并非所想的账号。
    ///
    /// 错误：`resources: {f: {component: fc3, access: other}}` — 正确：在文件顶层写 `access: other`
    中文
}

/// The alias of the file, or of a resource.
pub fn unit(cx: &mut Context<'_>, unit: &Unit<'_>) {
    if cx.kind() != FileKind::SYaml(Edition::V3) {
        return;
    }
    match unit.kind {
        UnitKind::Section if unit.section == "access" => file(cx, unit),
        UnitKind::Resource(_) if unit.section == "resources" => resource(cx, unit),
        _ => {}
    }
}

fn file(cx: &mut Context<'_>, unit: &Unit<'_>) {
    let Some(scalar) = unit.entry.value().and_then(|value| value.as_scalar()) else { return };
    let text = scalar.cooked();
    if !expression::has_expression(&text)
        || expression::has_placeholder(&text)
        || text.trim() == "${aliyun-cli}"
    {
        return;
    }
    let alias = View::of_entry(cx.resolver, unit.entry).as_str().map(|alias| edit::quote(&alias));
    let message = message!(
        "`{text}` is not resolved here: the tool looks for credentials of this very name; write the alias, or give it with `s deploy -a`",
        "`{text}` 在此处不会被解析，工具会按原文查找密钥；请直接写别名，或用 `s deploy -a` 指定"
    );
    let finding = cx.report(&FC717, scalar.span(), message);
    if let Some(alias) = alias {
        let title = message!("Change to {alias}", "改为 {alias}");
        finding.fix(title, vec![Edit::replace(scalar.span(), alias)]);
    }
}

fn resource(cx: &mut Context<'_>, unit: &Unit<'_>) {
    let Some(block) = unit.entry.value().and_then(|value| value.as_mapping()) else { return };
    let Some(entry) = block.get("access") else { return };
    let view = View::of_entry(cx.resolver, entry);
    if view.is_empty() {
        return;
    }
    let top = cx.resolver.section("access").map(|entry| View::of_entry(cx.resolver, entry));
    let same = top.is_some_and(|top| view.as_str().is_some() && top.as_str() == view.as_str());
    let message = Message::new(
        "`access` of a resource has no effect in edition 3.0.0: the `access` of the file counts",
        "在 edition 3.0.0 中，资源的 `access` 不起作用，以文件顶层的 `access` 为准",
    );
    let edit = edit::remove_entry(cx.document().text(), block, entry);
    let finding = cx.report(&FC719, entry.key_span(), message);
    finding.tag(Tag::Unnecessary).fix(Message::new("Remove access", "删除 access"), vec![edit]);
    if same {
        finding.cap(Severity::Hint);
    }
}
