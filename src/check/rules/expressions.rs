//! FC72x, FC730: the `${…}` of an s.yaml: do they say something, and does what they name exist?

use crate::check::context::Context;
use crate::check::rule::{Family, rule};
use crate::check::suggest::nearest;
use crate::check::{Finding, Rule, Severity};
use crate::document::expression::{
    self, Argument, ArgumentValue, Call, Expression, Mistake, MistakeKind, Part, Reference,
};
use crate::document::{Edition, FileKind, FileType, UnitKind};
use crate::message;
use crate::message::Message;
use crate::syntax::{Entry, Origins, Resolved, Scalar, Value};
use crate::text::{Edit, Span};
use std::cell::OnceCell;
use std::ops::Range;

/// The family.
pub static FAMILY: Family = Family {
    name: "expressions",
    rules: &[&FC720, &FC721, &FC722, &FC723, &FC724, &FC725, &FC726, &FC728, &FC730],
    unit: |cx, _| check(cx),
    ..Family::NONE
};

rule! {
    /// `${vars.a.b}` names something that `vars` does not hold.
    ///
    /// The tool stops with "not found". A variable whose value is null counts as missing.
    ///
    /// Breaks: `${vars.nope}` — keeps: `${vars.region}` with `vars: {region: cn-hangzhou}`
    FC720 "var-ref" Error S true "@serverless-devs/parse-spec 0.0.29, seen by running it"
    /// `${vars.a.b}` 引用了 `vars` 中不存在的内容。
    ///
    /// 工具会以 “not found” 停止。值为 null 的变量也算不存在。
    ///
    /// 错误：`${vars.nope}` — 正确：`${vars.region}`，并有 `vars: {region: cn-hangzhou}`
    中文
}
rule! {
    /// `${resources.X.props.k}` names a resource or a key that does not exist.
    ///
    /// For `.props` the tool stops; for `.output` and `.info` it does not check the name and the text
    /// stays unresolved, so that is a warning.
    ///
    /// Breaks: `${resources.nope.props.x}` — keeps: `${resources.f.props.region}`
    FC721 "resource-ref" Error S true "@serverless-devs/parse-spec 0.0.29, seen by running it"
    /// `${resources.X.props.k}` 引用了不存在的资源或键。
    ///
    /// 对 `.props`，工具会停止；对 `.output` 和 `.info`，工具不检查名字，文本保持原样，因此只给警告。
    ///
    /// 错误：`${resources.nope.props.x}` — 正确：`${resources.f.props.region}`
    中文
}
rule! {
    /// `resources` and `this` can only be used inside `resources`.
    ///
    /// In `vars`, `name`, `template` and global `actions` the tool answers "not found".
    ///
    /// Breaks: `vars: {a: '${resources.f.props.x}'}` — keeps: `vars: {a: 1}`
    FC722 "ref-scope" Error S false "@serverless-devs/parse-spec 0.0.29, seen by running it"
    /// `resources` 和 `this` 只能在 `resources` 内使用。
    ///
    /// 在 `vars`、`name`、`template` 和全局 `actions` 中，工具会报 “not found”。
    ///
    /// 错误：`vars: {a: '${resources.f.props.x}'}` — 正确：`vars: {a: 1}`
    中文
}
rule! {
    /// The body of `${…}` is not something the tool can evaluate.
    ///
    /// No spaces inside, no brackets (`.0` is the index), no operators, no nested `${}`, and the first `}`
    /// ends it. `${env.FOO}` and `${FOO}` are habits of other tools: `${env('FOO')}` is meant. A bare name in
    /// capitals is a warning: a script may replace it before the tool reads the file. A `${vars.x` without `}`
    /// is reported as well: the tool takes it as text.
    ///
    /// Breaks: `${ vars.x }`, `${vars.l[0]}`, `${env.FOO}` — keeps: `${vars.x}`, `${vars.l.0}`, `${env('FOO')}`
    FC723 "ref-syntax" Error S true "@serverless-devs/parse-spec 0.0.29, seen by running it"
    /// `${…}` 的内容是工具无法求值的。
    ///
    /// 里面不能有空格、方括号（下标写 `.0`）、运算符、嵌套的 `${}`，并且遇到第一个 `}` 就结束。
    /// `${env.FOO}` 和 `${FOO}` 是其他工具的写法，应写 `${env('FOO')}`。单独的大写名字只给警告：脚本可能先于工具替换它。
    /// 没有 `}` 的 `${vars.x` 也会报告：工具会把它当作普通文本。
    ///
    /// 错误：`${ vars.x }`、`${vars.l[0]}`、`${env.FOO}` — 正确：`${vars.x}`、`${vars.l.0}`、`${env('FOO')}`
    中文
}
rule! {
    /// An unknown function in `${…}`, or a known one with the wrong arguments.
    ///
    /// Two arguments must both be quoted; one may stand without quotes.
    ///
    /// Breaks: `${env(NAME, d)}` — keeps: `${env('NAME', 'd')}`
    FC724 "ref-func" Error S true "@serverless-devs/parse-spec 0.0.29, seen by running it"
    /// `${…}` 中的函数未知，或参数不对。
    ///
    /// 有两个参数时都要加引号；只有一个时可以不加。
    ///
    /// 错误：`${env(NAME, d)}` — 正确：`${env('NAME', 'd')}`
    中文
}

