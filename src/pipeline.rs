//! The stages in their order: the one place where a posting is read.

use std::ops::Range;

use crate::error::Error;
use crate::lexicon::Lexicon;
use crate::lexicon::index::Index;
use crate::matches::{MatchContext, Matcher};
use crate::posting::{Posting, Section};
use crate::results::StageResults;
use crate::search::{Hit, outermost};
use crate::sections::SectionFinder;
use crate::text::Document;
use crate::verdict::{Unclear, Verdict};

/// A compiled lexicon with the rules of each stage.
#[derive(Debug)]
pub(crate) struct Pipeline {
    pub(crate) lexicon: Lexicon,
    pub(crate) index: Index,
    pub(crate) section_finder: SectionFinder,
    pub(crate) matcher: Matcher,
    max_bytes: usize,
}

/// What is changed before or while a posting is read; nothing by default.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Changes<'a> {
    /// Ranges of the folded text to blank out.
    pub(crate) blanked: &'a [Range<usize>],
    /// The section to which the whole body belongs, whatever its headings.
    pub(crate) body_section: Option<Section>,
}

impl Pipeline {
    pub(crate) fn build(lexicon: Lexicon, max_bytes: usize) -> Result<Self, Error> {
        let (index, cue_forms) = Index::build(&lexicon);
        Ok(Self {
            section_finder: SectionFinder::build(&lexicon)?,
            matcher: Matcher::build(&lexicon, &index, &cue_forms),
            index,
            lexicon,
            max_bytes,
        })
    }

    /// Reads a posting: fills `results`, then `verdict`.
    pub(crate) fn run<'p>(
        &'p self, posting: &Posting<'_>, changes: Changes<'_>, results: &mut StageResults,
        verdict: &mut Verdict<'p>,
    ) {
        if !self.read(posting, changes, 5, results) {
            return verdict.set_unclear(Unclear::TooLong);
        }
        let placeholder = is_placeholder(&results.document, &results.hits);
        verdict.collect_evidence(&self.lexicon, posting, results);
        verdict.decide(&self.lexicon, posting, results, placeholder);
    }

    /// The first `stages` of the five that fill `results`; says whether the posting is short enough
    /// to be read.
    pub(crate) fn read(
        &self, posting: &Posting<'_>, changes: Changes<'_>, stages: usize,
        results: &mut StageResults,
    ) -> bool {
        let Self { lexicon, index, section_finder, matcher, .. } = self;
        if posting.title.len() + posting.body.len() > self.max_bytes {
            *results = StageResults::default();
            return false;
        }
        let StageResults { document, words, hits, sections, matches, scores } = results;
        document.read(posting);
        document.blank(changes.blanked);
        if stages >= 2 {
            index.find(&document.text, words, hits);
        }
        if stages >= 3 {
            section_finder.divide(document, index, hits, sections);
            changes.body_section.into_iter().for_each(|section| sections.set_body(section));
        }
        if stages >= 4 {
            let company = posting.company;
            let context = MatchContext { lexicon, index, document, words, hits, sections, company };
            matcher.find(context, matches);
        }
        if stages >= 5 {
            scores.add_up(lexicon, sections, matches, lexicon.employer(posting.company));
        }
        true
    }
}

/// Whether a body says little more than one of the lexicon's placeholders.
fn is_placeholder(document: &Document, hits: &[Hit]) -> bool {
    const LONGEST: usize = 600;
    /// A phrase of this length says so even among other words (a banner's).
    const LONG_PHRASE: usize = 12;
    /// A shorter one ("none") must be at least this part of the text.
    const PART: usize = 3;
    let body = document.body();
    if body.len() > LONGEST {
        return false;
    }
    let found = outermost(hits, Index::PLACEHOLDER).map(Hit::range);
    let found: usize = found.filter(|at| at.start >= body.start).map(|at| at.len()).sum();
    let letters = document.text[body].bytes().filter(u8::is_ascii_alphanumeric).count();
    found > 0 && (found * PART >= letters || found >= LONG_PHRASE)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::classifier::Classifier;
    use crate::posting::Posting;
    use crate::text::steps;

    #[test]
    fn steps_grow_with_the_text_and_not_faster() {
        let classifier = Classifier::builtin().unwrap();
        let hostile: BTreeMap<String, String> =
            toml::from_str(include_str!("../tests/hostile.toml")).unwrap();
        for (name, piece) in hostile {
            let steps = |bytes: usize| {
                let body = piece.repeat(bytes / piece.len());
                let posting = Posting::new(&body).company("Acme Data Inc");
                steps::of(|| drop(classifier.classify(&posting)))
            };
            let (small, large) = (steps(16_000), steps(64_000));
            assert!(small > 0, "{name}: nothing is counted");
            assert!(large <= 5 * small, "{name}: {small} steps for 16 kB, {large} for 64 kB");
            assert!(small <= 100 * 16_000, "{name}: {small} steps for 16 kB");
        }
    }
}
