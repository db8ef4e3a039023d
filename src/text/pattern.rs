//! Patterns that are written in this crate.

use regex::Regex;

pub(crate) fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern of this crate, compiled by its tests")
}
