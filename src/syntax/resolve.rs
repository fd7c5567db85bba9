//! What type a plain scalar has: the core schema of YAML 1.2 (https://yaml.org/spec/1.2.2/#103-core-schema).

use super::ast::{Scalar, ScalarStyle};

/// The type and value of a scalar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Resolved {
    /// `null`, `~` or nothing.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number; also `0o17` and `0x1f`.
    Int(i128),
    /// A number with a fraction or an exponent, `.inf`, `.nan`; also whole numbers beyond `i128`.
    Float(f64),
    /// Anything else: text.
    Str,
}

impl Scalar<'_> {
    /// What the scalar is by the core schema. Quoted and block scalars are text, an explicit
    /// `!!str`, `!!int` and so on decides.
    pub fn resolve(&self) -> Resolved {
        let tag = self.as_value().tag();
        let text = self.cooked();
        match tag.as_ref().map(|(tag, _)| tag.as_ref()) {
            None if self.style() == ScalarStyle::Plain => resolve_plain(&text),
            None => Resolved::Str,
            Some("!!float" | "!<tag:yaml.org,2002:float>") => match resolve_plain(&text) {
                Resolved::Int(number) => Resolved::Float(number as f64),
                other => other,
            },
            Some("!!int" | "!!bool" | "!!null") => resolve_plain(&text),
            Some(tag) if tag.starts_with("!<tag:yaml.org,2002:") && !tag.ends_with(":str>") => {
                resolve_plain(&text)
            }
            Some("!!str" | "!") => Resolved::Str,
            Some(_) if self.style() == ScalarStyle::Plain && text.is_empty() => Resolved::Str,
            Some(_) => Resolved::Str,
        }
    }
}

/// What plain `text` is by the core schema.
pub fn resolve_plain(text: &str) -> Resolved {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Resolved::Null,
        "true" | "True" | "TRUE" => return Resolved::Bool(true),
        "false" | "False" | "FALSE" => return Resolved::Bool(false),
        ".nan" | ".NaN" | ".NAN" => return Resolved::Float(f64::NAN),
        _ => {}
    }
    let radix = |digits: &str, radix: u32| {
        let good = !digits.is_empty() && digits.chars().all(|digit| digit.is_digit(radix));
        good.then(|| {
            i128::from_str_radix(digits, radix).map_or(Resolved::Float(f64::INFINITY), Resolved::Int)
        })
    };
    if let Some(digits) = text.strip_prefix("0o") {
        return radix(digits, 8).unwrap_or(Resolved::Str);
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return radix(digits, 16).unwrap_or(Resolved::Str);
    }
    let (negative, unsigned) = match text.as_bytes()[0] {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        return Resolved::Float(if negative { f64::NEG_INFINITY } else { f64::INFINITY });
    }
    let mut rest = unsigned;
    let digits = |rest: &mut &str| {
        let count = rest.bytes().take_while(u8::is_ascii_digit).count();
        *rest = &rest[count..];
        count
    };
    let whole = digits(&mut rest);
    if whole > 0 && rest.is_empty() {
        let number = text.strip_prefix('+').unwrap_or(text).parse::<i128>();
        return number.map_or_else(|_| float(text), Resolved::Int);
    }
    let mut fraction = 0;
    if let Some(after) = rest.strip_prefix('.') {
        rest = after;
        fraction = digits(&mut rest);
    }
    if whole + fraction == 0 {
        return Resolved::Str;
    }
    if let Some(after) = rest.strip_prefix(['e', 'E']) {
        rest = after.strip_prefix(['-', '+']).unwrap_or(after);
        if digits(&mut rest) == 0 {
            return Resolved::Str;
        }
    }
    if rest.is_empty() { float(text) } else { Resolved::Str }
}

fn float(text: &str) -> Resolved {
    text.parse().map_or(Resolved::Str, Resolved::Float)
}

/// Whether `text` is a word that YAML 1.1 reads as a boolean and YAML 1.2 as text: `yes`, `no`, `on`,
/// `off`, `y`, `n` in lower, upper or title case. Tools on YAML 1.1 change its meaning.
pub fn is_yaml11_bool(text: &str) -> bool {
    matches!(
        text,
        "y" | "Y"
            | "n"
            | "N"
            | "yes"
            | "Yes"
            | "YES"
            | "no"
            | "No"
            | "NO"
            | "on"
            | "On"
            | "ON"
            | "off"
            | "Off"
            | "OFF"
    )
}
