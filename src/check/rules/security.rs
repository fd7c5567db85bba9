//! FC9xx: secrets in clear text and doors left open.

use crate::check::rule::Family;

/// The family.
pub static FAMILY: Family = Family { name: "security", rules: &[], ..Family::NONE };
