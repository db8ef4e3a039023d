//! JSON that is no JSON Lines: an array of postings, an object that holds one, or a posting over many lines. Postings are cut out
//! one by one, so that a file of any length takes no more memory than a posting, and a broken one does not take the rest with it.

use std::io::{BufRead, Cursor, Read};

use super::inputs::Bytes;
use super::rows::{BadRow, KEPT, LONGEST, Place, RawRow};
use crate::columns::Columns;
use crate::fields::{Fields, plain};

/// Names under which an answer of a job board holds its postings.
const HOLDERS: [&str; 8] =
    ["jobs", "data", "results", "postings", "jobpostings", "items", "content", "elements"];

/// Objects around a list of postings, at most.
const DEPTH: usize = 16;

/// Whether a whole object is no posting but holds a list of them.
pub(crate) fn holds_postings(fields: &Fields<'_>) -> bool {
    !is_posting(fields) && holds_list(fields, DEPTH)
}

/// A title and a text make a posting, whatever lists it has besides.
fn is_posting(fields: &Fields<'_>) -> bool {
    let row = Columns::default().read_fields(fields);
    !row.title.is_empty() && !row.body.is_empty()
}

fn holds_list(fields: &Fields<'_>, depth: usize) -> bool {
    depth > 0
        && fields.entries.iter().any(|field| {
            let value = field.value.get();
            let list = value.strip_prefix('[').map(str::trim_start);
            is_holder(&field.name)
                && (list.is_some_and(|list| list.starts_with(['{', ']']))
                    || value.starts_with('{')
                        && serde_json::from_str::<Fields<'_>>(value)
                            .is_ok_and(|inner| holds_list(&inner, depth - 1)))
        })
}

fn is_holder(name: &str) -> bool {
    HOLDERS.contains(&&*plain(name))
}

/// Bytes of a document that are read twice at most, so that a file of nothing but faults comes to an end.
const PATIENCE: usize = 256 << 20;

/// Cuts postings out of a JSON document.
pub(crate) struct Document {
    bytes: Bytes,
    place: Place,
    /// Inside a list of postings.
    in_list: bool,
    /// How many objects are open around the list.
    around: usize,
    /// The file cannot be read further.
    failed: Option<String>,
    any: bool,
    /// What was last read beside the list: it may name another.
    beside: Vec<u8>,
    /// Bytes that may still be read twice, to find the next posting behind a broken one.
    patience: usize,
}

/// How the reading of a value ended.
enum End {
    Whole,
    /// A list of postings begins in it.
    List,
    TooLong,
    /// The file ends, or a bracket closes what another opened.
    Broken(&'static str),
}

impl Document {
    pub(crate) fn new(bytes: Bytes) -> Self {
        Self {
            bytes,
            place: Place { line: 1, offset: Some(0) },
            in_list: false,
            around: 0,
            failed: None,
            any: false,
            beside: Vec::new(),
            patience: PATIENCE,
        }
    }

    fn peek(&mut self) -> Option<u8> {
        loop {
            match self.bytes.fill_buf() {
                Ok(buffer) => return buffer.first().copied(),
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.failed = Some(format!("cannot read the file further: {error}"));
                    return None;
                }
            }
        }
    }

    fn next_byte(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.bytes.consume(1);
        self.place.line += u64::from(byte == b'\n');
        self.place.offset = self.place.offset.map(|offset| offset + 1);
        Some(byte)
    }

