//! FC5xx: HTTP triggers and their JWT settings.

use crate::check::rule::Family;

/// The family.
pub static FAMILY: Family = Family { name: "http-trigger", rules: &[], ..Family::NONE };
