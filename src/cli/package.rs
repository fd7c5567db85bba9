//! `fcls package`: what a folder of code becomes, before anything is sent.

use super::connection::Failure;
use super::publish::told;
use super::update::Form;
use super::{FINE, print};
use crate::cloud::package::{CodeSource, INLINE_LIMIT, Package, package, size};
use crate::message;
use crate::message::Lang;
use clap::Args;
use serde_json::json;
use std::path::PathBuf;

/// What to pack.
#[derive(Debug, Args)]
pub struct Options {
    /// Folder of code, or a .zip, .jar or .war file
    #[arg(value_name = "DIR")]
    path: PathBuf,
    /// List every file with its size
    #[arg(long)]
    list: bool,
    /// Write the package
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Form of the output
    #[arg(long, value_enum, default_value = "text")]
    format: Form,
}

/// Packs and tells; the exit code.
pub fn run(options: &Options, lang: Lang) -> u8 {
    told(pack(options, lang), lang)
}

fn pack(options: &Options, lang: Lang) -> Result<u8, Failure> {
    let packed = package(&CodeSource::Path(options.path.clone())).map_err(|error| error.message().clone())?;
    let Package::Archive(archive) = packed else { return Ok(FINE) };
    if let Some(path) = &options.output {
        std::fs::write(path, &archive.bytes).map_err(|error| {
            let path = path.display();
            message!("{path}: cannot be written: {error}", "{path}：无法写入：{error}")
        })?;
    }
    let bytes = archive.bytes.len() as u64;
    if options.format == Form::Json {
        let sized = |list: &[(String, u64)]| {
            list.iter().map(|(name, bytes)| json!({ "name": name, "bytes": bytes })).collect::<Vec<_>>()
        };
        let whole = json!({
            "bytes": bytes,
            "checksum": archive.checksum,
            "files": archive.files,
            "unpacked": archive.unpacked,
            "entries": sized(&archive.entries),
            "ignored": archive.ignored,
            "largest": sized(&archive.largest),
            "fitsRequest": bytes <= INLINE_LIMIT,
        });
        print(&format!("{whole:#}\n"));
        return Ok(FINE);
    }
    let mut out = String::new();
    if options.list {
        for (name, bytes) in &archive.entries {
            out.push_str(&format!("{:>10}  {name}\n", size(*bytes)));
        }
    }
    let (packed, unpacked, files, checksum) =
        (size(bytes), size(archive.unpacked), archive.files, &archive.checksum);
    let summary = match files {
        0 => message!("package: {packed}, checksum {checksum}", "代码包：{packed}，校验值 {checksum}"),
        _ => message!(
            "package: {packed} ({files} files, {unpacked} before compression), checksum {checksum}",
            "代码包：{packed}（{files} 个文件，压缩前 {unpacked}），校验值 {checksum}"
        ),
    };
    out.push_str(&format!("{}\n", summary.text(lang)));
    if !archive.largest.is_empty() {
        out.push_str(&format!("{}{}\n", lang.pick("largest: ", "最大："), archive.largest_in_words()));
    }
    if !archive.ignored.is_empty() {
        let ignored = archive.ignored.join(", ");
        out.push_str(&format!("{}{ignored}\n", lang.pick("left out: ", "已排除：")));
    }
    if bytes > INLINE_LIMIT {
        let limit = size(INLINE_LIMIT);
        let told = message!(
            "larger than {limit}: it cannot be part of a request and has to go through OSS",
            "超过 {limit}：不能随请求发送，需要通过 OSS"
        );
        out.push_str(&format!("{}\n", told.text(lang)));
    }
    print(&out);
    Ok(FINE)
}
