//! The JSON lines that a run has spooled, read again to become a table.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;

use serde_json::value::RawValue;

use crate::columns::fields::{Fields, string_of};

/// What the names of our own columns begin with.
pub(crate) const OURS: &str = "rolecall_";

/// The lines of a spooled file, one at a time.
pub(crate) struct SpooledLines {
    file: BufReader<File>,
    line: String,
}

impl SpooledLines {
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        Ok(Self {
            file: BufReader::with_capacity(256 << 10, File::open(path)?),
            line: String::new(),
        })
    }

    /// The next line's fields; none at all for a line that says `null`.
    pub(crate) fn next_line(&mut self) -> io::Result<Option<Fields<'_>>> {
        self.line.clear();
        if self.file.read_line(&mut self.line)? == 0 {
            return Ok(None);
        }
        if self.line.trim_end() == "null" {
            return Ok(Some(Fields::default()));
        }
        Fields::read(&self.line).map(Some).map_err(io::Error::other)
    }
}

/// A value as a cell: a string as what it says, nothing for null, anything else as the JSON that it
/// is.
pub(crate) fn cell_of(value: &RawValue) -> Cow<'_, str> {
    match value.get() {
        "null" => Cow::Borrowed(""),
        text if text.starts_with('"') => string_of(value),
        text => Cow::Borrowed(text),
    }
}

/// Writes the JSON lines of `part` as a table: the columns in the order in which rows first have
/// them, ours last.
pub(crate) fn write_table(part: &Path, delimiter: u8, out: impl Write) -> io::Result<()> {
    let mut names: Vec<String> = Vec::new();
    let mut known: HashSet<String> = HashSet::new();
    let mut lines = SpooledLines::open(part)?;
    while let Some(fields) = lines.next_line()? {
        for (i, entry) in fields.entries.iter().enumerate() {
            // Rows mostly have the same columns in the same order.
            let in_place = names.get(i).is_some_and(|name| *name == entry.name);
            if !in_place && known.insert(entry.name.clone().into_owned()) {
                names.push(entry.name.clone().into_owned());
            }
        }
    }
    names.sort_by_key(|name| name.starts_with(OURS));
    let places: HashMap<&str, usize> =
        names.iter().enumerate().map(|(i, name)| (&**name, i)).collect();
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(out);
    if !names.is_empty() {
        writer.write_record(&names)?;
    }
    let mut lines = SpooledLines::open(part)?;
    while let Some(fields) = lines.next_line()? {
        let mut cells = vec![Cow::Borrowed(""); names.len()];
        for entry in fields.entries.iter().rev() {
            cells[places[&*entry.name]] = cell_of(entry.value);
        }
        writer.write_record(cells.iter().map(|cell| cell.as_bytes()))?;
    }
    writer.flush()
}
