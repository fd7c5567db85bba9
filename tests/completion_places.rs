//! What completion offers at particular places: whole blocks, inherited keys, paths, names from around the file,
//! and lines that are indented too deep.

use fcls::check::{Memo, Severity, check};
use fcls::document::{Document, FileType, TableFiles};
use fcls::ide::{CompletionItem, Nearby, completions_with};
use fcls::text::{Edit, Text};
use std::sync::Arc;

const CURSOR: &str = "<|>";

fn files() -> TableFiles {
    let mut files = TableFiles::default();
    for (path, text) in [
        ("/project/.env", "STAGE=prod\nexport TOKEN=secret-value\n# NO=1\n"),
        ("/project/code/index.js", ""),
        ("/project/code/other.py", ""),
        ("/project/readme.md", ""),
    ] {
        files.texts.insert(path.into(), text.into());
    }
    files.kinds.insert("/project/code".into(), FileType::Folder);
    files
}

fn document(name: &str, text: Text) -> Document {
    Document::new(Some(format!("/project/{name}").into()), text, Arc::new(files()))
}

fn items(name: &str, marked: &str) -> (Document, Vec<CompletionItem>) {
    let at = marked.find(CURSOR).expect("a cursor");
    let document = document(name, Text::from(marked.replacen(CURSOR, "", 1).as_str()));
    let nearby = Nearby { environment: vec!["HOME".into()], access: vec!["work".into()] };
    let mut items = completions_with(&document, at as u32, &nearby).items;
    items.sort_by(|a, b| a.sort.cmp(&b.sort));
    (document, items)
}

fn labels(name: &str, marked: &str) -> Vec<String> {
    items(name, marked).1.into_iter().map(|item| item.label).collect()
}

fn with(document: &Document, item: &CompletionItem) -> String {
    let mut edits = item.additional.clone();
    edits.push(Edit::replace(item.replace, item.plain.clone()));
    edits.sort_by_key(|edit| edit.span);
    document.text().with_edits(&edits).to_string()
}

#[track_caller]
fn take(name: &str, marked: &str, label: &str) -> String {
    let (document, items) = items(name, marked);
    let labels: Vec<_> = items.iter().map(|item| &item.label).collect();
    let item = items.iter().find(|item| item.label == label);
    with(&document, item.unwrap_or_else(|| panic!("no {label} among {labels:?}")))
}

fn function(props: &str) -> String {
    let props: String = props.lines().map(|line| format!("      {line}\n")).collect();
    format!("edition: 3.0.0\nname: t\nresources:\n  f:\n    component: fc3\n    props:\n{props}")
}

/// The errors that the checks find, as text.
fn errors(name: &str, text: &str) -> Vec<String> {
    let document = document(name, Text::from(text));
    let findings = check(&document, &mut Memo::default());
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
    errors.map(|finding| format!("{} {}", finding.rule.code, finding.message.en)).collect()
}

#[test]
fn whole_files_are_offered_in_an_empty_file_and_pass_the_checks() {
    for (name, least) in [("f.yml", 3), ("s.yaml", 4)] {
        let (document, items) = items(name, CURSOR);
        let whole: Vec<_> =
            items.iter().filter(|item| item.label.starts_with(&format!("{name}: "))).collect();
        assert!(whole.len() >= least);
        for item in whole {
            let text = with(&document, item) + "\n";
            assert_eq!(errors(name, &text), Vec::<String>::new(), "{}:\n{text}", item.label);
        }
    }
    assert!(!labels("s.yaml", "edition: 3.0.0\n<|>").iter().any(|label| label.starts_with("s.yaml")));
}

#[test]
fn whole_blocks_pass_the_checks() {
    let head = "edition: 3.0.0\nname: t\nresources:\n  <|>\n";
    for label in ["function", "web function", "container function", "custom domain"] {
        assert_eq!(errors("s.yaml", &take("s.yaml", head, label)), Vec::<String>::new(), "{label}");
    }
    let legacy = "edition: 1.0.0\nname: t\nservices:\n  <|>\n";
    assert_eq!(errors("s.yaml", &take("s.yaml", legacy, "function")), Vec::<String>::new());
    let f = "service: s\nprovider:\n  name: aliyun\nfunctions:\n  <|>\n";
    for label in ["http function", "timer function"] {
        assert_eq!(errors("f.yml", &take("f.yml", f, label)), Vec::<String>::new(), "{label}");
    }
}

