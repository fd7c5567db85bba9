//! Whole blocks: a file, a function, a trigger of each type, a domain, an aggregation. Every block passes the
//! checks as it stands (a test tells); what only the user knows is a tab stop.

use super::cursor::KeyPlace;
use super::snippet::{self, Snippet};
use crate::document::{Document, Edition, FileKind};
use crate::ide::{CompletionItem, ItemKind};
use crate::message::Message;
use crate::spec::model::{Doc, Kind, Model, Object};
use crate::syntax::Mapping;
use std::collections::HashSet;

/// A block with its name in the list and what it is.
struct Scaffold {
    label: &'static str,
    en: &'static str,
    zh: &'static str,
    /// A template of [`Snippet::template`].
    text: &'static str,
}

const REGIONS: &str = "${1|cn-hangzhou,cn-shanghai,cn-beijing,cn-shenzhen,cn-hongkong,ap-southeast-1|}";

/// New s.yaml files.
const S_FILES: &[Scaffold] = &[
    Scaffold {
        label: "s.yaml: web function",
        en: "a new file: fc3 function with an http trigger",
        zh: "新文件：带 HTTP 触发器的 fc3 函数",
        text: "edition: 3.0.0\nname: ${2:my-app}\naccess: ${3:default}\n\nvars:\n  region: REGION\n\nresources:\n  ${4:hello}:\n    component: fc3\n    props:\n      region: \\${vars.region\\}\n      functionName: ${5:hello}\n      runtime: ${6|nodejs20,nodejs18,python3.10,python3.9|}\n      handler: ${7:index.handler}\n      code: ${8:./code}\n      memorySize: 512\n      cpu: 0.5\n      diskSize: 512\n      timeout: 60\n      triggers:\n        - triggerName: http\n          triggerType: http\n          triggerConfig:\n            authType: ${9|anonymous,function|}\n            methods: [GET, POST]",
    },
    Scaffold {
        label: "s.yaml: web function with domain",
        en: "a new file: fc3 function, http trigger and domain",
        zh: "新文件：fc3 函数、HTTP 触发器和自定义域名",
        text: "edition: 3.0.0\nname: ${2:my-app}\naccess: ${3:default}\n\nvars:\n  region: REGION\n\nresources:\n  ${4:hello}:\n    component: fc3\n    props:\n      region: \\${vars.region\\}\n      functionName: ${5:hello}\n      runtime: ${6|nodejs20,nodejs18,python3.10,python3.9|}\n      handler: ${7:index.handler}\n      code: ${8:./code}\n      memorySize: 512\n      cpu: 0.5\n      diskSize: 512\n      timeout: 60\n      triggers:\n        - triggerName: http\n          triggerType: http\n          triggerConfig:\n            authType: ${9|anonymous,function|}\n            methods: [GET, POST]\n  ${10:domain}:\n    component: fc3-domain\n    props:\n      region: \\${vars.region\\}\n      domainName: auto\n      protocol: HTTP\n      routeConfig:\n        routes:\n          - path: /*\n            functionName: ${5:hello}",
    },
    Scaffold {
        label: "s.yaml: timer function",
        en: "a new file: fc3 function that runs on a schedule",
        zh: "新文件：定时运行的 fc3 函数",
        text: "edition: 3.0.0\nname: ${2:my-app}\naccess: ${3:default}\n\nresources:\n  ${4:job}:\n    component: fc3\n    props:\n      region: REGION\n      functionName: ${5:job}\n      runtime: ${6|nodejs20,nodejs18,python3.10,python3.9|}\n      handler: ${7:index.handler}\n      code: ${8:./code}\n      memorySize: 512\n      cpu: 0.5\n      diskSize: 512\n      timeout: 60\n      triggers:\n        - triggerName: timer\n          triggerType: timer\n          triggerConfig:\n            cronExpression: ${9:CRON_TZ=Asia/Shanghai 0 0 8 * * *}\n            enable: true",
    },
    Scaffold {
        label: "s.yaml: legacy fc function",
        en: "a new file: component fc, edition 1.0.0",
        zh: "新文件：旧版组件 fc，edition 1.0.0",
        text: "edition: 1.0.0\nname: ${2:my-app}\naccess: ${3:default}\n\nservices:\n  ${4:hello}:\n    component: fc\n    props:\n      region: REGION\n      service:\n        name: ${5:hello}\n      function:\n        name: ${6:hello}\n        runtime: ${7|python3.9,nodejs16,nodejs14|}\n        handler: ${8:index.handler}\n        codeUri: ${9:./code}\n        memorySize: 512\n        timeout: 60\n      triggers:\n        - name: http\n          type: http\n          config:\n            authType: anonymous\n            methods:\n              - GET",
    },
];

