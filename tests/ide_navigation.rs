//! Names: where they are defined and used, and how they are renamed. In the texts `⟦name⟧` is a definition,
//! `«name»` a use of it and `$0` the cursor.

mod client;

use client::Client;
use fcls::document::{Document, FileType, Files, NoFiles, TableFiles};
use fcls::ide::names::NameIndex;
use fcls::ide::{self, Definition, Link, Target};
use fcls::text::{Span, Text};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;

fn document(name: &str, source: &str, files: Arc<dyn Files>) -> Document {
    Document::new(Some(PathBuf::from(format!("/p/{name}"))), Text::from(source), files)
}

/// The text without marks, the definitions and the uses.
fn unmark(marked: &str) -> (String, Vec<Span>, Vec<Span>) {
    let (mut text, mut definitions, mut uses, mut start) = (String::new(), Vec::new(), Vec::new(), 0);
    for letter in marked.chars() {
        match letter {
            '⟦' | '«' => start = text.len() as u32,
            '⟧' => definitions.push(Span::new(start, text.len() as u32)),
            '»' => uses.push(Span::new(start, text.len() as u32)),
            letter => text.push(letter),
        }
    }
    (text, definitions, uses)
}

/// From each marked place the definition and all places are found.
#[track_caller]
fn assert_group(name: &str, marked: &str) {
    let (text, definitions, uses) = unmark(marked);
    let document = document(name, &text, Arc::new(NoFiles));
    let index = NameIndex::of(&document);
    let mut all = [definitions.clone(), uses.clone()].concat();
    all.sort_by_key(|span| span.start);
    for place in &all {
        for offset in [place.start, (place.start + place.end) / 2, place.end] {
            let found = ide::references(&index, offset, true).expect("a name");
            assert_eq!(found, all, "the places from {place:?} in\n{text}");
            assert_eq!(ide::references(&index, offset, false).unwrap(), uses);
            let highlights = ide::highlights(&index, offset).unwrap();
            assert!(highlights.iter().all(|(span, defined)| *defined == definitions.contains(span)));
            let (from, found) = ide::definition(&document, &index, offset).expect("a definition");
            assert_eq!(from, *place);
            let found: Vec<Span> = found
                .into_iter()
                .map(|definition| match definition {
                    Definition::Here { whole, name } => {
                        assert!(whole.contains_span(name));
                        name
                    }
                    Definition::Elsewhere(target) => panic!("{target:?}"),
                })
                .collect();
            assert_eq!(found, definitions);
        }
    }
}

fn rename_with(name: &str, marked: &str, new: &str, files: Arc<dyn Files>) -> Result<String, String> {
    let at = marked.find("$0").expect("a cursor") as u32;
    let document = document(name, &marked.replacen("$0", "", 1), files);
    let index = NameIndex::of(&document);
    let edits = ide::rename(&document, &index, at, new).map_err(|why| {
        assert!(!why.zh.is_empty() && why.zh != why.en);
        why.en
    })?;
    Ok(document.text().with_edits(&edits).to_string())
}

/// Renaming at the cursor makes `expected`.
#[track_caller]
fn assert_renamed(name: &str, marked: &str, new: &str, expected: &str) {
    assert_eq!(rename_with(name, marked, new, Arc::new(NoFiles)).as_deref(), Ok(expected));
}

/// Renaming at the cursor is refused with these words.
#[track_caller]
fn assert_refused(name: &str, marked: &str, new: &str, why: &str) {
    let refused = rename_with(name, marked, new, Arc::new(NoFiles)).expect_err("refused");
    assert!(refused.contains(why), "{refused}");
}

const F: &str = "service: s
provider: {name: aliyun}
functions:
  ⟦api⟧:
    handler: index.api
  other: {handler: index.other}
aggregation:
  all:
    functions:
      - «api»
      - other
  second:
    functions: ['«api»']
";

