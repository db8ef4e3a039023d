//! What the guide knows of the posting's role: pay, moves, and of when that is.

use rolecall::Role;
use rolecall_guide::{AskedSkill, Background, Dimension, Guide, Incomparable, PayComparison};
use rolecall_guide::{Profile, Standing};

use crate::report::Report;
use crate::text::{listed, thousands};
use crate::words::roles::role_with_article;

/// What the guide's figures are of: year, country, level, basis. Without a full stop.
#[must_use]
pub fn guidance(guide: &Guide) -> String {
    format!(
        "Figures and moves are guidance of {}: {}, {} level, {}",
        guide.year(),
        guide.country(),
        guide.level(),
        guide.basis()
    )
}

/// A warning where the guide is past its last day.
#[must_use]
pub fn expiry(guide: &Guide, is_expired: bool) -> Option<String> {
    is_expired.then(|| {
        format!(
            "The guide was meant to be used until {}: its figures and moves may be out of date.",
            guide.valid_until()
        )
    })
}

/// How the pay stands to the band of the role; empty where the posting is for no product manager.
#[must_use]
pub fn pay_sentences(report: &Report<'_>) -> Vec<String> {
    let role = report.verdict().role().filter(|role| *role != Role::NotPm);
    let Some(role) = role else { return Vec::new() };
    let guide = report.guide();
    let profile = guide.profile(role);
    let whose = role_with_article(role);
    let Some(band) = profile.and_then(Profile::band) else {
        let text = profile.and_then(|profile| profile.text(Dimension::Pay));
        let only = text.map_or_else(String::new, |text| format!("; it says only: {text}"));
        return vec![format!("The guide of {} has no figures for {whose}{only}.", guide.year())];
    };
    if report.facts().pay().is_empty() {
        return vec![format!(
            "The posting states no pay. The band of {whose} is {} to {} a year ({}, {} level, {}).",
            thousands(band.low()),
            thousands(band.high()),
            guide.country(),
            guide.level(),
            guide.basis()
        )];
    }
    let mut sentences: Vec<String> = Vec::new();
    let mut told: Vec<&PayComparison> = Vec::new();
    for (pay, comparison) in report.facts().pay().iter().zip(report.pay_comparisons()) {
        let is_told = |other: &&PayComparison| incomparable(other) == incomparable(comparison);
        let quote = report.quote(pay.span()).filter(|_| told.iter().any(is_told));
        sentences.push(match quote {
            Some(quote) => format!("{quote} {}.", stands(comparison.standing())),
            None => comparison.sentence(),
        });
        told.push(comparison);
    }
    sentences.dedup();
    sentences
}

fn incomparable(comparison: &PayComparison) -> Option<Incomparable> {
    match comparison.standing() {
        Standing::NotComparable(why) => Some(why),
        _ => None,
    }
}

fn stands(standing: Standing) -> &'static str {
    match standing {
        Standing::Below => "lies below the band",
        Standing::Within => "lies within the band",
        Standing::Above => "lies above the band",
        Standing::Overlaps => "overlaps the band",
        _ => "is not compared either",
    }
}

/// What is known of the way to the posting's role, each with its label; empty where
/// [`Report::with_background`] did not ask for it.
#[must_use]
pub fn career_rows(report: &Report<'_>) -> Vec<(&'static str, String)> {
    let Some(career) = report.career() else { return Vec::new() };
    let Some(role) = report.verdict().role().filter(|role| *role != Role::NotPm) else {
        let why = "The posting is not for a product manager, or does not say enough.";
        return vec![("Not known", why.to_owned())];
    };
    let mut rows = Vec::new();
    match career.transition() {
        Some(transition) => {
            let mut add = |label, items: &[String]| {
                if !items.is_empty() {
                    rows.push((label, listed(items, "and")));
                }
            };
            add("Transfers", transition.transfers());
            add("To build", transition.build());
            rows.extend(transition.months().map(|months| ("Takes", months.to_string())));
            rows.extend(transition.remark().map(|remark| ("Remark", remark.to_owned())));
        }
        None if career.from() == Background::Role(role) => {
            let whose = role_with_article(role);
            let text =
                format!("The posting is for {whose}, as you are: nothing to change but the job.");
            rows.push(("No move", text));
        }
        None => rows.push(("Not known", unknown_move(report.guide(), career.from(), role))),
    }
    let groups = |skills: &[AskedSkill<'_>]| {
        let names: Vec<String> = skills.iter().map(|skill| group_name(skill, role)).collect();
        listed(&names, "and")
    };
    if !career.brought().is_empty() {
        rows.push(("Often brought", groups(career.brought())));
    }
    if !career.to_learn().is_empty() {
        let label = if career.brought().is_empty() { "Asked for" } else { "Asked besides" };
        rows.push((label, groups(career.to_learn())));
    }
    rows
}

/// A skill group by its name, and whose it is where it is not the role's own.
fn group_name(skill: &AskedSkill<'_>, role: Role) -> String {
    let name = rolecall_guide::group_name(skill.group());
    match (skill.role() == role, skill.is_optional()) {
        (true, false) => name,
        (true, true) => format!("{name} (an option)"),
        (false, false) => format!("{name} ({})", skill.role().name()),
        (false, true) => format!("{name} ({}, an option)", skill.role().name()),
    }
}

fn unknown_move(guide: &Guide, from: Background, to: Role) -> String {
    let origins: Vec<String> =
        guide.transitions_to(to).map(|known| known.from().name().to_owned()).collect();
    let targets = Role::SPECIALISATIONS.iter().copied();
    let targets = targets.filter(|role| guide.transition(from, *role).is_some());
    let targets: Vec<String> = targets.map(|role| role.name().to_owned()).collect();
    let target = if to == Role::OtherPm { "a product of another kind" } else { to.name() };
    let (year, from) = (guide.year(), from.name());
    let mut sentences = vec![format!("The guide of {year} has no move from {from} to {target}.")];
    if !origins.is_empty() {
        let origins = listed(&origins, "and");
        sentences.push(format!("To {target} it has those from {origins}."));
    }
    if !targets.is_empty() {
        let targets = listed(&targets, "and");
        sentences.push(format!("From {from} it has those to {targets}."));
    }
    if sentences.len() == 1 {
        sentences.push("It has none to or from either.".to_owned());
    }
    sentences.join(" ")
}
