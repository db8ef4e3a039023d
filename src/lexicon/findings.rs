//! What there is to say about a lexicon, one term or one fault at a time.

use std::fmt;

use serde::Serialize;

use crate::error::Error;
use crate::role::Target;

/// How bad a [`Finding`] is; the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// An entry can never do what it says.
    Error,
    /// An entry may do what it should not, or is out of place.
    Warning,
    /// Nothing need be wrong; worth knowing when weights are set.
    Note,
}

impl Severity {
    /// The stable name, as serialised.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// Something in a lexicon that deserves a look. See
/// [`Classifier::check_lexicon`](crate::Classifier::check_lexicon).
///
/// An [`Error`] that kept a lexicon from compiling is one, too:
///
/// ```
/// use rolecall::ClassifierBuilder;
/// use rolecall::lexicon::{Finding, Severity};
///
/// let error = ClassifierBuilder::new().file("house.toml", "role = 1").build().unwrap_err();
/// let finding = Finding::from(error);
/// assert_eq!((finding.severity, finding.line), (Severity::Error, Some(1)));
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// Which check found it, as a stable name: `dead-term`, `short-word`, ...
    pub check: &'static str,
    /// The file at fault; empty where the lexicon as a whole is.
    pub file: String,
    /// The line at fault, counted from 1.
    pub line: Option<usize>,
    /// The phrase of the term, or of the mask.
    pub term: String,
    /// What is wrong.
    pub what: String,
    /// What to change.
    pub remedy: String,
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

/// A term of the lexicon and where it stands. See
/// [`Classifier::lexicon_terms`](crate::Classifier::lexicon_terms).
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct LexiconTerm<'c> {
    /// The phrase.
    pub phrase: &'c str,
    /// The phrase and its variants, without their inflections.
    pub wordings: &'c [String],
    /// What it speaks for.
    pub target: Target,
    /// Its skill group.
    pub group: &'c str,
    /// Its weight, -3 to 3.
    pub weight: f32,
    /// Whether it counts only near certain other words.
    pub conditional: bool,
    /// Whether it counts only as written, or anywhere but near certain other words.
    pub restricted: bool,
    /// Whether it counts in titles alone.
    pub title_only: bool,
    /// The file that has it.
    pub file: &'c str,
    /// Its line there, counted from 1.
    pub line: usize,
}

/// A term that would have counted, had nothing longer stood over it. See
/// [`Classifier::shadowed_terms`](crate::Classifier::shadowed_terms).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ShadowedTerm {
    /// Index into [`Classifier::lexicon_terms`](crate::Classifier::lexicon_terms).
    pub term: usize,
    /// What hid it: a phrase of the lexicon, or the employer's name.
    pub by: String,
}
