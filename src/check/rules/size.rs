//! FC1xx: the size of an instance and how it behaves.

use crate::check::Severity;
use crate::check::context::Context;
use crate::check::edits::set_or_insert;
use crate::check::rule::{Family, rule};
use crate::document::decimal::Decimal;
use crate::document::{Format, Function};
use crate::message;
use crate::message::Message;
use crate::spec::lists::{RECOMMENDED_MEMORY_MB, RuntimeFamily, runtime_by_name, runtime_family};
use crate::text::Edit;

/// The family.
pub static FAMILY: Family = Family {
    name: "size",
    rules: &[&FC101, &FC102, &FC103, &FC104, &FC105, &FC106, &FC107, &FC108, &FC109],
    function: check,
    ..Family::NONE
};

rule! {
    /// `cpu` and `diskSize` are written together or not at all.
    ///
    /// With only one of them the API answers `Disk is required but not provided` (or the same for CPU),
    /// half a minute into the deploy. For the legacy component `fc` it is a warning. Nothing is said where
    /// the other one may come from a file or template that is not seen.
    ///
    /// Breaks: `{memorySize: 1024, cpu: 0.5}` — keeps: `{memorySize: 1024, cpu: 0.5, diskSize: 512}`
    FC101 "cpu-disk-pair" Error S true "update-custom-runtime-function parameters; devsapp/fc#990"
    /// `cpu` 和 `diskSize` 要么同时写，要么都不写。
    ///
    /// 只写一个时，部署约半分钟后 API 会返回 `Disk is required but not provided` 之类的错误。
    /// 对旧组件 `fc` 只给警告。如果另一个可能来自看不到的文件或模板，则不检查。
    ///
    /// 错误：`{memorySize: 1024, cpu: 0.5}` — 正确：`{memorySize: 1024, cpu: 0.5, diskSize: 512}`
    中文
}
rule! {
    /// Memory in GB divided by vCPU must lie between 1 and 4.
    ///
    /// The API refuses anything else: `the ratio of Memory(in GB) to CPU(in core) must be between 1 and 4`.
    /// If `memorySize` is absent, 512 MB count, as the tool sends. The fixes set the nearest legal vCPU,
    /// or the nearest legal memory. GPU functions follow a table of their own and are not judged; for the
    /// legacy component `fc` it is a warning.
    ///
    /// Breaks: `{memorySize: 1024, cpu: 4, diskSize: 512}` — keeps: `{memorySize: 4096, cpu: 4, diskSize: 512}`
    FC102 "mem-cpu-ratio" Error S true "FC API 2023-03-30; update-custom-runtime-function parameters"
    /// 内存（GB）与 vCPU 之比必须在 1 到 4 之间。
    ///
    /// 否则 API 会拒绝：`the ratio of Memory(in GB) to CPU(in core) must be between 1 and 4`。
    /// 没有写 `memorySize` 时按工具发送的 512 MB 计算。修复会设为最接近的合法 vCPU 或内存。
    /// GPU 函数另有规格表，不在此检查；对旧组件 `fc` 只给警告。
    ///
    /// 错误：`{memorySize: 1024, cpu: 4, diskSize: 512}` — 正确：`{memorySize: 4096, cpu: 4, diskSize: 512}`
    中文
}
rule! {
    /// `memorySize` is a whole number of MB, from 128 to 32768, and a multiple of 64.
    ///
    /// Above 32768 it is a warning, because the sources disagree. GPU functions may have more (up to 64 GB
    /// were seen), so for them the upper bound is not judged.
    ///
    /// Breaks: `memorySize: 1000` — keeps: `memorySize: 1024`
    FC103 "mem-step" Error S true "fc3 schema.json; FC API 2023-03-30"
    /// `memorySize` 是 128 到 32768 之间的整数（MB），且为 64 的倍数。
    ///
    /// 超过 32768 时只给警告，因为各来源说法不一。GPU 函数可以更大（见过 64 GB），对它们不判断上限。
    ///
    /// 错误：`memorySize: 1000` — 正确：`memorySize: 1024`
    中文
}
rule! {
    /// A memory size that is legal but not in the console's list.
    ///
    /// The console offers 128, 256, 512, 1024, 2048, 4096, 8192, 16384 and 32768 MB; other multiples of 64
    /// work but cannot be picked there later. Over 30720 MB the published text contradicts itself.
    ///
    /// Breaks: `memorySize: 1536` — keeps: `memorySize: 2048`
    FC104 "mem-recommended" Hint S false "update-custom-runtime-function parameters, seen 2026-11"
    /// 合法但不在控制台列表中的内存规格。
    ///
    /// 控制台提供 128、256、512、1024、2048、4096、8192、16384、32768 MB；其他 64 的倍数可用，但之后无法在控制台选择。
    /// 超过 30720 MB 时，公开文档自相矛盾。
    ///
    /// 错误：`memorySize: 1536` — 正确：`memorySize: 2048`
    中文
}
rule! {
    /// `cpu` goes from 0.05 to 16 vCPU in steps of 0.05.
    ///
    /// The component's own schema lacks the step; the API answers 400.
    ///
    /// Breaks: `cpu: 0.07` — keeps: `cpu: 0.1`
    FC105 "cpu-step" Error S true "FC API 2023-03-30; update-custom-runtime-function parameters"
    /// `cpu` 取值 0.05 到 16 vCPU，步长 0.05。
    ///
    /// 组件自带的 schema 没有步长检查，API 会返回 400。
    ///
    /// 错误：`cpu: 0.07` — 正确：`cpu: 0.1`
    中文
}
rule! {
    /// `diskSize` is 512 or 10240 MB.
    ///
    /// Breaks: `diskSize: 1024` — keeps: `diskSize: 512`
    FC106 "disk-enum" Error S true "fc3 schema.json; FC API 2023-03-30"
    /// `diskSize` 只能是 512 或 10240 MB。
    ///
    /// 错误：`diskSize: 1024` — 正确：`diskSize: 512`
    中文
}
rule! {
    /// `timeout` is a whole number of seconds from 1 to 86400.
    ///
    /// Breaks: `timeout: 0` — keeps: `timeout: 60`
    FC107 "timeout-range" Error All true "fc3 schema.json; FC API 2023-03-30; help page on limits"
    /// `timeout` 是 1 到 86400 之间的整数（秒）。
    ///
    /// 错误：`timeout: 0` — 正确：`timeout: 60`
    中文
}
rule! {
    /// Requests one instance handles at once: 1 to 200 in s.yaml, 1 to 100 in f.yml.
    ///
    /// Breaks: `instanceConcurrency: 300` — keeps: `instanceConcurrency: 200`
    FC108 "concurrency-range" Error All true "fc3 schema.json; the f.yml specification"
    /// 单实例并发数：s.yaml 为 1 到 200，f.yml 为 1 到 100。
    ///
    /// 错误：`instanceConcurrency: 300` — 正确：`instanceConcurrency: 200`
    中文
}
rule! {
    /// `instanceConcurrency` above 1 only works with custom and container runtimes.
    ///
    /// In FC 3.0 the standard runtimes no longer handle several requests in one instance.
    ///
    /// Breaks: `{runtime: nodejs18, instanceConcurrency: 20}` — keeps: `{runtime: custom.debian10, instanceConcurrency: 20}`
    FC109 "concurrency-runtime" Warning S false "update-custom-runtime-function parameters; help page on instance concurrency"
    /// `instanceConcurrency` 大于 1 只对自定义运行时和自定义容器有效。
    ///
    /// FC 3.0 的标准运行时不再支持单实例多并发。
    ///
    /// 错误：`{runtime: nodejs18, instanceConcurrency: 20}` — 正确：`{runtime: custom.debian10, instanceConcurrency: 20}`
    中文
}