rule! {
    /// `${env('NAME')}` without a default stops the tool where NAME is unset or empty.
    ///
    /// On another machine or in CI the deploy then fails with "env('NAME') not found". Names of secrets (with KEY,
    /// TOKEN, PASSWORD and the like) are not looked at: they should have no default.
    ///
    /// Breaks: `${env('STAGE')}` — keeps: `${env('STAGE', 'dev')}`
    FC725 "env-default" Hint S false "@serverless-devs/art-template 4.13.16-beta.39, devs-compile"
    /// 没有默认值的 `${env('NAME')}`，在 NAME 未设置或为空时会使工具停止。
    ///
    /// 在另一台机器或 CI 中，部署会以 “env('NAME') not found” 失败。密钥类的名字（含 KEY、TOKEN、PASSWORD 等）不检查：
    /// 它们不应有默认值。
    ///
    /// 错误：`${env('STAGE')}` — 正确：`${env('STAGE', 'dev')}`
    中文
}
rule! {
    /// What `file()` and `path()` name exists, relative to the YAML file.
    ///
    /// The tool stops with "not found", also where the call is only the default of an `env()`. Names that a
    /// build makes, such as `dist`, are not looked at.
    ///
    /// Breaks: `${file('./nope.txt')}` — keeps: `${file('./a.txt')}` with `a.txt` beside the YAML file
    FC726 "file-exists" Error S false "@serverless-devs/art-template 4.13.16-beta.39, devs-compile"
    /// `file()` 和 `path()` 指向的文件必须存在（相对 YAML 文件所在目录）。
    ///
    /// 否则工具会以 “not found” 停止；即使只是作为 `env()` 的默认值也一样。`dist` 等构建产物的名字不检查。
    ///
    /// 错误：`${file('./nope.txt')}` — 正确：`${file('./a.txt')}`，且 `a.txt` 与 YAML 文件在同一目录
    中文
}
rule! {
    /// `<% … %>` is run as JavaScript.
    ///
    /// The tool reads values with a template engine whose own tags are these: whoever may write the value may
    /// run code on the machine that deploys. Reported where the tag holds what `${…}` could hold, or reaches
    /// for Node.js; other names may be those of a tool that fills the file in before.
    ///
    /// Breaks: `x: <%= vars.a %>` — keeps: `x: ${vars.a}`
    FC728 "template-tag" Warning S true "@serverless-devs/art-template 4.13.16-beta.39, seen by running it"
    /// `<% … %>` 会被当作 JavaScript 执行。
    ///
    /// 工具用模板引擎读取这些值，而这正是引擎自己的标签：能写这个值的人，就能在部署的机器上执行代码。
    /// 仅当标签内是 `${…}` 中可以写的内容，或用到 Node.js 时报告；其他名字可能由别的工具先行替换。
    ///
    /// 错误：`x: <%= vars.a %>` — 正确：`x: ${vars.a}`
    中文
}
rule! {
    /// `${…}` in a key is not resolved.
    ///
    /// The key keeps this very text. Only `${regex('…')}` in the keys of `flow` and of actions has a meaning.
    ///
    /// Breaks: `environmentVariables: {'${vars.k}': v}` — keeps: `environmentVariables: {KEY: '${vars.v}'}`
    FC730 "key-expr" Warning S false "@serverless-devs/parse-spec 0.0.29, get-inputs"
    /// 键中的 `${…}` 不会被解析。
    ///
    /// 键会原样保留这段文本；只有 `flow` 和 actions 的键中的 `${regex('…')}` 有意义。
    ///
    /// 错误：`environmentVariables: {'${vars.k}': v}` — 正确：`environmentVariables: {KEY: '${vars.v}'}`
    中文
}

