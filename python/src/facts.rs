//! What a posting states, as Python's tuples.

use pyo3::prelude::*;
use pyo3::types::PyTuple;
use rolecall::Posting;
use rolecall_facts::{Facts, Period};

use crate::records::{Places, Record};

static LEVEL: Record = Record::new("Level");
static YEARS: Record = Record::new("Years");
static PAY: Record = Record::new("Pay");
static EMPLOYER: Record = Record::new("Employer");
static WARNING: Record = Record::new("Warning");
static FACTS: Record = Record::new("Facts");

pub(crate) fn record<'py>(
    py: Python<'py>, facts: &Facts, posting: &Posting<'_>,
) -> PyResult<Bound<'py, PyAny>> {
    let mut places = Places::of(posting);
    let level = facts.level().map(|level| {
        let (text, span) = places.quote(py, level.span())?;
        LEVEL.make(py, (level.seniority().id(), text, span))
    });
    let level = level.transpose()?;
    let years = facts.years().iter().map(|years| {
        let (text, span) = places.quote(py, years.span())?;
        YEARS.make(py, (years.minimum(), years.maximum(), years.area().id(), text, span))
    });
    let years = tuple(py, years)?;
    let pay = facts.pay().iter().map(|pay| {
        let (text, span) = places.quote(py, pay.span())?;
        let period = pay.period().map(Period::id);
        let basis = pay.basis().id();
        PAY.make(py, (pay.low(), pay.high(), pay.currency(), period, basis, text, span))
    });
    let pay = tuple(py, pay)?;
    let employers = facts.employers().iter().map(|employer| {
        let (text, span) = places.quote(py, employer.span())?;
        EMPLOYER.make(py, (employer.kind().id(), text, span))
    });
    let employers = tuple(py, employers)?;
    let warnings = facts.warnings().iter().map(|warning| {
        let spans = tuple(py, warning.spans().iter().map(|span| places.tuple(py, *span)))?;
        WARNING.make(py, (warning.kind().id(), warning.sentence(), spans))
    });
    let warnings = tuple(py, warnings)?;
    FACTS.make(py, (level, years, pay, employers, warnings))
}

pub(crate) fn tuple<'py>(
    py: Python<'py>, items: impl Iterator<Item = PyResult<Bound<'py, PyAny>>>,
) -> PyResult<Bound<'py, PyTuple>> {
    PyTuple::new(py, items.collect::<PyResult<Vec<_>>>()?)
}
