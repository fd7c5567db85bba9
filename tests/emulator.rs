//! The local Function Compute over loopback.

#[path = "emulator/client.rs"]
mod wire;

use fcls::emulator::plan;
use serde_json::{Value, json};
use wire::{Bench, Draft, Response, bench, bench_with, date, exchange, function, package, temporary};

fn assert_refused(response: &Response, status: u16, code: &str, note: &str) {
    assert_eq!((response.status, response.code().as_str()), (status, code), "{note}: {}", response.text);
    let (body, id) = (response.json(), response.header("x-fc-request-id").unwrap_or_default());
    assert_eq!(body["RequestId"].as_str(), Some(id), "{note}");
    assert_eq!(response.header("x-acs-request-id"), Some(id), "{note}");
    assert!(body["Message"].as_str().is_some_and(|message| !message.is_empty()), "{note}");
}

fn ok(response: Response) -> Value {
    assert_eq!(response.status, 200, "{}", response.text);
    assert_eq!(response.header("content-type"), Some("application/json"));
    response.json()
}

/// Each step of the authentication, on requests that are wrong in this and in all later steps.
#[test]
fn authentication_goes_in_order() {
    let key = temporary();
    let bench = bench_with(|settings| settings.keys = vec![key.clone()]);
    // A request that no step likes, and what mends the steps one by one.
    type Mend = fn(&mut Draft, &Bench);
    let steps: [(u16, &str, &str, Mend); 11] = [
        (400, "MissingRequiredHeader", "no Authorization", |draft, bench| {
            draft.set("authorization", "Basic abc");
            draft.set("host", &bench.address);
        }),
        (400, "MissingRequiredHeader", "no nonce", |draft, _| draft.set("x-acs-signature-nonce", "once")),
        (403, "SignatureNotMatch", "another scheme", |draft, bench| {
            let key = fcls::cloud::sign::Key { id: "nobody".into(), ..bench.key.clone() };
            draft.sign_with(&key, |name| name == "host");
        }),
        (403, "InvalidAccessKeyID", "unknown key", |draft, bench| {
            draft.sign_with(&bench.key, |name| name == "host");
        }),
        (403, "SignatureNotMatch", "not all is signed", |draft, bench| {
            let key = fcls::cloud::secret::Secret::new("wrong");
            draft.sign(&fcls::cloud::sign::Key { secret: key, ..bench.key.clone() });
        }),
        (403, "SignatureNotMatch", "not the hash of the body", |draft, bench| {
            draft.set("x-acs-content-sha256", &fcls::cloud::sign::sha256_hex(&draft.body.clone()));
            let key = fcls::cloud::secret::Secret::new("wrong");
            draft.sign(&fcls::cloud::sign::Key { secret: key, ..bench.key.clone() });
        }),
        (403, "SignatureNotMatch", "wrong secret", |draft, bench| draft.sign(&bench.key)),
        (403, "InvalidSecurityToken", "wrong token", |draft, _| {
            draft.set("x-acs-security-token", "token/+=");
        }),
        (400, "InvalidTimeStamp.Format", "no date", |draft, _| draft.set("x-acs-date", &date(-16 * 60))),
        (400, "InvalidTimeStamp.Expired", "an old date", |draft, _| draft.set("x-acs-date", &date(14 * 60))),
        (400, "PathNotSupported", "no such path", |draft, _| draft.path = "/2023-03-30/functions".into()),
    ];
    let mut draft = bench.draft("GET", "/nowhere", "ListFunctions", b"{}");
    for name in ["authorization", "x-acs-signature-nonce"] {
        draft.remove(name);
    }
    draft.set("x-acs-content-sha256", "0");
    draft.set("x-acs-security-token", "another");
    draft.set("x-acs-date", "yesterday");
    for (index, (status, code, note, mend)) in steps.into_iter().enumerate() {
        // Once the signature is the thing, each change is signed anew.
        if index >= 7 {
            draft.sign(&bench.key);
        }
        assert_refused(&bench.send(&draft), status, code, note);
        if index == 10 {
            // It came as far as the path, so its nonce is spent.
            assert_refused(&bench.send(&draft), 400, "SignatureNonceUsed", "replayed");
            draft.set("x-acs-signature-nonce", "twice");
        }
        mend(&mut draft, &bench);
    }
    draft.sign(&bench.key);
    assert_eq!(ok(bench.send(&draft)), json!({ "functions": [] }));
}

#[test]
fn every_signed_part_counts() {
    let bench = bench();
    type Tamper = fn(&mut Draft);
    let tampered: [(&str, Tamper); 7] = [
        ("method", |draft| draft.method = "DELETE".into()),
        ("path", |draft| draft.path.push('x')),
        ("query", |draft| draft.query.push(("limit".into(), "1".into()))),
        ("body", |draft| draft.body = b"{\"timeout\":6}".to_vec()),
        ("action", |draft| draft.set("x-acs-action", "GetFunction")),
        ("type", |draft| draft.set("content-type", "text/plain")),
        ("a header added", |draft| draft.set("x-acs-more", "1")),
    ];
    for (note, tamper) in tampered {
        let mut draft = bench.draft("PUT", "/functions/f", "UpdateFunction", b"{\"timeout\":5}");
        tamper(&mut draft);
        assert_refused(&bench.send(&draft), 403, "SignatureNotMatch", note);
    }
    // Signing more is allowed.
    let mut draft = bench.draft("GET", "/functions/f", "GetFunction", b"");
    draft.set("user-agent", "me");
    draft.sign_with(&bench.key, |_| true);
    assert_refused(&bench.send(&draft), 404, "FunctionNotFound", "signed user-agent");
    let unsorted = |draft: &mut Draft| {
        let text =
            draft.headers.last().expect("authorization").1.replace("host;x-acs-action", "x-acs-action;host");
        draft.set("authorization", &text);
    };
    let mut draft = bench.draft("GET", "/functions/f", "GetFunction", b"");
    unsorted(&mut draft);
    assert_refused(&bench.send(&draft), 403, "SignatureNotMatch", "unsorted");
}