/// Every expression of the unit.
pub fn check(cx: &mut Context<'_>) {
    if !cx.kind().is_s_yaml() {
        return;
    }
    let Some(unit) = cx.unit() else { return };
    // The parser does not evaluate these (reference s-yaml-top §3 and §8.1).
    if unit.kind == UnitKind::Section && unit.section == "access" {
        return;
    }
    if unit.kind != UnitKind::Section {
        key(cx, unit.entry);
    }
    if let Some(value) = unit.entry.value() {
        visit(cx, value, 0);
    }
}

fn visit(cx: &mut Context<'_>, value: Value<'_>, depth: u32) {
    if depth > 200 {
        return;
    }
    match value {
        Value::Mapping(mapping) => {
            for entry in mapping.entries() {
                key(cx, entry);
                if let Some(value) = entry.value() {
                    visit(cx, value, depth + 1);
                }
            }
        }
        Value::Sequence(sequence) => {
            for item in sequence.items() {
                if let Some(value) = item.value() {
                    visit(cx, value, depth + 1);
                }
            }
        }
        Value::Scalar(scalar) => self::scalar(cx, scalar),
        Value::Alias(_) => {}
    }
}

/// An expression in a key, which stays as it is.
fn key(cx: &mut Context<'_>, entry: Entry<'_>) {
    let Some(key) = entry.key().and_then(|key| key.as_scalar()) else { return };
    let raw = key.raw();
    // A key without a colon is still being typed, or is no key.
    if !raw.contains("${") || expression::has_placeholder(&raw) || cx.kind() != V3 || entry.colon().is_none()
    {
        return;
    }
    drop(raw);
    for part in expression::parse(&key.cooked()) {
        let Part::Expression { range, parsed, .. } = part else { continue };
        match &parsed {
            Ok(Expression::Call(call)) if call.name == "regex" => continue,
            Err(mistake) if matches!(&mistake.kind, MistakeKind::UnknownRoot(root) if is_shell_name(root)) => {
                continue; // A script may fill it in.
            }
            _ => {}
        }
        let message = Message::new(
            "`${…}` in a key is not resolved: the key keeps this text",
            "键中的 `${…}` 不会被解析，键会原样保留这段文本",
        );
        cx.report(&FC730, place(&key.into(), &range), message);
        return;
    }
}

/// The edition whose parser evaluates expressions.
const V3: FileKind = FileKind::SYaml(Edition::V3);

/// Where a range of a scalar's text stands in the file.
fn place(scalar: &Placed<'_>, range: &Range<usize>) -> Span {
    let origins = scalar.origins.get_or_init(|| scalar.scalar.origins());
    let start = origins.source_offset(range.start as u32);
    let end = origins.source_offset(range.end as u32);
    match (start, end) {
        (Some(start), Some(end)) if start <= end => Span::new(start, end),
        _ => scalar.scalar.span(),
    }
}

