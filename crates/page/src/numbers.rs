//! The figures behind the answer, folded: how probable each kind is, what each phrase gives, how
//! that adds up, and what would change it.

use maud::{Markup, html};
use rolecall::{Evidence, Role, Target, TextField};

use crate::marks::{Marks, how_strongly, mark_class};
use crate::report::Report;
use crate::text::{capital, percent, plain, quoted};
use crate::words::{short_role, speaks_for, what_would_change};

/// Rows of a table before the rest is folded away or added up.
const ROWS: usize = 10;

pub(crate) fn all(report: &Report<'_>, marks: &Marks<'_, '_>) -> Markup {
    html! {
        @if report.verdict().role().is_some() {
            section.numbers aria-labelledby="h-numbers" {
                h2 #h-numbers { "The numbers" }
                details { summary { "How probable each kind is" } (probabilities(report)) }
                details { summary { "What would change it" }
                    @for sentence in what_would_change(report) { p { (sentence) } } }
                @if !report.verdict().evidence().is_empty() {
                    details { summary { "Each phrase and what it gives" }
                        (evidence(report, marks)) }
                    details { summary { "How the score adds up" } (waterfalls(report, marks)) }
                }
            }
        }
    }
}

fn probabilities(report: &Report<'_>) -> Markup {
    let verdict = report.verdict();
    let sure = percent(verdict.confidence());
    let is_surer = verdict.role().is_some_and(|role| percent(verdict.probability(role)) != sure);
    html! {
        @if is_surer {
            p.hint {
                "The answer is held to be less sure than its figure here, " (sure) ": it rests on \
                 the title or the employer, or two kinds are nearly equal in it."
            }
        }
        ol.bars {
            @for role in verdict.ranking() {
                @let share = verdict.probability(role);
                li class=(mark_class(Target::Role(role))) {
                    span.who { (capital(short_role(role))) }
                    span.share { (percent(share)) }
                    span.bar aria-hidden="true" {
                        span style=(format!("width:{:.1}%", 100.0 * share)) {}
                    }
                }
            }
        }
    }
}

/// The words of a piece of evidence as a link to their mark; of the employer, whom the caller
/// named, and of what no reader sees, without quotation marks.
fn words(report: &Report<'_>, marks: &Marks<'_, '_>, item: &Evidence<'_>) -> Markup {
    html! {
        @match report.words(item.span()) {
            Some(words) => (marks.link(&quoted(&words), item.span())),
            None if item.span().field == TextField::Company => {
                "The employer, " (plain(item.text(report.posting())))
            }
            None => { "In the markup: " (item.term()) }
        }
    }
}

/// All that counted, strongest first.
fn evidence(report: &Report<'_>, marks: &Marks<'_, '_>) -> Markup {
    let all = report.verdict().top_evidence(usize::MAX);
    let (strongest, rest) = all.split_at(all.len().min(ROWS));
    html! {
        p.hint {
            "Figures are log-odds: +0.7 about doubles the odds of what a phrase speaks for, +2.3 \
             makes them tenfold."
        }
        (rows(report, strongest, marks))
        @if !rest.is_empty() {
            details { summary { "The other " (rest.len()) } (rows(report, rest, marks)) }
        }
    }
}

fn rows(report: &Report<'_>, items: &[&Evidence<'_>], marks: &Marks<'_, '_>) -> Markup {
    html! {
        table {
            thead { tr {
                th scope="col" { "Phrase, and what it says" } th scope="col" { "Gives" }
            } }
            tbody {
                @for item in items {
                    tr class=(mark_class(item.target())) {
                        td {
                            (words(report, marks, item)) " "
                            span.where {
                                (speaks_for(item)) (how_strongly(item))
                                @if item.span().field != TextField::Company {
                                    "; in " (item.section().id().replace('-', " "))
                                }
                                "; term of the lexicon: " (item.term())
                            }
                        }
                        td.gives { (signed(item.contribution())) }
                    }
                }
            }
        }
    }
}

/// How the answer's score comes about, from what stands before a word is read.
fn waterfalls(report: &Report<'_>, marks: &Marks<'_, '_>) -> Markup {
    let verdict = report.verdict();
    let gate = |item: &Evidence<'_>| item.contribution_to_pm_gate();
    html! {
        h3 { "Is it for a product manager?" }
        p.hint { "Above 0 it is, below 0 it is not." }
        (waterfall(report, marks, verdict.bias(Role::NotPm), verdict.pm_gate(), gate))
        @if let Some(role) = verdict.role().filter(|role| *role != Role::NotPm) {
            h3 { "How much of " (short_role(role)) " is in it?" }
            p.hint { "The kind with the highest score is the most probable." }
            (waterfall(report, marks, verdict.bias(role), verdict.score(role), |item| {
                item.contribution_to(role)
            }))
        }
    }
}

/// A row of a waterfall: what it gives, from where to where.
struct Step {
    label: Markup,
    gives: Option<f32>,
    from: f32,
    to: f32,
}

fn waterfall(
    report: &Report<'_>, marks: &Marks<'_, '_>, bias: f32, score: f32,
    gives: impl Fn(&Evidence<'_>) -> f32,
) -> Markup {
    let mut items: Vec<(&Evidence<'_>, f32)> =
        report.verdict().evidence().iter().map(|item| (item, gives(item))).collect();
    items.retain(|(_, gives)| *gives != 0.0);
    items.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    let rest = items.split_off(items.len().min(ROWS));
    let mut steps =
        vec![Step { label: html! { "Before a word is read" }, gives: None, from: 0.0, to: bias }];
    let mut at = bias;
    for (item, gives) in items {
        let (from, label) = (at, words(report, marks, item));
        at += gives;
        steps.push(Step { label, gives: Some(gives), from, to: at });
    }
    if !rest.is_empty() {
        let label = html! { "The other " (rest.len()) };
        steps.push(Step { label, gives: Some(score - at), from: at, to: score });
    }
    steps.push(Step { label: html! { strong { "Score" } }, gives: None, from: 0.0, to: score });
    let ends = || steps.iter().flat_map(|step| [step.from, step.to]);
    let (low, high) = (ends().fold(0.0, f32::min), ends().fold(0.0, f32::max));
    let share = |part: f32| 100.0 * part / (high - low).max(f32::MIN_POSITIVE);
    html! {
        table.waterfall {
            thead { tr {
                th scope="col" { "Phrase" } th scope="col" { "Gives" } th scope="col" { "Makes" }
            } }
            tbody {
                @for step in &steps {
                    @let (left, right) = (step.from.min(step.to), step.from.max(step.to));
                    tr.sum[step.gives.is_none()].minus[step.to < step.from] {
                        td {
                            (step.label)
                            span.steps aria-hidden="true" {
                                span style=(format!("width:{:.1}%", share(left - low))) {}
                                span.step style=(format!("width:{:.1}%", share(right - left))) {}
                            }
                        }
                        td.gives { @if let Some(gives) = step.gives { (signed(gives)) } }
                        td.gives { (signed(step.to)) }
                    }
                }
            }
        }
    }
}

/// A figure with its sign: a minus as wide as a plus, and 0 without.
fn signed(figure: f32) -> String {
    let text = format!("{figure:+.2}");
    if text.ends_with("0.00") { "0.00".to_owned() } else { text.replace('-', "\u{2212}") }
}
