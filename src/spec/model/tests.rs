use super::compile::Compiler;
use super::*;
use crate::spec::{generated, schema};

/// Calls `visit` with the path and the field of every field below the roots, each type once.
fn each_field(visit: &mut dyn FnMut(&str, &Field)) {
    let model = Model::get();
    for id in model.types() {
        if let Kind::Object(object) = &model.ty(id).kind {
            let owner = model.ty(id).name.as_deref().unwrap_or("?");
            for field in &object.fields {
                visit(&format!("{owner}.{}", field.name), field);
            }
        }
    }
}

fn fc3() -> TypeId {
    Model::get().root(Root::Fc3Props)
}

#[test]
fn numbers_carry_their_bounds_and_unit() {
    let model = Model::get();
    let memory = model.object(fc3()).unwrap().field("memorySize").unwrap();
    assert_eq!(memory.unit.as_deref(), Some("MB"));
    assert_eq!(memory.rule.as_deref(), Some("mem-step"));
    assert_eq!(memory.class, Class::Common);
    assert_eq!(memory.default, Some(Value::from(512)));
    assert_eq!(memory.doc.first(), ("Memory of one instance.", "单个实例的内存。"));
    let Kind::Number { integer, min, max, step, soft_max, .. } = model.ty(memory.ty).kind else { panic!() };
    assert_eq!((integer, min, max, step, soft_max), (true, Some(128.0), None, Some(64.0), Some(32768.0)));
}

#[test]
fn auto_and_object_are_forms_of_one_type() {
    let model = Model::get();
    let log = model.object(fc3()).unwrap().field("logConfig").unwrap();
    assert_eq!(log.auto, Some(Auto::Params));
    let forms = model.forms(log.ty);
    assert_eq!(forms.len(), 2);
    let Kind::Str { pattern: Some(pattern), .. } = &model.ty(forms[0]).kind else { panic!() };
    assert!(pattern.is_match("Auto") && pattern.is_match("auto|a=b") && !pattern.is_match("automatic"));
    let object = model.object(log.ty).unwrap();
    assert!(object.field("project").unwrap().required);
    assert_eq!(object.required_rule.as_deref(), Some("log-complete"));
    let vpc = model.object(fc3()).unwrap().field("vpcConfig").unwrap();
    let Kind::Str { pattern: Some(pattern), .. } = &model.ty(model.forms(vpc.ty)[0]).kind else { panic!() };
    assert!(pattern.is_match("AUTO") && !pattern.is_match("auto|a=b"));
}

#[test]
fn a_trigger_is_told_apart_by_its_type() {
    let model = Model::get();
    let triggers = model.object(fc3()).unwrap().field("triggers").unwrap();
    let trigger = model.item(triggers.ty).unwrap();
    let object = model.object(trigger).unwrap();
    let names: Vec<&str> = object.fields.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(names[..3], ["triggerName", "triggerType", "triggerConfig"]);
    assert_eq!(object.extra, Extra::Closed);
    let variants = object.variants.as_ref().unwrap();
    assert_eq!((variants.tag.as_str(), variants.content.as_str()), ("triggerType", "triggerConfig"));
    let words: Vec<&str> = variants.branches.iter().map(|(word, _)| word.as_str()).collect();
    assert_eq!(
        words,
        ["http", "timer", "oss", "log", "mns_topic", "cdn_events", "tablestore", "eventbridge"]
    );
    let timer = model.value(trigger, "triggerConfig", Some("timer")).unwrap();
    assert!(model.object(timer).unwrap().field("cronExpression").unwrap().required);
    let kind = object.field("triggerType").unwrap();
    assert!(kind.required && !kind.doc.is_empty());
    let Kind::Enum { values, open: false } = &model.ty(kind.ty).kind else { panic!() };
    assert_eq!(values[0].doc.en, "Calls the function over HTTP.");
}

#[test]
fn maps_and_aliases() {
    let model = Model::get();
    let props = model.object(fc3()).unwrap();
    let env = props.field("environmentVariables").unwrap();
    let object = model.object(env.ty).unwrap();
    assert!(matches!(object.extra, Extra::Map(ty) if matches!(model.ty(ty).kind, Kind::Str { .. })));
    assert!(!object.key_pattern.as_ref().unwrap().is_match("1A"));
    assert_eq!(env.format, Some(Format::EnvMap));
    let tag = model.item(props.field("tags").unwrap().ty).unwrap();
    assert_eq!(model.object(tag).unwrap().field("Key").unwrap().name, "key");
}

