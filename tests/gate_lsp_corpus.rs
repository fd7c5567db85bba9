//! Drives `fcls lsp` over its pipes with half-typed copies of real files: five of each kind, each damaged
//! in another way at a line of its last third. Completion and hover must answer rightly at 20 places of
//! each at least.
//!
//! What is right comes from the whole file as yaml-rust2 reads it and from the specification's model, not
//! from the code under test. The files are below `$FCLS_SHARED/corpus`.

mod client;

use client::Client;
use fcls::spec::Root;
use fcls::spec::model::{Extra, Field, Kind, Model, Object, TypeId};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use yaml_rust2::parser::{Event, MarkedEventReceiver, Parser};
use yaml_rust2::scanner::Marker;

const F_YML: [&str; 5] = [
    "f/1793523411__serverless-master-ts__f.yml",
    "f/pusongyang__todolist-backend__f.yml",
    "f/a635746860__midway-todo-react__f.yml",
    "f/microlong666__Midway-OTS-Login__f.yml",
    "f/AviorAlong__midway-faas-test__f.yml",
];
const FC3: [&str; 5] = [
    "s/cyberskill-official__quote-mind__deploy__s.yaml",
    "s/Alpha-dev-001__elevate-hackathon__s.yaml",
    "s/blackjaguar-ai__tradepilot__s.template.yaml",
    "s/AnandKrishnamoorthy1__corporate-intelligence-harness-qwen__s.yaml",
    "s/BinghamShi__serverless-demo__s.yaml",
];
const LEGACY: [&str; 5] = [
    "s/ChanDaoH__web-show-hangzhou__s.yaml",
    "s/Chihying-K__fs233-flask-aliyun__s.yaml",
    "s/AqiuBeats__jmcorner__s.yaml",
    "s/ConnectAI-E__Feishu-Wenxin__s.yaml",
    "s/zinknovo__dockit__server__s.yaml",
];
/// The corpus has two files of users with this component.
const DOMAIN: [&str; 2] = ["s/21ki__start-flask-v3-cfzv__s.yaml", "s/584sentiment__blog-demo__s.yaml"];

/// Places each file is asked at, at least.
const LEAST: usize = 20;

// --- the whole file, as yaml-rust2 reads it -------------------------------------------------------

/// A node with the place it starts at: 0-based line and column in characters.
#[derive(Debug)]
struct Node {
    line: usize,
    column: usize,
    content: Content,
}

#[derive(Debug)]
enum Content {
    Scalar(String),
    List(Vec<Node>),
    Map(Vec<(Node, Node)>),
}

impl Node {
    fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Scalar(text) => Some(text),
            _ => None,
        }
    }

    fn get(&self, key: &str) -> Option<&Node> {
        match &self.content {
            Content::Map(entries) => entries.iter().find(|(k, _)| k.text() == Some(key)).map(|(_, v)| v),
            _ => None,
        }
    }
}

#[derive(Default)]
struct Builder {
    open: Vec<(Marker, bool, Vec<Node>)>,
    root: Option<Node>,
}

impl Builder {
    fn add(&mut self, mark: Marker, content: Content) {
        let node = Node { line: mark.line() - 1, column: mark.col(), content };
        match self.open.last_mut() {
            Some((.., nodes)) => nodes.push(node),
            None => self.root = Some(node),
        }
    }
}

impl MarkedEventReceiver for Builder {
    fn on_event(&mut self, event: Event, mark: Marker) {
        match event {
            Event::Scalar(text, ..) => self.add(mark, Content::Scalar(text)),
            Event::Alias(_) => self.add(mark, Content::Scalar("*".into())),
            Event::MappingStart(..) => self.open.push((mark, true, Vec::new())),
            Event::SequenceStart(..) => self.open.push((mark, false, Vec::new())),
            Event::MappingEnd | Event::SequenceEnd => {
                let (mark, map, nodes) = self.open.pop().expect("an open collection");
                let content = if map {
                    let mut nodes = nodes.into_iter();
                    let mut entries = Vec::new();
                    while let (Some(key), Some(value)) = (nodes.next(), nodes.next()) {
                        entries.push((key, value));
                    }
                    Content::Map(entries)
                } else {
                    Content::List(nodes)
                };
                self.add(mark, content);
            }
            _ => {}
        }
    }
}

