//! Cron expressions of timers: six fields for FC, seven for Tencent Cloud, the `CRON_TZ=` prefix and
//! `@every` of FC.
//!
//! Ranges and characters: help.aliyun.com document 171746 and Tencent's timer documentation. The parser
//! says which field is wrong and where, which the crates do not.

use std::ops::Range;

/// Which cloud reads the expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Alibaba Cloud: six fields, seconds first.
    Aliyun,
    /// Tencent Cloud: seven fields, seconds first, year last.
    Tencent,
}

/// A well-formed schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Schedule {
    /// Cron fields with the time zone they are meant in, if one is given.
    Cron {
        /// The IANA name after `CRON_TZ=`.
        zone: Option<String>,
        /// The fields, single blanks between them.
        fields: String,
    },
    /// `@every 5m`.
    Every {
        /// The amount.
        amount: u64,
        /// `s`, `m` or `h`.
        unit: char,
    },
}

/// Why an expression is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The bytes of the expression it is about.
    pub range: Range<usize>,
    /// What is wrong.
    pub kind: FaultKind,
}

/// What is wrong with an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// Wrong number of fields: found, wanted.
    FieldCount(usize, usize),
    /// A field has a value outside its range: field, text, least, most.
    OutOfRange(Field, String, u32, u32),
    /// A field holds something that cannot stand there.
    BadField(Field, String),
    /// `@every` without an amount and unit.
    BadEvery,
    /// `CRON_TZ=` with something that is not a zone name.
    BadZone(String),
    /// `@hourly` and its like, which FC does not know.
    UnknownMacro(String),
}

/// A field of a cron expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// 0–59.
    Second,
    /// 0–59.
    Minute,
    /// 0–23.
    Hour,
    /// 1–31.
    DayOfMonth,
    /// 1–12 or JAN–DEC.
    Month,
    /// 1–7 or MON–SUN (0 is also taken for Sunday).
    DayOfWeek,
    /// 1970–2099 (Tencent only).
    Year,
}

impl Field {
    /// Its name in English.
    pub fn en(self) -> &'static str {
        match self {
            Field::Second => "seconds",
            Field::Minute => "minutes",
            Field::Hour => "hours",
            Field::DayOfMonth => "day of month",
            Field::Month => "month",
            Field::DayOfWeek => "day of week",
            Field::Year => "year",
        }
    }

    /// Its name in Chinese.
    pub fn zh(self) -> &'static str {
        match self {
            Field::Second => "秒",
            Field::Minute => "分",
            Field::Hour => "时",
            Field::DayOfMonth => "日",
            Field::Month => "月",
            Field::DayOfWeek => "周",
            Field::Year => "年",
        }
    }

    fn range(self) -> (u32, u32) {
        match self {
            Field::Second | Field::Minute => (0, 59),
            Field::Hour => (0, 23),
            Field::DayOfMonth => (1, 31),
            Field::Month => (1, 12),
            Field::DayOfWeek => (0, 7),
            Field::Year => (1970, 2099),
        }
    }

    fn names(self) -> &'static [&'static str] {
        match self {
            Field::Month => {
                &["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
            }
            Field::DayOfWeek => &["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"],
            _ => &[],
        }
    }
}

const FIELDS: [Field; 7] = [
    Field::Second,
    Field::Minute,
    Field::Hour,
    Field::DayOfMonth,
    Field::Month,
    Field::DayOfWeek,
    Field::Year,
];

/// Reads `text` as a schedule of `dialect`.
pub fn parse(text: &str, dialect: Dialect) -> Result<Schedule, Fault> {
    let lead = text.len() - text.trim_start().len();
    let whole = lead..lead + text.trim().len();
    if let Some(rest) = text.trim().strip_prefix("@every") {
        return every(rest).ok_or(Fault { range: whole, kind: FaultKind::BadEvery });
    }
    if text.trim().starts_with('@') {
        let kind = FaultKind::UnknownMacro(text.trim().to_string());
        return Err(Fault { range: whole, kind });
    }
    let mut words = words(text);
    let mut zone = None;
    if dialect == Dialect::Aliyun
        && let Some(first) = words.first()
        && let Some(prefix) =
            ["CRON_TZ=", "TZ="].into_iter().find(|prefix| text[first.clone()].starts_with(prefix))
    {
        let name = &text[first.start + prefix.len()..first.end];
        let plausible = !name.is_empty()
            && name.chars().all(|c| c.is_ascii_alphanumeric() || "/_+-".contains(c))
            && (name.contains('/') || matches!(name, "UTC" | "GMT" | "Z" | "Local") || name.len() >= 3);
        if !plausible {
            return Err(Fault { range: first.clone(), kind: FaultKind::BadZone(name.to_string()) });
        }
        zone = Some(name.to_string());
        words.remove(0);
    }
    let wanted = if dialect == Dialect::Tencent { 7 } else { 6 };
    if words.len() != wanted {
        let kind = FaultKind::FieldCount(words.len(), wanted);
        let range = match (words.first(), words.last()) {
            (Some(first), Some(last)) => first.start..last.end,
            _ => whole,
        };
        return Err(Fault { range, kind });
    }
    for (word, field) in words.iter().zip(FIELDS) {
        check_field(&text[word.clone()], word.start, field)?;
    }
    let fields: Vec<&str> = words.iter().map(|word| &text[word.clone()]).collect();
    Ok(Schedule::Cron { zone, fields: fields.join(" ") })
}

