//! A posting as those who look for facts see it, and what they share.

use std::collections::HashSet;
use std::ops::Range;

use rolecall::{Analysis, Posting, Section, Span, Verdict};

use crate::steps;

/// A sentence, bullet or heading of the folded text.
pub(crate) struct Sentence<'a> {
    /// In lower case.
    pub(crate) text: &'a str,
    /// Its first byte in the folded text.
    pub(crate) start: usize,
    pub(crate) section: Section,
    /// Says word for word what an earlier one said: scraped bodies hold whole parts twice.
    pub(crate) repeated: bool,
}

/// One posting, read once for all facts.
pub(crate) struct Reading<'a> {
    analysis: &'a Analysis<'a, 'a>,
    lower: &'a str,
    pub(crate) sentences: Vec<Sentence<'a>>,
}

impl<'a> Reading<'a> {
    /// `lower` is the folded text with its ASCII letters in lower case, so that each byte stands
    /// where it stood.
    pub(crate) fn new(analysis: &'a Analysis<'a, 'a>, lower: &'a str) -> Self {
        /// Bytes. A shorter sentence or heading may well stand twice and mean it.
        const SHORTEST_REPEATED: usize = 24;
        let mut said = HashSet::new();
        let sentences = analysis.sentences().iter().map(|sentence| {
            let range = sentence.range();
            let written = &analysis.text()[range.clone()];
            let repeated = written.len() >= SHORTEST_REPEATED && !said.insert(written);
            let (start, section) = (range.start, sentence.section());
            Sentence { text: &lower[range], start, section, repeated }
        });
        Self { analysis, lower, sentences: sentences.collect() }
    }

    pub(crate) fn verdict(&self) -> &'a Verdict<'a> {
        self.analysis.verdict()
    }

    /// What the caller gave.
    pub(crate) fn posting(&self) -> &'a Posting<'a> {
        self.analysis.posting()
    }

    /// The folded text in lower case.
    pub(crate) fn text(&self) -> &'a str {
        self.lower
    }

    /// A range of the folded text with its capitals.
    pub(crate) fn with_capitals(&self, folded: Range<usize>) -> &'a str {
        &self.analysis.text()[folded]
    }

    /// Where in the folded text the title stands; empty where there is none.
    pub(crate) fn title(&self) -> Range<usize> {
        self.analysis.title()
    }

    /// Where a range of the folded text stands in the caller's strings.
    pub(crate) fn span(&self, folded: Range<usize>) -> Span {
        self.analysis.span(folded)
    }

    /// Where bytes `from..to` of a sentence stand in the caller's strings.
    pub(crate) fn span_in(&self, sentence: &Sentence<'_>, within: Range<usize>) -> Span {
        self.span(sentence.start + within.start..sentence.start + within.end)
    }

    /// The section in which a byte of the folded text stands.
    pub(crate) fn section_at(&self, byte: usize) -> Section {
        self.analysis.sentence_at(byte).map_or(Section::Intro, rolecall::Sentence::section)
    }

    /// What the caller wrote for a stretch of folded text and the character on either side.
    fn written_about(&self, folded: Range<usize>) -> &'a str {
        let text = self.text();
        let one = |c: Option<char>| c.map_or(0, char::len_utf8);
        let start = folded.start - one(text[..folded.start].chars().next_back());
        let end = folded.end + one(text[folded.end..].chars().next());
        self.span(start..end).text(self.posting())
    }

    /// Whether the caller wrote nothing but a dash where folding left this white space.
    pub(crate) fn is_dash(&self, space: Range<usize>) -> bool {
        let mut inner = self.written_about(space).chars();
        inner.next();
        inner.next_back();
        let inner = inner.as_str().trim();
        !inner.is_empty() && inner.chars().all(|c| matches!(c, '-' | '\u{2013}' | '\u{2014}'))
    }

    /// Whether the caller wrote a hyphen where folding left this space between two characters.
    pub(crate) fn is_hyphen(&self, space: Range<usize>) -> bool {
        let written = self.written_about(space);
        written.contains(['-', '_', '\u{2010}', '\u{2011}']) || written.contains("&#")
    }
}

/// At most so many bytes of `text` before `at`.
pub(crate) fn before(text: &str, at: usize, bytes: usize) -> &str {
    let mut from = at.saturating_sub(bytes);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    steps::count(at - from);
    &text[from..at]
}

/// At most so many bytes of `text` from `at` on.
pub(crate) fn after(text: &str, at: usize, bytes: usize) -> &str {
    let mut to = text.len().min(at + bytes);
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    steps::count(to.saturating_sub(at));
    &text[at..to.max(at)]
}

/// Whether `word` is one of `words`, in whatever case.
pub(crate) fn is_one_of<S: AsRef<str>>(word: &str, words: &[S]) -> bool {
    words.iter().any(|known| word.eq_ignore_ascii_case(known.as_ref()))
}
