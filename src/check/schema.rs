//! The schema walk: every value of a unit against what the specification says it may be.
//!
//! One cause gives one finding, at the smallest text that is wrong: the key for an unknown key, the
//! value for a wrong value, the parent's key for a missing one. A field names the rule that its range,
//! step, list or pattern belongs to; the walk reports under that rule, so that a fact is written once.
//! What cannot be resolved is not judged.

use crate::check::context::Context;
use crate::check::rules::basics::{FC003, FC004, FC005, FC006};
use crate::check::rules::http_trigger::misspelled_list;
use crate::check::rules::{domain, event_sources, f_yml, flow, renamed};
use crate::check::suggest::nearest;
use crate::check::{Finding, Severity, Tag, rule_named};
use crate::document::decimal::Decimal;
use crate::document::{Component, Edition, FileKind, Origin, UnitKind, ValueType, View};
use crate::message;

use crate::message::{Lang, Message};
use crate::spec::model::{Auto, EnumValue, Extra, Field, Kind, Object, TypeId, unit_name};
use crate::spec::{Model, Root};
use crate::syntax::edit;
use crate::text::{Edit, Span};
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use std::cell::LazyCell;

/// Checks the unit of `cx` against its description.
pub fn check(cx: &mut Context<'_>) {
    let model = Model::get();
    let Some(unit) = cx.unit() else { return };
    let kind = cx.kind();
    let root = match kind {
        FileKind::FYml => Root::FYml,
        FileKind::SYaml(Edition::V3) => Root::SYaml,
        FileKind::SYaml(Edition::V1) => Root::LegacySYaml,
        FileKind::NotOurs => return,
    };
    let Kind::Object(top) = &model.ty(model.root(root)).kind else { return };
    let Some(section) = top.field(&unit.section) else {
        if unit.kind == UnitKind::Section {
            unknown_section(cx, top, &unit.section, unit.entry.key_span());
        }
        return;
    };
    // Rules of their own look at these.
    if unit.kind == UnitKind::Section && unit.section == "edition" {
        return;
    }
    let mut walk = Walk { cx, model };
    let view = View::of_entry(walk.cx.resolver, unit.entry);
    match unit.kind {
        UnitKind::Section => walk.value(&view, section.ty, Some(section)),
        UnitKind::Template => {}
        UnitKind::Function | UnitKind::Member => {
            if let Some(member) = member_type(model, section.ty) {
                walk.value(&view, member, None);
            }
        }
        UnitKind::Resource(component) => {
            if let Some(member) = member_type(model, section.ty) {
                walk.value(&view, member, None);
            }
            let fits = match kind {
                FileKind::SYaml(Edition::V3) => matches!(component, Component::Fc3 | Component::Fc3Domain),
                _ => component == Component::Fc,
            };
            if let Some(root) = component.props_root()
                && fits
            {
                let props = crate::document::props(walk.cx.resolver, unit);
                walk.value(&props, model.root(root), None);
            }
        }
    }
}

/// The type of the members of a map such as `functions` or `resources`.
pub fn member_type(model: &Model, ty: TypeId) -> Option<TypeId> {
    match &model.ty(ty).kind {
        Kind::Object(object) => match object.extra {
            Extra::Map(member) => Some(member),
            _ => None,
        },
        Kind::Union(branches) => branches.iter().find_map(|branch| member_type(model, *branch)),
        _ => None,
    }
}

/// A top-level key that the format does not know. A key that holds an anchor for others is a habit, not
/// a slip.
fn unknown_section(cx: &mut Context<'_>, top: &Object, name: &str, key: Span) {
    if name == "<<" || name.starts_with("x-") || matches!(top.extra, Extra::Any) {
        return;
    }
    let unit = cx.unit();
    let carries_anchor = unit.and_then(|unit| unit.entry.value()).is_some_and(holds_anchor);
    let suggestion = nearest(name, top.fields.iter().map(|field| field.name.as_str()));
    if carries_anchor {
        return;
    }
    let suggestion = suggestion.map(str::to_string);
    report_unknown(cx, name, key, suggestion.as_deref(), None);
}

fn holds_anchor(value: crate::syntax::Value<'_>) -> bool {
    value.anchor().is_some()
        || value.as_mapping().is_some_and(|mapping| {
            mapping.entries().any(|entry| entry.value().is_some_and(|value| value.anchor().is_some()))
        })
}

fn report_unknown(
    cx: &mut Context<'_>,
    name: &str,
    key: Span,
    suggestion: Option<&str>,
    parent: Option<&str>,
) {
    let message = match (suggestion, parent) {
        (Some(meant), _) => message!(
            "unknown key `{name}`; did you mean `{meant}`? Unknown keys are dropped in silence",
            "未知的字段 `{name}`，是否想写 `{meant}`？未知字段会被静默丢弃"
        ),
        (None, Some(parent)) => message!(
            "unknown key `{name}` in {parent}; it is dropped in silence",
            "{parent} 中没有字段 `{name}`，它会被静默丢弃"
        ),
        (None, None) => {
            message!("unknown key `{name}`; it is dropped in silence", "未知的字段 `{name}`，它会被静默丢弃")
        }
    };
    let plugin = cx.kind() == FileKind::FYml && f_yml::has_foreign_platform(cx);
    let finding = cx.report(&FC003, key, message);
    if plugin {
        // Plugins read keys of their own.
        finding.cap(Severity::Hint);
    }
    if let Some(meant) = suggestion {
        let title = message!("Rename to `{meant}`", "改名为 `{meant}`");
        finding.safe_fix(title, vec![Edit::replace(key, meant)]);
    }
}