#[test]
fn version_and_action_belong_to_the_path() {
    let bench = bench();
    let with = |version: &str, action: &str, method: &str, path: &str| {
        let mut draft = bench.draft(method, "", action, b"");
        draft.path = path.into();
        draft.set("x-acs-version", version);
        draft.sign(&bench.key);
        bench.send(&draft)
    };
    let path = "/2023-03-30/functions";
    assert_refused(&with("2021-04-06", "ListFunctions", "GET", path), 404, "InvalidVersion", "version");
    assert_refused(&with("2015-04-01", "ListFunctions", "GET", path), 404, "InvalidVersion", "STS");
    assert_refused(&with("2023-03-30", "GetFunction", "GET", path), 400, "InvalidAction", "action");
    let response = with("2023-03-30", "ListFunctions", "PATCH", path);
    assert_refused(&response, 400, "PathNotSupported", "method");
    assert_eq!(response.json()["Message"], "'PATCH' against '/2023-03-30/functions' is not supported");
    let identity = ok(with("2015-04-01", "GetCallerIdentity", "POST", "/"));
    assert_eq!(identity["AccountId"], "1234567890123456");
    assert_eq!(identity["Arn"], "acs:ram::1234567890123456:root");
    let sessions = with("2023-03-30", "ListSessions", "GET", "/2023-03-30/functions/f/sessions");
    assert_refused(&sessions, 501, "NotImplemented", "not offered");
}

#[test]
fn options_switch_checks_off() {
    let open = bench_with(|settings| settings.no_auth = true);
    let answer = open.control("GET", "/2023-03-30/functions", "");
    assert_eq!(ok(answer), json!({ "functions": [] }));
    let again = bench_with(|settings| settings.allow_replay = true);
    let draft = again.draft("GET", "/functions", "ListFunctions", b"");
    assert_eq!((again.send(&draft).status, again.send(&draft).status), (200, 200));
    let late = bench_with(|settings| settings.clock_offset = 3_600);
    let answer = late.call("GET", "/functions", "ListFunctions", Value::Null);
    assert_refused(&answer, 400, "InvalidTimeStamp.Expired", "an hour ahead");
}

#[test]
fn bodies_come_in_chunks_too() {
    let bench = bench();
    let draft = bench.draft("POST", "/functions", "CreateFunction", function().to_string().as_bytes());
    let answer = exchange(&bench.address, &draft.wire(true)).expect("an answer");
    assert_eq!(ok(answer)["functionName"], "f");
}

/// A function with one field changed; `null` takes it away.
fn with(field: &str, value: Value) -> Value {
    let mut body = function();
    match value {
        Value::Null => drop(body.as_object_mut().expect("an object").remove(field)),
        value => body[field] = value,
    }
    body
}

#[test]
fn what_breaks_a_rule_is_refused() {
    let bench = bench();
    let health = |name: &str, value: u32| json!({ "port": 9000, "healthCheckConfig": { name: value } });
    let environment = |name: &str, value: Value| json!({ name: value });
    let zip = package("print(1)");
    let rows = [
        ("functionName", Value::Null),
        ("functionName", json!("1abc")),
        ("functionName", json!("-abc")),
        ("functionName", json!("a.b")),
        ("functionName", json!("函数")),
        ("functionName", json!("a".repeat(65))),
        ("runtime", Value::Null),
        ("runtime", json!("cobol")),
        ("handler", Value::Null),
        ("handler", json!("")),
        ("code", Value::Null),
        ("code", json!({})),
        ("code", json!({ "zipFile": "***" })),
        ("code", json!({ "zipFile": "aGVsbG8=" })),
        ("code", json!({ "zipFile": zip, "checksum": "1" })),
        ("code", json!({ "zipFile": zip, "ossBucketName": "b", "ossObjectName": "o" })),
        ("code", json!({ "ossBucketName": "b" })),
        ("runtime", json!("custom-container")),
        ("memorySize", json!(64)),
        ("memorySize", json!(1000)),
        ("memorySize", json!(40_000)),
        ("memorySize", json!(1024.5)),
        ("memorySize", json!("1024")),
        ("cpu", json!(0.33)),
        ("cpu", json!(0)),
        ("cpu", json!(-1)),
        ("cpu", json!(17)),
        ("cpu", json!(2)),
        ("cpu", json!(0.1)),
        ("diskSize", json!(1000)),
        ("diskSize", Value::Null),
        ("timeout", json!(0)),
        ("timeout", json!(86_401)),
        ("instanceConcurrency", json!(0)),
        ("instanceConcurrency", json!(201)),
        ("instanceConcurrency", json!(1.5)),
        ("environmentVariables", json!(["A"])),
        ("environmentVariables", environment("1A", json!("x"))),
        ("environmentVariables", environment("A-B", json!("x"))),
        ("environmentVariables", environment("A", json!(1))),
        ("customRuntimeConfig", json!({ "command": "python3" })),
        ("customRuntimeConfig", json!({ "port": 70_000 })),
        ("customRuntimeConfig", json!({ "port": 0 })),
        ("customRuntimeConfig", health("failureThreshold", 121)),
        ("customRuntimeConfig", health("initialDelaySeconds", 121)),
        ("customRuntimeConfig", health("periodSeconds", 0)),
        ("customRuntimeConfig", health("successThreshold", 0)),
        ("customRuntimeConfig", health("timeoutSeconds", 4)),
        ("customRuntimeConfig", json!({ "healthCheckConfig": { "httpGetUrl": "/".repeat(2049) } })),
        ("vpcConfig", json!({ "vpcId": "v", "vSwitchIds": [], "securityGroupId": "s" })),
        ("vpcConfig", json!({ "vpcId": "v", "vSwitchIds": "w", "securityGroupId": "s" })),
        ("logConfig", json!({ "project": "p" })),
        ("logConfig", json!({ "logstore": "l" })),
        ("logConfig", json!({ "project": "p", "logstore": "l", "logBeginRule": "x" })),
        ("layers", json!(["foo"])),
        ("role", json!("foo")),
        ("tags", json!([{ "Key": "a", "Value": "1" }, { "key": "a", "value": "2" }])),
        ("tags", json!([{ "Key": "", "Value": "1" }])),
        ("internetAccess", json!("true")),
        ("description", json!(1)),
    ];
    for (field, value) in rows {
        let body = with(field, value.clone());
        let answer = bench.call("POST", "/functions", "CreateFunction", body);
        assert_refused(&answer, 400, "InvalidArgument", &format!("{field}: {value}"));
    }
    for body in ["", "[]", "{", "\"x\""] {
        let draft = bench.draft("POST", "/functions", "CreateFunction", body.as_bytes());
        assert_refused(&bench.send(&draft), 400, "InvalidArgument", body);
    }
    let list = |query: &str| bench.call("GET", &format!("/functions{query}"), "ListFunctions", Value::Null);
    for query in ["?limit=0", "?limit=101", "?limit=x", "?nextToken=***", "?tags=x"] {
        assert_refused(&list(query), 400, "InvalidArgument", query);
    }
    assert_eq!(ok(list("")), json!({ "functions": [] }));
    let answer = bench.call("POST", "/functions", "CreateFunction", with("cpu", json!(0.15)));
    assert_eq!(
        answer.json()["Message"],
        "the ratio of Memory(in GB) to CPU(in core) must be between 1 and 4, actual: 1.00/0.15(6.67)"
    );
}

