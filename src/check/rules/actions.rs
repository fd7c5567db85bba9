//! FC7xx: actions (hooks) of a file and of its resources.

use crate::check::rule::Family;

/// The family.
pub static FAMILY: Family = Family { name: "actions", rules: &[], ..Family::NONE };
