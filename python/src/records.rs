//! The tuples of `rolecall._records`, made from here.

use pyo3::call::PyCallArgs;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyType;
use rolecall::{Posting, Span, TextField};

use crate::texts::CodePoints;

/// A class of `rolecall._records`.
pub(crate) struct Record {
    name: &'static str,
    class: PyOnceLock<Py<PyType>>,
}

impl Record {
    pub(crate) const fn new(name: &'static str) -> Self {
        Self { name, class: PyOnceLock::new() }
    }

    pub(crate) fn make<'py>(
        &self, py: Python<'py>, parts: impl PyCallArgs<'py>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.class.import(py, "rolecall._records", self.name)?.call1(parts)
    }
}

/// Spans of a posting in code points.
pub(crate) struct Places<'p> {
    posting: &'p Posting<'p>,
    title: CodePoints<'p>,
    body: CodePoints<'p>,
    company: CodePoints<'p>,
}

impl<'p> Places<'p> {
    pub(crate) fn of(posting: &'p Posting<'p>) -> Self {
        Self {
            posting,
            title: CodePoints::new(posting.title),
            body: CodePoints::new(posting.body),
            company: CodePoints::new(posting.company),
        }
    }

    /// The argument that a span points into, its first code point, and the one past its last.
    pub(crate) fn place(&mut self, span: Span) -> (&'static str, usize, usize) {
        let points = match span.field {
            TextField::Title => &mut self.title,
            TextField::Body => &mut self.body,
            TextField::Company => &mut self.company,
        };
        let start = points.at(span.start);
        (field_name(span.field), start, points.at(span.end))
    }

    /// The words of a span, and its place as a tuple.
    pub(crate) fn quote<'py>(
        &mut self, py: Python<'py>, span: Span,
    ) -> PyResult<(&'p str, Bound<'py, PyAny>)> {
        Ok((span.text(self.posting), self.tuple(py, span)?))
    }

    pub(crate) fn tuple<'py>(
        &mut self, py: Python<'py>, span: Span,
    ) -> PyResult<Bound<'py, PyAny>> {
        static SPAN: Record = Record::new("Span");
        SPAN.make(py, self.place(span))
    }
}

/// What the argument is called.
fn field_name(field: TextField) -> &'static str {
    match field {
        TextField::Title => "title",
        TextField::Body => "text",
        TextField::Company => "company",
    }
}
