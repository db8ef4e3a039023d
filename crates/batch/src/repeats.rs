//! What postings share: text that a company repeats over its postings, and postings that are nearly the same.
//!
//! Both look at a window of rows that moves along: what is known is bounded, however long the file.

use std::hash::Hasher;
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHasher};

/// Letters and digits that a piece of text must have to be told from a common phrase.
const LONG_PIECE: u32 = 40;
/// A piece is the company's own text from so many different postings on ...
const REPEATS: u16 = 3;
/// ... and from this share of its postings on. Duties that a few openings of one team share stay duties.
const SHARE: f32 = 0.5;
/// Minima in a sketch: the similarity of two texts is known to about 1 / sqrt(64), 0.12 at worst, 0.05 near 0.85.
const MINIMA: usize = 64;
/// Sketches are compared where all minima of a band agree: 16 bands of 4 find 99.9 % of the pairs of similarity 0.8.
const BAND: usize = 4;
/// Share of equal minima from which two postings are nearly the same.
const SAME: f32 = 0.8;
/// Words in a shingle.
const SHINGLE: usize = 3;
/// Entries of a generation of what is remembered; two generations are kept.
const GENERATION: usize = 200_000;
/// Postings of a generation whose sketches are kept.
const SKETCHES: usize = 25_000;

/// A posting's text as hashes.
#[derive(Debug, Default)]
pub(crate) struct Fingerprint {
    /// Stretches of the body between the ends of lines, elements and sentences: their place, and a hash of their letters and digits.
    pieces: Vec<(Range<u32>, u64)>,
    /// Least hash of a shingle in each of so many parts of the hashes' range: one-permutation `MinHash` (Li, Owen & Zhang, NIPS 2012).
    minima: Vec<u32>,
    /// Of the whole text: case, spaces and marks do not matter.
    text: u64,
    words: u32,
}

/// Texts of fewer words are compared whole, and within a company: a title alone is many postings'.
const FEW_WORDS: u32 = 30;

fn hash(parts: &[u64]) -> u64 {
    let mut hasher = FxHasher::default();
    for &part in parts {
        hasher.write_u64(part);
    }
    hasher.finish()
}

/// Hashes words, one after the other, with what went before.
#[derive(Default)]
struct Reader {
    whole: FxHasher,
    /// The last words.
    words: [u64; SHINGLE],
    count: u32,
}

impl Reader {
    /// Reads a text to its end: the least hash of each part goes to `minima`, each stretch to `piece`. Tags are no words.
    fn read(&mut self, text: &str, minima: &mut [u32], mut piece: impl FnMut(Range<u32>, u64)) {
        let bytes = text.as_bytes();
        let (mut hasher, mut letters, mut start) = (FxHasher::default(), 0, 0);
        let mut word: u64 = 0;
        let mut in_tag = false;
        for i in 0..=bytes.len() {
            let byte = bytes.get(i).copied().unwrap_or(b'\n');
            if in_tag {
                in_tag = byte != b'>';
                start = i + 1;
                continue;
            }
            if byte.is_ascii_alphanumeric() || byte >= 0x80 {
                word = (word.rotate_left(5) ^ u64::from(byte.to_ascii_lowercase()))
                    .wrapping_mul(0x517c_c1b7_2722_0a95);
                letters += 1;
                continue;
            }
            if word != 0 {
                hasher.write_u64(word);
                self.whole.write_u64(word);
                self.words.rotate_left(1);
                self.words[SHINGLE - 1] = word;
                self.count += 1;
                word = 0;
                // Multiplied once more, since the top bits tell the parts apart.
                let shingle = hash(&self.words).wrapping_mul(0x9e37_79b9_7f4a_7c15);
                let least = &mut minima[(shingle >> 58) as usize];
                *least = (*least).min((shingle >> 16) as u32);
            }
            in_tag = byte == b'<'
                && bytes.get(i + 1).is_some_and(|next| next.is_ascii_alphabetic() || *next == b'/');
            let sentence = matches!(byte, b'.' | b'!' | b'?')
                && bytes.get(i + 1).is_none_or(u8::is_ascii_whitespace);
            if in_tag || sentence || byte == b'\n' {
                if letters >= LONG_PIECE {
                    piece(start as u32..i as u32, hasher.finish());
                }
                (hasher, letters, start) = (FxHasher::default(), 0, i + 1);
            }
        }
    }
}

impl Fingerprint {
    pub(crate) fn of(company: &str, title: &str, body: &str) -> Self {
        let mut found = Self { minima: vec![u32::MAX; MINIMA], ..Self::default() };
        let mut reader = Reader::default();
        reader.read(title, &mut found.minima, |_, _| {});
        let pieces = &mut found.pieces;
        reader.read(body, &mut found.minima, |range, hash| pieces.push((range, hash)));
        found.words = reader.count;
        found.text = reader.whole.finish();
        if found.words < FEW_WORDS {
            found.text = hash(&[found.text, company_key(company).unwrap_or_default()]);
        }
        found
    }

    /// A key of the text alone; none where there is no text.
    fn own_key(&self) -> Option<u64> {
        (self.words > 0).then_some(self.text)
    }

