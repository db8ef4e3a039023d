//! Where the words of a text stand: one pass, eight bytes at a time.

use std::ops::Range;

use crate::text::steps;

/// A run of ASCII letters and digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// By [`word_hash`].
    pub(crate) hash: u32,
    /// How many spaces and line breaks stand before it in the text.
    pub(crate) gaps: u32,
    /// Whether a capital follows a small letter in it.
    pub(crate) is_glued: bool,
}

/// A text as it is searched. A reusable buffer.
#[derive(Debug, Default)]
pub(crate) struct Words {
    /// The words in their order; then one without letters, which stands for the end of the text.
    pub(crate) list: Vec<Word>,
    /// The text in lower case, as far as it is ASCII.
    pub(super) lower: Vec<u8>,
}

/// A hash of a word in any case: of all of it up to 16 bytes, beyond of its ends and its length.
/// Setting bit 5 folds the case of letters and leaves digits.
#[inline]
pub(super) fn word_hash(text: &[u8], start: usize, end: usize) -> u32 {
    const FOLD: u64 = 0x2020_2020_2020_2020;
    let len = end - start;
    let beyond = 64 - 8 * len.min(8) as u32;
    let head = match text.get(start..start + 8) {
        Some(bytes) => eight(bytes),
        None => text[start..].iter().rev().fold(0, |word, &b| word << 8 | u64::from(b)),
    };
    // Of a short word both ends are the whole.
    let tail = match end.checked_sub(8) {
        Some(from) => eight(&text[from..end]) >> beyond,
        None => head,
    };
    let folded = |end: u64| (end | FOLD) & (u64::MAX >> beyond);
    let mixed = folded(head) ^ folded(tail).rotate_left(23);
    let mixed = mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ mixed >> 32 ^ len as u64).wrapping_mul(0xff51_afd7_ed55_8ccd);
    (mixed >> 32) as u32
}

#[inline]
fn eight(bytes: &[u8]) -> u64 {
    bytes.try_into().map_or(0, u64::from_le_bytes)
}

/// How many gaps between words a stretch of folded text has: spaces and line breaks.
pub(crate) fn gaps(text: &str, range: Range<usize>) -> u32 {
    steps::count(range.len());
    text.as_bytes()[range].iter().map(|b| u32::from(matches!(b, b' ' | b'\n'))).sum()
}

/// What each of up to 64 bytes is, one bit each; gaps as [`gaps`] says.
#[derive(Clone, Copy, Default)]
struct Masks {
    word: u64,
    gap: u64,
    upper: u64,
    lower: u64,
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x80 * ONES;

/// The high bit of each byte, as eight bits.
fn gather(high_bits: u64) -> u64 {
    (high_bits & HIGH).wrapping_mul(0x0002_0408_1020_4081) >> 56
}

impl Masks {
    fn of(block: &[[u8; 8]]) -> Self {
        let mut masks = Self::default();
        for (at, word) in block.iter().enumerate() {
            let bytes = u64::from_le_bytes(*word);
            // Sums of seven bits each: none carries into the next byte.
            let least = |bytes: u64, least: u8| (bytes & !HIGH) + u64::from(0x80 - least) * ONES;
            let folded = bytes | (0x20 * ONES);
            let letter = least(folded, b'a') & !least(folded, b'z' + 1) & !bytes;
            let digit = least(bytes, b'0') & !least(bytes, b'9' + 1) & !bytes;
            let is = |b: u8| {
                let differs = bytes ^ (u64::from(b) * ONES);
                !(least(differs, 1) | differs)
            };
            let small = bytes << 2;
            masks.word |= gather(letter | digit) << (8 * at);
            masks.gap |= gather(is(b' ') | is(b'\n')) << (8 * at);
            masks.upper |= gather(letter & !small) << (8 * at);
            masks.lower |= gather(letter & small) << (8 * at);
        }
        masks
    }
}

impl Words {
    /// Cuts a text into words.
    pub(crate) fn cut(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let Self { list, lower } = self;
        lower.clear();
        lower.extend_from_slice(bytes);
        lower.make_ascii_lowercase();
        list.clear();
        let (eights, tail) = bytes.as_chunks::<8>();
        let (blocks, rest) = eights.as_chunks::<8>();
        // What is shorter than a block ends in bytes that end a word.
        let mut last = [[0; 8]; 8];
        last[..rest.len()].copy_from_slice(rest);
        last[rest.len()][..tail.len()].copy_from_slice(tail);
        let (mut base, mut gaps) = (0, 0);
        // The word that is open, whether it has a seam, and where in the block seams are its own.
        let (mut start, mut start_gaps, mut is_open, mut is_glued, mut own) =
            (0, 0, false, false, 0);
        let (mut word_before, mut lower_before) = (0, 0);
        for block in blocks.iter().map(|block| &block[..]).chain([&last[..=rest.len()]]) {
            let Masks { word, gap, upper, lower } = Masks::of(block);
            let seams = upper & (lower << 1 | lower_before);
            let mut edges = word ^ (word << 1 | word_before);
            (word_before, lower_before) = (word >> 63, lower >> 63);
            steps::count(1);
            while edges != 0 {
                let bit = edges.trailing_zeros();
                let before = (1 << bit) - 1;
                edges &= edges - 1;
                if is_open {
                    let (start, end) = (start as usize, (base + bit) as usize);
                    list.push(Word {
                        start: start as u32,
                        end: end as u32,
                        hash: word_hash(bytes, start, end),
                        gaps: start_gaps,
                        is_glued: is_glued || seams & own & before != 0,
                    });
                    (is_open, is_glued) = (false, false);
                } else {
                    (is_open, own) = (true, !before);
                    (start, start_gaps) = (base + bit, gaps + (gap & before).count_ones());
                }
            }
            is_glued |= is_open && seams & own != 0;
            own = u64::MAX;
            base += 64;
            gaps += gap.count_ones();
        }
        let end = bytes.len() as u32;
        list.push(Word { start: end, end, hash: 0, gaps, is_glued: false });
    }
}
