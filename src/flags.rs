//! What the verdict cannot say by a role alone: doubts about the title, the words and the text.

use std::fmt;

use once_cell::sync::Lazy;
use regex::Regex;

use crate::document::regex;
use crate::lexicon::{Section, Side};
use crate::role::Role;
use crate::scores::Scores;
use crate::sections::Sections;
use crate::verdict::Verdict;

/// What a reader of the verdict should know besides the role.
///
/// ```
/// use rolecall::{Classifier, Flag, Posting};
///
/// let posting = Posting::new("").title("Senior Product Manager, ML Platform");
/// assert!(Classifier::builtin().unwrap().classify(&posting).flags().contains(&Flag::TitleOnly));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Flag {
    /// The title names one specialisation, the body shows another.
    TitleMismatch,
    /// There is a title and next to no body: the verdict rests on the title.
    TitleOnly,
    /// AI words stand only in text about the employer, in benefits, or as adjectives.
    BuzzwordOnly,
    /// The text breaks off.
    Truncated,
    /// Most of the text is not English.
    NotEnglish,
}

impl Flag {
    /// The stable identifier used in serialised verdicts.
    ///
    /// ```
    /// assert_eq!(rolecall::Flag::BuzzwordOnly.id(), "buzzword-only");
    /// ```
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Flag::TitleMismatch => "title-mismatch",
            Flag::TitleOnly => "title-only",
            Flag::BuzzwordOnly => "buzzword-only",
            Flag::Truncated => "truncated",
            Flag::NotEnglish => "not-english",
        }
    }
}

impl fmt::Display for Flag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.id())
    }
}

static BROKEN_OFF: Lazy<Regex> = Lazy::new(|| {
    let loose_ends = "and|or|the|a|an|of|to|in|with|for|by|our|your|that|is|are";
    regex(&format!(r"(?i)(?:\.\.\.|\b(?:read|show|see) more|\b(?:{loose_ends}))\s*$"))
});

/// The title names one specialisation; the body has little of it and shows another.
pub(crate) fn is_title_mismatch(scores: &Scores, also: &[Role]) -> bool {
    /// Points from which a title names a role, and a body shows one.
    const NAMES: f32 = 1.5;
    const SHOWS: f32 = 1.2;
    let strongest = |points: &[f32; Role::ALL.len()], least: f32| {
        let roles = Role::SPECIALISATIONS.into_iter().filter(|role| points[role.index()] >= least);
        roles.max_by(|a, b| points[a.index()].total_cmp(&points[b.index()]))
    };
    match (strongest(&scores.named, NAMES), strongest(&scores.shown, SHOWS)) {
        (Some(named), Some(shown)) => {
            named != shown && scores.shown[named.index()] < 0.5 * scores.shown[shown.index()] && !also.contains(&named)
        }
        _ => false,
    }
}

/// No specialisation, and AI words only where they say nothing of the job, or as adjectives.
pub(crate) fn is_buzzword_only(verdict: &Verdict<'_>) -> bool {
    const ADJECTIVE: f32 = 0.8;
    const ENOUGH: usize = 2;
    if verdict.role().is_some_and(Role::is_specialisation) || !verdict.also.is_empty() {
        return false;
    }
    let mut buzzwords = 0;
    for evidence in &verdict.evidence {
        let ai = matches!(evidence.side(), Side::Role(role) if role.is_specialisation() && role != Role::Data);
        if !ai || evidence.weight() <= 0.0 {
            continue;
        }
        let idle = matches!(
            evidence.section(),
            Section::Company | Section::Benefits | Section::Legal | Section::SimilarJobs | Section::Intro
        );
        if !idle && evidence.points() > ADJECTIVE {
            return false;
        }
        buzzwords += 1;
    }
    buzzwords >= ENOUGH
}

pub(crate) fn is_truncated(text: &str, sections: &Sections) -> bool {
    const LONG_SENTENCE: usize = 14;
    let Some(last) = sections.units.last() else { return false };
    let last = &text[last.range.clone()];
    BROKEN_OFF.is_match(last)
        || last.split(' ').count() >= LONG_SENTENCE && last.ends_with(|c: char| c.is_alphanumeric() || c == ',')
}

/// Whether the text reads as English: the words that every English sentence has are counted first, since
/// nearly all postings pass that; only for the rest the language is detected.
pub(crate) fn is_english(body: &str) -> bool {
    const SAMPLE_WORDS: usize = 100;
    const FUNCTION_WORDS: [&str; 14] =
        ["the", "and", "of", "to", "in", "a", "for", "with", "you", "we", "our", "is", "on", "your"];
    const LONGEST_FUNCTION_WORD: usize = 4;
    const ENGLISH_SHARE: f32 = 0.12;
    /// A language shows in less than this, and detecting it costs more than all the rest.
    const SAMPLE_CHARS: usize = 1000;
    const SURE: f64 = 0.8;
    const FEW_WORDS: usize = 12;
    /// A list of skills has no function words, and is too short for its language to be detected.
    const SHORT_LIST: usize = 40;
    let sample = || body.split_ascii_whitespace().take(SAMPLE_WORDS);
    let words = sample().count();
    if words < SHORT_LIST && body.chars().take(200).all(|c| c.is_ascii() || !c.is_alphabetic()) {
        return true;
    }
    let is_common = |word: &&str| {
        word.len() <= LONGEST_FUNCTION_WORD && FUNCTION_WORDS.iter().any(|common| word.eq_ignore_ascii_case(common))
    };
    // As many of the words as a whole sample needs are enough of any part of it.
    let enough = (ENGLISH_SHARE * words as f32).ceil() as usize;
    if words >= FEW_WORDS && sample().filter(is_common).take(enough).count() == enough {
        return true;
    }
    let end = body.char_indices().nth(SAMPLE_CHARS).map_or(body.len(), |(i, _)| i);
    !whatlang::detect(&body[..end]).is_some_and(|info| info.lang() != whatlang::Lang::Eng && info.confidence() >= SURE)
}
