//! The sentences of a posting, and how a text is cut into them.

use std::ops::Range;

use rustc_hash::FxHashSet;
use unicode_segmentation::UnicodeSegmentation;

use crate::posting::Section;
use crate::search::fingerprint;
use crate::text::steps;

/// A sentence, bullet or heading of the folded text, and the section it belongs to.
#[derive(Clone, Debug)]
pub struct Sentence {
    pub(crate) range: Range<usize>,
    pub(crate) section: Section,
    /// Says word for word what an earlier sentence said: scraped bodies hold whole parts twice.
    pub(crate) repeated: bool,
    /// Is a heading and nothing else, so its words are the writer's frame, not the job.
    pub(crate) heading: bool,
    /// Is all in capitals, where an acronym looks like any word.
    pub(crate) all_caps: bool,
}

impl Sentence {
    /// Bytes of the folded text.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.range.clone()
    }

    /// The part of the posting to which it belongs.
    #[must_use]
    pub fn section(&self) -> Section {
        self.section
    }

    pub(super) fn new(range: Range<usize>, section: Section) -> Self {
        let no = false;
        Self { range, section, repeated: no, heading: no, all_caps: no }
    }
}

/// The posting's sentences in order. A reusable buffer: [`SectionFinder::divide`] overwrites it.
#[derive(Debug, Default)]
pub(crate) struct Sections {
    pub(crate) sentences: Vec<Sentence>,
    said: FxHashSet<u64>,
}

impl Sections {
    /// From the first sentence of the body to the last.
    pub(crate) fn body(&self) -> Range<usize> {
        let first = self.sentences.iter().find(|sentence| sentence.section != Section::Title);
        first.map_or(0, |sentence| sentence.range.start)
            ..self.sentences.last().map_or(0, |sentence| sentence.range.end)
    }

    /// Puts the whole body into one section.
    pub(crate) fn set_body(&mut self, section: Section) {
        let body = self.sentences.iter_mut().filter(|sentence| sentence.section != Section::Title);
        body.for_each(|sentence| sentence.section = section);
    }

    /// The sentence in which a byte of the folded text stands; none for what stands in the title's
    /// line before it.
    pub(crate) fn sentence_at(&self, byte: usize) -> Option<usize> {
        self.sentences.partition_point(|sentence| sentence.range.start <= byte).checked_sub(1)
    }

    /// Marks the sentences that say word for word what an earlier one said.
    pub(super) fn mark_repeated(&mut self, text: &str) {
        /// A shorter sentence or heading may be repeated on purpose.
        const SHORTEST: usize = 24;
        self.said.clear();
        for sentence in &mut self.sentences {
            let said = &text[sentence.range.clone()];
            steps::count(said.len());
            if said.len() >= SHORTEST {
                sentence.repeated = !self.said.insert(fingerprint(said.as_bytes()));
            }
        }
    }
}

pub(super) fn is_all_caps(sentence: &str) -> bool {
    const ENOUGH_LETTERS: usize = 20;
    let upper = count(sentence, |b| b.is_ascii_uppercase());
    upper >= ENOUGH_LETTERS && upper > 4 * count(sentence, |b| b.is_ascii_lowercase())
}

/// Summed in bytes, stretch by stretch, so that the compiler counts many at a time.
fn count(text: &str, is: impl Fn(u8) -> bool) -> usize {
    let stretches = text.as_bytes().chunks(u8::MAX.into());
    stretches.map(|some| usize::from(some.iter().map(|&b| u8::from(is(b))).sum::<u8>())).sum()
}

/// Cuts `range` into sentences.
pub(super) fn split_sentences(
    text: &str, range: Range<usize>, section: Section, sentences: &mut Vec<Sentence>,
) {
    /// Scripts from here on end their sentences with marks of their own.
    const FIRST_BYTE_OF_CJK: u8 = 0xe3;
    let slice = &text[range.clone()];
    let mut push = |from: usize, to: usize| {
        let trimmed = text[from..to].trim_start();
        let from = to - trimmed.len();
        let to = from + trimmed.trim_end().len();
        if text[from..to].contains(char::is_alphanumeric) {
            sentences.push(Sentence::new(from..to, section));
        }
    };
    if !slice.is_ascii() && slice.bytes().any(|b| b >= FIRST_BYTE_OF_CJK) {
        for (at, sentence) in slice.split_sentence_bound_indices() {
            push(range.start + at, range.start + at + sentence.len());
        }
        return;
    }
    let bytes = slice.as_bytes();
    let mut from = 0;
    let mut mark = |at: usize| {
        let ends = bytes[at] == b';'
            || bytes.get(at + 1).is_none_or(|&b| b == b' ')
                && bytes.get(at + 2).is_none_or(|b| !b.is_ascii_lowercase())
                && !is_abbreviation(&slice[from..at]);
        if ends {
            push(range.start + from, range.start + at + 1);
            from = at + 1;
        }
    };
    // Three bytes at once are found quickly, and few lines ask.
    if memchr::memchr(b'?', bytes).is_none() {
        memchr::memchr3_iter(b'.', b';', b'!', bytes).for_each(&mut mark);
    } else {
        let is_mark = |at: &usize| matches!(bytes[*at], b'.' | b';' | b'!' | b'?');
        (0..bytes.len()).filter(is_mark).for_each(&mut mark);
    }
    push(range.start + from, range.end);
}

fn is_abbreviation(before: &str) -> bool {
    const ABBREVIATIONS: [&str; 14] =
        ["e.g", "i.e", "etc", "vs", "inc", "sr", "jr", "dr", "mr", "ms", "u.s", "ltd", "co", "no"];
    let word = before.rsplit([' ', '(']).next().unwrap_or("");
    word.len() == 1 || ABBREVIATIONS.iter().any(|short| word.eq_ignore_ascii_case(short))
}
