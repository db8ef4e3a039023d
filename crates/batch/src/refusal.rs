//! Files that are none of postings, or hold them in a way that is not read: what each is, and what
//! to do about it.

use rolecall::Error;

use crate::error::refused;

/// What a file is, and what to do.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Refusal {
    pub(crate) what: &'static str,
    pub(crate) remedy: &'static str,
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        refused(refusal.what, refusal.remedy)
    }
}

/// Bytes that tell a kind of file: where they stand, and what more must be near the beginning.
struct Magic(usize, &'static [u8], &'static [u8], Refusal);

const fn refusal(what: &'static str, remedy: &'static str) -> Refusal {
    Refusal { what, remedy }
}

const SAVE_AS_CSV: &str = "save its sheet as CSV (UTF-8)";
const UNPACK: &str = "unpack it, and name the files in it";
const RECOMPRESS: &str = "decompress it, or compress it with gzip or zstd";
const WRITE_PARQUET: &str = "write it as Parquet or JSON Lines: `df.to_parquet(\"jobs.parquet\")`";
const COPY_TEXT: &str = "save its text as a .txt file";
const IMAGE: Refusal = refusal("it is an image", "give the postings as text");
const BINARY: Refusal = refusal(
    "it is no text, and no kind of file that is read",
    "give JSON Lines, JSON, CSV, TSV, Parquet, HTML or plain text",
);

/// In their order: the more special first.
const MAGICS: [Magic; 30] = [
    Magic(0, b"PK\x03\x04", b"xl/", refusal("it is an Excel workbook", SAVE_AS_CSV)),
    Magic(0, b"PK\x03\x04", b"[Content_Types]", refusal("it is an Office document", SAVE_AS_CSV)),
    Magic(0, b"PK\x03\x04", b"opendocument", refusal("it is an OpenDocument file", SAVE_AS_CSV)),
    Magic(0, b"PK\x03\x04", b"", refusal("it is a zip archive", UNPACK)),
    Magic(0, b"PK\x05\x06", b"", refusal("it is an empty zip archive", UNPACK)),
    Magic(
        0,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"",
        refusal("it is an Excel workbook or another Office file of old", SAVE_AS_CSV),
    ),
    Magic(257, b"ustar", b"", refusal("it is a tar archive", UNPACK)),
    Magic(0, b"7z\xbc\xaf\x27\x1c", b"", refusal("it is a 7z archive", UNPACK)),
    Magic(0, b"Rar!\x1a\x07", b"", refusal("it is a RAR archive", UNPACK)),
    Magic(0, b"\xfd7zXZ\x00", b"", refusal("it is compressed with xz", RECOMPRESS)),
    Magic(0, b"BZh", b"1AY&SY", refusal("it is compressed with bzip2", RECOMPRESS)),
    Magic(0, b"\x04\x22\x4d\x18", b"", refusal("it is compressed with lz4", RECOMPRESS)),
    Magic(0, b"\xff\x06\x00\x00sNaPpY", b"", refusal("it is compressed with Snappy", RECOMPRESS)),
    Magic(0, b"ARROW1", b"", refusal("it is a Feather (Arrow IPC) file", WRITE_PARQUET)),
    Magic(0, b"FEA1", b"", refusal("it is a Feather file", WRITE_PARQUET)),
    Magic(0, b"\xff\xff\xff\xff", b"", refusal("it is an Arrow IPC stream", WRITE_PARQUET)),
    Magic(0, b"ORC", b"\x00", refusal("it is an ORC file", WRITE_PARQUET)),
    Magic(0, b"Obj\x01", b"", refusal("it is an Avro file", WRITE_PARQUET)),
    Magic(0, b"\x89HDF\r\n\x1a\n", b"", refusal("it is an HDF5 file", WRITE_PARQUET)),
    Magic(0, b"\x93NUMPY", b"", refusal("it is a NumPy array", WRITE_PARQUET)),
    Magic(0, b"\x80\x02", b"", refusal("it is a Python pickle", WRITE_PARQUET)),
    Magic(0, b"\x80\x03", b"", refusal("it is a Python pickle", WRITE_PARQUET)),
    Magic(0, b"\x80\x04", b"", refusal("it is a Python pickle", WRITE_PARQUET)),
    Magic(0, b"\x80\x05", b"", refusal("it is a Python pickle", WRITE_PARQUET)),
    Magic(
        0,
        b"SQLite format 3\x00",
        b"",
        refusal(
            "it is an SQLite database",
            "export its table: `sqlite3 -header -csv jobs.db \"select * from jobs\" > jobs.csv`",
        ),
    ),
    Magic(0, b"%PDF-", b"", refusal("it is a PDF", COPY_TEXT)),
    Magic(0, b"{\\rtf", b"", refusal("it is an RTF document", COPY_TEXT)),
    Magic(0, b"\x89PNG\r\n\x1a\n", b"", IMAGE),
    Magic(0, b"\xff\xd8\xff", b"", IMAGE),
    Magic(0, b"GIF8", b"", IMAGE),
];