/// Rules whose lists or patterns depend on more than the value, or that read it in their own way: they look
/// for themselves.
const JUDGED_ELSEWHERE: &[&str] = &[
    "provider-name",
    "http-method",
    "session-json",
    "schedule-expr",
    "metric-gpu",
    "domain-form",
    "route-path",
];

/// Rules about missing keys that depend on more than the block: they look for themselves.
const NEEDS_JUDGEMENT: &[&str] = &["edition", "component-required", "handler-required", "code-required"];

/// Rules that look at the whole shape of their field by themselves, types and keys.
const WHOLE_SHAPE: &[&str] = &["hook-array", "flow-names", "component-action-form"];

struct Walk<'c, 'a> {
    cx: &'c mut Context<'a>,
    model: &'static Model,
}

impl<'a> Walk<'_, 'a> {
    fn value(&mut self, view: &View<'a>, ty: TypeId, field: Option<&'static Field>) {
        if view.is_unknown() {
            return;
        }
        let described = self.model.ty(ty);
        if view.is_absent() || view.value_type() == Some(ValueType::Null) {
            // The tools drop null keys; what is missing below is the parent's finding.
            let type_name = described.name.as_deref();
            if let (Kind::Object(object), true) = (&described.kind, view.is_absent() && field.is_none()) {
                self.missing(view, object, type_name);
            }
            return;
        }
        if let Some(auto) = field.and_then(|field| field.auto)
            && is_auto(view, auto)
        {
            return;
        }
        if !matches!(described.kind, Kind::Object(_))
            && view.is_mapping()
            && field.is_some_and(|field| field.rule.as_deref() == Some("eb-pattern"))
        {
            return; // The rule makes text of it.
        }
        match &described.kind {
            Kind::Any => {}
            Kind::Null => {}
            Kind::Bool => self.bool(view, field),
            Kind::Number { integer, min, max, exclusive_min, step, soft_max } => {
                let mut bounds = Bounds {
                    integer: *integer,
                    min: *min,
                    max: *max,
                    exclusive_min: *exclusive_min,
                    step: *step,
                    soft_max: *soft_max,
                };
                if field.is_some_and(|field| field.rule.as_deref() == Some("memory-128")) {
                    bounds.min = f_yml::least_memory(self.cx).or(bounds.min);
                }
                self.number(view, &bounds, field);
            }
            Kind::Str { pattern, pattern_text, min_len, max_len } => {
                let Some(text) = self.string(view, field) else { return };
                if self.is_judged_elsewhere(field) {
                    return;
                }
                let length = text.chars().count() as u32;
                let pattern_text = pattern_text.as_deref().unwrap_or_default();
                if min_len.is_some_and(|least| length < least) || max_len.is_some_and(|most| length > most) {
                    self.length(view, field, length, *min_len, *max_len);
                } else if pattern.as_ref().is_some_and(|pattern| !pattern.is_match(&text)) {
                    if let Some(auto) = field.and_then(|field| field.auto) {
                        return self.bad_auto(view, field, &text, auto);
                    }
                    let name = field.map_or("", |field| field.name.as_str());
                    let message = message!(
                        "`{text}` is not a valid `{name}`: it must match `{pattern_text}`",
                        "`{text}` 不是合法的 `{name}`：必须匹配 `{pattern_text}`"
                    );
                    self.broken(view, field, message);
                }
            }
            Kind::Enum { values, open } => self.choice(view, values, *open, field),
            Kind::Array { item, min, max, unique, soft_max } => {
                self.array(view, *item, (*min, *max, *unique, *soft_max), field);
            }
            Kind::Object(object) => self.object(view, object, described.name.as_deref(), field),
            Kind::Union(branches) => self.union(view, branches, field),
        }
    }

    /// Whether a rule looks at the field's values by itself, or nothing is known of them here.
    fn is_judged_elsewhere(&self, field: Option<&'static Field>) -> bool {
        let Some(rule) = field.and_then(|field| field.rule.as_deref()) else { return false };
        match rule {
            "name-pattern" => self.cx.kind() == FileKind::SYaml(Edition::V3),
            "runtime-known" => self.cx.kind() == FileKind::FYml && !f_yml::has_fc_runtimes(self.cx),
            rule => JUDGED_ELSEWHERE.contains(&rule),
        }
    }

    /// Text that is no form of `auto`, where only that may stand instead of a block.
    fn bad_auto(&mut self, view: &View<'a>, field: Option<&'static Field>, text: &str, auto: Auto) {
        let name = field.map_or("", |field| field.name.as_str());
        let has_parameters =
            text.split('|').next().is_some_and(|word| word.trim().eq_ignore_ascii_case("auto"));
        let message = if has_parameters && auto != Auto::Params {
            message!("`{name}: auto` takes no parameters", "`{name}: auto` 不能带参数")
        } else {
            message!(
                "`{text}` is not a valid `{name}`: write `auto` or a block of keys",
                "`{text}` 不是合法的 `{name}`：请写 `auto` 或键值块"
            )
        };
        let rule = rule_named("auto-syntax").unwrap_or(&FC006);
        let severity = self.lenient(rule.severity);
        let own = view.own_node().is_some();
        let finding = self.cx.report_at(rule, view, message).severity(severity);
        if has_parameters && own {
            finding.fix(
                Message::new("Write `auto` alone", "只写 `auto`"),
                vec![Edit::replace(view.span(), "auto")],
            );
        }
    }

    // --- scalars ------------------------------------------------------------------------------------

    fn bool(&mut self, view: &View<'a>, field: Option<&'static Field>) {
        if view.value_type() == Some(ValueType::Bool) {
            return;
        }
        if view.is_indirect() && view.value_type() == Some(ValueType::String) {
            return;
        }
        let text = view.scalar_text().unwrap_or_default();
        let meant = match text.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "y" => Some("true"),
            "false" | "no" | "off" | "n" => Some("false"),
            _ => None,
        };
        self.mismatch(
            view,
            field,
            Message::new("`true` or `false`", "`true` 或 `false`"),
            meant.map(String::from),
        );
    }

    fn number(&mut self, view: &View<'a>, bounds: &Bounds, field: Option<&'static Field>) {
        let expected = if bounds.integer {
            Message::new("a whole number", "整数")
        } else {
            Message::new("a number", "数字")
        };
        let Some(number) = view.as_decimal() else {
            if view.value_type() == Some(ValueType::String) {
                if view.is_indirect() {
                    return;
                }
                let text = view.as_str().unwrap_or_default();
                let meant = Decimal::parse(text.trim()).map(|_| text.trim().to_string());
                return self.mismatch(view, field, expected, meant);
            }
            if matches!(view.value_type(), Some(ValueType::Integer | ValueType::Float)) {
                return; // Too many digits to judge exactly.
            }
            return self.mismatch(view, field, expected, None);
        };
        let step = bounds.step.and_then(Decimal::from_f64).or(bounds.integer.then(|| Decimal::from_int(1)));
        let below = bounds.min.is_some_and(|min| number.compare(min).is_lt())
            || bounds.exclusive_min.is_some_and(|min| number.compare(min).is_le());
        let above = bounds.max.is_some_and(|max| number.compare(max).is_gt());
        let off_step = step.is_some_and(|step| !number.is_multiple_of(step));
        let name = field.map_or("", |field| field.name.as_str());
        if !below && !above && !off_step {
            if let Some(soft) = bounds.soft_max
                && number.compare(soft).is_gt()
                && !(name == "memorySize" && self.is_gpu_function())
            {
                let message = message!(
                    "`{name}: {number}` is above {soft}: the sources disagree whether that is allowed",
                    "`{name}: {number}` 超过 {soft}：各来源对是否允许说法不一"
                );
                self.broken(view, field, message).cap(Severity::Warning);
            }
            return;
        }
        let unit =
            field.and_then(|field| field.unit.as_deref()).map(|unit| format!(" {unit}")).unwrap_or_default();
        let allowed = bounds.describe(&unit);
        let (en, zh) = (&allowed.en, &allowed.zh);
        let message = message!("`{name}: {number}` must be {en}", "`{name}: {number}` 必须是{zh}");
        // What is above even the highest limit goes to the one all sources agree on.
        let agreed = bounds.soft_max.and_then(Decimal::from_f64).filter(|_| above);
        let fixes = agreed.map_or_else(|| bounds.nearest(number, step), |agreed| vec![agreed]);
        let own = view.own_node().is_some();
        let span = view.span();
        let finding = self.broken(view, field, message);
        if own {
            for value in fixes {
                let title = message!("Set {name} to {value}", "将 {name} 设为 {value}");
                finding.fix(title, vec![Edit::replace(span, value.to_string())]);
            }
        }
    }

    /// The text of a string; a scalar of another type is reported, with the fix to quote it.
    fn string(&mut self, view: &View<'a>, field: Option<&'static Field>) -> Option<Cow<'a, str>> {
        if let Some(text) = view.as_str() {
            return Some(text);
        }
        let quoted = match view.value_type() {
            Some(ValueType::Bool | ValueType::Integer | ValueType::Float) => {
                view.scalar_text().map(|text| format!("'{text}'"))
            }
            _ => None,
        };
        self.mismatch(view, field, Message::new("text", "字符串"), quoted);
        None
    }

    /// Whether keys that are missing in this resource may come from a file or template that is not seen.
    fn has_unseen_props(&self) -> bool {
        let resource = self.cx.unit().filter(|unit| matches!(unit.kind, UnitKind::Resource(_)));
        resource.is_some_and(|unit| crate::document::has_unseen_props(self.cx.resolver, unit))
    }

    /// Sizes of GPU functions follow a table of their own.
    fn is_gpu_function(&self) -> bool {
        let props = self.cx.unit().map(|unit| crate::document::props(self.cx.resolver, unit));
        props.is_some_and(|props| props.get("gpuConfig").is_present())
    }

    fn length(
        &mut self,
        view: &View<'a>,
        field: Option<&'static Field>,
        length: u32,
        min: Option<u32>,
        max: Option<u32>,
    ) {
        let name = field.map_or("", |field| field.name.as_str());
        let message = match (min, max) {
            (Some(min), _) if length < min && length == 0 => {
                message!("`{name}` must not be empty", "`{name}` 不能为空")
            }
            (Some(min), _) if length < min => {
                message!("`{name}` must have at least {min} characters", "`{name}` 至少 {min} 个字符")
            }
            (_, Some(max)) => message!(
                "`{name}` has {length} characters; at most {max} are allowed",
                "`{name}` 有 {length} 个字符，最多 {max} 个"
            ),
            _ => return,
        };
        self.broken(view, field, message);
    }

    fn choice(
        &mut self,
        view: &View<'a>,
        values: &'static [EnumValue],
        open: bool,
        field: Option<&'static Field>,
    ) {
        if self.is_judged_elsewhere(field) {
            return;
        }
        let Some(text) = view.scalar_text() else {
            let list = listed(values);
            return self.mismatch(view, field, message!("one of {list}", "以下之一：{list}"), None);
        };
        let number = view.as_decimal().or_else(|| Decimal::parse(text.trim()));
        let only_numbers = values.iter().all(|value| value.value.is_number());
        if only_numbers && view.value_type() == Some(ValueType::String) && !view.is_indirect() {
            let meant = number.map(|_| text.trim().to_string());
            return self.mismatch(view, field, Message::new("a number", "数字"), meant);
        }
        let matches = |value: &EnumValue| match &value.value {
            serde_json::Value::String(known) => *known == text,
            serde_json::Value::Number(known) => {
                Decimal::parse(&known.to_string()) == number && number.is_some()
            }
            serde_json::Value::Bool(known) => view.as_bool() == Some(*known),
            _ => false,
        };
        if values.iter().any(matches) {
            return;
        }
        let name = field.map_or("", |field| field.name.as_str());
        let words: Vec<String> = values.iter().map(EnumValue::text).collect();
        let numbers = values.iter().any(|value| value.value.is_number());
        let suggestion = if numbers {
            number.and_then(|number| {
                words
                    .iter()
                    .filter_map(|word| Some((Decimal::parse(word)?.distance(number), word)))
                    .min()
                    .map(|(_, word)| word.clone())
            })
        } else {
            nearest(&text, words.iter().map(String::as_str)).map(str::to_string)
        };
        let list = listed(values);
        let message = match &suggestion {
            Some(meant) if !numbers => message!(
                "`{text}` is not a known value of `{name}`; did you mean `{meant}`?",
                "`{name}` 没有取值 `{text}`，是否想写 `{meant}`？"
            ),
            _ => message!(
                "`{text}` is not a known value of `{name}`; known are {list}",
                "`{name}` 没有取值 `{text}`；可用的值有 {list}"
            ),
        };
        let own = view.own_node().is_some();
        let span = view.span();
        let finding = self.broken(view, field, message);
        if open {
            finding.cap(Severity::Warning);
        }
        if let Some(meant) = suggestion
            && own
        {
            let same = meant.eq_ignore_ascii_case(&text);
            let title = message!("Change to `{meant}`", "改为 `{meant}`");
            let value = if numbers { meant.clone() } else { edit::quote(&meant) };
            let edits = vec![Edit::replace(span, value)];
            if same {
                finding.safe_fix(title, edits);
            } else {
                finding.fix(title, edits);
            }
        }
    }

    // --- collections --------------------------------------------------------------------------------

    fn array(
        &mut self,
        view: &View<'a>,
        item: TypeId,
        (min, max, unique, soft_max): (Option<u32>, Option<u32>, bool, Option<u32>),
        field: Option<&'static Field>,
    ) {
        if !view.is_sequence() {
            let meant = match (view.own_node(), view.value_type()) {
                (
                    Some(_),
                    Some(ValueType::String | ValueType::Integer | ValueType::Float | ValueType::Bool),
                ) => view.scalar_text().map(|text| as_list(&text)),
                _ => None,
            };
            return self.mismatch(view, field, Message::new("a list", "列表"), meant);
        }
        let items = view.items();
        let count = items.len() as u32;
        let name = field.map_or("", |field| field.name.as_str());
        if let Some(min) = min
            && count < min
        {
            let message = if count == 0 {
                message!("`{name}` must not be empty", "`{name}` 不能为空")
            } else {
                message!("`{name}` needs at least {min} items", "`{name}` 至少需要 {min} 项")
            };
            self.broken(view, field, message);
        } else if let Some(max) = max
            && count > max
        {
            let message = message!(
                "`{name}` has {count} items; at most {max} are allowed",
                "`{name}` 有 {count} 项，最多 {max} 项"
            );
            self.broken(view, field, message);
        } else if let Some(max) = soft_max
            && count > max
        {
            let message = message!(
                "`{name}` has {count} items; above {max} a higher quota is needed",
                "`{name}` 有 {count} 项，超过 {max} 项需要提高配额"
            );
            self.broken(view, field, message).cap(Severity::Warning);
        }
        let mut seen: Vec<(Cow<'a, str>, Span)> = Vec::new();
        for item_view in &items {
            self.value(item_view, item, field);
            let Some(text) = item_view.scalar_text().filter(|_| unique && item_view.own_node().is_some())
            else {
                continue;
            };
            if let Some((_, first)) = seen.iter().find(|(known, _)| *known == text) {
                let first = *first;
                let message = message!("`{text}` is listed twice", "`{text}` 重复出现");
                self.broken(item_view, field, message)
                    .related(first, Message::new("it is already here", "已在此处列出"));
            } else {
                seen.push((text, item_view.span()));
            }
        }
    }

    fn object(
        &mut self,
        view: &View<'a>,
        object: &'static Object,
        type_name: Option<&str>,
        field: Option<&'static Field>,
    ) {
        if !view.is_mapping() {
            if view.is_present() {
                self.mismatch(view, field, Message::new("a block of keys", "键值块"), None);
            }
            return;
        }
        let fields = view.fields();
        let mut unknown = Vec::new();
        let mut content = None;
        for found in &fields {
            if let Some(variants) = &object.variants
                && found.name == variants.content.as_str()
            {
                content = Some(&found.view);
                continue;
            }
            match object.field(&found.name) {
                Some(known) => self.field(&found.view, known),
                None => match object.extra {
                    Extra::Any => {}
                    Extra::Map(member) => {
                        self.member_key(object, &found.name, &found.view, field);
                        self.value(&found.view, member, field);
                    }
                    Extra::Closed => unknown.push(found),
                },
            }
        }
        // Once for all unknown keys: there may be thousands.
        let free: Vec<&str> = match unknown.is_empty() {
            true => Vec::new(),
            false => {
                let known = object.fields.iter().map(|known| known.name.as_str());
                known.filter(|known| !fields.iter().any(|present| present.name == *known)).collect()
            }
        };
        for found in unknown {
            // A merged or inherited block may serve several readers; only own keys are judged.
            if found.view.origin() != Origin::Own
                || found.view.defined().is_some() && found.view.key_span().is_none()
            {
                continue;
            }
            let Some(key) = found.view.key_span() else { continue };
            if found.name.contains("${") || found.name.contains("{{") || found.name.contains("<%") {
                continue;
            }
            // Rules about single keys that say more than that the key is unknown.
            if renamed::is_renamed(type_name, &found.name)
                || flow::is_misplaced_extend(type_name, found)
                || domain::is_misnamed(type_name, &found.name)
                || misspelled_list(type_name, &found.name).is_some()
                || event_sources::judges_key(type_name, &found.name)
            {
                continue;
            }
            let suggestion = nearest(&found.name, free.iter().copied());
            let parent = field.map(|field| format!("`{}`", field.name));
            report_unknown(self.cx, &found.name, key, suggestion, parent.as_deref());
        }
        if let Some(variants) = &object.variants
            && let Some(content) = content
        {
            let tag = view.get(&variants.tag);
            let branch = tag
                .as_str()
                .and_then(|tag| variants.branches.iter().find(|(value, _)| *value == tag).map(|(_, ty)| *ty));
            if let Some(ty) = branch {
                let described = object.field(&variants.content);
                self.value(content, ty, described);
            }
        }
        self.missing(view, object, type_name);
    }

    fn field(&mut self, view: &View<'a>, field: &'static Field) {
        if let Some(deprecated) = &field.deprecated
            && view.is_present()
            && view.origin() == Origin::Own
            && let Some(key) = view.key_span()
        {
            let name = &field.name;
            let (en, zh) = (&deprecated.en, &deprecated.zh);
            let message = message!("`{name}` is deprecated: {en}", "`{name}` 已废弃：{zh}");
            if let Some(rule) = rule_named("deprecated-key") {
                self.cx.report(rule, key, message).tag(Tag::Deprecated);
            }
        }
        self.value(view, field.ty, Some(field));
    }

    /// A key of a free map against the pattern such keys must have.
    fn member_key(&mut self, object: &Object, name: &str, view: &View<'a>, field: Option<&'static Field>) {
        let Some(pattern) = &object.key_pattern else { return };
        if field.and_then(|field| field.rule.as_deref()).is_some_and(|rule| WHOLE_SHAPE.contains(&rule)) {
            return;
        }
        if pattern.is_match(name) || name.contains("${") || name.contains("{{") || name.contains("<%") {
            return;
        }
        let Some(key) = view.key_span() else { return };
        let rule = field.and_then(|field| field.key_rule.as_deref()).and_then(rule_named).unwrap_or(&FC006);
        let pattern = pattern.as_str();
        let message = message!(
            "`{name}` is not a valid name here: it must match `{pattern}`",
            "`{name}` 不是合法的名字：必须匹配 `{pattern}`"
        );
        let severity = self.lenient(rule.severity);
        self.cx.report(rule, key, message).severity(severity);
    }

    fn missing(&mut self, view: &View<'a>, object: &'static Object, type_name: Option<&str>) {
        if view.is_present() && view.origin() != Origin::Own {
            return;
        }
        // Old names stand for what is missing: that is one cause, and said at the old name.
        let is_fc3 = self.model.ty(self.model.root(Root::Fc3Props)).name.as_deref() == type_name;
        if is_fc3
            || view.own_mapping().is_some_and(|mapping| {
                mapping
                    .entries()
                    .any(|entry| entry.key_text().is_some_and(|key| renamed::is_renamed(type_name, &key)))
            })
        {
            return;
        }
        let missing: Vec<&Field> =
            object.fields.iter().filter(|field| field.required && !field_present(view, field)).collect();
        if missing.is_empty() || self.has_unseen_props() {
            return;
        }
        let rule = object.required_rule.as_deref().and_then(rule_named).unwrap_or(&FC005);
        if NEEDS_JUDGEMENT.contains(&rule.name) {
            return;
        }
        let names: Vec<String> = missing.iter().map(|field| format!("`{}`", field.name)).collect();
        let (en, zh) = (names.join(", "), names.join("、"));
        let message = if names.len() == 1 {
            message!("{en} is missing; it is required here", "缺少必填字段 {zh}")
        } else {
            message!("{en} are missing; they are required here", "缺少必填字段 {zh}")
        };
        let at = view.key_span().unwrap_or_else(|| first_line(self.cx, view.span()));
        let severity = self.lenient(rule.severity);
        self.cx.report(rule, at, message).severity(severity);
    }

    fn union(&mut self, view: &View<'a>, branches: &'static [TypeId], field: Option<&'static Field>) {
        let model = self.model;
        let fitting: Vec<TypeId> =
            branches.iter().copied().filter(|branch| accepts_shape(model, *branch, view)).collect();
        match fitting.as_slice() {
            [] => {
                let forms: Vec<Message> = branches.iter().map(|branch| shape_name(model, *branch)).collect();
                let en: Vec<&str> = forms.iter().map(|form| form.en.as_str()).collect();
                let zh: Vec<&str> = forms.iter().map(|form| form.zh.as_str()).collect();
                let expected = Message::new(en.join(" or "), zh.join("或"));
                // A number or boolean where text would do is a matter of quotes.
                let quoted = match view.value_type() {
                    Some(ValueType::Bool | ValueType::Integer | ValueType::Float)
                        if branches.iter().any(|branch| is_text(model, *branch)) =>
                    {
                        view.scalar_text().map(|text| format!("'{text}'"))
                    }
                    _ => None,
                };
                self.mismatch(view, field, expected, quoted);
            }
            [one] => {
                // A word that is not one of the words allowed instead of a list is the list's only item.
                let list =
                    branches.iter().find(|branch| matches!(model.ty(**branch).kind, Kind::Array { .. }));
                match (&model.ty(*one).kind, list, view.as_str()) {
                    (Kind::Str { pattern: Some(pattern), .. }, Some(list), Some(text))
                        if !pattern.is_match(&text) =>
                    {
                        self.value(view, *list, field);
                    }
                    _ => self.value(view, *one, field),
                }
            }
            several => {
                // The form that knows the keys is meant, even if it wants more of them or others below them.
                let keys = LazyCell::new(|| -> FxHashSet<Span> {
                    view.fields().iter().filter_map(|field| field.view.key_span()).collect()
                });
                let distance = |found: &[Finding]| {
                    let of_keys = |found: &&Finding| keys.contains(&found.span);
                    (found.iter().filter(|found| found.rule == &FC003).filter(of_keys).count(), found.len())
                };
                let mut best: Option<Vec<Finding>> = None;
                for branch in several {
                    let mark = self.cx.mark();
                    self.value(view, *branch, field);
                    let found = self.cx.rewind(mark);
                    if found.is_empty() {
                        return;
                    }
                    if best.as_ref().is_none_or(|best| distance(&found) < distance(best)) {
                        best = Some(found);
                    }
                }
                self.cx.extend(best.unwrap_or_default());
            }
        }
    }

    // --- reporting ----------------------------------------------------------------------------------

    /// A value of the wrong type; `meant` is YAML text that would be right.
    fn mismatch(
        &mut self,
        view: &View<'a>,
        field: Option<&'static Field>,
        expected: Message,
        meant: Option<String>,
    ) {
        if field.and_then(|field| field.rule.as_deref()).is_some_and(|rule| WHOLE_SHAPE.contains(&rule)) {
            return;
        }
        let own_key = view.key_span().map(|key| self.cx.document().text().slice(key).into_owned());
        let rule = match field.and_then(|field| field.rule.as_deref()) {
            // These rules are about the type itself; the first one about that of the values only.
            Some("env-string") if own_key.as_deref() == field.map(|field| field.name.as_str()) => &FC004,
            Some("memory-128" | "timeout-range") if self.cx.kind() == FileKind::FYml => &f_yml::FC829,
            Some(name @ ("env-string" | "vswitch-list")) => rule_named(name).unwrap_or(&FC004),
            _ => &FC004,
        };
        let name = field.map_or(String::new(), |field| format!("`{}`", field.name));
        let found = type_name(view.value_type());
        let (en, zh) = (&expected.en, &expected.zh);
        let (found_en, found_zh) = (&found.en, &found.zh);
        let what = match own_key.filter(|key| field.is_none_or(|field| field.name != *key)) {
            Some(key) => format!("`{key}`"),
            None if name.is_empty() => String::from("this"),
            None => name,
        };
        let message = message!("{what} must be {en}, not {found_en}", "{what} 必须是{zh}，而不是{found_zh}");
        let span = view.own_node().map_or(view.span(), |_| view.span());
        let own_scalar = view.own_node().is_some_and(|value| value.as_scalar().is_some());
        let span = if own_scalar || view.own_node().is_none() { span } else { first_line(self.cx, span) };
        let severity = self.lenient(rule.severity);
        let defined = view.defined();
        // `logConfig: false` is how some switch an optional block off; the component takes it for nothing.
        let off = field.is_some_and(|field| field.auto.is_some()) && view.as_bool() == Some(false);
        let finding = self.cx.report(rule, span, message).severity(severity);
        if off {
            finding.cap(Severity::Warning);
        }
        if let Some(defined) = defined {
            finding.related(defined, Message::new("the value comes from here", "该值来自这里"));
        }
        if let Some(meant) = meant
            && own_scalar
        {
            let title = message!("Change to {meant}", "改为 {meant}");
            finding.safe_fix(title, vec![Edit::replace(span, meant)]);
        }
    }

    /// A value of the right type that breaks the field's own rule.
    fn broken(&mut self, view: &View<'a>, field: Option<&'static Field>, message: Message) -> &mut Finding {
        let rule = field.and_then(|field| field.rule.as_deref()).and_then(rule_named).unwrap_or(&FC006);
        let severity = self.lenient(rule.severity);
        self.cx.report_at(rule, view, message).severity(severity)
    }

    /// f.yml and the legacy component are read by code that takes almost anything: there a wrong type
    /// is a warning at most.
    fn lenient(&self, severity: Severity) -> Severity {
        match self.cx.kind() {
            FileKind::SYaml(Edition::V3) => severity,
            _ => severity.max(Severity::Warning),
        }
    }
}

