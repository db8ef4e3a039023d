//! The answer in a line, and what to ask about.

use rolecall::{Role, Target};
use rolecall_facts::WarningKind;

use crate::report::Report;
use crate::text::{capital, percent, quoted};
use crate::words::quotes::{Quote, both_sides};
use crate::words::roles::{role_with_article, short_role};

/// The answer in one line: `AI PM, 99 % sure`. A close call is said, `General PM or AI PM: too
/// close to call (46 % and 46 %)`; where the second is far behind, `Perhaps General PM (53 %), then
/// AI PM (21 %)`; and where the posting is unclear the reason.
#[must_use]
pub fn headline(report: &Report<'_>) -> String {
    let verdict = report.verdict();
    let role = match verdict.outcome() {
        Ok(role) => role,
        Err(why) => return format!("Unclear: {why}"),
    };
    if let Some(second) = verdict.runner_up().filter(|_| verdict.is_close_call()) {
        /// A second that is further behind is no match.
        const NEAR: f32 = 0.2;
        let share = |role| percent(verdict.probability(role));
        let (one, other) = (short_role(role), short_role(second));
        let (share, second_share) = (share(role), share(second));
        return if verdict.margin() < NEAR {
            let one = capital(one);
            format!("{one} or {other}: too close to call ({share} and {second_share})")
        } else {
            format!("Perhaps {one} ({share}), then {other} ({second_share})")
        };
    }
    let name = if role == Role::NotPm { "Not a product manager" } else { short_role(role) };
    format!("{name}, {} sure", percent(verdict.confidence()))
}

/// What a candidate should ask, most important first, each a short question; none where the posting
/// is not for a product manager.
#[must_use]
pub fn worth_asking(report: &Report<'_>) -> Vec<String> {
    let verdict = report.verdict();
    let Some(role) = verdict.role().filter(|role| *role != Role::NotPm) else { return Vec::new() };
    let mut questions = Vec::new();
    if let Some(second) = verdict.runner_up().filter(|_| verdict.is_close_call()) {
        questions.push(either(report, role, second));
    }
    for warning in report.facts().warnings() {
        questions.extend(match warning.kind() {
            WarningKind::TitleAgainstBody => title_or_text(report, role),
            WarningKind::BuzzwordsWithoutDuties => {
                Some("Which part of the work has to do with AI?".to_owned())
            }
            WarningKind::TwoJobs => {
                Some("Are these two jobs, and how is the time split?".to_owned())
            }
            WarningKind::EverythingAsked => {
                Some("Which of the requirements are a must?".to_owned())
            }
            WarningKind::NoProduct => Some("Which product is it?".to_owned()),
            _ => None,
        });
    }
    if report.facts().pay().is_empty() {
        questions.push("What does it pay?".to_owned());
    }
    let parts = verdict.secondary_roles().iter().filter(|_| !verdict.is_close_call());
    let how_much =
        |part: &Role| format!("How much of it is the work of {}?", role_with_article(*part));
    questions.extend(parts.take(1).map(how_much));
    questions
}

/// What decides a close call, in the posting's words where it has some for both.
fn either(report: &Report<'_>, role: Role, second: Role) -> String {
    let (for_one, against) = both_sides(report);
    let of = |quotes: &[Quote], role| {
        quotes.iter().find(|quote| quote.target == Target::Role(role) && quote.is_for).cloned()
    };
    match of(&for_one, role).zip(of(&against, second)) {
        Some((one, other)) => {
            let named = |quote: &Quote| quoted(&quote.text);
            format!(
                "What fills the week: {} ({}) or {} ({})?",
                named(&one),
                short_role(role),
                named(&other),
                short_role(second)
            )
        }
        None => format!(
            "Is it more the work of {} or of {}?",
            role_with_article(role),
            role_with_article(second)
        ),
    }
}

fn title_or_text(report: &Report<'_>, role: Role) -> Option<String> {
    let named = report.verdict().title_role()?;
    Some(format!("Which is it: {}, as the title says, or {}?", short_role(named), short_role(role)))
}