#[test]
fn a_trigger_of_each_type_is_one_item() {
    let expected = "triggers:\n  - triggerName: http\n    triggerType: http\n    triggerConfig:\n";
    for start in ["triggers:\n  <|>", "triggers:\n  - <|>"] {
        let found = labels("s.yaml", &function(start));
        for label in ["http trigger", "timer trigger", "oss trigger", "eventbridge trigger"] {
            assert!(found.iter().any(|found| found == label), "{label} is not among {found:?}");
        }
        let text = take("s.yaml", &function(start), "http trigger");
        assert!(text.contains(function(expected).trim_end()), "{text}");
    }
}

#[test]
fn without_a_trigger_type_the_type_comes_first() {
    let text = function("triggers:\n  - triggerName: t\n    triggerConfig:\n      <|>");
    let found = labels("s.yaml", &text);
    assert!(found[0].starts_with("triggerType: "), "{found:?}");
    let text = take("s.yaml", &text, "triggerType: timer");
    let start =
        "triggers:\n  - triggerName: t\n    triggerType: timer\n    triggerConfig:\n      cronExpression:";
    assert!(text.starts_with(function(start).trim_end()), "{text}");
}

#[test]
fn short_and_long_forms_are_items_of_their_own() {
    let (_, items) = items("s.yaml", &function("region: x\n<|>"));
    let forms: Vec<_> = items.iter().filter(|item| item.label == "logConfig").collect();
    assert_eq!(
        forms.iter().map(|item| item.description.en.as_str()).collect::<Vec<_>>(),
        ["short form", "block"]
    );
    assert!(forms[1].plain.contains("\n        "), "{}", forms[1].plain);
}

#[test]
fn inherited_keys_say_where_they_come_from() {
    let merged = "common: &a\n  region: cn-hangzhou\nedition: 3.0.0\nname: t\nresources:\n  f:\n    component: fc3\n    props:\n      <<: *a\n      <|>\n";
    let (_, found) = items("s.yaml", merged);
    let region = found.iter().find(|item| item.label == "region").expect("it may be overridden");
    assert_eq!((&region.sort[..2], region.description.en.as_str()), ("30", "set by *a"));
    let template = "edition: 3.0.0\nname: t\ntemplate:\n  base:\n    runtime: nodejs20\nresources:\n  f:\n    component: fc3\n    extend:\n      name: base\n    props:\n      region: x\n      <|>\n";
    let (_, found) = items("s.yaml", template);
    let runtime = found.iter().find(|item| item.label == "runtime").expect("it may be overridden");
    assert_eq!((&runtime.sort[..2], runtime.description.en.as_str()), ("30", "set by template base"));
}

#[test]
fn a_line_indented_too_deep_is_put_right() {
    let text = function("region: x\n  mem<|>\ncpu: 1");
    let taken = take("s.yaml", &text, "memorySize");
    assert!(taken.contains("\n      memorySize: 512\n"), "{taken}");
    let deep = labels("s.yaml", &function("region: x\n  <|>"));
    assert_eq!(deep, labels("s.yaml", &function("region: x\n<|>")));
    assert!(labels("s.yaml", &function("region: x\n  mem<|>\n    deep: 1")).is_empty());
}

#[test]
fn names_from_around_the_file() {
    let env = function("region: ${env('<|>')}");
    assert_eq!(labels("s.yaml", &env), ["STAGE", "TOKEN", "HOME"]);
    assert!(!format!("{:?}", items("s.yaml", &env).1).contains("secret-value"));
    assert_eq!(
        take("s.yaml", &function("region: ${env('ST<|>')}"), "STAGE"),
        function("region: ${env('STAGE')}")
    );
    assert_eq!(labels("s.yaml", &function("role: ${file('code/<|>')}")), ["index.js", "other.py"]);
    let access = labels("s.yaml", "edition: 3.0.0\nname: t\naccess: <|>\n");
    assert_eq!(access, ["work", "default"]);
}

