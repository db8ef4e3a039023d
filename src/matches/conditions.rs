//! Whether the words that a term asks for stand near it, and none that it must not have.

use std::ops::Range;

use super::MatchContext;
use crate::lexicon::index::CueForm;
use crate::lexicon::{CueId, Term};
use crate::search::{Hit, Word};
use crate::text::steps;

/// The cues of a posting. A reusable buffer.
#[derive(Debug, Default)]
pub(super) struct Cues {
    /// By word: what may begin in it, or before it and after the one before, as bits of
    /// [`Conditions::wanted`].
    sets: Vec<u64>,
    /// By word: where in `found` its cues stand, once a term has asked for them.
    of_word: Vec<Option<(u32, u32)>>,
    found: Vec<Hit>,
    /// For these words, which are near the last hit, `sets` are filled in.
    filled: Range<usize>,
}

impl Cues {
    /// Forgets the last posting's.
    pub(super) fn reset(&mut self, words: usize) {
        self.sets.clear();
        self.sets.resize(words, 0);
        self.of_word.clear();
        self.of_word.resize(words, None);
        self.found.clear();
        self.filled = 0..0;
    }

    /// Learns what may stand within so many words of a hit; hits are given in their order.
    pub(super) fn add_near(&mut self, context: MatchContext<'_>, hit: &Hit, within: u32) {
        let MatchContext { index, document, words, .. } = context;
        let list = &words.list;
        let reach = (within + 1) * LONGEST_WORD;
        let at = hit.word as usize;
        if at >= self.filled.end {
            self.filled = at..at;
        }
        let is_before = |word: &&Word| {
            hit.gaps.saturating_sub(word.gaps) <= within && word.end + reach > hit.start
        };
        let before = list[..self.filled.start].iter().rev().take_while(is_before).count();
        // The hit's own words have no more gaps than bytes.
        let gaps = hit.gaps + within + (hit.end - hit.start);
        let is_after = |word: &&Word| word.gaps <= gaps && word.start <= hit.end + reach;
        let after = list[self.filled.end..].iter().take_while(is_after).count();
        steps::count(before + after);
        let wanted = self.filled.start - before..(self.filled.end + after + 1).min(list.len());
        for more in [wanted.start..self.filled.start, self.filled.end..wanted.end] {
            index.cues.sets(document.text(), words, more, &mut self.sets);
        }
        self.filled = wanted;
    }

    /// The cues that begin in a word, or in the gap before it, and within `range`.
    fn within(&mut self, context: MatchContext<'_>, word: usize, range: &Range<u32>) -> &[Hit] {
        let MatchContext { index, document, words, .. } = context;
        let (from, to) = *self.of_word[word].get_or_insert_with(|| {
            let from = self.found.len() as u32;
            index.cues.find_at(document.text(), words, word, &mut self.found);
            (from, self.found.len() as u32)
        });
        let mut hits = &self.found[from as usize..to as usize];
        if hits.len() > 8 {
            // One huge word may have any number of them.
            hits = &hits[hits.partition_point(|hit| hit.start < range.start)..];
            hits = &hits[..hits.partition_point(|hit| hit.start < range.end)];
        }
        hits
    }
}

/// Sets of cues, one bit each.
#[derive(Debug, Hash, PartialEq, Eq)]
pub(super) struct Conditions {
    near: Box<[u64]>,
    not_near: Box<[u64]>,
    any_near: bool,
    any_not_near: bool,
    /// The bits of all these cues in [`CueForm::set`].
    wanted: u64,
    words: u32,
}

/// Bytes of a word and the gap after it, at most, for what stands near a term and for how far a
/// scope reaches: a text without spaces has no words to count.
pub(super) const LONGEST_WORD: u32 = 24;

impl Conditions {
    /// How far they look.
    pub(super) fn words(&self) -> u32 {
        self.words
    }

    pub(super) fn of(term: &Term, cues: usize) -> Option<Self> {
        let set = |ids: &[CueId]| {
            let mut bits = vec![0; cues.div_ceil(64)].into_boxed_slice();
            for &id in ids {
                bits[id as usize / 64] |= 1 << (id % 64);
            }
            bits
        };
        let (any_near, any_not_near) = (!term.near.is_empty(), !term.not_near.is_empty());
        (any_near || any_not_near).then(|| Self {
            near: set(&term.near),
            not_near: set(&term.not_near),
            any_near,
            any_not_near,
            wanted: CueForm::set_of(term.near.iter().chain(&term.not_near)),
            words: term.within.into(),
        })
    }

    /// Whether they are met where `own` stands; what is beyond `zone` is not looked at.
    pub(super) fn hold(
        &self, context: MatchContext<'_>, cues: &mut Cues, own: &Hit, zone: &Range<usize>,
    ) -> bool {
        let MatchContext { index, document, words, .. } = context;
        let text = document.text();
        let zone = zone.start as u32..zone.end as u32;
        // So many words are never longer; a text without spaces would otherwise be scanned from end
        // to end for each term.
        let reach = (self.words + 1) * LONGEST_WORD;
        let mut is_near = !self.any_near;
        // Whether the answer is known, once a cue is seen.
        let mut sees = |hit: &Hit| {
            steps::count(1);
            let has = |set: &[u64], cue: CueId| set[cue as usize / 64] >> (cue % 64) & 1 != 0;
            for &cue in index.cue_ids(hit.form) {
                if has(&self.not_near, cue) {
                    return Some(false);
                }
                is_near = is_near || has(&self.near, cue);
            }
            (is_near && !self.any_not_near).then_some(true)
        };
        let own_word = own.word as usize;
        let before = zone.start.max(own.start.saturating_sub(reach))..own.start;
        for (at, word) in words.list[..=own_word].iter().enumerate().rev() {
            steps::count(1);
            if own.gaps.saturating_sub(word.gaps) > self.words || word.end <= before.start {
                break;
            }
            if cues.sets[at] & self.wanted == 0 {
                continue;
            }
            for hit in cues.within(context, at, &before) {
                if before.contains(&hit.start)
                    && hit.end <= own.start
                    && own.gaps - hit.gaps <= self.words
                    && let Some(known) = sees(hit)
                {
                    return known;
                }
            }
        }
        let gaps_of = |hit: &Hit| gaps(text, hit.start as usize..hit.end as usize);
        let end_gaps = own.gaps + gaps_of(own);
        let after = own.end..zone.end.min((own.end + reach).saturating_add(1));
        for (at, word) in words.list.iter().enumerate().skip(own_word) {
            steps::count(1);
            if word.end <= own.end && word.end > word.start {
                continue;
            }
            if cues.sets[at] & self.wanted != 0 {
                for hit in cues.within(context, at, &after) {
                    if after.contains(&hit.start)
                        && hit.end <= zone.end
                        && hit.gaps - end_gaps + gaps_of(hit) <= self.words
                        && let Some(known) = sees(hit)
                    {
                        return known;
                    }
                }
            }
            // Only then: a cue may stand in the gap before a word beyond.
            if word.gaps.saturating_sub(end_gaps) > self.words || word.start >= after.end {
                break;
            }
        }
        is_near
    }
}

/// How many gaps between words a stretch of folded text has.
fn gaps(text: &str, range: Range<usize>) -> u32 {
    steps::count(range.len());
    text.as_bytes()[range].iter().map(|b| u32::from(matches!(b, b' ' | b'\n'))).sum()
}
