//! What a table in the output needs besides the rows that were spooled.

use crate::inputs::Input;
use crate::stamp::{Stamp, stamp_of};

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

pub(crate) fn stamps(inputs: &[Input]) -> Vec<Stamp> {
    inputs.iter().map(|input| stamp_of(input.path.as_ref()?.metadata())).collect()
}
