//! Tagging files of postings, whatever a scraper left behind (feature `batch`).
//!
//! A second journey, of files: inputs (which files, unpacked) -> rows (each posting a JSON object, whatever the format) -> columns (title, company, text)
//! -> repeats (what postings share) -> tags (the verdict as columns) -> output (whole or not at all), with a summary and a report beside it.
//!
//! # Example
//!
//! ```
//! use rolecall::Classifier;
//! use rolecall::batch::Batch;
//!
//! # let directory = tempfile::tempdir()?;
//! # let (jobs, tagged) = (directory.path().join("jobs.csv"), directory.path().join("tagged.csv"));
//! std::fs::write(&jobs, "Job Title,Description\nData Engineer,You will build ETL pipelines in Python.\n")?;
//! let summary = Batch::new(Classifier::builtin()?).run(&[&jobs], &tagged)?;
//! assert_eq!(summary.tagged, 1);
//! assert!(std::fs::read_to_string(&tagged)?.starts_with("Job Title,Description,rolecall_role,"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#[cfg(feature = "report")]
mod charts;
mod document;
#[cfg(feature = "report")]
mod figures;
mod inputs;
mod lines;
mod output;
mod pages;
#[cfg(feature = "parquet")]
mod parquet;
mod repeats;
#[cfg(feature = "report")]
mod report;
mod rows;
mod summary;
mod table;
mod tags;
mod work;

use std::fmt;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use self::inputs::Input;
use self::output::{Output, Stream};
use self::work::{Reader, Work};
use crate::classifier::Classifier;
use crate::columns::Columns;
use crate::error::Error;
use crate::role::Role;

pub use self::summary::{Mismatch, RoleSummary, Summary};

/// How tagged rows are written.
///
/// ```
/// assert_eq!("csv".parse(), Ok(rolecall::batch::Format::Csv));
/// assert!("xlsx".parse::<rolecall::batch::Format>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// An object a line: the row's own fields as they stand there, then ours.
    JsonLines,
    /// Comma-separated. Lists and objects stand in a cell as JSON.
    Csv,
    /// Separated by tabs.
    Tsv,
    /// Parquet (feature `parquet`). From Parquet files of one schema the columns keep their types; otherwise whole numbers, numbers and truth values
    /// are columns of their kind, and anything else is text.
    Parquet,
}

impl std::str::FromStr for Format {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        output::format_of(Path::new(&format!("x.{name}"))).ok_or_else(|| {
            format!("`{name}` is no format of the output; use jsonl, csv, tsv or parquet")
        })
    }
}

/// Why a run stopped before its end.
///
/// ```
/// use rolecall::batch::{Batch, BatchError};
/// let error = Batch::new(rolecall::Classifier::builtin().unwrap()).run(&["no-such.csv"], "x.csv").unwrap_err();
/// assert!(matches!(&error, BatchError::Failed(error) if error.file() == Some("no-such.csv")));
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
            BatchError::ClosedPipe => f.write_str("whoever reads the output has closed it"),
            BatchError::Failed(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for BatchError {}

impl From<Error> for BatchError {
    fn from(error: Error) -> Self {
        BatchError::Failed(error)
    }
}

/// How far a run is.
///
/// ```
/// # let directory = tempfile::tempdir().unwrap();
/// # let (input, output) = (directory.path().join("a.txt"), directory.path().join("b.jsonl"));
/// # std::fs::write(&input, "Data Engineer").unwrap();
/// let show = |progress: &rolecall::batch::Progress| eprintln!("{} rows, {} bytes", progress.rows, progress.bytes);
/// rolecall::batch::Batch::new(rolecall::Classifier::builtin().unwrap()).progress(show).run(&[input], output).unwrap();
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Progress {
    /// Rows tagged or rejected.
    pub rows: u64,
    /// Bytes of the input read, as they lie on the disk.
    pub bytes: u64,
    /// Bytes of the whole input; none where standard input is part of it.
    pub total: Option<u64>,
}

/// Tags files: set up like a builder, run as often as wanted.
///
/// # Costs
///
/// The rows stream through in blocks, so memory is bounded however long a file is: below 300 MB. All cores work.
#[derive(Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "options that have nothing to do with each other"
)]
pub struct Batch {
    classifier: Classifier,
    columns: Columns,
    only: Vec<Role>,
    min_confidence: f32,
    evidence: bool,
    blank_titles: bool,
    alone: bool,
    jobs: usize,
    resume: bool,
    format: Option<Format>,
    progress: Arc<dyn Fn(&Progress) + Send + Sync>,
    explain: Option<Arc<Explain>>,
}

type Explain = dyn Fn(&str, &[String]) + Send + Sync;

impl fmt::Debug for Batch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Batch({})", self.options())
    }
}

