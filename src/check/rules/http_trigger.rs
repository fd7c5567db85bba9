//! FC5xx: HTTP triggers and their JWT settings.

use crate::check::context::Context;
use crate::check::edits::set_or_insert;
use crate::check::rule::{Family, rule};
use crate::check::rules::triggers::{Trigger, of_function};
use crate::check::{Severity, Tag};
use crate::document::{Format, Function, Origin, View};
use crate::message;
use crate::message::Message;
use crate::syntax::edit;
use crate::text::{Edit, Span};

/// The family.
pub static FAMILY: Family = Family {
    name: "http-trigger",
    rules: &[&FC505, &FC506, &FC507, &FC508, &FC509, &FC510],
    function: check,
    ..Family::NONE
};

rule! {
    /// A version or alias has one HTTP trigger at most.
    ///
    /// The API refuses the second one. A trigger without `qualifier` calls `LATEST`.
    ///
    /// Breaks: two http triggers without `qualifier` — keeps: the second one with `qualifier: prod`
    FC505 "http-one" Error S false "help page on HTTP triggers"
    /// 一个版本或别名最多一个 HTTP 触发器。
    ///
    /// API 会拒绝第二个。没有写 `qualifier` 的触发器触发 `LATEST`。
    ///
    /// 错误：两个 HTTP 触发器都不写 `qualifier` — 正确：第二个写 `qualifier: prod`
    中文
}
rule! {
    /// `authType: jwt` needs `authConfig` with `jwks` and `tokenLookup`.
    ///
    /// Without them no token can be checked: `s deploy` logs an error and the trigger is not set up.
    ///
    /// Breaks: `authType: jwt` alone — keeps: `{authType: jwt, authConfig: {jwks: {keys: […]}, tokenLookup: 'header:Authorization:Bearer '}}`
    FC506 "jwt-needs-config" Error S false "fc3 deploy code and src/schema.json"
    /// `authType: jwt` 需要 `authConfig`，其中有 `jwks` 和 `tokenLookup`。
    ///
    /// 没有它们就无法校验 Token：`s deploy` 会记录错误，触发器不会配置好。
    ///
    /// 错误：只写 `authType: jwt` — 正确：`{authType: jwt, authConfig: {jwks: {keys: […]}, tokenLookup: 'header:Authorization:Bearer '}}`
    中文
}
rule! {
    /// `whitelist` and `blacklist` exclude each other.
    ///
    /// With both `s deploy` logs an error and skips the trigger, but goes on as if all were well.
    ///
    /// Breaks: `authConfig: {whitelist: [/a], blacklist: [/b]}` — keeps: `authConfig: {whitelist: [/a]}`
    FC507 "jwt-lists" Error S true "fc3 deploy code"
    /// `whitelist` 和 `blacklist` 不能同时写。
    ///
    /// 两个都写时，`s deploy` 只记录一条错误并跳过该触发器，部署照常结束。
    ///
    /// 错误：`authConfig: {whitelist: [/a], blacklist: [/b]}` — 正确：`authConfig: {whitelist: [/a]}`
    中文
}
rule! {
    /// `whitelist` and `blacklist` are written in lower case.
    ///
    /// `whiteList`, as an example of the component spells it, is ignored: every path is checked, or none.
    ///
    /// Breaks: `authConfig: {whiteList: [/a]}` — keeps: `authConfig: {whitelist: [/a]}`
    FC508 "jwt-key-case" Warning S true "fc3 src/interface/trigger.ts"
    /// `whitelist` 和 `blacklist` 全部小写。
    ///
    /// 组件示例中的写法 `whiteList` 会被忽略：结果是校验所有路径或都不校验。
    ///
    /// 错误：`authConfig: {whiteList: [/a]}` — 正确：`authConfig: {whitelist: [/a]}`
    中文
}
rule! {
    /// `prefix` belongs to tokens in a header.
    ///
    /// Tokens in cookies, queries and forms have no prefix: the key is left out when the trigger is made.
    ///
    /// Breaks: `{readPosition: cookie, parameterName: t, prefix: Bearer}` — keeps: `{readPosition: header, parameterName: Authorization, prefix: Bearer}`
    FC509 "jwt-prefix" Warning S true "fc3 trigger converter"
    /// `prefix` 只用于请求头中的 Token。
    ///
    /// Cookie、查询参数和表单中的 Token 没有前缀：创建触发器时会丢弃这个键。
    ///
    /// 错误：`{readPosition: cookie, parameterName: t, prefix: Bearer}` — 正确：`{readPosition: header, parameterName: Authorization, prefix: Bearer}`
    中文
}
rule! {
    /// An HTTP trigger with `authType: anonymous` and a public address is open to everybody.
    ///
    /// That is right for a web page or an API that checks its callers itself. For anything else, calls from
    /// outside cost money and may reach data: `authType: function` asks for a signature,
    /// `disableURLInternet: true` leaves the internal address only. Where the public address is meant, write
    /// `disableURLInternet: false`: what is written down needs no hint.
    ///
    /// Breaks: `{authType: anonymous, methods: [GET]}` — keeps: `{authType: function, methods: [GET]}` or `disableURLInternet: true`
    FC510 "anon-public" Hint S true "derived"
    /// `authType: anonymous` 且有公网地址的 HTTP 触发器对所有人开放。
    ///
    /// 网页或自行校验调用者的 API 就该如此。其他情况下，外部调用会产生费用，也可能接触到数据：
    /// `authType: function` 要求签名，`disableURLInternet: true` 只保留内网地址。
    /// 确实需要公网地址时写 `disableURLInternet: false`：已经写明的就不再提示。
    ///
    /// 错误：`{authType: anonymous, methods: [GET]}` — 正确：`{authType: function, methods: [GET]}` 或 `disableURLInternet: true`
    中文
}

