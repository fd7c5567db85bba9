//! FC9xx: secrets in clear text and doors left open. No message, fix or log ever holds a secret: only
//! the names of keys.

use crate::check::Finding;
use crate::check::context::Context;
use crate::check::rule::{Family, rule};
use crate::document::{Edition, FileKind, Format, Function, Unit, UnitKind, View};
use crate::message;
use crate::message::Message;
use crate::syntax::{Resolved, Scalar, ScalarStyle, Value};
use crate::text::Edit;

/// The family.
pub static FAMILY: Family = Family {
    name: "security",
    rules: &[&FC901, &FC902, &FC903, &FC904, &FC905, &FC906, &FC907],
    unit: |cx, unit| {
        secrets(cx, unit);
        weak_tls(cx, unit);
    },
    function: |cx, function| {
        jwt_keys(cx, function);
        anonymous_role(cx, function);
        insecure(cx, function);
    },
    ..Family::NONE
};

rule! {
    /// An AccessKey id or secret stands in the file in clear text.
    ///
    /// Whoever can read the repository can act in the account; keys in public repositories are found by
    /// scanners within minutes. The fix reads it from an environment variable. A key that was committed once
    /// must be replaced in RAM: it stays in the history.
    ///
    /// Breaks: `OSS_ACCESS_KEY_ID: LTAI5tAbCdEfGhIjKlMnOpQr` — keeps: `OSS_ACCESS_KEY_ID: ${env('OSS_ACCESS_KEY_ID')}`
    FC901 "secret-literal" Warning All true "derived; AccessKey ids begin with LTAI"
    /// 文件中明文写了 AccessKey ID 或密钥。
    ///
    /// 能读到仓库的人就能操作该账号；公开仓库中的密钥几分钟内就会被扫描到。修复会改为从环境变量读取。
    /// 已经提交过的密钥必须在 RAM 中更换：它会留在历史记录里。
    ///
    /// 错误：`OSS_ACCESS_KEY_ID: LTAI5tAbCdEfGhIjKlMnOpQr` — 正确：`OSS_ACCESS_KEY_ID: ${env('OSS_ACCESS_KEY_ID')}`
    中文
}
rule! {
    /// A private key stands in the file in clear text.
    ///
    /// The certificate of a domain is worth nothing once its key is known. Put the key into a file that is not
    /// committed and name the file, or read it from an environment variable.
    ///
    /// Breaks: `privateKey: "-----BEGIN PRIVATE KEY-----…"` — keeps: `privateKey: ${file('./key.pem')}`
    FC902 "private-key-literal" Warning All true "derived"
    /// 文件中明文写了私钥。
    ///
    /// 私钥一旦泄露，域名证书就毫无意义。请把私钥放在不提交的文件中并引用该文件，或从环境变量读取。
    ///
    /// 错误：`privateKey: "-----BEGIN PRIVATE KEY-----…"` — 正确：`privateKey: ${file('./key.pem')}`
    中文
}
rule! {
    /// A password, token or API key stands in the file in clear text.
    ///
    /// It goes into the repository's history and, as an environment variable, is shown in the console. The fix
    /// reads it from an environment variable of the machine that deploys. Values that are plainly
    /// placeholders (`<password>`, `your-…`, `xxx`) are not reported.
    ///
    /// Breaks: `MYSQL_PASSWORD: s3cr3t-2024` — keeps: `MYSQL_PASSWORD: ${env('MYSQL_PASSWORD')}`
    FC903 "password-literal" Warning All true "derived"
    /// 文件中明文写了密码、令牌或 API Key。
    ///
    /// 它会进入仓库历史；作为环境变量时还会显示在控制台。修复会改为从部署机器的环境变量读取。
    /// 明显是占位符的值（`<password>`、`your-…`、`xxx`）不报告。
    ///
    /// 错误：`MYSQL_PASSWORD: s3cr3t-2024` — 正确：`MYSQL_PASSWORD: ${env('MYSQL_PASSWORD')}`
    中文
}
rule! {
    /// The key set of a JWT trigger or domain holds a private or symmetric key.
    ///
    /// To check signatures the public key is enough; with the private part (`d`) or a shared secret
    /// (`kty: oct`, `k`) whoever reads the file can sign tokens of their own.
    ///
    /// Breaks: `jwks: {keys: [{kty: RSA, n: …, e: AQAB, d: …}]}` — keeps: `jwks: {keys: [{kty: RSA, n: …, e: AQAB}]}`
    FC904 "jwt-private-key" Warning S false "RFC 7517 and 7518: members of private and symmetric keys"
    /// JWT 触发器或域名的密钥集中含有私钥或对称密钥。
    ///
    /// 校验签名只需要公钥；写了私钥部分（`d`）或共享密钥（`kty: oct`、`k`）后，能读到文件的人就能自己签发令牌。
    ///
    /// 错误：`jwks: {keys: [{kty: RSA, n: …, e: AQAB, d: …}]}` — 正确：`jwks: {keys: [{kty: RSA, n: …, e: AQAB}]}`
    中文
}
rule! {
    /// Anyone on the internet can call the function, and its role can write.
    ///
    /// With `authType: anonymous` there is no check before your code runs. If the code has a hole, the caller
    /// has what the role has. Said only where the role's name tells that it is a mighty one.
    ///
    /// Breaks: `authType: anonymous` with `role: acs:ram::1:role/AliyunOSSFullAccess` — keeps: a role for this function alone
    FC905 "anonymous-with-role" Hint All false "derived"
    /// 互联网上任何人都能调用该函数，而它的角色可以写入。
    ///
    /// `authType: anonymous` 表示代码运行前没有任何校验。代码一旦有漏洞，调用者就拥有该角色的全部权限。
    /// 仅当角色名表明其权限很大时提示。
    ///
    /// 错误：`authType: anonymous` 同时 `role: acs:ram::1:role/AliyunOSSFullAccess` — 正确：为该函数单独建一个角色
    中文
}
rule! {
    /// The certificate of the image registry is not checked.
    ///
    /// With `insecure: true` whoever sits between can hand out another image. Give the registry's root
    /// certificate instead (`rootCaCertBase64`).
    ///
    /// Breaks: `certConfig: {insecure: true}` — keeps: `certConfig: {rootCaCertBase64: …}`
    FC906 "insecure-registry" Warning S false "FC API 2023-03-30 RegistryCertificateConfig"
    /// 不校验镜像仓库的证书。
    ///
    /// `insecure: true` 时，中间人可以换成别的镜像。请改为提供仓库的根证书（`rootCaCertBase64`）。
    ///
    /// 错误：`certConfig: {insecure: true}` — 正确：`certConfig: {rootCaCertBase64: …}`
    中文
}
rule! {
    /// The domain accepts TLS below 1.2.
    ///
    /// TLS 1.0 and 1.1 are retired (RFC 8996); browsers no longer speak them, scanners report them.
    ///
    /// Breaks: `tlsConfig: {minVersion: TLSv1.0}` — keeps: `tlsConfig: {minVersion: TLSv1.2}`
    FC907 "weak-tls" Warning S true "RFC 8996"
    /// 域名接受低于 1.2 的 TLS。
    ///
    /// TLS 1.0 和 1.1 已废弃（RFC 8996）；浏览器不再使用，安全扫描会报告。
    ///
    /// 错误：`tlsConfig: {minVersion: TLSv1.0}` — 正确：`tlsConfig: {minVersion: TLSv1.2}`
    中文
}

