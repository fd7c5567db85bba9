//! Credentials of Serverless Devs, `~/.s/access.yaml`. Values are stored through crypto-js' `AES.encrypt` with a
//! passphrase that is part of the public program (`@serverless-devs/core`, `decryptCredential`), so this is
//! obfuscation and not secrecy; values that are not encrypted are taken as they are.

use aes::Aes256;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use cbc::Decryptor;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockModeDecrypt, KeyIvInit};
use md5::{Digest, Md5};
use serde_json::{Map, Value};

use super::{CredentialError, Credentials, Source, Surroundings};
use crate::message;
use crate::syntax::{anchors, parse, to_json};
use crate::text::Text;

/// The passphrase of the public program.
const PASSPHRASE: &[u8] = b"SecretKey123";

/// How the environment holds an alias: `<alias>` is the name of the variable, its value JSON.
const VARIABLE_SUFFIX: &str = "_serverless_devs_key";

/// Undoes crypto-js' `AES.encrypt(text, passphrase)`: Base64 of `Salted__`, 8 bytes of salt and AES-256-CBC; key
/// and IV by OpenSSL's `EVP_BytesToKey` with MD5. `None` when it is not that.
fn decrypt(text: &str) -> Option<String> {
    let bytes = BASE64.decode(text).ok()?;
    let (salt, encrypted) = bytes.strip_prefix(b"Salted__")?.split_at_checked(8)?;
    let mut material = Vec::new();
    let mut block = Vec::new();
    while material.len() < 48 {
        let mut hash = Md5::new();
        hash.update(&block);
        hash.update(PASSPHRASE);
        hash.update(salt);
        block = hash.finalize().to_vec();
        material.extend_from_slice(&block);
    }
    let decryptor = Decryptor::<Aes256>::new_from_slices(&material[..32], &material[32..48]).ok()?;
    let plain = decryptor.decrypt_padded_vec::<Pkcs7>(encrypted).ok()?;
    String::from_utf8(plain).ok()
}

/// A value in the clear; `None` when it looks encrypted but cannot be decrypted.
fn plain(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    // Base64 of `Salted__`.
    if text.starts_with("U2FsdGVkX1") { decrypt(&text) } else { Some(text) }
}

fn entries(source: &Source, text: &str) -> Result<Map<String, Value>, CredentialError> {
    let text = Text::from(text);
    let tree = parse(&text);
    let document = tree.stream(&text).documents().next();
    let value = document.map(|document| to_json(document.value(), &anchors(document)));
    match value {
        Some(Ok(Value::Object(entries))) if !tree.has_errors() => Ok(entries),
        None | Some(Ok(Value::Null)) => Ok(Map::new()),
        _ => Err(CredentialError::new(
            source,
            message!("the file is not YAML of aliases", "文件不是别名的 YAML"),
        )),
    }
}

fn from_entry(source: Source, entry: &Value) -> Result<Credentials, CredentialError> {
    let field = |name: &str| -> Result<Option<String>, CredentialError> {
        let Some(value) = entry.get(name) else { return Ok(None) };
        let text = plain(value).ok_or_else(|| {
            CredentialError::new(
                &source,
                message!(
                    "{name} cannot be decrypted; write it anew with `s config add`",
                    "无法解密 {name}；请用 `s config add` 重新写入"
                ),
            )
        })?;
        Ok(Some(text.trim().to_string()).filter(|text| !text.is_empty()))
    };
    let needed = |name: &str| field(name)?.ok_or_else(|| CredentialError::missing(&source, name));
    let (id, secret) = (needed("AccessKeyID")?, needed("AccessKeySecret")?);
    let token = field("SecurityToken")?;
    Ok(Credentials::new(source.clone(), &id, &secret, token.as_deref()))
}

/// The aliases in the file; none if it cannot be read.
pub(super) fn aliases(surroundings: &Surroundings) -> Vec<String> {
    let source = Source::ServerlessDevs("default".to_string());
    let text = surroundings.home_file(&source, ".s/access.yaml").ok().flatten().unwrap_or_default();
    entries(&source, &text)
        .map(|entries| entries.into_iter().map(|(alias, _)| alias).collect())
        .unwrap_or_default()
}

pub(super) fn find(
    surroundings: &Surroundings,
    alias: Option<&str>,
) -> Result<Option<Credentials>, CredentialError> {
    let source = Source::ServerlessDevs(alias.unwrap_or("default").to_string());
    if let Some(name) = alias.filter(|alias| alias.ends_with(VARIABLE_SUFFIX))
        && let Some(text) = surroundings.variable(name)
        && let Ok(entry) = serde_json::from_str::<Value>(text)
    {
        return from_entry(Source::Environment(name.to_string()), &entry).map(Some);
    }
    let file = surroundings.home_file(&source, ".s/access.yaml")?;
    let entries = entries(&source, &file.unwrap_or_default())?;
    let chosen = match alias {
        Some(alias) => entries.get_key_value(alias),
        None => entries
            .iter()
            .find(|(_, entry)| {
                entry.get("__default").and_then(plain).is_some_and(|mark| !["", "false"].contains(&&*mark))
            })
            .or_else(|| entries.get_key_value("default")),
    };
    if let Some((name, entry)) = chosen {
        return from_entry(Source::ServerlessDevs(name.clone()), entry).map(Some);
    }
    match alias {
        // What every template says means nothing where Serverless Devs was never set up.
        None => Ok(None),
        Some("default") if entries.is_empty() => Ok(None),
        Some(_) => {
            let known: Vec<&str> = entries.keys().map(String::as_str).collect();
            let (en, zh) = if known.is_empty() {
                ("there are none".to_string(), "文件中没有别名".to_string())
            } else {
                (format!("the file has {}", known.join(", ")), format!("文件中有 {}", known.join("、")))
            };
            Err(CredentialError::new(&source, message!("there is no such alias; {en}", "没有这个别名；{zh}")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made with crypto-js 4.2.
    #[test]
    fn decrypts_what_crypto_js_encrypts() {
        assert_eq!(decrypt("U2FsdGVkX1++Sq8pG8uDJExGMxhSx4SJu3Q64F/gcxQ=").as_deref(), Some("testsecret"));
        assert_eq!(decrypt("U2FsdGVkX1"), None);
        assert_eq!(decrypt("U2FsdGVkX18AAAAAAAAAAAAA"), None);
        assert_eq!(plain(&Value::from("LTAI5t")).as_deref(), Some("LTAI5t"));
        assert_eq!(plain(&Value::from(1234567890123456u64)).as_deref(), Some("1234567890123456"));
    }
}
