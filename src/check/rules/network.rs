//! FC3xx: network, storage, logs. The checks themselves are facts of the specification, found by the
//! schema walk; the rules stand here with their pages.

use crate::check::rule::{Family, rule};

/// The family.
pub static FAMILY: Family = Family { name: "network", rules: &[&FC303, &FC304], ..Family::NONE };

rule! {
    /// `vpcConfig` needs all three keys: `vpcId`, `vSwitchIds`, `securityGroupId`.
    ///
    /// Breaks: `vpcConfig: {vpcId: vpc-1}` — keeps: `vpcConfig: {vpcId: vpc-1, vSwitchIds: [vsw-1], securityGroupId: sg-1}`
    FC303 "vpc-complete" Error All false "fc3 schema.json; update-custom-runtime-function parameters; the f.yml specification"
    /// `vpcConfig` 必须同时有三个键：`vpcId`、`vSwitchIds`、`securityGroupId`。
    ///
    /// 错误：`vpcConfig: {vpcId: vpc-1}` — 正确：`vpcConfig: {vpcId: vpc-1, vSwitchIds: [vsw-1], securityGroupId: sg-1}`
    中文
}
rule! {
    /// `vSwitchIds` is a list with at least one id, not one string.
    ///
    /// Breaks: `vSwitchIds: vsw-1` — keeps: `vSwitchIds: [vsw-1]`
    FC304 "vswitch-list" Error All true "fc3 schema.json; FC API 2023-03-30"
    /// `vSwitchIds` 是至少含一个 ID 的列表，而不是一个字符串。
    ///
    /// 错误：`vSwitchIds: vsw-1` — 正确：`vSwitchIds: [vsw-1]`
    中文
}
