//! Refactorings, each as a file before (`$0` is the cursor) and after.

mod client;

use std::sync::Arc;

use fcls::document::{Document, FileType, Files, NoFiles};
use fcls::ide::refactor::{Search, complete, refactorings};
use fcls::ide::{Action, refactor};
use fcls::text::{Span, Text};

/// Proven, and what is refused as well.
const ALL: Search = Search { disabled: true, proven: true };

/// The document without its cursor, and where that was.
fn open(name: &str, marked: &str, files: Arc<dyn Files>) -> (Document, u32) {
    let at = marked.find("$0").expect("a cursor");
    let source = marked.replacen("$0", "", 1);
    let path = std::path::Path::new("/w").join(name);
    (Document::new(Some(path), Text::from(source.as_str()), files), at as u32)
}

fn offered(name: &str, marked: &str) -> (Document, Vec<Action>) {
    let (document, at) = open(name, marked, Arc::new(NoFiles));
    let actions = refactorings(&document, Span::empty(at), ALL, |_| true);
    (document, actions)
}

fn titles(name: &str, marked: &str) -> Vec<String> {
    let (_, actions) = offered(name, marked);
    actions.iter().filter(|action| action.disabled.is_none()).map(|action| action.title.en.clone()).collect()
}

/// The file after the one action whose title begins with `title`.
fn after(name: &str, marked: &str, title: &str) -> String {
    let (document, actions) = offered(name, marked);
    let titles: Vec<&str> = actions.iter().map(|action| action.title.en.as_str()).collect();
    let mut fitting = actions.iter().filter(|action| action.title.en.starts_with(title));
    let action = fitting.next().unwrap_or_else(|| panic!("no `{title}` among {titles:#?}"));
    assert!(action.disabled.is_none(), "{:?}", action.disabled);
    let (action, _) = complete(&document, action.clone()).unwrap();
    document.text().with_edits(&action.edits).to_string()
}

#[track_caller]
fn turns(name: &str, title: &str, before: &str, wanted: &str) {
    let got = after(name, before, title);
    assert_eq!(got, wanted, "\n--- got\n{got}\n--- wanted\n{wanted}");
}

#[track_caller]
fn is_not_offered(name: &str, title: &str, marked: &str) {
    let titles = titles(name, marked);
    assert!(!titles.iter().any(|known| known.starts_with(title)), "{titles:#?}");
}

fn refused(name: &str, title: &str, marked: &str) -> String {
    let (_, actions) = offered(name, marked);
    let action = actions.iter().find(|action| action.title.en.starts_with(title)).expect(title);
    action.disabled.clone().expect("a reason").en
}

const TWO: &str = "edition: 3.0.0
name: app
resources:
  a:
    component: fc3
    props:
      region: $0cn-hangzhou # near us
      functionName: a
      runtime: nodejs20
      handler: index.handler
      memorySize: 512
  b:
    component: fc3
    props:
      region: 'cn-hangzhou'
      functionName: b
      runtime: nodejs20
      handler: other.handler
      memorySize: 512
";

#[test]
fn a_value_becomes_a_variable() {
    let wanted = TWO.replace("resources:", "vars:\n  region: cn-hangzhou\n\nresources:");
    let one = wanted.replace("$0cn-hangzhou # near", "${vars.region} # near");
    turns("s.yaml", "Extract into `vars.region`", TWO, &one);
    let all = one.replace("'cn-hangzhou'", "${vars.region}");
    turns("s.yaml", "Extract all 2 equal values of `region`", TWO, &all);
}

#[test]
fn inside_a_flow_collection_expressions_are_quoted() {
    let before = "edition: 3.0.0
vars: {a: 1}
resources:
  a:
    component: fc3
    props: {region: cn-$0shanghai, environmentVariables: {TOKEN: abc}}
";
    let wanted = before
        .replace("{a: 1}", "{a: 1, region: cn-shanghai}")
        .replace("cn-$0shanghai,", "\"${vars.region}\",");
    turns("s.yaml", "Extract into `vars.region`", before, &wanted);
    let token = before.replace("$0", "").replace("abc", "a$0bc");
    let wanted = token.replace("a$0bc", "\"${env('TOKEN')}\"");
    turns("s.yaml", "Read it from the environment", &token, &wanted);
}

