//! What is written: rows and rejects, whole or not at all.
//!
//! Everything goes to files beside the output first. Several times a second a state file says how
//! far they hold; when all is done they become the output by a rename. A run that was killed leaves
//! them, and goes on from there.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use base64::Engine;
use serde::{Deserialize, Serialize};

use crate::convert::convert;
use crate::destination::{Destination, Start, end_like, write_like};
use crate::error::{BatchError, failed, refused};
use crate::format::{STATE, beside, rejects_path};
use crate::lock::Lock;
use crate::raw::Place;
use crate::summary::Summary;
use crate::table_context::TableContext;

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

/// How far into its inputs a run is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Reached {
    /// Rows that are done, rejects among them.
    pub(crate) rows: u64,
    /// What these rows were: a run that goes on must find the same ones.
    pub(crate) digest: u64,
}

/// How far a run is.
#[derive(Debug, Default, Serialize, Deserialize)]
struct State {
    /// What the run was told and the names of what it reads: another run must not go on with it.
    task: String,
    reached: Reached,
    part: u64,
    rejects: u64,
    /// All rows are done.
    complete: bool,
    summary: Summary,
}

/// What takes the rows.
pub(crate) trait Sink: Send {
    fn write(&mut self, line: &[u8]) -> Result<(), BatchError>;
    fn reject(&mut self, reject: &Reject) -> Result<(), BatchError>;
    /// What was written so far may hold: a run that goes on begins where this one is, or a little
    /// before. The last call says that all rows are written.
    fn commit(
        &mut self, reached: Reached, summary: &Summary, is_last: bool,
    ) -> Result<(), BatchError>;
}

/// Where the output goes.
#[derive(Debug)]
pub(crate) struct Output {
    destination: Destination,
    part: BufWriter<File>,
    rejects: BufWriter<File>,
    state: State,
    /// When the state was saved.
    saved: Option<Instant>,
    lock: Lock,
}

const AGAIN: &str = "run it without --resume to begin anew";

impl Output {
    /// Begins a new output, or goes on with one that the same task has left unfinished.
    pub(crate) fn open(destination: Destination, task: &str) -> Result<Self, BatchError> {
        let lock = destination.lock()?;
        let state = match destination.start {
            Start::Resume => State::left_behind(&destination, task)?,
            Start::Anew | Start::Passing => None,
        };
        let fresh = state.is_none();
        if fresh {
            // An older run's state would speak for this one's files.
            remove(&destination.state())
                .map_err(|error| destination.failed("begin anew", &error))?;
        }
        let state = state.unwrap_or_else(|| State { task: task.to_owned(), ..State::default() });
        let open = |path: &Path, len: u64, replaced: &Path| -> io::Result<BufWriter<File>> {
            let mut file =
                OpenOptions::new().create(true).truncate(fresh).write(true).open(path)?;
            write_like(&file, replaced);
            file.set_len(len)?;
            file.seek(SeekFrom::End(0))?;
            Ok(BufWriter::with_capacity(256 << 10, file))
        };
        let failed = |error: io::Error| destination.failed("create it", &error);
        // Where all rows were done these may have become the output already.
        let len = |path: &Path, len: u64| if state.complete && !path.exists() { 0 } else { len };
        let (part, rejects) = (destination.part(), destination.rejects_part());
        let (part_len, rejects_len) = (len(&part, state.part), len(&rejects, state.rejects));
        let part = open(&part, part_len, &destination.path).map_err(failed)?;
        let old_rejects = rejects_path(&destination.path);
        let rejects = open(&rejects, rejects_len, &old_rejects).map_err(failed)?;
        Ok(Self { destination, part, rejects, state, saved: None, lock })
    }

    pub(crate) fn done(&self) -> (Reached, Summary) {
        (self.state.reached, self.state.summary.clone())
    }