struct Bounds {
    integer: bool,
    min: Option<f64>,
    max: Option<f64>,
    exclusive_min: Option<f64>,
    step: Option<f64>,
    soft_max: Option<f64>,
}

impl Bounds {
    fn describe(&self, unit: &str) -> Message {
        let number = |value: f64| {
            Decimal::from_f64(value).map_or_else(|| value.to_string(), |value| value.to_string())
        };
        let zh_unit = match unit.strip_prefix(' ') {
            Some(unit) => format!(" {}", unit_name(unit, Lang::Zh)),
            None => String::new(),
        };
        let range = match (self.min, self.max, self.exclusive_min) {
            (Some(min), Some(max), _) => {
                let (min, max) = (number(min), number(max));
                message!("from {min} to {max}{unit}", "{min} 到 {max}{zh_unit}")
            }
            (_, Some(max), Some(min)) => {
                let (min, max) = (number(min), number(max));
                message!("above {min} and at most {max}{unit}", "大于 {min} 且不超过 {max}{zh_unit}")
            }
            (Some(min), None, _) => {
                let min = number(min);
                message!("at least {min}{unit}", "不小于 {min}{zh_unit}")
            }
            (None, Some(max), None) => {
                let max = number(max);
                message!("at most {max}{unit}", "不大于 {max}{zh_unit}")
            }
            (None, None, _) => Message::default(),
        };
        let step = match self.step {
            Some(step) => {
                let step = number(step);
                Message::new(format!("a multiple of {step}"), format!("{step} 的倍数"))
            }
            None if self.integer => Message::new("a whole number", "整数"),
            None => Message::default(),
        };
        let join = |step: &str, range: &str, comma: &str| match (step.is_empty(), range.is_empty()) {
            (false, false) => format!("{step}{comma}{range}"),
            _ => format!("{step}{range}"),
        };
        let comma = if range.en.starts_with("from") { " " } else { ", " };
        let zh = join(&step.zh, &range.zh, "，且为 ").replace("且为 不", "且不").replace("且为 大", "且大");
        let blank = if zh.starts_with(|c: char| c.is_ascii()) { " " } else { "" };
        Message::new(join(&step.en, &range.en, comma), format!("{blank}{zh}"))
    }

