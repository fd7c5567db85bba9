//! The `fcls` command.
fn main() {}
