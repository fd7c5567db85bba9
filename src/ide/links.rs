//! What a file leads to outside itself: the handler's source, code folders, base files, `.env`, pages on the
//! web. Only what exists is a link.

use crate::check;
use crate::document::expression::{self, Argument, ArgumentValue, Call, Expression, Part};
use crate::document::{Document, FileKind, FileType, Function, Names, Resolver, Unit, UnitKind, View};
use crate::ide::names::{expression_starts, scalars_at};
use crate::syntax::{self, Entry, Scalar, Value};
use crate::text::Span;
use regex::Regex;
use std::path::{Component, Path, PathBuf};

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A file or folder that exists.
    Path(PathBuf),
    /// A place in a file that exists: the bytes of its text.
    Place(PathBuf, Span),
    /// A page on the web.
    Web(String),
}

/// A part of the text that leads somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The part, without quotes.
    pub span: Span,
    /// Where it leads.
    pub target: Target,
}

/// The links of `document` in the order of the text. Those to files need its path.
pub fn links(document: &Document) -> Vec<Link> {
    collect(document, None)
}

/// The link that touches `offset`.
pub fn link_at(document: &Document, offset: u32) -> Option<Link> {
    collect(document, Some(offset)).into_iter().find(|link| link.span.touches(offset))
}

/// All links, or at least those of the unit at `within`.
fn collect(document: &Document, within: Option<u32>) -> Vec<Link> {
    if document.kind() == FileKind::NotOurs {
        return Vec::new();
    }
    let names = Names::new(document);
    let starts = expression_starts(document.text());
    let folder = document.path().and_then(Path::parent);
    let mut collector = Collector { document, folder, found: Vec::new() };
    for unit in document.units() {
        if within.is_none_or(|offset| unit.span().touches(offset)) {
            let resolver = Resolver::new(&names, Some(unit.clone()));
            collector.unit(&resolver, &unit, &starts);
        }
    }
    collector.rules(within);
    let mut found = collector.found;
    found.sort_by_key(|link| (link.span.start, link.span.end));
    found.dedup_by_key(|link| link.span);
    found
}

/// How the sources of a runtime are found.
struct Language {
    /// What the runtime's name begins with.
    runtime: &'static str,
    /// The endings of its sources, likeliest first.
    endings: &'static [&'static str],
    /// Whether the last part of the handler is behind `::`.
    has_colons: bool,
    /// How a function is offered; `NAME` stands for its name. The likeliest first.
    exports: &'static [&'static str],
}

const LANGUAGES: [Language; 4] = [
    Language {
        runtime: "nodejs",
        endings: &["js", "mjs", "cjs", "ts", "mts", "cts", "tsx", "jsx"],
        has_colons: false,
        exports: &[
            r"(?m)\bexports\.(NAME)\s*=",
            r"(?m)^\s*export\s+(?:async\s+)?(?:function\s*\*?|const|let|var)\s+(NAME)\b",
            r"(?m)^\s*export\s*\{[^}]*\b(NAME)\b",
            r"(?m)\bexports\s*=\s*\{[^}]*?\b(NAME)\b",
            r"(?m)^\s*(?:async\s+)?function\s*\*?\s*(NAME)\s*\(",
            // A method of a class, as Midway has them.
            r"(?m)^\s+(?:async\s+)?(NAME)\s*\([^)]*\)[^;\n]*\{",
        ],
    },
    Language {
        runtime: "python",
        endings: &["py"],
        has_colons: false,
        exports: &[r"(?m)^(?:async\s+)?def\s+(NAME)\s*\(", r"(?m)^(NAME)\s*="],
    },
    Language {
        runtime: "php",
        endings: &["php"],
        has_colons: false,
        exports: &[r"(?mi)^\s*function\s+(NAME)\s*\("],
    },
    Language { runtime: "java", endings: &["java"], has_colons: true, exports: &[r"(?m)\s(NAME)\s*\("] },
];

struct Collector<'d> {
    document: &'d Document,
    folder: Option<&'d Path>,
    found: Vec<Link>,
}

