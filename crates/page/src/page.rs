//! One page that holds all it needs: the answer, why, and the posting as its reader sees it, with
//! the evidence marked where it stands.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use rolecall::{Role, Target, TextField};

use crate::marks::Marks;
use crate::report::Report;
use crate::text::{capital, plain};
use crate::words::{self, Quote, short_role};
use crate::{cards, numbers, rewording};

/// The style sheet of [`render`], and of a page that holds a [`fragment`].
const STYLE: &str = include_str!("page.css");
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// The page of a report, as HTML. The same report gives the same page.
///
/// Nothing in it runs or loads: notes open by hover, focus or tap through the style sheet alone,
/// all text is escaped, and the page's own policy forbids whatever is not in it.
#[must_use]
pub fn render(report: &Report<'_>) -> String {
    let marks = Marks::new(report);
    let headline = words::headline(report);
    let (answer, _) = parts(&headline);
    let whose = whose(report);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title {
                    (answer)
                    @for (i, name) in whose.iter().enumerate() {
                        @if i == 0 { ": " } @else { ", " }
                        (name)
                    }
                }
                style { (PreEscaped(STYLE)) }
            }
            body class=(marks.classes()) {
                a.skip href="#posting" { "Skip to the posting" }
                (head(report, &marks))
                main.main { (text(report, &marks)) }
                (footer(report))
            }
        }
    };
    page.into_string()
}

/// What stands in the body of the page of a report, for a page that has a body of its own: one
/// element of class `report`, with the same words and marks. Its identifiers are those of
/// [`render`], so that two of them need a shadow root each.
///
/// ```
/// use rolecall::{Classifier, Posting};
/// use rolecall_guide::Guide;
/// use rolecall_page::{Report, fragment};
///
/// let posting = Posting::new("Own evals & prompts.").title("AI Product Manager");
/// let report = Report::new(Classifier::builtin()?, &posting, Guide::builtin()?, "2026-11-28")?;
/// assert!(fragment(&report).starts_with("<div class=\"report own-ai\">"));
/// assert!(!fragment(&report).contains("evals & prompts"), "text is escaped");
/// # Ok::<(), rolecall::Error>(())
/// ```
#[must_use]
pub fn fragment(report: &Report<'_>) -> String {
    let marks = Marks::new(report);
    let page = html! {
        div class=(marks.classes()) {
            (head(report, &marks))
            div.main { (text(report, &marks)) }
            (footer(report))
        }
    };
    page.into_string()
}

/// The answer and why, and what a person was told besides.
fn head(report: &Report<'_>, marks: &Marks<'_, '_>) -> Markup {
    let headline = words::headline(report);
    let (answer, sure) = parts(&headline);
    let whose = whose(report);
    html! {
        header {
            @if !whose.is_empty() { p.eyebrow { (whose.join(" \u{b7} ")) } }
            div.answer {
                h1 { (answer) }
                p.sure.doubtful[is_doubtful(report)] { (capital(sure)) }
            }
            (because(report, marks))
            (cards::chips(report, marks))
            (ask(report, marks))
        }
        (rewording::section(report, marks))
        (cards::wide(report))
    }
}

/// The posting, marked, what stands beside it, and the numbers.
fn text(report: &Report<'_>, marks: &Marks<'_, '_>) -> Markup {
    html! {
        (cards::beside(report, marks))
        (marks.article())
        (numbers::all(report, marks))
    }
}

/// The headline's answer, and how sure it is or why there is none.
fn parts(headline: &str) -> (&str, &str) {
    headline.split_once(": ").or_else(|| headline.split_once(", ")).unwrap_or((headline, ""))
}

fn is_doubtful(report: &Report<'_>) -> bool {
    report.verdict().role().is_none() || report.verdict().is_close_call()
}

/// Title and company, as far as they are known.
fn whose(report: &Report<'_>) -> Vec<String> {
    let company = Some(report.posting().company).filter(|company| !company.trim().is_empty());
    report.title().into_iter().chain(company).map(plain).collect()
}

