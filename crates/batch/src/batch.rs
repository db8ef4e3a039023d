//! The run of a batch: files in, a file out.

use std::fmt;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rolecall::{Classifier, Error, Role};

use crate::columns::Columns;
use crate::destination::{Destination, Start};
use crate::error::{BatchError, failed, refused};
use crate::format::{Format, rejects_path, unfinished};
use crate::input_rows::InputRows;
use crate::inputs::{self, Input};
use crate::named;
use crate::output::{Output, Reached, Stream, stream_failed};
use crate::sample::sample;
use crate::settings::{Progress, Settings};
use crate::summary::Summary;
use crate::table_context::{TableContext, stamps};
use crate::tags::Tag;
use crate::work::Work;

/// Tags files: set up like a builder, run as often as wanted.
///
/// # Costs
///
/// The rows stream through in blocks, so memory is bounded however long a file is: below 300 MB
/// with rows of up to 15 MB. A page of a Parquet file is in memory whole. All cores work.
#[derive(Clone)]
pub struct Batch {
    pub(crate) settings: Settings,
    resume: bool,
    format: Option<Format>,
}

impl fmt::Debug for Batch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Batch({})", self.settings.task())
    }
}

impl Batch {
    /// A run with this classifier: every row is written, all cores work.
    #[must_use]
    pub fn new(classifier: &Classifier) -> Self {
        let settings = Settings {
            classifier: classifier.clone(),
            columns: Columns::default(),
            only: Vec::new(),
            min_confidence: 0.0,
            tags: Vec::new(),
            blank_titles: false,
            for_report: false,
            jobs: 0,
            progress: Arc::new(|_| {}),
            explain: None,
        };
        Self { settings, resume: false, format: None }
    }

    /// Takes these columns, and finds the others by their names.
    #[must_use]
    pub fn columns(mut self, columns: Columns) -> Self {
        self.settings.columns = columns;
        self
    }

    /// Writes the rows of these roles alone; none means all. The summary counts all rows.
    #[must_use]
    pub fn only(mut self, roles: impl IntoIterator<Item = Role>) -> Self {
        self.settings.only = roles.into_iter().collect();
        self
    }

    /// Writes the rows alone whose confidence is at least this, 0..=1.
    #[must_use]
    pub fn min_confidence(mut self, confidence: f32) -> Self {
        self.settings.min_confidence = confidence;
        self
    }

    /// Writes these of our columns, in this order; none means all but [`Tag::Evidence`], and
    /// [`Tag::File`] where there is one input.
    ///
    /// ```
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let input = directory.path().join("jobs.jsonl");
    /// # std::fs::write(&input, r#"{"title": "Senior Data Engineer"}"#).unwrap();
    /// use rolecall_batch::{Batch, Tag};
    ///
    /// let batch = Batch::new(rolecall::Classifier::builtin().unwrap());
    /// let mut out = Vec::new();
    /// let batch = batch.tags([Tag::Role, Tag::Level]);
    /// batch.run_to(&[input], &mut out, &mut Vec::new()).unwrap();
    /// let out = String::from_utf8(out).unwrap();
    /// assert!(out.ends_with("\"rolecall_role\":\"not-pm\",\"rolecall_level\":\"senior\"}\n"));
    /// ```
    #[must_use]
    pub fn tags(mut self, tags: impl IntoIterator<Item = Tag>) -> Self {
        self.settings.tags.clear();
        for tag in tags {
            if !self.settings.tags.contains(&tag) {
                self.settings.tags.push(tag);
            }
        }
        self
    }

    /// Reads the texts alone, as though the postings had no title.
    #[must_use]
    pub fn blank_titles(mut self, blank: bool) -> Self {
        self.settings.blank_titles = blank;
        self
    }

    /// Finds what the [`report`](Self::report) shows beside the verdicts: a list of postings with
    /// the words that decided, level, pay and texts that are there twice. It takes time.
    #[must_use]
    pub fn for_report(mut self, wanted: bool) -> Self {
        self.settings.for_report = wanted;
        self
    }

    /// How many threads work; 0 means one a core.
    #[must_use]
    pub fn jobs(mut self, jobs: usize) -> Self {
        self.settings.jobs = jobs;
        self
    }

    /// Goes on with an unfinished run of the same task, if the output has left one.
    #[must_use]
    pub fn resume(mut self, resume: bool) -> Self {
        self.resume = resume;
        self
    }

