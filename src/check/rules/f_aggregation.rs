//! FC8xx: aggregations of an f.yml.

use crate::check::rule::Family;

/// The family.
pub static FAMILY: Family = Family { name: "f.yml-aggregation", rules: &[], ..Family::NONE };