/// What the name of a key promises.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Promise {
    AccessKeySecret,
    Password,
}

/// Names without separators, in lower case; the end of the key counts.
const SECRET_NAMES: [(&str, Promise); 14] = [
    ("accesskeysecret", Promise::AccessKeySecret),
    ("secretaccesskey", Promise::AccessKeySecret),
    ("aksecret", Promise::AccessKeySecret),
    ("accesssecret", Promise::AccessKeySecret),
    ("password", Promise::Password),
    ("passwd", Promise::Password),
    ("pwd", Promise::Password),
    ("secret", Promise::Password),
    ("secretkey", Promise::Password),
    ("privatekey", Promise::Password),
    ("apikey", Promise::Password),
    ("apitoken", Promise::Password),
    ("accesstoken", Promise::Password),
    ("authtoken", Promise::Password),
];

/// Whether the name of a key or variable says that its value is a secret, which is never to be shown.
pub fn is_secret_name(name: &str) -> bool {
    promise(name).is_some()
}

fn promise(key: &str) -> Option<Promise> {
    // Most keys are short and end otherwise: look before anything is put together.
    let last = key.bytes().next_back()?.to_ascii_lowercase();
    if !matches!(last, b'd' | b't' | b'y' | b'n') || key.len() < 3 {
        return None;
    }
    let plain: String = key.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    SECRET_NAMES.iter().find(|(name, _)| plain.ends_with(name)).map(|(_, promise)| *promise)
}

