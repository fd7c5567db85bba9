//! From a document to [`Targets`]: which resources there are, and which format each of them has.

use std::collections::BTreeMap;

use super::block::{Context, note};
use super::{
    DomainTarget, Obstacle, Options, Outside, Target, Targets, f_yml, fc3, fc3_domain, legacy_fc, order,
};
use crate::document::evaluate::{Evaluated, Evaluator};
use crate::document::{Component, Document, Edition, FileKind, Names};
use crate::message;
use crate::message::Message;
use crate::syntax::Entry;
use crate::text::Span;

/// What `document` wants of the cloud, or everything that is in the way, in the order of the text.
pub fn targets(
    document: &Document,
    outside: &dyn Outside,
    options: &Options,
) -> Result<Targets, Vec<Obstacle>> {
    let mistakes = document.tree().errors();
    if !mistakes.is_empty() {
        let obstacles = mistakes.into_iter().map(|mistake| Obstacle {
            span: mistake.span,
            message: Message::new(mistake.kind.message_en(), mistake.kind.message_zh()),
        });
        return Err(obstacles.collect());
    }
    let names = Names::new(document);
    let evaluator = Evaluator::new(&names, outside);
    let mut context = Context {
        outside,
        options,
        folder: document.path().and_then(|path| path.parent()).map(Into::into),
        access: None,
        obstacles: Vec::new(),
    };
    let mut targets = Targets::default();
    match document.kind() {
        FileKind::FYml => f_yml::read(&mut context, &names, &evaluator, &mut targets),
        FileKind::SYaml(edition) => s_yaml(&mut context, &names, &evaluator, edition, &mut targets),
        FileKind::NotOurs => {
            let message = message!(
                "this is neither an f.yml nor an s.yaml: there is nothing to deploy",
                "这既不是 f.yml 也不是 s.yaml：没有可部署的内容"
            );
            context.obstacle(Span::new(0, 0), message);
        }
    }
    name_spans(document, &mut targets);
    same_function(&mut context, &targets);
    if context.obstacles.is_empty() {
        return Ok(targets);
    }
    let mut obstacles = context.obstacles;
    obstacles.sort_by_key(|obstacle| (obstacle.span.start, obstacle.span.end));
    obstacles.dedup();
    Err(obstacles)
}

fn s_yaml<'a>(
    context: &mut Context<'_>,
    names: &Names<'a>,
    evaluator: &Evaluator<'a>,
    edition: Edition,
    targets: &mut Targets,
) {
    let section = if edition == Edition::V3 { "resources" } else { "services" };
    for key in ["extend", "env"] {
        if let Some(entry) = names.section(key) {
            let message = message!(
                "fcls does not merge the other file that `{key}` names: write its values here",
                "fcls 不会合并 `{key}` 指定的另一个文件：请把其中的值写在这里"
            );
            context.obstacle(entry.key_span(), message);
        }
    }
    if names.section_mapping(section).is_none() {
        let renamed = names.section("services").filter(|_| edition == Edition::V3);
        let message = match renamed {
            Some(_) => message!(
                "edition 3 reads `resources`: rename `services`",
                "3.0.0 版读取的是 `resources`：请重命名 `services`"
            ),
            None => message!(
                "there are no `{section}`: there is nothing to deploy",
                "没有 `{section}`：没有可部署的内容"
            ),
        };
        let top = names.document().root().map_or(0, |root| root.span().start);
        context.obstacle(renamed.map_or(Span::new(top, top), |entry| entry.key_span()), message);
        return;
    }
    context.access = access(context, names.section("access"), evaluator);
    if let Some(actions) = names.section("actions") {
        targets.notes.push(not_run(actions.key_span()));
    }
    wanted_exist(context, names, section);
    let mut obstacles = Vec::new();
    let only = &context.options.only;
    let order = order::order(names, evaluator, section, only, &mut obstacles, &mut targets.notes);
    context.obstacles.append(&mut obstacles);
    for name in order {
        if let Some(entry) = names.member(section, &name) {
            resource(context, evaluator, edition, &name, entry, targets);
        }
    }
}

/// The alias of the credentials. `${aliyun-cli}` is one, not an expression.
fn access<'a>(
    context: &mut Context<'_>,
    entry: Option<Entry<'a>>,
    evaluator: &Evaluator<'a>,
) -> Option<String> {
    let value = entry?.value()?;
    if value.as_scalar().is_some_and(|scalar| scalar.cooked().trim() == "${aliyun-cli}") {
        return Some("${aliyun-cli}".to_string());
    }
    let value = evaluator.value(Some(value), value.span());
    context.is_whole(&value);
    value.text().map(|text| text.trim().to_string()).filter(|text| !text.is_empty())
}

/// Names on the command line must exist.
pub(super) fn wanted_exist(context: &mut Context<'_>, names: &Names<'_>, section: &str) {
    let span = names.section(section).map_or(Span::new(0, 0), |entry| entry.key_span());
    for name in &context.options.only {
        if names.member(section, name).is_none() {
            let message = message!("`{section}` has no `{name}`", "`{section}` 中没有 `{name}`");
            context.obstacles.push(Obstacle { span, message });
        }
    }
}

