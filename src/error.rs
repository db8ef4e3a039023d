//! The one error type: where the fault is, what it is, and what to change.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

/// What kind of fault an [`Error`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A file or directory cannot be read.
    Io,
    /// A file is malformed: not TOML, an unknown field, a value of the wrong type.
    Syntax,
    /// A file has an invalid value: a weight out of range, a term given twice, an unknown role.
    Content,
}

/// Why a lexicon, or another data file, could not be loaded.
///
/// The message names the file, the line and the term where they are known, and ends with the
/// remedy. Crates on top of this one use it for data files of their own.
///
/// ```
/// use rolecall::{ClassifierBuilder, ErrorKind};
///
/// let broken = "role = \"ai\"\nname = \"AI PM\"\nabout = \"x\"\n\n[[term]]\nphrase = \
///     \"evals\"\nwieght = 2\n";
/// let error = ClassifierBuilder::new().file("house.toml", broken).build().unwrap_err();
/// assert_eq!((error.kind(), error.line()), (ErrorKind::Syntax, Some(7)));
/// assert!(error.to_string().contains("wieght"));
/// ```
#[derive(Clone)]
pub struct Error(Box<Parts>);

#[derive(Clone)]
struct Parts {
    kind: ErrorKind,
    file: Option<String>,
    line: Option<usize>,
    term: Option<String>,
    fault: String,
    remedy: String,
    source: Option<Arc<std::io::Error>>,
}

impl Error {
    /// A fault and what to change. Both are parts of one sentence: "`fault`; `remedy`".
    #[must_use]
    pub fn new(kind: ErrorKind, fault: impl Into<String>, remedy: impl Into<String>) -> Self {
        let (fault, remedy) = (fault.into(), remedy.into());
        let parts = Parts { kind, file: None, line: None, term: None, fault, remedy, source: None };
        Self(Box::new(parts))
    }

    /// A fault in what a file says.
    pub(crate) fn content(fault: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::new(ErrorKind::Content, fault, remedy)
    }

    /// A file or directory that cannot be read.
    #[must_use]
    pub fn io(path: &Path, error: std::io::Error, remedy: &str) -> Self {
        let mut new = Self::new(ErrorKind::Io, format!("cannot read it: {error}"), remedy);
        new.0.source = Some(Arc::new(error));
        new.in_file(&path.display().to_string())
    }

    /// With the file at fault, where none is known yet.
    #[must_use]
    pub fn in_file(mut self, file: &str) -> Self {
        self.0.file.get_or_insert_with(|| file.to_owned());
        self
    }

    /// With the line at fault, counted from 1, where none is known yet.
    #[must_use]
    pub fn at_line(mut self, line: usize) -> Self {
        self.0.line.get_or_insert(line);
        self
    }

    /// With the phrase of the term at fault, where none is known yet.
    #[must_use]
    pub fn on_term(mut self, term: &str) -> Self {
        self.0.term.get_or_insert_with(|| term.to_owned());
        self
    }

    /// What kind of fault it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The file at fault: a path, or the name given to
    /// [`ClassifierBuilder::file`](crate::ClassifierBuilder::file).
    #[must_use]
    pub fn file(&self) -> Option<&str> {
        self.0.file.as_deref()
    }

    /// The line at fault, counted from 1.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.0.line
    }

    /// The phrase of the term at fault.
    #[must_use]
    pub fn term(&self) -> Option<&str> {
        self.0.term.as_deref()
    }

    /// What is wrong, without its place.
    #[must_use]
    pub fn fault(&self) -> &str {
        &self.0.fault
    }

    /// What to change.
    #[must_use]
    pub fn remedy(&self) -> &str {
        &self.0.remedy
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Parts { file, line, term, fault, remedy, .. } = &*self.0;
        match (file, line) {
            (Some(file), Some(line)) => write!(f, "{file}:{line}: ")?,
            (Some(file), None) => write!(f, "{file}: ")?,
            (None, _) => {}
        }
        if let Some(term) = term {
            write!(f, "term `{term}`: ")?;
        }
        write!(f, "{fault}; {remedy}")
    }
}

// `unwrap` prints Debug: the message is worth more there than the fields.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({self})")
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|error| error as _)
    }
}
