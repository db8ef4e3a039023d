//! Stage 3: which part of the posting each sentence belongs to.
//!
//! Headings divide the text. A heading stands alone on its line, or opens a sentence with a colon
//! or in title case, because scraped postings have often lost their line breaks. Within a section,
//! cues show that a sentence belongs elsewhere (an equal-opportunity statement among the duties).

use std::cell::Cell;
use std::ops::Range;

use regex::Regex;
use rustc_hash::FxHashSet;
use unicode_segmentation::UnicodeSegmentation;

use crate::error::Error;
use crate::lexicon::Lexicon;
use crate::lexicon::index::{Entry, Heading, Index};
use crate::posting::Section;
use crate::search::{Hit, fingerprint};
use crate::text::Document;
use crate::text::steps::{self, seek};
use crate::text::title::{self, Line};

/// A sentence, bullet or heading of the folded text, and the section it belongs to.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each says something of its own")]
pub struct Sentence {
    pub(crate) range: Range<usize>,
    pub(crate) section: Section,
    /// Says word for word what an earlier sentence said: scraped bodies hold whole parts twice.
    pub(crate) repeated: bool,
    /// Is a heading and nothing else, so its words are the writer's frame, not the job.
    pub(crate) heading: bool,
    /// Is all in capitals, where an acronym looks like any word.
    pub(crate) all_caps: bool,
    /// Says what the employer makes.
    pub(crate) defines: bool,
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

    fn new(range: Range<usize>, section: Section) -> Self {
        let no = false;
        Self { range, section, repeated: no, heading: no, all_caps: no, defines: no }
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
        for sentence in
            self.sentences.iter_mut().filter(|sentence| sentence.section != Section::Title)
        {
            sentence.section = section;
        }
    }

    /// The sentence in which a byte of the folded text stands, looked for from `last` on; none for
    /// what stands before the title in its line.
    pub(crate) fn sentence_at(&self, byte: usize, last: usize) -> Option<usize> {
        seek(&self.sentences, last + 1, |sentence| sentence.range.start <= byte).checked_sub(1)
    }
}

/// Finds headings and section cues among the hits.
#[derive(Debug)]
pub(crate) struct SectionFinder {
    /// For each section cue: the section it points to, the sections in which it counts, and
    /// whether it tells what the employer makes.
    cue_of: Vec<(Section, Vec<Section>, bool)>,
    /// Shapes of sentences that give their section away.
    shapes: Vec<(Regex, Section, Vec<Section>)>,
}

/// One posting's text with what was found in it.
struct TextHits<'f> {
    text: &'f str,
    hits: &'f [Hit],
    index: &'f Index,
    /// The last position looked up, as a hint.
    last: Cell<usize>,
}

impl<'f> TextHits<'f> {
    /// The hits that start within a range.
    fn within(&self, range: &Range<usize>) -> &'f [Hit] {
        let from = seek(self.hits, self.last.get(), |hit| (hit.start as usize) < range.start);
        self.last.set(from);
        let len =
            self.hits[from..].iter().take_while(|hit| (hit.start as usize) < range.end).count();
        steps::count(len);
        &self.hits[from..from + len]
    }

    fn heading(&self, hit: &Hit) -> Option<&'f Heading> {
        if !self.index.is(hit.form, Index::HEADING) {
            return None;
        }
        self.index.others(hit.form).iter().find_map(|entry| match entry {
            Entry::Heading(id) => Some(&self.index.headings[*id as usize]),
            _ => None,
        })
    }

    /// Headings in `hits`, none inside another, the longest where several start together: its end
    /// too.
    fn headings(&self, hits: &'f [Hit]) -> impl Iterator<Item = (Range<usize>, &'f Heading)> {
        let mut done = 0;
        let mut hits =
            hits.iter().filter_map(move |hit| Some((hit, self.heading(hit)?))).peekable();
        std::iter::from_fn(move || {
            loop {
                let (mut hit, mut heading) = hits.next()?;
                while let Some((longer, its)) = hits.next_if(|(next, _)| next.start == hit.start) {
                    (hit, heading) = (longer, its);
                }
                if hit.start >= done {
                    done = hit.end;
                    return Some((hit.start as usize..hit.end as usize, heading));
                }
            }
        })
    }
}