#[test]
fn what_keeps_the_rules_is_taken() {
    let bench = bench();
    let rows = [
        ("memorySize", json!(2048)),
        ("cpu", json!(1)),
        ("cpu", json!(0.35)),
        ("diskSize", json!(10_240)),
        ("timeout", json!(86_400)),
        ("customRuntimeConfig", json!({ "port": 1, "healthCheckConfig": { "timeoutSeconds": 3 } })),
        ("vpcConfig", json!({ "vpcId": "", "vSwitchIds": [], "securityGroupId": "" })),
        ("vpcConfig", json!({})),
        ("role", json!("acs:ram::1234567890123456:role/aliyun-fc")),
        ("layers", json!(["acs:fc:cn-hangzhou:official:layers/Python310/versions/3"])),
        ("code", json!({ "ossBucketName": "b", "ossObjectName": "o" })),
        ("runtime", json!("python3.12")),
        ("description", json!("中文")),
    ];
    for (index, (field, value)) in rows.into_iter().enumerate() {
        let mut body = with(field, value.clone());
        body["functionName"] = format!("f{index}").into();
        let answer = ok(bench.call("POST", "/functions", "CreateFunction", body));
        if !matches!(field, "layers" | "code") {
            assert_eq!(answer[field], value);
        }
    }
    let image = json!({
        "functionName": "image", "runtime": "custom-container", "handler": "h",
        "customContainerConfig": {
            "image": "i", "registryConfig": { "authConfig": { "userName": "u", "password": "p" } }
        },
    });
    let answer = ok(bench.call("POST", "/functions", "CreateFunction", image));
    let auth = &answer["customContainerConfig"]["registryConfig"]["authConfig"];
    assert_eq!(*auth, json!({ "userName": "u" }));
    // Defaults: the processors follow the memory.
    for (memory, cpu) in [(128, 0.1), (512, 0.35), (1024, 0.7), (32_768, 16.0)] {
        let body = json!({
            "functionName": format!("m{memory}"), "runtime": "python3.10", "handler": "h",
            "memorySize": memory, "code": { "zipFile": package("") },
        });
        let answer = ok(bench.call("POST", "/functions", "CreateFunction", body));
        assert_eq!(
            (&answer["cpu"], &answer["diskSize"], &answer["timeout"]),
            (&json!(cpu), &json!(512), &json!(3))
        );
    }
}

#[test]
fn an_update_changes_what_it_names() {
    let bench = bench();
    let made = bench.make("f");
    let answer = ok(bench.update("f", json!({ "memorySize": 2048 })));
    assert_eq!((&answer["memorySize"], &answer["cpu"]), (&json!(2048), &json!(0.5)));
    // The whole function is judged, so the stored cpu forbids this memory.
    assert_refused(&bench.update("f", json!({ "memorySize": 4096 })), 400, "InvalidArgument", "ratio");
    assert_refused(
        &bench.update("f", json!({ "timeout": 5, "diskSize": 1 })),
        400,
        "InvalidArgument",
        "disk",
    );
    let answer = ok(bench.get("f"));
    assert_eq!((&answer["memorySize"], &answer["timeout"]), (&json!(2048), &json!(3)));
    assert_eq!(answer["environmentVariables"], json!({ "A": "1" }));
    // A field given replaces the stored one whole; null is not given.
    let body = json!({ "environmentVariables": { "B": "2" }, "description": "d", "timeout": null });
    let answer = ok(bench.update("f", body));
    assert_eq!(answer["environmentVariables"], json!({ "B": "2" }));
    assert_eq!((&answer["description"], &answer["timeout"]), (&json!("d"), &json!(3)));
    let body =
        json!({ "environmentVariables": {}, "description": "", "internetAccess": false, "layers": [] });
    let answer = ok(bench.update("f", body));
    assert_eq!(answer["environmentVariables"], json!({}));
    assert_eq!((&answer["description"], &answer["internetAccess"]), (&json!(""), &json!(false)));
    // Ignored without a word, and with one.
    let silent = bench.update("f", json!({ "functionName": "g", "tags": [] }));
    assert_eq!((silent.status, silent.header("x-emulator-warning")), (200, None));
    let warned = bench.update("f", json!({ "memroySize": 1, "logConfig": { "projekt": "p" } }));
    assert_eq!(warned.status, 200);
    assert_eq!(warned.header("x-emulator-warning"), Some("unknown field memroySize"));
    assert_eq!(made["functionId"], ok(bench.get("f"))["functionId"]);
    assert_refused(&bench.update("g", json!({})), 404, "FunctionNotFound", "missing");
    let strict = bench_with(|settings| settings.strict = true);
    strict.make("f");
    assert_refused(&strict.update("f", json!({ "memroySize": 1 })), 400, "InvalidArgument", "strict");
}

