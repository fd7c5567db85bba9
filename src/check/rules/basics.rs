//! FC0xx: YAML itself and the schema.

use crate::check::context::Context;
use crate::check::rule::{Family, rule};
use crate::document::{expression, split_sections};
use crate::message;
use crate::message::Message;
use crate::syntax::{Mapping, Resolved, ScalarStyle, Value, is_yaml11_bool};
use crate::text::{Edit, Span};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::collections::hash_map::Entry as MapEntry;

/// The family.
pub static FAMILY: Family = Family {
    name: "basics",
    rules: &[&FC001, &FC002, &FC003, &FC004, &FC005, &FC006, &FC007, &FC008],
    unit: |cx, _| check(cx),
    file: |cx| {
        syntax(cx);
        duplicate_sections(cx);
    },
    ..Family::NONE
};

rule! {
    /// The text is not valid YAML at this place.
    ///
    /// The tools refuse the whole file. fcls goes on reading around the place, so the rest of the file is
    /// still checked and completed.
    ///
    /// Breaks: `name: "hello` — keeps: `name: "hello"`
    FC001 "syntax-error" Error All false "YAML 1.2 specification"
    /// 此处不是合法的 YAML。
    ///
    /// 工具会拒绝整个文件。fcls 会绕过该处继续解析，文件其余部分仍可检查和补全。
    ///
    /// 错误：`name: "hello` — 正确：`name: "hello"`
    中文
}
rule! {
    /// A key stands twice in the same block.
    ///
    /// js-yaml, which the tools use, refuses the file with a message that names no line.
    ///
    /// Breaks: `{region: cn-hangzhou, region: cn-beijing}` — keeps: `{region: cn-hangzhou}`
    FC002 "dup-key" Error All false "js-yaml 4, seen by running Serverless Devs"
    /// 同一个块里某个键出现了两次。
    ///
    /// 工具使用的 js-yaml 会拒绝整个文件，而且报错不带行号。
    ///
    /// 错误：`{region: cn-hangzhou, region: cn-beijing}` — 正确：`{region: cn-hangzhou}`
    中文
}
rule! {
    /// A key that nothing reads.
    ///
    /// The tools pass unknown keys on and drop them without a word, so a slip in a name looks like a
    /// setting that has no effect. Where another key was surely meant, the fix renames it.
    ///
    /// Breaks: `memroySize: 512` — keeps: `memorySize: 512`
    FC003 "unknown-key" Warning All true "fc3 schema.json has no additionalProperties: false; the SDK model drops unknown keys"
    /// 没有任何东西会读取这个键。
    ///
    /// 工具会静默丢弃未知的键，拼写错误看起来就像配置不生效。能确定本意时，修复会改名。
    ///
    /// 错误：`memroySize: 512` — 正确：`memorySize: 512`
    中文
}
rule! {
    /// A value has the wrong type.
    ///
    /// Numbers, booleans, text, lists and blocks are not interchangeable for the API. The fix adds or
    /// removes quotes where that is all that is wrong.
    ///
    /// Breaks: `timeout: '60'` — keeps: `timeout: 60`
    FC004 "wrong-type" Error All true "fc3 schema.json; FC API 2023-03-30 models"
    /// 值的类型不对。
    ///
    /// 对 API 来说，数字、布尔值、字符串、列表和键值块不能互换。如果只差引号，修复会加上或去掉引号。
    ///
    /// 错误：`timeout: '60'` — 正确：`timeout: 60`
    中文
}
rule! {
    /// A key that is required here is missing.
    ///
    /// Breaks: `mountPoints: [{serverAddr: 'a:/'}]` — keeps: `mountPoints: [{serverAddr: 'a:/', mountDir: /mnt/a}]`
    FC005 "missing-key" Error All false "fc3 schema.json; FC API 2023-03-30 models"
    /// 此处缺少必填的键。
    ///
    /// 错误：`mountPoints: [{serverAddr: 'a:/'}]` — 正确：`mountPoints: [{serverAddr: 'a:/', mountDir: /mnt/a}]`
    中文
}
rule! {
    /// A value of the right type is outside what is allowed: not in the list, out of range, or not of
    /// the required form.
    ///
    /// Fields whose range has a rule of its own are reported under that rule.
    ///
    /// Breaks: `logBeginRule: Regex` — keeps: `logBeginRule: DefaultRegex`
    FC006 "invalid-value" Error All true "fc3 schema.json; FC API 2023-03-30 models"
    /// 值的类型正确，但不在允许的列表、范围或格式之内。
    ///
    /// 有专门规则的字段会以该规则报告。
    ///
    /// 错误：`logBeginRule: Regex` — 正确：`logBeginRule: DefaultRegex`
    中文
}
rule! {
    /// An alias `*name` without an anchor `&name` before it.
    ///
    /// YAML refuses the file.
    ///
    /// Breaks: `a: *nope` — keeps: `base: &base {x: 1}` and then `a: *base`
    FC007 "undefined-alias" Error All false "YAML 1.2 §7.1"
    /// 别名 `*name` 之前没有锚点 `&name`。
    ///
    /// YAML 会拒绝整个文件。
    ///
    /// 错误：`a: *nope` — 正确：先写 `base: &base {x: 1}`，再写 `a: *base`
    中文
}
rule! {
    /// `yes`, `no`, `on`, `off` are text in YAML 1.2, not booleans.
    ///
    /// They were booleans in YAML 1.1 and some readers still take them so; quoting says that text is
    /// meant, `true` or `false` that a boolean is.
    ///
    /// Breaks: `DEBUG: on` — keeps: `DEBUG: 'on'`
    FC008 "yaml11-bool" Hint All true "YAML 1.2 core schema; YAML 1.1 bool type"
    /// `yes`、`no`、`on`、`off` 在 YAML 1.2 中是字符串，不是布尔值。
    ///
    /// 它们在 YAML 1.1 中是布尔值，有些解析器仍这样处理；加引号表示字符串，写 `true`/`false` 表示布尔值。
    ///
    /// 错误：`DEBUG: on` — 正确：`DEBUG: 'on'`
    中文
}

