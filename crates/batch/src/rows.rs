//! Rows out of bytes: whatever kind a file is, each posting becomes the text of one JSON object.

use std::io::{self, BufRead, Cursor, Read};

use crate::columns::Columns;
use crate::columns::fields::Fields;
use crate::inputs::{Bytes, Input, peek};
use crate::json::{JsonRows, holds_postings};
use crate::pages;
use crate::raw::{BadRow, KEPT, LONGEST, Place, RawRow, RowResult, Rows, not_utf8};
use crate::table::{self, Dialect, Table};

/// How much of a file is looked at to tell its kind.
const SAMPLE: usize = 1 << 20;

/// Lines in which a row is looked for to tell that a file is one of lines.
const FIRST_LINES: usize = 5;

/// What a file is.
enum FileKind {
    JsonLines,
    Json,
    Table(Dialect),
    Parquet,
    Page,
    Text,
}

/// The rows of `input`, whose bytes are `bytes`.
pub(crate) fn rows(input: &Input, bytes: Bytes) -> io::Result<Rows> {
    let extension = input.extension();
    // The first line alone tells JSON Lines, so that a pipe answers its first line before the
    // second is there.
    let (mut head, mut rest) = peek(bytes, Vec::new(), SAMPLE, true)?;
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
        kind = kind_of(&head, &extension, true);
    }
    if head.is_empty() && input.path.is_none() {
        // A pipe through which nothing came.
        return Ok(Box::new(std::iter::empty()));
    }
    let whole: Bytes = Box::new(Cursor::new(head).chain(rest));
    Ok(match kind.unwrap_or(FileKind::Text) {
        FileKind::JsonLines => {
            Box::new(LineRows { bytes: whole, place: Place { line: 0, offset: Some(0) } })
        }
        FileKind::Json => Box::new(JsonRows::new(whole)),
        FileKind::Table(dialect) => Box::new(Table::new(whole, dialect)),
        FileKind::Parquet => parquet_rows(input, whole)?,
        FileKind::Page => Box::new(pages::postings(whole_text(whole), &input.name()).into_iter()),
        FileKind::Text => Box::new(std::iter::once(pages::plain(whole_text(whole), &input.name()))),
    })
}

#[cfg(feature = "parquet")]
fn parquet_rows(input: &Input, bytes: Bytes) -> io::Result<Rows> {
    crate::parquet::rows(input, bytes)
}

#[cfg(not(feature = "parquet"))]
fn parquet_rows(_: &Input, _: Bytes) -> io::Result<Rows> {
    Err(io::Error::other("it is Parquet, and rolecall was built without its feature `parquet`"))
}

/// What the first bytes of a file are; none where a line is not enough to tell.
fn kind_of(head: &[u8], extension: &str, all: bool) -> Option<FileKind> {
    if head.starts_with(b"PAR1") {
        return Some(FileKind::Parquet);
    }
    let mut text = head.trim_ascii_start();
    if !matches!(text.first(), Some(b'{' | b'[' | b'<')) && !is_table(extension) {
        // What a scraper says before its first row.
        let rows = text.split_inclusive(|&byte| byte == b'\n').take(FIRST_LINES);
        let before: usize = rows.take_while(|line| !line.starts_with(b"{")).map(<[u8]>::len).sum();
        if whole_row(text[before..].split_inclusive(|&byte| byte == b'\n').next(), all) {
            text = &text[before..];
        }
    }
    let by_name = matches!(extension, "jsonl" | "ndjson");
    if text.starts_with(b"{") && !is_table(extension) {
        // One of the first lines is a whole posting: a broken line must not hide that these are
        // lines.
        let mut lines = text.split_inclusive(|&byte| byte == b'\n').take(FIRST_LINES);
        if lines.any(|line| whole_row(Some(line), all)) {
            return Some(FileKind::JsonLines);
        }
        // A posting over many lines opens its bracket in one of its own.
        let opens =
            text.split(|&byte| byte == b'\n').next().is_some_and(|line| line.trim_ascii() == b"{");
        return all.then_some(if by_name && !opens { FileKind::JsonLines } else { FileKind::Json });
    }
    if !all {
        return None;
    }
    if text.starts_with(b"[")
        && (extension == "json" || text[1..].trim_ascii_start().starts_with(b"{"))
    {
        return Some(FileKind::Json);
    }
    if by_name {
        return Some(FileKind::JsonLines);
    }
    if is_table(extension) {
        return Some(FileKind::Table(Dialect::of(head, extension)));
    }
    let start = String::from_utf8_lossy(&text[..text.len().min(512)]).to_lowercase();
    if matches!(extension, "html" | "htm")
        || start.starts_with("<!doctype")
        || start.starts_with("<html")
    {
        return Some(FileKind::Page);
    }
    if matches!(extension, "txt" | "md" | "markdown" | "text") {
        return Some(FileKind::Text);
    }
    let dialect = Dialect::of(head, extension);
    let names = table::header_as_row(head, &dialect);
    let known = |row: &str| {
        Columns::default().read(row).is_ok_and(|row| !row.title.is_empty() || !row.body.is_empty())
    };
    Some(if dialect.is_regular && known(&names) {
        FileKind::Table(dialect)
    } else {
        FileKind::Text
    })
}

