//! JSON that is not JSON Lines: an array of postings, an object that holds one, or postings over
//! many lines.
//!
//! Postings are given one by one, so that a file of any length takes no more memory than its
//! longest posting. Up to a fault the rows are read; the rest of the file is then one reject.
//! Nothing is guessed.

use std::io::{self, BufRead, Read};

use serde::Deserializer as _;
use serde::de::IgnoredAny;
use serde_json::Deserializer;
use serde_json::value::RawValue;

use rolecall::Error;

use crate::account::Account;
use crate::columns::Columns;
use crate::columns::fields::{Fields, plain};
use crate::inputs::{Bytes, Text};
use crate::numbers::{Word, is_cut, mask};
use crate::raw::{BadRow, KEPT, LONGEST, Place, RawRow, Reader, RowResult};
use crate::refusal::BY_COLUMNS;
use crate::source::{Fault, Source};

/// Names under which an answer of a job board holds its postings.
const HOLDERS: [&str; 8] =
    ["jobs", "data", "results", "postings", "jobpostings", "items", "content", "elements"];

/// Objects around a list of postings, at most.
const DEPTH: usize = 16;

/// Whether a whole object is not a posting but holds others.
pub(crate) fn holds_postings(fields: &Fields<'_>) -> bool {
    !is_posting(fields) && holds_list(fields, DEPTH) || misplaced(fields).is_some()
}

/// A title and a text make a posting, whatever lists it has besides.
fn is_posting(fields: &Fields<'_>) -> bool {
    let row = Columns::default().read_fields(fields);
    !row.title.is_empty() && !row.body.is_empty()
}

fn holds_list(fields: &Fields<'_>, depth: usize) -> bool {
    depth > 0
        && fields.entries.iter().any(|entry| {
            let value = entry.value.get();
            let list = value.strip_prefix('[').map(str::trim_start);
            let inner = || serde_json::from_str::<Fields<'_>>(value);
            is_holder(&entry.name)
                && (list.is_some_and(|list| list.starts_with(['{', ']']))
                    || value.starts_with('{')
                        && inner().is_ok_and(|inner| holds_list(&inner, depth - 1)))
        })
}

fn is_holder(name: &str) -> bool {
    HOLDERS.contains(&&*plain(name))
}

/// A list or an object that is open around the next value.
struct Open {
    is_list: bool,
    /// Nothing stands in it yet.
    is_empty: bool,
}

/// Why an object is no posting, where it holds others or the columns of a table.
fn misplaced(fields: &Fields<'_>) -> Option<String> {
    if is_by_columns(fields) {
        return Some(Error::from(BY_COLUMNS).to_string());
    }
    let row = Columns::default().read_fields(fields);
    if !row.title.is_empty() || !row.body.is_empty() {
        return None;
    }
    let entry = fields.entries.iter().find(|entry| {
        let list = entry.value.get().strip_prefix('[').map(str::trim_start);
        list.is_some_and(|list| list.starts_with('{'))
            || serde_json::from_str(entry.value.get()).is_ok_and(|inner| holds_objects(&inner))
    });
    Some(match entry {
        Some(entry) => format!(
            "no posting: it has neither title nor text; if the postings are those under `{}`, \
             write them alone, one a line, or name it `jobs`",
            entry.name
        ),
        None if holds_objects(fields) => {
            "no posting but others under names; write them alone, one a line".to_owned()
        }
        None => return None,
    })
}

/// Several values, all of them objects.
fn holds_objects(fields: &Fields<'_>) -> bool {
    let values = &fields.entries;
    values.len() > 1 && values.iter().all(|entry| entry.value.get().starts_with('{'))
}

/// Several lists of one length and of several plain values, as `DataFrame.to_dict("list")` gives.
fn is_by_columns(fields: &Fields<'_>) -> bool {
    let values = || fields.entries.iter().map(|entry| entry.value.get());
    if fields.entries.len() < 2 || !values().all(|value| value.starts_with('[')) {
        return false;
    }
    let len = |value| {
        let cells: Vec<&RawValue> = serde_json::from_str(value).ok()?;
        let plain = cells.iter().all(|cell| !cell.get().starts_with(['{', '[']));
        plain.then_some(cells.len())
    };
    let mut lens = values().map(len);
    let first = lens.next().flatten();
    first.is_some_and(|first| first > 1) && lens.all(|len| len == first)
}