#[test]
fn code_is_kept_and_never_shown() {
    let bench = bench();
    let made = bench.make("f");
    let answer = bench.get("f");
    assert!(!answer.text.contains("zipFile") && !answer.text.contains(&package("print(1)")[..40]));
    let code = ok(bench.call("GET", "/functions/f/code", "GetFunctionCode", Value::Null));
    assert_eq!(code["checksum"], made["codeChecksum"]);
    let path = code["url"].as_str().and_then(|url| url.strip_prefix(bench.emulator.base_url())).unwrap();
    let bytes = bench.control("GET", path, "");
    assert_eq!((bytes.status, bytes.text.starts_with("PK")), (200, true));
    ok(bench.update("f", json!({ "code": { "zipFile": package("print(2)") } })));
    // Nothing uses the first package any more.
    assert_eq!(bench.control("GET", path, "").status, 404);
}

#[test]
fn versions_keep_what_they_were() {
    let bench = bench();
    bench.make("f");
    let publish = || ok(bench.call("POST", "/functions/f/versions", "PublishFunctionVersion", Value::Null));
    let alias = |body: Value| bench.call("POST", "/functions/f/aliases", "CreateAlias", body);
    let at = |qualifier: &str| {
        bench.call("GET", &format!("/functions/f?qualifier={qualifier}"), "GetFunction", Value::Null)
    };
    let delete = |id: &str| {
        bench.call("DELETE", &format!("/functions/f/versions/{id}"), "DeleteFunctionVersion", Value::Null)
    };
    assert_eq!(publish()["versionId"], "1");
    ok(bench.update("f", json!({ "timeout": 77 })));
    assert_eq!(publish()["versionId"], "2");
    assert_eq!(ok(at("1"))["timeout"], 3);
    for qualifier in ["2", "LATEST", ""] {
        assert_eq!(ok(at(qualifier))["timeout"], 77, "{qualifier}");
    }
    for (qualifier, code) in [("3", "VersionNotFound"), ("01", "VersionNotFound"), ("prod", "AliasNotFound")]
    {
        assert_refused(&at(qualifier), 404, code, qualifier);
    }
    assert_refused(&alias(json!({ "aliasName": "p", "versionId": "9" })), 404, "VersionNotFound", "version");
    assert_refused(&alias(json!({ "aliasName": "1", "versionId": "1" })), 400, "InvalidArgument", "name");
    let body = json!({ "aliasName": "prod", "versionId": "1", "additionalVersionWeight": { "2": 0.1 } });
    ok(alias(body.clone()));
    assert_refused(&alias(body), 409, "AliasAlreadyExists", "twice");
    assert_eq!(ok(at("prod"))["timeout"], 3);
    for id in ["1", "2"] {
        assert_refused(&delete(id), 409, "VersionInUse", id);
    }
    let update = json!({ "versionId": "2", "additionalVersionWeight": {} });
    let answer = ok(bench.call("PUT", "/functions/f/aliases/prod", "UpdateAlias", update));
    assert_eq!((&answer["versionId"], &answer["aliasName"]), (&json!("2"), &json!("prod")));
    assert_eq!(delete("1").status, 204);
    assert_refused(&delete("1"), 404, "VersionNotFound", "again");
    // Numbers are not used twice, not even the last one.
    let list = |query: &str| {
        let path = format!("/functions/f/versions{query}");
        let answer = ok(bench.call("GET", &path, "ListFunctionVersions", Value::Null));
        let ids = answer["versions"].as_array().unwrap().iter().map(|version| version["versionId"].clone());
        (ids.collect::<Vec<_>>(), answer["nextToken"].as_str().map(String::from))
    };
    assert_eq!(publish()["versionId"], "3");
    assert_eq!(delete("3").status, 204);
    assert_eq!(publish()["versionId"], "4");
    assert_eq!(list("").0, ["4", "2"]);
    assert_eq!(list("?direction=FORWARD").0, ["2", "4"]);
    let (first, token) = list("?limit=1");
    assert_eq!(
        (first, list(&format!("?limit=1&nextToken={}", token.unwrap()))),
        (vec![json!("4")], (vec![json!("2")], None))
    );
}

#[test]
fn triggers_follow_their_rules() {
    let bench = bench();
    bench.make("f");
    let create = |kind: &str, config: Value, more: Value| {
        let config = config.as_str().map_or_else(|| config.to_string(), String::from);
        let mut body = json!({ "triggerName": "t", "triggerType": kind, "triggerConfig": config });
        body.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
        bench.call("POST", "/functions/f/triggers", "CreateTrigger", body)
    };
    let timer = |expression: &str| json!({ "cronExpression": expression });
    let http = |method: &str, auth: &str| json!({ "methods": [method], "authType": auth });
    let rows = [
        ("nosuch", json!({}), json!({})),
        ("timer", json!("{"), json!({})),
        ("timer", json!("[]"), json!({})),
        ("timer", timer("0 0 4 * *"), json!({})),
        ("timer", timer("@every soon"), json!({})),
        ("http", http("FLY", "anonymous"), json!({})),
        ("http", http("GET", "none"), json!({})),
        ("http", json!({ "authType": "anonymous" }), json!({})),
        ("oss", json!({ "events": [] }), json!({})),
        ("log", json!({}), json!({})),
        ("mns_topic", json!({}), json!({})),
        ("timer", timer("@every 5m"), json!({ "triggerName": "1t" })),
        ("timer", timer("@every 5m"), json!({ "invocationRole": "r" })),
    ];
    for (kind, config, more) in rows {
        assert_refused(
            &create(kind, config.clone(), more),
            400,
            "InvalidArgument",
            &format!("{kind} {config}"),
        );
    }
    for expression in ["@every 5m", "0 0 4 * * *", "CRON_TZ=Asia/Shanghai 0 0 4 * * MON-FRI", "0 */5 * * * *"]
    {
        let name = json!({ "triggerName": format!("t{}", expression.len()) });
        ok(create("timer", timer(expression), name.clone()));
        let name = name["triggerName"].as_str().unwrap();
        let path = format!("/functions/f/triggers/{name}");
        assert_eq!(bench.call("DELETE", &path, "DeleteTrigger", Value::Null).status, 204);
    }
    let made = ok(create("http", http("GET", "anonymous"), json!({})));
    let url = made["httpTrigger"]["urlInternet"].as_str().unwrap();
    assert!(url.starts_with("https://f-") && url.ends_with(".cn-hangzhou.fcapp.run"), "{url}");
    assert_refused(
        &create("http", http("GET", "anonymous"), json!({})),
        409,
        "TriggerAlreadyExists",
        "twice",
    );
    let update = |body: Value| bench.call("PUT", "/functions/f/triggers/t", "UpdateTrigger", body);
    assert_refused(&update(json!({ "triggerType": "timer" })), 400, "InvalidArgument", "type");
    let answer = ok(update(json!({ "description": "d" })));
    assert_eq!((&answer["description"], &answer["httpTrigger"]), (&json!("d"), &made["httpTrigger"]));
    let answer = bench.call("DELETE", "/functions/f", "DeleteFunction", Value::Null);
    assert_refused(&answer, 412, "FunctionNotEmpty", "with triggers");
    assert_eq!(answer.json()["Message"], "function 'f' has active triggers");
    assert_eq!(bench.call("DELETE", "/functions/f/triggers/t", "DeleteTrigger", Value::Null).status, 204);
    let answer = bench.call("DELETE", "/functions/f", "DeleteFunction", Value::Null);
    assert_eq!((answer.status, answer.text.as_str()), (204, ""));
}

