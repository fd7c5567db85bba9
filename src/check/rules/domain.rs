//! FC6xx: custom domains, their routes and certificates.

use crate::check::rule::Family;

/// The family.
pub static FAMILY: Family = Family { name: "domain", rules: &[], ..Family::NONE };
