//! FC8xx: aggregations of an f.yml.

use crate::check::context::Context;
use crate::check::rule::{Family, rule};
use crate::check::rules::f_events::EventsFact;
use crate::check::suggest::nearest;
use crate::check::{Severity, Tag};
use crate::document::{FileKind, Unit, UnitKind, View};
use crate::message;
use crate::message::Message;
use crate::syntax::edit;
use crate::text::{Edit, Span};
use rustc_hash::FxHashMap;

/// The family.
pub static FAMILY: Family = Family {
    name: "f.yml-aggregation",
    rules: &[&FC806, &FC807, &FC808, &FC809, &FC810, &FC811, &FC812],
    unit,
    file,
    ..Family::NONE
};

rule! {
    /// `functionsPattern` is ignored when `functions` is there.
    ///
    /// Breaks: `{functions: [a], functionsPattern: ['r*']}` — keeps: `{functions: [a]}`
    FC806 "agg-pattern-ignored" Warning F true "the f.yml specification; midwayjs/cli checkAggregation"
    /// 写了 `functions` 时，`functionsPattern` 会被忽略。
    ///
    /// 错误：`{functions: [a], functionsPattern: ['r*']}` — 正确：`{functions: [a]}`
    中文
}
rule! {
    /// An aggregation lists a function that is not in `functions`.
    ///
    /// The command line ignores the name without a word. Where decorators make the functions
    /// (no `functions` in the file), nothing is said; a name unlike all others may be one of theirs, so it is a
    /// warning.
    ///
    /// Breaks: `aggregation: {all: {functions: [nope]}}` — keeps: `aggregation: {all: {functions: [hello]}}`
    FC807 "agg-functions-exist" Error F true "derived: midwayjs/cli ignores unknown names silently"
    /// 聚合部署列出了 `functions` 中不存在的函数。
    ///
    /// 命令行会静默忽略该名字。如果函数由装饰器生成（文件中没有 `functions`），则不检查；与已有名字都不相近的名字也可能来自装饰器，只给警告。
    ///
    /// 错误：`aggregation: {all: {functions: [nope]}}` — 正确：`aggregation: {all: {functions: [hello]}}`
    中文
}
rule! {
    /// An aggregation needs `functions` or a `functionsPattern` that matches something.
    ///
    /// Otherwise the command line deploys an empty function that answers nothing. Patterns are only judged where
    /// the file lists its functions.
    ///
    /// Breaks: `aggregation: {idx: {deployOrigin: false}}` — keeps: `aggregation: {idx: {functions: [a]}}`
    FC808 "agg-empty" Warning F false "midwayjs/cli cli-plugin-package aggregation; derived"
    /// 聚合部署需要 `functions`，或能匹配到函数的 `functionsPattern`。
    ///
    /// 否则命令行会部署一个不响应任何请求的空函数。只有文件列出了函数时才检查匹配规则。
    ///
    /// 错误：`aggregation: {idx: {deployOrigin: false}}` — 正确：`aggregation: {idx: {functions: [a]}}`
    中文
}
rule! {
    /// Only functions with an http event are merged, unless `eventTrigger` is true.
    ///
    /// A timer function in the list is left out in silence. Functions without events in the file are not judged,
    /// since decorators may give them some.
    ///
    /// Breaks: `functions: [timerFn]` — keeps: `functions: [httpFn]`
    FC809 "agg-non-http" Warning F false "midwayjs/cli cli-plugin-package aggregation"
    /// 只有带 http 事件的函数会被聚合，除非 `eventTrigger` 为 true。
    ///
    /// 列表中的定时函数会被静默跳过。文件中没有写事件的函数可能由装饰器补上，不检查。
    ///
    /// 错误：`functions: [timerFn]` — 正确：`functions: [httpFn]`
    中文
}
rule! {
    /// A function belongs to one aggregation: the first that matches it.
    ///
    /// The second one is deployed without it. For the pattern `*`, which reads as "the rest", it is a hint.
    ///
    /// Breaks: `{x: {functions: [a]}, y: {functionsPattern: ['a*']}}` — keeps: `{x: {functions: [a]}, y: {functions: [b]}}`
    FC810 "agg-twice" Warning F false "midwayjs/cli cli-plugin-package aggregation"
    /// 一个函数只属于一个聚合：第一个匹配到它的聚合。
    ///
    /// 后一个聚合部署时不包含它。匹配规则为 `*`（可理解为“其余函数”）时只给提示。
    ///
    /// 错误：`{x: {functions: [a]}, y: {functionsPattern: ['a*']}}` — 正确：`{x: {functions: [a]}, y: {functions: [b]}}`
    中文
}
rule! {
    /// Two aggregations must not come to the same path.
    ///
    /// The paths of the merged functions are cut to what they have in common, `/api/x` and `/api/y` to `/api/*`.
    /// If another aggregation has that path already, the command line prints an error and ends.
    ///
    /// Breaks: `/api/x`, `/api/y` in one, `/api/z`, `/api/w` in another — keeps: `/api/…` and `/web/…`
    FC811 "agg-prefix" Error F false "midwayjs/cli cli-plugin-package aggregation"
    /// 两个聚合不能得到相同的路径。
    ///
    /// 被聚合函数的路径会合并为公共前缀，如 `/api/x` 和 `/api/y` 合并为 `/api/*`。
    /// 如果另一个聚合已经使用该路径，命令行会报错并退出。
    ///
    /// 错误：一个聚合含 `/api/x`、`/api/y`，另一个含 `/api/z`、`/api/w` — 正确：`/api/…` 和 `/web/…`
    中文
}
rule! {
    /// An aggregation must not have the name of a function that it does not merge.
    ///
    /// The merged function takes the name, and the other one is not deployed.
    ///
    /// Breaks: `aggregation: {index: {functions: [a]}}` beside a function `index` — keeps: `aggregation: {all: {functions: [a]}}`
    FC812 "agg-name-clash" Warning F false "midwayjs/cli cli-plugin-package aggregation"
    /// 聚合不能与它未包含的函数同名。
    ///
    /// 聚合后的函数会占用该名字，原来的函数不会被部署。
    ///
    /// 错误：存在函数 `index`，又写 `aggregation: {index: {functions: [a]}}` — 正确：`aggregation: {all: {functions: [a]}}`
    中文
}

