//! Where an output goes: the names beside it, whose it is, and what is said where it cannot go.

use std::error::Error;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{BatchError, failed, refused};
use crate::format::{
    Compression, Format, PART, STATE, beside, lock_part, rejects_part, whole_part,
};
use crate::lock::Lock;

/// What an output is begun for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Start {
    Anew,
    /// To go on with what the same task has left unfinished.
    Resume,
    /// To be copied into a pipe: nothing of it is kept.
    Passing,
}

#[derive(Debug)]
pub(crate) struct Destination {
    /// As it was given.
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    pub(crate) format: Format,
    /// By the name's ending.
    pub(crate) compression: Compression,
    pub(crate) start: Start,
}

impl Destination {
    pub(crate) fn new(path: &Path, format: Format, start: Start) -> Self {
        let name = path.display().to_string();
        let path = place_of(path);
        let (_, compression) = Compression::of(&path);
        Self { name, path, format, compression, start }
    }

    pub(crate) fn part(&self) -> PathBuf {
        beside(&self.path, PART)
    }

    pub(crate) fn rejects_part(&self) -> PathBuf {
        rejects_part(&self.path)
    }

    pub(crate) fn state(&self) -> PathBuf {
        beside(&self.path, STATE)
    }

    pub(crate) fn whole(&self) -> PathBuf {
        whole_part(&self.path)
    }

    /// Whether the lines that are spooled are the output as they stand.
    pub(crate) fn takes_lines(&self) -> bool {
        self.format == Format::JsonLines && self.compression == Compression::None
    }

    /// Keeps other runs from writing it.
    pub(crate) fn lock(&self) -> Result<Lock, BatchError> {
        Lock::take(lock_part(&self.path))
            .map_err(|error| self.failed("create it", &error))?
            .map_err(|holder| {
                let remedy = "wait until that is done, or name another output";
                refused(format!("{holder} is writing it"), remedy).in_file(&self.name).into()
            })
    }

    pub(crate) fn failed(&self, doing: &str, error: &io::Error) -> BatchError {
        let full =
            matches!(kind_within(error), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded);
        let remedy = match (full, self.start) {
            (true, Start::Passing) => {
                "a table is put together in the directory of temporary files: make room there, or \
                 let TMPDIR name another"
            }
            (true, _) => {
                "make room and run it again with --resume; what is done is kept beside it until \
                 then"
            }
            (false, _) => "check that the directory is there and may be written to",
        };
        failed(doing, error, remedy).in_file(&self.name).into()
    }

    /// Puts the names of files on the disk, after their content.
    pub(crate) fn sync_names(&self) -> io::Result<()> {
        if cfg!(unix) && self.start != Start::Passing {
            let parent = self.path.parent().filter(|parent| !parent.as_os_str().is_empty());
            match File::open(parent.unwrap_or(Path::new("."))).and_then(|names| names.sync_all()) {
                // Not every file system can do that, nor may each directory be read.
                Err(error)
                    if !matches!(
                        error.kind(),
                        io::ErrorKind::InvalidInput
                            | io::ErrorKind::Unsupported
                            | io::ErrorKind::PermissionDenied
                    ) =>
                {
                    return Err(error);
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Puts a file's content on the disk: a name must not come before it.
    pub(crate) fn sync(&self, file: &File) -> io::Result<()> {
        if self.start == Start::Passing { Ok(()) } else { file.sync_all() }
    }
}

/// Where a file is, or would be, whatever way leads there. A rename would put a file in the place
/// of a link, and of a device.
pub(crate) fn place_of(path: &Path) -> PathBuf {
    let beside = || {
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let directory = parent.unwrap_or(Path::new(".")).canonicalize().ok()?;
        Some(directory.join(path.file_name()?))
    };
    path.canonicalize().ok().or_else(beside).unwrap_or_else(|| path.to_owned())
}

/// What a file may be for its owner while it is written.
#[cfg(unix)]
const OURS_TO_WRITE: u32 = 0o600;

/// Gives a file that is being written the owner and the mode of the one whose place it is to take:
/// nobody is to read in it who could not before.
#[cfg(unix)]
pub(crate) fn write_like(file: &File, replaced: &Path) {
    own_like(file, replaced, OURS_TO_WRITE);
}

/// Gives a file the owner and the mode of the one whose place it takes.
#[cfg(unix)]
pub(crate) fn end_like(file: &File, replaced: &Path) {
    own_like(file, replaced, 0);
}

/// As far as it is allowed: another's file is given back to its owner by root alone, and some file
/// systems know neither owners nor modes.
#[cfg(unix)]
fn own_like(file: &File, replaced: &Path, and: u32) {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
    let (Ok(old), Ok(new)) = (fs::metadata(replaced), file.metadata()) else { return };
    if (old.uid(), old.gid()) != (new.uid(), new.gid())
        && fchown(file, Some(old.uid()), Some(old.gid())).is_err()
    {
        let _ = fchown(file, None, Some(old.gid()));
    }
    let _ = file.set_permissions(fs::Permissions::from_mode(old.mode() & 0o7777 | and));
}

#[cfg(not(unix))]
pub(crate) fn write_like(_: &File, _: &Path) {}

#[cfg(not(unix))]
pub(crate) fn end_like(file: &File, replaced: &Path) {
    if let Ok(old) = fs::metadata(replaced) {
        let _ = file.set_permissions(old.permissions());
    }
}

/// What kind of error it is at its root: libraries wrap those of the disk.
fn kind_within(error: &io::Error) -> io::ErrorKind {
    let mut within: Option<&(dyn Error + 'static)> = error.get_ref().map(|inner| inner as _);
    while let Some(inner) = within {
        if let Some(error) = inner.downcast_ref::<io::Error>() {
            return kind_within(error);
        }
        within = inner.source();
    }
    error.kind()
}
