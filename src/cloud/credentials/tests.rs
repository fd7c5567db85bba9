use std::fs;

use tempfile::TempDir;

use super::*;

/// A home with files, and an environment.
struct Place {
    home: TempDir,
    surroundings: Surroundings,
}

fn place(files: &[(&str, &str)], environment: &[(&str, &str)]) -> Place {
    let home = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = home.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let surroundings = Surroundings {
        environment: environment.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect(),
        home: Some(home.path().to_path_buf()),
    };
    Place { home, surroundings }
}

impl Place {
    /// Source, id, secret, token.
    fn find(&self, alias: Option<&str>) -> (String, String, String, Option<String>) {
        let found = find(&self.surroundings, alias).unwrap();
        let token = found.key.token.as_ref().map(|token| token.reveal().to_string());
        (found.source.message().en, found.key.id, found.key.secret.reveal().to_string(), token)
    }

    fn refuses(&self, alias: Option<&str>) -> String {
        find(&self.surroundings, alias).unwrap_err().to_string()
    }
}

fn found(
    source: &str,
    id: &str,
    secret: &str,
    token: Option<&str>,
) -> (String, String, String, Option<String>) {
    (source.to_string(), id.to_string(), secret.to_string(), token.map(str::to_string))
}

const ENVIRONMENT: [(&str, &str); 3] = [
    ("ALIBABA_CLOUD_ACCESS_KEY_ID", "env-id"),
    ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "env-secret"),
    ("ALIBABA_CLOUD_SECURITY_TOKEN", "env-token"),
];

/// Values as crypto-js encrypts them.
const ACCESS: &str = "\
default:
  AccountID: 1234567890123456
  AccessKeyID: plain-id
  AccessKeySecret: plain-secret
work:
  AccountID: '1234567890123456'
  AccessKeyID: U2FsdGVkX1+Kd6a6teAp+ZZ3w3YIC7hgm+Mez0ujm8I=
  AccessKeySecret: U2FsdGVkX19Xz+ohPV6EAT95si/forYqtQkuttPW2Rw=
  SecurityToken: U2FsdGVkX18eErOX2wEVi3abAVxVrucPOjCMC4hPMgU=
broken:
  AccessKeyID: id
  AccessKeySecret: U2FsdGVkX18AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
";

const ALIYUN: &str = r#"{"current":"default","profiles":[
    {"name":"default","mode":"AK","access_key_id":"cli-id","access_key_secret":"cli-secret","sts_token":"old",
     "region_id":"cn-shanghai"},
    {"name":"sts","mode":"StsToken","access_key_id":"s","access_key_secret":"t","sts_token":"u"},
    {"name":"role","mode":"RamRoleArn","access_key_id":"r","access_key_secret":"s",
     "ram_role_arn":"acs:ram::1:role/x","ram_session_name":"me","expired_seconds":900},
    {"name":"ecs","mode":"EcsRamRole","ram_role_name":"x"},
    {"name":"half","mode":"AK","access_key_id":"only"}]}"#;

const SDK: &str = "\
# comment
[default]
enable = true
type = access_key
access_key_id = sdk-id
access_key_secret = \"sdk#secret\"   # why

[sts]
type=sts
access_key_id=a
access_key_secret=b
security_token=c/+=;d

[role]
type = ram_role_arn
access_key_id = a
access_key_secret = b
role_arn = acs:ram::1:role/x

[ecs]
type = ecs_ram_role
";

const FILES: [(&str, &str); 3] =
    [(".s/access.yaml", ACCESS), (".aliyun/config.json", ALIYUN), (".alibabacloud/credentials", SDK)];

#[test]
fn in_the_documented_order() {
    let place = super::tests::place(&FILES, &ENVIRONMENT);
    assert_eq!(
        place.find(Some("work")),
        found(
            "the environment variable ALIBABA_CLOUD_ACCESS_KEY_ID",
            "env-id",
            "env-secret",
            Some("env-token")
        )
    );
    let place = super::tests::place(&FILES, &[]);
    assert_eq!(
        place.find(Some("default")),
        found("alias \"default\" in ~/.s/access.yaml", "plain-id", "plain-secret", None)
    );
    let place = super::tests::place(&FILES[1..], &[]);
    let cli = found("profile \"default\" in ~/.aliyun/config.json", "cli-id", "cli-secret", None);
    assert_eq!(place.find(None), cli);
    // Every template says `access: default`.
    assert_eq!(place.find(Some("default")), cli);
    assert_eq!(find(&place.surroundings, None).unwrap().region.as_deref(), Some("cn-shanghai"));
    let place = super::tests::place(&FILES[2..], &[]);
    assert_eq!(
        place.find(None),
        found("profile \"default\" in ~/.alibabacloud/credentials", "sdk-id", "sdk#secret", None)
    );
    let place = super::tests::place(&[], &[]);
    assert!(place.refuses(None).starts_with("no credentials: set ALIBABA_CLOUD_ACCESS_KEY_ID"));
    assert!(place.home.path().exists());
}

