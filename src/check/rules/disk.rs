//! FC23x: what a file names on the disk and does not find there: handlers, base files. Everything is
//! asked of the caller's file system, which answers from memory; where it knows nothing, nothing is said.

use crate::check::context::Context;
use crate::check::rule::{Family, rule};
use crate::check::rules::runtime::looks_built;
use crate::check::suggest;
use crate::document::{FileType, Files, Format, Function, Unit, UnitKind, View};
use crate::message;
use crate::text::{Edit, Span};
use ignore::gitignore::GitignoreBuilder;
use regex::Regex;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// The family.
pub static FAMILY: Family = Family {
    name: "disk",
    rules: &[&FC231, &FC232, &FC233, &FC735],
    unit: base_files,
    function: handlers,
    ..Family::NONE
};

rule! {
    /// The file that `handler` names is not in the code folder.
    ///
    /// The deploy succeeds; the first call fails (`Cannot find module`, `Unable to import module`). Looked at
    /// for Node.js and Python, and only where nothing says that a build makes the file: no `actions`, no
    /// TypeScript source of that name, no folder such as `dist`.
    ///
    /// Breaks: `handler: indx.handler` beside `index.js` — keeps: `handler: index.handler`
    FC231 "handler-file" Warning S true "runtime documentation: the handler is file.function, relative to the code folder"
    /// 代码目录里没有 `handler` 所指的文件。
    ///
    /// 部署会成功，首次调用才失败（`Cannot find module`、`Unable to import module`）。
    /// 只检查 Node.js 和 Python，且仅当没有迹象表明文件由构建产生：没有 `actions`、没有同名 TypeScript 源文件、不在 `dist` 之类的目录中。
    ///
    /// 错误：目录中是 `index.js`，却写 `handler: indx.handler` — 正确：`handler: index.handler`
    中文
}
rule! {
    /// The file that `handler` names does not have the function.
    ///
    /// The deploy succeeds; the first call fails. The file is only skimmed: as long as the name occurs in it at
    /// all, or it passes on what another file exports, nothing is said.
    ///
    /// Breaks: `handler: index.main` where `index.js` has `exports.handler = …` — keeps: `handler: index.handler`
    FC232 "handler-export" Warning S true "runtime documentation: the handler is file.function"
    /// `handler` 所指的文件里没有该函数。
    ///
    /// 部署会成功，首次调用才失败。文件只是粗略扫描：只要其中出现过该名字，或它转出口其他文件的内容，就不报告。
    ///
    /// 错误：`index.js` 中是 `exports.handler = …`，却写 `handler: index.main` — 正确：`handler: index.handler`
    中文
}
rule! {
    /// `.fcignore` leaves the handler's own file out of the package.
    ///
    /// The deploy succeeds; the first call fails, because the file was never uploaded.
    ///
    /// Breaks: `*.js` in `.fcignore` with `handler: index.handler` of Node.js — keeps: a line `!index.js` below it
    FC233 "handler-ignored" Warning S false "fc3 deploy code: .fcignore is applied when the folder is packed"
    /// `.fcignore` 把 handler 所在的文件排除在代码包之外。
    ///
    /// 部署会成功，首次调用才失败，因为该文件没有上传。
    ///
    /// 错误：`.fcignore` 中有 `*.js`，而 Node.js 的 `handler: index.handler` — 正确：在其后加一行 `!index.js`
    中文
}
rule! {
    /// A file that `extend` or `env` at the top names does not exist.
    ///
    /// The tool reads it before anything else and stops.
    ///
    /// Breaks: `extend: ./bse.yaml` beside `base.yaml` — keeps: `extend: ./base.yaml`
    FC735 "base-file" Warning S false "Serverless Devs parser: extend and env are read relative to the file"
    /// 顶层 `extend` 或 `env` 所指的文件不存在。
    ///
    /// 工具首先读取该文件，读不到就停止。
    ///
    /// 错误：文件旁是 `base.yaml`，却写 `extend: ./bse.yaml` — 正确：`extend: ./base.yaml`
    中文
}

/// The languages whose handlers are looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Language {
    Node,
    Python,
}

impl Language {
    fn of(runtime: &str) -> Option<Language> {
        match runtime {
            _ if runtime.starts_with("nodejs") => Some(Language::Node),
            _ if runtime.starts_with("python") => Some(Language::Python),
            _ => None,
        }
    }

