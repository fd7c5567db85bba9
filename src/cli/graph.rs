//! `fcls graph`: what a file deploys, as a picture.

use super::{FINE, TROUBLE, complain, print};
use crate::document::{Document, FileKind};
use crate::ide::graph::{graph, mermaid, svg};
use crate::message;
use crate::message::Lang;
use crate::server::DiskFiles;
use crate::text::{MAX_LEN, Text};
use clap::{Args, ValueEnum};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Which file, and how it is drawn.
#[derive(Debug, Args)]
pub struct Options {
    /// The f.yml or s.yaml; `-` is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Form of the output
    #[arg(long, value_enum, default_value = "mermaid")]
    format: Form,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Form {
    /// Text for Markdown
    Mermaid,
    /// A picture
    Svg,
    /// Nodes and edges for programs
    Json,
}

fn read(file: &Path) -> Result<String, String> {
    let mut bytes = Vec::new();
    let most = MAX_LEN as u64 + 1;
    let read = if file == Path::new("-") {
        std::io::stdin().lock().take(most).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(file).and_then(|file| file.take(most).read_to_end(&mut bytes))
    };
    read.map_err(|error| error.to_string())?;
    if bytes.len() > MAX_LEN {
        return Err("larger than can be read".into());
    }
    String::from_utf8(bytes).map_err(|_| "not UTF-8 text".into())
}

/// Draws and prints; the exit code.
pub fn run(options: &Options, lang: Lang) -> u8 {
    let shown = options.file.display();
    let text = match read(&options.file) {
        Ok(text) => text,
        Err(error) => {
            complain(&format!("{shown}: {error}"));
            return TROUBLE;
        }
    };
    let path = (options.file != Path::new("-")).then(|| options.file.clone());
    let document = Document::new(path, Text::from(text.as_str()), Arc::new(DiskFiles::default()));
    if document.kind() == FileKind::NotOurs {
        let message =
            message!("{shown}: neither an f.yml nor an s.yaml", "{shown}：既不是 f.yml 也不是 s.yaml");
        complain(message.text(lang));
        return TROUBLE;
    }
    let graph = graph(&document);
    match options.format {
        Form::Mermaid => print(&mermaid::text(&graph)),
        Form::Svg => print(&svg::picture(&graph, |_| None)),
        Form::Json => print(&format!("{:#}\n", serde_json::json!(graph))),
    }
    FINE
}
