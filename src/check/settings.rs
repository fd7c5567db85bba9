//! What a user may set about findings: which rules speak, how loud, in which files. The editor's section
//! `fcls` and the project's `fcls.toml` have the same keys:
//!
//! ```toml
//! language = "zh"                   # auto, en, zh
//!
//! [diagnostics]
//! enable = true
//! ignore = ["FC104", "cron-utc"]    # codes, beginnings of codes (FC1), names, or "all"
//!
//! [diagnostics.severity]
//! FC204 = "error"                   # error, warning, hint, off
//!
//! [diagnostics.ignoreIn]
//! "examples/**" = ["FC9"]           # globs, relative to the folder of fcls.toml
//! ```
//!
//! Where both say something, the project's file wins: a project looks the same in every editor and in CI.

use crate::check::{Finding, Rule, Severity, rules, suggest};
use crate::document::Files;
use crate::message;
use crate::message::{Lang, Message};
use crate::text::Span;
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The name of the project's file.
pub const FILE_NAME: &str = "fcls.toml";

/// Keys of the editor's section that are not about findings: of its own extension, and of the cloud, which no file of
/// the workspace may set.
const OF_THE_CLIENT: [&str; 3] = ["trace", "server", "cloud"];

/// Which inlay hints an editor shows: `fcls.inlayHints.…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InlayHints {
    /// What a `${…}` is.
    pub expressions: bool,
    /// GB beside MB.
    pub memory: bool,
    /// Memory to cpu.
    pub ratio: bool,
    /// What comes from the provider, a template or a merge key.
    pub inherited: bool,
    /// What a timer means.
    pub cron: bool,
}

impl Default for InlayHints {
    fn default() -> Self {
        InlayHints { expressions: true, memory: true, ratio: true, inherited: true, cron: true }
    }
}

/// What one place says: the editor's section, or one `fcls.toml`.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// `language`; none is "auto": the editor's or the system's.
    pub language: Option<Lang>,
    /// `inlayHints`, of the editor's section only.
    pub inlay_hints: InlayHints,
    /// `semanticTokens`, of the editor's section only; shown unless it is false.
    pub semantic_tokens: Option<bool>,
    /// `diagnostics.enable`.
    pub enable: Option<bool>,
    /// `diagnostics.ignore`.
    ignore: Vec<String>,
    /// `diagnostics.severity`: what is meant, and how loud it is; `None` is off.
    severity: Vec<(String, Option<Severity>)>,
    /// `diagnostics.ignoreIn`.
    ignore_in: Vec<(GlobSet, Vec<String>)>,
    /// What `ignoreIn` is relative to; without it the globs are matched against the end of the path.
    base: Option<PathBuf>,
    /// As it was given, to tell whether something changed.
    given: Value,
}

impl PartialEq for Settings {
    fn eq(&self, other: &Self) -> bool {
        self.given == other.given && self.base == other.base
    }
}

/// Something in the settings that is not understood. It is left at its default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The keys that lead there: `["diagnostics", "severity", "FC999"]`.
    pub path: Vec<String>,
    /// Where it stands in `fcls.toml`; none for the editor's section.
    pub span: Option<Span>,
    /// What is wrong.
    pub message: Message,
}

impl Problem {
    /// `fcls.diagnostics.enable: expected true or false`.
    pub fn text(&self, lang: Lang) -> String {
        let message = self.message.text(lang);
        if self.path.is_empty() { message.to_string() } else { format!("{}: {message}", self.path.join(".")) }
    }
}

/// Whether `item` of a list means the rule: by its code, the beginning of its code (`FC1`), or its name.
pub fn means(item: &str, rule: &Rule) -> bool {
    let item = item.trim();
    let begins = rule.code.len() >= item.len()
        && item.len() > 2
        && rule.code.as_bytes()[..item.len()].eq_ignore_ascii_case(item.as_bytes());
    begins || item.eq_ignore_ascii_case(rule.name) || item == "all"
}