    /// The output's format; otherwise its name says.
    #[must_use]
    pub fn format(mut self, format: Format) -> Self {
        self.format = Some(format);
        self
    }

    /// Calls this after each block of rows.
    #[must_use]
    pub fn progress(mut self, show: impl Fn(&Progress) + Send + Sync + 'static) -> Self {
        self.settings.progress = Arc::new(show);
        self
    }

    /// Calls this at the first row of each input that can be read: with the input's name, and which
    /// columns are taken and why, a line each.
    ///
    /// ```
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let input = directory.path().join("jobs.csv");
    /// std::fs::write(&input, "Job Title,Description\nData Engineer,Build it.\n").unwrap();
    /// let batch = rolecall_batch::Batch::new(rolecall::Classifier::builtin().unwrap());
    /// let batch = batch.explain_columns(|_, why| assert!(why[1].starts_with("title: Job Title")));
    /// batch.run_to(&[input], &mut Vec::new(), &mut Vec::new()).unwrap();
    /// ```
    #[must_use]
    pub fn explain_columns(
        mut self, show: impl Fn(&str, &[String]) + Send + Sync + 'static,
    ) -> Self {
        self.settings.explain = Some(Arc::new(show));
        self
    }

    /// Tags the postings of `inputs` (files, patterns, directories, `-` for standard input) into
    /// the file `output`. What cannot be read goes to [`rejects_path`](Self::rejects_path). Both
    /// appear when all is done, in place of what had their names.
    ///
    /// # Errors
    ///
    /// An input that is not there, an output that cannot be written, a run that cannot be resumed.
    /// Rows are no errors: they are rejected.
    pub fn run(
        &self, inputs: &[impl AsRef<Path>], output: impl AsRef<Path>,
    ) -> Result<Summary, BatchError> {
        let start = if self.resume { Start::Resume } else { Start::Anew };
        self.run_into(inputs, output.as_ref(), start)
    }

    fn run_into(
        &self, inputs: &[impl AsRef<Path>], output: &Path, start: Start,
    ) -> Result<Summary, BatchError> {
        let named = || output.display().to_string();
        let format = self.format.or_else(|| Format::of(output)).ok_or_else(|| {
            let remedy =
                "let it end in .jsonl, .csv, .tsv or .parquet (and .gz or .zst), or say the format";
            refused("its name does not say the format", remedy).in_file(&named())
        })?;
        let ours = [output.to_owned(), rejects_path(output)];
        let (inputs, unknown) = find(inputs, &ours)?;
        if let Some(taken) = ours.iter().find(|path| path.exists() && !path.is_file()) {
            let remedy = "name another file for the output, or `-` for standard output";
            return Err(refused("it is not a file that can be replaced", remedy)
                .in_file(&taken.display().to_string())
                .into());
        }
        let place = |path: &PathBuf| path.canonicalize().ok();
        let read: Vec<PathBuf> =
            inputs.iter().filter_map(|input| input.path.as_ref().and_then(place)).collect();
        for ours in ours.iter().chain(&unfinished(output)) {
            if place(ours).is_some_and(|ours| read.contains(&ours)) {
                let name = ours.display().to_string();
                return Err(refused("it is an input too", "name another file for the output")
                    .in_file(&name)
                    .into());
            }
        }
        if self.resume && inputs.iter().any(|input| input.path.is_none()) {
            let remedy = "save it as a file, or leave --resume away";
            return Err(refused("standard input cannot be read again to resume", remedy)
                .in_file(&named())
                .into());
        }
        let stamps = stamps(&inputs);
        let rows = self.rows(&inputs)?;
        let destination = Destination::new(output, format, start);
        let mut file = Output::open(destination, &self.task(&inputs, format))?;
        let (done, mut summary) = file.done();
        summary.unknown_files = unknown;
        let work =
            Work::new(&self.settings, &inputs, format == Format::Parquet && keeps_columns(&inputs));
        work.run(rows, done, &mut summary, &mut file)?;
        let sample = sample(&inputs, &work.sample(), summary.written);
        let made_by = self.settings.made_by();
        let table =
            TableContext { made_by: &made_by, inputs: &inputs, stamps: &stamps, sample: &sample };
        file.finish(&table)?;
        Ok(summary)
    }