/// The rules of this family on one aggregation.
fn unit(cx: &mut Context<'_>, unit: &Unit<'_>) {
    if unit.kind == UnitKind::Member && unit.section == "aggregation" && cx.kind() == FileKind::FYml {
        aggregation(cx, &View::of_entry(cx.resolver, unit.entry));
    }
}

/// Whether the file lists its functions itself: else decorators or directories make them.
fn lists_functions(cx: &Context<'_>) -> bool {
    cx.resolver.section("functions").and_then(|entry| entry.value()?.as_mapping()).is_some()
        && cx.resolver.section("functionsRule").is_none()
}

/// What only all aggregations and functions together show.
fn file(cx: &mut Context<'_>) {
    if cx.kind() != FileKind::FYml || cx.resolver.section("deployType").is_some() {
        return; // With deployType the command line skips aggregations.
    }
    let Some(mapping) = cx.resolver.names().section_mapping("aggregation") else { return };
    let functions: Vec<&EventsFact> = match lists_functions(cx) {
        true => cx.facts::<EventsFact>().map(|(fact, _)| fact).collect(),
        false => Vec::new(),
    };
    let by_name: FxHashMap<&str, &EventsFact> =
        functions.iter().map(|fact| (fact.name.as_str(), *fact)).collect();
    // Who took a function first, for http functions and for the others.
    let mut taken: FxHashMap<(&str, bool), Span> = FxHashMap::default();
    let mut prefixes: Vec<(String, Span)> = Vec::new();
    for entry in mapping.entries() {
        let Some(name) = entry.key_text() else { continue };
        let view = View::of_entry(cx.resolver, entry);
        if view.is_unknown() || name.contains("${") {
            continue;
        }
        let key = entry.key_span();
        let (list, pattern) = (view.get("functions"), view.get("functionsPattern"));
        if list.is_empty() && pattern.is_empty() {
            empty(cx, &view, key);
            continue;
        }
        let event_trigger = view.get("eventTrigger");
        if event_trigger.is_unknown() || functions.is_empty() {
            continue;
        }
        let events = event_trigger.as_bool() == Some(true);
        let Some(members) = members(&list, &pattern, &functions, &by_name) else { continue };
        if list.is_empty() && members.is_empty() {
            let message = Message::new(
                "no function of this file matches: the merged function would be empty",
                "此文件中没有匹配的函数：聚合后的函数将是空的",
            );
            cx.report_at(&FC808, &pattern, message);
        }
        if let Some(other) = by_name.get(name.as_ref())
            && !members.iter().any(|(member, _)| member.name == other.name)
        {
            let message = message!(
                "the merged function takes the name of the function `{name}`, which is then not deployed; call it otherwise",
                "聚合后的函数会占用函数 `{name}` 的名字，原函数不会被部署；请换一个名字"
            );
            cx.report(&FC812, key, message);
        }
        let mut again: Vec<&str> = Vec::new();
        let mut mine: Vec<&EventsFact> = Vec::new();
        for (member, item) in &members {
            if let Some(item) = item
                && !events
                && member.http == Some(false)
            {
                let name = &member.name;
                let message = message!(
                    "`{name}` has no http event and is not merged; set eventTrigger: true in an aggregation of its own",
                    "`{name}` 没有 http 事件，不会被聚合；请放入设置了 eventTrigger: true 的单独聚合"
                );
                cx.report_at(&FC809, item, message);
            }
            let slot = (member.name.as_str(), events);
            match (taken.get(&slot).copied(), item) {
                (None, _) => {
                    taken.insert(slot, key);
                    mine.push(member);
                }
                (Some(first), Some(item)) => {
                    let name = &member.name;
                    let message = message!(
                        "`{name}` belongs to an earlier aggregation already and is not merged here",
                        "`{name}` 已属于前面的聚合，不会在此聚合"
                    );
                    cx.report_at(&FC810, item, message).related(first, first_one());
                }
                (Some(_), None) => again.push(&member.name),
            }
        }
        if let [name, ..] = again.as_slice()
            && let Some(first) = taken.get(&(*name, events)).copied()
        {
            let names = again.iter().take(3).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let more = if again.len() > 3 { ", …" } else { "" };
            let message = message!(
                "{names}{more} matched by an earlier aggregation: not merged here",
                "{names}{more} 已被前面的聚合匹配，不会在此聚合"
            );
            let rest = is_rest(&pattern);
            let finding = cx.report_at(&FC810, &pattern, message).related(first, first_one());
            if rest {
                finding.severity(Severity::Hint);
            }
        }
        if !events && let Some(prefix) = merged_path(&mine) {
            match prefixes.iter().find(|(known, _)| *known == prefix) {
                Some((_, first)) => {
                    let first = *first;
                    let message = message!(
                        "the paths come to `{prefix}`, as in an earlier aggregation: the command line ends with an error",
                        "路径合并为 `{prefix}`，与前面的聚合相同：命令行会报错退出"
                    );
                    cx.report(&FC811, key, message).related(first, first_one());
                }
                None => prefixes.push((prefix, key)),
            }
        }
    }
}