#[test]
fn open_lists_and_retired_values_are_marked() {
    let model = Model::get();
    let runtime = model.object(fc3()).unwrap().field("runtime").unwrap();
    let Kind::Enum { values, open: true } = &model.ty(runtime.ty).kind else { panic!() };
    assert!(values.iter().any(|value| value.value == "nodejs8" && value.deprecated));
    assert!(values.iter().any(|value| value.value == "nodejs20" && !value.deprecated));
}

#[test]
fn every_field_speaks_both_languages() {
    let mut silent = Vec::new();
    each_field(&mut |path, field| {
        let (en, zh) = field.doc.first();
        // One sentence: it ends with its only full stop.
        let sound = en.ends_with('.') && zh.ends_with('。') && !zh.is_ascii();
        let deprecated = field.deprecated.as_ref().is_none_or(|doc| !doc.en.is_empty() && !doc.zh.is_empty());
        if !sound || !deprecated {
            silent.push(format!("{path}: {en} / {zh}"));
        }
    });
    assert!(silent.is_empty(), "{silent:#?}");
}

#[test]
fn every_value_of_a_list_speaks_both_languages() {
    let model = Model::get();
    let mut silent = Vec::new();
    for id in model.types() {
        if let Kind::Enum { values, .. } = &model.ty(id).kind {
            for value in values.iter().filter(|value| value.doc.en.is_empty() || value.doc.zh.is_empty()) {
                silent.push(format!("{:?} {}", model.ty(id).name, value.value));
            }
        }
    }
    assert!(silent.is_empty(), "{silent:#?}");
}

#[test]
fn every_pattern_compiles() {
    let model = Model::get();
    for id in model.types() {
        let pattern = match &model.ty(id).kind {
            Kind::Str { pattern, .. } => pattern.as_ref(),
            Kind::Object(object) => object.key_pattern.as_ref().or(object.free_keys.as_ref()),
            _ => None,
        };
        assert!(pattern.is_none_or(|pattern| pattern.regex().is_some()), "{pattern:?}");
    }
}

#[test]
fn the_words_of_the_schemas_are_known() {
    fn walk(value: &Value, problems: &mut Vec<String>) {
        match value {
            Value::Object(map) => {
                if let Some(format) = map.get("x-format").and_then(Value::as_str)
                    && Format::from_word(format).is_none()
                {
                    problems.push(format!("x-format {format}"));
                }
                // Words that narrow a referenced type would be lost: the type is shared.
                let narrowing =
                    ["enum", "pattern", "minimum", "maximum", "minItems", "maxItems", "minLength"];
                if map.contains_key("$ref") && narrowing.iter().any(|key| map.contains_key(*key)) {
                    problems.push(format!("narrowed reference {map:?}"));
                }
                map.values().for_each(|inner| walk(inner, problems));
            }
            Value::Array(items) => items.iter().for_each(|inner| walk(inner, problems)),
            _ => {}
        }
    }
    let mut problems = Vec::new();
    for schema in schema::bundle(&super::super::ROOTS).defs.values() {
        walk(schema, &mut problems);
    }
    assert!(problems.is_empty(), "{problems:#?}");
}

