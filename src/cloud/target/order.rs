//! In which order resources are deployed: as `flow` says, users of an output after its maker.

use super::{Note, Obstacle};
use crate::document::Names;
use crate::document::evaluate::{Evaluated, Evaluator};
use crate::message;

/// The names of `resources` in the order in which they are deployed: those of `only` if there are any, else those of
/// `flow`, else all.
pub(super) fn order(
    names: &Names<'_>,
    evaluator: &Evaluator<'_>,
    section: &str,
    only: &[String],
    obstacles: &mut Vec<Obstacle>,
    notes: &mut Vec<Note>,
) -> Vec<String> {
    let mut all = Vec::new();
    for name in names.member_names(section) {
        if name != "<<" && !all.contains(&name) {
            all.push(name);
        }
    }
    if section != "resources" {
        all.retain(|name| only.is_empty() || only.contains(name));
        return all;
    }
    if !only.is_empty() {
        all.retain(|name| only.contains(name));
        return by_outputs(names, all);
    }
    let Some(groups) = evaluator.section("flow").and_then(|flow| deploy_groups(&flow)) else {
        return by_outputs(names, all);
    };
    let ordered = by_flow(names, &all, &groups, obstacles);
    for name in all.iter().filter(|name| !ordered.contains(name)) {
        let span = names.member(section, name).map(|entry| entry.key_span());
        let message =
            message!("`flow` does not name `{name}`: it is not deployed", "`flow` 中没有 `{name}`：不会部署");
        notes.push(Note { span, message });
    }
    ordered
}

/// The groups for the command `deploy`: its own key, or a pattern that fits.
fn deploy_groups(flow: &Evaluated) -> Option<Evaluated> {
    let pattern = |key: &str| {
        let pattern = key.strip_prefix("${regex(")?.strip_suffix(")}")?.trim().trim_matches(['\'', '"']);
        regex::Regex::new(pattern).ok()
    };
    let fits = |key: &str| pattern(key).is_some_and(|pattern| pattern.is_match("deploy"));
    let found =
        flow.get("deploy").or_else(|| flow.fields().find(|(key, _)| fits(key)).map(|(_, value)| value));
    found.cloned()
}

fn by_flow(
    names: &Names<'_>,
    all: &[String],
    groups: &Evaluated,
    obstacles: &mut Vec<Obstacle>,
) -> Vec<String> {
    let mut ordered: Vec<String> = Vec::new();
    if !groups.is_list() || groups.items().iter().any(|group| !group.is_list()) {
        let message = message!(
            "`flow` is a list of lists: groups one after the other, with resources side by side",
            "`flow` 是列表的列表：外层依次执行，内层并行"
        );
        obstacles.push(Obstacle { span: groups.span, message });
        return ordered;
    }
    for name in groups.items().iter().flat_map(Evaluated::items) {
        let text = name.text().unwrap_or_default();
        if !all.contains(&text) {
            let message =
                message!("`flow` names `{text}`, which does not exist", "`flow` 中的 `{text}` 不存在");
            obstacles.push(Obstacle { span: name.span, message });
        } else if !ordered.contains(&text) {
            for used in names.outputs_used(&text).iter() {
                let maker = &used.name;
                if maker != &text && all.contains(maker) && !ordered.contains(maker) {
                    let message = message!(
                        "`{text}` uses an output of `{maker}`, so `flow` must deploy `{maker}` before it",
                        "`{text}` 使用了 `{maker}` 的输出，`flow` 中 `{maker}` 必须在它之前"
                    );
                    obstacles.push(Obstacle { span: name.span, message });
                }
            }
            ordered.push(text);
        }
    }
    ordered
}

/// Makers before users, otherwise as in the file; a circle stays as in the file.
fn by_outputs(names: &Names<'_>, all: Vec<String>) -> Vec<String> {
    let mut waiting = all;
    let mut ordered = Vec::new();
    while !waiting.is_empty() {
        let ready = waiting.iter().position(|name| {
            names.outputs_used(name).iter().all(|used| used.name == *name || !waiting.contains(&used.name))
        });
        ordered.push(waiting.remove(ready.unwrap_or(0)));
    }
    ordered
}
