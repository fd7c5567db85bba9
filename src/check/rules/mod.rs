//! The rule book, one family a file. [`FAMILIES`] is the one registry: nothing is registered elsewhere.

pub mod access;
pub mod actions;
pub mod basics;
pub mod disk;
pub mod domain;
pub mod event_sources;
pub mod eventbridge;
pub mod expressions;
pub mod f_aggregation;
pub mod f_events;
pub mod f_yml;
pub mod flow;
pub mod function;
pub mod http_trigger;
pub mod instance;
pub mod logs;
pub mod network;
pub mod renamed;
pub mod runtime;
pub mod runtime_config;
pub mod scaling;
pub mod security;
pub mod size;
pub mod storage;
pub mod structure;
pub mod triggers;

use crate::check::rule::Family;

/// Every family, in the order in which their rules speak.
pub static FAMILIES: &[&Family] = &[
    &basics::FAMILY,
    &size::FAMILY,
    &instance::FAMILY,
    &runtime::FAMILY,
    &runtime_config::FAMILY,
    &function::FAMILY,
    &renamed::FAMILY,
    &network::FAMILY,
    &storage::FAMILY,
    &logs::FAMILY,
    &scaling::FAMILY,
    &triggers::FAMILY,
    &http_trigger::FAMILY,
    &event_sources::FAMILY,
    &eventbridge::FAMILY,
    &domain::FAMILY,
    &structure::FAMILY,
    &actions::FAMILY,
    &flow::FAMILY,
    &access::FAMILY,
    &expressions::FAMILY,
    &f_yml::FAMILY,
    &f_aggregation::FAMILY,
    &f_events::FAMILY,
    &security::FAMILY,
    &disk::FAMILY,
];
