//! The rows of all inputs, and what is to be said of each input at its end.

use std::hash::Hasher;
use std::io;

use twox_hash::XxHash3_64;

use rolecall::Error;

use crate::account::Counts;
use crate::inputs::Input;
use crate::named::ahead;
use crate::output::Reached;
use crate::raw::{BadRow, Place, RowResult, Rows};
use crate::rows::rows;
use crate::settings::Settings;
use crate::stamp::{CHANGED, Watched};
use crate::summary::Summary;
use crate::unknown_columns::ColumnCheck;

/// Rows of a block for each core: enough that none is idle for long, and so few that they are in
/// the core's cache when they are read, tagged and written.
const BLOCK_ROWS: usize = 256;
/// Bytes for each core after which a block is full in any case: three are in memory, each in
/// several forms.
const BLOCK_BYTES: usize = 1 << 20;
/// Cores beyond which a block is no larger.
const BLOCK_CORES: usize = 4;

/// A row, with the number of its input.
pub(crate) type Item = (usize, RowResult);

/// An input that is read.
struct Current {
    file: usize,
    /// Rows that were looked at already, before the others.
    seen: std::vec::IntoIter<RowResult>,
    rows: Rows,
    counts: Counts,
    /// No row of it was explained yet.
    is_fresh: bool,
    is_empty: bool,
    columns: ColumnCheck,
}

/// The rows of all inputs, one after the other, each with the number of its input.
pub(crate) struct InputRows<'i> {
    inputs: &'i [Input],
    current: Option<Current>,
    /// The next input, where it was opened before its turn.
    opened: Option<io::Result<Current>>,
    next: usize,
    /// Bytes of the inputs before the current one.
    bytes: u64,
    settings: &'i Settings,
    /// What is to be said of the inputs that have come to their end.
    pub(crate) ends: Ends,
    rows: u64,
    /// Of all rows so far. One that other machines and later versions of us make alike.
    digest: XxHash3_64,
}

/// What is to be said of inputs that have come to their end.
#[derive(Default)]
pub(crate) struct Ends {
    unfinished: Vec<String>,
    empty: Vec<String>,
    notes: Vec<String>,
}

impl Ends {
    pub(crate) fn say(self, summary: &mut Summary) {
        // A run that goes on behind its last row comes to the last file's end once more.
        for (said, ends) in [
            (&mut summary.unfinished, self.unfinished),
            (&mut summary.empty_files, self.empty),
            (&mut summary.notes, self.notes),
        ] {
            for end in ends {
                if !said.contains(&end) {
                    said.push(end);
                }
            }
        }
    }
}

impl<'i> InputRows<'i> {
    pub(crate) fn new(inputs: &'i [Input], settings: &'i Settings) -> Self {
        Self {
            inputs,
            current: None,
            opened: None,
            next: 0,
            bytes: 0,
            settings,
            ends: Ends::default(),
            rows: 0,
            digest: XxHash3_64::with_seed(0),
        }
    }

    /// Looks at how the first input begins, where it is a pipe: what is no file of postings, or has
    /// not the columns that were named, is told before an output is made. Files were looked at when
    /// they were found; of a pipe behind others it is told when its turn comes.
    pub(crate) fn look_ahead(&mut self) -> Result<(), Error> {
        let Some(input) = self.inputs.first().filter(|input| input.bytes.is_none()) else {
            return Ok(());
        };
        // What the machine does not do is a reject when its turn comes.
        self.opened = Some(match self.open(0).map_err(io::Error::downcast::<Error>) {
            Ok(current) => Ok(current),
            Err(Ok(refused)) => return Err(refused.in_file(&input.name())),
            Err(Err(error)) => Err(error),
        });
        Ok(())
    }

    /// How far the rows are read.
    pub(crate) fn reached(&self) -> Reached {
        Reached { rows: self.rows, digest: self.digest.finish() }
    }

