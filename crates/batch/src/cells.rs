//! The cells of a table's row.

use csv_core::ReadFieldResult;

/// The cells of a row.
#[derive(Debug, Default)]
pub(crate) struct Cells {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    /// Of each, whether it stands in quotes.
    quoted: Vec<bool>,
}

/// A cell without its quotes.
pub(crate) struct Cell<'c> {
    pub(crate) bytes: &'c [u8],
    is_quoted: bool,
}

impl Cell<'_> {
    /// Nothing, not even the quotes of an empty text: null, as polars and `duckdb` write it.
    pub(crate) fn is_null(&self) -> bool {
        self.bytes.is_empty() && !self.is_quoted
    }
}

impl Cells {
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Cell<'_>> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts
            .zip(&self.ends)
            .zip(&self.quoted)
            .map(|((start, &end), &is_quoted)| Cell { bytes: &self.bytes[start..end], is_quoted })
    }

    /// Whether both say the same, quotes or not.
    pub(crate) fn says(&self, other: &Self) -> bool {
        (&self.bytes, &self.ends) == (&other.bytes, &other.ends)
    }

    /// Takes a row apart that is as RFC 4180 has it.
    pub(crate) fn read(&mut self, row: &[u8], core: &mut csv_core::Reader) {
        // No cell gets longer than it stands there.
        self.bytes.resize(row.len(), 0);
        self.ends.clear();
        self.quoted.clear();
        core.reset();
        let (mut start, mut read, mut written) = (0, 0, 0);
        loop {
            let (result, input, output) = core.read_field(&row[read..], &mut self.bytes[written..]);
            read += input;
            written += output;
            match result {
                ReadFieldResult::InputEmpty => {}
                ReadFieldResult::OutputFull => self.bytes.resize(2 * self.bytes.len() + 1, 0),
                ReadFieldResult::Field { record_end } => {
                    self.ends.push(written);
                    self.quoted.push(row.get(start) == Some(&b'"'));
                    start = read;
                    if record_end {
                        break;
                    }
                }
                ReadFieldResult::End => break,
            }
        }
        self.bytes.truncate(written);
    }

    pub(crate) fn push(&mut self, cell: &[u8], is_quoted: bool) {
        self.bytes.extend_from_slice(cell);
        self.ends.push(self.bytes.len());
        self.quoted.push(is_quoted);
    }
}