/// What the tool sends where `memorySize` is absent, in MB.
pub const DEFAULT_MEMORY: i64 = 512;

/// The rules of this family on one function.
pub fn check(cx: &mut Context<'_>, function: &Function<'_>) {
    if function.format == Format::F {
        return;
    }
    cpu_disk_pair(cx, function);
    mem_cpu_ratio(cx, function);
    mem_recommended(cx, function);
    concurrency_runtime(cx, function);
}

fn soften(function: &Function<'_>, severity: Severity) -> Severity {
    // The legacy component checks none of this itself and files of its time still deploy.
    if function.format == Format::Fc { severity.max(Severity::Warning) } else { severity }
}

fn cpu_disk_pair(cx: &mut Context<'_>, function: &Function<'_>) {
    let (cpu, disk) = (function.setting("cpu"), function.setting("diskSize"));
    if function.has_unseen_settings() {
        return;
    }
    let (there, missing, default) = match (cpu.is_empty(), disk.is_empty()) {
        (false, true) => (&cpu, "diskSize", "512".to_string()),
        (true, false) => {
            let memory = function.setting("memorySize");
            let memory = match memory.is_empty() {
                false => memory.as_decimal(),
                true => Some(Decimal::from_int(DEFAULT_MEMORY)),
            };
            let cpu = memory.map_or_else(
                || "0.35".to_string(),
                |memory| match middle_cpu(memory) {
                    cpu if cpu.compare(16.0).is_gt() => "16".to_string(),
                    cpu => cpu.to_string(),
                },
            );
            (&disk, "cpu", cpu)
        }
        _ => return,
    };
    let present = if missing == "cpu" { "diskSize" } else { "cpu" };
    let message = message!(
        "`{present}` needs `{missing}` beside it: the API takes both or neither",
        "写了 `{present}` 就必须写 `{missing}`：API 要求两者同时出现或都不出现"
    );
    let at = there.key_span().unwrap_or(there.span());
    let severity = soften(function, Severity::Error);
    let edits = set_or_insert(&function.settings_block(), missing, &default, present);
    let finding = cx.report(&FC101, at, message).severity(severity);
    if let Some(edit) = edits {
        let title = message!("Add {missing}: {default}", "添加 {missing}: {default}");
        if missing == "diskSize" {
            finding.safe_fix(title, vec![edit]);
        } else {
            finding.fix(title, vec![edit]);
        }
    }
}

