//! Which host answers. Hosts are made from the region and the account; an override comes from the command line or
//! the process environment alone, never from a file of a workspace: whoever names the host gets signed requests.

use std::fmt;
use std::net::IpAddr;

use super::request::Host;
use crate::message;
use crate::message::Message;

/// Environment variable that replaces all hosts, e.g. by an emulator: `http://127.0.0.1:9180`.
pub const ENDPOINT_VARIABLE: &str = "FCLS_ENDPOINT";

/// The token service. That of Hangzhou answers for all regions.
const STS_HOST: &str = "sts.cn-hangzhou.aliyuncs.com";

/// Scheme, host and port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    https: bool,
    host: String,
}

impl Endpoint {
    fn https(host: String) -> Self {
        Endpoint { https: true, host }
    }

    /// Reads `https://host[:port]`, `http://host[:port]` or `host[:port]` (then `https`).
    ///
    /// # Errors
    ///
    /// When it is none of these, has a path or a user, or is plain HTTP to another machine: security tokens
    /// travel in the clear.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let refuse = || {
            message!(
                "`{text}` is not an endpoint; expected `https://host[:port]`",
                "`{text}` 不是有效的服务地址，应为 `https://主机[:端口]`"
            )
        };
        let (https, host) = match text.split_once("://") {
            Some(("https", host)) => (true, host),
            Some(("http", host)) => (false, host),
            Some(_) => return Err(refuse()),
            None => (true, text),
        };
        let host = host.strip_suffix('/').unwrap_or(host).to_ascii_lowercase();
        // Reading it as a URL finds what is not a host; the default port is not part of the host that is signed.
        let url = reqwest::Url::parse(&format!("{}://{host}/", if https { "https" } else { "http" }))
            .map_err(|_| refuse())?;
        let plain = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]_".contains(&byte));
        let Some(name) = url.host_str().filter(|_| plain) else { return Err(refuse()) };
        let endpoint = Endpoint {
            https,
            host: url.port().map_or_else(|| name.to_string(), |port| format!("{name}:{port}")),
        };
        if !https && !endpoint.is_loopback() {
            return Err(message!(
                "`{text}` is not encrypted; `http://` is for this machine only (127.0.0.1, localhost)",
                "`{text}` 未加密；`http://` 只能用于本机（127.0.0.1、localhost）"
            ));
        }
        Ok(endpoint)
    }

    /// The one that [`ENDPOINT_VARIABLE`] of this process names, if it does.
    ///
    /// # Errors
    ///
    /// Those of [`Endpoint::parse`].
    pub fn of_process() -> Result<Option<Self>, Message> {
        match std::env::var(ENDPOINT_VARIABLE) {
            Ok(text) if !text.trim().is_empty() => Endpoint::parse(text.trim()).map(Some),
            _ => Ok(None),
        }
    }

    /// Host as signed and sent: with the port where it is not the usual one.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// `scheme://host[:port]`, without `/`.
    pub fn base(&self) -> String {
        self.to_string()
    }

    /// Whether it is this machine. Such requests never go through a proxy.
    pub fn is_loopback(&self) -> bool {
        let name = match self.host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
            _ => &self.host,
        };
        let bare = name.trim_start_matches('[').trim_end_matches(']');
        bare == "localhost" || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}://{}", if self.https { "https" } else { "http" }, self.host)
    }
}

/// The hosts of one region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoints {
    region: String,
    replaced: Option<Endpoint>,
}

impl Endpoints {
    /// The hosts of `region`, or `replaced` for all of them.
    ///
    /// # Errors
    ///
    /// When the region could not be part of a host name: it comes from a file, and must not lead elsewhere.
    pub fn new(region: &str, replaced: Option<Endpoint>) -> Result<Self, Message> {
        let sound = (1..=40).contains(&region.len())
            && region.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            && !region.starts_with('-')
            && !region.ends_with('-');
        if !sound {
            return Err(message!(
                "`{region}` is not a region id, e.g. `cn-hangzhou`",
                "`{region}` 不是地域 ID，例如 `cn-hangzhou`"
            ));
        }
        Ok(Endpoints { region: region.to_string(), replaced })
    }

    /// The region.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// What replaces the hosts of the cloud, if anything does.
    pub fn replaced(&self) -> Option<&Endpoint> {
        self.replaced.as_ref()
    }

