//! The classifier.

use std::collections::BTreeMap;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple, PyType};
use rolecall::ClassifierBuilder;
use rolecall_facts::Facts;

use crate::errors;
use crate::facts;
use crate::given::Given;
use crate::verdict::Verdict;

/// A classifier with the lexicon that ships with the package, or with terms of your own besides.
#[pyclass(frozen, module = "rolecall")]
pub(crate) struct Classifier {
    pub(crate) inner: rolecall::Classifier,
    /// What it was made with, so that it can be pickled.
    lexicon: Option<BTreeMap<String, String>>,
    max_bytes: Option<usize>,
}

#[pymethods]
impl Classifier {
    /// With `lexicon`, a `.toml` file, a folder of them or a dict of texts by file name: a file of
    /// a shipped one's name replaces it, any other adds to the rest. Title and text together that
    /// are longer than `max_bytes` (4 MiB by default) are not read, but answered `unclear`.
    #[new]
    #[pyo3(signature = (lexicon=None, *, max_bytes=None))]
    fn new(
        py: Python<'_>, lexicon: Option<&Bound<'_, PyAny>>, max_bytes: Option<usize>,
    ) -> PyResult<Self> {
        let files_of =
            |lexicon| py.import("rolecall._lexicon")?.call_method1("files_of", (lexicon,));
        let lexicon: Option<BTreeMap<String, String>> =
            lexicon.map(|lexicon| files_of(lexicon)?.extract()).transpose()?;
        let inner = if lexicon.is_none() && max_bytes.is_none() {
            rolecall::Classifier::builtin().cloned()
        } else {
            let files = lexicon.iter().flatten();
            let builder = files
                .fold(ClassifierBuilder::new(), |builder, (name, text)| builder.file(name, text));
            match max_bytes {
                Some(bytes) => builder.max_bytes(bytes),
                None => builder,
            }
            .build()
        };
        let inner = inner.map_err(|error| errors::lexicon(py, &error))?;
        Ok(Self { inner, lexicon, max_bytes })
    }

    /// What the posting asks for.
    #[pyo3(signature = (text, title=None, company=None))]
    fn classify(
        slf: &Bound<'_, Self>, text: &Bound<'_, PyAny>, title: Option<&Bound<'_, PyAny>>,
        company: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Verdict> {
        let given = Given::new(text, title, company)?;
        let classifier = &slf.get().inner;
        let posting = given.posting();
        let found = slf.py().detach(|| classifier.classify(&posting).into_owned());
        Ok(Verdict::new(found, given, classifier.clone(), slf.clone().into_any().unbind()))
    }

    /// A verdict that was pickled.
    fn _unpickled(
        slf: &Bound<'_, Self>, verdict: &str, text: &Bound<'_, PyAny>, title: &Bound<'_, PyAny>,
        company: &Bound<'_, PyAny>,
    ) -> PyResult<Verdict> {
        let given = Given::new(text, Some(title), Some(company))?;
        let found = serde_json::from_str(verdict)
            .map_err(|error| PyValueError::new_err(error.to_string()))?;
        let classifier = slf.get().inner.clone();
        Ok(Verdict::new(found, given, classifier, slf.clone().into_any().unbind()))
    }

    /// What the posting states besides its role: level, years, pay, employer, warnings.
    #[pyo3(signature = (text, title=None, company=None))]
    fn facts<'py>(
        slf: &Bound<'py, Self>, text: &Bound<'py, PyAny>, title: Option<&Bound<'py, PyAny>>,
        company: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let given = Given::new(text, title, company)?;
        let classifier = &slf.get().inner;
        let posting = given.posting();
        let found = slf.py().detach(|| Facts::of(&classifier.analyze(&posting)));
        facts::record(slf.py(), &found, &posting)
    }

    /// The fingerprint of the lexicon: verdicts of one fingerprint and one version are the same.
    #[getter]
    fn lexicon_hash(&self) -> String {
        self.inner.lexicon_hash()
    }

    fn __repr__(&self) -> String {
        format!("<rolecall.Classifier, lexicon {}>", self.inner.lexicon_hash())
    }

    fn __reduce__<'py>(
        slf: &Bound<'py, Self>,
    ) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let (py, this) = (slf.py(), slf.get());
        let options = PyDict::new(py);
        options.set_item("max_bytes", this.max_bytes)?;
        let class = PyType::new::<Self>(py);
        let partial = py.import("functools")?.getattr("partial")?.call((class,), Some(&options))?;
        Ok((partial, PyTuple::new(py, [this.lexicon.clone()])?))
    }
}
