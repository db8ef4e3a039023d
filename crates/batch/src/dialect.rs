//! How a table is written: what divides its cells, where a row ends, and where its header is.

use std::collections::HashMap;

use crate::cells::{Cell, Cells};
use crate::columns::Columns;
use crate::raw::row_of_words;

/// How a table is written.
#[derive(Clone, Debug)]
pub(crate) struct Dialect {
    pub(crate) delimiter: u8,
    /// Whether a backslash takes the next character as it is.
    pub(crate) escapes: bool,
    lines: Lines,
    /// Several columns, and nearly all rows have as many as the first.
    pub(crate) is_regular: bool,
    /// The file itself says what divides its cells.
    pub(crate) is_said: bool,
    /// Bytes before its header: what it says of itself, a title, comments.
    pub(crate) before: usize,
}

/// What ends the lines of a file.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Lines {
    /// Line feeds alone, so that a carriage return without one is part of a cell.
    Feeds,
    /// Carriage returns alone, as on a Mac of old.
    Returns,
    /// Both.
    Either,
}

impl Lines {
    /// By the line ends outside quotes: a text in a cell brings its own.
    fn of(head: &[u8]) -> Self {
        let (mut is_quoted, mut feeds, mut returns, mut both) = (false, false, false, false);
        for at in memchr::memchr3_iter(b'"', b'\n', b'\r', head) {
            match head[at] {
                b'"' => is_quoted = !is_quoted,
                _ if is_quoted => {}
                b'\n' if at > 0 && head[at - 1] == b'\r' => both = true,
                b'\n' => feeds = true,
                _ => returns |= head.get(at + 1) != Some(&b'\n'),
            }
        }
        // A quote that nothing closes may hide all of them.
        let hidden = !returns && head.contains(&b'\n');
        match (both, feeds || hidden) {
            (true, _) => Self::Either,
            (_, true) => Self::Feeds,
            _ => Self::Returns,
        }
    }
}

/// What stands where a line may end.
enum LineEnd {
    /// The length of the line, and of its end.
    At(usize, usize),
    /// A carriage return that is part of a cell.
    No,
    /// More must be seen.
    More,
}

/// A row as it stands in a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    /// Bytes without the line's end.
    pub(crate) len: usize,
    /// Bytes of the line's end.
    pub(crate) end: usize,
    pub(crate) cells: usize,
    /// A quote in it breaks the rules, so that it is one line whatever its quotes say.
    pub(crate) is_broken: bool,
}

/// Where a quoted cell ends.
enum Closing {
    /// Behind its last quote.
    At(usize),
    /// Nowhere, or text follows its quote.
    Broken,
    /// Behind what is there to look at.
    More,
}

/// Share of rows that have as many cells as the first, from which a table counts as one.
const REGULAR: f64 = 0.9;
/// Lines in which a header is looked for.
const TITLE_LINES: usize = 10;
/// How much is looked at for each of them.
const TITLE_SAMPLE: usize = 64 << 10;

impl Dialect {
    /// The dialect in which the first bytes of a file make the most regular table.
    pub(crate) fn of(head: &[u8], extension: &str) -> Self {
        if let Some((delimiter, before)) = said(head) {
            let escapes = doubles_backslashes(head);
            let dialect = Self { delimiter, escapes, before, is_said: true, ..Self::plain(head) };
            let is_regular = dialect.regularity(&head[before..]).0 > 1;
            return Self { is_regular, ..dialect };
        }
        let dialect = Self::sniff(head, extension);
        if dialect.knows_columns(head) {
            return dialect;
        }
        Self::below_title(head, extension).unwrap_or(dialect)
    }

    fn plain(head: &[u8]) -> Self {
        let lines = Lines::of(head);
        Self {
            delimiter: b',',
            escapes: false,
            lines,
            is_regular: false,
            is_said: false,
            before: 0,
        }
    }

