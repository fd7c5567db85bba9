//! FC7xx: whose credentials a file is deployed with.

use crate::check::rule::Family;

/// The family.
pub static FAMILY: Family = Family { name: "access", rules: &[], ..Family::NONE };
