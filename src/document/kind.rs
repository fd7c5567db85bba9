//! Which kind of file a text is: decided by what is in it; the name only breaks ties.

use crate::syntax::{Mapping, Value};
use std::path::Path;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// Midway Serverless `f.yml`.
    FYml,
    /// Serverless Devs `s.yaml` of this edition.
    SYaml(Edition),
    /// Something else: fcls says nothing about it.
    NotOurs,
}

impl FileKind {
    /// The word used in JSON output: `f.yml`, `s.yaml` or `s.yaml-1`.
    pub fn name(self) -> &'static str {
        match self {
            FileKind::FYml => "f.yml",
            FileKind::SYaml(Edition::V3) => "s.yaml",
            FileKind::SYaml(Edition::V1) => "s.yaml-1",
            FileKind::NotOurs => "other",
        }
    }

    /// Whether a file of this name is mostly one of ours: `f.yml`, `s.yaml`, `s-prod.yaml`.
    pub fn is_usual_name(name: &str) -> bool {
        named(name).is_some()
    }

    /// Whether it is an `s.yaml` of any edition.
    pub fn is_s_yaml(self) -> bool {
        matches!(self, FileKind::SYaml(_))
    }
}

/// The dialect of an `s.yaml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Edition {
    /// `edition: 3.0.0`, or `resources` where nothing else is said.
    V3,
    /// `edition: 1.0.0` and older: `services`.
    V1,
}

/// Providers of the Serverless Framework and others whose files look like an `f.yml` but are not.
const FOREIGN_PROVIDERS: &[&str] =
    &["aws", "google", "azure", "openwhisk", "kubeless", "cloudflare", "knative", "fn", "spotinst"];

/// Keys that only an `f.yml` has at its top.
const F_KEYS: &[&str] = &["aggregation", "functionsRule", "deployType"];

/// The kind of a file with this `root` value, named `path`.
pub fn detect(root: Option<Value<'_>>, path: Option<&Path>) -> FileKind {
    let by_name = path.and_then(Path::file_name).and_then(|name| name.to_str()).map(named);
    let Some(Value::Mapping(root)) = root else {
        // Nothing typed yet, or one half-typed word: the name is all there is.
        let blank = match root {
            None => true,
            Some(Value::Scalar(scalar)) => !scalar.raw().contains('\n'),
            _ => false,
        };
        return by_name.flatten().filter(|_| blank).unwrap_or(FileKind::NotOurs);
    };
    let has = |key: &str| root.get(key).is_some();
    let edition = root.get("edition").and_then(|entry| entry.value());
    let edition = edition.and_then(|value| value.as_scalar()).map(|scalar| scalar.cooked().into_owned());
    if component_in(root, "resources") || (edition.is_some() && has("resources")) {
        return FileKind::SYaml(Edition::V3);
    }
    if component_in(root, "services") || (edition.is_some() && has("services")) {
        let three = edition.as_deref().is_some_and(|edition| edition.starts_with('3'));
        return FileKind::SYaml(if three { Edition::V3 } else { Edition::V1 });
    }
    if let Some(edition) = edition {
        return FileKind::SYaml(if edition.starts_with('3') { Edition::V3 } else { Edition::V1 });
    }
    let provider = root.get("provider").and_then(|entry| entry.value());
    let provider_name = provider
        .and_then(|value| value.as_mapping())
        .and_then(|mapping| mapping.get("name"))
        .and_then(|entry| entry.value())
        .and_then(|value| value.as_scalar())
        .map(|scalar| scalar.cooked().to_ascii_lowercase());
    if provider_name.as_deref().is_some_and(|name| FOREIGN_PROVIDERS.contains(&name)) {
        return FileKind::NotOurs;
    }
    let named_f = by_name.flatten() == Some(FileKind::FYml);
    if F_KEYS.iter().any(|key| has(key)) && (has("provider") || has("service") || has("functions")) {
        return FileKind::FYml;
    }
    if provider_name.is_some() && (has("service") || has("functions")) {
        // A serverless.yml may belong to the Serverless Framework; only the two clouds are ours.
        let ours = matches!(provider_name.as_deref(), Some("aliyun" | "tencent"));
        let generic = path.and_then(Path::file_name).and_then(|name| name.to_str()).is_some_and(|name| {
            name.eq_ignore_ascii_case("serverless.yml") || name.eq_ignore_ascii_case("serverless.yaml")
        });
        if ours || (named_f && !generic) {
            return FileKind::FYml;
        }
    }
    match by_name.flatten() {
        // Half-typed files: the name decides as long as nothing in the file speaks against it.
        Some(FileKind::FYml) if root.entries().all(|entry| is_f_top(entry.key_text().as_deref())) => {
            FileKind::FYml
        }
        Some(FileKind::SYaml(edition))
            if root.entries().all(|entry| is_s_top(entry.key_text().as_deref())) =>
        {
            FileKind::SYaml(edition)
        }
        _ => FileKind::NotOurs,
    }
}

/// What a file name alone says: `f.yml`, `x__f.yml`, `s.yaml`, `s_prod.yml`.
fn named(name: &str) -> Option<FileKind> {
    let lower = name.to_ascii_lowercase();
    let stem = lower.strip_suffix(".yml").or_else(|| lower.strip_suffix(".yaml"))?;
    let last = stem.rsplit("__").next().unwrap_or(stem);
    match last {
        "f" | "serverless" => Some(FileKind::FYml),
        "s" => Some(FileKind::SYaml(Edition::V3)),
        _ if last.starts_with("s_") || last.starts_with("s-") || last.starts_with("s.") => {
            Some(FileKind::SYaml(Edition::V3))
        }
        _ => None,
    }
}

/// Whether a block under `section` has a `component` or `props`, as only Serverless Devs writes it.
fn component_in(root: Mapping<'_>, section: &str) -> bool {
    let Some(Value::Mapping(blocks)) = root.get(section).and_then(|entry| entry.value()) else {
        return false;
    };
    blocks.entries().take(50).any(|entry| match entry.value() {
        Some(Value::Mapping(block)) => block.get("component").is_some(),
        _ => false,
    })
}

/// Top keys that a half-typed `f.yml` may hold without being taken for another tool's file: known ones
/// and beginnings of known ones.
fn is_f_top(key: Option<&str>) -> bool {
    const KNOWN: &[&str] = &[
        "service",
        "provider",
        "functions",
        "layers",
        "resources",
        "plugins",
        "aggregation",
        "package",
        "custom",
        "functionsRule",
        "deployType",
        "hooks",
        "experimentalFeatures",
        "globalDependencies",
    ];
    key.is_none_or(|key| KNOWN.iter().any(|known| known.starts_with(key)))
}

/// The same for `s.yaml`.
fn is_s_top(key: Option<&str>) -> bool {
    const KNOWN: &[&str] = &[
        "edition",
        "name",
        "access",
        "vars",
        "resources",
        "services",
        "actions",
        "flow",
        "template",
        "extend",
        "env",
        "components",
        "validation",
    ];
    key.is_none_or(|key| KNOWN.iter().any(|known| known.starts_with(key)))
}
