//! The terms of a classifier's lexicon.

use crate::classifier::Classifier;
use crate::lexicon::forms::surface_forms;
use crate::lexicon::index::{Entry, fold_phrase};
use crate::lexicon::schema::Zone;
use crate::lexicon::{Lexicon, LexiconTerm, Term};
use crate::pipeline::{Changes, Pipeline};
use crate::posting::Posting;
use crate::results::StageResults;
use crate::role::Target;

impl Classifier {
    /// Every term of the lexicon, file by file in the order of the file.
    #[must_use]
    pub fn lexicon_terms(&self) -> impl ExactSizeIterator<Item = LexiconTerm<'_>> {
        let Lexicon { terms, groups, .. } = &self.pipeline.lexicon;
        terms.iter().map(|term| LexiconTerm {
            phrase: &term.phrase,
            wordings: &term.wordings,
            target: term.target,
            group: &groups[term.group as usize],
            weight: term.weight,
            conditional: !term.near.is_empty(),
            restricted: term.exact_case || !term.not_near.is_empty(),
            title_only: term.zone == Some(Zone::Title),
            file: &term.location.file,
            line: term.location.line,
        })
    }

    /// The terms of the six specialisations that a phrase is as a whole, whatever they must stand
    /// near in running text: those of which it is the phrase, else those of which it is a variant,
    /// else those that are meant for titles. Indices into [`lexicon_terms`](Self::lexicon_terms).
    ///
    /// ```
    /// let classifier = rolecall::Classifier::builtin()?;
    /// let named = classifier.terms_named("Data Contracts");
    /// assert_eq!(classifier.lexicon_terms().nth(named[0]).unwrap().phrase, "data contract");
    /// # Ok::<(), rolecall::Error>(())
    /// ```
    #[must_use]
    pub fn terms_named(&self, phrase: &str) -> Vec<usize> {
        let Pipeline { lexicon: Lexicon { terms, .. }, index, .. } = &*self.pipeline;
        let mut results = StageResults::default();
        self.pipeline.read(&Posting::new(phrase), Changes::default(), 2, &mut results);
        let end = results.document.text.len();
        let forms = results.hits.iter().filter(|hit| hit.start == 0 && hit.end as usize == end);
        let mut found: Vec<(u8, usize)> = Vec::new();
        for hit in forms {
            for entry in index.terms_and_masks(hit.form) {
                let Entry::Term { id, .. } = entry else { continue };
                let at = *id as usize;
                let Target::Role(role) = terms[at].target else { continue };
                let is_skill = role.is_specialisation() && terms[at].weight > 0.0;
                if is_skill && found.iter().all(|(_, known)| *known != at) {
                    found.push((rank(&terms[at], index.form(hit.form)), at));
                }
            }
        }
        let best = found.iter().map(|(rank, _)| *rank).min();
        found.into_iter().filter(|(rank, _)| Some(*rank) == best).map(|(_, at)| at).collect()
    }
}

/// How near a form is to a term: its phrase, a variant, or for titles alone.
fn rank(term: &Term, form: &str) -> u8 {
    let is_form = |surface: &String| fold_phrase(surface).to_lowercase() == form;
    match term.zone {
        Some(Zone::Title) => 2,
        _ => u8::from(!surface_forms(&term.phrase, term.inflect).iter().any(is_form)),
    }
}