#[test]
fn a_variable_that_is_there_is_used_and_another_gets_a_name_of_its_own() {
    let same = "edition: 3.0.0
vars:
  memorySize: 512
resources:
  a:
    component: fc3
    props:
      memorySize: 51$02
";
    let wanted = same.replace("51$02", "${vars.memorySize}");
    turns("s.yaml", "Extract into `vars.memorySize`", same, &wanted);
    let other = same.replace("memorySize: 512\n", "memorySize: 128\n");
    let wanted = "edition: 3.0.0
vars:
  memorySize: 128
  memorySize2: 512
resources:
  a:
    component: fc3
    props:
      memorySize: ${vars.memorySize2}
";
    turns("s.yaml", "Extract into `vars.memorySize2`", &other, wanted);
}

#[test]
fn what_is_read_before_anything_is_resolved_is_not_extracted() {
    is_not_offered(
        "s.yaml",
        "Extract into",
        "edition: 3.0.0\nresources:\n  a:\n    component: fc$03\n    props: {}\n",
    );
    is_not_offered(
        "s.yaml",
        "Extract into",
        "edition: 3.0.0\nresources:\n  a:\n    component: fc3\n    props:\n      region: ${vars.$0r}\n",
    );
    is_not_offered("f.yml", "Extract", "service: a\nprovider:\n  name: aliyun\n  runtime: node$0js14\n");
}

const VARS: &str = "edition: 3.0.0
vars:
  region: cn-hangzhou
  # how much
  size: 512
resources:
  a:
    component: fc3
    props:
      region: ${vars.region}
      functionName: a
      description: in ${vars.region}, with ${vars.size} MB
      memorySize: ${vars.si$0ze}
";

#[test]
fn a_variable_is_written_where_it_is_used() {
    let plain = VARS.replace("$0", "");
    turns(
        "s.yaml",
        "Inline `vars.size` here",
        VARS,
        &plain.replace("memorySize: ${vars.size}", "memorySize: 512"),
    );
    let all = plain.replace("  size: 512\n", "").replace("${vars.size}", "512");
    turns("s.yaml", "Inline `vars.size` everywhere", VARS, &all);
    let on_the_key = plain.replace("  region: cn-h", "  reg$0ion: cn-h");
    let all = plain.replace("  region: cn-hangzhou\n  #", "  #").replace("${vars.region}", "cn-hangzhou");
    turns("s.yaml", "Inline `vars.region` everywhere", &on_the_key, &all);
}

#[test]
fn a_variable_stays_where_not_every_use_can_be_replaced() {
    let called = VARS.replace("in ${vars.region}, with", "${env('X', vars.size)} of");
    let reason = refused("s.yaml", "Inline `vars.size` everywhere", &called);
    assert!(reason.contains("argument"), "{reason}");
    let extended = VARS.replace("vars:\n", "extend: ./base.yaml\nvars:\n");
    let reason = refused("s.yaml", "Inline `vars.size` everywhere", &extended);
    assert!(reason.contains("`extend`"), "{reason}");
}

#[test]
fn a_secret_moves_to_the_environment_and_is_written_nowhere() {
    let before = "edition: 3.0.0
resources:
  a:
    component: fc3
    props:
      environmentVariables:
        dbPassword: 'hun$0ter2' # db
        SIZE: '12'
";
    let wanted = before.replace("'hun$0ter2'", "${env('DB_PASSWORD')}");
    turns(
        "s.yaml",
        "Read it from the environment: ${env('DB_PASSWORD')} (set DB_PASSWORD yourself",
        before,
        &wanted,
    );
    let midway =
        "service: a\nprovider:\n  name: aliyun\nfunctions:\n  a:\n    environment:\n      TOKEN: ab$0c\n";
    turns(
        "f.yml",
        "Read it from the environment: ${env.TOKEN}",
        midway,
        &midway.replace("ab$0c", "${env.TOKEN}"),
    );
}

