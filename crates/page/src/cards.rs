//! The page's answers beside the verdict: facts, pay, red flags, what to learn, what a person's text shows.

use maud::{Markup, html};
use rolecall::facts::{Doubt, Place};
use rolecall::{Posting, Role, Target};

use crate::marks::{Marks, class};
use crate::report::{Career, Mine, Report, thousands};
use crate::words::{Fact, READS_TEXT, best_fit, capital, facts, shown, way};

/// Each a section like the others; those that have nothing to say are left out.
pub(crate) fn all(report: &Report<'_>, posting: &Posting<'_>, marks: &Marks<'_, '_>) -> Markup {
    let stated = facts(report, posting);
    let stated = report.verdict.role().is_some() || stated.iter().any(|fact| fact.place.is_some());
    html! {
        @if stated {
            div.answers {
                (states(report, posting, marks))
                (pay(report, marks))
                (doubts(report, marks))
                @if let Some(career) = &report.career { (learn(report, career)) }
                @if let Some(mine) = &report.mine { (gap(mine)) }
            }
        }
    }
}

/// The words at a place as a link to its mark.
fn link(quote: &str, place: &Place, marks: &Marks<'_, '_>) -> Markup {
    html! {
        @match marks.of_place(place) {
            Some(mark) => a href=(format!("#{mark}")) { (quote) },
            None => (quote),
        }
    }
}

/// Phrases that raise a red flag, each a link to its mark.
pub(crate) fn phrases(report: &Report<'_>, doubt: &Doubt, marks: &Marks<'_, '_>) -> Markup {
    let phrases = report.phrases(doubt);
    html! {
        @for (i, (quote, place)) in phrases.iter().enumerate() {
            @if i > 0 { ", " }
            (link(quote, place, marks))
        }
        @if doubt.places().len() > phrases.len() { " \u{2026}" }
    }
}

fn states(report: &Report<'_>, posting: &Posting<'_>, marks: &Marks<'_, '_>) -> Markup {
    let facts = facts(report, posting);
    html! {
        section.states aria-labelledby="h-states" {
            h2 #h-states { "What the posting states" }
            dl {
                @for group in facts.chunk_by(|a, b| a.label == b.label) {
                    dt { (group[0].label) }
                    @for fact in group { (fact_said(report, fact, marks)) }
                }
            }
        }
    }
}

fn fact_said(report: &Report<'_>, fact: &Fact, marks: &Marks<'_, '_>) -> Markup {
    html! {
        @match &fact.place {
            None => dd.none { (capital(&fact.said)) },
            Some(place) => dd {
                (capital(&fact.said))
                @if let Some(quote) = report.quote(place) { ": " (link(&quote, place, marks)) }
            },
        }
    }
}

fn pay(report: &Report<'_>, marks: &Marks<'_, '_>) -> Markup {
    let sentences = report.pay_sentences();
    html! {
        @if !sentences.is_empty() {
            section aria-labelledby="h-pay" {
                h2 #h-pay { "Pay beside the market, " (report.guide.year()) }
                (scale(report, marks))
                @for sentence in sentences { p { (sentence) } }
            }
        }
    }
}

/// Band and pay as bars over one scale that begins at nothing. Drawn for the eye only: the sentences say the same.
fn scale(report: &Report<'_>, marks: &Marks<'_, '_>) -> Markup {
    /// Places of work whose pay is drawn; more would be a list and no picture.
    const DRAWN: usize = 4;
    let role = report.verdict.role().unwrap_or(Role::OtherPm);
    let Some(band) = report.guide.profile(role).and_then(rolecall::guide::Profile::band) else { return html! {} };
    let drawn: Vec<_> = report.drawn().take(DRAWN).collect();
    let ends = drawn.iter().flat_map(|(_, (low, high))| [*low, *high]).flatten();
    let most = ends.fold(f64::from(band.high()), f64::max) * 1.04;
    let bar = |low: Option<f64>, high: Option<f64>, kind: &str| {
        let (from, to) = (low.unwrap_or(0.0) / most * 100.0, high.unwrap_or(most) / most * 100.0);
        let width = (to - from).max(1.0);
        let end = if low.is_none() {
            " from-none"
        } else if high.is_none() {
            " to-none"
        } else {
            ""
        };
        html! {
            span.scale aria-hidden="true" {
                span style=(format!("width:{from:.1}%")) {}
                span class=(format!("{kind}{end}")) style=(format!("width:{width:.1}%")) {}
            }
        }
    };
    html! {
        @if !drawn.is_empty() {
            div.bands.(class(Target::Role(role))) {
                p { "Band, " (role.name()) ": " (thousands(band.low())) " to " (thousands(band.high()))
                    (bar(Some(band.low().into()), Some(band.high().into()), "band")) }
                @for (pay, (low, high)) in drawn {
                    p { "Posting: " (link(&report.quote(pay.place()).unwrap_or_default(), pay.place(), marks)) (bar(low, high, "paid")) }
                }
            }
        }
    }
}

fn doubts(report: &Report<'_>, marks: &Marks<'_, '_>) -> Markup {
    html! {
        @if report.doubts().next().is_some() {
            section aria-labelledby="h-doubts" {
                h2 #h-doubts { "Red flags" }
                ul.plain {
                    @for doubt in report.doubts() { li { (doubt.sentence()) " " (phrases(report, doubt, marks)) } }
                }
            }
        }
    }
}

fn learn(report: &Report<'_>, career: &Career<'_>) -> Markup {
    html! {
        section.wide aria-labelledby="h-learn" {
            h2 #h-learn { "What to learn, coming from " (career.from.name()) }
            dl {
                @for (label, said) in way(career, report) { div { dt { (label) } dd { (said) } } }
            }
        }
    }
}

fn gap(mine: &Mine<'_>) -> Markup {
    html! {
        section.wide aria-labelledby="h-gap" {
            h2 #h-gap { "What " (mine.name) " shows of what is asked for" }
            @for (name, list) in [("Shown", mine.gap.covered()), ("Not shown", mine.gap.missing())] {
                @if !list.is_empty() {
                    h3 { (name) }
                    dl {
                        @for asked in list {
                            @let (group, said) = shown(mine, asked);
                            div { dt { (group) } dd { (said) } }
                        }
                    }
                }
            }
            p { (best_fit(mine)) }
            p.none { (READS_TEXT) }
        }
    }
}