impl Settings {
    /// Reads the editor's section (or an object that has it under `fcls`). Globs in it are relative to
    /// `base`, the workspace's folder.
    pub fn from_editor(value: &Value, base: Option<PathBuf>) -> (Settings, Vec<Problem>) {
        let value = value.get("fcls").unwrap_or(value);
        let mut reader = Reader { editor: true, ..Reader::default() };
        reader.read(value);
        for problem in &mut reader.problems {
            problem.path.insert(0, "fcls".to_string());
        }
        reader.finish(value.clone(), base)
    }

    /// Reads the text of the `fcls.toml` in the folder `base`.
    pub fn from_toml(text: &str, base: PathBuf) -> (Settings, Vec<Problem>) {
        let value = match toml::from_str::<Value>(text) {
            Ok(value) => value,
            Err(error) => {
                let range = error.span().unwrap_or_default();
                let error = error.message().trim().to_string();
                let message = message!("not valid TOML: {error}", "不是合法的 TOML：{error}");
                let span = Some(Span::new(range.start as u32, range.end as u32));
                return (Settings::default(), vec![Problem { path: Vec::new(), span, message }]);
            }
        };
        let mut reader = Reader::default();
        reader.read(&value);
        if let Ok(table) = DeTable::parse(text) {
            for problem in &mut reader.problems {
                problem.span = place(&table, &problem.path);
            }
            reader.problems.sort_by_key(|problem| problem.span.map(|span| span.start));
        }
        reader.finish(value, Some(base))
    }

    /// How loud `finding` is to be in `file`; `None` if it is not wanted.
    fn judge(&self, rule: &Rule, severity: Severity, silenced: &[&str]) -> Option<Severity> {
        if self.ignore.iter().any(|item| means(item, rule)) || silenced.iter().any(|item| means(item, rule)) {
            return None;
        }
        // What means fewer rules counts more: a name or whole code over `FC1`.
        let meant = self.severity.iter().filter(|(item, _)| means(item, rule));
        match meant.max_by_key(|(item, _)| item.len()) {
            Some((_, wanted)) => *wanted,
            None => Some(severity),
        }
    }

    /// The rules that are silent in `file`.
    fn silenced(&self, file: Option<&Path>) -> Vec<&str> {
        let Some(file) = file else { return Vec::new() };
        let relative = match &self.base {
            Some(base) => match file.strip_prefix(base) {
                Ok(relative) => relative,
                Err(_) => return Vec::new(),
            },
            None => file,
        };
        let matching = self.ignore_in.iter().filter(|(globs, _)| globs.is_match(relative));
        matching.flat_map(|(_, items)| items).map(String::as_str).collect()
    }

    /// Whether nothing is said about findings.
    fn is_silent(&self) -> bool {
        self.enable != Some(false)
            && self.ignore.is_empty()
            && self.severity.is_empty()
            && self.ignore_in.is_empty()
    }
}

/// The findings that `layers` let through, with the severities they ask for; later layers win. `None` if
/// they leave all as they are.
pub fn apply(layers: &[&Settings], file: Option<&Path>, findings: &[Finding]) -> Option<Vec<Finding>> {
    let layers: Vec<&&Settings> = layers.iter().filter(|layer| !layer.is_silent()).collect();
    if layers.is_empty() {
        return None;
    }
    if layers.iter().rev().find_map(|layer| layer.enable) == Some(false) {
        return Some(Vec::new());
    }
    let silenced: Vec<Vec<&str>> = layers.iter().map(|layer| layer.silenced(file)).collect();
    let judged = findings.iter().filter_map(|finding| {
        let mut severity = finding.severity;
        for (layer, silenced) in layers.iter().zip(&silenced) {
            severity = layer.judge(finding.rule, severity, silenced)?;
        }
        Some(Finding { severity, ..finding.clone() })
    });
    Some(judged.collect())
}

/// The `fcls.toml` that governs files in `folder`: the nearest one, upwards.
pub fn project_file(files: &dyn Files, folder: &Path) -> Option<(PathBuf, Arc<str>)> {
    folder.ancestors().find_map(|folder| {
        let path = folder.join(FILE_NAME);
        let text = files.read(&path)?;
        Some((path, text))
    })
}

