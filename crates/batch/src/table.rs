//! The rows of tables: CSV and its kin.
//!
//! Where a row ends is found by [`Dialect`]: the `csv` crate takes a quote that nothing closes for
//! a cell as long as the file, and does not say where text follows a closing quote. The cells of a
//! row whose end is known are the `csv` crate's. One in which nothing stands is null; `""` is the
//! empty text.

use csv_core::Terminator;

use crate::account::Account;
use crate::cells::Cells;
use crate::dialect::{Dialect, Record, nameless, names_of};
use crate::inputs::Text;
use crate::raw::{BadRow, KEPT, LONGEST, RawRow, Reader, RowResult, not_utf8};
use crate::source::Source;

/// The rows of a table.
pub(crate) struct Table {
    source: Source,
    dialect: Dialect,
    core: csv_core::Reader,
    header: Cells,
    /// The columns' names as they stand in a row's JSON.
    names: Vec<String>,
    cells: Cells,
    /// What is odd about the header, until a row says it.
    faults: Vec<String>,
    done: bool,
}

impl Table {
    pub(crate) fn new(text: Text, dialect: Dialect) -> Self {
        let core = csv_core::ReaderBuilder::new()
            .delimiter(dialect.delimiter)
            .escape(dialect.escapes.then_some(b'\\'))
            .terminator(Terminator::Any(b'\n'))
            .build();
        let mut source = Source::new(text, dialect.line_byte());
        while source.ahead().len() < dialect.before && !source.ended {
            source.fill();
        }
        let mut faults = Vec::new();
        let before = dialect.before.min(source.ahead().len());
        if before > 0 && !dialect.is_said {
            let lines = String::from_utf8_lossy(&source.ahead()[..before]);
            faults.push(format!("above the header, and no rows: {}", lines.trim()));
        }
        source.consume(before);
        let mut table = Self {
            source,
            dialect,
            core,
            header: Cells::default(),
            names: Vec::new(),
            cells: Cells::default(),
            faults,
            done: false,
        };
        table.read_header();
        table
    }

    fn read_header(&mut self) {
        // What cannot be read here cannot be read at the first row either, and is told there.
        let Some(record) = self.record() else { return };
        let row = &self.source.ahead()[..record.len];
        self.dialect.read(row, record, &mut self.core, &mut self.header);
        if record.is_broken {
            self.faults.push(format!("{BROKEN} in the header"));
            let names = self.header.iter().map(|cell| cell.bytes);
            for name in names.filter(|name| std::str::from_utf8(name).is_err()) {
                let name = String::from_utf8_lossy(name);
                self.faults.push(format!("a column's name is not UTF-8: {name}"));
            }
        }
        let names = names_of(&self.header);
        self.names = names.iter().map(|name| key(name)).collect();
        self.source.consume(record.len + record.end);
    }

    /// The row that comes next; none at the end of the file, or where it is too long a line.
    fn record(&mut self) -> Option<Record> {
        // A mark stands between files that were put behind each other.
        while self.source.skip_mark() || matches!(self.source.peek(0), Some(b'\n' | b'\r')) {
            if matches!(self.source.peek(0), Some(b'\n' | b'\r')) {
                self.source.consume(1);
            }
        }
        self.source.peek(0)?;
        loop {
            let ahead = self.source.ahead();
            // Where the file breaks off, its last row is not whole.
            let is_whole = self.source.ended && self.source.failed.is_none();
            if let Some(record) = self.dialect.record(ahead, is_whole) {
                return Some(record);
            }
            if self.source.ended {
                return None;
            }
            if ahead.len() > LONGEST {
                return Some(self.dialect.line(ahead, false));
            }
            self.source.fill();
        }
    }

    fn row(&mut self, record: Record) -> RowResult {
        let place = self.source.place;
        let row = &self.source.ahead()[..record.len];
        if record.len > LONGEST {
            let names = names_of(&self.header);
            let lens = self.cells.iter().map(|cell| cell.bytes.len());
            let longest = lens.enumerate().max_by_key(|(_, len)| *len);
            let (cell, len) = longest.unwrap_or_default();
            let name = names.get(cell).cloned().unwrap_or_else(|| nameless(cell));
            return Err(BadRow::too_long(place, &format!("cell `{name}`"), len as u64, row));
        }
        let (cells, columns) = (self.cells.len(), self.names.len());
        let mut faults = std::mem::take(&mut self.faults);
        if record.is_broken {
            faults.push(BROKEN.to_owned());
        }
        if cells != columns {
            faults.push(format!(
                "{cells} cells under {columns} columns: look for a quote that does not close"
            ));
        }
        let mut json = Vec::with_capacity(record.len + record.len / 8 + 16 * cells);
        json.push(b'{');
        for (i, cell) in self.cells.iter().enumerate() {
            let text = std::str::from_utf8(cell.bytes).map_err(|error| {
                BadRow::new(place, format!("cell {}: {}", i + 1, not_utf8(&error)), row)
            })?;
            if i > 0 {
                json.push(b',');
            }
            match self.names.get(i) {
                Some(name) => json.extend_from_slice(name.as_bytes()),
                None => json.extend_from_slice(key(&nameless(i)).as_bytes()),
            }
            let value = (!cell.is_null()).then_some(text);
            serde_json::to_writer(&mut json, &value).expect("a vector takes all");
        }
        json.push(b'}');
        Ok(RawRow { json, source: Some(row.to_vec()), place, faults })
    }

    /// What is left of the file, which cannot be read further.
    fn give_up(&mut self, fault: &str) -> BadRow {
        let place = self.source.place;
        let (_, raw) = self.source.rest();
        BadRow::new(place, fault, &raw)
    }

    /// A line without an end that is too long to be kept.
    fn skip_line(&mut self) -> BadRow {
        let place = self.source.place;
        let head = self.source.ahead()[..KEPT].to_vec();
        let mut len = 0;
        loop {
            let ahead = self.source.ahead();
            let end = memchr::memchr(self.dialect.line_byte(), ahead);
            let part = end.unwrap_or(ahead.len());
            len += part;
            self.source.give(part);
            if end.is_some() || self.source.ended {
                return BadRow::too_long(place, "a line", len as u64, &head);
            }
            self.source.fill();
        }
    }
}

const BROKEN: &str =
    "a quote that is not closed, or has text behind it, is taken as text: the row is one line";

/// A column's name as it stands before a value.
fn key(name: &str) -> String {
    serde_json::Value::from(name).to_string() + ":"
}

impl Reader for Table {
    fn account(&self) -> Account {
        self.source.account.clone()
    }
}

impl Iterator for Table {
    type Item = RowResult;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.done {
            let Some(record) = self.record() else {
                self.done = true;
                return self.source.failed.clone().map(|fault| Err(self.give_up(&fault)));
            };
            if record.end == 0 && record.len > LONGEST {
                return Some(Err(self.skip_line()));
            }
            let row = &self.source.ahead()[..record.len];
            self.dialect.read(row, record, &mut self.core, &mut self.cells);
            // Files that were put behind each other bring their header each.
            let is_header = self.cells.says(&self.header);
            let row = (!is_header).then(|| self.row(record));
            if is_header {
                self.source.consume(record.len);
            } else {
                self.source.give(record.len);
            }
            self.source.consume(record.end);
            if row.is_some() {
                return row;
            }
        }
        None
    }
}
