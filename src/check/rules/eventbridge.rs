//! FC5xx: triggers of EventBridge.

use crate::check::rule::Family;

/// The family.
pub static FAMILY: Family = Family { name: "eventbridge", rules: &[], ..Family::NONE };