/// Why it is what it is, in the posting's words: the answer's own first, then what else there is.
fn because(report: &Report<'_>, marks: &Marks<'_, '_>) -> Markup {
    let verdict = report.verdict();
    let of = |role: Role| marks.but.iter().filter(move |quote| quote.target == Target::Role(role));
    let close = verdict.runner_up().filter(|_| verdict.is_close_call());
    let secondary: Vec<Role> =
        verdict.secondary_roles().iter().copied().filter(|role| Some(*role) != close).collect();
    let is_told = |quote: &&Quote| {
        close
            .into_iter()
            .chain(secondary.iter().copied())
            .any(|role| quote.target == Target::Role(role) && quote.for_what == short_role(role))
    };
    let against: Vec<&Quote> = marks.but.iter().filter(|quote| !is_told(quote)).collect();
    html! {
        @if let Some(role) = verdict.role() {
            @if !marks.because.is_empty() {
                p.because {
                    @if close.is_some() { "For " (short_role(role)) ": " } @else { "Because of " }
                    (marks.quotes(marks.because.iter().take(TOLD)))
                    @if let Some(second) = close.filter(|role| of(*role).next().is_some()) {
                        ". For " (short_role(second)) ": " (marks.quotes(of(second)))
                    }
                    "."
                }
            }
            p.besides {
                @for role in secondary {
                    "Also part of the job: " (short_role(role))
                    @if of(role).next().is_some() { " (" (marks.quotes(of(role))) ")" }
                    ". "
                }
                @if !against.is_empty() {
                    "Against it: "
                    @for (i, quotes) in against.chunk_by(|a, b| a.for_what == b.for_what)
                        .enumerate()
                    {
                        @if i > 0 { "; " }
                        (marks.quotes(quotes.iter().copied())) " (" (quotes[0].for_what) ")"
                    }
                    ". "
                }
                @if role.is_specialisation() && verdict.title_role() == Some(Role::OtherPm) {
                    "The title names no kind. "
                }
                (employer(report))
            }
        }
    }
}

/// Quotes in the sentence; the text has more of them marked.
const TOLD: usize = 5;

/// What the employer's name speaks for. It comes from the caller, so the text has no mark of it.
fn employer(report: &Report<'_>) -> Markup {
    let evidence = report.verdict().evidence();
    let item = evidence
        .iter()
        .find(|item| item.span().field == TextField::Company && item.points() != 0.0);
    html! {
        @if let Some(item) = item {
            "The employer\u{2019}s name, " (plain(report.posting().company)) ", "
            (words::speaks_for(item)) "."
        }
    }
}

/// What to ask about, and what to doubt: that the title says one thing and the text another, that
/// the text breaks off, that the guide is old.
fn ask(report: &Report<'_>, marks: &Marks<'_, '_>) -> Markup {
    let questions = words::worth_asking(report);
    let expired = words::expiry(report.guide(), report.is_guide_expired());
    let mut doubts: Vec<Markup> = Vec::new();
    for warning in report.facts().warnings() {
        let phrases = report.phrases(warning);
        doubts.push(html! {
            (warning.sentence()) " "
            @for (i, (quote, span)) in phrases.iter().enumerate() {
                @if i > 0 { ", " }
                (marks.link(quote, *span))
            }
            @if warning.spans().len() > phrases.len() { " \u{2026}" }
        });
    }
    if report.is_untitled() {
        doubts.push(html! { (capital(words::NO_TITLE)) "." });
    }
    doubts.extend(report.flags().map(|flag| html! { (capital(words::flag_meaning(flag))) "." }));
    doubts.extend(expired.map(|warning| html! { (warning) }));
    html! {
        @if !questions.is_empty() || !doubts.is_empty() {
            section.ask aria-labelledby="h-ask" {
                h2 #h-ask { @if questions.is_empty() { "Worth knowing" } @else { "Worth asking" } }
                @if !questions.is_empty() {
                    ul { @for question in questions { li { (question) } } }
                }
                @for doubt in doubts { p { (doubt) } }
            }
        }
    }
}

fn footer(report: &Report<'_>) -> Markup {
    html! {
        footer {
            h2 { "How to read this" }
            p {
                "It classifies postings, never people, and is not a tool for hiring decisions. It \
                 knows words, not intentions: a posting is judged by the phrases that it uses, by \
                 the part of the text in which they stand and by how often they come. What it says \
                 of the employer, of benefits or in legal text counts little or nothing."
            }
            @if report.verdict().role().is_some() {
                p.on-screen {
                    "Point at a marked phrase, tap it or reach it with the Tab key to see what it \
                     says and why."
                }
                p { (words::guidance(report.guide())) "." }
            }
            p.made {
                "rolecall " (env!("CARGO_PKG_VERSION")) ", lexicon " (report.lexicon_hash())
            }
        }
    }
}
