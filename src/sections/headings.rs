//! Headings: those that fill a line, open it, stand inside it or end a sentence.

use std::ops::Range;

use crate::lexicon::index::{Entry, Heading, Index};
use crate::posting::Section;
use crate::search::{Hit, outermost};
use crate::text::steps;

/// One posting's text with what was found in it.
pub(super) struct TextHits<'f> {
    pub(super) text: &'f str,
    pub(super) hits: &'f [Hit],
    pub(super) index: &'f Index,
}

impl<'f> TextHits<'f> {
    /// The hits that start within a range.
    pub(super) fn within(&self, range: &Range<usize>) -> &'f [Hit] {
        let from = self.hits.partition_point(|hit| (hit.start as usize) < range.start);
        let hits = &self.hits[from..];
        let len = hits.iter().take_while(|hit| (hit.start as usize) < range.end).count();
        steps::count(len);
        &hits[..len]
    }

    /// Headings in `hits`, the outermost, with where they stand.
    pub(super) fn headings(
        &self, hits: &'f [Hit],
    ) -> impl Iterator<Item = (Range<usize>, &'f Heading)> {
        let heading = |entry: &Entry| match entry {
            Entry::Heading(id) => Some(&self.index.headings[*id as usize]),
            _ => None,
        };
        outermost(hits, Index::HEADING).filter_map(move |hit| {
            Some((hit.range(), self.index.others(hit.form).iter().find_map(heading)?))
        })
    }
}

/// Longest rest of a line after a heading that still reads as part of the heading.
const HEADING_REST_WORDS: usize = 6;
/// Longest heading that is looked for at the end of a sentence, in characters.
const LONGEST_TRAILING_HEADING: usize = 48;

/// Words that join a heading to the rest of its line ("What you'll do at Acme", "Requirements for
/// this role").
const JOINERS: [&str; 24] = [
    "at", "for", "in", "of", "include", "includes", "are", "and", "&", "on", "to", "as", "if",
    "we", "you", "will", "with", "your", "our", "the", "this", "-", "/", "|",
];

/// A heading that fills its line, or opens it with a colon: its section, where it ends, and whether
/// it says nothing else.
pub(super) fn heading_at_line_start(
    found: &TextHits<'_>, line: &Range<usize>,
) -> Option<(Section, usize, bool)> {
    let text = found.text;
    let start = line.start + text[line.clone()].find(char::is_alphanumeric)?;
    let start = skip_numbering(text, start, line.end);
    let (at, heading) = found.headings(found.within(&(start..start + 1))).next()?;
    if at.end > line.end {
        return None;
    }
    let rest = &text[at.end..line.end];
    if rest.starts_with(|c: char| c.is_alphanumeric() || c == '\'') {
        return None;
    }
    if rest.starts_with(':') || rest.starts_with(" :") {
        let colon = at.end + rest.find(':')? + 1;
        return (!heading.open).then_some((heading.section, colon, true));
    }
    let rest = rest.trim_matches(|c: char| !c.is_alphanumeric() && c != '&' && c != '/');
    let words = rest.split_ascii_whitespace().take(HEADING_REST_WORDS + 1).count();
    let line_text = &text[line.clone()];
    if words == 0 {
        return Some((heading.section, line.end, true));
    }
    let is_sentence =
        || line_text.ends_with('.') || line_text.contains(". ") || line_text.contains(", ");
    let first = rest.split(' ').next().unwrap_or_default();
    let joined = JOINERS.iter().any(|joiner| first.eq_ignore_ascii_case(joiner));
    let fills = words <= HEADING_REST_WORDS
        && (joined && heading.words > 1 || heading.open && starts_upper(line_text))
        && !is_sentence();
    fills.then_some((heading.section, line.end, false))
}

/// A heading inside a line whose breaks were lost.
pub(super) fn is_inline_heading(
    text: &str, at: &Range<usize>, heading: &Heading, line_start: usize,
) -> bool {
    if heading.open || !starts_upper(&text[at.clone()]) {
        return false;
    }
    let rest = &text[at.end..];
    let colon = rest.starts_with(':') || rest.starts_with("...") || rest.starts_with(" :");
    let before = text[line_start..at.start].trim_end();
    let opens_sentence =
        before.is_empty() || before.ends_with(['.', '!', '?', ':', ')', ';', '|', '-']);
    let mut words = text[at.clone()].split(' ');
    let title_case = words.all(|word| {
        starts_upper(word)
            || matches!(word, "the" | "to" | "of" | "and" | "for" | "a" | "in" | "&" | "you" | "us")
    });
    let next_upper = starts_upper(rest.trim_start());
    colon && (opens_sentence || heading.words > 1 || title_case)
        || opens_sentence && title_case && next_upper && heading.words > 1
}

/// A heading with which a sentence ends: "As a senior product manager, you will:".
pub(super) fn heading_at_end(found: &TextHits<'_>, sentence: &Range<usize>) -> Option<Section> {
    let said = &found.text[sentence.clone()];
    let stem =
        said.strip_suffix(':').or_else(|| said.strip_suffix("..."))?.trim_end_matches(['.', ' ']);
    let end = sentence.start + stem.len();
    let from =
        stem.char_indices().rev().take(LONGEST_TRAILING_HEADING).last().map_or(0, |(i, _)| i);
    let mut headings = found.headings(found.within(&(sentence.start + from..end)));
    let (_, heading) = headings.find(|(at, _)| at.end == end)?;
    (heading.words > 1 && !heading.open).then_some(heading.section)
}

fn starts_upper(text: &str) -> bool {
    text.chars().next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit())
}

/// "1. Responsibilities", "II) Skills": past the number.
fn skip_numbering(text: &str, start: usize, end: usize) -> usize {
    let line = &text[start..end];
    let number = line.find(|c: char| !c.is_ascii_digit()).unwrap_or(0);
    if number == 0 || !line[number..].starts_with(['.', ')']) {
        return start;
    }
    line[number..].find(char::is_alphanumeric).map_or(start, |i| start + number + i)
}
