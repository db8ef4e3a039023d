//! `--html`: one page that holds all it needs. The posting as its reader sees it, with the evidence marked where it stands.
//!
//! Nothing in it runs: notes open by hover, focus or tap through the style sheet alone, all text goes through maud's escaping, and the
//! page's own policy forbids whatever is not in it.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use rolecall::{Classifier, Evidence, Outcome, Posting, Role, Section, Target, SkillGroup, Verdict};

use crate::cards;
use crate::guide::expiry;
use crate::marks::{Marks, class};
use crate::report::Report;
use crate::words::{a, capital, flag_meaning, guidance, lacks, listed, named, percent, speaks, without};

const STYLE: &str = include_str!("page.css");
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
/// Rows of the table of the strongest evidence; the rest is folded away.
const STRONGEST: usize = 10;

/// The page.
pub(crate) fn render(classifier: &Classifier, posting: &Posting<'_>, report: &Report<'_>) -> Markup {
    let verdict = &report.verdict;
    let marks = Marks::new(report, posting);
    let heading = match verdict.outcome() {
        Outcome::Role(Role::NotPm) => "This posting is not for a product manager".to_owned(),
        Outcome::Role(role) => format!("This posting wants {}", a(role)),
        _ => "There is too little to judge".to_owned(),
    };
    let outline = classifier.outline(posting);
    let title = outline.first().filter(|(section, ..)| *section == Section::Title);
    let title = title.and_then(|(_, source, span)| report.find(*source, span));
    html! {
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
                    @if let Some((block, _)) = title { p.eyebrow { (block.text()) } }
                    h1 { (heading) }
                    (lead(verdict))
                    (flags(report, &marks))
                }
                main {
                    (cards::all(report, posting, &marks))
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
                footer {
                    h2 { "How to read this" }
                    p {
                        "It classifies postings, never people, and is no tool for hiring decisions. It knows words, not intentions: a posting \
                         is judged by the phrases that it uses, by the part of the text in which they stand and by how often they come."
                    }
                    p {
                        "The figures beside phrases are log-odds: +0.7 about doubles the odds of what a phrase speaks for, +2.3 makes them tenfold. \
                         They add up to the probabilities. What stands under \u{201c}about us\u{201d}, in benefits or in legal text counts little or nothing."
                    }
                    p {
                        (guidance(report.guide)) "."
                        @if let Some(warning) = expiry(report.guide, report.expired) { " " strong { (warning) } }
                    }
                    p.print-only { "On paper the notes of the phrases are left out; the table has the strongest." }
                    p.made { "rolecall " (env!("CARGO_PKG_VERSION")) ", lexicon " (classifier.lexicon_hash()) }
                }
            }
        }
    }
}

/// The answer in a sentence.
fn lead(verdict: &Verdict<'_>) -> Markup {
    let also: Vec<String> = verdict.secondary_roles().iter().map(|role| role.name().to_owned()).collect();
    html! {
        p.lead {
            @match verdict.unclear() {
                Some(why) => { (capital(&why.to_string())) "." }
                None => {
                    "Confidence " strong { (percent(verdict.confidence())) } "."
                    @if let Some(second) = verdict.runner_up() {
                        " The runner-up, " (named(second)) ", has " (percent(verdict.probability(second))) "."
                    }
                    @if !also.is_empty() { " Probably also part of the job: " (listed(&also, "and")) "." }
                }
            }
        }
    }
}

/// What to know before all else: that the title lies, that the text breaks off, that the guide is old.
fn flags(report: &Report<'_>, marks: &Marks<'_, '_>) -> Markup {
    let expired = expiry(report.guide, report.expired);
    let flags: Vec<_> = report.flags().collect();
    html! {
        @if !flags.is_empty() || expired.is_some() || report.mismatch().is_some() {
            ul.flags aria-label="Doubts" {
                @if let Some(doubt) = report.mismatch() {
                    li { strong { "Title mismatch." } " " (doubt.sentence()) " " (cards::phrases(report, doubt, marks)) }
                }
                @for flag in flags {
                    li { strong { (capital(&flag.id().replace('-', " "))) "." } " " (capital(flag_meaning(flag))) "." }
                }
                @if let Some(warning) = expired { li { strong { "Out of date." } " " (warning) } }
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
                        span.bar aria-hidden="true" { span style=(format!("width:{share:.1}%")) {} }
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
            @for sentence in [without(report), report.shortfall.as_ref().map(lacks)].into_iter().flatten() { p { (sentence) } }
        }
    }
}

/// The skills asked for: those of the role and of what else is part of the job in full, the rest folded away.
fn skills(verdict: &Verdict<'_>) -> Markup {
    let own = |role: Role| verdict.role() == Some(role) || verdict.secondary_roles().contains(&role);
    let (first, rest): (Vec<_>, Vec<_>) = verdict.skills().into_iter().partition(|skill| own(skill.role()));
    html! {
        @if !first.is_empty() || !rest.is_empty() {
            section.skills aria-labelledby="h-skills" {
                h2 #h-skills { "Skills asked for" }
                (skill_groups(verdict, &first))
                @if !rest.is_empty() {
                    details open[first.is_empty()] {
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
            @if skills.iter().any(|skill| skill.role() == role) {
                h3.tag.(class(Target::Role(role))) { (role.name()) }
                dl {
                    @for skill in skills.iter().filter(|skill| skill.role() == role) {
                        dt { (skill.group().replace('-', " ")) }
                        dd { (skill.terms().join(", ")) }
                    }
                }
            }
        }
    }
}

/// The strongest evidence in a table that leads to its place in the text; all of it, folded away.
fn evidence(verdict: &Verdict<'_>, marks: &Marks<'_, '_>) -> Markup {
    let all = verdict.top_evidence(usize::MAX);
    let (strongest, rest) = all.split_at(all.len().min(STRONGEST));
    html! {
        section.evidence aria-labelledby="h-evidence" {
            h2 #h-evidence { "Strongest evidence" }
            (rows(verdict, strongest, marks))
            @if !rest.is_empty() {
                details {
                    summary { "The other " (rest.len()) }
                    (rows(verdict, rest, marks))
                }
            }
        }
    }
}

fn rows(verdict: &Verdict<'_>, items: &[&Evidence<'_>], marks: &Marks<'_, '_>) -> Markup {
    let at = |item: &Evidence<'_>| verdict.evidence().iter().position(|other| std::ptr::eq(other, item)).unwrap_or(0);
    html! {
        table {
            thead { tr { th scope="col" { "Log-odds" } th scope="col" { "Phrase, and what it says" } } }
            tbody {
                @for item in items {
                    tr class=(class(item.target())) {
                        td.gives { (format!("{:+.2}", item.contribution())) }
                        td {
                            a href=(format!("#{}", marks.of_piece(at(item)))) { (item.term()) }
                            " " span.where { (speaks(item)) ", in " (item.section().id().replace('-', " ")) }
                        }
                    }
                }
            }
        }
    }
}