/// Whether a value only stands for a secret that is to be filled in.
fn is_placeholder(value: &str) -> bool {
    let value = value.trim();
    let lower = value.to_ascii_lowercase();
    let first = value.bytes().next();
    value.len() < 4
        || !value.is_ascii()
        || ["${", "{{", "<%", "$("].iter().any(|sign| value.contains(sign))
        || value.starts_with(['<', '[', '$', '%', '/', '.'])
        || value.bytes().all(|byte| Some(byte) == first)
        || ["your", "xxx", "***", "example", "changeme", "change-me", "placeholder", "dummy", "redacted"]
            .iter()
            .any(|word| lower.contains(word))
        // The name of the thing instead of the thing: `API_KEY`, `access_key_secret`.
        || (promise(value).is_some() && value.chars().all(|c| c.is_ascii_alphabetic() || "_- ".contains(c)))
        || matches!(lower.as_str(), "true" | "false" | "null" | "none" | "todo" | "test" | "auto" | "secret" | "password")
}

/// An AccessKey id: `LTAI` and more letters and digits than a word has.
fn access_key_id(text: &str) -> bool {
    text.match_indices("LTAI").any(|(at, _)| {
        let rest = text[at..].bytes().take_while(u8::is_ascii_alphanumeric).count();
        let tail = &text[at + 4..at + rest];
        (16..=32).contains(&rest)
            && !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric())
            && tail.bytes().any(|byte| byte.is_ascii_digit() || byte.is_ascii_lowercase())
            && !is_placeholder(tail)
    })
}

fn secrets(cx: &mut Context<'_>, unit: &Unit<'_>) {
    if let Some(value) = unit.entry.value() {
        visit(cx, &unit.entry.key_text().unwrap_or_default(), value, 0);
    }
}

fn visit(cx: &mut Context<'_>, key: &str, value: Value<'_>, depth: u32) {
    if depth > 200 {
        return;
    }
    match value {
        Value::Mapping(mapping) => {
            for entry in mapping.entries() {
                if let (Some(key), Some(value)) = (entry.key_text(), entry.value()) {
                    visit(cx, &key, value, depth + 1);
                }
            }
        }
        Value::Sequence(sequence) => {
            for value in sequence.items().filter_map(|item| item.value()) {
                visit(cx, key, value, depth + 1);
            }
        }
        Value::Scalar(scalar) => judge(cx, key, scalar),
        Value::Alias(_) => {}
    }
}

fn judge(cx: &mut Context<'_>, key: &str, scalar: Scalar<'_>) {
    let (raw, kind) = (scalar.raw(), cx.kind());
    if raw.contains("LTAI") && access_key_id(&raw) {
        let message = Message::new(
            "an AccessKey id stands here in clear text; read it from the environment",
            "此处明文写了 AccessKey ID；请改为从环境变量读取",
        );
        let finding = cx.report(&FC901, scalar.span(), message);
        if raw.trim_matches(['\'', '"']).starts_with("LTAI") {
            move_out(finding, kind, scalar, key, "ACCESS_KEY_ID");
        }
        return;
    }
    if raw.contains("-----BEGIN") && raw.contains("PRIVATE KEY-----") {
        let message = Message::new(
            "a private key stands here in clear text; read it from a file or the environment",
            "此处明文写了私钥；请改为从文件或环境变量读取",
        );
        let finding = cx.report(&FC902, scalar.span(), message);
        move_out(finding, kind, scalar, key, "PRIVATE_KEY");
        return;
    }
    let Some(promise) = promise(key) else { return };
    if scalar.resolve() != Resolved::Str && !matches!(scalar.resolve(), Resolved::Int(_)) {
        return;
    }
    let text = scalar.cooked();
    // A secret is one word; a path to a key or a sentence is none.
    if is_placeholder(&text) || text.contains(char::is_whitespace) || text.contains("/privatekey") {
        return;
    }
    match promise {
        Promise::AccessKeySecret => {
            let message = message!(
                "`{key}` holds a secret in clear text; read it from the environment",
                "`{key}` 明文写了密钥；请改为从环境变量读取"
            );
            let finding = cx.report(&FC901, scalar.span(), message);
            move_out(finding, kind, scalar, key, "ACCESS_KEY_SECRET");
        }
        Promise::Password => {
            let message = message!(
                "`{key}` seems to hold a secret in clear text; read it from the environment",
                "`{key}` 似乎明文写了机密；请改为从环境变量读取"
            );
            let finding = cx.report(&FC903, scalar.span(), message);
            move_out(finding, kind, scalar, key, "PASSWORD");
        }
    }
}

