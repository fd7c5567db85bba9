//! Files for the benchmarks.
#![allow(dead_code, reason = "each program uses a part of it")]

use std::fmt::Write;

/// An s.yaml of at least `lines` lines: one function after the other, with a mistake in every tenth.
pub fn s_yaml_lines(lines: usize) -> String {
    s_yaml(|text| text.1 < lines)
}

/// An s.yaml of at least `bytes` bytes.
pub fn s_yaml_bytes(bytes: usize) -> String {
    s_yaml(|text| text.0.len() < bytes)
}

fn s_yaml(goes_on: impl Fn(&(String, usize)) -> bool) -> String {
    let head = "# made for the benchmarks\nedition: 3.0.0\nname: bench\naccess: default\nvars:\n  region: cn-hangzhou\n\
                resources:\n";
    let mut text = (head.to_string(), 7);
    let mut index = 0;
    while goes_on(&text) {
        let runtime = if index % 10 == 3 { "nodejs99" } else { "nodejs20" };
        write!(
            text.0,
            "  fn{index}:\n    component: fc3\n    # 函数 {index}\n    props:\n      region: ${{vars.region}}\n      \
             functionName: fn-{index}\n      description: \"made for ${{vars.region}}\"\n      runtime: {runtime}\n      \
             handler: index.handler\n      code: ./code/{index}\n      memorySize: 1024 # MB\n      cpu: 0.5\n      \
             diskSize: 512\n      timeout: 60\n      environmentVariables:\n        STAGE: dev\n        NAME: 'fn-{index}'\n      \
             triggers:\n        - triggerName: web\n          triggerType: http\n          triggerConfig:\n            \
             authType: anonymous\n            methods: [GET, POST]\n"
        )
        .expect("write");
        text.1 += 23;
        index += 1;
    }
    text.0
}