    fn sniff(head: &[u8], extension: &str) -> Self {
        let delimiters: &[u8] =
            if matches!(extension, "tsv" | "tab") { b"\t,;|" } else { b",;\t|" };
        let plain = Self::plain(head);
        let mut best: Option<(f64, Dialect)> = None;
        for &delimiter in delimiters {
            for escapes in [false, true] {
                let dialect = Self { delimiter, escapes, ..plain.clone() };
                let (cells, share) = dialect.regularity(head);
                let is_regular = cells > 1 && share >= REGULAR;
                // On a tie, what comes first: a comma, and a backslash that is a backslash.
                let score = if cells > 1 { share } else { 0.0 };
                if best.as_ref().is_none_or(|(known, _)| score > *known) {
                    best = Some((score, Dialect { is_regular, ..dialect }));
                }
            }
        }
        let (_, mut dialect) = best.expect("there are delimiters");
        dialect.escapes |= doubles_backslashes(head);
        dialect
    }

    /// A table whose header stands below a title or comments: lines that say less than it does.
    fn below_title(head: &[u8], extension: &str) -> Option<Self> {
        let plain = Self::plain(head);
        let mut before = 0;
        for _ in 0..TITLE_LINES {
            let line = plain.line(&head[before..], true);
            before += line.len + line.end;
            let below = &head[before..];
            if below.is_empty() {
                return None;
            }
            let sample = &below[..below.len().min(TITLE_SAMPLE)];
            let dialect = Self::sniff(sample, extension);
            if !dialect.is_regular || !dialect.knows_columns(sample) {
                continue;
            }
            let columns = dialect.record(sample, true)?.cells;
            let title = dialect.records(&head[..before]);
            let is_title = |(line, record): (&[u8], Record)| {
                // Spreadsheets pad a title with empty cells.
                let says = |cell: &Cell<'_>| !cell.bytes.trim_ascii().is_empty();
                let filled = dialect.broken_cells(line).iter().filter(says).count();
                line.starts_with(b"#") || record.cells < columns || filled <= columns / 2
            };
            if title.into_iter().all(is_title) {
                return Some(Self { before, ..dialect });
            }
        }
        None
    }

    /// How many cells the first row has, and the share of rows that have as many.
    fn regularity(&self, head: &[u8]) -> (usize, f64) {
        let rows: Vec<usize> = self
            .records(head)
            .into_iter()
            .map(|(_, record)| if record.is_broken { 0 } else { record.cells })
            .collect();
        // The last row of a sample may be cut off.
        let rows = if rows.len() > 2 { &rows[..rows.len() - 1] } else { &rows };
        let Some((&cells, others)) = rows.split_first() else { return (0, 0.0) };
        let same = others.iter().filter(|&&len| len == cells).count();
        (cells, if others.is_empty() { 0.5 } else { same as f64 / others.len() as f64 })
    }

