//! Live functions as YAML for people: what stands above them, and how a file changes by them.

use super::secrets::is_secret;
use crate::cloud::pull::Pulled;
use crate::message::Lang;
use similar::TextDiff;

/// What stands above a resource: which secrets were left out, and that there is no code.
pub fn comment(lang: Lang) -> impl Fn(&Pulled) -> Vec<String> {
    move |pulled| {
        let mut lines = Vec::new();
        if !pulled.left_out.is_empty() {
            lines.push(
                lang.pick(
                    "Secrets are not pulled. Set these environment variables before a deploy:",
                    "不拉取密文。部署前请设置以下环境变量：",
                )
                .to_string(),
            );
            lines.extend(pulled.left_out.iter().map(|left| format!("  {}  ({})", left.variable, left.field)));
        }
        let has = |key: &str| pulled.props.contains_key(key);
        if !has("code") && !has("customContainerConfig") {
            lines.push(
                lang.pick(
                    "Its code is not pulled: add `code` with your folder, or use `fcls pull --code DIR`.",
                    "不拉取代码：请添加指向代码目录的 `code`，或使用 `fcls pull --code 目录`。",
                )
                .to_string(),
            );
        }
        lines
    }
}

/// How `new` differs from `old`, both the text of the file that is called `name`: a unified diff without the secrets
/// that the file holds.
pub fn difference(name: &str, old: &str, new: &str) -> String {
    let diff = TextDiff::from_lines(old, new);
    hidden(&diff.unified_diff().context_radius(3).header(name, name).to_string())
}

/// The lines of a difference, without secrets that the file holds.
fn hidden(diff: &str) -> String {
    let line = |line: &str| match line.split_once(':') {
        Some((key, value)) => {
            let name = key.trim_start_matches(['+', '-', ' ']).trim_matches(['"', '\'']);
            let plain = value.trim().trim_matches(['"', '\'']);
            let secret = !plain.contains("${") && is_secret(name, plain);
            if secret { format!("{key}: ***") } else { line.to_string() }
        }
        None => line.to_string(),
    };
    diff.lines().map(|text| line(text) + "\n").collect()
}