#[test]
fn flow_and_block() {
    let before = "edition: 3.0.0
resources:
  a:
    component: fc3
    props:
      log$0Config: { project: p, logstore: 'l, m' } # logs
      layers: []
";
    let block = "edition: 3.0.0
resources:
  a:
    component: fc3
    props:
      logConfig: # logs
        project: p
        logstore: 'l, m'
      layers: []
";
    turns("s.yaml", "Write it as a block", before, block);
    turns("s.yaml", "Write it on one line", &block.replace("logC", "log$0C"), &before.replace("$0", ""));
    is_not_offered("s.yaml", "Write it", &block.replace("layers: []", "layers: [$0]"));
    let listed =
        "edition: 3.0.0\nresources:\n  a:\n    actions:\n      - {run: a, $0path: [x, '${vars.y}']}\n";
    let wanted = "edition: 3.0.0\nresources:\n  a:\n    actions:\n      - run: a\n        path:\n          - x\n          - '${vars.y}'\n";
    turns("s.yaml", "Write it as a block", listed, wanted);
    // A comment has no place on one line.
    is_not_offered(
        "s.yaml",
        "Write it on",
        &block.replace("logC", "log$0C").replace("        project", "        # c\n        project"),
    );
}

#[test]
fn keys_are_sorted_with_their_comments() {
    let before = "edition: 3.0.0
resources:
  a:
    component: fc3
    pro$0ps:
      # the handler
      handler: index.handler # its end

      functionName: a
      x-own: 1
      # where
      region: cn-hangzhou
      environmentVariables:
        B: b
        A: a
      # nothing of its own
";
    let wanted = "edition: 3.0.0
resources:
  a:
    component: fc3
    props:
      # where
      region: cn-hangzhou

      functionName: a
";
    let got = after("s.yaml", before, "Sort the keys of `props`");
    assert!(got.starts_with(wanted), "{got}");
    assert!(got.contains("      # the handler\n      handler: index.handler # its end\n"), "{got}");
    assert!(got.ends_with("      x-own: 1\n      # nothing of its own\n"), "{got}");
    is_not_offered("s.yaml", "Sort", &format!("{}{}", wanted.replace("props", "pro$0ps"), ""));
}

#[test]
fn sorting_keeps_anchors_above_their_aliases() {
    let before = "edition: 3.0.0
resources:
  a:
    component: fc3
    pro$0ps:
      environmentVariables: &shared
        A: a
      functionName: a
      region: &shared2 x
      tags: *shared
";
    let got = after("s.yaml", before, "Sort the keys of `props`");
    let at = |word: &str| got.find(word).unwrap_or_else(|| panic!("{got}"));
    assert!(at("&shared\n") < at("*shared\n"), "{got}");
    assert!(at("region") < at("functionName"), "{got}");
}

#[test]
fn required_keys_are_added() {
    let before = "edition: 3.0.0
resources:
  a:
    component: fc3
    props:
      region: cn-hangzhou
      logConfig:
        pro$0ject: p
      timeout: 3
";
    let wanted = before.replace("pro$0ject: p\n", "project: p\n        logstore:\n");
    turns("s.yaml", "Add what `logConfig` must have: `logstore`", before, &wanted);
    let extended = "edition: 3.0.0
template:
  t:
    region: cn-hangzhou
    functionName: a
    runtime: nodejs20
resources:
  a:
    component: fc3
    extend: {name: t}
    pro$0ps:
      handler: index.handler
";
    is_not_offered("s.yaml", "Add what", extended);
}

