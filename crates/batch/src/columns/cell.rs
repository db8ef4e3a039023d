//! What stands in a row under one name.

use serde_json::Value;
use serde_json::value::RawValue;

/// What a table in memory has in one row of one column.
///
/// ```
/// use rolecall_batch::columns::{Cell, Columns};
///
/// let cells = [("Job Title", Cell::Text("Data PM")), ("description", Cell::Null)];
/// assert_eq!(Columns::default().read_cells(cells).title, "Data PM");
/// ```
#[derive(Clone, Copy, Debug)]
pub enum Cell<'r> {
    /// Nothing.
    Null,
    /// Text.
    Text(&'r str),
    /// Anything else, as JSON.
    Json(&'r RawValue),
}

/// What is held under a name, whatever the row came from.
pub(crate) trait Held<'r>: Copy + From<&'r RawValue> {
    fn cell(self) -> Cell<'r>;
}

impl<'r> Held<'r> for &'r RawValue {
    fn cell(self) -> Cell<'r> {
        Cell::Json(self)
    }
}

impl<'r> From<&'r RawValue> for Cell<'r> {
    fn from(value: &'r RawValue) -> Self {
        Cell::Json(value)
    }
}

impl<'r> Held<'r> for Cell<'r> {
    fn cell(self) -> Cell<'r> {
        self
    }
}

impl Cell<'_> {
    /// Whether it is more than what writers put where there is nothing.
    pub(super) fn says_something(self) -> bool {
        match self {
            Cell::Null => false,
            Cell::Text(text) => !matches!(text, "" | "nan" | "NaN"),
            Cell::Json(value) => !matches!(value.get(), "null" | "\"\"" | "\"nan\"" | "\"NaN\""),
        }
    }

    /// Whether it can be what a row is called, or a day: not empty, no object and no list.
    pub(super) fn is_plain_value(self) -> bool {
        match self {
            Cell::Null => false,
            Cell::Text(text) => !text.is_empty(),
            Cell::Json(value) => !value.get().starts_with(['n', '{', '[']) && value.get() != "\"\"",
        }
    }

    pub(super) fn to_value(self) -> Value {
        match self {
            Cell::Null => Value::Null,
            Cell::Text(text) => text.into(),
            Cell::Json(value) => serde_json::from_str(value.get()).unwrap_or_default(),
        }
    }
}
