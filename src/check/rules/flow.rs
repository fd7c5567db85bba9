//! FC7xx: templates, flow and the order of resources.

use crate::check::context::Context;
use crate::check::rule::{Family, rule};
use crate::check::schema::first_line;
use crate::check::suggest::nearest;
use crate::check::{Severity, Tag};
use crate::document::{Component, Edition, Field, FileKind, OutputUse, Unit, UnitKind, View, expression};
use crate::message;
use crate::message::Message;
use crate::syntax::{Mapping, Value, edit};
use crate::text::{Edit, Span};
use rustc_hash::{FxHashMap, FxHashSet};

/// The family.
pub static FAMILY: Family = Family {
    name: "flow",
    rules: &[&FC705, &FC706, &FC707, &FC708, &FC709, &FC710, &FC727, &FC729, &FC733, &FC734],
    unit: |cx, _| check(cx),
    file,
    ..Family::NONE
};

rule! {
    /// `extend.name` names an entry of `template`.
    ///
    /// The tool takes an unknown name for an empty template, without a word: the resource is deployed with
    /// its own props alone.
    ///
    /// Breaks: `extend: {name: nope}` — keeps: `extend: {name: t}` with `template: {t: {region: cn-hangzhou}}`
    FC705 "template-exists" Error S true "@serverless-devs/parse-spec 0.0.29, parse-content"
    /// `extend.name` 必须是 `template` 中的一项。
    ///
    /// 工具会把未知的名字当作空模板，不给任何提示：资源只用自己的 props 部署。
    ///
    /// 错误：`extend: {name: nope}` — 正确：`extend: {name: t}`，并有 `template: {t: {region: cn-hangzhou}}`
    中文
}
rule! {
    /// `extend` stands beside `props`, not inside.
    ///
    /// Inside `props` it is sent to the component as an ordinary prop; nothing is inherited.
    ///
    /// Breaks: `props: {extend: {name: t}}` — keeps: `extend: {name: t}` beside `props`
    FC706 "extend-place" Warning S true "@serverless-devs/parse-spec 0.0.29, seen by running it"
    /// `extend` 应与 `props` 并列，而不是写在其中。
    ///
    /// 写在 `props` 里会被当作普通属性交给组件，什么也不会继承。
    ///
    /// 错误：`props: {extend: {name: t}}` — 正确：`extend: {name: t}` 与 `props` 并列
    中文
}
rule! {
    /// `extend.ignore` names keys that the template has.
    ///
    /// A name that the template does not have leaves nothing out: it is a slip or left over.
    ///
    /// Breaks: `extend: {name: t, ignore: [nope]}` — keeps: `ignore: [vpcConfig]` where `t` has `vpcConfig`
    FC707 "ignore-key" Hint S true "derived from @serverless-devs/parse-spec 0.0.29, parse-content"
    /// `extend.ignore` 中应是模板里有的键。
    ///
    /// 模板里没有的键不会排除任何内容，多半是笔误或遗留。
    ///
    /// 错误：`extend: {name: t, ignore: [nope]}` — 正确：`ignore: [vpcConfig]`，且 `t` 中有 `vpcConfig`
    中文
}
rule! {
    /// `flow` is, by command, a list of lists of resource names.
    ///
    /// The outer list runs in order, an inner list at the same time. When the command runs, the tool stops
    /// with "data format is invalid" or "Resource … is not found".
    ///
    /// Breaks: `deploy: [[nope]]`, `deploy: [a, b]` — keeps: `deploy: [[a], [b]]`
    FC708 "flow-names" Error S true "@serverless-devs/parse-spec 0.0.29, doFlow"
    /// `flow` 的每个命令对应一个由资源名列表组成的列表。
    ///
    /// 外层列表依次执行，内层列表并行执行。否则执行该命令时，工具会以 “data format is invalid” 或
    /// “Resource … is not found” 停止。
    ///
    /// 错误：`deploy: [[nope]]`、`deploy: [a, b]` — 正确：`deploy: [[a], [b]]`
    中文
}
rule! {
    /// In `flow`, a resource stands in a later group than those whose output it uses.
    ///
    /// The tool stops with "flow is invalid, g must be executed before f"; the same group is too early as well.
    ///
    /// Breaks: `deploy: [[f], [g]]` where f uses `${resources.g.output.url}` — keeps: `deploy: [[g], [f]]`
    FC709 "flow-order" Error S true "@serverless-devs/parse-spec 0.0.29, doFlow"
    /// 在 `flow` 中，资源必须排在它所引用输出的资源之后的组里。
    ///
    /// 否则工具会以 “flow is invalid, g must be executed before f” 停止；放在同一组也不行。
    ///
    /// 错误：`deploy: [[f], [g]]`，而 f 使用 `${resources.g.output.url}` — 正确：`deploy: [[g], [f]]`
    中文
}
rule! {
    /// The flow of `deploy` lists every resource.
    ///
    /// A resource that is not listed is not deployed by `s deploy`, without a word. Other commands may leave
    /// resources out on purpose and are not looked at.
    ///
    /// Breaks: resources f and g with `deploy: [[f]]` — keeps: `deploy: [[f, g]]`
    FC710 "flow-missing" Warning S true "@serverless-devs/parse-spec 0.0.29, doFlow"
    /// `deploy` 的流程应列出所有资源。
    ///
    /// 未列出的资源不会被 `s deploy` 部署，也没有任何提示。其他命令可能有意略过部分资源，因此不检查。
    ///
    /// 错误：有资源 f 和 g，而 `deploy: [[f]]` — 正确：`deploy: [[f, g]]`
    中文
}
rule! {
    /// Resources do not use each other's outputs in a circle.
    ///
    /// The tool cannot order them and keeps the order of the file, without a word: the first one is deployed
    /// before the output it needs exists.
    ///
    /// Breaks: f uses `${resources.g.output.url}` and g uses `${resources.f.output.url}` — keeps: one direction only
    FC727 "dep-cycle" Warning S false "@serverless-devs/parse-spec 0.0.29, order"
    /// 资源之间不能循环引用彼此的输出。
    ///
    /// 工具无法排序，会静默地按文件中的顺序执行：第一个资源部署时，它需要的输出还不存在。
    ///
    /// 错误：f 使用 `${resources.g.output.url}`，g 又使用 `${resources.f.output.url}` — 正确：只保留一个方向
    中文
}
rule! {
    /// The name of a resource has no `.`.
    ///
    /// The parser takes the name for a path, finds nothing there and crashes.
    ///
    /// Breaks: `resources: {f.g: …}` — keeps: `resources: {f-g: …}`
    FC729 "name-dot" Error S true "@serverless-devs/parse-spec 0.0.29, seen by running it"
    /// 资源名不能含有 `.`。
    ///
    /// 解析器会把名字当作路径，找不到内容后崩溃。
    ///
    /// 错误：`resources: {f.g: …}` — 正确：`resources: {f-g: …}`
    中文
}
rule! {
    /// `env` and `extend` cannot both stand at the top of a file.
    ///
    /// The tool stops with "Environment and extend is conflict".
    ///
    /// Breaks: `{env: env.yaml, extend: base.yaml}` — keeps: only one of them
    FC733 "env-extend" Error S true "@serverless-devs/parse-spec 0.0.29, doEnvironment"
    /// 文件顶层的 `env` 和 `extend` 不能同时使用。
    ///
    /// 工具会以 “Environment and extend is conflict” 停止。
    ///
    /// 错误：`{env: env.yaml, extend: base.yaml}` — 正确：只保留其中一个
    中文
}
rule! {
    /// `validation: true` makes every command check the props with the component's schema first.
    ///
    /// That schema refuses some files that deploy without it, such as `code: {ossBucketName, ossObjectName}`.
    ///
    /// Breaks: `validation: true` — keeps: no `validation`
    FC734 "validation-flag" Hint S false "@serverless-devs/engine 0.1.6, undocumented"
    /// `validation: true` 会在执行每个命令前先用组件的 schema 校验 props。
    ///
    /// 该 schema 会拒绝一些本来可以部署的文件，例如 `code: {ossBucketName, ossObjectName}`。
    ///
    /// 错误：`validation: true` — 正确：不写 `validation`
    中文
}