pub(crate) fn is_table(extension: &str) -> bool {
    matches!(extension, "csv" | "tsv" | "tab")
}

/// Whether a line is a posting; one without an end only where there is no more.
fn whole_row(line: Option<&[u8]>, all: bool) -> bool {
    let line = line
        .filter(|line| all || line.ends_with(b"\n"))
        .and_then(|line| std::str::from_utf8(line).ok());
    line.is_some_and(|line| Fields::read(line).is_ok_and(|fields| !holds_postings(&fields)))
}

/// The whole of a page or a text.
fn whole_text(bytes: Bytes) -> Result<String, BadRow> {
    let place = Place::START;
    let bad = |reason: String, raw: Vec<u8>| BadRow { place, reason, raw, ends_file: false };
    let mut raw = Vec::new();
    if let Err(error) = bytes.take(LONGEST as u64 + 1).read_to_end(&mut raw) {
        return Err(bad(format!("cannot read it: {error}"), raw));
    }
    if raw.len() > LONGEST {
        raw.truncate(KEPT);
        return Err(bad(
            format!("longer than {LONGEST} bytes; the first {KEPT} are kept here"),
            raw,
        ));
    }
    String::from_utf8(raw).map_err(|error| bad(not_utf8(&error.utf8_error()), error.into_bytes()))
}

/// JSON Lines.
struct LineRows {
    bytes: Bytes,
    place: Place,
}

impl Iterator for LineRows {
    type Item = RowResult;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            self.place.line += 1;
            let place = self.place;
            let (line, len) = match read_line(&mut self.bytes) {
                Ok((_, 0)) => return None,
                Ok(read) => read,
                Err((line, error)) => {
                    self.bytes = Box::new(io::empty());
                    let reason = format!("cannot read the file further: {error}");
                    return Some(Err(BadRow { place, reason, raw: line, ends_file: false }));
                }
            };
            self.place.offset = place.offset.map(|offset| offset + len);
            if len > LONGEST as u64 {
                let reason = format!(
                    "a line of {len} bytes; longer than {LONGEST}, the first {KEPT} are kept here"
                );
                return Some(Err(BadRow {
                    place,
                    reason,
                    raw: line[..KEPT].to_vec(),
                    ends_file: false,
                }));
            }
            if !line.trim_ascii().is_empty() {
                return Some(Ok(RawRow { json: line, source: None, place, faults: Vec::new() }));
            }
        }
    }
}

/// A line without its end, at most [`LONGEST`] bytes of it, and the length of the whole with its
/// end.
fn read_line(bytes: &mut Bytes) -> Result<(Vec<u8>, u64), (Vec<u8>, io::Error)> {
    let (mut line, mut len) = (Vec::new(), 0);
    loop {
        let buffer = match bytes.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err((line, error)),
            Ok(buffer) => buffer,
        };
        let end = memchr::memchr(b'\n', buffer);
        let part = &buffer[..end.unwrap_or(buffer.len())];
        line.extend_from_slice(&part[..part.len().min(LONGEST - line.len())]);
        let taken = part.len() + usize::from(end.is_some());
        let done = end.is_some() || buffer.is_empty();
        bytes.consume(taken);
        len += taken as u64;
        if done {
            while line.last() == Some(&b'\r') {
                line.pop();
            }
            return Ok((line, len));
        }
    }
}