    /// Endings of files that are loaded as they are.
    fn endings(self) -> &'static [&'static str] {
        match self {
            Language::Node => &["js", "mjs", "cjs"],
            Language::Python => &["py"],
        }
    }

    /// Endings of files that something else makes a handler of, or that cannot be read.
    fn sources(self) -> &'static [&'static str] {
        match self {
            Language::Node => &["ts", "mts", "cts", "tsx", "jsx", "coffee", "json", "node"],
            Language::Python => &["pyc", "pyx", "so", "pyd"],
        }
    }

    /// The functions that the text surely offers.
    fn exports(self, text: &str) -> Vec<&str> {
        static NODE: LazyLock<Option<Regex>> = LazyLock::new(|| {
            Regex::new(
                r"(?m)(?:\bexports\.([A-Za-z_$][\w$]*)\s*=)|(?:^\s*export\s+(?:async\s+)?(?:function\s*\*?|const|let|var)\s+([A-Za-z_$][\w$]*))",
            )
            .ok()
        });
        static PYTHON: LazyLock<Option<Regex>> =
            LazyLock::new(|| Regex::new(r"(?m)^(?:async\s+)?def\s+(\w+)\s*\(").ok());
        let regex = match self {
            Language::Node => &NODE,
            Language::Python => &PYTHON,
        };
        let found = regex.iter().flat_map(|regex| regex.captures_iter(text));
        found.filter_map(|found| Some(found.get(1).or(found.get(2))?.as_str())).collect()
    }

    /// Whether names may come from elsewhere than the text.
    fn passes_on(self, text: &str) -> bool {
        let signs: &[&str] = match self {
            Language::Node => &[
                "export *",
                "exports = require",
                "__exportStar",
                "Object.assign(",
                "Object.keys(",
                "exports[",
                "module.exports = ",
                "module.exports=",
                "eval(",
            ],
            Language::Python => &["import *", "globals(", "exec(", "setattr(", "__getattr__"],
        };
        signs.iter().any(|sign| text.contains(sign))
    }
}

/// Whether `name` occurs in `text` as a word.
fn mentions(text: &str, name: &str) -> bool {
    let word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$');
    text.match_indices(name)
        .any(|(at, _)| !word(text[..at].chars().next_back()) && !word(text[at + name.len()..].chars().next()))
}

fn handlers(cx: &mut Context<'_>, function: &Function<'_>) {
    if function.format == Format::F {
        // Midway makes the entry files itself.
        return;
    }
    let Some(runtime) = function.runtime().as_str() else { return };
    let Some(language) = Language::of(&runtime) else { return };
    let code = function.setting("code");
    let path = match code.as_str().or_else(|| function.setting("codeUri").as_str()) {
        Some(path) if !path.is_empty() && !path.contains("://") && !looks_built(&path) => path,
        _ => return,
    };
    let document = cx.document();
    let files = document.files();
    let Some(folder) = document.path().and_then(Path::parent) else { return };
    let folder = folder.join(path.as_ref());
    let acts = function.unit.entry.value().and_then(|value| value.as_mapping()?.get("actions")).is_some();
    if acts || cx.resolver.section("actions").is_some() || files.kind(&folder) != FileType::Folder {
        return;
    }
    // A TypeScript project keeps what it makes where its settings say.
    if language == Language::Node && files.kind(&folder.join("tsconfig.json")) == FileType::File {
        return;
    }
    let hooks = function.setting("instanceLifecycleConfig");
    let mut all = vec![function.setting("handler")];
    if hooks.is_mapping() {
        let names = ["initializer", "preStop", "preFreeze"];
        all.extend(names.iter().map(|hook| hooks.get(hook).get("handler")));
    }
    for handler in all {
        one_handler(cx, files, &folder, language, &handler);
    }
}

