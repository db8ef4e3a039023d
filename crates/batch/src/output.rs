//! What is written: rows and rejects, whole or not at all.
//!
//! Everything goes to files beside the output first. After each block of rows a state file says how
//! far they hold; when all is done they become the output by a rename. A run that was killed leaves
//! them, and goes on from there.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use base64::Engine;
use serde::{Deserialize, Serialize};

use crate::error::{BatchError, failed, refused};
use crate::format::{Compression, Format, PART, STATE, beside, rejects_part, rejects_path};
use crate::inputs::Input;
use crate::raw::Place;
use crate::spooled::write_table;
use crate::summary::Summary;

/// A row that could not be read, or not wholly.
#[derive(Debug)]
pub(crate) struct Reject {
    pub(crate) file: String,
    pub(crate) place: Place,
    pub(crate) reason: String,
    pub(crate) raw: Vec<u8>,
    pub(crate) tagged: bool,
}

#[derive(Serialize)]
struct RejectRecord<'r> {
    file: &'r str,
    line: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<u64>,
    reason: &'r str,
    tagged: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    raw: Option<&'r str>,
    /// For bytes that are no UTF-8.
    #[serde(skip_serializing_if = "Option::is_none")]
    raw_base64: Option<String>,
}

impl Reject {
    fn record(&self) -> Vec<u8> {
        let raw = std::str::from_utf8(&self.raw).ok();
        let record = RejectRecord {
            file: &self.file,
            line: self.place.line,
            offset: self.place.offset,
            reason: &self.reason,
            tagged: self.tagged,
            raw,
            raw_base64: raw
                .is_none()
                .then(|| base64::engine::general_purpose::STANDARD.encode(&self.raw)),
        };
        let mut line = serde_json::to_vec(&record).expect("a reject is plain data");
        line.push(b'\n');
        line
    }
}

/// How far a run is.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct State {
    /// What the run was told and what it reads: another run must not go on with it.
    pub(crate) task: String,
    /// Rows of the input that are done.
    pub(crate) rows: u64,
    part: u64,
    rejects: u64,
    /// All rows are done.
    complete: bool,
    pub(crate) summary: Summary,
}

/// What takes the rows.
pub(crate) trait Sink: Send {
    fn write(&mut self, line: &[u8]) -> Result<(), BatchError>;
    fn reject(&mut self, reject: &Reject) -> Result<(), BatchError>;
    /// What was written so far holds: a run that goes on begins after `rows`.
    fn commit(&mut self, rows: u64, summary: &Summary) -> Result<(), BatchError>;
}

/// Where the output goes.
#[derive(Debug)]
pub(crate) struct Output {
    destination: Destination,
    part: BufWriter<File>,
    rejects: BufWriter<File>,
    state: State,
}

#[derive(Debug)]
struct Destination {
    path: PathBuf,
    format: Format,
    /// By the name's ending.
    compression: Compression,
}

impl Destination {
    fn beside(&self, ending: &str) -> PathBuf {
        beside(&self.path, ending)
    }

    fn part(&self) -> PathBuf {
        self.beside(PART)
    }

    fn rejects_part(&self) -> PathBuf {
        rejects_part(&self.path)
    }

    fn failed(&self, doing: &str, error: &io::Error) -> BatchError {
        let remedy = match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                "make room and run it again with --resume; what is done is kept beside it until \
                 then"
            }
            _ => "check that the directory is there and may be written to",
        };
        let name = self.path.display().to_string();
        failed(doing, error, remedy).in_file(&name).into()
    }
}

