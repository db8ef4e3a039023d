//! A posting as it stood in its file, and what could not be read.

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
    /// The file is not read further: this stands for all that is left of it.
    pub(crate) ends_file: bool,
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
pub(crate) type Rows = Box<dyn Iterator<Item = RowResult> + Send>;

/// Longest row that is read, in bytes: a posting has some thousands, and memory is bounded.
pub(crate) const LONGEST: usize = 16 << 20;
/// How much of a row beyond that is kept among the rejects.
pub(crate) const KEPT: usize = 64 << 10;

pub(crate) fn not_utf8(error: &std::str::Utf8Error) -> String {
    format!("not UTF-8 from its byte {} on; save the file as UTF-8", error.valid_up_to())
}