#[derive(Default)]
struct Reader {
    settings: Settings,
    problems: Vec<Problem>,
    path: Vec<String>,
    editor: bool,
}

impl Reader {
    fn finish(self, given: Value, base: Option<PathBuf>) -> (Settings, Vec<Problem>) {
        (Settings { given, base, ..self.settings }, self.problems)
    }

    fn problem(&mut self, message: Message) {
        self.problems.push(Problem { path: self.path.clone(), span: None, message });
    }

    /// Reads the members of an object, each with its key on the path.
    fn members(&mut self, value: &Value, each: fn(&mut Reader, &str, &Value)) {
        match value {
            Value::Object(members) => {
                for (key, value) in members {
                    self.path.push(key.clone());
                    each(self, key, value);
                    self.path.pop();
                }
            }
            Value::Null => {}
            // What an editor written in Lua makes of an empty table.
            Value::Array(items) if items.is_empty() => {}
            _ => self.problem(Message::new("expected a table of keys", "此处应为由键组成的表")),
        }
    }

    fn unknown(&mut self, key: &str, known: &[&str]) {
        match suggest::nearest(key, known.iter().copied()) {
            Some(near) => self.problem(message!(
                "unknown setting; did you mean `{near}`?",
                "未知的设置项；是否想写 `{near}`？"
            )),
            None => {
                let known = known.join(", ");
                self.problem(message!(
                    "unknown setting; there are: {known}",
                    "未知的设置项；可用的有：{known}"
                ));
            }
        }
    }

    fn read(&mut self, value: &Value) {
        self.members(value, |reader, key, value| match key {
            "language" => match value.as_str() {
                Some("auto") => {}
                Some("en") => reader.settings.language = Some(Lang::En),
                Some("zh") => reader.settings.language = Some(Lang::Zh),
                _ if value.is_null() => {}
                _ => reader.problem(message!("expected auto, en or zh", "应为 auto、en 或 zh")),
            },
            "diagnostics" => reader.members(value, Reader::diagnostics),
            "semanticTokens" if reader.editor => match value {
                Value::Bool(shown) => reader.settings.semantic_tokens = Some(*shown),
                Value::Null => {}
                _ => reader.problem(message!("expected true or false", "应为 true 或 false")),
            },
            "inlayHints" if reader.editor => reader.members(value, Reader::inlay_hints),
            key if reader.editor && OF_THE_CLIENT.contains(&key) => {}
            key => reader.unknown(key, &["language", "diagnostics"]),
        });
    }

    fn inlay_hints(&mut self, key: &str, value: &Value) {
        let hints = &mut self.settings.inlay_hints;
        let switch = match key {
            "expressions" => &mut hints.expressions,
            "memory" => &mut hints.memory,
            "ratio" => &mut hints.ratio,
            "inherited" => &mut hints.inherited,
            "cron" => &mut hints.cron,
            key => return self.unknown(key, &["expressions", "memory", "ratio", "inherited", "cron"]),
        };
        match value {
            Value::Bool(shown) => *switch = *shown,
            Value::Null => {}
            _ => self.problem(message!("expected true or false", "应为 true 或 false")),
        }
    }

    fn diagnostics(&mut self, key: &str, value: &Value) {
        match key {
            "enable" => match value {
                Value::Bool(enable) => self.settings.enable = Some(*enable),
                Value::Null => {}
                _ => self.problem(message!("expected true or false", "应为 true 或 false")),
            },
            "ignore" => self.settings.ignore = self.rule_list(value),
            "severity" => self.members(value, |reader, key, value| {
                reader.known(key);
                let severity = match value.as_str() {
                    Some("error") => Some(Severity::Error),
                    Some("warning") => Some(Severity::Warning),
                    Some("hint") => Some(Severity::Hint),
                    Some("off") => None,
                    _ => {
                        return reader.problem(message!(
                            "expected error, warning, hint or off",
                            "应为 error、warning、hint 或 off"
                        ));
                    }
                };
                reader.settings.severity.push((key.to_string(), severity));
            }),
            "ignoreIn" => self.members(value, |reader, key, value| match globs(key) {
                Ok(globs) => {
                    let list = reader.rule_list(value);
                    reader.settings.ignore_in.push((globs, list));
                }
                Err(error) => {
                    let error = error.kind().to_string();
                    reader.problem(message!("not a glob: {error}", "不是合法的通配路径：{error}"));
                }
            }),
            key => self.unknown(key, &["enable", "ignore", "severity", "ignoreIn"]),
        }
    }