    /// Notes which row was read, and where.
    fn count(&mut self, file: usize, row: &RowResult) {
        let (place, bytes) = match row {
            Ok(row) => (row.place, &row.json),
            Err(bad) => (bad.place, &bad.raw),
        };
        self.rows += 1;
        for number in [file as u64, place.line, place.offset.unwrap_or(0), bytes.len() as u64] {
            self.digest.write(&number.to_le_bytes());
        }
        self.digest.write(bytes);
    }

    /// Bytes that are read so far, as they lie on the disk.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes + self.current.as_ref().map_or(0, |current| current.counts.disk())
    }

    pub(crate) fn block(&mut self) -> (Vec<Item>, Ends) {
        let cores = rayon::current_num_threads().min(BLOCK_CORES);
        let mut bytes = 0;
        let mut block = Vec::new();
        while block.len() < cores * BLOCK_ROWS && bytes < cores * BLOCK_BYTES {
            let Some(item) = self.next() else { break };
            bytes += item.1.as_ref().map_or_else(
                |bad| bad.raw.len(),
                |row| row.json.len() + row.source.as_ref().map_or(0, Vec::len),
            );
            block.push(item);
        }
        (block, std::mem::take(&mut self.ends))
    }

    fn open(&self, file: usize) -> io::Result<Current> {
        let input = &self.inputs[file];
        let (text, counts) = input.open()?;
        let mut rows = rows(input, text)?;
        let seen = ahead(input, &mut rows, &self.settings.columns)?.into_iter();
        let columns = ColumnCheck::default();
        Ok(Current { file, seen, rows, counts, is_fresh: true, is_empty: true, columns })
    }

    /// Goes to the next input; a reject where it cannot be opened, none where there is no more.
    fn go_on(&mut self) -> Option<Result<(), Item>> {
        let file = self.next;
        let input = self.inputs.get(file)?;
        self.next += 1;
        Some(match self.opened.take().unwrap_or_else(|| self.open(file)) {
            Ok(current) => {
                self.current = Some(current);
                Ok(())
            }
            Err(error) => {
                self.ends.unfinished.push(format!("{} was not read: {error}", input.name()));
                let reason = format!("cannot read the file: {error}");
                Err((file, Err(BadRow::new(Place::default(), reason, &[]))))
            }
        })
    }

    fn close(&mut self, Current { file, rows, counts, is_empty, columns, .. }: Current) {
        let input = &self.inputs[file];
        let name = input.name();
        if let Some(read) = rows.account().shortfall(&counts, input.bytes) {
            self.ends.unfinished.push(format!("{name} was not read to its end: {read}"));
        } else if counts.file.as_ref().is_some_and(Watched::has_changed) {
            self.ends.unfinished.push(format!("{name} {CHANGED}"));
        } else if is_empty && input.path.is_some() {
            // A filter may well have nothing to do.
            self.ends.empty.push(name.clone());
        }
        self.ends.notes.extend(columns.note().map(|note| format!("{name}: {note}")));
        self.bytes += counts.disk();
    }

    fn read(&mut self) -> Option<Item> {
        loop {
            if let Some(mut current) = self.current.take() {
                if let Some(row) = current.seen.next().or_else(|| current.rows.next()) {
                    let file = current.file;
                    if let Ok(row) = &row {
                        current.columns.look_at(&row.json, &self.settings.columns);
                        if let (true, Some(show)) = (current.is_fresh, &self.settings.explain)
                            && let Ok(lines) =
                                self.settings.columns.explain(&String::from_utf8_lossy(&row.json))
                        {
                            show(&self.inputs[file].name(), &lines);
                            current.is_fresh = false;
                        }
                    }
                    current.is_empty = false;
                    self.current = Some(current);
                    return Some((file, row));
                }
                self.close(current);
            }
            if let Err(bad) = self.go_on()? {
                return Some(bad);
            }
        }
    }
}

impl Iterator for InputRows<'_> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        let (file, row) = self.read()?;
        self.count(file, &row);
        Some((file, row))
    }
}
