//! What a cron expression means in words, and when it runs next.

use crate::document::cron::{self, Dialect, Schedule};
use crate::message::Lang;
use croner::describe::Language;
use croner::parser::{CronParser, Seconds, Year};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, Zoned};

/// How many runs are shown.
const RUNS: usize = 5;

/// The time zone in which most readers of these files live; shown beside UTC.
const CHINA: Offset = Offset::constant(8);

/// A schedule, read.
struct Reading {
    /// What it means in words, if that can be said.
    sentence: Option<String>,
    /// The time zone that is named.
    named: Option<String>,
    /// The time zone as shown; none for an interval.
    zone: Option<String>,
    /// When it runs, if that can be told.
    pattern: Option<croner::Cron>,
}

fn read(text: &str, dialect: Dialect, zone: Option<&str>, lang: Lang) -> Option<Reading> {
    let (own_zone, fields) = match cron::parse(text, dialect).ok()? {
        Schedule::Every { amount, unit } => {
            let unit = match unit {
                's' => lang.pick("seconds", "秒"),
                'm' => lang.pick("minutes", "分钟"),
                _ => lang.pick("hours", "小时"),
            };
            let sentence = Some(format!("{} {amount} {unit}", lang.pick("every", "每")));
            return Some(Reading { sentence, named: None, zone: None, pattern: None });
        }
        Schedule::Cron { zone, fields } => (zone, fields),
    };
    let year = if dialect == Dialect::Tencent { Year::Required } else { Year::Disallowed };
    let parser = CronParser::builder().seconds(Seconds::Required).year(year).build();
    let named = own_zone.map(|zone| zone.to_string()).or(zone.map(String::from));
    let zone = named
        .clone()
        .unwrap_or_else(|| if dialect == Dialect::Tencent { "UTC+8".to_string() } else { "UTC".to_string() });
    // What the crate cannot read (`W` of other schedulers) still has a zone worth showing.
    let pattern = parser.parse(&fields).ok();
    let sentence = pattern.as_ref().map(|pattern| match lang {
        Lang::En => pattern.describe().trim().trim_end_matches('.').to_string(),
        Lang::Zh => {
            let words = pattern.describe_lang(Chinese).replace(", 和 ", "和").replace(" 和 ", "和");
            format!("触发于 {}", words.replace(", ", "，")).trim().trim_end_matches('.').to_string()
        }
    });
    Some(Reading { sentence, named, zone: Some(zone), pattern })
}

/// What the schedule `text` means in one plain line; `None` if it is not well-formed or cannot be said.
/// `zone` is a time zone that is given beside the expression.
pub fn sentence(text: &str, dialect: Dialect, zone: Option<&str>, lang: Lang) -> Option<String> {
    let reading = read(text, dialect, zone, lang)?;
    let sentence = reading.sentence?;
    Some(match reading.zone {
        Some(zone) => format!("{sentence} · {zone}"),
        None => sentence,
    })
}

/// The card of the schedule `text`: what it means, and its next runs after `now` (seconds since 1970, UTC)
/// with their time zone. `zone` is one that is given beside the expression. `None` if it is not well-formed.
pub fn card(text: &str, dialect: Dialect, zone: Option<&str>, now: i64, lang: Lang) -> Option<String> {
    let Reading { sentence, named, zone, pattern } = read(text, dialect, zone, lang)?;
    let shown = sentence.unwrap_or_else(|| format!("`{text}`"));
    let Some(zone) = zone else { return Some(format!("`{text}` · {shown}")) };
    let mut card = format!("{shown} · {} **{zone}**", lang.pick("time zone", "时区"));
    let Some(pattern) = pattern else {
        return Some(format!("`{text}` · {} {zone}", lang.pick("time zone", "时区")));
    };
    let after = Timestamp::from_second(now).ok()?;
    let runs = match (named, dialect) {
        (Some(name), _) => match TimeZone::get(&name) {
            Ok(zone) => runs(&pattern, after.to_zoned(zone), |run| run.strftime("%Z").to_string()),
            Err(_) => Vec::new(),
        },
        (None, Dialect::Tencent) => {
            runs(&pattern, after.to_zoned(TimeZone::fixed(CHINA)), |_| "UTC+8".to_string())
        }
        (None, Dialect::Aliyun) => runs(&pattern, after.to_zoned(TimeZone::UTC), |run| {
            let there = run.with_time_zone(TimeZone::fixed(CHINA));
            let day = if there.day() == run.day() { "" } else { lang.pick(" the next day", "（次日）") };
            format!("UTC = {:02}:{:02} UTC+8{day}", there.hour(), there.minute())
        }),
    };
    if runs.is_empty() {
        return Some(card);
    }
    card.push_str(lang.pick("\n\nNext runs:\n", "\n\n接下来的触发时间：\n"));
    for run in runs {
        card.push_str(&format!("\n- {run}"));
    }
    Some(card)
}