    /// The group of a posting that is read by itself.
    pub(crate) fn alone(&self) -> Option<Group> {
        self.own_key().map(|key| Group { key, again: false })
    }

    fn similarity(&self, minima: &[u32]) -> f32 {
        let known =
            self.minima.iter().zip(minima).filter(|(a, b)| **a != u32::MAX || **b != u32::MAX);
        let (same, all) =
            known.fold((0, 0), |(same, all), (a, b)| (same + u32::from(a == b), all + 1));
        if all == 0 { 0.0 } else { same as f32 / all as f32 }
    }
}

/// A map that forgets: when the young half is full it becomes the old one, and the old one goes.
#[derive(Debug)]
struct Window<V> {
    young: FxHashMap<u64, V>,
    old: FxHashMap<u64, V>,
    size: usize,
}

impl<V: Clone> Window<V> {
    fn new(size: usize) -> Self {
        Self { young: FxHashMap::default(), old: FxHashMap::default(), size }
    }

    fn get(&self, key: u64) -> Option<&V> {
        self.young.get(&key).or_else(|| self.old.get(&key))
    }

    /// The value of a key, young again.
    fn entry(&mut self, key: u64, fresh: impl FnOnce() -> V) -> &mut V {
        if self.young.len() >= self.size {
            self.old = std::mem::take(&mut self.young);
        }
        let old = &self.old;
        self.young.entry(key).or_insert_with(|| old.get(&key).cloned().unwrap_or_else(fresh))
    }
}

/// How many different postings had something, and which had it last.
#[derive(Clone, Debug)]
struct Seen {
    postings: u16,
    last: u64,
}

/// Which postings a posting is nearly the same as.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Group {
    /// That of the first such posting in the window: of its own text, where there was none.
    pub(crate) key: u64,
    /// There was one before it.
    pub(crate) again: bool,
}

/// What the rows so far had in common.
#[derive(Debug)]
pub(crate) struct Repeats {
    /// By company, and by company and piece.
    seen: Window<Seen>,
    /// By band of the sketch, or by the whole of a short text: a group's key and the sketch of its first posting.
    groups: Window<(u64, std::sync::Arc<[u32]>)>,
}

impl Default for Repeats {
    fn default() -> Self {
        Self { seen: Window::new(GENERATION), groups: Window::new(SKETCHES * MINIMA / BAND) }
    }
}

impl Repeats {
    /// Takes note of a posting that has a text.
    pub(crate) fn note(&mut self, company: &str, posting: &Fingerprint) -> Option<Group> {
        posting.own_key()?;
        let found = self.group(posting);
        let group = found.key;
        let company = company_key(company);
        if let Some(company) = company {
            // One posting in many places, or once more in a week, is one.
            let keys = posting.pieces.iter().map(|(_, piece)| hash(&[company, *piece]));
            for key in std::iter::once(company).chain(keys) {
                let seen = self.seen.entry(key, || Seen { postings: 0, last: !group });
                if seen.last != group {
                    seen.postings = seen.postings.saturating_add(1);
                    seen.last = group;
                }
            }
        }
        Some(found)
    }

    fn group(&mut self, posting: &Fingerprint) -> Group {
        if posting.words < FEW_WORDS {
            let again = self.groups.get(posting.text).is_some();
            self.groups.entry(posting.text, || (posting.text, [].into()));
            return Group { key: posting.text, again };
        }
        let bands = posting.minima.chunks(BAND).enumerate();
        // A text of few words leaves parts of the range empty: a band of these says nothing.
        let bands = bands.filter(|(_, band)| band.iter().any(|&least| least != u32::MAX));
        let keys = bands.map(|(i, band)| {
            let band: Vec<u64> = band.iter().map(|&least| u64::from(least)).collect();
            hash(&[i as u64, hash(&band)])
        });
        let keys: Vec<u64> = keys.collect();
        let near = keys.iter().find_map(|&key| {
            self.groups.get(key).filter(|(_, minima)| posting.similarity(minima) >= SAME).cloned()
        });
        let again = near.is_some();
        let group = near.unwrap_or_else(|| (posting.text, posting.minima.clone().into()));
        for key in keys {
            self.groups.entry(key, || group.clone());
        }
        Group { key: group.0, again }
    }

    /// Ranges of the body that the company repeats.
    pub(crate) fn about_us(&self, company: &str, posting: &Fingerprint) -> Vec<Range<usize>> {
        let Some(company) = company_key(company) else { return Vec::new() };
        let postings = |key: u64| self.seen.get(key).map_or(0, |seen| seen.postings);
        let enough = REPEATS.max((f32::from(postings(company)) * SHARE).ceil() as u16);
        let mut ranges: Vec<Range<usize>> = Vec::new();
        for (range, piece) in &posting.pieces {
            if postings(hash(&[company, *piece])) >= enough {
                ranges.push(range.start as usize..range.end as usize);
            }
        }
        ranges
    }
}

/// Names that scrapers write where they have none make no company.
fn company_key(company: &str) -> Option<u64> {
    let name: String =
        company.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let known = !matches!(
        &*name,
        "" | "confidential" | "unknown" | "undisclosed" | "company" | "anonymous"
    );
    let mut hasher = FxHasher::default();
    hasher.write(name.as_bytes());
    known.then(|| hasher.finish())
}
