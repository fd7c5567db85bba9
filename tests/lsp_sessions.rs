//! Writing a file of each kind from nothing to something that can be deployed, as a person does who knows none of the
//! names: by completions, by fixes, and by Enter and spaces. Over the protocol; the end is a plan of the emulator, or
//! no finding of level error where the kind is not deployed.

mod client;
mod cloud_session;

use cloud_session::Session;
use fcls::emulator::Settings;
use serde_json::{Value, json};

/// Somebody who types.
struct Typist {
    session: Session,
    uri: String,
    path: std::path::PathBuf,
    text: String,
    /// Byte offset in `text`; columns are characters here, all of it is ASCII.
    cursor: usize,
}

impl Typist {
    fn new(name: &str) -> Typist {
        let capabilities = json!({
            "general": {"positionEncodings": ["utf-8"]},
            "window": {"showMessage": {}, "showDocument": {"support": true}},
            "workspace": {"workspaceEdit": {"documentChanges": true}},
            "textDocument": {"codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}}},
        });
        let mut session = Session::start(capabilities, json!({}), Settings::default());
        let path = session.folder.path().join(name);
        std::fs::write(&path, "").unwrap();
        let uri = format!("file://{}", path.display());
        session.client.open(&uri, "");
        Typist { session, uri, path, text: String::new(), cursor: 0 }
    }

    fn offset(&self, position: &Value) -> usize {
        let (line, column) = (position["line"].as_u64().unwrap(), position["character"].as_u64().unwrap());
        let before: usize = self.text.split_inclusive('\n').take(line as usize).map(str::len).sum();
        before + column as usize
    }

    fn position(&self, offset: usize) -> Value {
        let before = &self.text[..offset];
        let line = before.matches('\n').count();
        json!({"line": line, "character": offset - before.rfind('\n').map_or(0, |at| at + 1)})
    }

    fn apply(&mut self, edits: &[Value], cursor_after: Option<usize>) {
        let mut all: Vec<(usize, usize, String)> = edits
            .iter()
            .map(|edit| {
                let range = &edit["range"];
                let text = edit["newText"].as_str().unwrap().to_string();
                (self.offset(&range["start"]), self.offset(&range["end"]), text)
            })
            .collect();
        all.sort();
        let main = cursor_after.map(|index| {
            let range = &edits[index]["range"];
            self.offset(&range["start"])
        });
        for (start, end, text) in all.into_iter().rev() {
            if Some(start) == main {
                self.cursor = start + text.len();
            } else if end <= self.cursor {
                self.cursor = self.cursor - (end - start) + text.len();
            }
            self.text.replace_range(start..end, &text);
        }
        let uri = self.uri.clone();
        self.session.client.change(&uri, json!([{ "text": self.text }]));
    }

    /// The cursor behind the last `needle`.
    #[track_caller]
    fn behind(&mut self, needle: &str) {
        let at = self.text.rfind(needle).unwrap_or_else(|| panic!("no {needle} in\n{}", self.text));
        self.cursor = at + needle.len();
    }

    /// A new line below that of the cursor, indented by `column`.
    fn line_below(&mut self, column: usize) {
        let end = self.text[self.cursor..].find('\n').map_or(self.text.len(), |at| self.cursor + at);
        let place = self.position(end);
        let text = format!("\n{}", " ".repeat(column));
        self.cursor = end;
        self.apply(&[json!({"range": {"start": place, "end": place}, "newText": text})], Some(0));
    }

    fn offered(&mut self) -> Vec<Value> {
        let place = json!({"textDocument": {"uri": self.uri}, "position": self.position(self.cursor)});
        let list = self.session.client.request("textDocument/completion", place);
        list["items"].as_array().cloned().unwrap_or_default()
    }

    /// Takes the completion `label`.
    #[track_caller]
    fn take(&mut self, label: &str) {
        let items = self.offered();
        let labels: Vec<&str> = items.iter().map(|item| item["label"].as_str().unwrap()).collect();
        let item = items.iter().find(|item| item["label"] == label);
        let item = item.unwrap_or_else(|| panic!("no {label} among {labels:?} in\n{}", self.text));
        let mut edits = vec![item["textEdit"].clone()];
        edits.extend(item["additionalTextEdits"].as_array().cloned().unwrap_or_default());
        self.apply(&edits, Some(0));
    }

    /// Erases `what` behind the last `before`; the cursor stands there.
    #[track_caller]
    fn erase(&mut self, before: &str, what: &str) {
        self.behind(before);
        assert!(self.text[self.cursor..].starts_with(what), "no {what} behind {before} in\n{}", self.text);
        let (start, end) = (self.position(self.cursor), self.position(self.cursor + what.len()));
        let at = self.cursor;
        self.apply(&[json!({"range": {"start": start, "end": end}, "newText": ""})], None);
        self.cursor = at;
    }

    /// Spaces where the cursor is.
    fn line_from_start(&mut self, column: usize) {
        let place = self.position(self.cursor);
        let text = " ".repeat(column);
        self.apply(&[json!({"range": {"start": place, "end": place}, "newText": text})], Some(0));
    }

    /// The findings of level error, as the command line tells them.
    fn errors(&mut self) -> Vec<String> {
        std::fs::write(&self.path, &self.text).unwrap();
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_fcls"))
            .args(["check", "--format", "github", "--exit-zero"])
            .arg(&self.path)
            .output()
            .unwrap();
        let told = String::from_utf8(output.stdout).unwrap();
        told.lines().filter(|line| line.starts_with("::error")).map(str::to_string).collect()
    }

    /// Takes the fix `title` that is offered on the line of `needle`.
    #[track_caller]
    fn fix(&mut self, needle: &str, title: &str) {
        self.behind(needle);
        let place = self.position(self.cursor - 1);
        let params = json!({"textDocument": {"uri": self.uri}, "range": {"start": place, "end": place},
            "context": {"diagnostics": []}});
        let actions = self.session.client.request("textDocument/codeAction", params);
        let all = actions.as_array().cloned().unwrap_or_default();
        let titles: Vec<&str> = all.iter().map(|action| action["title"].as_str().unwrap()).collect();
        let found = all.iter().find(|action| action["title"].as_str().unwrap().starts_with(title));
        let found = found.unwrap_or_else(|| panic!("no {title} among {titles:?} in\n{}", self.text));
        let edits = found["edit"]["documentChanges"][0]["edits"].as_array().unwrap().clone();
        self.apply(&edits, None);
    }

    /// A deploy of it would do something, and nothing is in the way.
    #[track_caller]
    fn plans(mut self) {
        std::fs::write(&self.path, &self.text).unwrap();
        let argument = json!({"uri": self.uri});
        let params = json!({"command": "fcls.plan", "arguments": [argument], "workDoneToken": "t"});
        let plan = self.session.client.request("workspace/executeCommand", params);
        assert_eq!(plan["outcome"], "done", "{plan}\n{}", self.text);
        assert_eq!(plan["details"]["blocked"], false, "{plan}\n{}", self.text);
        self.session.client.stop();
    }
}

const CODE: &str = "module.exports.handler = async () => 'hi'\n";

#[test]
fn an_s_yaml_from_its_scaffold_to_a_plan() {
    let mut typist = Typist::new("s.yaml");
    typist.take("s.yaml: web function with domain");
    std::fs::write(typist.path.with_file_name("code").join("index.js"), CODE).unwrap();
    assert_eq!(typist.errors(), [""; 0], "{}", typist.text);
    // Another runtime, then more memory: what is offered fits the vCPU.
    typist.erase("runtime: ", "nodejs20");
    typist.take("nodejs18");
    typist.erase("memorySize: ", "512");
    typist.take("2048");
    assert_eq!(typist.errors(), [""; 0], "{}", typist.text);
    // A slip of the fingers, and what can be done about it.
    typist.erase("diskSiz", "e");
    assert!(!typist.errors().is_empty(), "{}", typist.text);
    typist.fix("diskSiz", "Rename to `diskSize`");
    assert_eq!(typist.errors(), [""; 0], "{}", typist.text);
    // A key more.
    typist.behind("timeout: 60");
    typist.line_below(6);
    typist.take("instanceConcurrency");
    assert_eq!(typist.errors(), [""; 0], "{}", typist.text);
    for part in ["runtime: nodejs18", "memorySize: 2048", "diskSize: 512", "instanceConcurrency: "] {
        assert!(typist.text.contains(part), "{part} is missing:\n{}", typist.text);
    }
    typist.plans();
}

#[test]
fn an_s_yaml_key_by_key_to_a_plan() {
    let mut typist = Typist::new("s.yaml");
    for key in ["edition", "name", "access", "resources"] {
        typist.take(key);
        if key != "resources" {
            typist.line_below(0);
        }
    }
    typist.erase("resources:\n  ", "name: ");
    typist.take("function");
    std::fs::write(typist.path.with_file_name("code").join("index.js"), CODE).unwrap();
    typist.cursor = typist.text.trim_end().len();
    typist.line_below(6);
    typist.take("triggers");
    let rest = typist.text.split_once("triggers:\n").unwrap().1.to_string();
    typist.erase("triggers:\n", &rest);
    typist.line_from_start(8);
    typist.take("timer trigger");
    assert_eq!(typist.errors(), [""; 0], "{}", typist.text);
    typist.plans();
}

#[test]
fn a_custom_domain_beside_a_function_to_a_plan() {
    let mut typist = Typist::new("s.yaml");
    typist.take("s.yaml: timer function");
    std::fs::write(typist.path.with_file_name("code").join("index.js"), CODE).unwrap();
    typist.cursor = typist.text.trim_end().len();
    typist.line_below(2);
    typist.take("custom domain");
    assert_eq!(typist.errors(), [""; 0], "{}", typist.text);
    assert!(typist.text.contains("component: fc3-domain"), "{}", typist.text);
    typist.plans();
}

#[test]
fn an_f_yml_from_its_scaffold_to_a_plan() {
    let mut typist = Typist::new("f.yml");
    typist.take("f.yml: functions");
    typist.erase("runtime: ", "nodejs14");
    typist.take("nodejs16");
    typist.cursor = typist.text.trim_end().len();
    typist.line_below(2);
    typist.take("timer function");
    assert_eq!(typist.errors(), [""; 0], "{}", typist.text);
    typist.plans();
}

#[test]
fn a_legacy_s_yaml_to_a_plan() {
    let mut typist = Typist::new("s.yaml");
    typist.take("s.yaml: legacy fc function");
    std::fs::write(typist.path.with_file_name("code").join("index.py"), "def handler(e, c): pass\n").unwrap();
    typist.behind("timeout: 60");
    typist.line_below(8);
    typist.take("instanceConcurrency");
    assert_eq!(typist.errors(), [""; 0], "{}", typist.text);
    typist.plans();
}
