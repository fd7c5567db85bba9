//! FC5xx: triggers of OSS, SLS, MNS, CDN and Tablestore, and the ARNs they name.

use crate::check::rule::Family;

/// The family.
pub static FAMILY: Family = Family { name: "event-sources", rules: &[], ..Family::NONE };
