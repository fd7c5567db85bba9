//! FC11x: GPU, isolation and session affinity of an instance.

use crate::check::rule::Family;

/// The family.
pub static FAMILY: Family = Family { name: "instance", rules: &[], ..Family::NONE };
