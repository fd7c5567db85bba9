//! How fast the tree is made, and made again after a keystroke: `cargo bench --bench syntax`.
//! Prints throughput, percentiles of single keystrokes (rope edit and reparse) and the size of the tree.

use fcls::syntax::parse;
use fcls::text::{Edit, Text};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// A file of functions, at least `size` bytes long.
fn sample(size: usize) -> String {
    let mut out =
        String::from("# made for the benchmark\nedition: 3.0.0\nname: demo\naccess: default\n\nresources:\n");
    let mut n = 0;
    while out.len() < size {
        out += &format!(
            "  function{n}:\n    component: fc3\n    # function {n}\n    props:\n      region: cn-hangzhou\n      \
             functionName: \"function-{n}-${{vars.stage}}\"\n      runtime: python3.10\n      handler: index.handler\n      \
             code: ./code/{n}\n      memorySize: 512 # MB\n      timeout: 60\n      environmentVariables:\n        \
             A: '1'\n        NAME: value {n}\n      layers: [acs:fc:cn-hangzhou:official:layers/Nodejs, 'x']\n      \
             description: |\n        A longer text\n        of two lines.\n      triggers:\n        - triggerName: http\n          \
             triggerType: http\n          triggerConfig: {{ methods: [GET, POST], authType: anonymous }}\n        \
             - triggerName: timer\n          triggerType: timer\n          triggerConfig:\n            \
             cronExpression: '@every 1m'\n            enable: true\n\n"
        );
        n += 1;
    }
    out
}

fn percentile(sorted: &[Duration], share: f64) -> Duration {
    sorted[((sorted.len() - 1) as f64 * share) as usize]
}

fn main() {
    for (name, size) in [("4 KB", 4 << 10), ("100 KB", 100 << 10), ("2 MB", 2 << 20)] {
        let source = sample(size);
        let text = Text::from(source.as_str());
        let rounds = (20 << 20) / source.len();
        let start = Instant::now();
        for _ in 0..rounds {
            black_box(parse(black_box(&text)));
        }
        let each = start.elapsed() / rounds as u32;
        let rate = source.len() as f64 / each.as_secs_f64() / 1e6;
        let tree = parse(&text);
        let bytes = tree.heap_size() as f64 / source.len() as f64;
        println!(
            "parse {name:>7}: {each:>10.1?}  {rate:6.1} MB/s  {bytes:.1} bytes of tree per byte of text"
        );

        let (mut text, mut tree) = (text, tree);
        let mut state = 1u64;
        let mut times = Vec::new();
        for _ in 0..4000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let at = ((state >> 33) % u64::from(text.len())) as u32;
            let insert = Edit::insert(at, if state & (1 << 20) == 0 { "a" } else { "b" });
            let start = Instant::now();
            let old = text.apply(&insert);
            let typed = tree.reparse(&text, old, 1);
            times.push(start.elapsed());
            tree = typed;
            // Take the letter away again, so that the file stays whole.
            let delete = Edit::delete(fcls::text::Span::new(old.start, old.start + 1));
            let old = text.apply(&delete);
            tree = tree.reparse(&text, old, 0);
        }
        times.sort_unstable();
        println!(
            "keystroke {name:>7}: p50 {:.1?}  p90 {:.1?}  p99 {:.1?}  max {:.1?}",
            percentile(&times, 0.5),
            percentile(&times, 0.9),
            percentile(&times, 0.99),
            percentile(&times, 1.0)
        );
    }
}
