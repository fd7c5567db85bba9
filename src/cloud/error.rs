//! What can go wrong between a request and its answer, in sentences.

use std::fmt;
use std::time::Duration;

use serde_json::Value;

use crate::message;
use crate::message::{Lang, Message};

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// The service refused, with a code.
    Refused,
    /// The answer is not from the service: a proxy's page, an empty body, a redirect.
    NotTheService,
    /// The answer cannot be read.
    Unreadable,
    /// No connection was made: nothing was sent.
    NoConnection,
    /// The connection was lost before the answer.
    Lost,
    /// No answer in time.
    TimedOut,
    /// The request cannot be made.
    Unsendable,
}

/// A failed operation. It holds no secret: neither request headers nor bodies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// What happened.
    pub cause: Cause,
    /// Name of the operation, e.g. `UpdateFunction`.
    pub action: &'static str,
    /// Whether the operation may be repeated without harm.
    pub idempotent: bool,
    /// Host that was asked.
    pub host: Box<str>,
    /// HTTP status, if there was an answer.
    pub status: Option<u16>,
    /// Code of the service, e.g. `FunctionNotFound`.
    pub code: Option<Box<str>>,
    /// What the service or the network said, unchanged.
    pub detail: Box<str>,
    /// Id by which Alibaba Cloud finds the request.
    pub request_id: Option<Box<str>>,
    /// How long the service asks to wait.
    pub retry_after: Option<Duration>,
    /// How often it was tried.
    pub attempts: u32,
}

/// The field of an object, by name without regard to case.
fn field<'a>(body: &'a Value, names: &[&str]) -> Option<&'a str> {
    let object = body.as_object()?;
    names.iter().find_map(|name| {
        let (_, value) = object.iter().find(|(key, _)| key.eq_ignore_ascii_case(name))?;
        value.as_str().filter(|text| !text.is_empty())
    })
}

/// The text between `<name>` and `</name>`.
fn element<'a>(body: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = body.split_once(&format!("<{name}>"))?;
    rest.split_once(&format!("</{name}>")).map(|(text, _)| text)
}

impl Error {
    /// An error that is none of the service's.
    pub(crate) fn local(cause: Cause, action: &'static str, host: &str, detail: impl Into<Box<str>>) -> Self {
        Error {
            cause,
            action,
            idempotent: false,
            host: host.into(),
            status: None,
            code: None,
            detail: detail.into(),
            request_id: None,
            retry_after: None,
            attempts: 1,
        }
    }

    /// Reads an answer with an error status: JSON with `Code`/`Message`/`RequestId` in any case, the
    /// `ErrorCode`/`ErrorMessage` of Function Compute 2.0, XML. Anything else is not the service.
    pub(crate) fn read(action: &'static str, host: &str, status: u16, body: &[u8]) -> Self {
        let text = String::from_utf8_lossy(body);
        let mut error = Error::local(Cause::NotTheService, action, host, "");
        error.status = Some(status);
        if let Ok(body) = serde_json::from_str::<Value>(&text) {
            error.code = field(&body, &["Code", "ErrorCode"]).map(Box::from);
            error.request_id = field(&body, &["RequestId"]).map(Box::from);
            error.detail = field(&body, &["Message", "ErrorMessage"]).unwrap_or_default().into();
        } else if let Some(code) = element(&text, "Code") {
            error.code = Some(code.into());
            error.request_id = element(&text, "RequestId").map(Box::from);
            error.detail = element(&text, "Message").unwrap_or_default().into();
        } else {
            error.detail = excerpt(&text).into();
        }
        if error.code.is_some() {
            error.cause = Cause::Refused;
        }
        error
    }

    fn code_is(&self, code: &str) -> bool {
        self.code.as_deref() == Some(code)
    }

    /// Whether what was asked for does not exist.
    pub fn is_not_found(&self) -> bool {
        let Some(code) = self.code.as_deref() else { return false };
        self.status == Some(404) && (code.ends_with("NotFound") || code.ends_with("NotExists"))
    }

