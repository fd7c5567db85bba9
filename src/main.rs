//! The `fcls` command.
use std::process::ExitCode;

fn main() -> ExitCode {
    fcls::cli::main()
}