/// Longest rest of a line after a heading that still reads as part of the heading.
const HEADING_REST_WORDS: usize = 6;
/// A line longer than this may hold several headings: its breaks were lost.
const LONG_LINE: usize = 240;
/// A longer sentence is no furniture by its shape.
const LONGEST_FURNITURE: usize = 120;
/// Words that join a heading to the rest of its line ("What you'll do at Acme", "Requirements for
/// this role").
const JOINERS: [&str; 24] = [
    "at", "for", "in", "of", "include", "includes", "are", "and", "&", "on", "to", "as", "if",
    "we", "you", "will", "with", "your", "our", "the", "this", "-", "/", "|",
];

impl SectionFinder {
    pub(crate) fn build(lexicon: &Lexicon) -> Result<Self, Error> {
        let cues = &lexicon.section_cues;
        let mut shapes = Vec::new();
        for cue in cues {
            if !cue.patterns.is_empty() {
                let any = format!("(?:{})", cue.patterns.join(")|(?:"));
                let shape = Regex::new(&any).map_err(|error| {
                    let fault = format!(
                        "a pattern of a section cue is not a valid regular expression: {error}"
                    );
                    Error::content(fault, "correct it; the syntax is that of the regex crate")
                        .in_file("sections.toml")
                })?;
                shapes.push((shape, cue.section, cue.within.clone()));
            }
        }
        Ok(Self {
            cue_of: cues.iter().map(|cue| (cue.section, cue.within.clone(), cue.defines)).collect(),
            shapes,
        })
    }

    /// Divides `document` into sentences and says which section each belongs to.
    pub(crate) fn divide(
        &self, document: &mut Document, index: &Index, hits: &[Hit], sections: &mut Sections,
    ) {
        let found = TextHits { text: document.text(), hits, index, last: Cell::new(0) };
        let kind = |line: &Range<usize>| self.kind_of_line(&found, line);
        let (title, head_end) =
            title::head(document.text(), document.title(), document.body(), kind);
        document.set_title(title);
        let text = document.text();
        let found = &TextHits { text, hits, index, last: Cell::new(0) };
        let sentences = &mut sections.sentences;
        sentences.clear();
        if !document.title().is_empty() {
            sentences.push(Sentence::new(document.title(), Section::Title));
        }
        let mut section = Section::Intro;
        let body = document.body();
        let mut start = body.start;
        while start < body.end {
            let end = memchr::memchr(b'\n', &text.as_bytes()[start..body.end])
                .map_or(body.end, |i| start + i);
            if start < head_end {
                split_sentences(text, start..end, Section::Furniture, sentences);
            } else {
                divide_line(found, start..end, &mut section, sentences);
            }
            start = end + 1;
        }
        // Without a list of duties the opening text is what describes the role.
        let has_duties = sentences.iter().any(|sentence| sentence.section == Section::Duties);
        // Once a text about the employer comes to the role, what follows may be about either.
        let mut turned = false;
        for sentence in sentences.iter_mut() {
            let was_company = sentence.section == Section::Company;
            turned &= was_company;
            if turned {
                sentence.section = Section::Intro;
            }
            let said = &text[sentence.range.clone()];
            sentence.all_caps = is_all_caps(said);
            if let Some(section) = self.section_from_cues(found, sentence) {
                sentence.section = section;
                turned |= was_company && section == Section::Summary;
            } else if !has_duties && !was_company && sentence.section == Section::Intro {
                sentence.section = Section::Summary;
            }
        }
        mark_repeated(text, sections);
    }