#[test]
fn each_type_of_trigger_can_be_added() {
    let before = "edition: 3.0.0
resources:
  a:
    component: fc3
    props:
      functionName: a
      $0triggers:
        - triggerName: timer-trigger
          triggerType: timer
          triggerConfig:
            enable: true
            cronExpression: '@every 5m'
";
    let titles = titles("s.yaml", before);
    for kind in ["http", "timer", "oss", "log", "mns_topic", "cdn_events", "tablestore", "eventbridge"] {
        let title = format!("Add a trigger: {kind}");
        assert!(titles.contains(&title), "{titles:#?}");
        let got = after("s.yaml", before, &title);
        assert!(got.contains(&format!("          triggerType: {kind}\n")), "{got}");
        assert!(!got.contains(": \n"), "{got}");
    }
    // On the name of a function the common ones alone.
    let on_name = before.replace("$0", "").replace("  a:", "  $0a:");
    let titles = self::titles("s.yaml", &on_name);
    let triggers: Vec<&String> = titles.iter().filter(|title| title.starts_with("Add a trigger")).collect();
    assert_eq!(triggers, ["Add a trigger: http", "Add a trigger: timer"]);
    let got = after("s.yaml", before, "Add a trigger: timer");
    assert!(got.contains("        - triggerName: timer-trigger-2\n          triggerType: timer\n"), "{got}");
    let http = after("s.yaml", before, "Add a trigger: http");
    is_not_offered("s.yaml", "Add a trigger: http", &http.replace("  a:\n", "  $0a:\n"));
    let bare = "service: a\nprovider:\n  name: aliyun\nfunctions:\n  $0a:\n    handler: a.b\n";
    let got = after("f.yml", bare, "Add a trigger: timer");
    assert!(got.starts_with(&bare.replace("$0", "")), "{got}");
    assert!(got.contains("\n    events:\n      - timer:\n          "), "{got}");
}

#[test]
fn short_and_long_forms() {
    let short = "ser$0vice: app # mine\nprovider:\n  name: aliyun\n";
    let long = "service: # mine\n  name: app\nprovider:\n  name: aliyun\n";
    turns("f.yml", "Write `service` as a block", short, long);
    turns(
        "f.yml",
        "Write `service` as its name",
        &long.replace("service", "ser$0vice"),
        &short.replace("$0", ""),
    );
    let event = "service: a\nprovider:\n  name: aliyun\nfunctions:\n  a:\n    events:\n      - http:\n          method: g$0et\n";
    turns("f.yml", "Write `method` as a list", event, &event.replace("g$0et", "[get]"));
    turns("f.yml", "Write `method` as one", &event.replace("g$0et", "[g$0et]"), &event.replace("$0", ""));
    // `[any]` and `get,post` mean something else in the other form.
    is_not_offered("f.yml", "Write `method`", &event.replace("g$0et", "a$0ny"));
    is_not_offered("f.yml", "Write `method`", &event.replace("g$0et", "get$0,post"));
    let auto = "edition: 3.0.0\nresources:\n  a:\n    component: fc3\n    props:\n      logConfig: au$0to\n";
    let wanted =
        auto.replace("au$0to", "").replace("Config: ", "Config:") + "        project:\n        logstore:\n";
    turns("s.yaml", "Write out `logConfig`", auto, &wanted);
}

#[test]
fn what_functions_share_becomes_a_template() {
    let marked = TWO.replace("$0", "").replace("  a:\n", "  $0a:\n").replace("'cn-hangzhou'", "cn-hangzhou");
    let wanted = "edition: 3.0.0
name: app
template:
  base:
    runtime: nodejs20
    memorySize: 512

resources:
  a:
    component: fc3
    extend:
      name: base
    props:
      region: cn-hangzhou # near us
      functionName: a
      handler: index.handler
  b:
    component: fc3
    extend:
      name: base
    props:
      region: cn-hangzhou
      functionName: b
      handler: other.handler
";
    turns("s.yaml", "Move what 2 functions have in common", &marked, wanted);
}

#[test]
fn nothing_is_offered_in_files_that_are_not_ours() {
    assert!(titles("values.yaml", "a: $0b\nc: {d: e}\n").is_empty());
}

