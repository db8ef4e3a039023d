//! The columns that a table has even if no row is left in it.

use std::io;

use crate::file_kind::{FileKind, kind_of};
use crate::inputs::{Input, peek};
use crate::numbers::as_strings;
use crate::raw::{Place, RawRow};
use crate::rows::rows;
use crate::tag_line::line;

/// Rows of an input in which one is looked for that can be read.
const FIRST_ROWS: usize = 100;
/// Bytes in which the header of a table without rows is looked for.
const HEADER: usize = 1 << 20;

/// JSON lines: `ours`, and where no row was `written` the first row of each input with them.
pub(crate) fn sample(inputs: &[Input], ours: &[u8], written: u64) -> Vec<u8> {
    let mut lines = Vec::new();
    if written == 0 {
        // What cannot be read has its reject already; a pipe is read once only.
        let files = inputs.iter().filter(|input| input.bytes.is_some());
        for row in files.filter_map(|input| first_row(input).ok().flatten()) {
            lines.extend(line(&row, true, |line| line.extend_from_slice(ours)));
        }
    }
    lines.extend_from_slice(ours);
    lines.push(b'\n');
    lines
}

fn first_row(input: &Input) -> io::Result<Option<RawRow>> {
    let first = rows(input, input.open()?.0)?.take(FIRST_ROWS).find_map(Result::ok);
    if let Some(mut first) = first {
        if let Some(clean) = as_strings(&first.json) {
            first.json = clean;
        }
        return Ok(Some(first));
    }
    let (head, _) = peek(input.open()?.0.bytes, Vec::new(), HEADER, false)?;
    let row = match kind_of(&head, &input.extension(), true) {
        Some(FileKind::Table(dialect)) => dialect.header_as_row(&head),
        #[cfg(feature = "parquet")]
        Some(FileKind::Parquet) => {
            let names = crate::parquet::names(input, input.open()?.0.bytes)?;
            crate::raw::row_of_words(names.into_iter())
        }
        _ => return Ok(None),
    };
    let json = row.into_bytes();
    Ok(Some(RawRow { json, source: None, place: Place::START, faults: Vec::new() }))
}
