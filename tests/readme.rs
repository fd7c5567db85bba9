//! What the READMEs promise: each capability names a test that is there, in both languages the same.

use std::path::Path;

/// `(capability, test file, test)` of the rows of the table below `heading`.
fn capabilities(readme: &str, heading: &str) -> Vec<(String, String, String)> {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(readme)).unwrap();
    let section = text.split(heading).nth(1).unwrap_or_else(|| panic!("{readme}: no {heading}"));
    let rows = section.lines().skip_while(|line| !line.starts_with("| --- |")).skip(1);
    rows.take_while(|line| line.starts_with('|'))
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
            let [capability, proof] = cells[..] else { panic!("{readme}: two cells are wanted: {line}") };
            let parts = proof.strip_prefix("[`").and_then(|proof| proof.strip_suffix(')'));
            let (name, file) =
                parts.and_then(|parts| parts.split_once("`](")).unwrap_or_else(|| panic!("{readme}: {line}"));
            let test = name.split("::").nth(1).unwrap_or_else(|| panic!("{readme}: no test: {line}"));
            (capability.to_owned(), file.to_owned(), test.to_owned())
        })
        .collect()
}

#[test]
fn each_capability_names_a_test_that_is_there() {
    let rows = capabilities("README.md", "## What it does");
    assert!(rows.len() >= 20, "the table was read: {rows:?}");
    for (capability, file, test) in &rows {
        let source = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file))
            .unwrap_or_else(|error| panic!("{capability}: {file}: {error}"));
        assert!(source.contains(&format!("#[test]\nfn {test}()")), "{capability}: no test {test} in {file}");
    }
}

#[test]
fn the_chinese_table_has_the_same_rows() {
    let proofs = |readme, heading| -> Vec<(String, String)> {
        capabilities(readme, heading).into_iter().map(|(_, file, test)| (file, test)).collect()
    };
    assert_eq!(proofs("README.md", "## What it does"), proofs("README.zh.md", "## 功能"));
}

/// Pictures and pages that the READMEs show are in the repository.
#[test]
fn links_lead_somewhere() {
    for readme in ["README.md", "README.zh.md", "docs/editors.md"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(readme);
        let text = std::fs::read_to_string(&path).unwrap();
        let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for target in targets.filter(|target| !target.contains("://")) {
            let file = target.split('#').next().unwrap_or_default();
            assert!(file.is_empty() || path.with_file_name("").join(file).exists(), "{readme}: {target}");
        }
    }
}
