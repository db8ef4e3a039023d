//! Stage 2: where the lexicon's surface forms stand in the text: one pass for all of them.
//!
//! Every form begins at a word and most words begin no form. So the text is cut into words, a word
//! is hashed from its first and last eight bytes, and a bitmap of a few kilobytes sends most of
//! them away before any table is touched. What is left leads to the forms that begin with the word,
//! by what follows it. Time per byte hardly depends on how many forms there are. Forms that begin
//! with no ASCII letter or digit are left to aho-corasick.

mod words;

use std::ops::Range;

use self::words::Key;
use crate::text::steps;

pub(crate) use self::words::{Word, cut};

/// A surface form where it stands as a whole word or phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) form: u32,
    /// Index of the word in which it begins, or of the next one.
    pub(crate) word: u32,
    /// How many spaces and line breaks stand before it in the text.
    pub(crate) gaps: u32,
}

/// A surface form's first word: its ASCII letters and digits up to the first other byte.
#[derive(Clone, Debug)]
struct FirstWord {
    key: Key,
    /// The form that is this word alone, or `NONE`.
    alone: u32,
    /// Range in `tails` of the forms whose rest is shorter than [`NEXT`] bytes.
    short: Range<u32>,
    /// Whether a form has a longer rest: those are found by `next_slots`.
    has_long_tails: bool,
}

/// What follows the first word of a form.
#[derive(Clone, Debug)]
struct Tail {
    rest: Range<u32>,
    form: u32,
}

/// Bytes of what follows the first word that are hashed with it.
const NEXT: usize = 4;
const NONE: u32 = u32::MAX;

/// The compiled forms.
#[derive(Debug)]
pub(crate) struct Search {
    /// Which hashes of first words occur, one bit each.
    filter: Vec<u64>,
    /// Open addressing: half of the hash, and the index into `words` or `NONE`.
    slots: Vec<(u32, u32)>,
    words: Vec<FirstWord>,
    /// Which hashes of words with their next four bytes occur, one bit each.
    next_filter: Vec<u64>,
    /// Open addressing by word and its next four bytes: the key and the range in `tails`.
    next_slots: Vec<(u64, Range<u32>)>,
    tails: Vec<Tail>,
    /// All bytes that `Tail::rest` and long words refer to, in lower case.
    pool: Vec<u8>,
    /// For words longer than a key tells: where in the pool they stand, by word.
    long: Vec<Range<u32>>,
    /// Forms that begin with no ASCII letter or digit, the shorter first: a handful.
    odd: Vec<(Box<str>, u32)>,
}

/// Sizes of the bitmaps, as powers of two: 8 KB and 16 KB, which stay in the first-level cache.
const FILTER_BITS: u32 = 16;
const NEXT_FILTER_BITS: u32 = 17;

fn set_bit(bits: &mut [u64], bit: u64) {
    bits[(bit >> 6) as usize] |= 1 << (bit & 63);
}

fn has_bit(bits: &[u64], bit: u64) -> bool {
    bits[(bit >> 6) as usize] >> (bit & 63) & 1 != 0
}

/// After which, or before which, nothing more need be asked of a word's limit.
static IS_PLAIN: [bool; 256] = {
    let mut is_plain = [false; 256];
    let mut b = 0;
    while b < 128 {
        let byte = b as u8;
        is_plain[b] = !(byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'+' | b'#'));
        b += 1;
    }
    is_plain
};

/// The key of a word's id and the four bytes after it, letters in lower case.
fn next_key(word: u32, next: [u8; NEXT]) -> u64 {
    u64::from(word) << 32 | u64::from(u32::from_le_bytes(next.map(|b| b.to_ascii_lowercase())))
}

fn spread(key: u64) -> u64 {
    let mixed = (key ^ key >> 32).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed ^ mixed >> 32).wrapping_mul(0xff51_afd7_ed55_8ccd)
}

/// A hash of any bytes, eight at a time: tells texts apart, but does not withstand an attacker.
pub(crate) fn fingerprint(bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let mixed = words
        .iter()
        .fold(bytes.len() as u64, |hash, word| spread(hash ^ u64::from_le_bytes(*word)));
    rest.iter().fold(mixed, |hash, &b| spread(hash ^ u64::from(b)))
}

