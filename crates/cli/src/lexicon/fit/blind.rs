//! Blind cross-validation: each fold is read without the terms that only its own companies use, or
//! that too few others use.
//!
//! A lexicon is written with labelled postings at hand, so it knows their companies' own words, and
//! refitting the figures does not undo that. Without those words the held-out companies are read
//! much like companies that nobody has seen.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use rolecall::{Classifier, Evidence, Target, Verdict};
use serde_json::Value;

use crate::lexicon::corpus::Entry;

/// Terms, as indices into [`Classifier::lexicon_terms`].
pub(super) type Terms = BTreeSet<usize>;

/// The terms that count in a posting, with its title or without.
pub(super) fn terms_of(classifier: &Classifier, entry: &Entry) -> Terms {
    let titled = entry.posting();
    let verdicts = [titled, titled.title("")].map(|posting| classifier.classify(&posting));
    let evidence = verdicts.iter().flat_map(Verdict::evidence);
    evidence.map(Evidence::term_index).collect()
}

/// The terms that postings of at least `least` companies use; of 0 companies, all terms.
pub(super) fn used<'l>(
    classifier: &Classifier, least: usize, seen: impl Iterator<Item = (&'l Entry, &'l Terms)>,
) -> Terms {
    let mut companies = vec![BTreeSet::new(); classifier.lexicon_terms().len()];
    for (entry, terms) in seen {
        let company = entry.company_key();
        for &term in terms {
            companies[term].insert(company.clone());
        }
    }
    (0..companies.len()).filter(|&term| companies[term].len() >= least).collect()
}

/// Lexicon files, as name and content, that delete every term but the `used` ones. Of terms of one
/// role with one phrase (for titles, for bodies, in capitals) all stay if one is used.
pub(super) fn files_that_hide(classifier: &Classifier, used: &Terms) -> Vec<(String, String)> {
    let mut by_phrase: BTreeMap<(Target, String), Vec<usize>> = BTreeMap::new();
    // What employers make was known before any posting was read.
    let terms = classifier.lexicon_terms().enumerate();
    for (at, term) in terms.filter(|(_, term)| !term.is_employer()) {
        by_phrase.entry((term.target, key(term.phrase))).or_default().push(at);
    }
    let mut files: BTreeMap<Target, String> = BTreeMap::new();
    for ((target, phrase), terms) in by_phrase {
        if terms.iter().any(|term| used.contains(term)) {
            continue;
        }
        let file = files.entry(target).or_insert_with(|| {
            format!("role = \"{target}\"\nname = \"hidden\"\nabout = \"blind cross-validation\"\n")
        });
        // A JSON string is a TOML string.
        let phrase = Value::from(phrase.as_str());
        for _ in terms {
            let _ = write!(
                file,
                "[[term]]\nphrase = {phrase}\noverride = true\nweight = 0\ngroup = \"hidden\"\n\
                 why = \"too few companies use it\"\n"
            );
        }
    }
    files.into_iter().map(|(target, file)| (format!("hidden-{target}.toml"), file)).collect()
}

/// A phrase as an overriding term is compared with others.
fn key(phrase: &str) -> String {
    phrase.replace(['-', '_'], " ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use rolecall::ClassifierBuilder;
    use rolecall::lexicon::LexiconTerm;

    use super::*;

    #[test]
    fn a_term_is_used_by_companies_and_not_by_postings() {
        let shipped = Classifier::builtin().unwrap();
        let entry = |company: &str| Entry { company: company.to_owned(), ..Entry::default() };
        let entries = [entry("Acme"), entry("ACME"), entry("Heron"), entry("Egret")];
        let terms: [Terms; 4] = [[0, 1].into(), [0].into(), [1, 2].into(), [1].into()];
        let used = |least| used(shipped, least, entries.iter().zip(&terms));
        assert_eq!(used(0).len(), shipped.lexicon_terms().len());
        assert_eq!(used(1), [0, 1, 2].into());
        assert_eq!(used(2), [1].into());
        assert_eq!(used(3), [1].into());
        assert!(used(4).is_empty());
    }

    #[test]
    fn what_is_not_used_is_hidden_and_nothing_else() {
        let shipped = ClassifierBuilder::new().build().unwrap();
        let used: Terms = (0..shipped.lexicon_terms().len()).step_by(3).collect();
        let mut builder = ClassifierBuilder::new();
        for (name, content) in files_that_hide(&shipped, &used) {
            builder = builder.file(name, content);
        }
        let blind = builder.build().unwrap();
        let known = blind.lexicon_terms().map(|term| (term.target, key(term.phrase)));
        let is_wanted =
            |(at, term): &(usize, LexiconTerm<'_>)| used.contains(at) || term.is_employer();
        let wanted = shipped.lexicon_terms().enumerate().filter(is_wanted);
        let wanted = wanted.map(|(_, term)| (term.target, key(term.phrase)));
        assert_eq!(known.collect::<BTreeSet<_>>(), wanted.collect::<BTreeSet<_>>());
    }
}
