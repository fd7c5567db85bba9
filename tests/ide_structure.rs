//! Outline, folds, selections and semantic tokens of small files, and a session over the wire.

mod client;

use client::Client;
use fcls::document::{Document, NoFiles};
use fcls::ide::{self, folding, tokens};
use fcls::text::{Edit, Encoding, Text};
use serde_json::{Value, json};
use std::sync::Arc;

const SOURCE: &str = "edition: 3.0.0
name: t
vars:
  mem: 2048
  dbPassword: hunter2
resources:
  web:
    component: fc3
    props:
      region: cn-hangzhou
      runtime: nodejs20
      memorySize: ${vars.mem}
      cpu: 1
      environmentVariables:
        URL: ${resources.api.output.url}
        P: ${vars.dbPassword}
      triggers:
        - triggerName: t1
          triggerType: http
  api:
    component: fc3
";

fn document(source: &str) -> Document {
    Document::new(Some("/project/s.yaml".into()), Text::from(source), Arc::new(NoFiles))
}

#[test]
fn the_outline_has_functions_with_triggers_and_main_blocks() {
    let symbols = ide::symbols(&document(SOURCE));
    let web = &symbols.iter().find(|symbol| symbol.name == "resources").unwrap().children[0];
    assert_eq!((web.name.as_str(), web.detail.as_str()), ("web", "nodejs20 · ${vars.mem}"));
    let children: Vec<_> =
        web.children.iter().map(|child| (child.name.as_str(), child.detail.as_str())).collect();
    assert_eq!(children, [("environmentVariables", ""), ("t1", "http")]);
}

fn fresh_folds(document: &Document) -> Vec<folding::Fold> {
    folding::folds(document, Encoding::Utf16, &mut folding::Memo::default())
}

#[test]
fn blocks_comments_and_regions_fold() {
    let folds =
        fresh_folds(&document("# a\n# b\nvars:\n  # region x\n  a: |\n    1\n    2\n  # endregion\n"));
    let lines: Vec<_> = folds.iter().map(|fold| (fold.first, fold.last)).collect();
    assert_eq!(lines, [(0, 1), (2, 6), (3, 7), (4, 6)]);
}

#[test]
fn selections_grow_from_the_word_to_the_file() {
    let document = document(SOURCE);
    let at = SOURCE.find("vars.mem").unwrap() as u32 + 6;
    let spans = ide::selections(&document, at);
    let texts: Vec<_> = spans.iter().take(4).map(|span| document.text().slice(*span)).collect();
    assert_eq!(texts, ["mem", "vars.mem", "${vars.mem}", "memorySize: ${vars.mem}"]);
    assert!(spans.windows(2).all(|pair| pair[1].contains_span(pair[0]) && pair[0] != pair[1]));
}

/// The tokens as `text:kind`, with `!` for a name that is defined and `+` for a function of the language.
fn shown(document: &Document, found: &[tokens::Token]) -> Vec<String> {
    let one = |token: &tokens::Token| {
        let marks = [(token.declaration, "!"), (token.builtin, "+")];
        let marks: String = marks.iter().filter(|(on, _)| *on).map(|(_, mark)| *mark).collect();
        format!("{}:{:?}{marks}", document.text().slice(token.span), token.kind)
    };
    found.iter().map(one).collect()
}

#[test]
fn tokens_are_names_anchors_and_the_parts_of_expressions() {
    let source = "edition: 3.0.0
name: t
vars: &v
  a: &x 中文
resources: &all
  web:
    component: fc3
    props:
      timeout: *x
      memorySize: ${vars.mem.b}
      role: \"${env('ROLE')}\"
      handler: x-${resources.api.output.url}-${this.name}
  api: {component: fc3}
flow:
  default: [[web], [api, other]]
";
    let document = document(source);
    let found = tokens::tokens(&document, Encoding::Utf16, &mut tokens::Memo::default());
    let expected = [
        "&v:Label!",
        "&x:Label!",
        "&all:Label!",
        "web:Function!",
        "*x:Label",
        "${:Operator",
        "vars:Namespace",
        "mem:Variable",
        "b:Property",
        "}:Operator",
        "${:Operator",
        "env:Namespace+",
        "'ROLE':String",
        "}:Operator",
        "${:Operator",
        "resources:Namespace",
        "api:Function",
        "output:Property",
        "url:Property",
        "}:Operator",
        "${:Operator",
        "this:Namespace",
        "name:Property",
        "}:Operator",
        "api:Function!",
        "web:Function",
        "api:Function",
    ];
    assert_eq!(shown(&document, &found), expected);
    assert_eq!(tokens::tokens_in(&document, document.text().span(), Encoding::Utf16), found);
    let line = document.text().line_span(10);
    assert_eq!(
        shown(&document, &tokens::tokens_in(&document, line, Encoding::Utf16)),
        ["${:Operator", "env:Namespace+", "'ROLE':String", "}:Operator"]
    );
}