/// One unit of edition 3: a resource, or a section at the top.
pub fn check(cx: &mut Context<'_>) {
    let Some(unit) = cx.unit().filter(|_| cx.kind() == FileKind::SYaml(Edition::V3)) else { return };
    match unit.kind {
        UnitKind::Resource(component) if unit.section == "resources" => {
            name(cx, unit);
            extend(cx, unit);
            misplaced_extend(cx, unit, component);
            cycle(cx, unit);
        }
        UnitKind::Section if unit.section == "flow" => flow(cx, unit),
        UnitKind::Section if unit.section == "validation" => validation(cx, unit),
        _ => {}
    }
}

/// The two top-level keys that exclude each other.
pub fn file(cx: &mut Context<'_>) {
    if cx.kind() != FileKind::SYaml(Edition::V3) {
        return;
    }
    let names = cx.resolver.names();
    let (Some(env), Some(extend)) = (names.section("env"), names.section("extend")) else { return };
    let written = |view: View<'_>| view.scalar_text().is_some() && !view.is_empty();
    if !written(View::of_entry(cx.resolver, env)) || !written(View::of_entry(cx.resolver, extend)) {
        return;
    }
    let Some(Value::Mapping(root)) = cx.document().root() else { return };
    let text = cx.document().text();
    let message = Message::new(
        "`env` and `extend` cannot be used together: the tool stops; keep one of them",
        "`env` 和 `extend` 不能同时使用，否则工具会停止；请只保留一个",
    );
    let finding = cx.report(&FC733, env.key_span(), message);
    finding.related(extend.key_span(), Message::new("`extend` is here", "`extend` 在此处"));
    finding.fix(Message::new("Remove env", "删除 env"), vec![edit::remove_entry(text, root, env)]);
    finding.fix(Message::new("Remove extend", "删除 extend"), vec![edit::remove_entry(text, root, extend)]);
}

