//! A posting as it stood in its file, what could not be read, and what gives both.

use crate::account::Account;

/// A posting as it stood in its file.
#[derive(Debug)]
pub(crate) struct RawRow {
    /// The text of a JSON object, or what should have been one.
    pub(crate) json: Vec<u8>,
    /// Its bytes in the file, where these are not its JSON.
    pub(crate) source: Option<Vec<u8>>,
    pub(crate) place: Place,
    /// What is odd about it: it is tagged and noted.
    pub(crate) faults: Vec<String>,
}

/// What could not be read.
#[derive(Debug)]
pub(crate) struct BadRow {
    pub(crate) place: Place,
    pub(crate) reason: String,
    pub(crate) raw: Vec<u8>,
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Place {
    /// Counted from 1: a line, or a row where the file has no lines.
    pub(crate) line: u64,
    /// Bytes of the decompressed file before it, where it has an order of bytes.
    pub(crate) offset: Option<u64>,
}

impl Place {
    /// The first byte of a file.
    pub(crate) const START: Place = Place { line: 1, offset: Some(0) };
}

pub(crate) type RowResult = Result<RawRow, BadRow>;

/// Gives the rows of a file, and accounts for all that it was given of it.
pub(crate) trait Reader: Iterator<Item = RowResult> + Send {
    /// Holds when there is no row more.
    fn account(&self) -> Account;
}

pub(crate) type Rows = Box<dyn Reader>;

/// Longest row that is read, in bytes: a posting has some thousands, and memory is bounded.
pub(crate) const LONGEST: usize = 64 << 20;
/// How much of a row beyond that is kept among the rejects.
pub(crate) const KEPT: usize = 64 << 10;
/// A byte-order mark; between files that were put behind each other it stands in the middle.
pub(crate) const MARK: &[u8] = "\u{feff}".as_bytes();

impl BadRow {
    /// A row that costs itself alone.
    pub(crate) fn new(place: Place, reason: impl Into<String>, raw: &[u8]) -> Self {
        Self { place, reason: reason.into(), raw: raw.to_vec() }
    }

    /// A row that is not read for its length, of which `raw` is the beginning.
    pub(crate) fn too_long(place: Place, what: &str, len: u64, raw: &[u8]) -> Self {
        let reason =
            format!("{what} of {len} bytes; longer than {LONGEST}, the first {KEPT} are kept here");
        Self::new(place, reason, &raw[..raw.len().min(KEPT)])
    }
}

pub(crate) fn not_utf8(error: &std::str::Utf8Error) -> String {
    format!(
        "not UTF-8 from its byte {} on; save the file as UTF-8: \
         `iconv -f WINDOWS-1252 -t UTF-8 OLD > NEW`",
        error.valid_up_to()
    )
}

/// A row with a word under each name, for columns of which no row is there.
pub(crate) fn row_of_words(names: impl Iterator<Item = String>) -> String {
    let row: serde_json::Map<_, _> = names.map(|name| (name, "word".into())).collect();
    serde_json::Value::Object(row).to_string()
}
