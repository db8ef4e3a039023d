//! A file that is read through a window: what stands there can be looked at before it is passed.

use std::io::Read;

use crate::account::{Account, Unit};
use crate::inputs::{Bytes, Text};
use crate::raw::{KEPT, MARK, Place};

/// Why the file is not read further.
pub(crate) type Fault = String;

/// Bytes that are read at a time.
const CHUNK: usize = 256 << 10;

pub(crate) struct Source {
    pub(crate) bytes: Bytes,
    pub(crate) window: Vec<u8>,
    /// Where in the window the next byte stands.
    pub(crate) start: usize,
    pub(crate) ended: bool,
    /// What kept the file from being read to its end: told when all before it is passed.
    pub(crate) failed: Option<Fault>,
    pub(crate) place: Place,
    /// What ends a line.
    line_end: u8,
    pub(crate) account: Account,
}

impl Source {
    pub(crate) fn new(text: Text, line_end: u8) -> Self {
        Self {
            bytes: text.bytes,
            window: Vec::new(),
            start: 0,
            ended: false,
            failed: None,
            place: Place { line: 1, offset: Some(text.start) },
            line_end,
            account: Account { glue: text.start, ..Account::new(Unit::Bytes) },
        }
    }

    pub(crate) fn ahead(&self) -> &[u8] {
        &self.window[self.start..]
    }

    /// Reads at least as many bytes as are ahead, so that what is long is looked at few times.
    pub(crate) fn fill(&mut self) {
        self.window.drain(..self.start);
        self.start = 0;
        let wanted = self.window.len().max(CHUNK) as u64;
        match self.bytes.by_ref().take(wanted).read_to_end(&mut self.window) {
            Ok(read) => self.ended = read == 0,
            Err(error) => {
                self.ended = true;
                self.failed = Some(format!("cannot read the file further: {error}"));
            }
        }
    }

    /// Why nothing follows.
    pub(crate) fn end(&self, otherwise: &str) -> Fault {
        self.failed.clone().unwrap_or_else(|| otherwise.to_owned())
    }

    /// The byte at a distance; none behind the file's end.
    pub(crate) fn peek(&mut self, distance: usize) -> Option<u8> {
        while self.ahead().len() <= distance && !self.ended {
            self.fill();
        }
        self.ahead().get(distance).copied()
    }

    /// Passes bytes that are no part of a row.
    pub(crate) fn consume(&mut self, len: usize) {
        self.account.glue += len as u64;
        self.pass(len);
    }

    /// Passes bytes of a row or of a reject.
    pub(crate) fn give(&mut self, len: usize) {
        self.account.given += len as u64;
        self.pass(len);
    }

    /// What was passed last as no part of a row was one.
    pub(crate) fn reclaim(&mut self, len: u64) {
        self.account.glue -= len;
        self.account.given += len;
    }

    fn pass(&mut self, len: usize) {
        let passed = &self.window[self.start..self.start + len];
        self.place.line += memchr::memchr_iter(self.line_end, passed).count() as u64;
        self.place.offset = self.place.offset.map(|offset| offset + len as u64);
        self.start += len;
    }

    pub(crate) fn skip_blank(&mut self) {
        while self.peek(0).is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.consume(1);
        }
    }

    /// Passes the byte-order mark of a file that was put behind another one.
    pub(crate) fn skip_mark(&mut self) -> bool {
        let is_mark = self.peek(0) == Some(MARK[0])
            && self.peek(MARK.len() - 1).is_some()
            && self.ahead().starts_with(MARK);
        if is_mark {
            self.consume(MARK.len());
        }
        is_mark
    }

    /// Passes the rest of the file, as far as it can be read: its length, and its beginning.
    pub(crate) fn rest(&mut self) -> (u64, Vec<u8>) {
        while self.ahead().len() < KEPT && !self.ended {
            self.fill();
        }
        let head = self.ahead()[..self.ahead().len().min(KEPT)].to_vec();
        let mut len = 0;
        loop {
            len += self.ahead().len() as u64;
            self.start = self.window.len();
            if self.ended {
                self.account.rest += len;
                self.account.is_broken = true;
                return (len, head);
            }
            self.fill();
        }
    }
}
