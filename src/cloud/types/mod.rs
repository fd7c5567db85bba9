//! Wire types of Function Compute 2023-03-30 and STS 2015-04-01.
//!
//! Every field is optional: in a request `None` is left out and means "leave it as it is", while an empty value
//! (`""`, `false`, `[]`, `{}`) is sent and means "set it to that". In an answer a missing field or `null` is
//! `None`, and unknown fields are ignored. Fields stand in the order of the alphabet, as the official Node SDK
//! sends them.

mod account;
mod domain;
mod function;
mod instance;
mod layer;
mod mount;
mod trigger;
mod version;

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

pub use account::*;
pub use domain::*;
pub use function::*;
pub use instance::*;
pub use layer::*;
pub use mount::*;
pub use trigger::*;
pub use version::*;

use super::secret::Secret;

/// A map that keeps its order but compares without it.
pub type Map<V> = indexmap::IndexMap<String, V>;

/// A number that may have a fraction (vCPU, weights). Whole ones are written without `.0`, as the SDKs do, so
/// that equal settings give equal bodies.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default, Deserialize)]
#[serde(transparent)]
pub struct Decimal(pub f64);

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Up to 2^53 the conversion is exact.
        if self.0.fract() == 0.0 && self.0.abs() < 9e15 {
            serializer.serialize_i64(self.0 as i64)
        } else {
            serializer.serialize_f64(self.0)
        }
    }
}

/// Reads a value, also where the service writes a number as text or text as a number (both SDKs put up with
/// it). Anything else of a wrong type is an error: to take it for absent would make plans wrong.
pub(crate) fn lenient<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    let value = Value::deserialize(deserializer)?;
    if value.is_null() {
        return Ok(None);
    }
    let other = match &value {
        Value::String(text) => serde_json::from_str::<Value>(text.trim())
            .ok()
            .filter(|other| other.is_number() || other.is_boolean()),
        Value::Number(number) => Some(match number.as_f64() {
            Some(float) if number.is_f64() && float.fract() == 0.0 => Value::from(float as i64),
            _ => Value::from(number.to_string()),
        }),
        Value::Bool(flag) => Some(Value::from(flag.to_string())),
        _ => None,
    };
    match T::deserialize(value) {
        Ok(value) => Ok(Some(value)),
        Err(error) => match other.map(T::deserialize) {
            Some(Ok(value)) => Ok(Some(value)),
            _ => Err(D::Error::custom(error)),
        },
    }
}

/// Declares wire types: each field as `name: Type = "jsonName"`, each becomes an `Option`.
macro_rules! wire {
    ($(
        $(#[doc = $doc:literal])+
        $name:ident {
            $( $(#[doc = $field_doc:literal])+ $field:ident: $type:ty = $json:literal, )*
        }
    )*) => { $(
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(default)]
        pub struct $name {
            $(
                $(#[doc = $field_doc])+
                #[serde(
                    rename = $json,
                    skip_serializing_if = "Option::is_none",
                    deserialize_with = "crate::cloud::types::lenient"
                )]
                pub $field: Option<$type>,
            )*
        }
    )* };
}
pub(crate) use wire;

wire! {
    /// Body of DisableFunctionInvocation.
    DisableFunctionInvocationInput {
        /// Whether calls that run are stopped.
        abort_ongoing_request: bool = "abortOngoingRequest",
        /// Why, in words.
        reason: String = "reason",
    }

    /// Whose credentials these are: the answer of STS GetCallerIdentity.
    CallerIdentity {
        /// Account id, digits.
        account_id: String = "AccountId",
        /// ARN of the user or role.
        arn: String = "Arn",
        /// `Account`, `RAMUser` or `AssumedRoleUser`.
        identity_type: String = "IdentityType",
        /// Id of the user, or of role and session.
        principal_id: String = "PrincipalId",
        /// Id of the request.
        request_id: String = "RequestId",
        /// Id of a role.
        role_id: String = "RoleId",
        /// Id of the user.
        user_id: String = "UserId",
    }

    /// Answer of STS AssumeRole.
    AssumeRoleOutput {
        /// The temporary credentials.
        credentials: TemporaryCredentials = "Credentials",
        /// Id of the request.
        request_id: String = "RequestId",
    }

    /// Temporary credentials.
    TemporaryCredentials {
        /// AccessKey id.
        access_key_id: String = "AccessKeyId",
        /// AccessKey secret; never printed.
        access_key_secret: Secret = "AccessKeySecret",
        /// RFC 3339 time of expiry.
        expiration: String = "Expiration",
        /// Security token; never printed.
        security_token: Secret = "SecurityToken",
    }

    /// Answer of `/2016-08-15/tempBucketToken` (Function Compute 2.0): a place for a large package. The object to
    /// write is `<account id>/<object name>`.
    TempBucketToken {
        /// Most bytes the package may have.
        code_size_limit: i64 = "codeSizeLimit",
        /// Credentials for the bucket alone.
        credentials: TemporaryCredentials = "credentials",
        /// Name of the object, without the account id.
        object_name: String = "objectName",
        /// Name of the bucket.
        oss_bucket: String = "ossBucket",
        /// Region of the bucket, e.g. `oss-cn-hangzhou`.
        oss_region: String = "ossRegion",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn absent_is_not_empty() {
        let input = UpdateFunctionInput {
            description: Some(String::new()),
            environment_variables: Some(Map::new()),
            internet_access: Some(false),
            layers: Some(Vec::new()),
            ..Default::default()
        };
        assert_eq!(
            serde_json::to_string(&input).unwrap(),
            r#"{"description":"","environmentVariables":{},"internetAccess":false,"layers":[]}"#
        );
        assert_eq!(serde_json::to_string(&UpdateFunctionInput::default()).unwrap(), "{}");
    }

    #[test]
    fn whole_numbers_have_no_fraction() {
        let input = UpdateFunctionInput { cpu: Some(Decimal(1.0)), ..Default::default() };
        assert_eq!(serde_json::to_string(&input).unwrap(), r#"{"cpu":1}"#);
        let input = UpdateFunctionInput { cpu: Some(Decimal(0.35)), ..Default::default() };
        assert_eq!(serde_json::to_string(&input).unwrap(), r#"{"cpu":0.35}"#);
    }

    #[test]
    fn answers_may_be_loose() {
        let function: Function = serde_json::from_value(json!({
            "functionName": "f", "cpu": 1, "memorySize": "512", "timeout": 3.0, "role": null,
            "disableInjectCredentials": true, "newField": {"a": [1]},
            "layers": [{"arn": "acs:fc:cn-hangzhou:official:layers/Python310/versions/3", "size": 1}]
        }))
        .unwrap();
        assert_eq!(function.cpu, Some(Decimal(1.0)));
        assert_eq!((function.memory_size, function.timeout), (Some(512), Some(3)));
        assert_eq!(function.role, None);
        assert_eq!(function.disable_inject_credentials.as_deref(), Some("true"));
        assert_eq!(function.layers.unwrap()[0].size, Some(1));
        assert!(serde_json::from_value::<Function>(json!({"layers": "one"})).is_err());
    }

    #[test]
    fn keys_are_not_printed() {
        let certificate: CertConfig =
            serde_json::from_value(json!({"certName": "c", "privateKey": "PEM"})).unwrap();
        assert!(!format!("{certificate:?}").contains("PEM"));
        assert_eq!(
            serde_json::to_value(&certificate).unwrap(),
            json!({"certName": "c", "privateKey": "PEM"})
        );
    }
}
