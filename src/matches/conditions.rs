//! Whether the words that a term asks for stand near it, and none that it must not have.

use std::ops::Range;

use crate::lexicon::index::Index;
use crate::lexicon::{CueId, Lexicon, Term};
use crate::search::{Gathered, Hit, Word, Words, gaps, pair};
use crate::sections::Sections;
use crate::text::{Document, steps};

/// One posting, as the stages before have left it.
#[derive(Clone, Copy)]
pub(crate) struct MatchContext<'s> {
    pub(crate) lexicon: &'s Lexicon,
    pub(crate) index: &'s Index,
    pub(crate) document: &'s Document,
    pub(crate) words: &'s Words,
    pub(crate) hits: &'s [Hit],
    pub(crate) sections: &'s Sections,
    pub(crate) company: &'s str,
}

/// The cues of a posting, each looked for when a term first asks for it. A reusable buffer.
#[derive(Debug, Default)]
pub(super) struct Cues {
    /// By word: where in `found` those stand that begin in it, or in the gap before it, once a term
    /// has asked for them.
    of_word: Vec<Option<(u32, u32)>>,
    found: Vec<Hit>,
}

impl Cues {
    /// Forgets the last posting's.
    pub(super) fn reset(&mut self, words: usize) {
        self.of_word.clear();
        self.of_word.resize(words, None);
        self.found.clear();
    }

    /// The cues that begin in a word, or in the gap before it, and within `range`.
    fn within(&mut self, context: MatchContext<'_>, word: usize, range: &Range<u32>) -> &[Hit] {
        let MatchContext { index, document, words, .. } = context;
        let (from, to) = *self.of_word[word].get_or_insert_with(|| {
            let from = self.found.len() as u32;
            index.cues.find_at(&document.text, words, word, &mut self.found);
            (from, self.found.len() as u32)
        });
        // One huge word may have any number of them.
        let hits = &self.found[from as usize..to as usize];
        let hits = &hits[hits.partition_point(|hit| hit.start < range.start)..];
        &hits[..hits.partition_point(|hit| hit.start < range.end)]
    }
}

/// What must stand near a term, if anything, and what must not. Both are sorted.
#[derive(Debug, Hash, PartialEq, Eq)]
pub(super) struct Conditions {
    near: Box<[CueId]>,
    not_near: Box<[CueId]>,
    words: u32,
    /// Which words may begin one of them, alone or with the next, as bits: few words near a term
    /// do, so that few need be looked up. All in one place, which a term asks many times.
    begins: Box<[u64]>,
}

/// Bytes of a word and the gap after it, at most, for what stands near a term and for how far a
/// scope reaches: a text without spaces has no words to count.
pub(super) const LONGEST_WORD: u32 = 24;

impl Conditions {
    pub(super) fn of(term: &Term) -> Option<Self> {
        let sorted = |ids: &[CueId]| {
            let mut ids: Box<[CueId]> = ids.into();
            ids.sort_unstable();
            ids
        };
        let (near, not_near) = (sorted(&term.near), sorted(&term.not_near));
        let has_any = !near.is_empty() || !not_near.is_empty();
        let (words, begins) = (term.within.into(), [].into());
        has_any.then_some(Self { near, not_near, words, begins })
    }

    /// Learns of all `conditions` which words may begin their cues.
    #[inline(never)] // V8 compiles again what is busy, with all that stands in it
    pub(super) fn learn_words(
        conditions: &mut [Self], cues: usize, index: &Index, cue_forms: &Gathered,
    ) {
        const BITS_A_FORM: usize = 32;
        let mut by_cue = vec![Vec::new(); cues];
        for (at, one) in conditions.iter().enumerate() {
            one.near.iter().chain(&one.not_near).for_each(|id| by_cue[*id as usize].push(at));
        }
        let asking = |form| index.cues_of(form).flat_map(|id| &by_cue[id as usize]);
        let mut counts = vec![0; conditions.len()];
        for (form, _) in cue_forms.openings() {
            asking(form).for_each(|at| counts[*at] += 1);
        }
        for (one, count) in conditions.iter_mut().zip(counts) {
            one.begins = vec![0; (count * BITS_A_FORM / 64 + 1).next_power_of_two()].into();
        }
        for (form, opening) in cue_forms.openings() {
            for &at in asking(form) {
                match opening.map(|opening| conditions[at].place(opening)) {
                    Some((word, bit)) => conditions[at].begins[word] |= bit,
                    // It may stand in the gap before any word.
                    None => conditions[at].begins.fill(u64::MAX),
                }
            }
        }
    }