fn runs(pattern: &croner::Cron, after: Zoned, zone: impl Fn(&Zoned) -> String) -> Vec<String> {
    let mut runs = Vec::new();
    let mut last = after;
    for _ in 0..RUNS {
        // A date that never comes ends the search with an error.
        let Ok(next) = pattern.find_next_occurrence(&last, false) else { break };
        runs.push(format!("{} {}", next.strftime("%Y-%m-%d %H:%M:%S"), zone(&next)));
        last = next;
    }
    runs
}

/// The sentence in Chinese.
#[derive(Default)]
struct Chinese;

impl Language for Chinese {
    fn every_minute(&self) -> &'static str {
        "每分钟"
    }
    fn every_second_phrase(&self) -> &'static str {
        "每秒"
    }
    fn every_x_minutes(&self, step: u16) -> String {
        format!("每 {step} 分钟")
    }
    fn every_x_seconds(&self, step: u16) -> String {
        format!("每 {step} 秒")
    }
    fn every_x_hours(&self, step: u16) -> String {
        format!("每 {step} 小时")
    }
    fn every_minute_of_every_x_hours(&self, step: u16) -> String {
        format!("每 {step} 小时中的每分钟")
    }
    fn at_time(&self, time: &str) -> String {
        time.to_string()
    }
    fn at_time_and_every_x_seconds(&self, time: &str, step: u16) -> String {
        format!("{time}，每 {step} 秒")
    }
    fn at_time_at_second(&self, time: &str, second: &str) -> String {
        format!("{time} 的第 {second} 秒")
    }
    fn at_phrase(&self, phrase: &str) -> String {
        phrase.to_string()
    }
    fn on_phrase(&self, phrase: &str) -> String {
        phrase.to_string()
    }
    fn in_phrase(&self, phrase: &str) -> String {
        phrase.to_string()
    }
    fn second_phrase(&self, s: &str) -> String {
        format!("第 {s} 秒")
    }
    fn minute_phrase(&self, s: &str) -> String {
        format!("第 {s} 分")
    }
    fn minute_past_every_hour_phrase(&self, s: &str) -> String {
        format!("每小时的{s}")
    }
    fn hour_phrase(&self, s: &str) -> String {
        format!("{s} 时")
    }
    fn year_phrase(&self, s: &str) -> String {
        format!("{s} 年")
    }
    fn day_phrase(&self, s: &str) -> String {
        format!("{s} 日")
    }
    fn the_last_day_of_the_month(&self) -> &'static str {
        "每月最后一天"
    }
    fn the_weekday_nearest_day(&self, day: &str) -> String {
        format!("离 {day} 日最近的工作日")
    }
    fn the_last_weekday_of_the_month(&self, day: &str) -> String {
        format!("每月最后一个{day}")
    }
    fn the_nth_weekday_of_the_month(&self, n: u8, day: &str) -> String {
        format!("每月第 {n} 个{day}")
    }
    fn dom_and_dow_if_also(&self, dow: &str) -> String {
        format!("（且为{dow}）")
    }
    fn dom_and_dow_if_also_one_of(&self, dow: &str) -> String {
        format!("（且为以下之一：{dow}）")
    }
    fn list_conjunction_and(&self) -> &'static str {
        "和"
    }
    fn list_conjunction_or(&self) -> &'static str {
        "或"
    }
    fn list_conjunction_and_comma(&self) -> &'static str {
        "和"
    }
    fn day_of_week_names(&self) -> [&'static str; 7] {
        ["星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"]
    }
    fn month_names(&self) -> [&'static str; 12] {
        ["1 月", "2 月", "3 月", "4 月", "5 月", "6 月", "7 月", "8 月", "9 月", "10 月", "11 月", "12 月"]
    }
    fn every_past_phrase(&self, every: &str, hours: &str) -> String {
        format!("{hours}的{every}")
    }
    fn past_hour_phrase(&self, s: &str) -> String {
        format!("{s} 时")
    }
    fn every_x_months(&self, step: u16) -> String {
        format!("每 {step} 个月")
    }
    fn every_x_years(&self, step: u16) -> String {
        format!("每 {step} 年")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-25 03:00:00 UTC.
    const NOW: i64 = 1_795_575_600;

    fn lines(text: &str, dialect: Dialect, lang: Lang) -> Vec<String> {
        card(text, dialect, None, NOW, lang).expect(text).lines().map(String::from).collect()
    }

    #[test]
    fn utc_is_shown_beside_the_time_in_china() {
        let lines = lines("0 0 20 * * *", Dialect::Aliyun, Lang::En);
        assert_eq!(lines[0], "At 20:00 · time zone **UTC**");
        assert_eq!(lines[2], "Next runs:");
        assert_eq!(lines[4], "- 2026-11-25 20:00:00 UTC = 04:00 UTC+8 the next day");
        assert_eq!(lines.len(), 9);
    }

    #[test]
    fn a_zone_is_obeyed() {
        let text = "CRON_TZ=Asia/Shanghai 0 30 9 ? * MON-FRI";
        let en = lines(text, Dialect::Aliyun, Lang::En);
        assert_eq!(en[4], "- 2026-11-26 09:30:00 CST");
        // Saturday and Sunday are left out.
        assert_eq!(en[6], "- 2026-11-30 09:30:00 CST");
        let zh = lines(text, Dialect::Aliyun, Lang::Zh);
        assert_eq!(zh[0], "触发于 09:30，星期一，星期二，星期三，星期四和星期五 · 时区 **Asia/Shanghai**");
        let given = card("0 0 8 * * *", Dialect::Aliyun, Some("Europe/Berlin"), NOW, Lang::En).unwrap();
        assert!(given.contains("- 2026-11-25 08:00:00 CET"), "{given}");
    }

    #[test]
    fn tencent_has_a_year_and_counts_in_china() {
        let lines = lines("0 0 8 1 1 * 2027", Dialect::Tencent, Lang::En);
        assert_eq!(lines[4..], ["- 2027-01-01 08:00:00 UTC+8"]);
    }

    #[test]
    fn odd_ones() {
        assert_eq!(lines("@every 5m", Dialect::Aliyun, Lang::En), ["`@every 5m` · every 5 minutes"]);
        assert_eq!(lines("@every 5m", Dialect::Aliyun, Lang::Zh), ["`@every 5m` · 每 5 分钟"]);
        // The thirtieth of February never comes.
        assert_eq!(lines("0 0 0 30 2 *", Dialect::Aliyun, Lang::En).len(), 1);
        assert!(card("0 8 * * *", Dialect::Aliyun, None, NOW, Lang::En).is_none());
        let unknown = card("CRON_TZ=Mars/Olympus 0 0 8 * * *", Dialect::Aliyun, None, NOW, Lang::En).unwrap();
        assert!(unknown.contains("Mars/Olympus") && !unknown.contains("Next runs"));
    }
}
