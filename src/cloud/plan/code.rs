//! The code of a plan: packed once for all functions that share it, and not sent when the cloud has it.

use std::sync::Arc;

use super::super::package::{
    Archive, CodeSource, INLINE_LIMIT, OSS_LIMIT, Package, PackageError, package, size,
};
use super::super::target::Target;
use super::{CodePlan, Scope};
use crate::message;
use crate::message::Message;

/// What packing came to, by source.
pub(super) type Packages = Vec<(CodeSource, Result<Packed, PackageError>)>;

/// Packed code.
#[derive(Debug, Clone)]
pub(super) enum Packed {
    Archive(Arc<Archive>),
    Oss { bucket: String, object: String },
}

/// Packs the code of functions, each source once, away from the thread that talks to the cloud.
pub(super) async fn pack(targets: &[Target], scope: Scope) -> Packages {
    let mut sources: Vec<CodeSource> = Vec::new();
    for source in targets.iter().filter_map(|target| target.code.as_ref()) {
        if scope != Scope::Config && !sources.contains(source) {
            sources.push(source.clone());
        }
    }
    let mut packages = Vec::new();
    for source in sources {
        let job = source.clone();
        let packed = match tokio::task::spawn_blocking(move || package(&job)).await {
            Ok(packed) => packed.map(|package| match package {
                Package::Archive(archive) => Packed::Archive(Arc::new(archive)),
                Package::Oss { bucket, object } => Packed::Oss { bucket, object },
            }),
            Err(error) => Err(PackageError::internal(&error.to_string())),
        };
        packages.push((source, packed));
    }
    packages
}

/// The plan of some code; `live` is the checksum that the cloud has.
pub(super) fn plan(
    packages: &Packages,
    source: &CodeSource,
    live: Option<&str>,
) -> Result<CodePlan, Message> {
    let packed = packages.iter().find(|(known, _)| known == source).map(|(_, packed)| packed);
    match packed {
        None => Err(message!("the code was not packed", "代码未打包")),
        Some(Err(error)) => Err(error.message().clone()),
        Some(Ok(Packed::Oss { bucket, object })) => {
            Ok(CodePlan::Oss { bucket: bucket.clone(), object: object.clone() })
        }
        Some(Ok(Packed::Archive(archive))) => {
            let bytes = archive.bytes.len() as u64;
            let unchanged = live == Some(archive.checksum.as_str());
            if !unchanged && bytes > INLINE_LIMIT {
                return Err(too_large(archive, bytes));
            }
            Ok(CodePlan::Archive {
                archive: (!unchanged).then(|| archive.clone()),
                bytes,
                files: archive.files,
                checksum: archive.checksum.clone(),
                live: live.map(str::to_string),
                largest: archive.largest_in_words(),
            })
        }
    }
}

fn too_large(archive: &Archive, bytes: u64) -> Message {
    let (bytes, limit, oss) = (size(bytes), size(INLINE_LIMIT), size(OSS_LIMIT));
    let mut message = message!(
        "the package has {bytes}; a request takes {limit}: leave things out with .fcignore, or put it into OSS \
         (up to {oss}) and name bucket and object",
        "代码包大小为 {bytes}，请求最多 {limit}：请用 .fcignore 排除文件，或将其放入 OSS（最大 {oss}）并填写 bucket 和 object"
    );
    let largest = archive.largest_in_words();
    if !largest.is_empty() {
        message.en.push_str(&format!(". The largest parts before compression: {largest}"));
        message.zh.push_str(&format!("。压缩前最大的部分：{largest}"));
    }
    message
}
