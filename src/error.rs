//! The one error type: where the fault is, what it is, and what to change.

use std::fmt;
use std::path::Path;

/// Why a lexicon or a guide could not be loaded, or a question to it not answered.
///
/// The message names the file, the line and the term where they are known, and ends with the remedy.
///
/// # Example
///
/// ```
/// use rolecall::ClassifierBuilder;
///
/// let broken = "role = \"ai\"\nname = \"AI PM\"\nabout = \"x\"\n\n[[term]]\nphrase = \"evals\"\nwieght = 2\n";
/// let error = ClassifierBuilder::new().file("ai.toml", broken).build().unwrap_err();
/// assert_eq!(error.file(), Some("ai.toml"));
/// assert_eq!(error.line(), Some(7));
/// assert!(error.to_string().contains("wieght"));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Error {
    file: Option<String>,
    line: Option<usize>,
    term: Option<String>,
    pub(crate) fault: String,
    pub(crate) remedy: String,
}

impl Error {
    pub(crate) fn new(fault: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { file: None, line: None, term: None, fault: fault.into(), remedy: remedy.into() }
    }

    pub(crate) fn io(path: &Path, error: &std::io::Error, remedy: &str) -> Self {
        Self::new(format!("cannot read it: {error}"), remedy).in_file(&path.display().to_string())
    }

    pub(crate) fn in_file(mut self, file: &str) -> Self {
        self.file.get_or_insert_with(|| file.to_owned());
        self
    }

    pub(crate) fn at_line(mut self, line: usize) -> Self {
        self.line.get_or_insert(line);
        self
    }

    pub(crate) fn on_term(mut self, term: &str) -> Self {
        self.term.get_or_insert_with(|| term.to_owned());
        self
    }

    /// The file at fault: a path, or the name given to [`ClassifierBuilder::file`](crate::ClassifierBuilder::file).
    ///
    /// ```
    /// let error = rolecall::ClassifierBuilder::new().directory("/no/such/place").build().unwrap_err();
    /// assert_eq!(error.file(), Some("/no/such/place"));
    /// ```
    #[must_use]
    pub fn file(&self) -> Option<&str> {
        self.file.as_deref()
    }

    /// The line at fault, counted from 1.
    ///
    /// ```
    /// let error = rolecall::ClassifierBuilder::new().file("x.toml", "role = \n").build().unwrap_err();
    /// assert_eq!(error.line(), Some(1));
    /// ```
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.line
    }

    /// The phrase of the term at fault.
    ///
    /// ```
    /// let heavy = "role = \"ai\"\nname = \"AI\"\nabout = \"x\"\n[[term]]\nphrase = \"evals\"\nweight = 9\ngroup = \"evals\"\nwhy = \"x\"\n";
    /// let error = rolecall::ClassifierBuilder::new().file("ai.toml", heavy).build().unwrap_err();
    /// assert_eq!(error.term(), Some("evals"));
    /// ```
    #[must_use]
    pub fn term(&self) -> Option<&str> {
        self.term.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            write!(f, "{file}")?;
            if let Some(line) = self.line {
                write!(f, ":{line}")?;
            }
            write!(f, ": ")?;
        }
        if let Some(term) = &self.term {
            write!(f, "term `{term}`: ")?;
        }
        write!(f, "{}; {}", self.fault, self.remedy)
    }
}

// `unwrap` prints Debug: the message is worth more there than the fields.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({self})")
    }
}

impl std::error::Error for Error {}
