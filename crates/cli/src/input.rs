//! What is given to `rolecall classify` to read: a file, a text, or what is piped in. What is no
//! text is refused, with what to do.

use std::io::{self, IsTerminal, Read};
use std::path::Path;

use crate::exit::{Failure, say};
use crate::files;

/// What is shown where nobody gives a posting: a link to the file in the repository's `examples`.
const SAMPLE: &str = include_str!("sample.md");

const STDIN: &str = "<stdin>";

/// A posting and what to call the place it came from.
pub(crate) struct Given {
    pub(crate) name: String,
    pub(crate) text: String,
}

/// The posting, from wherever it was given; a sample where nothing is given or piped in.
pub(crate) fn read_posting(given: Option<&str>) -> Result<Given, Failure> {
    let named = |name: &str, text| Given { name: name.to_owned(), text };
    match given {
        None if io::stdin().is_terminal() => {
            say(
                "No posting was given: this is a sample, the posting of an assistant for claims.\n\
                 Name a file of yours, or use `-` to paste one.\n",
            );
            Ok(named("sample", SAMPLE.to_owned()))
        }
        None | Some("-") => Ok(named(STDIN, pasted()?)),
        Some(given) => match file_or_text(given)? {
            Some(path) => Ok(named(given, text_of_posting(given, &read_file(path)?)?)),
            None => Ok(named("<text>", given.to_owned())),
        },
    }
}

/// The text of a file that somebody names for what they can do, a résumé say.
pub(crate) fn read_text(path: &Path) -> Result<String, Failure> {
    text_of(&path.display().to_string(), &read_file(path)?)
}

fn pasted() -> Result<String, Failure> {
    if io::stdin().is_terminal() {
        say("Paste the posting, then press Ctrl-D.");
    }
    let mut bytes = Vec::new();
    let read = io::stdin().read_to_end(&mut bytes);
    read.map_err(|error| Failure::Message(format!("cannot read standard input: {error}")))?;
    text_of_posting("standard input", &bytes)
}

fn read_file(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| files::cannot("read", path, &error))
}

/// The file that an argument names, or `None` where it is the text itself.
fn file_or_text(given: &str) -> Result<Option<&Path>, Failure> {
    let failed = |message: String| Err(Failure::Message(message));
    let path = Path::new(given);
    if given.trim().is_empty() {
        failed("the text given is empty; name a file, or paste a posting with `-`".to_owned())
    } else if path.is_dir() {
        failed(format!("{given} is a directory; name one posting, or use `rolecall tag`"))
    } else if path.exists() {
        Ok(Some(path))
    } else if is_url(given) {
        failed(format!(
            "{given} is an address, and nothing is fetched; save the page or copy its text, and \
             name the file"
        ))
    } else if !given.trim().contains(char::is_whitespace) || has_ending(given) {
        failed(format!(
            "there is no file {given}; name one that there is, put a whole text in quotes, or \
             paste one with `-`"
        ))
    } else {
        Ok(None)
    }
}

/// Whether an argument of one line ends as files of text do: `my posting.md`.
fn has_ending(given: &str) -> bool {
    const ENDINGS: [&str; 10] =
        ["txt", "md", "markdown", "html", "htm", "pdf", "docx", "doc", "rtf", "odt"];
    const LONGEST: usize = 255;
    let ending = Path::new(given).extension().and_then(|ending| ending.to_str());
    let is_known = ending.is_some_and(|ending| ENDINGS.contains(&ending.to_lowercase().as_str()));
    is_known && given.len() <= LONGEST && !given.contains('\n')
}

fn is_url(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    ["http://", "https://", "www."].iter().any(|start| text.starts_with(start))
        && !text.contains(char::is_whitespace)
}

/// The text of one posting: no empty one, no address in place of one, no table of postings.
fn text_of_posting(name: &str, bytes: &[u8]) -> Result<String, Failure> {
    let text = text_of(name, bytes)?;
    let fault = if text.trim().is_empty() {
        "is empty; give the text of one posting"
    } else if is_url(&text) {
        "holds an address and no posting; save the page or copy its text"
    } else if is_table(name, &text) {
        "is data and no posting; `rolecall tag` reads files of postings (CSV, JSON, Parquet)"
    } else {
        return Ok(text);
    };
    Err(Failure::Message(format!("{name} {fault}")))
}

/// Whether a text is JSON, or a file's name says that it is a table.
fn is_table(name: &str, text: &str) -> bool {
    const ENDINGS: [&str; 5] = ["csv", "tsv", "json", "jsonl", "ndjson"];
    let ending = Path::new(name).extension().and_then(|ending| ending.to_str());
    let first = text.trim_start().lines().next().unwrap_or_default();
    let is_json = |text: &str| {
        text.starts_with(['{', '[']) && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
    };
    ending.is_some_and(|ending| ENDINGS.contains(&ending.to_lowercase().as_str()))
        || is_json(first)
        || is_json(text.trim())
}

/// Bytes as text. Those that are no UTF-8 become replacement characters, since postings are saved
/// in all sorts of encodings; what was never text is refused.
fn text_of(name: &str, bytes: &[u8]) -> Result<String, Failure> {
    /// How files begin that people take for text, and what they are.
    const KINDS: [(&[u8], &str); 11] = [
        (b"%PDF", "a PDF"),
        (b"PK\x03\x04", "a Word file or another zip archive"),
        (b"\xd0\xcf\x11\xe0", "an old Word file"),
        (b"{\\rtf", "a rich text file"),
        (b"\x89PNG", "a picture"),
        (b"\xff\xd8\xff", "a picture"),
        (b"GIF8", "a picture"),
        (b"RIFF", "a picture"),
        (b"PAR1", "a Parquet file, which `rolecall tag` reads"),
        (b"\x1f\x8b", "compressed"),
        (b"\x28\xb5\x2f\xfd", "compressed"),
    ];
    if let Some(text) = utf16(bytes) {
        return Ok(text);
    }
    let known = KINDS.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, kind)| *kind);
    match known.or_else(|| bytes.contains(&0).then_some("not text")) {
        Some(kind) => Err(Failure::Message(format!(
            "{name} is {kind}; open it, copy the text and paste it with `-`, or save it as text"
        ))),
        None => Ok(String::from_utf8_lossy(bytes).into_owned()),
    }
}

/// What Windows calls Unicode: UTF-16 with a mark of the byte order.
fn utf16(bytes: &[u8]) -> Option<String> {
    let unit: fn([u8; 2]) -> u16 = match bytes {
        [0xff, 0xfe, ..] => u16::from_le_bytes,
        [0xfe, 0xff, ..] => u16::from_be_bytes,
        _ => return None,
    };
    let units = bytes[2..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    Some(String::from_utf16_lossy(&units.collect::<Vec<u16>>()))
}
