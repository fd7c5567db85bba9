//! Plans and reports for people, in English and Chinese, and as JSON for programs. Secrets are `***` in both.

mod report;

use serde_json::{Map, Value, json};

use super::diff::{Change, Kind};
use super::package::size;
use super::plan::{CodePlan, Operation, Plan, Resource, ResourceKind};
use super::secret::{is_secret_name, masked};
use super::target::Note;
use crate::message;
use crate::message::{Lang, Message};
use crate::text::Span;

pub use report::{report, report_json};

/// Longest value that is shown whole.
const LONGEST: usize = 100;

/// How things are shown.
#[derive(Clone, Copy)]
pub struct Style<'a> {
    /// Language.
    pub lang: Lang,
    /// Whether with colours of terminals.
    pub colours: bool,
    /// How a place in the file is written: `s.yaml:3:5`.
    pub place: &'a dyn Fn(Span) -> String,
    /// Whether values of environment variables are shown at all; those that look secret never are.
    pub environment: bool,
}

/// Colours by their codes.
#[derive(Clone, Copy)]
enum Colour {
    Red,
    Green,
    Yellow,
    Bold,
    Dim,
}

impl Style<'_> {
    fn paint(&self, colour: Colour, text: &str) -> String {
        let code = match colour {
            Colour::Red => 31,
            Colour::Green => 32,
            Colour::Yellow => 33,
            Colour::Bold => 1,
            Colour::Dim => 2,
        };
        if self.colours { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_string() }
    }

    fn text<'m>(&self, message: &'m Message) -> &'m str {
        message.text(self.lang)
    }

    fn pick<'m>(&self, en: &'m str, zh: &'m str) -> &'m str {
        self.lang.pick(en, zh)
    }

    fn note(&self, note: &Note) -> String {
        match note.span {
            Some(span) => format!("{} ({})", self.text(&note.message), (self.place)(span)),
            None => self.text(&note.message).to_string(),
        }
    }
}

/// A value as people may see it.
pub fn shown(path: &str, value: &Value) -> Value {
    let mut segments: Vec<&str> = path.split(['.', '[', ']']).filter(|segment| !segment.is_empty()).collect();
    // The name of a trigger promises nothing.
    if segments.first() == Some(&"triggers") && segments.len() > 1 {
        segments.remove(1);
    }
    let last = segments.last().copied().unwrap_or_default();
    let blank = matches!(value, Value::Null) || value.as_str() == Some("");
    if !blank && segments.iter().any(|segment| is_secret_name(segment)) {
        return "***".into();
    }
    masked(last, value)
}

/// A value as people may see it in a style.
pub fn styled(path: &str, value: &Value, style: &Style<'_>) -> Value {
    let shown = shown(path, value);
    if style.environment || !path.starts_with("environmentVariables") { shown } else { hidden(&shown) }
}

fn hidden(value: &Value) -> Value {
    match value {
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), hidden(value))).collect(),
        Value::Null => Value::Null,
        _ => "***".into(),
    }
}

/// A value on one line, without secrets, cut where it is long.
pub fn inline(path: &str, value: &Value, style: &Style<'_>) -> String {
    let text = styled(path, value, style).to_string();
    if text.chars().count() <= LONGEST {
        return text;
    }
    let cut: String = text.chars().take(LONGEST).collect();
    format!("{cut}…")
}

fn change_line(change: &Change, style: &Style<'_>) -> String {
    let path = &change.path;
    let old = change.old.as_ref().map(|value| inline(path, value, style));
    let new = change.new.as_ref().map(|value| inline(path, value, style));
    let (colour, sign) = match change.kind {
        Kind::Added => (Colour::Green, '+'),
        Kind::Changed => (Colour::Yellow, '~'),
        Kind::Cleared => (Colour::Red, '-'),
        Kind::Recreated => (Colour::Red, '!'),
        Kind::Kept => (Colour::Dim, '='),
    };
    let values = match (old, new) {
        (Some(old), Some(new)) => format!(": {old} → {new}"),
        (Some(one), None) | (None, Some(one)) => format!(": {one}"),
        (None, None) => String::new(),
    };
    style.paint(colour, &format!("{sign} {path}{values}"))
}