#[test]
fn paths_and_handlers_of_the_folder() {
    assert_eq!(take("s.yaml", &function("code: <|>"), "code/"), function("code: ./code"));
    assert_eq!(take("s.yaml", &function("code: ./co<|>"), "code/"), function("code: ./code"));
    assert!(labels("s.yaml", &function("code: /<|>")).iter().all(|label| label == "./code"));
    let handler = function("runtime: nodejs20\ncode: ./code\nhandler: <|>");
    assert!(labels("s.yaml", &handler).contains(&"index.handler".to_string()));
    let include = "service: s\nprovider:\n  name: aliyun\npackage:\n  include:\n    - <|>\n";
    assert!(labels("f.yml", include).contains(&"code/".to_string()));
}

#[test]
fn layers_of_the_region_and_cron_of_the_platform() {
    let layers = labels("s.yaml", &function("region: cn-shanghai\nlayers:\n  - <|>"));
    assert!(
        layers.contains(&"acs:fc:cn-shanghai:official:layers/Nodejs20/versions/3".to_string()),
        "{layers:?}"
    );
    let timer = |name: &str| {
        format!(
            "service: s\nprovider:\n  name: {name}\nfunctions:\n  a:\n    handler: a.b\n    events:\n      - timer:\n          value: <|>\n"
        )
    };
    assert!(labels("f.yml", &timer("aliyun")).contains(&"0 0 * * * *".to_string()));
    assert!(labels("f.yml", &timer("tencent")).contains(&"0 0 * * * * *".to_string()));
}

#[test]
fn a_trigger_of_each_type_passes_the_checks_once_its_gaps_are_filled() {
    let start = "region: cn-shanghai\nfunctionName: a\nruntime: nodejs20\nhandler: a.b\ncode: ./code\ntriggers:\n  <|>";
    let marked = function(start);
    let (document, items) = items("s.yaml", &marked);
    let triggers: Vec<_> = items.iter().filter(|item| item.label.ends_with(" trigger")).collect();
    assert_eq!(triggers.len(), 8, "{:?}", triggers.iter().map(|item| &item.label).collect::<Vec<_>>());
    for item in triggers {
        let text = with(&document, item);
        let found = errors("s.yaml", &text);
        // Only a value that is still to be typed may be missed.
        let gaps = text.lines().filter(|line| line.ends_with(": ") || line.ends_with("- ")).count();
        assert!(found.len() <= gaps, "{}: {found:?}\n{text}", item.label);
        if item.label == "oss trigger" {
            assert!(
                text.contains("sourceArn: acs:oss:cn-shanghai:${config('AccountID')}:my-bucket"),
                "{text}"
            );
        }
    }
}

#[test]
fn names_of_whole_blocks_are_not_taken_twice() {
    let text = "edition: 3.0.0\nname: t\nresources:\n  hello:\n    component: fc3\n    props:\n      functionName: hello-2\n  <|>\n";
    let taken = take("s.yaml", text, "function");
    assert!(taken.contains("\n  hello-3:\n") && taken.contains("functionName: hello-3\n"), "{taken}");
    let text = function("triggers:\n  - triggerName: timer\n    triggerType: timer\n  - <|>");
    let taken = take("s.yaml", &text, "timer trigger");
    assert!(taken.contains("- triggerName: timer-2\n"), "{taken}");
}

#[test]
fn sections_that_are_missing_come_with_a_first_member() {
    let found = labels("s.yaml", "edition: 3.0.0\nname: t\n<|>");
    assert!(found.contains(&"resources: web function".to_string()), "{found:?}");
    let text = take("s.yaml", "edition: 3.0.0\nname: t\n<|>", "resources: function");
    assert_eq!(errors("s.yaml", &text), Vec::<String>::new(), "{text}");
    let f = "service: s\nprovider:\n  name: aliyun\n<|>";
    for label in ["functions: http function", "aggregation: aggregation", "custom: custom domain"] {
        let text = take("f.yml", f, label);
        assert_eq!(errors("f.yml", &text), Vec::<String>::new(), "{label}\n{text}");
    }
    assert!(
        !labels("f.yml", "service: s\nfunctions:\n  a:\n    handler: a.b\n<|>")
            .iter()
            .any(|l| l.starts_with("functions: "))
    );
}

