//! The stages, for benches, tests of equivalence, what would change a verdict and what is wrong
//! with a lexicon; what folding is made of, for the page of a posting. No stable interface.

use std::ops::Range;

use crate::classifier::Classifier;
use crate::matches::MatchContext;
use crate::pipeline::{Changes, Pipeline};
use crate::posting::Posting;
use crate::results::StageResults;
use crate::verdict::Verdict;

pub use crate::lexicon::forms::{Inflect, surface_forms};
pub use crate::lexicon::index::{Entry, fold_phrase};
pub use crate::lexicon::schema::Zone;
pub use crate::lexicon::{Lexicon, Location, Mask, Term};
pub use crate::search::is_whole_word;
pub use crate::text::fold::{Piece, entity, html_pieces, is_bullet, is_invisible, is_wrapped};
pub use crate::text::source_map::{Run, SourceMap};
pub use crate::text::{is_html, unescaped};

/// One posting on its way through the stages.
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
    #[must_use]
    pub fn counted(&self) -> impl ExactSizeIterator<Item = (Range<usize>, usize)> {
        self.results.matches.counted.iter().map(|one| (one.start..one.end, one.term as usize))
    }

    /// What may count or consume: where it stands, and its form; the employer's name has none.
    #[must_use]
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

    /// A spelling of terms whose capitals count, by the number that their entries have.
    #[must_use]
    pub fn spelling(&self, exact: u32) -> &'c str {
        &self.classifier.pipeline.index.exact[exact as usize]
    }

    /// What the files of a lexicon say.
    #[must_use]
    pub fn lexicon(classifier: &Classifier) -> &Lexicon {
        &classifier.pipeline.lexicon
    }

    /// Every surface form that [`search`](Self::search) finds, in lower case: all but those of
    /// cues alone.
    #[must_use]
    pub fn surface_forms(classifier: &Classifier) -> impl ExactSizeIterator<Item = &str> {
        classifier.pipeline.index.forms()
    }

    /// So many stages, 5 at most; returns the folded text.
    pub fn read(&mut self, posting: &Posting<'_>, stages: usize) -> &str {
        self.classifier.pipeline.read(posting, Changes::default(), stages, &mut self.results);
        self.text()
    }

    /// The folded text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.results.document.text
    }

    /// Stage 2 on any text: how many surface forms stand in it.
    pub fn search(&mut self, text: &str) -> usize {
        let StageResults { words, hits, .. } = &mut self.results;
        self.classifier.pipeline.index.find(text, words, hits);
        hits.len()
    }

    /// What the last search found: start, end and number of the form, in order of start, then end.
    #[must_use]
    pub fn hits(&self) -> impl ExactSizeIterator<Item = (usize, usize, usize)> {
        let hits = self.results.hits.iter();
        hits.map(|hit| (hit.start as usize, hit.end as usize, hit.form as usize))
    }

    /// Makes all count whose conditions are met, whatever stands over it.
    pub fn count_all(&mut self, company: &str) {
        let Pipeline { lexicon, index, matcher, .. } = &*self.classifier.pipeline;
        let StageResults { document, words, hits, sections, matches, .. } = &mut self.results;
        let context = MatchContext { lexicon, index, document, words, hits, sections, company };
        matches.counted.clear();
        for at in 0..matches.candidates.len() {
            matcher.accept(matches.candidates[at], 0, context, matches);
        }
    }
}