fn code_line(code: &CodePlan, style: &Style<'_>) -> String {
    match code {
        CodePlan::Oss { bucket, object } => format!("oss://{bucket}/{object}"),
        CodePlan::Archive { archive, bytes, files, checksum, largest, .. } => {
            let bytes = size(*bytes);
            let state = match archive {
                None => style.pick("unchanged, not sent", "未变化，不发送"),
                Some(_) => style.pick("sent", "发送"),
            };
            let files = match files {
                0 => String::new(),
                _ => match style.lang {
                    Lang::En => format!(" in {}", counted(*files, "file")),
                    Lang::Zh => format!("，{files} 个文件"),
                },
            };
            let largest = match (archive, largest.is_empty()) {
                (Some(_), false) => match style.lang {
                    Lang::En => format!("; largest before compression: {largest}"),
                    Lang::Zh => format!("；压缩前最大的部分：{largest}"),
                },
                _ => String::new(),
            };
            match style.lang {
                Lang::En => format!("{bytes}{files}, checksum {checksum}: {state}{largest}"),
                Lang::Zh => format!("{bytes}{files}，校验和 {checksum}：{state}{largest}"),
            }
        }
    }
}

/// What happens to a resource.
fn action(resource: &Resource) -> &'static str {
    match resource.steps.first().map(|step| &step.operation) {
        _ if resource.failure.is_some() => "unknown",
        None => "none",
        Some(Operation::CreateFunction { .. } | Operation::CreateDomain(_)) => "create",
        Some(_) => "update",
    }
}

fn kind_name(kind: ResourceKind) -> Message {
    match kind {
        ResourceKind::Function => Message::new("function", "函数"),
        ResourceKind::Domain => Message::new("domain", "域名"),
    }
}

fn head(resource: &Resource, style: &Style<'_>) -> String {
    let (sign, colour, what) = match action(resource) {
        "create" => ('+', Colour::Green, style.pick("to be created", "将创建")),
        "update" => ('~', Colour::Yellow, style.pick("to be changed", "将变更")),
        "none" => ('=', Colour::Dim, style.pick("nothing to change", "无变更")),
        _ => ('?', Colour::Red, style.pick("cannot be read", "无法读取")),
    };
    let (name, region) = (&resource.name, &resource.region);
    let kind = kind_name(resource.kind);
    let kind = style.text(&kind);
    let own = if resource.resource == *name || resource.resource.is_empty() {
        String::new()
    } else {
        format!(" [{}]", resource.resource)
    };
    let line = match style.lang {
        Lang::En => format!("{sign} {kind} {name}{own} ({region}): {what}"),
        Lang::Zh => format!("{sign} {kind} {name}{own}（{region}）：{what}"),
    };
    let line = style.paint(colour, &line);
    if action(resource) == "none" { line } else { style.paint(Colour::Bold, &line) }
}

/// A plan for people; lines end with `\n`.
pub fn plan(plan: &Plan, style: &Style<'_>) -> String {
    let mut lines = Vec::new();
    for resource in &plan.resources {
        lines.push(head(resource, style));
        one(resource, style, &mut lines);
    }
    for other in &plan.others {
        let message = message!(
            "= {other}: another component, not deployed by fcls",
            "= {other}：其他组件，fcls 不部署"
        );
        lines.push(style.paint(Colour::Dim, style.text(&message)));
    }
    for note in &plan.notes {
        let intro = style.paint(Colour::Yellow, style.pick("note", "提示"));
        lines.push(format!("{intro}: {}", style.note(note)));
    }
    lines.push(summary(plan, style));
    lines.join("\n") + "\n"
}

fn one(resource: &Resource, style: &Style<'_>, lines: &mut Vec<String>) {
    let mut add = |text: String| lines.push(format!("    {text}"));
    if let Some(error) = &resource.failure {
        add(style.paint(Colour::Red, &error.text(style.lang)));
    }
    for change in resource.steps.iter().flat_map(|step| &step.changes).filter(|change| change.path != "code")
    {
        add(change_line(change, style));
    }
    if let Some(code) = &resource.code {
        let line = format!("{}: {}", style.pick("code", "代码"), code_line(code, style));
        let colour = if code.is_unchanged() { Colour::Dim } else { Colour::Yellow };
        add(style.paint(colour, &line));
    }
    if !resource.kept.is_empty() {
        let paths: Vec<&str> = resource.kept.iter().map(|change| change.path.as_str()).collect();
        let intro = style.pick("live but not in the file, kept", "云上有而文件中没有，保留");
        add(style.paint(Colour::Dim, &format!("{intro}: {}", paths.join(", "))));
    }
    for message in resource.steps.iter().flat_map(|step| &step.destroys) {
        let intro = style.pick("destroys", "破坏性");
        add(style.paint(Colour::Red, &format!("{intro}: {}", style.text(message))));
    }
    for note in &resource.notes {
        add(format!("{}: {}", style.paint(Colour::Yellow, style.pick("note", "提示")), style.note(note)));
    }
    for obstacle in &resource.obstacles {
        add(format!(
            "{}: {}",
            style.paint(Colour::Red, style.pick("in the way", "障碍")),
            style.note(obstacle)
        ));
    }
}