fn posting(json: Vec<u8>, place: Place) -> RawRow {
    RawRow { json, source: None, place, faults: Vec::new() }
}

/// What a step through the file came to.
enum Step {
    Row(RowResult),
    /// Something that is not a row of its own.
    On,
    End,
}

/// The postings of a JSON file.
pub(crate) struct JsonRows {
    source: Source,
    open: Vec<Open>,
    /// The outermost object so far, while it may be a posting itself.
    posting: Option<Vec<u8>>,
    /// Its fields so far are those of a posting.
    is_posting: bool,
    /// Where it begins.
    start: Place,
    any: bool,
    done: bool,
}

impl JsonRows {
    pub(crate) fn new(text: Text) -> Self {
        Self {
            source: Source::new(text, b'\n'),
            open: Vec::new(),
            posting: None,
            is_posting: false,
            start: Place::START,
            any: false,
            done: false,
        }
    }

    /// Reads until there is a row; none at the end of the file.
    fn read(&mut self) -> Result<Option<RowResult>, Fault> {
        loop {
            let step = match self.open.last() {
                None => self.outermost()?,
                Some(Open { is_list: true, .. }) => self.item()?,
                Some(_) => self.entry()?,
            };
            match step {
                Step::Row(row) => return Ok(Some(row)),
                Step::On => {}
                Step::End => return Ok(None),
            }
        }
    }

    /// The next value that nothing is open around; none at the end of the file.
    fn outermost(&mut self) -> Result<Step, Fault> {
        self.source.skip_blank();
        while self.source.skip_mark() {
            self.source.skip_blank();
        }
        self.start = self.source.place;
        match self.source.peek(0) {
            None if self.any && self.source.failed.is_none() => return Ok(Step::End),
            None => {
                let nothing = "there is no posting in it: JSON of postings is an array, or an \
                               object with an array under jobs, data, results or postings";
                return Err(self.source.end(nothing));
            }
            Some(b'[') => {
                self.source.consume(1);
                self.open.push(Open { is_list: true, is_empty: true });
                self.any = true;
            }
            Some(b'{') => {
                self.posting = Some(Vec::new());
                self.is_posting = false;
                self.take(1);
                self.open.push(Open { is_list: false, is_empty: true });
            }
            Some(_) => {
                return Err("it is not an object or array, as JSON of postings is".to_owned());
            }
        }
        Ok(Step::On)
    }

    /// The next posting of a list.
    fn item(&mut self) -> Result<Step, Fault> {
        if !self.goes_on(b']')? {
            return Ok(Step::On);
        }
        let place = self.source.place;
        let is_object = self.source.peek(0) == Some(b'{');
        self.any = true;
        let Some(len) = self.source.value()? else {
            let (len, head) = self.source.skip_long_value()?;
            self.source.reclaim(len as u64);
            return Ok(Step::Row(Err(BadRow::too_long(place, "a posting", len as u64, &head))));
        };
        let json = &self.source.ahead()[..len];
        let row = if is_object {
            Ok(posting(json.to_vec(), place))
        } else {
            Err(BadRow::new(place, "no object, a posting each", json))
        };
        self.source.give(len);
        Ok(Step::Row(row))
    }