fn first_one() -> Message {
    Message::new("the earlier aggregation", "前面的聚合")
}

fn empty(cx: &mut Context<'_>, view: &View<'_>, key: Span) {
    // A slip of one of the two keys is said at that key.
    let slip = |name: &str| nearest(name, ["functions", "functionsPattern"]).is_some();
    if view.fields().iter().any(|field| slip(&field.name)) && !view.is_empty() {
        return;
    }
    let message = Message::new(
        "nothing is merged: `functions` or `functionsPattern` is missing",
        "没有可聚合的函数：缺少 `functions` 或 `functionsPattern`",
    );
    cx.report(&FC808, key, message);
}

/// Whether the pattern is `*` alone, "everything that is left".
fn is_rest(pattern: &View<'_>) -> bool {
    let one = |view: &View<'_>| view.as_str().is_some_and(|text| text == "*" || text == "**");
    one(pattern) || matches!(pattern.items().as_slice(), [item] if one(item))
}

type Members<'f, 'v> = Vec<(&'f EventsFact, Option<View<'v>>)>;

/// The functions that an aggregation matches, each with its item in the list; `None` if that cannot be told.
fn members<'f, 'v>(
    list: &View<'v>,
    pattern: &View<'v>,
    functions: &[&'f EventsFact],
    by_name: &FxHashMap<&str, &'f EventsFact>,
) -> Option<Members<'f, 'v>> {
    if !list.is_empty() {
        if !list.is_sequence() {
            return None;
        }
        let mut members = Members::new();
        for item in list.items() {
            let name = item.as_str()?;
            if let Some(fact) = by_name.get(name.as_ref())
                && !members.iter().any(|(known, _)| known.name == fact.name)
            {
                members.push((fact, Some(item)));
            }
        }
        return Some(members);
    }
    let patterns: Vec<String> = match pattern.as_str() {
        Some(text) => vec![text.into_owned()],
        None if pattern.is_sequence() => {
            let items = pattern.items();
            items.iter().map(|item| Some(item.as_str()?.into_owned())).collect::<Option<_>>()?
        }
        None => return None,
    };
    if patterns.is_empty() || !patterns.iter().all(|pattern| is_glob(pattern)) {
        return None;
    }
    let matches = |name: &str| patterns.iter().all(|pattern| is_match(pattern, name));
    Some(functions.iter().filter(|fact| matches(&fact.name)).map(|fact| (*fact, None)).collect())
}

/// Whether a pattern has only the signs that are understood here: `*`, `?` and a leading `!`.
fn is_glob(pattern: &str) -> bool {
    let body = pattern.strip_prefix('!').unwrap_or(pattern);
    !body.is_empty() && body.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '*' | '?'))
}

