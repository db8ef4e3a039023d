//! A verdict on one posting.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyTuple};
use rolecall::Role;
use rolecall_guide::Guide;
use rolecall_page::Report;

use crate::errors;
use crate::facts::tuple;
use crate::given::Given;
use crate::records::{Places, Record};

static EVIDENCE: Record = Record::new("Evidence");
static SKILL: Record = Record::new("Skill");

/// What a verdict is pickled as: itself as JSON, and its posting.
type State = (String, String, String, String);

/// What a posting asks for, with the evidence for it.
#[pyclass(frozen, module = "rolecall")]
pub(crate) struct Verdict {
    found: rolecall::Verdict<'static>,
    given: Given,
    classifier: rolecall::Classifier,
    /// The same as Python has it.
    made_by: Py<PyAny>,
}

#[pymethods]
impl Verdict {
    /// The role: `"ai"`, `"ml"`, ..., `"other-pm"`; `"not-pm"` or `"unclear"`.
    #[getter]
    fn role(&self) -> &'static str {
        self.found.role_id()
    }

    /// The role's name, as `"AI PM"`; none where it is unclear.
    #[getter]
    fn role_name(&self) -> Option<&'static str> {
        self.found.role().map(Role::name)
    }

    /// Why the role is unclear; none where it is not.
    #[getter]
    fn unclear(&self) -> Option<&'static str> {
        self.found.unclear().map(rolecall::Unclear::id)
    }

    /// How sure the role is, 0 to 1.
    #[getter]
    fn confidence(&self) -> f32 {
        self.found.confidence()
    }

    /// The role that comes second.
    #[getter]
    fn runner_up(&self) -> Option<&'static str> {
        self.found.runner_up().map(Role::id)
    }

    /// How far the role is ahead of it.
    #[getter]
    fn margin(&self) -> f32 {
        self.found.margin()
    }

    /// Whether the runner-up is to be considered too.
    #[getter]
    fn is_close_call(&self) -> bool {
        self.found.is_close_call()
    }

    /// Roles that make up a quarter or more of the job besides.
    #[getter]
    fn secondary_roles<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.found.secondary_roles().iter().map(|role| role.id()))
    }

    /// For each role the probability that it is the main one.
    #[getter]
    fn probabilities<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let shares = PyDict::new(py);
        for (role, share) in self.found.probabilities() {
            shares.set_item(role.id(), share)?;
        }
        Ok(shares)
    }

    /// What is odd, such as `"title-mismatch"`.
    #[getter]
    fn flags<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.found.flags().iter().map(|flag| flag.id()))
    }

    /// The role that the title alone speaks for.
    #[getter]
    fn title_role(&self) -> Option<&'static str> {
        self.found.title_role().map(Role::id)
    }

    /// The groups of skills asked for, those that count most first.
    #[getter]
    fn skills<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let skills = self.found.skills();
        let record = |skill: &rolecall::SkillGroup<'_>| {
            let terms = PyTuple::new(py, &skill.terms)?;
            SKILL.make(py, (skill.group, skill.role.id(), skill.contribution, terms))
        };
        tuple(py, skills.iter().map(record))
    }

    /// All that counted, in the order of the posting, the title first.
    #[getter]
    fn evidence<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let posting = self.given.posting();
        let mut places = Places::of(&posting);
        let record = |item: &rolecall::Evidence<'_>| {
            let (field, start, end) = places.place(item.span());
            let parts = (
                item.text(&posting),
                field,
                start,
                end,
                item.term(),
                item.target().id(),
                item.section().id(),
                item.group(),
                item.contribution(),
                item.points(),
                item.weight(),
                item.why(),
            );
            EVIDENCE.make(py, parts)
        };
        tuple(py, self.found.evidence().iter().map(record))
    }

    /// All of it as dictionaries and lists, named as in the program's JSON; places are code points.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let whole = py.import("json")?.call_method1("loads", (self.json(),))?;
        let whole = whole.cast_into::<PyDict>()?;
        let posting = self.given.posting();
        let mut places = Places::of(&posting);
        let evidence = whole.as_any().get_item("evidence")?.cast_into::<PyList>()?;
        for (item, counted) in evidence.iter().zip(self.found.evidence()) {
            let span = PyDict::new(py);
            let (field, start, end) = places.place(counted.span());
            span.set_item("field", field)?;
            span.set_item("start", start)?;
            span.set_item("end", end)?;
            item.set_item("span", span)?;
        }
        Ok(whole)
    }

    /// The page that `rolecall classify --html` writes: the answer, why, and the posting with the
    /// words marked that decided.
    fn to_html(&self, py: Python<'_>) -> PyResult<String> {
        let failed = |error: rolecall::Error| errors::lexicon(py, &error);
        let today: String =
            py.import("datetime")?.getattr("date")?.call_method0("today")?.str()?.extract()?;
        let guide = Guide::builtin().map_err(failed)?;
        let classifier = &self.classifier;
        let posting = self.given.posting();
        let page = py.detach(|| {
            let report = Report::new(classifier, &posting, guide, &today)?;
            Ok(rolecall_page::render(&report))
        });
        page.map_err(failed)
    }

    /// The page in a frame of its own, so that its style and the notebook's leave each other alone.
    fn _repr_html_(&self, py: Python<'_>) -> PyResult<String> {
        let page = py.import("html")?.call_method1("escape", (self.to_html(py)?,))?;
        Ok(format!(
            "<iframe title=\"{role}\" sandbox srcdoc=\"{}\" \
             style=\"width:100%;height:40em;border:1px solid #8888;border-radius:6px\"></iframe>",
            page.extract::<String>()?,
            role = self.found.role_id(),
        ))
    }

    fn __repr__(&self) -> String {
        let confidence = self.found.confidence();
        format!("<rolecall.Verdict {}, confidence {confidence:.2}>", self.found.role_id())
    }

    fn __str__(&self) -> String {
        self.found.to_string()
    }

    fn __eq__(&self, other: &Self) -> bool {
        let same = |a: &str, b: &str| a == b;
        let (a, b) = (&self.given, &other.given);
        same(&a.text, &b.text)
            && same(&a.title, &b.title)
            && same(&a.company, &b.company)
            && self.json() == other.json()
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, State)> {
        let Given { title, company, text } = &self.given;
        let [text, title, company] = [text, title, company].map(|text| text.to_string());
        Ok((self.made_by.bind(py).getattr("_unpickled")?, (self.json(), text, title, company)))
    }
}

impl Verdict {
    /// `made_by` is the classifier as Python has it.
    pub(crate) fn new(
        found: rolecall::Verdict<'static>, given: Given, classifier: rolecall::Classifier,
        made_by: Py<PyAny>,
    ) -> Self {
        Self { found, given, classifier, made_by }
    }

    fn json(&self) -> String {
        serde_json::to_string(&self.found).expect("a verdict is plain data")
    }
}