    /// The next name and value of an object: a list of postings may begin there.
    fn entry(&mut self) -> Result<Step, Fault> {
        if !self.goes_on(b'}')? {
            if !self.open.is_empty() {
                return Ok(Step::On);
            }
            let Some(json) = self.posting.take() else { return Ok(Step::On) };
            self.any = true;
            // It was passed as though it were around postings.
            let place = self.start;
            let len = self.source.place.offset.unwrap_or(0) - place.offset.unwrap_or(0);
            self.source.reclaim(len);
            let row = if len > LONGEST as u64 {
                Err(BadRow::too_long(place, "a posting", len, &json))
            } else {
                let text = std::str::from_utf8(&json).unwrap_or_default();
                match Fields::read(text).ok().and_then(|fields| misplaced(&fields)) {
                    Some(reason) => Err(BadRow::new(place, reason, &json)),
                    None => Ok(posting(json, place)),
                }
            };
            return Ok(Step::Row(row));
        }
        if self.source.peek(0) != Some(b'"') {
            return Err("a name should stand here, in quotes".to_owned());
        }
        let len = self.source.value()?.ok_or("a name as long as that is none")?;
        let name =
            serde_json::from_slice::<String>(&self.source.ahead()[..len]).unwrap_or_default();
        self.take(len);
        self.blank();
        if self.source.peek(0) != Some(b':') {
            return Err("a colon should stand behind the name".to_owned());
        }
        self.take(1);
        self.blank();
        if is_holder(&name) {
            match self.source.peek(0) {
                Some(b'{') if self.open.len() < DEPTH => {
                    self.take(1);
                    self.open.push(Open { is_list: false, is_empty: true });
                    return Ok(Step::On);
                }
                Some(b'[') if self.begins_postings() => {
                    self.posting = None;
                    self.source.consume(1);
                    self.open.push(Open { is_list: true, is_empty: true });
                    self.any = true;
                    return Ok(Step::On);
                }
                _ => {}
            }
        }
        if let Some(len) = self.source.value()? {
            self.take(len);
        } else {
            // Too long for a posting; beside a list of them it does not matter.
            let (_, head) = self.source.skip_long_value()?;
            if let Some(posting) = &mut self.posting {
                posting.extend(head);
                posting.resize(LONGEST + 1, b' ');
            }
        }
        Ok(Step::On)
    }

    /// Whether the list that opens here is one of postings. A posting may have a list of such a
    /// name too.
    fn begins_postings(&mut self) -> bool {
        let mut at = 1;
        while self.source.peek(at).is_some_and(|byte| byte.is_ascii_whitespace()) {
            at += 1;
        }
        if !matches!(self.source.peek(at), Some(b'{' | b']')) {
            return false;
        }
        let Some(posting) = self.posting.as_ref().filter(|_| self.open.len() == 1) else {
            return true;
        };
        if !self.is_posting {
            let so_far = String::from_utf8_lossy(posting) + "null}";
            self.is_posting = Fields::read(&so_far).is_ok_and(|fields| is_posting(&fields));
        }
        !self.is_posting
    }

    /// Whether another value follows in what is open; closes it where none does.
    fn goes_on(&mut self, closing: u8) -> Result<bool, Fault> {
        self.blank();
        let byte = self.source.peek(0);
        let open = self.open.last_mut().expect("something is open");
        let is_first = std::mem::replace(&mut open.is_empty, false);
        if byte == Some(closing) {
            self.take(1);
            self.open.pop();
            return Ok(false);
        }
        if !is_first {
            match byte {
                Some(b',') => {
                    self.take(1);
                    self.blank();
                }
                None => {
                    return Err(self.source.end("the file ends before what is open in it does"));
                }
                Some(_) => {
                    return Err(format!("a comma or `{}` should stand here", char::from(closing)));
                }
            }
        }
        Ok(true)
    }

    fn blank(&mut self) {
        self.source.skip_blank();
    }

    /// Passes so many bytes, which belong to the outermost object.
    fn take(&mut self, len: usize) {
        if let Some(posting) = self.posting.as_mut().filter(|posting| posting.len() <= LONGEST) {
            posting.extend_from_slice(&self.source.ahead()[..len]);
        }
        self.source.consume(len);
    }

    /// The rest of the file, which `fault` makes unreadable.
    fn give_up(&mut self, fault: &Fault) -> BadRow {
        let place = self.source.place;
        let (len, raw) = self.source.rest();
        let reason = format!("{fault}; the file is not read further: {len} bytes from here on");
        BadRow { place, reason, raw }
    }
}

