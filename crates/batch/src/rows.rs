//! Rows out of bytes: whatever kind a file is, each posting becomes the text of one JSON object.

use std::io::{self, Cursor, Read};

use rolecall::Error;

use crate::file_kind::{FIRST_LINES, FileKind, kind_of};
use crate::inputs::{Input, Text, peek};
use crate::json::JsonRows;
use crate::lines::LineRows;
use crate::pages;
use crate::raw::Rows;
use crate::refusal;
use crate::table::Table;

/// How much of a file is looked at to tell its kind.
const SAMPLE: usize = 1 << 20;

/// The rows of `input`, whose text is `text`.
pub(crate) fn rows(input: &Input, text: Text) -> io::Result<Rows> {
    let extension = input.extension();
    let start = text.start;
    // The first line alone tells JSON Lines, so that a pipe answers its first line before the
    // second is there.
    let (mut head, mut rest) = peek(text.bytes, Vec::new(), SAMPLE, true)?;
    let mut kind = kind_of(&head, &extension, false);
    // A line that is none must not keep those behind it in the pipe waiting.
    for _ in 0..FIRST_LINES {
        if kind.is_none() && input.path.is_none() && head.ends_with(b"\n") {
            (head, rest) = peek(rest, head, SAMPLE, true)?;
            kind = kind_of(&head, &extension, false);
        }
    }
    if kind.is_none() {
        (head, rest) = peek(rest, head, SAMPLE, false)?;
        if let Some(refusal) = refusal::of(&head) {
            return Err(io::Error::other(Error::from(refusal)));
        }
        kind = kind_of(&head, &extension, true);
    }
    let text = Text { bytes: Box::new(Cursor::new(head).chain(rest)), start };
    Ok(match kind.unwrap_or(FileKind::Text) {
        FileKind::JsonLines => Box::new(LineRows::new(text)),
        FileKind::Json => Box::new(JsonRows::new(text)),
        FileKind::Table(dialect) => Box::new(Table::new(text, dialect)),
        FileKind::Parquet => parquet_rows(input, text)?,
        FileKind::Page => Box::new(pages::postings(text, &input.name())),
        FileKind::Text => Box::new(pages::plain(text, &input.name())),
    })
}

#[cfg(feature = "parquet")]
fn parquet_rows(input: &Input, text: Text) -> io::Result<Rows> {
    crate::parquet::rows(input, text.bytes)
}

#[cfg(not(feature = "parquet"))]
fn parquet_rows(_: &Input, _: Text) -> io::Result<Rows> {
    Err(io::Error::other("it is Parquet, and rolecall was built without its feature `parquet`"))
}