    /// The nearest legal values, nearest first.
    fn nearest(&self, number: Decimal, step: Option<Decimal>) -> Vec<Decimal> {
        let mut candidates = Vec::new();
        if let Some(step) = step {
            candidates.extend([number.floor_to(step), number.ceil_to(step)]);
        }
        candidates.extend(self.min.and_then(Decimal::from_f64));
        candidates.extend(self.max.and_then(Decimal::from_f64));
        candidates.retain(|value| {
            self.min.is_none_or(|min| value.compare(min).is_ge())
                && self.max.is_none_or(|max| value.compare(max).is_le())
                && self.exclusive_min.is_none_or(|min| value.compare(min).is_gt())
        });
        candidates.sort_by_key(|value| (value.distance(number), *value));
        candidates.dedup();
        let outside = self.min.is_some_and(|min| number.compare(min).is_lt())
            || self.max.is_some_and(|max| number.compare(max).is_gt());
        candidates.truncate(if outside { 1 } else { 2 });
        candidates
    }
}

/// Whether a field has a value, by its name or an accepted other spelling: an expression counts, an empty
/// key does not.
fn field_present(view: &View<'_>, field: &Field) -> bool {
    [&field.name].into_iter().chain(&field.aliases).any(|name| {
        let child = view.get(name);
        child.is_unknown() || (child.is_present() && child.value_type() != Some(ValueType::Null))
    })
}