    /// Whether what was to be created exists.
    pub fn is_already_there(&self) -> bool {
        self.code.as_deref().is_some_and(|code| code.ends_with("AlreadyExists"))
    }

    /// Whether the service asks to slow down. It has refused, so nothing was done.
    pub fn is_throttled(&self) -> bool {
        self.cause == Cause::Refused
            && (self.status == Some(429) || self.code.as_deref().is_some_and(|code| code.contains("Throttl")))
    }

    /// Whether the operation may have been carried out although it failed here.
    pub fn outcome_is_unknown(&self) -> bool {
        match self.cause {
            Cause::Lost | Cause::TimedOut | Cause::Unreadable => true,
            Cause::Refused | Cause::NotTheService => self.status.is_some_and(|status| status >= 500),
            Cause::NoConnection | Cause::Unsendable => false,
        }
    }

    /// Whether the same request may succeed later.
    pub(crate) fn is_passing(&self) -> bool {
        match self.cause {
            Cause::NoConnection | Cause::Lost | Cause::TimedOut => true,
            Cause::Refused | Cause::NotTheService => {
                self.is_throttled()
                    || self.code_is("ConcurrentUpdateError")
                    || matches!(self.status, Some(500 | 502 | 503 | 504))
            }
            Cause::Unreadable | Cause::Unsendable => false,
        }
    }

    /// Whether nothing can have been done, so that any request may be repeated.
    pub(crate) fn nothing_was_done(&self) -> bool {
        self.cause == Cause::NoConnection || self.is_throttled() || self.code_is("ConcurrentUpdateError")
    }
}

/// The first words of a page, on one line.
fn excerpt(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().take(20).collect();
    words.join(" ").chars().take(120).collect()
}

