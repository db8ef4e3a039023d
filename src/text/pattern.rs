//! Patterns that are written in this crate.

use regex::Regex;

pub(crate) fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern of this crate, compiled by its tests")
}

/// A pattern in pieces, compiled when it is first asked for.
macro_rules! pattern {
    ($(#[$doc:meta])* $name:ident = $($piece:literal)+) => {
        $(#[$doc])*
        static $name: std::sync::LazyLock<regex::Regex> =
            std::sync::LazyLock::new(|| $crate::text::pattern::regex(concat!($($piece),+)));
    };
}
pub(crate) use pattern;
