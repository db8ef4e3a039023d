//! One writer an output.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, Write};
use std::path::PathBuf;

use fs4::TryLockError;
use same_file::Handle;

/// Held while an output is written. The system frees it however the run ends; what a killed run
/// leaves behind is a file that nobody holds.
#[derive(Debug)]
pub(crate) struct Lock {
    path: PathBuf,
    _file: File,
}

impl Lock {
    /// Takes the lock that this file stands for; or who has it already.
    pub(crate) fn take(path: PathBuf) -> io::Result<Result<Self, String>> {
        loop {
            let mut file = OpenOptions::new()
                .create(true)
                .truncate(false)
                .read(true)
                .write(true)
                .open(&path)?;
            match fs4::FileExt::try_lock(&file) {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Ok(Err(holder(&mut file))),
                // Some file systems of other machines have no locks. To write without one is what
                // the user wants there.
                Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
                Err(TryLockError::Error(error)) => return Err(error),
            }
            // Whoever had it may just have taken the file away: then this locks nothing.
            let named = Handle::from_path(&path);
            if named.is_ok_and(|named| is_same(&named, &file)) {
                // That the lock has a name on it is a courtesy: it holds without.
                let _ = sign(&mut file);
                return Ok(Ok(Self { path, _file: file }));
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Before the lock is freed, or it would be another run's file. A file that stays is locked
        // by nobody.
        let _ = fs::remove_file(&self.path);
    }
}

fn is_same(named: &Handle, file: &File) -> bool {
    file.try_clone().and_then(Handle::from_file).is_ok_and(|own| own == *named)
}

fn sign(file: &mut File) -> io::Result<()> {
    let host = gethostname::gethostname();
    file.set_len(0)?;
    write!(file, "process {} on {}", std::process::id(), host.display())
}

fn holder(file: &mut File) -> String {
    let mut name = String::new();
    let read = file.rewind().and_then(|()| file.take(1000).read_to_string(&mut name));
    // Elsewhere than on Unix a locked file may not be read.
    if read.is_err() || name.is_empty() { "another run".to_owned() } else { name }
}
