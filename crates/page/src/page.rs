//! One page that holds all it needs: the posting as its reader sees it, with the evidence marked
//! where it stands.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use rolecall::{Evidence, Role, SkillGroup, Target, Verdict};

use crate::cards;
use crate::marks::{Marks, class};
use crate::report::Report;
use crate::text::{capital, listed, percent};
use crate::words::{
    NO_TITLE, close_call, expiry, flag_meaning, guidance, role_with_article, short_role,
    shown_runner_up, speaks_for, what_would_change,
};

const STYLE: &str = include_str!("page.css");
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// The page of a report, as HTML. The same report gives the same page.
///
/// Nothing in it runs or loads: notes open by hover, focus or tap through the style sheet alone,
/// all text is escaped, and the page's own policy forbids whatever is not in it.
#[must_use]
pub fn render(report: &Report<'_>) -> String {
    let verdict = report.verdict();
    let marks = Marks::new(report);
    let heading = match verdict.outcome() {
        _ if verdict.is_close_call() => {
            format!("A close call: {}", close_call(verdict).unwrap_or_default())
        }
        Ok(Role::NotPm) => "This posting is not for a product manager".to_owned(),
        Ok(role) => format!("This posting wants {}", role_with_article(role)),
        Err(_) => "There is too little to judge".to_owned(),
    };
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title { (heading) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#posting" { "Skip to the posting" }
                header {
                    @if let Some(title) = report.title() { p.eyebrow { (title) } }
                    h1 { (heading) }
                    (lead(verdict))
                    (flags(report, &marks))
                }
                main {
                    (cards::all(report, &marks))
                    @if verdict.role().is_some() {
                        div.side {
                            (probabilities(verdict))
                            (change(report))
                        }
                    }
                    (marks.article())
                    @if !verdict.evidence().is_empty() { (evidence(verdict, &marks)) }
                    (skills(verdict))
                }
                (footer(report))
            }
        }
    };
    page.into_string()
}

fn footer(report: &Report<'_>) -> Markup {
    html! {
        footer {
            h2 { "How to read this" }
            p {
                "It classifies postings, never people, and is not a tool for hiring decisions. It \
                 knows words, not intentions: a posting is judged by the phrases that it uses, by \
                 the part of the text in which they stand and by how often they come."
            }
            p {
                "The figures beside phrases are log-odds: +0.7 about doubles the odds of what a \
                 phrase speaks for, +2.3 makes them tenfold. They add up to the probabilities. \
                 What stands under \u{201c}about us\u{201d}, in benefits or in legal text counts \
                 little or nothing."
            }
            p {
                (guidance(report.guide())) "."
                @if let Some(warning) = expiry(report.guide(), report.is_guide_expired()) {
                    " " strong { (warning) }
                }
            }
            p.print-only {
                "On paper the notes of the phrases are left out; the table has the strongest."
            }
            p.made {
                "rolecall " (env!("CARGO_PKG_VERSION")) ", lexicon " (report.lexicon_hash())
            }
        }
    }
}

/// The answer in a sentence.
fn lead(verdict: &Verdict<'_>) -> Markup {
    let secondary = verdict.secondary_roles().iter();
    let secondary: Vec<String> = secondary.map(|role| role.name().to_owned()).collect();
    html! {
        p.lead {
            @match verdict.unclear() {
                Some(why) => { (capital(&why.to_string())) "." }
                None => {
                    "Confidence " strong { (percent(verdict.confidence())) } "."
                    @if let Some(second) = shown_runner_up(verdict) {
                        " The runner-up, " (short_role(second)) ", has "
                        (percent(verdict.probability(second))) "."
                    }
                    @if !secondary.is_empty() {
                        " Probably also part of the job: " (listed(&secondary, "and")) "."
                    }
                }
            }
        }
    }
}