/// Whether `view` is `auto` in one of the forms the tool takes (fc3 `isAuto`: any case, `|key=value`).
fn is_auto(view: &View<'_>, auto: Auto) -> bool {
    let Some(text) = view.as_str() else { return false };
    let mut parts = text.split('|');
    let word = parts.next().unwrap_or_default();
    let parameters = parts.next().is_some();
    word.trim().eq_ignore_ascii_case("auto") && (!parameters || auto == Auto::Params)
}

fn accepts_shape(model: &Model, ty: TypeId, view: &View<'_>) -> bool {
    let Some(found) = view.value_type() else { return true };
    match &model.ty(ty).kind {
        Kind::Any => true,
        Kind::Null => found == ValueType::Null,
        Kind::Bool => found == ValueType::Bool,
        Kind::Number { .. } => matches!(found, ValueType::Integer | ValueType::Float),
        Kind::Str { .. } => found == ValueType::String,
        Kind::Enum { values, .. } => values.iter().any(|value| match &value.value {
            serde_json::Value::String(_) => found == ValueType::String,
            serde_json::Value::Number(_) => matches!(found, ValueType::Integer | ValueType::Float),
            serde_json::Value::Bool(_) => found == ValueType::Bool,
            _ => false,
        }),
        Kind::Array { .. } => found == ValueType::Sequence,
        Kind::Object(_) => found == ValueType::Mapping,
        Kind::Union(branches) => branches.iter().any(|branch| accepts_shape(model, *branch, view)),
    }
}

