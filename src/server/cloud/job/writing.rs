//! What is written into the file from the cloud: pull and adopt. The edits go through the editor, so that they can be
//! undone; comments stay.

use super::functions::{cancellable, refused};
use super::{Job, Outcome, Step};
use crate::cloud::plan::Scope;
use crate::cloud::pull::into::into;
use crate::cloud::pull::{pulled, read};
use crate::cloud::request::FunctionFilter;
use crate::message;
use crate::message::Message;
use crate::server::cloud::Snapshot;
use crate::server::cloud::editor::{Answer, Editor};
use crate::server::lsp::MessageType;
use crate::text::{Edit, Text};
use crate::workflow::connection::Connection;
use crate::workflow::deployment::{Deployment, Wish};
use crate::workflow::pulling::comment;
use crate::workflow::secrets::is_secret;
use serde_json::json;
use similar::{DiffOp, TextDiff};

/// Region of files that name none.
const REGION: &str = "cn-hangzhou";

/// A function of the cloud: region, alias of the credentials, name.
struct Wanted {
    region: String,
    access: Option<String>,
    name: String,
}

impl Job {
    /// Brings the file up to its live functions.
    pub(super) fn pull(&self, editor: &Editor) -> Step<Outcome> {
        let snapshot = self.snapshot(editor, false)?;
        let deployment = self.deployment(editor, &snapshot, Scope::Config)?;
        let wanted = deployment.targets.functions.iter().map(|target| Wanted {
            region: target.region.clone(),
            access: target.access.clone(),
            name: target.name.clone(),
        });
        self.write(editor, &snapshot, &deployment.connection, wanted.collect())
    }

    /// Writes a live function into the file.
    pub(super) fn adopt(&self, editor: &Editor) -> Step<Outcome> {
        let lang = editor.lang;
        let snapshot = self.snapshot(editor, false)?;
        let connection = self.connection(editor)?;
        let name = snapshot.name();
        // A file that is still empty, or has errors, has no functions yet.
        let there =
            Deployment::new(connection, &snapshot.document, &snapshot.path, &name, &Wish::default(), lang);
        let (connection, there) = match there {
            Ok(deployment) => (deployment.connection, deployment.targets.functions),
            Err(_) => (self.connection(editor)?, Vec::new()),
        };
        let argument = &self.command.argument;
        let region = argument.region.clone().or_else(|| there.first().map(|target| target.region.clone()));
        let region = region.unwrap_or_else(|| REGION.to_string());
        let access = there.first().and_then(|target| target.access.clone());
        let client = connection.client(&region, access.as_deref());
        let client = client.map_err(|failure| self.failed(editor, &failure))?;
        let chosen = match argument.name.clone().or_else(|| argument.resource.clone()) {
            Some(name) => name,
            None => {
                editor.report(lang.pick("listing the live functions", "列出云上函数"), None);
                let all = cancellable(editor, &connection, client.all_functions(&FunctionFilter::default()))?;
                let all = all.map_err(|error| refused(editor, &error))?;
                let mut names: Vec<String> =
                    all.into_iter().filter_map(|function| function.function_name).collect();
                names.retain(|name| !there.iter().any(|target| target.name == *name));
                if names.is_empty() {
                    let message = message!(
                        "{region} has no function that the file lacks.",
                        "{region} 没有文件中缺少的函数。"
                    );
                    return Ok(Outcome::new("nothing", MessageType::INFO, message.text(lang)));
                }
                match editor.pick(lang.pick("Which function?", "哪个函数？"), &names) {
                    Ok(Some(index)) => names.swap_remove(index),
                    Ok(None) | Err(Answer::Cancelled) => return Err(Outcome::cancelled(lang)),
                    Err(_) => {
                        let names = names.join(", ");
                        let message = message!(
                            "Which function? Give one as `name`: {names}",
                            "哪个函数？请通过 `name` 指定：{names}"
                        );
                        return Err(Outcome::refused(message.text(lang)));
                    }
                }
            }
        };
        self.write(editor, &snapshot, &connection, vec![Wanted { region, access, name: chosen }])
    }

