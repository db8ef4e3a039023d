//! Tables: CSV and its kin, in the dialects that spreadsheets and scrapers write.

use std::collections::{HashMap, HashSet};
use std::io::Read;

use csv::{ByteRecord, Position, ReaderBuilder, Terminator};

use crate::inputs::Bytes;
use crate::raw::{BadRow, KEPT, LONGEST, Place, RawRow, RowResult, not_utf8};

/// How a table is written.
#[derive(Clone, Debug)]
pub(crate) struct Dialect {
    delimiter: u8,
    /// Whether a backslash takes the next character as it is.
    escapes: bool,
    /// Lines end in a line feed alone, so that a carriage return is part of a cell.
    lone_returns: bool,
    /// Several columns, and nearly all rows have as many as the first.
    pub(crate) is_regular: bool,
}

/// Share of rows that have as many cells as the first, from which a table counts as one.
const REGULAR: f64 = 0.9;

impl Dialect {
    /// The dialect in which the first bytes of a file make the most regular table.
    pub(crate) fn of(head: &[u8], extension: &str) -> Self {
        let delimiters: &[u8] =
            if matches!(extension, "tsv" | "tab") { b"\t,;|" } else { b",;\t|" };
        let mut best: Option<(f64, Dialect)> = None;
        for &delimiter in delimiters {
            for escapes in [false, true] {
                let (cells, share) = regularity(head, delimiter, escapes);
                let is_regular = cells > 1 && share >= REGULAR;
                // On a tie, what comes first: a comma, and a backslash that is a backslash.
                let score = if cells > 1 { share } else { 0.0 };
                if best.as_ref().is_none_or(|(known, _)| score > *known) {
                    best = Some((
                        score,
                        Dialect { delimiter, escapes, lone_returns: false, is_regular },
                    ));
                }
            }
        }
        let (_, mut dialect) = best.expect("there are delimiters");
        dialect.escapes |= doubles_backslashes(head);
        dialect.lone_returns =
            memchr::memmem::find(head, b"\r\n").is_none() && head.contains(&b'\n');
        dialect
    }

    /// Whether the last quote of these rows opens a cell that nothing closes.
    fn leaves_open(&self, rows: &[u8]) -> bool {
        let (mut open, mut escaped) = (false, false);
        for &byte in rows {
            open ^= byte == b'"' && !escaped;
            escaped = self.escapes && byte == b'\\' && !escaped;
        }
        open
    }

    fn reader<R: Read>(&self, bytes: R) -> csv::Reader<R> {
        let mut builder = builder(self.delimiter, self.escapes);
        if self.lone_returns {
            builder.terminator(Terminator::Any(b'\n'));
        }
        builder.from_reader(bytes)
    }
}

fn builder(delimiter: u8, escapes: bool) -> ReaderBuilder {
    let mut builder = ReaderBuilder::new();
    builder
        .delimiter(delimiter)
        .escape(escapes.then_some(b'\\'))
        .flexible(true)
        .has_headers(false)
        .buffer_capacity(256 << 10);
    builder
}

/// How many cells the first row has, and the share of rows that have as many.
fn regularity(head: &[u8], delimiter: u8, escapes: bool) -> (usize, f64) {
    let rows: Vec<usize> = builder(delimiter, escapes)
        .from_reader(head)
        .byte_records()
        .map_while(Result::ok)
        .map(|r| r.len())
        .collect();
    // The last row of a sample may be cut off.
    let rows = if rows.len() > 2 { &rows[..rows.len() - 1] } else { &rows };
    let Some((&cells, others)) = rows.split_first() else { return (0, 0.0) };
    let same = others.iter().filter(|&&len| len == cells).count();
    (cells, if others.is_empty() { 0.5 } else { same as f64 / others.len() as f64 })
}

/// Whether backslashes stand only doubled or before a quote: then they are escapes, as Python
/// writes them with `escapechar`.
fn doubles_backslashes(head: &[u8]) -> bool {
    let (mut any, mut at) = (false, 0);
    // Cells of JSON have backslashes of their own.
    if [b"{\"\"", b"[\"\""].iter().any(|json| memchr::memmem::find(head, *json).is_some()) {
        return false;
    }
    while let Some(found) = memchr::memchr(b'\\', &head[at..]) {
        let run = head[at + found..].iter().take_while(|&&byte| byte == b'\\').count();
        at += found + run;
        if at == head.len() {
            break;
        }
        if run % 2 == 1 && head[at] != b'"' {
            return false;
        }
        // A cell may end in a backslash of its own.
        any |= run % 2 == 0
            || !matches!(head.get(at + 1), None | Some(b',' | b';' | b'\t' | b'\n' | b'\r'));
    }
    any
}

/// The header as though it were a row, each name with a word under it: to see whether it has
/// columns that we know.
pub(crate) fn header_as_row(head: &[u8], dialect: &Dialect) -> String {
    let mut header = ByteRecord::new();
    let read = dialect.reader(head).read_byte_record(&mut header).unwrap_or(false);
    let names = if read { names_of(&header) } else { Vec::new() };
    let row: serde_json::Map<_, _> = names.into_iter().map(|name| (name, "word".into())).collect();
    serde_json::Value::Object(row).to_string()
}

