//! From a file to the cloud and back, for the command line and the language server alike: where requests go and as
//! whom, what a file wants, what is said before anything is changed, and live functions as YAML.

pub mod connection;
pub mod deployment;
pub mod outside;
pub mod pulling;
pub mod secrets;
