//! What a file names on the disk: code, handlers, files that expressions read.

use crate::check::rule::Family;

/// The family.
pub static FAMILY: Family = Family { name: "disk", rules: &[], ..Family::NONE };