/// A scalar, and where its bytes stand once somebody has asked.
struct Placed<'a> {
    scalar: Scalar<'a>,
    origins: OnceCell<Origins>,
}

impl<'a> From<Scalar<'a>> for Placed<'a> {
    fn from(scalar: Scalar<'a>) -> Placed<'a> {
        Placed { scalar, origins: OnceCell::new() }
    }
}

fn scalar(cx: &mut Context<'_>, scalar: Scalar<'_>) {
    let raw = scalar.raw();
    if !raw.contains("${") {
        if raw.contains("<%") {
            drop(raw);
            tag(cx, &scalar);
        }
        return;
    }
    if expression::has_placeholder(&raw) {
        if raw.contains("<%") {
            drop(raw);
            tag(cx, &scalar);
        }
        return;
    }
    drop(raw);
    let text = scalar.cooked();
    let scalar = Placed::from(scalar);
    if let Some(start) = expression::unclosed(&text) {
        let span = place(&scalar, &(start..text.trim_end().len()));
        let message = Message::new(
            "`${` has no `}`: the tool takes it as text",
            "`${` 没有 `}`：工具会把它当作普通文本",
        );
        cx.report(&FC723, span, message);
    }
    for part in expression::parse(&text) {
        let Part::Expression { body, parsed, .. } = part else { continue };
        match parsed {
            Err(mistake) => {
                let span = place(&scalar, &mistake.range);
                let body = place(&scalar, &body);
                report_mistake(cx, &text, &mistake, span, body);
            }
            Ok(Expression::Reference(reference)) => self::reference(cx, &scalar, &reference),
            Ok(Expression::Call(call)) => self::call(cx, &scalar, &call),
        }
    }
}

/// A tag of the template engine, with the reference it could have been.
fn tag(cx: &mut Context<'_>, scalar: &Scalar<'_>) {
    if cx.kind() != V3 {
        return;
    }
    let text = scalar.cooked();
    let Some(start) = text.find("<%") else { return };
    let Some(end) = text[start + 2..].find("%>").map(|end| start + 2 + end + 2) else { return };
    let inner = text[start + 2..end - 2].trim_start_matches(['=', '-', '#']).trim_end_matches('-').trim();
    let meant = format!("${{{inner}}}");
    let is_expression =
        matches!(expression::parse(&meant).as_slice(), [Part::Expression { parsed: Ok(_), .. }]);
    // Another tool may fill its own names in before; these are none of its names.
    let is_code = ["process.", "require(", "global."].iter().any(|word| inner.contains(word));
    if !is_expression && !is_code {
        return;
    }
    let message = Message::new(
        "`<% … %>` is run as JavaScript when the file is read; write `${…}`",
        "读取文件时 `<% … %>` 会被当作 JavaScript 执行，请写 `${…}`",
    );
    let span = place(&(*scalar).into(), &(start..end));
    let finding = cx.report(&FC728, span, message);
    if is_expression && text[start + 2..].starts_with('=') {
        finding.fix(message!("Change to {meant}", "改为 {meant}"), vec![Edit::replace(span, meant)]);
    }
}

fn call(cx: &mut Context<'_>, scalar: &Placed<'_>, call: &Call) {
    if cx.kind() == V3 {
        match (call.name.as_str(), call.arguments.as_slice()) {
            ("env", [argument]) => without_default(cx, scalar, call, argument),
            ("file" | "path", [argument]) => existing(cx, scalar, &call.name, argument),
            _ => {}
        }
    }
    for argument in &call.arguments {
        self::argument(cx, scalar, argument);
    }
}

