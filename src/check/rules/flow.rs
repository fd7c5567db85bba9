//! FC7xx: templates, flow and the order of resources.

use crate::check::rule::Family;

/// The family.
pub static FAMILY: Family = Family { name: "flow", rules: &[], ..Family::NONE };