#[test]
fn references_of_either_edition_and_of_f_yml() {
    let text = function("code: ${resources.f.output.<|>}");
    assert!(labels("s.yaml", &text).contains(&"functionArn".to_string()));
    assert_eq!(
        labels("s.yaml", &function("code: ${resources.f.output.url.<|>}")),
        ["system_url", "system_intranet_url"]
    );
    assert_eq!(
        labels("s.yaml", &function("role: ${config('<|>')}")),
        ["AccountID", "AccessKeyID", "AccessKeySecret", "SecurityToken"]
    );
    // Outside a resource there is nothing to refer to but variables.
    let found = labels("s.yaml", "edition: 3.0.0\nname: ${<|>}\nvars:\n  a: 1\n");
    assert!(found.contains(&"vars".to_string()) && !found.contains(&"this".to_string()), "{found:?}");
    let legacy = |value: &str| {
        format!(
            "edition: 1.0.0\nname: t\nservices:\n  a:\n    component: fc\n    props:\n      region: {value}\n"
        )
    };
    assert_eq!(labels("s.yaml", &legacy("${<|>}")), ["env", "config", "a"]);
    assert_eq!(labels("s.yaml", &legacy("${env.<|>}")), ["STAGE", "TOKEN", "HOME"]);
    assert_eq!(labels("s.yaml", &legacy("${a.props.<|>}")), ["region"]);
    let f = "service: s\nprovider:\n  name: aliyun\n  role: ${<|>}\n";
    assert_eq!(labels("f.yml", f), ["env"]);
    assert_eq!(take("f.yml", &f.replace("<|>", "env.ST<|>"), "STAGE"), f.replace("<|>", "env.STAGE"));
}

#[test]
fn anchors_are_offered_where_one_is_merged() {
    let text = "common: &base\n  timeout: 3\nlist: &other [a]\nedition: 3.0.0\nname: t\nresources:\n  f:\n    component: fc3\n    props:\n      <<: <|>\n";
    assert_eq!(labels("s.yaml", text), ["*base"]);
    assert_eq!(take("s.yaml", &text.replace("<|>", "*b<|>"), "*base"), text.replace("<|>", "*base"));
}

#[test]
fn in_insert_mode_no_tail_of_a_word_is_left_behind() {
    let (_, found) = items("s.yaml", &function("mem<|>ory: 512"));
    assert!(found.iter().all(|item| item.insert == item.replace));
    let (_, found) = items("s.yaml", &function("region: cn-<|>beijing"));
    assert!(found.iter().all(|item| item.insert == item.replace));
    // What follows is the rest of a path, or of an expression.
    let (_, found) = items("s.yaml", &function("code: ./co<|>/dist"));
    assert!(found.iter().any(|item| item.insert != item.replace));
    let (_, found) = items("s.yaml", &function("region: ${<|>region}"));
    assert!(!found.is_empty() && found.iter().all(|item| item.insert != item.replace));
}

#[test]
fn lines_of_a_file_for_windows_end_as_the_others_do() {
    let text = function("region: x\n<|>").replace('\n', "\r\n");
    let taken = take("s.yaml", &text, "triggers");
    assert!(taken.contains("triggers:\r\n"), "{taken:?}");
    assert!(!taken.replace("\r\n", "").contains('\n'), "{taken:?}");
}

#[test]
fn values_say_what_they_are() {
    let note = |marked: &str, label: &str| {
        let (_, items) = items("s.yaml", marked);
        let item = items.into_iter().find(|item| item.label == label).expect(label);
        (item.description.en, item.description.zh, item.deprecated)
    };
    assert!(note(&function("region: <|>"), "cn-hangzhou").0.contains("Hangzhou"));
    assert!(note(&function("region: <|>"), "cn-hangzhou").1.contains("杭州"));
    let (en, _, deprecated) = note(&function("runtime: <|>"), "nodejs10");
    assert!(deprecated && en.contains("nodejs20"), "{en}");
    let (_, found) = items("s.yaml", &function("timeout: <|>"));
    assert!(found.iter().any(|item| item.preselect && item.detail.en == " default"));
}

