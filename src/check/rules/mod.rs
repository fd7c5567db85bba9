//! The rule book, one family a file. [`RULES`] is the one registry: nothing is registered elsewhere.

pub mod basics;
pub mod expressions;
pub mod f_yml;
pub mod network;
pub mod renamed;
pub mod runtime;
pub mod size;
pub mod structure;
pub mod triggers;

use crate::check::Rule;

/// Every rule, in the order of the codes.
pub static RULES: &[&Rule] = &[
    &basics::FC001,
    &basics::FC002,
    &basics::FC003,
    &basics::FC004,
    &basics::FC005,
    &basics::FC006,
    &basics::FC007,
    &basics::FC008,
    &size::FC101,
    &size::FC102,
    &size::FC103,
    &size::FC104,
    &size::FC105,
    &size::FC106,
    &size::FC107,
    &size::FC108,
    &size::FC109,
    &runtime::FC201,
    &runtime::FC202,
    &runtime::FC203,
    &runtime::FC204,
    &runtime::FC205,
    &runtime::FC218,
    &runtime::FC219,
    &runtime::FC220,
    &runtime::FC221,
    &runtime::FC222,
    &renamed::FC228,
    &runtime::FC230,
    &network::FC303,
    &network::FC304,
    &triggers::FC501,
    &triggers::FC502,
    &triggers::FC503,
    &triggers::FC504,
    &triggers::FC511,
    &structure::FC701,
    &structure::FC702,
    &structure::FC703,
    &structure::FC704,
    &expressions::FC720,
    &expressions::FC721,
    &expressions::FC722,
    &expressions::FC723,
    &expressions::FC724,
    &f_yml::FC801,
    &f_yml::FC802,
    &f_yml::FC803,
    &f_yml::FC804,
    &f_yml::FC806,
    &f_yml::FC807,
    &f_yml::FC813,
    &f_yml::FC815,
    &f_yml::FC826,
    &f_yml::FC827,
    &f_yml::FC834,
];