/// New f.yml files.
const F_FILES: &[Scaffold] = &[
    Scaffold {
        label: "f.yml: functions",
        en: "a new file: functions with http events",
        zh: "新文件：带 HTTP 事件的函数",
        text: "service:\n  name: ${1:my-service}\n\nprovider:\n  name: aliyun\n  runtime: ${2|nodejs14,nodejs12|}\n\nfunctions:\n  ${3:index}:\n    handler: ${4:index.handler}\n    events:\n      - http:\n          path: ${5:/*}\n          method: ${6|get,post|}",
    },
    Scaffold {
        label: "f.yml: aggregation",
        en: "a new file: functions deployed as one",
        zh: "新文件：聚合部署",
        text: "service:\n  name: ${1:my-service}\n\nprovider:\n  name: aliyun\n  runtime: ${2|nodejs14,nodejs12|}\n\naggregation:\n  ${3:app}:\n    deployOrigin: false\n    functionsPattern:\n      - '*'\n\ncustom:\n  customDomain:\n    domainName: auto",
    },
    Scaffold {
        label: "f.yml: web application",
        en: "a new file: Egg, Koa or Express as one function",
        zh: "新文件：整个 Egg、Koa 或 Express 应用",
        text: "service:\n  name: ${1:my-service}\n\nprovider:\n  name: aliyun\n  runtime: ${2|nodejs14,nodejs12|}\n\ndeployType: ${3|egg,koa,express|}\n\ncustom:\n  customDomain:\n    domainName: auto",
    },
];

const FUNCTIONS: &[Scaffold] = &[
    Scaffold {
        label: "function",
        en: "a function (fc3)",
        zh: "一个函数（fc3）",
        text: "${2:hello}:\n  component: fc3\n  props:\n    region: REGION\n    functionName: ${3:hello}\n    runtime: ${4|nodejs20,nodejs18,python3.10,python3.9|}\n    handler: ${5:index.handler}\n    code: ${6:./code}\n    memorySize: 512\n    cpu: 0.5\n    diskSize: 512\n    timeout: 60",
    },
    Scaffold {
        label: "web function",
        en: "a web server in a custom runtime, with an http trigger",
        zh: "自定义运行时的 Web 服务，带 HTTP 触发器",
        text: "${2:web}:\n  component: fc3\n  props:\n    region: REGION\n    functionName: ${3:web}\n    runtime: ${4|custom.debian12,custom.debian11,custom.debian10|}\n    code: ${5:./code}\n    memorySize: 512\n    cpu: 0.5\n    diskSize: 512\n    timeout: 60\n    instanceConcurrency: 10\n    customRuntimeConfig:\n      command:\n        - ${6:node}\n        - ${7:server.js}\n      port: ${8:9000}\n    triggers:\n      - triggerName: http\n        triggerType: http\n        triggerConfig:\n          authType: ${9|anonymous,function|}\n          methods: [GET, POST]",
    },
    Scaffold {
        label: "container function",
        en: "an image as a function",
        zh: "容器镜像函数",
        text: "${2:web}:\n  component: fc3\n  props:\n    region: REGION\n    functionName: ${3:web}\n    runtime: custom-container\n    memorySize: 1024\n    cpu: 1\n    diskSize: 512\n    timeout: 60\n    customContainerConfig:\n      image: ${4:registry.cn-hangzhou.aliyuncs.com/namespace/image:tag}\n      port: ${5:9000}",
    },
    Scaffold {
        label: "custom domain",
        en: "a domain in front of functions (fc3-domain)",
        zh: "自定义域名（fc3-domain）",
        text: "${2:domain}:\n  component: fc3-domain\n  props:\n    region: REGION\n    domainName: ${3:auto}\n    protocol: ${4|HTTP,HTTPS|}\n    routeConfig:\n      routes:\n        - path: ${5:/*}\n          functionName: ${6:hello}",
    },
];

const SERVICES: &[Scaffold] = &[Scaffold {
    label: "function",
    en: "a service with a function (fc)",
    zh: "一个服务和函数（fc）",
    text: "${2:hello}:\n  component: fc\n  props:\n    region: REGION\n    service:\n      name: ${3:hello}\n    function:\n      name: ${4:hello}\n      runtime: ${5|python3.9,nodejs16,nodejs14|}\n      handler: ${6:index.handler}\n      codeUri: ${7:./code}\n      memorySize: 512\n      timeout: 60",
}];