    /// The rows of the first bytes of a file, without blank lines.
    fn records<'h>(&self, head: &'h [u8]) -> Vec<(&'h [u8], Record)> {
        let (mut records, mut at) = (Vec::new(), 0);
        while at < head.len() {
            let record = self.record(&head[at..], true).expect("all is there");
            if record.len > 0 {
                records.push((&head[at..at + record.len], record));
            }
            at += record.len + record.end;
        }
        records
    }

    /// The row that begins here; none where its end is not among these bytes and they are not the
    /// `whole` of what is left.
    pub(crate) fn record(&self, text: &[u8], whole: bool) -> Option<Record> {
        let (mut at, mut cells, mut begins) = (0, 1, true);
        loop {
            if begins && text.get(at) == Some(&b'"') {
                match self.closing(text, at + 1, whole) {
                    Closing::At(behind) => at = behind,
                    Closing::More => return None,
                    Closing::Broken => {
                        let line = self.line(text, whole);
                        return (line.end > 0 || whole).then_some(line);
                    }
                }
            }
            let Some(found) = memchr::memchr3(self.delimiter, b'\n', b'\r', &text[at..]) else {
                let len = text.len();
                return whole.then_some(Record { len, end: 0, cells, is_broken: false });
            };
            at += found;
            // Otherwise it is a carriage return that is part of a cell.
            begins = text[at] == self.delimiter;
            if begins {
                cells += 1;
            } else {
                match self.line_end(text, at, whole) {
                    LineEnd::At(len, end) => {
                        return Some(Record { len, end, cells, is_broken: false });
                    }
                    LineEnd::More => return None,
                    LineEnd::No => {}
                }
            }
            at += 1;
        }
    }

    /// The line that begins here, whatever its quotes say; without an end where there is none.
    pub(crate) fn line(&self, text: &[u8], whole: bool) -> Record {
        let mut from = 0;
        let (len, end) = loop {
            let Some(found) = memchr::memchr2(b'\n', b'\r', &text[from..]) else {
                break (text.len(), 0);
            };
            match self.line_end(text, from + found, whole) {
                LineEnd::At(len, end) => break (len, end),
                LineEnd::No => from += found + 1,
                LineEnd::More => break (text.len(), 0),
            }
        };
        let cells = self.broken_cells(&text[..len]).len();
        Record { len, end, cells, is_broken: true }
    }

    fn line_end(&self, text: &[u8], at: usize, whole: bool) -> LineEnd {
        match (text[at], text.get(at + 1)) {
            (b'\n', _) => LineEnd::At(at, 1),
            (_, Some(b'\n')) => LineEnd::At(at, 2),
            (_, None) if !whole => LineEnd::More,
            _ if self.lines == Lines::Feeds => LineEnd::No,
            _ => LineEnd::At(at, 1),
        }
    }

    /// The byte by which lines are counted.
    pub(crate) fn line_byte(&self) -> u8 {
        if self.lines == Lines::Returns { b'\r' } else { b'\n' }
    }

    /// Where the cell ends whose text begins at `from`, behind its quote.
    fn closing(&self, text: &[u8], mut from: usize, whole: bool) -> Closing {
        let escape = if self.escapes { b'\\' } else { b'"' };
        loop {
            let rest = text.get(from..).unwrap_or_default();
            let Some(found) = memchr::memchr2(b'"', escape, rest) else {
                return if whole { Closing::Broken } else { Closing::More };
            };
            let at = from + found;
            if text[at] == b'\\' {
                from = at + 2;
                continue;
            }
            match text.get(at + 1) {
                Some(b'"') => from = at + 2,
                Some(byte) if *byte == self.delimiter => return Closing::At(at + 1),
                Some(b'\n' | b'\r') => {
                    return match self.line_end(text, at + 1, whole) {
                        LineEnd::At(..) => Closing::At(at + 1),
                        LineEnd::No => Closing::Broken,
                        LineEnd::More => Closing::More,
                    };
                }
                None if whole => return Closing::At(at + 1),
                None => return Closing::More,
                Some(_) => return Closing::Broken,
            }
        }
    }

    /// Takes a row apart.
    pub(crate) fn read(
        &self, row: &[u8], record: Record, core: &mut csv_core::Reader, cells: &mut Cells,
    ) {
        if record.is_broken {
            *cells = self.broken_cells(row);
        } else {
            cells.read(row, core);
        }
    }

    /// The cells of a line in which a quote breaks the rules: such a quote is text, and a cell ends
    /// at the first quote that may end it.
    fn broken_cells(&self, line: &[u8]) -> Cells {
        let (mut cells, mut at) = (Cells::default(), 0);
        loop {
            let end = if let Some((cell, end)) = self.quoted_cell(line, at) {
                cells.push(&cell, true);
                end
            } else {
                let len = memchr::memchr(self.delimiter, &line[at..]).unwrap_or(line.len() - at);
                cells.push(&line[at..at + len], false);
                at + len
            };
            if end >= line.len() {
                return cells;
            }
            at = end + 1;
        }
    }

    /// The quoted cell that begins here and ends in this line.
    fn quoted_cell(&self, line: &[u8], start: usize) -> Option<(Vec<u8>, usize)> {
        let (mut cell, mut at) = (Vec::new(), start + 1);
        if line.get(start) != Some(&b'"') {
            return None;
        }
        loop {
            match (*line.get(at)?, line.get(at + 1)) {
                (b'"', Some(b'"')) => at += 1,
                (b'"', None) => return Some((cell, at + 1)),
                (b'"', Some(byte)) if *byte == self.delimiter => return Some((cell, at + 1)),
                (b'\\', Some(_)) if self.escapes => at += 1,
                _ => {}
            }
            cell.push(line[at]);
            at += 1;
        }
    }

    /// The header as though it were a row, each name with a word under it.
    pub(crate) fn header_as_row(&self, head: &[u8]) -> String {
        let head = &head[self.before..];
        let len = self.record(head, true).map_or(0, |record| record.len);
        row_of_words(names_of(&self.broken_cells(&head[..len])).into_iter())
    }

    /// Whether the names in a header are of columns that we know.
    pub(crate) fn knows_columns(&self, head: &[u8]) -> bool {
        let row = Columns::default().read(&self.header_as_row(head));
        row.is_ok_and(|row| !row.title.is_empty() || !row.body.is_empty())
    }
}