#[test]
fn functions_of_an_f_yml() {
    assert_group("f.yml", F);
    let (text, ..) = unmark(F);
    let marked = text.replacen("- api", "- a$0pi", 1);
    let expected = text.replace("  api:", "  web_1:").replace("- api", "- web_1").replace("'api'", "'web_1'");
    assert_renamed("f.yml", &marked, "web_1", &expected);
    assert_refused("f.yml", &marked, "other", "there is a function `other` already, in line 6");
    assert_refused("f.yml", &marked, "1st", "begins with `1`");
    assert_refused("f.yml", &marked, "my.fn", "`.` is not allowed");
    assert_refused("f.yml", &marked, "", "empty");
    assert_refused("f.yml", &marked, &"x".repeat(65), "64");
    // A pattern may mean the name.
    let pattern = marked.replace("functions: ['api']", "functionsPattern: ['a*']");
    assert_refused("f.yml", &pattern, "web", "cannot be followed");
    let all = marked.replace("functions: ['api']", "functionsPattern: ['*']");
    assert!(rename_with("f.yml", &all, "web", Arc::new(NoFiles)).is_ok());
}

#[test]
fn layers_of_an_f_yml() {
    let text = "service: s\nprovider: {name: aliyun}\nlayers:\n  ⟦remote⟧:\n    path: npm:a@1\n";
    assert_group("f.yml", text);
    let marked = text.replace('⟦', "$0").replace('⟧', "");
    assert_renamed("f.yml", &marked, "yes", &unmark(text).0.replace("remote:", "'yes':"));
}

const S: &str = "edition: 3.0.0
name: t
vars:
  region: cn-hangzhou
resources:
  ⟦api⟧:
    component: fc3
    props:
      region: ${vars.region}
      functionName: api
  web:
    component: fc3
    props:
      environmentVariables:
        A: ${resources.«api».output.url.system_url}
        B: \"x-${resources.«api».props.functionName}-y\"
        C: |
          ${env('N', resources.«api».props.region)}
flow:
  deploy:
    - [«api», web]
";

#[test]
fn resources() {
    assert_group("s.yaml", S);
    let (text, ..) = unmark(S);
    let marked = text.replacen("[api", "[a$0pi", 1);
    let expected = text
        .replace("  api:", "  my-fn:")
        .replace("resources.api.", "resources.my-fn.")
        .replace("[api,", "[my-fn,");
    assert_renamed("s.yaml", &marked, "my-fn", &expected);
    assert_refused("s.yaml", &marked, "web", "there is a resource `web` already");
    assert_refused("s.yaml", &marked, "a.b", "`.` is not allowed");
    assert_refused("s.yaml", &marked, "deploy", "command of the tool");
    assert_refused("s.yaml", &marked, "vars", "word of expressions");
    assert_refused("s.yaml", &marked, "__proto__", "reserved");
    let run = marked.replace("    component: fc3\n    props:\n      env", "    component: fc3\n    actions:\n      pre-deploy:\n        - run: s api deploy -y\n    props:\n      env");
    assert_refused("s.yaml", &run, "x", "cannot be followed");
    let own = marked.replace("functionName: api", "functionName: ${this.name}");
    assert_refused("s.yaml", &own, "x", "${this.name}");
    let twice = marked.replace("  web:\n", "  api:\n");
    assert_refused("s.yaml", &twice, "x", "defined twice, in lines 6 and 11");
    assert_refused(
        "s.yaml",
        &marked.replace("edition", "extend: ./b.yaml\nedition"),
        "x",
        "`./b.yaml` may use",
    );
}

#[test]
fn other_files_have_a_say() {
    let (text, ..) = unmark(S);
    let marked = text.replacen("[api", "[a$0pi", 1).replace("edition", "extend: ./base.yaml\nedition");
    let with = |base: &str| {
        let mut files = TableFiles::default();
        files.texts.insert("/p/base.yaml".into(), base.into());
        rename_with("s.yaml", &marked, "x", Arc::new(files))
    };
    assert!(with("resources:\n  apis: {}\n").is_ok());
    assert_eq!(with("resources:\n  api: {}\n").unwrap_err(), "`./base.yaml` uses `api` too");
}

