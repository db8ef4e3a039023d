//! The terms of a posting that something longer hid.

use std::collections::HashSet;
use std::ops::Range;

use rolecall::internals::{Entry, Stages};
use rolecall::{Classifier, Posting, Role, Target, Verdict};

/// A term that would have counted, had nothing longer stood over it.
pub(super) struct ShadowedTerm {
    /// Index into [`Classifier::lexicon_terms`].
    pub(super) term: usize,
    /// What hid it: a phrase of the lexicon, or the employer's name.
    pub(super) by: String,
}

/// Whether a job is product management and which kind it is are two questions; only answers to the
/// same one consume each other, or conflict.
pub(super) fn is_gate(target: Target) -> bool {
    matches!(target, Target::Pm | Target::Role(Role::NotPm))
}

/// Where a term stands in the folded text, and which it is.
type Place = (Range<usize>, usize);

/// The terms that stand in a posting, with their conditions met, but do not count since a longer
/// term, a mask or the employer's name stands over them; in the order of the text.
pub(super) fn terms(classifier: &Classifier, posting: &Posting<'_>) -> Vec<ShadowedTerm> {
    let mut stages = Stages::new(classifier);
    stages.run(posting, &[], &mut Verdict::default());
    let visible: HashSet<Place> = stages.counted().collect();
    stages.count_all(posting.company);
    let mut hidden: Vec<Place> = stages.counted().filter(|one| !visible.contains(one)).collect();
    hidden.sort_by_key(|(place, term)| (place.start, *term));
    let by = |one: &Place| hider(one, classifier, &stages, &visible);
    hidden.iter().map(|one| ShadowedTerm { term: one.1, by: by(one) }).collect()
}

/// The longest that stands over a hidden match and consumes its target.
fn hider(
    (hidden, term): &Place, classifier: &Classifier, stages: &Stages<'_>, visible: &HashSet<Place>,
) -> String {
    let terms = &Stages::lexicon(classifier).terms;
    let target = terms[*term].target;
    let mut longest: Option<(usize, String)> = None;
    for (place, form) in stages.candidates() {
        let over =
            place.start < hidden.end && hidden.start < place.end && place.len() >= hidden.len();
        if !over || longest.as_ref().is_some_and(|(length, _)| *length >= place.len()) {
            continue;
        }
        let Some(form) = form else {
            longest = Some((place.len(), "the employer's name".to_owned()));
            continue;
        };
        if place == *hidden {
            continue;
        }
        let label = stages.entries(form).iter().find_map(|entry| match entry {
            Entry::Term { id, .. } if visible.contains(&(place.clone(), *id as usize)) => {
                let term = &terms[*id as usize];
                let at = || format!("{}:{}", term.location.file, term.location.line);
                (is_gate(term.target) == is_gate(target))
                    .then(|| format!("`{}` ({})", term.phrase, at()))
            }
            Entry::Mask(targets) if targets & target.bit() != 0 => {
                Some(format!("the mask `{}`", stages.text()[place.clone()].to_lowercase()))
            }
            _ => None,
        });
        if let Some(label) = label {
            longest = Some((place.len(), label));
        }
    }
    longest
        .map_or_else(|| "a longer term that is itself negated there".to_owned(), |(_, label)| label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_employers_name_hides_the_words_in_it() {
        let classifier = Classifier::builtin().unwrap();
        let posting = Posting::new("Marketing manager").company("Marketing Manager Inc");
        let hidden = terms(classifier, &posting);
        assert!(!hidden.is_empty());
        assert!(hidden.iter().all(|hidden| hidden.by == "the employer's name"));
    }
}