fn is_text(model: &Model, ty: TypeId) -> bool {
    match &model.ty(ty).kind {
        Kind::Str { .. } => true,
        Kind::Union(branches) => branches.iter().any(|branch| is_text(model, *branch)),
        _ => false,
    }
}

fn shape_name(model: &Model, ty: TypeId) -> Message {
    match &model.ty(ty).kind {
        Kind::Any => Message::new("anything", "任意值"),
        Kind::Null => Message::new("empty", "空"),
        Kind::Bool => Message::new("`true` or `false`", "`true` 或 `false`"),
        Kind::Number { integer: true, .. } => Message::new("a whole number", "整数"),
        Kind::Number { .. } => Message::new("a number", "数字"),
        Kind::Str { .. } => Message::new("text", "字符串"),
        Kind::Enum { values, .. } => {
            let list = listed(values);
            Message::new(list.clone(), list)
        }
        Kind::Array { .. } => Message::new("a list", "列表"),
        Kind::Object(_) => Message::new("a block of keys", "键值块"),
        Kind::Union(branches) => {
            let forms: Vec<Message> = branches.iter().map(|branch| shape_name(model, *branch)).collect();
            let en: Vec<&str> = forms.iter().map(|form| form.en.as_str()).collect();
            let zh: Vec<&str> = forms.iter().map(|form| form.zh.as_str()).collect();
            Message::new(en.join(" or "), zh.join("或"))
        }
    }
}