/// Whether `name` matches `pattern`, as micromatch has it for names without slashes.
fn is_match(pattern: &str, name: &str) -> bool {
    match pattern.strip_prefix('!') {
        Some(rest) => !is_match(rest, name),
        None => glob(pattern.as_bytes(), name.as_bytes()),
    }
}

fn glob(pattern: &[u8], name: &[u8]) -> bool {
    let (mut at, mut in_name) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while in_name < name.len() {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at, in_name));
                at += 1;
            }
            Some(sign) if *sign == b'?' || *sign == name[in_name] => {
                at += 1;
                in_name += 1;
            }
            _ => match star {
                Some((back, from)) => {
                    star = Some((back, from + 1));
                    (at, in_name) = (back + 1, from + 1);
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|sign| *sign == b'*')
}

/// The path that the command line makes of the functions' paths; `None` if one is not known or there is none.
fn merged_path(functions: &[&EventsFact]) -> Option<String> {
    let mut paths: Vec<&str> = Vec::new();
    for function in functions {
        function.http?;
        for route in &function.routes {
            if route.unknown {
                return None;
            }
            paths.extend(route.path.as_deref().filter(|path| !path.is_empty()));
        }
    }
    let first = paths.first()?;
    let mut length = first.len();
    for path in &paths {
        let same = first.bytes().zip(path.bytes()).take_while(|(a, b)| a == b).count();
        length = length.min(same);
    }
    let mut common = first.get(..length)?;
    if let Some(slash) = common.rfind('/') {
        common = &common[..slash];
    }
    let slash = if common.is_empty() || common.starts_with('/') { "" } else { "/" };
    let mut path = format!("{slash}{common}/*");
    if let Some(parameter) = path.find("/:") {
        path.truncate(parameter);
        path.push_str("/*");
    }
    Some(path)
}

fn aggregation(cx: &mut Context<'_>, entry: &View<'_>) {
    let (functions, pattern) = (entry.get("functions"), entry.get("functionsPattern"));
    if !functions.is_empty()
        && let (Some(key), Some(mapping)) = (pattern.key_span(), entry.own_mapping())
    {
        let message = Message::new(
            "`functionsPattern` is ignored because `functions` is set",
            "已设置 `functions`，`functionsPattern` 会被忽略",
        );
        let edit = mapping
            .get("functionsPattern")
            .map(|entry| edit::remove_entry(cx.document().text(), mapping, entry));
        let finding = cx.report(&FC806, key, message);
        finding.tag(Tag::Unnecessary);
        if let Some(edit) = edit {
            finding.fix(Message::new("Remove functionsPattern", "删除 functionsPattern"), vec![edit]);
        }
    }
    // Decorators may make functions that the file does not list.
    if functions.is_empty() || !lists_functions(cx) {
        return;
    }
    let names = cx.resolver.names();
    for item in functions.items() {
        let Some(name) = item.as_str() else { continue };
        if names.member("functions", &name).is_some() || name.contains("${") {
            continue;
        }
        let known = cx.resolver.member_names("functions");
        let meant = nearest(&name, known.iter().map(String::as_str)).map(str::to_string);
        let message = match &meant {
            Some(meant) => message!(
                "there is no function `{name}`; did you mean `{meant}`? The name is ignored in silence",
                "没有函数 `{name}`，是否想写 `{meant}`？该名字会被静默忽略"
            ),
            None => message!(
                "there is no function `{name}` in this file; the name is ignored in silence",
                "此文件中没有函数 `{name}`，该名字会被静默忽略"
            ),
        };
        let own = item.own_node().is_some();
        let span = item.span();
        let finding = cx.report_at(&FC807, &item, message);
        match meant {
            Some(meant) if own => {
                finding.fix(message!("Change to {meant}", "改为 {meant}"), vec![Edit::replace(span, meant)]);
            }
            // Functions made by decorators are not in the file, but may be listed.
            _ => {
                finding.severity(Severity::Warning);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_match;

    #[test]
    fn patterns_match_as_micromatch_has_it() {
        for (pattern, name, matches) in [
            ("*", "a", true),
            ("api*", "api", true),
            ("api*", "apiUser", true),
            ("api*", "myApi", false),
            ("*User*", "apiUserList", true),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("!render2", "render1", true),
            ("!render2", "render2", false),
        ] {
            assert_eq!(is_match(pattern, name), matches, "{pattern} {name}");
        }
    }
}
