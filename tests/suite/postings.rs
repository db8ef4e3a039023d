//! Whole postings written for this repository, labelled by the rubric: `tests/postings/*.jsonl`.
//!
//! Those of `oblique.jsonl` tell the work in the words of its trade and hardly name a skill. Most
//! postings were written to improve the lexicon, so the share that comes out right is no estimate
//! of quality. What comes out wrong stands by name in `tests/known-misses.txt`: a posting that is
//! missed anew fails the test, and so does one that is found and still listed.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use rolecall::{Classifier, Role};

/// Each miss as `id: label -> answer`, once with the title and once without.
fn misses() -> BTreeSet<String> {
    let classifier = Classifier::builtin().unwrap();
    let mut misses = BTreeSet::new();
    for labelled in crate::labelled_postings() {
        let (id, primary) = (&labelled.id, &labelled.primary);
        assert!(primary.parse::<Role>().is_ok(), "{id}: {primary}");
        let titled = labelled.posting();
        for (how, posting) in [("", titled), (", no title", titled.title(""))] {
            let answer = classifier.classify(&posting).role_id();
            if answer != primary {
                misses.insert(format!("{id}{how}: {primary} -> {answer}"));
            }
        }
    }
    misses
}

#[test]
fn whole_postings() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/known-misses.txt");
    let misses = misses();
    if crate::renew() {
        let lines: Vec<String> = misses.into_iter().collect();
        fs::write(path, lines.join("\n") + "\n").unwrap();
        return;
    }
    let known = fs::read_to_string(path).unwrap();
    let known: BTreeSet<String> = known.lines().map(str::to_owned).collect();
    let new: Vec<&String> = misses.difference(&known).collect();
    let old: Vec<&String> = known.difference(&misses).collect();
    assert!(
        new.is_empty() && old.is_empty(),
        "missed now: {new:#?}\nno longer missed so: {old:#?}\n{}",
        crate::HOW_TO_RENEW
    );
}