fn parse(source: &str) -> Node {
    let mut builder = Builder::default();
    Parser::new_from_str(source).load(&mut builder, false).expect("a whole file is valid YAML");
    builder.root.expect("a file with content")
}

// --- what the specification says about it ---------------------------------------------------------

/// A key of the file that the specification knows.
struct Known {
    key: String,
    field: &'static Field,
    line: usize,
    column: usize,
    /// The scalar after it and where it starts, if it stands on the key's line.
    value: Option<(String, usize)>,
}

/// A block of keys, one a line.
struct Block {
    objects: Vec<&'static Object>,
    /// Its keys with their lines.
    present: BTreeMap<String, usize>,
    column: usize,
    /// The lines of its entries but the first: a line can be put in before each.
    before: Vec<usize>,
    lines: std::ops::RangeInclusive<usize>,
}

#[derive(Default)]
struct Facts {
    keys: Vec<Known>,
    blocks: Vec<Block>,
}

struct Walk<'a> {
    lines: Vec<&'a str>,
    root: Root,
    facts: Facts,
}

fn last_line(node: &Node) -> usize {
    match &node.content {
        Content::Scalar(_) => node.line,
        Content::List(nodes) => nodes.iter().map(last_line).max().unwrap_or(node.line),
        Content::Map(entries) => {
            entries.iter().map(|(k, v)| k.line.max(last_line(v))).max().unwrap_or(node.line)
        }
    }
}

impl Walk<'_> {
    fn value(&mut self, node: &Node, forms: &[TypeId], path: &[String]) {
        let model = Model::get();
        let deeper = |word: &str| [path, &[word.to_string()]].concat();
        match &node.content {
            Content::Scalar(_) => {}
            Content::List(items) => {
                let forms: Vec<TypeId> = forms
                    .iter()
                    .filter_map(|form| model.item(*form))
                    .flat_map(|ty| model.forms(ty))
                    .collect();
                items.iter().for_each(|item| self.value(item, &forms, &deeper("[]")));
            }
            Content::Map(entries) => {
                let objects: Vec<&'static Object> =
                    forms.iter().filter_map(|form| model.object(*form)).collect();
                self.block(node, entries, &objects);
                for (key, value) in entries {
                    let Some(name) = key.text() else { continue };
                    if let Some(field) = objects.iter().find_map(|object| object.field(name)) {
                        let scalar =
                            value.text().filter(|_| value.line == key.line && value.column > key.column);
                        self.facts.keys.push(Known {
                            key: name.to_string(),
                            field,
                            line: key.line,
                            column: key.column,
                            value: scalar.map(|text| (text.to_string(), value.column)),
                        });
                    }
                    let path = deeper(name);
                    let below = self.below(node, &objects, name, &path);
                    self.value(value, &below, &path);
                }
            }
        }
    }

    /// What the value of `key` may be.
    fn below(&self, node: &Node, objects: &[&'static Object], key: &str, path: &[String]) -> Vec<TypeId> {
        let model = Model::get();
        if self.root != Root::FYml && path.len() == 3 && key == "props" {
            let component = node.get("component").and_then(Node::text).and_then(Root::of_component);
            return component.map_or(Vec::new(), |root| model.forms(model.root(root)));
        }
        if self.root == Root::SYaml && path.len() == 2 && path[0] == "template" {
            return model.forms(model.root(Root::Fc3Props));
        }
        let types = objects.iter().filter_map(|object| {
            if let Some(variants) = object.variants.as_ref().filter(|variants| variants.content == key) {
                return variants.branch(node.get(&variants.tag)?.text()?);
            }
            match (object.field(key), object.extra) {
                (Some(field), _) => Some(field.ty),
                (None, Extra::Map(ty)) => Some(ty),
                _ => None,
            }
        });
        types.flat_map(|ty| model.forms(ty)).collect()
    }

    fn block(&mut self, node: &Node, entries: &[(Node, Node)], objects: &[&'static Object]) {
        let starts_line = |key: &Node| self.lines[key.line][..key.column].trim().is_empty();
        let first = entries.first().map_or(node.line, |(key, _)| key.line);
        let before =
            entries.iter().skip(1).map(|(key, _)| key).filter(|key| key.line > first && starts_line(key));
        self.facts.blocks.push(Block {
            objects: objects.to_vec(),
            present: entries
                .iter()
                .filter_map(|(key, _)| Some((key.text()?.to_string(), key.line)))
                .collect(),
            column: entries.first().map_or(0, |(key, _)| key.column),
            before: before.map(|key| key.line).collect(),
            lines: first..=last_line(node),
        });
    }
}

/// The words that a value may be, where the specification lists them all.
fn words(field: &Field) -> Vec<String> {
    let model = Model::get();
    let words = model.forms(field.ty).into_iter().flat_map(|form| match &model.ty(form).kind {
        Kind::Bool => vec!["true".to_string(), "false".to_string()],
        Kind::Enum { values, .. } => values.iter().map(|value| value.text()).collect(),
        _ => Vec::new(),
    });
    words.collect()
}

// --- driving the server ---------------------------------------------------------------------------

/// What a half-typed line looks like.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Damage {
    NoColon,
    OpenQuote,
    OpenList,
    OpenExpression,
    /// The file ends behind half a key.
    Cut,
}