#[test]
fn deployed_names_in_routes() {
    let text = "edition: 3.0.0
name: t
resources:
  f:
    component: fc3
    props:
      functionName: \"⟦hello⟧\"
      handler: index.hello
  d:
    component: fc3-domain
    props:
      domainName: auto
      routeConfig:
        routes:
          - path: /*
            functionName: «hello»
          - path: /b
            functionName: elsewhere
";
    assert_group("s.yaml", text);
    let (plain, ..) = unmark(text);
    let marked = plain.replace("\"hello", "\"$0hello");
    let expected = plain.replace("\"hello\"", "\"true\"").replace(": hello\n", ": 'true'\n");
    assert_renamed("s.yaml", &marked, "true", &expected);
    assert_refused("s.yaml", &marked, "elsewhere", "already");
    let arn = marked.replace("domainName: auto", "domainName: auto # functions/hello");
    assert_refused("s.yaml", &arn, "x", "ARN");
}

const VARS: &str = "edition: 3.0.0
name: t-${vars.common.«stage»}
vars:
  common:
    ⟦stage⟧: dev
    zone: a
  other:
    stage: x
  derived: ${vars.common.«stage»}-1
resources:
  f:
    component: fc3
    props:
      description: '${vars.common.«stage»} of ${vars.other.stage}'
";

#[test]
fn variables() {
    assert_group("s.yaml", VARS);
    let (text, ..) = unmark(VARS);
    let marked = text.replacen("common.stage}", "common.s$0tage}", 1);
    let expected =
        text.replace("common.stage", "common.phase").replacen("    stage: dev", "    phase: dev", 1);
    assert_renamed("s.yaml", &marked, "phase", &expected);
    // The other `stage` is another variable; but a brother is a brother.
    assert_refused("s.yaml", &marked, "zone", "there is a variable `zone` already, in line 6");
    assert_refused("s.yaml", &marked, "12", "place in a list");
    assert_refused("s.yaml", &marked, "a b", "` ` is not allowed");
    assert_refused(
        "s.yaml",
        &format!("{marked}      environmentVariables: ${{vars.common}}\n"),
        "x",
        "as a whole",
    );
    assert_refused("s.yaml", &format!("{marked}      timeout: ${{vars.common.stage + 1}}\n"), "x", "line 15");
    let missing = marked.replacen("    stage: dev\n", "", 1);
    assert_refused("s.yaml", &missing, "x", "not defined in this file");
    let shared = marked.replacen("common:\n", "common: &c\n", 1) + "      environmentVariables: *c\n";
    assert_refused("s.yaml", &shared, "x", "alias");
}

#[test]
fn templates() {
    let text = "edition: 3.0.0
name: t
resources:
  f:
    component: fc3
    extend:
      name: «base»
    props: {timeout: 3}
template:
  ⟦base⟧:
    runtime: nodejs20
  second: {}
";
    assert_group("s.yaml", text);
    let (plain, ..) = unmark(text);
    let marked = plain.replace("name: base", "name: $0base");
    let expected = plain.replace("name: base", "name: common").replace("  base:", "  common:");
    assert_renamed("s.yaml", &marked, "common", &expected);
    assert_refused("s.yaml", &marked, "second", "already");
}

#[test]
fn anchors() {
    let text = "edition: 3.0.0
name: t
vars: &⟦v⟧ {a: 1}
resources:
  f:
    component: fc3
    props: {<<: *«v», x: &w 1, y: [*«v», *w]}
";
    assert_group("s.yaml", text);
    let (plain, ..) = unmark(text);
    let marked = plain.replace("&v", "&v$0");
    let expected = plain.replace("&v", "&vars").replace("*v", "*vars");
    assert_renamed("s.yaml", &marked, "vars", &expected);
    assert_refused("s.yaml", &marked, "w", "there is an anchor `w` already");
    assert_refused("s.yaml", &marked, "a,b", "`,` is not allowed");
    assert_refused("s.yaml", &plain.replace("&v", "&$0v").replace("*w]", "*u]"), "u", "already");
}

#[test]
fn settings_and_credentials_are_found_but_not_renamed() {
    let text = "edition: 3.0.0
name: t
access: ⟦main⟧
resources:
  f:
    component: fc3
    access: «main»
    props: {runtime: python3.10}
";
    assert_group("s.yaml", text);
    let marked = text.replace('⟦', "$0").replace(['⟧', '«', '»'], "");
    assert_refused("s.yaml", &marked, "x", "stored outside");
    let text = "edition: 3.0.0
name: t
resources:
  f:
    component: fc3
    props: {⟦region⟧: cn-hangzhou, description: '${this.props.«region»}'}
  g:
    component: fc3
    props: {region: '${resources.f.props.«region»}'}
";
    assert_group("s.yaml", text);
    assert_refused("s.yaml", &text.replace('⟦', "$0").replace(['⟧', '«', '»'], ""), "x", "is a setting");
    assert_refused("s.yaml", "edition: 3.0.0\n$0name: t\n", "x", "no name here");
}

#[test]
fn services_of_edition_1() {
    let text = "edition: 1.0.0
name: t
services:
  ⟦one⟧:
    component: devsapp/fc
    props: {region: cn-hangzhou}
  two:
    component: devsapp/fc
    props: {region: '${«one».props.region}'}
";
    assert_group("s.yaml", text);
}

#[test]
fn half_typed_files_are_borne() {
    let (text, ..) = unmark(S);
    for end in 0..text.len() {
        let document = document("s.yaml", &text[..end], Arc::new(NoFiles));
        let index = NameIndex::of(&document);
        for occurrence in &index.occurrences {
            let _ = ide::rename(&document, &index, occurrence.span.start, "x");
        }
        ide::links(&document);
    }
}

// --- links ------------------------------------------------------------------------------------------

fn table(files: &[(&str, &str)], folders: &[&str]) -> Arc<TableFiles> {
    let mut table = TableFiles::default();
    for (path, text) in files {
        table.texts.insert(format!("/p/{path}").into(), (*text).into());
    }
    for path in folders {
        table.kinds.insert(format!("/p/{path}").into(), FileType::Folder);
    }
    Arc::new(table)
}

/// The links of a file as `text -> path`, with the linked text of the target behind `:`.
fn shown(name: &str, source: &str, files: Arc<TableFiles>) -> Vec<String> {
    let document = document(name, source, files.clone());
    let show = |Link { span, target }: Link| {
        let target = match target {
            Target::Path(path) => path.display().to_string(),
            Target::Place(path, at) => {
                let text = files.texts[&path].clone();
                format!("{}:{}", path.display(), &text[at.start as usize..at.end as usize])
            }
            Target::Web(address) => address,
        };
        format!("{} -> {target}", document.text().slice(span))
    };
    ide::links(&document).into_iter().map(show).collect()
}

#[test]
fn links_of_an_s_yaml() {
    let text = "edition: 3.0.0
name: t
env: ./env.yaml
actions:
  pre-deploy:
    - run: npm i
      path: ./code
    - run: npm i
      path: ./nowhere
resources:
  f:
    component: ./components/mine
    props: {a: '${json(file(\"./a.json\"))}', b: \"${env('TOKEN')} ${env('NONE')} ${path('./code')}\"}
  g:
    component: fc3
    props:
      runtime: nodejs20
      handler: index.main
      code: ./code
      instanceLifecycleConfig:
        initializer: {handler: index.init}
        preStop: {handler: gone.stop}
      timeout: 0 # fcls: ignore[FC107]
template:
  base: {code: ./code}
";
    let text = text.replace("\\\"", "\"");
    let files = table(
        &[
            ("env.yaml", ""),
            ("a.json", "{}"),
            (".env", "A=1\nexport TOKEN = x\n"),
            ("code/index.js", "exports.init = 1;\nexports.main = async () => {};\n"),
        ],
        &["code", "components/mine"],
    );
    let mut found = shown("s.yaml", &text, files);
    assert_eq!(found.pop().unwrap(), "./code -> /p/code");
    let page = found.pop().unwrap();
    assert!(page.starts_with("FC107 -> https://") && page.ends_with("FC107.md"), "{page}");
    assert_eq!(
        found,
        [
            "./env.yaml -> /p/env.yaml",
            "./code -> /p/code",
            "./components/mine -> /p/components/mine",
            "./a.json -> /p/a.json",
            "TOKEN -> /p/.env:TOKEN",
            "./code -> /p/code",
            "index.main -> /p/code/index.js:main",
            "./code -> /p/code",
            "index.init -> /p/code/index.js:init",
        ]
    );
}

#[test]
fn links_of_an_f_yml() {
    let text = "service: s
provider: {name: aliyun, runtime: nodejs12}
functions:
  a: {handler: index.handler}
  b: {handler: api/b.handler}
layers:
  l: {path: 'npm:@midwayjs/x@1.2.3'}
";
    let files = table(
        &[("index.js", "exports.other = 1"), ("src/api/b.ts", "export const handler = () => 1;")],
        &["src"],
    );
    assert_eq!(
        shown("f.yml", text, files),
        [
            "index.handler -> /p/index.js",
            "api/b.handler -> /p/src/api/b.ts:handler",
            "npm:@midwayjs/x@1.2.3 -> https://www.npmjs.com/package/@midwayjs/x",
        ]
    );
}

#[test]
fn exports_are_found_in_many_forms() {
    let place = |runtime: &str, file: &str, handler: &str, source: &str| {
        let text = format!(
            "edition: 3.0.0\nresources:\n  f:\n    component: fc3\n    props: {{code: ., runtime: {runtime}, handler: '{handler}'}}\n"
        );
        let files = table(&[(file, source)], &[""]);
        let document = document("s.yaml", &text, files);
        let at = text.find(handler).unwrap() as u32;
        ide::link_at(&document, at).map(|link| match link.target {
            Target::Place(_, span) => source[..span.start as usize].lines().count().max(1),
            _ => 0,
        })
    };
    let node = |source: &str| place("nodejs20", "index.js", "index.handler", source);
    assert_eq!(node("a\nmodule.exports.handler = x"), Some(2));
    assert_eq!(node("a\nexport async function handler() {}"), Some(2));
    assert_eq!(node("a\n\nexport const handler = 1"), Some(3));
    assert_eq!(node("const handler = 1;\nmodule.exports = {\n  a,\n  handler,\n}"), Some(4));
    assert_eq!(node("class A {\n  @Func()\n  async handler(event) {\n  }\n}"), Some(3));
    assert_eq!(node("function x() {}"), Some(0));
    assert_eq!(place("python3.10", "app.py", "app.main", "x = 1\ndef main(event, context):\n"), Some(2));
    assert_eq!(place("php7.2", "index.php", "index.handler", "<?php\nfunction handler($e) {}"), Some(2));
    let java = "src/main/java/com/example/App.java";
    assert_eq!(
        place("java11", java, "com.example.App::handleRequest", "class App {\n  void handleRequest(x) {}"),
        Some(2)
    );
    assert_eq!(place("nodejs20", "main.js", "index.handler", ""), None);
    assert_eq!(place("go1", "main.go", "main", ""), None);
}

// --- in an editor -----------------------------------------------------------------------------------

const NEW: &str = r#"{"textDocument": {"definition": {"linkSupport": true}, "rename": {"prepareSupport": true}},
    "workspace": {"workspaceEdit": {"documentChanges": true}}}"#;

fn at(uri: &str, text: &str, needle: &str) -> Value {
    let offset = text.find(needle).expect("the place");
    let line = text[..offset].matches('\n').count();
    let column = offset - text[..offset].rfind('\n').map_or(0, |at| at + 1);
    json!({"textDocument": {"uri": uri}, "position": {"line": line, "character": column}})
}

fn with(mut params: Value, key: &str, value: Value) -> Value {
    params[key] = value;
    params
}

#[test]
fn requests_are_answered() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    std::fs::create_dir_all(root.join("code")).unwrap();
    std::fs::create_dir_all(root.join("other/node_modules/x")).unwrap();
    std::fs::write(root.join("code/index.js"), "\n\nexports.handler = 1;\n").unwrap();
    std::fs::write(root.join("other/f.yml"), unmark(F).0).unwrap();
    std::fs::write(root.join("other/node_modules/x/f.yml"), unmark(F).0).unwrap();
    let uri = format!("file://{}/s.yaml", root.display());
    let (text, ..) = unmark(S);
    let text = text.replace(
        "functionName: api",
        "functionName: api\n      runtime: nodejs20\n      code: ./code\n      handler: index.handler",
    );
    let mut client = Client::spawn();
    let root_uri = format!("file://{}", root.display());
    client.initialize_in(root_uri.clone().into(), serde_json::from_str(NEW).unwrap(), "zh-cn", Value::Null);
    assert_eq!(client.capabilities["capabilities"]["renameProvider"]["prepareProvider"], true);
    client.open(&uri, &text);

    let links = client.request("textDocument/definition", at(&uri, &text, "api, web]"));
    assert_eq!(links[0]["targetSelectionRange"]["start"], json!({"line": 5, "character": 2}));
    assert_eq!(links[0]["originSelectionRange"]["end"]["character"], 10);
    let links = client.request("textDocument/definition", at(&uri, &text, "index.handler"));
    assert_eq!(links[0]["targetUri"], format!("{root_uri}/code/index.js"));
    assert_eq!(links[0]["targetSelectionRange"]["start"], json!({"line": 2, "character": 8}));

    let context = json!({"includeDeclaration": false});
    let references =
        client.request("textDocument/references", with(at(&uri, &text, "api:"), "context", context));
    assert_eq!(references.as_array().unwrap().len(), 4);
    let highlights = client.request("textDocument/documentHighlight", at(&uri, &text, "api:"));
    let kinds: Vec<i64> =
        highlights.as_array().unwrap().iter().map(|it| it["kind"].as_i64().unwrap()).collect();
    assert_eq!(kinds, [3, 2, 2, 2, 2]);
    assert_eq!(client.request("textDocument/documentHighlight", at(&uri, &text, "edition")), Value::Null);

    let ready = client.request("textDocument/prepareRename", at(&uri, &text, "api, web]"));
    assert_eq!(ready["placeholder"], "api");
    let renamed =
        client.request("textDocument/rename", with(at(&uri, &text, "api, web]"), "newName", "x".into()));
    let change = &renamed["documentChanges"][0];
    assert_eq!(change["textDocument"], json!({"uri": uri, "version": 1}));
    assert_eq!(change["edits"].as_array().unwrap().len(), 5);
    let id = client.ask("textDocument/rename", with(at(&uri, &text, "api, web]"), "newName", "web".into()));
    let refused = client.response(id);
    assert_eq!(refused["error"]["code"], -32803);
    assert!(refused["error"]["message"].as_str().unwrap().contains("已有资源 `web`"), "{refused}");

    std::fs::write(root.join("prod.yaml"), "extend: ./other/../s.yaml\nresources:\n  web: {}\n").unwrap();
    let id = client.ask("textDocument/rename", with(at(&uri, &text, "web:"), "newName", "x".into()));
    let refused = client.response(id);
    assert!(refused["error"]["message"].as_str().unwrap().contains("`prod.yaml` 继承本文件"), "{refused}");
    client.request("textDocument/rename", with(at(&uri, &text, "api, web]"), "newName", "x".into()));

    let links = client.request("textDocument/documentLink", json!({"textDocument": {"uri": uri}}));
    let targets: Vec<&str> =
        links.as_array().unwrap().iter().map(|link| link["target"].as_str().unwrap()).collect();
    assert_eq!(targets, [format!("{root_uri}/code"), format!("{root_uri}/code/index.js#L3")]);

    let mut symbols = |query: &str| {
        let found = client.request("workspace/symbol", json!({"query": query}));
        let one = |it: &Value| {
            let file = it["location"]["uri"].as_str().unwrap().strip_prefix(&root_uri).unwrap();
            format!("{} {} {file}", it["name"].as_str().unwrap(), it["containerName"].as_str().unwrap())
        };
        let mut found: Vec<String> = found.as_array().unwrap().iter().map(one).collect();
        found.sort();
        found
    };
    assert_eq!(symbols("AP"), ["api functions /other/f.yml", "api resources /s.yaml"]);
    std::fs::write(root.join("other/f.yml"), unmark(F).0.replace("api", "longer-api")).unwrap();
    assert_eq!(symbols("lap"), ["longer-api functions /other/f.yml"]);
    client.stop();
}

#[test]
fn older_clients_get_what_they_know() {
    let mut client = Client::start(json!({}), "en");
    assert_eq!(client.capabilities["capabilities"]["renameProvider"], true);
    let (uri, (text, ..)) = ("file:///p/s.yaml", unmark(S));
    client.open(uri, &text);
    let places = client.request("textDocument/definition", at(uri, &text, "api, web]"));
    assert_eq!(places[0]["range"]["start"], json!({"line": 5, "character": 2}));
    let renamed =
        client.request("textDocument/rename", with(at(uri, &text, "api, web]"), "newName", "x".into()));
    assert_eq!(renamed["changes"][uri].as_array().unwrap().len(), 5);
    client.stop();
}
