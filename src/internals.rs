//! The stages one by one, for benches and for tests of equivalence. No stable interface.

use crate::classifier::{Classifier, Scratch};
use crate::document::Posting;
use crate::matches::Scene;

/// One posting on its way through the stages; each call runs one stage on what the stages before have left.
#[derive(Debug)]
pub struct Stages<'c> {
    classifier: &'c Classifier,
    scratch: Scratch,
}

impl<'c> Stages<'c> {
    /// Nothing read yet.
    #[must_use]
    pub fn new(classifier: &'c Classifier) -> Self {
        Self { classifier, scratch: Scratch::default() }
    }

    /// Every surface form of the lexicon, in lower case.
    pub fn surface_forms(classifier: &Classifier) -> impl ExactSizeIterator<Item = &str> {
        classifier.compiled.index.forms().iter().map(AsRef::as_ref)
    }

    /// Whether `text[start..end]` is a whole word or phrase.
    #[must_use]
    pub fn is_bounded(text: &str, start: usize, end: usize) -> bool {
        crate::search::is_bounded(text, start, end)
    }

    /// Stage 1: folds; returns the folded text.
    pub fn read(&mut self, posting: &Posting<'_>) -> &str {
        self.scratch.document.read(posting);
        self.scratch.document.text()
    }

    /// Stage 2 on any text: how many surface forms stand in it.
    pub fn search(&mut self, text: &str) -> usize {
        self.classifier.compiled.index.search.find(text, &mut self.scratch.hits);
        self.scratch.hits.len()
    }

    /// What the last search found: start, end and number of the form, in order of start, then end.
    pub fn hits(&self) -> impl ExactSizeIterator<Item = (usize, usize, usize)> {
        self.scratch.hits.iter().map(|hit| (hit.start as usize, hit.end as usize, hit.form as usize))
    }

    /// Stage 2 on the text read.
    pub fn search_read(&mut self) -> usize {
        self.classifier.compiled.index.search.find(self.scratch.document.text(), &mut self.scratch.hits);
        self.scratch.hits.len()
    }

    /// Stage 3: how many units the text has.
    pub fn divide(&mut self) -> usize {
        let compiled = &self.classifier.compiled;
        compiled.sections.divide(
            &self.scratch.document,
            &compiled.index,
            &self.scratch.hits,
            &mut self.scratch.sections,
        );
        self.scratch.sections.units.len()
    }

    /// Stage 4: how many terms count.
    pub fn find(&mut self, company: &str) -> usize {
        let compiled = &self.classifier.compiled;
        let Scratch { document, hits, sections, matches, .. } = &mut self.scratch;
        compiled.matcher.find(&compiled.lexicon, &compiled.index, Scene { document, hits, sections, company }, matches);
        self.scratch.matches.counted.len()
    }

    /// Stage 5: the gate's score.
    pub fn add_up(&mut self) -> f32 {
        self.scratch.scores.add_up(&self.classifier.compiled.lexicon, &self.scratch.sections, &self.scratch.matches);
        self.scratch.scores.gate
    }
}