const DAMAGES: [Damage; 5] =
    [Damage::NoColon, Damage::OpenQuote, Damage::OpenList, Damage::OpenExpression, Damage::Cut];

struct Driver {
    client: Client,
    uri: String,
    name: &'static str,
    lines: Vec<String>,
    asked: usize,
    wrong: Vec<String>,
}

impl Driver {
    fn wrong(&mut self, line: usize, what: String) {
        let text = self.lines.get(line).cloned().unwrap_or_default();
        self.wrong.push(format!("{}:{}: {what}\n    {text}", self.name, line + 1));
    }

    /// Puts `text` in the place of a whole line.
    fn set_line(&mut self, line: usize, text: &str) -> i64 {
        let end = utf16(&self.lines[line]);
        let range = json!({"start": {"line": line, "character": 0}, "end": {"line": line, "character": end}});
        self.lines[line] = text.to_string();
        self.client.change(&self.uri, json!([{"range": range, "text": text}]))
    }

    fn insert_line(&mut self, line: usize, text: &str) {
        let at = json!({"line": line, "character": 0});
        self.lines.insert(line, text.to_string());
        self.client
            .change(&self.uri, json!([{"range": {"start": at, "end": at}, "text": format!("{text}\n")}]));
    }

    fn remove_line(&mut self, line: usize) {
        self.lines.remove(line);
        let range =
            json!({"start": {"line": line, "character": 0}, "end": {"line": line + 1, "character": 0}});
        self.client.change(&self.uri, json!([{"range": range, "text": ""}]));
    }

    fn at(&self, line: usize, column: usize) -> Value {
        let before: String = self.lines[line].chars().take(column).collect();
        json!({"textDocument": {"uri": self.uri}, "position": {"line": line, "character": utf16(&before)}})
    }

    /// The diagnostics of the current text. If they differ from those `before`, they must have been pushed
    /// for this version as well.
    fn diagnostics_after(&mut self, before: &Value, version: i64) -> Value {
        let now = self.client.pull(&self.uri);
        if now != *before {
            assert_eq!(now, self.client.diagnostics(&self.uri, version), "{}", self.name);
        }
        now
    }

    fn hover(&mut self, line: usize, column: usize) -> String {
        self.asked += 1;
        let answer = self.client.request("textDocument/hover", self.at(line, column));
        answer["contents"]["value"].as_str().unwrap_or_default().to_string()
    }

    fn completion(&mut self, line: usize, column: usize) -> BTreeSet<String> {
        self.asked += 1;
        let answer = self.client.request("textDocument/completion", self.at(line, column));
        let items = answer["items"].as_array().or(answer.as_array()).cloned().unwrap_or_default();
        // A label may tell two forms of a key apart; what is filtered by is the key.
        let name = |item: &Value| item["filterText"].as_str().or(item["label"].as_str()).map(String::from);
        items.iter().filter_map(name).collect()
    }
}