fn type_name(found: Option<ValueType>) -> Message {
    match found {
        Some(ValueType::Null) | None => Message::new("empty", "空"),
        Some(ValueType::Bool) => Message::new("a boolean", "布尔值"),
        Some(ValueType::Integer | ValueType::Float) => Message::new("a number", "数字"),
        Some(ValueType::String) => Message::new("text", "字符串"),
        Some(ValueType::Sequence) => Message::new("a list", "列表"),
        Some(ValueType::Mapping) => Message::new("a block of keys", "键值块"),
    }
}

/// The values of a list for a message: at most eight.
fn listed(values: &[EnumValue]) -> String {
    let shown: Vec<String> = values
        .iter()
        .filter(|value| !value.deprecated)
        .take(8)
        .map(|value| format!("`{}`", value.text()))
        .collect();
    let more = values.iter().filter(|value| !value.deprecated).count() > 8;
    format!("{}{}", shown.join(", "), if more { ", …" } else { "" })
}

/// What a scalar that should be a list was meant to be: `get,post` → `[get, post]`, a JSON list in a
/// string → the list itself, anything else → a list of one.
fn as_list(text: &str) -> String {
    if let Ok(serde_json::Value::Array(items)) = serde_json::from_str(text) {
        let items: Vec<String> = items.iter().map(|item| item.to_string()).collect();
        return format!("[{}]", items.join(", "));
    }
    format!("[{}]", edit::quote(text))
}

/// The first line of `span`: what is marked when a whole block is wrong.
pub(crate) fn first_line(cx: &Context<'_>, span: Span) -> Span {
    let text = cx.document().text();
    let line = text.line_span(text.line_of(span.start));
    Span::new(span.start, span.end.min(line.end.max(span.start)))
}
