//! The client over real sockets: a server of a few lines on loopback plays what networks and services do.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use fcls::cloud::client::{Client, RetryPolicy};
use fcls::cloud::credentials::{Surroundings, find};
use fcls::cloud::endpoint::{Endpoint, Endpoints};
use fcls::cloud::error::{Cause, Error};
use fcls::cloud::request::{FunctionFilter, Invocation};
use fcls::cloud::secret::Secret;
use fcls::cloud::sign::Key;
use fcls::cloud::transport::Network;
use fcls::cloud::types::*;

/// What the server does with one request.
enum Play {
    /// Answers: status, headers, body.
    Answer(u16, &'static str, &'static str),
    /// Reads the request and closes the connection.
    Close,
    /// Says that the body is longer than what it sends.
    Cut,
    /// Is silent for that long.
    Silence(Duration),
}

use Play::*;

/// The requests that came, head and body as text.
type Journal = Arc<Mutex<Vec<String>>>;

/// Plays `plays`, one a request, then closes every connection.
fn server(plays: Vec<Play>) -> (String, Journal) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let journal = Journal::default();
    let written = journal.clone();
    std::thread::spawn(move || {
        let mut plays = plays.into_iter();
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut bytes = Vec::new();
            let mut buffer = [0; 4096];
            loop {
                let read = stream.read(&mut buffer).unwrap_or(0);
                bytes.extend_from_slice(&buffer[..read]);
                let text = String::from_utf8_lossy(&bytes).into_owned();
                let length = text.lines().find_map(|line| line.strip_prefix("content-length: "));
                let length: usize = length.map_or(0, |length| length.trim().parse().unwrap());
                let whole = text.split_once("\r\n\r\n").is_some_and(|(_, body)| body.len() >= length);
                if whole || read == 0 {
                    written.lock().unwrap().push(text);
                    break;
                }
            }
            match plays.next() {
                Some(Answer(status, headers, body)) => {
                    let length = body.len();
                    let _ = write!(
                        stream,
                        "HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n{body}"
                    );
                }
                Some(Cut) => {
                    let _ =
                        write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{{\"functionName\"");
                }
                Some(Silence(time)) => std::thread::sleep(time),
                Some(Close) | None => {}
            }
        }
    });
    (address, journal)
}

const QUICK: RetryPolicy = RetryPolicy {
    attempts: 3,
    pause: Duration::from_millis(2),
    longest_pause: Duration::from_millis(5),
    longest_wish: Duration::from_millis(500),
};

fn client(address: &str) -> Client {
    let endpoints = Endpoints::new("cn-hangzhou", Some(Endpoint::parse(address).unwrap())).unwrap();
    let key = Key {
        id: "testid".to_string(),
        secret: Secret::new("testsecret"),
        token: Some(Secret::new("hush-token")),
    };
    Client::new(endpoints, key, Arc::new(Network::new())).with_policy(QUICK)
}

fn header<'a>(request: &'a str, name: &str) -> &'a str {
    let start = format!("{name}: ");
    request.lines().find_map(|line| line.strip_prefix(start.as_str())).unwrap_or_default()
}

const FUNCTION: &str = r#"{"functionName":"f","memorySize":512}"#;
const FOUND: Play = Answer(200, "x-fc-request-id: 1-a\r\n", FUNCTION);

#[tokio::test]
async fn an_answer_is_read_and_the_request_is_whole() {
    let (address, journal) = server(vec![FOUND]);
    let answer = client(&address).get_function("a b", Some("LATEST")).await.unwrap();
    assert_eq!(answer.value.memory_size, Some(512));
    assert_eq!(answer.request_id.as_deref(), Some("1-a"));
    let journal = journal.lock().unwrap();
    let request = &journal[0];
    assert!(
        request.starts_with("GET /2023-03-30/functions/a%20b?qualifier=LATEST HTTP/1.1\r\n"),
        "{request}"
    );
    assert_eq!(format!("http://{}", header(request, "host")), address);
    assert_eq!(header(request, "x-acs-action"), "GetFunction");
    assert_eq!(header(request, "x-acs-security-token"), "hush-token");
    assert_eq!(header(request, "x-acs-date").len(), "2026-11-22T04:17:12Z".len());
    assert_eq!(header(request, "content-type"), "");
    assert!(header(request, "user-agent").starts_with("fcls/"));
    assert!(
        header(request, "authorization")
            .starts_with("ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=host;")
    );
}

