//! Stage 3: which part of the posting each sentence belongs to.
//!
//! Headings divide the text. A heading stands alone on its line, or opens a sentence with a colon
//! or in title case, because scraped postings have often lost their line breaks. Within a section,
//! cues show that a sentence belongs elsewhere (an equal-opportunity statement among the duties).

mod headings;
mod sentences;

use std::ops::Range;
use std::sync::OnceLock;

use regex::bytes::Regex;

use self::headings::{TextHits, heading_at_end, heading_at_line_start, is_inline_heading};
use self::sentences::{is_all_caps, split_sentences};
use crate::error::Error;
use crate::lexicon::Lexicon;
use crate::lexicon::index::{Entry, Index};
use crate::lexicon::schema::ById;
use crate::posting::Section;
use crate::search::Hit;
use crate::text::Document;
use crate::text::title::{self, Line};

pub(crate) use self::sentences::Sections;
pub use self::sentences::Sentence;

/// Finds headings and section cues among the hits.
#[derive(Debug)]
pub(crate) struct SectionFinder {
    /// By their index in the lexicon.
    cues: Vec<Cue>,
}

/// How sentences give their section away: besides by phrases, by what they look like.
#[derive(Debug)]
struct Cue {
    section: Section,
    /// The sections in which it counts; all where none is given.
    within: Vec<ById>,
    /// Empty where it has none.
    pattern: String,
    /// Takes as long to compile as all terms together, so the first posting does it.
    compiled: OnceLock<Regex>,
}

impl Cue {
    fn looks_like(&self, said: &str) -> bool {
        let compile = || Regex::new(&self.pattern).expect("shipped, so that tests compile it");
        self.compiled.get_or_init(compile).is_match(said.as_bytes())
    }
}

/// A line longer than this may hold several headings: its breaks were lost.
const LONG_LINE: usize = 240;
/// A longer sentence is no furniture by its shape.
const LONGEST_FURNITURE: usize = 120;

impl SectionFinder {
    pub(crate) fn build(lexicon: &Lexicon) -> Result<Self, Error> {
        let mut cues = Vec::new();
        for cue in &lexicon.section_cues {
            let patterns = cue.patterns.iter().map(|pattern| format!("(?:{pattern})"));
            let pattern = patterns.collect::<Vec<_>>().join("|");
            let compiled = OnceLock::new();
            // The tests of this crate compile what ships with it.
            if !lexicon.sections_shipped && !pattern.is_empty() {
                let own = Regex::new(&pattern).map_err(|error| {
                    let fault = format!(
                        "a pattern of a section cue is not a valid regular expression: {error}"
                    );
                    Error::content(fault, "correct it; the syntax is that of the regex crate")
                        .in_file("sections.toml")
                })?;
                compiled.get_or_init(|| own);
            }
            let (ById(section), within) = (cue.section, cue.within.clone());
            cues.push(Cue { section, within, pattern, compiled });
        }
        Ok(Self { cues })
    }

    /// Divides `document` into sentences and says which section each belongs to.
    pub(crate) fn divide(
        &self, document: &mut Document, index: &Index, hits: &[Hit], sections: &mut Sections,
    ) {
        let text = &document.text[..];
        let found = &TextHits { text, hits, index };
        let kind = |line: &Range<usize>| self.kind_of_line(found, line);
        let (title, body) = (document.title.clone(), document.body());
        let (title, head_end) = title::head(text, title, body, kind);
        document.title = title;
        let sentences = &mut sections.sentences;
        sentences.clear();
        if !document.title.is_empty() {
            sentences.push(Sentence::new(document.title.clone(), Section::Title));
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
        sections.mark_repeated(text);
    }

    fn kind_of_line(&self, found: &TextHits<'_>, line: &Range<usize>) -> Line {
        let by_cues =
            || self.section_from_cues(found, &Sentence::new(line.clone(), Section::Intro));
        if line.len() <= LONG_LINE && by_cues() == Some(Section::Furniture) {
            return Line::Furniture;
        }
        match heading_at_line_start(found, line) {
            Some(_) if is_list(&found.text[line.clone()]) => Line::List,
            Some((section, ..)) => Line::Heading(section),
            None => Line::Other,
        }
    }

    fn section_from_cues(&self, found: &TextHits<'_>, sentence: &Sentence) -> Option<Section> {
        let section = sentence.section;
        if section == Section::Title {
            return None;
        }
        let mut given: Option<Section> = None;
        let mut consider = |cue: &Cue, is_met: &dyn Fn() -> bool| {
            let counts = cue.within.is_empty() || cue.within.contains(&ById(section));
            if counts && given.is_none_or(|before| rank(cue.section) > rank(before)) && is_met() {
                given = Some(cue.section);
            }
        };
        let hits = found.within(&sentence.range).iter().filter(|hit| hit.is(Index::SECTION_CUE));
        for hit in hits.filter(|hit| hit.end as usize <= sentence.range.end) {
            for entry in found.index.others(hit.form) {
                if let Entry::SectionCue(cue) = entry {
                    consider(&self.cues[*cue as usize], &|| true);
                }
            }
        }
        let short = sentence.range.len() <= LONGEST_FURNITURE;
        let said = &found.text[sentence.range.clone()];
        for cue in self.cues.iter().filter(|cue| !cue.pattern.is_empty()) {
            if short || cue.section != Section::Furniture {
                consider(cue, &|| cue.looks_like(said));
            }
        }
        given
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::SHIPPED_FILES;
    use crate::posting::Posting;

    fn sections_of(body: &str) -> Vec<(String, Section)> {
        let files = SHIPPED_FILES.map(|(name, content)| (name.to_owned(), content.into())).into();
        let lexicon = Lexicon::read(&files).unwrap();
        let (finder, index) = (SectionFinder::build(&lexicon).unwrap(), Index::build(&lexicon).0);
        let (mut document, mut sections, mut hits) =
            (Document::default(), Sections::default(), Vec::new());
        document.read(&Posting::new(body));
        let mut words = crate::search::Words::default();
        index.find(&document.text, &mut words, &mut hits);
        finder.divide(&mut document, &index, &hits, &mut sections);
        sections
            .sentences
            .iter()
            .map(|sentence| (document.text[sentence.range.clone()].to_owned(), sentence.section))
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