impl<'d> Collector<'d> {
    fn unit(&mut self, resolver: &Resolver<'d>, unit: &Unit<'d>, starts: &[u32]) {
        let is_s = self.document.kind().is_s_yaml();
        if let Some(function) = Function::of(resolver, unit) {
            self.function(&function);
        }
        let block = unit.entry.value().and_then(|value| value.as_mapping());
        match unit.kind {
            UnitKind::Section if is_s && matches!(unit.name.as_ref(), "extend" | "env") => {
                self.entry(Some(unit.entry));
            }
            UnitKind::Section if is_s && unit.name == "actions" => self.actions(Some(unit.entry)),
            UnitKind::Resource(_) => {
                self.entry(unit.component_entry());
                self.actions(block.and_then(|block| block.get("actions")));
            }
            UnitKind::Template => self.entry(block.and_then(|block| block.get("code"))),
            UnitKind::Member if unit.section == "layers" => self.layer(block.and_then(|it| it.get("path"))),
            _ => {}
        }
        if let Some(value) = unit.entry.value().filter(|_| is_s) {
            scalars_at(value, starts, &mut |scalar| self.expressions(scalar));
        }
    }

    fn function(&mut self, function: &Function<'_>) {
        let code = [function.setting("code"), function.setting("codeUri")];
        let mut folders: Vec<PathBuf> = Vec::new();
        for code in &code {
            let Some(path) = code.as_str() else { continue };
            self.scalar(code.own_node());
            folders.extend(self.beside(&path));
        }
        if let Some(folder) = self.folder {
            // What is built lies elsewhere than its source.
            folders.extend([folder.to_path_buf(), folder.join("src")]);
        }
        let runtime = function.runtime();
        let runtime = runtime.as_str();
        let runtime = runtime.as_deref().unwrap_or("nodejs");
        let Some(language) = LANGUAGES.iter().find(|language| runtime.starts_with(language.runtime)) else {
            return;
        };
        let hooks = function.setting("instanceLifecycleConfig");
        let mut handlers = vec![function.setting("handler"), function.setting("initializer")];
        if hooks.is_mapping() {
            let all = ["initializer", "preStop", "preFreeze"];
            handlers.extend(all.iter().map(|hook| hooks.get(hook).get("handler")));
        }
        for handler in handlers {
            self.handler(&handler, &folders, language);
        }
    }

    fn handler(&mut self, view: &View<'_>, folders: &[PathBuf], language: &Language) {
        let (Some(handler), Some(Value::Scalar(scalar))) = (view.as_str(), view.own_node()) else { return };
        let split = if language.has_colons { handler.split_once("::") } else { handler.rsplit_once('.') };
        let Some((module, name)) = split.filter(|(module, name)| !module.is_empty() && !name.is_empty())
        else {
            return;
        };
        let dotted = module.replace('.', "/");
        let mut stems = vec![module.to_string(), dotted.clone()];
        if language.has_colons {
            stems = vec![format!("src/main/java/{dotted}"), dotted];
        }
        let paths = folders.iter().flat_map(|folder| {
            stems.iter().flat_map(move |stem| {
                language.endings.iter().map(move |ending| folder.join(format!("{stem}.{ending}")))
            })
        });
        let files = self.document.files();
        let Some(path) = paths.map(|path| plain_path(&path)).find(|path| files.kind(path) == FileType::File)
        else {
            return;
        };
        let place = files.read(&path).and_then(|text| export(&text, name, language));
        let target = match place {
            Some(span) => Target::Place(path, span),
            None => Target::Path(path),
        };
        self.add(scalar.content_span(), target);
    }

    /// `path` of each action: where its command runs.
    fn actions(&mut self, actions: Option<Entry<'_>>) {
        let Some(hooks) = actions.and_then(|entry| entry.value()?.as_mapping()) else { return };
        for hook in hooks.entries() {
            let Some(list) = hook.value().and_then(|value| value.as_sequence()) else { continue };
            for action in list.items().filter_map(|item| item.value()?.as_mapping()) {
                self.entry(action.get("path"));
            }
        }
    }

