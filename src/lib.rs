//! fcls understands `f.yml` and `s.yaml`, the two files that define functions on Alibaba Cloud
//! Function Compute. The layers, from the text to the editor, import only downwards; see
//! `docs/architecture.md`.
#![forbid(unsafe_code)]

pub mod check;
pub mod cli;
pub mod cloud;
pub mod document;
pub mod emulator;
pub mod ide;
pub mod message;
pub mod server;
pub mod spec;
pub mod syntax;
pub mod text;
pub mod workflow;