    fn rule_list(&mut self, value: &Value) -> Vec<String> {
        let Some(items) = value.as_array() else {
            if !value.is_null() {
                self.problem(message!("expected a list of rules", "应为规则列表"));
            }
            return Vec::new();
        };
        let mut list = Vec::new();
        for (index, item) in items.iter().enumerate() {
            self.path.push(index.to_string());
            match item.as_str() {
                Some(item) => {
                    self.known(item);
                    list.push(item.to_string());
                }
                None => self.problem(message!("expected a rule's code or name", "应为规则的代码或名称")),
            }
            self.path.pop();
        }
        list
    }

    /// Complains about what means no rule.
    fn known(&mut self, item: &str) {
        if rules().iter().any(|rule| means(item, rule)) {
            return;
        }
        match suggest::nearest(item, rules().iter().map(|rule| rule.name)) {
            Some(near) => self.problem(message!(
                "there is no rule `{item}`; did you mean `{near}`?",
                "没有规则 `{item}`；是否想写 `{near}`？"
            )),
            None => self.problem(message!(
                "there is no rule `{item}`; `fcls rules` lists them",
                "没有规则 `{item}`；用 `fcls rules` 查看全部规则"
            )),
        }
    }
}

/// A glob as people write it: a name alone means files of that name anywhere, a folder all that is in it.
fn globs(pattern: &str) -> Result<GlobSet, globset::Error> {
    let plain = pattern.trim_start_matches("./").trim_start_matches('/').trim_end_matches('/');
    let anywhere = !pattern.trim_end_matches('/').contains('/');
    let plain = if anywhere { format!("**/{plain}") } else { plain.to_string() };
    let mut set = GlobSetBuilder::new();
    for pattern in [plain.clone(), format!("{plain}/**")] {
        set.add(GlobBuilder::new(&pattern).literal_separator(true).build()?);
    }
    set.build()
}

