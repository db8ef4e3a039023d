//! Which files are read, and what their bytes are once decompressed.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};
use encoding_rs_io::DecodeReaderBytesBuilder;

use rolecall::Error;

use crate::account::Counts;
use crate::error::{failed, refused};
use crate::format::{PART, STATE};
use crate::raw::MARK;
use crate::refusal::{self, address_of};
use crate::stamp::Watched;

/// A stream of bytes, decompressed.
pub(crate) type Bytes = Box<dyn BufRead + Send>;

/// A file's text, in UTF-8 where it is text at all.
pub(crate) struct Text {
    pub(crate) bytes: Bytes,
    /// Bytes of a mark before it.
    pub(crate) start: u64,
}

/// A file, or standard input.
#[derive(Clone, Debug)]
pub(crate) struct Input {
    /// None for standard input.
    pub(crate) path: Option<PathBuf>,
    /// Length as it lies on the disk, compressed or not.
    pub(crate) bytes: Option<u64>,
}

impl Input {
    pub(crate) fn name(&self) -> String {
        self.path
            .as_ref()
            .map_or_else(|| "standard input".to_owned(), |path| path.display().to_string())
    }

    /// The name's extension in lower case, without those of compression.
    pub(crate) fn extension(&self) -> String {
        let name = self.name().to_lowercase();
        let name = COMPRESSED
            .iter()
            .fold(&*name, |name, ending| name.strip_suffix(ending).unwrap_or(name));
        Path::new(name)
            .extension()
            .map(|extension| extension.to_string_lossy().into_owned())
            .unwrap_or_default()
    }

    /// Opens it, decompresses it where it is compressed and makes UTF-8 of UTF-16. What is read of
    /// it is counted.
    pub(crate) fn open(&self) -> io::Result<(Text, Counts)> {
        let mut counts = Counts::default();
        let raw: Box<dyn Read + Send> = match &self.path {
            Some(path) => {
                let file = Arc::new(File::open(path)?);
                counts.file = Some(Watched::new(Arc::clone(&file)));
                Box::new(file)
            }
            None => Box::new(io::stdin()),
        };
        let counted = BufReader::with_capacity(
            BUFFER,
            Counted { inner: raw, read: Arc::clone(&counts.disk) },
        );
        let (head, rest) = peek(counted, Vec::new(), MAGIC, true)?;
        let magic = head.clone();
        let whole = Cursor::new(head).chain(rest);
        let decompressed: Box<dyn Read + Send> = match magic[..] {
            [0x1f, 0x8b, ..] => Box::new(flate2::bufread::MultiGzDecoder::new(whole)),
            // The second is a frame that says nothing, which some tools put first.
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => {
                Box::new(zstd::stream::read::Decoder::with_buffer(whole)?)
            }
            _ => return text(whole, counts),
        };
        // A decoder that meets the end too early gives nothing of what it was asked for: so it is
        // asked for little.
        let whole = BufReader::with_capacity(DECOMPRESSED, decompressed);
        text(whole, Counts { is_decoded: true, ..counts })
    }
}

/// How much of each file is looked at before the first row is read.
const HEAD: usize = 4 << 10;
const BUFFER: usize = 256 << 10;
const DECOMPRESSED: usize = 8 << 10;
/// Bytes that tell compression and byte-order marks.
const MAGIC: usize = 4;
const COMPRESSED: [&str; 4] = [".gz", ".zst", ".zstd", ".gzip"];
const KNOWN: [&str; 14] = [
    "jsonl", "ndjson", "json", "csv", "tsv", "tab", "parquet", "pq", "html", "htm", "txt", "md",
    "markdown", "text",
];

/// Reads on from `head`, the first bytes of the reader, until there are so many; and what follows
/// them. With `prompt` a line's end is enough, so that a pipe's first row need not wait for a
/// second.
pub(crate) fn peek<R: BufRead>(
    mut reader: R, mut head: Vec<u8>, bytes: usize, prompt: bool,
) -> io::Result<(Vec<u8>, R)> {
    while head.len() < bytes {
        let buffer = match reader.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            // What came before a fault is kept; the next reading meets it again.
            Err(_) if !head.is_empty() => break,
            buffer => buffer?,
        };
        if buffer.is_empty() {
            break;
        }
        let taken = buffer.len().min(bytes - head.len());
        let line_ends = buffer[..taken].contains(&b'\n');
        head.extend_from_slice(&buffer[..taken]);
        reader.consume(taken);
        if prompt && line_ends {
            break;
        }
    }
    Ok((head, reader))
}

/// The text that these bytes are, in UTF-8 and without a byte-order mark.
fn text(reader: impl BufRead + Send + 'static, mut counts: Counts) -> io::Result<(Text, Counts)> {
    let (head, rest) = peek(reader, Vec::new(), MAGIC, true)?;
    let encoding = utf16_of(&head);
    let whole = Cursor::new(head).chain(rest);
    let utf8: Bytes = if encoding.is_some() {
        counts.is_decoded = true;
        let decoder = DecodeReaderBytesBuilder::new().encoding(encoding).build(whole);
        Box::new(BufReader::new(decoder))
    } else {
        Box::new(whole)
    };
    let (head, rest) =
        peek(Counted { inner: utf8, read: Arc::clone(&counts.text) }, Vec::new(), MAGIC, true)?;
    let start = if head.starts_with(MARK) { MARK.len() as u64 } else { 0 };
    let mut whole = Cursor::new(head);
    whole.set_position(start);
    Ok((Text { bytes: Box::new(whole.chain(rest)), start }, counts))
}

