//! Stage 2: where the lexicon's surface forms stand in the text: one pass for all of them.
//!
//! Every form begins at a word and most words begin no form. So the text is cut into words, a word
//! is hashed from its first and last eight bytes, and a bitmap of a few kilobytes sends most of
//! them away before any table is touched. What is left leads to the forms that begin with the word,
//! by what follows it. Time per byte hardly depends on how many forms there are. Forms that begin
//! with no ASCII letter or digit are left to aho-corasick.

use std::ops::Range;

use aho_corasick::AhoCorasick;

use crate::error::Error;
use crate::text::steps;

/// A surface form where it stands as a whole word or phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) form: u32,
}

/// A surface form's first word: its ASCII letters and digits up to the first other byte.
#[derive(Clone, Debug)]
struct Word {
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

/// A word of up to 16 bytes, exactly; a longer one by its ends and length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Key {
    head: u64,
    tail: u64,
    len: u32,
}

/// The compiled forms.
#[derive(Debug)]
pub(crate) struct Search {
    /// Which hashes of first words occur, one bit each.
    filter: Vec<u64>,
    /// Open addressing: half of the hash, and the index into `words` or `NONE`.
    slots: Vec<(u32, u32)>,
    words: Vec<Word>,
    /// Which hashes of words with their next four bytes occur, one bit each.
    next_filter: Vec<u64>,
    /// Open addressing by word and its next four bytes: the key and the range in `tails`.
    next_slots: Vec<(u64, Range<u32>)>,
    tails: Vec<Tail>,
    /// All bytes that `Tail::rest` and long words refer to, in lower case.
    pool: Vec<u8>,
    /// For words longer than a key tells: where in the pool they stand, by word.
    long: Vec<Range<u32>>,
    non_alphanumeric: Option<(AhoCorasick, Vec<u32>)>,
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

const LOWER: u8 = 1;
const UPPER: u8 = 2;
const DIGIT: u8 = 4;
const WORD: u8 = LOWER | UPPER | DIGIT;
/// After which, or before which, nothing more need be asked of a word's limit.
const PLAIN: u8 = 8;

static CLASS: [u8; 256] = {
    let mut class = [0; 256];
    let mut b = 0;
    while b < 128 {
        class[b] = match b as u8 {
            b'a'..=b'z' => LOWER,
            b'A'..=b'Z' => UPPER,
            b'0'..=b'9' => DIGIT,
            b'.' | b'+' | b'#' => 0,
            _ => PLAIN,
        };
        b += 1;
    }
    class
};

impl Key {
    /// The key of `bytes`, which are letters and digits: setting bit 5 folds the case of letters
    /// and leaves digits.
    fn of(text: &[u8], start: usize, end: usize) -> Self {
        const FOLD: u64 = 0x2020_2020_2020_2020;
        let len = end - start;
        let eight = |at: usize| {
            text.get(at..at + 8).and_then(|bytes| bytes.try_into().ok()).map(u64::from_le_bytes)
        };
        let (head, tail) = if len >= 8 {
            (eight(start).unwrap_or(0) | FOLD, eight(end - 8).unwrap_or(0) | FOLD)
        } else {
            let head = eight(start).unwrap_or_else(|| {
                text[start..end].iter().rev().fold(0, |word, &b| word << 8 | u64::from(b))
            });
            ((head | FOLD) & !(u64::MAX << (8 * len)), 0)
        };
        Key { head, tail, len: len as u32 }
    }

    fn hash(self) -> u64 {
        let mixed = self.head.wrapping_mul(0x9e37_79b9_7f4a_7c15)
            ^ self.tail.wrapping_mul(0xc2b2_ae3d_27d4_eb4f);
        (mixed ^ (mixed >> 29) ^ u64::from(self.len) << 40).wrapping_mul(0xff51_afd7_ed55_8ccd)
    }

