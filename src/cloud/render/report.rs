//! What came of an apply.

use serde_json::{Value, json};

use super::super::apply::{Done, End, Failed, Label, Report};
use super::{Colour, Style, kind_json, plan, plan_json};
use crate::message;

fn label(label: &Label, style: &Style<'_>) -> String {
    format!("{}: {}", label.name, style.text(&label.step))
}

fn done_line(done: &Done, style: &Style<'_>) -> String {
    let mut line = format!("{} {}", style.pick("done     ", "已完成"), label(&done.label, style));
    for note in &done.notes {
        line.push_str(&format!("; {}", style.text(note)));
    }
    style.paint(Colour::Green, &line)
}

fn failed_lines(failed: &Failed, style: &Style<'_>) -> Vec<String> {
    let title = failed.label.as_ref().map_or_else(
        || style.pick("before the first call", "第一次调用之前").to_string(),
        |failed| label(failed, style),
    );
    let head = format!("{} {title}", style.pick("FAILED   ", "失败  "));
    let mut lines = vec![style.paint(Colour::Red, &head), format!("    {}", style.text(&failed.message))];
    if failed.uncertain {
        let message = message!(
            "It is not known whether this was done: run `fcls plan` to see.",
            "无法确定该步骤是否已生效：请运行 `fcls plan` 查看。"
        );
        lines.push(format!("    {}", style.text(&message)));
    }
    if let Some(span) = failed.span {
        lines.push(format!("    {} {}", style.pick("at", "位置："), (style.place)(span)));
    }
    lines
}

/// A report for people; lines end with `\n`.
pub fn report(report: &Report, style: &Style<'_>) -> String {
    let mut lines: Vec<String> = report.done.iter().map(|done| done_line(done, style)).collect();
    if let End::Failed(failed) = &report.end {
        lines.extend(failed_lines(failed, style));
    }
    for left in &report.not_begun {
        let line = format!("{} {}", style.pick("not begun", "未开始"), label(left, style));
        lines.push(style.paint(Colour::Dim, &line));
    }
    let (done, left) = (report.done.len(), report.not_begun.len());
    let en_done = super::counted(done, "call");
    let end = match &report.end {
        End::Finished => message!("Deployed: {en_done}.", "部署完成：{done} 次调用。"),
        End::Cancelled => message!(
            "Stopped: {en_done} done, {left} not begun. Run it again to go on.",
            "已停止：完成 {done} 次调用，{left} 次未开始。再次运行可继续。"
        ),
        End::Failed(_) => message!(
            "Failed: {en_done} done, 1 failed, {left} not begun. What is done is not done again.",
            "失败：完成 {done} 次调用，失败 1 次，{left} 次未开始。已完成的不会重复执行。"
        ),
        End::Changed(_) => message!(
            "The cloud has changed since the plan was made; nothing was done. This is the plan now:",
            "自计划生成以来云上配置已发生变化；未执行任何操作。新的计划如下："
        ),
        End::Blocked => {
            message!("The plan has obstacles; nothing was done.", "计划存在障碍；未执行任何操作。")
        }
    };
    lines.push(style.text(&end).to_string());
    let mut text = lines.join("\n") + "\n";
    if let End::Changed(new) = &report.end {
        text.push_str(&plan(new, style));
    }
    text
}

fn label_json(label: &Label) -> Value {
    json!({ "kind": kind_json(label.kind), "region": label.region, "name": label.name, "step": label.step.en })
}

/// A report for programs.
pub fn report_json(report: &Report, style: &Style<'_>) -> Value {
    let done = report.done.iter().map(|done| {
        let notes: Vec<&str> = done.notes.iter().map(|note| style.text(note)).collect();
        json!({ "step": label_json(&done.label), "requestId": done.request_id, "notes": notes })
    });
    let (end, failed, new) = match &report.end {
        End::Finished => ("finished", None, None),
        End::Cancelled => ("cancelled", None, None),
        End::Failed(failed) => ("failed", Some(failed), None),
        End::Changed(new) => ("changed", None, Some(plan_json(new, style))),
        End::Blocked => ("blocked", None, None),
    };
    let failed = failed.map(|failed| {
        json!({
            "step": failed.label.as_ref().map(label_json),
            "message": style.text(&failed.message),
            "requestId": failed.request_id,
            "place": failed.span.map(|span| (style.place)(span)),
            "uncertain": failed.uncertain,
        })
    });
    json!({
        "end": end,
        "done": done.collect::<Vec<_>>(),
        "failed": failed,
        "notBegun": report.not_begun.iter().map(label_json).collect::<Vec<_>>(),
        "plan": new,
    })
}
