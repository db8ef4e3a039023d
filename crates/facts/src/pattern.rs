//! Patterns, which count what they are given to read.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{CaptureMatches, Captures, Match, Matches, Regex};

use crate::steps;

/// A pattern for text in lower case, compiled when it is first asked for: no posting needs all, and
/// a program that reads one posting would spend most of its time on them.
pub(crate) struct Pattern(LazyLock<Regex, Box<dyn FnOnce() -> Regex + Send>>);

impl Pattern {
    pub(crate) fn new(compile: impl FnOnce() -> Regex + Send + 'static) -> Self {
        let compiled = LazyLock::new(Box::new(compile) as Box<dyn FnOnce() -> Regex + Send>);
        #[cfg(test)]
        LazyLock::force(&compiled);
        Self(compiled)
    }

    pub(crate) fn is_match(&self, text: &str) -> bool {
        self.given(text).is_match(text)
    }

    pub(crate) fn find<'t>(&self, text: &'t str) -> Option<Match<'t>> {
        self.given(text).find(text)
    }

    pub(crate) fn find_iter<'p, 't>(&'p self, text: &'t str) -> Matches<'p, 't> {
        self.given(text).find_iter(text)
    }

    pub(crate) fn captures<'t>(&self, text: &'t str) -> Option<Captures<'t>> {
        self.given(text).captures(text)
    }

    pub(crate) fn captures_iter<'p, 't>(&'p self, text: &'t str) -> CaptureMatches<'p, 't> {
        self.given(text).captures_iter(text)
    }

    pub(crate) fn replace_all<'t>(&self, text: &'t str, by: &str) -> Cow<'t, str> {
        self.given(text).replace_all(text, by)
    }

    fn given(&self, text: &str) -> &Regex {
        steps::count(text.len());
        &self.0
    }
}
