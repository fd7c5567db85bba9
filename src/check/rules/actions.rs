//! FC7xx: actions (hooks) of a file and of its resources.

use crate::check::context::Context;
use crate::check::rule::{Family, rule};
use crate::check::rules::expressions::{beside, looks_made};
use crate::check::schema::first_line;
use crate::check::suggest::nearest;
use crate::check::{Finding, Severity, Tag};
use crate::document::{Edition, Field, FileKind, FileType, Unit, UnitKind, View, expression};
use crate::message;
use crate::message::Message;
use crate::syntax::{Entry, edit};

/// The family.
pub static FAMILY: Family = Family {
    name: "actions",
    rules: &[&FC711, &FC712, &FC713, &FC714, &FC715, &FC716],
    unit: |cx, _| check(cx),
    ..Family::NONE
};

rule! {
    /// The key of an action is `<hook>-<command>` with the hooks `pre`, `success`, `fail` and `complete`.
    ///
    /// The tool ignores any other hook, without a word: the action never runs.
    ///
    /// Breaks: `before-deploy: [{run: ls}]` — keeps: `pre-deploy: [{run: ls}]`
    FC711 "hook-known" Warning S true "@serverless-devs/parse-spec 0.0.29, matchAction"
    /// 动作的键形如 `<时机>-<命令>`，时机有 `pre`、`success`、`fail` 和 `complete`。
    ///
    /// 工具会静默忽略其他时机，动作永远不会执行。
    ///
    /// 错误：`before-deploy: [{run: ls}]` — 正确：`pre-deploy: [{run: ls}]`
    中文
}
rule! {
    /// The hook `post` means different things to different tools.
    ///
    /// Engines from 0.1.6 run it as `complete`, so also after a failed deploy; older engines never run it.
    /// Edition 1.0.0 had it and is not looked at.
    ///
    /// Breaks: `post-deploy: [{run: ls}]` — keeps: `success-deploy: [{run: ls}]`
    FC712 "hook-post" Warning S true "@serverless-devs/engine 0.1.6, actions"
    /// 时机 `post` 在不同版本的工具中含义不同。
    ///
    /// 0.1.6 及以上的引擎把它当作 `complete`，部署失败后也会执行；更早的引擎从不执行。edition 1.0.0 支持它，因此不检查。
    ///
    /// 错误：`post-deploy: [{run: ls}]` — 正确：`success-deploy: [{run: ls}]`
    中文
}
rule! {
    /// What stands behind a hook is a list of actions.
    ///
    /// The tool stops with "action pre-deploy is invalid, it must be array".
    ///
    /// Breaks: `pre-deploy: {run: ls}` — keeps: `pre-deploy: [{run: ls}]`
    FC713 "hook-array" Error S true "@serverless-devs/parse-spec 0.0.29, parseActions"
    /// 每个时机的值必须是动作列表。
    ///
    /// 否则工具会以 “action pre-deploy is invalid, it must be array” 停止。
    ///
    /// 错误：`pre-deploy: {run: ls}` — 正确：`pre-deploy: [{run: ls}]`
    中文
}
rule! {
    /// An action is exactly one of `run`, `plugin` and `component`; `component` only in a resource.
    ///
    /// An action that is none of them crashes the tool. Of several only the first in this order runs, and a
    /// `component` in the actions of the file never runs; both happen without a word and are warnings.
    ///
    /// Breaks: `pre-deploy: [{path: ./}]` — keeps: `pre-deploy: [{run: ls, path: ./}]`
    FC714 "hook-kind" Error S true "@serverless-devs/parse-spec 0.0.29, parseActions; @serverless-devs/engine 0.1.6, actions"
    /// 一个动作只能是 `run`、`plugin`、`component` 之一；`component` 只能用于资源级动作。
    ///
    /// 三者都没有会使工具崩溃。写了多个时只执行此顺序中的第一个；全局动作中的 `component` 永远不会执行。
    /// 后两种情况没有任何提示，只给警告。
    ///
    /// 错误：`pre-deploy: [{path: ./}]` — 正确：`pre-deploy: [{run: ls, path: ./}]`
    中文
}
rule! {
    /// `path` of a `run` action is an existing folder, relative to the YAML file.
    ///
    /// The tool stops with "The … directory does not exist". It is a warning where an earlier action may make
    /// the folder, and nothing is said of names that a build makes, such as `dist`.
    ///
    /// Breaks: `{run: npm i, path: ./nope}` — keeps: `{run: npm i, path: ./}`
    FC715 "run-path" Error S false "@serverless-devs/engine 0.1.6, actions"
    /// `run` 动作的 `path` 必须是已存在的目录（相对 YAML 文件所在目录）。
    ///
    /// 否则工具会以 “The … directory does not exist” 停止。如果之前的动作可能创建该目录，只给警告；
    /// `dist` 等构建产物的名字不检查。
    ///
    /// 错误：`{run: npm i, path: ./nope}` — 正确：`{run: npm i, path: ./}`
    中文
}
rule! {
    /// A `component` action is one line of text: the component, its command and arguments.
    ///
    /// Without a command there is nothing to run, and the action fails.
    ///
    /// Breaks: `{component: fc3}` — keeps: `{component: fc3 invoke}`
    FC716 "component-action-form" Warning S false "Serverless Devs documentation of actions"
    /// `component` 动作是一行文本：组件、命令和参数。
    ///
    /// 没有命令就没有可执行的内容，动作会失败。
    ///
    /// 错误：`{component: fc3}` — 正确：`{component: fc3 invoke}`
    中文
}