    /// Whether two different words may have this key.
    fn is_partial(self) -> bool {
        self.len > 16
    }
}

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
    /// Compiles forms, given in lower case: no two the same, none empty.
    pub(crate) fn build(forms: &[&str]) -> Result<Self, Error> {
        let mut non_alphanumeric = Vec::new();
        // (first word, what follows, form), so that forms of one word stand together, the shorter
        // first
        let mut split: Vec<(&[u8], &[u8], u32)> = Vec::with_capacity(forms.len());
        for (form, text) in forms.iter().enumerate() {
            let bytes = text.as_bytes();
            let end = bytes.iter().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(bytes.len());
            if end == 0 {
                non_alphanumeric.push(form as u32);
            } else {
                split.push((&bytes[..end], &bytes[end..], form as u32));
            }
        }
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
            non_alphanumeric: None,
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
        if !non_alphanumeric.is_empty() {
            let automaton = AhoCorasick::builder()
                .ascii_case_insensitive(true)
                .build(non_alphanumeric.iter().map(|&form| forms[form as usize].as_bytes()))
                .map_err(too_large)?;
            search.non_alphanumeric = Some((automaton, non_alphanumeric));
        }
        Ok(search)
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
        self.words.push(Word {
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
            set_bit(&mut self.filter, hash >> (64 - FILTER_BITS));
            let mut at = hash as usize & (slots - 1);
            while self.slots[at].1 != NONE {
                at = (at + 1) & (slots - 1);
            }
            self.slots[at] = (hash as u32, id as u32);
        }
    }

    /// Every form that stands in `text` as a whole word or phrase, overlapping ones too, in order
    /// of start, then end.
    pub(crate) fn find(&self, text: &str, hits: &mut Vec<Hit>) {
        hits.clear();
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let mut class = CLASS[bytes[at] as usize];
            if class & WORD == 0 {
                at += 1;
                continue;
            }
            let start = at;
            steps::count(1);
            // whether a capital follows a small letter
            let mut camel = 0;
            loop {
                at += 1;
                let Some(&b) = bytes.get(at) else { break };
                let next = CLASS[b as usize];
                if next & WORD == 0 {
                    break;
                }
                camel |= class & LOWER & (next >> 1);
                class = next;
            }
            if camel == 0 {
                self.look_up(text, start, at, at, hits);
            } else {
                self.look_up_glued(text, start, at, hits);
            }
        }
        if let Some((automaton, forms)) = &self.non_alphanumeric {
            for found in automaton.find_overlapping_iter(text) {
                if is_whole_word(text, found.start(), found.end()) {
                    let (start, end) = (found.start() as u32, found.end() as u32);
                    hits.push(Hit { start, end, form: forms[found.pattern().as_usize()] });
                }
            }
            hits.sort_unstable_by_key(|hit| (hit.start, hit.end));
        }
    }

    /// Words glued at a lower-to-upper change: each part may begin or end a form.
    #[cold]
    fn look_up_glued(&self, text: &str, start: usize, end: usize, hits: &mut Vec<Hit>) {
        let bytes = text.as_bytes();
        let is_seam =
            |at: &usize| bytes[at - 1].is_ascii_lowercase() && bytes[*at].is_ascii_uppercase();
        let mut from = start;
        loop {
            let mut to = from + 1;
            loop {
                let from_here = to;
                to = (to..end).find(is_seam).unwrap_or(end);
                steps::count(to - from_here);
                self.look_up(text, from, to, end, hits);
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

    /// The forms that begin with the word `start..end` of a run of letters and digits that goes on
    /// to `run_end`.
    #[inline]
    fn look_up(&self, text: &str, start: usize, end: usize, run_end: usize, hits: &mut Vec<Hit>) {
        let key = Key::of(text.as_bytes(), start, end);
        let hash = key.hash();
        if has_bit(&self.filter, hash >> (64 - FILTER_BITS)) {
            self.follow(text, start..end, run_end, key, hash, hits);
        }
    }

    /// The same for a word that may be a form's first.
    fn follow(
        &self, text: &str, word: Range<usize>, run_end: usize, key: Key, hash: u64,
        hits: &mut Vec<Hit>,
    ) {
        let Range { start, end } = word;
        steps::count(1);
        let bytes = text.as_bytes();
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        let id = loop {
            let (tag, id) = self.slots[at];
            if id == NONE {
                return;
            }
            if tag == hash as u32
                && self.words[id as usize].key == key
                && (!key.is_partial() || self.is_same(&self.long[id as usize], &bytes[start..end]))
            {
                break id;
            }
            at = (at + 1) & mask;
        };
        let word = &self.words[id as usize];
        let mut found = |end: usize, form: u32| {
            let plain = |at: Option<&u8>| at.is_none_or(|&b| CLASS[b as usize] == PLAIN);
            let before = start == 0 || plain(bytes.get(start - 1));
            if before && plain(bytes.get(end)) || is_whole_word(text, start, end) {
                hits.push(Hit { start: start as u32, end: end as u32, form });
            }
        };
        if word.alone != NONE {
            found(end, word.alone);
        }
        if end != run_end {
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
        let mut at = hash as usize & mask;
        loop {
            let (slot, tails) = &self.next_slots[at];
            if *slot == key {
                return follow(tails);
            }
            if *slot == u64::MAX {
                return;
            }
            at = (at + 1) & mask;
        }
    }

    fn is_same(&self, pooled: &Range<u32>, bytes: &[u8]) -> bool {
        self.pool[pooled.start as usize..pooled.end as usize].eq_ignore_ascii_case(bytes)
    }
}

/// A glued part longer than any form's first word is not a word: bounds the work on one huge word
/// in camel case.
const LONGEST_GLUED: usize = 64;

#[allow(clippy::needless_pass_by_value, reason = "it is handed to `map_err`")]
pub(crate) fn too_large(error: aho_corasick::BuildError) -> Error {
    Error::content(format!("the lexicon is too large to compile: {error}"), "remove terms")
}

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
