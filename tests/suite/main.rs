//! What users of the classifier rely on.

use std::path::{Path, PathBuf};

mod bad_input;
mod cases;
mod counterfactual;
mod lexicon;
mod postings;
mod properties;
mod search;
mod snapshot;

/// How the answers that are frozen in files are renewed, once a change of them is meant.
const HOW_TO_RENEW: &str = "if that is meant: RENEW_SNAPSHOT=1 cargo test --release -p rolecall";

/// Whether frozen answers are to be written instead of compared.
fn renew() -> bool {
    std::env::var_os("RENEW_SNAPSHOT").is_some()
}

/// The files of a folder of this package, by name.
fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}
