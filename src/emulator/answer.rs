//! Answers: bodies, refusals, request ids, times.

use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};

/// What an operation answers when it succeeds.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Answer {
    /// 200 with a JSON body; never without one, since the SDKs throw at an empty body.
    Json(Value),
    /// 204.
    Nothing,
    /// The answer of an invocation: its status, headers besides the usual ones, the body as it is.
    Raw {
        /// HTTP status.
        status: u16,
        /// Names and values.
        headers: Vec<(String, String)>,
        /// The bytes.
        body: Vec<u8>,
    },
}

/// A request that is not carried out: the three parts of an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    /// HTTP status.
    pub status: u16,
    /// `Code` of the body.
    pub code: String,
    /// `Message` of the body.
    pub message: String,
}

/// The result of an operation.
pub(super) type Outcome = Result<Answer, Refusal>;

impl Refusal {
    /// A refusal with these parts.
    pub fn new(status: u16, code: &str, message: impl Into<String>) -> Self {
        Refusal { status, code: code.to_string(), message: message.into() }
    }

    /// 400 `InvalidArgument`.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(400, "InvalidArgument", message)
    }

    /// 404 with `<Kind>NotFound` and the usual sentence: `function 'x' does not exist`.
    pub fn missing(code: &str, what: &str, name: &str) -> Self {
        Self::new(404, code, format!("{what} '{name}' does not exist"))
    }

    /// 409 with `<Kind>AlreadyExists`.
    pub fn exists(code: &str, what: &str, name: &str) -> Self {
        Self::new(409, code, format!("{what} '{name}' already exists"))
    }

    /// The body, with the id of the request.
    pub fn body(&self, request_id: &str) -> Value {
        json!({ "RequestId": request_id, "Code": self.code, "Message": self.message })
    }
}

/// Eight bytes as nobody can guess; the standard library's only source of randomness.
fn random() -> u64 {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    RandomState::new().hash_one(COUNT.fetch_add(1, Ordering::Relaxed))
}

/// An id of the form `1-<8 hex: time>-<24 hex>`.
pub(super) fn request_id(now: i64) -> String {
    let (a, b) = (random(), random() as u32);
    format!("1-{:08x}-{a:016x}{b:08x}", now as u32)
}

/// A random UUID (version 4).
pub(super) fn uuid() -> String {
    let (a, b) = (random(), random());
    let version = (a as u16 & 0x0fff) | 0x4000;
    let variant = (b >> 48) as u16 & 0x3fff | 0x8000;
    format!(
        "{:08x}-{:04x}-{version:04x}-{variant:04x}-{:012x}",
        a >> 32,
        (a >> 16) as u16,
        b & 0xffff_ffff_ffff
    )
}

/// Ten lower-case letters, for the host name of an HTTP trigger.
pub(super) fn letters() -> String {
    let mut number = random();
    let mut text = String::new();
    for _ in 0..10 {
        text.push(char::from(b'a' + (number % 26) as u8));
        number /= 26;
    }
    text
}

/// `yyyy-MM-ddTHH:mm:ssZ` of seconds since 1970.
pub(super) fn time(seconds: i64) -> String {
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Civil date from days, by eras of 400 years beginning on 1 March 0000.
    let days = days + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    let (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// Seconds since 1970 of `yyyy-MM-ddTHH:mm:ssZ`; `None` for any other form.
pub(super) fn seconds(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    if bytes.len() != 20 || !text.is_ascii() {
        return None;
    }
    for (at, expected) in [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':'), (19, b'Z')] {
        if bytes[at] != expected {
            return None;
        }
    }
    let part = |from: usize, to: usize| {
        let digits = &text[from..to];
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<i64>().ok())?
    };
    let (year, month, day) = (part(0, 4)?, part(5, 7)?, part(8, 10)?);
    let (hour, minute, second) = (part(11, 13)?, part(14, 16)?, part(17, 19)?);
    let (shifted, of_year) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let (era, in_era) = (shifted.div_euclid(400), shifted.rem_euclid(400));
    let days = era * 146_097 + in_era * 365 + in_era / 4 - in_era / 100 + (153 * of_year + 2) / 5 + day - 1;
    let seconds = (days - 719_468) * 86_400 + hour * 3_600 + minute * 60 + second;
    // Whatever does not come back, such as month 13, was no date.
    (time(seconds) == text).then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_go_there_and_back() {
        for (number, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_794_802_079, "2026-11-16T04:07:59Z"),
            (4_107_542_399, "2100-02-28T23:59:59Z"),
        ] {
            assert_eq!(time(number), text);
            assert_eq!(seconds(text), Some(number));
        }
        for wrong in
            ["2026-02-30T00:00:00Z", "2026-11-16T04:07:59", "2026-11-16 04:07:59Z", "2026-13-01T00:00:00Z"]
        {
            assert_eq!(seconds(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn ids_have_their_form() {
        let id = request_id(0x6561_0000);
        assert!(id.starts_with("1-65610000-") && id.len() == 35, "{id}");
        assert_ne!(request_id(0), request_id(0));
        let uuid = uuid();
        assert!(uuid.len() == 36 && uuid.as_bytes()[14] == b'4', "{uuid}");
    }
}