    /// Tags the postings of `inputs` into `out`, and what cannot be read into `rejects`. From
    /// standard input alone into JSON Lines it works line by line: a row's tags are out before the
    /// next row is read.
    ///
    /// # Errors
    ///
    /// As with [`run`](Self::run); and [`BatchError::ClosedPipe`].
    ///
    /// ```
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let input = directory.path().join("jobs.jsonl");
    /// # std::fs::write(&input, "{\"title\": \"Data Engineer\"}\n").unwrap();
    /// let (mut out, mut rejects) = (Vec::new(), Vec::new());
    /// let batch = rolecall_batch::Batch::new(rolecall::Classifier::builtin().unwrap());
    /// batch.run_to(&[input], &mut out, &mut rejects).unwrap();
    /// let out = String::from_utf8(out).unwrap();
    /// assert!(out.starts_with(r#"{"title": "Data Engineer","rolecall_role":"not-pm""#));
    /// ```
    pub fn run_to(
        &self, inputs: &[impl AsRef<Path>], out: &mut (dyn Write + Send),
        rejects: &mut (dyn Write + Send),
    ) -> Result<Summary, BatchError> {
        let format = self.format.unwrap_or(Format::JsonLines);
        if format != Format::JsonLines {
            // A table's columns are known at its end.
            let directory = tempfile::tempdir().map_err(|error| {
                let remedy = "make room there, or let TMPDIR name another directory";
                failed("create a directory of temporary files", &error, remedy)
                    .in_file(&std::env::temp_dir().display().to_string())
            })?;
            let whole = directory.path().join("tagged");
            let batch = self.clone().format(format);
            let summary = batch.run_into(inputs, &whole, Start::Passing)?;
            let pour = |from: &Path, to: &mut (dyn Write + Send)| match File::open(from) {
                Ok(mut file) => io::copy(&mut file, to).and_then(|_| to.flush()),
                Err(_) => Ok(()),
            };
            pour(&whole, out)
                .and_then(|()| pour(&Self::rejects_path(&whole), rejects))
                .map_err(stream_failed)?;
            return Ok(summary);
        }
        let (inputs, unknown) = find(inputs, &[])?;
        let rows = self.rows(&inputs)?;
        let mut summary = Summary { unknown_files: unknown, ..Summary::default() };
        let mut stream = Stream { out, rejects };
        let work = Work::new(&self.settings, &inputs, false);
        if inputs.iter().all(|input| input.path.is_none()) {
            work.run_line_by_line(rows, &mut summary, &mut stream)?;
        } else {
            work.run(rows, Reached::default(), &mut summary, &mut stream)?;
        }
        Ok(summary)
    }

    /// Where the rejects of an output go: `tagged.rejects.jsonl` for `tagged.csv.gz`.
    ///
    /// ```
    /// use rolecall_batch::Batch;
    /// let rejects = Batch::rejects_path("out/tagged.csv.gz");
    /// assert_eq!(rejects.to_str(), Some("out/tagged.rejects.jsonl"));
    /// ```
    #[must_use]
    pub fn rejects_path(output: impl AsRef<Path>) -> PathBuf {
        rejects_path(output.as_ref())
    }

    /// The rows of the inputs, once it is known that these can be what was told.
    fn rows<'i>(&'i self, inputs: &'i [Input]) -> Result<InputRows<'i>, BatchError> {
        named::check(inputs, &self.settings.columns)?;
        let mut rows = InputRows::new(inputs, &self.settings);
        rows.look_ahead()?;
        Ok(rows)
    }

    /// A run's task in one string: a run is resumed only where nothing of it has changed. What the
    /// inputs hold is compared row by row.
    fn task(&self, inputs: &[Input], format: Format) -> String {
        let inputs: Vec<String> = inputs.iter().map(Input::name).collect();
        format!(
            "{:?} {format:?} {} {}",
            self.settings.made_by(),
            self.settings.task(),
            inputs.join("; ")
        )
    }
}

/// The inputs, and the names of the files that are none.
fn find(named: &[impl AsRef<Path>], ours: &[PathBuf]) -> Result<(Vec<Input>, Vec<String>), Error> {
    let named: Vec<PathBuf> = named.iter().map(|path| path.as_ref().to_owned()).collect();
    let (inputs, unknown) = inputs::find(&named, ours)?;
    Ok((inputs, unknown.iter().map(|path| path.display().to_string()).collect()))
}

/// Whether the inputs are Parquet files of one schema, so that a Parquet output can keep their
/// columns as they are.
#[cfg(feature = "parquet")]
fn keeps_columns(inputs: &[Input]) -> bool {
    crate::parquet::common_schema(inputs).is_some()
}

#[cfg(not(feature = "parquet"))]
fn keeps_columns(_: &[Input]) -> bool {
    false
}