    fn kind_of_line(&self, found: &TextHits<'_>, line: &Range<usize>) -> Line {
        let mut sentence = Sentence::new(line.clone(), Section::Intro);
        if line.len() <= LONG_LINE
            && self.section_from_cues(found, &mut sentence) == Some(Section::Furniture)
        {
            return Line::Furniture;
        }
        match heading_at_line_start(found, line) {
            Some(_) if is_list(&found.text[line.clone()]) => Line::List,
            Some((section, ..)) => Line::Heading(section),
            None => Line::Other,
        }
    }

    fn section_from_cues(&self, found: &TextHits<'_>, sentence: &mut Sentence) -> Option<Section> {
        let section = sentence.section;
        if section == Section::Title {
            return None;
        }
        let allowed = |within: &[Section]| within.is_empty() || within.contains(&section);
        let mut given: Option<Section> = None;
        let mut consider = |to: Section| {
            if given.is_none_or(|before| rank(to) > rank(before)) {
                given = Some(to);
            }
        };
        for hit in found
            .within(&sentence.range)
            .iter()
            .filter(|hit| found.index.is(hit.form, Index::SECTION_CUE))
        {
            if hit.end as usize > sentence.range.end {
                continue;
            }
            for entry in found.index.others(hit.form) {
                if let Entry::SectionCue(cue) = entry
                    && let (to, within, defines) = &self.cue_of[*cue as usize]
                    && allowed(within)
                {
                    consider(*to);
                    sentence.defines |= defines;
                }
            }
        }
        for (shape, to, within) in &self.shapes {
            let long = *to == Section::Furniture && sentence.range.len() > LONGEST_FURNITURE;
            if !long && allowed(within) && shape.is_match(&found.text[sentence.range.clone()]) {
                consider(*to);
            }
        }
        given
    }
}

/// Longest heading that is looked for at the end of a sentence, in characters.
const LONGEST_TRAILING_HEADING: usize = 48;

fn divide_line(
    found: &TextHits<'_>, line: Range<usize>, section: &mut Section, sentences: &mut Vec<Sentence>,
) {
    let mut start = line.start;
    if let Some((heading, end, bare)) = heading_at_line_start(found, &line) {
        // In a block of furniture "Skills" heads what the board took from the text.
        if *section != Section::Furniture || !is_list(&found.text[start..end]) {
            *section = heading;
        }
        sentences.push(Sentence { heading: bare, ..Sentence::new(start..end, *section) });
        start = end;
    }
    if line.end - start > LONG_LINE {
        for (at, heading) in found.headings(found.within(&(start..line.end))) {
            if is_inline_heading(found.text, &at, heading, start) {
                split(found, start..at.start, section, sentences);
                *section = heading.section;
                start = at.start;
            }
        }
    }
    split(found, start..line.end, section, sentences);
}

/// Cuts `range` into sentences; one that ends in a heading begins another section.
fn split(
    found: &TextHits<'_>, range: Range<usize>, section: &mut Section, sentences: &mut Vec<Sentence>,
) {
    let first = sentences.len();
    split_sentences(found.text, range, *section, sentences);
    for sentence in &mut sentences[first..] {
        if let Some(heading) = heading_at_end(found, &sentence.range) {
            *section = heading;
        }
        sentence.section = *section;
    }
}

/// A heading under which boards list, word by word, what they took from the text.
fn is_list(heading: &str) -> bool {
    ["skills", "education", "experience"].iter().any(|one| heading.eq_ignore_ascii_case(one))
}

/// A heading that fills its line, or opens it with a colon: its section, where it ends, and whether
/// it says nothing else.
fn heading_at_line_start(
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
    let words = rest.split(' ').filter(|word| !word.is_empty()).count();
    let line_text = &text[line.clone()];
    if words == 0 {
        return Some((heading.section, line.end, true));
    }
    let sentence = line_text.ends_with('.') || line_text.contains(". ") || line_text.contains(", ");
    let joined = rest
        .split(' ')
        .next()
        .is_some_and(|word| JOINERS.iter().any(|joiner| word.eq_ignore_ascii_case(joiner)));
    let fills = words <= HEADING_REST_WORDS
        && !sentence
        && (joined && heading.words > 1 || heading.open && starts_upper(line_text));
    fills.then_some((heading.section, line.end, false))
}