const F_FUNCTIONS: &[Scaffold] = &[
    Scaffold {
        label: "http function",
        en: "a function with an http event",
        zh: "带 HTTP 事件的函数",
        text: "${1:index}:\n  handler: ${2:index.handler}\n  events:\n    - http:\n        path: ${3:/*}\n        method: ${4|get,post|}",
    },
    Scaffold {
        label: "timer function",
        en: "a function with a timer event",
        zh: "带定时事件的函数",
        text: "${1:job}:\n  handler: ${2:job.handler}\n  events:\n    - timer:\n        type: cron\n        value: ${3:0 0 4 * * *}",
    },
];

const AGGREGATIONS: &[Scaffold] = &[Scaffold {
    label: "aggregation",
    en: "functions deployed as one",
    zh: "聚合部署",
    text: "${1:app}:\n  deployOrigin: false\n  functionsPattern:\n    - '${2:*}'",
}];

const F_DOMAINS: &[Scaffold] = &[Scaffold {
    label: "custom domain",
    en: "a domain in front of the functions",
    zh: "自定义域名",
    text: "customDomain:\n  domainName: ${1:auto}",
}];

const ACTIONS: &[Scaffold] = &[
    Scaffold {
        label: "pre-deploy",
        en: "runs before the deploy",
        zh: "部署前执行",
        text: "pre-deploy:\n  - run: ${1:npm install}\n    path: ${2:./}",
    },
    Scaffold {
        label: "success-deploy",
        en: "runs after a deploy that succeeded",
        zh: "部署成功后执行",
        text: "success-deploy:\n  - run: ${1:echo deployed}\n    path: ${2:./}",
    },
    Scaffold {
        label: "fail-deploy",
        en: "runs after a deploy that failed",
        zh: "部署失败后执行",
        text: "fail-deploy:\n  - run: ${1:echo failed}\n    path: ${2:./}",
    },
    Scaffold {
        label: "complete-deploy",
        en: "runs at the end in any case",
        zh: "部署结束后总是执行",
        text: "complete-deploy:\n  - run: ${1:echo done}\n    path: ${2:./}",
    },
];

const LEGACY_ACTIONS: &[Scaffold] = &[
    Scaffold {
        label: "pre-deploy",
        en: "runs before the deploy",
        zh: "部署前执行",
        text: "pre-deploy:\n  - run: ${1:npm install}\n    path: ${2:./}",
    },
    Scaffold {
        label: "post-deploy",
        en: "runs after the deploy",
        zh: "部署后执行",
        text: "post-deploy:\n  - run: ${1:echo deployed}\n    path: ${2:./}",
    },
];

/// What stands beside `triggerType` for types whose source is named by an ARN; `REGION` and `ACCOUNT` are filled.
const SOURCES: &[(&str, &str)] = &[
    ("oss", "sourceArn: acs:oss:REGION:ACCOUNT:${1:my-bucket}"),
    ("log", "sourceArn: acs:log:REGION:ACCOUNT:project/${1:my-project}"),
    ("mns_topic", "sourceArn: acs:mns:REGION:ACCOUNT:/topics/${1:my-topic}"),
    ("cdn_events", "sourceArn: acs:cdn:*:ACCOUNT"),
    ("tablestore", "sourceArn: acs:ots:REGION:ACCOUNT:instance/${1:my-instance}/table/${2:my_table}"),
];

/// Configurations that need more than their required keys.
const CONTENTS: &[(&str, &str)] = &[(
    "eventbridge",
    "triggerEnable: true\nasyncInvocationType: ${1|false,true|}\neventRuleFilterPattern: '{\\}'\neventSourceConfig:\n  eventSourceType: Default",
)];

