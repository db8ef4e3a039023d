//! What a role alone cannot say: doubts about the title, the words and the text.

use super::{Flag, Verdict};
use crate::evidence::Evidence;
use crate::lexicon::Lexicon;
use crate::lexicon::schema::FlagSettings;
use crate::posting::{Posting, Section};
use crate::results::StageResults;
use crate::role::{Role, Target};
use crate::text::pattern::pattern;
use crate::text::steps;

pattern! {
    /// Case is kept: "Series A" ends a text well.
    BROKEN_OFF =
    r"(?:\.\.\.|\b(?i:read|show|see) more|"
    r"\S \S+ (?:and|or|the|a|an|of|our|your|their|its|from|as|including))\s*$"
}
pattern! {
    /// Dots that leave out what nobody misses.
    ENDS_SO = r"\b(?i:more|etc\.?|so on) ?\.\.\.\s*$"
}
pattern! { AI_WORD =
    r"(?i)\b(?:ai|ml|llms?|gen ?ai|gpt|generative|machine learning|artificial intelligence|"
    r"language models?)\b"
}
pattern! { ADJECTIVE = r"(?i)\b(?:powered|driven|enabled|based|first|native|forward)\b" }

impl Verdict<'_> {
    /// Sets those that hold. A verdict that rests on its title has no body to compare with.
    pub(super) fn set_flags(
        &mut self, lexicon: &Lexicon, posting: &Posting<'_>, results: &StageResults,
        title_only: bool, foreign: bool,
    ) {
        let settings = &lexicon.model.flags;
        let special = self.outcome.is_ok_and(Role::is_specialisation);
        let special = special || !self.secondary_roles.is_empty();
        let flags = [
            (title_only, Flag::TitleOnly),
            (!title_only && is_title_mismatch(lexicon, self, results), Flag::TitleMismatch),
            (!special && is_buzzword_only(settings, self, results), Flag::BuzzwordOnly),
            (!title_only && is_truncated(settings, posting, results), Flag::Truncated),
            (foreign, Flag::NotEnglish),
        ];
        self.flags.clear();
        self.flags.extend(flags.into_iter().filter(|(holds, _)| *holds).map(|(_, flag)| flag));
    }

    pub(super) fn title_evidence(&self) -> impl Iterator<Item = &Evidence<'_>> {
        let counted = self.evidence.iter().inspect(|_| steps::count(1));
        counted.filter(|item| item.section() == Section::Title)
    }

    /// What the title says of a role, whether the body backs it or not.
    pub(super) fn title_weight(&self, role: Role) -> f32 {
        let own = self.title_evidence().filter(|item| item.target() == Target::Role(role));
        own.filter(|item| !item.is_weak()).map(Evidence::weight).sum()
    }
}

fn is_title_mismatch(lexicon: &Lexicon, verdict: &Verdict<'_>, results: &StageResults) -> bool {
    let settings = &lexicon.model.flags;
    let Ok(shown) = verdict.outcome else { return false };
    let least = if shown.is_specialisation() {
        lexicon.model.verdict.close_call_confidence
    } else {
        settings.denied_title_confidence
    };
    if verdict.confidence < least {
        return false;
    }
    if shown == Role::NotPm {
        let mut title = results.matches.counted.iter().filter(|m| m.section == Section::Title);
        let names_pm = title.any(|m| lexicon.terms[m.term as usize].names_job);
        let other = |item: &Evidence<'_>| item.target() == Target::Role(Role::NotPm);
        return names_pm && !verdict.title_evidence().any(other);
    }
    let of_body = |role: Role| -> f32 {
        let body = verdict.evidence_for(role).filter(|item| item.section() != Section::Title);
        body.map(Evidence::points).sum()
    };
    // Bare "AI" names also what is called "AI platform", "AI trust & safety", "AI research".
    let holds = |named: Role| {
        named == shown
            || verdict.secondary_roles.contains(&named)
            || named == Role::Ai
                && matches!(shown, Role::AiPlatform | Role::AiTrustSafety | Role::AiResearch)
    };
    let enough = match shown {
        Role::OtherPm => settings.body_shows_points,
        _ if of_body(shown) < settings.body_shows_points => return false,
        _ => settings.body_denies_share * of_body(shown),
    };
    let is_named = |role: &&Role| verdict.title_weight(**role) >= settings.title_names_weight;
    let mut named = Role::SPECIALISATIONS.iter().filter(is_named).peekable();
    named.peek().is_some() && named.all(|&role| !holds(role) && of_body(role) < enough)
}

/// AI words only where they say nothing of the job, or as adjectives.
fn is_buzzword_only(
    settings: &FlagSettings, verdict: &Verdict<'_>, results: &StageResults,
) -> bool {
    let mut buzzwords = 0;
    for (evidence, found) in verdict.evidence.iter().zip(&results.matches.counted) {
        let Target::Role(role) = evidence.target() else { continue };
        if !role.is_specialisation() || role == Role::Data || evidence.weight() <= 0.0 {
            continue;
        }
        let words = &results.document.text[found.start..found.end];
        let (is_ai_word, section) = (AI_WORD.is_match(words), evidence.section());
        // From there on sections tell of all but the job.
        let idle = section >= Section::Company;
        let of_job = !idle && section != Section::Intro;
        if !idle && evidence.points() > settings.adjective_points
            || of_job && is_ai_word && !ADJECTIVE.is_match(words)
        {
            return false;
        }
        buzzwords += usize::from(is_ai_word);
    }
    buzzwords >= settings.buzzwords
}

fn is_truncated(settings: &FlagSettings, posting: &Posting<'_>, results: &StageResults) -> bool {
    let text = &results.document.text[..];
    let Some(last) = results.sections.sentences.last() else { return false };
    let last = text[last.range.clone()].trim_end();
    // A link or an address ends a text well, cut for display or not; folding leaves some out.
    let end = posting.body.trim_end().rsplit(char::is_whitespace).next().unwrap_or_default();
    if ["//", "www.", "@", "&#x2F;"].iter().any(|link| end.contains(link)) {
        return false;
    }
    if BROKEN_OFF.is_match(last) {
        return !ENDS_SO.is_match(last);
    }
    let stem = last.trim_end_matches(',');
    if stem.len() < last.len() && stem.split(' ').count() >= settings.cut_sentence_words {
        // Keywords are listed with capitals.
        return stem.rsplit(' ').next().is_some_and(|word| word.starts_with(char::is_lowercase));
    }
    // One less where a space at the cut was trimmed.
    let length = posting.body.trim_end().chars().count() + 1;
    stem.ends_with(char::is_alphanumeric)
        && length >= settings.cut_length
        && length % settings.cut_length <= 1
}
