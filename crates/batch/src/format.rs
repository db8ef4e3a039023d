//! What the name of a file says: its format, its compression, and the names of what lies beside an
//! output.

use std::path::{Path, PathBuf};

/// What the names of unfinished files end with.
pub(crate) const PART: &str = ".rolecall-part";
/// What the name of the file that says how far a run is ends with.
pub(crate) const STATE: &str = ".rolecall-state";

/// How tagged rows are written.
///
/// ```
/// assert_eq!("csv".parse(), Ok(rolecall_batch::Format::Csv));
/// assert!("xlsx".parse::<rolecall_batch::Format>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// An object a line: the row's own fields as they stand there, then ours.
    JsonLines,
    /// Comma-separated. Lists and objects stand in a cell as JSON; our own lists are joined by
    /// semicolons.
    Csv,
    /// Separated by tabs.
    Tsv,
    /// Parquet (feature `parquet`). From Parquet files of one schema columns keep their types and
    /// what is said of them; otherwise whole numbers, numbers and truth values are columns of their
    /// kind, and anything else is text, numbers among it that would lose digits. Our own lists are
    /// lists.
    Parquet,
}

impl Format {
    /// The format that a file's name asks for, compressed or not.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        let (name, _) = Compression::of(path);
        match name.extension()?.to_string_lossy().to_lowercase().as_str() {
            "jsonl" | "ndjson" => Some(Format::JsonLines),
            "csv" => Some(Format::Csv),
            "tsv" | "tab" => Some(Format::Tsv),
            "parquet" | "pq" => Some(Format::Parquet),
            _ => None,
        }
    }
}

impl std::str::FromStr for Format {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Format::of(Path::new(&format!("x.{name}"))).ok_or_else(|| {
            format!("`{name}` is not a format of the output; use jsonl, csv, tsv or parquet")
        })
    }
}

/// How an output is compressed, by its name's ending.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Compression {
    None,
    Gzip,
    Zstd,
}

impl Compression {
    /// The name without the ending of a compressed file, and what that said.
    pub(crate) fn of(path: &Path) -> (PathBuf, Self) {
        match path
            .extension()
            .map(|extension| extension.to_string_lossy().to_lowercase())
            .as_deref()
        {
            Some("gz") => (path.with_extension(""), Compression::Gzip),
            Some("zst") => (path.with_extension(""), Compression::Zstd),
            _ => (path.to_owned(), Compression::None),
        }
    }
}

/// The rejects of an output: `tagged.rejects.jsonl` for `tagged.csv.gz`.
pub(crate) fn rejects_path(output: &Path) -> PathBuf {
    let (name, _) = Compression::of(output);
    name.with_extension("rejects.jsonl")
}

/// A file beside an output, with this ending.
pub(crate) fn beside(output: &Path, ending: &str) -> PathBuf {
    let mut name = output.to_owned().into_os_string();
    name.push(ending);
    name.into()
}

/// The rejects of an output until it is done.
pub(crate) fn rejects_part(output: &Path) -> PathBuf {
    beside(output, &format!(".rejects{PART}"))
}

/// What the run that writes an output holds.
pub(crate) fn lock_part(output: &Path) -> PathBuf {
    beside(output, &format!(".lock{PART}"))
}

/// An output in its own format, until all of it is there.
pub(crate) fn whole_part(output: &Path) -> PathBuf {
    beside(output, &format!(".whole{PART}"))
}

/// All that lies beside an output until it is done.
pub(crate) fn unfinished(output: &Path) -> [PathBuf; 5] {
    [
        beside(output, PART),
        rejects_part(output),
        beside(output, STATE),
        lock_part(output),
        whole_part(output),
    ]
}