/// The vCPU that goes with `memory` MB at a ratio of 2, which is never refused.
fn middle_cpu(memory: Decimal) -> Decimal {
    let step = Decimal::parse("0.05").unwrap_or(Decimal::from_int(1));
    memory.over(2048).ceil_to(step)
}

fn mem_cpu_ratio(cx: &mut Context<'_>, function: &Function<'_>) {
    let (cpu, memory) = (function.setting("cpu"), function.setting("memorySize"));
    let Some(vcpu) = cpu.as_decimal() else { return };
    let mb = match memory.is_empty() {
        // What the legacy component takes by default is not known.
        true if function.format != Format::Fc3 || function.has_unseen_settings() => return,
        true => Decimal::from_int(DEFAULT_MEMORY),
        false => match memory.as_decimal() {
            Some(mb) => mb,
            None => return,
        },
    };
    // A size that is refused on its own is said by FC103 or FC105; its nearest legal value may do.
    let least = Decimal::parse("0.05").unwrap_or(Decimal::from_int(1));
    let sizes = Decimal::from_int(128)..=Decimal::from_int(65536);
    let legal = least <= vcpu && vcpu <= Decimal::from_int(16) && sizes.contains(&mb);
    if !legal || function.setting("gpuConfig").is_present() {
        return; // Sizes of GPU functions follow a table of their own (FC111).
    }
    // cpu·1024 ≤ MB ≤ cpu·4096, in exact decimals.
    if vcpu.times(1024) <= mb && mb <= vcpu.times(4096) {
        return;
    }
    let Some(ratio) = mb.over(1024).ratio(vcpu) else { return };
    let (least, most) = legal_cpus(mb);
    let message = message!(
        "memory {mb} MB to {vcpu} vCPU is a ratio of {ratio}; it must be between 1 and 4 (for {mb} MB: cpu {least} to {most})",
        "内存 {mb} MB 与 {vcpu} vCPU 之比为 {ratio}，必须在 1 到 4 之间（{mb} MB 时 cpu 为 {least} 到 {most}）"
    );
    let severity = soften(function, Severity::Error);
    let mut fixes = Vec::new();
    if cpu.own_node().is_some() && most <= Decimal::from_int(16) {
        let nearest = if vcpu < least { least } else { most };
        let title = message!("Set cpu to {nearest}", "将 cpu 设为 {nearest}");
        fixes.push((title, vec![Edit::replace(cpu.span(), nearest.to_string())]));
    }
    let step = Decimal::from_int(64);
    let wanted =
        if mb < vcpu.times(1024) { vcpu.times(1024).ceil_to(step) } else { vcpu.times(4096).floor_to(step) };
    let wanted = wanted.max(Decimal::from_int(128));
    let legal =
        vcpu.times(1024) <= wanted && wanted <= vcpu.times(4096) && wanted <= Decimal::from_int(32768);
    if legal && memory.own_node().is_some() {
        let title = message!("Set memorySize to {wanted}", "将 memorySize 设为 {wanted}");
        fixes.push((title, vec![Edit::replace(memory.span(), wanted.to_string())]));
    } else if legal && memory.is_empty() {
        let edit = set_or_insert(&function.settings_block(), "memorySize", &wanted.to_string(), "cpu");
        let title = message!("Add memorySize: {wanted}", "添加 memorySize: {wanted}");
        fixes.extend(edit.map(|edit| (title, vec![edit])));
    }
    let memory_span = memory.key_span().map(|key| key.cover(memory.span()));
    let finding = cx.report_at(&FC102, &cpu, message).severity(severity);
    if let Some(span) = memory_span {
        finding.related(span, Message::new("memorySize is set here", "memorySize 写在这里"));
    }
    for (title, edits) in fixes {
        finding.fix(title, edits);
    }
}