    /// Where in `begins` the bit of a word stands, or of two.
    fn place(&self, opening: u32) -> (usize, u64) {
        ((opening / 64) as usize & (self.begins.len() - 1), 1 << (opening % 64))
    }

    /// Whether a cue may begin with the first of two words.
    #[inline]
    fn may_begin(&self, [word, next]: &[Word; 2]) -> bool {
        let has = |opening: u32| {
            let (at, bit) = self.place(opening);
            self.begins[at] & bit != 0
        };
        has(word.hash) | has(pair(word.hash, next.hash)) | word.is_glued | next.is_glued
    }

    /// Whether they are met where `own` stands; what is beyond `zone` is not looked at.
    pub(super) fn hold(
        &self, context: MatchContext<'_>, cues: &mut Cues, own: &Hit, zone: &Range<usize>,
    ) -> bool {
        let MatchContext { index, document, words, .. } = context;
        let zone = zone.start as u32..zone.end as u32;
        // So many words are never longer; a text without spaces would otherwise be scanned from end
        // to end for each term.
        let reach = (self.words + 1) * LONGEST_WORD;
        let mut is_near = self.near.is_empty();
        let list = &words.list[..];
        let has = |cues: &[CueId], cue: CueId| cues.binary_search(&cue).is_ok();
        // Whether a cue may begin in a word, or in the gap before it.
        let is_asked = |at: usize| list[at..].first_chunk().is_none_or(|two| self.may_begin(two));
        // The answer, where the cues that do make it known.
        let mut ask = |at: usize, range: &Range<u32>, fits: &dyn Fn(&Hit) -> bool| {
            for hit in cues.within(context, at, range).iter().filter(|hit| fits(hit)) {
                steps::count(1);
                for cue in index.cues_of(hit.form) {
                    if has(&self.not_near, cue) {
                        return Some(false);
                    }
                    is_near = is_near || has(&self.near, cue);
                }
                if is_near && self.not_near.is_empty() {
                    return Some(true);
                }
            }
            None
        };
        let before = zone.start.max(own.start.saturating_sub(reach))..own.start;
        let fits = |hit: &Hit| hit.end <= own.start && own.gaps - hit.gaps <= self.words;
        for (at, word) in list[..=own.word as usize].iter().enumerate().rev() {
            steps::count(1);
            if own.gaps.saturating_sub(word.gaps) > self.words || word.end <= before.start {
                break;
            }
            if is_asked(at)
                && let Some(known) = ask(at, &before, &fits)
            {
                return known;
            }
        }
        let gaps_of = |hit: &Hit| gaps(&document.text, hit.range());
        let end_gaps = own.gaps + gaps_of(own);
        let after = own.end..zone.end.min((own.end + reach).saturating_add(1));
        let fits =
            |hit: &Hit| hit.end <= zone.end && hit.gaps - end_gaps + gaps_of(hit) <= self.words;
        for (at, word) in list.iter().enumerate().skip(own.word as usize) {
            steps::count(1);
            if word.end <= own.end && word.end > word.start {
                continue;
            }
            if is_asked(at)
                && let Some(known) = ask(at, &after, &fits)
            {
                return known;
            }
            // Only then: a cue may stand in the gap before a word beyond.
            if word.gaps.saturating_sub(end_gaps) > self.words || word.start >= after.end {
                break;
            }
        }
        is_near
    }
}
