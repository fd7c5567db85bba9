//! The pages of the rules in `docs/rules/` are generated from the rules' doc comments. `FCLS_BLESS=1`
//! writes them; without it the test fails when one is stale.

mod rule_sheet;

use fcls::check;
use fcls::message::Lang;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

fn pages() -> BTreeMap<String, String> {
    let mut pages = BTreeMap::new();
    let mut index = String::from(
        "# The rules\n\nGenerated from the doc comments in `src/check/rules/`. `fcls explain CODE` prints a page.\n\n\
         | code | name | severity | files | fix | in short |\n| --- | --- | --- | --- | --- | --- |\n",
    );
    for rule in check::rules() {
        let text = format!("{}\n---\n\n{}", rule.page(Lang::En), rule.page(Lang::Zh));
        pages.insert(format!("{}.md", rule.code), text);
        let short = rule.doc(Lang::En);
        let short = short.split("\n\n").next().unwrap_or_default().replace('\n', " ").replace('|', "\\|");
        let fix = if rule.fixable { "yes" } else { "" };
        let (code, name, severity, files) = (rule.code, rule.name, rule.severity.name(), rule.files.name());
        writeln!(index, "| [{code}]({code}.md) | {name} | {severity} | {files} | {fix} | {short} |")
            .expect("write");
    }
    index.push_str(&sheet());
    pages.insert("README.md".to_string(), index);
    pages
}

/// The table from the numbers of the fact sheet to our codes.
fn sheet() -> String {
    let mut table = String::from(
        "\n## The fact sheet\n\nThe rules began as a numbered sheet of facts about both formats. What became of each \
         number:\n\n| number | id | rule |\n| --- | --- | --- |\n",
    );
    for (index, id) in rule_sheet::IDS.iter().enumerate() {
        let covered = rule_sheet::COVERED_BY.iter().find(|(known, _)| known == id).map(|(_, code)| *code);
        let code = check::rules().iter().find(|rule| rule.name == *id).map(|rule| rule.code).or(covered);
        let left_out = rule_sheet::LEFT_OUT.iter().find(|(known, _)| known == id);
        let what = match (code, left_out) {
            (Some(code), None) => format!("[{code}]({code}.md)"),
            (None, Some((_, why))) => format!("left out, because: {why}"),
            (None, None) => panic!("number {} ({id}) has no rule and no reason", index + 1),
            (Some(code), Some(_)) => panic!("{id} is left out, yet there is {code}"),
        };
        writeln!(table, "| {} | {id} | {what} |", index + 1).expect("write");
    }
    table
}

/// The specification says by name under which rule a field's range is reported: a rule that is not there
/// would let the range fall back to a general one.
#[test]
fn fields_name_rules_that_exist() {
    let model = include_str!("../src/spec/model.json");
    let named = regex::Regex::new(r#""(?:rule|key_rule|required_rule)":"([a-z0-9-]+)""#).expect("a pattern");
    let unknown = |name: &&str| {
        let elsewhere = rule_sheet::LEFT_OUT.iter().chain(rule_sheet::COVERED_BY).any(|(id, _)| id == name);
        check::rule(name).is_none() && !elsewhere
    };
    let names: Vec<&str> =
        named.captures_iter(model).filter_map(|found| Some(found.get(1)?.as_str())).collect();
    assert!(names.len() > 200, "the model names rules: {}", names.len());
    let unknown: Vec<&str> = names.into_iter().filter(unknown).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn the_list_for_machines_tells_all_of_each_rule() {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_fcls"))
        .args(["rules", "--format", "json"])
        .output()
        .expect("fcls rules");
    let list: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let list = list.as_array().expect("a list");
    assert_eq!(list.len(), check::rules().len());
    for (entry, rule) in list.iter().zip(check::rules()) {
        assert_eq!(entry["code"], rule.code);
        for key in ["name", "family", "severity", "source", "summary"] {
            assert!(entry[key].as_str().is_some_and(|text| !text.is_empty()), "{} {key}", rule.code);
        }
        assert!(entry["fixable"].is_boolean() && entry["files"].is_array(), "{}", rule.code);
        for lang in [Lang::En, Lang::Zh] {
            assert!(rule.page(lang).lines().count() > 4, "{} has no page", rule.code);
        }
    }
}

#[test]
fn rule_pages_are_up_to_date() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules");
    let pages = pages();
    let bless = std::env::var_os("FCLS_BLESS").is_some();
    if bless {
        std::fs::create_dir_all(&folder).expect("docs/rules");
    }
    let mut stale = Vec::new();
    for (name, text) in &pages {
        let path: PathBuf = folder.join(name);
        if std::fs::read_to_string(&path).ok().as_ref() != Some(text) {
            if bless {
                std::fs::write(&path, text).expect("write page");
            } else {
                stale.push(name.clone());
            }
        }
    }
    for entry in std::fs::read_dir(&folder).expect("docs/rules").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !pages.contains_key(&name) {
            if bless {
                std::fs::remove_file(entry.path()).expect("remove page");
            } else {
                stale.push(name);
            }
        }
    }
    assert!(stale.is_empty(), "stale pages (run with FCLS_BLESS=1): {stale:?}");
}
