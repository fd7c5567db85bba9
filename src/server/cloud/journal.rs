//! What a deploy has done so far, on disk: when the editor is closed in the middle of one, the next start tells.
//!
//! A journal is a file of JSON lines in the state folder of the user, locked as long as the deploy runs; one that
//! nobody holds was left behind. It has names and calls, no values.

use crate::message;
use crate::message::Message;
use serde_json::{Value, json};
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

/// A journal that is being written.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: File,
}

impl Journal {
    /// Begins one in `folder` for a deploy of `file` to `whom`.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn begin(folder: &Path, number: u64, file: &str, whom: &str) -> std::io::Result<Journal> {
        std::fs::create_dir_all(folder)?;
        let path = folder.join(format!("{}-{number}.jsonl", std::process::id()));
        let _ = std::fs::remove_file(&path);
        let opened = super::papers::private_file(&path)?;
        opened.lock()?;
        let mut journal = Journal { path, file: opened };
        journal.line(&json!({"file": file, "whom": whom}));
        Ok(journal)
    }

    /// A call is made now.
    pub fn calling(&mut self, name: &str, step: &str) {
        self.line(&json!({"calling": format!("{name}: {step}")}));
    }

    /// The last call was answered.
    pub fn called(&mut self) {
        self.line(&json!({"called": true}));
    }

    fn line(&mut self, line: &Value) {
        // A full disk must not stop a deploy that is under way.
        let _ = writeln!(self.file, "{line}").and_then(|()| self.file.flush());
    }

    /// Ends it: there is nothing to tell later.
    pub fn end(self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

/// What deploys that were broken off have left in `folder`; each is told once.
pub fn left_behind(folder: &Path) -> Vec<Message> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut told = Vec::new();
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.extension().is_none_or(|extension| extension != "jsonl") {
            continue;
        }
        let Ok(file) = File::open(&path) else { continue };
        // Another editor may be in the middle of it.
        if file.try_lock().is_err() {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        // Only who removes it tells it.
        if std::fs::remove_file(&path).is_ok() {
            told.extend(tell(&text));
        }
    }
    told
}

fn tell(text: &str) -> Option<Message> {
    let (mut head, mut done, mut open) = (Value::Null, Vec::new(), None::<String>);
    for line in text.lines() {
        let Ok(line) = serde_json::from_str::<Value>(line) else { continue };
        if let Some(step) = line["calling"].as_str() {
            open = Some(step.to_string());
        } else if line.get("called").is_some() {
            done.extend(open.take());
        } else {
            head = line;
        }
    }
    let (file, whom) = (head["file"].as_str()?, head["whom"].as_str()?);
    let list = if done.is_empty() { "-".to_string() } else { done.join(", ") };
    let (open_en, open_zh) = match &open {
        Some(step) => (format!("; not known whether done: {step}"), format!("；不确定是否已生效：{step}")),
        None => Default::default(),
    };
    Some(message!(
        "a deploy of {file} ({whom}) was broken off when the editor closed. Done: {list}{open_en}. Run the plan to see \
         what is left.",
        "编辑器关闭时，{file}（{whom}）的部署被中断。已完成：{list}{open_zh}。请运行计划查看剩余变更。"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_broken_off_is_told_once() {
        let folder = std::env::temp_dir().join(format!("fcls-journal-{}", std::process::id()));
        let mut journal = Journal::begin(&folder, 1, "/w/s.yaml", "account 1").unwrap();
        journal.calling("hello", "UpdateFunction");
        journal.called();
        journal.calling("hello", "CreateTrigger web");
        assert_eq!(left_behind(&folder), [], "it is still held");
        drop(journal);
        let told = left_behind(&folder);
        assert!(
            told[0]
                .en
                .contains("Done: hello: UpdateFunction; not known whether done: hello: CreateTrigger web"),
            "{told:?}"
        );
        assert_eq!(left_behind(&folder), []);
        Journal::begin(&folder, 2, "a", "b").unwrap().end();
        assert_eq!(left_behind(&folder), []);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