/// A heading inside a line whose breaks were lost.
fn is_inline_heading(text: &str, at: &Range<usize>, heading: &Heading, line_start: usize) -> bool {
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
fn heading_at_end(found: &TextHits<'_>, sentence: &Range<usize>) -> Option<Section> {
    let said = &found.text[sentence.clone()];
    let stem =
        said.strip_suffix(':').or_else(|| said.strip_suffix("..."))?.trim_end_matches(['.', ' ']);
    let end = sentence.start + stem.len();
    let from =
        stem.char_indices().rev().take(LONGEST_TRAILING_HEADING).last().map_or(0, |(i, _)| i);
    let (_, heading) = found
        .headings(found.within(&(sentence.start + from..end)))
        .find(|(at, _)| at.end == end)?;
    (heading.words > 1 && !heading.open).then_some(heading.section)
}

fn is_all_caps(sentence: &str) -> bool {
    const ENOUGH_LETTERS: usize = 20;
    // Summed in bytes, stretch by stretch, so that the compiler counts many at a time.
    let count = |is: fn(&u8) -> bool| -> usize {
        let stretches = sentence.as_bytes().chunks(u8::MAX.into());
        stretches
            .map(|stretch| usize::from(stretch.iter().map(|b| u8::from(is(b))).sum::<u8>()))
            .sum()
    };
    let upper = count(u8::is_ascii_uppercase);
    upper >= ENOUGH_LETTERS && upper > 4 * count(u8::is_ascii_lowercase)
}

/// Marks the sentences that say word for word what an earlier one said.
fn mark_repeated(text: &str, sections: &mut Sections) {
    /// A shorter sentence or heading may be repeated on purpose.
    const SHORTEST: usize = 24;
    sections.said.clear();
    for sentence in &mut sections.sentences {
        let said = &text[sentence.range.clone()];
        steps::count(said.len());
        if said.len() >= SHORTEST {
            sentence.repeated = !sections.said.insert(fingerprint(said.as_bytes()));
        }
    }
}

/// If the cues of a sentence disagree, the section that more surely is not the job wins, but
/// a sentence about the role beats the employer's pitch that it opens with.
fn rank(section: Section) -> u8 {
    match section {
        Section::Furniture => 5,
        Section::Legal => 4,
        Section::Benefits => 3,
        Section::NiceToHave => 2,
        Section::Summary => 1,
        _ => 0,
    }
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

/// Cuts `range` into sentences.
fn split_sentences(
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
    if slice.bytes().any(|b| b >= FIRST_BYTE_OF_CJK) {
        for (at, sentence) in slice.split_sentence_bound_indices() {
            push(range.start + at, range.start + at + sentence.len());
        }
        return;
    }
    let bytes = slice.as_bytes();
    let mut from = 0;
    for at in 0..bytes.len() {
        let ends = match bytes[at] {
            b';' => true,
            b'.' | b'!' | b'?' => {
                bytes.get(at + 1).is_none_or(|&b| b == b' ')
                    && bytes.get(at + 2).is_none_or(|b| !b.is_ascii_lowercase())
                    && !is_abbreviation(&slice[from..at])
            }
            _ => false,
        };
        if ends {
            push(range.start + from, range.start + at + 1);
            from = at + 1;
        }
    }
    push(range.start + from, range.end);
}

fn is_abbreviation(before: &str) -> bool {
    const ABBREVIATIONS: [&str; 14] =
        ["e.g", "i.e", "etc", "vs", "inc", "sr", "jr", "dr", "mr", "ms", "u.s", "ltd", "co", "no"];
    let word = before.rsplit([' ', '(']).next().unwrap_or("");
    word.len() == 1 || ABBREVIATIONS.iter().any(|short| word.eq_ignore_ascii_case(short))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::SHIPPED_FILES;
    use crate::posting::Posting;

    fn sections_of(body: &str) -> Vec<(String, Section)> {
        let files = SHIPPED_FILES.map(|(name, content)| (name.to_owned(), content.into())).into();
        let lexicon = Lexicon::read(&files).unwrap();
        let (finder, index) =
            (SectionFinder::build(&lexicon).unwrap(), Index::build(&lexicon).unwrap());
        let (mut document, mut sections, mut hits) =
            (Document::default(), Sections::default(), Vec::new());
        document.read(&Posting::new(body));
        index.search.find(document.text(), &mut hits);
        finder.divide(&mut document, &index, &hits, &mut sections);
        sections
            .sentences
            .iter()
            .map(|sentence| (document.text()[sentence.range.clone()].to_owned(), sentence.section))
            .collect()
    }

    fn section_of(body: &str, of: &str) -> Section {
        let sentences = sections_of(body);
        sentences
            .iter()
            .find(|(text, _)| text.contains(of))
            .unwrap_or_else(|| panic!("{of} in {sentences:?}"))
            .1
    }

    #[test]
    fn headings_on_their_own_lines() {
        let body = "Acme sells anvils.\n\n**What You\u{2019}ll Do**\n- Own evals\n\n## \
            Requirements:\n- SQL\n\nNice-to-have\n- Kafka\n\nAbout Acme\nAcme loves lakes.";
        assert_eq!(section_of(body, "Own evals"), Section::Duties);
        assert_eq!(section_of(body, "SQL"), Section::Requirements);
        assert_eq!(section_of(body, "Kafka"), Section::NiceToHave);
        assert_eq!(section_of(body, "lakes"), Section::Company);
    }

    #[test]
    fn headings_whose_breaks_were_lost() {
        let body = "Acme is a leading provider of anvils to roadrunners and coyotes in every \
            desert of the world. \
            You will: Own our evals. Define the roadmap for lakes Minimum qualifications: \
            SQL and degree. \
            Preferred Qualifications Kafka and more. What We Offer: lunch. \
             About Us: Acme makes dashboards.";
        assert_eq!(section_of(body, "leading provider"), Section::Company);
        assert_eq!(section_of(body, "Own our evals"), Section::Duties);
        assert_eq!(section_of(body, "SQL"), Section::Requirements);
        assert_eq!(section_of(body, "Kafka"), Section::NiceToHave);
        assert_eq!(section_of(body, "lunch"), Section::Benefits);
        assert_eq!(section_of(body, "dashboards"), Section::Company);
    }

    #[test]
    fn headings_after_a_heading_in_one_long_line() {
        let pitch = "We sell anvils. ".repeat(16);
        let body = format!(
            "About Us: Acme makes dashboards. {pitch}Responsibilities: Own our evals. \
                Requirements: SQL and a degree."
        );
        assert_eq!(section_of(&body, "dashboards"), Section::Company);
        assert_eq!(section_of(&body, "Own our evals"), Section::Duties);
        assert_eq!(section_of(&body, "SQL"), Section::Requirements);
    }

    #[test]
    fn sentences_give_themselves_away() {
        let body = "Responsibilities:\n- Own evals\n- Kafka is a plus\nWe are an equal \
            opportunity employer and value lakes.";
        assert_eq!(section_of(body, "Kafka"), Section::NiceToHave);
        assert_eq!(section_of(body, "lakes"), Section::Legal);
        assert_eq!(section_of(body, "Own evals"), Section::Duties);
    }

    #[test]
    fn a_line_that_only_begins_like_a_heading_is_none() {
        let body = "Responsibilities\n- Requirements gathering for lakes\n- Experience design, \
            and more\n- About half of the evals";
        assert_eq!(section_of(body, "lakes"), Section::Duties);
        assert_eq!(section_of(body, "Experience design"), Section::Duties);
    }
}
