//! JSON Lines: a posting a line, given as soon as it is there.

use std::io::{self, BufRead};

use crate::account::{Account, Unit};
use crate::inputs::{Bytes, Text};
use crate::raw::{BadRow, KEPT, LONGEST, MARK, Place, RawRow, Reader, RowResult};

pub(crate) struct LineRows {
    bytes: Bytes,
    place: Place,
    account: Account,
    done: bool,
}

impl LineRows {
    pub(crate) fn new(text: Text) -> Self {
        Self {
            bytes: text.bytes,
            place: Place { line: 0, offset: Some(text.start) },
            account: Account { glue: text.start, ..Account::new(Unit::Bytes) },
            done: false,
        }
    }
}

impl Reader for LineRows {
    fn account(&self) -> Account {
        self.account.clone()
    }
}

impl Iterator for LineRows {
    type Item = RowResult;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.done {
            self.place.line += 1;
            let place = self.place;
            let (mut line, len, fault) = read_line(&mut self.bytes);
            self.place.offset = place.offset.map(|offset| offset + len);
            if let Some(error) = fault {
                self.done = true;
                self.account.is_broken = true;
                self.account.rest += len;
                let reason = format!("cannot read the file further: {error}");
                return Some(Err(BadRow::new(place, reason, &line)));
            }
            if len == 0 {
                self.done = true;
                break;
            }
            if len > LONGEST as u64 {
                self.account.given += len;
                return Some(Err(BadRow::too_long(place, "a line", len, &line[..KEPT])));
            }
            if line.starts_with(MARK) {
                line.drain(..MARK.len());
            }
            let is_row = !line.trim_ascii().is_empty();
            let row = if is_row { line.len() as u64 } else { 0 };
            self.account.given += row;
            self.account.glue += len - row;
            if is_row {
                return Some(Ok(RawRow { json: line, source: None, place, faults: Vec::new() }));
            }
        }
        None
    }
}

/// A line without its end, at most [`LONGEST`] bytes of it; the length of the whole with its end;
/// and what kept it from being read to that end.
fn read_line(bytes: &mut Bytes) -> (Vec<u8>, u64, Option<io::Error>) {
    let (mut line, mut len) = (Vec::new(), 0);
    loop {
        let buffer = match bytes.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return (line, len, Some(error)),
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
            return (line, len, None);
        }
    }
}
