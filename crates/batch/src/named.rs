//! Columns that were named: that they are there is found out before a row is written.

use std::io;

use rolecall::Error;

use crate::columns::Columns;
use crate::columns::fields::Fields;
use crate::error::{BatchError, refused};
use crate::inputs::Input;
use crate::raw::{RawRow, RowResult, Rows};
use crate::rows::rows;

/// Rows in which a named column is looked for. A table has it in all of them or in none; the
/// objects of JSON Lines leave out what is empty.
const ROWS: usize = 1024;
/// Bytes after which it is looked for no further.
const BYTES: usize = 16 << 20;

/// Whether the first rows of each file have the columns that were named. Pipes, which can be read
/// but once, are left to [`ahead`].
pub(crate) fn check(inputs: &[Input], columns: &Columns) -> Result<(), BatchError> {
    if columns.missing(&Fields::default()).is_empty() {
        return Ok(());
    }
    for input in inputs.iter().filter(|input| !is_pipe(input)) {
        // What cannot be read is told when it is its turn.
        let Ok(mut rows) = input.open().and_then(|(text, _)| rows(input, text)) else {
            continue;
        };
        if let (_, Some(error)) = look(&mut rows, columns) {
            return Err(error.in_file(&input.name()).into());
        }
    }
    Ok(())
}

/// The first rows of a pipe, of which no more are read than it takes to see that it has the columns
/// that were named: mostly one. No rows of a file, which [`check`] has seen.
pub(crate) fn ahead(
    input: &Input, rows: &mut Rows, columns: &Columns,
) -> io::Result<Vec<RowResult>> {
    if !is_pipe(input) {
        return Ok(Vec::new());
    }
    let (seen, error) = look(rows, columns);
    error.map_or(Ok(seen), |error| Err(io::Error::other(error)))
}

fn is_pipe(input: &Input) -> bool {
    input.bytes.is_none()
}

/// Reads rows until each named column was in one of them.
fn look(rows: &mut Rows, columns: &Columns) -> (Vec<RowResult>, Option<Error>) {
    let mut missing = columns.missing(&Fields::default());
    let (mut seen, mut bytes) = (Vec::new(), 0);
    let mut names = None;
    while !missing.is_empty() && seen.len() < ROWS && bytes < BYTES {
        let Some(row) = rows.next() else { break };
        if let Ok(RawRow { json, .. }) = &row {
            bytes += json.len();
            let text = String::from_utf8_lossy(json);
            if let Ok(fields) = Fields::read(&text) {
                let still = columns.missing(&fields);
                missing.retain(|name| still.contains(name));
                names.get_or_insert_with(|| names_of(&fields));
            }
        }
        seen.push(row);
    }
    let error = names.filter(|_| !missing.is_empty()).map(|names| {
        let fault = format!("it has no column {}", missing.join(", none "));
        refused(fault, format!("name one that it has: {names}"))
    });
    (seen, error)
}

/// The names of a row's columns, as far as anybody reads them.
pub(crate) fn names_of(fields: &Fields<'_>) -> String {
    const MOST: usize = 30;
    const LONGEST: usize = 60;
    let short = |name: &str| match name.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{} ...", &name[..end]),
        None => name.to_owned(),
    };
    let mut names: Vec<String> =
        fields.entries.iter().take(MOST).map(|entry| short(&entry.name)).collect();
    if fields.entries.len() > MOST {
        names.push("...".to_owned());
    }
    names.join(", ")
}
