//! What is odd about a row's columns.

use std::fmt;

use rolecall::TextField;

/// What a row's columns are not as they should be. It is read all the same.
///
/// ```
/// use rolecall::TextField;
/// use rolecall_batch::columns::{Columns, Oddity};
///
/// let found = Columns::default().read(r#"{"title": "Data PM", "description": 3}"#).unwrap();
/// let (column, field) = ("description".to_owned(), TextField::Body);
/// assert_eq!(found.wrong, [Oddity::NotText { column, field, kind: "a number" }]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Oddity {
    /// A column that should hold text holds something else.
    NotText {
        /// Its name.
        column: String,
        /// What was looked for in it.
        field: TextField,
        /// What it holds, such as "a number".
        kind: &'static str,
    },
    /// A name stands more than once.
    Repeated {
        /// The name.
        column: String,
    },
    /// A column was told and is not there.
    Missing {
        /// What was told.
        column: String,
    },
}

impl fmt::Display for Oddity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotText { column, kind, .. } => write!(f, "{column} is {kind}, not text"),
            Self::Repeated { column } => {
                write!(f, "{column} stands more than once; the last counts")
            }
            Self::Missing { column } => write!(f, "there is no column {column}, which was told"),
        }
    }
}