#[test]
fn a_path_leads_to_its_fields() {
    let model = Model::get();
    let owners = |root, path: &[&str]| {
        let fields = model.lookup(root, path);
        fields.iter().map(|field| field.doc.first().0.to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(
        owners(Root::Fc3Props, &["triggers", "triggerConfig", "cronExpression"]),
        ["When the function is called."]
    );
    // Timer and log triggers are switched by the same key.
    assert_eq!(owners(Root::Fc3Props, &["triggers", "triggerConfig", "enable"]).len(), 2);
    assert_eq!(
        owners(Root::FYml, &["functions", "any", "events", "http", "path"]),
        ["Path; on aliyun it becomes a route of the custom domain."]
    );
    assert_eq!(owners(Root::Fc3Props, &["logConfig", "project"]), ["Name of the SLS project."]);
    assert_eq!(owners(Root::Fc3Props, &["memroySize"]), Vec::<String>::new());
}

#[test]
fn components_name_their_root() {
    assert_eq!(Root::of_component("fc3"), Some(Root::Fc3Props));
    assert_eq!(Root::of_component("devsapp/fc3@0.1.22"), Some(Root::Fc3Props));
    assert_eq!(Root::of_component("fc3-domain@${vars.v}"), Some(Root::Fc3DomainProps));
    assert_eq!(Root::of_component("devsapp/fc"), Some(Root::LegacyService));
    assert_eq!(Root::of_component("fc3test"), None);
}
#[test]
fn no_two_types_share_a_name() {
    // schemars tells them apart by a number; the name would mean nothing to a reader.
    let model = Model::get();
    let names = model.types().filter_map(|id| model.ty(id).name.as_deref());
    let numbered: Vec<&str> =
        names.filter(|name| name.ends_with(|last: char| last.is_ascii_digit())).collect();
    assert_eq!(numbered, Vec::<&str>::new());
}

#[test]
fn platforms_follow_the_table_of_the_specification() {
    let model = Model::get();
    let provider = model.value(model.root(Root::FYml), "provider", None).unwrap();
    let platforms = |ty: TypeId, name: &str| {
        let platforms = model.object(ty).unwrap().field(name).unwrap().platforms;
        platforms.map(|platforms| (platforms.aliyun, platforms.tencent))
    };
    assert_eq!(platforms(provider, "stage"), Some((false, true)));
    assert_eq!(platforms(provider, "internetAccess"), Some((true, false)));
    assert_eq!(platforms(provider, "memorySize"), Some((true, true)));
    assert_eq!(platforms(provider, "starter"), None);
    let functions = model.value(model.root(Root::FYml), "functions", None).unwrap();
    let function = model.value(functions, "any name", None).unwrap();
    assert_eq!(platforms(function, "name"), Some((false, false)));
    let event = model.item(model.object(function).unwrap().field("events").unwrap().ty).unwrap();
    let object = model.object(event).unwrap();
    assert_eq!((object.min_keys, object.max_keys, object.extra), (Some(1), Some(1), Extra::Any));
    let http = model.value(event, "http", None).unwrap();
    assert_eq!(platforms(http, "serviceId"), Some((false, true)));
}

#[test]
fn free_keys_stand_beside_the_sections() {
    let model = Model::get();
    let top = model.object(model.root(Root::SYaml)).unwrap();
    let free = top.free_keys.as_ref().unwrap();
    assert!(free.is_match("x-shared") && free.is_match("common-vpc") && !free.is_match("aaccess"));
    assert!(top.field("resources").unwrap().required);
    let legacy = model.object(model.root(Root::LegacyService)).unwrap();
    let vpc = model.value(legacy.field("service").unwrap().ty, "vpcConfig", None).unwrap();
    assert_eq!(model.object(vpc).unwrap().field("vSwitchIds").unwrap().name, "vswitchIds");
}

/// The stored form: one type on a line, so that a change shows as a change of its line.
fn stored(model: &Model) -> String {
    let types: Vec<String> = model.types.iter().map(|ty| serde_json::to_string(ty).unwrap()).collect();
    format!(
        "{{\"roots\":{},\"types\":[\n{}\n]}}\n",
        serde_json::to_string(&model.roots).unwrap(),
        types.join(",\n")
    )
}

#[test]
fn the_stored_model_is_up_to_date() {
    let text = stored(&Compiler::compile(schema::bundle(&super::super::ROOTS)));
    generated::verify("src/spec/model.json", &text);
    assert_eq!(stored(&Model::read(&text)), text);
}

#[test]
fn reading_is_quick() {
    let started = std::time::Instant::now();
    let model = Model::read(STORED);
    let taken = started.elapsed();
    println!("{} types in {taken:?}", model.types.len());
    // A generous bound for unoptimised builds on a busy machine; 3 ms is the budget of a release.
    assert!(taken < std::time::Duration::from_millis(100), "{taken:?}");
}