/// What to know before all else: that the title lies, that the text breaks off, that the guide is
/// old.
fn flags(report: &Report<'_>, marks: &Marks<'_>) -> Markup {
    let expired = expiry(report.guide(), report.is_guide_expired());
    let flags: Vec<_> = report.flags().collect();
    html! {
        @if !flags.is_empty()
            || expired.is_some()
            || report.is_untitled()
            || report.title_warning().is_some()
        {
            ul.flags aria-label="Doubts" {
                @if let Some(warning) = report.title_warning() {
                    li {
                        strong { "Title mismatch." } " " (warning.sentence()) " "
                        (cards::phrases(report, warning, marks))
                    }
                }
                @if report.is_untitled() {
                    li { strong { "No title." } " " (capital(NO_TITLE)) "." }
                }
                @for flag in flags {
                    li {
                        strong { (capital(&flag.id().replace('-', " "))) "." } " "
                        (capital(flag_meaning(flag))) "."
                    }
                }
                @if let Some(warning) = expired {
                    li { strong { "Out of date." } " " (warning) }
                }
            }
        }
    }
}

fn probabilities(verdict: &Verdict<'_>) -> Markup {
    html! {
        section aria-labelledby="h-probable" {
            h2 #h-probable { "How probable" }
            ol.bars {
                @for role in verdict.ranking() {
                    @let share = 100.0 * verdict.probability(role);
                    li class=(class(Target::Role(role))) {
                        span.who { (capital(role.name())) }
                        span.share { (format!("{share:.1}")) "\u{a0}%" }
                        span.bar aria-hidden="true" {
                            span style=(format!("width:{share:.1}%")) {}
                        }
                    }
                }
            }
        }
    }
}

fn change(report: &Report<'_>) -> Markup {
    html! {
        section aria-labelledby="h-change" {
            h2 #h-change { "What would change it" }
            @for sentence in what_would_change(report) { p { (sentence) } }
        }
    }
}

/// The skills asked for: those of the role and of what else is part of the job in full, the rest
/// folded away.
fn skills(verdict: &Verdict<'_>) -> Markup {
    let is_own = |skill: &SkillGroup<'_>| {
        let role = skill.role;
        verdict.role() == Some(role) || verdict.secondary_roles().contains(&role)
    };
    let (own, rest): (Vec<_>, Vec<_>) = verdict.skills().into_iter().partition(is_own);
    html! {
        @if !own.is_empty() || !rest.is_empty() {
            section.skills aria-labelledby="h-skills" {
                h2 #h-skills { "Skills asked for" }
                (skill_groups(verdict, &own))
                @if !rest.is_empty() {
                    details open[own.is_empty()] {
                        summary { "Of other specialisations" }
                        (skill_groups(verdict, &rest))
                    }
                }
            }
        }
    }
}

fn skill_groups(verdict: &Verdict<'_>, skills: &[SkillGroup<'_>]) -> Markup {
    html! {
        @for role in verdict.ranking() {
            @if skills.iter().any(|skill| skill.role == role) {
                h3.tag.(class(Target::Role(role))) { (role.name()) }
                dl {
                    @for skill in skills.iter().filter(|skill| skill.role == role) {
                        dt { (skill.group.replace('-', " ")) }
                        dd { (skill.terms.join(", ")) }
                    }
                }
            }
        }
    }
}

/// The strongest evidence in a table that leads to its place in the text; the rest folded away.
fn evidence(verdict: &Verdict<'_>, marks: &Marks<'_>) -> Markup {
    const STRONGEST: usize = 10;
    let all = verdict.top_evidence(usize::MAX);
    let (strongest, rest) = all.split_at(all.len().min(STRONGEST));
    html! {
        section.evidence aria-labelledby="h-evidence" {
            h2 #h-evidence { "Strongest evidence" }
            (rows(strongest, marks))
            @if !rest.is_empty() {
                details {
                    summary { "The other " (rest.len()) }
                    (rows(rest, marks))
                }
            }
        }
    }
}

fn rows(items: &[&Evidence<'_>], marks: &Marks<'_>) -> Markup {
    html! {
        table {
            thead {
                tr { th scope="col" { "Log-odds" } th scope="col" { "Phrase, and what it says" } }
            }
            tbody {
                @for item in items {
                    tr class=(class(item.target())) {
                        td.gives { (format!("{:+.2}", item.contribution())) }
                        td {
                            a href=(format!("#{}", marks.of_evidence(item))) { (item.term()) }
                            " " span.where {
                                (speaks_for(item)) ", in " (item.section().id().replace('-', " "))
                            }
                        }
                    }
                }
            }
        }
    }
}