impl Error {
    /// What happened, in one sentence, without the hint.
    pub fn message(&self) -> Message {
        let Error { action, host, detail, attempts, .. } = self;
        let status = self.status.unwrap_or_default();
        let mut message = match self.cause {
            Cause::Refused => {
                let code = self.code.as_deref().unwrap_or_default();
                message!(
                    "{action}: {detail} ({code}, HTTP {status})",
                    "{action}：{detail}（{code}，HTTP {status}）"
                )
            }
            Cause::NotTheService if detail.is_empty() => message!(
                "{action}: {host} answered HTTP {status} without a word",
                "{action}：{host} 返回 HTTP {status}，没有内容"
            ),
            Cause::NotTheService => message!(
                "{action}: the answer of {host} is not from Function Compute (HTTP {status}: {detail})",
                "{action}：{host} 的响应不是来自函数计算（HTTP {status}：{detail}）"
            ),
            Cause::Unreadable => message!(
                "{action}: the answer of {host} cannot be read: {detail}",
                "{action}：无法解析 {host} 的响应：{detail}"
            ),
            Cause::NoConnection => {
                message!("{action}: no connection to {host}: {detail}", "{action}：无法连接 {host}：{detail}")
            }
            Cause::Lost => message!(
                "{action}: the connection to {host} was lost before the answer: {detail}",
                "{action}：在收到响应之前与 {host} 的连接断开：{detail}"
            ),
            Cause::TimedOut => {
                message!("{action}: no answer from {host} in time", "{action}：{host} 未在时限内响应")
            }
            Cause::Unsendable => message!("{action}: {detail}", "{action}：{detail}"),
        };
        if *attempts > 1 {
            message.en.push_str(&format!("; tried {attempts} times"));
            message.zh.push_str(&format!("；已尝试 {attempts} 次"));
        }
        if let Some(id) = &self.request_id {
            message.en.push_str(&format!("; request id {id}"));
            message.zh.push_str(&format!("；请求 ID {id}"));
        }
        message
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<Message> {
        let text = |en: &str, zh: &str| Some(Message::new(en, zh));
        if self.outcome_is_unknown() && !self.idempotent {
            return text(
                "it may have been carried out all the same: look before you try again",
                "操作可能已经生效：重试之前请先查看",
            );
        }
        match self.cause {
            Cause::NoConnection if self.detail.contains("certificate") => {
                return text(
                    "the certificate is not trusted by this machine: behind a company proxy, install its certificate",
                    "本机不信任该证书：如果使用公司代理，请安装其证书",
                );
            }
            Cause::NoConnection => {
                return text(
                    "check the network, the region and HTTPS_PROXY",
                    "请检查网络、地域以及 HTTPS_PROXY",
                );
            }
            Cause::TimedOut | Cause::Lost => return text("try again", "请重试"),
            Cause::NotTheService if self.status.is_some_and(|status| status < 500) => {
                return text(
                    "a proxy or another service answered: check HTTPS_PROXY and the endpoint",
                    "响应来自代理或其他服务：请检查 HTTPS_PROXY 和服务地址",
                );
            }
            _ => {}
        }
        if self.is_throttled() {
            return text("too many requests: wait a little and try again", "请求过于频繁：请稍后重试");
        }
        let code = self.code.as_deref()?;
        match code {
            "FunctionNotFound" => text(
                "check the function name, the region and the account; a deploy creates it",
                "请检查函数名、地域和账号；部署时会创建该函数",
            ),
            "TriggerNotFound"
            | "AliasNotFound"
            | "VersionNotFound"
            | "LayerNotFound"
            | "LayerVersionNotFound"
            | "DomainNameNotFound" => text("check the name and the region", "请检查名称和地域"),
            "FunctionAlreadyExists"
            | "TriggerAlreadyExists"
            | "AliasAlreadyExists"
            | "DomainNameAlreadyExists" => text(
                "it exists already, perhaps made by someone else: look at it, then update it",
                "它已存在，可能由他人创建：请先查看，再更新",
            ),
            "FunctionNotEmpty" => text("delete its triggers first", "请先删除它的触发器"),
            "AccessDenied" | "NoPermission" | "Forbidden" => text(
                "this identity lacks a permission: grant it in RAM (AliyunFCFullAccess has all of Function Compute)",
                "当前身份缺少权限：请在 RAM 中授权（AliyunFCFullAccess 包含函数计算的全部权限）",
            ),
            "SignatureNotMatch" | "SignatureDoesNotMatch" | "IncompleteSignature" => text(
                "the AccessKey secret does not belong to the AccessKey id: check the credentials",
                "AccessKey Secret 与 AccessKey ID 不匹配：请检查凭证",
            ),
            "InvalidAccessKeyID"
            | "InvalidAccessKeyId"
            | "InvalidAccessKeyId.NotFound"
            | "InvalidAccessKeyId.Inactive" => text(
                "the AccessKey does not exist or is disabled: check the credentials",
                "AccessKey 不存在或已停用：请检查凭证",
            ),
            "InvalidSecurityToken"
            | "SecurityTokenInvalid"
            | "SecurityTokenExpired"
            | "InvalidSecurityToken.Expired"
            | "InvalidSecurityToken.Malformed" => text(
                "the temporary credentials have expired or are incomplete: get new ones",
                "临时凭证已过期或不完整：请重新获取",
            ),
            "InvalidTimeStamp.Expired" | "InvalidTimeStamp.Format" => {
                text("the clock of this machine is wrong by more than 15 minutes", "本机时钟误差超过 15 分钟")
            }
            "InvalidArgument" | "MissingRequiredHeader" | "LimitExceededError" => text(
                "the service refuses a value: compare it with the message, or run `fcls check`",
                "服务端拒绝了某个值：请对照上面的信息，或运行 `fcls check`",
            ),
            "EntityTooLarge" => text(
                "the request is too large: make the package smaller or put it into OSS",
                "请求过大：请减小代码包，或将其放入 OSS",
            ),
            "ResourceExhausted" | "ResourcePoolInsufficientCapacity" => text(
                "the region or the account has no more of this resource: wait, or ask for a higher quota",
                "该地域或账号的资源不足：请稍后重试，或申请提高配额",
            ),
            "ConcurrentUpdateError" => text("someone else changes it now: try again", "他人正在修改：请重试"),
            "PreconditionFailed" => {
                text("it was changed meanwhile: look at it and try again", "它已被修改：请查看后重试")
            }
            "ProvisionConfigExist" | "ResidentScalingConfigExists" => {
                text("remove the provisioned or resident instances first", "请先删除预留或常驻实例配置")
            }
            "FunctionInvocationDisabled" => {
                text("calls of this function are switched off", "该函数已禁止调用")
            }
            _ if self.status.is_some_and(|status| status >= 500) => {
                text("the service has a problem: try again later", "服务端异常：请稍后重试")
            }
            _ => None,
        }
    }

    /// Message and hint in one language.
    pub fn text(&self, lang: Lang) -> String {
        let message = self.message();
        match self.hint() {
            Some(hint) => match lang {
                Lang::En => format!("{}. Hint: {}", message.en, hint.en),
                Lang::Zh => format!("{}。提示：{}", message.zh, hint.zh),
            },
            None => message.text(lang).to_string(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text(Lang::En))
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(status: u16, body: &str) -> Error {
        Error::read("GetFunction", "fcv3.cn-hangzhou.aliyuncs.com", status, body.as_bytes())
    }

    #[test]
    fn says_what_the_service_says_and_what_to_do() {
        let error = read(
            404,
            r#"{"RequestId":"1-65-0","Code":"FunctionNotFound","Message":"function 'x' does not exist"}"#,
        );
        assert!(error.is_not_found());
        assert_eq!(
            error.to_string(),
            "GetFunction: function 'x' does not exist (FunctionNotFound, HTTP 404); request id 1-65-0. Hint: \
             check the function name, the region and the account; a deploy creates it"
        );
        assert_eq!(
            error.text(Lang::Zh),
            "GetFunction：function 'x' does not exist（FunctionNotFound，HTTP 404）；请求 ID 1-65-0。提示：\
             请检查函数名、地域和账号；部署时会创建该函数"
        );
    }

    #[test]
    fn reads_every_form() {
        for body in [
            r#"{"code":"AccessDenied","message":"no","requestId":"r"}"#,
            r#"{"ErrorCode":"AccessDenied","ErrorMessage":"no","RequestId":"r"}"#,
            r#"{"errorCode":"AccessDenied","errorMessage":"no","requestID":"r"}"#,
            "<Error><Code>AccessDenied</Code><Message>no</Message><RequestId>r</RequestId></Error>",
        ] {
            let error = read(403, body);
            assert_eq!(error.cause, Cause::Refused, "{body}");
            assert_eq!(error.code.as_deref(), Some("AccessDenied"), "{body}");
            assert_eq!((&*error.detail, error.request_id.as_deref()), ("no", Some("r")), "{body}");
            assert!(error.hint().is_some());
        }
    }

    #[test]
    fn a_page_of_a_proxy_is_not_the_service() {
        let error = read(502, "<html>\n<h1>Bad   Gateway</h1></html>");
        assert_eq!(error.cause, Cause::NotTheService);
        assert!(error.to_string().contains("HTTP 502: <html> <h1>Bad Gateway</h1></html>"), "{error}");
        // A 404 of something else says nothing about a function.
        assert!(!read(404, "<html>not found</html>").is_not_found());
        assert!(!read(404, r#"{"message":"no such route"}"#).is_not_found());
    }

    #[test]
    fn what_may_be_repeated() {
        let throttled = read(503, r#"{"Code":"ResourceThrottled","Message":"slow down"}"#);
        assert!(throttled.is_passing() && throttled.nothing_was_done());
        let broken = read(500, r#"{"Code":"InternalServerError","Message":"oops"}"#);
        assert!(broken.is_passing() && !broken.nothing_was_done());
        assert!(!read(400, r#"{"Code":"InvalidArgument","Message":"no"}"#).is_passing());
        assert!(!read(403, r#"{"Code":"AccessDenied","Message":"no"}"#).is_passing());
    }

    #[test]
    fn an_unknown_outcome_is_said() {
        let mut error = Error::local(Cause::Lost, "CreateFunction", "h", "reset");
        assert!(error.to_string().contains("look before you try again"));
        error.idempotent = true;
        assert!(!error.to_string().contains("look before you try again"));
    }
}