/// The rules of this family on one function.
pub fn check(cx: &mut Context<'_>, function: &Function<'_>) {
    let triggers = of_function(function);
    let mut taken: Vec<(String, Span)> = Vec::new();
    for trigger in triggers.iter().filter(|trigger| trigger.is("http")) {
        if function.format == Format::Fc3 {
            http_one(cx, trigger, &mut taken);
        }
        http(cx, function, trigger);
    }
}

fn http_one(cx: &mut Context<'_>, trigger: &Trigger<'_>, taken: &mut Vec<(String, Span)>) {
    let qualifier = trigger.view.get("qualifier");
    let name = match qualifier.is_empty() {
        true => "LATEST".to_string(),
        false => match qualifier.scalar_text() {
            Some(text) if text.is_empty() => "LATEST".to_string(),
            Some(text) => text.into_owned(),
            None => return,
        },
    };
    let at = if qualifier.is_empty() { &trigger.kind_view } else { &qualifier };
    match taken.iter().find(|(known, _)| *known == name) {
        Some((_, first)) => {
            let first = *first;
            let message = message!(
                "`{name}` has an HTTP trigger already: the API takes one for each version or alias",
                "`{name}` 已有一个 HTTP 触发器：每个版本或别名只能有一个"
            );
            cx.report_at(&FC505, at, message)
                .related(first, Message::new("the first one is here", "第一个写在这里"));
        }
        None => taken.push((name, at.span())),
    }
}

fn http(cx: &mut Context<'_>, function: &Function<'_>, trigger: &Trigger<'_>) {
    // The legacy component sends most of it on unread.
    let most = if function.format == Format::Fc3 { Severity::Error } else { Severity::Warning };
    let kind = trigger.config.get("authType");
    let auth = trigger.config.get("authConfig");
    match kind.as_str().as_deref() {
        Some("jwt") if auth.is_empty() && !function.has_unseen_settings() => {
            let message = Message::new(
                "`authType: jwt` needs `authConfig` with `jwks` and `tokenLookup`",
                "`authType: jwt` 需要 `authConfig`，其中有 `jwks` 和 `tokenLookup`",
            );
            cx.report_at(&FC506, &kind, message).cap(most);
        }
        Some("anonymous") if function.format == Format::Fc3 => anon_public(cx, trigger, &kind),
        _ => {}
    }
    if auth.is_mapping() {
        jwt_lists(cx, &auth, most);
        jwt_key_case(cx, &auth);
        for place in auth.get("tokenLookup").items() {
            jwt_prefix(cx, &place);
        }
    }
}

