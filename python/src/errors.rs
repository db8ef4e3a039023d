//! The package's exceptions, raised from here.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyType;

/// Which exception.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Column,
    Text,
    Lexicon,
}

/// A mistake of the caller: what, where, and what helps.
pub(crate) struct Mistake {
    pub(crate) kind: Kind,
    pub(crate) fault: String,
    pub(crate) remedy: String,
    pub(crate) column: Option<String>,
    pub(crate) row: Option<usize>,
}

impl Mistake {
    pub(crate) fn new(kind: Kind, fault: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { kind, fault: fault.into(), remedy: remedy.into(), column: None, row: None }
    }

    pub(crate) fn in_column(mut self, column: impl Into<String>) -> Self {
        self.column = Some(column.into());
        self
    }

    pub(crate) fn in_row(mut self, row: usize) -> Self {
        self.row = Some(row);
        self
    }

    pub(crate) fn raise(self, py: Python<'_>) -> PyErr {
        let Self { kind, fault, remedy, column, row } = self;
        raise(py, kind, (fault, remedy, column, row, None, None))
    }
}

/// What the exceptions are made of, in the order of their parameters.
type Parts = (String, String, Option<String>, Option<usize>, Option<String>, Option<usize>);

fn raise(py: Python<'_>, kind: Kind, parts: Parts) -> PyErr {
    static CLASSES: [PyOnceLock<Py<PyType>>; 3] = [const { PyOnceLock::new() }; 3];
    let name = match kind {
        Kind::Column => "ColumnError",
        Kind::Text => "TextError",
        Kind::Lexicon => "LexiconError",
    };
    CLASSES[kind as usize]
        .import(py, "rolecall._errors", name)
        .and_then(|class| class.call1(parts))
        .map_or_else(|error| error, PyErr::from_value)
}

/// A fault of the lexicon.
pub(crate) fn lexicon(py: Python<'_>, error: &rolecall::Error) -> PyErr {
    let term = error.term().map(|term| format!("term `{term}`: ")).unwrap_or_default();
    let fault = format!("{term}{}", error.fault());
    let file = error.file().map(str::to_owned);
    let parts = (fault, error.remedy().to_owned(), None, None, file, error.line());
    raise(py, Kind::Lexicon, parts)
}