/// How the text of XML files begins that are not pages.
const XML: [&str; 7] = ["<?xml", "<rss", "<feed", "<urlset", "<source>", "<jobs", "<job>"];
const NO_XML: Refusal = refusal(
    "it is XML or RSS",
    "convert it to JSON Lines or CSV, a posting a row; in Python: \
     `pandas.read_xml(...).to_json(..., orient=\"records\", lines=True)`",
);
const SCRIPT: Refusal = refusal(
    "it is JavaScript around JSON (JSONP)",
    "take away what stands before the first bracket and behind the last one",
);
pub(crate) const BY_COLUMNS: Refusal = refusal(
    "its JSON is written by columns or cells, not by postings",
    "write it with `orient=\"records\", lines=True`",
);
const ADDRESS: Refusal =
    refusal("it is an address, not a file", "download it, and name the file: `curl -LO ADDRESS`");

/// Why a file that begins like this is not read; none where it may be.
pub(crate) fn of(head: &[u8]) -> Option<Refusal> {
    let found = MAGICS.iter().find(|Magic(at, magic, near, _)| {
        head.get(*at..).is_some_and(|head| head.starts_with(magic))
            && (near.is_empty() || memchr::memmem::find(head, near).is_some())
    });
    if let Some(Magic(_, _, _, refusal)) = found {
        return Some(*refusal);
    }
    if head.starts_with(b"PAR1") {
        return None;
    }
    // A text may have a control character that somebody typed; not one in twenty.
    let sample = &head[..head.len().min(512)];
    let controls = sample.iter().filter(|byte| matches!(byte, 0..=8 | 14..=26 | 28..=31)).count();
    if controls > 1 && controls * 20 > sample.len() {
        return Some(BINARY);
    }
    let text = String::from_utf8_lossy(head.trim_ascii_start());
    let starts = |with: &[&str]| {
        let start: String = text.chars().take(32).collect::<String>().to_lowercase();
        with.iter().any(|with| start.starts_with(with))
    };
    let is_page = || {
        let text = text.to_lowercase();
        text.contains("<!doctype html") || text.contains("<html")
    };
    if starts(&XML) && !is_page() {
        return Some(NO_XML);
    }
    if is_script(&text) {
        return Some(SCRIPT);
    }
    is_by_columns(&text).then_some(BY_COLUMNS)
}

/// Why what was named cannot be opened, where it is an address.
pub(crate) fn address_of(name: &str) -> Option<Refusal> {
    let (scheme, _) = name.split_once("://")?;
    (scheme.len() > 1 && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric())).then_some(ADDRESS)
}

/// `callback({`, `typeof callback === 'function' && callback({`, `var jobs = [`,
/// `window.jobs = {`, `export default [`.
fn is_script(text: &str) -> bool {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '.');
    let opens = |text: &str| text.trim_start().starts_with(['{', '[']);
    let mut rest = text.trim_start_matches("/**/").trim_start();
    if rest.starts_with("typeof ") {
        rest = rest.split_once("&&").map_or(rest, |(_, call)| call.trim_start());
    }
    let before = rest;
    for word in ["export default ", "export ", "var ", "let ", "const "] {
        rest = rest.strip_prefix(word).unwrap_or(rest).trim_start();
    }
    if before.starts_with("export default") && opens(rest) {
        return true;
    }
    let name = rest.len() - rest.trim_start_matches(is_name).len();
    let (name, rest) = rest.split_at(name);
    let rest = rest.trim_start();
    !name.is_empty() && rest.strip_prefix(['=', '(']).is_some_and(opens)
}

/// What pandas calls the orients `split`, `columns`, `index` and `values`: told by how the text
/// begins.
fn is_by_columns(text: &str) -> bool {
    fn inside(text: &str, open: char) -> Option<&str> {
        text.strip_prefix(open).map(str::trim_start)
    }
    /// The first name of an object, and what stands behind its colon.
    fn entry(object: &str) -> Option<(&str, &str)> {
        let (name, rest) = inside(object, '{')?.strip_prefix('"')?.split_once('"')?;
        Some((name, inside(rest.trim_start(), ':')?))
    }
    let number = |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(cells) = inside(text, '[').and_then(|rows| inside(rows, '[')) {
        return cells.starts_with(|c: char| c == '"' || c.is_ascii_digit());
    }
    entry(text).is_some_and(|(name, value)| {
        name == "columns" && value.starts_with('[')
            || entry(value).is_some_and(|(inner, cell)| {
                number(name) || number(inner) && !cell.starts_with(['{', '['])
            })
    })
}
