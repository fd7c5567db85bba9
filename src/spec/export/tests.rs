use jsonschema::Validator;

use super::*;
use crate::spec::generated::verify;

fn validator(schema: &Value) -> Validator {
    jsonschema::draft202012::new(schema).expect("the schema is sound")
}

#[track_caller]
fn accepts(schema: &Value, instance: Value) {
    let errors: Vec<String> =
        validator(schema).iter_errors(&instance).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{instance}: {errors:#?}");
}

#[track_caller]
fn rejects(schema: &Value, instance: Value) {
    assert!(!validator(schema).is_valid(&instance), "{instance}");
}

/// A file with one fc3 resource.
fn fc3(props: Value) -> Value {
    let mut all =
        json!({"region": "cn-hangzhou", "functionName": "f", "runtime": "custom.debian12", "code": "./"});
    all.as_object_mut().unwrap().extend(props.as_object().cloned().unwrap_or_default());
    json!({"edition": "3.0.0", "name": "app", "resources": {"f": {"component": "fc3", "props": all}}})
}

#[test]
fn schemas_are_up_to_date() {
    verify("schemas/f.schema.json", &to_text(&f_schema()));
    verify("schemas/s.schema.json", &to_text(&s_schema()));
}

#[test]
fn schemas_compile_and_refer_to_what_is_there() {
    for schema in [f_schema(), s_schema()] {
        let mut names = Vec::new();
        references(&schema, &mut names);
        for name in names {
            assert!(schema["$defs"].get(&name).is_some(), "{name}");
        }
        assert!(jsonschema::meta::is_valid(&schema));
        validator(&schema);
    }
}

#[test]
fn fc3_takes_what_deploys() {
    let schema = s_schema();
    for props in [
        json!({}),
        json!({"logConfig": "Auto", "vpcConfig": "auto", "nasConfig": "auto|mountDir=/mnt/x"}),
        json!({"code": {"ossBucketName": "b", "ossObjectName": "o.zip"}}),
        json!({"cpu": 0.35, "memorySize": "${vars.memory}", "diskSize": 512, "timeout": "${env('T', '3')}"}),
        json!({"gpuConfig": {"gpuType": "fc.gpu.future.1", "gpuMemorySize": 49152}, "memorySize": 65536}),
        json!({"provisionConfig": {"target": 1, "alwaysAllocateCPU": true}}),
        json!({"tracingConfig": {"type": "Jaeger", "params": {"endpoint": "http://x"}}}),
        json!({"environmentVariables": null}),
        json!({"environmentVariables": {"A": "${vars.a}"}}),
        json!({"runtime": "nodejs99", "handler": "index.handler"}),
        json!({"tags": [{"Key": "a", "Value": "b"}]}),
        json!({"vpcConfig": {"vpcId": "v", "vSwitchIds": ["s"], "securityGroupId": "g"}}),
        json!({"triggers": [{"triggerName": "t", "triggerType": "http",
            "triggerConfig": {"authType": "anonymous", "methods": ["GET"]}}]}),
        json!({"triggers": [{"triggerName": "t", "triggerType": "tablestore", "triggerConfig": {},
            "sourceArn": "acs:ots:cn-hangzhou:1:instance/i/table/t"}]}),
        json!({"triggers": "${vars.triggers}"}),
        json!({"customDomain": {"domainName": "auto", "protocol": "HTTP", "route": {"path": "/*"}}}),
    ] {
        accepts(&schema, fc3(props));
    }
}

#[test]
fn fc3_refuses_what_is_wrong() {
    let schema = s_schema();
    for props in [
        json!({"memroySize": 512}),
        json!({"memorySize": 1000}),
        json!({"memorySize": "512"}),
        json!({"diskSize": 1024}),
        json!({"timeout": 0}),
        json!({"instanceConcurrency": 201}),
        json!({"vpcConfig": "auto|x=1"}),
        json!({"vpcConfig": {"vpcId": "v", "vSwitchIds": "vsw-1", "securityGroupId": "g"}}),
        json!({"logConfig": {"project": "p"}}),
        json!({"environmentVariables": {"DEBUG": true}}),
        json!({"environmentVariables": {"1A": "x"}}),
        json!({"code": {"codeUri": "./"}}),
        json!({"runtime": "python3.10"}),
        json!({"customContainerConfig": {"image": "i", "command": "[\"a\"]"}}),
        json!({"tags": [{"k": "a"}]}),
        json!({"triggers": [{"name": "t", "type": "http", "config": {}}]}),
        json!({"triggers": [{"triggerName": "t", "triggerType": "timer", "triggerConfig": {"events": []}}]}),
        json!({"triggers": [{"triggerName": "t", "triggerType": "http",
            "triggerConfig": {"authType": "anonymous", "methods": ["get"]}}]}),
        json!({"triggers": [{"triggerName": "t", "triggerType": "tablestore", "triggerConfig": {"table": "t"}}]}),
    ] {
        rejects(&schema, fc3(props));
    }
}

#[test]
fn the_edition_and_the_component_decide() {
    let schema = s_schema();
    rejects(&schema, json!({"edition": "3.0.0", "name": "a", "services": {}}));
    rejects(&schema, json!({"edition": 3.0, "name": "a", "resources": {}}));
    rejects(&schema, json!({"edition": "3.0.0", "resources": {"a.b": {"component": "fc3"}}}));
    rejects(&schema, json!({"edition": "3.0.0", "resources": {"a": {"props": {}}}}));
    rejects(&schema, json!({"edition": "3.0.0", "resources": {}, "aaccess": "x"}));
    accepts(&schema, json!({"edition": "3.0.0", "resources": {}, "x-shared": {"a": 1}, "common-env": []}));
    // A base file may bring what is missing here.
    accepts(&schema, json!({"extend": "./base.yaml", "resources": {"a": {"props": {"x": 1}}}}));
    // Any other component takes any props; a template may bring the required ones.
    accepts(
        &schema,
        json!({"edition": "3.0.0", "resources": {"a": {"component": "oss", "props": {"b": 1}}}}),
    );
    accepts(
        &schema,
        json!({"edition": "3.0.0", "template": {"t": {"region": "cn-hangzhou"}}, "resources":
            {"a": {"component": "fc3@0.1.22", "extend": {"name": "t"}, "props": {"functionName": "f"}}}}),
    );
    let domain = json!({"region": "cn-hangzhou", "domainName": "a.com", "protocol": "HTTP",
        "routeConfig": {"routes": [{"path": "/*", "functionName": "f"}]}});
    accepts(
        &schema,
        json!({"edition": "3.0.0", "resources": {"d": {"component": "fc3-domain", "props": domain}},
            "actions": {"pre-deploy": [{"run": "npm i", "path": "./"}]}, "flow": {"deploy": [["d"]]}}),
    );
    let legacy = json!({"region": "cn-hangzhou", "service": {"name": "s", "vpcConfig":
        {"vpcId": "v", "vSwitchIds": ["s"], "securityGroupId": "g"}},
        "function": {"name": "f", "runtime": "nodejs12", "codeUri": "./"},
        "triggers": [{"name": "t", "type": "http", "config": {"authType": "anonymous", "methods": ["GET"]}}],
        "customDomains": [{"domainName": "auto", "protocol": "HTTP", "routeConfigs": [{"path": "/*"}]}]});
    accepts(&schema, json!({"edition": "1.0.0", "services": {"a": {"component": "fc", "props": legacy}}}));
    rejects(
        &schema,
        json!({"edition": "1.0.0", "services": {"a": {"component": "devsapp/fc", "props": {"region": "cn-hangzhou",
            "function": {"name": "f", "runtime": "custom", "cAPort": 9000}}}}}),
    );
}

#[test]
fn f_yml_takes_what_the_builders_read() {
    let schema = f_schema();
    let file = |more: Value| {
        let mut all = json!({"service": "s", "provider": {"name": "aliyun", "runtime": "nodejs14"}});
        all.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
        all
    };
    for more in [
        json!({}),
        json!({"provider": {"name": "ginkgo"}}),
        json!({"functions": {"a": {"handler": "index.h", "events": [{"http": true}, {"hsf": true},
            {"http": {"path": "/", "method": ["get", "POST"]}}, {"timer": {"value": "0 0 8 * * *"}}]}}}),
        json!({"aggregation": {"all": {"functionsPattern": "*", "memorySize": 256}}}),
        json!({"layers": null, "package": {"include": null, "artifact": "code.zip"}}),
        json!({"custom": {"customDomain": false, "anything": [1]}}),
        json!({"custom": {"customDomain": {"domainName": "auto"}}}),
        json!({"deployType": "egg"}),
        json!({"deployType": {"type": "static", "config": {"rewrite": {"/a": "/b"}}}}),
        json!({"functionsRule": {"source": "src", "rules": [{"baseDir": "l", "events": {"http": {"basePath": "/"}}}]}}),
        json!({"provider": {"name": "aliyun", "nasConfig": {"UserId": 1, "GroupId": 1, "MountPoints":
            [{"ServerAddr": "h:/", "MountDir": "/mnt/a"}]}}}),
        json!({"provider": {"name": "aliyun", "runtime": "${ env.RUNTIME }", "timeout": "${env.T}"}}),
    ] {
        accepts(&schema, file(more));
    }
    for more in [
        json!({"provider": {"runtime": "nodejs14"}}),
        json!({"functions": {"a": {}}}),
        json!({"functions": {"a": {"handler": "i.h", "concurrency": 150}}}),
        json!({"functions": {"a": {"handler": "i.h", "events": [{"http": {}, "timer": {"value": "5m"}}]}}}),
        json!({"functions": {"a": {"handler": "i.h", "events": [{"http": {"vesion": "1"}}]}}}),
        json!({"aggregation": {"all": {"functionPattern": ["*"]}}}),
        json!({"provider": {"name": "aliyun", "vpcConfig": {"vpcId": "v"}}}),
        json!({"provider": {"name": "aliyun", "environment": {"PORT": 3306}}}),
        json!({"resource": {}}),
    ] {
        rejects(&schema, file(more));
    }
}

#[test]
fn every_root_compiles_by_itself() {
    for root in Root::ALL {
        let bundle = schema::bundle(&super::super::ROOTS);
        let name = &bundle.roots[root as usize];
        let schema = json!({"$ref": format!("#/$defs/{name}"), "$defs": bundle.defs});
        validator(&schema);
        let exported = exported(&[root]);
        assert!(exported.contains_key(name));
        validator(&finish(name, json!({"$ref": format!("#/$defs/{name}")}), exported));
    }
}

#[test]
fn the_update_tool_takes_its_own_forms() {
    let schema = finish("update", json!({"$ref": "#/$defs/UpdateParams"}), exported(&[Root::UpdateParams]));
    accepts(
        &schema,
        json!({"functionName": "0f", "runtime": "custom.debian12", "cpu": 1, "diskSize": 512, "memorySize": 2048,
            "customRuntimeConfig": {"command": ["python3"], "args": ["app.py"], "port": 9000}, "logConfig": "auto",
            "vpcConfig": {"vpcId": "v", "vSwitchIds": "vsw-1", "securityGroupId": "g"}, "location": "/src"}),
    );
    rejects(&schema, json!({"region": "cn-hangzhou"}));
    rejects(&schema, json!({"functionName": "f", "runtime": "nodejs20"}));
    rejects(&schema, json!({"functionName": "f", "customRuntimeConfig": {"command": []}}));
}
