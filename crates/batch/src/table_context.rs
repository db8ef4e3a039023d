//! What a table in the output needs besides the rows that were spooled.

use std::time::SystemTime;

use crate::inputs::Input;

/// What a table has besides the rows that were spooled.
pub(crate) struct TableContext<'t> {
    /// What it says of its making.
    pub(crate) made_by: &'t [(String, String)],
    /// Those whose columns a Parquet output may keep as they are.
    pub(crate) inputs: &'t [Input],
    /// What the inputs were before they were read.
    pub(crate) stamps: &'t [Stamp],
    /// JSON lines with the columns that it has even if no row does, each with a value of its kind.
    pub(crate) sample: &'t [u8],
}

/// A file's length and when it was last changed; none for a pipe.
pub(crate) type Stamp = Option<(u64, SystemTime)>;

pub(crate) fn stamps(inputs: &[Input]) -> Vec<Stamp> {
    let stamp = |input: &Input| {
        let found = input.path.as_ref()?.metadata().ok()?;
        Some((found.len(), found.modified().ok()?))
    };
    inputs.iter().map(stamp).collect()
}
