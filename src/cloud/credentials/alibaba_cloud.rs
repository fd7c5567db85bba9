//! Credentials of the Alibaba Cloud SDKs, `~/.alibabacloud/credentials` (INI); its place may be changed by
//! `ALIBABA_CLOUD_CREDENTIALS_FILE`, the profile by `ALIBABA_CLOUD_PROFILE`. Source: the SDKs' documentation.

use std::collections::BTreeMap;
use std::path::Path;

use super::{CredentialError, Credentials, Role, Source, Surroundings, read};
use crate::message;

/// Sections with their keys. Values may stand in quotes; `#` and `;` begin comments at the head of a line.
fn sections(text: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut sections: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    let mut current = None;
    for line in text.lines().map(str::trim) {
        if line.is_empty() || line.starts_with(['#', ';']) {
            continue;
        }
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.split(']').next()) {
            current = Some(sections.entry(name.trim().to_string()).or_default());
        } else if let (Some(section), Some((name, value))) = (current.as_mut(), line.split_once('=')) {
            // A comment after a value begins with a blank: tokens may hold `#` and `;`.
            let value = value.split(" #").next().unwrap_or_default().trim();
            let bare = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value);
            section.insert(name.trim().to_ascii_lowercase(), bare.to_string());
        }
    }
    sections
}

pub(super) fn find(surroundings: &Surroundings) -> Result<Option<Credentials>, CredentialError> {
    let wanted = surroundings.variable("ALIBABA_CLOUD_PROFILE");
    let name = wanted.unwrap_or("default");
    let source = Source::AlibabaCloud(name.to_string());
    let text = match surroundings.variable("ALIBABA_CLOUD_CREDENTIALS_FILE") {
        Some(path) => read(&source, Path::new(path))?,
        None => surroundings.home_file(&source, ".alibabacloud/credentials")?,
    };
    let Some(text) = text else { return Ok(None) };
    let sections = sections(&text);
    let Some(section) = sections.get(name) else {
        return match wanted {
            Some(_) => {
                Err(CredentialError::new(&source, message!("there is no such profile", "没有这个配置")))
            }
            None => Ok(None),
        };
    };
    let value = |name: &str| section.get(name).map(String::as_str).filter(|value| !value.is_empty());
    let needed = |name: &str| value(name).ok_or_else(|| CredentialError::missing(&source, name));
    let kind = value("type").unwrap_or("access_key");
    if !["access_key", "sts", "ram_role_arn"].contains(&kind) {
        return Err(CredentialError::new(
            &source,
            message!(
                "type {kind} is not supported; access_key, sts and ram_role_arn are",
                "不支持类型 {kind}，仅支持 access_key、sts 和 ram_role_arn"
            ),
        ));
    }
    let token = if kind == "sts" { Some(needed("security_token")?) } else { None };
    let mut found =
        Credentials::new(source.clone(), needed("access_key_id")?, needed("access_key_secret")?, token);
    found.region = value("region_id").map(str::to_string);
    if kind == "ram_role_arn" {
        found.role = Some(Role {
            arn: needed("role_arn")?.to_string(),
            session: value("role_session_name").or(value("session_name")).unwrap_or("fcls").to_string(),
            seconds: value("duration_seconds").and_then(|seconds| seconds.parse().ok()),
        });
    }
    Ok(Some(found))
}