#[test]
fn configs_come_and_go() {
    let bench = bench();
    let made = bench.make("f");
    let call = |method: &str, path: &str, action: &str, body: Value| {
        bench.call(method, &format!("/functions/f/{path}"), action, body)
    };
    let none = Value::Null;
    let put = |body: Value| call("PUT", "concurrency", "PutConcurrencyConfig", body);
    for body in [json!({}), json!({ "reservedConcurrency": -1 }), json!({ "reservedConcurrency": 1.5 })] {
        assert_refused(&put(body.clone()), 400, "InvalidArgument", &body.to_string());
    }
    let answer = ok(put(json!({ "reservedConcurrency": 7 })));
    assert_eq!(answer, json!({ "reservedConcurrency": 7, "functionArn": made["functionArn"] }));
    let list = bench.call("GET", "/concurrency-configs", "ListConcurrencyConfigs", none.clone());
    assert_eq!(ok(list), json!({ "configs": [answer] }));
    assert_eq!(call("DELETE", "concurrency", "DeleteConcurrencyConfig", none.clone()).status, 204);
    let answer = call("GET", "concurrency", "GetConcurrencyConfig", none.clone());
    assert_refused(&answer, 404, "OnDemandConfigNotFound", "concurrency");

    let put = |query: &str, body: Value| {
        call("PUT", &format!("async-invoke-config{query}"), "PutAsyncInvokeConfig", body)
    };
    for body in [json!({ "maxAsyncRetryAttempts": 9 }), json!({ "maxAsyncEventAgeInSeconds": 0 })] {
        assert_refused(&put("", body.clone()), 400, "InvalidArgument", &body.to_string());
    }
    assert_refused(&put("?qualifier=9", json!({})), 404, "VersionNotFound", "qualifier");
    ok(put("?qualifier=LATEST", json!({ "maxAsyncRetryAttempts": 2, "maxAsyncEventAgeInSeconds": 300 })));
    // A config is put whole.
    assert_eq!(ok(put("", json!({ "asyncTask": true }))).get("maxAsyncRetryAttempts"), None);
    assert_eq!(call("DELETE", "async-invoke-config", "DeleteAsyncInvokeConfig", none.clone()).status, 204);
    let answer = call("GET", "async-invoke-config", "GetAsyncInvokeConfig", none.clone());
    assert_refused(&answer, 404, "AsyncConfigNotExists", "async");

    let get = || ok(call("GET", "provision-config?qualifier=LATEST", "GetProvisionConfig", none.clone()));
    assert_eq!((&get()["target"], &get()["current"]), (&json!(0), &json!(0)));
    ok(call("PUT", "provision-config", "PutProvisionConfig", json!({ "defaultTarget": 2 })));
    assert_eq!((&get()["target"], &get()["defaultTarget"]), (&json!(2), &json!(2)));
    assert_eq!(call("DELETE", "provision-config", "DeleteProvisionConfig", none.clone()).status, 204);
    let get = || ok(call("GET", "scaling-config", "GetScalingConfig", none.clone()));
    assert_eq!(get()["minInstances"], 0);
    ok(call("PUT", "scaling-config", "PutScalingConfig", json!({ "minInstances": 1 })));
    assert_eq!(get()["minInstances"], 1);

    let bind = || call("POST", "vpc-bindings", "CreateVpcBinding", json!({ "vpcId": "vpc-1" }));
    assert_eq!(bind().status, 204);
    assert_refused(&bind(), 409, "VpcBindingAlreadyExists", "twice");
    let list = call("GET", "vpc-bindings", "ListVpcBindings", none.clone());
    assert_eq!(ok(list), json!({ "vpcIds": ["vpc-1"] }));
    assert_eq!(call("DELETE", "vpc-bindings/vpc-1", "DeleteVpcBinding", none).status, 204);
}