/// What is kept from the version before is what a fresh look finds.
#[test]
fn tokens_and_folds_after_an_edit_are_those_of_the_new_text() {
    let mut document = document(SOURCE);
    let mut memo = tokens::Memo::default();
    tokens::tokens(&document, Encoding::Utf16, &mut memo);
    let mut folds = folding::Memo::default();
    let places = ["mem: 2048", "web:", "${vars.mem}", "edition", "api:\n", "resources:", "  web"];
    for (place, new) in places.iter().zip(["# 中\n", "a", "\n", "# \n", "b", "x", "services:\n"]) {
        let at = document.text().to_string().find(place).unwrap_or(0) as u32;
        document = document.edited(&Edit::insert(at, new.to_string()));
        let fresh = tokens::tokens(&document, Encoding::Utf16, &mut tokens::Memo::default());
        assert_eq!(tokens::tokens(&document, Encoding::Utf16, &mut memo), fresh, "{}", document.text());
        let kept = folding::folds(&document, Encoding::Utf16, &mut folds);
        assert_eq!(kept, fresh_folds(&document), "{}", document.text());
    }
}

const URI: &str = "file:///w/s.yaml";

fn place(position: Value) -> Value {
    json!({"textDocument": {"uri": URI}, "position": position})
}

fn of_document() -> Value {
    json!({"textDocument": {"uri": URI}})
}

/// What a client of today says of itself.
fn modern() -> Value {
    json!({
        "textDocument": {
            "documentSymbol": {"hierarchicalDocumentSymbolSupport": true},
            "foldingRange": {"lineFoldingOnly": true, "rangeLimit": 2},
            "selectionRange": {},
            "inlayHint": {},
            "hover": {"contentFormat": ["markdown"]},
            "semanticTokens": {
                "requests": {"range": true, "full": {"delta": true}},
                "tokenTypes": ["namespace", "variable", "property", "function"],
                "tokenModifiers": ["declaration", "defaultLibrary"],
                "formats": ["relative"]
            }
        },
        "workspace": {"inlayHint": {"refreshSupport": true}, "semanticTokens": {"refreshSupport": true}}
    })
}