fn jwt_lists(cx: &mut Context<'_>, auth: &View<'_>, most: Severity) {
    let (white, black) = (auth.get("whitelist"), auth.get("blacklist"));
    if white.is_empty() || black.is_empty() || white.is_unknown() || black.is_unknown() {
        return;
    }
    let (first, second) =
        if white.span().start <= black.span().start { (white, black) } else { (black, white) };
    let message = Message::new(
        "`whitelist` and `blacklist` exclude each other: with both the trigger is skipped in silence",
        "`whitelist` 和 `blacklist` 不能同时写：两个都有时触发器会被静默跳过",
    );
    let text = cx.document().text();
    let finding = cx.report(&FC507, second.key_span().unwrap_or(second.span()), message);
    finding.cap(most).related(
        first.key_span().unwrap_or(first.span()),
        Message::new("the other list is here", "另一个列表写在这里"),
    );
    let Some(mapping) = auth.own_mapping() else { return };
    for name in ["blacklist", "whitelist"] {
        let Some(entry) = mapping.get(name) else { continue };
        let title = message!("Remove `{name}`", "删除 `{name}`");
        finding.fix(title, vec![edit::remove_entry(text, mapping, entry)]);
    }
}

/// The right spelling of a key of `authConfig` that differs in case only.
pub fn misspelled_list(type_name: Option<&str>, key: &str) -> Option<&'static str> {
    if type_name != Some("JwtConfig") {
        return None;
    }
    ["whitelist", "blacklist"].into_iter().find(|name| *name != key && name.eq_ignore_ascii_case(key))
}

fn jwt_key_case(cx: &mut Context<'_>, auth: &View<'_>) {
    let Some(mapping) = auth.own_mapping() else { return };
    for entry in mapping.entries() {
        let Some(key) = entry.key_text() else { continue };
        let Some(meant) = misspelled_list(Some("JwtConfig"), &key) else { continue };
        let message = message!("`{key}` is ignored: write `{meant}`", "`{key}` 会被忽略：请写 `{meant}`");
        let finding = cx.report(&FC508, entry.key_span(), message);
        if mapping.get(meant).is_none() {
            let title = message!("Rename to `{meant}`", "改名为 `{meant}`");
            finding.safe_fix(title, vec![edit::rename_key(entry, meant)]);
        }
    }
}

fn jwt_prefix(cx: &mut Context<'_>, place: &View<'_>) {
    let prefix = place.get("prefix");
    if prefix.is_empty() || prefix.origin() != Origin::Own {
        return;
    }
    let Some(name) = place.get("readPosition").as_str() else { return };
    if !matches!(name.as_ref(), "cookie" | "query" | "form") {
        return;
    }
    let message = message!(
        "`prefix` works with `readPosition: header` alone, not with {name}",
        "`prefix` 只对 `readPosition: header` 有效，对 {name} 无效"
    );
    let text = cx.document().text();
    let own = place.own_mapping().and_then(|mapping| Some((mapping, mapping.get("prefix")?)));
    let finding =
        cx.report(&FC509, prefix.key_span().unwrap_or(prefix.span()), message).tag(Tag::Unnecessary);
    if let Some((mapping, entry)) = own {
        let title = Message::new("Remove `prefix`", "删除 `prefix`");
        finding.safe_fix(title, vec![edit::remove_entry(text, mapping, entry)]);
    }
}

fn anon_public(cx: &mut Context<'_>, trigger: &Trigger<'_>, kind: &View<'_>) {
    let internal = trigger.config.get("disableURLInternet");
    if !internal.is_empty() {
        return;
    }
    let message = Message::new(
        "anyone on the Internet may call this function; if that is not meant, `authType: function` asks for a signature and `disableURLInternet: true` closes the public address",
        "公网上任何人都可以调用该函数；如非本意，可用 `authType: function` 要求签名，或用 `disableURLInternet: true` 关闭公网地址",
    );
    let edit = set_or_insert(&trigger.config, "disableURLInternet", "true", "authType");
    let meant = set_or_insert(&trigger.config, "disableURLInternet", "false", "authType");
    let own = kind.own_node().is_some();
    let finding = cx.report_at(&FC510, kind, message);
    if own {
        let title = Message::new("Ask for a signature: authType: function", "要求签名：authType: function");
        finding.fix(title, vec![Edit::replace(kind.span(), "function")]);
    }
    if let Some(edit) = edit {
        let title = Message::new(
            "Close the public address: disableURLInternet: true",
            "关闭公网地址：disableURLInternet: true",
        );
        finding.fix(title, vec![edit]);
    }
    if let Some(edit) = meant {
        let title = Message::new(
            "It is meant to be public: disableURLInternet: false",
            "确实需要公网访问：disableURLInternet: false",
        );
        finding.fix(title, vec![edit]);
    }
}