#[test]
fn only_what_is_asked_for_is_looked_for() {
    let (document, at) = open("s.yaml", TWO, Arc::new(NoFiles));
    let kinds = |wanted: &str| -> Vec<&'static str> {
        let actions = refactorings(&document, Span::empty(at), ALL, |kind| kind.starts_with(wanted));
        actions.iter().map(|action| action.kind).collect()
    };
    assert!(kinds("refactor.extract").iter().all(|kind| *kind == "refactor.extract"));
    assert!(kinds("quickfix").is_empty());
    assert!(kinds("").iter().all(|kind| refactor::KINDS.iter().any(|known| kind.starts_with(known))));
}

/// A folder with an s.yaml in it.
struct Taken;

impl Files for Taken {
    fn kind(&self, path: &std::path::Path) -> FileType {
        if path.ends_with("s.yaml") { FileType::File } else { FileType::Missing }
    }

    fn read(&self, _: &std::path::Path) -> Option<Arc<str>> {
        None
    }
}

const MIDWAY: &str = "$0service: a
provider:
  name: aliyun
  runtime: nodejs14
functions:
  hello:
    handler: hello.handler
";

#[test]
fn a_migration_never_writes_over_a_file() {
    let (document, at) = open("f.yml", MIDWAY, Arc::new(NoFiles));
    let actions = refactorings(&document, Span::empty(at), ALL, |kind| kind == refactor::MIGRATE);
    assert!(actions[0].later);
    let (action, _) = complete(&document, actions[0].clone()).unwrap();
    let (name, text) = action.new_file.unwrap();
    assert_eq!(name, "s.yaml");
    assert!(text.contains("component: fc3"), "{text}");
    let (document, at) = open("f.yml", MIDWAY, Arc::new(Taken));
    let actions = refactorings(&document, Span::empty(at), ALL, |kind| kind == refactor::MIGRATE);
    assert_eq!(actions[0].disabled.clone().unwrap().en, "there is an s.yaml already");
}

// --- over the protocol ----------------------------------------------------------------------------

use client::Client;
use serde_json::{Value, json};

const URI: &str = "file:///w/old/s.yaml";

const OLD: &str = "edition: 1.0.0
name: old
services:
  web:
    component: fc
    props:
      region: cn-hangzhou
      service: {name: s}
      function: {name: web, runtime: nodejs20, handler: index.handler, codeUri: ./, instanceType: e1}
";

fn ask(client: &mut Client, uri: &str, line: u32, only: &[&str]) -> Vec<Value> {
    let at = json!({"line": line, "character": 0});
    let mut context = json!({"diagnostics": []});
    if !only.is_empty() {
        context["only"] = json!(only);
    }
    let params = json!({"textDocument": {"uri": uri}, "range": {"start": at, "end": at}, "context": context});
    client.request("textDocument/codeAction", params).as_array().cloned().unwrap_or_default()
}

fn abilities(late: bool) -> Value {
    let mut action = json!({
        "codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}},
        "disabledSupport": late,
    });
    if late {
        action["dataSupport"] = json!(true);
        action["resolveSupport"] = json!({"properties": ["edit"]});
    }
    let operations: &[&str] = if late { &["create"] } else { &[] };
    json!({
        "textDocument": {"codeAction": action},
        "workspace": {"workspaceEdit": {"documentChanges": true, "resourceOperations": operations}},
    })
}

