//! Asking before anything is changed.

use super::connection::Failure;
use crate::message;
use crate::message::Lang;
use std::io::{BufRead, IsTerminal, Write, stderr, stdin};

/// Whether to go on: `yes` (of `--yes`) answers, otherwise a person on a terminal does.
///
/// # Errors
/// When there is nobody to ask: changes are never made on a guess.
pub fn confirm(question: &str, yes: bool, lang: Lang) -> Result<bool, Failure> {
    if yes {
        return Ok(true);
    }
    if !stdin().is_terminal() || !stderr().is_terminal() {
        return Err(message!(
            "nothing was changed: this is not a terminal, so nobody can be asked; `--yes` confirms",
            "未作任何更改：当前不是终端，无法询问；可用 `--yes` 确认"
        )
        .into());
    }
    let mut out = stderr().lock();
    let _ = write!(out, "{question} {} ", lang.pick("[y/N]", "[y/N]（y 表示是）"));
    let _ = out.flush();
    let mut line = String::new();
    // An end of input is no yes.
    let read = stdin().lock().read_line(&mut line).unwrap_or(0);
    Ok(read > 0 && matches!(line.trim().to_lowercase().as_str(), "y" | "yes" | "是"))
}
