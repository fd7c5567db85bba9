//! FC3xx: logs and tracing.

use crate::check::rule::Family;

/// The family.
pub static FAMILY: Family = Family { name: "logs", rules: &[], ..Family::NONE };
