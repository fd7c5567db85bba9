//! FC2xx: how custom runtimes and images start, are probed, and the hooks of their life.

use crate::check::rule::Family;

/// The family.
pub static FAMILY: Family = Family { name: "runtime-config", rules: &[], ..Family::NONE };