/// `1 call`, `2 calls`.
pub fn counted(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

fn summary(plan: &Plan, style: &Style<'_>) -> String {
    let count = |wanted: &str| plan.resources.iter().filter(|resource| action(resource) == wanted).count();
    let (create, update, none) = (count("create"), count("update"), count("none"));
    let calls: usize = plan.resources.iter().map(|resource| resource.steps.len()).sum();
    let message = if plan.is_blocked() {
        message!("This plan cannot be carried out as it is.", "该计划目前无法执行。")
    } else if plan.is_empty() {
        message!("Nothing to change.", "没有需要变更的内容。")
    } else {
        let en_calls = counted(calls, "call");
        message!(
            "Plan: {create} to create, {update} to change, {none} unchanged; {en_calls}.",
            "计划：创建 {create}，变更 {update}，不变 {none}；共 {calls} 次调用。"
        )
    };
    style.text(&message).to_string()
}

fn note_json(note: &Note, style: &Style<'_>) -> Value {
    let mut json = Map::new();
    json.insert("message".into(), style.text(&note.message).into());
    if let Some(span) = note.span {
        json.insert("place".into(), (style.place)(span).into());
    }
    json.into()
}

fn change_json(change: &Change, style: &Style<'_>) -> Value {
    let mut json = Map::new();
    json.insert("path".into(), change.path.clone().into());
    json.insert("kind".into(), change.kind.name().into());
    for (name, value) in [("old", &change.old), ("new", &change.new)] {
        if let Some(value) = value {
            json.insert(name.into(), styled(&change.path, value, style));
        }
    }
    json.into()
}

fn code_json(code: &CodePlan) -> Value {
    match code {
        CodePlan::Oss { bucket, object } => {
            json!({ "ossBucketName": bucket, "ossObjectName": object, "sent": true })
        }
        CodePlan::Archive { archive, bytes, files, checksum, live, .. } => json!({
            "bytes": bytes, "files": files, "checksum": checksum, "liveChecksum": live, "sent": archive.is_some(),
        }),
    }
}

/// The name of a kind in JSON.
fn kind_json(kind: ResourceKind) -> &'static str {
    match kind {
        ResourceKind::Function => "function",
        ResourceKind::Domain => "domain",
    }
}

/// A plan for programs.
pub fn plan_json(plan: &Plan, style: &Style<'_>) -> Value {
    let resources = plan.resources.iter().map(|resource| {
        let steps = resource.steps.iter().map(|step| {
            json!({
                "call": step.operation.action(),
                "subject": step.operation.subject(),
                "changes": step.changes.iter().map(|change| change_json(change, style)).collect::<Vec<_>>(),
                "destroys": step.destroys.iter().map(|message| style.text(message)).collect::<Vec<_>>(),
            })
        });
        json!({
            "kind": kind_json(resource.kind),
            "resource": resource.resource,
            "region": resource.region,
            "name": resource.name,
            "account": resource.account,
            "exists": resource.exists,
            "action": action(resource),
            "steps": steps.collect::<Vec<_>>(),
            "kept": resource.kept.iter().map(|change| change_json(change, style)).collect::<Vec<_>>(),
            "code": resource.code.as_ref().map(code_json),
            "notes": resource.notes.iter().map(|note| note_json(note, style)).collect::<Vec<_>>(),
            "obstacles": resource.obstacles.iter().map(|note| note_json(note, style)).collect::<Vec<_>>(),
            "error": resource.failure.as_ref().map(|error| error.text(style.lang)),
        })
    });
    json!({
        "changes": !plan.is_empty(),
        "blocked": plan.is_blocked(),
        "resources": resources.collect::<Vec<_>>(),
        "others": plan.others,
        "notes": plan.notes.iter().map(|note| note_json(note, style)).collect::<Vec<_>>(),
    })
}
