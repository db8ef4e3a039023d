//! What the verdict rests on, and what would change it.

use rolecall::{Evidence, Flag, Role, Target};

use crate::counterfactual::Shortfall;
use crate::report::Report;
use crate::text::{capital, listed};
use crate::words::roles::{role_with_article, short_role};

/// Why a report without a title rests on the text alone.
pub const NO_TITLE: &str = "no line was taken for the title: this rests on the text alone";

/// What a flag means to the reader of a report.
#[must_use]
pub fn flag_meaning(flag: Flag) -> &'static str {
    match flag {
        Flag::TitleMismatch => "the title names one kind of job, the text describes another",
        Flag::TitleOnly => "there is next to no body: this rests on the title",
        Flag::Truncated => "the text breaks off: paste the whole posting",
        Flag::NotEnglish => "most of the text is not English, which the lexicon does not know",
        _ => "",
    }
}

/// Which score evidence for a target goes to.
#[must_use]
pub fn score_name(target: Target) -> &'static str {
    match target {
        Target::Pm | Target::Role(Role::NotPm) => "pm",
        Target::Role(role) => role.id(),
    }
}

/// Whether evidence speaks for its target or against it: `speaks for Data PM`.
#[must_use]
pub fn speaks_for(evidence: &Evidence<'_>) -> String {
    let target = match evidence.target() {
        Target::Pm => "product management",
        Target::Role(Role::NotPm) => "another job",
        Target::Role(role) => role.name(),
    };
    let way = if evidence.weight() < 0.0 { "against" } else { "for" };
    match evidence.points() {
        0.0 => format!("would speak {way} {target}, but counts nothing here"),
        _ => format!("speaks {way} {target}"),
    }
}

/// What would change the verdict: the posting without some phrases, and what the nearest other role
/// lacks. Empty for an unclear posting.
#[must_use]
pub fn what_would_change(report: &Report<'_>) -> Vec<String> {
    without_phrases(report).into_iter().chain(report.shortfall().map(lacks)).collect()
}

fn without_phrases(report: &Report<'_>) -> Option<String> {
    /// Of more phrases only the first are named.
    const MOST: usize = 8;
    const FIRST: usize = 6;
    let role = report.verdict().role()?;
    let Some(counterfactual) = report.counterfactual() else {
        return Some(format!(
            "Whatever phrases are taken away, it is {}: too little speaks for anything else.",
            role_with_article(role)
        ));
    };
    let mut phrases: Vec<String> = Vec::new();
    for quote in counterfactual.removed.iter().filter_map(|item| report.quote(item.span())) {
        if !phrases.iter().any(|known| known.to_lowercase() == quote.to_lowercase()) {
            phrases.push(quote);
        }
    }
    let told = phrases.len();
    if told == 0 {
        return None;
    }
    let then = match counterfactual.then {
        Some(then) => format!("it would lean to {}", role_with_article(then)),
        None => "too little would be left to judge".to_owned(),
    };
    if phrases.len() > MOST {
        let more = format!("{} more phrases", phrases.len() - FIRST);
        phrases.truncate(FIRST);
        phrases.push(more);
    }
    let places = match counterfactual.removed.len() {
        places if places > told => format!(" (in {places} places)"),
        _ => String::new(),
    };
    Some(format!("Without {}{places} {then}.", listed(&phrases, "and")))
}

/// How far a role is from being the verdict, and what would speak for it: terms by their names in
/// the lexicon, which is said.
#[must_use]
pub fn lacks(shortfall: &Shortfall<'_>) -> String {
    let how_far = match shortfall.pm_gate + shortfall.kind {
        little if little < 1.0 => "close behind",
        some if some < 3.0 => "some way behind",
        _ => "far behind",
    };
    let lacks = format!("{} is {how_far}.", capital(short_role(shortfall.role)));
    let terms: Vec<String> = shortfall.terms.iter().map(|term| term.phrase.to_owned()).collect();
    if terms.is_empty() {
        return lacks;
    }
    format!("{lacks} It would take terms of the lexicon such as: {}.", listed(&terms, "or"))
}
