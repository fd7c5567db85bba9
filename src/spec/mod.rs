//! What f.yml and s.yaml may hold.
//!
//! A field is described once, as a field of a Rust type with its docs (English as doc comment, Chinese and
//! the rest as `x-` keys of its schema). From these types come the compiled [`Model`] that checks,
//! completion and hover read, the JSON schemas of `schemas/` and the field reference of `docs/fields/`.

mod choices;
pub mod docs;
pub mod domain;
pub mod export;
pub mod f_yml;
pub mod fc3;
#[cfg(test)]
mod generated;
pub mod legacy_fc;
pub mod lists;
pub mod model;
pub mod s_yaml;
mod schema;
pub mod triggers;
pub mod update_tool;

pub use model::{Model, Root};

use schemars::{Schema, SchemaGenerator};
use serde::Serialize;
use serde_json::Value;

/// The type behind each root, in the order of [`Root::ALL`].
const ROOTS: [fn(&mut SchemaGenerator) -> Schema; Root::ALL.len()] = [
    SchemaGenerator::subschema_for::<f_yml::FYml>,
    SchemaGenerator::subschema_for::<s_yaml::SYaml>,
    SchemaGenerator::subschema_for::<fc3::Fc3Props>,
    SchemaGenerator::subschema_for::<domain::Fc3DomainProps>,
    SchemaGenerator::subschema_for::<s_yaml::LegacySYaml>,
    SchemaGenerator::subschema_for::<legacy_fc::LegacyProps>,
    SchemaGenerator::subschema_for::<update_tool::UpdateParams>,
];

/// A typed value as JSON without the keys that hold nothing.
///
/// # Errors
/// If the value cannot be written as JSON, as a number that is not finite.
pub fn to_value<T: Serialize>(typed: &T) -> Result<Value, serde_json::Error> {
    let mut value = serde_json::to_value(typed)?;
    drop_nothing(&mut value);
    Ok(value)
}

fn drop_nothing(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|_, inner| !inner.is_null());
            map.values_mut().for_each(drop_nothing);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_nothing),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde::de::DeserializeOwned;
    use serde_json::json;

    use super::*;

    /// What a type reads, it writes again.
    #[track_caller]
    fn keeps<T: DeserializeOwned + Serialize>(value: Value) {
        let typed: T = serde_json::from_value(value.clone()).expect("the value fits the type");
        assert_eq!(to_value(&typed).unwrap(), value);
    }

    #[test]
    fn types_write_what_they_read() {
        keeps::<fc3::Fc3Props>(json!({
            "region": "cn-hangzhou", "functionName": "f", "runtime": "nodejs20", "handler": "index.handler",
            "code": {"ossBucketName": "b", "ossObjectName": "o"}, "cpu": 0.35, "memorySize": 512, "diskSize": 512,
            "logConfig": "auto", "vpcConfig": {"vpcId": "v", "vSwitchIds": ["s"], "securityGroupId": "g"},
            "customDNS": {"nameServers": ["1.1.1.1"]}, "codeChecksum": "1",
            "triggers": [
                {"triggerName": "t", "triggerType": "timer",
                    "triggerConfig": {"cronExpression": "@every 4m", "enable": true}},
                {"triggerName": "h", "triggerType": "http", "triggerConfig":
                    {"authType": "anonymous", "methods": ["GET"], "disableURLInternet": false}},
            ],
        }));
        keeps::<f_yml::FYml>(json!({
            "service": "s", "provider": {"name": "ginkgo", "environment": {"A": "b"}},
            "functions": {"a": {"handler": "i.h", "memorySize": 256, "events":
                [{"http": {"method": ["get", "OPTIONS"]}}, {"timer": true}, {"os": {"bucket": "b", "events": "e"}}]}},
            "custom": {"customDomain": false}, "deployType": {"type": "egg", "version": "3.0.0"},
        }));
        keeps::<s_yaml::SYaml>(json!({
            "edition": "3.0.0", "vars": {"a": 1}, "resources": {"f": {"component": "fc3", "props": {"a": [1]},
                "actions": {"pre-deploy": [{"run": "ls", "allow_failure": true}]}, "extend": {"name": "t"}}},
        }));
    }
}