fn utf16(text: &str) -> usize {
    text.encode_utf16().count()
}

fn half(word: &str) -> String {
    word.chars().take(word.chars().count().div_ceil(2)).collect()
}

/// Asks at every place of one file and returns what was answered wrongly.
fn drive(name: &'static str, root: Root, damage: Damage) -> Vec<String> {
    let shared = std::env::var_os("FCLS_SHARED").expect("FCLS_SHARED names the folder that has corpus/");
    let source = std::fs::read_to_string(Path::new(&shared).join("corpus").join(name)).expect("a file");
    let tree = parse(&source);
    let lines: Vec<&str> = source.lines().collect();
    let mut walk = Walk { lines: lines.clone(), root, facts: Facts::default() };
    walk.value(&tree, &Model::get().forms(Model::get().root(root)), &[]);
    let Facts { keys, blocks } = walk.facts;
    let vars: BTreeSet<String> = match tree.get("vars").map(|vars| &vars.content) {
        Some(Content::Map(entries)) => {
            entries.iter().filter_map(|(k, _)| k.text()).map(String::from).collect()
        }
        _ => BTreeSet::new(),
    };
    let uri = format!("file:///work/{}", name.rsplit("__").next().expect("a name"));
    let abilities = json!({"textDocument": {"hover": {"contentFormat": ["markdown"]},
        "publishDiagnostics": {}, "completion": {"completionItem": {"snippetSupport": true}}}});
    let mut client = Client::start(abilities, "en");
    client.open(&uri, &source);
    let owned = lines.iter().map(|line| line.to_string()).collect();
    let mut driver = Driver { client, uri: uri.clone(), name, lines: owned, asked: 0, wrong: Vec::new() };
    let whole = driver.client.pull(&uri);

    // Half-type a line of the last third.
    let last_third = lines.len() * 2 / 3;
    let usable = |known: &&Known| known.value.is_some() && known.column > 0;
    let Known { key, line: hurt, column, value, .. } = keys
        .iter()
        .filter(usable)
        .find(|known| known.line >= last_third)
        .or_else(|| keys.iter().rev().find(usable))
        .expect("a key with a value");
    let (hurt, column) = (*hurt, *column);
    let prefix: String = lines[hurt].chars().take(column).collect();
    let word = half(&value.as_ref().expect("it has one").0);
    let typed = match damage {
        Damage::NoColon | Damage::Cut => format!("{prefix}{}", half(key)),
        Damage::OpenQuote => format!("{prefix}{key}: \"{word}"),
        Damage::OpenList => format!("{prefix}{key}: [{word}, "),
        Damage::OpenExpression => format!("{prefix}{key}: ${{vars."),
    };
    let mut version = driver.set_line(hurt, &typed);
    if damage == Damage::Cut {
        let end = json!({"line": lines.len() + 1, "character": 0});
        let start = json!({"line": hurt, "character": utf16(&typed)});
        version = driver.client.change(&uri, json!([{"range": {"start": start, "end": end}, "text": ""}]));
        driver.lines.truncate(hurt + 1);
    }
    let damaged = driver.diagnostics_after(&whole, version);
    // In f.yml `${vars.` is text as any other, and half a file may be a whole one.
    let silent = damage == Damage::Cut || (damage == Damage::OpenExpression && root == Root::FYml);
    if damaged == whole && !silent {
        driver.wrong(hurt, format!("{damage:?} changes no diagnostics"));
    }
    let there = |line: usize| line != hurt && (damage != Damage::Cut || line < hurt);

    // On the half-typed line itself.
    let labels = driver.completion(hurt, typed.chars().count());
    match damage {
        Damage::NoColon | Damage::Cut if !labels.contains(key) => {
            driver.wrong(hurt, format!("`{key}` is not offered: {labels:?}"));
        }
        Damage::OpenExpression if root != Root::FYml && labels != vars => {
            driver.wrong(hurt, format!("the variables are {vars:?}, offered are {labels:?}"));
        }
        _ => {}
    }
    for known in keys.iter().filter(|known| there(known.line)) {
        hover_and_values(&mut driver, known, &vars, root);
    }
    for found in &blocks {
        for line in found.before.iter().filter(|line| there(**line)) {
            block_keys(&mut driver, found, *line, &there);
        }
    }

    // The line whole again.
    if damage != Damage::Cut {
        let version = driver.set_line(hurt, lines[hurt]);
        let repaired = driver.diagnostics_after(&damaged, version);
        if repaired != whole {
            driver.wrong(hurt, "the repaired file has other diagnostics than the first one".into());
        }
    }
    let Driver { client, asked, mut wrong, .. } = driver;
    client.stop();
    println!("{name}: {damage:?} at line {}, asked at {asked} places", hurt + 1);
    if asked < LEAST {
        wrong.push(format!("{name}: asked at {asked} places only"));
    }
    wrong
}