    fn write(
        &self,
        editor: &Editor,
        snapshot: &Snapshot,
        connection: &Connection,
        wanted: Vec<Wanted>,
    ) -> Step<Outcome> {
        let lang = editor.lang;
        let mut document = snapshot.document.clone();
        let mut notes: Vec<String> = Vec::new();
        let mut names = Vec::new();
        for Wanted { region, access, name } in wanted {
            editor.report(message!("reading {name}", "读取 {name}").text(lang), None);
            let client = connection.client(&region, access.as_deref());
            let client = client.map_err(|failure| self.failed(editor, &failure))?;
            let live = cancellable(editor, connection, read(&client, &name))?;
            let live = match live {
                Ok(live) => live,
                Err(error) if error.is_not_found() => {
                    let message = message!("{name} is not in {region}", "{region} 中没有 {name}");
                    notes.push(message.text(lang).to_string());
                    continue;
                }
                Err(error) => return Err(refused(editor, &error)),
            };
            let pulled = pulled(&live, &region, None, &is_secret);
            let changed = into(document, &live, &pulled, &comment(lang));
            let changed = changed.map_err(|message: Message| Outcome::refused(message.text(lang)))?;
            notes.extend(changed.notes.iter().map(|note| format!("{name}: {}", note.text(lang))));
            document = changed.document;
            names.push(name);
        }
        let (old, new) = (snapshot.document.text(), document.text().to_string());
        let edits = line_edits(&old.to_string(), &new);
        let details = json!({"functions": names, "edits": edits.len(), "notes": notes});
        let names = names.join(", ");
        let with_notes = |text: &str| {
            std::iter::once(text.to_string()).chain(notes.iter().cloned()).collect::<Vec<_>>().join("\n")
        };
        if edits.is_empty() {
            let text = with_notes(lang.pick("The file says what is live.", "文件与云上一致。"));
            return Ok(Outcome::new("nothing", MessageType::INFO, text).with(details));
        }
        let (uri, version) = (snapshot.uri.clone(), snapshot.version);
        let label = self.title(lang);
        let text: Text = old.clone();
        let Some(edit) = editor.state(move |state| state.workspace_edit(&uri, version, &text, &edits)) else {
            return Err(Outcome::cancelled(lang));
        };
        if !editor.apply_edit(&label, edit) {
            return Err(Outcome::refused(lang.pick(
                "The editor did not make the change; the file is as it was.",
                "编辑器未应用更改；文件保持不变。",
            )));
        }
        let text = match self.command.verb {
            super::Verb::Adopt => message!("{names} is in the file now.", "{names} 已写入文件。"),
            _ => message!("The file now has what is live of {names}.", "文件已更新为 {names} 的云上配置。"),
        };
        Ok(Outcome::new("done", MessageType::INFO, with_notes(text.text(lang))).with(details))
    }
}

/// The edits that make `new` of `old`, whole lines each: marks and cursors elsewhere stay where they are.
fn line_edits(old: &str, new: &str) -> Vec<Edit> {
    let diff = TextDiff::from_lines(old, new);
    let (mut old_at, mut new_at) = (vec![0], vec![0]);
    for (starts, lines) in [(&mut old_at, diff.old_slices()), (&mut new_at, diff.new_slices())] {
        for line in lines {
            starts.push(starts.last().copied().unwrap_or(0) + line.len());
        }
    }
    let changed = diff.ops().iter().filter(|op| !matches!(op, DiffOp::Equal { .. }));
    changed
        .map(|op| {
            let (from, to) = (op.old_range(), op.new_range());
            let span = crate::text::Span::new(old_at[from.start] as u32, old_at[from.end] as u32);
            Edit::replace(span, &new[new_at[to.start]..new_at[to.end]])
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_are_equal_are_not_touched() {
        let (old, new) = ("a: 1\n# c\nb: 2\n", "a: 1\n# c\nb: 3\nc: 4");
        let edits = line_edits(old, new);
        assert!(edits.iter().all(|edit| edit.span.start >= 9), "{edits:?}");
        assert_eq!(Text::from(old).with_edits(&edits).to_string(), new);
    }
}