impl Reader for JsonRows {
    fn account(&self) -> Account {
        self.source.account.clone()
    }
}

impl Iterator for JsonRows {
    type Item = RowResult;

    fn next(&mut self) -> Option<RowResult> {
        if self.done {
            return None;
        }
        self.read().unwrap_or_else(|fault| {
            self.done = true;
            Some(Err(self.give_up(&fault)))
        })
    }
}

/// Values are parsed in the window and not from the reader, which took 0.15 s for 61 MB where a
/// window took 0.04 s: a reader gives `serde_json` a byte at a time, keeps one that it has looked
/// at, and knows no UTF-8 fault from a fault of the JSON, which here is a matter of one posting.
impl Source {
    /// The length of the value that begins here; none where it is longer than is read.
    fn value(&mut self) -> Result<Option<usize>, Fault> {
        let mut masked = Vec::new();
        let found = self.masked_value(&mut masked);
        for (at, word) in masked {
            self.window[self.start + at..][..word.len()].copy_from_slice(word);
        }
        found
    }

    fn masked_value(&mut self, masked: &mut Vec<Word>) -> Result<Option<usize>, Fault> {
        loop {
            let mut values = Deserializer::from_slice(self.ahead()).into_iter::<IgnoredAny>();
            let found = values.next();
            let end = values.byte_offset();
            match found {
                // At the window's end a number may go on.
                Some(Ok(_)) if end < self.ahead().len() || self.ended => {
                    return Ok((end <= LONGEST).then_some(end));
                }
                Some(Err(error)) if !error.is_eof() => {
                    let words = mask(&mut self.window[self.start..]);
                    if !words.is_empty() {
                        masked.extend(words);
                        continue;
                    }
                    if is_cut(self.ahead()) && !self.ended && self.ahead().len() <= LONGEST {
                        self.fill();
                        continue;
                    }
                    let line = self.place.line + (error.line().max(1) - 1) as u64;
                    let fault = error.to_string();
                    let fault = fault.split(" at line ").next().unwrap_or_default();
                    return Err(format!("{fault} in line {line}"));
                }
                _ if self.ended => return Err(self.end("the file ends before its JSON does")),
                _ if self.ahead().len() > LONGEST => return Ok(None),
                _ => self.fill(),
            }
        }
    }

    /// Passes a value that [`value`](Self::value) found too long: its length, and its beginning.
    fn skip_long_value(&mut self) -> Result<(usize, Vec<u8>), Fault> {
        let ahead = &self.window[self.start..];
        let head = ahead[..KEPT].to_vec();
        let mut passed = Passed { ahead, bytes: &mut self.bytes, len: 0, lines: 0 };
        let skipped = Deserializer::from_reader(&mut passed).deserialize_ignored_any(IgnoredAny);
        let (len, lines, in_window) = (passed.len, passed.lines, passed.len.min(ahead.len()));
        self.consume(in_window);
        self.place.offset = self.place.offset.map(|offset| offset + (len - in_window) as u64);
        self.place.line += lines;
        self.account.glue += (len - in_window) as u64;
        skipped.map_err(|error| format!("{error}, in a value longer than {LONGEST} bytes"))?;
        Ok((len, head))
    }
}

/// What is ahead and then the file, a byte at a time: where a list or an object ends, no byte
/// behind it is read.
struct Passed<'s> {
    ahead: &'s [u8],
    bytes: &'s mut Bytes,
    len: usize,
    /// Lines that end behind what was ahead.
    lines: u64,
}

impl Read for Passed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let byte = if let Some((&byte, rest)) = self.ahead.split_first() {
            self.ahead = rest;
            byte
        } else {
            let Some(&byte) = self.bytes.fill_buf()?.first() else { return Ok(0) };
            self.bytes.consume(1);
            self.lines += u64::from(byte == b'\n');
            byte
        };
        buffer[0] = byte;
        self.len += 1;
        Ok(1)
    }
}