fn validation(cx: &mut Context<'_>, unit: &Unit<'_>) {
    let view = View::of_entry(cx.resolver, unit.entry);
    if view.as_bool() == Some(true) {
        let message = Message::new(
            "every command now checks the props with the component's schema, which refuses some files that deploy",
            "每个命令都会先用组件的 schema 校验 props，而它会拒绝一些可以部署的文件",
        );
        cx.report_at(&FC734, &view, message);
    }
}

/// Whether `text` is filled in by something before it means anything.
fn is_filled_in(text: &str) -> bool {
    text.contains("${") || expression::has_placeholder(text)
}

fn name(cx: &mut Context<'_>, unit: &Unit<'_>) {
    let name = unit.name.as_ref();
    if !name.contains('.') || is_filled_in(name) {
        return;
    }
    let message = message!(
        "`{name}`: a dot in the name of a resource crashes the tool",
        "`{name}`：资源名中有点号会使工具崩溃"
    );
    let new = name.replace('.', "-");
    let free = cx.resolver.member("resources", &new).is_none();
    let finding = cx.report(&FC729, unit.entry.key_span(), message);
    if free && !new.trim_matches('-').is_empty() {
        let title = message!("Rename to `{new}`", "改名为 `{new}`");
        finding.fix(title, vec![edit::rename_key(unit.entry, &new)]);
    }
}

// --- extend -----------------------------------------------------------------------------------------