#[test]
fn the_editor_gets_titles_first_and_the_migration_when_it_is_chosen() {
    let mut client = Client::start(abilities(true), "en");
    client.open(URI, OLD);
    let all = ask(&mut client, URI, 0, &["refactor.rewrite"]);
    let migrate =
        all.iter().find(|action| action["kind"] == "refactor.rewrite.migrate").expect("the migration");
    assert!(migrate["edit"].is_null(), "{migrate}");
    assert!(ask(&mut client, URI, 0, &["refactor.inline"]).is_empty());
    assert!(ask(&mut client, URI, 0, &["quickfix"]).iter().all(|action| action["kind"] == "quickfix"));
    let resolved = client.request("codeAction/resolve", migrate.clone());
    let edit = &resolved["edit"]["documentChanges"][0];
    assert_eq!(edit["textDocument"], json!({"uri": URI, "version": 1}));
    let text = edit["edits"][0]["newText"].as_str().unwrap();
    assert!(text.contains("component: fc3\n"), "{text}");
    let told = client.notification("window/showMessage", |_| true);
    assert!(
        told["message"].as_str().unwrap().contains("9: FC 3.0 has nothing like `function.instanceType`"),
        "{told}"
    );
    // The text that it was made for is gone.
    let start = json!({"line": 0, "character": 0});
    client.change(URI, json!([{"range": {"start": start, "end": start}, "text": "# new\n"}]));
    assert_eq!(client.error_of("codeAction/resolve", migrate.clone()), -32801);
    // An f.yml stays, and the new file is made beside it; a mistake is told where the client shows such.
    let midway = "file:///w/old/f.yml";
    client.open(midway, &MIDWAY.replace("$0", ""));
    let migrate = ask(&mut client, midway, 0, &["refactor"]);
    let migrate = migrate.iter().find(|action| action["kind"] == "refactor.rewrite.migrate").unwrap();
    let resolved = client.request("codeAction/resolve", migrate.clone());
    let changes = &resolved["edit"]["documentChanges"];
    assert_eq!(changes[0]["kind"], "create");
    assert_eq!(changes[0]["uri"], "file:///w/old/s.yaml");
    assert_eq!(changes[0]["options"]["overwrite"], false);
    assert_eq!(changes[1]["textDocument"]["uri"], "file:///w/old/s.yaml");
    let broken = "file:///w/broken/f.yml";
    client.open(broken, &(MIDWAY.replace("$0", "") + "\"open\n"));
    let refused = ask(&mut client, broken, 0, &["refactor.rewrite"]);
    assert!(
        refused
            .iter()
            .any(|action| action["disabled"]["reason"].as_str().is_some_and(|r| r.contains("mistakes")))
    );
    client.stop();
}

#[test]
fn an_older_editor_gets_whole_edits_and_no_new_files() {
    let mut client = Client::start(abilities(false), "zh");
    client.open(URI, OLD);
    let all = ask(&mut client, URI, 0, &[]);
    let migrate =
        all.iter().find(|action| action["kind"] == "refactor.rewrite.migrate").expect("the migration");
    assert!(migrate["edit"]["documentChanges"][0]["edits"][0]["newText"].as_str().unwrap().contains("fc3"));
    assert!(migrate["title"].as_str().unwrap().starts_with("迁移到"));
    let midway = "file:///w/old/f.yml";
    client.open(midway, &MIDWAY.replace("$0", ""));
    let all = ask(&mut client, midway, 0, &["refactor"]);
    assert!(
        all.iter().all(|action| action["kind"] != "refactor.rewrite.migrate" && action["disabled"].is_null())
    );
    client.stop();
}

#[test]
fn in_a_large_file_an_action_is_proven_when_it_is_chosen() {
    let mut source = "edition: 3.0.0\nname: large\nresources:\n".to_string();
    for at in 0..200 {
        source.push_str(&format!(
            "  f{at}:\n    component: fc3\n    props:\n      region: cn-hangzhou\n      functionName: f{at}\n"
        ));
    }
    let mut client = Client::start(abilities(true), "en");
    client.open(URI, &source);
    let at = json!({"line": 6, "character": 16});
    let params = json!({
        "textDocument": {"uri": URI},
        "range": {"start": at, "end": at},
        "context": {"diagnostics": [], "only": ["refactor.extract"]},
    });
    let all = client.request("textDocument/codeAction", params);
    let all = all.as_array().unwrap();
    let extract =
        all.iter().find(|action| action["title"].as_str().unwrap().starts_with("Extract all 200")).unwrap();
    assert!(extract["edit"].is_null(), "{extract}");
    let resolved = client.request("codeAction/resolve", extract.clone());
    let edits = resolved["edit"]["documentChanges"][0]["edits"].as_array().unwrap();
    assert_eq!(edits.len(), 201);
    assert!(edits.iter().filter(|edit| edit["newText"] == "${vars.region}").count() == 200);
    client.stop();
}
