//! Lexicon files: any bytes are refused with a reason, or make a classifier that works.

use std::fs;

use rolecall::lexicon::SHIPPED_FILES;
use rolecall::{ClassifierBuilder, Posting};

/// What the other files need; the terms would only take time.
const NEEDED: [&str; 3] = ["context.toml", "model.toml", "sections.toml"];

/// The first line names the file, the rest is its content.
pub(crate) fn check(bytes: &[u8]) {
    let end = bytes.iter().position(|&b| b == b'\n').unwrap_or(bytes.len());
    let (name, content) = (&bytes[..end], bytes.get(end + 1..).unwrap_or_default());
    let shipped = |name: &[u8]| {
        SHIPPED_FILES.iter().find(|(known, _)| known.as_bytes() == name).map(|(known, _)| *known)
    };
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join(shipped(name).unwrap_or("house.toml"));
    fs::write(&file, content).expect("a file");

    let needed = SHIPPED_FILES.iter().filter(|(name, _)| NEEDED.contains(name));
    let builder = needed
        .fold(ClassifierBuilder::empty(), |builder, (name, content)| builder.file(*name, *content));
    match builder.directory(directory.path()).build() {
        Err(error) => assert!(!error.to_string().is_empty()),
        Ok(classifier) => {
            // What the file itself says is the text that it most likely knows.
            let text = String::from_utf8_lossy(content);
            let posting = Posting::new(&text).title("Product Manager").company("Acme");
            let analysis = classifier.analyze(&posting);
            crate::postings::sound::check(analysis.verdict(), &posting);
        }
    }
}