/// The template that the `extend` of a resource names.
fn extend(cx: &mut Context<'_>, unit: &Unit<'_>) {
    let block = unit.entry.value().and_then(|value| value.as_mapping());
    let Some(entry) = block.and_then(|block| block.get("extend")) else { return };
    // A base file may bring templates in.
    if cx.resolver.section("extend").is_some() {
        return;
    }
    let extend = View::of_entry(cx.resolver, entry);
    if !extend.is_mapping() {
        return;
    }
    let named = extend.get("name");
    if named.is_empty() {
        let message = Message::new(
            "`extend` has no `name`: nothing is inherited",
            "`extend` 没有 `name`，什么也不会继承",
        );
        cx.report(&FC705, entry.key_span(), message);
        return;
    }
    let Some(name) = named.as_str().map(|name| name.into_owned()) else { return };
    if let Some(template) = cx.resolver.member("template", &name) {
        ignored(cx, &extend, &name, View::of_entry(cx.resolver, template));
        return;
    }
    let section = cx.resolver.section("template").map(|section| View::of_entry(cx.resolver, section));
    let opaque = |section: &View<'_>| {
        section.is_unknown() || section.node().and_then(|node| node.as_mapping()).is_some_and(has_merge)
    };
    // The tool follows dots in the name.
    let nested = |section: &View<'_>| !section.path(&name).is_absent();
    if is_filled_in(&name) || section.is_some_and(|section| opaque(&section) || nested(&section)) {
        return;
    }
    let candidates = cx.resolver.member_names("template");
    let meant = nearest(&name, candidates.iter().map(String::as_str));
    let message = match meant {
        Some(meant) => message!(
            "there is no template `{name}`, so nothing is inherited; did you mean `{meant}`?",
            "没有模板 `{name}`，什么也不会继承；是否想写 `{meant}`？"
        ),
        None => message!(
            "there is no template `{name}`: nothing is inherited",
            "没有模板 `{name}`，什么也不会继承"
        ),
    };
    let own = named.own_node().map(|node| node.span());
    let finding = cx.report_at(&FC705, &named, message);
    if let (Some(meant), Some(span)) = (meant, own) {
        let title = message!("Change to `{meant}`", "改为 `{meant}`");
        finding.fix(title, vec![Edit::replace(span, edit::quote(meant))]);
    }
}

fn has_merge(mapping: Mapping<'_>) -> bool {
    mapping.get("<<").is_some()
}

/// The keys that are not taken from the template.
fn ignored(cx: &mut Context<'_>, extend: &View<'_>, name: &str, template: View<'_>) {
    let ignore = extend.get("ignore");
    if ignore.is_empty() || !template.is_mapping() {
        return;
    }
    let items = if ignore.is_sequence() { ignore.items() } else { vec![ignore] };
    for item in &items {
        let Some(key) = item.as_str() else { continue };
        // The tool follows dots and brackets in the key.
        let missing = !key.contains('[')
            && !is_filled_in(&key)
            && template.get(&key).is_absent()
            && template.path(&key).is_absent();
        if !missing {
            continue;
        }
        let message = message!(
            "template `{name}` has no `{key}`: this leaves nothing out",
            "模板 `{name}` 中没有 `{key}`，这里不会排除任何内容"
        );
        let fields = template.fields();
        let meant = nearest(&key, fields.iter().map(|field| field.name.as_ref()));
        let own = item.own_node().map(|node| node.span());
        let finding = cx.report_at(&FC707, item, message);
        finding.tag(Tag::Unnecessary);
        if let (Some(meant), Some(span)) = (meant, own) {
            let title = message!("Change to `{meant}`", "改为 `{meant}`");
            finding.fix(title, vec![Edit::replace(span, edit::quote(meant))]);
        }
    }
}

/// Whether a key of `props` that the component does not know is the `extend` that FC706 is about.
pub fn is_misplaced_extend(type_name: Option<&str>, found: &Field<'_>) -> bool {
    found.name == "extend" && matches!(type_name, Some("Fc3Props" | "Fc3DomainProps"))
}