/// What divides the cells where the first line says so (`sep=;`), as Excel takes it; and the bytes
/// of that line.
fn said(head: &[u8]) -> Option<(u8, usize)> {
    let rest = head.strip_prefix(b"sep=").or_else(|| head.strip_prefix(b"\"sep="))?;
    let (&delimiter, rest) = rest.split_first()?;
    let rest = rest.strip_prefix(b"\"").unwrap_or(rest);
    let end = rest.iter().take_while(|&&byte| matches!(byte, b'\r' | b'\n')).count();
    (end > 0).then_some((delimiter, head.len() - rest.len() + end))
}

/// Whether backslashes stand only doubled or before a quote: then they are escapes, as Python
/// writes them with `escapechar`.
fn doubles_backslashes(head: &[u8]) -> bool {
    let (mut any, mut at) = (false, 0);
    // Cells of JSON have backslashes of their own.
    if [b"{\"\"", b"[\"\""].iter().any(|json| memchr::memmem::find(head, *json).is_some()) {
        return false;
    }
    while let Some(found) = memchr::memchr(b'\\', &head[at..]) {
        let run = head[at + found..].iter().take_while(|&&byte| byte == b'\\').count();
        at += found + run;
        if at == head.len() {
            break;
        }
        if run % 2 == 1 && head[at] != b'"' {
            return false;
        }
        // A cell may end in a backslash of its own.
        any |= run % 2 == 0
            || !matches!(head.get(at + 1), None | Some(b',' | b';' | b'\t' | b'\n' | b'\r'));
    }
    any
}

/// Each name once and none empty, so that no column hides another.
pub(crate) fn names_of(header: &Cells) -> Vec<String> {
    // Of each name, the number that its next twin gets.
    let mut known: HashMap<String, usize> = HashMap::new();
    let mut names = Vec::new();
    for (i, cell) in header.iter().enumerate() {
        let cell = String::from_utf8_lossy(cell.bytes);
        let mut name = cell.trim().to_owned();
        if name.is_empty() {
            name = nameless(i);
        }
        if let Some(mut next) = known.get(&name).copied() {
            while known.contains_key(&format!("{name}_{next}")) {
                next += 1;
            }
            known.insert(name.clone(), next + 1);
            name = format!("{name}_{next}");
        }
        known.insert(name.clone(), 2);
        names.push(name);
    }
    names
}

pub(crate) fn nameless(i: usize) -> String {
    format!("column_{}", i + 1)
}
