use serde_json::json;

use super::*;

fn live() -> Function {
    serde_json::from_value(json!({
        "functionName": "f", "functionArn": "acs:fc:cn-hangzhou:1234567890123456:functions/f",
        "runtime": "custom.debian12", "cpu": 0.35, "memorySize": 512, "diskSize": 512, "timeout": 3,
        "internetAccess": true, "description": "", "role": "acs:ram::1234567890123456:role/aliyunfcdefaultrole",
        "environmentVariables": {"A": "1", "EMPTY": ""},
        "layers": [{"arn": "acs:fc:cn-hangzhou:official:layers/Python310/versions/3"}],
        "customRuntimeConfig": {"command": ["python3"], "args": ["app.py"], "port": 9000},
        "vpcConfig": {"vpcId": "", "vSwitchIds": [], "securityGroupId": "", "role": ""},
        "tags": [{"Key": "team", "Value": "a"}],
    }))
    .unwrap()
}

fn planned(sets: &[&str], unsets: &[&str]) -> Plan {
    let sets = sets.iter().map(|text| Assignment::set(text).unwrap());
    let unsets = unsets.iter().map(|key| Assignment::unset(key).unwrap());
    let wish = Wish { assignments: sets.chain(unsets).collect(), replace_environment: false };
    plan(&wish, &live(), None).unwrap()
}

#[test]
fn only_what_differs_is_sent() {
    let plan = planned(&["memorySize=1024", "timeout=3", "cpu=0.35"], &[]);
    assert_eq!(Value::from(plan.fields), json!({"memorySize": 1024}));
    assert_eq!(plan.differences.len(), 1);
    assert!(
        planned(&["role=AliyunFCDefaultRole", "internetAccess=true"], &["vpcConfig", "description"])
            .is_empty()
    );
}

#[test]
fn empty_values_are_values() {
    let plan = planned(&["internetAccess=false", "layers=[]", "role="], &[]);
    assert_eq!(Value::from(plan.fields), json!({"internetAccess": false, "layers": [], "role": ""}));
    let plan = planned(&["environmentVariables.A="], &[]);
    assert_eq!(Value::from(plan.fields), json!({"environmentVariables": {"A": "", "EMPTY": ""}}));
}

#[test]
fn the_environment_merges() {
    let plan = planned(&["environmentVariables={B: '2'}"], &[]);
    assert_eq!(Value::from(plan.fields), json!({"environmentVariables": {"A": "1", "EMPTY": "", "B": "2"}}));
    assert_eq!(plan.differences[0].field, "environmentVariables.B");
    let plan = planned(&[], &["environmentVariables.EMPTY"]);
    assert_eq!(plan.differences[0].old, Some(json!("")));
    let assignments = vec![Assignment::set("environmentVariables={B: '2'}").unwrap()];
    let wish = Wish { assignments, replace_environment: true };
    let plan = super::plan(&wish, &live(), None).unwrap();
    assert_eq!(Value::from(plan.fields), json!({"environmentVariables": {"B": "2"}}));
}

#[test]
fn parts_of_a_setting_keep_the_others() {
    let plan = planned(&["customRuntimeConfig.port=8080"], &["customRuntimeConfig.args"]);
    assert_eq!(
        Value::from(plan.fields),
        json!({"customRuntimeConfig": {"command": ["python3"], "port": 8080}})
    );
}

#[test]
fn tags_are_set_and_taken_away() {
    let plan = planned(&["tags.owner=b"], &["tags.team"]);
    assert_eq!((plan.tags.len(), plan.gone_tags), (1, vec!["team".to_string()]));
    let plan = planned(&["tags=[{key: team, value: a}]"], &[]);
    assert!(plan.is_empty());
}

#[test]
fn auto_makes_nothing() {
    let wish = Wish { assignments: vec![Assignment::set("vpcConfig=auto").unwrap()], ..Wish::default() };
    assert!(plan(&wish, &live(), None).is_err());
    let mut has = live();
    has.vpc_config = serde_json::from_value(json!({"vpcId": "vpc-1", "vSwitchIds": ["vsw-1"]})).unwrap();
    assert!(plan(&wish, &has, None).unwrap().is_empty());
}

#[test]
fn a_runtime_stays_of_its_kind() {
    let wish = |text: &str| Wish { assignments: vec![Assignment::set(text).unwrap()], ..Wish::default() };
    assert!(plan(&wish("runtime=python3.10"), &live(), None).is_err());
    assert!(plan(&wish("runtime=custom.debian11"), &live(), None).is_ok());
}
