//! What users of the classifier rely on.

use std::path::{Path, PathBuf};

use rolecall::Posting;
use serde::Deserialize;

mod attacks;
mod bad_input;
mod cases;
mod flags;
mod furniture;
mod invariances;
mod lexicon;
mod names;
mod postings;
mod properties;
mod search;
mod snapshot;
mod sound;
mod titles;

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

/// A posting written for this repository, with its label.
#[derive(Deserialize)]
struct Labelled {
    id: String,
    title: String,
    company: String,
    description: String,
    primary: String,
}

impl Labelled {
    fn posting(&self) -> Posting<'_> {
        Posting::new(&self.description).title(&self.title).company(&self.company)
    }
}

/// Those of `tests/postings`.
fn labelled_postings() -> Vec<Labelled> {
    let mut postings = Vec::new();
    for path in files("tests/postings") {
        let text = std::fs::read_to_string(path).unwrap();
        postings.extend(text.lines().map(|line| serde_json::from_str::<Labelled>(line).unwrap()));
    }
    postings
}