/// What YAML itself has to say about the whole file.
fn syntax(cx: &mut Context<'_>) {
    let document = cx.document();
    let text = document.text();
    let placeholder = |span: Span| {
        let (first, last) = (text.line_of(span.start), text.line_of(span.end));
        (first..=last.min(first + 3))
            .any(|line| expression::has_placeholder(&text.slice(text.line_span(line))))
    };
    let errors = document.tree().errors();
    // What a template becomes once it is filled in cannot be known: `{{ if … }}` on a line of its own
    // takes lines away, and the mistakes around it may be gone with them.
    if errors.iter().any(|error| placeholder(error.span)) {
        return;
    }
    for error in errors {
        cx.report(&FC001, error.span, Message::new(error.kind.message_en(), error.kind.message_zh()));
    }
}

/// Duplicate keys, undefined aliases and old booleans in the unit's own text.
fn check(cx: &mut Context<'_>) {
    let Some(unit) = cx.unit() else { return };
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
            duplicates(cx, mapping);
            for entry in mapping.entries() {
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
        Value::Alias(alias) => {
            if cx.resolver.anchor(alias).is_none() {
                let name = alias.name();
                let message = message!(
                    "there is no anchor `&{name}` before this alias",
                    "此别名之前没有锚点 `&{name}`"
                );
                cx.report(&FC007, alias.span(), message);
            }
        }
        Value::Scalar(scalar) => {
            if scalar.style() == ScalarStyle::Plain
                && scalar.resolve() == Resolved::Str
                && is_yaml11_bool(&scalar.raw())
                && scalar.raw().len() > 1
            {
                let raw = scalar.raw();
                let message = message!(
                    "`{raw}` is text in YAML 1.2; write `'{raw}'` or a boolean",
                    "`{raw}` 在 YAML 1.2 中是字符串；请写 `'{raw}'` 或布尔值"
                );
                let title = message!("Quote it: '{raw}'", "加引号：'{raw}'");
                let edit = Edit::replace(scalar.span(), format!("'{raw}'"));
                cx.report(&FC008, scalar.span(), message).fix(title, vec![edit]);
            }
        }
    }
}

/// Keys that stand twice at the top, or in a section whose members are units of their own.
fn duplicate_sections(cx: &mut Context<'_>) {
    let document = cx.document();
    let Some(root) = document.root().and_then(|root| root.as_mapping()) else { return };
    duplicates(cx, root);
    let names = cx.resolver.names();
    for section in split_sections(document.kind()) {
        let Some(mapping) = names.section_mapping(section) else { continue };
        if document.members().section(mapping).is_none_or(|section| section.has_twins()) {
            duplicates(cx, mapping);
        }
    }
}

/// Keys that stand twice in `mapping`. In a mapping with template lines (`{{ if … }}`) only one of the two
/// may be left, so nothing is said there.
fn duplicates(cx: &mut Context<'_>, mapping: Mapping<'_>) {
    if mapping.node().has_errors() && expression::has_placeholder(&mapping.node().text()) {
        return;
    }
    let mut seen: FxHashMap<Cow<'_, str>, Span> = FxHashMap::default();
    for entry in mapping.entries() {
        let Some(key) = entry.key_text().filter(|key| key != "<<") else { continue };
        match seen.entry(key) {
            MapEntry::Occupied(first) => {
                let key = first.key();
                let message = message!(
                    "`{key}` is already set in this block; the file is refused",
                    "`{key}` 在该块中已经写过，工具会拒绝整个文件"
                );
                let related = message!("`{key}` is first set here", "`{key}` 第一次写在这里");
                cx.report(&FC002, entry.key_span(), message).related(*first.get(), related);
            }
            MapEntry::Vacant(vacant) => {
                vacant.insert(entry.key_span());
            }
        }
    }
}
