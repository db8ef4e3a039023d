//! Real postings, where they are present.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;

/// The lines of `$CORPUS`, otherwise of `../shared/corpus/postings.jsonl.gz`: a posting each.
pub(crate) fn real_postings() -> Option<impl Iterator<Item = String>> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus/postings.jsonl.gz");
    let path = std::env::var_os("CORPUS").map_or_else(|| beside.into(), PathBuf::from);
    let Ok(file) = std::fs::File::open(&path) else {
        eprintln!("skipped: the real postings, since {} is not here", path.display());
        return None;
    };
    let lines = BufReader::new(flate2::read::GzDecoder::new(file)).lines();
    Some(lines.map(|line| line.expect("the corpus is UTF-8")))
}
