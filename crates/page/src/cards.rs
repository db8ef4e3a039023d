//! The page's answers beside the role: facts, skills, pay, and what a person was told to learn or
//! has shown.

use maud::{Markup, html};
use rolecall::{Role, Target};
use rolecall_facts::{Basis, Pay, Seniority};
use rolecall_guide::{Band, PayComparison, Profile, Standing};

use crate::marks::{Marks, mark_class};
use crate::report::Report;
use crate::text::{capital, thousands};
use crate::words::{
    self, COMPARES_TEXTS, SkillRow, StatedFact, best_fit, career_rows, role_with_article,
    short_role, skill_row,
};

/// What the posting states, each a link to where, and what it does not.
pub(crate) fn chips(report: &Report<'_>, marks: &Marks<'_, '_>) -> Markup {
    let facts = words::stated_facts(report);
    let missing = words::not_stated(report);
    html! {
        @if !facts.is_empty() || missing.is_some() {
            ul.chips aria-label="What the posting states" {
                @for group in facts.chunk_by(|a, b| a.label == b.label) {
                    li {
                        span.label { (group[0].label) }
                        @for fact in group { (chip(fact, marks)) }
                    }
                }
                @if let Some(missing) = missing { li.none { (capital(&missing)) } }
            }
        }
    }
}

fn chip(fact: &StatedFact, marks: &Marks<'_, '_>) -> Markup {
    html! {
        span.value {
            (marks.link(&capital(&fact.chip), fact.span))
            @if fact.label == "Pay" { " " span.detail { (fact.text) } }
        }
    }
}

/// What stands beside the posting.
pub(crate) fn beside(report: &Report<'_>, marks: &Marks<'_, '_>) -> Markup {
    html! {
        @let (skills, market) = (skills(report, marks), market(report, marks));
        @if skills.is_some() || market.is_some() {
            div.side { (skills.unwrap_or_default()) (market.unwrap_or_default()) }
        }
    }
}

/// The skills asked for, in the posting's words: those of the role first, the rest folded away.
fn skills(report: &Report<'_>, marks: &Marks<'_, '_>) -> Option<Markup> {
    /// Skills shown at once.
    const SHOWN: usize = 8;
    let skills = words::skills(report);
    let (first, rest) = skills.split_at(skills.len().min(SHOWN));
    (!skills.is_empty()).then(|| {
        html! {
            section aria-labelledby="h-skills" {
                h2 #h-skills { "Skills it asks for" }
                (skill_list(report, first, marks))
                @if !rest.is_empty() {
                    details { summary { (rest.len()) " more" } (skill_list(report, rest, marks)) }
                }
            }
        }
    })
}

fn skill_list(report: &Report<'_>, skills: &[SkillRow], marks: &Marks<'_, '_>) -> Markup {
    /// Quotes of one skill; all of them are marked in the text.
    const QUOTES: usize = 4;
    html! {
        ul.skills {
            @for skill in skills {
                li {
                    strong { (skill.name) }
                    (tag(report, skill.role))
                    @if skill.is_optional { " " span.option { "nice to have" } }
                    span.quotes { (marks.quotes(skill.quotes.iter().take(QUOTES))) }
                }
            }
        }
    }
}

/// Whose skill it is, where it is not the answer's own.
fn tag(report: &Report<'_>, role: Role) -> Markup {
    html! {
        @if Some(role) != report.verdict().role() {
            " " span.tag.(mark_class(Target::Role(role))) { (short_role(role)) }
        }
    }
}