/// The kind of UTF-16 that a text begins in, with a byte-order mark or with two plain characters.
fn utf16_of(head: &[u8]) -> Option<&'static Encoding> {
    let plain = |byte: u8| byte.is_ascii_graphic() || byte.is_ascii_whitespace();
    match *head {
        [0xff, 0xfe, ..] => Some(UTF_16LE),
        [0xfe, 0xff, ..] => Some(UTF_16BE),
        [first, 0, second, 0] if plain(first) && plain(second) => Some(UTF_16LE),
        [0, first, 0, second] if plain(first) && plain(second) => Some(UTF_16BE),
        _ => None,
    }
}

/// Counts what is taken.
struct Counted<R> {
    inner: R,
    read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, len: usize) {
        self.read.fetch_add(len as u64, Ordering::Relaxed);
        self.inner.consume(len);
    }
}

/// The files that are named: each once, in the order given, those of a directory or a pattern by
/// name. `skip` are our own. With them come the files of directories that are no kind that we read.
pub(crate) fn find(
    named: &[PathBuf], skip: &[PathBuf],
) -> Result<(Vec<Input>, Vec<PathBuf>), Error> {
    let mut paths: Vec<Option<PathBuf>> = Vec::new();
    let mut unknown = Vec::new();
    for name in named {
        let text = name.to_string_lossy();
        if text == "-" {
            paths.push(None);
        } else if name.is_dir() {
            let before = paths.len();
            walk(name, skip, &mut paths, &mut unknown)?;
            if paths.len() == before {
                return Err(refused("it holds no file of postings", remedy()).in_file(&text));
            }
        } else if let Some(refusal) = address_of(&text).filter(|_| !name.exists()) {
            return Err(Error::from(refusal).in_file(&text));
        } else if name.exists() || !text.contains(['*', '?', '[']) {
            paths.push(Some(name.clone()));
        } else {
            let found = glob::glob(&text).map_err(|error| {
                refused(
                    format!("no pattern: {error}"),
                    "put a `[` that is part of a name in brackets: `[[]`",
                )
                .in_file(&text)
            })?;
            let mut found: Vec<PathBuf> =
                found.filter_map(Result::ok).filter(|path| path.is_file()).collect();
            found.retain(|path| !is_ours(path, skip));
            if found.is_empty() {
                return Err(refused("no file fits the pattern", remedy()).in_file(&text));
            }
            paths.extend(found.into_iter().map(Some));
        }
    }
    let mut inputs: Vec<Input> = Vec::new();
    let mut known = Vec::new();
    for path in paths {
        let mut bytes = None;
        if let Some(path) = &path {
            // Opened once before anything is done: a name mistyped must not be found out after an
            // hour. A pipe, though, is opened once only.
            let metadata = path.metadata().and_then(|found| {
                if found.is_file() { File::open(path)?.metadata() } else { Ok(found) }
            });
            let metadata = metadata.map_err(|error| {
                let remedy = "check the name, and that it may be read";
                failed("open it", &error, remedy).in_file(&path.display().to_string())
            })?;
            bytes = metadata.is_file().then_some(metadata.len());
            let place = path.canonicalize().unwrap_or_else(|_| path.clone());
            if known.contains(&place) {
                continue;
            }
            known.push(place);
        }
        let input = Input { path, bytes };
        if input.bytes.is_some() {
            refuse_other_kinds(&input)?;
        }
        inputs.push(input);
    }
    Ok((inputs, unknown))
}

/// Looks at how a file begins: what is no file of postings is told before a row is read.
fn refuse_other_kinds(input: &Input) -> Result<(), Error> {
    // What cannot be read is told when its turn comes: some of its rows may be there.
    let head = input.open().and_then(|(text, _)| peek(text.bytes, Vec::new(), HEAD, false));
    let refusal = head.ok().and_then(|(head, _)| refusal::of(&head));
    refusal.map_or(Ok(()), |refusal| Err(Error::from(refusal).in_file(&input.name())))
}

fn remedy() -> String {
    format!(
        "name a file, a directory or a pattern such as \"jobs/*.csv\"; in directories these are \
         read, compressed (.gz, .zst) or not: .{}",
        KNOWN.join(" .")
    )
}

fn is_ours(path: &Path, skip: &[PathBuf]) -> bool {
    let name = path.to_string_lossy();
    name.ends_with(".rejects.jsonl")
        || name.ends_with(PART)
        || name.ends_with(STATE)
        || skip.iter().any(|ours| {
            path.canonicalize().is_ok_and(|path| ours.canonicalize().is_ok_and(|ours| ours == path))
        })
}

fn walk(
    directory: &Path, skip: &[PathBuf], paths: &mut Vec<Option<PathBuf>>,
    unknown: &mut Vec<PathBuf>,
) -> Result<(), Error> {
    let failed =
        |error: io::Error| Error::io(directory, error, "check that the directory may be read");
    let mut entries: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(directory).map_err(failed)? {
        entries.push(entry.map_err(failed)?.path());
    }
    entries.sort();
    for path in entries {
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        // A link to a directory may lead back up.
        if hidden || is_ours(&path, skip) || path.is_symlink() && path.is_dir() {
            continue;
        }
        if path.is_dir() {
            walk(&path, skip, paths, unknown)?;
        } else if KNOWN.contains(&&*(Input { path: Some(path.clone()), bytes: None }).extension()) {
            paths.push(Some(path));
        } else {
            unknown.push(path);
        }
    }
    Ok(())
}