/// The blocks that fit at `place`.
pub fn items(document: &Document, place: &KeyPlace<'_>) -> Vec<CompletionItem> {
    if place.flow || place.has_colon || place.has_lines_below {
        return Vec::new();
    }
    let path: Vec<&str> = place.types.path().iter().map(String::as_str).collect();
    let kind = document.kind();
    let catalogs: &[(&str, &[Scaffold])] = match (kind, path.as_slice()) {
        // Only into a file without any key of its own.
        (FileKind::FYml, []) if is_new(document, place) => &[("", F_FILES)],
        (_, []) if is_new(document, place) => &[("", S_FILES)],
        (FileKind::SYaml(Edition::V3), []) => &[("resources", FUNCTIONS)],
        (FileKind::SYaml(Edition::V1), []) => &[("services", SERVICES)],
        (FileKind::FYml, []) => {
            &[("functions", F_FUNCTIONS), ("aggregation", AGGREGATIONS), ("custom", F_DOMAINS)]
        }
        (FileKind::SYaml(Edition::V3), ["resources"]) => &[("", FUNCTIONS)],
        (FileKind::SYaml(Edition::V1), ["services"]) => &[("", SERVICES)],
        (FileKind::SYaml(Edition::V3), ["actions"] | ["resources", _, "actions"]) => &[("", ACTIONS)],
        (FileKind::SYaml(Edition::V1), ["actions"] | ["services", _, "actions"]) => &[("", LEGACY_ACTIONS)],
        (FileKind::FYml, ["functions"]) => &[("", F_FUNCTIONS)],
        (FileKind::FYml, ["aggregation"]) => &[("", AGGREGATIONS)],
        (FileKind::FYml, ["custom"]) => &[("", F_DOMAINS)],
        _ => &[],
    };
    let taken = taken_names(place);
    let mut items = Vec::new();
    for (section, scaffolds) in catalogs {
        if place
            .mapping
            .is_some_and(|mapping| mapping.get(section).is_some_and(|entry| entry.colon().is_some()))
        {
            continue;
        }
        for scaffold in *scaffolds {
            // `key` is the name of a member, so it may differ; a section is written once.
            let key = scaffold.text.split([':', '}']).nth(1).filter(|_| scaffold.text.starts_with("${"));
            if key.is_none() && place.mapping.is_some_and(|mapping| starts_taken(mapping, scaffold.text)) {
                continue;
            }
            let mut template = scaffold.text.replace("REGION", REGIONS);
            if let Some(key) = key.filter(|_| section.is_empty()) {
                template = template.replace(&format!(":{key}}}"), &format!(":{}}}", unused(key, &taken)));
            }
            let mut text = Snippet::default();
            text.text(&" ".repeat(place.padding as usize));
            let (label, column, sort) = if section.is_empty() {
                (scaffold.label.to_string(), place.column, format!("05_{:03}", items.len()))
            } else {
                text.text(section).text(":").line(place.column + 2);
                (format!("{section}: {}", scaffold.label), place.column + 2, format!("25_{:03}", items.len()))
            };
            text.template(&template, column);
            items.push(item(place, &label, Message::new(scaffold.en, scaffold.zh), text, sort));
        }
    }
    items
}

/// Whether `mapping` has the key that `text` begins with.
fn starts_taken(mapping: Mapping<'_>, text: &str) -> bool {
    let key = text.split(':').next().unwrap_or_default();
    mapping.get(key).is_some_and(|entry| entry.colon().is_some())
}

/// The names that members beside `place` have: their keys and the names of their functions.
fn taken_names(place: &KeyPlace<'_>) -> HashSet<String> {
    let mut taken = HashSet::new();
    for entry in place.mapping.iter().flat_map(|mapping| mapping.entries()) {
        taken.extend(entry.key_text().map(|key| key.into_owned()));
        let name = entry.value().and_then(|block| {
            let props = block.as_mapping()?.get("props")?.value()?.as_mapping()?;
            Some(props.get("functionName")?.value()?.as_scalar()?.cooked().into_owned())
        });
        taken.extend(name);
    }
    taken
}

/// `name`, or `name-2` and so on, whichever is not `taken`.
fn unused(name: &str, taken: &HashSet<String>) -> String {
    let others = (2..).map(|number| format!("{name}-{number}"));
    std::iter::once(name.to_string()).chain(others).find(|name| !taken.contains(name)).unwrap_or_default()
}

/// Whether the file has no key but the one that is being typed.
fn is_new(document: &Document, place: &KeyPlace<'_>) -> bool {
    let before = document.root();
    let keys = before.and_then(|root| root.as_mapping()).map_or(0, |root| root.entries().count());
    keys == 0 && place.mapping.is_none_or(|mapping| mapping.entries().count() == 0)
}