    /// Whether the host depends on the account id.
    pub fn needs_account(&self, host: Host) -> bool {
        self.replaced.is_none() && (host == Host::Account || self.is_closed() && host == Host::Region)
    }

    /// The host for a request; `account` is the account id, digits only.
    ///
    /// # Errors
    ///
    /// When the host needs the account id and there is none.
    pub fn endpoint(&self, host: Host, account: Option<&str>) -> Result<Endpoint, Message> {
        if let Some(endpoint) = &self.replaced {
            return Ok(endpoint.clone());
        }
        let region = &self.region;
        if host == Host::Sts {
            return Ok(Endpoint::https(STS_HOST.to_string()));
        }
        if !self.needs_account(host) {
            return Ok(Endpoint::https(format!("fcv3.{region}.aliyuncs.com")));
        }
        let digits =
            |account: &&str| !account.is_empty() && account.bytes().all(|byte| byte.is_ascii_digit());
        let Some(account) = account.filter(digits) else {
            return Err(message!("the account id is not known", "尚不知道账号 ID"));
        };
        let internal = if self.is_closed() { "-internal" } else { "" };
        Ok(Endpoint::https(format!("{account}.{region}{internal}.fc.aliyuncs.com")))
    }

    /// `cn-heyuan-acdr-1` answers on the internal host of the account alone (devsapp/fc3).
    fn is_closed(&self) -> bool {
        self.region == "cn-heyuan-acdr-1"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(text: &str) -> String {
        Endpoint::parse(text).unwrap().base()
    }

    #[test]
    fn reads_endpoints() {
        assert_eq!(base("http://127.0.0.1:9180"), "http://127.0.0.1:9180");
        assert_eq!(base("http://localhost:80/"), "http://localhost");
        assert_eq!(base("http://[::1]:9180"), "http://[::1]:9180");
        assert_eq!(base("fcv3.CN-hangzhou.aliyuncs.com"), "https://fcv3.cn-hangzhou.aliyuncs.com");
        assert_eq!(base("https://example.com:443"), "https://example.com");
        for wrong in
            ["", "ftp://x", "http://", "https://a/b", "https://u:p@a", "https://a?b", "a b", "http:/x"]
        {
            assert!(Endpoint::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn plain_http_stays_on_this_machine() {
        assert!(Endpoint::parse("http://192.168.1.2:9180").is_err());
        assert!(Endpoint::parse("http://localhost.example.com").is_err());
        assert!(Endpoint::parse("http://127.0.0.1.example.com").is_err());
    }

    #[test]
    fn hosts_of_a_region() {
        let endpoints = Endpoints::new("cn-hangzhou", None).unwrap();
        let host = |host| endpoints.endpoint(host, Some("1234")).unwrap().base();
        assert_eq!(host(Host::Region), "https://fcv3.cn-hangzhou.aliyuncs.com");
        assert_eq!(host(Host::Account), "https://1234.cn-hangzhou.fc.aliyuncs.com");
        assert_eq!(host(Host::Sts), "https://sts.cn-hangzhou.aliyuncs.com");
        assert!(endpoints.endpoint(Host::Account, None).is_err());
        assert!(endpoints.endpoint(Host::Account, Some("1.evil")).is_err());
        let closed = Endpoints::new("cn-heyuan-acdr-1", None).unwrap();
        assert_eq!(
            closed.endpoint(Host::Region, Some("1234")).unwrap().base(),
            "https://1234.cn-heyuan-acdr-1-internal.fc.aliyuncs.com"
        );
    }

    /// The region comes from a file that anyone may have written.
    #[test]
    fn a_region_leads_nowhere_else() {
        for wrong in ["", "evil.com/", "cn-hangzhou.evil.com", "a@b", "a#", "a:1", "CN", "-a", "a b"] {
            assert!(Endpoints::new(wrong, None).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_override_is_for_all() {
        let local = Endpoint::parse("http://127.0.0.1:9180").unwrap();
        let endpoints = Endpoints::new("cn-hangzhou", Some(local.clone())).unwrap();
        for host in [Host::Region, Host::Account, Host::Sts] {
            assert_eq!(endpoints.endpoint(host, None).unwrap(), local);
        }
        assert!(local.is_loopback());
    }
}