impl Batch {
    /// A run with this classifier: every row is written, all cores work.
    ///
    /// ```
    /// let batch = rolecall::batch::Batch::new(rolecall::Classifier::builtin().unwrap());
    /// ```
    #[must_use]
    pub fn new(classifier: &Classifier) -> Self {
        Self {
            classifier: classifier.clone(),
            columns: Columns::default(),
            only: Vec::new(),
            min_confidence: 0.0,
            evidence: false,
            blank_titles: false,
            alone: false,
            jobs: 0,
            resume: false,
            format: None,
            progress: Arc::new(|_| {}),
            explain: None,
        }
    }

    /// Takes these columns, and finds the others by their names.
    #[must_use]
    pub fn columns(mut self, columns: Columns) -> Self {
        self.columns = columns;
        self
    }

    /// Writes the rows of these roles alone; none means all. The summary counts all rows.
    #[must_use]
    pub fn only(mut self, roles: impl IntoIterator<Item = Role>) -> Self {
        self.only = roles.into_iter().collect();
        self
    }

    /// Writes the rows alone whose confidence is at least this, 0..=1.
    #[must_use]
    pub fn min_confidence(mut self, confidence: f32) -> Self {
        self.min_confidence = confidence;
        self
    }

    /// Adds the column `rolecall_evidence`: what each verdict rests on, with the bytes of the row's own columns.
    #[must_use]
    pub fn evidence(mut self, evidence: bool) -> Self {
        self.evidence = evidence;
        self
    }

    /// Reads the texts alone, as though the postings had no title.
    #[must_use]
    pub fn blank_titles(mut self, blank: bool) -> Self {
        self.blank_titles = blank;
        self
    }

    /// Reads each row by itself: text that a company repeats counts like any other, and only postings of the very same text share a group. The same row
    /// then has the same tags wherever it stands. [`run_to`](Self::run_to) always does so where it works line by line.
    #[must_use]
    pub fn alone(mut self, alone: bool) -> Self {
        self.alone = alone;
        self
    }

    /// How many threads work; 0 means one a core.
    #[must_use]
    pub fn jobs(mut self, jobs: usize) -> Self {
        self.jobs = jobs;
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
        self.progress = Arc::new(show);
        self
    }

    /// Calls this at the first row of each input that can be read: with the input's name, and which columns are taken and why, a line each.
    ///
    /// ```
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let input = directory.path().join("jobs.csv");
    /// std::fs::write(&input, "Job Title,Description\nData Engineer,Build it.\n").unwrap();
    /// let batch = rolecall::batch::Batch::new(rolecall::Classifier::builtin().unwrap());
    /// let batch = batch.explain_columns(|_, why| assert!(why[1].starts_with("title: Job Title")));
    /// batch.run_to(&[input], &mut Vec::new(), &mut Vec::new()).unwrap();
    /// ```
    #[must_use]
    pub fn explain_columns(
        mut self, show: impl Fn(&str, &[String]) + Send + Sync + 'static,
    ) -> Self {
        self.explain = Some(Arc::new(show));
        self
    }

    /// Tags the postings of `inputs` (files, patterns, directories, `-` for standard input) into the file `output`. What cannot be read goes to
    /// [`rejects_path`](Self::rejects_path). Both appear when all is done, in place of what had their names.
    ///
    /// # Errors
    ///
    /// An input that is not there, an output that cannot be written, a run that cannot be gone on with. Rows are no errors: they are rejected.
    pub fn run(
        &self, inputs: &[impl AsRef<Path>], output: impl AsRef<Path>,
    ) -> Result<Summary, BatchError> {
        let output = output.as_ref();
        let named = || output.display().to_string();
        let format = self.format.or_else(|| output::format_of(output)).ok_or_else(|| {
            let remedy =
                "let it end in .jsonl, .csv, .tsv or .parquet (and .gz or .zst), or say the format";
            Error::new("its name does not say the format", remedy).in_file(&named())
        })?;
        let ours = [output.to_owned(), output::rejects_path(output)];
        let (inputs, unknown) = find(inputs, &ours)?;
        if output.exists() && !output.is_file() {
            let remedy = "name a file, or `-` for standard output";
            return Err(Error::new("it is no file that another could take the place of", remedy)
                .in_file(&named())
                .into());
        }
        let place = |path: &PathBuf| path.canonicalize().ok();
        let read: Vec<PathBuf> =
            inputs.iter().filter_map(|input| input.path.as_ref().and_then(place)).collect();
        for ours in ours.iter().chain(&output::beside(output)) {
            if place(ours).is_some_and(|ours| read.contains(&ours)) {
                let name = ours.display().to_string();
                return Err(Error::new("it is an input too", "name another file for the output")
                    .in_file(&name)
                    .into());
            }
        }
        if self.resume && inputs.iter().any(|input| input.path.is_none()) {
            let remedy = "save it as a file, or leave --resume away";
            return Err(Error::new("standard input cannot be read again to resume", remedy)
                .in_file(&named())
                .into());
        }
        let mut file = Output::open(output, format, &self.task(&inputs, format), self.resume)?;
        let (done, mut summary) = file.done();
        summary.unknown_files = unknown;
        let work = Work::new(self, &inputs, format == Format::Parquet && keeps_columns(&inputs));
        work.run(Reader::new(&inputs, self), done, &mut summary, &mut file)?;
        file.finish(&self.made_by(), &inputs)?;
        Ok(summary)
    }

