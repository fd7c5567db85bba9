//! FC8xx: events of the functions of an f.yml.

use crate::check::rule::Family;

/// The family.
pub static FAMILY: Family = Family { name: "f.yml-events", rules: &[], ..Family::NONE };