fn misplaced_extend(cx: &mut Context<'_>, unit: &Unit<'_>, component: Component) {
    let Some(block) = unit.entry.value().and_then(|value| value.as_mapping()) else { return };
    let Some(props) = block.get("props").and_then(|props| props.value()?.as_mapping()) else { return };
    let Some(entry) = props.get("extend") else { return };
    let extend = View::of_entry(cx.resolver, entry);
    let named = extend.get("name").as_str().map(|name| name.into_owned());
    // Another component may have a prop of this name; one that names a template of the file is none.
    let known = matches!(component, Component::Fc3 | Component::Fc3Domain);
    let template = named.as_ref().is_some_and(|name| cx.resolver.member("template", name).is_some());
    if !known && !template {
        return;
    }
    let text = cx.document().text();
    let moved = named.filter(|_| block.get("extend").is_none()).and_then(|name| {
        let keys_known = extend
            .fields()
            .iter()
            .all(|field| matches!(field.name.as_ref(), "name" | "ignore") && field.view.own_node().is_some());
        let ignore = extend.get("ignore");
        let items = if ignore.is_sequence() { ignore.items() } else { vec![ignore.clone()] };
        let ignored: Option<Vec<String>> =
            items.iter().map(|item| item.as_str().map(|key| edit::quote(&key))).collect();
        let name = edit::quote(&name);
        let value = match (ignore.is_absent(), ignored) {
            (true, _) => format!("{{name: {name}}}"),
            (false, Some(keys)) => format!("{{name: {name}, ignore: [{}]}}", keys.join(", ")),
            (false, None) => return None,
        };
        let after = block.get("component");
        keys_known.then(|| {
            vec![
                edit::insert_entry(text, block, "extend", &value, after),
                edit::remove_entry(text, props, entry),
            ]
        })
    });
    let message = Message::new(
        "`extend` inside `props` inherits nothing: it belongs beside `props`",
        "`props` 内的 `extend` 不会继承任何内容，应与 `props` 并列",
    );
    let finding = cx.report(&FC706, entry.key_span(), message);
    finding.tag(Tag::Unnecessary);
    if let Some(edits) = moved {
        finding.fix(Message::new("Move extend beside props", "将 extend 移到 props 旁"), edits);
    }
}

// --- flow -------------------------------------------------------------------------------------------

/// One name in a flow.
struct Listed<'a> {
    name: String,
    group: usize,
    view: View<'a>,
}

/// What the file's resources are called, as far as they are all known.
struct Resources {
    names: Vec<String>,
    /// Whether others may come from a base file or through a merge key.
    open: bool,
}

fn flow<'a>(cx: &mut Context<'a>, unit: &Unit<'a>) {
    let view = View::of_entry(cx.resolver, unit.entry);
    if view.is_unknown() || view.is_empty() {
        return;
    }
    if !view.is_mapping() {
        let message = Message::new(
            "`flow` has no commands and is ignored: write `deploy:` above the groups",
            "`flow` 没有命令，会被忽略；请在各组之上写 `deploy:`",
        );
        let at = first_line(cx, view.span());
        cx.report(&FC708, at, message).severity(Severity::Warning);
        return;
    }
    let section = cx.resolver.section("resources").map(|section| View::of_entry(cx.resolver, section));
    let mapping = section.and_then(|section| section.node()?.as_mapping());
    let open = cx.resolver.section("extend").is_some() || mapping.is_none_or(has_merge);
    let resources = Resources { names: cx.resolver.member_names("resources"), open };
    for command in view.fields() {
        self::command(cx, &command, &resources);
    }
}

fn command<'a>(cx: &mut Context<'a>, command: &Field<'a>, resources: &Resources) {
    let groups = &command.view;
    if groups.is_unknown() || groups.is_empty() {
        return;
    }
    if !groups.is_sequence() {
        let name = &command.name;
        let message = message!(
            "`{name}` must be a list of groups, such as `[[a, b], [c]]`",
            "`{name}` 必须是由组构成的列表，例如 `[[a, b], [c]]`"
        );
        let at = first_line(cx, groups.span());
        // Groups under names happen to run.
        let severity = if groups.is_mapping() { Severity::Warning } else { Severity::Error };
        cx.report(&FC708, at, message).severity(severity);
        return;
    }
    let mut listed = Vec::new();
    let mut complete = true;
    let mut bare = Vec::new();
    for (group, items) in groups.items().into_iter().enumerate() {
        if items.is_unknown() {
            complete = false;
        } else if !items.is_sequence() {
            bare.push(items);
        } else {
            for view in items.items() {
                match view.scalar_text() {
                    Some(name) => listed.push(Listed { name: name.into_owned(), group, view }),
                    None if view.is_unknown() => complete = false,
                    None => {
                        complete = false;
                        let message = Message::new("here stands the name of a resource", "此处应为资源名");
                        let at = first_line(cx, view.span());
                        cx.report(&FC708, at, message);
                    }
                }
            }
        }
    }
    if !bare.is_empty() {
        return not_grouped(cx, &bare);
    }
    let known = listed.iter().filter(|item| name_in_flow(cx, item, resources)).count();
    complete &= known == listed.len() && !resources.open;
    order(cx, groups, &listed);
    if complete && covers_deploy(&command.name) {
        missing(cx, command, &listed, resources);
    }
}