/// Whether `text[start..end]` is a whole word or phrase.
///
/// A letter or digit next to it joins it to a longer word, except where two words were glued
/// together at a lower-to-upper change ("schemasLineage"). So does a dot inside a name ("acme.ai").
pub(crate) fn is_whole_word(text: &str, start: usize, end: usize) -> bool {
    let bytes = text.as_bytes();
    let glue = end - start >= LONG_ENOUGH_TO_GLUE;
    let before_ok = match start.checked_sub(1).map(|i| bytes[i]) {
        None => true,
        Some(b'.') => !bytes[start].is_ascii_lowercase() || start >= 2 && bytes[start - 2] == b'.',
        Some(b) if b.is_ascii() => {
            !b.is_ascii_alphanumeric()
                || glue && b.is_ascii_lowercase() && bytes[start].is_ascii_uppercase()
        }
        Some(_) => !text[..start].chars().next_back().is_some_and(is_word_letter),
    };
    before_ok
        && match bytes.get(end) {
            None => true,
            Some(b) if b.is_ascii() => {
                // "C" is not "C++" or "C#"; "5+" is 5
                let goes_on = b.is_ascii_alphanumeric()
                    || matches!(b, b'+' | b'#') && !bytes[end - 1].is_ascii_digit();
                !goes_on || glue && b.is_ascii_uppercase() && bytes[end - 1].is_ascii_lowercase()
            }
            Some(_) => !text[end..].chars().next().is_some_and(is_word_letter),
        }
}

/// Shorter words are too often part of a name in camel case to be taken for glued.
const LONG_ENOUGH_TO_GLUE: usize = 6;

/// Scripts written without spaces do not join a Latin word to their own: "AIプロダクト"
/// holds "AI".
fn is_word_letter(c: char) -> bool {
    c.is_alphanumeric()
        && !matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}