fn resource<'a>(
    context: &mut Context<'_>,
    evaluator: &Evaluator<'a>,
    edition: Edition,
    name: &str,
    entry: Entry<'a>,
    targets: &mut Targets,
) {
    let at = entry.key_span();
    let component = evaluator.outer_key(entry, "component");
    let Some(component) = component.filter(|component| !component.is_null()) else {
        context.obstacle(
            at,
            message!("the resource `{name}` has no `component`", "资源 `{name}` 没有 `component`"),
        );
        return;
    };
    let component = component.text().map_or(Component::Other, |name| Component::named(&name));
    if !matches!(component, Component::Fc3 | Component::Fc3Domain | Component::Fc) {
        targets.others.push(name.to_string());
        return;
    }
    let props = evaluator.props(entry);
    // In edition 3 the access of a resource is not consulted; in older ones it is.
    let global = context.access.clone();
    let own = entry.value().and_then(|value| value.as_mapping()?.get("access"));
    let mut notes = Vec::new();
    match (own, edition) {
        (Some(own), Edition::V1) => context.access = access(context, Some(own), evaluator),
        (Some(own), Edition::V3) => notes.push(note(
            own.key_span(),
            message!(
                "`access` of a resource is not consulted: that of the file is",
                "资源上的 `access` 不起作用：使用文件顶层的 `access`"
            ),
        )),
        _ => {}
    }
    if let Some(actions) = entry.value().and_then(|value| value.as_mapping()?.get("actions")) {
        notes.push(not_run(actions.key_span()));
    }
    match component {
        Component::Fc3Domain => {
            let domain = fc3_domain::standalone(context, name, at, &props, &mut notes);
            targets.domains.extend(domain);
            targets.notes.append(&mut notes);
        }
        Component::Fc => legacy(context, name, at, props, notes, targets),
        _ => targets.functions.extend(fc3::target(context, name, at, props, notes)),
    }
    context.access = global;
}

/// Commands of a file are never run.
fn not_run(span: Span) -> super::Note {
    note(
        span,
        message!(
            "`actions` are not run: run what builds the code yourself, before this",
            "不会执行 `actions`：请事先自行运行构建代码的命令"
        ),
    )
}

fn legacy(
    context: &mut Context<'_>,
    name: &str,
    at: Span,
    props: Evaluated,
    mut notes: Vec<super::Note>,
    targets: &mut Targets,
) {
    if !context.is_whole(&props) {
        return;
    }
    let Some(mut converted) = legacy_fc::convert(context, at, props) else { return };
    notes.append(&mut converted.notes);
    targets.functions.extend(fc3::target(context, name, at, converted.props, notes));
    for domain in converted.domains {
        let found = fc3_domain::standalone(context, name, at, &domain, &mut targets.notes);
        targets.domains.extend(found);
    }
}

/// Where the names of functions and domains stand: for what has no key of its own.
fn name_spans(document: &Document, targets: &mut Targets) {
    let units = document.units();
    let keys: BTreeMap<&str, Span> =
        units.iter().map(|unit| (unit.name.as_ref(), unit.entry.key_span())).collect();
    let functions = targets.functions.iter_mut().map(|target| (&target.resource, &mut target.spans));
    let domains = targets.domains.iter_mut().map(|(resource, _, spans)| (&*resource, spans));
    for (resource, spans) in functions.chain(domains) {
        if let Some(span) = keys.get(resource.as_str()) {
            spans.insert(String::new(), *span);
        }
    }
}

/// Two entries that deploy to the same place would undo each other's work.
fn same_function(context: &mut Context<'_>, targets: &Targets) {
    let mut seen: BTreeMap<(&str, &str, Option<&str>), &Target> = BTreeMap::new();
    for target in &targets.functions {
        let place = (target.region.as_str(), target.name.as_str(), target.access.as_deref());
        if let Some(first) = seen.insert(place, target) {
            let (first, second, name) = (&first.resource, &target.resource, &target.name);
            let span = target.spans.get("functionName").copied().unwrap_or(Span::new(0, 0));
            let message = message!(
                "`{first}` and `{second}` are the same function `{name}`: one would overwrite the other",
                "`{first}` 与 `{second}` 是同一个函数 `{name}`：会互相覆盖"
            );
            context.obstacle(span, message);
        }
    }
    let mut hosts: BTreeMap<&str, &str> = BTreeMap::new();
    for (resource, DomainTarget { name, .. }, spans) in &targets.domains {
        if name != "auto"
            && let Some(first) = hosts.insert(name, resource)
        {
            let span = spans.get(&format!("domain.{name}")).copied().unwrap_or(Span::new(0, 0));
            let message = message!(
                "`{first}` and `{resource}` are the same domain `{name}`: one would overwrite the other",
                "`{first}` 与 `{resource}` 是同一个域名 `{name}`：会互相覆盖"
            );
            context.obstacle(span, message);
        }
    }
}