/// An environment variable that has to be set wherever the file is deployed. Secrets should have no default.
fn without_default(cx: &mut Context<'_>, scalar: &Placed<'_>, call: &Call, argument: &Argument) {
    const SECRETS: [&str; 6] = ["KEY", "SECRET", "TOKEN", "PASS", "CREDENTIAL", "PRIVATE"];
    let (ArgumentValue::Quoted(name) | ArgumentValue::Bare(name)) = &argument.value else { return };
    let upper = name.to_ascii_uppercase();
    if SECRETS.iter().any(|word| upper.contains(word)) {
        return;
    }
    let message = message!(
        "the deploy stops where `{name}` is unset or empty; a default would be `env('{name}', '…')`",
        "`{name}` 未设置或为空时部署会停止；可以加默认值：`env('{name}', '…')`"
    );
    cx.report(&FC725, place(scalar, &(call.name_range.start..argument.range.end + 1)), message);
}

/// A file or folder that must be there when the file is read.
fn existing(cx: &mut Context<'_>, scalar: &Placed<'_>, function: &str, argument: &Argument) {
    let (ArgumentValue::Quoted(path) | ArgumentValue::Bare(path)) = &argument.value else { return };
    if path.is_empty() || looks_made(path) || expression::has_placeholder(path) {
        return;
    }
    let message = match beside(cx, path) {
        FileType::Missing if function == "file" => {
            message!("there is no file `{path}` beside this file", "此文件旁没有文件 `{path}`")
        }
        FileType::Missing => {
            message!("there is nothing at `{path}` beside this file", "此文件旁没有 `{path}`")
        }
        _ => return,
    };
    cx.report(&FC726, place(scalar, &argument.range), message);
}

/// What is at `path`, seen from the folder of the file; unknown for a file that was never saved.
pub fn beside(cx: &Context<'_>, path: &str) -> FileType {
    let document = cx.document();
    let files = document.files();
    let folder =
        document.path().filter(|file| files.kind(file) == FileType::File).and_then(|file| file.parent());
    match folder {
        Some(folder) if !path.contains(['$', '*']) && !path.starts_with('~') => {
            files.kind(&folder.join(path))
        }
        _ => FileType::Unknown,
    }
}

/// Paths that a build makes: an archive, or a folder with a name such as `dist`.
pub fn looks_made(path: &str) -> bool {
    const MADE: [&str; 12] = [
        "dist",
        "build",
        "target",
        "out",
        "output",
        "bin",
        "bundle",
        "node_modules",
        ".build",
        ".next",
        ".output",
        ".s",
    ];
    [".zip", ".jar", ".war"].iter().any(|ending| path.trim_end_matches('/').ends_with(ending))
        || path.split('/').any(|part| MADE.contains(&part))
}

fn argument(cx: &mut Context<'_>, scalar: &Placed<'_>, argument: &Argument) {
    match &argument.value {
        ArgumentValue::Reference(found) => reference(cx, scalar, found),
        ArgumentValue::Call(inner) => call(cx, scalar, inner),
        ArgumentValue::Quoted(_) | ArgumentValue::Bare(_) => {}
    }
}

