//! The JSON lines that a run has spooled, read again to become a table.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use serde_json::value::RawValue;

use crate::columns::fields::{Fields, string_of};

/// The lines of a spooled file, one at a time.
pub(crate) struct SpooledLines<'s> {
    lines: BufReader<io::Chain<File, &'s [u8]>>,
    line: String,
}

impl<'s> SpooledLines<'s> {
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        Self::before(b"", path)
    }

    /// Those of the file, then those of `last`.
    pub(crate) fn before(last: &'s [u8], path: &Path) -> io::Result<Self> {
        let lines = File::open(path)?.chain(last);
        Ok(Self { lines: BufReader::with_capacity(256 << 10, lines), line: String::new() })
    }

    /// The next line's fields; none at all for a line that says `null`.
    pub(crate) fn next_line(&mut self) -> io::Result<Option<Fields<'_>>> {
        self.line.clear();
        if self.lines.read_line(&mut self.line)? == 0 {
            return Ok(None);
        }
        if self.line.trim_end() == "null" {
            return Ok(Some(Fields::default()));
        }
        Fields::read(&self.line).map(Some).map_err(io::Error::other)
    }

    /// Bytes of the line that was read last.
    #[cfg(feature = "parquet")]
    pub(crate) fn len(&self) -> usize {
        self.line.len()
    }
}

/// A value as a cell: a string as what it says, none for null, anything else as the JSON that it
/// is.
pub(crate) fn cell_of(value: &RawValue) -> Option<Cow<'_, str>> {
    match value.get() {
        "null" => None,
        text if text.starts_with('"') => Some(string_of(value)),
        text => Some(Cow::Borrowed(text)),
    }
}

/// What a list of strings says; none where it is anything else.
pub(crate) fn strings_of(value: &RawValue) -> Option<Vec<Cow<'_, str>>> {
    let items: Vec<&RawValue> = serde_json::from_str(value.get()).ok()?;
    let mut strings = Vec::with_capacity(items.len());
    for item in items {
        if !item.get().starts_with('"') {
            return None;
        }
        strings.push(string_of(item));
    }
    Some(strings)
}
