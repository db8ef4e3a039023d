//! What there is to say about a lexicon, one term or one fault at a time.

use std::fmt;

use serde::Serialize;

use crate::error::Error;
use crate::role::Target;

/// How bad a [`Finding`] is.
///
/// ```
/// assert!(rolecall::lexicon::Severity::Error < rolecall::lexicon::Severity::Note);
/// assert_eq!(rolecall::lexicon::Severity::Warning.id(), "warning");
/// ```
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
    ///
    /// ```
    /// assert_eq!(rolecall::lexicon::Severity::Note.id(), "note");
    /// ```
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// Something in a lexicon that deserves a look. See [`Classifier::check_lexicon`](crate::Classifier::check_lexicon).
///
/// An [`Error`] that kept a lexicon from compiling is one, too:
///
/// ```
/// use rolecall::ClassifierBuilder;
/// use rolecall::lexicon::{Finding, Severity};
///
/// let error = ClassifierBuilder::new().file("house.toml", "role = 1").build().unwrap_err();
/// let finding = Finding::from(error);
/// assert_eq!((finding.severity, finding.file.as_str(), finding.line), (Severity::Error, "house.toml", Some(1)));
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
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

/// A term of the lexicon and where it stands. See [`Classifier::lexicon_terms`](crate::Classifier::lexicon_terms).
///
/// ```
/// let term = rolecall::Classifier::builtin().unwrap().lexicon_terms().next().unwrap();
/// assert!(!term.phrase.is_empty() && term.line > 0 && term.weight != 0.0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct LexiconTerm<'c> {
    /// The phrase, without its other wordings.
    pub phrase: &'c str,
    /// What it speaks for.
    pub target: Target,
    /// Its skill group.
    pub group: &'c str,
    /// Its weight, -3 to 3.
    pub weight: f32,
    /// Whether it counts only near certain other words.
    pub conditional: bool,
    /// Whether it counts in titles alone.
    pub title_only: bool,
    /// The file that has it.
    pub file: &'c str,
    /// Its line there, counted from 1.
    pub line: usize,
}

/// A term that would have counted, had nothing longer stood over it. See [`Classifier::shadowed_terms`](crate::Classifier::shadowed_terms).
///
/// ```
/// let classifier = rolecall::Classifier::builtin().unwrap();
/// let hidden = classifier.shadowed_terms(&rolecall::Posting::new("Own our data-driven culture."));
/// assert!(hidden.iter().all(|hidden| !hidden.by.is_empty()));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ShadowedTerm {
    /// Index into [`Classifier::lexicon_terms`](crate::Classifier::lexicon_terms).
    pub term: usize,
    /// What hid it: a phrase of the lexicon, or the employer's name.
    pub by: String,
}