/// Where the key at `path` stands; of an item of a list, the item.
fn place(table: &Spanned<DeTable<'_>>, path: &[String]) -> Option<Span> {
    let span = |range: std::ops::Range<usize>| Span::new(range.start as u32, range.end as u32);
    let (first, rest) = path.split_first()?;
    let (key, mut value) = table.get_ref().iter().find(|(key, _)| key.get_ref() == first.as_str())?;
    let mut at = span(key.span());
    for step in rest {
        match value.get_ref() {
            DeValue::Table(table) => {
                let (key, next) = table.iter().find(|(key, _)| key.get_ref() == step.as_str())?;
                (at, value) = (span(key.span()), next);
            }
            DeValue::Array(items) => {
                value = items.get(step.parse::<usize>().ok()?)?;
                at = span(value.span());
            }
            _ => return Some(at),
        }
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rule;
    use serde_json::json;

    fn finding(code: &str) -> Finding {
        let rule = rule(code).expect(code);
        Finding {
            rule,
            severity: rule.severity,
            span: Span::new(0, 1),
            message: Default::default(),
            related: vec![],
            fixes: Default::default(),
            tag: None,
        }
    }

    fn left(layers: &[&Settings], file: &str, codes: &[&str]) -> Vec<String> {
        let findings: Vec<Finding> = codes.iter().map(|code| finding(code)).collect();
        let applied = apply(layers, Some(Path::new(file)), &findings).unwrap_or(findings);
        applied.iter().map(|found| format!("{} {}", found.rule.code, found.severity.name())).collect()
    }

    fn project(text: &str) -> Settings {
        let (settings, problems) = Settings::from_toml(text, "/p".into());
        assert_eq!(problems, []);
        settings
    }

    #[test]
    fn rules_are_silenced_and_made_louder_by_code_beginning_or_name() {
        let settings = project(
            "[diagnostics]\nignore = ['FC104']\n[diagnostics.severity]\nFC2 = 'hint'\nruntime-known = 'error'\nFC003 = 'off'\n",
        );
        let found = left(&[&settings], "/p/s.yaml", &["FC104", "FC201", "FC204", "FC003", "FC101"]);
        assert_eq!(found, ["FC201 error", "FC204 hint", "FC101 error"]);
    }

    #[test]
    fn globs_are_relative_to_the_project() {
        let settings = project(
            "[diagnostics.ignoreIn]\n'examples/**' = ['all']\nold = ['FC1']\n'a/s.yaml' = ['FC104']\n",
        );
        let both = ["FC104", "FC204"];
        for (file, expected) in [
            ("/p/s.yaml", vec!["FC104 hint", "FC204 warning"]),
            ("/p/examples/x/s.yaml", vec![]),
            ("/p/x/examples/s.yaml", vec!["FC104 hint", "FC204 warning"]),
            ("/p/x/old/y/s.yaml", vec!["FC204 warning"]),
            ("/p/a/s.yaml", vec!["FC204 warning"]),
            ("/q/examples/s.yaml", vec!["FC104 hint", "FC204 warning"]),
        ] {
            assert_eq!(left(&[&settings], file, &both), expected, "{file}");
        }
    }

    #[test]
    fn the_project_wins_over_the_editor() {
        let (editor, problems) = Settings::from_editor(
            &json!({"fcls": {"language": "zh", "trace": {"server": "off"}, "diagnostics": {
                "enable": false, "severity": {"FC101": "hint"}, "ignore": ["FC204"]}}}),
            None,
        );
        assert_eq!((problems, editor.language), (vec![], Some(Lang::Zh)));
        assert_eq!(left(&[&editor], "/p/s.yaml", &["FC101"]), [""; 0]);
        let toml = project("[diagnostics]\nenable = true\nseverity.FC101 = 'warning'\n");
        assert_eq!(left(&[&editor, &toml], "/p/s.yaml", &["FC101", "FC204"]), ["FC101 warning"]);
        let silent = Settings::from_editor(&Value::Null, None).0;
        assert!(apply(&[&silent, &project("")], None, &[finding("FC101")]).is_none());
    }

    #[test]
    fn what_is_not_understood_is_named_with_its_place() {
        let text = "langauge = 'zh'\n[diagnostics]\nenable = 1\nignore = ['FC104', 'FC999']\nseverity = { mem-stepp = 'off', FC101 = 'loud' }\n";
        let (_, problems) = Settings::from_toml(text, "/p".into());
        let told: Vec<String> = problems
            .iter()
            .map(|problem| {
                let span = problem.span.expect("a place");
                format!("`{}` {}", &text[span.start as usize..span.end as usize], problem.text(Lang::En))
            })
            .collect();
        assert_eq!(
            told,
            [
                "`langauge` langauge: unknown setting; did you mean `language`?",
                "`enable` diagnostics.enable: expected true or false",
                "`'FC999'` diagnostics.ignore.1: there is no rule `FC999`; `fcls rules` lists them",
                "`mem-stepp` diagnostics.severity.mem-stepp: there is no rule `mem-stepp`; did you mean `mem-step`?",
                "`FC101` diagnostics.severity.FC101: expected error, warning, hint or off",
            ]
        );
        let (_, problems) = Settings::from_toml("a = [", "/p".into());
        assert!(problems[0].span.is_some() && problems[0].text(Lang::En).starts_with("not valid TOML"));
        let (_, problems) = Settings::from_editor(&json!({"language": "fr", "x": 1}), None);
        assert_eq!(problems[0].text(Lang::En), "fcls.language: expected auto, en or zh");
        assert_eq!(problems[1].text(Lang::En), "fcls.x: unknown setting; there are: language, diagnostics");
    }
}
