//! Credentials of the Aliyun CLI, `~/.aliyun/config.json`: names of the fields as the CLI's own code has them.

use serde::Deserialize;

use super::{CredentialError, Credentials, Role, Source, Surroundings};
use crate::message;

#[derive(Deserialize, Default)]
#[serde(default)]
struct Config {
    current: String,
    profiles: Vec<Profile>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Profile {
    name: String,
    mode: String,
    access_key_id: String,
    access_key_secret: String,
    sts_token: String,
    ram_role_arn: String,
    ram_session_name: String,
    expired_seconds: u32,
    region_id: String,
}

pub(super) fn find(surroundings: &Surroundings) -> Result<Option<Credentials>, CredentialError> {
    let wanted = surroundings.variable("ALIBABA_CLOUD_PROFILE");
    let whole = Source::AliyunCli(wanted.unwrap_or("current").to_string());
    let Some(text) = surroundings.home_file(&whole, ".aliyun/config.json")? else { return Ok(None) };
    let config: Config = serde_json::from_str(&text).map_err(|error| {
        // The text of the error may quote a value.
        let line = error.line();
        CredentialError::new(
            &whole,
            message!("line {line} is not what was expected", "第 {line} 行格式不正确"),
        )
    })?;
    let name = wanted.unwrap_or(&config.current);
    let Some(profile) = config.profiles.iter().find(|profile| profile.name == name) else {
        return match wanted {
            Some(_) => {
                Err(CredentialError::new(&whole, message!("there is no such profile", "没有这个配置")))
            }
            None => Ok(None),
        };
    };
    let source = Source::AliyunCli(profile.name.clone());
    let needed = |name: &str, value: &str| match value {
        "" => Err(CredentialError::missing(&source, name)),
        _ => Ok(()),
    };
    let mode = profile.mode.to_ascii_lowercase();
    // A fresh installation has a profile with nothing in it.
    if mode.is_empty() || mode == "ak" && profile.access_key_id.is_empty() {
        return Ok(None);
    }
    if !["ak", "ststoken", "ramrolearn"].contains(&mode.as_str()) {
        let mode = &profile.mode;
        return Err(CredentialError::new(
            &source,
            message!(
                "mode {mode} is not supported; AK, StsToken and RamRoleArn are. Temporary credentials can also be \
                 given in the environment (ALIBABA_CLOUD_ACCESS_KEY_ID, …_SECRET, ALIBABA_CLOUD_SECURITY_TOKEN)",
                "不支持 {mode} 模式，仅支持 AK、StsToken 和 RamRoleArn。也可以通过环境变量提供临时凭证\
                 （ALIBABA_CLOUD_ACCESS_KEY_ID、…_SECRET、ALIBABA_CLOUD_SECURITY_TOKEN）"
            ),
        ));
    }
    needed("access_key_id", &profile.access_key_id)?;
    needed("access_key_secret", &profile.access_key_secret)?;
    // An AK profile may keep the token of an earlier mode.
    let token = (mode != "ak").then_some(profile.sts_token.as_str());
    let mut found =
        Credentials::new(source.clone(), &profile.access_key_id, &profile.access_key_secret, token);
    found.region = Some(profile.region_id.clone()).filter(|region| !region.is_empty());
    if mode == "ststoken" {
        needed("sts_token", &profile.sts_token)?;
    }
    if mode == "ramrolearn" {
        needed("ram_role_arn", &profile.ram_role_arn)?;
        let session = match profile.ram_session_name.as_str() {
            "" => "fcls",
            name => name,
        };
        found.role = Some(Role {
            arn: profile.ram_role_arn.clone(),
            session: session.to_string(),
            seconds: Some(profile.expired_seconds).filter(|seconds| *seconds > 0),
        });
    }
    Ok(Some(found))
}