impl Output {
    /// Begins a new output, or goes on with one that the same task has left unfinished.
    pub(crate) fn open(
        path: &Path, format: Format, task: &str, resume: bool,
    ) -> Result<Self, BatchError> {
        // A rename would put a file in the place of a link.
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let (_, compression) = Compression::of(&path);
        let destination = Destination { path, format, compression };
        let state = if resume { Self::left_behind(&destination, task)? } else { None };
        let fresh = state.is_none();
        if fresh {
            // An older run's state would speak for this one's files.
            match fs::remove_file(destination.beside(STATE)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(destination.failed("begin anew", &error));
                }
                _ => {}
            }
        }
        let state = state.unwrap_or_else(|| State { task: task.to_owned(), ..State::default() });
        let open = |path: &Path, len: u64| -> io::Result<BufWriter<File>> {
            let mut file =
                OpenOptions::new().create(true).truncate(fresh).write(true).open(path)?;
            file.set_len(len)?;
            file.seek(SeekFrom::End(0))?;
            Ok(BufWriter::with_capacity(256 << 10, file))
        };
        let failed = |error: io::Error| destination.failed("create it", &error);
        // Where all rows were done these may have become the output already.
        let len = |path: &Path, len: u64| if state.complete && !path.exists() { 0 } else { len };
        let (part, rejects) = (destination.part(), destination.rejects_part());
        let (part_len, rejects_len) = (len(&part, state.part), len(&rejects, state.rejects));
        let part = open(&part, part_len).map_err(failed)?;
        let rejects = open(&rejects, rejects_len).map_err(failed)?;
        Ok(Self { destination, part, rejects, state })
    }

    fn left_behind(destination: &Destination, task: &str) -> Result<Option<State>, BatchError> {
        let path = destination.beside(STATE);
        let Ok(text) = fs::read_to_string(&path) else { return Ok(None) };
        let refuse = |fault: &str, remedy: &str| {
            BatchError::Failed(refused(fault, remedy).in_file(&path.display().to_string()))
        };
        let again = "run it without --resume to begin anew";
        let state: State =
            serde_json::from_str(&text).map_err(|_| refuse("it cannot be read", again))?;
        if state.task != task {
            return Err(refuse(
                "the unfinished run had other inputs, options or another lexicon",
                again,
            ));
        }
        let long_enough =
            |path: &Path, len: u64| fs::metadata(path).map_or(0, |found| found.len()) >= len;
        let whole = long_enough(&destination.part(), state.part)
            && long_enough(&destination.rejects_part(), state.rejects);
        // A run that was killed at its very end may have its output already, in place of the part.
        let arrived = state.complete && destination.path.exists() && !destination.part().exists();
        if !(whole || arrived) {
            return Err(refuse(
                "the unfinished files beside it are gone or shorter than they were",
                again,
            ));
        }
        Ok(Some(state))
    }

    pub(crate) fn done(&self) -> (u64, Summary) {
        (self.state.rows, self.state.summary.clone())
    }

    fn save(&self) -> Result<(), BatchError> {
        let state = self.destination.beside(STATE);
        let fresh = self.destination.beside(&format!("{STATE}.new"));
        let text = serde_json::to_vec(&self.state).expect("a state is plain data");
        let saved = fs::write(&fresh, text).and_then(|()| fs::rename(&fresh, state));
        saved.map_err(|error| self.destination.failed("write beside it", &error))
    }

    /// Makes the output of what was spooled. `inputs` are those whose columns a Parquet output
    /// keeps as they are.
    pub(crate) fn finish(
        mut self, made_by: &[(String, String)], inputs: &[Input],
    ) -> Result<(), BatchError> {
        let resumed = self.state.complete;
        if !resumed {
            self.state.complete = true;
            self.save()?;
        }
        let Output { destination, part, rejects, state } = self;
        let failed = |error: io::Error| destination.failed("write", &error);
        drop((part.into_inner(), rejects.into_inner()));
        let part = destination.part();
        // A run that was killed in here may have come as far as the output.
        let is_gone = |path: &Path, len: u64| {
            resumed && fs::metadata(path).map_or(0, |found| found.len()) < len
        };
        let has_output = is_gone(&part, state.part);
        if !has_output {
            let from = if destination.format == Format::JsonLines
                && destination.compression == Compression::None
            {
                part.clone()
            } else {
                let whole = destination.beside(&format!(".whole{PART}"));
                convert(&part, &whole, &destination, made_by, inputs).map_err(failed)?;
                whole
            };
            fs::rename(&from, &destination.path).map_err(failed)?;
        }
        if part.exists() {
            fs::remove_file(&part).map_err(failed)?;
        }
        let (part, rejects) = (destination.rejects_part(), rejects_path(&destination.path));
        if state.rejects > 0 && !is_gone(&part, state.rejects) {
            fs::rename(part, &rejects).map_err(failed)?;
        } else {
            fs::remove_file(part).map_err(failed)?;
        }
        if state.rejects == 0 {
            // Those of an earlier run would be taken for this one's.
            match fs::remove_file(rejects) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
                _ => {}
            }
        }
        fs::remove_file(destination.beside(STATE)).map_err(failed)
    }
}