    fn skip_blank(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace() || byte == b',') {
            self.next_byte();
        }
    }

    /// Reads a value into `out`. Where `look` is set it may be an object that holds postings: the reading then stops inside their list.
    fn value(&mut self, out: &mut Vec<u8>, look: bool) -> End {
        let mut open = Vec::new();
        let mut name = Vec::new();
        let mut holder = false;
        loop {
            let Some(byte) = self.next_byte() else {
                return End::Broken("the file ends inside it");
            };
            if out.len() >= LONGEST {
                return End::TooLong;
            }
            out.push(byte);
            match byte {
                b'"' => {
                    let start = out.len();
                    if !self.string(out) {
                        return if out.len() >= LONGEST {
                            End::TooLong
                        } else {
                            End::Broken("a string does not end")
                        };
                    }
                    if look {
                        name.clear();
                        name.extend_from_slice(&out[start..out.len() - 1]);
                    }
                    holder = false;
                }
                b':' if look => holder = std::str::from_utf8(&name).is_ok_and(is_holder),
                b'{' | b'[' => {
                    // A list under a name that holds postings, in the outermost object or in one under such a name.
                    if byte == b'['
                        && holder
                        && open.iter().all(|&(bracket, held)| bracket == b'{' && held)
                    {
                        self.skip_blank();
                        // A posting may have a list of such a name too.
                        let so_far = String::from_utf8_lossy(&out[..out.len() - 1]) + "null}";
                        let of_a_posting = open.len() == 1
                            && Fields::read(&so_far).is_ok_and(|fields| is_posting(&fields));
                        if !of_a_posting && matches!(self.peek(), Some(b'{' | b']')) {
                            self.around = open.len();
                            return End::List;
                        }
                    }
                    open.push((byte, open.is_empty() || holder));
                    holder = false;
                }
                b'}' | b']' => {
                    let opened = open.pop().map(|(bracket, _)| bracket);
                    if opened != Some(if byte == b'}' { b'{' } else { b'[' }) {
                        return End::Broken("a bracket closes that none opened");
                    }
                }
                b',' => holder = false,
                _ => {}
            }
            if open.is_empty()
                && (matches!(byte, b'}' | b']' | b'"') || self.peek().is_none_or(ends_a_word))
            {
                return End::Whole;
            }
        }
    }

    /// Reads the rest of a string, its closing quote too.
    fn string(&mut self, out: &mut Vec<u8>) -> bool {
        // Most bytes of a file stand in long strings: they are copied by the stretch.
        while self.peek().is_some() && out.len() < LONGEST {
            let Ok(buffer) = self.bytes.fill_buf() else { return false };
            let plain = memchr::memchr2(b'"', b'\\', buffer).unwrap_or(buffer.len());
            out.extend_from_slice(&buffer[..plain]);
            self.place.line += memchr::memchr_iter(b'\n', &buffer[..plain]).count() as u64;
            self.place.offset = self.place.offset.map(|offset| offset + plain as u64);
            let at_end = plain == buffer.len();
            self.bytes.consume(plain);
            if at_end {
                continue;
            }
            let special = self.next_byte();
            out.extend(special);
            if special == Some(b'"') {
                return true;
            }
            out.extend(self.next_byte());
        }
        false
    }

    /// After something broken, of which `raw` was read: goes on with the next object of the list, or behind the line's end. What is passed over goes to `raw`.
    fn go_on_behind(&mut self, raw: &mut Vec<u8>, start: Place) {
        if !self.in_list {
            while let Some(byte) = self.next_byte().filter(|&byte| byte != b'\n') {
                raw.extend((raw.len() < LONGEST).then_some(byte));
            }
            return;
        }
        if let Some(next) = next_object(raw).filter(|_| self.patience >= raw.len()) {
            self.patience -= raw.len();
            let again = raw.split_off(next);
            let lines = memchr::memchr_iter(b'\n', raw).count() as u64;
            self.place = Place {
                line: start.line + lines,
                offset: start.offset.map(|offset| offset + next as u64),
            };
            let rest = std::mem::replace(&mut self.bytes, Box::new(std::io::empty()));
            self.bytes = Box::new(Cursor::new(again).chain(rest));
            return;
        }
        // Not in what was read: the next `},` that an object follows, with white space as it comes.
        let (mut closed, mut parted) = (raw.ends_with(b"}"), false);
        while let Some(byte) = self.peek() {
            match byte {
                b'{' if closed && parted => return,
                b'}' => (closed, parted) = (true, false),
                b',' => parted = closed,
                _ if byte.is_ascii_whitespace() => {}
                _ => (closed, parted) = (false, false),
            }
            self.next_byte();
            raw.extend((raw.len() < LONGEST).then_some(byte));
        }
    }
}

/// Where in what was read the next object of the list seems to begin.
fn next_object(raw: &[u8]) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = memchr::memchr(b'}', &raw[from..]) {
        from += at + 1;
        let behind = raw[from..].trim_ascii_start();
        if let Some(behind) =
            behind.strip_prefix(b",").map(<[u8]>::trim_ascii_start).filter(|b| b.starts_with(b"{"))
        {
            return Some(raw.len() - behind.len());
        }
    }
    None
}

/// Whether a number or a word has ended before this byte.
fn ends_a_word(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b',' | b':' | b']' | b'}')
}

impl Iterator for Document {
    type Item = Result<RawRow, BadRow>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            self.skip_blank();
            let place = self.place;
            let bad = |reason: String, raw: Vec<u8>| Some(Err(BadRow { place, reason, raw }));
            let Some(first) = self.peek() else {
                let nothing = "no posting in it: JSON of postings is an array, or an object with an array under jobs, data, results or postings";
                let unclosed = self.in_list || self.around > 0;
                (self.in_list, self.around) = (false, 0);
                let fault = self.failed.take().or_else(|| match (self.any, unclosed) {
                    (true, true) => {
                        Some("the file ends before its list of postings does".to_owned())
                    }
                    (true, false) => None,
                    (false, _) => Some(nothing.to_owned()),
                });
                self.any = true;
                return bad(fault?, Vec::new());
            };
            match first {
                b'[' if !self.in_list
                    && (self.around == 0
                        || std::str::from_utf8(&self.beside).is_ok_and(is_holder)) =>
                {
                    self.next_byte();
                    self.in_list = true;
                    continue;
                }
                b']' if self.in_list => {
                    self.next_byte();
                    self.in_list = false;
                    self.any = true;
                    continue;
                }
                // What follows the list in the object around it.
                b'}' | b':' if !self.in_list && self.around > 0 => {
                    self.next_byte();
                    self.around -= usize::from(first == b'}');
                    continue;
                }
                _ => {}
            }
            let mut raw = Vec::new();
            let beside = !self.in_list && self.around > 0;
            let end = self.value(&mut raw, !self.in_list && !beside && first == b'{');
            match end {
                End::List => self.in_list = true,
                // Beside the list: an answer's count of pages, say.
                End::Whole if beside => {
                    self.beside = raw.into_iter().filter(|&byte| byte != b'"').collect()
                }
                End::Whole if first == b'{' => {
                    self.any = true;
                    return Some(Ok(RawRow { json: raw, source: None, place, faults: Vec::new() }));
                }
                End::Whole => {
                    self.any = true;
                    return bad("no object, a posting each".to_owned(), raw);
                }
                End::TooLong => {
                    self.any = true;
                    self.go_on_behind(&mut raw, place);
                    raw.truncate(KEPT);
                    return bad(
                        format!("longer than {LONGEST} bytes; its beginning is kept here"),
                        raw,
                    );
                }
                End::Broken(reason) => {
                    self.any = true;
                    self.go_on_behind(&mut raw, place);
                    return bad(self.failed.take().unwrap_or_else(|| reason.to_owned()), raw);
                }
            }
        }
    }
}
