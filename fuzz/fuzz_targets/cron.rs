//! Schedules: faults lie inside the text; what is accepted has its hover in both languages, and the runs it names
//! come one after the other, in the future, at seconds, minutes, hours and months that the fields allow.
//!
//! The input: a byte that picks the moment and the language, then the expression.
#![no_main]

use fcls::document::cron::{self, Dialect, Schedule};
use fcls::document::{Document, NoFiles};
use fcls::ide;
use fcls::message::Lang;
use fcls::text::Text;
use libfuzzer_sys::fuzz_target;
use std::sync::Arc;

/// Moments with something to them: leap days, ends of years, changes of clocks, the edges of time.
const MOMENTS: [i64; 10] = [
    0,
    951_782_399,
    1_709_164_800,
    1_743_296_399,
    1_761_440_400,
    1_767_225_599,
    1_795_575_600,
    4_102_444_799,
    -1,
    253_402_300_799,
];

/// Whether `field` allows `value`; true for all that is not plain.
fn allows(field: &str, value: u32) -> bool {
    field.split(',').any(|part| {
        let (base, step) = part.split_once('/').unwrap_or((part, "1"));
        let Ok(step) = step.parse::<u32>() else { return true };
        let ends = match base.split_once('-') {
            _ if base == "*" => (0, 99),
            Some((from, to)) => match (from.parse(), to.parse()) {
                (Ok(from), Ok(to)) => (from, to),
                _ => return true,
            },
            None => match base.parse() {
                Ok(only) if part.contains('/') => (only, 99),
                Ok(only) => (only, only),
                Err(_) => return true,
            },
        };
        // A range that runs over the end, and a step from the first month, are for others to judge.
        ends.0 > ends.1
            || (base == "*" && step > 1)
            || (ends.0..=ends.1).contains(&value) && (value - ends.0) % step == 0
    })
}

/// `2026-11-25 20:00:00` of a line, as numbers.
fn moment(line: &str) -> Vec<u32> {
    let numbers = line.trim_start_matches("- ").split(['-', ' ', ':']).take(6);
    numbers.map(|number| number.parse().expect("a number of a date")).collect()
}

/// Seconds since 1970 of a date.
fn seconds(date: &[u32]) -> i64 {
    let (year, month, day) = (i64::from(date[0]), i64::from(date[1]), i64::from(date[2]));
    let (year, month) = if month < 3 { (year - 1, month + 9) } else { (year, month - 3) };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let days =
        era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + (153 * month + 2) / 5 + day - 1 - 719_468;
    days * 86_400 + i64::from(date[3]) * 3_600 + i64::from(date[4]) * 60 + i64::from(date[5])
}

fn hover(text: &str, dialect: Dialect, now: i64, lang: Lang) -> Option<String> {
    let quoted = serde_json::to_string(text).expect("text");
    let (path, head) = match dialect {
        Dialect::Aliyun => (
            "/p/s.yaml",
            "edition: 3.0.0\nname: a\nresources:\n  f:\n    component: fc3\n    props:\n      triggers:\n        - \
             triggerName: t\n          triggerType: timer\n          triggerConfig:\n            cronExpression: ",
        ),
        Dialect::Tencent => (
            "/p/f.yml",
            "service: a\nprovider:\n  name: tencent\nfunctions:\n  f:\n    handler: a.b\n    events:\n      - timer:\n          \
             type: cron\n          value: ",
        ),
    };
    let source = Text::from(format!("{head}{quoted}\n").as_str());
    let document = Document::new(Some(path.into()), source, Arc::new(NoFiles));
    // What is checked along the way must not break either.
    fcls::check::check(&document, &mut fcls::check::Memo::default());
    ide::hover(&document, head.len() as u32 + 1, now, lang).map(|hover| hover.markdown)
}

fuzz_target!(|input: &str| {
    let mut chars = input.chars();
    let pick = chars.next().map_or(0, |c| c as usize);
    let text = chars.as_str();
    let now = MOMENTS[pick % MOMENTS.len()];
    let lang = if pick % 3 == 0 { Lang::Zh } else { Lang::En };
    for (_, place) in cron::places(text) {
        assert!(text.get(place).is_some());
    }
    for dialect in [Dialect::Aliyun, Dialect::Tencent] {
        let schedule = match cron::parse(text, dialect) {
            Ok(schedule) => schedule,
            Err(fault) => {
                assert!(text.get(fault.range.clone()).is_some(), "{fault:?} of {text:?}");
                hover(text, dialect, now, lang);
                continue;
            }
        };
        let shown = hover(text, dialect, now, lang).unwrap_or_else(|| panic!("no hover of {text:?}"));
        let Schedule::Cron { zone, fields } = schedule else { continue };
        let runs: Vec<Vec<u32>> = shown.lines().filter(|line| line.starts_with("- 2")).map(moment).collect();
        let fields: Vec<&str> = fields.split(' ').collect();
        for run in &runs {
            for (field, value) in [(0, run[5]), (1, run[4]), (2, run[3]), (4, run[1])] {
                assert!(allows(fields[field], value), "{text:?}: field {field} is {value} in {shown}");
            }
        }
        // Where clocks are put back, the local time is.
        let ahead = match (zone.as_deref(), dialect) {
            (None | Some("UTC" | "GMT"), Dialect::Aliyun) => 0,
            (_, Dialect::Tencent) => 8 * 3_600,
            _ => continue,
        };
        let mut last = now + ahead;
        for run in runs.iter().map(|run| seconds(run)) {
            assert!(run > last, "{text:?} at {now}: {shown}");
            last = run;
        }
    }
});
