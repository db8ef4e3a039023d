//! Files of postings: whatever the bytes, every row is tagged or rejected, and counted.

use std::fs;

use rolecall_batch::{Batch, Summary};
use serde::de::IgnoredAny;

use crate::postings::classifier;

/// What became of a file.
#[derive(Debug)]
pub(crate) struct Tagged {
    pub(crate) out: String,
    pub(crate) summary: Summary,
}

pub(crate) fn check(name: &str, bytes: &[u8]) {
    tag(name, bytes);
}

/// Tags a file of this name; none where it is refused, which it must be with a reason.
pub(crate) fn tag(name: &str, bytes: &[u8]) -> Option<Tagged> {
    let directory = tempfile::tempdir().expect("a directory");
    let input = directory.path().join(name);
    fs::write(&input, bytes).expect("a file");
    let (mut out, mut rejects) = (Vec::new(), Vec::new());
    let batch = Batch::new(classifier()).jobs(1);
    match batch.run_to(&[&input], &mut out, &mut rejects) {
        Err(error) => {
            assert!(!error.to_string().is_empty());
            None
        }
        Ok(summary) => {
            let out = String::from_utf8(out).expect("JSON Lines are UTF-8");
            let rejects = String::from_utf8(rejects).expect("rejects are UTF-8");
            account(&summary, &out, &rejects);
            Some(Tagged { out, summary })
        }
    }
}

/// Nothing is filtered here, so every row in is a row out or a reject.
fn account(summary: &Summary, out: &str, rejects: &str) {
    let written = out.lines().inspect(|line| {
        assert!(line.contains(r#""rolecall_role":"#), "untagged: {line}");
        serde_json::from_str::<IgnoredAny>(line).expect("a line is JSON");
    });
    assert_eq!(written.count() as u64, summary.written);
    assert_eq!(summary.written, summary.tagged);
    assert_eq!(summary.roles.values().map(|role| role.count).sum::<u64>(), summary.tagged);
    let rejected = rejects.lines().inspect(|line| {
        serde_json::from_str::<IgnoredAny>(line).expect("a reject is JSON");
    });
    assert_eq!(rejected.count() as u64, summary.rejected + summary.noted);
    assert_eq!(summary.read, summary.tagged + summary.rejected);
}
