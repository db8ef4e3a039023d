//! The error for a name that is not known.

use std::fmt;

/// The text is none of the names that are known.
///
/// ```
/// let error = "astronaut".parse::<rolecall_guide::Background>().unwrap_err();
/// assert!(error.to_string().contains("generalist"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownName {
    given: String,
    /// What it should be the name of.
    kind: &'static str,
    known: String,
}

impl UnknownName {
    pub(crate) fn new<'k>(
        given: &str, kind: &'static str, known: impl Iterator<Item = &'k str>,
    ) -> Self {
        Self { given: given.to_owned(), kind, known: known.collect::<Vec<_>>().join(", ") }
    }
}

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a known {}; use one of {}", self.given, self.kind, self.known)
    }
}

impl std::error::Error for UnknownName {}