#[test]
fn actions_come_with_their_first_step() {
    let text = "edition: 3.0.0\nname: t\nresources:\n  f:\n    component: fc3\n    actions:\n      <|>\n    props:\n      region: x\n";
    let found = labels("s.yaml", text);
    assert_eq!(&found[..4], ["pre-deploy", "success-deploy", "fail-deploy", "complete-deploy"]);
    let taken = take("s.yaml", text, "pre-deploy");
    assert!(
        taken.contains("      pre-deploy:\n        - run: npm install\n          path: ./\n    props:"),
        "{taken}"
    );
    let again = text.replace("<|>", "pre-deploy:\n        - run: x\n      <|>");
    assert!(!labels("s.yaml", &again).contains(&"pre-deploy".to_string()));
}

#[test]
fn names_of_functions_resources_templates_and_components() {
    let file = |rest: &str| {
        format!(
            "edition: 3.0.0\nname: t\ntemplate:\n  base:\n    region: x\nresources:\n  f:\n    component: fc3\n    props:\n      functionName: hello\n{rest}"
        )
    };
    let domain = file(
        "  d:\n    component: fc3-domain\n    props:\n      routeConfig:\n        routes:\n          - path: /*\n            functionName: <|>\n",
    );
    assert_eq!(labels("s.yaml", &domain), ["hello"]);
    assert_eq!(labels("s.yaml", &file("flow:\n  deploy:\n    - [<|>]\n")), ["f"]);
    assert!(labels("s.yaml", &file("    extend:\n      name: <|>\n")).contains(&"base".to_string()));
    let component = "edition: 3.0.0\nname: t\nresources:\n  f:\n    component: <|>\n";
    assert_eq!(labels("s.yaml", component)[..2], ["fc3", "fc3-domain"]);
    let step = file("    actions:\n      pre-deploy:\n        - run: ls\n          path: <|>\n");
    assert!(labels("s.yaml", &step).contains(&"code/".to_string()));
}

#[test]
fn nothing_is_offered_where_it_would_take_lines_away() {
    let inside = |line: &str| {
        format!(
            "edition: 3.0.0\nname: t\nresources:\n  f:\n    component: fc3\n    props:\n      customRuntimeConfig:\n        port: 9000\n{line}\n        args: [a]\n      region: x\n"
        )
    };
    assert!(labels("s.yaml", &inside("      t<|>")).is_empty());
    assert!(labels("s.yaml", &inside("t<|>")).is_empty());
    assert!(labels("s.yaml", &inside("      - <|>")).is_empty());
    // On a blank line the block that goes on is meant.
    assert!(take("s.yaml", &inside("<|>"), "command").contains("\n        command:"));
    assert!(labels("s.yaml", &function("logConfig:\n- <|>\n  project: x")).is_empty());
    assert!(labels("s.yaml", &function("region: x <|># c")).is_empty());
    assert!(labels("s.yaml", &function("description: a\n  <|>b\n  c")).is_empty());
    // What stands below is the value of the key above, odd as it may be.
    let list = "service: s\nprovider:\n  name: aliyun\n  environment:\n<|>\n    - scf: true\n";
    assert_eq!(labels("f.yml", list), [""; 0]);
    let pattern = "service: s\naggregation:\n  all:\n    functionsPattern:<|> # all of them\n      - '*'\n";
    assert_eq!(labels("f.yml", pattern), [""; 0]);
    // A lone word above has no colon, and no other key may take what is below it.
    let lone =
        "edition: 3.0.0\nname: t\nresources:\n  demo\n<|>\n    component: fc3\n    props:\n      region: x\n";
    assert_eq!(labels("s.yaml", lone), [""; 0]);
    // Nobody can tell what is meant inside the quotes of a key that go on below.
    let quoted = "service: s\nprovider:\n  name: aliyun\ncoverDependencies:\n  '@<|>\n  'x': false\n";
    assert_eq!(labels("f.yml", quoted), [""; 0]);
    // What a damaged file has further up is not offered again.
    let damaged =
        "service: s\nprovider:\n  name: aliyun\ndeployType: static\n\n<|>\n  include:\n    - build\n";
    let offered = labels("f.yml", damaged);
    assert!(
        offered.contains(&"package".to_string()) && !offered.contains(&"deployType".to_string()),
        "{offered:?}"
    );
    // A text is no beginning of a file.
    assert_eq!(labels("f.yml", "just some words\n<|>"), [""; 0]);
}