#[tokio::test]
async fn throttling_is_waited_out_with_new_signatures() {
    let slow = "x-acs-retry-after: 60\r\n";
    let throttled = r#"{"Code":"Throttling.User","Message":"slow","RequestId":"r"}"#;
    let plays = vec![Answer(429, slow, throttled), Answer(503, "", r#"{"Code":"ResourceThrottled"}"#), FOUND];
    let (address, journal) = server(plays);
    let start = Instant::now();
    // Even creating may be repeated: the service refused.
    client(&address).create_function(&CreateFunctionInput::default()).await.unwrap();
    assert!(start.elapsed() >= Duration::from_millis(60), "{:?}", start.elapsed());
    let journal = journal.lock().unwrap();
    assert_eq!(journal.len(), 3);
    let nonces: std::collections::BTreeSet<&str> =
        journal.iter().map(|request| header(request, "x-acs-signature-nonce")).collect();
    assert_eq!(nonces.len(), 3);
    assert!(journal.iter().all(|request| request.ends_with("{}")));
}

#[tokio::test]
async fn a_wish_for_a_long_pause_is_given_back() {
    let throttled = r#"{"Code":"Throttling.User","Message":"slow","RequestId":"r"}"#;
    let (address, journal) = server(vec![Answer(429, "retry-after: 3600\r\n", throttled)]);
    let error = client(&address).get_function("f", None).await.unwrap_err();
    assert_eq!(error.retry_after, Some(Duration::from_secs(3600)));
    assert_eq!((error.attempts, error.request_id.as_deref()), (1, Some("r")));
    assert_eq!(journal.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn reading_is_tried_again_and_gives_up() {
    let broken = || Answer(500, "", r#"{"Code":"InternalServerError","Message":"oops","RequestId":"r"}"#);
    let (address, journal) = server(vec![broken(), Close, FOUND]);
    client(&address).get_function("f", None).await.unwrap();
    assert_eq!(journal.lock().unwrap().len(), 3);

    let (address, journal) = server(vec![broken(), broken(), broken(), FOUND]);
    let error = client(&address).get_function("f", None).await.unwrap_err();
    assert_eq!((error.attempts, error.code.as_deref()), (3, Some("InternalServerError")));
    assert!(error.to_string().contains("tried 3 times; request id r"), "{error}");
    assert_eq!(journal.lock().unwrap().len(), 3);
}

#[tokio::test]
async fn creating_is_not_repeated_when_nobody_knows() {
    for play in [Close, Answer(502, "", "<html>bad gateway</html>"), Answer(500, "", "{}")] {
        let (address, journal) = server(vec![play, FOUND]);
        let error = client(&address).create_function(&CreateFunctionInput::default()).await.unwrap_err();
        assert!(error.outcome_is_unknown());
        assert!(error.to_string().contains("look before you try again"), "{error}");
        assert_eq!(journal.lock().unwrap().len(), 1);
    }
}

#[tokio::test]
async fn a_cut_answer_is_not_half_an_answer() {
    let (address, journal) = server(vec![Cut, FOUND]);
    assert!(client(&address).get_function("f", None).await.is_ok());
    assert_eq!(journal.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn what_an_earlier_try_deleted_is_gone() {
    let gone = || Answer(404, "", r#"{"Code":"FunctionNotFound","Message":"no","RequestId":"r"}"#);
    let (address, _) = server(vec![Close, gone()]);
    assert!(client(&address).delete_function("f").await.is_ok());
    let (address, _) = server(vec![gone()]);
    assert!(client(&address).delete_function("f").await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn refusals_are_not_repeated() {
    let denied = r#"{"Code":"AccessDenied","Message":"no","RequestId":"r"}"#;
    let (address, journal) = server(vec![Answer(403, "", denied), FOUND]);
    let error = client(&address).get_function("f", None).await.unwrap_err();
    assert_eq!(error.cause, Cause::Refused);
    assert_eq!(journal.lock().unwrap().len(), 1);
    assert!(!format!("{error:?} {error}").contains("hush"));
}

#[tokio::test]
async fn others_who_answer_are_told_apart() {
    let not_ours = |error: Error| assert_eq!(error.cause, Cause::NotTheService, "{error}");
    // The sign-in page of a network, also where no body is expected.
    let page = || Answer(200, "content-type: text/html; charset=utf-8\r\n", "<html>sign in</html>");
    let (address, _) = server(vec![page(), page()]);
    not_ours(client(&address).get_function("f", None).await.unwrap_err());
    not_ours(client(&address).delete_function("f").await.unwrap_err());
    // Redirects are not followed.
    let (address, journal) = server(vec![Answer(301, "location: http://127.0.0.1:1/\r\n", "")]);
    not_ours(client(&address).get_function("f", None).await.unwrap_err());
    assert_eq!(journal.lock().unwrap().len(), 1);
    let (address, _) = server(vec![Answer(200, "", "not json")]);
    let error = client(&address).get_function("f", None).await.unwrap_err();
    assert_eq!(error.cause, Cause::Unreadable);
}

#[tokio::test]
async fn no_server_and_no_answer() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = client(&format!("http://{closed}")).create_function(&CreateFunctionInput::default()).await;
    let error = error.unwrap_err();
    assert_eq!((error.cause.clone(), error.attempts), (Cause::NoConnection, 3));
    assert!(!error.outcome_is_unknown());

    let (address, _) = server(vec![Silence(Duration::from_secs(5))]);
    let how = Invocation { time_limit: Some(Duration::from_millis(50)), ..Invocation::default() };
    let error = client(&address).invoke_function("f", &how, b"{}").await.unwrap_err();
    assert_eq!((error.cause, error.attempts), (Cause::TimedOut, 1));
}

#[tokio::test]
async fn names_that_would_lead_elsewhere_are_not_sent() {
    let (address, journal) = server(vec![]);
    for name in ["", ".", ".."] {
        let error = client(&address).delete_function(name).await.unwrap_err();
        assert_eq!(error.cause, Cause::Unsendable, "{name}");
    }
    assert!(client(&address).get_trigger("..", "x").await.is_err());
    assert!(journal.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_function_that_fails_is_no_error() {
    let (address, journal) = server(vec![Answer(
        200,
        "x-fc-error-type: UnhandledInvocationError\r\nx-fc-log-result: bG9nIGxpbmUK\r\nx-fc-request-id: i\r\n",
        r#"{"errorMessage":"boom"}"#,
    )]);
    let how = Invocation { log_tail: true, ..Invocation::default() };
    let result = client(&address).invoke_function("f", &how, b"hello").await.unwrap();
    assert_eq!(result.error_type.as_deref(), Some("UnhandledInvocationError"));
    assert_eq!(result.log.as_deref(), Some("log line\n"));
    assert_eq!(result.request_id.as_deref(), Some("i"));
    let journal = journal.lock().unwrap();
    assert_eq!(header(&journal[0], "x-fc-log-type"), "Tail");
    assert_eq!(header(&journal[0], "content-type"), "application/octet-stream");
    assert!(journal[0].ends_with("hello"));
}

#[tokio::test]
async fn lists_are_read_to_their_end_and_the_account_once() {
    let (address, journal) = server(vec![
        Answer(200, "", r#"{"functions":[{"functionName":"a"}],"nextToken":"n/1"}"#),
        Answer(200, "", r#"{"functions":[{"functionName":"b"}],"nextToken":"n/1"}"#),
        Answer(200, "", r#"{"AccountId":"1234567890123456"}"#),
    ]);
    let client = client(&address);
    let functions = client.all_functions(&FunctionFilter::default()).await.unwrap();
    assert_eq!(functions.len(), 2);
    assert_eq!(client.account_id().await.unwrap(), "1234567890123456");
    assert_eq!(client.clone().account_id().await.unwrap(), "1234567890123456");
    let journal = journal.lock().unwrap();
    assert_eq!(journal.len(), 3);
    assert!(journal[1].starts_with("GET /2023-03-30/functions?limit=100&nextToken=n%2F1 HTTP/1.1\r\n"));
    assert!(journal[2].starts_with("POST / HTTP/1.1\r\n"));
    assert_eq!(header(&journal[2], "x-acs-version"), "2015-04-01");
}

#[tokio::test]
async fn a_package_is_fetched_and_compared() {
    let (address, journal) = server(vec![Close, Answer(200, "", "print('hello')"), Answer(200, "", "other")]);
    let client = client(&address);
    let url = Some(format!("{address}/object?Expires=1&Signature=hush"));
    let code = FunctionCode { checksum: Some("4270285996107335518".to_string()), url };
    assert_eq!(client.download_code(&code).await.unwrap(), "print('hello')");
    let error = client.download_code(&code).await.unwrap_err();
    assert_eq!(error.cause, Cause::Unreadable);
    assert!(!format!("{error:?} {error}").contains("hush"), "{error}");
    assert!(journal.lock().unwrap().iter().all(|request| header(request, "authorization").is_empty()));
    for url in ["http://example.com/x?hush", "file:///etc/passwd", ""] {
        let code = FunctionCode { checksum: None, url: Some(url.to_string()) };
        let error = client.download_code(&code).await.unwrap_err();
        assert_eq!(error.cause, Cause::Unsendable, "{url}");
        assert!(!error.to_string().contains("hush"), "{error}");
    }
}

#[tokio::test]
async fn a_role_is_taken_on_first() {
    let credentials = r#"{"Credentials":{"AccessKeyId":"STS.x","AccessKeySecret":"y","SecurityToken":"z"}}"#;
    let (address, journal) = server(vec![Answer(200, "", credentials), FOUND]);
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join(".aliyun")).unwrap();
    std::fs::write(
        folder.path().join(".aliyun/config.json"),
        r#"{"current":"r","profiles":[{"name":"r","mode":"RamRoleArn","access_key_id":"i","access_key_secret":"s",
            "ram_role_arn":"acs:ram::1:role/x","ram_session_name":"me","expired_seconds":900}]}"#,
    )
    .unwrap();
    let surroundings = Surroundings { home: Some(folder.path().to_path_buf()), ..Surroundings::default() };
    let found = find(&surroundings, None).unwrap();
    let endpoints = Endpoints::new("cn-hangzhou", Some(Endpoint::parse(&address).unwrap())).unwrap();
    let client = Client::connect(endpoints, &found, Arc::new(Network::new())).await.unwrap();
    client.get_function("f", None).await.unwrap();
    let journal = journal.lock().unwrap();
    assert!(journal[0].starts_with(
        "POST /?DurationSeconds=900&RoleArn=acs%3Aram%3A%3A1%3Arole%2Fx&RoleSessionName=me HTTP/1.1\r\n"
    ));
    assert_eq!(header(&journal[0], "x-acs-action"), "AssumeRole");
    assert_eq!(header(&journal[1], "x-acs-accesskey-id"), "STS.x");
    assert_eq!(header(&journal[1], "x-acs-security-token"), "z");
}

/// Names the test that is to run in another process, with another environment.
const CHILD: &str = "FCLS_TEST_PROXY";

/// The child of the next test: asks the cloud, by way of the proxy.
#[tokio::test]
async fn asks_by_way_of_the_proxy() {
    if std::env::var_os(CHILD).is_none() {
        return;
    }
    let endpoints = Endpoints::new("cn-hangzhou", None).unwrap();
    let key = Key { id: "testid".to_string(), secret: Secret::new("testsecret"), token: None };
    let client = Client::new(endpoints, key, Arc::new(Network::new())).with_policy(QUICK);
    let error = client.get_function("f", None).await.unwrap_err();
    assert_eq!(error.cause, Cause::NoConnection, "{error}");
    // This machine is not reached through it.
    let (address, journal) = server(vec![FOUND]);
    let near = Endpoints::new("cn-hangzhou", Some(Endpoint::parse(&address).unwrap())).unwrap();
    let key = Key { id: "testid".to_string(), secret: Secret::new("testsecret"), token: None };
    Client::new(near, key, Arc::new(Network::new())).get_function("f", None).await.unwrap();
    assert_eq!(journal.lock().unwrap().len(), 1);
}

#[test]
fn the_proxy_of_the_environment_is_asked_but_not_for_this_machine() {
    let (address, journal) = server(vec![]);
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "asks_by_way_of_the_proxy"])
        .env(CHILD, "1")
        .env("HTTPS_PROXY", &address)
        .env("HTTP_PROXY", &address)
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .env_remove("https_proxy")
        .env_remove("http_proxy")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    let journal = journal.lock().unwrap();
    assert_eq!(journal.len(), QUICK.attempts as usize);
    for request in journal.iter() {
        assert!(request.starts_with("CONNECT fcv3.cn-hangzhou.aliyuncs.com:443 HTTP/1.1\r\n"), "{request}");
    }
}