#[test]
fn half_an_environment_is_an_error() {
    let place = place(&FILES, &ENVIRONMENT[..1]);
    assert_eq!(
        place.refuses(None),
        "credentials from the environment variable ALIBABA_CLOUD_ACCESS_KEY_ID: \
         ALIBABA_CLOUD_ACCESS_KEY_SECRET is missing"
    );
}

#[test]
fn the_environment_of_serverless_devs_needs_all_three() {
    let all = [("AccountID", "1"), ("AccessKeyID", "i"), ("AccessKeySecret", "s")];
    assert_eq!(place(&[], &all).find(None), found("the environment variable AccessKeyID", "i", "s", None));
    assert!(place(&[], &all[1..]).refuses(None).starts_with("no credentials"));
}

#[test]
fn aliases_of_serverless_devs() {
    let place = place(&FILES, &[("my_serverless_devs_key", r#"{"AccessKeyID":"j","AccessKeySecret":"k"}"#)]);
    assert_eq!(
        place.find(Some("work")),
        found("alias \"work\" in ~/.s/access.yaml", "testid", "testsecret", Some("testtoken/+=abc"))
    );
    assert_eq!(
        place.refuses(Some("typo")),
        "credentials from alias \"typo\" in ~/.s/access.yaml: there is no such alias; the file has default, \
         work, broken"
    );
    assert!(place.refuses(Some("broken")).contains("AccessKeySecret cannot be decrypted"));
    assert_eq!(
        place.find(Some("my_serverless_devs_key")),
        found("the environment variable my_serverless_devs_key", "j", "k", None)
    );
    assert_eq!(place.find(Some("${aliyun-cli}")).1, "cli-id");
    let marked =
        "a:\n  AccessKeyID: x\n  AccessKeySecret: y\n  __default: true\ndefault:\n  AccessKeyID: z\n";
    assert_eq!(super::tests::place(&[(".s/access.yaml", marked)], &[]).find(None).1, "x");
    let empty = super::tests::place(&FILES[1..], &[]);
    assert!(empty.refuses(Some("other")).contains("there is no such alias; there are none"));
}

#[test]
fn profiles_of_the_aliyun_cli() {
    let with = |profile| place(&FILES[1..2], &[("ALIBABA_CLOUD_PROFILE", profile)]);
    assert_eq!(with("sts").find(None).3.as_deref(), Some("u"));
    let role = find(&with("role").surroundings, None).unwrap().role.unwrap();
    assert_eq!(
        role,
        Role { arn: "acs:ram::1:role/x".to_string(), session: "me".to_string(), seconds: Some(900) }
    );
    assert!(with("ecs").refuses(None).contains("mode EcsRamRole is not supported; AK, StsToken"));
    assert!(with("half").refuses(None).contains("access_key_secret is missing"));
    assert!(with("none").refuses(None).contains("there is no such profile"));
    // The text of the JSON error would quote the secret.
    let wrong = r#"{"profiles": "hush"}"#;
    let text = place(&[(".aliyun/config.json", wrong)], &[]).refuses(None);
    assert!(text.contains("line 1 is not what was expected") && !text.contains("hush"), "{text}");
}

#[test]
fn profiles_of_the_sdks() {
    let with = |profile| place(&FILES[2..], &[("ALIBABA_CLOUD_PROFILE", profile)]);
    assert_eq!(with("sts").find(None).3.as_deref(), Some("c/+=;d"));
    assert_eq!(find(&with("role").surroundings, None).unwrap().role.unwrap().session, "fcls");
    assert!(with("ecs").refuses(None).contains("type ecs_ram_role is not supported"));
}

#[test]
fn nothing_shows_a_secret() {
    let place = place(&FILES, &ENVIRONMENT);
    let found = find(&place.surroundings, None).unwrap();
    let shown = format!("{found:?} {:?}", place.surroundings);
    assert!(!shown.contains("env-secret") && !shown.contains("env-token"), "{shown}");
}
