//! Tables in memory: what `rolecall.tag` does, whatever the frame.

use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, OnceLock};

use arrow_array::{ArrayRef, RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, Schema, SchemaRef};
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};
use pyo3_arrow::{PyRecordBatch, PyRecordBatchReader, PySchema, PyTable};
use rayon::{ThreadPool, ThreadPoolBuilder};
use rolecall_batch::columns::Columns;
use rolecall_batch::{Tag, TagKind};

use crate::classifier::Classifier;
use crate::columns::Object;
use crate::errors::{Kind, Mistake};
use crate::rows::{Cells, Failure, Rows, tag};
use crate::tag_arrays;

/// Rows between two looks at whether the user wants to stop, and in one batch of a result.
const BLOCK: usize = 8192;

/// Tags tables, which come and go through Arrow's `PyCapsule` interface.
#[pyclass(frozen, module = "rolecall._rolecall")]
pub(crate) struct Tagger {
    classifier: rolecall::Classifier,
    columns: Columns,
    tags: Vec<Tag>,
    threads: usize,
    /// Made for the first table.
    pool: OnceLock<ThreadPool>,
}

#[pymethods]
impl Tagger {
    #[new]
    #[pyo3(signature = (classifier, title, company, text, columns, threads))]
    fn new(
        py: Python<'_>, classifier: &Bound<'_, Classifier>, title: Option<String>,
        company: Option<String>, text: Option<String>, columns: Option<Vec<String>>,
        threads: usize,
    ) -> PyResult<Self> {
        let tags = tags_named(columns).map_err(|mistake| mistake.raise(py))?;
        Ok(Self {
            classifier: classifier.get().inner.clone(),
            columns: Columns { title, company, body: text, id: None },
            tags,
            threads,
            pool: OnceLock::new(),
        })
    }

    /// Which of a table's columns are read; an error if none of them can be, or if one that was
    /// named is not there.
    fn reads(&self, py: Python<'_>, names: Vec<String>) -> PyResult<Vec<String>> {
        self.check(&names).map_err(|mistake| mistake.raise(py))
    }

    /// The names of the columns that are added, and the kinds of their values.
    fn kinds(&self) -> Vec<(&'static str, &'static str)> {
        self.tags.iter().map(|tag| (tag.column(), kind_name(tag.kind()))).collect()
    }

    /// The columns that are added.
    fn schema(&self) -> PySchema {
        PySchema::new(self.own_schema())
    }

    /// What is added to a table, a row each; with `keep`, behind the table's own columns.
    /// `progress` is called with the number of rows done since the last call. With the table comes
    /// how many rows have a text.
    #[pyo3(signature = (stream, keep, progress=None))]
    fn tag_stream(
        &self, py: Python<'_>, stream: PyRecordBatchReader, keep: bool,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<(PyTable, usize)> {
        let mut reader = stream.into_reader()?;
        let plan = self.plan(py, &reader.schema())?;
        let schema =
            if keep { Arc::new(plan.schema(&self.own_schema())) } else { self.own_schema() };
        let mut batches = Vec::new();
        let mut first = 0;
        let texts = AtomicUsize::new(0);
        // Whoever fills the stream may need the interpreter.
        while let Some(batch) = py.detach(|| reader.next()) {
            let batch = batch.map_err(|error| not_arrow(&error))?;
            for start in (0..batch.num_rows()).step_by(BLOCK) {
                let block = batch.slice(start, BLOCK.min(batch.num_rows() - start));
                let ours = self.tag_block(py, &plan, &block, first, &texts)?;
                let kept = plan.kept.iter().filter(|_| keep).map(|i| block.column(*i).clone());
                let columns = kept.chain(ours).collect();
                let tagged = RecordBatch::try_new(Arc::clone(&schema), columns);
                batches.push(tagged.map_err(|error| not_arrow(&error))?);
                first += block.num_rows();
                tell(progress, block.num_rows())?;
            }
        }
        Ok((PyTable::try_new(batches, schema)?, texts.into_inner()))
    }

    /// What is added to one batch, whose first row has the place `first` in the whole. It must be
    /// small enough for offsets of 32 bits.
    fn tag_batch(
        &self, py: Python<'_>, batch: PyRecordBatch, first: usize,
    ) -> PyResult<PyRecordBatch> {
        let batch = batch.into_inner();
        let plan = self.plan(py, batch.schema_ref())?;
        let ours = self.tag_block(py, &plan, &batch, first, &AtomicUsize::new(0))?;
        let tagged = RecordBatch::try_new(self.own_schema(), ours);
        Ok(PyRecordBatch::new(tagged.map_err(|error| not_arrow(&error))?))
    }

    /// What is added to columns of any objects, all of one length: lists by name, and how
    /// many rows have a text.
    #[pyo3(signature = (names, columns, progress=None))]
    fn tag_objects<'py>(
        &self, py: Python<'py>, names: Vec<String>, columns: Vec<Bound<'py, PyList>>,
        progress: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<(Bound<'py, PyDict>, usize)> {
        let rows = columns.iter().map(PyListMethods::len).min().unwrap_or_default();
        let texts = AtomicUsize::new(0);
        let lists: Vec<_> = self.tags.iter().map(|_| PyList::empty(py)).collect();
        for first in (0..rows).step_by(BLOCK) {
            let len = BLOCK.min(rows - first);
            let objects = names.iter().zip(&columns).map(|(name, column)| {
                let object = |i| Object::of(&column.get_item(i)?, name, i);
                (first..first + len).map(object).collect()
            });
            let objects = objects.collect::<PyResult<Vec<Vec<Object>>>>()?;
            let cells = Cells::Objects(&objects);
            let rows = Rows { names: &names, cells, len, first, texts: &texts };
            for (list, array) in lists.iter().zip(self.tag_rows(py, &rows)?) {
                (0..len).try_for_each(|i| list.append(tag_arrays::object(py, &array, i)?))?;
            }
            tell(progress, len)?;
        }
        let by_name = PyDict::new(py);
        for (tag, list) in self.tags.iter().zip(lists) {
            by_name.set_item(tag.column(), list)?;
        }
        Ok((by_name, texts.into_inner()))
    }
}