/// The actions of the file, or of one resource.
pub fn check(cx: &mut Context<'_>) {
    let Some(unit) = cx.unit().filter(|_| cx.kind().is_s_yaml()) else { return };
    let (entry, global) = match unit.kind {
        UnitKind::Section if unit.section == "actions" => (Some(unit.entry), true),
        UnitKind::Resource(_) => {
            (unit.entry.value().and_then(|value| value.as_mapping()?.get("actions")), false)
        }
        _ => return,
    };
    if let Some(entry) = entry {
        actions(cx, entry, global);
    }
}

fn is_edition_3(cx: &Context<'_>) -> bool {
    cx.kind() == FileKind::SYaml(Edition::V3)
}

/// Old files are read by a tool that takes almost anything.
fn lenient(three: bool, finding: &mut Finding) -> &mut Finding {
    if three { finding } else { finding.cap(Severity::Warning) }
}

fn actions<'a>(cx: &mut Context<'a>, entry: Entry<'a>, global: bool) {
    let view = View::of_entry(cx.resolver, entry);
    if view.is_unknown() || view.is_empty() {
        return;
    }
    let three = is_edition_3(cx);
    if !view.is_mapping() {
        let message = Message::new(
            "`actions` must be a block of hooks, such as `pre-deploy:`",
            "`actions` 必须是由时机构成的键值块，例如 `pre-deploy:`",
        );
        let at = first_line(cx, view.span());
        lenient(three, cx.report(&FC713, at, message));
        return;
    }
    for hook in view.fields() {
        self::hook(cx, &hook, global);
    }
}

const HOOKS: [&str; 4] = ["pre", "success", "fail", "complete"];

fn hook<'a>(cx: &mut Context<'a>, hook: &Field<'a>, global: bool) {
    if hook.view.key_span().is_some() {
        hook_name(cx, hook);
    }
    let list = &hook.view;
    if list.is_unknown() || list.is_empty() {
        return;
    }
    let three = is_edition_3(cx);
    if !list.is_sequence() {
        let name = &hook.name;
        let message = message!("`{name}` must be a list of actions", "`{name}` 必须是动作列表");
        let text = cx.document().text();
        // `pre-deploy: {run: ls}` and `pre-deploy: ls` on one line.
        let item = list.own_node().and_then(|node| {
            let span = node.span();
            let written = text.slice(span);
            let one_line = !written.contains(['\n', '#', '&', '|', '>']);
            match node {
                _ if !one_line => None,
                crate::syntax::Value::Mapping(mapping) if mapping.is_flow() => Some(format!("[{written}]")),
                crate::syntax::Value::Mapping(_) => Some(format!("[{{{written}}}]")),
                crate::syntax::Value::Scalar(scalar) => {
                    Some(format!("[{{run: {}}}]", edit::quote(&scalar.cooked())))
                }
                _ => None,
            }
        });
        let entry = cx.unit().and_then(|unit| hook_entry(unit, &hook.name, global));
        let at = first_line(cx, list.span());
        let finding = lenient(three, cx.report(&FC713, at, message));
        if let (Some(item), Some(entry)) = (item, entry) {
            let edits = vec![edit::set_value(text, entry, &item)];
            finding.fix(Message::new("Make it a list", "改为列表"), edits);
        }
        return;
    }
    let first = hook.name.starts_with("pre-") && (global || cx.resolver.section("actions").is_none());
    let mut earlier_run = !first;
    for action in list.items() {
        if action.is_unknown() {
            continue;
        }
        self::action(cx, &action, global, earlier_run);
        earlier_run = true;
    }
}