    /// `npm:name@version` of an f.yml's layer: the package's page.
    fn layer(&mut self, path: Option<Entry<'_>>) {
        let Some(Value::Scalar(scalar)) = path.and_then(|path| path.value()) else { return };
        let text = scalar.cooked();
        let Some(package) = text.strip_prefix("npm:") else { return };
        let name = match package.char_indices().skip(1).find(|(_, c)| *c == '@') {
            Some((at, _)) => &package[..at],
            None => package,
        };
        if !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "@/-_.~".contains(c)) {
            self.add(scalar.content_span(), Target::Web(format!("https://www.npmjs.com/package/{name}")));
        }
    }

    /// The value of `entry`, a path.
    fn entry(&mut self, entry: Option<Entry<'_>>) {
        self.scalar(entry.and_then(|entry| entry.value()));
    }

    fn scalar(&mut self, value: Option<Value<'_>>) {
        if let Some(Value::Scalar(scalar)) = value {
            self.path(scalar.content_span(), &scalar.cooked());
        }
    }

    fn expressions(&mut self, scalar: Scalar<'_>) {
        for part in expression::parse(&scalar.cooked()) {
            if let Part::Expression { parsed: Ok(Expression::Call(call)), .. } = part {
                self.call(scalar, &call);
            }
        }
    }

    fn call(&mut self, scalar: Scalar<'_>, call: &Call) {
        for argument in &call.arguments {
            if let ArgumentValue::Call(inner) = &argument.value {
                self.call(scalar, inner);
            }
        }
        let Some(Argument { range, value: ArgumentValue::Quoted(text) | ArgumentValue::Bare(text) }) =
            call.arguments.first()
        else {
            return;
        };
        let quote = usize::from(matches!(call.arguments[0].value, ArgumentValue::Quoted(_)));
        let start = scalar.source_offset((range.start + quote) as u32);
        let end = scalar.source_offset((range.end - quote) as u32);
        let (Some(start), Some(end)) = (start, end) else { return };
        if start >= end || self.document.text().slice(Span::new(start, end)) != text.as_str() {
            return;
        }
        match call.name.as_str() {
            "file" | "path" => self.path(Span::new(start, end), text),
            "env" => self.variable(Span::new(start, end), text),
            _ => {}
        }
    }

    /// A variable of the environment that the `.env` beside the file sets.
    fn variable(&mut self, span: Span, name: &str) {
        let Some(path) = self.folder.map(|folder| folder.join(".env")) else { return };
        let Some(text) = self.document.files().read(&path) else { return };
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let bare = line.trim_start();
            let bare = bare.strip_prefix("export ").unwrap_or(bare).trim_start();
            if bare.strip_prefix(name).is_some_and(|rest| rest.trim_start().starts_with('=')) {
                let start = at + (line.len() - bare.len()) as u32;
                self.add(span, Target::Place(path, Span::new(start, start + name.len() as u32)));
                return;
            }
            at += line.len() as u32;
        }
    }

    /// The rules that comments silence: their pages.
    fn rules(&mut self, within: Option<u32>) {
        let (document, text) = (self.document, self.document.text());
        if !text.chunks().any(|chunk| chunk.contains("fcls")) {
            return;
        }
        for comment in syntax::comments(document.tree().root(text)) {
            if within.is_some_and(|offset| !comment.touches(offset)) {
                continue;
            }
            let Some(found) = check::suppression::parse(text, comment) else { continue };
            let content = text.slice(comment);
            let mut from = content.find('[').unwrap_or(content.len());
            for code in found.codes {
                let (Some(at), Some(rule)) = (content[from..].find(&code), check::rule(&code)) else {
                    continue;
                };
                let start = comment.start + (from + at) as u32;
                self.add(Span::new(start, start + code.len() as u32), Target::Web(rule.url()));
                from += at + code.len();
            }
        }
    }

    /// What `path` means, seen from the folder of the file; `None` for what is no path.
    fn beside(&self, path: &str) -> Option<PathBuf> {
        let is_path = !path.is_empty() && !path.contains("://") && !path.contains(['$', '*', '\n']);
        self.folder.filter(|_| is_path).map(|folder| plain_path(&folder.join(path)))
    }

    fn path(&mut self, span: Span, text: &str) {
        let Some(path) = self.beside(text) else { return };
        if matches!(self.document.files().kind(&path), FileType::File | FileType::Folder) {
            self.add(span, Target::Path(path));
        }
    }

    fn add(&mut self, span: Span, target: Target) {
        if !span.is_empty() {
            self.found.push(Link { span, target });
        }
    }
}

/// `path` without `.` and, where they are certain, `..`.
pub(super) fn plain_path(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(plain.components().next_back(), Some(Component::Normal(_))) => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}

/// Where `text` offers the function `name`: the span of the name.
fn export(text: &str, name: &str, language: &Language) -> Option<Span> {
    let name = regex::escape(name);
    language.exports.iter().find_map(|pattern| {
        let found = Regex::new(&pattern.replace("NAME", &name)).ok()?.captures(text)?.get(1)?;
        Some(Span::new(found.start() as u32, found.end() as u32))
    })
}