/// Groups that are no lists: `deploy: [a, b]`.
fn not_grouped(cx: &mut Context<'_>, bare: &[View<'_>]) {
    let text = cx.document().text();
    let message = Message::new(
        "each group is a list of names: `[a]`; the outer list runs in order, an inner list at the same time",
        "每一组都是名字列表：`[a]`；外层列表依次执行，内层列表并行执行",
    );
    let edits: Option<Vec<Edit>> = bare
        .iter()
        .map(|item| {
            let span = item.own_node()?.as_scalar().filter(|_| !item.is_empty())?.span();
            Some(Edit::replace(span, format!("[{}]", text.slice(span))))
        })
        .collect();
    let at = first_line(cx, bare[0].span());
    let finding = cx.report(&FC708, at, message);
    if let Some(edits) = edits {
        finding.fix(Message::new("Make each name a group", "将每个名字改为一组"), edits);
    }
}

/// Whether a name in a flow is that of a resource; it is reported if not.
fn name_in_flow(cx: &mut Context<'_>, item: &Listed<'_>, resources: &Resources) -> bool {
    let name = &item.name;
    if resources.open || is_filled_in(name) {
        return false;
    }
    let exists = cx.resolver.names().member("resources", name).is_some();
    let own = item.view.own_node().map(|node| node.span());
    if exists && item.view.as_str().is_some() {
        return true;
    }
    let finding = if exists {
        let message = message!(
            "`{name}` is not text, and the tool compares it with names: put it in quotes",
            "`{name}` 不是字符串，工具按名字比较时找不到它；请加引号"
        );
        cx.report_at(&FC708, &item.view, message)
    } else {
        let meant = nearest(name, resources.names.iter().map(String::as_str));
        let message = match meant {
            Some(meant) => message!(
                "there is no resource `{name}`; did you mean `{meant}`?",
                "没有名为 `{name}` 的资源，是否想写 `{meant}`？"
            ),
            None => message!("there is no resource `{name}`", "没有名为 `{name}` 的资源"),
        };
        let finding = cx.report_at(&FC708, &item.view, message);
        if let (Some(meant), Some(span)) = (meant, own) {
            let title = message!("Change to `{meant}`", "改为 `{meant}`");
            finding.fix(title, vec![Edit::replace(span, edit::quote(meant))]);
        }
        finding
    };
    if let (true, Some(span)) = (exists, own) {
        let quoted = format!("'{name}'");
        let title = message!("Change to {quoted}", "改为 {quoted}");
        finding.fix(title, vec![Edit::replace(span, quoted)]);
    }
    false
}

/// Whether a command of a flow is, or matches, `deploy`.
fn covers_deploy(command: &str) -> bool {
    if !command.contains("${") {
        return command == "deploy";
    }
    let pattern = command.split_once("regex(").and_then(|(_, rest)| rest.split_once(')'));
    let Some((pattern, _)) = pattern else { return false };
    pattern.trim_matches(|c| matches!(c, '\'' | '"' | '(' | ')')).split('|').any(|part| {
        let bare = part.trim_start_matches('^').trim_end_matches('$');
        let whole = part.starts_with('^') && part.ends_with('$');
        matches!(bare, "." | ".*" | ".+")
            || bare == "deploy"
            || (!whole && !bare.is_empty() && "deploy".contains(bare))
    })
}