#[test]
fn tags_are_written_in_several_ways() {
    let bench = bench();
    let arn = bench.make("f")["functionArn"].clone();
    let arns = json!([arn]).to_string();
    let tag = |kind: &str, tags: Value| {
        let body = json!({ "ResourceType": kind, "ResourceId": [arn], "Tag": tags });
        bench.call("POST", "/tags-v2", "TagResources", body)
    };
    assert_eq!(tag("function", json!([{ "key": "a", "value": "1" }])).status, 204);
    assert_eq!(
        tag("FUNCTION", json!([{ "Key": "b", "Value": "值" }, { "Key": "c", "Value": "" }])).status,
        204
    );
    assert_refused(&tag("disk", json!([{ "Key": "b", "Value": "" }])), 400, "InvalidArgument", "type");
    let function = ok(bench.get("f"));
    assert_eq!(function["tags"][1], json!({ "Key": "b", "Value": "值" }));
    let untag = |rest: &str| {
        let path = format!("/tags-v2?ResourceType=function&ResourceId={arns}{rest}");
        bench.call("DELETE", &path, "UntagResources", Value::Null)
    };
    let left = || {
        let path = format!("/tags-v2?ResourceType=FUNCTION&ResourceId={arns}");
        let answer = ok(bench.call("GET", &path, "ListTagResources", Value::Null));
        assert!(answer["RequestId"].is_string());
        answer["TagResources"].as_array().unwrap().len()
    };
    assert_refused(&untag(""), 400, "InvalidArgument", "nothing to remove");
    assert_eq!((untag("&TagKey=[\"a\"]&All=False").status, left()), (204, 2));
    let by_tag = |value: &str| {
        let path = format!("/functions?tags=[{{\"key\":\"b\",\"value\":\"{value}\"}}]");
        ok(bench.call("GET", &path, "ListFunctions", Value::Null))["functions"].as_array().unwrap().len()
    };
    assert_eq!((by_tag("值"), by_tag("x")), (1, 0));
    assert_eq!((untag("&All=true").status, left()), (204, 0));
}

#[test]
fn domains_and_layers() {
    let bench = bench();
    let create = |body: Value| bench.call("POST", "/custom-domains", "CreateCustomDomain", body);
    let domain = json!({ "domainName": "a.example.com", "protocol": "HTTPS",
        "certConfig": { "certName": "c", "certificate": "PUBLIC", "privateKey": "PRIVATE" } });
    let made = ok(create(domain.clone()));
    assert_eq!(made["certConfig"], json!({ "certName": "c", "certificate": "PUBLIC" }));
    assert_refused(&create(domain), 409, "DomainNameAlreadyExists", "twice");
    for body in [
        json!({ "domainName": "-.com" }),
        json!({ "domainName": "a.example.com", "protocol": "FTP" }),
        json!({ "domainName": "a.example.com", "routeConfig": { "routes": [{ "path": "x" }] } }),
        json!({ "domainName": "a.example.com", "routeConfig": { "routes": {} } }),
    ] {
        assert_refused(&create(body.clone()), 400, "InvalidArgument", &body.to_string());
    }
    let layer = |body: Value| bench.call("POST", "/layers/l/versions", "CreateLayerVersion", body);
    let body = json!({ "code": { "zipFile": package("x") }, "compatibleRuntime": ["python3.10"] });
    assert_refused(&layer(json!({ "compatibleRuntime": ["x"] })), 400, "InvalidArgument", "no code");
    let first = ok(layer(body.clone()));
    assert_eq!(first["layerVersionArn"], "acs:fc:cn-hangzhou:1234567890123456:layers/l/versions/1");
    assert_eq!(ok(layer(body))["version"], 2);
    let get = |path: &str, action: &str| bench.call("GET", path, action, Value::Null);
    let by_arn = get(
        "/layerarn/acs%3Afc%3Acn-hangzhou%3A1234567890123456%3Alayers%2Fl%2Fversions%2F1",
        "GetLayerVersionByArn",
    );
    assert_eq!(ok(by_arn), first);
    let page = ok(get("/layers/l/versions?limit=1", "ListLayerVersions"));
    assert_eq!((&page["layers"][0]["version"], &page["nextVersion"]), (&json!(2), &json!(1)));
    let page = ok(get("/layers/l/versions?startVersion=1", "ListLayerVersions"));
    assert_eq!((page["layers"].as_array().unwrap().len(), page.get("nextVersion")), (1, None));
    assert_refused(&get("/layers/m/versions/1", "GetLayerVersion"), 404, "LayerNotFound", "layer");
    assert_refused(&get("/layers/l/versions/3", "GetLayerVersion"), 404, "LayerVersionNotFound", "version");
    assert_eq!(bench.call("PUT", "/layers/l/acl?acl=1", "PutLayerACL", Value::Null).status, 204);
    assert_eq!(ok(get("/layers?public=true", "ListLayers"))["layers"][0]["acl"], "1");
    assert_eq!(bench.call("DELETE", "/layers/l/versions/2", "DeleteLayerVersion", Value::Null).status, 204);
    assert!(ok(get("/regions", "DescribeRegions"))["Regions"]["Region"].is_array());
}

#[test]
fn invocations_answer_and_run_nothing() {
    let bench = bench();
    bench.make("f");
    let invoke = |headers: &[(&str, &str)], body: &[u8]| {
        let mut draft = bench.draft("POST", "/functions/f/invocations", "InvokeFunction", body);
        headers.iter().for_each(|(name, value)| draft.set(name, value));
        bench.send(&draft)
    };
    let answer = invoke(&[("x-fc-log-type", "Tail")], "{\"k\":\"值\"}".as_bytes());
    assert_eq!((answer.status, answer.text.as_str()), (200, "{\"k\":\"值\"}"));
    assert!(answer.header("x-fc-log-result").is_some() && answer.header("x-fc-request-id").is_some());
    assert_eq!(invoke(&[], b"").status, 200);
    let asynchronous = [("x-fc-invocation-type", "Async")];
    let answer = invoke(&asynchronous, b"{}");
    assert_eq!((answer.status, answer.text.as_str()), (202, ""));
    assert_refused(&invoke(&asynchronous, &vec![b' '; (128 << 10) + 1]), 400, "EntityTooLarge", "128 KiB");
    assert_refused(&invoke(&[("x-fc-invocation-type", "Now")], b""), 400, "InvalidArgument", "type");
    let switch = |path: &str, action: &str| {
        ok(bench.call("POST", &format!("/functions/f/invoke/{path}"), action, Value::Null))
    };
    assert_eq!(switch("disable", "DisableFunctionInvocation"), json!({ "success": true }));
    assert_refused(&invoke(&[], b""), 403, "FunctionInvocationDisabled", "disabled");
    assert_eq!(ok(bench.get("f"))["invocationRestriction"]["disable"], true);
    switch("enable", "EnableFunctionInvocation");
    let fault = r#"[{"action":"InvokeFunction","body":"{\"errorMessage\":\"x\"}",
        "headers":{"x-fc-error-type":"UnhandledInvocationError"}}]"#;
    bench.emulator.set_faults(plan(fault).unwrap());
    let answer = invoke(&[], b"");
    assert_eq!((answer.status, answer.text.as_str()), (200, "{\"errorMessage\":\"x\"}"));
    assert_eq!(answer.header("x-fc-error-type"), Some("UnhandledInvocationError"));
}