/// The least and most vCPU that `mb` MB may have, on the steps of 0.05 and within 0.05…16.
pub fn legal_cpus(mb: Decimal) -> (Decimal, Decimal) {
    let step = Decimal::parse("0.05").unwrap_or(Decimal::from_int(1));
    let least = mb.over(4096).ceil_to(step).max(step);
    let most = mb.over(1024).floor_to(step).min(Decimal::from_int(16)).max(step);
    (least, most.max(least))
}

fn mem_recommended(cx: &mut Context<'_>, function: &Function<'_>) {
    let memory = function.setting("memorySize");
    if function.format != Format::Fc3 || function.setting("gpuConfig").is_present() {
        return;
    }
    let Some(mb) = memory.as_int() else { return };
    if mb % 64 != 0
        || !(128..=32768).contains(&mb)
        || RECOMMENDED_MEMORY_MB.iter().any(|size| i128::from(*size) == mb)
    {
        return;
    }
    let below = RECOMMENDED_MEMORY_MB.iter().rev().find(|size| i128::from(**size) < mb).unwrap_or(&128);
    let above = RECOMMENDED_MEMORY_MB.iter().find(|size| i128::from(**size) > mb).unwrap_or(&32768);
    let message = message!(
        "{mb} MB is legal but not in the console's list ({below} and {above} are nearest)",
        "{mb} MB 合法，但不在控制台的列表中（最接近的是 {below} 和 {above}）"
    );
    cx.report_at(&FC104, &memory, message);
}

fn concurrency_runtime(cx: &mut Context<'_>, function: &Function<'_>) {
    let concurrency = function.setting("instanceConcurrency");
    let (Some(count), Some(runtime)) = (concurrency.as_int(), function.runtime().as_str()) else { return };
    let standard = runtime_by_name(&runtime).is_some() && runtime_family(&runtime) == RuntimeFamily::Standard;
    if function.format != Format::Fc3 || count <= 1 || !standard {
        return;
    }
    let message = message!(
        "instanceConcurrency {count} has no effect with runtime `{runtime}`: only custom and container runtimes handle several requests at once",
        "instanceConcurrency {count} 对运行时 `{runtime}` 无效：只有自定义运行时和自定义容器支持单实例多并发"
    );
    cx.report_at(&FC109, &concurrency, message);
}