fn report_mistake(cx: &mut Context<'_>, text: &str, mistake: &Mistake, span: Span, body: Span) {
    let legacy = cx.kind() == FileKind::SYaml(Edition::V1);
    // Edition 1.0.0 leaves everything but `vars` to the component, whose rules are its own.
    if legacy && !text[mistake.range.start.min(text.len())..].trim_start().starts_with("vars") {
        return;
    }
    let (rule, message): (&'static Rule, Message) = match &mistake.kind {
        MistakeKind::Empty => (&FC723, Message::new("`${}` is empty", "`${}` 是空的")),
        MistakeKind::Spaces => (
            &FC723,
            Message::new(
                "no blanks inside `${…}`: the tool finds nothing",
                "`${…}` 内不能有空格，否则工具找不到内容",
            ),
        ),
        MistakeKind::Brackets => (
            &FC723,
            Message::new(
                "no brackets inside `${…}`: an index is written `.0`",
                "`${…}` 内不能用方括号，下标写作 `.0`",
            ),
        ),
        MistakeKind::Operator => (
            &FC723,
            Message::new(
                "`${…}` holds a reference or one function call, nothing else",
                "`${…}` 内只能是一个引用或一个函数调用",
            ),
        ),
        MistakeKind::Nested => (
            &FC723,
            Message::new(
                "`${…}` cannot be nested: the first `}` ends it; write `vars.x` without `${}` inside a call",
                "`${…}` 不能嵌套，遇到第一个 `}` 就结束；在函数参数中直接写 `vars.x`，不加 `${}`",
            ),
        ),
        MistakeKind::UpperCaseRoot(root) => {
            let lower = root.to_ascii_lowercase();
            (&FC723, message!("`{root}` is written `{lower}`", "`{root}` 应写作 `{lower}`"))
        }
        MistakeKind::EnvDot(name) => {
            let meant = format!("${{env('{name}')}}");
            (&FC723, message!("an environment variable is written `{meant}`", "环境变量应写作 `{meant}`"))
        }
        MistakeKind::UnknownRoot(root) => {
            let roots = expression::ROOTS.iter().copied();
            match nearest(root, roots.clone()) {
                Some(meant) => (
                    &FC723,
                    message!(
                        "nothing is called `{root}`; did you mean `{meant}`?",
                        "没有 `{root}`，是否想写 `{meant}`？"
                    ),
                ),
                None => (
                    &FC723,
                    message!(
                        "nothing is called `{root}`: references begin with vars, resources or this; an environment variable is written env('{root}')",
                        "没有 `{root}`：引用以 vars、resources 或 this 开头；环境变量写作 env('{root}')"
                    ),
                ),
            }
        }
        MistakeKind::UnknownFunction(name) => {
            let meant = nearest(name, expression::FUNCTIONS.iter().map(|(name, ..)| *name));
            let message = match meant {
                Some(meant) => message!(
                    "there is no function `{name}`; did you mean `{meant}`?",
                    "没有函数 `{name}`，是否想写 `{meant}`？"
                ),
                None => message!("there is no function `{name}`", "没有函数 `{name}`"),
            };
            (&FC724, message)
        }
        MistakeKind::ArgumentCount(name, given, least, most) => {
            let wanted = if least == most { least.to_string() } else { format!("{least}–{most}") };
            (
                &FC724,
                message!(
                    "`{name}` takes {wanted} arguments, not {given}",
                    "`{name}` 需要 {wanted} 个参数，而不是 {given} 个"
                ),
            )
        }
        MistakeKind::UnquotedArgument(word) => {
            (&FC724, message!("`{word}` needs quotes: '{word}'", "`{word}` 需要加引号：'{word}'"))
        }
        MistakeKind::Unclosed => (
            &FC724,
            Message::new(
                "a quote or parenthesis is not closed before the `}`",
                "在 `}` 之前有引号或括号没有闭合",
            ),
        ),
        MistakeKind::EmptySegment => {
            (&FC723, Message::new("a name is missing beside the dot", "点号旁边缺少名字"))
        }
    };
    // Edition 1.0.0 leaves expressions to the component: only a warning there.
    let severity = if legacy { Severity::Warning } else { rule.severity };
    let severity = match &mistake.kind {
        // Scripts that fill a file in before the tool sees it write ${NAME}.
        MistakeKind::UnknownRoot(root) if is_shell_name(root) => severity.max(Severity::Warning),
        _ => severity,
    };
    let finding = cx.report(rule, span, message).severity(severity);
    if let Some(instead) = &mistake.instead {
        let title = message!("Change to ${{{instead}}}", "改为 ${{{instead}}}");
        finding.safe_fix(title, vec![Edit::replace(body, instead.clone())]);
    } else if let MistakeKind::UnknownRoot(root) = &mistake.kind
        && is_shell_name(root)
    {
        let title = message!("Change to ${{env('{root}')}}", "改为 ${{env('{root}')}}");
        finding.fix(title, vec![Edit::replace(body, format!("env('{root}')"))]);
    }
}

