//! Reading and writing whole files.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::exit::Failure;

/// A file's text, which must be UTF-8.
pub(crate) fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| cannot("read", path, &error))
}

/// Refuses to write over a file that is read, or that holds another output.
pub(crate) fn refuse_to_overwrite<'p>(
    output: &Path, others: impl IntoIterator<Item = &'p Path>,
) -> Result<(), Failure> {
    let place = place(output);
    if place.is_none() || others.into_iter().all(|other| self::place(other) != place) {
        return Ok(());
    }
    let fault = "it is an input or another output too; name another file";
    Err(Failure::Message(format!("{}: {fault}", output.display())))
}

/// Where a file is, or would be, whatever way leads there.
fn place(path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok().or_else(|| {
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let folder = parent.unwrap_or(Path::new(".")).canonicalize().ok()?;
        Some(folder.join(path.file_name()?))
    })
}

/// Writes a file whole or not at all.
pub(crate) fn write_whole(path: &Path, content: &str) -> Result<(), Failure> {
    replace(path, content).map_err(|error| cannot("write", path, &error))
}

fn replace(path: &Path, content: &str) -> io::Result<()> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let mut builder = tempfile::Builder::new();
    // A temporary file is its owner's alone; what we write is a file like any other.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(parent.unwrap_or(Path::new(".")))?;
    file.write_all(content.as_bytes())?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

pub(crate) fn cannot(what: &str, path: &Path, error: &io::Error) -> Failure {
    Failure::Message(format!("cannot {what} {}: {error}", path.display()))
}
