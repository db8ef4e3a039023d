//! What became of a file. A reader adds up what it gave and what it passed over; the sum is held
//! against what others counted: the bytes under it, a file's own directory.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::stamp::Watched;

/// What an account is kept in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    /// Bytes of the text, decompressed.
    Bytes,
    /// Rows, of which the file says how many it has.
    Rows,
    /// Scripts of a page that hold JSON-LD.
    Scripts,
}

/// What a reader did with its file.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) unit: Unit,
    /// What rows and rejects were made of.
    pub(crate) given: u64,
    /// What lies between them: brackets, separators, blank lines, a header.
    pub(crate) glue: u64,
    /// What lies behind a fault that kept the file from being read further.
    pub(crate) rest: u64,
    /// The whole, where it is not a matter of bytes.
    pub(crate) total: Option<u64>,
    /// A fault kept the file from being read to its end.
    pub(crate) is_broken: bool,
}

impl Account {
    pub(crate) fn new(unit: Unit) -> Self {
        Self { unit, given: 0, glue: 0, rest: 0, total: None, is_broken: false }
    }

    /// How much was read of a file that was not read to its end, in a sentence without its name.
    pub(crate) fn shortfall(&self, counts: &Counts, file: Option<u64>) -> Option<String> {
        let (text, disk) = (counts.text(), counts.disk());
        let read = self.given + self.glue;
        let total = self.total.unwrap_or(text);
        // Rows are not read from first byte to last.
        let is_short = self.unit != Unit::Rows && file.is_some_and(|bytes| disk < bytes);
        if !self.is_broken && !is_short && read + self.rest == total {
            return None;
        }
        Some(match (self.unit, file) {
            (Unit::Rows, _) => format!("{read} of {total} rows"),
            (Unit::Bytes | Unit::Scripts, Some(bytes)) if counts.is_decoded => {
                format!("{read} bytes of its text; {disk} of {bytes} bytes on the disk")
            }
            (Unit::Bytes, file) => format!("{read} of {} bytes", file.unwrap_or(total).max(total)),
            (Unit::Scripts, Some(bytes)) if is_short => format!("{disk} of {bytes} bytes"),
            (Unit::Scripts, _) => format!("{read} of {total} scripts of JSON-LD"),
        })
    }
}

/// The bytes of a file, counted under its reader.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counts {
    /// As they lie on the disk.
    pub(crate) disk: Arc<AtomicU64>,
    /// Decompressed, and in UTF-8.
    pub(crate) text: Arc<AtomicU64>,
    /// Whether the text is not what lies on the disk.
    pub(crate) is_decoded: bool,
    /// None for standard input.
    pub(crate) file: Option<Watched>,
}

impl Counts {
    pub(crate) fn disk(&self) -> u64 {
        self.disk.load(Ordering::Relaxed)
    }

    pub(crate) fn text(&self) -> u64 {
        self.text.load(Ordering::Relaxed)
    }
}
