//! The stages, for benches, tests of equivalence, what would change a verdict and what is wrong
//! with a lexicon; what folding is made of, for the page of a posting. No stable interface.

use std::ops::Range;

use crate::classifier::Classifier;
use crate::lexicon::LexiconTerm;
use crate::matches::{MatchContext, Matches};
use crate::pipeline::Changes;
use crate::posting::Posting;
use crate::results::StageResults;
use crate::verdict::Verdict;

pub use crate::lexicon::forms::{Inflect, surface_forms};
pub use crate::lexicon::index::{Entry, fold_phrase};
pub use crate::lexicon::schema::Zone;
pub use crate::lexicon::{Lexicon, Location, Mask, Term};
pub use crate::text::fold::{Piece, entity, html_pieces, is_bullet, is_invisible, is_wrapped};
pub use crate::text::source_map::SourceMap;
pub use crate::text::{is_html, unescaped};

/// One posting on its way through the stages; each call runs one stage on what the stages before
/// have left.
#[derive(Debug)]
pub struct Stages<'c> {
    classifier: &'c Classifier,
    results: StageResults,
}

impl<'c> Stages<'c> {
    /// Nothing read yet.
    #[must_use]
    pub fn new(classifier: &'c Classifier) -> Self {
        Self { classifier, results: StageResults::default() }
    }

    /// All stages, with ranges of the folded text blanked out.
    pub fn run(
        &mut self, posting: &Posting<'_>, blanked: &[Range<usize>], verdict: &mut Verdict<'c>,
    ) {
        let changes = Changes { blanked, ..Changes::default() };
        self.classifier.pipeline.run(posting, changes, &mut self.results, verdict);
    }

    /// Where in the folded text what counts stands, piece by piece of the last verdict's evidence,
    /// and which term that is.
    pub fn counted(&self) -> impl ExactSizeIterator<Item = (Range<usize>, usize)> {
        self.results.matches.counted.iter().map(|one| (one.start..one.end, one.term as usize))
    }

    /// What may count or consume: where it stands, and its form; the employer's name has none.
    pub fn candidates(&self) -> impl ExactSizeIterator<Item = (Range<usize>, Option<usize>)> {
        let StageResults { hits, matches, .. } = &self.results;
        matches.candidates.iter().map(|one| {
            let form = hits.get(one.hit as usize).map(|hit| hit.form as usize);
            (one.start as usize..one.end as usize, form)
        })
    }

    /// What a form stands for.
    #[must_use]
    pub fn entries(&self, form: usize) -> &'c [Entry] {
        self.classifier.pipeline.index.entries(form as u32)
    }

    /// What the files of a lexicon say.
    #[must_use]
    pub fn lexicon(classifier: &Classifier) -> &Lexicon {
        &classifier.pipeline.lexicon
    }

    /// The terms that count wherever they are said, whatever else is.
    pub fn unconditional_terms(classifier: &Classifier) -> impl Iterator<Item = LexiconTerm<'_>> {
        let known = classifier.pipeline.lexicon.terms.iter();
        classifier.lexicon_terms().zip(known).filter_map(|(term, known)| {
            (known.near.is_empty() && !known.weak && known.zone.is_none()).then_some(term)
        })
    }

    /// Every surface form that [`search`](Self::search) finds, in lower case: all but those of
    /// cues alone.
    #[must_use]
    pub fn surface_forms(classifier: &Classifier) -> impl ExactSizeIterator<Item = &str> {
        classifier.pipeline.index.forms()
    }

    /// Whether `text[start..end]` is a whole word or phrase.
    #[must_use]
    pub fn is_whole_word(text: &str, start: usize, end: usize) -> bool {
        crate::search::is_whole_word(text, start, end)
    }

    /// Stage 1: folds; returns the folded text.
    pub fn read(&mut self, posting: &Posting<'_>) -> &str {
        self.results.document.read(posting);
        self.text()
    }

    /// The folded text.
    #[must_use]
    pub fn text(&self) -> &str {
        self.results.document.text()
    }

    /// Stage 2 on any text: how many surface forms stand in it.
    pub fn search(&mut self, text: &str) -> usize {
        let StageResults { words, hits, .. } = &mut self.results;
        self.classifier.pipeline.index.find(text, words, hits);
        hits.len()
    }

    /// Adds the cues of the text read to what the last search found.
    pub fn add_cues(&mut self) {
        let StageResults { document, words, hits, .. } = &mut self.results;
        let mut cues = Vec::new();
        self.classifier.pipeline.index.cues.find(document.text(), words, &mut cues);
        hits.append(&mut cues);
    }

    /// What the last search found: start, end and number of the form, in order of start, then end.
    pub fn hits(&self) -> impl ExactSizeIterator<Item = (usize, usize, usize)> {
        self.results
            .hits
            .iter()
            .map(|hit| (hit.start as usize, hit.end as usize, hit.form as usize))
    }

    /// Stage 2 on the text read.
    pub fn search_read(&mut self) -> usize {
        let StageResults { document, words, hits, .. } = &mut self.results;
        self.classifier.pipeline.index.find(document.text(), words, hits);
        hits.len()
    }

    /// Stage 3: how many sentences the text has.
    pub fn divide(&mut self) -> usize {
        let pipeline = &self.classifier.pipeline;
        let StageResults { document, hits, sections, .. } = &mut self.results;
        pipeline.section_finder.divide(document, &pipeline.index, hits, sections);
        sections.sentences.len()
    }

    /// Stage 4: how many terms count.
    pub fn find(&mut self, company: &str) -> usize {
        let (context, matches) = Self::context(self.classifier, &mut self.results, company);
        self.classifier.pipeline.matcher.find(context, matches);
        matches.counted.len()
    }

    /// Makes all count whose conditions are met, whatever stands over it.
    pub fn count_all(&mut self, company: &str) {
        let (context, matches) = Self::context(self.classifier, &mut self.results, company);
        matches.counted.clear();
        for at in 0..matches.candidates.len() {
            self.classifier.pipeline.matcher.accept(matches.candidates[at], 0, context, matches);
        }
    }

    fn context<'r>(
        classifier: &'r Classifier, results: &'r mut StageResults, company: &'r str,
    ) -> (MatchContext<'r>, &'r mut Matches) {
        let (lexicon, index) = (&classifier.pipeline.lexicon, &classifier.pipeline.index);
        let StageResults { document, words, hits, sections, matches, .. } = results;
        (MatchContext { lexicon, index, document, words, hits, sections, company }, matches)
    }

    /// Stage 5: the score of the gate.
    pub fn add_up(&mut self) -> f32 {
        let StageResults { sections, matches, scores, .. } = &mut self.results;
        scores.add_up(&self.classifier.pipeline.lexicon, sections, matches, None);
        scores.pm_gate
    }
}