    /// Makes the output of what was spooled.
    pub(crate) fn finish(self, table: &TableContext<'_>) -> Result<(), BatchError> {
        let Output { destination, part, rejects, mut state, saved: _, lock: _lock } = self;
        let failed = |error: io::Error| destination.failed("write", &error);
        let file_of =
            |buffer: BufWriter<File>| buffer.into_inner().map_err(io::IntoInnerError::into_error);
        let part_file = file_of(part).map_err(failed)?;
        let rejects_file = file_of(rejects).map_err(failed)?;
        let rejects = rejects_path(&destination.path);
        if destination.takes_lines() {
            end_like(&part_file, &destination.path);
            destination.sync(&part_file).map_err(failed)?;
        }
        if state.rejects > 0 {
            end_like(&rejects_file, &rejects);
            destination.sync(&rejects_file).map_err(failed)?;
        }
        drop((part_file, rejects_file));
        let resumed = state.complete;
        if !resumed {
            state.complete = true;
            state.save(&destination)?;
        }
        let part = destination.part();
        // A run that was killed in here may have come as far as the output.
        let is_gone = |path: &Path, len: u64| {
            resumed && fs::metadata(path).map_or(0, |found| found.len()) < len
        };
        let has_output = is_gone(&part, state.part);
        if !has_output {
            let from = if destination.takes_lines() {
                part.clone()
            } else {
                let whole = destination.whole();
                convert(&part, &whole, &destination, table).map_err(|error| {
                    // Half of it is of no use, and the disk may be full of it.
                    let _ = fs::remove_file(&whole);
                    failed(error)
                })?;
                whole
            };
            fs::rename(&from, &destination.path).map_err(failed)?;
        }
        if part.exists() {
            fs::remove_file(&part).map_err(failed)?;
        }
        let part = destination.rejects_part();
        if state.rejects > 0 && !is_gone(&part, state.rejects) {
            fs::rename(part, &rejects).map_err(failed)?;
        } else {
            fs::remove_file(part).map_err(failed)?;
        }
        if state.rejects == 0 {
            // Those of an earlier run would be taken for this one's.
            remove(&rejects).map_err(failed)?;
        }
        destination.sync_names().map_err(failed)?;
        fs::remove_file(destination.state()).map_err(failed)
    }
}

/// Removes a file that may not be there.
fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

impl State {
    fn left_behind(destination: &Destination, task: &str) -> Result<Option<Self>, BatchError> {
        let path = destination.state();
        let Ok(text) = fs::read_to_string(&path) else { return Ok(None) };
        let refuse = |fault: &str| {
            BatchError::Failed(refused(fault, AGAIN).in_file(&path.display().to_string()))
        };
        let state: State = serde_json::from_str(&text).map_err(|_| refuse("it cannot be read"))?;
        if state.task != task {
            return Err(refuse("the unfinished run had other inputs, options or another lexicon"));
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
            ));
        }
        Ok(Some(state))
    }

    fn save(&self, destination: &Destination) -> Result<(), BatchError> {
        let fresh = beside(&destination.path, &format!("{STATE}.new"));
        let text = serde_json::to_vec(self).expect("a state is plain data");
        let saved = fs::write(&fresh, text).and_then(|()| fs::rename(&fresh, destination.state()));
        saved.map_err(|error| destination.failed("write beside it", &error))
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

    fn commit(
        &mut self, reached: Reached, summary: &Summary, is_last: bool,
    ) -> Result<(), BatchError> {
        /// A state holds all figures so far, which takes milliseconds to write: so much work is
        /// lost at most where a run is killed.
        const EVERY: Duration = Duration::from_millis(250);
        if self.state.complete && self.state.reached == reached {
            // The end of the rows, come to once more.
            return Ok(());
        }
        if self.state.complete {
            // What was done may have become the output already.
            let fault = "the inputs have more rows than when the unfinished run had read them all";
            return Err(refused(fault, AGAIN).in_file(&self.destination.name).into());
        }
        if !is_last && self.saved.is_some_and(|saved| saved.elapsed() < EVERY) {
            return Ok(());
        }
        let flushed = self.part.flush().and_then(|()| self.rejects.flush());
        flushed.map_err(|error| self.destination.failed("write", &error))?;
        self.state.reached = reached;
        self.state.summary.clone_from(summary);
        self.state.save(&self.destination)?;
        self.saved = Some(Instant::now());
        Ok(())
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

    fn commit(&mut self, _: Reached, _: &Summary, _: bool) -> Result<(), BatchError> {
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
