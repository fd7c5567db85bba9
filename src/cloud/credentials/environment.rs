//! Credentials in the environment.

use super::{CredentialError, Credentials, Source, Surroundings};

const ID: &str = "ALIBABA_CLOUD_ACCESS_KEY_ID";
const SECRET: &str = "ALIBABA_CLOUD_ACCESS_KEY_SECRET";
const TOKEN: &str = "ALIBABA_CLOUD_SECURITY_TOKEN";
const REGION: &str = "ALIBABA_CLOUD_REGION_ID";

pub(super) fn find(surroundings: &Surroundings) -> Result<Option<Credentials>, CredentialError> {
    let variable = |name: &str| surroundings.variable(name);
    match (variable(ID), variable(SECRET)) {
        (Some(id), Some(secret)) => {
            let mut found =
                Credentials::new(Source::Environment(ID.to_string()), id, secret, variable(TOKEN));
            found.region = variable(REGION).map(str::to_string);
            return Ok(Some(found));
        }
        (Some(_), None) => {
            return Err(CredentialError::missing(&Source::Environment(ID.to_string()), SECRET));
        }
        (None, Some(_)) => {
            return Err(CredentialError::missing(&Source::Environment(SECRET.to_string()), ID));
        }
        (None, None) => {}
    }
    // Serverless Devs takes these when all three are set.
    match (variable("AccountID"), variable("AccessKeyID"), variable("AccessKeySecret")) {
        (Some(_), Some(id), Some(secret)) => {
            let source = Source::Environment("AccessKeyID".to_string());
            Ok(Some(Credentials::new(source, id, secret, variable("SecurityToken"))))
        }
        _ => Ok(None),
    }
}