/// The entry of a hook, as it is written in the unit.
fn hook_entry<'a>(unit: &Unit<'a>, hook: &str, global: bool) -> Option<Entry<'a>> {
    let block = unit.entry.value()?.as_mapping()?;
    if global { block.get(hook) } else { block.get("actions")?.value()?.as_mapping()?.get(hook) }
}

fn hook_name(cx: &mut Context<'_>, hook: &Field<'_>) {
    let name = hook.name.as_ref();
    if expression::has_placeholder(name) {
        return;
    }
    let Some(key) = hook.view.key_span() else { return };
    let (word, command) = name.split_once('-').unwrap_or((name, ""));
    if word.contains("${") || HOOKS.contains(&word) && !command.is_empty() {
        return;
    }
    let global = cx.unit().is_some_and(|unit| unit.kind == UnitKind::Section);
    let entry = cx.unit().and_then(|unit| hook_entry(unit, name, global));
    let rename = |finding: &mut Finding, hook: &str, command: &str| {
        let new = format!("{hook}-{command}");
        let title = message!("Rename to `{new}`", "改名为 `{new}`");
        if let Some(entry) = entry {
            finding.fix(title, vec![edit::rename_key(entry, &new)]);
        }
    };
    if word == "post" && !command.is_empty() {
        if is_edition_3(cx) {
            let message = message!(
                "`{name}`: new engines run `post` as `complete`, also after a failure, old ones never; write `success-{command}` or `complete-{command}`",
                "`{name}`：新版引擎把 `post` 当作 `complete`，失败后也会执行，旧版引擎从不执行；请写 `success-{command}` 或 `complete-{command}`"
            );
            let finding = cx.report(&FC712, key, message);
            rename(finding, "success", command);
            rename(finding, "complete", command);
        }
        return;
    }
    // `before-deploy`, `pre_deploy`, `predeploy`, `sucess-deploy`.
    let meant = match word.to_ascii_lowercase().as_str() {
        "before" => Some(("pre", command)),
        "failure" | "error" => Some(("fail", command)),
        _ if command.is_empty() => HOOKS.iter().find_map(|hook| {
            let rest = name.strip_prefix(hook)?.trim_start_matches(['_', ':', '.', ' ']);
            (!rest.is_empty() && rest.chars().all(|c| c.is_ascii_alphanumeric())).then_some((*hook, rest))
        }),
        _ => nearest(word, HOOKS).map(|hook| (hook, command)),
    };
    let meant = meant.filter(|(_, command)| !command.is_empty());
    // `path: ./` among the hooks: what is wrong is said at the value.
    if meant.is_none() && !hook.view.is_sequence() && !hook.view.is_empty() && !hook.view.is_unknown() {
        return;
    }
    let message = match meant {
        Some((hook, command)) => message!(
            "`{name}` never runs: there is no such hook; did you mean `{hook}-{command}`?",
            "`{name}` 永远不会执行：没有这样的时机；是否想写 `{hook}-{command}`？"
        ),
        None => message!(
            "`{name}` never runs: a key is `<hook>-<command>` with the hooks pre, success, fail and complete",
            "`{name}` 永远不会执行：键应为 `<时机>-<命令>`，时机有 pre、success、fail、complete"
        ),
    };
    let finding = cx.report(&FC711, key, message);
    if let Some((hook, command)) = meant {
        rename(finding, hook, command);
    }
}

const KINDS: [&str; 3] = ["run", "plugin", "component"];

