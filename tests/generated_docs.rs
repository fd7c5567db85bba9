//! The pages of the rules in `docs/rules/` are generated from the rules' doc comments. `FCLS_BLESS=1`
//! writes them; without it the test fails when one is stale.

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
    pages.insert("README.md".to_string(), index);
    pages
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
