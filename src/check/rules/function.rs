//! FC2xx: what belongs to a function as a whole: layers, tags, role, name among its neighbours.

use crate::check::rule::Family;

/// The family.
pub static FAMILY: Family = Family { name: "function", rules: &[], ..Family::NONE };