#[test]
fn trouble_comes_as_asked_for() {
    let bench = bench();
    bench.make("f");
    let faults = json!([
        { "action": "GetFunction", "times": 2, "status": 429, "code": "Throttling.User",
          "headers": { "x-acs-retry-after": "50" } },
        { "action": "GetFunction", "status": 503, "code": "ResourceThrottled" },
        { "action": "GetFunction", "status": 502, "body": "<html>Bad Gateway</html>" },
        { "action": "GetFunction", "delayMs": 300 },
        { "action": "UpdateFunction", "drop": true },
        { "action": "UpdateFunction", "status": 500, "after": true },
        { "action": "UpdateFunction", "status": 500 },
    ]);
    assert_eq!(ok(bench.control("POST", "/__emulator/faults", &faults.to_string())), json!({ "faults": 7 }));
    for _ in 0..2 {
        let answer = bench.get("f");
        assert_refused(&answer, 429, "Throttling.User", "throttled");
        assert_eq!(answer.header("x-acs-retry-after"), Some("50"));
    }
    assert_refused(&bench.get("f"), 503, "ResourceThrottled", "unavailable");
    let answer = bench.get("f");
    assert_eq!((answer.status, answer.header("content-type")), (502, Some("text/html")));
    assert_eq!(answer.text, "<html>Bad Gateway</html>");
    let start = std::time::Instant::now();
    ok(bench.get("f"));
    assert!(start.elapsed().as_millis() >= 300);
    // The connection ends without a byte, and the change was made.
    let draft = bench.draft("PUT", "/functions/f", "UpdateFunction", b"{\"timeout\":11}");
    assert!(exchange(&bench.address, &draft.wire(false)).is_none());
    assert_eq!(ok(bench.get("f"))["timeout"], 11);
    assert_refused(&bench.update("f", json!({ "timeout": 12 })), 500, "InternalServerError", "after");
    assert_eq!(ok(bench.get("f"))["timeout"], 12);
    assert_refused(&bench.update("f", json!({ "timeout": 13 })), 500, "InternalServerError", "instead");
    assert_eq!(ok(bench.get("f"))["timeout"], 12);
    assert_refused(
        &bench.control("POST", "/__emulator/faults", "[{\"x\":1}]"),
        400,
        "InvalidArgument",
        "plan",
    );
}

#[test]
fn the_journal_tells_no_secret() {
    let key = temporary();
    let bench = bench_with(|settings| settings.keys = vec![key.clone()]);
    bench.make("f");
    ok(bench.update("f", json!({ "environmentVariables": { "PASSWORD": "hunter2" } })));
    // Someone who mixes up the id and the secret.
    let mut draft = bench.draft("GET", "/functions", "ListFunctions", b"");
    draft.sign(&fcls::cloud::sign::Key { id: "hush".into(), ..key.clone() });
    assert_refused(&bench.send(&draft), 403, "InvalidAccessKeyID", "mixed up");
    bench.emulator.set_faults(plan(r#"{"drop":true}"#).unwrap());
    let draft = bench.draft("GET", "/functions?prefix=hunter2", "ListFunctions", b"");
    assert!(exchange(&bench.address, &draft.wire(false)).is_none());
    let journal = bench.control("GET", "/__emulator/requests", "");
    for secret in ["hush", "token/+=", "hunter2", &package("print(1)")[..40], "Signature"] {
        assert!(!journal.text.contains(secret), "{secret}");
    }
    let entries = ok(journal);
    let rows: Vec<_> = entries
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| {
            let text = |name: &str| entry[name].as_str().unwrap().to_string();
            (text("action"), entry["status"].as_u64().unwrap(), text("code"), text("keyId"))
        })
        .collect();
    let row =
        |action: &str, status: u64, code: &str, key: &str| (action.into(), status, code.into(), key.into());
    assert_eq!(
        rows,
        [
            row("CreateFunction", 200, "", "STS.testid"),
            row("UpdateFunction", 200, "", "STS.testid"),
            row("", 403, "InvalidAccessKeyID", ""),
            row("ListFunctions", 0, "", "STS.testid"),
        ]
    );
    assert_eq!(bench.emulator.journal().len(), 4);
    let mut page = bench.draft("POST", "", "", b"");
    page.path = "/__emulator/reset".into();
    page.set("origin", "https://example.com");
    assert_refused(&bench.send(&page), 403, "AccessDenied", "from a web page");
    assert_eq!(bench.control("POST", "/__emulator/reset", "").status, 204);
    assert_eq!(ok(bench.control("GET", "/__emulator/requests", "")), json!([]));
    assert_refused(&bench.get("f"), 404, "FunctionNotFound", "after the reset");
}

#[test]
fn the_state_file_outlives_the_emulator() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let packages = || {
        let folder = std::fs::read_dir(folder.path().join("state.json.code"));
        folder.map_or(0, |entries| entries.count())
    };
    let start = || bench_with(|settings| settings.state = Some(path.clone()));
    let bench = start();
    let mut body = function();
    body["tags"] = json!([{ "Key": "a", "Value": "1" }]);
    ok(bench.call("POST", "/functions", "CreateFunction", body));
    ok(bench.call("POST", "/functions/f/versions", "PublishFunctionVersion", Value::Null));
    ok(bench.update("f", json!({ "timeout": 9, "code": { "zipFile": package("other") } })));
    assert_refused(&bench.update("f", json!({ "timeout": 0 })), 400, "InvalidArgument", "refused");
    let before = ok(bench.get("f"));
    assert_eq!(packages(), 2);
    bench.emulator.stop();
    let bench = start();
    assert_eq!(ok(bench.get("f")), before);
    let code = ok(bench.call("GET", "/functions/f/code?qualifier=1", "GetFunctionCode", Value::Null));
    let path_of_code = format!("/__code/{}", code["checksum"].as_str().unwrap());
    assert_eq!(bench.control("GET", &path_of_code, "").status, 200);
    let publish = bench.call("POST", "/functions/f/versions", "PublishFunctionVersion", Value::Null);
    assert_eq!(ok(publish)["versionId"], "2");
    assert_eq!(bench.call("DELETE", "/functions/f", "DeleteFunction", Value::Null).status, 204);
    assert_eq!(packages(), 0);
    bench.emulator.stop();
    // Another account has another state; what cannot be read is not overwritten.
    let another =
        fcls::emulator::Settings { account: "42".into(), state: Some(path.clone()), ..Default::default() };
    assert!(fcls::emulator::Emulator::start(another).is_err());
    std::fs::write(&path, "{").unwrap();
    let broken = fcls::emulator::Settings { state: Some(path.clone()), ..Default::default() };
    assert!(fcls::emulator::Emulator::start(broken).is_err());
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "{");
}

