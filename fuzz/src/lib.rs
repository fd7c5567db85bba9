//! What the targets share.
#![forbid(unsafe_code)]

pub mod client;
pub mod model;

/// Prints what an input means when a person looks at one (`FCLS_FUZZ_SHOW`, see .ci/fuzz).
pub fn show(meaning: impl FnOnce() -> String) {
    if std::env::var_os("FCLS_FUZZ_SHOW").is_some() {
        eprintln!("{}", meaning());
    }
}

/// One line of an input: numbers, a byte each, and at the end text.
pub struct Line<'a>(pub &'a [u8]);

impl Line<'_> {
    /// The next number below `bound`; 0 when the line is at its end.
    pub fn below(&mut self, bound: usize) -> usize {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        usize::from(*first) % bound.max(1)
    }

    /// One of a list.
    pub fn pick<'l, T>(&mut self, list: &'l [T]) -> &'l T {
        &list[self.below(list.len())]
    }

    /// The rest as text; `\n`, `\r` and `\t` are what they say.
    pub fn text(&mut self) -> String {
        let text = String::from_utf8_lossy(std::mem::take(&mut self.0)).into_owned();
        text.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t")
    }
}