/// What uses an output runs after what makes it.
fn order<'a>(cx: &mut Context<'a>, groups: &View<'a>, listed: &[Listed<'a>]) {
    // The last place counts where a name stands twice.
    let mut place: FxHashMap<&str, usize> = FxHashMap::default();
    for (index, item) in listed.iter().enumerate() {
        place.insert(&item.name, index);
    }
    let mut wrong: Vec<(usize, OutputUse)> = Vec::new();
    let mut edges: Vec<(usize, usize)> = Vec::new();
    let names = cx.resolver.names();
    for (index, item) in listed.iter().enumerate() {
        if place.get(item.name.as_str()) != Some(&index) {
            continue;
        }
        for found in names.outputs_used(&item.name).iter() {
            let Some(&maker) = place.get(found.name.as_str()) else { continue };
            edges.push((index, maker));
            let again = wrong.iter().any(|(user, other)| *user == index && other.name == found.name);
            if listed[maker].group >= item.group && !again {
                wrong.push((index, found.clone()));
            }
        }
    }
    if wrong.is_empty() {
        return;
    }
    // The first finding brings the fix for all.
    let mut reordered =
        (place.len() == listed.len()).then(|| reordered(cx, groups, listed, &edges)).flatten();
    for (index, found) in wrong {
        let item = &listed[index];
        let (user, maker) = (&item.name, &found.name);
        let message = if user == maker {
            message!(
                "`{user}` uses its own output: no order makes that work",
                "`{user}` 引用了自己的输出，任何顺序都无法执行"
            )
        } else {
            message!(
                "`{user}` uses the output of `{maker}`, so it must stand in a later group than `{maker}`",
                "`{user}` 使用了 `{maker}` 的输出，必须排在 `{maker}` 之后的组里"
            )
        };
        let finding = cx.report_at(&FC709, &item.view, message);
        finding.related(found.span, Message::new("the output is used here", "在此处使用了该输出"));
        if let Some(edit) = reordered.take() {
            finding.fix(Message::new("Put the groups in order", "调整各组的顺序"), vec![edit]);
        }
    }
}

/// The groups in an order that works: each name moves as little as it must.
fn reordered<'a>(
    cx: &Context<'a>,
    groups: &View<'a>,
    listed: &[Listed<'a>],
    edges: &[(usize, usize)],
) -> Option<Edit> {
    let text = cx.document().text();
    let sequence = groups.own_node()?.as_sequence()?;
    let span = sequence.span();
    if text.slice(span).contains(['#', '&', '*', '!']) {
        return None;
    }
    let mut level: Vec<usize> = listed.iter().map(|item| item.group).collect();
    let mut rounds = 0;
    loop {
        let mut moved = false;
        for &(user, maker) in edges {
            if level[user] <= level[maker] {
                level[user] = level[maker] + 1;
                moved = true;
            }
        }
        if !moved {
            break;
        }
        rounds += 1;
        if rounds > listed.len() {
            return None; // They use each other.
        }
    }
    let most = level.iter().copied().max()?;
    let rows: Vec<String> = (0..=most)
        .map(|row| {
            let names = listed.iter().zip(&level).filter(|(_, level)| **level == row);
            names.map(|(item, _)| edit::quote(&item.name)).collect::<Vec<_>>().join(", ")
        })
        .filter(|row| !row.is_empty())
        .map(|row| format!("[{row}]"))
        .collect();
    if sequence.is_flow() {
        return Some(Edit::replace(span, format!("[{}]", rows.join(", "))));
    }
    let indent = " ".repeat(text.byte_column(span.start) as usize);
    let between = format!("{}{indent}- ", edit::line_break(text));
    Some(Edit::replace(span, format!("- {}", rows.join(&between))))
}