/// A change that cannot be written is not made.
#[test]
fn a_state_file_that_cannot_be_written_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gone").join("state.json");
    let bench = bench_with(|settings| settings.state = Some(path));
    let answer = bench.call("POST", "/functions", "CreateFunction", function());
    // The folder of the packages can be made, so make the file itself impossible.
    if answer.status == 200 {
        std::fs::remove_dir_all(folder.path().join("gone")).unwrap();
        std::fs::write(folder.path().join("gone"), "").unwrap();
        assert_refused(&bench.update("f", json!({ "timeout": 9 })), 500, "InternalServerError", "update");
        assert_eq!(ok(bench.get("f"))["timeout"], 3);
    } else {
        assert_refused(&answer, 500, "InternalServerError", "create");
        assert_refused(&bench.get("f"), 404, "FunctionNotFound", "not made");
    }
}

#[test]
fn slow_changes_take_their_time() {
    let bench = bench_with(|settings| settings.slow = 400);
    assert_eq!(bench.make("f")["state"], "Pending");
    let wait = |field: &str, until: &str| {
        let start = std::time::Instant::now();
        while ok(bench.get("f"))[field] != until {
            assert!(start.elapsed().as_secs() < 10, "{field}");
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
    };
    wait("state", "Active");
    let answer = ok(bench.update("f", json!({ "timeout": 9 })));
    assert_eq!((&answer["state"], &answer["lastUpdateStatus"]), (&json!("Active"), &json!("InProgress")));
    wait("lastUpdateStatus", "Successful");
}

/// Of many who create the same function at once, one succeeds.
#[test]
fn requests_are_carried_out_one_by_one() {
    let bench = bench();
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let create = || bench.call("POST", "/functions", "CreateFunction", function()).status;
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(create)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1);
    assert_eq!(statuses.iter().filter(|status| **status == 409).count(), 7);
}

#[test]
fn lists_come_in_pages() {
    let bench = bench();
    for name in ["b", "a", "c1", "c2", "d"] {
        bench.make(name);
    }
    let page = |query: &str| {
        let answer = ok(bench.call("GET", &format!("/functions{query}"), "ListFunctions", Value::Null));
        let names = answer["functions"].as_array().unwrap().iter();
        let names: Vec<String> = names.map(|one| one["functionName"].as_str().unwrap().into()).collect();
        (names.join(" "), answer["nextToken"].as_str().map(String::from))
    };
    let (first, token) = page("?limit=2");
    assert_eq!(first, "a b");
    // What was the end of the page may be gone by the next.
    assert_eq!(bench.call("DELETE", "/functions/b", "DeleteFunction", Value::Null).status, 204);
    let (second, token) = page(&format!("?limit=2&nextToken={}", token.unwrap()));
    assert_eq!(second, "c1 c2");
    assert_eq!(page(&format!("?limit=2&nextToken={}", token.unwrap())), ("d".into(), None));
    assert_eq!(page("?prefix=c&limit=2"), ("c1 c2".into(), None));
    assert_eq!(page("?runtime=python3.10").0, "");
}

/// The program itself: one line on standard output, no secret in the log.
#[test]
fn the_command_says_where_it_listens() {
    use std::io::{BufRead as _, BufReader, Read as _};
    use std::process::{Command, Stdio};
    let mut child = Command::new(env!("CARGO_BIN_EXE_fcls"))
        .args(["emulator", "--port", "0", "--credentials", "me:hush", "--credentials", "you:hush2:token"])
        .env_remove("FCLS_LOG")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    let address = line.trim_end().strip_prefix("listening on http://").unwrap().to_string();
    let emulator = bench();
    let key = fcls::cloud::sign::Key {
        id: "me".into(),
        secret: fcls::cloud::secret::Secret::new("hush"),
        token: None,
    };
    let remote = Bench { emulator: emulator.emulator, address, key };
    remote.make("f");
    child.kill().unwrap();
    child.wait().unwrap();
    let (mut rest, mut log) = (String::new(), String::new());
    stdout.read_to_string(&mut rest).unwrap();
    child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    assert_eq!(rest, "");
    assert!(log.contains("CreateFunction") && log.contains("200"), "{log}");
    for secret in ["hush", "token", "Signature", &package("print(1)")[..40]] {
        assert!(!log.contains(secret), "{log}");
    }
    for wrong in [&["--credentials", "x"][..], &["--account", "x"], &["--faults", "/no/such/file"]] {
        let output = Command::new(env!("CARGO_BIN_EXE_fcls")).arg("emulator").args(wrong).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{wrong:?}");
    }
}
