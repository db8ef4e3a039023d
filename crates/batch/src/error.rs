//! Why a run stops.

use std::fmt;

use rolecall::{Error, ErrorKind};

/// Why a run stopped before its end.
///
/// ```
/// use rolecall_batch::{Batch, BatchError};
///
/// let batch = Batch::new(rolecall::Classifier::builtin()?);
/// let error = batch.run(&["no-such.csv"], "x.csv").unwrap_err();
/// assert!(matches!(&error, BatchError::Failed(error) if error.file() == Some("no-such.csv")));
/// # Ok::<(), rolecall::Error>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum BatchError {
    /// Whoever read the output has closed it.
    ClosedPipe,
    /// A file, an option, the disk.
    Failed(Error),
}

impl fmt::Display for BatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BatchError::ClosedPipe => f.write_str("the reader of the output has closed it"),
            BatchError::Failed(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for BatchError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            BatchError::ClosedPipe => None,
            BatchError::Failed(error) => Some(error),
        }
    }
}

impl From<Error> for BatchError {
    fn from(error: Error) -> Self {
        BatchError::Failed(error)
    }
}

/// What was asked for cannot be done.
pub(crate) fn refused(fault: impl Into<String>, remedy: impl Into<String>) -> Error {
    Error::new(ErrorKind::Content, fault, remedy)
}

/// The machine does not do it.
pub(crate) fn failed(doing: &str, error: &std::io::Error, remedy: &str) -> Error {
    Error::new(ErrorKind::Io, format!("cannot {doing}: {error}"), remedy)
}