fn is_shell_name(name: &str) -> bool {
    name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

fn reference(cx: &mut Context<'_>, scalar: &Placed<'_>, reference: &Reference) {
    let Some(unit) = cx.unit() else { return };
    let legacy = cx.kind() == FileKind::SYaml(Edition::V1);
    let inside = matches!(unit.kind, UnitKind::Resource(_)) && unit.section == "resources";
    let span = |segments: Range<usize>| {
        let start = reference.segments[segments.start].1.start;
        let end = reference.segments[segments.end - 1].1.end;
        place(scalar, &(start..end))
    };
    let count = reference.segments.len();
    match reference.root() {
        "vars" => {
            // A base file may bring more variables in.
            if cx.resolver.section("extend").is_some() || legacy && cx.resolver.section("vars").is_none() {
                return;
            }
            let target = cx.resolver.target(reference);
            let null =
                |value: Value<'_>| value.as_scalar().is_some_and(|scalar| scalar.resolve() == Resolved::Null);
            if target.is_some_and(|value| !null(value)) {
                return;
            }
            let known = (1..count).take_while(|length| {
                let head = Reference { segments: reference.segments[..=*length].to_vec() };
                cx.resolver.target(&head).is_some()
            });
            let found = known.count();
            if is_inside_unknown(cx, reference, found) {
                return;
            }
            let missing = (found + 1).min(count - 1);
            let path: Vec<&str> = reference.segments[1..].iter().map(|(name, _)| name.as_str()).collect();
            let path = path.join(".");
            let written = reference.segments[missing].0.clone();
            let mut candidates = keys_of(cx, &reference.segments[..missing]);
            let empty = missing == count - 1 && candidates.contains(&written);
            let message = if empty {
                candidates.clear();
                message!(
                    "`{path}` in `vars` is empty, which counts as missing",
                    "`vars` 中的 `{path}` 为空，等同于不存在"
                )
            } else {
                message!("`vars` has no `{path}`", "`vars` 中没有 `{path}`")
            };
            let severity = if legacy { Severity::Warning } else { Severity::Error };
            let at = span(missing..missing + 1);
            let finding = cx.report(&FC720, at, message).severity(severity);
            suggest(finding, &written, &candidates, at);
        }
        "resources" | "this" if legacy => {}
        root @ ("resources" | "this") => {
            if !inside {
                if is_template_text(cx, unit.kind) {
                    return;
                }
                let message = message!(
                    "`{root}` can only be used inside `resources`; here only `vars` and functions are known",
                    "`{root}` 只能在 `resources` 内使用；此处只能用 `vars` 和函数"
                );
                cx.report(&FC722, span(0..count), message);
                return;
            }
            if root == "resources" {
                resource_reference(cx, scalar, reference);
            } else if count >= 3
                && reference.segments[1].0 == "props"
                && cx.resolver.target(reference).is_none()
                && !extends(cx)
                && !unit.props_entry().and_then(|entry| entry.value()).is_some_and(is_opaque)
            {
                let path = reference.segments[2].0.clone();
                let message =
                    message!("this resource has no prop `{path}`", "此资源的 props 中没有 `{path}`");
                cx.report(&FC721, span(2..count), message);
            }
        }
        _ => {}
    }
}

fn resource_reference(cx: &mut Context<'_>, scalar: &Placed<'_>, reference: &Reference) {
    let count = reference.segments.len();
    let Some((name, range)) = reference.segments.get(1) else { return };
    let member = cx.resolver.member("resources", name);
    let output = reference.segments.get(2).is_some_and(|(part, _)| part == "output" || part == "info");
    let Some(entry) = member else {
        if cx.resolver.section("extend").is_some() {
            return;
        }
        let at = place(scalar, range);
        let message = message!("there is no resource `{name}`", "没有名为 `{name}` 的资源");
        let severity = if output { Severity::Warning } else { Severity::Error };
        let candidates = cx.resolver.member_names("resources");
        let finding = cx.report(&FC721, at, message).severity(severity);
        suggest(finding, name, &candidates, at);
        return;
    };
    if count < 4 || reference.segments[2].0 != "props" || cx.resolver.target(reference).is_some() {
        return;
    }
    let block = entry.value().and_then(|value| value.as_mapping());
    if block.is_some_and(|block| block.get("extend").is_some() || block.get("<<").is_some()) {
        return;
    }
    if block.and_then(|block| block.get("props")?.value()).is_some_and(is_opaque) {
        return;
    }
    let (key, range) = &reference.segments[3];
    let props = block.and_then(|block| block.get("props")?.value()?.as_mapping());
    if props.is_some_and(|props| props.get(key).is_some() || props.get("<<").is_some()) {
        return; // The rest of the path goes through something that is not resolved here.
    }
    let at = place(scalar, range);
    let message = message!("resource `{name}` has no prop `{key}`", "资源 `{name}` 的 props 中没有 `{key}`");
    let candidates: Vec<String> = props
        .map(|props| props.entries().filter_map(|entry| Some(entry.key_text()?.into_owned())).collect())
        .unwrap_or_default();
    let key = key.clone();
    let finding = cx.report(&FC721, at, message);
    suggest(finding, &key, &candidates, at);
}

fn suggest(finding: &mut Finding, written: &str, candidates: &[String], at: Span) {
    if let Some(meant) = nearest(written, candidates.iter().map(String::as_str)) {
        let (en, zh) = (&finding.message.en, &finding.message.zh);
        finding.message = message!("{en}; did you mean `{meant}`?", "{zh}，是否想写 `{meant}`？").into();
        let title = message!("Change to `{meant}`", "改为 `{meant}`");
        finding.fix(title, vec![Edit::replace(at, meant)]);
    }
}

/// The keys that could have stood after these segments of a `vars` path.
fn keys_of(cx: &Context<'_>, segments: &[(String, Range<usize>)]) -> Vec<String> {
    if segments.len() <= 1 {
        return cx.resolver.member_names("vars");
    }
    let head = Reference { segments: segments.to_vec() };
    match cx.resolver.target(&head) {
        Some(Value::Mapping(mapping)) => {
            mapping.entries().filter_map(|entry| Some(entry.key_text()?.into_owned())).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether the part of a path that was found ends in something that cannot be looked into: an
/// expression such as `${json(file('a.json'))}` or a placeholder.
fn is_inside_unknown(cx: &Context<'_>, reference: &Reference, found: usize) -> bool {
    let value = if found == 0 {
        cx.resolver.section("vars").and_then(|entry| entry.value())
    } else {
        cx.resolver.target(&Reference { segments: reference.segments[..=found].to_vec() })
    };
    value.is_some_and(is_opaque)
}

/// Whether what `value` holds is only known once a tool has filled it in.
fn is_opaque(value: Value<'_>) -> bool {
    let filled_in = |text: &str| text.contains("${") || expression::has_placeholder(text);
    match value {
        Value::Scalar(scalar) => filled_in(&scalar.raw()),
        Value::Alias(_) => true,
        Value::Mapping(mapping) => {
            let merged = mapping.get("<<").and_then(|entry| entry.value()?.as_scalar());
            merged.is_some() || (mapping.is_flow() && mapping.node().text().starts_with("{{"))
        }
        Value::Sequence(_) => false,
    }
}

fn extends(cx: &Context<'_>) -> bool {
    cx.unit().and_then(|unit| unit.entry.value()?.as_mapping()?.get("extend")).is_some()
        || cx.resolver.section("extend").is_some()
}

/// Templates are copied into resources before… they are not: the parser evaluates them where they
/// stand, with `vars` only. Unknown sections are not evaluated for us to judge.
fn is_template_text(cx: &Context<'_>, kind: UnitKind) -> bool {
    let known = ["name", "vars", "template", "actions", "flow"];
    kind == UnitKind::Section && cx.unit().is_some_and(|unit| !known.contains(&unit.section.as_ref()))
}