/// A table's columns, and what becomes of them.
struct Plan {
    schema: SchemaRef,
    /// Those that are read.
    read: Vec<usize>,
    names: Vec<String>,
    /// All but ours of an earlier run.
    kept: Vec<usize>,
}

impl Plan {
    /// The table's own columns with ours behind.
    fn schema(&self, ours: &Schema) -> Schema {
        let kept = self.kept.iter().map(|i| Arc::clone(&self.schema.fields()[*i]));
        let fields: Vec<_> = kept.chain(ours.fields().iter().cloned()).collect();
        Schema::new_with_metadata(fields, self.schema.metadata().clone())
    }
}

impl Tagger {
    fn plan(&self, py: Python<'_>, schema: &SchemaRef) -> PyResult<Plan> {
        let names: Vec<String> = schema.fields().iter().map(|field| field.name().clone()).collect();
        let wanted = self.check(&names).map_err(|mistake| mistake.raise(py))?;
        let of = |is_wanted: &dyn Fn(&String) -> bool| {
            let places = names.iter().enumerate().filter(|(_, name)| is_wanted(name));
            places.map(|(place, _)| place).collect::<Vec<_>>()
        };
        Ok(Plan {
            schema: Arc::clone(schema),
            read: of(&|name| wanted.contains(name)),
            kept: of(&|name| !name.starts_with(Tag::PREFIX)),
            names: wanted,
        })
    }

    /// The columns that are read, in their order.
    fn check(&self, names: &[String]) -> Result<Vec<String>, Mistake> {
        let all: Vec<&str> = names.iter().map(String::as_str).collect();
        let listed = || all.join(", ");
        if let Some(missing) = self.columns.not_among(&all).first() {
            let remedy = format!("name one that there is: {}", listed());
            let mistake = Mistake::new(Kind::Column, "there is no such column", remedy);
            return Err(mistake.in_column(*missing));
        }
        let read: Vec<String> = all
            .iter()
            .filter(|name| self.columns.tells(name))
            .map(|name| (*name).to_owned())
            .collect();
        if read.is_empty() {
            let fault = format!("no column for a title or a text was found among {}", listed());
            return Err(Mistake::new(Kind::Column, fault, "name them with title= and text="));
        }
        Ok(read)
    }

    fn own_schema(&self) -> SchemaRef {
        Arc::new(Schema::new(
            self.tags.iter().map(|tag| tag_arrays::field(*tag)).collect::<Vec<_>>(),
        ))
    }

    fn tag_block(
        &self, py: Python<'_>, plan: &Plan, block: &RecordBatch, first: usize, texts: &AtomicUsize,
    ) -> PyResult<Vec<ArrayRef>> {
        let cells = Cells::of(block, &plan.read);
        self.tag_rows(py, &Rows { names: &plan.names, cells, len: block.num_rows(), first, texts })
    }

    fn tag_rows(&self, py: Python<'_>, rows: &Rows<'_>) -> PyResult<Vec<ArrayRef>> {
        py.check_signals()?;
        let pool = self.pool()?;
        let tagger = rolecall_batch::Tagger::new(&self.classifier, self.tags.clone());
        py.detach(|| tag(rows, &self.columns, &tagger, pool)).map_err(|failure| match failure {
            Failure::Mistake(mistake) => mistake.raise(py),
            Failure::Arrow(error) => not_arrow(&error),
        })
    }

    /// None where one thread is asked for: that is the caller's own.
    fn pool(&self) -> PyResult<Option<&ThreadPool>> {
        if self.threads == 1 {
            return Ok(None);
        }
        if let Some(pool) = self.pool.get() {
            return Ok(Some(pool));
        }
        let pool = ThreadPoolBuilder::new().num_threads(self.threads).build();
        let failed = |error| PyRuntimeError::new_err(format!("{error}; give fewer threads="));
        let pool = pool.map_err(failed)?;
        Ok(Some(self.pool.get_or_init(|| pool)))
    }
}

fn tags_named(names: Option<Vec<String>>) -> Result<Vec<Tag>, Mistake> {
    let mut tags = Vec::new();
    for name in names.unwrap_or_else(|| vec!["default".to_owned()]) {
        let found = Tag::named(&name).map_err(|fault| {
            let fault = format!("columns= has {name:?}: {fault}");
            Mistake::new(Kind::Column, fault, "name some of these")
        })?;
        // Rows of a frame come from no file.
        let new = found.into_iter().filter(|tag| *tag != Tag::File && !tags.contains(tag));
        tags.extend(new.collect::<Vec<_>>());
    }
    Ok(tags)
}

fn kind_name(kind: TagKind) -> &'static str {
    match kind {
        TagKind::Text => "text",
        TagKind::Number => "number",
        TagKind::Count => "count",
        TagKind::Bool => "bool",
        TagKind::Texts => "texts",
        TagKind::Shares => "shares",
        TagKind::Evidence => "evidence",
    }
}

fn tell(progress: Option<&Bound<'_, PyAny>>, rows: usize) -> PyResult<()> {
    progress.map_or(Ok(()), |progress| progress.call1((rows,)).map(|_| ()))
}

fn not_arrow(error: &ArrowError) -> PyErr {
    PyValueError::new_err(error.to_string())
}
