//! FC3xx: mounts of NAS, OSS, PolarFs and JuiceFS.

use crate::check::rule::Family;

/// The family.
pub static FAMILY: Family = Family { name: "storage", rules: &[], ..Family::NONE };
