//! "Did you mean": the nearest of the words that could have been written.

/// The candidate that `written` is most likely a slip of, if one is close enough.
///
/// Case and separators do not count (`FunctionName`, `function_name` → `functionName`); otherwise
/// one or two slips are forgiven in a word of usual length, three in a very long one.
pub fn nearest<'c>(written: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let plain = simplified(written);
    if plain.is_empty() {
        return None;
    }
    let allowed = match plain.chars().count() {
        0..=2 => 0,
        3..=4 => 1,
        5..=13 => 2,
        _ => 3,
    };
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let other = simplified(candidate);
        let distance = if other == plain { 0 } else { strsim::osa_distance(&plain, &other) };
        if distance <= allowed && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

fn simplified(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric() || *c == '.').flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn slips_are_recognised() {
        let keys = ["memorySize", "timeout", "runtime", "cpu", "functionName", "functionsPattern"];
        for (written, meant) in [
            ("memroySize", Some("memorySize")),
            ("memorysize", Some("memorySize")),
            ("function_name", Some("functionName")),
            ("functionsPatten", Some("functionsPattern")),
            ("timout", Some("timeout")),
            ("cp", None),
            ("disk", None),
            ("environment", None),
        ] {
            assert_eq!(nearest(written, keys), meant, "{written}");
        }
    }
}
