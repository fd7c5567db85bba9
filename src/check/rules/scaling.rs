//! FC4xx: asynchronous calls, provisioned instances, scaling.

use crate::check::rule::Family;

/// The family.
pub static FAMILY: Family = Family { name: "scaling", rules: &[], ..Family::NONE };