/// Offers to read the value from an environment variable named after the key.
fn move_out(finding: &mut Finding, kind: FileKind, scalar: Scalar<'_>, key: &str, otherwise: &str) {
    if matches!(scalar.style(), ScalarStyle::Literal | ScalarStyle::Folded) {
        // The edit would have to take the lines below along; the text says what to do.
        return;
    }
    let name = variable_name(key).unwrap_or_else(|| otherwise.to_string());
    let title = message!("Read it from the environment variable {name}", "改为从环境变量 {name} 读取");
    let expression = match kind {
        FileKind::FYml => format!("${{env.{name}}}"),
        FileKind::SYaml(Edition::V1) => format!("${{env({name})}}"),
        _ => format!("${{env('{name}')}}"),
    };
    finding.fix(title, vec![Edit::replace(scalar.span(), expression)]);
}

/// `InstancePassword` → `INSTANCE_PASSWORD`.
pub(crate) fn variable_name(key: &str) -> Option<String> {
    let mut name = String::new();
    let mut lower = false;
    for c in key.chars() {
        if c.is_ascii_alphanumeric() {
            if c.is_ascii_uppercase() && lower {
                name.push('_');
            }
            name.push(c.to_ascii_uppercase());
            lower = c.is_ascii_lowercase() || c.is_ascii_digit();
        } else if !name.is_empty() && !name.ends_with('_') {
            name.push('_');
            lower = false;
        }
    }
    name.starts_with(|c: char| c.is_ascii_alphabetic()).then_some(name)
}

fn jwt_keys(cx: &mut Context<'_>, function: &Function<'_>) {
    if function.format != Format::Fc3 {
        return;
    }
    for trigger in function.block.get("triggers").items() {
        key_set(cx, &trigger.path("triggerConfig.authConfig.jwks"));
    }
    key_set(cx, &function.block.path("customDomain.authConfig.jwks"));
}

fn key_set(cx: &mut Context<'_>, jwks: &View<'_>) {
    for key in jwks.get("keys").items() {
        let symmetric = key.get("kty").as_str().is_some_and(|kty| kty == "oct");
        let member = if symmetric { key.get("k") } else { key.get("d") };
        let Some(text) = member.as_str().filter(|text| !is_placeholder(text)) else { continue };
        if text.len() < 8 {
            continue;
        }
        let message = match symmetric {
            true => Message::new(
                "a shared secret stands here: whoever reads the file can sign tokens; use a public key",
                "此处是共享密钥：能读到文件的人都能签发令牌；请使用公钥",
            ),
            false => Message::new(
                "the private part of the key stands here; to check signatures the public key is enough",
                "此处是私钥部分；校验签名只需要公钥",
            ),
        };
        let at = member.key_span().unwrap_or(member.span());
        cx.report(&FC904, at, message);
    }
}

/// Whether the name of a role or policy tells that it can write everywhere.
fn is_mighty(name: &str) -> bool {
    let lower = name.rsplit('/').next().unwrap_or(name).to_ascii_lowercase();
    lower.contains("fullaccess")
        || lower.contains("administrator")
        || lower == "admin"
        || lower.ends_with("-admin")
}

