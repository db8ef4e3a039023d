//! The page's answers beside the verdict: facts, pay, warnings, what to learn, what a person's text
//! shows.

use maud::{Markup, html};
use rolecall::{Role, Span, Target};
use rolecall_facts::Warning;
use rolecall_guide::Profile;

use crate::marks::{Marks, class};
use crate::report::Report;
use crate::text::{capital, thousands};
use crate::words::{
    COMPARES_TEXTS, StatedFact, best_fit, career_rows, pay_sentences, skill_row, stated_facts,
};

/// Each a section like the others; those that have nothing to say are left out.
pub(crate) fn all(report: &Report<'_>, marks: &Marks<'_>) -> Markup {
    let facts = stated_facts(report);
    let has_answers = report.verdict().role().is_some() || !facts.is_empty();
    html! {
        @if has_answers {
            div.answers {
                (states(report, &facts, marks))
                (pay(report, marks))
                (warnings(report, marks))
                (learn(report))
                (gap(report))
            }
        }
    }
}

/// The words at a span as a link to its mark.
fn link(quote: &str, span: Span, marks: &Marks<'_>) -> Markup {
    html! {
        @match marks.of_span(span) {
            Some(mark) => a href=(format!("#{mark}")) { (quote) },
            None => (quote),
        }
    }
}

/// Phrases that raise a warning, each a link to its mark.
pub(crate) fn phrases(report: &Report<'_>, warning: &Warning, marks: &Marks<'_>) -> Markup {
    let phrases = report.phrases(warning);
    html! {
        @for (i, (quote, span)) in phrases.iter().enumerate() {
            @if i > 0 { ", " }
            (link(quote, *span, marks))
        }
        @if warning.spans().len() > phrases.len() { " \u{2026}" }
    }
}

fn states(report: &Report<'_>, facts: &[StatedFact], marks: &Marks<'_>) -> Markup {
    html! {
        section.states aria-labelledby="h-states" {
            h2 #h-states { "What the posting states" }
            dl {
                @for group in facts.chunk_by(|a, b| a.label == b.label) {
                    dt { (group[0].label) }
                    @for fact in group { (stated(report, fact, marks)) }
                }
            }
        }
    }
}

fn stated(report: &Report<'_>, fact: &StatedFact, marks: &Marks<'_>) -> Markup {
    html! {
        dd {
            (capital(&fact.text))
            @if let Some(quote) = report.quote(fact.span) { ": " (link(&quote, fact.span, marks)) }
        }
    }
}

fn pay(report: &Report<'_>, marks: &Marks<'_>) -> Markup {
    let sentences = pay_sentences(report);
    html! {
        @if !sentences.is_empty() {
            section aria-labelledby="h-pay" {
                h2 #h-pay { "Pay beside the market, " (report.guide().year()) }
                (scale(report, marks))
                @for sentence in sentences { p { (sentence) } }
            }
        }
    }
}

/// Band and pay as bars over one scale that begins at 0. Drawn for the eye only: the sentences say
/// the same.
fn scale(report: &Report<'_>, marks: &Marks<'_>) -> Markup {
    /// Places of work whose pay is drawn; more would be a list and no picture.
    const DRAWN: usize = 4;
    let role = report.verdict().role().unwrap_or(Role::OtherPm);
    let band = report.guide().profile(role).and_then(Profile::band);
    let Some(band) = band else { return html! {} };
    let (low, high) = (band.low(), band.high());
    let drawn: Vec<_> = report.comparable_pay().take(DRAWN).collect();
    let ends = drawn.iter().flat_map(|(_, (low, high))| [*low, *high]).flatten();
    let most = ends.fold(f64::from(high), f64::max) * 1.04;
    html! {
        @if !drawn.is_empty() {
            div.bands.(class(Target::Role(role))) {
                p { "Band, " (role.name()) ": " (thousands(low)) " to " (thousands(high))
                    (bar((Some(low.into()), Some(high.into())), most, "band")) }
                @for (pay, ends) in drawn {
                    p { "Posting: "
                        (link(&report.quote(pay.span()).unwrap_or_default(), pay.span(), marks))
                        (bar(ends, most, "paid")) }
                }
            }
        }
    }
}

/// A bar from one sum to another, on a scale from 0 to `most`; an end that is not known fades out.
fn bar((low, high): (Option<f64>, Option<f64>), most: f64, kind: &str) -> Markup {
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

fn warnings(report: &Report<'_>, marks: &Marks<'_>) -> Markup {
    html! {
        @if report.other_warnings().next().is_some() {
            section aria-labelledby="h-warnings" {
                h2 #h-warnings { "Red flags" }
                ul.plain {
                    @for warning in report.other_warnings() {
                        li { (warning.sentence()) " " (phrases(report, warning, marks)) }
                    }
                }
            }
        }
    }
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
    html! {
        section.wide aria-labelledby="h-gap" {
            h2 #h-gap { "What " (skills.name()) " shows of what is asked for" }
            @for (name, list) in
                [("Shown", skills.gap().covered()), ("Not shown", skills.gap().missing())]
            {
                @if !list.is_empty() {
                    h3 { (name) }
                    dl {
                        @for asked in list {
                            @let (group, text) = skill_row(report, asked);
                            div { dt { (group) } dd { (text) } }
                        }
                    }
                }
            }
            p { (best_fit(skills)) }
            p.none { (COMPARES_TEXTS) }
        }
    }
}
