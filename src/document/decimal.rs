//! Exact decimal numbers, so that 0.35 vCPU times 1024 is what a person computes.

use std::cmp::Ordering;

/// A decimal with nine digits after the point, exact for every value FC takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal(i128);

const SCALE: i128 = 1_000_000_000;
const DIGITS: usize = 9;

impl Decimal {
    /// The decimal that `text` writes (`1024`, `0.35`, `1.0`, `-2`, `1e3`); `None` for anything else and
    /// for more than nine digits after the point.
    pub fn parse(text: &str) -> Option<Decimal> {
        let (negative, digits) = match text.strip_prefix(['-', '+']) {
            Some(rest) => (text.starts_with('-'), rest),
            None => (false, text),
        };
        if let Some(at) = digits.find(['e', 'E']) {
            let mantissa = Decimal::parse(&digits[..at])?;
            let power: i32 = digits[at + 1..].parse().ok()?;
            let value = if power >= 0 {
                mantissa.0.checked_mul(10i128.checked_pow(power as u32)?)?
            } else {
                let divisor = 10i128.checked_pow(power.unsigned_abs())?;
                (mantissa.0 % divisor == 0).then_some(mantissa.0 / divisor)?
            };
            return Some(Decimal(if negative { -value } else { value }));
        }
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let fraction = fraction.trim_end_matches('0');
        if (whole.is_empty() && fraction.is_empty() && !digits.contains('0'))
            || !all_digits(whole)
            || !all_digits(fraction)
            || fraction.len() > DIGITS
            || whole.len() > 20
        {
            return None;
        }
        let whole: i128 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
        let fraction: i128 = if fraction.is_empty() { 0 } else { format!("{fraction:0<9}").parse().ok()? };
        let value = whole * SCALE + fraction;
        Some(Decimal(if negative { -value } else { value }))
    }

    /// A whole number.
    pub fn from_int(value: i64) -> Decimal {
        Decimal(i128::from(value) * SCALE)
    }

    /// The decimal that a binary float was written as.
    pub fn from_f64(value: f64) -> Option<Decimal> {
        Decimal::parse(&value.to_string())
    }

    /// The product with a whole number.
    pub fn times(self, factor: i64) -> Decimal {
        Decimal(self.0.saturating_mul(i128::from(factor)))
    }

    /// Whether it is a whole multiple of `step` (always for a step of 0).
    pub fn is_multiple_of(self, step: Decimal) -> bool {
        step.0 == 0 || self.0 % step.0 == 0
    }

    /// The nearest multiple of `step` that is not above it.
    pub fn floor_to(self, step: Decimal) -> Decimal {
        Decimal(self.0 - self.0.rem_euclid(step.0))
    }

    /// The nearest multiple of `step` that is not below it.
    pub fn ceil_to(self, step: Decimal) -> Decimal {
        let floor = self.floor_to(step);
        if floor == self { floor } else { Decimal(floor.0 + step.0) }
    }

    /// Divided by a whole number, rounded down to a billionth.
    pub fn over(self, divisor: i64) -> Decimal {
        Decimal(self.0.div_euclid(i128::from(divisor)))
    }

    /// The difference of the two without its sign.
    pub fn distance(self, other: Decimal) -> Decimal {
        Decimal((self.0 - other.0).abs())
    }

    /// `self / other` rounded to two digits, for messages; `None` when `other` is 0.
    pub fn ratio(self, other: Decimal) -> Option<String> {
        (other.0 != 0).then(|| {
            let hundredths = (self.0 * 100 + other.0 / 2) / other.0;
            Decimal(hundredths * SCALE / 100).to_string()
        })
    }

    /// Whether it has nothing after the point.
    pub fn is_whole(self) -> bool {
        self.0 % SCALE == 0
    }

    /// Compares with a binary float bound.
    pub fn compare(self, bound: f64) -> Ordering {
        match Decimal::from_f64(bound) {
            Some(bound) => self.cmp(&bound),
            None => (self.0 as f64 / SCALE as f64).total_cmp(&bound),
        }
    }
}

impl std::fmt::Display for Decimal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, fraction) = (self.0.abs() / SCALE, self.0.abs() % SCALE);
        if fraction == 0 {
            write!(f, "{sign}{whole}")
        } else {
            write!(f, "{sign}{whole}.{}", format!("{fraction:09}").trim_end_matches('0'))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::parse(text).unwrap_or_else(|| panic!("{text} is a decimal"))
    }

    #[test]
    fn parses_and_prints() {
        for text in ["0", "0.05", "1024", "16", "-2", "0.35", "0.000000001"] {
            assert_eq!(decimal(text).to_string(), text);
        }
        assert_eq!(decimal("1.0").to_string(), "1");
        assert_eq!(decimal("1e3").to_string(), "1000");
        assert_eq!(decimal(".5").to_string(), "0.5");
        for text in ["", ".", "a", "1.2.3", "0x10", "1e", "--1"] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }

    #[test]
    fn steps_are_exact() {
        let step = decimal("0.05");
        for hundredths in 1..=320 {
            let cpu = decimal(&format!("{}.{:02}", hundredths * 5 / 100, hundredths * 5 % 100));
            assert!(cpu.is_multiple_of(step), "{cpu}");
        }
        assert!(!decimal("0.07").is_multiple_of(step));
        assert_eq!(decimal("0.07").floor_to(step), decimal("0.05"));
        assert_eq!(decimal("0.07").ceil_to(step), decimal("0.1"));
    }

    #[test]
    fn ratios_are_rounded_for_people() {
        assert_eq!(decimal("1024").over(1024).ratio(decimal("0.15")).unwrap(), "6.67");
        assert_eq!(decimal("1").ratio(decimal("4")).unwrap(), "0.25");
    }
}