fn anonymous_role(cx: &mut Context<'_>, function: &Function<'_>) {
    let role = function.setting("role");
    let policies =
        if function.format == Format::F { function.setting("policies").items() } else { Vec::new() };
    let mighty = role.as_str().filter(|role| is_mighty(role));
    let policy = policies.iter().filter_map(View::as_str).find(|policy| is_mighty(policy));
    let Some(name) = mighty.or(policy) else { return };
    let auth = match function.format {
        Format::Fc3 | Format::Fc => {
            let config = if function.format == Format::Fc { "config" } else { "triggerConfig" };
            let triggers = function.block.get("triggers").items();
            let mut auth = triggers.iter().map(|trigger| trigger.get(config).get("authType"));
            auth.find(|auth| auth.as_str().is_some_and(|auth| auth == "anonymous"))
        }
        // An http event of an f.yml is always anonymous.
        Format::F => {
            let events = function.block.get("events").items();
            events.iter().map(|event| event.get("http")).find(View::is_mapping)
        }
    };
    let Some(auth) = auth else { return };
    let at = auth.key_span().filter(|_| function.format == Format::F).unwrap_or(auth.span());
    let name = name.rsplit('/').next().unwrap_or(&name);
    let message = message!(
        "anyone can call this function, and `{name}` lets it write: give it a role that can do no more than it must",
        "任何人都能调用该函数，而 `{name}` 允许它写入：请为它配置权限最小的角色"
    );
    cx.report(&FC905, at, message);
}

fn insecure(cx: &mut Context<'_>, function: &Function<'_>) {
    let image = function.setting("customContainerConfig");
    if !image.is_mapping() {
        return;
    }
    let view = image.path("registryConfig.certConfig.insecure");
    if view.as_bool() == Some(true) {
        let message = Message::new(
            "the registry's certificate is not checked: whoever sits between can hand out another image",
            "不校验仓库证书：中间人可以换成别的镜像",
        );
        cx.report_at(&FC906, &view, message);
    }
}

fn weak_tls(cx: &mut Context<'_>, unit: &Unit<'_>) {
    if !matches!(unit.kind, UnitKind::Resource(_)) || !matches!(cx.kind(), FileKind::SYaml(Edition::V3)) {
        return;
    }
    let props = crate::document::props(cx.resolver, unit);
    for config in [props.get("tlsConfig"), props.path("customDomain.tlsConfig")] {
        let version = config.get("minVersion");
        let Some(text) = version.as_str() else { continue };
        if !matches!(text.as_ref(), "TLSv1.0" | "TLSv1.1") {
            continue;
        }
        let message = message!(
            "{text} is retired: browsers no longer speak it; TLSv1.2 is the least to offer",
            "{text} 已废弃，浏览器不再使用；最低应为 TLSv1.2"
        );
        let own = version.own_node();
        let finding = cx.report_at(&FC907, &version, message);
        if let Some(own) = own {
            let title = Message::new("Set minVersion to TLSv1.2", "把 minVersion 设为 TLSv1.2");
            finding.fix(title, vec![Edit::replace(own.span(), "TLSv1.2")]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_promise_a_secret() {
        for key in
            ["password", "DB_PASSWORD", "mysqlPwd", "JWT_SECRET", "apiKey", "OPENAI_API_KEY", "privateKey"]
        {
            assert!(promise(key) == Some(Promise::Password), "{key}");
        }
        for key in ["accessKeySecret", "OTS_AK_SECRET", "AWS_SECRET_ACCESS_KEY"] {
            assert!(promise(key) == Some(Promise::AccessKeySecret), "{key}");
        }
        for key in ["passwordFile", "token", "region", "key", "secretName", "d", ""] {
            assert!(promise(key).is_none(), "{key}");
        }
    }

    #[test]
    fn placeholders_are_no_secrets() {
        for value in [
            "",
            "xxx",
            "<password>",
            "your-secret",
            "${env('A')}",
            "{{ a }}",
            "******",
            "API_KEY",
            "密码",
            "./key",
            "0000",
        ] {
            assert!(is_placeholder(value), "{value}");
        }
        for value in ["s3cr3t-2024", "123456", "sk-abcdef0123456789"] {
            assert!(!is_placeholder(value), "{value}");
        }
    }

    #[test]
    fn ids_and_variables() {
        assert!(access_key_id("LTAI5tAbCdEfGhIjKlMnOpQr"));
        assert!(
            !access_key_id("LTAIxxxxxxxxxxxxxxxx")
                && !access_key_id("LTAI")
                && !access_key_id("XLTAI5tAbCdEfGhIjKl")
        );
        assert_eq!(variable_name("InstancePassword").as_deref(), Some("INSTANCE_PASSWORD"));
        assert_eq!(variable_name("db-password").as_deref(), Some("DB_PASSWORD"));
        assert_eq!(variable_name("OPENAI_API_KEY").as_deref(), Some("OPENAI_API_KEY"));
        assert_eq!(variable_name("1a"), None);
    }
}