    /// Tags the postings of `inputs` into `out`, and what cannot be read into `rejects`. From standard input alone into JSON Lines it works line by
    /// line: a row is read by itself (see [`alone`](Self::alone)), and its tags are out before the next row is read.
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
    /// let batch = rolecall::batch::Batch::new(rolecall::Classifier::builtin().unwrap());
    /// batch.run_to(&[input], &mut out, &mut rejects).unwrap();
    /// assert!(String::from_utf8(out).unwrap().starts_with(r#"{"title": "Data Engineer","rolecall_role":"not-pm""#));
    /// ```
    pub fn run_to(
        &self, inputs: &[impl AsRef<Path>], out: &mut (dyn Write + Send),
        rejects: &mut (dyn Write + Send),
    ) -> Result<Summary, BatchError> {
        let format = self.format.unwrap_or(Format::JsonLines);
        if format != Format::JsonLines {
            // A table's columns are known at its end.
            let directory = tempfile::tempdir().map_err(output::stream_failed)?;
            let whole = directory.path().join("tagged");
            let summary = self.clone().format(format).run(inputs, &whole)?;
            let pour = |from: &Path, to: &mut (dyn Write + Send)| match File::open(from) {
                Ok(mut file) => io::copy(&mut file, to).and_then(|_| to.flush()),
                Err(_) => Ok(()),
            };
            pour(&whole, out)
                .and_then(|()| pour(&Self::rejects_path(&whole), rejects))
                .map_err(output::stream_failed)?;
            return Ok(summary);
        }
        let (inputs, unknown) = find(inputs, &[])?;
        let mut summary = Summary { unknown_files: unknown, ..Summary::default() };
        let mut stream = Stream { out, rejects };
        let reader = Reader::new(&inputs, self);
        if inputs.iter().all(|input| input.path.is_none()) {
            let batch = self.clone().alone(true);
            Work::new(&batch, &inputs, false)
                .run_line_by_line(reader, &mut summary, &mut stream)?;
        } else {
            Work::new(self, &inputs, false).run(reader, 0, &mut summary, &mut stream)?;
        }
        Ok(summary)
    }

    /// Where the rejects of an output go: `tagged.rejects.jsonl` for `tagged.csv.gz`.
    ///
    /// ```
    /// use rolecall::batch::Batch;
    /// assert_eq!(Batch::rejects_path("out/tagged.csv.gz").to_str(), Some("out/tagged.rejects.jsonl"));
    /// ```
    #[must_use]
    pub fn rejects_path(output: impl AsRef<Path>) -> PathBuf {
        output::rejects_path(output.as_ref())
    }

    /// What decides about the output besides the rows.
    fn options(&self) -> String {
        let Self { columns, only, min_confidence, evidence, blank_titles, alone, .. } = self;
        format!("{columns:?} {only:?} {min_confidence} {evidence} {blank_titles} {alone}")
    }

    /// A run's task in one string: a run is gone on with only where nothing of it has changed.
    fn task(&self, inputs: &[Input], format: Format) -> String {
        let inputs = inputs.iter().map(|input| {
            let changed =
                input.path.as_ref().and_then(|path| path.metadata().ok()?.modified().ok());
            let changed =
                changed.and_then(|time| time.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
            format!("{} {:?} {}", input.name(), input.bytes, changed.as_nanos())
        });
        let inputs: Vec<String> = inputs.collect();
        format!("{:?} {format:?} {} {}", self.made_by(), self.options(), inputs.join("; "))
    }

    /// What a file of ours says of its making.
    fn made_by(&self) -> [(String, String); 2] {
        let version = ("rolecall_version".to_owned(), env!("CARGO_PKG_VERSION").to_owned());
        [version, ("rolecall_lexicon".to_owned(), self.classifier.lexicon_hash())]
    }
}

/// The inputs, and the names of the files that are none.
fn find(named: &[impl AsRef<Path>], ours: &[PathBuf]) -> Result<(Vec<Input>, Vec<String>), Error> {
    let named: Vec<PathBuf> = named.iter().map(|path| path.as_ref().to_owned()).collect();
    let (inputs, unknown) = inputs::find(&named, ours)?;
    Ok((inputs, unknown.iter().map(|path| path.display().to_string()).collect()))
}

/// Whether the inputs are Parquet files of one schema, so that a Parquet output can keep their columns as they are.
#[cfg(feature = "parquet")]
fn keeps_columns(inputs: &[Input]) -> bool {
    parquet::common_schema(inputs).is_some()
}

#[cfg(not(feature = "parquet"))]
fn keeps_columns(_: &[Input]) -> bool {
    false
}