impl Search {
    /// Compiles forms, given in lower case with their numbers: no two the same, none empty.
    pub(crate) fn build<'f>(forms: impl Iterator<Item = (u32, &'f str)>) -> Self {
        let mut odd: Vec<(Box<str>, u32)> = Vec::new();
        // (first word, what follows, form), so that forms of one word stand together, the shorter
        // first
        let mut split: Vec<(&[u8], &[u8], u32)> = Vec::with_capacity(forms.size_hint().1.unwrap_or(0));
        for (form, text) in forms {
            let bytes = text.as_bytes();
            let end = bytes.iter().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(bytes.len());
            if end == 0 {
                odd.push((text.into(), form));
            } else {
                split.push((&bytes[..end], &bytes[end..], form));
            }
        }
        odd.sort_unstable_by_key(|(text, form)| (text.len(), *form));
        split.sort_unstable_by_key(|(first, rest, form)| {
            (*first, rest.first_chunk::<NEXT>(), rest.len(), *form)
        });
        let mut search = Search {
            filter: vec![0; 1 << (FILTER_BITS - 6)],
            slots: Vec::new(),
            words: Vec::new(),
            next_filter: vec![0; 1 << (NEXT_FILTER_BITS - 6)],
            next_slots: Vec::new(),
            tails: Vec::new(),
            pool: Vec::new(),
            long: Vec::new(),
            odd,
        };
        let mut groups: Vec<(u64, Range<u32>)> = Vec::new();
        for of_word in split.chunk_by(|a, b| a.0 == b.0) {
            search.add_word(of_word, &mut groups);
        }
        search.hash_words();
        let slots = (groups.len() * 2).next_power_of_two().max(2);
        search.next_slots = vec![(u64::MAX, 0..0); slots];
        for (key, range) in groups {
            let hash = spread(key);
            set_bit(&mut search.next_filter, hash >> (64 - NEXT_FILTER_BITS));
            let mut at = hash as usize & (slots - 1);
            while search.next_slots[at].0 != u64::MAX {
                at = (at + 1) & (slots - 1);
            }
            search.next_slots[at] = (key, range);
        }
        search
    }

    /// Adds the forms that begin with one word; `groups` gathers what follows it.
    fn add_word(&mut self, forms: &[(&[u8], &[u8], u32)], groups: &mut Vec<(u64, Range<u32>)>) {
        let id = self.words.len() as u32;
        let first = forms[0].0;
        let mut alone = NONE;
        let tails = self.tails.len() as u32;
        let mut shorts = tails;
        for &(_, rest, form) in forms {
            if rest.is_empty() {
                alone = form;
                continue;
            }
            let at = self.pool.len() as u32;
            self.pool.extend(rest);
            let tail = self.tails.len() as u32;
            self.tails.push(Tail { rest: at..self.pool.len() as u32, form });
            // in the order of the sort, what is too short for a key comes first
            match rest.first_chunk::<NEXT>() {
                None => shorts = tail + 1,
                Some(&next) => {
                    match groups.last_mut().filter(|(key, _)| *key == next_key(id, next)) {
                        Some((_, range)) => range.end = tail + 1,
                        None => groups.push((next_key(id, next), tail..tail + 1)),
                    }
                }
            }
        }
        let key = Key::of(first, 0, first.len());
        let at = self.pool.len() as u32;
        if key.is_partial() {
            self.pool.extend(first);
        }
        self.long.push(at..self.pool.len() as u32);
        self.words.push(FirstWord {
            key,
            alone,
            short: tails..shorts,
            has_long_tails: self.tails.len() as u32 > shorts,
        });
    }

    fn hash_words(&mut self) {
        let slots = (self.words.len() * 2).next_power_of_two().max(2);
        self.slots = vec![(0, NONE); slots];
        for (id, word) in self.words.iter().enumerate() {
            let hash = word.key.hash();
            set_bit(&mut self.filter, (hash >> (32 - FILTER_BITS)).into());
            let mut at = hash as usize & (slots - 1);
            while self.slots[at].1 != NONE {
                at = (at + 1) & (slots - 1);
            }
            self.slots[at] = (hash, id as u32);
        }
    }

    /// Every form that stands in `text`, cut into `words`, as a whole word or phrase, overlapping
    /// ones too, in order of start, then end.
    pub(crate) fn find(&self, text: &str, words: &[Word], hits: &mut Vec<Hit>) {
        hits.clear();
        for at in 0..=words.len() {
            self.find_at(text, words, at, hits);
        }
    }

    /// Adds the forms that begin in one word or, past the one before it, in the gap.
    #[inline]
    pub(crate) fn find_at(&self, text: &str, words: &[Word], at: usize, hits: &mut Vec<Hit>) {
        if !self.odd.is_empty() {
            self.find_odd(text, words, at, hits);
        }
        let Some(word) = words.get(at) else { return };
        if word.is_glued {
            self.find_glued(text, word, at, hits);
        } else if self.may_begin(word.hash) {
            self.follow(text, word.range(), word, at, hits);
        }
    }

    /// Whether forms begin with no ASCII letter or digit.
    pub(crate) fn has_odd(&self) -> bool {
        !self.odd.is_empty()
    }

    /// Whether [`find_at`](Self::find_at) may find anything.
    #[inline]
    pub(crate) fn may_begin_in(&self, words: &[Word], at: usize) -> bool {
        self.has_odd()
            || words.get(at).is_some_and(|word| word.is_glued || self.may_begin(word.hash))
    }

    /// Whether a form may begin with a word of this hash.
    #[inline]
    fn may_begin(&self, hash: u32) -> bool {
        has_bit(&self.filter, (hash >> (32 - FILTER_BITS)).into())
    }

    #[cold]
    fn find_odd(&self, text: &str, words: &[Word], at: usize, hits: &mut Vec<Hit>) {
        let before = at.checked_sub(1).map(|before| &words[before]);
        let (from, mut gaps) = before.map_or((0, 0), |word| (word.end as usize, word.gaps));
        let to = words.get(at).map_or(text.len(), |word| word.start as usize);
        for start in from..to {
            let here = &text.as_bytes()[start..];
            let gaps_here = gaps;
            gaps += u32::from(matches!(here[0], b' ' | b'\n'));
            for (odd, form) in &self.odd {
                steps::count(1);
                let len = odd.len();
                if here.len() >= len
                    && here[..len].eq_ignore_ascii_case(odd.as_bytes())
                    && is_whole_word(text, start, start + len)
                {
                    let (start, end) = (start as u32, (start + len) as u32);
                    let (form, word) = (*form, at as u32);
                    hits.push(Hit { start, end, form, word, gaps: gaps_here });
                }
            }
        }
    }

    /// Words glued at a lower-to-upper change: each part may begin or end a form.
    #[cold]
    fn find_glued(&self, text: &str, word: &Word, at: usize, hits: &mut Vec<Hit>) {
        let bytes = text.as_bytes();
        let Range { start, end } = word.range();
        let is_seam =
            |at: &usize| bytes[at - 1].is_ascii_lowercase() && bytes[*at].is_ascii_uppercase();
        let mut from = start;
        loop {
            let mut to = from + 1;
            loop {
                let from_here = to;
                to = (to..end).find(is_seam).unwrap_or(end);
                steps::count(to - from_here);
                self.follow(text, from..to, word, at, hits);
                if to == end || to - from > LONGEST_GLUED {
                    break;
                }
                to += 1;
            }
            match (from + 1..end).find(is_seam) {
                Some(seam) => from = seam,
                None => break,
            }
        }
    }

    /// The forms that begin with these bytes of a word, whose index is `at`.
    fn follow(
        &self, text: &str, first: Range<usize>, of: &Word, at: usize, hits: &mut Vec<Hit>,
    ) {
        let Range { start, end } = first;
        steps::count(1);
        let bytes = text.as_bytes();
        let key = Key::of(bytes, start, end);
        let hash = key.hash();
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        let id = loop {
            let (tag, id) = self.slots[slot];
            if id == NONE {
                return;
            }
            if tag == hash
                && self.words[id as usize].key == key
                && (!key.is_partial() || self.is_same(&self.long[id as usize], &bytes[start..end]))
            {
                break id;
            }
            slot = (slot + 1) & mask;
        };
        let word = &self.words[id as usize];
        let is_plain = |at: Option<&u8>| at.is_none_or(|&b| IS_PLAIN[b as usize]);
        let plain_before = start == 0 || is_plain(bytes.get(start - 1));
        let mut found = |end: usize, form: u32| {
            if plain_before && is_plain(bytes.get(end)) || is_whole_word(text, start, end) {
                let (start, end) = (start as u32, end as u32);
                hits.push(Hit { start, end, form, word: at as u32, gaps: of.gaps });
            }
        };
        if word.alone != NONE {
            found(end, word.alone);
        }
        if end != of.end as usize {
            return;
        }
        let rest = &bytes[end..];
        let mut follow = |tails: &Range<u32>| {
            for tail in &self.tails[tails.start as usize..tails.end as usize] {
                let len = tail.rest.len();
                if rest.len() >= len && self.is_same(&tail.rest, &rest[..len]) {
                    found(end + len, tail.form);
                }
            }
        };
        follow(&word.short);
        if !word.has_long_tails {
            return;
        }
        let Some(&next) = rest.first_chunk::<NEXT>() else { return };
        let key = next_key(id, next);
        let hash = spread(key);
        if !has_bit(&self.next_filter, hash >> (64 - NEXT_FILTER_BITS)) {
            return;
        }
        let mask = self.next_slots.len() - 1;
        let mut slot = hash as usize & mask;
        loop {
            let (known, tails) = &self.next_slots[slot];
            if *known == key {
                return follow(tails);
            }
            if *known == u64::MAX {
                return;
            }
            slot = (slot + 1) & mask;
        }
    }

    fn is_same(&self, pooled: &Range<u32>, bytes: &[u8]) -> bool {
        self.pool[pooled.start as usize..pooled.end as usize].eq_ignore_ascii_case(bytes)
    }
}

/// A glued part longer than any form's first word is not a word: bounds the work on one huge word
/// in camel case.
const LONGEST_GLUED: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    fn bounded(text: &str, phrase: &str) -> bool {
        let start = text.find(phrase).unwrap();
        is_whole_word(text, start, start + phrase.len())
    }

    #[test]
    fn word_limits() {
        assert!(bounded("own evals.", "evals"));
        assert!(bounded("AI/ML", "ML"));
        assert!(bounded("AI\u{30d7}\u{30ed}", "AI"));
        assert!(bounded("schemasLineage", "schemas") && bounded("schemasLineage", "Lineage"));
        assert!(bounded("Done.AI next", "AI"));
        for (text, phrase) in [
            ("maintain", "ai"),
            ("OpenAI", "AI"),
            ("acme.ai", "ai"),
            ("caf\u{e9}ml", "ml"),
            ("trust", "rust"),
            ("C++", "C"),
        ] {
            assert!(!bounded(text, phrase), "{phrase} in {text}");
        }
    }
}