fn one_handler(cx: &mut Context<'_>, files: &dyn Files, folder: &Path, language: Language, view: &View<'_>) {
    let Some(handler) = view.as_str() else { return };
    let Some((module, name)) = handler.rsplit_once('.') else { return };
    let plain = |text: &str| text.chars().all(|c| c.is_alphanumeric() || "_$/-.".contains(c));
    if module.is_empty()
        || name.is_empty()
        || !plain(module)
        || module.contains("..")
        || module.starts_with('/')
    {
        return;
    }
    // Python also takes a dotted path of packages.
    let stems = match language {
        Language::Python if module.contains('.') => vec![module.to_string(), module.replace('.', "/")],
        _ => vec![module.to_string()],
    };
    let paths = |endings: &[&str]| -> Vec<PathBuf> {
        let each = |stem: &String| {
            endings.iter().map(|end| folder.join(format!("{stem}.{end}"))).collect::<Vec<_>>()
        };
        stems.iter().flat_map(each).collect()
    };
    let own = view.own_node().and_then(|value| value.as_scalar());
    let part = |from: usize, to: usize| match own {
        Some(scalar) => match (scalar.source_offset(from as u32), scalar.source_offset(to as u32)) {
            (Some(start), Some(end)) if start < end => Span::new(start, end),
            _ => view.span(),
        },
        None => view.span(),
    };
    let exists = |path: &PathBuf| files.kind(path) == FileType::File;
    let candidates = paths(language.endings());
    let Some(file) = candidates.iter().find(|path| exists(path)) else {
        let other = paths(language.sources()).iter().any(exists)
            || stems.iter().any(|stem| files.kind(&folder.join(stem)) != FileType::Missing);
        let known = candidates.iter().all(|path| files.kind(path) == FileType::Missing);
        if other || !known {
            return;
        }
        let shown = format!("{module}.{}", language.endings()[0]);
        let message = message!(
            "there is no `{shown}` in the code folder: the first call will fail",
            "代码目录中没有 `{shown}`：首次调用会失败"
        );
        let span = part(0, module.len());
        // The file that was meant is one of the usual ones.
        let usual = ["index", "main", "app", "handler", "src/index", "src/main", "src/app"];
        let there = usual.iter().copied().filter(|stem| {
            language.endings().iter().any(|end| exists(&folder.join(format!("{stem}.{end}"))))
        });
        let there: Vec<&str> = there.collect();
        let near = suggest::nearest(module, there.iter().copied()).or(match there.as_slice() {
            [only] => Some(*only),
            _ => None,
        });
        let finding = cx.report(&FC231, span, message);
        if let (Some(near), true) = (near, span != view.span()) {
            let title = message!("Change to {near}.{name}", "改为 {near}.{name}");
            finding.fix(title, vec![Edit::replace(span, near)]);
        }
        return;
    };
    if let Some(ignored) = ignored(files, folder, file) {
        let message = message!(
            "`.fcignore` leaves the handler's file out of the package (`{ignored}`)",
            "`.fcignore` 把 handler 所在的文件排除在代码包之外（`{ignored}`）"
        );
        cx.report(&FC233, part(0, module.len()), message);
    }
    let Some(text) = files.read(file) else { return };
    if mentions(&text, name) || language.passes_on(&text) {
        return;
    }
    let shown = file.strip_prefix(folder).unwrap_or(file).display().to_string().replace('\\', "/");
    let exports = language.exports(&text);
    let span = part(module.len() + 1, handler.len());
    let near = suggest::nearest(name, exports.iter().copied()).or(match exports.as_slice() {
        [only] => Some(*only),
        _ => None,
    });
    let message = match near {
        Some(near) => message!(
            "`{shown}` has no `{name}`, but `{near}`: the first call will fail",
            "`{shown}` 中没有 `{name}`，但有 `{near}`：首次调用会失败"
        ),
        None => message!(
            "`{shown}` has no `{name}`: the first call will fail",
            "`{shown}` 中没有 `{name}`：首次调用会失败"
        ),
    };
    let finding = cx.report(&FC232, span, message);
    if let (Some(near), true) = (near, span != view.span()) {
        finding.fix(message!("Change to {near}", "改为 {near}"), vec![Edit::replace(span, near)]);
    }
}

/// The line of the folder's `.fcignore` that leaves `file` out, if one does.
fn ignored(files: &dyn Files, folder: &Path, file: &Path) -> Option<String> {
    let list = files.read(&folder.join(".fcignore"))?;
    let mut rules = GitignoreBuilder::new(folder);
    for line in list.lines() {
        // A line that is no pattern is passed over, as Git does.
        let _ = rules.add_line(None, line);
    }
    let rules = rules.build().ok()?;
    let matched = rules.matched_path_or_any_parents(file, false);
    matched.is_ignore().then(|| matched.inner().map(|glob| glob.original().to_string()))?
}

fn base_files(cx: &mut Context<'_>, unit: &Unit<'_>) {
    if unit.kind != UnitKind::Section
        || !matches!(unit.name.as_ref(), "extend" | "env")
        || !cx.kind().is_s_yaml()
    {
        return;
    }
    let view = View::of_entry(cx.resolver, unit.entry);
    let Some(path) = view.as_str().filter(|path| !path.is_empty() && !path.contains("://")) else { return };
    let document = cx.document();
    let Some(folder) = document.path().and_then(Path::parent) else { return };
    if document.files().kind(&folder.join(path.as_ref())) != FileType::Missing {
        return;
    }
    let message = message!(
        "there is no file `{path}` beside this file: the tool stops before it reads anything else",
        "此文件旁没有文件 `{path}`：工具会在读取其他内容之前停止"
    );
    cx.report_at(&FC735, &view, message);
}
