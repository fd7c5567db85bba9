//! HTTP: one request, one answer. [`Network`] is reqwest with rustls; tests bring their own [`Transport`].
//! What may be tried again, and when, is decided in [`super::client`].

use std::error::Error as _;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::OnceLock;
use std::time::Duration;

use bytes::Bytes;

/// Time a connection may take, TLS included.
const CONNECT_LIMIT: Duration = Duration::from_secs(10);

/// Most bytes of an answer of an operation. The largest one allowed is that of a function call, 32 MB.
pub const MAX_ANSWER: usize = 64 << 20;

/// A signed request.
#[derive(Clone)]
pub struct HttpRequest {
    /// Method.
    pub method: &'static str,
    /// Whole address.
    pub url: String,
    /// Headers, without `host` and `content-length`, which the HTTP library sets.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Bytes,
    /// Time until the whole answer must be there.
    pub time_limit: Duration,
    /// Most bytes of the answer that are read; more is a failure.
    pub max_answer: usize,
    /// Whether it stays on this machine: then no proxy is asked.
    pub loopback: bool,
}

/// Without headers and body, which hold tokens, keys and code.
impl fmt::Debug for HttpRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {} ({} bytes)", self.method, self.url, self.body.len())
    }
}

/// An answer, whatever its status.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HttpAnswer {
    /// HTTP status.
    pub status: u16,
    /// Headers; names in lower case.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Bytes,
}

impl HttpAnswer {
    /// The first header of that name (lower case).
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// No connection: nothing was sent.
    NoConnection(String),
    /// The connection was lost, or spoke no HTTP.
    Lost(String),
    /// The time was over.
    TimedOut,
    /// The answer has more than that many bytes.
    TooLarge(usize),
    /// Not a request that can be sent, e.g. a header with a line break.
    Unsendable(String),
}

/// The future of an answer.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<HttpAnswer, Failure>> + Send + 'a>>;

/// Something that carries a request to its answer, once, without redirects.
pub trait Transport: Send + Sync {
    /// Sends it. Dropping the future gives the request up.
    fn send(&self, request: HttpRequest) -> Sending<'_>;
}

/// The network: rustls with the certificates that the machine trusts; `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY` and
/// the proxy of the system are honoured, but not for addresses on this machine.
#[derive(Debug, Default)]
pub struct Network {
    far: OnceLock<Result<reqwest::Client, String>>,
    near: OnceLock<Result<reqwest::Client, String>>,
    plain: OnceLock<Result<reqwest::Client, String>>,
}

impl Network {
    /// A network; connections are made when they are needed.
    pub fn new() -> Self {
        Network::default()
    }

    fn client(&self, request: &HttpRequest) -> Result<&reqwest::Client, Failure> {
        let client = match (request.loopback, request.url.starts_with("https:")) {
            (false, _) => self.far.get_or_init(|| build(base())),
            (true, true) => self.near.get_or_init(|| build(base().no_proxy())),
            // An emulator works on a machine without any certificates.
            (true, false) => self.plain.get_or_init(|| build(base().no_proxy().tls_certs_only([]))),
        };
        client.as_ref().map_err(|error| Failure::NoConnection(error.clone()))
    }

    async fn exchange(&self, request: HttpRequest) -> Result<HttpAnswer, Failure> {
        let client = self.client(&request)?;
        let max_answer = request.max_answer;
        let method = reqwest::Method::from_bytes(request.method.as_bytes())
            .map_err(|error| Failure::Unsendable(error.to_string()))?;
        let mut builder = client.request(method, &request.url).timeout(request.time_limit);
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        let mut answer = builder.body(request.body).send().await.map_err(failure)?;
        let status = answer.status().as_u16();
        let headers = answer
            .headers()
            .iter()
            .map(|(name, value)| {
                (name.as_str().to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
            })
            .collect();
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(failure)? {
            if body.len() + chunk.len() > max_answer {
                return Err(Failure::TooLarge(max_answer));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(HttpAnswer { status, headers, body: body.into() })
    }
}

impl Transport for Network {
    fn send(&self, request: HttpRequest) -> Sending<'_> {
        Box::pin(self.exchange(request))
    }
}

fn base() -> reqwest::ClientBuilder {
    // A provider that someone else installed does as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .user_agent(concat!("fcls/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .connect_timeout(CONNECT_LIMIT)
        // Gateways drop idle connections after some 60 s; one that is dropped as we write costs a retry.
        .pool_idle_timeout(Duration::from_secs(20))
}

fn build(builder: reqwest::ClientBuilder) -> Result<reqwest::Client, String> {
    builder.build().map_err(|error| innermost(&error))
}

fn failure(error: reqwest::Error) -> Failure {
    let text = innermost(&error);
    if error.is_connect() {
        Failure::NoConnection(text)
    } else if error.is_timeout() {
        Failure::TimedOut
    } else if error.is_builder() {
        Failure::Unsendable(text)
    } else {
        Failure::Lost(text)
    }
}

/// The last cause of an error: the plain one. The outer ones name the address, with its query.
fn innermost(error: &reqwest::Error) -> String {
    let Some(mut cause) = error.source() else {
        return "it cannot be sent".to_string();
    };
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}
