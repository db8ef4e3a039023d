//! For whoever wrote the posting: what to add and what to reword, so that it reads as the role that
//! was meant.

use maud::{Markup, html};
use rolecall::{Evidence, Role, Span, Verdict};
use rolecall_guide::group_name;

use crate::counterfactual::Shortfall;
use crate::marks::Marks;
use crate::report::Report;
use crate::text::{cut, percent};
use crate::words::{self, role_with_article, short_role};

/// What a piece of evidence takes from the role that was expected, in log-odds, and to which role:
/// at the pm gate where that decided, and between the kinds where another kind is ahead. `None`
/// where it is no reason to change a line.
///
/// ```
/// use rolecall::Role;
///
/// let verdict = rolecall::classify("Own evals and prompt engineering of our assistant.")?;
/// let (pull, to) = rolecall_page::pull_away(&verdict.evidence()[0], &verdict, Role::Data)
///     .expect("evals speak for another kind");
/// assert!(pull > 0.0 && to == Role::Ai);
/// # Ok::<(), rolecall::Error>(())
/// ```
#[must_use]
pub fn pull_away(
    item: &Evidence<'_>, verdict: &Verdict<'_>, expected: Role,
) -> Option<(f32, Role)> {
    const LEAST: f32 = 0.05;
    let gate = item.contribution_to_pm_gate();
    let kinds = Role::ALL.iter().copied().filter(|kind| *kind != Role::NotPm);
    let ahead = kinds.max_by(|a, b| verdict.score(*a).total_cmp(&verdict.score(*b)))?;
    let (pull, to) = if expected == Role::NotPm {
        (gate, ahead)
    } else if gate != 0.0 {
        let decided = verdict.pm_gate() < 0.0;
        (if decided { -gate } else { 0.0 }, Role::NotPm)
    } else {
        (item.contribution_to(ahead) - item.contribution_to(expected), ahead)
    };
    (pull >= LEAST).then_some((pull, to))
}

/// A line of the posting that pulls away from what was expected.
struct Line<'r> {
    text: &'r str,
    /// Each phrase once, and where it stands.
    phrases: Vec<(String, Span)>,
    to: Role,
    pull: f32,
}

/// Where a role was expected, whether the posting reads as it, and what to change line by line.
pub(crate) fn section(report: &Report<'_>, marks: &Marks<'_, '_>) -> Markup {
    let Some(wanted) = report.expected() else { return html! {} };
    let (verdict, expected) = (report.verdict(), wanted.role);
    let is_met = verdict.role() == Some(expected);
    html! {
        section.rewording.met[is_met] aria-labelledby="h-rewording" {
            h2 #h-rewording { "You meant " (role_with_article(expected)) }
            p { (standing(report, expected)) }
            @if !is_met && verdict.role().is_some() {
                (reword(&lines(report, expected), marks))
                (add(wanted))
            }
            @if let Some(missing) = words::not_stated(report) {
                p { "Candidates will look for what is " (missing) "." }
            }
        }
    }
}

/// How the posting reads beside what was expected.
fn standing(report: &Report<'_>, expected: Role) -> String {
    let verdict = report.verdict();
    let Some(role) = verdict.role() else {
        return "It says too little to be read as any role.".to_owned();
    };
    let sure = percent(verdict.confidence());
    let close = if verdict.is_close_call() { ", and that is a close call" } else { "" };
    if role == expected {
        return format!("It reads as that, {sure} sure{close}.");
    }
    let part = verdict.secondary_roles().contains(&expected);
    let part = if part { "; what you meant is only part of the job" } else { "" };
    format!("It reads as {}, {sure} sure{close}{part}.", role_with_article(role))
}

/// The lines that pull away, strongest first.
fn lines<'r>(report: &'r Report<'_>, expected: Role) -> Vec<Line<'r>> {
    let mut lines: Vec<Line<'r>> = Vec::new();
    for item in report.verdict().evidence() {
        let Some((pull, to)) = pull_away(item, report.verdict(), expected) else { continue };
        let Some((block, _)) = report.locate(item.span()) else { continue };
        let text = block.text();
        let at = lines.iter().position(|line| std::ptr::eq(line.text, text) && line.to == to);
        let at = at.unwrap_or_else(|| {
            lines.push(Line { text, phrases: Vec::new(), to, pull: 0.0 });
            lines.len() - 1
        });
        lines[at].pull += pull;
        let words = report.quote(item.span());
        let is_new = |words: &String| !lines[at].phrases.iter().any(|(known, _)| known == words);
        if let Some(words) = words.filter(is_new) {
            lines[at].phrases.push((words, item.span()));
        }
    }
    lines.sort_by(|a, b| b.pull.total_cmp(&a.pull));
    lines
}

fn reword(lines: &[Line<'_>], marks: &Marks<'_, '_>) -> Markup {
    /// Lines shown at once.
    const MOST: usize = 6;
    let (first, rest) = lines.split_at(lines.len().min(MOST));
    html! {
        @if !lines.is_empty() {
            h3 { "Reword or take out, where it is not the job" }
            (items(first, marks))
            @if !rest.is_empty() {
                details { summary { (rest.len()) " more, weaker" } (items(rest, marks)) }
            }
        }
    }
}

fn items(lines: &[Line<'_>], marks: &Marks<'_, '_>) -> Markup {
    const LONGEST: usize = 120;
    html! {
        ol.lines {
            @for line in lines {
                li {
                    span.line { (cut(line.text, LONGEST)) }
                    span.says {
                        @for (i, (words, span)) in line.phrases.iter().enumerate() {
                            @if i > 0 { ", " }
                            (marks.link(words, *span))
                        }
                        ": reads as " (short_role(line.to))
                    }
                }
            }
        }
    }
}

/// What would speak for the role: terms by their names in the lexicon, which is said.
fn add(wanted: &Shortfall<'_>) -> Markup {
    html! {
        @if !wanted.terms.is_empty() {
            h3 { "Say, where it is true of the job" }
            dl.terms {
                @for term in &wanted.terms {
                    div { dt { (group_name(term.group)) } dd { (term.phrase) } }
                }
            }
            p.hint { "Terms of the lexicon; other words for the same do as well." }
        }
    }
}