/// Names with their kinds and children, as `web 12 [t1 24 []]`.
fn names(symbols: &Value) -> String {
    let one = |symbol: &Value| {
        let below = symbol.get("children").map(names).unwrap_or_default();
        format!("{} {} [{below}]", symbol["name"].as_str().unwrap(), symbol["kind"])
    };
    symbols.as_array().unwrap().iter().map(one).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_session_over_the_wire() {
    let mut client = Client::start(modern(), "en");
    client.open(URI, SOURCE);
    // Twice, and after an edit above: what is kept must move along.
    let outline = "edition 7 [] name 7 [] vars 7 [mem 13 [] dbPassword 13 []] \
                   resources 7 [web 12 [environmentVariables 7 [] t1 24 []] api 12 []]";
    let before = client.request("textDocument/documentSymbol", of_document());
    assert_eq!(names(&before), outline);
    let start = json!({"line": 0, "character": 0});
    client.change(URI, json!([{"range": {"start": start, "end": start}, "text": "# 中\n"}]));
    let after = client.request("textDocument/documentSymbol", of_document());
    assert_eq!(names(&after), outline);
    let web = &after[3]["children"][0];
    let range = |from: [u32; 2], to: [u32; 2]| json!({"start": {"line": from[0], "character": from[1]}, "end": {"line": to[0], "character": to[1]}});
    assert_eq!(web["range"], range([7, 2], [19, 27]));
    assert_eq!(web["selectionRange"], range([7, 2], [7, 5]));
    assert_eq!(web["detail"], "nodejs20 · ${vars.mem}");
    // Whole lines, and the two that reach furthest.
    let folds = client.request("textDocument/foldingRange", of_document());
    assert_eq!(folds, json!([{"startLine": 6, "endLine": 21}, {"startLine": 7, "endLine": 19}]));
    let params = json!({"textDocument": {"uri": URI}, "positions": [{"line": 12, "character": 26}]});
    let selection = client.request("textDocument/selectionRange", params);
    assert_eq!(selection[0]["range"], range([12, 25], [12, 28]));
    assert_eq!(selection[0]["parent"]["range"], range([12, 20], [12, 28]));
    let hover = client.request("textDocument/hover", place(json!({"line": 12, "character": 8})));
    assert!(hover["contents"]["value"].as_str().unwrap().starts_with("**memorySize**"), "{hover}");
    assert_eq!(client.request("textDocument/hover", place(json!({"line": 0, "character": 1}))), Value::Null);
    tokens_over_the_wire(&mut client);
    let params = json!({"textDocument": {"uri": URI}, "range": range([0, 0], [30, 0])});
    let hints = client.request("textDocument/inlayHint", params.clone());
    let labels: Vec<_> =
        hints.as_array().unwrap().iter().map(|hint| hint["label"].as_str().unwrap()).collect();
    assert_eq!(labels, ["= 2048", "2 GB", "= 2 GB per vCPU ✓", "= ••••"]);
    assert_eq!(hints[0]["position"], json!({"line": 12, "character": 29}));
    // A change of the settings is told, and obeyed.
    let settings = json!({"settings": {"fcls": {"inlayHints": {"ratio": false}, "semanticTokens": false}}});
    client.notify("workspace/didChangeConfiguration", settings);
    let fewer = client.request("textDocument/inlayHint", params);
    assert_eq!(fewer.as_array().unwrap().len(), 3);
    let none = client.request("textDocument/semanticTokens/full", of_document());
    assert_eq!(none["data"], json!([]));
    let heard = client.heard();
    for refresh in ["workspace/inlayHint/refresh", "workspace/semanticTokens/refresh"] {
        assert!(heard.contains(refresh), "{refresh}: {heard}");
    }
    client.stop();
}

fn tokens_over_the_wire(client: &mut Client) {
    let provider = &client.capabilities["capabilities"]["semanticTokensProvider"];
    assert_eq!(provider["legend"]["tokenTypes"], json!(["namespace", "variable", "property", "function"]));
    assert_eq!((&provider["full"], &provider["range"]), (&json!({"delta": true}), &json!(true)));
    let full = client.request("textDocument/semanticTokens/full", of_document());
    let mut data: Vec<u64> = full["data"].as_array().unwrap().iter().map(|n| n.as_u64().unwrap()).collect();
    // The first is `web`, a function that is defined.
    assert_eq!(data[..5], [7, 2, 3, 3, 1]);
    let place = json!({"line": 12, "character": 28});
    client.change(URI, json!([{"range": {"start": place, "end": place}, "text": "ory"}]));
    let params = json!({"textDocument": {"uri": URI}, "previousResultId": full["resultId"]});
    let delta = client.request("textDocument/semanticTokens/full/delta", params.clone());
    let edits = delta["edits"].as_array().unwrap();
    assert_eq!(edits.len(), 1, "{delta}");
    let (start, count) = (edits[0]["start"].as_u64().unwrap(), edits[0]["deleteCount"].as_u64().unwrap());
    let new = edits[0]["data"].as_array().unwrap().iter().map(|n| n.as_u64().unwrap());
    data.splice(start as usize..(start + count) as usize, new);
    let fresh = client.request("textDocument/semanticTokens/full", of_document());
    assert_eq!(json!(data), fresh["data"]);
    // An answer that is not the last one cannot be built upon.
    let whole = client.request("textDocument/semanticTokens/full/delta", params);
    assert_eq!(whole["data"], fresh["data"]);
    let back = json!([{"range": {"start": place, "end": {"line": 12, "character": 31}}, "text": ""}]);
    client.change(URI, back);
}

#[test]
fn an_old_client_gets_a_flat_list_and_no_more_than_it_knows() {
    let mut client = Client::start(json!({}), "en");
    let offered = client.capabilities["capabilities"].clone();
    for name in ["foldingRange", "selectionRange", "semanticTokens", "inlayHint", "linkedEditingRange"] {
        assert!(offered.get(format!("{name}Provider")).is_none(), "{name}");
    }
    client.open(URI, SOURCE);
    let symbols = client.request("textDocument/documentSymbol", of_document());
    let all = symbols.as_array().unwrap();
    let list: Vec<_> =
        all.iter().map(|s| (s["name"].as_str().unwrap(), s["containerName"].as_str())).collect();
    let resources = Some("resources");
    assert_eq!(
        list[5..],
        [
            ("resources", None),
            ("web", resources),
            ("environmentVariables", Some("web")),
            ("t1", Some("web")),
            ("api", resources),
        ]
    );
    assert_eq!(all[0]["location"]["uri"], URI);
    client.stop();
}