/// Resources that the flow of `deploy` does not list.
fn missing<'a>(cx: &mut Context<'a>, command: &Field<'a>, listed: &[Listed<'a>], resources: &Resources) {
    let listed: FxHashSet<&str> = listed.iter().map(|item| item.name.as_str()).collect();
    let absent: Vec<&String> = resources
        .names
        .iter()
        .filter(|name| !listed.contains(name.as_str()) && !is_filled_in(name))
        .collect();
    if absent.is_empty() {
        return;
    }
    let shown: Vec<String> = absent.iter().take(5).map(|name| format!("`{name}`")).collect();
    let more = if absent.len() > 5 { ", …" } else { "" };
    let (en, zh) = (format!("{}{more}", shown.join(", ")), format!("{}{more}", shown.join("、")));
    let message = message!(
        "not in this flow and therefore never deployed by `s deploy`: {en}",
        "以下资源不在流程中，`s deploy` 不会部署：{zh}"
    );
    let text = cx.document().text();
    let row: Vec<String> = absent.iter().map(|name| edit::quote(name)).collect();
    let row = format!("[{}]", row.join(", "));
    let edit = command.view.own_node().and_then(|node| node.as_sequence()).and_then(|sequence| {
        let last = sequence.items().last()?;
        if sequence.is_flow() {
            return Some(Edit::insert(last.span().end, format!(", {row}")));
        }
        let indent = " ".repeat(text.byte_column(sequence.span().start) as usize);
        let lines = edit::line_break(text);
        let line = text.line_of(sequence.span().end);
        let next = text.line_start(line + 1);
        Some(if next == text.len() && text.line_span(line).end == next {
            Edit::insert(next, format!("{lines}{indent}- {row}"))
        } else {
            Edit::insert(next, format!("{indent}- {row}{lines}"))
        })
    });
    let at = command.view.key_span().unwrap_or(command.view.span());
    let finding = cx.report(&FC710, at, message);
    if let Some(edit) = edit {
        finding.fix(message!("Add {row} at the end", "在末尾添加 {row}"), vec![edit]);
    }
}

// --- order without a flow -----------------------------------------------------------------------------

/// How many resources are followed in search of a circle.
const MOST_FOLLOWED: usize = 12;

/// Outputs that lead back to the resource. A circle is told once: at its first name in the alphabet.
fn cycle(cx: &mut Context<'_>, unit: &Unit<'_>) {
    let names = cx.resolver.names();
    let own = names.outputs_used(&unit.name);
    if own.is_empty() || flow_of_deploy(cx) {
        return;
    }
    let start = unit.name.as_ref();
    // Each visited name with the one that led to it.
    let mut visited: Vec<(String, usize)> = vec![(start.to_string(), 0)];
    let mut at = 0;
    let closing = loop {
        if at == visited.len() || visited.len() > MOST_FOLLOWED {
            return;
        }
        let name = visited[at].0.clone();
        if at > 0 && cx.resolver.member("resources", &name).is_none() {
            at += 1;
            continue;
        }
        let uses = names.outputs_used(&name);
        if uses.iter().any(|found| found.name == start) {
            break at;
        }
        for found in uses.iter() {
            if !visited.iter().any(|(known, _)| *known == found.name) {
                visited.push((found.name.clone(), at));
            }
        }
        at += 1;
    };
    let mut circle = vec![start.to_string()];
    let mut step = closing;
    while step != 0 {
        circle.insert(1, visited[step].0.clone());
        step = visited[step].1;
    }
    if circle.iter().any(|name| name.as_str() < start) {
        return;
    }
    let next = circle.get(1).map_or(start, String::as_str);
    let Some(used) = own.iter().find(|found| found.name == next) else { return };
    let message = if circle.len() == 1 {
        message!(
            "`{start}` uses its own output, which does not exist before it is deployed",
            "`{start}` 引用了自己的输出，而部署之前该输出并不存在"
        )
    } else {
        let names = circle.iter().map(String::as_str).chain([start]);
        let path = names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" → ");
        message!(
            "resources use each other's outputs in a circle ({path}): no order works, so the order of the file is kept",
            "资源循环引用彼此的输出（{path}）：无法排序，只能按文件中的顺序执行"
        )
    };
    let back: Option<Span> = (next != start)
        .then(|| {
            let after = circle.get(2).map_or(start, String::as_str);
            names.outputs_used(next).iter().find(|found| found.name == after).map(|found| found.span)
        })
        .flatten();
    let finding = cx.report(&FC727, used.span, message);
    if let Some(back) = back {
        finding.related(back, Message::new("the circle goes on here", "循环在此处继续"));
    }
}

/// Whether a flow orders the deploy: then FC709 speaks of what cannot be ordered.
fn flow_of_deploy(cx: &Context<'_>) -> bool {
    let flow = cx.resolver.section("flow").and_then(|entry| entry.value()?.as_mapping());
    flow.is_some_and(|flow| {
        flow.entries().any(|entry| entry.key_text().is_some_and(|command| covers_deploy(&command)))
    })
}