/// The pay beside the guide's band, where both are of one place and one level. Drawn on one scale
/// only where both are total pay: base pay beside a band of total pay looks like less than it is.
fn market(report: &Report<'_>, marks: &Marks<'_, '_>) -> Option<Markup> {
    let facts = report.facts();
    let role = report.verdict().role().filter(|role| *role != Role::NotPm)?;
    if facts.pay().is_empty() {
        return None;
    }
    let band = report.guide().profile(role).and_then(Profile::band)?;
    let guide = report.guide();
    let in_dollars: Vec<&Pay> =
        facts.pay().iter().filter(|pay| pay.currency() == Some("USD")).collect();
    let is_of_the_level = facts.level().is_some_and(|level| level.seniority() == Seniority::Senior);
    let whose = role_with_article(role);
    let of_band = format!(
        "{} to {} a year in total, with bonus and equity ({}, {} level, {})",
        thousands(band.low()),
        thousands(band.high()),
        guide.country(),
        guide.level(),
        guide.year(),
    );
    let is_compared =
        |comparison: &PayComparison| !matches!(comparison.standing(), Standing::NotComparable(_));
    let compared: Vec<(&Pay, Ends)> = facts
        .pay()
        .iter()
        .zip(report.pay_comparisons())
        .filter(|(_, comparison)| is_compared(comparison))
        .filter_map(|(pay, _)| Some((pay, pay.yearly()?)))
        .collect();
    let all_base = in_dollars.iter().all(|pay| pay.basis() == Basis::Base);
    Some(html! {
        section aria-labelledby="h-pay" {
            h2 #h-pay { "Pay beside the market" }
            @if in_dollars.is_empty() {
                p { "No band for this place: the guide has one for the " (guide.country())
                    " and US dollars only." }
            } @else if !is_of_the_level {
                p {
                    @if facts.level().is_some() { "No band for this level" }
                    @else { "No level is stated" }
                    ": the guide has a band for the " (guide.level()) " level only."
                }
            } @else if compared.is_empty() {
                p { "The market pays " (whose) " " (of_band) "." }
                p {
                    @if all_base { "The posting states base pay, " }
                    @else { "The posting does not say whether its pay is base or total, " }
                    "so the two are not set side by side."
                }
            } @else {
                (scale(report, marks, role, band, &compared))
                p { "The market: " (of_band) "." }
            }
        }
    })
}

/// The ends of a pay, as far as they are known, in dollars a year.
type Ends = (Option<f64>, Option<f64>);

/// Band and pay as bars over one scale that begins at 0. Drawn for the eye only: the words beside
/// them say the same.
fn scale(
    report: &Report<'_>, marks: &Marks<'_, '_>, role: Role, band: Band, drawn: &[(&Pay, Ends)],
) -> Markup {
    let (low, high) = (band.low(), band.high());
    let ends = drawn.iter().flat_map(|(_, (low, high))| [*low, *high]).flatten();
    let most = ends.fold(f64::from(high), f64::max) * 1.04;
    html! {
        div.bands.(mark_class(Target::Role(role))) {
            p { "Market: " (thousands(low)) " to " (thousands(high))
                (bar((Some(low.into()), Some(high.into())), most, "band")) }
            @for (pay, ends) in drawn {
                p { "Posting: "
                    (marks.link(&report.quote(pay.span()).unwrap_or_default(), pay.span()))
                    (bar(*ends, most, "paid")) }
            }
        }
    }
}

/// A bar from one sum to another, on a scale from 0 to `most`; an end that is not known fades out.
fn bar((low, high): Ends, most: f64, kind: &str) -> Markup {
    let (from, to) = (low.unwrap_or(0.0) / most * 100.0, high.unwrap_or(most) / most * 100.0);
    let width = (to - from).max(1.0);
    let end = match (low, high) {
        (None, _) => " from-none",
        (_, None) => " to-none",
        _ => "",
    };
    html! {
        span.scale aria-hidden="true" {
            span style=(format!("width:{from:.1}%")) {}
            span class=(format!("{kind}{end}")) style=(format!("width:{width:.1}%")) {}
        }
    }
}

/// What was asked for besides: what to learn, what a person's text shows.
pub(crate) fn wide(report: &Report<'_>) -> Markup {
    html! { (learn(report)) (gap(report)) }
}

fn learn(report: &Report<'_>) -> Markup {
    html! {
        @if let Some(career) = report.career() {
            section.wide aria-labelledby="h-learn" {
                h2 #h-learn { "What to learn, coming from " (career.from().name()) }
                dl {
                    @for (label, text) in career_rows(report) {
                        div { dt { (label) } dd { (text) } }
                    }
                }
            }
        }
    }
}

fn gap(report: &Report<'_>) -> Markup {
    let Some(skills) = report.skills() else { return html! {} };
    let is_for_pm = report.verdict().role().is_some_and(|role| role != Role::NotPm);
    html! {
        section.wide aria-labelledby="h-gap" {
            h2 #h-gap { "What " (skills.name()) " shows of what is asked for" }
            @for (name, list) in
                [("Shown", skills.gap().covered()), ("Not shown", skills.gap().missing())]
            {
                @if is_for_pm && !list.is_empty() {
                    h3 { (name) }
                    dl {
                        @for asked in list {
                            @if let Some((group, text)) = skill_row(report, asked) {
                                div { dt { (group) (tag(report, asked.role())) } dd { (text) } }
                            }
                        }
                    }
                }
            }
            @if let Some(named) = words::named_skills(report) { p { "By name: " (named) } }
            p { (best_fit(skills)) }
            p.none { (COMPARES_TEXTS) }
        }
    }
}