/// Each name once and none empty, so that no column hides another.
fn names_of(header: &ByteRecord) -> Vec<String> {
    let mut known: HashSet<String> = HashSet::new();
    // The number that a name was last made unlike others with: tables may have a million columns.
    let mut last: HashMap<String, u64> = HashMap::new();
    let unlike = |(i, cell): (usize, &[u8])| {
        let name = String::from_utf8_lossy(cell).trim().to_owned();
        let mut name = if name.is_empty() { nameless(i) } else { name };
        if known.contains(&name) {
            let number = last.entry(name.clone()).or_insert(1);
            name = loop {
                *number += 1;
                let fresh = format!("{name}_{number}");
                if !known.contains(&fresh) {
                    break fresh;
                }
            };
        }
        known.insert(name.clone());
        name
    };
    header.iter().enumerate().map(unlike).collect()
}

fn nameless(i: usize) -> String {
    format!("column_{}", i + 1)
}

fn place(position: &Position) -> Place {
    Place { line: position.line(), offset: Some(position.byte()) }
}

/// The rows of a table.
pub(crate) struct Table {
    reader: csv::Reader<Tee>,
    dialect: Dialect,
    names: Vec<String>,
    record: ByteRecord,
    done: bool,
}

impl Table {
    pub(crate) fn new(bytes: Bytes, dialect: Dialect) -> Self {
        let tee = Tee { inner: bytes, kept: Vec::new(), start: 0, ended: false };
        let mut reader = dialect.reader(tee);
        let mut record = ByteRecord::new();
        // What cannot be read here cannot be read at the first row either, and is told there.
        let read = reader.read_byte_record(&mut record).unwrap_or(false);
        let names = if read { names_of(&record) } else { Vec::new() };
        Self { reader, dialect, names, record, done: false }
    }

    /// The rest of the file from the row that begins at `start`: the table is not read further.
    fn give_up(&mut self, start: &Position, reason: &str) -> BadRow {
        self.done = true;
        let tee = self.reader.get_ref();
        let raw = tee.since(start.byte(), start.byte() + KEPT as u64);
        let reason = format!(
            "{reason}; the table is not read further: {} bytes or more from here on",
            tee.end() - start.byte()
        );
        BadRow { place: place(start), reason, raw, ends_file: true }
    }

    fn row(&self, start: &Position) -> RowResult {
        let place = place(start);
        let source = self.reader.get_ref().since(start.byte(), self.reader.position().byte());
        let (cells, columns) = (self.record.len(), self.names.len());
        let mut faults = Vec::new();
        if cells != columns {
            faults.push(format!(
                "{cells} cells under {columns} columns: look for a quote that does not close"
            ));
        }
        let mut json = vec![b'{'];
        for (i, cell) in self.record.iter().enumerate() {
            let bad = |error: &std::str::Utf8Error| format!("cell {}: {}", i + 1, not_utf8(error));
            let cell = match std::str::from_utf8(cell) {
                Ok(cell) => cell,
                Err(error) => {
                    return Err(BadRow {
                        place,
                        reason: bad(&error),
                        raw: source,
                        ends_file: false,
                    });
                }
            };
            if i > 0 {
                json.push(b',');
            }
            let name = self.names.get(i).cloned().unwrap_or_else(|| nameless(i));
            serde_json::to_writer(&mut json, &name).expect("a vector takes all");
            json.push(b':');
            serde_json::to_writer(&mut json, cell).expect("a vector takes all");
        }
        json.push(b'}');
        Ok(RawRow { json, source: Some(source), place, faults })
    }
}

impl Iterator for Table {
    type Item = RowResult;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let start = self.reader.position().clone();
        self.reader.get_mut().forget(start.byte());
        match self.reader.read_byte_record(&mut self.record) {
            Ok(false) => None,
            Ok(true) => {
                let tee = self.reader.get_ref();
                let is_last = tee.ended && self.reader.position().byte() == tee.end();
                let lines = self.reader.position().line() - start.line();
                if is_last
                    && lines > 1
                    && self.dialect.leaves_open(&tee.since(start.byte(), tee.end()))
                {
                    return Some(Err(
                        self.give_up(&start, "a quote opens in this row and does not close")
                    ));
                }
                Some(self.row(&start))
            }
            Err(error) => Some(Err(self.give_up(&start, &error.to_string()))),
        }
    }
}

/// Keeps what was read since the row began: a bad row is shown as it stood in the file.
struct Tee {
    inner: Bytes,
    kept: Vec<u8>,
    /// Where in the file `kept` begins.
    start: u64,
    ended: bool,
}

impl Tee {
    fn forget(&mut self, before: u64) {
        let gone = (before - self.start) as usize;
        // Not at every row: what is kept behind it moves.
        if gone > 1 << 20 {
            self.kept.drain(..gone);
            self.start = before;
        }
    }

    /// Where in the file `kept` ends.
    fn end(&self) -> u64 {
        self.start + self.kept.len() as u64
    }

    fn since(&self, from: u64, to: u64) -> Vec<u8> {
        let at = |byte: u64| ((byte.saturating_sub(self.start)) as usize).min(self.kept.len());
        self.kept[at(from)..at(to)].to_vec()
    }
}

impl Read for Tee {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.kept.len() > 2 * LONGEST {
            return Err(std::io::Error::other(
                "a row of this length: a quote that opens in it does not close",
            ));
        }
        let read = self.inner.read(buffer)?;
        self.ended = read == 0;
        self.kept.extend_from_slice(&buffer[..read]);
        Ok(read)
    }
}
