//! What a role alone cannot say: doubts about the title, the words and the text.

use std::fmt;

use regex::Regex;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

use crate::evidence::Evidence;
use crate::lexicon::Lexicon;
use crate::lexicon::schema::FlagSettings;
use crate::posting::Section;
use crate::results::StageResults;
use crate::role::{Role, Target};
use crate::scores::Scores;
use crate::sections::Sections;
use crate::text::regex;

/// What a reader of the verdict should know besides the role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
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

static BROKEN_OFF: LazyLock<Regex> = LazyLock::new(|| {
    let loose_ends = "and|or|the|a|an|of|to|in|with|for|by|our|your|that|is|are";
    regex(&format!(r"(?i)(?:\.\.\.|\b(?:read|show|see) more|\b(?:{loose_ends}))\s*$"))
});

/// Adds what holds. A verdict that rests on its title has no body to compare with.
pub(super) fn add(
    lexicon: &Lexicon, results: &StageResults, role: Role, secondary_roles: &[Role],
    evidence: &[Evidence<'_>], title_only: bool, flags: &mut Vec<Flag>,
) {
    let settings = &lexicon.model.flags;
    if title_only {
        flags.push(Flag::TitleOnly);
    } else if is_title_mismatch(settings, &results.scores, secondary_roles) {
        flags.push(Flag::TitleMismatch);
    }
    if !role.is_specialisation()
        && secondary_roles.is_empty()
        && is_buzzword_only(settings, evidence)
    {
        flags.push(Flag::BuzzwordOnly);
    }
    if !title_only && is_truncated(settings, results.document.text(), &results.sections) {
        flags.push(Flag::Truncated);
    }
}

/// The title names one specialisation; the body has little of it and shows another.
fn is_title_mismatch(settings: &FlagSettings, scores: &Scores, secondary_roles: &[Role]) -> bool {
    let strongest = |points: &[f32; Role::COUNT], least: f32| {
        let roles =
            Role::SPECIALISATIONS.iter().copied().filter(|role| points[role.index()] >= least);
        roles.max_by(|a, b| points[a.index()].total_cmp(&points[b.index()]))
    };
    match (
        strongest(&scores.title_points, settings.title_names_points),
        strongest(&scores.body_points, settings.body_shows_points),
    ) {
        (Some(named), Some(shown)) => {
            named != shown
                && scores.body_points[named.index()]
                    < settings.body_denies_share * scores.body_points[shown.index()]
                && !secondary_roles.contains(&named)
        }
        _ => false,
    }
}

/// AI words only where they say nothing of the job, or as adjectives.
fn is_buzzword_only(settings: &FlagSettings, evidence: &[Evidence<'_>]) -> bool {
    let mut buzzwords = 0;
    for evidence in evidence {
        let ai = match evidence.target() {
            Target::Role(role) => role.is_specialisation() && role != Role::Data,
            Target::Pm => false,
        };
        if !ai || evidence.weight() <= 0.0 {
            continue;
        }
        let idle = matches!(
            evidence.section(),
            Section::Company
                | Section::Benefits
                | Section::Legal
                | Section::SimilarJobs
                | Section::Furniture
                | Section::Intro
        );
        if !idle && evidence.points() > settings.adjective_points {
            return false;
        }
        buzzwords += 1;
    }
    buzzwords >= settings.buzzwords
}

fn is_truncated(settings: &FlagSettings, text: &str, sections: &Sections) -> bool {
    let Some(last) = sections.sentences.last() else { return false };
    let last = &text[last.range.clone()];
    BROKEN_OFF.is_match(last)
        || last.split(' ').count() >= settings.cut_sentence_words
            && last.ends_with(|c: char| c.is_alphanumeric() || c == ',')
}
