//! What there is to say about a lexicon, one fault at a time.

use std::fmt;

use rolecall::Error;
use serde::Serialize;

/// How bad a [`Finding`] is; the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Severity {
    /// An entry can never do what it says.
    Error,
    /// An entry may do what it should not, or is out of place.
    Warning,
    /// Nothing need be wrong; worth knowing when weights are set.
    Note,
}

impl Severity {
    /// The stable name, as serialised.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// Something in a lexicon that deserves a look.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Finding {
    /// How bad it is.
    pub(crate) severity: Severity,
    /// Which check found it, as a stable name: `dead-term`, `short-word`, ...
    pub(crate) check: &'static str,
    /// The file at fault; empty where the lexicon as a whole is.
    pub(crate) file: String,
    /// The line at fault, counted from 1.
    pub(crate) line: Option<usize>,
    /// The phrase of the term, or of the mask.
    pub(crate) term: String,
    /// What is wrong.
    pub(crate) what: String,
    /// What to change.
    pub(crate) remedy: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.severity.id())?;
        if !self.file.is_empty() {
            write!(f, "{}", self.file)?;
            if let Some(line) = self.line {
                write!(f, ":{line}")?;
            }
            f.write_str(": ")?;
        }
        if !self.term.is_empty() {
            write!(f, "`{}`: ", self.term)?;
        }
        write!(f, "{}; {}", self.what, self.remedy)
    }
}

/// What kept a lexicon from compiling.
impl From<Error> for Finding {
    fn from(error: Error) -> Self {
        Self {
            severity: Severity::Error,
            check: "unreadable",
            file: error.file().unwrap_or_default().to_owned(),
            line: error.line(),
            term: error.term().unwrap_or_default().to_owned(),
            what: error.fault().to_owned(),
            remedy: error.remedy().to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use rolecall::ClassifierBuilder;

    use super::*;

    #[test]
    fn an_error_that_kept_a_lexicon_from_compiling_is_a_finding() {
        let error = ClassifierBuilder::new().file("house.toml", "role = 1").build().unwrap_err();
        let finding = Finding::from(error);
        assert_eq!((finding.severity, finding.line), (Severity::Error, Some(1)));
    }
}