impl Sink for Output {
    fn write(&mut self, line: &[u8]) -> Result<(), BatchError> {
        self.state.part += line.len() as u64;
        self.part.write_all(line).map_err(|error| self.destination.failed("write", &error))
    }

    fn reject(&mut self, reject: &Reject) -> Result<(), BatchError> {
        let record = reject.record();
        self.state.rejects += record.len() as u64;
        self.rejects
            .write_all(&record)
            .map_err(|error| self.destination.failed("write its rejects", &error))
    }

    fn commit(&mut self, rows: u64, summary: &Summary) -> Result<(), BatchError> {
        let flushed = self.part.flush().and_then(|()| self.rejects.flush());
        flushed.map_err(|error| self.destination.failed("write", &error))?;
        self.state.rows = rows;
        self.state.summary.clone_from(summary);
        self.save()
    }
}

fn convert(
    part: &Path, whole: &Path, destination: &Destination, made_by: &[(String, String)],
    inputs: &[Input],
) -> io::Result<()> {
    let file = File::create(whole)?;
    match destination.compression {
        Compression::None => pour(part, destination.format, file, made_by, inputs),
        Compression::Gzip => {
            let mut encoder = flate2::write::GzEncoder::new(file, flate2::Compression::default());
            pour(part, destination.format, encoder.by_ref(), made_by, inputs)?;
            encoder.finish().map(drop)
        }
        Compression::Zstd => {
            let mut encoder = zstd::Encoder::new(file, zstd::DEFAULT_COMPRESSION_LEVEL)?;
            pour(part, destination.format, encoder.by_ref(), made_by, inputs)?;
            encoder.finish().map(drop)
        }
    }
}

/// Writes the JSON lines of `part` in another format.
pub(crate) fn pour(
    part: &Path, format: Format, mut out: impl Write + Send, made_by: &[(String, String)],
    inputs: &[Input],
) -> io::Result<()> {
    match format {
        Format::JsonLines => io::copy(&mut File::open(part)?, &mut out).map(drop),
        Format::Csv => write_table(part, b',', BufWriter::new(out)),
        Format::Tsv => write_table(part, b'\t', BufWriter::new(out)),
        #[cfg(feature = "parquet")]
        Format::Parquet => {
            let schema = crate::parquet::common_schema(inputs);
            crate::parquet::write(
                part,
                schema.as_ref().map(|schema| (inputs, schema)),
                made_by,
                out,
            )
        }
        #[cfg(not(feature = "parquet"))]
        Format::Parquet => {
            drop((out, made_by, inputs));
            Err(io::Error::other("rolecall was built without its feature `parquet`"))
        }
    }
}

/// Rows as they come, for a pipe: nothing to resume.
pub(crate) struct Stream<'o> {
    pub(crate) out: &'o mut (dyn Write + Send),
    pub(crate) rejects: &'o mut (dyn Write + Send),
}

impl Sink for Stream<'_> {
    fn write(&mut self, line: &[u8]) -> Result<(), BatchError> {
        self.out.write_all(line).map_err(stream_failed)
    }

    fn reject(&mut self, reject: &Reject) -> Result<(), BatchError> {
        self.rejects.write_all(&reject.record()).map_err(stream_failed)
    }

    fn commit(&mut self, _: u64, _: &Summary) -> Result<(), BatchError> {
        self.out.flush().and_then(|()| self.rejects.flush()).map_err(stream_failed)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it stands in `map_err`")]
pub(crate) fn stream_failed(error: io::Error) -> BatchError {
    match error.kind() {
        io::ErrorKind::BrokenPipe => BatchError::ClosedPipe,
        _ => failed("write the output", &error, "look at what reads it").into(),
    }
}
