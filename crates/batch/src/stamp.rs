//! What tells that a file was written to while it was read.

use std::fs::{File, Metadata};
use std::io;
use std::sync::Arc;
use std::time::SystemTime;

/// What is said of such a file, behind its name.
pub(crate) const CHANGED: &str =
    "has changed while it was read: run it again when nothing writes to it";

/// A file's length and when it was last changed; none for a pipe.
pub(crate) type Stamp = Option<(u64, SystemTime)>;

pub(crate) fn stamp_of(found: io::Result<Metadata>) -> Stamp {
    let found = found.ok().filter(Metadata::is_file)?;
    Some((found.len(), found.modified().ok()?))
}

/// A file that is read, and what it was when it was opened. One that gets its name meanwhile is
/// another.
#[derive(Clone, Debug)]
pub(crate) struct Watched {
    file: Arc<File>,
    before: Stamp,
}

impl Watched {
    pub(crate) fn new(file: Arc<File>) -> Self {
        let before = stamp_of(file.metadata());
        Self { file, before }
    }

    pub(crate) fn has_changed(&self) -> bool {
        stamp_of(self.file.metadata()) != self.before
    }
}