/// New items of the list at `place`, one per type of trigger; `dash` is what is written before each.
pub fn variants(
    document: &Document,
    place: &KeyPlace<'_>,
    objects: &[&'static Object],
    dash: &str,
) -> Vec<CompletionItem> {
    let model = Model::get();
    let mut items = Vec::new();
    for object in objects {
        let Some(variants) = &object.variants else { continue };
        let column = place.column + dash.len() as u32;
        let tag_docs = object.field(&variants.tag).map(|field| model.forms(field.ty)).unwrap_or_default();
        let is_fc3 = variants.content == "triggerConfig";
        let taken = sibling_names(place);
        for (rank, (word, branch)) in variants.branches.iter().enumerate() {
            let mut text = Snippet::default();
            text.text(&" ".repeat(place.padding as usize)).text(dash);
            let mut first = true;
            for field in object.fields.iter().filter(|field| field.required || field.name == variants.content)
            {
                if !first {
                    text.line(column);
                }
                first = false;
                text.text(&field.name).text(":");
                if field.name == variants.tag {
                    text.text(" ").text(word);
                } else if field.name == variants.content {
                    if let Some((_, content)) = CONTENTS.iter().find(|(of, _)| of == word).filter(|_| is_fc3)
                    {
                        text.line(column + 2).template(content, column + 2);
                        continue;
                    }
                    let is_empty =
                        matches!(&model.ty(*branch).kind, Kind::Object(object) if object.fields.is_empty());
                    match is_empty {
                        true => drop(text.text(" {}")),
                        false => snippet::value(&mut text, model, *branch, None, column, 1),
                    }
                } else if field.name.ends_with("ame") {
                    text.text(" ").preset(&unused(&word.replace('_', "-"), &taken));
                } else {
                    snippet::value(
                        &mut text,
                        model,
                        snippet::best_form(model, field.ty),
                        Some(field),
                        column,
                        1,
                    );
                }
            }
            for (_, lines) in SOURCES.iter().filter(|(of, _)| of == word && is_fc3) {
                let region = region(document, place);
                let lines = lines.replace("REGION", &region).replace("ACCOUNT", "\\${config('AccountID')\\}");
                text.line(column).template(&lines, column);
            }
            let doc = tag_docs.iter().find_map(|form| match &model.ty(*form).kind {
                Kind::Enum { values, .. } => values.iter().find(|value| value.text() == *word),
                _ => None,
            });
            let description = doc.map(|value| first_line(&value.doc)).unwrap_or_default();
            items.push(item(place, &format!("{word} trigger"), description, text, format!("05_{rank:03}")));
        }
    }
    items
}

/// The names of the triggers beside the one at `place`.
fn sibling_names(place: &KeyPlace<'_>) -> HashSet<String> {
    let list = place.outer.and_then(|(_, entry)| entry.value()?.as_sequence());
    let items = list.into_iter().flat_map(|list| list.items()).filter_map(|item| item.value()?.as_mapping());
    let names = items.filter_map(|trigger| {
        let name = trigger.get("triggerName").or_else(|| trigger.get("name"))?;
        Some(name.value()?.as_scalar()?.cooked().into_owned())
    });
    names.collect()
}

/// The region of the function whose triggers are at `place`, for a template: as it is written, be it an expression.
fn region(document: &Document, place: &KeyPlace<'_>) -> String {
    let written = place.outer.and_then(|(props, _)| {
        let region = props.get("region")?.value()?.as_scalar()?;
        Some(region.cooked().trim().to_string()).filter(|region| !region.contains(['"', '\'', '\n', ' ']))
    });
    match written.filter(|region| !region.is_empty() && document.kind().is_s_yaml()) {
        Some(region) => snippet::escape(&region),
        None => "cn-hangzhou".to_string(),
    }
}

fn first_line(doc: &Doc) -> Message {
    let first = |text: &str| text.lines().next().unwrap_or_default().to_string();
    Message::new(first(&doc.en), first(&doc.zh))
}

/// An item for `text`, with the text as its documentation.
fn item(
    place: &KeyPlace<'_>,
    label: &str,
    description: Message,
    text: Snippet,
    sort: String,
) -> CompletionItem {
    let shown = format!("```yaml\n{}\n```", unindented(&text.plain, place.column));
    let mut item = CompletionItem::word(label, ItemKind::Snippet, place.word, place.offset, "", sort);
    item.description = description;
    item.snippet = text.snippet;
    item.plain = text.plain;
    item.additional = place.fix.iter().cloned().collect();
    item.documentation = Message::new(shown.clone(), shown);
    item
}

fn unindented(text: &str, column: u32) -> String {
    text.replace(&format!("\n{}", " ".repeat(column as usize)), "\n").trim_start().to_string()
}
