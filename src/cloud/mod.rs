//! The client of Function Compute: signing, requests, transport, credentials, packages of code.
//!
//! From an operation to its answer: [`request`] says what is sent, [`sign`] signs it, [`transport`] sends it and
//! retries where that is safe, [`types`] reads the answer, [`client`] is the whole as one method per operation.

pub mod apply;
pub mod checksum;
pub mod client;
pub mod credentials;
pub mod diff;
pub mod endpoint;
pub mod error;
pub mod live;
pub mod normalise;
pub mod package;
pub mod plan;
pub mod props;
pub mod pull;
pub mod render;
pub mod request;
pub mod secret;
pub mod sign;
pub mod target;
pub mod transport;
pub mod types;
pub mod update;
pub mod yaml;