fn action<'a>(cx: &mut Context<'a>, action: &View<'a>, global: bool, earlier_run: bool) {
    let three = is_edition_3(cx);
    if !action.is_mapping() {
        let message = Message::new(
            "an action is a block with one of `run`, `plugin` and `component`",
            "动作是一个键值块，须有 `run`、`plugin`、`component` 之一",
        );
        let at = first_line(cx, action.span());
        let own = action.own_node().and_then(|node| node.as_scalar()).filter(|_| !action.is_empty());
        let text = cx.document().text();
        let run = own.filter(|scalar| !scalar.style().is_block()).map(|scalar| {
            let command = edit::quote(&scalar.cooked());
            let flow = text.slice(scalar.span()).contains('\n');
            (scalar.span(), command, flow)
        });
        let finding = lenient(three, cx.report(&FC714, at, message));
        if let Some((span, command, false)) = run {
            let title = message!("Change to {{run: {command}}}", "改为 {{run: {command}}}");
            finding.fix(title, vec![crate::text::Edit::replace(span, format!("{{run: {command}}}"))]);
        }
        return;
    }
    let fields = action.fields();
    let kinds: Vec<&Field<'_>> = KINDS
        .iter()
        .filter_map(|kind| fields.iter().find(|field| field.name == *kind && !field.view.is_empty()))
        .collect();
    let Some((first, others)) = kinds.split_first() else {
        // A key that nobody knows may be a slip of the right one; that is said at the key.
        let known = ["path", "args", "allow_failure", "replace_output", "run", "plugin", "component"];
        if fields.iter().all(|field| known.contains(&field.name.as_ref())) {
            let message = Message::new(
                "this action does nothing and crashes the tool: it needs one of `run`, `plugin` and `component`",
                "此动作没有内容，会使工具崩溃：须有 `run`、`plugin`、`component` 之一",
            );
            let at = first_line(cx, action.span());
            lenient(three, cx.report(&FC714, at, message));
        }
        return;
    };
    for other in others {
        let (name, wins) = (&other.name, &first.name);
        let at = other.view.key_span().unwrap_or(other.view.span());
        let message = message!(
            "`{name}` is ignored beside `{wins}`: make it an action of its own",
            "与 `{wins}` 并列时 `{name}` 会被忽略，请写成单独的动作"
        );
        cx.report(&FC714, at, message).severity(Severity::Warning).tag(Tag::Unnecessary);
    }
    match first.name.as_ref() {
        "component" if global => {
            let at = first.view.key_span().unwrap_or(first.view.span());
            let message = Message::new(
                "a `component` action of the file never runs: move it to `actions` of a resource",
                "全局动作中的 `component` 永远不会执行，请移到资源的 `actions` 中",
            );
            cx.report(&FC714, at, message).severity(Severity::Warning).tag(Tag::Unnecessary);
        }
        "component" => component(cx, &first.view),
        "run" => path(cx, action, earlier_run),
        _ => {}
    }
}

fn component(cx: &mut Context<'_>, view: &View<'_>) {
    if view.is_unknown() {
        return;
    }
    let Some(text) = view.as_str() else {
        let message = Message::new(
            "`component` is one line of text: `fc3 invoke` and its arguments",
            "`component` 应为一行文本：`fc3 invoke` 及其参数",
        );
        let at = first_line(cx, view.span());
        cx.report(&FC716, at, message);
        return;
    };
    if text.contains("${") || expression::has_placeholder(&text) || text.split_whitespace().count() > 1 {
        return;
    }
    let name = text.trim();
    let message = message!(
        "`{name}` has no command: write `{name} <command>`, such as `fc3 invoke`",
        "`{name}` 缺少命令：应写 `{name} <命令>`，例如 `fc3 invoke`"
    );
    cx.report_at(&FC716, view, message);
}

/// The folder a command runs in.
fn path(cx: &mut Context<'_>, action: &View<'_>, earlier_run: bool) {
    let path = action.get("path");
    let Some(written) = path.as_str() else { return };
    // What may fail may also be missing.
    let may_fail = !action.get("allow_failure").is_absent()
        || cx.unit().is_some_and(|unit| {
            unit.entry.value().and_then(|value| value.as_mapping()?.get("allow_failure")).is_some()
        });
    if may_fail || looks_made(&written) {
        return;
    }
    let message = match beside(cx, &written) {
        FileType::Missing => message!(
            "there is no folder `{written}` beside this file, so the command cannot run",
            "此文件旁没有目录 `{written}`，命令无法执行"
        ),
        FileType::File => message!(
            "`{written}` is a file: a command runs in a folder",
            "`{written}` 是文件，命令须在目录中执行"
        ),
        _ => return,
    };
    let three = is_edition_3(cx);
    let finding = cx.report_at(&FC715, &path, message);
    if earlier_run {
        finding.cap(Severity::Warning);
    }
    lenient(three, finding);
}