fn hover_and_values(driver: &mut Driver, known: &Known, vars: &BTreeSet<String>, root: Root) {
    let Known { key, field, line, column, value, .. } = known;
    let (line, column) = (*line, *column);
    let card = driver.hover(line, column + 1);
    if !card.contains(&format!("**{}**", field.name)) {
        driver.wrong(line, format!("the card of `{key}` does not name it: {card:?}"));
    }
    let Some((text, from)) = value else { return };
    let card = driver.hover(line, from + 1);
    if card.trim().is_empty() || !(card.contains(&field.name) || text.contains("${")) {
        driver.wrong(line, format!("the card of the value of `{key}` is {card:?}"));
    }
    let whole = driver.lines[line].clone();
    let emptied: String = whole.chars().take(*from).collect();
    let words = words(field);
    if !words.is_empty() {
        driver.set_line(line, &emptied);
        let labels = driver.completion(line, *from);
        let missing: Vec<_> = words.iter().filter(|word| !labels.contains(*word)).collect();
        if !missing.is_empty() {
            driver.wrong(line, format!("the values {missing:?} of `{key}` are not among {labels:?}"));
        }
    }
    if root != Root::FYml && column >= 6 && !vars.is_empty() {
        driver.set_line(line, &format!("{emptied}${{vars."));
        let labels = driver.completion(line, from + "${vars.".len());
        if &labels != vars {
            driver.wrong(line, format!("the variables are {vars:?}, offered are {labels:?}"));
        }
    }
    if driver.lines[line] != whole {
        driver.set_line(line, &whole);
    }
}

/// On an empty line put in before `line`.
fn block_keys(driver: &mut Driver, block: &Block, line: usize, there: &dyn Fn(usize) -> bool) {
    driver.insert_line(line, &" ".repeat(block.column));
    let labels = driver.completion(line, block.column);
    let fields = block.objects.iter().flat_map(|object| &object.fields);
    let (mut missing, mut double) = (BTreeSet::new(), BTreeSet::new());
    for field in fields {
        let mut names = field.aliases.iter().chain([&field.name]);
        if let Some(at) = names.find_map(|name| block.present.get(name)) {
            // The half-typed key may be read as absent, and what is cut off is.
            if labels.contains(&field.name) && there(*at) {
                double.insert(&field.name);
            }
        } else if !field.read_only && !labels.contains(&field.name) {
            missing.insert(&field.name);
        }
    }
    let (missing, double) = (format!("{missing:?}"), format!("{double:?}"));
    driver.remove_line(line);
    if missing != "{}" || double != "{}" {
        let lines = &block.lines;
        driver.wrong(
            line,
            format!("above this line of the block {lines:?}: missing {missing}, twice {double}"),
        );
    }
}

fn check(files: &[&'static str], root: Root) {
    let wrong: Vec<String> =
        files.iter().zip(DAMAGES).flat_map(|(name, damage)| drive(name, root, damage)).collect();
    assert!(wrong.is_empty(), "{} wrong answers:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn f_yml() {
    check(&F_YML, Root::FYml);
}

#[test]
fn s_yaml_of_fc3() {
    check(&FC3, Root::SYaml);
}

#[test]
fn s_yaml_of_the_legacy_component() {
    check(&LEGACY, Root::LegacySYaml);
}

#[test]
fn s_yaml_with_a_domain() {
    check(&DOMAIN, Root::SYaml);
}