/// The fields of a well-formed cron expression and where they stand in it; none for `@every`.
pub fn places(text: &str) -> Vec<(Field, Range<usize>)> {
    let mut words = words(text);
    words.retain(|word| !text[word.clone()].contains(['=', '@']));
    FIELDS.into_iter().zip(words).collect()
}

fn words(text: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_whitespace(), start) {
            (false, None) => start = Some(at),
            (true, Some(from)) => {
                words.push(from..at);
                start = None;
            }
            _ => {}
        }
    }
    words
}

fn every(rest: &str) -> Option<Schedule> {
    let rest = rest.strip_prefix(char::is_whitespace)?.trim();
    let unit = rest.chars().last().filter(|unit| "smh".contains(*unit))?;
    let amount: u64 = rest[..rest.len() - 1].parse().ok()?;
    (amount > 0).then_some(Schedule::Every { amount, unit })
}

fn check_field(text: &str, start: usize, field: Field) -> Result<(), Fault> {
    let mut at = start;
    for part in text.split(',') {
        let range = at..at + part.len();
        at += part.len() + 1;
        let bad = || Err(Fault { range: range.clone(), kind: FaultKind::BadField(field, part.to_string()) });
        let (base, step) = match part.split_once('/') {
            Some((base, step)) => (base, Some(step)),
            None => (part, None),
        };
        if let Some(step) = step {
            match step.parse::<u32>() {
                Ok(step) if step > 0 => {}
                _ => return bad(),
            }
        }
        if base == "*" || (base == "?" && matches!(field, Field::DayOfMonth | Field::DayOfWeek)) {
            continue;
        }
        if matches!(field, Field::DayOfMonth | Field::DayOfWeek) && is_special(base) {
            continue;
        }
        let ends: Vec<&str> = base.splitn(2, '-').collect();
        for end in &ends {
            let (least, most) = field.range();
            match number(end, field) {
                Some(value) if (least..=most).contains(&value) => {}
                Some(_) => {
                    let kind = FaultKind::OutOfRange(field, end.to_string(), least, most);
                    return Err(Fault { range, kind });
                }
                None => return bad(),
            }
        }
    }
    Ok(())
}

/// `L`, `LW`, `15W`, `5L`, `2#1`: not documented, but taken by the schedulers behind both clouds, so
/// not judged.
fn is_special(text: &str) -> bool {
    let upper = text.to_ascii_uppercase();
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    matches!(upper.as_str(), "L" | "LW" | "W")
        || upper.strip_suffix('W').is_some_and(digits)
        || upper.strip_suffix('L').is_some_and(|rest| digits(rest) || rest.len() == 3)
        || upper.split_once('#').is_some_and(|(_, nth)| digits(nth) && !nth.is_empty())
}

fn number(text: &str, field: Field) -> Option<u32> {
    if let Ok(value) = text.parse() {
        return Some(value);
    }
    let upper = text.to_ascii_uppercase();
    field.names().iter().position(|name| *name == upper).map(|index| index as u32 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str) -> FaultKind {
        parse(text, Dialect::Aliyun).expect_err(text).kind
    }

    #[test]
    fn good_expressions() {
        for text in [
            "0 0 8 * * *",
            "0 0/5 * * * *",
            "0 0 8 ? * MON-FRI",
            "CRON_TZ=Asia/Shanghai 0 0 8 * * *",
            "@every 4m",
            "0 0 4 1 1,JUL *",
            "0 */10 * * * *",
            "0 0 0 L * ?",
            " 0 0 8 * * * ",
        ] {
            assert!(parse(text, Dialect::Aliyun).is_ok(), "{text}");
        }
        assert!(parse("0 0 8 * * * *", Dialect::Tencent).is_ok());
        assert!(parse("0 0 8 * * MON 2027", Dialect::Tencent).is_ok());
    }

    #[test]
    fn the_fault_names_the_field() {
        assert_eq!(kind("0 8 * * *"), FaultKind::FieldCount(5, 6));
        assert_eq!(kind("0 0 8 * * * *"), FaultKind::FieldCount(7, 6));
        assert_eq!(kind("0 60 8 * * *"), FaultKind::OutOfRange(Field::Minute, "60".into(), 0, 59));
        assert_eq!(kind("0 0 8 0 * *"), FaultKind::OutOfRange(Field::DayOfMonth, "0".into(), 1, 31));
        assert_eq!(kind("0 0 x * * *"), FaultKind::BadField(Field::Hour, "x".into()));
        assert_eq!(kind("0 0 8 * * */0"), FaultKind::BadField(Field::DayOfWeek, "*/0".into()));
        assert_eq!(kind("@every 5"), FaultKind::BadEvery);
        assert_eq!(kind("@hourly"), FaultKind::UnknownMacro("@hourly".into()));
        let fault = parse("0 60 8 * * *", Dialect::Aliyun).expect_err("minute 60");
        assert_eq!(fault.range, 2..4);
    }
}
